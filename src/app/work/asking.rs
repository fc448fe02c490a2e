//! The search for the answer to a question, and what came of it.

use std::sync::Arc;

use super::jobs::{Job, Lane, Outcome, Watch};
use crate::app::look::asking::Topic;
use crate::app::look::text as common;
use crate::app::look::text::proposals as text;
use crate::app::look::view::{Page, View};
use crate::evaluation::{Evaluation, Evaluator};
use crate::model::Stage;
use crate::plan::Plan;
use crate::proposal::{self, Answered, Found, Proposal, Question, StartingPoint};
use crate::session::Session;
use crate::solve::{Progress, Run};
use crate::words::{Lang, Words};

/// What was found out, ready to be shown.
pub(crate) struct Answer {
    found: Found,
    /// The plan as it stands with the proposed catchments.
    trial: Option<Arc<Evaluation>>,
}

/// Proposed catchments of a stage.
pub(crate) struct Proposed {
    /// The county they are of.
    pub(crate) evaluator: Arc<Evaluator>,
    /// The plan with them.
    pub(crate) trial: Arc<Evaluation>,
    /// Whose they are.
    pub(crate) stage: Stage,
}

/// The search that runs, and what the last one found.
#[derive(Default)]
pub(crate) struct ProposalSearch {
    lane: Lane,
    job: Option<Job<Result<Answer, Words>>>,
    /// The plan and year that was asked about.
    asked: Option<StartingPoint>,
    /// What was lost for that plan.
    lost: Vec<Words>,
    /// Below how many pupils a school was small in that question.
    below: u32,
    answer: Option<Result<Answer, Words>>,
    /// Which of the other plans is looked at; `None` for the best.
    chosen: Option<usize>,
    /// How many searches were begun.
    number: u64,
    /// The plan that was made of the answer, as it was then.
    pub(crate) draft: Option<(Plan, usize)>,
}

impl ProposalSearch {
    /// Begins to search; what the last search found is gone.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start(
        &mut self,
        ctx: &egui::Context,
        session: &Session,
        view: &View,
    ) -> std::io::Result<()> {
        let ground = session.starting_point(view.stage, view.lang);
        let question = view.asking.question(session, view);
        let seconds = f64::from(view.asking.seconds);
        let asked = ground.clone();
        let work = move |watch: &Watch| search(watch, &ground, &question, seconds);
        let words = common::words_of(text::SEARCHING);
        // The search before hears that nobody wants it any more; the new one waits for its end.
        self.job = None;
        let job = self.lane.start(ctx, "proposal", words, work)?;
        *self = Self {
            lane: std::mem::take(&mut self.lane),
            job: Some(job),
            asked: Some(asked),
            lost: session
                .document()
                .map_or_else(Vec::new, |plan| plan.lost().to_vec()),
            below: view.below(session),
            number: self.number + 1,
            ..Self::default()
        };
        Ok(())
    }

    /// Which search it is, counted from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Takes in what has been found.
    pub(crate) fn take_in(&mut self) {
        let Some(job) = &self.job else { return };
        match job.poll() {
            Outcome::Running => return,
            Outcome::Done(answer) => self.answer = Some(answer),
            Outcome::Lost => {
                self.answer = Some(Err(common::words_of(common::LOST)));
            }
        }
        self.job = None;
    }

    /// The search that runs.
    pub(crate) fn running(&self) -> Option<&Job<Result<Answer, Words>>> {
        self.job.as_ref()
    }

    /// The plan and year that was asked about last.
    pub(crate) fn asked(&self) -> Option<&StartingPoint> {
        self.asked.as_ref()
    }

    /// What was lost for that plan: a draft that goes on from it has lost the same.
    pub(crate) fn lost(&self) -> &[Words] {
        &self.lost
    }

    /// Below how many pupils a school was small in the question that was asked last.
    pub(crate) fn below(&self) -> u32 {
        self.below
    }

    /// What was found, or why nothing was.
    pub(crate) fn answer(&self) -> Option<Result<&Found, &Words>> {
        let answer = self.answer.as_ref()?.as_ref();
        Some(answer.map(|answer| &answer.found))
    }

    /// The plan with the proposed catchments, whether it stands on the map or not.
    pub(crate) fn trial(&self) -> Option<&Arc<Evaluation>> {
        let answer = self.answer.as_ref()?.as_ref().ok()?;
        answer.trial.as_ref()
    }

    /// The same with what it is of, to be written.
    pub(crate) fn proposed(&self) -> Option<Proposed> {
        let ground = self.asked.as_ref()?;
        Some(Proposed {
            evaluator: Arc::clone(&ground.evaluator),
            trial: Arc::clone(self.trial()?),
            stage: ground.stage,
        })
    }

    /// Whether what was asked about is what the session shows now.
    pub(crate) fn is_of(&self, session: &Session) -> bool {
        let asked = self.asked.as_ref();
        asked.is_some_and(|asked| Arc::ptr_eq(&asked.before, session.evaluation()))
    }

    /// The proposed catchments, where they are to stand on the map.
    pub(crate) fn on_map(&self, session: &Session, view: &View) -> Option<Arc<Evaluation>> {
        let is_shown =
            view.open_page() == Some(Page::Proposals) && view.asking.catchments.is_on_map;
        let stage = self.asked.as_ref()?.stage;
        let is_shown = is_shown && stage == view.stage && self.is_of(session);
        self.trial().filter(|_| is_shown).cloned()
    }

    /// Looks at one of the other plans, or at the best.
    pub(crate) fn choose(&mut self, point: Option<usize>) {
        self.chosen = point;
    }

    /// Which of the other plans is looked at; where the best is one of them, that one.
    pub(crate) fn chosen_point(&self) -> Option<usize> {
        let found = self.answer()?.ok()?;
        let best = |point: &Proposal| point.steps == found.best.steps;
        self.chosen.or_else(|| found.others.iter().position(best))
    }

    /// The plan that is looked at.
    pub(crate) fn chosen(&self) -> Option<&Proposal> {
        let found = self.answer()?.ok()?;
        match self.chosen {
            Some(point) => found.others.get(point),
            None => Some(&found.best),
        }
    }
}

