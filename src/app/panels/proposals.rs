//! Proposals: a question with its limits in the task pane, and the answer as steps with their reasons in the dock.

use egui::{
    Align, DragValue, Frame, Layout, Margin, ProgressBar, Rect, Role, ScrollArea, Sense, Stroke,
    Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::conditions::{candidates_ui, conditions_ui, gate_ui, tick_ui};
use super::{Desk, catchments, small, tradeoff};
use crate::app::look::asking::{AskingSite, Locked, Locks, Optional, Shared, Topic, loosen};
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::lights::{Lamp, lamp_ui};
use crate::app::look::text::{self as words, Text, proposals as text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{
    Look, badge, caption, distance_field, heading, intent_button, look_button, name_it, row,
    small_button,
};
use crate::model::SchoolId;
use crate::plan::Measure;
use crate::proposal::site::prospects::Objective;
use crate::proposal::{AnswerKind as _, Answered, Beyond, Proposal, ProposedMeasure};
use crate::session::Session;
use crate::units::Meters;
use crate::words::Lang;

/// The room of the chart, where there is one.
const CHART_WIDTH: f32 = 320.0;

/// Draws the answer, and what each further measure costs where there are several.
pub(super) fn answers_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let room = ui.available_rect_before_wrap();
    let found = desk.results.search().answer().and_then(Result::ok);
    let has_chart = found.is_some_and(|found| found.others.len() > 1);
    let chart = CHART_WIDTH.min(room.width() * 0.5);
    let (left, right) = if has_chart {
        room.split_left_right_at_x(room.right() - chart)
    } else {
        (room, Rect::NOTHING)
    };
    let side = |key: &str, rect: Rect| UiBuilder::new().id_salt(key).max_rect(rect);
    let mut intent = None;
    ui.scope_builder(side("answer", left), |ui| {
        intent = answer_ui(ui, desk, view);
    });
    if has_chart {
        ui.scope_builder(side("chart", right), |ui| {
            intent = tradeoff::tradeoff_ui(ui, desk.results.search(), view.lang).or(intent.take());
        });
    }
    ui.advance_cursor_after_rect(room);
    intent
}

/// Draws the four questions as cards, of which one is open; below them, always in sight, the start.
pub(super) fn question_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    const FOOT: f32 = 40.0;
    let room = (ui.available_height() - FOOT).max(80.0);
    ScrollArea::vertical()
        .auto_shrink(false)
        .max_height(room)
        .show(ui, |ui| {
            for topic in Topic::ALL {
                card_ui(ui, desk, view, topic);
            }
        });
    ui.separator();
    search_ui(ui, desk, view)
}

/// A card: shut it shows the last answer in a line, open the question.
fn card_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View, topic: Topic) {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let is_open = view.asking.topic == topic;
    let edge = if is_open {
        Stroke::new(1.5, theme.selected)
    } else {
        Stroke::new(1.0, theme.line)
    };
    let frame = Frame::new()
        .stroke(edge)
        .corner_radius(4.0)
        .inner_margin(Margin::symmetric(9, 7));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        if head_ui(ui, topic, is_open, lang) {
            view.asking.topic = topic;
        }
        if is_open {
            ask_ui(ui, desk.session, view);
            return;
        }
        let last = desk.results.search().last(topic);
        let last = last.map_or_else(
            || text::NEVER_ASKED.say(lang).to_owned(),
            |last| format!("{}{}", text::LAST.say(lang), last.say(lang)),
        );
        caption(ui, last);
    });
    ui.add_space(size::NEAR);
}

/// The title of a card with its fold; says whether it was clicked.
fn head_ui(ui: &mut Ui, topic: Topic, is_open: bool, lang: Lang) -> bool {
    let title = text::topic(topic).say(lang);
    let room = vec2(ui.available_width(), size::ROW);
    let (rect, response) = ui.allocate_exact_size(room, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_open, title));
    let theme = Theme::of(ui.ctx());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 3.0, theme.hover);
    }
    let icon = if is_open { Icon::Down } else { Icon::Right };
    let middle = rect.left_center() + vec2(8.0, 0.0);
    icons::draw(ui.painter(), middle, icon, theme.faint);
    let font = crate::app::look::fonts::semibold(size::BODY);
    let mut job = egui::text::LayoutJob::simple_singleline(title.to_owned(), font, theme.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 22.0);
    let galley = ui.painter().layout_job(job);
    let at = pos2(rect.left() + 20.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.text);
    response
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text(text::topic_tip(topic).say(lang))
        .clicked()
}

