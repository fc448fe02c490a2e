//! 就近: every settlement to its nearest school.

use super::rows::{OpenRows, open_sites};
use super::{Assignment, Flow, Rows, Unplaced};
use crate::model::Stage;
use crate::plan::Layout;

/// Sends every settlement's pupils to the open school of the stage with the shortest way, whatever its seats.
/// Ties go to the smaller school id. Where no school is open, nobody is placed.
pub fn nearest(stage: Stage, pupils: &[u32], layout: &Layout, rows: &Rows) -> Assignment {
    let open = open_sites(stage, layout, rows);
    let ways = OpenRows::new(rows, &open);
    let mut assignment = Assignment::empty(stage, layout.sites.len());
    for (settlement, &pupils) in pupils.iter().enumerate().filter(|(_, pupils)| **pupils > 0) {
        // `min_by_key` keeps the first of equals, and sites are sorted by id.
        let best = ways
            .trips(settlement)
            .min_by_key(|(_, trip)| trip.distance());
        match best {
            Some((site, trip)) => assignment.flows.push(Flow {
                settlement,
                site: site as usize,
                pupils,
                trip,
            }),
            None => assignment.unplaced.push(Unplaced { settlement, pupils }),
        }
    }
    assignment
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
