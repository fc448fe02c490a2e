//! Pupils by settlement in one year, with how they are known.

use crate::model::PerStage;
use crate::units::Year;
use crate::words::Words;

/// Pupils of each stage who live in each settlement in a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The school year.
    pub year: Year,
    /// By position in [`crate::model::County::settlements`].
    pub pupils: PerStage<Vec<u32>>,
    /// How the numbers of each stage are known.
    pub basis: PerStage<DemandBasis>,
}

/// How the pupils of a stage are known; said beside every figure that builds on them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum DemandBasis {
    /// They stood in the settlements layer.
    Recorded,
    /// They stood there for some settlements; the others have the rest of the schools' enrolment, by population.
    PartlyRecorded,
    /// None stood there: the schools' enrolment is shared out by population, totals equal.
    ByPopulation,
    /// No settlements were read: homes are spread over the townships.
    EstimatedHomes,
    /// Computed for this year from births and progression.
    Forecast,
    /// Another year than the recorded one, and nothing to forecast from: as recorded.
    Constant,
    /// Another year than the recorded one: as recorded, because in the back-test that came nearer than the forecast.
    Unchanged,
    /// Neither homes nor enrolments: all zero, which means "not known".
    #[default]
    Unknown,
}

impl DemandBasis {
    /// Whether anything is known about the pupils; if not, their numbers are not zero but unknown.
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Unknown)
    }

    /// Whether the pupils of every settlement are recorded, so that they do not rest on what schools say.
    pub const fn is_whole(self) -> bool {
        matches!(self, Self::Recorded)
    }

    /// The word used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::PartlyRecorded => "partly_recorded",
            Self::ByPopulation => "by_population",
            Self::EstimatedHomes => "estimated_homes",
            Self::Forecast => "forecast",
            Self::Constant => "constant",
            Self::Unchanged => "unchanged",
            Self::Unknown => "unknown",
        }
    }

    /// What a planner reads.
    pub fn words(self) -> Words {
        match self {
            Self::Recorded => Words::new("recorded", "在册"),
            Self::PartlyRecorded => Words::new(
                "recorded for some settlements, the rest of the enrolment shared by population",
                "部分居民点在册，其余按人口分摊在校生",
            ),
            Self::ByPopulation => Words::new("enrolment shared by population", "按人口分摊在校生"),
            Self::EstimatedHomes => Words::new("estimated homes", "估算居住地"),
            Self::Forecast => Words::new("forecast", "预测"),
            Self::Constant => Words::new("as today, no births known", "按现状不变（缺出生数）"),
            Self::Unchanged => Words::new(
                "as today, which came nearer in the back-test than the forecast",
                "按现状不变（回测优于预测方法）",
            ),
            Self::Unknown => Words::new("not known", "未知"),
        }
    }
}
