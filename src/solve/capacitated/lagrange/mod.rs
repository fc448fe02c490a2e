//! Bounds from client prices: each site packs the clients that earn it most into its seats.
//!
//! Clients offer prices for being served. A site that opens earns the best knapsack of price minus way within its
//! seats. Take the cheapest set of sites with enough seats: the prices minus what these sites earn net of opening
//! bound every layout from below. The bound is tighter than that of the linear relaxation (Holmberg, Rönnqvist and
//! Yuan 1999).
//!
//! A site that falls short of its floor also packs the clients who cost it least, so that opening it is only as good
//! as filling it.
//!
//! One more decision may be that a site is open, that it is shut, or that a client goes to a site. Where the bound
//! with the decision exceeds the best known cost, the decision is ruled out for good.
//!
//! One step earns, chooses and rules out ([`earn`]), packs the chosen sites ([`pack`]) and moves the prices
//! ([`prices`]).

mod earn;
mod pack;
mod prices;

use super::choice::{Choice, IMPOSSIBLE};
use super::knapsack::{Filling, Item};
use super::node::{Node, Rest};
use super::pieces::Ties;
use super::problem::{Layout, Problem};
use crate::solve::Run;

/// What a node is bounded for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// To raise its bound; it comes back whole.
    Bound,
    /// To split it until nothing better can be hidden in it.
    Proof,
    /// To come to a good layout: sites in little doubt are decided.
    Layout,
}

/// How long to adjust prices, and how boldly at first.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    pub(super) steps: usize,
    pub(super) boldness: f64,
    /// Steps in which the bound must come a hundredth of the way to the best layout.
    pub(super) patience: usize,
    /// Whether pieces cut off from their sites are tied to them. Prices settle sooner without.
    pub(super) ties: bool,
}

/// What came of a node.
#[derive(Default)]
pub(super) struct Verdict {
    /// The cheapest layout met on the way, with its cost.
    pub(super) found: Option<(i64, Layout)>,
    /// What the prices suggested, latest last.
    pub(super) ideas: Vec<Idea>,
    /// Parts that may still hold a better layout; on the way to a layout, the one part that was decided further.
    pub(super) rest: Vec<Node>,
}

/// A layout that may leave clients out or not keep all rules.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Idea {
    /// By site.
    pub(super) is_open: Vec<bool>,
    /// By client; `u32::MAX` for those left out.
    pub(super) site_of: Vec<u32>,
}

/// The state of one node's bounding.
pub(super) struct Work<'a> {
    pub(super) problem: &'a Problem,
    ticks: i64,
    pub(super) node: Node,
    pub(super) rest: Rest,
    /// By site: clients with a choice that may go there, and the way's cost in ticks with what their ties charge.
    lists: Vec<Vec<(u32, i64)>>,
    /// By site: most profit by seats; empty where it took no table.
    tables: Vec<Vec<i64>>,
    /// By site: how its seats are filled where not all fit who pay, or with whom besides it reaches its floor.
    fillings: Vec<Option<Filling>>,
    /// By site: most profit.
    profit: Vec<i64>,
    /// By site: opening minus profit.
    price: Vec<i64>,
    all_seats: Vec<u32>,
    /// By site, whether its number is limited.
    pub(super) counts: Vec<bool>,
    /// Of all clients.
    demand: i64,
    /// Whether a site that must be open cannot reach its floor.
    is_impossible: bool,
    /// By client: how often the chosen sites packed it, and the cheapest of them.
    pub(super) served: Vec<f64>,
    pub(super) server: Vec<u32>,
    /// By client, how often it is packed on average over the steps, the latest first.
    usually_served: Vec<f64>,
    /// By site, how much of it is open on average.
    pub(super) site_liking: Vec<f64>,
    best_prices: Vec<i64>,
    /// No client pays more, nor is paid more.
    dearest: i64,
    /// Conditions of catchments in one piece.
    ties: Ties,
    /// What clients without a choice pay for them.
    tied: i64,
    /// Clients that the latest packing looked at cuts off from their sites, with these.
    pub(super) stranded: Vec<(u32, u32)>,
    scratch: Scratch,
}

#[derive(Default)]
struct Scratch {
    items: Vec<Item>,
    row: Vec<i64>,
    packed: Vec<u32>,
    /// By client, whether the site packs it.
    is_packed: Vec<bool>,
}

impl Scratch {
    /// The seats that the items take together.
    fn wanted(&self) -> u64 {
        let weights = self.items.iter().map(|item| u64::from(item.weight));
        weights.sum()
    }
}

/// No price of all clients at all sites together comes to more, in ticks; far below what cannot be.
const PAYABLE: i64 = IMPOSSIBLE / 8;

