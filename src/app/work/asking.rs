//! The search for the answer to a question, and what came of it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::jobs::{Job, Lane, Outcome, Watch};
use crate::app::look::asking::Topic;
use crate::app::look::text as common;
use crate::app::look::text::proposals as text;
use crate::app::look::view::{Page, View};
use crate::evaluation::{Evaluation, Evaluator};
use crate::model::{SchoolId, Stage};
use crate::plan::Plan;
use crate::proposal::{
    self, Answered, Found, Loosen, Proposal, ProposedMeasure, Question, StartingPoint,
};
use crate::session::Session;
use crate::solve::{Progress, Run};
use crate::words::{Lang, Words};

/// What was found out, ready to be shown.
pub(crate) struct Answer {
    found: Found,
    /// The plan as it stands with the proposed catchments.
    trial: Option<Arc<Evaluation>>,
    /// The nearest condition that would give more, where it gives nothing to do or not everybody a seat.
    nearest: Option<Loosen>,
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

/// A measure as it is told from others: its school, and what becomes of it.
type Measured = (SchoolId, &'static str);

fn measured(step: &ProposedMeasure) -> Measured {
    let measure = &step.action.measure;
    (measure.school().clone(), measure.key())
}

/// A question that was asked, and what was found.
struct Asked {
    /// The plan and year that was asked about.
    ground: StartingPoint,
    question: Question,
    /// What was lost for that plan.
    lost: Vec<Words>,
    /// Below how many pupils a school was small in that question.
    below: u32,
    /// `None` while it is searched for.
    answer: Option<Result<Answer, NoAnswer>>,
    /// Which of the other plans is looked at; `None` for the best.
    chosen: Option<usize>,
    /// The measures that somebody left out.
    left_out: BTreeSet<Measured>,
    /// Which search it is, counted from 1.
    number: u64,
    /// The plan that was made of the answer, as it was then.
    draft: Option<(Plan, usize)>,
    /// Which of the other plans it was made of, and what was left out.
    draft_of: (Option<usize>, BTreeSet<Measured>),
}

/// Why there is no answer, and what would give one.
pub(crate) struct NoAnswer {
    /// Why.
    pub(crate) why: Words,
    /// The nearest condition that would give one.
    pub(crate) nearest: Option<Loosen>,
}

/// The search that runs, and the last answer to each question: those stay until they are asked anew.
#[derive(Default)]
pub(crate) struct ProposalSearch {
    lane: Lane,
    job: Option<(Topic, Job<Result<Answer, NoAnswer>>)>,
    asked: [Option<Asked>; 4],
    /// The question on the page.
    topic: Topic,
    /// How many searches were begun.
    begun: u64,
}

impl ProposalSearch {
    /// Begins to search; what the last search for this question found is gone.
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
        let (of, asked) = (ground.clone(), question.clone());
        let work = move |watch: &Watch| search(watch, &of, &asked, seconds);
        let words = common::words_of(text::SEARCHING);
        // The search before hears that nobody wants it any more; the new one waits for its end.
        self.drop_job();
        let job = self.lane.start(ctx, "proposal", words, work)?;
        let topic = view.asking.topic;
        self.job = Some((topic, job));
        self.topic = topic;
        self.begun += 1;
        self.asked[topic as usize] = Some(Asked {
            ground,
            question,
            lost: session
                .document()
                .map_or_else(Vec::new, |plan| plan.lost().to_vec()),
            below: view.below(session),
            answer: None,
            chosen: None,
            left_out: BTreeSet::new(),
            number: self.begun,
            draft: None,
            draft_of: Default::default(),
        });
        Ok(())
    }

    /// Gives up the search that runs; its question has no answer then.
    fn drop_job(&mut self) {
        if let Some((topic, _)) = self.job.take() {
            self.asked[topic as usize] = None;
        }
    }

    /// Takes in what has been found, and shows the answer to the question on the page.
    pub(crate) fn take_in(&mut self, view: &View) {
        self.topic = view.asking.topic;
        let Some((topic, job)) = &self.job else {
            return;
        };
        let answer = match job.poll() {
            Outcome::Running => return,
            Outcome::Done(answer) => answer,
            Outcome::Lost => Err(NoAnswer {
                why: common::words_of(common::LOST),
                nearest: None,
            }),
        };
        if let Some(asked) = &mut self.asked[*topic as usize] {
            asked.answer = Some(answer);
        }
        self.job = None;
    }

    /// Which search the answer on the page is of, counted from 1; zero where there is none.
    pub(crate) fn number(&self) -> u64 {
        self.here().map_or(0, |asked| asked.number)
    }

    /// The search that runs, whatever its question.
    pub(crate) fn running(&self) -> Option<&Job<Result<Answer, NoAnswer>>> {
        self.job.as_ref().map(|(_, job)| job)
    }

    /// The same, where it is for the question on the page.
    pub(crate) fn running_here(&self) -> Option<&Job<Result<Answer, NoAnswer>>> {
        let (topic, job) = self.job.as_ref()?;
        (*topic == self.topic).then_some(job)
    }

    fn here(&self) -> Option<&Asked> {
        self.asked[self.topic as usize].as_ref()
    }

    fn here_mut(&mut self) -> Option<&mut Asked> {
        self.asked[self.topic as usize].as_mut()
    }

    /// The plan and year that was asked about last.
    pub(crate) fn asked(&self) -> Option<&StartingPoint> {
        self.here().map(|asked| &asked.ground)
    }

    /// The question that was asked last.
    pub(crate) fn question(&self) -> Option<&Question> {
        self.here().map(|asked| &asked.question)
    }

    /// What was lost for that plan: a draft that goes on from it has lost the same.
    pub(crate) fn lost(&self) -> &[Words] {
        self.here().map_or(&[], |asked| &asked.lost)
    }

    /// Below how many pupils a school was small in the question that was asked last.
    pub(crate) fn below(&self) -> u32 {
        self.here().map_or(0, |asked| asked.below)
    }

    /// What was found, or why nothing was.
    pub(crate) fn answer(&self) -> Option<Result<&Found, &NoAnswer>> {
        Some(
            self.here()?
                .answer
                .as_ref()?
                .as_ref()
                .map(|answer| &answer.found),
        )
    }

    /// The nearest condition that would give an answer, where there is none worth the name.
    pub(crate) fn nearest(&self) -> Option<&Loosen> {
        match self.here()?.answer.as_ref()? {
            Ok(answer) => answer.nearest.as_ref(),
            Err(none) => none.nearest.as_ref(),
        }
    }

    /// The last answer to a question in a line; `None` where it was not asked, or is being searched for.
    pub(crate) fn last(&self, topic: Topic) -> Option<Words> {
        let asked = self.asked[topic as usize].as_ref()?;
        Some(match asked.answer.as_ref()? {
            Ok(answer) => text::summary(&answer.found.best, asked.below),
            Err(none) => none.why.clone(),
        })
    }

    /// Forgets the answer on the page.
    pub(crate) fn forget(&mut self) {
        self.asked[self.topic as usize] = None;
    }

    /// The plan with the proposed catchments, whether it stands on the map or not.
    pub(crate) fn trial(&self) -> Option<&Arc<Evaluation>> {
        let answer = self.here()?.answer.as_ref()?.as_ref().ok()?;
        answer.trial.as_ref()
    }

    /// The same with what it is of, to be written.
    pub(crate) fn proposed(&self) -> Option<Proposed> {
        let ground = self.asked()?;
        Some(Proposed {
            evaluator: Arc::clone(&ground.evaluator),
            trial: Arc::clone(self.trial()?),
            stage: ground.stage,
        })
    }

    /// Whether what was asked about is what the session shows now.
    pub(crate) fn is_of(&self, session: &Session) -> bool {
        self.asked().is_some_and(|asked| is_of(asked, session))
    }

    /// Why the answer on the page is out of date; `None` where it is not. The draft that was made of it is no other
    /// plan.
    pub(crate) fn outdated(&self, session: &Session, view: &View) -> Option<common::Text> {
        let asked = self.here()?;
        asked.answer.as_ref()?;
        if !is_of(&asked.ground, session) && !self.shows_draft(session) {
            return Some(text::OTHER_PLAN_NOW);
        }
        let is_same = asked.ground.stage == view.stage
            && view.asking.question(session, view) == asked.question;
        (!is_same).then_some(text::OTHER_QUESTION_NOW)
    }

    /// The proposed catchments, where they are to stand on the map.
    pub(crate) fn on_map(&self, session: &Session, view: &View) -> Option<Arc<Evaluation>> {
        let is_shown =
            view.open_page() == Some(Page::Proposals) && view.asking.catchments.is_on_map;
        let stage = self.asked()?.stage;
        let is_shown = is_shown && stage == view.stage && self.is_of(session);
        self.trial().filter(|_| is_shown).cloned()
    }

    /// Looks at one of the other plans, or at the best.
    pub(crate) fn choose(&mut self, point: Option<usize>) {
        if let Some(asked) = self.here_mut() {
            asked.chosen = point;
        }
    }

    /// Which of the other plans is looked at; where the best is one of them, that one.
    pub(crate) fn chosen_point(&self) -> Option<usize> {
        let found = self.answer()?.ok()?;
        let best = |point: &Proposal| point.steps == found.best.steps;
        self.here()?
            .chosen
            .or_else(|| found.others.iter().position(best))
    }

    /// The plan that is looked at.
    pub(crate) fn chosen(&self) -> Option<&Proposal> {
        let found = self.answer()?.ok()?;
        match self.here()?.chosen {
            Some(point) => found.others.get(point),
            None => Some(&found.best),
        }
    }

    /// Leaves a measure of the plan that is looked at out, or takes it up again; `None` takes up all.
    pub(crate) fn tick(&mut self, measure: Option<usize>) {
        let step = measure.and_then(|place| self.chosen()?.steps.get(place));
        let changed = step.map(measured);
        let Some(asked) = self.here_mut() else { return };
        if measure.is_none() {
            asked.left_out.clear();
        }
        if let Some(own) = changed
            && !asked.left_out.remove(&own)
        {
            asked.left_out.insert(own);
        }
    }

    /// Whether a measure is taken up.
    pub(crate) fn is_ticked(&self, step: &ProposedMeasure) -> bool {
        let left_out = self.here().map(|asked| &asked.left_out);
        !left_out.is_some_and(|left_out| left_out.contains(&measured(step)))
    }

    /// The plan that is looked at, as far as its measures are taken up.
    pub(crate) fn picked(&self) -> Option<Cow<'_, Proposal>> {
        let whole = self.chosen()?;
        if whole.steps.iter().all(|step| self.is_ticked(step)) {
            return Some(Cow::Borrowed(whole));
        }
        Some(Cow::Owned(whole.without(|step| !self.is_ticked(step))))
    }

