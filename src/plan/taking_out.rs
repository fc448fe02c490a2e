//! Taking one step out of the middle of a plan's history, with all that came after it left as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::Plan;
use super::action::Action;
use super::command::contradicts;
use crate::model::County;
use crate::words::Words;

/// Why one step cannot be taken out alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Collides {
    /// A later step has changed the same.
    #[error("a later step has changed the same; go back to before it, or undo that one first")]
    Changed,
    /// What came after it rests on it.
    #[error("later measures rest on it; undo those first")]
    Needed,
    /// The step is not among those that were done.
    #[error("the step is undone already")]
    NotDone,
}

impl Collides {
    /// In both languages.
    pub fn words(self) -> Words {
        let zh = match self {
            Self::Changed => "之后的步骤改动了同一内容；请先撤那一步，或回到它之前",
            Self::Needed => "之后的措施以它为前提，请先撤那些措施",
            Self::NotDone => "这一步已经撤销",
        };
        Words::new(self.to_string(), zh)
    }
}

/// The plan `now` without what was changed from `before` to `after` in an earlier step.
///
/// A part that the step changed must still be as the step left it. Nothing is taken out by halves.
///
/// # Errors
/// When a later step has changed the same, or rests on it.
pub fn take_out(
    county: &County,
    now: &Plan,
    before: &Plan,
    after: &Plan,
) -> Result<Plan, Collides> {
    let mut next = now.clone();
    next.name = part(&now.name, &before.name, &after.name)?;
    next.period = part(&now.period, &before.period, &after.period)?;
    next.horizon = part(&now.horizon, &before.horizon, &after.horizon)?;
    next.policy = part(&now.policy, &before.policy, &after.policy)?;
    next.standards = part(&now.standards, &before.standards, &after.standards)?;
    next.confirmed = entries(&now.confirmed, &before.confirmed, &after.confirmed)?;
    next.assumptions = entries(&now.assumptions, &before.assumptions, &after.assumptions)?;
    next.notes = entries(&now.notes, &before.notes, &after.notes)?;
    next.extra = part(&now.extra, &before.extra, &after.extra)?;
    let beside = part(
        now.beside.as_ref(),
        before.beside.as_ref(),
        after.beside.as_ref(),
    )?;
    next.beside = Arc::new(beside);
    next.actions = actions(&now.actions, &before.actions, &after.actions)?;
    if next.faults(county).len() > now.faults(county).len() {
        return Err(Collides::Needed);
    }
    Ok(next)
}

/// A part as it was before the step; as it is now where the step left it alone.
fn part<T: Clone + PartialEq>(now: &T, before: &T, after: &T) -> Result<T, Collides> {
    if before == after {
        return Ok(now.clone());
    }
    if now == after {
        return Ok(before.clone());
    }
    Err(Collides::Changed)
}

fn entries<K: Clone + Ord, V: Clone + PartialEq>(
    now: &BTreeMap<K, V>,
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
) -> Result<BTreeMap<K, V>, Collides> {
    let mut next = now.clone();
    for key in before.keys().chain(after.keys()) {
        match part(&now.get(key), &before.get(key), &after.get(key))? {
            Some(value) => next.insert(key.clone(), value.clone()),
            None => next.remove(key),
        };
    }
    Ok(next)
}

/// The measures without those that the step brought, and with those that it took away, each behind the one that it
/// stood behind.
fn actions(now: &[Action], before: &[Action], after: &[Action]) -> Result<Vec<Action>, Collides> {
    let brought = missing_in(before, after);
    let taken = missing_in(after, before);
    let mut next: Vec<Action> = now.to_vec();
    let mut freed = None;
    for place in brought {
        let found = next.iter().position(|action| *action == after[place]);
        let found = found.ok_or(Collides::Changed)?;
        next.remove(found);
        freed = Some(found);
    }
    for place in taken {
        let back = &before[place];
        let clashes = |action: &Action| {
            contradicts(&action.measure, &back.measure)
                || contradicts(&back.measure, &action.measure)
        };
        if next.iter().any(clashes) {
            return Err(Collides::Changed);
        }
        let behind = before[..place].iter().rev();
        let behind = behind.filter_map(|earlier| next.iter().position(|action| action == earlier));
        let at = behind.map(|found| found + 1).next();
        let at = at.or(freed).unwrap_or(0).min(next.len());
        next.insert(at, back.clone());
    }
    Ok(next)
}

/// The places of the measures in `all` that are not in `other`, each of equal ones for itself.
fn missing_in(other: &[Action], all: &[Action]) -> Vec<usize> {
    let mut left: Vec<&Action> = other.iter().collect();
    let is_missing = |&place: &usize| {
        let found = left.iter().position(|action| **action == all[place]);
        found.map(|found| left.swap_remove(found)).is_none()
    };
    (0..all.len()).filter(is_missing).collect()
}

#[cfg(test)]
#[path = "taking_out_tests.rs"]
mod tests;
