//! Small things that panels share: buttons of intents, captions, bars, rows that lead somewhere.

use egui::{
    Align, Color32, Layout, RectAlign, Response, RichText, Role, Sense, Tooltip, Ui, WidgetInfo,
    WidgetText, vec2,
};

use super::chart::{Percent, Style};
use super::figures::{self, Judgement, Shown};
use super::fonts;
use super::intent::Intent;
use super::text::Text;
use super::theme::{Theme, size};
use super::view::View;
use crate::session::Session;
use crate::words::Lang;

/// A button for an intent: its label, tooltip with key, and enabled rule from its one entry.
pub(crate) fn intent_button(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &View,
    intent: Intent,
) -> Option<Intent> {
    let label = intent.entry().label.say(view.lang);
    named_intent_button(ui, session, view, intent, label)
}

/// The same under another label.
pub(crate) fn named_intent_button(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &View,
    intent: Intent,
    label: impl Into<WidgetText>,
) -> Option<Intent> {
    let tooltip = intent.tooltip(session, view.lang, ui.ctx());
    let button = egui::Button::new(label.into());
    let response = ui.add_enabled(intent.is_enabled(session, view), button);
    let response = response
        .on_hover_text(&tooltip)
        .on_disabled_hover_text(&tooltip);
    response.clicked().then_some(intent)
}

/// A small button; `name` is what a screen reader says, as the label alone may not tell.
pub(crate) fn small_button(ui: &mut Ui, label: &str, name: &str) -> bool {
    let response = ui.add(egui::Button::new(RichText::new(label).size(size::CAPTION)).small());
    name_it(&response, Role::Button, name);
    response.on_hover_text(name).clicked()
}

/// How a button looks, by what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// The one way forward: filled.
    Forward,
    /// Anything else.
    Plain,
    /// What ends or drops something: outlined in red.
    Danger,
}

/// A button that looks by what it is for; `name` is what a screen reader says.
pub(crate) fn look_button(ui: &mut Ui, look: Look, label: &str, name: &str) -> Response {
    let theme = Theme::of(ui.ctx());
    let (ground, edge, ink) = match look {
        Look::Forward => (theme.selected, theme.selected, theme.pane),
        Look::Plain => (theme.pane, theme.control, theme.text),
        Look::Danger => (theme.pane, theme.worse, theme.worse),
    };
    let button = egui::Button::new(RichText::new(label).color(ink))
        .fill(ground)
        .stroke(egui::Stroke::new(1.0, edge))
        .min_size(vec2(0.0, size::ICON));
    let response = ui.add(button);
    name_it(&response, Role::Button, name);
    response
}

/// A field for a distance in kilometres, which is shown and typed in the unit that was chosen.
pub(crate) fn distance_field(km: &mut f64) -> egui::DragValue<'_> {
    let field = egui::DragValue::new(km).range(0.1..=50.0).speed(0.1);
    if figures::distance_unit() == "km" {
        return field.fixed_decimals(1).suffix(" km");
    }
    let metres = |km: f64| figures::count((km * 1_000.0).round() as i64);
    let typed = |typed: &str| {
        let plain = typed.replace([',', '，'], "");
        let metres = plain.trim().trim_end_matches('m').trim().parse::<f64>();
        metres.ok().map(|metres| metres / 1_000.0)
    };
    field
        .custom_formatter(move |km, _| metres(km))
        .custom_parser(typed)
        .suffix(" m")
}

/// Says to a screen reader, and to a test, what a widget is.
pub(crate) fn name_it(response: &Response, role: Role, name: &str) {
    let enabled = response.enabled();
    if role == Role::SpinButton {
        let here = (response.ctx.cumulative_pass_nr(), response.id);
        let is_typed = response.has_focus() || response.lost_focus();
        let is_left = response.ctx.data_mut(|data| {
            if is_typed {
                data.insert_temp(typed_number(), here);
            }
            let left: Option<egui::Id> = data.get_temp(left_number());
            let is_left = left == Some(response.id);
            if is_left {
                data.remove::<egui::Id>(left_number());
            }
            is_left
        });
        if is_left {
            response.ctx.memory_mut(|memory| {
                memory.surrender_focus(response.id);
                memory.move_focus(egui::FocusDirection::Next);
            });
        }
    }
    response.widget_info(|| WidgetInfo::labeled(role, enabled, name));
}

/// Where it is kept in which pass a number was typed, and in which field.
fn typed_number() -> egui::Id {
    egui::Id::unique("a number is typed")
}

/// Where it is kept which number is left in the next pass.
fn left_number() -> egui::Id {
    egui::Id::unique("a number is left")
}

/// Leads on from a number to what follows it. In the next pass: in this one Enter is still pressed, and would press it.
pub(crate) fn leave_number(ctx: &egui::Context, field: egui::Id) {
    ctx.memory_mut(|memory| memory.request_focus(field));
    ctx.data_mut(|data| data.insert_temp(left_number(), field));
    ctx.request_repaint();
}

