//! The order in which a hierarchy removes junctions: nested dissection by inertial flow.
//!
//! A road network falls apart along rivers, ridges and county borders. Cut it there, then cut the halves, and remove
//! the junctions on the cuts last. That gives a hierarchy with few arcs for *any* lengths of roads. So the order
//! depends on what joins what, never on lengths or speeds.
//!
//! Source: Schild and Sommer, On Balanced Separators in Road Networks (SEA 2015). Steps, for each piece:
//! 1. Along four directions, take the outermost quarter on each side as source and sink.
//! 2. Find the fewest roads that part the two: maximum flow by blocking flows (Dinic 1970), unit capacities.
//! 3. Of the smallest cut, the junctions at its narrower end are removed last; repeat on both halves.
//!
//! Cost: about n log n × the number of flow phases. Halves are done in parallel; the result does not depend on it.

use geo::Coord;

use super::graph::Graph;

/// Pieces this small are ordered by degree.
const SMALL_PIECE: usize = 12;

/// Pieces this large are worth another thread.
const WORTH_A_THREAD: usize = 2_000;

/// All junctions, first removed first. `either_way` joins junctions whatever the direction of travel.
pub(super) fn elimination_order(places: &[Coord<f64>], either_way: &Graph) -> Vec<u32> {
    let junctions: Vec<u32> = (0..places.len() as u32).collect();
    let places = places.iter().map(|at| [at.x as f32, at.y as f32]).collect();
    let mut first = vec![0];
    let mut heads = Vec::new();
    for &junction in &junctions {
        heads.extend(either_way.arcs(junction).iter().map(|arc| arc.head));
        first.push(heads.len() as u32);
    }
    Piece {
        junctions,
        places,
        first,
        heads,
    }
    .order()
}

/// A connected or unconnected piece of the network with its own numbering.
struct Piece {
    /// Junctions by local number.
    junctions: Vec<u32>,
    places: Vec<[f32; 2]>,
    /// Neighbours by local number, sorted.
    first: Vec<u32>,
    heads: Vec<u32>,
}

/// Where a junction ends up when a piece is cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Source,
    Sink,
    Separator,
}

impl Piece {
    fn len(&self) -> usize {
        self.junctions.len()
    }

    fn neighbours(&self, local: u32) -> &[u32] {
        &self.heads[self.first[local as usize] as usize..self.first[local as usize + 1] as usize]
    }

    fn order(self) -> Vec<u32> {
        if self.len() <= SMALL_PIECE {
            return self.by_degree();
        }
        let sides = self.cut();
        let mut separator: Vec<u32> = Vec::new();
        for (&junction, side) in self.junctions.iter().zip(&sides) {
            if *side == Side::Separator {
                separator.push(junction);
            }
        }
        let source = self.part(&sides, Side::Source);
        let sink = self.part(&sides, Side::Sink);
        let is_large = self.len() >= WORTH_A_THREAD;
        drop(self);
        let (mut order, rest) = if is_large {
            rayon::join(|| source.order(), || sink.order())
        } else {
            (source.order(), sink.order())
        };
        order.extend(rest);
        order.extend(separator);
        order
    }

    fn by_degree(self) -> Vec<u32> {
        let mut locals: Vec<u32> = (0..self.len() as u32).collect();
        locals.sort_by_key(|&local| self.neighbours(local).len());
        locals
            .into_iter()
            .map(|local| self.junctions[local as usize])
            .collect()
    }

    /// The smaller piece of all junctions on one side.
    fn part(&self, sides: &[Side], side: Side) -> Self {
        let mut local_of = vec![u32::MAX; self.len()];
        let mut part = Self {
            junctions: Vec::new(),
            places: Vec::new(),
            first: vec![0],
            heads: Vec::new(),
        };
        for local in (0..self.len()).filter(|&local| sides[local] == side) {
            local_of[local] = part.junctions.len() as u32;
            part.junctions.push(self.junctions[local]);
            part.places.push(self.places[local]);
        }
        for local in (0..self.len() as u32).filter(|&local| sides[local as usize] == side) {
            let inside = self
                .neighbours(local)
                .iter()
                .map(|&head| local_of[head as usize]);
            part.heads.extend(inside.filter(|&head| head != u32::MAX));
            part.first.push(part.heads.len() as u32);
        }
        part
    }

