//! From a value of a file to a number, a text or a yes or no; what is not plain says so.

use serde_json::Value;

use super::aliases::{half_width, plain};
use super::document::shortened;
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

/// A count of people or seats, at most `most`.
pub(super) fn count(value: &Value, most: u32) -> Reading {
    match value {
        Value::Null => Reading::Unknown,
        Value::Number(number) => whole(
            number.as_f64().unwrap_or(f64::NAN),
            &number.to_string(),
            most,
        ),
        Value::String(text) => count_in_text(text, most),
        other => unusable(&other.to_string()),
    }
}

fn count_in_text(text: &str, most: u32) -> Reading {
    let half: String = text.chars().map(half_width).collect();
    let trimmed = half.trim();
    if is_blank(trimmed) {
        return Reading::Unknown;
    }
    let without_unit = trimmed
        .trim_end_matches(|char: char| "人名个所生座位".contains(char) || char.is_whitespace());
    let digits: String = without_unit
        .chars()
        .filter(|&char| !matches!(char, ',' | '，' | ' ' | '\u{A0}' | '\'' | '\u{2019}'))
        .collect();
    if let Ok(number) = digits.parse::<f64>()
        && digits.starts_with(|char: char| {
            char.is_ascii_digit() || char == '-' || char == '+' || char == '.'
        })
    {
        return whole(number, text, most);
    }
    about(&digits, text, most)
}

/// "约120人", "120左右", ">120", "1.2万": one number with words round it.
fn about(digits: &str, text: &str, most: u32) -> Reading {
    let is_digit = |char: char| char.is_ascii_digit() || char == '.';
    let mut numbers = digits
        .split(|char| !is_digit(char))
        .filter(|part| !part.is_empty());
    let (Some(first), None) = (numbers.next(), numbers.next()) else {
        return unusable(text);
    };
    let Ok(number) = first.parse::<f64>() else {
        return unusable(text);
    };
    let number = if digits.contains('万') {
        number * 10_000.0
    } else {
        number
    };
    let has_minus = digits
        .split(first)
        .next()
        .is_some_and(|before| before.ends_with('-'));
    match whole(number, text, most) {
        Reading::Plain(number) | Reading::Doubtful(number, _) if !has_minus => Reading::Doubtful(
            number,
            Words::new(
                format!("\"{}\" was read as {number}", shortened(text)),
                format!("“{}”按 {number} 读取", shortened(text)),
            ),
        ),
        _ => unusable(text),
    }
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
    if rounded == number {
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

/// Yes or no, in the usual words.
pub(super) fn flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
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
            let half: String = text.chars().map(half_width).collect();
            half.trim().parse().ok()
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
            json!(1e12),
            json!("many"),
            json!("120-150"),
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
