//! The saved form of a plan: the foreign member `xuequ` of a plan file, written and read.
//!
//! The saved form is not the form in memory: it has a version, ids as text, and whatever a newer version put
//! there stays in place. Writing what was read gives the same member again.

mod action;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::{Deserialize as _, DeserializeOwned};
use serde_json::{Map, Value, json};

use self::action::Reader;
use super::OpenError;
use super::document::Document;
use super::report::Notes;
use super::road_work;
use super::{corrections, kept, numbers};
use crate::geometry::LonLat;
use crate::model::{
    Assumed, Assumptions, Corrections, County, RoadJoins, SchoolId, SchoolKind, Source, Stage,
};
use crate::plan::{Action, Measure, Plan, Policy};
use crate::units::Year;
use crate::words::Words;

/// The version of the saved form that this program writes, and the newest it reads.
pub(crate) const FORMAT: u64 = 1;

/// The name of the foreign member.
pub(crate) const MEMBER: &str = "xuequ";

/// More seats or pupils than this in one stage of one school are a slip of the pen.
const MOST_SEATS: u32 = crate::model::MOST;

/// Members with a meaning of their own; all others are carried along.
const KNOWN: [&str; 12] = [
    "format",
    "name",
    "period",
    "horizon",
    "policy",
    "standards",
    "assumptions",
    "data",
    "answers",
    "joins",
    "corrections",
    "actions",
];

/// Whether the members of a collection are those of a plan file.
pub(super) fn is_plan(members: &Map<String, Value>) -> bool {
    members
        .get(MEMBER)
        .is_some_and(|member| member.get("actions").is_some())
}

/// Whether a file is a plan that a newer version of the program wrote.
pub(super) fn is_newer(bytes: &[u8]) -> bool {
    let Ok(Value::Object(members)) = serde_json::from_slice(bytes) else {
        return false;
    };
    let member = members.get(MEMBER);
    let format = member.and_then(|member| member.get("format")?.as_u64());
    format.is_some_and(|format| format > FORMAT)
}

