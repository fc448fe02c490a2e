//! Corrections (更正): facts that somebody knows better than the files, kept apart from them.
//!
//! A correction remembers what the files said when it was made. Where they say something else by now, it does not
//! count until somebody says that it still does.

use std::collections::BTreeMap;

use super::fact::{Fact, Field, Subject};
use super::{County, Homes, School, Settlement, estimated};
use crate::geometry::LonLat;
use crate::words::Words;

/// More pupils, seats or beds than this in one school are a slip of the pen.
pub(crate) const MOST: u32 = 100_000;

/// Who corrected something, when and after what. Texts as written; empty where nobody said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Date and time.
    pub when: String,
    /// Who.
    pub by: String,
    /// The source, or the reason.
    pub reason: String,
}

/// One fact set right.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// What the files said when it was made.
    pub was: Fact,
    /// What is so.
    pub is: Fact,
    /// What the files called the school or settlement then.
    pub known_as: String,
    /// Where it stood in the files then.
    pub stood_at: LonLat,
    /// Who, when and why.
    pub said: Said,
}

/// A correction and whom it is about.
pub type Corrected<'a> = (&'a Subject, &'a Correction);

/// How a correction stands towards the files as they are now.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// It counts.
    InForce,
    /// The files say the same by now.
    Already,
    /// The files say this by now; what counts has to be said anew.
    Changed(Fact),
    /// The files have this name under the id by now, or another place; whether it is the same one has to be said.
    Another(String),
    /// The files have nothing under the id.
    Gone,
    /// The school does not run the stage.
    NotRun,
}

impl Standing {
    /// Whether the correction counts.
    pub const fn counts(&self) -> bool {
        matches!(self, Self::InForce | Self::Already)
    }

    /// Whether the planner has to say what counts.
    pub const fn asks(&self) -> bool {
        matches!(self, Self::Changed(_) | Self::Another(_))
    }

    /// In a sentence; `None` for a correction that simply counts.
    pub fn words(&self) -> Option<Words> {
        Some(match self {
            Self::InForce => return None,
            Self::Already => Words::new("the file says the same by now", "文件已与更正一致"),
            Self::Changed(now) => {
                let now = now.words();
                Words::new(
                    format!(
                        "the file says {} by now; the correction does not count",
                        now.en
                    ),
                    format!("文件现为{}，更正暂不生效", now.zh),
                )
            }
            Self::Another(name) => Words::new(
                format!(
                    "the file has {name} under this id, or elsewhere, by now; the correction does not count"
                ),
                format!("文件中该编号现为{name}，或位置已变，更正暂不生效"),
            ),
            Self::Gone => Words::new(
                "the files have no such school or settlement; the correction does not count",
                "资料中已无此学校或居民点，更正未生效",
            ),
            Self::NotRun => Words::new(
                "the school does not run this stage; the correction does not count",
                "该校没有这个学段，更正未生效",
            ),
        })
    }
}

/// Why something cannot be corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uncorrectable {
    /// The files have no such school or settlement.
    NotInFiles,
    /// Homes are estimated: there is no record to set right.
    Estimated,
    /// A name without letters.
    NoName,
    /// A place off the globe.
    OffTheGlobe,
    /// More than there can be.
    TooMany,
    /// Settlements have no such fact.
    NotOfSettlements,
    /// The school does not run the stage.
    NotRun,
}

impl Uncorrectable {
    /// In a sentence.
    pub fn words(self) -> Words {
        let (en, zh) = match self {
            Self::NotInFiles => (
                "the files have no such school or settlement",
                "资料中没有该学校或居民点",
            ),
            Self::Estimated => (
                "homes are estimated here: there is no record to correct",
                "居民点为估算，没有可更正的记录",
            ),
            Self::NoName => ("a name must not be empty", "名称不能为空"),
            Self::OffTheGlobe => ("that place is not on the globe", "位置超出经纬度范围"),
            Self::TooMany => (
                "more than 100,000 is a slip of the pen",
                "超过10万，似为笔误",
            ),
            Self::NotOfSettlements => ("settlements have no such fact", "居民点没有这一项"),
            Self::NotRun => ("the school does not run this stage", "该校没有这个学段"),
        };
        Words::new(en, zh)
    }
}

/// All corrections of a county, one for each fact, in the order of ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corrections(BTreeMap<(Subject, Field), Correction>);

impl FromIterator<(Subject, Correction)> for Corrections {
    /// Of two about one fact the later one stands.
    fn from_iter<I: IntoIterator<Item = (Subject, Correction)>>(all: I) -> Self {
        let all = all.into_iter();
        Self(
            all.map(|(subject, one)| ((subject, one.is.field()), one))
                .collect(),
        )
    }
}

