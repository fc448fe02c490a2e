//! The words of what helps to find one's way: search, settings, keys, tour, empty states.

use super::{Text, t};
use crate::app::look::finding::Group;
use crate::app::look::keys::Part;
use crate::units::DistanceUnit;
use crate::words::Words;

// The search
pub(crate) const SEARCH: Text = t("Find", "查找");
pub(crate) const SEARCH_TIP: Text = t(
    "Schools, villages, townships, plans, problems, years, commands; pinyin and its initials too",
    "学校、村组、乡镇、方案、问题、年份、命令；可用拼音和拼音首字母",
);
pub(crate) const SEARCH_HINT: Text = t("Name, pinyin or command", "名称、拼音或命令");
pub(crate) const SEARCH_FOOT: Text = t(
    "↑↓ choose   Enter goes there   Tab what else   Ctrl Enter inspector",
    "↑↓ 选   回车 定位   Tab 更多操作   Ctrl 回车 检查器   mtz 也能找到马踏镇",
);
pub(crate) const NOTHING_FOUND: Text = t(
    "Nothing is called that. Try a shorter part of the name, or its pinyin.",
    "没有找到。可以只输入名称的一部分，或输入拼音。",
);
pub(crate) const CHOSEN: Text = t("chosen", "当前");
pub(crate) const PAGE: Text = t("Page", "表格");
pub(crate) const WORKSPACE: Text = t("Go to", "转到");
pub(crate) const LANGUAGE: Text = t("Language", "语言");
pub(crate) const SWITCH_THEME: Text = t("Switch light and dark", "切换浅色、深色");

/// What is found together.
pub(crate) const fn group(group: Group) -> Text {
    match group {
        Group::Schools => t("Schools", "学校"),
        Group::Townships => t("Townships", "乡镇"),
        Group::Settlements => t("Settlements", "居民点"),
        Group::Plans => t("Plans", "方案"),
        Group::Problems => t("Problems", "问题"),
        Group::Years => t("Years", "年份"),
        Group::Commands => t("Commands", "命令"),
    }
}

/// How many of a group have no room.
pub(crate) fn others(number: usize) -> Words {
    Words::new(format!("{number} more"), format!("另 {number} 个"))
}

/// So many pupils.
pub(crate) fn pupils(number: u32) -> Words {
    Words::counted(number, "pupil", "人")
}

/// So many settlements.
pub(crate) fn settlements(number: usize) -> Words {
    Words::counted(number, "settlement", "处居民点")
}

// Keys
pub(crate) const KEYS: Text = t("Keys", "快捷键");
pub(crate) const KEYS_TIP: Text = t("All keys on one sheet", "全部快捷键");
pub(crate) const KEYS_NOTE: Text = t(
    "Single letters work while the map or a table has the focus, not while you type.",
    "单个字母键在地图或表格上有效，输入文字时不起作用。",
);
pub(crate) const HISTORY: Text = t("History", "历史");
pub(crate) const HISTORY_TIP: Text = t(
    "All steps, to go back to any of them",
    "全部步骤，可回到任一步",
);
pub(crate) const TO_SELECTION: Text = t("Show the selection", "定位到所选");
pub(crate) const TO_SELECTION_TIP: Text = t(
    "Bring what is selected into the middle of the map",
    "把选中的对象移到地图中央",
);
pub(crate) const CLOSE_SELECTED: Text = t("Close the selected school", "将选中的学校撤校");
pub(crate) const KEEP_SELECTED: Text = t("Keep the selected school…", "保留选中的学校…");
pub(crate) const CORRECT_SELECTED: Text = t("Correct what is selected", "更正选中的对象");
pub(crate) const CORRECT_TIP: Text = t(
    "Its facts, each to be set right with who and why; the files stay as they are",
    "逐项更正数据，注明何人、何因；原文件不变",
);
pub(crate) const OPEN_RULE: Text = t("Open in the table of problems", "在问题表中打开");
pub(crate) const OPEN_RULE_TIP: Text = t(
    "Where the layout breaks it, township by township",
    "逐乡镇列出不符合的地方",
);
pub(crate) const PROBLEMS_THERE: Text = t("Its problems", "看那里的问题");
pub(crate) const TO_MAP: Text = t("Show on the map", "在地图上定位");
pub(crate) const TO_INSPECTOR: Text = t("Open the inspector", "打开检查器");
pub(crate) const CHOOSE_PLAN: Text = t("Show this plan", "显示这个方案");
pub(crate) const COMPARE_PLAN: Text = t("Compare it", "比选这个方案");
pub(crate) const YEAR_STEP_TIP: Text = t("A year back or on", "上一年、下一年");
pub(crate) const NEXT_PART: Text = t("Next part of the window", "下一个窗格");
pub(crate) const FORMER_PART: Text = t("Former part of the window", "上一个窗格");
pub(crate) const PART_TIP: Text = t("Moves the focus from pane to pane", "在各窗格之间移动焦点");
pub(crate) const LARGER: Text = t("Larger text", "放大文字");
pub(crate) const SMALLER: Text = t("Smaller text", "缩小文字");
pub(crate) const USUAL_SIZE: Text = t("Usual text", "恢复字号");
pub(crate) const HOLD_SPACE: Text = t("Space, held", "按住空格");
pub(crate) const TODAY_WHILE_HELD: Text =
    t("Today's layout, as long as it is held", "按住时看现状布局");
