//! The schools of a layout.

use super::{About, Cell, Column, Row, Sheet, Table, Unit};
use crate::evaluation::Evaluation;
use crate::model::{Count, County, Origin, Stage};
use crate::plan::Site;
use crate::words::Words;

/// The schools of an evaluated layout, one row for each school and stage. Numbers that are not recorded say so in a
/// column of their own. A closed school has its pupils of today and no seats.
pub fn schools(county: &County, evaluation: &Evaluation) -> Table {
    let sites = evaluation.layout.sites.iter().enumerate();
    let rows = sites.flat_map(|(position, site)| {
        let stages = site.stages.iter();
        let run = stages.filter(|(_, record)| record.is_some());
        run.map(move |(stage, _)| row(county, evaluation, position, site, stage))
    });
    Table {
        name: Words::new("Schools", "学校"),
        columns: columns(),
        rows: rows.collect(),
    }
}

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::text("id", "Id", "学校编号"),
        Column::text("name", "Name", "学校名称"),
        Column::text("kind", "Kind", "办学类型"),
        Column::text("township", "Township", "乡镇"),
        Column::text("district", "District", "片区"),
        Column::text("ownership", "Ownership", "办学性质"),
        Column::text("inclusive", "Inclusive", "普惠"),
        Column::decimal("lon", "Longitude", "经度", 6),
        Column::decimal("lat", "Latitude", "纬度", 6),
        Column::text("status", "Status", "布局状态"),
        Column::text("stage", "Stage", "学段"),
        Column::whole("pupils_today", "Pupils today", "现有学生"),
        Column::whole("pupils", "Pupils in plan", "方案学生"),
        Column::whole("seats", "Seats", "学位"),
        Column::decimal("utilisation", "Use of seats", "学位利用率", 1).in_unit(Unit::Percent),
        Column::decimal(
            "mean_distance_m",
            "Mean distance of day pupils",
            "走读生平均距离",
            0,
        )
        .in_unit(Unit::Metres),
        Column::decimal(
            "max_distance_m",
            "Longest distance of day pupils",
            "走读生最远距离",
            0,
        )
        .in_unit(Unit::Metres),
        Column::whole(
            "estimated_pupils",
            "Pupils whose distance is estimated",
            "距离为估算的学生",
        ),
        Column::whole("boarders", "Boarders", "寄宿生"),
        Column::decimal(
            "boarders_mean_distance_m",
            "Mean distance of boarders",
            "寄宿生平均距离",
            0,
        )
        .in_unit(Unit::Metres),
        Column::decimal(
            "boarders_max_distance_m",
            "Longest distance of boarders",
            "寄宿生最远距离",
            0,
        )
        .in_unit(Unit::Metres),
        Column::text("origin", "Origin of figures", "数据来源"),
    ]
}

