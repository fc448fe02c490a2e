//! The targets board: each target of the standards in force, today and in the plan's year.

use crate::evaluation::{Evaluation, Evaluator};
use crate::forecast::Variant;
use crate::indicators::Figure;
use crate::model::{SchoolKind, Stage};
use crate::rules::{Measure, Standard, estimates};
use crate::units::Year;
use crate::words::Words;

/// One target: what it asks, what is, what the plan makes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Id of the standard.
    pub standard: String,
    /// What it is called.
    pub words: Words,
    /// What is counted, and how, in a sentence.
    pub formula: Words,
    /// The number asked for.
    pub limit: f64,
    /// The year it is asked for; `None` for a standing rule.
    pub year: Option<Year>,
    /// Today.
    pub now: Figure,
    /// In the plan's year.
    pub planned: Figure,
    /// Whether the plan reaches it; `None` when that is not known.
    pub is_met: Option<bool>,
}

/// The targets of the standards in force, in their order. `now` is today's evaluation, `planned` the
/// plan's in the year looked at.
pub fn targets(evaluator: &Evaluator, now: &Evaluation, planned: &Evaluation) -> Vec<Target> {
    let target = |rule: &Standard| {
        let formula = formula(rule.measure)?;
        let planned = figure(evaluator, planned, rule);
        Some(Target {
            standard: rule.id.clone(),
            words: rule.words.clone(),
            formula,
            limit: rule.limit,
            year: rule.year,
            now: figure(evaluator, now, rule),
            is_met: planned.known().map(|value| !rule.is_broken_by(value)),
            planned,
        })
    };
    evaluator.standards().iter().filter_map(target).collect()
}

/// How a county-wide measure is counted; `None` for measures of single schools and trips.
fn formula(measure: Measure) -> Option<Words> {
    let (en, zh) = match measure {
        Measure::GrossEnrolment => (
            "pupils of any age with a seat (today: as recorded) / residents of the stage's ages, from births",
            "有学位的就读学生（不限年龄；现状按在册）÷ 该学段适龄常住人口（由出生数推算）",
        ),
        Measure::PublicShare => (
            "children in public kindergartens / all with a place",
            "公办园在园幼儿 ÷ 全部在园幼儿",
        ),
        Measure::InclusiveCoverage => (
            "children in public or inclusive private kindergartens / all with a place",
            "（公办园＋普惠性民办园在园幼儿）÷ 全部在园幼儿",
        ),
        Measure::NineYearRetention => (
            "grade-9 pupils / grade-1 pupils eight years before",
            "九年级学生数 ÷ 八年前一年级学生数",
        ),
        Measure::SchoolAgeEntry => (
            "compulsory pupils with a school / all",
            "有学位的义务教育学生 ÷ 全部",
        ),
        Measure::OversizeClasses => (
            "classes above the oversize line, estimated from pupils, seats and the class ceiling",
            "大班额班数，按学生、学位和班额估算",
        ),
        Measure::OversizeClassShare => (
            "share of classes above the oversize line, estimated from pupils, seats and the class ceiling",
            "大班额占比，按学生、学位和班额估算",
        ),
        Measure::OversizeSchools => (
            "schools above the size limit of their kind",
            "超过同类学校规模上限的学校数",
        ),
        Measure::VocationalShare => (
            "vocational pupils / all of the senior stage",
            "中职学生 ÷ 高中阶段学生",
        ),
        Measure::BalanceCv => (
            "largest variation between schools of the resources recorded per school, weighted by pupils",
            "各校已录资源的校际差异系数最大值（按学生加权）",
        ),
        _ => return None,
    };
    Some(Words::new(en, zh))
}

fn needs(en: impl Into<String>, zh: impl Into<String>) -> Figure {
    Figure::NotKnown(Words::new(en, zh))
}

