//! The words of the map's legend, themes and tools.

use super::{Text, t};
use crate::app::look::chart::{Amount, CompareLook, Layer, MapTheme};
use crate::proposal::{GateRule, Stay};
use crate::words::{Lang, Words};

// The legend
pub(crate) const LEGEND: Text = t("Legend and layers", "图例与图层");
pub(crate) const LEGEND_SHORT: Text = t("Legend", "图例");
pub(crate) const LEGEND_TIP: Text = t("Open the legend, or fold it", "展开或收起图例");
pub(crate) const TURN_TIP: Text = t("Draw it, or draw it no more", "显示或隐藏");
pub(crate) const BY_LOAD: Text = t("Schools: pupils per seat, %", "学校颜色：学位利用率 %");
pub(crate) const BY_WAY: Text = t("Settlements: mean way,", "居民点颜色：平均路程");
pub(crate) const BY_SIZE: Text = t("Schools: pupils", "学校颜色：学生数");
pub(crate) const BY_CLASS: Text = t("Schools: pupils a class, ≈", "学校颜色：班额（按学位估算）");
pub(crate) const BY_GROWTH: Text = t("Settlements: pupils to come, %", "居民点颜色：学生增减 %");
pub(crate) const BY_BREACH: Text = t("Standards broken", "不符合标准");
pub(crate) const BREACHES: [Text; 3] =
    [t("none", "无"), t("warning", "警告"), t("reason", "须说明")];
pub(crate) const BETTER: Text = t("goes less far in B", "B 中变近");
pub(crate) const WORSE: Text = t("goes farther in B", "B 中变远");
pub(crate) const OVER_LIMIT_IN_A: Text = t("over the limit in A", "A 中超距");
pub(crate) const MIXED: Text = t("some nearer, some farther", "有近有远");

// Styling
pub(crate) const STYLE: Text = t("Style…", "样式…");
pub(crate) const STYLE_TIP: Text = t(
    "How strong and how large the map is drawn",
    "地图的深浅与大小",
);
pub(crate) const TINTS: Text = t("Tints", "服务范围底色");
pub(crate) const DOTS: Text = t("Dots", "居民点大小");
pub(crate) const NAMES: Text = t("Names", "名称");
pub(crate) const DARK_ROADS: Text = t("Dark roads", "深色道路");

pub(crate) const fn amount(amount: Amount) -> Text {
    match amount {
        Amount::Less => t("less", "弱"),
        Amount::Usual => t("usual", "适中"),
        Amount::More => t("more", "强"),
    }
}

/// What a layer is called; schools are called by their kind.
pub(crate) const fn layer(layer: Layer) -> Text {
    match layer {
        Layer::Townships => super::TOWNSHIPS,
        Layer::Roads => super::ROADS,
        Layer::Settlements => super::SETTLEMENTS,
        Layer::Catchments => super::CATCHMENTS,
        Layer::Zones => super::map::ZONE_EDGE,
        Layer::TripLines => super::TRIP_LINES,
        Layer::Reach => super::ROADS_WITHIN,
        Layer::Moves => super::map::STREAMS,
        Layer::Labels => super::LABELS,
        Layer::Basemap => super::basemap::BASEMAP,
        Layer::Schools(_) => super::SCHOOLS,
    }
}

// Looks at today
pub(crate) const fn theme(theme: MapTheme) -> Text {
    match theme {
        MapTheme::Trips => t("Trips to school", "上学路程"),
        MapTheme::Seats => t("Seats", "学位"),
        MapTheme::Small => t("Small schools", "小规模学校"),
        MapTheme::Classes => t("Class size", "班额"),
        MapTheme::Pupils => t("Pupils to come", "学生变化"),
        MapTheme::Targets => t("Targets", "督导指标"),
    }
}

pub(crate) const ON_MAP: Text = t("on the map", "地图正显示");
pub(crate) const COLOUR_TIP: Text = t(
    "Colours the map by it and opens its page",
    "地图按此着色，并打开相应表格",
);

