use std::sync::Arc;

use super::*;
use crate::model::{PerStage, SchoolKind};
use crate::proposal::village::{Ready, SchoolOnLine, county};
use crate::rules::{Limits, Standards};

fn school(name: &'static str, km: f64, pupils: u32, seats: u32) -> SchoolOnLine {
    SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats: Some(seats),
    }
}

/// A centre with two small schools beside it and one far out.
fn ready() -> Ready {
    let schools = [
        school("centre", 0.0, 300, 400),
        school("near", 2.0, 40, 100),
        school("next", 2.5, 50, 100),
        school("out", 30.0, 20, 60),
    ];
    let villages: Vec<(f64, u32)> = schools.iter().map(|s| (s.km, s.pupils)).collect();
    Ready::of(&county(Stage::Primary, &schools, &villages), Stage::Primary)
}

fn with_situation<T>(ready: &Ready, ask: impl FnOnce(&Situation<'_>, &MergeTerms) -> T) -> T {
    with_by_day(ready, &ready.today.flows, ask)
}

fn with_by_day<T>(
    ready: &Ready,
    by_day: &[Flow],
    ask: impl FnOnce(&Situation<'_>, &MergeTerms) -> T,
) -> T {
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
    let terms = MergeTerms {
        stage: Stage::Primary,
        below: 100,
        reach: None,
        limits: Limits::of(&Standards::of([])),
    };
    ask(&situation, &terms)
}

#[test]
fn whoever_boards_has_no_daily_trip_that_a_merge_makes_longer() {
    let ready = ready();
    let near = ready
        .layout
        .sites
        .iter()
        .position(|site| site.name == "near");
    let near = near.unwrap();
    let mut by_day = ready.today.flows.clone();
    by_day.retain(|flow| flow.site != near);
    let rules = rules(Policy::Keep, Upkeep::Weighs(km(100.0)));
    let best = with_by_day(&ready, &by_day, |situation, terms| {
        best_merges(situation, terms, &rules, &Run::to_the_end())
    });
    for closure in &best.choice.closures {
        let reason = &closure.reason.en;
        let is_silent = reason.contains("no daily trips known");
        assert_eq!(is_silent, closure.site == near, "{reason}");
    }
    assert!(
        best.choice
            .closures
            .iter()
            .any(|closure| closure.site == near)
    );
}

fn rules(policy: Policy, upkeep: Upkeep) -> MergeRules {
    MergeRules {
        policy,
        longest_trip: None,
        never: BTreeSet::new(),
        upkeep,
        kept: Vec::new(),
        forbidden: BTreeSet::new(),
    }
}

fn km(km: f64) -> i64 {
    (km * 10_000.0) as i64
}

#[test]
fn schools_close_while_that_saves_more_upkeep_than_it_adds_to_ways() {
    let ready = ready();
    let rules = rules(Policy::Seats, Upkeep::Weighs(km(50.0)));
    let best = with_situation(&ready, |situation, terms| {
        best_merges(situation, terms, &rules, &Run::to_the_end())
    });
    let merges = &best.choice;
    assert_eq!(
        told(merges),
        [
            "near 40 pupils → next, 500 m as estimated from school to school, 50 free seats before; mean trip 0 m → 500 m"
        ]
    );
    assert_eq!(
        merges.kept[0].1.en,
        "next stays: closing it too would send all pupils together 185.0 km farther a day, over the 50.0 km at which it is kept"
    );
    assert_eq!(best.value, km(20.0) + 2 * km(50.0));
    assert_eq!(best.value, best.bound);
}

fn told(merges: &Merges) -> Vec<&str> {
    merges
        .closures
        .iter()
        .map(|closure| closure.reason.en.as_str())
        .collect()
}

#[test]
fn under_keep_only_pupils_of_closing_schools_move_and_only_into_free_seats() {
    let ready = ready();
    let rules = rules(Policy::Keep, Upkeep::Dearest);
    let best = with_situation(&ready, |situation, terms| {
        best_merges(situation, terms, &rules, &Run::to_the_end())
    });
    // The centre has 100 free seats, the three have 110 pupils; "out" has by far the longest way.
    assert_eq!(
        told(&best.choice),
        [
            "near 40 pupils → centre, 2.0 km as estimated from school to school, 100 free seats before; mean trip 0 m → 2.0 km",
            "next 50 pupils → centre, 2.5 km as estimated from school to school, 100 free seats before; mean trip 0 m → 2.5 km",
        ]
    );
    assert_eq!(
        best.choice.kept[0].1.en,
        "out stays: without it 10 pupils would find no seat within reach"
    );
    assert_eq!(best.choice.closures_at_most, 2);
    assert_eq!((best.value, best.bound), (km(205.0), km(205.0)));
    assert_eq!(best.choice.pupil_decimetres, best.value);
}

#[test]
fn a_school_without_a_receiver_within_reach_stays_and_so_does_one_that_was_asked_for() {
    let ready = ready();
    let near = ready
        .layout
        .sites
        .iter()
        .position(|site| site.name == "near");
    let rules = MergeRules {
        kept: near.into_iter().collect(),
        ..rules(Policy::Keep, Upkeep::Dearest)
    };
    let best = with_situation(&ready, |situation, terms| {
        let terms = MergeTerms {
            reach: Some(Meters::from_f64(5_000.0)),
            ..*terms
        };
        best_merges(situation, &terms, &rules, &Run::to_the_end())
    });
    let stays: Vec<&str> = best
        .choice
        .kept
        .iter()
        .map(|(_, reason)| reason.en.as_str())
        .collect();
    assert_eq!(
        stays,
        [
            "near 40 pupils: it is to stay, as asked",
            "out 20 pupils: the nearest receiver is centre, 30 km as estimated from school to school, over 5.0 km",
        ]
    );
    assert_eq!(best.choice.closures.len(), 1);
}

#[test]
fn a_small_school_takes_in_others_only_as_far_as_its_free_seats_suffice() {
    // "b" is small, but no longer with either neighbour; it has room for one of them.
    let schools = [
        school("a", 0.0, 40, 60),
        school("b", 1.0, 70, 110),
        school("c", 3.0, 35, 60),
    ];
    let villages: Vec<(f64, u32)> = schools.iter().map(|s| (s.km, s.pupils)).collect();
    let ready = Ready::of(&county(Stage::Primary, &schools, &villages), Stage::Primary);
    let rules = rules(Policy::Keep, Upkeep::Dearest);
    let best = with_situation(&ready, |situation, terms| {
        best_merges(situation, terms, &rules, &Run::to_the_end())
    });
    assert_eq!(
        told(&best.choice),
        [
            "a 40 pupils → b, 1.0 km as estimated from school to school, 40 free seats before; mean trip 0 m → 1.0 km"
        ]
    );
    assert_eq!(best.value, best.bound);
}

#[test]
fn a_school_without_which_nobody_is_within_reach_stays() {
    let ready = ready();
    let rules = MergeRules {
        longest_trip: Some(Meters::from_f64(5_000.0)),
        ..rules(Policy::Seats, Upkeep::Weighs(km(10_000.0)))
    };
    let best = with_situation(&ready, |situation, terms| {
        best_merges(situation, terms, &rules, &Run::to_the_end())
    });
    let stays: Vec<&str> = best
        .choice
        .kept
        .iter()
        .map(|(_, reason)| reason.en.as_str())
        .collect();
    assert_eq!(
        stays,
        ["out stays: without it 20 pupils would find no seat within reach"]
    );
    assert_eq!(best.choice.closures.len(), 2);
}

#[test]
fn a_run_that_is_over_at_once_claims_no_proof() {
    let ready = ready();
    let rules = rules(Policy::Keep, Upkeep::Dearest);
    let best = with_situation(&ready, |situation, terms| {
        best_merges(situation, terms, &rules, &Run::for_seconds(0.0))
    });
    assert!(best.bound <= best.value);
    // Two could close.
    assert_eq!(best.choice.closures.len(), 0);
    assert!(best.choice.closures_at_most >= 2);
}

#[test]
fn the_front_runs_from_no_closure_to_the_most() {
    let ready = ready();
    for policy in Policy::ALL {
        let rules = rules(policy, Upkeep::Dearest);
        let front = with_situation(&ready, |situation, terms| {
            front(situation, terms, &rules, &Run::to_the_end())
        });
        let left: Vec<usize> = front.iter().map(|point| point.choice.kept.len()).collect();
        let fewest = usize::from(policy != Policy::Nearest);
        assert_eq!(
            (left.first(), left.last()),
            (Some(&3), Some(&fewest)),
            "{policy:?}"
        );
        assert!(front.iter().all(|point| point.value == point.bound));
        assert!(front.is_sorted_by_key(|point| point.value));
        assert!(
            front
                .iter()
                .all(|point| point.value == point.choice.pupil_decimetres)
        );
    }
}

#[test]
fn nobody_merges_over_a_gap_between_roads_for_fewer_metres() {
    let mut ready = ready();
    // From "out" the centre is 900 m off, over a river; "next" is 27.5 km on by road.
    let mut row = ready.rows[0].as_ref().unwrap().iter().collect::<Vec<_>>();
    row[3] = Trip::apart(Meters::from_f64(900.0));
    ready.rows[0] = Some(row.into());
    let rules = rules(Policy::Nearest, Upkeep::Weighs(km(10_000.0)));
    let best = with_situation(&ready, |situation, terms| {
        let near = MergeTerms {
            reach: Some(Meters::from_f64(5_000.0)),
            ..*terms
        };
        assert!(!near.is_within_reach(Trip::apart(Meters::from_f64(900.0))));
        let rules = MergeRules {
            kept: vec![2],
            ..rules.clone()
        };
        best_merges(situation, terms, &rules, &Run::to_the_end())
    });
    let out = best
        .choice
        .closures
        .iter()
        .find(|closure| closure.site == 3);
    assert_eq!(out.unwrap().into, [2]);
    // Where all others close too they do cross; what is told stays metres.
    let best = with_situation(&ready, |situation, terms| {
        best_merges(situation, terms, &rules, &Run::to_the_end())
    });
    let told = [best.value, best.bound, best.choice.pupil_decimetres];
    assert!(told.iter().all(|&told| told < km(100_000.0)), "{told:?}");
}
