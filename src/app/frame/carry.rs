//! Carrying out what the person wants: intents become commands, view changes, jobs and questions.

use std::path::PathBuf;
use std::sync::Arc;

use super::dialogs;
use super::files::{self, Written};
use super::window::App;
use crate::app::frame::changing::after;
use crate::app::look::aids::Setting;
use crate::app::look::desk::{Arrange, Task, Workspace};
use crate::app::look::forms::{Form, NewSchoolForm, PathQuestion, Then};
use crate::app::look::intent::{ExportKind, Intent, Need};
use crate::app::look::road_form::RoadForm;
use crate::app::look::text;
use crate::app::look::view::{FlyTo, RoadTool, Selection, Tool};
use crate::geometry::LonLat;
use crate::io::{self, Cause, Over, Saved};
use crate::model::SchoolId;
use crate::plan::{Action, Command, Measure, Plan, Refused};
use crate::session::{Chosen, PlanFile, Session};
use crate::words::Words;

impl App {
    /// Does what is wanted, or says why it cannot be done.
    ///
    /// While a change of the plan is being worked out, what does not only look waits for it.
    pub fn carry_out(&mut self, ctx: &egui::Context, wish: Intent) {
        if self.changing.is_busy() && !wish.only_looks() {
            self.changing.wait_behind(wish);
            return;
        }
        if self.session.is_none() && wish.needs() != Need::Nothing {
            return;
        }
        if begins(&wish) {
            // What was said of the action before is no longer of use.
            self.notice = None;
        }
        match wish {
            Intent::Open => self.ask_path(ctx, PathQuestion::Open),
            Intent::OpenFolder => self.ask_path(ctx, PathQuestion::OpenFolder),
            Intent::OpenSample => self.open_paths(ctx, Vec::new()),
            Intent::OpenPaths(paths) => self.open_paths(ctx, paths),
            Intent::Answer(question, choice) => self.answer(ctx, &question, choice.as_deref()),
            Intent::ReadAgain(joins) => self.join_roads(ctx, joins),
            Intent::Save => self.save(ctx),
            Intent::SaveAs => self.ask_path(ctx, PathQuestion::SaveAs),
            Intent::SaveTo(path) => self.save_to(ctx, path, None),
            Intent::Export(kind) => self.ask_path(ctx, PathQuestion::Export(kind)),
            Intent::ExportTo(kind, path) => self.export_to(ctx, kind, path, Over::Only(None)),
            Intent::WriteOver(PathQuestion::Export(kind), path) => {
                self.export_to(ctx, kind, path, Over::Anything);
            }
            Intent::WriteOver(_, path) => self.save_to(ctx, path, Some(Over::Anything)),
            Intent::Quit => self.quit(ctx),
            Intent::QuitUnsaved => self.close(ctx),
            Intent::ReplaceUnsaved => self.replace(ctx),
            Intent::SaveAll => self.save_all(ctx),
            Intent::Cancel => self.stop_work(),
            Intent::Dismiss => self.notice = None,
            Intent::SwitchTheme => super::aiding::switch_theme(ctx),
            Intent::SetLang(lang) => self.set(ctx, Setting::Lang(lang)),
            Intent::Escape => self.escape(),

            Intent::Command(command) => self.command(ctx, command),
            Intent::Undo => self.change(ctx, |session| {
                let name = session.undo();
                after(move |app| app.say_if(name.as_ref().map(text::undone)))
            }),
            Intent::Redo => self.change(ctx, |session| {
                let name = session.redo();
                after(move |app| app.say_if(name.as_ref().map(text::redone)))
            }),
            Intent::NewPlan => self.change(ctx, |session| {
                session.new_plan();
                after(Self::compare_with_chosen)
            }),
            Intent::DuplicatePlan => self.change(ctx, |session| {
                session.duplicate_plan();
                after(Self::compare_with_chosen)
            }),
            Intent::RenamePlan => self.ask_about_plan(|plan| Form::Rename(plan.name.clone())),
            Intent::DeletePlan => self.ask_about_plan(|_| Form::DeletePlan),
            Intent::DeletePlanNow => self.change(ctx, |session| {
                session.delete_plan();
                let name = session.undo_name().cloned();
                after(|app| {
                    app.view.compared = (Chosen::Today, Chosen::Plan(0));
                    app.say_step(name);
                })
            }),
            Intent::Choose(chosen) => self.choose(ctx, chosen),
            Intent::SetYear(year) => {
                self.settle_compared_year();
                self.view.year_asked = Some(year);
            }
            Intent::TakeOver(action) => self.take_over(ctx, *action),
            Intent::Play => self.play(),
            Intent::AskAbout(topic) => {
                self.view.asking.topic = topic;
                self.carry_out(ctx, Intent::OpenTask(Task::Ask));
            }
            Intent::OpenTask(task) => {
                self.go(Workspace::Plan);
                self.arrange(ctx, Arrange::Task(task));
            }
            Intent::Propose => self.propose(ctx),
            Intent::StopSearch => self.stop_search(),
            Intent::DropAnswer => self.results.search_mut().forget(),
            Intent::Tick(measure) => self.results.search_mut().tick(measure),
            Intent::LookAtProposal(point) => self.results.search_mut().choose(point),
            Intent::ShowProposal(point) => self.show_proposal(ctx, point),

            Intent::SetStage(stage) => {
                self.view.stage = stage;
                self.let_go_of_other_stages();
            }
            Intent::Select(selection) => {
                self.view.receiver = None;
                self.view.chart.several = Default::default();
                self.view.chart.township = None;
                self.view.tool.take_if_picking();
                self.view.selection = selection;
            }
            Intent::FillIn(school) => self.fill_in(school),
            Intent::ChooseReceiver(school, into) => {
                let pair = Some((school, into));
                let is_tried = self.view.receiver == pair;
                self.view.receiver = pair.filter(|_| !is_tried);
            }
            Intent::InStage(stage, then) => {
                self.view.stage = stage;
                self.carry_out(ctx, *then);
            }
            Intent::InYear(year, then) => self.in_year(ctx, year, *then),
            Intent::GoTo(selection) => self.go_to(selection),
            Intent::FlyTo(at) => self.view.fly_to = Some(FlyTo::sight_of(at)),
            Intent::ZoomToFit => self.view.fly_to = Some(FlyTo::County),
            Intent::StartAdd => self.switch_tool(Tool::AddSchool),
            Intent::StartRelocate(school) => self.view.tool = Tool::Relocate(school),
            Intent::StartRoad => self.switch_tool(Tool::Road(RoadTool::Draw(Vec::new()))),
            Intent::PickRoad => self.switch_tool(Tool::Road(RoadTool::Pick)),
            Intent::RoadDrawn(line) => {
                self.ask_road(|session| Some(RoadForm::drawn(line, session)));
            }
            Intent::RoadPicked(road) => self.ask_road(|session| {
                let road = session.county().roads.get(road)?;
                Some(RoadForm::picked(road, session))
            }),
            Intent::PlaceSchool(at) => self.place(ctx, at),
            Intent::Delete => self.delete(ctx),
            Intent::KeepSelected => self.keep_selected(ctx),
            Intent::CorrectSelected => self.correct_selected(),
            Intent::OpenRule(rule) => self.open_rule(&rule),
            Intent::ListProblemsOf(township) => self.list_problems_of(township),
            Intent::ToWorst => self.go_to_worst(ctx),
            Intent::Ask(form) => self.view.form = Some(form),
            Intent::Show(page) => self.show(page),
            Intent::Arrange(arrange) => self.arrange(ctx, arrange),
            Intent::Keep(keep) => self.do_keep(ctx, keep),
            Intent::Aid(aid) => self.aid(aid),
            Intent::Visit(place, visit) => self.visit(place, visit),
            Intent::FlyToSelection => self.fly_to_selection(),
            Intent::StepYear(by) => {
                self.settle_compared_year();
                self.step_year(by);
            }
            Intent::Zoom(zoom) => Self::zoom(ctx, zoom),
            Intent::Set(setting) => self.set(ctx, setting),
            Intent::ChooseFolder => self.ask_path(ctx, PathQuestion::UsualFolder),
            Intent::Tour(turn) => self.tour(ctx, turn),
            Intent::History => self.turn_history(),
            Intent::Map(wish) => self.chart(ctx, wish),
            Intent::Doctor(wish) => self.doctor(ctx, wish),
        }
    }

