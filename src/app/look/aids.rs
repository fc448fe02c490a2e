//! What helps to find one's way, over the desk: the search, the settings, the keys, the tour. Outside every plan.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::finding::Finder;
use super::view::Selection;
use crate::io::tiles::Datum;
use crate::model::SchoolId;
use crate::units::DistanceForm;
use crate::words::Lang;

/// One thing that opens over the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aid {
    /// Finds schools, places, plans and commands by name.
    Search,
    /// Language, light or dark, sizes, units.
    Settings,
    /// All keys.
    Keys,
    /// Words that need an explanation.
    Words,
    /// The version, and what is built in.
    About,
}

/// A place that can be gone to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A school of the county or the chosen plan.
    School(SchoolId),
    /// Position in [`crate::model::County::settlements`].
    Settlement(usize),
    /// Position in [`crate::model::County::townships`].
    Township(usize),
}

impl Place {
    /// What is selected once it is gone to; nothing for a township.
    pub(crate) fn selection(&self) -> Option<Selection> {
        match self {
            Self::School(id) => Some(Selection::School(id.clone())),
            Self::Settlement(index) => Some(Selection::Settlement(*index)),
            Self::Township(_) => None,
        }
    }
}

/// How a place is gone to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visit {
    /// It is selected, and in the middle of the map.
    OnMap,
    /// The inspector is opened on it too.
    Inspected,
}

/// What a setting is to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// The language of the screen.
    Lang(Lang),
    /// Light, dark, or as the system is.
    Theme(egui::ThemePreference),
    /// How large text stands, 1 as it was made.
    TextSize(f32),
    /// How distances are written.
    Distances(DistanceForm),
    /// Where file dialogs begin; `None` for where the last file was.
    Folder(Option<PathBuf>),
}

/// Colours and size of the text, which egui has while the window is open.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Look {
    theme: egui::ThemePreference,
    text_size: f32,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            theme: egui::ThemePreference::System,
            text_size: 1.0,
        }
    }
}

impl Look {
    /// As they are now.
    pub(crate) fn of(ctx: &egui::Context) -> Self {
        Self {
            theme: ctx.options(|options| options.theme_preference),
            text_size: ctx.zoom_factor(),
        }
    }

    /// Lets them be so again; a size that no window has is not taken.
    pub(crate) fn choose(self, ctx: &egui::Context) {
        ctx.set_theme(self.theme);
        if (TEXT_SIZES[0]..=TEXT_SIZES[TEXT_SIZES.len() - 1]).contains(&self.text_size) {
            ctx.set_zoom_factor(self.text_size);
        }
    }
}

/// A step of the size of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoom {
    /// Larger.
    In,
    /// Smaller.
    Out,
    /// As it was made.
    Usual,
}

/// The sizes of text that can be chosen, 1 as it was made.
pub const TEXT_SIZES: [f32; 6] = [0.9, 1.0, 1.1, 1.25, 1.4, 1.5];

/// The next size of text from the one in use.
pub(crate) fn next_size(now: f32, zoom: Zoom) -> f32 {
    let near = 0.01;
    let found = match zoom {
        Zoom::Usual => Some(1.0),
        Zoom::In => TEXT_SIZES.into_iter().find(|&size| size > now + near),
        Zoom::Out => TEXT_SIZES.into_iter().rev().find(|&size| size < now - near),
    };
    found.unwrap_or(now)
}

/// A turn of the tour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// From the first step.
    Begin,
    /// The step after this one.
    Next,
    /// The step before.
    Back,
    /// No more of it.
    End,
}

/// So many files are remembered.
const MOST_RECENT: usize = 8;

/// So are the basemaps of so many counties.
const MOST_BASEMAPS: usize = 20;

/// What outlives the window.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Kept {
    /// What was opened and saved, the latest first; each as it was opened, together.
    pub recent: Vec<Vec<PathBuf>>,
    /// Where file dialogs begin, where it was chosen.
    pub folder: Option<PathBuf>,
    /// How distances are written.
    pub distances: DistanceForm,
    /// Whether the tour was offered before.
    pub knows_tour: bool,
    /// What lies under the map of a county, by the county's name; the latest first.
    pub basemaps: Vec<(String, PathBuf)>,
    /// In which degrees a basemap is drawn, where it was said; the latest first.
    pub datums: Vec<(PathBuf, Datum)>,
}

