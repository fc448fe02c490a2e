//! What the planner assumes where the files are silent.

use std::collections::BTreeMap;

use super::{Count, County, Homes, Origin, SchoolKind, Stage, estimated};

/// Assumed pupils and seats for schools whose files have none, by kind of school and stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumed {
    /// Pupils per school in the stage.
    pub pupils: Option<u32>,
    /// Seats per school in the stage.
    pub seats: Option<u32>,
}

/// What the planner assumed where the files are silent.
pub type Assumptions = BTreeMap<(SchoolKind, Stage), Assumed>;

/// The county with missing pupils and seats filled in, each labelled [`Origin::Assumed`]. Recorded
/// figures stay. Estimated homes are estimated anew, because they follow the enrolments.
pub fn with_assumptions(county: &County, assumptions: &Assumptions) -> County {
    let mut filled = county.clone();
    let assumed = |number| Count {
        number,
        origin: Origin::Assumed,
    };
    for school in &mut filled.schools {
        for stage in Stage::ALL {
            let (Some(record), Some(values)) = (
                &mut school.stages[stage],
                assumptions.get(&(school.kind, stage)),
            ) else {
                continue;
            };
            record.pupils = record.pupils.or(values.pupils.map(assumed));
            record.seats = record.seats.or(values.seats.map(assumed));
        }
    }
    if filled.homes == Homes::Estimated && filled.schools != county.schools {
        filled.settlements = estimated(&filled);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::super::{School, StageRecord};
    use super::*;

    fn school(id: &str, pupils: Option<u32>) -> School {
        School::plain(id, SchoolKind::Primary, StageRecord::of(pupils, None))
    }

    #[test]
    fn an_assumption_fills_gaps_and_never_overwrites_a_record() {
        let county = County {
            schools: vec![school("a", Some(300)), school("b", None)],
            homes: Homes::Estimated,
            ..County::default()
        };
        let values = Assumed {
            pupils: Some(120),
            seats: Some(240),
        };
        let assumptions = Assumptions::from([((SchoolKind::Primary, Stage::Primary), values)]);
        let filled = with_assumptions(&county, &assumptions);
        let pupils: Vec<_> = filled
            .schools
            .iter()
            .filter_map(|school| school.stages[Stage::Primary]?.pupils)
            .collect();
        assert_eq!(
            pupils,
            [
                Count::recorded(300),
                Count {
                    number: 120,
                    origin: Origin::Assumed
                }
            ]
        );
        let living: u32 = filled
            .settlements
            .iter()
            .filter_map(|settlement| settlement.pupils[Stage::Primary])
            .sum();
        assert_eq!(living, 420);
    }
}
