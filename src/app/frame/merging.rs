//! Merging many schools at once: searched for beside the screen, and one step of the plan.

use super::carry::step;
use super::window::App;
use crate::app::frame::changing::after;
use crate::app::look::text;
use crate::plan::{Action, Command};
use crate::proposal::{MergeQuestion, merge};
use crate::solve::Run;
use crate::words::Words;

/// How long all merges at once are searched for; what is found by then is taken.
const SECONDS_TO_MERGE: f64 = 20.0;

impl App {
    /// Merges what answers the question best, in one step that `name` calls by the number of schools. The schools that
    /// stay keep their reason.
    pub(crate) fn merge_by(
        &mut self,
        ctx: &egui::Context,
        question: MergeQuestion,
        name: impl FnOnce(usize) -> Words + Send + 'static,
    ) {
        let (lang, stage) = (self.view.lang, self.view.stage);
        self.change_watched(ctx, move |session, watch| {
            let ground = session.starting_point(stage, lang);
            let run = Run::for_seconds(SECONDS_TO_MERGE).watched(watch.flag(), &|_| ());
            let found = merge::all(&ground, &question, &run);
            if watch.is_cancelled() {
                return after(|app| app.say(text::words_of(text::STOPPED)));
            }
            let is_cut_short = run.is_over();
            let found = match found {
                Ok(found) => found,
                Err(why) => return after(move |app| app.complain(why)),
            };
            let actions: Vec<Action> = found.actions().cloned().collect();
            // Those that were said to stay are no news.
            let is_news = |stay: &crate::proposal::Stay| !question.kept.contains(&stay.school);
            let stays: Vec<_> = found.stays.into_iter().filter(is_news).collect();
            let merged = actions.len();
            let name = name(merged);
            let step = (merged > 0).then(|| step(session, Command::AddAll { name, actions }));
            after(move |app| {
                let is_refused = step.as_ref().is_some_and(Result::is_err);
                if let Some(step) = step {
                    app.tell_step(step);
                }
                if !is_refused {
                    app.say(text::chart::merged_summary(merged, &stays, is_cut_short));
                }
            })
        });
    }
}
