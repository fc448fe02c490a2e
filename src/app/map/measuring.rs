//! What is measured on the map: a line with its length and area, circles, and the roads within a way.

use std::sync::Arc;

use egui::{Align2, Mesh, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::furniture::INSET;
use super::scene::Scene;
use super::state::{Lived, MapState, ReachLines, Same};
use super::{halo, legend, roads};
use crate::app::look::chart::{MapWish, Ruler};
use crate::app::look::figures;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::text::chart as text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::Tool;
use crate::app::look::widgets::{caption, distance_field, name_it};
use crate::evaluation::{Around, Within};
use crate::geometry::{self, LonLat};
use crate::units::Meters;
use crate::words::Lang;

/// Corners of a circle.
const CORNERS: usize = 96;

/// Width of the list of rulers, in points.
const WIDTH: f32 = 252.0;

/// The height of a row of it.
const ROW: f32 = 26.0;

impl Scene<'_> {
    /// Circles and reaches, and the line that is being measured.
    pub(super) fn measures(&self, ui: &Ui, map: &mut MapState) -> Vec<Shape> {
        let mut shapes = Vec::new();
        self.keep_reaches(map);
        for ruler in &self.view.chart.rulers {
            match ruler.within {
                Within::Straight(radius) => shapes.extend(self.circle(map, ruler.at, radius)),
                Within::Way(limit) => {
                    let is_it = |kept: &&ReachLines| kept.at == ruler.at && kept.limit == limit;
                    let mut mesh = Mesh::default();
                    for line in map
                        .pane
                        .rulers
                        .iter()
                        .filter(is_it)
                        .flat_map(|kept| &kept.lines)
                    {
                        roads::within_limit(
                            &mut mesh,
                            line,
                            &map.ground,
                            &self.viewport,
                            self.theme,
                        );
                    }
                    shapes.push(Shape::mesh(mesh));
                }
            }
            let at = self.viewport.pos(map.ground.metres(ruler.at));
            shapes.extend(halo::knob(at, self.theme));
        }
        if let Tool::Measure(line) = &self.view.tool {
            let pointer = ui
                .ctx()
                .pointer_hover_pos()
                .filter(|at| self.viewport.rect.contains(*at));
            shapes.extend(self.line(map, line, pointer));
        }
        shapes
    }

    /// Works out the roads of reaches that are new, and forgets those that are gone.
    fn keep_reaches(&self, map: &mut MapState) {
        let layout = &self.sight.shown.layout;
        let wanted: Vec<(LonLat, Meters)> = self
            .view
            .chart
            .rulers
            .iter()
            .filter_map(|ruler| match ruler.within {
                Within::Way(limit) => Some((ruler.at, limit)),
                Within::Straight(_) => None,
            })
            .collect();
        let kept = &mut map.pane.rulers;
        kept.retain(|kept| wanted.contains(&(kept.at, kept.limit)) && kept.roads == layout.roads);
        for (at, limit) in wanted {
            if kept.iter().any(|kept| (kept.at, kept.limit) == (at, limit)) {
                continue;
            }
            let travel = self.sight.evaluator.travel_in(layout);
            kept.push(ReachLines {
                at,
                limit,
                roads: Arc::clone(&layout.roads),
                lines: travel.isochrone(&travel.place(at), limit),
            });
        }
    }

    fn circle(&self, map: &MapState, at: LonLat, radius: Meters) -> Vec<Shape> {
        let middle = self.viewport.pos(map.ground.metres(at));
        let reach = (radius.as_f64() * self.viewport.camera.scale) as f32;
        let ring: Vec<Pos2> = (0..=CORNERS)
            .map(|corner| {
                let turn = std::f32::consts::TAU * corner as f32 / CORNERS as f32;
                middle + reach * egui::Vec2::angled(turn)
            })
            .collect();
        let mut mesh = Mesh::default();
        halo::line(&mut mesh, &ring, (1.8, self.theme.plan), 1.1, self.theme);
        let fill = self.theme.plan.gamma_multiply(0.06);
        vec![
            Shape::convex_polygon(ring, fill, Stroke::NONE),
            Shape::mesh(mesh),
        ]
    }

    /// The line so far, on to the pointer, and back to its beginning where it encloses something.
    fn line(&self, map: &MapState, line: &[LonLat], pointer: Option<Pos2>) -> Vec<Shape> {
        let mut points: Vec<Pos2> = line
            .iter()
            .map(|&at| self.viewport.pos(map.ground.metres(at)))
            .collect();
        let n_fixed = points.len();
        points.extend(pointer.filter(|_| n_fixed > 0));
        let theme = self.theme;
        let mut mesh = Mesh::default();
        halo::line(&mut mesh, &points, (2.0, theme.plan), 1.2, theme);
        let mut shapes = vec![Shape::mesh(mesh)];
        if let (true, [first, .., last]) = (points.len() > 2, points.as_slice()) {
            let stroke = Stroke::new(1.2, theme.plan);
            shapes.extend(Shape::dashed_line(&[*last, *first], stroke, 5.0, 4.0));
        }
        for &at in &points[..n_fixed] {
            shapes.extend(halo::knob(at, theme));
        }
        shapes
    }

    /// What the tool in the hand has measured so far, in words.
    pub(super) fn measured(&self) -> Option<String> {
        let Tool::Measure(line) = &self.view.tool else {
            return None;
        };
        Some(measured(line, self.view.lang))
    }

    /// The list of circles and reaches: how far each is and who lives there; where it stands.
    pub(super) fn rulers_ui(
        &self,
        ui: &mut Ui,
        map: &mut MapState,
        free: Rect,
    ) -> (Rect, Option<Intent>) {
        let rulers = &self.view.chart.rulers;
        self.keep_around(map);
        if rulers.is_empty() {
            return (Rect::NOTHING, None);
        }
        let lang = self.view.lang;
        let height = ROW * rulers.len() as f32 + 10.0;
        let extent = vec2(WIDTH.min(free.width()), height.min(free.height()));
        let corner = pos2(
            free.right() - extent.x - INSET + 4.0,
            free.bottom() - extent.y,
        );
        let rect = Rect::from_min_size(corner, extent);
        legend::panel(ui.painter(), rect, self.theme);
        ui.interact(
            rect,
            ui.scope_id().with("rulers"),
            egui::Sense::click_and_drag(),
        );
        let builder = egui::UiBuilder::new()
            .id_salt("rulers")
            .max_rect(rect.shrink(5.0));
        let mut list = ui.new_child(builder);
        list.set_clip_rect(rect);
        list.spacing_mut().item_spacing = vec2(6.0, 0.0);
        let mut intent = None;
        egui::ScrollArea::vertical()
            .id_salt("rulers")
            .show(&mut list, |ui| {
                for (place, ruler) in rulers.iter().enumerate() {
                    ui.push_id(place, |ui| {
                        ui.horizontal(|ui| {
                            let lived = map.pane.around.get(place).map(|lived| &lived.around);
                            intent =
                                Self::ruler_ui(ui, place, (*ruler, lived), lang).or(intent.take());
                        });
                    });
                }
            });
        (rect, intent)
    }

    /// Works out who lives within each ruler, where that is not known.
    fn keep_around(&self, map: &mut MapState) {
        let kept = std::mem::take(&mut map.pane.around);
        let stage = self.view.stage;
        let lived = |ruler: &Ruler| {
            let of = (*ruler, stage, Same(Arc::clone(self.sight.standing)));
            if let Some(known) = kept.iter().find(|known| known.of == of) {
                return known.clone();
            }
            let (standing, evaluator) = (self.sight.standing, self.sight.evaluator);
            let around = evaluator.around(standing, stage, ruler.at, ruler.within);
            Lived { of, around }
        };
        map.pane.around = self.view.chart.rulers.iter().map(lived).collect();
    }

    fn ruler_ui(
        ui: &mut Ui,
        place: usize,
        (ruler, lived): (Ruler, Option<&Around>),
        lang: Lang,
    ) -> Option<Intent> {
        let (label, far) = match ruler.within {
            Within::Straight(far) => (text::CIRCLE, far),
            Within::Way(far) => (text::REACH, far),
        };
        caption(ui, label.say(lang));
        let mut km = far.km();
        let field = ui.add(distance_field(&mut km).speed(0.05));
        name_it(&field, egui::Role::SpinButton, label.say(lang));
        let mut intent = field.changed().then(|| {
            let far = Meters::from_f64(km * 1_000.0);
            let within = match ruler.within {
                Within::Straight(_) => Within::Straight(far),
                Within::Way(_) => Within::Way(far),
            };
            let changed = Some(Ruler { within, ..ruler });
            Intent::Map(MapWish::SetRuler(place, changed))
        });
        let homes = lived.map_or(0, |lived| lived.settlements.len());
        let pupils = lived.and_then(|lived| lived.pupils);
        let words = text::around(homes, &figures::known(pupils));
        let left = ui.available_width() - size::ICON - 8.0;
        let line = egui::RichText::new(words.say(lang)).size(size::CAPTION);
        ui.add_sized(
            vec2(left.max(20.0), ROW - 4.0),
            egui::Label::new(line).truncate(),
        )
        .on_hover_text(words.say(lang));
        let name = format!("{} {}", text::TAKE_AWAY.say(lang), label.say(lang));
        if icons::button(ui, Icon::Wrong, &name, &name, true).clicked() {
            intent = Some(Intent::Map(MapWish::SetRuler(place, None)));
        }
        intent
    }
}

