//! What the comparison tells beside its figures: how the plans stand on the map, who gains and who loses, and the
//! measures that differ.

use egui::{Label, RichText, Role, Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder};

use super::{Desk, apart, compare, timeline};
use crate::app::look::aids::{Place, Visit};
use crate::app::look::chart::{CompareLook, MapWish};
use crate::app::look::desk::Page;
use crate::app::look::figures;
use crate::app::look::icons;
use crate::app::look::intent::{Intent, go_to};
use crate::app::look::text::{self as words, chart as text, compare as compared};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, name_it};
use crate::evaluation::Compared;
use crate::indicators::{Comparison, Gains};
use crate::plan::{Action, Difference, Measure, Plan, differences};
use crate::session::{Chosen, Session};
use crate::units::Year;
use crate::words::Lang;

/// So many differences stand in the task pane.
const FEW: usize = 8;

/// Draws the choice of a third plan.
pub(super) fn third_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    let Some(mut third) = view.chart.third else {
        let can_add = session.documents().len() > 1;
        let button = egui::Button::new(text::ADD_THIRD.say(lang)).frame(false);
        if ui.add_enabled(can_add, button).clicked() {
            let is_free = |plan: &Chosen| *plan != view.compared.0 && *plan != view.compared.1;
            let plans = (0..session.documents().len()).map(Chosen::Plan);
            let mut all = std::iter::once(Chosen::Today).chain(plans);
            view.chart.third = all.find(is_free);
        }
        return;
    };
    ui.horizontal(|ui| {
        ui.label(RichText::new("C").strong());
        compare::choose_ui(ui, session, &mut third, text::THIRD.say(lang), view);
    });
    view.chart.third = Some(third);
    let button = egui::Button::new(text::NO_THIRD.say(lang)).frame(false);
    if ui.add(button).clicked() {
        view.chart.third = None;
    }
}

/// Draws the choice how the plans stand on the map.
pub(super) fn looks_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    let mut intent = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = -1.0;
        for look in CompareLook::ALL {
            let wish = Intent::Map(MapWish::Compare(look));
            let label = text::compare(look).say(view.lang);
            let is_chosen = view.chart.compare == look;
            let chip = icons::chip(ui, label, label, Role::RadioButton, is_chosen);
            if chip
                .on_hover_text(text::COMPARE_TIP.say(view.lang))
                .clicked()
            {
                intent = Some(wish);
            }
        }
    });
    intent
}

/// Draws how many pupils go less far and how many farther, as a bar with words.
pub(super) fn affected_ui(ui: &mut Ui, comparison: &Comparison, lang: Lang) {
    let theme = Theme::of(ui.ctx());
    heading(ui, text::WHO_IS_AFFECTED.say(lang));
    let (nearer, farther) = (comparison.pupils_nearer, comparison.pupils_farther);
    if nearer + farther == 0 {
        caption(ui, text::NOBODY_AFFECTED.say(lang));
        return;
    }
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 12.0), Sense::hover());
    let told = format!(
        "{} {}, {} {}",
        text::NEARER.say(lang),
        figures::count(nearer),
        text::FARTHER.say(lang),
        figures::count(farther)
    );
    name_it(&response, Role::ProgressIndicator, &told);
    let share = nearer as f32 / (nearer + farther) as f32;
    let (left, right) = rect.split_left_right_at_fraction(share);
    ui.painter().rect_filled(left, 2.0, theme.loads[0]);
    ui.painter()
        .rect_filled(right.with_min_x(right.left() + 1.0), 2.0, theme.over_limit);
    ui.horizontal(|ui| {
        caption(
            ui,
            format!("● {} {}", text::NEARER.say(lang), figures::count(nearer)),
        );
        let right = egui::Layout::right_to_left(egui::Align::Center);
        ui.with_layout(right, |ui| {
            caption(
                ui,
                format!("◆ {} {}", text::FARTHER.say(lang), figures::count(farther)),
            );
        });
    });
}

/// The two plans, today as one without measures.
fn plans(session: &Session, view: &View) -> [Plan; 2] {
    let (a, b) = view.compared;
    [a, b].map(|chosen| {
        let document = match chosen {
            Chosen::Today => None,
            Chosen::Plan(index) => session.documents().get(index),
        };
        document.map_or_else(
            || Plan::today(session.year()),
            |document| document.plan().clone(),
        )
    })
}