/// Where the bound did not rise decisions are ruled out in one step of so many.
const SELDOM: usize = 8;

/// Weight of the latest step in the averages, at most.
const MEMORY: f64 = 0.1;

/// Bounds a node and goes on with it as the aim says, if a layout cheaper than `best` may be left in it. Without a
/// `best` any layout will do.
pub(super) fn bound(
    problem: &Problem,
    ticks: i64,
    mut node: Node,
    best: Option<i64>,
    effort: Effort,
    aim: Aim,
    run: &Run<'_>,
) -> Verdict {
    let mut sought = Sought::below(best, problem, ticks);
    if node.bound > sought.limit {
        return sought.verdict;
    }
    let Some(rest) = node.conclude(problem) else {
        return sought.verdict;
    };
    let mut work = Work::new(problem, ticks, node, rest);
    let mut pace = Pace::of(&effort);
    for step in 0..effort.steps {
        if work.rest.clients.is_empty() || run.is_over() {
            break;
        }
        let is_due = step.is_multiple_of(SELDOM);
        let (choice, bound, is_better) = match work.look(is_due, sought.limit) {
            Looked::NothingLeft => return sought.verdict,
            Looked::Decided => continue,
            Looked::Bounded {
                choice,
                bound,
                is_better,
            } => (choice, bound, is_better),
        };
        let serves_all_once = work.serve(&choice, effort.ties && (is_better || is_due));
        if serves_all_once {
            work.find(&mut sought);
            if work.node.bound > sought.limit {
                return sought.verdict;
            }
        }
        if is_better && sought.wants_idea(step) {
            sought.verdict.ideas.push(work.idea(&choice));
        }
        let gap = sought.gap(work.node.bound, bound);
        if !pace.goes_on(step, work.node.bound, gap) {
            break;
        }
        let agrees = work.remember();
        if is_better {
            pace.rise(agrees);
        } else {
            pace.fail();
        }
        work.step(pace.boldness * gap.max(ticks) as f64);
    }
    // The last step may have decided the last clients.
    if work.rest.clients.is_empty() {
        work.find(&mut sought);
        return sought.verdict;
    }
    let mut verdict = sought.verdict;
    work.node.prices.clone_from(&work.best_prices);
    work.node.ties = std::mem::take(&mut work.ties).best();
    verdict.rest = match aim {
        // A node of which nobody knows whether it was bounded to the end comes back whole.
        _ if run.is_over() => vec![work.node],
        Aim::Bound => vec![work.node],
        Aim::Proof => work.split(),
        Aim::Layout => work.decide().into_iter().collect(),
    };
    verdict
}

/// What a layout must beat, and what was met on the way.
struct Sought {
    verdict: Verdict,
    /// In ticks, the most that a layout worth finding costs.
    limit: i64,
    /// Whether some layout is known that sets the limit.
    is_aimed: bool,
    /// The step of the last idea.
    last_idea: usize,
}

impl Sought {
    /// A layout cheaper than the best one known.
    fn below(best: Option<i64>, problem: &Problem, ticks: i64) -> Self {
        // Where prices prove more than any layout costs there is none.
        let most = best.map_or(problem.most(), |best| best - 1);
        Self {
            verdict: Verdict::default(),
            limit: most.saturating_mul(ticks).min(PAYABLE),
            is_aimed: best.is_some(),
            last_idea: 0,
        }
    }

    /// Keeps a layout that costs no more than the limit; the next one must be cheaper.
    fn keep(&mut self, cost: i64, layout: Layout, ticks: i64) {
        self.limit = (cost - 1) * ticks;
        self.is_aimed = true;
        self.verdict.found = Some((cost, layout));
    }

    /// Whether it is time for the next idea. If so, its step is noted.
    fn wants_idea(&mut self, step: usize) -> bool {
        let wants = step >= self.last_idea + 10 || self.verdict.ideas.is_empty();
        if wants {
            self.last_idea = step;
        }
        wants
    }

    /// How far the best bound is from the limit. Where no layout sets a limit, a share of the latest bound.
    fn gap(&self, best_bound: i64, latest_bound: i64) -> i64 {
        if self.is_aimed {
            self.limit - best_bound
        } else {
            latest_bound.abs() / 20
        }
    }
}

/// How boldly prices move, and when the bound last came forward.
struct Pace {
    boldness: f64,
    patience: usize,
    /// Steps in a row that did not raise the bound.
    failed: usize,
    /// The bound when it last came forward, and the step.
    mark: (i64, usize),
}

impl Pace {
    fn of(effort: &Effort) -> Self {
        Self {
            boldness: effort.boldness,
            patience: effort.patience,
            failed: 0,
            mark: (i64::MIN, 0),
        }
    }

