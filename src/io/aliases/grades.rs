//! What columns call the grades of a school: `G1`, `Grade 1`, `Class IX`, `一年级`, `初一`, `KG`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Field, TABLE, plain};

/// How good a name of a grade is, behind all that name a stage with what they count.
const RANK: usize = 200;
/// The same for one that may name something else: a number alone, or a letter.
const BARE: usize = RANK + 1;

/// Words for grades, from the table.
#[derive(Debug, Deserialize)]
pub(super) struct GradeWords {
    /// Words of which a name is made beside its number.
    series: Vec<Series>,
    /// Names without a number, or with one of their own.
    named: Vec<Named>,
}

/// Words that count the grades from one on.
#[derive(Debug, Deserialize)]
struct Series {
    first: i8,
    count: i8,
    before: Vec<String>,
    after: Vec<String>,
    /// Before the number, of names that may mean something else.
    bare: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Named {
    grade: i8,
    names: Vec<String>,
    bare: Vec<String>,
}

/// Every name of a grade in its plain form, and whether it may mean something else.
static NAMES: LazyLock<HashMap<String, (i8, bool)>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    let mut put = |name: &str, grade: i8, is_bare: bool| {
        names.entry(plain(name)).or_insert((grade, is_bare));
    };
    for of in &TABLE.grades.named {
        of.names.iter().for_each(|name| put(name, of.grade, false));
        of.bare.iter().for_each(|name| put(name, of.grade, true));
    }
    for series in &TABLE.grades.series {
        for number in 1..=series.count {
            let grade = series.first + number - 1;
            for said in numerals(number) {
                for before in &series.before {
                    put(&format!("{before}{said}"), grade, false);
                    for after in &series.after {
                        put(&format!("{before}{said}{after}"), grade, false);
                    }
                }
                for after in &series.after {
                    put(&format!("{said}{after}"), grade, false);
                }
                for before in &series.bare {
                    put(&format!("{before}{said}"), grade, true);
                }
            }
        }
    }
    names
});

/// The ways to write a number from 1 to 12.
fn numerals(number: i8) -> Vec<String> {
    const CHINESE: [&str; 12] = [
        "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二",
    ];
    const ROMAN: [&str; 12] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
    ];
    const ORDINAL: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth",
    ];
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let index = (number - 1) as usize;
    let end = match number {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    // 1o, 1er grado, 2do grado, 1-й класс.
    let spanish = match number {
        1 | 3 => "er",
        2 => "do",
        7 | 10 => "mo",
        8 => "vo",
        9 => "no",
        _ => "to",
    };
    let mut written = vec![number.to_string(), format!("{number:02}")];
    written.extend([end, "o", "º", "a", spanish, "й"].map(|end| format!("{number}{end}")));
    const SPANISH: [&str; 12] = [
        "primer",
        "segundo",
        "tercer",
        "cuarto",
        "quinto",
        "sexto",
        "séptimo",
        "octavo",
        "noveno",
        "décimo",
        "undécimo",
        "duodécimo",
    ];
    written.extend(
        [&CHINESE, &ROMAN, &ORDINAL, &WORDS, &SPANISH]
            .into_iter()
            .filter_map(|words| Some((*words.get(index)?).to_owned())),
    );
    written
}

/// The grade that a name in its plain form means.
pub(in crate::io) fn grade(name: &str) -> Option<i8> {
    NAMES.get(name).map(|&(grade, _)| grade)
}

/// Pupils of a grade: `一年级`, `G1`, `Grade 1 Enrolment`, `小班人数`.
pub(super) fn measure(column: &str) -> Option<(Field, usize)> {
    let found = |name: &str| {
        let &(grade, is_bare) = NAMES.get(name)?;
        Some((Field::GradePupils(grade), if is_bare { BARE } else { RANK }))
    };
    let pupils = &TABLE.measures.pupils;
    let with_measure = || {
        pupils.iter().find_map(|word| {
            let rest = column
                .strip_suffix(word.as_str())
                .or_else(|| column.strip_prefix(word.as_str()))?;
            found(rest)
        })
    };
    found(column).or_else(with_measure)
}

/// The rest of a plain name that ends in the letter of a sex behind a digit (`g1m`), and that letter.
pub(in crate::io) fn without_letter(name: &str) -> Option<(&str, &str)> {
    let (rest, letter) = name.split_at_checked(name.len().checked_sub(1)?)?;
    let is_of_a_number = rest.ends_with(|char: char| char.is_ascii_digit());
    let is_letter = ["m", "f", "b", "g", "t"].contains(&letter);
    (is_of_a_number && is_letter).then_some((rest, letter))
}

/// Whether a rank is that of a name which may mean something else.
pub(in crate::io) const fn is_bare(rank: usize) -> bool {
    rank == BARE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_known_by_many_names() {
        for (name, is) in [
            ("G1", 1),
            ("G01", 1),
            ("Grade 10", 10),
            ("Class IX", 9),
            ("1st Grade", 1),
            ("Twelfth grade", 12),
            ("一年级", 1),
            ("7年级", 7),
            ("十二年级", 12),
            ("小一", 1),
            ("初一", 7),
            ("初中三年级", 9),
            ("高二", 11),
            ("高中一年级", 10),
            ("Primary 6", 6),
            ("JSS 2", 8),
            ("SSS3", 12),
            ("1 класс", 1),
            ("KG", 0),
            ("小班", -3),
            ("大班", -1),
        ] {
            assert_eq!(grade(&plain(name)), Some(is), "{name}");
            let Some((Field::GradePupils(found), _)) = measure(&plain(&format!("{name} pupils")))
            else {
                panic!("{name} pupils")
            };
            assert_eq!(found, is, "{name}");
        }
        for name in [
            "G13",
            "Grade",
            "一年级班数",
            "Grade 1 classes",
            "primary 7",
            "初四",
            "G1 teachers",
            "Class",
        ] {
            assert_eq!(measure(&plain(name)), None, "{name}");
        }
    }

    #[test]
    fn two_names_of_one_series_are_never_one_grade() {
        for series in &TABLE.grades.series {
            for number in 1..=series.count {
                for before in &series.before {
                    let name = plain(&format!("{before}{number}"));
                    assert_eq!(grade(&name), Some(series.first + number - 1), "{name}");
                }
            }
        }
    }
}
