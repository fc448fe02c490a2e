//! What lies under the map, among the layers that were read.

use egui::{ComboBox, Role, Ui};

use super::Desk;
use crate::app::look::chart::{BasemapWish, MapWish};
use crate::app::look::intent::Intent;
use crate::app::look::text::basemap as text;
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, intent_button, name_it, strength_ui};
use crate::io::tiles::Datum;
use crate::words::Lang;

/// Draws its name and what is known of it, and the ways to another or to none.
pub(super) fn basemap_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    heading(ui, text::BASEMAP.say(lang));
    let mut intent = None;
    let under = desk.results.basemap.under();
    match under {
        None => {
            caption(ui, text::NO_BASEMAP.say(lang));
        }
        Some(under) => {
            let path = under.path();
            let name = path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy();
            ui.add(egui::Label::new(&*name).truncate())
                .on_hover_text(path.display().to_string());
            caption(ui, under.words().say(lang));
            if under.is_too_far() {
                caption(ui, text::TOO_FAR.say(lang));
            }
            let style = view.chart.style;
            intent = strength_ui(ui, style, lang).map(|style| Intent::Map(MapWish::Restyle(style)));
            let datum = datum_ui(ui, view.aids.kept.datum_of(path), lang);
            let datum = datum.map(|datum| Intent::Map(MapWish::Basemap(BasemapWish::Datum(datum))));
            intent = datum.or(intent);
        }
    }
    ui.horizontal(|ui| {
        let open = Intent::Map(MapWish::Basemap(BasemapWish::Choose));
        let away = Intent::Map(MapWish::Basemap(BasemapWish::TakeAway));
        let buttons = [(open, true), (away, under.is_some())];
        for (wish, _) in buttons.into_iter().filter(|(_, is_of_use)| *is_of_use) {
            intent = intent_button(ui, Some(desk.session), view, wish).or(intent.take());
        }
    });
    intent
}

/// Draws in which degrees the basemap is drawn; those that were chosen.
fn datum_ui(ui: &mut Ui, now: Datum, lang: Lang) -> Option<Datum> {
    let mut chosen = now;
    ui.horizontal(|ui| {
        ui.label(text::DATUM.say(lang));
        let combo = ComboBox::from_id_salt("datum of the basemap")
            .width(150.0)
            .selected_text(text::datum(now).say(lang))
            .show_ui(ui, |ui| {
                for datum in Datum::ALL {
                    ui.selectable_value(&mut chosen, datum, text::datum(datum).say(lang));
                }
            });
        name_it(&combo.response, Role::ComboBox, text::DATUM.say(lang));
        combo.response.on_hover_text(text::DATUM_TIP.say(lang));
    });
    (chosen != now).then_some(chosen)
}
