//! What is decided about a school, and what can be: its state in a coloured line under the name, the schools that could
//! take its pupils, and the buttons at the foot.

use egui::{Frame, Margin, RichText, Role, Sense, Ui, pos2, vec2};

use super::{Desk, inspector, measures, small};
use crate::app::look::figures;
use crate::app::look::forms::{Form, ReasonForm};
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, small as words};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{Look, caption, heading, look_button, name_it, small_button};
use crate::evaluation::Evaluation;
use crate::indicators::is_small;
use crate::model::{SchoolId, Stage, StageRecord};
use crate::plan::{Command, Layout, Measure, Site, Status};
use crate::proposal::merge::candidates::{Candidate, Receiver, Verdict};
use crate::words::Lang;

/// How a state is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Plain,
    Doubt,
    Bad,
}

/// The state of a school in a line, with the step back from it.
struct State {
    words: String,
    remark: String,
    weight: Weight,
    undo: Option<Intent>,
}

/// Draws the state of a school; nothing where there is nothing to say.
pub(super) fn state_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, site: usize) -> Option<Intent> {
    let state = state(desk, view, site)?;
    let theme = Theme::of(ui.ctx());
    let (ground, ink) = match state.weight {
        Weight::Plain => (theme.chosen, theme.text),
        Weight::Doubt => (theme.warning_ground, theme.warning),
        Weight::Bad => (theme.worse.gamma_multiply(0.10), theme.worse),
    };
    let mut intent = None;
    ui.add_space(size::NEAR);
    let frame = Frame::new()
        .fill(ground)
        .corner_radius(3.0)
        .inner_margin(Margin::symmetric(8, 5));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        if let Some(undo) = state.undo {
            let name = format!("{} {}", text::TAKE_BACK.say(view.lang), state.words);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
                if small_button(ui, text::TAKE_BACK.say(view.lang), &name) {
                    intent = Some(undo);
                }
                ui.with_layout(
                    egui::Layout::left_to_right(egui::Align::Min).with_main_wrap(true),
                    |ui| {
                        ui.label(RichText::new(&state.words).color(ink));
                    },
                );
            });
        } else {
            ui.label(RichText::new(&state.words).color(ink));
        }
        if !state.remark.is_empty() {
            ui.label(RichText::new(&state.remark).size(size::CAPTION).color(ink));
        }
    });
    intent
}

fn state(desk: Desk<'_>, view: &View, site: usize) -> Option<State> {
    let lang = view.lang;
    let shown = view.shown(desk.session);
    let school = &shown.layout.sites[site];
    if matches!(school.status, Status::Closed { .. } | Status::Kept) {
        return decided(desk, view, school);
    }
    if let Some(short) = short_of_seats(shown, site) {
        return Some(State {
            words: words::short_of_seats(&figures::count(short))
                .say(lang)
                .to_owned(),
            remark: String::new(),
            weight: Weight::Bad,
            undo: None,
        });
    }
    if let Some(lacks) = lacks(school) {
        return Some(State {
            words: lacks.say(lang).to_owned(),
            remark: String::new(),
            weight: Weight::Doubt,
            undo: None,
        });
    }
    let candidate = small::candidate(desk, &school.id).filter(|_| view.workspace().plans())?;
    let (said, weight) = match &candidate.verdict {
        Verdict::Merge { .. } | Verdict::Close { .. } => (words::CAN_MERGE, Weight::Doubt),
        Verdict::Keep { .. } | Verdict::Stays { .. } => (words::BETTER_KEPT, Weight::Bad),
    };
    Some(State {
        words: said.say(lang).to_owned(),
        remark: candidate.verdict.reason().say(lang).to_owned(),
        weight,
        undo: None,
    })
}

