//! Trips without a way: which sites a settlement cannot reach, nearest first.
//!
//! On most networks there are few: sites far from any road or on a loose piece of it. So settlements that lead
//! to the main part of the network look at those sites only, and the others look at all.

use std::collections::BTreeMap;

use super::Travel;
use super::ground::GroundIndex;
use super::homes::Homes;
use super::place::{Place, decimetres};
use super::search::Reach;
use super::snap::Measure;

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
        let at = self.travel.homes.places[home];
        for (site, chord) in self.candidates(home).outwards_from(at) {
            // The chord is a lower bound; a decimetre for the rounding of both.
            if decimetres(chord * self.travel.detour_factor) > best.distance().saturating_add(1) {
                break;
            }
            if !self.has_way(home, site) {
                let estimate = self.travel.estimate(home, self.sites[site as usize].at());
                best = best.min(Reach::new(estimate, site));
            }
        }
        (best < limit).then_some(best)
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
        from.along_to(&to, &travel.network, Measure::Decimetres)
            .is_some()
            || travel.entered_from(site).any(leads)
    }
}
