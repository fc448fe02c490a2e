//! `xuequ assign`: who goes where under seats and limits, and who stays beyond them in the other answers.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::street;
use crate::terminal::{answer, folder, jingyan, number, printed, refused, text};

/// The street in a folder of files.
fn street() -> tempfile::TempDir {
    let folder = folder();
    for (name, text) in street::layers() {
        std::fs::write(folder.path().join(name), text).expect("it can be written");
    }
    folder
}

fn flows<'a>(answer: &'a Value, name: &str) -> &'a [Value] {
    answer[name].as_array().expect("flows")
}

fn sum(flows: &[Value]) -> f64 {
    flows.iter().map(|flow| number(&flow["pupils"])).sum()
}

/// Pupils by settlement, then school.
fn who(flows: &[Value]) -> BTreeMap<(String, String), i64> {
    let mut who = BTreeMap::new();
    for flow in flows {
        let id = |name: &str| flow[name].as_str().unwrap_or_default().to_owned();
        *who.entry((id("settlement"), id("school"))).or_default() += number(&flow["pupils"]) as i64;
    }
    who
}

#[test]
fn whole_villages_go_to_one_school_within_its_seats_and_the_answer_is_proven() {
    let county = street();
    let county = text(county.path());
    let ask = |villages: &str| answer(&["assign", county, "--villages", villages, "--json"]);
    let [split, whole, pieces] = ["split", "whole", "contiguous"].map(ask);
    for (looser, stricter) in [(&split, &whole), (&whole, &pieces)] {
        // It is the best of what is known; one village's pupils and one school's seats are not.
        assert_eq!(stricter["proven"], false);
        let proof = stricter["proof"].to_string();
        assert!(proof.contains("best as far as is known: lacks"), "{proof}");
        assert_eq!(stricter["unplaced"], 0);
        assert_eq!(stricter["objective"], stricter["bound"]);
        assert!(number(&looser["objective"]) <= number(&stricter["objective"]));
    }
    // The west school has seats for one of the two villages beside it; splitting the other fills it.
    let in_the_west = |answer: &Value| {
        let west = flows(answer, "flows")
            .iter()
            .filter(|flow| flow["school"] == "w");
        west.map(|flow| number(&flow["pupils"])).sum::<f64>()
    };
    assert_eq!((in_the_west(&split), in_the_west(&whole)), (50.0, 30.0));
    let homes: Vec<&Value> = flows(&whole, "flows")
        .iter()
        .map(|flow| &flow["settlement"])
        .collect();
    let mut once = homes.clone();
    once.dedup();
    assert_eq!(homes, once, "every village is there once");
}

#[test]
fn an_assignment_has_every_member_that_other_proposals_have() {
    let county = street();
    let county = text(county.path());
    let layout = answer(&["layout", county, "--floor", "0", "--json"]);
    let assign = answer(&["assign", county, "--policy", "nearest", "--json"]);
    let of_layouts = ["schools", "teaching_points"];
    for member in layout.as_object().expect("an object").keys() {
        let has = assign.get(member).is_some();
        assert!(has || of_layouts.contains(&member.as_str()), "{member}");
    }
    assert_eq!(assign["policy"], "nearest");
    assert_eq!(assign["pupil_metres"], assign["objective"]);
    assert_eq!(assign["stopped"], Value::Null);
}

#[test]
fn what_changes_leads_from_the_plan_as_it_stands_to_the_answer() {
    let county = street();
    // A table beside the county's files would be read with them, and what was read is never written over.
    let elsewhere = tempfile::tempdir().expect("a folder");
    let table = elsewhere.path().join("who.csv");
    let county = text(county.path());
    let present = county.to_owned() + "/present.csv";
    printed(&["evaluate", county, "--assignment", &present]);
    let read = |path: &str| std::fs::read_to_string(path).expect("a table");
    let parsed = |csv: &str| {
        let lines = csv
            .lines()
            .skip(1)
            .map(|line| line.split(',').collect::<Vec<_>>());
        let primary = lines.filter(|cells| cells[0] == "primary");
        let row = |cells: Vec<&str>| {
            (
                (cells[1].to_owned(), cells[2].to_owned()),
                cells[3].parse::<i64>().expect("pupils"),
            )
        };
        primary.map(row).collect::<BTreeMap<_, _>>()
    };
    let before = parsed(&read(&present));
    std::fs::remove_file(&present).expect("it was there");

    let whole = [
        "assign",
        county,
        "--villages",
        "whole",
        "--assignment",
        text(&table),
    ];
    let told = answer(&[&whole[..], &["--json"]].concat());
    let mut led = before;
    for change in flows(&told, "changes") {
        let end = |name: &str| {
            let id = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
            (id("settlement"), id(name))
        };
        let pupils = number(&change["pupils"]) as i64;
        *led.entry(end("from")).or_default() -= pupils;
        *led.entry(end("to")).or_default() += pupils;
    }
    led.retain(|_, pupils| *pupils != 0);
    assert_eq!(led, who(flows(&told, "flows")));
    assert_eq!(led, parsed(&read(text(&table))), "the table says the same");

    let largest = flows(&told, "changes")
        .iter()
        .map(|change| number(&change["pupils"]));
    assert!(largest.is_sorted_by(|a, b| a >= b), "biggest changes first");
    let words = printed(&whole);
    let first = &flows(&told, "changes")[0];
    let village = first["settlement"]
        .as_str()
        .expect("an id")
        .replace('v', "Village ");
    let line = format!("{village}: {} pupils, ", first["pupils"]);
    assert!(words.contains(&line), "{words}");
    assert!(words.contains("best as far as is known: lacks"), "{words}");
}

