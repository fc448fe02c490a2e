//! Where a place meets the road network: the nearest points on the roads around it.

use std::cmp::Ordering;

use geo::Coord;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use crate::geometry::{LonLat, Projection};
use crate::units::Meters;

use super::network::{Chain, Network};
use super::pieces::Pieces;

/// How many segments share one box of the index.
const SEGMENTS_PER_BOX: usize = 8;

/// A stretch of one chain, found by its box.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    chain: u32,
    /// Positions in [`Network::points`]; the last one included.
    first_point: u32,
    last_point: u32,
}

/// Boxes round short stretches of road, in local metres.
#[derive(Debug)]
pub(super) struct SnapIndex {
    projection: Projection,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, Stretch>>,
}

/// Where a place meets the roads.
#[derive(Clone, Debug, Default)]
pub(super) struct Snaps {
    /// By chain and offset.
    pub(super) points: Vec<Snapped>,
    /// The nearest of them; where the place lies by a loose piece, the nearest on a network.
    pub(super) nearest: Option<LonLat>,
    /// Whether its nearest roads are a loose piece and a network is used as well.
    pub(super) is_loose: bool,
}

/// A point of the network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Snapped {
    /// Position in [`Network::chains`].
    pub(super) chain: u32,
    /// Decimetres from the start of the chain.
    pub(super) offset: u32,
    /// Bus milliseconds from the start of the chain.
    pub(super) millis: u32,
    /// Where it is.
    pub(super) at: LonLat,
}

impl SnapIndex {
    /// An index of all chains.
    pub(super) fn of(network: &Network, projection: Projection) -> Self {
        let mut boxes = Vec::new();
        for (number, chain) in network.chains.iter().enumerate() {
            let first = chain.first_point as usize;
            let last = first + chain.n_points as usize - 1;
            for start in (first..last).step_by(SEGMENTS_PER_BOX) {
                let end = (start + SEGMENTS_PER_BOX).min(last);
                let stretch = Stretch {
                    chain: number as u32,
                    first_point: start as u32,
                    last_point: end as u32,
                };
                let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
                for point in &network.points[start..=end] {
                    let at = projection.metres(point.at);
                    low = [low[0].min(at.x), low[1].min(at.y)];
                    high = [high[0].max(at.x), high[1].max(at.y)];
                }
                boxes.push(GeomWithData::new(
                    Rectangle::from_corners(low, high),
                    stretch,
                ));
            }
        }
        Self {
            projection,
            boxes: RTree::bulk_load(boxes),
        }
    }

    /// The points on roads that a place reaches; none without roads or for a place off the globe.
    ///
    /// These are the nearest points of all straight stretches of road within [`reach`] of the nearest one. Where all of
    /// them lie on loose pieces, those within reach of the nearest network of its own count as well, if that is at most
    /// `off_network` metres away.
    pub(super) fn snap(
        &self,
        network: &Network,
        pieces: &Pieces,
        place: LonLat,
        off_network: f64,
    ) -> Snaps {
        if !place.is_on_globe() {
            return Snaps::default();
        }
        let at = self.projection.metres(place);
        let is_large = |chain: u32| {
            let junction = network.chains[chain as usize].from;
            pieces.is_large(pieces.of_junction(junction))
        };
        let mut found: Vec<Candidate> = Vec::new();
        let (mut nearest, mut nearest_large) = (f64::INFINITY, f64::INFINITY);
        for (boxed, squared) in self
            .boxes
            .nearest_neighbor_iter_with_distance_2(&[at.x, at.y])
        {
            let limit = if nearest_large <= reach(nearest) {
                reach(nearest)
            } else {
                reach(nearest).max(reach(nearest_large.min(off_network)))
            };
            if squared.sqrt() > limit {
                break;
            }
            for near in self.in_stretch(network, boxed.data, at) {
                nearest = nearest.min(near.metres);
                if near.metres < nearest_large && is_large(near.chain) {
                    nearest_large = near.metres;
                }
                if near.metres <= limit {
                    found.push(near);
                }
            }
        }
        let is_loose = nearest_large > reach(nearest) && nearest_large <= off_network;
        found.retain(|near| {
            near.metres <= reach(nearest)
                || is_loose && near.metres <= reach(nearest_large) && is_large(near.chain)
        });
        found.sort_unstable_by_key(|near| (near.chain, near.point));
        let is_used = |near: &&Candidate| !is_loose || is_large(near.chain);
        let nearest_used = found.iter().filter(is_used).min_by(|a, b| a.order(b));
        let nearest_used = nearest_used.map(|near| near.locate(network).at);
        let mut points: Vec<Snapped> = found.iter().map(|near| near.locate(network)).collect();
        points.dedup_by_key(|point| (point.chain, point.offset));
        Snaps {
            points,
            nearest: nearest_used,
            is_loose,
        }
    }

