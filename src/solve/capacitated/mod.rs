//! Capacitated location with whole clients: the capacitated p-median, single-source facility location, whole layouts.
//!
//! Local search gives a layout at once ([`local`]). Client prices bound what any layout costs and rule out sites and
//! pairs ([`lagrange`]). Where catchments must be in one piece, further prices rule out more ([`pieces`]). What is left
//! is split ([`branch`]) until layout and bound meet. Meanwhile walks and dives go on for better layouts ([`search`]).

mod adjacency;
mod branch;
mod choice;
mod knapsack;
mod lagrange;
mod local;
mod node;
mod pieces;
mod problem;
mod search;

pub use adjacency::Adjacency;
pub use problem::{FORBIDDEN, Facility, Layout, Lock, Problem};

use super::{Answer, Run};

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLayout {
    /// Seats, floors, locks and the number of sites cannot all be kept.
    #[error("no layout keeps seats, floors, locks and the number of sites")]
    Impossible,
    /// None was found before the run was stopped.
    #[error("no layout was found in time")]
    NotFound,
}

/// The cheapest layout that keeps all rules, as far as the run allows.
///
/// ```
/// use xuequ::solve::{Run, capacitated::{Lock, Problem, Facility, solve}};
/// let site = Facility { seats: 10, floor: 0, opening: 3, lock: Lock::Free, counts: true };
/// let problem = Problem {
///     sites: vec![site; 2],
///     demand: vec![6, 6],
///     cost: vec![0, 5, 1, 9],
///     n_open: 0..=2,
///     adjacency: None,
/// };
/// let answer = solve(&problem, &Run::to_the_end())?;
/// assert_eq!((answer.value, answer.bound), (12, 12));
/// assert_eq!(answer.choice.site_of, [1, 0]);
/// # Ok::<(), xuequ::solve::capacitated::NoLayout>(())
/// ```
///
/// # Errors
/// When no layout keeps the rules, or none was found before the run was stopped.
pub fn solve(problem: &Problem, run: &Run<'_>) -> Result<Answer<Layout>, NoLayout> {
    let found = search::solve(problem, run);
    match (found.best, found.bound) {
        (Some((cost, layout)), Some(bound)) => Ok(run.answer(layout, cost, bound)),
        (Some((cost, layout)), None) => Ok(run.answer(layout, cost, problem.least())),
        (None, None) if !run.is_over() => Err(NoLayout::Impossible),
        (None, _) => Err(NoLayout::NotFound),
    }
}

#[cfg(test)]
mod tests;
