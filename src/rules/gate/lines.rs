//! The lines of the gate, one function each.

use super::{Closing, Light, Line, Place, Seating};
use crate::model::{SchoolKind, Stage};
use crate::plan::{Retention, Step};
use crate::rules::findings::share_of_grades;
use crate::rules::standard::{Measure, Op, Severity};
use crate::units::Minutes;
use crate::words::Words;

pub(super) fn all(closing: &Closing<'_>) -> Vec<Line> {
    let lines = [
        walk(closing),
        Some(trips(closing)),
        boarding(closing),
        Some(seats(closing)),
        classes(closing),
        sizes(closing),
        Some(transport(closing)),
        Some(procedure(closing)),
        Some(parents(closing)),
        Some(retention(closing)),
        Some(order(closing)),
    ];
    lines.into_iter().flatten().collect()
}

/// Half an hour on foot for grades 1 to 3. A named bus that needs no longer turns red into amber.
fn walk(closing: &Closing<'_>) -> Option<Line> {
    let limit = closing.limits.young_trip?;
    let trips = closing
        .moves
        .iter()
        .filter(|(stage, _)| *stage == Stage::Primary);
    let farthest = trips
        .filter_map(|(_, moved)| Some(moved.to.as_ref()?.1.distance()))
        .max()?;
    let over = closing.pupils(Stage::Primary, |moved| {
        Closing::goes_over(moved, Some(limit))
    });
    let young = share_of_grades(over, 3, 6);
    let bus_kmh = closing
        .standards
        .get("bus.speed")
        .map_or(25.0, |rule| rule.limit.max(1.0));
    let by_bus = Minutes::new(farthest.km() / bus_kmh * 60.0).unwrap_or_default();
    let (walking, allowed) = (farthest.walking(), limit.walking());
    let (light, by) = if young == 0 {
        (Light::Green, Words::default())
    } else if closing.details.transport.is_some() && by_bus <= allowed {
        (
            Light::Amber,
            Words::new(
                format!("; {by_bus} by the named bus"),
                format!("；乘校车 {by_bus}"),
            ),
        )
    } else {
        (Light::Red, Words::default())
    };
    Some(Line {
        key: "walk",
        question: Words::new(
            "Grades 1–3 walk to school within the limit",
            "1—3年级步行不超时",
        ),
        light,
        value: Some(walking.as_f64()),
        limit: Some(allowed.as_f64()),
        answer: Words::new(
            format!(
                "farthest {walking} on foot; about {young} pupils of grades 1–3 over {allowed}{}",
                by.en
            ),
            format!(
                "最远步行 {walking}；1—3年级约{young}人超过 {allowed}{}",
                by.zh
            ),
        ),
        place: closing.farthest(|stage, _| stage == Stage::Primary),
    })
}

/// Pupils of every stage beyond the limit, after and before.
fn trips(closing: &Closing<'_>) -> Line {
    let after = closing.over_limit();
    let was_over = |stage| {
        let limit = closing.limits.trip[stage];
        closing.pupils(stage, |moved| {
            let before = moved.from.as_ref().map(|(_, trip)| trip.distance());
            limit.is_some_and(|limit| before.is_some_and(|before| before > limit))
        })
    };
    let before: u32 = Stage::ALL.into_iter().map(was_over).sum();
    let all = closing.all_pupils();
    Line {
        key: "trips",
        question: Words::new(
            "No more pupils travel too far than before",
            "超距学生不增加",
        ),
        light: if after > before {
            Light::Amber
        } else {
            Light::Green
        },
        value: Some(f64::from(after)),
        limit: Some(f64::from(before)),
        answer: Words::new(
            format!("{after} of {all} pupils over the limit of their stage, {before} before"),
            format!("{all}人中{after}人超距，原为{before}人"),
        ),
        place: closing
            .farthest(|stage, moved| Closing::goes_over(moved, closing.limits.trip[stage])),
    }
}

