//! Isochrones: the roads that lie within a given way of a school.

use std::collections::HashMap;

use crate::geometry::LonLat;
use crate::units::Meters;

use super::Travel;
use super::network::Chain;
use super::outwards::OutwardSearch;
use super::place::Place;

/// From one offset on a chain to another, in decimetres, both included.
type Stretch = (u32, u32);

impl Travel {
    /// The roads from which the way to a site, along roads, is at most `limit`: each stretch as a line, cut where the
    /// way becomes longer. None for a site off the network.
    ///
    /// One search that ends at the limit.
    ///
    /// ```
    /// use xuequ::geometry::LonLat;
    /// use xuequ::model::{County, Direction, Road, RoadClass};
    /// use xuequ::travel::{DETOUR_FACTOR, Travel};
    /// use xuequ::units::Meters;
    ///
    /// let line = vec![LonLat::new(104.0, 29.6), LonLat::new(104.1, 29.6)];
    /// let road = Road {
    ///     class: RoadClass::default(), name: None, direction: Direction::Both, level: 0, speed_kmh: None, line,
    /// };
    /// let county = County { roads: vec![road], ..County::default() };
    /// let travel = Travel::new(&county, DETOUR_FACTOR);
    /// let school = travel.place(LonLat::new(104.05, 29.6));
    /// let near = travel.isochrone(&school, Meters::from_f64(1_000.0));
    /// let length = near[0][0].metres_to(near[0][1]);
    /// assert!((length - 2_000.0).abs() < 0.5, "a kilometre on both sides");
    /// ```
    pub fn isochrone(&self, site: &Place, limit: Meters) -> Vec<Vec<LonLat>> {
        let reached = self.junctions_within(site, limit.decimetres());
        let numbered = (0..).zip(&self.network.chains);
        let lines = numbered.flat_map(|(number, chain)| {
            let stretches = self.within(number, chain, site, &reached, limit);
            let drawn = stretches.into_iter().filter(|&(start, end)| start < end);
            drawn.map(|stretch| self.line_of(chain, stretch))
        });
        lines.collect()
    }

    /// Junctions at most `limit` decimetres from a site, with the way.
    fn junctions_within(&self, site: &Place, limit: u32) -> HashMap<u32, u32> {
        let mut reached: HashMap<u32, u32> = HashMap::new();
        let mut search = OutwardSearch::on(&self.shape.walking);
        let is_within = |_, way: u32| way <= limit;
        search.run(
            &self.shape.walking,
            &site.entries,
            is_within,
            |junction, way| {
                reached.insert(junction, way);
            },
        );
        reached
    }

    /// The stretches of a chain within the limit, ascending and apart from each other. `reached` has the ways from
    /// the junctions within it to the site.
    fn within(
        &self,
        number: u32,
        chain: &Chain,
        site: &Place,
        reached: &HashMap<u32, u32>,
        limit: Meters,
    ) -> Vec<Stretch> {
        let limit = limit.decimetres();
        let length = self.network.length(chain);
        let left = |junction: u32| limit.checked_sub(*reached.get(&junction)?);
        let onwards = left(chain.to).map(|left| (length.saturating_sub(left), length));
        let back = left(chain.from).map(|left| (0, left.min(length)));
        let on_roads = site.anchor.on_roads.iter();
        let here = on_roads.filter(|road| road.snapped.chain == number);
        let beside = here.filter_map(|road| {
            let left = limit.checked_sub(road.access)?;
            let at = road.snapped.offset;
            Some((at.saturating_sub(left), at.saturating_add(left).min(length)))
        });
        let by_ends = [onwards, back].into_iter().flatten();
        let mut stretches: Vec<Stretch> = by_ends.chain(beside).collect();
        stretches.sort_unstable();
        stretches.dedup_by(|next, kept| {
            let joins = next.0 <= kept.1;
            if joins {
                kept.1 = kept.1.max(next.1);
            }
            joins
        });
        stretches
    }

