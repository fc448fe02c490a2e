//! `GeoPackage` files: every layer with its coordinate system. The database is read in memory, so that nothing is ever
//! written beside it, not even a journal.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde_json::{Map, Number, Value, json};

use super::super::OpenError;
use super::super::document::{Document, RawFeature};
use super::super::plan::MEMBER;
use super::super::report::{Notes, kind};
use super::archive::refused;
use super::wkb::{self, NoGeometry};
use super::{FileLayer, Source};
use crate::words::Words;

/// A query that takes more steps than this many times a million is cut off: a view may go on for ever.
const MOST_STEPS: u32 = 300;
/// Tables of other programs that are no layers.
const NO_LAYERS: [&str; 2] = ["layer_styles", "qgis_projects"];

/// A layer as the database lists it.
struct Listed {
    table: String,
    is_table: bool,
    srs: Option<i64>,
}

pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    let place = source.place;
    let database = open(source.bytes, MOST_STEPS).map_err(|error| damaged(place, &error))?;
    let listed = listed(&database, place)?;
    let names: Vec<&str> = listed.iter().map(|layer| layer.table.as_str()).collect();
    let wanted = |layer: &&Listed| source.wanted.is_none_or(|wanted| wanted == layer.table);
    let chosen: Vec<&Listed> = listed.iter().filter(wanted).collect();
    if let (true, Some(wanted)) = (chosen.is_empty(), source.wanted) {
        let all = names.join(", ");
        return Err(refused(
            place,
            format!("there is no layer \"{wanted}\"; the layers are {all}"),
            format!("没有图层“{wanted}”；图层有 {all}"),
        ));
    }
    for layer in chosen {
        let mut notes = source.notes(&layer.table);
        let file = notes.file_name().to_owned();
        let mut document = Document::default();
        if let Err(error) = rows(&database, layer, &mut document, &mut notes) {
            document.broken = Some(OpenError::InPart {
                file,
                cause: Box::new(because(&error)),
            });
        }
        let heads = layer.is_table.then(|| {
            let first = document.features.first();
            first
                .map(|row| row.properties.keys().cloned().collect())
                .unwrap_or_default()
        });
        take(FileLayer {
            document,
            heads,
            notes,
            is_note: false,
        });
    }
    Ok(())
}

/// The database in memory, from which nothing can be written.
fn open(bytes: &[u8], most_steps: u32) -> rusqlite::Result<Connection> {
    let mut bytes = bytes.to_vec();
    // A database that keeps its journal beside it is read without: what is in the journal is not in the file.
    if let Some(versions) = bytes.get_mut(18..20) {
        versions.fill(1);
    }
    let mut database = Connection::open_in_memory()?;
    let length = bytes.len();
    database.deserialize_read_exact("main", bytes.as_slice(), length, true)?;
    database.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA mmap_size = 0;",
    )?;
    let mut steps = 0;
    database.progress_handler(
        1_000_000,
        Some(move || {
            steps += 1;
            steps > most_steps
        }),
    )?;
    Ok(database)
}

fn has_table(database: &Connection, name: &str) -> rusqlite::Result<bool> {
    let found = database
        .query_row(
            "SELECT 1 FROM sqlite_master WHERE lower(name) = ?1",
            [name],
            |_| Ok(()),
        )
        .optional()?;
    Ok(found.is_some())
}

/// The layers and tables that the database offers.
fn listed(database: &Connection, place: &str) -> Result<Vec<Listed>, OpenError> {
    let broken = |error: rusqlite::Error| damaged(place, &error);
    if !has_table(database, "gpkg_contents").map_err(broken)? {
        return Err(no_geopackage(database, place).map_err(broken)?);
    }
    let query = "SELECT table_name, data_type, srs_id FROM gpkg_contents ORDER BY rowid";
    let mut statement = database.prepare(query).map_err(broken)?;
    let row = |row: &Row<'_>| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, Option<i64>>(2)?,
        ))
    };
    let rows = statement.query_map([], row).map_err(broken)?;
    let mut listed = Vec::new();
    let mut has_tiles = false;
    for row in rows {
        let (table, data_type, srs) = row.map_err(broken)?;
        has_tiles |= data_type == "tiles";
        if matches!(data_type.as_str(), "features" | "attributes")
            && !NO_LAYERS.contains(&table.as_str())
        {
            listed.push(Listed {
                table,
                is_table: data_type == "attributes",
                srs,
            });
        }
    }
    match (listed.is_empty(), has_tiles) {
        (false, _) => Ok(listed),
        (true, true) => Err(refused(
            place,
            "the GeoPackage holds pictures of a map (tiles) and no layers",
            "该 GeoPackage 只有地图瓦片，没有矢量图层",
        )),
        (true, false) => Err(refused(
            place,
            "the GeoPackage has no layers",
            "该 GeoPackage 没有图层",
        )),
    }
}

