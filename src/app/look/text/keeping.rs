//! The words of steps, corrections, notes and unsaved work.

use super::{Text, t};
use crate::words::Words;

// History
pub(crate) const HISTORY_TITLE: Text = t("History of steps", "步骤历史");
pub(crate) const HISTORY_HINT: Text = t(
    "A click goes back to a step; later ones can be taken again",
    "点一步回到那时，之后的可重做",
);
pub(crate) const NO_STEPS: Text = t(
    "Nothing has been changed since this was opened. Every step will stand here: a click goes back to it, and one can \
     be taken back alone.",
    "打开以来还没有改动。以后每一步都列在这里：点击可回到那一步，也可单独撤回其中一步。",
);
/// What a draft was begun from: a proposal about a plan; about today where that has no name.
pub(crate) fn from_proposal(plan: &str) -> Words {
    if plan.is_empty() {
        return Words::new("Draft from a proposal", "由测算建议生成的草案");
    }
    Words::new(
        format!("Draft from a proposal about {plan}"),
        format!("由“{plan}”的测算建议生成的草案"),
    )
}

pub(crate) const AT_FIRST: Text = t("As it was opened", "打开时的样子");
pub(crate) const OF_DATA: Text = t("data", "资料");
pub(crate) const UNDONE_STEP: Text = t("undone", "已撤回");
pub(crate) const GO_TO_STEP: Text = t("Go to this step", "回到这一步");
pub(crate) const GO_TO_STEP_TIP: Text = t("As it was after this step", "回到这一步之后的样子");
pub(crate) const UNDO_ONLY: Text = t("Undo this only", "只撤这一步");
pub(crate) const UNDO_ONLY_TIP: Text = t(
    "Takes this step back and leaves the later ones",
    "只撤销这一步，之后的步骤保留",
);
pub(crate) const SHUT: Text = t("Close", "关闭");
pub(crate) const RESTORE: Text = t("Back to today's layout", "还原为现状");
pub(crate) const RESTORE_TIP: Text = t(
    "Takes back every measure about this school",
    "撤回本校的全部措施",
);

// Corrections
pub(crate) const CORRECTIONS: Text = t("Corrections", "更正");
pub(crate) const CORRECTIONS_TIP: Text = t(
    "Values set right against the files; they are listed below the layers, each with its way back",
    "与文件不同、以更正为准的值；左侧“更正”中逐条列出，可撤回",
);
pub(crate) const CORRECT: Text = t("Correct", "更正");
pub(crate) const CORRECT_TIP: Text = t(
    "Set right against the file, which is never written",
    "更正另存，不改原文件",
);
pub(crate) const CORRECT_HINT: Text = t(
    "Click a value and type; empty means not known. Enter takes it. The county's files are never written.",
    "点值即可修改，留空为不详，回车生效。更正另存，不改县里的原文件。",
);
pub(crate) const NO_CORRECTIONS: Text = t(
    "None yet. Select a school and change its values at the right.",
    "暂无。选中学校，在右侧修改。",
);
pub(crate) const PICK_PLACE: Text = t("Pick on the map", "在图上点选");
pub(crate) const PICK_PLACE_TIP: Text = t(
    "The next click on the map says where it stands; Esc leaves it as it is",
    "在地图上点一下正确的位置；Esc 取消",
);
pub(crate) const PICKING_PLACE: Text = t(
    "Correcting: click where it really stands · Esc to leave",
    "更正位置：点击实际所在处 · Esc 取消",
);
pub(crate) const AS_IN_FILE: Text = t("As in the file", "按文件");
pub(crate) const AS_IN_FILE_TIP: Text = t("Take the correction back", "撤回这条更正");
pub(crate) const AFFIRM: Text = t("Still counts", "仍按更正");
pub(crate) const AFFIRM_TIP: Text = t(
    "The correction counts although the file has changed",
    "文件虽有变化，仍以更正为准",
);
pub(crate) const BY: Text = t("Corrected by", "更正人");
pub(crate) const SOURCE: Text = t("Source", "依据");
pub(crate) const SOURCE_HINT: Text = t("e.g. yearly report 2024", "如 2024 年报表");
pub(crate) const SOURCE_TIP: Text = t(
    "After what the next values are corrected; it stays until you change it",
    "之后更正的依据，改动前一直有效",
);
pub(crate) const NO_SOURCE: Text = t("no source given", "未注明依据");
pub(crate) const MISSING: Text = t("missing", "缺");
pub(crate) const ESTIMATED_HOME: Text = t(
    "Homes are estimated here: there is no record to correct",
    "居民点为估算，没有可更正的记录",
);

