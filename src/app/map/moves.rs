//! Arrows for pupils who change schools: from the old to the new one, as wide as they are many.

use std::collections::BTreeMap;

use egui::{Mesh, Pos2};

use super::camera::Viewport;
use super::plane::MapPlane;
use super::stroke;
use crate::app::look::theme::Theme;
use crate::assign::{Assignment, Attended, Flow, of_home};
use crate::evaluation::Evaluation;
use crate::indicators::compare_stage;
use crate::model::{SchoolId, Stage};

/// At most so many arrows, the largest.
const MOST: usize = 60;

/// Pupils who change from one school to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stream {
    from: SchoolId,
    to: SchoolId,
    pupils: u32,
}

/// Who changes schools in a stage from one evaluation to another, most pupils first.
pub(super) fn streams(
    before: &Evaluation,
    after: &Evaluation,
    stage: Stage,
    settlements: usize,
) -> Vec<Stream> {
    let (Some(was), Some(is)) = (&before.stages[stage], &after.stages[stage]) else {
        return Vec::new();
    };
    let changed = changed_settlements(before, after, stage, settlements);
    let only_changed = |assignment: &Assignment| Assignment {
        flows: assignment
            .flows
            .iter()
            .filter(|flow| changed[flow.settlement])
            .copied()
            .collect(),
        unplaced: assignment
            .unplaced
            .iter()
            .filter(|unplaced| changed[unplaced.settlement])
            .copied()
            .collect(),
        stage,
        seat_prices: Vec::new(),
        short_of_seats: Vec::new(),
        is_proven: assignment.is_proven,
    };
    let (was, is) = (only_changed(&was.assignment), only_changed(&is.assignment));
    let comparison = compare_stage(
        (&before.layout, Attended::by_day(&was)),
        (&after.layout, Attended::by_day(&is)),
        settlements,
    );
    let mut sums: BTreeMap<(SchoolId, SchoolId), u32> = BTreeMap::new();
    for change in comparison.moves {
        if let (Some((from, _)), Some((to, _))) = (change.from, change.to) {
            *sums.entry((from, to)).or_default() += change.pupils;
        }
    }
    let mut streams: Vec<Stream> = sums
        .into_iter()
        .map(|((from, to), pupils)| Stream { from, to, pupils })
        .collect();
    streams.sort_by(|a, b| {
        b.pupils
            .cmp(&a.pupils)
            .then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to)))
    });
    streams.truncate(MOST);
    streams
}

/// By settlement: whether anyone there attends another school than before. Most do not while a school is
/// dragged, and are left out of the comparison, which is dear.
fn changed_settlements(
    before: &Evaluation,
    after: &Evaluation,
    stage: Stage,
    settlements: usize,
) -> Vec<bool> {
    let sites = before.layout.sites.iter().enumerate();
    let position_after: Vec<Option<usize>> = sites
        .map(|(position, site)| {
            // As a rule a school is where it was.
            let there = after.layout.sites.get(position);
            let is_there = there.is_some_and(|there| there.id == site.id);
            is_there
                .then_some(position)
                .or_else(|| after.layout.position(&site.id))
        })
        .collect();
    let mut changed = vec![false; settlements];
    let (Some(was), Some(is)) = (&before.stages[stage], &after.stages[stage]) else {
        return changed;
    };
    let mut before_flows = was.assignment.flows.as_slice();
    let mut after_flows = is.assignment.flows.as_slice();
    for (settlement, changed) in changed.iter_mut().enumerate() {
        let (was, is);
        (was, before_flows) = of_home(before_flows, settlement);
        (is, after_flows) = of_home(after_flows, settlement);
        let are_same = |(was, is): (&Flow, &Flow)| {
            position_after[was.site] == Some(is.site) && was.pupils == is.pupils
        };
        *changed = was.len() != is.len() || !was.iter().zip(is).all(are_same);
    }
    changed
}

/// The arrows. `shown` says where schools stand; a school that only stood before is looked up in `before`.
pub(super) fn mesh(
    streams: &[Stream],
    before: &Evaluation,
    shown: &Evaluation,
    ground: &MapPlane,
    viewport: &Viewport,
    theme: &Theme,
) -> Mesh {
    let pos = |id: &SchoolId| -> Option<Pos2> {
        let site = shown.layout.site(id).or_else(|| before.layout.site(id))?;
        Some(viewport.pos(ground.metres(site.at)))
    };
    let mut mesh = Mesh::default();
    for stream in streams.iter().rev() {
        let (Some(from), Some(to)) = (pos(&stream.from), pos(&stream.to)) else {
            continue;
        };
        arrow(&mut mesh, from, to, width(stream.pupils), theme);
    }
    mesh
}

fn width(pupils: u32) -> f32 {
    (1.2 + (pupils as f32).sqrt() * 0.32).min(9.0)
}

/// A slightly bent arrow, so that two schools that exchange pupils show both.
fn arrow(mesh: &mut Mesh, from: Pos2, to: Pos2, width: f32, theme: &Theme) {
    let way = to - from;
    let length = way.length();
    if length < 24.0 {
        return;
    }
    let along = way / length;
    let bend = egui::vec2(-along.y, along.x) * (length * 0.08).min(26.0);
    let (start, end) = (from + along * 9.0, to - along * 13.0);
    let middle = start + (end - start) * 0.5 + bend;
    let head = width + 6.0;
    let point = |part: f32| {
        let (a, b) = (
            start + (middle - start) * part,
            middle + (end - middle) * part,
        );
        a + (b - a) * part
    };
    let tip_along = (end - point(0.92)).normalized();
    let mut points: Vec<Pos2> = (0..=14).map(|step| point(step as f32 / 14.0)).collect();
    if let Some(last) = points.last_mut() {
        *last = end - tip_along * (head * 0.7);
    }
    stroke::line(mesh, &points, width + 2.4, theme.halo.gamma_multiply(0.7));
    stroke::line(mesh, &points, width, theme.plan.gamma_multiply(0.75));
    stroke::arrow_head(mesh, end, tip_along, head, theme.plan);
}
