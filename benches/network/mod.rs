//! Counties to measure on: a seeded one of our own, and those in data folders that other programs read too.

use std::path::Path;
use std::{fs, io};

use geo::Coord;
use xuequ::geometry::{LonLat, Projection};
use xuequ::model::{County, Direction, PerStage, Road, RoadClass, Settlement, SettlementId};
use xuequ::random::Random;
use xuequ::travel::{Place, Travel, Trip};

/// A county with the places to measure with.
pub(crate) struct Case {
    /// Roads and settlements.
    pub(crate) county: County,
    /// Where the schools stand.
    pub(crate) schools: Vec<LonLat>,
    /// Pupils by settlement.
    pub(crate) pupils: Vec<u32>,
    /// Seats by school.
    pub(crate) seats: Vec<Option<u32>>,
    /// Which school is dragged, and where it is frame by frame.
    pub(crate) dragged: usize,
    /// One place a frame.
    pub(crate) drag: Vec<LonLat>,
    /// The settlements', schools' and drag's nodes, for other programs.
    pub(crate) nodes: Option<Nodes>,
}

impl Case {
    /// How often to repeat a measurement: so often for a county, so often for a province.
    pub(crate) fn reps(&self, county: usize, province: usize) -> usize {
        let is_province = self.schools.len() > 1_000;
        if is_province { province } else { county }
    }
}

/// The graph of a data folder, as other programs read it.
pub(crate) struct Nodes {
    /// By node: position of its first arc; one more at the end.
    pub(crate) first: Vec<u32>,
    /// By arc: where it leads.
    pub(crate) heads: Vec<u32>,
    /// By node.
    pub(crate) places: Vec<LonLat>,
}

impl Nodes {
    /// The geodesic length of every arc in decimetres: what Xuequ measures, for other programs to measure with.
    pub(crate) fn lengths(&self) -> Vec<u32> {
        let mut lengths = Vec::with_capacity(self.heads.len());
        for (node, ends) in self.first.windows(2).enumerate() {
            for &head in &self.heads[ends[0] as usize..ends[1] as usize] {
                let metres = self.places[node].metres_to(self.places[head as usize]);
                lengths.push((metres * 10.0).round() as u32);
            }
        }
        lengths
    }
}

/// By settlement, its `count` nearest schools: nearest first, of equally near ones the first of the list before.
pub(crate) fn nearest_schools(
    travel: &Travel,
    schools: &[Place],
    count: usize,
) -> Vec<Vec<(u32, Trip)>> {
    // All rows at once would be too many for a province.
    const ROWS: usize = 256;
    let mut nearest: Vec<Vec<(u32, Trip)>> = Vec::new();
    for (block, some) in schools.chunks(ROWS).enumerate() {
        let rows = travel.rows(some);
        nearest.resize(rows[0].len(), Vec::new());
        for (home, list) in nearest.iter_mut().enumerate() {
            let first = (block * ROWS) as u32;
            list.extend((first..).zip(&rows).map(|(site, row)| (site, row[home])));
            list.sort_by_key(|&(site, trip)| (trip.distance(), site));
            list.truncate(count);
        }
    }
    nearest
}

/// A number from 0 up to, not including, 1.
pub(crate) fn part(random: &mut Random) -> f64 {
    random.below(1 << 53) as f64 / (1_u64 << 53) as f64
}

fn projection() -> Projection {
    Projection::around(LonLat::new(104.067, 29.651))
}

/// The case in the folder named by `XUEQU_BENCH_DATA`, else the seeded one.
///
/// # Panics
/// If the folder cannot be read: a bench has nobody else to tell.
pub(crate) fn case() -> Case {
    match std::env::var_os("XUEQU_BENCH_DATA") {
        Some(folder) => read(Path::new(&folder)).expect("a readable data folder"),
        None => seeded(),
    }
}

