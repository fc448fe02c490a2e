//! The best merges of a whole stage together, and the best layout of a stage, in the words of the county.
//!
//! [`best_merges`] weighs the upkeep of each small school against the longer ways of all pupils, seats
//! counted exactly; [`front`] does so for every weight. [`best_layout`] decides on all schools of a stage and sends
//! whole settlements. Upkeep is in pupil-decimetres: what a school may add to all ways and still be
//! worth closing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::candidates::{Situation, Terms};
use super::capacitated::{self, Lock, NoLayout};
use super::merge::{self, Closable, Task};
use super::sites::Ground;
use super::{Answer, Run, reasons};
use crate::assign::transport::Choice;
use crate::model::Stage;
use crate::plan::Status;
use crate::units::Meters;
use crate::words::Words;

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
    /// Small schools that stay, by position, each with its reason.
    pub kept: Vec<(usize, Words)>,
    /// All pupils' ways in decimetres afterwards, within seats.
    pub pupil_decimetres: i64,
}

/// The merges whose closures save more upkeep than they add to all pupils' ways, exactly.
///
/// The value is pupil-decimetres plus `upkeep` for every small school that stays. Pupils are dealt under `seats`
/// among schools whose way is at most `longest_trip` (`None` for any); a settlement without one may go to its
/// nearest. As many pupils are placed as with all schools open. Schools that also run another stage, are kept
/// by the plan or are new do not close.
pub fn best_merges(
    situation: &Situation<'_>,
    terms: &Terms,
    longest_trip: Option<Meters>,
    upkeep: i64,
    run: &Run<'_>,
) -> Answer<Merges> {
    let task = task(situation, terms, longest_trip, upkeep);
    let answer = merge::solve(&task, run);
    let closed = answer.choice.clone();
    answer.map(|_| told(situation, terms, &task, &closed))
}

/// A point of the front: so many schools closed at the least addition to all ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tradeoff {
    /// Small schools that stay.
    pub left: usize,
    /// All pupils' ways in decimetres, within seats.
    pub pupil_decimetres: i64,
    /// Positions of the schools that close, ascending.
    pub closed: Vec<usize>,
    /// Whether no plan with these schools' upkeep weighed alike is better.
    pub is_proven: bool,
}

/// The plans that are best for some upkeep, from the fewest closures to the most: fewer small schools left
/// against pupil-metres added. Every point is the corner of the front; plans between corners are not listed.
pub fn front(
    situation: &Situation<'_>,
    terms: &Terms,
    longest_trip: Option<Meters>,
    run: &Run<'_>,
) -> Vec<Tradeoff> {
    let task = task(situation, terms, longest_trip, 0);
    merge::front(&task, run)
        .into_iter()
        .map(|corner| Tradeoff {
            left: task.closable.len() - corner.choice.len(),
            pupil_decimetres: corner.value,
            is_proven: corner.is_proven(),
            closed: corner
                .choice
                .into_iter()
                .map(|site| site as usize)
                .collect(),
        })
        .collect()
}

