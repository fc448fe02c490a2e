//! Where no measure keeps all conditions: the nearest condition that would give one, found by asking again with one of
//! them made less strict.

use super::{
    Answered, Conditions, Found, GateRule, Question, SiteQuestion, SiteRule, StartingPoint, ask,
};
use crate::assign::{Villages, Within};
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
    /// Settlements may be split between schools.
    Split,
    /// New schools may have so many seats.
    Seats(u32),
    /// So many schools may be built.
    New(usize),
    /// New schools may stand in any settlement.
    AnySettlement,
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
            Self::Split => Words::new(
                "let the pupils of a settlement go to several schools",
                "同一居民点可到不同学校就读",
            ),
            Self::Seats(seats) => Words::new(
                format!("give each new school {seats} seats"),
                format!("每所新校增加到 {seats} 个学位"),
            ),
            Self::New(new) => Words::new(format!("build {new} schools"), format!("新建 {new} 所")),
            Self::AnySettlement => Words::new(
                "let new schools stand in any settlement",
                "新校可选址于任何居民点",
            ),
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
                Self::Floor(_)
                | Self::InPieces
                | Self::NoClosing
                | Self::Split
                | Self::Seats(_)
                | Self::New(_)
                | Self::AnySettlement => {}
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
                Self::AnySettlement => asked.candidates.settlements = true,
                Self::Reach(_) | Self::Bus | Self::Split | Self::Seats(_) | Self::New(_) => {}
            },
            Question::Site(asked) => self.applied_to_site(asked),
            Question::Catchments(asked) => match self {
                Self::Trip(trip) => asked.max_distance = Some(*trip),
                Self::Split => asked.villages = Villages::Split,
                Self::InPieces => asked.villages = Villages::Whole,
                Self::Anywhere => asked.conditions.within = Within::County,
                Self::NoPairs => {
                    asked.conditions.locks.clear();
                    asked.conditions.bans.clear();
                }
                Self::Reach(_)
                | Self::Bus
                | Self::Floor(_)
                | Self::NoClosing
                | Self::Seats(_)
                | Self::New(_)
                | Self::AnySettlement => {}
            },
        }
        question
    }

    fn applied_to_site(&self, question: &mut SiteQuestion) {
        match (self, &mut question.rule) {
            (Self::New(new), _) => question.new = *new,
            (Self::AnySettlement, _) => question.candidates.settlements = true,
            (Self::Seats(seats), SiteRule::Seats(asked)) => asked.seats = *seats,
            (Self::Anywhere, SiteRule::Seats(asked)) => asked.conditions.within = Within::County,
            (Self::NoPairs, SiteRule::Seats(asked)) => {
                asked.conditions.locks.clear();
                asked.conditions.bans.clear();
            }
            _ => {}
        }
    }
}

/// Every way to make one condition of a question less strict, the mildest first.
pub(super) fn ways(question: &Question) -> Vec<Loosen> {
    let longer = |way: Meters| [1.2, 1.5, 2.0].map(|share| Meters::from_f64(way.as_f64() * share));
    let has_pairs =
        |conditions: &Conditions| !conditions.locks.is_empty() || !conditions.bans.is_empty();
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
            if has_pairs(&asked.conditions) {
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
            if has_pairs(&asked.conditions) {
                ways.push(Loosen::NoPairs);
            }
            if !asked.closed.is_empty() {
                ways.push(Loosen::NoClosing);
            }
        }
        Question::Site(asked) => {
            if !asked.candidates.settlements {
                ways.push(Loosen::AnySettlement);
            }
            if let SiteRule::Seats(seats) = &asked.rule {
                let more = [seats.seats.div_ceil(2) * 3, seats.seats.saturating_mul(2)];
                ways.extend(more.map(Loosen::Seats));
                ways.extend([1, 2, 4].map(|more| Loosen::New(asked.new + more)));
                if seats.conditions.within != Within::County {
                    ways.push(Loosen::Anywhere);
                }
                if has_pairs(&seats.conditions) {
                    ways.push(Loosen::NoPairs);
                }
            }
        }
        Question::Catchments(asked) => {
            match asked.villages {
                Villages::Contiguous => ways.extend([Loosen::InPieces, Loosen::Split]),
                Villages::Whole => ways.push(Loosen::Split),
                Villages::Split => {}
            }
            let farther = asked.max_distance.into_iter().flat_map(longer);
            ways.extend(farther.map(Loosen::Trip));
            if asked.conditions.within != Within::County {
                ways.push(Loosen::Anywhere);
            }
            if has_pairs(&asked.conditions) {
                ways.push(Loosen::NoPairs);
            }
        }
    }
    ways
}

/// Whether an answer is less than was asked for: merges that merge nothing, sites of which none is built, catchments
/// that leave pupils without a seat. A layout that changes nothing is one.
pub fn falls_short(found: &Found) -> bool {
    match &found.best.answered {
        Answered::Merge(_) | Answered::Site(_) => found.best.steps.is_empty(),
        Answered::Layout(_) => false,
        Answered::Catchments(catchments) => catchments.settled.assignment.not_placed() > 0,
    }
}

