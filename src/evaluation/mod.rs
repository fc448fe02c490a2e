//! From a plan and a year to every number on screen: layout, assignments, indicators and findings.

mod around;
mod carried;
mod compare;
mod drag;
mod ways;

pub use around::{Around, Within};
pub use compare::{Apart, CompareSide, Compared, compare, same_homes};
pub use drag::SchoolDrag;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::assign::catchment::Cells;
use crate::assign::{self, Assignment, Attended, Boarding, Flow, FlowSource, NearestWays};
use crate::forecast::{Demand, Forecast};
use crate::geometry::LonLat;
use crate::indicators::{self, Indicator, SchoolNumbers, StageNumbers, StageView};
use crate::model::{self, County, PerStage, Stage};
use crate::plan::{Layout, Plan, Policy, Site};
use crate::rules::{self, Attendance, Finding, Findings, Limits, Standards, Standing};
use crate::travel::{Row, Travel};
use crate::units::{Meters, Year};

use carried::Unclosed;
use ways::Roads;

/// Trips to the sites of a layout, by site position; `None` where a site is of no concern.
pub type SiteRows = Vec<Option<Row>>;

/// One stage of a layout, assigned and measured.
#[derive(Clone, Debug, PartialEq)]
pub struct StageEvaluation {
    /// Who goes where.
    pub assignment: Assignment,
    /// Who of them boards.
    pub boarding: Boarding,
    /// How far the flows of today are on record that the assignment rests on; `None` where it rests on none, because
    /// everybody is dealt anew.
    pub flows: Option<FlowSource>,
    /// Every school that takes pupils of the stage, by site position.
    pub schools: Vec<SchoolNumbers>,
    /// The whole county.
    pub numbers: StageNumbers,
}

impl StageEvaluation {
    /// The flows of the day pupils, in the order of the assignment's.
    pub fn daily(&self) -> &[Flow] {
        self.boarding.daily(&self.assignment)
    }

    /// Everybody, and those who go every day.
    pub fn attended(&self) -> Attended<'_> {
        Attended {
            assignment: &self.assignment,
            daily: self.daily(),
        }
    }

    /// Whether pupils of a flow go farther than a limit every day.
    pub fn goes_over(&self, flow: &Flow, limit: Meters) -> bool {
        let key = |day: &Flow| (day.settlement, day.site);
        let goes_daily = self.daily().binary_search_by_key(&key(flow), key).is_ok();
        goes_daily && flow.trip.distance() > limit
    }

    /// The figures of one school; `None` when it takes no pupils of the stage.
    pub fn school(&self, site: usize) -> Option<&SchoolNumbers> {
        let position = self
            .schools
            .binary_search_by_key(&site, |numbers| numbers.site)
            .ok()?;
        self.schools.get(position)
    }
}

/// Everything known about one plan in one year under one policy.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// How pupils were given to schools.
    pub policy: Policy,
    /// The layout that was evaluated, with its year.
    pub layout: Arc<Layout>,
    /// The pupils of that year.
    pub demand: Arc<Demand>,
    /// By stage; `None` for stages the county neither teaches nor has pupils of.
    pub stages: PerStage<Option<Arc<StageEvaluation>>>,
    /// By stage, open schools and teaching points with fewer pupils, over all their stages, than the threshold. None of
    /// the kindergartens, which are small by nature.
    pub below_threshold: PerStage<usize>,
    /// By stage, below how many pupils a school is small by the standards in force; zero where none is.
    pub small_below: PerStage<u32>,
    /// Where the layout breaks a standard.
    pub findings: Findings,
}

impl Evaluation {
    /// The assignments of all stages.
    pub fn assignments(&self) -> Vec<&Assignment> {
        let stages = self.stages.iter();
        stages
            .filter_map(|(_, stage)| Some(&stage.as_ref()?.assignment))
            .collect()
    }

    /// A figure of a stage; `None` where it is not known. Schools are small with fewer pupils than `below`, by the
    /// standard where it is `None`; with zero, as for kindergartens, nobody asks.
    pub fn indicator(&self, stage: Stage, indicator: Indicator, below: Option<u32>) -> Option<f64> {
        let numbers = &self.stages[stage].as_ref()?.numbers;
        let small = match below {
            None => (self.small_below[stage] > 0).then(|| self.below_threshold[stage]),
            Some(below) => (below > 0).then(|| self.small(stage, below)),
        };
        indicator.value(numbers, small, self.demand.basis[stage])
    }

