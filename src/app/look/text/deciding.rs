//! Words about deciding on a school: lights, next steps, the review of many, what stands against a closure.

use super::{Text, t};
use crate::proposal::merge::foreseen::NextStep;
use crate::rules::gate::Remedy;
use crate::units::Year;
use crate::words::Words;

// Lights, as they are told
pub(crate) const GREEN: Text = t("Green: nothing stands against it", "绿灯：各条均通过");
pub(crate) const AMBER: Text = t("Amber: something is to be done", "黄灯：有待办或须补救");
pub(crate) const RED: Text = t("Red: a line fails", "红灯：有条款不通过");
pub(crate) const KEPT: Text = t("Kept with a reason", "已保留，有理由");
pub(crate) const UNKNOWN_LIGHT: Text = t("Not judged: something is not known", "未判：资料不全");
pub(crate) const JUDGING: Text = t("Being judged", "正在研判");

// Groups of the list
pub(crate) const TO_JUDGE: Text = t("Being judged", "正在研判");

pub(crate) const fn next_step(next: NextStep) -> Text {
    match next {
        NextStep::MergeWithBus => t("Can merge with a bus", "配校车可撤并"),
        NextStep::Merge => t("Can merge as it is", "可直接撤并"),
        NextStep::Keep => t("Better kept", "宜保留"),
        NextStep::FillIn => t("Data missing", "缺数据"),
    }
}

// Buttons of a row
pub(crate) const MERGE: Text = t("Merge…", "撤并…");
pub(crate) const CLOSE: Text = t("Close…", "撤校…");
pub(crate) const KEEP: Text = t("Keep…", "保留…");
pub(crate) const KEEP_INSTEAD: Text = t("Keep instead…", "改为保留…");
pub(crate) const SEE_REASON: Text = t("See reason", "看理由");
pub(crate) const FILL_IN: Text = t("Fill in", "去补填");
pub(crate) const FILL_IN_TIP: Text = t(
    "Opens the data at this school; the light follows once it is known",
    "到资料区该校处补填，补填后即可研判",
);
pub(crate) const PLAN_BUS: Text = t("Plan a bus", "配校车");
pub(crate) const SIZE_UNKNOWN: Text = t(
    "Its pupils are not known, so whether it is small cannot be told",
    "学生数不详，是否小规模无法判断",
);

/// “2022, into 研经镇中心小学”.
pub(crate) fn planned(year: Year, into: &[&str]) -> Words {
    if into.is_empty() {
        return Words::new(format!("closes in {year}"), format!("{year} 年撤校"));
    }
    Words::new(
        format!("{year}, into {}", into.join(", ")),
        format!("{year} 年并入{}", into.join("、")),
    )
}

/// “东林镇中心小学 3.4 km apart · 54 free after”: the way between the schools, and the seats that stay
/// free once the pupils have come.
pub(crate) fn receiver(name: &str, way: &str, left: Option<i64>) -> Words {
    let (en, zh) = match left {
        Some(left) => (format!("{left} free after"), format!("并后余位 {left}")),
        None => ("seats not known".to_owned(), "学位不详".to_owned()),
    };
    Words::new(
        format!("{name} {way} apart · {en}"),
        format!("{name} 相距 {way} · {zh}"),
    )
}

pub(crate) const CLOSES_IN: Text = t("Closes in", "撤并年份");
pub(crate) const PUPILS_GO_TO: Text = t("Pupils go to", "学生去向");
/// Of a closure that is asked about in a year, or into a receiver, in which it cannot be.
pub(crate) const CANNOT_SO: Text = t(
    "It cannot be told for this year and receiver: in that year one of them is not open, or its pupils are not known",
    "无法研判：该年两校之一不开办，或学生数未知，请换一年或换接收学校",
);

/// How many of the small schools have been judged.
pub(crate) fn judged(done: usize, all: usize) -> Words {
    Words::new(
        format!("{done} of {all} judged"),
        format!("已判 {done}/{all}"),
    )
}

// The form of a merger
pub(crate) const WITH_BUS: Text = t("With a school bus", "配校车");
pub(crate) const BUS_NAME: Text = t("Bus, as the plan names it", "校车安排");
pub(crate) const WITHOUT_BUS_RED: Text = t(
    "Without a bus the gate shows red, and a written reason is asked for",
    "不配校车时研判为红灯，须书面说明",
);
pub(crate) const MERGE_NOW: Text = t("Merge", "撤并");

