//! A feature becomes one or more roads.

use super::aliases::{self, ClassValue, Field};
use super::numbers;
use super::report::{Notes, kind};
use super::row::Row;
use crate::geometry::LonLat;
use crate::model::{BUS_SPEEDS, Direction, Road, RoadClass};
use crate::words::Words;

/// The roads of a feature, one for each line; none, noted in `notes`, for roads that are not built.
pub(super) fn roads(
    number: usize,
    row: &Row,
    lines: Vec<Vec<LonLat>>,
    notes: &mut Notes,
) -> Vec<Road> {
    let class = match row
        .text(Field::Class)
        .as_deref()
        .and_then(aliases::road_class)
    {
        Some(ClassValue::Road(class)) => class,
        Some(ClassValue::NotBuilt) => {
            let at = lines.first().and_then(|line| line.first()).copied();
            notes.feature(kind::OUT_OF_SCOPE, number, at, || {
                Words::new("A road that is not built; left out", "未建成的道路，未读入")
            });
            return Vec::new();
        }
        None => RoadClass::default(),
    };
    let speed_kmh = row
        .decimal(Field::SpeedKmh)
        .filter(|kmh| BUS_SPEEDS.contains(kmh));
    if row
        .value(Field::SpeedKmh)
        .is_some_and(|value| numbers::text(value).is_some())
        && speed_kmh.is_none()
    {
        let at = lines.first().and_then(|line| line.first()).copied();
        let (least, most) = (BUS_SPEEDS.start(), BUS_SPEEDS.end());
        notes.feature(kind::NUMBER, number, at, || {
            Words::new(
                format!("The speed is not between {least} and {most} km/h; the class decides"),
                format!("车速不在 {least} 至 {most} 千米/时之间，按道路等级取值"),
            )
        });
    }
    let name = row.text(Field::Name);
    let direction = direction(row);
    let level = level(row);
    let road = |line| Road {
        class,
        name: name.clone(),
        direction,
        level,
        speed_kmh,
        line,
    };
    lines.into_iter().map(road).collect()
}

fn direction(row: &Row) -> Direction {
    let oneway = row.text(Field::Oneway).map(|value| value.to_lowercase());
    match oneway.as_deref() {
        Some("-1" | "reverse" | "tf" | "t" | "逆向" | "反向") => Direction::Backward,
        Some("yes" | "true" | "1" | "ft" | "f" | "y" | "是" | "单行" | "正向") => {
            Direction::Forward
        }
        None if row.text(Field::Junction).as_deref() == Some("roundabout") => Direction::Forward,
        // A carriageway of a motorway is drawn the way it is driven.
        None if row.text(Field::Class).as_deref() == Some("motorway") => Direction::Forward,
        _ => Direction::Both,
    }
}

/// The stated layer, else one above the ground for bridges and one below for tunnels.
fn level(row: &Row) -> i8 {
    let stated = row.decimal(Field::Level).filter(|level| *level != 0.0);
    let is_marked = |field| {
        let mark = row.text(field).map(|value| value.to_lowercase());
        !matches!(
            mark.as_deref(),
            None | Some("no" | "false" | "f" | "n" | "0" | "否" | "无")
        )
    };
    match stated {
        Some(level) => level.clamp(-9.0, 9.0) as i8,
        None if is_marked(Field::Bridge) => 1,
        None if is_marked(Field::Tunnel) => -1,
        None => 0,
    }
}
