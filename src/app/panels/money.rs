//! What the plan costs in 万元: investment by year and fund, the plan's budget table, running cost.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Grid, RichText, ScrollArea, Ui};

use super::{Desk, timeline};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::forms::{FileForm, Form};
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, Text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, row};
use crate::horizon::{BudgetLine, Money, money};
use crate::plan::Plan;
use crate::units::{Wan, Year};
use crate::words::Lang;

/// Draws the tables side by side, and the measures whose cost is not stated.
pub(super) fn money_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let Some(plan) = desk.session.plan() else {
        caption(ui, text::time::NO_PLAN.say(lang));
        return None;
    };
    let money = money(plan);
    let mut intent = None;
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| capital_ui(ui, &money, plan, lang));
            ui.add_space(32.0);
            if !money.budget.is_empty() {
                ui.vertical(|ui| budget_ui(ui, &money, lang));
                ui.add_space(32.0);
            }
            ui.vertical(|ui| {
                ui.set_width(320.0);
                intent = silent_ui(ui, desk, plan, view);
            });
        });
    });
    intent
}

fn amount(wan: Wan) -> String {
    figures::count(wan.as_f64().round() as i64)
}

fn sum(amounts: impl Iterator<Item = Wan>) -> Wan {
    let total = amounts.map(Wan::as_f64).fold(0.0, std::ops::Add::add);
    Wan::new(total).unwrap_or_default()
}

/// A table of years by columns with its totals. Empty cells are nothing stated.
fn table_ui(
    ui: &mut Ui,
    name: &str,
    columns: &[String],
    cells: &BTreeMap<(Year, usize), Wan>,
    lang: Lang,
) {
    let years: BTreeSet<Year> = cells.keys().map(|&(year, _)| year).collect();
    let strong = |ui: &mut Ui, words: String| {
        ui.label(RichText::new(words).font(fonts::semibold(size::BODY)));
    };
    let total = |ui: &mut Ui, keep: &dyn Fn(Year, usize) -> bool| {
        let kept = cells
            .iter()
            .filter(|&(&(year, column), _)| keep(year, column));
        strong(ui, amount(sum(kept.map(|(_, &wan)| wan))));
    };
    Grid::new(name)
        .striped(true)
        .spacing([18.0, 4.0])
        .show(ui, |ui| {
            let heads = columns.iter().map(String::as_str);
            for head in [text::YEAR.say(lang)]
                .into_iter()
                .chain(heads)
                .chain([text::time::TOTAL.say(lang)])
            {
                ui.label(RichText::new(head).size(size::CAPTION).strong());
            }
            ui.end_row();
            for &year in &years {
                ui.label(year.to_string());
                for column in 0..columns.len() {
                    let cell = cells.get(&(year, column));
                    ui.label(cell.map_or_else(String::new, |&wan| amount(wan)));
                }
                total(ui, &|of, _| of == year);
                ui.end_row();
            }
            strong(ui, text::time::TOTAL.say(lang).to_owned());
            for column in 0..columns.len() {
                total(ui, &|_, of| of == column);
            }
            total(ui, &|_, _| true);
            ui.end_row();
        });
}

fn capital_ui(ui: &mut Ui, money: &Money, plan: &Plan, lang: Lang) {
    heading(ui, text::time::CAPITAL.say(lang)).on_hover_text(text::time::CAPITAL_TIP.say(lang));
    if money.capital.is_empty() {
        caption(ui, text::time::NO_COST.say(lang));
    } else {
        let funds: BTreeSet<&String> = money.capital.keys().map(|(_, fund)| fund).collect();
        let funds: Vec<&String> = funds.into_iter().collect();
        let cells = money
            .capital
            .iter()
            .filter_map(|((year, fund), &wan)| {
                let column = funds.iter().position(|of| *of == fund)?;
                Some(((*year, column), wan))
            })
            .collect();
        let heads: Vec<String> = funds
            .iter()
            .map(|fund| {
                if fund.is_empty() {
                    text::time::FUND_NOT_STATED.say(lang).to_owned()
                } else {
                    (*fund).clone()
                }
            })
            .collect();
        table_ui(ui, "capital", &heads, &cells, lang);
    }
    let silent = text::time::without_cost(money.without_cost, plan.actions.len());
    let color = Theme::of(ui.ctx()).faint;
    ui.label(RichText::new(silent.say(lang)).color(color));
    let yearly = money.yearly.map_or_else(
        || text::time::YEARLY_NOT_KNOWN.say(lang).to_owned(),
        |yearly| format!("{} {}", text::time::YEARLY_COST.say(lang), amount(yearly)),
    );
    ui.label(yearly);
}

fn budget_ui(ui: &mut Ui, money: &Money, lang: Lang) {
    heading(ui, text::time::BUDGET.say(lang)).on_hover_text(text::time::BUDGET_TIP.say(lang));
    let categories: Vec<String> = money
        .budget_by_category()
        .into_iter()
        .map(|(category, _)| category)
        .collect();
    let mut cells = BTreeMap::new();
    for BudgetLine {
        year,
        category,
        amount,
    } in &money.budget
    {
        if let Some(column) = categories.iter().position(|of| of == category) {
            let cell: &mut Wan = cells.entry((*year, column)).or_default();
            *cell = sum([*cell, *amount].into_iter());
        }
    }
    table_ui(ui, "budget", &categories, &cells, lang);
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
