//! What was noticed while reading, beside an answer: in JSON, in text, and in how the program ends.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::TaskError;
use crate::assign::FlowSource;
use crate::horizon;
use crate::io::{self, Choice, OpenError, Opened, Question, Report, Warning};
use crate::model::County;
use crate::plan::Plan;
use crate::rules::Standards;
use crate::words::{Lang, Words};

/// An answer to print, and why it cannot be relied on; nothing is doubtful that was accepted with `--lenient`.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) doubts: Vec<Words>,
}

impl Answer {
    /// An answer that rests on nothing that was read.
    pub(super) const fn sound(text: String) -> Self {
        Self {
            text,
            doubts: Vec::new(),
        }
    }
}

/// What was noticed while reading the county and the plans in question.
#[derive(Clone, Debug)]
pub(super) struct Told {
    report: Report,
    /// Those about the plans, which nobody should have to look up.
    of_plans: Vec<Warning>,
    /// How far today's flows are on record, where the answer rests on them.
    flows: Option<FlowSource>,
    doubts: Vec<Words>,
    is_lenient: bool,
}

impl Told {
    /// What was noticed in reading the county.
    pub(super) fn of(opened: &Opened, is_lenient: bool) -> Self {
        Self {
            report: opened.report.clone(),
            of_plans: Vec::new(),
            flows: None,
            doubts: opened.report.lost(),
            is_lenient,
        }
    }

    /// Reads a plan file; what is odd about it joins the rest. Standards that nothing answers to are refused: the rules
    /// that the plan asks for would not be those that it is held against.
    pub(super) fn read_plan(&mut self, path: &Path, county: &County) -> Result<Plan, TaskError> {
        let (plan, told) = io::read_plan(path, county)?;
        let (_, unanswered) = Standards::enabled(&plan.standards);
        if let (Some(entry), false) = (unanswered.first(), self.is_lenient) {
            let (file, words) = (path.display(), entry.with_choice());
            return Err(TaskError::Question(Words::new(
                format!("{file}: {}", words.en),
                format!("{file}：{}", words.zh),
            )));
        }
        self.of_plans.extend(told.warnings.iter().cloned());
        self.doubt(horizon::doubts(county, &plan, &told.lost()));
        self.report.join(told);
        Ok(plan)
    }

    /// What was read.
    pub(super) const fn report(&self) -> &Report {
        &self.report
    }

    /// Says what today's flows come from that the answer rests on, where it does.
    pub(super) fn rests_on(&mut self, flows: Option<FlowSource>) {
        self.flows = flows;
    }

    /// What was lost in reading.
    pub(super) fn lost(&self) -> Vec<Words> {
        self.report.lost()
    }

    /// Adds to what makes the answer doubtful.
    pub(super) fn doubt(&mut self, more: impl IntoIterator<Item = Words>) {
        for words in more {
            if !self.doubts.contains(&words) {
                self.doubts.push(words);
            }
        }
    }

    /// Refuses to write what rests on something doubtful.
    pub(super) fn refuse_to_write(&self, output: Option<&Path>) -> Result<(), TaskError> {
        match (output, self.doubts.first()) {
            (Some(_), Some(doubt)) if !self.is_lenient => Err(TaskError::Question(Words::new(
                format!("{}; nothing is written unless you say --lenient", doubt.en),
                format!("{}；除非加 --lenient，不写任何文件", doubt.zh),
            ))),
            _ => Ok(()),
        }
    }

    /// An answer for programs, with what today's flows come from (`null` where it rests on none), with every warning
    /// and its place, the files that could not be used, and what makes the
    /// answer doubtful.
    pub(super) fn json(self, mut answer: Value, lang: Lang) -> Answer {
        let warning = |warning: &Warning| {
            json!({
                "file": warning.file,
                "feature": warning.feature,
                "what": warning.what.say(lang),
                "question": warning.question.as_ref().map(|question| asked(question, lang)),
            })
        };
        let failed =
            |error: &OpenError| json!({"file": error.file(), "what": error.words().say(lang)});
        // The answer about catchments lists its own flows under that name.
        let is_taken = answer.get("flows").is_some();
        let key = if is_taken { "todays_flows" } else { "flows" };
        answer[key] = self.flows.map(FlowSource::key).into();
        answer["warnings"] = self.report.warnings.iter().map(warning).collect();
        answer["failed"] = self.report.failed.iter().map(failed).collect();
        answer["doubts"] = said(&self.doubts, lang);
        if !self.report.answers.corrections.is_empty() {
            answer["corrections"] = self.n_corrections().into();
        }
        let text = super::json::pretty(&answer);
        self.ending(text)
    }

