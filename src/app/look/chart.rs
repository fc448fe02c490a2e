//! How the map is drawn beyond its layers: what it is coloured by, how strong and how large, what is folded.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::view::{Layers, Selection};
use crate::evaluation::Within;
use crate::geometry::LonLat;
use crate::io::tiles::Datum;
use crate::model::{SchoolId, SchoolKind};
use crate::proposal::GateRule;
use crate::session::Chosen;

/// What the map of today is coloured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MapTheme {
    /// Settlements by their way to school.
    #[default]
    Trips,
    /// Schools by pupils per seat.
    Seats,
    /// Schools by whether they are small.
    Small,
    /// Schools by the size of their classes.
    Classes,
    /// Settlements by how their pupils will grow or fall in number.
    Pupils,
    /// Schools and settlements where a standard is broken.
    Targets,
}

impl MapTheme {
    /// All of them, in the order of the cards.
    pub const ALL: [Self; 6] = [
        Self::Trips,
        Self::Seats,
        Self::Small,
        Self::Classes,
        Self::Pupils,
        Self::Targets,
    ];
}

/// Less or more of something than usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Amount {
    /// Less.
    Less,
    /// As usual.
    #[default]
    Usual,
    /// More.
    More,
}

impl Amount {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Less, Self::Usual, Self::More];

    /// The factor of strengths and sizes.
    pub(crate) const fn factor(self) -> f32 {
        match self {
            Self::Less => 0.6,
            Self::Usual => 1.0,
            Self::More => 1.5,
        }
    }
}

/// How strong and how large things are drawn; remembered between runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Style {
    /// Strength of the tints of catchments.
    pub tints: Amount,
    /// Size of the dots of settlements.
    pub dots: Amount,
    /// How many names, and how large.
    pub names: Amount,
    /// Whether roads are drawn dark.
    pub are_roads_dark: bool,
    /// Strength of the basemap.
    pub basemap: Percent,
}

/// A strength, from 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Percent(pub u8);

impl Default for Percent {
    fn default() -> Self {
        Self(70)
    }
}

impl Percent {
    /// From 0 to 1.
    pub(crate) fn share(self) -> f32 {
        f32::from(self.0.min(100)) / 100.0
    }
}

/// A layer of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// [`Layers::townships`].
    Townships,
    /// [`Layers::roads`].
    Roads,
    /// [`Layers::settlements`].
    Settlements,
    /// [`Layers::catchments`].
    Catchments,
    /// [`Layers::zones`].
    Zones,
    /// [`Layers::trip_lines`].
    TripLines,
    /// [`Layers::reach`].
    Reach,
    /// [`Layers::moves`].
    Moves,
    /// [`Layers::labels`].
    Labels,
    /// [`Layers::basemap`].
    Basemap,
    /// Schools of a kind.
    Schools(SchoolKind),
}

/// The state of the map that is no layer.
#[derive(Clone, Debug, Default)]
pub struct Chart {
    /// What today's map is coloured by.
    pub theme: MapTheme,
    /// How strong and how large things are drawn.
    pub style: Style,
    /// Whether the legend is open, once somebody said so; else it is where there is room.
    pub legend: Option<bool>,
    /// Whether the window is so narrow that the legend is folded until somebody opens it.
    pub is_narrow: bool,
    /// Kinds of schools that are not drawn.
    pub hidden: Vec<SchoolKind>,
    /// Several things that are chosen at once.
    pub several: Several,
    /// Circles and reaches on the map, the oldest first.
    pub rulers: Vec<Ruler>,
    /// Whether a proposal is not to stand on the map though it is in sight.
    pub hides_proposal: bool,
    /// How compared plans stand on the map.
    pub compare: CompareLook,
    /// A plan beside the two that are compared.
    pub third: Option<Chosen>,
    /// Where the map is divided in [`CompareLook::Swipe`].
    pub swipe: Swipe,
    /// Who has chosen the year in which plans are compared.
    pub compared_year: ComparedYear,
    /// The township that is looked at where plans are compared, by its position in
    /// [`crate::model::County::townships`].
    pub township: Option<usize>,
}

