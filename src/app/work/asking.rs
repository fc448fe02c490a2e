//! A question to the optimiser as far as it is filled in, the search for its answer, and what came of it.

use std::sync::Arc;

use super::jobs::{Job, Outcome, Watch};
use crate::app::frame::files::Proposed;
use crate::app::look::text as common;
use crate::app::look::text::proposals as text;
use crate::app::look::view::{Page, View};
use crate::assign::Villages;
use crate::evaluation::Evaluation;
use crate::model::{SchoolId, SettlementId, Stage};
use crate::plan::Plan;
use crate::proposal::merge::answer::Upkeep;
use crate::proposal::site::prospects::Objective;
use crate::proposal::{
    self, Candidates, CatchmentQuestion, Closures, Conditions, Found, GateRule, Ground,
    LayoutQuestion, MergeQuestion, Proposal, Question, SiteQuestion,
};
use crate::session::Session;
use crate::solve::{Progress, Run};
use crate::units::{Meters, Year};
use crate::words::{Lang, Words};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Which small schools to merge.
    Merge,
    /// Where new schools should stand.
    Site,
    /// How the whole stage should be laid out.
    Layout,
    /// Who should go to which school.
    Catchments,
}

impl Topic {
    /// All, in the order of the switch.
    pub const ALL: [Self; 4] = [Self::Merge, Self::Site, Self::Layout, Self::Catchments];
}

/// A limit that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Optional<T> {
    /// Whether it holds.
    pub is_on: bool,
    /// The number, kept while it does not hold.
    pub number: T,
}

impl<T: Copy> Optional<T> {
    const fn off(number: T) -> Self {
        Self {
            is_on: false,
            number,
        }
    }

    /// The number if it holds.
    pub fn get(&self) -> Option<T> {
        self.is_on.then_some(self.number)
    }
}

/// The question with its limits. Threshold and reach of merges are those of the list of small schools.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// What is asked.
    pub topic: Topic,
    /// The longest trip of a pupil who changes school, in kilometres.
    pub longest_trip: Optional<f64>,
    /// What keeping a school open weighs, in pupil-kilometres.
    pub upkeep: Optional<f64>,
    /// How many new schools.
    pub new: usize,
    /// What they are chosen for.
    pub objective: Objective,
    /// How far a school serves, in kilometres.
    pub radius: Optional<f64>,
    /// Seats of each new school, where seats are counted.
    pub seats: Optional<u32>,
    /// The fewest pupils of a school; `None` for the usual number.
    pub floor: Option<u32>,
    /// Seats that schools may be extended to.
    pub ceiling: Optional<u32>,
    /// How many places for new schools a layout chooses from.
    pub places: Optional<usize>,
    /// How long to search, in seconds.
    pub seconds: u32,
    /// Schools that stay.
    pub kept: Vec<SchoolId>,
    /// Schools that close.
    pub closed: Vec<SchoolId>,
    /// Merges: what the closure gate has to say.
    pub gate: GateRule,
    /// Merges: step by step up to this year.
    pub until: Optional<i32>,
    /// Where new schools may stand.
    pub candidates: Candidates,
    /// New sites with seats: existing schools may close at the same time.
    pub may_close: bool,
    /// Layouts: every catchment in one piece.
    pub contiguous: bool,
    /// Catchments: nobody goes farther than this, in kilometres.
    pub farthest: Optional<f64>,
    /// Catchments: whether settlements may be split.
    pub villages: Villages,
    /// Catchments: the answer stands on the map in place of the plan's.
    pub is_on_map: bool,
    /// Who may go where.
    pub conditions: Conditions,
    /// The settlement and the school selected last, for a condition on the two.
    pub pair: (Option<SettlementId>, Option<SchoolId>),
}

