//! What a column's name says: which field it holds, in what unit, and whether it counts boys or girls only.
//!
//! `人口（万人）`, `在校生(男)`, `Enrolment (Total)`, `population_thousands`, `primary_girls`, `osm:name`.

use super::aliases::{self, Field, Unit, Whose, half_width, plain};
use super::report::Layer;

/// A name that had to be cut ranks behind those that stand as they are; so does a figure of an earlier year.
const OF_A_YEAR: usize = 150;
/// Boys and girls with no other word.
const CHILDREN_ALONE: usize = 200;

/// What a column holds, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) field: Field,
    /// How good the name is; the lowest of several wins.
    pub(super) rank: usize,
    pub(super) unit: Unit,
    pub(super) whose: Whose,
}

impl Meaning {
    /// Whether the name is that of a grade and may as well mean something else.
    pub(super) const fn is_bare_grade(self) -> bool {
        matches!(self.field, Field::GradePupils(_)) && aliases::is_bare(self.rank / RANKS_APART)
    }

    /// Whether the name is only that of a stage.
    pub(super) const fn is_stage_alone(self) -> bool {
        self.rank >= aliases::STAGE_ALONE * RANKS_APART
    }
}

/// Between the ranks of two names stand those that had to be cut.
const RANKS_APART: usize = 3;

/// The meaning of a column of a layer; `None` where it is not understood whole: what stands in brackets may make
/// another thing of it (在校生（寄宿） are not all pupils).
pub(super) fn meaning(layer: Layer, column: &str) -> Option<Meaning> {
    let without_prefix = column.split_once(':').map_or("", |(_, rest)| rest);
    let spellings = [(column, 0), (without_prefix, 2)];
    let found = spellings.into_iter().filter_map(|(text, behind)| {
        let (found, cut) = taken_apart(layer, text)?;
        let rank = found.rank * RANKS_APART + cut.max(behind);
        Some(Meaning { rank, ..found })
    });
    found.min_by_key(|found| found.rank)
}

/// The meaning of a name, and whether it had to be cut.
fn taken_apart(layer: Layer, text: &str) -> Option<(Meaning, usize)> {
    let share = text.chars().map(half_width).any(is_no_count);
    let plainly = |(field, rank)| Meaning {
        field,
        rank,
        unit: Unit::One,
        whose: Whose::Everybody,
    };
    if let Some(found) = aliases::plain_field(layer, &plain(text)) {
        let unit = if share { Unit::NotACount } else { Unit::One };
        let found = plainly(found);
        return Some((Meaning { unit, ..found }, 0));
    }
    let (outside, notes) = brackets(text);
    let mut unit = share.then_some(Unit::NotACount);
    let mut whose = None;
    let mut base = outside.clone();
    let mut has_other = false;
    for note in &notes {
        if note.chars().any(is_no_count) {
            unit = Some(Unit::NotACount);
        } else if let Some(said) = aliases::unit(&without_label(note)) {
            unit = unit.or(Some(said));
        } else if let Some((said, _)) = aliases::whose(&plain(note)) {
            whose = whose.or(Some(said));
        } else {
            base.push(' ');
            base.push_str(note);
            has_other = true;
        }
    }
    let found = of_words(layer, &base, whose.is_some());
    if let Some(found) = found.filter(|found| unit.is_none() || found.unit == Unit::One) {
        let found = Meaning {
            unit: unit.unwrap_or(found.unit),
            whose: whose.unwrap_or(found.whose),
            ..found
        };
        return Some((found, 1));
    }
    let (field, rank) = aliases::plain_field(layer, &plain(&outside)).filter(|_| has_other)?;
    let is_year = notes.iter().any(|note| year_in(note).is_some());
    (!is_count(field) || is_year && !is_pupils(field)).then_some((plainly((field, rank)), 1))
}

/// The meaning of a name without brackets: by itself, with a unit at its end, with a word for a sex, with a year.
fn of_words(layer: Layer, words: &str, has_whose: bool) -> Option<Meaning> {
    let spelled = plain(words);
    let found = |field: Option<(Field, usize)>, unit, whose| {
        field.map(|(field, rank)| Meaning {
            field,
            rank,
            unit,
            whose,
        })
    };
    let by_itself = found(
        aliases::plain_field(layer, &spelled),
        Unit::One,
        Whose::Everybody,
    );
    let with_unit = || {
        aliases::without_unit(&spelled).find_map(|(rest, unit)| {
            let counted = aliases::plain_field(layer, rest).filter(|(field, _)| is_count(*field));
            found(counted, unit, Whose::Everybody)
        })
    };
    let with_whose = || (!has_whose).then(|| of_sex(layer, words)).flatten();
    let with_year = || of_year(layer, &spelled);
    by_itself
        .or_else(with_unit)
        .or_else(with_whose)
        .or_else(with_year)
}

