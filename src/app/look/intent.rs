//! What a person at the screen can want. Panels answer with an [`Intent`]; `App` carries it out.
//!
//! Label and tooltip are one entry in [`super::entry`], the key is a line in [`super::keys`], and the rule when it can be
//! done is here: for button, menu and key alike.

use std::path::PathBuf;

use super::aids::{Aid, Place, Setting, Turn, Visit, Zoom};
use super::asking::Topic;
use super::chart::MapWish;
use super::desk::{Arrange, Page, Task};
use super::doctor::DoctorWish;
use super::forms::{Form, PathQuestion};
use super::grid::GridId;
use super::keeping::Keep;
use super::view::{Selection, View};
use crate::geometry::LonLat;
use crate::model::{RoadJoins, SchoolId, Stage};
use crate::plan::{Action, Command, Site, Status};
use crate::session::{Chosen, Session};
use crate::units::Year;
use crate::words::Lang;

/// A file that can be written beside the plan itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportKind {
    /// The plan as GeoJSON for QGIS, of today's layout too.
    Geojson,
    /// All schools as a table.
    Schools,
    /// Who goes where, as a table.
    Assignment,
    /// The two compared plans as a table.
    Comparison,
    /// Proposed catchments, as a table of who goes where.
    Catchments,
    /// What a table shows.
    Grid(GridId),
}

