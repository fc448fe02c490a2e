//! The county as it was read, layer by layer: facts only, and what is not known stays empty.

use super::{About, Cell, Column, Row, Sheet, Unit};
use crate::geometry::LonLat;
use crate::model::{
    Count, County, Fact, Homes, Origin, Ownership, Road, School, Settlement, Stage, StageRecord,
};
use crate::units::Meters;
use crate::words::Words;

/// All schools with their figures over all stages, and those of each stage aside.
pub fn school_facts(county: &County) -> Sheet {
    let mut columns = vec![
        Column::text("name", "Name", "名称"),
        Column::text("kind", "Kind", "类型"),
        Column::text("township", "Township", "乡镇"),
        Column::people("pupils", "Pupils", "学生"),
        Column::seats("seats", "Seats", "学位"),
        Column::people("boarders", "Boarders", "寄宿生"),
        Column::whole("beds", "Beds", "床位")
            .in_unit(Unit::Beds)
            .summed(),
        Column::text("ownership", "Run by", "办学性质"),
        Column::text("inclusive", "Inclusive", "普惠").aside(),
        Column::text("open", "Status", "状态").aside(),
    ];
    let taught: Vec<Stage> = Stage::ALL
        .into_iter()
        .filter(|&stage| {
            county
                .schools
                .iter()
                .any(|school| school.stages[stage].is_some())
        })
        .collect();
    for &stage in &taught {
        let (pupils, seats) = keys_of(stage);
        let words = stage.words();
        let head = |en: &str, zh: &str| {
            Words::new(format!("{}: {en}", words.en), format!("{}{zh}", words.zh))
        };
        let whole = |key, name, unit| {
            let column = Column::of(key, name, super::Kind::Whole);
            column.in_unit(unit).summed().aside()
        };
        columns.push(whole(pupils, head("pupils", "学生"), Unit::Pupils));
        columns.push(whole(seats, head("seats", "学位"), Unit::Seats));
    }
    columns.extend(place_columns());
    let row = |school: &School| {
        let over_all = |count: fn(&StageRecord) -> Option<Count>| {
            let run = school
                .stages
                .iter()
                .filter_map(|(_, record)| record.as_ref());
            counted(run.map(count).collect::<Option<Vec<_>>>())
        };
        let mut cells = vec![
            Cell::text(&school.name),
            Cell::Words(school.kind.words()),
            Cell::township(county, school.township),
            over_all(|record| record.pupils),
            over_all(|record| record.seats),
            Cell::maybe_whole(school.boarders),
            Cell::maybe_whole(school.beds),
            school
                .ownership
                .map_or(Cell::Empty, |by: Ownership| Cell::Words(by.words())),
            inclusive(school),
            Cell::Words(Fact::Open(true).words()),
        ];
        for &stage in &taught {
            let count = |count: fn(&StageRecord) -> Option<Count>| match &school.stages[stage] {
                None => Cell::Pointless,
                Some(record) => counted(count(record).map(|count| vec![count])),
            };
            cells.push(count(|record| record.pupils));
            cells.push(count(|record| record.seats));
        }
        cells.extend(place_cells(school.id.as_str(), school.at));
        Row::of(About::School(school.id.clone()), cells)
    };
    Sheet {
        name: Words::new("Schools as read", "学校（读入）"),
        rows: county.schools.iter().map(row).collect(),
        columns,
        sorted_by: Some("name"),
        is_tree: false,
        lists_facts: true,
    }
}

/// Only kindergartens are recognised as inclusive.
fn inclusive(school: &School) -> Cell {
    if school.stages[Stage::Kindergarten].is_none() {
        return Cell::Pointless;
    }
    let fact = Fact::Inclusive(school.inclusive);
    school
        .inclusive
        .map_or(Cell::Empty, |_| Cell::Words(fact.words()))
}

/// The keys of pupils and seats of a stage.
pub(super) const fn keys_of(stage: Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::Kindergarten => ("pupils_kindergarten", "seats_kindergarten"),
        Stage::Primary => ("pupils_primary", "seats_primary"),
        Stage::Junior => ("pupils_junior", "seats_junior"),
        Stage::Senior => ("pupils_senior", "seats_senior"),
        Stage::Vocational => ("pupils_vocational", "seats_vocational"),
        Stage::Special => ("pupils_special", "seats_special"),
    }
}

/// The sum of counts; not known where one of them is not, estimated where one is not on record.
fn counted(counts: Option<Vec<Count>>) -> Cell {
    let Some(counts) = counts.filter(|counts| !counts.is_empty()) else {
        return Cell::Empty;
    };
    let sum = counts.iter().map(|count| i64::from(count.number)).sum();
    if counts.iter().all(|count| count.origin == Origin::Recorded) {
        Cell::Whole(sum)
    } else {
        Cell::Estimated(sum)
    }
}

