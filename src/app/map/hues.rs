//! Which of six hues a catchment wears: never that of a neighbour, and the same one while a school is dragged.

use std::collections::BTreeMap;

use crate::model::SchoolId;

/// How many hues there are.
pub(super) const HUES: usize = 6;

/// The hues that schools have been given. Kept from frame to frame: a school changes its hue only when a
/// new neighbour wears the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Hues {
    by_school: BTreeMap<SchoolId, usize>,
    /// The same by site, as they were last worked out.
    last: Vec<(SchoolId, usize)>,
}

impl Hues {
    /// The hue of a school, once it has been given one.
    #[cfg(test)]
    pub(super) fn of_school(&self, school: &SchoolId) -> Option<usize> {
        self.by_school.get(school).copied()
    }

    /// Gives a school a hue.
    #[cfg(test)]
    pub(super) fn wear(&mut self, school: &SchoolId, hue: usize) {
        self.by_school.insert(school.clone(), hue);
        self.last
            .iter_mut()
            .filter(|(of, _)| of == school)
            .for_each(|(_, worn)| *worn = hue);
    }

    /// Whether no school has been given one.
    pub(super) fn is_empty(&self) -> bool {
        self.last.is_empty()
    }

    /// Hues by site. `neighbours` lists pairs of sites whose catchments touch, in order, and how long the common line
    /// is; where six hues do not suffice, the two that share the shortest line look alike.
    pub(super) fn of(
        &mut self,
        schools: &[&SchoolId],
        neighbours: &[((usize, usize), f64)],
    ) -> Vec<usize> {
        let mut hues: Vec<Option<usize>> = schools
            .iter()
            .enumerate()
            .map(|(site, school)| self.worn(site, school))
            .collect();
        let is_pair = |a: usize, b: usize| a != b && a < schools.len() && b < schools.len();
        let clash = |hues: &[Option<usize>], a: usize, b: usize| {
            is_pair(a, b) && hues[a].is_some() && hues[a] == hues[b]
        };
        let mut pairs = neighbours.iter();
        if hues.iter().all(Option::is_some) && !pairs.any(|&((a, b), _)| clash(&hues, a, b)) {
            return hues.into_iter().flatten().collect();
        }
        let mut beside: Vec<Vec<(usize, f64)>> = vec![Vec::new(); schools.len()];
        for &((a, b), length) in neighbours {
            if is_pair(a, b) {
                beside[a].push((b, length));
                beside[b].push((a, length));
            }
        }
        // Where two neighbours have come to wear the same hue, the one with fewer neighbours changes.
        for &((a, b), _) in neighbours {
            if clash(&hues, a, b) {
                let changes = if beside[a].len() < beside[b].len() {
                    a
                } else {
                    b
                };
                hues[changes] = None;
            }
        }
        fill(&beside, &mut hues);
        let hues: Vec<usize> = hues.into_iter().map(Option::unwrap_or_default).collect();
        for (school, &hue) in schools.iter().zip(&hues) {
            if self.by_school.get(*school) != Some(&hue) {
                self.by_school.insert((*school).clone(), hue);
            }
        }
        let with_hue = |(school, &hue): (&&SchoolId, &usize)| ((*school).clone(), hue);
        self.last = schools.iter().zip(&hues).map(with_hue).collect();
        hues
    }

    /// The hue a school has been given. As a rule it is where it was the last time.
    fn worn(&self, site: usize, school: &SchoolId) -> Option<usize> {
        match self.last.get(site) {
            Some((same, hue)) if same == school => Some(*hue),
            _ => self.by_school.get(school).copied(),
        }
    }
}

