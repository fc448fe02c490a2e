//! Undo and redo by whole values, each step with its name and its time.

use std::time::SystemTime;

use crate::words::Words;

/// One step of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which step it is of all that were taken; later ones have larger numbers.
    pub number: u64,
    /// What was done.
    pub name: Words,
    /// When.
    pub at: SystemTime,
    /// What it did to the figures, short; empty where that is nothing, or not known.
    pub effect: Words,
}

/// A value with its past and its undone future.
#[derive(Clone, Debug)]
pub struct History<T> {
    /// Every step done, with the value before it.
    past: Vec<(Step, T)>,
    present: T,
    /// Every step undone, with the value after it; the next to redo stands last.
    future: Vec<(Step, T)>,
}

impl<T> History<T> {
    /// A value without a past.
    pub fn new(present: T) -> Self {
        Self {
            past: Vec::new(),
            present,
            future: Vec::new(),
        }
    }

    /// A value with the steps that led to it, the first one first, each with the value before it; and those that were
    /// undone, the next to redo last, each with the value after it.
    pub fn with(past: Vec<(Step, T)>, present: T, future: Vec<(Step, T)>) -> Self {
        Self {
            past,
            present,
            future,
        }
    }

    /// The steps that led to the value, the first one first, each with the value before it.
    pub fn past(&self) -> &[(Step, T)] {
        &self.past
    }

    /// The steps that were undone, the next to redo last, each with the value after it.
    pub fn future(&self) -> &[(Step, T)] {
        &self.future
    }

    /// The value before all steps.
    pub fn first(&self) -> &T {
        self.past.first().map_or(&self.present, |(_, first)| first)
    }

    /// The value as it stands.
    pub fn present(&self) -> &T {
        &self.present
    }

    /// Takes a step to `next`; what was undone before can no longer be redone.
    pub fn step(&mut self, step: Step, next: T) {
        let before = std::mem::replace(&mut self.present, next);
        self.past.push((step, before));
        self.future.clear();
    }

    /// Says what the last step did to the figures, once they are known.
    pub fn say_effect(&mut self, effect: Words) {
        if let Some((step, _)) = self.past.last_mut() {
            step.effect = effect;
        }
    }

    /// Takes the last step back and returns it, or `None` when there is nothing to undo.
    pub fn undo(&mut self) -> Option<Step> {
        let (step, before) = self.past.pop()?;
        let after = std::mem::replace(&mut self.present, before);
        self.future.push((step.clone(), after));
        Some(step)
    }

    /// Takes the last undone step again and returns it.
    pub fn redo(&mut self) -> Option<Step> {
        let (step, after) = self.future.pop()?;
        let before = std::mem::replace(&mut self.present, after);
        self.past.push((step.clone(), before));
        Some(step)
    }

    /// The step that [`History::undo`] would take back.
    pub fn last(&self) -> Option<&Step> {
        self.past.last().map(|(step, _)| step)
    }

    /// The step that [`History::redo`] would take again.
    pub fn next(&self) -> Option<&Step> {
        self.future.last().map(|(step, _)| step)
    }

    /// The steps that were done, the first one first.
    pub fn done(&self) -> impl Iterator<Item = &Step> {
        self.past.iter().map(|(step, _)| step)
    }

    /// The steps that were undone, the next to redo first.
    pub fn undone(&self) -> impl Iterator<Item = &Step> {
        self.future.iter().rev().map(|(step, _)| step)
    }

    /// The values before and after a step that was done.
    pub fn around(&self, number: u64) -> Option<(&T, &T)> {
        let place = self
            .past
            .iter()
            .position(|(step, _)| step.number == number)?;
        let after = self
            .past
            .get(place + 1)
            .map_or(&self.present, |(_, value)| value);
        Some((&self.past[place].1, after))
    }

    /// Forgets what was undone.
    pub fn forget_undone(&mut self) {
        self.future.clear();
    }

    /// How many steps lie behind; changes with every step, undo and redo.
    pub fn depth(&self) -> usize {
        self.past.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(number: u64, en: &str) -> Step {
        Step {
            number,
            name: Words::new(en, en),
            at: SystemTime::UNIX_EPOCH,
            effect: Words::default(),
        }
    }

    #[test]
    fn undo_of_anything_is_where_we_were() {
        let mut history = History::new(1);
        history.step(named(1, "two"), 2);
        history.step(named(2, "three"), 3);
        assert_eq!(history.around(1), Some((&1, &2)));
        assert_eq!(history.around(2), Some((&2, &3)));
        assert_eq!(history.undo().unwrap().name.en, "three");
        assert_eq!(*history.present(), 2);
        assert_eq!(history.around(2), None, "it is undone");
        assert_eq!(history.redo().unwrap().name.en, "three");
        assert_eq!(*history.present(), 3);
        history.undo();
        history.step(named(3, "four"), 4);
        assert!(history.redo().is_none());
        assert_eq!(history.last().unwrap().name.en, "four");
    }
}
