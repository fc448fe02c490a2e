//! Every figure of the chosen stage in the marked years, how evenly schools serve, and the staff they need.

use egui::Ui;

use super::Desk;
use super::grids::{Made, table_ui};
use super::targets::{Marked, basis_of_years};
use crate::app::look::figures;
use crate::app::look::grid::GridId;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, Text};
use crate::app::look::view::View;
use crate::app::work::ahead::Years;
use crate::horizon::Equity;
use crate::indicators::{Figure, Measured, Posts};
use crate::tables::{self, Measurement};
use crate::units::Year;
use crate::words::Words;

/// Draws one row a figure, one column a year.
pub(super) fn outlook_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
    Marked { years, marks }: Marked<'_>,
) -> Option<Intent> {
    let basis = basis_of_years(desk, view, Some(view.stage));
    let mut all = figures_of(years, marks, view);
    all.extend(equity_of(years, marks, view));
    let stage = view.stage.words();
    let made = Made {
        id: GridId::Outlook,
        make: || {
            let title = text::words_of(text::time::OUTLOOK);
            let name = Words::new(
                format!("{} · {}", title.en, stage.en),
                format!("{} · {}", title.zh, stage.zh),
            );
            let heads: Vec<Words> = marks
                .iter()
                .map(|year| Words::new(year.to_string(), year.to_string()))
                .collect();
            tables::figures(name, &heads, false, &all)
        },
        empty: text::NO_STAGE,
    };
    table_ui(ui, desk, view, basis, made, |_| {})
}

fn figures_of(years: &Years, marks: &[Year], view: &View) -> Vec<Measurement> {
    let (stage, lang) = (view.stage, view.lang);
    let below = view.typed_below.of(stage);
    let known = |year: &Year| {
        let evaluation = years.plan.get(year)?;
        evaluation.stages[stage].is_some().then_some(evaluation)
    };
    let Some(first) = marks.iter().find_map(known) else {
        return Vec::new();
    };
    let all = figures::all(first, None, stage, below, lang);
    let measurement = |shown: figures::Shown| {
        let value = |year: &Year| known(year)?.indicator(stage, shown.indicator, below);
        shown.as_row(marks.iter().map(value).collect())
    };
    all.into_iter().map(measurement).collect()
}

fn equity_of(years: &Years, marks: &[Year], view: &View) -> Vec<Measurement> {
    type Of = fn(&Equity) -> &Figure;
    type Told = (Text, Text, Of, (f64, u8, Words));
    let none = || (1.0, 3, Words::default());
    let rows: [Told; 3] = [
        (
            text::time::GINI_OF_TRIPS,
            text::time::GINI_OF_TRIPS_TIP,
            |equity| &equity.gini_of_trips,
            none(),
        ),
        (
            text::time::GINI_OF_ACCESS,
            text::time::GINI_OF_ACCESS_TIP,
            |equity| &equity.gini_of_access,
            none(),
        ),
        (
            text::time::WITHOUT_SEAT,
            text::time::WITHOUT_SEAT_TIP,
            |equity| &equity.without_seat_in_reach,
            tables::as_read(Measured::Pupils),
        ),
    ];
    let equity = |year: &Year| years.equity.get(year)?[view.stage].as_ref();
    let figure = |(name, tip, of, read): Told| {
        let figures: Vec<Option<&Figure>> = marks.iter().map(|year| equity(year).map(of)).collect();
        let missing = figures.iter().flatten().find_map(|figure| match figure {
            Figure::NotKnown(missing) => Some(text::time::not_known(missing)),
            Figure::Known(_) => None,
        });
        Measurement {
            name: text::words_of(name),
            tip: with(text::words_of(tip), missing),
            read,
            values: figures.iter().map(|figure| (*figure)?.known()).collect(),
            is_better: None,
        }
    };
    type Count = fn(Posts) -> u32;
    let posts: [(Text, Count); 2] = [
        (text::time::POSTS_BY_PUPILS, |posts| posts.by_pupils),
        (text::time::POSTS_NEEDED, |posts| posts.needed),
    ];
    let staff = posts.map(|(name, of)| Measurement {
        name: text::words_of(name),
        tip: text::words_of(text::time::POSTS_TIP),
        read: (1.0, 0, Words::default()),
        values: marks
            .iter()
            .map(|year| equity(year)?.posts.map(of).map(f64::from))
            .collect(),
        is_better: None,
    });
    rows.into_iter().map(figure).chain(staff).collect()
}

/// What a figure means, and what is missing where it is not known.
fn with(tip: Words, missing: Option<Words>) -> Words {
    match missing {
        None => tip,
        Some(missing) => Words::new(
            format!("{}\n{}", tip.en, missing.en),
            format!("{}\n{}", tip.zh, missing.zh),
        ),
    }
}
