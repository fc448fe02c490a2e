//! A reason as the program wrote it: it says whose figures it tells once its measure is put into another year. What
//! somebody wrote, or wrote on, is theirs and stays as it is.

use serde::{Deserialize, Serialize};

use super::{Action, Measure};
use crate::units::Year;
use crate::words::{Lang, Words};

/// What the program wrote as the reason of a measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The year whose figures it tells.
    pub year: Year,
    /// As it was written.
    pub reason: String,
    /// In which language.
    pub lang: Lang,
}

impl Draft {
    /// The reason of a measure that takes effect in a year; of another year than its figures it says of which they are.
    fn said(&self, year: Year) -> String {
        if year == self.year {
            return self.reason.clone();
        }
        let of = self.year;
        match self.lang {
            Lang::En => format!("{} (figures of {of})", self.reason),
            Lang::Zh => format!("{}（数据为 {of} 年）", self.reason),
        }
    }
}

impl Action {
    /// A measure whose reason the program writes, with the figures of its year.
    pub fn drafted(year: Year, measure: Measure, reason: &Words, lang: Lang) -> Self {
        let mut action = Self::new(year, measure, "");
        action.draft(reason, lang);
        action
    }

    /// Writes the reason, with the figures of the year of the measure.
    pub fn draft(&mut self, reason: &Words, lang: Lang) {
        reason.say(lang).trim().clone_into(&mut self.reason);
        self.details.draft = (!self.reason.is_empty()).then(|| Draft {
            year: self.year,
            reason: self.reason.clone(),
            lang,
        });
    }

    /// What the program wrote, where the reason still says that.
    fn draft_in_force(&self) -> Option<&Draft> {
        let draft = self.details.draft.as_ref();
        draft.filter(|draft| draft.said(self.year) == self.reason)
    }

    /// Whether somebody wrote the reason, or changed what the program wrote.
    pub fn has_own_reason(&self) -> bool {
        !self.reason.trim().is_empty() && self.draft_in_force().is_none()
    }

    /// Puts the measure into another year. What the program wrote then says of which year its figures are.
    pub fn put_into(&mut self, year: Year) {
        let said = self.draft_in_force().map(|draft| draft.said(year));
        self.year = year;
        if let Some(said) = said {
            self.reason = said;
        }
    }

    /// Takes over the reason that another measure about the same school has, where somebody wrote it.
    pub fn keep_reason_of(&mut self, other: &Self) {
        if other.has_own_reason() {
            self.reason.clone_from(&other.reason);
            self.details.draft = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SchoolId;

    fn drafted(lang: Lang) -> Action {
        let school = SchoolId::new("s");
        let reason = Words::new("S 41 pupils → T", "S 41 人 → T");
        Action::drafted(Year(2023), Measure::Close { school }, &reason, lang)
    }

    #[test]
    fn what_somebody_wrote_stays_whatever_the_year() {
        for written in ["因校舍危房撤并", " S 41 人 → T 。", "S 41 人 → T；家长同意"]
        {
            let mut action = drafted(Lang::Zh);
            action.reason = written.to_owned();
            assert!(action.has_own_reason());
            for year in [2024, 2025, 2023] {
                action.put_into(Year(year));
                assert_eq!(action.reason, written);
            }
        }
        let mut plain = drafted(Lang::Zh);
        (plain.reason, plain.details.draft) = ("S 41 人 → T".to_owned(), None);
        plain.put_into(Year(2024));
        assert_eq!(
            plain.reason, "S 41 人 → T",
            "nothing says that the program wrote it"
        );
    }

    #[test]
    fn figures_never_stand_in_a_year_that_they_are_not_of_without_saying_so() {
        let mut action = drafted(Lang::Zh);
        action.put_into(Year(2025));
        assert_eq!(action.reason, "S 41 人 → T（数据为 2023 年）");
        action.put_into(Year(2024));
        assert_eq!(action.reason, "S 41 人 → T（数据为 2023 年）", "said once");
        action.put_into(Year(2023));
        assert_eq!(action.reason, "S 41 人 → T");
        let mut english = drafted(Lang::En);
        english.put_into(Year(2025));
        assert_eq!(english.reason, "S 41 pupils → T (figures of 2023)");
    }

    #[test]
    fn a_reason_that_was_taken_away_is_not_written_again() {
        let mut action = drafted(Lang::En);
        action.reason = String::new();
        assert!(!action.has_own_reason());
        action.put_into(Year(2025));
        assert_eq!(action.reason, "");
    }

    #[test]
    fn another_measure_keeps_the_reason_only_where_somebody_wrote_it() {
        let mut next = drafted(Lang::Zh);
        let mut before = drafted(Lang::Zh);
        before.put_into(Year(2022));
        next.keep_reason_of(&before);
        assert_eq!(next.reason, "S 41 人 → T");
        before.reason = "校舍危房".to_owned();
        next.keep_reason_of(&before);
        assert_eq!(next.reason, "校舍危房");
        assert!(next.has_own_reason());
    }
}
