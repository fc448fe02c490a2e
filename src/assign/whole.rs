//! Settlements that are not split: every one to one school, close to the best that splitting could do.
//!
//! **Method.** The split optimum splits fewer settlements than there are schools. These are taken out and put back
//! whole, the largest first. Then single settlements are moved, exchanged and pushed on (one in, another out, to a
//! third school) while that shortens ways. The split optimum bounds the result from below, so its gap is known. Where
//! catchments must be in one piece, pieces cut off from their school are taken out as well, and a step that would cut
//! one off is refused.

use super::contiguous::Neighbours;
use super::rows::trip;
use super::{Assignment, Flow, Rows, Unplaced};
use crate::solve::transport::{Choice, NearestSites};

/// How many of its nearest schools a settlement is tried at.
const TRIED: usize = 24;

/// How often all settlements are gone through at most; a handful is usual.
const PASSES: usize = 100;

/// What a pupil without a seat weighs in decimetres: more than any sum of ways.
const UNPLACED: i64 = 1 << 40;

/// The split optimum `assignment` with every settlement at one school; one that fits nowhere is unplaced.
/// With `neighbours`, every catchment is in one piece.
pub(super) fn unsplit(
    assignment: &Assignment,
    pupils: &[u32],
    limits: &[Option<u32>],
    rows: &Rows,
    near: &impl NearestSites,
    neighbours: Option<&Neighbours>,
) -> Assignment {
    let mut villages = Villages::of(assignment, pupils, limits, near, neighbours);
    villages.take_out_the_stranded();
    villages.place_the_rest();
    villages.improve();
    let mut result = Assignment::empty(assignment.stage, limits.len());
    for (settlement, &pupils) in pupils.iter().enumerate().filter(|(_, pupils)| **pupils > 0) {
        let site = villages.at[settlement].map(|choice| choice.site as usize);
        match site.and_then(|site| Some((site, trip(rows, site, settlement)?))) {
            Some((site, trip)) => result.flows.push(Flow {
                settlement,
                site,
                pupils,
                trip,
            }),
            None => result.unplaced.push(Unplaced { settlement, pupils }),
        }
    }
    result
}

struct Villages<'a> {
    pupils: &'a [u32],
    /// By settlement, its nearest schools, nearest first.
    lists: Vec<Vec<Choice>>,
    /// By settlement, the school it goes to.
    at: Vec<Option<Choice>>,
    /// By site, its settlements.
    members: Vec<Vec<usize>>,
    /// By site, seats that are left.
    room: Vec<i64>,
    /// Where catchments must be in one piece.
    neighbours: Option<&'a Neighbours>,
}

/// One step of the search: settlements and where they go instead.
struct Step {
    moves: [Option<(usize, Choice)>; 2],
    /// What it adds to the sum of ways.
    change: i64,
}

impl<'a> Villages<'a> {
    fn of(
        assignment: &Assignment,
        pupils: &'a [u32],
        limits: &[Option<u32>],
        near: &impl NearestSites,
        neighbours: Option<&'a Neighbours>,
    ) -> Self {
        let lists = (0..pupils.len())
            .map(|settlement| {
                let mut list = Vec::new();
                near.nearest(settlement, TRIED, &mut list);
                list
            })
            .collect();
        let mut villages = Self {
            pupils,
            lists,
            at: vec![None; pupils.len()],
            members: vec![Vec::new(); limits.len()],
            room: limits
                .iter()
                .map(|seats| seats.map_or(i64::MAX / 4, i64::from))
                .collect(),
            neighbours,
        };
        for flow in &assignment.flows {
            if flow.pupils == pupils[flow.settlement] {
                villages.put(
                    flow.settlement,
                    Some(Choice {
                        cost: flow.trip.cost(),
                        site: flow.site as u32,
                    }),
                );
            }
        }
        villages
    }

    fn weight(&self, settlement: usize) -> i64 {
        i64::from(self.pupils[settlement])
    }

    /// What all pupils of a settlement travel.
    fn cost(&self, settlement: usize, choice: Option<Choice>) -> i64 {
        let each = choice.map_or(UNPLACED, |choice| i64::from(choice.cost));
        each * self.weight(settlement)
    }

    fn put(&mut self, settlement: usize, choice: Option<Choice>) {
        let weight = self.weight(settlement);
        if let Some(old) = self.at[settlement] {
            self.room[old.site as usize] += weight;
            self.members[old.site as usize].retain(|&member| member != settlement);
        }
        if let Some(new) = choice {
            self.room[new.site as usize] -= weight;
            self.members[new.site as usize].push(settlement);
        }
        self.at[settlement] = choice;
    }

    /// The settlements of a site that are cut off from it.
    fn stranded(&self, site: usize) -> Vec<usize> {
        let belongs = |settlement: usize| {
            self.pupils[settlement] == 0
                || self.at[settlement].is_some_and(|choice| choice.site as usize == site)
        };
        self.neighbours.map_or_else(Vec::new, |neighbours| {
            neighbours.stranded(site, &self.members[site], belongs)
        })
    }

    fn take_out_the_stranded(&mut self) {
        for site in 0..self.members.len() {
            for settlement in self.stranded(site) {
                self.put(settlement, None);
            }
        }
    }

    fn place_the_rest(&mut self) {
        let mut rest: Vec<usize> = (0..self.pupils.len())
            .filter(|&settlement| self.at[settlement].is_none() && self.pupils[settlement] > 0)
            .collect();
        rest.sort_by_key(|&settlement| std::cmp::Reverse(self.pupils[settlement]));
        for settlement in rest {
            self.improve_one(settlement);
        }
    }

