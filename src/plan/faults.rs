//! What makes a plan say something other than it seems to: schools that are not there, ids used twice, receivers that
//! cannot receive, stages that would end without a closure.

use std::collections::BTreeSet;

use super::Plan;
use super::action::Measure;
use super::layout::Layout;
use crate::model::{County, RoadWork, SchoolId, Stage};
use crate::units::Year;
use crate::words::Words;

/// A measure that does not fit the county. A plan with one is never called compliant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The measure, by its index in the plan.
    pub action: usize,
    /// What is wrong, in a sentence.
    pub words: Words,
}

impl Plan {
    /// All faults, in the order of the plan.
    pub fn faults(&self, county: &County) -> Vec<Fault> {
        let mut built: BTreeSet<&SchoolId> = BTreeSet::new();
        let mut faults = Vec::new();
        for (index, action) in self.actions.iter().enumerate() {
            let school = action.measure.school();
            let mut fault = |words: Words| {
                faults.push(Fault {
                    action: index,
                    words: numbered(index, &words),
                });
            };
            if let Measure::Road { id, work } = &action.measure {
                let is_new = matches!(work, RoadWork::Build(_));
                if !is_new && county.road(work.line()).is_none() {
                    fault(no_such_road(id));
                }
                continue;
            }
            if let Measure::New(_) | Measure::Reserve { .. } = &action.measure {
                if county.school(school).is_some() || !built.insert(school) {
                    fault(id_taken(school));
                }
                continue;
            }
            for id in std::iter::once(school).chain(action.measure.receivers()) {
                if county.school(id).is_none() && !self.builds(id) {
                    fault(unknown(id));
                }
            }
            if let Measure::Expand { seats, .. } = &action.measure {
                for (stage, _) in seats.iter().filter(|(_, after)| **after == Some(0)) {
                    if self.is_run(county, index, stage) {
                        fault(no_seats_left(school, stage));
                    }
                }
                if seats.iter().all(|(_, after)| after.is_none()) {
                    fault(no_seats_stated(school));
                }
            }
            for receiver in action.measure.receivers() {
                if receiver == school {
                    fault(into_itself(school));
                } else if self.is_unfit(county, index, receiver) {
                    fault(unfit(school, receiver));
                }
            }
            let receivers = action.measure.receivers();
            let stated = receivers
                .iter()
                .filter(|receiver| action.details.shares.contains_key(receiver))
                .count();
            if stated > 0 && stated < receivers.len() {
                fault(shares_missing(school, stated, receivers.len()));
            }
        }
        faults
    }

    fn builds(&self, id: &SchoolId) -> bool {
        self.actions.iter().any(|action| {
            matches!(action.measure, Measure::New(_) | Measure::Reserve { .. })
                && action.measure.school() == id
        })
    }

    /// Whether the school of a measure runs a stage when the measure is done, or begins it later.
    fn is_run(&self, county: &County, index: usize, stage: Stage) -> bool {
        let action = &self.actions[index];
        let school = action.measure.school();
        let adjusts = self.actions.iter().filter(|later| {
            matches!(later.measure, Measure::Adjust { .. }) && later.measure.school() == school
        });
        let years = adjusts.map(|later| later.year);
        let mut years = years
            .filter(|&year| year > action.year)
            .chain([action.year]);
        years.any(|year| {
            let layout = Layout::of(county, self, year);
            layout.site(school).is_some_and(|site| site.runs(stage))
        })
    }

    /// Whether a receiver that exists teaches none of the stages that the school gives up, in the year of the measure.
    fn is_unfit(&self, county: &County, index: usize, receiver: &SchoolId) -> bool {
        let action = &self.actions[index];
        let before = Layout::of(county, self, Year(action.year.0 - 1));
        let then = Layout::of(county, self, action.year);
        let Some(closing) = before.site(action.measure.school()) else {
            // Built in this very year, or not at all, which is told apart.
            return false;
        };
        let Some(receiver) = then.site(receiver) else {
            return self.builds(receiver);
        };
        // Whether it is still open is a question of order.
        let mut taught = closing.stages.iter();
        !taught.any(|(stage, record)| record.is_some() && receiver.stages[stage].is_some())
    }
}

fn numbered(index: usize, words: &Words) -> Words {
    let number = index + 1;
    Words::new(
        format!("Action {number}: {}", words.en),
        format!("第{number}条措施：{}", words.zh),
    )
}

fn unknown(id: &SchoolId) -> Words {
    Words::new(
        format!("the county has no school {id}"),
        format!("本县没有编号为{id}的学校"),
    )
}

fn no_such_road(id: &SchoolId) -> Words {
    Words::new(
        format!("the county has no road with the line of {id}; the measure changes nothing"),
        format!("本县没有与{id}线形相同的道路，该措施不起作用"),
    )
}

fn id_taken(id: &SchoolId) -> Words {
    Words::new(
        format!("the id {id} of the new school is taken"),
        format!("新建学校的编号{id}已被使用"),
    )
}

fn into_itself(id: &SchoolId) -> Words {
    Words::new(
        format!("{id} cannot take over its own pupils"),
        format!("{id}不能接收自己的学生"),
    )
}

fn unfit(school: &SchoolId, receiver: &SchoolId) -> Words {
    Words::new(
        format!("{receiver} teaches no stage of {school}, or is not there yet"),
        format!("{receiver}没有{school}的学段，或尚未建成"),
    )
}

