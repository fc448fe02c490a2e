//! Lines with soft edges, written straight into a mesh: smooth without multisampling, and one mesh a layer.

use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2, Vec2};

/// How wide the soft edge is, in points; epaint's own feathering.
const FEATHER: f32 = 1.0;

/// Sharper bends than this are cut off, as a share of the half width.
const MITRE_LIMIT: f32 = 2.0;

/// Draws a line through the points. Closed when the last point is the first.
pub(super) fn line(mesh: &mut Mesh, points: &[Pos2], width: f32, color: Color32) {
    let n = points.len();
    if n < 2 {
        return;
    }
    // A line thinner than its soft edge keeps the edge and loses strength.
    let strength = (width / FEATHER).min(1.0);
    let color = if strength < 1.0 {
        color.gamma_multiply(strength)
    } else {
        color
    };
    let inner = ((width - FEATHER) / 2.0).max(0.0);
    let outer = inner + FEATHER;
    let is_closed = n > 3 && points[0] == points[n - 1];
    let base = mesh.vertices.len() as u32;
    mesh.reserve_vertices(4 * n);
    mesh.reserve_triangles(6 * (n - 1));
    let first = direction(points[0], points[1]);
    let last = direction(points[n - 2], points[n - 1]);
    let mut before = if is_closed { last } else { first };
    for (k, &point) in points.iter().enumerate() {
        let after = match points.get(k + 1) {
            Some(&next) => direction(point, next),
            None if is_closed => first,
            None => last,
        };
        let normal = mitre(before, after);
        before = after;
        let mut push = |offset: f32, color| {
            mesh.vertices.push(Vertex {
                pos: point + normal * offset,
                uv: WHITE_UV,
                color,
            });
        };
        push(outer, Color32::TRANSPARENT);
        push(inner, color);
        push(-inner, color);
        push(-outer, Color32::TRANSPARENT);
    }
    for k in 1..n as u32 {
        let (a, b) = (base + 4 * (k - 1), base + 4 * k);
        for side in 0..3 {
            mesh.add_triangle(a + side, a + side + 1, b + side);
            mesh.add_triangle(a + side + 1, b + side + 1, b + side);
        }
    }
}

/// Draws a disc. Cheaper than a [`egui::Shape`] for each where there are thousands.
pub(super) fn disc(mesh: &mut Mesh, center: Pos2, radius: f32, color: Color32) {
    // As many corners as keep the edge within a tenth of a point of round.
    let corners = match radius {
        ..2.0 => 8,
        ..4.5 => 12,
        ..10.0 => 18,
        _ => 32,
    };
    let step = std::f32::consts::TAU / corners as f32;
    let (sin, cos) = step.sin_cos();
    // The polygon has the area of the disc.
    let swollen = radius * (step / sin).sqrt();
    let inner = (swollen - FEATHER / 2.0).max(0.0);
    let base = mesh.vertices.len() as u32;
    mesh.reserve_vertices(2 * corners as usize);
    mesh.reserve_triangles(3 * corners as usize);
    let mut out = Vec2::new(1.0, 0.0);
    for _ in 0..corners {
        for (reach, color) in [(inner, color), (inner + FEATHER, Color32::TRANSPARENT)] {
            mesh.vertices.push(Vertex {
                pos: center + out * reach,
                uv: WHITE_UV,
                color,
            });
        }
        out = Vec2::new(out.x * cos - out.y * sin, out.x * sin + out.y * cos);
    }
    let rim = |corner: u32| base + 2 * (corner % corners);
    for corner in 1..corners - 1 {
        mesh.add_triangle(base, rim(corner), rim(corner + 1));
    }
    for corner in 0..corners {
        let (here, next) = (rim(corner), rim(corner + 1));
        mesh.add_triangle(here, here + 1, next);
        mesh.add_triangle(here + 1, next + 1, next);
    }
}

/// Draws only the dashes of a line: `dash` points on, `gap` points off.
pub(super) fn dashed(
    mesh: &mut Mesh,
    points: &[Pos2],
    width: f32,
    color: Color32,
    dash: f32,
    gap: f32,
) {
    let mut piece: Vec<Pos2> = Vec::new();
    let mut is_on = true;
    let mut left = dash;
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let length = from.distance(to);
        let mut done = 0.0;
        if is_on && piece.is_empty() {
            piece.push(from);
        }
        while length - done > left {
            done += left;
            let here = from + (to - from) * (done / length);
            piece.push(here);
            if is_on {
                line(mesh, &piece, width, color);
                piece.clear();
            }
            is_on = !is_on;
            left = if is_on { dash } else { gap };
        }
        left -= length - done;
        if is_on {
            piece.push(to);
        }
    }
    line(mesh, &piece, width, color);
}

