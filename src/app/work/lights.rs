//! The gate's light before a closure is planned: of every small school, of every receiver of the selected one, and of
//! closures that are to be planned in one step. All of it is worked out beside the screen, school by school.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::jobs::{Latest, Progress, Watch};
use super::results::{Small, slow};
use crate::app::look::lights::Lamp;
use crate::app::look::text;
use crate::app::look::view::{Selection, View};
use crate::evaluation::Evaluation;
use crate::model::{SchoolId, Stage};
use crate::plan::{self, Action, Command, Status};
use crate::proposal::StartingPoint;
use crate::proposal::merge::candidates::Candidate;
use crate::proposal::merge::foreseen::{Foreseen, Together, foreseen, foreseen_into, together};
use crate::session::Session;
use crate::units::Meters;
use crate::words::{Lang, Words};

/// How many receivers of a school are judged.
const RECEIVERS_JUDGED: usize = 6;

/// Does work on half of the processors, so that what the hand does is not kept waiting for lights.
fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    static HALF: OnceLock<Option<rayon::ThreadPool>> = OnceLock::new();
    let half = HALF.get_or_init(|| {
        let all = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads((all / 2).max(1))
            .thread_name(|number| format!("lights-{number}"));
        // Where the system gives no threads of its own, all do the work.
        pool.build().ok()
    });
    match half {
        Some(half) => half.install(work),
        None => work(),
    }
}

/// What the list of small schools is of: as long as the plan says the same about the stage.
type ListKey = (u64, Stage, u32, Meters, Lang);
type ReceiversKey = (u64, Stage, SchoolId, Lang);

/// A school as the gate sees it.
pub(crate) struct Seen {
    /// What the gate would say.
    pub(crate) foreseen: Arc<Foreseen>,
    /// Whether that is of the plan as it stands; else of one before.
    pub(crate) is_fresh: bool,
}

impl Seen {
    /// The lamp it stands under; unknown where nobody can say.
    pub(crate) fn lamp(&self) -> Lamp {
        self.foreseen.light().map_or(Lamp::Unknown, Lamp::Lit)
    }
}

type Told = Arc<Mutex<Vec<(SchoolId, Foreseen)>>>;

/// Answers that come one by one; those of an older question stay in sight until theirs comes.
struct Streamed<K> {
    work: Latest<K, ()>,
    key: Option<K>,
    told: Told,
    seen: BTreeMap<SchoolId, Seen>,
}

impl<K> Default for Streamed<K> {
    fn default() -> Self {
        Self {
            work: Latest::default(),
            key: None,
            told: Told::default(),
            seen: BTreeMap::new(),
        }
    }
}

impl<K: Clone + PartialEq> Streamed<K> {
    fn ask<W>(&mut self, ctx: &egui::Context, key: &K, name: &str, make: impl FnOnce(Tell) -> W)
    where
        W: FnOnce(&Watch) -> Option<()> + Send + 'static,
    {
        if self.key.as_ref() != Some(key) {
            self.key = Some(key.clone());
            self.told = Told::default();
            for seen in self.seen.values_mut() {
                seen.is_fresh = false;
            }
        }
        let told = Tell(Arc::clone(&self.told));
        let words = text::words_of(text::time::AT_THE_GATE);
        self.work.ask(ctx, key, name, words, || make(told));
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        for (school, foreseen) in told.drain(..) {
            let foreseen = Arc::new(foreseen);
            let is_fresh = true;
            self.seen.insert(school, Seen { foreseen, is_fresh });
        }
        if self.work.answer_to(key).is_some() {
            self.seen.retain(|_, seen| seen.is_fresh);
        }
    }

    /// Of whom the answers to this question are there, where the rest is to be asked for.
    fn known(&self, key: &K) -> BTreeSet<SchoolId> {
        let is_asked = self.work.running().is_some() || self.work.answer_to(key).is_some();
        if is_asked || self.key.as_ref() != Some(key) {
            return BTreeSet::new();
        }
        let fresh = self.seen.iter().filter(|(_, seen)| seen.is_fresh);
        fresh.map(|(school, _)| school.clone()).collect()
    }

    /// Whether all of it is there, for the question that was asked last.
    fn is_whole(&self) -> bool {
        let key = self.key.as_ref();
        key.is_some_and(|key| self.work.answer_to(key).is_some())
    }
}

/// Where answers are told one by one.
struct Tell(Told);

impl Tell {
    /// Tells an answer, and how far the work is.
    fn tell(&self, watch: &Watch, answer: (SchoolId, Foreseen), (done, all): (usize, usize)) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.push(answer);
        drop(told);
        let words = text::deciding::judged(done, all);
        // Who stops it is heard through the flag.
        let _goes_on = watch.tell(words, done as f64 / all.max(1) as f64);
    }
}

/// Lamps of schools.
pub(crate) type Lamps<'a> = BTreeMap<&'a SchoolId, Lamp>;

