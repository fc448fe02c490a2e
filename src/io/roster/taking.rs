//! What is taken of a roster becomes corrections, each with the row that it comes from. The pupils of before stay, as
//! those of their year.

use std::collections::BTreeSet;

use super::update::{Row, Update};
use crate::model::{
    Corrections, County, Fact, Field, Origin, Said, School, SchoolId, Stage, Subject,
};
use crate::units::Year;
use crate::words::{Lang, Words};

/// A fact that is taken, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    /// Whom it is about.
    pub subject: Subject,
    /// What is so.
    pub fact: Fact,
    /// Who took it, when, and from which row.
    pub said: Said,
    /// Whether it was ticked itself: the year of figures and those of earlier years come with others.
    pub is_ticked: bool,
}

/// What taking comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taking {
    /// In the order in which they are to be given.
    pub facts: Vec<Taken>,
    /// What was asked for and is not taken, with why.
    pub left: Vec<Words>,
}

impl Update {
    /// The ticks that are proposed: the position of a row and the field of a change.
    pub fn proposed(&self) -> BTreeSet<(usize, Field)> {
        self.ticks(|change| change.is_proposed)
    }

    /// The ticks of all changes that are so.
    pub fn ticks(&self, is_so: impl Fn(&super::Change) -> bool) -> BTreeSet<(usize, Field)> {
        let rows = self.rows.iter().enumerate();
        let ticks = rows.flat_map(|(index, row)| {
            let changes = row.changes.iter().filter(|change| is_so(change));
            changes.map(move |change| (index, change.field()))
        });
        ticks.collect()
    }

    /// The corrections that these ticks come to. `county` is as it was set right; `by` and `when` say who takes them.
    ///
    /// # Errors
    /// When pupils are ticked and their year, or that of the county's figures, is not known, or the roster is older.
    pub fn take(
        &self,
        county: &County,
        ticks: &BTreeSet<(usize, Field)>,
        said: &Said,
        lang: Lang,
    ) -> Result<Taking, Words> {
        if self.is_older() {
            return Err(self.older());
        }
        let mut taking = Taking::default();
        for (index, row) in self.rows.iter().enumerate() {
            let Some(id) = row.matched.school() else {
                continue;
            };
            let of_row: Vec<Field> = ticks
                .range((index, Field::Open)..)
                .take_while(|(row, _)| *row == index)
                .map(|(_, field)| *field)
                .collect();
            if of_row.is_empty() {
                continue;
            }
            let place = row.place();
            let mut reason = place.say(lang).to_owned();
            if !said.reason.trim().is_empty() {
                let separator = match lang {
                    Lang::Zh => "；",
                    Lang::En => "; ",
                };
                reason = format!("{reason}{separator}{}", said.reason.trim());
            }
            let said = Said {
                reason,
                ..said.clone()
            };
            let facts = self.of_row(county, (row, id), &of_row, &mut taking.left)?;
            taking.facts.extend(facts.into_iter().map(|fact| Taken {
                subject: Subject::School(id.clone()),
                is_ticked: of_row.contains(&fact.field()),
                fact,
                said: said.clone(),
            }));
        }
        self.date_the_others(county, said, lang, &mut taking);
        Ok(taking)
    }

    /// Where some figures become those of a newer year, all others of no stated year are said to be of the year before:
    /// they would else count as of the newer one.
    fn date_the_others(&self, county: &County, said: &Said, lang: Lang, taking: &mut Taking) {
        let is_dated = |taken: &Taken| matches!(taken.fact, Fact::Year(Some(_)));
        let (Some(before), true) = (self.before, taking.facts.iter().any(is_dated)) else {
            return;
        };
        let dated: BTreeSet<String> = taking
            .facts
            .iter()
            .filter(|taken| is_dated(taken))
            .map(|taken| taken.subject.id().to_owned())
            .collect();
        let is_undated = |school: &&School| {
            school.figures_year().is_none()
                && !dated.contains(school.id.as_str())
                && known_pupils(school).next().is_some()
        };
        let reason = Words::new(
            format!(
                "of {before}, as the county's other figures; not in {}",
                self.file
            ),
            format!("与本县其他数据同为{before}年；未随 {} 更新", self.file),
        );
        let others = county.schools.iter().filter(is_undated);
        taking.facts.extend(others.map(|school| Taken {
            subject: Subject::School(school.id.clone()),
            fact: Fact::Year(Some(before)),
            said: Said {
                reason: reason.say(lang).to_owned(),
                ..said.clone()
            },
            is_ticked: false,
        }));
    }

