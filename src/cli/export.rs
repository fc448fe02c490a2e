//! `xuequ export`: a plan as GeoJSON or tables, the format by the ending of the file.

use std::path::PathBuf;

use clap::Args;

use super::told::Answer;
use super::{CountyArgs, LayoutArgs, TaskError};
use crate::export;
use crate::io;
use crate::tables;
use crate::tables::csv::{self, Reader};
use crate::words::{Lang, Words};

/// Arguments of `xuequ export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    county: CountyArgs,
    #[command(flatten)]
    layout: LayoutArgs,
    /// The file to write: .geojson for the plan, .csv for the table of schools
    #[arg(short, long)]
    output: PathBuf,
}

pub(super) fn run(args: &ExportArgs, lang: Lang) -> Result<Answer, TaskError> {
    let case = args.layout.case(&args.county, Some(&args.output), lang)?;
    let evaluation = case.evaluator.evaluate(&case.plan, case.year, case.policy);
    let ending = args
        .output
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let text = match ending.to_ascii_lowercase().as_str() {
        "geojson" | "json" => {
            let before = case.evaluator.baseline(case.year, case.policy);
            export::plan_file(&case.evaluator, &case.plan, &evaluation, &before)
        }
        "csv" => {
            let table = tables::schools(case.evaluator.county(), &evaluation);
            csv::text(&[&table], Reader::Person(lang))
        }
        _ => {
            return Err(TaskError::Question(Words::new(
                format!(
                    "{}: the file must end in .geojson or .csv",
                    args.output.display()
                ),
                format!("{}：文件须以 .geojson 或 .csv 结尾", args.output.display()),
            )));
        }
    };
    io::save_atomic(&args.output, text.as_bytes())?;
    let written = format!("{}\n", args.output.display());
    Ok(case.told.text(written, lang))
}
