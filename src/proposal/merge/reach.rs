//! How far pupils may come to go when schools close, and which receivers do not last.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::candidates::{MergeTerms, Situation};
use crate::assign::{self, Assignment, Flow};
use crate::evaluation::Evaluation;
use crate::model::{County, Stage};
use crate::plan::{Layout, Plan, Status};
use crate::travel::Trip;
use crate::units::{Meters, Year, total};

impl MergeTerms {
    /// Whether a pupil who went `before` may come to go `after`: no farther than the reach, or than before where that
    /// is more.
    pub(super) fn lets_go(&self, before: Option<Trip>, after: Trip) -> bool {
        let is_farther = before.is_none_or(|before| after.cost() > before.cost());
        self.reach
            .is_none_or(|reach| after.is_within(reach) || !is_farther)
    }

    /// Whether a receiver may be as far as this from a closing school.
    pub(super) fn is_within_reach(&self, way: Trip) -> bool {
        self.lets_go(None, way)
    }
}

/// Schools of a layout that the plan lets take no new pupils of the stage, then or in a later year, by position.
pub(super) fn leaving(
    county: &County,
    plan: &Plan,
    layout: &Layout,
    stage: Stage,
) -> BTreeSet<usize> {
    let later = plan.actions.iter().map(|action| action.year);
    let years: BTreeSet<Year> = later.filter(|&year| year > layout.year).collect();
    let ahead: Vec<Layout> = years
        .into_iter()
        .map(|year| Layout::of(county, plan, year))
        .collect();
    let lasts = |site: usize| {
        let site = &layout.sites[site];
        let takes = |then: &Layout| {
            let then = then.site(&site.id);
            then.is_some_and(|then| then.takes_entrants(stage))
        };
        site.takes_entrants(stage) && ahead.iter().all(takes)
    };
    let open = layout.open(stage).into_iter();
    open.filter(|&site| !lasts(site)).collect()
}

/// Whether these closures keep to the reach under the policy `seats`, where one pupil's way makes room for another's:
/// dealt as the policy deals them, no settlement sends more pupils farther than before, nor to a school that does not
/// last.
pub(super) fn is_kept_by_seats(
    situation: &Situation<'_>,
    terms: &MergeTerms,
    closed: &[u32],
) -> bool {
    let Some(before) = situation.assignments[terms.stage] else {
        return true;
    };
    if closed.is_empty() || (terms.reach.is_none() && situation.leaving.is_empty()) {
        return true;
    }
    let mut layout = situation.layout.clone();
    for &site in closed {
        layout.sites[site as usize].status = Status::closed(Vec::new());
    }
    let after = assign::seats(terms.stage, &living(before), &layout, &situation.rows);
    // As many of a settlement board as today, those who go farthest then.
    let by_day = |flows: &[Flow]| {
        farthest_aside(flows, |settlement| {
            let own = before.of_settlement(settlement).iter();
            total(own.map(|flow| flow.pupils - situation.day_pupils(terms.stage, flow)))
        })
    };
    farther(
        situation.daily[terms.stage],
        &by_day(&after.flows),
        terms.reach,
    )
    .is_empty()
        && more_unplaced(before, &after).is_none()
        && newly_at(before, &after, &situation.leaving).is_none()
}

/// The daily flows of an evaluated plan that go farther than the reach lets them, by the schools of both layouts.
pub(super) fn farther_than_asked(
    before: &Evaluation,
    after: &Evaluation,
    stage: Stage,
    reach: Option<Meters>,
) -> Vec<Flow> {
    let (Some(with), Some(without)) = (&before.stages[stage], &after.stages[stage]) else {
        return Vec::new();
    };
    farther(with.daily(), without.daily(), reach)
}

/// Pupils by settlement, those without a seat among them.
pub(super) fn living(assignment: &Assignment) -> Vec<u32> {
    let placed = assignment.flows.iter();
    let placed = placed.map(|flow| (flow.settlement, flow.pupils));
    let others = assignment.unplaced.iter();
    let others = others.map(|unplaced| (unplaced.settlement, unplaced.pupils));
    let mut pupils: Vec<u32> = Vec::new();
    for (settlement, number) in placed.chain(others) {
        if pupils.len() <= settlement {
            pupils.resize(settlement + 1, 0);
        }
        pupils[settlement] += number;
    }
    pupils
}

/// Flows without so many pupils of each settlement, those who go farthest.
fn farthest_aside(flows: &[Flow], boarders: impl Fn(usize) -> u32) -> Vec<Flow> {
    let mut left = Vec::new();
    for of_settlement in flows.chunk_by(|a, b| a.settlement == b.settlement) {
        let mut of_settlement = of_settlement.to_vec();
        let mut aside = boarders(of_settlement[0].settlement);
        of_settlement.sort_by_key(|flow| Reverse(flow.trip.cost()));
        for flow in &mut of_settlement {
            let board = aside.min(flow.pupils);
            flow.pupils -= board;
            aside -= board;
        }
        of_settlement.retain(|flow| flow.pupils > 0);
        of_settlement.sort_unstable();
        left.extend(of_settlement);
    }
    left
}

/// Flows beyond the reach, of settlements that send more pupils as far as that than before.
fn farther(before: &[Flow], after: &[Flow], reach: Option<Meters>) -> Vec<Flow> {
    let Some(reach) = reach else {
        return Vec::new();
    };
    let as_far = |flows: &[Flow], settlement: usize, trip: Trip| -> u32 {
        let of = |home: &Flow| home.settlement;
        let first = flows.partition_point(|flow| of(flow) < settlement);
        let own = flows[first..]
            .iter()
            .take_while(|flow| of(flow) == settlement);
        let far = own.filter(|flow| flow.trip.cost() >= trip.cost());
        total(far.map(|flow| flow.pupils))
    };
    let is_new = |flow: &&Flow| {
        !flow.trip.is_within(reach)
            && as_far(after, flow.settlement, flow.trip)
                > as_far(before, flow.settlement, flow.trip)
    };
    after.iter().filter(is_new).copied().collect()
}

/// A settlement of which more pupils find no seat.
fn more_unplaced(before: &Assignment, after: &Assignment) -> Option<usize> {
    let had = |settlement: usize| {
        let unplaced = before.unplaced.iter();
        let mut of = unplaced.filter(|unplaced| unplaced.settlement == settlement);
        of.next().map_or(0, |unplaced| unplaced.pupils)
    };
    let mut unplaced = after.unplaced.iter();
    let more = unplaced.find(|unplaced| unplaced.pupils > had(unplaced.settlement));
    more.map(|unplaced| unplaced.settlement)
}

/// A settlement that sends more pupils to one of these schools than before.
fn newly_at(before: &Assignment, after: &Assignment, sites: &BTreeSet<usize>) -> Option<usize> {
    let had = |flow: &Flow| {
        let mut flows = before.of_settlement(flow.settlement).iter();
        let same = flows.find(|other| other.site == flow.site);
        same.map_or(0, |same| same.pupils)
    };
    let mut flows = after.flows.iter().filter(|flow| sites.contains(&flow.site));
    let more = flows.find(|flow| flow.pupils > had(flow));
    more.map(|flow| flow.settlement)
}
