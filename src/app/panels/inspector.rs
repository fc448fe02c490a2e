//! The pane on the right: the selected school, the selected settlement, or the county.

use egui::{Align, Layout, RichText, ScrollArea, Ui, UiBuilder};

use super::{
    Desk, both, correct, county, decision, later, layer, receivers, relief, rule, settlement,
    today_and_plan, township, trend, why,
};
use crate::app::look::desk::Workspace;
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::forms::{FileForm, Form};
use crate::app::look::intent::{Intent, go_to};
use crate::app::look::keeping::{NoteForm, NoteOf};
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, fact, heading, load_bar, name_it, row, small_button};
use crate::evaluation::Evaluation;
use crate::indicators::{SchoolNumbers, is_small};
use crate::model::{Origin, SchoolId, Stage, Subject};
use crate::plan::{Action, Command, Policy, Site, Status};
use crate::proposal::site::in_plan;
use crate::session::Session;
use crate::units::Meters;
use crate::words::Lang;

/// The room of the buttons at the foot, in points.
const FOOT: f32 = 40.0;

/// Draws the pane: head and foot stay, the middle scrolls.
pub(crate) fn inspector_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    if view.workspace() == Workspace::Compare {
        return both::both_ui(ui, desk, view);
    }
    if let Some(read) = layer::in_sight(desk, view) {
        return layer::layer_ui(ui, read, view);
    }
    let shown = view.inspected(desk.session);
    let site = match &view.selection {
        Some(Selection::School(id)) => shown.layout.position(id),
        Some(Selection::Settlement(_)) | None => None,
    };
    let mut intent = site.and_then(|site| {
        title_ui(ui, desk.session, &shown.layout.sites[site], view.lang);
        decision::state_ui(ui, desk, view, site)
    });
    let room = ui.available_rect_before_wrap();
    let edge = if site.is_some() {
        room.bottom() - FOOT
    } else {
        room.bottom()
    };
    let (middle, foot) = room.split_top_bottom_at_y(edge.max(room.top()));
    ui.scope_builder(UiBuilder::new().id_salt("middle").max_rect(middle), |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let wish = match (&view.selection, site) {
                (Some(Selection::School(_)), Some(site)) => school_ui(ui, desk, view, site),
                (Some(Selection::School(id)), None) => not_yet_ui(ui, desk, view, id),
                (Some(Selection::Settlement(index)), _) => {
                    let shown = settlement::settlement_ui(ui, desk, view, *index);
                    let is_data = view.workspace() == Workspace::Data;
                    let form = is_data.then(|| correct::settlement_ui(ui, desk, view, *index));
                    form.flatten().or(shown)
                }
                (None, _) => match view.rule_in_sight() {
                    Some(rule) => rule::rule_ui(ui, desk, view, rule),
                    None => match view.township_in_sight() {
                        Some(township) => township::township_ui(ui, desk, view, township),
                        None => county::county_ui(ui, desk, view),
                    },
                },
            };
            intent = wish.or(intent.take());
        });
    });
    if let Some(site) = site {
        let line = Theme::of(ui.ctx()).line;
        ui.painter()
            .hline(foot.x_range(), foot.top(), egui::Stroke::new(1.0, line));
        let foot = foot.with_min_y(foot.top() + 8.0);
        ui.scope_builder(UiBuilder::new().id_salt("foot").max_rect(foot), |ui| {
            intent = decision::foot_ui(ui, desk, view, site).or(intent.take());
        });
    }
    intent
}

/// A school of the plan that does not stand in the chosen year.
fn not_yet_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, id: &SchoolId) -> Option<Intent> {
    if view.workspace() == Workspace::Data && desk.session.files().school(id).is_some() {
        heading(ui, desk.session.name_of(&Subject::School(id.clone())));
        return correct::school_ui(ui, desk, view, id);
    }
    let (session, lang) = (desk.session, view.lang);
    let name = super::timeline::school_name(session, id);
    ui.label(RichText::new(name).font(fonts::semibold(size::TITLE)));
    caption(ui, text::NOT_IN_THIS_YEAR.say(lang));
    let intent = later::building(session, id).and_then(|planned| {
        let said = later::told(session, planned.1);
        ui.label(RichText::new(said.say(lang)).color(Theme::of(ui.ctx()).plan));
        later::buttons_ui(ui, session, view, planned, false)
    });
    if !view.workspace().plans() {
        return super::work_on_plan_ui(ui, view).or(intent);
    }
    measures_of_ui(ui, session, view, id).or(intent)
}

