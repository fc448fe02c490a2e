//! Words of what lies under the map.

use super::{Text, t};
use crate::words::Words;

pub(crate) const BASEMAP: Text = t("Basemap", "底图");
pub(crate) const NO_BASEMAP: Text = t(
    "None. A PNG or JPEG picture with its world file (.pgw, .jgw, .wld) beside it can lie under the map",
    "无。可打开带坐标文件（.pgw、.jgw、.wld）的 PNG 或 JPEG 图片，垫在地图下面",
);
pub(crate) const OPEN: Text = t("Open picture…", "打开图片…");
pub(crate) const OPEN_TIP: Text = t(
    "A PNG or JPEG picture whose world file lies beside it, in degrees, CGCS2000 metres or Web Mercator",
    "PNG 或 JPEG 图片，旁边须有同名坐标文件；经纬度、CGCS2000 平面坐标、Web 墨卡托均可",
);
pub(crate) const TAKE_AWAY: Text = t("Take away", "移除");
pub(crate) const TAKE_AWAY_TIP: Text = t(
    "Draw no picture under the map; the file stays",
    "不再垫在地图下面，文件不受影响",
);
pub(crate) const STRENGTH: Text = t("Strength of the basemap", "底图浓淡");
pub(crate) const PICTURES: Text = t("Pictures", "图片");

/// A picture is being read.
pub(crate) fn reading(file: &str) -> Words {
    Words::new(format!("Reading {file}…"), format!("正在读取{file}…"))
}

/// What is known of a picture: the system of its world file, its size in pixels and the one it was brought to.
pub(crate) fn lies(system: &Words, [width, height]: [u32; 2], kept: Option<[u32; 2]>) -> Words {
    let (mut en, mut zh) = (
        format!("{width} × {height}, {}", system.en),
        format!("{width} × {height}，{}", system.zh),
    );
    if let Some([width, height]) = kept {
        en = format!("{en}; made smaller to {width} × {height}");
        zh = format!("{zh}；已缩小为 {width} × {height}");
    }
    Words::new(en, zh)
}

/// A picture lies under the map now.
pub(crate) fn shown(file: &str, lies: &Words) -> Words {
    Words::new(
        format!("{file} lies under the map: {}", lies.en),
        format!("{file}已垫在地图下面：{}", lies.zh),
    )
}

/// It is no picture that is read.
pub(crate) fn other_kind(file: &str) -> Words {
    Words::new(
        format!("{file}: only PNG and JPEG pictures can lie under the map"),
        format!("{file}：只能用 PNG 或 JPEG 图片作底图"),
    )
}

/// It is not there, or may not be read.
pub(crate) fn unreadable(file: &str) -> Words {
    Words::new(
        format!("{file}: the picture is not there or may not be read; the map has no basemap now"),
        format!("{file}：图片不存在或无法读取；现在没有底图"),
    )
}

/// It is damaged.
pub(crate) fn damaged(file: &str) -> Words {
    Words::new(
        format!("{file}: this is no PNG or JPEG picture, or it is damaged"),
        format!("{file}：不是 PNG 或 JPEG 图片，或已损坏"),
    )
}

/// It has too many pixels.
pub(crate) fn too_large(file: &str, [width, height]: [u32; 2], most: u64) -> Words {
    let most = most / 1_000_000;
    Words::new(
        format!(
            "{file}: {width} × {height} pixels are too many, {most} million at most; save it smaller"
        ),
        format!("{file}：{width} × {height} 像素过大，最多 {most} 百万像素；请缩小后再用"),
    )
}

/// The county has no place to lie at.
pub(crate) fn no_place(file: &str) -> Words {
    Words::new(
        format!("{file}: nothing of the county has a place, so a picture has none either"),
        format!("{file}：本县数据没有位置，无法放置图片"),
    )
}