#[test]
fn limits_that_whole_villages_cannot_keep_give_way_by_village() {
    let county = street();
    let county = text(county.path());
    let limited = [
        "assign",
        county,
        "--villages",
        "whole",
        "--max-distance",
        "3000",
    ];
    let told = answer(&[&limited[..], &["--json"]].concat());
    assert!(number(&told["unplaced"]) > 0.0);
    assert_eq!(
        (&told["proven"], &told["gap"]),
        (&Value::from(false), &Value::Null)
    );
    assert!(number(&told["bound"]) <= number(&told["objective"]));
    assert_eq!(
        number(&told["unplaced_at_least"]),
        8.0,
        "of the village that is split"
    );
    let relaxation = flows(&told, "relaxation");
    assert_eq!(
        sum(relaxation),
        number(&told["relaxation_at_least"]),
        "the least"
    );
    // Eight need not be let go farther alone: whole, the smaller village of the two beside the full school is.
    assert_eq!(who(relaxation).values().collect::<Vec<_>>(), [&28]);
    let whole = answer(&["assign", county, "--villages", "whole", "--json"]);
    let all: BTreeMap<&str, f64> = flows(&whole, "flows")
        .iter()
        .map(|flow| {
            (
                flow["settlement"].as_str().expect("an id"),
                number(&flow["pupils"]),
            )
        })
        .collect();
    let words = printed(&limited);
    assert!(words.contains("The limits must give way for"), "{words}");
    for flow in relaxation {
        assert!(number(&flow["distance_m"]) > 3_000.0, "{flow}");
        let village = flow["settlement"].as_str().expect("an id");
        assert_eq!(
            number(&flow["pupils"]),
            all[village],
            "whole villages give way"
        );
        let line = format!(
            "{}: {} pupils → ",
            village.replace('v', "Village "),
            flow["pupils"]
        );
        assert!(words.contains(&line), "{line} in {words}");
    }
    assert!(words.contains("as estimated: over 3.0 km"), "{words}");
}

#[test]
fn ties_and_bans_that_cannot_be_kept_are_named_as_what_gives_way() {
    let county = street();
    let county = text(county.path());
    let told = |conditions: &[&str]| {
        printed(&[&["assign", county, "--villages", "whole"], conditions].concat())
    };
    // Both villages beside the west school are tied to it, and it has seats for one.
    let tied = told(&["--lock", "v0=w", "--lock", "v1=w"]);
    assert!(tied.contains("for 28 pupils at least"), "{tied}");
    assert!(tied.contains("Village 1: 28 pupils → "), "{tied}");
    assert!(tied.contains(": tied to another school"), "{tied}");
    let bans = ["--ban", "v7=w", "--ban", "v7=m", "--ban", "v7=e"];
    let banned = told(&bans);
    assert!(
        banned.contains("Village 7: 9 pupils → East School"),
        "{banned}"
    );
    assert!(banned.contains(": kept from this school"), "{banned}");
}

#[test]
fn without_time_the_answer_still_keeps_its_bound() {
    let county = street();
    let county = text(county.path());
    for villages in ["whole", "contiguous"] {
        let ask = |limit: &str| {
            answer(&[
                "assign",
                county,
                "--villages",
                villages,
                "--time-limit",
                limit,
                "--json",
            ])
        };
        let (quick, thorough) = (ask("0"), ask("30"));
        assert!(number(&quick["bound"]) <= number(&thorough["objective"]));
        assert!(number(&thorough["bound"]) >= number(&quick["bound"]));
        if number(&quick["unplaced"]) == 0.0 {
            assert!(number(&thorough["objective"]) <= number(&quick["objective"]));
        }
    }
}