/// Searches in a thread, with what it knows so far told to the watch.
fn search(
    watch: &Watch,
    ground: &StartingPoint,
    question: &Question,
    seconds: f64,
) -> Result<Answer, Words> {
    let unit = question.unit();
    let tell = |progress: Progress| {
        let words = proposal::progress_words(unit, progress);
        // Who stops the search is heard through the flag.
        let _goes_on = watch.tell(words, progress.seconds / seconds.max(1.0));
    };
    let run = Run::for_seconds(seconds).watched(watch.flag(), &tell);
    let found = proposal::ask(ground, question, true, &run)?;
    let trial = match &found.best.answered {
        Answered::Catchments(catchments) => {
            let assignment = catchments.settled.assignment.clone();
            let trial = ground.evaluator.with_assignment(&ground.before, assignment);
            Some(Arc::new(trial))
        }
        Answered::Merge(_) | Answered::Site(_) | Answered::Layout(_) => None,
    };
    Ok(Answer { found, trial })
}

/// A name for a plan made of an answer, that no other plan has.
pub(crate) fn draft_name(session: &Session, topic: Topic, lang: Lang) -> String {
    let stem = text::draft(topic).say(lang);
    let is_taken = |name: &str| {
        let mut documents = session.documents().iter();
        documents.any(|document| document.plan().name == name)
    };
    // One more name than there are plans is enough to find a free one.
    let numbered = (2..=session.documents().len() + 2).map(|number| format!("{stem} {number}"));
    std::iter::once(stem.to_owned())
        .chain(numbered)
        .find(|name| !is_taken(name))
        .unwrap_or_else(|| stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Action, Command, Measure};
    use crate::units::Year;
    use crate::{io, sample};

    #[test]
    fn what_is_asked_about_today_in_a_later_year_is_the_plan_that_is_begun() {
        let opened = io::open_bytes(&sample::files()).expect("the sample opens");
        let mut session = Session::new(opened);
        let year = Year(session.evaluator().base_year().0 + 7);
        session.set_year(year);
        let asked = session.starting_point(Stage::Primary, Lang::En).plan;
        let written = session.plan_file();
        let school = session.county().schools[0].id.clone();
        let close = Action::new(year, Measure::Close { school }, "");
        let begun = session.handle(Command::Add(close));
        assert_eq!(begun, Ok(()));
        let begun = session.plan().expect("a plan was begun");
        assert_eq!((asked.period, asked.horizon), (begun.period, begun.horizon));
        let member = format!("\"horizon\":{}", begun.horizon);
        assert!(written.replace(' ', "").contains(&member), "{member}");
    }
}
