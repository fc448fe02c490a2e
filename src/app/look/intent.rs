//! What a person at the screen can want. Panels answer with an [`Intent`]; `App` carries it out.
//!
//! Label, tooltip, shortcut and the rule when it can be done are one entry here, for button, menu and key alike.

use std::path::PathBuf;

use egui::{Key, KeyboardShortcut, Modifiers};

use super::forms::{Form, PathQuestion};
use super::text::{self, Text};
use super::view::{Page, Selection, View};
use crate::geometry::LonLat;
use crate::model::{RoadJoins, SchoolId, Stage};
use crate::plan::{Command, Status};
use crate::proposal::GateRule;
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
    /// Merge every small school for which a receiver within reach has room, as far as the closure gate is to have a
    /// say.
    MergeAll(GateRule),

    /// Search for the answer to the question on the page of proposals.
    Propose,
    /// End the search and keep what it has found.
    StopSearch,
    /// Make a draft plan of the best answer, or of one of those that trade one aim for another.
    ShowProposal(Option<usize>),

    /// Show another stage.
    SetStage(Stage),
    /// Look at something, or at nothing.
    Select(Option<Selection>),
    /// Look at something and bring it into the middle of the map.
    GoTo(Selection),
    /// Bring a place into the middle of the map.
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
    /// Leave what is half done: drag, tool, form, selection.
    Escape,
    /// Open a form or question.
    Ask(Form),
    /// Open a page of the drawer, or shut it.
    Show(Option<Page>),
    /// Change the language.
    SetLang(Lang),
    /// Light or dark.
    SwitchTheme,
    /// Stop the work in the background.
    Cancel,
    /// Read the message away.
    Dismiss,
}

impl Intent {
    /// Whether it changes only what is looked at and how, never a plan or a file.
    pub(crate) fn only_looks(&self) -> bool {
        match self {
            Self::SetStage(_)
            | Self::Select(_)
            | Self::GoTo(_)
            | Self::FlyTo(_)
            | Self::ZoomToFit
            | Self::Show(_)
            | Self::SetLang(_)
            | Self::SwitchTheme
            | Self::StopSearch
            | Self::Cancel
            | Self::Dismiss => true,
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
            | Self::Play
            | Self::MergeAll(_)
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
            | Self::Escape
            | Self::Ask(_) => false,
        }
    }

    /// What has to be there before it can be done.
    pub(crate) fn needs(&self) -> Need {
        match self {
            Self::Open
            | Self::OpenFolder
            | Self::OpenSample
            | Self::OpenPaths(_)
            | Self::Quit
            | Self::QuitUnsaved
            | Self::ReplaceUnsaved
            | Self::Escape
            | Self::SetLang(_)
            | Self::SwitchTheme
            | Self::Cancel
            | Self::Dismiss => Need::Nothing,
            Self::Save
            | Self::SaveAs
            | Self::SaveTo(_)
            | Self::RenamePlan
            | Self::DeletePlan
            | Self::DeletePlanNow => Need::Plan,
            Self::Undo => Need::StepDone,
            Self::Redo => Need::StepUndone,
            Self::Delete => Need::OpenSchool,
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
            | Self::MergeAll(_)
            | Self::Propose
            | Self::StopSearch
            | Self::ShowProposal(_)
            | Self::SetStage(_)
            | Self::Select(_)
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
    /// A county with roads.
    Road,
}

/// What a button, a menu and a key say about an intent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// On the button.
    pub(crate) label: Text,
    /// On hover.
    pub(crate) tooltip: Text,
    /// On the keyboard.
    pub(crate) shortcut: Option<KeyboardShortcut>,
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the table of entries reads better"
)]
const fn key(modifiers: Modifiers, key: Key) -> Option<KeyboardShortcut> {
    Some(KeyboardShortcut::new(modifiers, key))
}

const COMMAND_SHIFT: Modifiers = Modifiers::COMMAND.plus(Modifiers::SHIFT);

