//! Undo and redo by whole values, each step with its name.

use crate::words::Words;

/// A value with its past and its undone future.
#[derive(Clone, Debug)]
pub struct History<T> {
    past: Vec<(Words, T)>,
    present: T,
    future: Vec<(Words, T)>,
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

    /// The value as it stands.
    pub fn present(&self) -> &T {
        &self.present
    }

    /// Takes a step to `next`; what was undone before can no longer be redone.
    pub fn step(&mut self, name: Words, next: T) {
        let before = std::mem::replace(&mut self.present, next);
        self.past.push((name, before));
        self.future.clear();
    }

    /// Takes the last step back and returns its name, or `None` when there is nothing to undo.
    pub fn undo(&mut self) -> Option<Words> {
        let (name, before) = self.past.pop()?;
        let after = std::mem::replace(&mut self.present, before);
        self.future.push((name.clone(), after));
        Some(name)
    }

    /// Takes the last undone step again and returns its name.
    pub fn redo(&mut self) -> Option<Words> {
        let (name, after) = self.future.pop()?;
        let before = std::mem::replace(&mut self.present, after);
        self.past.push((name.clone(), before));
        Some(name)
    }

    /// The name of the step that [`History::undo`] would take back.
    pub fn undo_name(&self) -> Option<&Words> {
        self.past.last().map(|(name, _)| name)
    }

    /// The name of the step that [`History::redo`] would take again.
    pub fn redo_name(&self) -> Option<&Words> {
        self.future.last().map(|(name, _)| name)
    }

    /// How many steps lie behind; changes with every step, undo and redo.
    pub fn depth(&self) -> usize {
        self.past.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undo_of_anything_is_where_we_were() {
        let mut history = History::new(1);
        history.step(Words::new("two", "二"), 2);
        history.step(Words::new("three", "三"), 3);
        assert_eq!(history.undo().unwrap().en, "three");
        assert_eq!(*history.present(), 2);
        assert_eq!(history.redo().unwrap().en, "three");
        assert_eq!(*history.present(), 3);
        history.undo();
        history.step(Words::new("four", "四"), 4);
        assert!(history.redo().is_none());
        assert_eq!(history.undo_name().unwrap().en, "four");
    }
}
