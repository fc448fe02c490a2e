//! The plan's measures by year: one lane a year, and a measure dragged into another lane takes effect then.

use egui::{
    CursorIcon, DragAndDrop, Id, LayerId, Order, Painter, Rect, RichText, Role, ScrollArea, Sense,
    Ui,
};
use egui::{pos2, vec2};

use super::Desk;
use crate::app::look::fonts;
use crate::app::look::intent::{Intent, go_to};
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, name_it};
use crate::plan::{Action, Command, Measure, Plan};
use crate::rules::Finding;
use crate::session::Session;
use crate::units::Year;
use crate::words::Lang;

/// A lane is at least this wide, in points; more years scroll.
const LANE: f32 = 150.0;
/// The height of a measure.
const CHIP: f32 = 22.0;

/// A measure on its way to another year: its index in the plan.
#[derive(Clone, Copy)]
struct Carried(usize);

/// Draws the lanes.
pub(super) fn timeline_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let Some(plan) = desk.session.plan() else {
        caption(ui, text::time::NO_PLAN.say(lang));
        return None;
    };
    hints_ui(ui, desk.session, lang);
    let years = lanes(desk.session, plan);
    let mut intent = None;
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        let whole = ui.available_rect_before_wrap();
        let width = (whole.width() / years.len() as f32).max(LANE);
        let tallest = years
            .iter()
            .map(|&year| {
                plan.actions
                    .iter()
                    .filter(|action| action.year == year)
                    .count()
            })
            .max()
            .unwrap_or(0);
        let height = (28.0 + tallest as f32 * (CHIP + 2.0)).max(whole.height());
        for (position, &year) in years.iter().enumerate() {
            let corner = whole.min + vec2(width * position as f32, 0.0);
            let lane = Rect::from_min_size(corner, vec2(width - size::NEAR, height));
            intent = lane_ui(ui, desk.session, plan, view, (year, lane)).or(intent.take());
        }
        ui.advance_cursor_after_rect(Rect::from_min_size(
            whole.min,
            vec2(width * years.len() as f32, height),
        ));
    });
    intent
}

/// From today's year to the year after the last measure or the period, whichever is later.
fn lanes(session: &Session, plan: &Plan) -> Vec<Year> {
    let of_actions = || plan.actions.iter().map(|action| action.year);
    let first = of_actions().fold(
        session.evaluator().base_year().min(plan.period.0),
        Year::min,
    );
    let last = of_actions().fold(plan.period.1, Year::max);
    (first.0..=last.0 + 1).map(Year).collect()
}

fn hints_ui(ui: &mut Ui, session: &Session, lang: Lang) {
    let theme = Theme::of(ui.ctx());
    let warnings: Vec<&Finding> = of_order(session).collect();
    ui.horizontal(|ui| {
        caption(ui, text::time::TIMELINE_HINT.say(lang));
        if let Some(first) = warnings.first() {
            let words = text::time::order_warnings(warnings.len(), first.words.say(lang));
            let label = RichText::new(words.say(lang)).color(theme.warning);
            ui.add(egui::Label::new(label).truncate())
                .on_hover_text(all_words(&warnings, lang));
        }
    });
}

/// What stands in the wrong order, each with its measure.
fn of_order(session: &Session) -> impl Iterator<Item = &Finding> {
    let findings = session.evaluation().findings.iter();
    findings.filter(|finding| !finding.actions.is_empty())
}

fn all_words(findings: &[&Finding], lang: Lang) -> String {
    let words: Vec<&str> = findings
        .iter()
        .map(|finding| finding.words.say(lang))
        .collect();
    words.join("\n")
}

fn lane_ui(
    ui: &Ui,
    session: &Session,
    plan: &Plan,
    view: &View,
    (year, lane): (Year, Rect),
) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let mut intent = head_ui(ui, session, plan, view, (year, lane));
    let own = plan
        .actions
        .iter()
        .enumerate()
        .filter(|(_, action)| action.year == year);
    for (row, (index, action)) in own.enumerate() {
        let top = lane.top() + 28.0 + row as f32 * (CHIP + 2.0);
        let rect =
            Rect::from_min_size(pos2(lane.left() + 3.0, top), vec2(lane.width() - 6.0, CHIP));
        intent = chip_ui(ui, session, view, (index, action), rect).or(intent);
    }
    let Some(carried) = DragAndDrop::payload::<Carried>(ui.ctx()) else {
        return intent;
    };
    let pointer = ui.input(|input| input.pointer.interact_pos());
    if !pointer.is_some_and(|at| lane.contains(at) && ui.clip_rect().contains(at)) {
        return intent;
    }
    let edge = egui::Stroke::new(2.0, theme.selected);
    ui.painter()
        .rect_stroke(lane, 3.0, edge, egui::StrokeKind::Inside);
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        let index = carried.0;
        let is_elsewhere = plan
            .actions
            .get(index)
            .is_some_and(|action| action.year != year);
        if is_elsewhere {
            return Some(Intent::Command(Command::SetYear { index, year }));
        }
    }
    intent
}

