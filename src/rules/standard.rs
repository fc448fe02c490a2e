//! One planning rule: a number with its unit, its reach, its source and how sure we are of it.

use serde::{Deserialize, Serialize};

use crate::model::{SchoolKind, Stage};
use crate::units::{DistanceForm, Year};
use crate::words::Words;

/// A rule as data (标准). Packs of them stand in `assets/standards/`.
#[derive(Clone, Debug, PartialEq)]
pub struct Standard {
    /// Dotted name; a later pack overrides an earlier rule of the same id.
    pub id: String,
    /// What the rule is called.
    pub words: Words,
    /// Id of the pack it comes from.
    pub pack: String,
    /// Stages it is about; empty means every stage.
    pub stages: Vec<Stage>,
    /// The kind of school it is about, where it is about one kind only.
    pub kind: Option<SchoolKind>,
    /// Where it holds; `None` means everywhere.
    pub area: Option<Area>,
    /// First and last grade it is about, 1 to 12, or 1 to 3 in a kindergarten.
    pub grades: Option<(u32, u32)>,
    /// What is measured, which also fixes the unit.
    pub measure: Measure,
    /// How the measured value is held against the limit.
    pub op: Op,
    /// The number, in the measure's unit.
    pub limit: f64,
    /// For a target, the year it is to be reached.
    pub year: Option<Year>,
    /// How much a breach weighs.
    pub severity: Severity,
    /// Where the number stands.
    pub source: Words,
    /// What kind of knowledge it is.
    pub basis: Basis,
    /// From 0 to 1: that number and meaning are right.
    pub confidence: f64,
    /// What else a planner should know; may be empty.
    pub note: Words,
}

impl Standard {
    /// Whether it is about this stage.
    pub fn covers(&self, stage: Stage) -> bool {
        self.stages.is_empty() || self.stages.contains(&stage)
    }

    /// Whether a measured value breaks it. A reference value is never broken.
    pub fn is_broken_by(&self, value: f64) -> bool {
        match self.op {
            Op::AtMost => value > self.limit,
            Op::AtLeast => value < self.limit,
            Op::Reference => false,
        }
    }

    /// How many times the limit a value is; where at least so much is asked, how many times the value the limit is. The
    /// more, the farther from what is asked, whatever the unit; infinite where nothing is allowed or nothing is there.
    /// `None` where that cannot be said.
    pub fn times_limit(&self, value: f64) -> Option<f64> {
        let times = match self.op {
            Op::AtLeast => self.limit / value,
            Op::AtMost | Op::Reference => value / self.limit,
        };
        (!times.is_nan()).then_some(times)
    }

    /// The rule as a problem, with the number that is missed: “Primary, one way: over 2.0 km”.
    pub fn problem(&self) -> Words {
        let limit = self.measure.figure(self.limit);
        let name = &self.words;
        let beyond = match self.op {
            Op::AtMost if self.limit > 0.0 => ("over", "超过"),
            Op::AtLeast => ("under", "不足"),
            // Any at all is too many.
            Op::AtMost | Op::Reference => return name.clone(),
        };
        Words::new(
            format!("{}: {} {}", name.en, beyond.0, limit.en),
            format!("{}：{}{}", name.zh, beyond.1, limit.zh),
        )
    }

    /// Where the number stands, without the addresses of pages. Those alone where nothing else is said.
    pub fn short_source(&self) -> Words {
        Words::new(
            without_addresses(&self.source.en),
            without_addresses(&self.source.zh),
        )
    }

    /// Whether the planner has to confirm it once: nobody outside the program stands behind it.
    pub fn needs_confirmation(&self) -> bool {
        matches!(self.basis, Basis::Memory | Basis::Judgement | Basis::Edited)
    }
}

/// How a measured value is held against the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// The value may reach the limit.
    AtMost,
    /// The value must reach the limit.
    AtLeast,
    /// A number used in computing; nothing is held against it.
    Reference,
}

impl Op {
    /// The sign that stands before the number; nothing for one that nothing is held against.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtMost => "≤",
            Self::AtLeast => "≥",
            Self::Reference => "",
        }
    }
}

/// How much a breach weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// To be put right or argued.
    Warn,
    /// The plan is compliant only with a written reason.
    Block,
}

impl Severity {
    /// The word used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }

    /// The word a planner reads.
    pub fn words(self) -> Words {
        match self {
            Self::Info => Words::new("Note", "提示"),
            Self::Warn => Words::new("Warning", "警告"),
            Self::Block => Words::new("Must be justified", "须书面说明"),
        }
    }
}