fn task(
    situation: &Situation<'_>,
    terms: &Terms,
    longest_trip: Option<Meters>,
    upkeep: i64,
) -> Task {
    let layout = situation.layout;
    let stage = terms.stage;
    let open = layout.open(stage);
    let mut by_home: BTreeMap<usize, u32> = BTreeMap::new();
    if let Some(assignment) = situation.assignments[stage] {
        for flow in &assignment.flows {
            *by_home.entry(flow.settlement).or_default() += flow.pupils;
        }
        for unplaced in &assignment.unplaced {
            *by_home.entry(unplaced.settlement).or_default() += unplaced.pupils;
        }
    }
    let n_homes = by_home.last_key_value().map_or(0, |(&last, _)| last + 1);
    let mut pupils = vec![0; n_homes];
    for (home, number) in by_home {
        pupils[home] = number;
    }
    let choices = |home: usize| {
        let mut choices: Vec<Choice> = open
            .iter()
            .filter_map(|&site| {
                let trip = situation.rows.get(site)?.as_ref()?.get(home)?;
                Some(Choice {
                    cost: trip.distance().decimetres(),
                    site: site as u32,
                })
            })
            .collect();
        choices.sort_unstable();
        if let (Some(limit), Some(&nearest)) = (longest_trip, choices.first()) {
            choices.retain(|choice| choice.cost <= limit.decimetres().max(nearest.cost));
        }
        choices
    };
    let may_close = |&site: &usize| {
        let school = &layout.sites[site];
        let runs_only = Stage::ALL
            .into_iter()
            .all(|other| school.runs(other) == (other == stage));
        let is_free = !matches!(school.status, Status::Kept | Status::New);
        runs_only && is_free && (situation.size)(site).is_some_and(|size| size < terms.below)
    };
    Task {
        choices: (0..n_homes).map(choices).collect(),
        pupils,
        seats: layout
            .sites
            .iter()
            .map(|site| {
                if site.runs(stage) {
                    site.seats(stage)
                } else {
                    Some(0)
                }
            })
            .collect(),
        closable: open
            .iter()
            .copied()
            .filter(may_close)
            .map(|site| Closable {
                site: site as u32,
                upkeep,
            })
            .collect(),
    }
}

fn told(situation: &Situation<'_>, terms: &Terms, task: &Task, closed: &[u32]) -> Merges {
    let after = merge::after(task, closed);
    let name = |site: usize| situation.layout.sites[site].name.as_str();
    // A settlement's pupils count for the school most of them attend today.
    let flows = situation.assignments[terms.stage].map_or(&[][..], |assignment| &assignment.flows);
    let closure = |&site: &u32| {
        let site = site as usize;
        let mut pupils = 0;
        let mut taken: BTreeMap<usize, u32> = BTreeMap::new();
        let mut ways = (0, 0);
        for flow in flows.iter().filter(|flow| flow.site == site) {
            pupils += flow.pupils;
            ways.0 += u64::from(flow.pupils) * u64::from(flow.trip.distance().decimetres());
            let shares = after.shares_of(flow.settlement);
            let largest = shares
                .iter()
                .max_by_key(|share| (share.pupils, Reverse(share.site)));
            if let Some(to) = largest.and_then(|share| share.site) {
                let to = to as usize;
                *taken.entry(to).or_default() += flow.pupils;
                let row = situation.rows.get(to).and_then(Option::as_ref);
                let trip = row.and_then(|row| row.get(flow.settlement));
                let way = trip.map_or(0, |trip| trip.distance().decimetres());
                ways.1 += u64::from(flow.pupils) * u64::from(way);
            }
        }
        let mut into: Vec<(u32, usize)> = taken.into_iter().map(|(to, n)| (n, to)).collect();
        into.sort_unstable_by_key(|&(n, to)| (Reverse(n), to));
        let receivers: Vec<(&str, u32)> = into.iter().map(|&(n, to)| (name(to), n)).collect();
        Closure {
            site,
            into: into.iter().map(|&(_, to)| to).collect(),
            reason: reasons::closed_together(name(site), pupils, &receivers, ways),
        }
    };
    let kept = task
        .closable
        .iter()
        .filter(|school| !closed.contains(&school.site));
    Merges {
        closures: closed.iter().map(closure).collect(),
        kept: kept
            .map(|school| {
                let (added, unplaced) = after.loss(task, school.site);
                let site = school.site as usize;
                let reason = reasons::worth_its_upkeep(name(site), added, school.upkeep, unplaced);
                (site, reason)
            })
            .collect(),
        pupil_decimetres: after.pupil_decimetres(),
    }
}

/// What a layout of a stage must keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutRules {
    /// What an open school costs, in pupil-decimetres.
    pub upkeep: i64,
    /// The fewest pupils of an open school.
    pub floor: u32,
    /// The longest trip; `None` for any. A settlement without a school that near may go to its nearest.
    pub longest_trip: Option<Meters>,
    /// Schools that must stay open or must close, by position. Those the plan keeps stay anyhow.
    pub locks: Vec<(usize, Lock)>,
}

