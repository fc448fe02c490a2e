//! A county on one straight line without roads, for tests: schools and villages by kilometre.

use std::sync::Arc;

use crate::assign::{self, Assignment};
use crate::geometry::LonLat;
use crate::model::{
    Count, County, PerStage, School, SchoolId, SchoolKind, Settlement, SettlementId, Stage,
    StageRecord,
};
use crate::plan::Layout;
use crate::travel::{Travel, Trip};
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
    pub(super) rows: Vec<Option<Arc<[Trip]>>>,
    pub(super) pupils: Vec<u32>,
    pub(super) today: Assignment,
}

impl Ready {
    pub(super) fn of(county: &County, stage: Stage) -> Self {
        let travel = Arc::new(Travel::new(county, 1.0));
        let layout = Layout::today(county, Year(2025));
        let row = |at: LonLat| Some(Arc::from(travel.row(&travel.place(at))));
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
