//! How far pupils go after a closure, and what takes them there.

use crate::model::Stage;
use crate::rules::estimates::share_of_grades;
use crate::rules::gate::bus::longest_ride;
use crate::rules::gate::{Beds, Closing, Light, Line, LineKey, Place, remedies};
use crate::units::total;
use crate::words::Words;

/// Half an hour on foot for grades 1 to 3. A named bus that needs no longer turns red into amber.
pub(super) fn walk(closing: &Closing<'_>) -> Option<Line> {
    let limit = closing.limits.young_trip?;
    let trips = closing
        .moves
        .iter()
        .filter(|(stage, moved)| *stage == Stage::Primary && moved.day_pupils() > 0);
    let farthest = trips
        .filter_map(|(_, moved)| Some(moved.to.as_ref()?.1.distance()))
        .max()?;
    let over = closing.day_pupils(Stage::Primary, |moved| {
        Closing::goes_over(moved, Some(limit))
    });
    let young = share_of_grades(over, 3, 6);
    let ride = longest_ride(closing, limit);
    let limits = closing.limits;
    let (walking, allowed) = (limits.walking(farthest), limits.walking(limit));
    let (light, by) = if young == 0 {
        (Light::Green, Words::default())
    } else if closing.is_carried() && ride.minutes <= allowed {
        let words = ride.words();
        (
            Light::Amber,
            Words::new(format!("; {}", words.en), format!("；{}", words.zh)),
        )
    } else {
        (Light::Red, Words::default())
    };
    Some(Line {
        key: LineKey::Walk,
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

/// Day pupils of every stage beyond the limit, after and before.
pub(super) fn trips(closing: &Closing<'_>) -> Line {
    let after = closing.over_limit();
    let was_over = |stage| {
        let limit = closing.limits.trip[stage];
        closing.day_pupils(stage, |moved| {
            let before = moved.from.as_ref().map(|(_, trip)| trip.distance());
            limit.is_some_and(|limit| before.is_some_and(|before| before > limit))
        })
    };
    let before = total(Stage::ALL.into_iter().map(was_over));
    let all = closing.all_day_pupils();
    Line {
        key: LineKey::Trips,
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
            format!("{after} of {all} day pupils over the limit of their stage, {before} before"),
            format!("走读生{all}人中{after}人超距，原为{before}人"),
        ),
        place: closing
            .farthest(|stage, moved| Closing::goes_over(moved, closing.limits.trip[stage])),
    }
}

/// Beds for those who may board, when no bus is named.
pub(super) fn boarding(closing: &Closing<'_>) -> Option<Line> {
    let is_compulsory = closing
        .stages
        .iter()
        .any(|stage| matches!(stage, Stage::Primary | Stage::Junior));
    if !is_compulsory {
        return None;
    }
    let boarding = remedies(closing).boarding;
    let needed = boarding.pupils;
    let from_grade = closing.limits.from_boarding_grade();
    let is_short = |beds: &&Beds| {
        beds.left()
            .is_some_and(|left| left < i64::from(beds.needed))
    };
    let short = closing.beds.iter().find(is_short);
    let silent = closing.beds.iter().find(|beds| beds.free.is_none());
    let (light, answer) = match (short, silent) {
        _ if needed == 0 => (Light::Green, Words::new("nobody has to board", "无需寄宿")),
        _ if closing.is_carried() => (
            Light::Green,
            Words::new(
                format!("{needed} pupils go by bus instead"),
                format!("{needed}人改乘校车"),
            ),
        ),
        (Some(short), _) => (Light::Red, short_words(short, &from_grade)),
        (None, Some(silent)) => (
            Light::Amber,
            Words::new(
                format!(
                    "{needed} pupils {}; not known: needs beds and boarders of {}",
                    from_grade.en, silent.name
                ),
                format!(
                    "{}{needed}人；未知：缺{}床位数和寄宿生数",
                    from_grade.zh, silent.name
                ),
            ),
        ),
        (None, None) => {
            let free = boarding.free_beds.unwrap_or(0);
            let (en, zh) = (bed_names(closing, ", "), bed_names(closing, "、"));
            let from = &from_grade;
            let en = format!("{needed} pupils {} for {free} free beds at {en}", from.en);
            let zh = format!("{}{needed}人，{zh}空余床位{free}个", from.zh);
            (Light::Green, Words::new(en, zh))
        }
    };
    Some(Line {
        key: LineKey::Boarding,
        question: Words::new(
            format!("Beds for those who board, {}", from_grade.en),
            format!("{}寄宿有床位", from_grade.zh),
        ),
        light,
        value: Some(f64::from(needed)),
        limit: boarding.free_beds.map(|beds| beds as f64),
        answer,
        place: short
            .or(silent)
            .or(closing.beds.first())
            .map(|beds| Place::School(beds.school.clone())),
    })
}

fn bed_names(closing: &Closing<'_>, comma: &str) -> String {
    let names: Vec<&str> = closing.beds.iter().map(|beds| &*beds.name).collect();
    names.join(comma)
}

/// Where there are too few beds, and who else needs them.
fn short_words(beds: &Beds, from: &Words) -> Words {
    let (needed, at, others) = (beds.needed, &beds.name, beds.others);
    // A school may have more boarders than beds already.
    let free = beds.free.unwrap_or(0).max(0);
    let en = format!("{needed} pupils {} for {free} free beds at {at}", from.en);
    let zh = format!("{}{needed}人，{at}空余床位{free}个", from.zh);
    if others == 0 {
        return Words::new(en, zh);
    }
    Words::new(
        format!("{en}, which {others} pupils of other closures need too"),
        format!("{zh}，其他撤并学校另有{others}人需要"),
    )
}

/// A bus or other safe transport for whoever cannot walk.
pub(super) fn transport(closing: &Closing<'_>) -> Line {
    let over = closing.over_limit();
    let (light, answer) = match &closing.details.transport {
        _ if over == 0 => (Light::Green, Words::new("nobody needs it", "无需交通保障")),
        Some(named) if closing.is_carried() => (
            Light::Green,
            Words::new(
                format!("{over} pupils: {named}"),
                format!("{over}人：{named}"),
            ),
        ),
        Some(named) => (
            Light::Amber,
            Words::new(
                format!("{over} children, whom guardians bring, not a school bus: {named}"),
                format!("{over}名幼儿应由监护人接送，不乘校车：{named}"),
            ),
        ),
        None if closing.stages == [Stage::Kindergarten] => (
            Light::Red,
            Words::new(
                format!("{over} children over the limit, whom no school bus may take"),
                format!("{over}名幼儿超距，幼儿不得安排校车"),
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
        key: LineKey::Transport,
        question: Words::new("Safe transport is arranged", "交通有保障"),
        light,
        value: Some(f64::from(over)),
        limit: Some(0.0),
        answer,
        place: closing
            .farthest(|stage, moved| Closing::goes_over(moved, closing.limits.trip[stage])),
    }
}