pub(crate) const TAB_KEY: Text = t("Tab, Shift Tab", "Tab、Shift Tab");
pub(crate) const NEXT_CONTROL: Text = t("Next, former control", "下一个、上一个控件");
pub(crate) const ARROWS: Text = t("↑ ↓", "↑ ↓");
pub(crate) const IN_LISTS: Text = t("In lists and tables, another line", "在列表和表格中换行");
pub(crate) const ENTER: Text = t("Enter", "回车");
pub(crate) const ENTER_TIP: Text = t(
    "Does what is chosen; in a form, its first button; in a number, the next field (Ctrl+Enter confirms from anywhere)",
    "执行所选；在表单中等于确认；在数字框中转到下一项（Ctrl+回车随处确认）",
);
pub(crate) const DOUBLE_CLICK: Text = t("Double click on an edge", "双击窗格边缘");
pub(crate) const USUAL_WIDTH: Text = t("The usual width or height", "恢复原来的宽度、高度");
pub(crate) const WHEEL: Text = t("Wheel on the map", "地图上滚轮");
pub(crate) const ZOOMS: Text = t("Zooms about the pointer", "以指针为中心缩放");
pub(crate) const SHIFT_DRAG: Text = t("Shift and drag", "Shift 拖动");
pub(crate) const FRAMES: Text = t("Frames what is to be chosen", "框选");
pub(crate) const ALT_DRAG: Text = t("Alt and drag, or the lasso", "Alt 拖动，或用套索");
pub(crate) const ENCIRCLES: Text = t("Encircles the schools to choose", "圈选学校");
pub(crate) const ESCAPE_LEAVES: Text = t("Leave", "退出一层");

/// A part of the sheet of keys.
pub(crate) const fn part(part: Part) -> Text {
    match part {
        Part::Go => t("Where to", "去哪里"),
        Part::Panes => t("Panes", "窗格"),
        Part::Plan => t("The plan", "方案"),
        Part::Map => t("Map and selection", "地图和选中的对象"),
        Part::Window => t("Window and text", "窗口和文字"),
    }
}

// Settings
pub(crate) const SETTINGS_TIP: Text = t(
    "Language, light or dark, size of the text, units",
    "语言、浅色或深色、字号、单位",
);
pub(crate) const COLOURS: Text = t("Colours", "颜色");
pub(crate) const AS_SYSTEM: Text = t("As the system", "跟随系统");
pub(crate) const DISTANCES: Text = t("Distances", "距离");
pub(crate) const DECIMALS: Text = t("Decimals of km", "公里小数位");
pub(crate) const FOLDER: Text = t("Usual folder", "默认文件夹");
pub(crate) const FOLDER_TIP: Text = t("Where file dialogs begin", "文件对话框从这里开始");
pub(crate) const NO_FOLDER: Text = t("where the last file was", "上次打开文件的位置");
pub(crate) const CHOOSE: Text = t("Choose…", "选择…");
pub(crate) const FORGET: Text = t("Clear", "清除");
pub(crate) const CLOSE: Text = t("Close", "关闭");
pub(crate) const EXAMPLE: Text = t("for example", "例如");

