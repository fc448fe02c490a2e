//! The words of everything that looks over the years: the closure gate, and the file of a measure.

use super::{Text, t};
use crate::app::look::figures::{count, known};
use crate::forecast::{BackTest, Trial};
use crate::horizon::NamedBus;
use crate::units::{Meters, Year};
use crate::words::Words;

// Years
pub(crate) const PLAY: Text = t("Play years", "逐年播放");
pub(crate) const PAUSE: Text = t("Stop playing", "停止播放");
pub(crate) const PLAY_TIP: Text = t(
    "Shows the years one after the other; again to stop",
    "逐年显示布局与指标，再次点击停止",
);
pub(crate) const TURNING: Text = t("Working out the year…", "正在计算该年份…");

// Timeline
pub(crate) const NO_PLAN: Text = t(
    "Today has no measures; choose a plan",
    "现状布局没有措施，请选择方案",
);
pub(crate) const TIMELINE_HINT: Text = t(
    "Drag a measure to another year; each takes effect on 1 September",
    "拖动措施可改变年份，均自当年 9 月 1 日起生效",
);
pub(crate) const OUTSIDE_PERIOD: Text = t("outside the period", "规划期外");

// Charts
pub(crate) const LOOKING_AHEAD: Text = t("Working out all years…", "正在计算各年份…");
pub(crate) const PUPILS_AND_SEATS: Text = t("Pupils and seats", "学生与学位");
pub(crate) const SCHOOLS_BY_SIZE: Text = t("Schools by size", "学校规模分布");
pub(crate) const PUPILS_BY_TRIP: Text = t("Pupils by trip", "学生路程分布");

// Targets
pub(crate) const NO_TARGETS: Text = t(
    "The standards in force state no target; enable a plan's pack",
    "所用标准没有目标值，请启用规划标准包",
);
pub(crate) const BALANCE: Text = t("Free seats", "余位");
pub(crate) const NO_BALANCE: Text = t(
    "No pupils of the years ahead are known, so no seats can be set against them",
    "各年学生数未知，无法比较学位",
);
pub(crate) const OUTLOOK_TIP: Text = t(
    "Every figure of the chosen stage in the marked years",
    "所选学段各项指标逐年对照",
);
pub(crate) const NO_NEW_SEATS: Text = t(
    "The plan builds or enlarges no school",
    "方案没有新建或扩建学校",
);
pub(crate) const SEAT_BALANCE_TIP: Text = t(
    "Seats of a district's schools minus the pupils who live there, by forecast",
    "片区内学校学位数 − 居住在片区的学生数（按预测）",
);
pub(crate) const EMPTIEST: Text = t("New seats at their emptiest", "新增学位最空年份");
pub(crate) const EMPTIEST_TIP: Text = t(
    "For each school that the plan builds or enlarges, the year with the fewest pupils per seat",
    "规划新建或扩建学校利用率最低的年份",
);

// Figures by year
pub(crate) const OUTLOOK: Text = t("Figures by year", "各年指标");
pub(crate) const GINI_OF_TRIPS: Text = t("Gini of trips", "路程基尼系数");
pub(crate) const GINI_OF_TRIPS_TIP: Text = t(
    "Gini index of trip lengths over placed pupils; 0 when all go equally far",
    "已安置学生路程的基尼系数，0 表示人人等距",
);
pub(crate) const GINI_OF_ACCESS: Text = t("Gini of access", "可达学位基尼系数");
pub(crate) const GINI_OF_ACCESS_TIP: Text = t(
    "Gini index of seats in reach per pupil (two-step floating catchment within the stage's trip limit)",
    "限距内人均可达学位（两步移动搜索法）的基尼系数",
);
pub(crate) const WITHOUT_SEAT: Text = t("No seat in reach", "限距内无学位学生");
pub(crate) const WITHOUT_SEAT_TIP: Text = t(
    "Pupils with no seat of the stage within its trip limit",
    "在该学段限距内没有任何学位的学生数",
);
pub(crate) const POSTS_BY_PUPILS: Text = t("Posts by pupils", "按生师比编制");
pub(crate) const POSTS_NEEDED: Text = t("Posts needed", "需要编制");
pub(crate) const POSTS_TIP: Text = t(
    "Pupils ÷ ratio per school; needed: by classes where that is more; not known without a ratio in the standards",
    "逐校按学生数 ÷ 生师比；需要编制取班师比与生师比较大者；标准未定生师比时未知",
);
pub(crate) const BACK_TEST_TIP: Text = t(
    "The forecast fitted to what was known three years ago, held against what is recorded",
    "以三年前已知数据预测今年，与在册数比较",
);

