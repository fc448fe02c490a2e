//! Travel: how far it is from every settlement to every school, along roads.
//!
//! [`Travel`] prepares the roads of one county once and then answers many questions. What a distance means (roads,
//! paths across the field, estimates) is fixed here and nowhere else:
//!
//! - A trip goes on foot from home to the road, along roads either way, and from the road to the school. Both access
//!   legs are straight lines × detour factor. One-way streets bind buses and cars alone ([`Travel::bus_row`]); the
//!   distance that a limit is compared with is the one on foot.
//! - A place reaches every road within 30 m or a fifth of its nearest one, and the best way counts. If all of those are
//!   a loose piece, it reaches the nearest network as well.
//! - Two places at most 500 m apart may walk across: straight line × detour factor, if that is shorter.
//! - Sometimes there is no way: no roads, a road over 3 km off, another piece of the network. Then the trip is the
//!   straight line × detour factor and labelled an [`Basis::Estimate`]. Over more than 500 m it is the last choice of
//!   whoever has a school by road ([`Trip::is_apart`]): nobody is sent over a river because the map shows no bridge.
//! - Roads meet where they share a vertex, and where [`RoadJoins`](crate::model::RoadJoins) says so.
//!
//! ```text
//! roads ─▶ segments, joins ─▶ network ─▶ graph ─▶ search ──▶ trips, nearest, drag, path
//!                             junctions  arcs     distances   ▲
//!                             chains ─▶ snap ─▶ homes, place ─┘
//! ```
//!
//! Where there are no roads, sites are found by their place (`row`, `nearby`, `space_tree`).

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
mod joins;
mod nearby;
mod nearest;
mod network;
mod outwards;
mod path;
mod pieces;
mod place;
mod pool;
mod prepared;
mod queue;
mod ranks;
mod row;
mod search;
mod segments;
mod served;
mod snap;
mod space_tree;
mod sweep;
mod trip;
mod trips;

#[cfg(test)]
mod meaning_tests;
#[cfg(test)]
mod oracle;

pub use drag::Drag;
pub use joins::RoadGaps;
pub(crate) use nearby::{Nearby, Prices, Wanted};
pub use place::{Place, SnapIssue, SnapNote};
pub use row::Row;
pub(crate) use trip::APART;
pub use trip::{Basis, Trip};

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::geometry::{Located, LonLat, Projection};
use crate::model::County;
use crate::units::Meters;

use estimates::estimated_length;
use graph::{Graph, Way};
use homes::Homes;
use network::Network;
use outwards::OutwardSearch;
use pieces::Pieces;
use place::{Anchor, OFF_NETWORK_METRES, decimetres};
use pool::Pool;
use prepared::Prepared;
use search::RoadSearch;
use served::Served;
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
    network: Arc<Network>,
    shape: Arc<Shape>,
    /// Bus times in milliseconds from a school back to where trips start.
    bus_backward: Arc<Graph>,
    homes: Arc<Homes>,
    served: Served,
    projection: Projection,
    /// For many schools at once; made when first needed.
    prepared: OnceLock<Arc<Prepared>>,
    /// Memory of finished searches, for the next ones.
    searches: Pool<RoadSearch>,
    outward_searches: Pool<OutwardSearch>,
    lane_sweeps: Pool<LaneSweep>,
}

/// What of a network does not depend on speeds.
#[derive(Debug)]
struct Shape {
    snap_index: SnapIndex,
    /// Distances on foot in decimetres; the same both ways.
    walking: Graph,
    pieces: Pieces,
}

impl Shape {
    fn of(network: &Network, projection: Projection) -> Self {
        let length = |chain: usize| network.length(&network.chains[chain]);
        let walking = Graph::of(network, Way::Walking, length);
        Self {
            snap_index: SnapIndex::of(network, projection),
            pieces: Pieces::of(network, &walking),
            walking,
        }
    }

    fn anchor(&self, network: &Network, at: LonLat, detour_factor: f64) -> Anchor {
        let snaps = self
            .snap_index
            .snap(network, &self.pieces, at, OFF_NETWORK_METRES);
        Anchor::new(at, &snaps, detour_factor)
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
        let network = Network::of(&county.roads, &county.joins, &projection);
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
    ///     class: RoadClass::default(), name: None, direction: Direction::Both, level: 0, speed_kmh: None,
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
        let network = Network::of(&county.roads, &county.joins, &projection);
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
        let homes = Homes::of(county, &network, &shape, detour_factor);
        let schools = county.schools.par_iter();
        let on_pieces = schools.flat_map_iter(|school| {
            let anchor = shape.anchor(&network, school.at, detour_factor);
            anchor.pieces(&network, &shape.pieces)
        });
        let pieces: BTreeSet<u32> = on_pieces.collect();
        let millis = |chain: usize| network.millis(&network.chains[chain]);
        Self {
            detour_factor,
            bus_backward: Arc::new(Graph::of(&network, Way::BusBackward, millis)),
            shape,
            served: Served::of(pieces, &homes),
            homes: Arc::new(homes),
            network: Arc::new(network),
            projection: county.projection(),
            prepared: OnceLock::new(),
            searches: Pool::default(),
            outward_searches: Pool::default(),
            lane_sweeps: Pool::default(),
        }
    }