fn school_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, site: usize) -> Option<Intent> {
    let lang = view.lang;
    let shown = view.inspected(desk.session);
    let school = &shown.layout.sites[site];
    let plans = view.workspace().plans();
    if view.workspace() == Workspace::Data {
        return correct::school_ui(ui, desk, view, &school.id);
    }
    let mut intent = note_ui(ui, desk.session, view, &school.id);
    if plans && relief::shortage(shown, site).is_some() {
        let wish = relief::relief_ui(ui, desk, view, site);
        intent = wish.or(intent.take());
    }
    // Of a school that nobody thinks of closing, its figures come first.
    let is_in_question = !school.is_open()
        || is_small(shown.size(site), view.below(desk.session))
        || view
            .receiver
            .as_ref()
            .is_some_and(|(of, _)| *of == school.id);
    // Of a school that the plan closes, what is decided stands still above what is still being found out.
    let is_closed = !school.is_open();
    if plans && is_closed {
        intent = measures_of_ui(ui, desk.session, view, &school.id).or(intent);
    }
    if plans && is_in_question {
        intent = closing_ui(ui, desk, view, (shown, site)).or(intent);
    }
    let today = desk.session.baseline();
    let before = today.layout.position(&school.id);
    for stage in Stage::ALL {
        let numbers = |side: &'_ Evaluation, site: Option<usize>| {
            let numbers = side.stages[stage].as_ref()?.school(site?)?;
            Some(numbers.clone())
        };
        let now = numbers(shown, Some(site));
        if now.is_none() && numbers(today, before).is_none() {
            continue;
        }
        heading(ui, stage.words().say(lang));
        if let Some(numbers) = &now {
            stage_ui(ui, school, numbers, lang);
            seat_price_ui(ui, shown, site, stage, lang);
        }
        today_and_plan::stage_ui(ui, desk, view, (shown, school), stage);
        promise_ui(ui, desk, (shown, school), stage, lang);
        if let Some(numbers) = &now {
            boarders_ui(ui, school, numbers, lang);
        }
    }
    today_and_plan::size_ui(ui, desk, view, (shown, school));
    intent = trend::trend_ui(ui, desk, view, &school.id).or(intent);
    if plans && !is_closed {
        intent = measures_of_ui(ui, desk.session, view, &school.id).or(intent);
    }
    intent = served_ui(ui, desk, view, shown, site).or(intent);
    if plans && !is_in_question && school.status != Status::New {
        intent = closing_ui(ui, desk, view, (shown, site)).or(intent);
    }
    intent
}

/// Who could take the pupils of a school, and what stands against closing it.
fn closing_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    (shown, site): (&Evaluation, usize),
) -> Option<Intent> {
    let school = &shown.layout.sites[site];
    let mut intent = None;
    if relief::shortage(shown, site).is_none()
        && let Some((evaluation, candidate)) = desk.results.receivers(desk.session, &school.id)
    {
        ui.push_id("receivers", |ui| {
            intent = receivers::receivers_ui(ui, desk, view, evaluation, candidate);
        });
    }
    why::why_ui(ui, desk, view).or(intent)
}

fn title_ui(ui: &mut Ui, session: &Session, school: &Site, lang: Lang) {
    ui.label(RichText::new(&school.name).font(fonts::semibold(size::TITLE)));
    let county = session.county();
    let kind = school.kind.words();
    let ownership = school.ownership.map(crate::model::Ownership::words);
    let township = school
        .township
        .and_then(|index| county.townships.get(index))
        .map(|township| township.name.as_str());
    let recorded = county.school(&school.id);
    let parent = recorded
        .and_then(|school| school.parent.as_ref())
        .and_then(|id| county.school(id));
    let inclusive = school
        .inclusive
        .filter(|&is_inclusive| is_inclusive)
        .map(|_| text::INCLUSIVE_SCHOOL.say(lang));
    let parts: Vec<&str> = [
        Some(kind.say(lang)),
        ownership.as_ref().map(|words| words.say(lang)),
        inclusive,
        township,
        parent.map(|school| school.name.as_str()),
    ]
    .into_iter()
    .flatten()
    .collect();
    caption(ui, parts.join(" · "));
    if let Some(beds) = recorded.and_then(|school| school.beds) {
        let boarders = figures::known(recorded.and_then(|school| school.boarders));
        caption(
            ui,
            format!(
                "{} {boarders} / {} {}",
                text::BOARDERS.say(lang),
                text::BEDS.say(lang),
                figures::count(beds)
            ),
        );
    }
    let is_in_state = matches!(school.status, Status::Closed { .. } | Status::Kept);
    if let Some(status) = status_words(session, school, lang).filter(|_| !is_in_state) {
        let theme = Theme::of(ui.ctx());
        ui.label(RichText::new(status).color(theme.plan));
    }
}

