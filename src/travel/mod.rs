//! Travel: how far it is from every settlement to every school, along roads.
//!
//! [`Travel`] prepares the roads of one county once and then answers many questions. What a distance means (roads,
//! paths across the field, estimates) is fixed here and nowhere else:
//!
//! - A trip goes from home to the road, along open roads, and from the road to the school. Both access legs are
//!   straight lines × detour factor. Two places on the same road between junctions may go along it.
//! - Two places at most 500 m apart may walk across: straight line × detour factor, if that is shorter.
//! - Sometimes there is no way: no roads, a road over 3 km off, another part of the network, a one-way trap. Then the
//!   trip is the straight line × detour factor and labelled an [`Basis::Estimate`].
//!
//! ```text
//! roads ─▶ network ─▶ graph ─▶ search ──▶ trips, drag, path
//!          junctions  arcs     distances   ▲
//!          chains ─▶ snap ─▶ homes, place ─┘
//! ```

mod between;
mod cache;
mod contender;
mod dissection;
mod drag;
mod estimates;
mod globe;
mod graph;
mod hierarchy;
mod hilbert;
mod homes;
mod isochrone;
mod network;
mod path;
mod place;
mod pool;
mod prepared;
mod queue;
mod ranks;
mod reach;
mod search;
mod snap;
mod sweep;
mod trip;
mod trips;

#[cfg(test)]
mod oracle;

pub use drag::Drag;
pub use place::{Place, SnapIssue, SnapNote};
pub use trip::{Basis, Trip};

use std::sync::{Arc, OnceLock};

use crate::geometry::{LonLat, Projection};
use crate::model::County;
use crate::units::Meters;

use graph::{Graph, Way};
use homes::Homes;
use network::Network;
use place::{Anchor, decimetres};
use pool::Pool;
use prepared::Prepared;
use reach::Parts;
use search::RoadSearch;
use snap::{Measure, SnapIndex};
use sweep::LaneSweep;

/// How much longer a way is than the straight line where no road says so.
pub const DETOUR_FACTOR: f64 = 1.35;

/// Up to this far apart in a straight line, people walk across the field, in metres.
const ACROSS_METRES: f64 = 500.0;

/// Roads of one county prepared for travel, its settlements already snapped.
///
/// Immutable and shared freely between threads; every answer is the same on any number of them.
///
/// ```
/// use xuequ::model::County;
/// use xuequ::geometry::LonLat;
/// use xuequ::travel::{DETOUR_FACTOR, Travel};
///
/// let travel = Travel::new(&County::default(), DETOUR_FACTOR);
/// let school = travel.place(LonLat::new(104.067, 29.651));
/// assert!(!travel.has_roads());
/// assert!(travel.row(&school).is_empty());
/// ```
#[derive(Debug)]
pub struct Travel {
    detour_factor: f64,
    network: Network,
    shape: Arc<Shape>,
    /// Bus times in milliseconds from a school back to where trips start.
    bus_backward: Graph,
    homes: Homes,
    projection: Projection,
    /// For many schools at once; made when first needed.
    prepared: OnceLock<Arc<Prepared>>,
    /// Memory of finished searches, for the next ones.
    searches: Pool<RoadSearch>,
    lane_sweeps: Pool<LaneSweep>,
}

/// What of a network does not depend on speeds.
#[derive(Debug)]
struct Shape {
    snap_index: SnapIndex,
    /// Distances in decimetres from a school back to where trips start.
    backward: Graph,
    parts: Parts,
}

impl Shape {
    fn of(network: &Network, projection: Projection) -> Self {
        let length = |chain: usize| network.length(&network.chains[chain]);
        Self {
            snap_index: SnapIndex::of(network, projection),
            backward: Graph::of(network, Way::Backward, length),
            parts: Parts::of(&Graph::of(network, Way::Forward, length)),
        }
    }
}

impl Travel {
    /// Prepares the roads of a county. `detour_factor` is usually [`DETOUR_FACTOR`]; below one or not a
    /// number it counts as one.
    ///
    /// Linear in the number of road vertices, but for one sort: about a tenth of a second for 100,000 of them.
    pub fn new(county: &County, detour_factor: f64) -> Self {
        let detour_factor = if detour_factor.is_finite() {
            detour_factor.max(1.0)
        } else {
            1.0
        };
        let projection = county.projection();
        let network = Network::of(&county.roads, &projection);
        let shape = Arc::new(Shape::of(&network, projection));
        Self::on(network, shape, county, detour_factor)
    }

