//! A small county as an extract, as XML and packed.

use std::io::Write as _;

type Pairs = &'static [(&'static str, &'static str)];

const NODES: &[(i64, i32, i32, Pairs)] = &[
    // A road from west to east, a road from south to north that crosses it at node 3, another over a bridge.
    (1, 1_040_000_000, 296_000_000, &[]),
    (2, 1_040_100_000, 296_000_000, &[]),
    (3, 1_040_200_000, 296_000_000, &[]),
    (4, 1_040_300_000, 296_000_001, &[]),
    (5, 1_040_200_000, 295_900_000, &[]),
    (6, 1_040_200_000, 296_100_000, &[]),
    (7, 1_040_100_000, 295_900_000, &[]),
    // At the very place of node 2, and not the same.
    (8, 1_040_100_000, 296_000_000, &[]),
    (9, 1_040_100_000, 296_100_000, &[]),
    (
        20,
        1_040_050_000,
        296_050_000,
        &[
            ("amenity", "school"),
            ("name", "青石小学"),
            ("isced:level", "1"),
            ("capacity", "180"),
        ],
    ),
    (
        21,
        1_040_250_000,
        296_050_000,
        &[
            ("place", "village"),
            ("name", "柳树村"),
            ("population", "320"),
        ],
    ),
    (
        22,
        1_040_260_000,
        296_060_000,
        &[("place", "city"), ("name", "大城")],
    ),
    (30, 1_040_010_000, 296_010_000, &[]),
    (31, 1_040_020_000, 296_010_000, &[]),
    (32, 1_040_020_000, 296_020_000, &[]),
    (33, 1_040_010_000, 296_020_000, &[]),
    (-40, 1_039_900_000, 295_800_000, &[]),
    (41, 1_040_400_000, 295_800_000, &[]),
    (42, 1_040_400_000, 296_200_000, &[]),
    (43, 1_039_900_000, 296_200_000, &[]),
];

const WAYS: &[(i64, &[i64], Pairs)] = &[
    (
        100,
        &[1, 2, 3, 4],
        &[
            ("highway", "secondary"),
            ("name", "县道一"),
            ("maxspeed", "20"),
        ],
    ),
    (
        101,
        &[5, 3, 6],
        &[
            ("highway", "residential"),
            ("oneway", "-1"),
            ("maxspeed", "CN:urban"),
        ],
    ),
    (
        102,
        &[7, 8, 9],
        &[("highway", "trunk"), ("bridge", "yes"), ("layer", "1")],
    ),
    (103, &[1, 5], &[("highway", "motorway")]),
    (
        104,
        &[4, 6, 9, 4],
        &[("highway", "tertiary"), ("junction", "roundabout")],
    ),
    (105, &[1, 7], &[("highway", "construction")]),
    (
        106,
        &[1, 9],
        &[("highway", "service"), ("access", "private")],
    ),
    (107, &[1, 6], &[("route", "ferry")]),
    (108, &[5, 999, 7, 8], &[("highway", "path")]),
    (109, &[998, 997], &[("highway", "path")]),
    (
        110,
        &[30, 31, 32, 33, 30],
        &[("amenity", "kindergarten"), ("name", "童心幼儿园")],
    ),
    (120, &[-40, 41, 42], &[]),
    (121, &[-40, 43, 42], &[("boundary", "administrative")]),
    (122, &[42, 41], &[]),
];

/// A relation: its id, its lines with their roles, its tags.
type Related = (i64, &'static [(i64, &'static str)], Pairs);

const RELATIONS: &[Related] = &[
    (
        200,
        &[(120, "outer"), (121, "outer")],
        &[
            ("type", "boundary"),
            ("boundary", "administrative"),
            ("admin_level", "8"),
            ("name", "石桥镇"),
        ],
    ),
    (
        201,
        &[(122, "outer")],
        &[
            ("type", "boundary"),
            ("boundary", "administrative"),
            ("admin_level", "8"),
            ("name", "断线乡"),
        ],
    ),
];

pub(super) fn as_xml() -> String {
    use std::fmt::Write as _;
    let tags = |pairs: Pairs| -> String {
        let tag = |(key, value): &(&str, &str)| format!("<tag k=\"{key}\" v=\"{value}\"/>");
        pairs.iter().map(tag).collect()
    };
    let mut text = "<?xml version='1.0'?>\n<osm version=\"0.6\">\n".to_owned();
    let degrees = |part: i32| {
        let digits = format!("{part:08}");
        let (whole, rest) = digits.split_at(digits.len() - 7);
        format!("{whole}.{rest}")
    };
    for (id, lon, lat, pairs) in NODES {
        let (lon, lat, tags) = (degrees(*lon), degrees(*lat), tags(pairs));
        writeln!(
            text,
            "<node id='{id}' lon='{lon}' lat='{lat}'>{tags}</node>"
        )
        .unwrap();
    }
    for (id, nodes, pairs) in WAYS {
        let nodes = nodes.iter().map(|node| format!("<nd ref='{node}'/>"));
        let nodes: String = nodes.collect();
        writeln!(text, "<way id='{id}'>{nodes}{}</way>", tags(pairs)).unwrap();
    }
    for (id, members, pairs) in RELATIONS {
        let members = members
            .iter()
            .map(|(id, role)| format!("<member type='way' ref='{id}' role='{role}'/>"));
        let members: String = members.collect();
        writeln!(
            text,
            "<relation id='{id}'>{members}{}</relation>",
            tags(pairs)
        )
        .unwrap();
    }
    text + "</osm>\n"
}