    /// Stops the work that the line at the bottom shows.
    fn stop_work(&self) {
        let changing = self.changing.job();
        if let Some(job) = &self.opening {
            job.cancel();
        } else if let Some(job) = changing.filter(|_| self.changing.can_cancel()) {
            job.cancel();
        } else {
            self.stop_search();
        }
    }

    /// Opens a form about the chosen plan; today has none.
    fn ask_about_plan(&mut self, form: impl FnOnce(&Plan) -> Form) {
        let plan = self.session.as_ref().and_then(Session::plan);
        self.view.form = plan.map(form);
    }

    /// Opens the form of a road that was drawn or picked.
    fn ask_road(&mut self, form: impl FnOnce(&Session) -> Option<RoadForm>) {
        let Some(session) = &self.session else { return };
        self.view.tool = Tool::Select;
        self.view.form = form(session).map(Form::Road);
    }

    /// Takes a tool, or puts it away when it is the one in the hand.
    pub(crate) fn switch_tool(&mut self, tool: Tool) {
        let is_in_hand = self.view.tool.is_like(&tool);
        self.view.tool = if is_in_hand { Tool::Select } else { tool };
    }

    pub(crate) fn command(&mut self, ctx: &egui::Context, command: Command) {
        self.change(ctx, |session| {
            let step = step(session, command);
            after(move |app| app.tell_step(step))
        });
    }

