//! Why nothing of a file was recognised.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::OpenError;
use super::document::shortened;
use super::shape::{NoShape, Shape};
use crate::model::Source;
use crate::words::Words;

/// Why there is no county: a plan alone was read, or files of which nothing was recognised.
pub(super) fn nothing(plan: Option<String>, sources: &[Source], why: Option<Words>) -> OpenError {
    if let Some(file) = plan {
        return OpenError::PlanAlone { file };
    }
    let files: Vec<&str> = sources.iter().map(|source| source.file.as_str()).collect();
    OpenError::NothingUseful {
        files: files.join(", "),
        why: why.map(Box::new),
    }
}

/// Gathers why features could not be used.
#[derive(Debug, Default)]
pub(super) struct Unused {
    /// By reason, in the order of [`Reason`].
    counts: BTreeMap<Reason, usize>,
    /// The columns of the first feature that was not recognised.
    columns: Option<Vec<String>>,
    /// What is wrong with the first feature that has no place.
    first: Option<Words>,
    /// What was told of the first feature that was left out.
    left_out: Option<Words>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    NoPlace,
    Points,
    Lines,
    Areas,
    LeftOut,
}

impl Unused {
    /// A feature without a geometry that can be used.
    pub(super) fn no_place(&mut self, why: &NoShape) {
        self.count(Reason::NoPlace);
        self.first.get_or_insert_with(|| match why {
            NoShape::Absent => Words::new("there is no geometry", "没有几何"),
            NoShape::OffTheGlobe(words) | NoShape::Broken(words) => words.clone(),
        });
    }

    /// A feature of no layer.
    pub(super) fn not_recognised(&mut self, shape: &Shape, properties: &Map<String, Value>) {
        self.count(match shape {
            Shape::Points(_) => Reason::Points,
            Shape::Lines(_) => Reason::Lines,
            Shape::Areas(_) => Reason::Areas,
        });
        let names = || properties.keys().map(|name| shortened(name)).collect();
        self.columns.get_or_insert_with(names);
    }

    /// A feature that was understood and left out, with what was told of it.
    pub(super) fn left_out(&mut self, told: impl FnOnce() -> Option<Words>) {
        self.count(Reason::LeftOut);
        self.left_out = self.left_out.take().or_else(told);
    }

    fn count(&mut self, reason: Reason) {
        *self.counts.entry(reason).or_default() += 1;
    }

    /// The reasons in a sentence. `None` where there was nothing that could not be used.
    pub(super) fn words(&self) -> Option<Words> {
        const COLUMNS: usize = 8;
        let parts: Vec<Words> = self
            .counts
            .iter()
            .map(|(&reason, &count)| match &self.left_out {
                Some(told) if reason == Reason::LeftOut => with_told(&words(reason, count), told),
                _ => words(reason, count),
            })
            .collect();
        if parts.is_empty() {
            return None;
        }
        let all = |of: fn(&Words) -> &str, between: &str| {
            parts.iter().map(of).collect::<Vec<_>>().join(between)
        };
        let (mut en, mut zh) = (all(|words| &words.en, "; "), all(|words| &words.zh, "；"));
        if let Some(columns) = &self.columns {
            let named: Vec<&str> = columns.iter().take(COLUMNS).map(String::as_str).collect();
            let (more_en, more_zh) = if columns.len() > COLUMNS {
                (" …", "……")
            } else {
                ("", "")
            };
            if named.is_empty() {
                en.push_str("; they have no properties. ");
                zh.push_str("；要素没有属性。");
            } else {
                en = format!("{en}; the columns are {}{more_en}. ", named.join(", "));
                zh = format!("{zh}；字段有{}{more_zh}。", named.join("、"));
            }
            en.push_str(
                "Name the file after what it holds: townships, schools, settlements or roads",
            );
            zh.push_str("请按内容命名文件，如“乡镇”“学校”“居民点”“道路”");
        }
        Some(Words::new(en, zh))
    }
}

fn with_told(counted: &Words, told: &Words) -> Words {
    Words::new(
        format!("{}, the first because \"{}\"", counted.en, told.en),
        format!("{}，首个原因：“{}”", counted.zh, told.zh),
    )
}

fn words(reason: Reason, count: usize) -> Words {
    let counted = |one: &str, zh: &str| Words::counted(count, one, zh);
    match reason {
        Reason::NoPlace => {
            let counted = counted("feature", "个要素");
            Words::new(
                format!("{} without a place that can be used", counted.en),
                format!("{}没有可用的位置", counted.zh),
            )
        }
        Reason::Points => {
            let counted = counted("point", "个点");
            Words::new(
                format!(
                    "{} with nothing of a school (name, kind, seats) or a home (population, pupils)",
                    counted.en
                ),
                format!(
                    "{}既无学校信息（名称、类别、学位）也无居民点信息（人口、学生数）",
                    counted.zh
                ),
            )
        }
        Reason::Lines => {
            let counted = counted("line", "条线");
            Words::new(
                format!("{} without a class of road", counted.en),
                format!("{}没有道路等级", counted.zh),
            )
        }
        Reason::Areas => {
            let counted = counted("area", "个面");
            Words::new(
                format!("{} of something else", counted.en),
                format!("{}属于其他内容", counted.zh),
            )
        }
        Reason::LeftOut => {
            let counted = counted("feature", "个要素");
            Words::new(
                format!("{} left out", counted.en),
                format!("{}未读入", counted.zh),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_told_with_the_reason_of_the_first() {
        let mut unused = Unused::default();
        for name in ["甲小学", "乙小学"] {
            let told = || {
                Some(Words::new(
                    format!("{name} is closed"),
                    format!("{name}已停办"),
                ))
            };
            unused.left_out(told);
        }
        let words = unused.words().expect("two features were left out");
        assert_eq!(
            words.en,
            "2 features left out, the first because \"甲小学 is closed\""
        );
        assert!(words.zh.contains("甲小学已停办"), "{}", words.zh);
    }
}
