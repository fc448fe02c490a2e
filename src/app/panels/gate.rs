//! The closure gate (撤并研判): all closures of the plan with their lights, and the page of the selected school.

use egui::{Grid, RichText, Role, ScrollArea, Sense, Ui, UiBuilder, vec2};
use egui_extras::{Column, TableBuilder};

use super::{Desk, small};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::forms::{FileForm, Form};
use crate::app::look::intent::Intent;
use crate::app::look::lights::{Lamp, lamp_ui};
use crate::app::look::text::{self, glossary};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, fact, heading, name_it, tip_beside};
use crate::horizon::{Gate, GatePage, NamedBus, Verdict};
use crate::model::Stage;
use crate::plan::{Action, Command, Done, Measure, Plan, Step};
use crate::rules::Limits;
use crate::rules::gate::{Light, Line, LineKey, Place};
use crate::words::Lang;

/// A list narrower than this has no room for the year and what is written, in points.
const TINY_LIST: f32 = 260.0;

/// The room of the list beside the page, in points.
const LIST_WIDTH: f32 = 360.0;
/// The room of a light with its word.
const LIGHT_WIDTH: f32 = 62.0;
/// A page under this width is narrow: what stands side by side there stands under each other, in points.
const NARROW: f32 = 520.0;
/// A list under this width has its lights without words.
const NARROW_LIST: f32 = 340.0;
/// The room of remedies and procedure beside the lines, in points.
const ASIDE_WIDTH: f32 = 350.0;

/// Draws the list and the page.
pub(super) fn gate_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let whole = ui.available_rect_before_wrap();
    let middle = whole.left() + LIST_WIDTH.min(whole.width() * 0.43);
    let (left, right) = whole.split_left_right_at_x(middle);
    let mut list = ui.new_child(UiBuilder::new().id_salt("list").max_rect(left));
    let intent = list_ui(&mut list, desk, view);
    let right = right.with_min_x(middle + size::APART);
    let mut page = ui.new_child(UiBuilder::new().id_salt("page").max_rect(right));
    ui.advance_cursor_after_rect(whole);
    let shown = desk.results.page(desk.session, view);
    // Each school's page begins at its top.
    let school = shown.map(|page| page.school.clone());
    let scrolled = ScrollArea::vertical()
        .id_salt(school)
        .auto_shrink(false)
        .show(&mut page, |ui| {
            if let Some(page) = shown {
                return page_ui(ui, desk, page, view.lang);
            }
            caption(ui, no_page(desk, view).say(view.lang));
            None
        });
    scrolled.inner.or(intent)
}

fn no_page(desk: Desk<'_>, view: &View) -> text::Text {
    let is_school = matches!(view.selection, Some(Selection::School(_)));
    match (is_school, desk.results.ahead.is_idle()) {
        (_, false) => text::time::AT_THE_GATE,
        (true, true) => text::time::NOT_OPEN_THEN,
        (false, true) => text::time::CHOOSE_SCHOOL,
    }
}

