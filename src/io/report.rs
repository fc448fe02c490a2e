//! What was noticed while reading: every oddity with its file, its place and words a planner understands.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::OpenError;
use super::asking::{Answers, Choice, Ignored, Name, Question};
use super::columns_read::{ColumnRead, FileRead};
pub(super) use super::oddity as kind;
use super::plan::MadeWith;
use crate::geometry::LonLat;
use crate::words::Words;

/// So many oddities of one kind are listed one by one for each file; a last line counts the others.
const LISTED_OF_ONE_KIND: usize = 50;

/// What was read, and everything that was not as it should be.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In order of files, then of features.
    pub warnings: Vec<Warning>,
    /// What each file turned out to hold, in order of files; several entries for a mixed file.
    pub layers: Vec<LayerRead>,
    /// Files that could not be used, or not whole; in the report of one plan the files that it was made with and that
    /// are not there. Each is also named among the warnings.
    pub failed: Vec<OpenError>,
    /// The files the county was read from, plans apart: nothing is ever written there. Empty for bytes in memory.
    pub inputs: Vec<PathBuf>,
    /// The files and folders as they were named for reading; empty for bytes in memory.
    pub paths: Vec<PathBuf>,
    /// The basemaps that were named with them, which hold no layer.
    pub basemaps: Vec<PathBuf>,
    /// The folders that were read: what is written there may be taken for data next time.
    pub folders: Vec<PathBuf>,
    /// What the planner had answered when the files were read.
    pub answers: Answers,
    /// In the report of one plan, what that was made with.
    pub made_with: Option<Arc<MadeWith>>,
}

impl Report {
    /// What was lost in reading: an answer about the county or a plan rests on something else than it seems to.
    pub fn lost(&self) -> Vec<Words> {
        let failed = self.failed.iter();
        let lost = failed.filter(|error| error.loses_a_layer());
        lost.map(OpenError::words).collect()
    }

    /// The warnings that are lines of their own in a text; the others are told by the line of their file.
    pub fn lines(&self) -> impl Iterator<Item = &Warning> {
        let is_line = |warning: &&Warning| {
            let question = warning.question.as_ref();
            question.is_none_or(|question| !question.is_beside || question.answer.is_some())
        };
        self.warnings.iter().filter(is_line)
    }

    /// What is asked of the planner and not answered; columns that were not understood are not counted.
    pub fn open_questions(&self) -> impl Iterator<Item = (&Warning, &Question)> {
        let asked = self.warnings.iter();
        let asked = asked.filter_map(|warning| Some((warning, warning.question.as_ref()?)));
        asked.filter(|(_, question)| question.answer.is_none() && !question.is_beside)
    }

    /// Why a doubt is let rest. Nothing lets a question rest that is open: it counts as long as it is not answered.
    pub fn why_ignored(&self, warning: &Warning) -> Option<&Ignored> {
        if warning.is_open_question() {
            return None;
        }
        let about = (
            warning.file.as_str(),
            warning.feature,
            warning.what.en.as_str(),
        );
        self.answers.ignored.iter().find(|one| one.is_of(about))
    }

    /// Takes over what an earlier report says of plans that were opened after it and are not in this one.
    pub fn join_of_plans(&mut self, before: &Self) {
        let is_here = |file: &str| self.layers.iter().any(|read| read.file == file);
        let is_apart = |read: &&LayerRead| read.layer == Layer::Plan && !is_here(&read.file);
        let apart: Vec<LayerRead> = before.layers.iter().filter(is_apart).cloned().collect();
        let of_them = |file: &str| apart.iter().any(|read| read.file == file);
        let told = before.warnings.iter();
        let told = told.filter(|warning| of_them(&warning.file)).cloned();
        self.warnings.extend(told);
        self.layers.extend(apart);
    }

    /// What is told of how plans fit the county, in place of what was told before.
    pub fn tell_fit(&mut self, told: Vec<Warning>) {
        self.warnings.retain(|warning| !warning.is_of_fit);
        self.warnings.extend(told);
    }

    /// Takes in what was noticed in another file; what is known already is not told twice.
    pub fn join(&mut self, more: Self) {
        let is_new = |warning: &Warning| !self.warnings.contains(warning);
        let warnings: Vec<Warning> = more.warnings.into_iter().filter(is_new).collect();
        self.warnings.extend(warnings);
        let is_new = |error: &OpenError| !self.failed.contains(error);
        let failed: Vec<OpenError> = more.failed.into_iter().filter(is_new).collect();
        self.failed.extend(failed);
        self.layers.extend(more.layers);
        self.inputs.extend(more.inputs);
    }
}

