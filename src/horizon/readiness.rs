//! What is missing before a plan is handed over, and what stands: each point with its weight and where it is mended.
//!
//! Nothing here forbids to hand over. What has not been worked out yet is told as that, never as fine.

use super::gate::Gate;
use super::money::money;
use super::verdict::Verdict;
use crate::evaluation::Evaluation;
use crate::model::Stage;
use crate::plan::{Action, Measure, Plan};
use crate::rules::gate::LineKey;
use crate::rules::{Standard, Standards};
use crate::words::Words;

/// How much a point weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It must be mended, or is not known.
    Must,
    /// It should be.
    Should,
    /// It stands.
    Ready,
}

impl Weight {
    /// All of them, the heaviest first.
    pub const ALL: [Self; 3] = [Self::Must, Self::Should, Self::Ready];
}

/// Where a point is looked at and mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// At the closure gate.
    Gate,
    /// Among the measures of the plan.
    Steps,
    /// Where the plan is saved.
    Save,
    /// Among the places that break a standard.
    Problems,
    /// Among the standards.
    Standards,
    /// Where costs stand.
    Money,
    /// Among the assumptions about the data.
    Assumptions,
    /// Among the doubts about the data.
    Doubts,
}

/// One point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// How much it weighs.
    pub weight: Weight,
    /// What it is, with its number.
    pub words: Words,
    /// Where it is mended.
    pub place: Where,
}

/// What is known of a plan beside itself.
pub struct Known<'a> {
    /// The plan in the year on screen.
    pub evaluation: &'a Evaluation,
    /// The standards in force.
    pub standards: &'a Standards,
    /// The gate's answer; `None` until it has judged the plan as it stands.
    pub judged: Option<(&'a Gate, &'a Verdict)>,
    /// Whether the plan stands in its file as it is.
    pub is_saved: bool,
    /// Questions about the data that only the planner can answer, and that nobody has.
    pub open_questions: usize,
    /// Doubts that reading the data left.
    pub doubts: usize,
}

/// Whether the planner has still to stand behind a rule.
pub fn is_to_confirm(rule: &Standard, plan: Option<&Plan>) -> bool {
    rule.needs_confirmation() && plan.is_none_or(|plan| !plan.confirms(&rule.id, rule.limit))
}

/// Every point about a plan, the heaviest first.
pub fn readiness(plan: &Plan, known: &Known<'_>) -> Vec<Point> {
    let mut points = gate_points(known);
    let closures = known.judged.map(|(gate, _)| gate.pages.len());
    let silent = plan.actions.iter().filter(|action| keeps_silently(action));
    points.push(counted(
        silent.count(),
        Weight::Must,
        Where::Steps,
        |n| {
            let schools = Words::counted(n, "school", "所");
            Words::new(
                format!("{} kept without a reason", schools.en),
                format!("{}保留学校没有理由", schools.zh),
            )
        },
        (
            "Every school that is kept has its reason",
            "保留的学校都有理由",
        ),
    ));
    points.push(unseated(known.evaluation));
    points.push(if known.is_saved {
        point(
            Weight::Ready,
            Where::Save,
            ("The plan is saved", "方案已保存"),
        )
    } else {
        point(
            Weight::Must,
            Where::Save,
            ("The plan is not saved", "方案未保存"),
        )
    });
    points.push(counted(
        known.open_questions,
        Weight::Must,
        Where::Doubts,
        |n| {
            let questions = Words::counted(n, "question", "个问题");
            Words::new(
                format!("{} about the data only you can answer", questions.en),
                format!("资料有{}待您确认", questions.zh),
            )
        },
        ("No question about the data is open", "资料没有待确认的问题"),
    ));
    if closures != Some(0) {
        points.extend(procedure(known.judged.map(|(gate, _)| gate)));
    }
    points.extend([
        counted(
            known
                .standards
                .iter()
                .filter(|rule| is_to_confirm(rule, Some(plan)))
                .count(),
            Weight::Should,
            Where::Standards,
            |n| {
                let rules = Words::counted(n, "rule", "条标准");
                Words::new(
                    format!("{} from memory, to be confirmed", rules.en),
                    format!("{}凭记忆收录，待确认", rules.zh),
                )
            },
            ("Somebody stands behind every rule", "标准均已确认"),
        ),
        counted(
            money(plan).without_cost,
            Weight::Should,
            Where::Money,
            |n| {
                let measures = Words::counted(n, "measure", "项措施");
                Words::new(
                    format!("{} without a cost", measures.en),
                    format!("{}没有投资", measures.zh),
                )
            },
            ("Every measure has its cost", "措施都有投资"),
        ),
        counted(
            plan.assumptions.len(),
            Weight::Should,
            Where::Assumptions,
            |n| {
                let kinds = Words::counted(n, "assumption", "项假定值");
                Words::new(
                    format!("{} in place of data", kinds.en),
                    format!("{}代替资料", kinds.zh),
                )
            },
            ("No figure rests on an assumption", "没有使用假定值"),
        ),
        counted(
            known.doubts,
            Weight::Should,
            Where::Doubts,
            |n| {
                let doubts = Words::counted(n, "doubt", "处疑点");
                Words::new(
                    format!("{} about the data", doubts.en),
                    format!("资料有{}", doubts.zh),
                )
            },
            ("The data left no doubt", "资料没有疑点"),
        ),
    ]);
    points.sort_by_key(|point| point.weight);
    points
}

