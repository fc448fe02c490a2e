//! The window: panels around a map, all reading one [`Session`](crate::session::Session).
//!
//! Each frame takes in what was worked out and what the keys say, draws, and carries out at most a few
//! [`Intent`]s. Panels are free functions that borrow, draw and answer; only [`App`] changes anything.

mod dialogs;
pub mod fonts;
pub mod forms;
pub mod intent;
mod jobs;
pub mod map;
mod text;
pub mod theme;
pub mod view;

pub use intent::{ExportKind, Intent};
pub use view::View;
