//! `xuequ update`: a newer roster of schools beside the county, and what is taken of it as corrections.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::told::{self, Answer, Told, said};
use super::{CountyArgs, TaskError, save_new};
use crate::io::{self, Asked, Matched, Row, Taking, Update};
use crate::model::{Corrections, County, Field, Said, SchoolId};
use crate::units::Year;
use crate::words::{Lang, Words};

/// Arguments of `xuequ update`.
#[derive(Debug, Args)]
pub struct UpdateArgs {
    #[command(flatten)]
    county: CountyArgs,
    /// The newer roster: a table or a layer of schools, with places or without
    #[arg(long = "with", value_name = "ROSTER")]
    roster: PathBuf,
    /// The school year of the roster, where neither its columns nor its name tell it
    #[arg(long, value_parser = super::bounds::year)]
    year: Option<i32>,
    /// The school year of the county's present figures, where no file tells it
    #[arg(long, value_parser = super::bounds::year)]
    year_before: Option<i32>,
    /// Which school a row is: ROW=SCHOOL, by its id, or ROW=new; again for each
    #[arg(long = "is", value_name = "ROW=SCHOOL", value_parser = parse_said)]
    said: Vec<(usize, Option<String>)>,
    /// What to take, of schools that are sure [default: what is marked *]
    #[arg(long, value_enum, value_delimiter = ',', requires = "output")]
    take: Vec<Take>,
    /// The file of corrections to write, for --corrections and the window
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Write over a file that stands there
    #[arg(long, requires = "output")]
    force: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

/// Which changes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Take {
    /// All of them
    All,
    /// Figures, who runs it, place
    Changed,
    /// Names
    Renamed,
    /// Kinds of school
    Kind,
    /// Schools that the roster calls closed, or open again
    Closed,
}

impl Take {
    const fn takes(self, field: Field) -> bool {
        match self {
            Self::All => true,
            Self::Changed => !matches!(field, Field::Name | Field::Kind | Field::Open),
            Self::Renamed => matches!(field, Field::Name),
            Self::Kind => matches!(field, Field::Kind),
            Self::Closed => matches!(field, Field::Open),
        }
    }
}

fn parse_said(text: &str) -> Result<(usize, Option<String>), String> {
    let parts = text.split_once('=');
    let said = parts.and_then(|(row, school)| Some((row.parse().ok()?, school)));
    let said = said.filter(|(_, school)| !school.is_empty());
    let (row, school) = said.ok_or("the number of a row, =, and the id of a school or new")?;
    Ok((row, (school != "new").then(|| school.to_owned())))
}

pub(super) fn run(args: &UpdateArgs, lang: Lang) -> Result<Answer, TaskError> {
    let as_read = args.county.open_files(lang)?;
    let files = as_read.county.clone();
    let opened = as_read.corrected();
    let told = Told::of(&opened, args.county.lenient);
    if let Some(output) = &args.output {
        io::refuse_input(output, opened.report.inputs.iter().chain([&args.roster]))?;
        told.refuse_to_write(Some(output))?;
    }
    let roster = io::read_roster(&args.roster, &opened.county, &|_| {
        std::ops::ControlFlow::Continue(())
    })?;
    let mut asked = Asked {
        year: args.year.map(Year),
        before: args.year_before.map(Year),
        ..Asked::default()
    };
    let first = roster.beside(&files, &opened.county, &asked);
    check_years(&first, args)?;
    for (number, school) in &args.said {
        asked.said.insert(
            row_numbered(&first, *number)?,
            school
                .as_deref()
                .map(|id| known_id(&files, id))
                .transpose()?,
        );
    }
    let update = roster.beside(&files, &opened.county, &asked);
    let taking = if let Some(output) = &args.output {
        let done = take(args, &update, (&files, &opened.county), lang)?;
        let corrections = opened.report.answers.corrections.clone();
        Some(write(args, (output, done), (&files, corrections))?)
    } else {
        None
    };
    Ok(if args.json {
        told.json(
            as_json(&update, &opened.county, taking.as_ref(), lang),
            lang,
        )
    } else {
        told.text(
            as_text(&update, &opened.county, taking.as_ref(), lang),
            lang,
        )
    })
}