    /// One stage, to be broken down by place; `None` where it has no figures.
    pub fn by_place<'a>(&'a self, county: &'a County, stage: Stage) -> Option<StageView<'a>> {
        let evaluated = self.stages[stage].as_ref()?;
        Some(StageView {
            county,
            layout: &self.layout,
            assignment: &evaluated.assignment,
            daily: evaluated.daily(),
            pupils: &self.demand.pupils[stage],
            schools: &evaluated.schools,
            trip_limit: evaluated.numbers.trip_limit,
        })
    }

    /// A school's pupils over all its stages, as the small-school threshold counts them.
    pub fn size(&self, site: usize) -> Option<u32> {
        size(&self.layout, &self.stages, self.policy, site)
    }

    /// How many schools that run a stage have fewer pupils than this over all their stages. Teaching points and new
    /// schools count like the others.
    pub fn small(&self, stage: Stage, below: u32) -> usize {
        small(&self.layout, stage, below, |site| self.size(site))
    }
}

fn small(layout: &Layout, stage: Stage, below: u32, size: impl Fn(usize) -> Option<u32>) -> usize {
    let open = layout.open(stage).into_iter();
    open.filter(|&site| indicators::is_small(size(site), below))
        .count()
}

fn size(
    layout: &Layout,
    stages: &PerStage<Option<Arc<StageEvaluation>>>,
    policy: Policy,
    site: usize,
) -> Option<u32> {
    indicators::size(layout, site, policy, |stage| pupils(stages, stage, site))
}

fn pupils(
    stages: &PerStage<Option<Arc<StageEvaluation>>>,
    stage: Stage,
    site: usize,
) -> Option<u32> {
    stages[stage].as_ref()?.school(site)?.pupils
}

fn attended(stages: &PerStage<Option<Arc<StageEvaluation>>>, stage: Stage) -> Option<Attended<'_>> {
    Some(stages[stage].as_ref()?.attended())
}

/// What a frame of a drag begins from.
struct Before<'a> {
    evaluation: &'a Evaluation,
    standing: &'a Standing,
    /// The stages that may differ.
    changed: &'a [Stage],
}

/// Evaluates plans of one county; holds what does not depend on the plan. Shared between threads.
#[derive(Debug)]
pub struct Evaluator {
    county: Arc<County>,
    roads: Arc<Roads>,
    forecast: Forecast,
    standards: Standards,
    limits: Limits,
    cells: Arc<OnceLock<Arc<Cells>>>,
    today: Mutex<BTreeMap<Stage, (Arc<Assignment>, FlowSource)>>,
    unclosed: Mutex<BTreeMap<(Stage, Year, Policy), Arc<Unclosed>>>,
}

/// Where everyone lives.
fn places(county: &County) -> Vec<LonLat> {
    let homes = county.settlements.iter();
    homes.map(|settlement| settlement.at).collect()
}

impl Evaluator {
    /// Prepares a county: its roads, its homes and its standards.
    pub fn new(county: Arc<County>, standards: Standards) -> Self {
        Self::on(None, county, standards)
    }

    /// The same where the roads of this very county have been prepared already, for instance while it was read. They
    /// serve unless the standards ask for another detour factor.
    pub fn on(travel: Option<Arc<Travel>>, county: Arc<County>, standards: Standards) -> Self {
        let detour = standards.detour_factor();
        let travel = travel.filter(|travel| travel.detour_factor() == detour);
        Self {
            roads: Arc::new(travel.map_or_else(|| Roads::of(&county, detour), Roads::on)),
            forecast: Forecast::new(&county, &standards.forecast()),
            limits: Limits::of(&standards),
            county,
            standards,
            cells: Arc::default(),
            today: Mutex::default(),
            unclosed: Mutex::default(),
        }
    }

    /// The county as recorded, with the figures that a plan assumes and under the standards that it puts in force;
    /// without a plan as recorded and under the usual standards.
    pub fn of_plan(recorded: &County, plan: Option<&Plan>) -> Self {
        Self::of_plan_on(None, recorded, plan)
    }

