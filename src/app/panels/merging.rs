//! The form of a closure before it is planned, and ready words for the reason to keep a school.

use egui::{ComboBox, RichText, Role, TextEdit, Ui};

use super::Desk;
use crate::app::look::figures;
use crate::app::look::lights::{Lamp, lamp_ui};
use crate::app::look::merge_form::MergeForm;
use crate::app::look::text::{self, deciding};
use crate::app::look::theme::Theme;
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, fact, name_it};
use crate::plan::Retention;
use crate::units::Year;
use crate::words::Lang;

/// Draws when the school closes and where the pupils go, the gate's light of that, the bus and the reason.
pub(super) fn merging_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, form: &mut MergeForm) {
    let lang = view.lang;
    let choice = form.choice();
    if let Some(closing) = desk.results.closing(desk.session, view, form) {
        form.take(&choice, closing.foreseen.as_ref(), lang);
    }
    let lamp = match (form.is_judged(), form.light) {
        (false, _) => Lamp::Judging,
        (true, light) => light.map_or(Lamp::Unknown, Lamp::Lit),
    };
    ui.horizontal(|ui| {
        lamp_ui(ui, lamp, lang);
        ui.label(RichText::new(lamp.say(lang)).color(lamp.color(Theme::of(ui.ctx()))));
    });
    if form.is_judged() {
        let color = Theme::of(ui.ctx()).worse;
        if let Some(against) = &form.against {
            ui.label(RichText::new(against.say(lang)).color(color));
        } else if form.light.is_none() {
            caption(ui, deciding::CANNOT_SO.say(lang));
        }
    }
    year_ui(ui, desk, form, lang);
    into_ui(ui, desk, view, form);
    bus_ui(ui, form, lang);
    let label = caption(ui, text::REASON.say(lang));
    let edit = TextEdit::multiline(&mut form.action.reason)
        .desired_rows(3)
        .desired_width(400.0);
    ui.add(edit).labelled_by(label.id);
}

/// When it closes: any year of the plan.
fn year_ui(ui: &mut Ui, desk: Desk<'_>, form: &mut MergeForm, lang: Lang) {
    let (first, last) = desk.session.plan_or_today().period;
    let now = form.action.year;
    let mut chosen = now;
    ui.horizontal(|ui| {
        let label = deciding::CLOSES_IN.say(lang);
        caption(ui, label);
        let combo = ComboBox::from_id_salt("closing year")
            .selected_text(now.to_string())
            .show_ui(ui, |ui| {
                for year in (first.0.min(now.0)..=last.0.max(now.0)).map(Year) {
                    ui.selectable_value(&mut chosen, year, year.to_string());
                }
            });
        name_it(&combo.response, Role::ComboBox, label);
        combo.response.on_hover_text(text::FROM_SEPTEMBER.say(lang));
    });
    if chosen != now {
        form.put_into(chosen);
    }
}

/// Who takes the pupils: any that could in that year, with the way and the seats that are left.
fn into_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, form: &mut MergeForm) {
    let lang = view.lang;
    let now = form.action.measure.receivers().to_vec();
    let names = form.into.join(text::COMMA.say(lang));
    let Some((layout, candidate)) = desk.results.receivers_of_form(desk.session, form) else {
        if !now.is_empty() {
            fact(ui, deciding::PUPILS_GO_TO.say(lang), names);
        }
        return;
    };
    if candidate.receivers.is_empty() {
        return;
    }
    let line = |receiver: &crate::proposal::merge::candidates::Receiver| {
        let site = &layout.sites[receiver.site];
        let left = receiver.seats_left(candidate);
        let words = deciding::receiver(&site.name, &figures::trip(receiver.way), left);
        (site, words.say(lang).to_owned())
    };
    let chosen = candidate
        .receivers
        .iter()
        .map(line)
        .find(|(site, _)| now.contains(&site.id));
    let shown = chosen.map_or(names, |(_, line)| line);
    let mut wanted = None;
    ui.horizontal(|ui| {
        let label = deciding::PUPILS_GO_TO.say(lang);
        caption(ui, label);
        let combo = ComboBox::from_id_salt("receiver")
            .width(ui.available_width() - 8.0)
            .truncate()
            .selected_text(&shown)
            .show_ui(ui, |ui| {
                for (site, line) in candidate.receivers.iter().map(line) {
                    if ui.selectable_label(now.contains(&site.id), line).clicked() {
                        wanted = Some((site.id.clone(), site.name.clone()));
                    }
                }
            });
        name_it(&combo.response, Role::ComboBox, label);
        combo.response.on_hover_text(shown);
    });
    if let Some((id, name)) = wanted.filter(|(id, _)| now != [id.clone()]) {
        form.choose(id, &name);
    }
}

fn bus_ui(ui: &mut Ui, form: &mut MergeForm, lang: Lang) {
    let Some(bus) = form.bus.as_mut().filter(|_| form.judged.is_some()) else {
        return;
    };
    ui.checkbox(&mut form.with_bus, deciding::WITH_BUS.say(lang));
    if form.with_bus {
        let label = caption(ui, deciding::BUS_NAME.say(lang));
        ui.add(TextEdit::singleline(bus).desired_width(400.0))
            .labelled_by(label.id);
    } else {
        let color = Theme::of(ui.ctx()).worse;
        ui.label(RichText::new(deciding::WITHOUT_BUS_RED.say(lang)).color(color));
    }
}

/// Circumstances that keep a school, each to be put into the reason with a click.
pub(super) fn chips_ui(ui: &mut Ui, reason: &mut String, lang: Lang) {
    caption(ui, deciding::USUAL_REASONS.say(lang));
    ui.horizontal_wrapped(|ui| {
        for flag in Retention::ALL {
            let words = flag.words();
            let said = words.say(lang);
            let is_in = reason.contains(said);
            let chip = egui::Button::selectable(is_in, said).frame_when_inactive(true);
            if ui.add(chip).clicked() && !is_in {
                if !reason.trim().is_empty() {
                    reason.push_str(text::COMMA.say(lang));
                }
                reason.push_str(said);
            }
        }
    });
}
