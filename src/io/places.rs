//! One place for a feature that must be a point: several points, areas and missing geometry included.

use super::aliases::Field;
use super::crs::Crs;
use super::document::RawFeature;
use super::report::{Layer, Notes, kind};
use super::row::Columns;
use super::shape::{self, NoShape, Shape};
use crate::geometry::LonLat;
use crate::words::Words;
use geo::Centroid as _;

/// The shape of a feature, with its repairs noted. An error where there is none; [`tell_missing`] notes that.
pub(super) fn shape_of(
    feature: &RawFeature,
    crs: &Crs,
    notes: &mut Notes,
) -> Result<Shape, NoShape> {
    let (shape, repairs) = shape::shape(&feature.geometry, crs)?;
    for repair in repairs {
        notes.feature(
            kind::REPAIRED_GEOMETRY,
            feature.number,
            shape.somewhere(),
            || repair.words(),
        );
    }
    Ok(shape)
}

/// Says why a feature has no shape.
pub(super) fn tell_missing(feature: &RawFeature, why: NoShape, notes: &mut Notes) {
    let (kind, words) = match why {
        NoShape::Absent => (
            kind::NO_GEOMETRY,
            Words::new("No place on the map; left out", "没有几何位置，未读入"),
        ),
        NoShape::OffTheGlobe(words) => (kind::OFF_THE_MAP, words),
        NoShape::Broken(words) => (kind::BAD_GEOMETRY, words),
    };
    notes.feature(kind, feature.number, None, || named(feature, words));
}

/// Words with the name of the feature that they are about before them, where it has one.
pub(super) fn named(feature: &RawFeature, words: Words) -> Words {
    let name = Columns::of(Layer::Schools)
        .row(feature.properties.clone())
        .text(Field::Name)
        .unwrap_or_default();
    if name.is_empty() {
        return words;
    }
    Words::new(
        format!("{name}: {}", words.en),
        format!("{name}：{}", words.zh),
    )
}

/// Says that the place of a school or settlement is the middle of an area.
pub(super) fn tell_area((number, at): (usize, LonLat), name: &str, notes: &mut Notes) {
    notes.feature(kind::AREA_AS_POINT, number, Some(at), || {
        Words::new(
            format!("{name} is drawn as an area; its middle is taken"),
            format!("{name}是面要素，取其中心点"),
        )
    });
}

/// The one place of a school or settlement. That it is the middle of an area is told by [`tell_area`], once it is known
/// what the area is.
pub(super) fn one_place(
    number: usize,
    shape: &Shape,
    name: &str,
    notes: &mut Notes,
) -> Option<LonLat> {
    match shape {
        Shape::Points(points) => {
            let &first = points.first()?;
            if points.iter().any(|point| *point != first) {
                notes.feature(kind::MANY_POINTS, number, Some(first), || {
                    Words::new(
                        format!("{name} has {} points; the first is taken", points.len()),
                        format!("{name}有{}个点，取第一个", points.len()),
                    )
                });
            }
            Some(first)
        }
        Shape::Areas(areas) => {
            let middle = areas
                .centroid()
                .map(LonLat::from)
                .filter(|middle| middle.is_on_globe());
            middle.or_else(|| shape.somewhere())
        }
        Shape::Lines(_) => {
            notes.feature(kind::BAD_GEOMETRY, number, shape.somewhere(), || {
                Words::new(
                    format!("{name} is drawn as a line; left out"),
                    format!("{name}是线要素，未读入"),
                )
            });
            None
        }
    }
}
