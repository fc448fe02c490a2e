//! What the screen says and how it looks: words, figures, colours, fonts, what is shown, what may be asked for.

pub mod aids;
pub mod asking;
pub(crate) mod clock;
pub(crate) mod commands;
pub mod desk;
mod entry;
pub(crate) mod figures;
pub mod finding;
pub mod fonts;
pub mod forms;
pub mod grid;
pub mod hand;
pub(crate) mod icons;
pub mod intent;
pub mod keeping;
pub(crate) mod keys;
pub(crate) mod lights;
pub mod listing;
pub(crate) mod matching;
mod pinyin;
pub mod road_form;
pub mod spots;
pub(crate) mod text;
pub mod theme;
pub mod view;
pub(crate) mod widgets;
