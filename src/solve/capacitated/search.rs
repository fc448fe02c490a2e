//! From the first layout to the proof: bounds and branches until nothing better can be hidden, with walks and dives
//! for better layouts beside them.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::lagrange::{Aim, Effort, Idea, Verdict, bound};
use super::local::{self, Draft, Walk};
use super::node::Node;
use super::problem::{Layout, Lock, Problem};
use crate::solve::Run;

/// Nodes bounded at the same time. Fixed, so that the search is the same on any number of threads.
const BATCH: usize = 4;
/// Shakes of the walk beside one batch.
const STRIDE: usize = 6;
/// Shakes of the layout that a dive ends in.
const SETTLED: usize = 60;
/// After so many batches without a better layout, walks and dives go on beside every [`SELDOM`]th only.
const PATIENCE: u64 = 60;
const SELDOM: u64 = 4;

/// While the whole problem's bound rises, it is raised again before it is split: by at least one part in so many of
/// what it lacks, at most so often.
const RISING: i64 = 50;
const RAISED: u32 = 12;

const ROOT: Effort = Effort {
    steps: 250,
    boldness: 0.5,
    patience: 100,
    ties: false,
};
const TIED: Effort = Effort { ties: true, ..ROOT };
const BRANCH: Effort = Effort {
    steps: 90,
    boldness: 0.2,
    patience: 20,
    ties: true,
};

pub(super) struct Found {
    pub(super) best: Option<(i64, Layout)>,
    /// In whole units; the best cost when proven.
    pub(super) bound: Option<i64>,
}

/// One of the things done at the same time.
enum Task<'a> {
    /// Bounds a node and splits it.
    Bound(Node),
    /// Decides a node's sites further.
    Dive(Node),
    /// Goes on walking.
    Walk(Walk<'a>),
    /// Makes a layout of an idea; one in which a dive ended with more care.
    Try(Idea, bool),
}

/// What came of it.
enum Done<'a> {
    Bound(Verdict),
    Dive(Verdict),
    Walk(Walk<'a>, Option<(i64, Layout)>),
    Tried(Option<(i64, Layout)>),
}

/// The state of the search between two batches.
struct Hunt<'a> {
    problem: &'a Problem,
    sorted: &'a local::SortedProblem<'a>,
    run: &'a Run<'a>,
    ticks: i64,
    best: Option<(i64, Layout)>,
    /// Parts that may hold a better layout.
    nodes: Vec<Node>,
    walk: Option<Walk<'a>>,
    /// How far the dive of now has come.
    dive: Option<Node>,
    /// What bounds suggested, to be tried.
    ideas: Vec<(Idea, bool)>,
    rounds: u64,
    /// How the bound of the whole problem is raised; `None` once it is in parts.
    raising: Option<Effort>,
    /// How often it was.
    raised: u32,
    /// Its bound, in ticks.
    whole_bound: i64,
    /// Since the last better layout.
    idle: u64,
}

/// The cheapest layout, or none if there is none.
pub(super) fn solve(problem: &Problem, run: &Run<'_>) -> Found {
    let sorted = local::SortedProblem::of(problem);
    let mut start = Draft::with_open(&sorted, &first_sites(problem));
    start.improve();
    let work = problem.n_sites() * problem.n_clients();
    let shakes = (5_000_000 / work.max(1)).clamp(50, 500);
    let mut hunt = Hunt {
        problem,
        sorted: &sorted,
        run,
        ticks: ticks(problem),
        best: start.layout(),
        nodes: vec![Node::root(problem)],
        walk: Some(Walk::from(start, shakes, 0)),
        dive: None,
        ideas: Vec::new(),
        rounds: 0,
        raising: Some(ROOT),
        raised: 0,
        whole_bound: i64::MIN,
        idle: 0,
    };
    if let Some((cost, _)) = &hunt.best {
        run.tell(*cost, problem.least().min(*cost));
    }
    // Without any layout there is no proof to speak of, so a short time goes to the walk first.
    if hunt.best.is_none() {
        hunt.walk_alone(shakes);
    }
    while !hunt.nodes.is_empty() && !run.is_over() {
        hunt.round();
    }
    let cost = hunt.cost();
    let low = hunt.nodes.iter().map(|node| node.bound).min();
    let bound = match (low, cost) {
        (None, cost) => cost,
        (Some(i64::MIN), _) => None,
        (Some(low), Some(cost)) => Some(ceil_div(low, hunt.ticks).min(cost)),
        (Some(low), None) => Some(ceil_div(low, hunt.ticks)),
    };
    Found {
        best: hunt.best,
        bound,
    }
}

