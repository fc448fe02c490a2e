//! Which layer a feature belongs to: by the file's name where its geometry allows, else by geometry and properties.

use serde_json::{Map, Value};

use super::aliases::{self, Field};
use super::convert::MARK;
use super::numbers;
use super::report::Layer;
use super::row::Columns;
use super::shape::Shape;
use super::zones::{self, Said};
use super::{kinds, row, status};

/// Decides for the features of one file.
pub(super) struct Recogniser {
    announced: Vec<Layer>,
    schools: Columns,
    settlements: Columns,
    townships: Columns,
    /// Whether the name of the file announces attendance zones.
    announces_zones: bool,
}

impl Recogniser {
    pub(super) fn of_file(file: &str) -> Self {
        let mut announced = aliases::layers_of_file_name(file);
        let has = |layer: Layer| announced.contains(&layer);
        // school_districts, school_boundaries; 学校边界 are the grounds of schools.
        let announces_zones =
            has(Layer::Zones) || has(Layer::Schools) && has(Layer::Townships) && file.is_ascii();
        announced.retain(|layer| *layer != Layer::Zones);
        Self {
            announced,
            announces_zones,
            townships: Columns::of(Layer::Townships),
            schools: Columns::of(Layer::Schools),
            settlements: Columns::of(Layer::Settlements),
        }
    }

    /// The layer of one feature; `None` when its file must decide.
    pub(super) fn layer(
        &mut self,
        shape: &Shape,
        properties: &Map<String, Value>,
    ) -> Option<Layer> {
        if let Some(layer) = stated(shape, properties) {
            return Some(layer);
        }
        if matches!(shape, Shape::Areas(_)) && self.is_zone(properties) {
            return Some(Layer::Zones);
        }
        let announced = |layer: Layer| self.announced.contains(&layer);
        match shape {
            Shape::Lines(_)
                if self.announced.is_empty() && !self.announces_zones
                    || announced(Layer::Roads) =>
            {
                Some(Layer::Roads)
            }
            Shape::Lines(_) => Some(if is_road(properties) {
                Layer::Roads
            } else {
                Layer::Unknown
            }),
            Shape::Points(_) if announced(Layer::Schools) => Some(Layer::Schools),
            Shape::Points(_) if announced(Layer::Settlements) => Some(Layer::Settlements),
            Shape::Points(_) if self.announces_zones => Some(Layer::Unknown),
            Shape::Points(_) => self.layer_of_point(properties),
            Shape::Areas(_) if announced(Layer::Townships) => Some(Layer::Townships),
            Shape::Areas(_) if announced(Layer::Schools) => Some(Layer::Schools),
            Shape::Areas(_) if announced(Layer::Settlements) => Some(Layer::Settlements),
            Shape::Areas(_) if is_highway(properties) => Some(Layer::Unknown),
            Shape::Areas(_) if self.is_school(properties) => Some(Layer::Schools),
            Shape::Areas(_) => Some(Layer::Townships),
        }
    }

    fn is_zone(&mut self, properties: &Map<String, Value>) -> bool {
        if zones::names_a_township(&mut self.townships, properties) {
            return false;
        }
        // Borders that bear the names of schools.
        let are_borders = self.announced == [Layer::Townships];
        self.announces_zones
            || match zones::says_so(&mut self.townships, properties) {
                Said::Zone => true,
                Said::Either => !self.announced.contains(&Layer::Townships),
                Said::Nothing => false,
            }
            || are_borders && zones::bears_a_schools_name(&mut self.townships, properties)
    }

    /// Whether an area taken for a zone may as well be a township, which the planner is asked.
    pub(super) fn may_be_a_township(&mut self, properties: &Map<String, Value>) -> bool {
        !self.announces_zones && zones::says_so(&mut self.townships, properties) == Said::Either
    }

