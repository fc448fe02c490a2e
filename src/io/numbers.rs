//! From a value of a file to a number, a text or a yes or no; what is not plain says so.

use serde_json::Value;

use super::aliases::{half_width, plain};
use super::document::shortened;
use super::marks::{self, Marks, Parsed};
use crate::words::Words;

/// A number as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Blank, or a word for "not known".
    Unknown,
    /// A whole number, plainly written.
    Plain(u32),
    /// A number that had to be interpreted.
    Doubtful(u32, Words),
    /// Something else; counts as not known.
    Unusable(Words),
}

impl Reading {
    /// The number, and what to warn about.
    pub(super) fn parts(self) -> (Option<u32>, Option<Words>) {
        match self {
            Self::Unknown => (None, None),
            Self::Plain(number) => (Some(number), None),
            Self::Doubtful(number, words) => (Some(number), Some(words)),
            Self::Unusable(words) => (None, Some(words)),
        }
    }
}

/// How the numbers of a column are to be read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Dress {
    pub(super) marks: Marks,
    /// What one of the column's numbers stands for; `None` where nobody knows.
    pub(super) factor: Option<f64>,
}

impl Default for Dress {
    fn default() -> Self {
        Self {
            marks: Marks::default(),
            factor: Some(1.0),
        }
    }
}

/// A count of people or seats, at most `most`.
pub(super) fn count(value: &Value, most: u32) -> Reading {
    count_as(value, most, Dress::default())
}

/// The same in a column whose numbers are written in a way of their own.
pub(super) fn count_as(value: &Value, most: u32, dress: Dress) -> Reading {
    match value {
        Value::Null => Reading::Unknown,
        Value::Number(number) => {
            let text = number.to_string();
            scaled(number.as_f64().unwrap_or(f64::NAN), &text, most, dress)
        }
        Value::String(text) => count_in_text(text, most, dress),
        other => unusable(&other.to_string()),
    }
}

fn scaled(number: f64, text: &str, most: u32, dress: Dress) -> Reading {
    match dress.factor {
        Some(1.0) => whole(number, text, most),
        Some(factor) => whole(number * factor, text, most),
        None => {
            let text = shortened(text);
            Reading::Unusable(Words::new(
                format!("{text}: nothing says in what it counts; not known"),
                format!("{text}：计量单位不明，按未知处理"),
            ))
        }
    }
}

/// A text in half-width forms, with one sign for every dash that may stand for a minus.
fn plainly_written(text: &str) -> String {
    let minus = |char| match char {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' => '-',
        other => half_width(other),
    };
    text.chars().map(minus).collect()
}

fn count_in_text(text: &str, most: u32, dress: Dress) -> Reading {
    let half = plainly_written(text);
    let trimmed = half.trim();
    if is_blank(trimmed) {
        return Reading::Unknown;
    }
    // 1.2e3, as tables write long numbers.
    if trimmed.contains(['e', 'E'])
        && trimmed.starts_with(|char: char| char.is_ascii_digit())
        && let Ok(number) = trimmed.parse::<f64>()
    {
        return scaled(number, text, most, dress);
    }
    let Some((before, digits, after)) = one_number(trimmed) else {
        return unusable(text);
    };
    let number = match marks::parse(digits, dress.marks) {
        Parsed::Number(number) => number,
        Parsed::Either {
            decimals,
            thousands,
        } => {
            let text = shortened(text);
            return Reading::Unusable(Words::new(
                format!(
                    "\"{text}\" may be {decimals} or {thousands}; not known until you say which"
                ),
                format!("“{text}”可能是{decimals}，也可能是{thousands}，确认之前按未知处理"),
            ));
        }
        Parsed::Broken => return unusable(text),
    };
    let number = if before.ends_with('-') {
        -number
    } else {
        number
    };
    let after = after.trim();
    let beside = after.trim_start_matches(is_person);
    if matches!(before, "" | "+" | "-") && beside.is_empty() {
        return scaled(number, text, most, dress);
    }
    about(number, beside, text, most, dress)
}

fn is_person(char: char) -> bool {
    "人名个所生座位".contains(char) || char.is_whitespace()
}

