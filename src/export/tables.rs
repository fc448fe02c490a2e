//! Tables: who goes where, and the schools of a layout.

use std::fmt::Write as _;

use crate::assign::Assignment;
use crate::evaluation::Evaluation;
use crate::indicators::SchoolNumbers;
use crate::model::{Count, County, Origin, Stage};
use crate::plan::{Layout, Site};
use crate::words::{Lang, Words};

use super::plan::status_key;

/// Who goes where, as CSV: `stage,settlement,school,pupils,distance_m,basis`, sorted by those columns as text.
/// Pupils without a seat have an empty school, distance and basis. Distances are in metres with one decimal.
pub fn assignment_csv(county: &County, layout: &Layout, assignments: &[&Assignment]) -> String {
    let mut rows = Vec::new();
    let settlement_id = |index: usize| {
        county
            .settlements
            .get(index)
            .map_or("", |settlement| settlement.id.as_str())
    };
    for assignment in assignments {
        let stage = assignment.stage.key();
        for flow in &assignment.flows {
            let school = layout
                .sites
                .get(flow.site)
                .map_or("", |site| site.id.as_str());
            let metres = format!("{:.1}", flow.trip.distance().as_f64());
            rows.push([
                stage.to_owned(),
                settlement_id(flow.settlement).to_owned(),
                school.to_owned(),
                flow.pupils.to_string(),
                metres,
                flow.trip.basis().key().to_owned(),
            ]);
        }
        for unplaced in &assignment.unplaced {
            rows.push([
                stage.to_owned(),
                settlement_id(unplaced.settlement).to_owned(),
                String::new(),
                unplaced.pupils.to_string(),
                String::new(),
                String::new(),
            ]);
        }
    }
    rows.sort_unstable();
    let mut csv = "stage,settlement,school,pupils,distance_m,basis\n".to_owned();
    for row in &rows {
        push_row(&mut csv, row);
    }
    csv
}

/// The schools of a layout for Excel: one row a school and stage, UTF-8 with BOM, headers in the chosen language.
/// Numbers that are not recorded say so in a column of their own; a cell is empty where nothing is known.
pub fn schools_csv(county: &County, evaluation: &Evaluation, lang: Lang) -> String {
    let headers = [
        Words::new("Id", "学校编号"),
        Words::new("Name", "学校名称"),
        Words::new("Kind", "办学类型"),
        Words::new("Township", "乡镇"),
        Words::new("District", "片区"),
        Words::new("Ownership", "办学性质"),
        Words::new("Inclusive", "普惠"),
        Words::new("Longitude", "经度"),
        Words::new("Latitude", "纬度"),
        Words::new("Status", "布局状态"),
        Words::new("Stage", "学段"),
        Words::new("Pupils today", "现有学生"),
        Words::new("Pupils in plan", "方案学生"),
        Words::new("Seats", "学位"),
        Words::new("Use of seats, %", "学位利用率(%)"),
        Words::new("Mean distance, m", "平均距离(米)"),
        Words::new("Longest distance, m", "最远距离(米)"),
        Words::new("Origin of figures", "数据来源"),
    ];
    let mut csv = "\u{FEFF}".to_owned();
    push_row(
        &mut csv,
        &headers.each_ref().map(|words| words.say(lang).to_owned()),
    );
    for (position, site) in evaluation.layout.sites.iter().enumerate() {
        for (stage, record) in site.stages.iter() {
            if record.is_none() {
                continue;
            }
            let numbers = evaluation.stages[stage]
                .as_ref()
                .and_then(|evaluated| evaluated.school(position));
            push_row(&mut csv, &school_row(county, site, stage, numbers, lang));
        }
    }
    csv
}

fn school_row(
    county: &County,
    site: &Site,
    stage: Stage,
    numbers: Option<&SchoolNumbers>,
    lang: Lang,
) -> [String; 18] {
    let say = |words: Words| words.say(lang).to_owned();
    let township = site.township.and_then(|index| county.townships.get(index));
    let record = site.stages[stage].unwrap_or_default();
    let number = |count: Option<Count>| {
        count
            .map(|count| count.number.to_string())
            .unwrap_or_default()
    };
    let trips = numbers.and_then(|numbers| numbers.distances);
    let utilisation = numbers
        .and_then(SchoolNumbers::utilisation)
        .filter(|share| share.is_finite());
    [
        site.id.to_string(),
        site.name.clone(),
        say(site.kind.words()),
        township
            .map(|township| township.name.clone())
            .unwrap_or_default(),
        township
            .and_then(|township| township.district.clone())
            .unwrap_or_default(),
        site.ownership
            .map(|ownership| say(ownership.words()))
            .unwrap_or_default(),
        site.inclusive
            .map(|is_so| say(yes_or_no(is_so)))
            .unwrap_or_default(),
        format!("{:.6}", site.at.lon),
        format!("{:.6}", site.at.lat),
        say(status_words(site)),
        say(stage.words()),
        number(record.pupils),
        numbers
            .and_then(|numbers| numbers.pupils)
            .map(|pupils| pupils.to_string())
            .unwrap_or_default(),
        number(record.seats),
        utilisation
            .map(|share| format!("{:.1}", 100.0 * share))
            .unwrap_or_default(),
        trips
            .map(|trips| format!("{:.0}", trips.mean))
            .unwrap_or_default(),
        trips
            .map(|trips| format!("{:.0}", trips.max.as_f64()))
            .unwrap_or_default(),
        say(origin_words(record.pupils, record.seats)),
    ]
}

fn yes_or_no(is_so: bool) -> Words {
    if is_so {
        Words::new("yes", "是")
    } else {
        Words::new("no", "否")
    }
}

fn status_words(site: &Site) -> Words {
    let (en, zh) = match status_key(&site.status) {
        "kept" => ("kept", "保留"),
        "new" => ("new", "新建"),
        "moved" => ("moved", "迁建"),
        "changed" => ("changed", "调整"),
        "closed" => ("closed", "撤并"),
        _ => ("unchanged", "现有"),
    };
    Words::new(en, zh)
}

/// The weakest origin of the figures in a row; empty where all are recorded.
fn origin_words(pupils: Option<Count>, seats: Option<Count>) -> Words {
    let has = |origin| {
        [pupils, seats]
            .into_iter()
            .flatten()
            .any(|count| count.origin == origin)
    };
    if has(Origin::Assumed) {
        Words::new("assumed", "假定")
    } else if has(Origin::Estimated) {
        Words::new("estimated", "估算")
    } else {
        Words::default()
    }
}

fn push_row(csv: &mut String, cells: &[String]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            csv.push(',');
        }
        push_cell(csv, cell);
    }
    csv.push('\n');
}

/// RFC 4180: quoted where a comma, a quote or a line break would mislead.
fn push_cell(csv: &mut String, cell: &str) {
    if cell.contains([',', '"', '\n', '\r']) {
        // Writing to a string cannot fail.
        let _written = write!(csv, "\"{}\"", cell.replace('"', "\"\""));
    } else {
        csv.push_str(cell);
    }
}