impl Default for Asking {
    fn default() -> Self {
        Self {
            topic: Topic::Merge,
            longest_trip: Optional::off(5.0),
            upkeep: Optional::off(70.0),
            new: 5,
            objective: Objective::Distance,
            radius: Optional::off(1.5),
            seats: Optional::off(180),
            floor: None,
            ceiling: Optional::off(900),
            places: Optional::off(20),
            seconds: 30,
            kept: Vec::new(),
            closed: Vec::new(),
            gate: GateRule::default(),
            until: Optional::off(2_025),
            candidates: Candidates::default(),
            may_close: false,
            contiguous: false,
            farthest: Optional::off(4.0),
            villages: Villages::Whole,
            is_on_map: true,
            conditions: Conditions::default(),
            pair: (None, None),
        }
    }
}

impl Asking {
    /// The fewest pupils of a school of a layout.
    pub(crate) fn floor(&self, session: &Session, stage: Stage) -> u32 {
        let usual = || session.evaluator().limits().small_below(stage);
        self.floor.unwrap_or_else(usual)
    }

    fn question(&self, session: &Session, view: &View) -> Question {
        let longest_trip = self.longest_trip.get().map(km);
        let weighed = self.upkeep.get().map(|km| (km * 10_000.0).round() as i64);
        match self.topic {
            Topic::Merge => Question::Merge(MergeQuestion {
                below: view.below(session),
                reach: Some(view.reach),
                longest_trip,
                upkeep: weighed.map_or(Upkeep::Dearest, Upkeep::Weighs),
                kept: self.kept.clone(),
                gate: self.gate,
                until: self.until.get().map(Year),
                conditions: self.conditions.clone(),
            }),
            Topic::Site => {
                let limits = session.evaluator().limits();
                let usual = limits.trip[view.stage].unwrap_or(limits.kindergarten_cover);
                Question::Site(SiteQuestion {
                    new: self.new,
                    objective: self.objective,
                    radius: self.radius.get().map_or(usual, km),
                    seats: self.seats.get(),
                    floor: 0,
                    candidates: self.candidates.clone(),
                    closures: self.may_close.then(|| Closures {
                        upkeep: weighed.unwrap_or(0),
                        floor: 0,
                    }),
                    conditions: self.conditions.clone(),
                })
            }
            Topic::Layout => Question::Layout(LayoutQuestion {
                floor: self.floor(session, view.stage),
                ceiling: self.ceiling.get(),
                upkeep: weighed.unwrap_or(0),
                longest_trip,
                places: self.places.get().unwrap_or(0),
                building: 0,
                open: self.kept.clone(),
                closed: self.closed.clone(),
                candidates: self.candidates.clone(),
                contiguous: self.contiguous,
                conditions: self.conditions.clone(),
            }),
            Topic::Catchments => Question::Catchments(CatchmentQuestion {
                max_distance: self.farthest.get().map(km),
                villages: self.villages,
                conditions: self.conditions.clone(),
            }),
        }
    }
}

fn km(km: f64) -> Meters {
    Meters::from_f64(km * 1_000.0)
}

/// What was asked, about what.
#[derive(Clone)]
pub(crate) struct Asked {
    /// Which question it was.
    pub(crate) topic: Topic,
    /// The plan and year it was asked about.
    pub(crate) ground: Ground,
}

impl Asked {
    /// All pupils' ways before any measure, in pupil-decimetres.
    pub(crate) fn ways_before(&self) -> i64 {
        let stage = self.ground.before.stages[self.ground.stage].as_ref();
        stage.map_or(0, |stage| stage.assignment.pupil_decimetres()) as i64
    }
}

/// What was found out, ready to be shown.
pub(crate) struct Answered {
    found: Found,
    /// The plan as it stands with the proposed catchments.
    trial: Option<Arc<Evaluation>>,
}

/// The search that runs, and what the last one found.
#[derive(Default)]
pub(crate) struct Search {
    job: Option<Job<Result<Answered, Words>>>,
    asked: Option<Asked>,
    answer: Option<Result<Answered, Words>>,
    /// Which of the other plans is looked at; `None` for the best.
    chosen: Option<usize>,
    /// The plan that was made of the answer, as it was then.
    pub(crate) draft: Option<(Plan, usize)>,
}

