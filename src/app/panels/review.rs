//! The review of small schools (批量处理): ticks, what they come to together, and one step that plans them. Nothing is
//! in the plan before, and what the gate refuses is never ticked.

use egui::{RichText, Role, ScrollArea, Ui};

use super::receivers::receiver_line;
use super::small::lamp;
use super::{Desk, later};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::lights::{Lamp, lamp_ui};
use crate::app::look::text::{self, deciding};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{Look, caption, fact, look_button, name_it};
use crate::app::work::lights::step_name;
use crate::app::work::results::Small;
use crate::evaluation::Evaluation;
use crate::model::SchoolId;
use crate::plan::{Command, Status};
use crate::proposal::merge::candidates::Candidate;
use crate::proposal::merge::foreseen::Together;
use crate::rules::gate::Light;
use crate::words::Words;

/// The room of the sum and the buttons below the list, in points.
const FOOT: f32 = 178.0;

/// Draws the review.
pub(super) fn review_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let Some(small) = desk.results.fresh_small(desk.session, view) else {
        caption(ui, text::FINDING_RECEIVERS.say(lang));
        return None;
    };
    let together = desk
        .results
        .lights
        .together(desk.session, view, Some(small));
    ui.label(RichText::new(deciding::REVIEW_TITLE.say(lang)).font(fonts::semibold(size::BODY)));
    let all = small.candidates.len();
    let ticked = together.map_or(0, |together| together.passing.len());
    caption(ui, deciding::ticked(ticked, all).say(lang));
    let mut intent = None;
    let room = (ui.clip_rect().bottom() - ui.cursor().top() - FOOT).max(120.0);
    ScrollArea::vertical()
        .id_salt("review")
        .max_height(room)
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.spacing_mut().interact_size.y = 20.0;
            for candidate in &small.candidates {
                intent = row_ui(ui, desk, view, (small, candidate), together).or(intent.take());
            }
        });
    ui.separator();
    sum_ui(ui, desk, view, together);
    buttons_ui(ui, view, together).or(intent)
}

/// A school with its tick, where it goes and why it does not.
fn row_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
    (small, candidate): (&Small, &Candidate),
    together: Option<&Together>,
) -> Option<Intent> {
    let lang = view.lang;
    let layout = &small.evaluation.layout;
    let site = &layout.sites[candidate.site];
    let seen = desk.results.lights.of(&site.id);
    let planned = desk.session.closes_later(&site.id);
    let can = planned.is_none() && seen.is_some_and(|seen| seen.foreseen.action.is_some());
    let refused = refusal(together, &site.id);
    let review = view.review.as_mut()?;
    let mut is_ticked = can && refused.is_none() && !review.unticked.contains(&site.id);
    let mut intent = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::NEAR;
        let tick = ui.add_enabled(
            can && refused.is_none(),
            egui::Checkbox::without_text(&mut is_ticked),
        );
        name_it(
            &tick,
            Role::CheckBox,
            &format!("{} {}", text::MERGE.say(lang), site.name),
        );
        if tick.changed() {
            if is_ticked {
                review.unticked.remove(&site.id);
            } else {
                review.unticked.insert(site.id.clone());
            }
        }
        let lamp = match (site.status == Status::Kept, refused) {
            (true, _) => Lamp::Kept,
            (false, Some(_)) => Lamp::Lit(Light::Red),
            (false, None) => lamp(seen),
        };
        lamp_ui(ui, lamp, lang);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(figures::count(candidate.size));
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                let name = egui::Label::new(&site.name)
                    .truncate()
                    .sense(egui::Sense::click());
                if ui.add(name).clicked() {
                    intent = Some(Intent::GoTo(Selection::School(site.id.clone())));
                }
            });
        });
    });
    let theme = Theme::of(ui.ctx());
    let (line, ink) = match (refused, seen) {
        (Some(why), _) => (why.say(lang).to_owned(), theme.worse),
        (None, _) if planned.is_some() => {
            let told = planned.map(|(_, action)| later::told(desk.session, action));
            (told.unwrap_or_default().say(lang).to_owned(), theme.faint)
        }
        (None, Some(seen)) if !can => (seen.foreseen.reason.say(lang).to_owned(), theme.faint),
        (None, Some(seen)) => {
            let bus = seen
                .foreseen
                .action
                .as_ref()
                .and_then(|action| action.details.transport.as_ref());
            let bus = bus.map_or_else(String::new, |_| {
                format!(" · {}", deciding::WITH_BUS.say(lang))
            });
            (
                format!("{}{bus}", receiver_line(layout, candidate, lang)),
                theme.faint,
            )
        }
        (None, None) => {
            let is_kept = site.status == Status::Kept;
            let why = if is_kept {
                text::KEPT
            } else {
                deciding::JUDGING
            };
            (why.say(lang).to_owned(), theme.faint)
        }
    };
    ui.horizontal(|ui| {
        ui.add_space(24.0);
        let words = RichText::new(&line).size(size::CAPTION).color(ink);
        ui.add(egui::Label::new(words).truncate())
            .on_hover_text(&line);
    });
    ui.add_space(size::NEAR);
    intent
}

