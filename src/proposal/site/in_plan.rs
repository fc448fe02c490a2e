//! How many pupils a new school has in a plan. Its promise counts everybody to the nearest school; a plan places pupils
//! by its own assignment, and both figures are told beside each other.

use super::prospects::Prospect;
use crate::evaluation::{Evaluation, Evaluator};
use crate::model::{SchoolId, Stage};
use crate::plan::{self, Action, Command, Policy};
use crate::proposal::places::Place;
use crate::proposal::{StartingPoint, new_school};
use crate::words::Words;

/// The pupils of a stage who attend a school; `None` where the school does not run it.
pub fn attending(evaluation: &Evaluation, stage: Stage, id: &SchoolId) -> Option<u32> {
    let site = evaluation.layout.position(id)?;
    let numbers = evaluation.stages[stage].as_ref()?.school(site)?;
    Some(numbers.pupils.unwrap_or(numbers.assigned))
}

/// The seats that a school built for a prospect has: whole classes for whom it would be the nearest.
pub fn seats(evaluator: &Evaluator, stage: Stage, prospect: &Prospect) -> u32 {
    new_school::seats_for(evaluator, stage, prospect.attracted)
}

/// How many would attend a school with those [`seats`] that is built in the settlement of a prospect, as the plan
/// places its pupils; `None` where it cannot be planned. Cost: an evaluation.
pub fn once_built(ground: &StartingPoint, prospect: &Prospect) -> Option<u32> {
    let county = ground.evaluator.county();
    let settlement = county.settlements.get(prospect.candidate)?;
    let place = Place {
        name: settlement.name.clone(),
        at: settlement.at,
        settlement: Some(prospect.candidate),
        township: settlement.township,
    };
    let mut ids = new_school::free_ids(county, Some(&ground.plan), new_school::NEW);
    let id = ids.next()?;
    let seats = seats(&ground.evaluator, ground.stage, prospect);
    let layout = &ground.before.layout;
    let measure =
        new_school::school_at(&place, id.clone(), ground.stage, seats, layout, ground.lang);
    let add = Command::Add(Action::new(ground.year(), measure, ""));
    let plan = plan::apply(county, &ground.plan, add).ok()?;
    let policy = ground.before.policy;
    let after = ground.evaluator.evaluate(&plan, ground.year(), policy);
    attending(&after, ground.stage, &id)
}

/// What the plan counts, beside a sentence that counts to the nearest school.
pub fn told_alone(in_plan: u32, policy: Policy) -> Words {
    let by = policy.words();
    Words::new(
        format!(
            "that counts everyone to the nearest school; as the plan places pupils ({}): {in_plan}",
            by.en
        ),
        format!(
            "以上按就近计；按本方案的就学方式（{}）来校 {in_plan} 人",
            by.zh
        ),
    )
}

/// Both figures with how each is counted.
pub fn told(nearest: u32, in_plan: u32, policy: Policy) -> Words {
    let by = policy.words();
    Words::new(
        format!(
            "{nearest} pupils if everyone went to the nearest school; {in_plan} as the plan places pupils ({})",
            by.en
        ),
        format!(
            "若都就近入学为 {nearest} 人；按本方案的就学方式（{}）为 {in_plan} 人",
            by.zh
        ),
    )
}

/// The same of a school that is not built yet, with the seats that it is counted with.
pub fn told_with_seats(nearest: u32, in_plan: u32, policy: Policy, seats: u32) -> Words {
    let told = told(nearest, in_plan, policy);
    Words::new(
        format!("{}, with {seats} seats", told.en),
        format!("{}，学位按 {seats} 个计", told.zh),
    )
}

/// Both figures in few words, with the seats: the line of a list, beside [`told_with_seats`] on hover.
pub fn told_briefly(nearest: u32, in_plan: u32, seats: u32) -> Words {
    Words::new(
        format!("Nearest {nearest}, plan {in_plan} with {seats} seats"),
        format!("就近 {nearest} 人，方案 {in_plan} 人，学位 {seats}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_stands_with_how_it_is_counted() {
        let told = told(120, 96, Policy::Keep);
        assert_eq!(
            told.en,
            "120 pupils if everyone went to the nearest school; 96 as the plan places pupils (Keep today's)"
        );
        assert_eq!(
            told.zh,
            "若都就近入学为 120 人；按本方案的就学方式（保持现状）为 96 人"
        );
    }

    #[test]
    fn the_line_of_a_list_has_the_same_figures_as_the_sentence() {
        let brief = told_briefly(120, 96, 135);
        for figure in ["120", "96", "135"] {
            assert!(brief.en.contains(figure) && brief.zh.contains(figure));
        }
        assert!(brief.en.chars().count() < 40, "{}", brief.en);
    }
}
