//! From a plan and a year to every number on screen: layout, assignments, indicators and findings.

mod drag;

pub use drag::SchoolDrag;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::assign::catchment::Cells;
use crate::assign::{self, Assignment};
use crate::forecast::{Demand, Forecast};
use crate::geometry::LonLat;
use crate::indicators::{self, SchoolNumbers, StageNumbers};
use crate::model::{County, PerStage, RoadEdit, Stage};
use crate::plan::{Layout, Plan, Policy, Site};
use crate::rules::{self, Finding, Findings, Limits, Standards, Standing};
use crate::travel::{DETOUR_FACTOR, Travel, Trip};
use crate::units::Year;

/// Trips to the sites of a layout, by site position; `None` where a site is of no concern.
pub type SiteRows = Vec<Option<Arc<[Trip]>>>;

/// One stage of a layout, assigned and measured.
#[derive(Clone, Debug, PartialEq)]
pub struct StageEvaluation {
    /// Who goes where.
    pub assignment: Assignment,
    /// Every school that takes pupils of the stage, by site position.
    pub schools: Vec<SchoolNumbers>,
    /// The whole county.
    pub numbers: StageNumbers,
}

impl StageEvaluation {
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

    /// A school's pupils over all its stages, as the small-school threshold counts them.
    pub fn size(&self, site: usize) -> Option<u32> {
        size(&self.layout, &self.stages, self.policy, site)
    }
}

fn size(
    layout: &Layout,
    stages: &PerStage<Option<Arc<StageEvaluation>>>,
    policy: Policy,
    site: usize,
) -> Option<u32> {
    let assigned = |stage: Stage| {
        stages[stage]
            .as_ref()?
            .school(site)
            .map(|numbers| numbers.pupils)
    };
    indicators::size(layout, site, policy, assigned)
}

fn assignment_of(
    stages: &PerStage<Option<Arc<StageEvaluation>>>,
    stage: Stage,
) -> Option<&Assignment> {
    stages[stage]
        .as_ref()
        .map(|evaluated| &evaluated.assignment)
}

/// What a frame of a drag begins from.
struct Before<'a> {
    evaluation: &'a Evaluation,
    standing: &'a Standing,
    /// The stages that may differ.
    changed: &'a [Stage],
}

/// Trips of every settlement to a place, by the bits of its longitude and latitude.
type RowCache = HashMap<(u64, u64), Arc<[Trip]>>;

/// Evaluates plans of one county; holds what does not depend on the plan. Shared between threads.
#[derive(Debug)]
pub struct Evaluator {
    county: Arc<County>,
    travel: Arc<Travel>,
    forecast: Forecast,
    standards: Standards,
    limits: Limits,
    cells: Arc<OnceLock<Cells>>,
    rows: Arc<Mutex<RowCache>>,
    today: Mutex<BTreeMap<Stage, Arc<Assignment>>>,
}

/// A plan's own figures and standards.
fn figures_of(recorded: &County, plan: &Plan) -> (County, Standards) {
    let county = crate::model::with_assumptions(recorded, &plan.assumptions);
    let (standards, _unknown) = Standards::enabled(&plan.standards);
    (county, standards)
}

/// Where everyone lives.
fn places(county: &County) -> Vec<LonLat> {
    let homes = county.settlements.iter();
    homes.map(|settlement| settlement.at).collect()
}

impl Evaluator {
    /// Prepares a county: its roads, its homes and its standards.
    pub fn new(county: Arc<County>, standards: Standards) -> Self {
        Self {
            travel: Arc::new(Travel::new(&county, DETOUR_FACTOR)),
            forecast: Forecast::new(&county),
            limits: Limits::of(&standards),
            county,
            standards,
            cells: Arc::default(),
            rows: Arc::default(),
            today: Mutex::default(),
        }
    }

    /// Prepares a county for a plan: with what the plan assumes where the files are silent, under the standards it enables.
    pub fn of_plan(recorded: &County, plan: &Plan) -> Self {
        let (county, standards) = figures_of(recorded, plan);
        Self::new(Arc::new(county), standards)
    }

