//! Trips without a way: which sites a settlement cannot reach, nearest first.
//!
//! On most networks there are few: sites far from any road or on a loose piece of it. So settlements that lead
//! to the main part of the network look at those sites only, and the others look at all.

use std::collections::BTreeMap;

use super::ground::GroundIndex;
use super::homes::Homes;
use super::place::{Place, decimetres};
use super::search::Reach;
use super::snap::Measure;
use super::{Basis, Travel};

/// The pairs of settlement and site that only an estimate joins.
pub(super) struct Estimates<'a> {
    travel: &'a Travel,
    sites: &'a [Place],
    /// Sites that the main part of the network may not lead to.
    aside: GroundIndex,
    /// All sites, where some settlement does not lead to the main part.
    all: Option<GroundIndex>,
    /// By the part a site is entered from: which parts lead there.
    leading_to: BTreeMap<u32, Vec<bool>>,
}

impl<'a> Estimates<'a> {
    /// The estimates of these sites; `None` when every settlement has a way to every site.
    pub(super) fn of(travel: &'a Travel, sites: &'a [Place]) -> Option<Self> {
        let main = travel.parts.main();
        let is_aside = |site: &Place| !travel.entered_from(site).any(|part| part == main);
        let numbered = || {
            (0_u32..)
                .zip(sites)
                .map(|(number, site)| (number, site.at()))
        };
        let aside: Vec<_> = numbered()
            .filter(|&(number, _)| is_aside(&sites[number as usize]))
            .collect();
        let all_homes_on_main = travel.homes.leads_to_main.iter().all(|&leads| leads);
        if aside.is_empty() && all_homes_on_main {
            return None;
        }
        let mut leading_to = BTreeMap::new();
        for part in sites.iter().flat_map(|site| travel.entered_from(site)) {
            leading_to
                .entry(part)
                .or_insert_with(|| travel.parts.leading_to(part));
        }
        Some(Self {
            travel,
            sites,
            aside: GroundIndex::of(aside),
            all: (!all_homes_on_main).then(|| GroundIndex::of(numbered())),
            leading_to,
        })
    }

    /// The nearest site that a settlement has no way to, if it comes before `limit`.
    pub(super) fn nearest(&self, home: usize, limit: Reach) -> Option<Reach> {
        let mut best = limit;
        for (site, bound) in self.without_way(home) {
            if bound > best.distance() {
                break;
            }
            best = best.min(self.reach(home, site));
        }
        (best < limit).then_some(best)
    }

    /// Adds to the ascending list of a settlement's nearest sites those without a way, up to `k` in all.
    pub(super) fn take_nearest(&self, home: usize, k: usize, list: &mut Vec<(Reach, Basis)>) {
        for (site, bound) in self.without_way(home) {
            if list.len() == k && list.last().is_some_and(|(last, _)| bound > last.distance()) {
                break;
            }
            let reach = self.reach(home, site);
            let place = list.partition_point(|&(other, _)| other < reach);
            list.insert(place, (reach, Basis::Estimate));
            list.truncate(k);
        }
    }

    /// Sites that a settlement has no way to, nearest first, with a lower bound of the estimate in decimetres.
    fn without_way(&self, home: usize) -> impl Iterator<Item = (u32, u32)> {
        let outwards = self
            .candidates(home)
            .outwards_from(self.travel.homes.places[home]);
        // The chord is a lower bound; a decimetre less for the rounding of both.
        let bound = |chord: f64| decimetres(chord * self.travel.detour_factor).saturating_sub(1);
        outwards
            .filter(move |&(site, _)| !self.has_way(home, site))
            .map(move |(site, chord)| (site, bound(chord)))
    }

    fn reach(&self, home: usize, site: u32) -> Reach {
        Reach::new(
            self.travel.estimate(home, self.sites[site as usize].at()),
            site,
        )
    }

    fn candidates(&self, home: usize) -> &GroundIndex {
        match &self.all {
            Some(all) if !self.travel.homes.leads_to_main[home] => all,
            _ => &self.aside,
        }
    }

    fn has_way(&self, home: usize, site: u32) -> bool {
        let travel = self.travel;
        let site = &self.sites[site as usize];
        let (Some(from), Some(to)) = (travel.homes.anchors[home].on_road, site.anchor.on_road)
        else {
            return false;
        };
        let leads = |entry: u32| {
            let leading = &self.leading_to[&entry];
            Homes::leaves_to(&from, &travel.network, &travel.parts)
                .any(|exit| leading[exit as usize])
        };
        let is_across = site
            .across
            .binary_search_by_key(&(home as u32), |&(other, _)| other)
            .is_ok();
        let along = from.along_to(&to, &travel.network, Measure::Decimetres);
        is_across || along.is_some() || travel.entered_from(site).any(leads)
    }
}
