//! Every figure of the chosen stage in the marked years, how evenly schools serve, and the staff they need.

use egui::{Grid, RichText, Ui};

use crate::app::look::figures;
use crate::app::look::text::{self, Text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{heading, name_it};
use crate::app::work::ahead::Years;
use crate::horizon::Equity;
use crate::indicators::{Figure, Posts};
use crate::units::Year;
use crate::words::Lang;

/// Draws one row a figure, one column a year.
pub(super) fn outlook_ui(ui: &mut Ui, years: &Years, marks: &[Year], view: &View) {
    let lang = view.lang;
    let stage = view.stage.words();
    let title = text::time::OUTLOOK.say(lang);
    heading(ui, format!("{title} · {}", stage.say(lang)));
    Grid::new("outlook")
        .num_columns(1 + marks.len())
        .striped(true)
        .spacing([14.0, 4.0])
        .show(ui, |ui| {
            ui.label("");
            for year in marks {
                ui.label(RichText::new(year.to_string()).size(size::CAPTION).strong());
            }
            ui.end_row();
            figures_ui(ui, years, marks, view);
            equity_ui(ui, years, marks, view);
        });
}

fn figures_ui(ui: &mut Ui, years: &Years, marks: &[Year], view: &View) {
    let of_year = |year: &Year| {
        let evaluation = years.plan.get(year)?;
        let has_figures = evaluation.stages[view.stage].is_some();
        has_figures.then(|| {
            figures::all(
                evaluation,
                None,
                view.stage,
                view.typed_below.of(view.stage),
                view.lang,
            )
        })
    };
    let columns: Vec<_> = marks.iter().map(of_year).collect();
    let Some(first) = columns.iter().flatten().next() else {
        return;
    };
    for figure in first {
        ui.label(&figure.title).on_hover_text(&figure.tooltip);
        for column in &columns {
            let same = column
                .iter()
                .flatten()
                .find(|of| of.indicator == figure.indicator);
            ui.label(same.map_or(text::UNKNOWN, |shown| shown.value.as_str()));
        }
        ui.end_row();
    }
}

fn equity_ui(ui: &mut Ui, years: &Years, marks: &[Year], view: &View) {
    let lang = view.lang;
    type Of = fn(&Equity) -> &Figure;
    let shares: [(Text, Text, Of); 2] = [
        (
            text::time::GINI_OF_TRIPS,
            text::time::GINI_OF_TRIPS_TIP,
            |equity| &equity.gini_of_trips,
        ),
        (
            text::time::GINI_OF_ACCESS,
            text::time::GINI_OF_ACCESS_TIP,
            |equity| &equity.gini_of_access,
        ),
    ];
    let equity = |year: &Year| years.equity.get(year)?[view.stage].as_ref();
    let row = |ui: &mut Ui, name: Text, tip: Text, of: Of, digits: usize| {
        ui.label(name.say(lang)).on_hover_text(tip.say(lang));
        for year in marks {
            figure_ui(ui, equity(year).map(of), digits, lang);
        }
        ui.end_row();
    };
    for (name, tip, of) in shares {
        row(ui, name, tip, of, 3);
    }
    row(
        ui,
        text::time::WITHOUT_SEAT,
        text::time::WITHOUT_SEAT_TIP,
        |equity| &equity.without_seat_in_reach,
        0,
    );
    type Count = fn(Posts) -> u32;
    let posts: [(Text, Count); 2] = [
        (text::time::POSTS_BY_PUPILS, |posts| posts.by_pupils),
        (text::time::POSTS_NEEDED, |posts| posts.needed),
    ];
    for (name, of) in posts {
        ui.label(name.say(lang))
            .on_hover_text(text::time::POSTS_TIP.say(lang));
        for year in marks {
            let posts = equity(year).and_then(|equity| equity.posts);
            let shown = posts.map_or_else(
                || text::UNKNOWN.to_owned(),
                |posts| figures::count(of(posts)),
            );
            ui.label(shown)
                .on_hover_text(text::time::POSTS_TIP.say(lang));
        }
        ui.end_row();
    }
}

fn figure_ui(ui: &mut Ui, figure: Option<&Figure>, digits: usize, lang: Lang) {
    match figure {
        Some(Figure::Known(value)) if digits == 0 => {
            ui.label(figures::count(value.round() as i64));
        }
        Some(Figure::Known(value)) => {
            ui.label(format!("{value:.digits$}"));
        }
        Some(Figure::NotKnown(missing)) => {
            let words = text::time::not_known(missing);
            let faint = Theme::of(ui.ctx()).faint;
            let shown = ui.label(RichText::new(text::UNKNOWN).color(faint));
            name_it(&shown, egui::Role::Label, words.say(lang));
            shown.on_hover_text(words.say(lang));
        }
        None => {
            ui.label(text::UNKNOWN);
        }
    }
}
