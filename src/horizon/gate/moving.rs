//! The pupils whom a closure moves, and to which schools.

use std::collections::BTreeMap;

use super::Receiver;
use super::judge::load;
use crate::evaluation::{Evaluation, Evaluator};
use crate::indicators::{Move, compare_stage};
use crate::model::{SchoolId, SchoolKind, Stage};
use crate::plan::{Closure, Policy};
use crate::rules::gate::boarders;
use crate::travel::Trip;
use crate::units::total;
use crate::words::Words;

/// One closure and its pupils in the first year without them.
pub(super) struct Moving {
    pub(super) closure: Closure,
    /// The school's name.
    pub(super) name: String,
    /// The school's kind before.
    pub(super) kind: SchoolKind,
    /// Its pupils in the stages that end, and where they go.
    pub(super) moves: Vec<(Stage, Move)>,
    /// Its pupils in those stages, those whose homes nobody knows among them; `None` where they are not known.
    pub(super) pupils: Option<u32>,
    /// Why nobody can say who would have to move, where that is so.
    pub(super) lacks: Option<Words>,
    /// How many of them have no open school of their stage within its limit.
    pub(super) stranded: u32,
    /// Where they go, most pupils first.
    pub(super) receivers: Vec<Receiver>,
    /// The receivers' own pupils, without whatever else closes in that year.
    pub(super) pupils_before: BTreeMap<(SchoolId, Stage), u32>,
    /// Those who board at the school before, and those who are to board, by receiver.
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
        let (pupils, lacks) = known_pupils(closure, before, &moves, evaluator);
        Some(Self {
            closure: closure.clone(),
            pupils,
            lacks,
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

/// The pupils of the stages that end, and what is missing to say who of them moves where.
fn known_pupils(
    closure: &Closure,
    before: &Evaluation,
    moves: &[(Stage, Move)],
    evaluator: &Evaluator,
) -> (Option<u32>, Option<Words>) {
    let base = evaluator.forecast().demand(evaluator.base_year());
    let recorded = evaluator.county().school(&closure.school);
    let mut all = 0_u32;
    for &stage in &closure.stages {
        // A school that the plan builds has whoever comes.
        let has_record = recorded
            .is_none_or(|school| school.stages[stage].is_none_or(|record| record.pupils.is_some()));
        let is_known = before.demand.basis[stage].is_known();
        let numbers = load(before, &closure.school, stage);
        let attending = numbers.and_then(|numbers| numbers.pupils);
        if !is_known || !has_record && !base.basis[stage].is_whole() || attending.is_none() {
            return (None, Some(pupils_unknown(stage)));
        }
        let moving = moves.iter().filter(|(of, _)| *of == stage);
        let with_homes = total(moving.map(|(_, moved)| moved.pupils));
        let attending = attending.unwrap_or(0).max(with_homes);
        all = all.saturating_add(attending);
        // Whatever the policy, those who attend today and live nobody knows where would have to go somewhere.
        let (placed, pupils) = match before.policy {
            Policy::Keep => (with_homes, attending),
            Policy::Nearest | Policy::Seats => on_record(closure, stage, evaluator),
        };
        if pupils.saturating_sub(placed) > tolerated(pupils) {
            return (Some(all.max(pupils)), Some(homes_unknown(placed, pupils)));
        }
    }
    (Some(all), None)
}

/// How many of a school's recorded pupils have a known home, and how many there are; none of none without a record.
fn on_record(closure: &Closure, stage: Stage, evaluator: &Evaluator) -> (u32, u32) {
    let mut schools = evaluator.county().schools.iter();
    let Some(site) = schools.position(|school| school.id == closure.school) else {
        return (0, 0);
    };
    let record = evaluator.county().schools[site].stages[stage];
    let pupils = record.and_then(|record| record.pupils);
    let today = evaluator.today(stage);
    let flows = today.flows.iter().filter(|flow| flow.site == site);
    let placed = total(flows.map(|flow| flow.pupils));
    (placed, pupils.map_or(0, |count| count.number))
}

/// As many pupils may be without a known home: rounding, and one in fifty.
fn tolerated(pupils: u32) -> u32 {
    2.max(pupils / 50)
}

fn pupils_unknown(stage: Stage) -> Words {
    let stage = stage.words();
    Words::new(
        format!(
            "its pupils are not known ({}), so nobody can say who would have to move",
            stage.en.to_lowercase()
        ),
        format!("学生数未知（{}），无从判断谁须转学", stage.zh),
    )
}

fn homes_unknown(known: u32, pupils: u32) -> Words {
    Words::new(
        format!(
            "the homes of only {known} of {pupils} pupils are known, so nobody can say where the others would go"
        ),
        format!("{pupils}名学生中只有{known}人居住地已知，无从判断其余学生去向"),
    )
}

fn moves(closure: &Closure, before: &Evaluation, after: &Evaluation) -> Vec<(Stage, Move)> {
    let mut moves = Vec::new();
    for &stage in &closure.stages {
        let (Some(with), Some(without)) = (&before.stages[stage], &after.stages[stage]) else {
            continue;
        };
        let compared = compare_stage(
            (&before.layout, with.attended()),
            (&after.layout, without.attended()),
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

/// How many day pupils have no school within the limit that takes entrants of their stage, whether they are sent there or
/// not.
fn stranded(moves: &[(Stage, Move)], after: &Evaluation, evaluator: &Evaluator) -> u32 {
    let rows = &evaluator.rows(&after.layout);
    let limits = evaluator.limits();
    let ways = |stage: Stage, settlement: usize| {
        let open = after.layout.open(stage).into_iter();
        let takes = open.filter(move |&site| after.layout.sites[site].takes_entrants(stage));
        takes.filter_map(move |site| rows[site].as_ref()?.get(settlement))
    };
    let is_stranded = |(stage, moved): &&(Stage, Move)| {
        limits.trip[*stage].is_some_and(|limit| {
            let mut ways = ways(*stage, moved.settlement);
            !ways.any(|way: Trip| way.is_within(limit))
        })
    };
    let stranded = moves.iter().filter(is_stranded);
    total(stranded.map(|(_, moved)| moved.day_pupils()))
}