fn list_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let ahead = &desk.results.ahead;
    let (gate, verdict) = (ahead.gate()?, ahead.verdict()?);
    doubts_ui(ui, verdict, lang);
    if gate.pages.is_empty() {
        let words = match desk.session.plan() {
            Some(_) => text::time::NO_CLOSURES,
            None => text::time::NO_PLAN_TO_JUDGE,
        };
        caption(ui, words.say(lang));
        return None;
    }
    if desk.results.ahead.gate_is_fresh() {
        verdict_ui(ui, gate, verdict, lang);
    } else {
        caption(ui, text::time::AT_THE_GATE.say(lang));
    }
    let mut intent = None;
    let pages = by_weight(gate);
    let is_narrow = ui.available_width() < NARROW_LIST;
    let light_width = if is_narrow { 16.0 } else { LIGHT_WIDTH };
    // Where there is hardly any room, the name has it; the year and what is written are said on hover.
    let is_tiny = ui.available_width() < TINY_LIST;
    let year = (!is_tiny).then(|| Column::exact(38.0));
    let written = (!is_tiny).then(|| Column::exact(if is_narrow { 62.0 } else { 78.0 }));
    let columns = [
        Some(Column::exact(light_width)),
        year,
        Some(Column::remainder().clip(true)),
    ];
    let columns = columns
        .into_iter()
        .chain([Some(Column::exact(30.0)), written])
        .flatten();
    let mut table = TableBuilder::new(ui)
        .striped(true)
        .sense(Sense::click())
        .auto_shrink(false)
        .min_scrolled_height(0.0);
    for column in columns {
        table = table.column(column);
    }
    table.body(|body| {
        body.rows(size::ROW, pages.len(), |mut row| {
            let page = pages[row.index()];
            let is_selected =
                matches!(&view.selection, Some(Selection::School(id)) if *id == page.school);
            row.set_selected(is_selected);
            let written = match (page.against().next(), page.is_compliant()) {
                (Some(_), true) => text::time::JUSTIFIED.say(lang),
                (_, false) => text::time::NOT_JUSTIFIED.say(lang),
                (None, true) => "",
            };
            row.col(|ui| {
                if is_narrow {
                    lamp_ui(ui, Lamp::Lit(page.light), lang);
                } else {
                    let light = light(theme, page.light, lang);
                    ui.add(egui::Label::new(light).truncate().selectable(false));
                }
            });
            let year = page.year.to_string();
            let title = page.title();
            let title = title.say(lang);
            let told = RichText::new(written).size(size::CAPTION);
            let cells = [
                (!is_tiny).then(|| RichText::new(&year).color(theme.faint)),
                Some(RichText::new(title)),
                Some(RichText::new(figures::known(page.pupils)).color(theme.faint)),
                (!is_tiny).then(|| told.color(theme.faint)),
            ];
            for cell in cells.into_iter().flatten() {
                row.col(|ui| {
                    ui.add(egui::Label::new(cell).truncate().selectable(false));
                });
            }
            let response = row.response();
            let name = format!("{} {}", page.light.words().say(lang), page.name);
            name_it(&response, Role::Row, &name);
            let tip = [year.as_str(), title, page.light.words().say(lang), written].join(" ");
            if tip_beside(response, tip.trim_end()).clicked() {
                intent = Some(Intent::GoTo(Selection::School(page.school.clone())));
            }
        });
    });
    intent
}

/// The pages as they are listed: what is refused first, then by light and year, else in the order of the plan.
fn by_weight(gate: &Gate) -> Vec<&GatePage> {
    let mut pages: Vec<&GatePage> = gate.pages.iter().collect();
    pages.sort_by_key(|page| {
        let light = std::cmp::Reverse(page.light);
        (page.is_compliant(), light, page.year)
    });
    pages
}

/// Why no page can be relied on, line by line; scrolls where there is much of it.
fn doubts_ui(ui: &mut Ui, verdict: &Verdict, lang: Lang) {
    if verdict.doubts.is_empty() {
        return;
    }
    let color = Theme::of(ui.ctx()).worse;
    ui.label(RichText::new(text::time::DOUBTFUL.say(lang)).color(color));
    ScrollArea::vertical()
        .id_salt("doubts")
        .max_height(5.0 * size::ROW)
        .show(ui, |ui| {
            for doubt in &verdict.doubts {
                let words = RichText::new(doubt.say(lang)).size(size::CAPTION);
                ui.add(egui::Label::new(words.color(color)).wrap());
            }
        });
    ui.add_space(size::NEAR);
}

