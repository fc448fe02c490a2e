//! What kind of school a value, a name or a range of grades means.

use super::aliases::{self, KindWords, plain};
use super::scraped;
use crate::model::{SchoolKind, Stage};

/// The kind that a value of the kind column names, written whole or as part of a longer entry.
pub(super) fn of_value(value: &str) -> Option<SchoolKind> {
    // 科教文化服务;学校;小学 says most at its end.
    let leaf = scraped::leaf(value);
    whole(value)
        .map(|words| words.kind)
        .or_else(|| of_name(leaf))
        .or_else(|| of_name(value))
}

/// Whether a name ends with a word for a school, as 青石小学 does.
pub(super) fn ends_as_a_school(name: &str) -> bool {
    let name = name.to_lowercase();
    let words = aliases::kinds().iter().flat_map(|words| &words.names);
    let ends = |word: &str| end_of_last(&name, word) == Some(name.len());
    words.map(String::as_str).chain(["school"]).any(ends) || short_form(&name).is_some()
}

/// What the value of a kind column says: the kind, and the stages beside it that such a school runs. A value may name
/// several stages ("Primary and Junior") or grades ("K-8"). `None` where it is not understood or says nothing.
pub(super) fn stated(value: &str) -> Option<(SchoolKind, Vec<Stage>)> {
    if aliases::is_no_kind(value) {
        return None;
    }
    if let Some(words) = whole(value) {
        return Some((words.kind, words.further.clone()));
    }
    if let Some((lowest, highest)) = grade_range(value) {
        return with_further(&stages_of_grades(lowest, highest));
    }
    let named = |part: &str| {
        let found = whole(part).map(|words| (words.kind, words.further.clone()));
        found.or_else(|| named_with_further(part))
    };
    // 科教文化服务;学校;小学: only its end says what it is.
    let parts = parts(value);
    let telling = parts.iter().filter(|part| !aliases::is_no_kind(part));
    let known: Vec<(SchoolKind, Vec<Stage>)> = telling.filter_map(|part| named(part)).collect();
    match known.as_slice() {
        [] | [_] => named(value),
        several => {
            let stages: Vec<Stage> = several
                .iter()
                .flat_map(|(kind, further)| kind.stages().iter().chain(further).copied())
                .collect();
            with_further(&stages)
        }
    }
}

/// Whether a value is a kind of school, or several, and nothing else.
pub(super) fn is_kind(value: &str) -> bool {
    whole(value).is_some()
        || grade_range(value).is_some()
        || !parts(value).is_empty() && parts(value).iter().all(|part| whole(part).is_some())
}

/// The kind that a value is whole.
fn whole(value: &str) -> Option<&'static KindWords> {
    let spelled = plain(value);
    let mut kinds = aliases::kinds().iter();
    kinds.find(|words| words.values.contains(&spelled) || plain(words.kind.key()) == spelled)
}

fn with_further(stages: &[Stage]) -> Option<(SchoolKind, Vec<Stage>)> {
    let kind = of_stages(stages)?;
    let beside = |stage: &Stage| stages.contains(stage) && !kind.stages().contains(stage);
    Some((kind, Stage::ALL.into_iter().filter(beside).collect()))
}

/// The parts of a value that lists several things, in small letters.
fn parts(value: &str) -> Vec<String> {
    const SIGNS: [char; 11] = ['/', '、', '，', ',', ';', '；', '+', '&', '|', '和', '及'];
    const WORDS: [&str; 8] = [
        " and ", " with ", " y ", " e ", " et ", " und ", " и ", " с ",
    ];
    let lower = value.to_lowercase();
    let parted = WORDS
        .iter()
        .fold(lower, |text, word| text.replace(word, "/"));
    let parts = parted.split(SIGNS).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// The two ends of grades such as `K-8`, `Grades 1 to 12`, `1至9年级`.
fn grade_range(value: &str) -> Option<(i32, i32)> {
    let spelled = value
        .to_ascii_uppercase()
        .replace("PRE-K", "PK")
        .replace("PREK", "PK");
    let is_filler = |part: &&str| {
        matches!(
            *part,
            "GRADE" | "GRADES" | "CLASS" | "CLASSES" | "GR" | "TO" | "THROUGH" | "STD"
        )
    };
    let mut ends = spelled
        .split(|char: char| !char.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty() && !is_filler(part))
        .map(grade);
    let (lowest, highest) = (ends.next()??, ends.next()??);
    (ends.next().is_none() && lowest < highest).then_some((lowest, highest))
}

/// The kind that a school's name shows and the stages beside it.
pub(super) fn named_with_further(name: &str) -> Option<(SchoolKind, Vec<Stage>)> {
    let kind = of_name(name)?;
    let (outside, inside) = without_brackets(name);
    let words = last_words(&outside).or_else(|| last_words(&inside));
    let further = words.filter(|words| words.kind == kind);
    Some((
        kind,
        further
            .map(|words| words.further.clone())
            .unwrap_or_default(),
    ))
}

/// The kind that a school's name shows: the word that ends last wins, of those the longest.
/// What stands in brackets counts only when the rest says nothing.
pub(super) fn of_name(name: &str) -> Option<SchoolKind> {
    let (outside, inside) = without_brackets(name);
    if name.contains("教学点") {
        return Some(SchoolKind::TeachingPoint);
    }
    last_word(&outside).or_else(|| last_word(&inside))
}

fn without_brackets(name: &str) -> (String, String) {
    let (mut outside, mut inside) = (String::new(), String::new());
    let mut depth = 0u32;
    for char in name
        .chars()
        .map(aliases::half_width)
        .flat_map(char::to_lowercase)
    {
        match char {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(char),
            _ => inside.push(char),
        }
    }
    (outside, inside)
}

fn last_word(name: &str) -> Option<SchoolKind> {
    let best = last_words(name).map(|words| words.kind);
    best.or_else(|| short_form(name))
}

fn last_words(name: &str) -> Option<&'static KindWords> {
    last_with_words(name).map(|(_, words)| words)
}

