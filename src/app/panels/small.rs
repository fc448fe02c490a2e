//! The list of small schools by what is to be done next: each with the gate's light, where its pupils could go, and the
//! one button of that step. Never a closure by itself.

use egui::{CollapsingHeader, DragValue, Rect, RichText, Role, Ui, Vec2};

use super::rows::{self, Entry};
use super::{Desk, later, receivers, review};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::forms::{FileForm, Form, ReasonForm};
use crate::app::look::intent::{Intent, go_to};
use crate::app::look::lights::Lamp;
use crate::app::look::merge_form::MergeForm;
use crate::app::look::text::{self, Text, deciding};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Review, Selection, View};
use crate::app::look::widgets::{caption, distance_field, name_it};
use crate::app::work::lights::Seen;
use crate::app::work::results::Small;
use crate::horizon::GatePage;
use crate::model::SchoolId;
use crate::plan::{Action, Command, Draft, Layout as Sites, Measure, Site, Status};
use crate::proposal::merge::candidates::{Candidate, Verdict};
use crate::proposal::merge::foreseen::{NextStep, of_unknown_size};
use crate::session::Session;
use crate::units::Meters;
use crate::words::Lang;

/// A list of more entries is long.
const LONG_LIST: usize = 60;

/// How many small schools are listed; `None` where that is not known.
pub(super) fn count(desk: Desk<'_>, view: &View) -> Option<usize> {
    let is_known = desk.session.evaluation().demand.basis[view.stage].is_known();
    let small = desk.results.small(view).filter(|_| is_known)?;
    Some(small.candidates.len())
}

/// A school of the list, as long as the list belongs to what is shown.
pub(super) fn candidate<'a>(desk: Desk<'a>, view: &View, id: &SchoolId) -> Option<&'a Candidate> {
    let small = desk.results.fresh_small(desk.session, view)?;
    let sites = &small.evaluation.layout.sites;
    small
        .candidates
        .iter()
        .find(|candidate| sites[candidate.site].id == *id)
}

/// Draws the list with its threshold and reach, or the review of many while there is one.
pub(super) fn small_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    if view.review.is_some() {
        return review::review_ui(ui, desk, view);
    }
    // Without pupils every school would look small.
    let is_known = desk.session.evaluation().demand.basis[view.stage].is_known();
    let small = desk.results.small(view).filter(|_| is_known);
    ui.horizontal(|ui| {
        ui.label(
            RichText::new(text::small::SMALL_SCHOOLS.say(lang)).font(fonts::semibold(size::BODY)),
        );
        if let Some(count) = count(desk, view) {
            ui.label(RichText::new(figures::count(count as i64)).font(fonts::semibold(size::BODY)));
        }
        if desk.results.fresh_small(desk.session, view).is_none() {
            ui.add(egui::Spinner::new().size(12.0));
        }
    });
    terms_ui(ui, desk.session, view);
    let Some(small) = small else {
        let why = if is_known {
            text::FINDING_RECEIVERS
        } else {
            text::PUPILS_UNKNOWN
        };
        caption(ui, why.say(lang));
        return None;
    };
    if small.candidates.is_empty() {
        let none = if view.below(desk.session) == 0 {
            text::small::KINDERGARTENS_APART
        } else {
            text::small::NO_SMALL_SCHOOLS
        };
        caption(ui, none.say(lang));
    } else {
        review_button_ui(ui, desk, view, small);
    }
    let mut intent = unexplained_ui(ui, desk, view);
    for step in Step::ALL {
        intent = group_ui(ui, desk, view, small, step).or(intent);
    }
    unknown_ui(ui, desk, view).or(intent)
}

