//! Who may go where, as `assign` and the proposals are told on the command line.

use clap::{Args, ValueEnum};

use crate::assign::Within;
use crate::model::{SchoolId, SettlementId};
use crate::proposal::Conditions;

/// Who may go where.
#[derive(Debug, Args)]
pub(super) struct ConditionArgs {
    /// Nobody goes beyond the border of the township or the district
    #[arg(long, value_enum, default_value_t = WithinName::County)]
    within: WithinName,
    /// This settlement stays with this school, by ids; may be given several times
    #[arg(long, value_name = "SETTLEMENT=SCHOOL", value_parser = parse_pair)]
    lock: Vec<(String, String)>,
    /// This settlement never goes to this school, by ids; may be given several times
    #[arg(long, value_name = "SETTLEMENT=SCHOOL", value_parser = parse_pair)]
    ban: Vec<(String, String)>,
}

impl ConditionArgs {
    pub(super) fn conditions(&self) -> Conditions {
        Conditions {
            within: self.within.into(),
            locks: pairs(&self.lock),
            bans: pairs(&self.ban),
        }
    }
}

/// A border by its name on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum WithinName {
    /// The county's
    County,
    /// The township's
    Township,
    /// The district's
    District,
}

impl From<WithinName> for Within {
    fn from(name: WithinName) -> Self {
        match name {
            WithinName::County => Self::County,
            WithinName::Township => Self::Township,
            WithinName::District => Self::District,
        }
    }
}

fn parse_pair(text: &str) -> Result<(String, String), String> {
    let (settlement, school) = text
        .split_once('=')
        .ok_or("a settlement and a school, as in village-1=school-2")?;
    Ok((settlement.to_owned(), school.to_owned()))
}

/// Settlements and schools by their ids.
fn pairs(typed: &[(String, String)]) -> Vec<(SettlementId, SchoolId)> {
    let ids = |(settlement, school): &(String, String)| {
        (SettlementId::new(settlement), SchoolId::new(school))
    };
    typed.iter().map(ids).collect()
}
