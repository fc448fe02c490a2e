//! A plan as GeoJSON (RFC 7946): schools as planned, catchment areas and moves of pupils for QGIS, and the
//! foreign member `xuequ` from which Xuequ re-opens the plan without loss.

use std::fmt::Write as _;

use geo::orient::{Direction, Orient as _};
use geo::{Coord, MapCoords as _, MultiPolygon};
use geojson::{Feature, Geometry, GeometryValue};
use serde_json::{Map, Value, json};

use crate::assign::{Assignment, Attended};
use crate::evaluation::{Evaluation, Evaluator};
use crate::geometry::LonLat;
use crate::indicators::{Move, compare_stage};
use crate::io::kept::ILLUSTRATIVE;
use crate::io::plan::{MEMBER, to_member};
use crate::model::{County, Origin, PerStage, RoadClass, RoadWork, SchoolId, Stage};
use crate::plan::{Action, Beside, Layout, Measure, Plan, Site, Status, feature_key};
use crate::travel::Trip;

/// The plan file of an evaluated plan, with catchment areas, and the pupils who change school against `before`: today's
/// schools in the same year under the same policy ([`Evaluator::baseline`]).
pub fn plan_file(
    evaluator: &Evaluator,
    plan: &Plan,
    evaluation: &Evaluation,
    before: &Evaluation,
) -> String {
    let (county, layout) = (evaluator.county(), &evaluation.layout);
    let assignments = evaluation.assignments();
    let areas = |assignment: &&Assignment| {
        let stage = assignment.stage;
        let areas = evaluator.cells().areas(assignment).into_iter();
        areas.map(move |(site, area)| (stage, site, area))
    };
    let catchments: Vec<_> = assignments.iter().flat_map(areas).collect();
    let moves = |after: &&Assignment| {
        let earlier = before.stages[after.stage].as_ref()?.attended();
        let compared = compare_stage(
            (&before.layout, earlier),
            (layout, Attended::by_day(after)),
            county.settlements.len(),
        );
        Some((after.stage, compared.moves))
    };
    let moves: Vec<_> = assignments.iter().filter_map(moves).collect();
    let sites = 0..layout.sites.len();
    let pupils: Vec<PerStage<Option<u32>>> = sites
        .map(|site| {
            PerStage::from_fn(|stage| evaluation.stages[stage].as_ref()?.school(site)?.pupils)
        })
        .collect();
    written(county, plan, layout, &pupils, &catchments, &moves)
}

/// The plan file of a plan that nobody has evaluated: the schools as planned, without pupils, catchment areas and
/// moves. It re-opens like any other.
pub fn plan_alone(county: &County, plan: &Plan, layout: &Layout) -> String {
    written(county, plan, layout, &[], &[], &[])
}

/// `pupils` are the planned ones of each site, where known; `catchments` are areas by stage and site position;
/// `moves` are the pupils of each stage who change school because of the plan. All three may be empty: the
/// plan itself needs none of them. The same input gives the same bytes.
fn written(
    county: &County,
    plan: &Plan,
    layout: &Layout,
    pupils: &[PerStage<Option<u32>>],
    catchments: &[(Stage, usize, MultiPolygon<f64>)],
    moves: &[(Stage, Vec<Move>)],
) -> String {
    let schools = layout.sites.iter().enumerate().map(|(position, site)| {
        let pupils = pupils.get(position).copied().unwrap_or_default();
        school_feature(county, plan, layout, site, &pupils)
    });
    let reserved = plan.actions.iter().filter_map(reserved_feature);
    let roads = plan
        .actions
        .iter()
        .filter_map(|action| road_feature(county, action));
    let areas = catchments.iter().filter_map(|(stage, site, area)| {
        catchment_feature(layout.sites.get(*site)?, *stage, area)
    });
    let lines = moves.iter().flat_map(|(stage, moves)| {
        moves
            .iter()
            .filter_map(|moved| move_feature(county, layout, *stage, moved))
    });
    let beside = plan.beside.as_ref();
    let drawn = schools
        .chain(reserved)
        .chain(roads)
        .chain(areas)
        .chain(lines);
    let drawn = drawn.map(|feature| with_unknown(feature, beside).to_string());
    let others = beside.features.iter().map(Value::to_string);
    let features: Vec<String> = drawn.chain(others).collect();
    let member = Value::Object(to_member(plan, county));
    let note = if county.illustrative {
        format!("\"note\":\"{ILLUSTRATIVE}\",\n")
    } else {
        String::new()
    };
    let mut others = String::new();
    for (name, value) in &beside.members {
        if name != "note" || !county.illustrative {
            let name = Value::from(name.as_str());
            // Writing to a string cannot fail.
            let _written = writeln!(others, "{name}:{value},");
        }
    }
    // One feature a line: text tools can follow what changed.
    format!(
        "{{\"type\":\"FeatureCollection\",\n\"{MEMBER}\":{member:#},\n{note}{others}\"features\":[\n{}\n]}}\n",
        features.join(",\n")
    )
}

