//! What the last step breaks, where it moved measures to other years: asked of the engine beside the screen. Nothing is
//! said before the answer about exactly this step is there.

use std::sync::Arc;

use super::jobs::{Latest, Progress, Watch};
use super::results::slow;
use crate::app::look::text;
use crate::evaluation::Evaluator;
use crate::horizon::{Aftermath, aftermath_unless};
use crate::plan::Policy;
use crate::session::Session;

/// The question: this step of a plan of this county.
#[derive(Clone, Debug)]
struct Key {
    evaluator: Arc<Evaluator>,
    step: u64,
    policy: Policy,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.evaluator, &other.evaluator)
            && (self.step, self.policy) == (other.step, other.policy)
    }
}

/// What is known of the last step.
pub(crate) enum News<'a> {
    /// It is being worked out.
    Pending,
    /// What it came to.
    Known(&'a Aftermath),
}

/// See the head of the file.
#[derive(Default)]
pub(crate) struct Moved {
    found: Latest<Key, Aftermath>,
    /// The step that was told of in the line at the bottom.
    told: Option<u64>,
}

impl Moved {
    /// Takes in what is ready, and asks where the last step moved something.
    pub(super) fn refresh(&mut self, ctx: &egui::Context, session: &Session) {
        let Some((step, before, after)) = session.last_move() else {
            self.found.rest();
            return;
        };
        let key = key(session, step);
        let words = text::words_of(text::later::LOOKING_WHAT_BREAKS);
        self.found.ask(ctx, &key, "moved", words, || {
            let plans = (before.clone(), after.clone());
            let Key {
                evaluator, policy, ..
            } = key.clone();
            move |watch: &Watch| {
                let (before, after) = (&plans.0, &plans.1);
                aftermath_unless(watch.flag(), &evaluator, (before, after), policy)
            }
        });
    }

    /// What the last step of the chosen plan came to; `None` where it moved nothing.
    pub(crate) fn news(&self, session: &Session) -> Option<News<'_>> {
        let (step, ..) = session.last_move()?;
        let found = self.found.answer_to(&key(session, step));
        Some(found.map_or(News::Pending, News::Known))
    }

    /// The answer that nobody has heard yet, with its step; heard from now on.
    pub(crate) fn take_untold(&mut self, session: &Session) -> Option<(u64, &Aftermath)> {
        let (step, ..) = session.last_move()?;
        let found = self.found.answer_to(&key(session, step))?;
        (self.told.replace(step) != Some(step)).then_some((step, found))
    }

    pub(super) fn is_idle(&self) -> bool {
        self.found.running().is_none()
    }

    pub(super) fn slow_work(&self) -> Option<Progress> {
        slow(self.found.running())
    }
}

fn key(session: &Session, step: u64) -> Key {
    Key {
        evaluator: Arc::clone(session.evaluator()),
        step,
        policy: session.policy(),
    }
}
