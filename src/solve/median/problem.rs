//! The p-median problem as sorted lists: for each client, the sites that would serve it better than it is served now.

use rayon::prelude::*;

/// A client to be served: what it costs if no chosen site is near, and what each site would cost it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    /// Cost without any chosen site, for instance that of the nearest existing school. `None` when
    /// only chosen sites can serve, and then `sites` must name every site.
    pub beyond: Option<i64>,
    /// Sites and what each costs this client, in any order, each site once. Not negative.
    pub sites: Vec<(u32, i64)>,
}

/// Clients and the sites to choose from, in the form the solvers work on.
///
/// Costs are kept in ticks, a power-of-two fraction of one unit, so that prices finer than one unit
/// stay whole numbers and every sum below is exact. Existing sites are folded into `beyond`; sites
/// that are no better than that for a client are not in its list.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) ticks: i64,
    /// The caller's number of each site.
    pub(super) names: Vec<u32>,
    /// Cost of clients that no site in `names` can serve better.
    pub(super) settled: i64,
    pub(super) beyond: Vec<i64>,
    /// By client, dearest last; ties by site.
    pub(super) by_client: Lists,
    /// By site, in the order of clients.
    pub(super) by_site: Lists,
}

/// Lists of (index, cost) end to end.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    start: Vec<usize>,
    index: Vec<u32>,
    cost: Vec<i64>,
}

impl Lists {
    fn with_capacity(lists: usize, entries: usize) -> Self {
        let mut start = Vec::with_capacity(lists + 1);
        start.push(0);
        Self {
            start,
            index: Vec::with_capacity(entries),
            cost: Vec::with_capacity(entries),
        }
    }

    pub(super) fn entries(&self) -> usize {
        self.index.len()
    }

    fn push(&mut self, index: u32, cost: i64) {
        self.index.push(index);
        self.cost.push(cost);
    }

    fn end_list(&mut self) {
        self.start.push(self.index.len());
    }

    #[inline]
    pub(super) fn of(&self, list: usize) -> (&[u32], &[i64]) {
        let range = self.start[list]..self.start[list + 1];
        (&self.index[range.clone()], &self.cost[range])
    }

    /// The same pairs listed by the other end.
    fn transposed(&self, lists: usize) -> Self {
        let mut start = vec![0; lists + 1];
        for &index in &self.index {
            start[index as usize + 1] += 1;
        }
        for list in 0..lists {
            start[list + 1] += start[list];
        }
        let mut next = start.clone();
        let mut index = vec![0; self.index.len()];
        let mut cost = vec![0; self.cost.len()];
        for list in 0..self.start.len() - 1 {
            let (others, costs) = self.of(list);
            for (&other, &price) in others.iter().zip(costs) {
                let at = &mut next[other as usize];
                index[*at] = list as u32;
                cost[*at] = price;
                *at += 1;
            }
        }
        Self { start, index, cost }
    }
}

impl Problem {
    /// A problem over `n_sites` sites, numbered from 0. Sites out of range are ignored.
    pub fn new(n_sites: usize, clients: Vec<Client>) -> Self {
        let lists: Vec<(i64, Vec<(i64, u32)>)> = clients
            .into_par_iter()
            .map(|client| {
                let mut list: Vec<(i64, u32)> = client
                    .sites
                    .into_iter()
                    .filter(|&(site, _)| (site as usize) < n_sites)
                    .map(|(site, cost)| (cost.max(0), site))
                    .collect();
                list.sort_unstable();
                let dearest = list.last().map_or(0, |&(cost, _)| cost);
                let beyond = client.beyond.unwrap_or(dearest).max(0);
                list.truncate(list.partition_point(|&(cost, _)| cost < beyond));
                (beyond, list)
            })
            .collect();
        // One unit is split as finely as sixty bits allow, and no finer than a 4,096th.
        let total: u64 = lists.iter().fold(0, |sum: u64, (beyond, _)| {
            sum.saturating_add(*beyond as u64)
        });
        let spare_bits = 60_u32.saturating_sub(u64::BITS - total.leading_zeros());
        let ticks = 1_i64 << spare_bits.min(12);

        let entries = lists.iter().map(|(_, list)| list.len()).sum();
        let mut problem = Self {
            ticks,
            names: (0..n_sites as u32).collect(),
            settled: 0,
            beyond: Vec::with_capacity(lists.len()),
            by_client: Lists::with_capacity(lists.len(), entries),
            by_site: Lists::default(),
        };
        for (beyond, list) in lists {
            if list.is_empty() {
                problem.settled = problem.settled.saturating_add(beyond.saturating_mul(ticks));
                continue;
            }
            problem.beyond.push(beyond * ticks);
            for (cost, site) in list {
                problem.by_client.push(site, cost * ticks);
            }
            problem.by_client.end_list();
        }
        problem.by_site = problem.by_client.transposed(n_sites);
        problem
    }