/// The button that opens the review, once every school has been judged.
fn review_button_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View, small: &Small) {
    let lang = view.lang;
    let are_whole = desk.results.lights.are_whole(desk.session, view);
    ui.horizontal(|ui| {
        let label = deciding::REVIEW.say(lang);
        let button = ui.add_enabled(are_whole, egui::Button::new(label));
        let tip = deciding::REVIEW_TIP.say(lang);
        if button
            .on_hover_text(tip)
            .on_disabled_hover_text(tip)
            .clicked()
        {
            view.review = Some(Review::default());
        }
        if !are_whole {
            let sites = &small.evaluation.layout.sites;
            let open = small
                .candidates
                .iter()
                .map(|candidate| &sites[candidate.site])
                .filter(|site| site.status != Status::Kept);
            let (mut done, mut all) = (0, 0);
            for site in open {
                let seen = desk.results.lights.of(&site.id);
                done += usize::from(seen.is_some_and(|seen| seen.is_fresh));
                all += 1;
            }
            let told = deciding::judged(done, all);
            let rich = RichText::new(told.say(lang)).size(size::CAPTION);
            let faint = rich.color(Theme::of(ui.ctx()).faint);
            ui.add(egui::Label::new(faint).truncate())
                .on_hover_text(told.say(lang));
        }
    });
}

/// What is to be done next about a small school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Next(NextStep),
    /// The plan ends it in a later year.
    Later,
    Kept,
    Judging,
}

impl Step {
    const ALL: [Self; 7] = [
        Self::Next(NextStep::MergeWithBus),
        Self::Next(NextStep::Merge),
        Self::Next(NextStep::Keep),
        Self::Later,
        Self::Kept,
        Self::Next(NextStep::FillIn),
        Self::Judging,
    ];

    fn of(desk: Desk<'_>, view: &View, site: &Site) -> Self {
        if site.status == Status::Kept {
            return Self::Kept;
        }
        if later::ending(desk.session, view, &site.id).is_some() {
            return Self::Later;
        }
        let seen = desk.results.lights.of(&site.id);
        seen.map_or(Self::Judging, |seen| Self::Next(seen.foreseen.next))
    }

    const fn words(self) -> Text {
        match self {
            Self::Next(next) => deciding::next_step(next),
            Self::Later => text::later::CLOSES_LATER,
            Self::Kept => text::small::KEPT_ALREADY,
            Self::Judging => deciding::TO_JUDGE,
        }
    }
}

/// The head of a group with its count.
fn head_ui<R>(
    ui: &mut Ui,
    words: Text,
    count: usize,
    lang: Lang,
    rows: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let head = RichText::new(format!(
        "{} {}",
        words.say(lang),
        figures::count(count as i64)
    ))
    .font(fonts::semibold(size::BODY));
    let shown = CollapsingHeader::new(head)
        .id_salt(words.say(Lang::En))
        .default_open(true)
        .show_unindented(ui, rows);
    shown.body_returned
}

/// The small schools with the same next step, fewest pupils first.
fn group_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, small: &Small, step: Step) -> Option<Intent> {
    let sites = &small.evaluation.layout.sites;
    let candidates = small.candidates.iter();
    let own: Vec<&Candidate> = candidates
        .filter(|candidate| Step::of(desk, view, &sites[candidate.site]) == step)
        .collect();
    if own.is_empty() {
        return None;
    }
    // Of a long list, only what is seen is laid out.
    let is_long = own.len() > LONG_LIST;
    let rows = |ui: &mut Ui| {
        let mut intent = None;
        for candidate in &own {
            let room = Vec2::new(ui.available_width(), rows::HEIGHT);
            if is_long && !ui.is_rect_visible(Rect::from_min_size(ui.cursor().min, room)) {
                ui.allocate_space(room);
                continue;
            }
            intent = candidate_ui(ui, desk, view, small, candidate).or(intent.take());
        }
        intent
    };
    head_ui(ui, step.words(), own.len(), view.lang, rows).flatten()
}

/// Closures of the plan that the gate refuses and nobody has explained, once it has judged the plan as it stands.
fn unexplained_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    desk.results.ahead.n_refused(desk.session, view)?;
    let gate = desk.results.ahead.gate()?;
    let pages: Vec<_> = gate
        .refused()
        .filter(|page| page.stages.contains(&view.stage))
        .collect();
    if pages.is_empty() {
        return None;
    }
    let rows = |ui: &mut Ui| {
        let mut intent = None;
        for page in &pages {
            intent = unexplained_row_ui(ui, desk, view, page).or(intent);
        }
        intent
    };
    head_ui(ui, text::small::UNEXPLAINED, pages.len(), lang, rows).flatten()
}

