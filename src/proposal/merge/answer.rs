//! The best merges of a whole stage together, in the words of the county.
//!
//! [`best_merges`] closes as many small schools as the rules allow, or weighs the upkeep of each against the longer
//! ways of all pupils; [`front`] does so for every weight. Seats are counted exactly, and who moves is what the
//! policy says, so that the value is what the plan comes to when it is evaluated.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{MergeTerms, Situation};
use super::moved::Moved;
use super::task::{self, Dealing, Home};
use super::{reach, words};
use crate::assign::Flow;
use crate::model::Stage;
use crate::plan::Policy;
use crate::solve::merge::{self, After, DEAREST};
use crate::solve::{Answer, Progress, Run};
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::Words;

/// What it is worth to close a small school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Upkeep {
    /// As many close as can be; of those plans, the one with the shortest ways.
    Dearest,
    /// So many pupil-decimetres added to all ways.
    Weighs(i64),
}

/// What all merges together must keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeRules {
    /// Who moves when a school closes.
    pub policy: Policy,
    /// The longest daily trip to a school that is not one's own; `None` for any. Where none is that near, the nearest
    /// will do.
    pub longest_trip: Option<Meters>,
    /// Schools and receivers, by position, that never go together; only where receivers are chosen.
    pub never: BTreeSet<(usize, usize)>,
    /// What it is worth to close a school.
    pub upkeep: Upkeep,
    /// Schools that stay, by position, beside those the plan keeps.
    pub kept: Vec<usize>,
    /// Settlements and schools, by position, that never go together; whoever attends such a school today may stay
    /// while it is open.
    pub forbidden: BTreeSet<(usize, usize)>,
}

/// A school that is proposed to close.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// Position in the layout's sites.
    pub site: usize,
    /// Where its pupils go by position, those who take most of them first; empty when it has none.
    pub into: Vec<usize>,
    /// In a sentence with the numbers.
    pub reason: Words,
}

/// Which small schools of a stage to close together, and why the others stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merges {
    /// By position.
    pub closures: Vec<Closure>,
    /// Small schools that stay, each by position with its reason.
    pub kept: Vec<(usize, Words)>,
    /// All pupils' ways in decimetres afterwards.
    pub pupil_decimetres: i64,
    /// With [`Upkeep::Dearest`], no plan within the rules closes more; else as many as close.
    pub closures_at_most: usize,
    /// Pupils dealt anew whose trip is over the longest, as no school they may go to is that near.
    pub beyond: Vec<Flow>,
}

/// The best merges of a stage under the rules.
///
/// The value is all pupils' ways in decimetres, and the upkeep of every small school that could close and
/// stays, where upkeep is weighed. With [`Upkeep::Dearest`] the bound is on the ways of plans that close as many; it
/// falls to the shortest ways of all while more closures are not ruled out, and the answer is the best only once
/// [`Merges::closures_at_most`] is reached. Bounds are of plans that send as many pupils where no road leads. As many
/// pupils are placed as with all schools open.
///
/// Schools that also run another stage, are kept by the plan or are new do not close. Under `keep` a small school takes
/// in others only as far as its free seats suffice for all that might come.
pub fn best_merges(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    rules: &MergeRules,
    run: &Run<'_>,
) -> Answer<Merges> {
    let dealing = task::dealing(situation, terms, rules);
    let price = match rules.upkeep {
        Upkeep::Dearest => DEAREST,
        Upkeep::Weighs(upkeep) => upkeep,
    };
    let task = merge::with_upkeep(&dealing.task, price);
    // Whoever watches sees ways, not what schools weigh against each other.
    let tell = |progress: Progress| {
        let ways = |value: i64| match rules.upkeep {
            Upkeep::Dearest => value.rem_euclid(DEAREST) + dealing.settled,
            Upkeep::Weighs(_) => value + dealing.settled,
        };
        let is_level = rules.upkeep != Upkeep::Dearest
            || progress.value.div_euclid(DEAREST) == progress.bound.div_euclid(DEAREST);
        (run.progress)(Progress {
            value: ways(progress.value),
            bound: if is_level { ways(progress.bound) } else { 0 },
            ..progress
        });
    };
    let accepts = |closed: &[u32]| is_kept(situation, terms, rules, closed);
    let answer = merge::solve_where(&task, &run.watched(run.cancel, &tell), &accepts);
    let after = merge::after(&task, &answer.choice);
    let merges = Merges {
        beyond: beyond(situation, &dealing, &after, rules.longest_trip),
        ..told(
            situation,
            terms,
            &dealing,
            &answer.choice,
            &after,
            rules.upkeep,
            run,
        )
    };
    let (value, bound) = (
        answer.value + dealing.settled,
        answer.bound + dealing.settled,
    );
    let untold = beyond_lengths(situation, &dealing, &after);
    let of = |choice, value, bound| {
        let answer = Answer {
            choice,
            value,
            bound,
            seconds: run.seconds(),
        };
        answer.less(untold)
    };
    if let Upkeep::Weighs(_) = rules.upkeep {
        return of(merges, value, bound);
    }
    let left = (task.closable.len() - answer.choice.len()) as i64;
    let least_left = answer.bound.div_euclid(DEAREST).clamp(0, left);
    let bound = if least_left == left {
        bound - left * DEAREST
    } else {
        shortest(situation, &dealing) + dealing.settled
    };
    let value = value - left * DEAREST;
    let merges = Merges {
        closures_at_most: task.closable.len() - least_left as usize,
        ..merges
    };
    of(merges, value, bound.min(value))
}

