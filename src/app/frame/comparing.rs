//! Carrying out what is wished where plans are compared.

use super::changing::after;
use super::window::App;
use crate::app::look::chart::ComparedYear;
use crate::app::look::desk::Workspace;
use crate::app::look::text::compare as text;
use crate::app::panels::measure_name;
use crate::evaluation::Apart;
use crate::plan::Action;
use crate::session::Chosen;
use crate::words::Words;

impl App {
    /// Another workspace is opened: a year that nobody chose for the comparison is sought anew.
    pub(crate) fn seek_compared_year(&mut self) {
        let year = &mut self.view.chart.compared_year;
        if *year == ComparedYear::Found {
            *year = ComparedYear::Sought;
        }
    }

    /// A year was chosen by hand; where plans are compared it stays.
    pub(crate) fn settle_compared_year(&mut self) {
        if self.view.workspace() == Workspace::Compare {
            self.view.chart.compared_year = ComparedYear::ByHand;
        }
    }

    /// Goes to the first year in which the compared plans differ, once on opening the comparison, where they do not in
    /// the year shown.
    pub(crate) fn show_where_plans_differ(&mut self) {
        let is_sought = self.view.chart.compared_year == ComparedYear::Sought;
        if !is_sought || self.view.workspace() != Workspace::Compare || self.changing.is_busy() {
            return;
        }
        let Some(session) = &self.session else { return };
        let Some(sides) = self.results.sides(session, &self.view) else {
            return;
        };
        self.view.chart.compared_year = ComparedYear::Found;
        let (Apart::Later(first) | Apart::Earlier(first, _)) = sides.apart() else {
            return;
        };
        // Where they count otherwise they differ in this year too.
        if sides.has_same_terms() {
            let shown = sides.year();
            self.view.year_asked = Some(first);
            self.say(text::year_sought(shown, first));
        }
    }

    /// Takes a measure of the second compared plan over into the first.
    pub(crate) fn take_over(&mut self, ctx: &egui::Context, action: Action) {
        let Chosen::Plan(into) = self.view.compared.0 else {
            return;
        };
        let Some(session) = &self.session else { return };
        let sides = self.results.sides(session, &self.view);
        let name = measure_name(session, sides, &action.measure);
        let (year, what) = (action.year, action.measure.words());
        let what = Words::new(
            format!("{year} {} {name}", what.en),
            format!("{year} 年{} {name}", what.zh),
        );
        self.change(ctx, move |session| {
            let taken = session.adopt(into, text::as_in_b(&what), action);
            let name = session.undo_name().cloned();
            after(move |app| match taken {
                Ok(()) => app.say_step(name),
                Err(clash) => app.complain(text::not_taken(&what, &clash.words())),
            })
        });
    }
}