// Notes
pub(crate) const NOTE: Text = t("Note…", "备注…");
pub(crate) const NOTE_TITLE: Text = t("Note", "备注");
pub(crate) const NOTE_TIP: Text = t(
    "Write something down about this school; it is kept in the plan",
    "为本校写备注，随方案保存",
);
pub(crate) const NOTE_HINT: Text = t("Kept in the plan's file", "随方案文件保存");

// Unsaved work
pub(crate) const PICK_UP: Text = t("Pick up", "接着做");
pub(crate) const PICK_UP_TIP: Text = t(
    "Opens the county and the plans as they were; they stay unsaved until you save them",
    "打开该县并恢复当时的方案，仍为未保存",
);
pub(crate) const FORGET: Text = t("Throw away", "丢弃");
pub(crate) const FORGET_SURE: Text = t("Really throw away", "确认丢弃");
pub(crate) const FORGET_TIP: Text = t("Nobody needs it any more", "不再需要");
pub(crate) const LATER: Text = t("Later", "以后再说");
pub(crate) const OFFER_TITLE: Text = t("Pick up where it stopped?", "接着上次未保存的工作？");
pub(crate) const OFFER_QUESTION: Text = t(
    "The program ended before these plans were saved. Files are as they were.",
    "上次程序在保存之前中断了。原有文件没有改动。",
);

// The map
pub(crate) const RELOCATING: Text = t(
    "Relocating: click on the new place of the school · Esc to leave",
    "迁建：点击学校的新址 · Esc 取消",
);

/// A plan was chosen whose measures begin later, and the year went there.
pub(crate) fn year_moved(name: &str, year: crate::units::Year) -> Words {
    Words::new(
        format!("{name}: its measures begin in {year}, which is shown now"),
        format!("{name}：措施自 {year} 年起，已转到该年"),
    )
}

/// The same where today's layout is shown.
pub(crate) fn begins_later(name: &str, year: crate::units::Year) -> Words {
    Words::new(
        format!("{name}: its measures begin in {year}; nothing of it shows in this year"),
        format!("{name}：措施自 {year} 年起，所示年份尚无变化"),
    )
}

/// Corrections count that were kept for a county.
pub(crate) fn corrections_kept(n: usize, n_asking: usize) -> Words {
    let all = Words::counted(n, "correction", "处更正");
    if n_asking == 0 {
        return Words::new(
            format!("{} of the data taken over", all.en),
            format!("已套用{}", all.zh),
        );
    }
    Words::new(
        format!(
            "{}; for {n_asking} of them the files have changed: see Data",
            all.en
        ),
        format!(
            "{}，其中{n_asking}处文件已有变化，暂不生效，请到“资料”确认",
            all.zh
        ),
    )
}

/// So many corrections wait for an answer.
pub(crate) fn asking(n: usize) -> Words {
    Words::new(format!("{n} to answer"), format!("{n}处待确认"))
}

/// Unsaved work was picked up.
pub(crate) fn picked_up(n: usize) -> Words {
    let plans = Words::counted(n, "plan", "个方案");
    Words::new(
        format!("Picked up {}; save to keep it", plans.en),
        format!("已恢复{}，请保存", plans.zh),
    )
}

/// What could not be kept beside, and that the plan itself is unharmed.
pub(crate) fn not_kept(error: &Words) -> Words {
    Words::new(
        format!("No copy could be kept beside: {}; save the plan", error.en),
        format!("未能自动留底：{}；请及时保存方案", error.zh),
    )
}

/// A damaged side file was put aside.
pub(crate) fn put_aside(path: &std::path::Path) -> Words {
    let path = path.display();
    Words::new(
        format!("The corrections kept before could not be read; they are kept as {path}"),
        format!("原有更正文件无法读取，已另存为 {path}"),
    )
}
