//! A proven bound from client prices, and what it decides about single sites.
//!
//! Each client offers a price for being served. A site that opens earns the difference from every client that it serves
//! below its price. Open the `choose` best earners: prices minus earnings then bound the cost of every solution from
//! below (Cornuéjols, Fisher and Nemhauser 1977). Prices follow the subgradient: up where nobody serves, down where
//! several do.
//!
//! One more decision may be to open a site, or to close it. Where the bound with it exceeds the best known cost, the
//! opposite is decided for good.

use super::problem::{Decision, Problem};
use crate::solve::Run;

/// A problem with some decisions taken, waiting to be bounded.
pub(super) struct Node {
    pub(super) problem: Problem,
    /// How many sites are still to be opened.
    pub(super) choose: usize,
    /// Sites opened by decisions above, by the caller's numbers.
    pub(super) taken: Vec<u32>,
    pub(super) prices: Vec<i64>,
    /// Known lower bound in ticks.
    pub(super) bound: i64,
}

/// How long to adjust prices, and how boldly at first.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    pub(super) steps: usize,
    pub(super) boldness: f64,
    pub(super) patience: usize,
    pub(super) timid: f64,
}

/// What came of a node.
pub(super) struct Verdict {
    /// A solution better than the best known, with its cost in ticks.
    pub(super) better: Option<(i64, Vec<u32>)>,
    /// What is left to search; `None` when no better solution can be in it.
    pub(super) rest: Option<Node>,
    /// How often each site of the rest was among the best earners lately, 0 to 1.
    pub(super) liking: Vec<f64>,
}

/// The working state of one node.
struct Prices {
    node: Node,
    earnings: Vec<i64>,
    liking: Vec<f64>,
    best_prices: Vec<i64>,
}

/// Bounds a node, deciding sites on the way, until it is closed or the effort is spent. `best` is
/// the cost to beat.
pub(super) fn bound(node: Node, best: i64, effort: Effort, run: &Run<'_>) -> Verdict {
    let mut known = Known { best, better: None };
    let mut work = Prices::new(node);
    let mut pace = Pace {
        boldness: effort.boldness,
        stalled: 0,
    };
    let mut choice = Choice::default();
    for step in 0..effort.steps {
        if step % 16 == 15 && run.is_over() {
            break;
        }
        let ticks = work.node.problem.ticks;
        let choose = work.node.choose;
        if work.node.problem.n_sites() <= choose || work.node.problem.n_clients() == 0 {
            // Nothing is left to decide: open whatever is allowed.
            let n_sites = work.node.problem.n_sites();
            let cost = work.node.problem.cost(&vec![true; n_sites]);
            known.offer(cost, &work.node, 0..choose.min(n_sites) as u32);
            return Verdict::closed(known.better);
        }
        choice.pick(&work.earnings, choose);
        let bound = work.node.problem.settled + work.prices_sum() + choice.earned;
        pace.note(bound - work.node.bound > ticks / 64);
        if bound > work.node.bound {
            work.node.bound = bound;
            work.best_prices.clone_from(&work.node.prices);
        }
        let limit = known.best - ticks;
        if work.node.bound > limit {
            return Verdict::closed(known.better);
        }
        if let Some(decision) = choice.decide(&work.earnings, bound, limit) {
            work.apply(&decision, limit - bound);
            continue;
        }
        let cost = choice.serve(&work.node.problem, &work.node.prices);
        known.offer(cost, &work.node, choice.sites.iter().copied());
        work.like(&choice.sites);
        if pace.stalled >= effort.patience {
            pace.slow_down();
            if pace.boldness < effort.timid {
                break;
            }
            work.return_to_best();
            continue;
        }
        let gap = (known.best - bound).max(ticks);
        if !work.step(&choice.served, pace.boldness * gap as f64) {
            break;
        }
    }
    work.return_to_best();
    let Prices { node, liking, .. } = work;
    Verdict {
        better: known.better,
        rest: Some(node),
        liking,
    }
}

