//! Schools that are phased out: who stays in the grades that are left.

use crate::model::Stage;
use crate::plan::Site;

/// Counts, school by school, how many of the pupils met so far are in grades that a phased-out school still teaches.
pub(super) struct Leaving {
    met: Vec<u64>,
}

impl Leaving {
    pub(super) fn new(sites: usize) -> Self {
        Self {
            met: vec![0; sites],
        }
    }

    /// How many of these pupils may stay: in whole pupils, so that the school's total is the share of its grades.
    pub(super) fn staying(
        &mut self,
        site: &Site,
        position: usize,
        stage: Stage,
        pupils: u32,
    ) -> u32 {
        if !site.runs(stage) || site.takes_entrants(stage) {
            return pupils;
        }
        let before = self.met[position];
        self.met[position] += u64::from(pupils);
        let left = |met: u64| site.still_taught(stage, met);
        (left(self.met[position]) - left(before)) as u32
    }
}
