//! The schools that could take the pupils of the selected one, as a table: how far, how much room, what trips become,
//! and the gate's light. A click on a row tries it on the map.

use egui::{Role, Sense, Ui, pos2, vec2};

use super::{Desk, small};
use crate::app::look::figures;
use crate::app::look::intent::Intent;
use crate::app::look::lights::{self, Lamp};
use crate::app::look::text::{self, deciding, glossary, small as words};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, name_in, name_it, small_button, tip_beside};
use crate::evaluation::Evaluation;
use crate::model::SchoolId;
use crate::plan::{Action, Layout, Measure, Site};
use crate::proposal::merge::candidates::{Candidate, Receiver, Verdict};
use crate::rules::gate::{Light, Line};
use crate::words::{Lang, Words};

/// The receiver that is chosen: by a click, else by the plan, else by the verdict.
fn chosen<'a>(
    desk: Desk<'_>,
    view: &View,
    layout: &Layout,
    school: &SchoolId,
    candidate: &'a Candidate,
) -> Option<&'a Receiver> {
    let clicked = view.receiver.as_ref().filter(|(of, _)| of == school);
    let is_clicked = |receiver: &&Receiver| {
        clicked.is_some_and(|(_, into)| layout.sites[receiver.site].id == *into)
    };
    let planned = desk.session.plan().and_then(|plan| plan.closing(school));
    let is_planned = |receiver: &&Receiver| {
        let id = &layout.sites[receiver.site].id;
        planned.is_some_and(|(_, action)| action.measure.receivers().contains(id))
    };
    let mut receivers = candidate.receivers.iter();
    let clicked = candidate.receivers.iter().find(is_clicked);
    clicked.or_else(|| receivers.find(is_planned)).or_else(|| {
        let into = candidate.verdict.receiver()?;
        candidate
            .receivers
            .iter()
            .find(|receiver| receiver.site == into)
    })
}

/// In place of the unit that distances are read in.
const LENGTH: &str = "length";

/// The columns beside the name: what, in which unit, how wide in points.
const COLUMNS: [(text::Text, &str, f32); 5] = [
    (words::APART_COLUMN, LENGTH, 38.0),
    (words::ROOM_COLUMN, "", 38.0),
    (words::TRIP_COLUMN, LENGTH, 36.0),
    (words::OVER_COLUMN, "", 36.0),
    (deciding::CLASS_COLUMN, "≈", 36.0),
];

/// Draws the schools that could take the pupils as a table; a click on a row chooses it.
pub(super) fn receivers_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    evaluation: &Evaluation,
    candidate: &Candidate,
) -> Option<Intent> {
    let lang = view.lang;
    let layout = &evaluation.layout;
    let school = &layout.sites[candidate.site].id;
    heading(ui, text::MERGE_INTO.say(lang)).on_hover_text(deciding::ROW_TIP.say(lang));
    if candidate.receivers.is_empty() {
        caption(ui, words::NO_RECEIVER.say(lang));
        return None;
    }
    let heads = COLUMNS.map(|(head, unit, _)| {
        let unit = if unit == LENGTH {
            figures::distance_unit()
        } else {
            unit
        };
        format!("{}\n{unit}", head.say(lang)).trim_end().to_owned()
    });
    let explained = [&glossary::FREE_SEATS, &glossary::OVER_LIMIT];
    let explained = explained.map(|term| {
        let (name, says) = (term.name.say(lang), term.says.say(lang));
        format!("{name}: {says}")
    });
    let explained = [
        explained.as_slice(),
        &[words::ROOM_IS_BEFORE.say(lang).to_owned()],
    ]
    .concat();
    line_ui(ui, words::RECEIVER_COLUMN, &heads, lang).on_hover_text(explained.join("\n"));
    let chosen = chosen(desk, view, layout, school, candidate).map(|receiver| receiver.site);
    let mut intent = None;
    for receiver in &candidate.receivers {
        let site = &layout.sites[receiver.site];
        let figures = figures_of(receiver);
        let is_chosen = chosen == Some(receiver.site);
        let foreseen = desk
            .results
            .lights
            .merged_into(desk.session, view, school, &site.id);
        let lamp = foreseen.map_or(Lamp::Judging, |foreseen| {
            foreseen.light().map_or(Lamp::Unknown, Lamp::Lit)
        });
        let page = foreseen.and_then(|foreseen| foreseen.page.as_ref());
        let lines = page.map_or(&[][..], |page| &page.lines);
        let (lamp, objection) = stands(objection(desk, view, receiver, &site.id), lamp, lines);
        let objection = objection.map_or_else(String::new, |words| words.say(lang).to_owned());
        let row = row_ui(ui, &site.name, &objection, &figures, (is_chosen, lamp));
        name_it(
            &row,
            Role::RadioButton,
            &format!("{} → {}", text::MERGE.say(lang), site.name),
        );
        let told = [
            site.name.as_str(),
            &objection,
            lamp.say(lang),
            deciding::ROW_TIP.say(lang),
        ];
        let told = told.into_iter().filter(|words| !words.is_empty());
        let tip = told.collect::<Vec<_>>().join("\n");
        if tip_beside(row, tip).clicked() {
            intent = Some(Intent::ChooseReceiver(school.clone(), site.id.clone()));
        }
    }
    let now = candidate
        .receivers
        .iter()
        .find(|receiver| receiver.means.is_some());
    if let Some(now) = now {
        let mean = now.means.map_or_else(
            || text::UNKNOWN.to_owned(),
            |(before, _)| figures::in_column(before.as_f64()),
        );
        let figures = [
            String::new(),
            String::new(),
            mean,
            figures::count(now.over_before),
            String::new(),
        ];
        line_ui(ui, words::NOW_ROW, &figures, lang);
    }
    trying_ui(ui, view, layout, school).or(intent)
}

