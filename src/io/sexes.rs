//! Figures by sex: boys and girls make up all of them, one of both alone says nothing of the other.

use super::Layer;
use super::aliases::{self, Whose, plain};
use super::asking::Choice;
use super::column_names::is_pupils;
use super::report::Notes;
use super::row::{Columns, Known};
use super::study::Seen;
use crate::words::Words;

/// How many there are in all, and what is odd. What is stated wins; 0 in all beside boys or girls is a blank.
pub(super) fn together(
    stated: Option<u32>,
    boys: Option<u32>,
    girls: Option<u32>,
) -> (Option<u32>, Option<Words>) {
    let sum = boys
        .zip(girls)
        .map(|(boys, girls)| boys.saturating_add(girls));
    let told = |counted, en: String, zh: String| (counted, Some(Words::new(en, zh)));
    match (stated, sum) {
        (Some(0), Some(sum)) if sum > 0 => told(
            Some(sum),
            format!("0 in all, boys and girls {sum}; {sum} is used"),
            format!("合计为0，男女相加{sum}，采用{sum}"),
        ),
        // Nothing by sex is no contradiction.
        (Some(stated), Some(sum)) if sum > 0 && sum != stated => told(
            Some(stated),
            format!("{stated} in all, boys and girls {sum}; {stated} is used"),
            format!("合计{stated}，男女相加{sum}，采用合计"),
        ),
        (Some(stated), _) => (Some(stated), None),
        (None, Some(sum)) => (Some(sum), None),
        (None, None) => match (boys, girls) {
            (Some(boys), None) => told(
                None,
                format!("boys {boys}, girls not known: how many in all is not known"),
                format!("男{boys}，女未知，总数按未知处理"),
            ),
            (None, Some(girls)) => told(
                None,
                format!("girls {girls}, boys not known: how many in all is not known"),
                format!("女{girls}，男未知，总数按未知处理"),
            ),
            _ => (None, None),
        },
    }
}

/// Asks about columns called 男 and 女 alone, in a list of schools in which nothing else tells how many pupils there are:
/// they may count teachers.
pub(super) fn ask(columns: &mut Columns, seen: &[Seen], scope: &str, notes: &mut Notes) {
    if columns.layer != Layer::Schools || columns.has_count(seen, is_pupils) {
        return;
    }
    let of_sex = |wanted: Whose| {
        seen.iter().find(|of| {
            let is_it =
                aliases::whose(&plain(&of.column)).is_some_and(|(whose, _)| whose == wanted);
            let is_free = columns.known.get(&of.column).is_none_or(Option::is_none);
            is_it && is_free && of.numbers > 0 && of.numbers == of.filled
        })
    };
    let (Some(boys), Some(girls)) = (of_sex(Whose::Boys), of_sex(Whose::Girls)) else {
        return;
    };
    let what = Words::new(
        format!(
            "{} ({}) and {} ({}) may be pupils, or teachers; not known until you say",
            boys.column,
            boys.examples.join(", "),
            girls.column,
            girls.examples.join(", ")
        ),
        format!(
            "“{}”（{}）与“{}”（{}）可能是学生，也可能是教师，确认之前按未知处理",
            boys.column,
            boys.examples.join("、"),
            girls.column,
            girls.examples.join("、")
        ),
    );
    let choices = vec![
        Choice::new("pupils", "Pupils", "学生数"),
        Choice::new("leave", "Something else: leave them", "其他内容，不使用"),
    ];
    let said = notes.ask(boys.question(scope, "sexes"), what, choices);
    if said.as_deref() != Some("pupils") {
        return;
    }
    for (of, whose) in [(boys, Whose::Boys), (girls, Whose::Girls)] {
        let known = Known::by_name(columns.layer, "pupils").map(|mut known| {
            known.meaning.whose = whose;
            known
        });
        columns.known.insert(of.column.clone(), known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boys_and_girls_make_all_and_one_of_them_never_does() {
        for (stated, boys, girls, all, is_odd) in [
            (None, Some(52), Some(49), Some(101), false),
            (Some(101), Some(52), Some(49), Some(101), false),
            (Some(110), Some(52), Some(49), Some(110), true),
            (Some(0), Some(52), Some(49), Some(101), true),
            (Some(120), Some(0), Some(0), Some(120), false),
            (Some(120), Some(52), None, Some(120), false),
            (None, Some(52), None, None, true),
            (None, None, Some(49), None, true),
            (None, Some(u32::MAX), Some(1), Some(u32::MAX), false),
            (None, None, None, None, false),
        ] {
            let (counted, odd) = together(stated, boys, girls);
            assert_eq!(counted, all, "{stated:?} {boys:?} {girls:?}");
            assert_eq!(odd.is_some(), is_odd, "{stated:?} {boys:?} {girls:?}");
        }
    }
}
