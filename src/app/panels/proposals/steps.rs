//! The measures of an answer, each with its tick: one that is left out is no part of the draft.

use egui::{RichText, Ui};

use crate::app::look::intent::Intent;
use crate::app::look::text::{self as words, proposals as text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, heading, row, small_button};
use crate::app::panels::Desk;
use crate::model::SchoolId;
use crate::plan::{self, Measure, Policy};
use crate::proposal::site::in_plan;
use crate::proposal::{Beyond, Proposal};
use crate::session::Session;
use crate::words::{Lang, Words};

/// Each measure and each school that stays, with its reason; a click leads there.
pub(super) fn steps_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    proposal: &Proposal,
) -> Option<Intent> {
    let lang = view.lang;
    let (session, search) = (desk.session, desk.results.search());
    let after = desk.results.figures(session, view).and_then(Result::ok);
    let mut intent = None;
    if proposal.steps.is_empty() {
        caption(ui, text::NOTHING.say(lang));
    }
    let standing = |school: &SchoolId| {
        let site = session.evaluation().layout.site(school);
        site.map_or_else(|| school.to_string(), |site| site.name.clone())
    };
    let has_left_out = !proposal.steps.iter().all(|step| search.is_ticked(step));
    if has_left_out {
        let all = text::TICK_ALL.say(lang);
        if small_button(ui, all, all) {
            intent = Some(Intent::Tick(None));
        }
    }
    for (place, step) in proposal.steps.iter().enumerate() {
        let measure = &step.action.measure;
        let name = match measure {
            Measure::New(new) => new.name.clone(),
            measure => standing(measure.school()),
        };
        ui.horizontal(|ui| {
            let mut is_ticked = search.is_ticked(step);
            let tick = ui.checkbox(&mut is_ticked, "");
            let label = format!("{} {name}", text::TICK.say(lang));
            tick.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::CheckBox, true, is_ticked, &label)
            });
            if tick.on_hover_text(text::TICK_TIP.say(lang)).changed() {
                intent = Some(Intent::Tick(Some(place)));
            }
            let there = (measure.school(), &*name);
            let gone = line_ui(ui, there, &measure.words(), &step.reason, lang);
            intent = gone.or(intent.take());
        });
        caption(ui, step.reason.say(lang));
        let own = search
            .asked()
            .map(|asked| plan::replaced(&asked.plan, measure));
        for own in own.into_iter().flatten() {
            let words = text::replaces((&own.measure.words(), own.year), step.action.year);
            let color = Theme::of(ui.ctx()).warning;
            ui.label(
                RichText::new(words.say(lang))
                    .size(size::CAPTION)
                    .color(color),
            );
        }
        let asked = search
            .asked()
            .filter(|_| matches!(measure, Measure::New(_)));
        let attending = asked.zip(after).and_then(|(asked, after)| {
            let pupils = in_plan::attending(after, asked.stage, measure.school())?;
            (after.policy != Policy::Nearest).then_some((pupils, after.policy))
        });
        if let Some((pupils, policy)) = attending {
            caption(ui, in_plan::told_alone(pupils, policy).say(lang));
        }
    }
    for stay in &proposal.stays {
        let (name, stays) = (standing(&stay.school), words::words_of(text::STAYS));
        let there = (&stay.school, &*name);
        intent = line_ui(ui, there, &stays, &stay.reason, lang).or(intent);
        caption(ui, stay.reason.say(lang));
    }
    if has_left_out {
        // Who goes too far is known of the whole answer alone.
        return intent;
    }
    beyond_ui(ui, session, &proposal.beyond, lang).or(intent)
}

/// A school with what becomes of it.
fn line_ui(
    ui: &mut Ui,
    (school, name): (&SchoolId, &str),
    what: &Words,
    reason: &Words,
    lang: Lang,
) -> Option<Intent> {
    let line = row(ui, false, name, what.say(lang)).on_hover_text(reason.say(lang));
    line.clicked()
        .then(|| Intent::GoTo(Selection::School(school.clone())))
}

/// Who goes farther than the longest trip, as no school is that near; a click leads to the settlement.
fn beyond_ui(ui: &mut Ui, session: &Session, beyond: &[Beyond], lang: Lang) -> Option<Intent> {
    if beyond.is_empty() {
        return None;
    }
    heading(ui, Beyond::heading(beyond).say(lang));
    let mut intent = None;
    for beyond in beyond {
        let words = beyond.words.say(lang);
        if row(ui, false, words, "").on_hover_text(words).clicked() {
            let mut homes = session.county().settlements.iter();
            let home = homes.position(|home| home.id == beyond.settlement);
            intent = home.map(|home| Intent::GoTo(Selection::Settlement(home)));
        }
    }
    intent
}
