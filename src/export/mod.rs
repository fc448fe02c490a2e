//! A plan becomes the file that QGIS opens and Xuequ re-opens. [`tables`](crate::tables) has the tables;
//! [`io`](crate::io) saves both.

mod plan;

pub use plan::{plan_alone, plan_file};
