//! Who may close, who may receive, and why a school stays: the one rule of the list of small schools and of all
//! proposals.

use std::collections::BTreeSet;

use super::candidates::{MergeTerms, Situation};
use super::{task, words};
use crate::assign::Flow;
use crate::indicators::is_small;
use crate::model::{SchoolKind, Stage};
use crate::plan::{Site, Status};
use crate::proposal::known::FewHomes;
use crate::travel::{Nearby, Place, Prices, Trip, Wanted};
use crate::words::Words;

/// Receivers of a school, each with the way from it.
pub(super) type Ways = Vec<(Trip, usize)>;

/// A small school. One whose pupils are not known is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Small {
    /// Over all its stages.
    pub(super) pupils: u32,
    /// Position in the layout.
    pub(super) site: usize,
}

impl Situation<'_> {
    /// Schools that are small by the terms, smallest first, then by position.
    pub(super) fn small(&self, terms: &MergeTerms) -> Vec<Small> {
        let open = self.layout.open(terms.stage).into_iter();
        let small = |site: usize| {
            let size = self.sizes[site];
            let pupils = size.filter(|_| is_small(size, terms.below))?;
            Some(Small { pupils, site })
        };
        let mut small: Vec<Small> = open.filter_map(small).collect();
        small.sort_unstable();
        small
    }

    /// Seats of a stage that nobody sits on; `None` where pupils or seats are not known.
    pub fn free_seats(&self, stage: Stage, site: usize) -> Option<i64> {
        let seats = self.layout.sites[site].seats(stage)?;
        Some(i64::from(seats) - i64::from(self.attending[stage][site]?))
    }

    /// Whether a school has a seat for every pupil of another; `None` where that is not known.
    pub(super) fn has_room_for(&self, stage: Stage, site: usize, closing: usize) -> Option<bool> {
        let pupils = self.attending[stage][closing]?;
        Some(self.free_seats(stage, site)? >= i64::from(pupils))
    }

    /// How many of a flow's pupils go every day.
    pub(super) fn day_pupils(&self, stage: Stage, flow: &Flow) -> u32 {
        let key = |flow: &Flow| (flow.settlement, flow.site);
        let daily = self.daily[stage];
        let at = daily.binary_search_by_key(&key(flow), key);
        at.map_or(0, |at| daily[at].pupils.min(flow.pupils))
    }

    /// Schools of a stage, by position, whose pupils are known to board all of them.
    fn where_all_board(&self, stage: Stage) -> BTreeSet<usize> {
        let flows = task::flows(self, stage).iter();
        let mut schools: BTreeSet<usize> = flows.map(|flow| flow.site).collect();
        for flow in self.daily[stage] {
            schools.remove(&flow.site);
        }
        schools
    }

    /// The stages that a school runs.
    pub(super) fn stages_of(&self, site: usize) -> impl Iterator<Item = Stage> + '_ {
        let school = &self.layout.sites[site];
        Stage::ALL.into_iter().filter(|&stage| school.runs(stage))
    }
}

/// The county as one asks in it who may close and who may receive.
pub(super) struct Eligible<'a> {
    situation: &'a Situation<'a>,
    terms: &'a MergeTerms,
    /// By position; `None` for schools that do not run the stage.
    places: Vec<Option<Place>>,
    /// The same schools, found by their place where there are no roads.
    by_place: Option<ByPlace>,
    /// Schools, by position, whose pupils all board: nobody goes there and back every day, and no way is too far.
    boarding: BTreeSet<usize>,
}

impl<'a> Eligible<'a> {
    pub(super) fn of(situation: &'a Situation<'a>, terms: &'a MergeTerms) -> Self {
        let place = |site: &Site| {
            let is_asked = site.runs(terms.stage);
            is_asked.then(|| situation.travel.place(site.at))
        };
        let places: Vec<Option<Place>> = situation.layout.sites.iter().map(place).collect();
        let rows = (0_u32..).zip(&places).filter(|(_, place)| place.is_some());
        let rows = rows.filter_map(|(site, _)| {
            let row = situation.rows.get(site as usize)?.as_ref()?;
            Some((site, row))
        });
        Self {
            boarding: situation.where_all_board(terms.stage),
            by_place: Nearby::of(rows).map(|nearby| ByPlace::of(nearby, situation, terms.stage)),
            places,
            situation,
            terms,
        }
    }

