use geo::{
    Area as _, Contains as _, Coord, LineString, MultiPolygon, Point, Polygon, Validation as _,
};
use serde_json::Map;

use super::*;
use crate::geometry::LonLat;
use crate::model::{PerStage, Settlement, SettlementId, Stage, Township};
use crate::random::Random;
use crate::travel::{Basis, Trip};
use crate::units::Meters;

fn settlement(number: usize, at: LonLat) -> Settlement {
    Settlement {
        id: SettlementId::new(&format!("s{number:03}")),
        name: String::new(),
        at,
        township: None,
        population: None,
        pupils: PerStage::default(),
        births: BTreeMap::new(),
        extra: Map::new(),
    }
}

fn township(corners: &[(f64, f64)]) -> Township {
    let ring: LineString<f64> = corners.iter().copied().collect();
    Township {
        code: String::new(),
        name: String::new(),
        district: None,
        population: None,
        outline: MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]),
        extra: Map::new(),
    }
}

fn county(settlements: &[(f64, f64)], townships: &[&[(f64, f64)]]) -> County {
    County {
        settlements: settlements
            .iter()
            .enumerate()
            .map(|(number, &(lon, lat))| settlement(number, LonLat::new(lon, lat)))
            .collect(),
        townships: townships.iter().map(|corners| township(corners)).collect(),
        ..County::default()
    }
}

fn attends(pairs: &[(usize, usize, u32)]) -> Assignment {
    let mut assignment = Assignment::empty(Stage::Primary, 9);
    assignment.flows = pairs
        .iter()
        .map(|&(settlement, site, pupils)| super::super::Flow {
            settlement,
            site,
            pupils,
            trip: Trip::new(Meters::ZERO, Basis::Road),
        })
        .collect();
    assignment
}

/// Degrees² of all cells, after checking each one.
fn total_area(cells: &Cells) -> f64 {
    cells
        .polygons
        .iter()
        .map(|cell| {
            assert!(cell.is_valid(), "{cell:?}");
            cell.unsigned_area()
        })
        .sum()
}

const SQUARE: &[(f64, f64)] = &[(104.0, 29.0), (104.2, 29.0), (104.2, 29.2), (104.0, 29.2)];

#[test]
fn the_cells_of_a_grid_fill_its_square_exactly() {
    // Everything on one grid: four cells meet in every corner, and cell lines lie on township corners.
    let places: Vec<(f64, f64)> = (0..100)
        .map(|at| {
            (
                104.01 + f64::from(at % 10) * 0.02,
                29.01 + f64::from(at / 10) * 0.02,
            )
        })
        .collect();
    let halves: [&[(f64, f64)]; 2] = [
        &[(104.0, 29.0), (104.1, 29.0), (104.1, 29.2), (104.0, 29.2)],
        &[(104.1, 29.0), (104.2, 29.0), (104.2, 29.2), (104.1, 29.2)],
    ];
    let cells = Cells::new(&county(&places, &halves));
    assert!((total_area(&cells) / 0.04 - 1.0).abs() < 1e-6);
    for (number, &place) in places.iter().enumerate() {
        assert!(cells.polygons(number).contains(&Point::from(place)));
    }
}

#[test]
fn random_cells_fill_a_ragged_county_and_hold_their_own_settlements() {
    let mut random = Random::seeded(7);
    for round in 0..40 {
        let count = 1 + round * 5;
        let places: Vec<(f64, f64)> = (0..count)
            .map(|_| (104.0 + random.part() * 0.2, 29.0 + random.part() * 0.2))
            .collect();
        let ring: Vec<(f64, f64)> = (0..90)
            .map(|step| {
                let angle = f64::from(step) / 90.0 * std::f64::consts::TAU;
                let reach = 0.05 + 0.06 * random.part();
                (104.1 + reach * angle.cos(), 29.1 + reach * angle.sin())
            })
            .collect();
        let county = county(&places, &[&ring]);
        let cells = Cells::new(&county);
        let whole = county.townships[0].outline.unsigned_area();
        assert!(
            (total_area(&cells) / whole - 1.0).abs() < 1e-6,
            "round {round}"
        );
        for (number, &place) in places.iter().enumerate() {
            let place = Point::from(place);
            if county.townships[0].outline.contains(&place) {
                assert!(cells.polygons(number).contains(&place), "{round} {number}");
            }
        }
        // Joined by random owners, the same ground is covered again, without gaps or overlaps.
        let owners: Vec<(usize, usize, u32)> = (0..count as usize)
            .map(|number| (number, (random.part() * 4.0) as usize, 1))
            .collect();
        let areas = cells.areas(&attends(&owners));
        let joined: f64 = areas.iter().map(|(_, area)| area.unsigned_area()).sum();
        assert!((joined / whole - 1.0).abs() < 1e-6, "round {round}");
        for (site, area) in &areas {
            assert!(area.is_valid(), "round {round} site {site}");
            for &(number, owner, _) in &owners {
                let place = Point::from(places[number]);
                if county.townships[0].outline.contains(&place) {
                    assert_eq!(area.contains(&place), owner == *site, "{round} {number}");
                }
            }
        }
    }
}