/// A unit of distances.
pub(crate) const fn unit(unit: DistanceUnit) -> Text {
    match unit {
        DistanceUnit::Mixed => t("m and km", "米和公里"),
        DistanceUnit::Kilometres => t("km", "公里"),
        DistanceUnit::Metres => t("m", "米"),
    }
}

// Files and help
pub(crate) const RECENT: Text = t("Recent", "最近打开");
pub(crate) const HELP: Text = t("Help", "帮助");
pub(crate) const HELP_TIP: Text = t(
    "Keys, the tour, about the program",
    "快捷键、导览、关于本程序",
);
pub(crate) const ABOUT: Text = t("About Xuequ", "关于学区");
pub(crate) const ABOUT_TIP: Text = t("Version, licences", "版本、许可");
pub(crate) const WHAT_IT_IS: Text = t(
    "Plans where a county's schools stand. Works without a network; no data leaves this computer.",
    "县域学校布局规划。离线运行，数据不离开本机。",
);
pub(crate) const OWN_LICENCE: Text = t(
    "Licence: MIT or Apache 2.0, as you choose",
    "许可：MIT 或 Apache 2.0，任选其一",
);
pub(crate) const BUILT_IN: Text = t(
    "What is built in, and under which licence",
    "内置组件及其许可",
);

/// The version of the program.
pub(crate) fn version(version: &str) -> Words {
    Words::new(format!("Version {version}"), format!("版本 {version}"))
}

// Empty states
pub(crate) const NOTHING_OPEN: Text = t("No county is open yet", "还没有打开县的资料");
pub(crate) const NOTHING_OPEN_TIP: Text = t(
    "Drop a folder or its files here: townships, schools, settlements, roads. Or look at the sample county first.",
    "把文件夹或文件拖到这里：乡镇、学校、居民点、道路。也可以先看示例县。",
);
pub(crate) const SEE_SAMPLE: Text = t("See the sample county", "看示例县");
pub(crate) const NO_PLAN: Text = t("No plan yet", "还没有方案");
pub(crate) const NO_PLAN_TIP: Text = t(
    "The list below is of today's layout. The first step you take begins a plan; today's layout stays as it is.",
    "下面列的是现状。做第一步时会自动新建方案，现状布局不受影响。",
);
pub(crate) const PLAN_FROM_TODAY: Text = t("New plan from today's layout", "从现状新建方案");
pub(crate) const OPEN_PLAN: Text = t("Open a plan…", "打开方案…");

// The tour
pub(crate) const TOUR: Text = t("Five-minute tour", "五分钟导览");
pub(crate) const TOUR_TIP: Text = t(
    "Leads through the program on the sample county",
    "用示例县走一遍主要功能",
);
pub(crate) const OFFER: Text = t(
    "New here? A tour of five minutes leads from today's layout to a plan, on the sample county.",
    "第一次使用？五分钟导览用示例县带您从现状走到方案。",
);
pub(crate) const BEGIN: Text = t("Begin", "开始");
pub(crate) const LATER: Text = t("Not now", "以后再说");
pub(crate) const NEXT: Text = t("Next", "下一步");
pub(crate) const BACK: Text = t("Back", "上一步");
pub(crate) const END: Text = t("End the tour", "结束导览");
pub(crate) const DONE: Text = t("Done", "完成");
pub(crate) const LATER_UNDER_HELP: Text = t(
    "The tour stands in the help menu, F1 shows all keys",
    "导览在“帮助”菜单里；按 F1 看全部快捷键",
);

/// Which step of how many.
pub(crate) fn step_of(step: usize, all: usize) -> Words {
    Words::new(format!("{step} of {all}"), format!("{step} / {all}"))
}

// Parts of the window
pub(crate) const BAR: Text = t("Top bar", "顶栏");
pub(crate) const STRIP: Text = t("Figures", "指标条");
pub(crate) const MAP: Text = t("Map pane", "地图窗格");
pub(crate) const DOCK_TABS: Text = t("Tabs of the tables", "表格标签");
pub(crate) const STATUS: Text = t("Status line", "状态栏");
