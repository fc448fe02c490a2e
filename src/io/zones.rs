//! Areas whose pupils a school takes, as somebody drew them: attendance zones are neither schools nor townships.

use std::collections::BTreeMap;

use geo::{Centroid as _, GeodesicArea as _, Intersects as _, MultiPolygon, Point};
use rstar::{AABB, RTree};
use serde_json::{Map, Value};

use super::Layer;
use super::aliases::{Field, plain};
use super::asking::Choice;
use super::gather::{Found, Gathered, Spot};
use super::report::{Notes, kind};
use super::row::Columns;
use super::{kinds, numbers, scraped};
use crate::geometry::LonLat;
use crate::model::{School, Zone};
use crate::words::Words;

/// The area of one school's pupils, before its school is found.
#[derive(Clone, Debug)]
pub(super) struct FoundZone {
    /// As the file names it or its school; may be empty.
    pub(super) name: String,
    pub(super) outline: MultiPolygon<f64>,
}

/// A school's ground is seldom larger, in square metres.
const LARGEST_CAMPUS: f64 = 1_000_000.0;
/// A large ground; larger ones with somebody else's school inside are zones where most of a file's areas are.
const LARGE_CAMPUS: f64 = 250_000.0;

/// Columns that name a zone or the school that it belongs to.
const ZONE_COLUMNS: [&str; 16] = [
    "学区",
    "学区名称",
    "学区名",
    "招生学校",
    "对口学校",
    "划片学校",
    "服务学校",
    "zone",
    "zonename",
    "schoolzone",
    "attendancearea",
    "attendancezone",
    "catchment",
    "catchmentname",
    "catchmentarea",
    "schooldistrict",
];

/// Values that say what an area is.
const ZONE_VALUES: [&str; 9] = [
    "catchment",
    "catchmentarea",
    "attendancezone",
    "attendancearea",
    "schoolzone",
    "schooldistrict",
    "学区范围",
    "服务范围",
    "招生范围",
];

/// What the properties of an area say of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// It is the zone of a school.
    Zone,
    /// It names a school's zone in a column that townships have, too, and has a name of its own.
    Either,
    Nothing,
}

/// Whether the properties of an area say that it is the zone of a school. The school of a township, in a column of its
/// own, does not make the township a zone.
pub(super) fn says_so(townships: &mut Columns, properties: &Map<String, Value>) -> Said {
    let text = |value: &Value| numbers::text(value).unwrap_or_default();
    let is_zone_value = |value: &Value| ZONE_VALUES.contains(&plain(&text(value)).as_str());
    if properties.values().any(is_zone_value) {
        return Said::Zone;
    }
    let is_zone_column = |column: &str| ZONE_COLUMNS.contains(&plain(column).as_str());
    let names_a_school = |value: &Value| kinds::of_name(&text(value)).is_some();
    let has_zone_column = properties.keys().any(|column| is_zone_column(column));
    if !has_zone_column || !properties.values().any(names_a_school) {
        return Said::Nothing;
    }
    let (mut is_named, mut is_counted, mut are_all_districts) = (false, false, true);
    for (column, value) in properties {
        let field = townships.field(column).map(|(field, _)| field);
        if is_zone_column(column) {
            are_all_districts &= field == Some(Field::District);
        } else if field == Some(Field::Name) {
            is_named |= !text(value).is_empty() && !names_a_school(value);
        }
        is_counted |= match field {
            Some(Field::Population) => !text(value).is_empty(),
            Some(Field::Code) => is_official(&text(value)),
            _ => false,
        };
    }
    match (is_named, are_all_districts, is_counted) {
        (true, true, true) => Said::Nothing,
        (true, true, false) => Said::Either,
        _ => Said::Zone,
    }
}

/// Asks whether areas of a file that may be either are townships; zones, as long as nothing is answered.
pub(super) fn are_townships(n_areas: usize, notes: &mut Notes) -> bool {
    let areas = Words::counted(n_areas, "area", "个面");
    let what = Words::new(
        format!(
            "{} with a name of its own and a school's attendance zone: zones or townships; taken as zones",
            areas.en
        ),
        format!(
            "{}既有自己的名称又填有学区，可能是学区范围，也可能是乡镇，暂按学区范围处理",
            areas.zh
        ),
    );
    let choices = vec![
        Choice::new("zones", "Attendance zones", "学区范围"),
        Choice::new("townships", "Townships", "乡镇"),
    ];
    notes.ask("areas", what, choices).as_deref() == Some("townships")
}

