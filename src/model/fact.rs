//! What files record of a school or a settlement, field by field: what can be corrected.

use std::fmt;

use super::school::{YEAR_NAMES, past_pupils_name};
use super::{
    Count, Origin, Ownership, School, SchoolId, SchoolKind, Settlement, SettlementId, Stage,
};
use crate::geometry::LonLat;
use crate::units::Year;
use crate::words::Words;

/// Whom a fact is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A school of the files.
    School(SchoolId),
    /// A settlement of the files.
    Settlement(SettlementId),
}

impl Subject {
    /// The text of its id.
    pub fn id(&self) -> &str {
        match self {
            Self::School(id) => id.as_str(),
            Self::Settlement(id) => id.as_str(),
        }
    }
}

/// Which fact. The order is that in which facts are set right: a kind decides which stages there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Whether it is run at all.
    Open,
    /// What the statistics call it.
    Kind,
    /// What people call it.
    Name,
    /// Pupils enrolled in a stage; of a settlement, pupils who live there.
    Pupils(Stage),
    /// Seats of a stage.
    Seats(Stage),
    /// Pupils who board.
    Boarders,
    /// Beds for boarders.
    Beds,
    /// Who runs it.
    Ownership,
    /// Whether it is recognised as inclusive.
    Inclusive,
    /// Where it stands.
    Place,
    /// The year that its figures are of.
    Year,
    /// Pupils enrolled in a stage in an earlier year.
    PupilsIn(Stage, Year),
}

impl Field {
    /// All fields of a school, in the order of a form; those of stages that it does not run too.
    pub fn all() -> impl Iterator<Item = Self> {
        let stages = || Stage::ALL.into_iter();
        [Self::Name, Self::Kind]
            .into_iter()
            .chain(stages().flat_map(|stage| [Self::Pupils(stage), Self::Seats(stage)]))
            .chain([Self::Boarders, Self::Beds, Self::Ownership, Self::Inclusive])
            .chain([Self::Place, Self::Open])
    }

    /// The field of a name in files; the name is its [`Display`](fmt::Display).
    pub fn from_key(key: &str) -> Option<Self> {
        let of_year = || {
            let (stage, year) = key.strip_prefix("pupils_")?.rsplit_once('_')?;
            let year = Year(year.parse().ok()?);
            Some(Self::PupilsIn(
                Stage::from_key(stage)?,
                year.is_plausible().then_some(year)?,
            ))
        };
        let with_year = Self::all().chain([Self::Year]);
        with_year
            .into_iter()
            .find(|field| field.to_string() == key)
            .or_else(of_year)
    }

    /// What a planner calls it.
    pub fn words(self) -> Words {
        let of_stage = |stage: Stage, en: &str, zh: &str| {
            let stage = stage.words();
            Words::new(format!("{} {en}", stage.en), format!("{}{zh}", stage.zh))
        };
        match self {
            Self::Open => Words::new("Status", "状态"),
            Self::Kind => Words::new("Kind", "类型"),
            Self::Name => Words::new("Name", "名称"),
            Self::Pupils(stage) => of_stage(stage, "pupils", "学生"),
            Self::Seats(stage) => of_stage(stage, "seats", "学位"),
            Self::Boarders => Words::new("Boarders", "寄宿生"),
            Self::Beds => Words::new("Beds", "床位"),
            Self::Ownership => Words::new("Run by", "办学性质"),
            Self::Inclusive => Words::new("Inclusive", "普惠"),
            Self::Place => Words::new("Place", "位置"),
            Self::Year => Words::new("Year of the figures", "数据年份"),
            Self::PupilsIn(stage, year) => {
                let stage = stage.words();
                Words::new(
                    format!("{} pupils of {year}", stage.en),
                    format!("{year}年{}学生", stage.zh),
                )
            }
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Kind => f.write_str("kind"),
            Self::Name => f.write_str("name"),
            Self::Pupils(stage) => write!(f, "pupils_{stage}"),
            Self::Seats(stage) => write!(f, "seats_{stage}"),
            Self::Boarders => f.write_str("boarders"),
            Self::Beds => f.write_str("beds"),
            Self::Ownership => f.write_str("ownership"),
            Self::Inclusive => f.write_str("inclusive"),
            Self::Place => f.write_str("point"),
            Self::Year => f.write_str(YEAR_NAMES[0]),
            Self::PupilsIn(stage, year) => f.write_str(&past_pupils_name(*stage, *year)),
        }
    }
}

