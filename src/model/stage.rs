//! The stages of schooling and the kinds of school that run them.

use std::fmt;
use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// A stage of schooling (学段). Seats, pupils and travel are always per stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 幼儿园, ages 3 to 5.
    Kindergarten,
    /// 小学, grades 1 to 6.
    Primary,
    /// 初中, grades 7 to 9.
    Junior,
    /// 普通高中, grades 10 to 12.
    Senior,
    /// 中等职业, beside senior.
    Vocational,
    /// 特殊教育.
    Special,
}

impl Stage {
    /// All stages, youngest first.
    pub const ALL: [Self; 6] = [
        Self::Kindergarten,
        Self::Primary,
        Self::Junior,
        Self::Senior,
        Self::Vocational,
        Self::Special,
    ];

    /// The name used in files and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Kindergarten => "kindergarten",
            Self::Primary => "primary",
            Self::Junior => "junior",
            Self::Senior => "senior",
            Self::Vocational => "vocational",
            Self::Special => "special",
        }
    }

    /// The stage of a file or command-line name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.key() == key)
    }

    /// The name a planner uses.
    pub fn words(self) -> Words {
        match self {
            Self::Kindergarten => Words::new("Kindergarten", "幼儿园"),
            Self::Primary => Words::new("Primary", "小学"),
            Self::Junior => Words::new("Junior", "初中"),
            Self::Senior => Words::new("Senior", "高中"),
            Self::Vocational => Words::new("Vocational", "中职"),
            Self::Special => Words::new("Special", "特教"),
        }
    }

    /// How many grades (year groups) the stage has.
    pub const fn grades(self) -> u32 {
        match self {
            Self::Kindergarten | Self::Junior | Self::Senior | Self::Vocational => 3,
            Self::Primary => 6,
            Self::Special => 9,
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// One value for each stage, indexed by [`Stage`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerStage<T>([T; 6]);

impl<T> PerStage<T> {
    /// A value for every stage, made by `value`.
    pub fn from_fn(mut value: impl FnMut(Stage) -> T) -> Self {
        Self(Stage::ALL.map(&mut value))
    }

    /// Stages and their values, youngest first.
    pub fn iter(&self) -> impl Iterator<Item = (Stage, &T)> {
        Stage::ALL.into_iter().zip(&self.0)
    }
}

impl<T> Index<Stage> for PerStage<T> {
    type Output = T;
    fn index(&self, stage: Stage) -> &T {
        &self.0[stage as usize]
    }
}

impl<T> IndexMut<Stage> for PerStage<T> {
    fn index_mut(&mut self, stage: Stage) -> &mut T {
        &mut self.0[stage as usize]
    }
}

/// What a school is called in the statistics, which fixes the stages it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchoolKind {
    /// 幼儿园.
    Kindergarten,
    /// 小学.
    Primary,
    /// 教学点: teaches primary grades for a parent school and is never counted as a school.
    TeachingPoint,
    /// 初级中学.
    Junior,
    /// 九年一贯制学校: primary and junior.
    NineYear,
    /// 高级中学.
    Senior,
    /// 完全中学: junior and senior.
    CompleteSecondary,
    /// 中等职业学校.
    Vocational,
    /// 特殊教育学校.
    Special,
}

impl SchoolKind {
    /// All kinds, in the order of the statistics.
    pub const ALL: [Self; 9] = [
        Self::Kindergarten,
        Self::Primary,
        Self::TeachingPoint,
        Self::Junior,
        Self::NineYear,
        Self::Senior,
        Self::CompleteSecondary,
        Self::Vocational,
        Self::Special,
    ];

    /// The name used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Kindergarten => "kindergarten",
            Self::Primary => "primary",
            Self::TeachingPoint => "teaching_point",
            Self::Junior => "junior",
            Self::NineYear => "nine_year",
            Self::Senior => "senior",
            Self::CompleteSecondary => "complete_secondary",
            Self::Vocational => "vocational",
            Self::Special => "special",
        }
    }

    /// The kind of a canonical file name; the many other spellings are `io`'s business.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The name a planner uses.
    pub fn words(self) -> Words {
        match self {
            Self::Kindergarten => Words::new("Kindergarten", "幼儿园"),
            Self::Primary => Words::new("Primary school", "小学"),
            Self::TeachingPoint => Words::new("Teaching point", "教学点"),
            Self::Junior => Words::new("Junior school", "初级中学"),
            Self::NineYear => Words::new("Nine-year school", "九年一贯制学校"),
            Self::Senior => Words::new("Senior school", "高级中学"),
            Self::CompleteSecondary => Words::new("Complete secondary school", "完全中学"),
            Self::Vocational => Words::new("Vocational school", "中等职业学校"),
            Self::Special => Words::new("Special school", "特殊教育学校"),
        }
    }

    /// The stages a school of this kind runs, youngest first.
    pub const fn stages(self) -> &'static [Stage] {
        match self {
            Self::Kindergarten => &[Stage::Kindergarten],
            Self::Primary | Self::TeachingPoint => &[Stage::Primary],
            Self::Junior => &[Stage::Junior],
            Self::NineYear => &[Stage::Primary, Stage::Junior],
            Self::Senior => &[Stage::Senior],
            Self::CompleteSecondary => &[Stage::Junior, Stage::Senior],
            Self::Vocational => &[Stage::Vocational],
            Self::Special => &[Stage::Special],
        }
    }
}

impl fmt::Display for SchoolKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_leads_back_to_its_owner() {
        assert!(
            Stage::ALL
                .iter()
                .all(|&stage| Stage::from_key(stage.key()) == Some(stage))
        );
        assert!(
            SchoolKind::ALL
                .iter()
                .all(|&kind| SchoolKind::from_key(kind.key()) == Some(kind))
        );
    }

    #[test]
    fn per_stage_values_sit_under_their_own_stage() {
        let keys = PerStage::from_fn(Stage::key);
        assert!(Stage::ALL.iter().all(|&stage| keys[stage] == stage.key()));
    }
}