/// One oddity.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// The file's name without its folder.
    pub file: String,
    /// Which feature of the file, the first being 1, or which line of a table; `None` for the file as a whole.
    pub feature: Option<usize>,
    /// Where on the map, if it is anywhere.
    pub at: Option<LonLat>,
    /// What is odd and what was done about it.
    pub what: Words,
    /// What kind of oddity it is, the same in every version and language; `None` for what is told of a file.
    pub kind: Option<&'static str>,
    /// What only the planner can say; what was asked stays here once it is answered.
    pub question: Option<Question>,
    /// Whether it is about how a plan fits the county: what is set right there may settle it, and bring it back.
    pub is_of_fit: bool,
}

impl Warning {
    /// What oddities of its kind are called; `None` for what is told of a file.
    pub fn kind_words(&self) -> Option<Words> {
        self.kind.map(kind::words)
    }

    /// What was said at another time and answers nothing now.
    pub(super) fn of_stray((question, choice): &(String, String), files: &[String]) -> Self {
        let of = files
            .iter()
            .find(|file| question.starts_with(file.as_str()));
        Self {
            file: of.cloned().unwrap_or_default(),
            feature: None,
            at: None,
            what: Words::new(
                format!(
                    "What was said before, {question}={choice}, fits nothing here and does nothing"
                ),
                format!("以前的答复 {question}={choice} 在这些文件中没有对应的内容，未起作用"),
            ),
            question: None,
            kind: Some(kind::STRAY),
            is_of_fit: false,
        }
    }

    /// Whether it asks what only the planner can say, and that is not answered.
    pub fn is_open_question(&self) -> bool {
        let question = self.question.as_ref();
        question.is_some_and(|question| question.answer.is_none() && !question.is_beside)
    }

    /// Whether it is about a table, which has lines instead of features.
    pub fn is_of_table(&self) -> bool {
        super::text::is_table(&self.file)
    }

    /// Whether that table is a sheet of a workbook, which has rows instead of lines.
    pub fn is_of_sheet(&self) -> bool {
        let is_line = [".csv", ".tsv"]
            .iter()
            .any(|ending| self.file.to_lowercase().ends_with(ending));
        self.is_of_table() && !is_line
    }
}

/// A layer found in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerRead {
    /// The file's name without its folder.
    pub file: String,
    /// What it holds.
    pub layer: Layer,
    /// How many of its features were taken in.
    pub features: usize,
    /// The file as it was found; of one with several layers for all of them together.
    pub read: FileRead,
    /// How many features of the file went into no layer.
    pub skipped: usize,
    /// Its columns in the order of the file, so many as are shown ([`super::MOST_COLUMNS`]).
    pub columns: Arc<Vec<ColumnRead>>,
}

/// What a file, or a part of it, describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// 乡镇.
    Townships,
    /// 学校.
    Schools,
    /// 居民点.
    Settlements,
    /// 道路.
    Roads,
    /// Areas whose pupils a school takes, as somebody drew them (学区范围).
    Zones,
    /// The outline of the county round its townships (县界).
    Outline,
    /// Areas that hold several townships (片区).
    Districts,
    /// 就学现状.
    Flows,
    /// 规划方案.
    Plan,
    /// Nothing the program knows; left out.
    Unknown,
}

impl Layer {
    /// The name used in machine-readable answers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Townships => "townships",
            Self::Schools => "schools",
            Self::Settlements => "settlements",
            Self::Roads => "roads",
            Self::Zones => "zones",
            Self::Outline => "outline",
            Self::Districts => "districts",
            Self::Flows => "flows",
            Self::Plan => "plan",
            Self::Unknown => "unknown",
        }
    }

    /// The name a planner uses.
    pub fn words(self) -> Words {
        match self {
            Self::Townships => Words::new("Townships", "乡镇"),
            Self::Schools => Words::new("Schools", "学校"),
            Self::Settlements => Words::new("Settlements", "居民点"),
            Self::Roads => Words::new("Roads", "道路"),
            Self::Zones => Words::new("Attendance zones", "学区范围"),
            Self::Outline => Words::new("Outline of the county", "县界"),
            Self::Districts => Words::new("Districts", "片区"),
            Self::Flows => Words::new("Recorded flows", "就学现状"),
            Self::Plan => Words::new("Plan", "规划方案"),
            Self::Unknown => Words::new("Not recognised", "未识别"),
        }
    }
}

/// How far reading has come.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadingProgress {
    /// The file being read, without its folder.
    pub file: String,
    /// How much of all bytes is done, from 0 to 1.
    pub fraction: f64,
}