/// The member of a plan, with the stamps of the files its county was read from and how they were read.
pub(crate) fn to_member(plan: &Plan, county: &County) -> Map<String, Value> {
    let stamps: Vec<Value> = county
        .sources
        .iter()
        .map(|source| json!({"file": source.file, "sha256": source.sha256, "features": source.features}))
        .collect();
    let assumptions: Vec<Value> = plan.assumptions.iter().map(assumption).collect();
    let actions: Vec<Value> = plan
        .actions
        .iter()
        .map(|action| Value::Object(action_member(action)))
        .collect();
    let mut member = object(json!({
        "format": FORMAT,
        "name": plan.name,
        "period": [plan.period.0, plan.period.1],
        "horizon": plan.horizon,
        "policy": plan.policy,
        "standards": plan.standards,
    }));
    if !plan.confirmed.is_empty() {
        member.insert("confirmed".to_owned(), json!(plan.confirmed));
    }
    if !assumptions.is_empty() {
        member.insert("assumptions".to_owned(), assumptions.into());
    }
    if !plan.notes.is_empty() {
        let notes = plan.notes.iter();
        let notes: Map<String, Value> = notes
            .map(|(id, note)| (id.to_string(), json!(note)))
            .collect();
        member.insert("notes".to_owned(), notes.into());
    }
    member.insert("data".to_owned(), stamps.into());
    member.insert("answers".to_owned(), json!(county.answers));
    member.insert("joins".to_owned(), json!(county.joins));
    if !county.corrections.is_empty() {
        let all = county.corrections.iter();
        let all = corrections::to_value(all.map(|(subject, one)| (subject, one)));
        member.insert(corrections::MEMBER.to_owned(), all);
    }
    member.insert("actions".to_owned(), actions.into());
    extend(&mut member, &plan.extra);
    member
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

/// Adds members that are not there yet.
fn extend(members: &mut Map<String, Value>, more: &Map<String, Value>) {
    for (name, value) in more {
        if !members.contains_key(name) {
            members.insert(name.clone(), value.clone());
        }
    }
}

fn assumption((&(kind, stage), assumed): (&(SchoolKind, Stage), &Assumed)) -> Value {
    let mut member = object(json!({"kind": kind, "stage": stage}));
    for (name, number) in [("pupils", assumed.pupils), ("seats", assumed.seats)] {
        if let Some(number) = number {
            member.insert(name.to_owned(), number.into());
        }
    }
    Value::Object(member)
}

pub(crate) fn action_member(action: &Action) -> Map<String, Value> {
    let measure = &action.measure;
    let subject = if let Measure::Road { .. } = measure {
        "road"
    } else {
        "school"
    };
    let mut member = object(json!({
        "kind": measure.key(),
        subject: measure.school().as_str(),
        "year": action.year,
    }));
    let mut put = |name: &str, value: Value| {
        member.insert(name.to_owned(), value);
    };
    // A reason that is no text is kept as it stands.
    if !action.reason.is_empty() || !action.extra.contains_key("reason") {
        put("reason", action.reason.as_str().into());
    }
    match measure {
        Measure::New(new) => {
            put("point", point(new.at));
            let mut properties = object(json!({
                "name": new.name,
                "kind": new.kind,
                "ownership": new.ownership,
                "inclusive": new.inclusive,
            }));
            for (stage, seats) in new.seats.iter() {
                if let Some(seats) = seats {
                    properties.insert(format!("seats_{stage}"), (*seats).into());
                }
            }
            keep_properties(&mut properties, action);
            put("properties", Value::Object(properties));
        }
        Measure::Relocate { to, .. } => put("point", point(*to)),
        Measure::Expand { seats, .. } => {
            let by_stage = seats
                .iter()
                .filter_map(|(stage, seats)| Some((stage.to_string(), Value::from((*seats)?))));
            let by_stage: Map<String, Value> = by_stage.collect();
            if !by_stage.is_empty() || !action.extra.contains_key("seats") {
                put("seats", Value::Object(by_stage));
            }
        }
        Measure::Adjust { kind, .. } => put("becomes", json!(kind)),
        Measure::Ownership {
            ownership,
            inclusive,
            ..
        } => {
            put("ownership", json!(ownership));
            if let Some(inclusive) = inclusive {
                put("inclusive", (*inclusive).into());
            }
        }
        Measure::Reserve { name, at, .. } => {
            put("point", point(*at));
            let mut properties = object(json!({"name": name}));
            keep_properties(&mut properties, action);
            put("properties", Value::Object(properties));
        }
        Measure::Road { work, .. } => road_work::write(work, &mut put),
        Measure::Close { .. }
        | Measure::Merge { .. }
        | Measure::Mothball { .. }
        | Measure::PhaseOut { .. }
        | Measure::Keep { .. } => {}
    }
    let receivers = measure.receivers();
    if !receivers.is_empty() {
        let ids = receivers.iter().map(|receiver| receiver.as_str());
        member.insert("into".to_owned(), ids.map(Value::from).collect());
    }
    action.details.write_into(&mut member);
    if let Some(shares) = shares(&action.details.shares, receivers) {
        member.insert("shares".to_owned(), shares);
    }
    extend(&mut member, &action.extra);
    member
}

/// Properties of a new school that this version does not know are kept in the action's `properties`.
fn keep_properties(properties: &mut Map<String, Value>, action: &Action) {
    if let Some(Value::Object(more)) = action.extra.get("properties") {
        extend(properties, more);
    }
}

/// One number for each receiver; by id where some have none, or where a school has one that receives nobody at present.
fn shares(stated: &BTreeMap<SchoolId, f64>, receivers: &[SchoolId]) -> Option<Value> {
    if stated.is_empty() {
        return None;
    }
    let listed = receivers.iter().map(|receiver| stated.get(receiver));
    let listed: Option<Vec<&f64>> = listed.collect();
    let listed = listed.filter(|listed| listed.len() == stated.len());
    let by_id = || {
        let by_id = stated.iter();
        by_id.map(|(id, &stated)| (id.to_string(), share(stated)))
    };
    Some(listed.map_or_else(
        || Value::Object(by_id().collect()),
        |listed| listed.into_iter().map(|&stated| share(stated)).collect(),
    ))
}

/// Whole shares are written as they are mostly typed.
fn share(share: f64) -> Value {
    if share.fract() == 0.0 && share.abs() < 1e15 {
        Value::from(share as i64)
    } else {
        Value::from(share)
    }
}

fn point(at: LonLat) -> Value {
    json!([at.lon, at.lat])
}

/// The data that a plan was made with.
#[derive(Clone, Debug)]
pub struct MadeWith {
    /// The plan's file, without its folder.
    pub(super) file: String,
    pub(super) sources: Vec<Source>,
    /// What the planner had said about them; `None` where the plan does not tell.
    pub(super) answers: Option<BTreeMap<String, String>>,
    /// How their roads were joined; likewise.
    pub(super) joins: Option<RoadJoins>,
    /// What was set right then.
    pub(super) corrections: Corrections,
}

/// The plan of a file and the data it was made with. What is not understood is kept or told.
pub(super) fn of_document(
    file: &str,
    mut document: Document,
    notes: &mut Notes,
) -> Result<(Plan, MadeWith), OpenError> {
    let Some(Value::Object(member)) = document.members.shift_remove(MEMBER) else {
        return Err(OpenError::NotAPlan {
            file: file.to_owned(),
        });
    };
    let read = member.clone();
    let (mut plan, made_with) = of_member(file, member)?;
    kept::tell_lost(&read, &to_member(&plan, &County::default()), notes);
    tell_unused(&plan, notes);
    plan.beside = Arc::new(kept::beside(document, notes));
    Ok((plan, made_with))
}

/// Tells of values with a known name that were not understood.
fn tell_unused(plan: &Plan, notes: &mut Notes) {
    const OF_ACTIONS: [&str; 20] = [
        "reason",
        "note",
        "seats",
        "inclusive",
        "project",
        "responsible",
        "precondition",
        "cost_wan",
        "fund",
        "yearly_wan",
        "site_m2",
        "floor_m2",
        "beds",
        "procedure",
        "transport",
        "parents_opposed",
        "retention",
        "justification",
        "shares",
        "draft",
    ];
    for (index, action) in plan.actions.iter().enumerate() {
        for (name, value) in &action.extra {
            let is_known = OF_ACTIONS.contains(&name.as_str()) || name.starts_with("seats_");
            if !value.is_null() && is_known {
                kept::tell_kept(&format!("actions {}, {name}", index + 1), value, notes);
            }
        }
        let properties = action.extra.get("properties").and_then(Value::as_object);
        for (name, value) in properties.into_iter().flatten() {
            let is_seats = name == "seats" || name.starts_with("seats_");
            if is_seats && !value.is_null() {
                kept::tell_kept(&format!("actions {}, {name}", index + 1), value, notes);
            }
        }
    }
}

fn of_member(file: &str, mut member: Map<String, Value>) -> Result<(Plan, MadeWith), OpenError> {
    let format = member.get("format").and_then(Value::as_u64);
    if let Some(format) = format.filter(|&format| format > FORMAT) {
        return Err(OpenError::NewerFormat {
            file: file.to_owned(),
            format,
        });
    }
    let bad = |place: Words, what: Words| OpenError::BadPlan {
        file: file.to_owned(),
        place: Box::new(place),
        what: Box::new(what),
    };
    let Some(Value::Array(saved_actions)) = member.shift_remove("actions") else {
        return Err(OpenError::NotAPlan {
            file: file.to_owned(),
        });
    };
    let mut actions = Vec::with_capacity(saved_actions.len());
    for (saved, number) in saved_actions.into_iter().zip(1..) {
        let place = || Words::new(format!("action {number}"), format!("第{number}条措施"));
        let action = Reader::action(saved).map_err(|what| bad(place(), what))?;
        actions.push(action);
    }
    let in_plan = |what| bad(Words::new("member \"xuequ\"", "“xuequ”成员"), what);
    let period = stated_period(&member).map_err(in_plan)?;
    let period = period.unwrap_or_else(|| years_of(&actions));
    let policy = stated_policy(&member).map_err(in_plan)?;
    let mut plan = Plan::new(
        member
            .get("name")
            .and_then(numbers::text)
            .unwrap_or_default(),
        period,
    );
    plan.policy = policy;
    if let Some(horizon) = member.get("horizon").and_then(year_of) {
        plan.horizon = horizon;
    }
    plan.standards = match member.get("standards") {
        Some(Value::Array(standards)) => standards.iter().filter_map(pack).collect(),
        Some(one) => pack(one).into_iter().collect(),
        None => Vec::new(),
    };
    // Of another form it stays among the members that are carried along.
    if let Some(confirmed) = member.get("confirmed")
        && let Ok(confirmed) = BTreeMap::deserialize(confirmed)
    {
        plan.confirmed = confirmed;
        member.shift_remove("confirmed");
    }
    if let Some(notes) = member.get("notes").and_then(notes_of) {
        plan.notes = notes;
        member.shift_remove("notes");
    }
    if let Some(Value::Array(assumptions)) = member.get("assumptions") {
        plan.assumptions = assumptions_of(assumptions);
    }
    plan.actions = actions;
    let stamps = member.get("data").and_then(Value::as_array);
    let stamps = stamps.into_iter().flatten().filter_map(stamp);
    let made_with = MadeWith {
        file: file.to_owned(),
        sources: stamps.collect(),
        answers: said(&member, "answers"),
        joins: said(&member, "joins"),
        corrections: of_corrections(&member),
    };
    member.retain(|name, _| !KNOWN.contains(&name.as_str()));
    plan.extra = member;
    Ok((plan, made_with))
}

/// Notes by school; `None` for what has another form, which is carried along.
fn notes_of(value: &Value) -> Option<BTreeMap<SchoolId, String>> {
    let notes = value.as_object()?.iter();
    let one = |(id, note): (&String, &Value)| {
        let note = note
            .as_str()
            .map(str::trim)
            .filter(|note| !note.is_empty())?;
        Some((SchoolId::new(&numbers::id_of_text(id)), note.to_owned()))
    };
    notes.map(one).collect()
}

/// Those that counted when the plan was saved, as far as they can be understood.
fn of_corrections(member: &Map<String, Value>) -> Corrections {
    let stated = member.get(corrections::MEMBER);
    stated.map_or_else(Corrections::default, |stated| {
        corrections::of_value(stated).0
    })
}

/// A member as far as it has its usual form.
fn said<T: DeserializeOwned>(member: &Map<String, Value>, name: &str) -> Option<T> {
    T::deserialize(member.get(name)?).ok()
}

/// The name of a standard pack. One that has no name stands as it was written, so that it is found to be unknown.
fn pack(value: &Value) -> Option<String> {
    let name = numbers::text(value.get("id").unwrap_or(value));
    name.or_else(|| match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        other => Some(other.to_string()),
    })
}