    /// Tells how a step ended, and shows what it built.
    pub(crate) fn tell_step(&mut self, step: Result<Stepped, Refused>) {
        match step {
            Ok(stepped) => {
                // What was tried on the map was tried in the plan before this step.
                self.view.receiver = None;
                if let Some(id) = stepped.built {
                    self.go_to(Selection::School(id));
                }
                if stepped.is_of_other_plan {
                    self.compare_with_chosen();
                }
                self.say_step(stepped.name);
            }
            Err(refused) => self.complain(refused.words()),
        }
    }

    pub(crate) fn say_if(&mut self, words: Option<Words>) {
        if let Some(words) = words {
            self.say(words);
        }
    }

    /// Lets the comparison follow the plan that is looked at.
    pub(crate) fn compare_with_chosen(&mut self) {
        let Some(session) = &self.session else { return };
        let chosen = session.chosen();
        if chosen != Chosen::Today && self.view.compared.0 != chosen {
            self.view.compared.1 = chosen;
        }
    }

    fn place(&mut self, ctx: &egui::Context, at: LonLat) {
        let Some(session) = &self.session else { return };
        if let Tool::Relocate(school) = std::mem::take(&mut self.view.tool) {
            let (to, year) = (at, session.year());
            self.command(ctx, Command::Move { school, to, year });
        } else {
            let stage = self.view.stage;
            let mut form = NewSchoolForm::at(at, stage, session, self.view.lang);
            // What was promised there was counted with these seats.
            if let Some(promised) = self.results.seats_promised(session, &self.view, at) {
                form.seats[stage] = promised;
            }
            self.view.form = Some(Form::NewSchool(form));
        }
    }

    /// One thing at a time: the drag, the playing years, the tool, the large dock, then the selection.
    fn escape(&mut self) {
        let view = &mut self.view;
        if view.hand.give_up() || std::mem::take(&mut view.is_playing) {
            return;
        }
        if std::mem::take(&mut view.history) || view.grids.leave() {
            return;
        }
        match std::mem::take(&mut view.tool) {
            tool if tool != Tool::Select => {}
            _ if std::mem::take(&mut view.is_dock_large) => {}
            _ if !view.chart.several.is_empty() => {
                view.chart.several = Default::default();
            }
            _ if !view.chart.rulers.is_empty() => view.chart.rulers.clear(),
            _ if view.rule_in_sight().is_some() => view.listing_mut().rule = None,
            _ if view.selection.is_none() => view.chart.township = None,
            _ => view.selection = None,
        }
    }

