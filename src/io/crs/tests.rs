use super::*;
use crate::random::Random;

fn of_name(name: &str) -> Result<Crs, String> {
    let members = serde_json::json!({"crs": {"type": "name", "properties": {"name": name}}});
    Crs::of(members.as_object().unwrap())
}

fn epsg(code: u16) -> Crs {
    Crs::of_epsg(code).unwrap()
}

/// How far a position lies from where PROJ has it, in metres.
fn off(crs: &Crs, (x, y): (f64, f64), (lon, lat): (f64, f64)) -> f64 {
    crs.lon_lat(x, y).metres_to(LonLat::new(lon, lat))
}

fn accuracy_of(crs: &Crs) -> Option<Accuracy> {
    match crs {
        Crs::Defined(defined) => Some(defined.accuracy),
        _ => None,
    }
}

#[test]
fn the_usual_names_of_wgs_84_and_cgcs2000_are_degrees() {
    for name in [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "EPSG:4326",
        "4326",
        "urn:ogc:def:crs:EPSG::4490",
        "urn:ogc:def:crs:EPSG::4612",
        "http://www.opengis.net/def/crs/EPSG/0/4326",
        "CGCS2000",
        "GCS_WGS_1984",
        "WGS 84",
        "2000国家大地坐标系",
        "GCS_China_Geodetic_Coordinate_System_2000",
    ] {
        assert_eq!(of_name(name), Ok(Crs::Degrees), "{name}");
    }
    assert_eq!(Crs::of(&Map::new()), Ok(Crs::Degrees));
}

#[test]
fn web_mercator_becomes_degrees() {
    for name in ["urn:ogc:def:crs:EPSG::3857", "EPSG:900913", "ESRI:102100"] {
        let crs = of_name(name).unwrap();
        let place = off(
            &crs,
            (12_121_777.734_944_101, 4_079_063.933_303_001),
            (108.891_782_1, 34.373_492_9),
        );
        assert!(place < 0.01, "{name}: {place} m");
    }
}

/// A year is no code, and a name that nobody knows is never taken for another.
#[test]
fn a_system_that_is_not_known_is_named() {
    for name in [
        "urn:ogc:def:crs:EPSG::65000",
        "Local 2000",
        "Zone 35",
        "CGCS2000 zone 35 of a town",
        "百度墨卡托 BD09MC",
        "ESRI:103000",
        "LOCAL_CS[\"Arbitrary\",UNIT[\"Meter\",1.0]]",
        "PROJCS[\"broken",
        "",
    ] {
        assert_eq!(of_name(name), Err(name.to_owned()), "{name}");
    }
}

#[test]
fn metres_of_every_grid_become_the_degrees_that_proj_gives() {
    let jingyan = (104.067, 29.651);
    for (code, at, place, within) in [
        (
            4544,
            (409_662.926_792_96, 3_281_790.813_430_74),
            jingyan,
            0.001,
        ),
        (
            4523,
            (35_409_662.926_792_96, 3_281_790.813_430_74),
            jingyan,
            0.001,
        ),
        (
            32_648,
            (409_699.061_622_603, 3_280_478.097_199_89),
            jingyan,
            0.001,
        ),
        (
            32_737,
            (255_198.133_273_734, 9_855_097.898_706_18),
            (36.8, -1.31),
            0.001,
        ),
        // CGCS2000, 3° about 114° E.
        (
            4547,
            (480_042.682, 3_852_937.121),
            (113.781_899, 34.804_6),
            0.1,
        ),
    ] {
        let crs = epsg(code);
        assert!(off(&crs, at, place) < within, "{code}");
        assert_eq!(accuracy_of(&crs), Some(Accuracy::Same), "{code}");
    }
}

#[test]
fn names_of_the_grids_of_china_are_read() {
    let (with_zone, without) = (
        (35_409_662.926_792_96, 3_281_790.813_430_74),
        (409_662.926_792_96, 3_281_790.813_430_74),
    );
    for (name, at) in [
        ("CGCS2000_3_Degree_GK_CM_105E", without),
        ("CGCS2000_3_Degree_GK_Zone_35", with_zone),
        ("CGCS2000 / 3-degree Gauss-Kruger CM 105E", without),
        ("CGCS2000 / 3-degree Gauss-Kruger zone 35", with_zone),
        ("CGCS2000_GK_CM_105E", without),
        (
            "CGCS2000_GK_Zone_18",
            (18_409_662.926_792_96, 3_281_790.813_430_74),
        ),
    ] {
        let crs = of_name(name).unwrap();
        assert!(off(&crs, at, (104.067, 29.651)) < 0.001, "{name}");
    }
    for name in ["WGS_1984_UTM_Zone_48N", "WGS 84 / UTM zone 48N"] {
        assert_eq!(of_name(name), Ok(epsg(32_648)), "{name}");
    }
}

