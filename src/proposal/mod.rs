//! From a question to a draft plan: measures with their reasons, and how far at most they are from the best.
//!
//! Window and terminal ask the same questions here: which small schools to merge ([`MergeQuestion`]), where new
//! ones should stand ([`SiteQuestion`]), how a whole stage should be laid out ([`LayoutQuestion`]), who should go to
//! which school while all stay ([`CatchmentQuestion`]). Nothing is applied: a [`Proposal`] is a list of measures that
//! somebody may make a plan of, or an assignment that somebody may decide by.
//!
//! Every question has a room of its own: [`merge`], [`site`], [`layout`], [`catchments`]. In each, `question` is what
//! is asked and the way to its answer, `task` puts it as a problem that [`crate::solve`] can solve, `answer` says the
//! solution in the county's terms again, and `words` are the sentences. What all of them share stands beside them:
//! `answer` is what every proposal has, `known` what it cannot do without, `beyond` who goes too far, `conditions` who
//! may go where, `loosen` which condition stands in the way, `places` where new schools may stand, `new_school` how one is built, `unserved` who has a school by
//! road only with a new one.

mod answer;
mod beyond;
pub mod catchments;
mod conditions;
mod known;
pub mod layout;
mod loosen;
pub mod merge;
pub mod new_school;
mod places;
pub mod site;
mod unserved;
#[cfg(test)]
mod village;

pub use answer::{AnswerKind, Answered, Proposal, ProposedMeasure, Stay, ValueUnit};
pub use beyond::Beyond;
pub use catchments::{CatchmentQuestion, Catchments, Change, Told};
pub use conditions::Conditions;
pub use layout::LayoutQuestion;
pub use loosen::{Loosen, falls_short, nearest};
pub use merge::{GateRule, MergeQuestion, USUAL_REACH};
pub use places::{Candidates, Point, nearest_settlement};
pub use site::{Closures, SiteQuestion, SiteRule, WithSeats};

use std::sync::Arc;

use crate::evaluation::{Evaluation, Evaluator};
use crate::model::Stage;
use crate::plan::Plan;
use crate::solve::{Answer, Progress, Run};
use crate::units::{PupilWays, Year};
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
    pub fn unit(&self) -> ValueUnit {
        match self {
            Self::Site(site) => site.unit(),
            Self::Merge(_) | Self::Layout(_) | Self::Catchments(_) => ValueUnit::PupilDecimetres,
        }
    }
}

/// The plan and the year that a proposal adds to.
#[derive(Clone)]
pub struct StartingPoint {
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

impl StartingPoint {
    /// When the measures take effect.
    pub fn year(&self) -> Year {
        self.before.layout.year
    }

    /// All pupils' ways before any measure, in pupil-decimetres.
    pub fn pupil_decimetres(&self) -> i64 {
        let stage = self.before.stages[self.stage].as_ref();
        stage.map_or(0, |stage| stage.assignment.pupil_decimetres()) as i64
    }
}

/// Everything found out about a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<A = Answered> {
    /// The best.
    pub best: Proposal<A>,
    /// Plans that trade one aim for another, the best among them or not: merges from the fewest closures to the most,
    /// or new sites from none to as many as were asked for. Empty for questions with one aim.
    pub others: Vec<Proposal<A>>,
}

impl<A> Found<A> {
    /// The same for questions of every kind.
    fn of_any(self, kind: impl Fn(A) -> Answered) -> Found {
        let others = self.others.into_iter();
        Found {
            best: self.best.answering(&kind),
            others: others.map(|other| other.answering(&kind)).collect(),
        }
    }
}

impl<A> From<Proposal<A>> for Found<A> {
    fn from(best: Proposal<A>) -> Self {
        Self {
            best,
            others: Vec::new(),
        }
    }
}

/// Answers a question as far as the run allows; with `others` the trade-offs as well.
///
/// # Errors
/// Which figures the question cannot do without, why no plan keeps all limits, or that none was found in time.
pub fn ask(
    ground: &StartingPoint,
    question: &Question,
    others: bool,
    run: &Run<'_>,
) -> Result<Found, Words> {
    match question {
        Question::Merge(question) => {
            Ok(merge::ask(ground, question, others, run)?.of_any(Answered::Merge))
        }
        Question::Site(question) => {
            Ok(site::ask(ground, question, others, run)?.of_any(Answered::Site))
        }
        Question::Layout(question) => {
            let found = Found::from(layout::ask(ground, question, run)?);
            Ok(found.of_any(Answered::Layout))
        }
        Question::Catchments(question) => {
            let found = Found::from(catchments::ask(ground, question, run)?);
            Ok(found.of_any(|found| Answered::Catchments(Box::new(found))))
        }
    }
}

/// How far a run is: the best so far, the bound, the gap between them, the time.
pub fn progress_words(unit: ValueUnit, progress: Progress) -> Words {
    let say = |value: i64| match unit {
        ValueUnit::PupilDecimetres => {
            let km = PupilWays::from_decimetres(value).km();
            (format!("{km:.0} km a day"), format!("每天 {km:.0} km"))
        }
        ValueUnit::Pupils => (format!("{value} pupils"), format!("{value} 人")),
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
            "Best so far {}, at most {gap:.1} % from the best ({} at least), {seconds:.0} s",
            value.0, bound.0
        ),
        format!(
            "目前最好 {}，离最好结果最多差 {gap:.1} %（不少于 {}），已算 {seconds:.0} 秒",
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