/// What a database is that is no `GeoPackage`.
fn no_geopackage(database: &Connection, place: &str) -> rusqlite::Result<OpenError> {
    let tables: i64 =
        database.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    let is_tiles = has_table(database, "tiles")? && has_table(database, "metadata")?;
    Ok(if tables == 0 {
        refused(
            place,
            "a database without a single table",
            "数据库中没有任何表",
        )
    } else if is_tiles {
        refused(
            place,
            "a basemap (MBTiles), which holds pictures of a map and no layers",
            "是底图（MBTiles），只有地图图片，没有图层",
        )
    } else {
        refused(
            place,
            "a SQLite database that is no GeoPackage; in QGIS export its layers as GeoPackage",
            "是 SQLite 数据库，但不是 GeoPackage；请在 QGIS 中将图层导出为 GeoPackage",
        )
    })
}

/// Reads the rows of a layer into a document.
fn rows(
    database: &Connection,
    layer: &Listed,
    document: &mut Document,
    notes: &mut Notes,
) -> rusqlite::Result<()> {
    let geometry = if layer.is_table {
        None
    } else {
        geometry_column(database, &layer.table)?
    };
    let srs = geometry.as_ref().map_or(layer.srs, |(_, srs)| Some(*srs));
    if let Some(words) = srs
        .map(|srs| crs_words(database, srs))
        .transpose()?
        .flatten()
    {
        document
            .members
            .insert("crs".to_owned(), json!({"properties": {"name": words}}));
    } else if !layer.is_table {
        notes.file(Words::new(
            "The layer names no coordinate system; read as degrees",
            "图层未注明坐标系，按经纬度读取",
        ));
    }
    document.members.extend(about(database, &layer.table));
    // The rows of a file of the program's own are numbered for the database alone.
    let is_own = document.members.contains_key(MEMBER);
    let flags = flag_columns(database, &layer.table)?;
    let mut statement = database.prepare(&format!("SELECT * FROM {}", quoted(&layer.table)))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let position = |name: &str| {
        names
            .iter()
            .position(|other| other.eq_ignore_ascii_case(name))
    };
    let place = geometry.and_then(|(column, _)| position(&column));
    let mut rows = statement.query([])?;
    let (mut number, mut has_more) = (0, false);
    while let Some(row) = rows.next()? {
        number += 1;
        let mut properties = Map::new();
        let mut shape = Value::Null;
        for (index, name) in names.iter().enumerate() {
            let value = row.get_ref(index)?;
            if Some(index) == place {
                shape = geometry_of(value, number, &mut has_more, notes);
            } else if !is_own || name != "fid" {
                properties.insert(name.clone(), cell(value, flags.contains(name)));
            }
        }
        document.features.push(RawFeature {
            number,
            id: None,
            properties,
            geometry: shape.into(),
        });
    }
    if has_more {
        notes.file(Words::new(
            "Heights and measures (Z, M) are not used",
            "高程和量测值（Z、M）未采用",
        ));
    }
    Ok(())
}

/// What a file of this program's own says of the county as a whole.
fn about(database: &Connection, table: &str) -> Map<String, Value> {
    let query = "SELECT description FROM gpkg_contents WHERE table_name = ?1";
    let text: rusqlite::Result<Option<String>> =
        database.query_row(query, [table], |row| row.get(0));
    // Of other programs that is a sentence, or not there.
    let members = text.ok().flatten();
    let members = members.and_then(|text| serde_json::from_str::<Map<String, Value>>(&text).ok());
    members
        .filter(|members| members.contains_key(MEMBER))
        .unwrap_or_default()
}