/// How the closures stand, and whether the plan may be called compliant.
fn verdict_ui(ui: &mut Ui, gate: &Gate, verdict: &Verdict, lang: Lang) {
    let theme = Theme::of(ui.ctx());
    let (words, color) = if verdict.is_compliant() {
        (text::time::COMPLIANT, theme.better)
    } else {
        (text::time::NOT_COMPLIANT, theme.worse)
    };
    ui.horizontal(|ui| {
        let reasons: Vec<&str> = std::iter::once(text::time::COMPLIANT_TIP.say(lang))
            .chain(verdict.reasons().map(|reason| reason.say(lang)))
            .collect();
        ui.label(RichText::new(words.say(lang)).color(color))
            .on_hover_text(reasons.join("\n"));
        let summary = summary(gate);
        let summary = RichText::new(summary.say(lang)).size(size::CAPTION);
        ui.add(egui::Label::new(summary.color(theme.faint)).truncate());
    });
    if let Some((done, all)) = procedure(gate) {
        let words = text::time::procedure_done(done, all);
        let words = RichText::new(words.say(lang)).size(size::CAPTION);
        ui.add(egui::Label::new(words.color(theme.faint)).truncate());
    }
}

/// How many steps of procedure are done, of how many: those of all closures together.
fn procedure(gate: &Gate) -> Option<(u32, u32)> {
    let closures = gate.pages.iter().filter(|page| page.action.is_some());
    let lines = closures.flat_map(|page| &page.lines);
    let of_procedure = lines.filter(|line| line.key == LineKey::Procedure);
    of_procedure
        .filter_map(|line| Some((line.value? as u32, line.limit? as u32)))
        .reduce(|(done, all), (also_done, more)| (done + also_done, all + more))
}

fn summary(gate: &Gate) -> crate::words::Words {
    let of = |light| gate.pages.iter().filter(|page| page.light == light).count();
    text::time::gate_summary(
        gate.pages.len(),
        [Light::Green, Light::Amber, Light::Red].map(of),
        gate.refused().count(),
    )
}

/// The word of a light after a dot of its colour.
fn light(theme: &Theme, light: Light, lang: Lang) -> RichText {
    let color = light_color(theme, light);
    RichText::new(format!("● {}", light.words().say(lang))).color(color)
}

const fn light_color(theme: &Theme, light: Light) -> egui::Color32 {
    match light {
        Light::Green => theme.better,
        Light::Amber => theme.warning,
        Light::Red => theme.worse,
    }
}

/// The measure of the chosen plan that the page is about, closing or keeping.
fn measure_of<'a>(desk: Desk<'a>, page: &GatePage) -> Option<(usize, &'a Action)> {
    if page.action.is_some() {
        return small::planned(desk, page);
    }
    let plan = desk.session.plan()?;
    let keeps = |action: &Action| matches!(&action.measure, Measure::Keep { school } if *school == page.school);
    let index = plan.actions.iter().position(keeps)?;
    Some((index, plan.actions.get(index)?))
}

fn page_ui(ui: &mut Ui, desk: Desk<'_>, page: &GatePage, lang: Lang) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        let title = page.title();
        ui.label(RichText::new(title.say(lang)).font(fonts::semibold(size::TITLE)));
        ui.label(light(theme, page.light, lang));
        let closing = text::time::closing_of((page.year, page.done), page.pupils);
        caption(ui, closing.say(lang));
        if !page.receivers.is_empty() {
            let receivers: Vec<String> = page
                .receivers
                .iter()
                .map(|receiver| format!("{} {}", receiver.name, receiver.pupils))
                .collect();
            let names = receivers.join(text::COMMA.say(lang));
            caption(ui, format!("→ {names}"));
        }
    });
    let plan = desk.session.plan();
    let is_planned = |plan: &Plan| {
        !plan
            .closures_at(desk.session.county(), &page.school)
            .is_empty()
    };
    if !plan.is_some_and(is_planned) {
        let words = format!("{} {}", text::time::WHAT_IF.say(lang), page.year);
        ui.label(RichText::new(words).color(theme.warning));
    }
    let mut intent = None;
    let room = ui.available_width();
    let is_wide = room > 900.0;
    if is_wide {
        ui.horizontal_top(|ui| {
            ui.vertical(|ui| {
                ui.set_width(room - ASIDE_WIDTH - 24.0);
                intent = lines_ui(ui, page, lang);
            });
            ui.add_space(size::APART);
            ui.vertical(|ui| {
                ui.set_width(ASIDE_WIDTH);
                intent = aside_ui(ui, desk, page, lang).or(intent.take());
            });
        });
    } else {
        intent = lines_ui(ui, page, lang);
        intent = aside_ui(ui, desk, page, lang).or(intent);
    }
    intent
}

