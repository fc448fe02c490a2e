//! The closure gate for all closures of a plan, each against the same plan without it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::evaluate_years_unless;
use crate::evaluation::{Evaluation, Evaluator};
use crate::indicators::{Move, SchoolNumbers, compare_stage};
use crate::model::{County, SchoolId, Stage};
use crate::plan::{Action, Details, Measure, Plan, Policy};
use crate::rules::gate::{Closing, Light, Line, LineKey, Remedies, Seating, lines, remedies};
use crate::rules::{Finding, order};
use crate::units::{Minutes, Year};

/// The gate's answer for a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gate {
    /// One page for every closure, in the order of the plan.
    pub pages: Vec<GatePage>,
    /// Actions in the wrong order, closures and others.
    pub order: Vec<Finding>,
}

impl Gate {
    /// Closures that are red without a written reason.
    pub fn refused(&self) -> impl Iterator<Item = &GatePage> {
        self.pages.iter().filter(|page| !page.is_compliant())
    }

    /// Whether every red page has its written reason.
    pub fn is_compliant(&self) -> bool {
        self.refused().next().is_none()
    }
}

/// One school at the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct GatePage {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// The closing year.
    pub year: Year,
    /// The action that closes it, by index; `None` when the plan keeps it and the page is "what if".
    pub action: Option<usize>,
    /// Its pupils in the closing year.
    pub pupils: u32,
    /// Where they go, most pupils first.
    pub receivers: Vec<Receiver>,
    /// Question by question.
    pub lines: Vec<Line>,
    /// The worst light of all lines.
    pub light: Light,
    /// The bus or other transport it was judged with.
    pub transport: Option<String>,
    /// The written reason for going ahead all the same.
    pub justification: Option<String>,
    /// What would help pupils who come to live too far away.
    pub remedies: Remedies,
}

impl GatePage {
    /// Not red, or red with a written reason.
    pub fn is_compliant(&self) -> bool {
        self.light != Light::Red || self.is_justified()
    }

    /// Whether a reason for going ahead all the same is written.
    pub fn is_justified(&self) -> bool {
        let reason = self.justification.as_ref();
        reason.is_some_and(|reason| !reason.trim().is_empty())
    }
}

impl GatePage {
    /// Questions with a red answer.
    pub fn red_lines(&self) -> impl Iterator<Item = LineKey> {
        let red = self.lines.iter().filter(|line| line.light == Light::Red);
        red.map(|line| line.key)
    }
}

/// A school that takes over pupils.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// In which stage.
    pub stage: Stage,
    /// How many pupils it takes over in the closing year.
    pub pupils: u32,
}

/// Every closure of a plan at the gate. Cost: one evaluation per year to the horizon and one per closure.
pub fn gate(evaluator: &Evaluator, plan: &Plan, policy: Policy) -> Gate {
    // Nobody stops it.
    gate_unless(&AtomicBool::new(false), evaluator, plan, policy, &|_| None).unwrap_or_default()
}

/// The same where a bus may be planned: see [`gate_unless`].
pub fn gate_with_buses(
    evaluator: &Evaluator,
    plan: &Plan,
    policy: Policy,
    bus: &(dyn Fn(&GatePage) -> Option<String> + Sync),
) -> Gate {
    gate_unless(&AtomicBool::new(false), evaluator, plan, policy, bus).unwrap_or_default()
}

/// The same where a bus may be planned, unless somebody sets `stop`: then no further year or school is begun, and there
/// is no answer. A closure that is refused for something that a bus may turn is judged once more with the bus that `bus`
/// names for it, if any; its page tells which.
pub fn gate_unless(
    stop: &AtomicBool,
    evaluator: &Evaluator,
    plan: &Plan,
    policy: Policy,
    bus: &(dyn Fn(&GatePage) -> Option<String> + Sync),
) -> Option<Gate> {
    let closures: Vec<usize> = (0..plan.actions.len())
        .filter(|&index| plan.actions[index].measure.closes())
        .collect();
    let order = order(evaluator.standards(), evaluator.county(), plan);
    let first = closures.iter().map(|&index| plan.actions[index].year).min();
    let years = match first {
        Some(first) => evaluate_years_unless(stop, evaluator, plan, policy, first)?,
        None => BTreeMap::new(),
    };
    let case = PlannedClosures {
        evaluator,
        plan,
        policy,
        years: &years,
        order: &order,
        bus,
    };
    let judge = |index| (!stop.load(Ordering::Relaxed)).then(|| case.page(index));
    let pages: Option<Vec<_>> = closures.into_par_iter().map(judge).collect();
    let pages = pages?.into_iter().flatten().collect();
    Some(Gate { pages, order })
}

