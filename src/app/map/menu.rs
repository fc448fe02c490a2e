//! The menu under the right button: what can be done with what lies there, and what can be measured from there.

use egui::{Response, Ui};

use crate::app::look::chart::{MapWish, Ruler, SeveralWish};
use crate::app::look::forms::{Form, ReasonForm};
use crate::app::look::intent::{Intent, delete_command};
use crate::app::look::text::{self as words, chart as text};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::caption;
use crate::evaluation::Within;
use crate::geometry::LonLat;
use crate::plan::{Measure, Site};
use crate::session::Session;
use crate::units::Meters;

/// Where the menu was opened, and what lies there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MenuAt {
    pub(super) at: LonLat,
    pub(super) thing: Option<Selection>,
}

/// Shows the menu while it is open.
pub(super) fn menu_ui(
    response: &Response,
    session: &Session,
    view: &View,
    menu: Option<&MenuAt>,
) -> Option<Intent> {
    let menu = menu?;
    let mut intent = None;
    response.context_menu(|ui| {
        let layout = &view.on_map(session).layout;
        match &menu.thing {
            Some(Selection::School(id)) => {
                if let Some(site) = layout.site(id) {
                    caption(ui, &site.name);
                    intent = school_ui(ui, session, view, site);
                    ui.separator();
                }
            }
            Some(Selection::Settlement(index)) => {
                if let Some(home) = session.county().settlements.get(*index) {
                    caption(ui, &home.name);
                    let thing = Selection::Settlement(*index);
                    intent = choose_ui(ui, view, &thing);
                    ui.separator();
                }
            }
            None => {}
        }
        intent = place_ui(ui, session, view, menu.at).or(intent.take());
    });
    intent
}

fn choose_ui(ui: &mut Ui, view: &View, thing: &Selection) -> Option<Intent> {
    let lang = view.lang;
    let looks = ui.button(text::LOOK_AT.say(lang)).clicked();
    let look = looks.then(|| Intent::Select(Some(thing.clone())));
    let chooses = ui.button(text::CHOOSE_TOO.say(lang)).clicked();
    let choose = || Intent::Map(MapWish::Several(SeveralWish::Toggle(thing.clone())));
    look.or_else(|| chooses.then(choose))
}

fn school_ui(ui: &mut Ui, session: &Session, view: &View, site: &Site) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = choose_ui(ui, view, &Selection::School(site.id.clone()));
    if !view.workspace().plans() || !site.is_open() {
        return intent;
    }
    if ui.button(words::deciding::KEEP.say(lang)).clicked() {
        let form = ReasonForm {
            measure: Measure::Keep {
                school: site.id.clone(),
            },
            name: site.name.clone(),
            reason: String::new(),
            draft: None,
            year: session.year().0,
        };
        intent = Some(Intent::Ask(Form::Reason(form)));
    }
    if ui.button(words::RELOCATE.say(lang)).clicked() {
        intent = Some(Intent::StartRelocate(site.id.clone()));
    }
    if let Some(command) = delete_command(session, &site.id)
        && ui.button(words::CLOSE_SCHOOL.say(lang)).clicked()
    {
        intent = Some(Intent::Command(command));
    }
    intent
}

fn place_ui(ui: &mut Ui, session: &Session, view: &View, at: LonLat) -> Option<Intent> {
    let lang = view.lang;
    let builds = view.workspace().plans() && ui.button(text::BUILD_HERE.say(lang)).clicked();
    let build = builds.then_some(Intent::PlaceSchool(at));
    let measures = ui.button(text::MEASURE_FROM.say(lang)).clicked();
    let measure = measures.then_some(Intent::Map(MapWish::MeasureFrom(at)));
    let mut intent = build.or(measure);
    // The limit of the stage is what one asks about first.
    let limit = session.evaluator().limits().trip[view.stage];
    let far = limit.unwrap_or_else(|| Meters::from_f64(2_000.0));
    let rulers = [
        (text::CIRCLE, Within::Straight(far)),
        (text::REACH, Within::Way(far)),
    ];
    for (label, within) in rulers {
        let words = format!("{} {far}", label.say(lang));
        if ui.button(words).clicked() {
            intent = Some(Intent::Map(MapWish::AddRuler(Ruler { at, within })));
        }
    }
    if ui.button(text::COPY_PLACE.say(lang)).clicked() {
        intent = Some(Intent::Map(MapWish::CopyPlace(at)));
    }
    intent
}
