//! What the screen shows and how: language, stage, selection, layers, open panes and half-filled
//! forms. It lies outside the plan and outside undo; the lasting part is remembered between runs.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::aids::Aids;
use super::asking::Asking;
use super::chart::{Chart, MapTheme, Style};
pub use super::desk::Page;
use super::desk::{Panes, Workspace};
use super::doctor::Doctor;
use super::forms::Form;
use super::grid::{GridId, Grids};
use super::hand::Hand;
use super::intent::ExportKind;
use super::keeping::Signature;
use super::listing::{Listing, Listings};
use super::text;
use crate::evaluation::Evaluation;
use crate::geometry::LonLat;
use crate::model::{SchoolId, Stage, Subject};
use crate::plan::Plan;
use crate::proposal::USUAL_REACH;
use crate::session::{Chosen, Session};
use crate::units::{Meters, Year};
use crate::words::Lang;

/// What is looked at on the map and in the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// A school of the county or the plan.
    School(SchoolId),
    /// Position in [`crate::model::County::settlements`].
    Settlement(usize),
}

/// What the map draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Layers {
    /// Township and district borders.
    pub townships: bool,
    /// Roads by class.
    pub roads: bool,
    /// Settlements by pupils.
    pub settlements: bool,
    /// Schools of the chosen stage.
    pub schools: bool,
    /// Areas round the settlements a school serves.
    pub catchments: bool,
    /// Attendance zones as the files draw them.
    pub zones: bool,
    /// A line from every settlement to its school.
    pub trip_lines: bool,
    /// Roads within the limit of the school that is looked at.
    pub reach: bool,
    /// Arrows from closed to receiving schools.
    pub moves: bool,
    /// Names.
    pub labels: bool,
    /// The picture under everything.
    pub basemap: bool,
}

impl Default for Layers {
    fn default() -> Self {
        Self {
            townships: true,
            roads: true,
            settlements: true,
            schools: true,
            catchments: true,
            zones: true,
            trip_lines: false,
            reach: false,
            moves: true,
            labels: true,
            basemap: true,
        }
    }
}

/// What a click on the map does.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Tool {
    /// Selects what is under it.
    #[default]
    Select,
    /// Says where a new school is to stand ([`crate::app::Intent::PlaceSchool`]).
    AddSchool,
    /// Says where this school is to move.
    Relocate(SchoolId),
    /// Says where this school or settlement stands, against its file.
    Correct(Subject),
    /// Draws or picks a road.
    Road(RoadTool),
    /// Draws a loop round schools that are to be chosen.
    Lasso,
    /// Measures along these places, and what they enclose.
    Measure(Vec<LonLat>),
}

impl Tool {
    /// Puts the tool away that would set another place right than that of what is looked at.
    pub(crate) fn take_if_picking(&mut self) {
        if matches!(self, Self::Correct(_)) {
            *self = Self::Select;
        }
    }

    /// Whether it is the same tool, whatever it has been used for so far.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Road(one), Self::Road(other)) => {
                std::mem::discriminant(one) == std::mem::discriminant(other)
            }
            (Self::Measure(_), Self::Measure(_)) => true,
            _ => self == other,
        }
    }
}

/// What a click means to a road.
#[derive(Clone, Debug, PartialEq)]
pub enum RoadTool {
    /// The next place of a new road, after these.
    Draw(Vec<LonLat>),
    /// The road to close or to improve.
    Pick,
}

/// Where the camera is to go; the map takes it and flies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FlyTo {
    /// To a place, near enough to read names.
    Place(LonLat),
    /// To what lies between two places if it is out of sight, as near as before; else nowhere.
    Sight(LonLat, LonLat),
    /// Back until the whole county fits.
    County,
    /// To the rectangle between two places, or as near as names can be read.
    Extent(LonLat, LonLat),
}

impl FlyTo {
    /// To a place if it is out of sight.
    pub(crate) const fn sight_of(at: LonLat) -> Self {
        Self::Sight(at, at)
    }
}

