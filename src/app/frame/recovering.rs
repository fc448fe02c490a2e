//! What a window leaves when it ends without a word, and how another takes it up: plans with their steps, the steps of
//! the data, and what was on screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::changing::after;
use super::window::App;
use crate::app::look::keeping::Shown;
use crate::app::look::text::keeping as words;
use crate::app::look::view::{View, last_year};
use crate::export;
use crate::io::{self, KeptPlan, KeptStep, OpenError, Recovery};
use crate::model::{Corrections, County};
use crate::plan::{History, HistoryStep, Layout, Plan};
use crate::session::{Chosen, Document, PlanFile, Recovered, Session};
use crate::units::Year;
use crate::words::Words;

/// So many steps to either side are kept: each is written whole, and all of them a few seconds after every step.
const STEPS_KEPT: usize = 300;

/// What the window shows that belongs to unsaved work.
pub(super) fn shown(session: &Session, view: &View) -> Shown {
    Shown {
        year: session.year().0,
        plan: session.plan().map(|plan| plan.name.clone()),
        stage: view.stage,
        workspace: view.workspace(),
    }
}

/// What is kept of the steps of a county's plans.
#[derive(Default)]
pub(super) struct Texts {
    /// The files that were read; another county begins to count anew.
    files: Option<Arc<County>>,
    /// By the number of the step and whether it is done: what lies on its other side never changes.
    known: BTreeMap<(u64, bool), String>,
}

impl Texts {
    /// Those of the county that is open.
    fn of(&mut self, session: &Session) -> &mut BTreeMap<(u64, bool), String> {
        let files = session.shared_files();
        if self
            .files
            .as_ref()
            .is_none_or(|known| !Arc::ptr_eq(known, files))
        {
            *self = Self {
                files: Some(Arc::clone(files)),
                known: BTreeMap::new(),
            };
        }
        &mut self.known
    }
}

/// The steps of a value as they are kept.
fn kept_steps<T>(
    history: &History<T>,
    texts: &mut BTreeMap<(u64, bool), String>,
    text: impl Fn(&T) -> String,
) -> Vec<KeptStep> {
    let before = history.past().len().saturating_sub(STEPS_KEPT);
    let done = history.past().iter().skip(before).map(|step| (step, true));
    let after = history.future().len().saturating_sub(STEPS_KEPT);
    let undone = history
        .future()
        .iter()
        .skip(after)
        .map(|step| (step, false));
    let mut kept = |((step, other), is_done): (&(HistoryStep, T), bool)| {
        let known = texts.entry((step.number, is_done));
        let text = known.or_insert_with(|| text(other)).clone();
        KeptStep::of(step, is_done, text)
    };
    done.chain(undone).map(&mut kept).collect()
}

/// The plans as they would be saved, without their figures, and the steps that led to them.
pub(super) fn recovery(
    session: &Session,
    documents: &[Arc<Document>],
    shown: &Shown,
    texts: &mut Texts,
) -> Recovery {
    let county = session.evaluator().county();
    let texts = texts.of(session);
    let text = |plan: &Plan| {
        let layout = Layout::of(county, plan, plan.period.1);
        export::plan_alone(county, plan, &layout)
    };
    let plan = |document: &Arc<Document>| {
        let plan = document.plan();
        let file = document.file();
        KeptPlan {
            name: plan.name.clone(),
            text: text(plan),
            path: file.map(|file| file.path.clone()),
            stamp: file.and_then(|file| file.stamp),
            began_as: document.as_kept().map(|kept| kept.name.clone()),
            steps: document
                .step_names()
                .into_iter()
                .map(|name| (name.en, name.zh))
                .collect(),
            history: kept_steps(document.history(), texts, text),
        }
    };
    let plans = documents.iter().map(plan).collect();
    let paths = session.report().paths.clone();
    let data = session.data_history();
    let of_data = |all: &Arc<Corrections>| io::corrections_text(all);
    let mut recovery = Recovery::new(paths, county.name.clone(), plans);
    recovery.data = kept_steps(data, &mut BTreeMap::new(), of_data);
    recovery.corrections = io::corrections_text(data.present());
    // Names and numbers can always be written.
    recovery.desk = serde_json::to_string(shown).unwrap_or_default();
    recovery
}

impl App {
    pub(crate) fn pick_up(&mut self, ctx: &egui::Context, place: usize) {
        if place >= self.keeping.left.len() {
            return;
        }
        let orphan = self.keeping.left.remove(place);
        let paths = orphan.recovery.paths.clone();
        self.keeping.picked = Some(orphan);
        let is_open = self
            .session
            .as_ref()
            .is_some_and(|session| session.report().paths == paths);
        if is_open && self.opening.is_none() {
            self.take_up(ctx);
        } else {
            self.open_paths(ctx, paths);
        }
    }

    /// What was picked up could not be opened; it waits where it lay.
    pub(crate) fn put_picked_back(&mut self) {
        self.keeping.left.extend(self.keeping.picked.take());
    }

