//! Whether a plan fits the county that it is opened with.

use std::collections::{BTreeMap, BTreeSet};

use super::OpenError;
use super::leading_zeros;
use super::plan::MadeWith;
use super::report::{Notes, Warning};
use crate::model::{Corrections, County, Field, RoadJoins, Source, Subject};
use crate::plan::Plan;
use crate::rules::{Standards, order};
use crate::words::Words;

/// Gives the schools of a plan the ids of the county where they differ only by zeros in front.
pub(super) fn mend_ids(plan: &mut Plan, county: &County, notes: &mut Notes) {
    let built = plan.new_schools(county).map(|(_, new)| new.id.to_string());
    let ids = county.schools.iter().map(|school| school.id.to_string());
    let ids: Vec<String> = ids.chain(built).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    leading_zeros::settle_plan(plan, &ids, notes);
}

/// Warns of what of the plan does not fit the county, of standards that nothing answers to, of measures in the wrong
/// order, and of data that changed since the plan was saved, or were read otherwise. Gives the layers that the plan was
/// made with and that are not there; they are lost for this plan only.
pub(super) fn check_plan(
    file: &str,
    plan: &Plan,
    made_with: &MadeWith,
    county: &County,
    notes: &mut Notes,
) -> Vec<OpenError> {
    for words in made_with.told(plan, county) {
        notes.fit(words);
    }
    let mut absent = Vec::new();
    for stamp in &made_with.sources {
        match Presence::of(stamp, &county.sources) {
            Presence::AsItWas => {}
            Presence::Changed => notes.file(Words::new(
                format!("{} has changed since the plan was saved", stamp.file),
                format!("保存方案之后，{} 已有改动", stamp.file),
            )),
            Presence::Absent => {
                let error = OpenError::LayerAbsent {
                    file: file.to_owned(),
                    layer: stamp.file.clone(),
                };
                notes.file(error.words());
                absent.push(error);
            }
        }
    }
    absent
}

impl MadeWith {
    /// What of a plan does not fit a county as it stands, standards that nothing answers to, measures in the wrong
    /// order, and what was answered, joined or set right otherwise when it was made.
    fn told(&self, plan: &Plan, county: &County) -> Vec<Words> {
        let (standards, unanswered) = Standards::enabled(&plan.standards);
        let faults = plan.faults(county).into_iter().map(|fault| fault.words);
        let entries = unanswered.iter().map(|entry| entry.words());
        let order = order(&standards, county, plan).into_iter();
        let differences = [
            other_answers(self, county),
            other_joins(self, county),
            other_corrections(self, county),
        ];
        faults
            .chain(entries)
            .chain(order.map(|found| found.words))
            .chain(differences.into_iter().flatten())
            .collect()
    }

    /// The same as warnings about the plan's file.
    pub fn warnings(&self, plan: &Plan, county: &County) -> Vec<Warning> {
        let warning = |what: Words| Warning {
            file: self.file.clone(),
            feature: None,
            at: None,
            what,
            kind: None,
            question: None,
            is_of_fit: true,
        };
        self.told(plan, county).into_iter().map(warning).collect()
    }
}

/// More answers than these are counted only.
const MOST_NAMED: usize = 5;

/// Which questions about the data were answered otherwise when the plan was made.
fn other_answers(made_with: &MadeWith, county: &County) -> Option<Words> {
    let (then, now) = (made_with.answers.as_ref()?, &county.answers);
    let questions: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let differ = questions
        .into_iter()
        .filter(|question| then.get(*question) != now.get(*question));
    let said = |answers: &BTreeMap<String, String>, question: &String| {
        let said = answers.get(question);
        said.map_or_else(
            || Words::new("no answer", "未回答"),
            |said| Words::new(said, said),
        )
    };
    let (mut en, mut zh): (Vec<String>, Vec<String>) = differ
        .map(|question| {
            let (then, now) = (said(then, question), said(now, question));
            (
                format!("{question}: {} then, {} now", then.en, now.en),
                format!("{question}（当时：{}，现在：{}）", then.zh, now.zh),
            )
        })
        .unzip();
    name_few(&mut en, &mut zh);
    (!en.is_empty()).then(|| {
        Words::new(
            format!(
                "The plan was made with other answers about the data: {}",
                en.join("; ")
            ),
            format!("编制方案时对资料的回答与现在不同：{}", zh.join("；")),
        )
    })
}

