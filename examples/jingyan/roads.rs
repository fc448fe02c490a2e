//! A connected road network, drawn by us: through roads between towns, township roads to every village,
//! village roads to every hamlet, and a street grid in the county seat.
//!
//! Each road takes the easiest way over the hills and uses what is built already, so that roads meet in
//! junctions; between junctions they are then drawn as curves.

use std::collections::BTreeMap;

use geo::{Coord, LineString, Simplify as _};
use xuequ::geometry::{LonLat, Projection};

use crate::facts::Facts;
use crate::ground::{Ground, metres, rounded};
use crate::hills::{Built, Lattice};
use crate::settlements::{Hamlet, Village};

pub(crate) struct Road {
    pub(crate) class: String,
    pub(crate) name: Option<String>,
    pub(crate) line: Vec<LonLat>,
}

/// Class and name of a road, by their order of importance.
type Titles = Vec<(String, Option<String>)>;

/// The streets of the seat: so many lattice steps from its middle, and from street to street.
const STREETS: (i64, i64) = (8, 2);

/// How far the seat's streets reach from its middle, in metres.
pub(crate) const STREET_REACH: f64 = 1_500.0;

/// All roads; they join where they share their first or last vertex.
pub(crate) fn roads(
    facts: &Facts,
    ground: &Ground,
    villages: &[Village],
    hamlets: &[Hamlet],
) -> Vec<Road> {
    let projection = ground.projection;
    let lattice = Lattice::over(&ground.outlines, projection, STREET_REACH);
    let at = |place: LonLat| lattice.nearest(place, projection);
    let mut built = Built::default();
    let mut titles = Titles::new();

    for link in &facts.links {
        let steepness = if link.class == "trunk" { 5.0 } else { 9.0 };
        for pair in link.via.windows(2) {
            let (from, to) = (at(facts.place(&pair[0])), at(facts.place(&pair[1])));
            if let Some(way) = lattice.way(from, |node| node == to, steepness, &built) {
                built.add(&way, titles.len());
            }
        }
        titles.push((link.class.clone(), Some(link.name.clone())));
    }

    titles.push(("township".to_owned(), None));
    for street in streets(&lattice) {
        built.add(&street, titles.len() - 1);
    }
    for village in villages {
        let town = at(facts.townships[village.township].centre());
        let way = lattice.way(at(village.at), |node| node == town, 12.0, &built);
        built.add(&way.unwrap_or_default(), titles.len() - 1);
    }

    titles.push(("village".to_owned(), None));
    for (from, to) in neighbours(villages) {
        let to = at(to);
        let way = lattice.way(at(from), |node| node == to, 15.0, &built);
        built.add(&way.unwrap_or_default(), titles.len() - 1);
    }
    for hamlet in hamlets {
        let way = lattice.way(at(hamlet.at), |node| built.passes(node), 15.0, &built);
        built.add(&way.unwrap_or_default(), titles.len() - 1);
    }
    drawn(&built, &titles, &lattice, projection)
}

/// The streets of the seat, across and up, as ways over the lattice.
fn streets(lattice: &Lattice) -> Vec<Vec<usize>> {
    let (reach, block) = STREETS;
    let middle = lattice.middle();
    let lines = (-reach / block..=reach / block).map(|line| line * block);
    let mut streets = Vec::new();
    for line in lines {
        // The outer streets are shorter, so that the town is round rather than square.
        let ends = reach - (line.abs() - reach / 2).max(0);
        streets.push(
            (-ends..=ends)
                .map(|along| lattice.step(middle, along, line))
                .collect(),
        );
        streets.push(
            (-ends..=ends)
                .map(|along| lattice.step(middle, line, along))
                .collect(),
        );
    }
    streets
}

/// Pairs of villages with no third nearer to both (relative neighbours): second ways, which close detours.
fn neighbours(villages: &[Village]) -> Vec<(LonLat, LonLat)> {
    let mut pairs = Vec::new();
    for (index, village) in villages.iter().enumerate() {
        for other in &villages[index + 1..] {
            let far = metres(village.at, other.at);
            let is_between = |third: &Village| {
                let (a, b) = (metres(third.at, village.at), metres(third.at, other.at));
                a.max(b) < far - 1.0
            };
            if (800.0..4_500.0).contains(&far) && !villages.iter().any(is_between) {
                pairs.push((village.at, other.at));
            }
        }
    }
    pairs
}

/// The pieces joined into lines from junction to junction, as curves.
fn drawn(built: &Built, titles: &Titles, lattice: &Lattice, projection: Projection) -> Vec<Road> {
    let mut around: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (&(a, b), &road) in &built.pieces {
        around.entry(a).or_default().push((b, road));
        around.entry(b).or_default().push((a, road));
    }
    let passes_through =
        |node: &usize| matches!(around[node].as_slice(), [(_, one), (_, other)] if one == other);
    let mut lines = Vec::new();
    for (&start, ways) in around.iter().filter(|(node, _)| !passes_through(node)) {
        for &(next, road) in ways {
            let mut line = vec![start, next];
            while let [.., before, node] = line[..]
                && passes_through(&node)
                && let Some(&(onward, _)) = around[&node].iter().find(|(other, _)| *other != before)
            {
                line.push(onward);
            }
            // Every line is met from both of its ends; the one that comes first is kept.
            if (line[0], line[1]) <= (line[line.len() - 1], line[line.len() - 2]) {
                lines.push((road, line));
            }
        }
    }
    lines.sort();
    let draw = |(road, line): (usize, Vec<usize>)| {
        let places: Vec<Coord<f64>> = line.iter().map(|&node| lattice.places[node]).collect();
        let curve = LineString::from(curved(curved(places))).simplify(5.0);
        let (class, name) = titles[road].clone();
        let mut line: Vec<LonLat> = curve
            .into_iter()
            .map(|place| rounded(projection.lon_lat(place)))
            .collect();
        line.dedup();
        Road { class, name, line }
    };
    lines.into_iter().map(draw).collect()
}

/// Every corner cut off at a quarter of its sides (Chaikin 1974); the ends stay.
fn curved(line: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
    let (Some(&first), Some(&last)) = (line.first(), line.last()) else {
        return line;
    };
    let mut curve = vec![first];
    for (index, pair) in line.windows(2).enumerate() {
        let between = |share: f64| pair[0] + (pair[1] - pair[0]) * share;
        if index > 0 {
            curve.push(between(0.25));
        }
        if index + 2 < line.len() {
            curve.push(between(0.75));
        }
    }
    curve.push(last);
    curve
}
