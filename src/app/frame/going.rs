//! Going to a plan, a year, a place; and ending the school that is looked at.

use std::sync::Arc;

use super::window::App;
use crate::app::frame::changing::after;
use crate::app::look::desk::Workspace;
use crate::app::look::intent::{self, Intent};
use crate::app::look::text;
use crate::app::look::view::{FlyTo, Page, Selection};
use crate::model::{SchoolId, Stage, Subject};
use crate::session::Chosen;
use crate::units::Year;

impl App {
    /// Shows today or a plan; the year goes to where its measures begin, or that is said.
    pub(super) fn choose(&mut self, ctx: &egui::Context, chosen: Chosen) {
        let shows_today = self.view.workspace().shows_today();
        self.change(ctx, move |session| {
            let begins = session.begins_later(chosen);
            let year = begins.filter(|_| !shows_today).unwrap_or(session.year());
            session.choose_in(chosen, year);
            let name = session
                .plan()
                .map(|plan| plan.name.clone())
                .unwrap_or_default();
            after(move |app| {
                app.compare_with_chosen();
                app.say_if(begins.map(|year| {
                    if shows_today {
                        text::keeping::begins_later(&name, year)
                    } else {
                        text::keeping::year_moved(&name, year)
                    }
                }));
            })
        });
    }

    /// Shows a year and then does what belongs to it, at once where that year is shown already.
    pub(super) fn in_year(&mut self, ctx: &egui::Context, year: Year, then: Intent) {
        self.settle_compared_year();
        (self.view.is_playing, self.view.year_asked) = (false, None);
        let Some(session) = &self.session else { return };
        if session.year() == year {
            self.carry_out(ctx, then);
            return;
        }
        let to_screen = ctx.clone();
        self.change(ctx, move |session| {
            session.set_year(year);
            after(move |app| app.carry_out(&to_screen, then))
        });
    }

    /// Lets the years play, or stops them.
    pub(super) fn play(&mut self) {
        self.settle_compared_year();
        if let Some(session) = &self.session {
            self.turning.switch(session, &mut self.view);
        }
    }

    /// Selects something and brings it into sight.
    pub(crate) fn go_to(&mut self, selection: Selection) {
        let Some(session) = &self.session else { return };
        if self.view.selection.as_ref() != Some(&selection) {
            self.view.tool.take_if_picking();
            self.view.receiver = None;
        }
        self.view.chart.township = None;
        let at = match &selection {
            Selection::School(id) => {
                // What is proposed can be looked at too.
                let layout = Arc::clone(&self.view.on_map(session).layout);
                let site = layout.site(id);
                if let Some(site) = site.filter(|site| site.stages[self.view.stage].is_none()) {
                    self.view.stage = Stage::ALL
                        .into_iter()
                        .find(|&stage| site.stages[stage].is_some())
                        .unwrap_or(self.view.stage);
                }
                site.map(|site| site.at)
            }
            Selection::Settlement(index) => session
                .county()
                .settlements
                .get(*index)
                .map(|settlement| settlement.at),
        };
        self.view.fly_to = at.map(FlyTo::sight_of);
        self.view.selection = Some(selection);
    }

    /// Goes to where what is not known of a school can be filled in.
    pub(super) fn fill_in(&mut self, school: SchoolId) {
        self.go(Workspace::Data);
        self.show(Some(Page::Schools));
        self.go_to(Selection::School(school));
    }

    /// Closes the selected school, or takes it back when the plan builds it.
    pub(super) fn delete(&mut self, ctx: &egui::Context) {
        let Some(session) = &self.session else { return };
        let Some(Selection::School(id)) = &self.view.selection else {
            return;
        };
        if let Some(command) = intent::delete_command(session, id) {
            self.command(ctx, command);
        } else if let Some((_, action)) = session.closes_later(id) {
            let name = session.name_of(&Subject::School(id.clone()));
            let words = text::later::closes_already(&name, action.year);
            self.complain(words);
        }
    }
}
