//! A plan whose schools are called otherwise in the county than in its file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Plan;
use super::action::Measure;
use crate::model::SchoolId;

impl Plan {
    /// The ids of all schools that its measures name.
    pub fn schools(&self) -> BTreeSet<&SchoolId> {
        let of_measures = self.actions.iter().filter(|action| {
            !matches!(
                action.measure,
                Measure::Road { .. } | Measure::Reserve { .. }
            )
        });
        of_measures
            .flat_map(|action| {
                let named = std::iter::once(action.measure.school());
                let receivers = action.measure.receivers().iter();
                named.chain(receivers).chain(action.details.shares.keys())
            })
            .chain(self.notes.keys())
            .collect()
    }

    /// Calls schools by other ids.
    pub fn rename(&mut self, to: &BTreeMap<SchoolId, SchoolId>) {
        let renamed = |id: &SchoolId| to.get(id).unwrap_or(id).clone();
        for action in &mut self.actions {
            let (school, into) = match &mut action.measure {
                Measure::New(_) | Measure::Reserve { .. } | Measure::Road { .. } => continue,
                Measure::Adjust { school, into, .. }
                | Measure::Merge { school, into }
                | Measure::PhaseOut { school, into } => (school, Some(into)),
                Measure::Relocate { school, .. }
                | Measure::Expand { school, .. }
                | Measure::Close { school }
                | Measure::Mothball { school }
                | Measure::Keep { school }
                | Measure::Ownership { school, .. } => (school, None),
            };
            *school = renamed(school);
            for receiver in into.into_iter().flatten() {
                *receiver = renamed(receiver);
            }
            let shares = std::mem::take(&mut action.details.shares);
            let shares = shares.into_iter().map(|(id, share)| (renamed(&id), share));
            action.details.shares = shares.collect();
        }
        let notes = std::mem::take(&mut self.notes).into_iter();
        self.notes = notes.map(|(id, note)| (renamed(&id), note)).collect();
        if self.beside.properties.is_empty() {
            return;
        }
        let beside = Arc::make_mut(&mut self.beside);
        let properties = std::mem::take(&mut beside.properties).into_iter();
        let key = |key: String| match key.strip_prefix("school\u{1F}") {
            Some(id) => format!("school\u{1F}{}", renamed(&SchoolId::new(id))),
            None => key,
        };
        beside.properties = properties.map(|(old, value)| (key(old), value)).collect();
    }
}
