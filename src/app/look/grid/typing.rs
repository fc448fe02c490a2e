//! What can be typed in the cells of a table: facts of the county, or the numbers of the standards in force.

use super::Done;
use crate::app::look::keeping;
use crate::app::look::text::time as words;
use crate::model::Fact;
use crate::rules::{Basis, Entries, Standard, Standards};
use crate::session::Session;
use crate::tables::{self, About, CellFact};
use crate::words::{Lang, Words};

/// Whose cells are typed in.
#[derive(Clone, Copy)]
pub(crate) enum Typing<'a> {
    /// Facts; what is typed is a correction.
    Facts(&'a Session),
    /// Standards with the entries of the plan that puts them in force; what is typed is a number of the plan's own.
    Limits(&'a Standards, &'a Entries),
}

/// What can be chosen for a cell instead of being typed.
pub(super) struct Choice {
    pub(super) words: Words,
    pub(super) is_now: bool,
    pub(super) done: Done,
}

/// The rule whose number a cell holds.
fn rule<'a>(standards: &'a Standards, about: &About, key: &str) -> Option<&'a Standard> {
    match about {
        About::Rule(id) if key == tables::LIMIT => standards.get(id),
        _ => None,
    }
}

impl<'a> Typing<'a> {
    fn fact(self, about: &About, key: &str) -> Option<(CellFact, Fact)> {
        let Self::Facts(session) = self else {
            return None;
        };
        let cell = CellFact::of(session.county(), about, key)?;
        let now = session.fact(&cell.subject, cell.field)?.now;
        Some((cell, now))
    }

    /// The session onto whose facts a block is pasted; `None` where none can be.
    pub(super) const fn pastes(self) -> Option<&'a Session> {
        match self {
            Self::Facts(session) => Some(session),
            Self::Limits(..) => None,
        }
    }

    /// What stands in a cell to be typed over, or why nothing can be typed there.
    pub(super) fn now(self, about: &About, key: &str, lang: Lang) -> Result<String, Words> {
        match self {
            Self::Facts(_) => {
                let (cell, now) = self.fact(about, key).ok_or_else(CellFact::refusal)?;
                Ok(cell.text(&now, lang))
            }
            Self::Limits(standards, _) => {
                let rule = rule(standards, about, key);
                let rule = rule.ok_or_else(|| super::super::text::words_of(words::ONLY_VALUES))?;
                Ok(tables::limit_text(rule, rule.limit))
            }
        }
    }

    /// What was said of a cell that is not as it was read: the former value, and who set it.
    pub(super) fn corrected(self, about: &About, key: &str, lang: Lang) -> Option<String> {
        match self {
            Self::Facts(session) => {
                if session.corrections().is_empty() {
                    return None;
                }
                let cell = CellFact::of(session.county(), about, key)?;
                let one = session.correction(&cell.subject, cell.field)?;
                Some(format!(
                    "{}\n{}",
                    keeping::change(one, lang),
                    keeping::said(one, lang)
                ))
            }
            Self::Limits(standards, entries) => {
                let rule = rule(standards, about, key)?;
                (rule.basis == Basis::Edited).then_some(())?;
                let unit = rule.measure.as_read().2;
                let pack = entries.limit_of_pack(&rule.id).map(|limit| {
                    let limit = tables::limit_text(rule, limit);
                    format!("{limit} {}", unit.say(lang))
                });
                Some(words::set_by_hand(pack.as_deref()).say(lang).to_owned())
            }
        }
    }

    /// What can be chosen for a cell; nothing where it is typed.
    pub(super) fn choices(self, about: &About, key: &str) -> Vec<Choice> {
        let Some((cell, now)) = self.fact(about, key) else {
            return Vec::new();
        };
        let choice = |fact: Fact| Choice {
            words: fact.words(),
            is_now: fact == now,
            done: Done::Correct(vec![(cell.subject.clone(), fact)]),
        };
        now.choices().into_iter().map(choice).collect()
    }

    /// What was typed, once it is understood and can be so; nothing for what stands there already.
    pub(super) fn taken(
        self,
        about: &About,
        key: &str,
        typed: &str,
    ) -> Result<Option<Done>, Words> {
        match self {
            Self::Facts(session) => {
                let (cell, now) = self.fact(about, key).ok_or_else(CellFact::refusal)?;
                let next = cell.typed(&now, typed);
                let next = next.ok_or_else(|| cell.asked_for(&now))?;
                let mut so_far = session.corrections().clone();
                session
                    .can_correct(&mut so_far, &cell.subject, next.clone())
                    .map_err(|why| why.words())?;
                Ok((next != now).then(|| Done::Correct(vec![(cell.subject, next)])))
            }
            Self::Limits(standards, _) => {
                let Some(rule) = rule(standards, about, key) else {
                    return Ok(None);
                };
                let limit = tables::limit_typed(rule, typed)?;
                Ok((limit != rule.limit).then(|| Done::Limit(rule.id.clone(), limit)))
            }
        }
    }
}
