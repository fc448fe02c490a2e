//! What is decided about a school, and what can be: its state in a coloured line under the name, the schools that could
//! take its pupils, and the buttons at the foot.

use egui::{Frame, Margin, RichText, Ui};

use super::small::Written;
use super::{Desk, inspector, later, measures, receivers, relief, small};
use crate::app::look::figures;
use crate::app::look::intent::Intent;
use crate::app::look::lights::{Lamp, lamp_ui};
use crate::app::look::text::{self, deciding, small as words};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{Look, look_button, small_button};
use crate::indicators::is_small;
use crate::model::{SchoolId, StageRecord};
use crate::plan::{Action, Command, Measure, Plan, Site, Status};
use crate::proposal::merge::foreseen::NextStep;
use crate::rules::gate::Light;

/// How a state is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    Plain,
    Doubt,
    Bad,
}

/// The state of a school in a line, with the step back from it.
struct State<'a> {
    /// What the plan does to it in a later year, with its position.
    later: Option<(usize, &'a Action)>,
    words: String,
    remark: String,
    weight: Weight,
    lamp: Option<Lamp>,
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
        let said = |ui: &mut Ui| {
            if let Some(lamp) = state.lamp {
                lamp_ui(ui, lamp, view.lang);
            }
            let words = RichText::new(&state.words).color(ink);
            ui.add(egui::Label::new(words).wrap());
        };
        if let Some(undo) = state.undo {
            let name = format!("{} {}", text::TAKE_BACK.say(view.lang), state.words);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
                if small_button(ui, text::TAKE_BACK.say(view.lang), &name) {
                    intent = Some(undo);
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Min), said);
            });
        } else {
            ui.horizontal(said);
        }
        for line in state.remark.lines() {
            ui.label(RichText::new(line).size(size::CAPTION).color(ink));
        }
        if let Some(planned) = state.later {
            let wish = later::buttons_ui(ui, desk.session, view, planned, true);
            intent = wish.or(intent.take());
        }
    });
    intent
}

fn state<'a>(desk: Desk<'a>, view: &View, site: usize) -> Option<State<'a>> {
    let lang = view.lang;
    let shown = view.inspected(desk.session);
    let school = &shown.layout.sites[site];
    if matches!(school.status, Status::Closed { .. } | Status::Kept) {
        return decided(desk, view, school);
    }
    if let Some(planned) = later::ending(desk.session, view, &school.id) {
        return Some(ends_later(desk, view, planned));
    }
    if let Some((_, short)) = relief::shortage(shown, site) {
        return Some(State {
            later: None,
            words: words::short_of_seats(&figures::count(short))
                .say(lang)
                .to_owned(),
            remark: String::new(),
            weight: Weight::Bad,
            lamp: Some(Lamp::Lit(Light::Red)),
            undo: None,
        });
    }
    if let Some(lacks) = lacks(school) {
        return Some(State {
            later: None,
            words: lacks.say(lang).to_owned(),
            remark: String::new(),
            weight: Weight::Doubt,
            lamp: Some(Lamp::Unknown),
            undo: None,
        });
    }
    foreseen(desk, view, &school.id)
}

/// What the gate would say of a small school that nothing is decided about.
fn foreseen<'a>(desk: Desk<'a>, view: &View, id: &SchoolId) -> Option<State<'a>> {
    let lang = view.lang;
    small::candidate(desk, view, id).filter(|_| view.workspace().plans())?;
    let seen = desk.results.lights.of(id).filter(|seen| seen.is_fresh);
    let Some(seen) = seen else {
        return Some(State {
            later: None,
            words: deciding::JUDGING.say(lang).to_owned(),
            remark: String::new(),
            weight: Weight::Plain,
            lamp: Some(Lamp::Judging),
            undo: None,
        });
    };
    let next = seen.foreseen.next;
    Some(State {
        later: None,
        words: deciding::next_step(next).say(lang).to_owned(),
        remark: seen.foreseen.reason.say(lang).to_owned(),
        weight: match (next, seen.foreseen.light()) {
            (NextStep::Keep, Some(Light::Red)) => Weight::Bad,
            (NextStep::Merge, Some(Light::Green)) => Weight::Plain,
            _ => Weight::Doubt,
        },
        lamp: Some(small::lamp(Some(seen))),
        undo: None,
    })
}

/// The measure by which a school is kept, or is there no more, with its position in the plan.
pub(super) fn deciding<'a>(plan: &'a Plan, school: &Site) -> Option<(usize, &'a Action)> {
    let decides = |measure: &Measure| match measure {
        Measure::Keep { .. } => school.status == Status::Kept,
        _ => school.status != Status::Kept,
    };
    let mut actions = plan.actions.iter().enumerate();
    actions.find(|(_, action)| *action.measure.school() == school.id && decides(&action.measure))
}