/// A year that is said although the files tell another one is refused.
fn check_years(update: &Update, args: &UpdateArgs) -> Result<(), TaskError> {
    let pairs = [
        (update.year, args.year, "--year"),
        (update.before, args.year_before, "--year-before"),
    ];
    for (told, said, option) in pairs {
        if let (Some(told), Some(said)) = (told, said)
            && told.0 != said
        {
            return Err(TaskError::Question(Words::new(
                format!("{option} {said}: the file tells {told}"),
                format!("{option} {said}：文件所载为{told}年"),
            )));
        }
    }
    Ok(())
}

fn row_numbered(update: &Update, number: usize) -> Result<usize, TaskError> {
    let rows = update.rows.iter().enumerate();
    let mut found = rows.filter(|(_, row)| row.number == number);
    match (found.next(), found.next()) {
        (Some((index, _)), None) => Ok(index),
        (None, _) => Err(TaskError::Question(Words::new(
            format!("--is {number}: {} has no such row", update.file),
            format!("--is {number}：{} 中没有这一行", update.file),
        ))),
        (Some(_), Some(_)) => Err(TaskError::Question(Words::new(
            format!("--is {number}: several sheets have such a row; name one, as FILE#SHEET"),
            format!("--is {number}：多个工作表都有这一行，请以 文件#工作表 指定"),
        ))),
    }
}

fn known_id(county: &County, id: &str) -> Result<SchoolId, TaskError> {
    let id = SchoolId::new(id);
    match county.school(&id) {
        Some(_) => Ok(id),
        None => Err(TaskError::Question(Words::new(
            format!("--is: no school has the id {id}"),
            format!("--is：没有编号为{id}的学校"),
        ))),
    }
}

fn take(
    args: &UpdateArgs,
    update: &Update,
    (_, county): (&County, &County),
    lang: Lang,
) -> Result<Taking, TaskError> {
    let ticks: BTreeSet<(usize, Field)> = if args.take.is_empty() {
        update.proposed()
    } else {
        update.ticks(|change| args.take.iter().any(|take| take.takes(change.field())))
    };
    update
        .take(county, &ticks, &Said::default(), lang)
        .map_err(TaskError::Question)
}

/// Writes the corrections with those that the county was opened with.
fn write(
    args: &UpdateArgs,
    (output, mut taking): (&Path, Taking),
    (files, mut corrections): (&County, Corrections),
) -> Result<Taking, TaskError> {
    taking.give(files, &mut corrections);
    let text = io::corrections_file_text(&files.name, &args.county.paths, &corrections);
    save_new(output, text.as_bytes(), args.force)?;
    Ok(taking)
}

fn name_of<'a>(county: &'a County, id: &'a SchoolId) -> &'a str {
    county
        .school(id)
        .map_or_else(|| id.as_str(), |school| &school.name)
}

fn as_json(update: &Update, county: &County, taking: Option<&Taking>, lang: Lang) -> Value {
    let school = |id: &SchoolId| json!({"id": id.as_str(), "name": name_of(county, id)});
    let row = |row: &Row| {
        let by = match &row.matched {
            Matched::School(_, by) => Some(by.key()),
            _ => None,
        };
        let score = match row.matched {
            Matched::Alike(_, score) => Some(score),
            _ => None,
        };
        let changes = row.changes.iter().map(|change| {
            json!({
                "field": change.field().to_string(),
                "was": io::fact_value(&change.was),
                "is": io::fact_value(&change.is),
                "with_kind": change.with_kind,
                "proposed": change.is_proposed,
            })
        });
        json!({
            "file": row.file,
            "row": row.number,
            "name": row.name,
            "code": row.code,
            "match": row.matched.key(),
            "school": row.matched.school().map(school),
            "by": by,
            "score": score,
            "candidates": row.matched.candidates().into_iter().map(school).collect::<Value>(),
            "changes": changes.collect::<Value>(),
            "told": said(&row.told, lang),
        })
    };
    let noticed = update
        .warnings
        .iter()
        .map(|warning| told::line(warning, lang));
    json!({
        "roster": update.file,
        "year": update.year,
        "year_before": update.before,
        "is_older": update.is_older(),
        "rows": update.rows.iter().map(row).collect::<Value>(),
        "gone": update.gone.iter().map(school).collect::<Value>(),
        "beyond": update.beyond,
        "unchanged": update.unchanged(),
        "places_elsewhere": update.shifted,
        "roster_warnings": noticed.collect::<Value>(),
        "taken": taking.map(Taking::ticked),
        "left": taking.map(|taking| said(&taking.left, lang)),
    })
}