    /// Whether the plan on screen is the draft that was made of the answer, untouched.
    pub(crate) fn shows_draft(&self, session: &Session) -> bool {
        let draft = self.draft();
        draft.is_some_and(|(plan, _)| session.plan() == Some(plan))
    }

    /// The plan that was made of the answer, as it was then.
    pub(crate) fn draft(&self) -> Option<&(Plan, usize)> {
        self.here()?.draft.as_ref()
    }

    /// Keeps the plan that was made of the answer.
    pub(crate) fn keep_draft(&mut self, draft: Option<(Plan, usize)>) {
        if let Some(asked) = self.here_mut() {
            asked.draft = draft;
            asked.draft_of = (asked.chosen, asked.left_out.clone());
        }
    }

    /// The draft that was made of exactly what is looked at, by its place among the plans; `None` before there is one,
    /// or once it is gone.
    pub(crate) fn taken(&self, session: &Session) -> Option<usize> {
        let asked = self.here()?;
        let (draft, _) = asked.draft.as_ref()?;
        let is_same = asked.draft_of.0 == asked.chosen && asked.draft_of.1 == asked.left_out;
        let mut documents = session.documents().iter();
        let place = documents.position(|document| document.plan().name == draft.name);
        place.filter(|_| is_same)
    }
}

