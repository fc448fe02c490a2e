//! Files of kinds that are not read: what they are, and the one thing that helps.

use super::super::OpenError;
use crate::words::Words;

/// What helps.
#[derive(Clone, Copy)]
enum Advice {
    Qgis,
    Geodatabase,
    Drawing,
    Document,
    Picture,
    Tiles,
    Unpack,
    WholeShape,
    WholePicture,
    Heights,
    Again,
}

impl Advice {
    fn words(self) -> Words {
        let (en, zh) = match self {
            Self::Qgis => (
                "open it in QGIS and choose Export, Save Features As, GeoPackage",
                "请在 QGIS 中打开，选择“导出 → 要素另存为 → GeoPackage”",
            ),
            Self::Geodatabase => (
                "export it as GeoPackage or shapefile: in ArcGIS with Feature Class to Shapefile, in QGIS with Save \
                 Features As",
                "请导出为 GeoPackage 或 Shapefile：ArcGIS 用“要素类转 Shapefile”，QGIS 用“要素另存为”",
            ),
            Self::Drawing => (
                "a drawing has no columns and often no coordinate system; ask for the data behind it, or open it in \
                 QGIS, give it its coordinate system and save it as GeoPackage",
                "图形没有属性，也常无坐标系；请索取原始数据，或在 QGIS 中打开、指定坐标系后另存为 GeoPackage",
            ),
            Self::Document => (
                "ask for the table behind it as .xlsx or .csv, or copy the table into a spreadsheet",
                "请索取原始表格（.xlsx 或 .csv），或将表格复制到电子表格中",
            ),
            Self::Picture => (
                "a picture holds no data; a GeoTIFF, or a picture with its world file, can be the basemap: open it with Basemap",
                "图片不含数据；GeoTIFF 或带坐标文件（world file）的图片可作底图，请用“底图”打开",
            ),
            Self::Tiles => (
                "pictures of a map hold no data: ask for the layers themselves, and open it with Basemap to lay it under \
                 the map",
                "地图瓦片不含数据，请索取矢量图层；作底图请用“底图”打开",
            ),
            Self::Unpack => (
                "unpack it first, then open what is inside",
                "请先解压，再打开其中的文件",
            ),
            Self::WholeShape => (
                "open the .shp of the same name; this file is read with it",
                "请打开同名的 .shp，此文件会随它读取",
            ),
            Self::WholePicture => (
                "open the picture of the same name with Basemap; this file is read with it",
                "请用“底图”打开同名图片，此文件会随它读取",
            ),
            Self::Heights => (
                "heights are not used; leave it out",
                "目前不使用高程，请不要加入",
            ),
            Self::Again => (
                "the download probably failed; fetch the file again",
                "很可能下载失败，请重新下载",
            ),
        };
        Words::new(en, zh)
    }
}

/// A kind of file: how it begins, how its name ends, what it is called, what helps.
type Refused = (
    &'static [&'static [u8]],
    &'static [&'static str],
    &'static str,
    &'static str,
    Advice,
);

