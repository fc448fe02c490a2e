use std::sync::Arc;

use super::*;
use crate::model::{SchoolId, SchoolKind};
use crate::proposal::village::{Ready, SchoolOnLine, county};

fn school(name: &'static str, km: f64, pupils: u32, seats: u32) -> SchoolOnLine {
    SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats: Some(seats),
    }
}

fn point(name: &'static str, km: f64, pupils: u32) -> SchoolOnLine {
    SchoolOnLine {
        kind: SchoolKind::TeachingPoint,
        ..school(name, km, pupils, 60)
    }
}

fn ready(schools: &[SchoolOnLine]) -> Ready {
    let villages: Vec<(f64, u32)> = schools.iter().map(|s| (s.km, s.pupils)).collect();
    Ready::of(&county(Stage::Primary, schools, &villages), Stage::Primary)
}

fn terms(reach_km: f64) -> MergeTerms {
    MergeTerms {
        stage: Stage::Primary,
        below: 100,
        reach: Some(Meters::from_f64(reach_km * 1_000.0)),
        limits: Limits::default(),
    }
}

/// Judges all candidates and tells the verdicts, by name.
fn verdicts(ready: &Ready, reach_km: f64) -> Vec<String> {
    let told = judged(ready, reach_km)
        .into_iter()
        .map(|candidate| candidate.verdict.reason().en.clone());
    told.collect()
}

fn judged(ready: &Ready, reach_km: f64) -> Vec<Candidate> {
    judged_where(ready, &ready.today.flows, reach_km)
}

fn judged_where(ready: &Ready, by_day: &[Flow], reach_km: f64) -> Vec<Candidate> {
    let mut assignments = PerStage::default();
    assignments[Stage::Primary] = Some(&ready.today);
    let mut daily = PerStage::default();
    daily[Stage::Primary] = by_day;
    let size = |site: usize| ready.layout.sites[site].recorded_pupils(Stage::Primary);
    let situation = Situation {
        travel: Arc::clone(&ready.travel),
        layout: &ready.layout,
        rows: ready.rows.clone(),
        assignments,
        daily,
        attending: ready.attending(),
        sizes: (0..ready.layout.sites.len()).map(size).collect(),
        few_homes: std::collections::BTreeMap::new(),
        uncounted: None,
        leaving: std::collections::BTreeSet::new(),
    };
    candidates(&situation, &terms(reach_km))
}

#[test]
fn a_small_school_is_merged_into_the_nearest_with_room() {
    let ready = ready(&[
        point("point", 3.0, 41),
        school("full", 2.0, 200, 210),
        school("centre", 0.0, 300, 430),
    ]);
    assert_eq!(
        verdicts(&ready, 5.0),
        [
            "point 41 pupils → centre, 3.0 km as estimated from school to school, 130 free seats before; mean trip 0 m → 3.0 km; \
             41 pupils over 2.0 km"
        ]
    );
}

#[test]
fn a_school_left_open_says_why() {
    let far = ready(&[point("point", 9.0, 41), school("centre", 0.0, 300, 430)]);
    assert_eq!(
        verdicts(&far, 5.0),
        [
            "point 41 pupils: the nearest receiver is centre, 9.0 km as estimated from school to school, over 5.0 km"
        ]
    );
    let full = ready(&[point("point", 1.0, 41), school("centre", 0.0, 300, 310)]);
    assert_eq!(
        verdicts(&full, 5.0),
        [
            "point 41 pupils: no receiver within reach has room; the nearest, centre, 1.0 km as \
             estimated from school to school, has 10 free seats"
        ]
    );
    let alone = ready(&[point("point", 1.0, 41)]);
    assert_eq!(
        verdicts(&alone, 5.0),
        ["point 41 pupils: no other school runs primary and could take them"]
    );
}

#[test]
fn a_receiver_of_unknown_room_ranks_after_those_with_known_room() {
    let private = SchoolOnLine {
        seats: None,
        ..school("private", 1.0, 200, 0)
    };
    let ready = ready(&[
        point("point", 0.0, 60),
        private,
        school("centre", 2.0, 400, 500),
    ]);
    let told = verdicts(&ready, 5.0);
    assert!(told[0].starts_with("point 60 pupils → centre"), "{told:?}");
}

#[test]
fn two_small_schools_become_one_that_is_not_small() {
    let schools = [school("a", 0.0, 60, 200), school("b", 1.0, 70, 200)];
    let told = verdicts(&ready(&schools), 5.0);
    assert!(told[0].starts_with("a 60 pupils → b"), "{told:?}");
    let smaller = [school("a", 0.0, 30, 200), school("b", 1.0, 40, 200)];
    let told = verdicts(&ready(&smaller), 5.0);
    assert!(
        told.iter().all(|reason| reason.contains("no other school")),
        "{told:?}"
    );
}

