//! The words of the desk: workspaces, tabs, panes, the strip, the line at the bottom.

use super::{Text, t};
use crate::app::look::desk::{Page, Task, Workspace};
use crate::words::Words;

pub(crate) const fn workspace(workspace: Workspace) -> Text {
    match workspace {
        Workspace::Data => t("Data", "资料"),
        Workspace::Today => t("Today", "现状"),
        Workspace::Plan => t("Plan", "方案"),
        Workspace::Compare => t("Compare", "比选"),
        Workspace::Deliver => t("Deliver", "成果"),
    }
}

pub(crate) const fn workspace_tip(workspace: Workspace) -> Text {
    match workspace {
        Workspace::Data => t(
            "What was read, what is doubtful, and the standards",
            "读入的资料、疑点和标准",
        ),
        Workspace::Today => t(
            "How the county stands; nothing is changed here",
            "全县现状，只看不改",
        ),
        Workspace::Plan => t(
            "The chosen plan: merge, build, move, ask",
            "当前方案：撤并、新建、迁建、测算",
        ),
        Workspace::Compare => t("Two plans side by side", "两个方案对照"),
        Workspace::Deliver => t("What is handed over", "要上报的成果"),
    }
}

/// The tab of a page.
pub(crate) const fn page(page: Page) -> Text {
    match page {
        Page::Schools => t("Schools", "学校"),
        Page::Compare => t("Differences", "差异"),
        Page::Places => t("Townships", "乡镇"),
        Page::Timeline => t("Timeline", "时间线"),
        Page::Gate => t("Closure gate", "撤并研判"),
        Page::Charts => t("Charts", "图表"),
        Page::Targets => t("Targets", "指标"),
        Page::Money => t("Money", "资金"),
        Page::Standards => t("Standards", "标准"),
        Page::Proposals => t("Answers", "测算结果"),
        Page::Problems => t("Problems", "问题"),
        Page::Report => t("Doubts", "疑点"),
        Page::Tables => t("Tables", "官方表"),
        Page::Package => t("Data package", "数据包"),
        Page::Settlements => t("Settlements", "居民点"),
        Page::Roads => t("Roads", "道路"),
        Page::Forecast => t("Forecast", "预测"),
        Page::Gains => t("Who gains", "谁得谁失"),
        Page::Moved => t("Moved settlements", "变动居民点"),
        Page::Different => t("Measures that differ", "措施不同"),
    }
}

pub(crate) const fn task(task: Task) -> Text {
    match task {
        Task::Small => t("Small", "小规模"),
        Task::New => t("New", "新增"),
        Task::Ask => t("Ask", "测算"),
        Task::Steps => t("Steps", "措施"),
    }
}

// Panes
pub(crate) const TASK_TIP: Text = t(
    "Small schools, new ones, questions to the optimiser, the steps of the plan",
    "小规模学校、新增学校、测算、方案措施",
);
pub(crate) const TABS: Text = t("Tabs", "标签");
pub(crate) const TAB_TIP: Text = t(
    "A click opens the page; a click on the open tab shuts it",
    "点击打开；再点一次收起",
);
pub(crate) const MORE_TABS: Text = t("More", "更多");
pub(crate) const LEFT: Text = t("Task pane", "任务栏");
pub(crate) const LEFT_TIP: Text = t("Fold or open the pane on the left", "收起或展开左侧任务栏");
pub(crate) const INSPECTOR: Text = t("Inspector", "检查器");
pub(crate) const INSPECTOR_TIP: Text =
    t("Fold or open the pane on the right", "收起或展开右侧检查器");
pub(crate) const DOCK: Text = t("Dock", "底栏");
pub(crate) const DOCK_TIP: Text = t("Open or shut the tables", "展开或收起表格");
pub(crate) const DOCK_LARGE: Text = t("Large tables", "放大表格");
pub(crate) const DOCK_LARGE_TIP: Text = t(
    "Let the page fill the middle, or show the map again",
    "表格占满中间，或恢复地图",
);
pub(crate) const DOCK_SIDE: Text = t("Tables beside the map", "表格放在地图旁");
pub(crate) const DOCK_SIDE_TIP: Text = t("Beside the map, or under it", "放在地图右侧或下方");
pub(crate) const MORE_FIGURES: Text = t("More figures", "其余指标");
pub(crate) const MORE_FIGURES_TIP: Text = t("Show the next figures", "显示后面的指标");
pub(crate) const FULL_SCREEN: Text = t("Full screen", "全屏");
pub(crate) const FULL_SCREEN_TIP: Text = t("Fill the whole screen", "占满整个屏幕");
pub(crate) const EDGE_OF_LEFT: Text = t("Edge of the task pane", "任务栏边缘");
pub(crate) const EDGE_OF_INSPECTOR: Text = t("Edge of the inspector", "检查器边缘");
pub(crate) const EDGE_OF_DOCK: Text = t("Edge of the tables", "表格边缘");
pub(crate) const EDGE_TIP: Text = t(
    "Pull to resize; double click for the usual size",
    "拖动改大小，双击复原",
);

