//! The line along the bottom: the last message and all before it, what is going on, the place under the pointer, the
//! scale, and on what the figures rest.

use std::time::SystemTime;

use egui::{Align, Layout, Popup, ProgressBar, RichText, Role, ScrollArea, Sense, Ui, vec2};

use crate::app::look::clock;
use crate::app::look::figures;
use crate::app::look::icons::{self, Icon};
use crate::app::look::intent::Intent;
use crate::app::look::keeping::Keep;
use crate::app::look::text::{self, Text, desk};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{RoadTool, Tool, View};
use crate::app::look::widgets::{badge, caption, intent_button, name_it, small_button};
use crate::app::work::jobs::Progress;
use crate::geometry::LonLat;
use crate::io::NationalGrid;
use crate::model::Homes;
use crate::session::Session;
use crate::words::{Lang, Words};

/// What the line has to tell.
pub(crate) struct Status<'a> {
    /// Work in the background, with its bar.
    pub(crate) work: Option<Progress>,
    /// Whether a cancel button stops it.
    pub(crate) can_cancel: bool,
    /// The last message.
    pub(crate) notice: Option<&'a Notice>,
    /// All messages, the oldest first.
    pub(crate) log: &'a [Notice],
    /// What the map shows.
    pub(crate) ground: Option<Ground>,
    /// Whether the line has little room.
    pub(crate) is_narrow: bool,
}

/// What the line says of the map.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ground {
    /// The place under the pointer, or where it last was.
    pub(crate) at: Option<LonLat>,
    /// How many metres a point of the screen is.
    pub(crate) metres_per_point: f64,
}

/// A message to the person at the screen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Notice {
    /// What happened.
    pub(crate) words: Words,
    /// Whether it is bad news.
    pub(crate) is_error: bool,
    /// When.
    pub(crate) at: SystemTime,
    /// The step it tells of, by its number.
    pub(crate) step: Option<u64>,
}

/// Draws the line.
pub(crate) fn status_ui(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &View,
    status: &Status<'_>,
) -> Option<Intent> {
    let mut intent = None;
    ui.horizontal_centered(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(session) = session {
                badges_ui(ui, session, view, status.is_narrow);
                if let Some(ground) = status.ground {
                    ground_ui(ui, ground, view.lang, status.is_narrow);
                }
            }
            if let Some(work) = &status.work {
                intent = work_ui(ui, session, view, (status, work));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                intent = said_ui(ui, session, view, status).or(intent.take());
            });
        });
    });
    intent
}

