//! A county that was written and is opened again is the same county.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::json;

use super::*;
use crate::io::{Answers, Layer, Opened, open_bytes, open_bytes_as, open_with};
use crate::model::{Count, Homes, Origin, SchoolId, Stage};

mod names;

/// What of a county is its own: not the names of its files, nor what nobody knows.
fn own(opened: Opened) -> County {
    let mut county = opened.county;
    county.sources.clear();
    county.answers = BTreeMap::new();
    for extra in county
        .schools
        .iter_mut()
        .map(|school| &mut school.extra)
        .chain(county.settlements.iter_mut().map(|home| &mut home.extra))
        .chain(county.townships.iter_mut().map(|town| &mut town.extra))
    {
        extra.retain(|_, value| !value.is_null());
    }
    county
}

fn reopened(county: &County, form: Form, file: &str) -> Opened {
    let bytes = convert(county, form).expect("it is written");
    open_bytes(&[(file, bytes)]).expect("it opens")
}

fn holds_in_both_forms(county: &County) {
    for (form, file) in [(Form::GeoPackage, "a.gpkg"), (Form::GeoJson, "a.geojson")] {
        let again = own(reopened(county, form, file));
        assert_eq!(again.name, county.name, "{file}");
        assert_eq!(again.townships, county.townships, "{file}");
        for (again, school) in again.schools.iter().zip(&county.schools) {
            assert_eq!(again, school, "{file}");
        }
        assert_eq!(again.schools.len(), county.schools.len(), "{file}");
        for (again, home) in again.settlements.iter().zip(&county.settlements) {
            assert_eq!(again, home, "{file}");
        }
        assert_eq!(&again, county, "{file}");
    }
}

#[test]
fn the_sample_comes_back_as_it_was() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("maps/jingyan");
    let opened = open_with(&[folder], &Answers::default(), &|_| {
        ControlFlow::Continue(())
    });
    let opened = opened.expect("the sample opens");
    let county = own(opened);
    assert!(county.illustrative);
    holds_in_both_forms(&county);
}

#[test]
fn a_messy_county_comes_back_as_it_was_understood() {
    let at = |lon: f64, lat: f64| json!({"type": "Point", "coordinates": [lon, lat]});
    let feature = |properties: Value, geometry: Value| json!({"type": "Feature", "properties": properties, "geometry": geometry});
    let schools = json!({"type": "FeatureCollection", "features": [
        feature(json!({"名称": "青石\"九年\"学校", "学段": "九年一贯制", "在校生数": "612人", "学位": "未知", "fid": 7, "备注": "=1+1"}), at(104.01, 29.61)),
        feature(json!({"名称": "柳树小学", "类别": "小学", "pupils_primary": 88, "附设幼儿班": null, "KIND": "odd", "Geom": "x"}), at(104.02, 29.62)),
        feature(json!({"名称": "石桥中心校（含幼儿园）", "学段": "小学;幼儿园", "举办者": "民办", "小学学位": 360}), at(104.03, 29.63)),
        feature(json!({"名称": "无类学校", "tags": {"a": [1, null]}, "mixed": 1.5}), at(104.04, 29.64)),
        feature(json!({"名称": "柳树教学点", "类别": "教学点", "主管学校": "柳树小学", "mixed": "two", "寄宿生": 0}), at(104.041, 29.64)),
    ]});
    let open_ring = json!({"type": "Polygon", "coordinates": [[[104.0, 29.6], [104.05, 29.6], [104.05, 29.65], [104.0, 29.65]],
        [[104.045, 29.6101], [104.046, 29.6101], [104.046, 29.6111], [104.045, 29.6101]]]});
    let townships = json!({"type": "FeatureCollection", "features": [feature(json!({"乡镇": "石桥镇", "人口（万人）": 1.2}), open_ring)]});
    let homes = json!({"type": "FeatureCollection", "features": [
        feature(json!({"村名": "一村", "人口": 300, "小学生数": 0, "births_2020": 3}), at(104.011, 29.611)),
        feature(json!({"村名": "二村", "人口": "不详", "小学生数": null}), at(104.021, 29.621)),
    ]});
    let line = json!({"type": "LineString", "coordinates": [[104.0, 29.6], [104.02, 29.62], [104.03, 29.6]]});
    let roads = json!({"type": "FeatureCollection", "features": [
        feature(json!({"highway": "motorway", "name": "高速"}), line.clone()),
        feature(json!({"highway": "residential", "oneway": "-1", "bridge": "yes", "speed": 12.5}), line),
    ]});
    let flows = "stage,settlement,school,pupils,boarders\nprimary,一村,柳树小学,12,\nprimary,二村,柳树小学,3,1\n";
    let files = [
        ("schools.geojson", schools.to_string()),
        ("townships.geojson", townships.to_string()),
        ("villages.geojson", homes.to_string()),
        ("roads.geojson", roads.to_string()),
        ("flows.csv", flows.to_owned()),
    ];
    let opened = open_bytes(&files).expect("it opens");
    let as_read = own(opened);
    let mut county = as_read.clone();
    assert_eq!(county.flows.len(), 2);
    assert_eq!(county.homes, Homes::Recorded);
    // The name of a column that a database cannot tell from our own.
    for school in &mut county.schools {
        let odd = school.extra.shift_remove("KIND");
        let odd = odd.map(|odd| ("source_KIND".to_owned(), odd));
        school.extra.extend(odd);
    }
    // What is kept as text in a column of a database is text then.
    let mut as_text = county.clone();
    for school in &mut as_text.schools {
        for name in ["tags", "mixed"] {
            let value = school.extra.get_mut(name);
            if let Some(value) = value.filter(|value| !value.is_string()) {
                *value = value.to_string().into();
            }
        }
        for name in ["fid", "Geom"] {
            if let Some(value) = school.extra.shift_remove(name) {
                school.extra.insert(format!("source_{name}"), value);
            }
        }
    }
    let again = own(reopened(&as_read, Form::GeoPackage, "a.gpkg"));
    assert_eq!(sorted(again), sorted(as_text));
    let again = own(reopened(&as_read, Form::GeoJson, "a.geojson"));
    county = sorted(county);
    assert_eq!(sorted(again), county);
    let silent = county.settlements.iter().find(|home| home.name == "二村");
    let silent = silent.expect("it was read");
    assert_eq!(
        (silent.population, silent.pupils[Stage::Junior]),
        (None, None)
    );
    assert_eq!(county.settlements[0].pupils[Stage::Primary], Some(0));
}

