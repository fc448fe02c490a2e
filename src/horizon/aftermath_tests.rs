use std::sync::Arc;

use super::*;
use crate::horizon::fixture::county;
use crate::horizon::{evaluate_years, gate};
use crate::model::PerStage;
use crate::plan::{Action, Command, Measure, apply};
use crate::random::Random;
use crate::rules::Standards;

fn evaluator() -> Evaluator {
    Evaluator::new(Arc::new(county()), Standards::default())
}

fn school(id: &str) -> SchoolId {
    SchoolId::new(id)
}

/// Closes the village's school and enlarges the town's.
fn plan(closes: i32, enlarges: i32) -> Plan {
    let mut plan = Plan::new("A", (Year(2021), Year(2026)));
    let merge = Measure::Merge {
        school: school("village"),
        into: vec![school("town")],
    };
    let mut seats = PerStage::default();
    seats[Stage::Primary] = Some(320);
    let expand = Measure::Expand {
        school: school("town"),
        seats,
    };
    plan.actions = vec![
        Action::new(Year(closes), merge, ""),
        Action::new(Year(enlarges), expand, ""),
    ];
    plan
}

fn moved(plan: &Plan, index: usize, year: i32) -> Plan {
    let year = Year(year);
    apply(&county(), plan, Command::SetYear { index, year }).expect("it can be moved")
}

fn found(before: &Plan, after: &Plan) -> Aftermath {
    let stop = AtomicBool::new(false);
    let (evaluator, policy) = (evaluator(), Policy::Keep);
    aftermath_unless(&stop, &evaluator, (before, after), policy).expect("nobody stops it")
}

#[test]
fn nothing_is_said_of_what_was_not_worked_out_to_the_end() {
    let (before, stop) = (plan(2023, 2022), AtomicBool::new(true));
    let after = moved(&before, 0, 2021);
    let asked = aftermath_unless(&stop, &evaluator(), (&before, &after), Policy::Keep);
    assert!(asked.is_none());
}

#[test]
fn a_move_to_where_it_stood_breaks_nothing() {
    let before = plan(2023, 2022);
    let found = found(&before, &before);
    assert!(found.breaks_nothing(), "{found:?}");
    assert!(found.better.is_empty(), "{found:?}");
    assert_eq!(found.words(3).en, "nothing breaks");
}

#[test]
fn seats_that_stand_after_the_closure_are_told_as_broken_and_the_way_back_as_better() {
    let before = plan(2023, 2022);
    let after = moved(&before, 1, 2025);
    let there = found(&before, &after);
    let turned = |turned: &Turned| turned.action == 0 && turned.after == Light::Red;
    assert!(!there.breaks_nothing());
    assert!(
        there.worse_lines.iter().any(turned) || !there.worse.is_empty(),
        "{there:?}"
    );
    let back = found(&after, &before);
    assert_eq!(
        back.worse_lines.len() + back.worse.len(),
        0,
        "the way back breaks nothing: {back:?}"
    );
    assert!(!back.better.is_empty());
}

/// Whether anything stands worse, looked at one by one.
fn is_worse(before: &Plan, after: &Plan) -> bool {
    let evaluator = evaluator();
    let policy = Policy::Keep;
    let red = |plan: &Plan| -> BTreeSet<(usize, LineKey)> {
        let gate = gate(&evaluator, plan, policy);
        let pages = gate.pages.into_iter();
        pages
            .flat_map(|page| {
                let action = page.action.expect("the plan closes it");
                page.red_lines()
                    .map(|key| (action, key))
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    if !red(after).is_subset(&red(before)) {
        return true;
    }
    let last = Year(2040);
    let sums = |plan: &Plan| {
        let plan = Plan {
            horizon: last,
            ..plan.clone()
        };
        let years = evaluate_years(&evaluator, &plan, policy, evaluator.base_year());
        let sum = |evaluation: &Evaluation| {
            let stages = evaluation.stages.iter();
            let stages = stages.filter_map(|(_, stage)| stage.as_ref());
            stages
                .map(|stage| [stage.numbers.unplaced, stage.numbers.over_limit])
                .collect::<Vec<_>>()
        };
        years.values().map(sum).collect::<Vec<_>>()
    };
    let (was, is) = (sums(before), sums(after));
    let pairs = was.iter().flatten().flatten();
    pairs
        .zip(is.iter().flatten().flatten())
        .any(|(was, is)| is > was)
}

#[test]
fn it_never_says_that_nothing_breaks_while_a_line_turned_red_or_a_pupil_goes_worse() {
    let mut random = Random::seeded(5);
    let (mut quiet, mut loud) = (0, 0);
    for _ in 0..40 {
        let year = |random: &mut Random| 2021 + random.below(8) as i32;
        let before = plan(year(&mut random), year(&mut random));
        let after = moved(&before, random.below(2), year(&mut random));
        let found = found(&before, &after);
        if found.breaks_nothing() {
            quiet += 1;
            assert!(!is_worse(&before, &after), "{before:?} {after:?}");
        } else {
            loud += 1;
            assert!(!found.broken().is_empty());
            assert!(found.words(2).en.starts_with("breaks: "));
        }
    }
    assert!(quiet > 3 && loud > 3, "{quiet} {loud}");
}

#[test]
fn a_year_beyond_what_is_looked_at_is_unknown() {
    let before = plan(2023, 2022);
    let after = moved(&before, 0, 2090);
    let found = found(&before, &after);
    assert!(!found.breaks_nothing());
    assert!(!found.unknown.is_empty());
}

#[test]
fn years_are_told_in_spans() {
    let years = [2023, 2024, 2025, 2028].map(Year).into_iter().collect();
    assert_eq!(ranges(&years), "2023–2025, 2028");
}
