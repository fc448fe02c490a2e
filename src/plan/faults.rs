//! What makes a plan say something other than it seems to: schools that are not there, ids used twice, receivers that
//! cannot receive.

use std::collections::BTreeSet;

use super::Plan;
use super::action::Measure;
use super::layout::Layout;
use crate::model::{County, SchoolId};
use crate::units::Year;
use crate::words::Words;

/// A measure that cannot be meant as it stands. A plan with one is never called compliant.
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
            let mut fault = |words| {
                faults.push(Fault {
                    action: index,
                    words: numbered(index, words),
                });
            };
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

fn numbered(index: usize, words: Words) -> Words {
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
        School {
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
        }
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
