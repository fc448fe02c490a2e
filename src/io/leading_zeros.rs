//! Ids that lost the zeros in front, as tables do to them: 0012 in one file and 12 in another are one where nothing else
//! can be meant.

use std::collections::{BTreeMap, BTreeSet};

use super::gather::{Found, Gathered, Spot};
use super::numbers;
use super::report::Notes;
use crate::model::SchoolId;
use crate::plan::Plan;
use crate::words::Words;

/// An id of digits alone without the zeros in front of it.
fn bare(id: &str) -> Option<&str> {
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    let bare = id.trim_start_matches('0');
    is_number.then_some(if bare.is_empty() { "0" } else { bare })
}

/// The ids of one kind of thing, found also by those that differ from them only by zeros in front.
struct Ids<'a> {
    /// Not told apart without their zeros where there are several.
    by_bare: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Ids<'a> {
    fn of(ids: impl Iterator<Item = &'a str>) -> Self {
        let mut by_bare: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for id in ids {
            if let Some(bare) = bare(id) {
                by_bare.entry(bare).or_default().insert(id);
            }
        }
        Self { by_bare }
    }

    fn alike(&self, reference: &str) -> Option<&BTreeSet<&'a str>> {
        self.by_bare.get(bare(reference)?)
    }

    /// What the references of one file mean that are no ids as they stand. Tells of it.
    fn settle(
        &self,
        references: &[&str],
        what: &Words,
        notes: &mut Notes,
    ) -> BTreeMap<String, String> {
        let mut spelled: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for reference in references {
            if let Some(bare) = bare(reference) {
                spelled.entry(bare).or_default().insert(reference);
            }
        }
        let (mut meant, mut doubtful) = (BTreeMap::new(), BTreeMap::new());
        let mut n_meant = 0;
        for reference in references {
            let Some(ids) = self.alike(reference).filter(|ids| !ids.contains(reference)) else {
                continue;
            };
            let is_one = bare(reference)
                .is_some_and(|bare| spelled.get(bare).is_some_and(|all| all.len() == 1));
            match ids.first() {
                Some(id) if is_one && ids.len() == 1 => {
                    meant.insert((*reference).to_owned(), (*id).to_owned());
                    n_meant += 1;
                }
                _ => {
                    let ids: Vec<&str> = ids.iter().copied().collect();
                    doubtful.insert(*reference, ids.join(", "));
                }
            }
        }
        if let Some((reference, id)) = meant.first_key_value() {
            notes.file(Words::new(
                format!(
                    "{}: {n_meant} differ only by zeros in front, such as {reference} for {id}; taken as the same",
                    what.en
                ),
                format!("{}：{n_meant}处只差前面的0（如{reference}与{id}），按同一编号处理", what.zh),
            ));
        }
        if let Some((reference, ids)) = doubtful.first_key_value() {
            let count = doubtful.len();
            notes.file(Words::new(
                format!(
                    "{}: {count} may be several that differ by zeros in front, such as {reference} beside {ids}; not \
                     matched",
                    what.en
                ),
                format!("{}：{count}个只差前面的0，无法确定所指（如{reference}与{ids}），未匹配", what.zh),
            ));
        }
        meant
    }
}

/// Gives references of many files the ids that they mean; those that are names stay.
fn settle<'a>(
    ids: &Ids<'_>,
    references: impl Iterator<Item = (usize, &'a mut String)>,
    is_name: impl Fn(&str) -> bool,
    what: &Words,
    notes: &mut [Notes],
) {
    let mut by_file: BTreeMap<usize, Vec<&mut String>> = BTreeMap::new();
    for (file, reference) in references {
        by_file.entry(file).or_default().push(reference);
    }
    for (file, references) in by_file {
        let stated: Vec<String> = references
            .iter()
            .map(|text| numbers::id_of_text(text))
            .filter(|text| !is_name(text))
            .collect();
        let stated: Vec<&str> = stated.iter().map(String::as_str).collect();
        let meant = ids.settle(&stated, what, &mut notes[file]);
        for reference in references {
            let text = numbers::id_of_text(reference);
            if let Some(id) = meant.get(&text).filter(|_| !is_name(reference)) {
                id.clone_into(reference);
            }
        }
    }
}

/// Townships that schools and settlements name by a code.
pub(super) fn settle_townships(gathered: &mut Gathered) {
    let Gathered {
        townships,
        schools,
        settlements,
        notes,
        ..
    } = gathered;
    let ids = Ids::of(townships.iter().map(|(_, township)| township.code.as_str()));
    let names: BTreeSet<&str> = townships.iter().map(|(_, of)| of.name.as_str()).collect();
    let stated = stated_townships(schools).chain(stated_townships(settlements));
    let what = Words::new("codes of townships", "乡镇代码");
    settle(&ids, stated, |text| names.contains(text), &what, notes);
}

fn stated_townships<T>(
    found: &mut [(Spot, Found<T>)],
) -> impl Iterator<Item = (usize, &mut String)> {
    found
        .iter_mut()
        .filter_map(|(spot, found)| Some((spot.file, found.township.as_mut()?)))
}

/// References to settlements or schools, of which the ids and names are given.
pub(super) fn settle_references<'a>(
    references: impl Iterator<Item = (usize, &'a mut String)>,
    known: &[(String, String)],
    what: &Words,
    notes: &mut [Notes],
) {
    let names: BTreeSet<&str> = known.iter().map(|(_, name)| name.trim()).collect();
    let ids = Ids::of(known.iter().map(|(id, _)| id.as_str()));
    settle(&ids, references, |text| names.contains(text), what, notes);
}

/// Schools that a plan names.
pub(super) fn settle_plan(plan: &mut Plan, ids: &[&str], notes: &mut Notes) {
    let named: Vec<String> = plan.schools().iter().map(ToString::to_string).collect();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let what = Words::new("ids of schools", "学校编号");
    let meant = Ids::of(ids.iter().copied()).settle(&named, &what, notes);
    let meant = meant.into_iter();
    let meant: BTreeMap<SchoolId, SchoolId> = meant
        .map(|(from, to)| (SchoolId::new(&from), SchoolId::new(&to)))
        .collect();
    if !meant.is_empty() {
        plan.rename(&meant);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(ids: &[&str], references: &[&str]) -> (Vec<(String, String)>, usize) {
        let mut notes = Notes::of_file("a.geojson");
        let what = Words::new("ids", "编号");
        let meant = Ids::of(ids.iter().copied()).settle(references, &what, &mut notes);
        (meant.into_iter().collect(), notes.finish().len())
    }

    #[test]
    fn zeros_in_front_do_not_matter_where_nothing_else_can_be_meant() {
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        for (ids, references, meant, told) in [
            (
                &["0012", "0013"][..],
                &["12", "13"][..],
                vec![pair("12", "0012"), pair("13", "0013")],
                1,
            ),
            (&["12"], &["0012"], vec![pair("0012", "12")], 1),
            (&["0012"], &["0012"], vec![], 0),
            (&["12", "0012"], &["12"], vec![], 0),
            (&["12", "0012"], &["012"], vec![], 1),
            (&["0012"], &["12", "0012"], vec![], 1),
            (&["0012"], &["12", "012"], vec![], 1),
            (&["0012"], &["120", "1", ""], vec![], 0),
            (&["A012"], &["A12", "12"], vec![], 0),
            (&["000"], &["0"], vec![pair("0", "000")], 1),
        ] {
            assert_eq!(
                settled(ids, references),
                (meant, told),
                "{ids:?} {references:?}"
            );
        }
    }
}
