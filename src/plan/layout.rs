//! The layout (布局): which schools run which stages with how many seats, in one year of one plan.

use std::sync::Arc;

use crate::geometry::LonLat;
use crate::model::{
    Count, County, Origin, Ownership, PerStage, RoadWork, School, SchoolId, SchoolKind, Stage,
    StageRecord,
};
use crate::units::Year;
use crate::words::Words;

use super::Plan;
use super::action::{Action, Measure, NewSchool};

/// What the plan has done to a school by the layout's year.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Status {
    /// Nothing.
    #[default]
    Existing,
    /// Stays open, for a written reason.
    Kept,
    /// Built by the plan.
    New,
    /// Stands elsewhere than recorded.
    Moved {
        /// The recorded place.
        from: LonLat,
    },
    /// Its seats, kind or ownership changed.
    Changed,
    /// Takes no pupils any more.
    Closed {
        /// Where its pupils were sent by name; empty when the policy decides.
        into: Vec<SchoolId>,
        /// How they are shared between those, in their order, by weight; empty when ways and seats decide.
        shares: Vec<u32>,
    },
}

impl Status {
    /// The name in files.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Existing => "existing",
            Self::Kept => "kept",
            Self::New => "new",
            Self::Moved { .. } => "moved",
            Self::Changed => "changed",
            Self::Closed { .. } => "closed",
        }
    }

    /// The word in tables.
    pub fn words(&self) -> Words {
        match self {
            Self::Existing => Words::new("unchanged", "现有"),
            Self::Kept => Words::new("kept", "保留"),
            Self::New => Words::new("new", "新建"),
            Self::Moved { .. } => Words::new("moved", "迁建"),
            Self::Changed => Words::new("changed", "调整"),
            Self::Closed { .. } => Words::new("closed", "撤并"),
        }
    }

    /// Closed; its pupils go where ways and seats decide among the named receivers, if there are any.
    pub fn closed(into: Vec<SchoolId>) -> Self {
        Self::Closed {
            into,
            shares: Vec::new(),
        }
    }
}

/// A school as it stands in a layout.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The school's id.
    pub id: SchoolId,
    /// Its name.
    pub name: String,
    /// Its kind by now.
    pub kind: SchoolKind,
    /// Where it stands by now.
    pub at: LonLat,
    /// The stages it runs by now, with today's enrolment and the seats by now. A closed school
    /// keeps its record here, so that its pupils can be followed; ask [`Site::runs`] before use.
    pub stages: PerStage<Option<StageRecord>>,
    /// Public or private.
    pub ownership: Option<Ownership>,
    /// Recognised as inclusive.
    pub inclusive: Option<bool>,
    /// Index into [`County::townships`].
    pub township: Option<usize>,
    /// What the plan did to it.
    pub status: Status,
    /// Where pupils go whom it no longer takes while it stays open: those of a stage that it gave up, or, where it is
    /// phased out, those who would have entered.
    pub handover: Handover,
    /// How many years' entrants it has not taken since its phasing out began.
    pub missed_intakes: u32,
    /// The stages that the plan added to those it ran.
    pub begun: PerStage<bool>,
}

/// Schools that take over pupils.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handover {
    /// By name, best first; empty when the policy decides.
    pub into: Vec<SchoolId>,
    /// How pupils are shared between those, in their order, by weight; empty when ways and seats decide.
    pub shares: Vec<u32>,
}

impl Site {
    /// Whether it takes pupils of this stage.
    pub fn runs(&self, stage: Stage) -> bool {
        self.is_open() && self.stages[stage].is_some()
    }

    /// Whether it takes pupils at all.
    pub fn is_open(&self) -> bool {
        !matches!(self.status, Status::Closed { .. })
    }

    /// Whom the pupils go to that it no longer takes, with stated shares.
    pub fn receivers(&self) -> (&[SchoolId], &[u32]) {
        match &self.status {
            Status::Closed { into, shares } => (into, shares),
            _ => (&self.handover.into, &self.handover.shares),
        }
    }

