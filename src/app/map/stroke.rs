//! Lines with soft edges, written straight into a mesh: smooth without multisampling, and one mesh a layer.

use egui::epaint::{Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2, Vec2};

/// How wide the soft edge is, in points; epaint's own feathering.
const FEATHER: f32 = 1.0;

/// Sharper bends than this are cut off, as a share of the half width.
const MITRE_LIMIT: f32 = 2.0;

/// Draws a line through the points. Closed when the last point is the first.
pub(super) fn line(mesh: &mut Mesh, points: &[Pos2], width: f32, color: Color32) {
    // A line thinner than its soft edge keeps the edge and loses strength.
    let strength = (width / FEATHER).min(1.0);
    let color = if strength < 1.0 {
        color.gamma_multiply(strength)
    } else {
        color
    };
    let inner = ((width - FEATHER) / 2.0).max(0.0);
    let outer = inner + FEATHER;
    // Across the line: from clear to full and back; a thin one has no full band between.
    let clear = Color32::TRANSPARENT;
    if inner > 0.0 {
        let across = [
            (outer, clear),
            (inner, color),
            (-inner, color),
            (-outer, clear),
        ];
        ribbon(
            mesh,
            points,
            &across.map(|(offset, color)| (offset, WHITE_UV, color)),
        );
    } else {
        let across = [(outer, clear), (0.0, color), (-outer, clear)];
        ribbon(
            mesh,
            points,
            &across.map(|(offset, color)| (offset, WHITE_UV, color)),
        );
    }
}

/// Draws bands along a line: `across` has the offset from the line, the place in the texture and the colour of every
/// edge between them, from one side to the other. Closed when the last point is the first.
pub(super) fn ribbon(mesh: &mut Mesh, points: &[Pos2], across: &[(f32, Pos2, Color32)]) {
    let n = points.len();
    if n < 2 {
        return;
    }
    let is_closed = n > 3 && points[0] == points[n - 1];
    let base = mesh.vertices.len() as u32;
    let wide = across.len() as u32;
    mesh.reserve_vertices(across.len() * n);
    mesh.reserve_triangles(2 * (across.len() - 1) * (n - 1));
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
        mesh.vertices
            .extend(across.iter().map(|&(offset, uv, color)| Vertex {
                pos: point + normal * offset,
                uv,
                color,
            }));
    }
    for k in 1..n as u32 {
        let (a, b) = (base + wide * (k - 1), base + wide * k);
        for side in 0..wide - 1 {
            mesh.add_triangle(a + side, a + side + 1, b + side);
            mesh.add_triangle(a + side + 1, b + side + 1, b + side);
        }
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

/// A band along one side of a straight piece: full at the piece, faded out at `aside` from it.
pub(super) fn fading_band(mesh: &mut Mesh, [from, to]: [Pos2; 2], aside: Vec2, color: Color32) {
    let base = mesh.vertices.len() as u32;
    for (pos, color) in [
        (from, color),
        (to, color),
        (to + aside, Color32::TRANSPARENT),
        (from + aside, Color32::TRANSPARENT),
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
