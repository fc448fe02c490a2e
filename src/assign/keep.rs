//! 保持现状，只调撤并: today's flows stay, and only those move who must or who gain by a new school.

use std::collections::BTreeMap;

use super::rows::{OpenRows, keep_nearest, open_sites, trip};
use super::seats::price_seats;
use super::{Assignment, Flow, Rows, Unplaced};
use crate::forecast::apportion;
use crate::model::{SchoolId, Stage};
use crate::plan::{Layout, Status};
use crate::solve::transport::{Choice, Demand, NearestSites, Share, Transport};

/// Today's flows, with as few changes as the layout asks for, and those as good as can be.
///
/// - Pupils of a closed school go to its named receivers, nearest first as far as their seats reach, and are
///   unplaced beyond that; where the plan states shares, each receiver is sent its share of them; without named receivers (or with none open), they go to any school with free seats.
///   A receiver that was merged itself hands on to its own receivers.
/// - Pupils of a moved school, and pupils without a school, go to any school with free seats.
/// - Pupils for whom a school that is new, moved or newly runs the stage is strictly nearer go there if it has seats, else stay.
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
    let limits = movers.free_seats(stage, layout, rows, &open);
    let choices = Choices {
        movers: &movers.groups,
        full: &limits.full,
        rows,
        open: &open,
    };
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
    price_seats(&mut assignment, &mut transport, &open);
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

/// Who stays, who is to be placed anew.
struct Movers {
    staying: Vec<Flow>,
    /// Sorted by settlement.
    groups: Vec<Group>,
}

/// What movers find.
struct Limits {
    /// Seats for movers, by site.
    seats: Vec<Option<u32>>,
    /// Sites that take nobody but their own pupils back, by site.
    full: Vec<bool>,
}

impl Movers {
    fn among(
        stage: Stage,
        pupils: &[u32],
        today: &Assignment,
        layout: &Layout,
        rows: &Rows,
        open: &[u32],
    ) -> Self {
        let rebuilt: Vec<u32> = open
            .iter()
            .copied()
            .filter(|&site| {
                let site = &layout.sites[site as usize];
                site.begun[stage] || matches!(site.status, Status::New | Status::Moved { .. })
            })
            .collect();
        let receivers = Receivers::of(stage, layout, rows);
        let mut movers = Self {
            staying: Vec::new(),
            groups: Vec::new(),
        };
        let mut flows_left = today.flows.as_slice();
        let mut situations: BTreeMap<Freedom, u32> = BTreeMap::new();
        for (settlement, &number) in pupils.iter().enumerate() {
            let here = flows_left.partition_point(|flow| flow.settlement < settlement);
            let len = flows_left[here..]
                .iter()
                .take_while(|flow| flow.settlement == settlement)
                .count();
            let flows = &flows_left[here..here + len];
            flows_left = &flows_left[here + len..];
            let unplaced = today
                .unplaced
                .binary_search_by_key(&settlement, |unplaced| unplaced.settlement)
                .map_or(0, |at| today.unplaced[at].pupils);
            let (shares, homeless) = shares_of(number, flows, unplaced);
            for (flow, pupils) in flows.iter().zip(shares) {
                let site = &layout.sites[flow.site];
                let stays = site.runs(stage) && !matches!(site.status, Status::Moved { .. });
                let way = trip(rows, flow.site, settlement).filter(|_| stays);
                let freedom = if let Some(way) = way {
                    let nearer: Vec<u32> = rebuilt
                        .iter()
                        .copied()
                        .filter(|&site| {
                            trip(rows, site as usize, settlement)
                                .is_some_and(|trip| trip.distance() < way.distance())
                        })
                        .collect();
                    if nearer.is_empty() {
                        movers.staying.push(Flow {
                            pupils,
                            trip: way,
                            ..*flow
                        });
                        continue;
                    }
                    let school = flow.site as u32;
                    Freedom::Gain { school, nearer }
                } else {
                    receivers.freedom(flow.site)
                };
                *situations.entry(freedom).or_default() += pupils;
            }
            if homeless > 0 {
                *situations.entry(Freedom::Any).or_default() += homeless;
            }
            while let Some((freedom, pupils)) = situations.pop_first() {
                if pupils > 0 {
                    movers.groups.push(Group {
                        settlement,
                        pupils,
                        freedom,
                    });
                }
            }
        }
        movers.staying.retain(|flow| flow.pupils > 0);
        movers.share_out(&receivers, layout.sites.len(), rows);
        movers
    }