/// A school in a proposed layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Position in the layout's sites.
    pub site: usize,
    /// Whether it stays open.
    pub is_open: bool,
    /// Its pupils of the stage, which is the seats it needs.
    pub pupils: u32,
    /// In a sentence with the numbers.
    pub reason: Words,
}

/// Settlements with more pupils than this go to school in parts of at most so many.
const PART: u32 = 90;

/// Which schools of a stage stay open so that upkeep and ways cost least, every settlement going whole to
/// one school (in parts where it has over 90 pupils), within seats; by position.
///
/// The value is pupil-decimetres plus upkeep of open schools. A school whose seats are not known takes any number.
///
/// # Errors
/// When seats, floor and locks cannot all be kept, or no layout was found in time.
pub fn best_layout(
    ground: &Ground<'_>,
    rules: &LayoutRules,
    run: &Run<'_>,
) -> Result<Answer<Vec<Decided>>, NoLayout> {
    let open = ground.layout.open(ground.stage);
    let parts: Vec<(usize, u32)> = (0..ground.pupils.len())
        .flat_map(|settlement| {
            let pupils = ground.pupils[settlement];
            let n = pupils.div_ceil(PART);
            (0..n).map(move |part| (settlement, pupils / n + u32::from(part < pupils % n)))
        })
        .collect();
    let all: u32 = parts.iter().map(|&(_, pupils)| pupils).sum();
    let way = |settlement: usize, site: usize| -> Option<u32> {
        let trip = ground.rows.get(site)?.as_ref()?.get(settlement)?;
        Some(trip.distance().decimetres())
    };
    let cost = |&(settlement, pupils): &(usize, u32)| -> Vec<i64> {
        let ways: Vec<Option<u32>> = open.iter().map(|&site| way(settlement, site)).collect();
        let nearest = ways.iter().flatten().min().copied().unwrap_or(0);
        let limit = rules
            .longest_trip
            .map_or(u32::MAX, Meters::decimetres)
            .max(nearest);
        ways.into_iter()
            .map(|way| match way {
                Some(way) if way <= limit => i64::from(way) * i64::from(pupils),
                _ => capacitated::FORBIDDEN,
            })
            .collect()
    };
    let site = |&position: &usize| {
        let school = &ground.layout.sites[position];
        let locked = rules.locks.iter().find(|&&(site, _)| site == position);
        let lock = match locked {
            Some(&(_, lock)) => lock,
            None if school.status == Status::Kept => Lock::Open,
            None => Lock::Free,
        };
        capacitated::Site {
            seats: school.seats(ground.stage).unwrap_or(all),
            floor: rules.floor,
            opening: rules.upkeep,
            lock,
        }
    };
    let problem = capacitated::Problem {
        sites: open.iter().map(site).collect(),
        demand: parts.iter().map(|&(_, pupils)| pupils).collect(),
        cost: parts.iter().flat_map(cost).collect(),
        n_open: 0..=open.len(),
    };
    let answer = capacitated::solve(&problem, run)?;
    Ok(answer.map(|layout| {
        let mut loads = vec![0; open.len()];
        for (&site, &(_, pupils)) in layout.site_of.iter().zip(&parts) {
            loads[site as usize] += pupils;
        }
        let decided = open
            .iter()
            .zip(&layout.is_open)
            .zip(&loads)
            .zip(&problem.sites);
        decided
            .map(|(((&position, &is_open), &pupils), rules)| Decided {
                site: position,
                is_open,
                pupils,
                reason: reasons::laid_out(
                    &ground.layout.sites[position].name,
                    is_open.then_some(pupils),
                    ground.layout.sites[position].seats(ground.stage),
                    rules.lock != Lock::Free,
                ),
            })
            .collect()
    }))
}

#[cfg(test)]
#[path = "proposals_tests.rs"]
mod tests;
