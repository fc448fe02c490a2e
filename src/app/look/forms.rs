//! Half-filled forms and open questions: copies that are edited on screen and sent as one command.

use std::path::PathBuf;

use crate::geometry::LonLat;
use crate::model::{Assumptions, Ownership, PerStage, SchoolId, SchoolKind, Stage};
use crate::plan::{Action, Command, Details, Measure, NewSchool, Plan};
use crate::rules::Standard;
use crate::session::Session;
use crate::units::Year;
use crate::words::Lang;

use super::intent::ExportKind;

/// The one form or question that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A school to be built.
    NewSchool(NewSchoolForm),
    /// Other seats for a school.
    Seats(SeatsForm),
    /// A measure that wants a reason.
    Reason(ReasonForm),
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
    /// Whether to write over what stands under the path and was not put there by this plan.
    WriteOver(PathQuestion, PathBuf),
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
        let kind = usual_kind(stage);
        let class_pupils = &session.evaluator().limits().class_pupils;
        // One class a grade; a kindergarten opens with two.
        let seats = PerStage::from_fn(|stage| {
            let classes = stage.grades() * if stage == Stage::Kindergarten { 2 } else { 1 };
            class_pupils[stage].unwrap_or(45) * classes
        });
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
                school: free_id(session),
                name: self.name.trim().to_owned(),
                at: self.at,
            };
            return Command::Add(Action::new(Year(self.year), reserve, ""));
        }
        let new = NewSchool {
            id: free_id(session),
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

fn usual_kind(stage: Stage) -> SchoolKind {
    match stage {
        Stage::Kindergarten => SchoolKind::Kindergarten,
        Stage::Primary => SchoolKind::Primary,
        Stage::Junior => SchoolKind::Junior,
        Stage::Senior => SchoolKind::Senior,
        Stage::Vocational => SchoolKind::Vocational,
        Stage::Special => SchoolKind::Special,
    }
}

/// The nearest settlement's name with the kind of school, numbered when that is taken.
fn free_name(at: LonLat, kind: SchoolKind, session: &Session, lang: Lang) -> String {
    let projection = session.county().projection();
    let here = projection.metres(at);
    let away = |place: LonLat| {
        let there = projection.metres(place);
        (there.x - here.x).hypot(there.y - here.y)
    };
    let nearest = session
        .county()
        .settlements
        .iter()
        .min_by(|a, b| away(a.at).total_cmp(&away(b.at)));
    let kind = kind.words();
    let stem = match nearest {
        Some(settlement) if lang == Lang::Zh => format!("{}{}", settlement.name, kind.zh),
        Some(settlement) => format!("{} {}", settlement.name, kind.en.to_lowercase()),
        None => kind.say(lang).to_owned(),
    };
    let is_taken = |name: &str| {
        session
            .evaluation()
            .layout
            .sites
            .iter()
            .any(|site| site.name == name)
    };
    let numbered = (2..).map(|number| format!("{stem} {number}"));
    std::iter::once(stem.clone())
        .chain(numbered)
        .find(|name| !is_taken(name))
        .unwrap_or(stem)
}

/// `new-1`, `new-2`, … the first that neither the county nor the plan has.
fn free_id(session: &Session) -> SchoolId {
    let is_taken = |id: &SchoolId| {
        let planned = session.plan().is_some_and(|plan| {
            plan.actions
                .iter()
                .any(|action| action.measure.school() == id)
        });
        planned || session.county().school(id).is_some()
    };
    let mut number = 1;
    loop {
        let id = SchoolId::new(&format!("new-{number}"));
        if !is_taken(&id) {
            return id;
        }
        number += 1;
    }
}

/// Other seats for a school, as typed so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatsForm {
    /// Which school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// Seats of the stages it runs.
    pub seats: PerStage<Option<u32>>,
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
            year: session.year().0,
        })
    }

    /// The command that gives it these seats.
    pub fn command(&self) -> Command {
        let measure = Measure::Expand {
            school: self.school.clone(),
            seats: self.seats,
        };
        Command::Add(Action::new(Year(self.year), measure, ""))
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
    /// From when.
    pub year: i32,
}

impl ReasonForm {
    /// The command with the reason.
    pub fn command(&self) -> Command {
        Command::Add(Action::new(
            Year(self.year),
            self.measure.clone(),
            self.reason.trim(),
        ))
    }
}

/// What belongs to a measure: reason for going ahead, transport, cost, as typed so far.
#[derive(Clone, Debug, PartialEq)]
pub struct FileForm {
    /// Index into [`crate::plan::Plan::actions`].
    pub index: usize,
    /// The school's name.
    pub name: String,
    /// Whether the measure closes a school, which asks for more.
    pub closes: bool,
    /// The names of the receivers of a merger, in its order.
    pub receivers: Vec<String>,
    /// What is written so far.
    pub details: Details,
}

impl FileForm {
    /// What the plan says about a measure now.
    pub fn of(index: usize, action: &Action, name: &str, session: &Session) -> Self {
        let layout = &session.evaluation().layout;
        let named = |id: &SchoolId| {
            let site = layout.site(id);
            site.map_or_else(|| id.to_string(), |site| site.name.clone())
        };
        let receivers = match &action.measure {
            Measure::Merge { into, .. } => into.iter().map(named).collect(),
            _ => Vec::new(),
        };
        Self {
            index,
            name: name.to_owned(),
            closes: action.measure.closes(),
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