/// What the plan has decided, and when.
fn decided<'a>(desk: Desk<'a>, view: &View, school: &Site) -> Option<State<'a>> {
    let lang = view.lang;
    let said = inspector::status_words(desk.session, school, lang)?;
    let own = deciding(desk.session.plan()?, school);
    let (index, action) = own.map_or((None, None), |(index, action)| (Some(index), Some(action)));
    // Of the closure as it is planned, whatever is tried on the map.
    let page = desk.results.ahead.page(desk.session, view);
    // What stands against closing a school that is kept speaks for the plan.
    let is_kept = school.status == Status::Kept;
    let refused = page.filter(|page| !is_kept && !page.is_compliant());
    let remark = refused.map_or_else(String::new, |page| {
        words::red_lines(page.against().count())
            .say(lang)
            .to_owned()
    });
    let year = action.map_or_else(String::new, |action| format!("{} ", action.year));
    Some(State {
        later: None,
        words: format!("{year}{said}"),
        lamp: match (is_kept, page) {
            (true, _) => Some(Lamp::Kept),
            (false, page) => page.map(|page| small::lamp_of(Some(page))),
        },
        weight: if refused.is_some() {
            Weight::Bad
        } else {
            Weight::Plain
        },
        undo: index.map(|index| Intent::Command(Command::Remove { index })),
        remark: [
            remark,
            action.map_or_else(String::new, |action| action.reason.clone()),
        ]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join("\n"),
    })
}

/// That the plan ends it in a later year, with the gate's light of that.
fn ends_later<'a>(desk: Desk<'a>, view: &View, planned: (usize, &'a Action)) -> State<'a> {
    let lang = view.lang;
    let (_, action) = planned;
    let page = desk.results.ahead.page(desk.session, view);
    let refused = page.filter(|page| !page.is_compliant());
    State {
        later: Some(planned),
        words: later::told(desk.session, action).say(lang).to_owned(),
        remark: refused.map_or_else(
            || action.reason.clone(),
            |page| {
                let count = page.against().count();
                words::red_lines(count).say(lang).to_owned()
            },
        ),
        weight: if refused.is_some() {
            Weight::Bad
        } else {
            Weight::Plain
        },
        lamp: page.map(|page| small::lamp_of(Some(page))),
        undo: None,
    }
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

/// Draws the buttons at the foot: keeping at the left, the way forward or the end at the right, the rest between.
pub(super) fn foot_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, site: usize) -> Option<Intent> {
    if !view.workspace().plans() {
        return super::work_on_plan_ui(ui, view);
    }
    let school = &view.inspected(desk.session).layout.sites[site];
    let (lang, session) = (view.lang, desk.session);
    let mut intent = None;
    let is_listed = is_small(view.inspected(session).size(site), view.below(session));
    // What is planned for a later year is changed or taken back, never planned again.
    let ends_later = later::ending(session, view, &school.id).is_some();
    let way = way(desk, view, school, is_listed);
    ui.horizontal(|ui| {
        let label = match school.status {
            Status::New => None,
            Status::Kept => Some(deciding::CHANGE_REASON),
            Status::Closed { .. } => Some(deciding::KEEP_INSTEAD),
            _ if ends_later => Some(deciding::KEEP_INSTEAD),
            _ => Some(deciding::KEEP),
        };
        if let Some(label) = label {
            let look = if matches!(way, Way::Keep) {
                Look::Forward
            } else {
                Look::Plain
            };
            let label = label.say(lang);
            let keep = look_button(ui, look, label, label);
            if keep.on_hover_text(text::KEEP_TIP.say(lang)).clicked() {
                intent = Some(ask_to_keep(desk, view, school));
            }
        }
        if school.is_open() && !ends_later {
            let merge = receivers::merge(desk, view, school).filter(|_| !is_listed);
            intent = measures::more_ui(ui, session, view, school, merge).or(intent.take());
        } else {
            intent = measures::closed_ui(ui, desk, view, school).or(intent.take());
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            intent = way_ui(ui, desk, view, school, way).or(intent.take());
        });
    });
    intent
}

/// Asks for the reason to keep a school: the one the plan has, else as the gate drafts it.
fn ask_to_keep(desk: Desk<'_>, view: &View, school: &Site) -> Intent {
    let seen = desk.results.lights.of(&school.id);
    let drafted = seen
        .filter(|seen| seen.is_fresh && seen.foreseen.next == NextStep::Keep)
        .map(|seen| Written::ByProgram(seen.foreseen.reason.say(view.lang), view.lang));
    let kept = small::keeping(desk.session, &school.id).filter(|kept| !kept.reason.is_empty());
    let written = kept.map(Written::InPlan).or(drafted);
    small::keep(desk.session, school, written.unwrap_or(Written::Nothing))
}

