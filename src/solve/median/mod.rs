//! The p-median problem with fixed existing sites: open K more so that all clients together pay least.
//!
//! A good choice comes at once from greedy opening and exchanges ([`interchange`]). Prices bound how much better any
//! choice could be and decide most sites ([`lagrange`]). What they leave is split and bounded again until nothing is
//! left ([`search`]). Costs are whole numbers, so a bound within less than one unit is a proof.

mod interchange;
mod lagrange;
mod problem;
mod search;

pub use problem::{Client, Problem};

use super::{Answer, Run};

/// Opens `choose` sites (fewer only where there are not that many) at the least total cost.
///
/// The choice lists site numbers, ascending.
///
/// ```
/// use xuequ::solve::{Run, median::{Client, Problem, solve}};
/// // Three villages on a road at 0, 1 and 9 km; one school stands at 0.
/// let village = |at: i64| Client {
///     beyond: Some(at),
///     sites: [1, 9].iter().zip(0..).map(|(site, n): (&i64, u32)| (n, (at - site).abs())).collect(),
/// };
/// let best = solve(&Problem::new(2, vec![village(0), village(1), village(9)]), 1, &Run::to_the_end());
/// assert_eq!((best.choice, best.value, best.bound), (vec![1], 1, 1));
/// ```
pub fn solve(problem: &Problem, choose: usize, run: &Run<'_>) -> Answer<Vec<u32>> {
    let choose = choose.min(problem.n_sites());
    let (best, bound) = search::solve(problem, choose, run);
    let mut sites = best.sites;
    sites.sort_unstable();
    let value = best.cost / problem.ticks;
    run.answer(
        sites,
        value,
        search::ceil_div(bound, problem.ticks).min(value),
    )
}

#[cfg(test)]
mod tests;