/// Length, and area where a line encloses one.
fn measured(line: &[LonLat], lang: Lang) -> String {
    if line.is_empty() {
        return text::MEASURE_HINT.say(lang).to_owned();
    }
    let length = Meters::from_f64(geometry::length(line));
    let ends = text::MEASURE_ENDS.say(lang);
    match geometry::area(line) {
        area if line.len() > 2 => {
            let words = text::length_and_area(&length.to_string(), &area_words(area));
            format!("{} · {ends}", words.say(lang))
        }
        _ => format!("{length} · {ends}"),
    }
}

/// Square metres up to a hectare's hundred, then square kilometres.
fn area_words(square_metres: f64) -> String {
    if square_metres < 100_000.0 {
        format!("{square_metres:.0} m²")
    } else {
        format!("{:.2} km²", square_metres / 1e6)
    }
}

/// The lengths of the parts of a measured line, beside their middles.
pub(super) fn part_labels(painter: &Painter, scene: &Scene<'_>, map: &MapState) {
    let Tool::Measure(line) = &scene.view.tool else {
        return;
    };
    let theme: &Theme = scene.theme;
    for step in line.windows(2) {
        let pos = |at: LonLat| scene.viewport.pos(map.ground.metres(at));
        let (from, to) = (pos(step[0]), pos(step[1]));
        if from.distance(to) < 46.0 {
            continue;
        }
        let words = Meters::from_f64(step[0].metres_to(step[1])).to_string();
        let middle = from + (to - from) / 2.0;
        halo::caption(painter, middle, Align2::CENTER_BOTTOM, &words, theme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_is_told_with_its_unit_and_nothing_before_a_click() {
        let at = |lon: f64, lat: f64| LonLat::new(lon, lat);
        assert_eq!(measured(&[], Lang::En), text::MEASURE_HINT.say(Lang::En));
        let line = [at(104.0, 29.6), at(104.01, 29.6)];
        let words = measured(&line, Lang::En);
        assert!(words.starts_with("969 m"), "{words}");
        let ring = [at(104.0, 29.6), at(104.01, 29.6), at(104.01, 29.61)];
        assert!(
            measured(&ring, Lang::Zh).contains("0.54 km²"),
            "{}",
            measured(&ring, Lang::Zh)
        );
        assert_eq!(area_words(9_000.0), "9000 m²");
    }
}
