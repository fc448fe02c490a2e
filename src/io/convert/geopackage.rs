//! A county as a `GeoPackage` (OGC 12-128r18, version 1.3): the tables that every such file has, and one for each
//! layer.

use std::collections::{BTreeMap, BTreeSet};

use geo::{BoundingRect as _, MultiPolygon, Rect};
use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params, params_from_iter};
use serde_json::Value;

use super::layers::{Place, Table};
use super::members;
use crate::geometry::LonLat;
use crate::io::formats::LONGEST_NAME;
use crate::model::County;
use crate::words::Words;

/// WGS 84 in degrees.
const SRS: i32 = 4326;

/// The tables that every file has, with the two systems for want of one that each must name.
const SCHEMA: &str = "
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
    ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system');
CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT '1970-01-01T00:00:00.000Z', min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
    max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES
    gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL, m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
";

/// The system of all that is written, as the format asks for it.
const WGS_84: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,\
    AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\",\"8901\"]],\
    UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],\
    AXIS[\"Longitude\",EAST],AUTHORITY[\"EPSG\",\"4326\"]]";

/// How many columns a table of the database holds at most, with its number and its place.
const MOST_COLUMNS: usize = 2_000;

pub(super) fn bytes(county: &County, layers: &[Table<'_>]) -> Result<Vec<u8>, Words> {
    let laid_out: Vec<_> = layers
        .iter()
        .map(|table| Ok((table, columns(table)?)))
        .collect::<Result<_, Words>>()?;
    database(county, &laid_out).map_err(|error| {
        Words::new(
            format!("the database refuses it: {error}; save it as .geojson instead"),
            "数据库拒绝写入，可改存为 .geojson",
        )
    })
}

fn database(
    county: &County,
    layers: &[(&Table<'_>, Vec<Column<'_>>)],
) -> rusqlite::Result<Vec<u8>> {
    let mut database = Connection::open_in_memory()?;
    database.execute_batch(SCHEMA)?;
    database.execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84 geodetic', ?1, 'EPSG', ?1, ?2, 'degrees, longitude first')",
        params![SRS, WGS_84],
    )?;
    // Where others keep a sentence on a layer, ours says what is said of the county as a whole.
    let about = Value::Object(members(county)).to_string();
    let transaction = database.transaction()?;
    for (table, columns) in layers {
        write(&transaction, table, columns, &about)?;
    }
    transaction.commit()?;
    Ok(database.serialize("main")?.to_vec())
}

fn write(
    database: &Connection,
    table: &Table<'_>,
    columns: &[Column<'_>],
    about: &str,
) -> rusqlite::Result<()> {
    let name = table.name;
    let kind = table.rows.first().and_then(|row| kind_name(row.place));
    let mut declared = vec!["\"fid\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL".to_owned()];
    let mut named = Vec::new();
    if let Some(kind) = kind {
        declared.push(format!("\"geom\" {kind}"));
        named.push("\"geom\"".to_owned());
    }
    for column in columns {
        let label = quoted(&column.label);
        declared.push(format!("{label} {}", column.kind.name()));
        named.push(label);
    }
    database.execute_batch(&format!(
        "CREATE TABLE \"{name}\" ({})",
        declared.join(", ")
    ))?;
    let bounds = table
        .rows
        .iter()
        .filter_map(|row| bounds(row.place))
        .reduce(|a, b| {
            let low = (a.min().x.min(b.min().x), a.min().y.min(b.min().y));
            let high = (a.max().x.max(b.max().x), a.max().y.max(b.max().y));
            Rect::new(low, high)
        });
    let side = |of: fn(&Rect<f64>) -> f64| bounds.as_ref().map(of);
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)
         VALUES (?1, ?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            name,
            if kind.is_some() { "features" } else { "attributes" },
            about,
            side(|bounds| bounds.min().x),
            side(|bounds| bounds.min().y),
            side(|bounds| bounds.max().x),
            side(|bounds| bounds.max().y),
            kind.map(|_| SRS),
        ],
    )?;
    if let Some(kind) = kind {
        database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            params![name, kind, SRS],
        )?;
    }
    let places = vec!["?"; named.len()].join(", ");
    let insert = format!(
        "INSERT INTO \"{name}\" ({}) VALUES ({places})",
        named.join(", ")
    );
    let mut insert = database.prepare(&insert)?;
    for row in &table.rows {
        let geometry = blob(row.place).map(Cell::Blob);
        let cells = columns
            .iter()
            .map(|column| cell(row.columns.get(column.name), column.kind));
        insert.execute(params_from_iter(geometry.into_iter().chain(cells)))?;
    }
    Ok(())
}

