//! 就近: every settlement to its nearest school.

use super::rows::{open_sites, trip};
use super::{Assignment, Flow, Rows, Unplaced};
use crate::model::Stage;
use crate::plan::Layout;
use crate::units::Meters;

/// Sends every settlement's pupils to the open school of the stage with the shortest way, whatever its seats.
/// Ties go to the smaller school id. Where no school is open, nobody is placed.
///
/// Reads the table row by row, as it lies in memory.
pub fn nearest(stage: Stage, pupils: &[u32], layout: &Layout, rows: &Rows) -> Assignment {
    let best = nearest_sites(pupils.len(), rows, &open_sites(stage, layout, rows));
    let mut assignment = Assignment::empty(stage, layout.sites.len());
    for ((settlement, &pupils), best) in pupils.iter().enumerate().zip(best) {
        if pupils == 0 {
            continue;
        }
        let way = best.and_then(|site| Some((site, trip(rows, site, settlement)?)));
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

/// The nearest of some sites by settlement; ties to the first.
fn nearest_sites(settlements: usize, rows: &Rows, open: &[u32]) -> Vec<Option<usize>> {
    let mut shortest = vec![Meters::from_decimetres(u32::MAX); settlements];
    let mut nearest = vec![None; settlements];
    for &site in open {
        let Some(row) = &rows[site as usize] else {
            continue;
        };
        for ((shortest, nearest), trip) in shortest.iter_mut().zip(&mut nearest).zip(row.iter()) {
            if trip.distance() < *shortest {
                *shortest = trip.distance();
                *nearest = Some(site as usize);
            }
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::super::sketch::Sketch;

    #[test]
    fn everyone_goes_to_the_nearest_school_even_when_it_is_full() {
        let sketch = Sketch::new(&[("east", Some(5)), ("west", Some(5))], &[8, 7])
            .ways("east", &[100, 900])
            .ways("west", &[800, 200]);
        let assignment = sketch.nearest();
        assert_eq!(sketch.told(&assignment), ["0→east 8", "1→west 7"]);
    }

    #[test]
    fn equally_near_schools_are_chosen_by_id() {
        let sketch = Sketch::new(&[("b", None), ("a", None)], &[3])
            .ways("b", &[50])
            .ways("a", &[50]);
        assert_eq!(sketch.told(&sketch.nearest()), ["0→a 3"]);
    }

    #[test]
    fn with_no_open_school_nobody_is_placed_and_nobody_vanishes() {
        let sketch = Sketch::new(&[], &[4, 0]);
        assert_eq!(sketch.told(&sketch.nearest()), ["0→? 4"]);
    }
}