    /// Whether it takes new entrants of this stage.
    pub fn takes_entrants(&self, stage: Stage) -> bool {
        self.runs(stage) && self.missed_intakes == 0
    }

    /// How many of a number of pupils of a stage are in grades that are still taught.
    pub fn still_taught(&self, stage: Stage, pupils: u64) -> u64 {
        let grades = u64::from(stage.grades());
        pupils * grades.saturating_sub(u64::from(self.missed_intakes)) / grades.max(1)
    }

    /// Seats of a stage; `None` when the stage is not run or its seats are not known.
    pub fn seats(&self, stage: Stage) -> Option<u32> {
        self.stages[stage]?.seats.map(|count| count.number)
    }

    /// Today's enrolment in a stage, where known.
    pub fn recorded_pupils(&self, stage: Stage) -> Option<u32> {
        self.stages[stage]?.pupils.map(|count| count.number)
    }

    /// Whether the plan opens the stage here: nobody attends it today.
    pub fn opens(&self, stage: Stage) -> bool {
        self.status == Status::New || self.begun[stage]
    }

    fn recorded(school: &School) -> Self {
        Self {
            id: school.id.clone(),
            name: school.name.clone(),
            kind: school.kind,
            at: school.at,
            stages: school.stages,
            ownership: school.ownership,
            inclusive: school.inclusive,
            township: school.township,
            status: Status::Existing,
            handover: Handover::default(),
            missed_intakes: 0,
            begun: PerStage::default(),
        }
    }

    fn built(new: &NewSchool) -> Self {
        let runs = |stage| {
            new.kind.stages().contains(&stage).then(|| StageRecord {
                pupils: Some(Count {
                    number: 0,
                    origin: Origin::Recorded,
                }),
                seats: new.seats[stage].map(Count::recorded),
            })
        };
        Self {
            id: new.id.clone(),
            name: new.name.clone(),
            kind: new.kind,
            at: new.at,
            stages: PerStage::from_fn(runs),
            ownership: Some(new.ownership),
            inclusive: Some(new.inclusive),
            township: None,
            status: Status::New,
            handover: Handover::default(),
            missed_intakes: 0,
            begun: PerStage::default(),
        }
    }

    /// `years` have passed since the measure took effect.
    fn undergo(&mut self, measure: &Measure, years: i32) {
        match measure {
            Measure::New(_) | Measure::Reserve { .. } | Measure::Road { .. } => {}
            Measure::PhaseOut { into, .. } => self.shrink(years, into),
            Measure::Relocate { to, .. } => self.relocate(*to),
            Measure::Expand { seats, .. } => {
                for (stage, &after) in seats.iter() {
                    if let (Some(record), Some(number)) = (&mut self.stages[stage], after) {
                        record.seats = Some(Count::recorded(number));
                    }
                }
                self.note_change();
            }
            Measure::Adjust { kind, into, .. } => {
                self.kind = *kind;
                // A school that is phased out begins nothing.
                let may_begin = self.missed_intakes == 0;
                let runs = |stage: Stage| {
                    kind.stages().contains(&stage) && (may_begin || self.stages[stage].is_some())
                };
                for stage in Stage::ALL {
                    self.begun[stage] |= runs(stage) && self.stages[stage].is_none();
                }
                self.stages = PerStage::from_fn(|stage| {
                    // Nobody attends yet what has only begun.
                    let begun = StageRecord {
                        pupils: Some(Count::recorded(0)),
                        seats: None,
                    };
                    runs(stage).then(|| self.stages[stage].unwrap_or(begun))
                });
                self.handover.into.clone_from(into);
                self.note_change();
            }
            Measure::Close { .. } | Measure::Mothball { .. } => {
                self.status = Status::closed(Vec::new());
            }
            Measure::Merge { into, .. } => self.status = Status::closed(into.clone()),
            Measure::Keep { .. } => {
                if self.status == Status::Existing {
                    self.status = Status::Kept;
                }
            }
            Measure::Ownership {
                ownership,
                inclusive,
                ..
            } => {
                self.ownership = Some(*ownership);
                self.inclusive = inclusive.or(self.inclusive);
                self.note_change();
            }
        }
    }

