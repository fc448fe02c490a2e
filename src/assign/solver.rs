//! The exact optimum under seats, kept while the layout changes under the planner's hand.

use std::sync::Arc;

use super::rows::{OpenRows, open_sites};
use super::seats::{demands, placed, price_seats};
use super::{Assignment, Rows};
use crate::model::Stage;
use crate::plan::Layout;
use crate::solve::transport::{Proof, Transport};
use crate::travel::Trip;

/// What [`super::seats()`] answers, solved once and then kept up to date edit by edit.
///
/// Every edit ends at an exact optimum again: the same pupils placed and the same pupil-decimetres as [`super::seats()`]
/// would give for the edited layout (where several assignments are equally good it may be another of them).
/// Moving a school of a county of 5,000 settlements takes a fraction of a millisecond.
#[derive(Clone, Debug)]
pub struct SeatSolver {
    pub(super) stage: Stage,
    pub(super) rows: Vec<Option<Arc<[Trip]>>>,
    /// Positions that have a row, ascending; closed ones have no seats.
    pub(super) open: Vec<u32>,
    /// By site; what it has when it is open.
    seats: Vec<Option<u32>>,
    pub(super) transport: Transport,
    /// The site that the lists were narrowed for.
    dragged: Option<usize>,
}

impl SeatSolver {
    /// Solves a stage of a layout from scratch.
    pub fn new(stage: Stage, pupils: &[u32], layout: &Layout, rows: &Rows) -> Self {
        let open = open_sites(stage, layout, rows);
        let seats: Vec<Option<u32>> = layout.sites.iter().map(|site| site.seats(stage)).collect();
        let transport = Transport::new(&demands(pupils), &seats, &OpenRows::new(rows, &open));
        let mut rows: Vec<Option<Arc<[Trip]>>> = rows.to_vec();
        rows.resize(layout.sites.len(), None);
        Self {
            stage,
            rows,
            open,
            seats,
            transport,
            dragged: None,
        }
    }

    /// The school stands elsewhere now; `row` are the ways to it by settlement. A site that had no row opens.
    ///
    /// The first of several moves of one school takes longer: it makes the others quick.
    pub fn move_site(&mut self, site: usize, row: Arc<[Trip]>) {
        if site >= self.rows.len() {
            return;
        }
        if self.dragged != Some(site) {
            let near = OpenRows::new(&self.rows, &self.open);
            self.transport.narrow_for(site as u32, &near);
            self.dragged = Some(site);
        }
        let seen: Vec<(u32, u32)> = row
            .iter()
            .zip(0..)
            .map(|(trip, home)| (home, trip.distance().decimetres()))
            .filter(|&(home, cost)| cost < self.transport.horizon(home))
            .collect();
        self.rows[site] = Some(row);
        if let Err(at) = self.open.binary_search(&(site as u32)) {
            self.open.insert(at, site as u32);
        }
        let near = OpenRows::new(&self.rows, &self.open);
        self.transport.move_site(site as u32, &seen, &near);
    }

    /// The school takes no pupils any more.
    pub fn close(&mut self, site: usize) {
        self.limit(site, Some(0));
    }

    /// A closed school takes pupils again, where it stood and with the seats it had.
    pub fn open(&mut self, site: usize) {
        if let Some(&seats) = self.seats.get(site) {
            self.limit(site, seats);
        }
    }

    /// The school has other seats; `None` for no limit.
    pub fn set_seats(&mut self, site: usize, seats: Option<u32>) {
        if let Some(known) = self.seats.get_mut(site) {
            *known = seats;
            self.limit(site, seats);
        }
    }

    /// Another number of pupils lives in the settlement.
    pub fn set_pupils(&mut self, settlement: usize, pupils: u32) {
        let near = OpenRows::new(&self.rows, &self.open);
        self.transport.set_pupils(settlement as u32, pupils, &near);
    }

    fn limit(&mut self, site: usize, seats: Option<u32>) {
        let near = OpenRows::new(&self.rows, &self.open);
        self.transport.set_seats(site as u32, seats, &near);
    }

    /// The assignment now, with the price of every school's seats.
    pub fn assignment(&mut self) -> Assignment {
        let mut assignment = self.flows();
        price_seats(&mut assignment, &mut self.transport, &self.open);
        assignment
    }

    /// The assignment now, seats unpriced and the proof not checked again: what a frame needs while the mouse moves.
    pub fn flows(&self) -> Assignment {
        placed(self.stage, &self.transport, &self.rows, self.seats.len())
    }

    /// What the assignment comes to, proven afresh.
    pub fn proof(&self) -> Proof {
        self.transport.proof()
    }

    /// Pupils at a site now.
    pub fn load(&self, site: usize) -> u64 {
        self.transport.load(site as u32)
    }

    /// What one more seat at a site would do: pupils more that it would place, and decimetres it would save.
    pub fn one_more_seat(&mut self, site: usize) -> (u32, u32) {
        self.transport.one_more_seat(site as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{STAGE, Sketch};
    use super::*;
    use crate::model::Count;
    use crate::plan::Status;
    use crate::travel::Basis;
    use crate::units::Meters;

    fn row(decimetres: &[u32]) -> Arc<[Trip]> {
        decimetres
            .iter()
            .map(|&length| Trip::new(Meters::from_decimetres(length), Basis::Road))
            .collect()
    }

    /// Ways as if schools and settlements stood along a street.
    fn street(schools: &[u32], homes: u32) -> Vec<Vec<u32>> {
        let ways = |&school: &u32| (0..homes).map(|home| school.abs_diff(home * 37)).collect();
        schools.iter().map(ways).collect()
    }

    #[test]
    fn after_every_edit_the_numbers_are_those_of_a_fresh_start() {
        let names = ["a", "b", "c", "d"];
        let places = [10, 400, 700, 1_100];
        let pupils: Vec<u32> = (0..40).map(|home| home * 7 % 11).collect();
        let mut sketch = Sketch::new(&names.map(|name| (name, Some(60))), &pupils);
        for (name, ways) in names.iter().zip(street(&places, 40)) {
            sketch = sketch.ways(name, &ways);
        }
        let mut solver = SeatSolver::new(STAGE, &sketch.pupils, &sketch.layout, sketch.rows());
        let agree = |solver: &mut SeatSolver, sketch: &Sketch, what: &str| {
            let (warm, cold) = (solver.assignment(), sketch.seats());
            assert!(warm.is_proven, "{what}");
            assert_eq!(warm.not_placed(), cold.not_placed(), "{what}");
            assert_eq!(warm.pupil_decimetres(), cold.pupil_decimetres(), "{what}");
            assert_eq!(warm.seat_prices, cold.seat_prices, "{what}");
        };
        for step in 0..60_u32 {
            let ways: Vec<u32> = street(&[step * 25], 40).remove(0);
            sketch = sketch.ways("c", &ways);
            solver.move_site(2, row(&ways));
            agree(&mut solver, &sketch, "moved");
        }
        sketch = sketch.status("b", Status::closed(Vec::new()));
        solver.close(1);
        agree(&mut solver, &sketch, "closed");
        sketch.pupils[5] = 90;
        solver.set_pupils(5, 90);
        agree(&mut solver, &sketch, "grown");
        sketch = sketch.status("b", Status::Existing);
        solver.open(1);
        agree(&mut solver, &sketch, "open again");
        if let Some(record) = &mut sketch.layout.sites[0].stages[STAGE] {
            record.seats = Some(Count::recorded(150));
        }
        solver.set_seats(0, Some(150));
        agree(&mut solver, &sketch, "extended");
    }
}
