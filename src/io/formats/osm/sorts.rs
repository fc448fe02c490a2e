//! What of an extract belongs to a county: by the tags of an element.

use serde_json::{Map, Value};

use super::element::Tags;
use crate::io::aliases::{self, ClassValue};
use crate::words::Words;

/// A layer of an extract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Roads,
    Schools,
    Places,
    Borders,
}

impl Sort {
    pub(super) const ALL: [Self; 4] = [Self::Roads, Self::Schools, Self::Places, Self::Borders];

    /// The name of the layer.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Roads => "roads",
            Self::Schools => "schools",
            Self::Places => "places",
            Self::Borders => "borders",
        }
    }

    /// So many of it.
    pub(super) fn counted(self, n: usize) -> Words {
        match self {
            Self::Roads => Words::counted(n, "road", "条道路"),
            Self::Schools => Words::counted(n, "school", "所学校"),
            Self::Places => Words::counted(n, "settlement", "个居民点"),
            Self::Borders => Words::counted(n, "border", "个行政边界"),
        }
    }
}

/// What is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Skipped {
    NotBuilt,
    Closed,
    Ferry,
    OtherWay,
    LargerPlace,
    Outside,
    NoPlace,
    Beside,
    LongText,
}

impl Skipped {
    /// That so many are not read, or not as they stand.
    pub(super) fn words(self, n: usize) -> Words {
        let (one, zh, en_what, zh_what) = match self {
            Self::NotBuilt => (
                "road",
                "条道路",
                "under construction or planned; left out",
                "在建或规划，未读入",
            ),
            Self::Closed => (
                "road",
                "条道路",
                "closed to the public (access=no or private); left out",
                "不对外开放（access=no 或 private），未读入",
            ),
            Self::Ferry => (
                "ferry route",
                "条渡轮航线",
                "that no road is; left out",
                "不是道路，未读入",
            ),
            Self::OtherWay => (
                "way",
                "条线",
                "marked highway that no one travels (rest areas, raceways and the like); left out",
                "虽标为 highway 但不是通行道路（服务区、赛道等），未读入",
            ),
            Self::LargerPlace => (
                "place",
                "个地名",
                "larger or vaguer than a village or town (city, suburb, region and the like); left out",
                "不是村镇（城市、城区、区域等），未读入",
            ),
            Self::Outside => (
                "element",
                "个要素",
                "outside the county; left out",
                "在县域以外，未读入",
            ),
            Self::NoPlace => (
                "element",
                "个要素",
                "cut off where nodes are not in the file or have no place, or left out without any",
                "部分或全部节点不在文件中或没有有效坐标，缺失处断开或未读入",
            ),
            Self::Beside => (
                "node",
                "个节点",
                "at the very place of another node that is not the same; moved aside by 1 cm, so that their roads do \
                 not join",
                "与另一节点位置相同但不是同一节点，已错开1厘米，两者的道路不相接",
            ),
            Self::LongText => (
                "text",
                "处文字",
                "longer than any text in OpenStreetMap; left out",
                "超过 OpenStreetMap 允许的长度，未读入",
            ),
        };
        let counted = Words::counted(n, one, zh);
        Words::new(
            format!("{} {en_what}", counted.en),
            format!("{}{zh_what}", counted.zh),
        )
    }
}

/// What a way is as a road: `None` where it is none.
pub(super) fn road(tags: Tags<'_>) -> Option<Result<(), Skipped>> {
    if tags.get("route") == Some("ferry") {
        return Some(Err(Skipped::Ferry));
    }
    let class = tags.get("highway")?;
    let is_closed = matches!(tags.get("access"), Some("no" | "private"));
    let may_be_walked = || {
        let on_foot = tags.get("foot");
        matches!(
            on_foot,
            Some("yes" | "designated" | "permissive" | "official")
        )
    };
    Some(match aliases::road_class(class) {
        Some(ClassValue::NotBuilt) if is_to_come(class) => Err(Skipped::NotBuilt),
        None | Some(ClassValue::NotBuilt) => Err(Skipped::OtherWay),
        Some(ClassValue::Road(_)) if is_closed && !may_be_walked() => Err(Skipped::Closed),
        Some(ClassValue::Road(_)) => Ok(()),
    })
}

fn is_to_come(class: &str) -> bool {
    matches!(class, "construction" | "proposed" | "planned")
}

/// The layer of an element that is no road; of a way its other one.
pub(super) fn sort(tags: Tags<'_>) -> Option<Result<Sort, Skipped>> {
    if matches!(tags.get("amenity"), Some("school" | "kindergarten")) {
        return Some(Ok(Sort::Schools));
    }
    if tags.get("boundary") == Some("administrative") {
        return Some(Ok(Sort::Borders));
    }
    match tags.get("place")? {
        "town" | "village" | "hamlet" | "isolated_dwelling" | "neighbourhood" => {
            Some(Ok(Sort::Places))
        }
        _ => Some(Err(Skipped::LargerPlace)),
    }
}

/// The longest text that is kept, in bytes: the project allows 255 letters.
const LONGEST_TEXT: usize = 1_020;

