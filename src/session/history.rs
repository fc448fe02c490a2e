//! One history for plan and data: every step of the chosen plan and every correction, in the order in which they were
//! taken.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::SystemTime;

use super::{Chosen, Session};
use crate::evaluation::Evaluation;
use crate::geometry::LonLat;
use crate::indicators::StageNumbers;
use crate::model::{Corrected, Corrections, SchoolId, Subject};
use crate::plan::{Collides, History, HistoryStep, Measure, Plan, differences, take_out};
use crate::words::Words;

/// What a step has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// The chosen plan.
    Plan,
    /// The data, for all plans.
    Data,
    /// Which plans there are.
    Plans,
}

/// A step as the list of steps shows it.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The step.
    pub step: &'a HistoryStep,
    /// What it has changed.
    pub of: Of,
    /// Whether it is done; else it was undone and can be taken again.
    pub is_done: bool,
}

impl Session {
    /// The steps that lead to what is shown, and those that were undone, in the order in which they were taken.
    pub fn steps(&self) -> Vec<Line<'_>> {
        let data = lines(&self.data, Of::Data);
        let plan = self
            .document()
            .map(|document| lines(&document.history, Of::Plan));
        let dropped = self.dropped.iter().map(|dropped| Line {
            step: &dropped.step,
            of: Of::Plans,
            is_done: true,
        });
        let mut all: Vec<Line<'_>> = data
            .into_iter()
            .chain(plan.into_iter().flatten())
            .chain(dropped)
            .collect();
        all.sort_by_key(|line| line.step.number);
        all
    }

    /// Takes the last step back: of the chosen plan, or of the data where that was later.
    pub fn undo(&mut self) -> Option<Words> {
        let last = self.last_step()?.number;
        let name = self.undo_one(last)?.name;
        self.refresh();
        Some(name)
    }

    /// Takes the last undone step again.
    pub fn redo(&mut self) -> Option<Words> {
        let next = self.next_step()?.number;
        let name = self.redo_one(next)?.name;
        self.refresh();
        Some(name)
    }

    /// Goes to where a step was the last one; `None` goes to before the first.
    pub fn go_to_step(&mut self, number: Option<u64>) {
        let goal = number.unwrap_or_default();
        while let Some(last) = self
            .last_step()
            .map(|step| step.number)
            .filter(|&last| last > goal)
        {
            self.undo_one(last);
        }
        while let Some(next) = self
            .next_step()
            .map(|step| step.number)
            .filter(|&next| next <= goal)
        {
            self.redo_one(next);
        }
        self.refresh();
    }

    /// Takes one step back and leaves the later ones as they are; that is a step itself.
    ///
    /// # Errors
    /// When a later step has changed the same, or rests on it; nothing has changed then.
    pub fn undo_only(&mut self, number: u64) -> Result<(), Collides> {
        let steps = self.steps();
        let line = steps
            .iter()
            .find(|line| line.step.number == number && line.is_done);
        let line = *line.ok_or(Collides::NotDone)?;
        let name = Words::new(
            format!("Undone alone: {}", line.step.name.en),
            format!("只撤：{}", line.step.name.zh),
        );
        match (line.of, self.chosen) {
            (Of::Plans, _) => {
                self.bring_back(number);
                self.refresh();
            }
            (Of::Data, _) => {
                let (before, after) = self.data.around(number).ok_or(Collides::NotDone)?;
                let next = super::correcting::without(self.data.present(), before, after)?;
                self.set_corrections(name, next);
            }
            (Of::Plan, Chosen::Plan(index)) => {
                let history = &self.documents[index].history;
                let (before, after) = history.around(number).ok_or(Collides::NotDone)?;
                let next = take_out(self.county(), history.present(), before, after)?;
                let before = Arc::clone(&self.current);
                self.step(index, name, next);
                self.refresh();
                self.say_effect(&before);
            }
            (Of::Plan, Chosen::Today) => return Err(Collides::NotDone),
        }
        Ok(())
    }

    /// Where the first of what a step has changed stands; `None` for a step that is not done, and for one about no place.
    pub fn place_of_step(&self, number: u64) -> Option<LonLat> {
        let county = self.county();
        let of_school = |id: &SchoolId| Some(self.current.layout.site(id)?.at);
        if let Some((before, after)) = self.data.around(number) {
            let is_new = |one: &Corrected<'_>, others: &Corrections| {
                others.of(one.0, one.1.is.field()) != Some(one.1)
            };
            let new = after.iter().find(|one| is_new(one, before));
            let (subject, _) = new.or_else(|| before.iter().find(|one| is_new(one, after)))?;
            return match subject {
                Subject::School(id) => of_school(id),
                Subject::Settlement(id) => {
                    let home = county.settlements.iter().find(|home| home.id == *id);
                    home.map(|home| home.at)
                }
            };
        }
        let (before, after) = self.document()?.history.around(number)?;
        let differences = differences(before, after);
        let first = differences.first()?;
        let new = first.second.first().map(|&place| &after.actions[place]);
        let gone = || first.first.first().map(|&place| &before.actions[place]);
        match &new.or_else(gone)?.measure {
            Measure::Road { work, .. } => work.line().get(work.line().len() / 2).copied(),
            measure => of_school(measure.school()),
        }
    }

    /// The step that undo would take back.
    pub fn last_step(&self) -> Option<&HistoryStep> {
        let of_plan = self.document().and_then(|document| document.history.last());
        let dropped = self.dropped.iter().map(|dropped| &dropped.step);
        self.data
            .last()
            .into_iter()
            .chain(of_plan)
            .chain(dropped)
            .max_by_key(|step| step.number)
    }

    /// The last step, where it only moved measures of the chosen plan to other years: its number, and the plan before
    /// it and after.
    pub fn last_move(&self) -> Option<(u64, &Plan, &Plan)> {
        let number = self.last_step()?.number;
        let (before, after) = self.document()?.history.around(number)?;
        let pairs = || before.actions.iter().zip(&after.actions);
        let is_same = pairs().all(|(one, other)| one.measure == other.measure);
        let is_moved = pairs().any(|(one, other)| one.year != other.year);
        let are_as_many = before.actions.len() == after.actions.len();
        (is_same && is_moved && are_as_many).then_some((number, before, after))
    }

    /// The step that redo would take again.
    pub fn next_step(&self) -> Option<&HistoryStep> {
        let of_plan = self.document().and_then(|document| document.history.next());
        self.data
            .next()
            .into_iter()
            .chain(of_plan)
            .min_by_key(|step| step.number)
    }

    /// The name of the step that undo would take back.
    pub fn undo_name(&self) -> Option<&Words> {
        self.last_step().map(|step| &step.name)
    }

    /// The name of the step that redo would take again.
    pub fn redo_name(&self) -> Option<&Words> {
        self.next_step().map(|step| &step.name)
    }

    /// A step of the plan at a position. What was undone before can no longer be taken again, of the data neither.
    pub(super) fn step(&mut self, index: usize, name: Words, next: Plan) {
        let step = self.begin_step(name);
        Arc::make_mut(&mut self.data).forget_undone();
        Arc::make_mut(&mut self.documents[index])
            .history
            .step(step, next);
    }

    /// The next step, taken now.
    pub(super) fn begin_step(&mut self, name: Words) -> HistoryStep {
        self.n_steps += 1;
        HistoryStep {
            number: self.n_steps,
            name,
            at: SystemTime::now(),
            effect: Words::default(),
        }
    }

    /// Says with the last step what it did to the figures; nothing where another year or policy is shown than before.
    pub(super) fn say_effect(&mut self, before: &Evaluation) {
        let effect = effect(before, &self.current);
        let Some(last) = self.last_step().map(|step| step.number) else {
            return;
        };
        if self.data.last().is_some_and(|step| step.number == last) {
            Arc::make_mut(&mut self.data).say_effect(effect);
        } else if let Chosen::Plan(index) = self.chosen {
            Arc::make_mut(&mut self.documents[index])
                .history
                .say_effect(effect);
        }
    }

    fn undo_one(&mut self, number: u64) -> Option<HistoryStep> {
        if let Some(step) = self.bring_back(number) {
            return Some(step);
        }
        if self.data.last().is_some_and(|step| step.number == number) {
            let step = Arc::make_mut(&mut self.data).undo();
            self.set_right();
            return step;
        }
        self.history_mut()?.undo()
    }

    fn redo_one(&mut self, number: u64) -> Option<HistoryStep> {
        if self.data.next().is_some_and(|step| step.number == number) {
            let step = Arc::make_mut(&mut self.data).redo();
            self.set_right();
            return step;
        }
        self.history_mut()?.redo()
    }

    fn history_mut(&mut self) -> Option<&mut History<Plan>> {
        match self.chosen {
            Chosen::Today => None,
            Chosen::Plan(index) => {
                let document = self.documents.get_mut(index)?;
                Some(&mut Arc::make_mut(document).history)
            }
        }
    }
}