/// A fact; `None` is "not known", never zero.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// See [`Field::Open`].
    Open(bool),
    /// See [`Field::Kind`].
    Kind(SchoolKind),
    /// See [`Field::Name`].
    Name(String),
    /// See [`Field::Pupils`].
    Pupils(Stage, Option<u32>),
    /// See [`Field::Seats`].
    Seats(Stage, Option<u32>),
    /// See [`Field::Boarders`].
    Boarders(Option<u32>),
    /// See [`Field::Beds`].
    Beds(Option<u32>),
    /// See [`Field::Ownership`].
    Ownership(Option<Ownership>),
    /// See [`Field::Inclusive`].
    Inclusive(Option<bool>),
    /// See [`Field::Place`].
    Place(LonLat),
    /// See [`Field::Year`].
    Year(Option<Year>),
    /// See [`Field::PupilsIn`].
    PupilsIn(Stage, Year, Option<u32>),
}

impl Fact {
    /// Which fact it is.
    pub const fn field(&self) -> Field {
        match self {
            Self::Open(_) => Field::Open,
            Self::Kind(_) => Field::Kind,
            Self::Name(_) => Field::Name,
            Self::Pupils(stage, _) => Field::Pupils(*stage),
            Self::Seats(stage, _) => Field::Seats(*stage),
            Self::Boarders(_) => Field::Boarders,
            Self::Beds(_) => Field::Beds,
            Self::Ownership(_) => Field::Ownership,
            Self::Inclusive(_) => Field::Inclusive,
            Self::Place(_) => Field::Place,
            Self::Year(_) => Field::Year,
            Self::PupilsIn(stage, year, _) => Field::PupilsIn(*stage, *year),
        }
    }

    /// What a school records.
    pub fn of_school(field: Field, school: &School) -> Self {
        let number = |count: Option<Count>| count.map(|count| count.number);
        match field {
            Field::Open => Self::Open(true),
            Field::Kind => Self::Kind(school.kind),
            Field::Name => Self::Name(school.name.clone()),
            Field::Pupils(stage) => Self::Pupils(
                stage,
                school.stages[stage].and_then(|record| number(record.pupils)),
            ),
            Field::Seats(stage) => Self::Seats(
                stage,
                school.stages[stage].and_then(|record| number(record.seats)),
            ),
            Field::Boarders => Self::Boarders(school.boarders),
            Field::Beds => Self::Beds(school.beds),
            Field::Ownership => Self::Ownership(school.ownership),
            Field::Inclusive => Self::Inclusive(school.inclusive),
            Field::Place => Self::Place(school.at),
            Field::Year => Self::Year(school.figures_year()),
            Field::PupilsIn(stage, year) => {
                Self::PupilsIn(stage, year, school.past_pupils(stage, year))
            }
        }
    }

    /// What a settlement records; `None` for what only schools have.
    pub fn of_settlement(field: Field, settlement: &Settlement) -> Option<Self> {
        match field {
            Field::Name => Some(Self::Name(settlement.name.clone())),
            Field::Pupils(stage) => Some(Self::Pupils(stage, settlement.pupils[stage])),
            Field::Place => Some(Self::Place(settlement.at)),
            _ => None,
        }
    }

