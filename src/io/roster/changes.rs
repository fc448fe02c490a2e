//! What a row says otherwise than the county, field by field. An empty cell says nothing.

use crate::model::{Count, Fact, Field, Origin, PerStage, School, SchoolKind, Stage};
use crate::words::Words;

/// A place nearer than this to the one on record is the same, in metres.
pub(super) const SAME_PLACE: f64 = 50.0;

/// One fact that the roster has otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// As the county has it.
    pub was: Fact,
    /// As the roster has it.
    pub is: Fact,
    /// Whether it holds only together with the kind that the roster states: the figure is of a stage that the school
    /// does not run as yet, or was told from a total by that kind.
    pub with_kind: bool,
    /// Whether it is proposed to be taken. What opens, closes or makes a school another kind is not.
    pub is_proposed: bool,
}

impl Change {
    /// Which fact it is.
    pub const fn field(&self) -> Field {
        self.is.field()
    }
}

/// What a row says, read as it stands and read as of the kind that the county has.
pub(super) struct Told<'a> {
    pub(super) as_stated: &'a School,
    pub(super) as_of_kind: &'a School,
    /// Whether it says where the school is.
    pub(super) is_placed: bool,
    /// Whether its name is another one than the school's, not only spelled otherwise.
    pub(super) is_renamed: bool,
    /// Whether its pupils are of the year of the roster, as far as it says.
    pub(super) is_of_the_year: bool,
}

/// The facts of a school that a row has otherwise, in the order of a form, and what could not be compared.
pub(super) fn of(school: &School, told: &Told<'_>) -> (Vec<Change>, Vec<Words>) {
    let row = told.as_stated;
    let mut changes = Vec::new();
    let mut put = |is: Fact, with_kind: bool| {
        let was = Fact::of_school(is.field(), school);
        let is_proposed = !matches!(is.field(), Field::Kind | Field::Open);
        if was != is {
            changes.push(Change {
                was,
                is,
                with_kind,
                is_proposed,
            });
        }
    };
    if told.is_renamed {
        put(Fact::Name(row.name.clone()), false);
    }
    put(Fact::Kind(row.kind), false);
    for stage in Stage::ALL {
        let of = |school: &School, of: fn(&crate::model::StageRecord) -> Option<Count>| {
            stated(school.stages[stage].as_ref().and_then(of))
        };
        for (fact, record) in [
            (
                Fact::Pupils as fn(Stage, Option<u32>) -> Fact,
                (|record| record.pupils) as fn(&crate::model::StageRecord) -> Option<Count>,
            ),
            (Fact::Seats, |record| record.seats),
        ] {
            let Some(number) = of(row, record) else {
                continue;
            };
            let is_pupils = matches!(fact(stage, None), Fact::Pupils(..));
            if is_pupils && !told.is_of_the_year {
                continue;
            }
            let with_kind =
                school.stages[stage].is_none() || of(told.as_of_kind, record) != Some(number);
            put(fact(stage, Some(number)), with_kind);
        }
    }
    let numbers = [
        row.boarders.map(|number| Fact::Boarders(Some(number))),
        row.beds.map(|number| Fact::Beds(Some(number))),
        row.ownership.map(|owner| Fact::Ownership(Some(owner))),
        row.inclusive.map(|is_so| Fact::Inclusive(Some(is_so))),
    ];
    for fact in numbers.into_iter().flatten() {
        put(fact, false);
    }
    if told.is_placed && school.at.metres_to(row.at) > SAME_PLACE {
        put(Fact::Place(row.at), false);
    }
    (changes, totals(school, row))
}

/// A number that stands in the file itself; the share of a total is none.
fn stated(count: Option<Count>) -> Option<u32> {
    let count = count.filter(|count| count.origin == Origin::Recorded);
    count.map(|count| count.number)
}

/// The stages whose pupils a row states itself, and as the school has them.
pub(super) fn confirmed(school: &School, row: &School) -> Vec<Stage> {
    let is_same = |stage: &Stage| {
        let of_row = row.stages[*stage].and_then(|record| stated(record.pupils));
        let own = school.stages[*stage].and_then(|record| record.pupils);
        of_row.is_some_and(|number| own.is_some_and(|own| own.number == number))
    };
    Stage::ALL.into_iter().filter(is_same).collect()
}

/// Totals of several stages that are others than the county's: which stage has how many is not told.
fn totals(school: &School, row: &School) -> Vec<Words> {
    type Counts = PerStage<Option<Count>>;
    let counts = |school: &School, is_pupils: bool| -> Counts {
        PerStage::from_fn(|stage| {
            let record = school.stages[stage]?;
            if is_pupils {
                record.pupils
            } else {
                record.seats
            }
        })
    };
    let sum = |counts: &Counts| {
        let known = counts.iter().filter_map(|(_, count)| *count);
        known.map(|count| count.number).reduce(u32::saturating_add)
    };
    let named = [(true, "pupils", "学生"), (false, "seats", "学位")];
    let told = named.into_iter().filter_map(|(is_pupils, en, zh)| {
        let (now, new) = (counts(school, is_pupils), counts(row, is_pupils));
        let is_shared = |(_, count): (Stage, &Option<Count>)| {
            count.is_some_and(|count| count.origin == Origin::Estimated)
        };
        let (now, is_shared) = (sum(&now), new.iter().any(is_shared));
        let new = sum(&new)?;
        let was = now.map_or_else(
            || ("—".to_owned(), "不详".to_owned()),
            |now| (now.to_string(), now.to_string()),
        );
        (is_shared && now != Some(new)).then(|| {
            Words::new(
                format!(
                    "{new} {en} in all (now {}): the row does not tell its stages, not taken",
                    was.0
                ),
                format!("{zh}共{new}（现为{}）：未分学段，不采用", was.1),
            )
        })
    });
    told.collect()
}

/// A kind that drops stages with pupils, in a sentence.
pub(super) fn dropped(school: &School, kind: SchoolKind) -> Option<Words> {
    let drops = |stage: &Stage| {
        let pupils = school.stages[*stage].and_then(|record| record.pupils);
        let is_of_old = school.kind.stages().contains(stage);
        is_of_old && !kind.stages().contains(stage) && pupils.is_some_and(|count| count.number > 0)
    };
    let stages: Vec<Words> = Stage::ALL
        .into_iter()
        .filter(drops)
        .map(Stage::words)
        .collect();
    if stages.is_empty() {
        return None;
    }
    let en: Vec<&str> = stages.iter().map(|stage| stage.en.as_str()).collect();
    let zh: Vec<&str> = stages.iter().map(|stage| stage.zh.as_str()).collect();
    let kind = kind.words();
    Some(Words::new(
        format!(
            "As {} it no longer runs {}, which has pupils",
            kind.en,
            en.join(", ")
        ),
        format!("改为{}后不再办{}，而该学段现有学生", kind.zh, zh.join("、")),
    ))
}
