//! Facts as people type them: numbers with commas, choices by their names, places as two numbers.
//!
//! Nothing typed is “not known”, never zero; what is not understood is no fact at all.

use super::{Fact, Ownership, SchoolKind};
use crate::geometry::LonLat;
use crate::units::Year;
use crate::words::Words;

/// What people write for what they do not know.
const NOT_KNOWN: [&str; 9] = [
    "不详",
    "未知",
    "缺",
    "not known",
    "unknown",
    "missing",
    "—",
    "–",
    "-",
];

impl Fact {
    /// Everything that a fact of this kind can be, where there is a choice; empty where something is typed.
    pub fn choices(&self) -> Vec<Self> {
        match self {
            Self::Open(_) => [true, false].map(Self::Open).to_vec(),
            Self::Kind(_) => SchoolKind::ALL.map(Self::Kind).to_vec(),
            Self::Ownership(_) => [None, Some(Ownership::Public), Some(Ownership::Private)]
                .map(Self::Ownership)
                .to_vec(),
            Self::Inclusive(_) => [None, Some(true), Some(false)]
                .map(Self::Inclusive)
                .to_vec(),
            _ => Vec::new(),
        }
    }

    /// The fact of the same kind that somebody typed; `None` where that is not understood.
    pub fn typed(&self, typed: &str) -> Option<Self> {
        let typed = typed.trim();
        let number = || count(typed);
        match self {
            Self::Name(_) => (!typed.is_empty()).then(|| Self::Name(typed.to_owned())),
            Self::Pupils(stage, _) => number().map(|number| Self::Pupils(*stage, number)),
            Self::Seats(stage, _) => number().map(|number| Self::Seats(*stage, number)),
            Self::Boarders(_) => number().map(Self::Boarders),
            Self::Beds(_) => number().map(Self::Beds),
            Self::PupilsIn(stage, year, _) => {
                number().map(|number| Self::PupilsIn(*stage, *year, number))
            }
            Self::Year(_) if says_not_known(typed) => Some(Self::Year(None)),
            Self::Year(_) => {
                let year = Year(typed.trim_end_matches('年').parse().ok()?);
                year.is_plausible().then_some(Self::Year(Some(year)))
            }
            Self::Place(_) => place(typed).map(Self::Place),
            Self::Open(_) | Self::Kind(_) | Self::Ownership(_) | Self::Inclusive(_) => {
                let is_typed = |choice: &Self| {
                    let words = choice.words();
                    let is_named = [&words.en, &words.zh]
                        .into_iter()
                        .any(|name| name.eq_ignore_ascii_case(typed));
                    is_named || (choice.is_unknown() && says_not_known(typed))
                };
                self.choices().into_iter().find(is_typed)
            }
        }
    }

    /// What can be typed for a fact of this kind, in a sentence.
    pub fn asked_for(&self) -> Words {
        match self {
            Self::Name(_) => Words::new("A name must not be empty", "名称不能为空"),
            Self::Place(_) => Words::new(
                "Longitude and latitude, e.g. 104.1327, 29.6806",
                "请填经度、纬度，如 104.1327, 29.6806",
            ),
            Self::Year(_) => Words::new(
                "A year, e.g. 2024, or empty for not known",
                "请填年份，如 2024，不详则留空",
            ),
            Self::Pupils(..)
            | Self::Seats(..)
            | Self::Boarders(_)
            | Self::Beds(_)
            | Self::PupilsIn(..) => Words::new(
                "A whole number, or empty for not known",
                "请填整数，不详则留空",
            ),
            Self::Open(_) | Self::Kind(_) | Self::Ownership(_) | Self::Inclusive(_) => {
                let all: Vec<Words> = self.choices().iter().map(Self::words).collect();
                let (en, zh): (Vec<&str>, Vec<&str>) = all
                    .iter()
                    .map(|words| (words.en.as_str(), words.zh.as_str()))
                    .unzip();
                Words::new(
                    format!("One of: {}", en.join(", ")),
                    format!("可填：{}", zh.join("、")),
                )
            }
        }
    }
}

/// Whether this says that something is not known.
fn says_not_known(typed: &str) -> bool {
    typed.is_empty()
        || NOT_KNOWN
            .iter()
            .any(|words| words.eq_ignore_ascii_case(typed))
}

