//! Setting facts right against the files, as steps of the one history.

use std::sync::Arc;

use super::Session;
use crate::io::{Taken, Taking};
use crate::model::{
    Correction, Corrections, County, Fact, Field, Said, Standing, Subject, Uncorrectable, corrected,
};
use crate::plan::{Collides, History};
use crate::words::Words;

/// A fact of a school or a settlement as it is in force, and as the files have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Restated {
    /// As it is in force.
    pub now: Fact,
    /// As the files have it, where that is something else.
    pub in_files: Option<Fact>,
}

/// The county as it was read, set right.
pub(super) fn set_right(files: &Arc<County>, corrections: &Corrections) -> Arc<County> {
    if corrections.is_empty() {
        return Arc::clone(files);
    }
    Arc::new(corrected(files, corrections))
}

/// The corrections `now` without those that were given or taken back from `before` to `after` in an earlier step.
pub(super) fn without(
    now: &Corrections,
    before: &Corrections,
    after: &Corrections,
) -> Result<Corrections, Collides> {
    let mut next = now.clone();
    for (subject, one) in before.iter().chain(after.iter()) {
        let field = one.is.field();
        let of = |all: &Corrections| all.of(subject, field).cloned();
        if of(before) == of(after) {
            continue;
        }
        if of(now) != of(after) {
            return Err(Collides::Changed);
        }
        next.put(subject, field, of(before));
    }
    Ok(next)
}

impl Session {
    /// The county as it was read, before anything was set right.
    pub fn files(&self) -> &County {
        &self.files
    }

    /// The same, to be held on to.
    pub fn shared_files(&self) -> &Arc<County> {
        &self.files
    }

    /// Everything that was set right, or waits to be.
    pub fn corrections(&self) -> &Corrections {
        self.data.present()
    }

    /// Every correction with how it stands towards the files, in the order of ids.
    pub fn standings(&self) -> Vec<(&Subject, &Correction, Standing)> {
        let all = self.corrections();
        let standing = |(subject, one)| (subject, one, all.standing(&self.files, (subject, one)));
        all.iter().map(standing).collect()
    }

    /// What is known of a fact; `None` where the files have no such thing.
    pub fn fact(&self, subject: &Subject, field: Field) -> Option<Restated> {
        let of = |county: &County| match subject {
            Subject::School(id) => Some(Fact::of_school(field, county.school(id)?)),
            Subject::Settlement(id) => {
                let mut homes = county.settlements.iter();
                Fact::of_settlement(field, homes.find(|home| home.id == *id)?)
            }
        };
        let in_files = of(&self.files)?;
        let correction = self.corrections().of(subject, field);
        let counts = correction.filter(|one| {
            let standing = self.corrections().standing(&self.files, (subject, one));
            standing.counts()
        });
        let now = counts
            .map(|one| one.is.clone())
            .or_else(|| of(&self.recorded));
        let now = now.unwrap_or_else(|| in_files.clone());
        Some(Restated {
            in_files: (now != in_files).then_some(in_files),
            now,
        })
    }

    /// Whether a fact was set right, and counts.
    pub fn is_corrected(&self, subject: &Subject, field: Field) -> bool {
        let mut all = self.recorded.corrections.iter();
        all.any(|(of, one)| of == subject && one.is.field() == field)
    }

    /// The correction of a fact, where one counts.
    pub fn correction(&self, subject: &Subject, field: Field) -> Option<&Correction> {
        let one = self.corrections().of(subject, field)?;
        self.is_corrected(subject, field).then_some(one)
    }

    /// Whether a fact can be set right, beside those that are about to be.
    ///
    /// # Errors
    /// When it cannot.
    pub fn can_correct(
        &self,
        so_far: &mut Corrections,
        subject: &Subject,
        fact: Fact,
    ) -> Result<(), Uncorrectable> {
        so_far.give(&self.files, subject, fact, Said::default())
    }