/// One school at the gate: as the plan closes it, else as if it closed in `year`. `Some(None)` for a school that is not
/// open then. Once somebody sets `stop`, no further year is begun, and there is no answer.
pub fn gate_page_unless(
    stop: &AtomicBool,
    evaluator: &Evaluator,
    plan: &Plan,
    policy: Policy,
    school: &SchoolId,
    year: Year,
) -> Option<Option<GatePage>> {
    let closes = |action: &Action| action.measure.closes() && action.measure.school() == school;
    let mut closing = plan.clone();
    let planned = plan.actions.iter().position(closes);
    let index = planned.unwrap_or_else(|| {
        let kept = |action: &Action| matches!(&action.measure, Measure::Keep { school: kept } if kept == school);
        let details = plan.actions.iter().find(|action| kept(action)).map(|action| action.details.clone());
        closing.actions.retain(|action| !kept(action));
        let close = Action::new(year, Measure::Close { school: school.clone() }, "");
        closing.actions.push(Action { details: details.unwrap_or_default(), ..close });
        closing.actions.len() - 1
    });
    let order = order(evaluator.standards(), evaluator.county(), &closing);
    let first = closing.actions[index].year;
    let years = evaluate_years_unless(stop, evaluator, &closing, policy, first)?;
    let case = PlannedClosures {
        evaluator,
        plan: &closing,
        policy,
        years: &years,
        order: &order,
        bus: &|_| None,
    };
    let page = case.page(index);
    Some(page.map(|page| GatePage {
        action: planned,
        ..page
    }))
}

struct PlannedClosures<'a> {
    evaluator: &'a Evaluator,
    plan: &'a Plan,
    policy: Policy,
    /// The plan from its first closure on.
    years: &'a BTreeMap<Year, Evaluation>,
    order: &'a [Finding],
    bus: &'a (dyn Fn(&GatePage) -> Option<String> + Sync),
}

