//! Every table once: its columns with name, unit and kind, and its rows of numbers and words. The format comes last
//! ([`csv`]).
//!
//! A cell keeps a number as a number. What is not known is [`Cell::Empty`], never zero.

mod assignment;
mod boards;
mod comparison;
pub mod csv;
mod differing;
mod facts;
mod forecast;
mod limits;
mod places;
mod problems;
mod read;
mod schools;
mod sheet;
mod text;
mod trips;
pub mod tsv;

pub use assignment::assignment;
pub use boards::{Measurement, as_read, figures, money, seat_balance, targets};
pub use comparison::{changes, comparison, moves};
pub use differing::{differing, gains, measures_of};
pub use facts::CellFact;
pub use forecast::{back_tests, born, pupils_ahead, rates, trials};
pub use limits::{LIMIT, limit_text, limit_typed, limits};
pub use places::places;
pub use problems::{ProblemsOf, branch_at, path_of_rule, problems, sort_branches};
pub use read::{roads, school_facts, settlements, townships};
pub use schools::{school_figures, schools};
pub use sheet::{About, Row, Sheet, Sum};
pub use trips::trips;

use crate::model::County;
use crate::travel::{Basis, Trip};
use crate::units::Meters;
use crate::words::{Lang, Words};

/// A table: typed columns, and rows with one cell for each.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it shows.
    pub name: Words,
    /// The columns, first to last.
    pub columns: Vec<Column>,
    /// The rows, top to bottom.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name for programs: it stays the same from version to version and in every language.
    pub key: &'static str,
    /// The name for people, without the unit.
    pub name: Words,
    /// What its numbers are in; `None` for words, and where the name says what is counted.
    pub unit: Option<Unit>,
    /// What its cells hold.
    pub kind: Kind,
    /// Whether the sum of its numbers says something.
    pub is_summed: bool,
    /// Whether it stands in a table on screen only once it is asked for.
    pub is_aside: bool,
    /// Whether a copy keeps every decimal: of a place, pasted back where it was, and of money. Others are as shown.
    pub is_exact: bool,
}

/// What the cells of a column hold, where they are not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers with so many decimals.
    Decimal(u8),
    /// Numbers of either kind, row by row.
    Number,
}

/// What a number is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Metres.
    Metres,
    /// Kilometres.
    Kilometres,
    /// Minutes on foot.
    Minutes,
    /// Settlements.
    Settlements,
    /// Beds.
    Beds,
    /// Kilometres an hour.
    KmPerHour,
    /// Hundredths.
    Percent,
    /// Pupils.
    Pupils,
    /// Seats.
    Seats,
    /// Schools and teaching points.
    Schools,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing, or not known.
    Empty,
    /// Nothing that anybody could know: the school does not run the stage.
    Pointless,
    /// A name or an id.
    Text(String),
    /// Words that stand in both languages.
    Words(Words),
    /// A whole number.
    Whole(i64),
    /// A number with so many decimals.
    Decimal(f64, u8),
    /// The same, of which a part or all is estimated.
    Estimate(f64, u8),
    /// A whole number that is estimated.
    Estimated(i64),
    /// A difference with so many decimals, and whether it is for the better where that is known.
    Change(f64, u8, Option<bool>),
}

impl Unit {
    /// As it stands behind a number or in a head.
    pub fn words(self) -> Words {
        match self {
            Self::Metres => Words::new("m", "米"),
            Self::Kilometres => Words::new("km", "km"),
            Self::Minutes => Words::new("min", "分钟"),
            Self::Settlements => Words::new("places", "处"),
            Self::Beds => Words::new("beds", "张"),
            Self::KmPerHour => Words::new("km/h", "公里/时"),
            Self::Percent => Words::new("%", "%"),
            Self::Pupils => Words::new("pupils", "人"),
            Self::Seats => Words::new("seats", "个"),
            Self::Schools => Words::new("schools", "所"),
        }
    }

