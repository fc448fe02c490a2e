//! Merges put before the closure gate: what it refuses with one receiver is tried with the next, and what it refuses
//! with all of them stays, with its answer as the reason.

use std::collections::{BTreeMap, BTreeSet};

use super::question::{GateRule, MergeQuestion};
use super::{Proposal, Searched, in_year, reach, task, with_situation, words};
use crate::horizon::{self, GatePage};
use crate::model::SchoolId;
use crate::plan::{Action, Policy};
use crate::proposal::{ProposedMeasure, StartingPoint, not_in_time};
use crate::solve::Run;
use crate::words::Words;

/// What is asked in one round: the question, and which schools no longer go with which receivers.
pub(super) struct Asked {
    pub(super) question: MergeQuestion,
    /// Only where receivers are chosen: under `keep`.
    pub(super) never: BTreeSet<(SchoolId, SchoolId)>,
}

/// A closure that is given up as it was proposed.
struct Refusal {
    school: SchoolId,
    /// Where its pupils would have gone.
    into: Vec<SchoolId>,
    /// Whether it would be refused whatever else closes.
    in_any_plan: bool,
    words: Words,
}

/// What was refused so far.
#[derive(Default)]
struct Refused {
    /// By school, for its last receivers.
    words: BTreeMap<SchoolId, Words>,
    /// Those of which something else might pass.
    open: BTreeSet<SchoolId>,
}

impl Refused {
    /// Takes a school's receivers, or the school itself where it has no others to try, out of what is asked.
    fn give_up(&mut self, refusal: Refusal, asked: &mut Asked, has_time: bool, policy: Policy) {
        let Refusal {
            school,
            into,
            in_any_plan,
            words,
        } = refusal;
        let pairs = into
            .iter()
            .map(|receiver| (school.clone(), receiver.clone()));
        let pairs: Vec<_> = pairs.filter(|pair| !asked.never.contains(pair)).collect();
        let tries_others = policy == Policy::Keep && has_time && !pairs.is_empty();
        if !in_any_plan || into.len() > 1 || (policy == Policy::Keep && !has_time) {
            self.open.insert(school.clone());
        }
        if tries_others {
            asked.never.extend(pairs);
        } else {
            asked.question.kept.push(school.clone());
        }
        self.words.insert(school, words);
    }
}