/// The schools of one stage of an evaluated layout, with their figures. `status` says what a plan does to a school.
/// Estimated trips, and pupils who are estimated to come where none are on record, say so. A closed school has a row
/// without figures, so that the sums are of the schools that are open.
pub fn school_figures(
    county: &County,
    evaluation: &Evaluation,
    stage: Stage,
    status: impl Fn(&Site) -> Option<String>,
) -> Sheet {
    let columns = vec![
        Column::text("name", "Name", "名称"),
        Column::text("kind", "Kind", "类型"),
        Column::text("township", "Township", "乡镇"),
        Column::people("pupils", "Pupils", "学生"),
        Column::seats("seats", "Seats", "学位"),
        Column::seats("free", "Free seats", "余位"),
        Column::decimal("utilisation", "Use of seats", "利用率", 1).in_unit(Unit::Percent),
        Column::way("mean", "Mean trip", "平均路程"),
        Column::way("longest", "Longest trip", "最远路程"),
        Column::people("over_limit", "Over the limit", "超距"),
        Column::text("status", "Measures", "措施"),
        Column::people("boarders", "Boarders", "寄宿生").aside(),
        Column::whole("settlements", "Settlements served", "服务居民点")
            .in_unit(Unit::Settlements)
            .aside(),
        Column::text("id", "Id", "编号").aside(),
    ];
    let evaluated = evaluation.stages[stage].as_ref();
    // Where nobody knows the pupils, none come to a school because none were counted.
    let is_known = evaluation.demand.basis[stage].is_known();
    let sites = evaluation.layout.sites.iter().enumerate();
    let own = sites.filter(|(_, site)| site.stages[stage].is_some());
    let row = |(position, site): (usize, &Site)| {
        let numbers = evaluated.and_then(|evaluated| evaluated.school(position));
        let numbers = numbers.filter(|_| is_known);
        let trips = numbers.and_then(|numbers| numbers.distances);
        let is_estimated = trips.is_some_and(|trips| trips.estimated_pupils > 0);
        let km = |metres| Cell::km_of(metres, is_estimated);
        let pupils = numbers.map_or(Cell::Empty, |numbers| match numbers.pupils {
            Some(pupils) => Cell::whole(pupils),
            None if numbers.assigned > 0 => Cell::Estimated(numbers.assigned.into()),
            None => Cell::Empty,
        });
        let mut row = Row::of(
            About::School(site.id.clone()),
            vec![
                Cell::text(&site.name),
                Cell::Words(site.kind.words()),
                Cell::township(county, site.township),
                pupils,
                Cell::maybe_whole(site.seats(stage)),
                numbers
                    .and_then(|numbers| numbers.free_seats())
                    .map_or(Cell::Empty, Cell::Whole),
                Cell::percent(numbers.and_then(|numbers| numbers.utilisation())),
                km(trips.map(|trips| trips.mean)),
                km(trips.map(|trips| trips.max.as_f64())),
                Cell::maybe_whole(numbers.map(|numbers| numbers.over_limit)),
                Cell::maybe_text(status(site)),
                Cell::maybe_whole(numbers.and_then(|numbers| numbers.boarders)),
                numbers.map_or(Cell::Empty, |numbers| {
                    Cell::Whole(numbers.settlements as i64)
                }),
                Cell::text(site.id.as_str()),
            ],
        );
        row.is_past = !site.is_open();
        if row.is_past {
            nothing_any_more(&mut row.cells);
        }
        row
    };
    Sheet {
        name: Words::new(
            format!("Schools, {}", stage.words().en.to_lowercase()),
            format!("学校（{}）", stage.words().zh),
        ),
        rows: own.map(row).collect(),
        columns,
        sorted_by: Some("name"),
        is_tree: false,
        lists_facts: false,
    }
}

/// A closed school has no figures in the layout: its seats are nobody's, and no sum may count them.
fn nothing_any_more(cells: &mut [Cell]) {
    for cell in cells {
        if !matches!(cell, Cell::Text(_) | Cell::Words(_)) {
            *cell = Cell::Pointless;
        }
    }
}

fn row(
    county: &County,
    evaluation: &Evaluation,
    position: usize,
    site: &Site,
    stage: Stage,
) -> Vec<Cell> {
    let township = site.township.and_then(|index| county.townships.get(index));
    let record = site.stages[stage].unwrap_or_default();
    let evaluated = evaluation.stages[stage].as_ref();
    // Where nobody knows the pupils, none come to a school because none were counted.
    let is_known = evaluation.demand.basis[stage].is_known();
    let numbers = evaluated.and_then(|evaluated| evaluated.school(position));
    let numbers = numbers.filter(|_| is_known);
    let trips = numbers.and_then(|numbers| numbers.distances);
    let weekly = numbers.and_then(|numbers| numbers.boarder_distances);
    let used = numbers.and_then(|numbers| numbers.utilisation());
    let number = |count: Option<Count>| Cell::maybe_whole(count.map(|count| count.number));
    let decimal = |value: Option<f64>, decimals| {
        let value = value.filter(|value| value.is_finite());
        value.map_or(Cell::Empty, |value| Cell::Decimal(value, decimals))
    };
    let words = |words: Option<Words>| words.map_or(Cell::Empty, Cell::Words);
    vec![
        Cell::text(site.id.as_str()),
        Cell::text(&site.name),
        Cell::Words(site.kind.words()),
        Cell::maybe_text(township.map(|township| &township.name)),
        Cell::maybe_text(township.and_then(|township| township.district.as_ref())),
        words(site.ownership.map(|ownership| ownership.words())),
        words(site.inclusive.map(yes_or_no)),
        Cell::Decimal(site.at.lon, 6),
        Cell::Decimal(site.at.lat, 6),
        Cell::Words(site.status.words()),
        Cell::Words(stage.words()),
        number(record.pupils),
        Cell::maybe_whole(numbers.and_then(|numbers| numbers.pupils)),
        number(record.seats.filter(|_| site.is_open())),
        decimal(used.map(|used| used * 100.0), 1),
        decimal(trips.map(|trips| trips.mean), 0),
        decimal(trips.map(|trips| trips.max.as_f64()), 0),
        Cell::maybe_whole(trips.map(|trips| trips.estimated_pupils)),
        Cell::maybe_whole(numbers.and_then(|numbers| numbers.boarders)),
        decimal(weekly.map(|trips| trips.mean), 0),
        decimal(weekly.map(|trips| trips.max.as_f64()), 0),
        words(weakest_origin(record.pupils, record.seats)),
    ]
}