/// Closures that are looked at before they are planned in one step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// Those that the planner took out.
    pub unticked: BTreeSet<SchoolId>,
}

/// Everything about the screen that is no part of a plan.
#[derive(Clone, Debug)]
pub struct View {
    /// Language of the screen.
    pub lang: Lang,
    /// The stage whose catchments, trips and figures are shown.
    pub stage: Stage,
    /// What the inspector shows; `None` for the county.
    pub selection: Option<Selection>,
    /// The year that is asked for and not shown yet.
    pub year_asked: Option<Year>,
    /// Whether the years are shown one after the other.
    pub is_playing: bool,
    /// The receiver that was chosen for a small school: the school, then the receiver.
    pub receiver: Option<(SchoolId, SchoolId)>,
    /// The closures that are reviewed before they are planned in one step; `None` where none are.
    pub review: Option<Review>,
    /// What is under the pointer.
    pub hovered: Option<Selection>,
    /// What the map draws.
    pub layers: Layers,
    /// How the map is drawn beyond its layers.
    pub chart: Chart,
    /// What a click on the map does.
    pub tool: Tool,
    /// What the hand is doing on the map.
    pub hand: Hand,
    /// Proposed catchments, or closures that are tried, shown in place of the plan while nothing is dragged.
    pub trial: Option<Arc<Evaluation>>,
    /// Whether the trial is of closures, so that the panes still speak of the plan as it stands.
    pub tries_closures: bool,
    /// Where the camera is asked to go.
    pub fly_to: Option<FlyTo>,
    /// Below how many pupils a school is small, where the planner typed it.
    pub typed_below: Threshold,
    /// How far a receiver may be from a small school.
    pub reach: Meters,
    /// How the panes round the map are arranged.
    pub panes: Panes,
    /// Whether the open dock fills the middle.
    pub is_dock_large: bool,
    /// Whether the window has room for dock and map together.
    pub has_room_for_dock: bool,
    /// How often the next figures of the strip were asked for, where not all have room.
    pub figures_on: usize,
    /// The two sides of the comparison.
    pub compared: (Chosen, Chosen),
    /// The tables: how they are sorted and filtered, and what is marked in them.
    pub grids: Grids,
    /// How the lists of problems are grouped and filtered.
    pub listings: Listings,
    /// The table of the years ahead that is open.
    pub forecast: GridId,
    /// Whether the plan's table of schools gives way to who goes how far, village by village.
    pub by_village: bool,
    /// Whether figures by place are told by district, else by township.
    pub by_district: bool,
    /// Whether places for new schools are listed.
    pub shows_sites: bool,
    /// The table that is previewed before it is written.
    pub previewed: ExportKind,
    /// Whether small schools are judged at the closure gate beside the screen, before anybody asks.
    pub judges: bool,
    /// The question to the optimiser as far as it is filled in.
    pub asking: Asking,
    /// Whether the list of steps is open.
    pub history: bool,
    /// Who corrects facts, and after what.
    pub signature: Signature,
    /// The form or question that is open.
    pub form: Option<Form>,
    /// Search, settings, keys and tour.
    pub aids: Aids,
    /// The layer, the columns and the doubts that are looked at in the data.
    pub doctor: Doctor,
}

impl View {
    /// The view a window opens with.
    pub fn new(lang: Lang) -> Self {
        Self::remembered(
            Remembered {
                lang: Some(lang),
                ..Remembered::default()
            },
            lang,
        )
    }