impl<'a> Hunt<'a> {
    fn cost(&self) -> Option<i64> {
        self.best.as_ref().map(|(cost, _)| *cost)
    }

    /// Walks until there is a layout, or so many shakes.
    fn walk_alone(&mut self, shakes: usize) {
        let Some(mut walk) = self.walk.take() else {
            return;
        };
        let until = self.run.sharing(3);
        for _ in 0..shakes.div_ceil(STRIDE) {
            let found = walk.go_on(STRIDE, i64::MAX, None, &until);
            self.keep(found);
            if self.best.is_some() {
                break;
            }
        }
        self.walk = Some(walk);
    }

    /// Bounds the next nodes while walks and dives look for better layouts.
    fn round(&mut self) {
        let tasks = self.tasks();
        let (problem, ticks, run) = (self.problem, self.ticks, self.run);
        let (sorted, cost) = (self.sorted, self.cost());
        let home = self.best.as_ref().map(|(_, layout)| layout);
        let (effort, aim) = match self.raising {
            Some(effort) => (effort, Aim::Bound),
            None => (BRANCH, Aim::Proof),
        };
        let (seed, is_whole) = (self.rounds, self.raising.is_some());
        let carry_out = |task: Task<'a>| match task {
            Task::Bound(node) => Done::Bound(bound(problem, ticks, node, cost, effort, aim, run)),
            Task::Dive(node) => {
                Done::Dive(bound(problem, ticks, node, cost, BRANCH, Aim::Layout, run))
            }
            Task::Walk(mut walk) => {
                let stride = if is_whole { 5 * STRIDE } else { STRIDE };
                let found = walk.go_on(stride, cost.unwrap_or(i64::MAX), home, run);
                Done::Walk(walk, found)
            }
            Task::Try(idea, with_care) => {
                let mut draft = Draft::of(sorted, &idea.is_open, &idea.site_of);
                draft.improve();
                let found = draft.layout();
                if !with_care {
                    return Done::Tried(found);
                }
                let least = found.as_ref().map_or(i64::MAX, |(cost, _)| *cost);
                let mut walk = Walk::from(draft, SETTLED, seed).keeping_sites();
                let settled = walk.go_on(SETTLED, least, None, run);
                Done::Tried(settled.or(found))
            }
        };
        let done: Vec<Done<'a>> = tasks.into_par_iter().map(carry_out).collect();
        self.rounds += 1;
        self.idle += 1;
        for done in done {
            self.take(done);
        }
        if let Some(cost) = self.cost() {
            let low = self.nodes.iter().map(|node| node.bound).min();
            let bound = low.map_or(cost, |low| ceil_div(low, self.ticks));
            self.run
                .tell(cost, bound.max(self.problem.least()).min(cost));
        }
    }

    /// What to do next, the same on any number of threads.
    fn tasks(&mut self) -> Vec<Task<'a>> {
        // With a layout in hand the part whose bound is least holds up the proof; without one the search goes deep.
        let limit = self.cost().map(|cost| (cost - 1) * self.ticks);
        if let Some(limit) = limit {
            self.nodes.retain(|node| node.bound <= limit);
            self.nodes.sort_by_key(|node| Reverse(node.bound));
        }
        let mut tasks: Vec<Task<'a>> = Vec::new();
        let looks_for_layouts = self.idle < PATIENCE || self.rounds.is_multiple_of(SELDOM);
        if looks_for_layouts {
            if self.raising.is_none() {
                let next = self.dive.take().or_else(|| self.nodes.last().cloned());
                tasks.extend(next.map(Task::Dive));
            }
            tasks.extend(self.walk.take().map(Task::Walk));
        }
        let at = self.nodes.len().saturating_sub(BATCH);
        tasks.extend(self.nodes.drain(at..).map(Task::Bound));
        let ideas = self.ideas.drain(..);
        tasks.extend(ideas.map(|(idea, with_care)| Task::Try(idea, with_care)));
        tasks
    }

    fn take(&mut self, done: Done<'a>) {
        match done {
            Done::Bound(verdict) => {
                self.keep(verdict.found);
                let is_whole = self.raising.is_some();
                let tries = if is_whole { verdict.ideas.len() } else { 1 };
                self.note_rise(&verdict.rest);
                let latest = verdict.ideas.into_iter().rev().take(tries);
                self.ideas.extend(latest.map(|idea| (idea, false)));
                self.nodes.extend(verdict.rest);
            }
            Done::Dive(mut verdict) => {
                self.keep(verdict.found);
                self.dive = verdict.rest.pop();
                let is_at_the_end = self.dive.is_none();
                let latest = verdict.ideas.pop();
                self.ideas.extend(latest.map(|idea| (idea, is_at_the_end)));
            }
            Done::Walk(walk, found) => {
                self.walk = Some(walk);
                self.keep(found);
            }
            Done::Tried(found) => self.keep(found),
        }
    }

    /// Decides how to go on with the whole problem: raise its bound again, tie what is in pieces, or split it.
    fn note_rise(&mut self, rest: &[Node]) {
        let Some(effort) = self.raising else { return };
        let ([node], Some(cost)) = (rest, self.cost()) else {
            self.raising = None;
            return;
        };
        if self.run.is_over() {
            return;
        }
        let rose = node.bound.saturating_sub(self.whole_bound);
        self.whole_bound = node.bound;
        self.raised += 1;
        if self.raised < RAISED && rose > (cost * self.ticks).saturating_sub(node.bound) / RISING {
            return;
        }
        self.raised = 0;
        self.raising = (self.problem.adjacency.is_some() && !effort.ties).then_some(TIED);
    }

    fn keep(&mut self, found: Option<(i64, Layout)>) {
        if let Some((cost, layout)) = found
            && self.cost().is_none_or(|known| cost < known)
        {
            self.best = Some((cost, layout));
            self.idle = 0;
        }
    }
}

