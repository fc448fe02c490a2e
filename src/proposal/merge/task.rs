//! The small schools of a stage as a task of closing: who may move where, by policy.
//!
//! | policy | who moves | seats |
//! |---|---|---|
//! | `keep` | pupils of schools that close, to a school within reach of theirs | those that nobody uses |
//! | `seats` | everyone, all ways together as short as can be | all |
//! | `nearest` | everyone, to the nearest open school | not looked at |
//!
//! Under `keep` the reach is the way from a school to its receiver. Under the others, which name no receiver, nobody
//! comes to go farther than the reach every day, or than before where that is more. Nobody comes to a school that the
//! plan is to close. Reach and longest trip are of day pupils; whoever boards today is dealt apart from them.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::MergeRules;
use super::candidates::{MergeTerms, Situation};
use super::eligible::{Eligible, Small, Ways};
use super::{reach, words};
use crate::assign::Flow;
use crate::model::Stage;
use crate::plan::Policy;
use crate::solve::merge::{Closable, Task};
use crate::solve::transport::Choice;
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::Words;

/// Pupils of one settlement that are dealt together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    /// Position of the settlement.
    pub(super) settlement: usize,
    /// The school they attend and leave only when it closes; `None` where everybody is dealt anew.
    pub(super) attends: Option<usize>,
    /// Whether they board, so that no way is too far for them.
    pub(super) boards: bool,
}

/// A task of closing with what its numbers stand for.
pub(super) struct Dealing {
    pub(super) task: Task,
    /// By home of the task.
    pub(super) homes: Vec<Home>,
    /// Ways of the pupils who stay whatever closes, in pupil-decimetres.
    pub(super) settled: i64,
    /// Small schools that cannot close, by position, each with its reason.
    pub(super) stay: Vec<(usize, Words)>,
}

/// The task of a stage. The upkeep in it is only what `keep` owes to the ways of pupils who stay.
pub(super) fn dealing(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    rules: &MergeRules,
) -> Dealing {
    let (receivers, stay) = closable(situation, terms, rules);
    let drawn = match rules.policy {
        Policy::Keep => staying(situation, terms, rules, &receivers),
        Policy::Seats | Policy::Nearest => anew(situation, terms, rules, &receivers),
    };
    Dealing { stay, ..drawn }
}

/// Small schools that may close, each with its receivers in order; and those that stay anyhow, each with its reason.
pub(super) fn closable(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    rules: &MergeRules,
) -> (BTreeMap<usize, Ways>, Vec<(usize, Words)>) {
    let eligible = Eligible::of(situation, terms);
    let judged = |small: Small| {
        let site = small.site;
        if let Some(reason) = eligible.stays_anyhow(small) {
            return Err(reason);
        }
        if rules.kept.contains(&site) {
            let name = &situation.layout.sites[site].name;
            return Err(words::kept_as_asked(name, small.pupils));
        }
        let mut ways = eligible.receivers(site);
        ways.retain(|&(_, receiver)| !rules.never.contains(&(site, receiver)));
        eligible.to_close_for(small, &ways)
    };
    let (mut receivers, mut stay) = (BTreeMap::new(), Vec::new());
    for small in situation.small(terms) {
        match judged(small) {
            Ok(near) => {
                receivers.insert(small.site, near);
            }
            Err(reason) => stay.push((small.site, reason)),
        }
    }
    (receivers, stay)
}