    /// The view a window opens with when it has been open before; `lang` is the system's.
    pub fn remembered(remembered: Remembered, lang: Lang) -> Self {
        let Remembered {
            lang: chosen,
            stage,
            layers,
            typed_below,
            panes,
            style,
        } = remembered;
        Self {
            lang: chosen.unwrap_or(lang),
            stage: stage.unwrap_or(Stage::Primary),
            selection: None,
            year_asked: None,
            is_playing: false,
            receiver: None,
            review: None,
            hovered: None,
            layers,
            chart: Chart {
                style,
                ..Chart::default()
            },
            tool: Tool::Select,
            hand: Hand::Idle,
            trial: None,
            tries_closures: false,
            fly_to: None,
            typed_below,
            reach: USUAL_REACH,
            panes,
            is_dock_large: false,
            has_room_for_dock: true,
            figures_on: 0,
            compared: (Chosen::Today, Chosen::Plan(0)),
            grids: Grids::default(),
            listings: Listings::default(),
            forecast: GridId::Ahead,
            by_village: false,
            by_district: false,
            shows_sites: false,
            previewed: ExportKind::Schools,
            judges: true,
            asking: Asking::default(),
            history: false,
            signature: Signature::default(),
            form: None,
            aids: Aids::default(),
            doctor: Doctor::default(),
        }
    }

    /// What is worth remembering for the next run.
    pub fn to_remember(&self) -> Remembered {
        Remembered {
            lang: Some(self.lang),
            stage: Some(self.stage),
            layers: self.layers,
            typed_below: self.typed_below,
            panes: self.panes,
            style: self.chart.style,
        }
    }

    /// The workspace on screen.
    pub const fn workspace(&self) -> Workspace {
        self.panes.workspace
    }

    /// How the list of problems of the workspace on screen is grouped and filtered.
    pub fn listing(&self) -> &Listing {
        self.listings.of(self.workspace())
    }

    /// The same, to filter it.
    pub(crate) fn listing_mut(&mut self) -> &mut Listing {
        self.listings.of_mut(self.workspace())
    }

    /// The page of the dock that is in sight.
    pub fn open_page(&self) -> Option<Page> {
        let dock = self.panes.dock();
        let is_seen = dock.is_open && (self.has_room_for_dock || self.is_dock_large);
        is_seen.then_some(dock.page)
    }

    /// The rule that the inspector tells of: the one looked at in the open list of problems, while no place is selected.
    pub fn rule_in_sight(&self) -> Option<&str> {
        let is_listed = self.selection.is_none() && self.open_page() == Some(Page::Problems);
        self.listing().rule.as_deref().filter(|_| is_listed)
    }

    /// The township that the inspector tells of while no place and no rule is looked at: the one that the open list of
    /// problems is of, else the one that was found.
    pub fn township_in_sight(&self) -> Option<usize> {
        let is_listed = self.open_page() == Some(Page::Problems);
        let listed = self.listing().township.filter(|_| is_listed);
        let found = self.chart.township;
        let is_free = self.selection.is_none() && self.rule_in_sight().is_none();
        listed.or(found).filter(|_| is_free)
    }

    /// The numbers on screen: those of the drag while there is one, else of the proposed catchments, else of the layout
    /// the workspace is about.
    pub fn shown<'a>(&'a self, session: &'a Session) -> &'a Arc<Evaluation> {
        match self.hand.moved() {
            Some((_, frame)) => &frame.evaluation,
            None => self.on_map(session),
        }
    }

    /// The same without a drag: the layout whose schools can be pointed at.
    pub fn on_map<'a>(&'a self, session: &'a Session) -> &'a Arc<Evaluation> {
        match &self.trial {
            Some(trial) if !self.aids.peeks => trial,
            _ => self.standing(session),
        }
    }

    /// What the map of the workspace is coloured by; `None` where it shows a plan.
    pub fn map_theme(&self) -> Option<MapTheme> {
        (self.workspace() == Workspace::Today).then_some(self.chart.theme)
    }

    /// The numbers that the inspector is about: those on screen, but for closures that are only tried.
    pub fn inspected<'a>(&'a self, session: &'a Session) -> &'a Evaluation {
        if self.tries_closures && self.hand.moved().is_none() {
            self.standing(session)
        } else {
            self.shown(session)
        }
    }

    /// Whether the screen shows today's layout: where nothing is planned, and as long as its key is held.
    pub const fn shows_today(&self) -> bool {
        self.workspace().shows_today() || self.aids.peeks
    }

