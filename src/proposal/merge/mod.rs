//! Which small schools to merge, and into which: the best plan, and the front of schools left against ways.
//!
//! Where the closure gate binds, a plan is put before it; what it refuses is kept, with the gate's answer as the
//! reason, and the search goes on without. Step by step, what is best to have closed in the last year closes as soon as
//! it can, every year starting from what the years before closed; where some of it never can, the years are also gone
//! through one by one.

pub mod answer;
pub mod candidates;
mod left;
mod task;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use self::answer::{MergeRules, Merges, Upkeep};
use self::candidates::{MergeTerms, Situation};
pub use self::left::SmallLeft;
use super::{Beyond, Conditions, Found, StartingPoint, Stay, Step, known};
use crate::assign::Flow;
use crate::horizon::{self, GatePage};
use crate::model::SchoolId;
use crate::plan::{Action, Measure, Plan, Policy};
use crate::proposal::layout::Which;
use crate::rules::gate::Light;
use crate::solve::{Answer, Run};
use crate::units::{Meters, Year};
use crate::words::Words;

type Proposal = super::Proposal<SmallLeft>;

/// What the closure gate's refusal means for merges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GateRule {
    /// What it would refuse even with a school bus is not proposed; measures that need a bus plan one.
    #[default]
    BindsWithBus,
    /// What it would refuse is not proposed.
    Binds,
    /// It is not asked; the plan shows its answer afterwards.
    Advises,
}

impl GateRule {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::BindsWithBus, Self::Binds, Self::Advises];

    /// The words a planner reads.
    pub fn words(self) -> Words {
        match self {
            Self::BindsWithBus => Words::new(
                "What the gate lets pass, with school buses",
                "能通过研判的撤并（可配校车）",
            ),
            Self::Binds => Words::new(
                "What the gate lets pass without a bus",
                "不配校车即能通过研判的撤并",
            ),
            Self::Advises => Words::new("Without the gate", "不受撤并研判限制"),
        }
    }
}

/// The limits of merging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeQuestion {
    /// Schools with fewer pupils than this are in question.
    pub below: u32,
    /// The longest way from a school to its receiver; `None` for any.
    pub reach: Option<Meters>,
    /// The longest trip of a pupil who changes school; `None` for any.
    pub longest_trip: Option<Meters>,
    /// What it is worth to close a school.
    pub upkeep: Upkeep,
    /// Schools that stay in any case, beside those the plan keeps.
    pub kept: Vec<SchoolId>,
    /// Whether the closure gate binds.
    pub gate: GateRule,
    /// Schools close step by step up to this year, each in the first one in which it can; `None` closes all in the
    /// year of the ground.
    pub until: Option<Year>,
    /// Who may go where besides.
    pub conditions: Conditions,
}

impl Default for MergeQuestion {
    fn default() -> Self {
        Self {
            below: 100,
            reach: None,
            longest_trip: None,
            upkeep: Upkeep::Dearest,
            kept: Vec::new(),
            gate: GateRule::default(),
            until: None,
            conditions: Conditions::default(),
        }
    }
}

/// The best merges; with `others` the front besides.
///
/// # Errors
/// Which figures are missing, why no plan keeps all limits, or that none was found in time.
pub fn ask(
    ground: &StartingPoint,
    question: &MergeQuestion,
    others: bool,
    run: &Run<'_>,
) -> Result<Found<SmallLeft>, Words> {
    known::needs_enrolments(ground)?;
    let first = if others { run.sharing(1) } else { *run };
    let best = best(ground, question, &first)?;
    let others = if others {
        front(ground, question, run)?
    } else {
        Vec::new()
    };
    let silent = known::room_unknown(ground);
    let told = |found: Proposal| Proposal {
        unknown_rooms: known::receiving(silent.clone(), &found.steps),
        ..found
    };
    Ok(Found {
        best: told(best),
        others: others.into_iter().map(told).collect(),
    })
}

/// The best merges. Step by step the bound is on what any plan comes to in the last year whose closures all keep the
/// limits in that year, whichever years they close in; closures that the gate refused on the way are left out of it. Where
/// pupils are not dealt anew every year it may be no more than everyone's way to the nearest school.
fn best(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    match question.until.filter(|&last| last > ground.year()) {
        Some(last) => step_by_step(ground, question, last, run),
        None => best_in_year(ground, question, run),
    }
}

