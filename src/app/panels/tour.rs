//! The tour: a few steps on the sample county, each beside the control it is about. A step ends when the thing is done,
//! or with Next.

use egui::{
    Area, Frame, Id, LayerId, Order, Pos2, Rect, RichText, Stroke, StrokeKind, Ui, UiKind, pos2,
    vec2,
};

use crate::app::look::aids::Turn;
use crate::app::look::desk::Workspace;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::spots::{self, Spot};
use crate::app::look::text::aids as text;
use crate::app::look::text::tour::{self as words, StepWords};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{Look, caption, card_ui, look_button};
use crate::model::Stage;
use crate::session::Session;

/// How wide a bubble is, in points.
const WIDTH: f32 = 300.0;

/// One step.
struct Step {
    /// What it points at.
    spot: Spot,
    /// What it says.
    words: StepWords,
    /// Whether the thing is done; a step that is only read is never.
    is_done: fn(&Session, &View) -> bool,
}

const STEPS: [Step; 10] = [
    Step {
        spot: Spot::Today,
        words: words::TODAY,
        is_done: |_, view| view.workspace() == Workspace::Today,
    },
    Step {
        spot: Spot::Strip,
        words: words::STRIP,
        is_done: |_, view| view.stage == Stage::Junior,
    },
    Step {
        spot: Spot::Map,
        words: words::MAP,
        is_done: |_, view| view.selection.is_some(),
    },
    Step {
        spot: Spot::Search,
        words: words::SEARCH,
        is_done: |_, _| false,
    },
    Step {
        spot: Spot::Plan,
        words: words::PLAN,
        is_done: |_, view| view.workspace() == Workspace::Plan,
    },
    Step {
        spot: Spot::Left,
        words: words::SMALL,
        is_done: |session, _| session.undo_name().is_some(),
    },
    Step {
        spot: Spot::Tabs,
        words: words::GATE,
        is_done: |_, view| view.open_page() == Some(Page::Gate),
    },
    Step {
        spot: Spot::Year,
        words: words::YEAR,
        is_done: |session, _| session.year() > session.evaluator().base_year(),
    },
    Step {
        spot: Spot::Compare,
        words: words::COMPARE,
        is_done: |_, view| view.workspace() == Workspace::Compare,
    },
    Step {
        spot: Spot::Deliver,
        words: words::DELIVER,
        is_done: |_, view| view.workspace() == Workspace::Deliver,
    },
];

/// The stage that a step is about, where it is of one: the sample has small schools among its primary schools.
pub(crate) fn stage_of(step: usize) -> Option<Stage> {
    let is_of_small = STEPS.get(step).is_some_and(|step| step.spot == Spot::Left);
    is_of_small.then_some(Stage::Primary)
}

/// The workspace in which a step can be done, where not every one will do.
pub(crate) fn workspace_of(step: usize) -> Option<Workspace> {
    match STEPS.get(step)?.spot {
        Spot::Strip | Spot::Map => Some(Workspace::Today),
        Spot::Left | Spot::Tabs | Spot::Year => Some(Workspace::Plan),
        _ => None,
    }
}

/// How many steps it has.
pub(crate) const fn n_steps() -> usize {
    STEPS.len()
}

/// Draws the step that is shown.
pub(super) fn tour_ui(ui: &Ui, session: Option<&Session>, view: &mut View) -> Option<Intent> {
    let session = session?;
    let place = view.aids.tour?;
    let step = STEPS.get(place)?;
    // What was done before the step came does not end it: only what is done while it stands.
    let is_done = (step.is_done)(session, view);
    let was_open = view.aids.tour_waits;
    view.aids.tour_waits = !is_done;
    if is_done && was_open {
        return Some(Intent::Tour(Turn::Next));
    }
    // What is asked or read now lies above it.
    if view.form.is_some() || view.aids.open.is_some() {
        return None;
    }
    bubble_ui(ui, place, step, is_done, view)
}

