//! What is asked about new schools, and the two ways to the answer: with seats and without.

use super::prospects::Objective;
use super::{Proposal, nearest, seats};
use crate::proposal::{AnswerKind, Candidates, Conditions, Found, StartingPoint, ValueUnit, known};
use crate::solve::Run;
use crate::units::Meters;
use crate::words::Words;

/// Where new schools are to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteQuestion {
    /// How many.
    pub new: usize,
    /// How far a school serves, for [`Objective::Cover`] and for the figures in the reasons.
    pub radius: Meters,
    /// Where they may stand.
    pub candidates: Candidates,
    /// Where pupils go, and so what the schools are chosen for.
    pub rule: SiteRule,
}

/// Where pupils go when new schools open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteRule {
    /// Everyone to the nearest school, whatever its seats; the schools are chosen for this.
    Nearest(Objective),
    /// No school of the stage goes over its seats, and settlements go to school whole; the schools are chosen for the
    /// least pupil-metres.
    Seats(WithSeats),
}

/// New schools with seats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithSeats {
    /// Seats of each new school.
    pub seats: u32,
    /// The fewest pupils of a new school.
    pub floor: u32,
    /// Whether existing schools may close at the same time; `None` where they stay.
    pub closures: Option<Closures>,
    /// Who may go where besides.
    pub conditions: Conditions,
}

/// Existing schools that may close as new ones open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closures {
    /// What an existing school that stays costs, in pupil-decimetres.
    pub upkeep: i64,
    /// The fewest pupils of an existing school that stays.
    pub floor: u32,
}

impl SiteQuestion {
    /// What the value counts.
    pub fn unit(&self) -> ValueUnit {
        match self.rule {
            SiteRule::Nearest(Objective::Cover) => ValueUnit::Pupils,
            SiteRule::Nearest(Objective::Distance) | SiteRule::Seats(_) => {
                ValueUnit::PupilDecimetres
            }
        }
    }
}

/// New schools that open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// How many.
    pub schools: usize,
    /// What they are chosen for.
    pub unit: ValueUnit,
}

impl AnswerKind for Opened {
    fn unit(&self) -> ValueUnit {
        self.unit
    }
}

/// The best sites; with `others` also the best 0, 1, 2, … of them.
///
/// # Errors
/// Which figures are missing, why no sites keep all limits, or that none were found in time.
pub fn ask(
    ground: &StartingPoint,
    question: &SiteQuestion,
    others: bool,
    run: &Run<'_>,
) -> Result<Found<Opened>, Words> {
    known::needs_pupils(ground)?;
    if question.candidates == Candidates::default()
        && ground.evaluator.county().settlements.is_empty()
    {
        return Err(Words::new(
            "no settlements were read, so there is no place for a new school",
            "没有读到居民点，无法选择新校址",
        ));
    }
    let numbers = if others { 0 } else { question.new }..=question.new;
    match &question.rule {
        SiteRule::Nearest(objective) => Ok(nearest::best(
            ground, question, *objective, numbers, others, run,
        )),
        SiteRule::Seats(asked) => seats::best(ground, question, asked, numbers, others, run),
    }
}

/// The last of a curve is what was asked for.
pub(super) fn split(curve: Vec<Proposal>, others: bool) -> Option<Found<Opened>> {
    let best = curve.last()?.clone();
    Some(Found {
        best,
        others: if others { curve } else { Vec::new() },
    })
}
