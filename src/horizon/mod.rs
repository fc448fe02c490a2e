//! A plan over its years: the closure gate, targets, seats and money, from today to the horizon.

mod equity;
#[cfg(test)]
mod fixture;
mod gate;
mod money;
mod seats;
mod targets;

pub use equity::{Equity, equity};
pub use gate::{Gate, GatePage, Receiver, gate, gate_page};
pub use money::{BudgetLine, Money, money};
pub use seats::{Emptiest, SeatBalance, emptiest_seats, seat_balance};
pub use targets::{Target, targets};

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

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
    let last = plan
        .horizon
        .0
        .clamp(first.0, first.0.saturating_add(LONGEST));
    let years: Vec<Year> = (first.0..=last).map(Year).collect();
    // The ways are found once, not by every thread.
    for &year in &years {
        evaluator.rows(&Layout::of(evaluator.county(), plan, year));
    }
    let evaluate = |year| (year, evaluator.evaluate(plan, year, policy));
    years.into_par_iter().map(evaluate).collect()
}
