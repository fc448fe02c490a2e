//! A county on one straight line without roads, for tests: schools and villages by kilometre.

use std::sync::Arc;

use crate::assign::{self, Assignment};
use crate::geometry::{LonLat, Projection};
use crate::model::{
    Count, County, PerStage, Road, School, SchoolId, SchoolKind, Settlement, SettlementId, Stage,
    StageRecord,
};
use crate::plan::Layout;
use crate::random::Random;
use crate::travel::{Row, Travel};
use crate::units::Year;

/// A place on the line, `km` east of its start by the way people go.
pub(super) fn at(km: f64) -> LonLat {
    const WEST: LonLat = LonLat::new(104.0, 29.65);
    let metres_per_degree = WEST.metres_to(LonLat::new(105.0, 29.65));
    LonLat::new(104.0 + km * 1_000.0 / metres_per_degree, 29.65)
}

/// A school with its place, pupils and seats.
pub(super) struct SchoolOnLine {
    pub(super) name: &'static str,
    pub(super) kind: SchoolKind,
    pub(super) km: f64,
    pub(super) pupils: u32,
    pub(super) seats: Option<u32>,
}

/// Schools, and villages by place and pupils, all of one stage. Ways are straight lines.
pub(super) fn county(stage: Stage, schools: &[SchoolOnLine], villages: &[(f64, u32)]) -> County {
    let mut schools: Vec<School> = schools
        .iter()
        .map(|drawn| {
            let mut stages = PerStage::default();
            stages[stage] = Some(StageRecord {
                pupils: Some(Count::recorded(drawn.pupils)),
                seats: drawn.seats.map(Count::recorded),
            });
            School {
                id: SchoolId::new(drawn.name),
                name: drawn.name.to_owned(),
                kind: drawn.kind,
                at: at(drawn.km),
                stages,
                ownership: None,
                inclusive: None,
                parent: None,
                boarders: None,
                beds: None,
                township: None,
                extra: serde_json::Map::new(),
            }
        })
        .collect();
    schools.sort_by(|a, b| a.id.cmp(&b.id));
    let settlements = villages.iter().zip(0..).map(|(&(km, pupils), number)| {
        let mut by_stage = PerStage::default();
        by_stage[stage] = Some(pupils);
        Settlement {
            id: SettlementId::new(&format!("v{number:03}")),
            name: format!("village {number}"),
            at: at(km),
            township: None,
            population: None,
            pupils: by_stage,
            births: std::collections::BTreeMap::new(),
            extra: serde_json::Map::new(),
        }
    });
    County {
        settlements: settlements.collect(),
        schools,
        ..County::default()
    }
}

/// A county made ready: its roads, its layout today, ways and today's flows of a stage.
pub(super) struct Ready {
    pub(super) travel: Arc<Travel>,
    pub(super) layout: Layout,
    pub(super) rows: Vec<Option<Row>>,
    pub(super) pupils: Vec<u32>,
    pub(super) today: Assignment,
}

impl Ready {
    pub(super) fn of(county: &County, stage: Stage) -> Self {
        let travel = Arc::new(Travel::new(county, 1.0));
        let layout = Layout::today(county, Year(2025));
        let row = |at: LonLat| Some(Row::from(travel.row(&travel.place(at))));
        let rows: Vec<_> = layout.sites.iter().map(|site| row(site.at)).collect();
        let of = |settlement: &Settlement| settlement.pupils[stage].unwrap_or(0);
        let pupils: Vec<u32> = county.settlements.iter().map(of).collect();
        Self {
            today: assign::today(stage, &pupils, &layout, &rows, &county.flows),
            travel,
            layout,
            rows,
            pupils,
        }
    }

    /// Recorded pupils by stage and site.
    pub(super) fn attending(&self) -> PerStage<Vec<Option<u32>>> {
        PerStage::from_fn(|stage| {
            let sites = self.layout.sites.iter();
            sites.map(|site| site.recorded_pupils(stage)).collect()
        })
    }
}

/// A county of one road with a school or two on it, and roads beside it that nothing joins to it, with villages along
/// all of them: on some of those a school would be the first one. Schools have identities that come before `v`.
pub(super) fn loose_pieces(stage: Stage, random: &mut Random) -> County {
    let around = Projection::around(LonLat::new(104.0, 29.65));
    let at = |x: f64, y: f64| around.lon_lat(geo::Coord { x, y });
    let mut roads = vec![(0.0, 8_000.0, 0.0)];
    for _ in 0..=random.below(3) {
        let from = random.between(0.0, 6_000.0);
        let side = [-1.0, 1.0][random.below(2)];
        let beside = side * random.between(300.0, 2_500.0);
        roads.push((from, from + random.between(1_100.0, 5_000.0), beside));
    }
    let along = |random: &mut Random, of: usize| {
        let (from, to, north) = roads[of];
        at(
            random.between(from, to),
            north + random.between(-25.0, 25.0),
        )
    };
    let places: Vec<LonLat> = (0..=random.below(2)).map(|_| along(random, 0)).collect();
    let homes: Vec<(LonLat, u32)> = (0..3 + random.below(4))
        .map(|_| {
            let of = random.below(roads.len());
            (along(random, of), 1 + random.count_below(60))
        })
        .collect();
    let school = |number: usize| SchoolOnLine {
        name: ["a", "b"][number],
        kind: SchoolKind::Primary,
        km: 0.0,
        pupils: 100,
        seats: Some(60 + 60 * number as u32),
    };
    let schools: Vec<SchoolOnLine> = (0..places.len()).map(school).collect();
    let villages: Vec<(f64, u32)> = homes.iter().map(|&(_, pupils)| (0.0, pupils)).collect();
    let mut drawn = county(stage, &schools, &villages);
    for (school, &at) in drawn.schools.iter_mut().zip(&places) {
        school.at = at;
    }
    for (home, &(at, _)) in drawn.settlements.iter_mut().zip(&homes) {
        home.at = at;
    }
    let line = |&(from, to, north): &(f64, f64, f64)| Road {
        line: vec![at(from, north), at(to, north)],
        ..Road::default()
    };
    drawn.roads = roads.iter().map(line).collect();
    drawn
}

/// A layout with schools of the stage at some of the county's villages besides.
pub(super) fn with_new(county: &County, layout: &Layout, villages: &[usize]) -> Layout {
    let mut layout = layout.clone();
    for &village in villages {
        layout.sites.push(crate::plan::Site {
            id: SchoolId::new(&format!("w{village}")),
            at: county.settlements[village].at,
            ..layout.sites[0].clone()
        });
    }
    layout
}
