//! Catchments: each school's ground in its own tint, a line where two meet, hatching where trips break the limit.
//!
//! The cells round the settlements never change; an assignment only says whose each one is. So a frame of a
//! drag colours the cells that changed hands and picks border lines; it joins no polygons.

use std::ops::Range;
use std::sync::Arc;

use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2, Rect, Shape, Vec2, pos2, vec2};
use geo::{Coord, MapCoords as _, TriangulateEarcut as _};

use super::camera::Viewport;
use super::discs::Discs;
use super::plane::MapPlane;
use super::stroke;
use crate::app::look::theme::Theme;
use crate::assign::catchment::Cells;
use crate::geometry::LonLat;

/// Strength of a tint.
const TINT: f32 = 0.20;
/// Strength of the tint of the school that is looked at.
const TINT_SELECTED: f32 = 0.42;
/// Width of the line on either side of a border, in points.
const EDGE: f32 = 1.5;
/// Width of the band inside a border, in points.
const BAND: f32 = 7.0;
/// Cells smaller than this on screen, in points, have neither hatching nor bands: a whole county of many
/// settlements reads better, and draws faster, without.
const SMALL_CELL: f32 = 14.0;
/// Distance between two lines of hatching, in points.
const HATCH_APART: f32 = 8.0;

/// The cells of a county in the map's metres.
#[derive(Clone, Debug, Default)]
pub(super) struct Areas {
    cells: Arc<Cells>,
    drawn: Vec<Cell>,
    borders: Vec<Border>,
    /// Side of the mean cell in metres.
    usual_side: f64,
}

/// One cell, triangulated.
#[derive(Clone, Debug, Default)]
struct Cell {
    corners: Vec<[f32; 2]>,
    triangles: Vec<u32>,
    rings: Vec<Vec<[f32; 2]>>,
    extent: Option<geo::Rect<f32>>,
}

#[derive(Clone, Copy, Debug)]
struct Border {
    left: usize,
    right: Option<usize>,
    from: [f32; 2],
    to: [f32; 2],
    metres: f64,
    /// One point to the left on screen, walking from `from` to `to`.
    aside: Vec2,
}

/// Whose the cells are in one assignment.
#[derive(Clone, Debug, Default)]
pub(super) struct Owners {
    /// By settlement: the site.
    pub(super) site: Vec<Option<usize>>,
    /// Where two catchments meet, or one ends: positions in the borders of all cells.
    edges: Vec<u32>,
    /// Sites whose catchments touch, and for how many metres; in order, each pair once.
    pub(super) neighbours: Vec<((usize, usize), f64)>,
}

/// How to draw one assignment.
pub(super) struct Look<'a> {
    pub(super) owners: &'a Owners,
    /// By site.
    pub(super) hues: &'a [usize],
    /// The site that is looked at.
    pub(super) selected: Option<usize>,
    /// How strong the tints are, 1 for usual.
    pub(super) strength: f32,
    pub(super) theme: &'a Theme,
}

impl Look<'_> {
    /// The tint of a settlement's cell; transparent where nobody goes to school.
    fn tint(&self, settlement: usize) -> Color32 {
        let Some(site) = self.owners.site[settlement] else {
            return Color32::TRANSPARENT;
        };
        let strength = if self.selected == Some(site) {
            TINT_SELECTED
        } else {
            TINT
        };
        self.theme.catchments[self.hues[site]].gamma_multiply((strength * self.strength).min(1.0))
    }
}

/// The tinted cells on screen. Where the view stays, only cells that changed hands are painted anew.
#[derive(Clone, Debug, Default)]
pub(super) struct Tints {
    viewport: Option<Viewport>,
    mesh: Arc<Mesh>,
    painted: Vec<Painted>,
}

/// A cell in the mesh.
#[derive(Clone, Debug)]
struct Painted {
    settlement: usize,
    vertices: Range<usize>,
    color: Color32,
}

impl Tints {
    pub(super) fn paint(
        &mut self,
        areas: &Areas,
        viewport: &Viewport,
        discs: &Discs,
        look: &Look<'_>,
    ) {
        if self.viewport != Some(*viewport) {
            self.viewport = Some(*viewport);
            let (mesh, painted) = areas.cells_on_screen(viewport);
            (self.mesh, self.painted) = (Arc::new(discs.apart(mesh)), painted);
        }
        let changed = self
            .painted
            .iter_mut()
            .filter(|cell| cell.color != look.tint(cell.settlement));
        for cell in changed {
            cell.color = look.tint(cell.settlement);
            // Copied only while an earlier frame still holds it.
            let mesh = Arc::make_mut(&mut self.mesh);
            for vertex in &mut mesh.vertices[cell.vertices.clone()] {
                vertex.color = cell.color;
            }
        }
    }