/// Why a school cannot close beside the others that are ticked.
fn refusal<'a>(together: Option<&'a Together>, id: &SchoolId) -> Option<&'a Words> {
    let mut refused = together?.refused.iter();
    refused.find(|(school, _)| school == id).map(|(_, why)| why)
}

/// What the ticked ones come to: schools, pupils, mean trip, pupils over the limit.
fn sum_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, together: Option<&Together>) {
    let lang = view.lang;
    let Some(together) = together else {
        ui.horizontal(|ui| {
            ui.add(egui::Spinner::new().size(12.0));
            caption(ui, deciding::REVIEW_JUDGING.say(lang));
        });
        return;
    };
    let before = desk.session.evaluation();
    let from_to = |figure: &dyn Fn(&Evaluation) -> String| {
        let (before, after) = (figure(before), figure(&together.after));
        format!("{before} → {after}")
    };
    let stage = |evaluation: &Evaluation| {
        evaluation.stages[view.stage]
            .as_ref()
            .map(|stage| (stage.numbers.distances, stage.numbers.over_limit))
    };
    fact(
        ui,
        deciding::MOVED.say(lang),
        figures::known(together.moved),
    );
    let mean = |evaluation: &Evaluation| {
        figures::mean_trip(stage(evaluation).and_then(|(trips, _)| trips))
    };
    fact(ui, text::MEAN_TRIP.say(lang), from_to(&mean));
    let over = |evaluation: &Evaluation| {
        figures::known(stage(evaluation).and_then(|(_, over)| over.into()))
    };
    fact(ui, text::OVER_LIMIT.say(lang), from_to(&over));
    let theme = Theme::of(ui.ctx());
    for name in &together.crowded {
        let words = format!("{name} {}", deciding::BECOMES_RED.say(lang));
        ui.label(RichText::new(words).size(size::CAPTION).color(theme.worse));
    }
    caption(ui, deciding::REVIEW_ON_MAP.say(lang));
}

fn buttons_ui(ui: &mut Ui, view: &mut View, together: Option<&Together>) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = None;
    ui.horizontal(|ui| {
        let cancel = text::CANCEL.say(lang);
        if look_button(ui, Look::Plain, cancel, cancel).clicked() {
            view.review = None;
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let Some(together) = together.filter(|together| !together.passing.is_empty()) else {
                return;
            };
            let actions = together.passing.clone();
            let label = deciding::plan_them(actions.len());
            let label = label.say(lang);
            if look_button(ui, Look::Forward, label, label).clicked() {
                let name = step_name(actions.len());
                intent = Some(Intent::Command(Command::AddAll { name, actions }));
                view.review = None;
            }
        });
    });
    intent
}