/// Whether a code is that of an administrative division.
fn is_official(code: &str) -> bool {
    code.len() >= 6 && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the properties of an area name a township.
pub(super) fn names_a_township(townships: &mut Columns, properties: &Map<String, Value>) -> bool {
    const ENDS: [&str; 7] = [
        "镇",
        "乡",
        "街道",
        "街道办事处",
        "苏木",
        " township",
        " town",
    ];
    properties.iter().any(|(column, value)| {
        let is_name = townships
            .field(column)
            .is_some_and(|(field, _)| field == Field::Name);
        let named = || numbers::text(value).unwrap_or_default().to_lowercase();
        is_name && ENDS.iter().any(|end| named().ends_with(end))
    })
}

/// Whether an area without a township's code bears the name of a school.
pub(super) fn bears_a_schools_name(
    townships: &mut Columns,
    properties: &Map<String, Value>,
) -> bool {
    let mut texts = properties.iter().filter_map(|(column, value)| {
        let text = numbers::text(value)?;
        Some((
            townships.field(column).map(|(field, _)| field),
            plain(column),
            text,
        ))
    });
    let (mut bears_a_name, mut has_a_code) = (false, false);
    for (field, column, text) in &mut texts {
        let is_name = field == Some(Field::Name)
            || ["school", "schoolname", "学校", "学校名称"].contains(&column.as_str());
        bears_a_name |= is_name && kinds::of_name(&text).is_some();
        has_a_code |= field == Some(Field::Code) && is_official(&text);
    }
    bears_a_name && !has_a_code
}

/// Takes the areas that were read as schools and are zones out of the schools, where the schools themselves are there
/// as points.
pub(super) fn take_out(gathered: &mut Gathered) {
    let points: Vec<[f64; 2]> = gathered
        .schools
        .iter()
        .filter(|(_, found)| found.area.is_none())
        .map(|(_, found)| [found.item.at.lon, found.item.at.lat])
        .collect();
    if points.is_empty() {
        return;
    }
    let points = RTree::bulk_load(points);
    let mut by_file: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let judged: Vec<Option<Likeness>> = gathered
        .schools
        .iter()
        .map(|(spot, found)| {
            let likeness = Likeness::of(found, &points)?;
            let (all, alike) = by_file.entry(spot.file).or_default();
            *all += 1;
            *alike += usize::from(likeness.is_like_a_zone());
            Some(likeness)
        })
        .collect();
    let mut kept = Vec::with_capacity(gathered.schools.len());
    for ((spot, found), likeness) in std::mem::take(&mut gathered.schools)
        .into_iter()
        .zip(judged)
    {
        let (all, alike) = by_file.get(&spot.file).copied().unwrap_or_default();
        let is_zone = likeness.is_some_and(|likeness| {
            let is_mostly_zones = all >= 2 && alike * 2 >= all;
            likeness.is_surely_a_zone() || is_mostly_zones && likeness.is_like_a_zone()
        });
        match (is_zone, found.area) {
            (true, Some(outline)) => {
                let name = found.item.name;
                gathered.zones.push((spot, FoundZone { name, outline }));
                gathered
                    .moved
                    .push((spot.file, Layer::Schools, Some(Layer::Zones)));
            }
            (_, area) => kept.push((spot, Found { area, ..found })),
        }
    }
    gathered.schools = kept;
}

/// How much an area looks like the zone of a school.
#[derive(Clone, Copy)]
struct Likeness {
    square_metres: f64,
    holds_a_school: bool,
}

impl Likeness {
    fn of(found: &Found<School>, points: &RTree<[f64; 2]>) -> Option<Self> {
        let area = found.area.as_ref()?;
        let bounds = geo::BoundingRect::bounding_rect(area)?;
        let bounds = AABB::from_corners(bounds.min().into(), bounds.max().into());
        let mut inside = points.locate_in_envelope(&bounds);
        Some(Self {
            square_metres: area.geodesic_area_unsigned(),
            holds_a_school: inside.any(|&[lon, lat]| area.intersects(&Point::new(lon, lat))),
        })
    }

    fn is_surely_a_zone(self) -> bool {
        self.square_metres > LARGEST_CAMPUS && self.holds_a_school
    }

    fn is_like_a_zone(self) -> bool {
        self.square_metres > LARGEST_CAMPUS
            || self.square_metres > LARGE_CAMPUS && self.holds_a_school
    }
}

/// Longer texts with a school in them are addresses and remarks.
const LONGEST_NAME: usize = 30;

/// The name of a zone: that of its school where a column tells it, else its own.
pub(super) fn name_of(schools: &mut Columns, properties: &Map<String, Value>) -> String {
    let mut best: Option<(usize, String)> = None;
    for (column, value) in properties {
        let Some(text) = numbers::text(value) else {
            continue;
        };
        let is_of_zones = ZONE_COLUMNS.contains(&plain(column).as_str());
        let is_name = matches!(schools.field(column), Some((Field::Name, _)));
        let rank = match (kinds::of_name(&text).is_some(), is_of_zones, is_name) {
            (true, true, _) => 0,
            (true, false, true) => 1,
            (false, _, true) => 2,
            (false, true, false) => 3,
            // Columns such as A27_005 tell nothing themselves.
            (true, false, false) if text.chars().count() <= LONGEST_NAME => 4,
            _ => continue,
        };
        if best.as_ref().is_none_or(|(known, _)| rank < *known) {
            best = Some((rank, text));
        }
    }
    best.map(|(_, name)| name).unwrap_or_default()
}

/// The zones with the schools that their names mean. Says how many there are, and which of them no school of the county
/// answers to.
pub(super) fn settle(
    zones: Vec<(Spot, FoundZone)>,
    schools: &[School],
    notes: &mut [Notes],
) -> Vec<Zone> {
    let keys: Vec<String> = schools
        .iter()
        .map(|school| bare_key(&school.name))
        .collect();
    let mut by_file: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    let mut settled = Vec::with_capacity(zones.len());
    for (spot, FoundZone { name, outline }) in zones {
        let meant = meant(&name, &keys);
        let school = match meant[..] {
            [one] => schools.get(one).map(|school| school.id.clone()),
            _ => None,
        };
        let (count, matched) = by_file.entry(spot.file).or_default();
        *count += 1;
        *matched += usize::from(school.is_some());
        if school.is_none() && !name.is_empty() && !schools.is_empty() {
            let at = outline.centroid().map(LonLat::from);
            let is_none = meant.is_empty();
            notes[spot.file].feature(kind::NOT_RECOGNISED, spot.feature, at, || {
                if is_none {
                    Words::new(
                        format!("The attendance zone {name} names no school of the county"),
                        format!("学区范围“{name}”与本县学校名称不对应"),
                    )
                } else {
                    Words::new(
                        format!("The attendance zone {name} may be that of several schools"),
                        format!("学区范围“{name}”对应多所学校，无法确定"),
                    )
                }
            });
        }
        settled.push(Zone {
            name,
            school,
            outline,
        });
    }
    for (file, (count, matched)) in by_file {
        let zones = Words::counted(count, "attendance zone", "个学区范围面");
        notes[file].file(Words::new(
            format!(
                "{}, {matched} with their school: areas whose pupils a school takes, as drawn; shown on the map, \
                 neither schools nor townships, and no figure rests on them",
                zones.en
            ),
            format!(
                "{}，其中{matched}个对应到学校：按原样识别为学区（招生）范围，在地图上显示，不是学校或乡镇，不参与计算",
                zones.zh
            ),
        ));
    }
    settled
}

/// The schools, by their position, that the name of a zone may mean: those of just that name, else those of one like it.
fn meant(name: &str, keys: &[String]) -> Vec<usize> {
    if name.is_empty() {
        return Vec::new();
    }
    let key = bare_key(name);
    let among = |is_it: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let all = keys.iter().enumerate();
        all.filter(|(_, school)| is_it(school))
            .map(|(position, _)| position)
            .collect()
    };
    let exact = among(&|school| school == key);
    if exact.is_empty() {
        among(&|school| scraped::may_be_one(school, &key))
    } else {
        exact
    }
}

/// What to say where zones are all there is.
pub(super) fn why_alone(zones: &[(Spot, FoundZone)]) -> Option<Words> {
    let counted = Words::counted(zones.len(), "attendance zone", "个学区范围面");
    (!zones.is_empty()).then(|| {
        Words::new(
            format!(
                "{}; open them together with the schools and townships",
                counted.en
            ),
            format!("{}，请与学校、乡镇文件一起打开", counted.zh),
        )
    })
}

/// The name of a zone's school: 第一小学学区 is that of 第一小学.
fn bare_key(name: &str) -> String {
    const ENDS: [&str; 13] = [
        "学区范围",
        "服务范围",
        "招生范围",
        "招生片区",
        "学区",
        "施教区",
        "校区",
        "attendancezone",
        "attendancearea",
        "catchmentarea",
        "catchment",
        "zone",
        "school",
    ];
    let key = plain(name);
    let bare = ENDS
        .iter()
        .find_map(|end| key.strip_suffix(end))
        .unwrap_or(&key);
    scraped::loose_key(bare)
}
