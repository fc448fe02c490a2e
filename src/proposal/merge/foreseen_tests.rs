use std::collections::BTreeMap;

use super::super::candidates::{Situation, candidates};
use super::super::tests::ground_of;
use super::*;
use crate::horizon::gate;
use crate::plan::Policy;
use crate::proposal::merge::{MergeTerms, USUAL_REACH};
use crate::random::Random;

fn list(ground: &StartingPoint) -> Vec<Candidate> {
    let terms = MergeTerms::of(&ground.evaluator, ground.stage, 100, Some(USUAL_REACH));
    let situation = Situation::of(
        &ground.evaluator,
        &ground.plan,
        &ground.before,
        ground.stage,
    );
    candidates(&situation, &terms)
}

fn all(ground: &StartingPoint) -> BTreeMap<String, Foreseen> {
    let stop = AtomicBool::new(false);
    let seen = list(ground);
    let seen = seen
        .iter()
        .filter_map(|candidate| foreseen(&stop, ground, candidate));
    seen.map(|seen| (seen.school.to_string(), seen)).collect()
}

/// Schools by kilometre, pupils and seats, and the villages of their pupils.
fn drawn(random: &mut Random) -> StartingPoint {
    let names = ["a", "b", "c", "d", "e"];
    let (mut schools, mut villages) = (Vec::new(), Vec::new());
    for name in names {
        let km = random.part() * 8.0;
        let pupils = 20 + random.count_below(120);
        villages.push((km + random.part() * 2.0, pupils));
        schools.push((name, km, pupils, pupils + random.count_below(60)));
    }
    ground_of(&schools, &villages, Policy::Keep)
}

#[test]
fn the_light_before_is_the_light_after_the_step_is_planned() {
    for seed in 0..12 {
        let ground = drawn(&mut Random::seeded(seed));
        for (school, seen) in all(&ground) {
            let Some(action) = seen.action.clone() else {
                continue;
            };
            let plan = with(&ground, vec![action]).expect("it is planned");
            let gate = gate(&ground.evaluator, &plan, ground.before.policy);
            let [page] = &gate.pages[..] else {
                panic!("{seed}: one closure");
            };
            assert_eq!(Some(page.light), seen.light(), "{seed}: {school}");
            assert!(page.is_compliant(), "{seed}: {school} is proposed and red");
        }
    }
}

#[test]
fn a_bus_is_planned_only_where_the_gate_asks_for_it() {
    // Three kilometres, with detours four, are over an hour on foot.
    let far = ground_of(
        &[("centre", 0.0, 200, 300), ("far", 3.0, 40, 60)],
        &[(0.0, 200), (3.0, 40)],
        Policy::Keep,
    );
    let seen = &all(&far)["far"];
    assert_eq!(seen.next, NextStep::MergeWithBus);
    let action = seen.action.as_ref().expect("it is proposed");
    assert!(action.details.transport.is_some());
    assert!(action.reason.contains("bus"), "{}", action.reason);
    let near = ground_of(
        &[("centre", 0.0, 200, 300), ("near", 0.6, 40, 60)],
        &[(0.0, 200), (0.6, 40)],
        Policy::Keep,
    );
    let seen = &all(&near)["near"];
    assert_eq!(seen.next, NextStep::Merge);
    assert_eq!(
        seen.action
            .as_ref()
            .and_then(|action| action.details.transport.clone()),
        None
    );
}

#[test]
fn a_school_whose_receiver_is_full_is_kept_with_the_reason() {
    let full = ground_of(
        &[("centre", 0.0, 200, 200), ("small", 0.6, 40, 60)],
        &[(0.0, 200), (0.6, 40)],
        Policy::Keep,
    );
    let seen = &all(&full)["small"];
    assert_eq!((seen.next, seen.action.clone()), (NextStep::Keep, None));
    assert!(!seen.reason.en.is_empty() && !seen.reason.zh.is_empty());
}

#[test]
fn room_that_nobody_knows_has_no_light() {
    let ground = unknown_seats();
    let seen = &all(&ground)["small"];
    assert_eq!(seen.next, NextStep::FillIn);
    assert_eq!(seen.light(), None);
    assert!(seen.reason.en.contains("centre"), "{}", seen.reason.en);
}

