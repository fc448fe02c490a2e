//! 就近: every settlement to its nearest school.

use super::leaving::Leaving;
use super::{Assignment, Flow, Unplaced};
use crate::model::Stage;
use crate::plan::Layout;
use crate::travel::Trip;

/// The nearest of some sites by settlement and the way there; of equally near ones the first. `None` where none is given.
pub type NearestWays = Vec<Option<(usize, Trip)>>;

/// Sends every settlement's pupils to the open school of the stage with the shortest way, whatever its seats.
/// Ties go to the smaller school id. Where no school is open, nobody is placed. To a school that is phased out go only
/// the pupils of the grades it still teaches; the others go to the nearest school that takes entrants.
///
/// `ways` answers which of some sites, ascending, is the nearest: no table of all ways is needed for that.
pub fn nearest(
    stage: Stage,
    pupils: &[u32],
    layout: &Layout,
    ways: impl Fn(&[usize]) -> NearestWays,
) -> Assignment {
    let best = Nearest::among(stage, layout, &layout.open(stage), ways);
    let by_settlement = (0..pupils.len()).map(|settlement| best.of(settlement));
    dealt(stage, pupils, layout, by_settlement)
}

/// What [`nearest()`] answers, for one school that moves among others that stay.
#[derive(Clone, Debug)]
pub struct NearestSolver {
    stage: Stage,
    pupils: Vec<u32>,
    layout: Layout,
    moved: usize,
    /// Without the school that moves.
    others: Nearest,
}

impl NearestSolver {
    /// Asks once for the nearest of all other schools; `moved` is the position of the one that moves.
    pub fn new(
        stage: Stage,
        pupils: &[u32],
        layout: &Layout,
        ways: impl Fn(&[usize]) -> NearestWays,
        moved: usize,
    ) -> Self {
        let mut open = layout.open(stage);
        open.retain(|&site| site != moved);
        Self {
            stage,
            pupils: pupils.to_vec(),
            layout: layout.clone(),
            moved,
            others: Nearest::among(stage, layout, &open, ways),
        }
    }

    /// The assignment where `row` are the ways to the moved school by settlement.
    pub fn with(&self, row: &[Trip]) -> Assignment {
        let takes_entrants = self.layout.sites[self.moved].takes_entrants(self.stage);
        let nearer = |other: Option<Way>, trip: Trip| {
            let is_nearer =
                other.is_none_or(|(site, way)| (trip.cost(), self.moved) < (way.cost(), site));
            if is_nearer {
                Some((self.moved, trip))
            } else {
                other
            }
        };
        let best = row.iter().enumerate().map(|(settlement, &trip)| {
            let (any, taking) = self.others.of(settlement);
            let taking = if takes_entrants {
                nearer(taking, trip)
            } else {
                taking
            };
            (nearer(any, trip), taking)
        });
        dealt(self.stage, &self.pupils, &self.layout, best)
    }
}

/// A site and the way there.
type Way = (usize, Trip);

/// The nearest site of every settlement.
#[derive(Clone, Debug)]
struct Nearest {
    /// Of all that run the stage.
    any: NearestWays,
    /// Of those that take entrants; `None` where all do.
    taking: Option<NearestWays>,
}

impl Nearest {
    fn among(
        stage: Stage,
        layout: &Layout,
        open: &[usize],
        ways: impl Fn(&[usize]) -> NearestWays,
    ) -> Self {
        let takes = |site: &usize| layout.sites[*site].takes_entrants(stage);
        let taking: Vec<usize> = open.iter().copied().filter(takes).collect();
        Self {
            any: ways(open),
            taking: (taking.len() < open.len()).then(|| ways(&taking)),
        }
    }

    /// The nearest of all, and the nearest that takes entrants.
    fn of(&self, settlement: usize) -> (Option<Way>, Option<Way>) {
        let any = self.any[settlement];
        let taking = self.taking.as_ref();
        (any, taking.map_or(any, |taking| taking[settlement]))
    }
}

/// Every settlement's pupils to its site, by settlement; without a site they are unplaced.
fn dealt(
    stage: Stage,
    pupils: &[u32],
    layout: &Layout,
    best: impl Iterator<Item = (Option<Way>, Option<Way>)>,
) -> Assignment {
    let mut assignment = Assignment::empty(stage, layout.sites.len());
    let mut leaving = Leaving::new(layout.sites.len());
    let mut is_split = false;
    for ((settlement, &pupils), (any, taking)) in pupils.iter().enumerate().zip(best) {
        let staying = any.map_or(0, |(site, _)| {
            leaving.staying(&layout.sites[site], site, stage, pupils)
        });
        is_split |= staying < pupils;
        for (pupils, way) in [(staying, any), (pupils - staying, taking)] {
            match way {
                _ if pupils == 0 => {}
                Some((site, trip)) => assignment.flows.push(Flow {
                    settlement,
                    site,
                    pupils,
                    trip,
                }),
                None => assignment.unplaced.push(Unplaced { settlement, pupils }),
            }
        }
    }
    if is_split {
        assignment.tidy();
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
    fn a_school_that_is_phased_out_keeps_its_upper_grades_and_entrants_go_to_the_next() {
        // Two of six intakes are missing: of 60 pupils 40 are in the grades that are left.
        let sketch = Sketch::new(&[("a", None), ("b", None), ("c", None)], &[45, 15])
            .ways("a", &[100, 200])
            .ways("b", &[150, 210])
            .ways("c", &[400, 300])
            .phased_out("a", 2, &[])
            .phased_out("b", 1, &[]);
        let told = sketch.told(&sketch.nearest());
        assert_eq!(told, ["0→a 30", "0→c 15", "1→a 10", "1→c 5"]);
    }

    #[test]
    fn with_no_open_school_nobody_is_placed_and_nobody_vanishes() {
        let sketch = Sketch::new(&[], &[4, 0]);
        assert_eq!(sketch.told(&sketch.nearest()), ["0→? 4"]);
    }
}
