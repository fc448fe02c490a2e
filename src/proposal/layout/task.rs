//! The best layout of a stage, in the words of the county: open, keep, close and size all its schools together.
//!
//! [`best_layout`] sends whole settlements, keeps seats, floors and locks, and weighs what an open school costs
//! against everybody's way. With existing schools locked and a fixed number of new ones it also answers where K new
//! schools with seats should stand.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::words;
use crate::assign::{self, Flow};
use crate::geometry::LonLat;
use crate::plan::Status;
use crate::proposal::site::prospects::SiteInputs;
use crate::proposal::unserved::{Part as Searched, Supposed, Unserved, search};
use crate::solve::capacitated::{self, Lock, NoLayout};
use crate::solve::{Answer, Run};
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::Words;

/// What a layout of a stage must keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::proposal) struct LayoutRules {
    /// What an open school costs, in pupil-decimetres.
    pub(in crate::proposal) upkeep: i64,
    /// What a new school costs besides, in pupil-decimetres.
    pub(in crate::proposal) building: i64,
    /// The fewest pupils of a new school.
    pub(in crate::proposal) floor: u32,
    /// The fewest pupils of an existing school that stays; those that the plan keeps or a lock opens may have fewer.
    pub(in crate::proposal) existing_floor: u32,
    /// Existing schools may be extended to so many seats; `None` leaves them the seats they have.
    pub(in crate::proposal) ceiling: Option<u32>,
    /// How many pupils a school whose seats are not known takes at most, by position, where no ceiling says or its
    /// pupils are not known either; others take any number.
    pub(in crate::proposal) room: BTreeMap<usize, u32>,
    /// The longest trip; `None` for any. A settlement without a school that near may go to its nearest; schools that
    /// must close count for neither.
    pub(in crate::proposal) longest_trip: Option<Meters>,
    /// Schools that must stay open or must close, by position; of two locks of one school the first holds. Schools that
    /// the plan keeps stay anyhow.
    pub(in crate::proposal) locks: Vec<(usize, Lock)>,
    /// How many schools may be open; `None` for any number.
    pub(in crate::proposal) n_open: Option<RangeInclusive<usize>>,
    /// Whether that number is of new schools alone.
    pub(in crate::proposal) counts_new_only: bool,
    /// Settlements and schools that never go together.
    pub(in crate::proposal) forbidden: BTreeSet<(usize, Which)>,
    /// What lies beside what, where every catchment is to be in one piece; ground where no pupils of the stage live
    /// counts as anybody's.
    pub(in crate::proposal) ground: Option<assign::Neighbours>,
}

/// A place where a school could be built.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::proposal) struct NewPlace<'a> {
    /// What it is called in reasons.
    pub(in crate::proposal) name: &'a str,
    /// Where it is.
    pub(in crate::proposal) at: LonLat,
    /// The settlement on whose ground it lies.
    pub(in crate::proposal) settlement: Option<usize>,
    /// Ways to it by settlement.
    pub(in crate::proposal) row: Vec<Trip>,
    /// Seats it would have at most.
    pub(in crate::proposal) seats: u32,
}

/// A school in a proposed layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::proposal) enum Which {
    /// Position in the layout's sites.
    Existing(usize),
    /// Position among the new places.
    New(usize),
}

/// What is decided about a school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::proposal) struct Decided {
    /// Which one.
    pub(in crate::proposal) which: Which,
    /// Whether it opens or stays open.
    pub(in crate::proposal) is_open: bool,
    /// Its pupils of the stage, which is the seats it needs.
    pub(in crate::proposal) pupils: u32,
    /// Where the pupils of a school that closes go, those who take most of them first.
    pub(in crate::proposal) into: Vec<Which>,
    /// In a sentence with the numbers.
    pub(in crate::proposal) reason: Words,
}

/// A layout of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::proposal) struct Proposed {
    /// Existing schools by position, then the new places.
    pub(in crate::proposal) decided: Vec<Decided>,
    /// All pupils' ways, without upkeep.
    pub(in crate::proposal) pupil_decimetres: i64,
    /// What those ways cost beside their lengths, as no road leads there.
    beyond_lengths: i64,
    /// Pupils whose trip is over the longest, as no school that may be open is that near; by settlement and school.
    pub(in crate::proposal) beyond: Vec<Beyond>,
}