/// Never shifted silently: the place is where its own ellipsoid has it, and the words say that this is not known to be
/// a place on WGS 84.
#[test]
fn the_old_datums_of_china_are_not_shifted_and_say_so() {
    for (name, same) in [
        ("EPSG:2364", "Xian_1980_3_Degree_GK_Zone_40"),
        ("EPSG:2440", "Beijing_1954_3_Degree_GK_CM_129E"),
        ("EPSG:4214", "北京54"),
        ("EPSG:4610", "GCS_Xian_1980"),
    ] {
        let (by_code, by_name) = (of_name(name).unwrap(), of_name(same).unwrap());
        for crs in [&by_code, &by_name] {
            assert_eq!(accuracy_of(crs), Some(Accuracy::Unknown), "{crs:?}");
            let words = crs.conversion().unwrap();
            assert!(words.en.contains("accuracy unknown") && words.zh.contains("精度未知"));
        }
        let Crs::Defined(defined) = &by_code else {
            panic!("{name} has a definition");
        };
        let (x, y) = if defined.system.is_latlong() {
            (120.0, 31.0)
        } else {
            (defined.system.false_easting() + 25_563.57, 3_490_000.0)
        };
        let (place, other) = (by_code.lon_lat(x, y), by_name.lon_lat(x, y));
        assert!(
            place.metres_to(other) < 0.001,
            "{name}: {place:?} {other:?}"
        );
        if defined.system.is_latlong() {
            assert!(place.metres_to(LonLat::new(x, y)) < 1e-6, "{name}");
        }
    }
}

#[test]
fn metres_of_xian_1980_become_its_own_degrees() {
    let at = (40_525_563.571_4, 3_489_995.16);
    assert!(off(&epsg(2364), at, (120.269_175, 31.532_025)) < 0.2);
}

#[test]
fn definitions_as_text_are_read_with_their_datum() {
    let bare = concat!(
        r#"PROJCS["OSGB 1936 / British National Grid",GEOGCS["OSGB 1936",DATUM["OSGB 1936","#,
        r#"SPHEROID["Airy 1830",6377563.396,299.3249646]],PRIMEM["Greenwich",0.0],"#,
        r#"UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],"#,
        r#"PARAMETER["false_easting",400000.0],PARAMETER["false_northing",-100000.0],"#,
        r#"PARAMETER["central_meridian",-2.0],PARAMETER["scale_factor",0.9996012717],"#,
        r#"PARAMETER["latitude_of_origin",49.0],UNIT["m",1.0]]"#,
    );
    // A school in Edinburgh, by PROJ without its grids of shifts.
    let school = (316_392.694_2, 666_789.661_9);
    for crs in [of_name(bare).unwrap(), epsg(27_700)] {
        assert_eq!(accuracy_of(&crs), Some(Accuracy::Shifted), "{crs:?}");
        assert!(off(&crs, school, (-3.338_232, 55.886_962)) < 5.0, "{crs:?}");
    }
    // One in Hong Kong, by the two columns of its own list.
    assert!(
        off(
            &epsg(2326),
            (837_359.0, 821_330.0),
            (114.187_464_45, 22.331_012_79)
        ) < 1.5
    );
    let feet = concat!(
        r#"PROJCS["NAD_1983_StatePlane_California_VI_FIPS_0406_Feet",GEOGCS["GCS_North_American_1983","#,
        r#"DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],"#,
        r#"PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],"#,
        r#"PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",6561666.666666666],"#,
        r#"PARAMETER["False_Northing",1640416.666666667],PARAMETER["Central_Meridian",-116.25],"#,
        r#"PARAMETER["Standard_Parallel_1",32.78333333333333],"#,
        r#"PARAMETER["Standard_Parallel_2",33.88333333333333],"#,
        r#"PARAMETER["Latitude_Of_Origin",32.16666666666666],UNIT["Foot_US",0.3048006096012192]]"#,
    );
    let (feet, code) = (of_name(feet).unwrap(), epsg(2230));
    assert_eq!(accuracy_of(&feet), Some(Accuracy::Same));
    let at = (6_280_000.0, 1_850_000.0);
    let (one, other) = (feet.lon_lat(at.0, at.1), code.lon_lat(at.0, at.1));
    assert!(
        one.is_on_globe() && one.metres_to(other) < 0.01,
        "{one:?} {other:?}"
    );
    let china = concat!(
        r#"PROJCS["CGCS2000_3_Degree_GK_CM_114E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000","#,
        r#"DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],"#,
        r#"UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],"#,
        r#"PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],"#,
        r#"PARAMETER["Central_Meridian",114.0],PARAMETER["Scale_Factor",1.0],"#,
        r#"PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#,
    );
    let china = of_name(china).unwrap();
    assert!(
        off(
            &china,
            (491_058.537, 3_851_610.857),
            (113.902_298, 34.792_801)
        ) < 0.1
    );
    assert_eq!(accuracy_of(&china), Some(Accuracy::Same));
    let degrees = concat!(
        r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,"#,
        r#"AUTHORITY["EPSG","7030"]],TOWGS84[0,0,0,0,0,0,0],AUTHORITY["EPSG","6326"]],"#,
        r#"PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.01745329251994328,"#,
        r#"AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]"#,
    );
    assert_eq!(of_name(degrees), Ok(Crs::Degrees));
}

