//! Entries among a plan's standards that nothing answers to: misspelt packs, rules that are not in force, no numbers.

use super::pack::Pack;
use crate::words::Words;

/// An entry that puts nothing in force. A plan with one is never called compliant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// No shipped pack has this id.
    Pack(String),
    /// `rule=number` for a rule that is in none of the packs in force.
    Rule {
        /// As the plan states it.
        entry: String,
        /// The rule.
        rule: String,
    },
    /// `rule=number` without a finite number.
    Number {
        /// As the plan states it.
        entry: String,
        /// What stands in the place of the number.
        typed: String,
    },
}

impl Unanswered {
    /// As the plan states it.
    pub fn entry(&self) -> &str {
        match self {
            Self::Pack(entry) | Self::Rule { entry, .. } | Self::Number { entry, .. } => entry,
        }
    }

    /// What is wrong.
    pub fn words(&self) -> Words {
        match self {
            Self::Pack(id) => Words::new(
                format!("standards: no pack is called {id}"),
                format!("标准：本程序没有名为“{id}”的标准包，其规定未参与评判"),
            ),
            Self::Rule { entry, rule } => Words::new(
                format!("standards: {entry}: no rule in force is called {rule}"),
                format!("标准：{entry}：现行标准中没有“{rule}”"),
            ),
            Self::Number { entry, typed } => Words::new(
                format!("standards: {entry}: \"{typed}\" is no number"),
                format!("标准：{entry}：“{typed}”不是数字"),
            ),
        }
    }

    /// The same, with what there is instead.
    pub fn with_choice(&self) -> Words {
        let wrong = self.words();
        let choice = match self {
            Self::Pack(_) => {
                let packs: Vec<&str> = Pack::shipped().iter().map(|pack| &*pack.id).collect();
                Words::new(
                    format!("the packs are {}", packs.join(", ")),
                    format!("现有 {}", packs.join("、")),
                )
            }
            Self::Rule { .. } => Words::new(
                "xuequ check --standards lists the rules",
                "可用 xuequ check --standards 查看",
            ),
            Self::Number { .. } => return wrong,
        };
        Words::new(
            format!("{}; {}", wrong.en, choice.en),
            format!("{}；{}", wrong.zh, choice.zh),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::Standards;

    #[test]
    fn what_nothing_answers_to_is_named_with_what_there_is() {
        let told = |entry: &str| {
            let (_, unanswered) = Standards::enabled(&[entry.to_owned()]);
            let words: Vec<String> = unanswered
                .iter()
                .map(|entry| entry.with_choice().en)
                .collect();
            words.join("\n")
        };
        let pack = told("cn-national-2026");
        assert!(
            pack.contains("no pack is called cn-national-2026"),
            "{pack}"
        );
        assert!(pack.contains("cn-national, cn-rural"), "{pack}");
        assert!(told("walk.primary.lower=abc").contains("\"abc\" is no number"));
        assert!(told("walk.primary.lower=inf").contains("\"inf\" is no number"));
        assert!(told("smal_school=80").contains("called smal_school"));
        assert_eq!(told("small_school=80"), "");
    }
}
