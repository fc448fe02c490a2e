//! From a question to a draft plan: measures with their reasons, and how far at most they are from the best.
//!
//! Window and terminal ask the same questions here: which small schools to merge ([`MergeQuestion`]), where new
//! ones should stand ([`SiteQuestion`]), how a whole stage should be laid out ([`LayoutQuestion`]), who should go to which
//! school while all stay ([`CatchmentQuestion`]). Nothing is applied: a [`Proposal`] is a list of measures that somebody may
//! make a plan of, or an assignment that somebody may decide by.

pub mod catchments;
mod conditions;
pub mod layout;
pub mod merge;
mod new_school;
mod places;
pub mod site;
#[cfg(test)]
mod village;

pub use catchments::{CatchmentQuestion, Catchments, Change, Told};
pub use conditions::Conditions;
pub use layout::LayoutQuestion;
pub use merge::{GateRule, MergeQuestion};
pub use places::{Candidates, Point};
pub use site::{Closures, SiteQuestion};

use std::cmp::Reverse;
use std::sync::Arc;

use crate::evaluation::{Evaluation, Evaluator};
use crate::model::{County, SchoolId, Settlement, SettlementId, Stage};
use crate::plan::{self, Action, Command, Plan, Policy, Refused};
use crate::solve::{Answer, Progress, Run};
use crate::travel::Trip;
use crate::units::Year;
use crate::words::{Lang, Words};

/// What is asked about a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Which small schools to merge, and into which.
    Merge(MergeQuestion),
    /// Where new schools should stand.
    Site(SiteQuestion),
    /// Which schools to open, keep, close and extend.
    Layout(LayoutQuestion),
    /// Who goes to which school.
    Catchments(CatchmentQuestion),
}

impl Question {
    /// What the value of the answer counts.
    pub fn unit(&self) -> Unit {
        match self {
            Self::Site(site) => site.unit(),
            Self::Merge(_) | Self::Layout(_) | Self::Catchments(_) => Unit::PupilDecimetres,
        }
    }
}

/// The plan and the year that a proposal adds to.
#[derive(Clone)]
pub struct Ground {
    /// The county.
    pub evaluator: Arc<Evaluator>,
    /// The plan as it stands; an empty one for today.
    pub plan: Plan,
    /// The plan in the year in which the measures take effect.
    pub before: Arc<Evaluation>,
    /// The stage in question.
    pub stage: Stage,
    /// The language of the reasons that are written into measures.
    pub lang: Lang,
}

impl Ground {
    /// When the measures take effect.
    pub fn year(&self) -> Year {
        self.before.layout.year
    }
}

/// The fewest pupils of an open school where nobody says otherwise: the small-school standard in force, none for
/// kindergartens.
pub fn usual_floor(evaluator: &Evaluator, stage: Stage) -> u32 {
    match stage {
        Stage::Kindergarten => 0,
        _ => evaluator.limits().small_school,
    }
}

/// What a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Pupils times their way one way, in decimetres.
    PupilDecimetres,
    /// Pupils within the radius.
    Pupils,
}

impl Unit {
    /// A value in pupil-metres, or in pupils.
    pub fn of(self, value: i64) -> f64 {
        match self {
            Self::PupilDecimetres => value as f64 / 10.0,
            Self::Pupils => value as f64,
        }
    }
}

/// A school that stays as it is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Which school.
    pub school: SchoolId,
    /// In a sentence with the numbers.
    pub reason: Words,
}

/// An answer to a question: what to do, what it comes to, and how good it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The measures, in an order in which they can be added to the plan.
    pub actions: Vec<Action>,
    /// The sentence of each measure, in both languages.
    pub reasons: Vec<Words>,
    /// Schools that were in question and stay.
    pub stays: Vec<Stay>,
    /// The policy under which the value is what the plan comes to.
    pub policy: Policy,
    /// What value and bound count.
    pub unit: Unit,
    /// The value.
    pub value: i64,
    /// No plan within the limits has a better value.
    pub bound: i64,
    /// How many schools the plan leaves small, opens, or has in all, or pupils without a seat, as the question goes.
    pub count: usize,
    /// No plan within the limits has fewer; differs from `count` only where that is not proven.
    pub count_at_least: usize,
    /// All pupils' ways in pupil-decimetres.
    pub pupil_decimetres: i64,
    /// Since the start of the run.
    pub seconds: f64,
    /// Pupils whose trip is over the longest, as no school they may go to is that near; most pupils first.
    pub beyond: Vec<Beyond>,
    /// Who goes where, for a question about catchments.
    pub catchments: Option<Catchments>,
}

