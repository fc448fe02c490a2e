//! The cells cut off at the county's outline, every cut computed once and shared by all it concerns.
//!
//! **Method.** Lines between cells and lines of the outline are two plane graphs. Exact orientation tests decide where
//! a line of one crosses a line of the other, so the answers agree with each other however the coordinates are rounded.
//! The crossings alone then decide the rest: which cell a piece of outline belongs to, and which piece of a cell's line
//! is inside.

use std::collections::VecDeque;

use geo::algorithm::kernels::{Kernel as _, Orientation, RobustKernel};
use geo::{Contains as _, Coord, MultiPolygon, Point};
use rstar::primitives::{GeomWithData, Line as RtreeLine};
use rstar::{AABB, RTree};

use super::rings::Corner;
use super::voronoi::{Diagram, Line};

/// A straight piece of the line round one or two cells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) left: usize,
    pub(super) right: Option<usize>,
    pub(super) ends: [Corner; 2],
}

/// The cells inside the outline.
#[derive(Clone, Debug, Default)]
pub(super) struct Clipped {
    /// In local metres.
    pub(super) corners: Vec<Coord<f64>>,
    pub(super) pieces: Vec<Piece>,
}

/// Where a line of the outline crosses a line between cells.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    /// How far along the cells' line, 0 to 1.
    along_line: f64,
    /// How far along the outline's line, 0 to 1.
    along_outline: f64,
    /// The corner it makes.
    corner: Corner,
    /// Position in [`Diagram::lines`].
    line: usize,
    /// Whether the outline passes from the left of the cells' line to its right.
    to_right: bool,
}

pub(super) fn clip(diagram: &Diagram, outline: &MultiPolygon<f64>) -> Clipped {
    let mut clipped = Clipped {
        corners: diagram.corners.clone(),
        pieces: Vec::new(),
    };
    let index = RTree::bulk_load(
        diagram
            .lines
            .iter()
            .enumerate()
            .map(|(number, line)| {
                let [a, b] = line.ends.map(|end| diagram.corners[end]);
                GeomWithData::new(RtreeLine::new([a.x, a.y], [b.x, b.y]), number)
            })
            .collect(),
    );
    let mut cuts: Vec<Vec<Crossing>> = vec![Vec::new(); diagram.lines.len()];
    for polygon in outline {
        for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
            let crossings = clipped.follow(&ring.0, diagram, &index);
            for crossing in crossings {
                cuts[crossing.line].push(crossing);
            }
        }
    }
    clipped.cut(diagram, outline, &mut cuts);
    clipped
}

impl Clipped {
    fn corner(&mut self, at: Coord<f64>) -> Corner {
        self.corners.push(at);
        (self.corners.len() - 1) as Corner
    }

    /// Walks round a ring of the outline, whose inside is on the left, and gives each piece to a cell.
    fn follow(
        &mut self,
        ring: &[Coord<f64>],
        diagram: &Diagram,
        index: &RTree<GeomWithData<RtreeLine<[f64; 2]>, usize>>,
    ) -> Vec<Crossing> {
        let Some((_, ring)) = ring.split_last() else {
            return Vec::new();
        };
        let corners: Vec<Corner> = ring.iter().map(|&at| self.corner(at)).collect();
        let mut crossings = Vec::new();
        let mut ends: Vec<(Corner, Option<usize>)> = Vec::new(); // a corner, and the cell entered there
        for (at, &from) in ring.iter().enumerate() {
            let to = ring[(at + 1) % ring.len()];
            ends.push((corners[at], None));
            let mut here = self.crossings(from, to, diagram, index);
            here.sort_by(|a, b| {
                a.along_outline
                    .total_cmp(&b.along_outline)
                    .then(a.line.cmp(&b.line))
            });
            for crossing in here {
                let line = diagram.lines[crossing.line];
                let entered = if crossing.to_right {
                    line.right
                } else {
                    line.left
                };
                ends.push((crossing.corner, Some(entered)));
                crossings.push(crossing);
            }
        }
        // The cell a ring begins in is the one it was in before: that entered last.
        let last_entered = ends.iter().rev().find_map(|&(_, entered)| entered);
        let Some(mut cell) = last_entered.or_else(|| nearest_place(diagram, ring.first()?)) else {
            return crossings;
        };
        for (at, &(from, entered)) in ends.iter().enumerate() {
            cell = entered.unwrap_or(cell);
            let (to, _) = ends[(at + 1) % ends.len()];
            if cell < diagram.sharing.len() {
                self.pieces.push(Piece {
                    left: cell,
                    right: None,
                    ends: [from, to],
                });
            }
        }
        crossings
    }