fn unexplained_row_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, page: &GatePage) -> Option<Intent> {
    let lang = view.lang;
    let selection = Selection::School(page.school.clone());
    let into: Vec<&str> = page
        .receivers
        .iter()
        .map(|receiver| &*receiver.name)
        .collect();
    let remedy = if page.bus_helps {
        deciding::PLAN_BUS
    } else {
        text::small::EXPLAIN
    };
    let clicked = rows::entry_ui(
        ui,
        &Entry {
            lamp: lamp_of(Some(page)),
            name: &page.name,
            figure: &figures::known(page.pupils),
            line: deciding::planned(page.year, &into).say(lang),
            tip: page.objections().say(lang),
            is_selected: view.selection.as_ref() == Some(&selection),
            is_faded: false,
            button: Some(remedy.say(lang)),
            waits: None,
            is_remedy: true,
        },
        lang,
    );
    if clicked.row {
        return Some(Intent::GoTo(selection));
    }
    clicked
        .button
        .then(|| remedy_of(desk, page, lang))
        .flatten()
}

/// The measure that a page is about; `None` while the page is of an earlier state of the plan.
pub(super) fn planned<'a>(desk: Desk<'a>, page: &GatePage) -> Option<(usize, &'a Action)> {
    let index = page.action?;
    let action = desk.session.plan()?.actions.get(index)?;
    (*action.measure.school() == page.school).then_some((index, action))
}

/// What answers a closure of the plan that is refused: the bus that lets it pass, else a written reason.
pub(super) fn remedy_of(desk: Desk<'_>, page: &GatePage, lang: Lang) -> Option<Intent> {
    let (index, action) = planned(desk, page)?;
    if page.bus_helps {
        return Some(plan_bus(page, index, action, lang));
    }
    let form = FileForm::of(index, action, &page.name, desk.session);
    Some(Intent::Ask(Form::File(Box::new(form))))
}

/// The step that writes a bus into a measure.
pub(super) fn plan_bus(page: &GatePage, index: usize, action: &Action, lang: Lang) -> Intent {
    let mut details = action.details.clone();
    details.transport = Some(page.bus_words().say(lang).to_owned());
    Intent::Command(Command::SetDetails {
        index,
        details: Box::new(details),
    })
}

/// The lamp of a page of the gate; unknown where nobody can say how it stands.
pub(super) fn lamp_of(page: Option<&GatePage>) -> Lamp {
    match page {
        Some(page) if page.lacks.is_some() => Lamp::Unknown,
        Some(page) => Lamp::Lit(page.light),
        None => Lamp::Unknown,
    }
}

/// Schools of which nobody can say whether they are small.
fn unknown_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let evaluation = desk.session.evaluation();
    let unknown = of_unknown_size(evaluation, view.stage);
    if unknown.is_empty() {
        return None;
    }
    let rows = |ui: &mut Ui| {
        let mut intent = None;
        for &site in &unknown {
            let site = &evaluation.layout.sites[site];
            let selection = Selection::School(site.id.clone());
            let clicked = rows::entry_ui(
                ui,
                &Entry {
                    lamp: Lamp::Unknown,
                    name: &site.name,
                    figure: text::UNKNOWN,
                    line: deciding::SIZE_UNKNOWN.say(lang),
                    tip: deciding::SIZE_UNKNOWN.say(lang),
                    is_selected: view.selection.as_ref() == Some(&selection),
                    is_faded: false,
                    button: Some(deciding::FILL_IN.say(lang)),
                    waits: None,
                    is_remedy: true,
                },
                lang,
            );
            if clicked.row {
                intent = Some(Intent::GoTo(selection));
            } else if clicked.button {
                intent = Some(Intent::FillIn(site.id.clone()));
            }
        }
        intent
    };
    head_ui(ui, text::small::SIZE_UNKNOWN, unknown.len(), lang, rows).flatten()
}

