//! Finding places by straight-line distance, anywhere on the globe.
//!
//! Places are indexed by their position in space. The straight chord through the earth is never longer than the
//! geodesic. Inside a province it is shorter by less than a part in ten thousand. So it is a safe and tight bound.

use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::geometry::LonLat;

/// Places of one kind, numbered, found by the straight chord to them.
#[derive(Debug)]
pub(super) struct GlobeIndex(RTree<GeomWithData<[f64; 3], u32>>);

impl GlobeIndex {
    /// An index of numbered places; those off the globe are left out.
    pub(super) fn of(places: impl IntoIterator<Item = (u32, LonLat)>) -> Self {
        let points = places
            .into_iter()
            .filter(|(_, at)| at.is_on_globe())
            .map(|(number, at)| GeomWithData::new(at.in_space(), number));
        Self(RTree::bulk_load(points.collect()))
    }

    /// All places by growing chord in metres.
    pub(super) fn outwards_from(&self, at: LonLat) -> impl Iterator<Item = (u32, f64)> + '_ {
        let is_somewhere = at.is_on_globe();
        let from = if is_somewhere {
            at.in_space()
        } else {
            [0.0; 3]
        };
        self.0
            .nearest_neighbor_iter_with_distance_2(&from)
            .take_while(move |_| is_somewhere)
            .map(|(found, squared)| (found.data, squared.sqrt()))
    }

    /// All places within a straight-line (geodesic) distance, unordered, with that distance in metres.
    pub(super) fn within<'a>(
        &'a self,
        at: LonLat,
        metres: f64,
        places: &'a [LonLat],
    ) -> impl Iterator<Item = (u32, f64)> + 'a {
        let is_somewhere = at.is_on_globe();
        let from = if is_somewhere {
            at.in_space()
        } else {
            [0.0; 3]
        };
        // A millimetre more, for the rounding of the chord.
        let reach = (metres + 0.001).powi(2);
        self.0
            .locate_within_distance(from, reach)
            .filter(move |_| is_somewhere)
            .map(move |found| (found.data, at.metres_to(places[found.data as usize])))
            .filter(move |(_, distance)| *distance <= metres)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chord_is_a_tight_lower_bound_of_the_geodesic() {
        for (lon, lat) in [(104.0, 29.6), (-170.0, -60.0), (0.0, 89.0), (12.0, 0.0)] {
            let here = LonLat::new(lon, lat);
            for (d_lon, d_lat) in [(0.5, 0.0), (0.0, 0.7), (-1.1, -0.4), (1e-5, 1e-5)] {
                let there = LonLat::new(lon + d_lon, lat + d_lat);
                let [a, b] = [here, there].map(LonLat::in_space);
                let chord = (0..3).map(|i| (a[i] - b[i]).powi(2)).sum::<f64>().sqrt();
                let geodesic = here.metres_to(there);
                assert!(
                    chord <= geodesic + 1e-6 && geodesic <= chord * 1.0002 + 1e-6,
                    "{here:?} {there:?}"
                );
            }
        }
    }
}
