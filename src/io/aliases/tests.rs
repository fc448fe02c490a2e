use super::*;

#[test]
fn every_kind_and_stage_has_its_words() {
    assert_eq!(TABLE.stages.len(), Stage::ALL.len());
    for kind in SchoolKind::ALL {
        assert_eq!(super::super::kinds::of_value(kind.key()), Some(kind));
    }
    for class in ["trunk", "main", "township", "village"] {
        let Some(ClassValue::Road(road_class)) = road_class(class) else {
            panic!("{class}")
        };
        assert_eq!(road_class.key(), class);
    }
}

#[test]
fn file_names_announce_layers_in_both_languages() {
    for (file, layer) in [
        ("schools.geojson", Layer::Schools),
        ("cn_liuming_学校.geojson", Layer::Schools),
        ("jp_yokohama_youchien.geojson", Layer::Schools),
        ("井研县乡镇.geojson", Layer::Townships),
        ("village_roads.json", Layer::Roads),
        ("居民点.geojson", Layer::Settlements),
        ("in_Kochi_KCH_wards.geojson", Layer::Townships),
    ] {
        assert!(layers_of_file_name(file).contains(&layer), "{file}");
    }
    assert!(layers_of_file_name("data.geojson").is_empty());
    assert!(layers_of_file_name("broads.geojson").is_empty());
}
