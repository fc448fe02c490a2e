//! The layers of a county: rows of columns under the names by which they are read.

use std::collections::BTreeSet;

use geo::MultiPolygon;
use serde_json::{Map, Value};

use crate::geometry::LonLat;
use crate::io::Layer;
use crate::model::{
    Count, County, Direction, Homes, Origin, Ownership, PerStage, Road, School, Settlement, Stage,
    Township,
};

/// The column by which a feature of a collection says which layer it belongs to.
pub(in crate::io) const MARK: &str = "xuequ_layer";

/// Where a row is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'a> {
    Nowhere,
    At(LonLat),
    Line(&'a [LonLat]),
    Area(&'a MultiPolygon<f64>),
}

/// One row.
pub(super) struct Row<'a> {
    pub(super) place: Place<'a>,
    pub(super) columns: Map<String, Value>,
    /// What else its file holds: columns that the program does not know, and what it says of its township.
    extra: Option<&'a Map<String, Value>>,
}

/// One layer with at least one row.
pub(super) struct Table<'a> {
    pub(super) layer: Layer,
    /// Announces to whoever reads it what it holds.
    pub(super) name: &'static str,
    pub(super) rows: Vec<Row<'a>>,
}

/// The layers that a county has something of.
pub(super) fn of(county: &County) -> Vec<Table<'_>> {
    let settlements: &[Settlement] = match county.homes {
        Homes::Recorded => &county.settlements,
        Homes::Estimated | Homes::Unknown => &[],
    };
    let tables = [
        table(Layer::Townships, "townships", &county.townships, township),
        table(Layer::Schools, "schools", &county.schools, school),
        table(Layer::Settlements, "settlements", settlements, settlement),
        table(Layer::Roads, "roads", &county.roads, road),
        table(Layer::Zones, "attendance", &county.zones, |zone| Row {
            place: Place::Area(&zone.outline),
            columns: Columns::default().text("name", &zone.name).0,
            extra: None,
        }),
        table(Layer::Flows, "flows", &county.flows, |flow| {
            let home = &county.settlements[flow.settlement];
            let school = &county.schools[flow.school];
            let columns = Columns::default()
                .text("stage", flow.stage.key())
                .text("settlement", home.id.as_str())
                .text("school", school.id.as_str())
                .put("pupils", Some(flow.pupils))
                .put("boarders", flow.boarders);
            Row {
                place: Place::Nowhere,
                columns: columns.0,
                extra: None,
            }
        }),
    ];
    let is_filled = |table: &Table<'_>| !table.rows.is_empty();
    tables.into_iter().filter(is_filled).collect()
}

fn table<'a, T>(
    layer: Layer,
    name: &'static str,
    items: &'a [T],
    row: impl Fn(&'a T) -> Row<'a>,
) -> Table<'a> {
    let mut rows: Vec<Row<'a>> = items.iter().map(row).collect();
    add_extra(&mut rows);
    Table { layer, name, rows }
}

/// Puts what else its file holds into each row. A name that the program would take for one of its own is changed, and
/// so is one that a row has already; no changed name is that of another column.
fn add_extra<'a>(rows: &mut [Row<'a>]) {
    let extra = |row: &Row<'a>| row.extra.into_iter().flat_map(Map::keys);
    let further: BTreeSet<&String> = rows.iter().flat_map(extra).collect();
    let own: BTreeSet<String> = rows
        .iter()
        .filter(|row| row.extra.is_some())
        .flat_map(|row| row.columns.keys().cloned())
        .collect();
    let is_alike = |name: &String| {
        let small = name.to_lowercase();
        small != *name && own.contains(&small)
    };
    for row in rows {
        let extra = row.extra.into_iter().flatten();
        for (stated, value) in extra.filter(|(_, value)| !value.is_null()) {
            let mut name = stated.clone();
            while row.columns.contains_key(&name)
                || is_alike(&name)
                || name != *stated && further.contains(&name)
            {
                name = format!("source_{name}");
            }
            row.columns.insert(name, value.clone());
        }
    }
}