    fn line_of(&self, chain: &Chain, (start, end): Stretch) -> Vec<LonLat> {
        let points = self.network.points_of(chain);
        let at = |offset: u32| {
            let next = points.partition_point(|point| point.decimetres < offset);
            let (before, after) = (points[next.saturating_sub(1)], points[next]);
            let length = after.decimetres - before.decimetres;
            let part = if length > 0 {
                f64::from(offset - before.decimetres) / f64::from(length)
            } else {
                0.0
            };
            let mix = |from: f64, to: f64| from + (to - from) * part;
            LonLat::new(
                mix(before.at.lon, after.at.lon),
                mix(before.at.lat, after.at.lat),
            )
        };
        let between = points
            .iter()
            .filter(|point| start < point.decimetres && point.decimetres < end);
        let mut line = vec![at(start)];
        line.extend(between.map(|point| point.at));
        line.push(at(end));
        line
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::graph::NEVER;
    use super::super::homes::reach_from;
    use super::super::oracle::random_county;
    use super::super::place::{Anchor, OnRoad};
    use super::super::search::Reach;
    use super::super::snap::{Measure, Snapped};
    use super::super::trips::starts;
    use super::super::{DETOUR_FACTOR, Travel};
    use super::*;
    use crate::random::Random;

    /// The way from a point on a chain to a site, junctions searched and the chain itself tried.
    fn way(travel: &Travel, chain: u32, offset: u32, site: &Place, reached: &[Reach]) -> u32 {
        let at = LonLat::new(0.0, 0.0);
        let snapped = Snapped {
            chain,
            offset,
            millis: 0,
            at,
        };
        let here = Anchor {
            at,
            to_road: None,
            issue: None,
            on_roads: Arc::new([OnRoad { snapped, access: 0 }]),
        };
        let exits = here.exits(&travel.network, Measure::Decimetres);
        let along = travel.along(&here, &site.anchor);
        reach_from(&exits, reached)
            .distance()
            .min(along.map_or(NEVER, |(along, ..)| along))
    }

    #[test]
    fn a_point_on_a_road_is_within_the_limit_exactly_when_its_way_is() {
        let mut tried = 0;
        for seed in 0..400 {
            let mut random = Random::seeded(seed);
            let (county, sites) = random_county(&mut random);
            let travel = Travel::new(&county, DETOUR_FACTOR);
            for at in sites {
                let site = travel.place(at);
                if !site.anchor.is_on_road() {
                    continue;
                }
                let limit = Meters::from_decimetres(random.below(60_000) as u32);
                let within = travel.junctions_within(&site, limit.decimetres());
                travel.with_search(|search| {
                    search.run(&travel.shape.walking, &mut starts(&site.entries, 0));
                    for (number, chain) in (0..).zip(&travel.network.chains) {
                        let near = travel.within(number, chain, &site, &within, limit);
                        let length = travel.network.length(chain);
                        let ends = near.iter().flat_map(|&(start, end)| {
                            [start.saturating_sub(1), start, end, (end + 1).min(length)]
                        });
                        let anywhere = (0..8).map(|_| random.below(length as usize + 1) as u32);
                        for offset in ends.chain(anywhere) {
                            let is_near = near
                                .iter()
                                .any(|&(start, end)| start <= offset && offset <= end);
                            let way = way(&travel, number, offset, &site, &search.reached);
                            assert_eq!(
                                is_near,
                                way <= limit.decimetres(),
                                "seed {seed}, chain {number} at {offset}: {way}, limit {limit:?}"
                            );
                            tried += 1;
                        }
                    }
                });
            }
        }
        assert!(tried > 10_000, "{tried}");
    }

    #[test]
    fn stretches_are_as_long_as_they_say() {
        for seed in 0..100 {
            let (county, sites) = random_county(&mut Random::seeded(seed));
            let travel = Travel::new(&county, DETOUR_FACTOR);
            let all: f64 = travel
                .network
                .chains
                .iter()
                .map(|chain| f64::from(travel.network.length(chain)) / 10.0)
                .sum();
            for at in sites {
                let site = travel.place(at);
                let lines = travel.isochrone(&site, Meters::from_f64(f64::INFINITY));
                let drawn: f64 = lines
                    .iter()
                    .flat_map(|line| line.windows(2))
                    .map(|pair| pair[0].metres_to(pair[1]))
                    .sum();
                assert!(drawn <= all * 1.001 + 1.0, "seed {seed}: {drawn} of {all}");
                for line in lines {
                    assert!(line.len() >= 2, "seed {seed}");
                }
            }
        }
    }
}
