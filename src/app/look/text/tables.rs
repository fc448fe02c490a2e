//! Words of tables and of the list of problems.

use super::{Text, t};
use crate::app::look::figures::count;
use crate::app::look::grid::GridId;
use crate::model::Stage;
use crate::session::{Block, Refusal};
use crate::words::Words;

pub(crate) const COPY: Text = t("Copy", "复制");
pub(crate) const COPY_TIP: Text = t(
    "The marked rows, or all where none is marked, with their heads, for a spreadsheet (Ctrl C)",
    "复制选中的行；未选时复制全部，连同表头，可粘贴到电子表格（Ctrl C）",
);
pub(crate) const EXPORT: Text = t("Export…", "导出…");
pub(crate) const EXPORT_TIP: Text = t("What the table shows, as CSV", "把表中所示内容导出为 CSV");
pub(crate) const EXPORT_GRID: Text = t("Table as CSV…", "本表 CSV…");
pub(crate) const COLUMNS: Text = t("Columns", "列");
pub(crate) const COLUMNS_TIP: Text = t("Choose the columns", "选择要显示的列");
pub(crate) const HEAD_TIP: Text = t(
    "A click sorts and turns; drag to move the column; pull the right edge to resize, double click for the usual width",
    "点击排序，再点反序；拖动可移动列；拖右边线改列宽，双击复原",
);
/// Behind a value that was set right, where it is said and not seen.
pub(crate) const CORRECTED: Text = t(" (corrected)", "（已更正）");
/// Behind the name of the cell that the keys stand in.
pub(crate) const CHOSEN: Text = t(", chosen cell", "，选中的单元格");
pub(crate) const TAKE_TIP: Text = t(
    "One step, which can be undone as one; the county's files are never written",
    "作为一步写入更正，可一次撤销；不改县里的原文件",
);
pub(crate) const FIGURES: Text = t("Figures", "指标");
pub(crate) const LEFTWARDS: Text = t("Move left", "左移");
pub(crate) const RIGHTWARDS: Text = t("Move right", "右移");
pub(crate) const FILTER_HINT: Text = t("Filter", "筛选本表");
/// In place of a number that the files do not give.
pub(crate) const MISSING: Text = t("missing", "缺");
pub(crate) const NO_ROW: Text = t("No row contains these words", "没有符合的行");
pub(crate) const SHOW_ALL: Text = t("Show all", "显示全部");
pub(crate) const NO_SETTLEMENTS: Text = t(
    "No settlements were read. Open a layer of villages with their pupils; until then homes are estimated from the townships",
    "没有读入居民点。请打开带学生数的村、居民点图层；此前按乡镇估算居住地",
);
pub(crate) const BY_SCHOOL: Text = t("By school", "按学校");
pub(crate) const BY_VILLAGE: Text = t("Trips by village", "各村上学路程");
pub(crate) const BY_VILLAGE_TIP: Text = t(
    "Schools with their figures, or who goes how far to which school, the farthest first",
    "各校指标，或各居民点到哪所学校、路程多远（由远到近）",
);
pub(crate) const NO_TRIPS: Text = t(
    "No pupils of this stage are known by home, so nobody can say how far they go",
    "该学段各居民点学生数未知，算不出上学路程",
);
pub(crate) const TRIPS_TIP: Text = t(
    "Longest first; the filter takes a township or a school",
    "由远到近；可按乡镇、学校筛选",
);
pub(crate) const NO_TOWNSHIPS: Text = t(
    "No townships were read. Open a layer of township areas to see figures by township",
    "没有读入乡镇。打开乡镇面图层后可按乡镇查看指标",
);
pub(crate) const NO_ROADS: Text = t(
    "No roads were read. All trips are straight lines times a detour factor until a layer of roads is opened",
    "没有读入道路。打开道路图层前，路程均按直线乘绕行系数估算",
);
pub(crate) const NO_SCHOOLS: Text = t("No school of this stage was read", "没有读入该学段的学校");
pub(crate) const NO_BIRTHS: Text = t(
    "No births were read. With births by year in the settlements layer (births_2019, …) the years ahead are forecast from them",
    "没有读入出生数。居民点图层中有各年出生数（如 births_2019）时，按出生数预测",
);
pub(crate) const NO_RATES: Text = t(
    "Nothing to measure moving up on: no births and no enrolment of earlier years were read",
    "没有可推算升级率的资料：既无出生数，也无往年在校生",
);
pub(crate) const NO_BACK_TEST: Text = t(
    "No back-test: the schools' files do not state the enrolment of three years ago (pupils_primary_2018, …)",
    "无法回测：学校资料没有三年前的在校生数（如 pupils_primary_2018）",
);
pub(crate) const NOBODY_MOVES: Text = t(
    "Nobody of this stage changes school between the two",
    "两个方案之间，该学段没有学生变更学校",
);
pub(crate) const AHEAD: Text = t("Pupils", "学生");
pub(crate) const BORN: Text = t("Births", "出生");
pub(crate) const RATES: Text = t("Moving up", "升级率");
pub(crate) const TRIALS: Text = t("Back-test", "回测");
pub(crate) const BY_DISTRICT: Text = t("by district", "分片区");
pub(crate) const NOTES: Text = t("Notes", "说明");