/// What the gate says; that it has not said it yet, where it has not.
fn gate_points(known: &Known<'_>) -> Vec<Point> {
    let Some((gate, verdict)) = known.judged else {
        let words = (
            "The closure gate has still to judge the plan",
            "撤并研判尚未完成",
        );
        return vec![point(Weight::Must, Where::Gate, words)];
    };
    vec![
        counted(
            gate.refused().count(),
            Weight::Must,
            Where::Gate,
            |n| {
                let closures = Words::counted(n, "red closure", "项红灯");
                Words::new(
                    format!("{} without a written reason", closures.en),
                    format!("{}没有书面说明", closures.zh),
                )
            },
            (
                "No closure is red without a reason",
                "撤并均通过研判或有说明",
            ),
        ),
        counted(
            verdict.doubts.len(),
            Weight::Must,
            Where::Gate,
            |n| {
                let doubts = Words::counted(n, "doubt", "处存疑");
                Words::new(
                    format!("{} on which the gate cannot be relied", doubts.en),
                    format!("{}，研判不可作准", doubts.zh),
                )
            },
            ("The gate can be relied on", "研判可作准"),
        ),
    ]
}

/// Pupils without a seat, over all stages; not known where a stage's pupils are not.
fn unseated(evaluation: &Evaluation) -> Point {
    let stages = Stage::ALL.into_iter().filter_map(|stage| {
        let evaluated = evaluation.stages[stage].as_ref()?;
        let is_known = evaluation.demand.basis[stage].is_known();
        Some(is_known.then(|| evaluated.assignment.not_placed()))
    });
    let unseated: Option<Vec<u64>> = stages.collect();
    match unseated.map(|all| all.into_iter().sum::<u64>()) {
        None => point(
            Weight::Must,
            Where::Doubts,
            (
                "Whether everybody has a seat is not known",
                "是否人人有学位不详",
            ),
        ),
        Some(0) => point(
            Weight::Ready,
            Where::Problems,
            ("Everybody has a seat in the year shown", "当年人人有学位"),
        ),
        Some(n) => Point {
            weight: Weight::Must,
            words: {
                let pupils = Words::counted(n, "pupil", "名学生");
                Words::new(
                    format!("{} without a seat in the year shown", pupils.en),
                    format!("当年{}没有学位", pupils.zh),
                )
            },
            place: Where::Problems,
        },
    }
}