    fn improve(&mut self) {
        for _ in 0..PASSES {
            let mut improved = false;
            for settlement in 0..self.pupils.len() {
                improved |= self.pupils[settlement] > 0 && self.improve_one(settlement);
            }
            if !improved {
                return;
            }
        }
    }

    /// Takes the best step that brings one settlement nearer and pays on the whole; answers whether there was one.
    fn improve_one(&mut self, settlement: usize) -> bool {
        self.steps(settlement).iter().any(|step| self.take(step))
    }

    /// Takes a step, or leaves everything as it was if that would cut a catchment in two.
    fn take(&mut self, step: &Step) -> bool {
        let moves: Vec<(usize, Choice)> = step.moves.into_iter().flatten().collect();
        let before: Vec<(usize, Option<Choice>)> = moves
            .iter()
            .map(|&(settlement, _)| (settlement, self.at[settlement]))
            .collect();
        for &(settlement, _) in &moves {
            self.put(settlement, None);
        }
        for &(settlement, choice) in &moves {
            self.put(settlement, Some(choice));
        }
        let old = before.iter().filter_map(|(_, choice)| *choice);
        let in_one_piece = moves
            .iter()
            .map(|&(_, choice)| choice)
            .chain(old)
            .all(|choice| self.stranded(choice.site as usize).is_empty());
        if !in_one_piece {
            for &(settlement, _) in &before {
                self.put(settlement, None);
            }
            for (settlement, choice) in before {
                self.put(settlement, choice);
            }
        }
        in_one_piece
    }

    /// The steps that bring one settlement nearer and pay on the whole, best first.
    fn steps(&self, settlement: usize) -> Vec<Step> {
        let now = self.cost(settlement, self.at[settlement]);
        let weight = self.weight(settlement);
        let mut steps = Vec::new();
        for &choice in &self.lists[settlement] {
            let gain = self.cost(settlement, Some(choice)) - now;
            if gain >= 0 {
                break;
            }
            let room = self.room[choice.site as usize];
            if room >= weight {
                steps.push(Step {
                    moves: [Some((settlement, choice)), None],
                    change: gain,
                });
                continue;
            }
            for &other in &self.members[choice.site as usize] {
                if room + self.weight(other) < weight {
                    continue;
                }
                for &next in &self.lists[other] {
                    let change =
                        gain + self.cost(other, Some(next)) - self.cost(other, self.at[other]);
                    if change >= 0 {
                        break;
                    }
                    let freed = self.at[settlement]
                        .filter(|old| old.site == next.site)
                        .map_or(0, |_| weight);
                    let fits = self.room[next.site as usize] + freed >= self.weight(other);
                    if next.site != choice.site && fits {
                        steps.push(Step {
                            moves: [Some((settlement, choice)), Some((other, next))],
                            change,
                        });
                    }
                }
            }
        }
        steps.sort_by_key(|step| step.change);
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::OpenRows;
    use super::super::sketch::Sketch;
    use super::*;
    use crate::random::Random;

    /// Least (unplaced pupils, pupil-decimetres) over all whole assignments, by trying them all.
    fn best(pupils: &[u32], ways: &[Vec<u32>], room: &mut [u32]) -> (u64, u64) {
        let Some((&here, rest)) = pupils.split_last() else {
            return (0, 0);
        };
        let settlement = rest.len();
        let (unplaced, cost) = best(rest, ways, room);
        let mut least = (unplaced + u64::from(here), cost);
        for site in 0..ways.len() {
            if room[site] >= here {
                room[site] -= here;
                let (unplaced, cost) = best(rest, ways, room);
                room[site] += here;
                let way = u64::from(here) * u64::from(ways[site][settlement]);
                least = least.min((unplaced, cost + way));
            }
        }
        least
    }

    #[test]
    fn whole_villages_fit_their_schools_and_come_close_to_the_best() {
        let mut seeded = Random::seeded(5);
        let mut random = |below: u32| seeded.count_below(below);
        let names = ["a", "b", "c"];
        let (mut rounds, mut best_found) = (0, 0);
        for _ in 0..150 {
            let pupils: Vec<u32> = (0..7).map(|_| random(9)).collect();
            let limits: Vec<u32> = (0..3).map(|_| 4 + random(16)).collect();
            let schools: Vec<(&str, Option<u32>)> = names
                .iter()
                .zip(&limits)
                .map(|(&name, &seats)| (name, Some(seats)))
                .collect();
            let mut sketch = Sketch::new(&schools, &pupils);
            let ways: Vec<Vec<u32>> = (0..3)
                .map(|_| (0..7).map(|_| random(1_000)).collect())
                .collect();
            for (name, ways) in names.iter().zip(&ways) {
                sketch = sketch.ways(name, ways);
            }
            let split = sketch.seats();
            let seats: Vec<Option<u32>> = limits.iter().copied().map(Some).collect();
            let near = OpenRows::new(sketch.rows(), &[0, 1, 2]);
            let whole = unsplit(&split, &pupils, &seats, sketch.rows(), &near, None);
            assert_eq!(
                whole.placed() + whole.not_placed(),
                split.placed() + split.not_placed()
            );
            for (load, &seats) in whole.loads(3).iter().zip(&limits) {
                assert!(*load <= u64::from(seats));
            }
            for settlement in 0..7 {
                assert!(whole.of_settlement(settlement).len() <= 1);
            }
            let value = (whole.not_placed(), whole.pupil_decimetres());
            let best = best(&pupils, &ways, &mut limits.clone());
            assert!(value >= best);
            assert!(best >= (split.not_placed(), split.pupil_decimetres()));
            rounds += 1;
            best_found += u32::from(value == best);
        }
        assert!(best_found * 2 > rounds, "{best_found} of {rounds}");
    }
}
