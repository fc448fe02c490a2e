//! The list of small schools: each with its best receiver, and merge beside keep. Never a closure by itself.

use egui::{Align, CollapsingHeader, DragValue, Layout, Rect, RichText, Role, Ui, Vec2};

use super::Desk;
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::forms::{FileForm, Form, ReasonForm};
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, Text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, intent_button, name_it, row, small_button};
use crate::app::work::results::Small;
use crate::model::SchoolId;
use crate::plan::{Action, Command, Layout as Sites, Measure, Site, Status};
use crate::proposal::GateRule;
use crate::proposal::merge::candidates::{Candidate, Receiver, Verdict};
use crate::session::Session;
use crate::units::Meters;
use crate::words::{Lang, Words};

/// A list of more entries is long.
const LONG_LIST: usize = 60;

/// How many small schools are listed; `None` where that is not known.
pub(super) fn count(desk: Desk<'_>, view: &View) -> Option<usize> {
    let is_known = desk.session.evaluation().demand.basis[view.stage].is_known();
    let small = desk.results.small().filter(|_| is_known)?;
    Some(small.candidates.len())
}

/// A school of the list, as long as the list belongs to what is shown.
pub(super) fn candidate<'a>(desk: Desk<'a>, id: &SchoolId) -> Option<&'a Candidate> {
    let small = desk
        .results
        .small()
        .filter(|_| desk.results.small_is_fresh(desk.session))?;
    let sites = &small.evaluation.layout.sites;
    small
        .candidates
        .iter()
        .find(|candidate| sites[candidate.site].id == *id)
}

/// Draws the list with its threshold and reach.
pub(super) fn small_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    // Without pupils every school would look small.
    let is_known = desk.session.evaluation().demand.basis[view.stage].is_known();
    let small = desk.results.small().filter(|_| is_known);
    ui.horizontal(|ui| {
        ui.label(
            RichText::new(text::small::SMALL_SCHOOLS.say(lang)).font(fonts::semibold(size::BODY)),
        );
        if let Some(count) = count(desk, view) {
            ui.label(RichText::new(count.to_string()).font(fonts::semibold(size::BODY)));
        }
        if !desk.results.small_is_fresh(desk.session) {
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
        return None;
    }
    let menu = ui.menu_button(text::small::MERGE_ALL.say(lang), |ui| {
        let mut intent = None;
        for rule in GateRule::ALL {
            let merge = Intent::MergeAll(rule);
            intent = intent_button(ui, Some(desk.session), view, merge).or(intent);
        }
        intent
    });
    menu.response
        .on_hover_text(text::small::MERGE_ALL_TIP.say(lang));
    let mut intent = menu.inner.flatten();
    intent = unexplained_ui(ui, desk, view).or(intent);
    for step in Step::ALL {
        intent = group_ui(ui, desk, view, small, step).or(intent);
    }
    intent
}

/// What is to be done next about a small school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Merge,
    Keep,
    Kept,
}

impl Step {
    const ALL: [Self; 3] = [Self::Merge, Self::Keep, Self::Kept];

    fn of(desk: Desk<'_>, view: &View, site: &Site, candidate: &Candidate) -> Self {
        if site.status == Status::Kept {
            return Self::Kept;
        }
        // Where all were merged at once, the reason to stay counts for more than what each could do alone.
        let stays = desk
            .results
            .stay(desk.session, view.stage, &site.id)
            .is_some();
        match &candidate.verdict {
            Verdict::Merge { .. } | Verdict::Close { .. } if !stays => Self::Merge,
            _ => Self::Keep,
        }
    }