// Money
pub(crate) const CAPITAL: Text = t("Investment, 万元", "投资（万元）");
pub(crate) const CAPITAL_TIP: Text = t(
    "Sum of the costs that the measures state, by year and fund",
    "各措施已填投资按年份和资金来源合计",
);
pub(crate) const NO_COST: Text = t(
    "Not known: no measure states its cost",
    "未知：各措施均未填写投资",
);
pub(crate) const NO_CATEGORY: Text = t("category not stated", "类别未填");
pub(crate) const FUND_NOT_STATED: Text = t("fund not stated", "来源未填");
pub(crate) const YEARLY_NOT_KNOWN: Text = t(
    "Running cost: not known, no measure states it",
    "年运行费：未知，各措施均未填写",
);
pub(crate) const BUDGET: Text = t("Budget lines, 万元", "设备及专项预算（万元）");
pub(crate) const WITHOUT_COST: Text = t("Cost not stated", "未填投资的措施");
pub(crate) const WITHOUT_COST_TIP: Text = t(
    "A click opens the file of the measure",
    "点击填写该措施的材料",
);

// Standards
pub(crate) const PACKS_HINT: Text = t(
    "Packs in force; a later one overrides",
    "启用的标准包，靠后的优先",
);
pub(crate) const EARLIER: Text = t("Up", "上移");
pub(crate) const LATER: Text = t("Down", "下移");
pub(crate) const VALUE: Text = t("Value", "取值");
pub(crate) const WEIGHT: Text = t("Weight", "级别");
pub(crate) const BASIS: Text = t("Basis", "依据");
pub(crate) const CONFIRMED: Text = t("Confirmed by", "确认人");
pub(crate) const SOURCE: Text = t("Source", "来源");
pub(crate) const RESET: Text = t("Back to the pack's value", "还原取值");
pub(crate) const RESET_TIP: Text = t(
    "The chosen standards get the numbers of their pack again",
    "所选标准恢复为标准包中的取值",
);
pub(crate) const CHOOSE_RULES: Text =
    t("Choose standards in the table first", "请先在表中选择标准");
pub(crate) const VALUES_HINT: Text = t(
    "A double click on a value types another one",
    "双击“取值”可改为本县取值",
);
pub(crate) const ONLY_VALUES: Text = t(
    "Only the value of a standard can be typed here",
    "此处只能修改标准的取值",
);
/// Of a number that is not the pack's; `pack` is the pack's with its unit.
pub(crate) fn set_by_hand(pack: Option<&str>) -> Words {
    match pack {
        Some(pack) => Words::new(
            format!("Set by the planner; the pack says {pack}"),
            format!("本地设定；标准包取值为 {pack}"),
        ),
        None => Words::new("Set by the planner", "本地设定"),
    }
}
pub(crate) const CONFIRM: Text = t("Confirm chosen…", "确认所选…");
pub(crate) const NO_RULES: Text = t("No standard is in force", "没有启用的标准");
pub(crate) const CONFIRM_ALL: Text = t("Confirm all…", "全部确认…");
pub(crate) const CONFIRM_TIP: Text = t(
    "Rules recalled from memory, of our judgement or set here: somebody has to stand behind them once",
    "凭记忆、经验取值或本地设定的标准，需有人确认一次",
);
pub(crate) const CONFIRM_TITLE: Text = t("Confirm standards", "确认标准");
pub(crate) const CONFIRM_BY: Text = t("Who confirms", "确认人");
pub(crate) const CONFIRM_APPLY: Text = t("Confirm", "确认");

// Closure gate
pub(crate) const AT_THE_GATE: Text = t("Closures at the gate…", "正在撤并研判…");
pub(crate) const NO_PLAN_TO_JUDGE: Text = t(
    "No plan is chosen; select a school to see what closing it would mean",
    "未选方案；选中一所学校可试作研判",
);
pub(crate) const NO_REMEDY_FOR_CHILDREN: Text = t(
    "Kindergarten children ride no school bus and do not board: a kindergarten stays near, or guardians bring them",
    "幼儿不乘校车、不寄宿：应就近保留幼儿园，或由监护人接送",
);
pub(crate) const NO_CLOSURES: Text = t(
    "The plan closes no school; select one to see what closing it would mean",
    "方案没有撤并学校；选中一所学校可试作研判",
);
pub(crate) const CHOOSE_SCHOOL: Text = t(
    "Choose a closure on the left, or any school on the map",
    "在左侧选择一项撤并，或在地图上选择学校",
);
pub(crate) const WHAT_IF: Text = t(
    "The plan does not close it: as if it closed in",
    "方案未撤并该校，按假设撤并研判：",
);
pub(crate) const NOT_OPEN_THEN: Text =
    t("The school is not open in that year", "该校在该年份未开办");
