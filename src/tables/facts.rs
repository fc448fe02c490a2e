//! Which cell of the tables of what was read tells which fact, and facts as they stand and are typed in cells.

use super::About;
use super::read::keys_of;
use crate::geometry::LonLat;
use crate::model::{County, Fact, Field, Homes, School, Stage, Subject};
use crate::words::{Lang, Words};

/// The fact that a cell tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFact {
    /// Whom it is about.
    pub subject: Subject,
    /// Which fact.
    pub field: Field,
    part: Part,
}

/// How much of a fact a cell tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Longitude,
    Latitude,
}

impl CellFact {
    /// The fact of a cell of [`school_facts`](super::school_facts) or [`settlements`](super::settlements), by the row and
    /// the key of the column. `None` for what cannot be set right there: ids, townships, sums over several stages,
    /// stages that a school does not run, homes that are estimated.
    pub fn of(county: &County, about: &About, key: &str) -> Option<Self> {
        let (field, part) = match key {
            "lon" => (Field::Place, Part::Longitude),
            "lat" => (Field::Place, Part::Latitude),
            _ => (Field::Open, Part::Whole),
        };
        let whole = |field| (field, Part::Whole);
        let (subject, (field, part)) = match about {
            About::School(id) => {
                let school = county.school(id)?;
                let told = match part {
                    Part::Whole => whole(field_of_school(school, key)?),
                    _ => (field, part),
                };
                (Subject::School(id.clone()), told)
            }
            About::Settlement(index) if county.homes == Homes::Recorded => {
                let home = county.settlements.get(*index)?;
                let told = match (part, key) {
                    (Part::Whole, "name") => whole(Field::Name),
                    (Part::Whole, _) => whole(Field::Pupils(stage_of(key, |keys| keys.0)?)),
                    _ => (field, part),
                };
                (Subject::Settlement(home.id.clone()), told)
            }
            _ => return None,
        };
        Some(Self {
            subject,
            field,
            part,
        })
    }

    /// Why a cell without a fact cannot be set right.
    pub fn refusal() -> Words {
        Words::new(
            "This cannot be corrected here; sums are corrected in the columns of their stages (Columns)",
            "此处不能更正；合计数请在各学段的列中更正（“列”中可调出）",
        )
    }

    /// What stands in the cell when it is begun to be typed in; nothing for what is not known.
    pub fn text(&self, now: &Fact, lang: Lang) -> String {
        match (now, self.part) {
            (Fact::Place(at), Part::Longitude) => at.lon.to_string(),
            (Fact::Place(at), Part::Latitude) => at.lat.to_string(),
            (now, _) if now.is_unknown() => String::new(),
            (now, _) => now.words().say(lang).to_owned(),
        }
    }

    /// The fact once this is typed into its cell; `None` where that is not understood.
    pub fn typed(&self, now: &Fact, typed: &str) -> Option<Fact> {
        let number = || typed.trim().parse::<f64>().ok();
        let at = match (now, self.part) {
            (Fact::Place(at), Part::Longitude) => LonLat::new(number()?, at.lat),
            (Fact::Place(at), Part::Latitude) => LonLat::new(at.lon, number()?),
            _ => return now.typed(typed),
        };
        at.is_on_globe().then_some(Fact::Place(at))
    }

    /// What can be typed into the cell, in a sentence.
    pub fn asked_for(&self, now: &Fact) -> Words {
        match self.part {
            Part::Whole => now.asked_for(),
            Part::Longitude => Words::new(
                "A longitude in degrees, e.g. 104.1327",
                "请填经度，如 104.1327",
            ),
            Part::Latitude => Words::new(
                "A latitude in degrees, e.g. 29.6806",
                "请填纬度，如 29.6806",
            ),
        }
    }
}

fn field_of_school(school: &School, key: &str) -> Option<Field> {
    let mut run = Stage::ALL
        .into_iter()
        .filter(|&stage| school.stages[stage].is_some());
    // A sum over one stage is that of the stage.
    let only = match (run.next(), run.next()) {
        (Some(stage), None) => Some(stage),
        _ => None,
    };
    let runs = |stage: &Stage| school.stages[*stage].is_some();
    Some(match key {
        "name" => Field::Name,
        "kind" => Field::Kind,
        "pupils" => Field::Pupils(only?),
        "seats" => Field::Seats(only?),
        "boarders" => Field::Boarders,
        "beds" => Field::Beds,
        "ownership" => Field::Ownership,
        "inclusive" if runs(&Stage::Kindergarten) => Field::Inclusive,
        "open" => Field::Open,
        _ => match stage_of(key, |keys| keys.0) {
            Some(stage) => Field::Pupils(Some(stage).filter(runs)?),
            None => Field::Seats(stage_of(key, |keys| keys.1).filter(runs)?),
        },
    })
}