    /// The same where the roads of the county as recorded have been prepared already. They serve unless homes that are
    /// estimated came to lie elsewhere.
    pub fn of_plan_on(travel: Option<Arc<Travel>>, recorded: &County, plan: Option<&Plan>) -> Self {
        let (county, standards) = facts(recorded, plan);
        let travel = travel.filter(|_| places(&county) == places(recorded));
        Self::on(travel, Arc::new(county), standards)
    }

    /// What [`Evaluator::of_plan`] makes, sharing with the evaluator of another plan of the same county what it can:
    /// where the facts are the same ones it is that evaluator itself.
    pub fn for_plan(known: &Arc<Self>, recorded: &County, plan: Option<&Plan>) -> Arc<Self> {
        let (county, standards) = facts(recorded, plan);
        if county == *known.county && standards == known.standards {
            return Arc::clone(known);
        }
        Arc::new(known.with_figures(Arc::new(county), standards))
    }

    /// The same county with other figures or under other standards. Ways and areas are shared with this one, unless
    /// homes that are estimated came to lie elsewhere or ways are estimated otherwise.
    pub fn with_figures(&self, county: Arc<County>, standards: Standards) -> Self {
        let are_ways_as_here = self.travel().detour_factor() == standards.detour_factor();
        if !are_ways_as_here || places(&county) != places(&self.county) {
            return Self::new(county, standards);
        }
        Self {
            roads: Arc::clone(&self.roads),
            forecast: Forecast::new(&county, &standards.forecast()),
            limits: Limits::of(&standards),
            county,
            standards,
            cells: Arc::clone(&self.cells),
            today: Mutex::default(),
            unclosed: Mutex::default(),
        }
    }

    /// The county.
    pub fn county(&self) -> &Arc<County> {
        &self.county
    }

    /// Its roads as recorded, prepared.
    pub fn travel(&self) -> &Travel {
        self.roads.recorded()
    }

    /// The roads as they are in a layout, prepared.
    pub fn travel_in(&self, layout: &Layout) -> Arc<Travel> {
        self.roads.travel(&self.county, layout)
    }

    /// Its pupils by year.
    pub fn forecast(&self) -> &Forecast {
        &self.forecast
    }

    /// The limits in force.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The standards in force.
    pub fn standards(&self) -> &Standards {
        &self.standards
    }

    /// Whether another counts with the same figures and standards.
    pub(crate) fn counts_like(&self, other: &Self) -> bool {
        self.standards == other.standards && self.county == other.county
    }

    /// The year whose figures stand in the files.
    pub fn base_year(&self) -> Year {
        self.forecast.base_year()
    }

    /// Everything about a plan in a year.
    pub fn evaluate(&self, plan: &Plan, year: Year, policy: Policy) -> Evaluation {
        let layout = Arc::new(Layout::of(&self.county, plan, year));
        let mut evaluation = self.evaluate_layout(layout, policy);
        let order = rules::order(&self.standards, &self.county, plan);
        if order.is_empty() {
            return evaluation;
        }
        let mut findings: Vec<Finding> = evaluation.findings.iter().cloned().collect();
        findings.extend(order);
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        evaluation.findings = findings.into();
        evaluation
    }

    /// No plan: what is asked about, and begun, where nobody has chosen a plan. It starts in the year of the data,
    /// whichever year is shown, and reaches at least to that one.
    pub fn no_plan(&self, shown: Year) -> Plan {
        let today = Plan::today(self.base_year());
        Plan {
            horizon: today.horizon.max(shown),
            ..today
        }
    }

    /// The schools of today in a year: what plans are held against.
    pub fn baseline(&self, year: Year, policy: Policy) -> Evaluation {
        self.evaluate_layout(Arc::new(Layout::today(&self.county, year)), policy)
    }

    /// Everything about a layout.
    pub fn evaluate_layout(&self, layout: Arc<Layout>, policy: Policy) -> Evaluation {
        let demand = Arc::new(self.forecast.demand(layout.year));
        let stages = PerStage::from_fn(|stage| self.stage(policy, stage, &layout, &demand));
        self.conclude(layout, demand, policy, stages, None)
    }

