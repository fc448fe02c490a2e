//! What a forecast makes of a past that not everyone states.

use super::*;

/// A school of a township whose own figures are all that it states.
fn school_of(name: &str, township: usize, pupils: u32, extra: &Value) -> School {
    School {
        id: SchoolId::new(name),
        name: name.into(),
        township: Some(township),
        ..school(SchoolKind::Primary, pupils, extra)
    }
}

#[test]
fn births_known_in_a_part_of_the_county_do_not_swell_its_first_grades() {
    // 60 a year in one settlement, unknown in the other; 100 first-graders in all.
    let county = County {
        townships: vec![township("t", &json!({}))],
        settlements: vec![
            Settlement {
                births: (2005..=2021).map(|year| (Year(year), 60)).collect(),
                ..village("known", 900, [Some(180), Some(360)])
            },
            village("silent", 600, [Some(120), Some(240)]),
        ],
        schools: vec![school(
            SchoolKind::Primary,
            600,
            &json!({"year": 2021, "pupils_g1_2021": 100}),
        )],
        ..County::default()
    };
    let forecast = Forecast::new(&county, &Settings::default());
    for year in [2022, 2024, 2027] {
        let primary = &forecast.demand(Year(year)).pupils[Stage::Primary];
        assert_eq!(primary, &[360, 240], "{year}");
    }
}

#[test]
fn moves_that_a_township_states_are_counted_once() {
    // A fifth leaves the first township every year, and its grades say so; nobody leaves the second.
    let grades = |before: u32, after: u32| {
        let mut extra = Map::new();
        extra.insert("year".into(), json!(2021));
        for grade in 1..=6 {
            extra.insert(format!("pupils_g{grade}_2020"), json!(before));
            extra.insert(format!("pupils_g{grade}_2021"), json!(after));
        }
        Value::Object(extra)
    };
    let mut other = village("b", 9_000, [None, Some(5_400)]);
    other.township = Some(1);
    let county = County {
        townships: vec![
            township("a", &json!({"migration": -0.2})),
            township("b", &json!({})),
        ],
        settlements: vec![village("a", 1_000, [None, Some(600)]), other],
        schools: vec![
            school_of("a", 0, 600, &grades(125, 100)),
            school_of("b", 1, 5_400, &grades(900, 900)),
        ],
        ..County::default()
    };
    let next = Forecast::new(&county, &Settings::default()).demand(Year(2022));
    // The intake of 100 stays, and 80 of every 100 move up.
    let [here, there] = next.pupils[Stage::Primary][..] else {
        panic!("two settlements")
    };
    assert!(here.abs_diff(500) <= 3, "{here}");
    assert!(there.abs_diff(5_400) <= 20, "{there}");
}

/// Children a year in a village of which a share moves to the town every year of their life, and in that town.
const BORN: [f64; 2] = [2_000.0, 6_000.0];

/// Who of an age lives in the village and in the town.
fn of_age(age: i32, shift: f64) -> [f64; 2] {
    let left = BORN[0] * (1.0 - shift).powi(age);
    [left, BORN[1] + BORN[0] - left]
}

/// Nobody comes from outside or leaves, as many are born as ever, and all go to school: so nothing ever changes.
fn steady(shift: f64, states: impl Fn(usize) -> bool, knows_births: bool) -> County {
    let ages = |stage: Stage| cohorts::ages(stage).unwrap();
    let stages = [Stage::Kindergarten, Stage::Primary, Stage::Junior];
    let kinds = [
        SchoolKind::Kindergarten,
        SchoolKind::Primary,
        SchoolKind::Junior,
    ];
    let mut county = County {
        townships: vec![
            township("a", &json!({"town_shift": shift})),
            township("b", &json!({})),
        ],
        ..County::default()
    };
    for place in 0..2 {
        let mut home = village(["a", "b"][place], [5_000, 50_000][place], [None, None]);
        home.township = Some(place);
        if knows_births {
            let born = (2000..=2021).map(|year| (Year(year), BORN[place] as u32));
            home.births = born.collect();
        }
        for (stage, kind) in stages.into_iter().zip(kinds) {
            let all: f64 = ages(stage).map(|age| of_age(age, shift)[place]).sum();
            home.pupils[stage] = Some(all.round() as u32);
            let mut extra = Map::new();
            extra.insert("year".into(), json!(2021));
            for age in ages(stage).filter(|_| states(place)) {
                let grade = if age < 6 {
                    format!("k{}", age - 2)
                } else {
                    format!("g{}", age - 5)
                };
                for year in 2015..=2021 {
                    let pupils = of_age(age, shift)[place].round();
                    extra.insert(format!("pupils_{grade}_{year}"), json!(pupils));
                }
            }
            county.schools.push(School {
                id: SchoolId::new(&format!("{kind:?}{place}")),
                township: Some(place),
                ..school(kind, all.round() as u32, &Value::Object(extra))
            });
        }
        county.settlements.push(home);
    }
    county
}

