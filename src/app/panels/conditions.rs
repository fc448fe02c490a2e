//! The finer limits of a question: who may go where, where new schools may stand, what the gate has to say.

use egui::{Button, Ui};

use crate::app::look::asking::Shared;
use crate::app::look::text::{Text, proposals as text};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, small_button};
use crate::assign::Within;
use crate::model::{SchoolId, SettlementId};
use crate::proposal::{Candidates, GateRule};
use crate::session::Session;
use crate::words::Lang;

/// A limit that holds or not.
pub(super) fn tick_ui(ui: &mut Ui, holds: &mut bool, label: Text, tip: Text, lang: Lang) {
    ui.checkbox(holds, label.say(lang))
        .on_hover_text(tip.say(lang));
}

/// What the closure gate has to say about merges.
pub(super) fn gate_ui(ui: &mut Ui, gate: &mut GateRule, lang: Lang) {
    caption(ui, text::GATE.say(lang));
    for rule in GateRule::ALL {
        let words = rule.words();
        ui.radio_value(gate, rule, words.say(lang))
            .on_hover_text(text::GATE_TIP.say(lang));
    }
}

/// Which places for new schools are looked at.
pub(super) fn candidates_ui(ui: &mut Ui, candidates: &mut Candidates, lang: Lang) {
    caption(ui, text::PLACES_ARE.say(lang));
    ui.horizontal_wrapped(|ui| {
        let kinds = [
            (
                &mut candidates.settlements,
                text::SETTLEMENTS,
                text::SETTLEMENTS_TIP,
            ),
            (
                &mut candidates.closed_sites,
                text::CLOSED_SITES,
                text::CLOSED_SITES_TIP,
            ),
            (&mut candidates.reserved, text::RESERVED, text::RESERVED_TIP),
        ];
        for (holds, label, tip) in kinds {
            tick_ui(ui, holds, label, tip, lang);
        }
    });
}

/// Borders, and settlements that must or must not go to a school.
pub(super) fn conditions_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    let Shared {
        conditions, pair, ..
    } = &mut view.asking.shared;
    caption(ui, text::WHO_MAY_GO.say(lang));
    ui.horizontal_wrapped(|ui| {
        for within in Within::ALL {
            let words = within.words();
            ui.radio_value(&mut conditions.within, within, words.say(lang));
        }
    });
    match &view.selection {
        Some(Selection::School(id)) => pair.1 = Some(id.clone()),
        Some(Selection::Settlement(index)) => {
            let settlement = session.county().settlements.get(*index);
            pair.0 = settlement.map(|settlement| settlement.id.clone());
        }
        None => {}
    }
    let (Some(settlement), Some(school)) = pair.clone() else {
        caption(ui, text::SELECT_PAIR.say(lang));
        return;
    };
    let pair = (settlement, school);
    ui.label(named(session, &pair));
    ui.horizontal(|ui| {
        if ui
            .add(Button::new(text::MUST_GO.say(lang)).small())
            .clicked()
        {
            conditions.bans.retain(|banned| *banned != pair);
            // A settlement is locked to one school only.
            conditions
                .locks
                .retain(|(settlement, _)| *settlement != pair.0);
            conditions.locks.push(pair.clone());
        }
        if ui
            .add(Button::new(text::NEVER_GO.say(lang)).small())
            .clicked()
        {
            conditions.locks.retain(|locked| *locked != pair);
            if !conditions.bans.contains(&pair) {
                conditions.bans.push(pair.clone());
            }
        }
    });
    pairs_ui(ui, session, text::LOCKED, &mut conditions.locks, lang);
    pairs_ui(ui, session, text::BANNED, &mut conditions.bans, lang);
}

type Pair = (SettlementId, SchoolId);

/// What was decided, each with a button that takes it back.
fn pairs_ui(ui: &mut Ui, session: &Session, label: Text, pairs: &mut Vec<Pair>, lang: Lang) {
    if pairs.is_empty() {
        return;
    }
    let mut lifted = None;
    ui.horizontal_wrapped(|ui| {
        caption(ui, label.say(lang));
        for (position, pair) in pairs.iter().enumerate() {
            let name = named(session, pair);
            let lift = format!("{} {name}", text::UNLOCK.say(lang));
            if small_button(ui, &format!("{name} ×"), &lift) {
                lifted = Some(position);
            }
        }
    });
    if let Some(position) = lifted {
        pairs.remove(position);
    }
}

/// 东光村 → 东林镇中心小学.
fn named(session: &Session, (settlement, school): &Pair) -> String {
    let mut homes = session.county().settlements.iter();
    let home = homes.find(|home| home.id == *settlement);
    let home = home.map_or(settlement.as_str(), |home| home.name.as_str());
    let site = session.evaluation().layout.site(school);
    let site = site.map_or(school.as_str(), |site| site.name.as_str());
    format!("{home} → {site}")
}
