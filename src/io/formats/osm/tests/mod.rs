//! A small county read from an extract, as XML and packed; and what is made to harm.

use crate::geometry::LonLat;
use crate::io::{Answers, Layer, Opened, open_bytes, open_bytes_as};
use crate::model::{Direction, RoadClass};
use crate::random::Random;

mod lost;
mod packed;

use self::packed::{
    as_pbf, as_xml, block, block_of, bytes_field, elements, header, number_field, numbers_field,
    zigzag,
};

fn open(file: &str, bytes: &[u8], answers: &[(&str, &str)]) -> Opened {
    let answers: Answers = answers.iter().copied().collect();
    open_bytes_as(&[(file, bytes)], &answers).expect("it opens")
}

fn told(opened: &Opened) -> String {
    let told = opened.report.warnings.iter();
    let lines: Vec<String> = told
        .map(|told| format!("{}: {}", told.file, told.what.en))
        .collect();
    lines.join("\n")
}

#[test]
fn the_same_county_reads_the_same_as_xml_and_packed() {
    let xml = as_xml();
    for answer in ["roads", "schools", "places", "all"] {
        let read = |bytes: &[u8]| {
            let opened = open("county.osm", bytes, &[("county.osm:layers", answer)]);
            let (told, mut county) = (told(&opened), opened.county);
            // The bytes themselves differ.
            county.sources.clear();
            (told, county)
        };
        let expected = read(xml.as_bytes());
        for is_dense in [true, false] {
            assert_eq!(read(&as_pbf(is_dense)), expected, "{answer}");
        }
    }
}

#[test]
fn roads_are_as_their_tags_say() {
    let opened = open("county.osm.pbf", &as_pbf(true), &[]);
    let county = &opened.county;
    let at = |lon: f64, lat: f64| LonLat::new(lon, lat);
    assert_eq!(county.roads.len(), 6, "{:?}", county.roads);
    let [first, back, bridge, motorway, circle, path] = &county.roads[..] else {
        panic!("six roads")
    };
    assert_eq!(first.name.as_deref(), Some("县道一"));
    assert_eq!(
        (first.class, first.speed_kmh),
        (RoadClass::Main, Some(20.0))
    );
    assert_eq!(
        first.line,
        [
            at(104.0, 29.6),
            at(104.01, 29.6),
            at(104.02, 29.6),
            at(104.03, 29.600_000_1)
        ]
    );
    assert_eq!(
        (back.direction, back.speed_kmh),
        (Direction::Backward, None)
    );
    assert_eq!(back.line[1], first.line[2], "they share node 3");
    assert_eq!((bridge.class, bridge.level), (RoadClass::Trunk, 1));
    assert_ne!(
        bridge.line[1], first.line[1],
        "two nodes at one place are no crossing"
    );
    assert!((bridge.line[1].lat - 29.6).abs() < 2e-7);
    assert_eq!(motorway.direction, Direction::Forward);
    assert_eq!(circle.direction, Direction::Forward);
    assert_eq!(path.line.len(), 2, "cut where a node is not in the file");
    let said = told(&opened);
    for part in [
        "1 road under construction",
        "1 road closed to the public",
        "1 ferry route",
        "2 elements cut off",
        "1 node at the very place",
        "No areas of the county",
        "it holds 2 schools, 1 settlement, 2 borders",
        "county.osm.pbf#schools",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(county.schools.is_empty() && county.settlements.is_empty());
}

#[test]
fn schools_places_and_borders_are_read_on_request() {
    let opened = open(
        "county.osm",
        as_xml().as_bytes(),
        &[("county.osm:layers", "all")],
    );
    let county = &opened.county;
    let schools: Vec<(&str, LonLat)> = county
        .schools
        .iter()
        .map(|school| (school.name.as_str(), school.at))
        .collect();
    assert_eq!(schools.len(), 2, "{schools:?}");
    assert!(schools.contains(&("青石小学", LonLat::new(104.005, 29.605))));
    let kindergarten = schools.iter().find(|(name, _)| *name == "童心幼儿园");
    let (_, middle) = kindergarten.expect("the way");
    assert!((middle.lon - 104.0015).abs() < 1e-6 && (middle.lat - 29.6015).abs() < 1e-6);
    let [village] = &county.settlements[..] else {
        panic!("one village: {:?}", county.settlements)
    };
    assert_eq!(
        (village.name.as_str(), village.population),
        ("柳树村", Some(320))
    );
    let [town] = &county.townships[..] else {
        panic!("one township")
    };
    assert_eq!(town.name, "石桥镇");
    let said = told(&opened);
    assert!(
        said.contains("relation/201 (断线乡): its outline breaks off at node/4"),
        "{said}"
    );
    assert!(said.contains("1 place larger or vaguer"), "{said}");
}

#[test]
fn only_what_lies_in_the_county_is_read() {
    let border = |west: f64| {
        let (east, south, north) = (west + 0.001, 29.6, 29.601);
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"name":"乡"}},"geometry":
            {{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}]}}"#
        )
    };
    let pbf = as_pbf(true);
    let read = |west: f64| {
        let border = border(west);
        // By name it comes behind the extract, and is read before it all the same.
        let files = [
            ("a.osm.pbf", pbf.as_slice()),
            ("townships.geojson", border.as_bytes()),
        ];
        open_bytes_as(
            &files,
            &Answers::from_iter([("a.osm.pbf:layers", "schools")]),
        )
        .expect("it opens")
    };
    let near = read(104.005);
    assert_eq!((near.county.roads.len(), near.county.schools.len()), (6, 0));
    assert!(
        told(&near).contains("a.osm.pbf#schools: 2 elements outside"),
        "{}",
        told(&near)
    );
    let far = read(107.0);
    assert!(far.county.roads.is_empty());
    assert!(
        told(&far).contains("a.osm.pbf#roads: 6 elements outside"),
        "{}",
        told(&far)
    );
}

