//! From directed edges with the area on their left to polygons.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Area as _, Contains as _, Coord, LineString, MultiPolygon, Point, Polygon};

/// A corner by number, so that equal corners are the same number.
pub(super) type Corner = u32;

/// The polygons whose outlines these edges are; outer rings counter-clockwise, holes clockwise.
///
/// Where several edges leave a corner, the walk keeps to the same wedge of area; where a walk comes back
/// to a corner, the loop is a ring of its own. So no ring touches itself.
pub(super) fn polygons_of(edges: &[[Corner; 2]], corners: &[Coord<f64>]) -> MultiPolygon<f64> {
    let mut leaving: BTreeMap<Corner, Vec<Corner>> = BTreeMap::new();
    for &[from, to] in edges {
        leaving.entry(from).or_default().push(to);
    }
    let mut rings = Vec::new();
    while let Some((&start, _)) = leaving.first_key_value() {
        let mut walk = vec![start];
        let mut on_walk = BTreeSet::from([start]);
        while let Some(&here) = walk.last() {
            let before = walk.len().checked_sub(2).map(|at| walk[at]);
            let Some(next) = leave(&mut leaving, here, before, corners) else {
                // A loose end; there is none in a sound division.
                walk.pop();
                on_walk.remove(&here);
                continue;
            };
            if on_walk.insert(next) {
                walk.push(next);
                continue;
            }
            let at = walk.iter().rposition(|&corner| corner == next).unwrap_or(0);
            let ring = walk.split_off(at + 1);
            for corner in &ring {
                on_walk.remove(corner);
            }
            rings.push(std::iter::once(next).chain(ring).collect::<Vec<_>>());
            if walk.len() == 1 && !leaving.contains_key(&next) {
                break;
            }
        }
    }
    assemble(&rings, corners)
}

/// Takes the edge out of a corner that bounds the wedge one arrives along: the first one clockwise.
fn leave(
    leaving: &mut BTreeMap<Corner, Vec<Corner>>,
    here: Corner,
    before: Option<Corner>,
    corners: &[Coord<f64>],
) -> Option<Corner> {
    let targets = leaving.get_mut(&here)?;
    let chosen = match before {
        Some(before) if targets.len() > 1 => {
            let at = corners[here as usize];
            let direction = |corner: Corner| {
                let there = corners[corner as usize];
                (there.y - at.y).atan2(there.x - at.x)
            };
            let back = direction(before);
            let clockwise = |corner: Corner| {
                let turn = (back - direction(corner)).rem_euclid(std::f64::consts::TAU);
                if turn == 0.0 {
                    std::f64::consts::TAU
                } else {
                    turn
                }
            };
            let best = targets
                .iter()
                .enumerate()
                .min_by(|a, b| clockwise(*a.1).total_cmp(&clockwise(*b.1)))?;
            best.0
        }
        _ => targets.len() - 1,
    };
    let next = targets.swap_remove(chosen);
    if targets.is_empty() {
        leaving.remove(&here);
    }
    Some(next)
}

/// Outer rings with the holes that lie in them.
fn assemble(rings: &[Vec<Corner>], corners: &[Coord<f64>]) -> MultiPolygon<f64> {
    let mut outer = Vec::new();
    let mut holes = Vec::new();
    for ring in rings.iter().filter(|ring| ring.len() > 2) {
        let line: LineString<f64> = ring
            .iter()
            .chain(ring.first())
            .map(|&corner| corners[corner as usize])
            .collect();
        let polygon = Polygon::new(line, Vec::new());
        if polygon.signed_area() > 0.0 {
            outer.push(polygon);
        } else {
            holes.push(polygon.into_inner().0);
        }
    }
    outer.sort_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
    for hole in holes {
        let around = outer.iter_mut().find(|polygon| {
            let bare = Polygon::new(polygon.exterior().clone(), Vec::new());
            // A hole may touch its ring in a corner, but not in all.
            hole.points()
                .any(|corner: Point<f64>| bare.contains(&corner))
        });
        if let Some(polygon) = around {
            polygon.interiors_push(hole);
        }
    }
    outer.reverse();
    MultiPolygon::new(outer)
}
