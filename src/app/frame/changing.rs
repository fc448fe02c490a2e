//! Changes of the plan, worked out beside the screen: a plan and its numbers appear together, once both are there.
//!
//! A change is made on a copy of the session in the one thread of changes. What takes less than a frame is waited for
//! and seems to happen at once. Meanwhile looking goes on; everything else waits its turn.

use std::collections::VecDeque;
use std::time::Duration;

use crate::app::frame::window::App;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::work::jobs::{Job, Lane, Outcome, Watch};
use crate::session::Session;

/// A change that is done within this time is shown in the frame it was asked for.
const PATIENCE: Duration = Duration::from_millis(8);

/// What the window does once a change is there.
pub(crate) type After = Box<dyn FnOnce(&mut App) + Send>;

/// See [`After`].
pub(crate) fn after(then: impl FnOnce(&mut App) + Send + 'static) -> After {
    Box::new(then)
}

/// The change being worked out, and what waits for it.
#[derive(Default)]
pub(crate) struct Changing {
    lane: Lane,
    job: Option<Job<(Session, After)>>,
    hears_cancel: bool,
    waiting: VecDeque<Intent>,
}

impl Changing {
    /// Whether a change is being worked out.
    pub(crate) fn is_busy(&self) -> bool {
        self.job.is_some()
    }

    /// What works it out.
    pub(crate) fn job(&self) -> Option<&Job<(Session, After)>> {
        self.job.as_ref()
    }

    /// Whether it can be stopped.
    pub(crate) fn can_cancel(&self) -> bool {
        self.is_busy() && self.hears_cancel
    }

    /// Puts a wish behind those that wait.
    pub(crate) fn wait_behind(&mut self, wish: Intent) {
        self.waiting.push_back(wish);
    }
}

impl App {
    /// Changes the session. `change` runs beside the screen and says what to do when it is done.
    pub(crate) fn change(
        &mut self,
        ctx: &egui::Context,
        change: impl FnOnce(&mut Session) -> After + Send + 'static,
    ) {
        self.changing.hears_cancel = false;
        self.begin_change(ctx, |session, _| change(session));
    }

    /// The same for a change that takes long: it hears when it is to stop, and then leaves the session as it was.
    pub(crate) fn change_watched(
        &mut self,
        ctx: &egui::Context,
        change: impl FnOnce(&mut Session, &Watch) -> After + Send + 'static,
    ) {
        self.changing.hears_cancel = true;
        self.begin_change(ctx, change);
    }

    fn begin_change(
        &mut self,
        ctx: &egui::Context,
        change: impl FnOnce(&mut Session, &Watch) -> After + Send + 'static,
    ) {
        let Some(session) = &self.session else { return };
        let mut copy = session.clone();
        let words = text::words_of(text::CHANGING);
        let work = move |watch: &Watch| {
            let after = change(&mut copy, watch);
            (copy, after)
        };
        match self.changing.lane.start(ctx, "plan", words, work) {
            Ok(job) => {
                let outcome = job.wait(PATIENCE);
                self.changing.job = Some(job);
                self.conclude(outcome);
            }
            Err(error) => self.complain(text::no_thread(&error)),
        }
    }

    /// Takes over the change that is done, and does what waited for it.
    pub(crate) fn take_changed(&mut self, ctx: &egui::Context) {
        if let Some(job) = &self.changing.job {
            let outcome = job.poll();
            self.conclude(outcome);
        }
        while !self.changing.is_busy() {
            let Some(wish) = self.changing.waiting.pop_front() else {
                break;
            };
            self.carry_out(ctx, wish);
        }
    }