/// The cost to beat, and what beat it.
struct Known {
    best: i64,
    better: Option<(i64, Vec<u32>)>,
}

impl Known {
    /// Keeps a solution if it is the best so far: what the node has taken, and these of its sites.
    fn offer(&mut self, cost: i64, node: &Node, sites: impl Iterator<Item = u32>) {
        if cost >= self.best {
            return;
        }
        self.best = cost;
        let names = sites.map(|site| node.problem.names[site as usize]);
        let opened = node.taken.iter().copied().chain(names).collect();
        self.better = Some((cost, opened));
    }
}

/// How boldly prices move, and for how many steps the bound has hardly risen.
struct Pace {
    boldness: f64,
    stalled: usize,
}

impl Pace {
    fn note(&mut self, has_risen: bool) {
        self.stalled = if has_risen { 0 } else { self.stalled + 1 };
    }

    fn slow_down(&mut self) {
        self.stalled = 0;
        self.boldness *= 0.6;
    }
}

/// Weight of the latest choice in [`Verdict::liking`].
const MEMORY: f64 = 0.05;

impl Verdict {
    fn closed(better: Option<(i64, Vec<u32>)>) -> Self {
        Self {
            better,
            rest: None,
            liking: Vec::new(),
        }
    }
}

impl Prices {
    fn new(node: Node) -> Self {
        let mut work = Self {
            earnings: Vec::new(),
            liking: vec![0.0; node.problem.n_sites()],
            best_prices: node.prices.clone(),
            node,
        };
        work.count_earnings();
        work
    }

    /// Remembers which sites were the best earners this time.
    fn like(&mut self, sites: &[u32]) {
        for liking in &mut self.liking {
            *liking *= 1.0 - MEMORY;
        }
        for &site in sites {
            self.liking[site as usize] += MEMORY;
        }
    }

    fn prices_sum(&self) -> i64 {
        self.node.prices.iter().sum()
    }

    fn count_earnings(&mut self) {
        let problem = &self.node.problem;
        self.earnings.clear();
        self.earnings.resize(problem.n_sites(), 0);
        for (client, &price) in self.node.prices.iter().enumerate() {
            let (sites, costs) = problem.by_client.of(client);
            for (&site, &cost) in sites.iter().zip(costs) {
                if cost >= price {
                    break;
                }
                self.earnings[site as usize] += cost - price;
            }
        }
    }

    /// Changes one client's price and the earnings with it, exactly.
    fn reprice(&mut self, client: usize, after: i64) {
        let before = std::mem::replace(&mut self.node.prices[client], after);
        let (sites, costs) = self.node.problem.by_client.of(client);
        let (low, high) = (before.min(after), before.max(after));
        let shift = before - after;
        for (&site, &cost) in sites.iter().zip(costs) {
            if cost >= high {
                break;
            }
            // Below both prices the whole change counts; between them only the part beyond the cost.
            self.earnings[site as usize] += if cost < low {
                shift
            } else if after > before {
                cost - after
            } else {
                before - cost
            };
        }
    }

    fn return_to_best(&mut self) {
        for client in 0..self.best_prices.len() {
            if self.best_prices[client] != self.node.prices[client] {
                self.reprice(client, self.best_prices[client]);
            }
        }
    }

    /// `slack` is how far the bound at the present prices is from that of a solution worth finding.
    fn apply(&mut self, decision: &[Decision], slack: i64) {
        let node = &mut self.node;
        for (site, &decided) in decision.iter().enumerate() {
            if decided == Decision::Open {
                node.taken.push(node.problem.names[site]);
                node.choose -= 1;
            }
        }
        let mut keep = decision.iter().map(|&d| d == Decision::Undecided);
        self.liking.retain(|_| keep.next() == Some(true));
        let prices = &node.prices;
        let (problem, kept) = node
            .problem
            .decided(decision, |client| prices[client].saturating_add(slack));
        let left = |prices: &[i64]| -> Vec<i64> {
            kept.iter()
                .zip(&problem.beyond)
                .map(|(&client, &beyond)| prices[client].min(beyond))
                .collect()
        };
        self.best_prices = left(&self.best_prices);
        node.prices = left(&node.prices);
        node.problem = problem;
        self.count_earnings();
    }

