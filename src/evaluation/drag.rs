//! Dragging one school: every number of every frame, with only that redone which the moved school can change.

use std::sync::Arc;

use super::{Before, Evaluation, Evaluator, SiteRows};
use crate::assign::{self, Assignment, DragSolver, NearestSolver};
use crate::geometry::LonLat;
use crate::model::{SchoolId, Stage};
use crate::plan::{Layout, Policy};
use crate::rules::Standing;
use crate::travel::Travel;

/// A drag that has begun, from one evaluation of one plan.
#[derive(Clone, Debug)]
pub struct SchoolDrag {
    evaluator: Arc<Evaluator>,
    travel: Arc<Travel>,
    before: Arc<Evaluation>,
    standing: Standing,
    site: usize,
    rows: SiteRows,
    /// Stages that the school runs.
    stages: Vec<Stage>,
    /// One for each of `stages`.
    dealers: Vec<Dealer>,
}

/// What gives the pupils of a stage to schools again and again while one of them moves.
#[derive(Clone, Debug)]
enum Dealer {
    Nearest(NearestSolver),
    Seats(Box<DragSolver>),
    /// Today's flows, on the sites of the layout.
    Keep(Assignment),
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
        // The nearest school is found without them.
        let rows = if before.policy == Policy::Nearest {
            vec![None; layout.sites.len()]
        } else {
            evaluator.rows(layout)
        };
        let travel = evaluator.travel_in(layout);
        let stages: Vec<Stage> = Stage::ALL
            .into_iter()
            .filter(|&stage| layout.sites[site].runs(stage))
            .collect();
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
        let dealers: Vec<Dealer> = stages.iter().map(dealer).collect();
        (!stages.is_empty()).then(|| Self {
            evaluator: Arc::clone(evaluator),
            travel,
            standing: Standing::of(&before.findings, layout),
            before: Arc::clone(before),
            site,
            rows,
            stages,
            dealers,
        })
    }

    /// The evaluation the drag began from.
    pub fn before(&self) -> &Arc<Evaluation> {
        &self.before
    }

    /// Every number with the school at another place: those the plan will show when it is left there. (Under
    /// `seats`, where several assignments are equally good, the plan may show another of them.)
    pub fn frame(&mut self, to: LonLat) -> Evaluation {
        let evaluator = &*self.evaluator;
        let mut layout: Layout = (*self.before.layout).clone();
        layout.relocate(evaluator.county(), self.site, to);
        let travel = &*self.travel;
        let place = travel.place(to);
        if self.before.policy != Policy::Seats {
            self.rows[self.site] = Some(travel.row(&place).into());
        }
        let row = self.rows[self.site].as_deref().unwrap_or_default();
        let mut stages = self.before.stages.clone();
        for (&stage, dealer) in self.stages.iter().zip(&mut self.dealers) {
            let pupils = &self.before.demand.pupils[stage];
            let (assignment, today) = match dealer {
                Dealer::Nearest(solver) => (solver.with(row), None),
                Dealer::Seats(solver) => {
                    solver.frame(travel, &place);
                    (solver.assignment(travel), None)
                }
                Dealer::Keep(today) => {
                    let kept = assign::keep(stage, pupils, today, &layout, &self.rows);
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
                changed: &self.stages,
            }),
        )
    }
}
