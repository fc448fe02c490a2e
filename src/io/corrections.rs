//! Corrections as they are kept: in a side file of the user's own data folder, one for each county, and in plan files,
//! which say what counted when they were saved. The files of the county are never written.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::files::unreadable;
use super::text::hex;
use super::{OpenError, numbers, save};
use crate::geometry::LonLat;
use crate::model::{
    Correction, Corrections, Fact, Field, Ownership, Said, SchoolId, SchoolKind, SettlementId,
    Subject,
};
use crate::units::Year;
use crate::words::Words;

/// The version of the side file that this program writes, and the newest it reads.
const FORMAT: u64 = 1;

/// The member of a plan file and of a side file that holds them.
pub(super) const MEMBER: &str = "corrections";

/// Corrections for a file.
pub(super) fn to_value<'a>(all: impl IntoIterator<Item = (&'a Subject, &'a Correction)>) -> Value {
    let one = |(subject, one): (&Subject, &Correction)| {
        let kind = match subject {
            Subject::School(_) => "school",
            Subject::Settlement(_) => "settlement",
        };
        json!({
            kind: subject.id(),
            "field": one.is.field().to_string(),
            "was": fact_value(&one.was),
            "is": fact_value(&one.is),
            "known_as": one.known_as,
            "stood_at": place_value(one.stood_at),
            "when": one.said.when,
            "by": one.said.by,
            "reason": one.said.reason,
        })
    };
    all.into_iter().map(one).collect()
}

fn place_value(at: LonLat) -> Value {
    json!([at.lon, at.lat])
}

/// A fact for a file; `null` for what is not known.
pub fn fact_value(fact: &Fact) -> Value {
    match fact {
        Fact::Open(is_so) => json!(is_so),
        Fact::Kind(kind) => json!(kind.key()),
        Fact::Name(name) => json!(name),
        Fact::Pupils(_, number)
        | Fact::Seats(_, number)
        | Fact::Boarders(number)
        | Fact::Beds(number)
        | Fact::PupilsIn(_, _, number) => json!(number),
        Fact::Year(year) => json!(year.map(|year| year.0)),
        Fact::Ownership(ownership) => json!(ownership),
        Fact::Inclusive(is_so) => json!(is_so),
        Fact::Place(at) => place_value(*at),
    }
}

/// The corrections of a member, and which of its entries cannot be understood, the first being 1.
pub(super) fn of_value(member: &Value) -> (Corrections, Vec<usize>) {
    let entries = member.as_array().map_or(&[][..], Vec::as_slice);
    let mut bad = Vec::new();
    let understood = entries.iter().zip(1..).filter_map(|(entry, number)| {
        let one = one_of(entry);
        bad.extend(one.is_none().then_some(number));
        one
    });
    (understood.collect(), bad)
}

/// Corrections as a text, to be read again by [`corrections_of_text`].
pub fn corrections_text(all: &Corrections) -> String {
    to_value(all.iter()).to_string()
}

/// The corrections of such a text; `None` where one of them cannot be understood.
pub fn corrections_of_text(text: &str) -> Option<Corrections> {
    let member: Value = serde_json::from_str(text).ok()?;
    let (all, bad) = of_value(&member);
    (member.is_array() && bad.is_empty()).then_some(all)
}

fn one_of(entry: &Value) -> Option<(Subject, Correction)> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let subject = match (text("school"), text("settlement")) {
        (Some(id), None) => Subject::School(SchoolId::new(id)),
        (None, Some(id)) => Subject::Settlement(SettlementId::new(id)),
        _ => return None,
    };
    let field = Field::from_key(text("field")?)?;
    let said = |name: &str| text(name).unwrap_or_default().to_owned();
    Some((
        subject,
        Correction {
            was: fact_of(field, entry.get("was")?)?,
            is: fact_of(field, entry.get("is")?)?,
            known_as: text("known_as")?.to_owned(),
            stood_at: place_of(entry.get("stood_at")?)?,
            said: Said {
                when: said("when"),
                by: said("by"),
                reason: said("reason"),
            },
        },
    ))
}