impl ReadingProgress {
    /// A line for a terminal or a progress bar.
    pub fn words(&self) -> Words {
        let percent = (self.fraction * 100.0).round();
        Words::new(
            format!("Reading {} … {percent} %", self.file),
            format!("正在读取 {} … {percent}%", self.file),
        )
    }
}

/// Gathers the warnings of one file, and asks about it.
#[derive(Debug)]
pub(super) struct Notes {
    file: String,
    warnings: Vec<Warning>,
    /// How many oddities of each kind there are, with what is asked about all of them.
    kinds: BTreeMap<&'static str, (usize, Option<Question>)>,
    answers: Arc<Answers>,
    asked: Vec<Question>,
    /// What was answered about the file as a whole, by question.
    of_file: BTreeMap<String, Option<String>>,
    /// Whether its numbers are taken for degrees as they stand.
    pub(super) is_in_degrees: bool,
    /// The file as it was found.
    pub(super) read: FileRead,
    /// What its columns were understood as, by layer.
    pub(super) columns: BTreeMap<Layer, Vec<ColumnRead>>,
}

impl Notes {
    /// A file about which nothing is answered.
    pub(super) fn of_file(file: &str) -> Self {
        Self::answered(file, Arc::default())
    }

    /// A file about which this was answered.
    pub(super) fn answered(file: &str, answers: Arc<Answers>) -> Self {
        Self {
            file: file.to_owned(),
            warnings: Vec::new(),
            kinds: BTreeMap::new(),
            answers,
            asked: Vec::new(),
            of_file: BTreeMap::new(),
            is_in_degrees: false,
            read: FileRead::default(),
            columns: BTreeMap::new(),
        }
    }

    /// Others about the same file, for what is tried before it is read.
    pub(super) fn apart(&self) -> Self {
        Self::answered(&self.file, Arc::clone(&self.answers))
    }

    /// Whether anything was said of what its columns hold.
    pub(super) fn is_any_column_said(&self) -> bool {
        let of_column = |(question, _): (&str, &str)| {
            let rest = question.strip_prefix(self.file.as_str());
            rest.is_some_and(|rest| rest.contains(":column:"))
        };
        self.answers.iter().any(of_column)
    }

    /// The file they are about.
    pub(super) fn file_name(&self) -> &str {
        &self.file
    }

    /// Something about the file as a whole.
    pub(super) fn file(&mut self, what: Words) {
        self.warn(None, None, what, None);
    }

    /// The same, told once however often it is met.
    pub(super) fn file_once(&mut self, what: Words) {
        let is_told = |told: &Warning| told.feature.is_none() && told.what == what;
        if !self.warnings.iter().any(is_told) {
            self.file(what);
        }
    }

    /// Something about the file as a whole that is to be seen at a place.
    pub(super) fn file_at(&mut self, at: Option<LonLat>, what: Words) {
        self.file(what);
        if let Some(last) = self.warnings.last_mut() {
            last.at = at;
        }
    }

    /// Something about one feature. `kind` groups what is odd in the same way.
    pub(super) fn feature(
        &mut self,
        kind: &'static str,
        feature: usize,
        at: Option<LonLat>,
        what: impl FnOnce() -> Words,
    ) {
        if self.is_listed(kind, None) {
            self.warn(Some(feature), at, what(), None);
            self.last_is_of(kind);
        }
    }

    /// Asks about the file as a whole: the choice that the planner has made, else `None`, for which the caller takes
    /// the cautious way. `name` tells this question from others about the file and has no blanks. `what` says what is
    /// odd and how it is read as long as nothing is answered.
    pub(super) fn ask(
        &mut self,
        name: impl Into<Name>,
        what: Words,
        choices: Vec<Choice>,
    ) -> Option<String> {
        self.ask_once(&name.into(), what, choices, false)
    }

    /// The same about what a line before has told: text leaves it out, as long as nothing is answered.
    pub(super) fn ask_beside(
        &mut self,
        name: &Name,
        what: Words,
        choices: Vec<Choice>,
    ) -> Option<String> {
        self.ask_once(name, what, choices, true)
    }

    /// What was asked before is not asked again.
    fn ask_once(
        &mut self,
        name: &Name,
        what: Words,
        choices: Vec<Choice>,
        is_beside: bool,
    ) -> Option<String> {
        let mut question = Question::about(&self.file, None, name, choices, &self.answers);
        if let Some(answer) = self.of_file.get(&question.key) {
            return answer.clone();
        }
        question.is_beside = is_beside;
        self.of_file
            .insert(question.key.clone(), question.answer.clone());
        let answer = question.answer.clone();
        self.asked.push(question.clone());
        self.warn(None, None, what, Some(question));
        answer
    }