/// Who has chosen the year in which plans are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ComparedYear {
    /// Nobody yet: it goes to the first in which the plans differ, where they do not in the one shown.
    #[default]
    Sought,
    /// The window, on opening the comparison.
    Found,
    /// The planner, while plans are compared.
    ByHand,
}

/// How compared plans stand on the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CompareLook {
    /// A map for each, side by side, all looking at the same place.
    #[default]
    Beside,
    /// One map, divided by a line that can be moved: the first plan on its left, the second on its right.
    Swipe,
    /// One map of the second plan with what differs.
    Difference,
}

impl CompareLook {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Beside, Self::Swipe, Self::Difference];
}

/// A share of the map's width, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swipe(f32);

impl Default for Swipe {
    fn default() -> Self {
        Self(0.5)
    }
}

impl Swipe {
    /// The share, kept a little off both edges so that the line can always be taken.
    pub fn clamped(share: f32) -> Self {
        Self(if share.is_finite() {
            share.clamp(0.04, 0.96)
        } else {
            0.5
        })
    }

    /// The share on the left.
    pub const fn share(self) -> f32 {
        self.0
    }
}

/// Schools and settlements that are chosen together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Several {
    /// In order of their ids.
    pub schools: BTreeSet<SchoolId>,
    /// Positions in [`crate::model::County::settlements`].
    pub settlements: BTreeSet<usize>,
}

impl Several {
    /// How many things are chosen.
    pub fn len(&self) -> usize {
        self.schools.len() + self.settlements.len()
    }

    /// Whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes a thing in, or out again.
    pub(crate) fn toggle(&mut self, thing: Selection) {
        match thing {
            Selection::School(id) => {
                if !self.schools.remove(&id) {
                    self.schools.insert(id);
                }
            }
            Selection::Settlement(home) => {
                if !self.settlements.remove(&home) {
                    self.settlements.insert(home);
                }
            }
        }
    }
}

/// A circle or a reach round a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ruler {
    /// Its middle.
    pub at: LonLat,
    /// How far, and whether straight or on the way that pupils go.
    pub within: Within,
}

/// What is done with all that is chosen. Each is one step of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeveralWish {
    /// Take a thing in, or out again.
    Toggle(Selection),
    /// Choose these, beside what is chosen.
    Add(Several),
    /// Choose nothing.
    Clear,
    /// Merge the schools into the best receivers, as far as the closure gate is to have a say.
    Merge(GateRule),
    /// Close the schools.
    Close,
    /// Ask for the reason to keep the schools.
    AskKeep,
    /// Ask for another year of their measures.
    AskYear,
}

/// What is wished about what lies under the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BasemapWish {
    /// Ask for a file.
    Choose,
    /// Lay this picture, or the tiles of this file, under the map.
    Open(PathBuf),
    /// Take it as drawn in these degrees.
    Datum(Datum),
    /// Lay nothing under it.
    TakeAway,
}

impl Chart {
    /// Whether the legend is open.
    pub fn is_legend_open(&self) -> bool {
        self.legend.unwrap_or(!self.is_narrow)
    }

    /// Whether schools of a kind are drawn.
    pub fn shows(&self, kind: SchoolKind) -> bool {
        !self.hidden.contains(&kind)
    }

    /// Whether a layer is drawn.
    pub(crate) fn is_on(&self, layers: &Layers, layer: Layer) -> bool {
        match layer {
            Layer::Townships => layers.townships,
            Layer::Roads => layers.roads,
            Layer::Settlements => layers.settlements,
            Layer::Catchments => layers.catchments,
            Layer::Zones => layers.zones,
            Layer::TripLines => layers.trip_lines,
            Layer::Reach => layers.reach,
            Layer::Moves => layers.moves,
            Layer::Labels => layers.labels,
            Layer::Basemap => layers.basemap,
            Layer::Schools(kind) => layers.schools && self.shows(kind),
        }
    }