fn place_of(value: &Value) -> Option<LonLat> {
    let number = |index: usize| value.get(index).and_then(numbers::decimal);
    let at = LonLat::new(number(0)?, number(1)?);
    at.is_on_globe().then_some(at)
}

/// A value as the fact of a field; `null` is "not known" where that can be.
fn fact_of(field: Field, value: &Value) -> Option<Fact> {
    let number = || match value {
        Value::Null => Some(None),
        value => Some(Some(u32::try_from(value.as_u64()?).ok()?)),
    };
    Some(match field {
        Field::Open => Fact::Open(value.as_bool()?),
        Field::Kind => Fact::Kind(SchoolKind::from_key(value.as_str()?)?),
        Field::Name => Fact::Name(value.as_str().filter(|name| !name.is_empty())?.to_owned()),
        Field::Pupils(stage) => Fact::Pupils(stage, number()?),
        Field::Seats(stage) => Fact::Seats(stage, number()?),
        Field::Boarders => Fact::Boarders(number()?),
        Field::Beds => Fact::Beds(number()?),
        Field::Ownership => Fact::Ownership(match value {
            Value::Null => None,
            value if *value == json!(Ownership::Public) => Some(Ownership::Public),
            value if *value == json!(Ownership::Private) => Some(Ownership::Private),
            _ => return None,
        }),
        Field::Inclusive => Fact::Inclusive(match value {
            Value::Null => None,
            value => Some(value.as_bool()?),
        }),
        Field::Place => Fact::Place(place_of(value)?),
        Field::Year => Fact::Year(match value {
            Value::Null => None,
            value => {
                let year = Year(i32::try_from(value.as_i64()?).ok()?);
                Some(year.is_plausible().then_some(year)?)
            }
        }),
        Field::PupilsIn(stage, year) => Fact::PupilsIn(stage, year, number()?),
    })
}

/// The folder in which the program keeps what a user did, outside every county; `None` where the system names none.
pub fn own_folder() -> Option<PathBuf> {
    let own = directories::ProjectDirs::from("", "", "xuequ")?;
    Some(own.data_dir().to_owned())
}

/// The side file of a county in a folder; the county is known by the files and folders that were named for reading, in
/// whatever order and spelling. The sample county is named by none.
pub fn corrections_file(folder: &Path, paths: &[PathBuf]) -> PathBuf {
    side_file(folder, "corrections", paths)
}

/// A file of a county among those of its kind.
pub(super) fn side_file(folder: &Path, kind: &str, paths: &[PathBuf]) -> PathBuf {
    let whole = |path: &PathBuf| {
        let whole = path.canonicalize().or_else(|_| std::path::absolute(path));
        whole.unwrap_or_else(|_| path.clone())
    };
    let mut named: Vec<PathBuf> = paths.iter().map(whole).collect();
    named.sort();
    named.dedup();
    let mut digest = Sha256::new();
    for path in &named {
        digest.update(path.to_string_lossy().as_bytes());
        digest.update([0]);
    }
    let name = hex(&digest.finalize()[..12]);
    folder.join(kind).join(format!("{name}.json"))
}

