//! 就近且不超学位: the shortest ways for all together with no school over its seats.

use super::rows::{OpenRows, open_sites, trip};
use super::{Assignment, Flow, Rows, Unplaced};
use crate::model::Stage;
use crate::plan::Layout;
use crate::solve::transport::{Demand, NearestSites, Saving, Share, Transport};
use crate::travel::{APART, Trip};
use crate::units::Meters;

/// Places as many pupils as the seats allow, and of all ways to do that takes one with the least sum of
/// pupils' distances; exact, with its proof checked. A school whose seats are not known takes any number.
pub fn seats(stage: Stage, pupils: &[u32], layout: &Layout, rows: &Rows) -> Assignment {
    let open = open_sites(stage, layout, rows);
    let limits: Vec<Option<u32>> = layout.sites.iter().map(|site| site.seats(stage)).collect();
    let near = OpenRows::new(rows, &open);
    let mut transport = Transport::new(&demands(pupils), &limits, &near);
    let mut assignment = placed(stage, &transport, rows, limits.len());
    price_seats(&mut assignment, &mut transport, &open, &near);
    assignment
}

/// Pupils of equal weight.
pub(super) fn demands(pupils: &[u32]) -> Vec<Demand> {
    pupils
        .iter()
        .map(|&pupils| Demand { pupils, weight: 1 })
        .collect()
}

/// The optimum in the words of the county; seats are not priced yet.
pub(super) fn placed(stage: Stage, transport: &Transport, rows: &Rows, sites: usize) -> Assignment {
    placed_by(stage, transport, sites, |site, home| trip(rows, site, home))
}

/// The same where `way` answers for the way to a site from a settlement.
pub(super) fn placed_by(
    stage: Stage,
    transport: &Transport,
    sites: usize,
    way: impl Fn(usize, usize) -> Option<Trip>,
) -> Assignment {
    let mut assignment = Assignment::empty(stage, sites);
    for Share { home, site, pupils } in transport.shares() {
        let settlement = home as usize;
        let way = site.and_then(|site| Some((site as usize, way(site as usize, settlement)?)));
        match way {
            Some((site, trip)) => assignment.flows.push(Flow {
                settlement,
                site,
                pupils,
                trip,
            }),
            None => assignment.unplaced.push(Unplaced { settlement, pupils }),
        }
    }
    assignment
}

/// Notes what one more seat would do at each open site, and whether the optimum was proven.
pub(super) fn price_seats(
    assignment: &mut Assignment,
    transport: &mut Transport,
    open: &[u32],
    near: &impl NearestSites,
) {
    let savings = transport.savings(near);
    for &site in open {
        let Saving { placed, decimetres } = savings[site as usize];
        if placed > 0 {
            assignment.short_of_seats.push(site as usize);
        } else if decimetres < APART / 2 {
            assignment.seat_prices[site as usize] = Meters::from_decimetres(decimetres);
        }
    }
    assignment.is_proven = transport.proof().is_optimal;
    debug_assert!(assignment.is_proven, "the solver stops at the optimum only");
}

#[cfg(test)]
mod tests {
    use super::super::sketch::Sketch;
    use crate::units::Meters;

    #[test]
    fn a_full_school_sends_on_those_who_lose_least() {
        let sketch = Sketch::new(&[("near", Some(5)), ("far", Some(9))], &[5, 5])
            .ways("near", &[100, 100])
            .ways("far", &[900, 300]);
        let assignment = sketch.seats();
        assert_eq!(sketch.told(&assignment), ["0→near 5", "1→far 5"]);
        assert_eq!(assignment.pupil_decimetres(), 5 * 100 + 5 * 300);
        assert!(assignment.is_proven);
        // One more place at the near school brings one pupil 200 decimetres nearer.
        let prices: Vec<u32> = assignment
            .seat_prices
            .iter()
            .map(|price| price.decimetres())
            .collect();
        assert_eq!(prices, [0, 200], "far, near");
    }

    #[test]
    fn when_seats_are_short_the_farthest_of_the_rest_stay_without() {
        let sketch = Sketch::new(&[("only", Some(4))], &[3, 3]).ways("only", &[100, 500]);
        let assignment = sketch.seats();
        assert_eq!(sketch.told(&assignment), ["0→only 3", "1→only 1", "1→? 2"]);
        assert_eq!(assignment.short_of_seats, [0]);
    }

    #[test]
    fn a_seat_that_only_spares_a_way_where_no_road_leads_places_nobody() {
        let sketch = Sketch::new(&[("far", Some(9)), ("near", Some(5))], &[6])
            .ways("near", &[100])
            .ways("far", &[300])
            .apart(0, "far");
        let assignment = sketch.seats();
        assert_eq!(sketch.told(&assignment), ["0→far 1", "0→near 5"]);
        assert_eq!(assignment.short_of_seats, [0_usize; 0]);
        // What that is worth no metres tell.
        let priced = |price: &Meters| *price > Meters::ZERO;
        assert!(!assignment.seat_prices.iter().any(priced));
    }

    #[test]
    fn unknown_seats_are_no_limit() {
        let sketch = Sketch::new(&[("open", None)], &[4_000]).ways("open", &[7]);
        assert_eq!(sketch.told(&sketch.seats()), ["0→open 4000"]);
    }
}
