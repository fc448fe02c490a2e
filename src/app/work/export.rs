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
        let county = self.session.county();
        let (shown, lang) = (&self.shown, self.lang);
        match self.kind {
            ExportKind::Geojson => self.session.plan_file(),
            ExportKind::Schools => {
                csv::text(&[&tables::schools(county, shown)], Reader::Person(lang))
            }
            ExportKind::Assignment => {
                let table = tables::assignment(county, &shown.layout, &shown.assignments());
                csv::text(&[&table], Reader::Program)
            }
            ExportKind::Comparison => {
                let compared = self.comparison.work();
                let (figures, moves) = (
                    tables::comparison(&compared, &self.typed_below),
                    tables::moves(&compared),
                );
                csv::text(&[&figures, &moves], Reader::Person(lang))
            }
            ExportKind::Grid(_) => self.grid.as_ref().map_or_else(String::new, |table| {
                csv::text(&[table], Reader::Person(lang))
            }),
            ExportKind::Catchments => String::new(),
        }
    }
}

/// The lines of a written table, cell by cell; an empty line has no cells.
pub(crate) fn lines(text: &str) -> Vec<Vec<String>> {
    let mut lines = Vec::new();
    let (mut line, mut cell, mut is_quoted) = (Vec::new(), String::new(), false);
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => line.push(std::mem::take(&mut cell)),
            '\n' if !is_quoted => {
                if !line.is_empty() || !cell.is_empty() {
                    line.push(std::mem::take(&mut cell));
                }
                lines.push(std::mem::take(&mut line));
            }
            _ => cell.push(letter),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{io, sample};

    #[test]
    fn what_is_previewed_is_what_is_written() {
        let opened = io::open_bytes(&sample::files()).expect("the sample opens");
        let session = Session::new(opened);
        let view = View::new(Lang::En);
        let text = Export::of(&session, ExportKind::Schools, &view).text();
        let lines = lines(&text);
        assert_eq!(lines.len(), text.lines().count());
        let quoted = |cell: &String| {
            if cell.contains([',', '"', '\n']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell.clone()
            }
        };
        for (line, written) in lines
            .iter()
            .zip(text.trim_start_matches('\u{feff}').lines())
        {
            let again: Vec<String> = line.iter().map(quoted).collect();
            assert_eq!(again.join(","), written);
        }
    }

    #[test]
    fn quotes_commas_and_empty_lines_are_read_as_they_were_written() {
        let told = lines("\u{feff}a,\"b \"\"c\"\", d\"\n\n1,\n");
        let expected: [&[&str]; 3] = [&["a", "b \"c\", d"], &[], &["1", ""]];
        assert_eq!(told, expected);
    }
}