fn yes_or_no(is_so: bool) -> Words {
    if is_so {
        Words::new("yes", "是")
    } else {
        Words::new("no", "否")
    }
}

/// The weakest origin of the figures in a row; `None` where all are recorded.
fn weakest_origin(pupils: Option<Count>, seats: Option<Count>) -> Option<Words> {
    let counts = [pupils, seats];
    let has = |origin| counts.iter().flatten().any(|count| count.origin == origin);
    if has(Origin::Assumed) {
        Some(Words::new("assumed", "假定"))
    } else if has(Origin::Estimated) {
        Some(Words::new("estimated", "估算"))
    } else if has(Origin::Corrected) {
        Some(Words::new("corrected", "更正"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Evaluator;
    use crate::model::{School, SchoolId, SchoolKind, StageRecord};
    use crate::plan::{Action, Measure, Plan, Policy};
    use crate::random::Random;
    use crate::units::Year;

    #[test]
    fn free_seats_are_the_seats_less_the_pupils_in_the_sums_too_whatever_closes() {
        let mut random = Random::seeded(5);
        for _ in 0..30 {
            let n = 2 + random.below(6);
            let school = |index: usize, random: &mut Random| {
                let (pupils, seats) = (random.below(300) as u32, random.below(300) as u32);
                let record = StageRecord::of(Some(pupils), Some(seats));
                School::plain(&format!("s{index}"), SchoolKind::Primary, record)
            };
            let county = County {
                schools: (0..n).map(|index| school(index, &mut random)).collect(),
                ..County::default()
            };
            let mut plan = Plan::new("a", (Year(2021), Year(2025)));
            for index in (0..n).filter(|index| index % 3 == 1) {
                let school = SchoolId::new(&format!("s{index}"));
                let close = Measure::Close { school };
                plan.actions.push(Action::new(Year(2021), close, ""));
            }
            let evaluator = std::sync::Arc::new(Evaluator::of_plan(&county, None));
            let evaluation = evaluator.evaluate(&plan, Year(2022), Policy::Nearest);
            let sheet = school_figures(&county, &evaluation, Stage::Primary, |_| None);
            let rows: Vec<usize> = (0..sheet.rows.len()).collect();
            assert_eq!(rows.len(), n, "a closed school keeps its row");
            let sum = |key: &str| {
                let column = sheet.column(key).expect(key);
                sheet.sum(column, &rows).expect("it is summed")
            };
            let [pupils, seats, free] = ["pupils", "seats", "free"].map(sum);
            if [pupils, seats, free].iter().all(|sum| sum.unknown == 0) {
                let left = seats
                    .total
                    .zip(pupils.total)
                    .map(|(all, taken)| all - taken);
                assert_eq!(free.total, left, "{sheet:?}");
            }
            let is_closed = |row: &&Row| row.is_past;
            for row in sheet.rows.iter().filter(is_closed) {
                let seats = &row.cells[sheet.column("seats").expect("seats")];
                assert_eq!(*seats, Cell::Pointless, "nobody can take them");
            }
        }
    }
}