/// Identity and coordinates, seldom looked at.
fn place_columns() -> [Column; 3] {
    [
        Column::text("id", "Id", "编号").aside(),
        Column::decimal("lon", "Longitude", "经度", 6)
            .aside()
            .exact(),
        Column::decimal("lat", "Latitude", "纬度", 6)
            .aside()
            .exact(),
    ]
}

fn place_cells(id: &str, at: LonLat) -> [Cell; 3] {
    [
        Cell::text(id),
        Cell::Decimal(at.lon, 6),
        Cell::Decimal(at.lat, 6),
    ]
}

/// All settlements with residents, pupils by stage, and the births of the last year that any of them states.
pub fn settlements(county: &County) -> Sheet {
    let homes = &county.settlements;
    let are_estimated = county.homes == Homes::Estimated;
    let stages: Vec<Stage> = Stage::ALL
        .into_iter()
        .filter(|&stage| homes.iter().any(|home| home.pupils[stage].is_some()))
        .collect();
    let last = homes
        .iter()
        .filter_map(|home| home.births.keys().next_back())
        .max()
        .copied();
    let mut columns = vec![
        Column::text("name", "Name", "名称"),
        Column::text("township", "Township", "乡镇"),
        Column::people("population", "Residents", "常住人口"),
    ];
    for &stage in &stages {
        let column = Column::of(keys_of(stage).0, stage.words(), super::Kind::Whole);
        columns.push(column.in_unit(Unit::Pupils).summed());
    }
    if let Some(year) = last {
        let head = Words::new(format!("Births {year}"), format!("{year}年出生"));
        let column = Column::of("births", head, super::Kind::Whole);
        columns.push(column.in_unit(Unit::Pupils).summed());
    }
    columns.extend(place_columns());
    let number = |number: Option<u32>| match number {
        Some(number) if are_estimated => Cell::Estimated(number.into()),
        number => Cell::maybe_whole(number),
    };
    let row = |(index, home): (usize, &Settlement)| {
        let mut cells = vec![
            Cell::text(&home.name),
            Cell::township(county, home.township),
            number(home.population),
        ];
        cells.extend(stages.iter().map(|&stage| number(home.pupils[stage])));
        cells.extend(last.map(|year| number(home.births.get(&year).copied())));
        cells.extend(place_cells(home.id.as_str(), home.at));
        Row::of(About::Settlement(index), cells)
    };
    Sheet {
        name: Words::new("Settlements", "居民点"),
        rows: homes.iter().enumerate().map(row).collect(),
        columns,
        sorted_by: Some("name"),
        is_tree: false,
        lists_facts: true,
    }
}

/// All townships, with how many schools and settlements lie in each.
pub fn townships(county: &County) -> Sheet {
    let columns = vec![
        Column::text("name", "Name", "名称"),
        Column::text("district", "District", "片区"),
        Column::people("population", "Residents", "常住人口"),
        Column::whole("settlements", "Settlements", "居民点")
            .in_unit(Unit::Settlements)
            .summed(),
        Column::whole("schools", "Schools and points", "学校和教学点")
            .in_unit(Unit::Schools)
            .summed(),
        Column::text("code", "Code", "代码"),
    ];
    let all = county.townships.len();
    let (mut homes, mut schools) = (vec![0_i64; all], vec![0_i64; all]);
    for index in county.settlements.iter().filter_map(|home| home.township) {
        homes[index] += 1;
    }
    for index in county.schools.iter().filter_map(|school| school.township) {
        schools[index] += 1;
    }
    let row = |(index, township): (usize, &crate::model::Township)| {
        let cells = vec![
            Cell::text(&township.name),
            Cell::maybe_text(township.district.as_ref()),
            Cell::maybe_whole(township.population),
            Cell::Whole(homes[index]),
            Cell::Whole(schools[index]),
            Cell::maybe_text(Some(&township.code).filter(|code| !code.is_empty())),
        ];
        Row::of(About::Township(index), cells)
    };
    Sheet {
        name: Words::new("Townships", "乡镇"),
        rows: county.townships.iter().enumerate().map(row).collect(),
        columns,
        sorted_by: Some("name"),
        is_tree: false,
        lists_facts: true,
    }
}

