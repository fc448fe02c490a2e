//! What a button and a menu say about each intent; its key stands in [`super::keys`].

use super::aids::{Aid, Setting, Turn, Zoom};
use super::chart::BasemapWish;
use super::chart::MapWish;
use super::desk::Arrange;
use super::intent::{ExportKind, Intent, Need};
use super::keys;
use super::text::{self, Text, aids, basemap, chart, desk};
use crate::session::Session;
use crate::words::Lang;

/// What a button and a menu say about an intent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    /// On the button.
    pub(crate) label: Text,
    /// On hover.
    pub(crate) tooltip: Text,
}

impl Intent {
    /// Its entry. Intents that only ever come from a named thing on screen say that thing's general word.
    pub(crate) fn entry(&self) -> Entry {
        let (label, tooltip) = match self {
            Self::Open | Self::OpenPaths(_) => (text::OPEN, text::OPEN_TIP),
            Self::ReadAgain(_) => (text::roads::JOIN, text::roads::JOIN_TIP),
            Self::OpenFolder => (text::OPEN_FOLDER, text::OPEN_FOLDER_TIP),
            Self::OpenSample => (text::OPEN_SAMPLE, text::OPEN_SAMPLE_TIP),
            Self::WriteOver(..) => (text::WRITE_OVER, text::WRITE_OVER_TIP),
            Self::Save | Self::SaveTo(_) | Self::SaveAll => (text::SAVE, text::SAVE_TIP),
            Self::SaveAs => (text::SAVE_AS, text::SAVE_AS_TIP),
            Self::Export(kind) | Self::ExportTo(kind, _) => match kind {
                ExportKind::Geojson => (text::EXPORT_GEOJSON, text::EXPORT_GEOJSON_TIP),
                ExportKind::Schools => (text::EXPORT_SCHOOLS, text::EXPORT_SCHOOLS_TIP),
                ExportKind::Assignment => (text::EXPORT_ASSIGNMENT, text::EXPORT_ASSIGNMENT_TIP),
                ExportKind::Comparison => (text::EXPORT_COMPARISON, text::EXPORT_COMPARISON_TIP),
                ExportKind::Grid(_) => (text::tables::EXPORT_GRID, text::tables::EXPORT_TIP),
                ExportKind::Catchments => (
                    text::proposals::EXPORT_CATCHMENTS,
                    text::proposals::EXPORT_CATCHMENTS_TIP,
                ),
            },
            Self::Quit => (text::QUIT, text::QUIT_TIP),
            Self::QuitUnsaved | Self::ReplaceUnsaved => (text::DO_NOT_SAVE, text::DO_NOT_SAVE_TIP),
            Self::Command(_) => (text::APPLY, text::APPLY_TIP),
            Self::Undo => (text::UNDO, text::UNDO_TIP),
            Self::Redo => (text::REDO, text::REDO_TIP),
            Self::NewPlan => (text::NEW_PLAN, text::NEW_PLAN_TIP),
            Self::DuplicatePlan => (text::DUPLICATE_PLAN, text::DUPLICATE_PLAN_TIP),
            Self::RenamePlan => (text::RENAME_PLAN, text::RENAME_PLAN_TIP),
            Self::DeletePlan | Self::DeletePlanNow => (text::DELETE_PLAN, text::DELETE_PLAN_TIP),
            Self::Choose(_) => (text::SHOW_PLAN, text::SHOW_PLAN_TIP),
            Self::SetYear(_) => (text::YEAR, text::YEAR_TIP),
            Self::Play => (text::time::PLAY, text::time::PLAY_TIP),
            Self::TakeOver(_) => (text::compare::DO_SO_IN_A, text::compare::DO_SO_IN_A_TIP),
            Self::AskAbout(topic) => (
                text::proposals::topic(*topic),
                text::proposals::topic_tip(*topic),
            ),
            Self::OpenTask(task) => (desk::task(*task), desk::TASK_TIP),
            Self::Propose => (text::proposals::SEARCH, text::proposals::SEARCH_TIP),
            Self::DropAnswer => (
                text::proposals::DROP_ANSWER,
                text::proposals::DROP_ANSWER_TIP,
            ),
            Self::Tick(_) => (text::proposals::TICK, text::proposals::TICK_TIP),
            Self::StopSearch => (text::proposals::STOP, text::proposals::STOP_TIP),
            Self::LookAtProposal(_) => (text::proposals::CHART, text::proposals::CHART_TIP),
            Self::ShowProposal(_) => (text::proposals::OPEN_DRAFT, text::proposals::OPEN_DRAFT_TIP),
            Self::InStage(_, then) | Self::InYear(_, then) => return then.entry(),
            Self::SetStage(_) => (text::STAGE, text::STAGE_TIP),
            Self::FillIn(_) => (text::deciding::FILL_IN, text::deciding::FILL_IN_TIP),
            Self::Select(_) | Self::ChooseReceiver(..) | Self::GoTo(_) | Self::FlyTo(_) => {
                (text::GO_THERE, text::GO_THERE_TIP)
            }
            Self::ZoomToFit => (text::ZOOM_TO_FIT, text::ZOOM_TO_FIT_TIP),
            Self::StartAdd | Self::PlaceSchool(_) => (text::ADD_SCHOOL, text::ADD_SCHOOL_TIP),
            Self::StartRoad | Self::RoadDrawn(_) => (text::roads::DRAW, text::roads::DRAW_TIP),
            Self::PickRoad | Self::RoadPicked(_) => (text::roads::PICK, text::roads::PICK_TIP),
            Self::StartRelocate(_) => (text::RELOCATE, text::RELOCATE_TIP),
            Self::Delete => (text::CLOSE_SCHOOL, text::CLOSE_SCHOOL_TIP),
            Self::KeepSelected => (aids::KEEP_SELECTED, text::KEEP_TIP),
            Self::CorrectSelected => (aids::CORRECT_SELECTED, aids::CORRECT_TIP),
            Self::OpenRule(_) => (aids::OPEN_RULE, aids::OPEN_RULE_TIP),
            Self::ListProblemsOf(_) => (aids::PROBLEMS_THERE, aids::OPEN_RULE_TIP),
            Self::ToWorst => (text::tables::TO_WORST, text::tables::TO_WORST_TIP),
            Self::Escape => (text::CANCEL, text::CANCEL_TIP),
            Self::Answer(_, Some(_)) => (text::ANSWER, text::ANSWER_TIP),
            Self::Answer(_, None) => (text::ASK_AGAIN, text::ASK_AGAIN_TIP),
            Self::Ask(_) => (text::EDIT, text::EDIT_TIP),
            Self::Show(_) => (text::TABLES, text::TABLES_TIP),
            Self::Arrange(arrange) => return of_desk(*arrange),
            Self::SetLang(_) => (text::LANGUAGE, text::LANGUAGE_TIP),
            Self::SwitchTheme => (text::THEME, text::THEME_TIP),
            Self::Cancel => (text::CANCEL, text::STOP_TIP),
            Self::Dismiss => (text::DISMISS, text::DISMISS_TIP),
            Self::Aid(aid) => of_aid(*aid),
            Self::Visit(..) => (text::GO_THERE, text::GO_THERE_TIP),
            Self::FlyToSelection => (aids::TO_SELECTION, aids::TO_SELECTION_TIP),
            Self::StepYear(by) if *by < 0 => (desk::YEAR_BACK, aids::YEAR_STEP_TIP),
            Self::StepYear(_) => (desk::YEAR_ON, aids::YEAR_STEP_TIP),
            Self::Zoom(Zoom::In) => (aids::LARGER, desk::TEXT_SIZE),
            Self::Zoom(Zoom::Out) => (aids::SMALLER, desk::TEXT_SIZE),
            Self::Zoom(Zoom::Usual) => (aids::USUAL_SIZE, desk::TEXT_SIZE),
            Self::Set(Setting::Folder(_)) => (aids::FORGET, aids::FOLDER_TIP),
            Self::Set(_) => (desk::SETTINGS, aids::SETTINGS_TIP),
            Self::ChooseFolder => (aids::CHOOSE, aids::FOLDER_TIP),
            Self::Tour(Turn::Begin) => (aids::TOUR, aids::TOUR_TIP),
            Self::Tour(Turn::Next) => (aids::NEXT, aids::TOUR_TIP),
            Self::Tour(Turn::Back) => (aids::BACK, aids::TOUR_TIP),
            Self::Tour(Turn::End) => (aids::END, aids::TOUR_TIP),
            Self::History => (aids::HISTORY, aids::HISTORY_TIP),
            Self::Keep(keep) => return keep.entry(),
            Self::Doctor(wish) => return wish.entry(),
            Self::Map(wish) => return of_map(wish),
        };
        Entry { label, tooltip }
    }

