//! Work slower than a frame: a bar, a way to stop it, and one answer at the end.
//!
//! Each kind of work has a [`Lane`]: one thread that does one piece after the other. Whoever no longer wants an answer
//! drops the [`Job`]; the work hears of it through its [`Watch`] and ends, and the next piece begins.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::units::DistanceForm;
use crate::words::Words;

/// What a job tells while it runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Progress {
    /// What is being done.
    pub(crate) words: Words,
    /// How much is done, from 0 to 1; `None` where nobody can say.
    pub(crate) fraction: Option<f32>,
}

/// The job's side of the wire: tells how far it is, hears when to stop.
#[derive(Clone)]
pub(crate) struct Watch {
    progress: Arc<Mutex<Progress>>,
    cancel: Arc<AtomicBool>,
    ctx: egui::Context,
}

impl Watch {
    /// One that nobody looks at and nobody stops.
    #[cfg(test)]
    pub(crate) fn alone() -> Self {
        Self {
            progress: Arc::default(),
            cancel: Arc::default(),
            ctx: egui::Context::default(),
        }
    }

    /// Tells how far the job is; `Break` when it is to stop.
    pub(crate) fn tell(&self, words: Words, fraction: f64) -> ControlFlow<()> {
        let progress = Progress {
            words,
            fraction: Some(fraction as f32),
        };
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
        self.ctx.request_repaint();
        if self.is_cancelled() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// What is set when the job is to stop.
    pub(crate) fn flag(&self) -> &AtomicBool {
        &self.cancel
    }

    /// Whether the job is to stop.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }
}

type Piece = Box<dyn FnOnce() + Send>;

/// The thread of one kind of work. It begins with the first piece and ends when the lane is dropped.
#[derive(Default)]
pub(crate) struct Lane {
    pieces: Option<Sender<Piece>>,
}

impl Lane {
    /// Puts a piece of work behind those that were begun before.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start<T: Send + 'static>(
        &mut self,
        ctx: &egui::Context,
        name: &str,
        words: Words,
        work: impl FnOnce(&Watch) -> T + Send + 'static,
    ) -> std::io::Result<Job<T>> {
        let watch = Watch {
            progress: Arc::new(Mutex::new(Progress {
                words,
                fraction: None,
            })),
            cancel: Arc::default(),
            ctx: ctx.clone(),
        };
        let (sender, answer) = channel();
        let seen = watch.clone();
        let form = DistanceForm::chosen();
        let piece = Box::new(move || {
            // What is said of distances is said as on the screen.
            form.choose();
            // A piece that fails is lost; the thread goes on with the next.
            if let Ok(answer) = catch_unwind(AssertUnwindSafe(|| work(&seen))) {
                // Nobody listens any more when the job was dropped; then the answer is of no use.
                let _heard = sender.send(answer);
            }
            drop(sender);
            seen.ctx.request_repaint();
        });
        self.put(name, piece)?;
        Ok(Job {
            answer,
            watch,
            started: std::time::Instant::now(),
        })
    }

    fn put(&mut self, name: &str, piece: Piece) -> std::io::Result<()> {
        let piece = match &self.pieces {
            Some(pieces) => match pieces.send(piece) {
                Ok(()) => return Ok(()),
                Err(unheard) => unheard.0,
            },
            None => piece,
        };
        let (sender, pieces) = channel::<Piece>();
        std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                piece();
                for piece in pieces {
                    piece();
                }
            })?;
        self.pieces = Some(sender);
        Ok(())
    }
}

/// One piece of work. Dropping it asks the work to stop and forgets its answer.
pub(crate) struct Job<T> {
    answer: Receiver<T>,
    watch: Watch,
    started: std::time::Instant,
}

/// What a job has come to.
pub(crate) enum Outcome<T> {
    /// It still runs.
    Running,
    /// It has answered.
    Done(T),
    /// It ended without an answer.
    Lost,
}

impl<T: Send + 'static> Job<T> {
    /// Starts work that comes once, in a thread of its own.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(crate) fn start(
        ctx: &egui::Context,
        name: &str,
        words: Words,
        work: impl FnOnce(&Watch) -> T + Send + 'static,
    ) -> std::io::Result<Self> {
        Lane::default().start(ctx, name, words, work)
    }

    /// The answer, once.
    pub(crate) fn poll(&self) -> Outcome<T> {
        match self.answer.try_recv() {
            Ok(answer) => Outcome::Done(answer),
            Err(TryRecvError::Empty) => Outcome::Running,
            Err(TryRecvError::Disconnected) => Outcome::Lost,
        }
    }
}

impl<T: Send + 'static> Job<T> {
    /// The answer, once, if it comes within this time.
    pub(crate) fn wait(&self, patience: Duration) -> Outcome<T> {
        match self.answer.recv_timeout(patience) {
            Ok(answer) => Outcome::Done(answer),
            Err(RecvTimeoutError::Timeout) => Outcome::Running,
            Err(RecvTimeoutError::Disconnected) => Outcome::Lost,
        }
    }
}

