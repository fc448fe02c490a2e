//! Words about what is handed over.

use super::{Text, t};
use crate::horizon::{Weight, Where};
use crate::words::Words;

/// The head of a group of points.
pub(crate) const fn weight(weight: Weight) -> Text {
    match weight {
        Weight::Must => t("Must", "必办"),
        Weight::Should => t("Should", "建议"),
        Weight::Ready => t("Ready", "已具备"),
    }
}

/// The button that leads to where a point is mended.
pub(crate) const fn way(place: Where) -> Text {
    match place {
        Where::Gate => t("To the gate", "去研判"),
        Where::Steps => t("To the measures", "看措施"),
        Where::Save => t("Save", "保存"),
        Where::Problems => t("To the problems", "看问题"),
        Where::Standards => t("Confirm", "去确认"),
        Where::Money => t("Fill in", "去填写"),
        Where::Assumptions => t("To the assumptions", "看假定值"),
        Where::Doubts => t("To the doubts", "看疑点"),
    }
}

pub(crate) const NOT_READY: Text = t("Not ready to hand in", "还不能上报");
pub(crate) const READY: Text = t("Ready to hand in", "可以上报");
pub(crate) const NOTHING_FORBIDS: Text = t(
    "What is open does not forbid to export: what is written then is a draft for comment",
    "有未完项也可导出，导出的是征求意见稿",
);
pub(crate) const PACKAGE: Text = t("What goes into the package", "成果包里放什么");
pub(crate) const PREVIEW: Text = t("As it is written", "与导出一致");
pub(crate) const PREVIEWING: Text = t("The table is being made…", "正在生成表格…");
pub(crate) const EXPORT_THIS: Text = t("Export this table…", "导出本表…");
pub(crate) const NO_ROWS: Text = t("The table has no rows", "表中没有数据");

/// How many rows a table has.
pub(crate) fn rows(count: usize) -> Words {
    Words::counted(count, "row", " 行")
}