/// Pupils of one settlement who go farther than the longest trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::proposal) struct Beyond {
    /// Position of the settlement.
    pub(in crate::proposal) settlement: usize,
    /// The school they go to.
    pub(in crate::proposal) which: Which,
    /// How many.
    pub(in crate::proposal) pupils: u32,
    /// How far.
    pub(in crate::proposal) trip: Trip,
}

/// Settlements with more pupils than this go to school in parts of at most so many.
const PART: u32 = 90;

/// Pupils of one settlement who go to school together.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) settlement: usize,
    pub(super) pupils: u32,
}

/// Which schools of a stage stay open, and which new ones open, so that upkeep and ways cost least, every settlement
/// going whole to one school (in parts where it has over 90 pupils), within seats.
///
/// The value is pupil-decimetres plus what open schools cost; nothing is below the bound that sends as many pupils
/// where no road leads. A school whose seats are not known takes what the rules say. `today` says whose pupils move
/// when a school closes.
///
/// # Errors
/// When seats, floor and locks cannot all be kept, or no layout was found in time.
pub(in crate::proposal) fn best_layout(
    inputs: &SiteInputs<'_>,
    today: &[Flow],
    places: &[NewPlace<'_>],
    rules: &LayoutRules,
    run: &Run<'_>,
) -> Result<Answer<Proposed>, NoLayout> {
    let unserved = unserved(inputs, places);
    let part = |supposed: &Supposed, run: &Run<'_>| {
        let mut task = SeatsProblem::of(inputs, places, rules, (&unserved, supposed));
        let answer = match capacitated::solve(&task.problem, run) {
            Ok(answer) => answer,
            Err(NoLayout::Impossible) => return Ok(None),
            Err(NoLayout::NotFound) => return Err(NoLayout::NotFound),
        };
        let (more, mistaken) = task.truly_served(&answer.choice);
        Ok(Some(Searched {
            value: mistaken.is_none().then_some(answer.value + more),
            mistaken,
            answer: answer.map(|layout| task.told(today, rules, &layout)),
        }))
    };
    let told = search(&unserved.pieces(), run, part, NoLayout::Impossible)?;
    let untold = told.choice.beyond_lengths;
    Ok(told.less(untold))
}

/// Who has a school by road only with a new one.
fn unserved(inputs: &SiteInputs<'_>, places: &[NewPlace<'_>]) -> Unserved {
    Unserved::of(&inputs.travel, places.iter().map(|place| place.at))
}

