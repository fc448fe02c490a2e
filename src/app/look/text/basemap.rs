//! Words of what lies under the map.

use super::{Text, t};
use crate::io::tiles::Datum;
use crate::words::Words;

pub(crate) const BASEMAP: Text = t("Basemap", "底图");
pub(crate) const NO_BASEMAP: Text = t(
    "None. A file of tiles (MBTiles, GeoPackage, PMTiles), a GeoTIFF, or a picture (PNG, JPEG, TIFF) with its world file (.pgw, .jgw, .tfw, \
     .wld) beside it, can lie under the map",
    "无。可打开瓦片文件（MBTiles、GeoPackage、PMTiles）、GeoTIFF，或带坐标文件（.pgw、.jgw、.tfw、.wld）的图片（PNG、JPEG、TIFF），垫在地图下面",
);
pub(crate) const OPEN: Text = t("Open basemap…", "打开底图…");
pub(crate) const OPEN_TIP: Text = t(
    "A file of tiles (MBTiles, GeoPackage, PMTiles), a GeoTIFF, or a picture (PNG, JPEG, TIFF) whose world file lies beside it, in degrees, \
     CGCS2000 metres or Web Mercator. Only files are read, nothing from the Internet",
    "瓦片文件（MBTiles、GeoPackage、PMTiles）、GeoTIFF，或旁边有同名坐标文件的图片（PNG、JPEG、TIFF；经纬度、CGCS2000 平面坐标、Web 墨卡托均可）。只读文件，不联网",
);
pub(crate) const TAKE_AWAY: Text = t("Take away", "移除");
pub(crate) const TAKE_AWAY_TIP: Text = t(
    "Draw nothing under the map; the file stays",
    "不再垫在地图下面，文件不受影响",
);
pub(crate) const STRENGTH: Text = t("Strength of the basemap", "底图浓淡");
pub(crate) const BASEMAPS: Text = t("Basemaps", "底图");
pub(crate) const DATUM: Text = t("Drawn in", "坐标基准");
pub(crate) const DATUM_TIP: Text = t(
    "Tiles of Chinese web maps are drawn some hundred metres off; chosen here, they are moved back",
    "国内网络地图的瓦片有数百米偏移；在此选定后会纠正到位",
);
pub(crate) const TOO_FAR: Text = t(
    "Not drawn now: the map shows too much ground for its coarsest level. Come closer",
    "现在不显示：地图范围太大，超出最粗一级瓦片；请放大",
);

/// The degrees that a basemap may be drawn in.
pub(crate) const fn datum(datum: Datum) -> Text {
    match datum {
        Datum::Wgs84 => t("WGS 84 or CGCS2000", "WGS 84 / CGCS2000"),
        Datum::Gcj02 => t("GCJ-02", "GCJ-02（高德、腾讯）"),
        Datum::Bd09 => t("BD-09", "BD-09（百度）"),
    }
}

/// What is known of a file of tiles, with the size of a tile in pixels.
pub(crate) fn tiled(of_file: &Words, [width, height]: [u32; 2]) -> Words {
    Words::new(
        format!("{}, {width} × {height} pixels", of_file.en),
        format!("{}，{width} × {height} 像素", of_file.zh),
    )
}

/// The tiles of a file are of no use.
pub(crate) fn bad_tiles(file: &str) -> Words {
    Words::new(
        format!("{file}: its tiles are damaged, or larger than 4096 pixels"),
        format!("{file}：瓦片已损坏，或超过 4096 像素"),
    )
}

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
        format!(
            "{file}: only tiles (MBTiles, GeoPackage, PMTiles) and pictures (GeoTIFF, PNG, JPEG) can lie under the map"
        ),
        format!(
            "{file}：只能用瓦片文件（MBTiles、GeoPackage、PMTiles）或图片（GeoTIFF、PNG、JPEG）作底图"
        ),
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
        format!("{file}: this is no PNG, JPEG or TIFF picture, or it is damaged"),
        format!("{file}：不是 PNG、JPEG 或 TIFF 图片，或已损坏"),
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

/// A TIFF that holds something else than a picture: what it holds.
pub(crate) fn other_samples_of(file: &str, what: &Words) -> Words {
    Words::new(
        format!(
            "{file}: {}; a basemap is a picture with 8 bits a colour: in QGIS, Export, Save As, Rendered image makes one",
            what.en
        ),
        format!(
            "{file}：{}；底图须是每色 8 位的图片：可在 QGIS 中“导出 → 另存为 → 渲染后的图像”",
            what.zh
        ),
    )
}

/// Numbers with a point.
pub(crate) fn heights(bits: u32) -> Words {
    Words::new(
        format!(
            "it holds floating point numbers of {bits} bits, as a height model (DEM) does, and no colours"
        ),
        format!("其中是 {bits} 位浮点数（如高程模型 DEM），不是颜色"),
    )
}

/// Whole numbers that may be below zero.
pub(crate) fn signed(bits: u32) -> Words {
    Words::new(
        format!(
            "it holds whole numbers of {bits} bits with a sign, as a height model (DEM) does, and no colours"
        ),
        format!("其中是 {bits} 位有符号整数（如高程模型 DEM），不是颜色"),
    )
}

/// Whole numbers of other bits.
pub(crate) fn bits(bits: u32) -> Words {
    Words::new(
        format!("its numbers have {bits} bits each"),
        format!("每个数值为 {bits} 位"),
    )
}

/// Neither of them.
pub(crate) fn other_samples() -> Words {
    Words::new(
        "it holds numbers of an unusual kind and no colours",
        "其中的数值类型特殊，不是颜色",
    )
}

/// A plane for each colour.
pub(crate) fn planes() -> Words {
    Words::new(
        "each of its colours stands in a plane of its own",
        "各颜色分波段存放",
    )
}

/// Colours that are not read.
pub(crate) fn other_colours() -> Words {
    Words::new(
        "its colours are neither RGB nor grey nor of a palette, but CMYK or the like",
        "颜色不是 RGB、灰度或调色板，而是 CMYK 等",
    )
}

/// A palette that is not there.
pub(crate) fn no_palette() -> Words {
    Words::new(
        "its numbers stand for colours of a palette, which is not in it",
        "数值对应调色板，而文件中没有调色板",
    )
}

/// A TIFF that is packed in another way.
pub(crate) fn other_packing(file: &str) -> Words {
    Words::new(
        format!(
            "{file}: it is packed in a way that is not read; save it with LZW, Deflate, JPEG or unpacked"
        ),
        format!("{file}：压缩方式无法读取；请改用 LZW、Deflate、JPEG 或不压缩另存"),
    )
}

/// A TIFF whose pieces are too large.
pub(crate) fn large_pieces(file: &str) -> Words {
    Words::new(
        format!(
            "{file}: its strips or tiles are too large, 64 MB or 2048 pixels at most; save it with tiles"
        ),
        format!("{file}：条带或分块过大，最多 64 MB 或 2048 像素；请以分块方式（tiled）另存"),
    )
}

/// The county has no place to lie at.
pub(crate) fn no_place(file: &str) -> Words {
    Words::new(
        format!("{file}: nothing of the county has a place, so a picture has none either"),
        format!("{file}：本县数据没有位置，无法放置图片"),
    )
}
