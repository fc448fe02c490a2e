//! Work on a road as a plan file holds it: `work`, `line`, and for roads that are built or improved `class`,
//! `speed_kmh`, `name`, `direction`.

use serde_json::{Map, Value};

use super::numbers;
use crate::geometry::LonLat;
use crate::model::{BUS_SPEEDS, Direction, Road, RoadClass, RoadWork};
use crate::words::Words;

/// Puts the members of a work into its action.
pub(super) fn write(work: &RoadWork, put: &mut impl FnMut(&str, Value)) {
    put("work", work.key().into());
    let (class, speed) = match work {
        RoadWork::Build(road) => {
            if let Some(name) = &road.name {
                put("name", name.as_str().into());
            }
            if road.direction != Direction::Both {
                put("direction", direction_key(road.direction).into());
            }
            (Some(road.class), road.speed_kmh)
        }
        RoadWork::Cut { .. } => (None, None),
        RoadWork::Improve {
            class, speed_kmh, ..
        } => (*class, *speed_kmh),
    };
    if let Some(class) = class {
        put("class", class.key().into());
    }
    if let Some(speed) = speed {
        put("speed_kmh", speed.into());
    }
    let places = work.line().iter();
    put(
        "line",
        places.map(|at| Value::from(vec![at.lon, at.lat])).collect(),
    );
}

/// Takes a work out of the members of its action.
pub(super) fn take(members: &mut Map<String, Value>) -> Result<RoadWork, Words> {
    let mut take = |name: &str| members.shift_remove(name);
    let work = take("work").as_ref().and_then(numbers::text);
    let line = take("line").as_ref().and_then(line);
    let line =
        line.ok_or_else(|| Words::new("\"line\" is not a line of places", "“line”不是折线"))?;
    if work.as_deref() == Some("cut") {
        return Ok(RoadWork::Cut { line });
    }
    let class = match take("class").as_ref().and_then(numbers::text) {
        Some(key) => Some(class_of(&key)?),
        None => None,
    };
    let speed_kmh = match take("speed_kmh") {
        Some(speed) => Some(speed_of(&speed)?),
        None => None,
    };
    match work.as_deref() {
        Some("build") => Ok(RoadWork::Build(Road {
            class: class.unwrap_or_default(),
            name: take("name").as_ref().and_then(numbers::text),
            direction: match take("direction").as_ref().and_then(Value::as_str) {
                Some("forward") => Direction::Forward,
                Some("backward") => Direction::Backward,
                _ => Direction::Both,
            },
            level: 0,
            speed_kmh,
            line,
        })),
        Some("improve") => Ok(RoadWork::Improve {
            line,
            class,
            speed_kmh,
        }),
        _ => Err(Words::new(
            "\"work\" is none of build, cut, improve",
            "“work”须为 build、cut 或 improve",
        )),
    }
}

const fn direction_key(direction: Direction) -> &'static str {
    match direction {
        Direction::Both => "both",
        Direction::Forward => "forward",
        Direction::Backward => "backward",
    }
}

fn class_of(key: &str) -> Result<RoadClass, Words> {
    let class = RoadClass::ALL.into_iter().find(|class| class.key() == key);
    class.ok_or_else(|| {
        Words::new(
            format!("{key} is no class of roads"),
            format!("没有名为{key}的道路等级"),
        )
    })
}

fn speed_of(value: &Value) -> Result<f64, Words> {
    let speed = numbers::decimal(value).filter(|speed| BUS_SPEEDS.contains(speed));
    let (least, most) = (BUS_SPEEDS.start(), BUS_SPEEDS.end());
    speed.ok_or_else(|| {
        Words::new(
            format!("the speed is not between {least} and {most} km/h"),
            format!("车速不在 {least} 至 {most} 千米/时之间"),
        )
    })
}

fn line(value: &Value) -> Option<Vec<LonLat>> {
    let place = |value: &Value| {
        let [lon, lat, ..] = value.as_array()?.as_slice() else {
            return None;
        };
        let at = LonLat::new(lon.as_f64()?, lat.as_f64()?);
        at.is_on_globe().then_some(at)
    };
    let line: Option<Vec<LonLat>> = value.as_array()?.iter().map(place).collect();
    line.filter(|line| line.len() >= 2)
}
