//! The search: one field for schools, places, plans, problems, years and commands.

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, Color32, Frame, Id, Key, Modal, Modifiers, Role, ScrollArea, Sense, TextEdit, Ui, vec2,
};

use crate::app::look::acting;
use crate::app::look::aids::{Aid, Place, Visit};
use crate::app::look::finding::{Finder, Found, Hit};
use crate::app::look::fonts;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::text::aids as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, name_it, tip_beside};
use crate::session::Session;
use crate::words::Words;

/// How wide it is, in points.
const WIDTH: f32 = 460.0;
/// How high a line is, in points.
const LINE: f32 = 26.0;

/// What the keys ask of the list.
#[derive(Default)]
struct Pressed {
    down: usize,
    up: usize,
    enters: Option<Visit>,
    /// The list of actions is opened, or shut.
    turns: bool,
    leaves: bool,
}

impl Pressed {
    /// Takes the keys before the field does. A text that is being composed has them to itself.
    fn take(ui: &Ui, finder: &Finder, is_composing: bool) -> Self {
        if is_composing {
            return Self::default();
        }
        ui.input_mut(|input| Self {
            down: input.count_and_consume_key(Modifiers::NONE, Key::ArrowDown),
            up: input.count_and_consume_key(Modifiers::NONE, Key::ArrowUp),
            enters: if input.consume_key(Modifiers::COMMAND, Key::Enter) {
                Some(Visit::Inspected)
            } else {
                input
                    .consume_key(Modifiers::NONE, Key::Enter)
                    .then_some(Visit::OnMap)
            },
            turns: input.consume_key(Modifiers::NONE, Key::Tab)
                | input.consume_key(Modifiers::SHIFT, Key::Tab),
            leaves: finder.action.is_some() && input.consume_key(Modifiers::NONE, Key::Escape),
        })
    }
}

/// Draws the search over the desk; says what was chosen in it.
pub(super) fn search_ui(ui: &Ui, session: Option<&Session>, view: &mut View) -> Vec<Intent> {
    let mut finder = std::mem::take(&mut view.aids.finder);
    finder.refresh(session, view);
    let room = ui.ctx().content_rect();
    let id = Id::unique("search");
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, size::TOP_BAR + 4.0));
    let frame = Frame::popup(ui.style()).inner_margin(10.0);
    let modal = Modal::new(id)
        .area(area)
        .frame(frame)
        .backdrop_color(Color32::TRANSPARENT)
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH.min(room.width() - 40.0));
            let pressed = Pressed::take(ui, &finder, view.aids.is_composing);
            field_ui(ui, &mut finder, view);
            finder.refresh(session, view);
            let actions = follow(&mut finder, &pressed, session, view);
            let has_moved = pressed.down + pressed.up > 0 || pressed.turns;
            let height = room.height() - size::TOP_BAR - 110.0;
            let clicked = list_ui(ui, &mut finder, &actions, view, has_moved, height);
            caption(ui, text::SEARCH_FOOT.say(view.lang));
            clicked.or_else(|| entered(&finder, &actions, pressed.enters?))
        });
    let is_left = modal.should_close();
    let wishes = modal.inner;
    view.aids.finder = finder;
    if wishes.is_some() || is_left {
        view.aids.open = None;
        view.aids.finder.clear();
        // The very next key is for the desk again.
        ui.memory_mut(|memory| memory.surrender_focus(field_id()));
    }
    wishes.unwrap_or_default()
}

/// What can be done with the chosen line.
type Actions = Vec<(Words, Vec<Intent>)>;

/// Moves the chosen line, or the chosen action where they are listed; answers with the actions on the line.
fn follow(
    finder: &mut Finder,
    pressed: &Pressed,
    session: Option<&Session>,
    view: &View,
) -> Actions {
    let moved = |from: usize, all: usize| {
        let down = (from + pressed.down).min(all.saturating_sub(1));
        down.saturating_sub(pressed.up)
    };
    if finder.action.is_none() {
        finder.chosen = moved(finder.chosen, finder.hits().count());
    }
    let are_listed = finder.action.is_some() || pressed.turns;
    let chosen = finder.hits().nth(finder.chosen).filter(|_| are_listed);
    let actions = chosen.map_or_else(Vec::new, |hit| acting::actions(hit, session, view));
    finder.action = match finder.action {
        None => (pressed.turns && !actions.is_empty()).then_some(0),
        Some(_) if pressed.turns || pressed.leaves || actions.is_empty() => None,
        Some(action) => Some(moved(action, actions.len())),
    };
    actions
}

/// What Enter does on the chosen line, or the chosen action.
fn entered(finder: &Finder, actions: &Actions, visit: Visit) -> Option<Vec<Intent>> {
    match finder.action {
        Some(action) => Some(actions.get(action)?.1.clone()),
        None => Some(finder.hits().nth(finder.chosen)?.wishes(visit)),
    }
}