/// That a receiver is tried on the map, with the way back.
fn trying_ui(ui: &mut Ui, view: &View, layout: &Layout, school: &SchoolId) -> Option<Intent> {
    let lang = view.lang;
    let (of, into) = view.receiver.as_ref().filter(|(of, _)| of == school)?;
    let name = layout.site(into).map_or("", |site| &site.name);
    let mut intent = None;
    ui.horizontal_wrapped(|ui| {
        caption(ui, format!("{} → {name}", deciding::TRYING.say(lang)));
        let stop = deciding::STOP_TRYING.say(lang);
        if small_button(ui, stop, stop) {
            intent = Some(Intent::ChooseReceiver(of.clone(), into.clone()));
        }
    });
    intent
}

/// Distance between the schools, free seats, mean trip after, pupils over the limit after, pupils a class.
fn figures_of(receiver: &Receiver) -> [String; 5] {
    let free = receiver
        .free_seats
        .iter()
        .filter_map(|(_, &free)| free)
        .min();
    let mark = match receiver.way.basis() {
        crate::travel::Basis::Road => "",
        crate::travel::Basis::Estimate => "≈",
    };
    [
        format!(
            "{mark}{}",
            figures::in_column(receiver.way.distance().as_f64())
        ),
        free.map_or_else(|| text::UNKNOWN.to_owned(), figures::count),
        receiver.means.map_or_else(
            || text::UNKNOWN.to_owned(),
            |(_, after)| figures::in_column(after.as_f64()),
        ),
        figures::count(receiver.over_after),
        figures::known(receiver.class_after),
    ]
}

/// What speaks against a receiver before the gate is asked, and how much: without room nobody can come, while the reach
/// is a wish that can be given up.
fn objection(
    desk: Desk<'_>,
    view: &View,
    receiver: &Receiver,
    id: &SchoolId,
) -> Option<(Light, Words)> {
    let closes = desk.session.plan().and_then(|plan| plan.closing(id));
    if let Some((_, action)) = closes {
        return Some((Light::Red, words::closes_itself(action.year)));
    }
    if !receiver.has_room {
        return Some((Light::Red, text::words_of(words::NO_ROOM_HERE)));
    }
    (!receiver.is_within_reach).then(|| (Light::Amber, words::beyond(view.reach)))
}

/// The lamp of a row and the words under it. One rule for both: the gravest objection is said, and the lamp is as grave
/// as what is said, so that the same words never stand under two colours. What the gate asks to be looked at is not
/// said here; it is much the same for all receivers.
fn stands(objection: Option<(Light, Words)>, gate: Lamp, lines: &[Line]) -> (Lamp, Option<Words>) {
    let is_red = |light: Light| light == Light::Red;
    let refused = || {
        let mut lines = lines.iter().filter(|line| is_red(line.light));
        lines.next().map(|line| line.answer.clone())
    };
    match objection {
        Some((light, words)) if is_red(light) || gate != Lamp::Lit(Light::Red) => {
            (Lamp::Lit(light), Some(words))
        }
        _ if gate == Lamp::Lit(Light::Red) => (gate, refused()),
        _ => (gate, None),
    }
}