/// One wish.
#[expect(
    clippy::large_enum_variant,
    reason = "a handful a frame, and never kept"
)]
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Choose files to open.
    Open,
    /// Choose a folder to open.
    OpenFolder,
    /// Open the sample county that is part of the program.
    OpenSample,
    /// Open these files and folders.
    OpenPaths(Vec<PathBuf>),
    /// Answer a question about the data, by its key and that of the choice, and read the files again; `None` asks anew.
    Answer(String, Option<String>),
    /// Read the files of the county again, with these roads joined.
    ReadAgain(RoadJoins),
    /// Show the county that was just read, even if unsaved work is lost.
    ReplaceUnsaved,
    /// Save the chosen plan where it was saved before, else ask where.
    Save,
    /// Ask where to save the chosen plan.
    SaveAs,
    /// Save the chosen plan here.
    SaveTo(PathBuf),
    /// Ask where to write a file.
    Export(ExportKind),
    /// Write it here.
    ExportTo(ExportKind, PathBuf),
    /// Write there over whatever stands there; somebody was asked.
    WriteOver(PathQuestion, PathBuf),
    /// Close the window, asking first if work would be lost.
    Quit,
    /// Close the window, work lost or not.
    QuitUnsaved,
    /// Save every unsaved plan, then do what waited for it.
    SaveAll,

    /// Change the chosen plan by one step.
    Command(Command),
    /// Take the last step back.
    Undo,
    /// Take it again.
    Redo,
    /// Begin an empty plan.
    NewPlan,
    /// Begin a copy of the chosen plan.
    DuplicatePlan,
    /// Give the chosen plan another name.
    RenamePlan,
    /// Ask whether to drop the chosen plan.
    DeletePlan,
    /// Drop it.
    DeletePlanNow,
    /// Show today or a plan.
    Choose(Chosen),
    /// Show another year.
    SetYear(Year),
    /// Show the years one after the other, or stop.
    Play,
    /// Take a measure of the second compared plan over into the first.
    TakeOver(Box<Action>),

    /// Open a question to the optimiser.
    AskAbout(Topic),
    /// Open a tab of the task pane of the plan, wherever one is.
    OpenTask(Task),
    /// Search for the answer to the question on the page of proposals.
    Propose,
    /// End the search and keep what it has found.
    StopSearch,
    /// Forget the answer to the question on the page.
    DropAnswer,
    /// Leave a measure of the answer in sight out of the draft, by its position, or take it up again; `None` takes up all.
    Tick(Option<usize>),
    /// Look at the best answer, or at one of those that trade one aim for another; nothing is written.
    LookAtProposal(Option<usize>),
    /// Make a draft plan of the best answer, or of one of those that trade one aim for another.
    ShowProposal(Option<usize>),

    /// Show another stage.
    SetStage(Stage),
    /// Show a stage, then do what belongs to it.
    InStage(Stage, Box<Self>),
    /// Show a year, then do what belongs to it.
    InYear(Year, Box<Self>),
    /// Look at something, or at nothing.
    Select(Option<Selection>),
    /// Let the first school merge into the second, once it is merged.
    ChooseReceiver(SchoolId, SchoolId),
    /// Go to where what is not known of a school can be filled in.
    FillIn(SchoolId),
    /// Look at something, and bring it into sight on the map where it is out of it.
    GoTo(Selection),
    /// Bring a place into sight on the map where it is out of it.
    FlyTo(LonLat),
    /// Show the whole county.
    ZoomToFit,
    /// The next click on the map says where a new school stands.
    StartAdd,
    /// The next click on the map says where this school moves.
    StartRelocate(SchoolId),
    /// The next clicks on the map draw a new road.
    StartRoad,
    /// The next click on the map picks a road to close or to improve.
    PickRoad,
    /// A new road was drawn through these places.
    RoadDrawn(Vec<LonLat>),
    /// The road that is to be closed or improved, by its position in [`crate::model::County::roads`].
    RoadPicked(usize),
    /// The place where the school that was begun is to stand.
    PlaceSchool(LonLat),
    /// Close the selected school, or take it back when the plan builds it.
    Delete,
    /// Ask for the reason to keep the selected school.
    KeepSelected,
    /// Go to where the facts of what is selected are set right.
    CorrectSelected,
    /// List the problems under one rule, by its id, and open it there.
    OpenRule(String),
    /// List the problems of one township, by its position in [`crate::model::County::townships`].
    ListProblemsOf(usize),
    /// Go to the worst place of the problems that are listed.
    ToWorst,
    /// Leave what is half done: drag, tool, form, selection.
    Escape,
    /// Open a form or question.
    Ask(Form),
    /// Open a page of the dock where it has its place, or shut the dock.
    Show(Option<Page>),
    /// Arrange the desk.
    Arrange(Arrange),
    /// Change the language.
    SetLang(Lang),
    /// Light or dark.
    SwitchTheme,
    /// Stop the work in the background.
    Cancel,
    /// Read the message away.
    Dismiss,
    /// Open the search, the settings, the keys; or shut what is open of them.
    Aid(Aid),
    /// Go to what was found.
    Visit(Place, Visit),
    /// Bring what is selected into the middle of the map.
    FlyToSelection,
    /// Show the year that lies so many years on.
    StepYear(i32),
    /// Let text stand larger or smaller.
    Zoom(Zoom),
    /// Change a setting.
    Set(Setting),
    /// Ask for the folder that file dialogs begin in.
    ChooseFolder,
    /// Lead through the program.
    Tour(Turn),
    /// Open or shut the history of steps.
    History,
    /// What is wished about steps, corrections and unsaved work.
    Keep(Keep),
    /// Something about the map.
    Map(MapWish),
    /// Something about the data as it was read.
    Doctor(DoctorWish),
}

