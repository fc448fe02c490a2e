//! Nothing entered in a plan or its file is lost: what is not understood is kept, or told.

use serde_json::{Value, json};
use xuequ::export::plan_alone;
use xuequ::io::{self, Opened, Report};
use xuequ::model::{Assumed, SchoolKind, Stage};
use xuequ::plan::{Command, Layout, Plan, Policy};
use xuequ::sample;
use xuequ::session::{Chosen, Session};
use xuequ::units::Year;

fn point(lon: f64, properties: &Value) -> Value {
    json!({
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [lon, 29.6]},
    })
}

fn county(schools: &[Value]) -> Opened {
    let layer = json!({"type": "FeatureCollection", "features": schools}).to_string();
    io::open_bytes(&[("schools.geojson", layer.as_bytes())]).expect("the layer opens")
}

fn two_schools() -> Opened {
    county(&[
        point(
            104.0,
            &json!({"id": "A", "name": "A", "kind": "primary", "pupils": 80, "seats": 100}),
        ),
        point(104.1, &json!({"id": "B", "name": "B", "kind": "primary"})),
    ])
}

fn file(member: &Value) -> Value {
    json!({"type": "FeatureCollection", "xuequ": member, "features": []})
}

fn read(opened: &Opened, file: &Value) -> (Plan, Report) {
    io::plan_of_bytes("plan.geojson", file.to_string().as_bytes(), &opened.county)
        .expect("the plan opens")
}

fn saved(opened: &Opened, plan: &Plan) -> Value {
    let layout = Layout::of(&opened.county, plan, plan.period.1);
    let text = plan_alone(&opened.county, plan, &layout);
    serde_json::from_str(&text).expect("a plan file is JSON")
}

fn tells(report: &Report, words: &[&str]) -> bool {
    let mut told = report.warnings.iter().map(|warning| &warning.what.en);
    told.any(|told| words.iter().all(|word| told.contains(word)))
}

#[test]
fn values_that_are_not_understood_are_kept_or_told() {
    let opened = two_schools();
    let at = json!([104.05, 29.6]);
    let new = |id: &str, kind: &str, more: &Value| {
        let mut properties = json!({"name": id, "kind": kind});
        let members = more.as_object().expect("an object").clone();
        properties
            .as_object_mut()
            .expect("an object")
            .extend(members);
        json!({"kind": "new", "school": id, "year": 2022, "point": at, "properties": properties})
    };
    let actions = json!([
        new("N1", "nine_year", &json!({"seats": 900, "grades": "1-9"})),
        new("N2", "primary", &json!({"seats_primary": 150_000, "seats_junior": 300})),
        new("N3", "primary", &json!({"seats_primary": "about 540", "inclusive": "maybe"})),
        {"kind": "expand", "school": "B", "year": 2023, "seats": 450, "remark": "quick"},
        {"kind": "expand", "school": "A", "year": 2023, "reason": {"zh": "扩"}, "seats": {"primary": 90}},
        {"kind": "ownership", "school": "B", "year": 2023, "ownership": "public", "inclusive": "maybe"},
        {"kind": "close", "school": "A", "year": 2025, "beds": "many"},
    ]);
    let member = json!({
        "format": 1, "name": "p", "period": [2021, 2030], "horizon": 99_999, "author": "Li",
        "standards": [{"id": "cn-national"}, {"id": "cn-rural", "version": 2}, 7.5],
        "assumptions": [
            {"kind": "primary", "stage": "primary", "seats": 100, "source": "me"},
            {"kind": "twelve_year", "stage": "primary", "seats": 5},
        ],
        "actions": actions,
    });
    let (plan, report) = read(&opened, &file(&member));
    let written = saved(&opened, &plan);
    let action = |index: usize| &written["xuequ"]["actions"][index];

    // Kept, and told where they have a name with a meaning.
    assert_eq!(action(0)["properties"]["seats"], 900);
    assert_eq!(action(0)["properties"]["grades"], "1-9");
    assert_eq!(action(1)["properties"]["seats_primary"], 150_000);
    assert_eq!(action(1)["properties"]["seats_junior"], 300);
    assert_eq!(action(3)["seats"], 450);
    assert_eq!(action(3)["remark"], "quick");
    assert_eq!(action(4)["reason"]["zh"], "扩");
    assert_eq!(action(5)["inclusive"], "maybe");
    assert_eq!(action(6)["beds"], "many");
    assert_eq!(written["xuequ"]["author"], "Li");
    for (place, value) in [
        ("actions 1", "900"),
        ("actions 2", "150000"),
        ("actions 4", "450"),
        ("actions 5", "reason"),
        ("actions 6", "maybe"),
        ("actions 7", "many"),
    ] {
        assert!(
            tells(&report, &[place, value, "kept"]),
            "{place}: {report:#?}"
        );
    }

    // Read otherwise, or not kept: told.
    assert_eq!(plan.standards, ["cn-national", "cn-rural", "7.5"]);
    for words in [
        &["actions 3", "about 540", "540"][..],
        // Of a new school it is yes or no.
        &["actions 3", "maybe", "false"],
        &["version", "2"],
        &["source", "me", "not kept"],
        &["twelve_year", "not kept"],
        &["horizon", "99999"],
    ] {
        assert!(tells(&report, words), "{words:?}: {report:#?}");
    }
    // `{"id": …}` alone says as much as the name.
    assert!(!tells(&report, &["cn-national"]), "{report:#?}");
    // Nothing more is lost by opening and saving again.
    let (again, _) = read(&opened, &written);
    assert_eq!(saved(&opened, &again), written);
}