/// Asks, gives up what the gate refuses of any of the answers, and asks again until it refuses none.
///
/// Under `keep` a refused school is tried with its next receivers, until it has none left. Half of the time that is
/// left goes to each round, so that there is some for the next; once nothing is refused, all that is left goes to the
/// proof. When the time is over, what has passed by then is the answer.
pub(super) fn passed(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
    ask: impl Fn(&Asked, &Run<'_>) -> Result<Vec<Proposal>, Words>,
) -> Result<Vec<Proposal>, Words> {
    let policy = ground.before.policy;
    let mut asked = Asked {
        question: question.clone(),
        never: BTreeSet::new(),
    };
    let mut refused = Refused::default();
    // Without the gate no plan leaves fewer.
    let mut at_least = None;
    // Most corners of a front stay the same from round to round; the gate is dear.
    let mut known: Vec<(Vec<Action>, Vec<GatePage>)> = Vec::new();
    let mut not_proven: Option<Vec<Proposal>> = None;
    loop {
        let share = match not_proven {
            Some(_) => *run,
            None => run.sharing(1),
        };
        let mut answers = ask(&asked, &share)?;
        let least = answers.iter().map(|answer| answer.answered.at_least).min();
        let at_least = *at_least.get_or_insert(least.unwrap_or(0));
        let searched = searched(ground, &asked, &refused)?;
        let (mut more, mut clean) = (BTreeMap::new(), Vec::new());
        for answer in &mut answers {
            let has_others = !clean.is_empty() || not_proven.is_some();
            if has_others && run.is_over() {
                break;
            }
            let mut refusals_of = too_far(ground, answer, question)?;
            if refusals_of.is_empty() && question.gate != GateRule::Advises {
                let judged = known
                    .iter()
                    .find(|(actions, _)| answer.actions().eq(actions));
                let judged = match judged {
                    Some((_, pages)) => Some(pages.clone()),
                    None => pages(ground, answer, question.gate, run),
                };
                // Whoever stops it at the gate has what had passed by then.
                let Some(judged) = judged else {
                    let passed = not_proven.unwrap_or(clean);
                    return (!passed.is_empty())
                        .then_some(passed)
                        .ok_or_else(not_in_time);
                };
                known.push((answer.actions().cloned().collect(), judged.clone()));
                write_buses(ground, answer, &judged);
                refusals_of = refusals(ground, answer, &judged, run);
            }
            if refusals_of.is_empty() {
                clean.push(with_refusals(answer, &refused.words, searched, at_least));
            }
            let by_school = refusals_of
                .into_iter()
                .map(|refusal| ((refusal.school.clone(), refusal.into.clone()), refusal));
            more.extend(by_school);
        }
        let all_passed = clean.len() == answers.len();
        let is_searched = |answer: &Proposal| {
            answer.value == answer.bound && answer.answered.schools == answer.answered.at_least
        };
        let is_proven = answers.iter().all(is_searched);
        if all_passed && (is_proven || not_proven.is_some() || run.is_over()) {
            return Ok(clean);
        }
        let has_time = !run.is_over();
        if has_time && all_passed {
            not_proven = Some(clean);
        } else if !has_time {
            let passed = not_proven.take().unwrap_or(clean);
            if !passed.is_empty() {
                return Ok(passed);
            }
        }
        for refusal in more.into_values() {
            refused.give_up(refusal, &mut asked, has_time, policy);
        }
    }
}

/// How much the refusals so far leave open: nothing where whatever was refused is so in every plan, and no school among
/// them has a receiver left.
fn searched(ground: &StartingPoint, asked: &Asked, refused: &Refused) -> Result<Searched, Words> {
    if refused.words.is_empty() {
        return Ok(Searched::Whole);
    }
    let has_left = ground.before.policy == Policy::Keep
        && with_situation(ground, asked, |situation, terms, rules| {
            let mut schools = refused.words.keys();
            schools.any(|school| {
                let site = ground.before.layout.position(school);
                let is_kept = asked.question.kept.contains(school);
                let left = |site| task::has_receivers_left(situation, terms, rules, site);
                !is_kept && site.is_some_and(left)
            })
        })?;
    if refused.open.is_empty() && !has_left {
        return Ok(Searched::Whole);
    }
    Ok(Searched::AsAsked)
}

/// Closures whose pupils would go farther than asked when the plan is evaluated. Under `keep` the reach is between
/// schools, and every receiver lies within it.
fn too_far(
    ground: &StartingPoint,
    proposal: &Proposal,
    question: &MergeQuestion,
) -> Result<Vec<Refusal>, Words> {
    let is_between_schools = ground.before.policy == Policy::Keep;
    if is_between_schools || proposal.steps.is_empty() || question.reach.is_none() {
        return Ok(Vec::new());
    }
    let plan = proposal
        .added_to(ground.evaluator.county(), &ground.plan, ground.lang)
        .map_err(|refused| refused.words())?;
    let (before, stage) = (&ground.before, ground.stage);
    let after = in_year(ground, &plan, ground.year()).before;
    let farther = reach::farther_than_asked(before, &after, stage, question.reach);
    let Some(today) = before.stages[stage].as_ref() else {
        return Ok(Vec::new());
    };
    let attends = |settlement: usize, school: &SchoolId| {
        let flows = today.assignment.of_settlement(settlement).iter();
        let mut sites = flows.map(|flow| &before.layout.sites[flow.site].id);
        sites.any(|id| id == school)
    };
    let mut refusals: Vec<Refusal> = Vec::new();
    for flow in &farther {
        let receiver = &after.layout.sites[flow.site];
        let closed = proposal
            .steps
            .iter()
            .map(|step| step.action.measure.school());
        let from: Vec<&SchoolId> = closed
            .filter(|school| attends(flow.settlement, school))
            .collect();
        refusals.extend(from.into_iter().map(|school| Refusal {
            school: school.clone(),
            into: vec![receiver.id.clone()],
            in_any_plan: false,
            words: words::pupils_too_far(
                before.layout.site(school).map_or("", |site| &site.name),
                flow.pupils,
                &receiver.name,
                question.reach,
            ),
        }));
    }
    // Where it is not clear whose pupils they are, the measures are given up one by one.
    if refusals.is_empty() && !farther.is_empty() {
        let last = proposal.steps.last().map(|step| Refusal {
            school: step.action.measure.school().clone(),
            into: Vec::new(),
            in_any_plan: false,
            words: step.reason.clone(),
        });
        refusals.extend(last);
    }
    Ok(refusals)
}

/// An answer in which schools that the gate refused to close stay for that reason, and which claims no more than was
/// searched.
fn with_refusals(
    answer: &Proposal,
    refused: &BTreeMap<SchoolId, Words>,
    searched: Searched,
    at_least: usize,
) -> Proposal {
    let mut told = answer.clone();
    told.answered.searched = searched;
    if searched == Searched::AsAsked {
        told.answered.at_least = at_least.min(told.answered.at_least);
    }
    for stay in &mut told.stays {
        if let Some(reason) = refused.get(&stay.school) {
            stay.reason = reason.clone();
        }
    }
    told
}

/// The gate's pages for the plan with a proposal; none for a proposal without measures. Where the gate may plan buses,
/// one is planned for whatever of it the gate then lets pass. `None` once somebody stops the run.
fn pages(
    ground: &StartingPoint,
    proposal: &Proposal,
    rule: GateRule,
    run: &Run<'_>,
) -> Option<Vec<GatePage>> {
    let (evaluator, policy) = (&ground.evaluator, ground.before.policy);
    let buses = rule == GateRule::BindsWithBus;
    let added = proposal.added_to(evaluator.county(), &ground.plan, ground.lang);
    let proposed = schools(proposal);
    let bus = |page: &GatePage| {
        let is_asked = buses && proposed.contains(&page.school);
        is_asked.then(|| page.bus_words().say(ground.lang).to_owned())
    };
    match added {
        Ok(plan) if !proposal.steps.is_empty() => {
            let gate = horizon::gate_unless(run.cancel, evaluator, &plan, policy, &bus);
            gate.map(|gate| gate.pages)
        }
        // What cannot be added is told when somebody adds it.
        _ => Some(Vec::new()),
    }
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
        *reason = words::with_bus(reason, page);
        action.draft(reason, ground.lang);
        action.details.transport.clone_from(&page.transport);
    }
}

