//! Rings sorted into polygons with holes, as shapefiles and map services leave them.

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

type Ring = Vec<[f64; 2]>;

/// So many comparisons of a hole with an outer ring, or with a side of one, are made for one shape at most.
const MOST_LOOKS: usize = 400_000_000;

/// Rings sorted into polygons: outer rings run clockwise, holes the other way round; a hole belongs to the smallest
/// outer ring around it. A ring that is no hole of any is an area of its own. `None` where holes and rings lie so
/// intricately that it would take very long to sort them.
///
/// Boxes round the outer rings are kept in a tree, so that a hole looks only at those whose box is around it.
pub(super) fn polygons(rings: Vec<Ring>) -> Option<Vec<Vec<Ring>>> {
    if rings.len() == 1 {
        return Some(vec![rings]);
    }
    let (outer, holes): (Vec<Ring>, Vec<Ring>) =
        rings.into_iter().partition(|ring| doubled_area(ring) < 0.0);
    let areas: Vec<f64> = outer.iter().map(|ring| doubled_area(ring).abs()).collect();
    let boxes = outer.iter().enumerate();
    let boxes = boxes.filter_map(|(index, ring)| Some(GeomWithData::new(around(ring)?, index)));
    let boxes = RTree::bulk_load(boxes.collect());
    let mut looks = 0;
    let mut owners = Vec::with_capacity(holes.len());
    for hole in &holes {
        let mut smallest: Option<usize> = None;
        let Some(inner) = hole.first().filter(|inner| is_number(inner)) else {
            owners.push(None);
            continue;
        };
        for place in boxes.locate_in_envelope_intersecting(&AABB::from_point(*inner)) {
            looks += 1;
            let is_smaller =
                smallest.is_none_or(|best| (areas[place.data], place.data) < (areas[best], best));
            if is_smaller {
                looks += outer[place.data].len();
                if is_within(*inner, &outer[place.data]) {
                    smallest = Some(place.data);
                }
            }
            if looks > MOST_LOOKS {
                return None;
            }
        }
        owners.push(smallest);
    }
    let mut polygons: Vec<Vec<Ring>> = outer.into_iter().map(|ring| vec![ring]).collect();
    for (hole, owner) in holes.into_iter().zip(owners) {
        match owner {
            Some(index) => polygons[index].push(hole),
            None => polygons.push(vec![hole]),
        }
    }
    Some(polygons)
}

/// Twice the area of a ring; less than nothing where it runs clockwise.
fn doubled_area(ring: &[[f64; 2]]) -> f64 {
    let pairs = ring.iter().zip(ring.iter().skip(1));
    pairs.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

fn is_number([x, y]: &[f64; 2]) -> bool {
    x.is_finite() && y.is_finite()
}

/// The box round a ring; `None` of one without numbers.
fn around(ring: &[[f64; 2]]) -> Option<Rectangle<[f64; 2]>> {
    let (first, rest) = ring.split_first()?;
    if !ring.iter().all(is_number) {
        return None;
    }
    let grown = |(low, high): ([f64; 2], [f64; 2]), at: &[f64; 2]| {
        let low = [low[0].min(at[0]), low[1].min(at[1])];
        (low, [high[0].max(at[0]), high[1].max(at[1])])
    };
    let (low, high) = rest.iter().fold((*first, *first), grown);
    Some(Rectangle::from_corners(low, high))
}

/// Whether a place lies in a ring, on one of its corners or on its edge.
fn is_within([x, y]: [f64; 2], ring: &[[f64; 2]]) -> bool {
    let mut is_inside = false;
    let ends = ring.iter().zip(ring.iter().cycle().skip(1));
    for (&[ax, ay], &[bx, by]) in ends {
        let side = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        let is_beside =
            (ax.min(bx)..=ax.max(bx)).contains(&x) && (ay.min(by)..=ay.max(by)).contains(&y);
        if side == 0.0 && is_beside {
            return true;
        }
        if (ay > y) != (by > y) && (side > 0.0) == (by > ay) {
            is_inside = !is_inside;
        }
    }
    is_inside
}

#[cfg(test)]
mod tests {
    use geo::{Contains as _, Coord, LineString, Polygon};

    use super::*;
    use crate::random::Random;

    fn square(west: f64, south: f64, size: f64, is_clockwise: bool) -> Ring {
        let mut ring = vec![
            [west, south],
            [west, south + size],
            [west + size, south + size],
            [west + size, south],
            [west, south],
        ];
        if !is_clockwise {
            ring.reverse();
        }
        ring
    }

    #[test]
    fn a_hole_belongs_to_the_smallest_ring_around_it() {
        let island = square(4.0, 4.0, 2.0, true);
        let found = polygons(vec![
            square(0.0, 0.0, 10.0, true),
            square(3.0, 3.0, 4.0, false),
            island.clone(),
            square(4.5, 4.5, 1.0, false),
            square(20.0, 20.0, 1.0, false),
        ])
        .expect("few rings");
        let sizes: Vec<usize> = found.iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 2, 1], "{found:?}");
        assert_eq!(found[1][0], island);
    }

    /// Every hole against every ring.
    fn slowly(rings: Vec<Ring>) -> Vec<Vec<Ring>> {
        let (outer, holes): (Vec<Ring>, Vec<Ring>) =
            rings.into_iter().partition(|ring| doubled_area(ring) < 0.0);
        let mut polygons: Vec<Vec<Ring>> = outer.iter().map(|ring| vec![ring.clone()]).collect();
        for hole in holes {
            let [x, y] = hole[0];
            let is_around = |ring: &Ring| {
                let line: LineString<f64> = ring.iter().map(|&[x, y]| Coord { x, y }).collect();
                Polygon::new(line, Vec::new()).contains(&Coord { x, y }) || ring.contains(&hole[0])
            };
            let around = (0..outer.len()).filter(|&index| is_around(&outer[index]));
            let smallest = around.min_by(|&a, &b| {
                doubled_area(&outer[a])
                    .abs()
                    .total_cmp(&doubled_area(&outer[b]).abs())
            });
            match smallest {
                Some(index) => polygons[index].push(hole),
                None => polygons.push(vec![hole]),
            }
        }
        polygons
    }

    #[test]
    fn holes_are_sorted_as_by_looking_at_every_ring() {
        let mut random = Random::seeded(11);
        for _ in 0..200 {
            let rings = (0..random.below(30) + 2).map(|index| {
                let mut part = |most: f64| random.between(0.0, most);
                square(part(10.0), part(10.0), part(6.0), index % 3 != 0)
            });
            let rings: Vec<Ring> = rings.collect();
            assert_eq!(polygons(rings.clone()), Some(slowly(rings)));
        }
    }

    #[test]
    fn rings_without_numbers_are_none_around_a_hole() {
        let mut broken = square(0.0, 0.0, 9.0, true);
        broken[1] = [f64::NAN, 1.0];
        let found = polygons(vec![
            square(1.0, 1.0, 1.0, false),
            broken,
            vec![],
            vec![[f64::NAN; 2]],
        ]);
        assert_eq!(found.map(|found| found.len()), Some(4));
    }
}
