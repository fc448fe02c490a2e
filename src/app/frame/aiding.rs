//! Carrying out what helps to find one's way: search, settings, the tour, places that were found.

use egui::Context;

use super::focus;
use super::rooms::Room;
use super::window::App;
use crate::app::look::aids::{Aid, Place, Setting, Turn, Visit, Zoom, next_size};
use crate::app::look::desk::{Page, Workspace};
use crate::app::look::grid::GridId;
use crate::app::look::text;
use crate::app::look::theme::Theme;
use crate::app::look::view::{FlyTo, Selection, last_year};
use crate::app::panels::{
    Desk, keep_selected, n_steps_of_tour, stage_of_tour, way_to_worst, workspace_of_tour,
};
use crate::geometry::LonLat;
use crate::rules::{Finding, is_wanted};
use crate::units::Year;

impl App {
    /// Opens what helps, or shuts it where it is open.
    pub(crate) fn aid(&mut self, aid: Aid) {
        let aids = &mut self.view.aids;
        let is_open = aids.open == Some(aid);
        aids.open = (!is_open).then_some(aid);
        aids.finder.clear();
    }

    /// Goes to what was found; a large table makes room for the map.
    pub(crate) fn visit(&mut self, place: Place, visit: Visit) {
        self.view.is_dock_large = false;
        match place {
            Place::School(id) => self.go_to(Selection::School(id)),
            Place::Settlement(index) => self.go_to(Selection::Settlement(index)),
            Place::Township(index) => {
                self.view.selection = None;
                self.view.chart.township = Some(index);
                // Nothing else on the map says which one it is.
                self.view.fly_to = self
                    .extent_of(index)
                    .map(|[low, high]| FlyTo::Extent(low, high));
            }
        }
        if visit == Visit::Inspected {
            self.open_inspector();
        }
    }

    fn open_inspector(&mut self) {
        let is_tight = self.rooms.is_some_and(|rooms| rooms.room == Room::Tight);
        let panes = &mut self.view.panes;
        panes.inspector.is_open = true;
        panes.prefers_inspector |= is_tight;
    }

    /// Asks for the reason to keep the selected school, as its button in the inspector does.
    pub(crate) fn keep_selected(&mut self, ctx: &Context) {
        let Some(session) = &self.session else { return };
        let desk = Desk {
            session,
            results: &self.results,
        };
        if let Some(ask) = keep_selected(desk, &self.view) {
            self.carry_out(ctx, ask);
        }
    }

    /// Goes to the form of facts of what is selected.
    pub(crate) fn correct_selected(&mut self) {
        self.go(Workspace::Data);
        self.open_inspector();
    }

    /// Opens a rule in the list of problems, in all stages where it is not broken in the one on screen.
    pub(crate) fn open_rule(&mut self, rule: &str) {
        self.show(Some(Page::Problems));
        let view = &mut self.view;
        view.selection = None;
        view.listing_mut().open_rule(rule.to_owned());
        view.grids.show_all(GridId::Problems);
        self.list_other_stages(|finding| finding.standard == rule);
    }

    /// Lists the problems of a township.
    pub(crate) fn list_problems_of(&mut self, township: usize) {
        self.show(Some(Page::Problems));
        self.view.listing_mut().open_township(township);
        self.view.grids.show_all(GridId::Problems);
        self.list_other_stages(|_| true);
    }

    /// Goes to the worst place of the problems that are listed; a large table makes room for the map.
    pub(crate) fn go_to_worst(&mut self, ctx: &Context) {
        let Some(session) = &self.session else { return };
        match way_to_worst(session, &self.view) {
            Some(way) => {
                self.view.is_dock_large = false;
                self.carry_out(ctx, way);
            }
            None => self.say(text::words_of(text::tables::NO_PLACE_LEFT)),
        }
    }

    /// Lists problems of all stages where nothing wanted stands among those of the stage on screen.
    fn list_other_stages(&mut self, is_sought: impl Fn(&Finding) -> bool) {
        let Some(session) = &self.session else { return };
        let shown = self.view.shown(session);
        let wanted = self.view.listing().wanted(self.view.stage);
        let is_listed = |finding: &Finding| {
            is_sought(finding) && is_wanted(finding, session.county(), &shown.layout, &wanted)
        };
        let is_there = shown.findings.iter().any(is_listed);
        self.view.listing_mut().is_of_all_stages |= !is_there;
    }

    /// The corners of a township.
    fn extent_of(&self, township: usize) -> Option<[LonLat; 2]> {
        let township = self.session.as_ref()?.county().townships.get(township)?;
        let extent = geo::BoundingRect::bounding_rect(&township.outline)?;
        Some([extent.min(), extent.max()].map(LonLat::from))
    }

    /// Brings what is selected into the middle of the map; the whole county where nothing is.
    pub(crate) fn fly_to_selection(&mut self) {
        if let Some(selection) = self.view.selection.clone() {
            self.go_to(selection);
        }
        let at = match self.view.fly_to {
            Some(FlyTo::Sight(at, _)) => FlyTo::Place(at),
            _ => FlyTo::County,
        };
        self.view.fly_to = Some(at);
    }

