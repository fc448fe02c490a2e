//! What the screen says and how it looks: words, figures, colours, fonts, what is shown, what may be asked for.

pub mod asking;
pub mod chart;
pub mod desk;
mod entry;
pub(crate) mod figures;
pub mod fonts;
pub mod forms;
pub mod hand;
pub(crate) mod icons;
pub mod intent;
pub(crate) mod keys;
pub mod road_form;
pub mod several_form;
pub(crate) mod text;
pub mod theme;
pub mod view;
pub(crate) mod widgets;
