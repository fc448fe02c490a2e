//! `xuequ check`: what was read, and every warning.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::told::{self, Told};
use super::{CountyArgs, TaskError};
use crate::io::Opened;
use crate::model::{County, Homes};
use crate::rules::{Pack, Standard};
use crate::words::Lang;

/// Arguments of `xuequ check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    county: CountyArgs,
    /// List the standards that ship with the program, with numbers and sources, instead
    #[arg(long)]
    standards: bool,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &CheckArgs, lang: Lang) -> Result<String, TaskError> {
    if args.standards {
        return Ok(standards(args.json, lang));
    }
    let opened = args.county.open(lang)?;
    Ok(if args.json {
        as_json(&opened, lang)
    } else {
        as_text(&opened, lang)
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
                "unit": rule.measure.unit().en,
                "severity": rule.severity.key(),
                "basis": rule.basis.words().en,
                "confidence": rule.confidence,
                "source": rule.source,
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
            rule.source
        );
    }
    text
}

fn as_json(opened: &Opened, lang: Lang) -> String {
    let Opened {
        county,
        plans,
        report,
        ..
    } = opened;
    let layers: Vec<_> = report
        .layers
        .iter()
        .map(
            |read| json!({"file": read.file, "layer": read.layer.key(), "features": read.features}),
        )
        .collect();
    let answer = json!({
        "county": county.name,
        "illustrative": county.illustrative,
        "townships": county.townships.len(),
        "schools": county.schools.len(),
        "settlements": county.settlements.len(),
        "homes": super::json::homes(county.homes),
        "roads": county.roads.len(),
        "plans": plans.iter().map(|plan| &plan.name).collect::<Vec<_>>(),
        "layers": layers,
    });
    Told::of(opened, false).json(answer, lang).text
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
    for warning in &report.warnings {
        let _written = writeln!(text, "{}", told::line(warning, lang));
    }
    let _written = match lang {
        Lang::Zh => writeln!(text, "{}条提示", report.warnings.len()),
        Lang::En => writeln!(text, "{} warnings", report.warnings.len()),
    };
    text
}

fn summary(county: &County, lang: Lang) -> String {
    let homes = match (county.homes, lang) {
        (Homes::Recorded, Lang::Zh) => "个居民点",
        (Homes::Recorded, Lang::En) => "settlements",
        (Homes::Estimated, Lang::Zh) => "个估算居民点",
        (Homes::Estimated, Lang::En) => "estimated homes",
    };
    let badge = match (county.illustrative, lang) {
        (false, _) => "",
        (true, Lang::Zh) => "【示意数据】",
        (true, Lang::En) => " [illustrative data]",
    };
    let (townships, schools) = (county.townships.len(), county.schools.len());
    let (settlements, roads) = (county.settlements.len(), county.roads.len());
    match lang {
        Lang::Zh => format!(
            "{}{badge}：{townships}个乡镇、{schools}所学校、{settlements}{homes}、{roads}条道路",
            county.name
        ),
        Lang::En => format!(
            "{}{badge}: {townships} townships, {schools} schools, {settlements} {homes}, {roads} roads",
            county.name
        ),
    }
}