    /// The layout that the workspace is about, in the year shown: today's where nothing is planned, else the chosen
    /// plan's.
    pub fn standing<'a>(&self, session: &'a Session) -> &'a Arc<Evaluation> {
        if self.shows_today() {
            session.baseline()
        } else {
            session.evaluation()
        }
    }

    /// What today or a plan is called.
    pub(crate) fn name_of<'a>(&self, session: &'a Session, chosen: Chosen) -> &'a str {
        let today = text::TODAY.say(self.lang);
        match chosen {
            Chosen::Today => today,
            Chosen::Plan(index) => {
                let document = session.documents().get(index);
                document.map_or(today, |document| &document.plan().name)
            }
        }
    }

    /// The plan of that layout; for today the chosen one without its measures: standards and assumptions stay.
    pub fn plan<'a>(&self, session: &'a Session) -> Cow<'a, Plan> {
        let mut plan = session.plan_or_today();
        if self.workspace().shows_today() && !plan.actions.is_empty() {
            plan.to_mut().actions.clear();
        }
        plan
    }

    /// What the numbers on screen are set against: today, but for proposed catchments the plan as it stands.
    pub fn before<'a>(&self, session: &'a Session) -> &'a Arc<Evaluation> {
        if self.shows_trial() {
            session.evaluation()
        } else {
            session.baseline()
        }
    }

    /// Below how many pupils a school of the chosen stage is small: what the planner typed, else the standard in force.
    pub fn below(&self, session: &Session) -> u32 {
        self.below_of(session, self.stage)
    }

    /// The same of any stage.
    pub fn below_of(&self, session: &Session, stage: Stage) -> u32 {
        let usual = session.evaluator().limits().small_below(stage);
        self.typed_below.of(stage).unwrap_or(usual)
    }

    /// Whether the chart of the pupils of the selected school is in sight.
    pub fn shows_trend(&self) -> bool {
        let is_school = matches!(self.selection, Some(Selection::School(_)));
        let has_figures = !matches!(self.workspace(), Workspace::Data | Workspace::Compare);
        self.panes.shows_trend && self.panes.inspector.is_open && is_school && has_figures
    }

    /// Whether proposed catchments are shown.
    pub fn shows_trial(&self) -> bool {
        self.hand.moved().is_none() && self.trial.is_some() && !self.aids.peeks
    }

    /// Forgets everything that belongs to the county that was open before.
    pub fn forget_county(&mut self) {
        let kept = Self::remembered(self.to_remember(), self.lang);
        *self = Self {
            signature: std::mem::take(&mut self.signature),
            reach: self.reach,
            aids: std::mem::take(&mut self.aids),
            grids: Grids::remembering(self.grids.kept()),
            chart: Chart {
                theme: self.chart.theme,
                legend: self.chart.legend,
                is_narrow: self.chart.is_narrow,
                ..kept.chart.clone()
            },
            ..kept
        };
    }
}

/// The last year that can be shown: the plan's horizon.
pub(crate) fn last_year(session: &Session) -> Year {
    let first = session.evaluator().base_year();
    session.plan_or_today().horizon.max(first)
}

/// Below how many pupils a school is small, as far as the planner typed it. Kindergartens stand apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Threshold {
    schools: Option<u32>,
    kindergartens: Option<u32>,
}

impl Threshold {
    /// The number typed for schools of a stage.
    pub const fn of(&self, stage: Stage) -> Option<u32> {
        match stage {
            Stage::Kindergarten => self.kindergartens,
            _ => self.schools,
        }
    }

    /// Takes what was typed; `None` for the standard.
    pub const fn set(&mut self, stage: Stage, below: Option<u32>) {
        match stage {
            Stage::Kindergarten => self.kindergartens = below,
            _ => self.schools = below,
        }
    }
}

/// The part of a view that outlives the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Remembered {
    /// The language, once chosen by hand.
    pub lang: Option<Lang>,
    /// The stage.
    pub stage: Option<Stage>,
    /// What the map draws.
    pub layers: Layers,
    /// Below how many pupils a school is small, where the planner typed it.
    pub typed_below: Threshold,
    /// How the panes round the map are arranged.
    pub panes: Panes,
    /// How strong and how large the map is drawn.
    pub style: Style,
}