pub(crate) const COMPLIANT: Text = t("Gate in order", "研判合规");
pub(crate) const NOT_COMPLIANT: Text = t("Gate not in order", "研判不合规");
pub(crate) const DOUBTFUL: Text = t(
    "Not compliant until this is put right, whatever the pages say:",
    "以下问题解决之前，无论各页结果如何，方案均不合规：",
);
pub(crate) const COMPLIANT_TIP: Text = t(
    "Of the lines of the gate only: in order when every closure that is red, or whose receivers' seats are not known, has a written reason. Whether the steps of procedure are done is counted apart.",
    "只指研判条款：每项红灯或接收学校学位未知的撤并都有书面说明，即为合规。程序是否办完另计。",
);
pub(crate) const BEDS_AFTER: Text = t("Beds afterwards", "建成后床位");
pub(crate) const SITE_M2: Text = t("Land, m²", "用地（平方米）");
pub(crate) const FLOOR_M2: Text = t("Floor area, m²", "建筑面积（平方米）");
pub(crate) const MEASURE_FILE: Text = t("Papers…", "材料…");
pub(crate) const JUSTIFIED: Text = t("reason given", "已说明");
pub(crate) const NOT_JUSTIFIED: Text = t("no reason", "待说明");
pub(crate) const REMEDIES: Text = t(
    "Remedies for pupils over the limit",
    "超距学生的补救措施比较",
);
pub(crate) const REMEDIES_TIP: Text = t(
    "Each alone; compulsory day pupils whose new trip is over the limit of their stage",
    "各措施单独计算，对象为撤并后路程超限的义务教育走读生",
);
pub(crate) const BUS: Text = t("School bus", "校车");
pub(crate) const BUS_TIP: Text = t(
    "Pupils over the limit ÷ pupils per bus; yearly cost from the standard for a bus-year",
    "超距学生 ÷ 每车载客数；年费用按“校车年运行费”标准",
);
pub(crate) const BOARDING: Text = t("Boarding", "寄宿");
pub(crate) const POINT_KEPT: Text = t("Teaching point kept", "保留教学点");
pub(crate) const POINT_KEPT_TIP: Text = t(
    "Half the primary pupils: grades 1–3 stay, grades 4–6 move",
    "1—3年级留在原校点，4—6年级就读接收学校",
);
pub(crate) const RIDERS: Text = t("Pupils", "学生");
pub(crate) const VEHICLES: Text = t("Vehicles", "车辆");
pub(crate) const YEARLY: Text = t("A year", "年费用");
pub(crate) const FREE_BEDS: Text = t("Free beds", "空余床位");
pub(crate) const TOO_YOUNG: Text = t("Too young", "低年级");
pub(crate) const GRADES_1_TO_3: Text = t("Grades 1–3", "1—3年级");
pub(crate) const NEEDS_BEDS: Text = t(
    "Not known: needs beds and boarders of the receiving schools",
    "未知：缺接收学校床位数和寄宿生数",
);
pub(crate) const NEEDS_BUS_COST: Text = t(
    "Not known: needs the standard for a bus-year",
    "未知：缺校车年运行费标准",
);
pub(crate) const GO_AHEAD: Text = t("Reason for going ahead", "红灯仍撤并的书面说明");
pub(crate) const NO_REASON_YET: Text = t(
    "None; without one this closure keeps the plan from being compliant",
    "未填写；无说明则此项撤并使方案不合规",
);
pub(crate) const NOT_NEEDED: Text = t("Not needed", "无需说明");
pub(crate) const PROCEDURE: Text = t("Procedure", "撤并程序");
pub(crate) const DATE: Text = t("date", "日期");
pub(crate) const DATE_HINT: Text = t("2023-05-20", "2023-05-20");

