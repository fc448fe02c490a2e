//! Names on the map: the important ones first, never one over another, each with a halo.

use std::sync::Arc;

use egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Shape, Vec2, vec2};

use super::halo;
use crate::app::look::fonts;

/// More names than this are never drawn at once.
pub(super) const MOST: usize = 300;

/// Side of a cell of the grid that finds overlaps, in points.
const CELL: f32 = 48.0;

/// Room kept free round a name, in points.
const ROOM: Vec2 = vec2(3.0, 1.0);

/// Where a name may stand relative to its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Stand {
    /// Its middle on one of these, the best first.
    Inside(Vec<Pos2>),
    /// Beside the place, at whichever side is free: right, below, above, left.
    Beside,
}

/// A name that would like to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) text: String,
    pub(super) at: Pos2,
    /// How far from the place it keeps when it stands beside, in points.
    pub(super) clearance: f32,
    pub(super) stand: Stand,
    pub(super) size: f32,
    pub(super) color: Color32,
    /// In semibold letters.
    pub(super) is_strong: bool,
    /// The larger the earlier.
    pub(super) priority: f32,
}

impl Wish {
    /// How large the name is on screen.
    pub(super) fn extent(&self, painter: &Painter) -> Vec2 {
        self.laid(painter).size()
    }

    fn laid(&self, painter: &Painter) -> Arc<Galley> {
        painter.layout_no_wrap(self.text.clone(), self.font(), Color32::PLACEHOLDER)
    }

    fn font(&self) -> FontId {
        if self.is_strong {
            fonts::semibold(self.size)
        } else {
            FontId::proportional(self.size)
        }
    }
}

/// The parts of the screen that are taken.
#[derive(Debug, Default)]
pub(super) struct Taken {
    columns: i32,
    rows: i32,
    origin: Pos2,
    cells: Vec<Vec<Rect>>,
}

impl Taken {
    /// Nothing is taken on this screen.
    pub(super) fn on(screen: Rect) -> Self {
        let columns = (screen.width() / CELL).ceil().max(1.0) as i32;
        let rows = (screen.height() / CELL).ceil().max(1.0) as i32;
        let cells = vec![Vec::new(); (columns * rows) as usize];
        Self {
            columns,
            rows,
            origin: screen.min,
            cells,
        }
    }

    /// Takes a place whether or not it is free.
    pub(super) fn take(&mut self, rect: Rect) {
        for cell in self.cells_of(rect) {
            self.cells[cell].push(rect);
        }
    }

    /// Whether nothing taken overlaps.
    pub(super) fn is_free(&self, rect: Rect) -> bool {
        self.cells_of(rect)
            .all(|cell| self.cells[cell].iter().all(|taken| !taken.intersects(rect)))
    }

    fn cells_of(&self, rect: Rect) -> impl Iterator<Item = usize> + use<> {
        let column =
            |x: f32| (((x - self.origin.x) / CELL).floor() as i32).clamp(0, self.columns - 1);
        let row = |y: f32| (((y - self.origin.y) / CELL).floor() as i32).clamp(0, self.rows - 1);
        let (left, right) = (column(rect.left()), column(rect.right()));
        let (top, bottom) = (row(rect.top()), row(rect.bottom()));
        let columns = self.columns;
        (top..=bottom).flat_map(move |row| {
            (left..=right).map(move |column| (row * columns + column) as usize)
        })
    }
}

/// Chooses which wishes are granted and where: the rectangle of each, by position in `wishes`.
///
/// `sizes` are the sizes of the names. Names that would leave the screen are not drawn.
pub(super) fn place(
    wishes: &[Wish],
    sizes: &[Vec2],
    screen: Rect,
    taken: &mut Taken,
) -> Vec<(usize, Rect)> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|&a, &b| {
        wishes[b]
            .priority
            .total_cmp(&wishes[a].priority)
            .then(a.cmp(&b))
    });
    let mut placed = Vec::new();
    for index in order {
        if placed.len() == MOST {
            break;
        }
        let (wish, size) = (&wishes[index], sizes[index]);
        let free = candidates(wish, size)
            .into_iter()
            .find(|rect| screen.contains_rect(*rect) && taken.is_free(rect.expand2(ROOM)));
        if let Some(rect) = free {
            taken.take(rect.expand2(ROOM));
            placed.push((index, rect));
        }
    }
    placed
}