    /// Why a small school stays whoever could take its pupils; `None` where it may close.
    ///
    /// The plan may keep it or have just built it. A school that runs another stage beside is to be decided by hand. Ways of
    /// pupils who live nobody knows where cannot be weighed; and where everybody is dealt anew but not all are counted, a
    /// school may seem needless that is not.
    pub(super) fn stays_anyhow(&self, Small { pupils, site }: Small) -> Option<Words> {
        let stage = self.terms.stage;
        let school = &self.situation.layout.sites[site];
        match school.status {
            Status::Kept => return Some(words::kept_by_plan(&school.name, pupils)),
            Status::New => return Some(words::is_new(&school.name, pupils)),
            _ => {}
        }
        let mut stages = self.situation.stages_of(site);
        if let Some(other) = stages.find(|&other| other != stage) {
            return Some(words::runs_another_stage(&school.name, pupils, other));
        }
        if let Some(&FewHomes { pupils, known }) = self.situation.few_homes.get(&site) {
            return Some(words::homes_not_known(&school.name, pupils, known));
        }
        let uncounted = self.situation.uncounted.as_ref()?;
        Some(words::not_all_counted(&school.name, pupils, uncounted))
    }

    /// Schools that run every stage of another and may take its pupils: those whose pupils and seats are known first,
    /// then the nearest.
    ///
    /// A teaching point never takes over a school, two small schools only merge into one that is not, and one that is
    /// to close takes over none.
    pub(super) fn receivers(&self, closing: usize) -> Ways {
        let Some(to) = &self.places[closing] else {
            return Vec::new();
        };
        let others = self.places.iter().enumerate();
        let others = others
            .filter(|&(site, _)| self.is_receiver(site, closing))
            .filter_map(|(site, place)| Some((site, place.as_ref()?)));
        let (others, from): (Vec<usize>, Vec<&Place>) = others.unzip();
        // The way back is as long; one search serves all receivers.
        let ways = self.situation.travel.between(from, to);
        self.ranked(closing, ways.into_iter().zip(others).collect())
    }

    /// Those of a small school's receivers that decide what is proposed for it, in the order of
    /// [`Eligible::receivers`]: what [`Eligible::to_close_for`] answers of them, and the first of its answer that has room,
    /// is what it would be with all. The first `shown` of all are among them.
    pub(super) fn receivers_that_matter(&self, small: Small, shown: usize) -> Ways {
        let closing = small.site;
        // By place schools are known by their seats of this stage alone.
        let runs_more = self.situation.stages_of(closing).nth(1).is_some();
        let (Some(by_place), Some(to), false) = (&self.by_place, &self.places[closing], runs_more)
        else {
            return self.receivers(closing);
        };
        let nearest = |prices: &Prices<'_>, highest: i64, count: usize| {
            let mut nearest = NearestReceivers {
                eligible: self,
                closing,
                highest,
                count,
                found: Ways::new(),
            };
            by_place.schools.search_around(to, prices, &mut nearest);
            nearest.found
        };
        let mut receivers = nearest(&by_place.with_unknown_room, 0, shown);
        receivers.extend(nearest(&by_place.with_known_room, 0, shown));
        if let Some(pupils) = self.situation.attending[self.terms.stage][closing] {
            // Among the others only the nearest that takes all pupils matters.
            receivers.extend(nearest(&by_place.minus_free_seats, -i64::from(pupils), 1));
        }
        let mut receivers = self.ranked(closing, receivers);
        receivers.dedup();
        receivers
    }

    /// Receivers in the order of [`Eligible::receivers`].
    fn ranked(&self, closing: usize, mut receivers: Ways) -> Ways {
        receivers
            .sort_by_cached_key(|&(way, site)| (!self.is_room_known(site, closing), way, site));
        receivers
    }

    /// Whether seats and pupils of a school are known in every stage of another.
    fn is_room_known(&self, site: usize, closing: usize) -> bool {
        let mut stages = self.situation.stages_of(closing);
        stages.all(|stage| self.situation.free_seats(stage, site).is_some())
    }

    fn is_receiver(&self, site: usize, closing: usize) -> bool {
        let school = &self.situation.layout.sites[site];
        let mut stages = self.situation.stages_of(closing);
        site != closing
            && school.is_open()
            && stages.all(|stage| school.runs(stage))
            && self.may_take_over(site, closing)
    }

    /// Those of a school's receivers that it may close for, in their order, or why it stays for want of them. None are left
    /// where nobody attends it. Where one whose room is known has room for all, those of unknown room are left out.
    pub(super) fn to_close_for(&self, small: Small, receivers: &Ways) -> Result<Ways, Words> {
        let (situation, stage) = (self.situation, self.terms.stage);
        let closing = small.site;
        if self.is_empty(small) {
            return Ok(Vec::new());
        }
        let is_near = |way: Trip| self.is_within_reach(closing, way);
        let mut near = receivers.clone();
        near.retain(|&(way, _)| is_near(way));
        let takes_all =
            |&(_, site): &(Trip, usize)| situation.has_room_for(stage, site, closing) == Some(true);
        if near.iter().any(takes_all) {
            near.retain(|&(_, site)| situation.free_seats(stage, site).is_some());
        }
        if !near.is_empty() {
            return Ok(near);
        }
        let sites = &situation.layout.sites;
        let (name, pupils) = (&sites[closing].name, small.pupils);
        Err(match receivers.iter().min() {
            None => words::no_other_school(name, pupils, stage),
            Some(&(way, nearest)) => {
                let nearest = &sites[nearest].name;
                words::too_far(name, pupils, nearest, way, self.terms.reach)
            }
        })
    }

    /// Whether a receiver may be as far as this from a closing school.
    pub(super) fn is_within_reach(&self, closing: usize, way: Trip) -> bool {
        self.boarding.contains(&closing) || self.terms.is_within_reach(way)
    }

    /// Whether it is known that nobody attends a school, by its records and by where pupils go.
    fn is_empty(&self, Small { pupils, site }: Small) -> bool {
        let flows = task::flows(self.situation, self.terms.stage);
        pupils == 0 && flows.iter().all(|flow| flow.site != site)
    }

    fn may_take_over(&self, site: usize, closing: usize) -> bool {
        let situation = self.situation;
        let is_point = |site: usize| situation.layout.sites[site].kind == SchoolKind::TeachingPoint;
        let together = situation.sizes[site].zip(situation.sizes[closing]);
        let is_large = together.is_none_or(|(a, b)| a + b >= self.terms.below);
        let stays = !situation.leaving.contains(&site);
        stays && is_large && (!is_point(site) || is_point(closing))
    }
}