/// The digits and marks of a text with a single number in it, and what stands before and behind.
pub(super) fn one_number(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find(|char: char| char.is_ascii_digit())?;
    let end = text.rfind(|char: char| char.is_ascii_digit())? + 1;
    // A point may begin a number: .5
    let start = start - usize::from(text[..start].ends_with(['.', ',']));
    let digits = &text[start..end];
    let is_part =
        |char: char| char.is_ascii_digit() || matches!(char, '.' | ',') || marks::is_gap(char);
    let after = &text[end..];
    let is_number = digits.chars().all(is_part);
    is_number.then(|| {
        (
            text[..start].trim(),
            digits,
            after.strip_prefix('.').unwrap_or(after),
        )
    })
}

/// "约120人", "120左右", ">120", "1.2万": one number with words round it.
fn about(number: f64, beside: &str, text: &str, most: u32, dress: Dress) -> Reading {
    let times = MULTIPLES
        .iter()
        .find(|(word, _)| {
            let rest = beside.strip_prefix(word);
            // 1.2k, but not 3 km.
            rest.is_some_and(|rest| {
                !word.is_ascii() || !rest.starts_with(|char: char| char.is_alphabetic())
            })
        })
        .map(|&(_, times)| times);
    let of_other = times.is_none() && is_of_other_things(beside);
    if number < 0.0 || of_other {
        return unusable(text);
    }
    let read = match times {
        Some(times) => whole(number * times, text, most),
        None => scaled(number, text, most, dress),
    };
    match read {
        Reading::Plain(number) | Reading::Doubtful(number, _) => Reading::Doubtful(
            number,
            Words::new(
                format!("\"{}\" was read as {number}", shortened(text)),
                format!("“{}”按 {number} 读取", shortened(text)),
            ),
        ),
        odd => odd,
    }
}

/// Words behind a number that multiply it.
const MULTIPLES: [(&str, f64); 10] = [
    ("万", 10_000.0),
    ("萬", 10_000.0),
    ("千", 1_000.0),
    ("百", 100.0),
    ("k", 1_000.0),
    ("K", 1_000.0),
    ("thousand", 1_000.0),
    ("тыс", 1_000.0),
    ("lakh", 100_000.0),
    ("hundred", 100.0),
];

/// Whether what stands behind a number says that it counts something else than people and their places.
fn is_of_other_things(beside: &str) -> bool {
    const SIGNS: [&str; 19] = [
        "%", "‰", "$", "€", "㎡", "班", "级", "间", "栋", "亩", "平方", "公顷", "米", "公里", "元",
        "岁", "年", "月", "教师",
    ];
    const WORDS: [&str; 18] = [
        "ha",
        "m",
        "m2",
        "m²",
        "km",
        "km2",
        "mi",
        "class",
        "classes",
        "classroom",
        "classrooms",
        "room",
        "rooms",
        "teacher",
        "teachers",
        "mil",
        "million",
        "млн",
    ];
    let mut words = beside.split(|char: char| !char.is_alphanumeric());
    SIGNS.iter().any(|sign| beside.contains(sign))
        || words.any(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

fn whole(number: f64, text: &str, most: u32) -> Reading {
    let text = shortened(text);
    if number.is_nan() {
        return unusable(&text);
    }
    if number < 0.0 {
        return Reading::Unusable(Words::new(
            format!("{text} is negative and counts as not known"),
            format!("{text} 为负数，按未知处理"),
        ));
    }
    if number > f64::from(most) {
        return Reading::Unusable(Words::new(
            format!("{text} is too large to be true and counts as not known"),
            format!("{text} 过大，按未知处理"),
        ));
    }
    let rounded = number.round();
    // 0.07 万 is 700 people, whatever its last bit says.
    if (rounded - number).abs() <= 1e-9 * number.max(1.0) {
        return Reading::Plain(rounded as u32);
    }
    Reading::Doubtful(
        rounded as u32,
        Words::new(
            format!("{text} is not a whole number, rounded to {rounded}"),
            format!("{text} 不是整数，四舍五入为 {rounded}"),
        ),
    )
}

fn unusable(text: &str) -> Reading {
    let text = shortened(text);
    Reading::Unusable(Words::new(
        format!("\"{text}\" is not a number and counts as not known"),
        format!("“{text}”不是数字，按未知处理"),
    ))
}

/// Whether a text stands for "not known".
fn is_blank(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "无", "暂无", "不详", "未知", "缺", "空", "null", "none", "nan", "na", "unknown", "nodata",
        "nil", "tbd",
    ];
    let spelled = plain(text);
    spelled.is_empty() || WORDS.contains(&spelled.as_str())
}

/// A name or code: text, or a number written out; `None` when blank.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let trimmed = text.trim().trim_matches('\u{FEFF}');
            (!is_blank(trimmed)).then(|| trimmed.to_owned())
        }
        Value::Number(number) => {
            let is_float_of_whole = number.is_f64()
                && number
                    .as_f64()
                    .is_some_and(|value| value.fract() == 0.0 && value.abs() < 1e15);
            Some(if is_float_of_whole {
                format!("{:.0}", number.as_f64().unwrap_or_default())
            } else {
                number.to_string()
            })
        }
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// An id, a code, or the id or code that something refers to. What tables do to them does not matter: 1002, "1002",
/// "1002.0", 1.002e3, full-width digits and blanks round it are one. Zeros at the beginning stay.
pub(super) fn id(value: &Value) -> Option<String> {
    text(value).map(|text| id_of_text(&text))
}

