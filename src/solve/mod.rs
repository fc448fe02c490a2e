//! The pure solvers: whole-number costs in, an [`Answer`] out. They use no type of the county: some speak of homes,
//! schools and pupils, because that is what the costs are of, but these are numbers to them.
//!
//! An answer carries the value found, a proven bound on the best possible, and whether the two meet. Costs are
//! pupil-decimetres in the program and anything at all in the benchmarks. Every solver gives the same answer on any
//! number of threads for the same input and seed. A [`Run`] lets a person watch and stop it.
//!
//! | question | module | method |
//! |---|---|---|
//! | who goes to which site within its seats | [`transport`] | successive shortest paths, with a proof by prices |
//! | K new sites, least pupil-distance | [`median`] | interchange, Lagrangian bound, fixing, branch and bound |
//! | K new sites, most pupils within reach | [`cover`] | the same, on radii |
//! | which small schools to close | [`merge`] | the seats solved again exactly, branch and bound on losses that only grow |
//! | a whole stage: open, keep, close, size | [`capacitated`] | local search, knapsack prices, branch and bound |
//!
//! [`proposal`](crate::proposal) asks them in the words of a county.

pub mod capacitated;
pub mod cover;
pub mod median;
pub mod merge;
mod run;
pub mod transport;

pub use run::{Answer, Progress, Run};
