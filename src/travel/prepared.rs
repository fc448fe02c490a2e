//! The preparation that pays for many questions at once: a hierarchy, cut down to the settlements.

use std::collections::HashMap;
use std::sync::Arc;

use crate::geometry::LonLat;

use super::Travel;
use super::dissection::elimination_order;
use super::hierarchy::{Former, Hierarchy, NOT_THERE, Topology};
use super::sweep::SweepPlan;

/// With more new junctions than these, the old order is not worth keeping.
const MOST_NEW: usize = 64;
/// And one more for so many that stay.
const SHARE_OF_NEW: usize = 200;

/// A finished preparation.
#[derive(Debug)]
pub(super) struct Prepared {
    /// All junctions, first removed first.
    pub(super) order: Vec<u32>,
    /// For roads that are edited later.
    hierarchy: Hierarchy,
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
    /// order, and arcs that the edit cannot change their weights. Where too much is new, prepares afresh.
    pub(super) fn prepare_after(&self, before: &Self) {
        let Some(prepared) = before.prepared.get() else {
            return self.prepare();
        };
        let was = self.was_before(before);
        let n_new = was.iter().filter(|&&was| was == NOT_THERE).count();
        if n_new > MOST_NEW + was.len() / SHARE_OF_NEW {
            return self.prepare();
        }
        let ranks = prepared.hierarchy.rank_of();
        let mut order: Vec<u32> = (0..self.network.junctions.len() as u32).collect();
        // New ones go first, so that they join only those near to them.
        order.sort_by_key(|&junction| match was[junction as usize] {
            NOT_THERE => (false, self.shape.walking.arcs(junction).len() as u32),
            was => (true, ranks[was as usize]),
        });
        let topology = Topology::of(&order, &self.shape.walking);
        let former = Former {
            hierarchy: &prepared.hierarchy,
            backward: &before.shape.walking,
            was: &was,
        };
        self.take(
            order,
            Hierarchy::after(&former, topology, &self.shape.walking),
        );
    }

    /// By junction: its number on other roads, or [`NOT_THERE`].
    fn was_before(&self, before: &Self) -> Vec<u32> {
        let bits = |at: &LonLat| (at.lon.to_bits(), at.lat.to_bits());
        let (now, then) = (&self.network.junctions, &before.network.junctions);
        let same = |(a, b): &(&LonLat, &LonLat)| bits(a) == bits(b);
        let ahead = now.iter().zip(then).take_while(same).count();
        let (now_rest, then_rest) = (&now[ahead..], &then[ahead..]);
        let pairs = now_rest.iter().rev().zip(then_rest.iter().rev());
        let behind = pairs.take_while(same).count();
        let middle: HashMap<_, u32> = then_rest[..then_rest.len() - behind]
            .iter()
            .zip(ahead as u32..)
            .map(|(at, number)| (bits(at), number))
            .collect();
        let was = |at: &LonLat| middle.get(&bits(at)).copied().unwrap_or(NOT_THERE);
        let mut all: Vec<u32> = (0..ahead as u32).collect();
        all.extend(now_rest[..now_rest.len() - behind].iter().map(was));
        all.extend((then.len() - behind) as u32..then.len() as u32);
        all
    }

    pub(super) fn prepared(&self) -> &Prepared {
        if let Some(prepared) = self.prepared.get() {
            return prepared;
        }
        // Not under the lock: a thread that waits for the halves of the network may pick up a task that
        // comes here too. Both then build the same, and one is kept.
        let junctions = self.network.junctions.iter();
        let places: Vec<_> = junctions.map(|&at| self.projection.metres(at)).collect();
        self.take_order(elimination_order(&places, &self.shape.walking))
    }

    /// Builds the hierarchy of an order.
    pub(super) fn take_order(&self, order: Vec<u32>) -> &Prepared {
        let topology = Topology::of(&order, &self.shape.walking);
        self.take(order, Hierarchy::of(topology, &self.shape.walking))
    }

    fn take(&self, order: Vec<u32>, hierarchy: Hierarchy) -> &Prepared {
        let plan = SweepPlan::of(&hierarchy, &self.homes.exits);
        self.prepared.get_or_init(|| {
            Arc::new(Prepared {
                order,
                hierarchy,
                plan,
            })
        })
    }
}