/// The best merges of a span of years. What is best to have closed in the last year is found first, with the plan as it
/// stands; each of those schools then closes in the first year in which it can. Where one of them never can,
/// the years are also gone through one by one, and the better of both is the answer.
fn step_by_step(
    ground: &StartingPoint,
    question: &MergeQuestion,
    last: Year,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let at_last = in_year(ground, &ground.plan, last);
    let goal = best_in_year(&at_last, question, &run.sharing(2))?;
    let wanted = closed_by(&goal);
    let planned = through_the_years(ground, question, Some(&wanted), last, &run.sharing(1))?;
    let missed: Vec<Stay> = planned
        .stays
        .iter()
        .filter(|stay| wanted.contains(&stay.school))
        .cloned()
        .collect();
    let shortest = shortest_ways(ground, last);
    let mut best = measured(&goal, planned, question.upkeep, shortest);
    best.stays = goal.stays.iter().cloned().chain(missed).collect();
    if best.answered.schools > goal.answered.schools {
        let greedy = through_the_years(ground, question, None, last, run)?;
        let greedy = measured(&goal, greedy, question.upkeep, shortest);
        let is_better = match question.upkeep {
            Upkeep::Dearest => {
                let rank = |plan: &Proposal| (plan.answered.schools, plan.value);
                rank(&greedy) < rank(&best)
            }
            Upkeep::Weighs(_) => greedy.value < best.value,
        };
        if is_better {
            best = greedy;
        }
    }
    Ok(Proposal {
        seconds: run.seconds(),
        ..best
    })
}

fn closed_by(proposal: &Proposal) -> BTreeSet<&SchoolId> {
    let actions = proposal.actions();
    actions.map(|action| action.measure.school()).collect()
}

/// Everyone's way to the nearest school in a year before any closure, in pupil-decimetres: no merges make it shorter.
fn shortest_ways(ground: &StartingPoint, year: Year) -> i64 {
    let evaluator = &ground.evaluator;
    let nearest = evaluator.evaluate(&ground.plan, year, Policy::Nearest);
    let stage = nearest.stages[ground.stage].as_ref();
    stage.map_or(0, |stage| stage.assignment.pupil_decimetres() as i64)
}

/// A plan of several years as the last year sees it: by the schools that are small then, and with the bounds of the best
/// for that year alone, or the shortest ways of all.
fn measured(goal: &Proposal, plan: Proposal, upkeep: Upkeep, shortest: i64) -> Proposal {
    let wanted = closed_by(goal);
    let closed = closed_by(&plan);
    let in_question = goal.stays.iter().map(|stay| &stay.school).chain(wanted);
    let closed = in_question.filter(|school| closed.contains(school)).count();
    let schools = (goal.stays.len() + goal.steps.len()).saturating_sub(closed);
    let weighs = match upkeep {
        Upkeep::Weighs(upkeep) => upkeep,
        Upkeep::Dearest => 0,
    };
    let longer = plan.pupil_decimetres - goal.pupil_decimetres;
    let value = goal.value + longer + (schools as i64 - goal.answered.schools as i64) * weighs;
    // Where as many close as can be, the goal's bound is on the ways of plans that close as many as it does. Where those
    // who moved in earlier years stay where they are, a plan may do better than closing all in one year can: that bound
    // is not on it.
    let is_level = schools == goal.answered.schools || upkeep != Upkeep::Dearest;
    let is_bounded = is_level && schools >= goal.answered.at_least && value >= goal.bound;
    Proposal {
        value,
        bound: if is_bounded {
            goal.bound
        } else {
            shortest.min(value - 1)
        },
        answered: SmallLeft {
            schools,
            at_least: goal.answered.at_least.min(schools),
        },
        ..plan
    }
}

/// The same with another plan in another year.
fn in_year(ground: &StartingPoint, plan: &Plan, year: Year) -> StartingPoint {
    let policy = ground.before.policy;
    StartingPoint {
        before: ground.evaluator.evaluate(plan, year, policy).into(),
        plan: plan.clone(),
        ..ground.clone()
    }
}