// Tools
pub(crate) const CHOOSE: Text = t("Choose", "选择");
pub(crate) const FIT_SELECTION: Text = t("Go to selection", "定位选中对象");
pub(crate) const FIT_SELECTION_TIP: Text = t(
    "Bring what is selected into sight",
    "把选中对象移到地图中间",
);

/// Seats that are short and schools that have some left.
pub(crate) fn seats_left(short: &str, schools_short: usize, left: &str) -> Words {
    Words::new(
        format!(
            "{} short by {short}, elsewhere {left} free",
            Words::counted(schools_short, "school", "所").en
        ),
        format!("{schools_short} 所缺 {short} 个，其余余位 {left} 个"),
    )
}

/// Schools below half the threshold.
pub(crate) fn below_half(half: u32, schools: usize) -> Words {
    Words::new(
        format!("{schools} of them under {half}"),
        format!("其中 {schools} 所不足 {half} 人"),
    )
}

/// Schools whose classes are oversize.
pub(crate) fn oversize(schools: usize, line: u32) -> Words {
    Words::new(
        format!(
            "{} over {line} a class",
            Words::counted(schools, "school", "所").en
        ),
        format!("{schools} 所超过 {line} 人/班"),
    )
}

/// Schools of which pupils or seats are not known.
pub(crate) fn lacking(schools: usize) -> Words {
    Words::new(
        format!(
            "{} without pupils or seats",
            Words::counted(schools, "school", "所").en
        ),
        format!("{schools} 所缺学生数或学位数"),
    )
}

/// The change of pupils against the year on screen, with its sign.
pub(crate) fn change_to(year: i32, change: &str, since: i32) -> Words {
    Words::new(
        format!("{change} % by {year}, against {since}"),
        format!("{year} 年比 {since} 年 {change} %"),
    )
}

pub(crate) const CLASSES_ESTIMATED: Text = t("classes estimated from seats", "按学位估算班数 ≈");
pub(crate) const NO_CEILING: Text = t("no class ceiling for this stage", "该学段未设班额标准");
pub(crate) const PUPILS_NOT_KNOWN: Text = t("pupils are not known", "缺学生数");

// Several chosen at once
pub(crate) const LASSO: Text = t("Lasso", "套索");
pub(crate) const LASSO_TIP: Text = t(
    "Draw a loop round schools to choose them all; the same with Alt and a drag",
    "画一圈，选中圈内的学校；也可按住 Alt 拖动",
);
pub(crate) const LASSO_HINT: Text = t(
    "Draw a loop round the schools",
    "按住左键，把要选的学校圈起来",
);
pub(crate) const CHOOSE_TOO: Text = t("Choose too (Shift click)", "加入多选（Shift 点击）");
pub(crate) const LOOK_AT: Text = t("Look closer", "查看详情");
pub(crate) const BUILD_HERE: Text = t("New school here…", "在此新建学校…");
pub(crate) const MERGE_CHOSEN: Text = t("Merge…", "撤并…");
pub(crate) const MERGE_CHOSEN_TIP: Text = t(
    "Each of them into the receiver that is best for all; what the gate refuses stays",
    "一并撤并到总体最合适的学校；研判不通过的保留",
);
pub(crate) const KEEP_CHOSEN: Text = t("Keep…", "保留…");
pub(crate) const CLOSE_CHOSEN: Text = t("Close all", "全部撤校");
pub(crate) const YEAR_OF_CHOSEN: Text = t("Year…", "改年份…");
pub(crate) const FIT_CHOSEN: Text = t("Show all", "全部定位");
pub(crate) const CHOOSE_NONE: Text = t("Choose none", "取消多选");
pub(crate) const NOTHING_PLANNED: Text = t("None of them has a measure", "所选学校没有措施");
pub(crate) const NOTHING_TO_CLOSE: Text = t("None of them can be closed", "所选学校都不能撤校");

