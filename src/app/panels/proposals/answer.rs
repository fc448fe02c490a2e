//! The answer to a question: what it comes to, how good it is, what would give a better one, and its measures.

use egui::{
    Align, Label, Layout, ProgressBar, Rect, RichText, Role, ScrollArea, Ui, UiBuilder, Vec2,
};

use super::steps;
use crate::app::look::asking::{Topic, loosen};
use crate::app::look::desk::{Arrange, Task};
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self as words, proposals as text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{
    Look, badge, caption, change, heading, look_button, name_it, small_button,
};
use crate::app::panels::{Desk, catchments, tradeoff};
use crate::plan::Policy;
use crate::proposal::{AnswerKind as _, Answered, Question, StartingPoint};
use crate::session::Chosen;
use crate::words::Lang;

/// The room of the chart, where there is one.
const CHART_WIDTH: f32 = 320.0;
/// The room of a figure with its name and its change.
const FIGURE: Vec2 = Vec2::new(88.0, 50.0);
/// How many figures stand in the row.
const MOST_FIGURES: usize = 7;

/// Draws the answer, and what each further measure costs where there are several.
pub(in crate::app::panels) fn answers_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &mut View,
) -> Option<Intent> {
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
    let proposal = search.picked()?;
    let proposal = proposal.as_ref();
    let mut intent = None;
    ui.horizontal_wrapped(|ui| {
        let summary = match proposal.left_out {
            0 => text::summary(proposal, search.below()),
            // What the whole answer comes to is not what is left of it comes to.
            left_out => text::picked(proposal.steps.len(), left_out),
        };
        heading_line(ui, summary.say(lang));
        intent = match &proposal.answered {
            Answered::Catchments(_) => catchments::actions_ui(ui, desk, view, asked),
            Answered::Merge(_) | Answered::Site(_) | Answered::Layout(_) => {
                let open = Intent::ShowProposal(search.chosen_point());
                let label = open.entry().label.say(lang);
                let tip = open.tooltip(Some(desk.session), lang, ui.ctx());
                // A button that would only refuse is not shown; why stands with the figures.
                let has_steps = !proposal.steps.is_empty();
                let is_refused = desk
                    .results
                    .figures(desk.session, view)
                    .is_some_and(|it| it.is_err());
                let can_be_taken = has_steps && !is_refused;
                if let Some(place) = search.taken(desk.session) {
                    taken_ui(ui, desk, place, lang)
                } else {
                    let take = can_be_taken.then(|| look_button(ui, Look::Forward, label, label));
                    take.is_some_and(|take| take.on_hover_text(tip).clicked())
                        .then_some(open)
                }
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
        pupils if pupils == 0 || proposal.left_out > 0 => String::new(),
        pupils => format!(" · {}", text::beyond(pupils).say(lang)),
    };
    let told = format!("{about} · {proof}{bound}, {seconds:.2} s{beyond}");
    caption(ui, told);
    if let Some(Question::Merge(question)) = search.question() {
        let keeps = asked.before.policy == Policy::Keep;
        let limits = text::merge_limits(question.reach, question.longest_trip, keeps);
        if let Some(limits) = limits {
            caption(ui, limits.say(lang)).on_hover_text(words::small::REACH_TIP.say(lang));
        }
    }
    if let Answered::Catchments(found) = &proposal.answered {
        return catchments::answer_ui(ui, found, view).or(intent);
    }
    let Some(whole) = search.chosen() else {
        return intent;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        figures_ui(ui, desk, view, asked);
        intent = steps::steps_ui(ui, desk, view, whole).or(intent.take());
    });
    intent
}

/// That the answer in sight was taken over, with the way to the draft: to its measures where it is on screen.
fn taken_ui(ui: &mut Ui, desk: Desk<'_>, place: usize, lang: Lang) -> Option<Intent> {
    let document = desk.session.documents().get(place)?;
    let told = text::taken(&document.plan().name);
    caption(ui, told.say(lang)).on_hover_text(text::TAKEN_TIP.say(lang));
    let open = text::OPEN_TAKEN.say(lang);
    let is_open = desk.session.chosen() == Chosen::Plan(place);
    small_button(ui, open, open).then(|| {
        if is_open {
            Intent::Arrange(Arrange::Task(Task::Steps))
        } else {
            Intent::Choose(Chosen::Plan(place))
        }
    })
}

/// What the plan comes to with the ticked measures, worked out anew for what is ticked: the figures of the strip, each
/// with its change.
fn figures_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, asked: &StartingPoint) {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let after = match desk.results.figures(desk.session, view) {
        Some(Ok(after)) => after,
        Some(Err(refused)) => {
            ui.label(RichText::new(refused.say(lang)).color(theme.warning));
            return;
        }
        None => return,
    };
    let whole = desk.results.search().picked();
    if let Some(Answered::Merge(left)) = whole.as_ref().map(|whole| &whole.answered)
        && whole.as_ref().is_some_and(|whole| whole.left_out == 0)
    {
        let small_below = desk.results.search().below();
        let small = after.small(asked.stage, small_below);
        let told = text::small_afterwards(left.schools, small, small_below);
        if let Some(told) = told {
            caption(ui, told.say(lang));
        }
    }
    let below = Some(view.below(desk.session));
    let all = figures::strip(after, &asked.before, asked.stage, below, lang);
    let columns = (ui.available_width() / FIGURE.x).floor().max(1.0) as usize;
    let first = &all[..all.len().min(MOST_FIGURES)];
    for row in first.chunks(columns) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing = Vec2::ZERO;
            for figure in row {
                let layout = Layout::top_down(Align::Min);
                let column = ui.allocate_ui_with_layout(FIGURE, layout, |ui| {
                    ui.set_min_size(FIGURE);
                    let title = RichText::new(&figure.title).size(size::CAPTION);
                    ui.add(Label::new(title.color(theme.faint)).truncate());
                    let value = RichText::new(&figure.value).font(fonts::semibold(size::BODY));
                    ui.add(Label::new(value).truncate());
                    change(ui, figure, lang);
                });
                column.response.on_hover_text(&figure.tooltip);
            }
        });
    }
    ui.add_space(size::NEAR);
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
