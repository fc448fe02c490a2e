//! Words of the figures of one school: today's layout beside the plan, and its pupils year by year.

use std::task::Poll;

use super::{Text, t};
use crate::app::look::figures::known;
use crate::units::Year;
use crate::words::Words;

pub(crate) const TODAYS: Text = t("Today's", "现状");
pub(crate) const PLANNED: Text = t("Plan", "方案");
pub(crate) const WHOLE_SCHOOL: Text = t("Whole school", "全校");
pub(crate) const BEYOND: Text = t(" (beyond the limit)", "（超出限值）");

/// The pupils and seats of a stage in a year; pupils may still be worked out, and those of a later year are a forecast.
pub(crate) fn so_many_in(
    year: Year,
    (pupils, is_forecast): (Poll<Option<u32>>, bool),
    seats: Option<u32>,
) -> Words {
    let pupils = match pupils {
        Poll::Pending => "…".to_owned(),
        Poll::Ready(pupils) => known(pupils),
    };
    let seats = known(seats);
    let (en, zh) = if is_forecast {
        (" (forecast)", "（预测）")
    } else {
        ("", "")
    };
    Words::new(
        format!("In {year}: {pupils} pupils{en}, {seats} seats"),
        format!("{year}年：学生{pupils}{zh}，学位{seats}"),
    )
}

/// Over the columns of today's layout and of the plan.
pub(crate) fn both_in(year: Year) -> Words {
    Words::new(
        format!("Today's layout and the plan, both in {year}"),
        format!("现状布局与本方案，均为 {year} 年"),
    )
}

/// Over the column of today's layout alone.
pub(crate) fn today_in(year: Year) -> Words {
    Words::new(
        format!("Today's layout in {year}"),
        format!("现状布局，{year} 年"),
    )
}

pub(crate) const TREND: Text = t("Pupils year by year", "逐年学生");
pub(crate) const TREND_TIP: Text = t(
    "The pupils of this school in every year to the horizon, worked out once it is opened",
    "该校从现状到规划远期各年的学生数，展开后测算",
);
/// The two lines of the chart.
pub(crate) const TREND_LEGEND: Text = t("— pupils  - - seats", "— 学生  - - 学位");
pub(crate) const NO_TREND: Text = t(
    "Its pupils are not known in any year: fill them in under Data",
    "各年学生均未知，请到“资料”中补填",
);

/// Which stage the chart is of.
pub(crate) fn trend_of(stage: &Words) -> Words {
    Words::new(
        format!("{}; a click shows the year", stage.en),
        format!("{}；点击可转到该年", stage.zh),
    )
}