/// Keys beside the one that the entry names.
const MORE_KEYS: [(KeyboardShortcut, Intent); 2] = [
    (
        KeyboardShortcut::new(Modifiers::COMMAND, Key::Y),
        Intent::Redo,
    ),
    (
        KeyboardShortcut::new(Modifiers::COMMAND, Key::Num0),
        Intent::ZoomToFit,
    ),
];

impl Intent {
    /// Its entry. Intents that only ever come from a named thing on screen say that thing's general word.
    pub(crate) fn entry(&self) -> Entry {
        let (label, tooltip, shortcut) = match self {
            Self::Open | Self::OpenPaths(_) => {
                (text::OPEN, text::OPEN_TIP, key(Modifiers::COMMAND, Key::O))
            }
            Self::ReadAgain(_) => (text::roads::JOIN, text::roads::JOIN_TIP, None),
            Self::OpenFolder => (text::OPEN_FOLDER, text::OPEN_FOLDER_TIP, None),
            Self::OpenSample => (text::OPEN_SAMPLE, text::OPEN_SAMPLE_TIP, None),
            Self::WriteOver(..) => (text::WRITE_OVER, text::WRITE_OVER_TIP, None),
            Self::Save | Self::SaveTo(_) => {
                (text::SAVE, text::SAVE_TIP, key(Modifiers::COMMAND, Key::S))
            }
            Self::SaveAs => (text::SAVE_AS, text::SAVE_AS_TIP, key(COMMAND_SHIFT, Key::S)),
            Self::Export(kind) | Self::ExportTo(kind, _) => match kind {
                ExportKind::Geojson => (text::EXPORT_GEOJSON, text::EXPORT_GEOJSON_TIP, None),
                ExportKind::Schools => (text::EXPORT_SCHOOLS, text::EXPORT_SCHOOLS_TIP, None),
                ExportKind::Assignment => {
                    (text::EXPORT_ASSIGNMENT, text::EXPORT_ASSIGNMENT_TIP, None)
                }
                ExportKind::Comparison => {
                    (text::EXPORT_COMPARISON, text::EXPORT_COMPARISON_TIP, None)
                }
                ExportKind::Catchments => (
                    text::proposals::EXPORT_CATCHMENTS,
                    text::proposals::EXPORT_CATCHMENTS_TIP,
                    None,
                ),
            },
            Self::Quit => (text::QUIT, text::QUIT_TIP, key(Modifiers::COMMAND, Key::Q)),
            Self::QuitUnsaved | Self::ReplaceUnsaved => {
                (text::DO_NOT_SAVE, text::DO_NOT_SAVE_TIP, None)
            }
            Self::SaveAll => (text::SAVE, text::SAVE_TIP, None),
            Self::Command(_) => (text::APPLY, text::APPLY_TIP, None),
            Self::Undo => (text::UNDO, text::UNDO_TIP, key(Modifiers::COMMAND, Key::Z)),
            Self::Redo => (text::REDO, text::REDO_TIP, key(COMMAND_SHIFT, Key::Z)),
            Self::NewPlan => (
                text::NEW_PLAN,
                text::NEW_PLAN_TIP,
                key(Modifiers::COMMAND, Key::N),
            ),
            Self::DuplicatePlan => (
                text::DUPLICATE_PLAN,
                text::DUPLICATE_PLAN_TIP,
                key(Modifiers::COMMAND, Key::D),
            ),
            Self::RenamePlan => (
                text::RENAME_PLAN,
                text::RENAME_PLAN_TIP,
                key(Modifiers::NONE, Key::F2),
            ),
            Self::DeletePlan | Self::DeletePlanNow => {
                (text::DELETE_PLAN, text::DELETE_PLAN_TIP, None)
            }
            Self::Choose(_) => (text::SHOW_PLAN, text::SHOW_PLAN_TIP, None),
            Self::SetYear(_) => (text::YEAR, text::YEAR_TIP, None),
            Self::Play => (
                text::time::PLAY,
                text::time::PLAY_TIP,
                key(Modifiers::NONE, Key::P),
            ),
            Self::MergeAll(GateRule::BindsWithBus) => (
                text::small::MERGE_WITH_BUSES,
                text::small::MERGE_WITH_BUSES_TIP,
                None,
            ),
            Self::MergeAll(GateRule::Binds) => (
                text::small::MERGE_PASSING,
                text::small::MERGE_PASSING_TIP,
                None,
            ),
            Self::MergeAll(GateRule::Advises) => (
                text::small::MERGE_PAST_GATE,
                text::small::MERGE_PAST_GATE_TIP,
                None,
            ),
            Self::Propose => (text::proposals::SEARCH, text::proposals::SEARCH_TIP, None),
            Self::StopSearch => (text::proposals::STOP, text::proposals::STOP_TIP, None),
            Self::ShowProposal(_) => (
                text::proposals::OPEN_DRAFT,
                text::proposals::OPEN_DRAFT_TIP,
                None,
            ),
            Self::SetStage(_) => (text::STAGE, text::STAGE_TIP, None),
            Self::Select(_) | Self::GoTo(_) | Self::FlyTo(_) => {
                (text::GO_THERE, text::GO_THERE_TIP, None)
            }
            Self::ZoomToFit => (
                text::ZOOM_TO_FIT,
                text::ZOOM_TO_FIT_TIP,
                key(Modifiers::NONE, Key::F),
            ),
            Self::StartAdd | Self::PlaceSchool(_) => (
                text::ADD_SCHOOL,
                text::ADD_SCHOOL_TIP,
                key(Modifiers::NONE, Key::A),
            ),
            Self::StartRoad | Self::RoadDrawn(_) => (
                text::roads::DRAW,
                text::roads::DRAW_TIP,
                key(Modifiers::NONE, Key::R),
            ),
            Self::PickRoad | Self::RoadPicked(_) => {
                (text::roads::PICK, text::roads::PICK_TIP, None)
            }
            Self::StartRelocate(_) => (text::RELOCATE, text::RELOCATE_TIP, None),
            Self::Delete => (
                text::CLOSE_SCHOOL,
                text::CLOSE_SCHOOL_TIP,
                key(Modifiers::NONE, Key::Delete),
            ),
            Self::Escape => (
                text::CANCEL,
                text::CANCEL_TIP,
                key(Modifiers::NONE, Key::Escape),
            ),
            Self::Answer(_, Some(_)) => (text::ANSWER, text::ANSWER_TIP, None),
            Self::Answer(_, None) => (text::ASK_AGAIN, text::ASK_AGAIN_TIP, None),
            Self::Ask(_) => (text::EDIT, text::EDIT_TIP, None),
            Self::Show(_) => (text::TABLES, text::TABLES_TIP, None),
            Self::SetLang(_) => (text::LANGUAGE, text::LANGUAGE_TIP, None),
            Self::SwitchTheme => (text::THEME, text::THEME_TIP, None),
            Self::Cancel => (text::CANCEL, text::STOP_TIP, None),
            Self::Dismiss => (text::DISMISS, text::DISMISS_TIP, None),
        };
        Entry {
            label,
            tooltip,
            shortcut,
        }
    }

