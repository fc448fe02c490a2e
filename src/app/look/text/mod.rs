//! Every word of the window, in both languages. What the core says about the county it says itself
//! ([`crate::words::Words`]); here are buttons, captions and explanations.

pub(crate) mod aids;
pub(crate) mod basemap;
pub(crate) mod boarders;
pub(crate) mod chart;
pub(crate) mod compare;
pub(crate) mod deciding;
pub(crate) mod deliver;
pub(crate) mod desk;
pub(crate) mod doctor;
pub(crate) mod glossary;
pub(crate) mod keeping;
pub(crate) mod later;
pub(crate) mod map;
pub(crate) mod proposals;
pub(crate) mod roads;
pub(crate) mod roster;
pub(crate) mod school;
mod sentences;
pub(crate) mod small;
pub(crate) mod tables;
pub(crate) mod time;
pub(crate) mod tour;

pub(crate) use sentences::{
    county_summary, moved_summary, no_thread, opened, redone, seat_saves, undone, unknown_records,
    written,
};

use super::forms::PathQuestion;
use super::intent::ExportKind;
use crate::model::{SchoolKind, Stage};
use crate::plan::Policy;
use crate::words::{Lang, Words};

/// A fixed phrase in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    en: &'static str,
    zh: &'static str,
}

impl Text {
    /// The phrase in one language.
    pub(crate) const fn say(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

const fn t(en: &'static str, zh: &'static str) -> Text {
    Text { en, zh }
}

// Files
pub(crate) const FILE: Text = t("File", "文件");
pub(crate) const OPEN: Text = t("Open…", "打开…");
pub(crate) const OPEN_TIP: Text = t(
    "Open layers and tables of a county, or a plan",
    "打开县域图层、表格或规划方案",
);
pub(crate) const OPEN_FOLDER: Text = t("Open folder…", "打开文件夹…");
pub(crate) const OPEN_FOLDER_TIP: Text = t(
    "Open all layers and tables of a folder",
    "打开文件夹中的全部图层和表格",
);
pub(crate) const OPEN_SAMPLE: Text = t("Open sample county", "打开示例县");
pub(crate) const OPEN_SAMPLE_TIP: Text = t(
    "The illustrative county that is part of the program",
    "随程序附带的示意数据",
);
pub(crate) const SAVE: Text = t("Save", "保存");
pub(crate) const SAVE_TIP: Text = t("Save the plan", "保存当前方案");
pub(crate) const SAVE_AS: Text = t("Save as…", "另存为…");
pub(crate) const SAVE_AS_TIP: Text = t("Save the plan under another name", "将方案另存为新文件");
pub(crate) const EXPORT: Text = t("Export", "导出");
pub(crate) const LAYERS_AND_TABLES: Text = t("Layers and tables", "图层和表格");
pub(crate) const EXPORT_GEOJSON: Text = t("Plan as GeoJSON…", "方案 GeoJSON…");
pub(crate) const EXPORT_GEOJSON_TIP: Text = t(
    "Schools, catchments and moves, for QGIS and for Xuequ",
    "学校、服务范围和学生流向，可用 QGIS 打开，也可再次打开",
);
pub(crate) const EXPORT_SCHOOLS: Text = t("Schools as CSV…", "学校表 CSV…");
pub(crate) const EXPORT_SCHOOLS_TIP: Text = t("All schools with their figures", "全部学校及其指标");
pub(crate) const EXPORT_ASSIGNMENT: Text = t("Assignment as CSV…", "就学分配 CSV…");
pub(crate) const EXPORT_ASSIGNMENT_TIP: Text = t(
    "Who attends which school and how far they go",
    "每个居民点的学生去哪所学校、多远",
);
pub(crate) const EXPORT_COMPARISON: Text = t("Comparison as CSV…", "比选结果 CSV…");
pub(crate) const EXPORT_COMPARISON_TIP: Text = t(
    "The two plans side by side, and who moves",
    "两个方案的指标对照和变动居民点",
);
pub(crate) const QUIT: Text = t("Quit", "退出");
pub(crate) const QUIT_TIP: Text = t("Close the window", "关闭窗口");
pub(crate) const DO_NOT_SAVE: Text = t("Do not save", "不保存");
pub(crate) const DO_NOT_SAVE_TIP: Text = t("Give the changes up", "放弃未保存的修改");

// Plans
pub(crate) const APPLY: Text = t("Apply", "确定");
pub(crate) const APPLY_TIP: Text = t("Change the plan", "写入方案");
pub(crate) const UNDO: Text = t("Undo", "撤回");
pub(crate) const UNDO_TIP: Text = t("Nothing to undo", "没有可撤回的操作");
pub(crate) const REDO: Text = t("Redo", "重做");
pub(crate) const REDO_TIP: Text = t("Nothing to redo", "没有可重做的操作");
pub(crate) const TODAY: Text = t("Today", "现状");
pub(crate) const TODAY_TIP: Text = t(
    "The county as it is; the first change begins a plan",
    "现状布局；第一次修改会自动新建方案",
);
pub(crate) const NEW_PLAN: Text = t("New plan", "新建方案");
pub(crate) const NEW_PLAN_TIP: Text = t("Begin an empty plan", "从现状开始一个空方案");
pub(crate) const DUPLICATE_PLAN: Text = t("Duplicate", "复制方案");
pub(crate) const DUPLICATE_PLAN_TIP: Text =
    t("Begin a copy of this plan", "以当前方案为底新建副本");
pub(crate) const RENAME_PLAN: Text = t("Rename…", "重命名…");
pub(crate) const RENAME_PLAN_TIP: Text = t("Give the plan another name", "修改方案名称");
pub(crate) const DELETE_PLAN: Text = t("Delete", "删除方案");
pub(crate) const DELETE_PLAN_TIP: Text = t("Drop this plan", "删除当前方案");
pub(crate) const SHOW_PLAN: Text = t("Show", "显示");
pub(crate) const SHOW_PLAN_TIP: Text = t("Show this plan", "显示该方案");
pub(crate) const YEAR: Text = t("Year", "年份");
pub(crate) const YEAR_TIP: Text = t(
    "The school year shown; new measures take effect in it",
    "显示的学年；新增措施从该年 9 月 1 日起生效",
);
pub(crate) const ADD_SCHOOL: Text = t("Add school", "新建学校");
pub(crate) const ADD_SCHOOL_TIP: Text = t(
    "Click on the map where the school is to stand",
    "在地图上点击新学校的位置",
);
pub(crate) const RELOCATE: Text = t("Relocate…", "迁建…");
pub(crate) const RELOCATE_TIP: Text = t(
    "Click on the map where the school moves, or drag its symbol",
    "在地图上点击新址，或直接拖动学校",
);
pub(crate) const CLOSE_SCHOOL: Text = t("Close", "撤校");
pub(crate) const CLOSE_SCHOOL_TIP: Text = t(
    "Close the school; its pupils go where the policy sends them",
    "学校不再办学，学生按分配方式就学",
);

// View
pub(crate) const STAGE: Text = t("Stage", "学段");
pub(crate) const STAGE_TIP: Text = t(
    "The stage whose trips and catchments are shown",
    "显示该学段的路程和服务范围",
);
pub(crate) const GO_THERE: Text = t("Go there", "定位");
pub(crate) const GO_THERE_TIP: Text = t("Show it on the map", "在地图上定位");
pub(crate) const ZOOM_TO_FIT: Text = t("Whole county", "全县");
pub(crate) const ZOOM_TO_FIT_TIP: Text =
    t("Zoom out until the whole county fits", "缩放到全县范围");
pub(crate) const CANCEL: Text = t("Cancel", "取消");
pub(crate) const CANCEL_TIP: Text = t("Leave it as it was", "不作修改");
pub(crate) const STOP_TIP: Text = t("Stop this work", "停止当前任务");
pub(crate) const EDIT: Text = t("Edit…", "修改…");
pub(crate) const EDIT_TIP: Text = t("Change it", "修改");
pub(crate) const TABLES: Text = t("Tables", "表格");
pub(crate) const TABLES_TIP: Text = t("Open or shut the tables", "展开或收起表格");
pub(crate) const LANGUAGE: Text = t("中文", "English");
pub(crate) const LANGUAGE_TIP: Text = t("切换到中文", "Switch to English");
pub(crate) const THEME: Text = t("Dark", "深色");
pub(crate) const THEME_TIP: Text = t("Light or dark colours", "浅色或深色");
pub(crate) const DISMISS: Text = t("OK", "知道了");
pub(crate) const DISMISS_TIP: Text = t("Put the message away", "关闭提示");
pub(crate) const COLON: Text = t(": ", "：");

/// The title of a file dialog.
pub(crate) const fn path_question(question: PathQuestion) -> Text {
    match question {
        PathQuestion::Open => t("Open files", "打开文件"),
        PathQuestion::OpenFolder => t("Open a folder", "打开文件夹"),
        PathQuestion::SaveAs => t("Save the plan", "保存方案"),
        PathQuestion::Export(ExportKind::Geojson) => t("Export the plan", "导出方案"),
        PathQuestion::Export(_) => t("Export a table", "导出表格"),
        PathQuestion::Picture => basemap::OPEN,
        PathQuestion::SaveMapping => doctor::SAVE_TITLE,
        PathQuestion::LoadMapping => doctor::LOAD_TITLE,
        PathQuestion::Roster => roster::CHOOSE,
        PathQuestion::UsualFolder => t("The usual folder", "默认文件夹"),
    }
}

// Words that stand everywhere
pub(crate) const WINDOW_TITLE: Text = t("Xuequ", "学区 Xuequ");
/// What stands where a figure is not known.
pub(crate) const UNKNOWN: &str = "—";
/// Said where a school's pupils are not known.
pub(crate) const NOT_KNOWN: Text = t("not known", "未知");
/// Before pupils who are estimated to come to such a school.
pub(crate) const ESTIMATE: Text = t("estimated", "估算");
pub(crate) const COMMA: Text = t(", ", "、");
pub(crate) const BETTER: Text = t("better", "变好");
pub(crate) const WORSE: Text = t("worse", "变差");
pub(crate) const BY_ROAD: Text = t("Along roads", "沿道路");
pub(crate) const ESTIMATED: Text = t(
    "Estimate: straight line × 1.35, no road leads there",
    "估算：直线距离 × 1.35，无道路可达",
);
pub(crate) const ASSUMED: Text = t("assumed ", "假定 ");
pub(crate) const LIGHT: Text = t("Light", "浅色");
pub(crate) const NAME: Text = t("Name", "名称");
pub(crate) const KIND: Text = t("Kind", "类型");
pub(crate) const COUNTY: Text = t("County", "县域");
pub(crate) const ELSEWHERE: Text = t("Elsewhere", "其他");

// Figures
pub(crate) const SCHOOLS: Text = t("Schools", "学校");
pub(crate) const SCHOOLS_TIP: Text = t(
    "Open schools that run the stage; teaching points are not counted",
    "开办该学段的学校数，不含教学点",
);
pub(crate) const POINTS: Text = t("Teaching points", "教学点");
pub(crate) const POINTS_TIP: Text = t(
    "Open teaching points that run the stage",
    "开办该学段的教学点数",
);
pub(crate) const PUPILS: Text = t("Pupils", "学生");
pub(crate) const PUPILS_TIP: Text = t(
    "Pupils of the stage who live in the county",
    "居住在县内的该学段学生数",
);
pub(crate) const SEATS: Text = t("Seats", "学位");
/// After a number.
pub(crate) const OF_SEATS: Text = t("seats", "学位");
pub(crate) const SEATS_TIP: Text = t(
    "Seats of the schools whose seats are known",
    "学位数已知的学校学位合计",
);
pub(crate) const UTILISATION: Text = t("Seats used", "学位利用率");
pub(crate) const UTILISATION_TIP: Text = t(
    "Pupils ÷ seats, over the schools whose seats are known; over 100 % is too full",
    "学生数 ÷ 学位数（学位数已知的学校）；超过 100 % 为超员",
);
pub(crate) const MEAN_TRIP: Text = t("Mean trip", "平均路程");
pub(crate) const MEAN_TRIP_TIP: Text = t(
    "Mean way from home to school, one way, every day pupil counted once, boarders left out; \
     along roads, else straight line × 1.35 (≈)",
    "走读生从家到学校的单程平均距离，按学生加权，不含寄宿生；沿道路计算，无路时为直线 × 1.35（≈）",
);
pub(crate) const P90_TRIP: Text = t("90 % within", "90% 的学生不超过");
pub(crate) const P90_TRIP_TIP: Text = t(
    "Nine in ten day pupils go at most this far",
    "90% 的走读生路程不超过该值",
);
pub(crate) const LONGEST_TRIP: Text = t("Longest", "最远");
pub(crate) const LONGEST_TRIP_TIP: Text = t("The longest way of any day pupil", "走读生的最远路程");
pub(crate) const OVER_LIMIT: Text = t("Over limit", "超距走读生");
pub(crate) const OVER_LIMIT_TIP: Text = t(
    "Day pupils whose way is longer than the stage's limit",
    "路程超过该学段服务半径的走读生数",
);
pub(crate) const LIMIT: Text = t("Limit", "限值");
pub(crate) const UNPLACED: Text = t("Unplaced", "未安置");
pub(crate) const UNPLACED_TIP: Text = t(
    "Pupils for whom no seat was found",
    "没有学位可分配的学生数",
);
pub(crate) const OVER_SEATS: Text = t("Too full", "超员学校");
pub(crate) const OVER_SEATS_TIP: Text = t(
    "Schools and points with more pupils than seats",
    "学生数超过学位数的学校和教学点",
);
pub(crate) const PUBLIC_SHARE: Text = t("Public", "公办占比");
pub(crate) const PUBLIC_SHARE_TIP: Text = t(
    "Share of the placed pupils in public schools",
    "已安置学生中就读公办学校的比例",
);
pub(crate) const INCLUSIVE: Text = t("Inclusive", "普惠覆盖率");
pub(crate) const INCLUSIVE_TIP: Text = t(
    "Share of the placed children in public or recognised inclusive kindergartens",
    "已安置幼儿中就读公办园和普惠性民办园的比例",
);
pub(crate) const NO_STAGE: Text = t(
    "The county has no pupils and no school of this stage",
    "本县没有该学段的学生和学校",
);
pub(crate) const LOAD_UNKNOWN: Text = t(
    "Load not known: pupils or seats missing",
    "负荷未知：缺少学生数或学位数",
);
pub(crate) const OTHER_HOMES: Text = t(
    "The two plans assume different figures, and the estimated homes lie elsewhere: pupils cannot be followed from one to the other",
    "两个方案的假定数据不同，推算的居民点位置也不同，无法逐一对应学生去向",
);

// Left pane
pub(crate) const CATCHMENTS: Text = t("Catchments", "服务范围");
pub(crate) const SETTLEMENTS: Text = t("Settlements", "居民点");
pub(crate) const ROADS: Text = t("Roads", "道路");
pub(crate) const TOWNSHIPS: Text = t("Townships", "乡镇");
pub(crate) const LABELS: Text = t("Names", "名称标注");
pub(crate) const TRIP_LINES: Text = t("Trip lines", "就学连线");
pub(crate) const ROADS_WITHIN: Text = t("Within the limit", "限距内道路");
pub(crate) const FINDING_RECEIVERS: Text = t("Looking for receivers…", "正在查找接收学校…");
pub(crate) const FINDING_SITES: Text = t("Ranking places…", "正在比较选址…");
pub(crate) const PUPILS_UNKNOWN: Text = t(
    "Pupils are not known: assume them to see which schools are small",
    "学生数未知，设定假定值后可判断小规模学校",
);
pub(crate) const MERGE: Text = t("Merge", "撤并");
pub(crate) const KEEP: Text = t("Keep", "保留");
pub(crate) const NEW_SITES: Text = t("Where a new school helps most", "新建选址建议");
pub(crate) const NO_SITES: Text = t("No place brings anybody nearer", "没有能缩短路程的地点");
pub(crate) const BUILD_HERE: Text = t("Build here…", "在此新建…");

// Inspector
pub(crate) const INCLUSIVE_SCHOOL: Text = t("inclusive", "普惠性");
pub(crate) const BOARDERS: Text = t("Boarders", "寄宿生");
pub(crate) const BEDS: Text = t("beds", "床位");
pub(crate) const KEPT: Text = t("Kept, with reason", "保留（有理由）");
pub(crate) const NEW: Text = t("New", "新建");
pub(crate) const MOVED: Text = t("Relocated", "迁建");
pub(crate) const CHANGED: Text = t("Changed", "调整");
pub(crate) const CLOSED: Text = t("Closed", "撤销");
pub(crate) const MERGED: Text = t("Merged", "撤并");
pub(crate) const TRIPS_TIP: Text = t(
    "Ways of its day pupils, each counted once; boarders are left out",
    "该校走读生的单程路程，按学生加权，不含寄宿生",
);
pub(crate) const PUPILS_ESTIMATED: Text = t("pupils on estimated ways", "名学生的路程为估算");
pub(crate) const ENROLLED: Text = t("Enrolled on record", "在册学生");
pub(crate) const MEASURES: Text = t("Measures", "措施");
pub(crate) const NO_MEASURES: Text = t(
    "None yet: drag a school, merge, build",
    "尚无措施：拖动学校、撤并或新建",
);
pub(crate) const TAKE_BACK: Text = t("Take back", "取消");
pub(crate) const TAKE_BACK_NEW: Text = t("Take back", "取消新建");
pub(crate) const KEEP_TIP: Text = t("Leave it open, and write down why", "保留学校并写明理由");
pub(crate) const CHANGE_SEATS: Text = t("Enlarge…", "扩建…");
pub(crate) const CHANGE_SEATS_TIP: Text = t(
    "Build more seats, or give some up",
    "增加学位，也可核减学位",
);
pub(crate) const MERGE_INTO: Text = t("Could merge into", "撤并去向");
pub(crate) const SERVED: Text = t("Settlements served", "服务居民点");
pub(crate) const AND_MORE: Text = t("and more", "其余略");
pub(crate) const NOT_IN_THIS_YEAR: Text = t(
    "This school does not stand in the year shown",
    "该年份尚无此校",
);
pub(crate) const POPULATION: Text = t("population", "人口");
pub(crate) const IN_PLAN: Text = t("In the plan", "方案");
pub(crate) const AS_IT_STANDS: Text = t("As it stands", "目前");
pub(crate) const PROPOSED: Text = t("Proposed", "建议划片");
pub(crate) const UNCHANGED: Text = t("As today", "与现状相同");
pub(crate) const STAGES: Text = t("Stages", "各学段");
pub(crate) const DISTRICTS: Text = t("Districts", "片区");
pub(crate) const PERIOD: Text = t("Period", "规划期");
pub(crate) const ALL_PLACES: Text = t("All townships…", "全部乡镇…");

// Drawer
pub(crate) const FILTER: Text = t("Find", "查找");
pub(crate) const TOWNSHIP: Text = t("Township", "乡镇");
pub(crate) const FIRST_PLAN: Text = t("First plan", "方案一");
pub(crate) const SECOND_PLAN: Text = t("Second plan", "方案二");
pub(crate) const COMPARING: Text = t("Comparing…", "正在比选…");
pub(crate) const BY_TOWNSHIP: Text = t("Townships", "按乡镇");
pub(crate) const BY_DISTRICT: Text = t("Districts", "按片区");
pub(crate) const PLACES_TIP: Text = t(
    "Pupils and trips count where pupils live, schools and seats where schools stand",
    "学生和路程按居住地统计，学校和学位按学校所在地统计",
);
/// Why seats are no total.
pub(crate) fn seats_unknown(schools: usize) -> Words {
    let plural = if schools == 1 { "" } else { "s" };
    Words::new(
        format!("the seats of {schools} school{plural} are not known and not in this sum"),
        format!("{schools}所学校学位未知，未计入"),
    )
}

pub(crate) const NO_PROBLEMS: Text = t(
    "The layout breaks none of the standards that are switched on. They stand in Data › Standards.",
    "布局符合已启用的全部标准。标准在“资料 › 标准”中查看和选用。",
);
pub(crate) const QUESTIONS: Text = t("Only you can say", "需要您确认");
pub(crate) const QUESTIONS_TIP: Text = t(
    "Until you answer, these are read the careful way: as not known",
    "确认之前按最谨慎的方式读入，即作为未知",
);
pub(crate) const FOR_ALL: Text = t("All like this", "同类全部");
pub(crate) const ANSWER: Text = t("Answer", "回答");
pub(crate) const ANSWER_TIP: Text = t(
    "Reads the files again with this answer; your plans stay",
    "按此回答重新读入文件；方案保持不变",
);
pub(crate) const ASK_AGAIN: Text = t("Ask again", "重新确认");
pub(crate) const ASK_AGAIN_TIP: Text = t(
    "Takes the answer back and reads the files again",
    "撤回此回答并重新读入文件",
);
pub(crate) const READ_AGAIN: Text = t("The files were read again", "已重新读入文件");
pub(crate) const NO_WARNINGS: Text = t("Nothing was odd while reading", "读入时没有发现异常");

// Forms
pub(crate) const BUILD: Text = t("Build", "新建");
pub(crate) const OWNERSHIP: Text = t("Ownership", "办学性质");
pub(crate) const FROM_SEPTEMBER: Text = t(
    "Takes effect on 1 September of this year",
    "自该年 9 月 1 日起生效",
);
pub(crate) const REASON: Text = t("Reason", "理由");
pub(crate) const REASON_HINT: Text = t(
    "For instance: no road in the rainy season",
    "例如：雨季道路中断，低年级学生无法走读",
);
pub(crate) const RENAME_TITLE: Text = t("Rename the plan", "重命名方案");
pub(crate) const ASSUME: Text = t("Assume…", "设定假定值…");
pub(crate) const ASSUME_TITLE: Text =
    t("Assume where the files are silent", "为缺失数据设定假定值");
pub(crate) const ASSUME_TIP: Text = t(
    "A value for every school of a kind without a record; recorded figures stay, assumed ones are labelled",
    "按学校类型为没有记录的学校设定数值；已有记录不变，假定值会标注",
);
pub(crate) const PUPILS_EACH: Text = t("Pupils each", "每校学生");
pub(crate) const SEATS_EACH: Text = t("Seats each", "每校学位");
pub(crate) const DELETE_QUESTION: Text = t(
    "The plan is dropped with its steps; Undo brings it back. A saved file stays.",
    "方案及其操作记录将被删除，可撤销恢复；已保存的文件不受影响。",
);
pub(crate) const WRITE_OVER: Text = t("Overwrite", "覆盖");
pub(crate) const WRITE_OVER_TIP: Text = t(
    "What stands in the file now is lost",
    "文件中现有的内容将丢失",
);
pub(crate) const WRITE_OVER_TITLE: Text = t("Overwrite this file?", "覆盖该文件？");
pub(crate) const WRITE_OVER_QUESTION: Text = t(
    "Another file stands there, or somebody has changed it since it was read or saved.",
    "该处已有其他文件，或文件在读取、保存之后已被他人修改。",
);
pub(crate) const UNSAVED_TITLE: Text = t("Save the plans?", "保存方案？");
pub(crate) const UNSAVED_QUESTION: Text = t(
    "These plans have changes that are not saved:",
    "以下方案有未保存的修改：",
);
pub(crate) const PATH: Text = t("Path", "路径");
pub(crate) const NO_DIALOG: Text = t(
    "This system shows no file dialog. Type the path.",
    "系统无法显示文件对话框，请输入路径。",
);
pub(crate) const OPEN_TYPED: Text = t("OK", "确定");

// Status line
pub(crate) const HINT: Text = t(
    "Drag a school to try another place; click anything to look closer",
    "拖动学校可试算新址；点击学校或居民点查看详情",
);
pub(crate) const CHANGING: Text = t("Working out the numbers…", "正在计算…");
pub(crate) const OPENING: Text = t("Opening…", "正在打开…");
pub(crate) const PREPARING: Text = t("Preparing roads and figures", "正在准备路网和指标");
pub(crate) const SAVING: Text = t("Writing…", "正在写入…");
pub(crate) const STOPPED: Text = t("Stopped; nothing has changed", "已停止，未作修改");
pub(crate) const LOST: Text = t(
    "The work in the background ended without a result; nothing has changed",
    "后台任务未得到结果即结束，未作修改",
);
pub(crate) const ILLUSTRATIVE: Text = t("Illustrative data", "示意数据");
pub(crate) const ILLUSTRATIVE_TIP: Text = t(
    "Names and places follow public sources; the figures are made up",
    "名称和位置参考公开资料，数字为虚构",
);
pub(crate) const ESTIMATED_HOMES_BADGE: Text = t("≈ Estimated homes", "≈ 估算居住地");
pub(crate) const ESTIMATED_HOMES_TIP: Text = t(
    "No settlements were read: homes are spread over the townships so that pupils match the schools' enrolment",
    "未读入居民点：按学校在校生数把居住地均匀分布到乡镇",
);
pub(crate) const NO_ROADS_BADGE: Text = t("≈ No roads", "≈ 无道路");
pub(crate) const NO_ROADS_TIP: Text = t(
    "No roads were read: every distance is the straight line × 1.35",
    "未读入道路：全部距离为直线 × 1.35",
);
pub(crate) const NO_FONT: Text = t(
    "Some Chinese characters cannot be shown; install a Chinese font such as Noto Sans CJK SC:",
    "部分汉字无法显示，请安装中文字体（如 Noto Sans CJK SC）：",
);

// Prices of seats

pub(crate) const SEAT_PLACES: Text = t(
    "One more place here would seat one more pupil",
    "增加1个学位可多安置1名学生",
);
pub(crate) const SEAT_PRICE_TIP: Text = t(
    "The price of a seat: what all pupils together would travel less, there and back, if this school had one more seat and all pupils were assigned again with no school over its seats",
    "学位的影子价格：本校多1个学位、全县重新就近安排且不超学位时，全部学生每天往返少走的路程",
);

/// A fixed phrase as words of the core, for messages and progress.
pub(crate) fn words_of(text: Text) -> Words {
    Words::new(text.en, text.zh)
}

/// The short name of a policy on its switch.
pub(crate) const fn policy(policy: Policy) -> Text {
    match policy {
        Policy::Nearest => t("Nearest", "就近"),
        Policy::Seats => t("With seats", "不超学位"),
        Policy::Keep => t("As today", "保持现状"),
    }
}

/// What a policy does.
pub(crate) const fn policy_tip(policy: Policy) -> Text {
    match policy {
        Policy::Nearest => t(
            "Every settlement to the nearest open school",
            "每个居民点到最近的开办学校",
        ),
        Policy::Seats => t(
            "Least total travel with no school over its seats",
            "在不超学位的前提下总路程最小",
        ),
        Policy::Keep => t(
            "Today's flows stay; only pupils of closed or moved schools change, and those whom a new school serves better",
            "现状就学关系不变，只调整撤并、迁建学校的学生和新校就近的学生",
        ),
    }
}

/// The seats of a stage, as a field is called.
pub(crate) fn seats_of(stage: Stage) -> Words {
    let stage = stage.words();
    Words::new(format!("{} seats", stage.en), format!("{}学位", stage.zh))
}

/// A kind of school, and the stage where the kind runs two.
pub(crate) fn kind_and_stage(kind: SchoolKind, stage: Stage) -> Words {
    let words = kind.words();
    if kind.stages().len() < 2 {
        return words;
    }
    let stage = stage.words();
    Words::new(
        format!("{}, {}", words.en, stage.en.to_lowercase()),
        format!("{}·{}", words.zh, stage.zh),
    )
}

/// The last part of an export's file name.
pub(crate) const fn export_stem(kind: ExportKind) -> Text {
    match kind {
        ExportKind::Geojson => t("plan", "方案"),
        ExportKind::Schools => t("schools", "学校表"),
        ExportKind::Assignment => t("assignment", "就学分配"),
        ExportKind::Comparison => t("comparison", "比选"),
        ExportKind::Catchments => t("catchments", "划片"),
        ExportKind::Grid(id) => tables::stem(id),
    }
}
