//! For every home the sites it may attend, nearest first, as far as they have been asked for.

use std::ops::Range;

use rayon::prelude::*;

use super::cost::Cost;

/// How many homes' lists one task makes.
const HOMES_PER_TASK: usize = 512;

/// A site and what one pupil's way there costs. Ordered by cost, then site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// The length of the way in decimetres, and more where it is a last choice; or whatever else is to be least in sum.
    pub cost: u32,
    /// The site.
    pub site: u32,
}

/// Where lists come from: rows of a distance table, a search on the road network, or a search by place.
pub trait NearestSites: Sync {
    /// Replaces `into` by the `count` sites nearest to a home, in the order of [`Choice`].
    /// Fewer than `count` means that there are no more.
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>);

    /// Hands out the `count` nearest sites of each of these homes, one after another.
    fn nearest_of(&self, homes: Range<usize>, count: usize, each: &mut dyn FnMut(&[Choice])) {
        let mut near = Vec::new();
        for home in homes {
            self.nearest(home, count, &mut near);
            each(&near);
        }
    }

    /// Finds the sites that cost a home at most so much, the price of the seat included, each with its home, in any
    /// order. Answers for each home the least that any other site costs it, or less. Sites without a price ask none.
    fn within(&self, asked: &[Asked], prices: &[i64], found: &mut Vec<(u32, Choice)>) -> Vec<i64> {
        let mut ways = Vec::new();
        let outside = |asked: &Asked| {
            self.nearest(asked.home as usize, usize::MAX, &mut ways);
            let outside = keep_within(asked.most, prices, &mut ways);
            found.extend(ways.iter().map(|&choice| (asked.home, choice)));
            outside
        };
        asked.iter().map(outside).collect()
    }
}

/// A home, and the most that a site may cost it.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// The home.
    pub home: u32,
    /// In decimetres, the price of the seat included.
    pub most: i64,
}

/// Keeps the choices that cost at most `most`, the price of the seat included; answers the least that the others cost.
pub(crate) fn keep_within(most: i64, prices: &[i64], choices: &mut Vec<Choice>) -> i64 {
    let mut least = i64::MAX;
    choices.retain(|choice| {
        let price = prices.get(choice.site as usize).copied().unwrap_or(0);
        let paid = price + i64::from(choice.cost);
        if paid > most {
            least = least.min(paid);
        }
        paid <= most
    });
    least
}

/// One home's part of [`Lists::entries`].
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    len: u32,
    room: u32,
    /// Every site cheaper than this is listed; `u32::MAX` when nothing is left out.
    horizon: u32,
    /// No site left out cost less than this, price included, when that was last asked; [`i64::MIN`] before.
    outside: i64,
}

/// The lists of all homes in one block of memory.
#[derive(Clone, Debug)]
pub struct Lists {
    entries: Vec<Choice>,
    spans: Vec<Span>,
    /// How far prices may have fallen since the beginning.
    fallen: i64,
}

impl Lists {
    /// The `count` nearest sites of every home; made on all processors, the same on any number of them.
    pub fn of(homes: usize, count: usize, sites: &impl NearestSites) -> Self {
        let numbers: Vec<usize> = (0..homes).collect();
        let parts: Vec<Self> = numbers
            .par_chunks(HOMES_PER_TASK)
            .map(|homes| {
                let mut part = Self {
                    entries: Vec::with_capacity(homes.len() * count),
                    spans: Vec::with_capacity(homes.len()),
                    fallen: 0,
                };
                let (first, last) = (homes[0], homes[homes.len() - 1]);
                sites.nearest_of(first..last + 1, count, &mut |near| {
                    part.push(near, horizon(near, count));
                });
                part
            })
            .collect();
        let mut lists = Self {
            entries: Vec::with_capacity(parts.iter().map(|part| part.entries.len()).sum()),
            spans: Vec::with_capacity(homes),
            fallen: 0,
        };
        for part in parts {
            let start = lists.entries.len() as u32;
            lists.spans.extend(part.spans.iter().map(|span| Span {
                start: start + span.start,
                ..*span
            }));
            lists.entries.extend_from_slice(&part.entries);
        }
        lists
    }

    /// Adds the next home's list.
    fn push(&mut self, near: &[Choice], horizon: u32) {
        self.spans.push(Span {
            start: self.entries.len() as u32,
            len: near.len() as u32,
            room: near.len() as u32,
            horizon,
            outside: i64::MIN,
        });
        self.entries.extend_from_slice(near);
    }

    /// How many homes there are.
    pub fn homes(&self) -> usize {
        self.spans.len()
    }

    /// The listed sites of a home, nearest first.
    pub(super) fn get(&self, home: u32) -> &[Choice] {
        let span = self.spans[home as usize];
        &self.entries[span.start as usize..][..span.len as usize]
    }

