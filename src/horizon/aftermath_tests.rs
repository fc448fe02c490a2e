use std::sync::Arc;

use super::*;
use crate::horizon::fixture::county;
use crate::horizon::{evaluate_years, gate};
use crate::model::{County, PerStage};
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
    found_in(county(), before, after)
}

fn found_in(county: County, before: &Plan, after: &Plan) -> Aftermath {
    let stop = AtomicBool::new(false);
    let evaluator = Evaluator::new(Arc::new(county), Standards::default());
    let policy = Policy::Keep;
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
            let told = found.words(2).en;
            assert!(told.starts_with("breaks: ") || told.starts_with("not known: "));
            assert!(!told.contains("nothing breaks"), "{told}");
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

/// The county whose receiver does not tell its seats.
fn silent() -> County {
    let mut county = county();
    let town = county
        .schools
        .iter_mut()
        .find(|one| one.id == school("town"));
    let record = town.and_then(|town| town.stages[Stage::Primary].as_mut());
    record.expect("it teaches").seats = None;
    county
}

#[test]
fn a_merge_into_a_school_of_unknown_seats_never_breaks_nothing() {
    let mut before = plan(2023, 2022);
    before.actions.truncate(1);
    let after = moved(&before, 0, 2025);
    let there = found_in(silent(), &before, &after);
    let is_told = |words: &Words| {
        words
            .en
            .starts_with("town (Primary): its seats or pupils in 2023")
    };
    assert!(there.unknown.iter().any(is_told), "{there:?}");
    let still = found_in(silent(), &before, &before);
    assert!(still.breaks_nothing(), "{still:?}");
}

#[test]
fn a_county_without_pupils_or_seats_never_breaks_nothing() {
    let mut county = county();
    for school in &mut county.schools {
        for stage in Stage::ALL {
            if let Some(record) = &mut school.stages[stage] {
                (record.pupils, record.seats) = (None, None);
            }
        }
    }
    for home in &mut county.settlements {
        home.pupils = PerStage::default();
        home.births.clear();
    }
    let mut before = plan(2023, 2022);
    before.actions.truncate(1);
    let after = moved(&before, 0, 2025);
    let found = found_in(county, &before, &after);
    assert!(!found.unknown.is_empty(), "{found:?}");
}

#[test]
fn a_shortage_that_was_unknown_before_is_told() {
    let mut before = plan(2023, 2026);
    let mut seats = PerStage::default();
    seats[Stage::Primary] = Some(100);
    before.actions[1].measure = Measure::Expand {
        school: school("town"),
        seats,
    };
    let after = moved(&before, 1, 2024);
    let found = found_in(silent(), &before, &after);
    let is_told = |words: &Words| {
        words.en.starts_with("town (Primary): up to") && words.en.ends_with("not known before")
    };
    assert!(found.worse.iter().any(is_told), "{found:?}");
    let back = found_in(silent(), &after, &before);
    let is_lost = |words: &Words| words.zh.starts_with("town（小学）：2024–2025年");
    assert!(back.unknown.iter().any(is_lost), "{back:?}");
}

#[test]
fn the_gain_of_one_settlement_does_not_hide_the_loss_of_another() {
    let was = BTreeMap::from([(0, 30), (1, 5)]);
    let is = BTreeMap::from([(1, 15), (2, 4)]);
    assert_eq!(rise_and_fall(&was, &is), [14, 30]);
    assert_eq!(rise_and_fall(&is, &is), [0, 0]);
}

#[test]
fn seats_are_told_with_their_stage_in_both_languages() {
    let before = plan(2023, 2022);
    let mut tally = Tally::default();
    for stage in [Stage::Primary, Stage::Junior] {
        let key = (before.actions[0].measure.school().clone(), stage);
        tally
            .lost
            .entry(key.clone())
            .or_default()
            .insert(Year(2024));
        let [worse, better] = tally.seats.entry(key).or_default();
        worse.note(Year(2023), 3);
        better.note(Year(2025), 2);
    }
    let mut found = Aftermath::default();
    tally.tell(&BTreeMap::new(), &mut found);
    for all in [&found.worse, &found.better, &found.unknown] {
        let [primary, junior] = &**all else {
            panic!("one for each stage: {all:?}");
        };
        assert!(primary.en.starts_with("village (Primary): "), "{primary:?}");
        assert!(primary.zh.starts_with("village（小学）："), "{primary:?}");
        assert!(junior.en.starts_with("village (Junior): "), "{junior:?}");
        assert!(junior.zh.starts_with("village（初中）："), "{junior:?}");
    }
}
