//! Pupils by grade: which columns of a file hold them, and the pupils of a stage that they add up to.
//!
//! Six grades are of the primary stage, three of the junior and three of the senior one, and what comes before is
//! kindergarten. Where one grade alone lies beyond what a school runs it goes with the next stage, as with
//! [`kinds::stages_of_grades`]: the sixth of a school of grades 6 to 8 is no primary school.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::aliases::{self, Field, Whose, plain};
use super::asking::{Choice, Name};
use super::kinds;
use super::report::Notes;
use super::row::{Columns, Row};
use super::schools::Figures;
use super::stages_alone::{FEW, are_too_little};
use super::study::Seen;
use crate::model::{Origin, PerStage, Stage, apportion};
use crate::words::Words;

/// Fewer grades than these are no roster by grade: a first grade alone says who comes, not who is there.
const FEWEST: usize = 3;
/// So many names that may mean something else are grades.
const MANY_BARE: usize = 6;

/// The stage of a grade.
pub(super) const fn stage(grade: i8) -> Stage {
    match grade {
        ..=0 => Stage::Kindergarten,
        1..=6 => Stage::Primary,
        7..=9 => Stage::Junior,
        10.. => Stage::Senior,
    }
}

/// Finds out whether columns named after grades are such; those that are not mean nothing.
pub(super) fn settle(columns: &mut Columns, seen: &[Seen]) {
    take_kindergartens(columns, seen);
    let found = of_grades(columns, seen);
    let all = |is_bare: bool| -> BTreeSet<i8> {
        let of = found.iter().filter(|column| column.is_bare == is_bare);
        of.map(|column| column.grade).collect()
    };
    let (plainly, bare) = (all(false), all(true));
    // Numbers that count something else stand without a year before the first.
    let are_bare_grades = bare.len() >= MANY_BARE || plainly.len() + 1 >= FEWEST;
    let most = found.iter().map(|column| column.seen.most);
    let most = most.fold(0.0, f64::max);
    let is_meant = |column: &&Column<'_>| {
        let are_numbers = column.seen.numbers * 2 > column.seen.filled;
        // A column K or MS of few beside grades of many says whether there is one.
        let is_a_grade =
            !column.is_bare || are_bare_grades && (column.seen.most > FEW || most <= FEW);
        are_numbers && is_a_grade
    };
    let meant = found.iter().filter(is_meant);
    let grades: BTreeSet<i8> = meant.map(|column| column.grade).collect();
    // One everywhere says that there is a grade.
    let are_counts = grades.len() >= FEWEST && most > 1.0;
    for column in &found {
        if !are_counts || !is_meant(&column) {
            columns.known.insert(column.seen.column.clone(), None);
        }
    }
}

/// Asks about columns of grades whose numbers may be none of pupils, and leaves those out that are not whole.
pub(super) fn ask(
    columns: &mut Columns,
    seen: &[Seen],
    rows: &[&Map<String, Value>],
    scope: &str,
    notes: &mut Notes,
) {
    let found = of_grades(columns, seen);
    let most = found.iter().map(|column| column.seen.most);
    let most = most.fold(0.0, f64::max);
    let is_too_little = || {
        are_too_little(columns, rows, |field| {
            matches!(field, Field::GradePupils(_))
        })
    };
    if found.is_empty() {
        return;
    }
    let are_pupils = most > FEW && !is_too_little() || are_said_to_be(&found, scope, notes);
    let gaps = gaps(&found.iter().map(|column| column.grade).collect());
    if are_pupils {
        for &of in &gaps {
            let words = of.words();
            notes.file(Words::new(
                format!(
                    "{}: not every grade has a column; pupils by grade do not tell how many there are",
                    words.en
                ),
                format!("{}：年级字段不全，不能按年级合计学生数", words.zh),
            ));
        }
    }
    for column in &found {
        if !are_pupils || gaps.contains(&stage(column.grade)) {
            columns.known.insert(column.seen.column.clone(), None);
        }
    }
}

/// A column named after a grade.
struct Column<'a> {
    seen: &'a Seen,
    grade: i8,
    whose: Whose,
    is_bare: bool,
}

fn of_grades<'a>(columns: &Columns, seen: &'a [Seen]) -> Vec<Column<'a>> {
    let column = |seen: &'a Seen| {
        let meaning = columns.known.get(&seen.column).copied()??.meaning;
        let Field::GradePupils(grade) = meaning.field else {
            return None;
        };
        Some(Column {
            seen,
            grade,
            whose: meaning.whose,
            is_bare: meaning.is_bare_grade(),
        })
    };
    let found = seen.iter().filter(|seen| seen.filled > 0);
    found.filter_map(column).collect()
}