impl Search {
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
        let ground = ground(session, view.stage, view.lang);
        let question = view.asking.question(session, view);
        let seconds = f64::from(view.asking.seconds);
        let asked = Asked {
            topic: view.asking.topic,
            ground: ground.clone(),
        };
        let work = move |watch: &Watch| search(watch, &ground, &question, seconds);
        let words = common::words_of(text::SEARCHING);
        *self = Self {
            job: Some(Job::start(ctx, "proposal", words, work)?),
            asked: Some(asked),
            ..Self::default()
        };
        Ok(())
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
    pub(crate) fn running(&self) -> Option<&Job<Result<Answered, Words>>> {
        self.job.as_ref()
    }

    /// What was asked last.
    pub(crate) fn asked(&self) -> Option<&Asked> {
        self.asked.as_ref()
    }

    /// What was found, or why nothing was.
    pub(crate) fn answer(&self) -> Option<Result<&Found, &Words>> {
        let answer = self.answer.as_ref()?.as_ref();
        Some(answer.map(|answered| &answered.found))
    }

    /// The plan with the proposed catchments, whether it stands on the map or not.
    pub(crate) fn trial(&self) -> Option<&Arc<Evaluation>> {
        let answered = self.answer.as_ref()?.as_ref().ok()?;
        answered.trial.as_ref()
    }

    /// The same with what it is of, to be written.
    pub(crate) fn proposed(&self) -> Option<Proposed> {
        let ground = &self.asked.as_ref()?.ground;
        Some(Proposed {
            evaluator: Arc::clone(&ground.evaluator),
            trial: Arc::clone(self.trial()?),
            stage: ground.stage,
        })
    }

    /// Whether what was asked about is what the session shows now.
    pub(crate) fn is_of(&self, session: &Session) -> bool {
        let asked = self.asked.as_ref();
        asked.is_some_and(|asked| Arc::ptr_eq(&asked.ground.before, session.evaluation()))
    }

    /// The proposed catchments, where they are to stand on the map.
    pub(crate) fn on_map(&self, session: &Session, view: &View) -> Option<Arc<Evaluation>> {
        let is_shown = view.drawer == Some(Page::Proposals) && view.asking.is_on_map;
        let stage = self.asked.as_ref()?.ground.stage;
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
        let best = |point: &Proposal| point.actions == found.best.actions;
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

/// The plan and year that the session shows, to ask about a stage of it.
pub(crate) fn ground(session: &Session, stage: Stage, lang: Lang) -> Ground {
    let base = session.evaluator().base_year();
    let plan = session.plan().cloned().unwrap_or_else(|| {
        let mut plan = Plan::new("", (base, Year(base.0 + 4)));
        plan.policy = session.policy();
        plan
    });
    Ground {
        evaluator: Arc::clone(session.evaluator()),
        plan,
        before: Arc::clone(session.evaluation()),
        stage,
        lang,
    }
}

/// Searches in a thread, with what it knows so far told to the watch.
fn search(
    watch: &Watch,
    ground: &Ground,
    question: &Question,
    seconds: f64,
) -> Result<Answered, Words> {
    let unit = question.unit();
    let tell = |progress: Progress| {
        let words = proposal::progress_words(unit, progress);
        // Who stops the search is heard through the flag.
        let _goes_on = watch.tell(words, progress.seconds / seconds.max(1.0));
    };
    let run = Run::for_seconds(seconds).watched(watch.flag(), &tell);
    let found = proposal::ask(ground, question, true, &run)?;
    let trial = found.best.catchments.as_ref().map(|catchments| {
        let assignment = catchments.settled.assignment.clone();
        Arc::new(ground.evaluator.with_assignment(&ground.before, assignment))
    });
    Ok(Answered { found, trial })
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