/// A name with a word for boys, girls or both in it.
fn of_sex(layer: Layer, words: &str) -> Option<Meaning> {
    let counted = |rest: &str, whose| {
        let (field, rank) = aliases::plain_field(layer, rest)?;
        is_count(field).then_some(Meaning {
            field,
            rank,
            unit: Unit::One,
            whose,
        })
    };
    let tokens = tokens(words);
    let said: Vec<Option<(Whose, bool)>> =
        tokens.iter().map(|token| aliases::whose(token)).collect();
    // Boys and girls say more than "total": Total Boys are not all.
    let of_one =
        |said: &Option<(Whose, bool)>| said.is_some_and(|(whose, _)| whose != Whose::Everybody);
    let position = said
        .iter()
        .position(of_one)
        .or_else(|| said.iter().position(Option::is_some));
    if let Some(position) = position
        && let Some((whose, is_children)) = said[position]
    {
        let others = tokens.iter().enumerate();
        let rest: String = others
            .filter(|&(token, word)| token != position && !FILLERS.contains(&word.as_str()))
            .map(|(_, token)| token.as_str())
            .collect();
        if rest.is_empty() && is_children && layer == Layer::Schools {
            return Some(Meaning {
                field: Field::Pupils,
                rank: CHILDREN_ALONE,
                unit: Unit::One,
                whose,
            });
        }
        if let Some(found) = counted(&rest, whose) {
            return Some(found);
        }
    }
    let spelled = plain(words);
    let in_chinese =
        || aliases::without_whose(&spelled).find_map(|(rest, whose)| counted(&rest, whose));
    // g1m, 1f
    let of_a_grade = || {
        let (rest, letter) = aliases::without_letter(&spelled)?;
        let (whose, _) = aliases::whose(letter)?;
        counted(rest, whose).filter(|found| matches!(found.field, Field::GradePupils(_)))
    };
    in_chinese().or_else(of_a_grade)
}

/// The unit that stands in the brackets of a name, whatever that means: 常住（万人）.
pub(super) fn unit_of(column: &str) -> Option<Unit> {
    let (_, notes) = brackets(column);
    let mut units = notes
        .iter()
        .filter_map(|note| aliases::unit(&without_label(note)));
    units.find(|unit| *unit != Unit::NotACount)
}

impl Meaning {
    /// Whether the whole name stands in the table of names.
    pub(super) fn is_exact(self) -> bool {
        let is_whole = self.rank.is_multiple_of(RANKS_APART);
        is_whole && self.unit == Unit::One && self.whose == Whose::Everybody
    }
}

/// Words that say only that something is counted.
const FILLERS: [&str; 11] = [
    "number", "numbers", "of", "no", "num", "count", "the", "nb", "nombre", "de", "кол",
];

/// Residents of a named year, the latest first.
fn of_year(layer: Layer, spelled: &str) -> Option<Meaning> {
    let year = year_in(spelled)?;
    let rest = spelled.replacen(&year.to_string(), "", 1);
    let rest = rest
        .trim_end_matches(['年', '末', '底'])
        .trim_start_matches('年');
    let found = aliases::plain_field(layer, rest)?;
    (found.0 == Field::Population).then(|| Meaning {
        field: Field::Population,
        rank: OF_A_YEAR + usize::from(2100u16.saturating_sub(year)),
        unit: Unit::One,
        whose: Whose::Everybody,
    })
}

/// The one year that a text names.
pub(super) fn year_in(text: &str) -> Option<u16> {
    let mut digits = text
        .split(|char: char| !char.is_ascii_digit())
        .filter(|part| part.len() == 4);
    let year = digits.next()?.parse().ok()?;
    (1950..=2100).contains(&year).then_some(year)
}

/// Whether a field holds a number of people or places.
pub(super) const fn is_count(field: Field) -> bool {
    matches!(
        field,
        Field::Population
            | Field::Boarders
            | Field::Beds
            | Field::Pupils
            | Field::Seats
            | Field::StagePupils(_)
            | Field::StageSeats(_)
            | Field::GradePupils(_)
            | Field::Births(_)
            | Field::YearPupils(_)
            | Field::YearStagePupils(..)
    )
}

/// Whether a field holds pupils of a school or a settlement.
pub(super) const fn is_pupils(field: Field) -> bool {
    matches!(
        field,
        Field::Pupils
            | Field::StagePupils(_)
            | Field::GradePupils(_)
            | Field::YearPupils(_)
            | Field::YearStagePupils(..)
    )
}

