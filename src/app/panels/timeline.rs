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
use crate::app::work::moved::News;
use crate::model::{SchoolId, Subject};
use crate::plan::{Action, Command, Measure, Plan};
use crate::rules::Finding;
use crate::session::Session;
use crate::units::Year;
use crate::words::Lang;

/// A lane with measures is at least this wide, in points; more years scroll.
const LANE: f32 = 100.0;
/// A lane without any gives way to those that have some, down to this width.
const EMPTY_LANE: f32 = 76.0;
/// The head of a lane.
const HEAD: f32 = 28.0;
/// The height of a measure in one line, and in two where its name needs them.
const CHIP: (f32, f32) = (22.0, 37.0);
/// So many things that a move breaks are told above the lanes; all of them on hover.
const MOST_BROKEN: usize = 4;
/// Left and right of the words of a measure.
const CHIP_MARGIN: f32 = 12.0;

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
    moved_ui(ui, desk, lang);
    let years = lanes(desk.session, plan);
    let mut intent = None;
    ScrollArea::both().auto_shrink(false).show(ui, |ui| {
        let whole = ui.available_rect_before_wrap();
        let n_measures = |year: Year| {
            let of_year = plan.actions.iter().filter(|action| action.year == year);
            of_year.count()
        };
        let counts: Vec<usize> = years.iter().map(|&year| n_measures(year)).collect();
        let widths = widths(&counts, whole.width());
        let rooms: Vec<f32> = years
            .iter()
            .zip(&widths)
            .map(|(&year, &width)| {
                let own = plan.actions.iter().filter(|action| action.year == year);
                let chips = own.map(|action| chip_height(ui, desk.session, view, action, width));
                HEAD + chips.map(|height| height + 2.0).sum::<f32>()
            })
            .collect();
        let height = rooms.iter().copied().fold(whole.height(), f32::max);
        let mut corner = whole.min;
        for (&year, &width) in years.iter().zip(&widths) {
            let lane = Rect::from_min_size(corner, vec2(width - size::NEAR, height));
            intent = lane_ui(ui, desk.session, plan, view, (year, lane)).or(intent.take());
            corner.x += width;
        }
        let extent = vec2(corner.x - whole.left(), height);
        ui.advance_cursor_after_rect(Rect::from_min_size(whole.min, extent));
    });
    intent
}

/// How wide each lane is, by how many measures it has: alike while all have room, else the empty ones give way.
fn widths(counts: &[usize], room: f32) -> Vec<f32> {
    let alike = room / counts.len().max(1) as f32;
    let n_full = counts.iter().filter(|&&count| count > 0).count();
    if alike >= 1.5 * LANE || n_full == 0 {
        return vec![alike.max(EMPTY_LANE); counts.len()];
    }
    let for_empty = EMPTY_LANE * (counts.len() - n_full) as f32;
    let full = ((room - for_empty) / n_full as f32).max(LANE);
    let width = |&count: &usize| if count > 0 { full } else { EMPTY_LANE };
    counts.iter().map(width).collect()
}

/// A measure as its chip says it.
fn words_of(session: &Session, measure: &Measure, lang: Lang) -> String {
    format!(
        "{} {}",
        measure.words().say(lang),
        name_of(session, measure)
    )
}

/// How tall the chip of a measure is in a lane of this width.
fn chip_height(ui: &Ui, session: &Session, view: &View, action: &Action, lane: f32) -> f32 {
    let room = lane - size::NEAR - 6.0 - CHIP_MARGIN;
    let words = words_of(session, &action.measure, view.lang);
    // A mark may stand before the words.
    let words = format!("! {words}");
    let font = egui::FontId::proportional(size::CAPTION);
    let galley = ui
        .painter()
        .layout_no_wrap(words, font, egui::Color32::PLACEHOLDER);
    if galley.size().x <= room {
        CHIP.0
    } else {
        CHIP.1
    }
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
    ui.horizontal_wrapped(|ui| {
        caption(ui, text::time::TIMELINE_HINT.say(lang));
        if let Some(first) = warnings.first() {
            let words = text::time::order_warnings(warnings.len(), first.words.say(lang));
            let label = RichText::new(words.say(lang)).color(theme.warning);
            ui.add(egui::Label::new(label).wrap())
                .on_hover_text(all_words(&warnings, lang));
        }
    });
}

