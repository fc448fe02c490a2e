//! Columns named only by a stage: `小学`, `primary`. They may hold pupils, count schools or classes, or say whether there
//! is a school; where the numbers do not look like pupils, the planner is asked.

use serde_json::{Map, Value};

use super::aliases::{Field, Whose};
use super::asking::Choice;
use super::numbers;
use super::report::Notes;
use super::row::{Columns, Known};
use super::study::Seen;
use crate::words::Words;

/// Up to so many are as likely schools as pupils.
pub(super) const FEW: f64 = 5.0;
/// Up to so many likewise in a column beside one of few; more are pupils.
const MANY: f64 = 20.0;
/// So many pupils in all for each one of the stages: these count classes, or something else.
const TOO_LITTLE: u64 = 15;

/// Asks about columns whose numbers may be none of pupils; they count as not known until it is answered.
pub(super) fn ask(
    columns: &mut Columns,
    seen: &[Seen],
    rows: &[&Map<String, Value>],
    scope: &str,
    notes: &mut Notes,
) {
    let alone: Vec<(&Seen, Known)> = seen
        .iter()
        .filter_map(|of| Some((of, columns.known.get(&of.column).copied()??)))
        .filter(|(of, known)| known.meaning.is_stage_alone() && of.numbers > 0)
        .collect();
    if alone.is_empty() {
        return;
    }
    let has_few = alone.iter().any(|(of, _)| of.most > 0.0 && of.most <= FEW);
    let has_many = alone.iter().any(|(of, _)| of.most > MANY);
    let is_too_little = are_too_little(columns, rows, |field| {
        matches!(field, Field::StagePupils(_))
    });
    for (of, known) in alone {
        let is_few = of.most <= FEW && (of.most > 0.0 || !has_many);
        let is_beside_few = of.most <= MANY && has_few && !has_many;
        let is_of_total = is_too_little && known.meaning.whose == Whose::Everybody;
        if !(is_few || is_beside_few || is_of_total) {
            continue;
        }
        let (column, examples) = (&of.column, of.examples.join(", "));
        let what = Words::new(
            format!(
                "{column} ({examples}) may count schools or classes, or say whether there is one, and not pupils; not \
                 known until you say"
            ),
            format!(
                "“{column}”（{examples}）可能是学校数、班级数或有无标记，而非学生数，确认之前按未知处理"
            ),
        );
        let choices = vec![
            Choice::new("pupils", "Pupils", "学生数"),
            Choice::new("leave", "Something else: leave it", "其他内容，不使用"),
        ];
        let said = notes.ask(of.question(scope, "counts"), what, choices);
        if said.as_deref() != Some("pupils") {
            columns.known.insert(column.clone(), None);
        }
    }
}

/// Whether the parts of the total hold far too little beside it, in most rows that have both.
pub(super) fn are_too_little(
    columns: &Columns,
    rows: &[&Map<String, Value>],
    is_part: impl Fn(Field) -> bool,
) -> bool {
    let of_row = |row: &&Map<String, Value>| {
        let (mut total, mut parts) = (0, 0);
        for (column, value) in *row {
            let Some(Known { meaning, .. }) = columns.known.get(column).copied().flatten() else {
                continue;
            };
            let (number, _) = numbers::count(value, u32::MAX).parts();
            let number = u64::from(number.unwrap_or_default());
            match meaning.field {
                _ if meaning.whose != Whose::Everybody => {}
                Field::Pupils => total = number.max(total),
                field if is_part(field) => parts += number,
                _ => {}
            }
        }
        (total > 0 && parts > 0).then_some(parts * TOO_LITTLE < total)
    };
    let told: Vec<bool> = rows.iter().filter_map(of_row).collect();
    told.iter().filter(|&&little| little).count() * 2 > told.len()
}
