//! Places that a Chinese web map moved by some hundred metres: suspected where they fit the roads or the borders of
//! another file far better once moved back, and asked.
//!
//! Of two files that lie apart the way such a map moves places, the direction tells which one was moved. A fit is believed
//! only where it is far better than that of the same move in other directions: where roads are everywhere, every place is
//! near one, however it is moved.

use std::collections::BTreeMap;

use geo::Coord;
use rstar::primitives::{GeomWithData, Line};
use rstar::{AABB, PointDistance as _, RTree, RTreeObject as _};

use super::crs::web_maps::{self, BD_09, GCJ_02};
use super::gather::Gathered;
use crate::geometry::{LonLat, Projection};
use crate::words::Words;

/// So many places of a file tell as much as all.
const LOOKED_AT: usize = 500;
/// Fewer tell nothing.
const FEWEST: usize = 15;
/// Farther from a line than this, in metres, is as far as can be: a few places that fit nothing do not outweigh the rest.
const FARTHEST: f64 = 400.0;
/// What a move has to better on average, in metres, and what it has to be worth among all others, in standard errors.
const BETTER_BY: f64 = 25.0;
const CLEARLY: f64 = 3.0;

/// Which file is said to be moved, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Moved {
    /// Whether it is the places; else the lines that they are compared with.
    are_places: bool,
    by: &'static str,
}

/// A way to move places, in metres: what it would tell if they then fitted.
struct Attempt {
    tells: Option<Moved>,
    /// By place.
    ends: Vec<[f64; 2]>,
}

/// What the lines of a file are.
#[derive(Clone, Copy)]
enum Lines {
    /// Schools stand beside them, and where there are many, beside some however they are moved.
    Roads,
    /// The same borders, drawn with more or less care.
    Borders,
}

impl Lines {
    /// To what part of a mean distance a move has to bring it that is believed.
    fn most_left(self) -> f64 {
        match self {
            Self::Roads => 0.5,
            Self::Borders => 0.9,
        }
    }
}

/// Asks about files whose places seem moved.
pub(super) fn suspect(gathered: &mut Gathered) {
    let mut places: BTreeMap<usize, Vec<LonLat>> = BTreeMap::new();
    for (spot, school) in &gathered.schools {
        places.entry(spot.file).or_default().push(school.item.at);
    }
    for (spot, settlement) in &gathered.settlements {
        let of_file = places.entry(spot.file).or_default();
        of_file.push(settlement.item.at);
    }
    let mut roads: BTreeMap<usize, Vec<&[LonLat]>> = BTreeMap::new();
    for (road, &file) in gathered.roads.iter().zip(&gathered.road_files) {
        roads.entry(file).or_default().push(&road.line);
    }
    let mut rings: BTreeMap<usize, Vec<Vec<LonLat>>> = BTreeMap::new();
    for (spot, township) in &gathered.townships {
        let of_file = rings.entry(spot.file).or_default();
        let parts = township.outline.iter();
        of_file.extend(parts.map(|part| {
            let ring = part.exterior().coords();
            ring.map(|&at| LonLat::from(at)).collect()
        }));
    }
    let mut found = Vec::new();
    let is_in_doubt = |file: usize| gathered.notes[file].is_in_degrees;
    let mut compare =
        |(file, places): (usize, &[LonLat]), (other, lines): (usize, &[&[LonLat]]), of| {
            if file != other
                && is_in_doubt(file)
                && is_in_doubt(other)
                && let Some((moved, before, after)) = moved(places, lines, of)
            {
                let (is, beside) = if moved.are_places {
                    (file, other)
                } else {
                    (other, file)
                };
                found.push((is, beside, moved.by, of, before, after));
            }
        };
    for (&file, places) in &places {
        for (&other, lines) in &roads {
            compare((file, places), (other, lines), Lines::Roads);
        }
    }
    for (&file, own) in &rings {
        let corners: Vec<LonLat> = own.iter().flatten().copied().collect();
        for (&other, lines) in &rings {
            let lines: Vec<&[LonLat]> = lines.iter().map(Vec::as_slice).collect();
            compare((file, &corners), (other, &lines), Lines::Borders);
        }
    }
    for (file, beside, by, of, before, after) in found {
        let beside = gathered.notes[beside].file_name().to_owned();
        let what = words(&beside, by, of, (before, after));
        // Of several files that tell the same the first is enough.
        gathered.notes[file].ask(web_maps::QUESTION, what, web_maps::choices(by));
    }
}

