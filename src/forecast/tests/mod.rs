//! What a forecast must say of small counties worked out by hand, and of seeded ones with a known trend.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::*;
use crate::geometry::LonLat;
use crate::model::{
    Count, School, SchoolId, SchoolKind, Settlement, SettlementId, StageRecord, Township,
};
use crate::random::Random;

mod past;

fn township(name: &str, extra: &Value) -> Township {
    Township {
        code: name.into(),
        name: name.into(),
        district: Some("east".into()),
        population: None,
        outline: geo::MultiPolygon::new(Vec::new()),
        extra: extra.as_object().cloned().unwrap_or_default(),
    }
}

fn village(id: &str, population: u32, pupils: [Option<u32>; 2]) -> Settlement {
    let mut by_stage = PerStage::default();
    by_stage[Stage::Kindergarten] = pupils[0];
    by_stage[Stage::Primary] = pupils[1];
    Settlement {
        id: SettlementId::new(id),
        name: id.into(),
        at: LonLat::new(104.0, 29.6),
        township: Some(0),
        population: Some(population),
        pupils: by_stage,
        births: BTreeMap::new(),
        extra: Map::new(),
    }
}

fn school(kind: SchoolKind, pupils: u32, extra: &Value) -> School {
    let record = StageRecord {
        pupils: Some(Count::recorded(pupils)),
        seats: None,
    };
    School {
        id: SchoolId::new(kind.key()),
        name: kind.key().into(),
        kind,
        at: LonLat::new(104.0, 29.6),
        stages: PerStage::from_fn(|stage| kind.stages().contains(&stage).then_some(record)),
        ownership: None,
        inclusive: None,
        parent: None,
        boarders: None,
        beds: None,
        township: Some(0),
        extra: extra.as_object().cloned().unwrap_or_default(),
    }
}

fn total(demand: &Demand, stage: Stage) -> u32 {
    demand.pupils[stage].iter().sum()
}

#[test]
fn without_births_or_past_enrolment_every_year_is_as_today_and_says_so() {
    let county = County {
        townships: vec![township("t", &json!({}))],
        settlements: vec![village("u", 900, [Some(30), Some(60)])],
        ..County::default()
    };
    let demand = Forecast::new(&county, &Settings::default()).demand(Year(2030));
    assert_eq!(demand.pupils[Stage::Primary], [60]);
    assert_eq!(demand.basis[Stage::Primary], DemandBasis::Constant);
    assert_eq!(demand.basis[Stage::Senior], DemandBasis::Unknown);
}

#[test]
fn births_of_a_township_are_enough() {
    // 30 born every year of 2014 to 2020, shared 2:1; kindergarten holds 90 of 90 children.
    let births: Map<String, Value> = (2014..=2020)
        .map(|year| (format!("births_{year}"), json!(30)))
        .collect();
    let mut births = births;
    births["births_2020"] = json!("12");
    let county = County {
        townships: vec![township("t", &Value::Object(births))],
        settlements: vec![
            village("u", 600, [Some(60), Some(120)]),
            village("v", 300, [Some(30), Some(60)]),
        ],
        schools: vec![school(SchoolKind::Kindergarten, 90, &json!({"year": 2021}))],
        ..County::default()
    };
    let forecast = Forecast::new(&county, &Settings::default());
    assert_eq!(forecast.base_year(), Year(2021));
    assert_eq!(
        forecast.demand(Year(2022)).pupils[Stage::Kindergarten],
        [60, 30]
    );
    // Three years old in 2023: born September 2019 to August 2020, 30/3 + 12 × 2/3 = 18.
    let in_2023 = forecast.demand(Year(2023));
    assert_eq!(total(&in_2023, Stage::Kindergarten), 30 + 30 + 18);
    assert_eq!(in_2023.basis[Stage::Kindergarten], DemandBasis::Forecast);
    assert_eq!(
        forecast.children(Stage::Kindergarten, Year(2021), Variant::Mid),
        Some(90)
    );
    assert_eq!(
        forecast.children(Stage::Senior, Year(2021), Variant::Mid),
        None
    );
}

