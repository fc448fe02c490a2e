//! Words about who boards and who goes every day.

use super::{Text, t};
use crate::indicators::Distances;
use crate::rules::Limits;
use crate::units::Meters;
use crate::words::Words;

pub(crate) const BOARDERS_TIP: Text = t(
    "Placed pupils who sleep at school, as many as the schools record and the farthest first unless recorded; \
     they are in no figure of daily trips",
    "在校寄宿的学生：人数按学校记录，无记录的由远及近确定；不计入每日路程",
);
pub(crate) const BOARDERS_NOT_KNOWN: Text =
    t("not known: all counted as day pupils", "未知，均按走读计");

/// “once a week 5.1 km on average, 9.7 km at most”; `None` where nobody boards.
pub(crate) fn weekly(ways: Option<Distances>) -> Option<Words> {
    let ways = ways?;
    let (mean, longest) = (Meters::from_f64(ways.mean), ways.max);
    Some(Words::new(
        format!("once a week {mean} on average, {longest} at most"),
        format!("每周往返一次，平均 {mean}，最远 {longest}"),
    ))
}

/// Who may board instead of going over the limit every day, under the standards in force.
pub(crate) fn who_may(limits: &Limits) -> Words {
    let from = limits.from_boarding_grade();
    Words::new(
        format!(
            "Day pupils over the limit {}, and those who board already; younger ones cannot board",
            from.en
        ),
        format!("{}超距走读生和原有寄宿生；低年级不宜寄宿", from.zh),
    )
}