/// The receiver's seats are not known.
fn unknown_seats() -> StartingPoint {
    use crate::model::SchoolKind;
    use crate::proposal::village::{SchoolOnLine, county};
    let school = |name, km, pupils, seats| SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats,
    };
    let schools = [
        school("centre", 0.0, 200, None),
        school("small", 0.6, 40, Some(60)),
    ];
    let known = ground_of(&[("centre", 0.0, 200, 300)], &[(0.0, 200)], Policy::Keep);
    let county = county(Stage::Primary, &schools, &[(0.0, 200), (0.6, 40)]);
    let evaluator = crate::evaluation::Evaluator::new(Arc::new(county), Default::default());
    let year = evaluator.base_year();
    StartingPoint {
        before: Arc::new(evaluator.evaluate(&known.plan, year, Policy::Keep)),
        evaluator: Arc::new(evaluator),
        ..known
    }
}

#[test]
fn what_passes_together_is_green_or_amber_in_the_plan_that_has_all_of_it() {
    let stop = AtomicBool::new(false);
    for seed in 0..12 {
        let ground = drawn(&mut Random::seeded(seed));
        let seen = all(&ground);
        let wanted: Vec<Action> = seen
            .values()
            .filter_map(|seen| seen.action.clone())
            .collect();
        let n_wanted = wanted.len();
        let found = together(&stop, &ground, wanted).expect("nobody stops it");
        assert_eq!(
            found.passing.len() + found.refused.len(),
            n_wanted,
            "{seed}"
        );
        let plan = with(&ground, found.passing.clone()).expect("it is planned");
        let gate = gate(&ground.evaluator, &plan, ground.before.policy);
        assert!(gate.is_compliant(), "{seed}");
        assert!(
            gate.pages.iter().all(|page| page.light < Light::Red),
            "{seed}"
        );
        let again = ground
            .evaluator
            .evaluate(&plan, ground.year(), ground.before.policy);
        let ways = |evaluation: &Evaluation| {
            let stage = evaluation.stages[Stage::Primary].as_ref();
            stage.map(|stage| stage.assignment.pupil_decimetres())
        };
        assert_eq!(ways(&again), ways(&found.after), "{seed}");
    }
}

#[test]
fn two_schools_that_would_take_each_other_s_pupils_do_not_both_close() {
    let ground = ground_of(
        &[("a", 0.0, 40, 120), ("b", 0.6, 50, 120)],
        &[(0.0, 40), (0.6, 50)],
        Policy::Keep,
    );
    let into = |school: &str, into: &str| {
        let measure = Measure::Merge {
            school: SchoolId::new(school),
            into: vec![SchoolId::new(into)],
        };
        Action::new(ground.year(), measure, "")
    };
    let stop = AtomicBool::new(false);
    let wanted = vec![into("a", "b"), into("b", "a")];
    let found = together(&stop, &ground, wanted).expect("nobody stops it");
    assert_eq!(found.passing.len(), 1);
    assert_eq!(found.passing[0].measure.school(), &SchoolId::new("a"));
    assert!(found.refused[0].1.en.contains('a'));
}

#[test]
fn who_is_of_unknown_size_is_neither_small_nor_large() {
    let ground = unknown_seats();
    assert!(of_unknown_size(&ground.before, Stage::Primary).is_empty());
}

#[test]
fn the_reason_of_a_receiver_that_is_tried_is_of_that_receiver() {
    let stop = AtomicBool::new(false);
    let mut n_others = 0;
    for seed in 0..12 {
        let ground = drawn(&mut Random::seeded(seed));
        let name = |site: usize| ground.before.layout.sites[site].name.as_str();
        for candidate in list(&ground) {
            for receiver in &candidate.receivers {
                let seen = foreseen_into(&stop, &ground, &candidate, receiver);
                let Some(action) = seen.and_then(|seen| seen.action) else {
                    continue;
                };
                let wanted = format!(
                    "{} {} pupils → {}",
                    name(candidate.site),
                    candidate.size,
                    name(receiver.site)
                );
                let wanted_zh = format!(
                    "{} {} 人 → {}",
                    name(candidate.site),
                    candidate.size,
                    name(receiver.site)
                );
                let reason = &action.reason;
                assert!(
                    reason.starts_with(&wanted) || reason.starts_with(&wanted_zh),
                    "{seed}: “{reason}” for {wanted}"
                );
                n_others += usize::from(candidate.verdict.receiver() != Some(receiver.site));
            }
        }
    }
    assert!(
        n_others > 3,
        "some are other than the proposed ones: {n_others}"
    );
}
