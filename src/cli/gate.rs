//! `xuequ gate`: every closure of a plan at the closure gate, line by line, with targets, seats and money.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::Args;
use serde_json::{Value, json};

use super::findings;
use super::json::figure;
use super::told::{Answer, said};
use super::{CountyArgs, LayoutArgs, PlannedCounty, TaskError};
use crate::evaluation::Evaluation;
use crate::horizon::{self, Gate, GatePage, NamedBus, Target, Verdict};
use crate::units::{Wan, Year};
use crate::words::{Lang, Words};

/// Arguments of `xuequ gate`.
#[derive(Debug, Args)]
pub struct GateArgs {
    #[command(flatten)]
    county: CountyArgs,
    #[command(flatten)]
    layout: LayoutArgs,
    /// Answer in JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &GateArgs, lang: Lang) -> Result<Answer, TaskError> {
    let mut case = args.layout.case(&args.county, None, lang)?;
    let (evaluator, plan) = (&case.evaluator, &case.plan);
    let gate = horizon::gate(evaluator, plan, case.policy);
    let verdict = horizon::verdict(evaluator, plan, &gate, &case.told.lost());
    case.told.doubt(verdict.doubts.iter().cloned());
    Ok(if args.json {
        let answer = as_json(&case, &gate, &verdict, lang);
        case.told.json(answer, lang)
    } else {
        case.told.text(as_text(&gate, &verdict, lang), lang)
    })
}

fn as_text(gate: &Gate, verdict: &Verdict, lang: Lang) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    for page in &gate.pages {
        let (light, title) = (page.light.words(), page.title());
        let pupils = page
            .pupils
            .map_or_else(|| "—".to_owned(), |pupils| pupils.to_string());
        let pupils = Words::counted(pupils, "pupil", "人");
        let year = years(page);
        let _written = match lang {
            Lang::Zh => writeln!(text, "[{}] {year}年 {} {}", light.zh, title.zh, pupils.zh),
            Lang::En => writeln!(text, "[{}] {year} {}, {}", light.en, title.en, pupils.en),
        };
        for line in &page.lines {
            let (light, question, answer) = (line.light.words(), &line.question, &line.answer);
            let _written = writeln!(
                text,
                "    {:6} {}: {}",
                light.say(lang),
                question.say(lang),
                answer.say(lang)
            );
        }
        if let Some(reason) = &page.justification {
            let _written = writeln!(text, "    {reason}");
        }
    }
    for finding in &gate.order {
        let _written = writeln!(text, "{}", finding.words.say(lang));
    }
    let refused = gate.refused().count();
    let closures = Words::counted(gate.pages.len(), "closure", "所");
    let _written = match lang {
        Lang::Zh => writeln!(
            text,
            "撤并{}，红灯或学位未知且无书面说明{refused}所",
            closures.zh
        ),
        Lang::En => writeln!(
            text,
            "{}, {refused} red or of unknown room without a written reason",
            closures.en
        ),
    };
    for reason in verdict.reasons() {
        let _written = match lang {
            Lang::Zh => writeln!(text, "不合规：{}", reason.zh),
            Lang::En => writeln!(text, "not compliant: {}", reason.en),
        };
    }
    text
}

/// “2022”, or “2022–2027” for a school that is phased out.
fn years(page: &GatePage) -> String {
    if page.done == page.year {
        page.year.to_string()
    } else {
        format!("{}–{}", page.year, page.done)
    }
}

fn as_json(case: &PlannedCounty, gate: &Gate, verdict: &Verdict, lang: Lang) -> Value {
    let evaluator = &case.evaluator;
    let base = evaluator.base_year();
    let now = evaluator.baseline(base, case.policy);
    let planned = evaluator.evaluate(&case.plan, case.year, case.policy);
    let targets = horizon::targets(evaluator, &now, &planned);
    let years = horizon::evaluate_years(evaluator, &case.plan, case.policy, base);
    json!({
        "plan": case.plan.name,
        "year": case.year,
        "compliant": verdict.is_compliant(),
        "not_compliant_because": said(verdict.reasons(), lang),
        "refused": gate.refused().map(|page| page.school.as_str()).collect::<Vec<_>>(),
        "closures": gate.pages.iter().map(|page| page_json(case, page, lang)).collect::<Vec<_>>(),
        "buses": buses(case, gate),
        "order": gate.order.iter().map(|found| findings::one(evaluator.county(), None, found)).collect::<Vec<_>>(),
        "targets": targets.iter().map(|of| target(of, lang)).collect::<Vec<_>>(),
        "seats": seats(case, years),
        "money": money(case),
        "standards": super::applied::standards(evaluator, &case.plan, lang),
    })
}

