//! `xuequ export`: a plan as GeoJSON or tables, the format by the ending of the file.

use std::path::PathBuf;

use clap::Args;

use super::{CountyArgs, LayoutArgs, TaskError};
use crate::assign::Assignment;
use crate::assign::catchment::Cells;
use crate::evaluation::Evaluation;
use crate::export;
use crate::model::County;
use crate::plan::Plan;
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

pub(super) fn run(args: &ExportArgs, lang: Lang) -> Result<String, TaskError> {
    let case = args.layout.case(args.county.open(lang)?)?;
    let county = case.evaluator.county();
    let evaluation = case.evaluator.evaluate(&case.plan, case.year, case.policy);
    let ending = args.output.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let text = match ending.to_ascii_lowercase().as_str() {
        "geojson" | "json" => plan_geojson(county, &case.plan, &evaluation),
        "csv" => export::schools_csv(county, &evaluation.layout, &super::assignments(&evaluation), lang),
        _ => {
            return Err(TaskError::Question(Words::new(
                format!("{}: the file must end in .geojson or .csv", args.output.display()),
                format!("{}：文件须以 .geojson 或 .csv 结尾", args.output.display()),
            )));
        }
    };
    export::save_atomic(&args.output, text.as_bytes())?;
    Ok(format!("{}\n", args.output.display()))
}

/// A plan as the file that QGIS opens and Xuequ re-opens: schools, catchment areas and moves.
pub fn plan_geojson(county: &County, plan: &Plan, evaluation: &Evaluation) -> String {
    let cells = Cells::new(county);
    let assignments: Vec<&Assignment> = super::assignments(evaluation);
    let catchments: Vec<_> = assignments
        .iter()
        .flat_map(|assignment| {
            let areas = crate::assign::catchment::areas(&cells, assignment, &evaluation.layout);
            areas.into_iter().map(|(site, area)| (assignment.stage, site, area))
        })
        .collect();
    export::plan_geojson(county, plan, &evaluation.layout, &assignments, &catchments)
}
