//! Where no measure keeps all conditions: the nearest condition that would give one, found by asking again with one of
//! them made less strict.

use super::{Answered, Found, GateRule, Question, StartingPoint, ask};
use crate::assign::Within;
use crate::solve::Run;
use crate::units::Meters;
use crate::words::Words;

/// One condition made less strict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loosen {
    /// Trips of those who change school may be so long.
    Trip(Meters),
    /// Receivers may be so far.
    Reach(Meters),
    /// Closures may plan a school bus.
    Bus,
    /// Schools may have so few pupils.
    Floor(u32),
    /// Pupils may go anywhere in the county.
    Anywhere,
    /// Catchments may lie in several pieces.
    InPieces,
    /// Nobody must or must not attend a school.
    NoPairs,
    /// No school must close.
    NoClosing,
}

impl Loosen {
    /// The condition as it would then be, in words.
    pub fn words(&self) -> Words {
        match self {
            Self::Trip(trip) => Words::new(
                format!("let trips be up to {trip}"),
                format!("单程放宽到 {trip}"),
            ),
            Self::Reach(reach) => Words::new(
                format!("let receivers be up to {reach} away"),
                format!("接收学校放宽到 {reach}"),
            ),
            Self::Bus => Words::new("plan school buses", "可配校车"),
            Self::Floor(floor) => Words::new(
                format!("let schools have as few as {floor} pupils"),
                format!("每校最少学生放宽到 {floor} 人"),
            ),
            Self::Anywhere => Words::new("let pupils cross borders", "可跨乡镇、片区就读"),
            Self::InPieces => {
                Words::new("let catchments lie in several pieces", "学区可不连成一片")
            }
            Self::NoPairs => Words::new(
                "leave out who must or must not attend a school",
                "去掉指定和不得就读",
            ),
            Self::NoClosing => Words::new("leave out which schools must close", "去掉必须撤的学校"),
        }
    }

    /// The question with this condition.
    pub fn applied_to(&self, question: &Question) -> Question {
        let mut question = question.clone();
        match &mut question {
            Question::Merge(asked) => match self {
                Self::Trip(trip) => asked.longest_trip = Some(*trip),
                Self::Reach(reach) => asked.reach = Some(*reach),
                Self::Bus => asked.gate = GateRule::BindsWithBus,
                Self::Anywhere => asked.conditions.within = Within::County,
                Self::NoPairs => {
                    asked.conditions.locks.clear();
                    asked.conditions.bans.clear();
                }
                Self::Floor(_) | Self::InPieces | Self::NoClosing => {}
            },
            Question::Layout(asked) => match self {
                Self::Trip(trip) => asked.longest_trip = Some(*trip),
                Self::Floor(floor) => asked.floor = *floor,
                Self::Anywhere => asked.conditions.within = Within::County,
                Self::InPieces => asked.contiguous = false,
                Self::NoPairs => {
                    asked.conditions.locks.clear();
                    asked.conditions.bans.clear();
                }
                Self::NoClosing => asked.closed.clear(),
                Self::Reach(_) | Self::Bus => {}
            },
            Question::Site(_) | Question::Catchments(_) => {}
        }
        question
    }
}

/// Every way to make one condition of a question less strict, the mildest first.
pub(super) fn ways(question: &Question) -> Vec<Loosen> {
    let longer = |way: Meters| [1.2, 1.5, 2.0].map(|share| Meters::from_f64(way.as_f64() * share));
    let mut ways = Vec::new();
    match question {
        Question::Merge(asked) => {
            if asked.gate == GateRule::Binds {
                ways.push(Loosen::Bus);
            }
            ways.extend(
                asked
                    .longest_trip
                    .into_iter()
                    .flat_map(longer)
                    .map(Loosen::Trip),
            );
            ways.extend(asked.reach.into_iter().flat_map(longer).map(Loosen::Reach));
            if asked.conditions.within != Within::County {
                ways.push(Loosen::Anywhere);
            }
            if !asked.conditions.locks.is_empty() || !asked.conditions.bans.is_empty() {
                ways.push(Loosen::NoPairs);
            }
        }
        Question::Layout(asked) => {
            ways.extend(
                asked
                    .longest_trip
                    .into_iter()
                    .flat_map(longer)
                    .map(Loosen::Trip),
            );
            if asked.floor > 1 {
                let fewer = [asked.floor * 4 / 5, asked.floor / 2, 0];
                ways.extend(fewer.map(Loosen::Floor));
            }
            if asked.contiguous {
                ways.push(Loosen::InPieces);
            }
            if asked.conditions.within != Within::County {
                ways.push(Loosen::Anywhere);
            }
            if !asked.conditions.locks.is_empty() || !asked.conditions.bans.is_empty() {
                ways.push(Loosen::NoPairs);
            }
            if !asked.closed.is_empty() {
                ways.push(Loosen::NoClosing);
            }
        }
        Question::Site(_) | Question::Catchments(_) => {}
    }
    ways
}