    const fn words(self) -> Text {
        match self {
            Self::Merge => text::small::CAN_MERGE,
            Self::Keep => text::small::BETTER_KEPT,
            Self::Kept => text::small::KEPT_ALREADY,
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
    let head =
        RichText::new(format!("{} {count}", words.say(lang))).font(fonts::semibold(size::BODY));
    let shown = CollapsingHeader::new(head)
        .id_salt(words.say(Lang::En))
        .default_open(true)
        .show(ui, rows);
    shown.body_returned
}

/// The small schools with the same next step, fewest pupils first.
fn group_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, small: &Small, step: Step) -> Option<Intent> {
    let sites = &small.evaluation.layout.sites;
    let candidates = small.candidates.iter();
    let own: Vec<&Candidate> = candidates
        .filter(|candidate| Step::of(desk, view, &sites[candidate.site], candidate) == step)
        .collect();
    if own.is_empty() {
        return None;
    }
    // Of a long list, only what is seen is laid out.
    let is_long = own.len() > LONG_LIST;
    let rows = |ui: &mut Ui| {
        let (mut intent, mut height) = (None, None);
        for candidate in &own {
            let top = ui.cursor().top();
            let room = height.map(|height| Vec2::new(ui.available_width(), height));
            if let Some(room) = room.filter(|_| is_long)
                && !ui.is_rect_visible(Rect::from_min_size(ui.cursor().min, room))
            {
                ui.allocate_space(room);
                continue;
            }
            intent = candidate_ui(ui, desk, view, small, (candidate, step)).or(intent.take());
            height = Some(ui.cursor().top() - top - ui.spacing().item_spacing.y);
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
            let selection = Selection::School(page.school.clone());
            let is_selected = view.selection.as_ref() == Some(&selection);
            if row(ui, is_selected, &page.name, &figures::known(page.pupils)).clicked() {
                intent = Some(Intent::GoTo(selection));
            }
            ui.horizontal(|ui| {
                ui.add_space(size::NEAR);
                caption(ui, page.year.to_string());
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let label = text::small::EXPLAIN.say(lang);
                    let name = format!("{label} {}", page.name);
                    let actions = desk.session.plan().map(|plan| &plan.actions);
                    let own = page
                        .action
                        .and_then(|index| Some((index, actions?.get(index)?)));
                    if let Some((index, action)) = own
                        && small_button(ui, label, &name)
                    {
                        let form = FileForm::of(index, action, &page.name, desk.session);
                        intent = Some(Intent::Ask(Form::File(Box::new(form))));
                    }
                });
            });
        }
        intent
    };
    head_ui(ui, text::small::UNEXPLAINED, pages.len(), lang, rows).flatten()
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
        let reach = ui.add(
            DragValue::new(&mut km)
                .range(0.5..=50.0)
                .speed(0.1)
                .fixed_decimals(1)
                .suffix(" km"),
        );
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
    (candidate, step): (&Candidate, Step),
) -> Option<Intent> {
    let lang = view.lang;
    let layout = &small.evaluation.layout;
    let site = &layout.sites[candidate.site];
    let selection = Selection::School(site.id.clone());
    let mut intent = None;
    let is_selected = view.selection.as_ref() == Some(&selection);
    let stay = desk.results.stay(desk.session, view.stage, &site.id);
    let reason = stay.unwrap_or(candidate.verdict.reason()).say(lang);
    if row(ui, is_selected, &site.name, &figures::count(candidate.size))
        .on_hover_text(reason)
        .clicked()
    {
        intent = Some(Intent::GoTo(selection));
    }
    let is_fresh = desk.results.small_is_fresh(desk.session);
    ui.horizontal(|ui| {
        ui.add_space(size::NEAR);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = size::NEAR;
            if !is_fresh {
                ui.disable();
            }
            let is_kept = step == Step::Kept;
            let named = |label: Text| format!("{} {}", label.say(lang), site.name);
            // One button a row: the next step. Everything else is in the inspector.
            match (step, &candidate.verdict) {
                (Step::Keep, _) => {
                    if small_button(ui, text::KEEP.say(lang), &named(text::KEEP)) {
                        intent = Some(keep(desk.session, site, candidate, stay, lang));
                    }
                }
                (Step::Merge, Verdict::Close { reason }) => {
                    if small_button(ui, text::CLOSE_SCHOOL.say(lang), &named(text::CLOSE_SCHOOL)) {
                        let school = site.id.clone();
                        let close = Measure::Close { school };
                        let close = Action::new(desk.session.year(), close, reason.say(lang));
                        intent = Some(Intent::Command(Command::Add(close)));
                    }
                }
                (Step::Merge, _) => {
                    if let Some(receiver) = best_receiver(candidate)
                        && small_button(ui, text::MERGE.say(lang), &named(text::MERGE))
                    {
                        intent = Some(merge(desk.session, layout, candidate, receiver, lang));
                    }
                }
                (Step::Kept, _) => {}
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let line = match stay.filter(|_| !is_kept) {
                    Some(stay) => stay.say(lang).to_owned(),
                    None => receiver_line(layout, candidate, is_kept, lang),
                };
                let theme = Theme::of(ui.ctx());
                let line = RichText::new(line).size(size::CAPTION).color(theme.faint);
                ui.add(egui::Label::new(line).truncate())
                    .on_hover_text(reason);
            });
        });
    });
    intent
}

