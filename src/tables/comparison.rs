//! Two plans side by side: the indicators of every stage, and whose pupils go elsewhere.

use super::{About, Cell, Column, Kind, Row, Sheet, Table, Unit};
use crate::evaluation::{Compared, Evaluation};
use crate::indicators::{self, Comparison, Indicator, Measured, Move};
use crate::model::{PerStage, SchoolId, Stage};
use crate::travel::Trip;
use crate::words::Words;

/// The indicators of both plans, stage by stage, each with its unit. The heads name the plans. A school is small with
/// fewer pupils than the number typed for its stage, else by the standards of its side.
pub fn comparison(compared: &Compared, typed_below: &PerStage<Option<u32>>) -> Table {
    let [first, second] = &compared.names;
    let rows = Stage::ALL.into_iter().flat_map(|stage| {
        let indicators = Indicator::of(stage);
        indicators.filter_map(move |indicator| row(compared, stage, indicator, typed_below[stage]))
    });
    Table {
        name: title(compared, &Words::new("Comparison", "方案比选")),
        columns: vec![
            Column::text("stage", "Stage", "学段"),
            Column::text("indicator", "Indicator", "指标"),
            Column::text("unit", "Unit", "单位"),
            Column::of("a", first.clone(), Kind::Number),
            Column::of("b", second.clone(), Kind::Number),
            Column::of("difference", Words::new("Difference", "差值"), Kind::Number),
        ],
        rows: rows.collect(),
    }
}

/// “Comparison: today → Plan A, 2025”.
fn title(compared: &Compared, what: &Words) -> Words {
    let ([first, second], year) = (&compared.names, compared.year());
    Words::new(
        format!("{}: {} → {}, {year}", what.en, first.en, second.en),
        format!("{}：{} → {}，{year}年", what.zh, first.zh, second.zh),
    )
}

/// `None` for a stage that one side does not know.
fn row(
    compared: &Compared,
    stage: Stage,
    indicator: Indicator,
    below: Option<u32>,
) -> Option<Vec<Cell>> {
    let (unit, factor, decimals) = match indicator.measured() {
        Measured::Schools => (Unit::Schools, 1.0, 0),
        Measured::Pupils => (Unit::Pupils, 1.0, 0),
        Measured::Seats => (Unit::Seats, 1.0, 0),
        Measured::Metres => (Unit::Metres, 1.0, 0),
        Measured::Share => (Unit::Percent, 100.0, 1),
    };
    let value = |side: &Evaluation| {
        let value = side.indicator(stage, indicator, below)?;
        // As it stands in the table, so that the difference is that of the numbers beside it.
        let scale = 10_f64.powi(decimals);
        Some((value * factor * scale).round() / scale)
    };
    let (before, after) = (&compared.before, &compared.after);
    if before.stages[stage].is_none() || after.stages[stage].is_none() {
        return None;
    }
    let of_side = |side: &Evaluation| below.unwrap_or(side.small_below[stage]);
    let name = match indicator {
        Indicator::Small => indicators::small_schools(of_side(before), of_side(after))?,
        _ => indicator.words(),
    };
    let (before, after) = (value(before), value(after));
    let difference = before.zip(after).map(|(before, after)| after - before);
    let number = |value: Option<f64>| match value.filter(|value| value.is_finite()) {
        None => Cell::Empty,
        Some(value) if decimals == 0 => Cell::Whole(value as i64),
        Some(value) => Cell::Decimal(value, decimals as u8),
    };
    Some(vec![
        Cell::Words(stage.words()),
        Cell::Words(name),
        Cell::Words(unit.words()),
        number(before),
        number(after),
        number(difference),
    ])
}