/// Draws the first measures that differ, and the way to all of them.
pub(super) fn differences_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let [a, b] = plans(desk.session, view);
    let found = differences(&a, &b);
    heading(
        ui,
        format!("{} {}", text::MEASURES_DIFFER.say(lang), found.len()),
    );
    if found.is_empty() {
        caption(ui, text::NO_DIFFERENCE.say(lang));
        return None;
    }
    let mut intent = None;
    if view.compared.0 == Chosen::Today && found.iter().any(|one| !one.second.is_empty()) {
        caption(ui, compared::A_IS_TODAY.say(lang));
    }
    for difference in found.iter().take(FEW) {
        let name = name_of(desk, view, difference, [&a, &b]);
        let line = format!(
            "A {} · B {}",
            said(&a, &difference.first, lang),
            said(&b, &difference.second, lang)
        );
        let response = crate::app::look::widgets::row(ui, false, &name, "");
        caption(ui, line);
        if response.clicked() {
            intent = leads_to(difference, [&a, &b]);
        }
        intent = take_over_ui(ui, view, difference, &b, &name).or(intent);
    }
    if found.len() > FEW {
        let more = text::more(found.len() - FEW);
        if ui.link(more.say(lang)).clicked() {
            intent = Some(Intent::Show(Some(Page::Different)));
        }
    }
    intent
}

/// Draws all measures that differ.
pub(super) fn different_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let [a, b] = plans(desk.session, view);
    let found = differences(&a, &b);
    if found.is_empty() {
        caption(ui, text::NO_DIFFERENCE.say(lang));
        return None;
    }
    let (first, second) = view.compared;
    let heads = [
        words::NAME.say(lang).to_owned(),
        format!("A  {}", view.name_of(desk.session, first)),
        format!("B  {}", view.name_of(desk.session, second)),
        String::new(),
    ];
    let mut intent = None;
    if first == Chosen::Today {
        caption(ui, compared::A_IS_TODAY.say(lang));
    }
    table(ui, heads.len(), 220.0)
        .header(size::ROW, |mut header| {
            for head in &heads {
                header.col(|ui| head_ui(ui, head));
            }
        })
        .body(|body| {
            body.rows(size::ROW, found.len(), |mut row| {
                let difference = &found[row.index()];
                let name = name_of(desk, view, difference, [&a, &b]);
                let cells = [
                    name.clone(),
                    said(&a, &difference.first, lang),
                    said(&b, &difference.second, lang),
                ];
                for cell in cells {
                    row.col(|ui| {
                        ui.add(Label::new(cell).truncate().selectable(false));
                    });
                }
                let (_, taken) = row.col(|ui| {
                    ui.horizontal(|ui| {
                        let wish = take_over_ui(ui, view, difference, &b, &name);
                        intent = wish.or(intent.take());
                    });
                });
                let response = row.response();
                name_it(&response, Role::Row, &name);
                if response.clicked() && !taken.contains_pointer() {
                    intent = leads_to(difference, [&a, &b]);
                }
            });
        });
    intent
}

/// A button for each measure of the second plan that takes it over into the first, where that is a plan.
fn take_over_ui(
    ui: &mut Ui,
    view: &View,
    difference: &Difference,
    b: &Plan,
    name: &str,
) -> Option<Intent> {
    let (lang, mut intent) = (view.lang, None);
    if view.compared.0 == Chosen::Today {
        return None;
    }
    for action in difference
        .second
        .iter()
        .filter_map(|&place| b.actions.get(place))
    {
        let label = compared::DO_SO_IN_A.say(lang);
        let Action { year, measure, .. } = action;
        let told = format!("{label} {year} {} {name}", measure.words().say(lang));
        let button = egui::Button::new(RichText::new(label).size(size::CAPTION)).small();
        let button = ui.add(button);
        name_it(&button, Role::Button, &told);
        let tip = format!("{told}\n{}", compared::DO_SO_IN_A_TIP.say(lang));
        if button.on_hover_text(tip).clicked() {
            intent = Some(Intent::TakeOver(Box::new(action.clone())));
        }
    }
    intent
}

