//! Plans that were dropped: each is a step of the one history, and comes back with its past when the step is undone.

use std::sync::Arc;

use super::{Chosen, Document, Session};
use crate::plan::HistoryStep;
use crate::words::Words;

/// A plan that was dropped.
#[derive(Clone, Debug)]
pub(super) struct Dropped {
    pub(super) step: HistoryStep,
    document: Arc<Document>,
}

impl Session {
    /// Drops the chosen plan and shows today. Undoing the step brings it back; a file that it stands in stays.
    pub fn delete_plan(&mut self) {
        let Chosen::Plan(index) = self.chosen else {
            return;
        };
        let name = &self.documents[index].plan().name;
        let name = Words::new(
            format!("Deleted the plan {name}"),
            format!("删除方案“{name}”"),
        );
        let step = self.begin_step(name);
        Arc::make_mut(&mut self.data).forget_undone();
        let document = self.documents.remove(index);
        self.dropped.push(Dropped { step, document });
        self.choose(Chosen::Today);
    }

    /// Brings back the plan that a step has dropped, with its past, as the last one, and shows it.
    pub(super) fn bring_back(&mut self, number: u64) -> Option<HistoryStep> {
        let is_it = |dropped: &Dropped| dropped.step.number == number;
        let place = self.dropped.iter().position(is_it)?;
        let Dropped { step, mut document } = self.dropped.remove(place);
        // Steps were taken since; what was undone before them can no longer be taken again.
        if document.history.next().is_some() {
            Arc::make_mut(&mut document).history.forget_undone();
        }
        // Another plan may have been saved over its file meanwhile.
        let path = document.path();
        let is_taken = path.is_some()
            && self
                .documents
                .iter()
                .any(|other| other.path() == document.path());
        if is_taken {
            let document = Arc::make_mut(&mut document);
            (document.kept, document.file) = (None, None);
        }
        self.documents.push(document);
        self.chosen = Chosen::Plan(self.documents.len() - 1);
        Some(step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io;
    use crate::model::{Fact, Field, Said, SchoolId, Subject};
    use crate::plan::{Action, Command, Measure};

    const SCHOOLS: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":[104.0,29.6]},
         "properties":{"id":"a","name":"A","kind":"primary","pupils":120,"seats":200}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[104.1,29.6]},
         "properties":{"id":"b","name":"B","kind":"primary","pupils":80}}]}"#;

    /// A county whose chosen plan closes a school, with a step that was undone.
    fn planned() -> Session {
        let opened = io::open_bytes(&[("schools.geojson", SCHOOLS)]).expect("it opens");
        let mut session = Session::new(opened);
        session.new_plan();
        let school = SchoolId::new("a");
        let close = Action::new(session.year(), Measure::Close { school }, "");
        session.handle(Command::Add(close)).expect("it is open");
        session
            .handle(Command::Rename("Draft".to_owned()))
            .expect("a name");
        session
    }

    fn correct(session: &mut Session) {
        let of = Subject::School(SchoolId::new("b"));
        let facts = [(of, Fact::Beds(Some(8)))];
        session
            .correct(&facts, &Said::default())
            .expect("it can be");
    }

    #[test]
    fn a_dropped_plan_comes_back_with_its_past_when_that_is_undone() {
        let mut session = planned();
        let plan = session.plan().cloned();
        session.delete_plan();
        assert!(session.documents().is_empty() && session.plan().is_none());
        assert!(
            session
                .undo_name()
                .is_some_and(|name| name.en.contains("Draft"))
        );
        session.undo();
        assert_eq!(session.plan(), plan.as_ref());
        assert_eq!(session.evaluation().layout.year, session.year());
        session.undo();
        session.undo();
        let actions = session.plan().map(|plan| plan.actions.len());
        assert_eq!(actions, Some(0), "its own steps can be undone too");
    }

    #[test]
    fn a_later_correction_stays_when_the_plan_alone_is_brought_back() {
        let mut session = planned();
        session.delete_plan();
        let number = session.last_step().expect("one").number;
        correct(&mut session);
        let lines: Vec<u64> = session
            .steps()
            .iter()
            .map(|line| line.step.number)
            .collect();
        assert!(lines.is_sorted() && lines.contains(&number));
        session.undo_only(number).expect("nothing rests on it");
        assert_eq!(session.plan().map(|plan| plan.actions.len()), Some(1));
        let beds = session.fact(&Subject::School(SchoolId::new("b")), Field::Beds);
        assert_eq!(beds.expect("it is there").now, Fact::Beds(Some(8)));
        assert!(session.undo_only(number).is_err(), "it is back already");
    }

    #[test]
    fn undoing_in_turn_takes_the_correction_first() {
        let mut session = planned();
        session.delete_plan();
        correct(&mut session);
        session.undo();
        assert!(session.documents().is_empty() && session.corrections().is_empty());
        session.undo();
        assert_eq!(session.documents().len(), 1);
    }
}
