//! Reads one feature into the layer it belongs to.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::aliases::Field;
use super::document::RawFeature;
use super::gather::{Gathered, Spot};
use super::join::matching::Key;
use super::report::{Notes, kind};
use super::row::{Columns, Row};
use super::shape::Shape;
use super::zones::{self, FoundZone};
use super::{Layer, flows, roads, schools, settlements, status, townships, unread};
use crate::model::SchoolKind;
use crate::words::Words;

/// So many features show what the columns of a layer are that is read by its names alone.
const LOOKED_AT: usize = 500;

/// What the columns of one file mean, by layer.
pub(super) struct Readers {
    schools: Columns,
    settlements: Columns,
    townships: Columns,
    roads: Columns,
    flows: Columns,
}

impl Default for Readers {
    fn default() -> Self {
        Self {
            schools: Columns::of(Layer::Schools),
            settlements: Columns::of(Layer::Settlements),
            townships: Columns::of(Layer::Townships),
            roads: Columns::of(Layer::Roads),
            flows: Columns::of(Layer::Flows),
        }
    }
}

impl Readers {
    /// Learns what the columns of a file are from all its features, each with its layer.
    pub(super) fn study<'a>(
        &mut self,
        features: impl Iterator<Item = (Layer, &'a Map<String, Value>)>,
        notes: &mut Notes,
    ) {
        let mut by_layer: BTreeMap<Layer, Vec<&Map<String, Value>>> = BTreeMap::new();
        for (layer, properties) in features {
            by_layer.entry(layer).or_default().push(properties);
        }
        let scope = unread::scopes(&by_layer);
        for columns in [
            &mut self.townships,
            &mut self.schools,
            &mut self.settlements,
        ] {
            if let Some(rows) = by_layer.get(&columns.layer) {
                columns.study(rows, &scope(columns.layer), notes);
            }
        }
        // Of the others only what their columns are is told, and the first features show that.
        for (&layer, rows) in &by_layer {
            let first = rows.len().min(LOOKED_AT);
            if !notes.columns.contains_key(&layer) {
                Columns::of(layer).study(&rows[..first], &scope(layer), notes);
            }
        }
    }

    /// The properties of a school, sorted into columns.
    pub(super) fn school_row(&mut self, properties: Map<String, Value>) -> Row {
        self.schools.row(properties)
    }

    /// By what a school is known.
    pub(super) fn school_key(&mut self, feature: &RawFeature) -> Key {
        Key::of(feature, &mut self.schools)
    }

    /// The properties of a school with this kind, whatever its columns say.
    pub(super) fn as_of_kind(
        &mut self,
        mut properties: Map<String, Value>,
        kind: SchoolKind,
    ) -> Map<String, Value> {
        let is_kind = |(field, _): (Field, usize)| field == Field::Kind;
        properties.retain(|column, _| !self.schools.field(column).is_some_and(is_kind));
        properties.insert("kind".to_owned(), kind.key().into());
        properties
    }

    /// Reads a row of recorded flows, which has no place of its own; whether it was taken in.
    pub(super) fn flow(
        &mut self,
        gathered: &mut Gathered,
        spot: Spot,
        properties: Map<String, Value>,
    ) -> bool {
        let row = self.flows.row(properties);
        let found = flows::flow(spot.feature, &row, &mut gathered.notes[spot.file]);
        let was_found = found.is_some();
        gathered.flows.extend(found.map(|found| (spot, found)));
        was_found
    }

    /// Reads one feature into its layer; whether it was taken in.
    pub(super) fn read(
        &mut self,
        gathered: &mut Gathered,
        file: usize,
        feature: RawFeature,
        shape: Shape,
        layer: Layer,
    ) -> bool {
        let RawFeature {
            number,
            id,
            properties,
            ..
        } = feature;
        let notes = &mut gathered.notes[file];
        let spot = Spot {
            file,
            feature: number,
        };
        match (layer, shape) {
            (Layer::Schools, shape) => {
                let stood = status::life(&properties);
                let row = self.schools.row(properties);
                let found = schools::school(number, id.as_ref(), row, stood, &shape, notes);
                let was_found = found.is_some();
                gathered.schools.extend(found.map(|found| (spot, found)));
                was_found
            }
            (Layer::Settlements, shape) => {
                let row = self.settlements.row(properties);
                let found = settlements::settlement(number, id.as_ref(), row, &shape, notes);
                let was_found = found.is_some();
                gathered
                    .settlements
                    .extend(found.map(|found| (spot, found)));
                was_found
            }
            (Layer::Townships, Shape::Areas(outline)) => {
                let row = self.townships.row(properties);
                let township = townships::township(number, id.as_ref(), row, outline, notes);
                gathered.townships.push((spot, township));
                true
            }
            (Layer::Zones, Shape::Areas(outline)) => {
                let name = zones::name_of(&mut self.schools, &properties);
                gathered.zones.push((spot, FoundZone { name, outline }));
                true
            }
            (Layer::Roads, Shape::Lines(lines)) => {
                let row = self.roads.row(properties);
                let roads = roads::roads(number, &row, lines, notes);
                let was_found = !roads.is_empty();
                gathered.road_files.extend(roads.iter().map(|_| file));
                gathered.roads.extend(roads);
                was_found
            }
            (_, shape) => {
                notes.feature(kind::NOT_RECOGNISED, number, shape.somewhere(), || {
                    Words::new(
                        "Neither a township, a school, a settlement nor a road; left out",
                        "不是乡镇、学校、居民点或道路，未读入",
                    )
                });
                false
            }
        }
    }
}

/// A feature without geometry whose properties give longitude and latitude.
pub(super) fn stated_place(feature: &RawFeature, notes: &mut Notes) -> Option<Shape> {
    let at = Columns::of(Layer::Schools)
        .row(feature.properties.clone())
        .lon_lat()?;
    notes.feature(kind::REPAIRED_GEOMETRY, feature.number, Some(at), || {
        Words::new(
            "No geometry; placed by its longitude and latitude columns",
            "没有几何，按经纬度字段定位",
        )
    });
    Some(Shape::Points(vec![at]))
}
