//! What is asked about merges, and what the closure gate has to say.

use super::answer::Upkeep;
use crate::model::{SchoolId, Stage};
use crate::proposal::Conditions;
use crate::rules::Limits;
use crate::units::{Meters, Year};
use crate::words::Words;

/// What the closure gate's refusal means for merges.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GateRule {
    /// What it would refuse even with a school bus is not proposed; measures that need a bus plan one.
    #[default]
    BindsWithBus,
    /// What it would refuse is not proposed.
    Binds,
    /// It is not asked; the plan shows its answer afterwards.
    Advises,
}

impl GateRule {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::BindsWithBus, Self::Binds, Self::Advises];

    /// The words a planner reads.
    pub fn words(self) -> Words {
        match self {
            Self::BindsWithBus => Words::new(
                "What the gate lets pass, with school buses",
                "能通过研判的撤并（可配校车）",
            ),
            Self::Binds => Words::new(
                "What the gate lets pass without a bus",
                "不配校车即能通过研判的撤并",
            ),
            Self::Advises => Words::new("Without the gate", "不受撤并研判限制"),
        }
    }
}

/// The limits of merging.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeQuestion {
    /// Schools with fewer pupils than this are in question.
    pub below: u32,
    /// The longest way from a school to its receiver, unless all its pupils board; under policies that choose no
    /// receiver the longest new way of a day pupil, unless the way before was longer. `None` for any.
    pub reach: Option<Meters>,
    /// The longest trip of a day pupil who changes school; `None` for any.
    pub longest_trip: Option<Meters>,
    /// What it is worth to close a school.
    pub upkeep: Upkeep,
    /// Schools that stay in any case, beside those the plan keeps.
    pub kept: Vec<SchoolId>,
    /// Whether the closure gate binds.
    pub gate: GateRule,
    /// Schools close step by step up to this year, each in the first one in which it can; `None` closes all in the
    /// year of the starting point.
    pub until: Option<Year>,
    /// Who may go where besides.
    pub conditions: Conditions,
}

/// How far a receiver may lie from a closing school when nobody says otherwise.
pub const USUAL_REACH: Meters = Meters::from_decimetres(50_000);

impl MergeQuestion {
    /// The usual question about a stage: every school that the standards in force call small.
    pub fn usual(limits: &Limits, stage: Stage) -> Self {
        Self {
            below: limits.small_below(stage),
            reach: Some(USUAL_REACH),
            longest_trip: None,
            upkeep: Upkeep::Dearest,
            kept: Vec::new(),
            gate: GateRule::default(),
            until: None,
            conditions: Conditions::default(),
        }
    }
}