/// Below how many pupils a school is small: the standard's number until another one is typed.
pub(super) fn threshold_ui(ui: &mut Ui, session: &Session, view: &mut View, name: Text) {
    let lang = view.lang;
    let mut below = view.below(session);
    let field = ui.add(DragValue::new(&mut below).range(0..=2_000).speed(1.0));
    name_it(&field, Role::SpinButton, name.say(lang));
    if field
        .on_hover_text(text::small::THRESHOLD_TIP.say(lang))
        .changed()
    {
        let usual = session.evaluator().limits().small_below(view.stage);
        let typed = (below != usual).then_some(below);
        view.typed_below.set(view.stage, typed);
    }
}

/// Below how many pupils a school is listed, and how far its receiver may be.
fn terms_ui(ui: &mut Ui, session: &Session, view: &mut View) {
    let lang = view.lang;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = size::NEAR;
        caption(ui, text::small::BELOW.say(lang));
        threshold_ui(ui, session, view, text::small::THRESHOLD);
        caption(ui, text::small::PUPILS_WITHIN.say(lang));
        let mut km = view.reach.km();
        let reach = ui.add(distance_field(&mut km).range(0.5..=50.0));
        name_it(&reach, Role::SpinButton, text::small::REACH.say(lang));
        if reach
            .on_hover_text(text::small::REACH_TIP.say(lang))
            .changed()
        {
            view.reach = Meters::from_f64(km * 1_000.0);
        }
    });
}

fn candidate_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    small: &Small,
    candidate: &Candidate,
) -> Option<Intent> {
    let lang = view.lang;
    let layout = &small.evaluation.layout;
    let site = &layout.sites[candidate.site];
    let selection = Selection::School(site.id.clone());
    let seen = desk.results.lights.of(&site.id);
    let step = Step::of(desk, view, site);
    let kept = kept_reason(desk.session, &site.id);
    let planned = later::ending(desk.session, view, &site.id).map(|(_, action)| action);
    let (line, tip) = match (step, seen) {
        (Step::Later, _) => {
            let told = planned.map(|action| later::told(desk.session, action));
            let told = told.unwrap_or_default().say(lang).to_owned();
            (told.clone(), told)
        }
        (Step::Kept, _) => {
            let reason = kept.unwrap_or_else(|| text::KEPT.say(lang)).to_owned();
            (reason.clone(), reason)
        }
        (Step::Next(NextStep::FillIn), Some(seen)) => {
            let reason = seen.foreseen.reason.say(lang).to_owned();
            (reason.clone(), reason)
        }
        (_, Some(seen)) => {
            let reason = seen.foreseen.reason.say(lang).to_owned();
            receivers::lines(layout, candidate, &reason, lang)
        }
        (_, None) => {
            let reason = candidate.verdict.reason().say(lang).to_owned();
            receivers::lines(layout, candidate, &reason, lang)
        }
    };
    let label = match (step, &candidate.verdict) {
        (Step::Next(NextStep::Merge | NextStep::MergeWithBus), Verdict::Close { .. }) => {
            Some(deciding::CLOSE)
        }
        (Step::Next(NextStep::Merge | NextStep::MergeWithBus), _) => Some(deciding::MERGE),
        (Step::Next(NextStep::Keep), _) => Some(deciding::KEEP),
        (Step::Next(NextStep::FillIn), _) => Some(deciding::FILL_IN),
        (Step::Kept, _) => Some(deciding::SEE_REASON),
        (Step::Later | Step::Judging, _) => None,
    };
    let go = planned.map(|action| text::later::go_to_year(action.year));
    let label = label.map(|label| label.say(lang));
    let label = label.or_else(|| Some(go.as_ref()?.say(lang)));
    let is_fresh =
        matches!(step, Step::Kept | Step::Later) || seen.is_some_and(|seen| seen.is_fresh);
    let clicked = rows::entry_ui(
        ui,
        &Entry {
            lamp: match step {
                Step::Kept => Lamp::Kept,
                Step::Later => desk
                    .results
                    .ahead
                    .page_of(&site.id)
                    .map_or(Lamp::Judging, |page| lamp_of(Some(page))),
                Step::Judging => Lamp::Judging,
                Step::Next(_) => lamp(seen),
            },
            name: &site.name,
            figure: &figures::count(candidate.size),
            line: &line,
            tip: &tip,
            is_selected: view.selection.as_ref() == Some(&selection),
            is_faded: !is_fresh,
            button: label,
            waits: (!is_fresh).then(|| deciding::JUDGING.say(lang)),
            is_remedy: step == Step::Next(NextStep::FillIn),
        },
        lang,
    );
    if clicked.row {
        return Some(Intent::GoTo(selection));
    }
    if !clicked.button {
        return None;
    }
    match step {
        Step::Next(NextStep::Merge | NextStep::MergeWithBus) => {
            let foreseen = &seen?.foreseen;
            Some(merge(
                layout,
                foreseen.action.as_ref()?,
                foreseen.page.as_ref(),
            ))
        }
        Step::Next(NextStep::Keep) => Some(keep(
            desk.session,
            site,
            seen.map_or(Written::Nothing, |seen| {
                Written::ByProgram(seen.foreseen.reason.say(lang), lang)
            }),
        )),
        Step::Kept => {
            let keeps = keeping(desk.session, &site.id);
            let written = keeps.map_or(Written::Nothing, Written::InPlan);
            Some(keep(desk.session, site, written))
        }
        Step::Next(NextStep::FillIn) => Some(Intent::FillIn(site.id.clone())),
        Step::Later => planned.map(go_to),
        Step::Judging => None,
    }
}