/// The lines of a page, the heaviest first, so that none that refuses is out of sight; else in their order.
fn worst_first(lines: &[Line]) -> Vec<&Line> {
    let mut lines: Vec<&Line> = lines.iter().collect();
    lines.sort_by_key(|line| std::cmp::Reverse(line.light));
    lines
}

fn lines_ui(ui: &mut Ui, page: &GatePage, lang: Lang) -> Option<Intent> {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut intent = None;
    for line in worst_first(&page.lines) {
        if line_ui(ui, line, lang).clicked() {
            let place = match &line.place {
                Some(Place::School(id)) => Selection::School(id.clone()),
                Some(Place::Settlement(index)) => Selection::Settlement(*index),
                None => Selection::School(page.school.clone()),
            };
            intent = Some(Intent::GoTo(place));
        }
    }
    intent
}

/// Light, question and answer, in one line or the answer under the question; leads to the place of its number.
fn line_ui(ui: &mut Ui, line: &Line, lang: Lang) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let width = ui.available_width();
    let is_narrow = width < NARROW;
    let (question, answer) = (line.question.say(lang), line.answer.say(lang));
    let color = light_color(theme, line.light);
    let ink = if line.light == Light::Red {
        color
    } else {
        theme.text
    };
    let laid = |words: String, color: egui::Color32, width: f32, most: usize| {
        let font = egui::FontId::proportional(size::BODY);
        let mut job = egui::text::LayoutJob::simple(words, font, color, width.max(20.0));
        job.wrap.max_rows = most;
        job.wrap.break_anywhere = most == 1;
        ui.painter().layout_job(job)
    };
    let light = format!("● {}", line.light.words().say(lang));
    let light = laid(light, color, LIGHT_WIDTH, 1);
    let left = LIGHT_WIDTH + 8.0;
    let questions = if is_narrow {
        width - left - 4.0
    } else {
        (width * 0.33).min(300.0)
    };
    let asked = laid(question.to_owned(), theme.text, questions, 1);
    let (at, answers, most) = if is_narrow {
        (vec2(left, size::ROW - 3.0), questions, usize::MAX)
    } else {
        let at = left + questions + 8.0;
        (vec2(at, 0.0), width - at - 4.0, 1)
    };
    let answered = laid(answer.to_owned(), ink, answers, most);
    let height = if is_narrow {
        at.y + answered.size().y + 4.0
    } else {
        size::ROW
    };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    let whole = format!("{question}{}{answer}", text::COLON.say(lang));
    name_it(&response, Role::Button, &whole);
    // Which limit, and whose ways are counted, is said where the number stands.
    let explained = match line.key {
        LineKey::Trips => format!("{whole}\n{}", glossary::OVER_LIMIT.says.say(lang)),
        _ => whole,
    };
    if ui.is_rect_visible(rect) {
        if response.hovered() || response.has_focus() {
            ui.painter()
                .rect_filled(rect, 3.0, ui.visuals().faint_bg_color);
        }
        for (at, galley) in [
            (vec2(4.0, 0.0), light),
            (vec2(left, 0.0), asked),
            (at, answered),
        ] {
            let n_rows = galley.rows.len().max(1) as f32;
            let first = galley.size().y / n_rows;
            let down = vec2(0.0, (size::ROW - first) / 2.0);
            let at = rect.min + at + if at.y > 0.0 { egui::Vec2::ZERO } else { down };
            ui.painter().galley(at, galley, theme.text);
        }
    }
    tip_beside(
        response.on_hover_cursor(egui::CursorIcon::PointingHand),
        explained,
    )
}

