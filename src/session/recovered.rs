//! Unsaved work that another window left, taken up here.

use std::sync::Arc;

use super::{Chosen, Document, PlanFile, Session};
use crate::io::Report;
use crate::model::Corrections;
use crate::plan::{History, Plan};
use crate::words::Words;

/// So many steps of recovered work are named.
const NAMED: usize = 6;

/// A plan that was never saved, as it was kept.
#[derive(Clone, Debug)]
pub struct Recovered {
    /// The plan.
    pub plan: Plan,
    /// What was noticed in reading it.
    pub told: Report,
    /// What it was called in its file, or among the files of the county.
    pub began_as: Option<String>,
    /// The file it was read from or saved to before.
    pub file: Option<PlanFile>,
    /// The names of the steps that had led to it.
    pub steps: Vec<Words>,
    /// The plan with those steps; `None` where they were not kept, or could not be read again.
    pub history: Option<History<Plan>>,
}

/// The name of the step that takes recovered work up.
fn step_name(steps: &[Words]) -> Words {
    if steps.is_empty() {
        return Words::new("Recovered work", "恢复的内容");
    }
    let n = Words::counted(steps.len(), "step", "步");
    Words::new(
        format!("Recovered work: {}", n.en),
        format!("恢复的内容：{}", n.zh),
    )
}

/// The names of the last steps that are recovered, and how many there were before.
fn step_effect(steps: &[Words]) -> Words {
    let before = steps.len().saturating_sub(NAMED);
    let mut named = steps[before..].to_vec();
    if before > 0 {
        let more = Words::new(format!("{before} before"), format!("此前 {before} 步"));
        named.insert(0, more);
    }
    let joined = |of: fn(&Words) -> &str, comma: &str| {
        let names: Vec<&str> = named.iter().map(of).collect();
        names.join(comma)
    };
    Words::new(joined(|name| &name.en, "; "), joined(|name| &name.zh, "；"))
}

impl Session {
    /// Takes up a plan that was never saved, and shows it, with its steps where they are known: as the plan that it
    /// began as, where that stands here as it did then; else as a plan of its own. Where the steps are not known, one
    /// step says what it is, and nothing is lost when that is undone. What does not fit the county is told as of a plan
    /// that is opened.
    pub fn take_up(&mut self, recovered: Recovered) {
        let Recovered {
            plan,
            told,
            began_as,
            file,
            steps,
            history,
        } = recovered;
        let (lost, made_with) = (told.lost(), told.made_with.clone());
        // It is no file among those that were read.
        Arc::make_mut(&mut self.report).join(Report {
            failed: Vec::new(),
            layers: Vec::new(),
            ..told
        });
        let is_its = |document: &&Arc<Document>| {
            let path = file.as_ref().map(|file| file.path.as_path());
            let is_named = Some(&document.plan().name) == began_as.as_ref();
            is_named && !document.is_unsaved() && document.steps() == 0 && document.path() == path
        };
        let own: Vec<usize> = (0..self.documents.len())
            .filter(|&index| is_its(&&self.documents[index]))
            .collect();
        let index = if let [index] = own[..] {
            self.choose(Chosen::Plan(index));
            index
        } else {
            self.add(
                Document::unsaved(plan.clone())
                    .in_file(file)
                    .with_lost(lost),
            )
        };
        let is_new = own.len() != 1;
        let follows =
            |history: &History<Plan>| is_new || history.first() == self.documents[index].plan();
        if let Some(history) = history.filter(follows) {
            Arc::make_mut(&mut self.documents[index]).history = history;
        } else {
            self.step(index, step_name(&steps), plan);
            let document = Arc::make_mut(&mut self.documents[index]);
            document.history.say_effect(step_effect(&steps));
        }
        Arc::make_mut(&mut self.documents[index]).made_with = made_with;
        self.refresh();
    }

    /// Takes up the steps that led to the corrections, where these stand as they did then and none was set right since.
    pub fn take_up_data(&mut self, history: History<Arc<Corrections>>) {
        let is_untouched = self.data.past().is_empty() && self.data.future().is_empty();
        if is_untouched && self.data.present() == history.present() {
            self.data = Arc::new(history);
        }
    }

    /// The corrections with the steps that led to them.
    pub fn data_history(&self) -> &History<Arc<Corrections>> {
        &self.data
    }