// The bar
pub(crate) const SETTINGS: Text = t("Settings", "设置");
pub(crate) const PLANS_TIP: Text = t("The chosen plan; all plans", "当前方案；全部方案");
pub(crate) const TODAY_LAYOUT: Text = t("Today's layout", "现状布局");
pub(crate) const UNSAVED: Text = t("not saved", "未保存");
pub(crate) const YEAR_BACK: Text = t("A year back", "上一年");
pub(crate) const YEAR_ON: Text = t("A year on", "下一年");
pub(crate) const TEXT_SIZE: Text = t("Text size", "字号");
pub(crate) const WORK_ON_PLAN: Text = t("Work on a plan", "到方案中处理");
pub(crate) const WORK_ON_PLAN_TIP: Text = t(
    "Opens the plan with what is selected here",
    "带着当前选中的对象进入方案",
);
pub(crate) const NOTHING_CHANGES: Text = t("Nothing is changed here", "这里只看不改");

pub(crate) const LOOK_CLOSER: Text = t(
    "Click a school or a settlement to look closer",
    "点击学校或居民点查看详情",
);

// The strip
pub(crate) const WHO_GOES_WHERE: Text = t("Who goes where", "就学方式");

/// What the figures of a proposal are set against, while it is looked at.
pub(crate) fn against_plan(year: i32, plan: &str) -> Words {
    /// More letters of its name have no room.
    const MOST: usize = 12;
    let mut name: String = plan.chars().take(MOST).collect();
    if plan.chars().nth(MOST).is_some() {
        name.push('…');
    }
    let plan = name;
    Words::new(
        format!("{year} against {plan}"),
        format!("{year} 年，比{plan}"),
    )
}

/// What the figures are of, for a year.
pub(crate) fn basis(workspace: Workspace, has_plan: bool, year: i32) -> Words {
    match (workspace, has_plan) {
        (Workspace::Data | Workspace::Today, _) => Words::new(
            format!("{year}, today's layout"),
            format!("{year} 年现状布局"),
        ),
        (Workspace::Plan | Workspace::Deliver, true) => Words::new(
            format!("{year} against today"),
            format!("{year} 年，比现状"),
        ),
        (Workspace::Plan | Workspace::Deliver, false) => Words::new(
            format!("{year}, no plan yet"),
            format!("{year} 年，尚无方案"),
        ),
        (Workspace::Compare, _) => {
            Words::new(format!("{year}, A to B"), format!("{year} 年，A → B"))
        }
    }
}

// Figures of what was read and of what is handed over
pub(crate) const WITH_PUPILS: Text = t("With pupils", "有学生数");
pub(crate) const WITH_PUPILS_TIP: Text = t(
    "Schools whose pupils are recorded for every stage they run",
    "所办学段都有学生数的学校",
);
pub(crate) const WITH_SEATS: Text = t("With seats", "有学位数");
pub(crate) const WITH_SEATS_TIP: Text = t(
    "Schools whose seats are recorded for every stage they run",
    "所办学段都有学位数的学校",
);
pub(crate) const WITH_BEDS: Text = t("With beds", "有床位数");
pub(crate) const WITH_BEDS_TIP: Text = t("Schools whose beds are recorded", "填有床位数的学校");
pub(crate) const ALL_SCHOOLS_TIP: Text = t(
    "Schools and teaching points that were read",
    "读入的学校和教学点",
);
pub(crate) const SETTLEMENTS_TIP: Text = t("Settlements that were read", "读入的居民点");
pub(crate) const DOUBTS: Text = t("Doubts", "疑点");
pub(crate) const DOUBTS_TIP: Text = t("What was odd while reading", "读入时发现的疑点");
pub(crate) const TO_ANSWER: Text = t("To answer", "待确认");
pub(crate) const TO_ANSWER_TIP: Text =
    t("Questions that only you can answer", "只有您能确认的问题");
