//! Layers are found and read in whatever form people keep them.

use std::ops::ControlFlow;
use std::path::Path;

use serde_json::json;
use xuequ::geometry::LonLat;
use xuequ::io::{self, Layer, OpenError, Opened};
use xuequ::model::{Homes, Origin, Ownership, RoadClass, SchoolId, SchoolKind, Stage};
use xuequ::units::Year;

use crate::plans::plan_file;
use crate::{at, collection, line, named, open, pupils, square, warned};

/// A county on disk, read to the end.
fn read(path: &Path) -> Result<Opened, OpenError> {
    io::open_with(&[path.to_owned()], &io::Answers::default(), &|_| {
        ControlFlow::Continue(())
    })
}

/// A county whose columns are all named in Chinese.
fn with_chinese_columns() -> Opened {
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
    let mut ring = line(&json!({"道路名称": "S305", "等级": "省道", "单行": "是"}));
    ring["geometry"]["coordinates"] = json!([
        [104.05, 29.65],
        [104.06, 29.64],
        [104.15, 29.65],
        [104.05, 29.65]
    ]);
    let roads = collection(&[ring]);
    open(&[
        ("乡镇.geojson", &townships),
        ("学校.geojson", &schools),
        ("居民点.geojson", &settlements),
        ("道路.geojson", &roads),
    ])
}

#[test]
fn a_county_with_chinese_columns_opens_without_a_warning() {
    let opened = with_chinese_columns();
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
    let missing = read(Path::new("/no/such/county")).unwrap_err();
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
    let opened = read(&county_folder).unwrap();
    assert_eq!(opened.county.name, "井研");
    assert_eq!((opened.county.schools.len(), opened.plans.len()), (1, 1));
    let stopped = io::open_with(&[county_folder], &io::Answers::default(), &|_| {
        ControlFlow::Break(())
    });
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

#[test]
fn attendance_zones_find_the_one_school_that_they_name() {
    let schools = collection(&[
        at(
            104.01,
            29.61,
            &json!({"id": "A", "name": "第一小学", "pupils": 300}),
        ),
        at(
            104.06,
            29.61,
            &json!({"id": "B", "name": "白云小学", "pupils": 200}),
        ),
    ]);
    let zones = collection(&[
        square(104.0, 29.6, 0.04, &json!({"name": "第一小学学区"})),
        square(
            104.04,
            29.6,
            0.04,
            &json!({"编号": 2, "招生学校": "白云小学", "name": "东片"}),
        ),
        square(104.08, 29.6, 0.04, &json!({"name": "青石小学学区"})),
        square(104.12, 29.6, 0.04, &json!({"fid": 4})),
        square(
            104.16,
            29.6,
            0.04,
            &json!({"A27_005": "白云小学", "A27_006": "白云小学东200米的居民区，含三个小区及其周边道路与商铺在内"}),
        ),
    ]);
    let opened = open(&[("schools.geojson", &schools), ("学区划分.geojson", &zones)]);
    let found: Vec<Option<&str>> = opened
        .county
        .zones
        .iter()
        .map(|zone| zone.school.as_ref().map(|id| id.as_str()))
        .collect();
    assert_eq!(found, [Some("A"), Some("B"), None, None, Some("B")]);
    assert!(warned(
        &opened,
        None,
        "5 attendance zones, 3 with their school"
    ));
    assert!(warned(&opened, Some(3), "names no school"));
    assert!(!warned(&opened, Some(4), "names no school"));
    let hills = at(
        104.01,
        29.61,
        &json!({"id": "A", "name": "Hill Primary School"}),
    );
    let zone = square(104.0, 29.6, 0.04, &json!({"SCHOOL": "Hill Primary"}));
    let (hills, zone) = (collection(&[hills]), collection(&[zone]));
    let of_hills = open(&[("catchments.geojson", &zone), ("z.geojson", &hills)]);
    assert_eq!(of_hills.county.zones[0].school, Some(SchoolId::new("A")));
    let alone = open(&[("schools.geojson", &schools)]);
    assert_eq!(
        alone.county.settlements, opened.county.settlements,
        "no figure rests on them"
    );
}