/// What is chosen at once.
pub(crate) fn chosen(schools: usize, homes: usize, pupils: &str) -> Words {
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    if schools > 0 {
        en.push(Words::counted(schools, "school", "所").en);
        zh.push(format!("{schools} 所学校"));
    }
    if homes > 0 {
        let homes_en = Words::counted(homes, "settlement", "处").en;
        en.push(format!("{homes_en}, {pupils} pupils"));
        zh.push(format!("{homes} 处居民点 {pupils} 人"));
    }
    Words::new(
        format!("Chosen: {}", en.join(", ")),
        format!("已选 {}", zh.join("、")),
    )
}

/// The name of a step that closes several schools.
pub(crate) fn close_several(schools: usize) -> Words {
    let counted = Words::counted(schools, "school", "所学校");
    Words::new(
        format!("Close {}", counted.en),
        format!("{}撤校", counted.zh),
    )
}

/// The name of a step that keeps several schools.
pub(crate) fn keep_several(schools: usize) -> Words {
    let counted = Words::counted(schools, "school", "所学校");
    Words::new(
        format!("Keep {}", counted.en),
        format!("保留{}", counted.zh),
    )
}

/// The name of a step that merges some of several schools.
pub(crate) fn merge_several(schools: usize) -> Words {
    let counted = Words::counted(schools, "school", "所学校");
    Words::new(
        format!("Merge {}", counted.en),
        format!("撤并{}", counted.zh),
    )
}

/// The head of the form for the year of several measures.
pub(crate) fn year_of(measures: usize) -> Words {
    let counted = Words::counted(measures, "measure", "项措施");
    Words::new(
        format!("Year of {}", counted.en),
        format!("{}改到", counted.zh),
    )
}

// Measuring
pub(crate) const MEASURE: Text = t("Measure", "量算");
pub(crate) const MEASURE_TIP: Text = t(
    "Measure distance and area on the map; Esc ends it",
    "在地图上量距离和面积，Esc 结束",
);
pub(crate) const MEASURE_FROM: Text = t("Measure from here", "从此处量算");
pub(crate) const MEASURE_HINT: Text = t(
    "Click place after place to measure · Esc ends",
    "逐点点击量算 · Esc 结束",
);
pub(crate) const MEASURE_ENDS: Text = t("Esc ends", "Esc 结束");
pub(crate) const CIRCLE: Text = t("Circle of", "半径圈");
pub(crate) const REACH: Text = t("By road within", "道路可达");
pub(crate) const TAKE_AWAY: Text = t("Take away", "去掉");
pub(crate) const COPY_PLACE: Text = t("Copy coordinates", "复制坐标");

/// Length along a line and the area that it encloses.
pub(crate) fn length_and_area(length: &str, area: &str) -> Words {
    Words::new(
        format!("{length}, {area} inside"),
        format!("{length}，围合 {area}"),
    )
}

/// Who lives round a place.
pub(crate) fn around(homes: usize, pupils: &str) -> Words {
    Words::new(
        format!("{homes} homes, {pupils} pupils"),
        format!("{homes} 处 {pupils} 人"),
    )
}

/// How many of the chosen schools were merged, and why the others stay.
pub(crate) fn merged_summary(merged: usize, stays: &[Stay], is_cut_short: bool) -> Words {
    let reasons = |lang: Lang, between: &str| {
        let reasons: Vec<&str> = stays.iter().map(|stay| stay.reason.say(lang)).collect();
        reasons.join(between)
    };
    let (stay_en, stay_zh) = if stays.is_empty() {
        Default::default()
    } else {
        (
            format!(", {} left open. {}", stays.len(), reasons(Lang::En, "; ")),
            format!("，保留{}所。{}", stays.len(), reasons(Lang::Zh, "；")),
        )
    };
    let (more_en, more_zh) = if is_cut_short {
        (
            "; time ran out, more may close",
            "；时间已到，可能还有可撤并的学校",
        )
    } else {
        ("", "")
    };
    Words::new(
        format!("{merged} merged{stay_en}{more_en}"),
        format!("撤并{merged}所{stay_zh}{more_zh}"),
    )
}