/// The columns of a row so far; what is not known has none.
#[derive(Default)]
struct Columns(Map<String, Value>);

impl Columns {
    fn put(mut self, name: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
        self
    }

    fn text(self, name: &str, text: &str) -> Self {
        self.put(name, (!text.is_empty()).then_some(text))
    }
}

fn township(township: &Township) -> Row<'_> {
    let columns = Columns::default()
        .text("code", &township.code)
        .text("name", &township.name)
        .put("district", township.district.as_deref())
        .put("population", township.population);
    Row {
        place: Place::Area(&township.outline),
        columns: columns.0,
        extra: Some(&township.extra),
    }
}

fn school(school: &School) -> Row<'_> {
    let columns = Columns::default()
        .text("id", school.id.as_str())
        .text("name", &school.name)
        .text("kind", &kind(school))
        .put(
            "ownership",
            school.ownership.map(|ownership| match ownership {
                Ownership::Public => "public",
                Ownership::Private => "private",
            }),
        )
        .put("inclusive", school.inclusive)
        .put("parent", school.parent.as_ref().map(|id| id.as_str()))
        .put("boarders", school.boarders)
        .put("beds", school.beds);
    let count = |of: fn(&crate::model::StageRecord) -> Option<Count>| {
        PerStage::from_fn(|stage| school.stages[stage].as_ref().and_then(of))
    };
    let columns = counts(columns, "pupils", &count(|record| record.pupils));
    let columns = counts(columns, "seats", &count(|record| record.seats));
    Row {
        place: Place::At(school.at),
        columns: columns.0,
        extra: Some(&school.extra),
    }
}

/// The kind of a school as it is read: its own name, and the stages beside those that the kind means.
fn kind(school: &School) -> String {
    let beside = Stage::ALL
        .into_iter()
        .filter(|&stage| school.stages[stage].is_some() && !school.kind.stages().contains(&stage));
    let beside = beside.map(Stage::key);
    let mut parts = vec![school.kind.key()];
    parts.extend(beside);
    parts.join(";")
}

/// Numbers by stage. Shares of a total are no record: the total is written, which is shared in the same way again.
fn counts(columns: Columns, name: &str, counts: &PerStage<Option<Count>>) -> Columns {
    let known = || {
        counts
            .iter()
            .filter_map(|(stage, count)| Some((stage, (*count)?)))
    };
    let is_share = |count: &Count| count.origin == Origin::Estimated;
    let mut columns = columns;
    for (stage, count) in known().filter(|(_, count)| !is_share(count)) {
        columns = columns.put(&format!("{name}_{stage}"), Some(count.number));
    }
    if known().any(|(_, count)| is_share(&count)) {
        let total: u64 = known().map(|(_, count)| u64::from(count.number)).sum();
        columns = columns.put(name, Some(total));
    }
    columns
}

fn settlement(settlement: &Settlement) -> Row<'_> {
    let mut columns = Columns::default()
        .text("id", settlement.id.as_str())
        .text("name", &settlement.name)
        .put("population", settlement.population);
    for (stage, pupils) in settlement.pupils.iter() {
        columns = columns.put(&format!("pupils_{stage}"), *pupils);
    }
    for (year, births) in &settlement.births {
        columns = columns.put(&format!("births_{year}"), Some(*births));
    }
    Row {
        place: Place::At(settlement.at),
        columns: columns.0,
        extra: Some(&settlement.extra),
    }
}

fn road(road: &Road) -> Row<'_> {
    let columns = Columns::default()
        .text("class", road.class.key())
        .put("name", road.name.as_deref())
        .put(
            "oneway",
            match road.direction {
                Direction::Both => None,
                Direction::Forward => Some("yes"),
                Direction::Backward => Some("-1"),
            },
        )
        .put("layer", Some(road.level).filter(|level| *level != 0))
        .put("speed_kmh", road.speed_kmh);
    Row {
        place: Place::Line(&road.line),
        columns: columns.0,
        extra: None,
    }
}
