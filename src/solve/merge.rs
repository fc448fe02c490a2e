//! Which small schools to close: upkeep saved against longer ways, every pupil with a seat within reach.
//!
//! The cost of a set of open schools is the exact optimum of a transportation problem, in which pupils of one
//! settlement may go to several schools. Added to it is the upkeep of the schools that could close and stay open.
//!
//! In such a problem, the fewer other schools are open, the more a school is missed (assignment games have this
//! property, Shapley 1962). So what a closure costs today is the least it can ever cost. Two things follow. Where that
//! is more than the upkeep, the school stays in some best plan. And today's costs of closure, added up, bound every
//! plan from below.
//!
//! The search closes the school that promises most, or else keeps it, and so on, until no branch can be better.

use super::transport::{Choice, Demand, NearestSites, Share, Transport};

use super::{Answer, Run};

/// A school that could close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closable {
    /// Its number among all schools.
    pub site: u32,
    /// What it costs to keep it open, in the units of pupils × way.
    pub upkeep: i64,
}

/// Homes, schools, and which of these could close.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// Pupils by home.
    pub pupils: Vec<u32>,
    /// By home, the schools within reach with the cost of the way, nearest first; ties by school.
    pub choices: Vec<Vec<Choice>>,
    /// Seats by school; `None` for no limit.
    pub seats: Vec<Option<u32>>,
    /// The schools in question, each once.
    pub closable: Vec<Closable>,
}

impl NearestSites for Task {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        into.clear();
        into.extend(self.choices[home].iter().take(count));
    }
}

/// Against a pupil who found a seat with all schools open and finds none now, no way counts.
const UNPLACED: i64 = 1 << 43;

/// The schools to close so that ways and upkeep together cost least, ascending.
///
/// As many pupils have a seat within reach as with all schools open. The value is pupils × way plus the upkeep
/// of the schools in question that stay.
pub fn solve(task: &Task, run: &Run<'_>) -> Answer<Vec<u32>> {
    solve_where(task, run, &|_| true)
}

/// The same among the sets of closures that please `accepts` as well. It hears whole sets only, and never the empty
/// one, which is always allowed.
pub fn solve_where(
    task: &Task,
    run: &Run<'_>,
    accepts: &dyn Fn(&[u32]) -> bool,
) -> Answer<Vec<u32>> {
    let mut search = MergeSearch::new(task, run, accepts);
    let mut undecided: Vec<Doubt> = task
        .closable
        .iter()
        .map(|&school| Doubt {
            school,
            loss: 0,
            is_fresh: false,
        })
        .collect();
    undecided.sort_unstable_by_key(|doubt| doubt.school.site);
    search.explore(search.all_open, 0, undecided);
    let mut closed = search.best_closed;
    closed.sort_unstable();
    let bound = if search.was_stopped {
        search.root_bound
    } else {
        search.best
    };
    run.answer(closed, search.best, bound.min(search.best))
}

/// An upkeep above all ways together, and far below what a pupil without a seat counts: as many schools close as can.
pub(crate) const DEAREST: i64 = 1 << 41;

/// The same task where every school in question costs so much more to keep open.
pub(crate) fn with_upkeep(task: &Task, upkeep: i64) -> Task {
    let dearer = |&school: &Closable| Closable {
        upkeep: school.upkeep + upkeep,
        ..school
    };
    Task {
        closable: task.closable.iter().map(dearer).collect(),
        ..task.clone()
    }
}

/// The corners of the front of closures against ways: for every upkeep that all schools cost more, one of them
/// is best. From the fewest closures to the most; values and bounds are without that upkeep.
///
/// Found by dichotomy (Aneja and Nair 1979): the upkeep at which two neighbours cost the same either finds a
/// corner between them or proves that there is none.
///
/// `accepts` as for [`solve_where`]. Once the run is over no corner is looked for any more.
pub fn front(
    task: &Task,
    run: &Run<'_>,
    accepts: &dyn Fn(&[u32]) -> bool,
) -> Vec<Answer<Vec<u32>>> {
    let at = |upkeep: i64| {
        let answer = solve_where(&with_upkeep(task, upkeep), run, accepts);
        let left = (task.closable.len() - answer.choice.len()) as i64;
        Answer {
            value: answer.value - left * upkeep,
            bound: answer.bound - left * upkeep,
            ..answer
        }
    };
    let mut corners = vec![at(0)];
    if run.is_over() {
        return corners;
    }
    let most = at(DEAREST);
    if most.choice.len() > corners[0].choice.len() {
        between(&at, &mut corners, most, run);
    }
    corners
}