/// Whether a field holds seats of a school.
pub(super) const fn is_seats(field: Field) -> bool {
    matches!(field, Field::Seats | Field::StageSeats(_))
}

fn is_no_count(char: char) -> bool {
    matches!(char, '%' | '‰' | '㎡' | '㎢' | '$' | '￥' | '¥')
}

/// 单位：万人 says 万人.
fn without_label(note: &str) -> String {
    let half: String = note.chars().map(half_width).collect();
    let rest = half
        .trim()
        .strip_prefix("单位")
        .or_else(|| half.trim().strip_prefix("unit"));
    rest.map_or_else(
        || half.clone(),
        |rest| rest.trim_start_matches([':', ' ']).to_owned(),
    )
}

/// What stands outside of all brackets, and what stands in each.
fn brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut notes) = (String::new(), Vec::new());
    let mut depth = 0_usize;
    for char in text.chars().map(half_width) {
        match char {
            '(' | '[' | '{' | '【' | '〔' | '〈' | '「' => {
                if depth == 0 {
                    notes.push(String::new());
                    outside.push(' ');
                }
                depth += 1;
            }
            ')' | ']' | '}' | '】' | '〕' | '〉' | '」' => depth = depth.saturating_sub(1),
            _ => match notes.last_mut().filter(|_| depth > 0) {
                Some(note) => note.push(char),
                None => outside.push(char),
            },
        }
    }
    notes.retain(|note| !note.trim().is_empty());
    (outside, notes)
}

