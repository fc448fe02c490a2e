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

/// Adds up what a plan's actions state, and reads its budget table: a member `budget` of the plan file,
/// a list of `{"year", "category", "wan"}`. Lines that are not of this form are passed over.
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
    let lines = plan.extra.get("budget").and_then(Value::as_array);
    money.budget = lines
        .into_iter()
        .flatten()
        .filter_map(budget_line)
        .collect();
    money
}

fn budget_line(line: &Value) -> Option<BudgetLine> {
    Some(BudgetLine {
        year: Year(i32::try_from(line.get("year")?.as_i64()?).ok()?),
        category: line.get("category")?.as_str()?.to_owned(),
        amount: Wan::new(line.get("wan")?.as_f64()?)?,
    })
}

fn sum(amounts: impl IntoIterator<Item = Wan>) -> Wan {
    Wan::new(amounts.into_iter().map(Wan::as_f64).sum()).unwrap_or_default()
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
        let rows = [
            (2021, [500, 0, 0, 0, 0, 500]),
            (2022, [500, 100, 30, 150, 0, 500]),
            (2023, [500, 100, 30, 150, 0, 500]),
            (2024, [500, 100, 30, 150, 30, 500]),
            (2025, [500, 100, 30, 150, 30, 500]),
        ];
        let columns = [
            "智慧校园",
            "实验教学仪器",
            "图书",
            "音体美",
            "功能室建设",
            "教育信息化",
        ];
        let lines: Vec<Value> = rows
            .iter()
            .flat_map(|(year, row)| {
                let cell =
                    |(category, wan)| json!({"year": year, "category": category, "wan": wan});
                columns.iter().zip(row).map(cell).collect::<Vec<_>>()
            })
            .collect();
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        plan.extra.insert("budget".into(), lines.into());
        let totals: Vec<f64> = money(&plan)
            .budget_by_category()
            .iter()
            .map(|(_, wan)| wan.as_f64())
            .collect();
        assert_eq!(totals, [2_500.0, 400.0, 120.0, 600.0, 60.0, 2_500.0]);
    }
}