    /// One stage of a layout; `None` where it is neither taught nor has pupils.
    fn stage(
        &self,
        policy: Policy,
        stage: Stage,
        layout: &Layout,
        demand: &Demand,
    ) -> Option<Arc<StageEvaluation>> {
        let mut sites = layout.sites.iter();
        let is_taught = sites.any(|site: &Site| site.stages[stage].is_some());
        let has_pupils = demand.pupils[stage].iter().any(|&pupils| pupils > 0);
        (is_taught || has_pupils).then(|| {
            let today = (policy == Policy::Keep).then(|| self.today_in(stage, layout));
            let pupils = &demand.pupils[stage];
            let assignment = self.dealt(policy, stage, pupils, today.as_ref(), layout);
            self.measured(policy, layout, demand, assignment, today.as_ref())
        })
    }

    /// The same plan, year and policy with the pupils of one stage given to schools in another way. The assignment is
    /// of the layout that was evaluated.
    pub fn with_assignment(&self, evaluation: &Evaluation, assignment: Assignment) -> Evaluation {
        let Evaluation {
            policy,
            layout,
            demand,
            stages,
            ..
        } = evaluation;
        let mut stages = stages.clone();
        let stage = assignment.stage;
        let today = (*policy == Policy::Keep).then(|| self.today_in(stage, layout));
        stages[stage] = Some(self.measured(*policy, layout, demand, assignment, today.as_ref()));
        self.conclude(
            Arc::clone(layout),
            Arc::clone(demand),
            *policy,
            stages,
            None,
        )
    }

    /// The pupils of a stage given to the schools of a layout; `today`'s flows on its sites are asked under `keep`.
    fn dealt(
        &self,
        policy: Policy,
        stage: Stage,
        pupils: &[u32],
        today: Option<&Assignment>,
        layout: &Layout,
    ) -> Assignment {
        match (policy, today) {
            (Policy::Seats, _) => assign::seats(stage, pupils, layout, &self.rows(layout)),
            (Policy::Keep, Some(today)) => {
                assign::keep(stage, pupils, today, layout, &self.rows(layout))
            }
            (Policy::Nearest | Policy::Keep, _) => {
                assign::nearest(stage, pupils, layout, |sites| self.nearest(layout, sites))
            }
        }
    }

    /// Measures one stage; small schools are counted once all stages are known. With today's flows given, schools have
    /// their records, and whoever came or left. Where nobody knows how many pupils there are, nobody knows how many
    /// come.
    fn measured(
        &self,
        policy: Policy,
        layout: &Layout,
        demand: &Demand,
        assignment: Assignment,
        today: Option<&Assignment>,
    ) -> Arc<StageEvaluation> {
        let stage = assignment.stage;
        let limit = self.limits.trip[stage];
        let attending =
            today.map(|today| assign::attending(&demand.pupils[stage], today, layout, &assignment));
        let is_unknown = !demand.basis[stage].is_known();
        let attending = attending.or_else(|| is_unknown.then(|| vec![None; layout.sites.len()]));
        let carried = self.carried(policy, layout, demand, &assignment);
        let boarding = assign::boarding(&self.county, layout, &assignment, &carried);
        let schools =
            indicators::school_numbers(layout, &assignment, &boarding, attending.as_deref(), limit);
        let numbers = indicators::stage_numbers(
            layout,
            &assignment,
            &boarding,
            &demand.pupils[stage],
            &schools,
            limit,
        );
        Arc::new(StageEvaluation {
            assignment,
            boarding,
            flows: today.map(|_| self.today_told(stage).1),
            schools,
            numbers,
        })
    }

    /// Counts small schools, which takes the pupils of all stages, and looks for broken standards. With what
    /// was evaluated `before`, only its changed stages may differ from that.
    fn conclude(
        &self,
        layout: Arc<Layout>,
        demand: Arc<Demand>,
        policy: Policy,
        stages: PerStage<Option<Arc<StageEvaluation>>>,
        before: Option<Before<'_>>,
    ) -> Evaluation {
        let below_threshold = PerStage::from_fn(|stage| {
            let size = |site| size(&layout, &stages, policy, site);
            small(&layout, stage, self.limits.small_below(stage), size)
        });
        let (standards, county) = (&self.standards, &self.county);
        let attendance = Attendance {
            size: &|site| size(&layout, &stages, policy, site),
            in_stage: &|stage, site| pupils(&stages, stage, site),
        };
        let findings = if let Some(before) = before {
            let pair = |&stage: &Stage| {
                Some((
                    attended(&before.evaluation.stages, stage)?,
                    attended(&stages, stage)?,
                ))
            };
            let changed: Vec<_> = before.changed.iter().filter_map(pair).collect();
            rules::findings_after(
                standards,
                county,
                &layout,
                &changed,
                attendance,
                before.standing,
            )
        } else {
            let all = Stage::ALL.into_iter();
            let all: Vec<Attended<'_>> = all.filter_map(|stage| attended(&stages, stage)).collect();
            rules::findings(standards, county, &layout, &all, attendance).into()
        };
        Evaluation {
            policy,
            layout,
            demand,
            stages,
            below_threshold,
            small_below: PerStage::from_fn(|stage| self.limits.small_below(stage)),
            findings,
        }
    }