/// All roads with their length. Bus speeds are those that are used: stated, else of the class.
pub fn roads(county: &County) -> Sheet {
    let columns = vec![
        Column::text("name", "Name", "名称"),
        Column::text("class", "Class", "等级"),
        Column::decimal("length", "Length", "长度", 2)
            .in_unit(Unit::Kilometres)
            .summed(),
        Column::text("direction", "Direction", "通行方向"),
        Column::decimal("speed", "Bus speed", "校车速度", 0).in_unit(Unit::KmPerHour),
        Column::text("speed_from", "Speed from", "速度来源"),
        Column::whole("level", "Level", "层").aside(),
    ];
    let row = |(index, road): (usize, &Road)| {
        let metres: f64 = road
            .line
            .windows(2)
            .map(|ends| ends[0].metres_to(ends[1]))
            .sum();
        let is_stated = road.speed_kmh.is_some_and(|kmh| road.bus_kmh() == kmh);
        let from = if is_stated {
            Words::new("file", "文件")
        } else {
            Words::new("class", "等级")
        };
        let cells = vec![
            Cell::maybe_text(road.name.as_ref()),
            Cell::Words(road.class.words()),
            Cell::Decimal(Meters::from_f64(metres).km(), 2),
            Cell::Words(road.direction.words()),
            Cell::Decimal(road.bus_kmh(), 0),
            Cell::Words(from),
            Cell::whole(road.level),
        ];
        Row::of(About::Road(index), cells)
    };
    Sheet {
        name: Words::new("Roads", "道路"),
        rows: county.roads.iter().enumerate().map(row).collect(),
        columns,
        sorted_by: Some("name"),
        is_tree: false,
        lists_facts: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PerStage, SchoolId, SchoolKind, SettlementId};

    fn number(sheet: &Sheet, row: usize, key: &str) -> Cell {
        sheet.rows[row].cells[sheet.column(key).expect(key)].clone()
    }

    #[test]
    fn a_school_of_two_stages_knows_its_pupils_only_where_both_stages_do() {
        let record = |pupils: Option<Count>| {
            Some(StageRecord {
                pupils,
                seats: None,
            })
        };
        let mut stages = PerStage::default();
        stages[Stage::Primary] = record(Some(Count::recorded(40)));
        stages[Stage::Junior] = record(Some(Count {
            number: 20,
            origin: Origin::Estimated,
        }));
        let school = |stages| School {
            id: SchoolId::new("a"),
            name: "A".into(),
            kind: SchoolKind::NineYear,
            at: LonLat::new(104.0, 29.6),
            stages,
            ownership: None,
            inclusive: None,
            parent: None,
            boarders: None,
            beds: Some(0),
            township: None,
            extra: Default::default(),
        };
        let mut silent = stages;
        silent[Stage::Junior] = record(None);
        let county = County {
            schools: vec![school(stages), school(silent)],
            ..County::default()
        };
        let sheet = school_facts(&county);
        assert_eq!(number(&sheet, 0, "pupils"), Cell::Estimated(60));
        assert_eq!(number(&sheet, 1, "pupils"), Cell::Empty);
        assert_eq!(number(&sheet, 1, "pupils_primary"), Cell::Whole(40));
        assert_eq!(
            number(&sheet, 0, "beds"),
            Cell::Whole(0),
            "none is not unknown"
        );
        assert_eq!(number(&sheet, 0, "boarders"), Cell::Empty);
    }

    #[test]
    fn homes_that_are_estimated_say_so_in_every_number() {
        let mut pupils = PerStage::default();
        pupils[Stage::Primary] = Some(12);
        let home = Settlement {
            id: SettlementId::new("v"),
            name: "v".into(),
            at: LonLat::new(104.0, 29.6),
            township: None,
            population: None,
            pupils,
            births: Default::default(),
            extra: Default::default(),
        };
        let county = County {
            settlements: vec![home],
            homes: Homes::Estimated,
            ..County::default()
        };
        let sheet = settlements(&county);
        assert_eq!(number(&sheet, 0, "pupils_primary"), Cell::Estimated(12));
        assert_eq!(number(&sheet, 0, "population"), Cell::Empty);
    }

    #[test]
    fn a_bus_speed_says_whether_the_file_states_it() {
        let line = vec![LonLat::new(104.0, 29.6), LonLat::new(104.01, 29.6)];
        let road = |speed_kmh| Road {
            speed_kmh,
            line: line.clone(),
            ..Road::default()
        };
        let county = County {
            // No bus goes so fast as the last one says.
            roads: vec![road(None), road(Some(30.0)), road(Some(900.0))],
            ..County::default()
        };
        let sheet = roads(&county);
        let from: Vec<Cell> = (0..3)
            .map(|row| number(&sheet, row, "speed_from"))
            .collect();
        let class = Cell::Words(Words::new("class", "等级"));
        assert_eq!(
            from,
            [
                class.clone(),
                Cell::Words(Words::new("file", "文件")),
                class
            ]
        );
        let length = number(&sheet, 0, "length").number().expect("it has one");
        assert!((length - 0.968).abs() < 0.002, "{length}");
    }
}