/// The schools of a stage where there are no roads, found by their place. Prices tell those apart that are looked for.
struct ByPlace {
    schools: Nearby,
    /// Zero where pupils and seats are known, else one.
    with_known_room: Prices<'static>,
    /// The other way round.
    with_unknown_room: Prices<'static>,
    /// Less than zero by the free seats; one where they are not known.
    minus_free_seats: Prices<'static>,
}

impl ByPlace {
    fn of(schools: Nearby, situation: &Situation<'_>, stage: Stage) -> Self {
        let sites = 0..situation.layout.sites.len();
        let free: Vec<Option<i64>> = sites
            .map(|site| situation.free_seats(stage, site))
            .collect();
        let priced = |price: fn(Option<i64>) -> i64| {
            let prices: Vec<i64> = free.iter().copied().map(price).collect();
            schools.priced(prices)
        };
        Self {
            with_known_room: priced(|free| i64::from(free.is_none())),
            with_unknown_room: priced(|free| i64::from(free.is_some())),
            minus_free_seats: priced(|free| free.map_or(1, |free| -free)),
            schools,
        }
    }
}

/// Looks for the nearest few schools that may take over another's pupils, of those with at most some price.
struct NearestReceivers<'a> {
    eligible: &'a Eligible<'a>,
    closing: usize,
    highest: i64,
    count: usize,
    /// The best so far, nearest first.
    found: Ways,
}

impl Wanted for NearestReceivers<'_> {
    fn may_want(&mut self, at_least: Trip, price: i64) -> bool {
        let is_full = self.found.len() == self.count;
        let farthest = self.found.last().filter(|_| is_full);
        price <= self.highest && farthest.is_none_or(|&(way, _)| at_least <= way)
    }

    fn take(&mut self, site: u32, price: i64, way: Trip) {
        let site = site as usize;
        if price <= self.highest && self.eligible.is_receiver(site, self.closing) {
            let at = self.found.partition_point(|&known| known < (way, site));
            self.found.insert(at, (way, site));
            self.found.truncate(self.count);
        }
    }
}