    pub(crate) fn open_paths(&mut self, ctx: &egui::Context, paths: Vec<PathBuf>) {
        let county = self
            .session
            .as_ref()
            .map(|session| Arc::clone(session.evaluator()));
        // What was answered is of the county, whatever lies under it.
        let (_, of_county) = io::basemaps_apart(&paths);
        let answers = self.answers_to(&of_county);
        match files::open(ctx, paths, answers, county) {
            Ok(job) => self.opening = Some(job),
            Err(error) => self.complain(text::no_thread(&error)),
        }
    }

    pub(crate) fn ask_path(&mut self, ctx: &egui::Context, question: PathQuestion) {
        if self.dialog.is_some() {
            return;
        }
        let suggested = PathBuf::from(self.suggested(question));
        let folder = self.view.aids.kept.folder.as_deref();
        match dialogs::ask(ctx, question, (&suggested, folder), self.view.lang) {
            Ok(job) => self.dialog = Some(job),
            Err(error) => self.complain(text::no_thread(&error)),
        }
    }

    /// A file name to begin with.
    pub(crate) fn suggested(&self, question: PathQuestion) -> String {
        let document = self.session.as_ref().and_then(Session::document);
        let name = document.map_or("", |document| document.plan().name.as_str());
        // A table is of the layout on screen, whatever plan is chosen.
        let is_table =
            matches!(question, PathQuestion::Export(kind) if kind != ExportKind::Geojson);
        let is_of_today = is_table && self.view.shows_today();
        let name = if name.is_empty() || is_of_today {
            text::TODAY.say(self.view.lang)
        } else {
            name
        };
        match question {
            PathQuestion::Open
            | PathQuestion::OpenFolder
            | PathQuestion::UsualFolder
            | PathQuestion::LoadMapping
            | PathQuestion::Picture
            | PathQuestion::Roster => String::new(),
            PathQuestion::SaveMapping => "mapping.json".to_owned(),
            PathQuestion::SaveAs => {
                let path = document.and_then(|document| document.path());
                path.map_or_else(
                    || format!("{name}.geojson"),
                    |path| path.display().to_string(),
                )
            }
            PathQuestion::Export(ExportKind::Geojson) => format!("{name}.geojson"),
            PathQuestion::Export(kind) => {
                format!("{name} {}.csv", text::export_stem(kind).say(self.view.lang))
            }
        }
    }

    fn save(&mut self, ctx: &egui::Context) {
        let path = self
            .session
            .as_ref()
            .and_then(Session::document)
            .and_then(|document| document.path().map(ToOwned::to_owned));
        match path {
            Some(path) => self.save_to(ctx, path, None),
            None => self.ask_path(ctx, PathQuestion::SaveAs),
        }
    }

    /// Saves the chosen plan; `over` is only given where somebody was asked.
    fn save_to(&mut self, ctx: &egui::Context, path: PathBuf, over: Option<Over>) {
        let Some(session) = &self.session else { return };
        let known = session.document().map(|document| document.over(&path));
        let over = over.or(known).unwrap_or(Over::Only(None));
        let Chosen::Plan(index) = session.chosen() else {
            return;
        };
        match files::save(ctx, session, index, path, over) {
            Ok(job) => self.writing = Some(job),
            Err(error) => self.complain(text::no_thread(&error)),
        }
    }

    fn export_to(&mut self, ctx: &egui::Context, kind: ExportKind, path: PathBuf, over: Over) {
        let Some(session) = &self.session else { return };
        let proposed = self.results.search().proposed();
        if kind == ExportKind::Catchments && proposed.is_none() {
            return;
        }
        match files::export(ctx, session, kind, (path, over), proposed, &self.view) {
            Ok(job) => self.writing = Some(job),
            Err(error) => self.complain(text::no_thread(&error)),
        }
    }