/// Beside grades a column called `Kindergarten` or `Pre-K` is that grade, and not all of the stage.
fn take_kindergartens(columns: &mut Columns, seen: &[Seen]) {
    let numbered = of_grades(columns, seen);
    let numbered: BTreeSet<i8> = numbered
        .iter()
        .filter(|column| column.grade > 0)
        .map(|column| column.grade)
        .collect();
    if numbered.len() < FEWEST {
        return;
    }
    for of in seen {
        let Some(Some(known)) = columns.known.get_mut(&of.column) else {
            continue;
        };
        let is_stage = known.meaning.field == Field::StagePupils(Stage::Kindergarten);
        let grade = aliases::grade(&plain(&of.column));
        if let Some(grade) = grade.filter(|_| is_stage && known.meaning.is_stage_alone()) {
            known.meaning.field = Field::GradePupils(grade);
        }
    }
}

/// The stages of which a grade between others has no column.
fn gaps(grades: &BTreeSet<i8>) -> BTreeSet<Stage> {
    let numbered = || grades.iter().copied().filter(|&grade| grade > 0);
    let (Some(first), Some(last)) = (numbered().min(), numbered().max()) else {
        return BTreeSet::new();
    };
    let absent = (first..last).filter(|grade| !grades.contains(grade));
    let has_columns = |of: &Stage| numbered().any(|grade| stage(grade) == *of);
    absent.map(stage).filter(has_columns).collect()
}

/// Small numbers by grade may count classes: the planner says.
fn are_said_to_be(columns: &[Column<'_>], scope: &str, notes: &mut Notes) -> bool {
    let named: Vec<String> = columns
        .iter()
        .take(4)
        .map(|column| {
            let examples = column.seen.examples.join(", ");
            format!("{} ({examples})", column.seen.column)
        })
        .collect();
    let named = named.join("; ");
    let what = Words::new(
        format!(
            "Columns of grades may count classes, and not pupils: {named}; not known until you say"
        ),
        format!("年级字段可能是班级数而非学生数：{named}，确认之前按未知处理"),
    );
    let choices = vec![
        Choice::new("pupils", "Pupils", "学生数"),
        Choice::new("leave", "Something else: leave them", "其他内容，不使用"),
    ];
    let name = Name::from(format!("{scope}counts:grades").as_str());
    notes.ask(name, what, choices).as_deref() == Some("pupils")
}

/// Says which columns are added up to the pupils of which stage.
pub(super) fn tell(columns: &Columns, seen: &[Seen], notes: &mut Notes) {
    let found = of_grades(columns, seen);
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for of in Stage::ALL {
        let mut by_grade: BTreeMap<i8, Vec<&str>> = BTreeMap::new();
        for column in found.iter().filter(|column| stage(column.grade) == of) {
            let named = by_grade.entry(column.grade).or_default();
            named.push(&column.seen.column);
        }
        let names: Vec<String> = by_grade.values().map(|names| names.join(" + ")).collect();
        let names = match names.as_slice() {
            [] => continue,
            [first, .., last] if names.len() > 3 => format!("{first} … {last}"),
            few => few.join(", "),
        };
        let words = of.words();
        en.push(format!("{} from {names}", words.en.to_lowercase()));
        zh.push(format!("{}（{names}）", words.zh));
    }
    if en.is_empty() {
        return;
    }
    let by_sex = found.iter().any(|column| column.whose != Whose::Everybody);
    let (with_en, with_zh) = if by_sex {
        (", boys and girls together", "，男女合计")
    } else {
        ("", "")
    };
    notes.file(Words::new(
        format!(
            "Pupils by grade are added up by stage{with_en}: {}; empty grades before the first and after the last of \
             a place count as not run",
            en.join("; ")
        ),
        format!(
            "分年级学生数按学段合计{with_zh}：{}；首尾空白的年级视为未开设",
            zh.join("、")
        ),
    ));
}

/// What grades say of a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Graded {
    /// None of its grades holds anything.
    Nothing,
    /// A grade between others does not.
    Unknown,
    /// So many pupils.
    Sum(u32),
}

/// The pupils of a school or settlement by grade.
#[derive(Debug, Default)]
pub(super) struct ByGrade {
    pupils: BTreeMap<i8, u32>,
    unknown: BTreeSet<Stage>,
    /// Grades that go with another stage than the usual one.
    moved: BTreeMap<i8, Stage>,
}