    /// Tells the pupils of schools with stated shares which receiver they go to: each receiver gets its share in whole
    /// pupils, and with that all ways together are as short as can be.
    fn share_out(&mut self, receivers: &Receivers, sites: usize, rows: &Rows) {
        let (shared, mut groups): (Vec<Group>, Vec<Group>) = std::mem::take(&mut self.groups)
            .into_iter()
            .partition(|group| matches!(group.freedom, Freedom::Shared(_)));
        let mut by_school: BTreeMap<usize, Vec<Group>> = BTreeMap::new();
        for group in shared {
            if let Freedom::Shared(school) = group.freedom {
                by_school.entry(school as usize).or_default().push(group);
            }
        }
        for (school, shared) in by_school {
            let parts = &receivers.shares[school];
            let open: Vec<u32> = receivers.named[school].clone();
            let total = shared.iter().map(|group| group.pupils).sum();
            let weights: Vec<u32> = parts.iter().map(|&(_, weight)| weight).collect();
            let mut quotas = vec![Some(0); sites];
            for (&(receiver, _), quota) in parts.iter().zip(apportion(total, &weights)) {
                quotas[receiver as usize] = Some(quota);
            }
            let demands: Vec<Demand> = shared.iter().map(Group::demand).collect();
            let choices = Choices {
                movers: &shared,
                full: &vec![false; sites],
                rows,
                open: &open,
            };
            let dealt = Transport::new(&demands, &quotas, &choices);
            groups.extend(dealt.shares().into_iter().map(|share| Group {
                settlement: shared[share.home as usize].settlement,
                pupils: share.pupils,
                freedom: Freedom::Named(share.site.map_or(open.clone(), |site| vec![site])),
            }));
        }
        groups.sort_by(|a, b| (a.settlement, &a.freedom).cmp(&(b.settlement, &b.freedom)));
        groups.dedup_by(|next, kept| {
            let same = (next.settlement, &next.freedom) == (kept.settlement, &kept.freedom);
            if same {
                kept.pupils += next.pupils;
            }
            same
        });
        self.groups = groups;
    }

    /// Seats that are left once everyone who stays has one.
    ///
    /// Pupils who gain by a new school may always come back. Where that fills a school beyond its seats, and
    /// enough of them do come back when asked alone, it takes nobody else.
    fn free_seats(&self, stage: Stage, layout: &Layout, rows: &Rows, open: &[u32]) -> Limits {
        let sites = layout.sites.len();
        let mut staying = vec![0_u32; sites];
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
        let mut limits = Limits {
            seats: (0..sites).map(free).collect(),
            full: vec![false; sites],
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
        let choices = Choices {
            movers: &gainers,
            full: &limits.full,
            rows,
            open,
        };
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

    fn demands(&self) -> Vec<Demand> {
        self.groups.iter().map(Group::demand).collect()
    }
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
}

impl NearestSites for Choices<'_> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        let group = &self.movers[home];
        let allowed = |site: u32| match &group.freedom {
            Freedom::Gain { school, nearer } => site == *school || nearer.contains(&site),
            Freedom::Named(receivers) => receivers.contains(&site) && !self.full[site as usize],
            Freedom::Any | Freedom::Shared(_) => !self.full[site as usize],
        };
        let choices = OpenRows::new(self.rows, self.open)
            .trips(group.settlement)
            .filter(|&(site, _)| allowed(site))
            .map(|(site, trip)| Choice {
                cost: trip.distance().decimetres(),
                site,
            });
        keep_nearest(choices, count, into);
    }
}

/// Whom closed schools hand their pupils to.
struct Receivers {
    /// By site; empty when the policy decides.
    named: Vec<Vec<u32>>,
    /// By site: receivers and their weights; empty when none are stated.
    shares: Vec<Vec<(u32, u32)>>,
}

impl Receivers {
    fn of(stage: Stage, layout: &Layout, rows: &Rows) -> Self {
        let named: Vec<Vec<u32>> = (0..layout.sites.len())
            .map(|site| {
                let mut seen = vec![site];
                let mut found = Vec::new();
                let mut next = 0;
                while let Some(&at) = seen.get(next) {
                    next += 1;
                    for position in into(layout, at) {
                        if seen.contains(&position) {
                            continue;
                        }
                        seen.push(position);
                        if layout.sites[position].runs(stage)
                            && rows.get(position).is_some_and(Option::is_some)
                        {
                            found.push(position as u32);
                        }
                    }
                }
                found.sort_unstable();
                found
            })
            .collect();
        let shares = |site: usize| shares_of_receivers(layout, site, &named[site]);
        Self {
            shares: (0..layout.sites.len()).map(shares).collect(),
            named,
        }
    }

    fn freedom(&self, site: usize) -> Freedom {
        match self.named.get(site) {
            Some(_) if !self.shares[site].is_empty() => Freedom::Shared(site as u32),
            Some(named) if !named.is_empty() => Freedom::Named(named.clone()),
            _ => Freedom::Any,
        }
    }
}