impl Corrections {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All, in the order of ids.
    pub fn iter(&self) -> impl Iterator<Item = Corrected<'_>> {
        self.0.iter().map(|((subject, _), one)| (subject, one))
    }

    /// The correction of one fact.
    pub fn of(&self, subject: &Subject, field: Field) -> Option<&Correction> {
        self.0.get(&(subject.clone(), field))
    }

    /// Puts one in the place of what there was about the fact; `None` leaves the fact as the files have it.
    pub fn put(&mut self, subject: &Subject, field: Field, correction: Option<Correction>) {
        let key = (subject.clone(), field);
        match correction.filter(|one| one.is.field() == field) {
            Some(one) => self.0.insert(key, one),
            None => self.0.remove(&key),
        };
    }

    /// Sets a fact right. What the files say already needs no correction, and ends one that there was.
    ///
    /// # Errors
    /// When there is no such fact in `files`, the county as it was read, or it cannot be so.
    pub fn give(
        &mut self,
        files: &County,
        subject: &Subject,
        is: Fact,
        said: Said,
    ) -> Result<(), Uncorrectable> {
        let recorded = Recorded::of(files, subject).ok_or(Uncorrectable::NotInFiles)?;
        let field = is.field();
        let was = recorded
            .fact(field)
            .ok_or(Uncorrectable::NotOfSettlements)?;
        if matches!(subject, Subject::Settlement(_)) && files.homes != Homes::Recorded {
            return Err(Uncorrectable::Estimated);
        }
        check(&is)?;
        if !self.is_run(files, subject, recorded, field) {
            return Err(Uncorrectable::NotRun);
        }
        let one = (was != is).then(|| Correction {
            was,
            is,
            known_as: recorded.name().to_owned(),
            stood_at: recorded.at(),
            said,
        });
        self.put(subject, field, one);
        Ok(())
    }

    /// Somebody says that a correction counts although the files have changed since.
    pub fn affirm(&mut self, files: &County, subject: &Subject, field: Field) {
        let Some(recorded) = Recorded::of(files, subject) else {
            return;
        };
        let (Some(one), Some(now)) = (
            self.0.get_mut(&(subject.clone(), field)),
            recorded.fact(field),
        ) else {
            return;
        };
        one.was = now;
        recorded.name().clone_into(&mut one.known_as);
        one.stood_at = recorded.at();
    }

    /// How a correction of these stands towards the county as it was read.
    pub fn standing(&self, files: &County, (subject, one): Corrected<'_>) -> Standing {
        let field = one.is.field();
        let Some(recorded) = Recorded::of(files, subject) else {
            let is_out = one.is == Fact::Open(false);
            return if is_out {
                Standing::Already
            } else {
                Standing::Gone
            };
        };
        let Some(now) = recorded.fact(field) else {
            return Standing::Gone;
        };
        let is_name = recorded.name() == one.known_as
            || self.says(subject, &Fact::Name(recorded.name().to_owned()));
        let is_place =
            recorded.at() == one.stood_at || self.says(subject, &Fact::Place(recorded.at()));
        if (field != Field::Name && !is_name) || (field != Field::Place && !is_place) {
            return Standing::Another(recorded.name().to_owned());
        }
        if now == one.is {
            return Standing::Already;
        }
        if now != one.was {
            return Standing::Changed(now);
        }
        if self.is_run(files, subject, recorded, field) {
            Standing::InForce
        } else {
            Standing::NotRun
        }
    }

    /// Whether a school runs the stage of a figure, as far as its kind is right; true for everything else.
    fn is_run(
        &self,
        files: &County,
        subject: &Subject,
        recorded: Recorded<'_>,
        field: Field,
    ) -> bool {
        let (Recorded::School(school), Field::Pupils(stage) | Field::Seats(stage)) =
            (recorded, field)
        else {
            return true;
        };
        let kind = self.of(subject, Field::Kind);
        let kind = kind.filter(|one| self.standing(files, (subject, one)).counts());
        let Some(kind) = kind else {
            return school.stages[stage].is_some();
        };
        let mut now = school.clone();
        kind.is.set(&mut now);
        now.stages[stage].is_some()
    }

    fn says(&self, subject: &Subject, fact: &Fact) -> bool {
        self.of(subject, fact.field())
            .is_some_and(|one| one.is == *fact)
    }

    /// Those that have to be answered, with how they stand.
    pub fn asking<'a>(
        &'a self,
        files: &'a County,
    ) -> impl Iterator<Item = (Corrected<'a>, Standing)> {
        let all = self.iter().map(|one| (one, self.standing(files, one)));
        all.filter(|(_, standing)| standing.asks())
    }

    /// What another window has kept meanwhile, `theirs`, with what was changed here since `before`.
    pub fn joined(&self, before: &Self, theirs: &Self) -> Self {
        let mut joined = theirs.clone();
        for ((subject, field), one) in &self.0 {
            if before.of(subject, *field) != Some(one) {
                joined.put(subject, *field, Some(one.clone()));
            }
        }
        for (subject, field) in before.0.keys() {
            if self.of(subject, *field).is_none() {
                joined.put(subject, *field, None);
            }
        }
        joined
    }
}