/// A feature with the properties that its plan's file had beside the program's own.
fn with_unknown(mut feature: Feature, beside: &Beside) -> Feature {
    if beside.properties.is_empty() {
        return feature;
    }
    if let Some(properties) = &mut feature.properties
        && let Some(unknown) = feature_key(properties).and_then(|key| beside.properties.get(&key))
    {
        for (name, value) in unknown {
            if !properties.contains_key(name) {
                properties.insert(name.clone(), value.clone());
            }
        }
    }
    feature
}

fn feature(geometry: Geometry, properties: Value) -> Feature {
    let properties = match properties {
        Value::Object(properties) => Some(properties),
        _ => None,
    };
    Feature {
        geometry: Some(geometry),
        properties,
        ..Feature::default()
    }
}

fn point(at: LonLat) -> Geometry {
    Geometry::new_point([at.lon, at.lat])
}

/// A school as planned: its own columns first, then what its file had beside them.
fn school_feature(
    county: &County,
    plan: &Plan,
    layout: &Layout,
    site: &Site,
    pupils: &PerStage<Option<u32>>,
) -> Feature {
    let township = site.township.and_then(|index| county.townships.get(index));
    let mut properties = Map::new();
    let mut put = |name: &str, value: Value| {
        properties.insert(name.to_owned(), value);
    };
    put("layer", "school".into());
    put("id", site.id.as_str().into());
    put("name", site.name.as_str().into());
    put("kind", site.kind.key().into());
    put("status", site.status.key().into());
    put_planned(&mut put, plan, layout, site);
    put_numbers(&mut put, site, pupils);
    if let Some(ownership) = site.ownership {
        put("ownership", json!(ownership));
    }
    if let Some(inclusive) = site.inclusive {
        put("inclusive", inclusive.into());
    }
    if let Some(township) = township {
        put("township", township.name.as_str().into());
        if let Some(district) = &township.district {
            put("district", district.as_str().into());
        }
    }
    let school = county.school(&site.id);
    if let Some(school) = school {
        if let Some(parent) = &school.parent {
            put("parent", parent.as_str().into());
        }
        for (name, number) in [("boarders", school.boarders), ("beds", school.beds)] {
            if let Some(number) = number {
                put(name, number.into());
            }
        }
    }
    for (name, value) in school.iter().flat_map(|school| &school.extra) {
        if !properties.contains_key(name) {
            properties.insert(name.clone(), value.clone());
        }
    }
    feature(point(site.at), Value::Object(properties))
}

/// What the plan does to a school: the measure that decides, who takes its pupils, where it moved from.
fn put_planned(put: &mut impl FnMut(&str, Value), plan: &Plan, layout: &Layout, site: &Site) {
    if let Some(action) = deciding_action(plan, layout, &site.id) {
        put("action", action.measure.key().into());
        put("year", action.year.0.into());
        put("reason", action.reason.as_str().into());
    }
    if let Status::Closed { into, .. } = &site.status
        && !into.is_empty()
    {
        let receivers: Vec<&str> = into.iter().map(SchoolId::as_str).collect();
        put("receiver", receivers.join(",").into());
    }
    if let Status::Moved { from } = site.status {
        put("moved_from", json!([from.lon, from.lat]));
    }
}

