//! The window itself: its state, one frame, intents carried out, files and dialogs.

mod aiding;
mod answered;
mod arranging;
mod carry;
mod changing;
pub(crate) mod dialogs;
mod edges;
pub(crate) mod files;
mod focus;
mod keeping;
mod messages;
mod opened;
mod proposing;
pub mod rooms;
mod shell;
mod trace;
mod window;

pub use trace::Trace;
pub use window::{App, Start};
