//! The window: panels around a map, all reading one [`Session`](crate::session::Session).
//!
//! Each frame takes in what was worked out and what the keys say, draws, and carries out at most a few
//! [`Intent`]s. Panels are free functions that borrow, draw and answer; only [`App`] changes anything.
//!
//! | room | what it is for |
//! |---|---|
//! | [`look`] | words, figures, colours, fonts; what the screen shows, what a person can want or fill in |
//! | [`work`] | what is worked out beside the screen, for the year shown and for all years |
//! | [`map`] | camera, layers, what the hand does |
//! | `panels` | the panes and their small parts |
//! | [`frame`] | the state and its frame; intents carried out; reading and writing in threads |
//!
//! A room uses those above it, but [`map`] and `panels` know nothing of each other (held by `tests/core/rooms.rs`).

pub mod frame;
pub mod look;
pub mod map;
mod panels;
pub mod work;

pub use frame::{App, Start, Trace};
pub use look::intent::{ExportKind, Intent};
pub use look::view::View;

/// Gives a context the program's fonts, colours and sizes.
pub fn setup(ctx: &egui::Context) {
    look::fonts::install(ctx);
    look::theme::install(ctx);
}

/// How large the window is at its first start, in points: with its frame and the system's own bar it fits on a screen of
/// 1280 × 800, and the line at the bottom is in sight.
pub const FIRST_SIZE: [f32; 2] = [1_260.0, 720.0];

/// Opens the window and returns when it is closed.
///
/// # Errors
/// When the system gives no window or no OpenGL.
pub fn run(start: Start) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title(look::text::WINDOW_TITLE.say(crate::words::Lang::Zh))
        .with_app_id("xuequ")
        .with_inner_size(FIRST_SIZE)
        .with_min_inner_size([800.0, 560.0]);
    let options = eframe::NativeOptions {
        viewport,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "xuequ",
        options,
        Box::new(|creation| Ok(Box::new(App::new(creation, start)))),
    )
}