#[test]
fn settlements_add_up_to_townships_and_these_to_the_county_in_every_year() {
    let mut seeded = Random::seeded(3);
    let mut random = |below: u32| seeded.count_below(below);
    let settlements: Vec<Settlement> = (0..40)
        .map(|index| {
            let mut home = village(
                &format!("{index:02}"),
                random(900),
                [Some(random(40)), Some(random(90))],
            );
            home.township = Some(index % 3);
            home.births = (2005..=2021).map(|year| (Year(year), random(14))).collect();
            home
        })
        .collect();
    let moving = json!({"town_shift": 0.03, "migration": -0.01});
    let county = County {
        townships: vec![
            township("a", &moving),
            township("b", &moving),
            township("c", &json!({})),
        ],
        settlements,
        ..County::default()
    };
    let forecast = Forecast::new(&county, &Settings::default());
    let model = forecast.model.as_ref().unwrap();
    for year in 2022..=2035 {
        for variant in Variant::ALL {
            let demand = forecast.demand_in(Year(year), variant);
            let exact = model.pupils(year, variant);
            for stage in [Stage::Kindergarten, Stage::Primary] {
                let county_wide: f64 = exact.iter().map(|home| home[stage]).sum();
                assert_eq!(
                    total(&demand, stage),
                    county_wide.round() as u32,
                    "{stage} {year}"
                );
                for group in 0..3 {
                    let here = (0..40).filter(|index| index % 3 == group);
                    let (whole, part) = here.fold((0, 0.0), |(whole, part), index| {
                        (
                            whole + demand.pupils[stage][index],
                            part + exact[index][stage],
                        )
                    });
                    assert!(
                        (f64::from(whole) - part).abs() < 1.01,
                        "{stage} {year}: {whole} for {part}"
                    );
                }
            }
        }
    }
}

#[test]
fn who_leaves_a_village_for_town_arrives_there() {
    let county = County {
        townships: vec![township("t", &json!({"town_shift": 0.1, "births_2021": 1}))],
        settlements: vec![
            village("town", 9_000, [None, Some(600)]),
            village("village", 300, [None, Some(100)]),
        ],
        ..County::default()
    };
    let forecast = Forecast::new(&county, &Settings::default());
    // Births of one year say nothing of the ages in school, so the intake stays; 100 × 0.9² = 81.
    assert_eq!(
        forecast.demand(Year(2023)).pupils[Stage::Primary],
        [619, 81]
    );
}

#[test]
fn the_back_test_holds_the_method_against_what_came() {
    // Kindergarten 90 and primary 240 in 2018: 40 leave and 30 come every year.
    let county = County {
        townships: vec![township("t", &json!({}))],
        schools: vec![
            school(
                SchoolKind::Kindergarten,
                90,
                &json!({"year": 2021, "pupils_kindergarten_2018": 90}),
            ),
            school(
                SchoolKind::Primary,
                200,
                &json!({"year": 2021, "pupils_primary_2018": "240"}),
            ),
        ],
        ..County::default()
    };
    let forecast = Forecast::new(&county, &Settings::default());
    let tests = forecast.back_tests();
    let primary = tests
        .iter()
        .find(|test| test.stage == Stage::Primary)
        .unwrap();
    assert_eq!(
        (primary.forecast, primary.unchanged, primary.recorded),
        (210, 240, 200)
    );
    assert_eq!(primary.district, "east");
    assert_eq!(
        mean_error(tests, Stage::Primary, Method::Cohorts),
        Some(0.05)
    );
    assert_eq!(mean_error(tests, Stage::Junior, Method::Cohorts), None);
}

/// A county whose figures follow from each other: in every township children are born, some move away every year, a
/// stated share of three- to five-year-olds attends kindergarten, and all of age go to school. Each township has a
/// village and a school of every stage; what schools record is two per cent off at most.
fn grown(seed: u64, change: f64, kept: f64) -> County {
    let mut random = Random::seeded(seed);
    let born = |township: usize, year: i32| {
        let first = 400.0 + 150.0 * township as f64;
        first * change.powi(year - 2000)
    };
    let of_age = |township: usize, year: i32, age: i32| {
        let born = born(township, year - age - 1) / 3.0 + born(township, year - age) * 2.0 / 3.0;
        born * kept.powi(age)
    };
    let pupils = |township: usize, year: i32, stage: Stage| -> f64 {
        let share = match stage {
            Stage::Kindergarten => 0.9,
            Stage::Senior => 0.6,
            Stage::Vocational => 0.35,
            _ => 1.0,
        };
        let ages = cohorts::ages(stage).unwrap();
        let children: f64 = ages.map(|age| of_age(township, year, age)).sum();
        children * share
    };
    let mut county = County::default();
    for index in 0..4 {
        let name = format!("t{index}");
        let mut home = village(&name, 5_000, [None, None]);
        home.township = Some(index);
        for year in 2000..=2021 {
            home.births
                .insert(Year(year), born(index, year).round() as u32);
        }
        for kind in [
            SchoolKind::Kindergarten,
            SchoolKind::Primary,
            SchoolKind::Junior,
            SchoolKind::Senior,
            SchoolKind::Vocational,
        ] {
            let stage = kind.stages()[0];
            let today = pupils(index, 2021, stage).round() as u32;
            home.pupils[stage] = Some(today);
            let mut extra = Map::new();
            extra.insert("year".into(), json!(2021));
            for year in 2013..2021 {
                let off = random.between(0.98, 1.02);
                let past = (pupils(index, year, stage) * off).round();
                extra.insert(format!("pupils_{stage}_{year}"), json!(past));
            }
            let mut school = school(kind, today, &Value::Object(extra));
            school.id = SchoolId::new(&format!("{}{index}", kind.key()));
            school.township = Some(index);
            county.schools.push(school);
        }
        let mut township = township(&name, &json!({}));
        township.district = Some(name);
        county.townships.push(township);
        county.settlements.push(home);
    }
    county
}

