//! A question to the optimiser as far as it is filled in.

use super::view::View;
use crate::assign::Villages;
use crate::model::{SchoolId, SettlementId, Stage};
use crate::proposal::merge::answer::Upkeep;
use crate::proposal::site::prospects::Objective;
use crate::proposal::{
    self, Candidates, CatchmentQuestion, Closures, Conditions, GateRule, LayoutQuestion,
    MergeQuestion, Question, SiteQuestion,
};
use crate::session::Session;
use crate::units::{Meters, Year};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Which small schools to merge.
    Merge,
    /// Where new schools should stand.
    Site,
    /// How the whole stage should be laid out.
    Layout,
    /// Who should go to which school.
    Catchments,
}

impl Topic {
    /// All, in the order of the switch.
    pub const ALL: [Self; 4] = [Self::Merge, Self::Site, Self::Layout, Self::Catchments];
}

/// A limit that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Optional<T> {
    /// Whether it holds.
    pub is_on: bool,
    /// The number, kept while it does not hold.
    pub number: T,
}

impl<T: Copy> Optional<T> {
    const fn off(number: T) -> Self {
        Self {
            is_on: false,
            number,
        }
    }

    /// The number if it holds.
    pub fn get(&self) -> Option<T> {
        self.is_on.then_some(self.number)
    }
}

/// The question with its limits. Threshold and reach of merges are those of the list of small schools.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// What is asked.
    pub topic: Topic,
    /// The longest trip of a pupil who changes school, in kilometres.
    pub longest_trip: Optional<f64>,
    /// What keeping a school open weighs, in pupil-kilometres.
    pub upkeep: Optional<f64>,
    /// How many new schools.
    pub new: usize,
    /// What they are chosen for.
    pub objective: Objective,
    /// How far a school serves, in kilometres.
    pub radius: Optional<f64>,
    /// Seats of each new school, where seats are counted.
    pub seats: Optional<u32>,
    /// The fewest pupils of a school; `None` for the usual number.
    pub floor: Option<u32>,
    /// Seats that schools may be extended to.
    pub ceiling: Optional<u32>,
    /// How many places for new schools a layout chooses from.
    pub places: Optional<usize>,
    /// How long to search, in seconds.
    pub seconds: u32,
    /// Schools that stay.
    pub kept: Vec<SchoolId>,
    /// Schools that close.
    pub closed: Vec<SchoolId>,
    /// Merges: what the closure gate has to say.
    pub gate: GateRule,
    /// Merges: step by step up to this year.
    pub until: Optional<i32>,
    /// Where new schools may stand.
    pub candidates: Candidates,
    /// New sites with seats: existing schools may close at the same time.
    pub may_close: bool,
    /// Layouts: every catchment in one piece.
    pub contiguous: bool,
    /// Catchments: nobody goes farther than this, in kilometres.
    pub farthest: Optional<f64>,
    /// Catchments: whether settlements may be split.
    pub villages: Villages,
    /// Catchments: the answer stands on the map in place of the plan's.
    pub is_on_map: bool,
    /// Who may go where.
    pub conditions: Conditions,
    /// The settlement and the school selected last, for a condition on the two.
    pub pair: (Option<SettlementId>, Option<SchoolId>),
}

impl Default for Asking {
    fn default() -> Self {
        Self {
            topic: Topic::Merge,
            longest_trip: Optional::off(5.0),
            upkeep: Optional::off(70.0),
            new: 5,
            objective: Objective::Distance,
            radius: Optional::off(1.5),
            seats: Optional::off(180),
            floor: None,
            ceiling: Optional::off(900),
            places: Optional::off(20),
            seconds: 30,
            kept: Vec::new(),
            closed: Vec::new(),
            gate: GateRule::default(),
            until: Optional::off(2_025),
            candidates: Candidates::default(),
            may_close: false,
            contiguous: false,
            farthest: Optional::off(4.0),
            villages: Villages::Whole,
            is_on_map: true,
            conditions: Conditions::default(),
            pair: (None, None),
        }
    }
}

impl Asking {
    /// The fewest pupils of a school of a layout.
    pub(crate) fn floor(&self, session: &Session, stage: Stage) -> u32 {
        let usual = || proposal::usual_floor(session.evaluator(), stage);
        self.floor.unwrap_or_else(usual)
    }

    /// The question as the engine takes it.
    pub(crate) fn question(&self, session: &Session, view: &View) -> Question {
        let longest_trip = self.longest_trip.get().map(km);
        let weighed = self.upkeep.get().map(|km| (km * 10_000.0).round() as i64);
        match self.topic {
            Topic::Merge => Question::Merge(MergeQuestion {
                below: view.small_below,
                reach: Some(view.reach),
                longest_trip,
                upkeep: weighed.map_or(Upkeep::Dearest, Upkeep::Weighs),
                kept: self.kept.clone(),
                gate: self.gate,
                until: self.until.get().map(Year),
                conditions: self.conditions.clone(),
            }),
            Topic::Site => {
                let limits = session.evaluator().limits();
                let usual = limits.trip[view.stage].unwrap_or(limits.kindergarten_cover);
                Question::Site(SiteQuestion {
                    new: self.new,
                    objective: self.objective,
                    radius: self.radius.get().map_or(usual, km),
                    seats: self.seats.get(),
                    floor: 0,
                    candidates: self.candidates.clone(),
                    closures: self.may_close.then(|| Closures {
                        upkeep: weighed.unwrap_or(0),
                        floor: 0,
                    }),
                    conditions: self.conditions.clone(),
                })
            }
            Topic::Layout => Question::Layout(LayoutQuestion {
                floor: self.floor(session, view.stage),
                ceiling: self.ceiling.get(),
                upkeep: weighed.unwrap_or(0),
                longest_trip,
                places: self.places.get().unwrap_or(0),
                building: 0,
                open: self.kept.clone(),
                closed: self.closed.clone(),
                candidates: self.candidates.clone(),
                contiguous: self.contiguous,
                conditions: self.conditions.clone(),
            }),
            Topic::Catchments => Question::Catchments(CatchmentQuestion {
                max_distance: self.farthest.get().map(km),
                villages: self.villages,
                conditions: self.conditions.clone(),
            }),
        }
    }
}

fn km(km: f64) -> Meters {
    Meters::from_f64(km * 1_000.0)
}