/// The open question: a sentence with its numbers, what must be, what need not be, what is laid down.
fn ask_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    match view.asking.topic {
        Topic::Merge => merge_ui(ui, session, view),
        Topic::Site => {
            let asking = &mut view.asking;
            site_ui(ui, &mut asking.site, &mut asking.shared, lang);
        }
        Topic::Layout => layout_ui(ui, session, view),
        Topic::Catchments => {
            ui.label(text::CATCHMENTS_SENTENCE.say(lang));
            part_ui(ui, text::MUST, lang);
            catchments::catchments_ui(ui, &mut view.asking.catchments, lang);
        }
    }
    let has_exceptions = matches!(view.asking.topic, Topic::Merge | Topic::Layout);
    let has_conditions = view.asking.topic != Topic::Site || view.asking.site.seats.is_on;
    if has_exceptions || has_conditions {
        part_ui(ui, text::NAMED, lang);
    }
    if has_exceptions {
        locks_ui(ui, session, view);
    }
    if has_conditions {
        conditions_ui(ui, session, view);
    }
}

/// The head of a part of the question.
fn part_ui(ui: &mut Ui, head: Text, lang: Lang) {
    ui.add_space(size::NEAR);
    ui.separator();
    caption(ui, head.say(lang));
}

/// How long it may take, and the button that begins or ends a search.
fn search_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let search = desk.results.search();
    ui.horizontal(|ui| {
        caption(ui, text::SECONDS.say(lang));
        let seconds = ui.add(
            DragValue::new(&mut view.asking.seconds)
                .range(1..=3_600)
                .suffix(text::SECONDS_UNIT.say(lang)),
        );
        name_it(&seconds, Role::SpinButton, text::SECONDS.say(lang));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if search.running().is_some() {
                return intent_button(ui, Some(desk.session), view, Intent::StopSearch);
            }
            let label = if search.answer().is_some() {
                text::SEARCH_AGAIN
            } else {
                text::SEARCH
            };
            let label = label.say(lang);
            let start = look_button(ui, Look::Forward, label, label);
            let tip = text::SEARCH_TIP.say(lang);
            start
                .on_hover_text(tip)
                .clicked()
                .then_some(Intent::Propose)
        })
        .inner
    })
    .inner
}

/// A sentence whose numbers can be changed: words and fields by turns.
fn sentence_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = size::NEAR;
        content(ui);
    });
}

fn merge_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    sentence_ui(ui, |ui| {
        ui.label(text::BELOW.say(lang));
        small::threshold_ui(ui, session, view, text::THRESHOLD);
        ui.label(text::WITHIN.say(lang));
        let mut reach = view.reach.km();
        let field = ui.add(distance_field(&mut reach));
        name_it(&field, Role::SpinButton, text::REACH.say(lang));
        if field.changed() {
            view.reach = Meters::from_f64(reach * 1_000.0);
        }
        ui.label(text::AS_MANY.say(lang));
    });
    part_ui(ui, text::MUST, lang);
    everybody_ui(ui, lang);
    let asking = &mut view.asking;
    let merge = &mut asking.merge;
    gate_ui(ui, &mut merge.gate, lang);
    longest_trip_ui(ui, &mut asking.shared, lang);
    let year = |number| DragValue::new(number).range(1_990..=2_100);
    let tip = Some(text::UNTIL_TIP);
    optional_ui(ui, text::UNTIL, tip, &mut merge.until, year, lang);
    part_ui(ui, text::NEED_NOT, lang);
    upkeep_ui(ui, &mut asking.shared, lang);
}

/// What holds in any case.
fn everybody_ui(ui: &mut Ui, lang: Lang) {
    ui.horizontal(|ui| {
        lamp_ui(ui, Lamp::Kept, lang);
        ui.label(text::EVERYBODY_SEATED.say(lang));
    });
}

fn site_ui(ui: &mut Ui, asking: &mut AskingSite, shared: &mut Shared, lang: Lang) {
    sentence_ui(ui, |ui| {
        ui.label(text::BUILD.say(lang));
        let new = ui.add(DragValue::new(&mut asking.new).range(1..=50));
        name_it(&new, Role::SpinButton, text::NEW_SCHOOLS.say(lang));
        ui.label(text::BUILD_SO_THAT.say(lang));
    });
    ui.horizontal_wrapped(|ui| {
        let objectives = [
            (Objective::Distance, text::LEAST_DISTANCE),
            (Objective::Cover, text::MOST_COVERED),
        ];
        for (objective, label) in objectives {
            ui.radio_value(&mut asking.objective, objective, label.say(lang));
        }
    });
    part_ui(ui, text::MUST, lang);
    optional_ui(
        ui,
        text::RADIUS,
        None,
        &mut asking.radius,
        distance_field,
        lang,
    );
    let tip = Some(text::SEATS_TIP);
    optional_ui(
        ui,
        text::SEATS,
        tip,
        &mut asking.seats,
        |asked| DragValue::new(&mut asked.seats).range(1..=5_000),
        lang,
    );
    candidates_ui(ui, &mut shared.candidates, lang);
    if asking.seats.is_on {
        let may_close = &mut asking.seats.number.may_close;
        let (label, tip) = (text::MAY_CLOSE, text::MAY_CLOSE_TIP);
        tick_ui(ui, may_close, label, tip, lang);
        if *may_close {
            part_ui(ui, text::NEED_NOT, lang);
            upkeep_ui(ui, shared, lang);
        }
    }
}