// File of a measure
pub(crate) const FILE_TITLE: Text = t("File of the measure", "措施材料");
pub(crate) const EDIT_FILE: Text = t("Reason and file…", "说明与材料…");
pub(crate) const EDIT_FILE_TIP: Text = t(
    "Reason, transport, parents, cost and fund of this measure",
    "填写该措施的说明、交通保障、家长意见、投资及资金来源",
);
pub(crate) const RESPONSIBLE: Text = t("Responsible unit", "责任单位");
pub(crate) const PRECONDITION: Text = t("Precondition", "前置条件");
pub(crate) const MORE_MEASURES: Text = t("More measures", "其他措施");
pub(crate) const MORE_MEASURES_TIP: Text = t(
    "Mothball, phase out, change the kind of school or who runs it",
    "封存、逐年停招、调整学校类别、转公办或转普惠",
);
pub(crate) const MAKE_PUBLIC: Text = t("Make public", "转公办");
pub(crate) const MAKE_INCLUSIVE: Text = t("Make inclusive", "转普惠");
pub(crate) const ADJUST_TO: Text = t("Adjust to", "调整为");
pub(crate) const RESERVE_ONLY: Text = t("Reserve the site only", "仅预留用地");
pub(crate) const SHARES: Text = t(
    "Share pupils between the receivers as stated",
    "按所填比例分流到各接收学校",
);
pub(crate) const TRANSPORT: Text = t("Bus or other safe transport", "校车或其他安全交通");
pub(crate) const PARENTS_OPPOSED: Text = t("Parents against, %", "家长反对比例 %");
pub(crate) const RETENTION: Text = t("Argues for keeping", "应留必留情形");
pub(crate) const COST: Text = t("Investment, 万元", "投资（万元）");
pub(crate) const FUND: Text = t("Fund", "资金来源");
pub(crate) const YEARLY_COST: Text = t("Running cost a year, 万元", "年运行费（万元）");

/// How many closures stand where, and how many are refused.
pub(crate) fn gate_summary(all: usize, lights: [usize; 3], refused: usize) -> Words {
    let [green, amber, red] = lights.map(|pages| count(pages as i64));
    let [all, refused] = [all, refused].map(|pages| count(pages as i64));
    let closures = Words::counted(&all, "closure", "所").en;
    Words::new(
        format!("{closures}, {green} green, {amber} amber, {red} red, {refused} without reason"),
        format!("撤并{all}所，绿{green}黄{amber}红{red}，{refused}所待说明"),
    )
}

/// How far the procedure of all closures has come, apart from what the gate says of them.
pub(crate) fn procedure_done(done: u32, all: u32) -> Words {
    let [done, all] = [done, all].map(count);
    Words::new(
        format!("Procedure, apart from this: {done} of {all} steps done"),
        format!("程序另计：已办{done}步，共{all}步"),
    )
}

/// When a school closes and how many pupils it then has.
pub(crate) fn closing_of((year, done): (Year, Year), pupils: Option<u32>) -> Words {
    let pupils = Words::counted(known(pupils), "pupil", "人");
    if done > year {
        return Words::new(
            format!("phased out {year}–{done}, {} in all", pupils.en),
            format!("{year}—{done}年逐年停招，学生共{}", pupils.zh),
        );
    }
    Words::new(
        format!("closes in {year} with {}", pupils.en),
        format!("{year}年撤并，学生{}", pupils.zh),
    )
}

/// A pack of standards that the plan names and the program does not have.
pub(crate) fn no_such_pack(id: &str) -> Words {
    Words::new(format!("{id} (no such pack)"), format!("{id}（没有此包）"))
}

/// All who ride the bus that several closures name.
pub(crate) fn shared_bus(named: &NamedBus) -> Words {
    let (name, schools, bus) = (&named.name, named.schools.len(), named.bus);
    Words::new(
        format!(
            "“{name}” takes the pupils of {schools} closures: {} pupils, {} vehicles",
            bus.pupils, bus.vehicles
        ),
        format!(
            "“{name}”由{schools}处撤并共用：学生{}人，车辆{}辆",
            bus.pupils, bus.vehicles
        ),
    )
}

/// What a click on a year does.
pub(crate) fn show_year(year: Year) -> Words {
    Words::new(format!("Show {year}"), format!("显示{year}年"))
}

/// How many measures stand in the wrong order, and the first of them.
pub(crate) fn order_warnings(count: usize, first: &str) -> Words {
    let more = count > 1;
    Words::new(
        format!("! {count}{}{first}", if more { ", first: " } else { ": " }),
        format!("! {count}项{}{first}", if more { "，首项：" } else { "：" }),
    )
}

