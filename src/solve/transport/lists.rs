//! For every home the sites it may attend, nearest first, as far as they have been asked for.

use rayon::prelude::*;

/// How many homes' lists one task makes.
const HOMES_PER_TASK: usize = 512;

/// A site and what one pupil's way there costs, in decimetres. Ordered by cost, then site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Choice {
    /// The length of the way.
    pub cost: u32,
    /// The site.
    pub site: u32,
}

/// Where lists come from: rows of a distance table, or a search on the road network.
pub trait NearestSites: Sync {
    /// Replaces `into` by the `count` sites nearest to a home, in the order of [`Choice`].
    /// Fewer than `count` means that there are no more.
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>);
}

/// One home's part of [`Lists::entries`].
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    len: u32,
    room: u32,
    /// Every site cheaper than this is listed; `u32::MAX` when nothing is left out.
    horizon: u32,
}

/// The lists of all homes in one block of memory.
#[derive(Clone, Debug)]
pub struct Lists {
    entries: Vec<Choice>,
    spans: Vec<Span>,
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
                };
                let mut near = Vec::new();
                for &home in homes {
                    sites.nearest(home, count, &mut near);
                    part.push(&near, horizon(&near, count));
                }
                part
            })
            .collect();
        let mut lists = Self {
            entries: Vec::with_capacity(parts.iter().map(|part| part.entries.len()).sum()),
            spans: Vec::with_capacity(homes),
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

    /// Every site cheaper than this is in the home's list.
    pub(super) fn horizon(&self, home: u32) -> i64 {
        match self.spans[home as usize].horizon {
            u32::MAX => i64::MAX,
            cost => i64::from(cost),
        }
    }

    /// Promises less of a home's list: that every site cheaper than `horizon` is in it. What is listed stays.
    pub(super) fn lower_horizon(&mut self, home: u32, horizon: u32) {
        let span = &mut self.spans[home as usize];
        span.horizon = span.horizon.min(horizon);
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
