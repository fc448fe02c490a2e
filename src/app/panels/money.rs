//! What the plan costs in 万元: investment by year and fund, the plan's budget table, running cost.

use egui::{ScrollArea, Ui};

use super::grids::{Made, basis_of_plan, table_ui};
use super::parts::{LEAST, parts_ui};
use super::{Desk, timeline};
use crate::app::look::figures;
use crate::app::look::forms::{FileForm, Form};
use crate::app::look::grid::GridId;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, Text};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, row};
use crate::horizon::{Money, money};
use crate::plan::Plan;
use crate::tables;
use crate::units::Wan;

/// The shares of the room that investment, the measures without a cost and budget lines take.
const SHARES: [f32; 3] = [0.42, 0.28, 0.3];

/// Draws the tables, and the measures whose cost is not stated.
pub(super) fn money_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let Some(plan) = desk.session.plan() else {
        caption(ui, text::time::NO_PLAN.say(lang));
        return None;
    };
    let money = money(plan);
    let number = if money.budget.is_empty() { 2 } else { 3 };
    let mut intent = None;
    parts_ui(ui, LEAST, &SHARES[..number], |ui, part| {
        let wish = match part {
            0 => capital_ui(ui, desk, view, &money, plan),
            1 => {
                let silent = ScrollArea::vertical().auto_shrink(false);
                silent.show(ui, |ui| silent_ui(ui, desk, plan, view)).inner
            }
            _ => budget_ui(ui, desk, view, &money),
        };
        intent = wish.or(intent.take());
    });
    intent
}

fn amount(wan: Wan) -> String {
    figures::count(wan.as_f64().round() as i64)
}

/// Investment by year and fund; below it what is not stated.
fn capital_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
    money: &Money,
    plan: &Plan,
) -> Option<Intent> {
    let lang = view.lang;
    let silent = text::time::without_cost(money.without_cost, plan.actions.len());
    caption(ui, silent.say(lang));
    let yearly = money.yearly.map_or_else(
        || text::time::YEARLY_NOT_KNOWN.say(lang).to_owned(),
        |yearly| format!("{} {}", text::time::YEARLY_COST.say(lang), amount(yearly)),
    );
    caption(ui, yearly);
    let name = text::time::CAPITAL.say(lang);
    caption(ui, name).on_hover_text(text::time::CAPITAL_TIP.say(lang));
    let basis = basis_of_plan(desk, view);
    let made = Made {
        id: GridId::Capital,
        make: || {
            let amounts = money.capital.iter();
            let amounts = amounts.map(|((year, fund), &wan)| (*year, fund.as_str(), wan));
            let name = text::words_of(text::time::CAPITAL);
            tables::money(name, amounts, &text::words_of(text::time::FUND_NOT_STATED))
        },
        empty: text::time::NO_COST,
    };
    table_ui(ui, desk, view, basis, made, |_| {})
}

/// Budget lines by year and what they are for.
fn budget_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View, money: &Money) -> Option<Intent> {
    // Two tables on one page: where there is little room, the line above names neither.
    caption(ui, text::time::BUDGET.say(view.lang));
    let basis = basis_of_plan(desk, view);
    let made = Made {
        id: GridId::Budget,
        make: || {
            let lines = money.budget.iter();
            let amounts = lines.map(|line| (line.year, line.category.as_str(), line.amount));
            let name = text::words_of(text::time::BUDGET);
            tables::money(name, amounts, &text::words_of(text::time::NO_CATEGORY))
        },
        empty: text::time::NO_COST,
    };
    table_ui(ui, desk, view, basis, made, |_| {})
}

/// The measures without a cost; a click asks for it.
fn silent_ui(ui: &mut Ui, desk: Desk<'_>, plan: &Plan, view: &View) -> Option<Intent> {
    const HEAD: Text = text::time::WITHOUT_COST;
    let mut intent = None;
    let silent = plan
        .actions
        .iter()
        .enumerate()
        .filter(|(_, action)| action.details.cost.is_none());
    heading(ui, HEAD.say(view.lang)).on_hover_text(text::time::WITHOUT_COST_TIP.say(view.lang));
    for (index, action) in silent {
        let name = timeline::name_of(desk.session, &action.measure);
        let words = format!("{} {name}", action.measure.words().say(view.lang));
        if row(ui, false, &words, &action.year.to_string()).clicked() {
            let form = FileForm::of(index, action, &name, desk.session);
            intent = Some(Intent::Ask(Form::File(Box::new(form))));
        }
    }
    intent
}