    /// The same for another plan of the county that was read as `recorded`; this one where it suits the plan.
    pub fn for_plan(self: &Arc<Self>, recorded: &County, plan: &Plan) -> Arc<Self> {
        let (county, standards) = figures_of(recorded, plan);
        if county == *self.county && standards == self.standards {
            return Arc::clone(self);
        }
        Arc::new(self.with_figures(Arc::new(county), standards))
    }

    /// Whether settlements lie where they do for another evaluator, so that who lives in them can be compared. Homes that
    /// are estimated follow what a plan assumes.
    pub fn has_homes_of(&self, other: &Self) -> bool {
        places(&self.county) == places(&other.county)
    }

    /// The same county with other figures or under other standards. Ways and areas are shared with this one, unless homes
    /// that are estimated came to lie elsewhere.
    pub fn with_figures(&self, county: Arc<County>, standards: Standards) -> Self {
        if places(&county) != places(&self.county) {
            return Self::new(county, standards);
        }
        Self {
            travel: Arc::clone(&self.travel),
            forecast: Forecast::new(&county),
            limits: Limits::of(&standards),
            county,
            standards,
            cells: Arc::clone(&self.cells),
            rows: Arc::clone(&self.rows),
            today: Mutex::default(),
        }
    }

    /// The same county after an edit of its roads; what the edit cannot change is shared with this one.
    pub fn with_road(&self, edit: &RoadEdit) -> Self {
        let county = Arc::new(self.county.with_road(edit));
        let cells = if county.projection() == self.county.projection() {
            Arc::clone(&self.cells)
        } else {
            Arc::default()
        };
        Self {
            travel: Arc::new(self.travel.after(&county)),
            forecast: Forecast::new(&county),
            limits: Limits::of(&self.standards),
            county,
            standards: self.standards.clone(),
            cells,
            rows: Arc::default(),
            today: Mutex::default(),
        }
    }

    /// The county.
    pub fn county(&self) -> &Arc<County> {
        &self.county
    }

    /// Its roads, prepared.
    pub fn travel(&self) -> &Travel {
        &self.travel
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

    /// The schools of today in a year: what plans are held against.
    pub fn baseline(&self, year: Year, policy: Policy) -> Evaluation {
        self.evaluate_layout(Arc::new(Layout::today(&self.county, year)), policy)
    }

    /// Everything about a layout.
    pub fn evaluate_layout(&self, layout: Arc<Layout>, policy: Policy) -> Evaluation {
        let demand = Arc::new(self.forecast.demand(layout.year));
        let rows = self.rows(&layout);
        let stages = PerStage::from_fn(|stage| {
            let is_taught = layout
                .sites
                .iter()
                .any(|site: &Site| site.stages[stage].is_some());
            let has_pupils = demand.pupils[stage].iter().any(|&pupils| pupils > 0);
            (is_taught || has_pupils).then(|| {
                let assignment = self.assign(&layout, &demand, &rows, stage, policy);
                self.measured(&layout, &demand, assignment)
            })
        });
        self.conclude(layout, demand, policy, stages, None)
    }

    /// The same plan, year and policy with the pupils of one stage given to schools in another way. The assignment is of
    /// the layout that was evaluated.
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
        stages[stage] = Some(self.measured(layout, demand, assignment));
        self.conclude(
            Arc::clone(layout),
            Arc::clone(demand),
            *policy,
            stages,
            None,
        )
    }

