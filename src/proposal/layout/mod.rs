//! How a whole stage should be laid out: which schools open, stay, close and are extended.

mod answer;
mod question;
mod task;
mod ways;
mod words;

pub(super) use answer::Drawn;
pub use answer::Open;
pub(super) use question::{Fixed, room_of_unknown_seats};
pub use question::{LayoutQuestion, ask};
pub(super) use task::{LayoutRules, Which};
