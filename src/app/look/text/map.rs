//! The words of the map.

use super::{Text, t};
use crate::app::look::lights::Lamp;
use crate::rules::gate::Light;

pub(crate) const MAP_HINT: Text = t(
    "Map: drag a school to move it, drag elsewhere to pan, scroll to zoom",
    "地图：拖动学校可迁建，拖动空白处平移，滚轮缩放",
);
pub(crate) const ZOOM_IN: Text = t("Zoom in", "放大");
pub(crate) const ZOOM_OUT: Text = t("Zoom out", "缩小");
pub(crate) const NORTH: Text = t("N", "北");
pub(crate) const ILLUSTRATIVE: Text = t("Illustrative data", "示意数据");
pub(crate) const ESTIMATED_HOMES: Text = t("Estimated homes", "居住地为估算");
pub(crate) const ESTIMATED_TRIPS: Text =
    t("No roads: distances are estimates", "无道路：距离为估算");
pub(crate) const NO_PUPILS: Text = t("Pupils not known", "学生数未知");
pub(crate) const CLICK_TO_PLACE: Text = t(
    "Click where the school is to stand · Esc to leave",
    "点击新学校的位置 · Esc 取消",
);
pub(crate) const TRIAL: Text = t("Proposed · not in the plan", "建议，未写入方案");
pub(crate) const DROP_TO_MOVE: Text = t(
    "Release to move here · Esc to put back",
    "松开即迁到此处 · Esc 放回原处",
);

// Legend
pub(crate) const LOAD_UNKNOWN: Text = t("seats unknown", "学位未知");
/// Before and after a number of pupils.
pub(crate) const SETTLEMENT_OF: (Text, Text) =
    (t("settlement of ", "居民点（"), t(" pupils", " 名学生）"));
pub(crate) const OVER_LIMIT: Text = t("over the distance limit", "超距");
pub(crate) const OVER_LIMIT_AREA: Text = t("area over the limit", "超距范围");
pub(crate) const NO_SEAT: Text = t("without a seat", "未安置");
pub(crate) const NEW: Text = t("new", "新建");
pub(crate) const CLOSED: Text = t("closed", "撤并");
pub(crate) const KEPT: Text = t("kept", "保留");
pub(crate) const MOVED: Text = t("moved", "迁建");
pub(crate) const CHANGED: Text = t("changed", "调整");
pub(crate) const STREAMS: Text = t("pupils who change school", "学生流向变化");
pub(crate) const ZONE_EDGE: Text = t("attendance zone, as recorded", "学区范围（资料）");
pub(crate) const DISTRICT_EDGE: Text = t("district", "片区界");

// Cards
pub(crate) const PUPILS: Text = t("Pupils", "学生");
pub(crate) const SEATS: Text = t("seats", "学位");
pub(crate) const TRIPS: Text = t("Trips", "路程");
pub(crate) const MEAN: Text = t("mean", "平均");
pub(crate) const LONGEST: Text = t("longest", "最远");

/// How the closure gate sees a small school, in the legend.
pub(crate) const fn lamp(lamp: Lamp) -> Text {
    match lamp {
        Lamp::Lit(Light::Green) => t("small, gate: passes", "小规模：可撤并"),
        Lamp::Lit(Light::Amber) => t("small, gate: to do", "小规模：有待办"),
        Lamp::Lit(Light::Red) => t("small, gate: fails", "小规模：不通过"),
        Lamp::Kept => KEPT,
        Lamp::Unknown => t("small, gate: not judged", "小规模：未判"),
        Lamp::Judging => t("small, gate: judging", "小规模：正在研判"),
    }
}
