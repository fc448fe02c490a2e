//! The standards behind an answer: every rule in force with its number, source and who stands behind it.

use serde_json::{Value, json};

use crate::evaluation::Evaluator;
use crate::plan::Plan;
use crate::rules::Standard;
use crate::words::Lang;

/// One entry a rule in force, in their order.
pub(super) fn standards(evaluator: &Evaluator, plan: &Plan, lang: Lang) -> Value {
    let entry = |rule: &Standard| {
        let confirmed = plan.confirms(&rule.id, rule.limit);
        let by = plan.confirmed.get(&rule.id).filter(|_| confirmed);
        json!({
            "id": rule.id,
            "limit": rule.limit,
            "unit": rule.measure.unit().say(lang),
            "source": rule.source.say(lang),
            "basis": rule.basis,
            "needs_confirmation": rule.needs_confirmation() && !confirmed,
            "confirmed_by": by.map(|confirmation| confirmation.by.as_str()),
        })
    };
    evaluator.standards().iter().map(entry).collect()
}