/// What kind of knowledge a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The county's own plan.
    Plan,
    /// Found in a public copy, named in the source.
    Retrieved,
    /// Computed from retrieved numbers.
    Derived,
    /// Recalled, to be checked before it is quoted.
    Memory,
    /// Our choice; no authority stands behind it.
    Judgement,
    /// Changed by the planner.
    Edited,
}

impl Basis {
    /// The word a planner reads.
    pub fn words(self) -> Words {
        match self {
            Self::Plan => Words::new("county plan", "县规划"),
            Self::Retrieved => Words::new("public copy", "公开文本"),
            Self::Derived => Words::new("derived", "推算"),
            Self::Memory => Words::new("recalled, to be checked", "凭记忆，待核"),
            Self::Judgement => Words::new("our choice", "经验取值"),
            Self::Edited => Words::new("set by the planner", "本地设定"),
        }
    }
}

/// The urban–rural class in which a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// 城区.
    Urban,
    /// 镇区.
    Town,
    /// 乡村; also taken where the class is not known.
    Rural,
}

impl Area {
    /// Whether a rule for this class holds in a place of another: rural rules also serve towns.
    pub fn includes(self, place: Self) -> bool {
        self == place || (self, place) == (Self::Rural, Self::Town)
    }
}

/// What a rule measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// One way from home to school, along roads or estimated.
    TripMetres,
    /// The same on foot.
    WalkMinutes,
    /// Pupils of a school over all its stages.
    SchoolPupils,
    /// Pupils of the fullest class.
    ClassPupils,
    /// Pupils per seat of a school in a stage.
    PupilsPerSeat,
    /// Pupils without a school.
    UnplacedPupils,
    /// Public kindergartens in a township.
    PublicKindergartensPerTownship,
    /// Schools of the stage in a township.
    SchoolsPerTownship,
    /// The lowest grade that may board.
    BoardingGrade,
    /// Share of parents against a closure.
    ParentsOpposed,
    /// Children in kindergarten per child aged 3 to 5, or pupils per resident of the stage's age.
    GrossEnrolment,
    /// Share of children in public kindergartens.
    PublicShare,
    /// Share of children in public or inclusive private kindergartens.
    InclusiveCoverage,
    /// Grade-9 pupils per grade-1 pupil eight years before.
    NineYearRetention,
    /// School-age children with a school.
    SchoolAgeEntry,
    /// Classes above the oversize line.
    OversizeClasses,
    /// Share of classes above the oversize line.
    OversizeClassShare,
    /// Schools above the size limit.
    OversizeSchools,
    /// Vocational pupils among all of the senior stage.
    VocationalShare,
    /// Coefficient of variation between schools.
    BalanceCv,
    /// Pupils per staff post.
    PupilsPerPost,
    /// Staff posts per class.
    PostsPerClass,
    /// Walking speed.
    WalkSpeed,
    /// Bus speed.
    BusSpeed,
    /// Road to straight line.
    DetourFactor,
    /// Pupils a school bus carries.
    PupilsPerBus,
    /// Running cost of a bus.
    BusYearCost,
    /// Years.
    Years,
    /// Years by which an action misses its place in the plan.
    YearsTooEarly,
}

/// The text without the addresses of pages; of several that are all, the names of their hosts.
fn without_addresses(text: &str) -> String {
    // Chinese marks stand right before an address.
    let text = text.replace('：', "： ").replace('；', "； ");
    let is_address = |word: &&str| word.starts_with("http://") || word.starts_with("https://");
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !is_address(word))
        .collect();
    let kept = words.join(" ").replace(": ;", ";").replace("： ；", "；");
    let kept = kept
        .replace(" ；", "；")
        .replace("： ", "：")
        .replace("； ", "；");
    let kept = kept.trim_matches([' ', ':', ';', '：', '；', ',', '，']);
    if !kept.is_empty() {
        return kept.to_owned();
    }
    let hosts = text
        .split_whitespace()
        .filter(is_address)
        .filter_map(|address| {
            let (_, rest) = address.split_once("//")?;
            rest.split('/').next()
        });
    hosts.collect::<Vec<_>>().join(", ")
}

