//! The findings of a layout as a list that a drag can change without copying what stays.

use std::ops::Index;
use std::sync::Arc;

use crate::rules::finding::Finding;

/// Findings in their order, the heaviest first.
///
/// Those that stay from frame to frame of a drag are shared with the layout the drag began from.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    shared: Arc<[Finding]>,
    own: Vec<Finding>,
    /// Positions in `shared`, and behind its end in `own`; `None` for the whole of `shared`.
    order: Option<Vec<u32>>,
}

impl Findings {
    /// Some of the shared findings, by ascending position, and new ones; both in their order, which `is_behind` tells:
    /// whether the second goes behind the first.
    pub(super) fn merged(
        shared: &Arc<[Finding]>,
        staying: &[u32],
        new: Vec<Finding>,
        is_behind: impl Fn(&Finding, &Finding) -> bool,
    ) -> Self {
        let mut order = Vec::with_capacity(staying.len() + new.len());
        let mut rest = staying;
        // Few are new.
        for (number, finding) in (shared.len() as u32..).zip(&new) {
            let before = rest.partition_point(|&kept| is_behind(&shared[kept as usize], finding));
            order.extend_from_slice(&rest[..before]);
            order.push(number);
            rest = &rest[before..];
        }
        order.extend_from_slice(rest);
        Self {
            shared: Arc::clone(shared),
            own: new,
            order: Some(order),
        }
    }

    /// All of them, shared.
    pub(super) fn shared(&self) -> Arc<[Finding]> {
        match &self.order {
            None => Arc::clone(&self.shared),
            Some(_) => self.iter().cloned().collect(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.order.as_ref().map_or(self.shared.len(), Vec::len)
    }

    /// Whether no standard is broken.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One after the other.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Finding> {
        (0..self.len()).map(|position| &self[position])
    }
}

impl From<Vec<Finding>> for Findings {
    fn from(findings: Vec<Finding>) -> Self {
        Self {
            shared: findings.into(),
            own: Vec::new(),
            order: None,
        }
    }
}

impl Index<usize> for Findings {
    type Output = Finding;

    fn index(&self, position: usize) -> &Finding {
        let number = self
            .order
            .as_ref()
            .map_or(position, |order| order[position] as usize);
        match number.checked_sub(self.shared.len()) {
            None => &self.shared[number],
            Some(own) => &self.own[own],
        }
    }
}