/// A column of a layer.
struct Column<'a> {
    /// Its name in the rows.
    name: &'a str,
    /// Its name in the database, where no two columns are called alike.
    label: String,
    kind: Kind,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Boolean,
    Integer,
    /// Whole numbers of which a decimal number would not keep every digit.
    LongInteger,
    Real,
    Text,
}

impl Kind {
    /// The largest whole number up to which a decimal number keeps every one.
    const EXACT: u64 = 1 << 53;

    /// The kind of a value; none of what is not known.
    fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) => match number.as_i64() {
                Some(number) if number.unsigned_abs() <= Self::EXACT => Self::Integer,
                Some(_) => Self::LongInteger,
                // Longer than a whole number of the database.
                None if number.is_u64() => Self::Text,
                None => Self::Real,
            },
            Value::String(_) | Value::Array(_) | Value::Object(_) => Self::Text,
        })
    }

    /// The kind that holds the values of both and loses nothing.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            _ if self == other => self,
            (Self::Integer, Self::LongInteger) | (Self::LongInteger, Self::Integer) => {
                Self::LongInteger
            }
            (Self::Integer, Self::Real) | (Self::Real, Self::Integer) => Self::Real,
            _ => Self::Text,
        }
    }

    /// The name of the kind in the database.
    fn name(self) -> &'static str {
        match self {
            Self::Boolean => "BOOLEAN",
            Self::Integer | Self::LongInteger => "INTEGER",
            Self::Real => "REAL",
            Self::Text => "TEXT",
        }
    }
}

/// The columns of a layer in the order in which they first come, each with the kind that holds all its values.
///
/// # Errors
/// Where the layer has more of them than a table holds.
fn columns<'a>(table: &'a Table<'_>) -> Result<Vec<Column<'a>>, Words> {
    let mut position: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: Vec<(&str, Option<Kind>)> = Vec::new();
    for (name, value) in table.rows.iter().flat_map(|row| &row.columns) {
        let index = *position.entry(name).or_insert_with(|| {
            found.push((name, None));
            found.len() - 1
        });
        let kind = &mut found[index].1;
        *kind = match (*kind, Kind::of(value)) {
            (Some(one), Some(other)) => Some(one.with(other)),
            (one, other) => one.or(other),
        };
    }
    let n_columns = found.len() + 2;
    if n_columns > MOST_COLUMNS {
        let layer = table.layer.words();
        return Err(Words::new(
            format!(
                "{}: {n_columns} columns, of which a table of a GeoPackage holds {MOST_COLUMNS} at most; save it as \
                 .geojson instead",
                layer.en
            ),
            format!(
                "{}：共{n_columns}列，GeoPackage 每表至多{MOST_COLUMNS}列，可改存为 .geojson",
                layer.zh
            ),
        ));
    }
    let mut taken = BTreeSet::new();
    let column = |(name, kind): (&'a str, Option<Kind>)| Column {
        name,
        label: label(name, &mut taken),
        kind: kind.unwrap_or(Kind::Text),
    };
    Ok(found.into_iter().map(column).collect())
}

