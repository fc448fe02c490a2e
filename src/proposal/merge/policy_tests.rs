//! What merges never do, under every policy, on small counties of all kinds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tests::{ground_of, question};
use super::*;
use crate::evaluation::{Evaluation, Evaluator};
use crate::model::Stage;
use crate::plan::Policy;
use crate::random::Random;
use crate::rules::Standards;
use crate::units::Meters;
use crate::words::Lang;

const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// Schools by kilometre, pupils and seats, and the villages of their pupils.
type Drawn = (Vec<(&'static str, f64, u32, u32)>, Vec<(f64, u32)>);

/// Three to six schools on thirty kilometres, their pupils in villages up to four kilometres away.
fn drawn(random: &mut Random) -> Drawn {
    let n = 3 + random.below(4);
    let (mut schools, mut villages) = (Vec::new(), Vec::new());
    for name in NAMES.into_iter().take(n) {
        let km = random.part() * 30.0;
        let pupils = 20 + random.count_below(150);
        let near = 10 + random.count_below(pupils - 10);
        for part in [near, pupils - near] {
            villages.push((km + random.part() * 4.0, part));
        }
        schools.push((name, km, pupils, pupils + random.count_below(150)));
    }
    (schools, villages)
}

/// By settlement, the ways of its pupils, the longest first; a pupil without a seat goes farther than any.
fn ways(evaluation: &Evaluation) -> BTreeMap<usize, Vec<u32>> {
    let mut ways: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    let stage = evaluation.stages[Stage::Primary].as_ref().unwrap();
    for flow in &stage.assignment.flows {
        let all = vec![flow.trip.distance().decimetres(); flow.pupils as usize];
        ways.entry(flow.settlement).or_default().extend(all);
    }
    for unplaced in &stage.assignment.unplaced {
        let all = vec![u32::MAX; unplaced.pupils as usize];
        ways.entry(unplaced.settlement).or_default().extend(all);
    }
    for of in ways.values_mut() {
        of.sort_unstable_by(|a, b| b.cmp(a));
    }
    ways
}

/// Whether everybody goes no farther than the reach, or than before.
fn is_kept(before: &Evaluation, after: &Evaluation, reach: Meters) -> bool {
    let (before, after) = (ways(before), ways(after));
    after.iter().all(|(settlement, ways)| {
        let earlier = &before[settlement];
        let mut pairs = ways.iter().zip(earlier);
        pairs.all(|(&now, &then)| now <= then.max(reach.decimetres()))
    })
}

/// Whether every receiver lies within the reach of its school; there are no roads, and no way is shorter than the
/// straight one.
fn is_within(before: &Evaluation, proposal: &Proposal, reach: Meters) -> bool {
    let at = |id: &SchoolId| before.layout.site(id).unwrap().at;
    proposal.actions().all(|action| {
        let from = at(action.measure.school());
        let mut receivers = action.measure.receivers().iter();
        receivers.all(|to| from.metres_to(at(to)) <= reach.as_f64())
    })
}

fn asked(ground: &StartingPoint, reach: Meters) -> MergeQuestion {
    MergeQuestion {
        reach: Some(reach),
        ..question(ground, GateRule::Advises)
    }
}

#[test]
fn merges_keep_to_the_reach_under_every_policy() {
    let mut closed = [0; 3];
    for seed in 0..120 {
        let (schools, villages) = drawn(&mut Random::seeded(seed));
        for (at, policy) in Policy::ALL.into_iter().enumerate() {
            let ground = ground_of(&schools, &villages, policy);
            let reach = Meters::from_f64(5_000.0);
            let question = asked(&ground, reach);
            let found = ask(&ground, &question, true, &Run::to_the_end()).unwrap();
            for proposal in std::iter::once(&found.best).chain(&found.others) {
                let county = ground.evaluator.county();
                let plan = proposal
                    .added_to(county, &ground.plan, ground.lang)
                    .unwrap();
                let after = in_year(&ground, &plan, ground.year()).before;
                let is_kept = match policy {
                    Policy::Keep => is_within(&ground.before, proposal, reach),
                    _ => is_kept(&ground.before, &after, reach),
                };
                assert!(
                    is_kept,
                    "seed {seed} {policy:?} {schools:?} {villages:?}: {:?}",
                    proposal.actions().collect::<Vec<_>>()
                );
            }
            closed[at] += found.best.steps.len();
        }
    }
    assert!(closed.iter().all(|&closed| closed > 20), "{closed:?}");
}

/// The most closures that keep to the reach, and the least that all ways then come to, by trying every set.
fn by_trying(ground: &StartingPoint, question: &MergeQuestion, reach: Meters) -> (usize, u64) {
    let asked = Asked {
        question: question.clone(),
        never: std::collections::BTreeSet::new(),
    };
    let closable = with_situation(ground, &asked, |situation, terms, rules| {
        let small = situation.small(terms).into_iter();
        let small = small.map(|small| small.site);
        let left = small.filter(|&site| task::has_receivers_left(situation, terms, rules, site));
        left.collect::<Vec<usize>>()
    });
    let closable = closable.unwrap();
    let ways = |evaluation: &Evaluation| {
        let stage = evaluation.stages[Stage::Primary].as_ref().unwrap();
        stage.assignment.pupil_decimetres()
    };
    let mut best = (0, ways(&ground.before));
    for set in 1_u32..1 << closable.len() {
        let mut plan = ground.plan.clone();
        let chosen = closable.iter().enumerate();
        for (_, &site) in chosen.filter(|&(at, _)| set >> at & 1 == 1) {
            let school = ground.before.layout.sites[site].id.clone();
            plan.actions
                .push(Action::new(ground.year(), Measure::Close { school }, ""));
        }
        let after = in_year(ground, &plan, ground.year()).before;
        let rank = |(closed, ways): (usize, u64)| (std::cmp::Reverse(closed), ways);
        let found = (plan.actions.len(), ways(&after));
        if is_kept(&ground.before, &after, reach) && rank(found) < rank(best) {
            best = found;
        }
    }
    best
}

#[test]
fn what_is_called_proven_is_the_best_of_all_sets_of_closures_that_keep_to_the_reach() {
    for seed in 200..260 {
        let (schools, villages) = drawn(&mut Random::seeded(seed));
        for policy in [Policy::Nearest, Policy::Seats] {
            let ground = ground_of(&schools, &villages, policy);
            let reach = Meters::from_f64(6_000.0);
            let question = asked(&ground, reach);
            let found = best(&ground, &question, &Run::to_the_end()).unwrap();
            assert!(found.is_proven(), "seed {seed} {policy:?}");
            assert_eq!(
                (found.steps.len(), found.pupil_decimetres as u64),
                by_trying(&ground, &question, reach),
                "seed {seed} {policy:?} {schools:?} {villages:?}"
            );
        }
    }
}

#[test]
fn nobody_is_sent_to_a_school_that_the_plan_is_to_close() {
    let schools = [
        ("a", 0.0, 40, 60),
        ("b", 1.0, 150, 400),
        ("c", 1.6, 150, 400),
    ];
    let villages: Vec<(f64, u32)> = schools.iter().map(|s| (s.1, s.2)).collect();
    let id = SchoolId::new;
    let ends = |year: Year| {
        let school = id("b");
        [
            Measure::Merge {
                school: school.clone(),
                into: vec![id("c")],
            },
            Measure::Mothball {
                school: school.clone(),
            },
            Measure::PhaseOut {
                school: school.clone(),
                into: Vec::new(),
            },
            Measure::Adjust {
                school,
                kind: crate::model::SchoolKind::Junior,
                into: vec![id("c")],
            },
        ]
        .map(|measure| Action::new(year, measure, ""))
    };
    let first = ground_of(&schools, &villages, Policy::Keep).year();
    for policy in Policy::ALL {
        for action in ends(Year(first.0 + 2)) {
            let mut ground = ground_of(&schools, &villages, policy);
            ground.plan.actions.push(action.clone());
            let ground = in_year(&ground, &ground.plan, first);
            let question = question(&ground, GateRule::Advises);
            let found = best(&ground, &question, &Run::to_the_end()).unwrap();
            let into: Vec<&SchoolId> = found
                .actions()
                .flat_map(|action| action.measure.receivers())
                .collect();
            // Only under `keep` is a receiver chosen; the others cannot pass the nearest by.
            let right = id("c");
            let right = (policy == Policy::Keep).then_some(&right);
            assert_eq!(
                into,
                right.into_iter().collect::<Vec<_>>(),
                "{policy:?} {action:?}"
            );
        }
    }
}

#[test]
fn what_the_gate_refuses_with_one_receiver_is_tried_with_the_next() {
    // With forty more "big" is over the size limit of a primary school, whatever its seats.
    let schools = [
        ("big", 0.4, 1_990, 3_000),
        ("small", 0.0, 40, 60),
        ("other", 0.9, 200, 400),
    ];
    let villages: Vec<(f64, u32)> = schools.iter().map(|s| (s.1, s.2)).collect();
    let ground = ground_of(&schools, &villages, Policy::Keep);
    let question = question(&ground, GateRule::BindsWithBus);
    let found = best(&ground, &question, &Run::to_the_end()).unwrap();
    let into: Vec<&str> = found
        .actions()
        .flat_map(|action| action.measure.receivers())
        .map(SchoolId::as_str)
        .collect();
    assert_eq!(into, ["other"]);

    // Without another receiver all were tried.
    let ground = ground_of(&schools[..2], &villages[..2], Policy::Keep);
    let found = best(&ground, &question, &Run::to_the_end()).unwrap();
    assert_eq!(found.steps, []);
    assert!(found.stays[0].reason.en.contains("the gate refuses"));
    assert!(found.is_proven(), "{}", found.proof().en);
}

#[test]
fn where_the_gate_s_refusals_leave_something_untried_nothing_is_proven() {
    // Either could go to the centre, but not both; which of them is only known of what the gate was asked.
    let schools = [
        ("centre", 0.0, 1_930, 3_000),
        ("near", 0.4, 40, 60),
        ("next", 0.5, 50, 60),
    ];
    let villages: Vec<(f64, u32)> = schools.iter().map(|s| (s.1, s.2)).collect();
    let ground = ground_of(&schools, &villages, Policy::Keep);
    let question = question(&ground, GateRule::BindsWithBus);
    let found = best(&ground, &question, &Run::to_the_end()).unwrap();
    assert_eq!((found.steps.len(), found.answered.at_least), (1, 0));
    assert!(!found.is_proven());
    assert!(found.proof().en.contains("what the gate was asked"));
}

/// The longest daily way of every settlement, as the plan shows it.
fn longest_by_day(evaluation: &Evaluation) -> BTreeMap<usize, u32> {
    let mut longest = BTreeMap::new();
    for flow in evaluation.stages[Stage::Primary].as_ref().unwrap().daily() {
        let way: &mut u32 = longest.entry(flow.settlement).or_default();
        *way = flow.trip.distance().decimetres().max(*way);
    }
    longest
}

#[test]
fn reach_and_longest_trip_are_of_day_pupils_and_boarders_close_no_more_than_they_may() {
    let (mut closed, mut freed) = (0, 0);
    for seed in 0..60 {
        for policy in [Policy::Nearest, Policy::Seats] {
            let mut random = Random::seeded(seed);
            let (schools, villages) = drawn(&mut random);
            let day = ground_of(&schools, &villages, policy);
            // All pupils of some schools board.
            let mut county = (**day.evaluator.county()).clone();
            for school in &mut county.schools {
                let all = school.stages[Stage::Primary].and_then(|record| record.pupils);
                let boards = random.below(2) == 0;
                school.boarders = all.map(|all| if boards { all.number } else { 0 });
            }
            let evaluator = Evaluator::new(Arc::new(county), Standards::default());
            let ground = StartingPoint {
                before: Arc::new(evaluator.evaluate(&day.plan, day.year(), policy)),
                evaluator: Arc::new(evaluator),
                ..day.clone()
            };
            let mut asked = question(&ground, GateRule::Advises);
            let reach = Meters::from_f64(3_000.0);
            asked.reach = Some(reach);
            let run = Run::to_the_end();
            let (Ok(found), Ok(of_day)) = (best(&ground, &asked, &run), best(&day, &asked, &run))
            else {
                continue;
            };
            let plan = found.added_to(ground.evaluator.county(), &ground.plan, Lang::En);
            let after = match plan {
                Ok(plan) => ground.evaluator.evaluate(&plan, ground.year(), policy),
                Err(_) => continue,
            };
            let (before, after) = (longest_by_day(&ground.before), longest_by_day(&after));
            for (settlement, &way) in &after {
                let may = before.get(settlement).copied().unwrap_or(0);
                assert!(
                    way <= may.max(reach.decimetres()),
                    "{seed} {policy:?}: {settlement} goes {way}"
                );
            }
            closed += found.steps.len();
            freed += usize::from(found.steps.len() > of_day.steps.len());
        }
    }
    assert!(closed > 40 && freed > 5, "{closed} {freed}");
}