    /// Draws a layer from now on, or no more.
    pub(crate) fn turn(&mut self, layers: &mut Layers, layer: Layer) {
        let is_on = self.is_on(layers, layer);
        let of_layers = match layer {
            Layer::Townships => &mut layers.townships,
            Layer::Roads => &mut layers.roads,
            Layer::Settlements => &mut layers.settlements,
            Layer::Catchments => &mut layers.catchments,
            Layer::Zones => &mut layers.zones,
            Layer::TripLines => &mut layers.trip_lines,
            Layer::Reach => &mut layers.reach,
            Layer::Moves => &mut layers.moves,
            Layer::Labels => &mut layers.labels,
            Layer::Basemap => &mut layers.basemap,
            Layer::Schools(kind) => {
                self.hidden.retain(|&hidden| hidden != kind);
                if is_on {
                    self.hidden.push(kind);
                }
                layers.schools = true;
                return;
            }
        };
        *of_layers = !is_on;
    }
}

/// A wish about the map.
#[derive(Clone, Debug, PartialEq)]
pub enum MapWish {
    /// Open the legend, or fold it.
    Legend,
    /// Draw a layer, or draw it no more.
    Turn(Layer),
    /// Draw stronger, fainter, larger or smaller.
    Restyle(Style),
    /// Colour today's map by something else.
    Colour(MapTheme),
    /// Bring what is selected into sight.
    FitSelection,
    /// Something about all that is chosen.
    Several(SeveralWish),
    /// Draw a loop round schools to choose them, or not.
    Lasso,
    /// Measure distance and area, or end it.
    Measure,
    /// Measure from this place on.
    MeasureFrom(LonLat),
    /// Draw a circle or a reach.
    AddRuler(Ruler),
    /// Change the ruler at this place of the list; `None` takes it away.
    SetRuler(usize, Option<Ruler>),
    /// Copy the coordinates of a place.
    CopyPlace(LonLat),
    /// Something about what lies under the map.
    Basemap(BasemapWish),
    /// Let the compared plans stand on the map in another way.
    Compare(CompareLook),
    /// Let the proposal stand on the map, or the plan as it stands.
    Propose(bool),
}

impl MapWish {
    /// Whether it changes only what is looked at and how.
    pub(crate) const fn only_looks(&self) -> bool {
        !self.plans()
    }

    /// Whether it changes the plan.
    pub(crate) const fn plans(&self) -> bool {
        match self {
            Self::Several(wish) => matches!(
                wish,
                SeveralWish::Merge(_)
                    | SeveralWish::Close
                    | SeveralWish::AskKeep
                    | SeveralWish::AskYear
            ),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_turned_twice_is_as_it_was() {
        let layers = [
            Layer::Townships,
            Layer::Roads,
            Layer::Settlements,
            Layer::Catchments,
            Layer::Zones,
            Layer::TripLines,
            Layer::Reach,
            Layer::Moves,
            Layer::Labels,
            Layer::Basemap,
            Layer::Schools(SchoolKind::Primary),
        ];
        for layer in layers {
            let (mut chart, mut drawn) = (Chart::default(), Layers::default());
            let before = chart.is_on(&drawn, layer);
            chart.turn(&mut drawn, layer);
            assert_eq!(chart.is_on(&drawn, layer), !before, "{layer:?}");
            chart.turn(&mut drawn, layer);
            assert_eq!(chart.is_on(&drawn, layer), before, "{layer:?}");
        }
    }

    #[test]
    fn a_kind_of_school_is_shown_again_where_all_schools_were_hidden() {
        let mut chart = Chart::default();
        let mut layers = Layers {
            schools: false,
            ..Layers::default()
        };
        chart.turn(&mut layers, Layer::Schools(SchoolKind::Junior));
        assert!(chart.is_on(&layers, Layer::Schools(SchoolKind::Junior)));
    }

    #[test]
    fn a_narrow_window_folds_the_legend_until_it_is_opened() {
        let mut chart = Chart {
            is_narrow: true,
            ..Chart::default()
        };
        assert!(!chart.is_legend_open());
        chart.legend = Some(true);
        assert!(chart.is_legend_open());
    }
}
