//! Columns that are not understood: listed once with examples and what is still missing, and mapped where the planner
//! says what one holds.

use std::collections::BTreeMap;

use super::aliases::{self, Field};
use super::asking::{Choice, Question};
use super::column_names::{self, is_count, is_pupils, is_seats};
use super::document::shortened;
use super::report::{Layer, Notes};
use super::row::{Columns, Known};
use super::study::Seen;
use crate::model::Stage;
use crate::words::Words;
use crate::{forecast, horizon, rules};

/// So many columns are named in the line that tells of them.
const NAMED: usize = 8;
/// From so many features on a column that says the same everywhere tells nothing.
const MANY: usize = 4;

/// The answer for a column that means nothing to a plan.
pub(super) const LEAVE: &str = "leave";

/// Takes what the planner says of columns that nobody asks about: their names say what they hold, or they tell nothing.
pub(super) fn take_said(columns: &mut Columns, seen: &[Seen], scope: &str, notes: &mut Notes) {
    let mut said: Vec<(&Seen, String)> = Vec::new();
    for of in seen {
        let is_known = columns.known.get(&of.column).is_some_and(Option::is_some);
        if (!is_known && may_matter(of)) || !may_be_said(columns.layer, of) {
            continue;
        }
        let question = offer(columns.layer, of, scope, notes);
        said.extend(question.answer.map(|key| (of, key)));
    }
    apply(columns, seen, said, notes);
}

/// Whether what a column holds can be said: some are read under their own names, whatever is said of them.
pub(super) fn may_be_said(layer: Layer, of: &Seen) -> bool {
    let field = column_names::meaning(layer, &of.column).map(|meaning| meaning.field);
    let is_by_name = matches!(
        field,
        Some(Field::Longitude | Field::Latitude | Field::Place | Field::Status | Field::ClosedOn)
    );
    let has_choices = matches!(
        layer,
        Layer::Schools | Layer::Settlements | Layer::Townships
    );
    has_choices && !is_by_name && !is_read_by_name(&of.column)
}

/// What may be said of a column, with what was said.
pub(super) fn offer(layer: Layer, of: &Seen, scope: &str, notes: &mut Notes) -> Question {
    let (column, examples) = (&of.column, of.examples.join(", "));
    notes.offer(
        &of.question(scope, "column"),
        choices(layer, of),
        |choice| match choice.key.as_str() {
            LEAVE => Words::new(
                format!("{column} ({examples}) is not used, as you say"),
                format!("按您的指定不使用“{column}”（{examples}）"),
            ),
            _ => Words::new(
                format!(
                    "{column} ({examples}) is read as “{}”, as you say",
                    choice.words.en
                ),
                format!(
                    "按您的指定，“{column}”（{examples}）作“{}”读取",
                    choice.words.zh
                ),
            ),
        },
    )
}

/// Lists the columns that are not understood and takes those that the planner has mapped.
pub(super) fn ask(columns: &mut Columns, seen: &[Seen], scope: &str, notes: &mut Notes) {
    let unread: Vec<&Seen> = seen
        .iter()
        .filter(|of| columns.known.get(&of.column).is_none_or(Option::is_none))
        .filter(|of| may_matter(of) && !columns.said.contains(&of.column))
        .collect();
    if unread.is_empty() {
        return;
    }
    notes.file(summary(columns, seen, &unread));
    let mut said: Vec<(&Seen, String)> = Vec::new();
    for of in unread {
        let examples = of.examples.join(", ");
        let column = &of.column;
        let what = Words::new(
            format!("{column} ({examples}) was not understood"),
            format!("“{column}”（{examples}）未能识别"),
        );
        let answer = notes.ask_beside(
            &of.question(scope, "column"),
            what,
            choices(columns.layer, of),
        );
        said.extend(answer.map(|key| (of, key)));
    }
    apply(columns, seen, said, notes);
}

