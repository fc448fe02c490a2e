//! The bar along the top: files, the five workspaces, the chosen plan, undo, the year, settings.

use std::path::PathBuf;

use egui::{Align, Button, Color32, FontId, Layout, Role, Sense, Slider, Ui, vec2};

use super::{help, plans, search};
use crate::app::look::aids::Aid;
use crate::app::look::commands::{self, FILE_MENU};
use crate::app::look::desk::{Arrange, Workspace};
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::spots::{self, Spot};
use crate::app::look::text::aids;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{View, last_year};
use crate::app::look::widgets::{caption, name_it};
use crate::app::look::{fonts, text};
use crate::session::Session;
use crate::units::Year;

/// How the bar gives way in a narrow window.
struct Fit {
    /// How wide the chosen plan stands, in points.
    plan: f32,
    /// Whether “not saved” stands in words.
    has_words: bool,
    /// Whether the year has a slider.
    has_slider: bool,
    /// How wide the field of the search is, in points; `None` for a symbol.
    search: Option<f32>,
    /// Whether the years can be played by a click.
    has_play: bool,
}

/// The least width of the chosen plan, in points.
const LEAST_PLAN: f32 = 70.0;
/// What undo, redo and history take beside the chosen plan, with the space round the search, in points.
const SYMBOLS: f32 = 110.0;

impl Fit {
    const fn of(width: f32) -> Self {
        let plan = match width {
            width if width >= 1_400.0 => 300.0,
            width if width >= 1_200.0 => 214.0,
            width if width >= 1_000.0 => 150.0,
            _ => 118.0,
        };
        Self {
            plan,
            has_words: width >= 1_400.0,
            has_slider: width >= 1_200.0,
            has_play: width >= 820.0,
            search: match width {
                width if width >= 1_400.0 => Some(180.0),
                width if width >= 1_200.0 => Some(124.0),
                _ => None,
            },
        }
    }

    /// How wide the right end of the bar is: year, settings, help.
    const fn right(&self) -> f32 {
        let slider = if self.has_slider { 104.0 } else { 0.0 };
        let play = if self.has_play { 30.0 } else { 0.0 };
        164.0 + slider + play
    }
}

/// Draws the bar. Without a session only what opens one, and the settings, are of use.
pub(crate) fn top_ui(ui: &mut Ui, session: Option<&Session>, view: &View) -> Option<Intent> {
    let fit = Fit::of(ui.max_rect().width());
    let mut intent = None;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        intent = file_menu_ui(ui, session, view);
        ui.add_space(4.0);
        for workspace in Workspace::ALL {
            intent = workspace_ui(ui, workspace, view).or(intent.take());
        }
        ui.add_space(8.0);
        if let Some(session) = session {
            let symbols = SYMBOLS + fit.search.unwrap_or(size::ICON);
            let room = ui.available_width() - symbols - fit.right();
            let width = room.clamp(LEAST_PLAN, fit.plan);
            intent = plans::chip_ui(ui, session, view, width, fit.has_words).or(intent.take());
        }
        ui.add_space(4.0);
        for (icon, wish) in [(Icon::Undo, Intent::Undo), (Icon::Redo, Intent::Redo)] {
            let tip = wish.tooltip(session, view.lang, ui.ctx());
            let name = wish.entry().label.say(view.lang);
            let is_enabled = wish.is_enabled(session, view);
            if icons::button(ui, icon, name, &tip, is_enabled).clicked() {
                intent = Some(wish);
            }
        }
        intent = super::history::button_ui(ui, session, view).or(intent.take());
        let undo = ui.min_rect().right();
        ui.add_space(4.0);
        intent = search::button_ui(ui, view, fit.search).or(intent.take());
        spots::mark(ui.ctx(), Spot::Search, ui.min_rect().with_min_x(undo + 8.0));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            intent = help::menu_ui(ui, session, view).or(intent.take());
            intent = settings_ui(ui, view).or(intent.take());
            if let Some(session) = session {
                ui.add_space(6.0);
                let right = ui.min_rect().left();
                intent = year_ui(ui, session, view, &fit).or(intent.take());
                spots::mark(ui.ctx(), Spot::Year, ui.min_rect().with_max_x(right));
            }
        });
    });
    intent
}

fn workspace_ui(ui: &mut Ui, workspace: Workspace, view: &View) -> Option<Intent> {
    let theme = Theme::of(ui.ctx());
    let is_here = view.workspace() == workspace;
    let wish = Intent::Arrange(Arrange::Go(workspace));
    let label = wish.entry().label.say(view.lang);
    // As wide as it is when chosen, so that nothing jumps.
    let heavy = fonts::semibold(size::BODY);
    let width = ui
        .painter()
        .layout_no_wrap(label.to_owned(), heavy.clone(), theme.text)
        .size()
        .x;
    let (rect, response) = ui.allocate_exact_size(vec2(width + 20.0, size::ICON), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(Role::Tab, true, is_here, label));
    let (ground, ink, font) = if is_here {
        (theme.place, theme.on_place, heavy)
    } else if response.hovered() || response.has_focus() {
        (theme.hover, theme.text, FontId::proportional(size::BODY))
    } else {
        (
            Color32::TRANSPARENT,
            theme.text,
            FontId::proportional(size::BODY),
        )
    };
    if let Some(spot) = spot_of(workspace) {
        spots::mark(ui.ctx(), spot, rect);
    }
    ui.painter().rect_filled(rect, 4.0, ground);
    let galley = ui.painter().layout_no_wrap(label.to_owned(), font, ink);
    ui.painter()
        .galley(rect.center() - galley.size() / 2.0, galley, ink);
    let tip = wish.tooltip(None, view.lang, ui.ctx());
    response.on_hover_text(tip).clicked().then_some(wish)
}