/// A name for a column of the database, which takes capitals of ASCII for small letters. It stays apart from the
/// others where it is cut in reading.
fn label(name: &str, taken: &mut BTreeSet<String>) -> String {
    // No name holds it there.
    let name = name.replace('\0', "\u{fffd}");
    let plain = match name.to_ascii_lowercase().as_str() {
        // Taken by the table's own columns.
        "fid" | "geom" => format!("source_{name}"),
        _ => name,
    };
    let begin = |length: usize| plain.chars().take(length);
    let mut label = plain.clone();
    let mut as_read: String = begin(LONGEST_NAME).collect();
    let mut number = 2;
    while !taken.insert(as_read.to_ascii_lowercase()) {
        let end = format!(" #{number}");
        label = begin(LONGEST_NAME - end.len()).chain(end.chars()).collect();
        as_read.clone_from(&label);
        number += 1;
    }
    label
}

/// A value as the kind of its column; what is not known is null.
fn cell(value: Option<&Value>, kind: Kind) -> Cell {
    match value {
        None | Some(Value::Null) => Cell::Null,
        Some(Value::String(text)) => Cell::Text(text.clone()),
        Some(value) if kind == Kind::Text => Cell::Text(value.to_string()),
        Some(Value::Bool(flag)) => Cell::Integer((*flag).into()),
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) if kind != Kind::Real => Cell::Integer(number),
            (_, Some(number)) => Cell::Real(number),
            _ => Cell::Null,
        },
        Some(value) => Cell::Text(value.to_string()),
    }
}

fn kind_name(place: Place<'_>) -> Option<&'static str> {
    match place {
        Place::Nowhere => None,
        Place::At(_) => Some("POINT"),
        Place::Line(_) => Some("LINESTRING"),
        Place::Area(_) => Some("MULTIPOLYGON"),
    }
}

fn bounds(place: Place<'_>) -> Option<Rect<f64>> {
    match place {
        Place::Nowhere => None,
        Place::At(at) => Some(Rect::new((at.lon, at.lat), (at.lon, at.lat))),
        Place::Line(line) => {
            let line: geo::LineString<f64> = line.iter().map(|at| (at.lon, at.lat)).collect();
            line.bounding_rect()
        }
        Place::Area(area) => area.bounding_rect(),
    }
}

/// A geometry as the format has it: a head with its bounds, then well-known binary, all little-endian.
fn blob(place: Place<'_>) -> Option<Vec<u8>> {
    let bounds = bounds(place)?;
    let mut blob = b"GP\0\x03".to_vec();
    blob.extend(SRS.to_le_bytes());
    for side in [
        bounds.min().x,
        bounds.max().x,
        bounds.min().y,
        bounds.max().y,
    ] {
        blob.extend(side.to_le_bytes());
    }
    let positions = |line: &mut dyn ExactSizeIterator<Item = (f64, f64)>, blob: &mut Vec<u8>| {
        blob.extend((line.len() as u32).to_le_bytes());
        for (x, y) in line {
            blob.extend(x.to_le_bytes());
            blob.extend(y.to_le_bytes());
        }
    };
    match place {
        Place::Nowhere => {}
        Place::At(at) => {
            head(1, &mut blob);
            blob.extend(at.lon.to_le_bytes());
            blob.extend(at.lat.to_le_bytes());
        }
        Place::Line(line) => {
            head(2, &mut blob);
            positions(
                &mut line.iter().map(|at: &LonLat| (at.lon, at.lat)),
                &mut blob,
            );
        }
        Place::Area(MultiPolygon(polygons)) => {
            head(6, &mut blob);
            blob.extend((polygons.len() as u32).to_le_bytes());
            for polygon in polygons {
                head(3, &mut blob);
                blob.extend((polygon.interiors().len() as u32 + 1).to_le_bytes());
                for ring in [polygon.exterior()].into_iter().chain(polygon.interiors()) {
                    positions(&mut ring.0.iter().map(|at| (at.x, at.y)), &mut blob);
                }
            }
        }
    }
    Some(blob)
}

/// The head of a geometry of a kind in well-known binary.
fn head(kind: u32, blob: &mut Vec<u8>) {
    blob.push(1);
    blob.extend(kind.to_le_bytes());
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
