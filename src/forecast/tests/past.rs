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
