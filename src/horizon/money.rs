//! What a plan costs: capital by year and fund, running cost, and the plan's other budget lines.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::plan::Plan;
use crate::units::{Wan, Year};

/// The money of a plan, in 万元.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Money {
    /// Investment by year and fund; an empty fund is "not stated".
    pub capital: BTreeMap<(Year, String), Wan>,
    /// Running cost more per year once everything is done.
    pub yearly: Option<Wan>,
    /// Actions whose cost is not stated; their share of the total is not known, not zero.
    pub without_cost: usize,
    /// Budget lines beside the actions (equipment, for instance), in file order.
    pub budget: Vec<BudgetLine>,
}

/// One cell of the plan's budget table.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetLine {
    /// The year.
    pub year: Year,
    /// What for.
    pub category: String,
    /// How much.
    pub amount: Wan,
}

impl Money {
    /// Investment of all actions whose cost is stated.
    pub fn total(&self) -> Wan {
        sum(self.capital.values().copied())
    }

    /// The budget lines of each category, in order of first appearance.
    pub fn budget_by_category(&self) -> Vec<(String, Wan)> {
        let mut totals: Vec<(String, Wan)> = Vec::new();
        for line in &self.budget {
            match totals
                .iter_mut()
                .find(|(category, _)| *category == line.category)
            {
                Some((_, total)) => *total = sum([*total, line.amount]),
                None => totals.push((line.category.clone(), line.amount)),
            }
        }
        totals
    }
}

/// Adds up what a plan's actions state, and reads its budget table: the member `budget` of the plan file,
/// `{"first_year", "lines": [{"name", "wan": [year by year]}]}`. What is not of this form is passed over.
pub fn money(plan: &Plan) -> Money {
    let mut money = Money::default();
    for action in &plan.actions {
        let details = &action.details;
        if let Some(cost) = details.cost {
            let fund = details.fund.clone().unwrap_or_default();
            let total = money.capital.entry((action.year, fund)).or_default();
            *total = sum([*total, cost]);
        } else {
            money.without_cost += 1;
        }
        if let Some(yearly) = details.yearly {
            money.yearly = Some(sum([money.yearly.unwrap_or_default(), yearly]));
        }
    }
    money.budget = plan
        .extra
        .get("budget")
        .map(budget_lines)
        .unwrap_or_default();
    money
}

fn budget_lines(table: &Value) -> Vec<BudgetLine> {
    let first = table
        .get("first_year")
        .and_then(Value::as_i64)
        .and_then(|year| i32::try_from(year).ok());
    let (Some(first), Some(lines)) = (first, table.get("lines").and_then(Value::as_array)) else {
        return Vec::new();
    };
    let amounts = |line: &Value| {
        let category = line.get("name")?.as_str()?.to_owned();
        let by_year = (first..).zip(line.get("wan")?.as_array()?);
        let cell = |(year, wan): (i32, &Value)| {
            Some(BudgetLine {
                year: Year(year),
                category: category.clone(),
                amount: Wan::new(wan.as_f64()?)?,
            })
        };
        Some(by_year.filter_map(cell).collect::<Vec<_>>())
    };
    lines.iter().filter_map(amounts).flatten().collect()
}

fn sum(amounts: impl IntoIterator<Item = Wan>) -> Wan {
    // Folded from zero, because the empty sum of floats is −0.
    let total = amounts
        .into_iter()
        .map(Wan::as_f64)
        .fold(0.0, std::ops::Add::add);
    Wan::new(total).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::SchoolId;
    use crate::plan::{Action, Measure};

    #[test]
    fn capital_adds_up_by_year_and_fund_and_silence_is_counted() {
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        let keep = |year, cost: Option<f64>, fund: &str| {
            let mut action = Action::new(
                Year(year),
                Measure::Keep {
                    school: SchoolId::new("a"),
                },
                "",
            );
            action.details.cost = cost.and_then(Wan::new);
            action.details.fund = Some(fund.to_owned());
            action.details.yearly = Wan::new(22.0);
            action
        };
        plan.actions = vec![
            keep(2022, Some(300.0), "县级"),
            keep(2022, Some(200.0), "县级"),
            keep(2023, Some(51_000.0), "专项债"),
            keep(2024, None, "县级"),
        ];
        let money = money(&plan);
        assert_eq!(
            money.capital[&(Year(2022), "县级".into())],
            Wan::new(500.0).unwrap()
        );
        assert_eq!(money.total(), Wan::new(51_500.0).unwrap());
        assert_eq!(money.yearly, Wan::new(88.0));
        assert_eq!(money.without_cost, 1);
    }

    #[test]
    fn the_equipment_table_of_the_county_plan_adds_up() {
        let table = json!({"unit": "万元", "first_year": 2021, "lines": [
            {"name": "智慧校园", "wan": [500, 500, 500, 500, 500]},
            {"name": "实验教学仪器", "wan": [0, 100, 100, 100, 100]},
            {"name": "图书", "wan": [0, 30, 30, 30, 30]},
            {"name": "音体美", "wan": [0, 150, 150, 150, 150]},
            {"name": "功能室建设", "wan": [0, 0, 0, 30, 30]},
            {"name": "教育信息化", "wan": [500, 500, 500, 500, 500]},
        ]});
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        plan.extra.insert("budget".into(), table);
        let totals: Vec<f64> = money(&plan)
            .budget_by_category()
            .iter()
            .map(|(_, wan)| wan.as_f64())
            .collect();
        assert_eq!(totals, [2_500.0, 400.0, 120.0, 600.0, 60.0, 2_500.0]);
    }
}
