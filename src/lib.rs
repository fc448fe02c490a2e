//! Xuequ 学区 plans where a county's schools stand.
//!
//! The architecture page is written last; the modules come in reading order.

pub mod assign;
pub mod forecast;
pub mod geometry;
pub mod indicators;
pub mod model;
pub mod optimise;
pub mod plan;
pub mod rules;
pub mod travel;
pub mod units;
pub mod words;