impl<T> Job<T> {
    /// How far it is.
    pub(crate) fn progress(&self) -> Progress {
        self.watch
            .progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks it to stop.
    pub(crate) fn cancel(&self) {
        self.watch.cancel.store(true, Ordering::Relaxed);
    }

    /// How long it has been running.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }
}

impl<T> Drop for Job<T> {
    fn drop(&mut self) {
        self.cancel();
    }
}

/// The latest answer to a question that is asked anew when its key changes. Work on an older key stops; the last answer
/// stays in sight while the next is worked out.
pub(crate) struct Latest<K, T> {
    lane: Lane,
    running: Option<(K, Job<Option<T>>)>,
    ready: Option<(K, T)>,
}

impl<K, T> Default for Latest<K, T> {
    fn default() -> Self {
        Self {
            lane: Lane::default(),
            running: None,
            ready: None,
        }
    }
}

impl<K: Clone + PartialEq, T: Send + 'static> Latest<K, T> {
    /// Takes in what has been worked out and asks again if the key is another. The work answers `None` when it was
    /// stopped.
    pub(crate) fn ask<W>(
        &mut self,
        ctx: &egui::Context,
        key: &K,
        name: &str,
        words: Words,
        make: impl FnOnce() -> W,
    ) where
        W: FnOnce(&Watch) -> Option<T> + Send + 'static,
    {
        self.take_in();
        let is_known = self.ready.as_ref().is_some_and(|(known, _)| known == key);
        let is_asked = self.running.as_ref().is_some_and(|(asked, _)| asked == key);
        if is_known {
            self.running = None;
        } else if !is_asked {
            // What is asked no more hears of it before the new work waits for its end.
            self.running = None;
            let work = make();
            let work = move |watch: &Watch| {
                if watch.is_cancelled() {
                    return None;
                }
                work(watch)
            };
            // Without a thread there is no answer this time; the next frame tries again.
            let job = self.lane.start(ctx, name, words, work).ok();
            self.running = job.map(|job| (key.clone(), job));
        }
    }

    /// Nobody asks any more: takes in what has been worked out, and stops what has not.
    pub(crate) fn rest(&mut self) {
        self.take_in();
        self.running = None;
    }

    fn take_in(&mut self) {
        let Some((asked, job)) = &self.running else {
            return;
        };
        match job.poll() {
            Outcome::Running => return,
            Outcome::Done(Some(answer)) => self.ready = Some((asked.clone(), answer)),
            Outcome::Done(None) | Outcome::Lost => {}
        }
        self.running = None;
    }

    /// The last answer, which may be to an older key.
    pub(crate) fn answer(&self) -> Option<&T> {
        self.ready.as_ref().map(|(_, answer)| answer)
    }

    /// The last answer, with what it answers.
    pub(crate) fn last(&self) -> Option<(&K, &T)> {
        self.ready.as_ref().map(|(key, answer)| (key, answer))
    }

    /// The answer to exactly this key.
    pub(crate) fn answer_to(&self, key: &K) -> Option<&T> {
        self.ready
            .as_ref()
            .filter(|(known, _)| known == key)
            .map(|(_, answer)| answer)
    }

    /// The work that is going on.
    pub(crate) fn running(&self) -> Option<&Job<Option<T>>> {
        self.running.as_ref().map(|(_, job)| job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(latest: &mut Latest<u32, u32>, key: u32) {
        let ctx = egui::Context::default();
        for _ in 0..2_000 {
            latest.ask(&ctx, &key, "double", Words::default(), || {
                move |_: &Watch| Some(key * 2)
            });
            if latest.answer_to(&key).is_some() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
    }

    #[test]
    fn an_answer_to_an_older_question_is_never_taken_for_the_new_one() {
        let mut latest = Latest::default();
        settle(&mut latest, 3);
        assert_eq!(latest.answer_to(&3), Some(&6));
        assert_eq!(latest.answer_to(&4), None);
        assert_eq!(latest.answer(), Some(&6));
        settle(&mut latest, 4);
        assert_eq!(latest.answer_to(&4), Some(&8));
    }

    /// Work that ends only when it is told to.
    fn endless(watch: &Watch) -> Option<u32> {
        while !watch.is_cancelled() {
            std::thread::sleep(Duration::from_millis(1));
        }
        None
    }

    #[test]
    fn work_on_an_older_question_makes_room_for_the_new_one() {
        let ctx = egui::Context::default();
        let mut latest = Latest::default();
        for key in 5..8 {
            latest.ask(&ctx, &key, "endless", Words::default(), || endless);
        }
        settle(&mut latest, 8);
        assert_eq!(latest.answer(), Some(&16));
    }

    #[test]
    fn work_that_nobody_asks_for_any_more_ends_and_can_be_asked_for_again() {
        let ctx = egui::Context::default();
        let mut latest = Latest::default();
        latest.ask(&ctx, &1, "endless", Words::default(), || endless);
        latest.rest();
        assert!(latest.running().is_none());
        settle(&mut latest, 1);
        assert_eq!(latest.answer(), Some(&2));
    }

    #[test]
    fn a_lane_does_one_piece_after_the_other_in_one_thread_even_after_a_lost_one() {
        let ctx = egui::Context::default();
        let mut lane = Lane::default();
        let patience = Duration::from_mins(1);
        let mut work = |fails: bool| {
            let work = move |_: &Watch| {
                assert!(!fails, "lost on purpose");
                std::thread::current().id()
            };
            lane.start(&ctx, "lane", Words::default(), work).unwrap()
        };
        let jobs = [work(false), work(true), work(false)];
        let [first, lost, last] = jobs.map(|job| match job.wait(patience) {
            Outcome::Done(thread) => Some(thread),
            Outcome::Lost | Outcome::Running => None,
        });
        assert!(first.is_some() && lost.is_none());
        assert_eq!(first, last);
    }

    #[test]
    fn a_cancelled_job_hears_of_it() {
        let ctx = egui::Context::default();
        let job = Job::start(&ctx, "wait", Words::default(), |watch| {
            while !watch.is_cancelled() {
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
            "stopped"
        })
        .unwrap();
        job.cancel();
        let answer = loop {
            match job.poll() {
                Outcome::Done(answer) => break answer,
                Outcome::Running => std::thread::sleep(std::time::Duration::from_millis(1)),
                Outcome::Lost => break "lost",
            }
        };
        assert_eq!(answer, "stopped");
    }
}
