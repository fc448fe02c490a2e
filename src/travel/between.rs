//! Trips between school sites, for merging one school into another.

use super::graph::NEVER;
use super::homes::{Exits, reach_from};
use super::place::{Place, decimetres};
use super::snap::Measure;
use super::trip::Trip;
use super::{ACROSS_METRES, Basis, Travel, trip};

impl Travel {
    /// The trip from each of some sites to one other, measured as from a settlement at that site.
    ///
    /// One search over the network, whatever the number of sites.
    pub fn between(&self, from: &[Place], to: &Place) -> Vec<Trip> {
        let estimate = |site: &Place| decimetres(site.at().metres_to(to.at()) * self.detour_factor);
        let Some(end) = to.anchor.on_road else {
            return from
                .iter()
                .map(|site| trip(estimate(site), Basis::Estimate))
                .collect();
        };
        self.with_search(|search| {
            search.run(
                &self.shape.backward,
                &mut self.starts(&end, 0, Measure::Decimetres),
            );
            let by_road = |site: &Place| {
                let start = site.anchor.on_road?;
                let links = start.exits(&self.network, Measure::Decimetres);
                let exits: Exits = links.map(|link| link.unwrap_or((0, NEVER)));
                let by_junctions = reach_from(&exits, &search.reached).distance();
                let along = start.along_to(&end, &self.network, Measure::Decimetres);
                let across =
                    (site.at().metres_to(to.at()) <= ACROSS_METRES).then(|| estimate(site));
                let shortest = [Some(by_junctions), along, across]
                    .into_iter()
                    .flatten()
                    .min()?;
                (shortest < NEVER).then(|| trip(shortest, Basis::Road))
            };
            let of = |site| by_road(site).unwrap_or_else(|| trip(estimate(site), Basis::Estimate));
            from.iter().map(of).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::oracle::random_county;
    use super::super::{DETOUR_FACTOR, Travel};
    use crate::random::Random;

    #[test]
    fn a_trip_from_a_school_is_as_long_as_from_a_settlement_in_its_place() {
        for seed in 0..300 {
            let (county, sites) = random_county(&mut Random::seeded(seed));
            let travel = Travel::new(&county, DETOUR_FACTOR);
            let from: Vec<_> = county
                .settlements
                .iter()
                .map(|settlement| travel.place(settlement.at))
                .collect();
            for at in sites {
                let to = travel.place(at);
                assert_eq!(travel.between(&from, &to), travel.row(&to), "seed {seed}");
            }
        }
    }
}