/// Whether a question was asked about what the session shows.
fn is_of(asked: &StartingPoint, session: &Session) -> bool {
    Arc::ptr_eq(&asked.before, session.evaluation())
        || Arc::ptr_eq(&asked.evaluator, session.evaluator())
            && asked.year() == session.year()
            && asked.before.policy == session.policy()
            && asked.plan == *session.plan_or_today()
}

/// Searches in a thread, with what it knows so far told to the watch.
fn search(
    watch: &Watch,
    ground: &StartingPoint,
    question: &Question,
    seconds: f64,
) -> Result<Answer, NoAnswer> {
    let unit = question.unit();
    let tell = |progress: Progress| {
        let words = proposal::progress_words(unit, progress);
        // Who stops the search is heard through the flag.
        let _goes_on = watch.tell(words, progress.seconds / seconds.max(1.0));
    };
    let run = Run::for_seconds(seconds).watched(watch.flag(), &tell);
    let found = match proposal::ask(ground, question, true, &run) {
        Ok(found) => found,
        Err(why) => {
            let nearest = proposal::nearest(ground, question, &run);
            return Err(NoAnswer { why, nearest });
        }
    };
    let nearest = proposal::falls_short(&found)
        .then(|| proposal::nearest(ground, question, &run))
        .flatten();
    let trial = match &found.best.answered {
        Answered::Catchments(catchments) => {
            let assignment = catchments.settled.assignment.clone();
            let trial = ground.evaluator.with_assignment(&ground.before, assignment);
            Some(Arc::new(trial))
        }
        Answered::Merge(_) | Answered::Site(_) | Answered::Layout(_) => None,
    };
    Ok(Answer {
        found,
        trial,
        nearest,
    })
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
