//! Trips by the slow, obvious method: edges one by one, joined by hand, and costs handed on until nothing changes.

use geo::Coord;

use super::super::{Basis, DETOUR_FACTOR};
use crate::geometry::{LonLat, Projection};
use crate::model::{County, Direction, JOINS_WITHIN_METRES, RoadJoins, School};

/// The roads as straight edges between places, joined by hand.
pub(super) struct Slow {
    nodes: Vec<LonLat>,
    edges: Vec<Edge>,
    projection: Projection,
}

/// A straight piece of road.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: usize,
    to: usize,
    /// Whether a bus may go from `from` to `to`, and back.
    open: [bool; 2],
    kmh: f64,
    level: i8,
}

/// A place at which another one comes onto the roads.
#[derive(Clone, Copy)]
struct Meeting {
    edge: usize,
    at: LonLat,
    /// In the plane of the county.
    metres: f64,
    /// Over the ground.
    leg: f64,
}

impl Slow {
    pub(super) fn of(county: &County) -> Self {
        let mut slow = Self {
            nodes: Vec::new(),
            edges: Vec::new(),
            projection: county.projection(),
        };
        for road in &county.roads {
            let line: Vec<usize> = road.line.iter().map(|&at| slow.node(at)).collect();
            for pair in line.windows(2).filter(|pair| pair[0] != pair[1]) {
                slow.add(Edge {
                    from: pair[0],
                    to: pair[1],
                    open: [
                        road.direction != Direction::Backward,
                        road.direction != Direction::Forward,
                    ],
                    kmh: road.bus_kmh(),
                    level: road.level,
                });
            }
        }
        slow.join(&county.joins);
        slow
    }

    /// The node at a place, rounded.
    fn node(&mut self, at: LonLat) -> usize {
        let round = |degrees: f64| (degrees * 1e7).round();
        let is_same =
            |node: &LonLat| round(node.lon) == round(at.lon) && round(node.lat) == round(at.lat);
        self.nodes.iter().position(is_same).unwrap_or_else(|| {
            let place = LonLat::new(round(at.lon) / 1e7, round(at.lat) / 1e7);
            self.nodes.push(place);
            self.nodes.len() - 1
        })
    }

    /// Between two nodes there is one edge, as open and as fast as any that was drawn.
    fn add(&mut self, edge: Edge) {
        let is_same = |old: &&mut Edge| {
            (old.from, old.to) == (edge.from, edge.to) || (old.to, old.from) == (edge.from, edge.to)
        };
        let Some(old) = self.edges.iter_mut().find(is_same) else {
            self.edges.push(edge);
            return;
        };
        let is_turned = old.from != edge.from;
        old.open[0] |= edge.open[usize::from(is_turned)];
        old.open[1] |= edge.open[usize::from(!is_turned)];
        old.kmh = old.kmh.max(edge.kmh);
        old.level = if old.level == edge.level {
            old.level
        } else {
            0
        };
    }

    fn at(&self, node: usize) -> LonLat {
        self.nodes[node]
    }

    fn metres(&self, edge: &Edge) -> f64 {
        self.at(edge.from).metres_to(self.at(edge.to))
    }

    /// How far a place is from an edge, and the nearest point on it.
    fn nearest_on(&self, edge: &Edge, place: LonLat) -> (f64, LonLat) {
        let (from, to) = (self.at(edge.from), self.at(edge.to));
        let [at, a, b] = [place, from, to].map(|at| self.projection.metres(at));
        let along = b - a;
        let dot = |u: Coord<f64>, v: Coord<f64>| u.x * v.x + u.y * v.y;
        let part = (dot(at - a, along) / dot(along, along)).clamp(0.0, 1.0);
        let away = at - (a + along * part);
        let mix = |from: f64, to: f64| from + (to - from) * part;
        let point = LonLat::new(mix(from.lon, to.lon), mix(from.lat, to.lat));
        (dot(away, away).sqrt(), point)
    }

