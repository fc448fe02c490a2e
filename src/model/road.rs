//! Roads as the files draw them.

use serde::{Deserialize, Serialize};

use std::ops::RangeInclusive;

use crate::geometry::LonLat;
use crate::words::Words;

/// The class of a road, which sets its speed and how it is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RoadClass {
    /// 高速、国道、快速路.
    Trunk,
    /// 省道、县道.
    Main,
    /// 乡道.
    Township,
    /// 村道, paths and everything unnamed.
    #[default]
    Village,
}

impl RoadClass {
    /// The name used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Trunk => "trunk",
            Self::Main => "main",
            Self::Township => "township",
            Self::Village => "village",
        }
    }

    /// All classes, largest first.
    pub const ALL: [Self; 4] = [Self::Trunk, Self::Main, Self::Township, Self::Village];

    /// The name a planner uses.
    pub fn words(self) -> Words {
        match self {
            Self::Trunk => Words::new("National road", "国道、快速路"),
            Self::Main => Words::new("Main road", "省道、县道"),
            Self::Township => Words::new("Township road", "乡道"),
            Self::Village => Words::new("Village road", "村道"),
        }
    }

    /// Planning speed of a school bus with its stops, in km/h; the county mean is 25.
    pub const fn bus_kmh(self) -> f64 {
        match self {
            Self::Trunk => 40.0,
            Self::Main => 32.0,
            Self::Township => 25.0,
            Self::Village => 18.0,
        }
    }
}

/// The bus speeds that may be stated for a road, in km/h.
pub const BUS_SPEEDS: RangeInclusive<f64> = 1.0..=150.0;

/// In which directions buses and cars may travel a road.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// Only as drawn.
    Forward,
    /// Only against the drawing.
    Backward,
}

impl Direction {
    /// The words a planner uses.
    pub fn words(self) -> Words {
        match self {
            Self::Both => Words::new("both ways", "双向"),
            Self::Forward => Words::new("one way, as drawn", "单向（按绘制方向）"),
            Self::Backward => Words::new("one way, against the drawing", "单向（逆绘制方向）"),
        }
    }
}

/// One drawn line of road.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Road {
    /// Its class.
    pub class: RoadClass,
    /// The name people know, where there is one.
    pub name: Option<String>,
    /// Which way buses and cars may travel it; people walk both ways.
    pub direction: Direction,
    /// 0 on the ground, above it on bridges, below it in tunnels. Roads of different levels do not meet where they
    /// cross.
    pub level: i8,
    /// Bus speed in km/h where the file states one, else the class decides.
    pub speed_kmh: Option<f64>,
    /// At least two places. Roads join where they share a vertex, and where [`RoadJoins`] says so.
    pub line: Vec<LonLat>,
}

impl Road {
    /// The speed of a school bus on it in km/h: what is stated where a bus may go so fast, else that of the class.
    pub fn bus_kmh(&self) -> f64 {
        self.speed_kmh
            .filter(|kmh| BUS_SPEEDS.contains(kmh))
            .unwrap_or_else(|| self.class.bus_kmh())
    }
}

/// What a plan does to the roads.
///
/// A road of the files is named by the line they draw, not by its position. So a plan notices when the file has
/// changed, and another road is never taken for it. Where the same line is drawn twice, both are meant.
#[derive(Clone, Debug, PartialEq)]
pub enum RoadWork {
    /// 新建道路: joins the roads at which one of its places lies.
    Build(Road),
    /// 断路: closed for good.
    Cut {
        /// As the files draw it.
        line: Vec<LonLat>,
    },
    /// 改善道路: of a better class, or faster.
    Improve {
        /// As the files draw it.
        line: Vec<LonLat>,
        /// The class afterwards; `None` leaves it as it is.
        class: Option<RoadClass>,
        /// The bus speed afterwards in km/h; `None` for that of the class.
        speed_kmh: Option<f64>,
    },
}

/// Roads that come this near are meant to meet: the end of a drawn road and another road, a place of a new road and the
/// road it was drawn on. In metres; drawing programs miss by less, two roads that are not joined lie farther apart.
pub const JOINS_WITHIN_METRES: f64 = 1.0;

/// The distances at which ends of roads can be asked to join, in metres. Over longer gaps something else may stand.
pub const END_GAPS: RangeInclusive<f64> = 0.0..=100.0;

