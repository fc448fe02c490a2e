//! The sample county ten times, side by side and joined by roads: some 6,000 settlements and 800 schools.

use geo::MapCoords as _;
use xuequ::geometry::LonLat;
use xuequ::io::{Opened, open_bytes};
use xuequ::model::{County, Direction, Road, RoadClass, SchoolId, SettlementId};
use xuequ::sample;

/// Neighbours lie this far apart in degrees, a little more than the county is wide and high.
const STEP: (f64, f64) = (0.37, 0.44);

/// Ten copies in two rows of five, without the sample's plans.
///
/// # Panics
/// If the sample does not open: a bench has nobody else to tell.
pub(crate) fn tenfold() -> Opened {
    let mut opened = open_bytes(&sample::files()).expect("the sample opens");
    let one = opened.county;
    let mut all = County {
        townships: Vec::new(),
        schools: Vec::new(),
        settlements: Vec::new(),
        roads: Vec::new(),
        ..one.clone()
    };
    for copy in 0..10_u8 {
        let shift = |at: LonLat| {
            LonLat::new(
                at.lon + STEP.0 * f64::from(copy % 5),
                at.lat + STEP.1 * f64::from(copy / 5),
            )
        };
        let n_townships = all.townships.len();
        for mut township in one.townships.iter().cloned() {
            township.code = format!("{copy}{}", township.code);
            township.name = format!("{}{copy}", township.name);
            township.outline = township
                .outline
                .map_coords(|coord| shift(LonLat::from(coord)).into());
            all.townships.push(township);
        }
        for mut school in one.schools.iter().cloned() {
            school.id = SchoolId::new(&format!("{copy}-{}", school.id));
            school.at = shift(school.at);
            school.township = school.township.map(|index| index + n_townships);
            all.schools.push(school);
        }
        for mut settlement in one.settlements.iter().cloned() {
            settlement.id = SettlementId::new(&format!("{copy}-{}", settlement.id));
            settlement.at = shift(settlement.at);
            settlement.township = settlement.township.map(|index| index + n_townships);
            all.settlements.push(settlement);
        }
        for mut road in one.roads.iter().cloned() {
            road.line.iter_mut().for_each(|at| *at = shift(*at));
            all.roads.push(road);
        }
    }
    let corner = |copy: usize| all.roads[copy * one.roads.len()].line[0];
    let neighbours = (0..10).flat_map(|copy| [(copy, copy + 1), (copy, copy + 5)]);
    let joining: Vec<Road> = neighbours
        .filter(|&(from, to)| to < 10 && (to == from + 5 || to % 5 > 0))
        .map(|(from, to)| Road {
            class: RoadClass::Trunk,
            name: None,
            direction: Direction::Both,
            level: 0,
            speed_kmh: None,
            line: vec![corner(from), corner(to)],
        })
        .collect();
    all.roads.extend(joining);
    opened.county = all;
    opened.travel = None;
    opened.plans.clear();
    opened
}
