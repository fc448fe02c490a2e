//! Seeded random counties with everything that can be odd about roads.

use crate::geometry::LonLat;
use crate::model::{
    County, Direction, PerStage, Road, RoadClass, RoadJoins, School, SchoolId, SchoolKind,
    Settlement, SettlementId,
};
use crate::random::Random;

/// A county of a few square kilometres with everything that can be odd about roads: one-ways, loops, lines drawn
/// twice, repeated vertices, single-vertex lines, loose pieces, places on vertices, far away or all in one spot.
pub(in super::super) fn random_county(random: &mut Random) -> (County, Vec<LonLat>) {
    let columns = 2 + random.below(6);
    let spacing = [0.002, 0.01, 0.03][random.below(3)];
    let vertex = |random: &mut Random| {
        let step = |random: &mut Random| random.below(columns) as f64 * spacing;
        LonLat::new(104.0 + step(random), 29.6 + step(random))
    };
    let one_way_share = [0.0, 0.3, 1.0][random.below(3)];
    let mut roads: Vec<Road> = (0..random.below(3 * columns))
        .map(|_| random_road(random, vertex, one_way_share, spacing))
        .collect();
    for road in 0..roads.len() {
        draw_badly(random, road, &mut roads);
    }
    let joins = RoadJoins {
        ends_within_metres: [1.0, 1.0, 0.0, 5.0][random.below(4)],
        crossings: random.below(3) == 0,
    };
    let place = |random: &mut Random| {
        let on_vertex = vertex(random);
        let extent = columns as f64 * spacing;
        match random.below(8) {
            0 => on_vertex,
            1 => LonLat::new(103.9 - random.part() * 0.1, 29.5),
            _ => LonLat::new(
                104.0 + (random.part() * 1.2 - 0.1) * extent,
                29.6 + (random.part() * 1.2 - 0.1) * extent,
            ),
        }
    };
    let settlements = (0..=random.below(8))
        .map(|number| settlement_at(number, place(random)))
        .collect();
    let sites: Vec<LonLat> = (0..=random.below(6)).map(|_| place(random)).collect();
    let schools = sites.iter().take(random.below(3));
    let schools = schools.map(|&at| school_at(at)).collect();
    (
        County {
            schools,
            settlements,
            roads,
            joins,
            ..County::default()
        },
        sites,
    )
}

fn random_road(
    random: &mut Random,
    vertex: impl Fn(&mut Random) -> LonLat,
    one_way_share: f64,
    spacing: f64,
) -> Road {
    let mut line: Vec<LonLat> = vec![vertex(random)];
    for _ in 0..random.below(5) {
        match random.below(6) {
            0 => line.extend(line.last().copied()),
            1 => line.push(LonLat::new(
                104.0 + random.part() * spacing * 4.0,
                29.6 + random.part() * spacing * 4.0,
            )),
            2 => line.extend(line.first().copied()),
            _ => line.push(vertex(random)),
        }
    }
    let one_way = [Direction::Forward, Direction::Backward][random.below(2)];
    Road {
        class: RoadClass::default(),
        name: None,
        direction: if random.part() < one_way_share {
            one_way
        } else {
            Direction::Both
        },
        level: 0,
        speed_kmh: None,
        line,
    }
}

/// Roads as files have them: ends that miss by a little or by some metres, bridges, a second carriageway, a lane by
/// itself.
fn draw_badly(random: &mut Random, road: usize, roads: &mut Vec<Road>) {
    let mut aside = |metres: f64| {
        let angle = random.part() * std::f64::consts::TAU;
        (
            metres * angle.cos() / 97_000.0,
            metres * angle.sin() / 111_000.0,
        )
    };
    let (near, far, beside) = (aside(0.7), aside(3.0), aside(15.0));
    let moved = |at: &mut LonLat, by: (f64, f64)| *at = LonLat::new(at.lon + by.0, at.lat + by.1);
    let mut copy = roads[road].clone();
    match random.below(10) {
        0 | 1 => {
            let by = [near, far][random.below(2)];
            if let Some(last) = roads[road].line.last_mut() {
                moved(last, by);
            }
        }
        2 => roads[road].level = 1,
        3 => {
            copy.line.iter_mut().for_each(|at| moved(at, beside));
            copy.line.reverse();
            if random.below(2) == 0 {
                copy.line.extend(roads[road].line.first());
            }
            roads.push(copy);
        }
        4 => {
            copy.line.truncate(1);
            moved(&mut copy.line[0], beside);
            let mut end = copy.line[0];
            end.lon += random.part() * 0.012;
            copy.line.push(end);
            roads.push(copy);
        }
        _ => {}
    }
}

pub(in super::super) fn school_at(at: LonLat) -> School {
    School {
        id: SchoolId::new(&format!("{at:?}")),
        name: String::new(),
        kind: SchoolKind::Primary,
        at,
        stages: PerStage::default(),
        ownership: None,
        inclusive: None,
        parent: None,
        boarders: None,
        beds: None,
        township: None,
        extra: Default::default(),
    }
}

pub(in super::super) fn settlement_at(number: usize, at: LonLat) -> Settlement {
    Settlement {
        id: SettlementId::new(&format!("{number:05}")),
        name: String::new(),
        at,
        township: None,
        population: None,
        pupils: PerStage::default(),
        births: Default::default(),
        extra: Default::default(),
    }
}