impl ByGrade {
    /// The pupils of a row. What is odd goes to `odd`.
    pub(super) fn of(row: &Row, most: u32, odd: &mut impl FnMut(Words)) -> Self {
        let mut found = Self::default();
        let mut blank: Vec<i8> = Vec::new();
        for grade in row.grades() {
            let field = Field::GradePupils(grade);
            let mut is_odd = false;
            let pupils = row.count(field, most, &mut |words| {
                is_odd = true;
                odd(words);
            });
            match pupils {
                Some(pupils) => {
                    found.pupils.insert(grade, pupils);
                }
                None if is_odd => {
                    found.unknown.insert(stage(grade));
                }
                None => blank.push(grade),
            }
        }
        let (first, last) = (found.pupils.keys().next(), found.pupils.keys().next_back());
        let between = first.copied().zip(last.copied());
        for grade in blank {
            let is_between = between.is_some_and(|(first, last)| first < grade && grade < last);
            let of = stage(grade);
            let is_run = found.pupils.keys().any(|&grade| stage(grade) == of);
            if is_between && is_run && found.unknown.insert(of) {
                let words = of.words();
                odd(Words::new(
                    format!(
                        "{}: a grade between others is empty ({grade}); how many pupils there are is not known",
                        words.en
                    ),
                    format!("{}：中间年级为空（{grade}），学生数按未知处理", words.zh),
                ));
            }
        }
        found
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pupils.is_empty() && self.unknown.is_empty()
    }

    fn stage_of(&self, grade: i8) -> Stage {
        let moved = self.moved.get(&grade);
        moved.copied().unwrap_or_else(|| stage(grade))
    }

    /// What the grades of a stage say.
    pub(super) fn of_stage(&self, of: Stage) -> Graded {
        if self.unknown.contains(&of) {
            return Graded::Unknown;
        }
        let grades = self.pupils.iter();
        let of_stage = grades.filter(|&(&grade, _)| self.stage_of(grade) == of);
        let sum = of_stage
            .map(|(_, &pupils)| pupils)
            .reduce(u32::saturating_add);
        sum.map_or(Graded::Nothing, Graded::Sum)
    }

    /// The stages that the grades with pupils are of.
    pub(super) fn stages(&self) -> Vec<Stage> {
        let taught = || {
            let filled = self.pupils.iter().filter(|&(_, &pupils)| pupils > 0);
            filled.map(|(&grade, _)| i32::from(grade))
        };
        let range = taught().min().zip(taught().max());
        range.map_or_else(Vec::new, |(lowest, highest)| {
            kinds::stages_of_grades(lowest, highest)
        })
    }

    /// A junior school's first grade may be called the first: grades from one on of a school that runs only a later stage
    /// are those of that stage. Of a school that runs several, nothing tells which they are. Tells of it.
    pub(super) fn renumber(&mut self, run: &[Stage], odd: &mut impl FnMut(Words)) {
        let run: BTreeSet<Stage> = run.iter().copied().collect();
        let later = [Stage::Junior, Stage::Senior];
        let mut taught = self.pupils.iter().filter(|&(_, &pupils)| pupils > 0);
        let are_first = taught.clone().next().is_some()
            && taught.all(|(&grade, _)| stage(grade) == Stage::Primary);
        let is_later = later.iter().any(|of| run.contains(of));
        if !are_first || !is_later || run.contains(&Stage::Primary) {
            return;
        }
        let highest = self.pupils.iter().rev().find(|&(_, &pupils)| pupils > 0);
        let highest = highest.map_or(0, |(&grade, _)| grade);
        let only = later.into_iter().filter(|of| run.contains(of));
        let of = only.clone().next().filter(|_| only.count() == 1);
        if let Some(of) = of.filter(|of| highest <= of.grades() as i8) {
            self.moved
                .extend(self.pupils.keys().map(|&grade| (grade, of)));
            let words = of.words();
            odd(Words::new(
                format!(
                    "grades 1 to {highest} are read as those of {}",
                    words.en.to_lowercase()
                ),
                format!("1至{highest}年级按{}年级读取", words.zh),
            ));
        } else if highest > 1 {
            self.pupils.clear();
            self.unknown = run;
            odd(Words::new(
                format!(
                    "grades 1 to {highest} of a school without a primary stage; its pupils are not known"
                ),
                format!("不设小学而填有1至{highest}年级，学生数按未知处理"),
            ));
        }
    }