/// Closures whose procedure is not through.
fn procedure(gate: Option<&Gate>) -> Option<Point> {
    let pages = &gate?.pages;
    let is_open = |page: &&super::GatePage| {
        let mut lines = page.lines.iter();
        lines.any(|line| line.key == LineKey::Procedure && line.value != line.limit)
    };
    Some(counted(
        pages.iter().filter(is_open).count(),
        Weight::Should,
        Where::Gate,
        |n| {
            let closures = Words::counted(n, "closure", "校");
            Words::new(
                format!("{} with steps of the procedure to do", closures.en),
                format!("{}撤并程序未办完", closures.zh),
            )
        },
        ("The procedure of every closure is done", "撤并程序均已办完"),
    ))
}

fn keeps_silently(action: &Action) -> bool {
    matches!(action.measure, Measure::Keep { .. }) && action.reason.trim().is_empty()
}

fn point(weight: Weight, place: Where, (en, zh): (&str, &str)) -> Point {
    Point {
        weight,
        words: Words::new(en, zh),
        place,
    }
}

/// A point that weighs as long as something is counted.
fn counted(
    n: usize,
    weight: Weight,
    place: Where,
    words: impl FnOnce(usize) -> Words,
    fine: (&str, &str),
) -> Point {
    if n == 0 {
        return point(Weight::Ready, place, fine);
    }
    Point {
        weight,
        words: words(n),
        place,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::evaluation::Evaluator;
    use crate::horizon::fixture::county;
    use crate::horizon::{gate, verdict};
    use crate::model::SchoolId;
    use crate::plan::Policy;
    use crate::units::Year;

    fn points(plan: &Plan, is_judged: bool) -> Vec<Point> {
        let evaluator = Evaluator::new(Arc::new(county()), Standards::default());
        let evaluation = evaluator.evaluate(plan, Year(2021), Policy::Keep);
        let gate = gate(&evaluator, plan, Policy::Keep);
        let verdict = verdict(&evaluator, plan, &gate, &[]);
        let known = Known {
            evaluation: &evaluation,
            standards: evaluator.standards(),
            judged: is_judged.then_some((&gate, &verdict)),
            is_saved: false,
            open_questions: 0,
            doubts: 0,
        };
        readiness(plan, &known)
    }

    fn plan(measure: Measure) -> Plan {
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        plan.actions.push(Action::new(Year(2022), measure, ""));
        plan
    }

    fn village() -> SchoolId {
        SchoolId::new("village")
    }

    fn says(points: &[Point], weight: Weight, words: &str) -> bool {
        let mut own = points.iter().filter(|point| point.weight == weight);
        own.any(|point| point.words.en.contains(words))
    }

    #[test]
    fn a_plan_that_was_not_judged_is_never_told_to_pass() {
        let close = plan(Measure::Close { school: village() });
        let told = points(&close, false);
        assert!(says(&told, Weight::Must, "has still to judge"));
        assert!(!says(&told, Weight::Ready, "red"));
    }

    #[test]
    fn a_red_closure_must_be_explained_and_a_kept_school_have_its_reason() {
        let close = plan(Measure::Close { school: village() });
        let told = points(&close, true);
        assert!(says(
            &told,
            Weight::Must,
            "1 red closure without a written reason"
        ));
        let mut explained = close;
        explained.actions[0].details.justification = Some("a new road".to_owned());
        assert!(!says(
            &points(&explained, true),
            Weight::Must,
            "red closure"
        ));
        let kept = plan(Measure::Keep { school: village() });
        assert!(says(
            &points(&kept, true),
            Weight::Must,
            "1 school kept without a reason"
        ));
    }

    #[test]
    fn the_heaviest_points_come_first_and_every_place_is_told_once_fine_or_not() {
        let told = points(&plan(Measure::Close { school: village() }), true);
        let weights: Vec<Weight> = told.iter().map(|point| point.weight).collect();
        assert!(weights.is_sorted());
        assert!(says(&told, Weight::Must, "The plan is not saved"));
        assert!(told.iter().all(|point| !point.words.zh.is_empty()));
    }
}