/// What the plan has decided, and when.
fn decided(desk: Desk<'_>, view: &View, school: &Site) -> Option<State> {
    let lang = view.lang;
    let said = inspector::status_words(desk.session, school, lang)?;
    let mut actions = desk.session.plan()?.actions.iter().enumerate();
    let decides = |measure: &Measure| match measure {
        Measure::Keep { .. } => school.status == Status::Kept,
        _ => school.status != Status::Kept,
    };
    let own = actions
        .find(|(_, action)| *action.measure.school() == school.id && decides(&action.measure));
    let (index, action) = own.map_or((None, None), |(index, action)| (Some(index), Some(action)));
    let page = desk.results.ahead.page(desk.session, view);
    let refused = page.filter(|page| !page.is_compliant());
    let remark = refused.map_or_else(String::new, |page| {
        words::red_lines(page.against().count())
            .say(lang)
            .to_owned()
    });
    let year = action.map_or_else(String::new, |action| format!("{} ", action.year));
    Some(State {
        words: format!("{year}{said}"),
        weight: if refused.is_some() {
            Weight::Bad
        } else {
            Weight::Plain
        },
        undo: index.map(|index| Intent::Command(Command::Remove { index })),
        remark: match action {
            Some(action) if remark.is_empty() => action.reason.clone(),
            _ => remark,
        },
    })
}

/// How many pupils have no seat there, in the stage that is shortest; `None` where all have one or it is not known.
fn short_of_seats(shown: &Evaluation, site: usize) -> Option<u32> {
    let stages = Stage::ALL
        .into_iter()
        .filter_map(|stage| shown.stages[stage].as_ref()?.school(site));
    let short = stages.filter_map(|numbers| Some(numbers.pupils?.saturating_sub(numbers.seats?)));
    short.max().filter(|&short| short > 0)
}

/// What is not known about a school that its load and size need.
fn lacks(school: &Site) -> Option<text::Text> {
    let any = |lacks: fn(&StageRecord) -> bool| {
        let mut records = school
            .stages
            .iter()
            .filter_map(|(_, record)| record.as_ref());
        records.any(lacks)
    };
    if school.status != Status::New && any(|record| record.pupils.is_none()) {
        return Some(words::LACKS_PUPILS);
    }
    any(|record| record.seats.is_none()).then_some(words::LACKS_SEATS)
}

/// The receiver that is chosen: by a click, else by the verdict.
fn chosen<'a>(
    view: &View,
    layout: &Layout,
    school: &SchoolId,
    candidate: &'a Candidate,
) -> Option<&'a Receiver> {
    let clicked = view.receiver.as_ref().filter(|(of, _)| of == school);
    let is_clicked = |receiver: &&Receiver| {
        clicked.is_some_and(|(_, into)| layout.sites[receiver.site].id == *into)
    };
    candidate.receivers.iter().find(is_clicked).or_else(|| {
        let into = candidate.verdict.receiver()?;
        candidate
            .receivers
            .iter()
            .find(|receiver| receiver.site == into)
    })
}

