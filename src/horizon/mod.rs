//! A plan over its years: the closure gate, targets, seats and money, from today to the horizon.

mod aftermath;
mod equity;
#[cfg(test)]
mod fixture;
mod gate;
mod money;
mod readiness;
#[cfg(test)]
mod rules_walk;
mod seats;
mod targets;
mod verdict;

pub use aftermath::{Aftermath, Turned, aftermath_unless};
pub use equity::{Equity, equity};
pub use gate::{
    Gate, GatePage, NamedBus, Receiver, closure_page_unless, gate, gate_page_unless, gate_unless,
};
pub use money::{BudgetLine, Money, money};
pub use readiness::{Known, Point, Weight, Where, is_to_confirm, readiness};
pub use seats::{Emptiest, SeatBalance, emptiest_seats, seat_balance};
pub(crate) use targets::RESOURCES;
pub use targets::{Target, targets};
pub use verdict::{Verdict, doubts, verdict};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::evaluation::{Evaluation, Evaluator};
use crate::plan::{Layout, Plan, Policy};
use crate::units::Year;

/// No plan is tested more years ahead, whatever its file says.
const LONGEST: i32 = 30;

/// A plan evaluated in every year from `first` to its horizon, at most 30 years; at least `first` itself.
pub fn evaluate_years(
    evaluator: &Evaluator,
    plan: &Plan,
    policy: Policy,
    first: Year,
) -> BTreeMap<Year, Evaluation> {
    // Nobody stops it.
    evaluate_years_unless(&AtomicBool::new(false), evaluator, plan, policy, first)
        .unwrap_or_default()
}

/// The same unless somebody sets `stop`: then no further year is begun, and there is no answer.
pub fn evaluate_years_unless(
    stop: &AtomicBool,
    evaluator: &Evaluator,
    plan: &Plan,
    policy: Policy,
    first: Year,
) -> Option<BTreeMap<Year, Evaluation>> {
    let years: BTreeSet<Year> = years(plan, first).into_iter().collect();
    evaluate_in_unless(stop, evaluator, plan, policy, &years)
}

/// The same for these years.
fn evaluate_in_unless(
    stop: &AtomicBool,
    evaluator: &Evaluator,
    plan: &Plan,
    policy: Policy,
    years: &BTreeSet<Year>,
) -> Option<BTreeMap<Year, Evaluation>> {
    // The nearest school is found without a table of all ways.
    if policy != Policy::Nearest {
        find_ways(stop, evaluator, plan, years);
    }
    let evaluate = |&year: &Year| {
        let goes_on = !stop.load(Ordering::Relaxed);
        goes_on.then(|| (year, evaluator.evaluate(plan, year, policy)))
    };
    years.par_iter().map(evaluate).collect()
}

/// Finds the ways of all years once, before every thread would.
fn find_ways(stop: &AtomicBool, evaluator: &Evaluator, plan: &Plan, years: &BTreeSet<Year>) {
    for &year in years {
        if !stop.load(Ordering::Relaxed) {
            evaluator.rows(&Layout::of(evaluator.county(), plan, year));
        }
    }
}

/// The years from `first` to the plan's horizon.
fn years(plan: &Plan, first: Year) -> Vec<Year> {
    let last = plan
        .horizon
        .0
        .clamp(first.0, first.0.saturating_add(LONGEST));
    (first.0..=last).map(Year).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::County;
    use crate::rules::Standards;

    #[test]
    fn years_that_nobody_wants_are_not_worked_out() {
        let evaluator = Evaluator::new(County::default().into(), Standards::default());
        let plan = Plan::new("", (Year(2021), Year(2025)));
        let ask = |stop: &AtomicBool| {
            evaluate_years_unless(stop, &evaluator, &plan, Policy::Nearest, Year(2021))
        };
        let years = ask(&AtomicBool::new(false)).map(|years| years.len());
        let all = evaluate_years(&evaluator, &plan, Policy::Nearest, Year(2021)).len();
        assert_eq!(years, Some(all));
        assert!(ask(&AtomicBool::new(true)).is_none());
        let gate =
            |stop: &AtomicBool| gate_unless(stop, &evaluator, &plan, Policy::Nearest, &|_| None);
        assert!(gate(&AtomicBool::new(false)).is_some());
    }
}