/// Whether an answer is none: merges that merge nothing.
pub fn is_empty(found: &Found) -> bool {
    matches!(found.best.answered, Answered::Merge(_)) && found.best.steps.is_empty()
}

/// The first of [`ways`] that gives an answer within the run; `None` where none does, or nothing can be less strict.
pub fn nearest(ground: &StartingPoint, question: &Question, run: &Run<'_>) -> Option<Loosen> {
    let ways = ways(question);
    let all = ways.len();
    ways.into_iter().enumerate().find_map(|(place, way)| {
        if run.is_over() {
            return None;
        }
        let share = run.sharing(all - place - 1);
        let found = ask(ground, &way.applied_to(question), false, &share).ok()?;
        (!is_empty(&found)).then_some(way)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::evaluation::Evaluator;
    use crate::model::{SchoolKind, Stage};
    use crate::plan::{Plan, Policy};
    use crate::proposal::MergeQuestion;
    use crate::proposal::village::{SchoolOnLine, county};
    use crate::rules::Standards;
    use crate::units::Year;
    use crate::words::Lang;

    fn ground() -> StartingPoint {
        let school = |name, km, pupils, seats| SchoolOnLine {
            name,
            kind: SchoolKind::Primary,
            km,
            pupils,
            seats: Some(seats),
        };
        let schools = [school("centre", 0.0, 200, 300), school("far", 6.0, 40, 60)];
        let county = county(Stage::Primary, &schools, &[(0.0, 200), (6.0, 40)]);
        let evaluator = Evaluator::new(Arc::new(county), Standards::default());
        let year = evaluator.base_year();
        let plan = Plan::new("A", (year, Year(year.0 + 4)));
        StartingPoint {
            before: Arc::new(evaluator.evaluate(&plan, year, Policy::Keep)),
            evaluator: Arc::new(evaluator),
            plan,
            stage: Stage::Primary,
            lang: Lang::En,
        }
    }

    #[test]
    fn the_nearest_condition_is_the_mildest_that_gives_a_measure() {
        let ground = ground();
        let question = Question::Merge(MergeQuestion {
            gate: GateRule::Advises,
            ..MergeQuestion::usual(ground.evaluator.limits(), ground.stage)
        });
        let run = Run::to_the_end();
        let found = ask(&ground, &question, false, &run).unwrap();
        assert!(is_empty(&found), "6 km and detours are beyond the reach");
        let way = nearest(&ground, &question, &run).expect("it can be farther");
        assert!(matches!(way, Loosen::Reach(_)), "{way:?}");
        let found = ask(&ground, &way.applied_to(&question), false, &run).unwrap();
        assert!(!is_empty(&found));
        // Every milder way gives none.
        for milder in ways(&question)
            .into_iter()
            .take_while(|milder| *milder != way)
        {
            let found = ask(&ground, &milder.applied_to(&question), false, &run).unwrap();
            assert!(is_empty(&found), "{milder:?}");
        }
    }

    #[test]
    fn a_condition_that_is_made_less_strict_changes_nothing_else() {
        let ground = ground();
        let usual = MergeQuestion::usual(ground.evaluator.limits(), ground.stage);
        let question = Question::Merge(usual.clone());
        let Question::Merge(asked) = Loosen::Bus.applied_to(&question) else {
            panic!("merges stay merges");
        };
        assert_eq!(asked, usual);
    }
}
