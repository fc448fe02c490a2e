//! How evenly a stage's schools serve its pupils, and the staff they need.

use crate::evaluation::{Evaluation, Evaluator};
use crate::indicators::{Figure, Posts, gini, gini_of_trips, posts, seats_in_reach};
use crate::model::Stage;
use crate::rules::Measure;
use crate::units::Meters;
use crate::words::Words;

/// Equity and staff of one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Equity {
    /// Gini index of trip lengths over placed day pupils.
    pub gini_of_trips: Figure,
    /// How far a school is taken to be in reach: the stage's trip limit.
    pub reach: Option<Meters>,
    /// Pupils with no seat of the stage in reach, boarders included.
    pub without_seat_in_reach: Figure,
    /// Gini index of seats in reach per pupil (2SFCA), boarders included.
    pub gini_of_access: Figure,
    /// Staff posts over all schools; `None` where the standards state no ratio or the pupils of a school are not known.
    pub posts: Option<Posts>,
}

/// The equity of a stage; `None` for a stage that is neither taught nor has pupils.
pub fn equity(evaluator: &Evaluator, evaluation: &Evaluation, stage: Stage) -> Option<Equity> {
    let evaluated = evaluation.stages[stage].as_ref()?;
    let reach = evaluator.limits().trip[stage];
    let pupils = &evaluation.demand.pupils[stage];
    let access = reach.map(|reach| {
        let layout = &evaluation.layout;
        let homes_within_reach = evaluator.homes_within(layout, reach);
        seats_in_reach(&evaluated.assignment, pupils, layout, homes_within_reach)
    });
    let over_pupils = |access: &[f64]| {
        access
            .iter()
            .copied()
            .zip(pupils.iter().copied())
            .collect::<Vec<_>>()
    };
    let schools = &evaluated.schools;
    let silent = schools
        .iter()
        .filter(|numbers| numbers.seats.is_none())
        .count();
    let has_schools = evaluation.layout.has_schools(stage);
    let has_pupils = evaluation.demand.basis[stage].is_known();
    let access = access.filter(|_| silent == 0 && has_schools && has_pupils);
    let without = access.as_deref().map(|access| {
        let without = over_pupils(access)
            .into_iter()
            .filter(|&(seats, _)| seats <= 0.0);
        without.map(|(_, pupils)| u64::from(pupils)).sum::<u64>() as f64
    });
    let no_reach = || match silent {
        _ if !has_schools => Words::new("needs schools of the stage", "缺该学段学校"),
        _ if !has_pupils => Words::new("needs pupils", "缺学生数"),
        0 => Words::new("needs a trip limit for the stage", "缺该学段路程标准"),
        _ => Words::new(
            format!(
                "needs the seats of {}",
                Words::counted(silent, "school", "所").en
            ),
            format!("缺{silent}所学校的学位数"),
        ),
    };
    Some(Equity {
        gini_of_trips: known(gini_of_trips(evaluated.daily()), || {
            Words::new("needs pupils", "缺学生数")
        }),
        reach,
        without_seat_in_reach: known(without, no_reach),
        gini_of_access: known(
            access
                .as_deref()
                .and_then(|access| gini(over_pupils(access))),
            no_reach,
        ),
        posts: staff(evaluator, evaluation, stage),
    })
}

fn known(value: Option<f64>, missing: impl FnOnce() -> Words) -> Figure {
    value.map_or_else(|| Figure::NotKnown(missing()), Figure::Known)
}

fn staff(evaluator: &Evaluator, evaluation: &Evaluation, stage: Stage) -> Option<Posts> {
    let limit = |measure| {
        let rule = evaluator
            .standards()
            .iter()
            .find(|rule| rule.measure == measure && rule.covers(stage))?;
        Some(rule.limit)
    };
    let ratio = limit(Measure::PupilsPerPost)?;
    let per_class = limit(Measure::PostsPerClass);
    let class_pupils = evaluator.limits().class_pupils[stage]?;
    let schools = &evaluation.stages[stage].as_ref()?.schools;
    let of_school = schools.iter().map(|school| {
        Some(posts(
            school.pupils?,
            stage.grades(),
            class_pupils,
            ratio,
            per_class,
        ))
    });
    of_school
        .reduce(|all, school| Some(all? + school?))
        .flatten()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::horizon::fixture::county;
    use crate::plan::{Action, Measure as Done, Plan, Policy};
    use crate::rules::Standards;
    use crate::units::Year;

    fn of(closed: Option<&str>) -> Equity {
        let evaluator = Evaluator::new(Arc::new(county()), Standards::default());
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        plan.actions.extend(closed.map(|id| {
            Action::new(
                Year(2021),
                Done::Close {
                    school: crate::model::SchoolId::new(id),
                },
                "",
            )
        }));
        let evaluation = evaluator.evaluate(&plan, Year(2021), Policy::Nearest);
        equity(&evaluator, &evaluation, Stage::Primary).unwrap()
    }

    #[test]
    fn closing_the_village_school_leaves_its_pupils_without_a_seat_in_reach() {
        // Town: 270 seats for 200 pupils, 1.35 each; village: 60 for 40, 1.5 each.
        let today = of(None);
        assert_eq!(today.without_seat_in_reach, Figure::Known(0.0));
        // (200 × 40 × 0.15) / (240 × (270 + 60)).
        let gini = today.gini_of_access.known().unwrap();
        assert!((gini - 1_200.0 / 79_200.0).abs() < 1e-12, "{gini}");
        assert_eq!(
            of(Some("village")).without_seat_in_reach,
            Figure::Known(40.0)
        );
    }

    #[test]
    fn a_small_school_needs_posts_by_class_and_its_merger_frees_them() {
        // Town 200/19 = 11 posts, six classes × 1.4 = 9; village 40/19 = 3 posts, but six classes need 9.
        assert_eq!(
            of(None).posts,
            Some(Posts {
                by_pupils: 14,
                needed: 20
            })
        );
        // 240/19 = 13 posts, six classes of 40.
        assert_eq!(
            of(Some("village")).posts,
            Some(Posts {
                by_pupils: 13,
                needed: 13
            })
        );
    }
}
