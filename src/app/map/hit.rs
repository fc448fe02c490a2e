//! What lies under the pointer: the nearest school within reach of a hand, else the nearest settlement.

use geo::Coord;
use rstar::RTree;
use rstar::primitives::GeomWithData;

type Point = GeomWithData<[f64; 2], usize>;

/// Places by position, found by nearness.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(RTree<Point>);

impl Places {
    /// An index of numbered places in metres. O(n log n).
    pub(super) fn new(places: impl Iterator<Item = (usize, Coord<f64>)>) -> Self {
        let points = places
            .map(|(number, at)| Point::new([at.x, at.y], number))
            .collect();
        Self(RTree::bulk_load(points))
    }

    /// The number of the nearest place within `reach` metres; of equally near ones the smaller.
    pub(super) fn nearest(&self, at: Coord<f64>, reach: f64) -> Option<usize> {
        let mut within = self.0.nearest_neighbor_iter_with_distance_2(&[at.x, at.y]);
        let (first, nearest) = within.next()?;
        if nearest > reach * reach {
            return None;
        }
        let ties = within
            .take_while(|&(_, distance)| distance <= nearest)
            .map(|(point, _)| point.data);
        ties.chain([first.data]).min()
    }

    /// Metres to the nearest place but one: from a place of the index, to its neighbour. Infinite where there is none.
    pub(super) fn to_second(&self, at: Coord<f64>) -> f64 {
        let mut nearest = self.0.nearest_neighbor_iter_with_distance_2(&[at.x, at.y]);
        nearest
            .nth(1)
            .map_or(f64::INFINITY, |(_, distance)| distance.sqrt())
    }

    /// The numbers of all places in a rectangle, in order.
    pub(super) fn within(&self, low: Coord<f64>, high: Coord<f64>) -> Vec<usize> {
        let rect = rstar::AABB::from_corners([low.x, low.y], [high.x, high.y]);
        let mut numbers: Vec<usize> = self
            .0
            .locate_in_envelope(&rect)
            .map(|point| point.data)
            .collect();
        numbers.sort_unstable();
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        let at = |x: f64, y: f64| Coord { x, y };
        Places::new([(4, at(0.0, 0.0)), (2, at(100.0, 0.0)), (7, at(100.0, 0.0))].into_iter())
    }

    #[test]
    fn the_nearest_place_within_reach_is_hit() {
        assert_eq!(places().nearest(Coord { x: 8.0, y: 3.0 }, 12.0), Some(4));
        assert_eq!(places().nearest(Coord { x: 40.0, y: 0.0 }, 12.0), None);
        assert_eq!(
            Places::default().nearest(Coord { x: 0.0, y: 0.0 }, 12.0),
            None
        );
    }

    #[test]
    fn of_two_at_one_place_the_first_is_hit() {
        assert_eq!(places().nearest(Coord { x: 101.0, y: 0.0 }, 12.0), Some(2));
    }
}