pub(crate) const STEPS: Text = t("Steps", "措施");
pub(crate) const STEPS_TIP: Text = t("Measures of the plan", "方案的措施数");
pub(crate) const WITHOUT_COST: Text = t("Without cost", "未填投资");
pub(crate) const WITHOUT_COST_TIP: Text = t("Measures without a stated cost", "没有填写投资的措施");
pub(crate) const TO_CONFIRM: Text = t("Rules to confirm", "标准待确认");
pub(crate) const TO_CONFIRM_TIP: Text = t(
    "Rules from memory that nobody has confirmed yet",
    "凭记忆收录、尚未确认的标准",
);
pub(crate) const RED: Text = t("Red, no written reason", "红灯，缺书面说明");
pub(crate) const RED_TIP: Text = t(
    "Closures that the gate refuses and nobody has explained; not known until the gate has judged the plan as it stands: a click lets it",
    "研判不通过且没有书面说明的撤并；方案改动后须重新研判，点击即研判",
);
/// In place of the number, until the gate has judged.
pub(crate) const TO_JUDGE: Text = t("to be judged", "待研判");
/// After a number of teaching points.
pub(crate) const POINTS_SHORT: Text = t("points", "教学点");
pub(crate) const GATE_RED: Text = t("Closure gate", "撤并研判");

// Task panes
pub(crate) const LAYERS_READ: Text = t("What was read", "读入的图层");
pub(crate) const HOW_IT_STANDS: Text = t("How it stands", "现状怎么样");
pub(crate) const KINDS_OF_STAGE: Text = t("rules broken in this stage", "类问题，本学段");

/// Day pupils beyond a limit.
pub(crate) fn over_limit(pupils: &str, limit: &str) -> Words {
    Words::new(
        format!("{pupils} day pupils over {limit}"),
        format!("{pupils} 名走读生超过 {limit}"),
    )
}

pub(crate) const NO_LIMIT: Text = t("no limit is set for this stage", "该学段未设距离标准");
pub(crate) const SIDES: Text = t("The two plans", "比选方案");
pub(crate) const SWAP: Text = t("Swap", "对换");
pub(crate) const SWAP_TIP: Text = t("A becomes B and B becomes A", "A 与 B 对换");
pub(crate) const READY: Text = t("Before it is handed over", "上报之前");
pub(crate) const PLAN_NEEDED: Text = t(
    "Choose or begin a plan: today's layout can be exported as it is",
    "请选择或新建方案；现状布局可直接导出",
);

// The line at the bottom
pub(crate) const MESSAGES: Text = t("Messages", "消息记录");
pub(crate) const MESSAGES_TIP: Text = t("All messages since the start", "启动以来的全部消息");
pub(crate) const NO_MESSAGES: Text = t("No messages yet", "还没有消息");
pub(crate) const COPY_PLACE_TIP: Text = t("A click copies it", "点击复制坐标");
pub(crate) const SCALE_TIP: Text = t(
    "On a screen of 96 points to the inch",
    "按每英寸 96 点的屏幕计算",
);
pub(crate) const EAST: Text = t("E", "东");
pub(crate) const NORTH: Text = t("N", "北");
pub(crate) const WEST: Text = t("W", "西");
pub(crate) const SOUTH: Text = t("S", "南");

/// Metres of a zone of the national grid.
pub(crate) fn grid_metres(east: &str, north: &str, meridian: u32) -> Words {
    Words::new(
        format!("E {east} N {north} m, CGCS2000 3° {meridian}°E"),
        format!("东 {east} 北 {north} m，CGCS2000 3°带 {meridian}°"),
    )
}

/// The same at length.
pub(crate) fn grid_tip(meridian: u32, epsg: u32, zone: u32) -> Words {
    Words::new(
        format!(
            "CGCS2000, 3° Gauss–Krüger, central meridian {meridian}° E, without zone prefix (EPSG:{epsg}); zone {zone}"
        ),
        format!(
            "CGCS2000，3 度带高斯—克吕格投影，中央经线 {meridian}°，不加带号（EPSG:{epsg}）；带号 {zone}"
        ),
    )
}