/// The field of the number that is typed in this pass, of those that [`name_it`] named.
pub(crate) fn number_typed(ctx: &egui::Context) -> Option<egui::Id> {
    let (pass, field): (u64, egui::Id) = ctx.data(|data| data.get_temp(typed_number()))?;
    (pass == ctx.cumulative_pass_nr()).then_some(field)
}

/// A caption in small, faint letters.
pub(crate) fn caption(ui: &mut Ui, text: impl Into<String>) -> Response {
    let faint = Theme::of(ui.ctx()).faint;
    ui.label(RichText::new(text).size(size::CAPTION).color(faint))
}

/// A card at the head of a pane: what it is about, what it says, and what can be answered.
pub(crate) fn card_ui<R>(
    ui: &mut Ui,
    title: &str,
    says: &str,
    answers: impl FnOnce(&mut Ui) -> R,
) -> R {
    let frame = egui::Frame::new()
        .fill(Theme::of(ui.ctx()).bar)
        .corner_radius(4.0)
        .inner_margin(8.0);
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(title).font(fonts::semibold(size::BODY)));
        caption(ui, says);
        ui.horizontal_wrapped(answers).inner
    });
    ui.add_space(size::NEAR);
    shown.inner
}

/// The head of a group, with space before it.
pub(crate) fn heading(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add_space(size::APART - size::NEAR);
    ui.label(RichText::new(text).font(fonts::semibold(size::BODY)))
}

/// A caption on the left and its value on the right of the same line; the value goes on below where both have no room.
pub(crate) fn fact(ui: &mut Ui, label: &str, value: impl Into<WidgetText>) -> Response {
    let faint = Theme::of(ui.ctx()).faint;
    let value = value.into();
    let font = egui::FontId::proportional(size::BODY);
    let name = ui
        .painter()
        .layout_no_wrap(label.to_owned(), font.clone(), faint);
    let whole = egui::TextWrapMode::Extend;
    let figure = value
        .clone()
        .into_galley(ui, Some(whole), f32::INFINITY, font);
    if name.size().x + figure.size().x + size::APART > ui.available_width() {
        let shown = ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(label).color(faint));
            ui.label(value)
        });
        return shown.inner;
    }
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let figure = ui.label(value);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(RichText::new(label).color(faint)).truncate())
            });
            figure
        })
        .inner
    })
    .inner
}

/// How wide a tip beside a row is at most, in points: as narrow as the pane that it lies over.
const TIP_WIDTH: f32 = 280.0;

/// Where a tip of a row stands: beside it, and over or under it only where neither side has room.
const BESIDE: [RectAlign; 6] = [
    RectAlign::RIGHT_START,
    RectAlign::LEFT_START,
    RectAlign::RIGHT_END,
    RectAlign::LEFT_END,
    RectAlign::TOP_START,
    RectAlign::BOTTOM_START,
];

/// Says more of a row, beside it: what stands in the rows above and below can still be read and clicked.
pub(crate) fn tip_beside(response: Response, words: impl Into<String>) -> Response {
    let mut tip = Tooltip::for_enabled(&response).width(TIP_WIDTH);
    tip.popup = tip.popup.align(BESIDE[0]).align_alternatives(&BESIDE);
    tip.show(|ui| ui.label(words.into()));
    response
}

/// A full-width line that leads somewhere: text on the left, a figure on the right.
pub(crate) fn row(ui: &mut Ui, is_selected: bool, left: &str, right: &str) -> Response {
    let theme = Theme::of(ui.ctx());
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    name_it(&response, Role::Button, left);
    let mut is_cut = false;
    if ui.is_rect_visible(rect) {
        if is_selected || response.hovered() || response.has_focus() {
            let ground = if is_selected {
                ui.visuals().selection.bg_fill
            } else {
                ui.visuals().faint_bg_color
            };
            ui.painter().rect_filled(rect, 3.0, ground);
        }
        let font = egui::FontId::proportional(size::BODY);
        let figure = ui
            .painter()
            .layout_no_wrap(right.to_owned(), font.clone(), theme.faint);
        let room = rect.width() - figure.size().x - 16.0;
        let name = name_in(ui.painter(), left, &font, theme.text, room.max(20.0));
        is_cut = name.text() != left;
        let middle = |galley: &egui::Galley| rect.center().y - galley.size().y / 2.0;
        let at = egui::pos2(rect.right() - 4.0 - figure.size().x, middle(&figure));
        let start = egui::pos2(rect.left() + 4.0, middle(&name));
        ui.painter().galley(at, figure, theme.faint);
        ui.painter().galley(start, name, theme.text);
    }
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if is_cut {
        tip_beside(response, left)
    } else {
        response
    }
}