/// The columns beside the name: what, in which unit, how wide in points.
const COLUMNS: [(text::Text, &str, f32); 4] = [
    (words::APART_COLUMN, "km", 44.0),
    (words::ROOM_COLUMN, "", 44.0),
    (words::TRIP_COLUMN, "km", 44.0),
    (words::OVER_COLUMN, "", 40.0),
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
    heading(ui, text::MERGE_INTO.say(lang));
    if candidate.receivers.is_empty() {
        caption(ui, words::NO_RECEIVER.say(lang));
        return None;
    }
    let heads =
        COLUMNS.map(|(head, unit, _)| format!("{}\n{unit}", head.say(lang)).trim_end().to_owned());
    line_ui(ui, words::RECEIVER_COLUMN, &heads, lang);
    let chosen = chosen(view, layout, school, candidate).map(|receiver| receiver.site);
    let mut intent = None;
    for receiver in &candidate.receivers {
        let site = &layout.sites[receiver.site];
        let figures = figures_of(receiver);
        let is_chosen = chosen == Some(receiver.site);
        let objection = objection(desk, view, receiver, &site.id);
        let row = row_ui(ui, &site.name, &objection, &figures, is_chosen);
        name_it(
            &row,
            Role::RadioButton,
            &format!("{} → {}", text::MERGE.say(lang), site.name),
        );
        let tip = receiver
            .class_after
            .map(|class| format!("{} {class}", text::CLASS_SIZE.say(lang)));
        if row
            .on_hover_text(tip.unwrap_or_else(|| site.name.clone()))
            .clicked()
        {
            intent = Some(Intent::ChooseReceiver(school.clone(), site.id.clone()));
        }
    }
    let now = candidate
        .receivers
        .iter()
        .find(|receiver| receiver.means.is_some());
    if let Some(now) = now {
        let mean = now
            .means
            .map_or_else(|| text::UNKNOWN.to_owned(), |(before, _)| km(before.km()));
        let figures = [
            String::new(),
            String::new(),
            mean,
            now.over_before.to_string(),
        ];
        line_ui(ui, words::NOW_ROW, &figures, lang);
    }
    intent
}

fn km(km: f64) -> String {
    format!("{km:.1}")
}

/// Distance between the schools, free seats, mean trip after, pupils over the limit after.
fn figures_of(receiver: &Receiver) -> [String; 4] {
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
        format!("{mark}{}", km(receiver.way.distance().km())),
        free.map_or_else(|| text::UNKNOWN.to_owned(), figures::count),
        receiver
            .means
            .map_or_else(|| text::UNKNOWN.to_owned(), |(_, after)| km(after.km())),
        figures::count(receiver.over_after),
    ]
}

/// What rules a receiver out; empty for nothing.
fn objection(desk: Desk<'_>, view: &View, receiver: &Receiver, id: &SchoolId) -> String {
    let lang = view.lang;
    let closes = desk.session.plan().and_then(|plan| {
        let own = plan
            .actions
            .iter()
            .filter(|action| action.measure.school() == id);
        let closing = own.filter(|action| {
            matches!(
                action.measure,
                Measure::Merge { .. } | Measure::Close { .. }
            )
        });
        closing.map(|action| action.year).min()
    });
    if let Some(year) = closes {
        return words::closes_itself(year).say(lang).to_owned();
    }
    if !receiver.has_room {
        return words::NO_ROOM_HERE.say(lang).to_owned();
    }
    if !receiver.is_within_reach {
        return words::beyond(view.reach).say(lang).to_owned();
    }
    String::new()
}

/// A line of the table that is not chosen from.
fn line_ui(ui: &mut Ui, name: text::Text, figures: &[String; 4], lang: Lang) {
    let ink = Theme::of(ui.ctx()).faint;
    let rows = if figures.iter().any(|figure| figure.contains('\n')) {
        2.0
    } else {
        1.0
    };
    let height = 17.0 * rows + 4.0;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
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
}

