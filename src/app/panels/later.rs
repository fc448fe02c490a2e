//! What the plan does to a school in a year after the one shown: in words, with the way to that year, another year
//! and the way back. Who looks at an earlier year never plans the same twice.

use egui::{RichText, Role, Ui};

use super::timeline;
use crate::app::look::intent::{Intent, go_to};
use crate::app::look::text::{self, later as words};
use crate::app::look::theme::size;
use crate::app::look::view::View;
use crate::app::look::widgets::{name_it, small_button};
use crate::model::SchoolId;
use crate::plan::{Action, Command, Measure};
use crate::session::Session;
use crate::units::Year;
use crate::words::Words;

/// The measure that ends a school, or a stage of it, after the year shown, with its position in the plan. `None` where
/// today's layout is shown.
pub(super) fn ending<'a>(
    session: &'a Session,
    view: &View,
    school: &SchoolId,
) -> Option<(usize, &'a Action)> {
    let plan = session.plan().filter(|_| !view.shows_today())?;
    plan.ends_later(session.county(), school, session.year())
}

/// The measure that builds a school, or sets its site aside, after the year shown, with its position in the plan.
pub(super) fn building<'a>(session: &'a Session, school: &SchoolId) -> Option<(usize, &'a Action)> {
    let mut actions = session.plan()?.actions.iter().enumerate();
    actions.find(|(_, action)| {
        let builds = matches!(action.measure, Measure::New(_) | Measure::Reserve { .. });
        builds && action.measure.school() == school && action.year > session.year()
    })
}

/// What a measure will do, and when.
pub(super) fn told(session: &Session, action: &Action) -> Words {
    let name = |id: &SchoolId| {
        let site = session.evaluation().layout.site(id);
        site.map_or_else(
            || timeline::school_name(session, id),
            |site| site.name.clone(),
        )
    };
    let into: Vec<String> = action.measure.receivers().iter().map(name).collect();
    words::planned(&action.measure, action.year, &into)
}

/// Draws the buttons: to its year, another year, and back where `takes_back`.
pub(super) fn buttons_ui(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    (index, action): (usize, &Action),
    takes_back: bool,
) -> Option<Intent> {
    let lang = view.lang;
    let mut intent = None;
    ui.horizontal_wrapped(|ui| {
        let go = words::go_to_year(action.year);
        if small_button(ui, go.say(lang), go.say(lang)) {
            intent = Some(go_to(action));
        }
        if view.workspace().plans() {
            intent = another_year_ui(ui, session, view, (index, action)).or(intent.take());
            if takes_back {
                let label = text::TAKE_BACK.say(lang);
                let name = format!("{label} {}", told(session, action).say(lang));
                if small_button(ui, label, &name) {
                    intent = Some(Intent::Command(Command::Remove { index }));
                }
            }
        }
    });
    intent
}

/// The years of the plan, of which one is chosen for a measure.
fn another_year_ui(
    ui: &mut Ui,
    session: &Session,
    view: &View,
    (index, action): (usize, &Action),
) -> Option<Intent> {
    let (first, last) = session.plan()?.period;
    let mut intent = None;
    let label = words::CHANGE_YEAR.say(view.lang);
    // As low as the buttons beside it.
    ui.spacing_mut().button_padding.y = 0.0;
    ui.spacing_mut().interact_size.y = 0.0;
    let menu = ui.menu_button(RichText::new(label).size(size::CAPTION), |ui| {
        for year in (first.0..=last.0).map(Year) {
            let button = ui.selectable_label(year == action.year, year.to_string());
            if button.clicked() && year != action.year {
                intent = Some(Intent::Command(Command::SetYear { index, year }));
                ui.close();
            }
        }
    });
    name_it(&menu.response, Role::Button, label);
    intent
}