impl PlannedClosures<'_> {
    fn page(&self, index: usize) -> Option<GatePage> {
        let action = &self.plan.actions[index];
        let (school, year) = (action.measure.school(), action.year);
        let after = self.years.get(&year)?;
        let mut others = self.plan.clone();
        others.actions.remove(index);
        let before = self.evaluator.evaluate(&others, year, self.policy);
        let site = before.layout.site(school).filter(|site| site.is_open())?;
        let moves = moves(&before, after, school, self.evaluator.county());
        let receivers = receivers(&moves, after);
        let order: Vec<Finding> = self
            .order
            .iter()
            .filter(|finding| finding.action == Some(index))
            .cloned()
            .collect();
        let closing = Closing {
            standards: self.evaluator.standards(),
            limits: self.evaluator.limits(),
            kind: site.kind,
            moves: &moves,
            bus: &self.bus_minutes(&moves, after),
            seating: &self.seating(&receivers, &before, year),
            free_beds: self.free_beds(&receivers, year),
            details: &action.details,
            order: &order,
        };
        let lines = lines(&closing);
        let page = GatePage {
            school: school.clone(),
            name: site.name.clone(),
            year,
            action: Some(index),
            pupils: moves.iter().map(|(_, moved)| moved.pupils).sum(),
            light: worst(&lines),
            remedies: remedies(&closing),
            lines,
            receivers,
            transport: action.details.transport.clone(),
            justification: action.details.justification.clone(),
        };
        Some(self.with_bus(page, &closing))
    }

    /// Minutes by school bus of each move on the roads of the closing year; `None` where no road leads there.
    fn bus_minutes(&self, moves: &[(Stage, Move)], after: &Evaluation) -> Vec<Option<Minutes>> {
        let travel = self.evaluator.travel_in(&after.layout);
        let mut rows: BTreeMap<usize, Vec<Option<Minutes>>> = BTreeMap::new();
        let minutes = |(_, moved): &(Stage, Move)| {
            let site = after.layout.position(&moved.to.as_ref()?.0)?;
            let at = after.layout.sites[site].at;
            let row = rows.entry(site);
            let row = row.or_insert_with(|| travel.bus_row(&travel.place(at)));
            row.get(moved.settlement).copied().flatten()
        };
        moves.iter().map(minutes).collect()
    }

    /// A page that a bus may turn, judged with it.
    fn with_bus(&self, page: GatePage, closing: &Closing<'_>) -> GatePage {
        let may_turn = !page.is_compliant() && page.red_lines().any(LineKey::heeds_a_bus);
        let Some(bus) = may_turn.then(|| (self.bus)(&page)).flatten() else {
            return page;
        };
        let details = Details {
            transport: Some(bus),
            ..closing.details.clone()
        };
        let lines = lines(&Closing {
            details: &details,
            ..*closing
        });
        GatePage {
            light: worst(&lines),
            lines,
            transport: details.transport,
            ..page
        }
    }

    /// The receivers in the closing year and after.
    fn seating(&self, receivers: &[Receiver], before: &Evaluation, closing: Year) -> Vec<Seating> {
        let mut seating = Vec::new();
        for (&year, evaluation) in self.years.range(closing..) {
            for receiver in receivers {
                let Some(numbers) = load(evaluation, &receiver.school, receiver.stage) else {
                    continue;
                };
                let Some(site) = evaluation.layout.site(&receiver.school) else {
                    continue;
                };
                let earlier = load(before, &receiver.school, receiver.stage)
                    .and_then(|numbers| numbers.pupils);
                seating.push(Seating {
                    year,
                    school: receiver.school.clone(),
                    name: receiver.name.clone(),
                    kind: site.kind,
                    stage: receiver.stage,
                    pupils: numbers.pupils.unwrap_or(numbers.assigned),
                    are_pupils_known: numbers.pupils.is_some(),
                    pupils_before: earlier.filter(|_| year == closing),
                    seats: numbers.seats,
                    school_pupils: all_pupils(evaluation, &receiver.school),
                });
            }
        }
        seating
    }

    /// Beds minus boarders over the receiving schools whose figures are known.
    fn free_beds(&self, receivers: &[Receiver], year: Year) -> Option<i64> {
        let mut schools: Vec<&SchoolId> =
            receivers.iter().map(|receiver| &receiver.school).collect();
        schools.sort();
        schools.dedup();
        let planned = |id: &SchoolId| {
            let due = self
                .plan
                .actions
                .iter()
                .filter(|action| action.year <= year && action.measure.school() == id);
            due.filter_map(|action| action.details.beds).next_back()
        };
        let free = |id: &SchoolId| {
            let recorded = self.evaluator.county().school(id);
            let beds = planned(id).or_else(|| recorded?.beds)?;
            let boarders = recorded.map_or(Some(0), |school| school.boarders)?;
            Some(i64::from(beds) - i64::from(boarders))
        };
        schools.into_iter().filter_map(free).reduce(|a, b| a + b)
    }
}

/// The pupils of a school in each stage, and where they go once it is closed.
fn moves(
    before: &Evaluation,
    after: &Evaluation,
    school: &SchoolId,
    county: &County,
) -> Vec<(Stage, Move)> {
    let mut moves = Vec::new();
    for stage in Stage::ALL {
        let (Some(with), Some(without)) = (&before.stages[stage], &after.stages[stage]) else {
            continue;
        };
        let compared = compare_stage(
            (&before.layout, &with.assignment),
            (&after.layout, &without.assignment),
            county.settlements.len(),
        );
        let leaves = |moved: &Move| moved.from.as_ref().is_some_and(|(from, _)| from == school);
        moves.extend(
            compared
                .moves
                .into_iter()
                .filter(leaves)
                .map(|moved| (stage, moved)),
        );
    }
    moves
}

fn receivers(moves: &[(Stage, Move)], after: &Evaluation) -> Vec<Receiver> {
    let mut pupils = BTreeMap::new();
    for (stage, moved) in moves {
        if let Some((to, _)) = &moved.to {
            *pupils.entry((to.clone(), *stage)).or_insert(0) += moved.pupils;
        }
    }
    let named = |id: &SchoolId| {
        after
            .layout
            .site(id)
            .map_or_else(|| id.to_string(), |site| site.name.clone())
    };
    let receiver = |((school, stage), pupils)| Receiver {
        name: named(&school),
        school,
        stage,
        pupils,
    };
    let mut receivers: Vec<Receiver> = pupils.into_iter().map(receiver).collect();
    receivers.sort_by_key(|receiver| std::cmp::Reverse(receiver.pupils));
    receivers
}

