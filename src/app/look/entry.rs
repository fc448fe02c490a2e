//! What a button, a menu and a key say about each intent.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::chart::MapWish;
use super::desk::Arrange;
use super::intent::{ExportKind, Intent, Need};
use super::text::{self, Text, chart, desk};
use crate::proposal::GateRule;
use crate::session::Session;
use crate::words::Lang;

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
            Self::Select(_) | Self::ChooseReceiver(..) | Self::GoTo(_) | Self::FlyTo(_) => {
                (text::GO_THERE, text::GO_THERE_TIP, None)
            }
            Self::ZoomToFit => (
                text::ZOOM_TO_FIT,
                text::ZOOM_TO_FIT_TIP,
                key(Modifiers::SHIFT, Key::F),
            ),
            Self::Map(wish) => return of_map(wish),
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
            Self::Arrange(arrange) => return of_desk(*arrange),
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

/// The entry of a wish about the map.
const fn of_map(wish: &MapWish) -> Entry {
    let (label, tooltip, shortcut) = match wish {
        MapWish::Legend => (
            chart::LEGEND,
            chart::LEGEND_TIP,
            key(Modifiers::NONE, Key::L),
        ),
        MapWish::FitSelection => (
            chart::FIT_SELECTION,
            chart::FIT_SELECTION_TIP,
            key(Modifiers::NONE, Key::F),
        ),
        MapWish::Several(_) => (chart::CHOOSE, chart::CHOOSE, None),
        MapWish::Measure => (
            chart::MEASURE,
            chart::MEASURE_TIP,
            key(Modifiers::NONE, Key::M),
        ),
        MapWish::MeasureFrom(_) => (chart::MEASURE_FROM, chart::MEASURE_TIP, None),
        MapWish::AddRuler(_) | MapWish::SetRuler(..) => (chart::CIRCLE, chart::MEASURE_TIP, None),
        MapWish::CopyPlace(_) => (chart::COPY_PLACE, chart::COPY_PLACE, None),
        MapWish::Compare(look) => (chart::compare(*look), chart::COMPARE_TIP, None),
        MapWish::Propose(_) => (chart::PROPOSAL, chart::PROPOSAL_TIP, None),
        MapWish::Turn(layer) => (chart::layer(*layer), chart::TURN_TIP, None),
        MapWish::Restyle(_) => (chart::STYLE, chart::STYLE_TIP, None),
        MapWish::Colour(theme) => (chart::theme(*theme), chart::COLOUR_TIP, None),
    };
    Entry {
        label,
        tooltip,
        shortcut,
    }
}

/// The entry of a wish about the desk.
const fn of_desk(arrange: Arrange) -> Entry {
    let (label, tooltip, shortcut) = match arrange {
        Arrange::Go(workspace) => (
            desk::workspace(workspace),
            desk::workspace_tip(workspace),
            key(Modifiers::COMMAND, number(workspace as usize)),
        ),
        Arrange::Task(task) => (desk::task(task), desk::TASK_TIP, None),
        Arrange::Tab(place) => (
            desk::TABS,
            desk::TAB_TIP,
            key(Modifiers::ALT, number(place)),
        ),
        Arrange::Left => (desk::LEFT, desk::LEFT_TIP, key(Modifiers::COMMAND, Key::B)),
        Arrange::Inspector => (
            desk::INSPECTOR,
            desk::INSPECTOR_TIP,
            key(Modifiers::COMMAND, Key::I),
        ),
        Arrange::Dock => (desk::DOCK, desk::DOCK_TIP, key(Modifiers::COMMAND, Key::J)),
        Arrange::DockLarge => (
            desk::DOCK_LARGE,
            desk::DOCK_LARGE_TIP,
            key(COMMAND_SHIFT, Key::J),
        ),
        Arrange::DockSide => (desk::DOCK_SIDE, desk::DOCK_SIDE_TIP, None),
        Arrange::MoreFigures => (desk::MORE_FIGURES, desk::MORE_FIGURES_TIP, None),
        Arrange::FullScreen => (
            desk::FULL_SCREEN,
            desk::FULL_SCREEN_TIP,
            key(Modifiers::NONE, Key::F11),
        ),
    };
    Entry {
        label,
        tooltip,
        shortcut,
    }
}

/// The key of a number, counted from 0.
const fn number(place: usize) -> Key {
    match place {
        0 => Key::Num1,
        1 => Key::Num2,
        2 => Key::Num3,
        3 => Key::Num4,
        4 => Key::Num5,
        5 => Key::Num6,
        _ => Key::Num7,
    }
}