fn figure(evaluator: &Evaluator, evaluation: &Evaluation, rule: &Standard) -> Figure {
    let value = of_schools(evaluator, evaluation, rule);
    if matches!(value, Figure::Known(_)) && !is_read(evaluation, rule) {
        return needs("needs schools of the stage", "缺该学段学校");
    }
    value
}

/// The value as the schools that were read make it.
fn of_schools(evaluator: &Evaluator, evaluation: &Evaluation, rule: &Standard) -> Figure {
    match rule.measure {
        Measure::GrossEnrolment => gross_enrolment(evaluator, evaluation, rule),
        Measure::PublicShare => {
            kindergarten(evaluation).map_or_else(no_pupils, |numbers| numbers.public_share.clone())
        }
        Measure::InclusiveCoverage => kindergarten(evaluation)
            .map_or_else(no_pupils, |numbers| numbers.inclusive_coverage.clone()),
        Measure::NineYearRetention => match evaluator.forecast().nine_year_retention() {
            Some(share) if evaluation.layout.year == evaluator.base_year() => Figure::Known(share),
            _ => needs(
                "needs pupils by grade, this year and eight years before",
                "缺本年及八年前分年级学生数",
            ),
        },
        Measure::SchoolAgeEntry => share(
            placed(evaluation, &rule.stages),
            pupils(evaluation, &rule.stages),
        ),
        Measure::OversizeClasses => match classes(evaluator, evaluation, rule) {
            Ok((oversize, _)) => Figure::Known(f64::from(oversize)),
            Err(missing) => missing,
        },
        Measure::OversizeClassShare => match classes(evaluator, evaluation, rule) {
            Ok((oversize, all)) => share(oversize, all),
            Err(missing) => missing,
        },
        Measure::OversizeSchools => oversize_schools(evaluator, evaluation, rule),
        Measure::VocationalShare => {
            let both = [Stage::Senior, Stage::Vocational];
            share(
                placed(evaluation, &[Stage::Vocational]),
                placed(evaluation, &both),
            )
        }
        Measure::BalanceCv => balance(evaluator, evaluation, rule),
        _ => no_pupils(),
    }
}

/// Whether schools were read or planned where a rule looks for them; nothing is counted of those that were not.
fn is_read(evaluation: &Evaluation, rule: &Standard) -> bool {
    let layout = &evaluation.layout;
    let is_taught = |stage: &Stage| layout.has_schools(*stage);
    match rule.measure {
        Measure::NineYearRetention => true,
        Measure::SchoolAgeEntry => {
            let has_none = |stage: &Stage| pupils(evaluation, &[*stage]) == 0;
            let mut stages = rule.stages.iter();
            stages.all(|stage| is_taught(stage) || has_none(stage))
        }
        _ => rule.stages.is_empty() || rule.stages.iter().any(is_taught),
    }
}

fn no_pupils() -> Figure {
    needs("needs pupils", "缺学生数")
}

fn needs_pupils_of(evaluation: &Evaluation, site: usize) -> Figure {
    let name = &evaluation.layout.sites[site].name;
    needs(
        format!("needs the pupils of {name}"),
        format!("缺{name}的学生数"),
    )
}

fn needs_seats_of(evaluation: &Evaluation, site: usize) -> Figure {
    let name = &evaluation.layout.sites[site].name;
    needs(
        format!("needs the seats of {name}"),
        format!("缺{name}的学位数"),
    )
}

fn share(part: impl Into<u64>, whole: impl Into<u64>) -> Figure {
    let (part, whole) = (part.into(), whole.into());
    if whole == 0 {
        return no_pupils();
    }
    Figure::Known(part as f64 / whole as f64)
}

fn kindergarten(evaluation: &Evaluation) -> Option<&crate::indicators::StageNumbers> {
    evaluation.stages[Stage::Kindergarten]
        .as_deref()
        .map(|stage| &stage.numbers)
}

fn placed(evaluation: &Evaluation, stages: &[Stage]) -> u64 {
    stages
        .iter()
        .filter_map(|&stage| Some(evaluation.stages[stage].as_ref()?.numbers.placed))
        .map(u64::from)
        .sum()
}

