//! `GeoPackage`, KML and KMZ, `TopoJSON`, Esri JSON.

use rusqlite::Connection;
use serde_json::json;
use xuequ::io::{self, Answers, Opened};

use crate::workbooks::packed;
use crate::{at, collection, named, said_of};

fn open(files: &[(&str, &[u8])]) -> Opened {
    io::open_bytes(files).expect("the files of this test open")
}

/// A geometry as a `GeoPackage` keeps it: a head, then well-known binary.
fn blob(srs: i32, kind: u32, numbers: &[f64]) -> Vec<u8> {
    let mut blob = b"GP\0\x01".to_vec();
    blob.extend(srs.to_le_bytes());
    blob.push(1);
    blob.extend(kind.to_le_bytes());
    blob.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    blob
}

/// A `GeoPackage` made by these statements on top of its tables.
fn geopackage(fill: impl FnOnce(&Connection)) -> Vec<u8> {
    let mut database = Connection::open_in_memory().expect("made by the test");
    database
        .execute_batch(
            "CREATE TABLE gpkg_contents(table_name TEXT, data_type TEXT, srs_id INTEGER);
             CREATE TABLE gpkg_geometry_columns(table_name TEXT, column_name TEXT, srs_id INTEGER);
             CREATE TABLE gpkg_spatial_ref_sys(srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER,
                 definition TEXT);
             INSERT INTO gpkg_spatial_ref_sys VALUES(4326, 'EPSG', 4326, ''), (4547, 'EPSG', 4547, ''),
                 (2362, 'EPSG', 2362, ''),
                 (65001, 'EPSG', 65001, '');",
        )
        .expect("made by the test");
    fill(&database);
    database
        .serialize("main")
        .expect("made by the test")
        .to_vec()
}

fn layer(database: &Connection, name: &str, columns: &str, srs: i32) {
    database
        .execute_batch(&format!(
            "CREATE TABLE \"{name}\"(fid INTEGER PRIMARY KEY, geom BLOB, {columns});
             INSERT INTO gpkg_contents VALUES('{name}', 'features', {srs});
             INSERT INTO gpkg_geometry_columns VALUES('{name}', 'geom', {srs});"
        ))
        .expect("made by the test");
}

fn county() -> Vec<u8> {
    geopackage(|database| {
        layer(
            database,
            "学校",
            "名称 TEXT, 学段 TEXT, 在校生数 INTEGER, 普惠 BOOLEAN",
            4547,
        );
        let add = "INSERT INTO \"学校\" VALUES(NULL, ?1, ?2, ?3, ?4, NULL)";
        // Metres of CGCS2000 round 114° E.
        let place = blob(4547, 1001, &[480_042.682, 3_852_937.121, 80.0]);
        database
            .execute(add, (&place, "双湖小学", "小学", 412))
            .expect("made by the test");
        let place = blob(4547, 1, &[491_058.537, 3_851_610.857]);
        database
            .execute(add, (&place, "翰林初级中学", "初中", None::<i64>))
            .expect("made by the test");
        let curve = blob(4547, 9, &[]);
        database
            .execute(add, (&curve, "弯小学", "小学", 1))
            .expect("made by the test");
        layer(database, "居民点", "名称 TEXT, 人口 INTEGER", 4326);
        let add = "INSERT INTO \"居民点\" VALUES(NULL, ?1, '上村', 90)";
        database
            .execute(add, (&blob(4326, 1, &[113.8, 34.8]),))
            .expect("made by the test");
        let other = "CREATE TABLE layer_styles(id INTEGER); INSERT INTO layer_styles VALUES(1);
            INSERT INTO gpkg_contents VALUES('layer_styles', 'attributes', 0);";
        database.execute_batch(other).expect("made by the test");
    })
}