    /// The best cut over four directions.
    fn cut(&self) -> Vec<Side> {
        let n = self.len() as u32;
        let quarter = self.len() / 4;
        let directions = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, -1.0]];
        let mut flow = Flow::on(self);
        let mut best: Option<Vec<Side>> = None;
        let mut fewest = usize::MAX;
        for [dx, dy] in directions {
            let key = |local: u32| {
                let [x, y] = self.places[local as usize];
                dx * x + dy * y
            };
            let by_key = |a: &u32, b: &u32| key(*a).total_cmp(&key(*b)).then(a.cmp(b));
            let mut locals: Vec<u32> = (0..n).collect();
            locals.select_nth_unstable_by(quarter, by_key);
            locals[quarter..].select_nth_unstable_by(self.len() - 2 * quarter, by_key);
            let (sources, sinks) = (&locals[..quarter], &locals[self.len() - quarter..]);
            if let Some(is_source_side) = flow.smallest_cut(self, sources, sinks, fewest) {
                let sides = self.separate(&is_source_side);
                let n_separators = sides
                    .iter()
                    .filter(|&&side| side == Side::Separator)
                    .count();
                if n_separators < fewest {
                    fewest = n_separators;
                    best = Some(sides);
                }
            }
        }
        // Without a cut (it never happens: the first flow is not limited) everything goes at once.
        best.unwrap_or_else(|| vec![Side::Separator; self.len()])
    }

    /// Turns a cut through roads into one through junctions, at the end of the cut roads with fewer of them.
    fn separate(&self, is_source_side: &[bool]) -> Vec<Side> {
        let on_border = |local: u32| {
            let side = is_source_side[local as usize];
            self.neighbours(local)
                .iter()
                .any(|&head| is_source_side[head as usize] != side)
        };
        let border: Vec<bool> = (0..self.len() as u32).map(on_border).collect();
        let count = |side: bool| {
            border
                .iter()
                .zip(is_source_side)
                .filter(|&(&border, &source)| border && source == side)
                .count()
        };
        let separated_side = count(true) <= count(false);
        let side = |(&source, &border): (&bool, &bool)| match (source, border) {
            (source, true) if source == separated_side => Side::Separator,
            (true, _) => Side::Source,
            (false, _) => Side::Sink,
        };
        is_source_side.iter().zip(&border).map(side).collect()
    }
}

/// Maximum flow through a piece, one unit to a road.
struct Flow {
    /// By arc: the arc that leads back.
    reverse: Vec<u32>,
    /// By arc: flow along it, less flow back.
    flow: Vec<i8>,
    level: Vec<u32>,
    /// By junction: the next arc to try.
    next: Vec<u32>,
    is_sink: Vec<bool>,
    queue: Vec<u32>,
}

const UNSEEN: u32 = u32::MAX;

impl Flow {
    fn on(piece: &Piece) -> Self {
        let mut reverse = vec![0; piece.heads.len()];
        // Neighbour lists are sorted, so the arcs back are met in order.
        let mut next = piece.first.clone();
        for tail in 0..piece.len() {
            for arc in piece.first[tail]..piece.first[tail + 1] {
                let head = piece.heads[arc as usize] as usize;
                reverse[arc as usize] = next[head];
                next[head] += 1;
            }
        }
        Self {
            reverse,
            flow: vec![0; piece.heads.len()],
            level: vec![UNSEEN; piece.len()],
            next: vec![0; piece.len()],
            is_sink: vec![false; piece.len()],
            queue: Vec::new(),
        }
    }

    /// Which junctions stay with the sources when the fewest roads are cut; `None` if that takes `limit` or more.
    fn smallest_cut(
        &mut self,
        piece: &Piece,
        sources: &[u32],
        sinks: &[u32],
        limit: usize,
    ) -> Option<Vec<bool>> {
        self.flow.fill(0);
        self.is_sink.fill(false);
        for &sink in sinks {
            self.is_sink[sink as usize] = true;
        }
        let mut total = 0;
        while self.measure_levels(piece, sources) {
            self.next.copy_from_slice(&piece.first[..piece.len()]);
            for &source in sources {
                while self.push_one(piece, source) {
                    total += 1;
                }
            }
            if total >= limit {
                return None;
            }
        }
        Some(self.level.iter().map(|&level| level != UNSEEN).collect())
    }

    /// Breadth-first levels over roads with room; whether a sink was found.
    fn measure_levels(&mut self, piece: &Piece, sources: &[u32]) -> bool {
        self.level.fill(UNSEEN);
        self.queue.clear();
        self.queue.extend(sources);
        for &source in sources {
            self.level[source as usize] = 0;
        }
        let mut last_level = UNSEEN;
        let mut head = 0;
        while let Some(&here) = self.queue.get(head) {
            head += 1;
            let level = self.level[here as usize] + 1;
            if level > last_level {
                break;
            }
            for arc in piece.first[here as usize]..piece.first[here as usize + 1] {
                let there = piece.heads[arc as usize] as usize;
                if self.flow[arc as usize] < 1 && self.level[there] == UNSEEN {
                    self.level[there] = level;
                    self.queue.push(there as u32);
                    if self.is_sink[there] {
                        last_level = level;
                    }
                }
            }
        }
        last_level != UNSEEN
    }

    /// One more unit from a source to some sink along growing levels, if there is a way.
    fn push_one(&mut self, piece: &Piece, source: u32) -> bool {
        let mut arcs: Vec<u32> = Vec::new();
        let mut here = source as usize;
        loop {
            if self.is_sink[here] {
                for &arc in &arcs {
                    self.flow[arc as usize] += 1;
                    self.flow[self.reverse[arc as usize] as usize] -= 1;
                }
                return true;
            }
            let arc = self.next[here];
            if arc < piece.first[here + 1] {
                let there = piece.heads[arc as usize] as usize;
                if self.flow[arc as usize] < 1 && self.level[there] == self.level[here] + 1 {
                    arcs.push(arc);
                    here = there;
                } else {
                    self.next[here] += 1;
                }
            } else {
                // A dead end: go back and try the next arc there.
                let Some(arc) = arcs.pop() else { return false };
                here = piece.heads[self.reverse[arc as usize] as usize] as usize;
                self.next[here] += 1;
            }
        }
    }
}