/// The word for a kind that ends last in a name, of those the longest, with all words for that kind.
fn last_with_words(name: &str) -> Option<(&'static str, &'static KindWords)> {
    let found = aliases::kinds().iter().flat_map(|words| {
        let names = words.names.iter();
        names.filter_map(move |word| Some((end_of_last(name, word)?, word, words)))
    });
    let best = found.max_by_key(|&(end, word, _)| (end, word.len()));
    best.map(|(_, word, words)| (word.as_str(), words))
}

/// The kind of the schools of a file, by its name: `小学.geojson`, `primary_schools.json`. `None` where it names several,
/// or all that are schools.
pub(super) fn of_file_name(file: &str) -> Option<SchoolKind> {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let parts = stem.split(|char: char| !char.is_alphabetic());
    let singular = |part: &str| {
        let part = part.to_lowercase();
        let one = part
            .strip_suffix('s')
            .filter(|one| one.is_ascii() && one.len() > 3);
        one.map_or(part.clone(), str::to_owned)
    };
    let parts: Vec<String> = parts.map(singular).collect();
    let name = parts.join(" ");
    let (word, words) = last_with_words(&name)?;
    let rest = name.replacen(word, " ", 1);
    let is_alone = last_words(&rest).is_none()
        && rest
            .split(' ')
            .all(|part| part.is_empty() || whole(part).is_none());
    let is_one_stage = words.kind.stages().len() == 1 && words.further.is_empty();
    (is_alone && is_one_stage).then_some(words.kind)
}

/// Where a word ends last in a name; words of letters must stand alone.
fn end_of_last(name: &str, word: &str) -> Option<usize> {
    let is_boundary = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric());
    // The words are many and short, and so are names: they are compared letter by letter, which needs no preparation.
    let starts = (0..=name.len().checked_sub(word.len())?).rev();
    let mut ends = starts
        .filter(|&start| name.as_bytes()[start..].starts_with(word.as_bytes()))
        .map(|start| (start, start + word.len()));
    if !word.is_ascii() {
        return ends.next().map(|(_, end)| end);
    }
    let stands_alone = |&(start, end): &(usize, usize)| {
        is_boundary(name[..start].chars().next_back()) && is_boundary(name[end..].chars().next())
    };
    ends.find(stands_alone).map(|(_, end)| end)
}

/// 西航二中, 经开十四小, 阿房路二校: a number and one character. Lincoln ES: two letters at the end.
fn short_form(name: &str) -> Option<SchoolKind> {
    match name.trim().rsplit_once(' ') {
        Some((_, "es" | "elem")) => return Some(SchoolKind::Primary),
        Some((_, "ms" | "jhs")) => return Some(SchoolKind::Junior),
        Some((_, "hs" | "shs")) => return Some(SchoolKind::Senior),
        _ => {}
    }
    let mut from_end = name.trim().chars().rev();
    let last = from_end.next()?;
    let is_numbered = from_end
        .next()
        .is_some_and(|char| "一二三四五六七八九十".contains(char) || char.is_ascii_digit());
    match last {
        '中' if is_numbered => Some(SchoolKind::Junior),
        '小' if is_numbered => Some(SchoolKind::Primary),
        '校' if is_numbered => Some(SchoolKind::NineYear),
        _ => None,
    }
}

