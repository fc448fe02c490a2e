//! `xuequ check`: what was read, and every warning.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::told::{self, Answer, Told};
use super::{CountyArgs, TaskError, convert};
use crate::io::{ColumnRead, Ignored, LayerRead, Opened, Report, Warning};
use crate::model::{County, Homes, SchoolId};
use crate::rules::{Pack, Standard};
use crate::words::{Lang, Words};

/// Arguments of `xuequ check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    county: CountyArgs,
    /// List the standards that ship with the program, with numbers and sources, instead
    #[arg(long)]
    standards: bool,
    /// Write the county with what was put right in reading, and list that; what only you can say stays open
    #[arg(long, requires = "output", conflicts_with_all = ["standards", "json"])]
    fix: bool,
    /// The file that --fix writes: .gpkg with a table for each layer, or .geojson with all of them
    #[arg(short, long, requires = "fix")]
    output: Option<PathBuf>,
    /// Write over a file that stands there
    #[arg(long, requires = "fix")]
    force: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &CheckArgs, lang: Lang) -> Result<Answer, TaskError> {
    if args.standards {
        return Ok(Answer::sound(standards(args.json, lang)));
    }
    let output = args.output.as_deref().filter(|_| args.fix);
    let output = output
        .map(|path| convert::form(path).map(|form| (path, form)))
        .transpose()?;
    let opened = args.county.open(lang)?;
    let told = Told::of(&opened, args.county.lenient);
    if let Some(output) = output {
        convert::write(&opened, &told, output, args.force)?;
        return Ok(told.ending(fixed(&opened, output.0, lang)));
    }
    Ok(if args.json {
        told.json(as_json(&opened), lang)
    } else {
        told.ending(as_text(&opened, lang))
    })
}

/// Every shipped rule: what it asks, how sure we are, and where it stands.
fn standards(json: bool, lang: Lang) -> String {
    let rules = || Pack::shipped().iter().flat_map(|pack| &pack.standards);
    if json {
        let rule = |rule: &Standard| {
            json!({
                "pack": rule.pack,
                "id": rule.id,
                "name": rule.words.say(lang),
                "limit": rule.limit,
                "unit": rule.measure.unit().say(lang),
                "severity": rule.severity.key(),
                "basis": rule.basis.words().say(lang),
                "confidence": rule.confidence,
                "source": rule.source.say(lang),
            })
        };
        return super::json::pretty(&rules().map(rule).collect());
    }
    let mut text = String::new();
    for rule in rules() {
        let (unit, basis) = (rule.measure.unit(), rule.basis.words());
        // Writing to a string cannot fail.
        let _written = writeln!(
            text,
            "{} {}: {} {} {} [{}] {}",
            rule.pack,
            rule.id,
            rule.words.say(lang),
            rule.limit,
            unit.say(lang),
            basis.say(lang),
            rule.source.say(lang)
        );
    }
    text
}

/// What was told in reading (put right in the file written, or left as it is), and what is left to the planner.
fn fixed(opened: &Opened, output: &Path, lang: Lang) -> String {
    let Opened { county, report, .. } = opened;
    let is_open = |warning: &&Warning| {
        let question = warning.question.as_ref();
        question.is_some_and(|question| question.answer.is_none())
    };
    let (open, done): (Vec<&Warning>, Vec<&Warning>) = report.lines().partition(is_open);
    let corrected = county.corrections.len();
    let headings = [
        Words::new(
            format!("Read and told: {}", done.len()),
            format!("读入时的处理和提示：{}条", done.len()),
        ),
        Words::new(
            format!("Corrections applied: {corrected}"),
            format!("已采用的更正：{corrected}项"),
        ),
        Words::new(
            format!("Questions left to you: {}", open.len()),
            format!("待您确认的问题：{}个", open.len()),
        ),
    ];
    let mut text = format!("{}\n", summary(county, lang));
    // Writing to a string cannot fail.
    let _written = writeln!(text, "{}", headings[0].say(lang));
    for warning in done {
        let _written = writeln!(text, "  {}", told::line(warning, lang));
    }
    let _written = writeln!(text, "{}", headings[1].say(lang));
    let _written = writeln!(text, "{}", headings[2].say(lang));
    for warning in open {
        let _written = writeln!(text, "  {}", told::line(warning, lang));
    }
    let _written = writeln!(text, "{}", output.display());
    text
}

fn as_json(opened: &Opened) -> Value {
    let Opened {
        county,
        plans,
        report,
        ..
    } = opened;
    let layers: Vec<_> = report.layers.iter().map(layer).collect();
    json!({
        "county": county.name,
        "illustrative": county.illustrative,
        "townships": county.townships.len(),
        "schools": county.schools.len(),
        "settlements": county.settlements.len(),
        "homes": super::json::homes(county.homes),
        "roads": county.roads.len(),
        "zones": zones(county),
        "plans": plans.iter().map(|opened| &opened.plan.name).collect::<Vec<_>>(),
        "layers": layers,
        "ignored": ignored(report).map(|(warning, one)| json!({
            "file": warning.file,
            "feature": warning.feature,
            "kind": warning.kind,
            "what": one.what,
            "reason": one.reason,
            "when": one.when,
            "by": one.by,
        })).collect::<Vec<_>>(),
    })
}