/// Pupils of a settlement who go farther than the longest trip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beyond {
    /// Where they live.
    pub settlement: SettlementId,
    /// The school they go to.
    pub school: SchoolId,
    /// How many.
    pub pupils: u32,
    /// How far.
    pub trip: Trip,
    /// In a sentence with the numbers.
    pub words: Words,
}

impl Beyond {
    fn new(home: &Settlement, school: SchoolId, name: &str, pupils: u32, trip: Trip) -> Self {
        let (place, way) = (&home.name, trip.words());
        let pupils_en = catchments::count_en(pupils);
        Self {
            settlement: home.id.clone(),
            school,
            pupils,
            trip,
            words: Words::new(
                format!("{place}: {pupils_en} → {name}, {}", way.en),
                format!("{place}：{pupils} 人 → {name}，{}", way.zh),
            ),
        }
    }

    /// How many there are of all, and why.
    pub fn heading(all: &[Self]) -> Words {
        let pupils: u32 = all.iter().map(|beyond| beyond.pupils).sum();
        let pupils_en = catchments::count_en(pupils);
        Words::new(
            format!("Over the longest trip, as no school they may go to is that near: {pupils_en}"),
            format!("超过最长单程（该距离内没有可就读的学校）：{pupils} 人"),
        )
    }

    /// Most pupils first.
    fn sort(all: &mut [Self]) {
        all.sort_by(|a, b| {
            let key = |beyond: &Self| (Reverse(beyond.pupils), Reverse(beyond.trip));
            let ids = |beyond: &'_ Self| (beyond.settlement.clone(), beyond.school.clone());
            key(a).cmp(&key(b)).then_with(|| ids(a).cmp(&ids(b)))
        });
    }
}

impl Proposal {
    /// Whether no better plan exists within the limits.
    pub fn is_proven(&self) -> bool {
        self.value == self.bound && self.count == self.count_at_least
    }

    /// How far at most the value is from the best, as a share of it; zero when they meet.
    pub fn gap(&self) -> f64 {
        let answer = Answer {
            choice: (),
            value: self.value,
            bound: self.bound,
            seconds: self.seconds,
        };
        answer.gap()
    }

    /// Whether and how far it may be from the best, in words.
    pub fn proof(&self) -> Words {
        if self.is_proven() {
            return Words::new("proven best", "已证明最优");
        }
        if let (Some(_), true) = (&self.catchments, self.count > self.count_at_least) {
            let (none, least) = (self.count, self.count_at_least);
            return match least {
                0 => Words::new(
                    format!("{none} pupils without a seat, not proven to be the fewest"),
                    format!("未安置 {none} 人，未证明最少"),
                ),
                _ => Words::new(
                    format!(
                        "{none} pupils without a seat, {least} at least even if settlements are split"
                    ),
                    format!("未安置 {none} 人，即使拆分居民点也至少 {least} 人"),
                ),
            };
        }
        if self.count > self.count_at_least {
            let (most, more) = (self.count_at_least, self.count - self.count_at_least);
            return Words::new(
                format!("not proven: perhaps {more} more could close, {most} left at least"),
                format!("未证明最优：也许还能再撤并{more}所，至少保留{most}所"),
            );
        }
        let gap = self.gap() * 100.0;
        Words::new(
            format!("at most {gap:.2} % from the best"),
            format!("与最优相差至多 {gap:.2} %"),
        )
    }

    /// A plan with these measures besides those it has, as if they were added by hand: they replace what they
    /// contradict. A plan without a name gets one in the language, and one without a period five years from `year` on.
    ///
    /// # Errors
    /// When a measure cannot be added.
    pub fn added_to(
        &self,
        county: &County,
        plan: &Plan,
        year: Year,
        lang: Lang,
    ) -> Result<Plan, Refused> {
        let mut named = plan.clone();
        if named.name.is_empty() {
            Plan::lettered('A').say(lang).clone_into(&mut named.name);
        }
        if named.period == Plan::NO_PERIOD {
            let last = Year(year.0 + 4);
            named.period = (year, last);
            named.horizon = Plan::new("", named.period).horizon;
        }
        named.policy = self.policy;
        let actions = self.actions.clone();
        let name = Words::new("Proposal", "建议");
        plan::apply(county, &named, Command::AddAll { name, actions })
    }
}

/// Everything found out about a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The best.
    pub best: Proposal,
    /// Plans that trade one aim for another, the best among them or not, by falling or rising `count`: merges with
    /// fewer or more small schools left, or fewer new sites than were asked for.
    pub others: Vec<Proposal>,
}

