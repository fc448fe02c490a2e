//! Packs of standards: TOML files that ship with the program or that a county writes itself.

use std::sync::LazyLock;

use serde::Deserialize;
use thiserror::Error;

use super::standard::{Area, Basis, Measure, Op, Severity, Standard};
use crate::model::{SchoolKind, Stage};
use crate::units::Year;
use crate::words::Words;

/// Standards that are enabled together.
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    /// Short name used in plan files.
    pub id: String,
    /// What it is called.
    pub words: Words,
    /// In file order, ids unique.
    pub standards: Vec<Standard>,
}

/// Why a pack could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackError {
    /// Not TOML, or a field is missing, unknown or of the wrong kind; with line and column.
    #[error("{0}")]
    Toml(String),
    /// A number no standard can have.
    #[error("standard {0}: limit must be finite and confidence between 0 and 1")]
    Number(String),
    /// Two standards of one pack share an id.
    #[error("standard {0} stands twice in the pack")]
    Twice(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPack {
    id: String,
    name: RawWords,
    #[serde(default)]
    standard: Vec<RawStandard>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWords {
    en: String,
    zh: String,
}

/// Said once where both languages read the same, as addresses do, or where its author writes one language only.
#[derive(Deserialize)]
#[serde(untagged)]
enum RawText {
    Same(String),
    Both(RawWords),
}

impl RawText {
    fn words(self) -> Words {
        match self {
            Self::Same(text) => Words::new(text.clone(), text),
            Self::Both(words) => Words::new(words.en, words.zh),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStandard {
    id: String,
    name: RawWords,
    #[serde(default)]
    stages: Vec<Stage>,
    kind: Option<SchoolKind>,
    area: Option<Area>,
    grades: Option<(u32, u32)>,
    measure: Measure,
    op: Op,
    limit: f64,
    year: Option<i32>,
    severity: Severity,
    basis: Basis,
    confidence: f64,
    source: RawText,
    note: Option<RawText>,
}

impl Pack {
    /// Reads a pack.
    ///
    /// # Errors
    /// The first thing that is wrong; a pack is taken whole or not at all.
    pub fn parse(text: &str) -> Result<Self, PackError> {
        let raw: RawPack =
            toml::from_str(text).map_err(|error| PackError::Toml(error.to_string()))?;
        let mut standards: Vec<Standard> = Vec::with_capacity(raw.standard.len());
        for rule in raw.standard {
            if !rule.limit.is_finite() || !(0.0..=1.0).contains(&rule.confidence) {
                return Err(PackError::Number(rule.id));
            }
            if standards.iter().any(|earlier| earlier.id == rule.id) {
                return Err(PackError::Twice(rule.id));
            }
            standards.push(rule.standard(&raw.id));
        }
        Ok(Self {
            id: raw.id,
            words: Words::new(raw.name.en, raw.name.zh),
            standards,
        })
    }

    /// The packs that ship with the program, national ones first.
    pub fn shipped() -> &'static [Self] {
        static PACKS: LazyLock<Vec<Pack>> = LazyLock::new(|| {
            let read = |text: &&str| Pack::parse(text).expect("shipped packs are read by a test");
            SHIPPED.iter().map(read).collect()
        });
        &PACKS
    }
}

impl RawStandard {
    fn standard(self, pack: &str) -> Standard {
        Standard {
            id: self.id,
            words: Words::new(self.name.en, self.name.zh),
            pack: pack.to_owned(),
            stages: self.stages,
            kind: self.kind,
            area: self.area,
            grades: self.grades,
            measure: self.measure,
            op: self.op,
            limit: self.limit,
            year: self.year.map(Year),
            severity: self.severity,
            source: self.source.words(),
            basis: self.basis,
            confidence: self.confidence,
            note: self.note.map(RawText::words).unwrap_or_default(),
        }
    }
}

const SHIPPED: [&str; 10] = [
    include_str!("../../assets/standards/cn-national.toml"),
    include_str!("../../assets/standards/cn-rural.toml"),
    include_str!("../../assets/standards/plan-jingyan-145.toml"),
    include_str!("../../assets/standards/cn-hebei-2012.toml"),
    include_str!("../../assets/standards/cn-henan-2010.toml"),
    include_str!("../../assets/standards/cn-chongqing.toml"),
    include_str!("../../assets/standards/gb-england.toml"),
    include_str!("../../assets/standards/us-example-district.toml"),
    include_str!("../../assets/standards/in-rte.toml"),
    include_str!("../../assets/standards/jp-mext.toml"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_pack_can_be_read_and_names_its_sources() {
        for pack in Pack::shipped() {
            assert!(!pack.standards.is_empty(), "{}", pack.id);
            for standard in &pack.standards {
                let source = &standard.source;
                assert!(!source.en.is_empty(), "{} has no source", standard.id);
                assert!(!source.zh.is_empty(), "{} has no source", standard.id);
                assert!(
                    !standard.words.en.is_empty() && !standard.words.zh.is_empty(),
                    "{}",
                    standard.id
                );
            }
        }
    }

    /// Whether words are written in Chinese, or name nothing but what reads the same in any language: addresses, numbers
    /// and names of standards.
    fn is_chinese(words: &str) -> bool {
        let is_han = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
        let is_prose = |word: &str| {
            !word.contains("://") && word.chars().any(|letter| letter.is_ascii_lowercase())
        };
        words.chars().any(is_han) || !words.split_whitespace().any(is_prose)
    }

    /// The same of English; what is quoted in another language stands between quotation marks.
    fn is_english(words: &str) -> bool {
        words
            .chars()
            .all(|letter| !('\u{3000}'..='\u{9fff}').contains(&letter))
    }

    #[test]
    fn every_shipped_standard_speaks_both_languages() {
        let mut n_notes = 0;
        for pack in Pack::shipped() {
            let of_rule =
                |rule: &Standard| [&rule.words, &rule.source, &rule.note].map(Words::clone);
            let all = pack.standards.iter().flat_map(of_rule);
            for words in all.chain([pack.words.clone()]) {
                assert!(is_chinese(&words.zh), "{}: {}", pack.id, words.zh);
                assert!(is_english(&words.en), "{}: {}", pack.id, words.en);
                assert_eq!(words.zh.is_empty(), words.en.is_empty(), "{}", words.en);
            }
            n_notes += pack
                .standards
                .iter()
                .filter(|rule| rule.note != Words::default())
                .count();
        }
        assert!(n_notes > 5, "only {n_notes} notes");
        assert!(!is_chinese("By any means") && !is_english("不限"));
    }

    #[test]
    fn a_note_in_one_language_is_shown_as_it_is_in_both() {
        let pack = |note: &str| {
            let text = format!(
                "id = 'x'\nname = {{ en = 'X', zh = '某' }}\n[[standard]]\nid = 'a'\n\
                 name = {{ en = 'A', zh = '甲' }}\nmeasure = 'trip_metres'\nop = 'at_most'\n\
                 limit = 1\nseverity = 'warn'\nbasis = 'memory'\nconfidence = 1\nsource = 's'\n{note}"
            );
            Pack::parse(&text).map(|pack| pack.standards[0].note.clone())
        };
        let both = pack("note = { en = 'On foot', zh = '步行' }");
        assert_eq!(both, Ok(Words::new("On foot", "步行")));
        assert_eq!(pack("note = '步行'"), Ok(Words::new("步行", "步行")));
        assert_eq!(pack(""), Ok(Words::default()));
        assert!(
            pack("note = { en = 'On foot' }").is_err(),
            "half of it is missing"
        );
    }

    #[test]
    fn a_misspelt_field_is_refused_with_its_place() {
        let Err(PackError::Toml(message)) = Pack::parse("id = 'x'\nnmae = 'y'") else {
            panic!("a pack without a name was taken");
        };
        assert!(message.contains("nmae"), "{message}");
    }
}