#[test]
fn a_known_trend_is_found_and_beats_leaving_all_unchanged() {
    for (seed, change, kept) in [
        (1, 0.96, 1.0),
        (2, 0.98, 0.97),
        (3, 0.95, 0.98),
        (4, 1.02, 1.0),
    ] {
        let county = grown(seed, change, kept);
        let forecast = Forecast::new(&county, &Settings::default());
        let yearly = change * 1.0;
        for stage in [
            Stage::Kindergarten,
            Stage::Primary,
            Stage::Junior,
            Stage::Senior,
        ] {
            let trial = forecast.trial(stage).unwrap();
            assert_eq!(trial.used, Method::Cohorts, "{seed} {stage}: {trial:?}");
            assert!(trial.cohorts < 0.035, "{seed} {stage}: {trial:?}");
            let today = total(&forecast.demand(Year(2021)), stage);
            let later = total(&forecast.demand(Year(2024)), stage);
            // Births after 2021 are assumed, and nobody born then is in school by 2024.
            let right = f64::from(today) * yearly.powi(3);
            let off = f64::from(later) / right - 1.0;
            assert!(off.abs() < 0.035, "{seed} {stage}: {later} for {right:.0}");
        }
    }
}

#[test]
fn more_never_go_on_to_senior_and_vocational_schools_than_leave_the_junior_stage() {
    let mut random = Random::seeded(9);
    for _ in 0..60 {
        let mut home = village("u", 900, [None, None]);
        home.pupils[Stage::Junior] = Some(1 + random.count_below(400));
        home.pupils[Stage::Senior] = Some(random.count_below(900));
        home.pupils[Stage::Vocational] = Some(random.count_below(900));
        let mut extra = Map::new();
        extra.insert("year".into(), json!(2021));
        for year in 2016..2021 {
            for stage in [Stage::Junior, Stage::Senior, Stage::Vocational] {
                extra.insert(
                    format!("pupils_{stage}_{year}"),
                    json!(random.count_below(900)),
                );
            }
        }
        let aim = Aim {
            year: Year(2025),
            share: 3.0,
        };
        let settings = Settings {
            senior: vec![aim],
            ..Settings::default()
        };
        home.births = (2000..=2021).map(|year| (Year(year), 90)).collect();
        let junior = home.pupils[Stage::Junior].unwrap();
        let county = County {
            townships: vec![township("t", &json!({}))],
            settlements: vec![home],
            schools: vec![school(SchoolKind::Junior, junior, &Value::Object(extra))],
            ..County::default()
        };
        let forecast = Forecast::new(&county, &settings);
        let model = forecast.model.as_ref().unwrap();
        // Three years ahead all pupils of both entered after today, and all of them left the junior stage.
        let both = |year: i32| {
            let home = model.pupils(year, Variant::Mid)[0];
            home[Stage::Senior] + home[Stage::Vocational]
        };
        assert!(
            both(2024) <= f64::from(junior) + 1e-6,
            "{} of {junior}",
            both(2024)
        );
    }
}

#[test]
fn six_year_olds_enter_school_whether_or_not_they_went_to_kindergarten() {
    // 60 children a year, of whom half attend kindergarten; births reach back to those who enter, not farther.
    let county = |kindergarten| County {
        townships: vec![township("t", &json!({}))],
        settlements: vec![Settlement {
            births: (2015..=2021).map(|year| (Year(year), 60)).collect(),
            ..village("u", 900, [Some(kindergarten), Some(360)])
        }],
        ..County::default()
    };
    for kindergarten in [0, 90, 180] {
        let forecast = Forecast::new(&county(kindergarten), &Settings::default());
        for year in 2022..=2027 {
            let demand = forecast.demand(Year(year));
            assert_eq!(
                demand.pupils[Stage::Primary],
                [360],
                "{kindergarten} {year}"
            );
        }
    }
}

