//! Longitude and latitude written the wrong way round, where both are numbers that a place could have: asked, and the
//! places not known until it is answered.

use std::collections::BTreeMap;

use geo::{Coord, MapCoords as _};

use super::Layer;
use super::asking::Choice;
use super::crs::Crs;
use super::document::RawFeature;
use super::gather::{Found, Gathered, Spot};
use super::places;
use super::report::{Notes, kind};
use super::shape::{self, NoShape, Shape};
use crate::geometry::LonLat;
use crate::model::{School, Settlement};
use crate::words::Words;

/// Files whose middles are nearer than this, in degrees, describe one county.
const ONE_COUNTY: f64 = 2.0;
/// A place so many spreads from the middle is elsewhere.
const FAR: f64 = 3.0;

/// Where the county is: the middle of most files, and how far its places reach from there, in degrees.
#[derive(Clone, Copy, Debug)]
struct Whereabouts {
    middle: LonLat,
    reach: f64,
}

impl Whereabouts {
    /// Whether a place is elsewhere and would be in the county with its numbers swapped.
    fn looks_swapped(self, at: LonLat) -> bool {
        let apart = |at: LonLat| {
            let (lon, lat) = (at.lon - self.middle.lon, at.lat - self.middle.lat);
            lon.abs().max(lat.abs())
        };
        apart(at) > FAR * self.reach + ONE_COUNTY && apart(swapped(at)) <= 1.5 * self.reach + 0.1
    }
}

fn swapped(at: LonLat) -> LonLat {
    LonLat::new(at.lat, at.lon)
}

/// Asks about places that look swapped, file by file where that is true of most of a file.
pub(super) fn settle(gathered: &mut Gathered) {
    let Some(whereabouts) = whereabouts(gathered) else {
        return;
    };
    let places = places_by_file(gathered);
    let of_file: BTreeMap<usize, Way> = places
        .iter()
        .filter(|(_, places)| {
            let odd = places
                .iter()
                .filter(|&&at| whereabouts.looks_swapped(at))
                .count();
            odd >= 2 && odd * 5 >= places.len() * 4 || odd == places.len()
        })
        .map(|(&file, places)| (file, ask_file(&mut gathered.notes[file], places.len())))
        .collect();
    let mut notes = std::mem::take(&mut gathered.notes);
    let mut way = |spot: &Spot, at: LonLat, name: &str| {
        if !whereabouts.looks_swapped(at) {
            return Way::AsItIs;
        }
        let known = of_file.get(&spot.file).copied();
        known.unwrap_or_else(|| ask_feature(&mut notes[spot.file], spot, at, name))
    };
    let mut moved = Vec::new();
    gathered
        .schools
        .retain_mut(|(spot, found): &mut (Spot, Found<School>)| {
            let School { at, name, .. } = &mut found.item;
            let way = way(spot, *at, name);
            way.turn(at);
            if way == Way::Unknown {
                moved.push((spot.file, Layer::Schools, None));
            }
            way != Way::Unknown
        });
    gathered
        .settlements
        .retain_mut(|(spot, found): &mut (Spot, Found<Settlement>)| {
            let Settlement { at, name, .. } = &mut found.item;
            let way = way(spot, *at, name);
            way.turn(at);
            if way == Way::Unknown {
                moved.push((spot.file, Layer::Settlements, None));
            }
            way != Way::Unknown
        });
    gathered.notes = notes;
    // Lines and areas are swapped with their whole file only.
    let way_of = |file: usize| of_file.get(&file).copied().unwrap_or(Way::AsItIs);
    let turned = |coord: Coord<f64>| Coord {
        x: coord.y,
        y: coord.x,
    };
    gathered.townships.retain_mut(|(spot, township)| {
        let way = way_of(spot.file);
        match way {
            Way::Swapped => township.outline = township.outline.map_coords(turned),
            Way::Unknown => moved.push((spot.file, Layer::Townships, None)),
            Way::AsItIs => {}
        }
        way != Way::Unknown
    });
    let (roads, files) = (
        std::mem::take(&mut gathered.roads),
        std::mem::take(&mut gathered.road_files),
    );
    for (mut road, file) in roads.into_iter().zip(files) {
        match way_of(file) {
            Way::Unknown => continue,
            Way::Swapped => road.line.iter_mut().for_each(|at| *at = swapped(*at)),
            Way::AsItIs => {}
        }
        gathered.roads.push(road);
        gathered.road_files.push(file);
    }
    gathered.moved.extend(moved);
}

/// Why a feature off the globe has no shape.
pub(super) enum Unplaced {
    /// With its numbers swapped it would have one, which was asked.
    Asked,
    /// Swapping does not help; nothing was said.
    Lost,
}