/// Reads corrections from a side file, or those that counted from a plan file.
///
/// # Errors
/// When the file cannot be read, holds none, or one of them cannot be understood: a part of what somebody set right
/// would be lost unseen.
pub fn read_corrections(path: &Path) -> Result<Corrections, OpenError> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    let file = path.display().to_string();
    let bad = |place: Words, what: Words| OpenError::BadPlan {
        file: file.clone(),
        place: Box::new(place),
        what: Box::new(what),
    };
    let whole = || Words::new("the whole file", "整个文件");
    let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(&bytes) else {
        let what = Words::new(
            "it holds no corrections, or is damaged",
            "不是更正文件，或文件已损坏",
        );
        return Err(bad(whole(), what));
    };
    if let Some(format) = members
        .get("format")
        .and_then(Value::as_u64)
        .filter(|&format| format > FORMAT)
    {
        return Err(OpenError::NewerFormat { file, format });
    }
    let of_plan = members
        .get(super::plan::MEMBER)
        .and_then(|plan| plan.get(MEMBER));
    let Some(member) = members
        .get(MEMBER)
        .or(of_plan)
        .filter(|member| member.is_array())
    else {
        let what = Words::new("it holds no corrections", "其中没有更正");
        return Err(bad(whole(), what));
    };
    let (corrections, not_understood) = of_value(member);
    if let Some(number) = not_understood.first() {
        let place = Words::new(format!("correction {number}"), format!("第{number}条更正"));
        let what = Words::new("it cannot be understood", "无法识别");
        return Err(bad(place, what));
    }
    Ok(corrections)
}

/// The text of a file of corrections of a county, to be read by [`read_corrections`].
pub fn corrections_file_text(county: &str, paths: &[PathBuf], corrections: &Corrections) -> String {
    let mut members = Map::new();
    members.insert("format".to_owned(), FORMAT.into());
    members.insert("county".to_owned(), county.into());
    let paths = paths.iter().map(|path| Value::from(path.to_string_lossy()));
    members.insert("paths".to_owned(), paths.collect());
    members.insert(MEMBER.to_owned(), to_value(corrections.iter()));
    format!("{:#}\n", Value::Object(members))
}

/// What keeping corrections came to.
#[derive(Debug)]
pub struct Kept {
    /// What stands in the file now.
    pub corrections: Corrections,
    /// Where a damaged file was put that stood there before.
    pub put_aside: Option<PathBuf>,
}

