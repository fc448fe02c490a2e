//! Stories about files, through the public surface: messy layers opened, plans saved and re-opened.

use std::ops::ControlFlow;
use std::path::PathBuf;

use serde_json::{Value, json};
use xuequ::export::plan_geojson;
use xuequ::geometry::LonLat;
use xuequ::io::save_atomic;
use xuequ::io::{self, Layer, OpenError, Opened};
use xuequ::model::{
    County, Homes, Origin, Ownership, RoadClass, School, SchoolId, SchoolKind, Stage,
};
use xuequ::plan::{Action, Layout, Measure, Plan};
use xuequ::random::Random;
use xuequ::units::Year;

fn collection(features: &[Value]) -> Value {
    json!({"type": "FeatureCollection", "features": features})
}

fn at(lon: f64, lat: f64, properties: &Value) -> Value {
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}})
}

fn square(west: f64, south: f64, size: f64, properties: &Value) -> Value {
    let ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ];
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}})
}

fn line(properties: &Value) -> Value {
    let line = [[104.0, 29.6], [104.05, 29.62], [104.1, 29.6]];
    json!({"type": "Feature", "properties": properties, "geometry": {"type": "LineString", "coordinates": line}})
}

fn open(files: &[(&str, &Value)]) -> Opened {
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(name, value)| (*name, value.to_string()))
        .collect();
    io::open_bytes(&files).expect("the layers of this test open")
}

fn schools(features: &[Value]) -> Opened {
    open(&[("schools.geojson", &collection(features))])
}

fn named<'a>(county: &'a County, name: &str) -> &'a School {
    county
        .schools
        .iter()
        .find(|school| school.name == name)
        .expect("a school of this name was read")
}

fn pupils(school: &School, stage: Stage) -> Option<(u32, Origin)> {
    school.stages[stage]?
        .pupils
        .map(|count| (count.number, count.origin))
}

fn warned(opened: &Opened, feature: Option<usize>, word: &str) -> bool {
    opened.report.warnings.iter().any(|warning| {
        warning.feature == feature
            && (warning.what.en.contains(word) || warning.what.zh.contains(word))
    })
}

#[test]
fn a_county_with_chinese_columns_opens_without_a_warning() {
    let townships = collection(&[
        square(
            104.0,
            29.6,
            0.1,
            &json!({"乡镇名称": "研城街道", "行政区划代码": 511124001, "片区": "研城片区", "人口": "91,995"}),
        ),
        square(
            104.1,
            29.6,
            0.1,
            &json!({"乡镇名称": "马踏镇", "行政区划代码": "511124102", "片区": "马踏片区"}),
        ),
    ]);
    let schools = collection(&[
        at(
            104.05,
            29.65,
            &json!({"学校编号": "A1", "学校名称": "研城小学", "办学类型": "小学", "在校生": "1,234人", "学位": 1300, "办学性质": "公办"}),
        ),
        at(
            104.15,
            29.65,
            &json!({"学校编号": "A2", "学校名称": "马踏幼儿园", "在园幼儿数": 90, "学位数": "１２０", "办学性质": "民办", "是否普惠": "是", "所属乡镇": "马踏", "校长": "张三"}),
        ),
    ]);
    let settlements = collection(&[at(
        104.06,
        29.64,
        &json!({"编号": "V1", "村名": "民主村", "常住人口": 800, "小学生数": 60, "幼儿园在园人数": "25", "2019年出生人数": 9}),
    )]);
    let roads = collection(&[line(
        &json!({"道路名称": "S305", "等级": "省道", "单行": "是"}),
    )]);
    let opened = open(&[
        ("乡镇.geojson", &townships),
        ("学校.geojson", &schools),
        ("居民点.geojson", &settlements),
        ("道路.geojson", &roads),
    ]);
    let county = &opened.county;
    // One village is not the whole county, which is told.
    let columns = opened.report.warnings.iter();
    let columns = columns.filter(|warning| !warning.what.zh.contains("学校在校生"));
    assert_eq!(columns.count(), 0, "{:?}", opened.report.warnings);
    assert_eq!(county.townships[0].code, "511124001");
    assert_eq!(county.townships[0].population, Some(91_995));
    assert_eq!(county.districts(), ["研城片区", "马踏片区"]);
    let primary = named(county, "研城小学");
    assert_eq!(primary.id, SchoolId::new("A1"));
    assert_eq!(
        (primary.kind, primary.ownership),
        (SchoolKind::Primary, Some(Ownership::Public))
    );
    assert_eq!(
        pupils(primary, Stage::Primary),
        Some((1_234, Origin::Recorded))
    );
    assert_eq!(primary.township, Some(0));
    let nursery = named(county, "马踏幼儿园");
    assert_eq!(
        (nursery.kind, nursery.inclusive),
        (SchoolKind::Kindergarten, Some(true))
    );
    assert_eq!(
        nursery.stages[Stage::Kindergarten]
            .unwrap()
            .seats
            .unwrap()
            .number,
        120
    );
    assert_eq!(nursery.township, Some(1));
    assert_eq!(nursery.extra.get("校长"), Some(&json!("张三")));
    let village = &county.settlements[0];
    assert_eq!(
        (village.population, village.pupils[Stage::Primary]),
        (Some(800), Some(60))
    );
    assert_eq!(
        (
            village.pupils[Stage::Kindergarten],
            village.births[&Year(2019)]
        ),
        (Some(25), 9)
    );
    assert_eq!(
        (county.roads[0].class, county.homes),
        (RoadClass::Main, Homes::Recorded)
    );
}