/// A layer, the file it is of, and its columns.
fn layer(read: &LayerRead) -> Value {
    let file = &read.read;
    let crs = file.crs.as_ref();
    json!({
        "file": read.file,
        "layer": read.layer.key(),
        "features": read.features,
        "skipped": read.skipped,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "crs": crs.map(|crs| &crs.name.en),
        "crs_why": crs.map(|crs| &crs.why.en),
        "encoding": file.encoding,
        "columns": read.columns.iter().map(column).collect::<Vec<_>>(),
    })
}

fn column(column: &ColumnRead) -> Value {
    let question = column.question.as_ref();
    json!({
        "name": column.name,
        "meaning": column.meaning.as_ref().map(|(key, _)| key),
        "known": column.how.key(),
        "examples": column.examples,
        "question": question.map(|question| &question.key),
    })
}

/// What is let rest of what is told, each with why.
fn ignored(report: &Report) -> impl Iterator<Item = (&Warning, &Ignored)> {
    let told = report.warnings.iter();
    told.filter_map(|warning| Some((warning, report.why_ignored(warning)?)))
}

/// How many attendance zones there are, and the schools that they name, each once.
fn zones(county: &County) -> Value {
    let matched = county.zones.iter().filter_map(|zone| zone.school.as_ref());
    let schools: BTreeSet<&str> = matched.clone().map(SchoolId::as_str).collect();
    json!({"count": county.zones.len(), "matched": matched.count(), "schools": schools})
}

fn as_text(opened: &Opened, lang: Lang) -> String {
    let Opened { county, report, .. } = opened;
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _written = writeln!(text, "{}", summary(county, lang));
    for read in &report.layers {
        let _written = writeln!(
            text,
            "  {}: {} ({})",
            read.file,
            read.layer.words().say(lang),
            read.features
        );
    }
    for warning in report.lines() {
        let _written = writeln!(text, "{}", told::line(warning, lang));
    }
    for (file, key, choices) in columns_to_map(report) {
        let begin = match lang {
            Lang::Zh => "指定字段含义（名称含空格时整体加引号）",
            Lang::En => "say what a column holds (in quotes where its name has blanks)",
        };
        let _written = writeln!(text, "{file}: {begin}\n    --answer {key}NAME=  {choices}");
    }
    let remembered = report.answers.n_remembered();
    if remembered > 0 {
        let answers = Words::counted(remembered, "answer", "条");
        let told = Words::new(
            format!("{} from another time used", answers.en),
            format!("采用以前的答复{}", answers.zh),
        );
        let _written = writeln!(text, "{}", told.say(lang));
    }
    for (warning, one) in ignored(report) {
        let begin = match lang {
            Lang::Zh => "已忽略",
            Lang::En => "ignored",
        };
        let line = told::line(warning, lang);
        let _written = writeln!(text, "{begin}: {line} ({})", one.reason);
    }
    let warnings = Words::counted(report.lines().count(), "warning", "条提示");
    let _written = writeln!(text, "{}", warnings.say(lang));
    text
}

/// How to map columns that were not understood, once for each layer: the beginning of the keys, and the choices.
fn columns_to_map(report: &Report) -> Vec<(&str, &str, String)> {
    let mut told: Vec<(&str, &str, String)> = Vec::new();
    for warning in &report.warnings {
        let question = warning.question.as_ref();
        let Some(question) = question.filter(|question| question.is_beside) else {
            continue;
        };
        let of_column = |(begin, _): (&str, &str)| question.key.get(..begin.len() + COLUMN.len());
        let key = question.key.split_once(COLUMN).and_then(of_column);
        let Some(key) = key.filter(|key| told.iter().all(|(_, other, _)| other != key)) else {
            continue;
        };
        let choices: Vec<&str> = question
            .choices
            .iter()
            .map(|choice| choice.key.as_str())
            .collect();
        told.push((&warning.file, key, choices.join(" | ")));
    }
    told
}

/// What stands in the key of a question about a column, before its name.
const COLUMN: &str = ":column:";

fn summary(county: &County, lang: Lang) -> String {
    let settlements = county.settlements.len();
    let homes = match county.homes {
        Homes::Recorded => Words::counted(settlements, "settlement", "个居民点"),
        Homes::Estimated => Words::counted(settlements, "estimated home", "个估算居民点"),
        Homes::Unknown => Words::new("homes not known", "居住地未知"),
    };
    let badge = match (county.illustrative, lang) {
        (false, _) => "",
        (true, Lang::Zh) => "【示意数据】",
        (true, Lang::En) => " [illustrative data]",
    };
    let parts = [
        Words::counted(county.townships.len(), "township", "个乡镇"),
        Words::counted(county.schools.len(), "school", "所学校"),
        homes,
        Words::counted(county.roads.len(), "road", "条道路"),
    ];
    let (colon, comma) = match lang {
        Lang::Zh => ("：", "、"),
        Lang::En => (": ", ", "),
    };
    let parts = parts.each_ref().map(|part| part.say(lang));
    format!("{}{badge}{colon}{}", county.name, parts.join(comma))
}