/// The same of a text.
pub(super) fn id_of_text(text: &str) -> String {
    let half: String = text.chars().map(half_width).collect();
    let half = half.trim();
    // Names stay as they are written.
    if !half.is_ascii() {
        return text.trim().to_owned();
    }
    if let Some((whole, rest)) = half.split_once('.')
        && is_digits(whole)
        && !rest.is_empty()
        && rest.bytes().all(|byte| byte == b'0')
    {
        return whole.to_owned();
    }
    match exponent(half) {
        Some((digits, 0)) => digits,
        _ => half.to_owned(),
    }
}

/// Whether a table has shortened a code so that its last digits are gone: 5.11124E+11.
pub(super) fn lost_digits(value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default().trim();
    exponent(text).is_some_and(|(_, lost)| lost > 0)
}

/// The digits of a number such as 5.11124E+11 and how many more it had.
fn exponent(text: &str) -> Option<(String, i32)> {
    let (mantissa, power) = text.split_once(['e', 'E'])?;
    let power = power.strip_prefix('+').unwrap_or(power);
    let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power: i32 = Some(power).filter(|power| is_digits(power))?.parse().ok()?;
    let is_number = whole.len() == 1 && is_digits(whole) && (rest.is_empty() || is_digits(rest));
    // 1E5 may as well be a name.
    (is_number && !rest.is_empty() && power < 30).then(|| {
        let decimals = i32::try_from(rest.len()).unwrap_or(i32::MAX);
        (format!("{whole}{rest}"), power - decimals)
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Yes or no, in the usual words.
pub(super) fn flag(value: &Value) -> Option<bool> {
    /// No yes and no no is so long, in bytes.
    const LONGEST: usize = 40;
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.trim().len() > LONGEST => None,
        _ => match plain(&text(value)?).as_str() {
            "是" | "有" | "true" | "yes" | "y" | "t" | "1" | "普惠" | "普惠性" | "普惠园"
            | "已认定" => Some(true),
            "否" | "false" | "no" | "n" | "f" | "0" | "非普惠" | "非普惠性" | "不是" => {
                Some(false)
            }
            _ if text(value)?.trim() == "√" => Some(true),
            _ => None,
        },
    }
}

/// A plain number with decimals, for coordinates and speeds.
pub(super) fn decimal(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            let half = plainly_written(text);
            let trimmed = half.trim();
            // One comma in a coordinate or a speed begins decimals.
            trimmed
                .parse()
                .or_else(|_| trimmed.replacen(',', ".", 1).parse())
                .ok()
        }
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_come_in_many_dresses() {
        for value in [
            json!(1234),
            json!(1234.0),
            json!("1234"),
            json!("1,234"),
            json!(" １，２３４ "),
            json!("1234人"),
            json!("1 234"),
        ] {
            assert_eq!(count(&value, 100_000), Reading::Plain(1234), "{value}");
        }
    }

    #[test]
    fn blanks_are_not_known_and_never_zero() {
        for value in [
            json!(null),
            json!(""),
            json!("-"),
            json!("—"),
            json!("无"),
            json!("N/A"),
            json!("NaN"),
        ] {
            assert_eq!(count(&value, 100_000), Reading::Unknown, "{value}");
        }
        assert_eq!(count(&json!("0"), 100_000), Reading::Plain(0));
    }

    #[test]
    fn doubtful_numbers_are_used_and_told() {
        for (value, number) in [
            (json!("约120人"), 120),
            (json!("120左右"), 120),
            (json!(3.5), 4),
            (json!("1.2万"), 12_000),
            (json!("3千人"), 3_000),
            (json!("1.2k"), 1_200),
            (json!("约1,200人"), 1_200),
            (json!("86,4"), 86),
        ] {
            assert!(
                matches!(count(&value, 100_000), Reading::Doubtful(read, _) if read == number),
                "{value}"
            );
        }
    }

    #[test]
    fn impossible_numbers_are_told_and_not_used() {
        for value in [
            json!(-5),
            json!("-5"),
            json!("\u{2212}5"),
            json!("\u{2013}5"),
            json!("－5"),
            json!("120 80"),
            json!("12'5"),
            json!(1e12),
            json!("many"),
            json!("120-150"),
            json!("92.31%"),
            json!("12个班"),
            json!("3 km"),
            json!("1,2,3"),
            json!("5月"),
            json!([1]),
            json!(true),
        ] {
            assert!(
                matches!(count(&value, 100_000), Reading::Unusable(_)),
                "{value}"
            );
        }
    }

    #[test]
    fn codes_stay_text() {
        assert_eq!(text(&json!(511124001)).as_deref(), Some("511124001"));
        assert_eq!(text(&json!(511124001.0)).as_deref(), Some("511124001"));
        assert_eq!(text(&json!(" 011 ")).as_deref(), Some("011"));
        assert_eq!(text(&json!(" ")), None);
    }

    #[test]
    fn ids_match_however_a_table_wrote_them() {
        for value in [
            json!(1002),
            json!(1002.0),
            json!("1002"),
            json!("1002.0"),
            json!("1002.00"),
            json!("1.002E3"),
            json!("1.002e+3"),
            json!(" 1002 "),
            json!("１００２"),
        ] {
            assert_eq!(id(&value).as_deref(), Some("1002"), "{value}");
        }
        for kept in [
            "0011",
            "1.1",
            "v1.0",
            "5.11124E+11",
            "1E5",
            "1002.05",
            "E.0",
        ] {
            assert_eq!(id(&json!(kept)).as_deref(), Some(kept));
        }
        assert!(lost_digits(&json!("5.11124E+11")));
        assert!(!lost_digits(&json!("1.002E3")));
        assert!(!lost_digits(&json!("511124001")));
    }

    #[test]
    fn a_column_may_count_in_another_unit() {
        let wan = Dress {
            factor: Some(10_000.0),
            ..Dress::default()
        };
        for (value, people) in [
            (json!(0.32), 3_200),
            (json!(0.07), 700),
            (json!("1"), 10_000),
            (json!("0.32万"), 3_200),
        ] {
            let (read, _) = count_as(&value, 20_000_000, wan).parts();
            assert_eq!(read, Some(people), "{value}");
        }
        let unknown = Dress {
            factor: None,
            ..Dress::default()
        };
        assert_eq!(count_as(&json!(0.32), 1_000, unknown).parts().0, None);
    }

    #[test]
    fn yes_and_no_are_understood() {
        assert_eq!(
            [json!("是"), json!(1), json!("TRUE"), json!("普惠")].map(|value| flag(&value)),
            [Some(true); 4]
        );
        assert_eq!(
            [json!("否"), json!(0), json!("no")].map(|value| flag(&value)),
            [Some(false); 3]
        );
        assert_eq!(flag(&json!("maybe")), None);
    }
}