    /// The same county after an edit of its roads: every answer is that of [`Travel::new`], and if this one is
    /// prepared, so is the other.
    ///
    /// Another speed changes only bus times; all else is shared. After a road is added or cut, the order of the
    /// hierarchy is kept. Only those arcs are weighed again that ways over the edited roads can change. So an edit
    /// takes a fraction of the time of a preparation.
    ///
    /// ```
    /// use xuequ::geometry::LonLat;
    /// use xuequ::model::{County, Direction, Road, RoadClass, RoadWork};
    /// use xuequ::travel::{DETOUR_FACTOR, Travel};
    ///
    /// let road = Road {
    ///     class: RoadClass::default(), name: None, direction: Direction::Both, speed_kmh: None,
    ///     line: vec![LonLat::new(104.0, 29.6), LonLat::new(104.1, 29.6)],
    /// };
    /// let county = County::default();
    /// let before = Travel::new(&county, DETOUR_FACTOR);
    /// let with_road = county.with_roads(&[RoadWork::Build(road)]);
    /// assert!(before.after(&with_road).has_roads());
    /// assert!(!before.after(&with_road).after(&county).has_roads());
    /// ```
    pub fn after(&self, county: &County) -> Self {
        let projection = county.projection();
        let network = Network::of(&county.roads, &projection);
        let settlements = county.settlements.iter().map(|settlement| settlement.at);
        if projection == self.projection
            && network.differs_in_speeds_only(&self.network)
            && settlements.eq(self.homes.places.iter().copied())
        {
            let after = Self::on(network, Arc::clone(&self.shape), county, self.detour_factor);
            return Self {
                prepared: self.prepared.clone(),
                ..after
            };
        }
        let shape = Arc::new(Shape::of(&network, projection));
        let after = Self::on(network, shape, county, self.detour_factor);
        if self.is_prepared() {
            after.prepare_after(self);
        }
        after
    }

    fn on(network: Network, shape: Arc<Shape>, county: &County, detour_factor: f64) -> Self {
        let homes = Homes::of(&county.settlements, &network, &shape, detour_factor);
        let millis = |chain: usize| network.millis(&network.chains[chain]);
        Self {
            detour_factor,
            bus_backward: Graph::of(&network, Way::Backward, millis),
            shape,
            homes,
            network,
            projection: county.projection(),
            prepared: OnceLock::new(),
            searches: Pool::default(),
            lane_sweeps: Pool::default(),
        }
    }

    /// Ties a school site to the roads. A few microseconds.
    pub fn place(&self, at: LonLat) -> Place {
        let anchor = Anchor::new(
            at,
            self.shape.snap_index.snap(&self.network, at),
            self.detour_factor,
        );
        let mut across: Vec<(u32, u32)> = self
            .homes
            .on_globe
            .within(at, ACROSS_METRES, &self.homes.places)
            .map(|(home, metres)| (home, decimetres(metres * self.detour_factor)))
            .collect();
        across.sort_unstable();
        let mut place = Place {
            anchor,
            entries: [None; 2],
            beside: Arc::default(),
            across: across.into(),
        };
        if let Some(on_road) = anchor.on_road {
            place.entries = on_road.entries(&self.network, Measure::Decimetres);
            let along = self
                .homes
                .along(on_road, &self.network, Measure::Decimetres);
            let mut beside: Vec<(u32, u32)> = along.chain(self.across(&place)).collect();
            beside.sort_unstable();
            beside.dedup_by_key(|(home, _)| *home);
            place.beside = beside.into();
        }
        if self.is_cut_off(&place) {
            place.anchor.issue = Some(SnapIssue::CutOff);
        }
        place
    }

    /// Whether any roads were loaded; without them every trip is an estimate.
    pub fn has_roads(&self) -> bool {
        !self.network.chains.is_empty()
    }

    /// How many junctions the roads have, ends and changes of direction counted: what preparing them takes grows with
    /// it.
    pub fn junctions(&self) -> usize {
        self.network.junctions.len()
    }

    /// Settlements snapped over 500 m, off the network or cut off from its main part, by index. Empty without roads.
    pub fn snap_notes(&self) -> Vec<SnapNote> {
        let notes = self
            .homes
            .anchors
            .iter()
            .enumerate()
            .filter_map(|(settlement, anchor)| {
                let is_cut_off = anchor.on_road.is_some() && !self.homes.leads_to_main[settlement];
                let issue = if is_cut_off {
                    Some(SnapIssue::CutOff)
                } else {
                    anchor.issue
                };
                Some(SnapNote {
                    settlement,
                    to_road: anchor.to_road?,
                    issue: issue?,
                })
            });
        notes.collect()
    }

    /// The estimate between a settlement and a place: straight line × detour factor, in decimetres.
    fn estimate(&self, settlement: usize, at: LonLat) -> u32 {
        decimetres(self.homes.places[settlement].metres_to(at) * self.detour_factor)
    }

    /// The parts of the network that trips to a place come through last; none off the network.
    fn entered_from<'a>(&'a self, site: &'a Place) -> impl Iterator<Item = u32> + 'a {
        let junctions = site.entries.iter().flatten().map(|&(junction, _)| junction);
        junctions.map(|junction| self.shape.parts.of_junction(junction))
    }

    fn is_cut_off(&self, site: &Place) -> bool {
        let main = self.shape.parts.main();
        let from_main = |part| part == main || self.shape.parts.leading_to(part)[main as usize];
        site.anchor.on_road.is_some() && !self.entered_from(site).any(from_main)
    }

    /// Runs a task with the memory of a search on the distance graph.
    fn with_search<T>(&self, task: impl FnOnce(&mut RoadSearch) -> T) -> T {
        self.searches
            .lend(|| RoadSearch::on(&self.shape.backward), task)
    }
}

fn trip(decimetres: u32, basis: Basis) -> Trip {
    Trip::new(Meters::from_decimetres(decimetres), basis)
}