fn field_id() -> Id {
    Id::unique("search field")
}

fn field_ui(ui: &mut Ui, finder: &mut Finder, view: &View) {
    let name = text::SEARCH.say(view.lang);
    let id = field_id();
    // It listens from its first frame on: a quick hand types before it was ever drawn.
    ui.memory_mut(|memory| memory.request_focus(id));
    let field = TextEdit::singleline(&mut finder.typed)
        .id(id)
        .hint_text(text::SEARCH_HINT.say(view.lang))
        .desired_width(f32::INFINITY)
        // Tab lists what can be done.
        .lock_focus(true)
        .margin(vec2(8.0, 6.0));
    let response = ui.add(field);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(Role::TextInput, true, name);
        info.current_text_value = Some(finder.typed.clone());
        info
    });
}

/// Draws what was found; says what was clicked. A click with the other button lists what can be done.
fn list_ui(
    ui: &mut Ui,
    finder: &mut Finder,
    actions: &Actions,
    view: &View,
    has_moved: bool,
    height: f32,
) -> Option<Vec<Intent>> {
    let (mut clicked, mut turned) = (None, None);
    if finder.found.is_empty() {
        ui.add_space(size::NEAR);
        ui.label(text::NOTHING_FOUND.say(view.lang));
        ui.add_space(size::NEAR);
        return None;
    }
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut place = 0;
            for found in &finder.found {
                head_ui(ui, found, view);
                for hit in &found.hits {
                    let is_chosen = place == finder.chosen;
                    let response = hit_ui(ui, hit, is_chosen);
                    if is_chosen && has_moved {
                        response.scroll_to_me(None);
                    }
                    if response.secondary_clicked() {
                        turned = Some(place);
                    }
                    if response.clicked() {
                        let opens = ui.input(|input| input.modifiers.command);
                        clicked = Some(hit.wishes(if opens {
                            Visit::Inspected
                        } else {
                            Visit::OnMap
                        }));
                    }
                    if let Some(action) = finder.action.filter(|_| is_chosen) {
                        let wishes = actions_ui(ui, actions, action, has_moved, view);
                        clicked = wishes.or(clicked.take());
                    }
                    place += 1;
                }
                let others = found.total - found.hits.len();
                if others > 0 {
                    ui.horizontal(|ui| {
                        ui.add_space(28.0);
                        caption(ui, text::others(others).say(view.lang));
                    });
                }
            }
            ui.add_space(size::NEAR);
        });
    if let Some(place) = turned {
        (finder.chosen, finder.action) = (place, Some(0));
    }
    clicked
}

/// What can be done with the chosen line, under it.
fn actions_ui(
    ui: &mut Ui,
    actions: &Actions,
    chosen: usize,
    has_moved: bool,
    view: &View,
) -> Option<Vec<Intent>> {
    let theme = Theme::of(ui.ctx());
    let mut clicked = None;
    for (place, (name, wishes)) in actions.iter().enumerate() {
        let name = name.say(view.lang);
        let room = vec2(ui.available_width(), size::ROW);
        let (rect, response) = ui.allocate_exact_size(room, Sense::click());
        let is_chosen = place == chosen;
        response
            .widget_info(|| egui::WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, name));
        let painter = ui.painter();
        let inner = rect.with_min_x(rect.left() + 28.0);
        if is_chosen {
            painter.rect_filled(inner, 3.0, theme.chosen);
        } else if response.hovered() {
            painter.rect_filled(inner, 3.0, theme.hover);
        }
        let put = |align: Align2, at: egui::Pos2, words: &str, points: f32, ink: Color32| {
            let font = egui::FontId::proportional(points);
            painter.text(at, align, words, font, ink);
        };
        let at = inner.left_center() + vec2(10.0, 0.0);
        put(Align2::LEFT_CENTER, at, name, size::BODY, theme.text);
        let key = wishes.last().and_then(|wish| wish.key_name(ui.ctx()));
        let at = inner.right_center() - vec2(8.0, 0.0);
        put(
            Align2::RIGHT_CENTER,
            at,
            &key.unwrap_or_default(),
            size::CAPTION,
            theme.faint,
        );
        if is_chosen && has_moved {
            response.scroll_to_me(None);
        }
        if response.clicked() {
            clicked = Some(wishes.clone());
        }
    }
    clicked
}

fn head_ui(ui: &mut Ui, found: &Found, view: &View) {
    let theme = Theme::of(ui.ctx());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme.bar);
    let words = format!(
        "{} {}",
        text::group(found.group).say(view.lang),
        found.total
    );
    let font = egui::FontId::proportional(size::CAPTION);
    let at = rect.left_center() + vec2(8.0, 0.0);
    ui.painter()
        .text(at, Align2::LEFT_CENTER, words, font, theme.faint);
}