/// The stage whose column has the key.
fn stage_of(key: &str, of: impl Fn((&'static str, &'static str)) -> &'static str) -> Option<Stage> {
    Stage::ALL
        .into_iter()
        .find(|&stage| of(keys_of(stage)) == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PerStage, SchoolId, SchoolKind, Settlement, SettlementId, StageRecord};
    use crate::tables::{Cell, Row, Sheet, school_facts, settlements};

    fn county() -> County {
        let school = |id: &str, kind: SchoolKind| School {
            beds: Some(0),
            ..School::plain(id, kind, StageRecord::of(Some(40), None))
        };
        let mut pupils = PerStage::default();
        pupils[Stage::Primary] = Some(12);
        County {
            schools: vec![
                school("k", SchoolKind::Kindergarten),
                school("n", SchoolKind::NineYear),
                school("p", SchoolKind::Primary),
            ],
            settlements: vec![Settlement {
                id: SettlementId::new("v"),
                name: "v".into(),
                at: LonLat::new(104.0, 29.6),
                township: None,
                population: None,
                pupils,
                births: Default::default(),
                extra: Default::default(),
            }],
            ..County::default()
        }
    }

    /// What the fact of a cell says, as the cell would.
    fn told(county: &County, fact: &CellFact) -> Option<Fact> {
        match &fact.subject {
            Subject::School(id) => Some(Fact::of_school(fact.field, county.school(id)?)),
            Subject::Settlement(_) => Fact::of_settlement(fact.field, &county.settlements[0]),
        }
    }

    fn says_the_same(cell: &Cell, fact: &CellFact, now: &Fact) -> bool {
        let typed = match cell {
            Cell::Text(text) => text.clone(),
            Cell::Words(words) => words.zh.clone(),
            Cell::Empty => String::new(),
            cell => cell.number().expect("it is one").to_string(),
        };
        fact.typed(now, &typed).as_ref() == Some(now)
    }

    #[test]
    fn every_cell_that_tells_a_fact_shows_it_and_typing_what_it_shows_changes_nothing() {
        let county = county();
        let check = |sheet: &Sheet, row: &Row| {
            let mut n = 0;
            for (column, cell) in sheet.columns.iter().zip(&row.cells) {
                let Some(fact) = CellFact::of(&county, &row.about, column.key) else {
                    continue;
                };
                let now = told(&county, &fact).expect("it is there");
                assert!(says_the_same(cell, &fact, &now), "{} {cell:?}", column.key);
                let again = fact.text(&now, Lang::En);
                assert_eq!(fact.typed(&now, &again), Some(now), "{}", column.key);
                n += 1;
            }
            n
        };
        let (schools, homes) = (school_facts(&county), settlements(&county));
        let n: Vec<usize> = schools
            .rows
            .iter()
            .map(|row| check(&schools, row))
            .collect();
        // A kindergarten can be inclusive; a sum over two stages is nobody's fact.
        assert_eq!(n, [13, 12, 12]);
        assert_eq!(check(&homes, &homes.rows[0]), 4);
    }

    #[test]
    fn a_sum_over_stages_and_a_stage_that_is_not_run_are_no_facts() {
        let county = county();
        let of = |id: &str, key| {
            let about = About::School(SchoolId::new(id));
            CellFact::of(&county, &about, key).map(|fact| fact.field)
        };
        assert_eq!(of("n", "pupils"), None);
        assert_eq!(of("n", "pupils_junior"), Some(Field::Pupils(Stage::Junior)));
        assert_eq!(of("p", "pupils"), Some(Field::Pupils(Stage::Primary)));
        assert_eq!(of("p", "seats_junior"), None);
        assert_eq!(of("p", "township"), None);
        assert_eq!(of("p", "id"), None);
        let estimated = County {
            homes: Homes::Estimated,
            ..county.clone()
        };
        let home = About::Settlement(0);
        assert_eq!(CellFact::of(&estimated, &home, "pupils_primary"), None);
    }

    #[test]
    fn half_a_place_is_typed_and_the_other_half_stays() {
        let county = county();
        let about = About::School(SchoolId::new("p"));
        let lon = CellFact::of(&county, &about, "lon").expect("it is one");
        let now = Fact::Place(LonLat::new(104.0, 29.6));
        let moved = Fact::Place(LonLat::new(104.5, 29.6));
        assert_eq!(lon.typed(&now, "104.5"), Some(moved));
        assert_eq!(lon.typed(&now, ""), None, "nothing is not zero");
        assert_eq!(lon.typed(&now, "204.5"), None);
    }
}
