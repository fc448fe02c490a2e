//! What is worked out over the years of the chosen plan, beside the screen: every year's numbers,
//! the closure gate, and the gate page of a school that stays. It does not depend on the year shown.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::Poll;

use super::closing::{self, ClosingKey};
use super::jobs::{Latest, Watch};
use crate::app::look::desk::Workspace;
use crate::app::look::forms::Form;
use crate::app::look::text;
use crate::app::look::view::{Page, Selection, View};
use crate::evaluation::{Evaluation, Evaluator};
use crate::forecast::{BackTest, Demand, Trial, Variant};
use crate::horizon::{self, Equity, Gate, GatePage, SeatBalance, Target, Verdict};
use crate::model::{PerStage, SchoolId, Stage};
use crate::plan::{Action, Measure, Plan, Policy};
use crate::session::Session;
use crate::units::Year;
use crate::words::Words;

/// The question: this plan on this county under this policy.
#[derive(Clone, Debug)]
struct PlanQuestion {
    evaluator: Arc<Evaluator>,
    plan: Plan,
    policy: Policy,
    /// What was lost in reading the county and this plan.
    lost: Vec<Words>,
}

impl PartialEq for PlanQuestion {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.evaluator, &other.evaluator)
            && self.policy == other.policy
            && self.plan == other.plan
            && self.lost == other.lost
    }
}

impl PlanQuestion {
    /// The plan of the layout on screen.
    fn of(session: &Session, view: &View) -> Self {
        Self {
            evaluator: Arc::clone(session.evaluator()),
            plan: view.plan(session).into_owned(),
            policy: session.policy(),
            lost: session.lost(),
        }
    }

    /// Every closure at the gate, and what that comes to. `None` when it was stopped.
    fn judged(&self, watch: &Watch) -> Option<(Gate, Verdict)> {
        let Self {
            evaluator,
            plan,
            policy,
            lost,
        } = self;
        let gate = horizon::gate_unless(watch.flag(), evaluator, plan, *policy, &|_| None)?;
        let verdict = horizon::verdict(evaluator, plan, &gate, lost);
        Some((gate, verdict))
    }

    /// `None` when it was stopped.
    fn years(&self, watch: &Watch) -> Option<Years> {
        let evaluator = &self.evaluator;
        let base = evaluator.base_year();
        let now = evaluator.baseline(base, self.policy);
        let plan =
            horizon::evaluate_years_unless(watch.flag(), evaluator, &self.plan, self.policy, base)?;
        let targets = plan
            .iter()
            .map(|(&year, planned)| (year, horizon::targets(evaluator, &now, planned)))
            .collect();
        let pupils = plan.keys().map(|&year| (year, self.pupils(year))).collect();
        let equity = plan
            .iter()
            .map(|(&year, planned)| {
                let of = |stage| horizon::equity(evaluator, planned, stage);
                (year, PerStage::from_fn(of))
            })
            .collect();
        if watch.is_cancelled() {
            return None;
        }
        Some(Years {
            equity,
            back_test: evaluator.forecast().back_tests().to_vec(),
            trials: PerStage::from_fn(|stage| evaluator.forecast().trial(stage).cloned()),
            notes: evaluator.forecast().notes().to_vec(),
            targets,
            pupils,
            balance: horizon::seat_balance(evaluator.county(), &plan),
            plan,
        })
    }

    /// Pupils of the county in the low, middle and high forecast.
    fn pupils(&self, year: Year) -> PerStage<[u32; 3]> {
        let forecast = self.evaluator.forecast();
        let variants = Variant::ALL.map(|variant| forecast.demand_in(year, variant));
        let total = |stage: Stage, demand: &Demand| demand.pupils[stage].iter().sum();
        PerStage::from_fn(|stage| variants.each_ref().map(|demand| total(stage, demand)))
    }
}