fn geometry_column(database: &Connection, table: &str) -> rusqlite::Result<Option<(String, i64)>> {
    let query = "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1";
    let pair = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
    database.query_row(query, [table], pair).optional()
}

/// What the database calls a coordinate system; `None` where it says that there is none.
fn crs_words(database: &Connection, srs: i64) -> rusqlite::Result<Option<String>> {
    if srs <= 0 {
        return Ok(None);
    }
    let query = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?1";
    let row = |row: &Row<'_>| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, String>(2)?,
        ))
    };
    let found = database.query_row(query, [srs], row).optional()?;
    Ok(Some(match found {
        Some((organization, code, _)) if organization.eq_ignore_ascii_case("epsg") => {
            format!("EPSG:{code}")
        }
        Some((_, _, definition)) => definition,
        None => format!("EPSG:{srs}"),
    }))
}

/// The columns that hold yes and no, which `SQLite` keeps as numbers.
fn flag_columns(database: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = database.prepare("SELECT name, upper(type) FROM pragma_table_info(?1)")?;
    let pair = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?));
    let columns: Vec<(String, Option<String>)> = statement
        .query_map([table], pair)?
        .collect::<Result<_, _>>()?;
    let flags = columns
        .into_iter()
        .filter(|(_, kind)| kind.as_deref() == Some("BOOLEAN"));
    Ok(flags.map(|(name, _)| name).collect())
}

fn cell(value: ValueRef<'_>, is_flag: bool) -> Value {
    match value {
        ValueRef::Integer(number) if is_flag => (number != 0).into(),
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
    }
}

/// A geometry without its head; what cannot be read is told and stands for none.
fn geometry_of(
    value: ValueRef<'_>,
    number: usize,
    has_more: &mut bool,
    notes: &mut Notes,
) -> Value {
    let ValueRef::Blob(blob) = value else {
        return Value::Null;
    };
    let geometry = match body(blob) {
        Some([]) => return Value::Null,
        Some(body) => wkb::geometry(body),
        None => Err(NoGeometry::Damaged),
    };
    match geometry {
        Ok((geometry, more)) => {
            *has_more |= more;
            geometry
        }
        Err(why) => {
            let words = match why {
                NoGeometry::Unread(name) => Words::new(
                    format!(
                        "A geometry of the kind {name}, which is not read; in QGIS use Segmentize"
                    ),
                    format!("几何类型 {name} 不读取；请在 QGIS 中用“分段化”转换"),
                ),
                NoGeometry::Damaged => Words::new("The geometry is damaged", "几何已损坏"),
            };
            notes.feature(kind::BAD_GEOMETRY, number, None, || words);
            Value::Null
        }
    }
}

/// What stands behind the head of a geometry: nothing where the head says that it is empty.
fn body(blob: &[u8]) -> Option<&[u8]> {
    let flags = *blob.get(3).filter(|_| blob.starts_with(b"GP"))?;
    let envelope = match flags >> 1 & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return None,
    };
    let is_empty = flags & 0x10 != 0;
    let body = blob.get(8 + envelope..)?;
    Some(if is_empty { &[] } else { body })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn because(error: &rusqlite::Error) -> Words {
    let cause = error.to_string();
    Words::new(
        format!("the database is damaged ({cause})"),
        format!("数据库已损坏（{cause}）"),
    )
}

fn damaged(place: &str, error: &rusqlite::Error) -> OpenError {
    let words = because(error);
    refused(place, words.en, words.zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_that_never_ends_is_cut_off() {
        let mut database = Connection::open_in_memory().unwrap();
        let view =
            "CREATE VIEW endless AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a FROM n)
            SELECT max(a) AS name FROM n;";
        database.execute_batch(view).unwrap();
        let bytes = database.serialize("main").unwrap().to_vec();
        let database = open(&bytes, 1).unwrap();
        let listed = Listed {
            table: "endless".to_owned(),
            is_table: true,
            srs: None,
        };
        let mut notes = Notes::of_file("a.gpkg");
        assert!(rows(&database, &listed, &mut Document::default(), &mut notes).is_err());
    }
}
