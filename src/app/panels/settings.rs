//! The settings, in one dialog: each takes effect at once.

use egui::{Frame, Grid, Id, Modal, RichText, Role, ThemePreference, Ui};

use crate::app::look::aids::{Setting, TEXT_SIZES};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::icons::chip;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, aids, desk};
use crate::app::look::theme::size;
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, intent_button};
use crate::units::{DistanceForm, DistanceUnit, Meters};
use crate::words::Lang;

/// Draws the dialog; says what was changed.
pub(super) fn settings_ui(ui: &Ui, view: &mut View) -> Option<Intent> {
    let frame = Frame::popup(ui.style()).inner_margin(size::FORM_MARGIN);
    let modal = Modal::new(Id::unique("settings"))
        .frame(frame)
        .show(ui.ctx(), |ui| {
            ui.set_width(430.0);
            let title = desk::SETTINGS.say(view.lang);
            ui.label(RichText::new(title).font(fonts::semibold(size::TITLE)));
            ui.add_space(size::APART);
            let wish = rows_ui(ui, view);
            ui.add_space(size::APART);
            let closes = ui.button(aids::CLOSE.say(view.lang)).clicked();
            (wish, closes)
        });
    let is_left = modal.should_close();
    let (wish, closes) = modal.inner;
    if is_left || closes {
        view.aids.open = None;
    }
    wish
}

fn rows_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let mut changed = None;
    Grid::new("settings")
        .num_columns(2)
        .spacing([16.0, 10.0])
        .show(ui, |ui| {
            ui.label(aids::LANGUAGE.say(lang));
            let langs = [(Lang::Zh, "中文"), (Lang::En, "English")];
            changed = choice_ui(ui, &langs, lang)
                .map(Setting::Lang)
                .or(changed.take());
            ui.end_row();

            ui.label(aids::COLOURS.say(lang));
            let themes = [
                (ThemePreference::Light, text::LIGHT.say(lang)),
                (ThemePreference::Dark, text::THEME.say(lang)),
                (ThemePreference::System, aids::AS_SYSTEM.say(lang)),
            ];
            let theme = ui.ctx().options(|options| options.theme_preference);
            changed = choice_ui(ui, &themes, theme)
                .map(Setting::Theme)
                .or(changed.take());
            ui.end_row();

            ui.label(desk::TEXT_SIZE.say(lang));
            let names = TEXT_SIZES.map(|size| format!("{:.0} %", size * 100.0));
            let sizes: Vec<(u32, &str)> = TEXT_SIZES
                .map(per_cent)
                .into_iter()
                .zip(names.iter().map(String::as_str))
                .collect();
            let size = choice_ui(ui, &sizes, per_cent(ui.ctx().zoom_factor()));
            changed = size
                .map(|size| Setting::TextSize(size as f32 / 100.0))
                .or(changed.take());
            ui.end_row();

            let distances = view.aids.kept.distances;
            ui.label(aids::DISTANCES.say(lang));
            let units = DistanceUnit::ALL.map(|unit| (unit, aids::unit(unit).say(lang)));
            let unit = choice_ui(ui, &units, distances.unit);
            changed = unit
                .map(|unit| Setting::Distances(DistanceForm { unit, ..distances }))
                .or(changed.take());
            ui.end_row();

            ui.label(aids::DECIMALS.say(lang));
            let decimals = [(0, "0"), (1, "1"), (2, "2"), (3, "3")];
            ui.horizontal(|ui| {
                let chosen = choice_ui(ui, &decimals, distances.decimals);
                let decimals = chosen.map(|decimals| {
                    Setting::Distances(DistanceForm {
                        decimals,
                        ..distances
                    })
                });
                changed = decimals.or(changed.take());
                let example =
                    [840.0, 2_126.0].map(|metres| figures::distance(Meters::from_f64(metres)));
                caption(
                    ui,
                    format!("{} {}", aids::EXAMPLE.say(lang), example.join(" · ")),
                );
            });
            ui.end_row();

            ui.label(aids::FOLDER.say(lang))
                .on_hover_text(aids::FOLDER_TIP.say(lang));
            ui.end_row();
        });
    let chosen = changed.map(Intent::Set);
    folder_ui(ui, view).or(chosen)
}

/// Where file dialogs begin.
fn folder_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let mut wish = None;
    ui.horizontal(|ui| {
        wish = intent_button(ui, None, view, Intent::ChooseFolder);
        let folder = view.aids.kept.folder.as_deref();
        if folder.is_some() {
            let clear = Intent::Set(Setting::Folder(None));
            wish = intent_button(ui, None, view, clear).or(wish.take());
        }
        let shown = folder.map_or_else(
            || aids::NO_FOLDER.say(lang).to_owned(),
            |folder| folder.display().to_string(),
        );
        ui.add(egui::Label::new(RichText::new(&shown).size(size::CAPTION)).truncate())
            .on_hover_text(shown);
    });
    wish
}

/// One of several, as chips beside each other; what was chosen anew.
fn choice_ui<T: Copy + PartialEq>(ui: &mut Ui, all: &[(T, &str)], now: T) -> Option<T> {
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = -1.0;
        for &(value, label) in all {
            let response = chip(ui, label, label, Role::RadioButton, value == now);
            if response.clicked() && value != now {
                chosen = Some(value);
            }
        }
    });
    chosen
}

fn per_cent(size: f32) -> u32 {
    (size * 100.0).round() as u32
}
