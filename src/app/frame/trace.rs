//! Tells tests of the real window what the screen shows: one JSON line for every change.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;

use egui::accesskit::{Action, Node, NodeId, Role};
use serde_json::{Value, json};

use crate::app::look::keeping;
use crate::app::look::view::{Selection, View};
use crate::app::map::{self, MapState};
use crate::app::panels::Notice;
use crate::app::work::results::Results;
use crate::session::{Chosen, Session};
use crate::words::Lang;

/// What a line is told from, but for the controls.
pub(crate) struct Shown<'a> {
    pub(crate) session: &'a Session,
    pub(crate) view: &'a View,
    pub(crate) map: &'a MapState,
    pub(crate) results: &'a Results,
    pub(crate) notice: Option<&'a Notice>,
}

/// Where the lines go. A plugin of egui: a line is written once the frame is laid out, with its controls.
pub struct Trace {
    out: Box<dyn Write + Send + Sync>,
    shown: Value,
    last: String,
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Trace")
    }
}

impl Trace {
    /// Lines to a writer.
    pub fn new(out: Box<dyn Write + Send + Sync>) -> Self {
        Self {
            out,
            shown: Value::Null,
            last: String::new(),
        }
    }
}

impl egui::Plugin for Trace {
    fn debug_name(&self) -> &'static str {
        "trace"
    }

    fn output_hook(&mut self, _ctx: &egui::Context, output: &mut egui::FullOutput) {
        let Some(update) = &output.platform_output.accesskit_update else {
            return;
        };
        if self.shown.is_null() {
            return;
        }
        let all: BTreeMap<NodeId, &Node> =
            update.nodes.iter().map(|(id, node)| (*id, node)).collect();
        self.shown["controls"] = all
            .values()
            .filter_map(|node| control(node, &all))
            .collect();
        let line = self.shown.to_string();
        if line != self.last {
            // A test that cannot be told will fail by itself.
            let _told = writeln!(self.out, "{line}").and_then(|()| self.out.flush());
            self.last = line;
        }
    }
}

/// A control by its name, its role and where it lies, in points; nothing for what cannot be used.
fn control(node: &Node, all: &BTreeMap<NodeId, &Node>) -> Option<Value> {
    let can_be_used = node.supports_action(Action::Click) || node.supports_action(Action::Focus);
    if !can_be_used || node.is_disabled() || node.role() == Role::Window {
        return None;
    }
    let by = node.labelled_by().first().and_then(|id| all.get(id));
    let by = by.and_then(|by| by.label().or(by.value()));
    let label = node.label().or(by)?;
    let at = node.bounds()?;
    let edges = [at.x0, at.y0, at.x1, at.y1].map(f64::round);
    let [x0, y0, x1, y1] = edges;
    if !edges.iter().all(|edge| edge.is_finite()) {
        return None;
    }
    let role = format!("{:?}", node.role());
    Some(json!([label, role, x0, y0, x1, y1, node.value()]))
}

/// Keeps what the screen of this frame shows; it is told with the controls when the frame ends.
pub(crate) fn tell(ctx: &egui::Context, shown: &Shown<'_>) {
    if ctx.with_plugin(|_: &mut Trace| ()).is_none() {
        return;
    }
    // The names and places of controls come with what a screen reader is told.
    ctx.enable_accesskit();
    let line = shown.line();
    ctx.with_plugin(|trace: &mut Trace| trace.shown = line);
}

impl Shown<'_> {
    fn line(&self) -> Value {
        let Self {
            session,
            view,
            map,
            results,
            notice,
        } = *self;
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
        json!({
            "revision": session.revision(),
            "plan": chosen,
            "actions": session.plan().map_or(0, |plan| plan.actions.len()),
            "measures": measures(session),
            "corrections": corrections(session, view.lang),
            "unsaved": session.has_unsaved_work(),
            "stage": view.stage.key(),
            "workspace": view.workspace(),
            "page": view.open_page(),
            "map": map::size(map),
            "maps": map::n_maps(map),
            "mean_m": mean,
            "dragging": view.hand.moved().map(|(school, _)| school.as_str()),
            "selection": selection,
            "form": view.form.is_some(),
            "tool": format!("{:?}", view.tool),
            "aid": view.aids.open.map(|aid| format!("{aid:?}")),
            "answer": results.search().answer().is_some(),
            "notice": notice.map(|notice| notice.words.say(Lang::En)),
            "schools": map::screen_positions(session, view, map),
        })
    }
}

/// The measures of the plan on screen: what becomes of which school.
fn measures(session: &Session) -> Vec<[&str; 2]> {
    let actions = session.plan().map_or(&[][..], |plan| &plan.actions);
    actions
        .iter()
        .map(|action| [action.measure.key(), action.measure.school().as_str()])
        .collect()
}

/// What was set right: of what, what it was and is, and who says so.
fn corrections(session: &Session, lang: Lang) -> Vec<[String; 3]> {
    let standings = session.standings().into_iter();
    standings
        .map(|(subject, one, _)| {
            [
                subject.id().to_owned(),
                keeping::change(one, lang),
                keeping::said(one, lang),
            ]
        })
        .collect()
}