/// The words of a name in their plain form; a capital after a small letter begins one.
fn tokens(words: &str) -> Vec<String> {
    let mut tokens = vec![String::new()];
    let mut was_small = false;
    for char in words.chars().map(half_width) {
        let begins = !char.is_alphanumeric() || was_small && char.is_uppercase();
        if begins && tokens.last().is_some_and(|token| !token.is_empty()) {
            tokens.push(String::new());
        }
        if let Some(token) = tokens.last_mut().filter(|_| char.is_alphanumeric()) {
            token.extend(char.to_lowercase());
        }
        was_small = char.is_lowercase();
    }
    tokens.retain(|token| !token.is_empty());
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stage;
    use crate::units::Year;

    fn in_schools(column: &str) -> Option<Field> {
        meaning(Layer::Schools, column).map(|found| found.field)
    }

    fn counted(layer: Layer, column: &str) -> Option<(Field, Unit, Whose)> {
        meaning(layer, column).map(|found| (found.field, found.unit, found.whose))
    }

    #[test]
    fn columns_are_known_in_every_spelling() {
        for (column, field) in [
            ("School Name", Field::Name),
            ("学校名称", Field::Name),
            ("osm:name", Field::Name),
            ("EMIS ID", Field::Id),
            ("kenyaopendata:Total Enrolment", Field::Pupils),
            ("在校生数（人）", Field::Pupils),
            ("学位", Field::Seats),
            ("ＰＵＰＩＬＳ", Field::Pupils),
            ("Pre-Primary", Field::StagePupils(Stage::Kindergarten)),
            ("小学在校生", Field::StagePupils(Stage::Primary)),
            ("学位数_初中", Field::StageSeats(Stage::Junior)),
            ("seats_senior", Field::StageSeats(Stage::Senior)),
            (
                "pupils_kindergarten",
                Field::StagePupils(Stage::Kindergarten),
            ),
            ("学生数（小学）", Field::StagePupils(Stage::Primary)),
            ("Enrolment (2023)", Field::YearPupils(Year(2023))),
            ("Enrolment 2023-24", Field::YearPupils(Year(2023))),
            ("TOTAL_STUD", Field::Pupils),
            ("Total School Roll", Field::Pupils),
            ("ENROLLMENT", Field::Pupils),
            ("LEVEL_", Field::Kind),
            ("type", Field::Kind),
            ("Name of the school", Field::Name),
            ("alumnos", Field::Pupils),
            ("effectif", Field::Pupils),
            ("Численность", Field::Pupils),
            ("nivel educativo", Field::Kind),
        ] {
            assert_eq!(in_schools(column), Some(field), "{column}");
        }
        for (layer, column, field) in [
            (Layer::Settlements, "births_2019", Field::Births(Year(2019))),
            (
                Layer::Settlements,
                "2019年出生人数",
                Field::Births(Year(2019)),
            ),
            (Layer::Settlements, "nbhd_name", Field::Name),
            (Layer::Townships, "catchment_name", Field::Name),
            (Layer::Townships, "pop_2020", Field::Population),
        ] {
            let found = meaning(layer, column).map(|found| found.field);
            assert_eq!(found, Some(field), "{column}");
        }
    }

    #[test]
    fn what_is_no_figure_of_all_pupils_is_never_taken_for_one() {
        for column in [
            "Electricity",
            "在校生（寄宿）",
            "随迁子女数",
            "Enrolment (boarders)",
            "Girls Toilets",
            "Number of boys' toilets",
            "teachers_female",
            "GOK TSC Female",
            "Others Male",
            "男教师数",
            "male",
            "Pupil Teacher Ratio",
            "学生数占比",
            "Total Number of Classrooms",
            "0000pupils",
            "١٢٣٤",
            "name_male",
        ] {
            let found = meaning(Layer::Schools, column);
            let taken = found.filter(|found| found.unit != Unit::NotACount);
            assert_eq!(taken, None, "{column}");
        }
    }

    #[test]
    fn units_in_brackets_and_at_the_end_are_read() {
        use Field::{Population, Pupils, Seats};
        for (column, field, unit) in [
            ("人口（万人）", Population, Unit::TenThousand),
            ("常住人口(万人)", Population, Unit::TenThousand),
            ("人口【单位：万人】", Population, Unit::TenThousand),
            ("人口_万人", Population, Unit::TenThousand),
            ("人口[百人]", Population, Unit::Hundred),
            ("人口（千人）", Population, Unit::Thousand),
            ("population (thousand)", Population, Unit::Thousand),
            ("Population (,000)", Population, Unit::Thousand),
            ("population_in_thousands", Population, Unit::Thousand),
            ("Население (тыс. чел.)", Population, Unit::Thousand),
            ("Population (lakhs)", Population, Unit::Lakh),
            ("population_pct", Population, Unit::NotACount),
            ("人口（人）", Population, Unit::One),
            ("2020年常住人口（万人）", Population, Unit::TenThousand),
            ("Population (in 1000)", Population, Unit::Thousand),
            ("人口（%）", Population, Unit::NotACount),
            ("人口密度（人/km²）", Population, Unit::NotACount),
        ] {
            let found = counted(Layer::Townships, column);
            if column.contains("密度") {
                assert_eq!(found, None, "{column}");
                continue;
            }
            assert_eq!(found, Some((field, unit, Whose::Everybody)), "{column}");
        }
        for (column, field, unit) in [
            ("在校生（百人）", Pupils, Unit::Hundred),
            ("学位（公顷）", Seats, Unit::NotACount),
            ("pupils %", Pupils, Unit::NotACount),
            ("students[%]", Pupils, Unit::NotACount),
            ("capacity (m2)", Seats, Unit::NotACount),
        ] {
            let found = counted(Layer::Schools, column);
            assert_eq!(found, Some((field, unit, Whose::Everybody)), "{column}");
        }
    }

    #[test]
    fn a_column_of_one_sex_says_so() {
        use Whose::{Boys, Everybody, Girls};
        let primary = Field::StagePupils(Stage::Primary);
        for (column, field, whose) in [
            ("在校生(男)", Field::Pupils, Boys),
            ("在校生（女）", Field::Pupils, Girls),
            ("在校生(合计)", Field::Pupils, Everybody),
            ("Enrolment (Male)", Field::Pupils, Boys),
            ("Enrolment (Female)", Field::Pupils, Girls),
            ("Enrolment (Total)", Field::Pupils, Everybody),
            ("Enrolment_M", Field::Pupils, Boys),
            ("EnrolmentFemale", Field::Pupils, Girls),
            ("Total Boys", Field::Pupils, Boys),
            ("kenyaopendata:Total Girls", Field::Pupils, Girls),
            ("osm:education:students_female", Field::Pupils, Girls),
            ("boys", Field::Pupils, Boys),
            ("No. of Girls", Field::Pupils, Girls),
            ("Total number of boys", Field::Pupils, Boys),
            ("Boys enrolment 2023", Field::YearPupils(Year(2023)), Boys),
            ("niñas", Field::Pupils, Girls),
            ("Garçons", Field::Pupils, Boys),
            ("девочки", Field::Pupils, Girls),
            ("男生数", Field::Pupils, Boys),
            ("在校女生", Field::Pupils, Girls),
            ("小学男生数", primary, Boys),
            ("primary_girls", primary, Girls),
            ("小学在校生（男）", primary, Boys),
        ] {
            let found = counted(Layer::Schools, column);
            assert_eq!(found, Some((field, Unit::One, whose)), "{column}");
        }
    }
}
