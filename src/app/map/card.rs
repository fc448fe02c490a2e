//! The small card beside the pointer: what it is, how many, how far.

use egui::{AreaState, Id, Order, Pos2, Rect, RichText, Ui, Vec2, pos2, vec2};

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

/// How wide the words of a card may be, in points.
const WIDEST: f32 = 250.0;
/// From the pointer to a card on its right and below it, in points: the pointer's picture lies there.
const CLEAR: Vec2 = vec2(16.0, 12.0);
/// The same on its left and above it.
const CLEAR_BEFORE: Vec2 = vec2(14.0, 10.0);

/// Where a card of this size lies: beside the pointer and clear of it, whole within the first of the rooms that has
/// place for it. Where none has, it lies whole within the last.
fn beside(pointer: Pos2, card: Vec2, rooms: &[Rect]) -> Rect {
    let (after, before) = (pointer + CLEAR, pointer - card - CLEAR_BEFORE);
    let pushed = |room: &Rect| after.min(room.max - card).max(room.min);
    let fitting = |room: &Rect| {
        // What does not fit beside the pointer is pushed along it, never over it.
        let pushed = pushed(room);
        let places = [
            (after.x, after.y),
            (before.x, after.y),
            (after.x, before.y),
            (before.x, before.y),
            (pushed.x, after.y),
            (pushed.x, before.y),
            (after.x, pushed.y),
            (before.x, pushed.y),
        ];
        let mut places = places
            .map(|(x, y)| Rect::from_min_size(pos2(x, y), card))
            .into_iter();
        places.find(|place| room.contains_rect(*place))
    };
    let last = || Rect::from_min_size(rooms.last().map_or(after, pushed), card);
    rooms.iter().find_map(fitting).unwrap_or_else(last)
}

impl Card<'_> {
    /// Draws the card for what is under the pointer, beside it and inside the room of all maps.
    pub(super) fn show(&self, ui: &Ui, thing: &Selection, pointer: Pos2, maps: Rect) {
        let id = Id::unique("map card");
        let known = AreaState::load(ui.ctx(), id).and_then(|area| area.size);
        let card = known.unwrap_or(vec2(WIDEST + 22.0, 120.0));
        let window = ui.ctx().content_rect();
        let at = beside(pointer, card, &[maps.shrink(2.0), window]);
        egui::Area::new(id)
            .order(Order::Tooltip)
            .fixed_pos(at.min)
            .interactable(false)
            .constrain_to(window)
            .show(ui.ctx(), |ui| {
                egui::Frame::popup(ui.style())
                    .inner_margin(egui::Margin::symmetric(10, 7))
                    .show(ui, |ui| {
                        ui.set_max_width(WIDEST);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn check(pointer: Pos2, card: Vec2, rooms: &[Rect], case: &str) -> Rect {
        let at = beside(pointer, card, rooms);
        assert_eq!(at.size(), card, "{case}");
        assert!(
            rooms.iter().any(|room| room.contains_rect(at)),
            "{case}: {at:?} is cut"
        );
        assert!(
            !at.expand(6.0).contains(pointer),
            "{case}: {at:?} lies under {pointer:?}"
        );
        at
    }

    #[test]
    fn a_card_wider_than_its_map_is_whole_in_the_room_of_both_maps() {
        // Two maps of a small screen, the pointer over the second.
        let maps = Rect::from_min_max(pos2(248.0, 112.0), pos2(724.0, 430.0));
        let window = Rect::from_min_size(Pos2::ZERO, vec2(1024.0, 700.0));
        for x in [490.0, 600.0, 720.0] {
            for y in [115.0, 270.0, 428.0] {
                let at = check(
                    pos2(x, y),
                    vec2(272.0, 130.0),
                    &[maps, window],
                    &format!("{x}, {y}"),
                );
                assert!(maps.contains_rect(at), "{at:?}");
            }
        }
    }

    #[test]
    fn a_card_is_whole_and_never_under_the_pointer_wherever_that_is() {
        let mut random = Random::seeded(31);
        let window = Rect::from_min_size(Pos2::ZERO, vec2(800.0, 560.0));
        let mut within = 0;
        for round in 0..2_000 {
            let mut some =
                |least: usize, most: usize| (least + random.below(most - least + 1)) as f32;
            let corner = pos2(some(0, 300), some(40, 200));
            let maps = Rect::from_min_size(corner, vec2(some(360, 500), some(240, 320)));
            let card = vec2(some(80, 274), some(40, 190));
            let at = maps.min + vec2(some(0, 360), some(0, 240));
            let placed = check(
                at,
                card,
                &[maps, window],
                &format!("round {round}: {maps:?}"),
            );
            within += usize::from(maps.contains_rect(placed));
        }
        assert!(within > 1_500, "only {within} lie in the room of the maps");
    }
}