/// See the head of the file.
#[derive(Default)]
pub(crate) struct Lights {
    list: Streamed<ListKey>,
    receivers: Streamed<ReceiversKey>,
    /// Of the whole plan as it stands, which is drawn on the map.
    together: Latest<(u64, ListKey, Vec<Action>), Option<Together>>,
    tried: Latest<(u64, Action), Option<Arc<Evaluation>>>,
}

impl Lights {
    /// Takes in what is ready and asks for what the screen will show. `small` is the list as it stands, `selected` the
    /// selected school with its receivers, in the plan they were found in.
    pub(crate) fn refresh(
        &mut self,
        ctx: &egui::Context,
        session: &Session,
        view: &View,
        small: Option<&Small>,
        selected: Option<(&Session, &Candidate)>,
    ) {
        let key = list_key(session, view);
        // The hand has the processors while it moves a school.
        let is_wanted = view.workspace().plans() && view.judges && view.hand.moved().is_none();
        match small.filter(|_| is_wanted) {
            Some(small) => self.ask_list(ctx, session, view, &key, small),
            None => self.list.work.rest(),
        }
        match selected.filter(|_| is_wanted) {
            Some((of, candidate)) => self.ask_receivers(ctx, session, view, of, candidate),
            None => self.receivers.work.rest(),
        }
        match self.wanted(session, view, small).filter(|_| is_wanted) {
            Some(wanted) => {
                let words = text::words_of(text::time::AT_THE_GATE);
                let (stage, lang) = (view.stage, view.lang);
                let key = (session.revision(), key, wanted);
                self.together.ask(ctx, &key, "review", words, || {
                    let (ground, wanted) = (session.starting_point(stage, lang), key.2.clone());
                    move |watch: &Watch| {
                        let found = together(watch.flag(), &ground, wanted);
                        (!watch.is_cancelled()).then_some(found)
                    }
                });
            }
            None => self.together.rest(),
        }
        match Self::try_on(session, view).filter(|_| is_wanted) {
            Some(action) => {
                let words = text::words_of(text::CHANGING);
                let key = (session.revision(), action);
                self.tried.ask(ctx, &key, "trial", words, || {
                    let ground = session.starting_point(view.stage, view.lang);
                    let action = key.1.clone();
                    move |_: &Watch| {
                        let county = ground.evaluator.county();
                        let plan = plan::apply(county, &ground.plan, Command::Add(action)).ok();
                        let policy = ground.before.policy;
                        let tried = plan
                            .map(|plan| ground.evaluator.evaluate(&plan, ground.year(), policy));
                        Some(tried.map(Arc::new))
                    }
                });
            }
            None => self.tried.rest(),
        }
    }

    fn ask_list(
        &mut self,
        ctx: &egui::Context,
        session: &Session,
        view: &View,
        key: &ListKey,
        small: &Small,
    ) {
        let known = self.list.known(key);
        self.list.ask(ctx, key, "lights", |tell| {
            let ground = StartingPoint {
                // In which the schools of the list have their places.
                before: Arc::clone(&small.evaluation),
                ..session.starting_point(view.stage, view.lang)
            };
            let sites = &small.evaluation.layout.sites;
            let open = small.candidates.iter();
            let open = open.filter(|candidate| sites[candidate.site].status != Status::Kept);
            // Work that was stopped goes on where it was.
            let (before, candidates): (Vec<Candidate>, Vec<Candidate>) = open
                .cloned()
                .partition(|candidate| known.contains(&sites[candidate.site].id));
            let all = before.len() + candidates.len();
            move |watch: &Watch| {
                for (place, candidate) in candidates.iter().enumerate() {
                    let seen = aside(|| foreseen(watch.flag(), &ground, candidate))?;
                    let how_far = (before.len() + place + 1, all);
                    tell.tell(watch, (seen.school.clone(), seen), how_far);
                }
                Some(())
            }
        });
    }

    fn ask_receivers(
        &mut self,
        ctx: &egui::Context,
        session: &Session,
        view: &View,
        of: &Session,
        candidate: &Candidate,
    ) {
        let sites = &of.evaluation().layout.sites;
        let school = sites[candidate.site].id.clone();
        let key = (session.revision(), view.stage, school, view.lang);
        self.receivers.ask(ctx, &key, "receiver-lights", |tell| {
            let ground = of.starting_point(view.stage, view.lang);
            let candidate = candidate.clone();
            move |watch: &Watch| {
                let receivers: Vec<_> = candidate.receivers.iter().take(RECEIVERS_JUDGED).collect();
                for (place, receiver) in receivers.iter().enumerate() {
                    let seen =
                        aside(|| foreseen_into(watch.flag(), &ground, &candidate, receiver))?;
                    let into = ground.before.layout.sites[receiver.site].id.clone();
                    tell.tell(watch, (into, seen), (place + 1, receivers.len()));
                }
                Some(())
            }
        });
    }