    /// The pieces of the network on which these places would be the first school.
    pub(crate) fn pieces_without_school(&self, places: impl Iterator<Item = LonLat>) -> Vec<u32> {
        if !self.has_roads() {
            return Vec::new();
        }
        let pieces = places.flat_map(|at| {
            let anchor = self.shape.anchor(&self.network, at, self.detour_factor);
            anchor.pieces(&self.network, &self.shape.pieces)
        });
        let without: BTreeSet<u32> = pieces.filter(|&piece| !self.served.holds(piece)).collect();
        without.into_iter().collect()
    }

    /// The same roads with schools on these pieces too: whoever lives there has a school by road.
    pub(crate) fn with_schools_on(&self, pieces: &[u32]) -> Self {
        Self {
            detour_factor: self.detour_factor,
            network: Arc::clone(&self.network),
            shape: Arc::clone(&self.shape),
            bus_backward: Arc::clone(&self.bus_backward),
            homes: Arc::clone(&self.homes),
            served: self.served.with(pieces, &self.homes),
            projection: self.projection,
            prepared: self.prepared.clone(),
            searches: Pool::default(),
            outward_searches: Pool::default(),
            lane_sweeps: Pool::default(),
        }
    }

    /// Ties a school site to the roads. A few microseconds.
    pub fn place(&self, at: LonLat) -> Place {
        let mut anchor = self.shape.anchor(&self.network, at, self.detour_factor);
        if anchor.is_on_road() && self.is_cut_off(&anchor) {
            anchor.issue = Some(SnapIssue::CutOff);
        }
        let mut across: Vec<(u32, u32)> = self
            .homes
            .on_globe
            .within(at, ACROSS_METRES, &self.homes.places)
            .map(|(home, metres)| (home, decimetres(metres * self.detour_factor)))
            .collect();
        across.sort_unstable();
        let pieces = anchor.pieces(&self.network, &self.shape.pieces);
        let mut place = Place {
            located: Located::at(at),
            has_school: pieces.iter().any(|&piece| self.served.holds(piece)),
            entries: anchor.entries(&self.network, Measure::Decimetres).into(),
            anchor,
            beside: Arc::default(),
            across: across.into(),
        };
        if place.anchor.is_on_road() {
            let along = self
                .homes
                .along(&place.anchor, &self.network, Measure::Decimetres);
            let mut beside: Vec<(u32, u32)> = along.chain(self.across(&place)).collect();
            beside.sort_unstable();
            beside.dedup_by_key(|(home, _)| *home);
            place.beside = beside.into();
        }
        place
    }

    /// What a straight line is multiplied by where no road is known.
    pub fn detour_factor(&self) -> f64 {
        self.detour_factor
    }

    /// Whether any roads were loaded; without them every trip is an estimate.
    pub fn has_roads(&self) -> bool {
        !self.network.chains.is_empty()
    }

    /// How many junctions the roads have, ends and changes of one-way traffic counted: what preparing them takes grows
    /// with it.
    pub fn junctions(&self) -> usize {
        self.network.junctions.len()
    }

    /// Into how many pieces the roads fall that cannot be reached from each other.
    pub fn road_pieces(&self) -> usize {
        self.shape.pieces.len()
    }

    /// Settlements snapped over 500 m, by a loose piece, off the network or cut off from its main piece, by index.
    /// Empty without roads.
    pub fn snap_notes(&self) -> Vec<SnapNote> {
        let notes = self.homes.anchors.iter().enumerate();
        let notes = notes.filter_map(|(settlement, anchor)| {
            let is_cut_off = anchor.is_on_road() && self.is_cut_off(anchor);
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

    /// The estimate between a settlement and a site that no way joins: straight line × detour factor.
    fn estimated(&self, settlement: usize, site: &Place) -> Trip {
        let metres = self.homes.located[settlement].metres_to(&site.located);
        self.estimate_over(metres, self.served.home(settlement))
    }

    /// The same over so many metres in a straight line; `has_school` says whether roads lead from there to a school.
    fn estimate_over(&self, metres: f64, has_school: bool) -> Trip {
        let distance = estimated_length(metres, self.detour_factor);
        if metres > ACROSS_METRES && has_school {
            Trip::apart(distance)
        } else {
            Trip::new(distance, Basis::Estimate)
        }
    }

    /// Whether a place is on no road of the main piece of the network.
    fn is_cut_off(&self, anchor: &Anchor) -> bool {
        let pieces = anchor.pieces(&self.network, &self.shape.pieces);
        !pieces.contains(&self.shape.pieces.main())
    }

    /// Runs a task with the memory of a search on the distance graph.
    fn with_search<T>(&self, task: impl FnOnce(&mut RoadSearch) -> T) -> T {
        self.searches
            .lend(|| RoadSearch::on(&self.shape.walking), task)
    }
}

fn trip(decimetres: u32, basis: Basis) -> Trip {
    Trip::new(Meters::from_decimetres(decimetres), basis)
}
