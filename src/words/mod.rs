//! Words for people in both languages of the program: what the core has to say, it says twice.

mod order;

use std::fmt::Display;

use serde::{Deserialize, Serialize};

pub use order::NameOrder;

/// The language of the screen and of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language of a locale name such as `zh_CN.UTF-8`; English for everything that is not Chinese.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") {
            Self::Zh
        } else {
            Self::En
        }
    }
}

/// One sentence in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    /// English, sentence case.
    pub en: String,
    /// Chinese, as a county office writes it.
    pub zh: String,
}

impl Words {
    /// The same sentence, English first.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            zh: zh.into(),
        }
    }

    /// So many things of a kind: “1 place”, “12 places”, “— places”. `one` ends in the noun, which takes an “s”; `zh` is
    /// the Chinese measure word, with the noun or without.
    pub fn counted(number: impl Display, one: &str, zh: &str) -> Self {
        let number = number.to_string();
        let plural = if number == "1" { "" } else { "s" };
        Self::new(format!("{number} {one}{plural}"), format!("{number}{zh}"))
    }

    /// The sentence in one language.
    pub fn say(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_is_not_said_in_the_plural() {
        let places = |number: &str| Words::counted(number, "place", "处");
        assert_eq!(places("1"), Words::new("1 place", "1处"));
        for number in ["0", "2", "11", "1,001", "—"] {
            assert_eq!(places(number).en, format!("{number} places"));
        }
    }
}