/// The stated shares of a closed site's receivers. They count where there is one for each receiver and all of those
/// take pupils themselves.
fn shares_of_receivers(layout: &Layout, site: usize, named: &[u32]) -> Vec<(u32, u32)> {
    let Status::Closed { into, shares } = &layout.sites[site].status else {
        return Vec::new();
    };
    let positions = into.iter().filter_map(|id| layout.position(id));
    let positions: Vec<u32> = positions.map(|position| position as u32).collect();
    let fits = shares.len() == into.len()
        && shares.iter().any(|&share| share > 0)
        && positions.len() == named.len()
        && positions.iter().all(|position| named.contains(position));
    if fits {
        positions.into_iter().zip(shares.iter().copied()).collect()
    } else {
        Vec::new()
    }
}

/// The positions of the receivers a closed site names.
fn into(layout: &Layout, site: usize) -> impl Iterator<Item = usize> + '_ {
    let named: &[SchoolId] = match &layout.sites[site].status {
        Status::Closed { into, .. } => into,
        _ => &[],
    };
    named.iter().filter_map(|id| layout.position(id))
}

/// `number` pupils shared out like today's flows and those unplaced today; by largest remainder, ties to the
/// earlier flow, the unplaced last. A settlement without pupils today has them all unplaced.
fn shares_of(number: u32, flows: &[Flow], unplaced: u32) -> (Vec<u32>, u32) {
    let today = flows.iter().map(|flow| flow.pupils);
    let total = today.clone().map(u64::from).sum::<u64>() + u64::from(unplaced);
    if total == u64::from(number) || total == 0 {
        let homeless = if total == 0 { number } else { unplaced };
        return (today.collect(), homeless);
    }
    let exact: Vec<u64> = today
        .chain([unplaced])
        .map(|pupils| u64::from(pupils) * u64::from(number))
        .collect();
    let mut shares: Vec<u32> = exact.iter().map(|exact| (exact / total) as u32).collect();
    let left = number - shares.iter().sum::<u32>();
    let mut by_remainder: Vec<usize> = (0..exact.len()).collect();
    by_remainder.sort_by_key(|&at| std::cmp::Reverse(exact[at] % total));
    for &at in by_remainder.iter().take(left as usize) {
        shares[at] += 1;
    }
    let homeless = shares.pop().unwrap_or(0);
    (shares, homeless)
}

#[cfg(test)]
mod tests {
    use super::super::sketch::Sketch;
    use super::*;
    use crate::geometry::LonLat;

    fn two_schools() -> Sketch {
        Sketch::new(&[("a", Some(12)), ("b", Some(30))], &[6, 6])
            .ways("a", &[100, 400])
            .ways("b", &[500, 300])
            .enrolled("a", 8)
            .enrolled("b", 4)
    }

    #[test]
    fn with_nothing_planned_everyone_stays_though_another_school_is_nearer() {
        let sketch = two_schools();
        let today = sketch.today();
        assert_eq!(sketch.told(&today), ["0→a 6", "1→a 2", "1→b 4"]);
        assert_eq!(sketch.keep(&today).flows, today.flows);
    }

    #[test]
    fn a_merged_school_sends_its_pupils_to_the_named_receiver_and_no_further() {
        let sketch = two_schools();
        let today = sketch.today();
        let merged = sketch.clone().merged("b", &["a"]);
        assert_eq!(
            merged.told(&merged.keep(&today)),
            ["0→a 6", "1→a 6"],
            "a has four free seats"
        );
        let merged = sketch.merged("a", &["b"]);
        assert_eq!(merged.told(&merged.keep(&today)), ["0→b 6", "1→b 6"]);
    }

    #[test]
    fn pupils_beyond_the_receivers_seats_are_reported_not_squeezed_in() {
        let sketch = Sketch::new(&[("a", Some(12)), ("b", Some(9)), ("c", Some(50))], &[6, 6])
            .ways("a", &[100, 400])
            .ways("b", &[500, 300])
            .ways("c", &[600, 600])
            .enrolled("a", 6)
            .enrolled("b", 6)
            .enrolled("c", 0);
        let today = sketch.today();
        let merged = sketch.clone().merged("a", &["b"]);
        assert_eq!(
            merged.told(&merged.keep(&today)),
            ["0→b 3", "1→b 6", "0→? 3"]
        );
        let closed = sketch.merged("a", &[]);
        assert_eq!(
            closed.told(&closed.keep(&today)),
            ["0→b 3", "0→c 3", "1→b 6"],
            "without a named receiver any free seat will do"
        );
    }

