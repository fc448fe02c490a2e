//! Where new schools of a stage should stand, and how many are worth building.

pub mod in_plan;
mod nearest;
pub mod prospects;
mod question;
mod seats;
mod words;

pub use question::{Closures, Opened, SiteQuestion, SiteRule, WithSeats, ask};

type Proposal = super::Proposal<Opened>;
