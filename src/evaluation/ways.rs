//! Ways to schools: trips on the roads of a layout, kept for the next question.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::{SiteRows, lock};
use crate::assign::NearestWays;
use crate::model::{County, RoadWork};
use crate::plan::{Layout, Site};
use crate::travel::{Place, Row, Travel};
use crate::units::Meters;

/// So many states of the roads are kept: those of the years of some plans. The one unused longest goes first.
const MOST_KEPT: usize = 16;

/// The roads of a county as recorded, and as plans leave them.
#[derive(Debug)]
pub(super) struct Roads {
    recorded: Arc<Ways>,
    /// By what led there, the last used at the end.
    edited: Mutex<Vec<Edited>>,
}

/// Roads after some works, and the pieces of them on which schools of a plan stand and no recorded one.
type State = (Arc<[RoadWork]>, Vec<u32>);

type Edited = (State, Arc<Ways>);

/// One state of the roads.
#[derive(Debug)]
struct Ways {
    travel: Arc<Travel>,
    places: Known<Place>,
    /// Trips of every settlement.
    rows: Known<Row>,
}

/// What was found out of places where schools stand, by the bits of their longitude and latitude.
#[derive(Debug)]
struct Known<T>(Mutex<HashMap<(u64, u64), T>>);

impl Roads {
    pub(super) fn of(county: &County, detour_factor: f64) -> Self {
        Self::on(Arc::new(Travel::new(county, detour_factor)))
    }

    /// Roads that have been prepared already.
    pub(super) fn on(travel: Arc<Travel>) -> Self {
        Self {
            recorded: Arc::new(Ways::on(travel)),
            edited: Mutex::default(),
        }
    }

    pub(super) fn recorded(&self) -> &Travel {
        &self.recorded.travel
    }

    pub(super) fn travel(&self, county: &County, layout: &Layout) -> Arc<Travel> {
        Arc::clone(&self.of_layout(county, layout).travel)
    }

    pub(super) fn rows(&self, county: &County, layout: &Layout) -> SiteRows {
        self.of_layout(county, layout).rows(layout)
    }

    pub(super) fn nearest(&self, county: &County, layout: &Layout, sites: &[usize]) -> NearestWays {
        self.of_layout(county, layout).nearest(layout, sites)
    }

    pub(super) fn homes_within<'a>(
        &self,
        county: &County,
        layout: &'a Layout,
        limit: Meters,
    ) -> impl Fn(usize) -> Vec<u32> + use<'a> {
        let ways = self.of_layout(county, layout);
        move |site| {
            let places = ways.places(layout, &[site]);
            let within = |place: &Place| ways.travel.homes_within(place, limit);
            places.first().map_or_else(Vec::new, within)
        }
    }

    /// After the works of a layout, and with the schools that it builds: one by road makes a way over a gap the last
    /// choice there, as a recorded one does.
    fn of_layout(&self, county: &County, layout: &Layout) -> Arc<Ways> {
        let works = &layout.roads;
        let after = self.after(county, works);
        let is_recorded = |site: &Site| {
            let school = county.school(&site.id);
            school.is_some_and(|school| school.at == site.at)
        };
        let sites = layout.sites.iter();
        let built = sites.filter(|site| site.is_open() && !is_recorded(site));
        let pieces = after
            .travel
            .pieces_without_school(built.map(|site| site.at));
        if pieces.is_empty() {
            return after;
        }
        let with_schools = || after.travel.with_schools_on(&pieces);
        self.kept((Arc::clone(works), pieces.clone()), with_schools)
    }

    fn after(&self, county: &County, works: &Arc<[RoadWork]>) -> Arc<Ways> {
        if works.is_empty() {
            return Arc::clone(&self.recorded);
        }
        let after = || self.recorded.travel.after(&county.with_roads(works));
        self.kept((Arc::clone(works), Vec::new()), after)
    }

    /// No lock is held while roads are prepared: the threads of one preparation may take up another question.
    fn kept(&self, state: State, prepare: impl FnOnce() -> Travel) -> Arc<Ways> {
        if let Some(known) = self.known(&state) {
            return known;
        }
        let prepared = Arc::new(Ways::on(Arc::new(prepare())));
        let mut edited = lock(&self.edited);
        // Another thread may have been faster; its rows are worth keeping.
        if let Some((_, known)) = edited.iter().find(|(of, _)| *of == state) {
            return Arc::clone(known);
        }
        if edited.len() >= MOST_KEPT {
            edited.remove(0);
        }
        edited.push((state, Arc::clone(&prepared)));
        prepared
    }

    fn known(&self, state: &State) -> Option<Arc<Ways>> {
        let mut edited = lock(&self.edited);
        let position = edited.iter().position(|(of, _)| of == state)?;
        let used = edited.remove(position);
        let ways = Arc::clone(&used.1);
        edited.push(used);
        Some(ways)
    }
}