    /// One subgradient step that would close `gap` if the bound were smooth; false when no price moves.
    fn step(&mut self, served: &[u32], gap: f64) -> bool {
        let norm: i64 = (0..served.len())
            .filter(|&client| !self.is_content(client, served[client]))
            .map(|client| (1 - i64::from(served[client])).pow(2))
            .sum();
        if norm == 0 {
            return false;
        }
        let length = gap / norm as f64;
        for (client, &times) in served.iter().enumerate() {
            if self.is_content(client, times) {
                continue;
            }
            let move_by = (length * (1 - i64::from(times)) as f64).round() as i64;
            let beyond = self.node.problem.beyond[client];
            let after = (self.node.prices[client] + move_by).clamp(0, beyond);
            if after != self.node.prices[client] {
                self.reprice(client, after);
            }
        }
        true
    }

    fn is_content(&self, client: usize, times: u32) -> bool {
        times == 1 || (times == 0 && self.node.prices[client] >= self.node.problem.beyond[client])
    }
}

/// The best earners under the present prices.
#[derive(Default)]
struct Choice {
    sites: Vec<u32>,
    others: Vec<u32>,
    /// Sum of the earnings of `sites`, not positive.
    earned: i64,
    /// How many of `sites` serve each client below its price.
    served: Vec<u32>,
    cost: Vec<i64>,
}

impl Choice {
    fn pick(&mut self, earnings: &[i64], choose: usize) {
        self.others.clear();
        self.others.extend(0..earnings.len() as u32);
        self.sites.clear();
        if choose > 0 {
            self.others
                .select_nth_unstable_by_key(choose - 1, |&site| (earnings[site as usize], site));
            self.sites.extend(self.others.drain(..choose));
        }
        self.earned = self.sites.iter().map(|&site| earnings[site as usize]).sum();
    }

    /// Sites that must be open, or closed, in every solution that costs at most `limit`.
    fn decide(&self, earnings: &[i64], bound: i64, limit: i64) -> Option<Vec<Decision>> {
        let earning = |&site: &u32| earnings[site as usize];
        let worst_in = self.sites.iter().map(earning).max();
        let best_out = self.others.iter().map(earning).min();
        let mut decision = vec![Decision::Undecided; earnings.len()];
        let mut decided = 0;
        if let Some(worst_in) = worst_in {
            for site in &self.others {
                if bound - worst_in + earning(site) > limit {
                    decision[*site as usize] = Decision::Closed;
                    decided += 1;
                }
            }
        } else {
            return Some(vec![Decision::Closed; earnings.len()]);
        }
        if let Some(best_out) = best_out {
            for site in &self.sites {
                if bound - earning(site) + best_out > limit {
                    decision[*site as usize] = Decision::Open;
                    decided += 1;
                }
            }
        }
        // Rewriting the lists costs about two steps; wait until it pays.
        (decided * 8 >= earnings.len()).then_some(decision)
    }

    /// Counts who serves whom and returns the cost of opening the chosen sites, in ticks.
    fn serve(&mut self, problem: &Problem, prices: &[i64]) -> i64 {
        self.served.clear();
        self.served.resize(prices.len(), 0);
        self.cost.clone_from(&problem.beyond);
        for &site in &self.sites {
            let (clients, costs) = problem.by_site.of(site as usize);
            for (&client, &cost) in clients.iter().zip(costs) {
                let client = client as usize;
                self.served[client] += u32::from(cost < prices[client]);
                self.cost[client] = self.cost[client].min(cost);
            }
        }
        problem.settled + self.cost.iter().sum::<i64>()
    }
}
