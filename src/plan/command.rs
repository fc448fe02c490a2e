//! The ways to change a plan. Menu, key, drag, test, command line and file all come through [`apply`].

use thiserror::Error;

use super::action::{Action, Measure, Policy};
use super::details::Details;
use super::layout::Layout;
use super::{Confirmation, Plan};
use crate::geometry::LonLat;
use crate::model::{Assumptions, County, RoadWork, SchoolId};
use crate::units::Year;
use crate::words::Words;

/// One change of a plan, as a planner would name it.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "one is made and carried out at a time"
)]
pub enum Command {
    /// Adds one measure at the end. A later measure for the same school replaces what it contradicts.
    Add(Action),
    /// Adds several measures as one step, for instance "merge all with room".
    AddAll {
        /// What the step is called.
        name: Words,
        /// The measures, in order.
        actions: Vec<Action>,
    },
    /// Lets the measure at `index` take effect in another year.
    SetYear {
        /// Index into [`Plan::actions`].
        index: usize,
        /// The year whose 1 September it is.
        year: Year,
    },
    /// Lets several measures take effect in another year, as one step.
    SetYears {
        /// Indices into [`Plan::actions`].
        indices: Vec<usize>,
        /// The year whose 1 September it is.
        year: Year,
    },
    /// Writes down what belongs to the measure at `index`: procedure, cost, reason for going ahead.
    SetDetails {
        /// Index into [`Plan::actions`].
        index: usize,
        /// What stands there afterwards.
        details: Box<Details>,
    },
    /// Takes the measure at `index` back.
    Remove {
        /// Index into [`Plan::actions`].
        index: usize,
    },
    /// Puts a school elsewhere from a year on: a new school is simply built there, any other relocates.
    Move {
        /// Which school.
        school: SchoolId,
        /// Where to.
        to: LonLat,
        /// From when.
        year: Year,
    },
    /// Leaves a school of the county as it is today: every measure about it is taken back.
    Restore {
        /// Which school.
        school: SchoolId,
    },
    /// Writes something down about a school; an empty text takes it away.
    Note {
        /// Which school.
        school: SchoolId,
        /// What.
        text: String,
    },
    /// Changes the plan's name.
    Rename(String),
    /// Changes how pupils are given to schools.
    SetPolicy(Policy),
    /// Changes what is assumed where the files are silent.
    Assume(Assumptions),
    /// Changes the packs of standards in force and the numbers set otherwise (`rule=number`).
    SetStandards(Vec<String>),
    /// Somebody stands behind these numbers of standards: by rule, the number.
    Confirm {
        /// Rules with their numbers.
        limits: Vec<(String, f64)>,
        /// Who.
        by: String,
    },
}

impl Command {
    /// What the step is called in the undo list.
    pub fn words(&self, county: &County, plan: &Plan) -> Words {
        let named = |measure: &Measure| {
            let school = school_name(county, plan, measure);
            let what = measure.words();
            Words::new(
                format!("{}: {school}", what.en),
                format!("{}：{school}", what.zh),
            )
        };
        let planned = |index: usize, say: &dyn Fn(Words) -> Words| {
            let action = plan.actions.get(index);
            action.map_or_else(Words::default, |action| say(named(&action.measure)))
        };
        match self {
            Self::Add(action) => in_place_of(named(&action.measure), plan, &action.measure),
            Self::AddAll { name, .. } => name.clone(),
            Self::SetYear { index, year } => planned(*index, &|measure| {
                Words::new(
                    format!("{} → {year}", measure.en),
                    format!("{}→{year}年", measure.zh),
                )
            }),
            Self::SetYears { indices, year } => {
                let measures = Words::counted(indices.len(), "measure", "项措施");
                Words::new(
                    format!("{} → {year}", measures.en),
                    format!("{}→{year}年", measures.zh),
                )
            }
            Self::SetDetails { index, .. } => planned(*index, &|measure| {
                Words::new(
                    format!("File of {}", measure.en),
                    format!("{}（补充材料）", measure.zh),
                )
            }),
            Self::Remove { index } => planned(*index, &|measure| {
                Words::new(
                    format!("Take back {}", measure.en),
                    format!("取消{}", measure.zh),
                )
            }),
            Self::Move { school, to, .. } => named(&Measure::Relocate {
                school: school.clone(),
                to: *to,
            }),
            Self::Restore { school } => {
                let name = name_of(county, plan, school);
                Words::new(
                    format!("Back to today: {name}"),
                    format!("还原为现状：{name}"),
                )
            }
            Self::Note { school, .. } => {
                let name = name_of(county, plan, school);
                Words::new(format!("Note: {name}"), format!("备注：{name}"))
            }
            Self::Rename(name) => Words::new(format!("Rename to {name}"), format!("改名为{name}")),
            Self::SetPolicy(policy) => {
                let policy = policy.words();
                Words::new(
                    format!("Assign: {}", policy.en),
                    format!("分配方式：{}", policy.zh),
                )
            }
            Self::SetStandards(_) => Words::new("Change standards", "修改标准"),
            Self::Confirm { .. } => Words::new("Confirm standards", "确认标准"),
            Self::Assume(_) => Words::new("Change assumptions", "修改假定值"),
        }
    }
}

