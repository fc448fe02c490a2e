//! Opening and writing files: what goes on in the threads, and the bytes of every export.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::look::figures::{self, Pupils};
use crate::app::look::forms::PathQuestion;
use crate::app::look::intent::ExportKind;
use crate::app::look::text;
use crate::app::work::jobs::{Job, Watch};
use crate::app::work::results::Sides;
use crate::assign::Assignment;
use crate::evaluation::{Evaluation, Evaluator};
use crate::export;
use crate::io::{self, OpenError, Over, SaveError, Saved, Stamp, Turn};
use crate::model::{County, PerStage, Stage};
use crate::plan::Plan;
use crate::sample;
use crate::session::{Chosen, PlanFile, Session};
use crate::words::Lang;

/// What reading came to.
pub(crate) enum Read {
    /// A county, prepared.
    County(Box<Session>),
    /// Plans for the county that is open.
    Plans(Vec<(Plan, PlanFile)>),
}

/// Starts reading files; the sample county without any. A plan alone is read for `county`.
pub(crate) fn open(
    ctx: &egui::Context,
    paths: Vec<PathBuf>,
    county: Option<Arc<Evaluator>>,
) -> std::io::Result<Job<Result<Read, OpenError>>> {
    Job::start(
        ctx,
        "open-files",
        text::words_of(text::OPENING),
        move |watch| read(&paths, county.as_deref(), watch),
    )
}

fn read(paths: &[PathBuf], county: Option<&Evaluator>, watch: &Watch) -> Result<Read, OpenError> {
    let opened = if paths.is_empty() {
        io::open_bytes(&sample::files())
    } else {
        io::open_with(paths, &|progress| {
            // The last tenth is for roads and figures.
            watch.tell(progress.words(), progress.fraction * 0.9)
        })
    };
    let opened = match (opened, county) {
        (Err(OpenError::PlanAlone { .. }), Some(county)) => {
            let plans = paths.iter().map(|path| {
                let stamp = Stamp::of(path);
                let (plan, _) = io::read_plan(path, county.county())?;
                let path = path.clone();
                Ok((plan, PlanFile { path, stamp }))
            });
            return plans.collect::<Result<_, OpenError>>().map(Read::Plans);
        }
        (opened, _) => opened?,
    };
    if watch.tell(text::words_of(text::PREPARING), 0.9).is_break() {
        return Err(OpenError::Stopped);
    }
    Ok(Read::County(Box::new(Session::prepared_by(
        opened,
        io::prepared::prepare,
    ))))
}

/// What is to be written, and what becomes of it.
pub(crate) struct Written {
    /// Where.
    pub(crate) path: PathBuf,
    /// What for.
    pub(crate) question: PathQuestion,
    /// The plan that now stands there, and the tab it was on; `None` for an export.
    pub(crate) plan: Option<(usize, Plan)>,
    /// Whether it worked.
    pub(crate) outcome: Result<Saved, SaveError>,
}

/// Starts saving the plan on a tab.
pub(crate) fn save(
    ctx: &egui::Context,
    session: &Session,
    index: usize,
    path: PathBuf,
    over: Over,
) -> std::io::Result<Job<Written>> {
    let turn = Turn::at(&path);
    // A copy shares everything large.
    let session = session.clone();
    Job::start(ctx, "save-plan", text::words_of(text::SAVING), move |_| {
        let outcome = write(turn, &session, &path, || session.plan_file(), over);
        Written {
            path,
            question: PathQuestion::SaveAs,
            plan: session.plan().map(|plan| (index, plan.clone())),
            outcome,
        }
    })
}

/// Starts writing an export.
pub(crate) fn export(
    ctx: &egui::Context,
    session: &Session,
    kind: ExportKind,
    (path, over): (PathBuf, Over),
    compared: (Chosen, Chosen),
    proposed: Option<Proposed>,
    lang: Lang,
) -> std::io::Result<Job<Written>> {
    let turn = Turn::at(&path);
    let session = session.clone();
    let compare = crate::app::work::results::compare(&session, compared.0, compared.1);
    Job::start(ctx, "export", text::words_of(text::SAVING), move |watch| {
        let text = || match kind {
            ExportKind::Geojson => session.plan_file(),
            ExportKind::Schools => export::schools_csv(
                session.county(),
                &session.evaluation().layout,
                &session.evaluation().assignments(),
                lang,
            ),
            ExportKind::Assignment => export::assignment_csv(
                session.county(),
                &session.evaluation().layout,
                &session.evaluation().assignments(),
            ),
            ExportKind::Comparison => comparison_csv(session.county(), &compare(watch), lang),
            ExportKind::Catchments => proposed.as_ref().map_or_else(String::new, Proposed::table),
        };
        let outcome = write(turn, &session, &path, text, over);
        Written {
            path,
            question: PathQuestion::Export(kind),
            plan: None,
            outcome,
        }
    })
}

