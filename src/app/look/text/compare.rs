//! Words of the comparison beside its figures: when two plans differ, their figures side by side, what is taken over.

use super::{Text, t};
use crate::units::Year;
use crate::words::Words;

/// The plans do not differ in the year shown, but later.
pub(crate) fn not_yet(shown: Year, first: Year) -> Words {
    Words::new(
        format!("In {shown} the two do not differ yet; the first difference is in {first}"),
        format!("{shown} 年两个方案还没有不同，最早的不同在 {first} 年"),
    )
}

/// The plans do not differ any more in the year shown.
pub(crate) fn no_more(shown: Year, first: Year, last: Year) -> Words {
    let (en, zh) = if first == last {
        (format!("in {first} only"), format!("只在 {first} 年不同"))
    } else {
        (
            format!("from {first} to {last}"),
            format!("不同在 {first} 至 {last} 年"),
        )
    };
    Words::new(
        format!("In {shown} the two do not differ any more; they do {en}"),
        format!("{shown} 年两个方案已没有不同，{zh}"),
    )
}

pub(crate) const NEVER_APART: Text = t(
    "The two have the same schools and roads in every year",
    "两个方案各年的学校和道路都相同",
);
/// After a sentence that the plans do not differ.
pub(crate) const OTHER_TERMS: Text = t(
    "That is said of schools and roads: the two count by other standards, figures or ways of placing pupils",
    "以上只就学校和道路而言：两个方案的标准、数据或就学方式不同",
);

/// Shows a year.
pub(crate) fn go_to_year(year: Year) -> Words {
    Words::new(format!("Go to {year}"), format!("转到 {year} 年"))
}

/// The year has gone from one in which the plans do not differ to the first in which they do.
pub(crate) fn year_sought(shown: Year, first: Year) -> Words {
    Words::new(
        format!("In {shown} the two do not differ: {first}, where they first do, is shown now"),
        format!("{shown} 年两个方案没有不同，已转到最早出现不同的 {first} 年"),
    )
}

pub(crate) const WHOLE_COUNTY: Text = t("The whole county", "全县");
pub(crate) const SAME: Text = t("same", "相同");
pub(crate) const MORE: Text = t("more", "多");
pub(crate) const FEWER: Text = t("fewer", "少");
pub(crate) const LONGER: Text = t("farther", "远");
pub(crate) const SHORTER: Text = t("nearer", "近");
pub(crate) const HIGHER: Text = t("higher", "高");
pub(crate) const LOWER: Text = t("lower", "低");
pub(crate) const ONLY_A: Text = t("only in A", "仅 A 有");
pub(crate) const ONLY_B: Text = t("only in B", "仅 B 有");
pub(crate) const NOT_THERE: Text = t("not there", "无");
pub(crate) const NOT_COMPARABLE: Text = t("not known", "未知");
pub(crate) const UNCHANGED_STATE: Text = t("as today", "同现状");
pub(crate) const PUPILS_LIVING: Text = t("Pupils living here", "居住学生");
pub(crate) const ATTENDING: Text = t("Pupils attending", "就读学生");

pub(crate) const DO_SO_IN_A: Text = t("Do so in A too", "在 A 中也…");
pub(crate) const DO_SO_IN_A_TIP: Text = t(
    "Take this measure over into plan A, as one step; refused where something in A stands against it",
    "把这项措施加入方案 A，作为一步；与 A 中已有安排冲突时不加入，并说明原因",
);
pub(crate) const A_IS_TODAY: Text = t(
    "A is today's layout: choose a plan as A to take measures over",
    "A 是现状布局；把 A 换成一个方案后，可以采用 B 的措施",
);

/// A measure cannot be taken over.
pub(crate) fn not_taken(measure: &Words, why: &Words) -> Words {
    Words::new(
        format!("Not taken over: {}. {}", measure.en, why.en),
        format!("未采用：{}。{}", measure.zh, why.zh),
    )
}

/// The name of a step that takes a measure over.
pub(crate) fn as_in_b(measure: &Words) -> Words {
    Words::new(
        format!("As in B: {}", measure.en),
        format!("照 B 方案：{}", measure.zh),
    )
}

pub(crate) const CHOOSE_A_ROW: Text = t(
    "Choose a row to take its measure of B over into A",
    "选中一行，可把 B 的措施加入 A",
);
pub(crate) const NOTHING_IN_B: Text = t("B has nothing to take over", "B 没有可采用的措施");
pub(crate) const DIFFERENCE: Text = t("Difference", "差异");
