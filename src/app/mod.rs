//! The window: panels around a map, all reading one [`Session`](crate::session::Session).
//!
//! Each frame takes in what was worked out and what the keys say, draws, and carries out at most a few
//! [`Intent`]s. Panels are free functions that borrow, draw and answer; only [`App`] changes anything.
//!
//! | file | what it is for |
//! |---|---|
//! | `window`, `carry`, `files` | the state, its frame; intents carried out; reading and writing in threads |
//! | `intent`, `forms` | what a person can want, half-filled questions |
//! | `view` | what the screen shows and how, outside the plan and outside undo |
//! | `turning` | going to another year, playing the years |
//! | `results`, `ahead`, `jobs` | what is worked out beside the screen, for the year shown and for all years |
//! | `asking`, `proposing` | questions to the optimiser, draft plans of its answers |
//! | `panels`, `widgets`, `figures` | the panes, their small parts, figures as they stand on screen |
//! | `map` | camera, layers, tools |
//! | `theme`, `text`, `fonts` | every colour and size, every word, the built-in Chinese font |

mod ahead;
pub mod asking;
mod carry;
mod changing;
mod dialogs;
mod figures;
mod files;
pub mod fonts;
pub mod forms;
pub mod intent;
mod jobs;
pub mod map;
mod panels;
mod proposing;
mod results;
mod text;
pub mod theme;
mod trace;
mod turning;
pub mod view;
mod widgets;
mod window;

pub use intent::{ExportKind, Intent};
pub use trace::Trace;
pub use view::View;
pub use window::{App, Start};

/// Gives a context the program's fonts, colours and sizes.
pub fn setup(ctx: &egui::Context) {
    fonts::install(ctx);
    theme::install(ctx);
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// When the system gives no window or no OpenGL.
pub fn run(start: Start) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title(text::WINDOW_TITLE.say(crate::words::Lang::Zh))
        .with_app_id("xuequ")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([900.0, 560.0]);
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