/// Proposed catchments of a stage.
pub(crate) struct Proposed {
    /// The county they are of.
    pub(crate) evaluator: Arc<Evaluator>,
    /// The plan with them.
    pub(crate) trial: Arc<Evaluation>,
    /// Whose they are.
    pub(crate) stage: Stage,
}

impl Proposed {
    /// Who goes where in the stage.
    fn table(&self) -> String {
        let stage = self.trial.stages[self.stage].as_ref();
        let assignments: Vec<&Assignment> = stage.iter().map(|stage| &stage.assignment).collect();
        export::assignment_csv(self.evaluator.county(), &self.trial.layout, &assignments)
    }
}

/// Writes a text in its turn; never over the county's own files.
fn write(
    turn: Turn,
    session: &Session,
    path: &Path,
    text: impl FnOnce() -> String,
    over: Over,
) -> Result<Saved, SaveError> {
    io::refuse_input(path, &session.report().inputs)?;
    turn.save(text().as_bytes(), over)
}

/// Both sides' figures by stage, then everyone who moves.
fn comparison_csv(county: &County, sides: &Sides, lang: Lang) -> String {
    let mut lines = vec![line(
        &["stage", "indicator", "a", "b", "difference"].map(str::to_owned),
    )];
    for stage in Stage::ALL {
        let (Some(before), Some(after)) = (&sides.before.stages[stage], &sides.after.stages[stage])
        else {
            continue;
        };
        let earlier = figures::all(
            &before.numbers,
            None,
            Pupils::of(&sides.before, stage),
            lang,
        );
        let later = figures::all(
            &after.numbers,
            Some(&before.numbers),
            Pupils::of(&sides.after, stage),
            lang,
        );
        for (first, second) in earlier.iter().zip(&later) {
            let difference = second.change.as_ref().map_or("", |(change, _)| change);
            let name = stage.words();
            let cells = [
                name.say(lang),
                second.label.say(lang),
                &first.value,
                &second.value,
                difference,
            ];
            lines.push(line(&cells.map(str::to_owned)));
        }
    }
    lines.push(String::new());
    let heads = [
        "stage",
        "settlement",
        "pupils",
        "from",
        "to",
        "distance_before_m",
        "distance_after_m",
    ];
    lines.push(line(&heads.map(str::to_owned)));
    lines.extend(moves(county, &sides.stages, lang));
    lines.push(String::new());
    // Spreadsheets take UTF-8 for what it is only with this mark in front.
    format!("\u{feff}{}", lines.join("\r\n"))
}

fn moves(
    county: &County,
    stages: &PerStage<Option<crate::indicators::Comparison>>,
    lang: Lang,
) -> Vec<String> {
    let mut lines = Vec::new();
    for (stage, comparison) in stages.iter() {
        for moved in comparison.iter().flat_map(|comparison| &comparison.moves) {
            let settlement = county
                .settlements
                .get(moved.settlement)
                .map_or("", |settlement| settlement.name.as_str());
            let school = |end: &Option<(crate::model::SchoolId, crate::travel::Trip)>| {
                end.as_ref()
                    .map_or_else(String::new, |(id, _)| id.to_string())
            };
            let metres = |end: &Option<(crate::model::SchoolId, crate::travel::Trip)>| {
                end.as_ref().map_or_else(String::new, |(_, trip)| {
                    trip.distance().as_f64().to_string()
                })
            };
            lines.push(line(&[
                stage.words().say(lang).to_owned(),
                settlement.to_owned(),
                moved.pupils.to_string(),
                school(&moved.from),
                school(&moved.to),
                metres(&moved.from),
                metres(&moved.to),
            ]));
        }
    }
    lines
}

/// One line of a table; cells with commas or quotes are quoted.
fn line(cells: &[String]) -> String {
    let quoted = |cell: &String| {
        if cell.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_with_a_comma_stays_one_cell() {
        let cells = ["1,234".to_owned(), "a \"b\"".to_owned(), "小学".to_owned()];
        assert_eq!(line(&cells), "\"1,234\",\"a \"\"b\"\"\",小学");
    }
}