fn hit_ui(ui: &mut Ui, hit: &Hit, is_chosen: bool) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(Role::ListBoxOption, true, is_chosen, &hit.name)
    });
    let painter = ui.painter();
    if is_chosen {
        painter.rect_filled(rect, 3.0, theme.chosen);
    } else if response.hovered() {
        painter.rect_filled(rect, 3.0, theme.hover);
    }
    let sign = rect.left_center() + vec2(14.0, 0.0);
    match (&hit.place, hit.stage) {
        (Some(Place::School(_)), Some(stage)) => {
            painter.add(super::strip::stage_shape(
                stage,
                sign,
                5.0,
                theme.symbol_edge,
            ));
        }
        (Some(Place::Settlement(_)), _) => {
            painter.circle_filled(sign, 3.0, theme.settlement);
        }
        (Some(Place::Township(_)), _) => {
            let area = egui::Rect::from_center_size(sign, vec2(13.0, 9.0));
            let edge = egui::Stroke::new(1.0, theme.township_edge);
            painter.rect(area, 1.0, theme.outside, edge, egui::StrokeKind::Inside);
        }
        _ => icons::draw(painter, sign, Icon::Right, theme.faint),
    }
    let key = hit.wishes.last().and_then(|wish| wish.key_name(ui.ctx()));
    let note = key.unwrap_or_else(|| hit.note.clone());
    let font = egui::FontId::proportional(size::CAPTION);
    let mut job = LayoutJob::simple_singleline(note, font, theme.faint);
    job.wrap = TextWrapping::truncate_at_width(rect.width() * 0.5);
    let note = painter.layout_job(job);
    let at = egui::pos2(
        rect.right() - 8.0 - note.size().x,
        rect.center().y - note.size().y / 2.0,
    );
    let room = at.x - rect.left() - 28.0 - 8.0;
    painter.galley(at, note, theme.faint);
    let mut job = marked(hit, theme);
    job.wrap = TextWrapping::truncate_at_width(room.max(20.0));
    let name = painter.layout_job(job);
    let at = egui::pos2(rect.left() + 28.0, rect.center().y - name.size().y / 2.0);
    painter.galley(at, name, theme.text);
    let tip = if hit.note.is_empty() {
        hit.name.clone()
    } else {
        format!("{}\n{}", hit.name, hit.note)
    };
    tip_beside(response, tip)
}

/// The name, with the letters that were typed in heavy blue.
fn marked(hit: &Hit, theme: &Theme) -> LayoutJob {
    let mut job = LayoutJob::default();
    let plain = TextFormat::simple(egui::FontId::proportional(size::BODY), theme.text);
    let heavy = TextFormat::simple(fonts::semibold(size::BODY), theme.link);
    for (place, letter) in hit.name.chars().enumerate() {
        let format = if hit.letters.contains(&place) {
            &heavy
        } else {
            &plain
        };
        job.append(letter.encode_utf8(&mut [0; 4]), 0.0, format.clone());
    }
    job
}

/// The field in the bar that opens the search; a symbol where there is little room.
pub(super) fn button_ui(ui: &mut Ui, view: &View, width: Option<f32>) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let wish = Intent::Aid(Aid::Search);
    let name = wish.entry().label.say(view.lang);
    let tip = wish.tooltip(None, view.lang, ui.ctx());
    let Some(width) = width else {
        return icons::button(ui, Icon::Search, name, &tip, true)
            .clicked()
            .then_some(wish);
    };
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::ICON), Sense::click());
    name_it(&response, Role::Button, name);
    let painter = ui.painter();
    let ground = if response.hovered() || response.has_focus() {
        theme.hover
    } else {
        theme.pane
    };
    let edge = egui::Stroke::new(1.0, theme.control);
    painter.rect(rect, 4.0, ground, edge, egui::StrokeKind::Inside);
    icons::draw(
        painter,
        rect.left_center() + vec2(14.0, 0.0),
        Icon::Search,
        theme.faint,
    );
    let at = rect.left_center() + vec2(26.0, 0.0);
    painter.text(
        at,
        Align2::LEFT_CENTER,
        name,
        egui::FontId::proportional(size::BODY),
        theme.faint,
    );
    let key = wish.key_name(ui.ctx()).unwrap_or_default();
    let at = rect.right_center() - vec2(8.0, 0.0);
    painter.text(
        at,
        Align2::RIGHT_CENTER,
        key,
        egui::FontId::proportional(size::CAPTION),
        theme.faint,
    );
    response.on_hover_text(tip).clicked().then_some(wish)
}
