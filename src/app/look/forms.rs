//! Half-filled forms and open questions: copies that are edited on screen and sent as one command.

use std::path::PathBuf;

use crate::geometry::LonLat;
use crate::model::{Assumptions, Ownership, PerStage, SchoolId, SchoolKind, Stage};
use crate::plan::{Action, Command, Details, Draft, Layout, Measure, NewSchool, Plan};
use crate::proposal::{self, new_school};
use crate::rules::Standard;
use crate::session::Session;
use crate::units::Year;
use crate::words::Lang;

use super::aids::Setting;
use super::chart::{BasemapWish, MapWish};
use super::doctor::{DoctorWish, Over};
use super::intent::{ExportKind, Intent};
use super::keeping::{Keep, NoteForm, Offer};
use super::merge_form::MergeForm;
use super::road_form::RoadForm;
use super::roster_form::RosterForm;
use super::several_form::SeveralForm;

/// The one form or question that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A school to be built.
    NewSchool(NewSchoolForm),
    /// Other seats for a school.
    Seats(SeatsForm),
    /// Work on a road.
    Road(RoadForm),
    /// A measure that wants a reason.
    Reason(ReasonForm),
    /// A closure that the gate has looked at.
    Merge(Box<MergeForm>),
    /// What belongs to a measure of the chosen plan.
    File(Box<FileForm>),
    /// Who stands behind standards.
    Confirm(ConfirmForm),
    /// Another name for the chosen plan.
    Rename(String),
    /// What to assume where the files are silent.
    Assume(Assumptions),
    /// Whether the chosen plan is really to go.
    DeletePlan,
    /// Work would be lost by what was asked for.
    Unsaved(Then),
    /// A path to type, because the system shows no file dialog.
    Path(PathQuestion, String),
    /// Unsaved work that other windows left.
    Offer(Vec<Offer>),
    /// Something to write down.
    Note(NoteForm),
    /// Whether to write over what stands under the path and was not put there by this plan.
    WriteOver(PathQuestion, PathBuf),
    /// Something about several schools at once.
    Several(SeveralForm),
    /// A newer roster beside the county.
    Roster(Box<RosterForm>),
}

/// What was asked for and waits until the plans are saved or given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Close the window.
    Quit,
    /// Show the county that was just read in place of this one.
    Replace,
}

/// What a chosen path is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathQuestion {
    /// Files to open.
    Open,
    /// A folder to open.
    OpenFolder,
    /// Where to save the chosen plan.
    SaveAs,
    /// Where to write a table or map file.
    Export(ExportKind),
    /// The folder that file dialogs begin in.
    UsualFolder,
    /// A picture that is to lie under the map.
    Picture,
    /// Where to save what was said of the files.
    SaveMapping,
    /// Which file of answers to load.
    LoadMapping,
    /// A newer roster of schools.
    Roster,
}

impl PathQuestion {
    /// What to do with the chosen paths; `None` when there is none.
    pub(crate) fn answered(self, paths: Vec<PathBuf>) -> Option<Intent> {
        let first = paths.first().cloned()?;
        Some(match self {
            Self::Open | Self::OpenFolder => Intent::OpenPaths(paths),
            Self::SaveAs => Intent::SaveTo(with_ending(first, "geojson")),
            Self::Export(ExportKind::Geojson) => {
                Intent::ExportTo(ExportKind::Geojson, with_ending(first, "geojson"))
            }
            Self::Export(kind) => Intent::ExportTo(kind, with_ending(first, "csv")),
            Self::UsualFolder => Intent::Set(Setting::Folder(Some(first))),
            Self::Roster => Intent::Keep(Keep::ReadRoster(first)),
            Self::Picture => Intent::Map(MapWish::Basemap(BasemapWish::Open(first))),
            Self::SaveMapping => Intent::Doctor(DoctorWish::SaveTo(
                with_ending(first, "json"),
                Over::Nothing,
            )),
            Self::LoadMapping => Intent::Doctor(DoctorWish::LoadFrom(first)),
        })
    }