    pub(super) fn shape(&self) -> Shape {
        Shape::Mesh(Arc::clone(&self.mesh))
    }
}

impl Areas {
    pub(super) fn of(cells: &Arc<Cells>, ground: &MapPlane) -> Self {
        let near = |at: Coord<f64>| {
            let metres = ground.metres(LonLat::from(at));
            [metres.x as f32, metres.y as f32]
        };
        let drawn = (0..cells.len()).map(|settlement| {
            let mut cell = Cell::default();
            for polygon in cells.polygons(settlement) {
                let polygon = polygon.map_coords(|at| ground.metres(LonLat::from(at)));
                if polygon.exterior().0.len() < 4 {
                    continue;
                }
                let base = cell.corners.len() as u32;
                let raw = polygon.earcut_triangles_raw();
                cell.corners.extend(
                    raw.vertices
                        .iter()
                        .map(|corner| [corner[0] as f32, corner[1] as f32]),
                );
                cell.triangles.extend(
                    raw.triangle_indices
                        .iter()
                        .map(|&corner| base + corner as u32),
                );
                for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
                    cell.rings.push(
                        ring.coords()
                            .map(|corner| [corner.x as f32, corner.y as f32])
                            .collect(),
                    );
                }
            }
            cell.extent = extent_of(&cell.corners);
            cell
        });
        let borders = cells.borders().iter().map(|border| {
            let (from, to) = (ground.metres(border.from), ground.metres(border.to));
            // On screen north is up: up has the smaller y.
            let aside = vec2((from.y - to.y) as f32, (from.x - to.x) as f32).normalized();
            Border {
                aside,
                left: border.left,
                right: border.right,
                from: near(border.from.into()),
                to: near(border.to.into()),
                metres: (from.x - to.x).hypot(from.y - to.y),
            }
        });
        let drawn: Vec<Cell> = drawn.collect();
        Self {
            usual_side: usual_side(&drawn),
            drawn,
            borders: borders.collect(),
            cells: Arc::clone(cells),
        }
    }

    /// Whose the cells are, and which catchments touch.
    pub(super) fn owners(&self, assignment: &crate::assign::Assignment) -> Owners {
        let site = self.cells.owners(assignment);
        let edges: Vec<u32> = (0..)
            .zip(&self.borders)
            .filter(|(_, border)| site[border.left] != border.right.and_then(|right| site[right]))
            .map(|(number, _)| number)
            .collect();
        let mut pieces: Vec<(u32, u32, u32)> = edges
            .iter()
            .filter_map(|&number| {
                let border = &self.borders[number as usize];
                let (a, b) = (site[border.left]?, site[border.right?]?);
                Some((a.min(b) as u32, a.max(b) as u32, number))
            })
            .collect();
        pieces.sort_unstable();
        let whole = |pieces: &[(u32, u32, u32)]| {
            let (a, b, _) = pieces[0];
            let metres = pieces
                .iter()
                .map(|&(.., number)| self.borders[number as usize].metres);
            ((a as usize, b as usize), metres.sum())
        };
        let is_same = |a: &(u32, u32, u32), b: &(u32, u32, u32)| (a.0, a.1) == (b.0, b.1);
        let neighbours = pieces.chunk_by(is_same).map(whole).collect();
        Owners {
            site,
            edges,
            neighbours,
        }
    }

    /// All cells on screen, not yet painted.
    fn cells_on_screen(&self, viewport: &Viewport) -> (Mesh, Vec<Painted>) {
        let transform = Transform::of(viewport);
        let mut mesh = Mesh::default();
        let mut painted = Vec::new();
        let color = Color32::TRANSPARENT;
        for (settlement, cell) in self.drawn.iter().enumerate() {
            if !transform.shows(cell.extent) {
                continue;
            }
            let base = mesh.vertices.len();
            mesh.vertices
                .extend(cell.corners.iter().map(|&corner| Vertex {
                    pos: transform.pos(corner),
                    uv: WHITE_UV,
                    color,
                }));
            mesh.indices
                .extend(cell.triangles.iter().map(|corner| base as u32 + corner));
            painted.push(Painted {
                settlement,
                vertices: base..mesh.vertices.len(),
                color,
            });
        }
        (mesh, painted)
    }

    /// The lines between catchments: on either side its own hue.
    pub(super) fn edges(&self, viewport: &Viewport, look: &Look<'_>) -> Mesh {
        let transform = Transform::of(viewport);
        let has_bands = !self.are_cells_small(viewport);
        let mut mesh = Mesh::default();
        mesh.reserve_vertices(8 * look.owners.edges.len());
        mesh.reserve_triangles(4 * look.owners.edges.len());
        for &number in &look.owners.edges {
            let border = &self.borders[number as usize];
            let left = look.owners.site[border.left];
            let right = border.right.and_then(|right| look.owners.site[right]);
            let ends = [transform.pos(border.from), transform.pos(border.to)];
            if !Rect::from_two_pos(ends[0], ends[1]).intersects(viewport.rect.expand(BAND)) {
                continue;
            }
            let turned = [ends[1], ends[0]];
            for (site, ends, aside) in [(left, ends, border.aside), (right, turned, -border.aside)]
            {
                let Some(site) = site else { continue };
                let hue = look.theme.catchments[look.hues[site]];
                let is_selected = look.selected == Some(site);
                let strength = if is_selected { 0.9 } else { 0.45 };
                if has_bands || is_selected {
                    stroke::fading_band(
                        &mut mesh,
                        ends,
                        aside * BAND,
                        hue.gamma_multiply(strength * 0.6),
                    );
                }
                let width = if is_selected { 2.0 * EDGE } else { EDGE };
                stroke::fading_band(&mut mesh, ends, aside * width, hue.gamma_multiply(strength));
            }
            let color = look.theme.district_edge.gamma_multiply(0.35);
            if border.right.is_some() && has_bands {
                stroke::line(&mut mesh, &ends, 0.8, color);
            }
        }
        mesh
    }

    /// Whether the usual cell is too small on screen for detail.
    fn are_cells_small(&self, viewport: &Viewport) -> bool {
        viewport.camera.scale * self.usual_side < f64::from(SMALL_CELL)
    }

    /// Diagonal lines over the cells whose trips break the limit.
    pub(super) fn hatching(
        &self,
        viewport: &Viewport,
        is_over_limit: impl Fn(usize) -> bool,
        color: Color32,
    ) -> Mesh {
        let transform = Transform::of(viewport);
        let mut mesh = Mesh::default();
        if self.are_cells_small(viewport) {
            return mesh;
        }
        for (settlement, cell) in self.drawn.iter().enumerate() {
            if is_over_limit(settlement) && transform.shows(cell.extent) {
                let rings: Vec<Vec<Pos2>> = cell
                    .rings
                    .iter()
                    .map(|ring| ring.iter().map(|&corner| transform.pos(corner)).collect())
                    .collect();
                hatch(&mut mesh, &rings, viewport.rect, color);
            }
        }
        mesh
    }
}

