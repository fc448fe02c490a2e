//! Dragging one school: every number of every frame, with only that redone which the moved school can change.

use std::sync::Arc;

use super::{Before, Evaluation, Evaluator, SiteRows, StageEvaluation};
use crate::assign::{self, Assignment, DragSolver, NearestSolver};
use crate::geometry::LonLat;
use crate::model::{PerStage, SchoolId, Stage};
use crate::plan::{Layout, Policy};
use crate::rules::Standing;
use crate::travel::Travel;

/// A drag that has begun, from one evaluation of one plan.
#[derive(Clone, Debug)]
pub struct SchoolDrag {
    evaluator: Arc<Evaluator>,
    before: Arc<Evaluation>,
    standing: Standing,
    site: usize,
    /// Stages that the school runs.
    stages: Vec<Stage>,
    /// The ways while the school stands where the last frames showed it, the latest at the end; never empty.
    roads: Vec<OnRoads>,
}

/// The drag as far as it hangs on who has a school by road. A school that comes onto a piece of road as the first, or
/// leaves it as the last, changes that.
#[derive(Clone, Debug)]
struct OnRoads {
    travel: Arc<Travel>,
    rows: SiteRows,
    /// One for each of the stages.
    dealers: Vec<Dealer>,
    /// The other stages, which move with the roads alone.
    others: PerStage<Option<Arc<StageEvaluation>>>,
    /// Those that may differ from the evaluation the drag began from.
    changed: Vec<Stage>,
}

/// What gives the pupils of a stage to schools again and again while one of them moves.
#[derive(Clone, Debug)]
enum Dealer {
    Nearest(NearestSolver),
    Seats(Box<DragSolver>),
    /// Today's flows, on the sites of the layout.
    Keep(Assignment),
}

/// So many of the last roads are kept, for a hand that goes to and fro over the end of a piece.
const MOST_ROADS: usize = 4;

impl OnRoads {
    fn of(
        evaluator: &Evaluator,
        before: &Evaluation,
        layout: &Layout,
        (site, stages): (usize, &[Stage]),
    ) -> Self {
        // The nearest school is found without them.
        let rows = if before.policy == Policy::Nearest {
            vec![None; layout.sites.len()]
        } else {
            evaluator.rows(layout)
        };
        let travel = evaluator.travel_in(layout);
        let dealer = |&stage: &Stage| {
            let pupils = &before.demand.pupils[stage];
            match before.policy {
                Policy::Nearest => {
                    let ways = |sites: &[usize]| evaluator.nearest(layout, sites);
                    Dealer::Nearest(NearestSolver::new(stage, pupils, layout, ways, site))
                }
                Policy::Seats => {
                    let sites = layout.sites.iter();
                    let places: Vec<_> = sites.map(|site| travel.place(site.at)).collect();
                    let solver =
                        DragSolver::begin(stage, pupils, layout, &rows, &travel, &places, site);
                    Dealer::Seats(Box::new(solver))
                }
                Policy::Keep => Dealer::Keep(evaluator.today_in(stage, layout)),
            }
        };
        let is_as_before = Arc::ptr_eq(&travel, &evaluator.travel_in(&before.layout));
        let (others, changed) = if is_as_before {
            (before.stages.clone(), stages.to_vec())
        } else {
            let other = |stage: Stage| {
                let is_other = !stages.contains(&stage);
                let (policy, demand) = (before.policy, &before.demand);
                is_other.then(|| evaluator.stage(policy, stage, layout, demand))?
            };
            (PerStage::from_fn(other), Stage::ALL.to_vec())
        };
        Self {
            dealers: stages.iter().map(dealer).collect(),
            travel,
            rows,
            others,
            changed,
        }
    }
}

impl SchoolDrag {
    /// Takes as long as some frames: under `seats` the optimum is found once from scratch.
    pub(crate) fn begin(
        evaluator: &Arc<Evaluator>,
        before: &Arc<Evaluation>,
        school: &SchoolId,
    ) -> Option<Self> {
        let layout = &before.layout;
        let site = layout.position(school)?;
        let stages: Vec<Stage> = Stage::ALL
            .into_iter()
            .filter(|&stage| layout.sites[site].runs(stage))
            .collect();
        (!stages.is_empty()).then(|| Self {
            roads: vec![OnRoads::of(evaluator, before, layout, (site, &stages))],
            evaluator: Arc::clone(evaluator),
            standing: Standing::of(&before.findings, layout),
            before: Arc::clone(before),
            site,
            stages,
        })
    }

    /// The evaluation the drag began from.
    pub fn before(&self) -> &Arc<Evaluation> {
        &self.before
    }

    /// Every number with the school at another place: those the plan will show when it is left there. (Under
    /// `seats`, where several assignments are equally good, the plan may show another of them.)
    ///
    /// A frame in which the school comes onto a piece of road that had none, or leaves one, takes as long as to begin.
    pub fn frame(&mut self, to: LonLat) -> Evaluation {
        let mut layout: Layout = (*self.before.layout).clone();
        layout.relocate(self.evaluator.county(), self.site, to);
        self.take_roads_of(&layout);
        let evaluator = &*self.evaluator;
        let Some(OnRoads {
            travel,
            rows,
            dealers,
            others,
            changed,
        }) = self.roads.last_mut()
        else {
            return Evaluation::clone(&self.before);
        };
        let place = travel.place(to);
        if self.before.policy == Policy::Keep {
            rows[self.site] = Some(travel.row_to(&place));
        }
        let mut own_row = None;
        let mut stages = others.clone();
        for (&stage, dealer) in self.stages.iter().zip(dealers) {
            let pupils = &self.before.demand.pupils[stage];
            let (assignment, today) = match dealer {
                Dealer::Nearest(solver) => {
                    let row = own_row.get_or_insert_with(|| travel.row(&place));
                    (solver.with(row), None)
                }
                Dealer::Seats(solver) => {
                    solver.frame(travel, &place);
                    (solver.assignment(travel), None)
                }
                Dealer::Keep(today) => {
                    let kept = assign::keep(stage, pupils, today, &layout, rows);
                    (kept, Some(&*today))
                }
            };
            let demand = &self.before.demand;
            stages[stage] =
                Some(evaluator.measured(self.before.policy, &layout, demand, assignment, today));
        }
        evaluator.conclude(
            Arc::new(layout),
            Arc::clone(&self.before.demand),
            self.before.policy,
            stages,
            Some(Before {
                evaluation: &self.before,
                standing: &self.standing,
                changed,
            }),
        )
    }

    /// Takes up the roads of a layout: those of a frame before where nobody else has a school by road than then.
    fn take_roads_of(&mut self, layout: &Layout) {
        let travel = self.evaluator.travel_in(layout);
        let is_same = |roads: &OnRoads| Arc::ptr_eq(&roads.travel, &travel);
        let roads = match self.roads.iter().rposition(is_same) {
            Some(known) => self.roads.remove(known),
            None => OnRoads::of(
                &self.evaluator,
                &self.before,
                layout,
                (self.site, &self.stages),
            ),
        };
        if self.roads.len() >= MOST_ROADS {
            self.roads.remove(0);
        }
        self.roads.push(roads);
    }
}