const fn spot_of(workspace: Workspace) -> Option<Spot> {
    match workspace {
        Workspace::Data => None,
        Workspace::Today => Some(Spot::Today),
        Workspace::Plan => Some(Spot::Plan),
        Workspace::Compare => Some(Spot::Compare),
        Workspace::Deliver => Some(Spot::Deliver),
    }
}

fn file_menu_ui(ui: &mut Ui, session: Option<&Session>, view: &View) -> Option<Intent> {
    let mut intent = None;
    ui.menu_button(text::FILE.say(view.lang), |ui| {
        for (index, group) in FILE_MENU.into_iter().enumerate() {
            if index > 0 {
                ui.separator();
            }
            if index == 1 {
                intent = recent_ui(ui, view).or(intent.take());
            }
            for item in group {
                if let Some(wish) = menu_item_ui(ui, session, view, item.clone()) {
                    intent = Some(wish);
                }
            }
        }
    });
    intent
}

/// What was opened and saved before, the latest first.
fn recent_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    let recent = &view.aids.kept.recent;
    if recent.is_empty() {
        return None;
    }
    let mut intent = None;
    caption(ui, aids::RECENT.say(view.lang));
    for paths in recent {
        let label = name_of_paths(paths);
        let response = ui.add(Button::new(&label));
        name_it(&response, Role::Button, &label);
        if response.on_hover_text(told_of_paths(paths)).clicked() {
            ui.close();
            intent = Some(Intent::OpenPaths(paths.clone()));
        }
    }
    ui.separator();
    intent
}

/// A file or folder by its own name; several by that of the first.
pub(super) fn name_of_paths(paths: &[PathBuf]) -> String {
    let Some(first) = paths.first() else {
        return String::new();
    };
    let name = first
        .file_name()
        .unwrap_or(first.as_os_str())
        .to_string_lossy();
    if paths.len() > 1 {
        format!("{name} + {}", paths.len() - 1)
    } else {
        name.into_owned()
    }
}

/// Where they lie, each at length.
pub(super) fn told_of_paths(paths: &[PathBuf]) -> String {
    let paths: Vec<String> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    paths.join("\n")
}

pub(super) fn menu_item_ui(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &View,
    intent: Intent,
) -> Option<Intent> {
    let name = commands::name_of(&intent);
    let label = name.say(view.lang);
    let keys = intent.key_name(ui.ctx()).unwrap_or_default();
    let button = Button::new(label).shortcut_text(keys);
    let response = ui.add_enabled(intent.is_enabled(session, view), button);
    // By its words alone, without the key beside them.
    name_it(&response, Role::Button, label);
    let response = response.on_hover_text(intent.entry().tooltip.say(view.lang));
    response.clicked().then(|| {
        ui.close();
        intent
    })
}

/// The button that opens the settings.
fn settings_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    let wish = Intent::Aid(Aid::Settings);
    let name = wish.entry().label.say(view.lang);
    let tip = wish.tooltip(None, view.lang, ui.ctx());
    icons::button(ui, Icon::Settings, name, &tip, true)
        .clicked()
        .then_some(wish)
}

/// Stepper, slider and play button; the row fills from the right. A year that is still worked out already stands there.
fn year_ui(ui: &mut Ui, session: &Session, view: &View, fit: &Fit) -> Option<Intent> {
    let lang = view.lang;
    let first = session.evaluator().base_year();
    let last = last_year(session);
    let shown = view.year_asked.unwrap_or(session.year());
    let tooltip = Intent::Play.tooltip(Some(session), lang, ui.ctx());
    let (icon, name) = if view.is_playing {
        (Icon::Pause, text::time::PAUSE)
    } else {
        (Icon::Play, text::time::PLAY)
    };
    let play = fit.has_play && icons::button(ui, icon, name.say(lang), &tooltip, true).clicked();
    let mut year = shown.0;
    if fit.has_slider {
        ui.spacing_mut().slider_width = 96.0;
        let slider = Slider::new(&mut year, first.0..=last.0)
            .integer()
            .show_value(false);
        let response = ui.add(slider);
        name_it(&response, Role::Slider, text::YEAR.say(lang));
        response.on_hover_text(text::YEAR_TIP.say(lang));
    }
    ui.spacing_mut().item_spacing.x = 2.0;
    let on = Intent::StepYear(1);
    let (name, tip) = (on.entry().label.say(lang), on.tooltip(None, lang, ui.ctx()));
    if icons::button(ui, Icon::Right, name, &tip, shown < last).clicked() {
        year += 1;
    }
    let number = ui.label(egui::RichText::new(shown.to_string()).font(fonts::semibold(size::BODY)));
    number.on_hover_text(text::YEAR_TIP.say(lang));
    let back = Intent::StepYear(-1);
    let (name, tip) = (
        back.entry().label.say(lang),
        back.tooltip(None, lang, ui.ctx()),
    );
    if icons::button(ui, Icon::Left, name, &tip, shown > first).clicked() {
        year -= 1;
    }
    let moved = (year != shown.0).then_some(Intent::SetYear(Year(year)));
    play.then_some(Intent::Play).or(moved)
}