fn bubble_ui(ui: &Ui, place: usize, step: &Step, is_done: bool, view: &View) -> Option<Intent> {
    let (ctx, lang) = (ui.ctx(), view.lang);
    let theme = Theme::of(ctx);
    let target = spots::of(ctx, step.spot)?;
    let layer = LayerId::new(Order::Foreground, Id::unique("tour ring"));
    let ring = target.expand(2.0).intersect(ctx.content_rect().shrink(1.0));
    ctx.layer_painter(layer).rect_stroke(
        ring,
        5.0,
        Stroke::new(2.0, theme.selected),
        StrokeKind::Middle,
    );
    let id = Id::unique("tour");
    let extent = Area::new(id).order(Order::Foreground);
    let height = ctx
        .memory(|memory| memory.area_rect(id))
        .map_or(150.0, |rect| rect.height());
    let at = beside(target, height, ctx.content_rect());
    let shown = extent.kind(UiKind::Popup).fixed_pos(at).show(ctx, |ui| {
        Frame::popup(ui.style()).inner_margin(12.0).show(ui, |ui| {
            ui.set_width(WIDTH - 26.0);
            ui.label(RichText::new(step.words.title.say(lang)).font(fonts::semibold(size::BODY)));
            ui.label(step.words.says.say(lang));
            caption(ui, step.words.asks.say(lang));
            ui.add_space(size::NEAR);
            let mut wish = None;
            ui.horizontal(|ui| {
                let count = text::step_of(place + 1, STEPS.len());
                caption(ui, count.say(lang));
                if place > 0 && ui.button(text::BACK.say(lang)).clicked() {
                    wish = Some(Turn::Back);
                }
                if ui.button(text::END.say(lang)).clicked() {
                    wish = Some(Turn::End);
                }
                let is_last = place + 1 == STEPS.len();
                let label = if is_last { text::DONE } else { text::NEXT }.say(lang);
                let look = if is_done { Look::Forward } else { Look::Plain };
                if look_button(ui, look, label, label).clicked() {
                    wish = Some(if is_last { Turn::End } else { Turn::Next });
                }
            });
            wish
        })
    });
    shown.inner.inner.map(Intent::Tour)
}

/// Where a bubble stands: under what it is about, else over it, beside it, or within; always on the screen.
fn beside(target: Rect, height: f32, screen: Rect) -> Pos2 {
    let gap = 10.0;
    let room = screen.shrink(6.0);
    let across = target.center().x - WIDTH / 2.0;
    let level = target.center().y - height / 2.0;
    let wished = if target.bottom() + gap + height <= room.bottom() {
        pos2(across, target.bottom() + gap)
    } else if target.right() + gap + WIDTH <= room.right() {
        pos2(target.right() + gap, level)
    } else if target.left() - gap - WIDTH >= room.left() {
        pos2(target.left() - gap - WIDTH, level)
    } else if target.top() - gap - height >= room.top() {
        pos2(across, target.top() - gap - height)
    } else {
        pos2(target.right() - WIDTH - gap, target.bottom() - height - gap)
    };
    let most = (room.max - vec2(WIDTH, height)).max(room.min);
    wished.clamp(room.min, most)
}

/// The offer to a person who has never seen the program, at the head of the task pane: nothing lies over the map.
pub(super) fn offer_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    if !view.aids.offers_tour {
        return None;
    }
    let lang = view.lang;
    let answers = [(text::BEGIN, Turn::Begin), (text::LATER, Turn::End)];
    let turn = card_ui(ui, text::TOUR.say(lang), text::OFFER.say(lang), |ui| {
        let clicked = answers.map(|(label, turn)| {
            let label = label.say(lang);
            look_button(ui, Look::Plain, label, label)
                .clicked()
                .then_some(turn)
        });
        clicked.into_iter().flatten().next()
    });
    turn.map(Intent::Tour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bubble_stays_on_the_screen_and_off_what_it_is_about_where_there_is_room() {
        let screen = Rect::from_min_size(Pos2::ZERO, vec2(1024.0, 700.0));
        for target in [
            Rect::from_min_size(pos2(100.0, 8.0), vec2(50.0, 26.0)),
            Rect::from_min_size(pos2(980.0, 8.0), vec2(26.0, 26.0)),
            Rect::from_min_size(pos2(0.0, 112.0), vec2(248.0, 560.0)),
            Rect::from_min_size(pos2(724.0, 112.0), vec2(300.0, 560.0)),
            Rect::from_min_size(pos2(248.0, 640.0), vec2(476.0, 32.0)),
        ] {
            let at = beside(target, 160.0, screen);
            let bubble = Rect::from_min_size(at, vec2(WIDTH, 160.0));
            assert!(screen.contains_rect(bubble), "{target:?}: {bubble:?}");
            assert!(!bubble.intersects(target), "{target:?}: {bubble:?}");
        }
        // The map leaves no room: the bubble stands in its corner.
        let map = Rect::from_min_size(pos2(248.0, 112.0), vec2(476.0, 528.0));
        let bubble = Rect::from_min_size(beside(map, 160.0, screen), vec2(WIDTH, 160.0));
        assert!(screen.contains_rect(bubble));
    }
}