/// Closures that name the same bus share its vehicles.
fn buses(case: &PlannedCounty, gate: &Gate) -> Vec<Value> {
    let (standards, limits) = (case.evaluator.standards(), case.evaluator.limits());
    let bus = |named: NamedBus| {
        let schools: Vec<&str> = named.schools.iter().map(|school| school.as_str()).collect();
        json!({
            "transport": named.name,
            "schools": schools,
            "pupils": named.bus.pupils,
            "vehicles": named.bus.vehicles,
            "yearly_wan": named.bus.yearly.map(Wan::as_f64),
        })
    };
    gate.buses(standards, limits).into_iter().map(bus).collect()
}

fn page_json(case: &PlannedCounty, page: &GatePage, lang: Lang) -> Value {
    let line = |line: &crate::rules::gate::Line| {
        json!({
            "line": line.key.key(),
            "light": line.light.key(),
            "value": line.value,
            "limit": line.limit,
            "words": line.answer.say(lang),
        })
    };
    let receivers = page.receivers.iter().map(|receiver| {
        json!({"school": receiver.school.as_str(), "stage": receiver.stage.key(), "pupils": receiver.pupils})
    });
    let remedies = &page.remedies;
    json!({
        "school": page.school.as_str(),
        "name": page.name,
        "measure": page.action.map(|index| case.plan.actions[index].measure.key()),
        "year": page.year,
        "done": page.done,
        "stages": page.stages.iter().map(|stage| stage.key()).collect::<Vec<_>>(),
        "whole": page.is_whole,
        "transport": page.transport,
        "pupils": page.pupils,
        "light": page.light.key(),
        "compliant": page.is_compliant(),
        "reason": page.justification,
        "lines": page.lines.iter().map(line).collect::<Vec<_>>(),
        "receivers": receivers.collect::<Vec<_>>(),
        "remedies": {
            "bus": {
                "pupils": remedies.bus.pupils,
                "vehicles": remedies.bus.vehicles,
                "yearly_wan": remedies.bus.yearly.map(Wan::as_f64),
            },
            "boarding": {
                "pupils": remedies.boarding.pupils,
                "free_beds": remedies.boarding.free_beds,
                "too_young": remedies.boarding.too_young,
            },
            "teaching_point": {"pupils": remedies.teaching_point_pupils},
        },
    })
}

fn target(target: &Target, lang: Lang) -> Value {
    json!({
        "standard": target.standard,
        "now": figure(&target.now),
        "planned": figure(&target.planned),
        "limit": target.limit,
        "year": target.year,
        "met": target.is_met,
        "needs": match &target.planned {
            crate::indicators::Figure::Known(_) => Value::Null,
            crate::indicators::Figure::NotKnown(words) => json!(words.say(lang)),
        },
    })
}

/// The balance by district today, at the end of the period and every five years after, and how empty
/// new seats become.
fn seats(case: &PlannedCounty, years: BTreeMap<Year, Evaluation>) -> Value {
    let emptiest = horizon::emptiest_seats(&case.plan, &years);
    let base = case.evaluator.base_year();
    let is_shown = |year: Year| year == base || year == case.plan.period.1 || year.0 % 5 == 0;
    let shown: BTreeMap<Year, Evaluation> = years
        .into_iter()
        .filter(|(year, _)| is_shown(*year))
        .collect();
    let balance = horizon::seat_balance(case.evaluator.county(), &shown);
    let row = |row: &horizon::SeatBalance| {
        json!({
            "district": row.district,
            "stage": row.stage.key(),
            "year": row.year,
            "pupils": row.pupils,
            "seats": row.seats,
            "surplus": row.surplus(),
        })
    };
    let emptiest = emptiest.iter().map(|seats| {
        json!({
            "school": seats.school.as_str(),
            "stage": seats.stage.key(),
            "year": seats.year,
            "pupils": seats.pupils,
            "seats": seats.seats,
        })
    });
    json!({"balance": balance.iter().map(row).collect::<Vec<_>>(), "emptiest": emptiest.collect::<Vec<_>>()})
}

fn money(case: &PlannedCounty) -> Value {
    let money = horizon::money(&case.plan);
    let capital = money
        .capital
        .iter()
        .map(|((year, fund), wan)| json!({"year": year, "fund": fund, "wan": wan.as_f64()}));
    let budget = money.budget_by_category();
    let budget = budget
        .iter()
        .map(|(category, wan)| json!({"category": category, "wan": wan.as_f64()}));
    json!({
        "capital": capital.collect::<Vec<_>>(),
        "total_wan": money.total().as_f64(),
        "actions_without_cost": money.without_cost,
        "yearly_wan": money.yearly.map(Wan::as_f64),
        "budget": budget.collect::<Vec<_>>(),
    })
}