fn candidates(wish: &Wish, size: Vec2) -> Vec<Rect> {
    let off = wish.clearance;
    let anchored = |align: Align2, by: Vec2| align.anchor_size(wish.at + by, size);
    match &wish.stand {
        Stand::Inside(places) => places
            .iter()
            .map(|&place| Rect::from_center_size(place, size))
            .collect(),
        Stand::Beside => vec![
            anchored(Align2::LEFT_CENTER, vec2(off, 0.0)),
            anchored(Align2::CENTER_TOP, vec2(0.0, off - 2.0)),
            anchored(Align2::CENTER_BOTTOM, vec2(0.0, 2.0 - off)),
            anchored(Align2::RIGHT_CENTER, vec2(-off, 0.0)),
        ],
    }
}

/// Lays the wishes out, places them and gives the shapes to draw.
pub(super) fn shapes(
    painter: &Painter,
    wishes: &[Wish],
    screen: Rect,
    taken: &mut Taken,
    halo: Color32,
) -> Vec<Shape> {
    let galleys: Vec<Arc<Galley>> = wishes.iter().map(|wish| wish.laid(painter)).collect();
    let sizes: Vec<Vec2> = galleys.iter().map(|galley| galley.size()).collect();
    let mut shapes = Vec::new();
    for (index, rect) in place(wishes, &sizes, screen, taken) {
        let wish = &wishes[index];
        halo::text(&mut shapes, &galleys[index], rect.min, wish.color, halo);
    }
    shapes
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    fn wish(x: f32, y: f32, priority: f32) -> Wish {
        Wish {
            text: "研城街道".to_owned(),
            at: pos2(x, y),
            clearance: 10.0,
            stand: Stand::Beside,
            size: 12.0,
            color: Color32::BLACK,
            is_strong: false,
            priority,
        }
    }

    fn screen() -> Rect {
        Rect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 600.0))
    }

    #[test]
    fn names_never_overlap_and_never_leave_the_screen() {
        let wishes: Vec<Wish> = (0..2_000)
            .map(|k| {
                wish(
                    (k * 37 % 800) as f32,
                    (k * 91 % 600) as f32,
                    (k * 13 % 101) as f32,
                )
            })
            .collect();
        let sizes = vec![vec2(48.0, 14.0); wishes.len()];
        let placed = place(&wishes, &sizes, screen(), &mut Taken::on(screen()));
        assert!(
            placed.len() > 50 && placed.len() <= MOST,
            "{}",
            placed.len()
        );
        for (k, (_, a)) in placed.iter().enumerate() {
            assert!(screen().contains_rect(*a));
            assert!(placed[..k].iter().all(|(_, b)| !a.intersects(*b)));
        }
    }

    #[test]
    fn the_more_important_name_is_drawn() {
        let mut taken = Taken::on(screen());
        for (low, high) in [(0.0, 296.0), (324.0, 600.0)] {
            taken.take(Rect::from_min_max(pos2(0.0, low), pos2(800.0, high)));
        }
        let wishes = vec![
            wish(400.0, 300.0, 1.0),
            wish(405.0, 300.0, 5.0),
            wish(380.0, 300.0, 2.0),
        ];
        let placed = place(&wishes, &[vec2(500.0, 14.0); 3], screen(), &mut taken);
        assert_eq!(
            placed.iter().map(|(index, _)| *index).collect::<Vec<_>>(),
            [1]
        );
    }

    #[test]
    fn a_name_goes_where_there_is_room() {
        let mut taken = Taken::on(screen());
        taken.take(Rect::from_min_size(pos2(410.0, 280.0), vec2(100.0, 40.0)));
        let placed = place(
            &[wish(400.0, 300.0, 1.0)],
            &[vec2(50.0, 14.0)],
            screen(),
            &mut taken,
        );
        assert!(
            placed[0].1.right() < 400.0,
            "on the left: {:?}",
            placed[0].1
        );
    }
}