    /// The facts of one row, in the order in which they are given: the kind before the figures of its stages.
    fn of_row(
        &self,
        county: &County,
        (row, id): (&Row, &SchoolId),
        ticked: &[Field],
        left: &mut Vec<Words>,
    ) -> Result<Vec<Fact>, Words> {
        let has_kind = ticked.contains(&Field::Kind)
            || !row
                .changes
                .iter()
                .any(|change| change.field() == Field::Kind);
        let mut facts = Vec::new();
        for change in &row.changes {
            let field = change.field();
            if !ticked.contains(&field) || field == Field::Year {
                continue;
            }
            if change.with_kind && !has_kind {
                let (name, words) = (&row.name, field.words());
                left.push(Words::new(
                    format!(
                        "{name}, {}: not taken without the kind that the roster states",
                        words.en
                    ),
                    format!("{name} {}：未一并采用名册所填类型，不采用", words.zh),
                ));
                continue;
            }
            facts.push(change.is.clone());
        }
        let known = county.school(id).or_else(|| self.closed.get(id));
        let is_stale = |stage: Stage| {
            let is_taken = |fact: &Fact| matches!(fact, Fact::Pupils(of, _) if *of == stage);
            let ends =
                |fact: &Fact| matches!(fact, Fact::Kind(kind) if !kind.stages().contains(&stage));
            let is_new = |fact: &Fact| is_taken(fact) || ends(fact);
            !row.confirmed.contains(&stage) && !facts.iter().any(is_new)
        };
        let stale = known.into_iter().flat_map(known_pupils);
        let stale: Vec<Words> = stale
            .filter(|&(stage, _)| is_stale(stage))
            .map(|(stage, _)| stage.words())
            .collect();
        let had_pupils = facts.iter().any(|fact| matches!(fact, Fact::Pupils(..)));
        if had_pupils && !stale.is_empty() {
            facts.retain(|fact| !matches!(fact, Fact::Pupils(..)));
            let name = &row.name;
            let join = |of: fn(&Words) -> &str, between: &str| {
                stale.iter().map(of).collect::<Vec<_>>().join(between)
            };
            left.push(Words::new(
                format!(
                    "{name}: its pupils are not taken, as those of {} would stay of the year before",
                    join(|words| &words.en, ", ")
                ),
                format!(
                    "{name}：{}仍为以前年份的学生数，一校数据须同一年份，学生数不采用",
                    join(|words| &words.zh, "、")
                ),
            ));
        }
        let takes_pupils = facts.iter().any(|fact| matches!(fact, Fact::Pupils(..)));
        if takes_pupils || ticked.contains(&Field::Year) {
            let year = self.year.ok_or_else(|| self.no_year())?;
            if let Some(school) = known {
                facts.extend(self.history(school, year)?);
            }
        }
        facts.sort_by_key(Fact::field);
        Ok(facts)
    }

    /// The pupils of before as those of their year, and the year of the new ones.
    fn history(&self, school: &School, year: Year) -> Result<Vec<Fact>, Words> {
        let known: Vec<(Stage, u32)> = known_pupils(school).collect();
        let before = school.figures_year().or(self.before);
        let before = match before {
            Some(before) => before,
            None if known.is_empty() => return Ok(vec![Fact::Year(Some(year))]),
            None => return Err(Self::no_year_before()),
        };
        if before == year {
            return Ok(Vec::new());
        }
        let past = known
            .into_iter()
            .filter(|&(stage, _)| school.past_pupils(stage, before).is_none());
        let past = past.map(|(stage, number)| Fact::PupilsIn(stage, before, Some(number)));
        Ok(past.chain([Fact::Year(Some(year))]).collect())
    }

    pub(super) fn older(&self) -> Words {
        let year = |year: Option<Year>| year.map(|year| year.to_string()).unwrap_or_default();
        let (year, before) = (year(self.year), year(self.before));
        let file = &self.file;
        Words::new(
            format!("{file} is of {year}, the county of {before}: an older roster is not taken"),
            format!("{file} 为{year}年，本县数据为{before}年：较旧的名册不采用"),
        )
    }

    fn no_year(&self) -> Words {
        let file = &self.file;
        Words::new(
            format!("{file}: say which school year its pupils are of"),
            format!("{file}：请指明学生数是哪一学年的"),
        )
    }

    fn no_year_before() -> Words {
        Words::new(
            "No file tells the year of the county's present pupils: say it, so that they are kept as those of that year",
            "资料未注明现有学生数的年份：请指明，以便作为该年数据保留",
        )
    }
}

/// The pupils of a school that are on record, by stage.
pub(super) fn known_pupils(school: &School) -> impl Iterator<Item = (Stage, u32)> + '_ {
    Stage::ALL.into_iter().filter_map(|stage| {
        let pupils = school.stages[stage]?.pupils?;
        let is_a_fact = matches!(pupils.origin, Origin::Recorded | Origin::Corrected);
        is_a_fact.then_some((stage, pupils.number))
    })
}

impl Taking {
    /// How many of the facts were ticked.
    pub fn ticked(&self) -> usize {
        self.facts.iter().filter(|taken| taken.is_ticked).count()
    }

    /// Gives all facts to corrections of a county as it was read; those that cannot be given are told and left.
    pub fn give(&mut self, files: &County, to: &mut Corrections) {
        let left = &mut self.left;
        self.facts.retain(|taken| {
            let (subject, fact) = (&taken.subject, &taken.fact);
            let field = fact.field().words();
            let given = to.give(files, subject, fact.clone(), taken.said.clone());
            if let Err(why) = &given {
                let (id, why) = (subject.id(), why.words());
                left.push(Words::new(
                    format!("{id}, {}: {}", field.en, why.en),
                    format!("{id} {}：{}", field.zh, why.zh),
                ));
            }
            given.is_ok()
        });
    }
}
