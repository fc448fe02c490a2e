//! Where a place meets the road network: the nearest point on any chain.

use std::cmp::Ordering;

use geo::Coord;
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use crate::geometry::{LonLat, Projection};

use super::network::{Chain, Network};

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

/// The point of the network nearest to a place.
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

    /// The nearest point on a road; `None` without roads or for a place off the globe. Of equally
    /// near points the one on the first chain counts.
    pub(super) fn snap(&self, network: &Network, place: LonLat) -> Option<Snapped> {
        if !place.is_on_globe() {
            return None;
        }
        let at = self.projection.metres(place);
        let mut best: Option<Candidate> = None;
        for (found, box_distance) in self
            .boxes
            .nearest_neighbor_iter_with_distance_2(&[at.x, at.y])
        {
            if best.is_some_and(|best| box_distance > best.distance) {
                break;
            }
            let near = self.nearest_in(network, found.data, at);
            if best.is_none_or(|best| near.order(&best) == Ordering::Less) {
                best = Some(near);
            }
        }
        best.map(|best| best.locate(network))
    }

    fn nearest_in(&self, network: &Network, stretch: Stretch, at: Coord<f64>) -> Candidate {
        let mut best = Candidate {
            distance: f64::INFINITY,
            chain: stretch.chain,
            point: stretch.first_point,
            part: 0.0,
        };
        let mut from = self
            .projection
            .metres(network.points[stretch.first_point as usize].at);
        for point in stretch.first_point..stretch.last_point {
            let to = self
                .projection
                .metres(network.points[point as usize + 1].at);
            let (distance, part) = distance_to_segment(at, from, to);
            if distance < best.distance {
                best = Candidate {
                    distance,
                    point,
                    part,
                    ..best
                };
            }
            from = to;
        }
        best
    }
}

/// A point on the segment that begins at a chain point, `part` of the way to the next.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// Square metres.
    distance: f64,
    chain: u32,
    point: u32,
    part: f64,
}

impl Candidate {
    fn order(&self, other: &Self) -> Ordering {
        self.distance
            .total_cmp(&other.distance)
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
fn distance_to_segment(at: Coord<f64>, from: Coord<f64>, to: Coord<f64>) -> (f64, f64) {
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
    /// end of a chain is at the junction itself, also on a one-way road.
    pub(super) fn exits(&self, network: &Network, measure: Measure) -> [Option<Link>; 2] {
        let chain = network.chains[self.chain as usize];
        let (here, length) = self.position(network, &chain, measure);
        let back = chain.two_way || self.is_at_start();
        [
            Some((chain.to, length - here)),
            back.then_some((chain.from, here)),
        ]
    }

    /// Where one can come onto the chain from in order to arrive here.
    pub(super) fn entries(&self, network: &Network, measure: Measure) -> [Option<Link>; 2] {
        let chain = network.chains[self.chain as usize];
        let (here, length) = self.position(network, &chain, measure);
        let back = chain.two_way || self.is_at_end(network, &chain);
        [
            Some((chain.from, here)),
            back.then_some((chain.to, length - here)),
        ]
    }

    fn position(&self, network: &Network, chain: &Chain, measure: Measure) -> (u32, u32) {
        match measure {
            Measure::Decimetres => (self.offset, network.length(chain)),
            Measure::BusMillis => (self.millis, network.millis(chain)),
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
        let is_open = chain.two_way || self.offset <= other.offset;
        is_open.then(|| match measure {
            Measure::Decimetres => self.offset.abs_diff(other.offset),
            Measure::BusMillis => self.millis.abs_diff(other.millis),
        })
    }
}

/// What a way is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Length.
    Decimetres,
    /// Time of a school bus.
    BusMillis,
}
