//! Branch and bound: what the root bound leaves open is split, site by site, until nothing better can be hidden.

use rayon::prelude::*;

use super::interchange;
use super::lagrange::{Effort, Node, Verdict, bound};
use super::problem::{Decision, Problem};
use crate::solve::Run;

/// Nodes bounded at the same time. Fixed, so that the search is the same on any number of threads.
const BATCH: usize = 4;

/// The best solution known: cost in ticks, and the sites opened.
pub(super) struct Best {
    pub(super) cost: i64,
    pub(super) sites: Vec<u32>,
}

/// The best choice of exactly `choose` sites and a lower bound, both in ticks.
pub(super) fn solve(problem: &Problem, choose: usize, run: &Run<'_>) -> (Best, i64) {
    let mut open = interchange::greedy(problem, choose);
    let cost = interchange::improve(problem, &mut open);
    let mut best = Best {
        cost,
        sites: named(problem, &open),
    };
    let ticks = problem.ticks;
    run.tell(best.cost / ticks, 0);
    let root = Node {
        problem: problem.clone(),
        choose,
        taken: Vec::new(),
        prices: first_prices(problem, &open),
        bound: 0,
    };
    let mut open_nodes = Vec::new();
    let mut verdict = root_bound(problem, root, &mut best, run);
    if let Some(rest) = verdict.rest.take() {
        run.tell(best.cost / ticks, ceil_div(rest.bound, ticks));
        split(&rest, &verdict.liking, best.cost - ticks, &mut open_nodes);
    }
    while !open_nodes.is_empty() && !run.is_over() {
        let at = open_nodes.len().saturating_sub(BATCH);
        let batch: Vec<Node> = open_nodes
            .drain(at..)
            .filter(|node: &Node| node.bound <= best.cost - ticks)
            .collect();
        let verdicts: Vec<Verdict> = batch
            .into_par_iter()
            .map(|node| bound(node, best.cost, BRANCH, run))
            .collect();
        for verdict in verdicts {
            if let Some((_, sites)) = verdict.better {
                keep_better(problem, &mut best, &sites);
            }
            if let Some(rest) = verdict.rest {
                split(&rest, &verdict.liking, best.cost - ticks, &mut open_nodes);
            }
        }
    }
    let low = open_nodes
        .iter()
        .map(|node| node.bound)
        .min()
        .unwrap_or(best.cost);
    let low = low.min(best.cost);
    (best, low)
}

const ROOT: Effort = Effort {
    steps: 1500,
    boldness: 1.5,
    patience: 20,
    timid: 0.002,
};
const BRANCH: Effort = Effort {
    steps: 80,
    boldness: 0.4,
    patience: 8,
    timid: 0.02,
};

/// Rounds of bounding the whole problem, each started from the best solution so far; solutions met
/// on the way are improved by exchanges.
fn root_bound(whole: &Problem, root: Node, best: &mut Best, run: &Run<'_>) -> Verdict {
    let mut node = root;
    let mut rounds = 0;
    loop {
        let effort = Effort {
            steps: if rounds == 0 { 60 } else { ROOT.steps },
            boldness: if rounds < 2 { ROOT.boldness } else { 0.5 },
            ..ROOT
        };
        let verdict = bound(node, best.cost, effort, run);
        let before = best.cost;
        if let Some((_, sites)) = &verdict.better {
            keep_better(whole, best, sites);
        }
        let Some(rest) = &verdict.rest else {
            return verdict;
        };
        // The sites chosen most often are a good start for exchanges, too.
        let mut order: Vec<usize> = (0..rest.problem.n_sites()).collect();
        order.sort_by(|&a, &b| {
            verdict.liking[b]
                .total_cmp(&verdict.liking[a])
                .then(a.cmp(&b))
        });
        let liked = order
            .iter()
            .take(rest.choose)
            .map(|&site| rest.problem.names[site]);
        let sites: Vec<u32> = rest.taken.iter().copied().chain(liked).collect();
        keep_better(whole, best, &sites);
        rounds += 1;
        if run.is_over() || (rounds >= 2 && best.cost == before) || rounds > 6 {
            return verdict;
        }
        let Some(rest) = verdict.rest else {
            return verdict;
        };
        node = rest;
    }
}

/// Improves a solution by exchanges and keeps it if it beats the best. Where fewer sites than
/// allowed are enough, the first unused ones are added.
fn keep_better(problem: &Problem, best: &mut Best, sites: &[u32]) {
    let mut open = vec![false; problem.n_sites()];
    for &site in sites {
        open[site as usize] = true;
    }
    let missing = best.sites.len().saturating_sub(sites.len());
    let unused: Vec<usize> = (0..open.len()).filter(|&site| !open[site]).collect();
    for site in unused.into_iter().take(missing) {
        open[site] = true;
    }
    let cost = interchange::improve(problem, &mut open);
    if cost < best.cost {
        *best = Best {
            cost,
            sites: named(problem, &open),
        };
    }
}

fn named(problem: &Problem, open: &[bool]) -> Vec<u32> {
    (0..open.len())
        .filter(|&site| open[site])
        .map(|site| problem.names[site])
        .collect()
}

/// Prices half way between the two best open sites of each client.
fn first_prices(problem: &Problem, open: &[bool]) -> Vec<i64> {
    (0..problem.n_clients())
        .map(|client| {
            let (sites, costs) = problem.by_client.of(client);
            let mut open_costs = sites
                .iter()
                .zip(costs)
                .filter(|&(&site, _)| open[site as usize])
                .map(|(_, &cost)| cost);
            let beyond = problem.beyond[client];
            let first = open_costs.next().unwrap_or(beyond);
            let second = open_costs.next().unwrap_or(beyond);
            i64::midpoint(first, second)
        })
        .collect()
}

/// Splits on the site that is chosen most often: without it, and with it (searched first). Solutions
/// worth finding cost at most `limit`.
fn split(node: &Node, liking: &[f64], limit: i64, open_nodes: &mut Vec<Node>) {
    let most_liked = (0..node.problem.n_sites())
        .max_by(|&a, &b| liking[a].total_cmp(&liking[b]).then(b.cmp(&a)));
    let Some(site) = most_liked else {
        return;
    };
    for (decided, choose) in [
        (Decision::Closed, node.choose),
        (Decision::Open, node.choose - 1),
    ] {
        let mut decision = vec![Decision::Undecided; node.problem.n_sites()];
        decision[site] = decided;
        let slack = limit - node.bound;
        let horizon = |client: usize| node.prices[client].saturating_add(slack);
        let (problem, kept) = node.problem.decided(&decision, horizon);
        let prices = kept
            .iter()
            .zip(&problem.beyond)
            .map(|(&client, &beyond)| node.prices[client].min(beyond))
            .collect();
        let mut taken = node.taken.clone();
        if decided == Decision::Open {
            taken.push(node.problem.names[site]);
        }
        open_nodes.push(Node {
            problem,
            choose,
            taken,
            prices,
            bound: node.bound,
        });
    }
}

pub(super) fn ceil_div(ticks: i64, per_unit: i64) -> i64 {
    ticks.div_euclid(per_unit) + i64::from(ticks.rem_euclid(per_unit) != 0)
}