/// Which roads are joined although they share no vertex. A choice of whoever reads the files.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoadJoins {
    /// The end of a road joins another road that is at most so many metres away; none does at zero.
    pub ends_within_metres: f64,
    /// Roads of one level join where they cross. Left out by default: an unmarked bridge looks the same.
    pub crossings: bool,
}

impl Default for RoadJoins {
    fn default() -> Self {
        Self {
            ends_within_metres: JOINS_WITHIN_METRES,
            crossings: false,
        }
    }
}

impl RoadWork {
    /// The line it is about.
    pub fn line(&self) -> &[LonLat] {
        match self {
            Self::Build(road) => &road.line,
            Self::Cut { line } | Self::Improve { line, .. } => line,
        }
    }

    /// The name people know the road by, where there is one.
    pub fn name<'a>(&'a self, county: &'a super::County) -> Option<&'a str> {
        let road = match self {
            Self::Build(road) => Some(road),
            Self::Cut { line } | Self::Improve { line, .. } => county.road(line),
        };
        road?.name.as_deref()
    }

    /// Its kind's name in plan files.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Build(_) => "build",
            Self::Cut { .. } => "cut",
            Self::Improve { .. } => "improve",
        }
    }

    /// Its kind's name on screen.
    pub fn words(&self) -> Words {
        match self {
            Self::Build(_) => Words::new("New road", "新建道路"),
            Self::Cut { .. } => Words::new("Close road", "断路"),
            Self::Improve { .. } => Words::new("Improve road", "改善道路"),
        }
    }
}

/// The roads after works in their order. Works on roads that are not there change nothing.
pub(super) fn after(roads: &[Road], works: &[RoadWork]) -> Vec<Road> {
    let recorded = |line: &[LonLat]| -> Vec<usize> {
        let all = 0..roads.len();
        all.filter(|&road| is_same_line(&roads[road].line, line))
            .collect()
    };
    // What the files have stays at its place until the end, so that lines are looked up in the files alone.
    let mut after: Vec<Option<Road>> = roads.iter().cloned().map(Some).collect();
    for work in works {
        match work {
            RoadWork::Build(road) => {
                join(&mut after, &road.line);
                let mut new = vec![Some(road.clone())];
                // Which of two new roads comes first does not matter.
                for built in after[roads.len()..].iter().flatten() {
                    join(&mut new, &built.line);
                }
                after.append(&mut new);
            }
            RoadWork::Cut { line } => {
                for road in recorded(line) {
                    after[road] = None;
                }
            }
            RoadWork::Improve {
                line,
                class,
                speed_kmh,
            } => {
                for road in recorded(line) {
                    if let Some(road) = &mut after[road] {
                        road.class = class.unwrap_or(road.class);
                        road.speed_kmh = *speed_kmh;
                    }
                }
            }
        }
    }
    after.into_iter().flatten().collect()
}

/// Whether two lines are the same, drawn either way, up to the rounding of files (1e-7°).
pub(super) fn is_same_line(a: &[LonLat], b: &[LonLat]) -> bool {
    let near =
        |(a, b): (&LonLat, &LonLat)| (a.lon - b.lon).abs() < 1e-7 && (a.lat - b.lat).abs() < 1e-7;
    a.len() == b.len() && (a.iter().zip(b).all(near) || a.iter().zip(b.iter().rev()).all(near))
}

/// Gives roads a vertex where a place of a new line lies on them: roads join only where they share one.
fn join(roads: &mut [Option<Road>], line: &[LonLat]) {
    for &at in line {
        for road in roads.iter_mut().flatten() {
            if let Some(after) = segment_at(&road.line, at) {
                road.line.insert(after + 1, at);
            }
        }
    }
}

/// The nearest road within some metres of a place and the place on it: a bend of the road where one is half as near.
pub(super) fn near(roads: &[Road], at: LonLat, within: f64) -> Option<(usize, LonLat)> {
    let pieces = roads.iter().enumerate().flat_map(|(road, drawn)| {
        let pieces = drawn.line.windows(2);
        pieces.map(move |pair| (road, pair, nearest_on(pair, at)))
    });
    let reached = pieces.filter(|(_, _, (_, away))| *away <= within);
    let (road, pair, (place, _)) = reached.min_by(|a, b| a.2.1.total_cmp(&b.2.1))?;
    let bends = pair.iter().map(|&bend| nearest_on(&[bend, bend], at));
    let (bend, away) = bends.min_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((road, if away <= within / 2.0 { bend } else { place }))
}