    /// The closures that are ticked in the review, once all are judged; `None` where nothing is reviewed.
    fn wanted(&self, session: &Session, view: &View, small: Option<&Small>) -> Option<Vec<Action>> {
        let review = view.review.as_ref()?;
        let small = small.filter(|_| self.list.is_whole())?;
        let sites = &small.evaluation.layout.sites;
        let ids = small
            .candidates
            .iter()
            .map(|candidate| &sites[candidate.site].id);
        let ticked =
            ids.filter(|id| !review.unticked.contains(*id) && session.closes_later(id).is_none());
        let actions = ticked.filter_map(|id| self.list.seen.get(id)?.foreseen.action.clone());
        Some(actions.collect())
    }

    /// The closure that is tried on the map: into the receiver that was clicked.
    fn try_on(session: &Session, view: &View) -> Option<Action> {
        let (school, into) = view.receiver.as_ref()?;
        if view.selection != Some(Selection::School(school.clone())) {
            return None;
        }
        let measure = plan::Measure::Merge {
            school: school.clone(),
            into: vec![into.clone()],
        };
        // A school that the plan closes goes elsewhere when it closes.
        let closing = session.plan().and_then(|plan| plan.closing(school));
        let year = closing.map_or(session.year(), |(_, action)| action.year);
        Some(Action::new(year, measure, ""))
    }

    /// A small school as the gate sees it; `None` before it was judged.
    pub(crate) fn of(&self, school: &SchoolId) -> Option<&Seen> {
        self.list.seen.get(school)
    }

    /// The lamps of small schools that stand open in the plan as it stands, as the list has them. One of the plan before
    /// a change is being judged again; one that was never judged has none.
    pub(crate) fn lamps<'a>(&'a self, view: &View, small: Option<&'a Small>) -> Lamps<'a> {
        let is_shown = view.workspace().plans() && view.judges && !view.shows_trial();
        let Some(small) = small.filter(|_| is_shown) else {
            return Lamps::new();
        };
        let lamp = |candidate: &Candidate| {
            let site = &small.evaluation.layout.sites[candidate.site];
            let seen = self.of(&site.id).filter(|_| site.status != Status::Kept)?;
            let lamp = if seen.is_fresh {
                seen.lamp()
            } else {
                Lamp::Judging
            };
            Some((&site.id, lamp))
        };
        small.candidates.iter().filter_map(lamp).collect()
    }

    /// The selected school, merged into this receiver.
    pub(crate) fn merged_into(
        &self,
        session: &Session,
        view: &View,
        school: &SchoolId,
        into: &SchoolId,
    ) -> Option<&Foreseen> {
        let key = (session.revision(), view.stage, school.clone(), view.lang);
        let seen = self.receivers.seen.get(into)?;
        (seen.is_fresh && self.receivers.key.as_ref() == Some(&key)).then_some(&*seen.foreseen)
    }

    /// Whether every small school has been judged in the plan as it stands.
    pub(crate) fn are_whole(&self, session: &Session, view: &View) -> bool {
        self.list.key.as_ref() == Some(&list_key(session, view)) && self.list.is_whole()
    }

    /// What the ticked closures of the review come to together; `None` while they are judged.
    pub(crate) fn together(
        &self,
        session: &Session,
        view: &View,
        small: Option<&Small>,
    ) -> Option<&Together> {
        let wanted = self.wanted(session, view, small)?;
        self.together
            .answer_to(&(session.revision(), list_key(session, view), wanted))?
            .as_ref()
    }

    /// What is tried on the map: the review, else the receiver that was clicked.
    pub(crate) fn on_map(
        &self,
        session: &Session,
        view: &View,
        small: Option<&Small>,
    ) -> Option<Arc<Evaluation>> {
        if !view.workspace().plans() {
            return None;
        }
        if view.review.is_some() {
            let together = self.together(session, view, small)?;
            return Some(Arc::clone(&together.after));
        }
        let action = Self::try_on(session, view)?;
        self.tried.answer_to(&(session.revision(), action))?.clone()
    }

    /// Whether nothing is being judged.
    pub(crate) fn is_idle(&self) -> bool {
        self.list.work.running().is_none()
            && self.receivers.work.running().is_none()
            && self.is_settled()
    }

    /// Whether what the planner asked for is there: the review and the trial.
    pub(crate) fn is_settled(&self) -> bool {
        self.together.running().is_none() && self.tried.running().is_none()
    }

    /// What the planner waits for, once that takes longer than a moment. The lights of the list come when they come,
    /// and tell in the list how far they are.
    pub(crate) fn slow_work(&self) -> Option<Progress> {
        slow(self.together.running())
    }
}

fn list_key(session: &Session, view: &View) -> ListKey {
    let below = view.below(session);
    let bearing = session.bearing(view.stage);
    (bearing, view.stage, below, view.reach, view.lang)
}

/// The words under which closures of one step stand in the undo list.
pub(crate) fn step_name(count: usize) -> Words {
    let schools = Words::counted(count, "small school", "所小规模学校");
    Words::new(
        format!("Merge {}", schools.en),
        format!("撤并{}", schools.zh),
    )
}