/// A case from little-endian files without headers: `csr_first.u32`, `csr_head.u32`, `nodes_xy.f32` (metres),
/// `demand.csv` (id, node, population, pupils), `schools.csv` (id, node, …) and `drag.csv` (school, frame, node).
fn read(folder: &Path) -> io::Result<Case> {
    let numbers = |file: &str| -> io::Result<Vec<u32>> {
        let bytes = fs::read(folder.join(file))?;
        Ok(bytes
            .chunks_exact(4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect())
    };
    let table = |file: &str| -> io::Result<Vec<Vec<usize>>> {
        let text = fs::read_to_string(folder.join(file))?;
        Ok(text
            .lines()
            .skip(1)
            .map(|line| {
                line.split(',')
                    .filter_map(|cell| cell.parse().ok())
                    .collect()
            })
            .collect())
    };
    let metres: Vec<f64> = numbers("nodes_xy.f32")?
        .into_iter()
        .map(|bits| f64::from(f32::from_bits(bits)))
        .collect();
    let middle = metres.iter().copied().fold(0.0, f64::max) / 2.0;
    let projection = projection();
    let places: Vec<LonLat> = metres
        .chunks_exact(2)
        .map(|xy| {
            projection.lon_lat(Coord {
                x: xy[0] - middle,
                y: xy[1] - middle,
            })
        })
        .collect();
    let nodes = Nodes {
        first: numbers("csr_first.u32")?,
        heads: numbers("csr_head.u32")?,
        places,
    };
    let demand = table("demand.csv")?;
    let drag = table("drag.csv")?;
    let schools = table("schools.csv")?;
    let at = |node: usize| nodes.places[node];
    Ok(Case {
        county: County {
            settlements: demand
                .iter()
                .enumerate()
                .map(|(number, row)| settlement(number, at(row[1])))
                .collect(),
            roads: lines(&nodes),
            ..County::default()
        },
        schools: schools.iter().map(|row| at(row[1])).collect(),
        seats: schools.iter().map(|row| Some(row[2] as u32)).collect(),
        pupils: demand.iter().map(|row| row[3] as u32).collect(),
        dragged: drag.first().map_or(0, |row| row[0]),
        drag: drag.iter().map(|row| at(row[2])).collect(),
        nodes: Some(nodes),
    })
}

/// The graph as drawn roads: lines from crossing to crossing.
fn lines(nodes: &Nodes) -> Vec<Road> {
    let arcs =
        |node: u32| nodes.first[node as usize] as usize..nodes.first[node as usize + 1] as usize;
    let is_bend = |node: u32| arcs(node).len() == 2;
    let mut is_drawn = vec![false; nodes.heads.len()];
    let mut roads = Vec::new();
    let n = nodes.places.len() as u32;
    for start in (0..n)
        .filter(|&node| !is_bend(node))
        .chain((0..n).filter(|&node| is_bend(node)))
    {
        for first in arcs(start) {
            let (mut here, mut arc) = (start, first);
            let mut line = vec![nodes.places[start as usize]];
            while !is_drawn[arc] {
                let there = nodes.heads[arc];
                is_drawn[arc] = true;
                for back in arcs(there).filter(|&back| nodes.heads[back] == here) {
                    is_drawn[back] = true;
                }
                line.push(nodes.places[there as usize]);
                let Some(onward) = arcs(there).find(|&onward| is_bend(there) && !is_drawn[onward])
                else {
                    break;
                };
                (here, arc) = (there, onward);
            }
            if line.len() > 1 {
                roads.push(road(line));
            }
        }
    }
    roads
}

fn road(line: Vec<LonLat>) -> Road {
    Road {
        class: RoadClass::default(),
        name: None,
        direction: Direction::Both,
        level: 0,
        speed_kmh: None,
        line,
    }
}

fn settlement(number: usize, at: LonLat) -> Settlement {
    Settlement {
        id: SettlementId::new(&format!("{number:06}")),
        name: String::new(),
        at,
        township: None,
        population: None,
        pupils: PerStage::default(),
        births: Default::default(),
        extra: Default::default(),
    }
}

/// A county of 60 × 60 km, about 100,000 road vertices, 5,000 settlements, 150 schools.
fn seeded() -> Case {
    bent_grid(180, 5_000, 150)
}

/// A made-up county: a bent grid of so many lanes each way, with gaps.
pub(crate) fn bent_grid(side: usize, settlements: usize, schools: usize) -> Case {
    const SPACING_METRES: f64 = 333.0;
    let random = &mut Random::seeded(1);
    let projection = projection();
    let mut around = |x: f64, y: f64, spread: f64| {
        let shift = |part: f64| (part - 0.5) * spread;
        let at = Coord {
            x: (x - side as f64 / 2.0) * SPACING_METRES + shift(part(random)),
            y: (y - side as f64 / 2.0) * SPACING_METRES + shift(part(random)),
        };
        projection.lon_lat(at)
    };
    let crossings: Vec<LonLat> = (0..side * side)
        .map(|at| around((at % side) as f64, (at / side) as f64, 220.0))
        .collect();
    let mut roads = Vec::new();
    for at in 0..side * side {
        let (x, y) = (at % side, at / side);
        for (next, is_inside) in [(at + 1, x + 1 < side), (at + side, y + 1 < side)] {
            if !is_inside {
                continue;
            }
            let (nx, ny) = (next % side, next / side);
            let bend = around((x + nx) as f64 / 2.0, (y + ny) as f64 / 2.0, 120.0);
            let is_gap = (x * 7 + y * 13 + next * 5) % 10 < 3;
            if !is_gap {
                roads.push(road(vec![crossings[at], bend, crossings[next]]));
            }
        }
    }
    let spot = |random: &mut Random| crossings[(part(random) * crossings.len() as f64) as usize];
    let random = &mut Random::seeded(2);
    let settlements: Vec<Settlement> = (0..settlements)
        .map(|number| settlement(number, spot(random)))
        .collect();
    let schools: Vec<LonLat> = (0..schools).map(|_| spot(random)).collect();
    let drag = (0..300).map(|frame| {
        let along = f64::from(frame) * 80.0;
        projection.lon_lat(Coord {
            x: along - side as f64 * 66.0,
            y: (along / 3_000.0).sin() * 2_000.0,
        })
    });
    let pupils: Vec<u32> = settlements
        .iter()
        .map(|_| 1 + (part(random) * 14.0) as u32)
        .collect();
    // A tenth more than pupils, in schools from half to half again the mean.
    let mean = f64::from(pupils.iter().sum::<u32>()) * 1.1 / schools.len() as f64;
    let seats = |_: &LonLat| Some((mean * (0.5 + part(random))) as u32);
    let seats = schools.iter().map(seats).collect();
    Case {
        pupils,
        seats,
        county: County {
            settlements,
            roads,
            ..County::default()
        },
        schools,
        dragged: 0,
        drag: drag.collect(),
        nodes: None,
    }
}
