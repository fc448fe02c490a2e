//! Reads one feature into the layer it belongs to.

use super::document::RawFeature;
use super::gather::{Gathered, Spot};
use super::report::{Notes, kind};
use super::row::Columns;
use super::shape::Shape;
use super::{Layer, roads, schools, settlements, townships};
use crate::words::Words;

/// What the columns of one file mean, by layer.
pub(super) struct Readers {
    schools: Columns,
    settlements: Columns,
    townships: Columns,
    roads: Columns,
}

impl Default for Readers {
    fn default() -> Self {
        Self {
            schools: Columns::of(Layer::Schools),
            settlements: Columns::of(Layer::Settlements),
            townships: Columns::of(Layer::Townships),
            roads: Columns::of(Layer::Roads),
        }
    }
}

impl Readers {
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
                let row = self.schools.row(properties);
                let found = schools::school(number, id.as_ref(), row, &shape, notes);
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
            (Layer::Roads, Shape::Lines(lines)) => {
                let row = self.roads.row(properties);
                let roads = roads::roads(number, &row, lines, notes);
                let was_found = !roads.is_empty();
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
