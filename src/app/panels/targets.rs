//! The targets board, the seat balance by district, figures by year, and how empty new seats become.

use egui::{Role, ScrollArea, Ui};

use super::grids::{Made, basis_of_county, table_ui};
use super::parts::{LEAST, parts_ui};
use super::{Desk, outlook};
use crate::app::look::figures;
use crate::app::look::grid::{Basis, GridId};
use crate::app::look::icons;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, row};
use crate::app::work::ahead::Years;
use crate::horizon::emptiest_seats;
use crate::model::Stage;
use crate::plan::Plan;
use crate::session::Session;
use crate::tables;
use crate::units::Year;
use crate::words::Lang;

/// The shares of the room that the targets take, and what stands beside them.
const SHARES: [f32; 2] = [0.6, 0.4];

/// The years ahead, and those of them that have a column.
#[derive(Clone, Copy)]
pub(super) struct Marked<'a> {
    pub(super) years: &'a Years,
    pub(super) marks: &'a [Year],
}

/// What stands beside the targets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Beside {
    /// Free seats by stage and district.
    #[default]
    Balance,
    /// The figures of the chosen stage by year.
    Outlook,
    /// New seats at their emptiest.
    Emptiest,
}

/// Draws the targets, and what is chosen beside them.
pub(super) fn targets_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let Some(years) = desk.results.ahead.years() else {
        caption(ui, text::time::LOOKING_AHEAD.say(view.lang));
        return None;
    };
    let marks = marked_years(desk.session, years);
    let marked = Marked {
        years,
        marks: &marks,
    };
    let mut intent = None;
    parts_ui(ui, LEAST, &SHARES, |ui, part| {
        let wish = match part {
            0 => board_ui(ui, desk, view, marked),
            _ => beside_ui(ui, desk, view, marked),
        };
        intent = wish.or(intent.take());
    });
    intent
}

/// What tables of the years ahead are made from; those of an earlier plan stand until new ones are there.
pub(super) fn basis_of_years(desk: Desk<'_>, view: &View, stage: Option<Stage>) -> Basis {
    Basis {
        revision: desk.session.revision(),
        stage,
        terms: u64::from(desk.results.ahead.years_are_fresh()),
        ..basis_of_county(desk, view)
    }
}

/// Today, the end of the period, five years later and the horizon; what the plan reaches.
fn marked_years(session: &Session, years: &Years) -> Vec<Year> {
    let base = session.evaluator().base_year();
    let plan = session.plan_or_today();
    let (end, horizon) = (plan.period.1, plan.horizon);
    let mut marks = vec![base, end, Year(end.0 + 5), horizon];
    marks.retain(|year| years.plan.contains_key(year));
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// One line a target: today, the marked years, what is asked and whether it is reached when it is due.
fn board_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
    Marked { years, marks }: Marked<'_>,
) -> Option<Intent> {
    let session = desk.session;
    let due = session.plan().map_or(session.year(), |plan| plan.period.1);
    let basis = basis_of_years(desk, view, None);
    let made = Made {
        id: GridId::Targets,
        make: || {
            let standards = session.evaluator().standards();
            tables::targets(&years.targets, marks, standards, due)
        },
        empty: text::time::NO_TARGETS,
    };
    let (is_fresh, lang) = (desk.results.ahead.years_are_fresh(), view.lang);
    table_ui(ui, desk, view, basis, made, |ui| {
        if !is_fresh {
            caption(ui, text::time::LOOKING_AHEAD.say(lang));
        }
    })
}

/// Free seats, figures by year, or the new seats at their emptiest.
fn beside_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
    Marked { years, marks }: Marked<'_>,
) -> Option<Intent> {
    let lang = view.lang;
    let id = ui.scope_id().with("chosen");
    let mut chosen: Beside = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let all = [
        (
            Beside::Balance,
            text::time::BALANCE,
            text::time::SEAT_BALANCE_TIP,
        ),
        (
            Beside::Outlook,
            text::time::OUTLOOK,
            text::time::OUTLOOK_TIP,
        ),
        (
            Beside::Emptiest,
            text::time::EMPTIEST,
            text::time::EMPTIEST_TIP,
        ),
    ];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = -1.0;
        for (beside, label, tip) in all {
            let label = label.say(lang);
            let chip = icons::chip(ui, label, label, Role::Tab, chosen == beside);
            if chip.on_hover_text(tip.say(lang)).clicked() {
                chosen = beside;
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(id, chosen));
    match chosen {
        Beside::Balance => {
            let stage = view.stage;
            let made = Made {
                id: GridId::SeatBalance,
                make: || tables::seat_balance(&years.balance, marks, stage),
                empty: text::time::NO_BALANCE,
            };
            let basis = basis_of_years(desk, view, Some(stage));
            table_ui(ui, desk, view, basis, made, |_| {})
        }
        Beside::Outlook => outlook::outlook_ui(ui, desk, view, Marked { years, marks }),
        Beside::Emptiest => {
            let plan = desk.session.plan();
            let found = ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| emptiest_ui(ui, plan?, years, lang));
            found.inner
        }
    }
}

fn emptiest_ui(ui: &mut Ui, plan: &Plan, years: &Years, lang: Lang) -> Option<Intent> {
    let emptiest = emptiest_seats(plan, &years.plan);
    if emptiest.is_empty() {
        caption(ui, text::time::NO_NEW_SEATS.say(lang));
        return None;
    }
    let mut intent = None;
    for seats in emptiest {
        let left = format!("{} · {}", seats.name, seats.stage.words().say(lang));
        let words = text::time::full_in(seats.year, &figures::percent(seats.utilisation()));
        let about = text::time::pupils_on_seats(seats.pupils, Some(seats.seats));
        let line = row(ui, false, &left, words.say(lang)).on_hover_text(about.say(lang));
        if line.clicked() {
            intent = Some(Intent::GoTo(Selection::School(seats.school)));
        }
    }
    intent
}
