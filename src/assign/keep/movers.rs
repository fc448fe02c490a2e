//! Who stays at today's school, and who is placed anew.

use std::collections::BTreeMap;

use super::super::attending::shares_of;
use super::super::leaving::Leaving;
use super::super::rows::trip;
use super::super::{Assignment, Flow, Rows};
use super::receivers::Receivers;
use super::{Choices, Freedom, Group, Limits};
use crate::model::Stage;
use crate::plan::{Layout, Status};
use crate::solve::transport::{Demand, Transport};
use crate::travel::Trip;

/// Who stays, who is to be placed anew.
pub(super) struct Movers {
    pub(super) staying: Vec<Flow>,
    /// Sorted by settlement.
    pub(super) groups: Vec<Group>,
}

impl Movers {
    pub(super) fn among(
        stage: Stage,
        pupils: &[u32],
        today: &Assignment,
        layout: &Layout,
        rows: &Rows,
        open: &[u32],
    ) -> Self {
        let schools = Schools::of(stage, layout, rows, open);
        let mut movers = Self {
            staying: Vec::new(),
            groups: Vec::new(),
        };
        let mut leaving = Leaving::new(layout.sites.len());
        let homes = pupils.iter().zip(today.homes(pupils.len()));
        for (settlement, (&number, (flows, unplaced))) in homes.enumerate() {
            let (shares, homeless) = shares_of(number, flows, unplaced);
            let mut moving: BTreeMap<Freedom, u32> = BTreeMap::from([(Freedom::Any, homeless)]);
            for (flow, pupils) in flows.iter().zip(shares) {
                let site = &layout.sites[flow.site];
                let staying = leaving.staying(site, flow.site, stage, pupils);
                if staying < pupils {
                    let freedom = schools.receivers.freedom(flow.site);
                    *moving.entry(freedom).or_default() += pupils - staying;
                }
                let pupils = staying;
                match schools.fate(flow) {
                    Fate::Stay(trip) => movers.staying.push(Flow {
                        pupils,
                        trip,
                        ..*flow
                    }),
                    Fate::Move(freedom) => *moving.entry(freedom).or_default() += pupils,
                }
            }
            let moving = moving.into_iter().filter(|&(_, pupils)| pupils > 0);
            movers.groups.extend(moving.map(|(freedom, pupils)| Group {
                settlement,
                pupils,
                freedom,
            }));
        }
        movers.staying.retain(|flow| flow.pupils > 0);
        movers.share_out(&schools.receivers, layout.sites.len(), rows);
        movers
    }

    /// Tells the pupils of schools with stated shares which receiver they go to: each receiver gets its share in whole
    /// pupils, and with that all ways together are as short as can be. A receiver that has itself closed by now hands
    /// its share on, by its own shares where it states some.
    fn share_out(&mut self, receivers: &Receivers, sites: usize, rows: &Rows) {
        // A chain of closed schools is at most as long as there are schools.
        for _ in 0..=sites {
            let (shared, groups): (Vec<Group>, Vec<Group>) = std::mem::take(&mut self.groups)
                .into_iter()
                .partition(|group| matches!(group.freedom, Freedom::Shared(_)));
            self.groups = groups;
            if shared.is_empty() {
                break;
            }
            let mut by_school: BTreeMap<usize, Vec<Group>> = BTreeMap::new();
            for group in shared {
                if let Freedom::Shared(school) = group.freedom {
                    by_school.entry(school as usize).or_default().push(group);
                }
            }
            for (school, shared) in by_school {
                self.groups
                    .extend(receivers.shared_out(school, &shared, sites, rows));
            }
        }
        self.groups
            .sort_by(|a, b| (a.settlement, &a.freedom).cmp(&(b.settlement, &b.freedom)));
        self.groups.dedup_by(|next, kept| {
            let same = (next.settlement, &next.freedom) == (kept.settlement, &kept.freedom);
            if same {
                kept.pupils += next.pupils;
            }
            same
        });
    }