fn no_seats_left(id: &SchoolId, stage: Stage) -> Words {
    let stage = stage.words();
    Words::new(
        format!(
            "{id} runs {} and would have 0 seats for it; to end a stage use adjust or close",
            stage.en.to_lowercase()
        ),
        format!(
            "{id}仍办{}而学位改为0；要停办学段，请用“调整”或“撤销”",
            stage.zh
        ),
    )
}

fn no_seats_stated(id: &SchoolId) -> Words {
    Words::new(
        format!("no seats of a stage are stated for {id}; the measure changes nothing"),
        format!("{id}的扩建未写明任何学段的学位，该措施不起作用"),
    )
}

fn shares_missing(school: &SchoolId, stated: usize, receivers: usize) -> Words {
    Words::new(
        format!(
            "shares are stated for {stated} of the {receivers} receivers of {school}; they do not count"
        ),
        format!("{school}的{receivers}所接收学校中只有{stated}所写明比例，比例不起作用"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{Ownership, PerStage, School, SchoolKind, StageRecord};
    use crate::plan::{Action, NewSchool};

    fn school(id: &str, kind: SchoolKind) -> School {
        School::plain(id, kind, StageRecord::default())
    }

    fn new(id: &str) -> Measure {
        Measure::New(NewSchool {
            id: SchoolId::new(id),
            name: id.to_owned(),
            kind: SchoolKind::Primary,
            at: LonLat::new(104.0, 29.6),
            seats: PerStage::default(),
            ownership: Ownership::Public,
            inclusive: true,
        })
    }

    fn merge(school: &str, into: &[&str]) -> Measure {
        Measure::Merge {
            school: SchoolId::new(school),
            into: into.iter().map(|id| SchoolId::new(id)).collect(),
        }
    }

    fn told(measures: &[(i32, Measure)]) -> Vec<String> {
        let county = County {
            schools: vec![
                school("a", SchoolKind::Primary),
                school("b", SchoolKind::Primary),
                school("k", SchoolKind::Kindergarten),
            ],
            ..County::default()
        };
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        for (year, measure) in measures {
            plan.actions
                .push(Action::new(Year(*year), measure.clone(), ""));
        }
        let faults = plan.faults(&county);
        faults.into_iter().map(|fault| fault.words.en).collect()
    }

    #[test]
    fn what_a_plan_can_mean_has_no_fault() {
        let close = Measure::Close {
            school: SchoolId::new("a"),
        };
        assert_eq!(told(&[(2022, close), (2022, new("n"))]), [""; 0]);
        assert_eq!(
            told(&[(2023, merge("a", &["b", "n"])), (2022, new("n"))]),
            [""; 0]
        );
    }

    #[test]
    fn schools_that_are_not_there_and_ids_used_twice_are_told() {
        assert_eq!(
            told(&[
                (2022, merge("z", &["q"])),
                (2022, new("a")),
                (2022, new("n")),
                (2024, new("n")),
            ]),
            [
                "Action 1: the county has no school z",
                "Action 1: the county has no school q",
                "Action 2: the id a of the new school is taken",
                "Action 4: the id n of the new school is taken",
            ]
        );
    }

    fn expand(school: &str, seats: &[(Stage, u32)]) -> Measure {
        let number = |stage| seats.iter().find(|(of, _)| *of == stage).map(|(_, n)| *n);
        Measure::Expand {
            school: SchoolId::new(school),
            seats: PerStage::from_fn(number),
        }
    }

    #[test]
    fn a_stage_that_is_run_never_ends_by_taking_its_seats_away() {
        let ended = |id: &str| {
            format!(
                "Action 1: {id} runs primary and would have 0 seats for it; to end a stage use adjust or close"
            )
        };
        let none = |school| expand(school, &[(Stage::Primary, 0)]);
        assert_eq!(told(&[(2022, none("a"))]), [ended("a")]);
        // A new school has them from its first year.
        assert_eq!(told(&[(2022, none("n")), (2022, new("n"))]), [ended("n")]);
        // Seats for a stage that only begins later count from then on.
        let adjust = |school: &str, kind| Measure::Adjust {
            school: SchoolId::new(school),
            kind,
            into: Vec::new(),
        };
        let begins = (2024, adjust("k", SchoolKind::Primary));
        assert_eq!(told(&[(2022, none("k")), begins]), [ended("k")]);
        // Nobody is taught there any more, or ever was.
        let ends = (2022, adjust("a", SchoolKind::Kindergarten));
        assert_eq!(told(&[(2022, none("a")), ends]), [""; 0]);
        assert_eq!(told(&[(2022, none("k"))]), [""; 0]);
        assert_eq!(
            told(&[(2022, expand("a", &[(Stage::Primary, 1)]))]),
            [""; 0]
        );
    }

    #[test]
    fn seats_that_change_without_a_number_are_told() {
        let told = told(&[(2022, expand("a", &[]))]);
        assert_eq!(
            told,
            ["Action 1: no seats of a stage are stated for a; the measure changes nothing"]
        );
    }

    #[test]
    fn receivers_that_cannot_receive_are_told() {
        assert_eq!(
            told(&[
                (2022, merge("a", &["k", "a"])),
                (2024, merge("b", &["n"])),
                (2025, new("n"))
            ]),
            [
                "Action 1: k teaches no stage of a, or is not there yet",
                "Action 1: a cannot take over its own pupils",
                "Action 2: n teaches no stage of b, or is not there yet",
            ]
        );
    }
}
