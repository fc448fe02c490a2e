//! Flows by the site that they lead to.

use std::ops::Range;

use super::Flow;

/// Positions of flows, those of a site together and in their order.
#[derive(Clone, Debug)]
pub(crate) struct BySite {
    /// By site, where its positions begin; one more at the end.
    starts: Vec<usize>,
    positions: Vec<usize>,
}

impl BySite {
    /// Flows without pupils are left out.
    pub(crate) fn of(flows: &[Flow], sites: usize) -> Self {
        let with_pupils = || {
            let all = flows.iter().enumerate();
            all.filter(|(_, flow)| flow.pupils > 0)
        };
        let mut starts = vec![0; sites + 1];
        for (_, flow) in with_pupils() {
            starts[flow.site + 1] += 1;
        }
        for site in 0..sites {
            starts[site + 1] += starts[site];
        }
        let mut next = starts.clone();
        let mut positions = vec![0; starts[sites]];
        for (position, flow) in with_pupils() {
            positions[next[flow.site]] = position;
            next[flow.site] += 1;
        }
        Self { starts, positions }
    }

    fn range(&self, site: usize) -> Range<usize> {
        self.starts[site]..self.starts[site + 1]
    }

    /// The flows that lead to a site.
    pub(crate) fn at(&self, site: usize) -> &[usize] {
        &self.positions[self.range(site)]
    }

    /// The same, to be put in another order.
    pub(crate) fn at_mut(&mut self, site: usize) -> &mut [usize] {
        let range = self.range(site);
        &mut self.positions[range]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use crate::travel::{Basis, Trip};
    use crate::units::Meters;

    #[test]
    fn every_flow_with_pupils_stands_at_its_site_in_order() {
        let mut random = Random::seeded(5);
        for sites in [1, 2, 7] {
            let flows: Vec<Flow> = (0..40)
                .map(|settlement| Flow {
                    settlement,
                    site: random.below(sites),
                    pupils: random.count_below(3),
                    trip: Trip::new(Meters::from_f64(100.0), Basis::Road),
                })
                .collect();
            let mut by_site = BySite::of(&flows, sites);
            for site in 0..sites {
                let is_here = |&at: &usize| flows[at].site == site && flows[at].pupils > 0;
                let expected: Vec<usize> = (0..flows.len()).filter(is_here).collect();
                assert_eq!(by_site.at(site), expected);
                assert_eq!(by_site.at_mut(site), expected);
            }
        }
    }
}