/// Answers a question as far as the run allows; with `others` the trade-offs as well.
///
/// # Errors
/// Why no plan keeps all limits, or that none was found in time.
pub fn ask(
    ground: &Ground,
    question: &Question,
    others: bool,
    run: &Run<'_>,
) -> Result<Found, Words> {
    match question {
        Question::Merge(question) => {
            let first = if others { run.sharing(1) } else { *run };
            Ok(Found {
                best: merge::best(ground, question, &first)?,
                others: if others {
                    merge::front(ground, question, run)?
                } else {
                    Vec::new()
                },
            })
        }
        Question::Site(question) => site::ask(ground, question, others, run),
        Question::Layout(question) => Ok(Found {
            best: layout::best(ground, question, run)?,
            others: Vec::new(),
        }),
        Question::Catchments(question) => Ok(Found {
            best: catchments::best(ground, question, run)?,
            others: Vec::new(),
        }),
    }
}

/// How far a run is: the best so far, the bound, the gap between them, the time.
pub fn progress_words(unit: Unit, progress: Progress) -> Words {
    let say = |value: i64| match unit {
        Unit::PupilDecimetres => (
            format!("{:.1} pupil-km", value as f64 / 10_000.0),
            format!("{:.1} 人·公里", value as f64 / 10_000.0),
        ),
        Unit::Pupils => (format!("{value} pupils"), format!("{value} 人")),
    };
    let (value, bound) = (say(progress.value), say(progress.bound));
    let answer = Answer {
        choice: (),
        value: progress.value,
        bound: progress.bound,
        seconds: progress.seconds,
    };
    let (gap, seconds) = (answer.gap() * 100.0, progress.seconds);
    Words::new(
        format!(
            "Best so far {}, bound {}, gap {gap:.2} %, {seconds:.1} s",
            value.0, bound.0
        ),
        format!(
            "目前最好 {}，界 {}，差距 {gap:.2} %，{seconds:.1} s",
            value.1, bound.1
        ),
    )
}

/// That a run ended before it found any plan.
fn not_in_time() -> Words {
    Words::new(
        "no plan within the limits was found in time; allow more time",
        "在时限内没有找到满足条件的方案，请延长时限",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{Ownership, PerStage, SchoolKind};
    use crate::plan::{Measure, NewSchool};

    fn measures(plan: &Plan) -> Vec<&Measure> {
        plan.actions.iter().map(|action| &action.measure).collect()
    }

    fn proposal(measure: Measure) -> Proposal {
        Proposal {
            actions: vec![Action::new(Year(2027), measure, "")],
            reasons: Vec::new(),
            stays: Vec::new(),
            policy: Policy::Seats,
            unit: Unit::Pupils,
            value: 0,
            bound: 0,
            count: 0,
            count_at_least: 0,
            pupil_decimetres: 0,
            seconds: 0.0,
            beyond: Vec::new(),
            catchments: None,
        }
    }

    fn new_school(id: &str) -> Measure {
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

    #[test]
    fn a_plan_without_a_name_keeps_what_it_has() {
        let mut plan = Plan::new("", (Year(2026), Year(2030)));
        plan.standards = vec!["bus.pupils=50".to_owned()];
        let built = Action::new(Year(2026), new_school("a"), "");
        plan.actions.push(built);
        let county = County::default();
        let added = proposal(new_school("b"))
            .added_to(&county, &plan, Year(2027), Lang::En)
            .unwrap();
        assert_eq!(measures(&added), [&new_school("a"), &new_school("b")]);
        assert_eq!(added.standards, plan.standards);
        assert_eq!(
            (added.period, added.horizon),
            ((Year(2026), Year(2030)), Year(2040))
        );
        assert_eq!(added.name, "Plan A");

        let today = Plan::new("", Plan::NO_PERIOD);
        let first = proposal(new_school("b")).added_to(&county, &today, Year(2027), Lang::En);
        let first = first.unwrap();
        assert_eq!(
            (first.period, first.horizon),
            ((Year(2027), Year(2031)), Year(2041))
        );
    }

    #[test]
    fn a_proposed_measure_takes_the_place_of_what_it_contradicts() {
        let school = || SchoolId::new("a");
        let mut plan = Plan::new("plan", (Year(2026), Year(2030)));
        plan.actions = vec![
            Action::new(Year(2026), new_school("a"), ""),
            Action::new(Year(2026), Measure::Keep { school: school() }, ""),
        ];
        let county = County::default();
        let close = Measure::Close { school: school() };
        let added = proposal(close.clone()).added_to(&county, &plan, Year(2027), Lang::En);
        assert_eq!(measures(&added.unwrap()), [&new_school("a"), &close]);

        let unknown = Measure::Close {
            school: SchoolId::new("b"),
        };
        assert_eq!(
            proposal(unknown).added_to(&county, &plan, Year(2027), Lang::En),
            Err(Refused::NoSuchSchool(SchoolId::new("b")))
        );
    }
}
