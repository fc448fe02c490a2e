//! Shapefiles: the .shp, with whatever of .dbf, .prj and .cpg lies beside it.
//!
//! The records are read one after the other by the lengths they state, so that a file without its .shx reads too; a
//! length is believed only as far as there are bytes.

use serde_json::{Map, Value, json};

use super::super::OpenError;
use super::super::document::{Document, RawFeature};
use super::super::report::{Notes, kind};
use super::budget::Budget;
use super::{FileLayer, Source, archive, dbf, rings, tell_no_crs};
use crate::words::Words;

/// The head of a .shp, and that of each record.
const HEAD: usize = 100;
const RECORD_HEAD: usize = 8;

pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    let mut notes = source.notes("");
    let bytes = source.bytes;
    if !bytes.starts_with(&[0x00, 0x00, 0x27, 0x0A]) || bytes.len() < HEAD {
        return Err(archive::refused(
            source.place,
            "not a Shapefile, or one that breaks off in its first bytes",
            "不是 Shapefile，或文件开头就不完整",
        ));
    }
    let cpg = (source.beside)("cpg");
    let attributes = (source.beside)("dbf");
    let table = match attributes {
        Some(bytes) => dbf::parse(&bytes, cpg.as_deref(), &mut notes)?,
        None => None,
    };
    if table.is_none() {
        notes.file(Words::new(
            "No table of attributes (.dbf) beside the .shp, or a damaged one: names and figures are not known",
            "缺少属性表（.dbf）或已损坏：名称和数字未知",
        ));
    }
    let prj = (source.beside)("prj");
    let members = members(prj.as_deref());
    let mut budget = Budget::of(source.place);
    let mut reader = Records {
        bytes,
        at: HEAD,
        number: 0,
        has_heights: false,
        n_null: 0,
        damaged: Vec::new(),
        broken: None,
    };
    let mut rows = table.map(|table| (table.heads, table.records.into_iter()));
    let mut features: Vec<RawFeature> = Vec::new();
    while let Some(geometry) = reader.next(&mut budget)? {
        // A record marked as deleted has its shape still.
        let row = rows
            .as_mut()
            .map(|(heads, records)| (heads, records.next()));
        let properties = match row {
            Some((heads, Some(Some(cells)))) => dbf::properties(heads, cells),
            Some((_, Some(None))) => continue,
            _ => Map::new(),
        };
        features.push(RawFeature {
            number: reader.number,
            id: None,
            properties,
            geometry: geometry.into(),
        });
    }
    let left = rows.map_or(0, |(_, records)| records.flatten().count());
    reader.tell(left, &mut notes);
    let broken = reader.broken.map(|cause| OpenError::InPart {
        file: source.place.to_owned(),
        cause: Box::new(cause),
    });
    let document = Document {
        features,
        members,
        broken,
    };
    if document.members.is_empty() {
        let words = (
            "No .prj beside the .shp: nothing says in what its coordinates are",
            "缺少 .prj，坐标系未说明",
        );
        tell_no_crs(&document, words, &mut notes);
    }
    take(FileLayer {
        document,
        heads: None,
        notes,
        is_note: false,
    });
    Ok(())
}

/// The coordinate system as the .prj states it, in the form of the old member of GeoJSON.
fn members(prj: Option<&[u8]>) -> Map<String, Value> {
    let words = prj.map(|prj| String::from_utf8_lossy(prj).trim().to_owned());
    let mut members = Map::new();
    if let Some(words) = words.filter(|words| !words.is_empty()) {
        members.insert("crs".to_owned(), json!({"properties": {"name": words}}));
    }
    members
}

struct Records<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Of the record read last; the first is 1.
    number: usize,
    has_heights: bool,
    n_null: usize,
    /// The numbers of the records that cannot be read, and why each.
    damaged: Vec<(usize, Words)>,
    broken: Option<Words>,
}