impl Kept {
    /// What lies under the map of a county.
    pub(crate) fn basemap_of(&self, county: &str) -> Option<&Path> {
        let own = self.basemaps.iter().find(|(name, _)| name == county);
        own.map(|(_, path)| path.as_path())
    }

    /// In which degrees a basemap is drawn.
    pub(crate) fn datum_of(&self, basemap: &Path) -> Datum {
        let said = self.datums.iter().find(|(path, _)| path == basemap);
        said.map_or_else(Datum::default, |(_, datum)| *datum)
    }

    /// Remembers in which degrees a basemap is drawn.
    pub(crate) fn set_datum(&mut self, basemap: &Path, datum: Datum) {
        self.datums.retain(|(path, _)| path != basemap);
        if datum != Datum::default() {
            self.datums.insert(0, (basemap.to_owned(), datum));
            self.datums.truncate(MOST_BASEMAPS);
        }
    }

    /// Remembers what lies under the map of a county, or that there is none.
    pub(crate) fn set_basemap(&mut self, county: &str, path: Option<PathBuf>) {
        self.basemaps.retain(|(name, _)| name != county);
        if let Some(path) = path {
            self.basemaps.insert(0, (county.to_owned(), path));
            self.basemaps.truncate(MOST_BASEMAPS);
        }
    }

    /// Puts what was opened before all others.
    pub(crate) fn remember(&mut self, paths: &[PathBuf]) {
        if paths.is_empty() {
            return;
        }
        self.recent.retain(|other| other != paths);
        self.recent.insert(0, paths.to_vec());
        self.recent.truncate(MOST_RECENT);
    }
}

/// The state of all of it.
#[derive(Clone, Debug, Default)]
pub struct Aids {
    /// What is open over the desk.
    pub open: Option<Aid>,
    /// The search, as far as it is typed.
    pub finder: Finder,
    /// What outlives the window.
    pub kept: Kept,
    /// The step of the tour that is shown.
    pub tour: Option<usize>,
    /// Whether what the step of the tour asks for was not done yet when it was drawn last.
    pub tour_waits: bool,
    /// Whether the tour is being offered.
    pub offers_tour: bool,
    /// Whether a field was being typed into when the last frame ended: Escape leaves it before anything else.
    pub was_typing: bool,
    /// Whether a text is being composed, as Chinese is.
    pub is_composing: bool,
    /// Whether today's layout is shown for as long as its key is held.
    pub peeks: bool,
    /// Whether the keyboard was the last to move the focus: it wears a ring then.
    pub shows_focus: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_text_go_up_and_down_and_end_somewhere() {
        let mut size = 1.0;
        for _ in 0..10 {
            size = next_size(size, Zoom::In);
        }
        assert_eq!(size, 1.5);
        for _ in 0..10 {
            size = next_size(size, Zoom::Out);
        }
        assert_eq!(size, 0.9);
        assert_eq!(next_size(1.37, Zoom::In), 1.4);
        assert_eq!(next_size(1.37, Zoom::Usual), 1.0);
    }

    #[test]
    fn the_latest_files_stand_first_and_each_once() {
        let mut kept = Kept::default();
        let file = |number: usize| vec![PathBuf::from(format!("{number}.geojson"))];
        for number in 0..20 {
            kept.remember(&file(number));
        }
        kept.remember(&file(15));
        kept.remember(&[]);
        assert_eq!(kept.recent.len(), MOST_RECENT);
        assert_eq!(kept.recent[..3], [file(15), file(19), file(18)]);
    }

    #[test]
    fn what_an_earlier_version_kept_still_opens() {
        let kept: Kept =
            serde_json::from_str(r#"{"recent":[["a.geojson"]],"unheard":1}"#).expect("it opens");
        assert_eq!(kept.recent.len(), 1);
        assert_eq!(kept.distances, DistanceForm::default());
    }
}