/// Gives hues to sites without, the most hemmed in first (DSATUR: Brélaz 1979).
fn fill(beside: &[Vec<(usize, f64)>], hues: &mut [Option<usize>]) {
    let mut worn = [0_usize; HUES];
    for hue in hues.iter().flatten() {
        worn[*hue] += 1;
    }
    let mut missing: Vec<usize> = (0..hues.len())
        .filter(|&site| hues[site].is_none())
        .collect();
    while !missing.is_empty() {
        let shared = |site: usize| {
            let mut lengths = [0.0; HUES];
            for &(other, length) in &beside[site] {
                if let Some(hue) = hues[other] {
                    lengths[hue] += length;
                }
            }
            lengths
        };
        let saturation = |site: usize| shared(site).iter().filter(|&&length| length > 0.0).count();
        let next = (0..missing.len()).max_by_key(|&k| {
            (
                saturation(missing[k]),
                beside[missing[k]].len(),
                std::cmp::Reverse(missing[k]),
            )
        });
        let Some(next) = next else { break };
        let site = missing.swap_remove(next);
        let lengths = shared(site);
        let best = (0..HUES)
            .min_by(|&a, &b| {
                lengths[a]
                    .total_cmp(&lengths[b])
                    .then(worn[a].cmp(&worn[b]))
                    .then(a.cmp(&b))
            })
            .unwrap_or_default();
        hues[site] = Some(best);
        worn[best] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schools(n: usize) -> Vec<SchoolId> {
        (0..n).map(|k| SchoolId::new(&format!("S{k:03}"))).collect()
    }

    /// A honeycomb: every inner cell has six neighbours.
    fn honeycomb(side: usize) -> Vec<((usize, usize), f64)> {
        let mut neighbours = Vec::new();
        for row in 0..side {
            for column in 0..side {
                let here = row * side + column;
                if column + 1 < side {
                    neighbours.push(((here, here + 1), 1.0));
                }
                if row + 1 < side {
                    neighbours.push(((here, here + side), 1.0));
                    if column > 0 {
                        neighbours.push(((here, here + side - 1), 1.0));
                    }
                }
            }
        }
        neighbours
    }

    #[test]
    fn neighbours_never_wear_the_same_hue() {
        let schools = schools(144);
        let names: Vec<_> = schools.iter().collect();
        let neighbours = honeycomb(12);
        let hues = Hues::default().of(&names, &neighbours);
        assert!(neighbours.iter().all(|&((a, b), _)| hues[a] != hues[b]));
        assert!(hues.iter().all(|&hue| hue < HUES));
    }

    #[test]
    fn a_new_neighbour_changes_one_hue_only() {
        let schools = schools(64);
        let names: Vec<_> = schools.iter().collect();
        let mut neighbours = honeycomb(8);
        let mut hues = Hues::default();
        let before = hues.of(&names, &neighbours);
        let same = (10..64)
            .find(|&other| before[other] == before[0])
            .expect("six hues on 64 cells");
        neighbours.push(((0, same), 1.0));
        let after = hues.of(&names, &neighbours);
        assert!(neighbours.iter().all(|&((a, b), _)| after[a] != after[b]));
        assert_eq!(before.iter().zip(&after).filter(|(a, b)| a != b).count(), 1);
        assert_eq!(
            hues.of(&names, &neighbours),
            after,
            "nothing changes on its own"
        );
    }

    /// The neighbours after a site is gone: those round it touch each other, each the next.
    fn without(neighbours: &[((usize, usize), f64)], gone: usize) -> Vec<((usize, usize), f64)> {
        let touches = |&&((a, b), _): &&((usize, usize), f64)| a == gone || b == gone;
        let round: Vec<usize> = neighbours
            .iter()
            .filter(touches)
            .map(|&((a, b), _)| a + b - gone)
            .collect();
        let next = round.windows(2).map(|pair| ((pair[0], pair[1]), 1.0));
        let kept = neighbours.iter().filter(|pair| !touches(pair)).copied();
        kept.chain(next).collect()
    }

    #[test]
    fn a_closure_changes_no_hue_but_those_round_the_closed_school() {
        let schools = schools(144);
        let names: Vec<_> = schools.iter().collect();
        let neighbours = honeycomb(12);
        for gone in [13, 66, 70, 131] {
            let mut hues = Hues::default();
            let before = hues.of(&names, &neighbours);
            let after_it = without(&neighbours, gone);
            let after = hues.of(&names, &after_it);
            assert!(after_it.iter().all(|&((a, b), _)| after[a] != after[b]));
            let is_round = |site: usize| {
                let pair = |&((a, b), _): &((usize, usize), f64)| {
                    (a, b) == (site.min(gone), site.max(gone))
                };
                neighbours.iter().any(pair)
            };
            let changed = (0..names.len()).filter(|&site| before[site] != after[site]);
            let far: Vec<usize> = changed.filter(|&site| !is_round(site)).collect();
            assert!(far.is_empty(), "{gone} closes, and {far:?} change");
        }
    }

    #[test]
    fn when_all_hues_are_taken_the_shortest_common_line_gives_way() {
        let schools = schools(7);
        let names: Vec<_> = schools.iter().collect();
        let mut neighbours = Vec::new();
        for a in 0..7 {
            for b in a + 1..7 {
                neighbours.push(((a, b), if (a, b) == (2, 5) { 0.1 } else { 10.0 }));
            }
        }
        let hues = Hues::default().of(&names, &neighbours);
        let alike: Vec<_> = neighbours
            .iter()
            .filter(|((a, b), _)| hues[*a] == hues[*b])
            .collect();
        assert_eq!(alike.len(), 1);
    }
}