fn layout_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    let (stage, usual) = (view.stage, view.below(session));
    let (asking, shared) = (&mut view.asking.layout, &mut view.asking.shared);
    let before = asking.floor(stage, usual);
    let mut floor = before;
    sentence_ui(ui, |ui| {
        ui.label(text::LAY_OUT.say(lang));
        let field = ui.add(DragValue::new(&mut floor).range(0..=5_000));
        name_it(&field, Role::SpinButton, text::FLOOR.say(lang));
        ui.label(text::LAY_OUT_SO_THAT.say(lang));
    });
    if floor != before {
        asking.set_floor(stage, floor, usual);
    }
    part_ui(ui, text::MUST, lang);
    everybody_ui(ui, lang);
    longest_trip_ui(ui, shared, lang);
    let (label, tip) = (text::CONTIGUOUS, text::CONTIGUOUS_TIP);
    tick_ui(ui, &mut asking.contiguous, label, tip, lang);
    part_ui(ui, text::MAY_BUILD, lang);
    let seats = |number| DragValue::new(number).range(1..=20_000);
    optional_ui(ui, text::CEILING, None, &mut asking.ceiling, seats, lang);
    let places = |number| DragValue::new(number).range(1..=60);
    optional_ui(ui, text::PLACES, None, &mut asking.places, places, lang);
    if asking.places.is_on {
        candidates_ui(ui, &mut shared.candidates, lang);
    }
    part_ui(ui, text::NEED_NOT, lang);
    upkeep_ui(ui, shared, lang);
}

fn longest_trip_ui(ui: &mut Ui, shared: &mut Shared, lang: Lang) {
    let tip = Some(text::LONGEST_TRIP_TIP);
    let trip = &mut shared.longest_trip;
    optional_ui(ui, text::LONGEST_TRIP, tip, trip, distance_field, lang);
}

fn upkeep_ui(ui: &mut Ui, shared: &mut Shared, lang: Lang) {
    let weight = |number| {
        DragValue::new(number)
            .range(0.0..=100_000.0)
            .fixed_decimals(0)
            .suffix(" km")
    };
    let tip = Some(text::UPKEEP_TIP);
    optional_ui(ui, text::UPKEEP, tip, &mut shared.upkeep, weight, lang);
}

/// A limit with a box to leave it out.
pub(super) fn optional_ui<'a, T>(
    ui: &mut Ui,
    label: Text,
    tip: Option<Text>,
    limit: &'a mut Optional<T>,
    field: impl FnOnce(&'a mut T) -> DragValue<'a>,
    lang: Lang,
) {
    let Optional { is_on, number } = limit;
    ui.horizontal_wrapped(|ui| {
        let tick = ui.checkbox(is_on, label.say(lang));
        if let Some(tip) = tip {
            tick.on_hover_text(tip.say(lang));
        }
        let number = ui.add_enabled(*is_on, field(number));
        name_it(&number, Role::SpinButton, label.say(lang));
    });
}

