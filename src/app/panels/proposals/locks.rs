//! The schools that are decided before a search.

use egui::Ui;

use crate::app::look::asking::{Locked, Locks, Topic};
use crate::app::look::text::{Text, proposals as text};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, small_button};
use crate::session::Session;
use crate::words::Lang;

/// The schools that are decided beforehand, and buttons that decide on the selected one.
pub(super) fn locks_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    let selected = match &view.selection {
        Some(Selection::School(id)) => Some(id.clone()),
        _ => None,
    };
    let may_close = view.asking.topic == Topic::Layout;
    let locks = &mut view.asking.shared.locks;
    ui.horizontal_wrapped(|ui| {
        let mut lock_ui = |label: Text, locked: Locked| {
            let button = egui::Button::new(label.say(lang)).small();
            let clicked = ui.add_enabled(selected.is_some(), button).clicked();
            if let (true, Some(school)) = (clicked, &selected) {
                locks.set(school.clone(), locked);
            }
        };
        lock_ui(text::KEEP_SELECTED, Locked::Open);
        if may_close {
            lock_ui(text::CLOSE_SELECTED, Locked::Closed);
        }
    });
    locked_ui(ui, session, text::LOCKED_OPEN, Locked::Open, locks, lang);
    if may_close {
        let label = text::LOCKED_CLOSED;
        locked_ui(ui, session, label, Locked::Closed, locks, lang);
    }
}

fn locked_ui(
    ui: &mut Ui,
    session: &Session,
    label: Text,
    locked: Locked,
    locks: &mut Locks,
    lang: Lang,
) {
    let schools = locks.of(locked);
    if schools.is_empty() {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        caption(ui, label.say(lang));
        for id in &schools {
            let site = session.evaluation().layout.site(id);
            let name = site.map_or_else(|| id.to_string(), |site| site.name.clone());
            let unlock = format!("{} {name}", text::UNLOCK.say(lang));
            if small_button(ui, &format!("{name} ×"), &unlock) {
                locks.lift(id);
            }
        }
    });
}