/// Adds the corners after the last one up to and including `next`.
fn between(
    at: &dyn Fn(i64) -> Answer<Vec<u32>>,
    corners: &mut Vec<Answer<Vec<u32>>>,
    next: Answer<Vec<u32>>,
    run: &Run<'_>,
) {
    let Some(last) = corners.last() else { return };
    if run.is_over() {
        corners.push(next);
        return;
    }
    let closures = (next.choice.len() - last.choice.len()) as i64;
    let price = (next.value - last.value).div_euclid(closures.max(1));
    let middle = at(price);
    let is_new = last.choice.len() < middle.choice.len() && middle.choice.len() < next.choice.len();
    if is_new {
        between(at, corners, middle, run);
        between(at, corners, next, run);
    } else {
        corners.push(next);
    }
}

/// The county after some closures, for reasons.
pub(crate) struct After {
    transport: Transport,
    shares: Vec<Share>,
}

/// Deals all pupils with these schools closed.
pub(crate) fn after(task: &Task, closed: &[u32]) -> After {
    let demands: Vec<Demand> = task
        .pupils
        .iter()
        .map(|&pupils| Demand { pupils, weight: 1 })
        .collect();
    let mut seats = task.seats.clone();
    for &site in closed {
        seats[site as usize] = Some(0);
    }
    let transport = Transport::new(&demands, &seats, task);
    After {
        shares: transport.shares(),
        transport,
    }
}

impl After {
    /// All pupils' ways.
    pub(crate) fn pupil_decimetres(&self) -> i64 {
        self.transport.total().0 as i64
    }

    /// Where the pupils of a home go.
    pub(crate) fn shares_of(&self, home: usize) -> &[Share] {
        let start = self
            .shares
            .partition_point(|share| (share.home as usize) < home);
        let len = self.shares[start..].partition_point(|share| share.home as usize == home);
        &self.shares[start..start + len]
    }

    /// What closing one more school would add to all ways, and how many more pupils would find no seat.
    pub(crate) fn loss(&self, task: &Task, site: u32) -> (i64, u64) {
        let (ways, unplaced) = self.transport.total();
        let mut without = self.transport.clone();
        without.set_seats(site, Some(0), task);
        let (ways_without, unplaced_without) = without.total();
        (
            ways_without as i64 - ways as i64,
            unplaced_without.saturating_sub(unplaced),
        )
    }
}

/// A school that may still close, and the least that its closure costs.
#[derive(Clone, Copy)]
struct Doubt {
    school: Closable,
    loss: i64,
    /// Whether the loss is that of the schools open now, or of more.
    is_fresh: bool,
}

struct MergeSearch<'a> {
    task: &'a Task,
    run: &'a Run<'a>,
    accepts: &'a dyn Fn(&[u32]) -> bool,
    transport: Transport,
    /// Pupils without a seat when all schools are open.
    always_unplaced: u64,
    all_open: i64,
    closed: Vec<u32>,
    best: i64,
    best_closed: Vec<u32>,
    root_bound: i64,
    was_stopped: bool,
}

impl<'a> MergeSearch<'a> {
    fn new(task: &'a Task, run: &'a Run<'a>, accepts: &'a dyn Fn(&[u32]) -> bool) -> Self {
        let demands: Vec<Demand> = task
            .pupils
            .iter()
            .map(|&pupils| Demand { pupils, weight: 1 })
            .collect();
        let transport = Transport::new(&demands, &task.seats, task);
        let (placed_cost, always_unplaced) = transport.total();
        let upkeep: i64 = task.closable.iter().map(|school| school.upkeep).sum();
        Self {
            task,
            run,
            accepts,
            transport,
            always_unplaced,
            all_open: placed_cost as i64,
            closed: Vec::new(),
            best: placed_cost as i64 + upkeep,
            best_closed: Vec::new(),
            root_bound: placed_cost as i64,
            was_stopped: false,
        }
    }

    fn cost(&self) -> i64 {
        let (cost, unplaced) = self.transport.total();
        cost as i64 + (unplaced - self.always_unplaced) as i64 * UNPLACED
    }

    fn close(&mut self, site: u32) {
        self.transport.set_seats(site, Some(0), self.task);
        self.closed.push(site);
    }

    fn reopen(&mut self, site: u32) {
        self.transport
            .set_seats(site, self.task.seats[site as usize], self.task);
        self.closed.pop();
    }

