//! The words of the tour, step by step: what it is, what it is for, what to do.

use super::{Text, t};

/// What a step says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StepWords {
    /// What it is about.
    pub(crate) title: Text,
    /// What that is for.
    pub(crate) says: Text,
    /// What to do.
    pub(crate) asks: Text,
}

pub(crate) const TODAY: StepWords = StepWords {
    title: t(
        "Five workspaces, in the order of the job",
        "五个工作区，按工作顺序排列",
    ),
    says: t(
        "Data is what was read, and where a wrong figure is set right. Today is how the county stands. No plan is changed in either.",
        "“资料”是读入的内容，读错的可在这里更正；“现状”是全县布局。这两处都不改动方案。",
    ),
    asks: t("Click Today.", "请点“现状”。"),
};

pub(crate) const STRIP: StepWords = StepWords {
    title: t("The figures of a stage", "一个学段的指标"),
    says: t(
        "The symbols on the left choose the stage; the figures, the map and the tables follow. A click on a figure opens its rows.",
        "左边的符号选学段，指标、地图和表格随之变化。点一个数可以打开明细。",
    ),
    asks: t(
        "Choose junior schools, the triangle.",
        "请点三角形，选初中。",
    ),
};

pub(crate) const MAP: StepWords = StepWords {
    title: t("The map", "地图"),
    says: t(
        "Every school and settlement can be clicked; what is known of it stands on the right. The wheel zooms, dragging moves.",
        "点学校或居民点，右侧显示详情。滚轮缩放，拖动平移。",
    ),
    asks: t("Click a school.", "请点一所学校。"),
};

pub(crate) const SEARCH: StepWords = StepWords {
    title: t("Find anything by name", "按名称查找"),
    says: t(
        "Schools, villages, townships, plans, years and every command, in Chinese, English or pinyin: mtz finds 马踏镇.",
        "学校、村组、乡镇、方案、年份和全部命令都能找，可用拼音首字母：mtz 就是马踏镇。",
    ),
    asks: t("Ctrl K opens it at any time.", "随时按 Ctrl K 打开。"),
};

pub(crate) const PLAN: StepWords = StepWords {
    title: t("A plan is a list of steps", "方案由一项项措施组成"),
    says: t(
        "Here schools are merged, moved, built and enlarged. Today's layout stays as it is, and every step can be taken back.",
        "在这里撤并、迁建、新建、扩建。现状布局不受影响，每一步都可以撤销。",
    ),
    asks: t("Click Plan.", "请点“方案”。"),
};

pub(crate) const SMALL: StepWords = StepWords {
    title: t("Small schools", "小规模学校"),
    says: t(
        "Here those of the primary stage: each with the school that could take its pupils, the distance and the free seats there. The closure gate says what speaks against it.",
        "这里是小学学段的：每所都列出可接收的学校、距离和余位；撤并研判说明有哪些不利条件。",
    ),
    asks: t(
        "Merge one. Ctrl Z takes it back.",
        "请试撤并一所。Ctrl Z 可撤销。",
    ),
};

pub(crate) const GATE: StepWords = StepWords {
    title: t("Tables lie under the map", "表格在地图下面"),
    says: t(
        "A click opens one, a second click shuts it. The closure gate judges every merger line by line.",
        "点一下打开，再点一下收起。“撤并研判”逐条判断每一项撤并。",
    ),
    asks: t("Open the closure gate.", "请打开“撤并研判”。"),
};

pub(crate) const YEAR: StepWords = StepWords {
    title: t("The year on screen", "显示的年份"),
    says: t(
        "Measures take effect in their year, and the number of pupils changes. Everything on the screen is of this year.",
        "措施在所定年份生效，学生数逐年变化。屏幕上的数都是这一年的。",
    ),
    asks: t(
        "Go a year on: the arrow, or the key ].",
        "请到下一年：点箭头，或按 ] 键。",
    ),
};

pub(crate) const COMPARE: StepWords = StepWords {
    title: t("Two plans side by side", "两个方案对照"),
    says: t(
        "What differs, who gains and who loses, settlement by settlement.",
        "有哪些不同，哪些居民点受益、哪些受损。",
    ),
    asks: t("Click Compare.", "请点“比选”。"),
};

pub(crate) const DELIVER: StepWords = StepWords {
    title: t("What is handed over", "要上报的成果"),
    says: t(
        "What is still missing, and the files to write. Your own county opens from the file menu: a folder is enough.",
        "还缺什么，能导出什么。从“文件”菜单打开自己的县，选一个文件夹就行。",
    ),
    asks: t(
        "That was the tour. F1 shows all keys.",
        "导览到此结束。按 F1 看全部快捷键。",
    ),
};
