//! How many pupils there will be, and how far that can be relied on.

use super::{About, Cell, Column, Kind, Row, Sheet, Unit};
use crate::forecast::{BackTest, Demand, DemandBasis, Forecast, Method, MovingUp, Variant};
use crate::model::{County, Stage};
use crate::units::Year;
use crate::words::Words;

/// Pupils by year and stage up to a year, the middle of what is expected; low and high aside.
pub fn pupils_ahead(forecast: &Forecast, until: Year) -> Sheet {
    let years = forecast.base_year().0..=until.0.max(forecast.base_year().0);
    let outlooks: Vec<[Demand; 3]> = years
        .map(|year| Variant::ALL.map(|variant| forecast.demand_in(Year(year), variant)))
        .collect();
    let is_known = |&stage: &Stage| {
        outlooks.iter().any(|[_, middle, _]| {
            middle.basis[stage].is_known() && middle.pupils[stage].iter().any(|&pupils| pupils > 0)
        })
    };
    let stages: Vec<Stage> = Stage::ALL.into_iter().filter(is_known).collect();
    let mut columns = vec![Column::text("year", "School year", "学年")];
    for &stage in &stages {
        let words = stage.words();
        let [low, middle, high] = keys_of(stage);
        let head = |en: &str, zh: &str| {
            Words::new(format!("{}{en}", words.en), format!("{}{zh}", words.zh))
        };
        let column = |key, head| Column::of(key, head, Kind::Whole).in_unit(Unit::Pupils);
        columns.push(column(middle, words.clone()));
        columns.push(column(low, head(", low", "低")).aside());
        columns.push(column(high, head(", high", "高")).aside());
    }
    columns.push(Column::text("basis", "How it is known", "依据"));
    let row = |[low, middle, high]: &[Demand; 3]| {
        let mut cells = vec![Cell::text(middle.year.to_string())];
        for &stage in &stages {
            cells.extend([middle, low, high].map(|demand| pupils_of(demand, stage)));
        }
        cells.push(Cell::Words(bases(middle, &stages)));
        Row::of(About::Year(middle.year), cells)
    };
    Sheet {
        name: Words::new("Pupils by year", "各年学生"),
        rows: outlooks.iter().map(row).collect(),
        columns,
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

const fn keys_of(stage: Stage) -> [&'static str; 3] {
    match stage {
        Stage::Kindergarten => ["kindergarten_low", "kindergarten", "kindergarten_high"],
        Stage::Primary => ["primary_low", "primary", "primary_high"],
        Stage::Junior => ["junior_low", "junior", "junior_high"],
        Stage::Senior => ["senior_low", "senior", "senior_high"],
        Stage::Vocational => ["vocational_low", "vocational", "vocational_high"],
        Stage::Special => ["special_low", "special", "special_high"],
    }
}

fn pupils_of(demand: &Demand, stage: Stage) -> Cell {
    let sum = demand.pupils[stage]
        .iter()
        .map(|&pupils| i64::from(pupils))
        .sum();
    match demand.basis[stage] {
        DemandBasis::Unknown => Cell::Empty,
        DemandBasis::Recorded => Cell::Whole(sum),
        _ => Cell::Estimated(sum),
    }
}

/// How the stages are known, each way once, with the stages it holds for where there are several ways.
fn bases(demand: &Demand, stages: &[Stage]) -> Words {
    let mut ways: Vec<(DemandBasis, Vec<Words>)> = Vec::new();
    for &stage in stages {
        let basis = demand.basis[stage];
        match ways.iter_mut().find(|(known, _)| *known == basis) {
            Some((_, of)) => of.push(stage.words()),
            None => ways.push((basis, vec![stage.words()])),
        }
    }
    let is_one = ways.len() == 1;
    let told = ways.into_iter().map(|(basis, of)| {
        let words = basis.words();
        let join = |say: fn(&Words) -> &str, comma: &str| {
            of.iter().map(say).collect::<Vec<_>>().join(comma)
        };
        if is_one {
            return words;
        }
        Words::new(
            format!("{}: {}", join(|words| &words.en, ", "), words.en),
            format!("{}：{}", join(|words| &words.zh, "、"), words.zh),
        )
    });
    let joined = told
        .reduce(|a, b| Words::new(format!("{}; {}", a.en, b.en), format!("{}；{}", a.zh, b.zh)));
    joined.unwrap_or_default()
}

/// Births by calendar year, and how many settlements state them.
pub fn born(county: &County) -> Sheet {
    let homes = &county.settlements;
    let years: std::collections::BTreeSet<Year> = homes
        .iter()
        .flat_map(|home| home.births.keys().copied())
        .collect();
    let row = |&year: &Year| {
        let stated = homes.iter().filter_map(|home| home.births.get(&year));
        let n_stated = stated.clone().count();
        let births: i64 = stated.map(|&births| i64::from(births)).sum();
        let silent = (homes.len() - n_stated) as i64;
        let cells = vec![
            Cell::text(year.to_string()),
            Cell::Whole(births),
            Cell::Whole(n_stated as i64),
            Cell::Whole(silent),
        ];
        Row::of(About::Year(year), cells)
    };
    Sheet {
        name: Words::new("Births", "出生人口"),
        columns: vec![
            Column::text("year", "Year", "年份"),
            Column::whole("births", "Births stated", "已填出生数").in_unit(Unit::Pupils),
            Column::whole("stated", "Settlements that state them", "已填居民点")
                .in_unit(Unit::Settlements),
            Column::whole("silent", "Silent settlements", "未填居民点").in_unit(Unit::Settlements),
        ],
        rows: years.iter().map(row).collect(),
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

/// How many of a grade go on into the next, over the county.
pub fn rates(forecast: &Forecast) -> Sheet {
    let row = |(line, step): (usize, MovingUp)| {
        let from = if step.is_recorded {
            Words::new("from recorded grades", "按分年级实录")
        } else {
            Words::new(
                "worked out from whole stages, unchanged where those do not tell",
                "按各学段总数推算，缺数据时按不变",
            )
        };
        let cells = vec![
            Cell::Words(step.into),
            Cell::Words(step.from),
            if step.is_recorded {
                Cell::Decimal(step.rate * 100.0, 1)
            } else {
                Cell::Estimate(step.rate * 100.0, 1)
            },
            Cell::Words(from),
        ];
        Row::of(About::Line(line), cells)
    };
    Sheet {
        name: Words::new("Moving up", "升级率"),
        columns: vec![
            Column::text("into", "Into", "升入"),
            Column::text("from", "From", "来自"),
            Column::decimal("rate", "Of the year before", "升级率", 1).in_unit(Unit::Percent),
            Column::text("basis", "How it is known", "依据"),
        ],
        rows: forecast
            .moving_up()
            .into_iter()
            .enumerate()
            .map(row)
            .collect(),
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

/// What the back-test says of each stage: how far either method was off, and which is used.
pub fn trials(forecast: &Forecast) -> Sheet {
    let tried = Stage::ALL
        .into_iter()
        .filter_map(|stage| Some((stage, forecast.trial(stage)?)));
    let row = |(line, (stage, trial)): (usize, (Stage, &crate::forecast::Trial))| {
        let used = match trial.used {
            Method::Cohorts => Words::new("forecast", "预测"),
            Method::Unchanged => Words::new("unchanged", "按现状不变"),
        };
        let cells = vec![
            Cell::Words(stage.words()),
            Cell::percent(Some(trial.cohorts)),
            Cell::percent(Some(trial.unchanged)),
            Cell::Words(used),
            Cell::Words(trial.words()),
        ];
        Row::of(About::Line(line), cells)
    };
    Sheet {
        name: Words::new("Back-test by stage", "回测（分学段）"),
        columns: vec![
            Column::text("stage", "Stage", "学段"),
            Column::decimal("forecast", "Forecast off by", "预测误差", 1).in_unit(Unit::Percent),
            Column::decimal("unchanged", "Unchanged off by", "“不变”误差", 1)
                .in_unit(Unit::Percent),
            Column::text("used", "Used", "采用"),
            Column::text("verdict", "Verdict", "结论"),
        ],
        rows: tried.enumerate().map(row).collect(),
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

/// The same district by district: today as it would have been forecast three years ago.
pub fn back_tests(forecast: &Forecast) -> Sheet {
    let pupils = |key, en, zh| Column::whole(key, en, zh).in_unit(Unit::Pupils);
    let row = |(line, test): (usize, &BackTest)| {
        let district = if test.district.is_empty() {
            Cell::Words(Words::new("no district", "未分片区"))
        } else {
            Cell::text(&test.district)
        };
        let cells = vec![
            district,
            Cell::Words(test.stage.words()),
            Cell::whole(test.forecast),
            Cell::whole(test.unchanged),
            Cell::whole(test.recorded),
            Cell::percent(test.error(Method::Cohorts)),
            Cell::percent(test.error(Method::Unchanged)),
        ];
        Row::of(About::Line(line), cells)
    };
    Sheet {
        name: Words::new("Back-test by district", "回测（分片区）"),
        columns: vec![
            Column::text("district", "District", "片区"),
            Column::text("stage", "Stage", "学段"),
            pupils("forecast", "Forecast", "预测"),
            pupils("unchanged", "Unchanged", "不变"),
            pupils("recorded", "Recorded", "实录"),
            Column::decimal("error", "Forecast off by", "预测误差", 1).in_unit(Unit::Percent),
            Column::decimal("error_unchanged", "Unchanged off by", "“不变”误差", 1)
                .in_unit(Unit::Percent),
        ],
        rows: forecast.back_tests().iter().enumerate().map(row).collect(),
        sorted_by: Some("district"),
        is_tree: false,
        lists_facts: false,
    }
}
