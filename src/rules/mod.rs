//! Planning rules as data, and the places where a layout breaks them.

mod ahead;
mod entries;
pub mod estimates;
mod finding;
mod findings;
pub mod gate;
mod limits;
mod order;
mod pack;
mod standard;
mod standards;
mod unanswered;

pub use entries::Entries;
pub use finding::Finding;
pub(crate) use findings::AREA_PROPERTIES;
pub use findings::{
    Attendance, Branch, Breach, Findings, Found, Group, GroupBy, Standing, Tally, Topic, Wanted,
    breaches, broken_rules, findings, findings_after, groups, is_wanted, tree, worst_place,
};
pub use limits::{Limits, trip_rule};
pub use order::order;
pub use pack::{Pack, PackError};
pub use standard::{Area, Basis, Measure, Op, Severity, Standard};
pub use standards::Standards;
pub use unanswered::Unanswered;
