//! Memory of finished work, kept for the next.

use std::sync::{Mutex, PoisonError};

/// Spare pieces of working memory, shared between threads.
#[derive(Debug)]
pub(super) struct Pool<T>(Mutex<Vec<T>>);

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Pool<T> {
    /// Lends a spare piece to a task, or a new one.
    pub(super) fn lend<R>(&self, make: impl FnOnce() -> T, task: impl FnOnce(&mut T) -> R) -> R {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut piece = spare.unwrap_or_else(make);
        let result = task(&mut piece);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(piece);
        result
    }
}