/// With what is not known of a school in the order of its names.
fn sorted(mut county: County) -> County {
    for school in &mut county.schools {
        school.extra.sort_keys();
    }
    county
}

#[test]
fn what_is_not_known_is_null_and_never_zero() {
    let schools = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"name":"甲小学"},"geometry":{"type":"Point","coordinates":[104,29.6]}},
        {"type":"Feature","properties":{"name":"乙小学","pupils":0,"seats":40},"geometry":{"type":"Point","coordinates":[104.1,29.6]}}]}"#;
    let answers = Answers::from_iter([("schools.geojson:no-pupils", "zero")]);
    let opened = open_bytes(&[("schools.geojson", schools)]).expect("it opens");
    drop(open_bytes_as(&[("schools.geojson", schools)], &answers));
    let bytes = convert(&opened.county, Form::GeoPackage).expect("it is written");
    let mut database = rusqlite::Connection::open_in_memory().unwrap();
    database
        .deserialize_read_exact("main", bytes.as_slice(), bytes.len(), true)
        .unwrap();
    let of = |query: &str| -> Vec<Option<i64>> {
        let mut statement = database.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(
        of("SELECT seats_primary FROM schools ORDER BY fid"),
        [None, Some(40)]
    );
    assert_eq!(of("SELECT srs_id FROM gpkg_geometry_columns"), [Some(4326)]);
    assert_eq!(of("PRAGMA foreign_key_check"), []);
    let checked: String = database
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .unwrap();
    assert_eq!(checked, "ok");
    // Estimated homes are no data.
    assert_eq!(
        of("SELECT count(*) FROM gpkg_contents WHERE table_name = 'settlements'"),
        [Some(0)]
    );
}

#[test]
fn shares_of_a_total_are_shares_again_and_corrections_are_facts() {
    let schools = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"id":"A","name":"甲学校","kind":"nine_year","pupils":450},
         "geometry":{"type":"Point","coordinates":[104,29.6]}}]}"#;
    let opened = open_bytes(&[("schools.geojson", schools)]).expect("it opens");
    let mut county = own(opened);
    let pupils = |county: &County, stage: Stage| -> Option<Count> {
        county.school(&SchoolId::new("A"))?.stages[stage]?.pupils
    };
    let share = pupils(&county, Stage::Primary).expect("a share of the total");
    assert_eq!(share.origin, Origin::Estimated);
    holds_in_both_forms(&county);
    let record = county.schools[0].stages[Stage::Primary].as_mut().unwrap();
    record.seats = Some(Count {
        number: 500,
        origin: Origin::Corrected,
    });
    let again = reopened(&county, Form::GeoJson, "a.geojson");
    assert_eq!(again.report.layers[0].layer, Layer::Schools);
    let seats = again.county.schools[0].stages[Stage::Primary]
        .unwrap()
        .seats;
    assert_eq!(seats, Some(Count::recorded(500)));
}