    /// Sets facts right, in one step.
    ///
    /// # Errors
    /// When one of them cannot be; nothing has changed then.
    pub fn correct(&mut self, facts: &[(Subject, Fact)], said: &Said) -> Result<(), Uncorrectable> {
        let mut next = self.corrections().clone();
        for (subject, fact) in facts {
            next.give(&self.files, subject, fact.clone(), said.clone())?;
        }
        let name = self.words_of(facts);
        self.set_corrections(name, next);
        Ok(())
    }

    /// The county as it is set right, without what a plan assumes, to be held on to.
    pub fn shared_recorded(&self) -> &Arc<County> {
        &self.recorded
    }

    /// Takes facts of a newer roster, each with the row that it comes from, in one step. Those that cannot be are left,
    /// and told.
    pub fn take_roster(&mut self, name: Words, taken: Vec<Taken>) -> Vec<Words> {
        let mut next = self.corrections().clone();
        let mut taking = Taking {
            facts: taken,
            left: Vec::new(),
        };
        taking.give(&self.files, &mut next);
        self.set_corrections(name, next);
        taking.left
    }

    /// Leaves a fact as the files have it.
    pub fn take_back_correction(&mut self, subject: &Subject, field: Field) {
        let mut next = self.corrections().clone();
        next.put(subject, field, None);
        let (name, field_words) = (self.name_of(subject), field.words());
        let name = Words::new(
            format!("As in the file: {name}, {}", field_words.en),
            format!("按文件：{name} {}", field_words.zh),
        );
        self.set_corrections(name, next);
    }

    /// Says that a correction counts although the files have changed since.
    pub fn affirm_correction(&mut self, subject: &Subject, field: Field) {
        let mut next = self.corrections().clone();
        next.affirm(&self.files, subject, field);
        let (name, field_words) = (self.name_of(subject), field.words());
        let name = Words::new(
            format!("The correction still counts: {name}, {}", field_words.en),
            format!("更正仍生效：{name} {}", field_words.zh),
        );
        self.set_corrections(name, next);
    }

    /// Takes corrections in force as a step, if they are others than before.
    pub(super) fn set_corrections(&mut self, name: Words, next: Corrections) {
        if next == *self.corrections() {
            return;
        }
        let before = Arc::clone(&self.current);
        let step = self.begin_step(name);
        for document in &mut self.documents {
            if document.history.next().is_some() {
                Arc::make_mut(document).history.forget_undone();
            }
        }
        let data: &mut History<Arc<Corrections>> = Arc::make_mut(&mut self.data);
        data.step(step, Arc::new(next));
        self.set_right();
        self.refresh();
        self.say_effect(&before);
    }

    /// Takes the corrections into the county; the figures follow with the next refresh.
    pub(super) fn set_right(&mut self) {
        self.recorded = set_right(&self.files, self.data.present());
    }

    /// What a school or settlement is called, as it is set right.
    pub fn name_of(&self, subject: &Subject) -> String {
        let known_as = || {
            let mut all = self.corrections().iter();
            let one = all.find(|(of, _)| *of == subject)?;
            Some(one.1.known_as.clone())
        };
        match self.fact(subject, Field::Name).map(|fact| fact.now) {
            Some(Fact::Name(name)) => name,
            _ => known_as().unwrap_or_else(|| subject.id().to_owned()),
        }
    }

    fn words_of(&self, facts: &[(Subject, Fact)]) -> Words {
        let Some((subject, fact)) = facts.first() else {
            return Words::default();
        };
        let name = self.name_of(subject);
        if facts.len() > 1 {
            let n = facts.len();
            return Words::new(
                format!("Corrected {name} and more: {n} facts"),
                format!("更正{name}等{n}项"),
            );
        }
        let was = self
            .fact(subject, fact.field())
            .map_or_else(Words::default, |fact| fact.now.words());
        let (field, is) = (fact.field().words(), fact.words());
        Words::new(
            format!("Corrected {name}, {}: {} → {}", field.en, was.en, is.en),
            format!("更正 {name} {} {}→{}", field.zh, was.zh, is.zh),
        )
    }
}