/// What the plan did to a school; `None` for nothing.
pub(super) fn status_words(session: &Session, school: &Site, lang: Lang) -> Option<String> {
    let name = |id: &SchoolId| {
        let site = session.evaluation().layout.site(id);
        site.map_or_else(|| id.to_string(), |site| site.name.clone())
    };
    state_words(name, school, lang)
}

/// The same, with what schools are called.
pub(super) fn state_words(
    name: impl Fn(&SchoolId) -> String,
    school: &Site,
    lang: Lang,
) -> Option<String> {
    Some(match &school.status {
        Status::Existing => return None,
        Status::Kept => text::KEPT.say(lang).to_owned(),
        Status::New => text::NEW.say(lang).to_owned(),
        Status::Moved { .. } => text::MOVED.say(lang).to_owned(),
        Status::Changed => text::CHANGED.say(lang).to_owned(),
        Status::Closed { into, .. } if into.is_empty() => text::CLOSED.say(lang).to_owned(),
        Status::Closed { into, .. } => {
            let names: Vec<String> = into.iter().map(&name).collect();
            format!(
                "{} → {}",
                text::MERGED.say(lang),
                names.join(text::COMMA.say(lang))
            )
        }
    })
}

/// Pupils in seats, large, with the bar of how full it is.
fn stage_ui(ui: &mut Ui, school: &Site, numbers: &SchoolNumbers, lang: Lang) {
    let theme = Theme::of(ui.ctx());
    let record = school.stages[numbers.stage];
    let seats = record.and_then(|record| record.seats);
    let seats_origin = origin(seats.map(|count| count.origin), lang);
    ui.horizontal(|ui| {
        let pupils = figures::attending(numbers, lang);
        ui.label(RichText::new(pupils).font(fonts::semibold(size::FIGURE)));
        ui.label(
            RichText::new(format!(
                "/ {seats_origin}{} {}",
                figures::known(numbers.seats),
                text::OF_SEATS.say(lang)
            ))
            .color(theme.faint),
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let load = numbers
                .utilisation()
                .map_or_else(|| text::UNKNOWN.to_owned(), figures::percent);
            ui.label(load);
        });
    });
    load_bar(ui, numbers.utilisation(), lang);
}

/// What stands before a number that is not on record.
fn origin(origin: Option<Origin>, lang: Lang) -> &'static str {
    match origin {
        Some(Origin::Assumed) => text::ASSUMED.say(lang),
        Some(Origin::Estimated) => "≈ ",
        Some(Origin::Recorded | Origin::Corrected) | None => "",
    }
}

/// Those who sleep there, and what is on record.
fn boarders_ui(ui: &mut Ui, school: &Site, numbers: &SchoolNumbers, lang: Lang) {
    if let Some(trips) = numbers.distances.filter(|trips| trips.estimated_pupils > 0) {
        let estimated = format!(
            "≈ {} {}",
            figures::count(trips.estimated_pupils),
            text::PUPILS_ESTIMATED.say(lang)
        );
        caption(ui, estimated).on_hover_text(text::TRIPS_TIP.say(lang));
    }
    let boarders = match (numbers.boarders, numbers.stage) {
        (Some(0), _) | (None, Stage::Kindergarten) => None,
        (Some(boarders), _) => Some(figures::count(boarders)),
        (None, _) if numbers.assigned == 0 => None,
        (None, _) => Some(text::boarders::BOARDERS_NOT_KNOWN.say(lang).to_owned()),
    };
    if let Some(boarders) = boarders {
        let ways = text::boarders::weekly(numbers.boarder_distances);
        let tip = text::boarders::BOARDERS_TIP.say(lang);
        let hover = ways.map_or_else(
            || tip.to_owned(),
            |ways| format!("{tip}\n{}", ways.say(lang)),
        );
        fact(ui, text::BOARDERS.say(lang), boarders).on_hover_text(hover);
    }
    let recorded = school.stages[numbers.stage].and_then(|record| record.pupils);
    if let Some(recorded) = recorded.filter(|_| school.status != Status::New) {
        let words = format!(
            "{}{}",
            origin(Some(recorded.origin), lang),
            figures::count(recorded.number)
        );
        fact(ui, text::ENROLLED.say(lang), words);
    }
}