/// Reads columns as the planner says.
fn apply(columns: &mut Columns, seen: &[Seen], said: Vec<(&Seen, String)>, notes: &mut Notes) {
    let mut mapped: Vec<(&str, Known)> = Vec::new();
    for (of, key) in said {
        columns.said.insert(of.column.clone());
        columns.known.insert(of.column.clone(), None);
        if key == LEAVE {
            continue;
        }
        if let Some(mut known) = Known::by_name(columns.layer, &key) {
            // What the planner says wins over every name; in which unit it counts the name still tells.
            known.meaning.rank = 0;
            if let Some(unit) =
                column_names::unit_of(&of.column).filter(|_| is_count(known.meaning.field))
            {
                known = known.in_unit(unit);
            }
            mapped.push((&of.column, known));
        }
    }
    for &(column, known) in &mapped {
        let first = mapped.iter().find(|(_, other)| is_same(*other, known));
        if let Some((first, _)) = first.filter(|(first, _)| *first != column) {
            tell_not_used(column, first, notes);
        } else {
            give_way(columns, seen, (column, known), notes);
            columns.known.insert(column.to_owned(), Some(known));
        }
    }
}

fn tell_not_used(column: &str, used: &str, notes: &mut Notes) {
    notes.file(Words::new(
        format!("{column} is not used, as you say that {used} holds it"),
        format!("按您的指定采用“{used}”，未采用“{column}”"),
    ));
}

/// Whether two columns hold the same.
fn is_same(a: Known, b: Known) -> bool {
    (a.meaning.field, a.meaning.whose) == (b.meaning.field, b.meaning.whose)
}

/// Other columns of the same make way for one that the planner has mapped. Names may still stand in for a blank; a
/// number may not, as nobody would see of which column it is.
fn give_way(
    columns: &mut Columns,
    seen: &[Seen],
    (column, known): (&str, Known),
    notes: &mut Notes,
) {
    for of in seen {
        let Some(Some(other)) = columns.known.get_mut(&of.column) else {
            continue;
        };
        if !is_same(*other, known) {
            continue;
        }
        // Only what the planner says ranks first.
        other.meaning.rank = other.meaning.rank.max(1);
        if is_count(known.meaning.field) {
            columns.known.insert(of.column.clone(), None);
            if of.filled > 0 {
                tell_not_used(&of.column, column, notes);
            }
        }
    }
}

/// Whether a column is read under its own name wherever it stands.
pub(super) fn is_read_by_name(column: &str) -> bool {
    forecast::reads_property(column)
        || rules::AREA_PROPERTIES.contains(&column)
        || horizon::RESOURCES.contains(&column)
}

/// Numbers or words that differ between features, and that nobody reads under their own name.
fn may_matter(of: &Seen) -> bool {
    let column = of.column.as_str();
    let is_read = is_read_by_name(column);
    let is_constant = of.examples.len() < 2 && of.filled >= MANY;
    let is_link = of.examples.iter().any(|example| {
        example.starts_with("http") || example.starts_with('/') || example.starts_with("data:")
    });
    of.filled > 0
        && !is_read
        && !is_constant
        && !is_link
        && !of.examples.iter().all(|example| is_date(example))
        && !aliases::is_passed_over(column)
}