#[test]
fn who_moves_to_town_is_counted_once_whatever_grades_and_births_say() {
    for shift in [0.0, 0.02, 0.05, 0.1] {
        // With and without grades on record, which have the moves in them already.
        for (states, off) in [(true, 0.005), (false, 0.002)] {
            let county = steady(shift, |_| states, true);
            let forecast = Forecast::new(&county, &Settings::default());
            for year in [2022, 2024, 2027, 2032] {
                let then = forecast.demand(Year(year));
                for stage in [Stage::Kindergarten, Stage::Primary, Stage::Junior] {
                    for (home, &pupils) in then.pupils[stage].iter().enumerate() {
                        let right = county.settlements[home].pupils[stage].unwrap();
                        let ratio = f64::from(pupils) / f64::from(right);
                        assert!(
                            (ratio - 1.0).abs() < off,
                            "{shift} {states} {stage} {year}, home {home}: {pupils} for {right}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn grades_on_record_do_not_move_anybody_to_town_a_second_time() {
    // Births are not known, so the intake goes on as the village does: a tenth less every year. A year later, then,
    // just as many are left of the village as one year of moving leaves.
    let shift = 0.1;
    for (a, b) in [(true, true), (true, false), (false, true)] {
        let county = steady(shift, |place| [a, b][place], false);
        let then = Forecast::new(&county, &Settings::default()).demand(Year(2022));
        let with = then.pupils[Stage::Primary][0];
        let silent = steady(shift, |_| false, false);
        let without = Forecast::new(&silent, &Settings::default()).demand(Year(2022));
        let without = without.pupils[Stage::Primary][0];
        let ratio = f64::from(with) / f64::from(without);
        assert!((ratio - 1.0).abs() < 0.06, "{a} {b}: {with} for {without}");
    }
}

#[test]
fn a_school_that_does_not_state_a_year_was_not_empty_in_it() {
    let county = |past: &Value, silent: &Value| County {
        townships: vec![township("t", &json!({}))],
        settlements: vec![village("u", 900, [None, Some(600)])],
        schools: vec![school_of("a", 0, 300, past), school_of("b", 0, 300, silent)],
        ..County::default()
    };
    let none = json!({"year": 2021});
    let pasts = [
        json!({"year": 2021, "pupils_primary_2020": 300}),
        json!({"year": 2021, "pupils_primary_2020": 300, "pupils_primary_2018": 300}),
        json!({"year": 2021, "pupils_primary_2017": 300, "pupils_primary_2018": 300}),
    ];
    for past in &pasts {
        let forecast = Forecast::new(&county(past, &none), &Settings::default());
        for year in [2022, 2025] {
            let demand = forecast.demand(Year(year));
            assert_eq!(demand.pupils[Stage::Primary], [600], "{past} {year}");
        }
        let notes = forecast.notes();
        let is_told = notes.iter().any(|note| note.en.contains("not stated by b"));
        assert!(is_told, "{notes:?}");
        for test in forecast.back_tests() {
            assert_eq!(
                (test.forecast, test.unchanged, test.recorded),
                (300, 300, 300),
                "{past}"
            );
        }
    }
    // A past that cannot be of the same school says nothing.
    let third = json!({"year": 2021, "pupils_primary_2020": 100});
    let forecast = Forecast::new(&county(&third, &third), &Settings::default());
    assert_eq!(forecast.demand(Year(2024)).pupils[Stage::Primary], [600]);
}