    fn layer_of_point(&mut self, properties: &Map<String, Value>) -> Option<Layer> {
        if self.is_school(properties) {
            Some(Layer::Schools)
        } else if self.is_settlement(properties) {
            Some(Layer::Settlements)
        } else if is_something_else(properties) {
            Some(Layer::Unknown)
        } else {
            None
        }
    }

    /// A school says so by its amenity, its kind, its seats or its name.
    fn is_school(&mut self, properties: &Map<String, Value>) -> bool {
        if status::is_school_of_another_time(properties) {
            return true;
        }
        if let Some(amenity) = properties.get("amenity").and_then(Value::as_str) {
            return matches!(amenity, "school" | "kindergarten")
                || aliases::is_out_of_scope_value(amenity);
        }
        properties.iter().any(|(column, value)| {
            let Some((field, _)) = self.schools.field(column) else {
                return false;
            };
            let text = || numbers::text(value).unwrap_or_default();
            match field {
                Field::Kind => kinds::of_value(&text()).is_some(),
                Field::Name => kinds::of_name(&text()).is_some(),
                Field::Seats | Field::StageSeats(_) | Field::Grades => !value.is_null(),
                _ => false,
            }
        })
    }

    fn is_settlement(&mut self, properties: &Map<String, Value>) -> bool {
        const NAME_ENDS: [&str; 11] = [
            "村",
            "社区",
            "组",
            "屯",
            "庄",
            "寨",
            "小区",
            "居委会",
            "院子",
            "湾",
            " village",
        ];
        properties.iter().any(|(column, value)| {
            let Some((field, _)) = self.settlements.field(column) else {
                return false;
            };
            match field {
                Field::Place | Field::Population | Field::StagePupils(_) | Field::Births(_) => {
                    !value.is_null()
                }
                Field::Name => numbers::text(value).is_some_and(|name| {
                    NAME_ENDS
                        .iter()
                        .any(|end| name.to_lowercase().ends_with(end))
                }),
                _ => false,
            }
        })
    }
}

/// The layer that a feature of the program's own says it belongs to, where it is drawn like one.
fn stated(shape: &Shape, properties: &Map<String, Value>) -> Option<Layer> {
    let stated = properties.get(MARK)?.as_str()?;
    let layers: &[Layer] = match shape {
        Shape::Points(_) => &[Layer::Schools, Layer::Settlements],
        Shape::Lines(_) => &[Layer::Roads],
        Shape::Areas(_) => &[Layer::Townships, Layer::Zones],
    };
    let mut layers = layers.iter().copied();
    layers.find(|layer| layer.key() == stated)
}

/// What undecided features of a file become: the one layer of its other points, if they agree.
pub(super) fn majority(decided: &[Option<Layer>]) -> Layer {
    let point_layers = [Layer::Schools, Layer::Settlements];
    let mut present = point_layers
        .into_iter()
        .filter(|layer| decided.contains(&Some(*layer)));
    match (present.next(), present.next()) {
        (Some(layer), None) => layer,
        _ => Layer::Unknown,
    }
}

fn is_highway(properties: &Map<String, Value>) -> bool {
    properties
        .get("highway")
        .is_some_and(|value| !value.is_null())
}

fn is_road(properties: &Map<String, Value>) -> bool {
    let mut columns = row::Columns::of(Layer::Roads);
    is_highway(properties)
        || properties.iter().any(|(column, value)| {
            let is_class = columns
                .field(column)
                .is_some_and(|(field, _)| field == Field::Class);
            is_class
                && numbers::text(value).is_some_and(|text| aliases::road_class(&text).is_some())
        })
}

/// OpenStreetMap features that are plainly neither a school nor a home.
fn is_something_else(properties: &Map<String, Value>) -> bool {
    [
        "amenity", "shop", "highway", "tourism", "railway", "power", "natural", "office", "leisure",
    ]
    .into_iter()
    .any(|tag| properties.get(tag).is_some_and(|value| !value.is_null()))
}
