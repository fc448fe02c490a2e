//! Trips without a way: which sites a settlement cannot reach, nearest first.
//!
//! On most networks there are few: sites far from any road or on a loose piece of it. So settlements that lead
//! to the main part of the network look at those sites only, and the others look at all.

use std::collections::BTreeMap;

use super::Travel;
use super::contender::Contender;
use super::globe::GlobeIndex;
use super::homes::Homes;
use super::place::{Place, decimetres};
use super::search::Reach;

/// By the part of the network that sites are entered from: which parts lead there.
#[derive(Clone, Debug, Default)]
pub(super) struct Leads(BTreeMap<u32, Vec<bool>>);

impl Leads {
    /// Makes sure that [`Leads::has_way`] knows a site.
    pub(super) fn learn(&mut self, travel: &Travel, site: &Place) {
        for part in travel.entered_from(site) {
            self.0
                .entry(part)
                .or_insert_with(|| travel.shape.parts.leading_to(part));
        }
    }

    /// Whether a settlement has any way to a site that was learnt, paths across the field included.
    pub(super) fn has_way(&self, travel: &Travel, home: usize, site: &Place) -> bool {
        let Some(from) = travel.homes.anchors[home].on_road else {
            return false;
        };
        let is_beside = site
            .beside
            .binary_search_by_key(&(home as u32), |&(other, _)| other)
            .is_ok();
        let leads = |entry: u32| {
            let mut exits = Homes::leaves_to(&from, &travel.network, &travel.shape.parts);
            self.0
                .get(&entry)
                .is_some_and(|leading| exits.any(|exit| leading[exit as usize]))
        };
        is_beside || travel.entered_from(site).any(leads)
    }
}

/// The pairs of settlement and site that only an estimate joins.
pub(super) struct Estimates<'a> {
    travel: &'a Travel,
    sites: &'a [Contender<'a>],
    /// Positions in `sites` that the main part of the network may not lead to.
    aside: GlobeIndex,
    /// All positions, where some settlement does not lead to the main part.
    all: Option<GlobeIndex>,
    leads: Leads,
}

impl<'a> Estimates<'a> {
    /// The estimates of these sites; `None` when every settlement has a way to every site.
    pub(super) fn of(travel: &'a Travel, sites: &'a [Contender<'a>]) -> Option<Self> {
        let positions = || {
            (0_u32..)
                .zip(sites)
                .map(|(position, site)| (position, site.place.at()))
        };
        let is_aside = |position: u32| travel.is_aside(sites[position as usize].place);
        let aside: Vec<_> = positions()
            .filter(|&(position, _)| is_aside(position))
            .collect();
        let any_home_aside = !travel.homes.aside.is_empty();
        if aside.is_empty() && !any_home_aside {
            return None;
        }
        let mut leads = Leads::default();
        for site in sites {
            leads.learn(travel, site.place);
        }
        let all = any_home_aside.then(|| GlobeIndex::of(positions()));
        Some(Self {
            travel,
            sites,
            aside: GlobeIndex::of(aside),
            all,
            leads,
        })
    }

    /// The nearest site that a settlement has no way to, if it comes before `limit`.
    pub(super) fn nearest(&self, home: usize, limit: Reach) -> Option<Reach> {
        let mut best = limit;
        for (position, bound) in self.without_way(home) {
            if bound > best.distance() {
                break;
            }
            best = best.min(self.reach(home, position));
        }
        (best < limit).then_some(best)
    }

    /// Sites that a settlement has no way to, by growing lower bound of the estimate in decimetres.
    fn without_way(&self, home: usize) -> impl Iterator<Item = (u32, u32)> {
        let travel = self.travel;
        let candidates = match &self.all {
            Some(all) if !travel.homes.leads_to_main[home] => all,
            _ => &self.aside,
        };
        candidates
            .outwards_from(travel.homes.places[home])
            .filter(move |&(position, _)| {
                !self
                    .leads
                    .has_way(travel, home, self.sites[position as usize].place)
            })
            .map(|(position, chord)| (position, travel.estimate_bound(chord)))
    }

    fn reach(&self, home: usize, position: u32) -> Reach {
        let site = self.sites[position as usize];
        site.reach(self.travel.estimate(home, site.place.at()))
    }
}

impl Travel {
    /// Whether the main part of the network does not lead straight to a place, so that even settlements on it may
    /// have no way there.
    pub(super) fn is_aside(&self, site: &Place) -> bool {
        !self
            .entered_from(site)
            .any(|part| part == self.shape.parts.main())
    }

    /// A lower bound of the estimate in decimetres, from the chord in metres: one less for the rounding of both.
    pub(super) fn estimate_bound(&self, chord: f64) -> u32 {
        decimetres(chord * self.detour_factor).saturating_sub(1)
    }
}