/// The receiver the verdict names.
fn best_receiver(candidate: &Candidate) -> Option<&Receiver> {
    let into = candidate.verdict.receiver()?;
    let mut receivers = candidate.receivers.iter();
    receivers.find(|receiver| receiver.site == into)
}

/// Where a school's pupils could go, or why nowhere.
fn receiver_line(layout: &Sites, candidate: &Candidate, is_kept: bool, lang: Lang) -> String {
    if is_kept {
        return text::KEPT.say(lang).to_owned();
    }
    if let Some(receiver) = best_receiver(candidate) {
        let name = &layout.sites[receiver.site].name;
        return format!("→ {} {name}", figures::trip(receiver.way));
    }
    if let Verdict::Close { reason } | Verdict::Stays { reason } = &candidate.verdict {
        return reason.say(lang).to_owned();
    }
    let receivers = || candidate.receivers.iter();
    match receivers().min_by_key(|receiver| receiver.way) {
        None => text::small::NO_RECEIVER.say(lang).to_owned(),
        Some(_) if receivers().any(|receiver| receiver.is_within_reach) => {
            text::small::NO_ROOM.say(lang).to_owned()
        }
        Some(nearest) => {
            let too_far = text::small::TOO_FAR.say(lang);
            format!("{too_far} {}", figures::trip(nearest.way))
        }
    }
}

/// The step that merges a candidate into a receiver.
pub(super) fn merge(
    session: &Session,
    layout: &Sites,
    candidate: &Candidate,
    receiver: &Receiver,
    lang: Lang,
) -> Intent {
    let reason = match &candidate.verdict {
        Verdict::Merge { into, reason } if *into == receiver.site => reason.say(lang),
        _ => "",
    };
    let measure = Measure::Merge {
        school: layout.sites[candidate.site].id.clone(),
        into: vec![layout.sites[receiver.site].id.clone()],
    };
    Intent::Command(Command::Add(Action::new(session.year(), measure, reason)))
}

fn keep(
    session: &Session,
    site: &Site,
    candidate: &Candidate,
    stay: Option<&Words>,
    lang: Lang,
) -> Intent {
    let reason = match (stay, &candidate.verdict) {
        (Some(reason), _) | (None, Verdict::Keep { reason } | Verdict::Stays { reason }) => {
            reason.say(lang).to_owned()
        }
        (None, Verdict::Merge { .. } | Verdict::Close { .. }) => String::new(),
    };
    let measure = Measure::Keep {
        school: site.id.clone(),
    };
    Intent::Ask(Form::Reason(ReasonForm {
        measure,
        name: site.name.clone(),
        reason,
        year: session.year().0,
    }))
}
