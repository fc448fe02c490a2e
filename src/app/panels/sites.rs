//! Where a new school of the chosen stage would help most: a ranked list, each a click away from being built.

use egui::{CollapsingHeader, Ui};

use super::{Desk, left};
use crate::app::look::figures;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, row, small_button};
use crate::proposal::site::in_plan;
use crate::proposal::site::prospects::Prospect;

/// Draws the list; it is worked out only while it is open.
pub(super) fn sites_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = left::add_ui(ui, desk, view);
    let shown = CollapsingHeader::new(text::NEW_SITES.say(lang))
        .id_salt("new-sites")
        .show(ui, |ui| match desk.results.sites(desk.session, view) {
            None => {
                caption(ui, text::FINDING_SITES.say(lang));
            }
            Some([]) => {
                caption(ui, text::NO_SITES.say(lang));
            }
            Some(sites) => {
                let built = desk.results.promises.once_built(desk.session, view.stage);
                for (place, site) in sites.iter().enumerate() {
                    let in_plan = built.and_then(|built| *built.get(place)?);
                    intent = site_ui(ui, desk, view, site, in_plan).or(intent.take());
                }
            }
        });
    view.shows_sites = shown.openness > 0.0;
    intent
}

fn site_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    site: &Prospect,
    in_plan: Option<u32>,
) -> Option<Intent> {
    let lang = view.lang;
    let settlement = desk.session.county().settlements.get(site.candidate)?;
    let mut intent = None;
    let selection = Selection::Settlement(site.candidate);
    let gained = format!("+{}", figures::count(site.newly_covered));
    let reason = site.reason.say(lang);
    let in_plan = in_plan.map(|in_plan| {
        let (session, stage) = (desk.session, view.stage);
        let seats = in_plan::seats(session.evaluator(), stage, site);
        let (nearest, policy) = (site.attracted, session.policy());
        let brief = in_plan::told_briefly(nearest, in_plan, seats);
        let whole = in_plan::told_with_seats(nearest, in_plan, policy, seats);
        (brief, whole)
    });
    let told = in_plan.as_ref().map(|(_, whole)| whole.say(lang));
    let tip = [Some(reason), told].into_iter().flatten();
    let tip = tip.collect::<Vec<_>>().join("\n");
    if row(
        ui,
        view.selection.as_ref() == Some(&selection),
        &settlement.name,
        &gained,
    )
    .on_hover_text(&tip)
    .clicked()
    {
        intent = Some(Intent::GoTo(selection));
    }
    caption(ui, site.brief.say(lang)).on_hover_text(&tip);
    if let Some((brief, _)) = &in_plan {
        caption(ui, brief.say(lang)).on_hover_text(&tip);
    }
    let name = format!("{} {}", text::BUILD_HERE.say(lang), settlement.name);
    if small_button(ui, text::BUILD_HERE.say(lang), &name) {
        intent = Some(Intent::PlaceSchool(settlement.at));
    }
    intent
}
