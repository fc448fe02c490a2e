//! Small schools before the closure gate ahead of any measure: what it would say of each closure as it would be
//! proposed, into the receiver that the merge would choose, with a bus where only that is missing.
//!
//! The gate judges; nothing here knows a limit. Each closure is judged as if it were the only new one
//! ([`foreseen`]); those that are to be planned in one step are judged together ([`together`]).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::candidates::{Candidate, Receiver, Verdict};
use super::words;
use crate::evaluation::Evaluation;
use crate::horizon::{self, GatePage};
use crate::model::{SchoolId, Stage};
use crate::plan::{self, Action, Command, Measure, Plan, Refused, Status};
use crate::proposal::StartingPoint;
use crate::rules::gate::Light;
use crate::words::Words;

/// What is to be done next about a small school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NextStep {
    /// It can close, with a bus for those who come to live too far away.
    MergeWithBus,
    /// It can close as it is.
    Merge,
    /// Something speaks against closing it.
    Keep,
    /// Nobody can say before something is filled in.
    FillIn,
}

/// A small school as the gate would judge it.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreseen {
    /// The school.
    pub school: SchoolId,
    /// The closure that is proposed, with its bus; `None` where none is.
    pub action: Option<Action>,
    /// The gate's page of that closure, or else of the school as if it closed; `None` where it could not be judged.
    pub page: Option<GatePage>,
    /// What is to be done next.
    pub next: NextStep,
    /// Why, in a sentence with the numbers: what speaks for the closure, or against it.
    pub reason: Words,
}

impl Foreseen {
    /// How the gate stands; `None` where that cannot be said.
    pub fn light(&self) -> Option<Light> {
        let page = self.page.as_ref()?;
        (self.next != NextStep::FillIn).then_some(page.light)
    }

    fn of(ground: &StartingPoint, judged: Judged, verdict: &Verdict) -> Self {
        let Judged { mut action, page } = judged;
        let next = next_step(page.as_ref(), verdict);
        let reason = match (next, verdict) {
            (NextStep::FillIn, _) => page.as_ref().map_or_else(words::not_judged, missing),
            (NextStep::Keep, Verdict::Merge { .. } | Verdict::Close { .. }) => {
                let page = page.as_ref();
                page.map_or_else(|| verdict.reason().clone(), GatePage::objections)
            }
            _ => verdict.reason().clone(),
        };
        if let (Some(bus), Some(page)) =
            (page.as_ref().and_then(|page| page.transport.clone()), &page)
            && action.details.transport.is_none()
        {
            let with_bus = words::with_bus(verdict.reason(), page);
            action.draft(&with_bus, ground.lang);
            action.details.transport = Some(bus);
        }
        let is_proposed = matches!(next, NextStep::Merge | NextStep::MergeWithBus);
        Self {
            school: action.measure.school().clone(),
            action: is_proposed.then_some(action),
            page,
            next,
            reason,
        }
    }
}

/// What is missing before a closure can be judged.
fn missing(page: &GatePage) -> Words {
    page.lacks.clone().unwrap_or_else(|| page.objections())
}

fn next_step(page: Option<&GatePage>, verdict: &Verdict) -> NextStep {
    let Some(page) = page.filter(|page| page.lacks.is_none()) else {
        return NextStep::FillIn;
    };
    if page.light == Light::Red && !page.is_compliant() {
        return NextStep::Keep;
    }
    if page.is_unknown() {
        return NextStep::FillIn;
    }
    match verdict {
        Verdict::Keep { .. } | Verdict::Stays { .. } => NextStep::Keep,
        _ if page.transport.is_some() => NextStep::MergeWithBus,
        _ => NextStep::Merge,
    }
}

/// A closure and the gate's page of it.
struct Judged {
    action: Action,
    page: Option<GatePage>,
}

/// A candidate before the gate: the closure its verdict proposes, else as if it closed. `None` once somebody sets
/// `stop`. Cost: an evaluation for every year to the plan's horizon.
pub fn foreseen(
    stop: &AtomicBool,
    ground: &StartingPoint,
    candidate: &Candidate,
) -> Option<Foreseen> {
    let judged = judged(stop, ground, candidate, &candidate.verdict)?;
    Some(Foreseen::of(ground, judged, &candidate.verdict))
}

/// The same for a receiver that the planner tries, whatever the verdict says.
pub fn foreseen_into(
    stop: &AtomicBool,
    ground: &StartingPoint,
    candidate: &Candidate,
    receiver: &Receiver,
) -> Option<Foreseen> {
    let sites = &ground.before.layout.sites;
    let name = |site: usize| sites[site].name.as_str();
    let limit = ground.evaluator.limits().trip[ground.stage];
    let tried = Verdict::Merge {
        into: receiver.site,
        reason: words::merge(
            name(candidate.site),
            candidate.size,
            name(receiver.site),
            receiver,
            limit,
        ),
    };
    let judged = judged(stop, ground, candidate, &tried)?;
    Some(Foreseen::of(ground, judged, &tried))
}

fn judged(
    stop: &AtomicBool,
    ground: &StartingPoint,
    candidate: &Candidate,
    verdict: &Verdict,
) -> Option<Judged> {
    let sites = &ground.before.layout.sites;
    let school = sites[candidate.site].id.clone();
    let measure = match verdict.receiver() {
        Some(into) => Measure::Merge {
            school,
            into: vec![sites[into].id.clone()],
        },
        None => Measure::Close { school },
    };
    let action = Action::drafted(ground.year(), measure, verdict.reason(), ground.lang);
    // What cannot be planned cannot be judged either.
    let page = match with(ground, vec![action.clone()]) {
        Ok(plan) => horizon::closure_page_unless(
            stop,
            &ground.evaluator,
            &plan,
            ground.before.policy,
            plan.actions.len().saturating_sub(1),
            &|page| Some(page.bus_words().say(ground.lang).to_owned()),
        )?,
        Err(_) => None,
    };
    Some(Judged { action, page })
}