/// Beds for those who may board, when no bus is named.
fn boarding(closing: &Closing<'_>) -> Option<Line> {
    let is_compulsory = closing
        .kind
        .stages()
        .iter()
        .any(|stage| matches!(stage, Stage::Primary | Stage::Junior));
    if !is_compulsory {
        return None;
    }
    let needed = super::remedies(closing).boarding.pupils;
    let has_bus = closing.details.transport.is_some();
    let (light, answer) = match closing.free_beds {
        _ if needed == 0 => (Light::Green, Words::new("nobody has to board", "无需寄宿")),
        _ if has_bus => (
            Light::Green,
            Words::new(
                format!("{needed} pupils go by bus instead"),
                format!("{needed}人改乘校车"),
            ),
        ),
        None => (
            Light::Amber,
            Words::new(
                format!(
                    "{needed} pupils from grade 4 on; not known: needs beds and boarders of the receiving schools"
                ),
                format!("4年级以上{needed}人；未知：缺接收学校床位数和寄宿生数"),
            ),
        ),
        Some(free) => {
            let light = if free >= i64::from(needed) {
                Light::Green
            } else {
                Light::Red
            };
            let words = Words::new(
                format!("{needed} pupils from grade 4 on for {free} free beds"),
                format!("4年级以上{needed}人，空余床位{free}个"),
            );
            (light, words)
        }
    };
    Some(Line {
        key: "boarding",
        question: Words::new(
            "Beds for those who board, from grade 4 on",
            "4年级以上寄宿有床位",
        ),
        light,
        value: Some(f64::from(needed)),
        limit: closing.free_beds.map(|beds| beds as f64),
        answer,
        place: closing.seating.first().map(at_school),
    })
}

/// Room at every receiving school in the closing year and every year after.
fn seats(closing: &Closing<'_>) -> Line {
    let question = Words::new(
        "Seats at the receiving schools, every year",
        "接收学校各年学位足够",
    );
    let line = |light, value, answer, at: Option<&Seating>| Line {
        key: "seats",
        question,
        light,
        value,
        limit: Some(1.0),
        answer,
        place: at.map(at_school),
    };
    let homeless: u32 = closing
        .moves
        .iter()
        .filter(|(_, moved)| moved.to.is_none())
        .map(|(_, moved)| moved.pupils)
        .sum();
    if homeless > 0 {
        let answer = Words::new(
            format!("{homeless} pupils find no seat"),
            format!("{homeless}人无学位"),
        );
        return line(Light::Red, None, answer, None);
    }
    if closing.seating.is_empty() {
        let answer = Words::new("it has no pupils", "无学生");
        return line(Light::Green, Some(0.0), answer, None);
    }
    let fullness = |seating: &Seating| {
        let seats = seating.seats?;
        Some(f64::from(seating.pupils) / f64::from(seats.max(1)))
    };
    let known = closing
        .seating
        .iter()
        .filter_map(|seating| Some((fullness(seating)?, seating)));
    // The earliest of equally full years.
    let worst = known.reduce(|worst, next| if next.0 > worst.0 { next } else { worst });
    let silent = closing
        .seating
        .iter()
        .find(|seating| seating.seats.is_none() || !seating.are_pupils_known);
    match (worst, silent) {
        (Some((full, at)), _) if full > 1.0 => line(Light::Red, Some(full), fullest(at), Some(at)),
        (_, Some(silent)) => line(Light::Amber, None, lacking(silent), Some(silent)),
        (Some((full, at)), None) => line(Light::Green, Some(full), fullest(at), Some(at)),
        (None, None) => line(Light::Green, Some(0.0), Words::default(), None),
    }
}

/// What is missing to know how full a receiving school gets.
fn lacking(silent: &Seating) -> Words {
    let (what_en, what_zh) = if silent.seats.is_none() {
        ("seats", "学位数")
    } else {
        ("pupils", "学生数")
    };
    Words::new(
        format!("not known: needs the {what_en} of {}", silent.name),
        format!("未知：缺{}的{what_zh}", silent.name),
    )
}

fn at_school(seating: &Seating) -> Place {
    Place::School(seating.school.clone())
}

fn fullest(at: &Seating) -> Words {
    let (seats, stage) = (at.seats.unwrap_or(0), at.stage.words());
    Words::new(
        format!(
            "fullest in {}: {}, {}, {} pupils on {seats} seats",
            at.year,
            at.name,
            stage.en.to_lowercase(),
            at.pupils
        ),
        format!(
            "{}年最紧：{}（{}）{}人，学位{seats}个",
            at.year, at.name, stage.zh, at.pupils
        ),
    )
}

