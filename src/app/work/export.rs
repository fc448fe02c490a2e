//! What is written of the layout on screen, as text; the same is previewed.

use std::sync::Arc;

use crate::app::look::intent::ExportKind;
use crate::app::look::view::View;
use crate::evaluation::Evaluation;
use crate::model::PerStage;
use crate::session::{ComparisonTask, Session};
use crate::tables::{self, Table, csv, csv::Reader};
use crate::words::Lang;

/// A file to be written, with all that it is made of.
pub(crate) struct Export {
    session: Session,
    kind: ExportKind,
    shown: Arc<Evaluation>,
    comparison: ComparisonTask,
    typed_below: PerStage<Option<u32>>,
    /// What stands in a table of the screen, where that is written.
    grid: Option<Table>,
    lang: Lang,
}

impl Export {
    /// Of the layout on screen.
    pub(crate) fn of(session: &Session, kind: ExportKind, view: &View) -> Self {
        Self {
            kind,
            shown: Arc::clone(view.standing(session)),
            comparison: session.comparison(view.compared.0, view.compared.1),
            typed_below: PerStage::from_fn(|stage| view.typed_below.of(stage)),
            grid: match kind {
                ExportKind::Grid(id) => view.grids.table(id, view.lang),
                _ => None,
            },
            lang: view.lang,
            session: session.clone(),
        }
    }

    /// Its text. Proposed catchments are written by those who proposed them.
    pub(crate) fn text(self) -> String {
        if self.kind == ExportKind::Geojson {
            return self.session.plan_file();
        }
        let (tables, reader) = self.tables();
        csv::text(&tables.iter().collect::<Vec<_>>(), reader)
    }

    /// The lines of the tables that its text is made of, cell by cell; an empty line has no cells.
    pub(crate) fn lines(self) -> Vec<Vec<String>> {
        let (tables, reader) = self.tables();
        csv::lines(&tables.iter().collect::<Vec<_>>(), reader)
    }

    /// The tables, and who reads them; none for a file that is no table.
    fn tables(self) -> (Vec<Table>, Reader) {
        let county = self.session.county();
        let (shown, person) = (&self.shown, Reader::Person(self.lang));
        match self.kind {
            ExportKind::Geojson | ExportKind::Catchments => (Vec::new(), person),
            ExportKind::Schools => (vec![tables::schools(county, shown)], person),
            ExportKind::Assignment => {
                let table = tables::assignment(county, &shown.layout, &shown.assignments());
                (vec![table], Reader::Program)
            }
            ExportKind::Comparison => {
                let compared = self.comparison.work();
                let figures = tables::comparison(&compared, &self.typed_below);
                (vec![figures, tables::moves(&compared)], person)
            }
            ExportKind::Grid(_) => (self.grid.into_iter().collect(), person),
        }
    }
}