/// Year by year whatever can close then, of the schools wanted; what the answer says beside its measures is of the last
/// year.
fn through_the_years(
    ground: &StartingPoint,
    question: &MergeQuestion,
    wanted: Option<&BTreeSet<&SchoolId>>,
    last: Year,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let mut step = ground.clone();
    let mut steps = Vec::new();
    let mut question = question.clone();
    if let Some(wanted) = wanted {
        let schools = ground.evaluator.county().schools.iter();
        let others = schools.filter(|school| !wanted.contains(&school.id));
        question.kept.extend(others.map(|school| school.id.clone()));
    }
    loop {
        let year = step.year();
        let left = usize::try_from(last.0 - year.0).unwrap_or(0);
        let found = best_in_year(&step, &question, &run.sharing(left))?;
        steps.extend(found.steps.iter().cloned());
        if year >= last {
            return Ok(Proposal { steps, ..found });
        }
        let plan = if found.steps.is_empty() {
            step.plan.clone()
        } else {
            found
                .added_to(ground.evaluator.county(), &step.plan, ground.lang)
                .map_err(|refused| refused.words())?
        };
        step = in_year(ground, &plan, Year(year.0 + 1));
    }
}

/// The best merges of one year.
fn best_in_year(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let mut found = passed(ground, question, run, |question, run| {
        let merges = with_situation(ground, question, |situation, terms, rules| {
            proposal(ground, answer::best_merges(situation, terms, rules, run))
        })?;
        Ok(vec![merges])
    })?;
    found.pop().ok_or_else(super::not_in_time)
}

/// The corners of the front, from the fewest closures to the most; all close in the year of the ground.
fn front(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
) -> Result<Vec<Proposal>, Words> {
    passed(ground, question, run, |question, run| {
        with_situation(ground, question, |situation, terms, rules| {
            answer::front(situation, terms, rules, run)
                .into_iter()
                .map(|corner| proposal(ground, corner))
                .collect()
        })
    })
}