    /// Puts the plans that were picked up beside those of the county, if it is theirs.
    pub(crate) fn take_up(&mut self, ctx: &egui::Context) {
        let Some(session) = &self.session else { return };
        let paths = &session.report().paths;
        let Some(orphan) = self
            .keeping
            .picked
            .take_if(|orphan| orphan.recovery.paths == *paths)
        else {
            return;
        };
        let recovery = orphan.recovery.clone();
        self.keeping.taken.push(orphan);
        self.change(ctx, move |session| {
            let Recovery { plans, data, .. } = &recovery;
            let mut failed = None;
            let mut n_taken = 0;
            let all = plans.iter().flat_map(|plan| &plan.history).chain(data);
            let highest = all.map(|step| step.number).max().unwrap_or_default();
            let added = session.number_recovered(highest);
            for plan in plans {
                match take_up_one(session, plan.clone(), added) {
                    Ok(()) => n_taken += 1,
                    Err(error) => failed = Some(error),
                }
            }
            if let Some(present) = io::corrections_of_text(&recovery.corrections) {
                let of_data = |text: &str| io::corrections_of_text(text).map(Arc::new);
                let history = history(data, Arc::new(present), added, of_data);
                if let Some(data) = history {
                    session.take_up_data(data);
                }
            }
            let shown: Option<Shown> = serde_json::from_str(&recovery.desk).ok();
            if let Some(shown) = &shown {
                show_again(session, shown);
            }
            after(move |app| {
                app.compare_with_chosen();
                if let Some(shown) = shown {
                    app.view.stage = shown.stage;
                    app.go(shown.workspace);
                    app.let_go_of_other_stages();
                }
                match failed {
                    None => app.say(words::picked_up(n_taken)),
                    Some(error) => {
                        // A part of it is nowhere else.
                        app.keeping.left.append(&mut app.keeping.taken);
                        app.complain(error.words());
                    }
                }
            })
        });
    }
}

/// A value with its steps as they were kept; `None` where one of them cannot be read again.
fn history<T>(
    kept: &[KeptStep],
    present: T,
    added: u64,
    read: impl Fn(&str) -> Option<T>,
) -> Option<History<T>> {
    let side = |is_done: bool| -> Option<Vec<(HistoryStep, T)>> {
        let steps = kept.iter().filter(|step| step.is_done == is_done);
        let step = |kept: &KeptStep| Some((kept.step(added), read(&kept.text)?));
        steps.map(step).collect()
    };
    let (past, future) = (side(true)?, side(false)?);
    Some(History::with(past, present, future))
}

/// Shows the plan and the year that were on screen.
fn show_again(session: &mut Session, shown: &Shown) {
    let is_its = |name: &String| {
        let all = session.documents();
        all.iter()
            .rposition(|document| document.plan().name == *name)
    };
    let chosen = match &shown.plan {
        None => Chosen::Today,
        Some(name) => is_its(name).map_or(session.chosen(), Chosen::Plan),
    };
    session.choose(chosen);
    let (first, last) = (session.evaluator().base_year(), last_year(session));
    session.choose_in(chosen, Year(shown.year.clamp(first.0, last.0)));
}

fn take_up_one(session: &mut Session, kept: KeptPlan, added: u64) -> Result<(), OpenError> {
    let county = Arc::clone(session.evaluator().county());
    let read = |text: &str| io::plan_of_bytes(&kept.name, text.as_bytes(), &county);
    let (plan, told) = read(&kept.text)?;
    // A step that has lost something is not what it was.
    let whole = |text: &str| {
        let (plan, told) = read(text).ok()?;
        told.lost().is_empty().then_some(plan)
    };
    let known = !kept.history.is_empty();
    let steps_known = known.then(|| history(&kept.history, plan.clone(), added, whole));
    let stamp = kept.stamp;
    let file = kept.path.map(|path| PlanFile { path, stamp });
    let steps = kept.steps.into_iter();
    session.take_up(Recovered {
        plan,
        told,
        began_as: kept.began_as,
        file,
        steps: steps.map(|(en, zh)| Words::new(en, zh)).collect(),
        history: steps_known.flatten(),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_steps_are_kept_and_what_is_written_does_not_grow_without_end() {
        let step = |number: usize| HistoryStep {
            number: number as u64,
            name: Words::new("step", "步骤"),
            at: std::time::SystemTime::UNIX_EPOCH,
            effect: Words::default(),
        };
        let mut history = History::new(0);
        for number in 1..=STEPS_KEPT + 50 {
            history.step(step(number), number);
        }
        let kept = kept_steps(&history, &mut BTreeMap::new(), usize::to_string);
        assert_eq!(kept.len(), STEPS_KEPT);
        assert_eq!(kept[0].number, 51);
        assert_eq!(kept[0].text, "50");
        let last = kept.last().expect("a step");
        assert_eq!((last.number, last.is_done), (350, true));
    }
}