/// From the map's metres in single precision to the screen.
struct Transform {
    origin: Pos2,
    scale: f32,
    visible: geo::Rect<f32>,
}

impl Transform {
    fn of(viewport: &Viewport) -> Self {
        let visible = viewport.visible(0.0);
        let narrow = |corner: Coord<f64>| Coord {
            x: corner.x as f32,
            y: corner.y as f32,
        };
        Self {
            origin: viewport.pos(Coord::zero()),
            scale: viewport.camera.scale as f32,
            visible: geo::Rect::new(narrow(visible.min()), narrow(visible.max())),
        }
    }

    fn pos(&self, [x, y]: [f32; 2]) -> Pos2 {
        pos2(
            self.origin.x + x * self.scale,
            self.origin.y - y * self.scale,
        )
    }

    fn shows(&self, extent: Option<geo::Rect<f32>>) -> bool {
        extent.is_some_and(|extent| {
            extent.min().x <= self.visible.max().x
                && self.visible.min().x <= extent.max().x
                && extent.min().y <= self.visible.max().y
                && self.visible.min().y <= extent.max().y
        })
    }
}

/// The side of a square as large as the mean cell, in metres; by the cells' extents, which is near enough.
fn usual_side(cells: &[Cell]) -> f64 {
    let areas = cells.iter().filter_map(|cell| cell.extent);
    let (count, sum) = areas.fold((0.0, 0.0), |(count, sum), extent| {
        (
            count + 1.0,
            sum + f64::from(extent.width()) * f64::from(extent.height()),
        )
    });
    if count > 0.0 {
        f64::sqrt(sum / count)
    } else {
        0.0
    }
}

fn extent_of(corners: &[[f32; 2]]) -> Option<geo::Rect<f32>> {
    let mut corners = corners.iter().map(|&[x, y]| Coord { x, y });
    let first = corners.next()?;
    let (low, high) = corners.fold((first, first), |(low, high), corner| {
        let smaller = Coord {
            x: low.x.min(corner.x),
            y: low.y.min(corner.y),
        };
        (
            smaller,
            Coord {
                x: high.x.max(corner.x),
                y: high.y.max(corner.y),
            },
        )
    });
    Some(geo::Rect::new(low, high))
}

