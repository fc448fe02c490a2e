//! 就近: every settlement to its nearest school.

use super::rows::open_sites;
use super::{Assignment, Flow, Rows, Unplaced};
use crate::model::Stage;
use crate::plan::Layout;
use crate::travel::Trip;

/// Sends every settlement's pupils to the open school of the stage with the shortest way, whatever its seats.
/// Ties go to the smaller school id. Where no school is open, nobody is placed.
///
/// Reads the table row by row, as it lies in memory.
pub fn nearest(stage: Stage, pupils: &[u32], layout: &Layout, rows: &Rows) -> Assignment {
    let open = open_sites(stage, layout, rows);
    let best = nearest_sites(pupils.len(), rows, &open);
    dealt(stage, pupils, layout.sites.len(), best.into_iter())
}

/// What [`nearest()`] answers, for one school that moves among others that stay.
#[derive(Clone, Debug)]
pub struct NearestSolver {
    stage: Stage,
    pupils: Vec<u32>,
    sites: usize,
    moved: usize,
    /// By settlement: the nearest of the others.
    others: Vec<Option<(usize, Trip)>>,
}

impl NearestSolver {
    /// Reads the ways to all schools once; `moved` is the position of the one that moves.
    pub fn new(stage: Stage, pupils: &[u32], layout: &Layout, rows: &Rows, moved: usize) -> Self {
        let mut open = open_sites(stage, layout, rows);
        open.retain(|&site| site as usize != moved);
        Self {
            stage,
            pupils: pupils.to_vec(),
            sites: layout.sites.len(),
            moved,
            others: nearest_sites(pupils.len(), rows, &open),
        }
    }

    /// The assignment where `row` are the ways to the moved school by settlement.
    pub fn with(&self, row: &[Trip]) -> Assignment {
        let best = self.others.iter().zip(row).map(|(&other, &trip)| {
            let mine = (self.moved, trip);
            let is_nearer = other
                .is_none_or(|(site, way)| (trip.distance(), self.moved) < (way.distance(), site));
            Some(if is_nearer { mine } else { other? })
        });
        dealt(self.stage, &self.pupils, self.sites, best)
    }
}

/// Every settlement's pupils to its site, by settlement; without a site they are unplaced.
fn dealt(
    stage: Stage,
    pupils: &[u32],
    sites: usize,
    best: impl Iterator<Item = Option<(usize, Trip)>>,
) -> Assignment {
    let mut assignment = Assignment::empty(stage, sites);
    for ((settlement, &pupils), best) in pupils.iter().enumerate().zip(best) {
        if pupils == 0 {
            continue;
        }
        match best {
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

/// The nearest of some sites by settlement and the way there; ties to the first.
fn nearest_sites(settlements: usize, rows: &Rows, open: &[u32]) -> Vec<Option<(usize, Trip)>> {
    let mut nearest: Vec<Option<(usize, Trip)>> = vec![None; settlements];
    for &site in open {
        let Some(row) = &rows[site as usize] else {
            continue;
        };
        for (nearest, &trip) in nearest.iter_mut().zip(row.iter()) {
            if nearest.is_none_or(|(_, way)| trip.distance() < way.distance()) {
                *nearest = Some((site as usize, trip));
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