/// Of a new school: how many come in the plan, and how many would if everyone went to the nearest school, as its
/// promise counted.
fn promise_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    (shown, school): (&Evaluation, &Site),
    stage: Stage,
    lang: Lang,
) {
    let nearest = desk.results.promises.by_nearest(desk.session);
    let Some(nearest) = nearest.filter(|_| school.status == Status::New) else {
        return;
    };
    let of = |evaluation: &Evaluation| in_plan::attending(evaluation, stage, &school.id);
    if let (Some(nearest), Some(here)) = (of(nearest), of(shown)) {
        caption(ui, in_plan::told(nearest, here, shown.policy).say(lang));
    }
}

/// What one more seat would do, where seats are counted and it would do something.
fn seat_price_ui(ui: &mut Ui, shown: &Evaluation, site: usize, stage: Stage, lang: Lang) {
    let Some(evaluated) = shown.stages[stage].as_ref() else {
        return;
    };
    if shown.policy != Policy::Seats {
        return;
    }
    let assignment = &evaluated.assignment;
    let one_way = assignment.seat_prices.get(site).copied();
    let words = if assignment.short_of_seats.contains(&site) {
        text::SEAT_PLACES.say(lang).to_owned()
    } else if let Some(one_way) = one_way.filter(|&price| price > Meters::ZERO) {
        // There and back.
        text::seat_saves(one_way + one_way).say(lang).to_owned()
    } else {
        return;
    };
    caption(ui, words).on_hover_text(text::SEAT_PRICE_TIP.say(lang));
}

/// The plan's measures for one school, each to be taken back.
fn measures_of_ui(ui: &mut Ui, session: &Session, view: &View, id: &SchoolId) -> Option<Intent> {
    let plan = session.plan()?;
    let mut intent = None;
    let own: Vec<(usize, &Action)> = plan
        .actions
        .iter()
        .enumerate()
        .filter(|(_, action)| action.measure.school() == id)
        .collect();
    if !own.is_empty() {
        heading(ui, text::MEASURES.say(view.lang));
        if session.county().school(id).is_some() {
            let label = text::keeping::RESTORE.say(view.lang);
            let restore =
                ui.add(egui::Button::new(RichText::new(label).size(size::CAPTION)).small());
            name_it(&restore, egui::Role::Button, label);
            if restore
                .on_hover_text(text::keeping::RESTORE_TIP.say(view.lang))
                .clicked()
            {
                let school = id.clone();
                intent = Some(Intent::Command(Command::Restore { school }));
            }
        }
    }
    // The reason of what is decided stands at the head already.
    let site = view.inspected(session).layout.site(id);
    let site = site.filter(|site| matches!(site.status, Status::Closed { .. } | Status::Kept));
    let decided = site.and_then(|site| decision::deciding(plan, site));
    for (index, action) in own {
        let is_decided = decided.is_some_and(|(decided, _)| decided == index);
        let called = if is_decided {
            Called::WithoutReason
        } else {
            Called::WithoutName
        };
        intent = measure_ui(ui, session, index, action, view.lang, called).or(intent);
    }
    intent
}

/// What somebody wrote down about the school; a click changes it.
fn note_ui(ui: &mut Ui, session: &Session, view: &View, id: &SchoolId) -> Option<Intent> {
    let note = session.plan()?.notes.get(id)?;
    let label = format!("{} {note}", text::keeping::NOTE_TITLE.say(view.lang));
    let theme = Theme::of(ui.ctx());
    let words = RichText::new(&label).size(size::CAPTION).color(theme.text);
    let line = ui.add(egui::Label::new(words).wrap().sense(egui::Sense::click()));
    let can_change = view.workspace().plans() && line.clicked();
    can_change.then(|| Intent::Ask(Form::Note(note_form(session, id))))
}

