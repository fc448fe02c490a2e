//! From a plan and a year to every number on screen: layout, assignments, indicators and findings.

mod drag;

pub use drag::SchoolDrag;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::assign::catchment::Cells;
use crate::assign::{self, Assignment};
use crate::export;
use crate::forecast::{Demand, Forecast};
use crate::geometry::LonLat;
use crate::indicators::{self, SchoolNumbers, StageNumbers, compare_stage};
use crate::io;
use crate::model::{County, PerStage, RoadEdit, Stage};
use crate::optimise::candidates::{self, Candidate, Situation, Terms};
use crate::optimise::sites::{Ground, Prospects};
use crate::plan::{Layout, Plan, Policy, Site};
use crate::rules::{self, Finding, Findings, Limits, Standards, Standing};
use crate::travel::{DETOUR_FACTOR, Travel, Trip};
use crate::units::{Meters, Year};

/// What [`Evaluator::prepare_beside`] keeps beside the data.
pub const PREPARED_FILE: &str = "xuequ-roads.cache";

/// From so many junctions on the preparation takes longer than reading it.
const WORTH_KEEPING: usize = 20_000;

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

    /// The same county with other figures or under other standards. Ways and areas are shared with this one, unless homes
    /// that are estimated came to lie elsewhere.
    pub fn with_figures(&self, county: Arc<County>, standards: Standards) -> Self {
        let places = |county: &County| -> Vec<LonLat> {
            let homes = county.settlements.iter();
            homes.map(|settlement| settlement.at).collect()
        };
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

    /// Prepares large networks at once, with what an earlier run left in a folder: [`PREPARED_FILE`]. What is damaged
    /// or belongs to other roads is not used but replaced.
    ///
    /// Small networks are prepared faster than a file is read: nothing is written for them.
    pub fn prepare_beside(&self, folder: &Path) {
        if self.travel.junctions() >= WORTH_KEEPING {
            self.prepare_kept(folder);
        }
    }

    fn prepare_kept(&self, folder: &Path) {
        let is_kept = io::kept(folder, PREPARED_FILE)
            .is_some_and(|bytes| self.travel.prepare_from(&bytes).is_ok());
        if !is_kept {
            // In a folder that cannot be written to, the next run does the work again.
            let bytes = self.travel.prepared_bytes();
            export::save_atomic(&folder.join(PREPARED_FILE), &bytes).ok();
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

    /// A plan as the file that QGIS opens and Xuequ re-opens: schools as planned, catchment areas, and
    /// the pupils who change school against today's layout in the same year.
    pub fn plan_geojson(&self, plan: &Plan, evaluation: &Evaluation) -> String {
        let today = Arc::new(Layout::today(&self.county, evaluation.layout.year));
        let before = self.evaluate_layout(today, evaluation.policy);
        let evaluated = || {
            evaluation
                .stages
                .iter()
                .filter_map(|(_, evaluated)| evaluated.as_ref())
        };
        let assignments: Vec<&Assignment> = evaluated().map(|stage| &stage.assignment).collect();
        let areas = |assignment: &&Assignment| {
            let stage = assignment.stage;
            self.cells()
                .areas(assignment)
                .into_iter()
                .map(move |(site, area)| (stage, site, area))
        };
        let catchments: Vec<_> = assignments.iter().flat_map(areas).collect();
        let moves = |after: &&Assignment| {
            let stage_before = before.stages[after.stage].as_ref()?;
            let sides = (
                (&*before.layout, &stage_before.assignment),
                (&*evaluation.layout, *after),
            );
            Some((
                after.stage,
                compare_stage(sides.0, sides.1, self.county.settlements.len()).moves,
            ))
        };
        let moves: Vec<_> = assignments.iter().filter_map(moves).collect();
        export::plan_geojson(
            &self.county,
            plan,
            &evaluation.layout,
            &assignments,
            &catchments,
            &moves,
        )
    }

    /// Schools below a threshold, each with its ranked receivers and a verdict of its own.
    pub fn candidates(&self, evaluation: &Evaluation, terms: &Terms) -> Vec<Candidate> {
        self.judge(evaluation, |situation| {
            candidates::candidates(situation, terms)
        })
    }

    /// Schools below a threshold judged together, so that no seat is promised twice.
    pub fn merge_all(&self, evaluation: &Evaluation, terms: &Terms) -> Vec<Candidate> {
        self.judge(evaluation, |situation| {
            candidates::merge_all(situation, terms)
        })
    }

    /// The terms of merging with the limits in force.
    pub fn merge_terms(&self, stage: Stage, below: u32, reach: Option<Meters>) -> Terms {
        let Limits {
            trip: trip_limit,
            class_pupils,
            ..
        } = self.limits;
        Terms {
            stage,
            below,
            reach,
            trip_limit,
            class_pupils,
        }
    }

    fn judge<T>(&self, evaluation: &Evaluation, judge: impl FnOnce(&Situation<'_>) -> T) -> T {
        let rows = self.rows(&evaluation.layout);
        let assignments =
            PerStage::from_fn(|stage| Some(&evaluation.stages[stage].as_ref()?.assignment));
        judge(&Situation {
            travel: &self.travel,
            layout: &evaluation.layout,
            rows: &rows,
            assignments,
            size: &|site| evaluation.size(site),
        })
    }

    /// Candidate places for a new site of a stage, named one by one, ranked or chosen by `ask`.
    pub fn prospects<T>(
        &self,
        evaluation: &Evaluation,
        stage: Stage,
        radius: Meters,
        places: &[(&str, LonLat)],
        ask: impl FnOnce(&Prospects<'_>) -> T,
    ) -> T {
        let rows = self.rows(&evaluation.layout);
        let ground = Ground {
            travel: &self.travel,
            layout: &evaluation.layout,
            rows: &rows,
            stage,
            pupils: &evaluation.demand.pupils[stage],
            radius,
        };
        let (names, places): (Vec<&str>, Vec<LonLat>) = places.iter().copied().unzip();
        ask(&Prospects::of(ground, &places, &names))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Direction, Road, RoadClass};

    /// A square of streets.
    fn town(streets: u32) -> County {
        let at =
            |x: u32, y: u32| LonLat::new(104.0 + f64::from(x) * 1e-3, 29.0 + f64::from(y) * 1e-3);
        let road = |line| Road {
            class: RoadClass::default(),
            name: None,
            direction: Direction::Both,
            speed_kmh: None,
            line,
        };
        let lines = (0..streets).flat_map(|street| {
            let along = (0..streets).map(|cross| at(cross, street)).collect();
            let across = (0..streets).map(|cross| at(street, cross)).collect();
            [road(along), road(across)]
        });
        County {
            roads: lines.collect(),
            ..County::default()
        }
    }

    fn prepared(county: &County, folder: &Path) -> Evaluator {
        let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
        evaluator.prepare_kept(folder);
        evaluator
    }

    #[test]
    fn a_county_whose_roads_were_edited_is_judged_like_one_opened_so() {
        let opened = io::open_bytes(&crate::sample::files()).expect("the sample opens");
        let county = opened.county;
        let before = Evaluator::new(Arc::new(county.clone()), Standards::default());
        before.travel().prepare();
        let n_roads = county.roads.len();
        let far = [0, n_roads / 3, n_roads - 1].map(|road| county.roads[road].line[0]);
        let road = Road {
            class: RoadClass::Main,
            name: None,
            direction: Direction::Both,
            speed_kmh: None,
            line: far.to_vec(),
        };
        let year = before.base_year();
        let judged = |evaluator: &Evaluator| {
            let plan = Plan::new("", (year, year));
            let evaluation = evaluator.evaluate(&plan, year, Policy::Nearest);
            format!("{:?} {:?}", evaluation.stages, evaluation.findings)
        };
        let mut all = vec![judged(&before)];
        for edit in [RoadEdit::Add(road), RoadEdit::Cut(n_roads / 2)] {
            let after = before.with_road(&edit);
            assert!(after.travel().is_prepared());
            let fresh = Evaluator::new(Arc::new(county.with_road(&edit)), Standards::default());
            assert_eq!(judged(&after), judged(&fresh));
            all.push(judged(&after));
        }
        assert_ne!(all[0], all[1], "a new road shortens ways");
    }

    #[test]
    fn a_network_is_prepared_once_and_kept_beside_the_data() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(PREPARED_FILE);
        let county = town(20);
        assert!(prepared(&county, folder.path()).travel().is_prepared());
        let kept = std::fs::read(&file).expect("it was written");
        let written = std::fs::metadata(&file).and_then(|file| file.modified());
        assert!(prepared(&county, folder.path()).travel().is_prepared());
        let again = std::fs::metadata(&file).and_then(|file| file.modified());
        assert_eq!(again.ok(), written.ok(), "read, not written again");

        std::fs::write(&file, &kept[..kept.len() / 2]).expect("it can be damaged");
        assert!(prepared(&county, folder.path()).travel().is_prepared());
        assert_eq!(std::fs::read(&file).expect("it is there"), kept, "mended");

        let mut other = county;
        other.roads.truncate(30);
        assert!(prepared(&other, folder.path()).travel().is_prepared());
        assert_ne!(std::fs::read(&file).expect("it is there"), kept, "replaced");
    }

    #[test]
    fn a_small_network_leaves_no_file_and_a_locked_folder_no_trouble() {
        let folder = tempfile::tempdir().expect("a folder");
        let small = Evaluator::new(Arc::new(town(20)), Standards::default());
        small.prepare_beside(folder.path());
        assert!(!folder.path().join(PREPARED_FILE).exists());
        let nowhere = folder.path().join("absent");
        assert!(prepared(&town(20), &nowhere).travel().is_prepared());
    }
}