/// Asks, keeps what the gate refuses of any of the answers, and asks again until it refuses none.
///
/// Half of the time that is left goes to each round, so that there is some for the next; once nothing is refused, all that
/// is left goes to the proof. When the time is over, what has passed by then is the answer.
fn passed(
    ground: &StartingPoint,
    question: &MergeQuestion,
    run: &Run<'_>,
    ask: impl Fn(&MergeQuestion, &Run<'_>) -> Result<Vec<Proposal>, Words>,
) -> Result<Vec<Proposal>, Words> {
    let mut question = question.clone();
    let mut refused: BTreeMap<SchoolId, Words> = BTreeMap::new();
    // Most corners of a front stay the same from round to round; the gate is dear.
    let mut known: Vec<(Vec<Step>, Vec<GatePage>)> = Vec::new();
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
                let judged = known.iter().find(|(steps, _)| *steps == answer.steps);
                let mut judged =
                    judged.map_or_else(|| pages(ground, answer), |(_, pages)| pages.clone());
                known.push((answer.steps.clone(), judged.clone()));
                if question.gate == GateRule::BindsWithBus {
                    plan_buses(ground, answer, &mut judged);
                }
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

/// The gate's pages for the plan with a proposal; none for a proposal without measures.
fn pages(ground: &StartingPoint, proposal: &Proposal) -> Vec<GatePage> {
    let evaluator = &ground.evaluator;
    let added = proposal.added_to(evaluator.county(), &ground.plan, ground.lang);
    match added {
        Ok(plan) if !proposal.steps.is_empty() => {
            horizon::gate(evaluator, &plan, ground.before.policy).pages
        }
        // What cannot be added is told when somebody adds it.
        _ => Vec::new(),
    }
}

/// Plans a school bus for every closure that the gate refuses and that leaves pupils too far away; its page is told.
fn plan_buses(ground: &StartingPoint, proposal: &mut Proposal, pages: &mut [GatePage]) {
    let refused = pages.iter_mut().filter(|page| !page.is_compliant());
    for page in refused.filter(|page| red_lines(page).any(|key| WITH_BUS.contains(&key))) {
        let mut steps = proposal.steps.iter_mut();
        let own = steps.find(|step| *step.action.measure.school() == page.school);
        let Some(Step { action, reason }) = own else {
            continue;
        };
        let riders = page.remedies.bus.pupils.max(1);
        let bus = Words::new(
            format!("school bus for {riders} pupils, to be arranged"),
            format!("校车接送{riders}人，待落实"),
        );
        reason.en = format!("{}; {}", reason.en, bus.en);
        reason.zh = format!("{}；{}", reason.zh, bus.zh);
        action.reason = reason.say(ground.lang).into();
        action.details.transport = Some(bus.say(ground.lang).to_owned());
        let turned = page
            .lines
            .iter_mut()
            .filter(|line| WITH_BUS.contains(&line.key));
        for line in turned.filter(|line| line.light == Light::Red) {
            line.light = Light::Amber;
        }
        if red_lines(page).next().is_none() {
            page.light = Light::Amber;
        }
    }
}

/// Lines that a school bus can turn.
const WITH_BUS: [&str; 4] = ["walk", "boarding", "transport", "retention"];

/// Which closures of a proposal to give up, so that the gate refuses none, with its answers. Where only room at the
/// receivers is missing, one is given up at a time, the one with the most pupils.
fn refusals(
    ground: &StartingPoint,
    proposal: &Proposal,
    pages: &[GatePage],
) -> Vec<(SchoolId, Words)> {
    let proposed = |page: &&GatePage| {
        let mut schools = proposal.actions().map(|action| action.measure.school());
        schools.any(|school| *school == page.school)
    };
    let red = |page: &&GatePage| !page.is_compliant();
    let own: Vec<&GatePage> = pages.iter().filter(proposed).filter(red).collect();
    let refused: Vec<(SchoolId, Words)> = own
        .iter()
        .filter(|page| red_lines(page).any(|key| !ROOM.contains(&key)))
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

/// Lines that turn on how full the receivers are, and so on what else closes.
const ROOM: [&str; 3] = ["seats", "classes", "sizes"];

fn red_lines(page: &GatePage) -> impl Iterator<Item = &'static str> {
    let red = page.lines.iter().filter(|line| line.light == Light::Red);
    red.map(|line| line.key)
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

fn with_situation<T>(
    ground: &StartingPoint,
    question: &MergeQuestion,
    ask: impl FnOnce(&Situation<'_>, &MergeTerms, &MergeRules) -> T,
) -> Result<T, Words> {
    let (evaluator, before) = (&ground.evaluator, &ground.before);
    let situation = Situation::of(evaluator, before);
    let rules = MergeRules {
        policy: before.policy,
        longest_trip: question.longest_trip,
        upkeep: question.upkeep,
        kept: question
            .kept
            .iter()
            .filter_map(|id| before.layout.position(id))
            .collect(),
        forbidden: question
            .conditions
            .forbidden(ground, &[])?
            .into_iter()
            .filter_map(|(settlement, which)| match which {
                Which::Existing(site) => Some((settlement, site)),
                Which::New(_) => None,
            })
            .collect(),
    };
    let terms = MergeTerms::of(evaluator, ground.stage, question.below, question.reach);
    Ok(ask(&situation, &terms, &rules))
}

fn proposal(ground: &StartingPoint, answer: Answer<Merges>) -> Proposal {
    let sites = &ground.before.layout.sites;
    let id = |site: usize| sites[site].id.clone();
    let Answer {
        choice: merges,
        value,
        bound,
        seconds,
    } = answer;
    let step = |closure: &answer::Closure| {
        let school = id(closure.site);
        let measure = if closure.into.is_empty() {
            Measure::Close { school }
        } else {
            Measure::Merge {
                school,
                into: closure.into.iter().map(|&site| id(site)).collect(),
            }
        };
        let reason = closure.reason.clone();
        Step {
            action: Action::new(ground.year(), measure, reason.say(ground.lang)),
            reason,
        }
    };
    let left = merges.kept.len();
    let county = ground.evaluator.county();
    let farther = |flow: &Flow| {
        let (home, name) = (&county.settlements[flow.settlement], &sites[flow.site].name);
        Beyond::new(home, id(flow.site), name, flow.pupils, flow.trip)
    };
    let mut beyond: Vec<Beyond> = merges.beyond.iter().map(farther).collect();
    Beyond::sort(&mut beyond);
    Proposal {
        steps: merges.closures.iter().map(step).collect(),
        answered: SmallLeft {
            schools: left,
            at_least: left + merges.closures.len()
                - merges.closures_at_most.max(merges.closures.len()),
        },
        stays: merges
            .kept
            .into_iter()
            .map(|(site, reason)| Stay {
                school: id(site),
                reason,
            })
            .collect(),
        policy: ground.before.policy,
        value,
        bound,
        pupil_decimetres: merges.pupil_decimetres,
        seconds,
        beyond,
        unknown_rooms: Vec::new(),
    }
}