/// A line of the table that is not chosen from.
fn line_ui(ui: &mut Ui, name: text::Text, figures: &[String; 5], lang: Lang) -> egui::Response {
    let ink = Theme::of(ui.ctx()).faint;
    let rows = if figures.iter().any(|figure| figure.contains('\n')) {
        2.0
    } else {
        1.0
    };
    let height = 17.0 * rows + 4.0;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let painter = ui.painter();
    let put = |words: &str, x: f32, is_right: bool| {
        let font = egui::FontId::proportional(size::CAPTION);
        let mut job = egui::text::LayoutJob::simple(words.to_owned(), font, ink, f32::INFINITY);
        job.halign = if is_right {
            egui::Align::RIGHT
        } else {
            egui::Align::LEFT
        };
        let galley = painter.layout_job(job);
        painter.galley(pos2(x, rect.bottom() - galley.size().y - 2.0), galley, ink);
    };
    put(name.say(lang), rect.left() + 22.0, false);
    let mut right = rect.right();
    for ((_, _, width), figure) in COLUMNS.into_iter().zip(figures).rev() {
        put(figure, right, true);
        right -= width;
    }
    response
}

fn row_ui(
    ui: &mut Ui,
    name: &str,
    objection: &str,
    figures: &[String; 5],
    (is_chosen, lamp): (bool, Lamp),
) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let numbers: f32 = COLUMNS.iter().map(|(_, _, width)| width).sum();
    let font = || egui::FontId::proportional(size::BODY);
    let across = ui.available_width();
    let painter = ui.painter();
    let galley = painter.layout_no_wrap(name.to_owned(), font(), theme.text);
    // A name that has no room beside the figures stands above them.
    let is_above = galley.size().x > across - numbers - 24.0;
    let lines = [is_above, !objection.is_empty()].map(|is_there| if is_there { 16.0 } else { 0.0 });
    let height = 26.0 + lines.iter().sum::<f32>();
    let (rect, response) = ui.allocate_exact_size(vec2(across, height), Sense::click());
    let painter = ui.painter();
    if is_chosen {
        painter.rect_filled(rect, 2.0, theme.chosen);
    } else if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 2.0, theme.hover);
    }
    let first = rect.top() + 13.0;
    lights::draw(painter, pos2(rect.left() + 10.0, first), lamp, theme);
    if is_chosen {
        let mark = egui::Rect::from_min_size(rect.min, vec2(2.0, rect.height()));
        painter.rect_filled(mark, 0.0, theme.selected);
    }
    let put = |words: &str, font: egui::FontId, ink: egui::Color32, y: f32| {
        let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, ink);
        job.wrap = egui::text::TextWrapping::truncate_at_width(across - 24.0);
        let galley = painter.layout_job(job);
        let at = pos2(rect.left() + 22.0, y - galley.size().y / 2.0);
        painter.galley(at, galley, ink);
    };
    let called = name_in(painter, name, &font(), theme.text, across - 24.0);
    let at = pos2(rect.left() + 22.0, first - called.size().y / 2.0);
    painter.galley(at, called, theme.text);
    let small = egui::FontId::proportional(size::CAPTION);
    put(objection, small, theme.faint, rect.bottom() - 10.0);
    let middle = first + lines[0];
    let mut right = rect.right();
    for ((_, _, width), figure) in COLUMNS.into_iter().zip(figures).rev() {
        let galley = painter.layout_no_wrap(figure.clone(), font(), theme.text);
        painter.galley(
            pos2(
                right - galley.size().x - 2.0,
                middle - galley.size().y / 2.0,
            ),
            galley,
            theme.text,
        );
        right -= width;
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// The merger into the receiver that is tried or proposed, else the closure of a school that nobody attends: in words,
/// and as a question with the gate's light.
pub(super) fn merge(desk: Desk<'_>, view: &View, school: &Site) -> Option<(String, Intent)> {
    let lang = view.lang;
    let (evaluation, candidate) = desk.results.receivers(desk.session, &school.id)?;
    let layout = &evaluation.layout;
    let seen = desk
        .results
        .lights
        .of(&school.id)
        .filter(|seen| seen.is_fresh);
    let Some(receiver) = chosen(desk, view, layout, &school.id, candidate) else {
        let foreseen = &seen?.foreseen;
        let label = format!("{} {}", text::CLOSE_SCHOOL.say(lang), school.name);
        return Some((
            label,
            small::merge(layout, foreseen.action.as_ref()?, foreseen.page.as_ref()),
        ));
    };
    let into = &layout.sites[receiver.site];
    let label = format!("{} {} → {}", text::MERGE.say(lang), school.name, into.name);
    let tried = desk
        .results
        .lights
        .merged_into(desk.session, view, &school.id, &into.id);
    let measure = Measure::Merge {
        school: school.id.clone(),
        into: vec![into.id.clone()],
    };
    let proposed = tried.and_then(|foreseen| foreseen.action.clone());
    let mut action = proposed.unwrap_or_else(|| Action::new(desk.session.year(), measure, ""));
    if let Some((_, before)) = desk
        .session
        .plan()
        .and_then(|plan| plan.closing(&school.id))
    {
        // What somebody wrote of the closure stays, but for the way to the receiver.
        let (transport, draft) = (action.details.transport.take(), action.details.draft.take());
        action.details = before.details.clone();
        (action.details.transport, action.details.draft) = (transport, draft);
        action.put_into(before.year);
        action.keep_reason_of(before);
    }
    let page = tried.and_then(|foreseen| foreseen.page.as_ref());
    Some((label, small::merge(layout, &action, page)))
}

/// Whether somebody would take the pupils.
pub(super) fn has_receiver(desk: Desk<'_>, view: &View, school: &Site) -> bool {
    let found = desk.results.receivers(desk.session, &school.id);
    found.is_some_and(|(evaluation, candidate)| {
        chosen(desk, view, &evaluation.layout, &school.id, candidate).is_some()
    })
}

/// The receiver the verdict names.
fn best_receiver(candidate: &Candidate) -> Option<&Receiver> {
    let into = candidate.verdict.receiver()?;
    let mut receivers = candidate.receivers.iter();
    receivers.find(|receiver| receiver.site == into)
}

/// What has room in the list, and all of it for hover: where the pupils could go, what stays free there, and why.
pub(super) fn lines(
    layout: &Layout,
    candidate: &Candidate,
    reason: &str,
    lang: Lang,
) -> (String, String) {
    let whole = receiver_line(layout, candidate, lang);
    let apart = words::ROOM_IS_BEFORE.say(lang);
    let tip = format!("{whole}\n{reason}\n{apart}");
    let line = best_receiver(candidate).map_or(whole, |receiver| {
        let name = &layout.sites[receiver.site].name;
        format!("{name} {}", figures::trip(receiver.way))
    });
    (line, tip)
}

/// Where a school's pupils could go, or why nowhere.
pub(super) fn receiver_line(layout: &Layout, candidate: &Candidate, lang: Lang) -> String {
    let told = |receiver: &Receiver| {
        let (name, way) = (
            &layout.sites[receiver.site].name,
            figures::trip(receiver.way),
        );
        let left = receiver.seats_left(candidate);
        deciding::receiver(name, &way, left).say(lang).to_owned()
    };
    if let Some(receiver) = best_receiver(candidate) {
        return told(receiver);
    }
    if let Verdict::Close { reason } | Verdict::Stays { reason } = &candidate.verdict {
        return reason.say(lang).to_owned();
    }
    let receivers = || candidate.receivers.iter();
    match receivers().min_by_key(|receiver| receiver.way) {
        None => words::NO_RECEIVER.say(lang).to_owned(),
        Some(_) if receivers().any(|receiver| receiver.is_within_reach) => {
            words::NO_ROOM.say(lang).to_owned()
        }
        Some(nearest) => {
            let too_far = words::TOO_FAR.say(lang);
            format!("{too_far} {}", figures::trip(nearest.way))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::gate::LineKey;

    fn line(light: Light, answer: &str) -> Line {
        Line {
            key: LineKey::Walk,
            question: Words::default(),
            light,
            value: None,
            limit: None,
            answer: Words::new(answer, answer),
            place: None,
        }
    }

    #[test]
    fn the_same_words_never_stand_under_two_colours() {
        let lines = [
            line(Light::Amber, "to look at"),
            line(Light::Red, "too far"),
        ];
        let full = Words::new("full", "满");
        let beyond = Words::new("beyond", "远");
        let objections = [
            None,
            Some((Light::Red, full.clone())),
            Some((Light::Amber, beyond.clone())),
        ];
        let gates = [Light::Green, Light::Amber, Light::Red].map(Lamp::Lit);
        let mut met: Vec<(Words, Lamp)> = Vec::new();
        for objection in objections {
            for gate in gates.into_iter().chain([Lamp::Unknown, Lamp::Judging]) {
                let (lamp, words) = stands(objection.clone(), gate, &lines);
                let Some(words) = words else {
                    assert_eq!(lamp, gate, "without words the gate alone is shown");
                    continue;
                };
                let before = met.iter().find(|(other, _)| *other == words);
                assert!(before.is_none_or(|(_, other)| *other == lamp), "{words:?}");
                met.push((words, lamp));
            }
        }
        let red = Lamp::Lit(Light::Red);
        assert!(met.contains(&(Words::new("too far", "too far"), red)));
        assert!(met.contains(&(full, red)));
        assert!(met.contains(&(beyond, Lamp::Lit(Light::Amber))));
    }

    #[test]
    fn what_the_gate_refuses_is_never_shown_milder_than_it_is() {
        let lines = [line(Light::Red, "too far")];
        let beyond = Some((Light::Amber, Words::new("beyond", "远")));
        let (lamp, words) = stands(beyond, Lamp::Lit(Light::Red), &lines);
        assert_eq!(lamp, Lamp::Lit(Light::Red));
        assert_eq!(words.map(|words| words.en), Some("too far".to_owned()));
    }
}