/// The plans that are best for some upkeep, the same for all schools, from the fewest closures to the most; values and
/// bounds are of the ways alone. Plans between two corners of the front are not listed.
pub fn front(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    rules: &MergeRules,
    run: &Run<'_>,
) -> Vec<Answer<Merges>> {
    let dealing = task::dealing(situation, terms, rules);
    let accepts = |closed: &[u32]| is_kept(situation, terms, rules, closed);
    merge::front(&dealing.task, run, &accepts)
        .into_iter()
        .map(|corner| {
            let after = merge::after(&dealing.task, &corner.choice);
            let closed = corner.choice.clone();
            let told = |_| Merges {
                beyond: beyond(situation, &dealing, &after, rules.longest_trip),
                ..told(
                    situation,
                    terms,
                    &dealing,
                    &closed,
                    &after,
                    Upkeep::Dearest,
                    run,
                )
            };
            let corner = Answer {
                value: corner.value + dealing.settled,
                bound: corner.bound + dealing.settled,
                ..corner.map(told)
            };
            corner.less(beyond_lengths(situation, &dealing, &after))
        })
        .collect()
}

/// What the ways of all that are dealt cost beside their lengths, as no road leads there.
fn beyond_lengths(situation: &Situation<'_>, dealing: &Dealing, after: &After) -> i64 {
    let homes = dealing.homes.iter().enumerate();
    let beyond = homes.flat_map(|(number, home)| {
        after.shares_of(number).iter().filter_map(|share| {
            let way = task::way(situation, share.site? as usize, home.settlement)?;
            Some(i64::from(share.pupils) * i64::from(way.beyond_length()))
        })
    });
    beyond.sum()
}

/// Whether a set of closures keeps to the reach when it is dealt as the policy does. Under `nearest` and `keep` the
/// task sees to that.
fn is_kept(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    rules: &MergeRules,
    closed: &[u32],
) -> bool {
    rules.policy != Policy::Seats || reach::is_kept_by_seats(situation, terms, closed)
}

/// Everyone's way to the nearest school the task lets them have: no plan's ways are shorter.
fn shortest(situation: &Situation<'_>, dealing: &Dealing) -> i64 {
    let homes = dealing.homes.iter().zip(&dealing.task.choices);
    homes
        .zip(&dealing.task.pupils)
        .map(|((home, choices), &pupils)| {
            let own = home
                .attends
                .and_then(|site| task::way(situation, site, home.settlement));
            let other = choices
                .iter()
                .find(|choice| home.attends != Some(choice.site as usize))
                .map(|choice| choice.cost);
            let own = own.map(Trip::cost);
            i64::from(pupils) * i64::from(own.into_iter().chain(other).min().unwrap_or(0))
        })
        .sum()
}

/// A receiver of a closing school, for its reason.
pub(super) struct Taken<'a> {
    pub(super) name: &'a str,
    pub(super) pupils: u32,
    /// From the closing school.
    pub(super) way: Trip,
    /// Before any merge; `None` where its seats are not known.
    pub(super) free_seats: Option<u32>,
}

/// Seconds for reasons once the time of the search is over.
const GRACE: f64 = 0.3;

fn told(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    dealing: &Dealing,
    closed: &[u32],
    after: &After,
    upkeep: Upkeep,
    run: &Run<'_>,
) -> Merges {
    let task = &dealing.task;
    let name = |site: usize| situation.layout.sites[site].name.as_str();
    let mut kept = dealing.stay.clone();
    // What each closure would add is told as far as there is time for it.
    let grace = run.with_grace(GRACE);
    for school in task
        .closable
        .iter()
        .filter(|school| !closed.contains(&school.site))
    {
        let site = school.site as usize;
        if grace.is_over() {
            kept.push((site, words::not_weighed(name(site))));
            continue;
        }
        let (added, unplaced) = after.loss(task, school.site);
        // While it is open its pupils' ways stand in the upkeep.
        let added = added - school.upkeep;
        let weighed = match upkeep {
            Upkeep::Weighs(upkeep) => Some(upkeep),
            Upkeep::Dearest => None,
        };
        kept.push((site, words::stays(name(site), added, weighed, unplaced)));
    }
    kept.sort_by_key(|&(site, _)| site);
    let owed = task
        .closable
        .iter()
        .filter(|school| !closed.contains(&school.site));
    Merges {
        closures: closed
            .iter()
            .map(|&site| closure(situation, terms, dealing, site as usize, after))
            .collect(),
        kept,
        pupil_decimetres: after.pupil_decimetres()
            + dealing.settled
            + owed.map(|school| school.upkeep).sum::<i64>()
            - beyond_lengths(situation, dealing, after),
        closures_at_most: closed.len(),
        beyond: Vec::new(),
    }
}