impl Intent {
    /// Whether it changes only what is looked at and how, never a plan or a file.
    pub(crate) fn only_looks(&self) -> bool {
        match self {
            Self::InStage(_, then) => then.only_looks(),
            Self::Map(wish) => wish.only_looks(),
            Self::Keep(keep) => keep.only_looks(),
            Self::Doctor(wish) => wish.only_looks(),
            Self::History
            | Self::SetStage(_)
            | Self::Select(_)
            | Self::ChooseReceiver(..)
            | Self::FillIn(_)
            | Self::CorrectSelected
            | Self::OpenRule(_)
            | Self::ListProblemsOf(_)
            | Self::ToWorst
            | Self::Tick(_)
            | Self::AskAbout(_)
            | Self::OpenTask(_)
            | Self::DropAnswer
            | Self::LookAtProposal(_)
            | Self::GoTo(_)
            | Self::FlyTo(_)
            | Self::ZoomToFit
            | Self::Show(_)
            | Self::Arrange(_)
            | Self::SetLang(_)
            | Self::SwitchTheme
            | Self::StopSearch
            | Self::Cancel
            | Self::Dismiss
            | Self::Aid(_)
            | Self::Visit(..)
            | Self::FlyToSelection
            | Self::Zoom(_)
            | Self::Set(_)
            | Self::ChooseFolder
            | Self::Tour(_) => true,
            Self::Open
            | Self::OpenFolder
            | Self::OpenSample
            | Self::OpenPaths(_)
            | Self::Answer(..)
            | Self::ReadAgain(_)
            | Self::ReplaceUnsaved
            | Self::Save
            | Self::SaveAs
            | Self::SaveTo(_)
            | Self::Export(_)
            | Self::ExportTo(..)
            | Self::WriteOver(..)
            | Self::Quit
            | Self::QuitUnsaved
            | Self::SaveAll
            | Self::Command(_)
            | Self::Undo
            | Self::Redo
            | Self::NewPlan
            | Self::DuplicatePlan
            | Self::RenamePlan
            | Self::DeletePlan
            | Self::DeletePlanNow
            | Self::Choose(_)
            | Self::SetYear(_)
            | Self::InYear(..)
            | Self::StepYear(_)
            | Self::Play
            | Self::TakeOver(_)
            | Self::Propose
            | Self::ShowProposal(_)
            | Self::StartAdd
            | Self::StartRelocate(_)
            | Self::PlaceSchool(_)
            | Self::StartRoad
            | Self::PickRoad
            | Self::RoadDrawn(_)
            | Self::RoadPicked(_)
            | Self::Delete
            | Self::KeepSelected
            | Self::Escape
            | Self::Ask(_) => false,
        }
    }

    /// Whether it moves, merges or builds on the map, which only the workspace of the plan does.
    pub(crate) const fn plans(&self) -> bool {
        if let Self::Map(wish) = self {
            return wish.plans();
        }
        matches!(
            self,
            Self::Propose
                | Self::ShowProposal(_)
                | Self::StartAdd
                | Self::StartRelocate(_)
                | Self::PlaceSchool(_)
                | Self::StartRoad
                | Self::PickRoad
                | Self::RoadDrawn(_)
                | Self::RoadPicked(_)
                | Self::Delete
                | Self::KeepSelected
        )
    }

    /// What has to be there before it can be done.
    pub(crate) fn needs(&self) -> Need {
        match self {
            Self::Keep(keep) => keep.needs(),
            Self::Open
            | Self::OpenFolder
            | Self::OpenSample
            | Self::OpenPaths(_)
            | Self::Quit
            | Self::QuitUnsaved
            | Self::ReplaceUnsaved
            | Self::Escape
            | Self::Arrange(_)
            | Self::SetLang(_)
            | Self::SwitchTheme
            | Self::Cancel
            | Self::Dismiss
            | Self::Aid(_)
            | Self::Zoom(_)
            | Self::Set(_)
            | Self::ChooseFolder
            | Self::Tour(_) => Need::Nothing,
            Self::Save
            | Self::SaveAs
            | Self::SaveTo(_)
            | Self::RenamePlan
            | Self::DeletePlan
            | Self::DeletePlanNow => Need::Plan,
            Self::Undo => Need::StepDone,
            Self::Redo => Need::StepUndone,
            Self::Delete => Need::OpenSchool,
            Self::KeepSelected => Need::StandingSchool,
            Self::CorrectSelected => Need::Recorded,
            Self::PickRoad => Need::Road,
            Self::Export(_)
            | Self::ExportTo(..)
            | Self::WriteOver(..)
            | Self::SaveAll
            | Self::Answer(..)
            | Self::Command(_)
            | Self::NewPlan
            | Self::DuplicatePlan
            | Self::Choose(_)
            | Self::SetYear(_)
            | Self::Play
            | Self::TakeOver(_)
            | Self::Propose
            | Self::StopSearch
            | Self::ShowProposal(_)
            | Self::SetStage(_)
            | Self::InStage(..)
            | Self::InYear(..)
            | Self::Select(_)
            | Self::ChooseReceiver(..)
            | Self::FillIn(_)
            | Self::AskAbout(_)
            | Self::OpenTask(_)
            | Self::DropAnswer
            | Self::LookAtProposal(_)
            | Self::GoTo(_)
            | Self::FlyTo(_)
            | Self::ZoomToFit
            | Self::StartAdd
            | Self::StartRelocate(_)
            | Self::PlaceSchool(_)
            | Self::StartRoad
            | Self::RoadDrawn(_)
            | Self::RoadPicked(_)
            | Self::Ask(_)
            | Self::ReadAgain(_)
            | Self::Visit(..)
            | Self::FlyToSelection
            | Self::StepYear(_)
            | Self::History
            | Self::OpenRule(_)
            | Self::ListProblemsOf(_)
            | Self::ToWorst
            | Self::Tick(_)
            | Self::Map(_)
            | Self::Doctor(_)
            | Self::Show(_) => Need::County,
        }
    }
}

