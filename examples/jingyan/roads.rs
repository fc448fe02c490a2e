//! A connected road network, drawn by us: through roads between towns, township roads to every village,
//! village roads to every hamlet, and a street grid in the county seat.

use std::collections::BTreeSet;

use geo::Coord;
use xuequ::geometry::{LonLat, Projection};

use crate::facts::{Dice, Facts};
use crate::ground::rounded;
use crate::settlements::{Hamlet, Village};

pub(crate) struct Road {
    pub(crate) class: &'static str,
    pub(crate) name: Option<&'static str>,
    pub(crate) line: Vec<LonLat>,
}

/// Through roads by the towns they join; `edge` names a place on the county's border.
const THROUGH: [(&str, &str, &[&str]); 12] = [
    (
        "trunk",
        "G213",
        &[
            "edge north",
            "周坡镇",
            "高凤镇",
            "研城街道",
            "千佛镇",
            "马踏镇",
            "王村镇",
            "edge south-west",
        ],
    ),
    (
        "main",
        "S305",
        &["研城街道", "东林镇", "竹园镇", "edge east"],
    ),
    (
        "trunk",
        "井乐快速通道",
        &["研城街道", "宝五镇", "edge west"],
    ),
    ("main", "井竹路", &["研城街道", "门坎镇", "竹园镇"]),
    (
        "main",
        "井纯路",
        &["研城街道", "纯复镇", "研经镇", "东林镇"],
    ),
    (
        "main",
        "井集路",
        &["研城街道", "集益镇", "镇阳镇", "周坡镇"],
    ),
    ("main", "马三路", &["马踏镇", "三江镇", "千佛镇"]),
    ("main", "三门路", &["三江镇", "门坎镇"]),
    ("main", "宝千路", &["千佛镇", "宝五镇"]),
    ("main", "集宝路", &["集益镇", "宝五镇"]),
    ("main", "集高路", &["集益镇", "高凤镇"]),
    ("main", "纯高路", &["纯复镇", "高凤镇"]),
];

const EDGES: [(&str, LonLat); 4] = [
    ("edge north", LonLat::new(104.0331, 29.8722)),
    ("edge south-west", LonLat::new(103.9042, 29.4631)),
    ("edge east", LonLat::new(104.2381, 29.6198)),
    ("edge west", LonLat::new(103.9536, 29.5879)),
];

/// Streets between crossings of the seat, in metres.
const BLOCK: f64 = 300.0;

/// All roads; they join where they share their first or last vertex, or a crossing of the seat's streets.
pub(crate) fn roads(facts: &Facts, villages: &[Village], hamlets: &[Hamlet]) -> Vec<Road> {
    let projection = Projection::around(LonLat::new(104.067, 29.651));
    let mut pen = Pen {
        projection,
        dice: Dice::new(53),
        roads: Vec::new(),
    };
    through_roads(&mut pen, facts);
    streets(&mut pen, rounded(facts.townships[0].centre()));
    township_roads(&mut pen, facts, villages);
    village_roads(&mut pen, villages, hamlets);
    pen.roads
}

struct Pen {
    projection: Projection,
    dice: Dice,
    roads: Vec<Road>,
}

impl Pen {
    /// A road that winds as much as the hills make it: the middle of every piece is moved aside.
    fn wind(
        &mut self,
        class: &'static str,
        name: Option<&'static str>,
        from: LonLat,
        to: LonLat,
        bend: f64,
    ) {
        if from == to {
            return;
        }
        let mut line = vec![self.projection.metres(from), self.projection.metres(to)];
        let length = (line[0].x - line[1].x).hypot(line[0].y - line[1].y);
        let halvings = ((length / 260.0).log2().ceil() as i32).clamp(1, 5);
        for _ in 0..halvings {
            let mut wound = Vec::with_capacity(line.len() * 2);
            for pair in line.windows(2) {
                let aside = self.dice.between(-bend, bend);
                wound.push(pair[0]);
                wound.push(Coord {
                    x: f64::midpoint(pair[0].x, pair[1].x) - (pair[1].y - pair[0].y) * aside,
                    y: f64::midpoint(pair[0].y, pair[1].y) + (pair[1].x - pair[0].x) * aside,
                });
            }
            wound.extend(line.last());
            line = wound;
        }
        let mut line: Vec<LonLat> = line
            .into_iter()
            .map(|place| rounded(self.projection.lon_lat(place)))
            .collect();
        // The ends must be the very places that other roads end at.
        line[0] = from;
        if let Some(last) = line.last_mut() {
            *last = to;
        }
        line.dedup();
        self.roads.push(Road { class, name, line });
    }
}