    /// The same for what the system's own dialog gave. It has asked whether to write over the file that it names, and
    /// nobody has asked about a name that gets its ending here.
    pub(crate) fn answered_by_dialog(self, paths: Vec<PathBuf>) -> Option<Intent> {
        let named = paths.first().cloned()?;
        Some(match self.answered(paths)? {
            Intent::SaveTo(path) | Intent::ExportTo(_, path) if path == named => {
                Intent::WriteOver(self, path)
            }
            Intent::Doctor(DoctorWish::SaveTo(path, _)) if path == named => {
                Intent::Doctor(DoctorWish::SaveTo(path, Over::Anything))
            }
            wish => wish,
        })
    }
}

fn with_ending(mut path: PathBuf, ending: &str) -> PathBuf {
    if path.extension().is_none() {
        path.set_extension(ending);
    }
    path
}

/// A school to be built, as typed so far.
#[derive(Clone, Debug, PartialEq)]
pub struct NewSchoolForm {
    /// Where the map was clicked.
    pub at: LonLat,
    /// What it will be called.
    pub name: String,
    /// What it will be.
    pub kind: SchoolKind,
    /// Seats by stage; those its kind does not run are ignored.
    pub seats: PerStage<u32>,
    /// Who will run it.
    pub ownership: Ownership,
    /// Whether a private one will be inclusive.
    pub inclusive: bool,
    /// When it opens.
    pub year: i32,
    /// The site is set aside and nothing built yet.
    pub reserves: bool,
}

impl NewSchoolForm {
    /// A school at a place, named after the nearest settlement, of the usual kind and size of a stage.
    pub fn at(at: LonLat, stage: Stage, session: &Session, lang: Lang) -> Self {
        let kind = new_school::usual_kind(stage);
        let limits = session.evaluator().limits();
        let seats = PerStage::from_fn(|stage| new_school::usual_seats(limits, stage));
        Self {
            name: free_name(at, kind, session, lang),
            at,
            kind,
            seats,
            ownership: Ownership::Public,
            inclusive: true,
            year: session.year().0,
            reserves: false,
        }
    }

    /// The command that builds it, or sets its site aside.
    pub fn command(&self, session: &Session) -> Command {
        if self.reserves {
            let reserve = Measure::Reserve {
                school: free_id(session, new_school::NEW),
                name: self.name.trim().to_owned(),
                at: self.at,
            };
            return Command::Add(Action::new(Year(self.year), reserve, ""));
        }
        let new = NewSchool {
            id: free_id(session, new_school::NEW),
            name: self.name.trim().to_owned(),
            kind: self.kind,
            at: self.at,
            seats: PerStage::from_fn(|stage| {
                self.kind
                    .stages()
                    .contains(&stage)
                    .then_some(self.seats[stage])
            }),
            ownership: self.ownership,
            inclusive: self.inclusive || self.ownership == Ownership::Public,
        };
        Command::Add(Action::new(Year(self.year), Measure::New(new), ""))
    }
}

/// A free name after the nearest settlement.
fn free_name(at: LonLat, kind: SchoolKind, session: &Session, lang: Lang) -> String {
    let county = session.county();
    let nearest = proposal::nearest_settlement(county, at);
    let place = nearest.map_or("", |nearest| county.settlements[nearest].name.as_str());
    new_school::free_name(place, kind, &session.evaluation().layout, lang)
}

/// `new-1`, `new-2`, …: the first with this stem that is free.
pub(super) fn free_id(session: &Session, stem: &str) -> SchoolId {
    let mut ids = new_school::free_ids(session.county(), session.plan(), stem);
    // There is always one more.
    ids.next().unwrap_or_else(|| SchoolId::new(stem))
}

/// Other seats for a school, as typed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatsForm {
    /// Which school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// Seats of the stages it runs; 0 where nobody knows them.
    pub seats: PerStage<Option<u32>>,
    /// The same before anything was typed.
    began: PerStage<Option<u32>>,
    /// From when.
    pub year: i32,
}

