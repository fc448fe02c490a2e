//! 保持现状，只调撤并: today's flows stay, and only those move who must or who gain by a new school.

mod movers;
mod receivers;
#[cfg(test)]
mod tests;

use super::attending::without_homes;
use super::rows::{OpenRows, keep_nearest, open_sites, trip, way_of};
use super::seats::price_seats;
use super::{Assignment, Flow, Rows, Unplaced};
use crate::model::Stage;
use crate::plan::Layout;
use crate::solve::transport::{Asked, Choice, Demand, NearestSites, Share, Transport, keep_within};
use crate::travel::Trip;
use movers::Movers;

/// Today's flows, with as few changes as the layout asks for, and those as good as can be.
///
/// - Pupils of a closed school go to its named receivers, the nearest first. Those for whom the receivers have no
///   seats are unplaced. Where the plan states shares, each receiver is sent its share. Where no receiver is named, or
///   none is open, pupils go to any school with free seats. A receiver that was merged itself hands on to its own
///   receivers.
/// - A stage that a school gives up is handed on like that of a closed school. At a school that is phased out the
///   pupils of the grades that are left stay. Those who would have entered go to its named receivers, else to any
///   school with free seats. It takes nobody new.
/// - Pupils of a moved school, and pupils without a school, go to any school with free seats.
/// - Pupils for whom a school that is new, moved or newly runs the stage is strictly nearer go there if it has seats,
///   else stay.
/// - Everyone else stays, even in a school over its seats; such a school takes nobody new until it has room.
///
/// As many as can be are placed, then the sum of ways is as small as can be; exact. `today` has its
/// sites in `layout` ([`super::translate`]). Where `pupils` differ from today's (another year), each
/// settlement's flows are scaled first, in whole pupils by largest remainder.
pub fn keep(
    stage: Stage,
    pupils: &[u32],
    today: &Assignment,
    layout: &Layout,
    rows: &Rows,
) -> Assignment {
    let open = open_sites(stage, layout, rows);
    let movers = Movers::among(stage, pupils, today, layout, rows, &open);
    let mut assignment = Assignment {
        flows: movers.staying.clone(),
        ..Assignment::empty(stage, layout.sites.len())
    };
    let unseen = without_homes(stage, pupils, today, layout);
    let limits = movers.free_seats(stage, layout, rows, &open, &unseen);
    let choices = Choices::of(&movers.groups, &limits.full, rows, &open);
    let mut transport = Transport::new(&movers.demands(), &limits.seats, &choices);
    for Share { home, site, pupils } in transport.shares() {
        let settlement = movers.groups[home as usize].settlement;
        let way =
            site.and_then(|site| Some((site as usize, trip(rows, site as usize, settlement)?)));
        match way {
            Some((site, trip)) => assignment.flows.push(Flow {
                settlement,
                site,
                pupils,
                trip,
            }),
            None => assignment.unplaced.push(Unplaced { settlement, pupils }),
        }
    }
    price_seats(&mut assignment, &mut transport, &open, &choices);
    assignment.tidy();
    assignment
}

/// Where a group of pupils may go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Freedom {
    /// Back to the school they attend, or to one of these, which are nearer.
    Gain { school: u32, nearer: Vec<u32> },
    /// The named receivers.
    Named(Vec<u32>),
    /// The receivers of this closed school, by the shares the plan states.
    Shared(u32),
    /// Any school with free seats.
    Any,
}

/// Pupils of one settlement in one situation.
#[derive(Clone, Debug)]
struct Group {
    settlement: usize,
    pupils: u32,
    freedom: Freedom,
}

/// What movers find.
struct Limits {
    /// Seats for movers, by site.
    seats: Vec<Option<u32>>,
    /// Sites that take nobody but their own pupils back, by site.
    full: Vec<bool>,
}

