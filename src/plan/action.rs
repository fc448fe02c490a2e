//! One dated measure of a plan (措施), with its reason.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::details::Details;
use crate::geometry::LonLat;
use crate::model::{Ownership, PerStage, RoadWork, SchoolId, SchoolKind};
use crate::units::Year;
use crate::words::Words;

/// A measure, the year whose 1 September it takes effect, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// Takes effect on 1 September of this year.
    pub year: Year,
    /// What is done.
    pub measure: Measure,
    /// Why, in the planner's words; may be empty.
    pub reason: String,
    /// Who does it, what it costs, which steps are done.
    pub details: Details,
    /// Members of the plan file this version does not know, written back on saving.
    pub extra: Map<String, Value>,
}

impl Action {
    /// A measure with its reason.
    pub fn new(year: Year, measure: Measure, reason: impl Into<String>) -> Self {
        Self {
            year,
            measure,
            reason: reason.into(),
            details: Details::default(),
            extra: Map::new(),
        }
    }
}

/// What is done to one school, or to a road.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// 新建: a school that did not exist.
    New(NewSchool),
    /// 迁建: the school moves; the old site works until then.
    Relocate {
        /// Which school.
        school: SchoolId,
        /// Where to.
        to: LonLat,
    },
    /// 改扩建: the seats of some stages change, up or down.
    Expand {
        /// Which school.
        school: SchoolId,
        /// The seats after the work, for the stages that change.
        seats: PerStage<Option<u32>>,
    },
    /// 调整: the school becomes one of another kind, and runs that kind's stages.
    Adjust {
        /// Which school.
        school: SchoolId,
        /// What it becomes.
        kind: SchoolKind,
        /// Where the pupils of a stage that it no longer runs go, best first; empty when the policy decides.
        into: Vec<SchoolId>,
    },
    /// 撤销: the school closes; its pupils go where the policy sends them.
    Close {
        /// Which school.
        school: SchoolId,
    },
    /// 撤并: the school closes and its pupils go to the named receivers.
    Merge {
        /// Which school.
        school: SchoolId,
        /// Where its pupils go, best first; never empty.
        into: Vec<SchoolId>,
    },
    /// 封存: closed for now, the site is kept.
    Mothball {
        /// Which school.
        school: SchoolId,
    },
    /// 逐年停招: takes no new entrants from this year on; closes when the last grade has left.
    PhaseOut {
        /// Which school.
        school: SchoolId,
        /// Where those go who would have entered, best first; empty when the policy decides.
        into: Vec<SchoolId>,
    },
    /// 保留: stays open, for the reason given.
    Keep {
        /// Which school.
        school: SchoolId,
    },
    /// 转公办、转普惠: who runs it changes.
    Ownership {
        /// Which school.
        school: SchoolId,
        /// Public or private afterwards.
        ownership: Ownership,
        /// Inclusive afterwards; `None` leaves it as it is.
        inclusive: Option<bool>,
    },
    /// 预留: a site is set aside, nothing is built yet.
    Reserve {
        /// An id for the site.
        school: SchoolId,
        /// What it is called.
        name: String,
        /// Where.
        at: LonLat,
    },
    /// 道路: a road is built, closed or improved.
    Road {
        /// An id for the work.
        id: SchoolId,
        /// What is done, and where.
        work: RoadWork,
    },
}

/// A school that a plan builds.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSchool {
    /// Unique among the county's and the plan's schools.
    pub id: SchoolId,
    /// What it is called.
    pub name: String,
    /// What the statistics will call it.
    pub kind: SchoolKind,
    /// Where it will stand.
    pub at: LonLat,
    /// Seats by stage; a stage its kind runs without a number has no known limit.
    pub seats: PerStage<Option<u32>>,
    /// Public or private.
    pub ownership: Ownership,
    /// Recognised as inclusive (普惠).
    pub inclusive: bool,
}

impl Measure {
    /// The school it is about; a site set aside and work on a road have an id of their own.
    pub fn school(&self) -> &SchoolId {
        match self {
            Self::New(new) => &new.id,
            Self::Relocate { school, .. }
            | Self::Expand { school, .. }
            | Self::Adjust { school, .. }
            | Self::Close { school }
            | Self::Merge { school, .. }
            | Self::Mothball { school }
            | Self::PhaseOut { school, .. }
            | Self::Keep { school }
            | Self::Ownership { school, .. }
            | Self::Reserve { school, .. } => school,
            Self::Road { id, .. } => id,
        }
    }

    /// Its kind's name in plan files.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::New(_) => "new",
            Self::Relocate { .. } => "relocate",
            Self::Expand { .. } => "expand",
            Self::Adjust { .. } => "adjust",
            Self::Close { .. } => "close",
            Self::Merge { .. } => "merge",
            Self::Mothball { .. } => "mothball",
            Self::PhaseOut { .. } => "phase_out",
            Self::Keep { .. } => "keep",
            Self::Ownership { .. } => "ownership",
            Self::Reserve { .. } => "reserve",
            Self::Road { .. } => "road",
        }
    }

    /// Its kind's name on screen.
    pub fn words(&self) -> Words {
        match self {
            Self::New(_) => Words::new("New", "新建"),
            Self::Relocate { .. } => Words::new("Relocate", "迁建"),
            Self::Expand { .. } => Words::new("Enlarge", "扩建"),
            Self::Adjust { .. } => Words::new("Adjust", "调整"),
            Self::Close { .. } => Words::new("Close", "撤销"),
            Self::Merge { .. } => Words::new("Merge", "撤并"),
            Self::Mothball { .. } => Words::new("Mothball", "封存"),
            Self::PhaseOut { .. } => Words::new("Phase out", "逐年停招"),
            Self::Keep { .. } => Words::new("Keep", "保留"),
            Self::Ownership { .. } => Words::new("Change ownership", "变更办学性质"),
            Self::Reserve { .. } => Words::new("Reserve site", "预留"),
            Self::Road { work, .. } => work.words(),
        }
    }

    /// The schools it names to take over pupils.
    pub fn receivers(&self) -> &[SchoolId] {
        match self {
            Self::Merge { into, .. } | Self::Adjust { into, .. } | Self::PhaseOut { into, .. } => {
                into
            }
            _ => &[],
        }
    }

    /// Whether the school takes no pupils any more once this has taken effect.
    pub const fn closes(&self) -> bool {
        matches!(
            self,
            Self::Close { .. } | Self::Merge { .. } | Self::Mothball { .. }
        )
    }
}

/// How pupils are given to schools (分配方式).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// 就近: to the nearest open school.
    Nearest,
    /// 就近且不超学位: least pupil-metres with no school over its seats.
    Seats,
    /// 保持现状，只调撤并: today's flows, and only those move who must or who gain by a new school.
    #[default]
    Keep,
}

impl Policy {
    /// All policies, in the order of the switch on screen.
    pub const ALL: [Self; 3] = [Self::Nearest, Self::Seats, Self::Keep];

    /// The name used in files and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Seats => "seats",
            Self::Keep => "keep",
        }
    }

    /// The name a planner uses.
    pub fn words(self) -> Words {
        match self {
            Self::Nearest => Words::new("Nearest", "就近"),
            Self::Seats => Words::new("Nearest with seats", "就近且不超学位"),
            Self::Keep => Words::new("Keep today's", "保持现状"),
        }
    }
}
