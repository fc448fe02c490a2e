//! Questions about the data that only the planner can answer.
//!
//! Where a file can be read in two ways, it is read the cautious way and the planner is asked. Reading is the same for
//! the same bytes and the same [`Answers`]: an answer is given before reading, under the key of its question.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::OpenError;
use crate::model::{Corrections, RoadJoins};
use crate::words::Words;

/// What the planner has said about how the files are to be read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// The key of a choice by the key of its question.
    said: BTreeMap<String, String>,
    /// Which roads are joined although they share no vertex.
    pub joins: RoadJoins,
    /// What was set right against the files. Kept in a file of its own.
    #[serde(skip)]
    pub corrections: Corrections,
    /// Doubts that were looked into and found to be none.
    #[serde(default)]
    pub ignored: Vec<Ignored>,
    /// The questions that were answered at another time, maybe about other files: what answers nothing is told, and is no
    /// error.
    #[serde(skip)]
    remembered: BTreeSet<String>,
}

/// A doubt that somebody has looked into and found to be none. It counts as long as the same is told of the same place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    /// The file.
    pub file: String,
    /// Its feature or line.
    #[serde(default)]
    pub feature: Option<usize>,
    /// What is told, in English.
    pub what: String,
    /// Why it is none.
    pub reason: String,
    /// When that was said, as the clock shows it.
    #[serde(default)]
    pub when: String,
    /// By whom.
    #[serde(default)]
    pub by: String,
}

impl Ignored {
    /// Whether it is about the same.
    pub fn is_of(&self, (file, feature, what): (&str, Option<usize>, &str)) -> bool {
        (self.file.as_str(), self.feature, self.what.as_str()) == (file, feature, what)
    }
}

impl Answers {
    /// Gives an answer; an earlier one to the same question goes.
    pub fn give(&mut self, question: &str, choice: &str) {
        self.remembered.remove(question);
        self.said.insert(question.to_owned(), choice.to_owned());
    }

    /// Takes an answer back, so that the question is asked again.
    pub fn take_back(&mut self, question: &str) {
        self.said.remove(question);
    }

    /// Forgets every answer and every doubt that rests; roads stay joined as they are.
    pub fn forget(&mut self) {
        self.said.clear();
        self.remembered.clear();
        self.ignored.clear();
    }

    /// Lets a doubt rest; what was said of it before goes.
    pub fn ignore(&mut self, one: Ignored) {
        let is_other = |other: &Ignored| !other.is_of((&one.file, one.feature, &one.what));
        self.ignored.retain(is_other);
        self.ignored.push(one);
    }

    /// A doubt counts again.
    pub fn wake(&mut self, one: &Ignored) {
        let is_other = |other: &Ignored| !other.is_of((&one.file, one.feature, &one.what));
        self.ignored.retain(is_other);
    }

    /// What was said so far was said at another time.
    pub fn remember(&mut self) {
        self.remembered = self.said.keys().cloned().collect();
    }

    /// How many answers were given at another time.
    pub fn n_remembered(&self) -> usize {
        let is_there = |question: &&String| self.said.contains_key(*question);
        self.remembered.iter().filter(is_there).count()
    }

    /// Takes over what is said elsewhere, in place of what was said here.
    pub fn join(&mut self, other: &Self) {
        for (question, choice) in other.iter() {
            self.give(question, choice);
        }
        for one in &other.ignored {
            self.ignore(one.clone());
        }
        self.remembered.extend(other.remembered.iter().cloned());
    }

    /// Lets go of what was said at another time and answers nothing now, to be told.
    ///
    /// # Errors
    /// When another answer is to no question, or none of its choices.
    pub(super) fn let_go<'a>(
        &mut self,
        asked: &(impl Iterator<Item = &'a Question> + Clone),
    ) -> Result<Vec<(String, String)>, OpenError> {
        let mut gone = Vec::new();
        while let Some(stray) = self.astray(asked.clone()) {
            match &stray {
                OpenError::Answer {
                    question, choice, ..
                } if self.remembered.contains(question) => {
                    gone.push((question.clone(), choice.clone()));
                    self.said.remove(question);
                }
                _ => return Err(stray),
            }
        }
        Ok(gone)
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// Questions and choices, by question.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.said.iter();
        pairs.map(|(question, choice)| (question.as_str(), choice.as_str()))
    }

    /// Whether anything was answered to a question, be it one of its choices or not.
    pub(super) fn has(&self, question: &Question) -> bool {
        let keys = [&question.key, &question.spelled, &question.kind];
        keys.into_iter().any(|key| self.of(key).is_some())
    }

    fn of(&self, question: &str) -> Option<&str> {
        self.said.get(question).map(String::as_str)
    }

    /// The first answer that answers nothing that was asked, or with a choice that is not there.
    pub(super) fn astray<'a>(
        &self,
        asked: impl IntoIterator<Item = &'a Question>,
    ) -> Option<OpenError> {
        let mut choices: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for question in asked {
            // What is a choice of one of a kind may be answered to all.
            let names = BTreeSet::from([&question.kind, &question.key, &question.spelled]);
            for name in names {
                let known = choices.entry(name).or_default();
                let keys = question.choices.iter().map(|choice| choice.key.as_str());
                let new: Vec<&str> = keys.filter(|key| !known.contains(key)).collect();
                known.extend(new);
            }
        }
        let stray = |(question, choice): &(&str, &str)| {
            choices
                .get(question)
                .is_none_or(|keys| !keys.contains(choice))
        };
        let (question, choice) = self.iter().find(stray)?;
        Some(OpenError::Answer {
            question: question.to_owned(),
            choice: choice.to_owned(),
            choices: choices.get(question).map(|keys| keys.join(", ")),
        })
    }
}