/// The period that a plan states; `None` where it states none.
fn stated_period(member: &Map<String, Value>) -> Result<Option<(Year, Year)>, Words> {
    // Earlier versions wrote the years of no plan for the county as it is today.
    let period = member.get("period");
    let Some(period) = period.filter(|&period| *period != json!([0, 0])) else {
        return Ok(None);
    };
    let wrong = || {
        Words::new(
            "the period is not two years in order",
            "“period”不是先后两个年份",
        )
    };
    period_of(period).map(Some).ok_or_else(wrong)
}

/// The policy that a plan states, or the default one.
fn stated_policy(member: &Map<String, Value>) -> Result<Policy, Words> {
    let Some(policy) = member.get("policy").filter(|policy| !policy.is_null()) else {
        return Ok(Policy::default());
    };
    serde_json::from_value(policy.clone()).map_err(|_unknown| {
        Words::new(
            format!("{policy} is no policy; the policies are nearest, seats and keep"),
            format!("没有名为 {policy} 的分配方式；可用 nearest、seats、keep"),
        )
    })
}

fn stamp(value: &Value) -> Option<Source> {
    Some(Source {
        file: value.get("file")?.as_str()?.to_owned(),
        sha256: value.get("sha256")?.as_str()?.to_owned(),
        features: value
            .get("features")
            .and_then(Value::as_u64)
            .unwrap_or_default() as usize,
    })
}