/// Which facts were set right otherwise when the plan was made.
fn other_corrections(made_with: &MadeWith, county: &County) -> Option<Words> {
    let now: Corrections = county.corrections.iter().cloned().collect();
    let then = &made_with.corrections;
    let facts = |all: &Corrections| -> Vec<(Subject, Field)> {
        all.iter()
            .map(|(subject, one)| (subject.clone(), one.is.field()))
            .collect()
    };
    let all: BTreeSet<(Subject, Field)> = facts(then).into_iter().chain(facts(&now)).collect();
    let said = |corrections: &Corrections, subject: &Subject, field: Field| {
        let one = corrections.of(subject, field);
        one.map_or_else(
            || Words::new("as in the file", "按文件"),
            |one| one.is.words(),
        )
    };
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (subject, field) in all {
        let (was, is) = (said(then, &subject, field), said(&now, &subject, field));
        if was == is {
            continue;
        }
        let known_as = then.of(&subject, field).or_else(|| now.of(&subject, field));
        let name = known_as.map_or(subject.id(), |one| &one.known_as);
        let field = field.words();
        en.push(format!(
            "{name}, {}: {} then, {} now",
            field.en, was.en, is.en
        ));
        zh.push(format!(
            "{name}{}（当时：{}，现在：{}）",
            field.zh, was.zh, is.zh
        ));
    }
    name_few(&mut en, &mut zh);
    (!en.is_empty()).then(|| {
        Words::new(
            format!(
                "The plan was made with other corrections of the data: {}",
                en.join("; ")
            ),
            format!("编制方案时对资料的更正与现在不同：{}", zh.join("；")),
        )
    })
}

/// Names the first few of a list and counts the others.
fn name_few(en: &mut Vec<String>, zh: &mut Vec<String>) {
    if let Some(more) = en.len().checked_sub(MOST_NAMED).filter(|&more| more > 0) {
        en.truncate(MOST_NAMED);
        zh.truncate(MOST_NAMED);
        en.push(format!("and {more} more"));
        zh.push(format!("另有{more}项"));
    }
}

/// Which roads were joined otherwise when the plan was made.
fn other_joins(made_with: &MadeWith, county: &County) -> Option<Words> {
    let (then, now) = (made_with.joins?, county.joins);
    let said = |joins: RoadJoins| {
        let metres = joins.ends_within_metres;
        if joins.crossings {
            Words::new(
                format!("ends within {metres} m and crossings"),
                format!("{metres}米内的端点和交叉点相连"),
            )
        } else {
            Words::new(
                format!("ends within {metres} m"),
                format!("{metres}米内的端点相连"),
            )
        }
    };
    (then != now && !county.roads.is_empty()).then(|| {
        let (then, now) = (said(then), said(now));
        Words::new(
            format!(
                "The plan was made with other roads joined: {}; now {}",
                then.en, now.en
            ),
            format!(
                "编制方案时道路连接方式不同：当时{}，现在{}",
                then.zh, now.zh
            ),
        )
    })
}

/// How a file that the plan was made with stands among those of the county.
enum Presence {
    AsItWas,
    Changed,
    Absent,
}

impl Presence {
    /// A file that only has another name by now is there as it was.
    fn of(stamp: &Source, sources: &[Source]) -> Self {
        if sources.iter().any(|source| source.sha256 == stamp.sha256) {
            Self::AsItWas
        } else if sources.iter().any(|source| source.file == stamp.file) {
            Self::Changed
        } else {
            Self::Absent
        }
    }
}