/// Of how many rows the sums are.
pub(crate) fn sum_of(rows: usize, are_marked: bool) -> Words {
    if are_marked {
        Words::new(format!("{rows} marked"), format!("已选 {rows} 行"))
    } else {
        Words::new(format!("Total of {rows}"), format!("合计 {rows} 行"))
    }
}

/// What a sum leaves out.
pub(crate) fn unknown_in_sum(known: usize, unknown: usize) -> Words {
    let all = known + unknown;
    Words::new(
        format!("The sum of those known: {known} of {all} rows"),
        format!("仅为已知行的合计：{all} 行中有 {known} 行已知"),
    )
}

/// What lies on the clipboard.
pub(crate) fn copied(rows: usize) -> Words {
    let plural = if rows == 1 { "" } else { "s" };
    Words::new(
        format!("{rows} row{plural} copied"),
        format!("已复制 {rows} 行"),
    )
}

/// What a pasted block comes to: “12 values, 3 as they are, 1 not understood”.
pub(crate) fn pasted(block: &Block) -> Words {
    let values = Words::counted(block.n_values, "value", "个值");
    let mut parts = vec![Words::new(
        format!("Pasting {}", values.en),
        format!("待粘贴{}", values.zh),
    )];
    let mut tell = |number: usize, en: &str, zh: &str| {
        if number > 0 {
            parts.push(Words::new(
                format!("{number} {en}"),
                format!("{number}个{zh}"),
            ));
        }
    };
    tell(block.n_same, "unchanged", "与现值相同");
    tell(block.n_empty, "empty, left as they are", "空白，保留现值");
    tell(block.refused.len(), "not understood", "看不懂");
    let (en, zh): (Vec<String>, Vec<String>) =
        parts.into_iter().map(|part| (part.en, part.zh)).unzip();
    Words::new(en.join(", "), zh.join("，"))
}

/// The button that takes a block, and what it leaves.
pub(crate) fn take(block: &Block) -> Words {
    let (n, left) = (block.n_values, block.refused.len());
    if left == 0 {
        return Words::new(format!("Take {n}"), format!("写入{n}个值"));
    }
    Words::new(
        format!("Take {n}, leave {left}"),
        format!("写入{n}个值，其余{left}个保留现值"),
    )
}

/// A cell that cannot be taken: “row 3, ‘约20’: a whole number …”.
pub(crate) fn refused(refusal: &Refusal) -> Words {
    let Refusal { row, text, why } = refusal;
    let text: String = text.chars().take(40).collect();
    Words::new(
        format!("row {row}, '{text}': {}", why.en),
        format!("第{row}行“{text}”：{}", why.zh),
    )
}

/// More of the same that are not told one by one.
pub(crate) fn and_more(n: usize) -> Words {
    Words::new(format!("… and {n} more"), format!("……另有{n}个"))
}

/// What a file of a table is called.
pub(crate) const fn stem(id: GridId) -> Text {
    match id {
        GridId::SchoolFacts => t("schools as read", "学校（读入）"),
        GridId::Schools => t("schools", "学校"),
        GridId::Settlements => t("settlements", "居民点"),
        GridId::Trips => t("trips", "上学路程"),
        GridId::Townships => t("townships as read", "乡镇（读入）"),
        GridId::ByTownship => t("by township", "分乡镇指标"),
        GridId::ByDistrict => t("by district", "分片区指标"),
        GridId::Roads => t("roads", "道路"),
        GridId::Ahead => t("pupils by year", "各年学生"),
        GridId::Born => t("births", "出生人口"),
        GridId::Rates => t("moving up", "升级率"),
        GridId::Trials => t("back-test by stage", "回测（分学段）"),
        GridId::BackTests => t("back-test by district", "回测（分片区）"),
        GridId::Moves => t("pupils who change school", "变更学校的学生"),
        GridId::Problems => t("problems", "问题"),
        GridId::Sides => t("figures side by side", "方案指标对比"),
        GridId::Targets => t("targets", "指标与目标"),
        GridId::SeatBalance => t("free seats", "余位"),
        GridId::Outlook => t("figures by year", "各年指标"),
        GridId::Capital => t("investment", "投资"),
        GridId::Budget => t("budget lines", "专项预算"),
        GridId::Limits => t("standards", "标准"),
        GridId::Gains => t("who gains and who loses", "谁得谁失"),
        GridId::Different => t("measures that differ", "措施不同"),
    }
}