    /// Measures one stage; small schools are counted once all stages are known.
    fn measured(
        &self,
        layout: &Layout,
        demand: &Demand,
        assignment: Assignment,
    ) -> Arc<StageEvaluation> {
        let stage = assignment.stage;
        let limit = self.limits.trip[stage];
        let schools = indicators::school_numbers(layout, &assignment, limit);
        let numbers =
            indicators::stage_numbers(layout, &assignment, &demand.pupils[stage], &schools, limit);
        Arc::new(StageEvaluation {
            assignment,
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
        mut stages: PerStage<Option<Arc<StageEvaluation>>>,
        before: Option<Before<'_>>,
    ) -> Evaluation {
        let small = PerStage::from_fn(|stage| {
            let is_small = |numbers: &&SchoolNumbers| {
                size(&layout, &stages, policy, numbers.site)
                    .is_some_and(|pupils| pupils < self.limits.small_school)
            };
            // Kindergartens are small by nature and apart from the rule.
            if stage == Stage::Kindergarten {
                return 0;
            }
            stages[stage].as_ref().map_or(0, |evaluated| {
                evaluated.schools.iter().filter(is_small).count()
            })
        });
        for stage in Stage::ALL {
            if let Some(evaluated) = &mut stages[stage]
                && evaluated.numbers.below_threshold != small[stage]
            {
                Arc::make_mut(evaluated).numbers.below_threshold = small[stage];
            }
        }
        let (standards, county) = (&self.standards, &self.county);
        let size = |site| size(&layout, &stages, policy, site);
        let findings = if let Some(before) = before {
            let pair = |&stage: &Stage| {
                Some((
                    assignment_of(&before.evaluation.stages, stage)?,
                    assignment_of(&stages, stage)?,
                ))
            };
            let changed: Vec<_> = before.changed.iter().filter_map(pair).collect();
            rules::findings_after(standards, county, &layout, &changed, &size, before.standing)
        } else {
            let all = Stage::ALL.into_iter();
            let assignments: Vec<&Assignment> = all
                .filter_map(|stage| assignment_of(&stages, stage))
                .collect();
            rules::findings(standards, county, &layout, &assignments, &size).into()
        };
        Evaluation {
            policy,
            layout,
            demand,
            stages,
            findings,
        }
    }

    fn assign(
        &self,
        layout: &Layout,
        demand: &Demand,
        rows: &SiteRows,
        stage: Stage,
        policy: Policy,
    ) -> Assignment {
        let pupils = &demand.pupils[stage];
        match policy {
            Policy::Nearest => assign::nearest(stage, pupils, layout, rows),
            Policy::Seats => assign::seats(stage, pupils, layout, rows),
            Policy::Keep => {
                assign::keep(stage, pupils, &self.today_in(stage, layout), layout, rows)
            }
        }
    }

    /// Today's flows of a stage, on today's layout: the school totals are the recorded enrolments.
    pub fn today(&self, stage: Stage) -> Arc<Assignment> {
        let known = lock(&self.today).get(&stage).cloned();
        known.unwrap_or_else(|| {
            let layout = Layout::today(&self.county, self.base_year());
            let pupils = &self.forecast.demand(self.base_year()).pupils[stage];
            let flows = Arc::new(assign::today(stage, pupils, &layout, &self.rows(&layout)));
            lock(&self.today).insert(stage, Arc::clone(&flows));
            flows
        })
    }

    /// Today's flows of a stage on the sites of a layout.
    fn today_in(&self, stage: Stage, layout: &Layout) -> Assignment {
        let base = Layout::today(&self.county, self.base_year());
        assign::translate(&self.today(stage), &base, layout)
    }

    /// The ground round every settlement, from which catchment areas are made.
    pub fn cells(&self) -> &Cells {
        self.cells.get_or_init(|| Cells::new(&self.county))
    }

    /// Trips of every settlement to every site of a layout, closed ones included.
    pub fn rows(&self, layout: &Layout) -> SiteRows {
        let key = |at: LonLat| (at.lon.to_bits(), at.lat.to_bits());
        let mut known = lock(&self.rows);
        let missing: Vec<LonLat> = layout
            .sites
            .iter()
            .map(|site| site.at)
            .filter(|&at| !known.contains_key(&key(at)))
            .collect();
        if !missing.is_empty() {
            // A drag leaves a row at every place it passed; keep the memory of a few hundred frames at most.
            if known.len() > 4 * layout.sites.len() + 256 {
                known.clear();
                drop(known);
                return self.rows(layout);
            }
            let places: Vec<_> = missing.iter().map(|&at| self.travel.place(at)).collect();
            known.extend(
                missing
                    .iter()
                    .map(|&at| key(at))
                    .zip(self.travel.rows(&places)),
            );
        }
        layout
            .sites
            .iter()
            .map(|site| known.get(&key(site.at)).cloned())
            .collect()
    }
}

/// A cache whose writer panicked still holds whole entries only.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