/// The same for the selected school; `None` where none is, and for one that the plan builds.
pub(crate) fn keep_selected(desk: Desk<'_>, view: &View) -> Option<Intent> {
    let Some(Selection::School(id)) = &view.selection else {
        return None;
    };
    let school = view.inspected(desk.session).layout.site(id)?;
    (school.status != Status::New).then(|| ask_to_keep(desk, view, school))
}

/// What the foot offers at its right end.
enum Way {
    /// Taking back what the plan builds.
    TakeBack,
    /// The merger or closure that is proposed or tried, in words.
    End(String, Intent),
    /// Keeping it, at the left end.
    Keep,
    /// Filling in what is not known.
    FillIn,
    /// Merging a school that the plan closes into another receiver, which is tried on the map.
    Instead(String, Intent),
    /// What answers the gate's refusal of a closure of the plan.
    Remedy(text::Text, Intent),
    Nothing,
}

fn way(desk: Desk<'_>, view: &View, school: &Site, is_listed: bool) -> Way {
    let lang = view.lang;
    match school.status {
        Status::New => return Way::TakeBack,
        Status::Kept => return Way::Nothing,
        Status::Closed { .. } => {
            let tried = view.receiver.as_ref().filter(|(of, _)| *of == school.id);
            if tried.is_some()
                && let Some((label, merge)) = receivers::merge(desk, view, school)
            {
                return Way::Instead(label, merge);
            }
            let page = desk.results.ahead.page(desk.session, view);
            let refused = page.filter(|page| !page.is_compliant());
            let remedy = refused.and_then(|page| {
                let label = if page.bus_helps {
                    deciding::PLAN_BUS
                } else {
                    text::small::EXPLAIN
                };
                Some(Way::Remedy(label, small::remedy_of(desk, page, lang)?))
            });
            return remedy.unwrap_or(Way::Nothing);
        }
        _ if later::ending(desk.session, view, &school.id).is_some() => {
            let tried = view.receiver.as_ref().filter(|(of, _)| *of == school.id);
            let merge = tried.and_then(|_| receivers::merge(desk, view, school));
            return merge.map_or(Way::Nothing, |(label, merge)| Way::Instead(label, merge));
        }
        _ if !is_listed => return Way::Nothing,
        _ => {}
    }
    let is_tried = view
        .receiver
        .as_ref()
        .is_some_and(|(of, _)| *of == school.id);
    let next = desk
        .results
        .lights
        .of(&school.id)
        .filter(|seen| seen.is_fresh);
    match next.map(|seen| seen.foreseen.next) {
        Some(NextStep::Keep) if !is_tried => Way::Keep,
        Some(NextStep::FillIn) if !is_tried => Way::FillIn,
        None if !is_tried => Way::Nothing,
        _ => receivers::merge(desk, view, school)
            .map_or(Way::Nothing, |(label, merge)| Way::End(label, merge)),
    }
}

fn way_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, school: &Site, way: Way) -> Option<Intent> {
    let lang = view.lang;
    match way {
        Way::TakeBack => {
            let label = text::TAKE_BACK_NEW.say(lang);
            let button = look_button(ui, Look::Danger, label, label);
            button.clicked().then_some(Intent::Delete)
        }
        Way::End(name, merge) => {
            let is_merge = receivers::has_receiver(desk, view, school);
            let label = if is_merge {
                deciding::MERGE
            } else {
                deciding::CLOSE
            };
            let button = look_button(ui, Look::Danger, label.say(lang), &name);
            button.on_hover_text(&name).clicked().then_some(merge)
        }
        Way::FillIn => {
            let label = deciding::FILL_IN.say(lang);
            let button = look_button(ui, Look::Forward, label, label);
            let clicked = button
                .on_hover_text(deciding::FILL_IN_TIP.say(lang))
                .clicked();
            clicked.then(|| Intent::FillIn(school.id.clone()))
        }
        Way::Instead(name, merge) => {
            let label = deciding::MERGE_INSTEAD.say(lang);
            let button = look_button(ui, Look::Forward, label, &name);
            button.on_hover_text(&name).clicked().then_some(merge)
        }
        Way::Remedy(label, remedy) => {
            let label = label.say(lang);
            let button = look_button(ui, Look::Forward, label, label);
            button.clicked().then_some(remedy)
        }
        Way::Keep | Way::Nothing => None,
    }
}
