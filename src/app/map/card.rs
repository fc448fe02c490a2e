//! The small card beside the pointer: what it is, how many, how far.

use egui::{Align2, Id, Order, Pos2, Rect, RichText, Ui, vec2};

use super::snaps::Snaps;
use crate::app::look::figures::{self, count, percent};
use crate::app::look::fonts;
use crate::app::look::text::map as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::Selection;
use crate::evaluation::Evaluation;
use crate::model::{County, Stage};
use crate::plan::{Site, Status};
use crate::travel::Basis;
use crate::units::Meters;
use crate::words::{Lang, Words};

/// What a card is about.
pub(super) struct Card<'a> {
    pub(super) county: &'a County,
    pub(super) shown: &'a Evaluation,
    pub(super) stage: Stage,
    pub(super) limit: Option<Meters>,
    pub(super) snaps: &'a Snaps,
    pub(super) lang: Lang,
}

impl Card<'_> {
    /// Draws the card for what is under the pointer, beside it and inside the map.
    pub(super) fn show(&self, ui: &Ui, thing: &Selection, pointer: Pos2, map: Rect) {
        let is_right = pointer.x > map.right() - 260.0;
        let is_low = pointer.y > map.bottom() - 140.0;
        let (align, by) = match (is_right, is_low) {
            (false, false) => (Align2::LEFT_TOP, vec2(16.0, 12.0)),
            (true, false) => (Align2::RIGHT_TOP, vec2(-14.0, 12.0)),
            (false, true) => (Align2::LEFT_BOTTOM, vec2(16.0, -10.0)),
            (true, true) => (Align2::RIGHT_BOTTOM, vec2(-14.0, -10.0)),
        };
        egui::Area::new(Id::unique("map card"))
            .order(Order::Tooltip)
            .fixed_pos(pointer + by)
            .pivot(align)
            .interactable(false)
            .constrain_to(map)
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style())
                    .inner_margin(egui::Margin::symmetric(10, 7))
                    .show(ui, |ui| {
                        ui.set_max_width(250.0);
                        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
                        match thing {
                            Selection::School(id) => {
                                if let Some(index) = self.shown.layout.position(id) {
                                    self.school(ui, index);
                                }
                            }
                            Selection::Settlement(index) => self.settlement(ui, *index),
                        }
                        if let Some((issue, to_road)) = self.snaps.about(thing) {
                            let theme = Theme::of(ui.ctx());
                            let words = issue.words(to_road);
                            ui.label(RichText::new(words.say(self.lang)).color(theme.warning));
                        }
                    });
            });
    }

    fn school(&self, ui: &mut Ui, index: usize) {
        let site = &self.shown.layout.sites[index];
        let theme = Theme::of(ui.ctx());
        ui.label(RichText::new(&site.name).font(fonts::semibold(size::BODY)));
        let place = self.township(site.township);
        let mut kind = site.kind.words().say(self.lang).to_owned();
        for more in [
            status_words(site).map(|words| words.say(self.lang).to_owned()),
            place,
        ]
        .into_iter()
        .flatten()
        {
            kind.push_str(" · ");
            kind.push_str(&more);
        }
        ui.label(RichText::new(kind).size(size::CAPTION).color(theme.faint));
        let Some(numbers) = self.shown.stages[self.stage]
            .as_ref()
            .and_then(|stage| stage.school(index))
        else {
            if let Some(pupils) = site.recorded_pupils(self.stage) {
                line(ui, text::PUPILS.say(self.lang), &count(pupils));
            }
            return;
        };
        let mut pupils = figures::attending(numbers, self.lang);
        if let Some(seats) = numbers.seats {
            pupils = format!("{pupils} / {} {}", count(seats), text::SEATS.say(self.lang));
        }
        ui.horizontal(|ui| {
            line(ui, text::PUPILS.say(self.lang), &pupils);
            if let Some(load) = numbers.utilisation() {
                if let Some(color) = theme.load(Some(load)) {
                    let (swatch, _) = ui.allocate_exact_size(vec2(9.0, 9.0), egui::Sense::hover());
                    ui.painter().rect_filled(swatch, 2.0, color);
                }
                ui.label(percent(load));
            }
        });
        if let Some(trips) = &numbers.distances {
            let about = if trips.estimated_pupils > 0 {
                "≈ "
            } else {
                ""
            };
            let words = format!(
                "{about}{} {} · {} {}",
                text::MEAN.say(self.lang),
                Meters::from_f64(trips.mean),
                text::LONGEST.say(self.lang),
                trips.max,
            );
            line(ui, text::TRIPS.say(self.lang), &words);
        }
        if numbers.over_limit > 0 {
            let words = format!(
                "{} {}",
                text::OVER_LIMIT.say(self.lang),
                count(numbers.over_limit)
            );
            ui.label(RichText::new(words).color(theme.over_limit));
        }
    }

    fn settlement(&self, ui: &mut Ui, index: usize) {
        let Some(settlement) = self.county.settlements.get(index) else {
            return;
        };
        let theme = Theme::of(ui.ctx());
        ui.label(RichText::new(&settlement.name).font(fonts::semibold(size::BODY)));
        if let Some(township) = self.township(settlement.township) {
            ui.label(
                RichText::new(township)
                    .size(size::CAPTION)
                    .color(theme.faint),
            );
        }
        let pupils = self.shown.demand.pupils[self.stage]
            .get(index)
            .copied()
            .unwrap_or_default();
        let stage = self.stage.words();
        line(ui, stage.say(self.lang), &count(pupils));
        let Some(evaluated) = &self.shown.stages[self.stage] else {
            return;
        };
        for flow in evaluated.assignment.of_settlement(index).iter().take(4) {
            let about = if flow.trip.basis() == Basis::Estimate {
                "≈ "
            } else {
                ""
            };
            let is_over = self
                .limit
                .is_some_and(|limit| evaluated.goes_over(flow, limit));
            let name = &self.shown.layout.sites[flow.site].name;
            let words = format!(
                "→ {name}  {}  {about}{}",
                count(flow.pupils),
                flow.trip.distance()
            );
            ui.label(if is_over {
                RichText::new(words).color(theme.over_limit)
            } else {
                RichText::new(words)
            });
        }
        let unplaced = &evaluated.assignment.unplaced;
        if let Ok(position) = unplaced.binary_search_by_key(&index, |unplaced| unplaced.settlement)
        {
            let words = format!(
                "{} {}",
                text::NO_SEAT.say(self.lang),
                count(unplaced[position].pupils)
            );
            ui.label(RichText::new(words).color(theme.over_limit));
        }
    }

    fn township(&self, index: Option<usize>) -> Option<String> {
        let township = self.county.townships.get(index?)?;
        (!township.name.is_empty()).then(|| township.name.clone())
    }
}

/// A caption and its value.
fn line(ui: &mut Ui, what: &str, value: &str) {
    let theme = Theme::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.label(RichText::new(what).size(size::CAPTION).color(theme.faint));
        ui.label(value);
    });
}

/// What the plan does to a school, in a word.
fn status_words(site: &Site) -> Option<Words> {
    let text = match site.status {
        Status::Existing => return None,
        Status::New => text::NEW,
        Status::Kept => text::KEPT,
        Status::Moved { .. } => text::MOVED,
        Status::Changed => text::CHANGED,
        Status::Closed { .. } => text::CLOSED,
    };
    Some(Words::new(text.say(Lang::En), text.say(Lang::Zh)))
}
