//! What was said of a county's files, kept: in the user's own data folder for the next time they are opened, or in a file
//! for a colleague whose files have the same names. The files of the county are never written.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::asking::{Answers, Ignored};
use super::files::unreadable;
use super::{OpenError, corrections, save};
use crate::model::RoadJoins;
use crate::words::Words;

/// The version of the file that this program writes, and the newest it reads.
const FORMAT: u64 = 1;

/// The file of what was said of a county, as [`super::corrections_file`] is that of its corrections.
pub fn answers_file(folder: &Path, paths: &[PathBuf]) -> PathBuf {
    corrections::side_file(folder, "answers", paths)
}

/// What was said, for a file that a colleague may load: without how roads are joined, which is chosen for each county.
pub fn answers_text(answers: &Answers) -> String {
    format!("{:#}\n", Value::Object(members(answers)))
}

fn members(answers: &Answers) -> Map<String, Value> {
    let said: Map<String, Value> = answers
        .iter()
        .map(|(question, choice)| (question.to_owned(), choice.into()))
        .collect();
    let mut members = Map::new();
    members.insert("format".to_owned(), FORMAT.into());
    members.insert("answers".to_owned(), said.into());
    members.insert("ignored".to_owned(), json!(answers.ignored));
    members
}

/// Reads what was said from such a file. It may be of other files than it is used for now: what fits nothing there is
/// told when they are read.
///
/// # Errors
/// When the file cannot be read, or a part of it not understood: an answer would be lost unseen.
pub fn read_answers(path: &Path) -> Result<Answers, OpenError> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    let file = path.display().to_string();
    let bad = |place: Words, (en, zh): (&str, &str)| OpenError::BadPlan {
        file: file.clone(),
        place: Box::new(place),
        what: Box::new(Words::new(en, zh)),
    };
    let whole = || Words::new("the whole file", "整个文件");
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let Ok(Value::Object(members)) = serde_json::from_slice::<Value>(bytes) else {
        let what = (
            "it holds no mapping, or is damaged",
            "不是字段对应文件，或文件已损坏",
        );
        return Err(bad(whole(), what));
    };
    let format = members.get("format").and_then(Value::as_u64);
    if let Some(format) = format.filter(|&format| format > FORMAT) {
        return Err(OpenError::NewerFormat { file, format });
    }
    let Some(Value::Object(said)) = members.get("answers") else {
        return Err(bad(whole(), ("it holds no answers", "其中没有答复")));
    };
    let mut answers = Answers::default();
    for (question, choice) in said {
        let Some(choice) = choice.as_str().filter(|choice| !choice.is_empty()) else {
            let place = Words::new(format!("answers, {question}"), format!("答复“{question}”"));
            return Err(bad(place, ("it is no text", "不是文字")));
        };
        answers.give(question, choice);
    }
    let ignored = members.get("ignored").and_then(Value::as_array);
    for (entry, number) in ignored.into_iter().flatten().zip(1..) {
        let Ok(one) = serde_json::from_value::<Ignored>(entry.clone()) else {
            let place = Words::new(
                format!("ignored, entry {number}"),
                format!("已忽略第{number}条"),
            );
            return Err(bad(place, ("it cannot be understood", "无法识别")));
        };
        answers.ignore(one);
    }
    if let Some(joins) = members.get("joins") {
        let Ok(joins) = serde_json::from_value::<RoadJoins>(joins.clone()) else {
            return Err(bad(
                Words::new("joins", "道路连接"),
                ("it cannot be understood", "无法识别"),
            ));
        };
        answers.joins = joins;
    }
    answers.remember();
    Ok(answers)
}

/// Keeps what was said of a county; a file that cannot be understood is put aside, never written over. Answers with
/// where it was put.
///
/// # Errors
/// When the file cannot be written, or a newer version of this program wrote it; what stood there still does.
pub fn keep_answers(
    path: &Path,
    paths: &[PathBuf],
    answers: &Answers,
) -> Result<Option<PathBuf>, save::SaveError> {
    let mut put_aside = None;
    match path.exists().then(|| read_answers(path)) {
        Some(Err(OpenError::NewerFormat { .. })) => {
            return Err(save::SaveError::new(path, save::Cause::Newer));
        }
        Some(Err(_)) => put_aside = Some(save::put_aside(path)?),
        Some(Ok(_)) | None => {}
    }
    let mut members = members(answers);
    let paths = paths.iter().map(|path| Value::from(path.to_string_lossy()));
    members.insert("paths".to_owned(), paths.collect());
    members.insert("joins".to_owned(), json!(answers.joins));
    let text = format!("{:#}\n", Value::Object(members));
    save::keep(path, text.as_bytes())?;
    Ok(put_aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Answers {
        let mut answers = Answers::from_iter([
            ("学校.xlsx#名册:column:在读", "pupils"),
            ("a.geojson#12:swapped", "swap"),
        ]);
        answers.ignore(Ignored {
            file: "a.geojson".to_owned(),
            feature: Some(3),
            what: "the same point as another".to_owned(),
            reason: "两校共用校舍".to_owned(),
            when: "2026-11-30 14:30".to_owned(),
            by: "李".to_owned(),
        });
        answers
    }

    #[test]
    fn what_was_said_is_read_again_word_for_word() {
        let folder = tempfile::tempdir().unwrap();
        let path = answers_file(folder.path(), &[]);
        let mut all = some();
        all.joins.crossings = true;
        assert_eq!(keep_answers(&path, &[], &all).unwrap(), None);
        all.remember();
        assert_eq!(read_answers(&path).unwrap(), all);
        let other = folder.path().join("for a colleague.json");
        std::fs::write(&other, answers_text(&all)).unwrap();
        let read = read_answers(&other).unwrap();
        assert_eq!(read.joins, RoadJoins::default(), "roads are of one county");
        assert!(read.iter().eq(all.iter()));
        assert_eq!(read.ignored, all.ignored);
    }

    #[test]
    fn a_damaged_file_is_told_with_the_place_and_put_aside_and_never_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = answers_file(folder.path(), &[]);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        for (content, place) in [
            ("", "whole file"),
            ("[]", "whole file"),
            ("{}", "whole file"),
            (r#"{"answers": {"a:column:b": 3}}"#, "a:column:b"),
            (r#"{"answers": {}, "ignored": [{}]}"#, "entry 1"),
            (r#"{"answers": {}, "joins": 1}"#, "joins"),
        ] {
            std::fs::write(&path, content).unwrap();
            let told = read_answers(&path).unwrap_err().words().en;
            assert!(told.contains(place), "{content}: {told}");
            let aside = keep_answers(&path, &[], &some()).unwrap();
            let aside = aside.expect("it was in the way");
            assert_eq!(std::fs::read_to_string(&aside).unwrap(), content);
        }
        let newer = r#"{"format": 2, "answers": {}}"#;
        std::fs::write(&path, newer).unwrap();
        assert!(keep_answers(&path, &[], &some()).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), newer);
    }
}
