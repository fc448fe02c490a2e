//! How full the receiving schools become: seats, classes, whole schools.

use crate::rules::estimates;
use crate::rules::gate::{Closing, Light, Line, LineKey, Place, Seating};
use crate::units::total;
use crate::words::Words;

/// Room at every receiving school in the closing year and every year after.
pub(super) fn seats(closing: &Closing<'_>) -> Line {
    let question = Words::new(
        "Seats at the receiving schools, every year",
        "接收学校各年学位足够",
    );
    let line = |light, value, answer, at: Option<&Seating>| Line {
        key: LineKey::Seats,
        question,
        light,
        value,
        limit: Some(1.0),
        answer,
        place: at.map(at_school),
    };
    let homeless = closing.moves.iter().filter(|(_, moved)| moved.to.is_none());
    let homeless = total(homeless.map(|(_, moved)| moved.pupils));
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
    let silent = closing.seating.iter().find(|seating| is_silent(seating));
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

pub(super) fn at_school(seating: &Seating) -> Place {
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

fn in_closing_year<'a>(closing: &Closing<'a>) -> impl Iterator<Item = &'a Seating> {
    let (seating, year) = (closing.seating.iter(), closing.year);
    seating.filter(move |seating| seating.year == year)
}

fn is_silent(seating: &Seating) -> bool {
    seating.seats.is_none() || !seating.are_pupils_known
}

/// No class pushed over the oversize line.
pub(super) fn classes(closing: &Closing<'_>) -> Option<Line> {
    let class = |seating: &Seating, pupils: u32| {
        let classes = estimates::classes(closing.limits, seating.stage, seating.seats)?;
        Some(estimates::class_size(pupils, classes))
    };
    let judged = in_closing_year(closing).filter_map(|seating| {
        let after = class(seating, seating.pupils)?;
        let before = class(seating, seating.pupils_before?)?;
        let ceiling = closing.limits.class_pupils[seating.stage]?;
        let oversize = closing.limits.oversize_class(seating.stage)?;
        let light = match after {
            _ if after > oversize && after > before => Light::Red,
            _ if after > ceiling && after > before => Light::Amber,
            _ => Light::Green,
        };
        Some((light, after, oversize, seating))
    });
    let worst = judged.max_by_key(|&(light, after, _, _)| (light, after));
    let has_ceiling = |seating: &&Seating| closing.limits.class_pupils[seating.stage].is_some();
    let silent = in_closing_year(closing)
        .filter(has_ceiling)
        .find(|seating| is_silent(seating));
    let line = |light, value: Option<u32>, limit: Option<u32>, answer, at: &Seating| Line {
        key: LineKey::Classes,
        question: Words::new("No new oversize class", "不产生新的大班额"),
        light,
        value: value.map(f64::from),
        limit: limit.map(f64::from),
        answer,
        place: Some(at_school(at)),
    };
    match (worst, silent) {
        (Some((light, after, oversize, at)), silent) if light == Light::Red || silent.is_none() => {
            let answer = class_words(at, after);
            Some(line(light, Some(after), Some(oversize), answer, at))
        }
        (_, Some(silent)) => {
            let limit = closing.limits.oversize_class(silent.stage);
            Some(line(Light::Amber, None, limit, lacking(silent), silent))
        }
        (_, None) => None,
    }
}

fn class_words(at: &Seating, pupils: u32) -> Words {
    Words::new(
        format!(
            "{}: about {pupils} pupils a class (estimated from seats)",
            at.name
        ),
        format!("{}每班约{pupils}人（按学位估算）", at.name),
    )
}

/// No school pushed over the size limit of its kind, which counts all its stages.
pub(super) fn sizes(closing: &Closing<'_>) -> Option<Line> {
    let judged = in_closing_year(closing).filter_map(|seating| {
        let limit = closing.standards.largest_school(seating.kind)?;
        Some((seating.school_pupils, limit, seating))
    });
    let (pupils, limit, at) =
        judged.max_by(|a, b| (f64::from(a.0) / a.1).total_cmp(&(f64::from(b.0) / b.1)))?;
    let is_size_silent = |seating: &&Seating| is_silent(seating) || !seating.is_size_known;
    let silent = in_closing_year(closing).find(is_size_silent);
    let (light, answer, at) = match silent {
        _ if f64::from(pupils) > limit => (Light::Red, size_words(at, pupils), at),
        Some(silent) => {
            let (size, lacks) = (size_words(silent, silent.school_pupils), lacking(silent));
            let answer = Words::new(
                format!("{}; {}", size.en, lacks.en),
                format!("{}；{}", size.zh, lacks.zh),
            );
            (Light::Amber, answer, silent)
        }
        None => (Light::Green, size_words(at, pupils), at),
    };
    Some(Line {
        key: LineKey::Sizes,
        question: Words::new("No new oversize school", "不产生新的大校额"),
        light,
        value: Some(f64::from(pupils)),
        limit: Some(limit),
        answer,
        place: Some(at_school(at)),
    })
}

fn size_words(at: &Seating, pupils: u32) -> Words {
    let (least_en, least_zh) = if at.are_pupils_known && at.is_size_known {
        ("", "")
    } else {
        ("at least ", "至少")
    };
    Words::new(
        format!("{}: {least_en}{pupils} pupils", at.name),
        format!("{}{least_zh}{pupils}人", at.name),
    )
}
