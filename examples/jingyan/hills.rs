//! The relief of the sample, made up, and a lattice of places that roads can lead over.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use geo::{BoundingRect, Contains as _, Coord, MultiPolygon, Point, Rect};
use xuequ::geometry::{LonLat, Projection};

/// Metres between neighbouring places of the lattice.
const SPACING: f64 = 180.0;

/// The lattice is turned so that its eight directions do not show as north and east.
const TURN: (f64, f64) = (0.96, 0.28);

/// Metres from the middle of the county to the edge of the lattice.
const REACH: f64 = 32_000.0;

/// Height of the ground between 0 and 1: three sizes of hills.
pub(crate) fn height(at: Coord<f64>) -> f64 {
    0.55 * waves(at, 3_400.0, 1) + 0.3 * waves(at, 1_500.0, 2) + 0.15 * waves(at, 700.0, 3)
}

/// Smooth noise between 0 and 1 with features of about `size` metres; arithmetic only, so the same everywhere.
pub(crate) fn waves(at: Coord<f64>, size: f64, seed: u64) -> f64 {
    let (x, y) = (at.x / size, at.y / size);
    let (column, row) = (x.floor(), y.floor());
    let ease = |t: f64| t * t * (3.0 - 2.0 * t);
    let (across, up) = (ease(x - column), ease(y - row));
    let corner =
        |dx: f64, dy: f64| scatter(column as i64 + dx as i64, row as i64 + dy as i64, seed);
    let along = |dy: f64| corner(0.0, dy) + (corner(1.0, dy) - corner(0.0, dy)) * across;
    along(0.0) + (along(1.0) - along(0.0)) * up
}