/// The first of [`ways`] that gives an answer, and one that does not fall short, within the run; `None` where none does, or nothing can be less strict.
pub fn nearest(ground: &StartingPoint, question: &Question, run: &Run<'_>) -> Option<Loosen> {
    let ways = ways(question);
    let all = ways.len();
    ways.into_iter().enumerate().find_map(|(place, way)| {
        if run.is_over() {
            return None;
        }
        let share = run.sharing(all - place - 1);
        let found = ask(ground, &way.applied_to(question), false, &share).ok()?;
        (!falls_short(&found)).then_some(way)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::evaluation::Evaluator;
    use crate::model::{SchoolKind, Stage};
    use crate::plan::{Plan, Policy};
    use crate::proposal::village::{SchoolOnLine, county};
    use crate::proposal::{Candidates, CatchmentQuestion, MergeQuestion, WithSeats};
    use crate::rules::Standards;
    use crate::units::Year;
    use crate::words::Lang;

    fn ground() -> StartingPoint {
        on_line((200, 300), (40, 60))
    }

    /// The far school has fewer seats than pupils, the one in the centre more.
    fn crowded() -> StartingPoint {
        on_line((200, 300), (80, 60))
    }

    /// Two schools 6 km apart with their pupils and seats; the pupils live beside them.
    fn on_line(centre: (u32, u32), far: (u32, u32)) -> StartingPoint {
        let school = |name, km, (pupils, seats)| SchoolOnLine {
            name,
            kind: SchoolKind::Primary,
            km,
            pupils,
            seats: Some(seats),
        };
        let schools = [school("centre", 0.0, centre), school("far", 6.0, far)];
        let county = county(Stage::Primary, &schools, &[(0.0, centre.0), (6.0, far.0)]);
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
        assert!(falls_short(&found), "6 km and detours are beyond the reach");
        let way = nearest(&ground, &question, &run).expect("it can be farther");
        assert!(matches!(way, Loosen::Reach(_)), "{way:?}");
        let found = ask(&ground, &way.applied_to(&question), false, &run).unwrap();
        assert!(!falls_short(&found));
        // Every milder way gives none.
        for milder in ways(&question)
            .into_iter()
            .take_while(|milder| *milder != way)
        {
            let found = ask(&ground, &milder.applied_to(&question), false, &run).unwrap();
            assert!(falls_short(&found), "{milder:?}");
        }
    }

    #[test]
    fn catchments_that_leave_pupils_without_a_seat_say_which_condition_would_seat_all() {
        let ground = ground();
        let asked = CatchmentQuestion {
            max_distance: Some(Meters::from_f64(1.0)),
            ..CatchmentQuestion::default()
        };
        let within = |metres: f64| {
            Question::Catchments(CatchmentQuestion {
                max_distance: Some(Meters::from_f64(metres)),
                ..asked.clone()
            })
        };
        // Everybody lives beside a school with seats.
        let run = Run::to_the_end();
        let all = ask(&ground, &within(10_000.0), false, &run).unwrap();
        assert!(!falls_short(&all));
        // Beside a school of 60 live more than fit into it, and the other is too far.
        let crowded = crowded();
        let found = ask(&crowded, &within(5_000.0), false, &run).unwrap();
        assert!(falls_short(&found), "20 pupils are left over");
        let way = nearest(&crowded, &within(5_000.0), &run).expect("the other has seats");
        let Loosen::Trip(_) = way else {
            panic!("{way:?}");
        };
        let found = ask(&crowded, &way.applied_to(&within(5_000.0)), false, &run).unwrap();
        assert!(!falls_short(&found));
        for milder in ways(&within(5_000.0))
            .into_iter()
            .take_while(|milder| *milder != way)
        {
            let found = ask(&crowded, &milder.applied_to(&within(5_000.0)), false, &run);
            assert!(found.is_err() || falls_short(&found.unwrap()), "{milder:?}");
        }
    }

    #[test]
    fn sites_that_cannot_seat_all_say_what_would() {
        let crowded = crowded();
        let question = |new, seats| {
            Question::Site(SiteQuestion {
                new,
                radius: Meters::from_f64(2_000.0),
                candidates: Candidates::default(),
                rule: SiteRule::Seats(WithSeats {
                    seats,
                    ..WithSeats::default()
                }),
            })
        };
        let run = Run::to_the_end();
        let mild: Vec<Loosen> = ways(&question(1, 10));
        assert!(mild.contains(&Loosen::Seats(20)) && mild.contains(&Loosen::New(2)));
        for way in &mild {
            assert_ne!(way.applied_to(&question(1, 10)), question(1, 10), "{way:?}");
        }
        if let Some(way) = nearest(&crowded, &question(1, 10), &run) {
            let found = ask(&crowded, &way.applied_to(&question(1, 10)), false, &run).unwrap();
            assert!(!falls_short(&found), "{way:?}");
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
