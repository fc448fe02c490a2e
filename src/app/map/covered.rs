//! What stands over the map: tools, legend, scale and badges. Nothing that is flown to, and no name, is under it.

use egui::{Pos2, Rect, pos2, vec2};

use super::furniture::INSET;

/// Room kept between what stands over the map and what is flown to, in points.
const ROOM: f32 = 6.0;

/// What lies nearer to the edge of a map is not in sight, in points: half of it may be beyond.
const EDGE: f32 = 10.0;

/// The rectangles over one map, as it was last drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Covered {
    pub(super) tools: Rect,
    /// The legend, or the chip it folds to.
    pub(super) legend: Rect,
    pub(super) is_legend_open: bool,
    /// Scale, north and badges.
    pub(super) foot: Rect,
    /// What is said in the middle of the top.
    pub(super) head: Rect,
    /// Which plan the first map is of, where plans are compared.
    pub(super) tag: Rect,
    /// What is chosen at once, and what can be done with it.
    pub(super) several: Rect,
    /// The list of circles and reaches.
    pub(super) rulers: Rect,
}

impl Default for Covered {
    fn default() -> Self {
        Self {
            tools: Rect::NOTHING,
            legend: Rect::NOTHING,
            is_legend_open: false,
            foot: Rect::NOTHING,
            head: Rect::NOTHING,
            tag: Rect::NOTHING,
            several: Rect::NOTHING,
            rulers: Rect::NOTHING,
        }
    }
}

impl Covered {
    /// All of them that are there.
    pub(super) fn rects(&self) -> impl Iterator<Item = Rect> {
        let all = [
            self.tools,
            self.legend,
            self.foot,
            self.head,
            self.tag,
            self.several,
            self.rulers,
        ];
        all.into_iter().filter(|rect| rect.is_positive())
    }

    /// The same as if all of it stood over the first of several maps: the legend stands over the last.
    pub(super) fn on_one(&self, shift: f32) -> Self {
        let back = |rect: Rect| {
            if rect.is_positive() {
                rect.translate(vec2(-shift, 0.0))
            } else {
                rect
            }
        };
        Self {
            legend: back(self.legend),
            several: back(self.several),
            rulers: back(self.rulers),
            ..*self
        }
    }

    /// Those that always stand there. What comes and goes lets nothing be fitted anew.
    pub(super) fn lasting(&self) -> impl Iterator<Item = Rect> {
        let all = [self.tools, self.legend, self.foot];
        all.into_iter().filter(|rect| rect.is_positive())
    }

    /// Whether something at a point of a map is in sight: under nothing, and not at the very edge.
    pub(super) fn shows(&self, map: Rect, at: Pos2) -> bool {
        let is_under = self.rects().any(|over| over.expand(ROOM).contains(at));
        map.shrink(EDGE).contains(at) && !is_under
    }

    /// The largest upright part of a map that is beside the tools and an open legend and above the scale.
    pub(super) fn free(&self, map: Rect) -> Rect {
        let mut free = map;
        if self.tools.is_positive() {
            free.min.x = free.min.x.max(self.tools.right() + ROOM);
        }
        if self.foot.is_positive() {
            free.max.y = free.max.y.min(self.foot.top() - ROOM);
        }
        if self.tag.is_positive() {
            free.min.y = free.min.y.max(self.tag.bottom() + ROOM);
        }
        if self.legend.is_positive() && self.is_legend_open {
            free.max.x = free.max.x.min(self.legend.left() - ROOM);
        }
        // A map too small for that is used whole.
        if free.width() < map.width() / 3.0 || free.height() < map.height() / 3.0 {
            return map;
        }
        free
    }

    /// From where to where there is room at the foot of a map, which has its scale there or not.
    pub(super) fn beside_foot(&self, map: Rect, has_scale: bool) -> (f32, f32) {
        let left = if has_scale && self.foot.is_positive() {
            self.foot.right() + ROOM
        } else {
            map.left() + INSET
        };
        let is_low = self.legend.is_positive() && self.legend.bottom() > map.bottom() - 2.0 * INSET;
        let right = if is_low {
            self.legend.left() - ROOM
        } else {
            map.right() - INSET
        };
        (left, right)
    }

    /// The same, below the folded legend too.
    pub(super) fn free_below(&self, map: Rect) -> Rect {
        let mut free = self.free(map);
        if self.legend.is_positive() && !self.is_legend_open {
            let top = free.top().max(self.legend.bottom() + ROOM);
            if top < free.bottom() - map.height() / 3.0 {
                free.min.y = top;
            }
        }
        free
    }
}

/// Where scale, north and badges stand, so many points wide.
pub(super) fn foot(map: Rect, width: f32) -> Rect {
    let corner = pos2(map.left() + INSET - 4.0, map.bottom() - 34.0);
    Rect::from_min_size(corner, vec2(width, 30.0)).intersect(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map() -> Rect {
        Rect::from_min_size(pos2(288.0, 112.0), vec2(824.0, 500.0))
    }

    fn covered(is_legend_open: bool) -> Covered {
        let map = map();
        let height = if is_legend_open { 300.0 } else { 28.0 };
        Covered {
            tools: Rect::from_min_size(map.min + vec2(10.0, 10.0), vec2(32.0, 180.0)),
            legend: Rect::from_min_size(map.right_top() + vec2(-194.0, 10.0), vec2(184.0, height)),
            is_legend_open,
            foot: foot(map, 280.0),
            ..Covered::default()
        }
    }

    #[test]
    fn what_is_free_is_under_nothing() {
        for is_open in [true, false] {
            let covered = covered(is_open);
            let free = if is_open {
                covered.free(map())
            } else {
                covered.free_below(map())
            };
            assert!(covered.rects().count() == 3);
            assert!(
                covered.rects().all(|rect| !rect.intersects(free)),
                "{free:?}"
            );
            assert!(map().contains_rect(free));
        }
    }

    #[test]
    fn a_map_too_small_for_its_furniture_is_used_whole() {
        let covered = covered(true);
        let small = Rect::from_min_size(map().min, vec2(60.0, 60.0));
        assert_eq!(covered.free(small), small);
    }
}