impl<'a> Records<'a> {
    /// The geometry of the next record, `null` where it has none; `None` at the end or where the file breaks off.
    ///
    /// # Errors
    /// When the file has too many records or points.
    fn next(&mut self, budget: &mut Budget) -> Result<Option<Value>, OpenError> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        let Some(content) = self.content() else {
            let number = self.number + 1;
            self.broken = Some(Words::new(
                format!("it breaks off in record {number}"),
                format!("在第{number}条记录处中断"),
            ));
            self.at = self.bytes.len();
            return Ok(None);
        };
        self.number += 1;
        budget.row()?;
        let shape = Shape { content };
        let kind = shape.integer(0).unwrap_or(0);
        self.has_heights |= kind > 10;
        if kind == 0 {
            self.n_null += 1;
            return Ok(Some(Value::Null));
        }
        budget.points(content.len() / 16, self.number)?;
        let geometry = shape.geometry(kind);
        if geometry.is_none() {
            let number = self.number;
            let words = if kind == 31 {
                Words::new(
                    format!("record {number} is a solid (MultiPatch), which is not read"),
                    format!("第{number}条记录是三维体（MultiPatch），不读取"),
                )
            } else {
                Words::new(
                    format!("record {number} is damaged"),
                    format!("第{number}条记录已损坏"),
                )
            };
            self.broken.get_or_insert_with(|| words.clone());
            self.damaged.push((number, words));
        }
        Ok(Some(geometry.unwrap_or_default()))
    }

    /// The content of the next record, and on to the one after it; `None` where it is not all there.
    fn content(&mut self) -> Option<&'a [u8]> {
        let head = self.bytes.get(self.at..self.at + RECORD_HEAD)?;
        let words = i32::from_be_bytes(head.get(4..8)?.try_into().ok()?);
        let start = self.at + RECORD_HEAD;
        let end = usize::try_from(words)
            .ok()?
            .checked_mul(2)?
            .checked_add(start)?;
        let content = self
            .bytes
            .get(start..end)
            .filter(|content| content.len() >= 4)?;
        self.at = end;
        Some(content)
    }

    fn tell(&self, rows_left: usize, notes: &mut Notes) {
        if self.has_heights {
            notes.file(Words::new(
                "Heights and measures (Z, M) are not used",
                "高程和量测值（Z、M）未采用",
            ));
        }
        for (number, words) in &self.damaged {
            notes.feature(kind::BAD_GEOMETRY, *number, None, || words.clone());
        }
        if self.n_null > 0 {
            let shapes = Words::counted(self.n_null, "record", "条记录");
            notes.file(Words::new(
                format!("{} without a shape", shapes.en),
                format!("{}没有图形", shapes.zh),
            ));
        }
        if rows_left > 0 {
            let rows = Words::counted(rows_left, "row", "行");
            notes.file(Words::new(
                format!(
                    "{} of attributes more than there are shapes; left out",
                    rows.en
                ),
                format!("属性表比图形多{}，未读入", rows.zh),
            ));
        }
    }
}

/// The content of a record.
struct Shape<'a> {
    content: &'a [u8],
}

impl Shape<'_> {
    fn integer(&self, at: usize) -> Option<i32> {
        Some(i32::from_le_bytes(
            self.content.get(at..at + 4)?.try_into().ok()?,
        ))
    }

    fn number(&self, at: usize) -> Option<f64> {
        Some(f64::from_le_bytes(
            self.content.get(at..at + 8)?.try_into().ok()?,
        ))
    }

    fn position(&self, at: usize) -> Option<[f64; 2]> {
        Some([self.number(at)?, self.number(at + 8)?])
    }

    /// A geometry in the form of GeoJSON; `None` where the content is not what it says.
    fn geometry(&self, kind: i32) -> Option<Value> {
        match kind {
            1 | 11 | 21 => Some(json!({"type": "Point", "coordinates": self.position(4)?})),
            8 | 18 | 28 => {
                let points = self.positions(40, self.count(36)?)?;
                Some(json!({"type": "MultiPoint", "coordinates": points}))
            }
            3 | 13 | 23 => Some(json!({"type": "MultiLineString", "coordinates": self.parts()?})),
            5 | 15 | 25 => {
                let polygons = rings::polygons(self.parts()?)?;
                Some(json!({"type": "MultiPolygon", "coordinates": polygons}))
            }
            _ => None,
        }
    }

    /// A count of things of at least four bytes each, which must be there.
    fn count(&self, at: usize) -> Option<usize> {
        let count = usize::try_from(self.integer(at)?).ok()?;
        (count <= self.content.len() / 4).then_some(count)
    }

    fn positions(&self, at: usize, count: usize) -> Option<Vec<[f64; 2]>> {
        let end = count.checked_mul(16)?.checked_add(at)?;
        let bytes = self.content.get(at..end)?;
        let position = |bytes: &[u8]| Shape { content: bytes }.position(0);
        bytes.chunks_exact(16).map(position).collect()
    }

    fn parts(&self) -> Option<Vec<Vec<[f64; 2]>>> {
        let (n_parts, n_points) = (self.count(36)?, self.count(40)?);
        let points = self.positions(44 + 4 * n_parts, n_points)?;
        let start = |part: usize| usize::try_from(self.integer(44 + 4 * part)?).ok();
        let part = |index: usize| {
            let end = if index + 1 < n_parts {
                start(index + 1)?
            } else {
                n_points
            };
            points.get(start(index)?..end).map(<[_]>::to_vec)
        };
        (0..n_parts).map(part).collect()
    }
}
