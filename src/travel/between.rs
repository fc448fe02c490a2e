//! Trips between school sites, for merging one school into another.

use super::graph::NEVER;
use super::homes::reach_from;
use super::place::{Anchor, OnRoad, Place};
use super::snap::Measure;
use super::trip::Trip;
use super::trips::starts;
use super::{ACROSS_METRES, Basis, Travel, trip};

impl Travel {
    /// The shortest way between two places that stays on one chain, and where it begins and ends.
    pub(super) fn along<'a>(
        &self,
        from: &'a Anchor,
        to: &'a Anchor,
    ) -> Option<(u32, &'a OnRoad, &'a OnRoad)> {
        let pairs = from.on_roads.iter().flat_map(|start| {
            let ends = to.on_roads.iter();
            ends.filter_map(move |end| {
                let along = start.along_to(end, &self.network, Measure::Decimetres)?;
                Some((along, start, end))
            })
        });
        pairs.min_by_key(|&(along, ..)| along)
    }

    /// The trip from each of some sites to one other, measured as from a settlement at that site.
    ///
    /// One search over the network, whatever the number of sites.
    pub fn between<'a>(&self, from: impl IntoIterator<Item = &'a Place>, to: &Place) -> Vec<Trip> {
        let metres = |site: &Place| site.located.metres_to(&to.located);
        let estimate = |site: &Place| self.estimate_over(metres(site), site.has_school);
        let from = from.into_iter();
        if !to.anchor.is_on_road() {
            return from.map(estimate).collect();
        }
        self.with_search(|search| {
            search.run(&self.shape.walking, &mut starts(&to.entries, 0));
            let by_road = |site: &Place| {
                if !site.anchor.is_on_road() {
                    return None;
                }
                let exits = site.anchor.exits(&self.network, Measure::Decimetres);
                let by_junctions = reach_from(&exits, &search.reached).distance();
                let along = self
                    .along(&site.anchor, &to.anchor)
                    .map(|(along, ..)| along);
                let across =
                    (metres(site) <= ACROSS_METRES).then(|| estimate(site).distance().decimetres());
                let shortest = [Some(by_junctions), along, across]
                    .into_iter()
                    .flatten()
                    .min()?;
                (shortest < NEVER).then(|| trip(shortest, Basis::Road))
            };
            let of = |site| by_road(site).unwrap_or_else(|| estimate(site));
            from.map(of).collect()
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