#[test]
fn degrees_of_web_maps_are_moved_back() {
    for name in ["GCJ-02", "gcj02", "火星坐标系", "高德坐标"] {
        assert_eq!(of_name(name), Ok(Crs::MarsDegrees), "{name}");
    }
    assert_eq!(of_name("BD-09"), Ok(Crs::BaiduDegrees));
    let crs = of_name("GCJ-02").unwrap();
    let place = LonLat::new(104.067, 29.651);
    let mars = web_maps::to_gcj_02(place);
    assert!(off(&crs, (mars.lon, mars.lat), (place.lon, place.lat)) < 0.01);
    assert!(crs.conversion().is_some());
}

#[test]
fn metres_lead_back_to_their_place_all_over_the_country() {
    let mut random = Random::seeded(11);
    for _ in 0..500 {
        let at = LonLat::new(random.between(73.6, 136.4), random.between(0.0, 60.0));
        let grid = NationalGrid::of(at).unwrap();
        assert!(
            (at.lon - f64::from(grid.central_meridian)).abs() <= 1.5,
            "{grid:?}"
        );
        let back = epsg(grid.epsg).lon_lat(grid.easting, grid.northing);
        assert!(back.metres_to(at) < 0.001, "{at:?} {grid:?} {back:?}");
    }
}

#[test]
fn the_national_grid_has_the_metres_that_proj_gives_and_ends_where_its_zones_do() {
    let place = NationalGrid::of(LonLat::new(104.067, 29.651)).unwrap();
    assert_eq!(
        (place.central_meridian, place.zone, place.epsg),
        (105, 35, 4544)
    );
    assert!((place.easting - 409_662.926_79).abs() < 0.001, "{place:?}");
    assert!(
        (place.northing - 3_281_790.813_43).abs() < 0.001,
        "{place:?}"
    );
    for (lon, lat) in [
        (73.4, 40.0),
        (136.6, 40.0),
        (105.0, -1.0),
        (36.8, -1.3),
        (105.0, 61.0),
    ] {
        assert_eq!(NationalGrid::of(LonLat::new(lon, lat)), None);
    }
    assert_eq!(NationalGrid::of(LonLat::new(f64::NAN, 30.0)), None);
}

#[test]
fn numbers_far_outside_a_system_are_no_place() {
    for (code, x, y) in [
        (4544, 35_409_662.9, 3_281_790.8),
        (4523, 409_662.9, 3_281_790.8),
        (27_700, 5e7, 5e7),
        (2230, f64::NAN, 0.0),
        (4544, f64::INFINITY, 1e308),
    ] {
        assert!(!epsg(code).lon_lat(x, y).is_on_globe(), "{code}");
    }
}

/// The window shows every definition of the registry or refuses it by name; none of them may panic.
#[test]
fn every_system_of_the_registry_is_read_or_refused() {
    let mut read = 0;
    for code in 1_024..=32_766 {
        if let Some(crs) = Crs::of_epsg(code) {
            let _ = (
                crs.lon_lat(500_000.0, 3_000_000.0),
                crs.lon_lat(0.0, 0.0),
                crs.conversion(),
            );
            read += 1;
        }
    }
    assert!(read > 4_000, "{read}");
}

#[test]
fn angles_in_grads_are_never_read_as_degrees() {
    let paris = r#"GEOGCS["NTF (Paris)",DATUM["Nouvelle_Triangulation_Francaise_Paris",
        SPHEROID["Clarke 1880 (IGN)",6378249.2,293.4660212936269]],PRIMEM["Paris",2.33722917],
        UNIT["grad",0.01570796326794897],AUTHORITY["EPSG","4807"]]"#;
    for name in [paris, "EPSG:4807"] {
        assert_eq!(names::of(name), None, "{name}");
    }
    let lambert = r#"PROJCS["NTF (Paris) / Lambert zone II",GEOGCS["NTF (Paris)",UNIT["grad",0.01570796326794897]],
        PROJECTION["Lambert_Conformal_Conic_1SP"],UNIT["metre",1],AUTHORITY["EPSG","27572"]]"#;
    assert!(
        names::of(lambert).is_some(),
        "the registry knows it in degrees"
    );
}

#[test]
fn heights_beside_a_system_do_not_hide_it() {
    let degrees = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
    let heights = r#"VERTCS["EGM96 [Geoid",VDATUM["EGM96_Geoid"],PARAMETER["Vertical_Shift",0.0],PARAMETER["Direction",1.0],UNIT["Meter",1.0]]"#;
    let behind = format!("{degrees},{heights}");
    let around = format!(r#"COMPD_CS["WGS 84 + EGM96 height",{degrees},{heights}]"#);
    for text in [degrees, &behind, &around] {
        assert_eq!(of_name(text), Ok(Crs::Degrees), "{text}");
    }
}