    /// Joins every node of one edge to all edges within some metres that do not hang on that edge; and cuts edges
    /// where they cross.
    fn join(&mut self, joins: &RoadJoins) {
        let drawn = std::mem::take(&mut self.edges);
        let within = joins.ends_within_metres;
        let watched = within.max(JOINS_WITHIN_METRES);
        let touches = |edge: &Edge, node: usize| edge.from == node || edge.to == node;
        let mut cuts = vec![Vec::new(); drawn.len()];
        let mut ties = Vec::new();
        let mut near_ends = Vec::new();
        for end in 0..self.nodes.len() {
            let mut own = drawn.iter().filter(|edge| touches(edge, end));
            let (Some(own), None) = (own.next(), own.next()) else {
                continue;
            };
            let neighbour = own.from + own.to - end;
            for (number, edge) in drawn.iter().enumerate() {
                let (metres, at) = self.nearest_on(edge, self.nodes[end]);
                let hangs_on = touches(edge, end) || touches(edge, neighbour);
                let ends = [edge.from, edge.to].map(|node| self.nodes[node]);
                let is_between = ends.iter().all(|&end| end != at);
                let is_under = is_between && edge.level != own.level && edge.level != 0;
                if hangs_on || is_under || metres > watched {
                    continue;
                }
                near_ends.push(end);
                if metres <= within && within > 0.0 {
                    let node = self.node(at);
                    cuts[number].push(node);
                    ties.push(Edge {
                        from: end,
                        to: node,
                        open: [true; 2],
                        ..*edge
                    });
                }
            }
        }
        for one in 0..drawn.len() * usize::from(joins.crossings) {
            for other in one + 1..drawn.len() {
                for (number, node) in self.meet(&drawn, one, other, &near_ends, watched) {
                    cuts[number].push(node);
                }
            }
        }
        for (edge, cuts) in drawn.iter().zip(&cuts) {
            for (from, to) in self.cut(edge, cuts) {
                self.add(Edge { from, to, ..*edge });
            }
        }
        for tie in ties.into_iter().filter(|tie| tie.from != tie.to) {
            self.add(tie);
        }
    }

    /// Where two edges meet that share no node: the nodes at which each of them is to be cut.
    fn meet(
        &mut self,
        drawn: &[Edge],
        one: usize,
        other: usize,
        near_ends: &[usize],
        watched: f64,
    ) -> Vec<(usize, usize)> {
        let ends = |edge: usize| [drawn[edge].from, drawn[edge].to];
        let shared = ends(one).iter().any(|end| ends(other).contains(end));
        if shared || drawn[one].level != drawn[other].level {
            return Vec::new();
        }
        let mut lying = Vec::new();
        for (node, edge) in ends(one)
            .map(|node| (node, other))
            .into_iter()
            .chain(ends(other).map(|node| (node, one)))
        {
            if self.nearest_on(&drawn[edge], self.nodes[node]).0 <= 0.02 {
                lying.push((edge, node));
            }
        }
        if !lying.is_empty() {
            lying.retain(|(_, node)| !near_ends.contains(node));
            return lying;
        }
        let metres = |node: usize| self.projection.metres(self.nodes[node]);
        let [a, b, c, d] = [ends(one)[0], ends(one)[1], ends(other)[0], ends(other)[1]].map(metres);
        let side = |p: Coord<f64>, q: Coord<f64>, r: Coord<f64>| {
            (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x)
        };
        if side(a, b, c) * side(a, b, d) >= 0.0 || side(c, d, a) * side(c, d, b) >= 0.0 {
            return Vec::new();
        }
        let part = side(a, c, d) / (side(a, c, d) - side(b, c, d));
        let at = a + (b - a) * part;
        let is_near = |node: &usize| {
            let away = metres(*node) - at;
            near_ends.contains(node) && away.x.hypot(away.y) <= watched
        };
        if ends(one).iter().chain(&ends(other)).any(is_near) {
            return Vec::new();
        }
        let node = self.node(self.projection.lon_lat(at));
        vec![(one, node), (other, node)]
    }