#[test]
fn one_mixed_file_is_split_by_geometry_and_properties() {
    let all = collection(&[
        square(104.0, 29.6, 0.1, &json!({"name": "研城镇"})),
        at(104.05, 29.65, &json!({"name": "研城小学"})),
        at(104.02, 29.62, &json!({"name": "民主村", "population": 300})),
        at(104.03, 29.62, &json!({"name": "加油站", "amenity": "fuel"})),
        line(&json!({"highway": "residential"})),
    ]);
    let opened = open(&[("data.json", &all)]);
    let county = &opened.county;
    let counts = (
        county.townships.len(),
        county.schools.len(),
        county.settlements.len(),
        county.roads.len(),
    );
    assert_eq!(counts, (1, 1, 1, 1));
    assert!(warned(&opened, Some(4), "left out"));
    let layers: Vec<Layer> = opened.report.layers.iter().map(|read| read.layer).collect();
    assert_eq!(
        layers,
        [
            Layer::Townships,
            Layer::Schools,
            Layer::Settlements,
            Layer::Roads,
            Layer::Unknown
        ]
    );
}

#[test]
fn every_oddity_of_a_school_is_told_with_its_place() {
    let opened = schools(&[
        json!({"type": "Feature", "properties": {"name": "无址小学"}, "geometry": null}),
        json!({"type": "Feature", "properties": {"name": "两点小学"}, "geometry": {"type": "MultiPoint", "coordinates": [[104.0, 29.6], [104.1, 29.6]]}}),
        square(104.2, 29.6, 0.01, &json!({"name": "校园小学"})),
        at(29.65, 104.2, &json!({"name": "反写小学"})),
        at(
            104.3,
            29.6,
            &json!({"name": "约数小学", "pupils": "约120人"}),
        ),
        at(104.4, 29.6, &json!({"name": "负数小学", "pupils": -5})),
        at(104.4, 29.6, &json!({"name": "同址小学", "pupils": 80})),
        at(104.5, 29.6, &json!({"name": "某某", "pupils": 80})),
        at(104.6, 29.6, &json!({"name": "某某大学", "pupils": 20000})),
        at(104.7, 29.6, &json!({"id": "X", "name": "甲小学"})),
        at(104.8, 29.6, &json!({"id": "X", "name": "乙小学"})),
        at(104.9, 29.6, &json!({})),
        json!({"type": "Feature", "properties": {"name": "坐标列小学", "经度": "104.95", "纬度": 29.6}, "geometry": null}),
        json!(null),
        json!({"type": "Feature", "properties": ["丙"], "geometry": {"type": "Point", "coordinates": [105.0, 29.6]}}),
    ]);
    for (feature, word) in [
        (1, "No place"),
        (2, "2 points"),
        (3, "area"),
        (4, "swapped"),
        (5, "120"),
        (6, "negative"),
        (7, "same point"),
        (8, "not stated"),
        (9, "not a school"),
        (11, "used before"),
        (12, "without a name"),
        (13, "longitude"),
        (14, "Not a feature"),
        (15, "not an object"),
    ] {
        assert!(
            warned(&opened, Some(feature), word),
            "{feature} {word}: {:#?}",
            opened.report.warnings
        );
    }
    let county = &opened.county;
    assert_eq!(county.schools.len(), 11);
    assert_eq!(
        pupils(named(county, "约数小学"), Stage::Primary),
        Some((120, Origin::Recorded))
    );
    assert_eq!(pupils(named(county, "负数小学"), Stage::Primary), None);
    assert_eq!(named(county, "乙小学").id, SchoolId::new("X-2"));
    assert_eq!(named(county, "坐标列小学").at, LonLat::new(104.95, 29.6));
    assert!(county.school(&SchoolId::new("schools-12")).is_some());
}