/// The nearest place on a straight piece and how far it is, in metres. Good over some kilometres.
fn nearest_on(pair: &[LonLat], at: LonLat) -> (LonLat, f64) {
    const METRES_A_DEGREE: f64 = 111_320.0;
    let scale = (METRES_A_DEGREE * at.lat.to_radians().cos(), METRES_A_DEGREE);
    let metres = |place: LonLat| {
        (
            (place.lon - at.lon) * scale.0,
            (place.lat - at.lat) * scale.1,
        )
    };
    let (a, b) = (metres(pair[0]), metres(pair[1]));
    let (x, y) = (b.0 - a.0, b.1 - a.1);
    let squared = x * x + y * y;
    let part = if squared > 0.0 {
        (-(a.0 * x + a.1 * y) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let place = LonLat::new(
        pair[0].lon + part * (pair[1].lon - pair[0].lon),
        pair[0].lat + part * (pair[1].lat - pair[0].lat),
    );
    (place, (a.0 + part * x).hypot(a.1 + part * y))
}

/// The piece of a road on which a place lies; `None` where it lies on none, or at one of its vertices.
fn segment_at(line: &[LonLat], at: LonLat) -> Option<usize> {
    if line.iter().any(|&place| is_same_line(&[place], &[at])) {
        return None;
    }
    line.windows(2)
        .position(|pair| nearest_on(pair, at).1 <= JOINS_WITHIN_METRES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn road(line: &[(f64, f64)]) -> Road {
        Road {
            class: RoadClass::Village,
            name: None,
            direction: Direction::Both,
            level: 0,
            speed_kmh: Some(10.0),
            line: line
                .iter()
                .map(|&(lon, lat)| LonLat::new(lon, lat))
                .collect(),
        }
    }

    #[test]
    fn a_stated_speed_that_no_bus_goes_counts_as_not_stated() {
        let at = |speed_kmh: f64| {
            let road = Road {
                speed_kmh: Some(speed_kmh),
                ..road(&[])
            };
            road.bus_kmh()
        };
        assert_eq!((at(1.0), at(150.0)), (1.0, 150.0));
        for absurd in [0.0, -20.0, 151.0, f64::NAN, f64::INFINITY] {
            assert_eq!(at(absurd), RoadClass::Village.bus_kmh(), "{absurd}");
        }
    }

    #[test]
    fn a_new_road_joins_the_road_it_ends_on_and_no_road_it_crosses() {
        let along = road(&[(104.0, 29.6), (104.1, 29.6)]);
        let crossed = road(&[(104.0, 29.65), (104.1, 29.65)]);
        let new = road(&[(104.05, 29.6), (104.05, 29.7)]);
        let roads = [along.clone(), crossed.clone()];
        let after = after(&roads, &[RoadWork::Build(new.clone())]);
        assert_eq!(after[0].line, [along.line[0], new.line[0], along.line[1]]);
        assert_eq!(after[1..], [crossed, new]);
    }

    #[test]
    fn two_new_roads_join_whichever_is_built_first() {
        let long = road(&[(104.0, 29.6), (104.1, 29.6)]);
        let side = road(&[(104.05, 29.6), (104.05, 29.7)]);
        for works in [[&long, &side], [&side, &long]] {
            let after = after(&[], &works.map(|road| RoadWork::Build(road.clone())));
            let joined = after
                .iter()
                .filter(|road| road.line.contains(&side.line[0]));
            assert_eq!(joined.count(), 2);
        }
    }

    #[test]
    fn works_find_their_road_by_its_line_however_it_is_drawn() {
        let roads = [
            road(&[(104.0, 29.6), (104.1, 29.6)]),
            road(&[(104.0, 29.7), (104.1, 29.7)]),
        ];
        let mut line = roads[1].line.clone();
        line.reverse();
        let improve = RoadWork::Improve {
            line: line.clone(),
            class: Some(RoadClass::Main),
            speed_kmh: None,
        };
        let improved = after(&roads, &[improve]);
        assert_eq!(improved[0], roads[0]);
        assert_eq!(
            (improved[1].class, improved[1].speed_kmh),
            (RoadClass::Main, None)
        );
        let cut = |line| after(&roads, &[RoadWork::Cut { line }]);
        assert_eq!(cut(line.clone()), roads[..1]);
        line[0].lon += 0.001;
        assert_eq!(cut(line), roads, "a road that the file no longer has");
    }
}