    /// Leaves room for the steps of recovered work up to this number, before all that are taken from now on: to its
    /// numbers so many are added.
    pub fn number_recovered(&mut self, highest: u64) -> u64 {
        let before = self.n_steps;
        self.n_steps = before.saturating_add(highest);
        before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export;
    use crate::io::{self, open_bytes};
    use crate::model::{Fact, Said, SchoolId, Stage, Subject};
    use crate::plan::{Action, Command, Layout, Measure};

    const SCHOOLS: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":[104.0,29.6]},
         "properties":{"id":"a","name":"A","kind":"primary","pupils":120,"seats":200}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[104.1,29.6]},
         "properties":{"id":"b","name":"B","kind":"primary","pupils":80,"seats":200}}]}"#;

    fn session() -> Session {
        Session::new(open_bytes(&[("schools.geojson", SCHOOLS)]).expect("it opens"))
    }

    fn correct(session: &mut Session, seats: u32) {
        let subject = Subject::School(SchoolId::new("a"));
        let fact = Fact::Seats(Stage::Primary, Some(seats));
        let done = session.correct(&[(subject, fact)], &Said::default());
        done.expect("seats can be set right");
    }

    fn close(session: &mut Session, school: &str) {
        let school = SchoolId::new(school);
        let action = Action::new(session.year(), Measure::Close { school }, "");
        session.handle(Command::Add(action)).expect("it closes");
    }

    /// Work on a plan, as a window keeps it that ends without a word.
    fn kept(session: &Session) -> (String, Vec<Words>) {
        let document = session.document().expect("a plan");
        let (county, plan) = (session.evaluator().county(), document.plan());
        let layout = Layout::of(county, plan, plan.period.1);
        let text = export::plan_alone(county, plan, &layout);
        (text, document.step_names())
    }

    fn take_up(session: &mut Session, (text, steps): &(String, Vec<Words>)) {
        let county = Arc::clone(session.evaluator().county());
        let read = io::plan_of_bytes("Plan", text.as_bytes(), &county);
        let (plan, told) = read.expect("it is a plan");
        session.take_up(Recovered {
            plan,
            told,
            began_as: None,
            file: None,
            steps: steps.clone(),
            history: None,
        });
    }

    fn doubts(session: &Session) -> usize {
        let told = session.report().warnings.iter();
        let of = told.filter(|warning| warning.what.en.contains("other corrections"));
        of.count()
    }

    #[test]
    fn a_doubt_goes_when_a_correction_settles_it_and_comes_back_with_it() {
        let mut before = session();
        correct(&mut before, 150);
        close(&mut before, "b");
        let kept = kept(&before);
        let mut session = session();
        take_up(&mut session, &kept);
        assert_eq!(doubts(&session), 1, "the correction is not here");
        correct(&mut session, 150);
        assert_eq!(doubts(&session), 0, "now it is");
        session.undo();
        assert_eq!(doubts(&session), 1);
        session.redo();
        assert_eq!(doubts(&session), 0);
        let subject = Subject::School(SchoolId::new("a"));
        session.take_back_correction(&subject, crate::model::Field::Seats(Stage::Primary));
        assert_eq!(
            doubts(&session),
            1,
            "taken back it stands against the plan again"
        );
        correct(&mut session, 160);
        assert_eq!(doubts(&session), 1, "another value settles nothing");
    }

    #[test]
    fn recovered_work_names_its_steps_and_is_not_lost_by_undoing() {
        let mut before = session();
        close(&mut before, "b");
        let names = before.document().expect("a plan").step_names();
        assert_eq!(names.len(), 1);
        let kept = kept(&before);
        let mut session = session();
        take_up(&mut session, &kept);
        let lines = session.steps();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].step.name.en, "Recovered work: 1 step");
        assert_eq!(lines[0].step.effect, names[0]);
        session.undo();
        assert_eq!(session.plan().expect("it is there").actions.len(), 1);
        assert!(session.has_unsaved_work());
    }

    #[test]
    fn known_steps_are_there_again_one_by_one() {
        let mut before = session();
        before.new_plan();
        close(&mut before, "b");
        correct(&mut before, 150);
        close(&mut before, "a");
        before.undo();
        let history = before.document().expect("a plan").history().clone();
        let data = before.data_history().clone();
        let shown = |session: &Session| -> Vec<(String, bool)> {
            let lines = session.steps();
            let name = |line: &crate::session::Line<'_>| (line.step.name.en.clone(), line.is_done);
            lines.iter().map(name).collect()
        };
        let mut after = session();
        correct(&mut after, 150);
        let plain = after.clone();
        after.data = Arc::new(History::new(Arc::new(after.corrections().clone())));
        let (text, steps) = kept(&before);
        let county = Arc::clone(after.evaluator().county());
        let (plan, told) = io::plan_of_bytes("Plan", text.as_bytes(), &county).expect("a plan");
        after.number_recovered(9);
        after.take_up(Recovered {
            plan,
            told,
            began_as: None,
            file: None,
            steps,
            history: Some(history),
        });
        after.take_up_data(data.clone());
        assert_eq!(shown(&after), shown(&before));
        after.redo();
        assert_eq!(after.plan().expect("a plan").actions.len(), 2);
        while after.undo().is_some() {}
        assert!(after.plan().expect("a plan").actions.is_empty());
        assert_eq!(after.corrections().len(), 0);
        let next = after.begin_step(Words::default()).number;
        assert!(next > 9, "later steps are numbered behind those taken up");
        // What somebody has set right here meanwhile is not written over.
        let mut other = plain;
        other.take_up_data(data);
        assert_eq!(other.data.past().len(), 1);
        assert_eq!(other.corrections().len(), 1);
    }

    #[test]
    fn of_many_steps_the_last_are_named_and_the_others_counted() {
        let steps: Vec<Words> = (1..=9).map(|n| Words::new(format!("s{n}"), "")).collect();
        assert_eq!(step_effect(&steps).en, "3 before; s4; s5; s6; s7; s8; s9");
        assert_eq!(step_name(&[]).zh, "恢复的内容");
    }
}