fn year_of(value: &Value) -> Option<Year> {
    let number = numbers::decimal(value).filter(|number| number.fract() == 0.0)?;
    (1900.0..=2200.0)
        .contains(&number)
        .then_some(Year(number as i32))
}

fn period_of(value: &Value) -> Option<(Year, Year)> {
    let [first, last] = value.as_array()?.as_slice() else {
        return None;
    };
    let (first, last) = (year_of(first)?, year_of(last)?);
    (first <= last).then_some((first, last))
}

/// The first and last year of any action, for a plan that states no period.
fn years_of(actions: &[Action]) -> (Year, Year) {
    let years = || actions.iter().map(|action| action.year);
    let first = years().min().unwrap_or(Year(2021));
    (first, years().max().unwrap_or(Year(2025)))
}

/// Of several numbers for the same schools the last one counts.
fn assumptions_of(saved: &[Value]) -> Assumptions {
    let key = |value: &Value| {
        let kind = SchoolKind::from_key(value.get("kind")?.as_str()?)?;
        let stage = Stage::from_key(value.get("stage")?.as_str()?)?;
        Some((kind, stage))
    };
    let mut assumptions = Assumptions::new();
    for value in saved {
        let Some(key) = key(value) else { continue };
        let number = |name: &str| numbers::count(value.get(name)?, MOST_SEATS).parts().0;
        let assumed: &mut Assumed = assumptions.entry(key).or_default();
        assumed.pupils = number("pupils").or(assumed.pupils);
        assumed.seats = number("seats").or(assumed.seats);
    }
    assumptions
}
