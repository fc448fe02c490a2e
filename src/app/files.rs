//! Opening and writing files: what goes on in the threads, and the bytes of every export.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::figures::{self, Pupils};
use super::intent::ExportKind;
use super::jobs::{Job, Watch};
use super::results::Sides;
use super::text;
use crate::assign::Assignment;
use crate::assign::catchment::Cells;
use crate::evaluation::{Evaluation, Evaluator};
use crate::export::{self, SaveError};
use crate::indicators::compare_stage;
use crate::io::{self, OpenError};
use crate::model::{County, PerStage, Stage};
use crate::plan::Plan;
use crate::sample;
use crate::session::{Chosen, Session};
use crate::words::Lang;

/// What reading came to.
pub(super) enum Read {
    /// A county, prepared.
    County(Box<Session>),
    /// Plans for the county that is open.
    Plans(Vec<(Plan, PathBuf)>),
}

/// Starts reading files; the sample county without any. A plan alone is read for `county`.
pub(super) fn open(
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
            let plans = paths
                .iter()
                .map(|path| Ok((io::read_plan(path, county.county())?.0, path.clone())));
            return plans.collect::<Result<_, OpenError>>().map(Read::Plans);
        }
        (opened, _) => opened?,
    };
    if watch.tell(text::words_of(text::PREPARING), 0.9).is_break() {
        return Err(OpenError::Stopped);
    }
    Ok(Read::County(Box::new(Session::new(opened))))
}

/// What is to be written, and what becomes of it.
pub(super) struct Written {
    /// Where.
    pub(super) path: PathBuf,
    /// The plan that now stands there, and the tab it was on; `None` for an export.
    pub(super) plan: Option<(usize, Plan)>,
    /// Whether it worked.
    pub(super) outcome: Result<(), SaveError>,
}

/// Starts saving the plan on a tab.
pub(super) fn save(
    ctx: &egui::Context,
    session: &Session,
    index: usize,
    path: PathBuf,
) -> std::io::Result<Job<Written>> {
    let content = Content::of(session);
    Job::start(ctx, "save-plan", text::words_of(text::SAVING), move |_| {
        let outcome = write(&path, &content.geojson());
        Written {
            path,
            plan: Some((index, content.plan)),
            outcome,
        }
    })
}

/// Starts writing an export.
pub(super) fn export(
    ctx: &egui::Context,
    session: &Session,
    kind: ExportKind,
    path: PathBuf,
    compared: (Chosen, Chosen),
    proposed: Option<Proposed>,
    lang: Lang,
) -> std::io::Result<Job<Written>> {
    let content = Content::of(session);
    let compare = super::results::compare(session, compared.0, compared.1);
    Job::start(ctx, "export", text::words_of(text::SAVING), move |watch| {
        let text = match kind {
            ExportKind::Geojson => content.geojson(),
            ExportKind::Schools => export::schools_csv(
                content.county(),
                &content.evaluation.layout,
                &content.assignments(),
                lang,
            ),
            ExportKind::Assignment => export::assignment_csv(
                content.county(),
                &content.evaluation.layout,
                &content.assignments(),
            ),
            ExportKind::Comparison => comparison_csv(content.county(), &compare(watch), lang),
            ExportKind::Catchments => proposed.as_ref().map_or_else(String::new, Proposed::table),
        };
        let outcome = write(&path, &text);
        Written {
            path,
            plan: None,
            outcome,
        }
    })
}

/// Proposed catchments of a stage.
pub(super) struct Proposed {
    /// The county they are of.
    pub(super) evaluator: Arc<Evaluator>,
    /// The plan with them.
    pub(super) trial: Arc<Evaluation>,
    /// Whose they are.
    pub(super) stage: Stage,
}

impl Proposed {
    /// Who goes where in the stage.
    fn table(&self) -> String {
        let stage = self.trial.stages[self.stage].as_ref();
        let assignments: Vec<&Assignment> = stage.iter().map(|stage| &stage.assignment).collect();
        export::assignment_csv(self.evaluator.county(), &self.trial.layout, &assignments)
    }
}

fn write(path: &Path, text: &str) -> Result<(), SaveError> {
    export::save_atomic(path, text.as_bytes())
}

/// What the files are made of, shared with the session.
struct Content {
    evaluator: Arc<Evaluator>,
    evaluation: Arc<Evaluation>,
    baseline: Arc<Evaluation>,
    plan: Plan,
}

impl Content {
    fn of(session: &Session) -> Self {
        let base = session.evaluator().base_year();
        Self {
            evaluator: Arc::clone(session.evaluator()),
            evaluation: Arc::clone(session.evaluation()),
            baseline: Arc::clone(session.baseline()),
            plan: session
                .plan()
                .cloned()
                .unwrap_or_else(|| Plan::new("", (base, base))),
        }
    }

    fn county(&self) -> &County {
        self.evaluator.county()
    }

    fn assignments(&self) -> Vec<&Assignment> {
        self.evaluation
            .stages
            .iter()
            .filter_map(|(_, stage)| Some(&stage.as_ref()?.assignment))
            .collect()
    }

    /// The plan with its schools, catchment areas and moves, as QGIS opens it and Xuequ re-opens it.
    fn geojson(&self) -> String {
        let cells = Cells::new(self.county());
        let assignments = self.assignments();
        let areas = |assignment: &&Assignment| {
            let stage = assignment.stage;
            cells
                .areas(assignment)
                .into_iter()
                .map(move |(site, area)| (stage, site, area))
        };
        let catchments: Vec<_> = assignments.iter().flat_map(areas).collect();
        let settlements = self.county().settlements.len();
        let moves: Vec<_> = assignments
            .iter()
            .filter_map(|after| {
                let before = &self.baseline.stages[after.stage].as_ref()?.assignment;
                let sides = (
                    (&*self.baseline.layout, before),
                    (&*self.evaluation.layout, *after),
                );
                Some((
                    after.stage,
                    compare_stage(sides.0, sides.1, settlements).moves,
                ))
            })
            .collect();
        export::plan_geojson(
            self.county(),
            &self.plan,
            &self.evaluation.layout,
            &assignments,
            &catchments,
            &moves,
        )
    }
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