fn words(beside: &str, by: &str, of: Lines, (before, after): (f64, f64)) -> Words {
    let (before, after) = (before.round(), after.round());
    let (en, zh) = match of {
        Lines::Roads => ("Schools or homes and roads", "学校或居民点与道路"),
        Lines::Borders => ("Its borders and those", "边界"),
    };
    Words::new(
        format!(
            "{en} of {beside} lie {before} m apart on average, and {after} m once this file is moved back from {by}, the degrees of \
             Chinese web maps; read as it stands until answered"
        ),
        format!(
            "{zh}（{beside}）平均相距{before}米，若将本文件按 {by}（网络地图偏移坐标）纠正则为{after}米；答复前按原坐标读取"
        ),
    )
}

/// How places fit lines far better than they do, with the mean distances before and after, in metres; `None` where nothing
/// says that they were moved.
fn moved(places: &[LonLat], lines: &[&[LonLat]], of: Lines) -> Option<(Moved, f64, f64)> {
    let step = places.len().div_ceil(LOOKED_AT).max(1);
    let sample: Vec<LonLat> = places.iter().copied().step_by(step).collect();
    let middle = *sample.get(sample.len() / 2)?;
    if sample.len() < FEWEST || web_maps::to_gcj_02(middle) == middle {
        return None;
    }
    let flat = Projection::around(middle);
    let attempts = attempts(&sample, flat);
    let distances = distances(&attempts, lines, flat);
    let means: Vec<f64> = distances.iter().map(|distances| mean(distances)).collect();
    let mut ranked = means.iter().enumerate();
    let first = ranked.next()?;
    let best = ranked.fold(
        first,
        |best, next| if next.1 < best.1 { next } else { best },
    );
    let (best, &after) = best;
    let moved = attempts[best].tells?;
    let before = means[0];
    // Of borders that are drawn roughly the other ways are hardly worse; chance alone is ruled out.
    let is_rough = matches!(of, Lines::Borders);
    let is_clearly_nearer = |other: &Vec<f64>| {
        let gains = other.iter().zip(&distances[best]);
        let gains: Vec<f64> = gains.map(|(other, best)| other - best).collect();
        let gain = mean(&gains);
        let squares: f64 = gains.iter().map(|one| (one - gain).powi(2)).sum();
        let error = squares.sqrt() / gains.len() as f64;
        gain > CLEARLY * error && (is_rough || after <= of.most_left() * mean(other))
    };
    let mut others = distances.iter().enumerate();
    let is_clear = others.all(|(at, other)| at == best || is_clearly_nearer(other));
    let is_better = before - after >= BETTER_BY && after <= of.most_left() * before;
    (is_clear && is_better).then_some((moved, before, after))
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// Places as they stand, moved as either system moves and moves back, and by as much to the sides.
fn attempts(places: &[LonLat], flat: Projection) -> Vec<Attempt> {
    let by = |mover: fn(LonLat) -> LonLat| -> Vec<[f64; 2]> {
        let shift = |&at: &LonLat| {
            let (from, to) = (flat.metres(at), flat.metres(mover(at)));
            [to.x - from.x, to.y - from.y]
        };
        places.iter().map(shift).collect()
    };
    let at: Vec<Coord<f64>> = places.iter().map(|&at| flat.metres(at)).collect();
    let attempt = |shifts: &[[f64; 2]], turned: [f64; 4], tells| Attempt {
        tells,
        ends: at
            .iter()
            .zip(shifts)
            .map(|(at, [x, y])| {
                [
                    at.x + turned[0] * x + turned[1] * y,
                    at.y + turned[2] * x + turned[3] * y,
                ]
            })
            .collect(),
    };
    const STAY: [f64; 4] = [0.0; 4];
    const FORTH: [f64; 4] = [1.0, 0.0, 0.0, 1.0];
    const BACK: [f64; 4] = [-1.0, 0.0, 0.0, -1.0];
    const LEFT: [f64; 4] = [0.0, -1.0, 1.0, 0.0];
    const RIGHT: [f64; 4] = [0.0, 1.0, -1.0, 0.0];
    let mars = by(web_maps::to_gcj_02);
    let baidu = by(|at| web_maps::bd_09_of_gcj_02(web_maps::to_gcj_02(at)));
    let mut attempts = vec![attempt(&mars, STAY, None)];
    for (shifts, by) in [(&mars, GCJ_02), (&baidu, BD_09)] {
        let tells = |are_places| Some(Moved { are_places, by });
        attempts.push(attempt(shifts, BACK, tells(true)));
        attempts.push(attempt(shifts, FORTH, tells(false)));
        attempts.push(attempt(shifts, LEFT, None));
        attempts.push(attempt(shifts, RIGHT, None));
    }
    attempts
}

/// By attempt and place, how far it is from the nearest line, in metres.
fn distances(attempts: &[Attempt], lines: &[&[LonLat]], flat: Projection) -> Vec<Vec<f64>> {
    type End = GeomWithData<[f64; 2], (usize, usize)>;
    let ends = attempts.iter().enumerate().flat_map(|(attempt, made)| {
        let places = made.ends.iter().enumerate();
        places.map(move |(place, &end)| End::new(end, (attempt, place)))
    });
    let ends = RTree::bulk_load(ends.collect());
    let mut nearest: Vec<Vec<f64>> = attempts
        .iter()
        .map(|attempt| vec![FARTHEST * FARTHEST; attempt.ends.len()])
        .collect();
    for line in lines {
        let places = line.iter().map(|&at| flat.metres(at));
        let places: Vec<[f64; 2]> = places.map(|at| [at.x, at.y]).collect();
        for pair in places.windows(2) {
            let piece = Line::new(pair[0], pair[1]);
            let (low, high) = (piece.envelope().lower(), piece.envelope().upper());
            let around = AABB::from_corners(
                low.map(|low| low - FARTHEST),
                high.map(|high| high + FARTHEST),
            );
            for end in ends.locate_in_envelope(&around) {
                let (attempt, place) = end.data;
                let known = &mut nearest[attempt][place];
                *known = known.min(piece.distance_2(end.geom()));
            }
        }
    }
    for square in nearest.iter_mut().flatten() {
        *square = square.sqrt();
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    const MIDDLE: LonLat = LonLat::new(104.067, 29.651);

    /// Roads across a county every so many metres, and schools some metres off them.
    fn county(random: &mut Random, every: f64, off: f64) -> (Vec<LonLat>, Vec<Vec<LonLat>>) {
        let flat = Projection::around(MIDDLE);
        let at = |x: f64, y: f64| flat.lon_lat(Coord { x, y });
        let turned = random.between(0.2, 1.3);
        let (sin, cos) = turned.sin_cos();
        let mut roads = Vec::new();
        let mut schools = Vec::new();
        let mut along = -15_000.0;
        while along < 15_000.0 {
            let line = |x: f64, y: f64| at(x * cos - y * sin, x * sin + y * cos);
            roads.push(vec![line(along, -15_000.0), line(along, 15_000.0)]);
            roads.push(vec![line(-15_000.0, along), line(15_000.0, along)]);
            for _ in 0..2 {
                let there = random.between(-14_000.0, 14_000.0);
                let beside = random.between(-off, off);
                schools.push(line(along + beside, there));
                schools.push(line(there, along + beside));
            }
            along += every * random.between(0.7, 1.3);
        }
        (schools, roads)
    }

    fn told(schools: &[LonLat], roads: &[Vec<LonLat>]) -> Option<Moved> {
        let lines: Vec<&[LonLat]> = roads.iter().map(Vec::as_slice).collect();
        moved(schools, &lines, Lines::Roads).map(|(moved, ..)| moved)
    }

    fn baidu(at: LonLat) -> LonLat {
        web_maps::bd_09_of_gcj_02(web_maps::to_gcj_02(at))
    }

    #[test]
    fn the_file_that_a_web_map_moved_is_told_and_how() {
        let mut random = Random::seeded(11);
        for _ in 0..20 {
            let (schools, roads) = county(&mut random, 2_500.0, 40.0);
            for (by, mover) in [
                (GCJ_02, web_maps::to_gcj_02 as fn(LonLat) -> LonLat),
                (BD_09, baidu),
            ] {
                let moved_schools: Vec<LonLat> = schools.iter().map(|&at| mover(at)).collect();
                let moved_road = |road: &Vec<LonLat>| road.iter().map(|&at| mover(at)).collect();
                let moved_roads: Vec<Vec<LonLat>> = roads.iter().map(moved_road).collect();
                let tells = |are_places| Some(Moved { are_places, by });
                assert_eq!(told(&moved_schools, &roads), tells(true));
                assert_eq!(told(&schools, &moved_roads), tells(false));
                assert_eq!(told(&moved_schools, &moved_roads), None);
            }
        }
    }

    #[test]
    fn nothing_is_suspected_where_places_fit_or_fit_nowhere() {
        let mut random = Random::seeded(12);
        for round in 0..60 {
            // From streets of a town to a few roads; schools beside roads, or anywhere.
            let every = [150.0, 800.0, 2_500.0, 6_000.0][round % 4];
            let off = [20.0, 150.0, 3_000.0][round % 3];
            let (schools, roads) = county(&mut random, every, off);
            assert_eq!(told(&schools, &roads), None, "every {every} m, {off} m off");
            let elsewhere = |at: &LonLat| LonLat::new(at.lon + 0.003, at.lat + 0.003);
            let elsewhere: Vec<LonLat> = schools.iter().map(elsewhere).collect();
            assert_eq!(told(&elsewhere, &roads), None, "moved otherwise");
        }
    }

    /// An island with a jagged shore, with a corner every so many degrees of its round, each so many metres off.
    fn shore(random: &mut Random, every: usize, off: f64) -> Vec<LonLat> {
        let flat = Projection::around(MIDDLE);
        let corner = |degree: usize| {
            let angle = (degree as f64).to_radians();
            let away = 20_000.0 + 3_000.0 * (5.0 * angle).sin() + 1_000.0 * (17.0 * angle).cos();
            let (x, y) = (away * angle.cos(), away * angle.sin());
            let mut off = || random.between(-off, off);
            flat.lon_lat(Coord {
                x: x + off(),
                y: y + off(),
            })
        };
        (0..=360).step_by(every).map(corner).collect()
    }

    #[test]
    fn one_of_two_outlines_is_told_though_it_is_drawn_roughly() {
        let mut random = Random::seeded(14);
        for _ in 0..20 {
            let fine = shore(&mut random, 1, 20.0);
            let rough = shore(&mut random, 2, 250.0);
            let moved_fine: Vec<LonLat> = fine.iter().map(|&at| web_maps::to_gcj_02(at)).collect();
            let told = |places: &[LonLat], ring: &[LonLat]| {
                moved(places, &[ring], Lines::Borders).map(|(moved, ..)| moved)
            };
            let tells = |are_places| {
                Some(Moved {
                    are_places,
                    by: GCJ_02,
                })
            };
            assert_eq!(told(&rough, &fine), None);
            assert_eq!(told(&rough, &moved_fine), tells(false));
            let moved_rough: Vec<LonLat> =
                rough.iter().map(|&at| web_maps::to_gcj_02(at)).collect();
            assert_eq!(told(&moved_rough, &fine), tells(true));
            assert_eq!(told(&moved_rough, &moved_fine), None);
            // As far, but another way.
            let flat = Projection::around(MIDDLE);
            let aside = |&at: &LonLat| {
                let (from, to) = (flat.metres(at), flat.metres(web_maps::to_gcj_02(at)));
                let (x, y) = (to.x - from.x, to.y - from.y);
                flat.lon_lat(Coord {
                    x: from.x + y,
                    y: from.y - x,
                })
            };
            let aside: Vec<LonLat> = rough.iter().map(aside).collect();
            assert_eq!(told(&aside, &fine), None);
        }
    }

    #[test]
    fn a_few_places_and_places_outside_china_tell_nothing() {
        let (schools, roads) = county(&mut Random::seeded(13), 2_500.0, 40.0);
        let moved: Vec<LonLat> = schools.iter().map(|&at| web_maps::to_gcj_02(at)).collect();
        assert_eq!(told(&moved[..FEWEST - 1], &roads), None);
        assert_eq!(told(&[], &roads), None);
        let away = |at: LonLat| LonLat::new(at.lon - 100.0, at.lat);
        let schools: Vec<LonLat> = moved.iter().map(|&at| away(at)).collect();
        let road = |road: &Vec<LonLat>| road.iter().map(|&at| away(at)).collect();
        let roads: Vec<Vec<LonLat>> = roads.iter().map(road).collect();
        assert_eq!(told(&schools, &roads), None);
    }
}
