//! Roads as the files draw them.

use crate::geometry::LonLat;
use crate::words::Words;

/// The class of a road, which sets its speed and how it is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoadClass {
    /// 高速、国道、快速路.
    Trunk,
    /// 省道、县道.
    Main,
    /// 乡道.
    Township,
    /// 村道, paths and everything unnamed.
    #[default]
    Village,
}

impl RoadClass {
    /// The name used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Trunk => "trunk",
            Self::Main => "main",
            Self::Township => "township",
            Self::Village => "village",
        }
    }

    /// The name a planner uses.
    pub fn words(self) -> Words {
        match self {
            Self::Trunk => Words::new("National road", "国道、快速路"),
            Self::Main => Words::new("Main road", "省道、县道"),
            Self::Township => Words::new("Township road", "乡道"),
            Self::Village => Words::new("Village road", "村道"),
        }
    }

    /// Planning speed of a school bus with its stops, in km/h; the county mean is 25.
    pub const fn bus_kmh(self) -> f64 {
        match self {
            Self::Trunk => 40.0,
            Self::Main => 32.0,
            Self::Township => 25.0,
            Self::Village => 18.0,
        }
    }
}

/// In which directions a road may be travelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// Only as drawn.
    Forward,
    /// Only against the drawing.
    Backward,
}

/// One drawn line of road.
#[derive(Clone, Debug, PartialEq)]
pub struct Road {
    /// Its class.
    pub class: RoadClass,
    /// The name people know, where there is one.
    pub name: Option<String>,
    /// Which way it may be travelled.
    pub direction: Direction,
    /// Bus speed in km/h where the file states one, else the class decides.
    pub speed_kmh: Option<f64>,
    /// At least two places. Roads join only where they share a vertex.
    pub line: Vec<LonLat>,
}

/// What may happen to the roads. Roads are named by their position in [`super::County::roads`].
#[derive(Clone, Debug, PartialEq)]
pub enum RoadEdit {
    /// A road is built. It joins others where it shares a vertex with them.
    Add(Road),
    /// A road is closed for good.
    Cut(usize),
    /// Buses go at another speed in km/h; `None` for that of the class.
    Speed(usize, Option<f64>),
}

impl RoadEdit {
    /// Carries out the edit. One that names no road changes nothing.
    pub(super) fn apply(&self, roads: &mut Vec<Road>) {
        match self {
            Self::Add(road) => roads.push(road.clone()),
            Self::Cut(road) if *road < roads.len() => drop(roads.remove(*road)),
            Self::Speed(road, kmh) => {
                if let Some(road) = roads.get_mut(*road) {
                    road.speed_kmh = *kmh;
                }
            }
            Self::Cut(_) => {}
        }
    }
}
