//! What people have to say and do before a school closes: procedure, parents, reasons to keep it, order.

use crate::model::SchoolKind;
use crate::plan::{Retention, Step};
use crate::rules::gate::{Closing, Light, Line, LineKey};
use crate::rules::standard::Severity;
use crate::words::Words;

/// The steps of the procedure; nobody expects them done while a plan is drawn up.
pub(super) fn procedure(closing: &Closing<'_>) -> Line {
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
        key: LineKey::Procedure,
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
pub(super) fn parents(closing: &Closing<'_>) -> Line {
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
        key: LineKey::Parents,
        question: Words::new("Most parents do not object", "多数家长不反对"),
        light,
        value: closing.details.parents_opposed,
        limit,
        answer,
        place: None,
    }
}

/// What argues for keeping the school. That most pupils would have no open school at all within the limit, named as a
/// receiver or not, weighs most, unless a bus takes them.
pub(super) fn retention(closing: &Closing<'_>) -> Line {
    let mut flags = closing.details.retention.clone();
    if closing.kind == SchoolKind::TeachingPoint && !flags.contains(&Retention::LowerGradesOnly) {
        flags.push(Retention::LowerGradesOnly);
    }
    let has_no_alternative = u64::from(closing.stranded) * 2 > u64::from(closing.all_day_pupils());
    let mut said: Vec<Words> = flags.into_iter().map(Retention::words).collect();
    if has_no_alternative {
        said.push(Words::new(
            "no alternative within the limit for most pupils",
            "多数学生在限距内无其他学校",
        ));
    }
    let light = match said.len() {
        0 => Light::Green,
        _ if has_no_alternative && !closing.is_carried() => Light::Red,
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
        key: LineKey::Retention,
        question: Words::new("Nothing argues for keeping it", "无应留必留情形"),
        light,
        value: Some(said.len() as f64),
        limit: Some(0.0),
        answer,
        place: None,
    }
}

/// The action stands in its place among the others.
pub(super) fn order(closing: &Closing<'_>) -> Line {
    let worst = closing.order.iter().max_by_key(|finding| finding.severity);
    let light = match worst.map(|finding| finding.severity) {
        Some(Severity::Block) => Light::Red,
        Some(Severity::Warn) => Light::Amber,
        Some(Severity::Info) | None => Light::Green,
    };
    Line {
        key: LineKey::Order,
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
