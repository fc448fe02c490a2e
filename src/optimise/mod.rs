//! Proposals with proof: where to open, what to merge, how to lay out a whole stage.
//!
//! The solvers are pure: whole-number costs in, an [`Answer`] out that carries the value found, a
//! proven bound on the best possible, and whether the two meet. Costs are pupil-decimetres in the
//! program and anything at all in the benchmarks. Every solver gives the same answer on any number
//! of threads for the same input and seed; a [`Run`] lets a person watch and stop it.
//!
//! | question | module | method |
//! |---|---|---|
//! | K new sites, least pupil-distance | [`median`] | interchange, Lagrangian bound, fixing, branch and bound |
//! | K new sites, most pupils within reach | [`cover`] | the same, on radii |
//! | which small schools to close | [`merge`] | exact re-solves of the seats, branch and bound on losses that only grow |
//! | a whole stage: open, keep, close, size | [`capacitated`] | local search, knapsack prices, branch and bound |
//!
//! In the words of the county: [`candidates`] judges small schools one by one, [`merges`] all together, [`sites`] ranks
//! and chooses new ones, [`layouts`] decides on a stage as a whole, [`catchments`] on who goes where while schools stay.

pub mod candidates;
pub mod capacitated;
pub mod catchments;
pub mod cover;
mod dealing;
pub mod layouts;
pub mod median;
pub mod merge;
pub mod merges;
mod random;
mod reasons;
mod run;
pub mod sites;
#[cfg(test)]
mod village;

pub use random::Random;
pub use run::{Answer, Progress, Run};
