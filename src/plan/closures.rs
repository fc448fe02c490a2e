//! The closures of a plan: whatever ends a stage at a school, by which measure and when.

use std::collections::BTreeMap;

use super::Plan;
use super::action::Measure;
use crate::model::{County, SchoolId, Stage};
use crate::units::Year;

/// Stages that a school gives up because of one measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The measure, by its index in the plan.
    pub action: usize,
    /// Which school.
    pub school: SchoolId,
    /// From the 1 September of this year on pupils are turned away.
    pub year: Year,
    /// The first year in which nobody is left; later than `year` where the school is phased out.
    pub done: Year,
    /// The stages that end, youngest first; never empty.
    pub stages: Vec<Stage>,
}

impl Plan {
    /// Everything that ends a stage, in the order of the plan: schools that close, merge, are mothballed or phased out, and
    /// adjustments that drop a stage. A measure for a school that is closed by then ends nothing.
    pub fn closures(&self, county: &County) -> Vec<Closure> {
        let recorded = county.schools.iter().map(|school| {
            let stages = Stage::ALL.into_iter();
            let stages = stages.filter(|&stage| school.stages[stage].is_some());
            (&school.id, stages.collect::<Vec<Stage>>())
        });
        let mut running: BTreeMap<&SchoolId, Vec<Stage>> = recorded.collect();
        let mut order: Vec<usize> = (0..self.actions.len()).collect();
        // New schools are there before anything else happens in their year.
        order.sort_by_key(|&index| {
            let action = &self.actions[index];
            (action.year, !matches!(action.measure, Measure::New(_)))
        });
        let mut closures = Vec::new();
        for index in order {
            let action = &self.actions[index];
            let school = action.measure.school();
            if let Measure::New(new) = &action.measure {
                running.insert(school, new.kind.stages().to_vec());
                continue;
            }
            let Some(stages) = running.get_mut(school) else {
                continue;
            };
            let (ended, left) = after(&action.measure, stages);
            *stages = left;
            let last_grade = ended.iter().map(|stage| stage.grades()).max();
            let Some(last_grade) = last_grade else {
                continue;
            };
            let is_gradual = matches!(action.measure, Measure::PhaseOut { .. });
            let wait = if is_gradual { last_grade as i32 - 1 } else { 0 };
            closures.push(Closure {
                action: index,
                school: school.clone(),
                year: action.year,
                done: Year(action.year.0 + wait),
                stages: ended,
            });
        }
        closures.sort_by_key(|closure| closure.action);
        closures
    }
}

/// The stages that a measure ends and those that are run afterwards.
fn after(measure: &Measure, running: &[Stage]) -> (Vec<Stage>, Vec<Stage>) {
    match measure {
        Measure::Close { .. }
        | Measure::Merge { .. }
        | Measure::Mothball { .. }
        | Measure::PhaseOut { .. } => (running.to_vec(), Vec::new()),
        // A school that has closed is not opened again by becoming another kind.
        Measure::Adjust { kind, .. } if !running.is_empty() => {
            let stages = kind.stages();
            let ended = running.iter().copied();
            let ended = ended.filter(|stage| !stages.contains(stage)).collect();
            (ended, stages.to_vec())
        }
        _ => (Vec::new(), running.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{PerStage, School, SchoolKind, StageRecord};
    use crate::plan::Action;

    fn county() -> County {
        let school = |id: &str, kind: SchoolKind| School {
            id: SchoolId::new(id),
            name: id.to_owned(),
            kind,
            at: LonLat::new(104.0, 29.6),
            stages: PerStage::from_fn(|stage| {
                kind.stages().contains(&stage).then(StageRecord::default)
            }),
            ownership: None,
            inclusive: None,
            parent: None,
            boarders: None,
            beds: None,
            township: None,
            extra: Default::default(),
        };
        County {
            schools: vec![
                school("nine", SchoolKind::NineYear),
                school("primary", SchoolKind::Primary),
            ],
            ..County::default()
        }
    }

    fn told(measures: &[(i32, Measure)]) -> Vec<String> {
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        for (year, measure) in measures {
            plan.actions
                .push(Action::new(Year(*year), measure.clone(), ""));
        }
        let told = |closure: &Closure| {
            let stages: Vec<&str> = closure.stages.iter().map(|stage| stage.key()).collect();
            format!(
                "{} {} {}–{} {}",
                closure.action,
                closure.school,
                closure.year,
                closure.done,
                stages.join("+")
            )
        };
        plan.closures(&county()).iter().map(told).collect()
    }

    fn id(id: &str) -> SchoolId {
        SchoolId::new(id)
    }

    #[test]
    fn an_adjustment_that_drops_a_stage_is_a_closure_of_that_stage() {
        let adjust = |kind| Measure::Adjust {
            school: id("nine"),
            kind,
            into: Vec::new(),
        };
        assert_eq!(
            told(&[(2023, adjust(SchoolKind::Primary))]),
            ["0 nine 2023–2023 junior"]
        );
        // Becoming what it is ends nothing; closing afterwards ends what is left.
        let close = Measure::Close { school: id("nine") };
        assert_eq!(
            told(&[
                (2022, adjust(SchoolKind::NineYear)),
                (2025, close),
                (2023, adjust(SchoolKind::Junior))
            ]),
            ["1 nine 2025–2025 junior", "2 nine 2023–2023 primary"]
        );
    }

    #[test]
    fn phasing_out_is_done_when_the_last_grade_has_left() {
        let phase_out = |school: &str| Measure::PhaseOut {
            school: id(school),
            into: Vec::new(),
        };
        assert_eq!(
            told(&[(2022, phase_out("primary")), (2040, phase_out("nine"))]),
            [
                "0 primary 2022–2027 primary",
                "1 nine 2040–2045 primary+junior"
            ]
        );
    }

    #[test]
    fn what_is_closed_cannot_close_again_and_unknown_schools_close_nothing() {
        let close = |school: &str| Measure::Mothball { school: id(school) };
        assert_eq!(
            told(&[
                (2024, close("primary")),
                (2022, close("primary")),
                (2022, close("nowhere"))
            ]),
            ["1 primary 2022–2022 primary"]
        );
    }
}