/// What is worked out beside the screen and how far that is, from the right to the left.
fn work_ui(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &View,
    (status, work): (&Status<'_>, &Progress),
) -> Option<Intent> {
    let intent = if status.can_cancel {
        intent_button(ui, session, view, Intent::Cancel)
    } else {
        None
    };
    let (bar, words) = if status.is_narrow {
        (48.0, 110.0)
    } else {
        (90.0, 200.0)
    };
    let bar = ProgressBar::new(work.fraction.unwrap_or(0.0))
        .desired_width(bar)
        .desired_height(8.0)
        .animate(work.fraction.is_none());
    ui.add(bar);
    let done = work.fraction.map(|done| format!(" {:.0} %", done * 100.0));
    let told = format!("{}{}", work.words.say(view.lang), done.unwrap_or_default());
    ui.scope(|ui| {
        ui.set_max_width(words);
        line_ui(ui, &told, Theme::of(ui.ctx()).faint);
    });
    ui.add_space(8.0);
    intent
}

/// A hint of the tool in the hand, or the last message.
fn said_ui(
    ui: &mut Ui,
    session: Option<&Session>,
    view: &View,
    status: &Status<'_>,
) -> Option<Intent> {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    let mut intent = None;
    let log = log_ui(ui, session, status, lang, &mut intent);
    if let Some(hint) = hint(&view.tool) {
        intent = intent_button(ui, session, view, Intent::Escape);
        line_ui(ui, hint.say(lang), theme.plan);
    } else if let Some(notice) = status.notice {
        if notice.is_error {
            intent = intent_button(ui, session, view, Intent::Dismiss);
        }
        let last = session.and_then(Session::last_step);
        if notice.step.is_some() && notice.step == last.map(|step| step.number) {
            let label = text::UNDO.say(lang);
            if small_button(ui, label, label) {
                intent = Some(Intent::Undo);
            }
        }
        let color = if notice.is_error {
            theme.worse
        } else {
            theme.text
        };
        let line = line_ui(ui, notice.words.say(lang), color);
        if line.clicked() {
            Popup::toggle_id(ui.ctx(), log);
        }
    } else {
        let hint = if view.workspace().plans() {
            text::HINT
        } else {
            desk::LOOK_CLOSER
        };
        line_ui(ui, hint.say(lang), theme.faint);
    }
    intent
}

/// A line that may end in an ellipsis; the whole stands on hover.
fn line_ui(ui: &mut Ui, words: &str, color: egui::Color32) -> egui::Response {
    let rich = RichText::new(words).size(size::CAPTION).color(color);
    let label = egui::Label::new(rich).truncate().sense(Sense::click());
    ui.add(label).on_hover_text(words)
}

/// The mark before the last message; a click opens all of them. Gives the name of the pop-up.
fn log_ui(
    ui: &mut Ui,
    session: Option<&Session>,
    status: &Status<'_>,
    lang: Lang,
    intent: &mut Option<Intent>,
) -> egui::Id {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::click());
    name_it(&response, Role::Button, desk::MESSAGES.say(lang));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 3.0, theme.hover);
    }
    let (icon, color) = match status.notice {
        Some(notice) if notice.is_error => (Icon::Wrong, theme.worse),
        Some(_) => (Icon::Fine, theme.better),
        None => (Icon::Menu, theme.faint),
    };
    icons::draw(ui.painter(), rect.center(), icon, color);
    let response = response.on_hover_text(desk::MESSAGES_TIP.say(lang));
    let steps = session.map(Session::steps).unwrap_or_default();
    let is_done = |number: u64| {
        steps
            .iter()
            .any(|line| line.is_done && line.step.number == number)
    };
    let close = egui::PopupCloseBehavior::CloseOnClickOutside;
    Popup::menu(&response).close_behavior(close).show(|ui| {
        ui.set_min_width(360.0);
        ui.set_max_width(520.0);
        caption(ui, desk::MESSAGES.say(lang));
        if status.log.is_empty() {
            ui.label(desk::NO_MESSAGES.say(lang));
        }
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for notice in status.log.iter().rev() {
                let color = if notice.is_error {
                    theme.worse
                } else {
                    theme.text
                };
                ui.horizontal_top(|ui| {
                    caption(ui, clock::time(notice.at));
                    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 18.0), Sense::hover());
                    let (icon, mark) = if notice.is_error {
                        (Icon::Wrong, theme.worse)
                    } else {
                        (Icon::Fine, theme.better)
                    };
                    icons::draw(ui.painter(), rect.center(), icon, mark);
                    let words = notice.words.say(lang);
                    if let Some(number) = notice.step.filter(|&number| is_done(number)) {
                        let label = text::keeping::UNDO_ONLY.say(lang);
                        if small_button(ui, label, &format!("{label} {words}")) {
                            *intent = Some(Intent::Keep(Keep::UndoOnly(number)));
                        }
                    }
                    ui.label(RichText::new(words).color(color));
                });
            }
        });
    });
    Popup::default_response_id(&response)
}

/// What a click on the map will do, where it does not only select.
fn hint(tool: &Tool) -> Option<Text> {
    match tool {
        Tool::Select => None,
        Tool::AddSchool => Some(text::ADD_SCHOOL_TIP),
        Tool::Relocate(_) => Some(text::keeping::RELOCATING),
        Tool::Correct(_) => Some(text::keeping::PICKING_PLACE),
        Tool::Road(RoadTool::Draw(_)) => Some(text::roads::DRAW_TIP),
        Tool::Road(RoadTool::Pick) => Some(text::roads::PICK_TIP),
        Tool::Lasso => Some(text::chart::LASSO_TIP),
        Tool::Measure(_) => Some(text::chart::MEASURE_TIP),
    }
}