#[test]
fn of_two_assumptions_for_the_same_schools_no_number_is_lost_in_silence() {
    let opened = two_schools();
    let of_primary = |more: &Value| {
        let mut member = json!({"kind": "primary", "stage": "primary"});
        let more = more.as_object().expect("an object").clone();
        member.as_object_mut().expect("an object").extend(more);
        member
    };
    let member = json!({
        "format": 1, "name": "p", "actions": [],
        "assumptions": [
            of_primary(&json!({"seats": 100})),
            of_primary(&json!({"seats": "lots", "pupils": 70})),
            of_primary(&json!({"pupils": 80})),
        ],
    });
    let (plan, report) = read(&opened, &file(&member));
    let assumed = plan.assumptions[&(SchoolKind::Primary, Stage::Primary)];
    assert_eq!((assumed.seats, assumed.pupils), (Some(100), Some(80)));
    for words in [&["seats", "lots"][..], &["pupils", "70", "80"]] {
        assert!(tells(&report, words), "{words:?}: {report:#?}");
    }
}

#[test]
fn a_standard_without_a_name_is_never_dropped() {
    let opened = two_schools();
    let member = json!({
        "format": 1, "name": "p", "actions": [], "standards": ["cn-national", {"pack": "strict"}],
    });
    let (plan, report) = read(&opened, &file(&member));
    assert_eq!(plan.standards.len(), 2, "{:?}", plan.standards);
    assert!(
        plan.standards[1].contains("strict"),
        "and is found to be unknown"
    );
    assert!(tells(&report, &["standards 2", "strict"]), "{report:#?}");
}