impl Ways {
    fn on(travel: Arc<Travel>) -> Self {
        Self {
            travel,
            places: Known::default(),
            rows: Known::default(),
        }
    }

    fn places(&self, layout: &Layout, sites: &[usize]) -> Vec<Place> {
        let place = |&site: &usize| self.travel.place(layout.sites[site].at);
        let find = |missing: &[usize]| missing.iter().map(place).collect();
        self.places.of(layout, sites, find)
    }

    fn rows(&self, layout: &Layout) -> SiteRows {
        let all: Vec<usize> = (0..layout.sites.len()).collect();
        let find = |missing: &[usize]| self.travel.rows_to(&self.places(layout, missing));
        let rows = self.rows.of(layout, &all, find);
        rows.into_iter().map(Some).collect()
    }

    fn nearest(&self, layout: &Layout, sites: &[usize]) -> NearestWays {
        let nearest = self.travel.nearest(&self.places(layout, sites)).into_iter();
        nearest
            .map(|found| found.map(|(number, way)| (sites[number], way)))
            .collect()
    }
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Known<T> {
    /// Of each of some sites; `find` finds it out, for those of which it is not known yet, in their order.
    fn of(
        &self,
        layout: &Layout,
        sites: &[usize],
        find: impl FnOnce(&[usize]) -> Vec<T>,
    ) -> Vec<T> {
        let key = |site: usize| {
            let at = layout.sites[site].at;
            (at.lon.to_bits(), at.lat.to_bits())
        };
        let mut all: Vec<Option<T>> = {
            let known = lock(&self.0);
            sites
                .iter()
                .map(|&site| known.get(&key(site)).cloned())
                .collect()
        };
        let missing: Vec<usize> = (0..sites.len()).filter(|&at| all[at].is_none()).collect();
        if !missing.is_empty() {
            let asked: Vec<usize> = missing.iter().map(|&at| sites[at]).collect();
            let found = find(&asked);
            let mut known = lock(&self.0);
            // A drag leaves something at every place it passed; keep the memory of a few hundred frames at most.
            if known.len() > 4 * layout.sites.len() + 256 {
                known.clear();
            }
            for (&at, found) in missing.iter().zip(found) {
                known.insert(key(sites[at]), found.clone());
                all[at] = Some(found);
            }
        }
        all.into_iter().flatten().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Projection;
    use crate::model::{Road, School, SchoolId, SchoolKind, Settlement, SettlementId};
    use crate::travel::{Basis, DETOUR_FACTOR, Trip};
    use crate::units::Year;

    fn at(east: f64, north: f64) -> crate::geometry::LonLat {
        let around = Projection::around(crate::geometry::LonLat::new(104.0, 29.6));
        around.lon_lat(geo::Coord { x: east, y: north })
    }

    /// An island without a school, 700 m over a river from the only one.
    fn island() -> County {
        let road = |north: f64| Road {
            line: vec![at(0.0, north), at(9_000.0, north)],
            ..Road::default()
        };
        County {
            roads: vec![road(0.0), road(700.0)],
            settlements: vec![Settlement {
                id: SettlementId::new("v"),
                name: String::new(),
                at: at(0.0, 700.0),
                township: None,
                population: None,
                pupils: Default::default(),
                births: Default::default(),
                extra: serde_json::Map::new(),
            }],
            schools: vec![School {
                id: SchoolId::new("ashore"),
                name: "ashore".to_owned(),
                kind: SchoolKind::Primary,
                at: at(0.0, 0.0),
                stages: Default::default(),
                ownership: None,
                inclusive: None,
                parent: None,
                boarders: None,
                beds: None,
                township: None,
                extra: serde_json::Map::new(),
            }],
            ..County::default()
        }
    }

    #[test]
    fn a_school_built_on_an_island_makes_the_way_over_the_river_the_last_choice_there() {
        let county = island();
        let roads = Roads::of(&county, DETOUR_FACTOR);
        let today = Layout::today(&county, Year(2025));
        let first = |layout: &Layout| -> Vec<Trip> {
            let rows = roads.rows(&county, layout);
            let first = rows.iter().map(|row| row.as_ref().unwrap().get(0).unwrap());
            first.collect()
        };
        // As long as there is no other, people cross.
        assert!(!first(&today)[0].is_apart());
        let mut with_new = today.clone();
        with_new.sites.push(Site {
            id: SchoolId::new("new"),
            at: at(2_000.0, 700.0),
            ..today.sites[0].clone()
        });
        let ways = first(&with_new);
        assert!(ways[0].is_apart() && ways[0].distance() < ways[1].distance());
        assert_eq!(ways[1].basis(), Basis::Road);
        assert!(ways[1] < ways[0]);
        // So it is on the roads of that layout everywhere, and today's stay as they were.
        let travel = roads.travel(&county, &with_new);
        assert!(travel.row(&travel.place(at(0.0, 0.0)))[0].is_apart());
        assert!(!first(&today)[0].is_apart());
    }
}
