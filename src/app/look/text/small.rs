//! Words about small schools: the figure, the list, and merging all at once.

use super::{Text, t, words_of};
use crate::units::{Meters, Year};
use crate::words::Words;

pub(crate) const SMALL: Text = t("Small", "小规模");
pub(crate) const SMALL_TIP: Text = t(
    "Schools and teaching points with fewer pupils over all their stages, kindergartens apart; to be looked at, never closed for that alone",
    "各学段学生合计不足该数的学校和教学点，幼儿园不计；只作研判，不因此自动撤并",
);
pub(crate) const SMALL_SCHOOLS: Text = t("Small schools", "小规模学校");
pub(crate) const NO_SMALL_SCHOOLS: Text = t(
    "No school of this stage is below the threshold",
    "该学段没有低于门槛的学校",
);
pub(crate) const NOT_SMALL: Text = t("Small: apart", "小规模：不计");
pub(crate) const KINDERGARTENS_APART: Text = t(
    "Kindergartens are small by nature: none is listed unless a number is typed",
    "幼儿园规模本来就小：未填写人数时不列出",
);
pub(crate) const BELOW: Text = t("under", "少于");
pub(crate) const PUPILS_WITHIN: Text = t("pupils, within", "人，接收距离");
pub(crate) const THRESHOLD: Text = t("Small-school threshold", "小规模门槛");
pub(crate) const THRESHOLD_TIP: Text = t(
    "Schools and teaching points with fewer pupils over all their stages are small; kindergartens apart. The standard in force holds until another number is typed; figures, list, charts and proposals all use it",
    "各学段学生合计少于该数的学校和教学点为小规模学校，幼儿园不计。未另行填写时按现行标准；指标、列表、图表和建议均用此数",
);
pub(crate) const KEPT_ALREADY: Text = t("Kept", "已保留");
pub(crate) const UNEXPLAINED: Text = t("Merging, red, no reason", "已列撤并，红灯未说明");
pub(crate) const SIZE_UNKNOWN: Text = t("Size not known", "规模不详");
pub(crate) const EXPLAIN: Text = t("Reason…", "说明…");
pub(crate) const LACKS_PUPILS: Text = t("Its pupils are not known", "缺学生数");
pub(crate) const LACKS_SEATS: Text = t(
    "Its seats are not known, so how full it is cannot be told",
    "缺学位数，利用率算不出",
);
pub(crate) const RECEIVER_COLUMN: Text = t("Receiver", "接收学校");
pub(crate) const APART_COLUMN: Text = t("Apart", "相距");
pub(crate) const ROOM_COLUMN: Text = t("Free\nseats", "余位\n并前");
pub(crate) const ROOM_IS_BEFORE: Text = t(
    "Apart is from school to school, the trip from home to school. Free seats are those before the merger.",
    "“相距”为两校之间，“路程”为从家到校；余位为撤并前的余位。",
);
pub(crate) const TRIP_COLUMN: Text = t("Trip", "路程");
pub(crate) const OVER_COLUMN: Text = t("Over", "超距");
pub(crate) const NOW_ROW: Text = t("Now", "现在");
pub(crate) const NO_ROOM_HERE: Text = t("not enough seats", "学位不足");

/// Pupils beyond the seats of a school.
pub(crate) fn short_of_seats(short: &str) -> Words {
    Words::new(
        format!("Too full: {short} seats short"),
        format!("超员，缺 {short} 个学位"),
    )
}

/// What stands against a closure at the gate.
pub(crate) fn red_lines(count: usize) -> Words {
    let plural = if count == 1 { "" } else { "s" };
    Words::new(
        format!("{count} line{plural} against it, no reason"),
        format!("{count} 条不通过，尚无书面说明"),
    )
}

/// Why a receiver is none for long.
pub(crate) fn closes_itself(year: Year) -> Words {
    Words::new(
        format!("closes itself in {year}"),
        format!("本校 {year} 年也撤并"),
    )
}

/// Why a receiver is none within reach.
pub(crate) fn beyond(reach: Meters) -> Words {
    Words::new(
        format!("over {reach} from school to school"),
        format!("两校相距超过 {reach}"),
    )
}

pub(crate) const REACH: Text = t("Reach of a receiver", "接收距离");
pub(crate) const REACH_TIP: Text = t(
    "How far a receiving school may be, along roads from school to school; trips are told from home to school",
    "两校之间沿道路的最远距离；上学路程另按从家到校计",
);
pub(crate) const NO_RECEIVER: Text = t("No other school runs its stages", "没有开办相同学段的学校");
pub(crate) const TOO_FAR: Text = t(
    "Nearest receiver too far, from school to school:",
    "最近接收学校过远，两校相距",
);
pub(crate) const NO_ROOM: Text = t("No receiver has room", "接收学校学位不足");

/// The figure of small schools, by the number below which a school is small on either side.
pub(crate) fn under(before: u32, below: u32) -> Words {
    if below == 0 {
        return words_of(NOT_SMALL);
    }
    if before != below {
        return Words::new(
            format!("Under {before} → {below}"),
            format!("不足{before}→{below}人"),
        );
    }
    Words::new(format!("Under {below}"), format!("不足{below}人"))
}
