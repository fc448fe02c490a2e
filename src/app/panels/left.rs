//! The task pane on the left: what there is to do in each workspace.

use egui::{Role, ScrollArea, Ui};

use super::{Desk, compare, data, deliver, empty, looks, proposals, sites, small, steps, tour};
use crate::app::look::desk::{Arrange, Task, Workspace};
use crate::app::look::icons;
use crate::app::look::intent::Intent;
use crate::app::look::text::desk as text;
use crate::app::look::theme::size;
use crate::app::look::view::View;
use crate::app::look::widgets::intent_button;

/// Draws the pane.
pub(crate) fn left_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let workspace = view.workspace();
    let offer = tour::offer_ui(ui, view);
    let wish = ui.push_id(workspace as usize, |ui| match workspace {
        Workspace::Data => data::data_ui(ui, desk, view),
        Workspace::Today => looks::looks_ui(ui, desk, view),
        Workspace::Plan => plan_ui(ui, desk, view),
        Workspace::Compare => compare::sides_ui(ui, desk, view),
        Workspace::Deliver => deliver::ready_ui(ui, desk, view),
    });
    offer.or(wish.inner)
}

/// Its tabs, and the open one.
fn plan_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let mut intent = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = -1.0;
        for task in Task::ALL {
            let name = text::task(task).say(view.lang);
            let label = match count(desk, view, task) {
                Some(count) => format!("{name} {count}"),
                None => name.to_owned(),
            };
            let chip = icons::chip(ui, &label, name, Role::Tab, view.panes.task == task);
            if chip.on_hover_text(text::TASK_TIP.say(view.lang)).clicked() {
                intent = Some(Intent::Arrange(Arrange::Task(task)));
            }
        }
    });
    ui.add_space(size::NEAR);
    intent = empty::no_plan_ui(ui, desk.session, view).or(intent);
    let task = view.panes.task;
    ui.push_id(task as usize, |ui| {
        if task == Task::Ask {
            intent = proposals::question_ui(ui, desk, view).or(intent.take());
            return;
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let wish = match task {
                Task::Small | Task::Ask => small::small_ui(ui, desk, view),
                Task::New => sites::sites_ui(ui, desk, view),
                Task::Steps => steps::steps_ui(ui, desk, view),
            };
            intent = wish.or(intent.take());
        });
    });
    intent
}

/// What a tab counts; `None` where it counts nothing or that is not known.
fn count(desk: Desk<'_>, view: &View, task: Task) -> Option<usize> {
    match task {
        Task::Small => small::count(desk, view),
        Task::New | Task::Ask => None,
        Task::Steps => Some(desk.session.plan()?.actions.len()),
    }
}

/// What the folded pane still tells: the counts of what waits.
pub(crate) fn counts(desk: Desk<'_>, view: &View) -> Vec<usize> {
    let report = desk.session.report();
    match view.workspace() {
        Workspace::Data => vec![report.warnings.len()],
        Workspace::Plan => small::count(desk, view).into_iter().collect(),
        Workspace::Today | Workspace::Compare | Workspace::Deliver => Vec::new(),
    }
}

/// The buttons that begin a school, a road, or work on a road.
pub(super) fn add_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let begins = [Intent::StartAdd, Intent::StartRoad, Intent::PickRoad];
    let buttons = ui.horizontal_wrapped(|ui| {
        let session = Some(desk.session);
        begins.map(|begin| intent_button(ui, session, view, begin))
    });
    buttons.inner.into_iter().flatten().next()
}
