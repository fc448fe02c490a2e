//! What lies under the map, among the layers that were read.

use egui::Ui;

use super::Desk;
use crate::app::look::chart::{BasemapWish, MapWish};
use crate::app::look::intent::Intent;
use crate::app::look::text::basemap as text;
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, intent_button, strength_ui};

/// Draws the picture's name and what is known of it, and the ways to another or to none.
pub(super) fn basemap_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    heading(ui, text::BASEMAP.say(lang));
    let mut intent = None;
    let picture = desk.results.basemap.picture();
    match picture {
        None => {
            caption(ui, text::NO_BASEMAP.say(lang));
        }
        Some(picture) => {
            let path = picture.path();
            let name = path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy();
            ui.add(egui::Label::new(&*name).truncate())
                .on_hover_text(path.display().to_string());
            caption(ui, picture.words().say(lang));
            let style = view.chart.style;
            intent = strength_ui(ui, style, lang).map(|style| Intent::Map(MapWish::Restyle(style)));
        }
    }
    ui.horizontal(|ui| {
        let open = Intent::Map(MapWish::Basemap(BasemapWish::Choose));
        let away = Intent::Map(MapWish::Basemap(BasemapWish::TakeAway));
        let buttons = [(open, true), (away, picture.is_some())];
        for (wish, _) in buttons.into_iter().filter(|(_, is_of_use)| *is_of_use) {
            intent = intent_button(ui, Some(desk.session), view, wish).or(intent.take());
        }
    });
    intent
}
