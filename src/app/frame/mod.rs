//! The window itself: its state, one frame, intents carried out, files and dialogs.

mod aiding;
mod answered;
mod arranging;
mod carry;
mod changing;
mod charting;
mod comparing;
pub(crate) mod dialogs;
mod doctoring;
mod edges;
pub(crate) mod files;
mod focus;
mod going;
mod keeping;
mod merging;
mod messages;
mod opened;
mod proposing;
mod recovering;
pub mod rooms;
mod several;
mod shell;
mod trace;
mod window;

pub use trace::Trace;
pub use window::{App, Start};
