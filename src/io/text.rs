//! From the bytes of a file to its text, and what files of other formats are.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::OpenError;
use super::report::Notes;
use crate::words::Words;

/// The text of a file, whatever the encoding: UTF-8 with or without BOM, UTF-16, GB18030 (GBK, GB 2312).
pub(super) fn decode(file: &str, bytes: &[u8], notes: &mut Notes) -> Result<String, OpenError> {
    refuse_blank(file, bytes)?;
    if let Some(error) = other_format(file, bytes) {
        return Err(error);
    }
    Ok(decoded(bytes, notes))
}

/// Whether a file, or the file that a layer is of, is a table by its ending.
pub(super) fn is_table(file: &str) -> bool {
    const ENDINGS: [&str; 7] = [".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".dbf"];
    let file = file.to_lowercase();
    ENDINGS
        .iter()
        .any(|ending| file.ends_with(ending) || file.contains(&format!("{ending}#")))
}

/// That nothing is in a file.
pub(super) fn refuse_blank(file: &str, bytes: &[u8]) -> Result<(), OpenError> {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    if bytes.iter().all(is_blank) {
        return Err(OpenError::Blank {
            file: file.to_owned(),
        });
    }
    Ok(())
}

/// That a table was written by this program, which is no record of anything.
pub(super) fn own_table(file: &str) -> OpenError {
    OpenError::OtherFormat {
        file: file.to_owned(),
        what: Box::new(Words::new(
            "a table that this program worked out, not a record",
            "本程序算出的表格，不是记录",
        )),
        convert: Box::new(Words::new(
            "to use it as recorded flows, keep only its columns stage, settlement, school and pupils",
            "如要作为就学现状使用，请只保留学段、居民点、学校、学生四列",
        )),
    }
}

fn decoded(bytes: &[u8], notes: &mut Notes) -> String {
    let utf_16 = match *bytes {
        [0xFF, 0xFE, ..] | [b'{' | b'[', 0, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'{' | b'[', ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf_16 {
        notes.file(Words::new("Read as UTF-16 text", "按 UTF-16 编码读取"));
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let (text, _, has_gaps) = GB18030.decode(bytes);
    if !has_gaps && !is_nearly_utf_8(bytes) {
        notes.file(Words::new(
            "Read as GB18030 (GBK) text",
            "按 GB18030（GBK）编码读取",
        ));
        return text.into_owned();
    }
    notes.file(Words::new(
        "Some bytes are in no known encoding; they are shown as �",
        "部分字节编码无法识别，以“�”代替",
    ));
    UTF_8.decode_without_bom_handling(bytes).0.into_owned()
}

/// Whether a few broken bytes stand in text that is otherwise plainly UTF-8.
fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.chars().filter(|&char| char == '\u{FFFD}').count();
    let whole = text.chars().filter(|char| !char.is_ascii()).count() - broken;
    whole > 10 * broken
}

/// What a file of another format is and how to turn it into GeoJSON.
fn other_format(file: &str, bytes: &[u8]) -> Option<OpenError> {
    let name = file.to_lowercase();
    let ends = |ending: &str| name.ends_with(ending);
    let in_qgis = Words::new(
        "open it in QGIS and choose Export, Save Features As, GeoJSON, EPSG:4326",
        "请在 QGIS 中打开，选择“导出 → 要素另存为 → GeoJSON”，坐标系选 EPSG:4326",
    );
    let unpack = Words::new(
        "unpack it first, then open the GeoJSON files inside",
        "请先解压，再打开其中的 GeoJSON 文件",
    );
    let roads = Words::new(
        "take the roads out with: osmium export, or ogr2ogr roads.geojson FILE lines -where \"highway is not null\"",
        "请先提取道路：ogr2ogr roads.geojson 文件名 lines -where \"highway is not null\"",
    );
    let table = Words::new(
        "in QGIS add it with Layer, Add Delimited Text Layer (longitude and latitude columns), then save as GeoJSON",
        "请在 QGIS 中用“图层 → 添加分隔文本图层”（经度、纬度两列）加入后另存为 GeoJSON",
    );
    let (en, zh, convert) = if bytes.starts_with(&[0x00, 0x00, 0x27, 0x0A])
        || [".shp", ".dbf", ".shx"].into_iter().any(ends)
    {
        ("part of a Shapefile", "Shapefile 的一部分", in_qgis)
    } else if ends(".pbf")
        || bytes
            .get(4..)
            .is_some_and(|rest| rest.starts_with(b"\x0A\x09OSMHeader"))
    {
        (
            "an OpenStreetMap extract (PBF)",
            "OpenStreetMap 数据包（PBF）",
            roads,
        )
    } else if bytes.starts_with(b"SQLite format 3") || ends(".gpkg") {
        ("a GeoPackage", "GeoPackage 数据库", in_qgis)
    } else if ends(".xlsx") || ends(".xls") {
        ("an Excel workbook", "Excel 工作簿", table)
    } else if ends(".ods") {
        ("a LibreOffice table", "ODS 表格", table)
    } else if ends(".kmz") {
        ("a KMZ file (packed KML)", "KMZ 文件（压缩的 KML）", in_qgis)
    } else if let Some((en, zh)) = [
        (".fgb", ("a FlatGeobuf file", "FlatGeobuf 文件")),
        (".parquet", ("a GeoParquet file", "GeoParquet 文件")),
        (".gdb", ("a file geodatabase", "文件地理数据库")),
        (".tab", ("part of a MapInfo table", "MapInfo 表的一部分")),
        (".mif", ("a MapInfo file", "MapInfo 交换文件")),
        (".dxf", ("a CAD drawing", "CAD 图形")),
        (".dwg", ("a CAD drawing", "CAD 图形")),
    ]
    .into_iter()
    .find_map(|(ending, words)| ends(ending).then_some(words))
    {
        (en, zh, in_qgis)
    } else if bytes.starts_with(b"PK\x03\x04")
        || bytes.starts_with(b"PK\x05\x06")
        || bytes.starts_with(&[0x1F, 0x8B])
        || [".zip", ".7z", ".rar", ".gz", ".tar", ".tgz"]
            .into_iter()
            .any(ends)
    {
        ("a compressed archive", "压缩包", unpack)
    } else if ends(".csv") || ends(".tsv") {
        ("a table (CSV)", "表格（CSV）", table)
    } else {
        return other_markup(file, bytes, in_qgis, roads);
    };
    Some(OpenError::OtherFormat {
        file: file.to_owned(),
        what: Box::new(Words::new(en, zh)),
        convert: Box::new(convert),
    })
}

fn other_markup(file: &str, bytes: &[u8], in_qgis: Words, roads: Words) -> Option<OpenError> {
    let start = bytes.trim_ascii_start();
    if !start.starts_with(b"<") {
        return None;
    }
    let head = String::from_utf8_lossy(&start[..start.len().min(1_000)]).to_lowercase();
    let (en, zh, convert) = if head.contains("<kml") {
        ("KML", "KML 文件", in_qgis)
    } else if head.contains("<osm") {
        ("OpenStreetMap XML", "OpenStreetMap XML 文件", roads)
    } else if head.contains("<html") || head.contains("<!doctype") {
        let again = Words::new(
            "the download probably failed; fetch the file again",
            "很可能下载失败，请重新下载",
        );
        ("a web page", "网页", again)
    } else {
        ("XML", "XML 文件", in_qgis)
    };
    Some(OpenError::OtherFormat {
        file: file.to_owned(),
        what: Box::new(Words::new(en, zh)),
        convert: Box::new(convert),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, bytes: &[u8]) -> Result<String, OpenError> {
        decode(file, bytes, &mut Notes::of_file(file))
    }

    #[test]
    fn chinese_text_is_the_same_in_every_encoding() {
        let text = "{\"name\":\"研城镇小学\"}";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf_16_be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with_mark = [b"\xFF\xFE".as_slice(), &utf_16].concat();
        let with_bom = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        for bytes in [
            text.as_bytes(),
            &gbk,
            &utf_16,
            &utf_16_be,
            &with_mark,
            &with_bom,
        ] {
            assert_eq!(read("a.geojson", bytes).unwrap(), text);
        }
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf_8_into_gibberish() {
        let mut bytes = "{\"name\":\"研城镇小学\",\"district\":\"研城片区教育督导组\"}"
            .as_bytes()
            .to_vec();
        bytes[11] = 0xFF;
        let text = read("a.geojson", &bytes).unwrap();
        assert!(
            text.contains("城镇小学") && text.contains("研城片区"),
            "{text}"
        );
    }

    #[test]
    fn files_of_other_formats_are_named() {
        for (file, bytes, what) in [
            ("roads.shp", b"\0\0\x27\x0A".as_slice(), "Shapefile"),
            ("x.osm.pbf", b"\0\0\0\x0D\x0A\x09OSMHeader", "PBF"),
            ("schools.csv", b"name,lon,lat", "CSV"),
            ("schools.zip", b"PK\x03\x04", "archive"),
            ("map.geojson", b"<!DOCTYPE html><html>", "web page"),
            ("map.kml", b"<?xml version='1.0'?><kml>", "KML"),
        ] {
            let words = read(file, bytes).unwrap_err().words();
            assert!(
                words.en.contains(what) && words.en.contains(file),
                "{words:?}"
            );
            assert!(words.zh.contains(file), "{words:?}");
        }
    }
}
