//! Maximal cover with fixed existing sites: open K more so that most pupils live within the radius.
//!
//! Pupils already within the radius of an existing site are counted and set aside. Settlements that the same candidates
//! reach become one. What is left is a p-median problem: a settlement that nobody reaches costs its pupils, any other
//! costs nothing. Its price bound is nearly always tight on real maps, as the linear relaxation is.

use std::collections::BTreeMap;

use super::median::{self, Client};
use super::{Answer, Progress, Run};

/// Pupils living in one place, and the candidate sites within the radius.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// How many.
    pub pupils: i64,
    /// Whether an existing site is within the radius.
    pub is_covered: bool,
    /// Candidates within the radius, by number.
    pub sites: Vec<u32>,
}

/// Opens `choose` sites (fewer only where there are not that many) so that the most pupils are
/// within the radius of an existing or a chosen site.
///
/// The value counts all pupils covered, those of existing sites included; the bound is from above.
/// The choice lists site numbers, ascending.
pub fn solve(n_sites: usize, homes: &[Home], choose: usize, run: &Run<'_>) -> Answer<Vec<u32>> {
    let all: i64 = homes.iter().map(|home| home.pupils).sum();
    let mut by_sites: BTreeMap<Vec<u32>, i64> = BTreeMap::new();
    let mut out_of_reach = 0;
    for home in homes.iter().filter(|home| !home.is_covered) {
        if home.sites.is_empty() {
            out_of_reach += home.pupils;
        } else {
            let mut sites = home.sites.clone();
            sites.sort_unstable();
            sites.dedup();
            *by_sites.entry(sites).or_default() += home.pupils;
        }
    }
    let clients = by_sites.into_iter().map(|(sites, pupils)| Client {
        beyond: Some(pupils),
        sites: sites.into_iter().map(|site| (site, 0)).collect(),
    });
    let problem = median::Problem::new(n_sites, clients.collect());
    let within_reach = all - out_of_reach;
    let covered = |uncovered: i64| within_reach - uncovered;
    let tell = |progress: Progress| {
        (run.progress)(Progress {
            value: covered(progress.value),
            bound: covered(progress.bound),
            ..progress
        });
    };
    let missed = median::solve(&problem, choose, &run.watched(run.cancel, &tell));
    Answer {
        value: covered(missed.value),
        bound: covered(missed.bound),
        ..missed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn covered(homes: &[Home], open: u32) -> i64 {
        let reached =
            |home: &&Home| home.is_covered || home.sites.iter().any(|&site| open >> site & 1 == 1);
        homes.iter().filter(reached).map(|home| home.pupils).sum()
    }

    #[test]
    fn no_choice_covers_more_pupils_than_the_answer() {
        for seed in 0..200 {
            let mut random = Random::seeded(seed);
            let n_sites = 1 + random.below(9);
            let homes: Vec<Home> = (0..=random.below(30))
                .map(|_| Home {
                    pupils: random.below(50) as i64,
                    is_covered: random.below(6) == 0,
                    sites: (0..n_sites as u32)
                        .filter(|_| random.below(4) == 0)
                        .collect(),
                })
                .collect();
            let choose = random.below(n_sites + 1);
            let best = (0_u32..1 << n_sites)
                .filter(|open| open.count_ones() as usize == choose)
                .map(|open| covered(&homes, open))
                .max();
            let answer = solve(n_sites, &homes, choose, &Run::to_the_end());
            let open = answer.choice.iter().fold(0, |set, site| set | 1 << site);
            assert_eq!(Some(answer.value), best, "seed {seed}");
            assert_eq!(covered(&homes, open), answer.value, "seed {seed}");
            assert_eq!(answer.value, answer.bound, "seed {seed}");
        }
    }
}
