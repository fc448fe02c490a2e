use super::*;
use crate::io::Layer;

#[test]
fn what_does_not_matter_in_a_name_is_passed_over_and_the_rest_is_not() {
    for (a, b) in [
        ("井研县研城镇中心校", "研城镇中心小学"),
        ("四川省乐山市井研县 马踏镇小学", "马踏镇小学"),
        ("马踏镇小学（东校区）", "马踏镇小学(东校区)"),
        ("Ｎｏ．１ School", "no 1 school"),
    ] {
        assert_eq!(plain_name(a), plain_name(b));
    }
    for (a, b) in [
        ("东小学", "西小学"),
        ("研城镇中心小学", "研经镇中心小学"),
        ("县城小学", "小学"),
        ("阳光城市幼儿园", "和平城市幼儿园"),
        ("阳光社区幼儿园", "和平社区幼儿园"),
        ("开发区实验小学", "高新区实验小学"),
    ] {
        assert_ne!(plain_name(a), plain_name(b));
    }
}

#[test]
fn alike_is_a_share_from_none_to_all() {
    let score = |a: &str, b: &str| alike(&pairs(a), &pairs(b));
    assert_eq!(score("研城小学", "研城小学"), 1.0);
    assert_eq!(score("研城小学", "马踏初中"), 0.0);
    assert!(score("研城小学", "研城镇小学") > ALIKE);
}

#[test]
fn what_map_programs_count_by_is_no_code_and_running_numbers_beside_names_are_none() {
    let row = |properties: serde_json::Value| RawFeature {
        number: 1,
        id: None,
        properties: properties.as_object().cloned().unwrap_or_default(),
        geometry: serde_json::Value::Null.into(),
    };
    let key = |properties| Key::of(&row(properties), &mut Columns::of(Layer::Schools));
    for column in ["fid", "OBJECTID", "ogc_fid", "gid"] {
        assert_eq!(
            key(serde_json::json!({column: 7, "name": "A"})).id,
            None,
            "{column}"
        );
    }
    let coded = key(serde_json::json!({"OBJECTID": 7, "code": "5111"}));
    assert_eq!(coded.id.as_deref(), Some("5111"));
    let keys = |ids: &[&str], name: Option<&str>| -> Vec<Key> {
        let key = |id: &&str| Key {
            id: Some((*id).to_owned()),
            name: name.map(str::to_owned),
            township: None,
        };
        ids.iter().map(key).collect()
    };
    assert!(are_running(&keys(&["1", "2", "3", "5"], Some("A"))));
    assert!(
        !are_running(&keys(&["1", "2", "3"], None)),
        "nothing else tells the rows apart"
    );
    for ids in [["511101", "511102"], ["7", "9"], ["1", "A2"], ["1", "1"]] {
        assert!(!are_running(&keys(&ids, Some("A"))), "{ids:?}");
    }
}

#[test]
fn schools_of_two_counties_are_two() {
    let may_be = |a: &str, b: &str| are_of_one(&region_of(a), &region_of(b));
    assert!(!may_be("仁寿县第一小学", "井研县第一小学"));
    assert!(may_be("井研县第一小学", "四川省乐山市井研县第一小学"));
    assert!(may_be("第一小学", "井研县第一小学"));
    assert_ne!(plain_name("城关镇县立小学"), plain_name("建和乡县立小学"));
}