/// The name of a step with the measures of another kind that it takes the place of: “Keep: Near (in place of Merge 2023)”.
fn in_place_of(name: Words, plan: &Plan, measure: &Measure) -> Words {
    let former = replaced(plan, measure).filter(|former| former.measure.key() != measure.key());
    let (en, zh): (Vec<String>, Vec<String>) = former
        .map(|former| {
            let (what, year) = (former.measure.words(), former.year);
            (
                format!("{} {year}", what.en),
                format!("{year}年{}", what.zh),
            )
        })
        .unzip();
    if en.is_empty() {
        return name;
    }
    Words::new(
        format!("{} (in place of {})", name.en, en.join(", ")),
        format!("{}（替代{}）", name.zh, zh.join("、")),
    )
}

fn school_name(county: &County, plan: &Plan, measure: &Measure) -> String {
    if let Measure::New(new) = measure {
        return new.name.clone();
    }
    let id = measure.school();
    if let Measure::Road { work, .. } = measure {
        return work.name(county).unwrap_or(id.as_str()).to_owned();
    }
    name_of(county, plan, id)
}

fn name_of(county: &County, plan: &Plan, id: &SchoolId) -> String {
    let built = plan
        .actions
        .iter()
        .find_map(|action| match &action.measure {
            Measure::New(new) if new.id == *id => Some(new.name.clone()),
            _ => None,
        });
    built
        .or_else(|| county.school(id).map(|school| school.name.clone()))
        .unwrap_or_else(|| id.to_string())
}

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// The plan and the county know no such school.
    #[error("no school has the id {0}")]
    NoSuchSchool(SchoolId),
    /// A new school must have an id of its own.
    #[error("the id {0} is taken")]
    IdTaken(SchoolId),
    /// There is no action at this place.
    #[error("the plan has no action number {0}")]
    NoSuchAction(usize),
    /// A merge needs a receiver that is not the school itself.
    #[error("{0} needs another school to be merged into")]
    NoReceiver(SchoolId),
    /// A receiver must be open and run a stage of the school that closes.
    #[error("{receiver} cannot receive pupils of {school}: it is closed or teaches other stages")]
    UnfitReceiver {
        /// The school that closes.
        school: SchoolId,
        /// The receiver that cannot.
        receiver: SchoolId,
    },
    /// A place must be on the globe.
    #[error("{0} would stand off the map")]
    OffTheGlobe(SchoolId),
    /// The county has no road with this line; the file may have changed.
    #[error("{0}: the county has no such road")]
    NoSuchRoad(SchoolId),
    /// A new road needs two different places.
    #[error("{0} needs two places at least")]
    RoadTooShort(SchoolId),
}

impl Refused {
    /// The refusal in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::NoSuchSchool(id) => format!("没有编号为{id}的学校"),
            Self::IdTaken(id) => format!("编号{id}已被使用"),
            Self::NoSuchAction(index) => format!("方案中没有第{index}条措施"),
            Self::NoReceiver(id) => format!("{id}撤并须有另一所接收学校"),
            Self::UnfitReceiver { school, receiver } => {
                format!("{receiver}不能接收{school}的学生：已撤销或学段不符")
            }
            Self::OffTheGlobe(id) => format!("{id}的位置超出地图范围"),
            Self::NoSuchRoad(id) => format!("{id}：本县没有这条道路"),
            Self::RoadTooShort(id) => format!("{id}至少须有两个点"),
        };
        Words::new(self.to_string(), zh)
    }
}

