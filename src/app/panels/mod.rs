//! The panes round the map. Each borrows what it shows, draws, and answers with what the person wants.

mod add;
mod asked;
mod banner;
mod catchments;
mod charts;
mod compare;
mod conditions;
mod county;
mod drawer;
mod file;
mod gate;
mod inspector;
mod left;
mod measures;
mod money;
mod outlook;
mod places;
mod problems;
mod proposals;
mod questions;
mod road;
mod schools;
mod settlement;
mod sites;
mod small;
mod standards;
mod status;
mod strip;
mod targets;
mod timeline;
mod top;
mod tradeoff;

pub(crate) use banner::banner_ui;
pub(crate) use drawer::drawer_ui;
pub(crate) use inspector::inspector_ui;
pub(crate) use left::left_ui;
pub(crate) use questions::form_ui;
pub(crate) use status::{Notice, Status, status_ui};
pub(crate) use strip::strip_ui;
pub(crate) use top::top_ui;

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
