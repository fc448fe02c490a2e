//! Figures of the chosen stage by township or district.

use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::Desk;
use crate::app::look::figures;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::size;
use crate::app::look::view::View;
use crate::app::look::widgets::caption;
use crate::evaluation::Evaluation;
use crate::indicators::{GroupNumbers, by_district, by_township};
use crate::session::Session;
use crate::words::Lang;

/// The figures by place of what the map shows.
pub(super) fn groups(
    session: &Session,
    view: &View,
    is_by_district: bool,
) -> Option<Vec<GroupNumbers>> {
    groups_of(session, view.shown(session), view, is_by_district)
}

fn groups_of(
    session: &Session,
    evaluation: &Evaluation,
    view: &View,
    is_by_district: bool,
) -> Option<Vec<GroupNumbers>> {
    let of_stage = evaluation.by_place(session.county(), view.stage)?;
    Some(if is_by_district {
        by_district(of_stage)
    } else {
        by_township(of_stage)
    })
}

/// Draws the table.
pub(super) fn places_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    ui.horizontal(|ui| {
        ui.selectable_value(&mut view.by_district, false, text::BY_TOWNSHIP.say(lang));
        ui.selectable_value(&mut view.by_district, true, text::BY_DISTRICT.say(lang));
        caption(
            ui,
            format!(
                "{} · {}",
                view.stage.words().say(lang),
                text::PLACES_TIP.say(lang)
            ),
        );
    });
    let Some(groups) = groups(desk.session, view, view.by_district) else {
        caption(ui, text::NO_STAGE.say(lang));
        return None;
    };
    let today = groups_of(
        desk.session,
        desk.session.baseline(),
        view,
        view.by_district,
    )
    .unwrap_or_default();
    let heads = [
        text::NAME,
        text::PUPILS,
        text::UNPLACED,
        text::MEAN_TRIP,
        text::LONGEST_TRIP,
        text::OVER_LIMIT,
        text::SCHOOLS,
        text::ATTENDING,
        text::SEATS,
        text::CHANGE_OF_MEAN,
    ];
    TableBuilder::new(ui)
        .striped(true)
        .auto_shrink(false)
        .min_scrolled_height(0.0)
        .column(Column::initial(120.0).clip(true))
        .columns(Column::initial(86.0).at_least(50.0), heads.len() - 2)
        .column(Column::remainder())
        .header(size::ROW, |mut header| {
            for head in heads {
                header.col(|ui| {
                    ui.label(RichText::new(head.say(lang)).size(size::CAPTION).strong());
                });
            }
        })
        .body(|body| {
            body.rows(size::ROW, groups.len(), |mut row| {
                let group = &groups[row.index()];
                let before = today.iter().find(|before| before.name == group.name);
                for cell in cells(group, before, lang) {
                    row.col(|ui| {
                        ui.label(cell);
                    });
                }
            });
        });
    None
}

fn cells(group: &GroupNumbers, before: Option<&GroupNumbers>, lang: Lang) -> [String; 10] {
    let name = if group.name.is_empty() {
        text::ELSEWHERE.say(lang)
    } else {
        &group.name
    };
    let unknown = || text::UNKNOWN.to_owned();
    let earlier = before.and_then(|before| before.distances);
    let change = match (group.distances, earlier) {
        (Some(now), Some(before)) if (now.mean - before.mean).abs() >= 1.0 => {
            let word = if now.mean < before.mean {
                text::BETTER
            } else {
                text::WORSE
            };
            format!(
                "{} {}",
                figures::signed_metres(now.mean - before.mean),
                word.say(lang)
            )
        }
        _ => String::new(),
    };
    [
        name.to_owned(),
        figures::count(group.pupils),
        figures::count(group.unplaced),
        figures::mean_trip(group.distances),
        group
            .distances
            .map_or_else(unknown, |trips| trips.max.to_string()),
        figures::known(group.over_limit),
        figures::count(group.schools as i64),
        figures::known(group.attending),
        figures::known(group.seats),
        change,
    ]
}
