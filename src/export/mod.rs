//! Results become text for files: the plan that QGIS opens and Xuequ re-opens, and tables. [`io`](crate::io) saves it.

mod plan;
mod tables;

pub use plan::{plan_file, plan_geojson};
pub use tables::{assignment_csv, schools_csv};