    #[test]
    fn stated_shares_are_sent_and_beyond_the_seats_are_reported() {
        let sketch = Sketch::new(&[("a", Some(12)), ("b", Some(20)), ("c", Some(3))], &[6, 6])
            .ways("a", &[100, 400])
            .ways("b", &[500, 300])
            .ways("c", &[600, 350])
            .enrolled("a", 12)
            .enrolled("b", 0)
            .enrolled("c", 0);
        let today = sketch.today();
        // Nine to b and three to c; three of settlement 1 lose least by going to c (50 against 100 decimetres).
        let shared = sketch.clone().shared("a", &[("b", 3), ("c", 1)]);
        assert_eq!(
            shared.told(&shared.keep(&today)),
            ["0→b 6", "1→b 3", "1→c 3"]
        );
        // Half each: six to c, which has three seats.
        let half = sketch.clone().shared("a", &[("b", 50), ("c", 50)]);
        let assignment = half.keep(&today);
        assert_eq!(assignment.loads(3), [0, 6, 3]);
        assert_eq!(assignment.not_placed(), 3);
        // Shares that do not fit the receivers do not count.
        let odd = sketch.shared("a", &[("b", 0), ("c", 0)]);
        assert_eq!(odd.keep(&today).not_placed(), 0);
    }

    #[test]
    fn a_receiver_that_was_merged_itself_hands_its_pupils_on() {
        let sketch = Sketch::new(&[("a", None), ("b", None), ("c", None), ("d", None)], &[5])
            .ways("a", &[1])
            .ways("b", &[2])
            .ways("c", &[9])
            .ways("d", &[3]);
        let today = sketch.nearest();
        let merged = sketch.merged("a", &["b"]).merged("b", &["c"]);
        assert_eq!(merged.told(&merged.keep(&today)), ["0→c 5"]);
    }

    #[test]
    fn a_new_school_draws_those_it_is_nearer_to_as_far_as_its_seats_go() {
        let before =
            Sketch::new(&[("a", Some(20)), ("new", Some(5))], &[6, 6]).ways("a", &[500, 500]);
        let today = before.nearest();
        let after = before.status("new", Status::New).ways("new", &[100, 499]);
        assert_eq!(
            after.told(&after.keep(&today)),
            ["0→a 1", "0→new 5", "1→a 6"]
        );
    }

    #[test]
    fn an_overfull_school_keeps_its_pupils_but_takes_nobody_new() {
        let before = Sketch::new(
            &[("closing", Some(9)), ("full", Some(10)), ("new", Some(2))],
            &[15, 4],
        )
        .ways("full", &[300, 300])
        .ways("closing", &[900, 100]);
        let today = before.nearest();
        let after = before
            .merged("closing", &[])
            .status("new", Status::New)
            .ways("new", &[200, 900]);
        assert_eq!(
            after.told(&after.keep(&today)),
            ["0→full 15", "1→new 2", "1→? 2"]
        );
    }

    #[test]
    fn room_made_by_a_new_school_is_for_those_who_lost_theirs() {
        let before = Sketch::new(
            &[("closing", Some(9)), ("full", Some(10)), ("new", Some(8))],
            &[15, 4],
        )
        .ways("full", &[300, 300])
        .ways("closing", &[900, 100]);
        let today = before.nearest();
        let after = before
            .merged("closing", &[])
            .status("new", Status::New)
            .ways("new", &[200, 900]);
        assert_eq!(
            after.told(&after.keep(&today)),
            ["0→full 7", "0→new 8", "1→full 3", "1→? 1"]
        );
    }

    #[test]
    fn a_moved_school_gets_its_pupils_back_where_it_is_still_the_nearest() {
        let before = Sketch::new(&[("a", Some(20)), ("b", Some(20))], &[6, 6])
            .ways("a", &[100, 100])
            .ways("b", &[300, 300]);
        let today = before.nearest();
        let from = LonLat::default();
        let after = before
            .status("a", Status::Moved { from })
            .ways("a", &[200, 800]);
        assert_eq!(after.told(&after.keep(&today)), ["0→a 6", "1→b 6"]);
    }

    #[test]
    fn another_year_scales_todays_flows_in_whole_pupils() {
        let mut sketch = two_schools();
        let today = sketch.today();
        sketch.pupils = vec![3, 4];
        // Two of six and four of six of settlement 1: 1.33 and 2.67 of four.
        assert_eq!(
            sketch.told(&sketch.keep(&today)),
            ["0→a 3", "1→a 1", "1→b 3"]
        );
        sketch.pupils = vec![0, 6];
        assert_eq!(sketch.told(&sketch.keep(&today)), ["1→a 2", "1→b 4"]);
    }
}