fn pupils(evaluation: &Evaluation, stages: &[Stage]) -> u64 {
    stages
        .iter()
        .filter_map(|&stage| Some(evaluation.stages[stage].as_ref()?.numbers.pupils))
        .map(u64::from)
        .sum()
}

/// Today whoever is enrolled, on whatever seats. In years to come as many of those who are wanted, given to schools by
/// the policy, as there are seats: a plan that builds enough reaches its target, one that does not cannot.
fn gross_enrolment(evaluator: &Evaluator, evaluation: &Evaluation, rule: &Standard) -> Figure {
    // Senior and vocational schools share one age group.
    let Some(&stage) = rule.stages.first() else {
        return no_pupils();
    };
    let year = evaluation.layout.year;
    if let Some(children) = evaluator.forecast().children(stage, year, Variant::Mid) {
        if year <= evaluator.base_year() {
            return share(placed(evaluation, &rule.stages), children);
        }
        let mut attending = 0;
        for &stage in &rule.stages {
            match seated(evaluation, stage) {
                Ok(pupils) => attending += pupils,
                Err(missing) => return missing,
            }
        }
        return share(attending, children);
    }
    let oldest = year.0 - if stage == Stage::Kindergarten { 6 } else { 18 };
    needs(
        format!("needs births by settlement or township since {oldest}"),
        format!("缺{oldest}年以来分村或分乡镇出生数"),
    )
}

/// Pupils of a stage who were given to a school, at most as many as there are seats in the county; what is missing
/// where the seats of a school are not known and the others do not have room for all.
fn seated(evaluation: &Evaluation, stage: Stage) -> Result<u64, Figure> {
    let Some(evaluated) = &evaluation.stages[stage] else {
        return Ok(0);
    };
    let pupils = u64::from(evaluated.numbers.placed);
    let known = evaluated.schools.iter().filter_map(|school| school.seats);
    let seats: u64 = known.map(u64::from).sum();
    let silent = evaluated
        .schools
        .iter()
        .find(|school| school.seats.is_none());
    match silent {
        Some(school) if pupils > seats => Err(needs_seats_of(evaluation, school.site)),
        _ => Ok(pupils.min(seats)),
    }
}

/// Oversize classes and all classes, estimated.
fn classes(
    evaluator: &Evaluator,
    evaluation: &Evaluation,
    rule: &Standard,
) -> Result<(u32, u32), Figure> {
    let limits = evaluator.limits();
    let (mut oversize, mut all) = (0, 0);
    for &stage in &rule.stages {
        let Some(evaluated) = &evaluation.stages[stage] else {
            continue;
        };
        let Some(oversize_class) = limits.oversize_class(stage) else {
            continue;
        };
        for numbers in evaluated
            .schools
            .iter()
            .filter(|numbers| numbers.pupils != Some(0))
        {
            let Some(pupils) = numbers.pupils else {
                return Err(needs_pupils_of(evaluation, numbers.site));
            };
            let Some(classes) = estimates::classes(limits, stage, numbers.seats) else {
                return Err(needs_seats_of(evaluation, numbers.site));
            };
            all += classes;
            if estimates::class_size(pupils, classes) > oversize_class {
                oversize += classes;
            }
        }
    }
    Ok((oversize, all))
}

fn oversize_schools(evaluator: &Evaluator, evaluation: &Evaluation, rule: &Standard) -> Figure {
    let standards = evaluator.standards();
    let sites = &evaluation.layout.sites;
    let concerns = |site: usize| rule.stages.iter().any(|&stage| sites[site].runs(stage));
    let mut oversize = 0;
    for site in (0..sites.len()).filter(|&site| concerns(site)) {
        let Some(limit) = standards.largest_school(sites[site].kind) else {
            continue;
        };
        match evaluation.size(site) {
            None => return needs_pupils_of(evaluation, site),
            Some(pupils) if f64::from(pupils) > limit => oversize += 1,
            Some(_) => {}
        }
    }
    Figure::Known(f64::from(oversize))
}