/// A name in a line of little room. What has none is left out of its middle: names of schools begin and end alike only
/// where they are alike.
pub(crate) fn name_in(
    painter: &egui::Painter,
    name: &str,
    font: &egui::FontId,
    color: Color32,
    room: f32,
) -> std::sync::Arc<egui::Galley> {
    let laid = |words: String| painter.layout_no_wrap(words, font.clone(), color);
    let whole = laid(name.to_owned());
    if whole.size().x <= room {
        return whole;
    }
    let letters: Vec<char> = name.chars().collect();
    let kept = |n: usize| laid(without_middle(&letters, n));
    // As many letters as fit.
    let (mut fits, mut too_many) = (2, letters.len());
    while fits + 1 < too_many {
        let middle = usize::midpoint(fits, too_many);
        if kept(middle).size().x <= room {
            fits = middle;
        } else {
            too_many = middle;
        }
    }
    kept(fits)
}

/// The first and the last of some letters, as many as are kept in all; the last ones tell more.
fn without_middle(letters: &[char], n_kept: usize) -> String {
    let last = n_kept.div_ceil(2).min(letters.len());
    let first = n_kept.saturating_sub(last).min(letters.len() - last);
    let (begin, end) = (&letters[..first], &letters[letters.len() - last..]);
    begin.iter().chain(&['…']).chain(end).collect()
}

/// Pupils in seats as a bar whose colour is the load's; the mark stands at full.
pub(crate) fn load_bar(ui: &mut Ui, load: Option<f64>, lang: Lang) -> Response {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 10.0), Sense::hover());
    let words = load.map_or_else(
        || super::text::LOAD_UNKNOWN.say(lang).to_owned(),
        figures::percent,
    );
    name_it(&response, Role::ProgressIndicator, &words);
    let painter = ui.painter();
    painter.rect_filled(rect, 3.0, theme.line);
    if let (Some(load), Some(fill)) = (load, theme.load(load)) {
        // The whole bar is 125 %, so that an overfull school still shows how much.
        let share = (load / 1.25).min(1.0) as f32;
        let filled = egui::Rect::from_min_size(rect.min, vec2(rect.width() * share, rect.height()));
        painter.rect_filled(filled, 3.0, fill);
        let full = rect.left() + rect.width() * 0.8;
        painter.vline(
            full,
            rect.y_range().expand(2.0),
            egui::Stroke::new(1.5, theme.text),
        );
    }
    response.on_hover_text(words)
}

/// The colour of a judgement.
pub(crate) fn judgement_color(theme: &Theme, judgement: Judgement) -> Color32 {
    match judgement {
        Judgement::Better => theme.better,
        Judgement::Worse => theme.worse,
        Judgement::Neutral => theme.faint,
    }
}

/// A change with its word, in its colour; an empty label of the same height for none.
pub(crate) fn change(ui: &mut Ui, shown: &Shown, lang: Lang) -> Response {
    let theme = Theme::of(ui.ctx());
    let color = shown.change.as_ref().map_or(theme.faint, |(_, judgement)| {
        judgement_color(theme, *judgement)
    });
    ui.label(
        RichText::new(shown.change_words(lang))
            .size(size::CAPTION)
            .color(color),
    )
}

/// Draws how strong the basemap is; the style that was wished.
pub(crate) fn strength_ui(ui: &mut Ui, style: Style, lang: Lang) -> Option<Style> {
    let Percent(mut percent) = style.basemap;
    let slider = ui.add(egui::Slider::new(&mut percent, 10..=100).suffix(" %"));
    name_it(
        &slider,
        Role::Slider,
        super::text::basemap::STRENGTH.say(lang),
    );
    let changed = slider
        .on_hover_text(super::text::basemap::STRENGTH.say(lang))
        .changed();
    changed.then_some(Style {
        basemap: Percent(percent),
        ..style
    })
}

/// A short word on a coloured ground, to look at.
pub(crate) fn badge(ui: &mut Ui, label: Text, tooltip: Text, lang: Lang) -> Response {
    let theme = Theme::of(ui.ctx());
    let frame = egui::Frame::new()
        .fill(theme.warning_ground)
        .corner_radius(3.0)
        .inner_margin(egui::Margin::symmetric(6, 1));
    let shown = frame.show(ui, |ui| {
        ui.label(
            RichText::new(label.say(lang))
                .size(size::CAPTION)
                .color(theme.warning),
        )
    });
    shown.inner.on_hover_text(tooltip.say(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_only_at_the_end_still_differ_when_they_are_cut() {
        let cut = |name: &str, n| without_middle(&name.chars().collect::<Vec<char>>(), n);
        assert_eq!(cut("井研县研经镇中心小学校", 6), "井研县…小学校");
        assert_ne!(
            cut("井研县研经镇中心小学", 5),
            cut("井研县研经镇中心幼儿园", 5)
        );
        assert_eq!(cut("ab", 2), "a…b");
    }
}