#[test]
fn a_nine_year_schools_total_is_shared_by_grades_and_says_so() {
    let opened = schools(&[
        at(
            104.0,
            29.6,
            &json!({"name": "一贯学校", "kind": "nine_year", "pupils": 100}),
        ),
        at(
            104.1,
            29.6,
            &json!({"name": "分列学校", "kind": "nine_year", "pupils": 100, "pupils_primary": 70}),
        ),
        at(
            104.2,
            29.6,
            &json!({"name": "不符学校", "kind": "nine_year", "pupils": 90, "pupils_primary": 70, "pupils_junior": 30}),
        ),
    ]);
    let county = &opened.county;
    let shared = named(county, "一贯学校");
    assert_eq!(
        pupils(shared, Stage::Primary),
        Some((67, Origin::Estimated))
    );
    assert_eq!(pupils(shared, Stage::Junior), Some((33, Origin::Estimated)));
    let split = named(county, "分列学校");
    assert_eq!(pupils(split, Stage::Primary), Some((70, Origin::Recorded)));
    assert_eq!(pupils(split, Stage::Junior), Some((30, Origin::Estimated)));
    assert!(warned(&opened, Some(1), "shared"));
    assert!(warned(&opened, Some(3), "in all 90"));
}

#[test]
fn columns_by_stage_make_the_kind() {
    let opened = schools(&[
        at(
            39.3,
            -6.0,
            &json!({"School Name": "Bambi", "School Level": "Primary", "Pre-Primary": 144, "Primary": "950", "Secondary": null, "Total": "1,094"}),
        ),
        at(
            39.4,
            -6.0,
            &json!({"School Name": "Charawe", "School Level": "Basic", "Pre-Primary": 111, "Primary": "246", "Secondary": "101", "Total": "458"}),
        ),
        at(
            39.5,
            -6.0,
            &json!({"School Name": "Dunga", "Primary": 40, "Secondary": 30}),
        ),
    ]);
    let county = &opened.county;
    let bambi = named(county, "Bambi");
    assert_eq!(bambi.kind, SchoolKind::Primary);
    assert_eq!(pupils(bambi, Stage::Primary), Some((950, Origin::Recorded)));
    assert_eq!(
        pupils(bambi, Stage::Kindergarten),
        Some((144, Origin::Recorded))
    );
    let charawe = named(county, "Charawe");
    assert_eq!(
        (charawe.kind, charawe.pupils()),
        (SchoolKind::NineYear, Some(458))
    );
    assert_eq!(named(county, "Dunga").kind, SchoolKind::NineYear);
}