    /// Whether it can be done now.
    pub fn is_enabled(&self, session: Option<&Session>, view: &View) -> bool {
        let open_school = |session: &Session| match &view.selection {
            Some(Selection::School(id)) => {
                let site = session.evaluation().layout.site(id);
                site.is_some_and(|site| site.is_open())
            }
            Some(Selection::Settlement(_)) | None => false,
        };
        match self.needs() {
            Need::Nothing => true,
            Need::County => session.is_some(),
            Need::Plan => session.is_some_and(|session| session.document().is_some()),
            Need::StepDone => session.is_some_and(|session| session.undo_name().is_some()),
            Need::StepUndone => session.is_some_and(|session| session.redo_name().is_some()),
            Need::OpenSchool => session.is_some_and(open_school),
            Need::Road => session.is_some_and(|session| !session.county().roads.is_empty()),
        }
    }

    /// The key in the system's spelling, for tooltips and menus.
    pub(crate) fn key_name(&self, ctx: &egui::Context) -> Option<String> {
        self.entry()
            .shortcut
            .map(|shortcut| ctx.format_shortcut(&shortcut))
    }

    /// The tooltip with the key, and for undo and redo the step's name.
    pub(crate) fn tooltip(
        &self,
        session: Option<&Session>,
        lang: Lang,
        ctx: &egui::Context,
    ) -> String {
        let step = match self.needs() {
            Need::StepDone => session.and_then(Session::undo_name),
            Need::StepUndone => session.and_then(Session::redo_name),
            Need::Nothing | Need::County | Need::Plan | Need::OpenSchool | Need::Road => None,
        };
        let entry = self.entry();
        let tip = match step {
            Some(step) => format!(
                "{}{}{}",
                entry.label.say(lang),
                text::COLON.say(lang),
                step.say(lang)
            ),
            None => entry.tooltip.say(lang).to_owned(),
        };
        match self.key_name(ctx) {
            Some(key) => format!("{tip}  {key}"),
            None => tip,
        }
    }
}