fn aside_ui(ui: &mut Ui, desk: Desk<'_>, page: &GatePage, lang: Lang) -> Option<Intent> {
    let limits = desk.session.evaluator().limits();
    ui.scope(|ui| remedies_ui(ui, page, limits, lang));
    if let Some(shared) = shared_bus(desk, page) {
        caption(ui, text::time::shared_bus(&shared).say(lang));
    }
    let (index, action) = measure_of(desk, page)?;
    let mut intent = None;
    ui.add_space(size::NEAR);
    ui.horizontal(|ui| {
        ui.label(RichText::new(text::time::GO_AHEAD.say(lang)).font(fonts::semibold(size::BODY)));
        let edit = ui
            .button(text::time::EDIT_FILE.say(lang))
            .on_hover_text(text::time::EDIT_FILE_TIP.say(lang));
        if edit.clicked() {
            let form = FileForm::of(index, action, &page.name, desk.session);
            intent = Some(Intent::Ask(Form::File(Box::new(form))));
        }
    });
    match &action.details.justification {
        Some(reason) => ui.label(reason),
        None if !page.is_compliant() && page.action.is_some() => {
            caption(ui, text::time::NO_REASON_YET.say(lang))
        }
        None => caption(ui, text::time::NOT_NEEDED.say(lang)),
    };
    procedure_ui(ui, index, action, lang).or(intent)
}

/// The bus that the closure names, if other closures name it too.
fn shared_bus(desk: Desk<'_>, page: &GatePage) -> Option<NamedBus> {
    let evaluator = desk.session.evaluator();
    let gate = desk.results.ahead.gate()?;
    let buses = gate.buses(evaluator.standards(), evaluator.limits());
    let is_shared = |bus: &NamedBus| bus.schools.len() > 1 && bus.schools.contains(&page.school);
    buses.into_iter().find(is_shared)
}

/// Bus, beds and a teaching point, side by side where there is room; a teaching point only where primary pupils move.
fn remedies_ui(ui: &mut Ui, page: &GatePage, limits: &Limits, lang: Lang) {
    use text::time;
    ui.label(RichText::new(time::REMEDIES.say(lang)).font(fonts::semibold(size::BODY)))
        .on_hover_text(time::REMEDIES_TIP.say(lang));
    if page.stages == [Stage::Kindergarten] {
        ui.label(time::NO_REMEDY_FOR_CHILDREN.say(lang));
        return;
    }
    let keeps_point = page.stages.contains(&Stage::Primary);
    if ui.available_width() < ASIDE_WIDTH - 10.0 {
        bus_ui(ui, page, lang);
        boarding_ui(ui, page, limits, lang);
        if keeps_point {
            point_ui(ui, page, lang);
        }
        return;
    }
    ui.spacing_mut().item_spacing.x = 20.0;
    ui.columns(2 + usize::from(keeps_point), |columns| {
        let [first, second, rest @ ..] = columns else {
            return;
        };
        bus_ui(first, page, lang);
        boarding_ui(second, page, limits, lang);
        if let [third] = rest {
            point_ui(third, page, lang);
        }
    });
}

fn remedy_head(ui: &mut Ui, name: text::Text, tip: &str, lang: Lang) {
    ui.label(RichText::new(name.say(lang)).size(size::CAPTION).strong())
        .on_hover_text(tip);
}

fn bus_ui(ui: &mut Ui, page: &GatePage, lang: Lang) {
    use text::time;
    let bus = &page.remedies.bus;
    remedy_head(ui, time::BUS, time::BUS_TIP.say(lang), lang);
    fact(ui, time::RIDERS.say(lang), figures::count(bus.pupils));
    fact(ui, time::VEHICLES.say(lang), figures::count(bus.vehicles));
    let yearly = bus
        .yearly
        .map_or_else(|| text::UNKNOWN.to_owned(), |yearly| yearly.to_string());
    let yearly = fact(ui, time::YEARLY.say(lang), yearly);
    if bus.yearly.is_none() {
        yearly.on_hover_text(time::NEEDS_BUS_COST.say(lang));
    }
}

