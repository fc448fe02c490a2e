use super::super::village::{Drawn, Ready, county};
use super::*;
use crate::model::{PerStage, SchoolKind};

fn school(name: &'static str, km: f64, pupils: u32, seats: u32) -> Drawn {
    Drawn {
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

fn with_situation<T>(ready: &Ready, ask: impl FnOnce(&Situation<'_>, &Terms) -> T) -> T {
    let mut assignments = PerStage::default();
    assignments[Stage::Primary] = Some(&ready.today);
    let size = |site: usize| ready.layout.sites[site].recorded_pupils(Stage::Primary);
    let situation = Situation {
        travel: &ready.travel,
        layout: &ready.layout,
        rows: &ready.rows,
        assignments,
        size: &size,
    };
    let terms = Terms {
        stage: Stage::Primary,
        below: 100,
        reach: None,
        trip_limit: PerStage::default(),
        class_pupils: PerStage::default(),
    };
    ask(&situation, &terms)
}

fn km(km: f64) -> i64 {
    (km * 10_000.0) as i64
}

#[test]
fn schools_close_while_that_saves_more_upkeep_than_it_adds_to_ways() {
    let ready = ready();
    let best = with_situation(&ready, |situation, terms| {
        best_merges(situation, terms, None, km(50.0), &Run::to_the_end())
    });
    let merges = &best.choice;
    let told: Vec<&str> = merges
        .closures
        .iter()
        .map(|closure| closure.reason.en.as_str())
        .collect();
    assert_eq!(
        told,
        ["near 40 pupils → next 40; their ways 0.0 → 20.0 pupil-km"]
    );
    assert_eq!(
        merges.kept[0].1.en,
        "next stays: closing it too would add 185.0 pupil-km, its upkeep weighs 50.0"
    );
    assert_eq!(best.value, km(20.0) + 2 * km(50.0));
    assert!(best.is_proven());
}

#[test]
fn a_school_without_which_nobody_is_within_reach_stays() {
    let ready = ready();
    let limit = Some(Meters::from_f64(5_000.0));
    let best = with_situation(&ready, |situation, terms| {
        best_merges(situation, terms, limit, km(10_000.0), &Run::to_the_end())
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
fn the_front_runs_from_no_closure_to_all() {
    let ready = ready();
    let front = with_situation(&ready, |situation, terms| {
        front(situation, terms, None, &Run::to_the_end())
    });
    let left: Vec<usize> = front.iter().map(|point| point.left).collect();
    assert_eq!((left.first(), left.last()), (Some(&3), Some(&1)));
    assert!(front.iter().all(|point| point.is_proven));
    assert!(front.is_sorted_by_key(|point| point.pupil_decimetres));
}

#[test]
fn a_layout_sends_every_settlement_to_an_open_school_within_seats() {
    let ready = ready();
    let ground = Ground {
        travel: &ready.travel,
        layout: &ready.layout,
        rows: &ready.rows,
        stage: Stage::Primary,
        pupils: &ready.pupils,
        radius: Meters::from_f64(2_000.0),
    };
    let mut rules = LayoutRules {
        upkeep: km(50.0),
        floor: 30,
        longest_trip: None,
        locks: Vec::new(),
    };
    let best = best_layout(&ground, &rules, &Run::to_the_end()).unwrap();
    let open: Vec<(&str, u32)> = best
        .choice
        .iter()
        .filter(|decided| decided.is_open)
        .map(|decided| {
            (
                ready.layout.sites[decided.site].name.as_str(),
                decided.pupils,
            )
        })
        .collect();
    // The school far out has fewer pupils than the floor; "next" has no seats for all three.
    assert_eq!(open, [("centre", 300), ("near", 40), ("next", 70)]);
    rules.locks = vec![(0, Lock::Closed)];
    assert_eq!(
        best_layout(&ground, &rules, &Run::to_the_end()).err(),
        Some(NoLayout::Impossible)
    );
}