/// No class pushed over the oversize line. Classes are estimated from seats and the class ceiling.
fn classes(closing: &Closing<'_>) -> Option<Line> {
    let first = closing.seating.first()?.year;
    let class = |seating: &Seating, pupils: u32| {
        let ceiling = closing.limits.class_pupils[seating.stage]?.max(1);
        Some(pupils.div_ceil(seating.seats?.div_ceil(ceiling).max(1)))
    };
    let judged = closing
        .seating
        .iter()
        .filter(|seating| seating.year == first)
        .filter_map(|seating| {
            let after = class(seating, seating.pupils)?;
            let before = class(seating, seating.pupils_before?)?;
            let ceiling = closing.limits.class_pupils[seating.stage]?;
            let oversize = closing.limits.oversize_class.max(ceiling);
            let light = match after {
                _ if after > oversize && after > before => Light::Red,
                _ if after > ceiling && after > before => Light::Amber,
                _ => Light::Green,
            };
            Some((light, after, oversize, seating))
        });
    let (light, after, oversize, at) = judged.max_by_key(|&(light, after, _, _)| (light, after))?;
    Some(Line {
        key: "classes",
        question: Words::new("No new oversize class", "不产生新的大班额"),
        light,
        value: Some(f64::from(after)),
        limit: Some(f64::from(oversize)),
        answer: Words::new(
            format!(
                "{}: about {after} pupils a class (estimated from seats)",
                at.name
            ),
            format!("{}每班约{after}人（按学位估算）", at.name),
        ),
        place: Some(at_school(at)),
    })
}

/// No school pushed over the size limit of its kind.
fn sizes(closing: &Closing<'_>) -> Option<Line> {
    let first = closing.seating.first()?.year;
    let of_year = || {
        closing
            .seating
            .iter()
            .filter(|seating| seating.year == first)
    };
    let limit = |kind: SchoolKind| {
        let rule = closing.standards.iter().find(|rule| {
            rule.measure == Measure::SchoolPupils
                && rule.kind == Some(kind)
                && rule.op == Op::AtMost
        });
        rule.map(|rule| rule.limit)
    };
    let size = |school: &Seating| -> u32 {
        of_year()
            .filter(|seating| seating.school == school.school)
            .map(|seating| seating.pupils)
            .sum()
    };
    let judged =
        of_year().filter_map(|seating| Some((size(seating), limit(seating.kind)?, seating)));
    let (pupils, limit, at) =
        judged.max_by(|a, b| (f64::from(a.0) / a.1).total_cmp(&(f64::from(b.0) / b.1)))?;
    let silent = of_year().find(|seating| seating.seats.is_none() || !seating.are_pupils_known);
    let (light, answer, at) = match silent {
        _ if f64::from(pupils) > limit => (Light::Red, size_words(at, pupils), at),
        Some(silent) => {
            let (size, lacks) = (size_words(silent, size(silent)), lacking(silent));
            let answer = Words::new(
                format!("{}; {}", size.en, lacks.en),
                format!("{}；{}", size.zh, lacks.zh),
            );
            (Light::Amber, answer, silent)
        }
        None => (Light::Green, size_words(at, pupils), at),
    };
    Some(Line {
        key: "sizes",
        question: Words::new("No new oversize school", "不产生新的大校额"),
        light,
        value: Some(f64::from(pupils)),
        limit: Some(limit),
        answer,
        place: Some(at_school(at)),
    })
}

fn size_words(at: &Seating, pupils: u32) -> Words {
    let (least_en, least_zh) = if at.are_pupils_known {
        ("", "")
    } else {
        ("at least ", "至少")
    };
    Words::new(
        format!("{}: {least_en}{pupils} pupils", at.name),
        format!("{}{least_zh}{pupils}人", at.name),
    )
}

/// A bus or other safe transport for whoever cannot walk.
fn transport(closing: &Closing<'_>) -> Line {
    let over = closing.over_limit();
    let (light, answer) = match &closing.details.transport {
        _ if over == 0 => (Light::Green, Words::new("nobody needs it", "无需交通保障")),
        Some(named) => (
            Light::Green,
            Words::new(
                format!("{over} pupils: {named}"),
                format!("{over}人：{named}"),
            ),
        ),
        None => (
            Light::Red,
            Words::new(
                format!("{over} pupils over the limit and no bus or other transport named"),
                format!("{over}人超距，未落实校车或其他安全交通"),
            ),
        ),
    };
    Line {
        key: "transport",
        question: Words::new("Safe transport is arranged", "交通有保障"),
        light,
        value: Some(f64::from(over)),
        limit: Some(0.0),
        answer,
        place: closing
            .farthest(|stage, moved| Closing::goes_over(moved, closing.limits.trip[stage])),
    }
}

