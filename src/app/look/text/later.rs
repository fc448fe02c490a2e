//! Words about what the plan does in a year after the one shown.

use super::{Text, t};
use crate::plan::Measure;
use crate::units::Year;
use crate::words::Words;

pub(crate) const CHANGE_YEAR: Text = t("Change year…", "改年份…");
pub(crate) const CLOSES_LATER: Text = t("Planned to close later", "已列入以后年份撤并");

pub(crate) const LOOKING_WHAT_BREAKS: Text =
    t("Looking what the move breaks…", "正在核对调整年份的影响…");
pub(crate) const THE_MOVE: Text = t("The move", "调整年份后");

/// The step, and what it came to.
pub(crate) fn moved(step: &Words, came_to: &Words) -> Words {
    Words::new(
        format!("{} – {}", step.en, came_to.en),
        format!("{}——{}", step.zh, came_to.zh),
    )
}

/// What a form takes the place of.
pub(crate) fn replaces(what: &Words, year: Year) -> Words {
    Words::new(
        format!("Takes the place of this plan's: {}, {year}", what.en),
        format!("将替代本方案已有措施：{year}年{}", what.zh),
    )
}

/// The way to a year.
pub(crate) fn go_to_year(year: Year) -> Words {
    Words::new(format!("Go to {year}"), format!("看 {year} 年"))
}

/// What a measure will do in its year, after the year shown; with the names of those that take pupils over.
pub(crate) fn planned(measure: &Measure, year: Year, into: &[String]) -> Words {
    let (en, zh) = match measure {
        Measure::New(_) => (format!("built in {year}"), format!("{year} 年新建")),
        Measure::Reserve { .. } => (
            format!("site set aside in {year}"),
            format!("{year} 年预留用地"),
        ),
        Measure::Merge { .. } if !into.is_empty() => (
            format!("closes in {year}, into {}", into.join(", ")),
            format!("{year} 年并入{}", into.join("、")),
        ),
        Measure::Close { .. } | Measure::Merge { .. } => {
            (format!("closes in {year}"), format!("{year} 年撤销"))
        }
        Measure::PhaseOut { .. } => (
            format!("phased out from {year} on"),
            format!("{year} 年起逐年停招"),
        ),
        other => {
            let what = other.words();
            (
                format!("{} in {year}", what.en.to_lowercase()),
                format!("{year} 年{}", what.zh),
            )
        }
    };
    Words::new(format!("Planned: {en}"), format!("已列入：{zh}"))
}

/// Why a closure is not planned once more.
pub(crate) fn closes_already(name: &str, year: Year) -> Words {
    Words::new(
        format!("{name} closes in {year} by this plan; change that year, or take it back first"),
        format!("{name}已列入{year}年撤并，请改年份或先取消"),
    )
}
