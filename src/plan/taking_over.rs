//! Taking one measure of a plan over into another, as long as nothing there stands against it.

use thiserror::Error;

use super::action::Action;
use super::command::{Command, Refused, apply, contradicts};
use super::{Layout, Plan};
use crate::model::County;
use crate::units::Year;
use crate::words::Words;

/// Why a measure cannot be taken over.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Clashes {
    /// The plan has a measure that this one would take the place of.
    #[error("the plan has it otherwise already: {} in {year}; take that back first", measure.en)]
    Stands {
        /// That measure.
        measure: Words,
        /// When it takes effect.
        year: Year,
    },
    /// The school is closed by then.
    #[error("in this plan the school is closed by {0}")]
    Closed(Year),
    /// The plan would say something it cannot mean.
    #[error("{}", .0.en)]
    Faulty(Words),
    /// The plan does not take it.
    #[error(transparent)]
    Refused(#[from] Refused),
}

impl Clashes {
    /// In both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Stands { measure, year } => {
                format!("该方案已另有安排：{year} 年{}；请先取消那一项", measure.zh)
            }
            Self::Closed(year) => format!("在该方案中，这所学校到 {year} 年已撤销"),
            Self::Faulty(words) => words.zh.clone(),
            Self::Refused(refused) => return refused.words(),
        };
        Words::new(self.to_string(), zh)
    }
}

/// The plan with a measure of another plan beside its own: none of these is replaced, and nothing that was sound
/// becomes faulty.
///
/// # Errors
/// When something in the plan stands against it.
pub fn take_over(county: &County, plan: &Plan, action: &Action) -> Result<Plan, Clashes> {
    let earlier = plan.actions.iter();
    let standing = earlier
        .filter(|earlier| contradicts(&earlier.measure, &action.measure))
        .map(|earlier| Clashes::Stands {
            measure: earlier.measure.words(),
            year: earlier.year,
        });
    if let Some(standing) = standing.into_iter().next() {
        return Err(standing);
    }
    let layout = Layout::of(county, plan, action.year);
    let site = layout.site(action.measure.school());
    if site.is_some_and(|site| !site.is_open()) {
        return Err(Clashes::Closed(action.year));
    }
    let next = apply(county, plan, Command::Add(action.clone()))?;
    let known = plan.faults(county);
    let new = next.faults(county).into_iter();
    match new.into_iter().find(|fault| !known.contains(fault)) {
        Some(fault) => Err(Clashes::Faulty(fault.words)),
        None => Ok(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PerStage, School, SchoolId, SchoolKind, Stage, StageRecord};
    use crate::plan::Measure;
    use crate::random::Random;

    fn county() -> County {
        let record = StageRecord::of(Some(60), Some(120));
        let school = |id: &str| School::plain(id, SchoolKind::Primary, record);
        County {
            schools: ["a", "b", "c"].map(school).to_vec(),
            ..County::default()
        }
    }

    fn action(year: i32, measure: Measure) -> Action {
        Action::new(Year(year), measure, "why")
    }

    fn merge(school: &str, into: &str) -> Measure {
        Measure::Merge {
            school: SchoolId::new(school),
            into: vec![SchoolId::new(into)],
        }
    }

    fn close(school: &str) -> Measure {
        let school = SchoolId::new(school);
        Measure::Close { school }
    }

    fn plan(actions: Vec<Action>) -> Plan {
        Plan {
            actions,
            ..Plan::today(Year(2021))
        }
    }

    #[test]
    fn a_measure_is_taken_over_as_it_is_and_whatever_stands_against_it_is_said() {
        let county = county();
        let wanted = action(2023, merge("a", "b"));
        let empty = plan(Vec::new());
        let next = take_over(&county, &empty, &wanted).expect("nothing stands against it");
        assert_eq!(next.actions, std::slice::from_ref(&wanted));
        let school = SchoolId::new("a");
        let kept = plan(vec![action(2022, Measure::Keep { school })]);
        let clash = take_over(&county, &kept, &wanted).expect_err("the school is kept");
        assert!(matches!(
            clash,
            Clashes::Stands {
                year: Year(2022),
                ..
            }
        ));
        assert!(clash.words().zh.contains("2022 年保留"), "{clash}");
        // The receiver is closed by then.
        let closing = plan(vec![action(2022, close("b"))]);
        let clash = take_over(&county, &closing, &wanted);
        assert!(matches!(clash, Err(Clashes::Refused(_))), "{clash:?}");
        // The school is closed already when it is to be enlarged.
        let seats = PerStage::from_fn(|stage| (stage == Stage::Primary).then_some(300));
        let school = SchoolId::new("a");
        let enlarge = action(2024, Measure::Expand { school, seats });
        let closed = plan(vec![action(2022, close("a"))]);
        let clash = take_over(&county, &closed, &enlarge);
        assert_eq!(clash, Err(Clashes::Closed(Year(2024))));
    }

    #[test]
    fn what_a_plan_had_stays_whatever_is_taken_over() {
        let county = county();
        let mut random = Random::seeded(12);
        let some = |random: &mut Random| {
            let name = ["a", "b", "c"][random.below(3)];
            let measure = match random.below(3) {
                0 => close(name),
                1 => merge(name, ["a", "b", "c"][random.below(3)]),
                _ => Measure::Keep {
                    school: SchoolId::new(name),
                },
            };
            action(2021 + random.below(5) as i32, measure)
        };
        let mut taken = 0;
        for round in 0..400 {
            let number = random.below(3);
            let own = plan((0..number).map(|_| some(&mut random)).collect());
            let wanted = some(&mut random);
            let Ok(next) = take_over(&county, &own, &wanted) else {
                continue;
            };
            taken += 1;
            assert_eq!(next.actions[..number], own.actions, "round {round}");
            assert_eq!(next.actions[number..], [wanted], "round {round}");
            assert!(next.faults(&county).len() <= own.faults(&county).len());
        }
        assert!(taken > 50, "{taken}");
    }
}