impl<Q: Into<String>, C: Into<String>> FromIterator<(Q, C)> for Answers {
    fn from_iter<I: IntoIterator<Item = (Q, C)>>(answers: I) -> Self {
        let answers = answers.into_iter();
        Self {
            said: answers
                .map(|(question, choice)| (question.into(), choice.into()))
                .collect(),
            ..Self::default()
        }
    }
}

/// One way to read what can be read in several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Short and without blanks, as typed on the command line.
    pub key: String,
    /// What the planner reads on the button.
    pub words: Words,
}

impl Choice {
    pub(super) fn new(
        key: impl Into<String>,
        en: impl Into<String>,
        zh: impl Into<String>,
    ) -> Self {
        Self {
            key: key.into(),
            words: Words::new(en, zh),
        }
    }
}

/// The name of a question about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// Without blanks.
    pub(super) key: String,
    /// The same with the blanks that a column's name has, where that may be another.
    pub(super) spelled: Option<String>,
}

impl From<&str> for Name {
    fn from(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            spelled: None,
        }
    }
}

/// What is asked about a file or one of its features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Names this question whenever the same files are read: `schools.geojson#12:swapped`, or `schools.geojson:homes`
    /// about a whole file.
    pub key: String,
    /// The key with the blanks of the column that it is about, under which it may be answered as well; else the key.
    pub spelled: String,
    /// An answer under this key answers all questions of the same name in the file: `schools.geojson:swapped`. The
    /// same as the key for a question about a whole file.
    pub kind: String,
    /// What may be answered; the one that is probably right first.
    pub choices: Vec<Choice>,
    /// The key of the choice that the planner has made; `None` while the file is read the cautious way.
    pub answer: Option<String>,
    /// Whether a line about the whole file has told what this is about.
    pub is_beside: bool,
}

impl Question {
    /// The choice that the planner has made.
    pub fn chosen(&self) -> Option<&Choice> {
        let answer = self.answer.as_ref()?;
        self.choices.iter().find(|choice| choice.key == *answer)
    }

    /// A question of a name about a file, or about one feature of it, with what was answered before.
    pub(super) fn about(
        file: &str,
        feature: Option<usize>,
        name: &Name,
        choices: Vec<Choice>,
        answers: &Answers,
    ) -> Self {
        let place = feature.map_or_else(|| file.to_owned(), |feature| format!("{file}#{feature}"));
        let kind = format!("{file}:{}", name.key);
        let key = format!("{place}:{}", name.key);
        let spelled = name.spelled.as_ref().unwrap_or(&name.key);
        let spelled = format!("{place}:{spelled}");
        let answer = answers.of(&key).or_else(|| answers.of(&spelled));
        let answer = answer.or_else(|| answers.of(&kind));
        let is_there = |key: &&str| choices.iter().any(|choice| choice.key == *key);
        Self {
            answer: answer.filter(is_there).map(str::to_owned),
            key,
            spelled,
            kind,
            choices,
            is_beside: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(feature: Option<usize>, answers: &Answers) -> Question {
        let choices = vec![
            Choice::new("swap", "Swap them", "对调"),
            Choice::new("keep", "As they are", "保持原样"),
        ];
        Question::about("a.geojson", feature, &"swapped".into(), choices, answers)
    }

    #[test]
    fn an_answer_to_one_feature_wins_over_one_to_all_of_the_file() {
        let answers = Answers::from_iter([
            ("a.geojson:swapped", "swap"),
            ("a.geojson#2:swapped", "keep"),
        ]);
        assert_eq!(question(Some(1), &answers).answer.as_deref(), Some("swap"));
        assert_eq!(question(Some(2), &answers).answer.as_deref(), Some("keep"));
        assert_eq!(question(None, &answers).answer.as_deref(), Some("swap"));
        assert_eq!(question(None, &Answers::default()).answer, None);
    }

    #[test]
    fn an_answer_that_is_no_choice_answers_nothing_and_is_refused() {
        let asked = [question(Some(1), &Answers::default())];
        for (key, choice, choices) in [
            ("a.geojson#1:swapped", "maybe", Some("swap, keep")),
            ("a.geojson#9:swapped", "swap", None),
        ] {
            let answers = Answers::from_iter([(key, choice)]);
            assert_eq!(question(Some(1), &answers).answer, None);
            let Some(OpenError::Answer { choices: told, .. }) = answers.astray(&asked) else {
                panic!("{key}={choice} answers nothing");
            };
            assert_eq!(told.as_deref(), choices);
        }
        let answers = Answers::from_iter([("a.geojson:swapped", "swap")]);
        assert_eq!(answers.astray(&asked), None);
        let other = vec![Choice::new("leave-out", "Leave it out", "不读入")];
        let name = "swapped".into();
        let [first] = asked;
        let asked = [
            first,
            Question::about("a.geojson", Some(2), &name, other, &answers),
        ];
        for (key, is_choice) in [
            ("a.geojson:swapped", true),
            ("a.geojson#2:swapped", true),
            ("a.geojson#1:swapped", false),
        ] {
            let answers = Answers::from_iter([(key, "leave-out")]);
            assert_eq!(answers.astray(&asked).is_none(), is_choice, "{key}");
        }
    }
}