/// Resources a school may record, by property, with what a planner calls them.
pub(crate) const RESOURCES: [&str; 7] = [
    "qualified_teachers",
    "backbone_teachers",
    "pe_arts_teachers",
    "teaching_rooms_m2",
    "sports_m2",
    "equipment_yuan",
    "networked_classrooms",
];

/// The part of a whole school's ground, rooms or teachers that one of its stages has: by pupils, of whom one in a
/// junior or later stage needs as much as 1.1 in an earlier one (教督〔2017〕6号, for nine-year schools). `None` where
/// the pupils of a stage are not known.
fn share_of_stage(evaluation: &Evaluation, site: usize, stage: Stage) -> Option<f64> {
    let weight = |stage: Stage| match stage {
        Stage::Kindergarten | Stage::Primary => 1.0,
        Stage::Junior | Stage::Senior | Stage::Vocational | Stage::Special => 1.1,
    };
    let (mut own, mut all) = (0.0, 0.0);
    for other in Stage::ALL {
        let evaluated = evaluation.stages[other].as_ref();
        if let Some(numbers) = evaluated.and_then(|evaluated| evaluated.school(site)) {
            let weighed = f64::from(numbers.pupils?) * weight(other);
            all += weighed;
            if other == stage {
                own = weighed;
            }
        }
    }
    Some(if all > 0.0 { own / all } else { 1.0 })
}

