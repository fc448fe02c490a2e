//! Boards: what is asked and whether a plan reaches it, seats left over, money, and figures side by side. Their columns
//! are years, sides or funds, and so as many as there are.

use std::collections::{BTreeMap, BTreeSet};

use super::{About, Cell, Column, Kind, Row, Sheet};
use crate::horizon::{SeatBalance, Target};
use crate::indicators::{Figure, Measured};
use crate::model::Stage;
use crate::rules::{Standard, Standards};
use crate::units::{DistanceForm, Wan, Year};
use crate::words::Words;

/// The keys of columns that are as many as there are, by their place. What is beyond stands in the last one.
const KEYS: [&str; 16] = [
    "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9", "n10", "n11", "n12", "n13", "n14", "n15",
    "n16",
];

fn columns_of<'a>(heads: impl IntoIterator<Item = &'a Words>, kind: Kind) -> Vec<Column> {
    let keyed = KEYS.into_iter().zip(heads);
    keyed
        .map(|(key, head)| Column::of(key, head.clone(), kind))
        .collect()
}

fn year_words(year: &Year) -> Words {
    Words::new(year.to_string(), year.to_string())
}

fn sheet(name: Words, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Sheet {
    let rows = rows.into_iter().enumerate();
    Sheet {
        name,
        columns,
        rows: rows
            .map(|(number, cells)| Row::of(About::Line(number), cells))
            .collect(),
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

/// The targets of every marked year in the same order: what is asked, how it stands in each of the years, and whether
/// the plan reaches it when it is due. `due` is the year of those that state none.
pub fn targets(
    by_year: &BTreeMap<Year, Vec<Target>>,
    marks: &[Year],
    standards: &Standards,
    due: Year,
) -> Sheet {
    let mut columns = vec![Column::text("target", "Target", "指标")];
    let heads: Vec<Words> = marks
        .iter()
        .enumerate()
        .map(|(place, year)| match place {
            0 => Words::new(format!("Now {year}"), format!("现状 {year}")),
            _ => year_words(year),
        })
        .collect();
    columns.extend(columns_of(&heads, Kind::Number));
    columns.push(Column::text("unit", "Unit", "单位"));
    columns.push(Column::text("asked", "Asked", "目标"));
    columns.push(Column::text("reached", "Reached", "达标"));
    columns.push(Column::text("source", "Source", "依据").aside());
    let first = by_year.values().next().map_or(&[][..], Vec::as_slice);
    let row = |(place, target): (usize, &Target)| {
        let rule = standards.get(&target.standard);
        let in_year = |year: &Year| by_year.get(year)?.get(place);
        let mut cells = vec![Cell::Words(target.words.clone())];
        let years = marks.iter().take(KEYS.len()).enumerate();
        cells.extend(years.map(|(number, year)| match in_year(year) {
            None => Cell::Empty,
            Some(target) if number == 0 => of_target(&target.now, rule),
            Some(target) => of_target(&target.planned, rule),
        }));
        let due = target.year.unwrap_or(due);
        let is_met = in_year(&due).and_then(|target| target.is_met);
        cells.push(Cell::Words(unit_of(rule)));
        cells.push(Cell::Words(asked(target, rule)));
        cells.push(Cell::Words(reached(is_met, due)));
        cells.push(rule.map_or(Cell::Empty, |rule| Cell::Words(rule.source.clone())));
        cells
    };
    let rows = first.iter().enumerate().map(row).collect();
    let mut board = sheet(Words::new("Targets", "指标与目标"), columns, rows);
    for (row, target) in board.rows.iter_mut().zip(first) {
        row.tip = Some(about(target, standards.get(&target.standard)));
    }
    board
}

/// Definition, unit and source.
fn about(target: &Target, rule: Option<&Standard>) -> Words {
    let mut told = Words::new(
        format!("{}\n{}", target.words.en, target.formula.en),
        format!("{}\n{}", target.words.zh, target.formula.zh),
    );
    if let Some(rule) = rule {
        let (unit, basis) = (rule.measure.unit(), rule.basis.words());
        told.en = format!(
            "{}\nUnit: {}\n{} · {}",
            told.en, unit.en, rule.source.en, basis.en
        );
        told.zh = format!(
            "{}\n单位：{}\n{} · {}",
            told.zh, unit.zh, rule.source.zh, basis.zh
        );
    }
    told
}

/// A value as its measure is read: times what, and with how many decimals.
fn read(value: f64, rule: Option<&Standard>) -> (f64, u8) {
    match rule {
        Some(rule) if rule.measure.is_share() => (value * 100.0, 1),
        _ if value.fract().abs() < 1e-9 => (value, 0),
        _ => (value, 2),
    }
}

fn unit_of(rule: Option<&Standard>) -> Words {
    match rule {
        Some(rule) if rule.measure.is_share() => Words::new("%", "%"),
        Some(rule) => rule.measure.unit(),
        None => Words::default(),
    }
}

/// A figure in the unit of its measure; what is missing is named in its place.
fn of_target(figure: &Figure, rule: Option<&Standard>) -> Cell {
    match figure {
        Figure::Known(value) => {
            let (value, decimals) = read(*value, rule);
            Cell::Decimal(value, decimals)
        }
        Figure::NotKnown(missing) => Cell::Words(Words::new(
            format!("not known: {}", missing.en),
            format!("未知：{}", missing.zh),
        )),
    }
}

fn asked(target: &Target, rule: Option<&Standard>) -> Words {
    let sign = match rule.map_or("", |rule| rule.op.sign()) {
        "" => String::new(),
        sign => format!("{sign} "),
    };
    let (value, decimals) = read(target.limit, rule);
    let unit = rule
        .filter(|rule| rule.measure.is_share())
        .map_or("", |_| " %");
    let year = target
        .year
        .map_or_else(String::new, |year| format!(" · {year}"));
    let words = format!("{sign}{value:.*}{unit}{year}", usize::from(decimals));
    Words::new(&words, &words)
}

fn reached(is_met: Option<bool>, due: Year) -> Words {
    let (en, zh) = match is_met {
        Some(true) => ("Pass", "达标"),
        Some(false) => ("Miss", "未达标"),
        None => ("Not known", "未知"),
    };
    Words::new(format!("{en} · {due}"), format!("{zh} · {due}"))
}

/// Free seats by stage and district in the marked years, short ones negative; the rows of `first` come first.
pub fn seat_balance(balance: &[SeatBalance], marks: &[Year], first: Stage) -> Sheet {
    let mut columns = vec![
        Column::text("stage", "Stage", "学段"),
        Column::text("district", "District", "片区"),
    ];
    let heads: Vec<Words> = marks.iter().map(year_words).collect();
    columns.extend(columns_of(&heads, Kind::Whole));
    let mut by_place: BTreeMap<(bool, Stage, &str), BTreeMap<Year, &SeatBalance>> = BTreeMap::new();
    for cell in balance.iter().filter(|cell| marks.contains(&cell.year)) {
        by_place
            .entry((cell.stage != first, cell.stage, &cell.district))
            .or_default()
            .insert(cell.year, cell);
    }
    let rows = by_place.iter().map(|((_, stage, district), by_year)| {
        let district = match *district {
            "" => Words::new("Elsewhere", "其他"),
            district => Words::new(district, district),
        };
        let mut cells = vec![Cell::Words(stage.words()), Cell::Words(district)];
        cells.extend(marks.iter().take(KEYS.len()).map(|year| {
            let surplus = by_year.get(year).and_then(|cell| cell.surplus());
            surplus.map_or(Cell::Empty, |by| Cell::Change(by as f64, 0, None))
        }));
        cells
    });
    let rows = rows.collect();
    let name = Words::new("Free seats (short −)", "余位（缺为 −）");
    sheet(name, columns, rows)
}

/// Money in 万元 by year and whatever it is told apart by. What is not stated is an empty cell, and no part of a sum.
pub fn money<'a>(
    name: Words,
    amounts: impl IntoIterator<Item = (Year, &'a str, Wan)>,
    not_stated: &Words,
) -> Sheet {
    let amounts: Vec<_> = amounts.into_iter().collect();
    let mut kinds: Vec<&str> = Vec::new();
    for (_, kind, _) in &amounts {
        if !kinds.contains(kind) {
            kinds.push(kind);
        }
    }
    let heads: Vec<Words> = kinds
        .iter()
        .enumerate()
        .map(|(place, kind)| match *kind {
            _ if place + 1 == KEYS.len() && kinds.len() > KEYS.len() => {
                Words::new("all others", "其余合计")
            }
            "" => not_stated.clone(),
            kind => Words::new(kind, kind),
        })
        .collect();
    let mut columns = vec![Column::text("year", "Year", "年份")];
    columns.extend(columns_of(&heads, Kind::Decimal(0)));
    columns.push(Column::decimal("total", "Total", "合计", 0));
    for column in columns.iter_mut().skip(1) {
        (column.is_summed, column.is_exact) = (true, true);
    }
    let n_columns = columns.len() - 2;
    let years: BTreeSet<Year> = amounts.iter().map(|(year, ..)| *year).collect();
    let rows = years.into_iter().map(|of| {
        let mut sums: Vec<Option<f64>> = vec![None; n_columns];
        let mut total = 0.0;
        for (_, kind, wan) in amounts.iter().filter(|(year, ..)| *year == of) {
            let place = kinds
                .iter()
                .position(|known| known == kind)
                .unwrap_or_default();
            *sums[place.min(n_columns - 1)].get_or_insert(0.0) += wan.as_f64();
            total += wan.as_f64();
        }
        let amount = |sum: Option<f64>| sum.map_or(Cell::Pointless, |sum| Cell::Decimal(sum, 0));
        let mut cells = vec![Cell::text(of.to_string())];
        cells.extend(sums.into_iter().map(amount));
        cells.push(Cell::Decimal(total, 0));
        cells
    });
    let rows = rows.collect();
    sheet(name, columns, rows)
}

/// A figure on several sides or in several years.
#[derive(Clone, Debug)]
pub struct Measurement {
    /// What it is called.
    pub name: Words,
    /// What it means.
    pub tip: Words,
    /// How its numbers are read ([`as_read`]): times what, with how many decimals, in which unit.
    pub read: (f64, u8, Words),
    /// One for each side or year; `None` where it is not known.
    pub values: Vec<Option<f64>>,
    /// Whether the change from the first to the second is for the better, where there is one that is seen.
    pub is_better: Option<Option<bool>>,
}

/// Figures side by side, each in the unit of its row; where it is asked for, the difference of the second from the first
/// stands beside the name, before both.
pub fn figures(name: Words, heads: &[Words], with_difference: bool, all: &[Measurement]) -> Sheet {
    let mut columns = vec![Column::text("indicator", "Indicator", "指标")];
    if with_difference {
        let difference = Words::new("Difference", "差值");
        columns.push(Column::of("difference", difference, Kind::Number));
        columns.push(Column::text("unit", "Unit", "单位"));
    }
    columns.extend(columns_of(heads, Kind::Number));
    if !with_difference {
        columns.push(Column::text("unit", "Unit", "单位"));
    }
    let row = |one: &Measurement| {
        let (times, decimals, unit) = one.read.clone();
        let number = |value: &Option<f64>| {
            value.map_or(Cell::Empty, |value| Cell::Decimal(value * times, decimals))
        };
        let mut cells = vec![Cell::Words(one.name.clone())];
        if with_difference {
            let values = (one.values.first(), one.values.get(1));
            cells.push(match (values, one.is_better) {
                ((Some(&Some(from)), Some(&Some(to))), Some(is_better)) => {
                    Cell::Change((to - from) * times, decimals, is_better)
                }
                _ => Cell::Pointless,
            });
            cells.push(Cell::Words(unit.clone()));
        }
        cells.extend(one.values.iter().take(KEYS.len()).map(number));
        if !with_difference {
            cells.push(Cell::Words(unit));
        }
        cells
    };
    let mut sheet = sheet(name, columns, all.iter().map(row).collect());
    for (row, one) in sheet.rows.iter_mut().zip(all) {
        row.tip = Some(one.tip.clone());
    }
    sheet
}

/// How a figure is read: times what, with how many decimals, in which unit.
pub fn as_read(measured: Measured) -> (f64, u8, Words) {
    match measured {
        Measured::Schools => (1.0, 0, super::Unit::Schools.words()),
        Measured::Pupils => (1.0, 0, super::Unit::Pupils.words()),
        Measured::Seats => (1.0, 0, super::Unit::Seats.words()),
        Measured::Share => (100.0, 1, super::Unit::Percent.words()),
        Measured::Metres => {
            let (times, decimals, unit) = DistanceForm::chosen().in_columns();
            (times, decimals, Words::new(unit, unit))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn what_is_not_stated_is_no_part_of_a_sum_and_no_amount_is_lost_however_many_funds_there_are() {
        let wan = |number: f64| Wan::new(number).expect("it is one");
        let funds: Vec<String> = (0..20).map(|number| format!("f{number}")).collect();
        let amounts = funds
            .iter()
            .map(|fund| (Year(2024), fund.as_str(), wan(2.0)))
            .chain([(Year(2025), "", wan(5.0))]);
        let not_stated = Words::new("not stated", "未注明");
        let sheet = money(Words::default(), amounts, &not_stated);
        let total = sheet.column("total").expect("it has one");
        let sum = sheet.sum(total, &[0, 1]).expect("it is summed");
        assert_eq!((sum.total, sum.unknown), (Some(45.0), 0));
        let of_first = sheet.column("n1").expect("it has one");
        assert_eq!(sheet.rows[1].cells[of_first], Cell::Pointless);
        let parts: f64 = (1..total)
            .filter_map(|column| sheet.sum(column, &[0, 1])?.total)
            .sum();
        assert_eq!(parts, 45.0);
    }

    #[test]
    fn seats_that_nobody_knows_leave_no_balance_and_the_chosen_stage_comes_first() {
        let cell = |stage, seats| SeatBalance {
            district: String::new(),
            stage,
            year: Year(2025),
            pupils: 40,
            seats,
        };
        let balance = [cell(Stage::Primary, None), cell(Stage::Junior, Some(30))];
        let sheet = seat_balance(&balance, &[Year(2025)], Stage::Junior);
        let surplus = |row: usize| sheet.rows[row].cells[2].clone();
        assert_eq!(surplus(0), Cell::Change(-10.0, 0, None));
        assert_eq!(surplus(1), Cell::Empty);
    }

    #[test]
    fn a_difference_stands_in_the_unit_of_its_row_and_only_where_both_are_known() {
        let one = |measured, values: [Option<f64>; 2], is_better| Measurement {
            name: Words::default(),
            tip: Words::default(),
            read: as_read(measured),
            values: values.to_vec(),
            is_better,
        };
        let all = [
            one(
                Measured::Metres,
                [Some(2_000.0), Some(2_600.0)],
                Some(Some(false)),
            ),
            one(Measured::Pupils, [None, Some(3.0)], None),
        ];
        let heads = ["A", "B"].map(|head| Words::new(head, head));
        let sheet = figures(Words::default(), &heads, true, &all);
        assert_eq!(sheet.rows[0].cells[3], Cell::Decimal(2.0, 1));
        let Cell::Change(by, 1, Some(false)) = sheet.rows[0].cells[1] else {
            panic!("{:?}", sheet.rows[0]);
        };
        assert!((by - 0.6).abs() < 1e-9);
        assert_eq!(sheet.rows[1].cells[3], Cell::Empty);
        assert_eq!(sheet.rows[1].cells[1], Cell::Pointless);
        assert_eq!(sheet.columns[2].head(Lang::En), "Unit");
    }
}