/// Everyone is dealt anew.
fn anew(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    rules: &MergeRules,
    closable: &BTreeMap<usize, Ways>,
) -> Dealing {
    let layout = situation.layout;
    let open = layout.open(terms.stage);
    let before = situation.assignments[terms.stage];
    let pupils = before.map_or_else(Vec::new, reach::living);
    let is_limited = rules.longest_trip.is_some() || terms.reach.is_some();
    let choices = |home: &Home| {
        let settlement = home.settlement;
        let ways = open
            .iter()
            .filter(|&&site| !rules.forbidden.contains(&(settlement, site)))
            .map(|&site| (site, way(situation, site, settlement)));
        let mut choices = within(rules.longest_trip.filter(|_| !home.boards), ways);
        let own = before.map_or(&[][..], |before| before.of_settlement(settlement));
        keep_to_reach(situation, terms, rules.policy, (home, own), &mut choices);
        choices
    };
    // By settlement, those who board today, wherever that is.
    let boarders = |settlement: usize| -> u32 {
        let own = before.map_or(&[][..], |before| before.of_settlement(settlement));
        let board = |flow: &Flow| flow.pupils - situation.day_pupils(terms.stage, flow);
        own.iter().filter(|_| is_limited).map(board).sum()
    };
    let (mut homes, mut dealt) = (Vec::new(), Vec::new());
    for (settlement, &pupils) in pupils.iter().enumerate() {
        let boarders = boarders(settlement).min(pupils);
        let home = |boards| Home {
            settlement,
            attends: None,
            boards,
        };
        if boarders < pupils || boarders == 0 {
            homes.push(home(false));
            dealt.push(pupils - boarders);
        }
        if boarders > 0 {
            homes.push(home(true));
            dealt.push(boarders);
        }
    }
    let seats = |site: usize| {
        let school = &layout.sites[site];
        if !school.runs(terms.stage) {
            return Some(0);
        }
        school
            .seats(terms.stage)
            .filter(|_| rules.policy == Policy::Seats)
    };
    let closable = closable.keys().map(|&site| Closable {
        site: site as u32,
        upkeep: 0,
    });
    Dealing {
        task: Task {
            choices: homes.iter().map(choices).collect(),
            pupils: dealt,
            seats: (0..layout.sites.len()).map(seats).collect(),
            closable: closable.collect(),
        },
        homes,
        settled: 0,
        stay: Vec::new(),
    }
}

/// Leaves a settlement the schools that its pupils attend, and those that the reach and the plan let them come to.
/// Whoever goes to the nearest school does not pass one by: the first that is not allowed is the end. Where no school
/// is near enough even now, the nearest stays.
fn keep_to_reach(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    policy: Policy,
    (home, own): (&Home, &[Flow]),
    choices: &mut Vec<Choice>,
) {
    let nearest = choices.first().map(|choice| choice.site);
    let is_own = |flow: &&Flow| home.boards || situation.day_pupils(terms.stage, flow) > 0;
    let own: Vec<&Flow> = own.iter().filter(is_own).collect();
    let farthest = own.iter().map(|flow| flow.trip).max();
    let is_allowed = |choice: &Choice| {
        let site = choice.site as usize;
        let way = way(situation, site, home.settlement);
        let is_near = |way: Trip| home.boards || terms.lets_go(farthest, way);
        let comes = way.is_some_and(is_near) && !situation.leaving.contains(&site);
        comes || own.iter().any(|flow| flow.site == site) || nearest == Some(choice.site)
    };
    if policy == Policy::Nearest {
        let end = choices.iter().position(|choice| !is_allowed(choice));
        choices.truncate(end.unwrap_or(choices.len()));
    } else {
        choices.retain(is_allowed);
    }
}

/// Pupils of a settlement who leave a school together if it closes.
#[derive(Clone, Copy)]
struct Mover<'a> {
    flow: &'a Flow,
    boards: bool,
    pupils: u32,
}

/// Only the pupils of schools that may close are dealt. While theirs is open, their way counts nothing in the task
/// and its true length as upkeep of the school, so that nobody leaves an open school for a nearer one.
fn staying(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    rules: &MergeRules,
    closable: &BTreeMap<usize, Ways>,
) -> Dealing {
    let layout = situation.layout;
    let flows = flows(situation, terms.stage);
    let mut load = vec![0; layout.sites.len()];
    let mut own_ways: BTreeMap<usize, i64> = closable.keys().map(|&site| (site, 0)).collect();
    let mut settled = 0;
    for flow in flows {
        load[flow.site] += flow.pupils;
        match own_ways.get_mut(&flow.site) {
            Some(upkeep) => *upkeep += i64::from(flow.pupils) * i64::from(flow.trip.cost()),
            None => settled += pupil_decimetres(flow),
        }
    }
    // Pupils whose homes are not known sit on seats all the same.
    for (load, attending) in load.iter_mut().zip(&situation.attending[terms.stage]) {
        *load = attending.unwrap_or(0).max(*load);
    }
    let leaving = flows
        .iter()
        .filter(|flow| closable.contains_key(&flow.site));
    let movers = leaving.flat_map(|flow| {
        let boarders = match rules.longest_trip {
            Some(_) => flow.pupils - situation.day_pupils(terms.stage, flow),
            None => 0,
        };
        let parts = [(false, flow.pupils - boarders), (true, boarders)];
        let parts = parts.into_iter().filter(|&(_, pupils)| pupils > 0);
        parts.map(move |(boards, pupils)| Mover {
            flow,
            boards,
            pupils,
        })
    });
    let movers: Vec<Mover<'_>> = movers.collect();
    let takers = takers(situation, terms.stage, closable, &load);
    let choices = |&Mover { flow, boards, .. }: &Mover<'_>| {
        let others = takers[&flow.site]
            .iter()
            .filter(|&&(_, site)| !rules.forbidden.contains(&(flow.settlement, site)))
            .map(|&(_, site)| (site, way(situation, site, flow.settlement)));
        let mut choices = within(rules.longest_trip.filter(|_| !boards), others);
        let own = Choice {
            cost: 0,
            site: flow.site as u32,
        };
        choices.insert(0, own);
        choices.sort_unstable();
        choices
    };
    let seats = |site: usize| {
        let school = &layout.sites[site];
        if !school.runs(terms.stage) {
            return Some(0);
        }
        let seats = school.seats(terms.stage)?;
        Some(if closable.contains_key(&site) {
            seats.max(load[site])
        } else {
            seats.saturating_sub(load[site])
        })
    };
    Dealing {
        homes: movers
            .iter()
            .map(|mover| Home {
                settlement: mover.flow.settlement,
                attends: Some(mover.flow.site),
                boards: mover.boards,
            })
            .collect(),
        task: Task {
            pupils: movers.iter().map(|mover| mover.pupils).collect(),
            choices: movers.iter().map(choices).collect(),
            seats: (0..layout.sites.len()).map(seats).collect(),
            closable: own_ways
                .into_iter()
                .map(|(site, upkeep)| Closable {
                    site: site as u32,
                    upkeep,
                })
                .collect(),
        },
        settled,
        stay: Vec::new(),
    }
}