    /// Asks for a year so many on from the one that is shown or asked for.
    pub(crate) fn step_year(&mut self, by: i32) {
        let Some(session) = &self.session else { return };
        let (first, last) = (session.evaluator().base_year(), last_year(session));
        let from = self.view.year_asked.unwrap_or(session.year());
        let to = from.0.saturating_add(by).clamp(first.0, last.0);
        if to != from.0 {
            self.view.year_asked = Some(Year(to));
        }
    }

    pub(crate) fn zoom(ctx: &Context, zoom: Zoom) {
        ctx.set_zoom_factor(next_size(ctx.zoom_factor(), zoom));
    }

    /// Changes a setting. Colours and the size of the text are egui's to keep, and it remembers them.
    pub(crate) fn set(&mut self, ctx: &Context, setting: Setting) {
        match setting {
            Setting::Lang(lang) => {
                self.view.lang = lang;
                if let Some(session) = &mut self.session {
                    session.set_lang(lang);
                }
            }
            Setting::Theme(theme) => ctx.set_theme(theme),
            Setting::TextSize(size) => ctx.set_zoom_factor(size),
            Setting::Distances(distances) => {
                self.view.aids.kept.distances = distances;
                distances.choose();
                // What was said of distances is said anew.
                self.results.say_anew();
            }
            Setting::Folder(folder) => self.view.aids.kept.folder = folder,
        }
    }

    /// Turns the tour on, to another step, or off. It leads through the workspaces on the sample county.
    pub(crate) fn tour(&mut self, ctx: &Context, turn: Turn) {
        let aids = &mut self.view.aids;
        (aids.offers_tour, aids.kept.knows_tour) = (false, true);
        let last = n_steps_of_tour() - 1;
        let step = match (turn, aids.tour) {
            (Turn::Begin, _) => Some(0),
            (Turn::Next, Some(step)) if step < last => Some(step + 1),
            (Turn::Back, Some(step)) => Some(step.saturating_sub(1)),
            (Turn::Next | Turn::End, _) | (Turn::Back, None) => None,
        };
        aids.tour = step;
        aids.open = None;
        if let Some(stage) = step.and_then(stage_of_tour) {
            self.view.stage = stage;
            self.let_go_of_other_stages();
        }
        if let Some(workspace) = step.and_then(workspace_of_tour)
            && workspace != self.view.workspace()
        {
            self.go(workspace);
        }
        if turn == Turn::Begin {
            // Nobody's own plan is practised on.
            let session = self.session.as_ref();
            if !session.is_some_and(|session| session.report().paths.is_empty()) {
                self.open_paths(ctx, Vec::new());
            }
            self.view.panes.left.is_open = true;
            self.go(Workspace::Data);
        }
        if turn == Turn::End {
            self.say(text::words_of(text::aids::LATER_UNDER_HELP));
        }
    }

    /// Gives the focus to another part of the window, forwards or back; the parts that are not there are passed over.
    pub(crate) fn go_to_part(&mut self, ctx: &Context, is_forward: bool) {
        let Some(rooms) = &self.rooms else { return };
        let parts = rooms.parts();
        let focused = ctx.memory(|memory| memory.focused());
        let at = focused
            .and_then(|id| ctx.read_response(id))
            .map(|response| response.rect.center());
        // From where the focus lies; without one, from the part that was last gone to.
        let lies_in = |at: egui::Pos2| {
            parts
                .iter()
                .position(|(_, rect)| rect.is_some_and(|rect| rect.contains(at)))
        };
        let from = at.and_then(lies_in);
        let n = parts.len();
        let first = match (from, is_forward) {
            (Some(from), _) => from,
            (None, true) => n - 1,
            (None, false) => 0,
        };
        let step = if is_forward { 1 } else { n - 1 };
        let next = (1..=n)
            .map(|times| (first + times * step) % n)
            .find(|&place| parts[place].1.is_some());
        if let Some(place) = next {
            self.view.aids.shows_focus = true;
            ctx.memory_mut(|memory| memory.request_focus(focus::part_id(parts[place].0)));
        }
    }

    /// Whether the selection still belongs to the stage on screen.
    pub(crate) fn let_go_of_other_stages(&mut self) {
        let Some(session) = &self.session else { return };
        let stage = self.view.stage;
        let Some(Selection::School(id)) = &self.view.selection else {
            return;
        };
        let sites = [self.view.standing(session), session.evaluation()];
        let site = sites
            .iter()
            .find_map(|evaluation| evaluation.layout.site(id));
        if site.is_some_and(|site| site.stages[stage].is_none()) {
            self.view.selection = None;
        }
    }
}

/// Light goes dark, and back.
pub(crate) fn switch_theme(ctx: &egui::Context) {
    let other = if Theme::of(ctx).is_dark {
        egui::Theme::Light
    } else {
        egui::Theme::Dark
    };
    ctx.set_theme(other);
}