/// Draws who gains and who loses, by township.
pub(super) fn gains_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let Some(sides) = desk.results.sides(desk.session, view) else {
        caption(ui, words::COMPARING.say(lang));
        return None;
    };
    let comparison = match compare::changes(sides, view) {
        Ok(comparison) => comparison,
        Err(why) => {
            caption(ui, why.say(lang));
            return None;
        }
    };
    let mut intent = apart::line_ui(ui, sides, lang);
    let gains = comparison.gains(&sides.county);
    if gains.is_empty() {
        caption(ui, text::NOBODY_AFFECTED.say(lang));
        return intent;
    }
    let mean = format!(
        "{} {}",
        text::MEAN_CHANGE.say(lang),
        figures::distance_unit()
    );
    let heads = [
        words::TOWNSHIP.say(lang),
        text::NEARER.say(lang),
        text::FARTHER.say(lang),
        &mean,
        text::GAIN_SEAT.say(lang),
        text::LOSE_SEAT.say(lang),
    ];
    let theme = Theme::of(ui.ctx());
    table(ui, heads.len(), 92.0)
        .header(size::ROW, |mut header| {
            for head in heads {
                header.col(|ui| head_ui(ui, head));
            }
        })
        .body(|body| {
            body.rows(size::ROW, gains.len(), |mut row| {
                let Gains { township, change } = gains[row.index()];
                let name = township.map_or(words::ELSEWHERE.say(lang), |township| {
                    sides.county.townships[township].name.as_str()
                });
                let (mean, color) = match change.mean_farther() {
                    None => (words::UNKNOWN.to_owned(), theme.faint),
                    Some(metres) => {
                        let color = if metres > 0.0 {
                            theme.worse
                        } else {
                            theme.better
                        };
                        let sign = if metres < 0.0 { "−" } else { "+" };
                        (format!("{sign}{}", figures::in_column(metres.abs())), color)
                    }
                };
                let cells = [
                    (name.to_owned(), theme.text),
                    (figures::count(change.nearer), theme.text),
                    (figures::count(change.farther), theme.text),
                    (mean, color),
                    (figures::count(change.gain_seat), theme.text),
                    (figures::count(change.lose_seat), theme.text),
                ];
                for (place, (cell, color)) in cells.into_iter().enumerate() {
                    row.col(|ui| {
                        let label = Label::new(RichText::new(cell).color(color)).selectable(false);
                        if place == 0 {
                            ui.add(label.truncate());
                            return;
                        }
                        let right = egui::Layout::right_to_left(egui::Align::Center);
                        ui.with_layout(right, |ui| ui.add(label));
                    });
                }
                let response = row.response();
                name_it(&response, Role::Row, name);
                if let Some(township) = township.filter(|_| response.clicked()) {
                    let place = Place::Township(township);
                    intent = Some(Intent::Visit(place, Visit::OnMap));
                }
            });
        });
    intent
}

fn table(ui: &mut Ui, columns: usize, wide: f32) -> TableBuilder<'_> {
    TableBuilder::new(ui)
        .striped(true)
        .sense(Sense::click())
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .column(Column::initial(160.0).clip(true).resizable(true))
        .columns(
            Column::initial(wide).clip(true).resizable(true),
            columns - 2,
        )
        .column(Column::remainder().at_least(92.0).clip(true))
}

fn head_ui(ui: &mut Ui, head: &str) {
    let head = RichText::new(head).size(size::CAPTION).strong();
    ui.add(Label::new(head).truncate());
}

/// Years and measures of one side.
fn said(plan: &Plan, places: &[usize], lang: Lang) -> String {
    if places.is_empty() {
        return text::NO_MEASURE.say(lang).to_owned();
    }
    let one = |&place: &usize| {
        let Action { year, measure, .. } = &plan.actions[place];
        let Year(year) = *year;
        format!("{year} {}", measure.words().say(lang))
    };
    let all: Vec<String> = places.iter().map(one).collect();
    all.join(words::COMMA.say(lang))
}

/// A measure of either side.
fn some_measure<'a>(difference: &Difference, [a, b]: [&'a Plan; 2]) -> Option<&'a Measure> {
    let first = difference.first.first().map(|&place| &a.actions[place]);
    let second = difference.second.first().map(|&place| &b.actions[place]);
    first.or(second).map(|action| &action.measure)
}

fn leads_to(difference: &Difference, plans: [&Plan; 2]) -> Option<Intent> {
    some_measure(difference, plans).map(go_to)
}

/// What a measure of either compared plan is about.
pub(crate) fn measure_name(
    session: &Session,
    sides: Option<&Compared>,
    measure: &Measure,
) -> String {
    match (measure, sides) {
        (Measure::New(_) | Measure::Reserve { .. } | Measure::Road { .. }, _) | (_, None) => {
            timeline::name_of(session, measure)
        }
        (other, Some(sides)) => sides.school_name(other.school()).to_owned(),
    }
}

fn name_of(desk: Desk<'_>, view: &View, difference: &Difference, plans: [&Plan; 2]) -> String {
    let sides = desk.results.sides(desk.session, view);
    some_measure(difference, plans).map_or_else(
        || difference.subject.to_string(),
        |measure| measure_name(desk.session, sides, measure),
    )
}