/// 2014-08-25, 2014/8/25: a day.
fn is_date(text: &str) -> bool {
    let mut parts = text.split(['-', '/', 'T', ' ']);
    let is_number = |part: Option<&str>, length: usize| {
        part.is_some_and(|part| {
            part.len() <= length
                && !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    is_number(parts.next(), 4) && is_number(parts.next(), 2) && is_number(parts.next(), 2)
}

fn summary(columns: &Columns, seen: &[Seen], unread: &[&Seen]) -> Words {
    let named: Vec<String> = unread
        .iter()
        .take(NAMED)
        .map(|of| format!("{} ({})", shortened(&of.column), of.examples.join(", ")))
        .collect();
    let more = unread.len().saturating_sub(NAMED);
    let (more_en, more_zh) = if more > 0 {
        (format!(" and {more} more"), format!("等，另有{more}个"))
    } else {
        (String::new(), String::new())
    };
    let (missing_en, missing_zh) = match missing(columns, seen).as_slice() {
        [] => (String::new(), String::new()),
        missing => (
            format!("; not found: {}", missing.join(", ")),
            format!("；未找到：{}", missing.join("、")),
        ),
    };
    let names = named.join("; ");
    Words::new(
        format!(
            "Columns that were not understood, and are kept: {names}{more_en}{missing_en}. Map them by an answer"
        ),
        format!("未能识别的字段（原样保留）：{names}{more_zh}{missing_zh}。可在回答中指定其含义"),
    )
}

/// The columns that the layer should have and has not, by their own names.
fn missing(columns: &Columns, seen: &[Seen]) -> Vec<&'static str> {
    let has_field = |field: Field| {
        seen.iter().any(|of| {
            let known = columns.known.get(&of.column).copied().flatten();
            of.filled > 0 && known.is_some_and(|known| known.meaning.field == field)
        })
    };
    let has = |key: &&str| match *key {
        "name" => has_field(Field::Name),
        "code" => has_field(Field::Code),
        "kind" => has_field(Field::Kind) || has_field(Field::Grades) || has_field(Field::GradeHigh),
        "pupils" => columns.has_count(seen, is_pupils),
        "seats" => columns.has_count(seen, is_seats),
        _ => columns.has_count(seen, |field| field == Field::Population),
    };
    let wanted: &[&'static str] = match columns.layer {
        Layer::Schools => &["name", "kind", "pupils", "seats"],
        Layer::Settlements => &["name", "population", "pupils"],
        Layer::Townships => &["code", "name", "population"],
        _ => &[],
    };
    wanted.iter().filter(|key| !has(key)).copied().collect()
}

/// The names of the layer's own columns, those that fit the values first.
pub(super) fn choices(layer: Layer, of: &Seen) -> Vec<Choice> {
    let mut counts: Vec<(String, Words)> = Vec::new();
    let mut count = |key: &str, en: &str, zh: &str| {
        counts.push((key.to_owned(), Words::new(en, zh)));
    };
    let by_stage = |measure: &'static str, en: &'static str, zh: &'static str| {
        Stage::ALL.map(|stage| {
            let words = stage.words();
            let said = Words::new(format!("{en}: {}", words.en), format!("{}{zh}", words.zh));
            (format!("{measure}_{stage}"), said)
        })
    };
    let texts: &[(&str, &str, &str)] = match layer {
        Layer::Schools => {
            count("pupils", "Pupils", "在校生");
            count("seats", "Seats", "学位");
            count("boarders", "Boarders", "寄宿生");
            count("beds", "Beds", "床位");
            counts.extend(by_stage("pupils", "Pupils", "在校生"));
            counts.extend(by_stage("seats", "Seats", "学位"));
            &[
                ("name", "Name", "学校名称"),
                ("kind", "Kind of school", "办学类型"),
                ("grades", "Grades", "年级"),
                ("ownership", "Ownership", "办学性质"),
                ("township", "Township", "乡镇"),
                ("parent", "Parent school", "主管学校"),
                ("id", "Id", "编号"),
            ]
        }
        Layer::Settlements => {
            count("population", "Population", "人口");
            counts.extend(by_stage("pupils", "Pupils", "学生"));
            &[
                ("name", "Name", "名称"),
                ("township", "Township", "乡镇"),
                ("id", "Id", "编号"),
            ]
        }
        Layer::Townships => {
            count("population", "Population", "人口");
            &[
                ("name", "Name", "名称"),
                ("code", "Code", "代码"),
                ("district", "District", "片区"),
            ]
        }
        _ => &[],
    };
    let counts = counts
        .into_iter()
        .map(|(key, words)| Choice::new(key, words.en, words.zh));
    let texts = texts.iter().map(|&(key, en, zh)| Choice::new(key, en, zh));
    let mut choices: Vec<Choice> = if of.numbers * 2 > of.filled {
        counts.chain(texts).collect()
    } else {
        texts.chain(counts).collect()
    };
    choices.push(Choice::new(LEAVE, "Leave it", "不使用"));
    choices
}

/// The features of a file by layer, with the scope of their questions: a file with one layer needs none.
pub(super) fn scopes<T>(by_layer: &BTreeMap<Layer, T>) -> impl Fn(Layer) -> String {
    let is_mixed = by_layer.len() > 1;
    move |layer| {
        if is_mixed {
            format!("{}:", layer.key())
        } else {
            String::new()
        }
    }
}