#[test]
fn a_teaching_point_never_takes_over_a_school() {
    let schools = [school("a", 0.0, 60, 200), point("b", 1.0, 70)];
    let told = verdicts(&ready(&schools), 5.0);
    assert!(told[0].contains("no other school"), "{told:?}");
}

#[test]
fn classes_after_a_merge_are_those_that_the_receivers_seats_fill() {
    // 430 seats are ten classes of 45, and 341 pupils 35 in each; twelve classes, two a grade, would be 29.
    let ready = ready(&[point("point", 3.0, 41), school("centre", 0.0, 300, 430)]);
    assert_eq!(judged(&ready, 5.0)[0].receivers[0].class_after, Some(35));
    let mut silent = [point("point", 3.0, 41), school("centre", 0.0, 300, 430)];
    silent[1].seats = None;
    let ready = self::ready(&silent);
    assert_eq!(judged(&ready, 5.0)[0].receivers[0].class_after, None);
}

#[test]
fn limits_and_ways_are_of_day_pupils_and_room_is_of_all() {
    let ready = ready(&[point("point", 3.0, 41), school("centre", 0.0, 300, 340)]);
    let point = ready.layout.position(&SchoolId::new("point")).unwrap();
    // Thirty of the 41 board.
    let mut by_day = ready.today.flows.clone();
    for flow in by_day.iter_mut().filter(|flow| flow.site == point) {
        flow.pupils = 11;
    }
    let judged = judged_where(&ready, &by_day, 5.0);
    let receiver = &judged[0].receivers[0];
    assert_eq!((receiver.over_before, receiver.over_after), (0, 11));
    assert!(!receiver.has_room, "41 do not fit on 40 seats");
    // Where all board nobody has a daily trip.
    by_day.retain(|flow| flow.site != point);
    let judged = judged_where(&ready, &by_day, 5.0);
    let receiver = &judged[0].receivers[0];
    assert_eq!((receiver.means, receiver.over_after), (None, 0));
}

#[test]
fn no_receiver_is_too_far_for_a_school_whose_pupils_all_board() {
    let ready = ready(&[
        school("centre", 0.0, 200, 300),
        school("boarding", 9.0, 40, 60),
    ]);
    let boarding = ready.layout.position(&SchoolId::new("boarding")).unwrap();
    let mut by_day = ready.today.flows.clone();
    let verdict = |by_day: &[Flow]| judged_where(&ready, by_day, 5.0)[0].verdict.receiver();
    assert_eq!(verdict(&by_day), None, "all are taken to go every day");
    for flow in &mut by_day {
        flow.pupils = if flow.site == boarding {
            1
        } else {
            flow.pupils
        };
    }
    assert_eq!(verdict(&by_day), None, "one goes every day");
    by_day.retain(|flow| flow.site != boarding);
    assert!(verdict(&by_day).is_some(), "all board");
}

#[test]
fn receivers_found_by_their_place_are_those_of_a_look_at_all() {
    let random = &mut crate::random::Random::seeded(20_261_130);
    for round in 0..30 {
        let n = 2 + random.below(120);
        let schools: Vec<SchoolOnLine> = (0..n)
            .map(|number| {
                let pupils = [0, 20, 60, 90, 150, 300][random.below(6)];
                let free = [0, 5, 40, 200][random.below(4)];
                SchoolOnLine {
                    kind: if random.below(4) == 0 {
                        SchoolKind::TeachingPoint
                    } else {
                        SchoolKind::Primary
                    },
                    seats: (random.below(3) > 0).then_some(pupils + free),
                    // Some stand at one place.
                    ..school(
                        format!("school {number:03}").leak(),
                        random.below(400) as f64 / 10.0,
                        pupils,
                        0,
                    )
                }
            })
            .collect();
        let tables = ready(&schools);
        let mut by_place = ready(&schools);
        let sites = by_place.layout.sites.iter();
        let places: Vec<_> = sites.map(|site| by_place.travel.place(site.at)).collect();
        let rows = by_place.travel.rows_to(&places);
        assert!(rows.iter().all(|row| row.table().is_none()), "no roads");
        by_place.rows = rows.into_iter().map(Some).collect();
        for reach_km in [0.5, 3.0, 1_000.0] {
            let (found, expected) = (judged(&by_place, reach_km), judged(&tables, reach_km));
            for (found, expected) in found.iter().zip(&expected) {
                assert!(
                    found == expected,
                    "round {round}, {reach_km} km, {}",
                    found.site
                );
            }
            assert_eq!(found.len(), expected.len());
        }
    }
}
