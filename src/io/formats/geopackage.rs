//! `GeoPackage` files: every layer with its coordinate system. The database is read in memory, so that nothing is ever
//! written beside it, not even a journal.

use std::io::Read as _;

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, Row};
use serde_json::{Map, Number, Value, json};

use super::super::OpenError;
use super::super::document::{Document, RawFeature};
use super::super::plan::MEMBER;
use super::super::report::{Notes, kind};
use super::archive::refused;
use super::budget::Budget;
use super::table::cut;
use super::wkb::{self, NoGeometry};
use super::{FileLayer, Source, no_such_layer, tell_no_crs, wal};
use crate::words::Words;

/// A query that takes more steps than this many times a million is cut off: a view may go on for ever.
const MOST_STEPS: u32 = 300;
/// The bytes at the beginning that say how a database keeps its journal.
const HEAD: usize = 100;
/// A text or a geometry of more bytes than this is not read.
const MOST_VALUE: i32 = 32 << 20;
/// So much memory at most is taken by the database and its queries.
const MOST_MEMORY: u32 = 1_500_000_000;
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
    let merged = with_journal(source, take);
    let bytes = merged.as_deref().unwrap_or(source.bytes);
    let database = open(bytes, MOST_STEPS).map_err(|error| damaged(place, &error))?;
    drop(merged);
    let mut budget = Budget::of(place);
    let listed = listed(&database, place, &budget)?;
    let wanted = |layer: &&Listed| source.wanted.is_none_or(|wanted| wanted == layer.table);
    if source.wanted.is_none() && has_tiles(&database).map_err(|error| damaged(place, &error))? {
        let mut notes = source.notes("");
        notes.file(Words::new(
            "It also holds pictures of a map (tiles): laid under the map with Basemap",
            "其中还有地图瓦片：可用“底图”垫在地图下面",
        ));
        take(FileLayer::of_notes(notes));
    }
    let chosen: Vec<&Listed> = listed.iter().filter(wanted).collect();
    if let (true, Some(wanted)) = (chosen.is_empty(), source.wanted) {
        let names = listed.iter().map(|layer| layer.table.as_str());
        return Err(no_such_layer(place, wanted, names));
    }
    for layer in chosen {
        let mut notes = source.notes(&layer.table);
        let file = notes.file_name().to_owned();
        let mut document = Document::default();
        if let Err(cause) = rows(&database, layer, &mut document, (&mut budget, &mut notes)) {
            document.broken = Some(OpenError::InPart {
                file,
                cause: Box::new(cause.words()),
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

/// The database with the journal that lies beside it while another program has it open; `None` where none does.
fn with_journal(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Option<Vec<u8>> {
    let journal = (source.beside)("gpkg-wal").filter(|journal| !journal.is_empty())?;
    let merged = wal::merged(source.bytes, &journal);
    let mut notes = source.notes("");
    notes.file(if merged.is_some() {
        Words::new(
            "Another program has this file open: what it keeps in the journal beside it (-wal) is read with it",
            "另有程序正打开该文件：旁边日志（-wal）中的内容已一并读取",
        )
    } else {
        Words::new(
            "A journal (-wal) beside this file holds nothing whole: what was changed last may be missing; close the file \
             in QGIS and open it here again",
            "旁边的日志文件（-wal）不完整：最近的修改可能缺失；请在 QGIS 中关闭该文件后重新打开",
        )
    });
    take(FileLayer::of_notes(notes));
    merged
}

/// The database in memory, from which nothing can be written.
fn open(bytes: &[u8], most_steps: u32) -> rusqlite::Result<Connection> {
    let mut head = bytes[..bytes.len().min(HEAD)].to_vec();
    // Once read into memory it keeps no journal beside it.
    if let Some(versions) = head.get_mut(18..20) {
        versions.fill(1);
    }
    let mut database = Connection::open_in_memory()?;
    let whole = head.as_slice().chain(&bytes[head.len()..]);
    database.deserialize_read_exact("main", whole, bytes.len(), true)?;
    database.execute_batch(&format!(
        "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA mmap_size = 0;
         PRAGMA hard_heap_limit = {MOST_MEMORY};"
    ))?;
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_VALUE)?;
    database.set_limit(Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100)?;
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

fn has_tiles(database: &Connection) -> rusqlite::Result<bool> {
    let query = "SELECT 1 FROM gpkg_contents WHERE data_type = 'tiles' LIMIT 1";
    let found = database.query_row(query, [], |_| Ok(())).optional()?;
    Ok(found.is_some())
}

/// The layers and tables that the database offers.
fn listed(database: &Connection, place: &str, budget: &Budget) -> Result<Vec<Listed>, OpenError> {
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
    for row in rows {
        let (table, data_type, srs) = row.map_err(broken)?;
        if matches!(data_type.as_str(), "features" | "attributes")
            && !NO_LAYERS.contains(&table.as_str())
        {
            budget.layers(listed.len() + 1)?;
            listed.push(Listed {
                table,
                is_table: data_type == "attributes",
                srs,
            });
        }
    }
    match (listed.is_empty(), has_tiles(database).map_err(broken)?) {
        (false, _) => Ok(listed),
        (true, true) => Err(refused(
            place,
            "the GeoPackage holds pictures of a map (tiles) and no layers; open it with Basemap",
            "该 GeoPackage 只有地图瓦片，没有矢量图层；请用“底图”打开",
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
            "a basemap (MBTiles), which holds pictures of a map and no layers; open it with Basemap",
            "是底图（MBTiles），只有地图图片，没有图层；请用“底图”打开",
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
    (budget, notes): (&mut Budget, &mut Notes),
) -> Result<(), Cause> {
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
    }
    document.members.extend(about(database, &layer.table));
    // The rows of a file of the program's own are numbered for the database alone.
    let is_own = document.members.contains_key(MEMBER);
    let flags = flag_columns(database, &layer.table)?;
    let mut statement = database.prepare(&format!("SELECT * FROM {}", quoted(&layer.table)))?;
    let names: Vec<String> = statement
        .column_names()
        .map(|name| cut(name).to_owned())
        .collect();
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
        budget.row()?;
        budget.cells(names.len(), number)?;
        let mut properties = Map::new();
        let mut shape = Value::Null;
        for (index, name) in names.iter().enumerate() {
            let value = row.get_ref(index)?;
            if Some(index) == place {
                shape = geometry_of(value, number, &mut has_more, (&mut *budget, &mut *notes))?;
            } else if !is_own || name != "fid" {
                if let ValueRef::Text(text) = value {
                    budget.text(text.len(), number)?;
                }
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
    if !layer.is_table && !document.members.contains_key("crs") {
        let words = ("The layer names no coordinate system", "图层未注明坐标系");
        tell_no_crs(document, words, notes);
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
    (budget, notes): (&mut Budget, &mut Notes),
) -> Result<Value, OpenError> {
    let ValueRef::Blob(blob) = value else {
        return Ok(Value::Null);
    };
    let geometry = match body(blob) {
        Some([]) => return Ok(Value::Null),
        Some(body) => wkb::geometry(body, budget.points_left()),
        None => Err(NoGeometry::Damaged),
    };
    let shape = match geometry {
        Ok(read) => {
            *has_more |= read.has_more;
            budget.points(read.points, number)?;
            read.geometry
        }
        Err(NoGeometry::TooLarge(points)) => {
            budget.points(points, number)?;
            Value::Null
        }
        Err(why) => {
            let words = match why {
                NoGeometry::Unread(name) => Words::new(
                    format!(
                        "A geometry of the kind {name}, which is not read; in QGIS use Segmentize"
                    ),
                    format!("几何类型 {name} 不读取；请在 QGIS 中用“分段化”转换"),
                ),
                _ => Words::new("The geometry is damaged", "几何已损坏"),
            };
            notes.feature(kind::BAD_GEOMETRY, number, None, || words);
            Value::Null
        }
    };
    Ok(shape)
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

/// Why a layer ends before its last row.
enum Cause {
    Database(rusqlite::Error),
    Budget(OpenError),
}

impl Cause {
    fn words(self) -> Words {
        match self {
            Self::Database(error) => because(&error),
            Self::Budget(OpenError::BadTable { why, .. }) => *why,
            Self::Budget(error) => error.words(),
        }
    }
}

impl From<rusqlite::Error> for Cause {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<OpenError> for Cause {
    fn from(error: OpenError) -> Self {
        Self::Budget(error)
    }
}

fn because(error: &rusqlite::Error) -> Words {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => Words::new(
            "a view in it goes on for too long and is cut off; save it as a table in QGIS",
            "其中的视图运算过久，已中断；请在 QGIS 中另存为普通图层",
        ),
        Some(ErrorCode::TooBig | ErrorCode::OutOfMemory) => {
            let megabytes = MOST_VALUE >> 20;
            Words::new(
                format!(
                    "a value in it is larger than {megabytes} MB, or all are together larger than is read"
                ),
                format!("其中有超过{megabytes} MB的值，或总量过大，不读取"),
            )
        }
        _ => {
            let cause = error.to_string();
            Words::new(
                format!("the database is damaged ({cause})"),
                format!("数据库已损坏（{cause}）"),
            )
        }
    }
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
        let mut budget = Budget::of("a.gpkg");
        let cause = rows(
            &database,
            &listed,
            &mut Document::default(),
            (&mut budget, &mut notes),
        );
        assert!(
            cause
                .expect_err("it is cut off")
                .words()
                .en
                .contains("goes on for too long")
        );
    }

    #[test]
    fn rows_texts_and_shapes_without_end_stop_at_the_budget_and_keep_what_was_read() {
        for (select, most, why, is_kept) in [
            (
                "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT a FROM n",
                50,
                "50 rows",
                true,
            ),
            ("SELECT hex(zeroblob(30000000)) AS name", 50, "32 MB", false),
            ("SELECT printf('%.*c', 900, 'x') AS name", 50, "text", false),
        ] {
            let mut database = Connection::open_in_memory().unwrap();
            database
                .execute_batch(&format!("CREATE VIEW v AS {select};"))
                .unwrap();
            let bytes = database.serialize("main").unwrap().to_vec();
            let database = open(&bytes, 100).unwrap();
            let listed = Listed {
                table: "v".to_owned(),
                is_table: true,
                srs: None,
            };
            let mut document = Document::default();
            let mut notes = Notes::of_file("a.gpkg");
            let read = rows(
                &database,
                &listed,
                &mut document,
                (&mut Budget::small(most), &mut notes),
            );
            let words = read.expect_err("it is cut off").words();
            assert!(words.en.contains(why), "{select}: {words:?}");
            assert_eq!(!document.features.is_empty(), is_kept, "{select}");
        }
    }
}
