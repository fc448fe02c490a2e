//! The preparation that pays for many questions at once: a hierarchy, cut down to the settlements.

use std::collections::HashMap;

use super::Travel;
use super::dissection::elimination_order;
use super::graph::{Graph, Way};
use super::hierarchy::{Hierarchy, Topology};
use super::sweep::SweepPlan;

/// A finished preparation.
#[derive(Debug)]
pub(super) struct Prepared {
    /// All junctions, first removed first.
    pub(super) order: Vec<u32>,
    pub(super) plan: SweepPlan,
}

impl Travel {
    /// Builds the hierarchy that answers for many schools at once, if it is not there yet. Without this call
    /// the first such question builds it: half a second for a county, half a minute for a province.
    pub fn prepare(&self) {
        self.prepared();
    }

    /// Whether [`Travel::prepare`] has nothing left to do.
    pub fn is_prepared(&self) -> bool {
        self.prepared.get().is_some()
    }

    /// Prepares for roads that were edited, from a preparation before the edit: junctions that still stand keep their
    /// order, new ones come last. Some ten times faster than [`Travel::prepare`], and every answer is the same.
    ///
    /// Good for an added or cut road and for changed speeds; after much change, prepare anew.
    pub fn prepare_after(&self, before: &Self) {
        let Some(prepared) = before.prepared.get() else {
            return self.prepare();
        };
        let bits = |travel: &Self, junction: u32| {
            let at = travel.network.junctions[junction as usize];
            (at.lon.to_bits(), at.lat.to_bits())
        };
        let ranks: HashMap<_, _> = prepared
            .order
            .iter()
            .enumerate()
            .map(|(rank, &junction)| (bits(before, junction), rank))
            .collect();
        let mut order: Vec<u32> = (0..self.network.junctions.len() as u32).collect();
        order.sort_by_key(|&junction| {
            ranks
                .get(&bits(self, junction))
                .copied()
                .unwrap_or(usize::MAX)
        });
        self.take_order(order, &self.either_way());
    }

    pub(super) fn prepared(&self) -> &Prepared {
        self.prepared.get().unwrap_or_else(|| {
            // Not under the lock: a thread that waits for the halves of the network may pick up a task that
            // comes here too. Both then build the same, and one is kept.
            let either_way = self.either_way();
            let junctions = self.network.junctions.iter();
            let places: Vec<_> = junctions.map(|&at| self.projection.metres(at)).collect();
            self.take_order(elimination_order(&places, &either_way), &either_way)
        })
    }

    /// Builds the hierarchy of an order.
    pub(super) fn take_order(&self, order: Vec<u32>, either_way: &Graph) -> &Prepared {
        let topology = Topology::of(&order, either_way);
        let plan = SweepPlan::of(Hierarchy::of(&topology, &self.backward), &self.homes.exits);
        self.prepared.get_or_init(|| Prepared { order, plan })
    }

    /// What joins what, whatever the direction of travel.
    pub(super) fn either_way(&self) -> Graph {
        Graph::of(&self.network, Way::Either, |_| 0)
    }
}
