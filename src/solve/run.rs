//! How a solver is watched and stopped, and what it answers.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a solver knows so far, reported while it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// The best value found, in the units of the costs.
    pub value: i64,
    /// No solution can be better than this.
    pub bound: i64,
    /// Since the start.
    pub seconds: f64,
}

/// The watcher of one run: when it must end, what may stop it, and who hears how far it is.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    started: Instant,
    /// Give up proving at this moment and return the best found.
    pub deadline: Option<Instant>,
    /// Set by another thread to stop at once.
    pub cancel: &'a AtomicBool,
    /// Hears every better value and bound.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

static NEVER_CANCELLED: AtomicBool = AtomicBool::new(false);

impl<'a> Run<'a> {
    /// A run that ends with the proof, unwatched.
    pub fn to_the_end() -> Self {
        Self {
            started: Instant::now(),
            deadline: None,
            cancel: &NEVER_CANCELLED,
            progress: &|_| (),
        }
    }

    /// A run of at most this many seconds, unwatched.
    pub fn for_seconds(seconds: f64) -> Self {
        let limit = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
        let run = Self::to_the_end();
        Self {
            deadline: run.started.checked_add(limit),
            ..run
        }
    }

    /// The same run, watched and cancellable.
    pub fn watched(self, cancel: &'a AtomicBool, progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        Self {
            cancel,
            progress,
            ..self
        }
    }

    /// The same run with an earlier end, which leaves as much time to each of `others` that come after.
    pub fn sharing(self, others: usize) -> Self {
        let now = Instant::now();
        let share = |end: Instant| {
            let shares = u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1);
            now + end.saturating_duration_since(now) / shares
        };
        Self {
            deadline: self.deadline.map(share),
            ..self
        }
    }

    /// The same run with a later end, for what is to be said at its end.
    pub fn with_grace(self, seconds: f64) -> Self {
        let grace = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        Self {
            deadline: self.deadline.and_then(|end| end.checked_add(grace)),
            ..self
        }
    }

    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    /// Whether to stop now.
    pub fn is_over(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
            || self.deadline.is_some_and(|end| Instant::now() >= end)
    }

    /// Whether it is over, or no more than a tenth is left of the time that it had so many seconds after the start: the
    /// last round of a search is not begun when it could not end in time.
    pub fn is_nearly_over(&self, began: f64) -> bool {
        let is_near = |end: Instant| {
            let had = end.saturating_duration_since(self.started).as_secs_f64() - began;
            let left = end.saturating_duration_since(Instant::now());
            left.as_secs_f64() <= had / 10.0
        };
        self.is_over() || self.deadline.is_some_and(is_near)
    }

    pub(crate) fn tell(&self, value: i64, bound: i64) {
        (self.progress)(Progress {
            value,
            bound,
            seconds: self.seconds(),
        });
    }

    pub(crate) fn answer<T>(&self, choice: T, value: i64, bound: i64) -> Answer<T> {
        Answer {
            choice,
            value,
            bound,
            seconds: self.seconds(),
        }
    }
}

/// The best choice found, its value, and how far at most it is from the best possible.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<T> {
    /// What to do.
    pub choice: T,
    /// Its value in the units of the costs.
    pub value: i64,
    /// No choice has a better value: a lower bound for costs, an upper bound for pupils covered.
    pub bound: i64,
    /// How long it took.
    pub seconds: f64,
}

impl<T> Answer<T> {
    /// The distance between value and bound as a share of the value; zero when proven.
    pub fn gap(&self) -> f64 {
        let apart = self.value.abs_diff(self.bound);
        if apart == 0 {
            return 0.0;
        }
        apart as f64 / self.value.unsigned_abs().max(1) as f64
    }

    /// The same answer where so much of the costs is not told: a bound for all choices that pay as much of it.
    pub(crate) fn less(self, untold: i64) -> Self {
        let value = self.value - untold;
        let bound = self.bound - untold;
        Self {
            value,
            // What is left is never negative where something was not told.
            bound: if untold > 0 {
                bound.max(0).min(value)
            } else {
                bound
            },
            ..self
        }
    }

    /// The same answer about something else.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        Answer {
            choice: change(self.choice),
            value: self.value,
            bound: self.bound,
            seconds: self.seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_shares_leaves_as_much_time_to_each_of_the_others() {
        let whole = Run::for_seconds(100.0);
        let left = |run: Run<'_>| run.deadline.map(|end| end.duration_since(run.started));
        let quarter = left(whole.sharing(3)).unwrap().as_secs_f64();
        assert!((25.0..30.0).contains(&quarter), "{quarter}");
        assert_eq!(left(Run::to_the_end().sharing(3)), None);
    }
}
