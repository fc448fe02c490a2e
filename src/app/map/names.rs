//! Which names the map would like to show, and how much each matters.

use egui::{Align2, Color32, Painter, Shape, vec2};

use super::camera::Viewport;
use super::covered::Covered;
use super::halo;
use super::labels::{self, Stand, Taken, Wish};
use super::schools::{self, SchoolMark};
use super::settlements::{self, DotScale, Settlements};
use super::townships::Townships;
use crate::app::look::chart::Amount;
use crate::app::look::fonts;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::model::{County, SchoolId};
use crate::plan::Status;

/// From this zoom on all schools are named; before, only large ones, what the plan changes, and where there is room.
const SCHOOLS_FROM: f32 = 0.4;

/// From this zoom on large settlements are named.
const SETTLEMENTS_FROM: f32 = 1.8;

/// From this zoom on all settlements are.
const ALL_SETTLEMENTS_FROM: f32 = 2.8;

/// Never more settlement names than this are even considered.
const MOST_SETTLEMENTS: usize = 600;

/// So many places across and down are tried for the name of a township.
const TRIES: usize = 5;

/// Everything that has a name.
pub(super) struct Names<'a> {
    pub(super) county: &'a County,
    pub(super) view: &'a View,
    pub(super) pupils: &'a [u32],
    /// Whether settlements are where the map has them.
    pub(super) has_homes: bool,
    pub(super) viewport: &'a Viewport,
    pub(super) zoom: f32,
    pub(super) theme: &'a Theme,
    pub(super) schools: &'a [SchoolMark<'a>],
    pub(super) townships: &'a mut Townships,
    pub(super) settlements: &'a Settlements,
    pub(super) dots: DotScale,
    /// The school on its way, which is named by [`beside`].
    pub(super) dragged: Option<&'a SchoolId>,
}

impl Names<'_> {
    /// The names, clear of each other and of all that stands over the map.
    pub(super) fn shapes(&mut self, painter: &Painter, covered: &Covered) -> Vec<Shape> {
        let screen = self.viewport.rect.shrink(4.0);
        let mut taken = Taken::on(self.viewport.rect);
        for school in self.schools.iter().filter(|school| school.is_of_stage) {
            taken.take(schools::covers(school));
        }
        for over in covered.rects() {
            let here = over.expand(2.0).intersect(self.viewport.rect);
            if here.is_positive() {
                taken.take(here);
            }
        }
        let mut wishes = Vec::new();
        if self.view.layers.townships {
            wishes.extend(self.of_townships(painter));
        }
        wishes.extend(self.of_schools());
        if self.view.layers.settlements && self.has_homes && self.zoom >= SETTLEMENTS_FROM {
            wishes.extend(self.of_settlements());
        }
        labels::shapes(painter, &wishes, screen, &mut taken, self.theme.halo)
    }

    fn size(&self) -> f32 {
        match self.view.chart.style.names {
            Amount::Less | Amount::Usual => size::CAPTION,
            Amount::More => size::BODY,
        }
    }

    /// Only inside their own ground, and only where they fit.
    fn of_townships(&mut self, painter: &Painter) -> Vec<Wish> {
        let names = &self.townships.names;
        let largest = names.iter().map(|name| name.area).fold(1.0, f64::max);
        let mut wishes = Vec::new();
        for index in 0..self.townships.names.len() {
            let name = self.townships.names[index].clone();
            if name.text.is_empty() {
                continue;
            }
            let wish = Wish {
                text: name.text,
                at: self.viewport.pos(name.at),
                clearance: 0.0,
                stand: Stand::Inside(Vec::new()),
                size: self.size() + 1.0,
                color: self.theme.township_label,
                is_strong: true,
                priority: 2_000.0 + (name.area / largest) as f32,
            };
            let extent = wish.extent(painter);
            let places = self
                .townships
                .places_for(index, self.viewport, extent, TRIES);
            if !places.is_empty() {
                let stand = Stand::Inside(places);
                wishes.push(Wish { stand, ..wish });
            }
        }
        wishes
    }

    fn of_schools(&self) -> impl Iterator<Item = Wish> {
        let are_few = self.view.chart.style.names == Amount::Less;
        let is_changed = |school: &SchoolMark<'_>| {
            !matches!(school.site.status, Status::Existing | Status::Kept)
        };
        let wants_name = move |school: &&SchoolMark<'_>| {
            let is_dragged = Some(&school.site.id) == self.dragged;
            let is_large = school.pupils.is_some_and(|pupils| pupils >= 500);
            let is_near = self.zoom >= SCHOOLS_FROM && !are_few;
            school.is_of_stage
                && !is_dragged
                && (is_near || is_large || is_changed(school) || self.is_selected(school))
        };
        self.schools.iter().filter(wants_name).map(move |school| {
            let is_selected = self.is_selected(school);
            let color = if school.site.is_open() {
                self.theme.school_label
            } else {
                self.theme.faint
            };
            let priority = match (is_selected, is_changed(school)) {
                (true, _) => 10_000.0,
                (false, true) => 5_000.0 + school.size,
                (false, false) => 100.0 + school.size,
            };
            Wish {
                text: school.site.name.clone(),
                at: school.pos,
                // A selected school has a ring round it.
                clearance: school.size / 2.0 + if is_selected { 10.0 } else { 4.0 },
                stand: Stand::Beside,
                size: self.size(),
                color,
                is_strong: is_selected,
                priority,
            }
        })
    }

    fn is_selected(&self, school: &SchoolMark<'_>) -> bool {
        matches!(&self.view.selection, Some(Selection::School(id)) if *id == school.site.id)
    }

    fn of_settlements(&self) -> impl Iterator<Item = Wish> {
        let places = self
            .settlements
            .places
            .iter()
            .zip(&self.county.settlements)
            .enumerate();
        let pupils = |index: usize| self.pupils.get(index).copied().unwrap_or_default();
        let large = self.dots.usual();
        let on_screen = places.filter_map(move |(index, (&place, settlement))| {
            let at = self.viewport.pos(place);
            let is_near = self.zoom >= ALL_SETTLEMENTS_FROM || pupils(index) >= large;
            let is_named =
                is_near && !settlement.name.is_empty() && self.viewport.rect.contains(at);
            is_named.then_some((index, at, settlement))
        });
        on_screen
            .take(MOST_SETTLEMENTS)
            .map(move |(index, at, settlement)| {
                let pupils = pupils(index);
                let covered = settlements::covers(at, self.dots.radius(pupils, self.zoom));
                Wish {
                    text: settlement.name.clone(),
                    at,
                    clearance: covered.width() / 2.0 + 3.0,
                    stand: Stand::Beside,
                    size: self.size(),
                    color: self.theme.faint,
                    is_strong: false,
                    priority: (pupils as f32).min(99.0),
                }
            })
    }
}

/// The name of a school on its way, right beside it whatever is there.
pub(super) fn beside(painter: &Painter, school: &SchoolMark<'_>, theme: &Theme) -> Vec<Shape> {
    let name = painter.layout_no_wrap(
        school.site.name.clone(),
        fonts::semibold(size::CAPTION),
        Color32::PLACEHOLDER,
    );
    let at = school.pos + vec2(school.size / 2.0 + 9.0, 0.0);
    let at = Align2::LEFT_CENTER.anchor_size(at, name.size()).min;
    let mut shapes = Vec::new();
    halo::text(&mut shapes, &name, at, theme.school_label, theme.halo);
    shapes
}
