//! Shapefiles: the .shp, with whatever of .dbf, .prj and .cpg lies beside it.
//!
//! The records are read one after the other by the lengths they state, so that a file without its .shx reads too; a
//! length is believed only as far as there are bytes.

use geo::{Contains as _, Coord, LineString, Polygon};
use serde_json::{Map, Value, json};

use super::super::OpenError;
use super::super::document::{Document, RawFeature};
use super::super::report::Notes;
use super::{FileLayer, Source, archive, dbf};
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
    let table = attributes.and_then(|bytes| dbf::parse(&bytes, cpg.as_deref(), &mut notes));
    if table.is_none() {
        notes.file(Words::new(
            "No table of attributes (.dbf) beside the .shp, or a damaged one: names and figures are not known",
            "缺少属性表（.dbf）或已损坏：名称和数字未知",
        ));
    }
    let prj = (source.beside)("prj");
    let members = members(prj.as_deref(), &mut notes);
    let mut reader = Records {
        bytes,
        at: HEAD,
        number: 0,
        has_heights: false,
        n_null: 0,
        broken: None,
    };
    let mut rows = table.map(|table| (table.heads, table.records.into_iter()));
    let mut features: Vec<RawFeature> = Vec::new();
    while let Some(geometry) = reader.next() {
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
    take(FileLayer {
        document: Document {
            features,
            members,
            broken,
        },
        heads: None,
        notes,
        is_note: false,
    });
    Ok(())
}

/// The coordinate system as the .prj states it, in the form of the old member of GeoJSON.
fn members(prj: Option<&[u8]>, notes: &mut Notes) -> Map<String, Value> {
    let words = prj.map(|prj| String::from_utf8_lossy(prj).trim().to_owned());
    let mut members = Map::new();
    match words.filter(|words| !words.is_empty()) {
        Some(words) => {
            members.insert("crs".to_owned(), json!({"properties": {"name": words}}));
        }
        None => notes.file(Words::new(
            "No .prj beside the .shp: nothing says in what its coordinates are; read as degrees",
            "缺少 .prj，坐标系未说明，按经纬度读取",
        )),
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
    broken: Option<Words>,
}

impl<'a> Records<'a> {
    /// The geometry of the next record, `null` where it has none; `None` at the end or where the file breaks off.
    fn next(&mut self) -> Option<Value> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let content = self.content();
        if content.is_none() {
            let number = self.number + 1;
            self.broken = Some(Words::new(
                format!("it breaks off in record {number}"),
                format!("在第{number}条记录处中断"),
            ));
            self.at = self.bytes.len();
        }
        let content = content?;
        self.number += 1;
        let shape = Shape { content };
        let kind = shape.integer(0).unwrap_or(0);
        self.has_heights |= kind > 10;
        if kind == 0 {
            self.n_null += 1;
            return Some(Value::Null);
        }
        let geometry = shape.geometry(kind);
        if geometry.is_none() && self.broken.is_none() {
            let number = self.number;
            self.broken = Some(if kind == 31 {
                Words::new(
                    format!("record {number} is a solid (MultiPatch), which is not read"),
                    format!("第{number}条记录是三维体（MultiPatch），不读取"),
                )
            } else {
                Words::new(
                    format!("record {number} is damaged"),
                    format!("第{number}条记录已损坏"),
                )
            });
        }
        Some(geometry.unwrap_or_default())
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
                let polygons = polygons(self.parts()?);
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

/// Rings sorted into polygons: outer rings run clockwise, holes the other way round; a hole belongs to the smallest
/// outer ring around it. A ring that is no hole of any is an area of its own.
pub(super) fn polygons(rings: Vec<Vec<[f64; 2]>>) -> Vec<Vec<Vec<[f64; 2]>>> {
    if rings.len() == 1 {
        return vec![rings];
    }
    let doubled_area = |ring: &[[f64; 2]]| -> f64 {
        let pairs = ring.iter().zip(ring.iter().skip(1));
        pairs.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
    };
    let (outer, holes): (Vec<_>, Vec<_>) =
        rings.into_iter().partition(|ring| doubled_area(ring) < 0.0);
    let outline = |ring: &Vec<[f64; 2]>| {
        let line: LineString<f64> = ring.iter().map(|&[x, y]| Coord { x, y }).collect();
        (Polygon::new(line, Vec::new()), doubled_area(ring).abs())
    };
    let outlines: Vec<(Polygon<f64>, f64)> = outer.iter().map(outline).collect();
    let mut polygons: Vec<Vec<Vec<[f64; 2]>>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for hole in holes {
        let inner = hole.first().map(|&[x, y]| Coord { x, y });
        let around = outlines.iter().enumerate().filter(|(_, (outline, _))| {
            inner.is_some_and(|inner| {
                outline.contains(&inner) || outline.exterior().0.contains(&inner)
            })
        });
        let smallest = around.min_by(|(_, a), (_, b)| a.1.total_cmp(&b.1));
        match smallest.map(|(index, _)| index) {
            Some(index) => polygons[index].push(hole),
            None => polygons.push(vec![hole]),
        }
    }
    polygons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, size: f64, is_clockwise: bool) -> Vec<[f64; 2]> {
        let mut ring = vec![
            [west, west],
            [west, west + size],
            [west + size, west + size],
            [west + size, west],
            [west, west],
        ];
        if !is_clockwise {
            ring.reverse();
        }
        ring
    }

    #[test]
    fn a_hole_belongs_to_the_smallest_ring_around_it() {
        let island = square(4.0, 2.0, true);
        let found = polygons(vec![
            square(0.0, 10.0, true),
            square(3.0, 4.0, false),
            island.clone(),
            square(4.5, 1.0, false),
            square(20.0, 1.0, false),
        ]);
        let sizes: Vec<usize> = found.iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 2, 1], "{found:?}");
        assert_eq!(found[1][0], island);
    }
}
