//! The trips of all settlements to one site: read from a table, or estimated one by one when asked for.

use std::sync::Arc;

use crate::geometry::Located;

use super::estimates::estimated_length;
use super::homes::Homes;
use super::place::Place;
use super::trip::Trip;
use super::{Basis, Travel};

/// The trip of every settlement to one site. Cheap to clone.
///
/// Where there are roads it is a table. Where there are none every trip is an estimate, which takes no longer than to
/// look it up, so nothing is kept: a table of all ways of a large county takes seconds to fill and hundreds of megabytes.
#[derive(Clone, Debug)]
pub struct Row(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Table(Arc<[Trip]>),
    Estimated {
        estimates: StraightLines,
        to: Located,
    },
}

/// Estimates from settlements without roads: straight line × detour factor, whatever lies between.
#[derive(Clone, Debug)]
pub(super) struct StraightLines {
    pub(super) homes: Arc<Homes>,
    pub(super) detour_factor: f64,
}

impl StraightLines {
    pub(super) fn trip(&self, home: usize, to: &Located) -> Trip {
        self.trip_over(self.homes.located[home].metres_to(to))
    }

    /// Over so many metres in a straight line.
    pub(super) fn trip_over(&self, metres: f64) -> Trip {
        Trip::new(
            estimated_length(metres, self.detour_factor),
            Basis::Estimate,
        )
    }
}

impl Row {
    /// The trip of a settlement; `None` where there is no such settlement.
    pub fn get(&self, settlement: usize) -> Option<Trip> {
        match &self.0 {
            Kind::Table(trips) => trips.get(settlement).copied(),
            Kind::Estimated { estimates, to } => {
                (settlement < estimates.homes.len()).then(|| estimates.trip(settlement, to))
            }
        }
    }

    /// How many settlements there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Kind::Table(trips) => trips.len(),
            Kind::Estimated { estimates, .. } => estimates.homes.len(),
        }
    }

    /// Whether there are no settlements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The trips of all settlements, by index.
    pub fn iter(&self) -> impl Iterator<Item = Trip> + '_ {
        (0..self.len()).filter_map(|settlement| self.get(settlement))
    }

    /// The table, if it is one.
    pub(crate) fn table(&self) -> Option<&[Trip]> {
        match &self.0 {
            Kind::Table(trips) => Some(trips),
            Kind::Estimated { .. } => None,
        }
    }

    /// What is estimated and to where, if it is no table.
    pub(super) fn estimated(&self) -> Option<(&StraightLines, &Located)> {
        match &self.0 {
            Kind::Table(_) => None,
            Kind::Estimated { estimates, to } => Some((estimates, to)),
        }
    }
}

impl FromIterator<Trip> for Row {
    fn from_iter<I: IntoIterator<Item = Trip>>(trips: I) -> Self {
        Self(Kind::Table(trips.into_iter().collect()))
    }
}

impl From<Arc<[Trip]>> for Row {
    fn from(trips: Arc<[Trip]>) -> Self {
        Self(Kind::Table(trips))
    }
}

impl From<Vec<Trip>> for Row {
    fn from(trips: Vec<Trip>) -> Self {
        Self(Kind::Table(trips.into()))
    }
}

/// The same trips, however they are kept.
impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Travel {
    /// The trips to each of many sites, by site: tables ([`Travel::rows`]) where there are roads.
    pub fn rows_to(&self, sites: &[Place]) -> Vec<Row> {
        if self.has_roads() {
            return self.rows(sites).into_iter().map(Row::from).collect();
        }
        sites.iter().map(|site| self.row_to(site)).collect()
    }

    /// The trips to one site: a table where there are roads.
    pub fn row_to(&self, site: &Place) -> Row {
        if self.has_roads() {
            return self.row(site).into();
        }
        Row(Kind::Estimated {
            estimates: StraightLines {
                homes: Arc::clone(&self.homes),
                detour_factor: self.detour_factor,
            },
            to: site.located,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{County, Settlement, SettlementId};
    use crate::random::Random;
    use crate::travel::DETOUR_FACTOR;

    #[test]
    fn without_roads_estimates_when_asked_are_those_of_the_table() {
        let random = &mut Random::seeded(7);
        let at = |random: &mut Random| {
            LonLat::new(random.between(103.0, 105.0), random.between(29.0, 30.0))
        };
        let settlements = (0..60).map(|number| Settlement {
            id: SettlementId::new(&number.to_string()),
            name: String::new(),
            at: at(random),
            township: None,
            population: None,
            pupils: Default::default(),
            births: Default::default(),
            extra: Default::default(),
        });
        let county = County {
            settlements: settlements.collect(),
            ..County::default()
        };
        let travel = Travel::new(&county, DETOUR_FACTOR);
        let sites: Vec<Place> = (0..20).map(|_| travel.place(at(random))).collect();
        for (row, table) in travel.rows_to(&sites).iter().zip(travel.rows(&sites)) {
            assert!(row.table().is_none());
            assert!(row.iter().eq(table.iter().copied()));
            assert_eq!((row.len(), row.get(60)), (60, None));
        }
    }
}