/// The largest coefficient of variation of the resources that every school of the stage records.
/// Teaching points are left out, as in the national evaluation those under 50 pupils are.
fn balance(evaluator: &Evaluator, evaluation: &Evaluation, rule: &Standard) -> Figure {
    let county = evaluator.county();
    let variation = |resource: &str| {
        let stage = rule.stages.first().copied()?;
        let schools = &evaluation.stages[stage].as_ref()?.schools;
        let counted = schools.iter().filter(|numbers| {
            numbers.pupils != Some(0)
                && evaluation.layout.sites[numbers.site].kind != SchoolKind::TeachingPoint
        });
        let recorded = counted.map(|numbers| {
            let school = county.school(&evaluation.layout.sites[numbers.site].id)?;
            let whole = school.extra.get(resource)?.as_f64()?;
            let share = share_of_stage(evaluation, numbers.site, stage)?;
            Some((whole * share, numbers.pupils?))
        });
        let recorded: Option<Vec<(f64, u32)>> = recorded.collect();
        crate::indicators::variation(recorded?)
    };
    match RESOURCES
        .iter()
        .filter_map(|resource| variation(resource))
        .reduce(f64::max)
    {
        Some(largest) => Figure::Known(largest),
        None => needs(
            format!("needs one of {} for every school", RESOURCES.join(", ")),
            "缺各校资源配置数据（专任教师、用房、场地、设备等任一项）",
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::horizon::fixture::county;
    use crate::plan::{Plan, Policy};
    use crate::rules::Standards;

    fn board() -> Vec<Target> {
        let packs = ["cn-national", "cn-rural", "plan-jingyan-145"].map(str::to_owned);
        let (standards, unknown) = Standards::enabled(&packs);
        assert_eq!(unknown, []);
        let evaluator = Evaluator::new(Arc::new(county()), standards);
        let plan = Plan::new("A", (Year(2021), Year(2025)));
        let evaluate = |year| evaluator.evaluate(&plan, Year(year), Policy::Keep);
        targets(&evaluator, &evaluate(2021), &evaluate(2022))
    }

    fn target(id: &str) -> Target {
        board()
            .into_iter()
            .find(|target| target.standard == id)
            .unwrap()
    }

    #[test]
    fn shares_are_counted_in_children_not_in_kindergartens() {
        let public = target("target.public");
        assert_eq!(public.now, Figure::Known(0.6));
        let inclusive = target("target.inclusive");
        assert_eq!(inclusive.now, Figure::Known(0.8));
        assert_eq!((inclusive.limit, inclusive.year), (0.88, Some(Year(2025))));
        assert_eq!(inclusive.is_met, Some(false));
    }

    #[test]
    fn gross_enrolment_divides_by_children_born() {
        // Three cohorts of 42 are 126 children; 100 of them attend.
        assert_eq!(
            target("target.gross_kindergarten").now,
            Figure::Known(100.0 / 126.0)
        );
        let Figure::NotKnown(missing) = target("target.gross_senior").now else {
            panic!("births of 2003 are not known")
        };
        assert_eq!(
            missing.en,
            "needs births by settlement or township since 2003"
        );
    }

    #[test]
    fn a_plan_that_builds_meets_its_enrolment_target_and_one_that_does_not_cannot() {
        // 126 children, 100 of them attend on 100 seats; 96 % in 2025 are 121.
        let mut county = county();
        for (school, seats) in county.schools.iter_mut().zip([60, 20, 20]) {
            let record = school.stages[Stage::Kindergarten].as_mut().unwrap();
            record.seats = Some(crate::model::Count::recorded(seats));
        }
        let packs = ["cn-national", "plan-jingyan-145"].map(str::to_owned);
        let (standards, _) = Standards::enabled(&packs);
        let evaluator = Evaluator::new(Arc::new(county), standards);
        let idle = Plan::new("A", (Year(2021), Year(2025)));
        let mut building = idle.clone();
        let mut seats = crate::model::PerStage::default();
        seats[Stage::Kindergarten] = Some(90);
        let expand = crate::plan::Measure::Expand {
            school: crate::model::SchoolId::new("k1"),
            seats,
        };
        building
            .actions
            .push(crate::plan::Action::new(Year(2023), expand, ""));
        for policy in Policy::ALL {
            let now = evaluator.baseline(Year(2021), policy);
            let target = |plan: &Plan, year| {
                let planned = evaluator.evaluate(plan, Year(year), policy);
                let board = targets(&evaluator, &now, &planned);
                let mut board = board.into_iter();
                board
                    .find(|target| target.standard == "target.gross_kindergarten")
                    .unwrap()
            };
            assert_eq!(
                target(&idle, 2025).planned,
                Figure::Known(100.0 / 126.0),
                "{policy:?}"
            );
            assert_eq!(target(&idle, 2025).is_met, Some(false), "{policy:?}");
            assert_eq!(
                target(&building, 2025).planned,
                Figure::Known(121.0 / 126.0),
                "{policy:?}"
            );
            assert_eq!(target(&building, 2025).is_met, Some(true), "{policy:?}");
        }
    }

    #[test]
    fn where_no_school_of_a_stage_was_read_no_target_is_met_or_missed() {
        let packs = ["cn-national", "cn-rural", "plan-jingyan-145"].map(str::to_owned);
        let (standards, _) = Standards::enabled(&packs);
        let mut county = county();
        county.schools.clear();
        let evaluator = Evaluator::new(Arc::new(county), standards);
        let today = evaluator.baseline(Year(2021), Policy::Keep);
        for target in targets(&evaluator, &today, &today) {
            assert_eq!(target.is_met, None, "{}: {:?}", target.standard, target.now);
        }
    }

    #[test]
    fn everyone_has_a_school_and_no_class_is_oversize() {
        assert_eq!(target("target.entry").now, Figure::Known(1.0));
        assert_eq!(target("target.oversize_classes").now, Figure::Known(0.0));
        assert_eq!(target("target.oversize_schools").now, Figure::Known(0.0));
    }

    #[test]
    fn what_is_missing_is_named_and_never_zero() {
        for id in [
            "target.retention",
            "balance.cv.primary",
            "target.vocational",
        ] {
            let target = target(id);
            assert!(matches!(target.now, Figure::NotKnown(_)), "{id}");
            assert_eq!(target.is_met, None, "{id}");
        }
    }
}
