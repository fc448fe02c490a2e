//! The form of a newer roster: what it says otherwise, which of it is ticked, and which rows are which schools.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::io::{Asked, Change, Roster, Taking, Update};
use crate::model::{County, Field, Said, SchoolId};
use crate::session::Session;
use crate::units::Year;
use crate::words::{Lang, Words};

/// A group of changes that is ticked at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Pupils, seats, beds, boarders, who runs it.
    Figures,
    /// Names.
    Names,
    /// Kinds of school.
    Kinds,
    /// Whether it is run.
    Status,
    /// Where it stands.
    Places,
    /// The same pupils in a newer year.
    Years,
}

impl Group {
    /// All but that of the years, in the order of the form.
    pub const LISTED: [Self; 5] = [
        Self::Figures,
        Self::Names,
        Self::Kinds,
        Self::Status,
        Self::Places,
    ];

    /// The group of a field.
    pub const fn of(field: Field) -> Self {
        match field {
            Field::Name => Self::Names,
            Field::Kind => Self::Kinds,
            Field::Open => Self::Status,
            Field::Place => Self::Places,
            Field::Year => Self::Years,
            _ => Self::Figures,
        }
    }
}

/// See the module.
#[derive(Clone, Debug)]
pub struct RosterForm {
    roster: Arc<Roster>,
    files: Arc<County>,
    county: Arc<County>,
    asked: Asked,
    /// The county and the roster side by side, as far as it is said which row is which school.
    pub update: Update,
    /// The row and the field of every change that is ticked.
    pub ticks: BTreeSet<(usize, Field)>,
    /// What is proposed and was unticked, and what is ticked without being proposed: years typed letter by letter take
    /// nothing of it away.
    unticked: BTreeSet<(usize, Field)>,
    by_hand: BTreeSet<(usize, Field)>,
    /// The year of the roster, as typed.
    pub year: String,
    /// The year of the present figures, as typed.
    pub before: String,
}

impl PartialEq for RosterForm {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.roster, &other.roster)
            && self.asked == other.asked
            && self.ticks == other.ticks
            && self.year == other.year
            && self.before == other.before
    }
}

impl RosterForm {
    /// The form of a roster that was read, with the ticks that are proposed.
    pub fn of(roster: Roster, session: &Session) -> Self {
        let files = Arc::clone(session.shared_files());
        let county = Arc::clone(session.shared_recorded());
        let asked = Asked::default();
        let update = roster.beside(&files, &county, &asked);
        Self {
            ticks: update.proposed(),
            roster: Arc::new(roster),
            files,
            county,
            asked,
            update,
            unticked: BTreeSet::new(),
            by_hand: BTreeSet::new(),
            year: String::new(),
            before: String::new(),
        }
    }

    /// What a school is called.
    pub fn name<'a>(&'a self, id: &'a SchoolId) -> &'a str {
        let school = self.county.school(id).or_else(|| self.files.school(id));
        school.map_or_else(|| id.as_str(), |school| &school.name)
    }

    /// Whether somebody said which school a row is.
    pub fn is_said(&self, row: usize) -> bool {
        self.asked.said.contains_key(&row)
    }

    /// Says which school a row is, `None` for one that the county does not have; its changes are ticked as proposed.
    pub fn say(&mut self, row: usize, school: Option<SchoolId>) {
        self.asked.said.insert(row, school);
        self.set_beside();
    }

    /// Takes back what was said of a row.
    pub fn ask_again(&mut self, row: usize) {
        self.asked.said.remove(&row);
        self.set_beside();
    }

    /// Takes up the years as typed; what is no year is not known.
    pub fn take_years(&mut self) {
        let year = |typed: &str| {
            let year = typed.trim().trim_end_matches('年').parse().ok().map(Year);
            year.filter(|year| year.is_plausible())
        };
        (self.asked.year, self.asked.before) = (year(&self.year), year(&self.before));
        self.set_beside();
    }

    fn set_beside(&mut self) {
        let (proposed, all) = (self.update.proposed(), self.update.ticks(|_| true));
        let ticks = &self.ticks;
        self.unticked.retain(|tick| !ticks.contains(tick));
        self.unticked.extend(proposed.difference(ticks));
        self.by_hand
            .retain(|tick| ticks.contains(tick) || !all.contains(tick));
        self.by_hand.extend(ticks.difference(&proposed));
        self.update = self.roster.beside(&self.files, &self.county, &self.asked);
        let all = self.update.ticks(|_| true);
        self.ticks = self.update.proposed();
        self.ticks.retain(|tick| !self.unticked.contains(tick));
        self.ticks.extend(self.by_hand.intersection(&all));
    }

    /// Whether the roster itself tells its year.
    pub fn tells_year(&self) -> bool {
        self.roster.year.is_some()
    }

    /// Whether files tell the year of the present figures.
    pub fn tells_year_before(&self) -> bool {
        self.asked.before.is_none() && self.update.before.is_some()
    }

    /// The ticks that a group has.
    pub fn all_of(&self, group: Group) -> BTreeSet<(usize, Field)> {
        self.update
            .ticks(|change: &Change| Group::of(change.field()) == group)
    }

    /// Ticks all of a group, or none.
    pub fn tick_all(&mut self, group: Group, is_ticked: bool) {
        let all = self.all_of(group);
        if is_ticked {
            self.ticks.extend(all);
        } else {
            self.ticks.retain(|tick| !all.contains(tick));
        }
    }

    /// The corrections that the ticks come to.
    pub fn taking(&self, lang: Lang) -> Result<Taking, Words> {
        self.update
            .take(&self.county, &self.ticks, &Said::default(), lang)
    }
}