    /// Whether it is a measure word of Chinese, which English has none for: “Pupils” are pupils.
    const fn counts_things(self) -> bool {
        matches!(
            self,
            Self::Pupils | Self::Seats | Self::Schools | Self::Settlements | Self::Beds
        )
    }
}

impl Column {
    fn text(key: &'static str, en: &str, zh: &str) -> Self {
        Self::of(key, Words::new(en, zh), Kind::Text)
    }

    fn whole(key: &'static str, en: &str, zh: &str) -> Self {
        Self::of(key, Words::new(en, zh), Kind::Whole)
    }

    fn decimal(key: &'static str, en: &str, zh: &str, decimals: u8) -> Self {
        Self::of(key, Words::new(en, zh), Kind::Decimal(decimals))
    }

    /// Pupils, or people, with their sum.
    fn people(key: &'static str, en: &str, zh: &str) -> Self {
        Self::whole(key, en, zh).in_unit(Unit::Pupils).summed()
    }

    /// Seats with their sum.
    fn seats(key: &'static str, en: &str, zh: &str) -> Self {
        Self::whole(key, en, zh).in_unit(Unit::Seats).summed()
    }

    /// A way in kilometres.
    fn way(key: &'static str, en: &str, zh: &str) -> Self {
        Self::decimal(key, en, zh, 1).in_unit(Unit::Kilometres)
    }

    const fn of(key: &'static str, name: Words, kind: Kind) -> Self {
        Self {
            key,
            name,
            unit: None,
            kind,
            is_summed: false,
            is_aside: false,
            is_exact: false,
        }
    }

    fn summed(self) -> Self {
        Self {
            is_summed: true,
            ..self
        }
    }

    fn exact(self) -> Self {
        Self {
            is_exact: true,
            ..self
        }
    }

    fn aside(self) -> Self {
        Self {
            is_aside: true,
            ..self
        }
    }

    fn in_unit(self, unit: Unit) -> Self {
        Self {
            unit: Some(unit),
            ..self
        }
    }

    /// Whether its words are one of a few, which a file may leave out.
    pub fn is_choice(&self) -> bool {
        matches!(self.key, "ownership" | "inclusive")
    }

    /// The unit as it stands beside the name; `None` where the name alone says what is counted.
    pub fn told_unit(&self, lang: Lang) -> Option<Words> {
        let unit = self
            .unit
            .filter(|unit| lang == Lang::Zh || !unit.counts_things());
        unit.map(Unit::words)
    }

    /// The name with the unit: “Mean distance, m”, 平均距离(米).
    pub fn head(&self, lang: Lang) -> String {
        let name = self.name.say(lang);
        match (self.told_unit(lang), lang) {
            (None, _) => name.to_owned(),
            (Some(unit), Lang::En) => format!("{name}, {}", unit.en),
            (Some(unit), Lang::Zh) => format!("{name}({})", unit.zh),
        }
    }
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn maybe_text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    fn whole(number: impl Into<i64>) -> Self {
        Self::Whole(number.into())
    }

    fn maybe_whole(number: Option<impl Into<i64>>) -> Self {
        number.map_or(Self::Empty, Self::whole)
    }

    /// A length in metres with one decimal: to the decimetre, as lengths are kept.
    fn metres(length: Meters) -> Self {
        Self::Decimal(length.as_f64(), 1)
    }

    fn way(trip: Option<Trip>) -> Self {
        trip.map_or(Self::Empty, |trip| Self::metres(trip.distance()))
    }

    /// A length in kilometres, to be shown with one decimal.
    fn km(length: Meters) -> Self {
        Self::Decimal(length.km(), 1)
    }

    /// The same of a trip; not known without one, an estimate where no road leads there.
    fn trip_km(trip: Option<Trip>) -> Self {
        trip.map_or(Self::Empty, |trip| match trip.basis() {
            Basis::Road => Self::km(trip.distance()),
            Basis::Estimate => Self::Estimate(trip.distance().km(), 1),
        })
    }