    /// Every crossing of one line of the outline.
    fn crossings(
        &mut self,
        from: Coord<f64>,
        to: Coord<f64>,
        diagram: &Diagram,
        index: &RTree<GeomWithData<RtreeLine<[f64; 2]>, usize>>,
    ) -> Vec<Crossing> {
        let envelope = AABB::from_corners([from.x, from.y], [to.x, to.y]);
        let near: Vec<usize> = index
            .locate_in_envelope_intersecting(&envelope)
            .map(|line| line.data)
            .collect();
        let mut crossings = Vec::new();
        for line in near {
            let [a, b] = diagram.lines[line].ends.map(|end| diagram.corners[end]);
            let from_left = is_left(a, b, from);
            if from_left == is_left(a, b, to) || is_left(from, to, a) == is_left(from, to, b) {
                continue;
            }
            let (d, e) = (b - a, to - from);
            let across = d.x * e.y - d.y * e.x;
            let gap = from - a;
            let along_line = ((gap.x * e.y - gap.y * e.x) / across).clamp(0.0, 1.0);
            let along_outline = ((gap.x * d.y - gap.y * d.x) / across).clamp(0.0, 1.0);
            let corner = self.corner(a + d * along_line);
            crossings.push(Crossing {
                along_line,
                along_outline,
                corner,
                line,
                to_right: from_left,
            });
        }
        crossings
    }

    /// Cuts the lines between cells where the outline crosses them and keeps what is inside.
    fn cut(&mut self, diagram: &Diagram, outline: &MultiPolygon<f64>, cuts: &mut [Vec<Crossing>]) {
        for cuts in &mut *cuts {
            cuts.sort_by(|a, b| {
                a.along_line
                    .total_cmp(&b.along_line)
                    .then(a.corner.cmp(&b.corner))
            });
        }
        let inside = corners_inside(diagram, outline, cuts);
        for (line, cuts) in diagram.lines.iter().zip(&*cuts) {
            let Some((left, right)) = between_settlements(line, diagram) else {
                continue;
            };
            let mut from = line.ends[0] as Corner;
            let mut is_inside = inside[line.ends[0]];
            let last = [(line.ends[1] as Corner, false)];
            let stops = cuts.iter().map(|cut| (cut.corner, enters(cut))).chain(last);
            for (to, enters) in stops {
                if is_inside {
                    self.pieces.push(Piece {
                        left,
                        right: Some(right),
                        ends: [from, to],
                    });
                }
                (from, is_inside) = (to, enters);
            }
        }
    }
}

/// Both settlements of a line, unless it runs out to the far rim.
fn between_settlements(line: &Line, diagram: &Diagram) -> Option<(usize, usize)> {
    let count = diagram.sharing.len();
    (line.left < count && line.right < count).then_some((line.left, line.right))
}

/// Whether the cells' line passes into the county at a crossing. The inside is on the left of the outline,
/// so the line enters where the outline passes it from left to right.
fn enters(crossing: &Crossing) -> bool {
    crossing.to_right
}

/// Which corners of the diagram are inside the outline: as the crossings on the lines at them say.
fn corners_inside(
    diagram: &Diagram,
    outline: &MultiPolygon<f64>,
    cuts: &[Vec<Crossing>],
) -> Vec<bool> {
    let mut lines_at: Vec<Vec<usize>> = vec![Vec::new(); diagram.corners.len()];
    for (number, line) in diagram.lines.iter().enumerate() {
        for end in line.ends {
            lines_at[end].push(number);
        }
    }
    let mut known: Vec<Option<bool>> = vec![None; diagram.corners.len()];
    let mut queue = VecDeque::new();
    for (line, cuts) in diagram.lines.iter().zip(cuts) {
        if let (Some(first), Some(last)) = (cuts.first(), cuts.last()) {
            known[line.ends[0]] = Some(!enters(first));
            known[line.ends[1]] = Some(enters(last));
            queue.extend(line.ends);
        }
    }
    for start in 0..diagram.corners.len() {
        spread(&mut queue, &mut known, diagram, &lines_at, cuts);
        if known[start].is_none() && !lines_at[start].is_empty() {
            known[start] = Some(outline.contains(&Point::from(diagram.corners[start])));
            queue.push_back(start);
        }
    }
    spread(&mut queue, &mut known, diagram, &lines_at, cuts);
    known.into_iter().map(Option::unwrap_or_default).collect()
}

/// Carries what is known about corners along the lines that nothing crosses.
fn spread(
    queue: &mut VecDeque<usize>,
    known: &mut [Option<bool>],
    diagram: &Diagram,
    lines_at: &[Vec<usize>],
    cuts: &[Vec<Crossing>],
) {
    while let Some(corner) = queue.pop_front() {
        for &line in &lines_at[corner] {
            if !cuts[line].is_empty() {
                continue;
            }
            for end in diagram.lines[line].ends {
                if known[end].is_none() {
                    known[end] = known[corner];
                    queue.push_back(end);
                }
            }
        }
    }
}

/// Whether a point is on the left of a line; exact, and a point on the line counts as left.
fn is_left(from: Coord<f64>, to: Coord<f64>, point: Coord<f64>) -> bool {
    RobustKernel::orient2d(from, to, point) != Orientation::Clockwise
}

/// The settlement nearest to a point.
fn nearest_place(diagram: &Diagram, point: &Coord<f64>) -> Option<usize> {
    let distance = |at: &Coord<f64>| (at.x - point.x).hypot(at.y - point.y);
    let nearest = diagram
        .places
        .iter()
        .min_by(|a, b| distance(&a.1).total_cmp(&distance(&b.1)))?;
    Some(nearest.0)
}
