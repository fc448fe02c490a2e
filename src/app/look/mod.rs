//! What the screen says and how it looks: words, figures, colours, fonts, what is shown, what may be asked for.

pub mod asking;
pub(crate) mod figures;
pub mod fonts;
pub mod forms;
pub mod hand;
pub mod intent;
pub(crate) mod text;
pub mod theme;
pub mod view;
pub(crate) mod widgets;