fn boarding_ui(ui: &mut Ui, page: &GatePage, limits: &Limits, lang: Lang) {
    use text::time;
    let boarding = &page.remedies.boarding;
    let who_may = text::boarders::who_may(limits);
    remedy_head(ui, time::BOARDING, who_may.say(lang), lang);
    fact(ui, time::RIDERS.say(lang), figures::count(boarding.pupils));
    if boarding.pupils > 0 {
        let beds = boarding
            .free_beds
            .map_or_else(|| text::UNKNOWN.to_owned(), figures::count);
        let beds = fact(ui, time::FREE_BEDS.say(lang), beds);
        if boarding.free_beds.is_none() {
            beds.on_hover_text(time::NEEDS_BEDS.say(lang));
        }
    }
    let young = figures::count(boarding.too_young);
    fact(ui, time::TOO_YOUNG.say(lang), young);
}

fn point_ui(ui: &mut Ui, page: &GatePage, lang: Lang) {
    use text::time;
    remedy_head(ui, time::POINT_KEPT, time::POINT_KEPT_TIP.say(lang), lang);
    let pupils = figures::count(page.remedies.teaching_point_pupils);
    fact(ui, time::GRADES_1_TO_3.say(lang), pupils);
}

/// The steps of the procedure, each ticked with its date; every tick is one step of undo.
fn procedure_ui(ui: &mut Ui, index: usize, action: &Action, lang: Lang) -> Option<Intent> {
    heading(ui, text::time::PROCEDURE.say(lang));
    let mut changed = None;
    let n_columns = if ui.available_width() < ASIDE_WIDTH + 70.0 {
        1
    } else {
        2
    };
    Grid::new("procedure")
        .num_columns(n_columns)
        .show(ui, |ui| {
            for (position, step) in Step::ALL.into_iter().enumerate() {
                ui.horizontal(|ui| {
                    changed = step_ui(ui, step, action, lang).or(changed.take());
                });
                if (position + 1) % n_columns == 0 {
                    ui.end_row();
                }
            }
        });
    let (step, date) = changed?;
    let mut details = action.details.clone();
    details.procedure.retain(|done| done.step != step);
    details
        .procedure
        .extend(date.map(|date| Done { step, date }));
    details.procedure.sort_by_key(|done| done.step);
    Some(Intent::Command(Command::SetDetails {
        index,
        details: Box::new(details),
    }))
}

/// One step with its tick and date; what it is to become, where that was changed.
fn step_ui(ui: &mut Ui, step: Step, action: &Action, lang: Lang) -> Option<(Step, Option<String>)> {
    let done = action
        .details
        .procedure
        .iter()
        .find(|done| done.step == step);
    let words = step.words();
    let name = words.say(lang);
    let mut is_done = done.is_some();
    if ui.checkbox(&mut is_done, name).changed() {
        return Some((step, is_done.then(String::new)));
    }
    let done = done?;
    let label = format!("{name} {}", text::time::DATE.say(lang));
    let date = date_ui(ui, &label, &done.date, lang)?;
    Some((step, Some(date)))
}

/// A date that is typed and sent when the field is left.
fn date_ui(ui: &mut Ui, label: &str, date: &str, lang: Lang) -> Option<String> {
    let id = ui.make_persistent_id(label);
    let kept = ui.data(|data| data.get_temp::<String>(id));
    let mut typed = kept.unwrap_or_else(|| date.to_owned());
    let field = ui.add(
        egui::TextEdit::singleline(&mut typed)
            .id(id.with("field"))
            .hint_text(text::time::DATE_HINT.say(lang))
            .desired_width(96.0),
    );
    name_it(&field, Role::TextInput, label);
    if field.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, typed));
        return None;
    }
    ui.data_mut(|data| data.remove::<String>(id));
    (field.lost_focus() && typed != date).then_some(typed)
}