    /// The pieces of an edge between some nodes on it.
    fn cut(&self, edge: &Edge, on_it: &[usize]) -> Vec<(usize, usize)> {
        let mut stops = [&[edge.from, edge.to], on_it].concat();
        let metres = |node: usize| self.nodes[edge.from].metres_to(self.nodes[node]);
        stops.sort_by(|&a, &b| metres(a).total_cmp(&metres(b)));
        let pairs = stops.windows(2).map(|pair| (pair[0], pair[1]));
        pairs.filter(|(from, to)| from != to).collect()
    }

    /// By edge: the number of its piece; by piece: its metres.
    fn pieces(&self) -> (Vec<usize>, Vec<f64>) {
        let mut of_node: Vec<usize> = (0..self.nodes.len()).collect();
        for _ in 0..self.nodes.len() {
            for edge in &self.edges {
                let least = of_node[edge.from].min(of_node[edge.to]);
                (of_node[edge.from], of_node[edge.to]) = (least, least);
            }
        }
        let mut metres = vec![0.0; self.nodes.len()];
        let of_edge = self.edges.iter().map(|edge| of_node[edge.from]).collect();
        for edge in &self.edges {
            metres[of_node[edge.from]] += self.metres(edge);
        }
        (of_edge, metres)
    }

    /// Below this many metres a piece that is not the longest is loose.
    fn enough(metres: &[f64]) -> f64 {
        (metres.iter().sum::<f64>() * 0.1).clamp(1_000.0, 10_000.0)
    }

    /// Whether rounding may decide which piece is the longest, or long enough.
    pub(super) fn is_close_call(&self) -> bool {
        let (_, mut metres) = self.pieces();
        let enough = Self::enough(&metres);
        metres.sort_by(|a, b| b.total_cmp(a));
        metres.len() > 1 && metres[0] > 0.0 && metres[0] - metres[1] < 1.0
            || metres.iter().any(|metres| (metres - enough).abs() < 1.0)
    }

    /// All edges that a place reaches; none if it is off the network.
    fn meetings(&self, place: LonLat) -> Vec<Meeting> {
        let (of_edge, metres) = self.pieces();
        let longest = metres.iter().copied().fold(0.0, f64::max);
        let enough = Self::enough(&metres);
        let is_large = |edge: usize| {
            let metres = metres[of_edge[edge]];
            metres >= enough || metres == longest
        };
        let all: Vec<Meeting> = (0..self.edges.len())
            .map(|edge| {
                let (metres, at) = self.nearest_on(&self.edges[edge], place);
                let leg = place.metres_to(at);
                Meeting {
                    edge,
                    at,
                    metres,
                    leg,
                }
            })
            .collect();
        let reach = |nearest: f64| (nearest * 1.2).max(nearest + 30.0);
        let nearest = |only_large: bool| {
            let some = all
                .iter()
                .filter(|meeting| !only_large || is_large(meeting.edge));
            some.map(|meeting| meeting.metres)
                .fold(f64::INFINITY, f64::min)
        };
        let (any, large) = (nearest(false), nearest(true));
        let first = all.iter().min_by(|a, b| a.metres.total_cmp(&b.metres));
        let is_on_network = first.is_some_and(|nearest| nearest.leg <= 3_000.0);
        let is_loose = large > reach(any) && large <= 3_000.0;
        let is_near = |meeting: &&Meeting| {
            meeting.metres <= reach(any)
                || is_loose && is_large(meeting.edge) && meeting.metres <= reach(large)
        };
        let near = all.iter().filter(is_near).filter(|_| is_on_network);
        near.copied().collect()
    }

