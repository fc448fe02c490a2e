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
