//! Carrying out what the page of proposals asks for: search, stop, and make a draft plan of an answer.

use std::sync::Arc;

use super::carry::step;
use super::window::App;
use crate::app::frame::changing::after;
use crate::app::look::asking::Topic;
use crate::app::look::desk::Page;
use crate::app::look::text;
use crate::app::look::text::proposals;
use crate::app::work::asking::draft_name;
use crate::model::SchoolId;
use crate::plan::{self, Action, Command, Layout, Plan};
use crate::session::{Chosen, Document};
use crate::units::Year;

impl App {
    /// Begins the search for the question on the page.
    pub(crate) fn propose(&mut self, ctx: &egui::Context) {
        let Some(session) = &self.session else { return };
        let started = self.results.search_mut().start(ctx, session, &self.view);
        match started {
            Ok(()) => self.show(Some(Page::Proposals)),
            Err(error) => self.complain(text::no_thread(&error)),
        }
    }

    /// Ends the search; what it has found stays.
    pub(crate) fn stop_search(&self) {
        if let Some(job) = self.results.search().running() {
            job.cancel();
        }
    }

    /// Shows an answer as a draft plan beside the others: the plan it was asked about, and its measures as one step.
    ///
    /// Measures that are left out are no part of it. Another answer of the same search takes the place of the one before,
    /// unless that was changed meanwhile.
    pub(crate) fn show_proposal(&mut self, ctx: &egui::Context, point: Option<usize>) {
        self.results.search_mut().choose(point);
        let search = self.results.search();
        let (Some(asked), Some(proposal)) = (search.asked(), search.picked()) else {
            return;
        };
        let (before, lost) = (search.draft().cloned(), search.lost().to_vec());
        let (lang, stage) = (self.view.lang, asked.stage);
        let topic = Topic::of(&proposal.answered);
        let (year, mut draft) = (asked.year(), asked.plan.clone());
        draft.policy = proposal.policy;
        let left_out = proposal.left_out;
        let actions: Vec<Action> = proposal.actions().cloned().collect();
        let own = replaced_by(&asked.plan, &asked.before.layout, &actions);
        self.change(ctx, move |session| {
            let is_untouched = |document: &Arc<Document>| {
                document.path().is_none()
                    && before.as_ref().is_some_and(|(plan, steps)| {
                        (document.plan(), document.steps()) == (plan, *steps)
                    })
            };
            let untouched = session.documents().iter().position(is_untouched);
            if let Some(index) = untouched {
                session.choose(Chosen::Plan(index));
                // Without a measure there was no step to take back.
                let _taken_back = session.undo();
            } else {
                let base = draft.name.clone();
                draft.name = draft_name(session, topic, lang);
                session.add_draft(draft, lost, text::keeping::from_proposal(&base));
            }
            session.set_year(year);
            let name = match left_out {
                0 => proposals::step(actions.len()),
                _ => proposals::step_in_part(actions.len(), left_out),
            };
            let step = step(session, Command::AddAll { name, actions });
            let draft = session
                .document()
                .map(|document| (document.plan().clone(), document.steps()));
            after(move |app| {
                app.view.stage = stage;
                app.compare_with_chosen();
                app.tell_step(step);
                if !own.is_empty() {
                    app.say(proposals::replaced(&own));
                }
                app.results.search_mut().keep_draft(draft);
            })
        });
    }
}

/// The planner's own measures that those of an answer take the place of in another year: the school, the year before
/// and the year now.
fn replaced_by(plan: &Plan, layout: &Layout, actions: &[Action]) -> Vec<(String, Year, Year)> {
    let name = |id: &SchoolId| {
        let site = layout.site(id);
        site.map_or_else(|| id.to_string(), |site| site.name.clone())
    };
    let own = actions.iter().flat_map(|new| {
        let own = plan::replaced(plan, &new.measure);
        let others = own.filter(|own| own.year != new.year);
        others.map(|own| (name(own.measure.school()), own.year, new.year))
    });
    own.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::open_bytes;
    use crate::plan::Measure;
    use crate::sample;
    use crate::session::Session;

    #[test]
    fn a_measure_of_the_planners_own_is_never_moved_to_another_year_without_a_word() {
        let mut session = Session::new(open_bytes(&sample::files()).expect("the sample opens"));
        let ids: Vec<SchoolId> = (session.county().schools.iter().take(2))
            .map(|school| school.id.clone())
            .collect();
        let close = |school: &SchoolId, year: i32| {
            let school = school.clone();
            Action::new(Year(year), Measure::Close { school }, "")
        };
        let own = close(&ids[0], 2024);
        session.handle(Command::Add(own)).expect("it can be closed");
        let plan = session.plan().expect("a plan was begun").clone();
        let answer = [close(&ids[0], 2022), close(&ids[1], 2022)];
        let layout = &session.evaluation().layout;
        let told = replaced_by(&plan, layout, &answer);
        let name = session.county().schools[0].name.clone();
        assert_eq!(told, [(name, Year(2024), Year(2022))]);
        assert!(replaced_by(&plan, layout, &[close(&ids[0], 2024)]).is_empty());
    }
}