/// Locked sites and the cheapest others by a rough count: what they would cost a client on average.
fn first_sites(problem: &Problem) -> Vec<bool> {
    let mut is_open: Vec<bool> = problem
        .sites
        .iter()
        .map(|site| site.lock == Lock::Open)
        .collect();
    let demand: u64 = problem.demand.iter().map(|&demand| u64::from(demand)).sum();
    let mut seats: u64 = 0;
    let mut nearest = vec![i64::MAX / 4; problem.n_clients()];
    let open = |site: usize, nearest: &mut Vec<i64>| {
        for (client, now) in nearest.iter_mut().enumerate() {
            *now = problem.cost(client, site).min(*now);
        }
        u64::from(problem.sites[site].seats)
    };
    for (site, _) in is_open.iter().enumerate().filter(|&(_, &open)| open) {
        seats += open(site, &mut nearest);
    }
    let mut n_open = problem.count(&is_open);
    loop {
        let too_few = n_open < *problem.n_open.start();
        if !too_few && seats * 9 >= demand * 10 {
            break;
        }
        let may_more = n_open < *problem.n_open.end();
        let cost = |site: usize| -> i128 {
            let ways: i128 = (0..problem.n_clients())
                .map(|client| i128::from(problem.cost(client, site).min(nearest[client])))
                .sum();
            ways + i128::from(problem.sites[site].opening)
        };
        let next = (0..is_open.len())
            .filter(|&site| !is_open[site] && problem.sites[site].lock == Lock::Free)
            .filter(|&site| {
                if problem.sites[site].counts {
                    may_more
                } else {
                    !too_few
                }
            })
            .min_by_key(|&site| (cost(site), site));
        let Some(site) = next else { break };
        is_open[site] = true;
        n_open += usize::from(problem.sites[site].counts);
        seats += open(site, &mut nearest);
    }
    is_open
}

/// One unit in as many parts as leaves room for the sums of prices, at most 4,096.
fn ticks(problem: &Problem) -> i64 {
    let most = problem.most().unsigned_abs();
    let spare_bits = 48_u32.saturating_sub(u64::BITS - most.leading_zeros());
    1 << spare_bits.min(12)
}

fn ceil_div(ticks: i64, per_unit: i64) -> i64 {
    ticks.div_euclid(per_unit) + i64::from(ticks.rem_euclid(per_unit) != 0)
}
