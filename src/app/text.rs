//! Every word of the window, in both languages. What the core says about the county it says itself
//! ([`crate::words::Words`]); here are buttons, captions and explanations.

use super::forms::PathQuestion;
use super::intent::ExportKind;
use crate::words::Lang;

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
pub(crate) const OPEN_TIP: Text = t("Open GeoJSON files of a county, or a plan", "打开县域 GeoJSON 文件或规划方案");
pub(crate) const OPEN_FOLDER: Text = t("Open folder…", "打开文件夹…");
pub(crate) const OPEN_FOLDER_TIP: Text = t("Open all GeoJSON files of a folder", "打开文件夹中的全部 GeoJSON 文件");
pub(crate) const OPEN_SAMPLE: Text = t("Open sample county", "打开示例县");
pub(crate) const OPEN_SAMPLE_TIP: Text = t("The illustrative county that is part of the program", "随程序附带的示意数据");
pub(crate) const SAVE: Text = t("Save", "保存");
pub(crate) const SAVE_TIP: Text = t("Save the plan", "保存当前方案");
pub(crate) const SAVE_AS: Text = t("Save as…", "另存为…");
pub(crate) const SAVE_AS_TIP: Text = t("Save the plan under another name", "将方案另存为新文件");
pub(crate) const EXPORT: Text = t("Export", "导出");
pub(crate) const EXPORT_GEOJSON: Text = t("Plan as GeoJSON…", "方案 GeoJSON…");
pub(crate) const EXPORT_GEOJSON_TIP: Text =
    t("Schools, catchments and moves, for QGIS and for Xuequ", "学校、服务范围和学生流向，可用 QGIS 打开，也可再次打开");
pub(crate) const EXPORT_SCHOOLS: Text = t("Schools as CSV…", "学校表 CSV…");
pub(crate) const EXPORT_SCHOOLS_TIP: Text = t("All schools with their figures", "全部学校及其指标");
pub(crate) const EXPORT_ASSIGNMENT: Text = t("Assignment as CSV…", "就学分配 CSV…");
pub(crate) const EXPORT_ASSIGNMENT_TIP: Text =
    t("Who attends which school and how far they go", "每个居民点的学生去哪所学校、多远");
pub(crate) const EXPORT_COMPARISON: Text = t("Comparison as CSV…", "比选结果 CSV…");
pub(crate) const EXPORT_COMPARISON_TIP: Text = t("The two plans side by side, and who moves", "两个方案的指标对照和变动居民点");
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
pub(crate) const TODAY: Text = t("Today", "今天");
pub(crate) const TODAY_TIP: Text = t("The county as it is; the first change begins a plan", "现状布局；第一次修改会自动新建方案");
pub(crate) const NEW_PLAN: Text = t("New plan", "新建方案");
pub(crate) const NEW_PLAN_TIP: Text = t("Begin an empty plan", "从现状开始一个空方案");
pub(crate) const DUPLICATE_PLAN: Text = t("Duplicate", "复制方案");
pub(crate) const DUPLICATE_PLAN_TIP: Text = t("Begin a copy of this plan", "以当前方案为底新建副本");
pub(crate) const RENAME_PLAN: Text = t("Rename…", "重命名…");
pub(crate) const RENAME_PLAN_TIP: Text = t("Give the plan another name", "修改方案名称");
pub(crate) const DELETE_PLAN: Text = t("Delete", "删除方案");
pub(crate) const DELETE_PLAN_TIP: Text = t("Drop this plan", "删除当前方案");
pub(crate) const SHOW_PLAN: Text = t("Show", "显示");
pub(crate) const SHOW_PLAN_TIP: Text = t("Show this plan", "显示该方案");
pub(crate) const YEAR: Text = t("Year", "年份");
pub(crate) const YEAR_TIP: Text = t("The school year shown; new measures take effect in it", "显示的学年；新增措施从该年 9 月 1 日起生效");
pub(crate) const MERGE_ALL: Text = t("Merge all with room", "全部撤并（有学位的）");
pub(crate) const MERGE_ALL_TIP: Text = t(
    "Merges every listed school for which a receiver within reach has room, as one step; the others stay open with their reason",
    "一步撤并列表中在距离内有空余学位可接收的学校；其余保留并说明原因",
);
pub(crate) const ADD_SCHOOL: Text = t("Add school", "新建学校");
pub(crate) const ADD_SCHOOL_TIP: Text = t("Click on the map where the school is to stand", "在地图上点击新学校的位置");
pub(crate) const RELOCATE: Text = t("Relocate…", "迁建…");
pub(crate) const RELOCATE_TIP: Text = t("Click on the map where the school moves, or drag its symbol", "在地图上点击新址，或直接拖动学校");
pub(crate) const CLOSE_SCHOOL: Text = t("Close", "撤销学校");
pub(crate) const CLOSE_SCHOOL_TIP: Text = t("Close the school; its pupils go where the policy sends them", "撤销学校，学生按分配方式就学");

// View
pub(crate) const STAGE: Text = t("Stage", "学段");
pub(crate) const STAGE_TIP: Text = t("The stage whose trips and catchments are shown", "显示该学段的路程和服务范围");
pub(crate) const GO_THERE: Text = t("Go there", "定位");
pub(crate) const GO_THERE_TIP: Text = t("Show it on the map", "在地图上定位");
pub(crate) const ZOOM_TO_FIT: Text = t("Whole county", "全县");
pub(crate) const ZOOM_TO_FIT_TIP: Text = t("Zoom out until the whole county fits", "缩放到全县范围");
pub(crate) const CANCEL: Text = t("Cancel", "取消");
pub(crate) const CANCEL_TIP: Text = t("Leave it as it was", "不作修改");
pub(crate) const STOP_TIP: Text = t("Stop this work", "停止当前任务");
pub(crate) const EDIT: Text = t("Edit…", "修改…");
pub(crate) const EDIT_TIP: Text = t("Change it", "修改");
pub(crate) const TABLES: Text = t("Tables", "表格");
pub(crate) const TABLES_TIP: Text = t("Open or shut the drawer", "展开或收起底部表格");
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
    }
}