    pub(crate) fn take_written(&mut self, ctx: &egui::Context, written: Written) {
        let Written {
            path,
            question,
            plan,
            outcome,
        } = written;
        let stamp = match outcome {
            Ok(Saved::Landed(stamp)) => stamp,
            Ok(Saved::Superseded) => return,
            Err(error) if error.cause == Cause::Changed => {
                // Whatever waited for the saving is asked for anew after the answer.
                self.then = None;
                self.view.form = Some(Form::WriteOver(question, path));
                return;
            }
            Err(error) => {
                self.then = None;
                self.complain(error.words());
                return;
            }
        };
        let words = text::written(&path);
        if plan.is_some() {
            self.view.aids.kept.remember(std::slice::from_ref(&path));
        }
        if let (Some((index, plan)), Some(session)) = (plan, &mut self.session) {
            // A plan that was changed meanwhile is still unsaved.
            let is_same = session.chosen() == Chosen::Plan(index) && session.plan() == Some(&plan);
            if is_same {
                let stamp = Some(stamp);
                session.mark_saved(&PlanFile { path, stamp });
            }
        }
        self.say(words);
        if self.then.is_some() {
            self.save_all(ctx);
        }
    }

    /// Saves the first unsaved plan; called again when it is written, until none is left.
    fn save_all(&mut self, ctx: &egui::Context) {
        let Some(session) = &mut self.session else {
            return;
        };
        let waiting = if self.pending.is_some() {
            Then::Replace
        } else {
            Then::Quit
        };
        self.then = Some(waiting);
        match session
            .documents()
            .iter()
            .position(|document| document.is_unsaved())
        {
            Some(index) => {
                session.choose(Chosen::Plan(index));
                self.save(ctx);
            }
            None => match waiting {
                Then::Quit => self.close(ctx),
                Then::Replace => self.replace(ctx),
            },
        }
    }

    fn quit(&mut self, ctx: &egui::Context) {
        if self.session.as_ref().is_some_and(Session::has_unsaved_work) {
            self.pending = None;
            self.view.form = Some(Form::Unsaved(Then::Quit));
        } else {
            self.close(ctx);
        }
    }

    fn close(&mut self, ctx: &egui::Context) {
        self.may_close = true;
        self.end_keeping();
        ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    }
}

/// Whether a wish begins something new, after which nothing is said any more of what was before.
const fn begins(wish: &Intent) -> bool {
    match wish {
        Intent::Keep(keep) => !keep.only_looks(),
        Intent::Doctor(wish) => !wish.only_looks(),
        Intent::Open
        | Intent::OpenFolder
        | Intent::OpenSample
        | Intent::OpenPaths(_)
        | Intent::Answer(..)
        | Intent::ReadAgain(_)
        | Intent::Save
        | Intent::SaveAs
        | Intent::SaveTo(_)
        | Intent::Export(_)
        | Intent::ExportTo(..)
        | Intent::WriteOver(..)
        | Intent::Command(_)
        | Intent::Undo
        | Intent::Redo
        | Intent::TakeOver(_)
        | Intent::NewPlan
        | Intent::DuplicatePlan
        | Intent::DeletePlanNow
        | Intent::Choose(_)
        | Intent::Propose
        | Intent::ShowProposal(_)
        | Intent::PlaceSchool(_)
        | Intent::Delete => true,
        _ => false,
    }
}

/// A step that the plan has taken.
pub(crate) struct Stepped {
    name: Option<Words>,
    built: Option<SchoolId>,
    is_of_other_plan: bool,
}

/// Takes a step of the plan.
pub(crate) fn step(session: &mut Session, command: Command) -> Result<Stepped, Refused> {
    let built = match &command {
        Command::Add(Action {
            measure: Measure::New(new),
            ..
        }) => Some(new.id.clone()),
        _ => None,
    };
    let before = session.chosen();
    session.handle(command)?;
    Ok(Stepped {
        name: session.undo_name().cloned(),
        built,
        is_of_other_plan: before != session.chosen(),
    })
}
