//! Pieces of the road network on which no school stands yet.
//!
//! Whoever lives on one crosses whatever lies between to the nearest school. Once a school is built there, a way where
//! no road leads is the last choice ([`crate::travel::Trip::is_apart`]) of all who live there. So a place for a school
//! decides not only how far it is to that school. [`search`] weighs this: it takes people to cross, and where its
//! answer builds a school on the piece that they would leave, it looks at both cases by themselves, with a school there
//! and without.

use std::collections::{BTreeMap, BTreeSet};

use crate::geometry::LonLat;
use crate::solve::{Answer, Run};
use crate::travel::Travel;

/// The pieces without a school that would have one with some of the places for new schools.
#[derive(Clone, Debug, Default)]
pub(super) struct Unserved {
    /// By place: which of them it is on.
    of_place: Vec<Vec<u32>>,
    /// By settlement on any of them: which.
    of_home: BTreeMap<usize, Vec<u32>>,
}

impl Unserved {
    /// Of the roads as they are in a layout.
    pub(super) fn of(travel: &Travel, places: impl Iterator<Item = LonLat>) -> Self {
        let of_place: Vec<Vec<u32>> = places
            .map(|at| travel.pieces_without_school(std::iter::once(at)))
            .collect();
        let pieces: BTreeSet<u32> = of_place.iter().flatten().copied().collect();
        Self {
            of_home: travel.homes_on(&pieces),
            of_place,
        }
    }

    /// The settlements that are on any of them.
    pub(super) fn homes(&self) -> impl Iterator<Item = usize> + '_ {
        self.of_home.keys().copied()
    }

    /// All of them.
    pub(super) fn pieces(&self) -> BTreeSet<u32> {
        self.of_home.values().flatten().copied().collect()
    }

    /// Those that a place is on.
    pub(super) fn of_place(&self, place: usize) -> &[u32] {
        self.of_place.get(place).map_or(&[], Vec::as_slice)
    }

    /// The first of some pieces that a settlement is on.
    pub(super) fn shared(&self, home: usize, pieces: &BTreeSet<u32>) -> Option<u32> {
        let of_home = self.of_home.get(&home)?.iter();
        of_home.copied().find(|piece| pieces.contains(piece))
    }

    /// Whether a settlement may yet come to have a school by road where none is built on some pieces.
    pub(super) fn may_be_served(&self, home: usize, without: &BTreeSet<u32>) -> bool {
        let of_home = self.of_home.get(&home).into_iter().flatten();
        of_home.into_iter().any(|piece| !without.contains(piece))
    }

    /// The settlements that have a school by road once these pieces have one, of those that have none today.
    pub(super) fn served_by(&self, pieces: &BTreeSet<u32>) -> BTreeSet<usize> {
        let homes = self.homes();
        homes
            .filter(|&home| self.shared(home, pieces).is_some())
            .collect()
    }
}

/// What is taken for granted in a part of a search.
#[derive(Clone, Debug, Default)]
pub(super) struct Supposed {
    /// Who lives on these pieces has a school by road.
    pub(super) with: BTreeSet<u32>,
    /// On these pieces no school is built.
    pub(super) without: BTreeSet<u32>,
}

impl Supposed {
    /// Whether a place may not be chosen.
    pub(super) fn forbids(&self, of_place: &[u32]) -> bool {
        of_place.iter().any(|piece| self.without.contains(piece))
    }
}

/// What a part of the search found.
pub(super) struct Part<C> {
    /// The best as it looks; every choice of this part costs the bound at least.
    pub(super) answer: Answer<C>,
    /// What the choice costs in truth; `None` where it sends people where no road leads without need.
    pub(super) value: Option<i64>,
    /// A piece on which the choice builds a school and from which it takes people to cross all the same.
    pub(super) mistaken: Option<u32>,
}

/// So many parts are looked at in one search.
const MOST_PARTS: usize = 400;

/// So long a search may go on that has nothing to say when its time is over.
const GRACE_SECONDS: f64 = 5.0;

/// The cheapest choice in truth, and what none costs less than.
///
/// `solve` answers one part: it may take people who live on a piece of which nothing is supposed to go the cheaper of
/// both ways, with a school there and without; `None` where no choice keeps to what is supposed. Best bound first, but
/// straight to a first choice that is as it looks. Cost: one solution where no choice is mistaken, as nearly always.
///
/// # Errors
/// The error of the first part, or of the one in which every piece is taken to have a school.
pub(super) fn search<C, E>(
    pieces: &BTreeSet<u32>,
    run: &Run<'_>,
    solve: impl Fn(&Supposed, &Run<'_>) -> Result<Option<Part<C>>, E>,
    none: E,
) -> Result<Answer<C>, E> {
    let mut open = vec![(i64::MIN, Supposed::default())];
    let mut best: Option<(i64, C)> = None;
    let mut least = i64::MAX;
    let mut looked_at = 0;
    loop {
        let is_over = looked_at >= MOST_PARTS || (looked_at > 0 && run.is_over());
        let next = match &best {
            _ if is_over => None,
            // The last one supposes more than those before it.
            None => open.len().checked_sub(1),
            Some(_) => (0..open.len()).min_by_key(|&part| open[part].0),
        };
        let is_worth = |&next: &usize| best.as_ref().is_none_or(|(known, _)| open[next].0 < *known);
        let Some((bound, supposed)) = next.filter(is_worth).map(|next| open.remove(next)) else {
            break;
        };
        let is_first = looked_at == 0;
        looked_at += 1;
        let part = match solve(&supposed, run) {
            Ok(Some(part)) => part,
            Ok(None) if is_first => return Err(none),
            Err(error) if is_first => return Err(error),
            Ok(None) => continue,
            Err(_) => {
                least = least.min(bound);
                continue;
            }
        };
        let bound = part.answer.bound.max(bound);
        let is_better = |value: i64| best.as_ref().is_none_or(|(known, _)| value < *known);
        if let Some(value) = part.value.filter(|&value| is_better(value)) {
            best = Some((value, part.answer.choice));
        }
        let Some(piece) = part.mistaken else {
            least = least.min(bound);
            continue;
        };
        let (mut with, mut without) = (supposed.clone(), supposed);
        with.with.insert(piece);
        without.without.insert(piece);
        open.extend([(bound, without), (bound, with)]);
    }
    if best.is_none() {
        // Where nobody is taken to cross who might have a school by road, nothing is mistaken.
        let all = Supposed {
            with: pieces.clone(),
            ..Supposed::default()
        };
        let part = solve(&all, &run.with_grace(GRACE_SECONDS))?;
        best = part.and_then(|part| Some((part.value?, part.answer.choice)));
    }
    let (value, choice) = best.ok_or(none)?;
    let bounds = open.iter().map(|(bound, _)| *bound);
    let least = bounds.fold(least, i64::min);
    Ok(run.answer(choice, value, least.min(value)))
}