    /// Tries all plans that close only schools in doubt. `cost` is that of the schools open now, `kept` the
    /// upkeep of those that are decided to stay.
    fn explore(&mut self, cost: i64, mut kept: i64, mut doubts: Vec<Doubt>) {
        let mut is_whole = self.closed.is_empty() && kept == 0;
        loop {
            if self.run.is_over() {
                self.was_stopped = true;
                return;
            }
            if cost + kept + keep_the_dear(&mut doubts, &mut kept) >= self.best {
                return;
            }
            // The losses with more schools open are a bound, those of now a better one.
            for doubt in doubts.iter_mut().filter(|doubt| !doubt.is_fresh) {
                if self.run.is_over() {
                    self.was_stopped = true;
                    return;
                }
                doubt.loss = self.loss(doubt.school.site, cost);
                doubt.is_fresh = true;
            }
            let closures = keep_the_dear(&mut doubts, &mut kept);
            let bound = cost + kept + closures;
            if is_whole {
                self.root_bound = bound;
                is_whole = false;
            }
            if bound >= self.best {
                return;
            }
            let promise = |doubt: &Doubt| doubt.school.upkeep - doubt.loss;
            let Some(most) = (0..doubts.len()).max_by_key(|&at| (promise(&doubts[at]), at)) else {
                if !self.closed.is_empty() && !(self.accepts)(&self.closed) {
                    return;
                }
                self.best = bound;
                self.best_closed.clone_from(&self.closed);
                self.run.tell(self.best, self.root_bound);
                return;
            };
            let Doubt { school, loss, .. } = doubts.remove(most);
            self.close(school.site);
            let stale = doubts.iter().map(|&doubt| Doubt {
                is_fresh: false,
                ..doubt
            });
            self.explore(cost + loss, kept, stale.collect());
            self.reopen(school.site);
            kept += school.upkeep;
        }
    }

    /// What closing one more school adds to the cost of now.
    fn loss(&mut self, site: u32, cost: i64) -> i64 {
        self.close(site);
        let after = self.cost();
        self.reopen(site);
        after - cost
    }
}

