//! Going to another year without holding up the screen, and playing the years one after the other.

use std::time::{Duration, Instant};

use super::jobs::{Job, Lane, Outcome};
use crate::app::look::text;
use crate::app::look::view::{View, last_year};
use crate::session::{Session, WorkedYear};
use crate::units::Year;

/// How long a year is shown while the years play.
const SHOWN_FOR: Duration = Duration::from_millis(900);

/// A year on its way to the screen. At most one is worked out at a time; the last one asked for wins.
#[derive(Default)]
pub(crate) struct Turning {
    lane: Lane,
    job: Option<Job<WorkedYear>>,
    shown_since: Option<Instant>,
}

impl Turning {
    /// The year being worked out.
    pub(crate) fn job(&self) -> Option<&Job<WorkedYear>> {
        self.job.as_ref()
    }

    /// Shows what is ready, begins what is asked for, and asks for the next year while the years play.
    pub(crate) fn refresh(&mut self, ctx: &egui::Context, session: &mut Session, view: &mut View) {
        match self.job.as_ref().map(Job::poll) {
            Some(Outcome::Done(worked)) => {
                self.job = None;
                if session.show_year(worked) {
                    self.shown_since = Some(Instant::now());
                }
            }
            // Asked again below.
            Some(Outcome::Lost) => self.job = None,
            Some(Outcome::Running) | None => {}
        }
        if view.year_asked == Some(session.year()) {
            view.year_asked = None;
        }
        if view.is_playing && view.year_asked.is_none() {
            self.play(ctx, session, view);
        }
        if let (Some(year), None) = (view.year_asked, &self.job) {
            let task = session.year_task(year);
            let words = text::words_of(text::time::TURNING);
            match self.lane.start(ctx, "year", words, move |_| task.work()) {
                Ok(job) => self.job = Some(job),
                // Without a thread the screen waits.
                Err(_) => session.set_year(year),
            }
        }
    }

    fn play(&mut self, ctx: &egui::Context, session: &Session, view: &mut View) {
        let next = Year(session.year().0 + 1);
        if next > last_year(session) {
            view.is_playing = false;
            return;
        }
        let shown = self.shown_since.get_or_insert_with(Instant::now).elapsed();
        match SHOWN_FOR.checked_sub(shown) {
            None => view.year_asked = Some(next),
            Some(rest) => ctx.request_repaint_after(rest),
        }
    }

    /// Begins to play, or stops. After the last year it begins with the first.
    pub(crate) fn switch(&mut self, session: &Session, view: &mut View) {
        view.is_playing = !view.is_playing;
        view.year_asked = None;
        self.job = None;
        self.shown_since = None;
        if view.is_playing && session.year() >= last_year(session) {
            view.year_asked = Some(session.evaluator().base_year());
        }
    }
}
