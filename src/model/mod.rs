//! The county: everything read from files, checked once, never edited by planning.

mod apportion;
mod assumptions;
mod correction;
mod fact;
mod flow;
mod homes;
mod road;
mod school;
mod settlement;
mod stage;
mod township;
mod typed;
mod zone;

pub use apportion::apportion;
pub use assumptions::{Assumed, Assumptions, with_assumptions};
pub(crate) use correction::MOST;
pub use correction::{
    Corrected, Correction, Corrections, Said, Standing, Uncorrectable, corrected,
};
pub use fact::{Fact, Field, Subject};
pub use flow::RecordedFlow;
pub use homes::estimated;
pub use road::{
    BUS_SPEEDS, Direction, END_GAPS, JOINS_WITHIN_METRES, Road, RoadClass, RoadJoins, RoadWork,
};
pub use school::{Count, Origin, Ownership, School, SchoolId, StageRecord};
pub(crate) use school::{YEAR_NAMES, stated_year};
pub use settlement::{Settlement, SettlementId, village_in};
pub use stage::{PerStage, SchoolKind, Stage};
pub use township::Township;
pub use zone::Zone;

use std::collections::BTreeMap;

use geo::Intersects as _;

use crate::geometry::{LonLat, Projection};

/// Where the pupils' homes come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Homes {
    /// A settlements layer was read.
    #[default]
    Recorded,
    /// Spread over the townships from the schools' enrolments; every result says so.
    Estimated,
    /// Nobody knows where the pupils live: there are no settlements, and none were estimated.
    Unknown,
}

/// A file the county was read from, as stamped into plan files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The file's name without its folder.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many features were read from it.
    pub features: usize,
}

/// Everything that was read. Invariants, kept by `io`: schools and settlements are sorted by id and
/// ids are unique; every place is on the globe; every index of a
/// township, settlement or school is in range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct County {
    /// What the county is called on screen.
    pub name: String,
    /// In file order.
    pub townships: Vec<Township>,
    /// Sorted by id.
    pub schools: Vec<School>,
    /// Sorted by id.
    pub settlements: Vec<Settlement>,
    /// In file order.
    pub roads: Vec<Road>,
    /// In file order. No figure rests on them.
    pub zones: Vec<Zone>,
    /// Where roads meet that share no vertex.
    pub joins: RoadJoins,
    /// What the planner said where files can be read in several ways: the key of a choice by the key of its question.
    pub answers: BTreeMap<String, String>,
    /// What was set right against the files, as far as it counts.
    pub corrections: Vec<(Subject, Correction)>,
    /// Who is on record to attend which school; sorted by stage, settlement and school, each once. Empty where no file
    /// records it, and where homes are estimated.
    pub flows: Vec<RecordedFlow>,
    /// Whether the settlements were read or estimated.
    pub homes: Homes,
    /// Made-up data that must be labelled 示意数据 wherever it is shown.
    pub illustrative: bool,
    /// The files read, in order.
    pub sources: Vec<Source>,
}

impl County {
    /// The school with this id.
    pub fn school(&self, id: &SchoolId) -> Option<&School> {
        let position = self
            .schools
            .binary_search_by(|school| school.id.cmp(id))
            .ok()?;
        self.schools.get(position)
    }

    /// The township whose outline holds a place, the first of overlapping ones.
    pub fn township_at(&self, at: LonLat) -> Option<usize> {
        let place = geo::Point::new(at.lon, at.lat);
        self.townships
            .iter()
            .position(|township| township.outline.intersects(&place))
    }

    /// How many settlements do not tell their pupils of a stage; none where homes are estimated, which all have some.
    pub fn silent_settlements(&self, stage: Stage) -> usize {
        let told = |settlement: &&Settlement| settlement.pupils[stage].is_some();
        match self.homes {
            Homes::Estimated => 0,
            Homes::Recorded | Homes::Unknown => {
                self.settlements.len() - self.settlements.iter().filter(told).count()
            }
        }
    }

    /// How many pupils of a stage live in the settlements that tell them, and how many are enrolled in the schools that tell
    /// them, where the two do not agree; `None` where they do, or one of them is not known at all.
    ///
    /// A tenth more or less is what borders and boarders make.
    pub fn living_and_enrolled_apart(&self, stage: Stage) -> Option<(u64, u64)> {
        let homes = self.settlements.iter();
        let living = homes.filter_map(|home| home.pupils[stage]).map(u64::from);
        let schools = self.schools.iter();
        let enrolled = schools
            .filter_map(|school| school.stages[stage]?.pupils)
            .map(|count| u64::from(count.number));
        let all = |pupils: &mut dyn Iterator<Item = u64>| pupils.reduce(|a, b| a + b);
        let (living, enrolled) = (all(&mut { living })?, all(&mut { enrolled })?);
        let is_apart = living.abs_diff(enrolled) * 10 > enrolled.max(living);
        is_apart.then_some((living, enrolled))
    }

    /// The names of the districts (片区), sorted, each once.
    pub fn districts(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .townships
            .iter()
            .filter_map(|township| township.district.as_deref())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The south-west and north-east corners of everything read, or `None` for an empty county.
    pub fn extent(&self) -> Option<(LonLat, LonLat)> {
        let outlines = self.townships.iter().flat_map(|township| {
            township.outline.iter().flat_map(|polygon| {
                polygon
                    .exterior()
                    .coords()
                    .map(|&coord| LonLat::from(coord))
            })
        });
        let schools = self.schools.iter().map(|school| school.at);
        let settlements = self.settlements.iter().map(|settlement| settlement.at);
        let roads = self.roads.iter().flat_map(|road| road.line.iter().copied());
        outlines
            .chain(schools)
            .chain(settlements)
            .chain(roads)
            .fold(None, |corners, at| {
                let (low, high) = corners.unwrap_or((at, at));
                Some((
                    LonLat::new(low.lon.min(at.lon), low.lat.min(at.lat)),
                    LonLat::new(high.lon.max(at.lon), high.lat.max(at.lat)),
                ))
            })
    }

    /// The county after works on its roads.
    pub fn with_roads(&self, works: &[RoadWork]) -> Self {
        let mut county = self.clone();
        county.roads = road::after(&self.roads, works);
        county
    }

    /// The road of the files with this line, drawn either way.
    pub fn road(&self, line: &[LonLat]) -> Option<&Road> {
        self.roads
            .iter()
            .find(|road| road::is_same_line(&road.line, line))
    }

    /// The nearest road within some metres of a place, by index, and the place on it where a new road would join; a
    /// bend of the road where one is near.
    pub fn road_near(&self, at: LonLat, within_metres: f64) -> Option<(usize, LonLat)> {
        road::near(&self.roads, at, within_metres)
    }

    /// The county's one projection, true in the middle of its extent.
    pub fn projection(&self) -> Projection {
        let middle = self.extent().map_or_else(LonLat::default, |(low, high)| {
            LonLat::new(
                f64::midpoint(low.lon, high.lon),
                f64::midpoint(low.lat, high.lat),
            )
        });
        Projection::around(middle)
    }
}