    pub(super) fn n_clients(&self) -> usize {
        self.beyond.len()
    }

    pub(super) fn n_sites(&self) -> usize {
        self.names.len()
    }

    /// The cost in ticks when exactly these sites are open.
    pub(super) fn cost(&self, open: &[bool]) -> i64 {
        let served = (0..self.n_clients()).map(|client| {
            let (sites, costs) = self.by_client.of(client);
            sites
                .iter()
                .position(|&site| open[site as usize])
                .map_or(self.beyond[client], |at| costs[at])
        });
        self.settled + served.sum::<i64>()
    }

    /// The smaller problem in which some sites are open for good and some are out of the question,
    /// and the clients that are left in it. Its solutions cost what they cost here.
    ///
    /// `horizon` gives the most that a client pays in any solution worth finding; dearer sites leave
    /// its list. Solutions not worth finding may then seem to cost more than they do, never less.
    pub(super) fn decided(
        &self,
        decision: &[Decision],
        horizon: impl Fn(usize) -> i64,
    ) -> (Self, Vec<usize>) {
        let mut renumbered = vec![u32::MAX; self.n_sites()];
        let mut names = Vec::new();
        for (site, &decided) in decision.iter().enumerate() {
            if decided == Decision::Undecided {
                renumbered[site] = names.len() as u32;
                names.push(self.names[site]);
            }
        }
        let mut smaller = Self {
            ticks: self.ticks,
            names,
            settled: self.settled,
            beyond: Vec::with_capacity(self.n_clients()),
            by_client: Lists::with_capacity(self.n_clients(), 0),
            by_site: Lists::default(),
        };
        let mut kept = Vec::with_capacity(self.n_clients());
        for client in 0..self.n_clients() {
            let before = smaller.by_client.entries();
            let mut beyond = self.beyond[client];
            let horizon = horizon(client);
            let (sites, costs) = self.by_client.of(client);
            for (&site, &cost) in sites.iter().zip(costs) {
                match decision[site as usize] {
                    Decision::Open => {
                        beyond = cost;
                        break;
                    }
                    Decision::Closed => {}
                    Decision::Undecided if cost > horizon => {}
                    Decision::Undecided => {
                        smaller.by_client.push(renumbered[site as usize], cost);
                    }
                }
            }
            // A site as dear as the open one does no good.
            while smaller.by_client.entries() > before
                && smaller.by_client.cost.last() == Some(&beyond)
            {
                smaller.by_client.cost.pop();
                smaller.by_client.index.pop();
            }
            if smaller.by_client.entries() == before {
                smaller.settled += beyond;
            } else {
                smaller.beyond.push(beyond);
                kept.push(client);
                smaller.by_client.end_list();
            }
        }
        smaller.by_site = smaller.by_client.transposed(smaller.names.len());
        (smaller, kept)
    }
}

/// What is known about a site in every solution still worth finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Undecided,
    Open,
    Closed,
}
