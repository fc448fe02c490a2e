//! From layout to layout: shaken, improved, and kept as long as it is hardly worse than the best so far
//! (record-to-record travel, Dueck 1993).
//!
//! A shake starts from a client picked at random and touches only its surroundings. What a site over its seats or
//! under its floor pays rises while it stays so, and falls for all once a layout breaks no rule (Yagiura, Ibaraki and
//! Glover 2006).

use super::steps::EXCHANGED;
use super::{Draft, NOWHERE};
use crate::random::Random;
use crate::solve::Run;
use crate::solve::capacitated::problem::{Layout, Lock};

/// How much worse than the best a layout may be to go on from it: one part in so many at first, none at last.
const RECORD: i64 = 400;
/// By one part in so many a site that breaks a rule pays more.
const DEARER: i64 = 4;
/// By one part in so many all sites pay less where none breaks one.
const CHEAPER: i64 = 32;
/// One shake in so many leaves the sites as they are.
const STIRRED: usize = 3;

/// A walk over layouts.
pub(in crate::solve::capacitated) struct Walk<'a> {
    now: Draft<'a>,
    best_cost: i64,
    /// Whether sites open and close.
    moves_sites: bool,
    /// How many shakes it takes from the first to the last.
    shakes: usize,
    /// How many of them are left.
    left: usize,
    random: Random,
}

impl<'a> Walk<'a> {
    /// A walk of so many shakes from a layout that nothing improves; other seeds shake otherwise.
    pub(in crate::solve::capacitated) fn from(start: Draft<'a>, shakes: usize, seed: u64) -> Self {
        let mut walk = Self {
            best_cost: i64::MAX,
            moves_sites: true,
            shakes,
            left: shakes,
            random: Random::seeded(seed),
            now: start,
        };
        let search = walk.now.search;
        walk.now.penalty.fill(search.gentle().min(search.dear));
        walk.start();
        walk
    }

    /// A walk whose shakes leave the open sites as they are.
    pub(in crate::solve::capacitated) fn keeping_sites(self) -> Self {
        Self {
            moves_sites: false,
            ..self
        }
    }

    fn start(&mut self) {
        self.left = self.shakes;
        self.now.is_fresh.fill(true);
        self.best_cost = self.now.cost();
    }

    /// So many more shakes; answers the cheapest layout met that is cheaper than `least`. At its end a walk begins
    /// again from `home`.
    pub(in crate::solve::capacitated) fn go_on(
        &mut self,
        shakes: usize,
        least: i64,
        home: Option<&Layout>,
        run: &Run<'_>,
    ) -> Option<(i64, Layout)> {
        let mut found: Option<(i64, Layout)> = None;
        for _ in 0..shakes {
            if run.is_over() {
                break;
            }
            if self.left == 0
                && let Some(home) = found.as_ref().map(|(_, layout)| layout).or(home)
            {
                let penalty = std::mem::take(&mut self.now.penalty);
                self.now = Draft::of(self.now.search, &home.is_open, &home.site_of);
                self.now.penalty = penalty;
                self.start();
            }
            self.left = self.left.saturating_sub(1);
            let mut draft = self.now.clone();
            draft.shake(self.moves_sites, &mut self.random);
            draft.improve();
            let told = draft.layout();
            let is_allowed = told.is_some();
            if let Some((cost, layout)) = told
                && cost < found.as_ref().map_or(least, |(known, _)| *known)
            {
                self.best_cost = self.best_cost.min(cost);
                found = Some((cost, layout));
            }
            let cost = draft.cost();
            let worse = self.best_cost.abs() / RECORD * self.left as i64 / self.shakes as i64;
            let broken = draft.broken();
            if cost < self.now.cost() || cost < self.best_cost + worse {
                self.now = draft;
            }
            self.charge(is_allowed, &broken);
        }
        found
    }

    /// Sets what breaking a rule costs at each site.
    fn charge(&mut self, is_allowed: bool, broken: &[usize]) {
        let dear = self.now.search.dear;
        if is_allowed {
            for penalty in &mut self.now.penalty {
                *penalty = (*penalty - *penalty / CHEAPER).max(1);
            }
        }
        for &site in broken {
            let penalty = &mut self.now.penalty[site];
            *penalty = (*penalty + *penalty / DEARER + 1).min(dear);
            self.now.is_fresh[site] = true;
        }
    }
}

impl Draft<'_> {
    /// Open sites over their seats or under their floors.
    fn broken(&self) -> Vec<usize> {
        let open = (0..self.is_open.len()).filter(|&site| self.is_open[site]);
        open.filter(|&site| self.strain(site, self.load[site]) > 0)
            .collect()
    }

    /// Opens, closes or exchanges sites round a random client, or moves clients where all sites are decided.
    fn shake(&mut self, moves_sites: bool, random: &mut Random) {
        if self.site_of.is_empty() {
            return;
        }
        let client = random.below(self.site_of.len());
        if !moves_sites || random.below(STIRRED) == 0 {
            self.stir(client, random);
            return;
        }
        let free = |&site: &u32| self.problem().sites[site as usize].lock == Lock::Free;
        let near = self.search.near[client].iter().copied().filter(free);
        let (shut, open): (Vec<u32>, Vec<u32>) =
            near.partition(|&site| !self.is_open[site as usize]);
        let pick = |sites: &[u32], random: &mut Random| {
            (!sites.is_empty()).then(|| sites[random.below(sites.len().min(6))])
        };
        let (incoming, outgoing) = (pick(&shut, random), pick(&open, random));
        let range = &self.problem().n_open;
        let may_open = |site: u32| !self.counts(site) || self.n_open < *range.end();
        let may_close = |site: u32| !self.counts(site) || self.n_open > *range.start();
        let may_exchange = |incoming: u32, outgoing: u32| {
            self.counts(incoming) == self.counts(outgoing)
                || (may_open(incoming) && may_close(outgoing))
        };
        let way = random.below(4);
        let (opens, closes) = match (incoming, outgoing) {
            (Some(site), _) if way == 0 && may_open(site) => (Some(site), None),
            (_, Some(site)) if way == 1 && may_close(site) => (None, Some(site)),
            (Some(one), Some(other)) if may_exchange(one, other) => (Some(one), Some(other)),
            (Some(site), None) if may_open(site) => (Some(site), None),
            (None, Some(site)) if may_close(site) => (None, Some(site)),
            _ => (None, None),
        };
        if let Some(site) = opens {
            self.open(site);
        }
        if let Some(site) = closes {
            self.close(site);
        }
        if opens.or(closes).is_none() {
            self.stir(client, random);
        }
    }

    /// Sends a client and some of its site's to other sites near.
    fn stir(&mut self, client: usize, random: &mut Random) {
        let site = self.site_of[client];
        let mut moved = vec![client];
        if site != NOWHERE {
            let members = &self.members[site as usize];
            moved.extend((0..2).map(|_| members[random.below(members.len())] as usize));
        }
        for client in moved {
            let near: Vec<u32> = self.open_near(client, EXCHANGED).collect();
            if near.is_empty() {
                continue;
            }
            let to = near[random.below(near.len())];
            // Any step will do that cuts no catchment.
            self.take(-1, &[(client, to)]);
        }
    }
}
