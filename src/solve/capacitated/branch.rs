//! How a node is split into parts, or decided further in a dive.

use super::lagrange::Work;
use super::node::Node;
use super::problem::Lock;

/// How far from even odds a site must be to be decided in a dive.
const CERTAIN: f64 = 0.4;

/// How far from a whole number of open sites a node must be to be split on it.
const UNDECIDED: f64 = 0.1;

impl Work<'_> {
    /// Fewer sites than the prices would like to open, or more; `None` where they like a whole number.
    fn split_count(&self) -> Option<Vec<Node>> {
        let liked = |(lock, liking): (&Lock, &f64)| match lock {
            Lock::Free => *liking,
            Lock::Open => 1.0,
            Lock::Closed => 0.0,
        };
        let likings = self.node.locks.iter().zip(&self.site_liking);
        let count: f64 = likings
            .zip(&self.counts)
            .filter(|(_, counts)| **counts)
            .map(|(likings, _)| liked(likings))
            .sum();
        let (fewer, range) = (count.floor() as usize, &self.node.n_open);
        let is_whole = (count - count.round()).abs() < UNDECIDED;
        if is_whole || fewer < *range.start() || fewer >= *range.end() {
            return None;
        }
        let with = |n_open| Node {
            n_open,
            ..self.node.clone()
        };
        Some(vec![
            with(*range.start()..=fewer),
            with(fewer + 1..=*range.end()),
        ])
    }

    /// Opens and closes the sites in little doubt, at least one; `None` where all are decided.
    pub(super) fn decide(mut self) -> Option<Node> {
        let certainty = |site: usize| (self.site_liking[site] - 0.5).abs();
        let free = (0..self.problem.n_sites()).filter(|&site| self.node.locks[site] == Lock::Free);
        let surest = free
            .clone()
            .max_by(|&a, &b| certainty(a).total_cmp(&certainty(b)).then(b.cmp(&a)))?;
        let decided: Vec<usize> = free
            .filter(|&site| site == surest || certainty(site) > CERTAIN)
            .collect();
        for site in decided {
            self.node.locks[site] = if self.site_liking[site] >= 0.5 {
                Lock::Open
            } else {
                Lock::Closed
            };
        }
        Some(self.node)
    }

    /// Splits on how many sites are open, else on the site in most doubt, else on where a client cut off from its site
    /// or the client served worst goes.
    pub(super) fn split(self) -> Vec<Node> {
        if let Some(parts) = self.split_count() {
            return parts;
        }
        let certainty = |&site: &usize| (self.site_liking[site] - 0.5).abs();
        let site = (0..self.problem.n_sites())
            .filter(|&site| self.node.locks[site] == Lock::Free)
            .min_by(|a, b| certainty(a).total_cmp(&certainty(b)).then(a.cmp(b)));
        if let Some(site) = site {
            let is_liked = self.site_liking[site] >= 0.5;
            let lock = |is_open: bool| {
                let mut node = self.node.clone();
                node.locks[site] = if is_open { Lock::Open } else { Lock::Closed };
                node
            };
            // The likelier half is searched first: it comes last on the stack.
            return vec![lock(!is_liked), lock(is_liked)];
        }
        let n_sites = self.problem.n_sites();
        let demand = |&(client, _): &(u32, u32)| self.problem.demand[client as usize];
        let cut_off = self.stranded.iter().copied().filter(|&(client, site)| {
            self.rest.site_of[client as usize] == u32::MAX
                && self.node.is_allowed[client as usize * n_sites + site as usize]
        });
        let cut_off = cut_off.max_by_key(|pair| (demand(pair), std::cmp::Reverse(*pair)));
        let worst = self
            .rest
            .clients
            .iter()
            .map(|&client| client as usize)
            .max_by_key(|&client| {
                let is_missed = (self.served[client] - 1.0).abs() > 1e-9;
                (
                    is_missed,
                    self.problem.demand[client],
                    std::cmp::Reverse(client),
                )
            });
        let cheapest = |client: usize| {
            let sites = (0..n_sites).filter(|&site| self.node.is_allowed[client * n_sites + site]);
            sites.min_by_key(|&site| (self.problem.cost(client, site), site))
        };
        let pair = cut_off.map(|(client, site)| (client as usize, site as usize));
        let pair = pair.or_else(|| {
            let client = worst?;
            Some((client, cheapest(client)?))
        });
        let Some((client, site)) = pair else {
            return Vec::new();
        };
        let row = client * n_sites;
        let mut elsewhere = self.node.clone();
        elsewhere.is_allowed[row + site] = false;
        let mut here = self.node;
        for other in 0..n_sites {
            here.is_allowed[row + other] &= other == site;
        }
        vec![elsewhere, here]
    }
}