/// The receivers of each school that may close. A small one is among them only as far as its free seats suffice for
/// all that might come, the nearest first, so that it never loses a pupil of its own for them.
fn takers(
    situation: &Situation<'_>,
    stage: Stage,
    closable: &BTreeMap<usize, Ways>,
    load: &[u32],
) -> BTreeMap<usize, Ways> {
    let mut senders: BTreeMap<usize, Vec<(Trip, usize)>> = BTreeMap::new();
    for (&site, receivers) in closable {
        for &(way, to) in receivers.iter().filter(|(_, to)| closable.contains_key(to)) {
            senders.entry(to).or_default().push((way, site));
        }
    }
    let mut refused: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (to, mut from) in senders {
        let Some(seats) = situation.layout.sites[to].seats(stage) else {
            continue;
        };
        let mut free = seats.saturating_sub(load[to]);
        from.sort_unstable();
        for (_, site) in from {
            if load[site] <= free {
                free -= load[site];
            } else {
                refused.insert((site, to));
            }
        }
    }
    let admitted = |(&site, receivers): (&usize, &Ways)| {
        let admitted = receivers
            .iter()
            .filter(|&&(_, to)| !refused.contains(&(site, to)));
        (site, admitted.copied().collect())
    };
    closable.iter().map(admitted).collect()
}

/// Whether a small school could still send its pupils somewhere within reach that the rules do not rule out.
pub(super) fn has_receivers_left(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    rules: &MergeRules,
    site: usize,
) -> bool {
    let eligible = Eligible::of(situation, terms);
    let receivers = eligible.receivers(site).into_iter();
    let mut near = receivers.filter(|&(way, _)| eligible.is_within_reach(site, way));
    near.any(|(_, receiver)| !rules.never.contains(&(site, receiver)))
}

/// Who attends which school of a stage.
pub(super) fn flows<'a>(situation: &Situation<'a>, stage: Stage) -> &'a [Flow] {
    situation.assignments[stage].map_or(&[], |assignment| &assignment.flows)
}

/// The ways of a flow's pupils together.
fn pupil_decimetres(flow: &Flow) -> i64 {
    i64::from(flow.pupils) * i64::from(flow.trip.distance().decimetres())
}

/// The way from a settlement to a site, where it is known.
pub(super) fn way(situation: &Situation<'_>, site: usize, settlement: usize) -> Option<Trip> {
    situation.rows.get(site)?.as_ref()?.get(settlement)
}

/// Sites by their ways, nearest first; where none is within the longest trip, the nearest alone.
fn within(
    longest_trip: Option<Meters>,
    ways: impl Iterator<Item = (usize, Option<Trip>)>,
) -> Vec<Choice> {
    let choice = |(site, way): (usize, Option<Trip>)| {
        Some(Choice {
            cost: way?.cost(),
            site: site as u32,
        })
    };
    let mut choices: Vec<Choice> = ways.filter_map(choice).collect();
    choices.sort_unstable();
    if let (Some(limit), Some(&nearest)) = (longest_trip, choices.first()) {
        choices.retain(|choice| choice.cost <= limit.decimetres().max(nearest.cost));
    }
    choices
}