    /// One grade alone beyond the stages that a school runs goes with the stage next to it. Tells of it.
    pub(super) fn join_lone(&mut self, run: &[Stage], odd: &mut impl FnMut(Words)) {
        let taught: Vec<i8> = self
            .pupils
            .iter()
            .filter(|&(&grade, &pupils)| grade > 0 && pupils > 0)
            .map(|(&grade, _)| grade)
            .collect();
        for &grade in &taught {
            let of = stage(grade);
            let is_alone = taught.iter().filter(|&&other| stage(other) == of).count() == 1;
            let next = [grade + 1, grade - 1].into_iter().find(|next| {
                taught.contains(next) && stage(*next) != of && run.contains(&stage(*next))
            });
            if run.contains(&of) || !is_alone {
                continue;
            }
            if let Some(next) = next.map(stage) {
                self.moved.insert(grade, next);
                let words = next.words();
                odd(Words::new(
                    format!("grade {grade} is counted with {}", words.en.to_lowercase()),
                    format!("{grade}年级计入{}", words.zh),
                ));
            }
        }
    }

    /// The pupils of a stage by what is stated of it and by its grades.
    pub(super) fn beside(
        &self,
        of: Stage,
        stated: Option<u32>,
        odd: &mut impl FnMut(Words),
    ) -> Option<u32> {
        let Graded::Sum(sum) = self.of_stage(of) else {
            return stated;
        };
        let (counted, words) = together(stated, sum);
        if let Some(words) = words {
            let stage = of.words();
            odd(Words::new(
                format!("{}: {}", stage.en, words.en),
                format!("{}：{}", stage.zh, words.zh),
            ));
        }
        Some(counted)
    }

    /// Takes the sums in where no total is stated. A total that is stated wins, and is compared.
    pub(super) fn into_figures(self, figures: &mut Figures, odd: &mut impl FnMut(Words)) {
        let is_blank = figures.all_pupils.is_some_and(|total| total > 0)
            && self.unknown.is_empty()
            && self.pupils.values().all(|&pupils| pupils == 0);
        // Zeros beside a total were never filled in.
        if is_blank {
            return;
        }
        let graded = PerStage::from_fn(|of| self.of_stage(of));
        let is_stated = figures.pupils.iter().any(|(_, pupils)| pupils.is_some());
        let mut sums: PerStage<Option<u32>> = PerStage::default();
        for of in Stage::ALL {
            figures.in_part[of] = graded[of] == Graded::Unknown;
            let Graded::Sum(sum) = graded[of] else {
                continue;
            };
            sums[of] = Some(sum);
            figures.pupils[of] = self.beside(of, figures.pupils[of], odd);
        }
        let has_gap = Stage::ALL.into_iter().any(|of| figures.in_part[of]);
        let by_stage: Vec<u32> = Stage::ALL.map(|of| sums[of].unwrap_or_default()).to_vec();
        let all = by_stage.iter().copied().fold(0, u32::saturating_add);
        let Some(total) = figures
            .all_pupils
            .filter(|_| !is_stated && !has_gap && all > 0)
        else {
            return;
        };
        let (counted, words) = together(Some(total), all);
        words.map(odd);
        if counted == all {
            figures.all_pupils = Some(all);
            return;
        }
        let shared = apportion(counted, &by_stage);
        for (of, pupils) in Stage::ALL.into_iter().zip(shared) {
            figures.pupils[of] = sums[of].map(|_| pupils);
        }
        if by_stage.iter().filter(|&&pupils| pupils > 0).count() > 1 {
            figures.origin = Origin::Estimated;
        }
    }
}

/// How many there are by a total and by the sum of grades, and what is odd. The total wins; 0 beside pupils in grades is
/// a blank.
fn together(stated: Option<u32>, sum: u32) -> (u32, Option<Words>) {
    match stated {
        Some(0) if sum > 0 => (
            sum,
            Some(Words::new(
                format!("0 in all, grades {sum}; {sum} is used"),
                format!("合计为0，各年级相加{sum}，采用{sum}"),
            )),
        ),
        Some(stated) if sum > 0 && sum != stated => (
            stated,
            Some(Words::new(
                format!("{stated} in all, grades {sum}; {stated} is used"),
                format!("合计{stated}，各年级相加{sum}，采用合计"),
            )),
        ),
        Some(stated) => (stated, None),
        None => (sum, None),
    }
}
