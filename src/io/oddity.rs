//! The kinds of oddities that are counted together, and what they are called.

use crate::words::Words;

/// What was said at another time and answers nothing now.
pub const STRAY: &str = "stray answer";
pub(super) const NO_GEOMETRY: &str = "no geometry";
pub(super) const BAD_GEOMETRY: &str = "bad geometry";
pub(super) const REPAIRED_GEOMETRY: &str = "repaired geometry";
pub(super) const OFF_THE_MAP: &str = "off the map";
pub(super) const AREA_AS_POINT: &str = "area as point";
pub(super) const MANY_POINTS: &str = "many points";
pub(super) const BAD_FEATURE: &str = "bad feature";
pub(super) const NUMBER: &str = "number";
pub(super) const GRADES: &str = "grades";
pub(super) const TOTAL: &str = "total";
pub(super) const JOIN: &str = "join";
pub(super) const OTHER_FIGURES: &str = "other figures";
pub(super) const TOTAL_ROW: &str = "row of totals";
pub(super) const SHARED_TOTAL: &str = "shared total";
pub(super) const ID: &str = "id";
pub(super) const SAME_PLACE: &str = "same place";
pub(super) const OUTSIDE: &str = "outside";
pub(super) const NO_NAME: &str = "no name";
pub(super) const KIND: &str = "kind";
pub(super) const OUT_OF_SCOPE: &str = "out of scope";
pub(super) const CODE: &str = "code";
pub(super) const STANDING: &str = "standing";
pub(super) const PART: &str = "part";
pub(super) const TWICE: &str = "twice";
pub(super) const OLD_TOWNSHIP: &str = "old township";
pub(super) const OVERLAP: &str = "overlap";
pub(super) const CONTRADICTION: &str = "contradiction";
pub(super) const SWAPPED: &str = "swapped";
pub(super) const YEAR: &str = "year";
pub(super) const FLOW: &str = "flow";
pub(super) const NO_SEATS: &str = "no seats";
pub(super) const NO_PUPILS: &str = "no pupils";
pub(super) const REFERENCE: &str = "reference";
pub(super) const NOT_RECOGNISED: &str = "not recognised";
pub(super) const FAR_FROM_ROADS: &str = "far from roads";
pub(super) const OFF_THE_ROADS: &str = "off the roads";
pub(super) const LOOSE_ROAD: &str = "loose road";
pub(super) const CUT_OFF: &str = "cut off";

/// Short names of the kinds of oddities, for counting lines.
pub(super) fn words(kind: &str) -> Words {
    let (en, zh) = match kind {
        NO_GEOMETRY => ("no place on the map", "没有几何位置"),
        BAD_GEOMETRY => ("a geometry that cannot be used", "几何无法使用"),
        REPAIRED_GEOMETRY => ("a geometry that was repaired", "几何已修正"),
        OFF_THE_MAP => ("coordinates off the globe", "坐标超出经纬度范围"),
        AREA_AS_POINT => ("an area taken as a point", "面要素取中心点"),
        MANY_POINTS => ("several points, the first taken", "多个点，取第一个"),
        BAD_FEATURE => ("not a proper feature", "不是有效的要素"),
        NUMBER => ("a number that is not plain", "数字不规范"),
        GRADES => ("pupils by grade, told apart", "分年级学生数有出入"),
        TOTAL => ("a total that differs from its parts", "合计与分项不符"),
        SHARED_TOTAL => ("a total shared between stages", "总数按年级分摊到学段"),
        JOIN => ("a row that may belong to several places", "对应关系待确认"),
        OTHER_FIGURES => ("other figures than in another file", "数字与其他文件不同"),
        TOTAL_ROW => ("a row of totals", "合计行"),
        ID => ("an id used before", "编号重复"),
        SAME_PLACE => ("the same point as another", "与其他要素位置重合"),
        OUTSIDE => ("in no township", "不在任何乡镇范围内"),
        NO_NAME => ("no name", "没有名称"),
        KIND => ("the kind of school is stated nowhere", "未说明学校类别"),
        OUT_OF_SCOPE => ("not a school of the planned stages", "不属于规划学段"),
        CODE => ("a code of another length", "代码位数不同"),
        NOT_RECOGNISED => ("not recognised", "未识别"),
        FAR_FROM_ROADS => ("over 500 m from the nearest road", "距最近道路超过500米"),
        OFF_THE_ROADS => ("over 3 km from the nearest road", "距最近道路超过3千米"),
        LOOSE_ROAD => ("beside a loose piece of road", "最近道路与路网不连通"),
        CUT_OFF => ("on a road that is cut off", "所在道路与路网不连通"),
        STANDING => ("not open, or in doubt", "未在办或状态存疑"),
        PART => ("a gate, a building or the like", "校门、楼栋等"),
        TWICE => ("the same as another", "与其他要素重复"),
        OLD_TOWNSHIP => ("a township that has since merged", "乡镇已合并"),
        OVERLAP => ("areas that overlap", "面要素重叠"),
        CONTRADICTION => (
            "another township than the place is in",
            "所填乡镇与位置不符",
        ),
        SWAPPED => ("coordinates that look swapped", "经纬度可能写反"),
        YEAR => (
            "pupils by year, the latest used",
            "学生数分年份，采用最近一年",
        ),
        FLOW => (
            "a recorded flow that does not fit the county",
            "就学现状与县内数据不符",
        ),
        NO_SEATS => (
            "0 seats beside pupils, taken as not known",
            "有学生而学位为0，按未知处理",
        ),
        NO_PUPILS => ("0 pupils, taken as not known", "在校生为0，按未知处理"),
        REFERENCE => (
            "a reference to nothing that was read",
            "所指的学校或乡镇不在资料中",
        ),
        STRAY => ("answers that fit nothing", "未起作用的答复"),
        _ => ("something odd", "其他问题"),
    };
    Words::new(en, zh)
}
