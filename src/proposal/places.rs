//! Where new schools could stand: settlements, sites of closed schools, sites the plan reserves, points drawn by hand.

use super::StartingPoint;
use super::site::prospects::{Prospects, SiteInputs};
use crate::geometry::LonLat;
use crate::model::County;
use crate::plan::Measure;
use crate::units::Meters;
use crate::words::Lang;

/// A point where a school could be built.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub at: LonLat,
}

impl Eq for Point {}

/// Which places are looked at. The default is all settlements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// Every settlement.
    pub settlements: bool,
    /// The sites of schools that are closed by the year in question and run the stage no more.
    pub closed_sites: bool,
    /// Sites that the plan reserves by then.
    pub reserved: bool,
    /// Points drawn by hand.
    pub points: Vec<Point>,
}

impl Default for Candidates {
    fn default() -> Self {
        Self {
            settlements: true,
            closed_sites: false,
            reserved: false,
            points: Vec::new(),
        }
    }
}

/// The settlement nearest to a point as the crow flies, by its position.
pub fn nearest_settlement(county: &County, at: LonLat) -> Option<usize> {
    let projection = county.projection();
    let here = projection.metres(at);
    let away = |settlement: usize| {
        let there = projection.metres(county.settlements[settlement].at);
        (there.x - here.x).hypot(there.y - here.y)
    };
    (0..county.settlements.len()).min_by(|&a, &b| away(a).total_cmp(&away(b)))
}

/// A place for a new school.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// What the school is named after.
    pub(super) name: String,
    pub(super) at: LonLat,
    /// The settlement it lies in, if it is one or near one.
    pub(super) settlement: Option<usize>,
    pub(super) township: Option<usize>,
}

impl Candidates {
    /// All places, in the order above.
    pub(super) fn places(&self, ground: &StartingPoint) -> Vec<Place> {
        let county = ground.evaluator.county();
        let layout = &ground.before.layout;
        let place = |name: &str, at: LonLat| Place {
            name: name.to_owned(),
            at,
            settlement: nearest_settlement(county, at),
            township: county.township_at(at),
        };
        let mut places = Vec::new();
        if self.settlements {
            let settlements = (0..).zip(&county.settlements);
            places.extend(settlements.map(|(position, settlement)| Place {
                name: settlement.name.clone(),
                at: settlement.at,
                settlement: Some(position),
                township: settlement.township,
            }));
        }
        if self.closed_sites {
            let closed = layout.sites.iter().filter(|site| !site.is_open());
            places.extend(closed.map(|site| {
                let name = match ground.lang {
                    Lang::Zh => format!("{}旧址", site.name),
                    Lang::En => format!("{} (former site)", site.name),
                };
                place(&name, site.at)
            }));
        }
        if self.reserved {
            let due = ground.plan.actions.iter();
            let due = due.filter(|action| action.year <= ground.year());
            places.extend(due.filter_map(|action| match &action.measure {
                Measure::Reserve { name, at, .. } => Some(place(name, *at)),
                _ => None,
            }));
        }
        places.extend(self.points.iter().map(|point| place(&point.name, point.at)));
        places
    }

    /// Places that would bring anybody nearer to a school, the most promising first.
    pub(super) fn promising(
        &self,
        ground: &StartingPoint,
        radius: Meters,
        most: usize,
    ) -> Vec<Place> {
        if most == 0 {
            return Vec::new();
        }
        let all = self.places(ground);
        let named: Vec<(&str, LonLat)> = all
            .iter()
            .map(|place| (place.name.as_str(), place.at))
            .collect();
        let inputs = SiteInputs::of(&ground.evaluator, &ground.before, ground.stage, radius);
        let ranked = Prospects::of(inputs, &named).ranked();
        ranked
            .iter()
            .filter(|prospect| prospect.helps())
            .take(most)
            .map(|prospect| all[prospect.candidate].clone())
            .collect()
    }
}
