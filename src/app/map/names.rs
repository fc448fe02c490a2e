//! Which names the map would like to show, and how much each matters.

use egui::{Align2, Color32, Painter, Rect, Shape, vec2};

use super::camera::Viewport;
use super::labels::{self, Stand, Taken, Wish};
use super::schools::{self, SchoolMark};
use super::settlements::{self, DotScale, Settlements};
use super::townships::Townships;
use crate::app::look::fonts;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::model::{County, SchoolId};

/// From this zoom on all schools are named; before, only large ones and where there is room.
const SCHOOLS_FROM: f32 = 0.4;

/// From this zoom on settlements are named.
const SETTLEMENTS_FROM: f32 = 2.3;

/// Never more settlement names than this are even considered.
const MOST_SETTLEMENTS: usize = 600;

/// Everything that has a name.
pub(super) struct Names<'a> {
    pub(super) county: &'a County,
    pub(super) view: &'a View,
    pub(super) pupils: &'a [u32],
    pub(super) viewport: &'a Viewport,
    pub(super) zoom: f32,
    pub(super) theme: &'a Theme,
    pub(super) schools: &'a [SchoolMark<'a>],
    pub(super) townships: &'a Townships,
    pub(super) settlements: &'a Settlements,
    pub(super) dots: DotScale,
    /// The school on its way, which is named by [`beside`].
    pub(super) dragged: Option<&'a SchoolId>,
}

impl Names<'_> {
    /// The names, clear of the legend.
    pub(super) fn shapes(&self, painter: &Painter, legend: Rect) -> Vec<Shape> {
        let screen = self.viewport.rect.shrink(4.0);
        let mut taken = Taken::on(self.viewport.rect);
        for school in self.schools.iter().filter(|school| school.is_of_stage) {
            taken.take(schools::covers(school));
        }
        taken.take(legend.intersect(self.viewport.rect));
        let mut wishes = Vec::new();
        if self.view.layers.townships {
            wishes.extend(self.townships());
        }
        wishes.extend(self.schools());
        if self.view.layers.settlements && self.zoom >= SETTLEMENTS_FROM {
            wishes.extend(self.settlements());
        }
        labels::shapes(painter, &wishes, screen, &mut taken, self.theme.halo)
    }

    fn townships(&self) -> impl Iterator<Item = Wish> {
        let largest = self
            .townships
            .names
            .iter()
            .map(|name| name.area)
            .fold(1.0, f64::max);
        self.townships
            .names
            .iter()
            .filter(|name| !name.text.is_empty())
            .filter_map(move |name| {
                let at = self.viewport.pos(name.at);
                self.viewport.rect.contains(at).then(|| Wish {
                    text: name.text.clone(),
                    at,
                    clearance: 0.0,
                    stand: Stand::Over,
                    size: size::CAPTION + 1.0,
                    color: self.theme.township_label,
                    is_strong: true,
                    priority: 2_000.0 + (name.area / largest) as f32,
                })
            })
    }

    fn schools(&self) -> impl Iterator<Item = Wish> {
        let wants_name = |school: &&SchoolMark<'_>| {
            let is_dragged = Some(&school.site.id) == self.dragged;
            school.is_of_stage
                && !is_dragged
                && (self.zoom >= SCHOOLS_FROM || school.pupils.is_some_and(|pupils| pupils >= 500))
        };
        self.schools.iter().filter(wants_name).map(|school| {
            let is_selected = matches!(&self.view.selection, Some(Selection::School(id)) if *id == school.site.id);
            let color = if school.site.is_open() { self.theme.school_label } else { self.theme.faint };
            Wish {
                text: school.site.name.clone(),
                at: school.pos,
                clearance: school.size / 2.0 + 4.0,
                stand: Stand::Beside,
                size: size::CAPTION,
                color,
                is_strong: is_selected,
                priority: if is_selected { 10_000.0 } else { 100.0 + school.size },
            }
        })
    }

    fn settlements(&self) -> impl Iterator<Item = Wish> {
        let places = self
            .settlements
            .places
            .iter()
            .zip(&self.county.settlements)
            .enumerate();
        let on_screen = places.filter_map(|(index, (&place, settlement))| {
            let at = self.viewport.pos(place);
            let is_named = !settlement.name.is_empty() && self.viewport.rect.contains(at);
            is_named.then_some((index, at, settlement))
        });
        on_screen
            .take(MOST_SETTLEMENTS)
            .map(|(index, at, settlement)| {
                let pupils = self.pupils.get(index).copied().unwrap_or_default();
                let covered = settlements::covers(at, self.dots.radius(pupils, self.zoom));
                Wish {
                    text: settlement.name.clone(),
                    at,
                    clearance: covered.width() / 2.0 + 3.0,
                    stand: Stand::Beside,
                    size: size::CAPTION,
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
    labels::text_with_halo(&mut shapes, &name, at, theme.school_label, theme.halo);
    shapes
}