/// Pupils and seats by stage: today's, the seats by now, and the pupils in the plan where assigned.
fn put_numbers(put: &mut impl FnMut(&str, Value), site: &Site, pupils: &PerStage<Option<u32>>) {
    let mut weakest = None;
    for (stage, record) in site.stages.iter() {
        let Some(record) = record else { continue };
        if let (Some(planned), true) = (pupils[stage], site.is_open()) {
            put(&format!("pupils_{stage}"), planned.into());
        }
        if let Some(today) = record.pupils {
            put(&format!("pupils_today_{stage}"), today.number.into());
        }
        if let Some(seats) = record.seats {
            put(&format!("seats_{stage}"), seats.number.into());
        }
        for count in [record.pupils, record.seats].into_iter().flatten() {
            weakest = match (weakest, count.origin) {
                (_, Origin::Assumed) | (Some(Origin::Assumed), _) => Some(Origin::Assumed),
                (_, Origin::Estimated) | (Some(Origin::Estimated), _) => Some(Origin::Estimated),
                (_, Origin::Corrected) => Some(Origin::Corrected),
                (known, Origin::Recorded) => known,
            };
        }
    }
    if let Some(origin) = weakest {
        put("origin", json!(origin));
    }
}

/// The last measure for a school that has taken effect by the layout's year.
fn deciding_action<'a>(plan: &'a Plan, layout: &Layout, id: &SchoolId) -> Option<&'a Action> {
    let of_school = plan
        .actions
        .iter()
        .filter(|action| action.measure.school() == id && action.year <= layout.year);
    // Of equal years the one decided last.
    of_school.max_by_key(|action| action.year)
}

fn reserved_feature(action: &Action) -> Option<Feature> {
    let Measure::Reserve { school, name, at } = &action.measure else {
        return None;
    };
    let properties = json!({
        "layer": "reserved",
        "id": school.as_str(),
        "name": name,
        "action": action.measure.key(),
        "year": action.year,
        "reason": action.reason,
    });
    Some(feature(point(*at), properties))
}

/// A road that is built, closed or improved.
fn road_feature(county: &County, action: &Action) -> Option<Feature> {
    let Measure::Road { id, work } = &action.measure else {
        return None;
    };
    let (class, speed_kmh) = match work {
        RoadWork::Build(road) => (Some(road.class), road.speed_kmh),
        RoadWork::Cut { .. } => (None, None),
        RoadWork::Improve {
            class, speed_kmh, ..
        } => (*class, *speed_kmh),
    };
    let properties = json!({
        "layer": "road",
        "id": id.as_str(),
        "name": work.name(county),
        "action": action.measure.key(),
        "work": work.key(),
        "class": class.map(RoadClass::key),
        "speed_kmh": speed_kmh,
        "year": action.year,
        "reason": action.reason,
    });
    let line: Vec<[f64; 2]> = work.line().iter().map(|at| [at.lon, at.lat]).collect();
    Some(feature(Geometry::new_line_string(line), properties))
}

fn catchment_feature(site: &Site, stage: Stage, area: &MultiPolygon<f64>) -> Option<Feature> {
    if area.0.is_empty() {
        return None;
    }
    let properties = json!({
        "layer": "catchment",
        "stage": stage.key(),
        "school": site.id.as_str(),
        "school_name": site.name,
    });
    // RFC 7946: outer rings counter-clockwise. A centimetre is exact enough.
    let centimetre = |degrees: f64| (degrees * 1e7).round() / 1e7;
    let area = area
        .map_coords(|Coord { x, y }| Coord {
            x: centimetre(x),
            y: centimetre(y),
        })
        .orient(Direction::Default);
    Some(feature(
        Geometry::new(GeometryValue::from(&area)),
        properties,
    ))
}

/// A line from where pupils live to the school they attend in the plan; to the school they lose where they
/// have no place in the plan.
fn move_feature(county: &County, layout: &Layout, stage: Stage, moved: &Move) -> Option<Feature> {
    let settlement = county.settlements.get(moved.settlement)?;
    let school =
        |side: &Option<(SchoolId, Trip)>| side.as_ref().map(|(id, _)| id.as_str().to_owned());
    let metres =
        |side: &Option<(SchoolId, Trip)>| side.as_ref().map(|(_, trip)| trip.distance().as_f64());
    let (end, _) = moved.to.as_ref().or(moved.from.as_ref())?;
    let end = layout.site(end)?.at;
    let properties = json!({
        "layer": "move",
        "stage": stage.key(),
        "settlement": settlement.id.as_str(),
        "settlement_name": settlement.name,
        "pupils": moved.pupils,
        "from": school(&moved.from),
        "to": school(&moved.to),
        "distance_before_m": metres(&moved.from),
        "distance_after_m": metres(&moved.to),
        "basis": moved.to.as_ref().map(|(_, trip)| trip.basis().key()),
    });
    let line = [[settlement.at.lon, settlement.at.lat], [end.lon, end.lat]];
    Some(feature(Geometry::new_line_string(line), properties))
}