/// The shape of a feature off the globe that is on it with its numbers swapped, where the planner says so.
pub(super) fn off_the_globe(
    feature: &RawFeature,
    crs: &Crs,
    why: &NoShape,
    notes: &mut Notes,
) -> Result<Shape, Unplaced> {
    let NoShape::OffTheGlobe(_) = why else {
        return Err(Unplaced::Lost);
    };
    let turned = shape::shape(&feature.geometry.turned(), crs);
    let (Ok((shape, _)), Crs::Degrees) = (turned, crs) else {
        return Err(Unplaced::Lost);
    };
    let what = || {
        let words = Words::new(
            "Not on the globe, and on it with longitude and latitude swapped; left out until this is answered",
            "坐标超出经纬度范围，对调经纬度后在范围内；答复前不读入",
        );
        places::named(feature, words)
    };
    let choices = vec![
        Choice::new("swap", "Swap longitude and latitude", "对调经纬度"),
        Choice::new("leave-out", "Leave it out", "不读入"),
    ];
    let said = notes.ask_feature(
        kind::SWAPPED,
        feature.number,
        shape.somewhere(),
        what,
        choices,
    );
    if said.as_deref() == Some("swap") {
        Ok(shape)
    } else {
        Err(Unplaced::Asked)
    }
}

/// How a place is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    AsItIs,
    Swapped,
    /// Nobody has said yet where it is.
    Unknown,
}

impl Way {
    fn of(answer: Option<&str>) -> Self {
        match answer {
            Some("swap") => Self::Swapped,
            Some(_) => Self::AsItIs,
            None => Self::Unknown,
        }
    }

    fn turn(self, at: &mut LonLat) {
        if self == Self::Swapped {
            *at = swapped(*at);
        }
    }
}

fn choices() -> Vec<Choice> {
    vec![
        Choice::new("swap", "Swap longitude and latitude", "对调经纬度"),
        Choice::new("keep", "Take them as they are", "保持原样"),
    ]
}

fn ask_file(notes: &mut Notes, count: usize) -> Way {
    let what = Words::new(
        format!(
            "Longitude and latitude look swapped in all of the file ({count}): it lies far from the other files, and \
             swapped it lies among them; left out until this is answered"
        ),
        format!(
            "整个文件（{count}处）的经纬度可能写反：按原样远离其他文件，对调后相符；答复前不读入"
        ),
    );
    Way::of(notes.ask("swapped", what, choices()).as_deref())
}

fn ask_feature(notes: &mut Notes, spot: &Spot, at: LonLat, name: &str) -> Way {
    let what = || {
        Words::new(
            format!(
                "{name}: longitude and latitude look swapped; its place is not known and it is left out until this is \
                 answered"
            ),
            format!("{name}：经纬度可能写反，位置按未知处理，答复前不读入"),
        )
    };
    let answer = notes.ask_feature(kind::SWAPPED, spot.feature, Some(at), what, choices());
    Way::of(answer.as_deref())
}

fn places_by_file(gathered: &Gathered) -> BTreeMap<usize, Vec<LonLat>> {
    let mut places: BTreeMap<usize, Vec<LonLat>> = BTreeMap::new();
    for (spot, found) in &gathered.schools {
        places.entry(spot.file).or_default().push(found.item.at);
    }
    for (spot, found) in &gathered.settlements {
        places.entry(spot.file).or_default().push(found.item.at);
    }
    for (spot, township) in &gathered.townships {
        let corners = township
            .outline
            .iter()
            .filter_map(|part| part.exterior().0.first());
        let corners = corners.map(|&corner| LonLat::from(corner));
        places.entry(spot.file).or_default().extend(corners);
    }
    for (road, &file) in gathered.roads.iter().zip(&gathered.road_files) {
        places.entry(file).or_default().extend(road.line.first());
    }
    places
}

/// Where most files are; of as many the one with areas or lines, then the one with most places. A single file is
/// where most of its places are.
fn whereabouts(gathered: &Gathered) -> Option<Whereabouts> {
    let places = places_by_file(gathered);
    let drawn: Vec<usize> = {
        let townships = gathered.townships.iter().map(|(spot, _)| spot.file);
        townships
            .chain(gathered.road_files.iter().copied())
            .collect()
    };
    let middles: Vec<(usize, LonLat, usize)> = places
        .iter()
        .map(|(&file, places)| (file, middle(places), places.len()))
        .collect();
    let is_near = |a: LonLat, b: LonLat| {
        (a.lon - b.lon).abs() < ONE_COUNTY && (a.lat - b.lat).abs() < ONE_COUNTY
    };
    let best = middles.iter().max_by_key(|(file, at, count)| {
        let votes = middles
            .iter()
            .filter(|(_, other, _)| is_near(*at, *other))
            .count();
        (
            votes,
            drawn.contains(file),
            *count,
            std::cmp::Reverse(*file),
        )
    })?;
    let middle = best.1;
    let alike = middles.iter().filter(|(_, at, _)| is_near(*at, middle));
    let near: Vec<LonLat> = alike
        .flat_map(|(file, ..)| places[file].iter().copied())
        .collect();
    let mut apart: Vec<f64> = near
        .iter()
        .map(|at| (at.lon - middle.lon).abs().max((at.lat - middle.lat).abs()))
        .collect();
    apart.sort_by(f64::total_cmp);
    let most = apart.get(apart.len() * 9 / 10).or(apart.last())?;
    Some(Whereabouts {
        middle,
        reach: most.max(0.1),
    })
}

fn middle(places: &[LonLat]) -> LonLat {
    let median = |of: fn(&LonLat) -> f64| {
        let mut all: Vec<f64> = places.iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    LonLat::new(median(|at| at.lon), median(|at| at.lat))
}