/// Lines of a text, in the language of the answer.
struct Lines {
    text: String,
    lang: Lang,
}

impl Lines {
    fn put(&mut self, words: &Words) {
        // Writing to a string cannot fail.
        let _written = writeln!(self.text, "{}", words.say(self.lang));
    }

    fn put_in(&mut self, words: &Words) {
        let _written = writeln!(self.text, "    {}", words.say(self.lang));
    }
}

fn as_text(update: &Update, county: &County, taking: Option<&Taking>, lang: Lang) -> String {
    let mut lines = Lines {
        text: String::new(),
        lang,
    };
    for words in update.summary() {
        lines.put(&words);
    }
    for row in update
        .rows
        .iter()
        .filter(|row| row.is_changed() || !row.told.is_empty())
    {
        row_lines(&mut lines, row, county);
    }
    for row in update.rows.iter().filter(|row| row.is_unsure()) {
        row_lines(&mut lines, row, county);
    }
    if update.new_rows().next().is_some() {
        lines.put(&Update::about_new());
    }
    for row in update.new_rows() {
        let place = row.place();
        lines.put_in(&Words::new(
            format!("{} ({})", row.name, place.en),
            format!("{}（{}）", row.name, place.zh),
        ));
    }
    if !update.gone.is_empty() {
        lines.put(&Update::about_gone());
    }
    for id in &update.gone {
        let name = name_of(county, id);
        lines.put_in(&Words::new(
            format!("{name} ({id})"),
            format!("{name}（{id}）"),
        ));
    }
    for warning in &update.warnings {
        let line = told::line(warning, lang);
        lines.put(&Words::new(line.clone(), line));
    }
    if let Some(taking) = taking {
        let all = Words::counted(taking.ticked(), "fact", "项");
        lines.put(&Words::new(
            format!("Taken as corrections: {}", all.en),
            format!("已作为更正采用：{}", all.zh),
        ));
        for words in &taking.left {
            lines.put_in(words);
        }
    }
    lines.text
}

fn row_lines(lines: &mut Lines, row: &Row, county: &County) {
    let place = row.place();
    let name = row
        .matched
        .school()
        .map_or(row.name.as_str(), |id| name_of(county, id));
    lines.put(&Words::new(
        format!("{name} ({})", place.en),
        format!("{name}（{}）", place.zh),
    ));
    for change in &row.changes {
        if change.field() == Field::Year {
            continue;
        }
        let (field, was, is) = (
            change.field().words(),
            change.was.words(),
            change.is.words(),
        );
        let mark = if change.is_proposed { "*" } else { " " };
        lines.put_in(&Words::new(
            format!("{mark} {}: {} → {}", field.en, was.en, is.en),
            format!("{mark} {}：{} → {}", field.zh, was.zh, is.zh),
        ));
    }
    if let Some(doubt) = row.matched.doubt() {
        let named: Vec<String> = row
            .matched
            .candidates()
            .into_iter()
            .map(|id| format!("{} ({id})", name_of(county, id)))
            .collect();
        let (named, number) = (named.join(", "), row.number);
        lines.put_in(&Words::new(
            format!(
                "? {}: {named}; say --is {number}=SCHOOL or --is {number}=new",
                doubt.en
            ),
            format!(
                "? {}：{named}；请以 --is {number}=编号 或 --is {number}=new 指明",
                doubt.zh
            ),
        ));
    }
    for words in &row.told {
        lines.put_in(words);
    }
}