impl SeatsForm {
    /// The seats a school has now.
    pub fn of(school: &SchoolId, session: &Session) -> Option<Self> {
        let site = session.evaluation().layout.site(school)?;
        let seats =
            PerStage::from_fn(|stage| site.runs(stage).then(|| site.seats(stage).unwrap_or(0)));
        Some(Self {
            school: school.clone(),
            name: site.name.clone(),
            seats,
            began: seats,
            year: session.year().0,
        })
    }

    /// Asks for another year. Numbers that nobody touched become those of that year.
    pub fn put_into(&mut self, year: Year, session: &Session) {
        self.year = year.0;
        let layout = Layout::of(session.county(), &session.plan_or_today(), year);
        let Some(site) = layout.site(&self.school) else {
            return;
        };
        for stage in Stage::ALL {
            let now = site.runs(stage).then(|| site.seats(stage).unwrap_or(0));
            if self.seats[stage].is_some() && now.is_some() {
                if self.seats[stage] == self.began[stage] {
                    self.seats[stage] = now;
                }
                self.began[stage] = now;
            }
        }
    }

    /// The seats of a stage in the year that is asked for, before this form; `None` where nobody knows them.
    pub fn before(&self, stage: Stage) -> Option<u32> {
        self.began[stage].filter(|&seats| seats > 0)
    }

    /// The command that gives it these seats. What nobody knows is left unsaid. `None` where nothing is said, or where
    /// a stage would end by losing its seats.
    pub fn command(&self) -> Option<Command> {
        let seats = PerStage::from_fn(|stage| self.seats[stage].filter(|&number| number > 0));
        let ends = |stage: Stage| seats[stage].is_none() && self.began[stage] > Some(0);
        let says_nothing = seats.iter().all(|(_, number)| number.is_none());
        if says_nothing || Stage::ALL.into_iter().any(ends) {
            return None;
        }
        let school = self.school.clone();
        let measure = Measure::Expand { school, seats };
        Some(Command::Add(Action::new(Year(self.year), measure, "")))
    }
}

/// A measure that wants a reason.
#[derive(Clone, Debug, PartialEq)]
pub struct ReasonForm {
    /// What is done.
    pub measure: Measure,
    /// The school's name.
    pub name: String,
    /// Why, as typed so far.
    pub reason: String,
    /// What the program wrote as the reason, if anything.
    pub draft: Option<Draft>,
    /// From when.
    pub year: i32,
}

impl ReasonForm {
    /// The command with the reason. One that the program wrote says of which year its figures are.
    pub fn command(&self) -> Command {
        let year = Year(self.year);
        let written = self.draft.as_ref().map_or(year, |draft| draft.year);
        let mut action = Action::new(written, self.measure.clone(), self.reason.trim());
        action.details.draft.clone_from(&self.draft);
        action.put_into(year);
        Command::Add(action)
    }
}

/// What belongs to a measure: reason for going ahead, transport, cost, as typed so far.
#[derive(Clone, Debug, PartialEq)]
pub struct FileForm {
    /// Index into [`crate::plan::Plan::actions`].
    pub index: usize,
    /// The school's name.
    pub name: String,
    /// Whether the measure closes a school or a stage of it, which asks for more.
    pub closes: bool,
    /// The schools that take over pupils, each with its name.
    pub receivers: Vec<(SchoolId, String)>,
    /// What is written so far.
    pub details: Details,
}

impl FileForm {
    /// What the plan says about a measure now.
    pub fn of(index: usize, action: &Action, name: &str, session: &Session) -> Self {
        let layout = &session.evaluation().layout;
        let named = |id: &SchoolId| {
            let site = layout.site(id);
            let name = site.map_or_else(|| id.to_string(), |site| site.name.clone());
            (id.clone(), name)
        };
        let receivers = action.measure.receivers().iter().map(named).collect();
        Self {
            index,
            name: name.to_owned(),
            closes: ends_a_stage(index, action, session),
            receivers,
            details: action.details.clone(),
        }
    }

    /// The command that writes it down.
    pub fn command(&self) -> Command {
        Command::SetDetails {
            index: self.index,
            details: Box::new(self.details.clone()),
        }
    }
}

