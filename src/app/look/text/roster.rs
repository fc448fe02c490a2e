//! The words of updating the county from a newer roster.

use super::{Text, t};
use crate::words::Words;

pub(crate) const UPDATE: Text = t("Update from a newer file…", "用新名册更新…");
pub(crate) const UPDATE_TIP: Text = t(
    "Sets a newer roster of schools beside the county; nothing is taken before you tick it",
    "把较新的学校名册与现有资料逐项对照，勾选后才采用",
);
pub(crate) const CHOOSE: Text = t("The newer roster", "选择新名册");
pub(crate) const TAKE: Text = t("Take ticked", "采用所勾选");
pub(crate) const SCHOOL_AND_FIELD: Text = t("School · field", "学校 · 项目");
pub(crate) const NOW: Text = t("Now", "现为");
pub(crate) const NEW: Text = t("New", "新值");
pub(crate) const YEAR: Text = t("School year of the roster", "名册学年");
pub(crate) const YEAR_BEFORE: Text = t("School year of the present figures", "现有数据学年");
pub(crate) const FIGURES: Text = t("Figures and facts", "数字与属性");
pub(crate) const NAMES: Text = t("Names", "名称");
pub(crate) const KINDS: Text = t("Kinds", "类型");
pub(crate) const STATUS: Text = t("Open or closed", "在办与停办");
pub(crate) const PLACES: Text = t("Places", "位置");
pub(crate) const UNSURE: Text = t("Not sure which school", "待确认对应学校");
pub(crate) const NOT_IN_COUNTY: Text = t("Not in the county", "本县没有");
pub(crate) const ASK_AGAIN: Text = t("Ask again", "重新确认");
pub(crate) const NOTICED: Text = t("Noticed in reading", "读取提示");

/// The tick of schools whose pupils are the same in the newer year.
pub(crate) fn same_pupils(count: usize) -> Words {
    let all = Words::counted(count, "school", "所学校");
    Words::new(
        format!("The same pupils in the newer year: {}", all.en),
        format!("学生数与新学年相同：{}", all.zh),
    )
}

/// The choice that a row is a school.
pub(crate) fn it_is(name: &str) -> Words {
    Words::new(format!("It is {name}"), format!("就是{name}"))
}

/// What a taking is called among the steps.
pub(crate) fn step(file: &str, facts: usize) -> Words {
    let all = Words::counted(facts, "fact", "项");
    Words::new(
        format!("Updated from {file}: {}", all.en),
        format!("按 {file} 更新：{}", all.zh),
    )
}