/// The lamp of a school that has been judged.
pub(super) fn lamp(seen: Option<&Seen>) -> Lamp {
    seen.map_or(Lamp::Judging, Seen::lamp)
}

/// The measure by which the plan keeps a school.
pub(super) fn keeping<'a>(session: &'a Session, id: &SchoolId) -> Option<&'a Action> {
    let mut actions = session.plan()?.actions.iter();
    let keeps =
        |action: &&Action| matches!(&action.measure, Measure::Keep { school } if school == id);
    actions.find(keeps)
}

/// Why the plan keeps a school.
pub(super) fn kept_reason<'a>(session: &'a Session, id: &SchoolId) -> Option<&'a str> {
    let kept = keeping(session, id)?;
    (!kept.reason.is_empty()).then_some(&kept.reason)
}

/// Asks for the merger that a closure proposes, its bus ticked where the gate asks for one.
pub(super) fn merge(layout: &Sites, action: &Action, page: Option<&GatePage>) -> Intent {
    let name = |id: &SchoolId| {
        let site = layout.site(id);
        site.map_or_else(|| id.to_string(), |site| site.name.clone())
    };
    let into = action.measure.receivers().iter().map(name).collect();
    let mut form = MergeForm {
        name: name(action.measure.school()),
        into,
        judged: None,
        light: page.map(|page| page.light),
        against: None,
        bus: action.details.transport.clone(),
        with_bus: action.details.transport.is_some(),
        action: action.clone(),
    };
    form.judged = page
        .filter(|page| page.year == action.year)
        .map(|_| form.choice());
    Intent::Ask(Form::Merge(Box::new(form)))
}

/// Asks for the reason to keep a school, with what the program would write or what is written already.
pub(super) fn keep(session: &Session, site: &Site, written: Written<'_>) -> Intent {
    let (reason, draft) = match written {
        Written::Nothing => (String::new(), None),
        Written::ByProgram(reason, lang) => {
            let reason = reason.trim().to_owned();
            let draft = Draft {
                year: session.year(),
                reason: reason.clone(),
                lang,
            };
            (reason, Some(draft))
        }
        Written::InPlan(action) if action.has_own_reason() => (action.reason.clone(), None),
        Written::InPlan(action) => {
            let draft = action.details.draft.clone();
            let reason = draft.as_ref().map_or("", |draft| &draft.reason);
            (reason.to_owned(), draft)
        }
    };
    let measure = Measure::Keep {
        school: site.id.clone(),
    };
    Intent::Ask(Form::Reason(ReasonForm {
        measure,
        name: site.name.clone(),
        reason,
        draft,
        year: session.year().0,
    }))
}

/// What stands in the form for the reason to keep a school when it is opened.
#[derive(Clone, Copy)]
pub(super) enum Written<'a> {
    Nothing,
    /// The program's words, in this language, with the figures of the year shown.
    ByProgram(&'a str, Lang),
    /// The measure that keeps it.
    InPlan(&'a Action),
}