#[test]
fn members_of_others_keep_their_order() {
    let opened = two_schools();
    let member = json!({
        "actions": [], "format": 1, "name": "p", "zebra": 1, "author": "Li", "remark": {"b": 1, "a": 2},
    });
    let (plan, _) = read(&opened, &file(&member));
    let once = saved(&opened, &plan).to_string();
    assert!(
        once.contains(r#""zebra":1,"author":"Li","remark":{"b":1,"a":2}"#),
        "{once}"
    );
}

#[test]
fn a_plan_that_is_understood_tells_nothing() {
    let opened = two_schools();
    let member = json!({
        "format": 1, "name": "p", "period": ["2021", 2030.0], "policy": "keep",
        "standards": "cn-national", "confirmed": {"small": {"limit": 100, "by": "Li"}},
        "assumptions": [
            {"kind": "primary", "stage": "primary", "seats": "100"},
            {"kind": "nine_year", "stage": "junior", "pupils": 50},
        ],
        "actions": [
            {"kind": "merge", "school": "A", "year": "2024", "receiver": "B", "cost_wan": 12},
            {"kind": "relocate", "school": "B", "year": 2024, "to": {"type": "Point", "coordinates": [104.2, 29.6]}},
            {"kind": "new", "school": "N", "year": 2024, "point": [104.2, 29.6],
             "properties": {"kind": "小学", "seats": 270, "inclusive": "是"}},
        ],
    });
    let (_, report) = read(&opened, &file(&member));
    let told: Vec<_> = report.warnings.iter().map(|told| &told.what.en).collect();
    // Only that the kind is written in the program's own word.
    assert!(told.iter().all(|told| told.contains("小学")), "{told:?}");
}

#[test]
fn what_stands_beside_a_plan_in_its_file_survives() {
    let opened = two_schools();
    let member = json!({"format": 1, "name": "p", "period": [2021, 2030], "actions": []});
    let mut file = file(&member);
    file["crs_note"] = json!({"keep": "me"});
    file["bbox"] = json!([1, 2, 3, 4]);
    file["features"] = json!([
        point(
            104.0,
            &json!({"layer": "school", "id": "A", "name": "A", "remark": "roof", "pupils_primary": 1})
        ),
        point(
            104.3,
            &json!({"layer": "note", "text": "bridge planned here"})
        ),
        point(104.4, &json!({"text": "of no layer"})),
    ]);
    let (plan, report) = read(&opened, &file);
    let written = saved(&opened, &plan);
    assert_eq!(written["crs_note"]["keep"], "me");
    assert!(written.get("bbox").is_some() || tells(&report, &["bbox"]));
    let features = written["features"].as_array().expect("a list");
    let found = |name: &str, value: &str| {
        let all = features.iter().map(|feature| &feature["properties"]);
        all.filter(|properties| properties[name] == value).count()
    };
    assert_eq!(found("remark", "roof"), 1);
    assert_eq!(found("text", "bridge planned here"), 1);
    assert_eq!(found("text", "of no layer"), 1);
    // Two schools and the two features that are none of the program's.
    assert_eq!(features.len(), 4);
    let (again, _) = read(&opened, &written);
    assert_eq!(saved(&opened, &again), written);
}

#[test]
fn columns_that_are_read_but_not_written_under_their_own_name_stay() {
    let opened = county(&[point(
        104.0,
        &json!({"id": "A", "name": "A", "kind": "primary", "grades": "1-4", "pupils": 60,
                "township": "511124001", "beds": "many", "grades_low": "1"}),
    )]);
    let written = saved(&opened, &Plan::new("p", (Year(2021), Year(2025))));
    let school = &written["features"][0]["properties"];
    for (name, value) in [
        ("grades", "1-4"),
        ("grades_low", "1"),
        ("township", "511124001"),
        ("beds", "many"),
    ] {
        assert_eq!(school[name], value, "{school}");
    }
}

#[test]
fn a_file_of_today_opens_again() {
    let opened = two_schools();
    let today = Plan::today(Year(2026));
    let written = saved(&opened, &today);
    let (plan, _) = read(&opened, &written);
    assert_eq!(plan.period, today.period);
    // As an earlier version wrote it.
    let old = json!({"format": 1, "name": "", "period": [0, 0], "horizon": 10, "actions": []});
    let (plan, _) = read(&opened, &file(&old));
    assert!(plan.period.0 > Year(0) && plan.period.0 <= plan.period.1);
}

fn session() -> Session {
    Session::new(io::open_bytes(&sample::files()).expect("the sample opens"))
}

#[test]
fn whatever_is_entered_in_a_plan_counts_as_unsaved() {
    let mut session = session();
    session.new_plan();
    assert!(!session.has_unsaved_work(), "nothing has been entered");
    let assumed = Assumed {
        pupils: Some(120),
        seats: None,
    };
    let changes = [
        Command::Rename("of the county".to_owned()),
        Command::SetPolicy(Policy::Nearest),
        Command::Assume([((SchoolKind::Primary, Stage::Primary), assumed)].into()),
        Command::SetStandards(vec!["small.school=50".to_owned()]),
        Command::Confirm {
            limits: vec![("small.school".to_owned(), 50.0)],
            by: "Li".to_owned(),
        },
    ];
    for change in changes {
        session.handle(change.clone()).expect("it can be done");
        assert!(session.has_unsaved_work(), "{change:?}");
        session.undo();
        assert!(!session.has_unsaved_work(), "taken back: {change:?}");
    }
    session.choose(Chosen::Today);
    session
        .handle(Command::Rename("begun from today".to_owned()))
        .expect("it can be done");
    assert!(session.has_unsaved_work());
}

#[test]
fn shares_that_wait_for_a_receiver_survive_saving() {
    let opened = two_schools();
    let merge = |shares: &Value| {
        let action = json!({"kind": "merge", "school": "A", "into": ["B"], "year": 2022, "reason": "", "shares": shares});
        file(&json!({"format": 1, "name": "p", "period": [2021, 2025], "actions": [action]}))
    };
    // C was a receiver and may be one again.
    for shares in [json!([0.7]), json!({"B": 0.7, "C": 0.3}), json!({"C": 30})] {
        let (plan, _) = read(&opened, &merge(&shares));
        let written = saved(&opened, &plan);
        assert_eq!(written["xuequ"]["actions"][0]["shares"], shares);
        assert_eq!(read(&opened, &written).0, plan);
    }
    let bad = merge(&json!({"B": "most"})).to_string();
    let refused = io::plan_of_bytes("plan.geojson", bad.as_bytes(), &opened.county);
    let told = refused.expect_err("it is no share").words().en;
    assert!(told.contains("the share of B"), "{told}");
}

#[test]
fn every_plan_is_looked_at_under_its_own_assumptions_and_standards() {
    let mut session = Session::new(two_schools());
    session.new_plan();
    let assumed = Assumed {
        pupils: Some(240),
        seats: Some(500),
    };
    let assume = Command::Assume([((SchoolKind::Primary, Stage::Primary), assumed)].into());
    session.handle(assume).expect("it can be done");
    let seats = |session: &Session, chosen: Chosen| {
        let evaluation = session.comparison(chosen, chosen).work().after;
        let stage = evaluation.stages[Stage::Primary].clone();
        stage.expect("there are primary schools").numbers.seats
    };
    let on_screen = seats(&session, Chosen::Plan(0));
    session.new_plan();
    assert_ne!(seats(&session, Chosen::Plan(1)), on_screen);
    assert_eq!(seats(&session, Chosen::Plan(0)), on_screen);
}
