//! Sites with seats and opening costs, clients who each go to one of them whole.

use std::ops::RangeInclusive;

use super::adjacency::Adjacency;

/// Whether a site is still in question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lock {
    /// May open or not.
    #[default]
    Free,
    /// Is open, whatever it costs.
    Open,
    /// Is closed.
    Closed,
}

/// A site that can serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facility {
    /// How much demand it can take.
    pub seats: u32,
    /// If it opens, it must take at least this much.
    pub floor: u32,
    /// What opening it costs; may be negative (a subsidy, or what closing it would cost).
    pub opening: i64,
    /// Decided beforehand.
    pub lock: Lock,
    /// Whether it is one of those whose number is limited.
    pub counts: bool,
}

/// Way costs of clients who may not go to a site.
pub const FORBIDDEN: i64 = i64::MAX;

/// Single-source capacitated location: every client goes whole to one open site, no site takes more than its
/// seats, the number of open sites is in a range, and opening and ways together cost least. With a
/// [`Adjacency`] the clients of every site are in one piece with it.
///
/// With one opening cost for all and a fixed number of sites it is the capacitated p-median; with any
/// number, single-source capacitated facility location; with locks, a layout of a whole stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The sites, by number.
    pub sites: Vec<Facility>,
    /// Demand by client.
    pub demand: Vec<u32>,
    /// By client, then site: what it costs to serve the whole client there. Not negative, or [`FORBIDDEN`]; all of them
    /// and the openings together stay below 2^57.
    pub cost: Vec<i64>,
    /// How many sites may be open of those that count.
    pub n_open: RangeInclusive<usize>,
    /// Where the clients of a site must be in one piece with it; `None` where they need not.
    pub adjacency: Option<Adjacency>,
}

impl Problem {
    pub(super) fn n_sites(&self) -> usize {
        self.sites.len()
    }

    pub(super) fn n_clients(&self) -> usize {
        self.demand.len()
    }

    /// Everyone at the cheapest site, and the openings that cannot be avoided or pay for themselves.
    pub(super) fn least(&self) -> i64 {
        let ways = (0..self.n_clients()).filter_map(|client| self.costs(client).iter().min());
        let openings = self.sites.iter().map(|site| match site.lock {
            Lock::Open => site.opening,
            Lock::Free => site.opening.min(0),
            Lock::Closed => 0,
        });
        ways.sum::<i64>() + openings.sum::<i64>()
    }

    /// Everyone at the dearest site, and all openings: no layout costs more.
    pub(super) fn most(&self) -> i64 {
        let dearest = |client: usize| {
            let costs = self.costs(client).iter().copied();
            costs.filter(|&cost| cost != FORBIDDEN).max().unwrap_or(0)
        };
        let openings = self.sites.iter().map(|site| site.opening.saturating_abs());
        (0..self.n_clients())
            .map(dearest)
            .chain(openings)
            .fold(0, i64::saturating_add)
    }

    /// How many sites are open of those that count.
    pub(super) fn count(&self, is_open: &[bool]) -> usize {
        let sites = self.sites.iter().zip(is_open);
        sites.filter(|(site, open)| site.counts && **open).count()
    }

    #[inline]
    pub(super) fn cost(&self, client: usize, site: usize) -> i64 {
        self.cost[client * self.sites.len() + site]
    }

    #[inline]
    pub(super) fn costs(&self, client: usize) -> &[i64] {
        &self.cost[client * self.sites.len()..][..self.sites.len()]
    }
}

/// Who is served where; the open sites are those in `is_open`, used or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// By site.
    pub is_open: Vec<bool>,
    /// Site by client.
    pub site_of: Vec<u32>,
}

impl Layout {
    /// The cost, or `None` where the layout breaks a rule of the problem.
    pub fn cost(&self, problem: &Problem) -> Option<i64> {
        if !problem.n_open.contains(&problem.count(&self.is_open)) {
            return None;
        }
        let mut load = vec![0_u64; problem.n_sites()];
        let mut total = 0;
        for (client, &site) in self.site_of.iter().enumerate() {
            let site = site as usize;
            if !*self.is_open.get(site)? || problem.cost(client, site) == FORBIDDEN {
                return None;
            }
            load[site] += u64::from(problem.demand[client]);
            total += problem.cost(client, site);
        }
        for ((site, &load), &is_open) in problem.sites.iter().zip(&load).zip(&self.is_open) {
            let contradicts = match site.lock {
                Lock::Free => false,
                Lock::Open => !is_open,
                Lock::Closed => is_open,
            };
            let fits = !is_open || (u64::from(site.floor)..=u64::from(site.seats)).contains(&load);
            if contradicts || !fits {
                return None;
            }
            total += if is_open { site.opening } else { 0 };
        }
        self.is_in_one_piece(problem).then_some(total)
    }

    fn is_in_one_piece(&self, problem: &Problem) -> bool {
        let Some(adjacency) = &problem.adjacency else {
            return true;
        };
        let mut members = vec![0; problem.n_sites()];
        for &site in &self.site_of {
            members[site as usize] += 1;
        }
        let belongs = |site: u32| move |client: u32| self.site_of[client as usize] == site;
        (0..)
            .zip(&members)
            .all(|(site, &n_members)| adjacency.is_in_one_piece(site, n_members, belongs(site)))
    }
}
