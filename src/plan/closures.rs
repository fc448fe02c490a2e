//! The closures of a plan: whatever ends a stage at a school, by which measure and when.

use std::collections::BTreeMap;

use super::Plan;
use super::action::{Action, Measure};
use crate::model::{County, School, SchoolId, Stage};
use crate::units::Year;

/// Stages that a school gives up because of one measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// The measure, by its index in the plan.
    pub action: usize,
    /// Which school.
    pub school: SchoolId,
    /// From 1 September of this year on pupils are turned away.
    pub year: Year,
    /// The first year in which nobody of these stages is left; later than `year` where the school is phased out.
    pub done: Year,
    /// The stages that end, youngest first; never empty.
    pub stages: Vec<Stage>,
    /// Whether the school runs no stage any more afterwards.
    pub is_whole: bool,
}

/// What a school runs while its measures are gone through in order.
#[derive(Default)]
struct Running {
    stages: Vec<Stage>,
    phase_out: Option<PhasingOut>,
}

/// A school that takes no new pupils any more.
struct PhasingOut {
    begun: Year,
    /// Which closure it is.
    closure: usize,
}

impl Plan {
    /// The measure that closes or merges a school, with its position; the first where there are several.
    pub fn closing(&self, school: &SchoolId) -> Option<(usize, &Action)> {
        let mut actions = self.actions.iter().enumerate();
        actions.find(|(_, action)| {
            let closes = matches!(
                action.measure,
                Measure::Close { .. } | Measure::Merge { .. }
            );
            closes && action.measure.school() == school
        })
    }

    /// Everything that ends a stage, in the order of the plan: schools that close, merge, are mothballed or phased out,
    /// and adjustments that drop a stage, in whatever year. A measure for a school that runs nothing by then ends
    /// nothing. A stage that still has pupils when its school is closed during a phasing out ends by that later measure.
    pub fn closures(&self, county: &County) -> Vec<Closure> {
        self.closures_of(county.schools.iter(), |_| true)
    }

    /// What ends a stage at one school, in the order of the plan.
    pub fn closures_at(&self, county: &County, school: &SchoolId) -> Vec<Closure> {
        self.closures_of(county.school(school), |id| id == school)
    }

    /// The measure that ends a stage of a school after a year, with its position; the first where there are several.
    pub fn ends_later(
        &self,
        county: &County,
        school: &SchoolId,
        year: Year,
    ) -> Option<(usize, &Action)> {
        let closures = self.closures_at(county, school);
        let later = closures.iter().filter(|closure| closure.year > year);
        let index = later.min_by_key(|closure| closure.year)?.action;
        Some((index, self.actions.get(index)?))
    }

    fn closures_of<'a>(
        &'a self,
        recorded: impl IntoIterator<Item = &'a School>,
        is_asked: impl Fn(&SchoolId) -> bool,
    ) -> Vec<Closure> {
        let mut running: BTreeMap<&SchoolId, Running> = recorded
            .into_iter()
            .map(|school| (&school.id, Running::recorded(school)))
            .collect();
        let mut closures: Vec<Closure> = Vec::new();
        for index in self.in_order() {
            let action = &self.actions[index];
            let school = action.measure.school();
            if !is_asked(school) {
                continue;
            }
            if let Measure::New(new) = &action.measure {
                running.entry(school).or_insert_with(|| Running {
                    stages: new.kind.stages().to_vec(),
                    phase_out: None,
                });
                continue;
            }
            let Some(running) = running.get_mut(school) else {
                continue;
            };
            running.let_leave(action.year);
            let (ended, left) = after(&action.measure, running);
            let is_gradual = matches!(action.measure, Measure::PhaseOut { .. });
            if let Some(phasing) = &running.phase_out {
                let gradual = &mut closures[phasing.closure];
                gradual.stages.retain(|stage| !ended.contains(stage));
                gradual.done = when_left(phasing.begun, &gradual.stages);
            }
            running.stages = left;
            if ended.is_empty() {
                continue;
            }
            let done = if is_gradual {
                when_left(action.year, &ended)
            } else {
                action.year
            };
            if is_gradual {
                running.phase_out = Some(PhasingOut {
                    begun: action.year,
                    closure: closures.len(),
                });
            }
            closures.push(Closure {
                action: index,
                school: school.clone(),
                year: action.year,
                done,
                stages: ended,
                is_whole: is_gradual || running.stages.is_empty(),
            });
        }
        closures.retain(|closure| !closure.stages.is_empty());
        closures.sort_by_key(|closure| closure.action);
        closures
    }

    /// The measures as a layout takes them: by year, new schools before anything else of their year.
    fn in_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.actions.len()).collect();
        order.sort_by_key(|&index| {
            let action = &self.actions[index];
            (action.year, !matches!(action.measure, Measure::New(_)))
        });
        order
    }

    /// The plan without what ends these closures.
    pub fn without(&self, closures: &[&Closure]) -> Self {
        let ends = |index: usize| {
            let phases_out = matches!(self.actions[index].measure, Measure::PhaseOut { .. });
            let school = self.actions[index].measure.school();
            closures
                .iter()
                .any(|closure| closure.action == index || (phases_out && closure.school == *school))
        };
        let kept = self.actions.iter().enumerate();
        let kept = kept.filter(|&(index, _)| !ends(index));
        Self {
            actions: kept.map(|(_, action)| action.clone()).collect(),
            ..self.clone()
        }
    }
}

