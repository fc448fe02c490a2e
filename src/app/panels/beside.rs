//! What the comparison tells beside its figures: how the plans stand on the map, who gains and who loses, and the
//! measures that differ.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use egui::{RichText, Role, Sense, Ui, vec2};

use super::grids::{Made, basis_of_plan, table_ui};
use super::{Desk, apart, compare, timeline};
use crate::app::look::chart::{CompareLook, MapWish};
use crate::app::look::desk::Page;
use crate::app::look::figures;
use crate::app::look::grid::{Basis, GridId};
use crate::app::look::icons;
use crate::app::look::intent::{Intent, look_at};
use crate::app::look::text::{self as words, chart as text, compare as compared};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, heading, name_it};
use crate::evaluation::Compared;
use crate::indicators::Comparison;
use crate::plan::{Action, Difference, Measure, Plan, differences};
use crate::session::{Chosen, Session};
use crate::tables::{self, About};
use crate::words::{Lang, Words};

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
    let sides = desk.results.sides(desk.session, view);
    for difference in found.iter().take(FEW) {
        let name = name_of(desk.session, sides, difference, [&a, &b]);
        let [first, second] = [(&a, &difference.first), (&b, &difference.second)]
            .map(|(plan, places)| tables::measures_of(plan, places));
        let line = format!("A {} · B {}", first.say(lang), second.say(lang));
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

/// Draws all measures that differ, with what can be taken over of the chosen rows in a line above.
pub(super) fn different_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let [a, b] = plans(desk.session, view);
    let found = differences(&a, &b);
    let mut intent = chosen_ui(ui, desk, view, &found, [&a, &b]);
    let (first, second) = view.compared;
    let head = |(letter, chosen)| {
        let head = format!("{letter}  {}", view.name_of(desk.session, chosen));
        Words::new(&head, &head)
    };
    let heads = [("A", first), ("B", second)].map(head);
    let mut hasher = DefaultHasher::new();
    view.compared.hash(&mut hasher);
    let sides = desk.results.sides(desk.session, view);
    let named = |sides: &Compared| vec![Arc::clone(&sides.before), Arc::clone(&sides.after)];
    let basis = Basis {
        // What schools of the plans are called comes with their figures.
        figures: sides.map(named).unwrap_or_default(),
        terms: hasher.finish(),
        ..basis_of_plan(desk, view)
    };
    let made = Made {
        id: GridId::Different,
        make: || {
            let name = |one: &Difference| name_of(desk.session, sides, one, [&a, &b]);
            tables::differing([&a, &b], heads, &found, name)
        },
        empty: text::NO_DIFFERENCE,
    };
    let wish = table_ui(ui, desk, view, basis, made, |_| {});
    intent = match wish {
        // A road is not a school, though it has a row among them.
        Some(Intent::GoTo(Selection::School(id))) => {
            let mut named = found.iter().filter(|one| one.subject == id);
            named.next().and_then(|one| leads_to(one, [&a, &b]))
        }
        other => other,
    }
    .or(intent);
    intent
}

/// Draws what can be taken over into the first plan of the rows that are marked.
fn chosen_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    found: &[Difference],
    plans: [&Plan; 2],
) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = None;
    let marked = view.grids.marked(GridId::Different);
    let is_chosen = |one: &&Difference| marked.contains(&About::School(one.subject.clone()));
    ui.horizontal_wrapped(|ui| {
        if view.compared.0 == Chosen::Today {
            caption(ui, compared::A_IS_TODAY.say(lang));
            return;
        }
        let sides = desk.results.sides(desk.session, view);
        let mut has_any = false;
        for one in found.iter().filter(is_chosen).take(FEW) {
            has_any = true;
            let name = name_of(desk.session, sides, one, plans);
            ui.label(&name);
            if one.second.is_empty() {
                caption(ui, compared::NOTHING_IN_B.say(lang));
            }
            intent = take_over_ui(ui, view, one, plans[1], &name).or(intent.take());
        }
        if !has_any {
            caption(ui, compared::CHOOSE_A_ROW.say(lang));
        }
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
pub(super) fn gains_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
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
    let intent = apart::line_ui(ui, sides, lang);
    let made = Made {
        id: GridId::Gains,
        make: || tables::gains(sides, comparison),
        empty: text::NOBODY_AFFECTED,
    };
    let basis = compare::basis_of_changes(desk, sides, view);
    table_ui(ui, desk, view, basis, made, |_| {}).or(intent)
}

/// A measure of either side.
fn some_measure<'a>(difference: &Difference, [a, b]: [&'a Plan; 2]) -> Option<&'a Measure> {
    let first = difference.first.first().map(|&place| &a.actions[place]);
    let second = difference.second.first().map(|&place| &b.actions[place]);
    first.or(second).map(|action| &action.measure)
}

fn leads_to(difference: &Difference, plans: [&Plan; 2]) -> Option<Intent> {
    some_measure(difference, plans).map(look_at)
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

fn name_of(
    session: &Session,
    sides: Option<&Compared>,
    difference: &Difference,
    plans: [&Plan; 2],
) -> String {
    some_measure(difference, plans).map_or_else(
        || difference.subject.to_string(),
        |measure| measure_name(session, sides, measure),
    )
}
