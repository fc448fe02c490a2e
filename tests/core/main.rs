//! The core through its public surface, and what holds for all its sources.

#[path = "../formats/mod.rs"]
mod formats;

mod benchmarks;
mod drag;
mod homes;
mod phase_out;
mod plan_files;
mod roads;
mod rooms;
mod sample;
mod sample_plans;
mod story;