/// A band along one side of a straight piece: full at the piece, fading out `width` points to its left.
/// Left is as seen on screen, walking from `from` to `to`.
pub(super) fn fading_band(mesh: &mut Mesh, [from, to]: [Pos2; 2], width: f32, color: Color32) {
    let along = direction(from, to);
    let left = Vec2::new(along.y, -along.x) * width;
    let base = mesh.vertices.len() as u32;
    for (pos, color) in [
        (from, color),
        (to, color),
        (to + left, Color32::TRANSPARENT),
        (from + left, Color32::TRANSPARENT),
    ] {
        mesh.vertices.push(Vertex {
            pos,
            uv: WHITE_UV,
            color,
        });
    }
    mesh.add_triangle(base, base + 1, base + 2);
    mesh.add_triangle(base, base + 2, base + 3);
}

/// A solid head of an arrow that ends at `tip`.
pub(super) fn arrow_head(mesh: &mut Mesh, tip: Pos2, along: Vec2, length: f32, color: Color32) {
    let along = along.normalized();
    let across = Vec2::new(-along.y, along.x);
    let back = tip - along * length;
    let corners = [
        tip,
        back + across * (length * 0.5),
        back - across * (length * 0.5),
    ];
    let base = mesh.vertices.len() as u32;
    for pos in corners {
        mesh.vertices.push(Vertex {
            pos,
            uv: WHITE_UV,
            color,
        });
    }
    mesh.add_triangle(base, base + 1, base + 2);
    line(
        mesh,
        &[corners[0], corners[1], corners[2], corners[0]],
        1.0,
        color,
    );
}

fn direction(from: Pos2, to: Pos2) -> Vec2 {
    (to - from).normalized()
}

/// The normal at a bend, longer where the bend is sharp so that the width stays.
fn mitre(before: Vec2, after: Vec2) -> Vec2 {
    let (before, after) = match (before == Vec2::ZERO, after == Vec2::ZERO) {
        (true, _) => (after, after),
        (_, true) => (before, before),
        _ => (before, after),
    };
    let along = (before + after).normalized();
    if along == Vec2::ZERO {
        return Vec2::new(-after.y, after.x);
    }
    let stretch = 1.0 / along.dot(after).max(1.0 / MITRE_LIMIT);
    Vec2::new(-along.y, along.x) * stretch
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    #[test]
    fn a_line_keeps_its_width_round_a_corner() {
        let mut mesh = Mesh::default();
        line(
            &mut mesh,
            &[pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(10.0, 10.0)],
            3.0,
            Color32::BLACK,
        );
        assert!(mesh.is_valid());
        let solid: Vec<_> = mesh
            .vertices
            .iter()
            .filter(|vertex| vertex.color == Color32::BLACK)
            .collect();
        assert!(
            solid
                .iter()
                .all(|vertex| vertex.pos.x <= 11.01 && vertex.pos.y >= -1.01)
        );
        assert!(
            solid
                .iter()
                .any(|vertex| vertex.pos.distance(pos2(11.0, -1.0)) < 0.01)
        );
    }

    #[test]
    fn a_disc_covers_the_area_of_its_radius() {
        for radius in [1.1, 3.4, 9.0, 30.0] {
            let mut mesh = Mesh::default();
            let center = pos2(50.0, 40.0);
            disc(&mut mesh, center, radius, Color32::BLACK);
            assert!(mesh.is_valid());
            let triangles = mesh.indices.chunks_exact(3).map(|corners| {
                let [a, b, c] = [0, 1, 2].map(|k| mesh.vertices[corners[k] as usize]);
                let (u, v) = (b.pos - a.pos, c.pos - a.pos);
                let ink = [a, b, c]
                    .iter()
                    .map(|at| f32::from(at.color.a()))
                    .sum::<f32>();
                (u.x * v.y - u.y * v.x).abs() / 2.0 * ink / 3.0 / 255.0
            });
            let ink: f32 = triangles.sum();
            let round = std::f32::consts::PI * radius * radius;
            assert!(
                (ink - round).abs() < 0.12 * round + 0.35,
                "{radius}: {ink} for {round}"
            );
        }
    }

    #[test]
    fn points_on_top_of_each_other_do_no_harm() {
        let mut mesh = Mesh::default();
        line(&mut mesh, &[pos2(1.0, 1.0); 3], 2.0, Color32::BLACK);
        dashed(
            &mut mesh,
            &[pos2(1.0, 1.0); 3],
            2.0,
            Color32::BLACK,
            4.0,
            3.0,
        );
        line(
            &mut mesh,
            &[pos2(0.0, 0.0), pos2(5.0, 0.0), pos2(0.0, 0.0)],
            2.0,
            Color32::BLACK,
        );
        assert!(
            mesh.vertices
                .iter()
                .all(|vertex| vertex.pos.x.is_finite() && vertex.pos.y.is_finite())
        );
    }

    #[test]
    fn dashes_cover_their_share_of_a_line() {
        let mut mesh = Mesh::default();
        dashed(
            &mut mesh,
            &[pos2(0.0, 0.0), pos2(33.0, 0.0), pos2(70.0, 0.0)],
            2.0,
            Color32::BLACK,
            6.0,
            4.0,
        );
        assert_eq!(
            mesh.indices.len() / 3 / 6,
            7 + 1,
            "seven dashes, one of them bent at 33"
        );
    }
}
