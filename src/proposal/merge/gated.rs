//! Merges put before the closure gate: what it refuses stays, with its answer as the reason.

use std::collections::{BTreeMap, BTreeSet};

use super::Proposal;
use super::question::{GateRule, MergeQuestion};
use crate::horizon::{self, GatePage};
use crate::model::SchoolId;
use crate::plan::Action;
use crate::proposal::{ProposedMeasure, StartingPoint};
use crate::rules::gate::Light;
use crate::solve::Run;
use crate::words::Words;

/// Asks, keeps what the gate refuses of any of the answers, and asks again until it refuses none.
///
/// Half of the time that is left goes to each round, so that there is some for the next; once nothing is refused, all that
/// is left goes to the proof. When the time is over, what has passed by then is the answer.
pub(super) fn passed(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
    ask: impl Fn(&MergeQuestion, &Run<'_>) -> Result<Vec<Proposal>, Words>,
) -> Result<Vec<Proposal>, Words> {
    let mut question = question.clone();
    let mut refused: BTreeMap<SchoolId, Words> = BTreeMap::new();
    // Most corners of a front stay the same from round to round; the gate is dear.
    let mut known: Vec<(Vec<Action>, Vec<GatePage>)> = Vec::new();
    let mut not_proven: Option<Vec<Proposal>> = None;
    loop {
        let share = match not_proven {
            Some(_) => *run,
            None => run.sharing(1),
        };
        let mut answers = ask(&question, &share)?;
        let (mut more, mut clean) = (BTreeMap::new(), Vec::new());
        for answer in &mut answers {
            let has_others = !clean.is_empty() || not_proven.is_some();
            if has_others && run.is_over() {
                break;
            }
            let refusals_of = if question.gate == GateRule::Advises {
                Vec::new()
            } else {
                let judged = known
                    .iter()
                    .find(|(actions, _)| answer.actions().eq(actions));
                let judged = judged.map_or_else(
                    || pages(ground, answer, question.gate == GateRule::BindsWithBus),
                    |(_, pages)| pages.clone(),
                );
                known.push((answer.actions().cloned().collect(), judged.clone()));
                write_buses(ground, answer, &judged);
                refusals(ground, answer, &judged)
            };
            if refusals_of.is_empty() {
                clean.push(with_refusals(answer, &refused));
            }
            more.extend(refusals_of);
        }
        let all_passed = clean.len() == answers.len();
        let is_proven = answers.iter().all(Proposal::is_proven);
        if all_passed && (is_proven || not_proven.is_some() || run.is_over()) {
            return Ok(clean);
        }
        if run.is_over() {
            let passed = not_proven.take().unwrap_or(clean);
            if !passed.is_empty() {
                return Ok(passed);
            }
        } else if all_passed {
            not_proven = Some(clean);
        }
        question.kept.extend(more.keys().cloned());
        refused.extend(more);
    }
}

/// An answer in which schools that the gate refused to close stay for that reason.
fn with_refusals(answer: &Proposal, refused: &BTreeMap<SchoolId, Words>) -> Proposal {
    let mut told = answer.clone();
    for stay in &mut told.stays {
        if let Some(reason) = refused.get(&stay.school) {
            stay.reason = reason.clone();
        }
    }
    told
}

/// The gate's pages for the plan with a proposal; none for a proposal without measures. With `buses`, a bus is planned
/// for whatever of it the gate then lets pass.
fn pages(ground: &StartingPoint, proposal: &Proposal, buses: bool) -> Vec<GatePage> {
    let evaluator = &ground.evaluator;
    let added = proposal.added_to(evaluator.county(), &ground.plan, ground.lang);
    let proposed = schools(proposal);
    let bus = |page: &GatePage| {
        let is_asked = buses && proposed.contains(&page.school);
        is_asked.then(|| bus(page).say(ground.lang).to_owned())
    };
    match added {
        Ok(plan) if !proposal.steps.is_empty() => {
            horizon::gate_with_buses(evaluator, &plan, ground.before.policy, &bus).pages
        }
        // What cannot be added is told when somebody adds it.
        _ => Vec::new(),
    }
}

/// The school bus for the pupils who would live too far away.
fn bus(page: &GatePage) -> Words {
    let riders = page.remedies.bus.pupils.max(1);
    Words::new(
        format!("school bus for {riders} pupils, to be arranged"),
        format!("校车接送{riders}人，待落实"),
    )
}

/// Writes the buses that the gate was asked with into the measures.
fn write_buses(ground: &StartingPoint, proposal: &mut Proposal, pages: &[GatePage]) {
    for ProposedMeasure { action, reason } in &mut proposal.steps {
        let page = pages
            .iter()
            .find(|page| page.school == *action.measure.school());
        let Some(page) = page.filter(|page| page.transport != action.details.transport) else {
            continue;
        };
        let bus = bus(page);
        reason.en = format!("{}; {}", reason.en, bus.en);
        reason.zh = format!("{}；{}", reason.zh, bus.zh);
        action.reason = reason.say(ground.lang).into();
        action.details.transport.clone_from(&page.transport);
    }
}

/// The schools that a proposal closes.
pub(super) fn schools(proposal: &Proposal) -> BTreeSet<&SchoolId> {
    let actions = proposal.actions();
    actions.map(|action| action.measure.school()).collect()
}

/// Which closures of a proposal to give up, so that the gate refuses none, with its answers. Where only room at the
/// receivers is missing, one is given up at a time, the one with the most pupils.
fn refusals(
    ground: &StartingPoint,
    proposal: &Proposal,
    pages: &[GatePage],
) -> Vec<(SchoolId, Words)> {
    let schools = schools(proposal);
    let proposed = |page: &&GatePage| schools.contains(&page.school);
    let red = |page: &&GatePage| !page.is_compliant();
    let own: Vec<&GatePage> = pages.iter().filter(proposed).filter(red).collect();
    let refused: Vec<(SchoolId, Words)> = own
        .iter()
        .filter(|page| page.red_lines().any(|key| !key.is_about_room()))
        .map(|page| (page.school.clone(), refused_words(page)))
        .collect();
    if !refused.is_empty() {
        return refused;
    }
    if let Some(largest) = own.iter().max_by_key(|page| page.pupils) {
        return vec![(largest.school.clone(), refused_words(largest))];
    }
    // A closure that the plan has already may lose its room to a new one.
    let was_red: BTreeSet<SchoolId> = if pages.iter().any(|page| !page.is_compliant()) {
        let before = horizon::gate(&ground.evaluator, &ground.plan, ground.before.policy);
        before.refused().map(|page| page.school.clone()).collect()
    } else {
        BTreeSet::new()
    };
    let crowded: Vec<&GatePage> = pages
        .iter()
        .filter(red)
        .filter(|page| !was_red.contains(&page.school))
        .collect();
    let shares = |page: &&GatePage| {
        page.receivers.iter().any(|receiver| {
            let mut others = crowded.iter().flat_map(|page| &page.receivers);
            others.any(|other| other.school == receiver.school)
        })
    };
    let new = pages.iter().filter(proposed).filter(shares);
    let largest = new.max_by_key(|page| page.pupils);
    largest
        .zip(crowded.first())
        .map(|(page, crowded)| (page.school.clone(), crowds_out(page, crowded)))
        .into_iter()
        .collect()
}

fn refused_words(page: &GatePage) -> Words {
    let line = page.lines.iter().find(|line| line.light == Light::Red);
    let (name, pupils) = (&page.name, page.pupils);
    let answer = line.map(|line| line.answer.clone()).unwrap_or_default();
    Words::new(
        format!(
            "{name} ({pupils} pupils): the gate refuses its closure: {}",
            answer.en
        ),
        format!("{name}（{pupils}人）：撤并研判不通过：{}", answer.zh),
    )
}

fn crowds_out(page: &GatePage, crowded: &GatePage) -> Words {
    let (name, pupils, other) = (&page.name, page.pupils, &crowded.name);
    Words::new(
        format!("{name} ({pupils} pupils): its closure would leave no room for that of {other}"),
        format!("{name}（{pupils}人）：撤并后{other}的学生将无处安置"),
    )
}