    /// What may be answered about the file although nothing is odd; told only once it is answered.
    pub(super) fn offer(
        &mut self,
        name: &Name,
        choices: Vec<Choice>,
        told: impl FnOnce(&Choice) -> Words,
    ) -> Question {
        let mut question = Question::about(&self.file, None, name, choices, &self.answers);
        question.is_beside = true;
        if self.answers.has(&question) && !self.of_file.contains_key(&question.key) {
            self.of_file
                .insert(question.key.clone(), question.answer.clone());
            self.asked.push(question.clone());
            if let Some(choice) = question.chosen() {
                let what = told(choice);
                self.warn(None, None, what, Some(question.clone()));
            }
        }
        question
    }

    /// The same about one feature; `kind` is the question's name, and groups it as in [`Notes::feature`]. One answer
    /// may be given to all of a kind.
    pub(super) fn ask_feature(
        &mut self,
        kind: &'static str,
        feature: usize,
        at: Option<LonLat>,
        what: impl FnOnce() -> Words,
        choices: Vec<Choice>,
    ) -> Option<String> {
        let name = Name::from(kind.replace(' ', "-").as_str());
        let about =
            |feature, choices| Question::about(&self.file, feature, &name, choices, &self.answers);
        let of_all = about(None, choices.clone());
        let question = about(Some(feature), choices);
        let answer = question.answer.clone();
        self.asked.push(question.clone());
        if self.is_listed(kind, Some(of_all)) {
            self.warn(Some(feature), at, what(), Some(question));
            self.last_is_of(kind);
        }
        answer
    }

    /// What was answered to a question about the file, before it is asked.
    pub(super) fn said(&self, name: impl Into<Name>, choices: Vec<Choice>) -> Option<String> {
        Question::about(&self.file, None, &name.into(), choices, &self.answers).answer
    }

    /// What was answered to such a question about a feature, before it is asked.
    pub(super) fn said_of_feature(
        &self,
        kind: &'static str,
        feature: usize,
        choices: Vec<Choice>,
    ) -> Option<String> {
        let name = Name::from(kind.replace(' ', "-").as_str());
        Question::about(&self.file, Some(feature), &name, choices, &self.answers).answer
    }

    /// Whether anything is asked that decides what is read.
    pub(super) fn is_open(&self) -> bool {
        let open = |question: &Question| question.answer.is_none() && !question.is_beside;
        self.asked.iter().any(open)
    }

    /// What was told first of a feature.
    pub(super) fn first_about(&self, feature: usize) -> Option<Words> {
        let mut about = self.warnings.iter();
        let first = about.find(|warning| warning.feature == Some(feature))?;
        Some(first.what.clone())
    }

    /// Everything that was asked so far.
    pub(super) fn asked(&self) -> &[Question] {
        &self.asked
    }

    fn is_listed(&mut self, kind: &'static str, of_all: Option<Question>) -> bool {
        let (count, asked) = self.kinds.entry(kind).or_default();
        *count += 1;
        *asked = asked.take().or(of_all);
        *count <= LISTED_OF_ONE_KIND
    }

    fn warn(
        &mut self,
        feature: Option<usize>,
        at: Option<LonLat>,
        what: Words,
        question: Option<Question>,
    ) {
        self.warnings.push(Warning {
            file: self.file.clone(),
            feature,
            at,
            what,
            kind: None,
            question,
            is_of_fit: false,
        });
    }

    fn last_is_of(&mut self, kind: &'static str) {
        if let Some(last) = self.warnings.last_mut() {
            last.kind = Some(kind);
        }
    }

    /// Notes how a plan fits the county.
    pub(super) fn fit(&mut self, what: Words) {
        self.warn(None, None, what, None);
        if let Some(last) = self.warnings.last_mut() {
            last.is_of_fit = true;
        }
    }

    /// All warnings, the whole file's first, then by feature; a last line for each kind with too many.
    pub(super) fn finish(mut self) -> Vec<Warning> {
        self.warnings.sort_by_key(|warning| warning.feature);
        for (kind, (count, question)) in std::mem::take(&mut self.kinds) {
            if let Some(more) = count
                .checked_sub(LISTED_OF_ONE_KIND)
                .filter(|&more| more > 0)
            {
                let words = kind::words(kind);
                let what = Words::new(
                    format!("{more} more features with this: {}", words.en),
                    format!("另有{more}个要素：{}", words.zh),
                );
                self.warn(None, None, what, question);
                self.last_is_of(kind);
            }
        }
        self.warnings
    }
}