/// A whole number as people type it, `1,234` too; “not known” for nothing. `None` for what is no whole number.
#[expect(clippy::option_option, reason = "not understood is not “not known”")]
fn count(typed: &str) -> Option<Option<u32>> {
    if says_not_known(typed) {
        return Some(None);
    }
    let plain: String = typed
        .chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, ',' | '，'))
        .map(|letter| match letter {
            '０'..='９' => char::from(b'0' + (letter as u32 - '０' as u32) as u8),
            other => other,
        })
        .collect();
    let is_plain = plain.bytes().all(|byte| byte.is_ascii_digit());
    plain.parse().ok().filter(|_| is_plain).map(Some)
}

/// Longitude and latitude with anything between them.
fn place(typed: &str) -> Option<LonLat> {
    let parts =
        typed.split(|letter: char| letter.is_whitespace() || matches!(letter, ',' | '，' | '、'));
    let mut numbers = parts
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<f64>().ok());
    let at = LonLat::new(numbers.next()??, numbers.next()??);
    (numbers.next().is_none() && at.is_on_globe()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stage;

    #[test]
    fn numbers_are_read_as_people_type_them_and_nothing_is_not_zero() {
        let now = Fact::Pupils(Stage::Primary, Some(7));
        for (typed, read) in [
            ("131", Some(Some(131))),
            (" 1,234 ", Some(Some(1_234))),
            ("１２", Some(Some(12))),
            ("0", Some(Some(0))),
            ("", Some(None)),
            ("  ", Some(None)),
            ("不详", Some(None)),
            ("Not known", Some(None)),
            ("—", Some(None)),
            ("-1", None),
            (",", None),
            ("12.5", None),
            ("约120", None),
            ("99999999999", None),
        ] {
            let fact = now.typed(typed);
            let expected = read.map(|read| Fact::Pupils(Stage::Primary, read));
            assert_eq!(fact, expected, "{typed}");
        }
    }

    #[test]
    fn a_place_is_two_numbers_on_the_globe() {
        let now = Fact::Place(LonLat::new(0.0, 0.0));
        let at = Some(Fact::Place(LonLat::new(104.13, 29.68)));
        assert_eq!(now.typed("104.13, 29.68"), at);
        assert_eq!(now.typed("104.13，29.68"), at);
        assert_eq!(now.typed("104.13 29.68"), at);
        for bad in ["", "104.13", "104.13, 95", "a, b", "1, 2, 3", "NaN, 1"] {
            assert_eq!(now.typed(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_choice_is_typed_by_its_name_in_either_language_and_nothing_else_is_guessed() {
        let kind = Fact::Kind(SchoolKind::Primary);
        for choice in kind.choices() {
            let words = choice.words();
            assert_eq!(kind.typed(&words.en), Some(choice.clone()));
            assert_eq!(kind.typed(&format!(" {} ", words.zh)), Some(choice));
        }
        for bad in ["", "学校", "prim"] {
            assert_eq!(kind.typed(bad), None, "{bad}");
        }
        let by = Fact::Ownership(Some(Ownership::Public));
        assert_eq!(
            by.typed("民办"),
            Some(Fact::Ownership(Some(Ownership::Private)))
        );
        assert_eq!(by.typed(""), Some(Fact::Ownership(None)));
        assert_eq!(Fact::Name("a".to_owned()).typed(" "), None);
    }

    #[test]
    fn whatever_a_fact_says_is_typed_back_to_it() {
        let facts = [
            Fact::Pupils(Stage::Junior, Some(0)),
            Fact::Seats(Stage::Junior, None),
            Fact::Name("马踏".to_owned()),
            Fact::Open(false),
            Fact::Inclusive(Some(false)),
            Fact::Inclusive(None),
            Fact::Year(Some(Year(2024))),
            Fact::PupilsIn(Stage::Junior, Year(2021), Some(0)),
        ];
        for fact in facts {
            let words = fact.words();
            for typed in [&words.en, &words.zh] {
                assert_eq!(fact.typed(typed), Some(fact.clone()), "{typed}");
            }
        }
    }
}
