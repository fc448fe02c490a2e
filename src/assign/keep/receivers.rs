//! Whom schools hand pupils to that they no longer take, and in what shares.

use super::super::Rows;
use super::{Choices, Freedom, Group};
use crate::model::{SchoolId, Stage, apportion};
use crate::plan::Layout;
use crate::solve::transport::{Demand, Share, Transport};

/// Whom schools hand pupils to that they no longer take.
pub(super) struct Receivers {
    /// By site; empty when the policy decides.
    pub(super) named: Vec<Vec<u32>>,
    /// By site: receivers and their weights; empty when none are stated.
    shares: Vec<Vec<(u32, u32)>>,
    /// By site: whether it takes pupils of the stage that it did not have.
    takes: Vec<bool>,
}

impl Receivers {
    pub(super) fn of(stage: Stage, layout: &Layout, rows: &Rows) -> Self {
        let takes: Vec<bool> = (0..layout.sites.len())
            .map(|site| {
                layout.sites[site].takes_entrants(stage)
                    && rows.get(site).is_some_and(Option::is_some)
            })
            .collect();
        let named: Vec<Vec<u32>> = (0..layout.sites.len())
            .map(|site| {
                let mut seen = vec![site];
                let mut found = Vec::new();
                let mut next = 0;
                while let Some(&at) = seen.get(next) {
                    next += 1;
                    for position in into(layout, at) {
                        if seen.contains(&position) {
                            continue;
                        }
                        seen.push(position);
                        if takes[position] {
                            found.push(position as u32);
                        }
                    }
                }
                found.sort_unstable();
                found
            })
            .collect();
        let shares = |site: usize| shares_of_receivers(layout, site, stage);
        Self {
            shares: (0..layout.sites.len()).map(shares).collect(),
            named,
            takes,
        }
    }

    pub(super) fn freedom(&self, site: usize) -> Freedom {
        match self.named.get(site) {
            Some(named) if !named.is_empty() && !self.shares[site].is_empty() => {
                Freedom::Shared(site as u32)
            }
            Some(named) if !named.is_empty() => Freedom::Named(named.clone()),
            _ => Freedom::Any,
        }
    }

    /// The pupils of one school by the receivers that its shares give them, or whom those hand them on to.
    pub(super) fn shared_out(
        &self,
        school: usize,
        shared: &[Group],
        sites: usize,
        rows: &Rows,
    ) -> Vec<Group> {
        let parts = &self.shares[school];
        let open: Vec<u32> = {
            let mut open: Vec<u32> = parts.iter().map(|&(receiver, _)| receiver).collect();
            open.sort_unstable();
            open
        };
        let total: u32 = shared.iter().map(|group| group.pupils).sum();
        let weights: Vec<u32> = parts.iter().map(|&(_, weight)| weight).collect();
        let mut quotas = vec![Some(0); sites];
        for (&(receiver, _), quota) in parts.iter().zip(apportion(total, &weights)) {
            quotas[receiver as usize] = Some(quota);
        }
        let demands: Vec<Demand> = shared.iter().map(Group::demand).collect();
        let full = vec![false; sites];
        let choices = Choices::of(shared, &full, rows, &open);
        let by_receiver = Transport::new(&demands, &quotas, &choices)
            .shares()
            .into_iter();
        let group = |share: Share| Group {
            settlement: shared[share.home as usize].settlement,
            pupils: share.pupils,
            freedom: match share.site {
                Some(site) if self.takes[site as usize] => Freedom::Named(vec![site]),
                // A circle of closed schools ends with any receiver that takes pupils.
                Some(site) if site as usize != school => self.freedom(site as usize),
                _ => Freedom::Named(self.named[school].clone()),
            },
        };
        by_receiver.map(group).collect()
    }
}

/// The stated shares of a site's receivers that teach, or taught, the stage.
fn shares_of_receivers(layout: &Layout, site: usize, stage: Stage) -> Vec<(u32, u32)> {
    let (into, shares) = layout.sites[site].receivers();
    if shares.len() != into.len() {
        return Vec::new();
    }
    let part = |(id, &weight): (&SchoolId, &u32)| {
        let position = layout.position(id)?;
        let teaches = layout.sites[position].stages[stage].is_some() && position != site;
        teaches.then_some((position as u32, weight))
    };
    let parts: Vec<(u32, u32)> = into.iter().zip(shares).filter_map(part).collect();
    if parts.iter().all(|&(_, weight)| weight == 0) {
        return Vec::new();
    }
    parts
}

/// The positions of the receivers that a site names.
fn into(layout: &Layout, site: usize) -> impl Iterator<Item = usize> + '_ {
    let (named, _) = layout.sites[site].receivers();
    named.iter().filter_map(|id| layout.position(id))
}