/// Every year of the plan, from today's figures to the horizon.
pub(crate) struct Years {
    /// The plan, year by year.
    pub(crate) plan: BTreeMap<Year, Evaluation>,
    /// Pupils of the county in the low, middle and high forecast.
    pub(crate) pupils: BTreeMap<Year, PerStage<[u32; 3]>>,
    /// The targets board of each year, in the same order every year.
    pub(crate) targets: BTreeMap<Year, Vec<Target>>,
    /// How evenly schools serve, and the staff they need.
    pub(crate) equity: BTreeMap<Year, PerStage<Option<Equity>>>,
    /// How well the forecast would have done three years ago.
    pub(crate) back_test: Vec<BackTest>,
    /// What that says of each stage.
    pub(crate) trials: PerStage<Option<Trial>>,
    /// What the forecast had to fill in.
    pub(crate) notes: Vec<Words>,
    /// Seats against pupils by stage, district and year.
    pub(crate) balance: Vec<SeatBalance>,
}

/// The question of a gate page. A small school is asked as the list of small schools asks it.
type PageKey = (PlanQuestion, SchoolId, Year, Option<ClosingKey>);

/// Everything that looks ahead, each with its question.
#[derive(Default)]
pub(crate) struct Ahead {
    years: Latest<PlanQuestion, Years>,
    gate: Latest<PlanQuestion, (Gate, Verdict)>,
    page: Latest<PageKey, Option<GatePage>>,
    /// Whether the page of the gate is open; else its lights come when they come.
    is_gate_asked_for: bool,
}

impl Ahead {
    /// Takes in what is ready and asks for what the open page will show.
    pub(crate) fn refresh(&mut self, ctx: &egui::Context, session: &Session, view: &View) {
        let case = || PlanQuestion::of(session, view);
        let page = view.open_page();
        let what_if = what_if(session, view).filter(|_| page == Some(Page::Gate));
        match what_if {
            Some((school, year)) => {
                let listed = ClosingKey::what_if(session, view, &school, year);
                let key = (case(), school, year, listed);
                self.ask_page(ctx, session, &key);
            }
            None => self.page.rest(),
        }
        self.is_gate_asked_for = page == Some(Page::Gate);
        let has_closures = || {
            let plan = session.plan();
            plan.is_some_and(|plan| !plan.closures(session.county()).is_empty())
        };
        let tells_of_it = matches!(view.workspace(), Workspace::Plan | Workspace::Deliver);
        if self.is_gate_asked_for || tells_of_it && has_closures() {
            self.ask_gate(ctx, &case());
        } else {
            self.gate.rest();
        }
        let asks_seats = matches!(view.form, Some(Form::Seats(_)));
        if asks_seats || view.shows_trend() || matches!(page, Some(Page::Charts | Page::Targets)) {
            self.ask_years(ctx, &case());
        } else {
            self.years.rest();
        }
    }

    fn ask_years(&mut self, ctx: &egui::Context, case: &PlanQuestion) {
        let words = text::words_of(text::time::LOOKING_AHEAD);
        self.years.ask(ctx, case, "all-years", words, || {
            let case = case.clone();
            move |watch: &Watch| case.years(watch)
        });
    }

    fn ask_gate(&mut self, ctx: &egui::Context, case: &PlanQuestion) {
        let words = text::words_of(text::time::AT_THE_GATE);
        self.gate.ask(ctx, case, "closure-gate", words, || {
            let case = case.clone();
            move |watch: &Watch| case.judged(watch)
        });
    }

    fn ask_page(&mut self, ctx: &egui::Context, session: &Session, key: &PageKey) {
        let words = text::words_of(text::time::AT_THE_GATE);
        self.page.ask(ctx, key, "gate-page", words, || {
            let (case, school, year, listed) = key.clone();
            let session = listed.is_some().then(|| session.clone());
            move |watch: &Watch| {
                let listed = listed.zip(session);
                let page =
                    listed.and_then(|(key, session)| closing::page_what_if(session, &key, watch));
                if page.is_some() || watch.is_cancelled() {
                    return page.map(Some);
                }
                let PlanQuestion {
                    evaluator,
                    plan,
                    policy,
                    ..
                } = &case;
                let stop = watch.flag();
                horizon::gate_page_unless(stop, evaluator, plan, *policy, &school, year)
            }
        });
    }