#[test]
fn a_hopeless_file_is_told_and_the_rest_opens() {
    let good = collection(&[at(104.0, 29.6, &json!({"name": "甲小学", "pupils": 80}))]).to_string();
    let files = [
        ("schools.geojson", good.as_bytes()),
        ("roads.geojson", b"{\"type\":\"FeatureCollection\",\n\"features\":[{]}".as_slice()),
        ("towns.json", b"{\"type\":\"Topology\",\"objects\":{}}"),
        ("villages.shp", b"\0\0\x27\x0A"),
        ("beijing54.geojson", br#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:2401"}},"features":[]}"#),
        ("empty.geojson", b""),
    ];
    let opened = io::open_bytes(&files).unwrap();
    assert_eq!(opened.county.schools.len(), 1);
    assert_eq!(opened.report.failed.len(), 5);
    for (file, words) in [
        ("roads", "line 2"),
        ("towns", "TopoJSON"),
        ("villages", "Shapefile"),
        ("beijing54", "EPSG:2401"),
        ("empty", "empty"),
    ] {
        let told = opened
            .report
            .warnings
            .iter()
            .find(|warning| warning.file.starts_with(file))
            .unwrap();
        assert!(told.what.en.contains(words), "{told:?}");
        assert!(!told.what.zh.is_empty());
    }
    let alone = io::open_bytes(&files[1..2]).unwrap_err();
    assert!(
        matches!(alone, OpenError::Syntax { line: 2, .. }),
        "{alone:?}"
    );
}

#[test]
fn nothing_useful_is_an_error_that_names_the_file() {
    let nothing = [(
        "leer.json",
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
    )];
    let error = io::open_bytes(&nothing).unwrap_err();
    assert!(error.words().en.contains("leer.json") && error.words().zh.contains("leer.json"));
    let missing = io::open(&[PathBuf::from("/no/such/county")]).unwrap_err();
    assert!(missing.words().zh.contains("/no/such/county"));
}

#[test]
fn texts_that_are_nearly_geojson_open_all_the_same() {
    let feature = at(104.0, 29.6, &json!({"name": "甲小学", "pupils": 80})).to_string();
    let other = at(104.1, 29.6, &json!({"name": "乙小学", "pupils": 70})).to_string();
    let with_slips = feature.replace("80", "NaN");
    for (text, count) in [
        (format!("{feature}\n{other}\r\n"), 2),
        (format!("\u{1E}{feature}\n\u{1E}{other}\n"), 2),
        (format!("[{feature},{other}]"), 2),
        (feature.clone(), 1),
        (
            format!("\u{FEFF}{{\"features\":[{feature}],\"type\":\"featurecollection\"}}"),
            1,
        ),
        (
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{with_slips},]}}"),
            1,
        ),
        (format!("{feature}\n{{\"type\":\n{other}"), 2),
    ] {
        let opened = io::open_bytes(&[("schools.geojson", &text)]).unwrap();
        assert_eq!(opened.county.schools.len(), count, "{text}");
    }
}

#[test]
fn layers_are_found_in_gbk_and_in_metres() {
    let text =
        collection(&[at(104.0, 29.6, &json!({"名称": "研城小学", "在校生": 90}))]).to_string();
    let (gbk, _, _) = encoding_rs::GBK.encode(&text);
    let opened = io::open_bytes(&[("学校.geojson", gbk)]).unwrap();
    assert_eq!(opened.county.schools[0].name, "研城小学");
    let mercator = json!({
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
        "features": [at(12_121_777.734944101, 4_079_063.933303001, &json!({"name": "某小学"}))],
    });
    let opened = open(&[("学校.geojson", &mercator)]);
    let place = opened.county.schools[0].at;
    assert!((place.lon - 108.8917821).abs() < 1e-6 && (place.lat - 34.3734929).abs() < 1e-6);
    assert!(warned(&opened, None, "Mercator"));
    let gauss_krueger = json!({
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4544"}},
        "features": [at(409_662.926_792_96, 3_281_790.813_430_74, &json!({"name": "研城小学"}))],
    });
    let opened = open(&[("学校.geojson", &gauss_krueger)]);
    let place = opened.county.schools[0].at;
    assert!(
        place.metres_to(LonLat::new(104.067, 29.651)) < 0.01,
        "{place:?}"
    );
}

#[test]
fn without_settlements_homes_are_estimated_to_the_last_pupil() {
    let townships = collection(&[
        square(104.0, 29.6, 0.1, &json!({"name": "甲镇"})),
        square(104.1, 29.6, 0.1, &json!({"name": "乙镇"})),
    ]);
    let schools = collection(&[
        at(104.05, 29.65, &json!({"name": "甲小学", "pupils": 333})),
        at(104.15, 29.65, &json!({"name": "乙小学", "pupils": 77})),
    ]);
    let opened = open(&[
        ("townships.geojson", &townships),
        ("schools.geojson", &schools),
    ]);
    assert_eq!(opened.county.homes, Homes::Estimated);
    for (township, total) in [(0, 333), (1, 77)] {
        let homes = opened
            .county
            .settlements
            .iter()
            .filter(|home| home.township == Some(township));
        assert_eq!(
            homes
                .filter_map(|home| home.pupils[Stage::Primary])
                .sum::<u32>(),
            total
        );
    }
}