impl Group {
    /// Nobody loses the school they attend to someone who has none.
    fn demand(&self) -> Demand {
        let attends = matches!(self.freedom, Freedom::Gain { .. });
        Demand {
            pupils: self.pupils,
            weight: 1 + u32::from(attends),
        }
    }
}

/// The sites each group may go to.
struct Choices<'a> {
    movers: &'a [Group],
    full: &'a [bool],
    rows: &'a Rows,
    open: &'a [u32],
    ways: OpenRows<'a>,
}

impl<'a> Choices<'a> {
    fn of(movers: &'a [Group], full: &'a [bool], rows: &'a Rows, open: &'a [u32]) -> Self {
        Self {
            movers,
            full,
            rows,
            open,
            ways: OpenRows::new(rows, open),
        }
    }

    /// The only sites that a group may go to; `None` where it may go to any with free seats.
    fn few(&self, group: &Group) -> Option<Vec<Choice>> {
        let is_open = |site: &u32| self.open.binary_search(site).is_ok();
        let mut sites = match &group.freedom {
            Freedom::Gain { school, nearer } => {
                let mut sites = nearer.clone();
                sites.push(*school);
                sites.sort_unstable();
                sites.dedup();
                sites
            }
            Freedom::Named(receivers) => {
                let receivers = receivers.iter().copied();
                receivers.filter(|&site| self.is_free(site)).collect()
            }
            Freedom::Any | Freedom::Shared(_) => return None,
        };
        sites.retain(is_open);
        let choice = |site: u32| {
            let trip = trip(self.rows, site as usize, group.settlement)?;
            Some(Choice {
                cost: way_of(trip),
                site,
            })
        };
        Some(sites.into_iter().filter_map(choice).collect())
    }

    fn is_free(&self, site: u32) -> bool {
        !self.full[site as usize]
    }

    /// What a way costs those who may go to any site with free seats.
    fn cost(&self, site: u32, trip: Trip) -> Option<u32> {
        self.is_free(site).then(|| way_of(trip))
    }
}

impl NearestSites for Choices<'_> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        let group = &self.movers[home];
        if let Some(few) = self.few(group) {
            keep_nearest(few.into_iter(), count, into);
        } else {
            let cost = |site, trip| self.cost(site, trip);
            self.ways
                .nearest_by(group.settlement, count, way_of, cost, into);
        }
    }

    fn within(&self, asked: &[Asked], prices: &[i64], found: &mut Vec<(u32, Choice)>) -> Vec<i64> {
        let mut outside = vec![i64::MAX; asked.len()];
        // By settlement, those who may go anywhere.
        let mut free: Vec<(Asked, usize)> = Vec::new();
        for (at, asked) in asked.iter().enumerate() {
            let group = &self.movers[asked.home as usize];
            if let Some(mut few) = self.few(group) {
                outside[at] = keep_within(asked.most, prices, &mut few);
                found.extend(few.into_iter().map(|choice| (asked.home, choice)));
            } else {
                let home = group.settlement as u32;
                free.push((Asked { home, ..*asked }, at));
            }
        }
        // Two groups of one settlement are not asked about at once.
        let is_next = |a: &(Asked, usize), b: &(Asked, usize)| a.0.home < b.0.home;
        for free in free.chunk_by(is_next) {
            let of_settlements: Vec<Asked> = free.iter().map(|&(asked, _)| asked).collect();
            let mut ways = Vec::new();
            let cost = |_, site, trip| self.cost(site, trip);
            let beyond = self
                .ways
                .within_each(&of_settlements, prices, way_of, cost, &mut ways);
            for (&(_, at), beyond) in free.iter().zip(beyond) {
                outside[at] = beyond;
            }
            found.extend(ways.into_iter().filter_map(|(settlement, choice)| {
                let position = free.binary_search_by_key(&settlement, |(asked, _)| asked.home);
                let (_, at) = free[position.ok()?];
                Some((asked[at].home, choice))
            }));
        }
        outside
    }
}