/// The stages that a range of grades such as `7-12` or `K-5` covers: those with two grades in it, or
/// the one with most when none has two.
pub(super) fn stages_of_grades(lowest: i32, highest: i32) -> Vec<Stage> {
    if highest < 1 {
        return vec![Stage::Kindergarten];
    }
    let ranges = [
        (Stage::Primary, 1, 6),
        (Stage::Junior, 7, 9),
        (Stage::Senior, 10, 12),
    ];
    let shared =
        ranges.map(|(stage, first, last)| (stage, highest.min(last) - lowest.max(first) + 1));
    let with_two: Vec<Stage> = shared
        .iter()
        .filter(|(_, grades)| *grades >= 2)
        .map(|&(stage, _)| stage)
        .collect();
    if !with_two.is_empty() {
        return with_two;
    }
    shared
        .iter()
        .filter(|(_, grades)| *grades >= 1)
        .map(|&(stage, _)| stage)
        .take(1)
        .collect()
}

/// The lowest and highest grade of a text such as `1-9`, `K-5` or `7至12`.
pub(super) fn grades(text: &str) -> Option<(i32, i32)> {
    let mut grades = text
        .split(|char: char| !char.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(grade);
    let lowest = grades.next()??;
    match grades.next() {
        Some(highest) => Some((lowest, highest?)).filter(|(lowest, highest)| lowest <= highest),
        None => Some((lowest, lowest)),
    }
}

/// A grade by its number, `K` or `PK`.
pub(super) fn grade(text: &str) -> Option<i32> {
    match text.to_ascii_uppercase().as_str() {
        "K" | "KG" | "TK" => Some(0),
        "PK" => Some(-1),
        number => number
            .parse()
            .ok()
            .filter(|grade| (-3..=13).contains(grade)),
    }
}

/// The kind of school that runs these stages; further stages stay with the school beside its kind's.
pub(super) fn of_stages(stages: &[Stage]) -> Option<SchoolKind> {
    let has = |stage| stages.contains(&stage);
    if has(Stage::Primary) && has(Stage::Junior) {
        Some(SchoolKind::NineYear)
    } else if has(Stage::Junior) && has(Stage::Senior) {
        Some(SchoolKind::CompleteSecondary)
    } else {
        [
            (Stage::Primary, SchoolKind::Primary),
            (Stage::Junior, SchoolKind::Junior),
            (Stage::Senior, SchoolKind::Senior),
            (Stage::Vocational, SchoolKind::Vocational),
            (Stage::Special, SchoolKind::Special),
            (Stage::Kindergarten, SchoolKind::Kindergarten),
        ]
        .into_iter()
        .find(|&(stage, _)| has(stage))
        .map(|(_, kind)| kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_path_of_categories_the_end_tells_the_kind() {
        for (value, kind) in [
            ("科教文化服务;学校;小学", SchoolKind::Primary),
            ("科教文化服务;学校;幼儿园", SchoolKind::Kindergarten),
            ("科教文化服务;学校;中学", SchoolKind::Junior),
        ] {
            assert_eq!(stated(value), Some((kind, Vec::new())), "{value}");
        }
    }

    #[test]
    fn names_tell_the_kind_in_many_languages() {
        use SchoolKind::*;
        for (name, kind) in [
            ("研城镇中心幼儿园", Kindergarten),
            ("第一小学附属幼儿园", Kindergarten),
            ("西安市未央区三星小学", Primary),
            ("西航三校(东校区)", NineYear),
            ("大佛镇教学点（研城小学）", TeachingPoint),
            ("井研县马踏镇初级中学", Junior),
            ("井研中学", Junior),
            ("西航二中", Junior),
            ("经开十四小", Primary),
            ("三江九年制学校", NineYear),
            ("长庆未央湖学校", NineYear),
            ("西安高级中学", Senior),
            ("井研县职业技术学校", Vocational),
            ("井研县特殊教育学校", Special),
            ("陕西师范大学凤凰城小学及中学", NineYear),
            ("牛久保小学校", Primary),
            ("茅ケ崎中学校", Junior),
            ("あさひ台幼稚園", Kindergarten),
            ("Bambi Pre-Primary", Kindergarten),
            ("Chwaka Primary (U)", Primary),
            ("Bambi Secondary", Junior),
            ("Ponaganset Middle School", Junior),
            ("Smith Junior High School", Junior),
            ("Davies Career-Tech High School", Senior),
            ("R.I. School for the Deaf", Special),
        ] {
            assert_eq!(of_name(name), Some(kind), "{name}");
        }
        assert_eq!(of_name("Binguni"), None);
        assert_eq!(of_name("Highlands"), None);
    }

    #[test]
    fn values_of_a_kind_column_are_known() {
        for (value, kind) in [
            ("PRIMARY SCHOOL", SchoolKind::Primary),
            ("pre_primary", SchoolKind::Kindergarten),
            ("pry", SchoolKind::Primary),
            ("九年一贯制学校", SchoolKind::NineYear),
            ("Elementary", SchoolKind::Primary),
            ("High", SchoolKind::Senior),
            ("complete_secondary", SchoolKind::CompleteSecondary),
            ("农村教学点", SchoolKind::TeachingPoint),
        ] {
            assert_eq!(of_value(value), Some(kind), "{value}");
        }
        use Stage::{Kindergarten, Senior};
        for (value, kind, further) in [
            ("ES", SchoolKind::Primary, &[][..]),
            ("MS", SchoolKind::Junior, &[]),
            ("HS", SchoolKind::Senior, &[]),
            ("K-8", SchoolKind::NineYear, &[]),
            ("K-12", SchoolKind::NineYear, &[Senior]),
            ("1-12", SchoolKind::NineYear, &[Senior]),
            ("Grades 1 to 9", SchoolKind::NineYear, &[]),
            ("1至9年级", SchoolKind::NineYear, &[]),
            ("Primaria", SchoolKind::Primary, &[]),
            ("Secundaria", SchoolKind::Junior, &[]),
            ("École maternelle", SchoolKind::Kindergarten, &[]),
            ("ECOLE MATERNELLE", SchoolKind::Kindergarten, &[]),
            ("Collège", SchoolKind::Junior, &[]),
            ("Lycée", SchoolKind::Senior, &[]),
            ("Детский сад", SchoolKind::Kindergarten, &[]),
            ("Школа", SchoolKind::NineYear, &[Senior]),
            ("Anganwadi", SchoolKind::Kindergarten, &[]),
            ("Upper primary", SchoolKind::Junior, &[]),
            ("Primary with Upper Primary", SchoolKind::NineYear, &[]),
            ("Primary and Secondary", SchoolKind::NineYear, &[]),
            (
                "Primary with Upper Primary and Higher Secondary",
                SchoolKind::NineYear,
                &[Senior],
            ),
            ("Infantil y Primaria", SchoolKind::Primary, &[Kindergarten]),
            ("幼儿园、小学", SchoolKind::Primary, &[Kindergarten]),
            ("初中/高中", SchoolKind::CompleteSecondary, &[]),
            ("十二年一贯制学校", SchoolKind::NineYear, &[Senior]),
        ] {
            assert_eq!(stated(value), Some((kind, further.to_vec())), "{value}");
        }
        for value in ["school", "学校", "Other", "Charter", "2", "A", "", "public"] {
            assert_eq!(stated(value), None, "{value}");
        }
        assert_eq!(of_value("school"), None);
        assert_eq!(of_value("Other"), None);
    }

    #[test]
    fn a_file_is_called_after_the_kind_of_its_schools_or_not() {
        for (file, kind) in [
            ("小学.geojson", Some(SchoolKind::Primary)),
            ("白云县小学2023.json", Some(SchoolKind::Primary)),
            ("幼儿园点位.geojson", Some(SchoolKind::Kindergarten)),
            ("primary_schools.geojson", Some(SchoolKind::Primary)),
            ("Kindergartens.geojson", Some(SchoolKind::Kindergarten)),
            ("high-schools_2020.geojson", Some(SchoolKind::Senior)),
            ("中小学.geojson", None),
            ("小学和幼儿园.geojson", None),
            ("primary_and_secondary.geojson", None),
            ("middle_high_schools.geojson", None),
            ("学校.geojson", None),
            ("schools.geojson", None),
            ("九年一贯制学校.geojson", None),
            ("basics.geojson", None),
        ] {
            assert_eq!(of_file_name(file), kind, "{file}");
        }
    }

    #[test]
    fn grades_lead_to_stages() {
        for (text, stages) in [
            ("1-9", &[Stage::Primary, Stage::Junior][..]),
            ("7-12", &[Stage::Junior, Stage::Senior]),
            ("10-12", &[Stage::Senior]),
            ("K-5", &[Stage::Primary]),
            ("0-6", &[Stage::Primary]),
            ("6-8", &[Stage::Junior]),
            ("PK-K", &[Stage::Kindergarten]),
            ("7", &[Stage::Junior]),
        ] {
            let (lowest, highest) = grades(text).unwrap();
            assert_eq!(stages_of_grades(lowest, highest), stages, "{text}");
        }
        assert_eq!(grades("9-1"), None);
        assert_eq!(grades("all"), None);
    }
}