/// Everyone who goes to another school in the second plan than in the first, by stage and settlement. Ids besides
/// names, as names are not always unique.
pub fn moves(compared: &Compared) -> Table {
    let stages: &PerStage<_> = &compared.stages;
    let rows = stages.iter().flat_map(|(stage, comparison)| {
        let moves = comparison.iter().flat_map(|comparison| &comparison.moves);
        moves.map(move |moved| move_row(compared, stage, moved))
    });
    Table {
        name: title(
            compared,
            &Words::new("Pupils who change school", "变更学校的学生"),
        ),
        columns: vec![
            Column::text("stage", "Stage", "学段"),
            Column::text("settlement", "Settlement id", "居民点编号"),
            Column::text("settlement_name", "Settlement", "居民点"),
            Column::whole("pupils", "Pupils", "学生"),
            Column::text("from", "School id before", "原学校编号"),
            Column::text("from_name", "School before", "原学校"),
            Column::text("to", "School id after", "新学校编号"),
            Column::text("to_name", "School after", "新学校"),
            Column::decimal("distance_before_m", "Distance before", "原路程", 1)
                .in_unit(Unit::Metres),
            Column::text("basis_before", "Basis before", "原路程依据"),
            Column::decimal("distance_after_m", "Distance after", "新路程", 1)
                .in_unit(Unit::Metres),
            Column::text("basis_after", "Basis after", "新路程依据"),
        ],
        rows: rows.collect(),
    }
}

/// Everyone of a stage who goes to another school in the second plan than in the first, with the difference of the way;
/// who comes to go farthest stands first, who finds no seat before all.
pub fn changes(compared: &Compared, comparison: &Comparison) -> Sheet {
    let row = |(line, moved): (usize, &Move)| {
        let home = compared.county.settlements.get(moved.settlement);
        let name = |end: &Option<(SchoolId, Trip)>| match end {
            Some((school, _)) => Cell::text(compared.school_name(school)),
            None => Cell::Words(Words::new("no school", "未安置")),
        };
        let way =
            |end: &Option<(SchoolId, Trip)>| Cell::trip_km(end.as_ref().map(|(_, trip)| *trip));
        let farther = moved.farther().map_or(Cell::Empty, Cell::farther);
        let cells = vec![
            Cell::maybe_text(home.map(|home| &home.name)),
            farther,
            Cell::whole(moved.pupils),
            name(&moved.from),
            way(&moved.from),
            name(&moved.to),
            way(&moved.to),
        ];
        let is_first = line == 0 || comparison.moves[line - 1].settlement != moved.settlement;
        let about = if is_first {
            About::Settlement(moved.settlement)
        } else {
            About::Part(moved.settlement, line)
        };
        Row::of(about, cells)
    };
    let mut lines: Vec<(usize, &Move)> = comparison.moves.iter().enumerate().collect();
    lines.sort_by(|(_, a), (_, b)| {
        let farther = |one: &Move| one.to.is_some().then(|| one.farther().unwrap_or(f64::MIN));
        let loss = |one: &Move| farther(one).unwrap_or(f64::INFINITY);
        loss(b).total_cmp(&loss(a))
    });
    Sheet {
        name: title(
            compared,
            &Words::new("Pupils who change school", "变更学校的学生"),
        ),
        columns: vec![
            Column::text("settlement", "Settlement", "居民点"),
            Column::way("farther", "Farther", "路程变化"),
            Column::people("pupils", "Pupils", "学生"),
            Column::text("from", "From", "原学校"),
            Column::way("way_before", "Trip before", "原路程"),
            Column::text("to", "To", "新学校"),
            Column::way("way_after", "Trip after", "新路程"),
        ],
        rows: lines.into_iter().map(row).collect(),
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

fn move_row(compared: &Compared, stage: Stage, moved: &Move) -> Vec<Cell> {
    let home = compared.county.settlements.get(moved.settlement);
    let id = |end: &Option<(SchoolId, Trip)>| {
        Cell::maybe_text(end.as_ref().map(|(school, _)| school.as_str()))
    };
    let name = |end: &Option<(SchoolId, Trip)>| {
        Cell::maybe_text(end.as_ref().map(|(school, _)| compared.school_name(school)))
    };
    let trip = |end: &Option<(SchoolId, Trip)>| end.as_ref().map(|(_, trip)| *trip);
    vec![
        Cell::Words(stage.words()),
        Cell::maybe_text(home.map(|home| home.id.as_str())),
        Cell::maybe_text(home.map(|home| &home.name)),
        Cell::whole(moved.pupils),
        id(&moved.from),
        name(&moved.from),
        id(&moved.to),
        name(&moved.to),
        Cell::way(trip(&moved.from)),
        Cell::basis(trip(&moved.from)),
        Cell::way(trip(&moved.to)),
        Cell::basis(trip(&moved.to)),
    ]
}