/// What a glance shows to be impossible, in words with the numbers: too few places or seats, schools too small for the
/// floor.
pub(in crate::proposal) fn contradiction(
    inputs: &SiteInputs<'_>,
    places: &[NewPlace<'_>],
    rules: &LayoutRules,
) -> Option<Words> {
    let (unserved, nothing) = (unserved(inputs, places), Supposed::default());
    let task = SeatsProblem::of(inputs, places, rules, (&unserved, &nothing));
    let pupils: u64 = task.parts.iter().map(|part| u64::from(part.pupils)).sum();
    let n_open = &task.problem.n_open;
    let sites = task.problem.sites.iter();
    let may_open = sites.filter(|site| site.lock != Lock::Closed && site.floor <= site.seats);
    let (counted, others): (Vec<&capacitated::Facility>, Vec<&capacitated::Facility>) =
        may_open.partition(|site| site.counts);
    let all_counted = task.problem.sites.iter().filter(|site| site.counts).count();
    let short = n_open.start().saturating_sub(all_counted);
    if short > 0 {
        return Some(words::too_few_places(places.len(), places.len() + short));
    }
    if counted.len() < *n_open.start() {
        return Some(words::too_few_can_open(counted.len(), *n_open.start()));
    }
    let lost = task.without_a_school();
    if lost > 0 {
        return Some(words::no_school_allowed(lost));
    }
    let mut seats: Vec<u64> = counted.iter().map(|site| u64::from(site.seats)).collect();
    seats.sort_unstable_by_key(|&seats| Reverse(seats));
    let seats: u64 = seats.into_iter().take(*n_open.end()).sum::<u64>()
        + others.iter().map(|site| u64::from(site.seats)).sum::<u64>();
    (seats < pupils).then(|| words::seats_short(pupils, seats))
}

/// What stands in the way of every layout where it takes a search to see: the floor, and the highest one that can be
/// kept to, else settlements that do not fit whole. `None` when the run is over first.
pub(in crate::proposal) fn obstacle(
    inputs: &SiteInputs<'_>,
    places: &[NewPlace<'_>],
    rules: &LayoutRules,
    run: &Run<'_>,
) -> Option<Words> {
    if run.is_over() {
        return None;
    }
    let (unserved, nothing) = (unserved(inputs, places), Supposed::default());
    let supposed = (&unserved, &nothing);
    let works = |floor: u32| {
        let lower = LayoutRules {
            floor: floor.min(rules.floor),
            existing_floor: floor.min(rules.existing_floor),
            ..rules.clone()
        };
        let problem = SeatsProblem::of(inputs, places, &lower, supposed).problem;
        capacitated::solve(&free_of_charge(problem), run).is_ok()
    };
    if rules.ground.is_some() {
        let in_pieces = LayoutRules {
            ground: None,
            ..rules.clone()
        };
        let problem = SeatsProblem::of(inputs, places, &in_pieces, supposed).problem;
        if capacitated::solve(&free_of_charge(problem), run).is_ok() {
            return Some(words::not_in_one_piece());
        }
    }
    let highest = rules.floor.max(rules.existing_floor);
    if highest == 0 || !works(0) {
        return Some(words::does_not_fit());
    }
    let (mut fits, mut fails) = (0, highest);
    while fails - fits > 1 && !run.is_over() {
        let middle = fits + (fails - fits) / 2;
        if works(middle) {
            fits = middle;
        } else {
            fails = middle;
        }
    }
    Some(words::floor_too_high(highest, fits))
}

/// The same rules where every layout that keeps them is as good as any other: the first one found ends the search.
fn free_of_charge(mut problem: capacitated::Problem) -> capacitated::Problem {
    for cost in &mut problem.cost {
        if *cost != capacitated::FORBIDDEN {
            *cost = 0;
        }
    }
    for site in &mut problem.sites {
        site.opening = 0;
    }
    problem
}

/// The county as a problem of whole clients and sites with seats.
pub(super) struct SeatsProblem<'a> {
    pub(super) inputs: &'a SiteInputs<'a>,
    pub(super) places: &'a [NewPlace<'a>],
    pub(super) which: Vec<Which>,
    pub(super) parts: Vec<Part>,
    pub(super) problem: capacitated::Problem,
    pub(super) unserved: &'a Unserved,
    /// Who of them has a school by road, as supposed or as it came out.
    pub(super) served: BTreeSet<usize>,
    /// On these pieces no school may be built.
    pub(super) without: &'a BTreeSet<u32>,
}

