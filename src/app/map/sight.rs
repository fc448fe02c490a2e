//! What each of the maps on screen shows: the layout the workspace is about, or the sides of a comparison.

use std::sync::Arc;

use egui::{Rect, pos2};

use super::colours::Colouring;
use crate::app::look::chart::CompareLook;
use crate::app::look::desk::Workspace;
use crate::app::look::view::View;
use crate::app::work::results::Results;
use crate::evaluation::{Compared, Evaluation, Evaluator, same_homes};
use crate::session::Session;

/// What one map shows.
#[derive(Clone, Copy)]
pub(crate) struct Sight<'a> {
    /// What made the numbers.
    pub(super) evaluator: &'a Arc<Evaluator>,
    pub(super) shown: &'a Evaluation,
    /// The same without the drag under way.
    pub(super) standing: &'a Arc<Evaluation>,
    /// What it is set against: who changes schools against it is drawn.
    pub(super) before: &'a Arc<Evaluation>,
    pub(super) colouring: Colouring<'a>,
    /// Whether homes lie where the map has them: not where a plan assumes others.
    pub(super) has_homes: bool,
    /// The letter and the name of a compared plan.
    pub(super) tag: Option<(&'static str, &'a str)>,
}

impl<'a> Sight<'a> {
    /// One for each map on screen, from left to right.
    pub(super) fn all(session: &'a Session, results: &'a Results, view: &'a View) -> Vec<Self> {
        let whole = || vec![Self::of_workspace(session, view)];
        if view.workspace() != Workspace::Compare {
            return whole();
        }
        let Some(sides) = results.sides(session, view) else {
            return whole();
        };
        let is_beside = view.chart.compare != CompareLook::Difference;
        let differing = |comparison: &'a Compared| match &comparison.stages[view.stage] {
            Some(comparison) => Colouring::Difference {
                comparison,
                is_beside,
            },
            None => Colouring::Plan,
        };
        let names = [view.compared.0, view.compared.1].map(|plan| view.name_of(session, plan));
        let [first, second] = &sides.evaluators;
        let side = |evaluator, shown, colouring, tag| {
            Self::of_side(session, evaluator, shown, colouring, tag)
        };
        let b = side(second, &sides.after, differing(sides), ("B", names[1]));
        match view.chart.compare {
            CompareLook::Difference => vec![b],
            CompareLook::Swipe => {
                let a = side(first, &sides.before, Colouring::Plan, ("A", names[0]));
                vec![a, b]
            }
            CompareLook::Beside => {
                let a = side(first, &sides.before, Colouring::Plan, ("A", names[0]));
                let third = results.third(session, view).zip(view.chart.third);
                let third = third.map(|(third, plan)| {
                    let name = view.name_of(session, plan);
                    side(
                        &third.evaluators[1],
                        &third.after,
                        differing(third),
                        ("C", name),
                    )
                });
                [a, b].into_iter().chain(third).collect()
            }
        }
    }

    /// The layout that the workspace is about.
    fn of_workspace(session: &'a Session, view: &'a View) -> Self {
        Self {
            evaluator: session.evaluator(),
            shown: view.shown(session),
            standing: view.on_map(session),
            before: view.before(session),
            colouring: view.map_theme().map_or(Colouring::Plan, Colouring::Today),
            has_homes: true,
            tag: None,
        }
    }

    /// A compared plan, set against today.
    fn of_side(
        session: &'a Session,
        evaluator: &'a Arc<Evaluator>,
        shown: &'a Arc<Evaluation>,
        colouring: Colouring<'a>,
        tag: (&'static str, &'a str),
    ) -> Self {
        let (own, drawn) = (evaluator.county(), session.evaluator().county());
        Self {
            evaluator,
            shown,
            standing: shown,
            before: session.baseline(),
            colouring,
            has_homes: Arc::ptr_eq(own, drawn) || same_homes(own, drawn),
            tag: Some(tag),
        }
    }
}

/// Where a map lies, and the part of it that is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) rect: Rect,
    pub(super) seen: Rect,
}

/// Where so many maps lie: side by side, or one over the other with a line between.
pub(super) fn places(whole: Rect, number: usize, swipe: Option<f32>) -> Vec<Place> {
    if let (Some(share), 2) = (swipe, number) {
        let x = (whole.left() + whole.width() * share).round();
        let (left, right) = whole.split_left_right_at_x(x);
        return [left, right]
            .map(|seen| Place { rect: whole, seen })
            .to_vec();
    }
    let width = whole.width() / number.max(1) as f32;
    let edge = |place: usize| (whole.left() + width * place as f32).round();
    (0..number.max(1))
        .map(|place| {
            let gap = if place > 0 { 1.0 } else { 0.0 };
            let rect = Rect::from_min_max(
                pos2(edge(place) + gap, whole.top()),
                pos2(edge(place + 1), whole.bottom()),
            );
            Place { rect, seen: rect }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::vec2;

    #[test]
    fn maps_side_by_side_fill_the_room_and_none_lies_over_another() {
        let whole = Rect::from_min_size(pos2(288.0, 112.0), vec2(825.0, 500.0));
        for number in 1..=3 {
            let places = places(whole, number, None);
            assert_eq!(places.len(), number);
            assert_eq!(places[0].rect.left(), whole.left());
            assert_eq!(places[number - 1].rect.right(), whole.right());
            for pair in places.windows(2) {
                let gap = pair[1].rect.left() - pair[0].rect.right();
                assert!((0.0..=1.0).contains(&gap), "{gap}");
                assert!((pair[0].rect.width() - pair[1].rect.width()).abs() <= 2.0);
            }
        }
    }

    #[test]
    fn both_maps_of_a_swipe_lie_at_one_place_and_share_what_is_seen() {
        let whole = Rect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 500.0));
        let both = places(whole, 2, Some(0.25));
        assert!(both.iter().all(|place| place.rect == whole));
        assert_eq!(both[0].seen.right(), both[1].seen.left());
        assert_eq!(both[0].seen.width(), 200.0);
    }
}