/// The plan after a command, or why it stays as it is. The county and the old plan are untouched.
pub fn apply(county: &County, plan: &Plan, command: Command) -> Result<Plan, Refused> {
    let mut next = plan.clone();
    match command {
        Command::Add(action) => add(county, &mut next, action)?,
        Command::AddAll { actions, .. } => {
            for action in actions {
                add(county, &mut next, action)?;
            }
        }
        Command::SetYear { index, year } => set_year(county, &mut next, index, year)?,
        Command::SetYears { indices, year } => {
            for index in indices {
                set_year(county, &mut next, index, year)?;
            }
        }
        Command::SetDetails { index, details } => {
            let action = next.actions.get_mut(index);
            action.ok_or(Refused::NoSuchAction(index))?.details = *details;
        }
        Command::Remove { index } => {
            if index >= next.actions.len() {
                return Err(Refused::NoSuchAction(index));
            }
            remove(&mut next, index);
        }
        Command::Move { school, to, year } => move_school(county, &mut next, school, to, year)?,
        Command::Restore { school } => restore(county, &mut next, &school)?,
        Command::Note { school, text } => {
            let text = text.trim();
            if text.is_empty() {
                next.notes.remove(&school);
            } else {
                next.notes.insert(school, text.to_owned());
            }
        }
        Command::Rename(name) => next.name = name,
        Command::SetPolicy(policy) => next.policy = policy,
        Command::Assume(assumptions) => next.assumptions = assumptions,
        Command::SetStandards(standards) => next.standards = standards,
        Command::Confirm { limits, by } => {
            let confirmed = limits.into_iter().map(|(rule, limit)| {
                let by = by.clone();
                (rule, Confirmation { limit, by })
            });
            next.confirmed.extend(confirmed);
        }
    }
    Ok(next)
}

fn add(county: &County, plan: &mut Plan, action: Action) -> Result<(), Refused> {
    plan.actions
        .retain(|earlier| !contradicts(&earlier.measure, &action.measure));
    check(county, plan, &action)?;
    plan.actions.push(action);
    Ok(())
}

/// Takes back every measure about a school that stands in the county.
fn restore(county: &County, plan: &mut Plan, school: &SchoolId) -> Result<(), Refused> {
    if county.school(school).is_none() {
        return Err(Refused::NoSuchSchool(school.clone()));
    }
    plan.actions
        .retain(|action| action.measure.school() != school);
    Ok(())
}

/// The measures of a plan that a new one would take the place of.
pub fn replaced<'a>(plan: &'a Plan, measure: &'a Measure) -> impl Iterator<Item = &'a Action> {
    let actions = plan.actions.iter();
    actions.filter(|earlier| contradicts(&earlier.measure, measure))
}

/// Whether a new measure takes the place of an earlier one for the same school or road.
pub(super) fn contradicts(earlier: &Measure, later: &Measure) -> bool {
    if let (Measure::Road { work: old, .. }, Measure::Road { work: new, .. }) = (earlier, later) {
        return old.key() == new.key() && old.line() == new.line();
    }
    if earlier.school() != later.school() {
        return false;
    }
    let ends_or_keeps = |measure: &Measure| {
        measure.closes() || matches!(measure, Measure::Keep { .. } | Measure::PhaseOut { .. })
    };
    match earlier {
        Measure::New(_) | Measure::Reserve { .. } | Measure::Road { .. } => false,
        Measure::Relocate { .. } => matches!(later, Measure::Relocate { .. }),
        Measure::Expand { seats: old, .. } => match later {
            Measure::Expand { seats: new, .. } => old
                .iter()
                .all(|(stage, seats)| seats.is_none() || new[stage].is_some()),
            _ => false,
        },
        Measure::Adjust { .. } => matches!(later, Measure::Adjust { .. }),
        Measure::Ownership { .. } => matches!(later, Measure::Ownership { .. }),
        _ => ends_or_keeps(earlier) && ends_or_keeps(later),
    }
}

fn check(county: &County, plan: &Plan, action: &Action) -> Result<(), Refused> {
    let school = action.measure.school();
    let layout = Layout::of(county, plan, action.year);
    let is_known = layout.site(school).is_some();
    match &action.measure {
        Measure::New(new) => {
            if is_known || is_planned(plan, school) {
                return Err(Refused::IdTaken(school.clone()));
            }
            on_globe(school, new.at)
        }
        Measure::Reserve { at, .. } => on_globe(school, *at),
        Measure::Road { work, .. } => check_road(county, plan, school, work),
        _ if !is_known => Err(Refused::NoSuchSchool(school.clone())),
        Measure::Relocate { to, .. } => on_globe(school, *to),
        Measure::Merge { into, .. } => check_receivers(&layout, school, into),
        Measure::Adjust { into, .. } | Measure::PhaseOut { into, .. } if !into.is_empty() => {
            check_receivers(&layout, school, into)
        }
        _ => Ok(()),
    }
}