    /// Seats that were built earlier for stages it has only begun to run now.
    fn take_up(&mut self, earlier: &[&Action]) {
        for stage in Stage::ALL {
            let Some(record) = self.stages[stage].as_mut().filter(|_| self.begun[stage]) else {
                continue;
            };
            let built = earlier
                .iter()
                .rev()
                .find_map(|action| match &action.measure {
                    Measure::Expand { school, seats } if *school == self.id => seats[stage],
                    _ => None,
                });
            record.seats = record.seats.or(built.map(Count::recorded));
        }
    }

    fn relocate(&mut self, to: LonLat) {
        if self.status != Status::New {
            let from = if let Status::Moved { from } = self.status {
                from
            } else {
                self.at
            };
            self.status = Status::Moved { from };
        }
        self.at = to;
    }

    /// Without new entrants one grade after the other is gone; a stage ends with its last grade, and the school with
    /// its last stage. Only the pupils who are there may stay: seats are those of the grades that are left, and no more
    /// than the pupils there were.
    fn shrink(&mut self, years: i32, into: &[SchoolId]) {
        self.missed_intakes = years.max(0) as u32 + 1;
        self.handover.into = into.to_vec();
        let last_grade = Stage::ALL
            .into_iter()
            .filter(|&stage| self.stages[stage].is_some());
        let last_grade = last_grade.map(Stage::grades).max().unwrap_or(0);
        if self.missed_intakes >= last_grade {
            self.status = Status::closed(into.to_vec());
            return;
        }
        for stage in Stage::ALL {
            let Some(record) = self.stages[stage] else {
                continue;
            };
            if self.missed_intakes >= stage.grades() {
                self.stages[stage] = None;
                continue;
            }
            let (pupils, seats) = (record.pupils, record.seats);
            let most = pupils
                .into_iter()
                .chain(seats)
                .map(|count| count.number)
                .min();
            let seats = most.map(|most| Count {
                number: self.still_taught(stage, u64::from(most)) as u32,
                origin: Origin::Estimated,
            });
            self.stages[stage] = Some(StageRecord { pupils, seats });
        }
        self.note_change();
    }

    fn note_change(&mut self) {
        if matches!(self.status, Status::Existing | Status::Kept) {
            self.status = Status::Changed;
        }
    }
}

/// County + plan + year: the one input of travel, assignment and indicators.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The school year it describes.
    pub year: Year,
    /// Every school of the county and every school built by then, closed ones included; sorted by id.
    pub sites: Vec<Site>,
    /// What the plan has done to the roads by then, in the order of years.
    pub roads: Arc<[RoadWork]>,
}

impl Layout {
    /// The layout of a plan in a year. Actions naming an unknown school change nothing, nor does a new school whose id
    /// is taken: an id is one school.
    pub fn of(county: &County, plan: &Plan, year: Year) -> Self {
        let mut sites: Vec<Site> = county.schools.iter().map(Site::recorded).collect();
        let built = plan.new_schools(county).filter(|(built, _)| *built <= year);
        sites.extend(built.map(|(_, new)| Site {
            township: county.township_at(new.at),
            ..Site::built(new)
        }));
        sites.sort_by(|a, b| a.id.cmp(&b.id));
        let mut due: Vec<_> = plan
            .actions
            .iter()
            .filter(|action| action.year <= year)
            .collect();
        due.sort_by_key(|action| action.year);
        let mut roads = Vec::new();
        for (number, action) in due.iter().enumerate() {
            if let Measure::Road { work, .. } = &action.measure {
                roads.push(work.clone());
                continue;
            }
            let position = sites.binary_search_by(|site| site.id.cmp(action.measure.school()));
            let Ok(position) = position else { continue };
            let site = &mut sites[position];
            site.undergo(&action.measure, year.0 - action.year.0);
            if matches!(action.measure, Measure::Adjust { .. }) {
                site.take_up(&due[..number]);
            }
            if let Measure::Relocate { to, .. } = &action.measure {
                site.township = county.township_at(*to).or(site.township);
            }
            if !action.measure.receivers().is_empty() {
                let shares = match &mut site.status {
                    Status::Closed { shares, .. } => shares,
                    _ => &mut site.handover.shares,
                };
                *shares = action.details.weights(action.measure.receivers());
            }
        }
        Self {
            year,
            sites,
            roads: roads.into(),
        }
    }