/// The intent whose key was pressed in this frame. Keys without Ctrl do nothing while someone types.
///
/// `consume_shortcut` takes Ctrl+Z for Ctrl+Shift+Z, so longer shortcuts are asked first.
pub(crate) fn from_keyboard(ctx: &egui::Context) -> Option<Intent> {
    let is_typing = ctx.text_edit_focused();
    let keyed = [
        Intent::Redo,
        Intent::SaveAs,
        Intent::Undo,
        Intent::Save,
        Intent::Open,
        Intent::NewPlan,
        Intent::DuplicatePlan,
        Intent::Quit,
        Intent::RenamePlan,
        Intent::ZoomToFit,
        Intent::StartAdd,
        Intent::StartRoad,
        Intent::Play,
        Intent::Delete,
        Intent::Escape,
    ];
    let main = keyed
        .into_iter()
        .filter_map(|intent| Some((intent.entry().shortcut?, intent)));
    let applies = |shortcut: &KeyboardShortcut, intent: &Intent| {
        let edits_text =
            matches!(intent, Intent::Undo | Intent::Redo) || shortcut.modifiers.is_none();
        !is_typing || !edits_text || *intent == Intent::Escape
    };
    let all: Vec<_> = main
        .chain(MORE_KEYS)
        .filter(|(shortcut, intent)| applies(shortcut, intent))
        .collect();
    ctx.input_mut(|input| {
        all.into_iter()
            .find(|(shortcut, _)| input.consume_shortcut(shortcut))
            .map(|(_, intent)| intent)
    })
}

/// Brings what a measure is about into the middle of the map.
pub(crate) fn go_to(measure: &crate::plan::Measure) -> Intent {
    if let crate::plan::Measure::Road { work, .. } = measure
        && let Some(&middle) = work.line().get(work.line().len() / 2)
    {
        return Intent::FlyTo(middle);
    }
    Intent::GoTo(Selection::School(measure.school().clone()))
}

/// What pressing Delete on a school means: closing it, or taking it back when the plan builds it.
pub(crate) fn delete_command(session: &Session, id: &SchoolId) -> Option<Command> {
    let site = session.evaluation().layout.site(id)?;
    if site.status == Status::New {
        let plan = session.plan()?;
        let builds = |action: &crate::plan::Action| {
            matches!(action.measure, crate::plan::Measure::New(_)) && action.measure.school() == id
        };
        let index = plan.actions.iter().position(builds)?;
        return Some(Command::Remove { index });
    }
    let measure = crate::plan::Measure::Close { school: id.clone() };
    site.is_open()
        .then(|| Command::Add(crate::plan::Action::new(session.year(), measure, "")))
}