fn worst(lines: &[Line]) -> Light {
    let lights = lines.iter().map(|line| line.light);
    lights.max().unwrap_or(Light::Green)
}

/// Pupils of a school over all its stages, as far as they are known.
fn all_pupils(evaluation: &Evaluation, school: &SchoolId) -> u32 {
    let of_stage = |stage| {
        let numbers = load(evaluation, school, stage);
        numbers.map_or(0, |numbers| numbers.pupils.unwrap_or(numbers.assigned))
    };
    Stage::ALL.into_iter().map(of_stage).sum()
}

/// The figures of a school in a stage; `None` when it takes none of the stage.
fn load<'a>(
    evaluation: &'a Evaluation,
    school: &SchoolId,
    stage: Stage,
) -> Option<&'a SchoolNumbers> {
    evaluation.stages[stage]
        .as_ref()?
        .school(evaluation.layout.position(school)?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::horizon::fixture::county;
    use crate::rules::Standards;

    fn plan(justification: Option<&str>) -> Plan {
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        let merge = Measure::Merge {
            school: SchoolId::new("village"),
            into: vec![SchoolId::new("town")],
        };
        let mut action = Action::new(Year(2023), merge, "small");
        action.details = Details {
            justification: justification.map(str::to_owned),
            ..Details::default()
        };
        plan.actions.push(action);
        plan
    }

    fn page(plan: &Plan) -> GatePage {
        let evaluator = Evaluator::new(Arc::new(county()), Standards::default());
        let gate = gate(&evaluator, plan, Policy::Keep);
        assert_eq!(gate.is_compliant(), gate.pages[0].is_compliant());
        gate.pages[0].clone()
    }

    #[test]
    fn a_red_closure_needs_a_written_reason() {
        let page_without = page(&plan(None));
        // Nobody from the village is in kindergarten, so by 2023 two of its six grades are empty.
        assert_eq!((page_without.pupils, page_without.light), (27, Light::Red));
        assert_eq!(page_without.receivers[0].name, "town");
        assert!(!page_without.is_compliant());
        assert!(!page(&plan(Some(" "))).is_compliant());
        assert!(page(&plan(Some("new road in 2022"))).is_compliant());
    }

    #[test]
    fn a_school_that_stays_shows_the_same_page() {
        let evaluator = Evaluator::new(Arc::new(county()), Standards::default());
        let mut kept = plan(None);
        kept.actions[0].measure = Measure::Keep {
            school: SchoolId::new("village"),
        };
        let page_of = |school: &str| {
            let (never, school) = (AtomicBool::new(false), SchoolId::new(school));
            gate_page_unless(&never, &evaluator, &kept, Policy::Keep, &school, Year(2023)).unwrap()
        };
        let page_kept = page_of("village").unwrap();
        assert_eq!(page_kept.action, None);
        let closed = page(&plan(None));
        let lights = |page: &GatePage| {
            page.lines
                .iter()
                .map(|line| (line.key, line.light))
                .collect::<Vec<_>>()
        };
        assert_eq!(lights(&page_kept), lights(&closed));
        assert_eq!(page_of("x"), None);
    }

    #[test]
    fn a_bus_turns_what_the_gate_lets_it_turn_and_nothing_else() {
        let evaluator = Evaluator::new(Arc::new(county()), Standards::default());
        let with_bus = |evaluator: &Evaluator| {
            let bus = |_: &GatePage| Some("line 3".to_owned());
            gate_with_buses(evaluator, &plan(None), Policy::Keep, &bus)
                .pages
                .remove(0)
        };
        let page = with_bus(&evaluator);
        assert_eq!(page.transport.as_deref(), Some("line 3"));
        assert!(page.is_compliant(), "{:?}", page.lines);
        // The same as if the action named it.
        let mut named = plan(None);
        named.actions[0].details.transport = Some("line 3".to_owned());
        assert_eq!(gate(&evaluator, &named, Policy::Keep).pages, [page]);

        // At 5 km/h a bus is no faster than walking.
        let mut slow = Standards::default();
        assert!(slow.set_limit("bus.speed", 5.0));
        let page = with_bus(&Evaluator::new(Arc::new(county()), slow));
        assert_eq!(page.red_lines().collect::<Vec<_>>(), [LineKey::Walk]);
    }
}