/// What has to be there before an intent can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing.
    Nothing,
    /// A county.
    County,
    /// A plan that is chosen.
    Plan,
    /// A step of the chosen plan that can be taken back.
    StepDone,
    /// A step of the chosen plan that was taken back.
    StepUndone,
    /// An open school that is selected.
    OpenSchool,
    /// A selected school that the plan did not build.
    StandingSchool,
    /// A selected school or settlement of the files.
    Recorded,
    /// A county with roads.
    Road,
}

impl Intent {
    /// Whether it can be done now.
    pub fn is_enabled(&self, session: Option<&Session>, view: &View) -> bool {
        let has_place = !self.plans() || view.workspace().plans();
        has_place && self.has_needs(session, view)
    }

    /// Whether all is there that it needs, whatever workspace is on screen.
    pub(crate) fn has_needs(&self, session: Option<&Session>, view: &View) -> bool {
        let site = |session: &'_ Session, is_so: fn(&Site) -> bool| match &view.selection {
            Some(Selection::School(id)) => session.evaluation().layout.site(id).is_some_and(is_so),
            Some(Selection::Settlement(_)) | None => false,
        };
        let is_recorded = |session: &Session| match &view.selection {
            Some(Selection::School(id)) => session.files().school(id).is_some(),
            Some(Selection::Settlement(home)) => *home < session.county().settlements.len(),
            None => false,
        };
        match self.needs() {
            Need::Nothing => true,
            Need::County => session.is_some(),
            Need::Plan => session.is_some_and(|session| session.document().is_some()),
            Need::StepDone => session.is_some_and(|session| session.undo_name().is_some()),
            Need::StepUndone => session.is_some_and(|session| session.redo_name().is_some()),
            Need::OpenSchool => session.is_some_and(|session| site(session, Site::is_open)),
            Need::StandingSchool => {
                session.is_some_and(|session| site(session, |site| site.status != Status::New))
            }
            Need::Recorded => session.is_some_and(is_recorded),
            Need::Road => session.is_some_and(|session| !session.county().roads.is_empty()),
        }
    }
}

/// Brings what a measure is about into sight.
pub(crate) fn look_at(measure: &crate::plan::Measure) -> Intent {
    if let crate::plan::Measure::Road { work, .. } = measure
        && let Some(&middle) = work.line().get(work.line().len() / 2)
    {
        return Intent::FlyTo(middle);
    }
    Intent::GoTo(Selection::School(measure.school().clone()))
}

/// The same in the year of the measure, in which it can be seen.
pub(crate) fn go_to(action: &Action) -> Intent {
    Intent::InYear(action.year, Box::new(look_at(&action.measure)))
}

/// What pressing Delete on a school means: closing it, or taking it back when the plan builds it. `None` for one that is
/// closed, and for one that the plan closes later: nothing is planned twice.
pub(crate) fn delete_command(session: &Session, id: &SchoolId) -> Option<Command> {
    let site = session.evaluation().layout.site(id)?;
    if site.status == Status::New {
        let plan = session.plan()?;
        let builds = |action: &Action| {
            matches!(action.measure, crate::plan::Measure::New(_)) && action.measure.school() == id
        };
        let index = plan.actions.iter().position(builds)?;
        return Some(Command::Remove { index });
    }
    let measure = crate::plan::Measure::Close { school: id.clone() };
    let closes_later = session.closes_later(id).is_some();
    (site.is_open() && !closes_later)
        .then(|| Command::Add(Action::new(session.year(), measure, "")))
}