/// The plan with these measures.
fn with(ground: &StartingPoint, actions: Vec<Action>) -> Result<Plan, Refused> {
    let name = Words::default();
    let add = Command::AddAll { name, actions };
    plan::apply(ground.evaluator.county(), &ground.plan, add)
}

/// Open schools of a stage of which nobody can say whether they are small, by position.
pub fn of_unknown_size(evaluation: &Evaluation, stage: Stage) -> Vec<usize> {
    let sites = evaluation.layout.sites.iter().enumerate();
    let unknown = sites.filter(|&(site, school)| {
        let stands = school.is_open() && !matches!(school.status, Status::New | Status::Kept);
        stands && school.runs(stage) && evaluation.size(site).is_none()
    });
    unknown.map(|(site, _)| site).collect()
}

/// Closures that are to be planned in one step, as the gate judges them together.
#[derive(Clone, Debug)]
pub struct Together {
    /// Those that pass, in the order they were asked for, buses and reasons in them.
    pub passing: Vec<Action>,
    /// Those that do not pass beside the others, each with what stands against it.
    pub refused: Vec<(SchoolId, Words)>,
    /// Closures that the plan has already and that only these turn red, by name.
    pub crowded: Vec<String>,
    /// How many pupils change school; `None` where that is not known of one of the schools.
    pub moved: Option<u32>,
    /// The plan with those that pass, in the year in question.
    pub after: Arc<Evaluation>,
}

/// Puts closures before the gate together; what it refuses is left out, and the rest is judged again, until it refuses
/// none. A school that is to take pupils does not close in the same step. `None` once somebody sets `stop`.
pub fn together(
    stop: &AtomicBool,
    ground: &StartingPoint,
    wanted: Vec<Action>,
) -> Option<Together> {
    let (mut passing, mut refused) = fitting(ground, wanted);
    let policy = ground.before.policy;
    let bus = |page: &GatePage| Some(page.bus_words().say(ground.lang).to_owned());
    let before = horizon::gate_unless(stop, &ground.evaluator, &ground.plan, policy, &|_| None)?;
    let was_red: BTreeSet<&SchoolId> = before.refused().map(|page| &page.school).collect();
    loop {
        // Each was added to those before it; fewer of them fit as well.
        let plan = with(ground, passing.clone()).ok()?;
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        let gate = horizon::gate_unless(stop, &ground.evaluator, &plan, policy, &bus)?;
        let own: BTreeSet<SchoolId> = schools(&passing);
        let failing: Vec<&GatePage> = gate
            .pages
            .iter()
            .filter(|page| {
                own.contains(&page.school) && (!page.is_compliant() || page.is_unknown())
            })
            .collect();
        if failing.is_empty() {
            for action in &mut passing {
                let page = gate
                    .pages
                    .iter()
                    .find(|page| page.school == *action.measure.school());
                if let Some(page) = page {
                    action.details.transport.clone_from(&page.transport);
                }
            }
            let moved = own.iter().map(|school| {
                let page = gate.pages.iter().find(|page| page.school == *school)?;
                page.pupils
            });
            let crowded = gate
                .refused()
                .filter(|page| !own.contains(&page.school) && !was_red.contains(&page.school));
            return Some(Together {
                moved: moved.sum(),
                crowded: crowded.map(|page| page.name.clone()).collect(),
                after: Arc::new(ground.evaluator.evaluate(&plan, ground.year(), policy)),
                passing,
                refused,
            });
        }
        refused.extend(
            failing
                .iter()
                .map(|page| (page.school.clone(), missing(page))),
        );
        passing.retain(|action| {
            failing
                .iter()
                .all(|page| page.school != *action.measure.school())
        });
    }
}

/// Leaves out who would take pupils of a school that was asked for before it, would send its own to one that closes, or
/// cannot be planned beside those before it.
fn fitting(ground: &StartingPoint, wanted: Vec<Action>) -> (Vec<Action>, Vec<(SchoolId, Words)>) {
    let (mut passing, mut refused): (Vec<Action>, Vec<(SchoolId, Words)>) = Default::default();
    let name = |id: &SchoolId| {
        let site = ground.before.layout.site(id);
        site.map_or_else(|| id.to_string(), |site| site.name.clone())
    };
    for action in wanted {
        let school = action.measure.school();
        let sends = passing
            .iter()
            .find(|other| other.measure.receivers().contains(school))
            .map(|other| words::takes_pupils_of(&name(other.measure.school())));
        let closes = action
            .measure
            .receivers()
            .iter()
            .find(|into| passing.iter().any(|other| other.measure.school() == *into))
            .map(|into| words::receiver_closes(&name(into)));
        let beside = || {
            let mut tried = passing.clone();
            tried.push(action.clone());
            with(ground, tried).err().map(|why| why.words())
        };
        match sends.or(closes).or_else(beside) {
            Some(why) => refused.push((school.clone(), why)),
            None => passing.push(action),
        }
    }
    (passing, refused)
}

fn schools(actions: &[Action]) -> BTreeSet<SchoolId> {
    let schools = actions.iter().map(|action| action.measure.school());
    schools.cloned().collect()
}

#[cfg(test)]
#[path = "foreseen_tests.rs"]
mod tests;
