//! Whom closed schools hand their pupils to, and in what shares.

use super::super::Rows;
use super::Freedom;
use crate::model::{SchoolId, Stage};
use crate::plan::{Layout, Status};

/// Whom closed schools hand their pupils to.
pub(super) struct Receivers {
    /// By site; empty when the policy decides.
    pub(super) named: Vec<Vec<u32>>,
    /// By site: receivers and their weights; empty when none are stated.
    pub(super) shares: Vec<Vec<(u32, u32)>>,
}

impl Receivers {
    pub(super) fn of(stage: Stage, layout: &Layout, rows: &Rows) -> Self {
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
                        if layout.sites[position].runs(stage)
                            && rows.get(position).is_some_and(Option::is_some)
                        {
                            found.push(position as u32);
                        }
                    }
                }
                found.sort_unstable();
                found
            })
            .collect();
        let shares = |site: usize| shares_of_receivers(layout, site, &named[site]);
        Self {
            shares: (0..layout.sites.len()).map(shares).collect(),
            named,
        }
    }

    pub(super) fn freedom(&self, site: usize) -> Freedom {
        match self.named.get(site) {
            Some(_) if !self.shares[site].is_empty() => Freedom::Shared(site as u32),
            Some(named) if !named.is_empty() => Freedom::Named(named.clone()),
            _ => Freedom::Any,
        }
    }
}

/// The stated shares of a closed site's receivers. They count where there is one for each receiver and all of those
/// take pupils themselves.
fn shares_of_receivers(layout: &Layout, site: usize, named: &[u32]) -> Vec<(u32, u32)> {
    let Status::Closed { into, shares } = &layout.sites[site].status else {
        return Vec::new();
    };
    let positions = into.iter().filter_map(|id| layout.position(id));
    let positions: Vec<u32> = positions.map(|position| position as u32).collect();
    let fits = shares.len() == into.len()
        && shares.iter().any(|&share| share > 0)
        && positions.len() == named.len()
        && positions.iter().all(|position| named.contains(position));
    if fits {
        positions.into_iter().zip(shares.iter().copied()).collect()
    } else {
        Vec::new()
    }
}

/// The positions of the receivers a closed site names.
fn into(layout: &Layout, site: usize) -> impl Iterator<Item = usize> + '_ {
    let named: &[SchoolId] = match &layout.sites[site].status {
        Status::Closed { into, .. } => into,
        _ => &[],
    };
    named.iter().filter_map(|id| layout.position(id))
}