    /// Writes it into a school; nothing for a stage that the school does not run, nor for [`Field::Open`].
    pub(super) fn set(&self, school: &mut School) {
        let corrected = |number: &Option<u32>| {
            number.map(|number| Count {
                number,
                origin: Origin::Corrected,
            })
        };
        match self {
            Self::Open(_) => {}
            Self::Kind(kind) => become_of_kind(school, *kind),
            Self::Name(name) => school.name.clone_from(name),
            Self::Pupils(stage, number) => {
                if let Some(record) = &mut school.stages[*stage] {
                    record.pupils = corrected(number);
                }
            }
            Self::Seats(stage, number) => {
                if let Some(record) = &mut school.stages[*stage] {
                    record.seats = corrected(number);
                }
            }
            Self::Boarders(number) => school.boarders = *number,
            Self::Beds(number) => school.beds = *number,
            Self::Ownership(ownership) => school.ownership = *ownership,
            Self::Inclusive(is_inclusive) => school.inclusive = *is_inclusive,
            Self::Place(at) => school.at = *at,
            Self::Year(year) => school.set_figures_year(*year),
            Self::PupilsIn(stage, year, number) => {
                let name = past_pupils_name(*stage, *year);
                match number {
                    Some(number) => school.extra.insert(name, (*number).into()),
                    None => school.extra.shift_remove(&name),
                };
            }
        }
    }

    /// Writes it into a settlement; nothing for what only schools have.
    pub(super) fn set_in(&self, settlement: &mut Settlement) {
        match self {
            Self::Name(name) => settlement.name.clone_from(name),
            Self::Pupils(stage, number) => settlement.pupils[*stage] = *number,
            Self::Place(at) => settlement.at = *at,
            _ => {}
        }
    }

    /// What it says, short: “131”, “not known”, “小学”.
    pub fn words(&self) -> Words {
        let number = |number: &Option<u32>| {
            number.map_or_else(not_known, |number| {
                Words::new(number.to_string(), number.to_string())
            })
        };
        match self {
            Self::Open(true) => Words::new("open", "在办"),
            Self::Open(false) => Words::new("no longer run", "已停办"),
            Self::Kind(kind) => kind.words(),
            Self::Name(name) => Words::new(name, name),
            Self::Pupils(_, n)
            | Self::Seats(_, n)
            | Self::Boarders(n)
            | Self::Beds(n)
            | Self::PupilsIn(_, _, n) => number(n),
            Self::Year(year) => year.map_or_else(not_known, |year| {
                Words::new(year.to_string(), format!("{year}年"))
            }),
            Self::Ownership(ownership) => ownership.map_or_else(not_known, Ownership::words),
            Self::Inclusive(None) => not_known(),
            Self::Inclusive(Some(true)) => Words::new("inclusive", "普惠"),
            Self::Inclusive(Some(false)) => Words::new("not inclusive", "非普惠"),
            Self::Place(at) => {
                let place = format!("{:.5}, {:.5}", at.lon, at.lat);
                Words::new(&place, &place)
            }
        }
    }

    /// Whether it says that something is not known.
    pub const fn is_unknown(&self) -> bool {
        matches!(
            self,
            Self::Pupils(_, None)
                | Self::Seats(_, None)
                | Self::Boarders(None)
                | Self::Beds(None)
                | Self::Ownership(None)
                | Self::Inclusive(None)
                | Self::Year(None)
                | Self::PupilsIn(_, _, None)
        )
    }
}

fn not_known() -> Words {
    Words::new("not known", "不详")
}

/// The stages of the new kind with the records that there are. A stage that the old kind does not name was recorded
/// for itself, and stays.
fn become_of_kind(school: &mut School, kind: SchoolKind) {
    let old = school.kind;
    for stage in Stage::ALL {
        let record = &mut school.stages[stage];
        if kind.stages().contains(&stage) {
            record.get_or_insert_default();
        } else if old.stages().contains(&stage) {
            *record = None;
        }
    }
    school.kind = kind;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_a_name_of_its_own_by_which_it_is_found() {
        let all: Vec<Field> = Field::all().collect();
        assert_eq!(all.len(), 8 + 2 * Stage::ALL.len());
        for field in all {
            assert_eq!(Field::from_key(&field.to_string()), Some(field));
        }
        for field in [Field::Year, Field::PupilsIn(Stage::Primary, Year(2021))] {
            assert_eq!(Field::from_key(&field.to_string()), Some(field));
        }
        for key in ["seats", "pupils_primary_21", "pupils_2021"] {
            assert_eq!(Field::from_key(key), None);
        }
    }
}
