//! A made-up county: towns and countryside, ways as the crow flies times a detour that differs from place to place.

use xuequ::geometry::LonLat;
use xuequ::model::{Count, PerStage, SchoolId, SchoolKind, Stage, StageRecord};
use xuequ::plan::{Handover, Layout, Site, Status};
use xuequ::random::Random;
use xuequ::solve::transport::{Choice, Demand, NearestSites};
use xuequ::travel::{Basis, Row, Trip};
use xuequ::units::{Meters, Year};

use crate::network::part;

pub(crate) const STAGE: Stage = Stage::Primary;

pub(crate) struct County {
    pub(crate) pupils: Vec<u32>,
    pub(crate) layout: Layout,
    pub(crate) rows: Vec<Option<Row>>,
}

impl County {
    /// Sixty kilometres wide, 90 % of its seats taken.
    pub(crate) fn new(settlements: usize, schools: usize) -> Self {
        let random = &mut Random::seeded(20_260_901);
        let towns: Vec<(f64, f64)> = (0..15).map(|_| anywhere(random)).collect();
        let near_town = |random: &mut Random| {
            if part(random) < 0.45 {
                let town = towns[(part(random) * towns.len() as f64) as usize];
                let reach = 4_000.0 * part(random) * part(random);
                let angle = std::f64::consts::TAU * part(random);
                (town.0 + reach * angle.cos(), town.1 + reach * angle.sin())
            } else {
                anywhere(random)
            }
        };
        let homes: Vec<(f64, f64)> = (0..settlements).map(|_| near_town(random)).collect();
        let schools: Vec<(f64, f64)> = (0..schools).map(|_| near_town(random)).collect();
        let pupils: Vec<u32> = homes
            .iter()
            .map(|_| (14.0 * part(random) * part(random)) as u32 + u32::from(part(random) < 0.5))
            .collect();
        let rows: Vec<Option<Row>> = schools
            .iter()
            .map(|&school| Some(row(school, &homes)))
            .collect();
        let mut attracted = vec![0_u32; schools.len()];
        for (home, pupils) in pupils.iter().enumerate() {
            let nearest = (0..rows.len())
                .min_by_key(|&site| rows[site].as_ref()?.get(home))
                .expect("there are schools");
            attracted[nearest] += pupils;
        }
        let total: u32 = pupils.iter().sum();
        let even = total / schools.len() as u32;
        let sites = attracted
            .iter()
            .enumerate()
            .map(|(number, &attracted)| {
                let wanted = f64::from(attracted) * 0.7 + f64::from(even) * 0.3;
                let seats = (wanted * (1.0 + 0.2 * part(random))) as u32 + 1;
                site(number, attracted, seats)
            })
            .collect();
        Self {
            pupils,
            layout: Layout {
                year: Year(2025),
                sites,
                roads: Default::default(),
            },
            rows,
        }
    }

    /// The solver's own view: homes and seats.
    pub(crate) fn problem(&self) -> (Vec<Demand>, Vec<Option<u32>>) {
        let demand = |&pupils| Demand { pupils, weight: 1 };
        let seats = self.layout.sites.iter().map(|site| site.seats(STAGE));
        (self.pupils.iter().map(demand).collect(), seats.collect())
    }
}

impl NearestSites for County {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        into.clear();
        into.extend(self.rows.iter().zip(0..).filter_map(|(row, site)| {
            let cost = row.as_ref()?.get(home)?.distance().decimetres();
            Some(Choice { cost, site })
        }));
        if count < into.len() {
            into.select_nth_unstable(count - 1);
        }
        into.truncate(count);
        into.sort_unstable();
    }
}

fn row(school: (f64, f64), homes: &[(f64, f64)]) -> Row {
    homes
        .iter()
        .map(|home| {
            let straight = (home.0 - school.0).hypot(home.1 - school.1);
            let detour = 1.3 + 0.2 * ((home.0 + school.1) / 2_300.0).sin();
            Trip::new(Meters::from_f64(straight * detour), Basis::Road)
        })
        .collect()
}

fn site(number: usize, pupils: u32, seats: u32) -> Site {
    let mut stages = PerStage::default();
    stages[STAGE] = Some(StageRecord {
        pupils: Some(Count::recorded(pupils)),
        seats: Some(Count::recorded(seats)),
    });
    Site {
        id: SchoolId::new(&format!("school{number:05}")),
        name: format!("school {number}"),
        kind: SchoolKind::Primary,
        at: LonLat::default(),
        stages,
        ownership: None,
        inclusive: None,
        township: None,
        status: Status::Existing,
        handover: Handover::default(),
        missed_intakes: 0,
        begun: PerStage::default(),
    }
}

/// Anywhere in the county, in metres.
fn anywhere(random: &mut Random) -> (f64, f64) {
    (part(random) * 60_000.0, part(random) * 60_000.0)
}
