//! The plane divided by nearest settlement, as a graph of corners and straight lines.

use std::collections::BTreeMap;

use geo::Coord;
use spade::{DelaunayTriangulation, Point2, Triangulation as _};

/// Places closer than this share a cell, and corners closer than this are one.
const SAME_METRES: f64 = 0.01;

/// A line between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The settlement on the left, looking from the first end to the second.
    pub(super) left: usize,
    /// The settlement on the right.
    pub(super) right: usize,
    /// Positions in [`Diagram::corners`].
    pub(super) ends: [usize; 2],
}

/// The undivided plane's cells; those at the rim reach far beyond any county.
#[derive(Clone, Debug, Default)]
pub(super) struct Diagram {
    /// By settlement: the first settlement at the same place.
    pub(super) sharing: Vec<usize>,
    pub(super) corners: Vec<Coord<f64>>,
    /// Lines between settlements, and between a settlement and the far rim (then `right` or `left` is
    /// at or beyond the number of settlements).
    pub(super) lines: Vec<Line>,
    /// The settlements that have a cell, and where they are.
    pub(super) places: Vec<(usize, Coord<f64>)>,
}

impl Diagram {
    /// The Voronoi diagram as the dual of the Delaunay triangulation, O(n log n).
    pub(super) fn of(settlements: &[Coord<f64>]) -> Self {
        let (sharing, places) = distinct(settlements);
        let mut points: Vec<Point2<f64>> = places
            .iter()
            .map(|(_, place)| Point2::new(place.x, place.y))
            .collect();
        points.extend(far_rim(&points));
        let settlement_of = |vertex: usize| {
            places
                .get(vertex)
                .map_or(settlements.len() + vertex, |place| place.0)
        };
        let mut diagram = Self {
            sharing,
            ..Self::default()
        };
        // Points are distinct, finite and on a centimetre grid: the triangulation cannot refuse them.
        let Ok(triangulation) = DelaunayTriangulation::<Point2<f64>>::bulk_load_stable(points)
        else {
            return diagram;
        };
        let centres: Vec<Coord<f64>> = triangulation
            .inner_faces()
            .map(|face| face.circumcenter())
            .map(|centre| Coord {
                x: centre.x,
                y: centre.y,
            })
            .collect();
        // Faces are numbered from one; the outer face is number zero.
        let sides = |line: spade::handles::DirectedEdgeHandle<'_, _, _, _, _>| {
            let face = |side: spade::handles::FaceHandle<'_, _, _, _, _, _>| {
                side.as_inner().map(|face| face.fix().index() - 1)
            };
            Some([face(line.rev().face())?, face(line.face())?])
        };
        let mut same = Same::among(centres.len());
        for edge in triangulation.undirected_edges() {
            if let Some([right, left]) = sides(edge.as_directed()) {
                let (a, b) = (centres[right], centres[left]);
                if (a.x - b.x).hypot(a.y - b.y) < SAME_METRES {
                    same.join(right, left);
                }
            }
        }
        diagram.corners = centres
            .iter()
            .zip(0..)
            .map(|(&centre, number)| nudged(centre, number))
            .collect();
        for edge in triangulation.undirected_edges() {
            let edge = edge.as_directed();
            let Some([right, left]) = sides(edge) else {
                continue;
            };
            let ends = [same.first(right), same.first(left)];
            if ends[0] != ends[1] {
                // The line between two places runs from the triangle on the right of the way from one to
                // the other to the triangle on its left, so the place where that way begins is on its left.
                diagram.lines.push(Line {
                    left: settlement_of(edge.from().fix().index()),
                    right: settlement_of(edge.to().fix().index()),
                    ends,
                });
            }
        }
        diagram.places = places;
        diagram
    }
}

/// The first settlement at each place, places on a grid of [`SAME_METRES`].
fn distinct(settlements: &[Coord<f64>]) -> (Vec<usize>, Vec<(usize, Coord<f64>)>) {
    let on_grid = |metres: f64| (metres / SAME_METRES).round();
    let mut first: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    let mut places = Vec::new();
    let sharing = settlements
        .iter()
        .enumerate()
        .map(|(settlement, at)| {
            let (x, y) = (on_grid(at.x), on_grid(at.y));
            *first.entry((x as i64, y as i64)).or_insert_with(|| {
                let place = Coord {
                    x: x * SAME_METRES,
                    y: y * SAME_METRES,
                };
                places.push((settlement, place));
                settlement
            })
        })
        .collect();
    (sharing, places)
}

/// Eight points so far out that the cells of all places reach beyond the county, whatever its shape.
fn far_rim(points: &[Point2<f64>]) -> Vec<Point2<f64>> {
    let reach = points
        .iter()
        .map(|point| point.x.hypot(point.y))
        .fold(100_000.0, f64::max);
    let far = 50.0 * reach;
    let turn = std::f64::consts::FRAC_PI_4;
    (0..8)
        .map(|eighth| (f64::from(eighth) + 0.3) * turn)
        .map(|angle: f64| Point2::new(far * angle.cos(), far * angle.sin()))
        .collect()
}

/// Moves a corner by less than a millimetre, always the same way for the same number, so that no corner of a
/// cell lies exactly on a county's line, whatever grid both were drawn on.
fn nudged(corner: Coord<f64>, number: u32) -> Coord<f64> {
    let hash = number.wrapping_mul(0x9e37_79b1) ^ 0x5bd1_e995;
    let part = |bits: u32| (f64::from(bits & 0xffff) / 65_536.0 - 0.5) * SAME_METRES / 20.0;
    Coord {
        x: corner.x + part(hash),
        y: corner.y + part(hash >> 16),
    }
}

/// Which numbers are the same (union–find; the smallest stands for all).
struct Same(Vec<usize>);

impl Same {
    fn among(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn first(&self, mut number: usize) -> usize {
        while self.0[number] != number {
            number = self.0[number];
        }
        number
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        self.0[a.max(b)] = a.min(b);
    }
}