#[test]
fn a_hole_in_the_county_belongs_to_nobody() {
    let mut county = county(
        &[(104.05, 29.05), (104.15, 29.15), (104.05, 29.15)],
        &[SQUARE],
    );
    let hole: LineString<f64> = [
        (104.08, 29.08),
        (104.12, 29.08),
        (104.12, 29.12),
        (104.08, 29.12),
    ]
    .into_iter()
    .collect();
    let ring = county.townships[0].outline.0[0].exterior().clone();
    county.townships[0].outline = MultiPolygon::new(vec![Polygon::new(ring, vec![hole])]);
    let cells = Cells::new(&county);
    assert!((total_area(&cells) / (0.04 - 0.0016) - 1.0).abs() < 1e-6);
    let all = cells.areas(&attends(&[(0, 3, 1), (1, 3, 1), (2, 3, 1)]));
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].1.0[0].interiors().len(), 1);
}

#[test]
fn settlements_at_one_place_share_a_cell_and_decide_together() {
    let cells = Cells::new(&county(
        &[
            (104.05, 29.1),
            (104.05, 29.1),
            (104.15, 29.1),
            (104.05, 29.1),
        ],
        &[SQUARE],
    ));
    assert_eq!(cells.sharing, [0, 0, 2, 0]);
    assert!(cells.polygons(1).0.is_empty());
    let assignment = attends(&[(0, 5, 4), (1, 2, 3), (2, 2, 1), (3, 2, 2)]);
    assert_eq!(cells.owners(&assignment), [Some(2); 4]);
    assert_eq!(cells.areas(&assignment).len(), 1);
}

#[test]
fn a_settlement_of_equal_halves_belongs_to_the_smaller_id_and_one_without_seats_to_none() {
    let cells = Cells::new(&county(&[(104.05, 29.1), (104.15, 29.1)], &[SQUARE]));
    assert_eq!(
        cells.owners(&attends(&[(0, 4, 3), (0, 7, 3)])),
        [Some(4), None]
    );
    let areas = cells.areas(&attends(&[(0, 4, 3)]));
    assert_eq!(areas.len(), 1);
    assert!((areas[0].1.unsigned_area() / 0.02 - 1.0).abs() < 1e-6);
}

#[test]
fn settlements_outside_every_township_and_counties_without_any_are_fine() {
    let outside = Cells::new(&county(&[(104.1, 29.1), (104.5, 29.1)], &[SQUARE]));
    assert!((total_area(&outside) / 0.04 - 1.0).abs() < 1e-6);
    let bare = Cells::new(&county(&[(104.1, 29.1), (104.2, 29.1), (104.2, 29.1)], &[]));
    assert!(total_area(&bare) > 0.0);
    assert!(bare.polygons(0).contains(&Point::new(104.1, 29.1)));
    let alone = Cells::new(&county(&[(104.1, 29.1)], &[]));
    assert!(alone.polygons(0).contains(&Point::new(104.1, 29.1)));
    assert!(Cells::new(&county(&[], &[SQUARE])).borders().is_empty());
    assert!(Cells::new(&county(&[], &[])).borders().is_empty());
}

#[test]
fn every_line_is_shared_by_exactly_the_cells_beside_it() {
    let cells = Cells::new(&county(&[(104.05, 29.1), (104.15, 29.1)], &[SQUARE]));
    let between: Vec<&Border> = cells
        .borders()
        .iter()
        .filter(|border| border.right.is_some())
        .collect();
    assert_eq!(between.len(), 1);
    let Border { from, to, .. } = between[0];
    assert!((from.lon - 104.1).abs() < 1e-6 && (to.lon - 104.1).abs() < 1e-6);
    let corner = |at: LonLat| Coord {
        x: at.lon,
        y: at.lat,
    };
    for number in [0, 1] {
        let ring = cells.polygons(number).0[0].exterior();
        assert!(ring.0.contains(&corner(*from)) && ring.0.contains(&corner(*to)));
    }
}