/// The form for a note about a school, with what is written already.
pub(super) fn note_form(session: &Session, id: &SchoolId) -> NoteForm {
    let site = session.evaluation().layout.site(id);
    NoteForm {
        of: NoteOf::School(id.clone()),
        name: site.map_or_else(|| id.to_string(), |site| site.name.clone()),
        text: session
            .plan()
            .and_then(|plan| plan.notes.get(id))
            .cloned()
            .unwrap_or_default(),
    }
}

/// What is told of a measure, beside what it is and when.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Called {
    /// Whom it is about, and why.
    WithName,
    /// Why; whom it is about is clear.
    WithoutName,
    /// Nothing: both stand elsewhere.
    WithoutReason,
}

/// One measure: year, what, to whom if asked, why, and the way back.
pub(super) fn measure_ui(
    ui: &mut Ui,
    session: &Session,
    index: usize,
    action: &Action,
    lang: Lang,
    called: Called,
) -> Option<Intent> {
    let mut intent = None;
    let with_name = called == Called::WithName;
    let what = action.measure.words();
    let name = super::timeline::name_of(session, &action.measure);
    let line = if with_name {
        format!("{} {name}", what.say(lang))
    } else {
        what.say(lang).to_owned()
    };
    let line_ui = |ui: &mut Ui| {
        row(ui, false, &line, &action.year.to_string())
            .clicked()
            .then(|| go_to(action))
    };
    // With the name, the line has no room beside the buttons.
    if with_name {
        intent = line_ui(ui);
    }
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let full = format!("{} {} {name}", text::TAKE_BACK.say(lang), what.say(lang));
            if small_button(ui, text::TAKE_BACK.say(lang), &full) {
                intent = Some(Intent::Command(Command::Remove { index }));
            }
            let file = text::time::MEASURE_FILE.say(lang);
            if small_button(ui, file, &format!("{file} {} {name}", what.say(lang))) {
                let form = FileForm::of(index, action, &name, session);
                intent = Some(Intent::Ask(Form::File(Box::new(form))));
            }
            if !with_name {
                let own = ui.with_layout(Layout::left_to_right(Align::Center), line_ui);
                intent = own.inner.or(intent.take());
            }
        });
    });
    let note = action.details.note.iter();
    for words in [&action.reason]
        .into_iter()
        .filter(|reason| !reason.is_empty() && called != Called::WithoutReason)
        .chain(note)
    {
        caption(ui, words);
    }
    intent
}

/// The settlements whose pupils come here, most pupils first.
fn served_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    shown: &Evaluation,
    site: usize,
) -> Option<Intent> {
    const LISTED: usize = 60;
    let lang = view.lang;
    let stage = if shown.layout.sites[site].stages[view.stage].is_some() {
        view.stage
    } else {
        Stage::ALL
            .into_iter()
            .find(|&stage| shown.layout.sites[site].stages[stage].is_some())?
    };
    let evaluated = shown.stages[stage].as_ref()?;
    let mut flows: Vec<_> = evaluated
        .assignment
        .flows
        .iter()
        .filter(|flow| flow.site == site)
        .collect();
    if flows.is_empty() {
        return None;
    }
    flows.sort_by_key(|flow| (std::cmp::Reverse(flow.pupils), flow.settlement));
    let mut intent = None;
    heading(ui, format!("{} {}", text::SERVED.say(lang), flows.len()));
    if let Some(source) = evaluated.flows {
        caption(ui, source.words().say(lang));
    }
    let limit = desk.session.evaluator().limits().trip[stage];
    for flow in flows.iter().take(LISTED) {
        let Some(settlement) = desk.session.county().settlements.get(flow.settlement) else {
            continue;
        };
        let is_over = limit.is_some_and(|limit| evaluated.goes_over(flow, limit));
        let figure = figures::flow(flow.pupils, flow.trip, is_over);
        let line = row(ui, false, &settlement.name, &figure);
        if line
            .on_hover_text(figures::basis(flow.trip.basis(), lang))
            .clicked()
        {
            intent = Some(Intent::GoTo(Selection::Settlement(flow.settlement)));
        }
    }
    if flows.len() > LISTED {
        let more = caption(ui, format!("… {}", flows.len() - LISTED));
        name_it(&more, egui::Role::Label, text::AND_MORE.say(lang));
    }
    intent
}