/// Whoever is dealt to a school beyond the longest trip; nobody's own school counts while it is open.
fn beyond(
    situation: &Situation<'_>,
    dealing: &Dealing,
    after: &After,
    longest_trip: Option<Meters>,
) -> Vec<Flow> {
    let Some(limit) = longest_trip else {
        return Vec::new();
    };
    let flows = dealing.homes.iter().enumerate().flat_map(|(number, home)| {
        let shares = after.shares_of(number).iter();
        shares.filter_map(move |share| {
            let site = share.site? as usize;
            let trip = task::way(situation, site, home.settlement)?;
            let is_beyond = !home.boards && home.attends != Some(site) && !trip.is_within(limit);
            is_beyond.then_some(Flow {
                settlement: home.settlement,
                site,
                pupils: share.pupils,
                trip,
            })
        })
    });
    let mut flows: Vec<Flow> = flows.collect();
    flows.sort_unstable();
    flows.dedup_by(|next, kept| {
        let same = (next.settlement, next.site) == (kept.settlement, kept.site);
        if same {
            kept.pupils += next.pupils;
        }
        same
    });
    flows
}

fn closure(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    dealing: &Dealing,
    site: usize,
    after: &After,
) -> Closure {
    let stage = terms.stage;
    let limit = terms.limits.trip[stage];
    let mut taken: BTreeMap<usize, u32> = BTreeMap::new();
    let mut moves = moves(situation, stage, dealing, site, after);
    for &(_, to, pupils) in &moves {
        *taken.entry(to).or_default() += pupils;
    }
    let rank = |to: usize| (Reverse(taken.get(&to).copied()), to);
    moves.sort_by_key(|&(flow, to, _)| (flow.settlement, rank(to)));
    let mut moved = Moved::default();
    // Boarders go first, as wherever moves are followed, to the receivers in the order in which they are named.
    let mut boarders: BTreeMap<usize, u32> = BTreeMap::new();
    for (flow, to, pupils) in moves {
        let left = boarders.entry(flow.settlement);
        let left = left.or_insert_with(|| flow.pupils - situation.day_pupils(stage, flow));
        let boarding = pupils.min(*left);
        *left -= boarding;
        // Nobody is dealt to a school whose way is not known.
        if let Some(way) = task::way(situation, to, flow.settlement) {
            let ways = (flow.trip.distance(), way.distance());
            moved.count((pupils, pupils - boarding), ways, limit);
        }
    }
    let mut into: Vec<(u32, usize)> = taken.into_iter().map(|(to, n)| (n, to)).collect();
    into.sort_unstable_by_key(|&(n, to)| (Reverse(n), to));
    let (travel, sites) = (&situation.travel, &situation.layout.sites);
    let from: Vec<_> = into
        .iter()
        .map(|&(_, to)| travel.place(sites[to].at))
        .collect();
    let ways = travel.between(&from, &travel.place(sites[site].at));
    let free = |to: usize| {
        let free = situation.free_seats(stage, to)?;
        Some(free.max(0) as u32)
    };
    let receivers: Vec<Taken<'_>> = into
        .iter()
        .zip(ways)
        .map(|(&(pupils, to), way)| Taken {
            name: &sites[to].name,
            pupils,
            way,
            free_seats: free(to),
        })
        .collect();
    Closure {
        site,
        into: into.iter().map(|&(_, to)| to).collect(),
        reason: words::closed_together(
            &sites[site].name,
            situation.sizes[site],
            &receivers,
            &moved,
            limit,
        ),
    }
}

/// Where the pupils of a closing school go: today's flow, the receiver, how many. Where everybody is dealt anew, a
/// settlement's pupils count for the school that most of them attend then.
fn moves<'a>(
    situation: &Situation<'a>,
    stage: Stage,
    dealing: &Dealing,
    site: usize,
    after: &After,
) -> Vec<(&'a Flow, usize, u32)> {
    let flows = task::flows(situation, stage);
    let are_others_kept = dealing.homes.iter().any(|home| home.attends.is_some());
    let mut moves = Vec::new();
    for flow in flows.iter().filter(|flow| flow.site == site) {
        let own = |home: &Home| {
            home.settlement == flow.settlement && home.attends.is_none_or(|school| school == site)
        };
        let homes = dealing.homes.iter().enumerate();
        let homes = homes.filter(|(_, home)| own(home));
        let shares = homes.flat_map(|(number, _)| after.shares_of(number));
        let mut taken: BTreeMap<usize, u32> = BTreeMap::new();
        for share in shares {
            if let Some(to) = share.site {
                *taken.entry(to as usize).or_default() += share.pupils;
            }
        }
        if are_others_kept {
            moves.extend(taken.into_iter().map(|(to, pupils)| (flow, to, pupils)));
        } else {
            let largest = taken
                .into_iter()
                .max_by_key(|&(to, pupils)| (pupils, Reverse(to)));
            moves.extend(largest.map(|(to, _)| (flow, to, flow.pupils)));
        }
    }
    moves
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