fn check(is: &Fact) -> Result<(), Uncorrectable> {
    match is {
        Fact::Name(name) if name.trim().is_empty() => Err(Uncorrectable::NoName),
        Fact::Place(at) if !at.is_on_globe() => Err(Uncorrectable::OffTheGlobe),
        Fact::Pupils(_, Some(number))
        | Fact::Seats(_, Some(number))
        | Fact::Boarders(Some(number))
        | Fact::Beds(Some(number))
        | Fact::PupilsIn(_, _, Some(number))
            if *number > MOST =>
        {
            Err(Uncorrectable::TooMany)
        }
        _ => Ok(()),
    }
}

/// A school or a settlement as the files have it.
#[derive(Clone, Copy)]
enum Recorded<'a> {
    School(&'a School),
    Settlement(&'a Settlement),
}

impl<'a> Recorded<'a> {
    fn of(files: &'a County, subject: &Subject) -> Option<Self> {
        match subject {
            Subject::School(id) => files.school(id).map(Self::School),
            Subject::Settlement(id) => {
                let settlements = &files.settlements;
                let found = settlements.binary_search_by(|settlement| settlement.id.cmp(id));
                Some(Self::Settlement(settlements.get(found.ok()?)?))
            }
        }
    }

    fn fact(self, field: Field) -> Option<Fact> {
        match self {
            Self::School(school) => Some(Fact::of_school(field, school)),
            Self::Settlement(settlement) => Fact::of_settlement(field, settlement),
        }
    }

    fn name(self) -> &'a str {
        match self {
            Self::School(school) => &school.name,
            Self::Settlement(settlement) => &settlement.name,
        }
    }

    const fn at(self) -> LonLat {
        match self {
            Self::School(school) => school.at,
            Self::Settlement(settlement) => settlement.at,
        }
    }
}

/// The county with every correction that counts, which it then lists in [`County::corrections`]. Estimated homes are
/// estimated anew, because they follow the enrolments.
pub fn corrected(files: &County, corrections: &Corrections) -> County {
    let mut county = files.clone();
    let mut is_out = vec![false; county.schools.len()];
    for (subject, one) in corrections.iter() {
        if !corrections.standing(files, (subject, one)).counts() {
            continue;
        }
        match subject {
            Subject::School(id) => {
                let Ok(place) = county.schools.binary_search_by(|school| school.id.cmp(id)) else {
                    continue;
                };
                is_out[place] |= one.is == Fact::Open(false);
                let before = county.schools[place].at;
                one.is.set(&mut county.schools[place]);
                let school = &county.schools[place];
                let township = moved_township(&county, school.township, before, school.at);
                county.schools[place].township = township;
            }
            Subject::Settlement(id) => {
                let found = county.settlements.binary_search_by(|home| home.id.cmp(id));
                let Ok(place) = found else { continue };
                let before = county.settlements[place].at;
                one.is.set_in(&mut county.settlements[place]);
                let home = &county.settlements[place];
                let township = moved_township(&county, home.township, before, home.at);
                county.settlements[place].township = township;
            }
        }
        county.corrections.push((subject.clone(), one.clone()));
    }
    leave_out(&mut county, &is_out);
    if county.homes == Homes::Estimated && county.schools != files.schools {
        county.settlements = estimated(&county);
    }
    county
}

/// The township of what was moved: the one at its new place, unless the files stated another than it stood in.
fn moved_township(
    county: &County,
    stated: Option<usize>,
    from: LonLat,
    to: LonLat,
) -> Option<usize> {
    if from == to || (stated.is_some() && stated != county.township_at(from)) {
        return stated;
    }
    county.township_at(to)
}

/// Leaves out schools, and the recorded flows to them and to stages that a school does not run.
fn leave_out(county: &mut County, is_out: &[bool]) {
    let mut kept = 0;
    let places: Vec<Option<usize>> = is_out
        .iter()
        .map(|&is_out| {
            (!is_out).then(|| {
                kept += 1;
                kept - 1
            })
        })
        .collect();
    let schools = std::mem::take(&mut county.schools);
    let flows = std::mem::take(&mut county.flows).into_iter();
    let runs = |flow: &super::RecordedFlow| schools[flow.school].stages[flow.stage].is_some();
    county.flows = flows
        .filter(runs)
        .filter_map(|mut flow| {
            flow.school = places[flow.school]?;
            Some(flow)
        })
        .collect();
    let schools = schools.into_iter().zip(is_out);
    county.schools = schools
        .filter_map(|(school, is_out)| (!is_out).then_some(school))
        .collect();
    for zone in &mut county.zones {
        let is_there = |id: &&super::SchoolId| {
            let schools = &county.schools;
            schools.binary_search_by(|school| school.id.cmp(id)).is_ok()
        };
        zone.school = zone.school.as_ref().filter(is_there).cloned();
    }
}

#[cfg(test)]
#[path = "correction_tests.rs"]
mod tests;