fn check_road(county: &County, plan: &Plan, id: &SchoolId, work: &RoadWork) -> Result<(), Refused> {
    let is_taken = plan
        .actions
        .iter()
        .any(|action| action.measure.school() == id);
    if is_taken || county.school(id).is_some() {
        return Err(Refused::IdTaken(id.clone()));
    }
    match work {
        RoadWork::Build(road) => {
            if road.line.iter().all(|at| *at == road.line[0]) {
                return Err(Refused::RoadTooShort(id.clone()));
            }
            road.line.iter().try_for_each(|&at| on_globe(id, at))
        }
        RoadWork::Cut { line } | RoadWork::Improve { line, .. } => {
            let is_there = county.road(line).is_some();
            is_there
                .then_some(())
                .ok_or_else(|| Refused::NoSuchRoad(id.clone()))
        }
    }
}

fn is_planned(plan: &Plan, id: &SchoolId) -> bool {
    plan.actions
        .iter()
        .any(|action| matches!(&action.measure, Measure::New(new) if new.id == *id))
}

fn on_globe(school: &SchoolId, at: LonLat) -> Result<(), Refused> {
    if at.is_on_globe() {
        Ok(())
    } else {
        Err(Refused::OffTheGlobe(school.clone()))
    }
}

fn check_receivers(layout: &Layout, school: &SchoolId, into: &[SchoolId]) -> Result<(), Refused> {
    if into.is_empty() || into.contains(school) {
        return Err(Refused::NoReceiver(school.clone()));
    }
    for receiver in into {
        let site = layout
            .site(receiver)
            .ok_or_else(|| Refused::NoSuchSchool(receiver.clone()))?;
        let shares_a_stage = layout.site(school).is_some_and(|closing| {
            closing
                .stages
                .iter()
                .any(|(stage, record)| record.is_some() && site.runs(stage))
        });
        if !shares_a_stage {
            return Err(Refused::UnfitReceiver {
                school: school.clone(),
                receiver: receiver.clone(),
            });
        }
    }
    Ok(())
}

/// The measure at `index` in another year, checked as if it were added then.
fn set_year(county: &County, plan: &mut Plan, index: usize, year: Year) -> Result<(), Refused> {
    if index >= plan.actions.len() {
        return Err(Refused::NoSuchAction(index));
    }
    let mut action = plan.actions.remove(index);
    action.put_into(year);
    check(county, plan, &action)?;
    plan.actions.insert(index, action);
    Ok(())
}

/// Taking back a new school takes back every later measure about it, and its part as a receiver.
fn remove(plan: &mut Plan, index: usize) {
    let removed = plan.actions.remove(index);
    if !matches!(removed.measure, Measure::New(_)) {
        return;
    }
    let gone = removed.measure.school();
    plan.notes.remove(gone);
    plan.actions
        .retain(|action| action.measure.school() != gone);
    for action in &mut plan.actions {
        let orphaned = match &mut action.measure {
            Measure::Merge { school, into } => {
                into.retain(|receiver| receiver != gone);
                into.is_empty().then(|| school.clone())
            }
            Measure::Adjust { into, .. } | Measure::PhaseOut { into, .. } => {
                into.retain(|receiver| receiver != gone);
                None
            }
            _ => None,
        };
        if let Some(school) = orphaned {
            action.measure = Measure::Close { school };
        }
    }
}

fn move_school(
    county: &County,
    plan: &mut Plan,
    school: SchoolId,
    to: LonLat,
    year: Year,
) -> Result<(), Refused> {
    on_globe(&school, to)?;
    let planned = plan
        .actions
        .iter_mut()
        .find_map(|action| match &mut action.measure {
            Measure::New(new) if new.id == school => Some(new),
            _ => None,
        });
    if let Some(new) = planned {
        new.at = to;
        return Ok(());
    }
    let earlier = plan.actions.iter_mut().find(|action| {
        matches!(&action.measure, Measure::Relocate { school: moved, .. } if *moved == school)
    });
    if let Some(action) = earlier {
        action.measure = Measure::Relocate { school, to };
        return Ok(());
    }
    add(
        county,
        plan,
        Action::new(year, Measure::Relocate { school, to }, ""),
    )
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
