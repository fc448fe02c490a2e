//! The selected settlement: where its pupils go today and in the plan, stage by stage.

use egui::{RichText, Ui};

use super::Desk;
use crate::app::look::figures;
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, heading, row};
use crate::evaluation::Evaluation;
use crate::model::{Homes, Stage};
use crate::session::Chosen;
use crate::units::Meters;
use crate::words::Lang;

/// Draws the settlement at this position.
pub(super) fn settlement_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    index: usize,
) -> Option<Intent> {
    let lang = view.lang;
    let county = desk.session.county();
    let settlement = county.settlements.get(index)?;
    ui.label(RichText::new(&settlement.name).font(fonts::semibold(size::TITLE)));
    let township = settlement
        .township
        .and_then(|index| county.townships.get(index))
        .map_or("", |township| township.name.as_str());
    let population = figures::known(settlement.population);
    caption(
        ui,
        format!("{township} · {} {population}", text::POPULATION.say(lang)),
    );
    if county.homes == Homes::Estimated {
        caption(ui, text::ESTIMATED_HOMES_TIP.say(lang));
    }
    let shown = view.shown(desk.session);
    let shows_trial = view.shows_trial();
    let is_moved = view.hand.moved().is_some();
    let is_of_plan = desk.session.chosen() != Chosen::Today && !view.workspace().shows_today();
    let is_planned = is_of_plan || is_moved || shows_trial;
    let (was, is) = if shows_trial {
        (text::AS_IT_STANDS, text::PROPOSED)
    } else {
        (text::TODAY, text::IN_PLAN)
    };
    let mut intent = None;
    for stage in Stage::ALL {
        let pupils = shown.demand.pupils[stage].get(index).copied().unwrap_or(0);
        if pupils == 0 {
            continue;
        }
        heading(
            ui,
            format!("{} {}", stage.words().say(lang), figures::count(pupils)),
        );
        let basis = shown.demand.basis[stage];
        caption(ui, basis.words().say(lang));
        let before = view.before(desk.session);
        let ways = |evaluation| Ways {
            evaluation,
            stage,
            settlement: index,
            limit: desk.session.evaluator().limits().trip[stage],
        };
        if is_planned && flows(before, stage, index) != flows(shown, stage, index) {
            intent = ways(before).show(ui, was.say(lang), lang).or(intent);
            intent = ways(shown).show(ui, is.say(lang), lang).or(intent);
        } else {
            let label = if is_planned {
                text::UNCHANGED
            } else {
                text::TODAY
            };
            intent = ways(shown).show(ui, label.say(lang), lang).or(intent);
        }
    }
    intent
}

type Flows<'a> = Vec<(&'a str, u32, crate::travel::Trip)>;

fn flows(evaluation: &Evaluation, stage: Stage, settlement: usize) -> Option<(Flows<'_>, u32)> {
    let assignment = &evaluation.stages[stage].as_ref()?.assignment;
    let own = assignment.of_settlement(settlement);
    let flows = own
        .iter()
        .map(|flow| {
            (
                evaluation.layout.sites[flow.site].id.as_str(),
                flow.pupils,
                flow.trip,
            )
        })
        .collect();
    let unplaced = assignment
        .unplaced
        .iter()
        .find(|unplaced| unplaced.settlement == settlement);
    Some((flows, unplaced.map_or(0, |unplaced| unplaced.pupils)))
}

/// Where the pupils of a settlement go in a stage.
#[derive(Clone, Copy)]
pub(super) struct Ways<'a> {
    pub(super) evaluation: &'a Evaluation,
    pub(super) stage: Stage,
    pub(super) settlement: usize,
    /// Beyond which a way is too long.
    pub(super) limit: Option<Meters>,
}

impl Ways<'_> {
    /// Draws them under a label: a school a line, and those without one.
    pub(super) fn show(self, ui: &mut Ui, label: &str, lang: Lang) -> Option<Intent> {
        let Self {
            evaluation,
            stage,
            settlement,
            limit,
        } = self;
        let theme = Theme::of(ui.ctx());
        let evaluated = evaluation.stages[stage].as_ref()?;
        let assignment = &evaluated.assignment;
        let mut intent = None;
        caption(ui, label);
        if let Some(source) = evaluated.flows {
            caption(ui, source.words().say(lang));
        }
        for flow in assignment.of_settlement(settlement) {
            let school = &evaluation.layout.sites[flow.site];
            let is_over = limit.is_some_and(|limit| evaluated.goes_over(flow, limit));
            let figure = figures::flow(flow.pupils, flow.trip, is_over);
            let over = if is_over {
                format!("\n{}", text::OVER_LIMIT.say(lang))
            } else {
                String::new()
            };
            let hover = format!("{}{over}", figures::basis(flow.trip.basis(), lang));
            if row(ui, false, &school.name, &figure)
                .on_hover_text(hover)
                .clicked()
            {
                intent = Some(Intent::GoTo(Selection::School(school.id.clone())));
            }
        }
        if let Some(unplaced) = assignment
            .unplaced
            .iter()
            .find(|unplaced| unplaced.settlement == settlement)
        {
            let line = format!(
                "{} {}",
                text::UNPLACED.say(lang),
                figures::count(unplaced.pupils)
            );
            ui.label(RichText::new(line).color(theme.worse));
        }
        intent
    }
}
