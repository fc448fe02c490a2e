//! The pupils whom a closure moves, and to which schools.

use std::collections::BTreeMap;

use super::Receiver;
use super::judge::load;
use crate::evaluation::{Evaluation, Evaluator};
use crate::indicators::{Move, compare_stage};
use crate::model::{SchoolId, SchoolKind, Stage};
use crate::plan::Closure;
use crate::rules::gate::boarders;
use crate::travel::Trip;
use crate::units::Meters;

/// One closure and its pupils in the first year without them.
pub(super) struct Moving {
    pub(super) closure: Closure,
    /// The school's name.
    pub(super) name: String,
    /// The school's kind before.
    pub(super) kind: SchoolKind,
    /// Its pupils in the stages that end, and where they go.
    pub(super) moves: Vec<(Stage, Move)>,
    /// How many of them have no open school of their stage within its limit.
    pub(super) stranded: u32,
    /// Where they go, most pupils first.
    pub(super) receivers: Vec<Receiver>,
    /// The receivers' own pupils, without whatever else closes in that year.
    pub(super) pupils_before: BTreeMap<(SchoolId, Stage), u32>,
    /// Those who are to board, by receiver.
    pub(super) boarders: BTreeMap<SchoolId, u32>,
}

impl Moving {
    /// Compares the plan with the same plan without what closes in that year, so that no pupil is moved by two closures
    /// of one year. `None` for a school that would not be open either way.
    pub(super) fn of(
        closure: &Closure,
        before: &Evaluation,
        after: &Evaluation,
        evaluator: &Evaluator,
    ) -> Option<Self> {
        let site = before.layout.site(&closure.school)?;
        let site = site.is_open().then_some(site)?;
        let moves = moves(closure, before, after);
        let receivers = receivers(&moves, after);
        let own = |receiver: &Receiver| {
            let pupils = load(before, &receiver.school, receiver.stage)?.pupils?;
            Some(((receiver.school.clone(), receiver.stage), pupils))
        };
        Some(Self {
            closure: closure.clone(),
            name: site.name.clone(),
            kind: site.kind,
            stranded: stranded(&moves, after, evaluator),
            pupils_before: receivers.iter().filter_map(own).collect(),
            boarders: boarders(evaluator.limits(), &moves),
            receivers,
            moves,
        })
    }
}

fn moves(closure: &Closure, before: &Evaluation, after: &Evaluation) -> Vec<(Stage, Move)> {
    let mut moves = Vec::new();
    for &stage in &closure.stages {
        let (Some(with), Some(without)) = (&before.stages[stage], &after.stages[stage]) else {
            continue;
        };
        let compared = compare_stage(
            (&before.layout, &with.assignment),
            (&after.layout, &without.assignment),
            before.demand.pupils[stage].len(),
        );
        let leaves = |moved: &Move| {
            moved
                .from
                .as_ref()
                .is_some_and(|(from, _)| *from == closure.school)
        };
        let leaving = compared.moves.into_iter().filter(leaves);
        moves.extend(leaving.map(|moved| (stage, moved)));
    }
    moves
}

fn receivers(moves: &[(Stage, Move)], after: &Evaluation) -> Vec<Receiver> {
    let mut pupils = BTreeMap::new();
    for (stage, moved) in moves {
        if let Some((to, _)) = &moved.to {
            *pupils.entry((to.clone(), *stage)).or_insert(0) += moved.pupils;
        }
    }
    let named = |id: &SchoolId| {
        let site = after.layout.site(id);
        site.map_or_else(|| id.to_string(), |site| site.name.clone())
    };
    let receiver = |((school, stage), pupils)| Receiver {
        name: named(&school),
        school,
        stage,
        pupils,
    };
    let mut receivers: Vec<Receiver> = pupils.into_iter().map(receiver).collect();
    receivers.sort_by_key(|receiver| std::cmp::Reverse(receiver.pupils));
    receivers
}

/// How many pupils have no school within the limit that takes entrants of their stage, whether they are sent there or
/// not.
fn stranded(moves: &[(Stage, Move)], after: &Evaluation, evaluator: &Evaluator) -> u32 {
    let rows = evaluator.rows(&after.layout);
    let limits = evaluator.limits();
    let nearest = |stage: Stage, settlement: usize| -> Option<Meters> {
        let open = after.layout.open(stage).into_iter();
        let takes = open.filter(|&site| after.layout.sites[site].takes_entrants(stage));
        let trips = takes.filter_map(|site| rows[site].as_ref()?.get(settlement).copied());
        trips.map(Trip::distance).min()
    };
    let is_stranded = |(stage, moved): &&(Stage, Move)| {
        limits.trip[*stage].is_some_and(|limit| {
            let way = nearest(*stage, moved.settlement);
            way.is_none_or(|way| way > limit)
        })
    };
    let stranded = moves.iter().filter(is_stranded);
    stranded.map(|(_, moved)| moved.pupils).sum()
}
