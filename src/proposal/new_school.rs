//! New schools: their id, their kind, what they are called, how many seats they get. The same for those that are
//! proposed and for those that a planner places by hand.

use super::places::Place;
use crate::evaluation::Evaluator;
use crate::model::{County, Ownership, PerStage, SchoolId, SchoolKind, Stage};
use crate::plan::{Layout, Measure, NewSchool, Plan};
use crate::rules::Limits;
use crate::words::Lang;

/// The usual kind of school of one stage.
pub fn usual_kind(stage: Stage) -> SchoolKind {
    SchoolKind::ALL
        .into_iter()
        .find(|kind| kind.stages() == [stage])
        .unwrap_or(SchoolKind::Primary)
}

/// Seats of a new school of which nothing else is known: one full class a grade. A kindergarten has two, six classes in
/// all: of middle size by JGJ 39-2016 (5 to 8 classes), where three would make it a small one.
pub fn usual_seats(limits: &Limits, stage: Stage) -> u32 {
    let a_grade = if stage == Stage::Kindergarten { 2 } else { 1 };
    limits.full_class(stage) * stage.grades() * a_grade
}

/// Seats in whole classes for so many pupils.
pub(super) fn seats_for(evaluator: &Evaluator, stage: Stage, pupils: u32) -> u32 {
    let class = evaluator.limits().full_class(stage);
    pupils.div_ceil(class).max(1) * class
}

/// The place's name with the kind of school, numbered when a school of the layout has that name.
pub fn free_name(place: &str, kind: SchoolKind, layout: &Layout, lang: Lang) -> String {
    let kind = kind.words();
    let stem = match lang {
        _ if place.is_empty() => kind.say(lang).to_owned(),
        Lang::Zh => format!("{place}{}", kind.zh),
        Lang::En => format!("{place} {}", kind.en.to_lowercase()),
    };
    let is_taken = |name: &String| layout.sites.iter().any(|site| site.name == *name);
    let numbered = (2..).map(|number| format!("{stem} {number}"));
    std::iter::once(stem.clone())
        .chain(numbered)
        .find(|name| !is_taken(name))
        .unwrap_or(stem)
}

/// A public school of the stage at a place, beside the schools of a layout.
pub(super) fn school_at(
    place: &Place,
    id: SchoolId,
    stage: Stage,
    seats: u32,
    layout: &Layout,
    lang: Lang,
) -> Measure {
    let kind = usual_kind(stage);
    Measure::New(NewSchool {
        id,
        name: free_name(&place.name, kind, layout, lang),
        kind,
        at: place.at,
        seats: PerStage::from_fn(|taught| (taught == stage).then_some(seats)),
        ownership: Ownership::Public,
        inclusive: true,
    })
}

/// What the ids of new schools begin with.
pub const NEW: &str = "new";

/// Ids that neither the county nor the plan has: with the stem `new` they are `new-1`, `new-2`, …
pub fn free_ids(
    county: &County,
    plan: Option<&Plan>,
    stem: &str,
) -> impl Iterator<Item = SchoolId> {
    let is_free = move |id: &SchoolId| {
        let mut planned = plan.into_iter().flat_map(|plan| &plan.actions);
        county.school(id).is_none() && !planned.any(|action| action.measure.school() == id)
    };
    (1..)
        .map(move |number| SchoolId::new(&format!("{stem}-{number}")))
        .filter(is_free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::village::{SchoolOnLine, at, county};
    use crate::units::Year;

    #[test]
    fn a_kindergarten_opens_with_two_classes_a_grade_and_a_school_with_one() {
        let limits = Limits::default();
        let class = |stage| limits.full_class(stage);
        let seats = |stage| usual_seats(&limits, stage);
        let [kindergarten, primary, junior] = [Stage::Kindergarten, Stage::Primary, Stage::Junior];
        assert_eq!(seats(kindergarten), 6 * class(kindergarten));
        assert_eq!(seats(primary), 6 * class(primary));
        assert_eq!(seats(junior), 3 * class(junior));
    }

    #[test]
    fn a_proposed_school_does_not_take_the_name_of_one_that_is_there() {
        let mut county = county(
            Stage::Primary,
            &[SchoolOnLine {
                name: "a",
                kind: SchoolKind::Primary,
                km: 0.0,
                pupils: 90,
                seats: None,
            }],
            &[(0.0, 90)],
        );
        "东林小学".clone_into(&mut county.schools[0].name);
        let place = |name: &str| Place {
            name: name.to_owned(),
            at: at(1.0),
            settlement: None,
            township: None,
        };
        let layout = Layout::today(&county, Year(2025));
        let name = |place: &Place| {
            let id = free_ids(&county, None, NEW).next().unwrap();
            match school_at(place, id, Stage::Primary, 90, &layout, Lang::Zh) {
                Measure::New(new) => new.name,
                other => panic!("{other:?} builds nothing"),
            }
        };
        assert_eq!(name(&place("东林")), "东林小学 2");
        assert_eq!(name(&place("石牛")), "石牛小学");
    }
}