    /// The key in the system's spelling, for tooltips and menus.
    pub(crate) fn key_name(&self, ctx: &egui::Context) -> Option<String> {
        keys::of(self).map(|keys| keys::written(&keys, ctx))
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
            Need::Nothing
            | Need::County
            | Need::Plan
            | Need::OpenSchool
            | Need::StandingSchool
            | Need::Recorded
            | Need::Road => None,
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
    let (label, tooltip) = match wish {
        MapWish::Legend => (chart::LEGEND, chart::LEGEND_TIP),
        MapWish::FitSelection => (chart::FIT_SELECTION, chart::FIT_SELECTION_TIP),
        MapWish::Several(_) => (chart::CHOOSE, chart::CHOOSE),
        MapWish::Lasso => (chart::LASSO, chart::LASSO_TIP),
        MapWish::Measure => (chart::MEASURE, chart::MEASURE_TIP),
        MapWish::MeasureFrom(_) => (chart::MEASURE_FROM, chart::MEASURE_TIP),
        MapWish::AddRuler(_) | MapWish::SetRuler(..) => (chart::CIRCLE, chart::MEASURE_TIP),
        MapWish::CopyPlace(_) => (chart::COPY_PLACE, chart::COPY_PLACE),
        MapWish::Compare(look) => (chart::compare(*look), chart::COMPARE_TIP),
        MapWish::Propose(_) => (chart::PROPOSAL, chart::PROPOSAL_TIP),
        MapWish::Basemap(BasemapWish::TakeAway) => (basemap::TAKE_AWAY, basemap::TAKE_AWAY_TIP),
        MapWish::Basemap(BasemapWish::Datum(_)) => (basemap::DATUM, basemap::DATUM_TIP),
        MapWish::Basemap(_) => (basemap::OPEN, basemap::OPEN_TIP),
        MapWish::Turn(layer) => (chart::layer(*layer), chart::TURN_TIP),
        MapWish::Restyle(_) => (chart::STYLE, chart::STYLE_TIP),
        MapWish::Colour(theme) => (chart::theme(*theme), chart::COLOUR_TIP),
    };
    Entry { label, tooltip }
}

/// The entry of what helps to find one's way.
const fn of_aid(aid: Aid) -> (Text, Text) {
    match aid {
        Aid::Search => (aids::SEARCH, aids::SEARCH_TIP),
        Aid::Settings => (desk::SETTINGS, aids::SETTINGS_TIP),
        Aid::Keys => (aids::KEYS, aids::KEYS_TIP),
        Aid::Words => (text::glossary::WORDS, text::glossary::WORDS_TIP),
        Aid::About => (aids::ABOUT, aids::ABOUT_TIP),
    }
}

/// The entry of a wish about the desk.
const fn of_desk(arrange: Arrange) -> Entry {
    let (label, tooltip) = match arrange {
        Arrange::Go(workspace) => (desk::workspace(workspace), desk::workspace_tip(workspace)),
        Arrange::Task(task) => (desk::task(task), desk::TASK_TIP),
        Arrange::Tab(_) => (desk::TABS, desk::TAB_TIP),
        Arrange::Left => (desk::LEFT, desk::LEFT_TIP),
        Arrange::Inspector => (desk::INSPECTOR, desk::INSPECTOR_TIP),
        Arrange::Dock => (desk::DOCK, desk::DOCK_TIP),
        Arrange::DockLarge => (desk::DOCK_LARGE, desk::DOCK_LARGE_TIP),
        Arrange::DockSide => (desk::DOCK_SIDE, desk::DOCK_SIDE_TIP),
        Arrange::MoreFigures => (desk::MORE_FIGURES, desk::MORE_FIGURES_TIP),
        Arrange::Trend => (text::school::TREND, text::school::TREND_TIP),
        Arrange::NextPart => (aids::NEXT_PART, aids::PART_TIP),
        Arrange::FormerPart => (aids::FORMER_PART, aids::PART_TIP),
        Arrange::FullScreen => (desk::FULL_SCREEN, desk::FULL_SCREEN_TIP),
    };
    Entry { label, tooltip }
}