/// Pupils of a year in the middle, low and high forecast, and seats.
pub(crate) fn pupils_and_seats(year: Year, pupils: [u32; 3], seats: Option<u32>) -> Words {
    let [low, mid, high] = pupils.map(count);
    let seats = known(seats);
    let range = if low == high {
        String::new()
    } else {
        format!(" ({low}–{high})")
    };
    Words::new(
        format!("{year}: {mid}{range} pupils, {seats} seats"),
        format!("{year}年：学生 {mid}{range}，学位 {seats}"),
    )
}

/// How many schools are small, and of how many that is not known.
pub(crate) fn small_of(small: usize, all: usize, below: u32, unknown: usize) -> Words {
    let (en, zh) = if unknown == 0 {
        (String::new(), String::new())
    } else {
        (
            format!(", pupils of {unknown} not known"),
            format!("，另有{unknown}所学生数未知"),
        )
    };
    if below == 0 {
        return Words::new(
            format!("{all} kindergartens, none counted as small{en}"),
            format!("幼儿园{all}所，不计小规模{zh}"),
        );
    }
    Words::new(
        format!("{small} of {all} schools and teaching points under {below} pupils{en}"),
        format!("{all}所学校和教学点中{small}所不足{below}人{zh}"),
    )
}

/// How many day pupils go farther than the limit.
pub(crate) fn over_of(over: u32, day_pupils: u32, limit: Option<Meters>) -> Words {
    let (over, all) = (count(over), count(day_pupils));
    match limit {
        Some(limit) => Words::new(
            format!("{over} of {all} day pupils over {limit}"),
            format!("走读生{all}人中{over}人超过 {limit}"),
        ),
        None => Words::new(
            format!("{all} day pupils; no limit for this stage"),
            format!("走读生{all}人，该学段无路程标准"),
        ),
    }
}

/// A figure that is missing its input.
pub(crate) fn not_known(missing: &Words) -> Words {
    Words::new(
        format!("not known: {}", missing.en),
        format!("未知：{}", missing.zh),
    )
}

/// Pupils against seats.
pub(crate) fn pupils_on_seats(pupils: u32, seats: Option<u32>) -> Words {
    let (pupils, seats) = (count(pupils), known(seats));
    Words::new(
        format!("{pupils} pupils, {seats} seats"),
        format!("学生 {pupils}，学位 {seats}"),
    )
}

/// How full seats are in a year.
pub(crate) fn full_in(year: Year, share: &str) -> Words {
    Words::new(
        format!("{share} full in {year}"),
        format!("{year}年 {share}"),
    )
}

/// How many measures do not state their cost.
pub(crate) fn without_cost(silent: usize, all: usize) -> Words {
    Words::new(
        format!("{silent} of {all} measures do not state their cost"),
        format!("{all}项措施中{silent}项未填写投资"),
    )
}

/// How many rules are in force, and how many of them nobody stands behind yet.
pub(crate) fn rules_to_confirm(all: usize, open: usize) -> Words {
    Words::new(
        format!("{all} standards in force, {open} to be confirmed"),
        format!("生效标准{all}项，待确认{open}项"),
    )
}

/// How far off the forecast would have been on average over districts, and which method is used.
pub(crate) fn back_test(trial: Option<&Trial>) -> Words {
    match trial.map(Trial::words) {
        Some(verdict) => Words::new(
            format!("Back-test {}", verdict.en),
            format!("回测{}", verdict.zh),
        ),
        None => Words::new(
            "Back-test: not known, needs enrolment by school three years ago",
            "回测：未知，缺三年前各校在校生数",
        ),
    }
}

/// The back-test of one district.
pub(crate) fn back_test_of(test: &BackTest) -> Words {
    let (forecast, recorded) = (count(test.forecast), count(test.recorded));
    let unchanged = count(test.unchanged);
    Words::new(
        format!(
            "{}: forecast {forecast}, unchanged {unchanged}, recorded {recorded}",
            test.district
        ),
        format!(
            "{}：预测 {forecast}，不变 {unchanged}，在册 {recorded}",
            test.district
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thousand_closures_have_their_mark() {
        let summary = gate_summary(1_204, [1_001, 200, 3], 2);
        assert!(summary.en.starts_with("1,204 closures, 1,001 green"));
        assert!(summary.zh.starts_with("撤并1,204所，绿1,001黄200红3"));
        assert!(gate_summary(1, [1, 0, 0], 0).en.starts_with("1 closure,"));
    }
}