/// The steps of the procedure; nobody expects them done while a plan is drawn up.
fn procedure(closing: &Closing<'_>) -> Line {
    let missing: Vec<Step> = Step::ALL
        .into_iter()
        .filter(|&step| !closing.details.has_done(step))
        .collect();
    let done = Step::ALL.len() - missing.len();
    let answer = match missing.first() {
        None => Words::new("all steps done", "程序已完成"),
        Some(next) => {
            let next = next.words();
            Words::new(
                format!(
                    "{done} of {} steps done, next: {}",
                    Step::ALL.len(),
                    next.en.to_lowercase()
                ),
                format!("已完成{done}/{}步，下一步：{}", Step::ALL.len(), next.zh),
            )
        }
    };
    Line {
        key: "procedure",
        question: Words::new("Hearing and procedure are done", "听证及程序已履行"),
        light: if missing.is_empty() {
            Light::Green
        } else {
            Light::Amber
        },
        value: Some(done as f64),
        limit: Some(Step::ALL.len() as f64),
        answer,
        place: None,
    }
}

/// No forced closure against most parents.
fn parents(closing: &Closing<'_>) -> Line {
    let limit = closing
        .standards
        .get("closure.parents_opposed")
        .map(|rule| rule.limit);
    let (light, answer) = match closing.details.parents_opposed {
        None => (
            Light::Amber,
            Words::new("not known: needs the parents' vote", "未知：缺家长意见"),
        ),
        Some(share) => {
            let light = if limit.is_some_and(|limit| share > limit) {
                Light::Red
            } else {
                Light::Green
            };
            let percent = share * 100.0;
            (
                light,
                Words::new(
                    format!("{percent:.0} % against"),
                    format!("{percent:.0}%反对"),
                ),
            )
        }
    };
    Line {
        key: "parents",
        question: Words::new("Most parents do not object", "多数家长不反对"),
        light,
        value: closing.details.parents_opposed,
        limit,
        answer,
        place: None,
    }
}

/// What argues for keeping the school. That most pupils would have no school within the limit weighs
/// most, unless a bus takes them.
fn retention(closing: &Closing<'_>) -> Line {
    let mut flags = closing.details.retention.clone();
    if closing.kind == SchoolKind::TeachingPoint && !flags.contains(&Retention::LowerGradesOnly) {
        flags.push(Retention::LowerGradesOnly);
    }
    let has_no_alternative = closing.over_limit() * 2 > closing.all_pupils();
    let mut said: Vec<Words> = flags.into_iter().map(Retention::words).collect();
    if has_no_alternative {
        said.push(Words::new(
            "no alternative within the limit for most pupils",
            "多数学生在限距内无其他学校",
        ));
    }
    let light = match said.len() {
        0 => Light::Green,
        _ if has_no_alternative && closing.details.transport.is_none() => Light::Red,
        _ => Light::Amber,
    };
    let join =
        |of: fn(&Words) -> &str, comma: &str| said.iter().map(of).collect::<Vec<_>>().join(comma);
    let answer = if said.is_empty() {
        Words::new("none", "无")
    } else {
        Words::new(join(|words| &words.en, ", "), join(|words| &words.zh, "、"))
    };
    Line {
        key: "retention",
        question: Words::new("Nothing argues for keeping it", "无应留必留情形"),
        light,
        value: Some(said.len() as f64),
        limit: Some(0.0),
        answer,
        place: None,
    }
}