// The review
pub(crate) const REVIEW: Text = t("Review all…", "批量处理…");
pub(crate) const REVIEW_TIP: Text = t(
    "Tick what is to be merged; the map and the sum show it before anything is planned. Red is never ticked",
    "勾选要撤并的学校，先在地图和总账上看结果，再一步列入方案。红灯不勾选",
);
pub(crate) const REVIEW_TITLE: Text = t("Review small schools", "批量处理小规模学校");
pub(crate) const REVIEW_ON_MAP: Text = t(
    "The map and the figures above show the ticked ones; nothing is in the plan yet",
    "地图和上方指标已按勾选显示，尚未写入方案",
);
pub(crate) const REVIEW_JUDGING: Text = t("Judging them together…", "正在一并研判…");
pub(crate) const BECOMES_RED: Text = t("turns red", "因此变红");
pub(crate) const MOVED: Text = t("Change school", "转学");

/// The button that plans what is ticked.
pub(crate) fn plan_them(count: usize) -> Words {
    let schools = Words::counted(count, "school", "所");
    Words::new(
        format!("Plan {}", schools.en),
        format!("列入方案 {}", schools.zh),
    )
}

/// How much of the list is ticked.
pub(crate) fn ticked(count: usize, all: usize) -> Words {
    Words::new(
        format!("{count} of {all} ticked"),
        format!("共 {all} 所，已勾 {count} 所"),
    )
}

// The inspector
pub(crate) const WHY_RED: Text = t("Why red", "为什么是红灯");
pub(crate) const WHY_AMBER: Text = t("Closure gate", "撤并研判");
pub(crate) const NOT_PLANNED: Text = t("If it closed:", "如撤并：");
pub(crate) const TRYING: Text = t(
    "Tried on the map, not in the plan:",
    "地图上试看，未写入方案：",
);
pub(crate) const STOP_TRYING: Text = t("Stop", "停止试看");
pub(crate) const ROW_TIP: Text = t("A row shows it on the map", "点一行在地图上试看");
pub(crate) const CLASS_COLUMN: Text = t("Class", "每班");
pub(crate) const USUAL_REASONS: Text = t(
    "A click adds one of the usual reasons; what stands below can be changed",
    "点常用情形即写入理由；已拟的文字可改",
);
pub(crate) const ANOTHER_YEAR: Text = t("Another year", "改年份");
pub(crate) const OTHER_RECEIVER: Text = t("Another receiver", "换接收学校");
pub(crate) const MERGE_INSTEAD: Text = t("Merge there instead…", "改并入这所…");
pub(crate) const CHANGE_REASON: Text = t("Change reason…", "改理由…");

/// All lines of the gate.
pub(crate) fn all_lines(count: usize) -> Words {
    let lines = Words::counted(count, "line", "条");
    Words::new(format!("All {}", lines.en), format!("全部 {count} 条"))
}

/// What answers a line, as a button.
pub(crate) const fn remedy(remedy: Remedy) -> Text {
    match remedy {
        Remedy::Bus => PLAN_BUS,
        Remedy::Seats => EXPAND,
        Remedy::Year => t("A year later", "推迟一年"),
        Remedy::Record => t("Record", "去登记"),
        Remedy::Reason => t("Reason…", "说明…"),
    }
}

// Relief
pub(crate) const RELIEVE: Text = t("How to relieve it", "怎么缓解");
pub(crate) const EXPAND: Text = t("Enlarge…", "扩建…");
pub(crate) const SEND_SOME: Text = t("Draw catchments…", "划过去…");
pub(crate) const BUILD_NEAR: Text = t("Ask where…", "去测算");
pub(crate) const BUILD_TITLE: Text = t("Build a school nearby", "在附近新建");
pub(crate) const BUILD_LINE: Text = t("Ask where it helps most", "测算建在哪里最有效");

/// What the work on the school comes to.
pub(crate) fn expand(classes: u32, seats: u32) -> Words {
    let rooms = Words::counted(classes, "class", "个班");
    let plural = if classes == 1 {
        rooms.en
    } else {
        format!("{classes} classes")
    };
    Words::new(
        format!("Add {plural}, {seats} seats"),
        format!("扩建 {classes} 个班，增 {seats} 个学位"),
    )
}

/// At how many a class the seats are reckoned.
pub(crate) fn at_a_class(pupils: u32) -> Words {
    Words::new(
        format!("at {pupils} pupils a class, all of the shortage"),
        format!("按 {pupils} 人/班，缺口全补"),
    )
}

/// Seats at another school.
pub(crate) fn send_to(name: &str) -> Words {
    Words::new(format!("Send some to {name}"), format!("分给 {name}"))
}

/// How far that is, and how many have room there.
pub(crate) fn room_there(way: &str, free: i64) -> Words {
    Words::new(
        format!("{way}, {free} free seats"),
        format!("{way}，余位 {free} 个"),
    )
}