    /// The numbers of all years; those of an earlier state while the new ones are worked out.
    pub(crate) fn years(&self) -> Option<&Years> {
        self.years.answer()
    }

    /// Whether the years belong to the plan as it stands.
    pub(crate) fn years_are_fresh(&self) -> bool {
        self.years.running().is_none()
    }

    /// The pupils of a school in a stage and year of the chosen plan, once they are worked out; `None` where nobody
    /// knows them.
    pub(crate) fn pupils_in(
        &self,
        session: &Session,
        year: Year,
        school: &SchoolId,
        stage: Stage,
    ) -> Poll<Option<u32>> {
        let years = self.years().filter(|_| self.years_are_fresh());
        let evaluation = match years {
            _ if year == session.year() => session.evaluation(),
            None => return Poll::Pending,
            Some(years) => match years.plan.get(&year) {
                Some(evaluation) => evaluation,
                None => return Poll::Ready(None),
            },
        };
        let site = evaluation.layout.position(school);
        let numbers = site.and_then(|site| evaluation.stages[stage].as_ref()?.school(site));
        Poll::Ready(numbers.and_then(|numbers| numbers.pupils))
    }

    /// Whether the gate has judged the plan as it stands.
    pub(crate) fn gate_is_fresh(&self) -> bool {
        self.gate.running().is_none()
    }

    /// Whether closures of the plan are at the gate.
    pub(crate) fn is_judging(&self) -> bool {
        self.gate.running().is_some()
    }

    /// How many closures of the chosen plan are red and without a reason; `None` until the gate has judged the plan as
    /// it stands.
    pub(crate) fn n_refused(&self, session: &Session, view: &View) -> Option<usize> {
        let (gate, _) = self.gate.answer_to(&PlanQuestion::of(session, view))?;
        Some(gate.refused().count())
    }

    /// The closures of the chosen plan at the gate; of an earlier state while they are worked out.
    pub(crate) fn gate(&self) -> Option<&Gate> {
        self.gate.answer().map(|(gate, _)| gate)
    }

    /// Whether that plan may be called compliant, and why not.
    pub(crate) fn verdict(&self) -> Option<&Verdict> {
        self.gate.answer().map(|(_, verdict)| verdict)
    }

    /// The page of the selected school: as the plan closes it, else as if it closed.
    pub(crate) fn page(&self, session: &Session, view: &View) -> Option<&GatePage> {
        let Some(Selection::School(id)) = &view.selection else {
            return None;
        };
        if what_if(session, view).is_some() {
            let page = self.page.answer()?.as_ref();
            return page.filter(|page| page.school == *id && page.action.is_none());
        }
        self.page_of(id)
    }

    /// The page of a school that the plan closes, as the gate saw it last.
    pub(crate) fn page_of(&self, school: &SchoolId) -> Option<&GatePage> {
        let mut pages = self.gate()?.pages.iter();
        pages.find(|page| page.school == *school)
    }

    /// The work that is going on.
    pub(crate) fn is_idle(&self) -> bool {
        self.years.running().is_none()
            && (self.gate.running().is_none() || !self.is_gate_asked_for)
            && self.page.running().is_none()
    }

    /// What has been worked on for longer than a moment.
    pub(crate) fn slow_work(&self) -> Option<super::jobs::Progress> {
        super::results::slow(self.years.running())
            .or_else(|| {
                super::results::slow(self.gate.running().filter(|_| self.is_gate_asked_for))
            })
            .or_else(|| super::results::slow(self.page.running()))
    }
}

/// The selected school and the year in which it would close, where the plan does not close it.
fn what_if(session: &Session, view: &View) -> Option<(SchoolId, Year)> {
    let Some(Selection::School(id)) = &view.selection else {
        return None;
    };
    let plan = session.plan();
    if plan.is_some_and(|plan| !plan.closures_at(session.county(), id).is_empty()) {
        return None;
    }
    let is_kept =
        |action: &&Action| matches!(&action.measure, Measure::Keep { school } if school == id);
    let kept = plan.and_then(|plan| plan.actions.iter().find(is_kept));
    Some((
        id.clone(),
        kept.map_or_else(|| session.year(), |action| action.year),
    ))
}
