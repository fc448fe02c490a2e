//! The window itself: its state, one frame, intents carried out, files and dialogs.

mod answered;
mod carry;
mod changing;
pub(crate) mod dialogs;
pub(crate) mod files;
mod opened;
mod proposing;
mod trace;
mod window;

pub use trace::Trace;
pub use window::{App, Start};