#[test]
fn a_geopackage_gives_its_layers_each_in_its_own_coordinate_system() {
    let opened = open(&[("county.gpkg", &county())]);
    let files: Vec<&str> = opened
        .report
        .layers
        .iter()
        .map(|read| read.file.as_str())
        .collect();
    assert_eq!(
        files,
        ["county.gpkg#学校", "county.gpkg#居民点"],
        "styles are no layer"
    );
    let school = named(&opened.county, "双湖小学");
    assert!(
        (school.at.lon - 113.781_899).abs() < 1e-6 && (school.at.lat - 34.804_600).abs() < 1e-6
    );
    let pupils = |name: &str| {
        let mut records = named(&opened.county, name).stages.iter();
        records.find_map(|(_, record)| Some(record.as_ref()?.pupils?.number))
    };
    assert_eq!(
        (pupils("双湖小学"), pupils("翰林初级中学")),
        (Some(412), None),
        "null is unknown, never 0"
    );
    let said = said_of(&opened, "county.gpkg#学校");
    for words in [
        "EPSG:4547",
        "Heights and measures",
        "CompoundCurve, which is not read",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(opened.county.settlements.len(), 1);
}

#[test]
fn a_geopackage_is_only_read_and_one_layer_of_it_may_be_named() {
    let folder = tempfile::tempdir().expect("made by the test");
    let path = folder.path().join("county.gpkg");
    std::fs::write(&path, county()).expect("made by the test");
    let with = |layer: &str| {
        let path = path.display().to_string() + layer;
        io::open_with(&[path.into()], &Answers::default(), &|_| {
            std::ops::ControlFlow::Continue(())
        })
    };
    let opened = with("#居民点").expect("it opens");
    assert_eq!(
        (opened.county.schools.len(), opened.county.settlements.len()),
        (0, 1)
    );
    let error = with("#乡镇").unwrap_err().words();
    assert!(
        error.en.contains("the layers are 学校, 居民点"),
        "{error:?}"
    );
    assert_eq!(std::fs::read(&path).expect("made by the test"), county());
    assert_eq!(
        std::fs::read_dir(folder.path())
            .expect("made by the test")
            .count(),
        1,
        "nothing is written beside it"
    );
}

#[test]
fn databases_that_are_no_geopackage_and_systems_that_are_not_converted_say_so() {
    let empty = {
        let mut database = Connection::open_in_memory().expect("made by the test");
        database
            .execute_batch("CREATE TABLE a(b); DROP TABLE a;")
            .expect("made by the test");
        database
            .serialize("main")
            .expect("made by the test")
            .to_vec()
    };
    let tiles = {
        let mut database = Connection::open_in_memory().expect("made by the test");
        database
            .execute_batch("CREATE TABLE tiles(a); CREATE TABLE metadata(b);")
            .expect("made by the test");
        database
            .serialize("main")
            .expect("made by the test")
            .to_vec()
    };
    let in_system = |code: i32| {
        geopackage(|database| {
            layer(database, "schools", "name TEXT", code);
            let add = "INSERT INTO schools VALUES(NULL, ?1, 'East Primary School')";
            database
                .execute(add, (&blob(code, 1, &[38_500_000.0, 3_900_000.0]),))
                .expect("made by the test");
        })
    };
    for (file, bytes, words) in [
        ("a.gpkg", empty, "without a single table"),
        ("a.mbtiles", tiles, "MBTiles"),
        ("a.gpkg", in_system(65_001), "EPSG:65001"),
        ("a.gpkg", b"not a database".to_vec(), "no GeoPackage"),
    ] {
        let error = io::open_bytes(&[(file, bytes)]).unwrap_err().words();
        assert!(error.en.contains(words), "{words}: {error:?}");
    }
    // Xian 1980: read, and nobody knows how well.
    let opened = io::open_bytes(&[("a.gpkg", in_system(2_362))]).expect("it is read");
    let place = opened.county.schools[0].at;
    assert!((place.lon - 114.0).abs() < 1e-6, "{place:?}");
    let mut told = opened.report.warnings.iter();
    assert!(told.any(|warning| warning.what.en.contains("accuracy unknown")));
}

const KML: &str = "<?xml version=\"1.0\"?><kml xmlns=\"\"><Document><name>County</name><Folder><name>学校</name>\
    <Placemark><name>东小学</name><description><![CDATA[<b>在校生</b> 30 <img src='http://example.org/x.png'>]]>\
    </description><ExtendedData><Data name=\"在校生数\"><value>30</value></Data></ExtendedData>\
    <Point><coordinates>104.0,29.6,512</coordinates></Point></Placemark></Folder>\
    <Folder><name>乡镇</name><Placemark><ExtendedData><SchemaData><SimpleData name=\"名称\">研城镇</SimpleData>\
    </SchemaData></ExtendedData><gx:odd/><MultiGeometry><Polygon><outerBoundaryIs><LinearRing><coordinates>\
    103.9,29.5 104.1,29.5 104.1,29.7 103.9,29.7 103.9,29.5</coordinates></LinearRing></outerBoundaryIs>\
    <innerBoundaryIs><LinearRing><coordinates>104.05,29.65 104.06,29.65 104.06,29.66 104.05,29.65</coordinates>\
    </LinearRing></innerBoundaryIs></Polygon></MultiGeometry></Placemark></Folder></Document></kml>";

#[test]
fn folders_of_placemarks_are_layers_and_no_address_is_followed() {
    let packed_kml = packed(&[("doc.kml", KML.as_bytes()), ("files/x.png", b"\x89PNG")]);
    for (file, bytes, place) in [
        ("county.kml", KML.as_bytes(), ""),
        ("county.kmz", &packed_kml, "#doc.kml"),
    ] {
        let opened = open(&[(file, bytes)]);
        let files: Vec<String> = opened
            .report
            .layers
            .iter()
            .map(|read| read.file.clone())
            .collect();
        assert_eq!(
            files,
            [format!("{file}{place}#学校"), format!("{file}{place}#乡镇")]
        );
        let school = named(&opened.county, "东小学");
        assert_eq!((school.at.lon, school.at.lat), (104.0, 29.6));
        assert_eq!(school.extra["description"], "在校生 30");
        let town = &opened.county.townships[0];
        assert_eq!(
            (town.name.as_str(), town.outline.0[0].interiors().len()),
            ("研城镇", 1)
        );
        assert_eq!(school.township, Some(0));
    }
    let link = "<kml><NetworkLink><Link><href>http://example.org</href></Link></NetworkLink></kml>";
    let error = io::open_bytes(&[("a.kml", link)]).unwrap_err().words();
    assert!(error.en.contains("nothing was fetched"), "{error:?}");
}

#[test]
fn relatives_of_geojson_read_like_it() {
    let esri = json!({"geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 102_100, "latestWkid": 3857},
        "features": [{"attributes": {"name": "东小学", "pupils": 30}, "geometry": {"x": 12_121_777.734_944_1,
        "y": 4_079_063.933_303}}]});
    let opened = open(&[("schools.json", esri.to_string().as_bytes())]);
    let school = named(&opened.county, "东小学");
    assert!(
        (school.at.lon - 108.891_782_1).abs() < 1e-6,
        "{:?}",
        school.at
    );
    let topology = json!({"type": "Topology", "arcs": [[[104.0, 29.0], [105.0, 29.0], [105.0, 30.0], [104.0, 29.0]]],
        "objects": {"towns": {"type": "Polygon", "arcs": [[0]], "properties": {"name": "研城镇"}},
        "schools": {"type": "Point", "coordinates": [104.6, 29.3], "properties": {"name": "东小学"}}}});
    let opened = open(&[("county.topojson", topology.to_string().as_bytes())]);
    assert_eq!(named(&opened.county, "东小学").township, Some(0));
    assert_eq!(opened.county.townships[0].name, "研城镇");
}

#[test]
fn damaged_databases_and_markup_neither_panic_nor_hang() {
    let layer = collection(&[at(104.0, 29.6, &json!({"name": "南小学"}))]).to_string();
    let whole: [(&str, Vec<u8>); 3] = [
        ("a.gpkg", county()),
        ("a.kml", KML.into()),
        ("a.kmz", packed(&[("doc.kml", KML.as_bytes())])),
    ];
    let mut state = 13_u64;
    let mut next = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    for (file, whole) in whole {
        for round in 0..150 {
            let mut bytes = whole.clone();
            for _ in 0..next(12) {
                let place = next(bytes.len());
                bytes[place] ^= 1 << next(8);
            }
            if round % 3 == 0 {
                bytes.truncate(next(bytes.len()));
            }
            let opened = open(&[("schools.geojson", layer.as_bytes()), (file, &bytes)]);
            assert!(!opened.county.schools.is_empty());
        }
    }
    let cut = &KML[..KML.len() * 3 / 4];
    let opened = open(&[("a.kml", cut.as_bytes())]);
    assert_eq!(opened.county.schools.len(), 1, "what can be read is read");
}
