//! Nothing that the planner asked for is left out without a word.

use super::packed::{block, bytes_field, elements, header, numbers_field, zigzag};
use super::{as_pbf, open, refusal, told};

const NODES: &str = r#"<osm version="0.6">
<node id="1" lat="29.60" lon="104.10"/><node id="2" lat="29.61" lon="104.10"/><node id="3" lat="29.62" lon="104.10"/>
<node id="10" lat="29.60" lon="104.11"><tag k="amenity" v="school"/><tag k="name" v="甲小学"/></node>
"#;

fn read(elements: &str) -> (usize, usize, String) {
    let road = r#"<way id="500"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>"#;
    let text = format!("{NODES}{elements}{road}</osm>");
    let opened = open("o.osm", text.as_bytes(), &[("o.osm:layers", "all")]);
    let said = told(&opened);
    (opened.county.roads.len(), opened.county.schools.len(), said)
}

fn school(attributes: &str, name: &str) -> String {
    format!(r#"<node {attributes}><tag k="amenity" v="school"/><tag k="name" v="{name}"/></node>"#)
}

#[test]
fn schools_without_a_place_are_named() {
    let text = [
        school(r#"id="11" lat="129.60" lon="104.11""#, "乙小学"),
        school(r#"id="12""#, "丙小学"),
        school(r#"id="13" lat="29,6" lon="104.1""#, "丁小学"),
        school(r#"id="14" lat="NaN" lon="104.1""#, "戊小学"),
        // One that stands in the file twice is there.
        school(r#"id="10""#, "甲小学"),
    ];
    let (_, schools, said) = read(&text.concat());
    assert_eq!(schools, 1, "{said}");
    for (node, name) in [(11, "乙"), (12, "丙"), (13, "丁"), (14, "戊")] {
        let part = format!("o.osm#schools: node/{node} ({name}小学): it has no place");
        assert!(said.contains(&part), "{part}: {said}");
    }
    assert!(!said.contains("node/10"), "{said}");
}

#[test]
fn packed_schools_without_a_place_are_named() {
    let far = 2_000_000_000;
    let dense = [
        numbers_field(1, [zigzag(77)]),
        numbers_field(8, [zigzag(far)]),
        numbers_field(9, [zigzag(far)]),
        numbers_field(10, [1, 2, 3, 4, 0]),
    ];
    let group = bytes_field(2, &dense.concat());
    let content = elements(&["", "amenity", "school", "name", "远小学"], &group);
    let bytes = [as_pbf(true), block("OSMData", &content, true)].concat();
    let opened = open("o.osm.pbf", &bytes, &[("o.osm.pbf:layers", "schools")]);
    let said = told(&opened);
    assert!(said.contains("node/77 (远小学): it has no place"), "{said}");
    let alone = [header(), block("OSMData", &content, true)].concat();
    let said = refusal("o.osm.pbf", &alone);
    assert!(said.contains("node/77 (远小学): it has no place"), "{said}");
}

#[test]
fn elements_without_a_number_are_counted() {
    let text = [
        r#"<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>"#,
        &school(r#"id="x13" lat="29.6" lon="104.12""#, "丁小学"),
        &school(r#"lat="29.6" lon="104.12""#, "戊小学"),
        &school(r#"id="x14" action="delete""#, "己小学"),
        r#"<way id="y6"><nd ref="1"/><nd ref="3"/><tag k="highway" v="primary"/></way>"#,
    ];
    let (roads, schools, said) = read(&text.join("\n"));
    assert_eq!((roads, schools), (2, 1), "{said}");
    let part = "3 elements without a number (id) that can be read, the first in line 5";
    assert_eq!(said.matches(part).count(), 1, "{said}");
    let none = format!("<osm>\n{}</osm>", school("lat='29.6' lon='104'", "甲小学"));
    let said = refusal("o.osm", none.as_bytes());
    assert!(
        said.contains("1 element without a number (id) that can be read, the first in line 2"),
        "{said}"
    );
}

#[test]
fn a_road_is_cut_at_a_node_that_cannot_be_read() {
    for node in ["n2", "", "-9223372036854775808"] {
        let text = format!(
            r#"<node id="-9223372036854775808" lat="29.7" lon="104.2"/><node id="4" lat="29.63" lon="104.1"/>
            <way id="7"><nd ref="1"/><nd ref="{node}"/><nd ref="3"/><nd ref="4"/><tag k="highway" v="primary"/></way>"#
        );
        let text = format!("{NODES}{text}</osm>");
        let opened = open("o.osm", text.as_bytes(), &[]);
        let said = told(&opened);
        let [road] = &opened.county.roads[..] else {
            panic!("one road: {said}")
        };
        assert_eq!(road.line.len(), 2, "{said}");
        assert!((road.line[0].lat - 29.62).abs() < 1e-6, "from 3 to 4");
        assert!(said.contains("o.osm#roads: 1 element cut off"), "{said}");
    }
    let (roads, _, said) = read(
        r#"<way id="7"><nd ref="1"/><nd ref="n2"/><nd ref="3"/><tag k="highway" v="primary"/></way>
        <way id="8"><tag k="highway" v="primary"/></way>"#,
    );
    assert_eq!(roads, 1, "{said}");
    assert!(said.contains("2 elements cut off"), "{said}");
}

#[test]
fn a_school_that_is_no_area_says_why() {
    let tags = |name: &str| format!(r#"<tag k="amenity" v="school"/><tag k="name" v="{name}"/>"#);
    let (a, b, c, d, e, f, g) = (
        tags("未闭"),
        tags("点集"),
        tags("缺线"),
        tags("缺点"),
        tags("误号"),
        tags("空线"),
        tags("错点"),
    );
    let (_, schools, said) = read(&format!(
        r#"<way id="9"><nd ref="1"/><nd ref="2"/><nd ref="3"/>{a}</way>
        <relation id="11"><member type="node" ref="1" role=""/><tag k="type" v="site"/>{b}</relation>
        <relation id="12"><member type="way" ref="99" role="outer"/>{c}</relation>
        <way id="13"><nd ref="1"/><nd ref="2"/><nd ref="98"/><nd ref="1"/>{d}</way>
        <way id="20"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/></way>
        <relation id="14"><member type="way" ref="20" role="outer"/><member type="way" ref="w" role="inner"/>{e}</relation>
        <way id="15">{f}</way>
        <way id="21"><nd ref="1"/><nd ref="n"/><nd ref="2"/></way><way id="22"><nd ref="2"/><nd ref="n"/></way>
        <relation id="16"><member type="way" ref="21"/><member type="way" ref="22"/>{g}</relation>"#
    ));
    assert_eq!(schools, 1, "{said}");
    for part in [
        "way/9 (未闭): its outline does not close",
        "relation/11 (点集): it has no outline",
        "relation/12 (缺线): lines or nodes of its outline are missing",
        "way/13 (缺点): lines or nodes of its outline are missing",
        "relation/14 (误号): lines or nodes of its outline are missing",
        "way/15 (空线): it has no outline",
        "relation/16 (错点): lines or nodes of its outline are missing",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("nor a road"), "{said}");
}

#[test]
fn what_the_server_remarks_is_told() {
    let remark = "<remark> runtime error: Query timed out in &quot;query&quot; at line 3 </remark>";
    let (_, schools, said) = read(remark);
    assert_eq!(schools, 1);
    let part = "The server remarks: \"runtime error: Query timed out in \"query\" at line 3\"";
    assert_eq!(said.matches(part).count(), 1, "{said}");
    let said = refusal("o.osm", format!("<osm>{remark}</osm>").as_bytes());
    assert!(said.contains("no roads") && said.contains(part), "{said}");
}