/// Keeps corrections in the side file of a county. What another window has kept there since `before` stays; a file that
/// cannot be understood is put aside, never written over.
///
/// # Errors
/// When the file cannot be written; what stood there still does.
pub fn keep_corrections(
    path: &Path,
    county: &str,
    paths: &[PathBuf],
    corrections: &Corrections,
    before: &Corrections,
) -> Result<Kept, save::SaveError> {
    let mut put_aside = None;
    let corrections = match path.exists().then(|| read_corrections(path)) {
        Some(Ok(theirs)) => corrections.joined(before, &theirs),
        Some(Err(OpenError::NewerFormat { .. })) => {
            return Err(save::SaveError::new(path, save::Cause::Newer));
        }
        Some(Err(_)) => {
            put_aside = Some(save::put_aside(path)?);
            corrections.clone()
        }
        None => corrections.clone(),
    };
    let text = corrections_file_text(county, paths, &corrections);
    save::keep(path, text.as_bytes())?;
    Ok(Kept {
        corrections,
        put_aside,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Stage;

    fn one(fact: Fact, was: Fact) -> Correction {
        Correction {
            was,
            is: fact,
            known_as: "千佛学校".to_owned(),
            stood_at: LonLat::new(104.067, 29.651),
            said: Said {
                when: "2026-11-30 14:30".to_owned(),
                by: "李".to_owned(),
                reason: "年报表".to_owned(),
            },
        }
    }

    fn some() -> Corrections {
        let school = Subject::School(SchoolId::new("34"));
        let home = Subject::Settlement(SettlementId::new("v1"));
        let stage = Stage::Primary;
        [
            (
                Fact::Pupils(stage, Some(467)),
                Fact::Pupils(stage, Some(231)),
            ),
            (Fact::Seats(stage, None), Fact::Seats(stage, Some(0))),
            (Fact::Open(false), Fact::Open(true)),
            (
                Fact::Kind(SchoolKind::NineYear),
                Fact::Kind(SchoolKind::Primary),
            ),
            (Fact::Name("新名".to_owned()), Fact::Name("旧名".to_owned())),
            (Fact::Boarders(Some(0)), Fact::Boarders(None)),
            (Fact::Beds(Some(96)), Fact::Beds(None)),
            (
                Fact::Ownership(Some(Ownership::Private)),
                Fact::Ownership(None),
            ),
            (Fact::Inclusive(Some(true)), Fact::Inclusive(None)),
            (Fact::Year(Some(Year(2024))), Fact::Year(None)),
            (
                Fact::PupilsIn(stage, Year(2021), Some(231)),
                Fact::PupilsIn(stage, Year(2021), None),
            ),
            (
                Fact::Place(LonLat::new(104.1, 29.7)),
                Fact::Place(LonLat::new(104.0, 29.7)),
            ),
        ]
        .into_iter()
        .map(|(is, was)| (school.clone(), one(is, was)))
        .chain([(
            home,
            one(Fact::Pupils(stage, Some(1)), Fact::Pupils(stage, None)),
        )])
        .collect()
    }

    #[test]
    fn what_is_kept_is_read_again_word_for_word() {
        let folder = tempfile::tempdir().unwrap();
        let path = corrections_file(folder.path(), &[]);
        let (all, none) = (some(), Corrections::default());
        let kept = keep_corrections(&path, "井研县", &[], &all, &none).unwrap();
        assert_eq!(kept.corrections, all);
        assert_eq!(read_corrections(&path).unwrap(), all);
    }

    #[test]
    fn another_window_loses_nothing_by_what_this_one_keeps() {
        let folder = tempfile::tempdir().unwrap();
        let path = corrections_file(folder.path(), &[]);
        let none = Corrections::default();
        let (mut mine, mut theirs) = (none.clone(), none.clone());
        for (subject, one) in some().iter() {
            let side = if matches!(subject, Subject::School(_)) {
                &mut mine
            } else {
                &mut theirs
            };
            side.put(subject, one.is.field(), Some(one.clone()));
        }
        keep_corrections(&path, "", &[], &theirs, &none).unwrap();
        let kept = keep_corrections(&path, "", &[], &mine, &none).unwrap();
        assert_eq!(kept.corrections, some());
    }

    #[test]
    fn a_damaged_side_file_is_told_and_put_aside_and_never_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = corrections_file(folder.path(), &[]);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let broken = r#"{"format":1,"corrections":[{"school":"1","field":"colour"}]}"#;
        for (number, content) in ["", "{\"format\":1,", "[]", "{}", broken]
            .iter()
            .enumerate()
        {
            std::fs::write(&path, content).unwrap();
            let error = read_corrections(&path).unwrap_err();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(error.words().zh.contains(&name), "{}", error.words().zh);
            let kept = keep_corrections(&path, "", &[], &some(), &Corrections::default()).unwrap();
            let aside = kept.put_aside.expect("it was in the way");
            assert_eq!(
                std::fs::read_to_string(&aside).unwrap(),
                *content,
                "{number}"
            );
            assert_eq!(read_corrections(&path).unwrap(), some());
        }
        let files = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
        assert_eq!(files, 6, "none of them was written over");
        let newer = r#"{"format": 2, "corrections": []}"#;
        std::fs::write(&path, newer).unwrap();
        let none = Corrections::default();
        assert!(keep_corrections(&path, "", &[], &some(), &none).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), newer);
    }

    #[test]
    fn a_county_is_the_same_however_its_paths_are_spelled() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.json"), folder.path().join("b.json"));
        std::fs::write(&a, "a").unwrap();
        std::fs::write(&b, "b").unwrap();
        let of = |paths: &[PathBuf]| corrections_file(Path::new("own"), paths);
        let spelled = folder.path().join(".").join("b.json");
        assert_eq!(of(&[a.clone(), b.clone()]), of(&[spelled, a.clone()]));
        assert_ne!(of(&[a]), of(&[b]));
    }
}