impl<'a> SeatsProblem<'a> {
    fn of(
        inputs: &'a SiteInputs<'a>,
        places: &'a [NewPlace<'a>],
        rules: &LayoutRules,
        (unserved, supposed): (&'a Unserved, &'a Supposed),
    ) -> Self {
        let parts: Vec<Part> = (0..inputs.pupils.len())
            .flat_map(|settlement| {
                let pupils = inputs.pupils[settlement];
                let n = pupils.div_ceil(PART);
                (0..n).map(move |part| Part {
                    settlement,
                    pupils: pupils / n + u32::from(part < pupils % n),
                })
            })
            .collect();
        let existing = inputs.layout.open(inputs.stage).into_iter();
        let which: Vec<Which> = existing
            .map(Which::Existing)
            .chain((0..places.len()).map(Which::New))
            .collect();
        let mut task = Self {
            inputs,
            places,
            parts,
            problem: capacitated::Problem {
                sites: Vec::new(),
                demand: Vec::new(),
                cost: Vec::new(),
                n_open: rules.n_open.clone().unwrap_or(0..=which.len()),
                adjacency: None,
            },
            which,
            unserved,
            served: unserved.served_by(&supposed.with),
            without: &supposed.without,
        };
        task.problem.sites = task
            .which
            .iter()
            .map(|&which| task.site(which, rules))
            .collect();
        task.problem.demand = task.parts.iter().map(|part| part.pupils).collect();
        task.problem.cost = task
            .parts
            .iter()
            .flat_map(|part| task.costs(part, rules))
            .collect();
        task.problem.adjacency = rules.ground.as_ref().map(|ground| task.ground(ground));
        // Not before ways are weighed: whether a school near enough might be built is not in question.
        for (which, site) in task.which.iter().zip(&mut task.problem.sites) {
            if let Which::New(place) = *which
                && supposed.forbids(unserved.of_place(place))
            {
                site.lock = Lock::Closed;
            }
        }
        task
    }

    /// Parts and schools as they lie side by side. A school also counts as beside whoever touches its settlement,
    /// so that two schools can stand in one.
    fn ground(&self, ground: &assign::Neighbours) -> capacitated::Adjacency {
        let lives = |settlement: usize| self.inputs.pupils.get(settlement).is_some_and(|&n| n > 0);
        let touching = ground.touching(lives);
        let mut parts_of = vec![Vec::new(); touching.len()];
        for (part, client) in self.parts.iter().zip(0..) {
            parts_of[part.settlement].push(client);
        }
        let here_and_beside = |settlement: usize| -> Vec<u32> {
            let settlements = std::iter::once(&settlement).chain(&touching[settlement]);
            settlements
                .flat_map(|&settlement| parts_of[settlement].iter().copied())
                .collect()
        };
        let around = |which: &Which| {
            let at = match *which {
                Which::Existing(site) => ground.stands_at(site),
                Which::New(place) => self.places[place].settlement,
            };
            at.map_or_else(Vec::new, here_and_beside)
        };
        let besides = |(part, client): (&Part, u32)| {
            let mut others = here_and_beside(part.settlement);
            others.retain(|&other| other != client);
            others
        };
        capacitated::Adjacency {
            touching: self.parts.iter().zip(0..).map(besides).collect(),
            around: self.which.iter().map(around).collect(),
        }
    }

    fn site(&self, which: Which, rules: &LayoutRules) -> capacitated::Facility {
        let position = match which {
            Which::New(place) => {
                return capacitated::Facility {
                    seats: self.places[place].seats,
                    floor: rules.floor,
                    opening: rules.upkeep + rules.building,
                    lock: Lock::Free,
                    counts: true,
                };
            }
            Which::Existing(position) => position,
        };
        let school = &self.inputs.layout.sites[position];
        let locked = rules.locks.iter().find(|&&(site, _)| site == position);
        let lock = match locked {
            _ if school.status == Status::Kept => Lock::Open,
            Some(&(_, lock)) => lock,
            None => Lock::Free,
        };
        let all = self.parts.iter().map(|part| part.pupils).sum();
        let seats = school.seats(self.inputs.stage);
        capacitated::Facility {
            seats: seats.map_or_else(
                || {
                    let room = rules.room.get(&position).copied();
                    let grows = school.recorded_pupils(self.inputs.stage).is_some();
                    match rules.ceiling {
                        // Nobody can extend a school of which nothing is known.
                        Some(ceiling) if !grows => room.map_or(ceiling, |room| room.min(ceiling)),
                        ceiling => ceiling.or(room).unwrap_or(all),
                    }
                },
                |seats| seats.max(rules.ceiling.unwrap_or(0)),
            ),
            floor: if lock == Lock::Open {
                0
            } else {
                rules.existing_floor
            },
            opening: rules.upkeep,
            lock,
            counts: !rules.counts_new_only,
        }
    }

    fn told(&self, today: &[Flow], rules: &LayoutRules, layout: &capacitated::Layout) -> Proposed {
        let mut loads = vec![0; self.which.len()];
        // By settlement, its pupils by school.
        let mut dealt: BTreeMap<usize, BTreeMap<Which, u32>> = BTreeMap::new();
        let (mut pupil_decimetres, mut beyond_lengths) = (0, 0);
        for (&site, part) in layout.site_of.iter().zip(&self.parts) {
            let which = self.which[site as usize];
            loads[site as usize] += part.pupils;
            *dealt
                .entry(part.settlement)
                .or_default()
                .entry(which)
                .or_default() += part.pupils;
            let way = self.trip(part.settlement, which);
            let length = way.map_or(0, |way| way.distance().decimetres());
            pupil_decimetres += i64::from(length) * i64::from(part.pupils);
            let beyond = way.map_or(0, Trip::beyond_length);
            beyond_lengths += i64::from(beyond) * i64::from(part.pupils);
        }
        let beyond = rules
            .longest_trip
            .map_or_else(Vec::new, |limit| self.beyond(&dealt, limit));
        let decided = (0..self.which.len()).map(|site| {
            let (which, is_open, pupils) = (self.which[site], layout.is_open[site], loads[site]);
            let into = if is_open {
                Vec::new()
            } else {
                receivers(which, today, &dealt)
            };
            Decided {
                which,
                is_open,
                pupils,
                reason: self.reason(site, is_open, pupils, &into),
                into: into.into_iter().map(|(_, which)| which).collect(),
            }
        });
        Proposed {
            decided: decided.collect(),
            pupil_decimetres,
            beyond_lengths,
            beyond,
        }
    }

    fn beyond(&self, dealt: &BTreeMap<usize, BTreeMap<Which, u32>>, limit: Meters) -> Vec<Beyond> {
        let flows = dealt.iter().flat_map(|(&settlement, schools)| {
            let flow = move |(&which, &pupils): (&Which, &u32)| (settlement, which, pupils);
            schools.iter().map(flow)
        });
        let beyond = flows.filter_map(|(settlement, which, pupils)| {
            let trip = self.trip(settlement, which)?;
            let is_beyond = !trip.is_within(limit);
            is_beyond.then_some(Beyond {
                settlement,
                which,
                pupils,
                trip,
            })
        });
        beyond.collect()
    }

    fn name(&self, which: Which) -> &str {
        match which {
            Which::Existing(site) => &self.inputs.layout.sites[site].name,
            Which::New(place) => self.places[place].name,
        }
    }

    fn reason(&self, site: usize, is_open: bool, pupils: u32, into: &[(u32, Which)]) -> Words {
        let which = self.which[site];
        let name = self.name(which);
        let is_locked = self.problem.sites[site].lock != Lock::Free;
        match which {
            Which::New(_) if is_open => words::opens(name, pupils),
            Which::Existing(position) if is_open => {
                let seats = self.inputs.layout.sites[position].seats(self.inputs.stage);
                words::stays_open(name, pupils, seats, is_locked)
            }
            _ => {
                let recorded = match which {
                    Which::Existing(site) => {
                        self.inputs.layout.sites[site].recorded_pupils(self.inputs.stage)
                    }
                    Which::New(_) => Some(0),
                };
                let into: Vec<_> = into
                    .iter()
                    .map(|&(n, which)| (self.name(which), n))
                    .collect();
                words::closes(name, recorded, &into, is_locked)
            }
        }
    }
}

/// Where the pupils go who attend a school today: each settlement's to the school that takes most of it.
fn receivers(
    closed: Which,
    today: &[Flow],
    dealt: &BTreeMap<usize, BTreeMap<Which, u32>>,
) -> Vec<(u32, Which)> {
    let mut taken: BTreeMap<Which, u32> = BTreeMap::new();
    for flow in today
        .iter()
        .filter(|flow| Which::Existing(flow.site) == closed)
    {
        let shares = dealt.get(&flow.settlement);
        let largest = shares
            .into_iter()
            .flatten()
            .max_by_key(|&(&which, &pupils)| (pupils, Reverse(which)));
        if let Some((&to, _)) = largest {
            *taken.entry(to).or_default() += flow.pupils;
        }
    }
    let mut into: Vec<(u32, Which)> = taken.into_iter().map(|(to, n)| (n, to)).collect();
    into.sort_unstable_by_key(|&(n, to)| (Reverse(n), to));
    into
}

#[cfg(test)]
#[path = "task_tests.rs"]
mod tests;