#[test]
fn a_folder_is_named_after_itself_and_its_plans_open_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let county_folder = folder.path().join("井研");
    std::fs::create_dir(&county_folder).unwrap();
    let layer = collection(&[at(
        104.0,
        29.6,
        &json!({"id": "A", "name": "甲小学", "pupils": 80}),
    )]);
    std::fs::write(county_folder.join("schools.geojson"), layer.to_string()).unwrap();
    std::fs::write(county_folder.join("README.md"), "words").unwrap();
    std::fs::write(
        county_folder.join("plan.geojson"),
        plan_file(&json!({"kind": "close", "school": "A", "year": 2026})).to_string(),
    )
    .unwrap();
    let opened = io::open(std::slice::from_ref(&county_folder)).unwrap();
    assert_eq!(opened.county.name, "井研");
    assert_eq!((opened.county.schools.len(), opened.plans.len()), (1, 1));
    let stopped = io::open_with(&[county_folder], &|_| ControlFlow::Break(()));
    assert_eq!(stopped.unwrap_err(), OpenError::Stopped);
}

#[test]
fn made_up_data_say_so() {
    let mut layer = collection(&[at(104.0, 29.6, &json!({"name": "甲小学"}))]);
    assert!(!open(&[("schools.geojson", &layer)]).county.illustrative);
    layer["xuequ"] = json!({"illustrative": true, "county": "井研县"});
    let opened = open(&[("schools.geojson", &layer)]);
    assert!(opened.county.illustrative);
    assert_eq!(opened.county.name, "井研县");
}

fn plan_file(action: &Value) -> Value {
    json!({
        "type": "FeatureCollection",
        "xuequ": {
            "format": 1, "name": "方案 A", "period": [2021, 2025], "horizon": 2035, "policy": "seats",
            "standards": ["cn-national"], "data": [], "actions": [action],
        },
        "features": [],
    })
}

fn two_schools() -> Opened {
    schools(&[
        at(
            104.0,
            29.6,
            &json!({"id": "A", "name": "甲小学", "pupils": 80, "seats": 100, "校长": "张三"}),
        ),
        at(
            104.1,
            29.6,
            &json!({"id": "B", "name": "乙小学", "pupils": 300, "seats": 450}),
        ),
    ])
}

fn read(text: &str, county: &County) -> Result<Plan, OpenError> {
    io::plan_of_bytes("plan.geojson", text.as_bytes(), county).map(|(plan, _)| plan)
}

#[test]
fn saving_opening_and_saving_again_gives_the_same_bytes() {
    let opened = two_schools();
    let county = &opened.county;
    let actions = json!([
        {"kind": "new", "school": "N1", "year": 2022, "reason": "学位不足", "point": [104.06, 29.652],
         "properties": {"name": "新园", "kind": "kindergarten", "ownership": "public", "inclusive": true, "seats_kindergarten": 270, "建筑面积": 3600}},
        {"kind": "relocate", "school": "B", "year": 2023, "reason": "", "point": [104.12, 29.61]},
        {"kind": "expand", "school": "B", "year": 2023, "reason": "", "seats": {"primary": 600}},
        {"kind": "adjust", "school": "B", "year": 2024, "reason": "", "becomes": "nine_year"},
        {"kind": "close", "school": "A", "year": 2024, "reason": ""},
        {"kind": "merge", "school": "A", "year": 2024, "reason": "不足100人", "into": ["B"], "来自未来": {"a": [1, 2]}},
        {"kind": "mothball", "school": "A", "year": 2024, "reason": ""},
        {"kind": "phase_out", "school": "A", "year": 2024, "reason": ""},
        {"kind": "keep", "school": "A", "year": 2024, "reason": "路远"},
        {"kind": "ownership", "school": "A", "year": 2024, "reason": "", "ownership": "private", "inclusive": true},
        {"kind": "reserve", "school": "R1", "year": 2025, "reason": "", "point": [104.2, 29.7], "properties": {"name": "预留地", "面积": 20}},
    ]);
    let mut file = plan_file(&json!(null));
    file["xuequ"]["actions"] = actions.clone();
    file["xuequ"]["assumptions"] = json!([{"kind": "primary", "stage": "primary", "pupils": 120}]);
    file["xuequ"]["新版本"] = json!("留着");
    let plan = read(&file.to_string(), county).unwrap();
    assert_eq!(plan.actions.len(), 11);
    let layout = Layout::of(county, &plan, Year(2025));
    let first = plan_geojson(county, &plan, &layout, &[], &[], &[]);
    let again = read(&first, county).unwrap();
    assert_eq!(again, plan);
    assert_eq!(plan_geojson(county, &again, &layout, &[], &[], &[]), first);
    let saved: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(saved["xuequ"]["actions"], actions);
    assert_eq!(saved["xuequ"]["新版本"], "留着");
    assert_eq!(saved["xuequ"]["data"][0]["file"], "schools.geojson");
    let kept = saved["features"]
        .as_array()
        .unwrap()
        .iter()
        .find(|feature| feature["properties"]["id"] == "A")
        .unwrap();
    assert_eq!(kept["properties"]["校长"], "张三");
    assert!(first.parse::<geojson::GeoJson>().is_ok());
}