/// The ground of a lane and its year, which shows that year.
fn head_ui(
    ui: &Ui,
    session: &Session,
    plan: &Plan,
    view: &View,
    (year, lane): (Year, Rect),
) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let is_in_period = plan.period.0 <= year && year <= plan.period.1;
    let ground = if is_in_period {
        theme.paper
    } else {
        theme.outside
    };
    ui.painter().rect_filled(lane, 3.0, ground);
    let head = Rect::from_min_size(lane.min, vec2(lane.width(), 26.0));
    let response = ui.interact(head, Id::unique(("lane", year)), Sense::click());
    let name = text::time::show_year(year);
    name_it(&response, Role::Button, name.say(view.lang));
    let is_shown = session.year() == year;
    let color = if is_shown { theme.selected } else { theme.text };
    let words = year.to_string();
    let at = head.left_center() + vec2(8.0, 0.0);
    let font = fonts::semibold(size::BODY);
    ui.painter()
        .text(at, egui::Align2::LEFT_CENTER, words, font, color);
    if !is_in_period {
        ui.painter().text(
            head.right_center() - vec2(8.0, 0.0),
            egui::Align2::RIGHT_CENTER,
            text::time::OUTSIDE_PERIOD.say(view.lang),
            egui::FontId::proportional(size::CAPTION),
            theme.faint,
        );
    }
    let response = response.on_hover_text(name.say(view.lang));
    response.clicked().then_some(Intent::SetYear(year))
}

fn chip_ui(
    ui: &Ui,
    session: &Session,
    view: &View,
    (index, action): (usize, &Action),
    rect: Rect,
) -> Option<Intent> {
    let lang = view.lang;
    let warnings: Vec<&Finding> = of_order(session)
        .filter(|finding| finding.actions.contains(&index))
        .collect();
    let words = format!(
        "{} {}",
        action.measure.words().say(lang),
        name_of(session, &action.measure)
    );
    let response = ui.interact(
        rect,
        Id::unique(("measure", index)),
        Sense::click_and_drag(),
    );
    name_it(&response, Role::Button, &format!("{} {words}", action.year));
    let school = action.measure.school();
    let is_selected = matches!(&view.selection, Some(Selection::School(id)) if id == school);
    let looks = Looks {
        words: &words,
        measure: &action.measure,
        is_selected,
        is_warned: !warnings.is_empty(),
    };
    chip(ui, ui.painter(), rect, &looks, response.hovered());
    if response.drag_started() {
        DragAndDrop::set_payload(ui.ctx(), Carried(index));
    }
    if response.dragged()
        && let Some(at) = ui.input(|input| input.pointer.interact_pos())
    {
        // What is carried hangs at the pointer, above everything else.
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        let layer = LayerId::new(Order::Tooltip, Id::unique("carried-measure"));
        let carried = Rect::from_min_size(at + vec2(8.0, -CHIP / 2.0), rect.size());
        chip(ui, &ui.ctx().layer_painter(layer), carried, &looks, true);
        return None;
    }
    let response = response
        .on_hover_cursor(CursorIcon::Grab)
        .on_hover_text(about(action, &words, &warnings, lang));
    response.clicked().then(|| go_to(&action.measure))
}

fn about(action: &Action, words: &str, warnings: &[&Finding], lang: Lang) -> String {
    let mut lines = vec![format!("{} {words}", action.year)];
    lines.extend((!action.reason.is_empty()).then(|| action.reason.clone()));
    lines.extend(action.details.cost.map(|cost| cost.to_string()));
    if !warnings.is_empty() {
        lines.push(all_words(warnings, lang));
    }
    lines.join("\n")
}

/// The name of the school or road a measure is about.
pub(super) fn name_of(session: &Session, measure: &Measure) -> String {
    match measure {
        Measure::New(new) => new.name.clone(),
        Measure::Reserve { name, .. } => name.clone(),
        Measure::Road { id, work } => {
            let name = work.name(session.county());
            name.unwrap_or(id.as_str()).to_owned()
        }
        other => {
            let site = session.evaluation().layout.site(other.school());
            site.map_or_else(|| other.school().to_string(), |site| site.name.clone())
        }
    }
}

/// How a measure is drawn.
struct Looks<'a> {
    words: &'a str,
    measure: &'a Measure,
    is_selected: bool,
    is_warned: bool,
}

fn chip(ui: &Ui, painter: &Painter, rect: Rect, looks: &Looks<'_>, is_hovered: bool) {
    let theme = Theme::of(ui.ctx());
    let ground = if looks.is_selected {
        ui.visuals().selection.bg_fill
    } else if is_hovered {
        ui.visuals().widgets.hovered.weak_bg_fill
    } else {
        theme.pane
    };
    painter.rect_filled(rect, 3.0, ground);
    let stripe = Rect::from_min_size(rect.min, vec2(3.0, rect.height()));
    let color = match looks.measure {
        Measure::New(_) | Measure::Expand { .. } => theme.plan,
        measure if measure.closes() || matches!(measure, Measure::PhaseOut { .. }) => theme.worse,
        _ => theme.faint,
    };
    painter.rect_filled(stripe, 0.0, color);
    let font = egui::FontId::proportional(size::CAPTION);
    let (words, color) = if looks.is_warned {
        (format!("! {}", looks.words), theme.warning)
    } else {
        (looks.words.to_owned(), theme.text)
    };
    let mut job = egui::text::LayoutJob::simple_singleline(words, font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 12.0);
    let galley = painter.layout_job(job);
    let at = pos2(rect.left() + 8.0, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, color);
}