    /// How far the flows of today are on record that answers under a policy rest on, over all stages with pupils;
    /// `None` where everybody is dealt anew, or where nobody is known.
    pub fn flow_source(&self, policy: Policy) -> Option<FlowSource> {
        let demand = self.forecast.demand(self.base_year());
        let stages = Stage::ALL.into_iter().filter(|&stage| {
            policy == Policy::Keep && demand.pupils[stage].iter().any(|&pupils| pupils > 0)
        });
        let source = |stage| self.today_told(stage).1;
        stages.map(source).reduce(FlowSource::and)
    }

    /// Today's flows of a stage, on today's layout: those on record, and the rest rebuilt so that the school totals are
    /// the recorded enrolments.
    pub fn today(&self, stage: Stage) -> Arc<Assignment> {
        self.today_told(stage).0
    }

    fn today_told(&self, stage: Stage) -> (Arc<Assignment>, FlowSource) {
        let known = lock(&self.today).get(&stage).cloned();
        known.unwrap_or_else(|| {
            let layout = Layout::today(&self.county, self.base_year());
            let pupils = &self.forecast.demand(self.base_year()).pupils[stage];
            let (rows, on_record) = (self.rows(&layout), &self.county.flows);
            let flows = Arc::new(assign::today(stage, pupils, &layout, &rows, on_record));
            let told = (
                flows,
                FlowSource::of(stage, pupils, &layout, &rows, on_record),
            );
            lock(&self.today).insert(stage, told.clone());
            told
        })
    }

    /// Today's flows of a stage on the sites of a layout.
    pub(crate) fn today_in(&self, stage: Stage, layout: &Layout) -> Assignment {
        let base = Layout::today(&self.county, self.base_year());
        assign::translate(&self.today(stage), &base, layout)
    }

    /// The ground round every settlement, from which catchment areas are made.
    pub fn cells(&self) -> &Arc<Cells> {
        self.cells
            .get_or_init(|| Arc::new(Cells::new(&self.county)))
    }

    /// Trips of every settlement to every site of a layout on its roads, closed sites included.
    pub fn rows(&self, layout: &Layout) -> SiteRows {
        self.roads.rows(&self.county, layout)
    }

    /// For every settlement the nearest of some sites of a layout on its roads, and the way there; of equally near ones
    /// the first. What [`Evaluator::rows`] would say, in a fraction of the time and memory.
    pub fn nearest(&self, layout: &Layout, sites: &[usize]) -> NearestWays {
        self.roads.nearest(&self.county, layout, sites)
    }

    /// Answers, for a site of a layout, from which settlements the way there is within a limit on its roads; ascending.
    pub fn homes_within<'a>(
        &self,
        layout: &'a Layout,
        limit: Meters,
    ) -> impl Fn(usize) -> Vec<u32> + use<'a> {
        self.roads.homes_within(&self.county, layout, limit)
    }
}

/// The county with the figures that a plan assumes, and the standards that it puts in force.
fn facts(recorded: &County, plan: Option<&Plan>) -> (County, Standards) {
    let (assumed, enabled) = plan.map_or_else(Default::default, |plan| {
        (plan.assumptions.clone(), plan.standards.clone())
    });
    // What nothing answers to is told where the plan is read and stands against it in its verdict.
    let (standards, _unanswered) = Standards::enabled(&enabled);
    (model::with_assumptions(recorded, &assumed), standards)
}

/// A cache whose writer panicked still holds whole entries only.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