#[test]
fn attendance_rises_to_what_is_aimed_at_and_is_not_missed_by_rounding() {
    let mut random = Random::seeded(5);
    for _ in 0..40 {
        let born = 20 + random.count_below(60);
        let attending = born * 3 * (60 + random.count_below(30)) / 100;
        let county = County {
            townships: vec![township("t", &json!({}))],
            settlements: vec![Settlement {
                births: (2012..=2021).map(|year| (Year(year), born)).collect(),
                ..village("u", 900, [Some(attending), None])
            }],
            ..County::default()
        };
        let aim = Aim {
            year: Year(2025),
            share: 0.96,
        };
        let settings = Settings {
            kindergarten: vec![aim],
            ..Settings::default()
        };
        let forecast = Forecast::new(&county, &settings);
        let share = |year| {
            let children = forecast
                .children(Stage::Kindergarten, Year(year), Variant::Mid)
                .unwrap();
            let pupils = total(&forecast.demand(Year(year)), Stage::Kindergarten);
            f64::from(pupils) / f64::from(children)
        };
        assert!(share(2021) < 0.9 && share(2023) < 0.96, "{}", share(2023));
        assert!((0.96..0.99).contains(&share(2025)), "{}", share(2025));
        let idle = Forecast::new(&county, &Settings::default());
        let pupils = total(&idle.demand(Year(2025)), Stage::Kindergarten);
        assert!(pupils.abs_diff(attending) <= 1, "{pupils} {attending}");
    }
}

#[test]
fn where_the_method_loses_the_stage_is_left_unchanged_and_the_band_holds_the_error() {
    // Births tell of a collapse that enrolment does not follow: children come from elsewhere.
    let births: Map<String, Value> = (2004..=2021)
        .map(|year| {
            let born = if year < 2013 { 90 } else { 45 };
            (format!("births_{year}"), json!(born))
        })
        .collect();
    let extra = json!({"year": 2021, "pupils_primary_2018": 300, "pupils_primary_2017": 300});
    let county = County {
        townships: vec![township("t", &Value::Object(births))],
        settlements: vec![village("u", 900, [None, Some(290)])],
        schools: vec![school(SchoolKind::Primary, 290, &extra)],
        ..County::default()
    };
    let forecast = Forecast::new(&county, &Settings::default());
    let trial = forecast.trial(Stage::Primary).unwrap();
    assert_eq!(trial.used, Method::Unchanged, "{trial:?}");
    assert!(trial.words().en.contains("the forecast loses"));
    let in_2023 = forecast.demand(Year(2023));
    assert_eq!(in_2023.pupils[Stage::Primary], [290]);
    assert_eq!(in_2023.basis[Stage::Primary], DemandBasis::Unchanged);
}

#[test]
fn the_band_is_at_least_as_wide_as_the_error_of_the_back_test() {
    for seed in 1..6 {
        let county = grown(seed, 0.97, 0.98);
        let forecast = Forecast::new(&county, &Settings::default());
        for stage in [
            Stage::Kindergarten,
            Stage::Primary,
            Stage::Junior,
            Stage::Senior,
        ] {
            let error = forecast.trial(stage).unwrap().error();
            for year in 2022..=2035 {
                let of =
                    |variant| f64::from(total(&forecast.demand_in(Year(year), variant), stage));
                let (low, mid, high) = (of(Variant::Low), of(Variant::Mid), of(Variant::High));
                assert!(low <= mid * (1.0 - error) + 1.0, "{seed} {stage} {year}");
                assert!(high >= mid * (1.0 + error) - 1.0, "{seed} {stage} {year}");
            }
        }
    }
}

#[test]
fn one_settlement_that_says_little_moves_the_county_by_no_more_than_its_own_children() {
    let village_of = |id: &str, births: BTreeMap<Year, u32>| Settlement {
        births,
        ..village(id, 500, [Some(50), Some(150)])
    };
    let falling = |start: f64| -> BTreeMap<Year, u32> {
        (2012..=2021)
            .map(|year| (Year(year), (start * 0.88_f64.powi(year - 2012)) as u32))
            .collect()
    };
    let county = |extra: Option<BTreeMap<Year, u32>>| {
        let mut settlements: Vec<Settlement> = (0..10)
            .map(|index| village_of(&format!("v{index}"), falling(40.0)))
            .collect();
        settlements.extend(extra.map(|births| Settlement {
            births,
            ..village("w", 500, [Some(0), Some(0)])
        }));
        County {
            townships: vec![township("t", &json!({}))],
            settlements,
            ..County::default()
        }
    };
    let children = |county: &County| {
        let forecast = Forecast::new(county, &Settings::default());
        [2025, 2030, 2034].map(|year| total(&forecast.demand(Year(year)), Stage::Kindergarten))
    };
    let usual = children(&county(None));
    let mut random = Random::seeded(12);
    for _ in 0..40 {
        let first = 2005 + random.count_below(14) as i32;
        let last = first + random.count_below(8) as i32;
        let births = (first..=last)
            .map(|year| (Year(year), random.count_below(4)))
            .collect();
        let with = children(&county(Some(births)));
        for (with, usual) in with.into_iter().zip(usual) {
            // Three cohorts of at most three births a year.
            assert!(
                with.abs_diff(usual) <= 12,
                "{first}–{last}: {with} for {usual}"
            );
        }
    }
}