fn number(mut number: u64, to: &mut Vec<u8>) {
    while number > 0x7F {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

pub(super) fn bytes_field(field: u64, bytes: &[u8]) -> Vec<u8> {
    let mut to = Vec::new();
    number(field << 3 | 2, &mut to);
    number(bytes.len() as u64, &mut to);
    to.extend(bytes);
    to
}

pub(super) fn number_field(field: u64, value: u64) -> Vec<u8> {
    let mut to = Vec::new();
    number(field << 3, &mut to);
    number(value, &mut to);
    to
}

pub(super) fn numbers_field(field: u64, numbers: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let mut packed = Vec::new();
    numbers
        .into_iter()
        .for_each(|value| number(value, &mut packed));
    bytes_field(field, &packed)
}

pub(super) fn zigzag(number: i64) -> u64 {
    (number << 1 ^ number >> 63) as u64
}

fn steps(numbers: &[i64]) -> Vec<u64> {
    let before = [0].into_iter().chain(numbers.iter().copied());
    let steps = numbers.iter().zip(before);
    steps.map(|(at, before)| zigzag(at - before)).collect()
}

/// A block of a file, packed or not.
pub(super) fn block(kind: &str, content: &[u8], is_packed: bool) -> Vec<u8> {
    let blob = if is_packed {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(content).unwrap();
        let packed = packer.finish().unwrap();
        [
            number_field(2, content.len() as u64),
            bytes_field(3, &packed),
        ]
        .concat()
    } else {
        bytes_field(1, content)
    };
    let head = [
        bytes_field(1, kind.as_bytes()),
        number_field(3, blob.len() as u64),
    ]
    .concat();
    [(head.len() as u32).to_be_bytes().to_vec(), head, blob].concat()
}

pub(super) fn header() -> Vec<u8> {
    let features = ["OsmSchema-V0.6", "DenseNodes"].map(|name| bytes_field(4, name.as_bytes()));
    block("OSMHeader", &features.concat(), true)
}

/// A block of elements: the words, then a group.
pub(super) fn elements(words: &[&str], group: &[u8]) -> Vec<u8> {
    let words = words.iter().map(|word| bytes_field(1, word.as_bytes()));
    let words = words.collect::<Vec<_>>().concat();
    [bytes_field(1, &words), bytes_field(2, group)].concat()
}

/// Words, each kept once; the first is nothing.
struct WordList(Vec<&'static str>);

impl WordList {
    fn of(&mut self, word: &'static str) -> u64 {
        let known = self.0.iter().position(|other| *other == word);
        known.unwrap_or_else(|| {
            self.0.push(word);
            self.0.len() - 1
        }) as u64
    }

    fn fields(&mut self, pairs: Pairs) -> Vec<u8> {
        let keys: Vec<u64> = pairs.iter().map(|(key, _)| self.of(key)).collect();
        let values: Vec<u64> = pairs.iter().map(|(_, value)| self.of(value)).collect();
        [numbers_field(2, keys), numbers_field(3, values)].concat()
    }
}

/// The county packed; its nodes side by side or one by one.
pub(super) fn as_pbf(is_dense: bool) -> Vec<u8> {
    let mut words = WordList(vec![""]);
    let mut group = Vec::new();
    if is_dense {
        let all =
            |of: fn(&(i64, i32, i32, Pairs)) -> i64| NODES.iter().map(of).collect::<Vec<i64>>();
        let mut told = Vec::new();
        for (.., pairs) in NODES {
            told.extend(
                pairs
                    .iter()
                    .flat_map(|(key, value)| [words.of(key), words.of(value)]),
            );
            told.push(0);
        }
        let dense = [
            numbers_field(1, steps(&all(|node| node.0))),
            numbers_field(8, steps(&all(|node| node.2.into()))),
            numbers_field(9, steps(&all(|node| node.1.into()))),
            numbers_field(10, told),
        ];
        group.extend(bytes_field(2, &dense.concat()));
    } else {
        for (id, lon, lat, pairs) in NODES {
            let node = [
                number_field(1, zigzag(*id)),
                words.fields(pairs),
                number_field(8, zigzag((*lat).into())),
                number_field(9, zigzag((*lon).into())),
            ];
            group.extend(bytes_field(1, &node.concat()));
        }
    }
    let nodes = block("OSMData", &elements(&words.0, &group), true);
    let (mut words, mut group) = (WordList(vec![""]), Vec::new());
    for (id, nodes, pairs) in WAYS {
        let way = [
            number_field(1, *id as u64),
            words.fields(pairs),
            numbers_field(8, steps(nodes)),
        ];
        group.extend(bytes_field(3, &way.concat()));
    }
    let ways = block("OSMData", &elements(&words.0, &group), false);
    let (mut words, mut group) = (WordList(vec![""]), Vec::new());
    for (id, members, pairs) in RELATIONS {
        let ids: Vec<i64> = members.iter().map(|(id, _)| *id).collect();
        let relation = [
            number_field(1, *id as u64),
            words.fields(pairs),
            numbers_field(
                8,
                members
                    .iter()
                    .map(|(_, role)| words.of(role))
                    .collect::<Vec<_>>(),
            ),
            numbers_field(9, steps(&ids)),
            numbers_field(10, members.iter().map(|_| 1).collect::<Vec<_>>()),
        ];
        group.extend(bytes_field(4, &relation.concat()));
    }
    let relations = block("OSMData", &elements(&words.0, &group), true);
    [header(), nodes, ways, relations].concat()
}

pub(super) fn block_of(blob: &[u8]) -> Vec<u8> {
    let head = [
        bytes_field(1, b"OSMData"),
        number_field(3, blob.len() as u64),
    ]
    .concat();
    [
        (head.len() as u32).to_be_bytes().to_vec(),
        head,
        blob.to_vec(),
    ]
    .concat()
}