#[test]
fn an_extract_of_schools_alone_is_one_of_schools() {
    let text = "<osm><node id='1' lat='29.6' lon='104'><tag k='amenity' v='school'/><tag k='name' v='青石小学'/></node>
        <way id='2'><center lat='29.61' lon='104.01'/><nd ref='5'/><tag k='amenity' v='school'/>
        <tag k='name' v='柳树小学'/></way>
        <node id='3' lat='29.6' lon='104' action='delete'><tag k='amenity' v='school'/></node></osm>";
    let opened = open("schools.osm", text.as_bytes(), &[]);
    let layers = &opened.report.layers;
    assert_eq!(
        (layers[0].layer, layers[0].features),
        (Layer::Schools, 2),
        "{}",
        told(&opened)
    );
    let school = &opened.county.schools[1];
    assert_eq!(
        school
            .stages
            .iter()
            .filter_map(|(_, stage)| stage.as_ref()?.seats)
            .count(),
        0
    );
}

fn refusal(file: &str, bytes: &[u8]) -> String {
    let error = open_bytes(&[(file, bytes)]).expect_err("it is refused");
    let words = error.words();
    assert!(
        words.en.contains(file) && words.zh.contains(file),
        "{words:?}"
    );
    words.en
}

#[test]
fn what_is_made_to_harm_ends_with_words() {
    let data = |content: &[u8]| [header(), block("OSMData", content, true)].concat();
    let group = |field: u64, element: &[u8]| {
        data(&elements(
            &["", "highway", "path"],
            &bytes_field(field, element),
        ))
    };
    let dense = |ids: &[u64], lats: &[u64], words: &[u64]| {
        let dense = [
            numbers_field(1, ids.iter().copied()),
            numbers_field(8, lats.iter().copied()),
            numbers_field(9, lats.iter().copied()),
            numbers_field(10, words.iter().copied()),
        ];
        group(2, &dense.concat())
    };
    let way = |refs: &[u64], keys: &[u64], values: &[u64]| {
        let way = [
            number_field(1, 5),
            numbers_field(2, keys.iter().copied()),
            numbers_field(3, values.iter().copied()),
            numbers_field(8, refs.iter().copied()),
        ];
        group(3, &way.concat())
    };
    let over = zigzag(i64::MAX);
    let mut large = header();
    let head = [bytes_field(1, b"OSMData"), number_field(3, 40 << 20)].concat();
    large.extend((head.len() as u32).to_be_bytes());
    large.extend(head);
    let history = block(
        "OSMHeader",
        &bytes_field(4, b"HistoricalInformation"),
        false,
    );
    let with = |field: u64| [header(), block_of(&bytes_field(field, b"packed"))].concat();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("without places", dense(&[2, 2], &[2], &[])),
        ("runs over", dense(&[over, over], &[2, 2], &[])),
        ("runs over", dense(&[2], &[over], &[])),
        ("not there", dense(&[2], &[2], &[1, 9, 0])),
        ("break off", dense(&[2, 2], &[2, 2], &[1, 2, 0])),
        ("without values", way(&[2], &[1], &[])),
        ("not there", way(&[2], &[1], &[700])),
        ("runs over", way(&[over, over], &[1], &[2])),
        ("32 MB", large),
        ("versions of the past", [history, as_pbf(true)].concat()),
        ("LZ4", with(6)),
        ("zstd", with(7)),
        ("without content", with(9)),
        ("no roads, schools", way(&[2], &[], &[])),
        ("no roads, schools", header()),
        (
            "beyond its message",
            data(&[0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]),
        ),
        ("does not end", data(&[0xFF; 20])),
        (
            "unpacked",
            [header(), block("OSMData", &vec![0; 33 << 20], true)].concat(),
        ),
        ("whatever its name", b"no extract at all".to_vec()),
    ];
    for (part, bytes) in cases {
        let said = refusal("a.osm.pbf", &bytes);
        assert!(said.contains(part), "{part}: {said}");
    }
    // A node and a way with numbers beyond all reason, but no overflow.
    let opened = open(
        "a.osm.pbf",
        &[as_pbf(true), way(&[over], &[1], &[2])].concat(),
        &[],
    );
    assert_eq!(opened.county.roads.len(), 6);
    for text in [
        "<osm><node id='1' lat='1' lon='1'/>",
        "<osm><way id='1'><nd ref='1",
        "<osmChange><modify/></osmChange>",
        "<osm></osm>",
    ] {
        refusal("a.osm", text.as_bytes());
    }
}

#[test]
fn a_file_that_was_cut_or_scratched_never_reads_by_chance() {
    let whole = as_pbf(true);
    let mut random = Random::seeded(11);
    for length in (1..whole.len()).step_by(7) {
        if let Ok(opened) = open_bytes(&[("a.osm.pbf", &whole[..length])]) {
            panic!("{length} of {}: {}", whole.len(), told(&opened));
        }
    }
    for _ in 0..400 {
        let mut bytes = whole.clone();
        for _ in 0..=random.below(3) {
            let at = random.below(bytes.len());
            bytes[at] = random.bits() as u8;
        }
        // Whatever it says: it ends.
        drop(open_bytes(&[("a.osm.pbf", &bytes)]));
    }
}