/// Decides to keep schools whose closure costs more than their upkeep; returns what closing all the others
/// costs at least.
fn keep_the_dear(doubts: &mut Vec<Doubt>, kept: &mut i64) -> i64 {
    doubts.retain(|doubt| {
        let may_close = doubt.loss < doubt.school.upkeep;
        if !may_close {
            *kept += doubt.school.upkeep;
        }
        may_close
    });
    doubts.iter().map(|doubt| doubt.loss).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn seeded(random: &mut Random) -> Task {
        let n_schools = 3 + random.below(6);
        let places: Vec<i64> = (0..n_schools).map(|_| random.below(100) as i64).collect();
        let seats = (0..n_schools).map(|_| {
            let seats = 5 + random.below(30) as u32;
            (random.below(8) > 0).then_some(seats)
        });
        let seats: Vec<Option<u32>> = seats.collect();
        let n_homes = 1 + random.below(12);
        let pupils = (0..n_homes).map(|_| random.below(9) as u32).collect();
        let choices = (0..n_homes)
            .map(|_| {
                let home = random.below(100) as i64;
                let mut choices: Vec<Choice> = (0..)
                    .zip(&places)
                    .map(|(site, place)| Choice {
                        cost: (home - place).unsigned_abs() as u32,
                        site,
                    })
                    .filter(|choice| choice.cost < 60)
                    .collect();
                choices.sort_unstable();
                choices
            })
            .collect();
        let mut closable: Vec<Closable> = (0..n_schools as u32)
            .map(|site| Closable {
                site,
                upkeep: random.below(400) as i64,
            })
            .collect();
        closable.retain(|_| random.below(4) > 0);
        Task {
            pupils,
            choices,
            seats,
            closable,
        }
    }

    /// The cost with these schools closed, and how many pupils find no seat.
    fn cost(task: &Task, closed: &[u32]) -> (u64, i64) {
        let demands = task
            .pupils
            .iter()
            .map(|&pupils| Demand { pupils, weight: 1 });
        let seats = (0..).zip(&task.seats).map(|(site, &seats)| {
            if closed.contains(&site) {
                Some(0)
            } else {
                seats
            }
        });
        let transport = Transport::new(
            &demands.collect::<Vec<_>>(),
            &seats.collect::<Vec<_>>(),
            task,
        );
        let (ways, unplaced) = transport.total();
        let stays = task
            .closable
            .iter()
            .filter(|school| !closed.contains(&school.site));
        (
            unplaced,
            ways as i64 + stays.map(|school| school.upkeep).sum::<i64>(),
        )
    }

    #[test]
    fn no_set_of_closures_costs_less() {
        for seed in 0..300 {
            let task = seeded(&mut Random::seeded(seed));
            let subsets = (0_u32..1 << task.closable.len()).map(|set| -> Vec<u32> {
                let chosen = task
                    .closable
                    .iter()
                    .enumerate()
                    .filter(|&(at, _)| set >> at & 1 == 1);
                chosen.map(|(_, school)| school.site).collect()
            });
            let best = subsets.map(|closed| cost(&task, &closed)).min();
            let answer = solve(&task, &Run::to_the_end());
            assert_eq!(Some(cost(&task, &answer.choice)), best, "seed {seed}");
            assert_eq!(
                best.map(|(_, cost)| cost),
                Some(answer.value),
                "seed {seed}"
            );
            assert_eq!(answer.value, answer.bound, "seed {seed}");
        }
    }

    #[test]
    fn more_seats_never_cost_more_and_a_lock_never_helps() {
        for seed in 0..100 {
            let task = seeded(&mut Random::seeded(seed));
            let value = |task: &Task| solve(task, &Run::to_the_end()).value;
            // Without limits everyone is placed, so that costs can be compared.
            let roomy = Task {
                seats: vec![None; task.seats.len()],
                ..task.clone()
            };
            if cost(&task, &[]).0 == cost(&roomy, &[]).0 {
                assert!(value(&roomy) <= value(&task), "seed {seed}");
            }
            if let Some((locked, rest)) = task.closable.split_first() {
                let one_kept = Task {
                    closable: rest.to_vec(),
                    ..task.clone()
                };
                assert!(
                    value(&task) <= value(&one_kept) + locked.upkeep,
                    "seed {seed}"
                );
            }
        }
    }

    #[test]
    fn the_front_has_the_best_plan_for_every_upkeep() {
        for seed in 0..60 {
            let task = seeded(&mut Random::seeded(seed));
            let corners = front(&task, &Run::to_the_end(), &|_| true);
            let left =
                |corner: &Answer<Vec<u32>>| (task.closable.len() - corner.choice.len()) as i64;
            assert!(
                corners.is_sorted_by(|a, b| left(a) > left(b) && a.value <= b.value),
                "seed {seed}"
            );
            for upkeep in (0..400).step_by(37) {
                let weighed = with_upkeep(&task, upkeep);
                let best = solve(&weighed, &Run::to_the_end()).value;
                let corner = corners
                    .iter()
                    .map(|corner| corner.value + left(corner) * upkeep)
                    .min();
                assert_eq!(corner, Some(best), "seed {seed} upkeep {upkeep}");
            }
        }
    }

    #[test]
    fn a_front_ends_soon_after_its_time() {
        let mut random = Random::seeded(9);
        let n_schools = 300;
        let places: Vec<i64> = (0..n_schools)
            .map(|_| random.below(10_000) as i64)
            .collect();
        let choices = |_| {
            let home = random.below(10_000) as i64;
            let mut choices: Vec<Choice> = (0..)
                .zip(&places)
                .map(|(site, place)| Choice {
                    cost: (home - place).unsigned_abs() as u32,
                    site,
                })
                .collect();
            choices.sort_unstable();
            choices
        };
        let task = Task {
            choices: (0..1_500).map(choices).collect(),
            pupils: vec![20; 1_500],
            seats: vec![Some(200); n_schools],
            closable: (0..n_schools as u32)
                .map(|site| Closable { site, upkeep: 0 })
                .collect(),
        };
        let seconds = |run: Run<'_>| {
            let corners = front(&task, &run, &|_| true);
            assert!(!corners.is_empty());
            run.seconds()
        };
        // What a run needs that is over before it begins, thrice: a front begins at most so many searches.
        let least = seconds(Run::for_seconds(0.0));
        let taken = seconds(Run::for_seconds(1.0));
        assert!(taken < 1.5 + 3.0 * least, "{taken} s, {least} s at least");
    }

    #[test]
    fn a_stopped_run_still_answers_between_its_bounds() {
        let task = seeded(&mut Random::seeded(4));
        let stopped = solve(&task, &Run::for_seconds(0.0));
        let proven = solve(&task, &Run::to_the_end());
        assert!(stopped.bound <= proven.value && proven.value <= stopped.value);
    }
}