/// The action stands in its place among the others.
fn order(closing: &Closing<'_>) -> Line {
    let worst = closing.order.iter().max_by_key(|finding| finding.severity);
    let light = match worst.map(|finding| finding.severity) {
        Some(Severity::Block) => Light::Red,
        Some(Severity::Warn) => Light::Amber,
        Some(Severity::Info) | None => Light::Green,
    };
    Line {
        key: "order",
        question: Words::new("Seats stand before it closes", "先建后撤"),
        light,
        value: Some(closing.order.len() as f64),
        limit: Some(0.0),
        answer: worst.map_or_else(
            || Words::new("in order", "顺序无误"),
            |finding| finding.words.clone(),
        ),
        place: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::remedies;
    use super::*;
    use crate::indicators::Move;
    use crate::model::SchoolId;
    use crate::plan::{Details, Done};
    use crate::rules::{Limits, Standards};
    use crate::travel::{Basis, Trip};
    use crate::units::{Meters, Wan, Year};

    fn trip(metres: f64) -> Trip {
        Trip::new(Meters::from_f64(metres), Basis::Road)
    }

    /// 40 pupils of a primary school: 30 go 1.2 km instead of 0.5 km, 10 go 3 km instead of 0.9 km.
    fn moves() -> Vec<(Stage, Move)> {
        let moved = |settlement, before, after, pupils| Move {
            settlement,
            from: Some((SchoolId::new("a"), trip(before))),
            to: Some((SchoolId::new("b"), trip(after))),
            pupils,
        };
        vec![
            (Stage::Primary, moved(0, 500.0, 1_200.0, 30)),
            (Stage::Primary, moved(1, 900.0, 3_000.0, 10)),
        ]
    }

    /// The receiver has 270 seats, which is six classes of 45.
    fn seating(pupils_by_year: &[u32]) -> Vec<Seating> {
        let of_year = |(index, &pupils): (usize, &u32)| Seating {
            year: Year(2023 + index as i32),
            school: SchoolId::new("b"),
            name: "Centre".into(),
            kind: SchoolKind::Primary,
            stage: Stage::Primary,
            pupils,
            are_pupils_known: true,
            pupils_before: Some(pupils - 40),
            seats: Some(270),
        };
        pupils_by_year.iter().enumerate().map(of_year).collect()
    }

    fn light(lines: &[Line], key: &str) -> (Light, Option<f64>) {
        lines
            .iter()
            .find(|line| line.key == key)
            .map(|line| (line.light, line.value))
            .unwrap()
    }

    fn judge(
        details: &Details,
        seating: &[Seating],
        free_beds: Option<i64>,
    ) -> (Vec<Line>, super::super::Remedies) {
        let (standards, limits, moves) = (Standards::default(), Limits::default(), moves());
        let closing = Closing {
            standards: &standards,
            limits: &limits,
            kind: SchoolKind::Primary,
            moves: &moves,
            seating,
            free_beds,
            details,
            order: &[],
        };
        (all(&closing), remedies(&closing))
    }

    #[test]
    fn grades_one_to_three_over_half_an_hour_are_red_until_a_bus_is_named() {
        // 3 km is 50 min on foot, 7.2 min by bus at 25 km/h; half of ten pupils are in grades 1 to 3.
        let (lines, _) = judge(&Details::default(), &seating(&[250]), None);
        assert_eq!(light(&lines, "walk"), (Light::Red, Some(50.0)));
        assert_eq!(light(&lines, "transport"), (Light::Red, Some(10.0)));
        let bus = Details {
            transport: Some("line 3".into()),
            ..Details::default()
        };
        let (lines, _) = judge(&bus, &seating(&[250]), None);
        assert_eq!(light(&lines, "walk").0, Light::Amber);
        assert_eq!(light(&lines, "transport").0, Light::Green);
        assert_eq!(light(&lines, "trips"), (Light::Amber, Some(10.0)));
    }

    #[test]
    fn seats_must_last_in_every_year_after() {
        let (lines, _) = judge(&Details::default(), &seating(&[250, 270, 240]), None);
        assert_eq!(light(&lines, "seats"), (Light::Green, Some(1.0)));
        let (lines, _) = judge(&Details::default(), &seating(&[250, 297, 240]), None);
        assert_eq!(light(&lines, "seats"), (Light::Red, Some(1.1)));
        let seats = lines.iter().find(|line| line.key == "seats").unwrap();
        assert_eq!(
            seats.answer.en,
            "fullest in 2024: Centre, primary, 297 pupils on 270 seats"
        );
        let mut unknown = seating(&[250]);
        unknown[0].seats = None;
        let (lines, _) = judge(&Details::default(), &unknown, None);
        assert_eq!(light(&lines, "seats"), (Light::Amber, None));
    }

    #[test]
    fn a_receiver_of_which_too_little_is_known_is_never_green_for_its_size() {
        let size = |seating: &[Seating]| {
            let (lines, _) = judge(&Details::default(), seating, None);
            light(&lines, "sizes").0
        };
        let known = seating(&[250]);
        assert_eq!(size(&known), Light::Green);
        let no_seats = Seating {
            seats: None,
            ..known[0].clone()
        };
        assert_eq!(size(&[no_seats]), Light::Amber);
        let no_pupils = Seating {
            are_pupils_known: false,
            ..known[0].clone()
        };
        assert_eq!(size(&[no_pupils]), Light::Amber);
    }

    #[test]
    fn a_class_that_grows_past_the_oversize_line_is_red() {
        // 336 pupils in six classes are 56 each; 276 are 46, over the ceiling of 45 only.
        let class = |pupils| {
            light(
                &judge(&Details::default(), &seating(&[pupils]), None).0,
                "classes",
            )
        };
        assert_eq!(class(336), (Light::Red, Some(56.0)));
        assert_eq!(class(276), (Light::Amber, Some(46.0)));
        assert_eq!(class(270), (Light::Green, Some(45.0)));
    }

    #[test]
    fn beds_are_for_grade_four_and_up() {
        // Ten pupils over 2 km, five of them in grades 4 to 6.
        let beds = |free| {
            light(
                &judge(&Details::default(), &seating(&[250]), free).0,
                "boarding",
            )
        };
        assert_eq!(beds(Some(5)), (Light::Green, Some(5.0)));
        assert_eq!(beds(Some(4)).0, Light::Red);
        assert_eq!(beds(None).0, Light::Amber);
    }

    #[test]
    fn the_procedure_is_ticked_step_by_step_and_parents_count() {
        let done = Step::ALL
            .into_iter()
            .map(|step| Done {
                step,
                date: String::new(),
            })
            .collect();
        let details = Details {
            procedure: done,
            parents_opposed: Some(0.6),
            ..Details::default()
        };
        let (lines, _) = judge(&details, &seating(&[250]), None);
        assert_eq!(light(&lines, "procedure"), (Light::Green, Some(7.0)));
        assert_eq!(light(&lines, "parents"), (Light::Red, Some(0.6)));
        let (lines, _) = judge(&Details::default(), &seating(&[250]), None);
        assert_eq!(light(&lines, "procedure"), (Light::Amber, Some(0.0)));
        assert_eq!(light(&lines, "parents"), (Light::Amber, None));
    }

    #[test]
    fn the_remedies_stand_side_by_side() {
        let (_, remedies) = judge(&Details::default(), &seating(&[250]), Some(3));
        // One bus of 73 pupils at 220,000 yuan a year; five may board, five are too young; of all 40
        // pupils 20 are in grades 1 to 3.
        assert_eq!((remedies.bus.pupils, remedies.bus.vehicles), (10, 1));
        assert_eq!(remedies.bus.yearly, Wan::new(22.0));
        assert_eq!(
            (remedies.boarding.pupils, remedies.boarding.too_young),
            (5, 5)
        );
        assert_eq!(remedies.teaching_point_pupils, 20);
    }

    #[test]
    fn without_a_school_in_reach_only_a_bus_turns_red_into_amber() {
        let (standards, limits) = (Standards::default(), Limits::default());
        let far = &moves()[1..];
        let light = |details: &Details| {
            let closing = Closing {
                standards: &standards,
                limits: &limits,
                kind: SchoolKind::Primary,
                moves: far,
                seating: &seating(&[250]),
                free_beds: None,
                details,
                order: &[],
            };
            retention(&closing).light
        };
        assert_eq!(light(&Details::default()), Light::Red);
        let bus = Details {
            transport: Some("line 3".into()),
            ..Details::default()
        };
        assert_eq!(light(&bus), Light::Amber);
    }

    #[test]
    fn what_argues_for_keeping_is_told() {
        let hills = Details {
            retention: vec![Retention::HardTerrain],
            ..Details::default()
        };
        let (lines, _) = judge(&hills, &seating(&[250]), None);
        assert_eq!(light(&lines, "retention"), (Light::Amber, Some(1.0)));
    }
}