    fn conclude(&mut self, outcome: Outcome<(Session, After)>) {
        match outcome {
            Outcome::Running => {}
            Outcome::Done((mut changed, after)) => {
                self.changing.job = None;
                // Looking went on: the copy may be older than the language of the screen.
                changed.set_lang(self.view.lang);
                self.session = Some(changed);
                after(self);
            }
            Outcome::Lost => {
                self.changing.job = None;
                self.say_lost();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Instant;

    use super::*;
    use crate::model::Stage;
    use crate::plan::{Action, Command, Measure, Plan};
    use crate::words::Lang;
    use crate::{io, sample};

    fn app() -> App {
        let opened = io::open_bytes(&sample::files()).expect("the sample opens");
        App::with_session(Session::new(opened), Lang::En)
    }

    fn plans(app: &App) -> usize {
        app.session().map_or(0, |session| session.documents().len())
    }

    fn settle(app: &mut App, ctx: &egui::Context) {
        let end = Instant::now() + Duration::from_mins(1);
        while app.changing.is_busy() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(2));
            app.take_changed(ctx);
        }
    }

    #[test]
    fn while_a_change_is_worked_out_looking_goes_on_and_the_rest_waits_its_turn() {
        let (mut app, ctx) = (app(), egui::Context::default());
        let before = plans(&app);
        app.change(&ctx, |session| {
            std::thread::sleep(20 * PATIENCE);
            session.new_plan();
            after(|app| app.view.stage = Stage::Senior)
        });
        assert!(app.changing.is_busy());
        app.carry_out(&ctx, Intent::SetStage(Stage::Junior));
        assert_eq!(app.view.stage, Stage::Junior);
        app.carry_out(&ctx, Intent::DuplicatePlan);
        assert_eq!(plans(&app), before, "nothing is shown before it is there");
        settle(&mut app, &ctx);
        assert_eq!(plans(&app), before + 2);
        assert_eq!(app.view.stage, Stage::Senior);
    }

    #[test]
    fn a_language_that_is_chosen_while_a_change_is_worked_out_names_the_plans_after_it() {
        let (mut app, ctx) = (app(), egui::Context::default());
        app.change(&ctx, |_| {
            std::thread::sleep(20 * PATIENCE);
            after(|_| ())
        });
        assert!(app.changing.is_busy());
        app.carry_out(&ctx, Intent::SetLang(Lang::Zh));
        settle(&mut app, &ctx);
        app.carry_out(&ctx, Intent::NewPlan);
        settle(&mut app, &ctx);
        let plan = app.session().and_then(Session::plan);
        let name = plan.map(|plan| plan.name.as_str());
        assert!(
            name.is_some_and(|name| name.starts_with("方案")),
            "{name:?}"
        );
    }

    /// Closes the first ten schools, one by one, and says in how many threads.
    fn close_ten(waits: bool) -> (Option<Plan>, usize) {
        let (mut app, ctx) = (app(), egui::Context::default());
        let (sender, threads) = std::sync::mpsc::channel();
        let note = |app: &mut App| {
            let sender = sender.clone();
            app.change(&ctx, move |_| {
                let _heard = sender.send(std::thread::current().id());
                after(|_| ())
            });
            settle(app, &ctx);
        };
        note(&mut app);
        let session = app.session().expect("the sample is open");
        let year = session.year();
        let schools = session.county().schools.iter().take(10);
        let schools: Vec<_> = schools.map(|school| school.id.clone()).collect();
        for school in schools {
            let close = Action::new(year, Measure::Close { school }, "");
            app.carry_out(&ctx, Intent::Command(Command::Add(close)));
            if waits {
                settle(&mut app, &ctx);
            }
        }
        settle(&mut app, &ctx);
        note(&mut app);
        drop(sender);
        let threads: HashSet<_> = threads.iter().take(2).collect();
        let plan = app.session().and_then(Session::plan).cloned();
        (plan, threads.len())
    }

    #[test]
    fn ten_quick_changes_share_one_thread_and_end_where_ten_slow_ones_do() {
        let (quick, threads) = close_ten(false);
        assert_eq!(threads, 1);
        assert_eq!(quick.as_ref().map(|plan| plan.actions.len()), Some(10));
        assert_eq!(quick, close_ten(true).0);
    }

    #[test]
    fn a_change_that_is_lost_leaves_the_plan_as_it_was_and_is_told() {
        let (mut app, ctx) = (app(), egui::Context::default());
        let before = plans(&app);
        app.change(&ctx, |session| {
            session.new_plan();
            panic!("lost on purpose")
        });
        settle(&mut app, &ctx);
        assert_eq!(plans(&app), before);
        assert!(app.notice.as_ref().is_some_and(|notice| notice.is_error));
    }
}