impl Running {
    fn recorded(school: &School) -> Self {
        let stages = Stage::ALL.into_iter();
        let stages = stages.filter(|&stage| school.stages[stage].is_some());
        Self {
            stages: stages.collect(),
            phase_out: None,
        }
    }

    /// Stages whose last grade has left by a year are gone.
    fn let_leave(&mut self, year: Year) {
        let Some(phasing) = &self.phase_out else {
            return;
        };
        let missed = year.0.saturating_sub(phasing.begun.0).saturating_add(1);
        self.stages.retain(|stage| missed < stage.grades() as i32);
    }
}

/// The first year without anybody in these stages, where nobody enters them from `begun` on.
fn when_left(begun: Year, stages: &[Stage]) -> Year {
    let last_grade = stages.iter().map(|stage| stage.grades()).max();
    let wait = last_grade.map_or(0, |last| last.saturating_sub(1));
    Year(begun.0.saturating_add(wait as i32))
}

/// The stages that a measure ends and those that are run for the time being.
fn after(measure: &Measure, running: &Running) -> (Vec<Stage>, Vec<Stage>) {
    let stages = &running.stages;
    match measure {
        Measure::Close { .. } | Measure::Merge { .. } | Measure::Mothball { .. } => {
            (stages.clone(), Vec::new())
        }
        Measure::PhaseOut { .. } if running.phase_out.is_none() => (stages.clone(), stages.clone()),
        // A school that has closed is not opened again by becoming another kind.
        Measure::Adjust { kind, .. } if !stages.is_empty() => {
            let runs = |stage: &Stage| kind.stages().contains(stage);
            let (kept, ended): (Vec<Stage>, Vec<Stage>) =
                stages.iter().partition(|stage| runs(stage));
            // One that is phased out begins nothing.
            let is_leaving = running.phase_out.is_some();
            (
                ended,
                if is_leaving {
                    kept
                } else {
                    kind.stages().to_vec()
                },
            )
        }
        _ => (Vec::new(), stages.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SchoolKind, StageRecord};
    use crate::plan::{Action, Layout};
    use crate::random::Random;

    fn county() -> County {
        let school = |id: &str, kind: SchoolKind| School::plain(id, kind, StageRecord::default());
        County {
            schools: vec![
                school("nine", SchoolKind::NineYear),
                school("primary", SchoolKind::Primary),
            ],
            ..County::default()
        }
    }

    fn plan(measures: &[(i32, Measure)]) -> Plan {
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        for (year, measure) in measures {
            plan.actions
                .push(Action::new(Year(*year), measure.clone(), ""));
        }
        plan
    }

    fn found(measures: &[(i32, Measure)]) -> Vec<String> {
        let as_text = |closure: &Closure| {
            let stages: Vec<&str> = closure.stages.iter().map(|stage| stage.key()).collect();
            let whole = if closure.is_whole { "" } else { " only" };
            format!(
                "{} {} {}–{} {}{whole}",
                closure.action,
                closure.school,
                closure.year,
                closure.done,
                stages.join("+")
            )
        };
        let closures = plan(measures).closures(&county());
        closures.iter().map(as_text).collect()
    }

    fn id(id: &str) -> SchoolId {
        SchoolId::new(id)
    }

    fn adjust(kind: SchoolKind) -> Measure {
        Measure::Adjust {
            school: id("nine"),
            kind,
            into: Vec::new(),
        }
    }

    fn phase_out(school: &str) -> Measure {
        Measure::PhaseOut {
            school: id(school),
            into: Vec::new(),
        }
    }

    #[test]
    fn an_adjustment_that_drops_a_stage_is_a_closure_of_that_stage() {
        assert_eq!(
            found(&[(2023, adjust(SchoolKind::Primary))]),
            ["0 nine 2023–2023 junior only"]
        );
        // Becoming what it is ends nothing; closing afterwards ends what is left.
        let close = Measure::Close { school: id("nine") };
        assert_eq!(
            found(&[
                (2022, adjust(SchoolKind::NineYear)),
                (2025, close),
                (2023, adjust(SchoolKind::Junior))
            ]),
            ["1 nine 2025–2025 junior", "2 nine 2023–2023 primary only"]
        );
    }

    #[test]
    fn phasing_out_is_done_when_the_last_grade_has_left() {
        assert_eq!(
            found(&[(2022, phase_out("primary")), (2040, phase_out("nine"))]),
            [
                "0 primary 2022–2027 primary",
                "1 nine 2040–2045 primary+junior"
            ]
        );
    }

    #[test]
    fn a_school_closed_before_its_last_grade_has_left_closes_by_that_measure() {
        let measures = [
            (2022, phase_out("nine")),
            (2025, Measure::Close { school: id("nine") }),
        ];
        // Three grades of the junior stage are gone by 2024 on their own.
        assert_eq!(
            found(&measures),
            ["0 nine 2022–2024 junior", "1 nine 2025–2025 primary"]
        );
        let plan = plan(&measures);
        let closures = plan.closures(&county());
        assert_eq!(plan.without(&[&closures[1]]).actions, []);
    }

    #[test]
    fn what_is_closed_cannot_close_again_and_unknown_schools_close_nothing() {
        let close = |school: &str| Measure::Mothball { school: id(school) };
        assert_eq!(
            found(&[
                (2024, close("primary")),
                (2022, close("primary")),
                (2022, close("nowhere"))
            ]),
            ["1 primary 2022–2022 primary"]
        );
        let plan = plan(&[(2022, close("primary")), (2023, close("nine"))]);
        assert_eq!(plan.closures_at(&county(), &id("nine"))[0].action, 1);
        assert_eq!(plan.closures_at(&county(), &id("nowhere")), []);
    }

    /// One of the measures that may end a stage, or keep a school from ending one.
    fn drawn(random: &mut Random) -> Measure {
        let school = id(["nine", "primary"][random.below(2)]);
        let kinds = [
            SchoolKind::Primary,
            SchoolKind::Junior,
            SchoolKind::NineYear,
        ];
        match random.below(8) {
            0 => Measure::Close { school },
            1 => Measure::Merge {
                into: vec![id("nine")],
                school,
            },
            2 => Measure::Mothball { school },
            3 | 4 => Measure::PhaseOut {
                school,
                into: Vec::new(),
            },
            5 | 6 => Measure::Adjust {
                school,
                kind: kinds[random.below(3)],
                into: Vec::new(),
            },
            _ => Measure::Keep { school },
        }
    }

    #[test]
    fn whatever_ends_in_the_layouts_is_a_closure() {
        let (county, mut seen) = (county(), 0);
        for seed in 0..2000 {
            let mut random = Random::seeded(seed);
            let n = 1 + random.below(4);
            let measures: Vec<(i32, Measure)> = (0..n)
                .map(|_| (2021 + random.below(12) as i32, drawn(&mut random)))
                .collect();
            let plan = plan(&measures);
            let closures = plan.closures(&county);
            for year in 2021..2042 {
                let before = Layout::of(&county, &plan, Year(year - 1));
                let after = Layout::of(&county, &plan, Year(year));
                for (site, then) in before.sites.iter().zip(&after.sites) {
                    let ended = |stage: &Stage| site.runs(*stage) && !then.runs(*stage);
                    for stage in Stage::ALL.into_iter().filter(ended) {
                        seen += 1;
                        let is_it = |closure: &Closure| {
                            let years = closure.year..=closure.done;
                            closure.school == site.id
                                && closure.stages.contains(&stage)
                                && years.contains(&Year(year))
                        };
                        assert!(
                            closures.iter().any(is_it),
                            "seed {seed}: {} {stage:?} in {year}: {measures:?} {closures:?}",
                            site.id
                        );
                    }
                }
            }
        }
        assert!(seen > 2000, "{seen}");
    }
}
