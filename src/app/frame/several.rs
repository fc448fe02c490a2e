//! Carrying out what is done with several schools at once: one step of the plan each, through the same commands as for
//! one school.

use super::window::App;
use crate::app::look::chart::SeveralWish;
use crate::app::look::forms::Form;
use crate::app::look::intent;
use crate::app::look::several_form::{SeveralForm, What};
use crate::app::look::text::{self, chart};
use crate::model::SchoolId;
use crate::plan::{Action, Command};
use crate::proposal::{GateRule, MergeQuestion};

impl App {
    /// Does what is wished about all that is chosen.
    pub(crate) fn several(&mut self, ctx: &egui::Context, wish: SeveralWish) {
        let view = &mut self.view;
        match wish {
            SeveralWish::Toggle(thing) => {
                if view.chart.several.is_empty()
                    && let Some(first) = view.selection.clone().filter(|first| *first != thing)
                {
                    view.chart.several.toggle(first);
                }
                view.chart.several.toggle(thing);
            }
            SeveralWish::Add(more) => {
                view.chart.several.schools.extend(more.schools);
                view.chart.several.settlements.extend(more.settlements);
            }
            SeveralWish::Clear => view.chart.several = Default::default(),
            SeveralWish::Merge(gate) => self.merge_several(ctx, gate),
            SeveralWish::Close => self.close_several(ctx),
            SeveralWish::AskKeep => self.ask_several(What::Keep),
            SeveralWish::AskYear => self.ask_several(What::Year),
        }
    }

    /// Merges the chosen schools that the gate lets pass; all others stay out of it.
    fn merge_several(&mut self, ctx: &egui::Context, gate: GateRule) {
        let Some(session) = &self.session else { return };
        let chosen = &self.view.chart.several.schools;
        let evaluation = session.evaluation();
        let sites = || evaluation.layout.sites.iter().enumerate();
        let is_chosen = |(_, site): &(usize, &crate::plan::Site)| chosen.contains(&site.id);
        let sizes = sites()
            .filter(is_chosen)
            .filter_map(|(index, _)| evaluation.size(index));
        let others = sites().filter(|site| !is_chosen(site));
        let question = MergeQuestion {
            below: sizes.max().map_or(0, |most| most.saturating_add(1)),
            reach: Some(self.view.reach),
            kept: others.map(|(_, site)| site.id.clone()).collect(),
            gate,
            ..MergeQuestion::usual(session.evaluator().limits(), self.view.stage)
        };
        self.merge_by(ctx, question, chart::merge_several);
    }

    /// Closes the chosen schools. What the plan builds is not closed but taken back, one by one.
    fn close_several(&mut self, ctx: &egui::Context) {
        let Some(session) = &self.session else { return };
        let chosen = self.view.chart.several.schools.iter();
        let actions: Vec<Action> = chosen
            .filter_map(|id: &SchoolId| match intent::delete_command(session, id)? {
                Command::Add(action) => Some(action),
                _ => None,
            })
            .collect();
        if actions.is_empty() {
            self.complain(text::words_of(chart::NOTHING_TO_CLOSE));
            return;
        }
        let name = chart::close_several(actions.len());
        self.command(ctx, Command::AddAll { name, actions });
    }

    fn ask_several(&mut self, what: What) {
        let Some(session) = &self.session else { return };
        let chosen = &self.view.chart.several.schools;
        match SeveralForm::of(what, chosen, session) {
            Some(form) => self.view.form = Some(Form::Several(form)),
            None => self.complain(text::words_of(chart::NOTHING_PLANNED)),
        }
    }
}
