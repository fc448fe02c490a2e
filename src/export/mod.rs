//! Results become files: the plan that QGIS opens and Xuequ re-opens, and tables.
//!
//! Everything is made in memory first and saved whole or not at all.

mod plan;
mod save;
mod tables;

pub use plan::plan_geojson;
pub use save::{SaveError, save_atomic};
pub use tables::{assignment_csv, schools_csv};