    /// Whether the bound has come a hundredth of the gap forward lately.
    fn goes_on(&mut self, step: usize, bound: i64, gap: i64) -> bool {
        let (mark, marked_at) = self.mark;
        if bound > mark.saturating_add(gap / 100) {
            self.mark = (bound, step);
            return true;
        }
        step - marked_at <= self.patience
    }

    /// A step raised the bound: bolder from now on, if it agrees with those before.
    fn rise(&mut self, agrees: bool) {
        self.failed = 0;
        if agrees {
            self.boldness = (self.boldness * 1.1).min(2.0);
        }
    }

    /// A step did not raise the bound: more careful after many such steps in a row.
    fn fail(&mut self) {
        self.failed += 1;
        if self.failed >= 10 {
            self.failed = 0;
            self.boldness *= 0.66;
        }
    }
}

/// What the present prices show.
enum Looked {
    /// No layout within the limit is left in the node.
    NothingLeft,
    /// A decision was ruled out, so the prices are to be looked at again.
    Decided,
    /// A bound, with the sites that open.
    Bounded {
        choice: Choice,
        bound: i64,
        /// Whether it is the best bound so far.
        is_better: bool,
    },
}

impl<'a> Work<'a> {
    fn new(problem: &'a Problem, ticks: i64, mut node: Node, rest: Rest) -> Self {
        if node.prices.is_empty() {
            node.prices = prices::first_prices(problem, &node, ticks);
        }
        let dearest = PAYABLE / (problem.cost.len() as i64).max(1);
        for price in &mut node.prices {
            *price = (*price).clamp(-dearest, dearest);
        }
        let mut work = Self {
            problem,
            ticks,
            best_prices: node.prices.clone(),
            dearest,
            ties: Ties::of(&node.ties),
            tied: 0,
            stranded: Vec::new(),
            node,
            rest,
            lists: vec![Vec::new(); problem.n_sites()],
            tables: vec![Vec::new(); problem.n_sites()],
            fillings: vec![None; problem.n_sites()],
            profit: vec![0; problem.n_sites()],
            price: vec![0; problem.n_sites()],
            all_seats: problem.sites.iter().map(|site| site.seats).collect(),
            counts: problem.sites.iter().map(|site| site.counts).collect(),
            demand: problem.demand.iter().map(|&demand| i64::from(demand)).sum(),
            is_impossible: false,
            served: vec![0.0; problem.n_clients()],
            usually_served: vec![1.0; problem.n_clients()],
            server: vec![0; problem.n_clients()],
            site_liking: vec![0.5; problem.n_sites()],
            scratch: Scratch::default(),
        };
        work.list();
        work
    }

    /// Bounds the node at the present prices and rules out what the limit forbids. Where the bound did not rise,
    /// decisions are ruled out only when that `is_due`.
    fn look(&mut self, is_due: bool, limit: i64) -> Looked {
        if self.earn() {
            return self.decided();
        }
        let choice = self.choose();
        let base = self.rest.cost * self.ticks + self.prices_sum() + self.tied;
        let bound = base + choice.total;
        if choice.total >= IMPOSSIBLE || bound > limit {
            return Looked::NothingLeft;
        }
        let is_better = bound > self.node.bound;
        if is_better {
            self.node.bound = bound;
            self.best_prices.clone_from(&self.node.prices);
            self.ties.keep_best();
        }
        if (is_better || is_due) && self.rule_out(&choice, base, limit) {
            return self.decided();
        }
        Looked::Bounded {
            choice,
            bound,
            is_better,
        }
    }

    /// Draws the conclusions of what was just decided.
    fn decided(&mut self) -> Looked {
        // A site that must be open and cannot reach its floor: [`Node::conclude`] cannot see that.
        if self.is_impossible {
            return Looked::NothingLeft;
        }
        let Some(rest) = self.node.conclude(self.problem) else {
            return Looked::NothingLeft;
        };
        self.rest = rest;
        self.list();
        Looked::Decided
    }

    fn list(&mut self) {
        let n_sites = self.problem.n_sites();
        for list in &mut self.lists {
            list.clear();
        }
        for &client in &self.rest.clients {
            let row = client as usize * n_sites;
            for site in 0..n_sites {
                if self.node.is_allowed[row + site] {
                    let cost = self.problem.cost[row + site] * self.ticks;
                    self.lists[site].push((client, cost));
                }
            }
        }
        let is_allowed = &self.node.is_allowed;
        self.tied = self
            .ties
            .charge(&mut self.lists, &self.rest.site_of, |client, site| {
                is_allowed[client as usize * n_sites + site as usize]
            });
    }
}