fn through_roads(pen: &mut Pen, facts: &Facts) {
    let place = |name: &str| {
        let edge = EDGES
            .iter()
            .find(|(edge, _)| *edge == name)
            .map(|&(_, at)| at);
        let town = || {
            facts
                .townships
                .iter()
                .find(|township| township.name == name)
                .map(|township| township.centre())
        };
        edge.or_else(town)
            .map(rounded)
            .expect("THROUGH names towns and edges")
    };
    for (class, name, stops) in THROUGH {
        let bend = if class == "trunk" { 0.10 } else { 0.16 };
        for pair in stops.windows(2) {
            pen.wind(class, Some(name), place(pair[0]), place(pair[1]), bend);
        }
    }
}

/// A grid of streets round the middle of the seat, which the communities lie on.
fn streets(pen: &mut Pen, middle: LonLat) {
    let origin = pen.projection.metres(middle);
    let projection = pen.projection;
    let crossing = |column: i32, row: i32| {
        if (column, row) == (0, 0) {
            return middle;
        }
        let place = Coord {
            x: origin.x + f64::from(column) * BLOCK,
            y: origin.y + f64::from(row) * BLOCK,
        };
        rounded(projection.lon_lat(place))
    };
    for row in -4..=3 {
        let line = (-2..=2).map(|column| crossing(column, row)).collect();
        pen.roads.push(Road {
            class: "township",
            name: None,
            line,
        });
    }
    for column in -2..=2 {
        let line = (-4..=3).map(|row| crossing(column, row)).collect();
        pen.roads.push(Road {
            class: "township",
            name: None,
            line,
        });
    }
}

/// Joins the villages of every township to their town: a shortest tree, and a second way where one is near.
fn township_roads(pen: &mut Pen, facts: &Facts, villages: &[Village]) {
    for (township, fact) in facts.townships.iter().enumerate() {
        let mut places = vec![rounded(fact.centre())];
        places.extend(
            villages
                .iter()
                .filter(|village| village.township == township)
                .map(|village| village.at),
        );
        places.dedup();
        let mut joined = tree(&places);
        for (from, to) in second_ways(&places) {
            joined.insert((from, to));
        }
        for (from, to) in joined {
            if places[from].metres_to(places[to]) > 1.0 {
                pen.wind("township", None, places[from], places[to], 0.2);
            }
        }
    }
}

/// Joins the hamlets of every village to it, each by the nearest place already joined.
fn village_roads(pen: &mut Pen, villages: &[Village], hamlets: &[Hamlet]) {
    for (index, village) in villages.iter().enumerate() {
        let mut places = vec![village.at];
        places.extend(
            hamlets
                .iter()
                .filter(|hamlet| hamlet.village == index)
                .map(|hamlet| hamlet.at),
        );
        for (from, to) in tree(&places) {
            pen.wind("village", None, places[from], places[to], 0.16);
        }
    }
}

/// The shortest tree over the places, from the first (Prim).
fn tree(places: &[LonLat]) -> BTreeSet<(usize, usize)> {
    let mut nearest: Vec<(f64, usize)> = places
        .iter()
        .map(|place| (place.metres_to(places[0]), 0))
        .collect();
    let mut waiting: Vec<usize> = (1..places.len()).collect();
    let mut pairs = BTreeSet::new();
    while !waiting.is_empty() {
        let next = (0..waiting.len())
            .min_by(|&a, &b| nearest[waiting[a]].0.total_cmp(&nearest[waiting[b]].0))
            .unwrap_or(0);
        let place = waiting.swap_remove(next);
        let from = nearest[place].1;
        pairs.insert((from.min(place), from.max(place)));
        for &other in &waiting {
            let far = places[other].metres_to(places[place]);
            if far < nearest[other].0 {
                nearest[other] = (far, place);
            }
        }
    }
    pairs
}

/// Pairs with no third place nearer to both (relative neighbours), which closes the longest detours.
fn second_ways(places: &[LonLat]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for from in 0..places.len() {
        for to in from + 1..places.len() {
            let far = places[from].metres_to(places[to]);
            let between = |third: &LonLat| {
                third
                    .metres_to(places[from])
                    .max(third.metres_to(places[to]))
                    < far - 1.0
            };
            if far < 4_500.0 && !places.iter().any(between) {
                pairs.push((from, to));
            }
        }
    }
    pairs
}