/// A number between 0 and 1 for every pair of whole numbers.
fn scatter(column: i64, row: i64, seed: u64) -> f64 {
    let mut bits = seed
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .wrapping_add((column as u64).wrapping_mul(0xd6e8_feb8_6659_fd93))
        .wrapping_add((row as u64).wrapping_mul(0xa076_1d64_78bd_642f));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((bits ^ (bits >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Places over the whole county that a road may pass, each with up to eight neighbours.
pub(crate) struct Lattice {
    side: usize,
    /// Where each place is, in local metres.
    pub(crate) places: Vec<Coord<f64>>,
    heights: Vec<f64>,
    is_inside: Vec<bool>,
}

impl Lattice {
    /// Over the townships; places of the seat, within `street_reach` of the middle, stand in straight rows.
    pub(crate) fn over(
        outlines: &[MultiPolygon<f64>],
        projection: Projection,
        street_reach: f64,
    ) -> Self {
        let half = (REACH / SPACING) as usize;
        let side = 2 * half + 1;
        let place = |node: usize| {
            let (column, row) = (node % side, node / side);
            let (x, y) = (
                (column as f64 - half as f64) * SPACING,
                (row as f64 - half as f64) * SPACING,
            );
            let straight = Coord {
                x: x * TURN.0 - y * TURN.1,
                y: x * TURN.1 + y * TURN.0,
            };
            let is_street = x.abs().max(y.abs()) <= street_reach;
            let shake = if is_street { 0.0 } else { 0.6 * SPACING };
            let aside = |seed| (scatter(column as i64, row as i64, seed) - 0.5) * shake;
            Coord {
                x: straight.x + aside(17),
                y: straight.y + aside(18),
            }
        };
        let places: Vec<Coord<f64>> = (0..side * side).map(place).collect();
        let boxes: Vec<_> = outlines.iter().map(BoundingRect::bounding_rect).collect();
        let is_inside = places.iter().map(|&place| {
            let at = Point::from(projection.lon_lat(place));
            let is_near = |of: &Option<Rect<f64>>| of.is_some_and(|rect| rect.contains(&at));
            outlines
                .iter()
                .zip(&boxes)
                .any(|(outline, of)| is_near(of) && outline.contains(&at))
        });
        Self {
            side,
            is_inside: is_inside.collect(),
            heights: places.iter().map(|&place| height(place)).collect(),
            places,
        }
    }

    /// The place in the middle of the lattice.
    pub(crate) fn middle(&self) -> usize {
        self.places.len() / 2
    }

    /// The place so many steps across and up from another.
    pub(crate) fn step(&self, from: usize, across: i64, up: i64) -> usize {
        (from as i64 + across + up * self.side as i64) as usize
    }

    /// The nearest place inside the county, of those a few steps around.
    pub(crate) fn nearest(&self, at: LonLat, projection: Projection) -> usize {
        const STEPS: i64 = 6;
        let at = projection.metres(at);
        let half = (self.side / 2) as f64;
        let turned = (at.x * TURN.0 + at.y * TURN.1, at.y * TURN.0 - at.x * TURN.1);
        let step = |metres: f64| (metres / SPACING + half).round().clamp(0.0, 2.0 * half) as i64;
        let (column, row) = (step(turned.0), step(turned.1));
        let around =
            |middle: i64| (middle - STEPS).max(0)..=(middle + STEPS).min(self.side as i64 - 1);
        let far = |node: &usize| {
            let place = self.places[*node];
            (place.x - at.x).powi(2) + (place.y - at.y).powi(2)
        };
        around(row)
            .flat_map(|row| around(column).map(move |column| (column, row)))
            .map(|(column, row)| self.step(0, column, row))
            .filter(|&node| self.is_inside[node])
            .min_by(|a, b| far(a).total_cmp(&far(b)))
            .unwrap_or_else(|| self.middle())
    }

    /// The neighbours inside the county, each with its direction from 0 to 7.
    fn neighbours(&self, node: usize) -> impl Iterator<Item = (usize, usize)> {
        const AROUND: [(i64, i64); 8] = [
            (1, 0),
            (1, 1),
            (0, 1),
            (-1, 1),
            (-1, 0),
            (-1, -1),
            (0, -1),
            (1, -1),
        ];
        let (column, row) = ((node % self.side) as i64, (node / self.side) as i64);
        let side = self.side as i64;
        AROUND
            .into_iter()
            .enumerate()
            .filter(move |(_, (across, up))| {
                (0..side).contains(&(column + across)) && (0..side).contains(&(row + up))
            })
            .map(move |(direction, (across, up))| (direction, self.step(node, across, up)))
            .filter(|&(_, other)| self.is_inside[other])
    }

    /// The easiest way from a place to the first that is a goal: valleys before slopes, roads before open land.
    ///
    /// `steepness` says how dear slopes are. `None` when no goal can be reached.
    pub(crate) fn way(
        &self,
        from: usize,
        is_goal: impl Fn(usize) -> bool,
        steepness: f64,
        built: &Built,
    ) -> Option<Vec<usize>> {
        let mut cost = vec![u64::MAX; self.places.len()];
        let mut before = vec![from; self.places.len()];
        let mut queue = BinaryHeap::from([(Reverse(0), from)]);
        cost[from] = 0;
        while let Some((Reverse(so_far), node)) = queue.pop() {
            if so_far > cost[node] {
                continue;
            }
            if is_goal(node) {
                let mut way = vec![node];
                while way.last() != Some(&from) {
                    way.extend(way.last().map(|&node| before[node]));
                }
                way.reverse();
                return Some(way);
            }
            for (direction, other) in self.neighbours(node) {
                let Some(step) = self.cost(node, other, direction, steepness, built) else {
                    continue;
                };
                if so_far + step < cost[other] {
                    cost[other] = so_far + step;
                    before[other] = node;
                    queue.push((Reverse(so_far + step), other));
                }
            }
        }
        None
    }

    fn cost(
        &self,
        from: usize,
        to: usize,
        direction: usize,
        steepness: f64,
        built: &Built,
    ) -> Option<u64> {
        let (a, b) = (self.places[from], self.places[to]);
        let metres = (a.x - b.x).hypot(a.y - b.y);
        let worth = if built.has(from, to) {
            0.55
        } else {
            if direction % 2 == 1
                && built.has(
                    self.beside(from, direction, 7),
                    self.beside(from, direction, 1),
                )
            {
                return None;
            }
            let slope = (self.heights[from] - self.heights[to]).abs();
            1.0 + steepness * slope
        };
        Some((metres * worth * 1_000.0).round() as u64)
    }

    /// The neighbour of a place some eighths of a turn from a direction.
    fn beside(&self, node: usize, direction: usize, eighths: usize) -> usize {
        match (direction + eighths) % 8 {
            0 => self.step(node, 1, 0),
            2 => self.step(node, 0, 1),
            4 => self.step(node, -1, 0),
            _ => self.step(node, 0, -1),
        }
    }
}

/// What is built so far, by pair of neighbouring places, the lower first.
#[derive(Default)]
pub(crate) struct Built {
    /// Position in the list of links, so that the more important road keeps its class and name.
    pub(crate) pieces: BTreeMap<(usize, usize), usize>,
    is_on_road: BTreeSet<usize>,
}

impl Built {
    /// Builds a way for a road; pieces that are there already stay what they are.
    pub(crate) fn add(&mut self, way: &[usize], road: usize) {
        for pair in way.windows(2) {
            let piece = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            self.pieces.entry(piece).or_insert(road);
            self.is_on_road.extend(pair);
        }
    }

    /// Whether a road leads directly between two places.
    fn has(&self, a: usize, b: usize) -> bool {
        self.pieces.contains_key(&(a.min(b), a.max(b)))
    }

    /// Whether a road passes a place.
    pub(crate) fn passes(&self, node: usize) -> bool {
        self.is_on_road.contains(&node)
    }
}