#[test]
fn a_plan_that_cannot_be_read_says_which_action_is_wrong() {
    let opened = two_schools();
    for (action, word) in [
        (json!({"kind": "close", "year": 2024}), "school"),
        (json!({"kind": "close", "school": "A"}), "year"),
        (
            json!({"kind": "explode", "school": "A", "year": 2024}),
            "explode",
        ),
        (
            json!({"kind": "relocate", "school": "A", "year": 2024, "point": [200, 10]}),
            "point",
        ),
        (
            json!({"kind": "new", "school": "N", "year": 2024, "point": [104, 29], "properties": {"kind": "castle"}}),
            "castle",
        ),
        (json!(7), "object"),
    ] {
        let error = read(&plan_file(&action).to_string(), &opened.county).unwrap_err();
        let words = error.words();
        assert!(
            words.en.contains("plan.geojson, action 1") && words.en.contains(word),
            "{words:?}"
        );
        assert!(words.zh.contains("第1条措施"), "{words:?}");
    }
    let mut newer = plan_file(&json!({"kind": "close", "school": "A", "year": 2024}));
    newer["xuequ"]["format"] = json!(9);
    assert!(matches!(
        read(&newer.to_string(), &opened.county),
        Err(OpenError::NewerFormat { format: 9, .. })
    ));
    let no_plan = collection(&[]).to_string();
    assert!(matches!(
        read(&no_plan, &opened.county),
        Err(OpenError::NotAPlan { .. })
    ));
}

#[test]
fn a_plan_for_other_schools_or_older_data_warns() {
    let opened = two_schools();
    let mut file = plan_file(&json!({"kind": "merge", "school": "A", "into": ["Z"], "year": 2024}));
    file["xuequ"]["data"] = json!([{"file": "schools.geojson", "sha256": "0", "features": 2}]);
    let (_, report) =
        io::plan_of_bytes("plan.geojson", file.to_string().as_bytes(), &opened.county).unwrap();
    let words: Vec<&str> = report
        .warnings
        .iter()
        .map(|warning| warning.what.en.as_str())
        .collect();
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words[0].contains("no school Z") && words[1].contains("changed since"));
}

#[test]
fn a_save_that_fails_leaves_the_old_plan_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.geojson");
    save_atomic(&path, b"old").unwrap();
    // A folder stands where the file should go: renaming onto it fails after everything was written.
    let blocked = folder.path().join("blocked.geojson");
    std::fs::create_dir(&blocked).unwrap();
    assert!(save_atomic(&blocked, b"new").is_err());
    assert!(save_atomic(&folder.path().join("none/plan.geojson"), b"new").is_err());
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn the_new_school_of_a_plan_stands_in_the_exported_layout() {
    let opened = two_schools();
    let mut plan = Plan::new("方案", (Year(2021), Year(2025)));
    let merge = Measure::Merge {
        school: SchoolId::new("A"),
        into: vec![SchoolId::new("B")],
    };
    plan.actions
        .push(Action::new(Year(2023), merge, "不足100人"));
    let layout = Layout::of(&opened.county, &plan, Year(2025));
    let saved: Value =
        serde_json::from_str(&plan_geojson(&opened.county, &plan, &layout, &[], &[], &[])).unwrap();
    let closed = &saved["features"][0]["properties"];
    assert_eq!(
        (&closed["status"], &closed["action"], &closed["receiver"]),
        (&json!("closed"), &json!("merge"), &json!("B"))
    );
    assert_eq!(
        (&closed["year"], &closed["reason"]),
        (&json!(2023), &json!("不足100人"))
    );
}

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
                let plan = Plan::new("", (Year(2021), Year(2025)));
                let layout = Layout::of(&opened.county, &plan, Year(2025));
                let saved = plan_geojson(&opened.county, &plan, &layout, &[], &[], &[]);
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
            let saved = plan_geojson(&baseline.county, &plan, &layout, &[], &[], &[]);
            assert_eq!(
                read(&saved, &baseline.county).as_ref(),
                Ok(&plan),
                "round {round}: {saved}"
            );
        }
    }
}