fn ends_a_stage(index: usize, action: &Action, session: &Session) -> bool {
    let closures = session
        .plan()
        .map(|plan| plan.closures_at(session.county(), action.measure.school()));
    let mut closures = closures.iter().flatten();
    closures.any(|closure| closure.action == index)
}

/// Standards that somebody is to stand behind.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfirmForm {
    /// The rules with their numbers.
    pub limits: Vec<(String, f64)>,
    /// Who confirms, as typed so far; at first whoever did so last.
    pub by: String,
}

impl ConfirmForm {
    /// The rules as they are in force.
    pub fn of<'a>(rules: impl Iterator<Item = &'a Standard>, plan: Option<&Plan>) -> Self {
        let last = plan.and_then(|plan| plan.confirmed.values().next_back());
        Self {
            limits: rules.map(|rule| (rule.id.clone(), rule.limit)).collect(),
            by: last.map_or_else(String::new, |confirmation| confirmation.by.clone()),
        }
    }

    /// The command that writes it down.
    pub fn command(&self) -> Command {
        Command::Confirm {
            limits: self.limits.clone(),
            by: self.by.trim().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_typed_without_an_ending_gets_the_one_of_its_format() {
        let path = |path: &str| vec![PathBuf::from(path)];
        let csv = PathQuestion::Export(ExportKind::Schools).answered(path("table"));
        assert_eq!(
            csv,
            Some(Intent::ExportTo(
                ExportKind::Schools,
                PathBuf::from("table.csv")
            ))
        );
        let plan = PathQuestion::SaveAs.answered(path("a.json"));
        assert_eq!(plan, Some(Intent::SaveTo(PathBuf::from("a.json"))));
        assert_eq!(PathQuestion::Open.answered(Vec::new()), None);
    }

    /// A nine-year school with 100 primary seats; how many junior seats it has nobody knows.
    fn seats_form() -> SeatsForm {
        let layer = r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
            "properties": {"id": "nine", "name": "nine", "kind": "nine_year", "seats_primary": 100},
            "geometry": {"type": "Point", "coordinates": [104.0, 29.6]}}]}"#;
        let opened = crate::io::open_bytes(&[("schools.geojson", layer)]).expect("it opens");
        SeatsForm::of(&SchoolId::new("nine"), &Session::new(opened)).expect("it stands")
    }

    fn said(form: &SeatsForm) -> Option<[Option<u32>; 2]> {
        let Command::Add(action) = form.command()? else {
            panic!("one measure");
        };
        let Measure::Expand { seats, .. } = action.measure else {
            panic!("seats change");
        };
        Some([seats[Stage::Primary], seats[Stage::Junior]])
    }

    #[test]
    fn seats_that_nobody_knows_are_left_unsaid_and_no_stage_ends_by_losing_its_seats() {
        let mut form = seats_form();
        form.seats[Stage::Primary] = Some(150);
        assert_eq!(said(&form), Some([Some(150), None]));
        form.seats[Stage::Junior] = Some(60);
        assert_eq!(said(&form), Some([Some(150), Some(60)]));
        form.seats[Stage::Primary] = Some(0);
        assert_eq!(said(&form), None);
    }

    #[test]
    fn only_the_very_file_that_the_dialog_named_may_be_written_over_unasked() {
        let path = |path: &str| vec![PathBuf::from(path)];
        let (save, export) = (
            PathQuestion::SaveAs,
            PathQuestion::Export(ExportKind::Schools),
        );
        let named = |question: PathQuestion, name: &str| {
            let over = Intent::WriteOver(question, PathBuf::from(name));
            assert_eq!(question.answered_by_dialog(path(name)), Some(over));
        };
        named(save, "plan.geojson");
        named(export, "table.csv");
        let plan = Intent::SaveTo(PathBuf::from("plan.geojson"));
        assert_eq!(save.answered_by_dialog(path("plan")), Some(plan));
        let table = Intent::ExportTo(ExportKind::Schools, PathBuf::from("table.csv"));
        assert_eq!(export.answered_by_dialog(path("table")), Some(table));
        let opened = Intent::OpenPaths(path("county"));
        let open = PathQuestion::Open;
        assert_eq!(open.answered_by_dialog(path("county")), Some(opened));
    }
}
