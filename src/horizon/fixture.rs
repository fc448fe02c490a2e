//! A county small enough to work out by hand.

use std::collections::BTreeMap;

use crate::geometry::LonLat;
use crate::model::{
    Count, County, Ownership, PerStage, School, SchoolId, SchoolKind, Settlement, SettlementId,
    Stage, StageRecord,
};
use crate::units::Year;

/// Two places 4 km apart on no roads, town and village. Each has a primary school (200 pupils on 270
/// seats, 40 on 60); the town has a public kindergarten with 60 children, a private inclusive one with
/// 20 and a private one with 20. 42 children are born every year of 2015 to 2021.
pub(super) fn county() -> County {
    let primary = |id, lon, pupils, seats| school(id, SchoolKind::Primary, lon, pupils, seats);
    let kindergarten = |id, pupils, ownership, inclusive| School {
        ownership: Some(ownership),
        inclusive: Some(inclusive),
        ..school(id, SchoolKind::Kindergarten, 104.04, pupils, 60)
    };
    let births = |number| (2015..=2021).map(|year| (Year(year), number)).collect();
    County {
        schools: vec![
            kindergarten("k1", 60, Ownership::Public, false),
            kindergarten("k2", 20, Ownership::Private, true),
            kindergarten("k3", 20, Ownership::Private, false),
            primary("town", 104.04, 200, 270),
            primary("village", 104.0, 40, 60),
        ],
        settlements: vec![
            home("t", 104.04, [100, 200], births(40)),
            home("v", 104.0, [0, 40], births(2)),
        ],
        ..County::default()
    }
}

fn school(id: &str, kind: SchoolKind, lon: f64, pupils: u32, seats: u32) -> School {
    let record = StageRecord {
        pupils: Some(Count::recorded(pupils)),
        seats: Some(Count::recorded(seats)),
    };
    School {
        id: SchoolId::new(id),
        name: id.into(),
        kind,
        at: LonLat::new(lon, 29.6),
        stages: PerStage::from_fn(|stage| kind.stages().contains(&stage).then_some(record)),
        ownership: None,
        inclusive: None,
        parent: None,
        boarders: None,
        beds: None,
        township: None,
        extra: Default::default(),
    }
}

fn home(
    id: &str,
    lon: f64,
    [kindergarten, primary]: [u32; 2],
    births: BTreeMap<Year, u32>,
) -> Settlement {
    let mut pupils = PerStage::default();
    pupils[Stage::Kindergarten] = Some(kindergarten);
    pupils[Stage::Primary] = Some(primary);
    Settlement {
        id: SettlementId::new(id),
        name: id.into(),
        at: LonLat::new(lon, 29.6),
        township: None,
        population: None,
        pupils,
        births,
        extra: Default::default(),
    }
}