    /// Seats that are left once everyone who stays has one.
    ///
    /// Pupils who gain by a new school may always come back. Where that fills a school beyond its seats, and
    /// enough of them do come back when asked alone, it takes nobody else.
    /// `unseen` are pupils by site whose homes are not known; they sit on seats all the same.
    pub(super) fn free_seats(
        &self,
        stage: Stage,
        layout: &Layout,
        rows: &Rows,
        open: &[u32],
        unseen: &[u32],
    ) -> Limits {
        let sites = layout.sites.len();
        let mut staying = unseen.to_vec();
        for flow in &self.staying {
            staying[flow.site] += flow.pupils;
        }
        let mut gaining = vec![0_u32; sites];
        for group in &self.groups {
            if let Freedom::Gain { school, .. } = group.freedom {
                gaining[school as usize] += group.pupils;
            }
        }
        let free = |site: usize| {
            let seats = layout.sites[site].seats(stage)?;
            Some(seats.saturating_sub(staying[site]))
        };
        let takes_nobody_new = |site: usize| {
            let site = &layout.sites[site];
            site.runs(stage) && !site.takes_entrants(stage)
        };
        let mut limits = Limits {
            seats: (0..sites).map(free).collect(),
            full: (0..sites).map(takes_nobody_new).collect(),
        };
        let crowded: Vec<usize> = (0..sites)
            .filter(|&site| limits.seats[site].is_some_and(|free| gaining[site] > free))
            .collect();
        if crowded.is_empty() {
            return limits;
        }
        let mut roomy = limits.seats.clone();
        for &site in &crowded {
            roomy[site] = Some(gaining[site]);
        }
        let gainers: Vec<Group> = self
            .groups
            .iter()
            .filter(|group| matches!(group.freedom, Freedom::Gain { .. }))
            .cloned()
            .collect();
        let demands: Vec<Demand> = gainers.iter().map(Group::demand).collect();
        let choices = Choices::of(&gainers, &limits.full, rows, open);
        let alone = Transport::new(&demands, &roomy, &choices);
        for site in crowded {
            let back = alone.load(site as u32) as u32;
            if limits.seats[site].is_some_and(|free| back > free) {
                limits.seats[site] = Some(gaining[site]);
                limits.full[site] = true;
            }
        }
        limits
    }

    pub(super) fn demands(&self) -> Vec<Demand> {
        self.groups.iter().map(Group::demand).collect()
    }
}

/// Today's schools as their pupils find them in the layout.
struct Schools<'a> {
    stage: Stage,
    layout: &'a Layout,
    rows: &'a Rows,
    /// The open sites that are new, moved or newly run the stage.
    rebuilt: Vec<u32>,
    receivers: Receivers,
}

/// What becomes of pupils who attend a school today.
enum Fate {
    /// They stay, and go this way.
    Stay(Trip),
    /// They are placed anew.
    Move(Freedom),
}

impl<'a> Schools<'a> {
    fn of(stage: Stage, layout: &'a Layout, rows: &'a Rows, open: &[u32]) -> Self {
        let is_rebuilt = |&site: &u32| {
            let site = &layout.sites[site as usize];
            site.begun[stage] || matches!(site.status, Status::New | Status::Moved { .. })
        };
        Self {
            stage,
            layout,
            rows,
            rebuilt: open.iter().copied().filter(is_rebuilt).collect(),
            receivers: Receivers::of(stage, layout, rows),
        }
    }

    /// What becomes of the pupils of one flow of today.
    fn fate(&self, flow: &Flow) -> Fate {
        let site = &self.layout.sites[flow.site];
        let stays = site.runs(self.stage) && !matches!(site.status, Status::Moved { .. });
        let way = trip(self.rows, flow.site, flow.settlement).filter(|_| stays);
        let Some(way) = way else {
            return Fate::Move(self.receivers.freedom(flow.site));
        };
        let is_nearer = |&site: &u32| {
            trip(self.rows, site as usize, flow.settlement)
                .is_some_and(|trip| trip.cost() < way.cost())
        };
        let nearer: Vec<u32> = self.rebuilt.iter().copied().filter(is_nearer).collect();
        if nearer.is_empty() {
            return Fate::Stay(way);
        }
        Fate::Move(Freedom::Gain {
            school: flow.site as u32,
            nearer,
        })
    }
}
