//! The panes round the map. Each borrows what it shows, draws, and answers with what the person wants.

mod add;
mod aids;
mod apart;
mod asked;
mod banner;
mod basemap;
mod beside;
mod both;
mod catchments;
mod cells;
mod charts;
mod compare;
mod conditions;
mod correct;
mod corrections;
mod county;
mod data;
mod decision;
mod deliver;
mod dock;
mod doubts;
mod empty;
mod facing;
mod file;
mod forecast;
mod gate;
mod grids;
mod help;
mod history;
mod inspector;
mod kept;
mod later;
mod layer;
mod left;
mod looks;
mod measures;
mod merging;
mod money;
mod outlook;
mod parts;
mod places;
mod plans;
mod problems;
mod proposals;
mod questions;
mod read;
mod receivers;
mod relief;
mod replaced;
mod report;
mod review;
mod road;
mod roster;
mod rows;
mod rule;
mod schools;
mod search;
mod settings;
mod settlement;
mod several;
mod sites;
mod small;
mod standards;
mod status;
mod steps;
mod strip;
mod targets;
mod timeline;
mod today_and_plan;
mod top;
mod tour;
mod township;
mod tradeoff;
mod trend;
mod why;

pub(crate) use aids::aids_ui;
pub(crate) use banner::banner_ui;
pub(crate) use beside::measure_name;
pub(crate) use decision::keep_selected;
pub(crate) use dock::{page_ui, tabs_ui};
pub(crate) use empty::nothing_open_ui;
pub(crate) use history::history_ui;
pub(crate) use inspector::inspector_ui;
pub(crate) use left::{counts, left_ui};
pub(crate) use problems::way_to_worst;
pub(crate) use questions::form_ui;
pub(crate) use status::{Ground, Notice, Status, status_ui};
pub(crate) use strip::{Fit, strip_ui};
pub(crate) use top::top_ui;
pub(crate) use tour::{
    n_steps as n_steps_of_tour, stage_of as stage_of_tour, workspace_of as workspace_of_tour,
};

use egui::Ui;

use crate::app::look::desk::{Arrange, Workspace};
use crate::app::look::intent::Intent;
use crate::app::look::text;
use crate::app::look::view::View;
use crate::app::look::widgets::{Look, look_button};
use crate::app::work::results::Results;
use crate::session::Session;

/// What every panel reads.
#[derive(Clone, Copy)]
pub(crate) struct Desk<'a> {
    /// The county, the plans and their numbers.
    pub(crate) session: &'a Session,
    /// What was worked out beside the screen.
    pub(crate) results: &'a Results,
}

/// The way from looking to planning, with what is selected.
fn work_on_plan_ui(ui: &mut Ui, view: &View) -> Option<Intent> {
    let label = text::desk::WORK_ON_PLAN.say(view.lang);
    let button = look_button(ui, Look::Forward, label, label)
        .on_hover_text(text::desk::WORK_ON_PLAN_TIP.say(view.lang));
    button
        .clicked()
        .then_some(Intent::Arrange(Arrange::Go(Workspace::Plan)))
}