    /// The nearest point of every segment of a stretch.
    fn in_stretch<'a>(
        &'a self,
        network: &'a Network,
        stretch: Stretch,
        at: Coord<f64>,
    ) -> impl Iterator<Item = Candidate> + 'a {
        let metres = |point: u32| self.projection.metres(network.points[point as usize].at);
        let mut from = metres(stretch.first_point);
        (stretch.first_point..stretch.last_point).map(move |point| {
            let to = metres(point + 1);
            let (squared, part) = distance_to_segment(at, from, to);
            from = to;
            Candidate {
                metres: squared.sqrt(),
                chain: stretch.chain,
                point,
                part,
            }
        })
    }
}

/// How far away, in metres, a road may be that a place reaches besides its nearest one. People go out on any side of
/// their house, and maps err by some metres: a trip must not hang on which of two roads is a little nearer.
fn reach(nearest: f64) -> f64 {
    (nearest * 1.2).max(nearest + 30.0)
}

/// A point on the segment that begins at a chain point, `part` of the way to the next.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    metres: f64,
    chain: u32,
    point: u32,
    part: f64,
}

impl Candidate {
    fn order(&self, other: &Self) -> Ordering {
        self.metres
            .total_cmp(&other.metres)
            .then(self.chain.cmp(&other.chain))
            .then(self.point.cmp(&other.point))
    }

    fn locate(&self, network: &Network) -> Snapped {
        let start = network.points[self.point as usize];
        let end = network.points[self.point as usize + 1];
        let between = |from: u32, to: u32| from + (f64::from(to - from) * self.part).round() as u32;
        let mix = |from: f64, to: f64| from + (to - from) * self.part;
        Snapped {
            chain: self.chain,
            offset: between(start.decimetres, end.decimetres),
            millis: between(start.millis, end.millis),
            at: LonLat::new(mix(start.at.lon, end.at.lon), mix(start.at.lat, end.at.lat)),
        }
    }
}

/// Square of the distance from a point to a segment, and where on it the nearest point lies, 0 to 1.
pub(super) fn distance_to_segment(at: Coord<f64>, from: Coord<f64>, to: Coord<f64>) -> (f64, f64) {
    let along = to - from;
    let length = along.x * along.x + along.y * along.y;
    let reach = at - from;
    let part = if length > 0.0 {
        ((reach.x * along.x + reach.y * along.y) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let away = reach - along * part;
    (away.x * away.x + away.y * away.y, part)
}

/// A junction and what it takes between it and a place: decimetres or milliseconds.
pub(super) type Link = (u32, u32);

impl Snapped {
    /// Where one can leave the chain to when setting out from here. A point that rounds to the very
    /// end of a chain is at the junction itself, for a bus on a one-way road as well.
    pub(super) fn exits(&self, network: &Network, measure: Measure) -> [Option<Link>; 2] {
        let chain = network.chains[self.chain as usize];
        let (here, length) = self.position(network, &chain, measure);
        let back = measure.is_open_back(&chain) || self.is_at_start();
        [
            Some((chain.to, length - here)),
            back.then_some((chain.from, here)),
        ]
    }

    /// Where one can come onto the chain from in order to arrive here.
    pub(super) fn entries(&self, network: &Network, measure: Measure) -> [Option<Link>; 2] {
        let chain = network.chains[self.chain as usize];
        let (here, length) = self.position(network, &chain, measure);
        let back = measure.is_open_back(&chain) || self.is_at_end(network, &chain);
        [
            Some((chain.from, here)),
            back.then_some((chain.to, length - here)),
        ]
    }

    fn position(&self, network: &Network, chain: &Chain, measure: Measure) -> (u32, u32) {
        match measure {
            Measure::Decimetres => (self.offset, network.length(chain)),
            Measure::BusMillis { .. } => (self.millis, network.millis(chain)),
        }
    }

    fn is_at_start(&self) -> bool {
        self.offset == 0
    }

    fn is_at_end(&self, network: &Network, chain: &Chain) -> bool {
        self.offset == network.length(chain)
    }

    /// The way along the chain from here to another point of the same chain, where that is open.
    pub(super) fn along_to(
        &self,
        other: &Self,
        network: &Network,
        measure: Measure,
    ) -> Option<u32> {
        if self.chain != other.chain {
            return None;
        }
        let chain = network.chains[self.chain as usize];
        let is_open = measure.is_open_back(&chain) || self.offset <= other.offset;
        is_open.then(|| match measure {
            Measure::Decimetres => self.offset.abs_diff(other.offset),
            Measure::BusMillis { .. } => self.millis.abs_diff(other.millis),
        })
    }
}

/// What a way is measured in, and with that, who travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Length, on foot.
    Decimetres,
    /// Time of a school bus, and of those who walk this far in a minute to and from it.
    BusMillis { walk_in_a_minute: Meters },
}

impl Measure {
    /// Whether a chain may be travelled from its end to its start. One-way streets bind buses only.
    fn is_open_back(self, chain: &Chain) -> bool {
        chain.two_way || self == Self::Decimetres
    }
}