/// What of an element's tags its layer needs, as columns; how many texts were too long.
pub(super) fn columns(sort: Sort, tags: Tags<'_>) -> (Map<String, Value>, usize) {
    let keys: &[&str] = match sort {
        Sort::Roads => &[
            "name", "highway", "oneway", "junction", "layer", "bridge", "tunnel",
        ],
        Sort::Schools => &[
            "name",
            "name:zh",
            "name:en",
            "amenity",
            "isced:level",
            "grades",
            "capacity",
            "operator",
            "operator:type",
            "ref",
            "start_date",
            "end_date",
        ],
        Sort::Places => &["name", "name:zh", "name:en", "place", "population", "ref"],
        Sort::Borders => &[
            "name",
            "name:zh",
            "name:en",
            "admin_level",
            "population",
            "ref",
        ],
    };
    let (mut columns, mut too_long) = (Map::new(), 0);
    for &key in keys {
        match tags.get(key) {
            Some(value) if value.len() <= LONGEST_TEXT => {
                columns.insert(key.to_owned(), value.into());
            }
            Some(_) => too_long += 1,
            None => {}
        }
    }
    match sort {
        Sort::Roads => columns.extend(limit(tags).map(|kmh| ("speed_kmh".to_owned(), kmh.into()))),
        Sort::Schools => {
            let stages = tags.get("isced:level").and_then(stages);
            columns.extend(stages.map(|stages| ("kind".to_owned(), stages.into())));
        }
        Sort::Places | Sort::Borders => {}
    }
    (columns, too_long)
}

/// The speed of a road that its limit keeps below that of its class, in km/h. A limit is no speed: where it is higher,
/// or not a number (`CN:urban`, `walk`, `none`), the class decides.
fn limit(tags: Tags<'_>) -> Option<f64> {
    const KMH_PER_MPH: f64 = 1.609_344;
    let stated = tags.get("maxspeed")?;
    let (number, factor) = match stated.strip_suffix("mph") {
        Some(number) => (number, KMH_PER_MPH),
        None => (stated.strip_suffix("km/h").unwrap_or(stated), 1.0),
    };
    let number = number.trim();
    let is_plain = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let kmh = number.parse::<f64>().ok().filter(|_| is_plain)? * factor;
    let Some(ClassValue::Road(class)) = aliases::road_class(tags.get("highway")?) else {
        return None;
    };
    (kmh >= 1.0 && kmh < class.bus_kmh()).then_some(kmh)
}

/// The stages of a school by the levels of education that it runs (ISCED 2011), as a column of kinds names them; `None`
/// where a level is not one of those.
fn stages(levels: &str) -> Option<String> {
    let level = |level: &str| match level.trim() {
        "0" => Some("kindergarten"),
        "1" => Some("primary"),
        "2" => Some("junior"),
        "3" => Some("senior"),
        _ => None,
    };
    let stages: Option<Vec<&str>> = levels.split([';', ',']).map(level).collect();
    Some(stages?.join(";"))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    fn with<T>(pairs: &[(&'static str, &'static str)], ask: impl Fn(Tags<'_>) -> T) -> T {
        let pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = pairs
            .iter()
            .map(|&(key, value)| (key.into(), value.into()))
            .collect();
        ask(Tags(&pairs))
    }

    #[test]
    fn a_limit_slows_a_road_and_never_makes_it_faster() {
        for (highway, maxspeed, kmh) in [
            ("trunk", "30", Some(30.0)),
            ("trunk", "20 mph", Some(32.186_88)),
            ("trunk", "15mph", Some(24.140_16)),
            ("residential", "10 km/h", Some(10.0)),
            ("residential", "50", None),
            ("trunk", "120", None),
            ("trunk", "CN:urban", None),
            ("trunk", "none", None),
            ("trunk", "0", None),
            ("trunk", "-5", None),
            ("trunk", "inf", None),
            ("trunk", "30;50", None),
        ] {
            let found = with(&[("highway", highway), ("maxspeed", maxspeed)], limit);
            assert_eq!(found, kmh, "{highway} {maxspeed}");
        }
    }

    #[test]
    fn roads_are_told_from_what_only_looks_like_one() {
        for (pairs, expected) in [
            (&[("highway", "footway")][..], Some(Ok(()))),
            (&[("highway", "steps")], Some(Ok(()))),
            (&[("highway", "motorway_link")], Some(Ok(()))),
            (&[("highway", "construction")], Some(Err(Skipped::NotBuilt))),
            (&[("highway", "proposed")], Some(Err(Skipped::NotBuilt))),
            (&[("highway", "rest_area")], Some(Err(Skipped::OtherWay))),
            (&[("highway", "raceway")], Some(Err(Skipped::OtherWay))),
            (&[("route", "ferry")], Some(Err(Skipped::Ferry))),
            (
                &[("highway", "service"), ("access", "private")],
                Some(Err(Skipped::Closed)),
            ),
            (
                &[("highway", "path"), ("access", "no"), ("foot", "yes")],
                Some(Ok(())),
            ),
            (&[("railway", "rail")], None),
        ] {
            assert_eq!(with(pairs, road), expected, "{pairs:?}");
        }
    }

    #[test]
    fn levels_of_education_become_stages_or_nothing() {
        assert_eq!(stages("1;2").as_deref(), Some("primary;junior"));
        assert_eq!(stages("0").as_deref(), Some("kindergarten"));
        assert_eq!(stages("1-3"), None);
        assert_eq!(stages("5"), None);
    }
}