    /// Whether any school is on a piece of the roads that a place is on.
    pub(super) fn shares_a_piece(&self, place: LonLat, schools: &[School]) -> bool {
        let (of_edge, _) = self.pieces();
        let pieces = |at| {
            self.meetings(at)
                .into_iter()
                .map(|meeting| of_edge[meeting.edge])
        };
        let own: Vec<usize> = pieces(place).collect();
        schools
            .iter()
            .any(|school| pieces(school.at).any(|piece| own.contains(&piece)))
    }

    /// The least that a trip costs; `None` where no road leads there.
    fn way(&self, home: &[Meeting], site: &[Meeting], who: Who) -> Option<f64> {
        let mut places = self.nodes.clone();
        let mut arcs = Vec::new();
        let (start, end) = (places.len(), places.len() + 1);
        places.extend([LonLat::default(); 2]);
        for (number, edge) in self.edges.iter().enumerate() {
            let mut stops = vec![edge.from, edge.to];
            for (meetings, is_home) in [(home, true), (site, false)] {
                for meeting in meetings.iter().filter(|meeting| meeting.edge == number) {
                    stops.push(places.len());
                    let leg = who.leg(meeting.leg);
                    arcs.push(if is_home {
                        (start, places.len(), leg)
                    } else {
                        (places.len(), end, leg)
                    });
                    places.push(meeting.at);
                }
            }
            let metres = |stop: usize| places[edge.from].metres_to(places[stop]);
            stops.sort_by(|&a, &b| metres(a).total_cmp(&metres(b)));
            for pair in stops.windows(2) {
                let metres = places[pair[0]].metres_to(places[pair[1]]);
                let cost = who.ride(metres, edge);
                // Two stops in one place are one.
                let [on, back] = who.open(edge).map(|is_open| is_open || metres < 1e-3);
                arcs.extend(on.then_some((pair[0], pair[1], cost)));
                arcs.extend(back.then_some((pair[1], pair[0], cost)));
            }
        }
        let mut cost = vec![f64::INFINITY; places.len()];
        cost[start] = 0.0;
        let mut is_settled = false;
        while !is_settled {
            is_settled = true;
            for &(a, b, more) in &arcs {
                if cost[a] + more < cost[b] {
                    cost[b] = cost[a] + more;
                    is_settled = false;
                }
            }
        }
        cost[end].is_finite().then_some(cost[end])
    }
}

/// Who travels: metres on foot, or minutes by bus.
#[derive(Clone, Copy, PartialEq)]
enum Who {
    Walker,
    Bus,
}

impl Who {
    fn leg(self, metres: f64) -> f64 {
        let way = metres * DETOUR_FACTOR;
        if self == Self::Bus { way / 60.0 } else { way }
    }

    fn ride(self, metres: f64, edge: &Edge) -> f64 {
        match self {
            Self::Walker => metres,
            Self::Bus => metres / 1_000.0 / edge.kmh * 60.0,
        }
    }

    fn open(self, edge: &Edge) -> [bool; 2] {
        match self {
            Self::Walker => [true; 2],
            Self::Bus => edge.open,
        }
    }
}

/// The distance of a trip in metres and its basis, and the minutes by bus.
pub(super) fn slow_trip(roads: &Slow, home: LonLat, site: LonLat) -> (f64, Basis, Option<f64>) {
    let straight = home.metres_to(site) * DETOUR_FACTOR;
    let [from, to] = [home, site].map(|place| roads.meetings(place));
    let is_near = home.metres_to(site) <= 500.0 && !from.is_empty() && !to.is_empty();
    let across = is_near.then_some(straight);
    let by_road = roads.way(&from, &to, Who::Walker);
    let by_bus = roads.way(&from, &to, Who::Bus);
    match by_road.into_iter().chain(across).reduce(f64::min) {
        Some(shortest) => (shortest, Basis::Road, by_bus),
        None => (straight, Basis::Estimate, by_bus),
    }
}