/// Scale, and the place in degrees and in metres of the national grid.
fn ground_ui(ui: &mut Ui, ground: Ground, lang: Lang, is_narrow: bool) {
    caption(ui, scale_words(ground.metres_per_point)).on_hover_text(desk::SCALE_TIP.say(lang));
    let Some(at) = ground.at else { return };
    let degrees = degrees_words(at, lang);
    let metres = grid_words(at);
    let copied = match &metres {
        Some((metres, _)) => format!("{degrees}\n{}", metres.say(lang)),
        None => degrees.clone(),
    };
    let more = metres.as_ref().map_or_else(String::new, |(metres, tip)| {
        format!("{}\n{}\n", metres.say(lang), tip.say(lang))
    });
    let tip = format!("{more}{}", desk::COPY_PLACE_TIP.say(lang));
    let theme = Theme::of(ui.ctx());
    let mut parts = vec![degrees];
    if let Some((metres, _)) = metres.filter(|_| !is_narrow) {
        parts.insert(0, metres.say(lang).to_owned());
    }
    for part in parts {
        let words = RichText::new(part).size(size::CAPTION).color(theme.faint);
        let label = ui.add(egui::Label::new(words).extend().sense(Sense::click()));
        if label.on_hover_text(&tip).clicked() {
            ui.ctx().copy_text(copied.clone());
        }
    }
}

/// `1 : 108,000`, on a screen of 96 points to the inch.
fn scale_words(metres_per_point: f64) -> String {
    const METRES_OF_A_POINT: f64 = 0.0254 / 96.0;
    let scale = metres_per_point / METRES_OF_A_POINT;
    if !scale.is_finite() || scale <= 0.0 {
        return text::UNKNOWN.to_owned();
    }
    // Three figures that mean something.
    let unit = 10_f64.powf((scale.log10().floor() - 2.0).max(0.0));
    let rounded = (scale / unit).round() * unit;
    format!("1 : {}", figures::count(rounded as i64))
}

/// `104.1327° E 29.6806° N`.
fn degrees_words(at: LonLat, lang: Lang) -> String {
    let east = if at.lon < 0.0 { desk::WEST } else { desk::EAST };
    let north = if at.lat < 0.0 {
        desk::SOUTH
    } else {
        desk::NORTH
    };
    format!(
        "{:.4}° {} {:.4}° {}",
        at.lon.abs(),
        east.say(lang),
        at.lat.abs(),
        north.say(lang)
    )
}

/// Metres on the national grid with the zone, and the same at length; `None` where the grid does not reach.
fn grid_words(at: LonLat) -> Option<(Words, Words)> {
    let grid = NationalGrid::of(at)?;
    let metres = |number: f64| figures::count(number.round() as i64);
    Some((
        desk::grid_metres(
            &metres(grid.easting),
            &metres(grid.northing),
            grid.central_meridian,
        ),
        desk::grid_tip(grid.central_meridian, u32::from(grid.epsg), grid.zone),
    ))
}

fn badges_ui(ui: &mut Ui, session: &Session, view: &View, is_narrow: bool) {
    let county = session.county();
    if county.illustrative {
        badge(ui, text::ILLUSTRATIVE, text::ILLUSTRATIVE_TIP, view.lang);
    }
    if county.homes == Homes::Estimated {
        badge(
            ui,
            text::ESTIMATED_HOMES_BADGE,
            text::ESTIMATED_HOMES_TIP,
            view.lang,
        );
    }
    if !session.evaluator().travel().has_roads() {
        badge(ui, text::NO_ROADS_BADGE, text::NO_ROADS_TIP, view.lang);
    }
    if !is_narrow {
        caption(ui, &county.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_three_figures_and_groups_its_thousands() {
        let words = |scale: f64| scale_words(scale * 0.0254 / 96.0);
        assert_eq!(
            [
                words(108_123.0),
                words(999.6),
                words(25.2),
                words(1_234_567.0)
            ],
            ["1 : 108,000", "1 : 1,000", "1 : 25", "1 : 1,230,000"]
        );
        assert_eq!([words(0.0), words(f64::NAN)], ["—", "—"]);
    }

    #[test]
    fn a_place_is_told_in_degrees_and_in_metres_with_their_zone() {
        let at = LonLat::new(104.067, 29.651);
        assert_eq!(degrees_words(at, Lang::En), "104.0670° E 29.6510° N");
        let (metres, tip) = grid_words(at).expect("the grid reaches it");
        assert_eq!(metres.en, "E 409,663 N 3,281,791 m, CGCS2000 3° 105°E");
        assert!(
            tip.zh.contains("EPSG:4544") && tip.zh.contains("带号 35"),
            "{}",
            tip.zh
        );
        let away = LonLat::new(-1.5, -36.8);
        assert_eq!(degrees_words(away, Lang::Zh), "1.5000° 西 36.8000° 南");
        assert!(grid_words(away).is_none());
    }
}