    /// A mean or longest way in metres, as kilometres; an estimate where the way of anybody in it is.
    fn km_of(metres: Option<f64>, is_estimated: bool) -> Self {
        match metres {
            None => Self::Empty,
            Some(metres) if is_estimated => Self::Estimate(metres / 1_000.0, 1),
            Some(metres) => Self::Decimal(metres / 1_000.0, 1),
        }
    }

    /// How much farther a way is, in metres; for better or worse from 50 m on.
    fn farther(metres: f64) -> Self {
        let is_better = (metres.abs() >= 50.0).then_some(metres < 0.0);
        Self::Change(metres / 1_000.0, 1, is_better)
    }

    /// The name of a township.
    fn township(county: &County, index: Option<usize>) -> Self {
        let township = index.and_then(|index| county.townships.get(index));
        Self::maybe_text(township.map(|township| &township.name))
    }

    /// A share in hundredths, to be shown with one decimal; nothing for one without end.
    fn percent(share: Option<f64>) -> Self {
        let share = share.filter(|share| share.is_finite());
        share.map_or(Self::Empty, |share| Self::Decimal(share * 100.0, 1))
    }

    /// The number, where it holds one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Empty | Self::Pointless | Self::Text(_) | Self::Words(_) => None,
            Self::Whole(number) | Self::Estimated(number) => Some(*number as f64),
            Self::Decimal(number, _) | Self::Estimate(number, _) | Self::Change(number, ..) => {
                Some(*number)
            }
        }
    }

    fn basis(trip: Option<Trip>) -> Self {
        trip.map_or(Self::Empty, |trip| Self::text(trip.basis().key()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::evaluation::{CompareSide, Evaluator, compare};
    use crate::geometry::LonLat;
    use crate::model::{
        Count, PerStage, School, SchoolId, SchoolKind, Settlement, SettlementId, Stage, StageRecord,
    };
    use crate::plan::{Action, Measure, Plan, Policy};
    use crate::units::Year;

    /// Two schools and a village of 60 pupils beside the first. With or without pupils in the files.
    fn county(is_counted: bool) -> County {
        let pupils = |number: u32| is_counted.then_some(number);
        let school = |id: &str, lon: f64, number: u32| School {
            id: SchoolId::new(id),
            name: format!("school {id}"),
            kind: SchoolKind::Primary,
            at: LonLat::new(lon, 29.65),
            stages: PerStage::from_fn(|stage| {
                (stage == Stage::Primary).then(|| StageRecord {
                    pupils: pupils(number).map(Count::recorded),
                    seats: Some(Count::recorded(80)),
                })
            }),
            ownership: None,
            inclusive: None,
            parent: None,
            boarders: None,
            beds: None,
            township: None,
            extra: serde_json::Map::new(),
        };
        let village = Settlement {
            id: SettlementId::new("v1"),
            name: "village".to_owned(),
            at: LonLat::new(104.0, 29.65),
            township: None,
            population: None,
            pupils: PerStage::from_fn(|stage| pupils(60).filter(|_| stage == Stage::Primary)),
            births: std::collections::BTreeMap::new(),
            extra: serde_json::Map::new(),
        };
        County {
            settlements: vec![village],
            schools: vec![school("s1", 104.0, 60), school("s2", 104.05, 0)],
            ..County::default()
        }
    }

    fn evaluator(county: &County) -> Arc<Evaluator> {
        Arc::new(Evaluator::of_plan(county, None))
    }

    /// Today against a plan that closes the first school.
    fn compared() -> crate::evaluation::Compared {
        let county = county(true);
        let mut plan = Plan::new("方案 A", (Year(2021), Year(2025)));
        let close = Measure::Close {
            school: SchoolId::new("s1"),
        };
        plan.actions.push(Action::new(Year(2021), close, ""));
        let sides = [CompareSide::today(Policy::Nearest), CompareSide::of(plan)];
        let sides = sides.map(|side| CompareSide {
            policy: Policy::Nearest,
            ..side
        });
        compare(&evaluator(&county), &county, &sides, Year(2021))
    }

    fn fits(kind: Kind, cell: &Cell) -> bool {
        match cell {
            Cell::Empty | Cell::Pointless => true,
            Cell::Text(_) | Cell::Words(_) => kind == Kind::Text,
            Cell::Whole(_) | Cell::Estimated(_) => matches!(kind, Kind::Whole | Kind::Number),
            Cell::Decimal(_, decimals)
            | Cell::Estimate(_, decimals)
            | Cell::Change(_, decimals, _) => {
                kind == Kind::Number || kind == Kind::Decimal(*decimals)
            }
        }
    }

    #[test]
    fn every_row_has_a_cell_of_the_right_kind_for_each_column() {
        let compared = compared();
        let (before, after) = (&compared.before, &compared.after);
        let county = &compared.county;
        let all = [
            schools(county, after),
            assignment(county, &before.layout, &before.assignments()),
            comparison(&compared, &PerStage::default()),
            moves(&compared),
        ];
        for table in all {
            assert!(!table.rows.is_empty(), "{}", table.name.en);
            for row in &table.rows {
                assert_eq!(row.len(), table.columns.len(), "{}", table.name.en);
                for (column, cell) in table.columns.iter().zip(row) {
                    assert!(fits(column.kind, cell), "{} {cell:?}", column.key);
                }
            }
        }
    }

    #[test]
    fn a_comparison_has_numbers_with_units_under_the_names_of_both_plans() {
        let table = comparison(&compared(), &PerStage::default());
        let heads: Vec<String> = table.columns.iter().map(|it| it.head(Lang::Zh)).collect();
        assert_eq!(heads, ["学段", "指标", "单位", "现状", "方案 A", "差值"]);
        let row = |name: &str| {
            let is_named = |row: &&Vec<Cell>| matches!(&row[1], Cell::Words(it) if it.en == name);
            let row = table.rows.iter().find(is_named).unwrap();
            let Cell::Words(unit) = &row[2] else {
                panic!("{name} has no unit");
            };
            let numbers: Vec<Option<f64>> = row[3..].iter().map(Cell::number).collect();
            (unit.en.clone(), numbers)
        };
        let some = |numbers: [f64; 3]| numbers.map(Some).to_vec();
        assert_eq!(
            row("Schools"),
            ("schools".to_owned(), some([2.0, 1.0, -1.0]))
        );
        let (unit, trips) = row("Mean trip of day pupils");
        let after = trips[1].unwrap();
        assert_eq!(unit, "m");
        assert!(after > 4_000.0 && after.fract() == 0.0);
        assert_eq!(trips, some([0.0, after, after]));
        assert_eq!(
            row("Use of seats"),
            ("%".to_owned(), some([37.5, 75.0, 37.5]))
        );
    }

    #[test]
    fn who_changes_school_is_told_with_ids_names_and_both_ways() {
        let table = moves(&compared());
        let [row] = table.rows.as_slice() else {
            panic!("one group of pupils moves");
        };
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            other => panic!("{other:?} is no text"),
        };
        let column = |key: &str| table.columns.iter().position(|it| it.key == key).unwrap();
        assert_eq!(text(&row[column("settlement_name")]), "village");
        assert_eq!(text(&row[column("from_name")]), "school s1");
        assert_eq!(text(&row[column("to")]), "s2");
        assert_eq!(text(&row[column("basis_after")]), "estimate");
        assert_eq!(row[column("pupils")], Cell::Whole(60));
        assert_eq!(row[column("distance_before_m")], Cell::Decimal(0.0, 1));
        assert!(row[column("distance_after_m")].number() > Some(4_000.0));
    }

    #[test]
    fn pupils_nobody_knows_are_empty_cells_not_zeros() {
        let evaluator = evaluator(&county(false));
        let evaluation = evaluator.baseline(Year(2021), Policy::Nearest);
        let table = schools(evaluator.county(), &evaluation);
        let column = |key: &str| table.columns.iter().position(|it| it.key == key).unwrap();
        for row in &table.rows {
            assert_eq!(row[column("pupils")], Cell::Empty);
            assert_eq!(row[column("utilisation")], Cell::Empty);
            assert_eq!(row[column("seats")], Cell::Whole(80));
        }
    }
}