#[test]
fn who_stays_beyond_the_longest_trip_is_named() {
    let county = street();
    let county = text(county.path());
    // East School closes; Village 7 is 6.8 km (9.2 km with the detour) from the next.
    let layout = [
        "layout",
        county,
        "--floor",
        "0",
        "--close",
        "e",
        "--longest-trip",
        "5000",
        "--ceiling",
        "200",
    ];
    let told = answer(&[&layout[..], &["--json"]].concat());
    let beyond = flows(&told, "beyond");
    let named: Vec<(&str, f64)> = beyond
        .iter()
        .map(|beyond| {
            (
                beyond["settlement"].as_str().expect("an id"),
                number(&beyond["pupils"]),
            )
        })
        .collect();
    assert_eq!(named, [("v6", 17.0), ("v7", 9.0)]);
    for beyond in beyond {
        assert!(number(&beyond["distance_m"]) > 5_000.0, "{beyond}");
        assert_eq!(beyond["school"], "m");
    }
    let words = printed(&layout);
    assert!(
        words.contains("as no school they may go to is that near: 26 pupils"),
        "{words}"
    );
    assert!(
        words.contains("Village 7: 9 pupils → Middle School, "),
        "{words}"
    );
}

#[test]
fn a_merge_under_keep_names_who_stays_beyond_the_longest_trip() {
    // The middle school has room for those of East School.
    let roomy = folder();
    for (name, text) in street::layers() {
        let text = text.replace("\" 60 \"", "\"160\"");
        std::fs::write(roomy.path().join(name), text).expect("it can be written");
    }
    let county = text(roomy.path());
    let merge = [
        "merge",
        county,
        "--below",
        "40",
        "--max-distance",
        "20000",
        "--longest-trip",
        "5000",
        "--past-gate",
    ];
    let told = answer(&[&merge[..], &["--json"]].concat());
    let closed = flows(&told, "actions")
        .iter()
        .any(|action| action["school"] == "e");
    assert!(closed, "{told}");
    assert!(sum(flows(&told, "beyond")) > 0.0, "{told}");
    assert!(printed(&merge).contains("Over the longest trip"));
    let free = answer(&[
        "merge",
        county,
        "--below",
        "40",
        "--max-distance",
        "20000",
        "--past-gate",
        "--json",
    ]);
    assert!(flows(&free, "beyond").is_empty());
}

#[test]
fn limits_that_cannot_all_be_kept_are_answered_with_the_fewest_who_must_go_beyond() {
    let free = answer(&["assign", &jingyan(), "--json"]);
    assert_eq!(
        (&free["proven"], &free["unplaced"]),
        (&Value::from(true), &Value::from(0))
    );
    let limited = answer(&["assign", &jingyan(), "--max-distance", "4000", "--json"]);
    let flows = |name: &str| limited[name].as_array().expect("flows").clone();
    assert!(
        flows("flows")
            .iter()
            .all(|flow| number(&flow["distance_m"]) <= 4_000.0)
    );
    let relaxation = flows("relaxation");
    assert!(
        relaxation
            .iter()
            .all(|flow| number(&flow["distance_m"]) > 4_000.0)
    );
    let beyond: f64 = relaxation.iter().map(|flow| number(&flow["pupils"])).sum();
    assert!(beyond > 0.0 && beyond == number(&limited["unplaced_at_least"]));

    let whole = answer(&["assign", &jingyan(), "--villages", "whole", "--json"]);
    assert!(number(&whole["bound"]) <= number(&whole["objective"]));
    assert!(number(&free["objective"]) <= number(&whole["objective"]));

    let first = &free["flows"][0];
    let id = |name: &str| first[name].as_str().expect("an id");
    let pair = format!("{}={}", id("settlement"), id("school"));
    let banned = answer(&["assign", &jingyan(), "--ban", &pair, "--json"]);
    let goes = |flow: &Value| {
        flow["settlement"] == first["settlement"] && flow["school"] == first["school"]
    };
    assert!(!banned["flows"].as_array().expect("flows").iter().any(goes));
    assert!(number(&banned["objective"]) >= number(&free["objective"]));
    refused(
        &["assign", &jingyan(), "--lock", "no-such-village=x"],
        "no-such-village",
    );
}

#[test]
fn where_nobody_knows_who_boards_a_limit_on_daily_ways_says_so() {
    let county = street();
    let county = text(county.path());
    let limited = answer(&["assign", county, "--max-distance", "3000", "--json"]);
    let told = limited["boarders_unknown"].as_str().expect("a sentence");
    assert!(told.contains("Boarders not known for"), "{told}");
    let said = printed(&["assign", county, "--max-distance", "3000"]);
    assert!(said.contains(told), "{said}");
    // Where there is no limit it does not matter.
    let free = answer(&["assign", county, "--json"]);
    assert!(free["boarders_unknown"].is_null(), "{free}");
}