    /// Whether every site cheaper than this is on a home's list.
    pub(super) fn reaches(&self, home: u32, horizon: u32) -> bool {
        self.spans[home as usize].horizon >= horizon
    }

    /// Forgets what [`Lists::set_outside`] noted.
    pub(super) fn forget_outside(&mut self, home: u32) {
        self.spans[home as usize].outside = i64::MIN;
    }

    /// No way left out costs less than this.
    pub(super) fn bound_of_ways(&self, home: u32) -> Cost {
        match self.spans[home as usize].horizon {
            u32::MAX => Cost::MAX,
            horizon => Cost::at_least(horizon.into()),
        }
    }

    /// No site left out costs less than this, price included.
    pub(super) fn bound(&self, home: u32) -> Cost {
        let outside = self.spans[home as usize]
            .outside
            .saturating_sub(self.fallen);
        // One that costs as much may still win the tie.
        let outside = Cost {
            way: outside.saturating_sub(1),
            ..Cost::MAX
        };
        self.bound_of_ways(home).max(outside)
    }

    /// Whether some list is known to be long enough only because of prices.
    pub(super) fn looked_outside(&self) -> bool {
        self.spans.iter().any(|span| span.outside > i64::MIN)
    }

    /// Notes that no site left out costs a home less than this at the prices of now.
    pub(super) fn set_outside(&mut self, home: u32, outside: i64) {
        self.spans[home as usize].outside = outside.saturating_add(self.fallen);
    }

    /// Notes that some prices fell, none by more than this.
    pub(super) fn note_fall(&mut self, fall: i64) {
        self.fallen += fall;
    }

    /// Promises less of a home's list: that every site cheaper than `horizon` is in it. What is listed stays.
    pub(super) fn lower_horizon(&mut self, home: u32, horizon: u32) {
        if horizon < u32::MAX {
            let span = &mut self.spans[home as usize];
            span.horizon = span.horizon.min(horizon);
            span.outside = span.outside.min(i64::from(horizon));
        }
    }

    /// The cost of a listed site.
    pub(super) fn cost(&self, home: u32, site: u32) -> Option<u32> {
        self.get(home)
            .iter()
            .find(|choice| choice.site == site)
            .map(|choice| choice.cost)
    }

    /// At least doubles a home's list and answers which sites are new on it.
    pub(super) fn extend(&mut self, home: u32, sites: &impl NearestSites) -> Vec<Choice> {
        let known = self.get(home).to_vec();
        let count = (known.len() * 2).max(16);
        let mut near = Vec::new();
        sites.nearest(home as usize, count, &mut near);
        let horizon = horizon(&near, count);
        let fresh: Vec<Choice> = near
            .iter()
            .filter(|choice| known.iter().all(|old| old.site != choice.site))
            .copied()
            .collect();
        // Sites at the very horizon may have been listed before and not be among the nearest now.
        let mut list = known;
        list.extend_from_slice(&fresh);
        list.sort_unstable();
        self.replace(home, &list, horizon);
        fresh
    }

    /// Takes a site off a home's list, if it is there.
    pub(super) fn remove(&mut self, home: u32, site: u32) {
        let span = &mut self.spans[home as usize];
        let list = &mut self.entries[span.start as usize..][..span.len as usize];
        if let Some(at) = list.iter().position(|choice| choice.site == site) {
            list.copy_within(at + 1.., at);
            span.len -= 1;
        }
    }

    /// Puts a site that is not listed in its place on a home's list.
    pub(super) fn insert(&mut self, home: u32, choice: Choice) {
        let span = self.spans[home as usize];
        if span.len == span.room {
            let mut list = self.get(home).to_vec();
            let at = list.partition_point(|other| *other < choice);
            list.insert(at, choice);
            self.replace(home, &list, span.horizon);
            return;
        }
        let span = &mut self.spans[home as usize];
        span.len += 1;
        let list = &mut self.entries[span.start as usize..][..span.len as usize];
        let last = list.len() - 1;
        let at = list[..last].partition_point(|other| *other < choice);
        list.copy_within(at..last, at + 1);
        list[at] = choice;
    }

    /// Writes a list anew: in place if it fits, else at the end with room to grow.
    fn replace(&mut self, home: u32, list: &[Choice], horizon: u32) {
        let span = &mut self.spans[home as usize];
        span.horizon = horizon;
        span.len = list.len() as u32;
        if span.len > span.room {
            span.start = self.entries.len() as u32;
            span.room = span.len + span.len / 2 + 4;
            self.entries.extend_from_slice(list);
            let end = (span.start + span.room) as usize;
            self.entries.resize(end, Choice { cost: 0, site: 0 });
        } else {
            self.entries[span.start as usize..][..list.len()].copy_from_slice(list);
        }
    }
}

/// How far a list of the `count` nearest sites sees.
fn horizon(near: &[Choice], count: usize) -> u32 {
    match near.last() {
        Some(last) if near.len() >= count => last.cost,
        _ => u32::MAX,
    }
}
