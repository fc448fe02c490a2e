//! No damage to a file panics.

use serde_json::{Value, json};
use xuequ::export::plan_alone;
use xuequ::io;
use xuequ::plan::{Layout, Plan};
use xuequ::random::Random;
use xuequ::units::Year;

use crate::plans::{plan_file, read};
use crate::{at, line, open, said_of, square};

/// Puts something unexpected in place of a value somewhere inside.
fn upset(value: &mut Value, dice: &mut Random) {
    let odd = [
        json!(null),
        json!(-1),
        json!(1e300),
        json!(0.5),
        json!(""),
        json!("约"),
        json!("1-2-3"),
        json!([]),
        json!({}),
        json!([[]]),
        json!(true),
        json!("2024"),
        json!([104.0]),
        json!({"type": "Point"}),
        json!("\u{0}"),
    ];
    if dice.below(4) == 0 {
        *value = odd[dice.below(odd.len())].clone();
        return;
    }
    match value {
        Value::Array(items) if !items.is_empty() => {
            let index = dice.below(items.len());
            upset(&mut items[index], dice);
        }
        Value::Object(members) if !members.is_empty() => {
            let index = dice.below(members.len());
            if let Some((_, member)) = members.iter_mut().nth(index) {
                upset(member, dice);
            }
        }
        other => *other = odd[dice.below(odd.len())].clone(),
    }
}

#[test]
fn no_damage_to_a_file_panics() {
    let county = json!({
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "EPSG:4326"}},
        "features": [
            square(104.0, 29.6, 0.1, &json!({"name": "研城镇", "code": "511124001", "population": 1000})),
            at(104.05, 29.65, &json!({"id": "A", "name": "研城学校", "kind": "nine_year", "pupils": "1,200", "seats": 900, "parent": "B", "grades": "1-9"})),
            at(104.02, 29.62, &json!({"id": "V", "name": "民主村", "population": 300, "pupils_primary": 30, "births_2019": 4})),
            line(&json!({"highway": "primary", "oneway": "yes", "speed_kmh": 30})),
        ],
    });
    let mut plan = plan_file(
        &json!({"kind": "new", "school": "N1", "year": 2022, "point": [104.06, 29.652], "properties": {"name": "新园", "kind": "kindergarten", "seats_kindergarten": 270}}),
    );
    plan["xuequ"]["actions"]
        .as_array_mut()
        .unwrap()
        .push(json!({"kind": "merge", "school": "A", "into": ["N1"], "year": 2023, "cost_wan": 3}));
    let baseline = open(&[("county.geojson", &county)]);
    let mut dice = Random::seeded(20_260_901);
    for round in 0..1_500 {
        let (name, original) = if round % 3 == 0 {
            ("plan.geojson", &plan)
        } else {
            ("county.geojson", &county)
        };
        let mut damaged = original.clone();
        let mut bytes = if dice.below(2) == 0 {
            for _ in 0..=dice.below(3) {
                upset(&mut damaged, &mut dice);
            }
            damaged.to_string().into_bytes()
        } else {
            original.to_string().into_bytes()
        };
        match dice.below(4) {
            0 => bytes.truncate(dice.below(bytes.len())),
            1 => {
                for _ in 0..=dice.below(4) {
                    let index = dice.below(bytes.len());
                    if let Some(byte) = bytes.get_mut(index) {
                        *byte ^= 1 << dice.below(8);
                    }
                }
            }
            _ => {}
        }
        // Whatever comes out, errors name their file and what opens can be planned on and saved.
        match io::open_bytes(&[(name, &bytes)]) {
            Ok(opened) => {
                let plan = Plan::today(Year(2021));
                let layout = Layout::of(&opened.county, &plan, Year(2025));
                let saved = plan_alone(&opened.county, &plan, &layout);
                assert!(
                    read(&saved, &opened.county).is_ok(),
                    "round {round}: {saved}"
                );
            }
            Err(error) => assert!(error.words().en.contains(name), "round {round}: {error}"),
        }
        if name == "plan.geojson"
            && let Ok(plan) =
                io::plan_of_bytes(name, &bytes, &baseline.county).map(|(plan, _)| plan)
        {
            let layout = Layout::of(&baseline.county, &plan, Year(2025));
            let saved = plan_alone(&baseline.county, &plan, &layout);
            assert_eq!(
                read(&saved, &baseline.county).as_ref(),
                Ok(&plan),
                "round {round}: {saved}"
            );
        }
    }
}

#[test]
fn features_behind_separators_or_one_a_line_are_read_past_a_broken_one() {
    let school = |name: &str, lon: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"name\":\"{name}\"}},\"geometry\":\
             {{\"type\":\"Point\",\"coordinates\":[{lon},29.6]}}}}"
        )
    };
    let [first, second, third] = [("甲小学", "104"), ("乙小学", "104.1"), ("丙小学", "104.2")]
        .map(|(name, lon)| school(name, lon));
    let broken = &second[..second.len() - 9];
    let slip = third.replace("}}", "},\"seats\":NaN}");
    let spread = first.replace(",\"geometry\"", ",\n\"geometry\"");
    for (text, place, schools) in [
        (format!("{first}\n\n{broken}\n{third}\n"), "line 3", 2),
        (
            format!("\u{1E}{spread}\n\u{1E}{broken}\n\u{1E}{third}\n"),
            "line 3",
            2,
        ),
        (format!("{first}\r\n{slip}\r\n"), "NaN", 2),
        (format!("\u{1E}{first}\n"), "", 1),
    ] {
        let opened = io::open_bytes(&[("schools.geojsonl", text.as_bytes())]);
        let opened = opened.expect("the others are read");
        assert_eq!(opened.county.schools.len(), schools, "{text}");
        let said = said_of(&opened, "schools.geojsonl");
        assert!(said.contains(place), "{place}: {said}");
    }
}