/// How the closure gate is asked when the chosen schools are merged, with a tip.
pub(crate) const fn gate_rule(rule: GateRule) -> (Text, Text) {
    match rule {
        GateRule::BindsWithBus => (
            t("Pass the gate, with school buses", "通过研判，可配校车"),
            t(
                "Merges what the closure gate lets pass; where it asks for a bus, one is planned in the measure",
                "撤并能通过研判的学校；需要校车的，写入措施",
            ),
        ),
        GateRule::Binds => (
            t("Pass the gate without a bus", "通过研判，不配校车"),
            t(
                "Merges what the closure gate lets pass as it is",
                "只撤并不配校车即能通过研判的学校",
            ),
        ),
        GateRule::Advises => (
            t("Past the gate", "不受研判限制"),
            t(
                "Merges everything that has room within reach; the gate then shows red for what it refuses",
                "撤并距离内有学位可接收的所有学校；研判不通过的将显示红灯",
            ),
        ),
    }
}
// Proposals on the map
pub(crate) const WORKING_OUT_PROPOSAL: Text = t("Drawing the proposal…", "正在绘制建议…");
pub(crate) const PROPOSAL: Text = t("Proposal", "建议");
pub(crate) const PROPOSAL_TIP: Text = t(
    "Show the proposal on the map, or the plan as it stands",
    "在地图上显示建议，或当前方案",
);
pub(crate) const AS_IT_STANDS: Text = t("Plan", "当前方案");
pub(crate) const TODAY: Text = t("Today", "现状");
pub(crate) const PEEKING: Text = t("Today's layout while Space is held", "按住空格显示现状布局");

/// What stands on the map is not the plan.
pub(crate) fn not_written(year: i32) -> Words {
    Words::new(
        format!("Proposal for {year}, not written into the plan"),
        format!("建议（{year} 年），未写入方案"),
    )
}

// Comparison
pub(crate) const fn compare(look: CompareLook) -> Text {
    match look {
        CompareLook::Beside => t("Side by side", "并排"),
        CompareLook::Swipe => t("Swipe", "卷帘"),
        CompareLook::Difference => t("Difference", "差异图"),
    }
}

pub(crate) const COMPARE_TIP: Text = t("How the plans stand on the map", "方案在地图上的对照方式");
pub(crate) const SWIPE_LINE: Text = t("Swipe line", "卷帘分界");
pub(crate) const SWIPE_TIP: Text = t("Drag it, or press ← →", "拖动，或按 ← →");
pub(crate) const THIRD: Text = t("Third plan", "第三个方案");
pub(crate) const ADD_THIRD: Text = t("+ Add a third", "+ 加入第三个");
pub(crate) const NO_THIRD: Text = t("Without a third", "去掉第三个");
pub(crate) const OTHER_HOMES_HERE: Text = t(
    "Other homes are assumed: settlements and catchments are not drawn",
    "假定的居住地不同，不绘制居民点和服务范围",
);
pub(crate) const WHO_IS_AFFECTED: Text = t("Who is affected", "谁受影响");
pub(crate) const NEARER: Text = t("nearer", "变近");
pub(crate) const FARTHER: Text = t("farther", "变远");
pub(crate) const MEASURES_DIFFER: Text = t("Measures that differ", "措施不同");
pub(crate) const NO_DIFFERENCE: Text = t("Both plans have the same measures", "两个方案的措施相同");
pub(crate) const NOBODY_AFFECTED: Text = t("Nobody's way is another", "没有学生的路程变化");

/// How many differences more there are.
pub(crate) fn more(number: usize) -> Words {
    Words::new(format!("{number} more"), format!("另 {number} 项"))
}
