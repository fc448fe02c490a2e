//! Tells tests of the real window what the screen shows: one JSON line for every change.

use std::fmt;
use std::io::Write;

use serde_json::json;

use crate::app::look::view::{Selection, View};
use crate::app::map::{self, MapState};
use crate::app::panels::Notice;
use crate::session::{Chosen, Session};
use crate::words::Lang;

/// Where the lines go.
pub struct Trace {
    out: Box<dyn Write + Send>,
    last: String,
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trace")
    }
}

impl Trace {
    /// Lines to a writer.
    pub fn new(out: Box<dyn Write + Send>) -> Self {
        Self {
            out,
            last: String::new(),
        }
    }

    /// Writes a line if the screen shows something else than before.
    pub(crate) fn tell(
        &mut self,
        session: &Session,
        view: &View,
        map: &MapState,
        notice: Option<&Notice>,
    ) {
        let shown = view.shown(session);
        let mean = shown.stages[view.stage]
            .as_ref()
            .and_then(|stage| stage.numbers.distances)
            .map(|trips| trips.mean);
        let chosen = match session.chosen() {
            Chosen::Today => None,
            Chosen::Plan(index) => Some(index),
        };
        let selection = match &view.selection {
            None => None,
            Some(Selection::School(id)) => Some(id.to_string()),
            Some(Selection::Settlement(index)) => session
                .county()
                .settlements
                .get(*index)
                .map(|settlement| settlement.id.to_string()),
        };
        let line = json!({
            "revision": session.revision(),
            "plan": chosen,
            "actions": session.plan().map_or(0, |plan| plan.actions.len()),
            "unsaved": session.has_unsaved_work(),
            "stage": view.stage.key(),
            "workspace": view.workspace(),
            "page": view.open_page(),
            "map": map::size(map),
            "mean_m": mean,
            "dragging": view.hand.moved().map(|(school, _)| school.as_str()),
            "selection": selection,
            "form": view.form.is_some(),
            "notice": notice.map(|notice| notice.words.say(Lang::En)),
            "schools": crate::app::map::screen_positions(session, view, map),
        })
        .to_string();
        if line != self.last {
            // A test that cannot be told will fail by itself.
            let _told = writeln!(self.out, "{line}").and_then(|()| self.out.flush());
            self.last = line;
        }
    }
}