/// What the last step breaks, where it moved a measure; the whole of it on hover.
fn moved_ui(ui: &mut Ui, desk: Desk<'_>, lang: Lang) {
    let theme = Theme::of(ui.ctx());
    let found = match desk.results.moved.news(desk.session) {
        None => return,
        Some(News::Pending) => {
            caption(ui, text::later::LOOKING_WHAT_BREAKS.say(lang));
            return;
        }
        Some(News::Known(found)) => found,
    };
    let color = if found.breaks_nothing() {
        theme.better
    } else {
        theme.worse
    };
    let told = |most: usize| {
        let came_to = found.words(most);
        let (the_move, colon) = (text::later::THE_MOVE.say(lang), text::COLON.say(lang));
        format!("{the_move}{colon}{}", came_to.say(lang))
    };
    let line = RichText::new(told(MOST_BROKEN))
        .size(size::CAPTION)
        .color(color);
    ui.add(egui::Label::new(line).wrap())
        .on_hover_text(told(usize::MAX));
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
    let mut top = lane.top() + HEAD;
    for (index, action) in own {
        let height = chip_height(ui, session, view, action, lane.width() + size::NEAR);
        let corner = pos2(lane.left() + 3.0, top);
        let rect = Rect::from_min_size(corner, vec2(lane.width() - 6.0, height));
        top += height + 2.0;
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
    let year_shown = ui
        .painter()
        .text(at, egui::Align2::LEFT_CENTER, words, font, color);
    if !is_in_period {
        // In a narrow lane it stands under the year, where there is no measure.
        let words = text::time::OUTSIDE_PERIOD.say(view.lang).to_owned();
        let font = egui::FontId::proportional(size::CAPTION);
        let room = lane.width() - 12.0;
        let galley = ui.painter().layout(words, font, theme.faint, room);
        let beside = pos2(
            head.right() - 8.0 - galley.size().x,
            head.center().y - galley.size().y / 2.0,
        );
        let is_beside = beside.x > year_shown.right() + 6.0 && galley.rows.len() == 1;
        let is_empty = plan.actions.iter().all(|action| action.year != year);
        if is_beside || is_empty {
            let below = pos2(lane.left() + 8.0, head.bottom());
            let at = if is_beside { beside } else { below };
            ui.painter().galley(at, galley, theme.faint);
        }
    }
    let mut tip = name.say(view.lang).to_owned();
    if !is_in_period {
        let outside = text::time::OUTSIDE_PERIOD.say(view.lang);
        tip = format!("{tip}{}{outside}", text::COMMA.say(view.lang));
    }
    response
        .on_hover_text(tip)
        .clicked()
        .then_some(Intent::SetYear(year))
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
    let words = words_of(session, &action.measure, lang);
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
        let carried = Rect::from_min_size(at + vec2(8.0, -rect.height() / 2.0), rect.size());
        chip(ui, &ui.ctx().layer_painter(layer), carried, &looks, true);
        return None;
    }
    let response = response
        .on_hover_cursor(CursorIcon::Grab)
        .on_hover_text(about(action, &words, &warnings, lang));
    response.clicked().then(|| go_to(action))
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
            site.map_or_else(
                || school_name(session, other.school()),
                |site| site.name.clone(),
            )
        }
    }
}

/// The name of a school that may not stand in the year shown: as the plan builds it, else as it is on record.
pub(super) fn school_name(session: &Session, school: &SchoolId) -> String {
    let mut actions = session.plan().into_iter().flat_map(|plan| &plan.actions);
    let built = actions.find_map(|action| match &action.measure {
        Measure::New(new) if new.id == *school => Some(new.name.clone()),
        Measure::Reserve {
            school: id, name, ..
        } if id == school => Some(name.clone()),
        _ => None,
    });
    let subject = Subject::School(school.clone());
    built.unwrap_or_else(|| session.name_of(&subject))
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
    let mut job = egui::text::LayoutJob::simple(words, font, color, rect.width() - CHIP_MARGIN);
    job.wrap.max_rows = if rect.height() > CHIP.0 { 2 } else { 1 };
    let galley = painter.layout_job(job);
    let at = pos2(rect.left() + 8.0, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, color);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_years_of_a_plan_fit_the_dock_of_a_small_screen() {
        let counts = [0, 7, 8, 9, 5, 10, 0];
        let narrow = widths(&counts, 676.0);
        assert!(
            (narrow.iter().sum::<f32>() - 676.0).abs() < 0.5,
            "{narrow:?}"
        );
        for (&count, &width) in counts.iter().zip(&narrow) {
            assert!(
                width >= if count > 0 { LANE } else { EMPTY_LANE },
                "{narrow:?}"
            );
        }
        let wide = widths(&counts, 1_400.0);
        assert!(wide.iter().all(|&width| width == 200.0), "{wide:?}");
        let empty = widths(&[0, 0, 0], 100.0);
        assert_eq!(empty, [EMPTY_LANE; 3]);
        let crowded = widths(&[1; 12], 676.0);
        assert!(
            crowded.iter().all(|width| (width - LANE).abs() < 0.1),
            "it scrolls: {crowded:?}"
        );
    }
}
