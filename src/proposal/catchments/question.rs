//! What is asked about catchments, and the way to the answer.

use super::answer::Catchments;
use super::task::{Dealt, best_catchments};
use super::words::{self, InWords};
use crate::assign::{Attended, Terms, Villages};
use crate::evaluation::StageEvaluation;
use crate::indicators::compare_stage;
use crate::model::County;
use crate::plan::Layout;
use crate::proposal::{Conditions, Proposal, StartingPoint, known};
use crate::solve::Run;
use crate::units::Meters;
use crate::words::Words;

/// What an assignment must keep to besides seats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatchmentQuestion {
    /// Nobody goes farther than this every day; `None` for any way. Whoever boards may board on where they do.
    pub max_distance: Option<Meters>,
    /// Whether settlements may be split.
    pub villages: Villages,
    /// Who may go where besides.
    pub conditions: Conditions,
}

impl CatchmentQuestion {
    /// `present` says who boards where.
    fn terms(
        &self,
        county: &County,
        layout: &Layout,
        present: &StageEvaluation,
    ) -> Result<Terms, Words> {
        let boarders = present.boarding.boarders.iter();
        let boarders = boarders.map(|flow| ((flow.settlement, flow.site), flow.pupils));
        Ok(Terms {
            max_distance: self.max_distance,
            villages: self.villages,
            boarders: boarders.collect(),
            ..self.conditions.terms(county, layout)?
        })
    }
}

/// The best assignment.
///
/// # Errors
/// When there is nobody to assign, or the conditions name what there is not.
pub fn ask(
    ground: &StartingPoint,
    question: &CatchmentQuestion,
    run: &Run<'_>,
) -> Result<Proposal<Catchments>, Words> {
    known::needs_pupils(ground)?;
    let (evaluator, before) = (&ground.evaluator, &ground.before);
    let (county, layout, stage) = (evaluator.county(), &*before.layout, ground.stage);
    let Some(present) = &before.stages[stage] else {
        return Err(words::nobody(ground.stage));
    };
    let terms = question.terms(county, layout, present)?;
    let rows = evaluator.rows(layout);
    let dealt = Dealt {
        stage,
        pupils: &before.demand.pupils[stage],
        county,
        cells: evaluator.cells(),
        layout,
        rows: &rows,
    };
    let settled = best_catchments(&terms, dealt, run);
    let assignment = &settled.assignment;
    let moves = compare_stage(
        (layout, present.attended()),
        (layout, Attended::by_day(assignment)),
        county.settlements.len(),
    )
    .moves;
    let in_words = InWords {
        county,
        layout,
        terms: &terms,
        pupils: dealt.pupils,
    };
    let value = assignment.pupil_decimetres() as i64;
    let pupils_of = |site: usize| {
        let flows = assignment.flows.iter().filter(|flow| flow.site == site);
        flows.map(|flow| u64::from(flow.pupils)).sum()
    };
    Ok(Proposal {
        steps: Vec::new(),
        stays: Vec::new(),
        policy: before.policy,
        value,
        // Of fewer pupils than could be placed the ways may be shorter than those of all.
        bound: (settled.bound_of_ways() as i64).min(value),
        pupil_decimetres: value,
        seconds: run.seconds(),
        beyond: Vec::new(),
        unknown_rooms: known::filled(ground, known::room_unknown(ground), pupils_of),
        lacks: known::homes_unknown(ground),
        left_out: 0,
        answered: Catchments {
            ways_before: ground.pupil_decimetres(),
            boarders_silent: question
                .max_distance
                .and_then(|_| present.numbers.boarders_silent()),
            changes: words::changes(county, layout, moves),
            relaxations: in_words.relaxations(&settled.relaxation),
            unplaced: in_words.unplaced(&assignment.unplaced),
            settled,
        },
    })
}