/// Lines at 45° inside the rings, on one grid for the whole screen, so that neighbouring cells hatch as one.
fn hatch(mesh: &mut Mesh, rings: &[Vec<Pos2>], screen: Rect, color: Color32) {
    let across = |pos: Pos2| pos.x + pos.y;
    let on_screen = (across(screen.min), across(screen.max));
    let mut reach = (f32::INFINITY, f32::NEG_INFINITY);
    for &corner in rings.iter().flatten() {
        reach = (reach.0.min(across(corner)), reach.1.max(across(corner)));
    }
    let (low, high) = (reach.0.max(on_screen.0), reach.1.min(on_screen.1));
    let mut crossings: Vec<f32> = Vec::new();
    let mut number = (low / HATCH_APART).ceil();
    while number * HATCH_APART < high {
        let at = number * HATCH_APART;
        crossings.clear();
        for ring in rings {
            for pair in ring.windows(2) {
                let (a, b) = (across(pair[0]) - at, across(pair[1]) - at);
                if (a < 0.0) != (b < 0.0) {
                    crossings.push(pair[0].x + (pair[1].x - pair[0].x) * a / (a - b));
                }
            }
        }
        crossings.sort_by(f32::total_cmp);
        for pair in crossings.chunks_exact(2) {
            let (from, to) = (
                pair[0].max(screen.left() - 2.0),
                pair[1].min(screen.right() + 2.0),
            );
            if from < to {
                stroke::line(
                    mesh,
                    &[pos2(from, at - from), pos2(to, at - to)],
                    1.0,
                    color,
                );
            }
        }
        number += 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::map::camera::Camera;
    use crate::{io, sample};

    #[test]
    fn cells_that_change_hands_look_as_if_painted_anew() {
        let county = io::open_bytes(&sample::files())
            .expect("the sample opens")
            .county;
        let ground = MapPlane::of(&county);
        let areas = Areas::of(&Arc::new(Cells::new(&county)), &ground);
        let rect = Rect::from_min_size(Pos2::ZERO, egui::vec2(800.0, 600.0));
        let viewport = Viewport {
            camera: Camera::fitting(ground.home(), rect, rect),
            rect,
        };
        let ctx = egui::Context::default();
        let (theme, discs) = (Theme::of(&ctx), Discs::new(&ctx));
        let hues = [0, 1, 2, 3, 4];
        let paint = |tints: &mut Tints, turn: usize| {
            let site = |settlement: usize| {
                // Most stay with their school; some have none.
                let site = settlement % 5
                    + if settlement.is_multiple_of(11) {
                        turn
                    } else {
                        0
                    };
                (site < 5).then_some(site)
            };
            let owners = Owners {
                site: (0..county.settlements.len()).map(site).collect(),
                ..Owners::default()
            };
            let look = Look {
                owners: &owners,
                hues: &hues,
                strength: 1.0,
                selected: (turn == 2).then_some(1),
                theme,
            };
            tints.paint(&areas, &viewport, &discs, &look);
            tints.mesh.vertices.clone()
        };
        let mut kept = Tints::default();
        for turn in [0, 1, 2, 0, 3] {
            let painted = paint(&mut kept, turn);
            assert_eq!(painted, paint(&mut Tints::default(), turn), "turn {turn}");
            assert!(painted.iter().any(|vertex| vertex.color.a() > 0));
        }
    }

    #[test]
    fn hatching_stays_inside_its_cell_and_out_of_its_hole() {
        let square = |low: f32, high: f32| {
            vec![
                pos2(low, low),
                pos2(high, low),
                pos2(high, high),
                pos2(low, high),
                pos2(low, low),
            ]
        };
        let mut mesh = Mesh::default();
        let screen = Rect::from_min_size(pos2(0.0, 0.0), egui::vec2(200.0, 200.0));
        hatch(
            &mut mesh,
            &[square(20.0, 120.0), square(50.0, 90.0)],
            screen,
            Color32::BLACK,
        );
        assert!(mesh.vertices.len() > 100);
        let inner = Rect::from_min_max(pos2(52.0, 52.0), pos2(88.0, 88.0));
        for vertex in &mesh.vertices {
            assert!(
                screen.shrink(18.0).contains(vertex.pos) && !inner.contains(vertex.pos),
                "{:?}",
                vertex.pos
            );
        }
    }
}