fn lines<T>(history: &History<T>, of: Of) -> Vec<Line<'_>> {
    let line = |is_done| move |step| Line { step, of, is_done };
    let done = history.done().map(line(true));
    done.chain(history.undone().map(line(false))).collect()
}

/// What changed most, in two figures at most: pupils over the limit, schools over their seats, schools. Empty where
/// nothing did, or the figures are of different years or policies.
fn effect(before: &Evaluation, after: &Evaluation) -> Words {
    if before.layout.year != after.layout.year || before.policy != after.policy {
        return Words::default();
    }
    let sum = |evaluation: &Evaluation, of: fn(&StageNumbers) -> i64| -> i64 {
        let stages = evaluation.stages.iter();
        stages
            .filter_map(|(_, stage)| Some(of(&stage.as_ref()?.numbers)))
            .sum()
    };
    let change = |of: fn(&StageNumbers) -> i64| sum(after, of) - sum(before, of);
    let open = |evaluation: &Evaluation| {
        let sites = evaluation.layout.sites.iter();
        sites.filter(|site| site.is_open()).count() as i64
    };
    let mut changes = [
        (
            "over limit",
            "超距",
            change(|numbers| i64::from(numbers.over_limit)),
        ),
        (
            "without a seat",
            "未安置",
            change(|numbers| i64::from(numbers.unplaced)),
        ),
        (
            "over seats",
            "超员",
            change(|numbers| numbers.over_seats as i64),
        ),
        ("schools", "学校", open(after) - open(before)),
    ];
    // The order of importance stays among equals.
    changes.sort_by_key(|(.., change)| Reverse(*change != 0));
    let told = changes.iter().filter(|(.., change)| *change != 0).take(2);
    let (en, zh): (Vec<String>, Vec<String>) = told
        .map(|(en, zh, change)| {
            let sign = if *change < 0 { "−" } else { "+" };
            let number = change.unsigned_abs();
            (
                format!("{en} {sign}{number}"),
                format!("{zh} {sign}{number}"),
            )
        })
        .unzip();
    Words::new(en.join(", "), zh.join("，"))
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
