//! From the first layout to the proof: local search, bounds, and branches until nothing better can be hidden.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::lagrange::{Effort, Verdict, bound};
use super::local::{self, Draft};
use super::node::Node;
use super::problem::{Layout, Lock, Problem};
use crate::optimise::Run;

/// Nodes bounded at the same time. Fixed, so that the search is the same on any number of threads.
const BATCH: usize = 4;

/// After so many batches the local search goes on from the best layout.
const ROUNDS: u64 = 30;

const ROOT: Effort = Effort {
    steps: 1_000,
    boldness: 0.5,
    patience: 100,
};
const BRANCH: Effort = Effort {
    steps: 60,
    boldness: 0.2,
    patience: 20,
};

pub(super) struct Found {
    pub(super) best: Option<(i64, Layout)>,
    /// In whole units; the best cost when proven.
    pub(super) bound: Option<i64>,
}

/// The cheapest layout, or none if there is none.
pub(super) fn solve(problem: &Problem, run: &Run<'_>) -> Found {
    let ticks = ticks(problem);
    let mut best: Option<(i64, Layout)> = None;
    let work = problem.n_sites() * problem.n_clients();
    let shakes = (5_000_000 / work.max(1)).clamp(50, 500);
    let sorted = local::Search::of(problem);
    let start = Draft::with_open(&sorted, first_sites(problem));
    // The proof needs its part of a short time, too.
    let first = local::search(start, shakes, 0, &run.sharing(3));
    keep(&mut best, first);
    if let Some((cost, _)) = &best {
        run.tell(*cost, problem.least().min(*cost));
    }

    let mut nodes = vec![Node::root(problem)];
    let mut rounds = 0;
    while !nodes.is_empty() && !run.is_over() {
        let cost = best.as_ref().map(|(cost, _)| *cost);
        // With a layout in hand the part whose bound is least holds up the proof; without one the search goes deep.
        if cost.is_some() {
            nodes.sort_by_key(|node| Reverse(node.bound));
        }
        let at = nodes.len().saturating_sub(BATCH);
        let batch: Vec<Node> = nodes
            .drain(at..)
            .filter(|node| cost.is_none_or(|cost| node.bound <= (cost - 1) * ticks))
            .collect();
        let is_root = rounds == 0;
        let effort = if is_root { ROOT } else { BRANCH };
        let verdicts: Vec<Verdict> = batch
            .into_par_iter()
            .map(|node| bound(problem, ticks, node, cost, effort, run))
            .collect();
        for verdict in verdicts {
            keep(&mut best, verdict.found);
            let tries = if is_root { verdict.ideas.len() } else { 1 };
            for idea in verdict.ideas.into_iter().rev().take(tries) {
                if run.is_over() && best.is_some() {
                    break;
                }
                let mut draft = Draft::of(&sorted, &idea.is_open, &idea.site_of);
                draft.improve();
                keep(&mut best, draft.layout());
            }
            nodes.extend(verdict.rest);
        }
        // Time goes to better layouts as well as to the proof.
        if rounds % ROUNDS == 0
            && !nodes.is_empty()
            && let Some((_, layout)) = &best
        {
            let again = Draft::of(&sorted, &layout.is_open, &layout.site_of);
            keep(&mut best, local::search(again, shakes, rounds, run));
        }
        rounds += 1;
        if let Some((cost, _)) = &best {
            let low = nodes.iter().map(|node| node.bound).min();
            run.tell(*cost, low.map_or(*cost, |low| ceil_div(low, ticks)));
        }
    }
    let cost = best.as_ref().map(|(cost, _)| *cost);
    let low = nodes.iter().map(|node| node.bound).min();
    let bound = match (low, cost) {
        (None, cost) => cost,
        (Some(i64::MIN), _) => None,
        (Some(low), Some(cost)) => Some(ceil_div(low, ticks).min(cost)),
        (Some(low), None) => Some(ceil_div(low, ticks)),
    };
    Found { best, bound }
}

fn keep(best: &mut Option<(i64, Layout)>, found: Option<(i64, Layout)>) {
    if let Some((cost, layout)) = found
        && best.as_ref().is_none_or(|(known, _)| cost < *known)
    {
        *best = Some((cost, layout));
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

/// One unit in as many parts as sixty bits allow, at most 4,096.
fn ticks(problem: &Problem) -> i64 {
    let dearest: u64 = (0..problem.n_clients())
        .map(|client| {
            let costs = problem
                .costs(client)
                .iter()
                .filter(|&&cost| cost != super::FORBIDDEN);
            costs.max().copied().unwrap_or(0) as u64
        })
        .fold(0, u64::saturating_add);
    let openings = problem.sites.iter().map(|site| site.opening.unsigned_abs());
    let total = openings.fold(dearest, u64::saturating_add);
    let spare_bits = 58_u32.saturating_sub(u64::BITS - total.leading_zeros());
    1 << spare_bits.min(12)
}

fn ceil_div(ticks: i64, per_unit: i64) -> i64 {
    ticks.div_euclid(per_unit) + i64::from(ticks.rem_euclid(per_unit) != 0)
}
