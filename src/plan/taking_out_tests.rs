use super::super::{Command, Measure, NewSchool, Policy, apply};
use super::*;
use crate::geometry::LonLat;
use crate::model::{Ownership, PerStage, School, SchoolId, SchoolKind, StageRecord};
use crate::random::Random;
use crate::units::Year;

fn county() -> County {
    let school = |id: &str| School::plain(id, SchoolKind::Primary, StageRecord::default());
    County {
        schools: ["a", "b", "c", "d"].map(school).to_vec(),
        ..County::default()
    }
}

fn close(id: &str) -> Command {
    let school = SchoolId::new(id);
    Command::Add(Action::new(Year(2023), Measure::Close { school }, ""))
}

fn merge(id: &str, into: &str) -> Command {
    let measure = Measure::Merge {
        school: SchoolId::new(id),
        into: vec![SchoolId::new(into)],
    };
    Command::Add(Action::new(Year(2024), measure, ""))
}

fn build(id: &str) -> Command {
    let new = NewSchool {
        id: SchoolId::new(id),
        name: id.to_owned(),
        kind: SchoolKind::Primary,
        at: LonLat::new(104.1, 29.6),
        seats: PerStage::default(),
        ownership: Ownership::Public,
        inclusive: true,
    };
    Command::Add(Action::new(Year(2022), Measure::New(new), ""))
}

/// The plans after each command, the empty one first.
fn steps(commands: Vec<Command>) -> Vec<Plan> {
    let mut plans = vec![Plan::new("P", (Year(2021), Year(2025)))];
    for command in commands {
        let next = apply(&county(), plans.last().unwrap(), command).unwrap();
        plans.push(next);
    }
    plans
}

fn without(plans: &[Plan], step: usize) -> Result<Plan, Collides> {
    take_out(
        &county(),
        plans.last().unwrap(),
        &plans[step],
        &plans[step + 1],
    )
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.actions
        .iter()
        .map(|action| action.measure.school().as_str())
        .collect()
}

#[test]
fn a_step_is_taken_out_and_the_later_ones_stay() {
    let plans = steps(vec![
        close("a"),
        close("b"),
        Command::SetPolicy(Policy::Seats),
        close("c"),
    ]);
    let left = without(&plans, 1).unwrap();
    assert_eq!(ids(&left), ["a", "c"]);
    assert_eq!(left.policy, Policy::Seats);
    assert_eq!(without(&plans, 2).unwrap().policy, Policy::default());
}

#[test]
fn what_a_later_step_has_changed_is_not_touched() {
    let plans = steps(vec![
        close("a"),
        Command::SetYear {
            index: 0,
            year: Year(2025),
        },
        Command::Rename("Q".to_owned()),
        Command::Rename("R".to_owned()),
    ]);
    assert_eq!(without(&plans, 0), Err(Collides::Changed));
    assert_eq!(without(&plans, 2), Err(Collides::Changed));
    let earlier = without(&plans, 1).unwrap();
    assert_eq!(earlier.actions[0].year, Year(2023));
    // A keep took the place of the closure; the closure cannot come back beside another one.
    let replaced = steps(vec![close("a"), merge("a", "b"), close("c")]);
    assert_eq!(ids(&without(&replaced, 1).unwrap()), ["a", "c"]);
    let again = steps(vec![
        close("a"),
        Command::Remove { index: 0 },
        merge("a", "b"),
    ]);
    assert_eq!(without(&again, 1), Err(Collides::Changed));
}

#[test]
fn what_later_measures_rest_on_stays() {
    let plans = steps(vec![build("new"), merge("a", "new")]);
    assert_eq!(without(&plans, 0), Err(Collides::Needed));
    assert_eq!(ids(&without(&plans, 1).unwrap()), ["new"]);
}

#[test]
fn the_last_step_taken_out_is_undo_and_steps_that_touch_nothing_common_come_in_any_order() {
    for seed in 0..60 {
        let mut random = Random::seeded(seed);
        let mut commands = vec![
            close("a"),
            close("b"),
            close("c"),
            Command::Rename("Q".to_owned()),
        ];
        commands.push(Command::SetPolicy(Policy::Nearest));
        for place in (1..commands.len()).rev() {
            commands.swap(place, random.below(place + 1));
        }
        let plans = steps(commands.clone());
        let n = commands.len();
        assert_eq!(
            without(&plans, n - 1).as_ref(),
            Ok(&plans[n - 1]),
            "seed {seed}"
        );
        let out = random.below(n);
        commands.remove(out);
        let slow = steps(commands).pop();
        assert_eq!(without(&plans, out).ok(), slow, "seed {seed}, step {out}");
    }
}