/// The schools that a proposal closes.
pub(super) fn schools(proposal: &Proposal) -> BTreeSet<&SchoolId> {
    let actions = proposal.actions();
    actions.map(|action| action.measure.school()).collect()
}

/// Which closures of a proposal to give up as they are, so that the gate refuses none, with its answers. Where only
/// room at the receivers is missing, one is given up at a time, the one with the most pupils.
fn refusals(
    ground: &StartingPoint,
    proposal: &Proposal,
    pages: &[GatePage],
    run: &Run<'_>,
) -> Vec<Refusal> {
    let schools = schools(proposal);
    let proposed = |page: &&GatePage| schools.contains(&page.school);
    let red = |page: &&GatePage| !page.is_compliant();
    let is_alone = proposal.steps.len() == 1;
    let not_for_room = |page: &GatePage| page.red_lines().any(|key| !key.is_about_room());
    let refusal = |page: &GatePage, words: Words| Refusal {
        school: page.school.clone(),
        into: proposal
            .actions()
            .filter(|action| *action.measure.school() == page.school)
            .flat_map(|action| action.measure.receivers().iter().cloned())
            .collect(),
        // What else closes takes room, and under other policies than `keep` it also moves the ways.
        in_any_plan: is_alone || (not_for_room(page) && ground.before.policy == Policy::Keep),
        words,
    };
    let own: Vec<&GatePage> = pages.iter().filter(proposed).filter(red).collect();
    let refused: Vec<Refusal> = own
        .iter()
        .filter(|page| not_for_room(page))
        .map(|page| refusal(page, refused_words(page)))
        .collect();
    if !refused.is_empty() {
        return refused;
    }
    if let Some(largest) = own.iter().max_by_key(|page| page.pupils) {
        return vec![refusal(largest, refused_words(largest))];
    }
    // A closure that the plan has already may lose its room to a new one.
    let was_red: BTreeSet<SchoolId> = if pages.iter().any(|page| !page.is_compliant()) {
        let (evaluator, policy) = (&ground.evaluator, ground.before.policy);
        let before = horizon::gate_unless(run.cancel, evaluator, &ground.plan, policy, &|_| None);
        let before = before.unwrap_or_default();
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
        .map(|(page, crowded)| Refusal {
            in_any_plan: is_alone,
            ..refusal(page, crowds_out(page, crowded))
        })
        .into_iter()
        .collect()
}

fn pupils_of(page: &GatePage) -> String {
    let pupils = page.pupils.map(|pupils| pupils.to_string());
    pupils.unwrap_or_else(|| "—".to_owned())
}

fn refused_words(page: &GatePage) -> Words {
    let line = page.against().next();
    let (name, pupils) = (&page.name, pupils_of(page));
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
    let (name, pupils, other) = (&page.name, pupils_of(page), &crowded.name);
    Words::new(
        format!("{name} ({pupils} pupils): its closure would leave no room for that of {other}"),
        format!("{name}（{pupils}人）：撤并后{other}的学生将无处安置"),
    )
}
