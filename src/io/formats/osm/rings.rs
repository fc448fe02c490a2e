//! Lines that share their ends are put together to rings, rings to areas.

use std::collections::HashMap;

use geo::{BoundingRect as _, Intersects as _, LineString, Point, Polygon, Rect};

use super::super::super::drawing::Position;

/// Puts lines of nodes together: the rings, each with its first node again at its end, and of every line of them that
/// does not close the node where it breaks off. Rings that touch in a node are told apart.
///
/// Every line is walked once: O(nodes).
pub(super) fn close(lines: &[&[i64]]) -> (Vec<Vec<i64>>, Vec<i64>) {
    let mut by_end: HashMap<i64, Vec<usize>> = HashMap::new();
    for (index, line) in lines.iter().enumerate() {
        if let [first, .., last] = line {
            by_end.entry(*first).or_default().push(index);
            by_end.entry(*last).or_default().push(index);
        }
    }
    let mut is_used = vec![false; lines.len()];
    let (mut rings, mut open) = (Vec::new(), Vec::new());
    for (start, line) in lines.iter().enumerate() {
        let [first, ..] = line else { continue };
        if is_used[start] || line.len() < 2 {
            continue;
        }
        let mut path = vec![*first];
        // The ends of lines on the path, with their positions in it.
        let mut ends = vec![(*first, 0)];
        let mut position_of = HashMap::from([(*first, 0)]);
        let mut next = Some(start);
        while let Some(index) = next {
            is_used[index] = true;
            let line = lines[index];
            let from = path.last().copied();
            if line.first().copied() == from {
                path.extend(&line[1..]);
            } else {
                path.extend(line.iter().rev().skip(1));
            }
            let Some(&at) = path.last() else { break };
            if let Some(&begin) = position_of.get(&at) {
                let mut ring = vec![at];
                ring.extend(path.drain(begin + 1..));
                rings.push(ring);
                while let Some(&(node, _)) = ends.last().filter(|(_, position)| *position > begin) {
                    position_of.remove(&node);
                    ends.pop();
                }
                if path.len() < 2 {
                    break;
                }
            } else {
                ends.push((at, path.len() - 1));
                position_of.insert(at, path.len() - 1);
            }
            let here = path.last().and_then(|at| by_end.get_mut(at));
            next = here.and_then(|lines| {
                let unused = lines.iter().rposition(|&line| !is_used[line]);
                lines.truncate(unused.map_or(0, |position| position + 1));
                lines.pop()
            });
        }
        if let [.., last] = path.as_slice()
            && path.len() > 1
        {
            open.push(*last);
        }
    }
    (rings, open)
}

/// The areas of outer and inner rings, each with its own holes; the number of holes that lie in no area.
pub(super) fn areas(
    outer: Vec<Vec<Position>>,
    inner: Vec<Vec<Position>>,
) -> (Vec<Vec<Vec<Position>>>, usize) {
    let shape = |ring: &Vec<Position>| -> (Option<Rect<f64>>, Polygon<f64>) {
        let ring: LineString<f64> = ring.iter().copied().map(geo::Coord::from).collect();
        (ring.bounding_rect(), Polygon::new(ring, Vec::new()))
    };
    let shapes: Vec<_> = outer.iter().map(shape).collect();
    let mut areas: Vec<Vec<Vec<Position>>> = outer.into_iter().map(|ring| vec![ring]).collect();
    let mut astray = 0;
    for hole in inner {
        // A corner may lie on the outline; of the middle of an edge that is rare.
        let places = hole.windows(2).map(|edge| {
            let [a, b] = [edge[0], edge[1]];
            Point::new(f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1]))
        });
        let places: Vec<Point<f64>> = places.take(3).collect();
        let holds = |(bounds, shape): &(Option<Rect<f64>>, Polygon<f64>)| {
            let is_near = |place: &Point<f64>| bounds.is_some_and(|rect| rect.intersects(place));
            places
                .iter()
                .all(|place| is_near(place) && shape.intersects(place))
        };
        match shapes.iter().position(holds) {
            Some(index) => areas[index].push(hole),
            None => astray += 1,
        }
    }
    (areas, astray)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn sorted(mut rings: Vec<Vec<i64>>) -> Vec<Vec<i64>> {
        for ring in &mut rings {
            ring.pop();
            let least = (0..ring.len()).min_by_key(|&index| ring[index]);
            ring.rotate_left(least.unwrap_or_default());
            if ring.len() > 2 && ring[1] > ring[ring.len() - 1] {
                ring[1..].reverse();
            }
        }
        rings.sort();
        rings
    }

    #[test]
    fn lines_in_any_order_and_direction_make_their_rings() {
        let mut random = Random::seeded(5);
        for _ in 0..200 {
            // Rings that touch at most in node 0, cut into lines anywhere.
            let n_rings = 1 + random.below(4) as i64;
            let mut whole = Vec::new();
            let mut lines: Vec<Vec<i64>> = Vec::new();
            for ring in 0..n_rings {
                let length = 3 + random.below(8) as i64;
                let mut nodes: Vec<i64> = (0..length).map(|node| 100 * (ring + 1) + node).collect();
                if random.below(2) == 0 {
                    nodes[0] = 0;
                }
                nodes.push(nodes[0]);
                whole.push(nodes.clone());
                let mut from = 0;
                while from + 1 < nodes.len() {
                    let to = (from + 1 + random.below(4)).min(nodes.len() - 1);
                    let mut line = nodes[from..=to].to_vec();
                    if random.below(2) == 0 {
                        line.reverse();
                    }
                    lines.push(line);
                    from = to;
                }
            }
            for index in (1..lines.len()).rev() {
                lines.swap(index, random.below(index + 1));
            }
            let lines: Vec<&[i64]> = lines.iter().map(Vec::as_slice).collect();
            let (rings, open) = close(&lines);
            assert_eq!(open, Vec::<i64>::new(), "{lines:?}");
            assert_eq!(sorted(rings), sorted(whole), "{lines:?}");
        }
    }

    #[test]
    fn a_ring_that_does_not_close_says_where() {
        let (rings, open) = close(&[&[1, 2, 3], &[3, 4], &[9, 8, 7, 9], &[5]]);
        assert_eq!(rings, [vec![9, 8, 7, 9]]);
        assert_eq!(open, [4]);
    }

    #[test]
    fn holes_lie_in_the_area_round_them() {
        let square = |west: f64, south: f64, size: f64| -> Vec<Position> {
            let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)];
            let corners = corners.into_iter();
            corners
                .map(|(x, y)| [west + size * x, south + size * y])
                .collect()
        };
        let outer = vec![square(0.0, 0.0, 10.0), square(20.0, 0.0, 10.0)];
        let inner = vec![
            square(22.0, 2.0, 3.0),
            square(40.0, 0.0, 1.0),
            square(0.0, 0.0, 2.0),
        ];
        let (areas, astray) = areas(outer, inner.clone());
        assert_eq!(areas[0][1..], inner[2..]);
        assert_eq!(areas[1][1..], inner[..1]);
        assert_eq!(astray, 1);
    }
}