/// The schools that are decided beforehand, and buttons that decide on the selected one.
fn locks_ui(ui: &mut Ui, session: &Session, view: &mut View) {
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

fn answer_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let search = desk.results.search();
    if let Some(job) = search.running_here() {
        heading(ui, text::SEARCHING.say(lang));
        let progress = job.progress();
        let share = job.elapsed().as_secs_f32() / view.asking.seconds.max(1) as f32;
        let bar = ui.add(ProgressBar::new(share.min(1.0)).desired_width(280.0));
        name_it(&bar, Role::ProgressIndicator, text::SEARCHING.say(lang));
        if progress.fraction.is_some() {
            ui.label(progress.words.say(lang));
        }
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_millis(200));
        return None;
    }
    let Some(asked) = search.asked() else {
        let what_for = match view.asking.topic {
            Topic::Catchments => text::WHAT_FOR,
            Topic::Merge | Topic::Site | Topic::Layout => text::ASK_FIRST,
        };
        caption(ui, what_for.say(lang));
        return None;
    };
    let plan = match asked.plan.name.as_str() {
        "" => words::TODAY.say(lang),
        name => name,
    };
    let about = text::about(asked.stage, plan, asked.year(), lang);
    if let Some(Err(none)) = search.answer() {
        caption(ui, about);
        ui.label(none.why.say(lang));
        return nearest_ui(ui, desk, view);
    }
    let proposal = search.chosen()?;
    let mut intent = None;
    ui.horizontal_wrapped(|ui| {
        let summary = text::summary(proposal, search.below());
        heading_line(ui, summary.say(lang));
        intent = match &proposal.answered {
            Answered::Catchments(_) => catchments::actions_ui(ui, desk, view, asked),
            Answered::Merge(_) | Answered::Site(_) | Answered::Layout(_) => {
                let open = Intent::ShowProposal(search.chosen_point());
                let label = open.entry().label.say(lang);
                let tip = open.tooltip(Some(desk.session), lang, ui.ctx());
                let take = look_button(ui, Look::Forward, label, label);
                let has_steps = !proposal.steps.is_empty();
                (take.on_hover_text(tip).clicked() && has_steps).then_some(open)
            }
        };
        let drop = text::DROP_ANSWER.say(lang);
        if small_button(ui, drop, drop) {
            intent = Some(Intent::DropAnswer);
        }
    });
    intent = outdated_ui(ui, desk, view).or(intent);
    intent = nearest_ui(ui, desk, view).or(intent);
    let proof = proposal.proof();
    let bound = match &proposal.answered {
        Answered::Catchments(found) if found.unproven().is_none() && !proposal.is_proven() => {
            format!(", {}", text::bound(proposal).say(lang))
        }
        _ => String::new(),
    };
    let (proof, seconds) = (proof.say(lang), proposal.seconds);
    let beyond = match proposal.beyond.iter().map(|beyond| beyond.pupils).sum() {
        0 => String::new(),
        pupils => format!(" · {}", text::beyond(pupils).say(lang)),
    };
    let told = format!("{about} · {proof}{bound}, {seconds:.2} s{beyond}");
    caption(ui, told);
    if let Answered::Catchments(found) = &proposal.answered {
        return catchments::answer_ui(ui, found, view).or(intent);
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        intent = steps_ui(ui, desk.session, proposal, lang).or(intent.take());
    });
    intent
}

/// That the answer is out of date, with the way to a new one.
fn outdated_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let why = desk.results.search().outdated(desk.session, view)?;
    let mut intent = None;
    ui.horizontal_wrapped(|ui| {
        badge(ui, text::OUTDATED, why, lang);
        caption(ui, why.say(lang));
        let renew = text::RENEW.say(lang);
        if small_button(ui, renew, renew) {
            intent = Some(Intent::Propose);
        }
    });
    intent
}

/// The nearest condition that would give an answer, as a button.
fn nearest_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let way = desk.results.search().nearest()?.clone();
    let mut intent = None;
    ui.horizontal_wrapped(|ui| {
        caption(ui, text::NEAREST.say(lang));
        let words = way.words();
        let label = text::loosen(&words);
        let label = label.say(lang);
        if small_button(ui, label, label) {
            loosen(view, &way);
            intent = Some(Intent::Propose);
        }
    });
    intent
}

fn heading_line(ui: &mut Ui, words: &str) {
    let font = crate::app::look::fonts::semibold(size::BODY);
    ui.label(egui::RichText::new(words).font(font));
}

/// Each measure and each school that stays, with its reason; a click leads there.
fn steps_ui(ui: &mut Ui, session: &Session, proposal: &Proposal, lang: Lang) -> Option<Intent> {
    let mut intent = None;
    if proposal.steps.is_empty() {
        caption(ui, text::NOTHING.say(lang));
    }
    let standing = |school: &SchoolId| {
        let site = session.evaluation().layout.site(school);
        site.map_or_else(|| school.to_string(), |site| site.name.clone())
    };
    let measures = proposal
        .steps
        .iter()
        .map(|ProposedMeasure { action, reason }| {
            let name = match &action.measure {
                Measure::New(new) => new.name.clone(),
                measure => standing(measure.school()),
            };
            let what = action.measure.words();
            (what, action.measure.school(), name, reason)
        });
    let stays = proposal.stays.iter().map(|stay| {
        let words = words::words_of(text::STAYS);
        (words, &stay.school, standing(&stay.school), &stay.reason)
    });
    for (what, school, name, reason) in measures.chain(stays) {
        let reason = reason.say(lang);
        let line = row(ui, false, &name, what.say(lang));
        if line.on_hover_text(reason).clicked() {
            intent = Some(Intent::GoTo(Selection::School(school.clone())));
        }
        caption(ui, reason);
    }
    beyond_ui(ui, session, &proposal.beyond, lang).or(intent)
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
