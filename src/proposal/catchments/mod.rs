//! Who should go to which school while all schools stay: the catchments of a stage under seats and further terms.
//!
//! A plan has no measure that ties a settlement to a school, so there is none in the answer: it is a list of what would
//! change, to decide the catchments of a year by.

mod answer;
mod question;
mod task;
mod words;

pub use answer::{Catchments, Change, Told};
pub use question::{CatchmentQuestion, ask};
pub(super) use words::count_en;