    /// An answer for people: what was noticed about the plans in full, the rest counted.
    pub(super) fn text(self, mut text: String, lang: Lang) -> Answer {
        for warning in &self.of_plans {
            // Writing to a string cannot fail.
            let _written = writeln!(text, "{}", line(warning, lang));
        }
        if let Some(flows) = self.flows {
            let (words, of) = (flows.words(), Words::new("Today's flows", "现状就读关系"));
            let _written = match lang {
                Lang::Zh => writeln!(text, "{}：{}", of.zh, words.zh),
                Lang::En => writeln!(text, "{}: {}", of.en, words.en),
            };
        }
        if !self.report.answers.corrections.is_empty() {
            let all = Words::counted(self.n_corrections(), "correction", "处更正");
            let _written = match lang {
                Lang::Zh => writeln!(text, "已套用对资料的{}", all.zh),
                Lang::En => writeln!(text, "{} of the data taken over", all.en),
            };
        }
        let all = self.report.lines().count();
        if all > 0 {
            let all = Words::counted(all, "warning", "条提示");
            let _written = match lang {
                Lang::Zh => writeln!(text, "读入时有{}，见 xuequ check", all.zh),
                Lang::En => writeln!(text, "{} while reading, see xuequ check", all.en),
            };
        }
        let open = self.report.open_questions().count();
        if open > 0 {
            let open = Words::counted(open, "question", "个问题");
            let _written = match lang {
                Lang::Zh => writeln!(text, "数据中有{}待回答，见 xuequ check", open.zh),
                Lang::En => writeln!(
                    text,
                    "{} about the data not answered, see xuequ check",
                    open.en
                ),
            };
        }
        self.ending(text)
    }

    /// How many facts were set right against the files, of those that count.
    fn n_corrections(&self) -> usize {
        let failed = self.report.failed.iter();
        let aside = failed.filter(|error| matches!(error, OpenError::Correction { .. }));
        self.report.answers.corrections.len() - aside.count()
    }

    /// An answer that has told everything already.
    pub(super) fn ending(self, text: String) -> Answer {
        let is_lenient = self.is_lenient;
        let doubts = self.doubts.into_iter().filter(|_| !is_lenient);
        Answer {
            text,
            doubts: doubts.collect(),
        }
    }
}

/// Sentences as a list of JSON.
pub(super) fn said<'a>(words: impl IntoIterator<Item = &'a Words>, lang: Lang) -> Value {
    words.into_iter().map(|words| words.say(lang)).collect()
}

/// A warning with its file and place.
pub(super) fn line(warning: &Warning, lang: Lang) -> String {
    let place = match (warning.feature, lang) {
        (Some(line), Lang::Zh) if warning.is_of_table() => format!(" 第{line}行"),
        (Some(row), Lang::En) if warning.is_of_sheet() => format!(" row {row}"),
        (Some(line), Lang::En) if warning.is_of_table() => format!(" line {line}"),
        (None, _) => String::new(),
        (Some(feature), Lang::Zh) => format!(" 第{feature}个要素"),
        (Some(feature), Lang::En) => format!(" feature {feature}"),
    };
    let mut line = format!("{}{place}: {}", warning.file, warning.what.say(lang));
    if let Some(question) = &warning.question {
        let choice = |choice: &Choice| {
            let mark = if question.answer.as_ref() == Some(&choice.key) {
                "*"
            } else {
                ""
            };
            format!("{mark}{} ({})", choice.key, choice.words.say(lang))
        };
        let choices: Vec<String> = question.choices.iter().map(choice).collect();
        // Writing to a string cannot fail.
        let _written = write!(
            line,
            "\n    --answer {}=  {}",
            question.key,
            choices.join(" | ")
        );
    }
    line
}

/// What is asked, for programs.
fn asked(question: &Question, lang: Lang) -> Value {
    let choice = |choice: &Choice| json!({"key": choice.key, "what": choice.words.say(lang)});
    json!({
        "key": question.key,
        "of_all": question.kind,
        "choices": question.choices.iter().map(choice).collect::<Value>(),
        "answer": question.answer,
    })
}