const REFUSED: [Refused; 16] = [
    (
        &[],
        &[
            ".tfw", ".tifw", ".tiffw", ".pgw", ".pngw", ".jgw", ".jpgw", ".jpegw", ".wld",
        ],
        "the place of a picture (world file)",
        "图片的坐标文件（world file）",
        Advice::WholePicture,
    ),
    (
        &[],
        &[".asc"],
        "a grid of numbers, most often heights",
        "栅格数据（多为高程）",
        Advice::Heights,
    ),
    (
        &[],
        &[".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".qix"],
        "part of a Shapefile",
        "Shapefile 的一部分",
        Advice::WholeShape,
    ),
    (
        &[b"fgb\x03", b"fgb\x01"],
        &[".fgb"],
        "a FlatGeobuf file",
        "FlatGeobuf 文件",
        Advice::Qgis,
    ),
    (
        &[b"PAR1"],
        &[".parquet"],
        "a GeoParquet file",
        "GeoParquet 文件",
        Advice::Qgis,
    ),
    (
        &[],
        &[
            ".gdb",
            ".gdbtable",
            ".gdbtablx",
            ".gdbindexes",
            ".mdb",
            ".accdb",
        ],
        "an ESRI file geodatabase",
        "ESRI 文件地理数据库",
        Advice::Geodatabase,
    ),
    (
        &[b"AC10"],
        &[".dwg", ".dxf", ".dgn"],
        "a CAD drawing",
        "CAD 图形",
        Advice::Drawing,
    ),
    (
        &[b"%PDF"],
        &[".pdf"],
        "a PDF document",
        "PDF 文档",
        Advice::Document,
    ),
    (
        &[],
        &[".doc", ".docx", ".wps", ".ppt", ".pptx", ".et"],
        "an office document",
        "办公文档",
        Advice::Document,
    ),
    (
        &[
            b"\x89PNG",
            b"\xFF\xD8\xFF",
            b"GIF8",
            b"II*\0",
            b"MM\0*",
            b"BM",
            b"RIFF",
        ],
        &[
            ".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp",
        ],
        "a picture",
        "图片",
        Advice::Picture,
    ),
    (
        &[b"PMTiles"],
        &[".pmtiles", ".mbtiles"],
        "a basemap of tiles",
        "底图瓦片",
        Advice::Tiles,
    ),
    (
        &[],
        &[".tab", ".mif", ".map", ".mid"],
        "part of a MapInfo table",
        "MapInfo 表的一部分",
        Advice::Qgis,
    ),
    (
        &[],
        &[".gpkg"],
        "no GeoPackage, whatever its name says,",
        "名为 GeoPackage 而内容不是",
        Advice::Again,
    ),
    (
        &[],
        &[".xlsx", ".xlsm", ".ods"],
        "no workbook, whatever its name says,",
        "名为工作簿而内容不是",
        Advice::Again,
    ),
    (
        &[],
        &[".kmz"],
        "no KMZ file, whatever its name says,",
        "名为 KMZ 而内容不是",
        Advice::Again,
    ),
    (
        &[b"7z\xBC\xAF", b"Rar!", b"BZh", b"\xFD7zXZ"],
        &[".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".bz2", ".xz"],
        "a compressed archive",
        "压缩包",
        Advice::Unpack,
    ),
];

/// Why a file of another format is not read; `None` where it may be GeoJSON.
pub(in crate::io) fn other_format(place: &str, name: &str, bytes: &[u8]) -> Option<OpenError> {
    let name = name.to_lowercase();
    let begins = |(starts, ..): &&Refused| starts.iter().any(|start| bytes.starts_with(start));
    let ends = |(_, endings, ..): &&Refused| endings.iter().any(|ending| name.ends_with(ending));
    let by_content = || REFUSED.iter().find(begins);
    let by_name = || REFUSED.iter().find(ends);
    // What holds JSON or markup is that, under whatever name.
    let start = bytes.trim_ascii_start();
    if start.starts_with(b"<") {
        return Some(markup(place, start));
    }
    let (_, _, en, zh, advice) = by_content().or_else(by_name)?;
    Some(refusal(place, en, zh, *advice))
}

fn refusal(place: &str, en: &str, zh: &str, advice: Advice) -> OpenError {
    OpenError::OtherFormat {
        file: place.to_owned(),
        what: Box::new(Words::new(en, zh)),
        convert: Box::new(advice.words()),
    }
}

fn markup(place: &str, start: &[u8]) -> OpenError {
    let head = String::from_utf8_lossy(&start[..start.len().min(1_000)]).to_lowercase();
    let (en, zh, advice) = if head.contains("<html") || head.contains("<!doctype") {
        ("a web page", "网页", Advice::Again)
    } else {
        ("XML", "XML 文件", Advice::Qgis)
    };
    refusal(place, en, zh, advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_not_read_are_named_with_what_helps_by_content_or_by_name() {
        for (file, bytes, what, help) in [
            (
                "roads.shx",
                b"\0\0\x27\x0A".as_slice(),
                "Shapefile",
                "the .shp",
            ),
            ("schools.7z", b"7z\xBC\xAF", "archive", "unpack"),
            ("map.geojson", b"<!DOCTYPE html><html>", "web page", "again"),
            ("a.gdbtable", b"\x03\0\0\0", "geodatabase", "GeoPackage"),
            ("plan.dwg", b"AC1032", "CAD", "coordinate system"),
            ("plan.pdf", b"%PDF-1.7", "PDF", ".xlsx"),
            ("map.tfw", b"10.0\n0.0\n", "world file", "Basemap"),
            ("dem.asc", b"ncols 20\n", "heights", "leave it out"),
            ("map", b"\x89PNG\r\n", "picture", "Basemap"),
            ("a.fgb", b"fgb\x03fgb\0", "FlatGeobuf", "QGIS"),
            ("a.bin", b"PAR1", "GeoParquet", "QGIS"),
            ("a.pmtiles", b"PMTiles\x03", "tiles", "layers"),
        ] {
            let words = other_format(file, file, bytes)
                .expect("it is refused")
                .words();
            for part in [what, help, file] {
                assert!(words.en.contains(part), "{part}: {words:?}");
            }
            assert!(words.zh.contains(file) && !words.zh.is_ascii(), "{words:?}");
        }
        assert_eq!(other_format("a.geojson", "a.geojson", b"{}"), None);
    }
}
