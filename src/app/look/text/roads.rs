//! The words about works on roads.

use super::{Text, t};

pub(crate) const DRAW: Text = t("Draw road", "新建道路");
pub(crate) const DRAW_TIP: Text = t(
    "Click along the new road on the map; double click or Enter ends it",
    "在地图上沿新路线依次点击，双击或按 Enter 结束",
);
pub(crate) const DRAWING: Text = t(
    "Click along the new road · double click or Enter ends it · Esc to leave",
    "沿新路线依次点击 · 双击或 Enter 结束 · Esc 取消",
);
pub(crate) const PICK: Text = t("Existing road", "既有道路");
pub(crate) const PICK_TIP: Text = t(
    "Click on a road of the map to close or to improve it",
    "在地图上点击一条道路，断路或改善",
);
pub(crate) const PICKING: Text = t("Click on a road · Esc to leave", "点击一条道路 · Esc 取消");
pub(crate) const CLASS: Text = t("Class", "道路等级");
pub(crate) const STATES_SPEED: Text = t("Bus speed other than the class's", "另定校车车速");
pub(crate) const SPEED: Text = t("Bus speed, km/h", "校车车速（千米/时）");
pub(crate) const APPLY: Text = t("Plan road", "列入方案");
pub(crate) const JOIN: Text = t("Join roads where they cross", "接通道路交叉处");
pub(crate) const JOIN_TIP: Text = t(
    "Reads the files again; roads that cross without a shared vertex meet there, marked bridges and tunnels apart",
    "重新读取文件：道路交叉处没有公共节点的予以接通，标明桥梁、隧道的除外",
);