// Problems
pub(crate) const BY_RULE: Text = t("By rule", "规则");
pub(crate) const OF_TOWNSHIP: Text = t("By township", "乡镇");
pub(crate) const OF_SCHOOL: Text = t("By school", "学校");
pub(crate) const GROUP_TIP: Text = t(
    "What the problems are grouped by; a settlement counts once in a rule, schools are a count of their own",
    "问题的分组方式；同一居民点在每条标准中只计一次，学校另计",
);
pub(crate) const ALL_STAGES: Text = t("All stages", "全部学段");
pub(crate) const STAGES_TIP: Text = t(
    "Problems of the stage on screen, or of all",
    "当前学段的问题，或全部学段",
);
pub(crate) const SEVERITY_TIP: Text = t(
    "List only problems of this weight; the number counts the rules",
    "只列该级别的问题；数字为标准条数",
);
pub(crate) const ALL_TOWNSHIPS: Text = t("All townships", "全部乡镇");
pub(crate) const ONLY_CHANGED: Text = t("Only changes", "只看变化");
pub(crate) const ONLY_CHANGED_TIP: Text = t(
    "Only what came or went with the plan, against today's layout in the same year",
    "只列与同年现状布局相比新增或消除的问题",
);
pub(crate) const NO_PROBLEM_LEFT: Text = t(
    "No problem of this kind; take a filter away to see the others",
    "没有这类问题；取消筛选可看其他问题",
);

/// What the list comes to.
pub(crate) fn problems_summary(kinds: Kinds, homes: usize, schools: usize) -> Words {
    let counted = |number: usize, one: &str| Words::counted(number, one, "").en;
    let told = match kinds {
        Kinds::OfStage { listed, all, .. } if listed == all => {
            Words::new(counted(all, "rule"), format!("{all} 类"))
        }
        Kinds::OfStage { listed, all, stage } => Words::new(
            format!(
                "{listed} of {} in {}",
                counted(all, "rule"),
                stage.words().en
            ),
            format!("{}{all} 类中的 {listed} 类", stage.words().zh),
        ),
        Kinds::OfAllStages { listed, all, stage } => Words::new(
            format!(
                "{} of all stages ({all} in {})",
                counted(listed, "rule"),
                stage.words().en
            ),
            format!("全部学段 {listed} 类（{}{all} 类）", stage.words().zh),
        ),
    };
    Words::new(
        format!(
            "{}, {}, {}",
            told.en,
            counted(homes, "settlement"),
            counted(schools, "school")
        ),
        format!("{}，涉及 {homes} 处居民点、{schools} 所学校", told.zh),
    )
}

/// How many rules are listed, and how many are broken in the stage on screen, which the tab counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kinds {
    /// Only problems of that stage are listed.
    OfStage {
        listed: usize,
        all: usize,
        stage: Stage,
    },
    /// Problems of all stages are.
    OfAllStages {
        listed: usize,
        all: usize,
        stage: Stage,
    },
}

pub(crate) const RULES_BROKEN: Text = t("Rules broken there", "不符合的标准");
pub(crate) const TO_WORST: Text = t("To the worst", "跳到最重");
pub(crate) const TO_WORST_TIP: Text = t(
    "Show and select the place that weighs most of the problems listed; of equal weight, the one farthest from its limit",
    "定位并选中所列问题中级别最重的一处；级别相同的取偏离标准最远的",
);
pub(crate) const NO_PLACE_LEFT: Text = t(
    "No place among the problems listed",
    "所列问题中没有可定位的地方",
);

pub(crate) const WAYS: Text = t("What can be done", "可以怎么办");
pub(crate) const NOT_CONFIRMED: Text = t("not yet", "未确认");

/// How many places a rule concerns.
pub(crate) fn concerned(settlements: usize, schools: usize, pupils: Option<u64>) -> Words {
    let parts = [
        (settlements > 0).then(|| Words::counted(settlements, "settlement", "处居民点")),
        (schools > 0).then(|| Words::counted(schools, "school", "所学校")),
        pupils.map(|pupils| Words::counted(pupils, "pupil", "人")),
    ];
    let parts: Vec<Words> = parts.into_iter().flatten().collect();
    let joined = |of: fn(&Words) -> &str| parts.iter().map(of).collect::<Vec<_>>().join(" · ");
    Words::new(joined(|words| &words.en), joined(|words| &words.zh))
}

/// What the small map of a rule shows.
pub(crate) fn where_broken(settlements: usize, schools: usize) -> Words {
    let places = concerned(settlements, schools, None);
    Words::new(
        format!("Where it is: {}. Click a place to go there.", places.en),
        format!("位置：{}。点击可定位。", places.zh),
    )
}

pub(crate) const SEVERAL_ROWS: Text = t(
    "a settlement that sends pupils to several schools has a row for each of them",
    "有的居民点学生分到几所学校，每所一行",
);

/// How many settlements the rows of a table are about, where one has several rows.
pub(crate) fn of_settlements(settlements: usize) -> Words {
    let number = count(settlements as i64);
    let plural = if settlements == 1 { "" } else { "s" };
    Words::new(
        format!("rows, {number} settlement{plural}"),
        format!("行，{number} 处居民点"),
    )
}
