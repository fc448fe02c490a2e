//! The standards in force as a table: each rule with its number in the unit it is read in, and how the number is typed.

use super::{About, Cell, Column, Kind, Row, Sheet};
use crate::horizon::is_to_confirm;
use crate::plan::Plan;
use crate::rules::{Measure, Op, Standard, Standards};
use crate::words::Words;

/// The key of the column that holds the number of a rule.
pub const LIMIT: &str = "limit";

/// Every rule in force, one row each, in the order they were first stated.
pub fn limits(standards: &Standards, plan: Option<&Plan>) -> Sheet {
    let row = |rule: &Standard| {
        let cells = vec![
            Cell::Words(rule.words.clone()),
            sign(rule.op),
            number(rule),
            Cell::Words(rule.measure.as_read().2),
            match rule.op {
                Op::Reference => Cell::Pointless,
                Op::AtMost | Op::AtLeast => Cell::Words(rule.severity.words()),
            },
            Cell::Words(rule.basis.words()),
            Cell::Decimal(rule.confidence * 100.0, 0),
            confirmed(rule, plan),
            Cell::Words(rule.short_source()),
            Cell::text(&rule.pack),
            Cell::text(&rule.id),
        ];
        Row {
            tip: Some(about(rule)),
            ..Row::of(About::Rule(rule.id.clone()), cells)
        }
    };
    Sheet {
        name: Words::new("Standards", "标准"),
        columns: vec![
            Column::text("rule", "Standard", "标准"),
            Column::text("sign", "Asked", "要求"),
            Column::of(LIMIT, Words::new("Value", "取值"), Kind::Number),
            Column::text("unit", "Unit", "单位"),
            Column::text("weight", "Weight", "级别"),
            Column::text("basis", "Basis", "依据"),
            Column::decimal("confidence", "Confidence", "可信度", 0).in_unit(super::Unit::Percent),
            Column::text("confirmed", "Confirmed by", "确认人"),
            Column::text("source", "Source", "来源"),
            Column::text("pack", "Pack", "标准包").aside(),
            Column::text("id", "Id", "编号").aside(),
        ],
        rows: standards.iter().map(row).collect(),
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

/// How a value is held against the number.
fn sign(op: Op) -> Cell {
    let (en, zh) = match op {
        Op::AtMost => ("at most", "不超过"),
        Op::AtLeast => ("at least", "不少于"),
        Op::Reference => ("for computing", "计算参数"),
    };
    let told = |words: &str| format!("{} {words}", op.sign()).trim().to_owned();
    Cell::Words(Words::new(told(en), told(zh)))
}

/// Who stands behind a rule that somebody has to stand behind.
fn confirmed(rule: &Standard, plan: Option<&Plan>) -> Cell {
    if !rule.needs_confirmation() {
        return Cell::Pointless;
    }
    if is_to_confirm(rule, plan) {
        return Cell::Words(Words::new("to be confirmed", "待确认"));
    }
    let confirmation = plan.and_then(|plan| plan.confirmed.get(&rule.id));
    Cell::maybe_text(confirmation.map(|confirmation| &confirmation.by))
}

fn about(rule: &Standard) -> Words {
    let told = |name: &str, source: &str, note: &str| {
        let told = format!("{name} ({}, {})\n{source}\n{note}", rule.id, rule.pack);
        told.trim_end().to_owned()
    };
    Words::new(
        told(&rule.words.en, &rule.source.en, &rule.note.en),
        told(&rule.words.zh, &rule.source.zh, &rule.note.zh),
    )
}

/// The number as it is read, with the decimals that it has, three at most.
fn number(rule: &Standard) -> Cell {
    let value = as_read(rule.measure, rule.limit);
    let is_whole_at = |decimals: &u8| {
        let scaled = value * 10_f64.powi((*decimals).into());
        (scaled - scaled.round()).abs() < 1e-6
    };
    let decimals = (0..3).find(is_whole_at).unwrap_or(3);
    Cell::Decimal(value, decimals)
}

fn as_read(measure: Measure, limit: f64) -> f64 {
    let value = limit * measure.as_read().0;
    (value * 1e9).round() / 1e9
}

/// The number of a rule as it stands in its cell when it is begun to be typed in: nothing of it is rounded away.
pub fn limit_text(rule: &Standard, limit: f64) -> String {
    as_read(rule.measure, limit).to_string()
}

/// The number that is typed for a rule, in the unit in which it is read; the unit may stand behind it.
///
/// # Errors
/// What can be typed, in a sentence, where this is not understood, is less than nothing or without end.
pub fn limit_typed(rule: &Standard, typed: &str) -> Result<f64, Words> {
    let (times, _, unit) = rule.measure.as_read();
    let typed = typed.trim();
    let bare = [&unit.en, &unit.zh]
        .into_iter()
        .find_map(|unit| typed.strip_suffix(unit.as_str()))
        .unwrap_or(typed);
    let number = bare.trim().parse::<f64>().ok();
    let limit = number.map(|number| (number / times * 1e9).round() / 1e9);
    let is_meant = |limit: &f64| limit.is_finite() && limit.is_sign_positive();
    limit.filter(is_meant).ok_or_else(|| {
        Words::new(
            format!("A number that is not negative, in: {}", unit.en),
            format!("请填不小于 0 的数字，单位：{}", unit.zh),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Confirmation, Plan};
    use crate::random::Random;
    use crate::units::Year;

    fn rule(measure: Measure) -> Standard {
        let standards = Standards::default();
        let rule = standards.iter().next().expect("there are rules").clone();
        Standard { measure, ..rule }
    }

    #[test]
    fn what_is_not_a_limit_is_never_taken_for_one() {
        let rule = rule(Measure::TripMetres);
        for typed in [
            "", "abc", "-1", "-0.0", "nan", "inf", "1e999", "2,5", "2 kg", "km",
        ] {
            assert!(limit_typed(&rule, typed).is_err(), "{typed}");
        }
        assert_eq!(limit_typed(&rule, " 2.5 "), Ok(2_500.0));
        assert_eq!(limit_typed(&rule, "2.5 km"), Ok(2_500.0));
        assert_eq!(limit_typed(&rule, "0"), Ok(0.0));
    }

    #[test]
    fn a_number_that_is_typed_over_with_itself_stays_what_it_is() {
        let mut random = Random::seeded(11);
        for measure in [
            Measure::TripMetres,
            Measure::PublicShare,
            Measure::SchoolPupils,
            Measure::DetourFactor,
            Measure::PupilsPerSeat,
        ] {
            let rule = rule(measure);
            for _ in 0..200 {
                let limit = random.below(1_000_000) as f64 / 1_000.0;
                let text = limit_text(&rule, limit);
                assert_eq!(limit_typed(&rule, &text), Ok(limit), "{measure:?} {text}");
            }
        }
        let share = rule(Measure::PublicShare);
        assert_eq!(
            limit_text(&share, 0.333),
            "33.3",
            "in hundredths, as it is read"
        );
    }

    #[test]
    fn every_rule_has_a_row_and_who_has_to_confirm_it_is_said() {
        let standards = Standards::default();
        let mut plan = Plan::today(Year(2021));
        let sheet = limits(&standards, Some(&plan));
        assert_eq!(sheet.rows.len(), standards.iter().count());
        let confirmed = sheet.column("confirmed").expect("the column");
        let said = |sheet: &Sheet, rule: &Standard| {
            let row = sheet.row(&About::Rule(rule.id.clone())).expect("its row");
            sheet.rows[row].cells[confirmed].clone()
        };
        let open = standards.iter().find(|rule| rule.needs_confirmation());
        let open = open.expect("some are recalled");
        let words = Cell::Words(Words::new("to be confirmed", "待确认"));
        assert_eq!(said(&sheet, open), words);
        let known = standards.iter().find(|rule| !rule.needs_confirmation());
        let known = known.expect("some are quoted");
        assert_eq!(said(&sheet, known), Cell::Pointless);
        let (limit, by) = (open.limit, "教育局".to_owned());
        plan.confirmed
            .insert(open.id.clone(), Confirmation { limit, by });
        let sheet = limits(&standards, Some(&plan));
        assert_eq!(said(&sheet, open), Cell::text("教育局"));
    }
}