    /// Today: the layout of an empty plan.
    pub fn today(county: &County, year: Year) -> Self {
        Self {
            year,
            sites: county.schools.iter().map(Site::recorded).collect(),
            roads: Arc::default(),
        }
    }

    /// Puts a school elsewhere, as a plan that relocates it would.
    pub fn relocate(&mut self, county: &County, position: usize, to: LonLat) {
        let site = &mut self.sites[position];
        site.relocate(to);
        let recorded = county.school(&site.id).and_then(|school| school.township);
        site.township = county.township_at(to).or(recorded);
    }

    /// The position of a school in [`Layout::sites`].
    pub fn position(&self, id: &SchoolId) -> Option<usize> {
        self.sites.binary_search_by(|site| site.id.cmp(id)).ok()
    }

    /// The school with this id.
    pub fn site(&self, id: &SchoolId) -> Option<&Site> {
        self.position(id).map(|position| &self.sites[position])
    }

    /// Whether any school of a stage was read or planned, closed ones included. Where none was, nothing is known of
    /// where its pupils go.
    pub fn has_schools(&self, stage: Stage) -> bool {
        self.sites.iter().any(|site| site.stages[stage].is_some())
    }

    /// Positions of the schools that take pupils of a stage, ascending, which is by id.
    pub fn open(&self, stage: Stage) -> Vec<usize> {
        (0..self.sites.len())
            .filter(|&position| self.sites[position].runs(stage))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Action;

    fn primary(id: &str) -> School {
        School::plain(
            id,
            SchoolKind::Primary,
            StageRecord::of(Some(60), Some(120)),
        )
    }

    #[test]
    fn an_id_is_one_school_whatever_the_plan_builds() {
        let county = County {
            schools: vec![primary("a")],
            ..County::default()
        };
        let build = |id: &str, year: i32, seats: u32| {
            let new = NewSchool {
                id: SchoolId::new(id),
                name: format!("new {id}"),
                kind: SchoolKind::Primary,
                at: LonLat::new(104.1, 29.6),
                seats: PerStage::from_fn(|stage| (stage == Stage::Primary).then_some(seats)),
                ownership: Ownership::Public,
                inclusive: false,
            };
            Action::new(Year(year), Measure::New(new), "")
        };
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        plan.actions = vec![
            build("a", 2022, 1),
            build("x", 2024, 2),
            build("x", 2022, 3),
        ];
        let sites = |year| {
            let layout = Layout::of(&county, &plan, Year(year));
            let sites = layout.sites.into_iter();
            let seats = sites.map(|site| (site.name.clone(), site.seats(Stage::Primary)));
            seats.collect::<Vec<_>>()
        };
        let (a, x) = (("a".to_owned(), Some(120)), ("new x".to_owned(), Some(2)));
        assert_eq!(sites(2022), std::slice::from_ref(&a));
        assert_eq!(sites(2024), [a, x]);
    }

    #[test]
    fn a_school_that_takes_no_entrants_loses_one_grade_a_year_and_then_closes() {
        let id = SchoolId::new("a");
        let county = County {
            schools: vec![primary("a")],
            ..County::default()
        };
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        let phase_out = Measure::PhaseOut {
            school: id.clone(),
            into: Vec::new(),
        };
        plan.actions.push(Action::new(Year(2022), phase_out, ""));
        let seats = |year| {
            let layout = Layout::of(&county, &plan, Year(year));
            let site = layout.site(&id)?;
            site.is_open().then(|| site.seats(Stage::Primary))?
        };
        // 60 pupils in six grades; five grades are left in 2022, one in 2026, and nobody takes the empty seats.
        assert_eq!(seats(2021), Some(120));
        assert_eq!(seats(2022), Some(50));
        assert_eq!(seats(2026), Some(10));
        assert_eq!(seats(2027), None);
    }
}