impl Measure {
    /// How its numbers are read: times what, with how many decimals, in which unit. Ways are read in kilometres, shares
    /// in hundredths.
    pub fn as_read(self) -> (f64, u8, Words) {
        match self {
            Self::TripMetres => {
                let (times, decimals, unit) = DistanceForm::chosen().in_columns();
                let zh = if unit == "m" { "米" } else { unit };
                (times, decimals, Words::new(unit, zh))
            }
            Self::PupilsPerSeat => (100.0, 1, Words::new("%", "%")),
            _ if self.is_share() => (100.0, 1, Words::new("%", "%")),
            Self::WalkMinutes => (1.0, 0, Words::new("min", "分钟")),
            _ => (1.0, 0, self.unit()),
        }
    }

    /// Whether it is a share, which is read in hundredths.
    pub const fn is_share(self) -> bool {
        matches!(
            self,
            Self::ParentsOpposed
                | Self::GrossEnrolment
                | Self::PublicShare
                | Self::InclusiveCoverage
                | Self::NineYearRetention
                | Self::SchoolAgeEntry
                | Self::OversizeClassShare
                | Self::VocationalShare
        )
    }

    /// A number of it with its unit: “2.0 km”.
    pub fn figure(self, value: f64) -> Words {
        let (times, decimals, unit) = self.as_read();
        let number = if value.is_finite() {
            format!("{:.*}", usize::from(decimals), value * times)
        } else {
            "∞".to_owned()
        };
        Words::new(
            format!("{number} {}", unit.en),
            format!("{number} {}", unit.zh),
        )
    }

    /// Its unit.
    pub fn unit(self) -> Words {
        let (en, zh) = match self {
            Self::TripMetres => ("m", "米"),
            Self::WalkMinutes => ("min", "分钟"),
            Self::SchoolPupils | Self::UnplacedPupils => ("pupils", "人"),
            Self::ClassPupils => ("pupils/class", "人/班"),
            Self::PupilsPerSeat => ("pupils/seat", "人/学位"),
            Self::PublicKindergartensPerTownship => ("kindergartens/township", "所/乡镇"),
            Self::SchoolsPerTownship => ("schools/township", "所/乡镇"),
            Self::BoardingGrade => ("grade", "年级"),
            Self::ParentsOpposed
            | Self::GrossEnrolment
            | Self::PublicShare
            | Self::InclusiveCoverage
            | Self::NineYearRetention
            | Self::SchoolAgeEntry
            | Self::OversizeClassShare
            | Self::VocationalShare => ("as a share", "（比例）"),
            Self::BalanceCv => ("coefficient", "（系数）"),
            Self::DetourFactor => ("times", "倍"),
            Self::OversizeClasses => ("classes", "班"),
            Self::OversizeSchools => ("schools", "所"),
            Self::PupilsPerPost => ("pupils/post", "人/编制"),
            Self::PostsPerClass => ("posts/class", "编制/班"),
            Self::WalkSpeed => ("m/min", "米/分"),
            Self::BusSpeed => ("km/h", "公里/时"),
            Self::PupilsPerBus => ("pupils/bus", "人/车"),
            Self::BusYearCost => ("CNY/bus/year", "元/车·年"),
            Self::Years | Self::YearsTooEarly => ("years", "年"),
        };
        Words::new(en, zh)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_told_without_its_addresses_unless_there_is_nothing_else() {
        let cases = [
            (
                "国办发〔2018〕27号: http://a.com/x ; GB 50099",
                "国办发〔2018〕27号; GB 50099",
            ),
            ("https://a.com/x/y", "a.com"),
            ("http://a.com/x ; https://b.org", "a.com, b.org"),
            ("as primary", "as primary"),
            (
                "山东2018年：http://a.com/x ；福州：http://b.com",
                "山东2018年；福州",
            ),
            ("步行：5分钟：https://a.com/x", "步行：5分钟"),
            ("大班额：http://a.com/x ；http://b.com", "大班额"),
        ];
        for (whole, short) in cases {
            assert_eq!(without_addresses(whole), short);
        }
    }

    #[test]
    fn lengths_are_read_in_kilometres_and_shares_in_hundredths() {
        assert_eq!(Measure::PublicShare.figure(0.853).en, "85.3 %");
        assert_eq!(Measure::TripMetres.figure(14_760.0).en, "14.8 km");
        assert_eq!(Measure::PupilsPerSeat.figure(1.238).zh, "123.8 %");
        assert_eq!(Measure::WalkMinutes.figure(245.6).zh, "246 分钟");
        assert_eq!(Measure::PupilsPerSeat.figure(f64::INFINITY).en, "∞ %");
    }
}