fn row_ui(
    ui: &mut Ui,
    name: &str,
    objection: &str,
    figures: &[String; 4],
    is_chosen: bool,
) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let height = if objection.is_empty() { 26.0 } else { 40.0 };
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    let painter = ui.painter();
    if is_chosen {
        painter.rect_filled(rect, 2.0, theme.chosen);
    } else if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 2.0, theme.hover);
    }
    let first = rect.top() + 13.0;
    let ring = pos2(rect.left() + 10.0, first);
    painter.circle_stroke(ring, 5.5, egui::Stroke::new(1.2, theme.faint));
    if is_chosen {
        painter.circle_filled(ring, 3.2, theme.selected);
    }
    let numbers: f32 = COLUMNS.iter().map(|(_, _, width)| width).sum();
    let font = || egui::FontId::proportional(size::BODY);
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font(), theme.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - numbers - 24.0);
    let galley = painter.layout_job(job);
    painter.galley(
        pos2(rect.left() + 22.0, first - galley.size().y / 2.0),
        galley,
        theme.text,
    );
    if !objection.is_empty() {
        let small = egui::FontId::proportional(size::CAPTION);
        let galley = painter.layout_no_wrap(objection.to_owned(), small, theme.faint);
        painter.galley(
            pos2(rect.left() + 22.0, rect.top() + 22.0),
            galley,
            theme.faint,
        );
    }
    let mut right = rect.right();
    for ((_, _, width), figure) in COLUMNS.into_iter().zip(figures).rev() {
        let galley = painter.layout_no_wrap(figure.clone(), font(), theme.text);
        painter.galley(
            pos2(right - galley.size().x - 2.0, first - galley.size().y / 2.0),
            galley,
            theme.text,
        );
        right -= width;
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Draws the buttons at the foot: keeping at the left, ending at the right, everything else between.
pub(super) fn foot_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, site: usize) -> Option<Intent> {
    let lang = view.lang;
    let session = desk.session;
    let shown = view.shown(session);
    let school = &shown.layout.sites[site];
    if !view.workspace().plans() {
        return super::work_on_plan_ui(ui, view);
    }
    if !school.is_open() {
        return None;
    }
    let mut intent = None;
    let is_listed = is_small(shown.size(site), view.below(session));
    ui.horizontal(|ui| {
        if !matches!(school.status, Status::New | Status::Kept) {
            let keep = look_button(
                ui,
                Look::Plain,
                text::KEEP_WITH_REASON.say(lang),
                text::KEEP_WITH_REASON.say(lang),
            );
            if keep.on_hover_text(text::KEEP_TIP.say(lang)).clicked() {
                let school_id = school.id.clone();
                intent = Some(Intent::Ask(Form::Reason(ReasonForm {
                    measure: Measure::Keep { school: school_id },
                    name: school.name.clone(),
                    reason: String::new(),
                    year: session.year().0,
                })));
            }
        }
        let merge = merge(desk, view, school).filter(|_| !is_listed);
        intent = measures::more_ui(ui, session, view, school, merge).or(intent.take());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            intent = ending_ui(ui, desk, view, school, is_listed).or(intent.take());
        });
    });
    intent
}

/// What ends a school: taking back one that the plan builds, merging or closing one that is small.
fn ending_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    school: &Site,
    is_listed: bool,
) -> Option<Intent> {
    let lang = view.lang;
    if school.status == Status::New {
        let label = text::TAKE_BACK_NEW.say(lang);
        return look_button(ui, Look::Danger, label, label)
            .clicked()
            .then_some(Intent::Delete);
    }
    if !is_listed || school.status == Status::Kept {
        return None;
    }
    if let Some((name, merge)) = merge(desk, view, school) {
        let button = look_button(ui, Look::Danger, text::MERGE.say(lang), &name);
        return button.on_hover_text(&name).clicked().then_some(merge);
    }
    let (_, candidate) = desk.results.receivers(desk.session, &school.id)?;
    if matches!(candidate.verdict, Verdict::Close { .. }) {
        let label = text::CLOSE_SCHOOL.say(lang);
        let button = look_button(ui, Look::Danger, label, label);
        return button.clicked().then_some(Intent::Delete);
    }
    None
}

/// The merger into the receiver that is chosen, in words and as a step.
fn merge(desk: Desk<'_>, view: &View, school: &Site) -> Option<(String, Intent)> {
    let lang = view.lang;
    let (evaluation, candidate) = desk.results.receivers(desk.session, &school.id)?;
    let layout = &evaluation.layout;
    let receiver = chosen(view, layout, &school.id, candidate)?;
    let into = &layout.sites[receiver.site].name;
    let name = format!("{} {} → {into}", text::MERGE.say(lang), school.name);
    Some((
        name,
        small::merge(desk.session, layout, candidate, receiver, lang),
    ))
}
