//! Seats against pupils by district and year, and how full new seats are in the end.

use std::collections::BTreeMap;

use crate::evaluation::Evaluation;
use crate::indicators::by_district;
use crate::model::{County, SchoolId, Stage};
use crate::plan::{Measure, Plan};
use crate::units::Year;

/// One stage of one district in one year (片区学位供需平衡).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatBalance {
    /// The district; empty for what lies in none.
    pub district: String,
    /// Which stage.
    pub stage: Stage,
    /// The year.
    pub year: Year,
    /// Pupils who live there.
    pub pupils: u32,
    /// Seats of its schools; `None` where those of a school are not known.
    pub seats: Option<u32>,
}

impl SeatBalance {
    /// Free seats; negative when short; `None` when no seats are known.
    pub fn surplus(&self) -> Option<i64> {
        Some(i64::from(self.seats?) - i64::from(self.pupils))
    }
}

/// The balance of every stage, district and year given, in this order; nothing of a stage whose pupils are not known.
pub fn seat_balance(county: &County, years: &BTreeMap<Year, Evaluation>) -> Vec<SeatBalance> {
    let mut balance = Vec::new();
    for stage in Stage::ALL {
        let mut by_place: BTreeMap<String, Vec<SeatBalance>> = BTreeMap::new();
        for (&year, evaluation) in years {
            let is_known = evaluation.demand.basis[stage].is_known();
            let Some(view) = evaluation.by_place(county, stage).filter(|_| is_known) else {
                continue;
            };
            for group in by_district(view) {
                let row = SeatBalance {
                    district: group.name.clone(),
                    stage,
                    year,
                    pupils: group.pupils,
                    seats: group.seats,
                };
                by_place.entry(group.name).or_default().push(row);
            }
        }
        balance.extend(by_place.into_values().flatten());
    }
    balance
}

/// A school that a plan builds or enlarges, in the year it is emptiest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emptiest {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// The stage.
    pub stage: Stage,
    /// The year of fewest pupils per seat, the last of equals.
    pub year: Year,
    /// Pupils then.
    pub pupils: u32,
    /// Seats then.
    pub seats: u32,
}

impl Emptiest {
    /// Pupils per seat.
    pub fn utilisation(&self) -> f64 {
        f64::from(self.pupils) / f64::from(self.seats.max(1))
    }
}

/// How full the seats that a plan adds are at their emptiest ("this new kindergarten is 38 % full in
/// 2032"), in the order of the plan. Only years given are looked at.
pub fn emptiest_seats(plan: &Plan, years: &BTreeMap<Year, Evaluation>) -> Vec<Emptiest> {
    let mut found = Vec::new();
    for action in &plan.actions {
        if !matches!(action.measure, Measure::New(_) | Measure::Expand { .. }) {
            continue;
        }
        let school = action.measure.school();
        for stage in Stage::ALL {
            let in_year = |(&year, evaluation): (&Year, &Evaluation)| {
                let numbers = evaluation.stages[stage]
                    .as_ref()?
                    .school(evaluation.layout.position(school)?)?;
                Some(Emptiest {
                    school: school.clone(),
                    name: evaluation.layout.sites[numbers.site].name.clone(),
                    stage,
                    year,
                    pupils: numbers.pupils?,
                    seats: numbers.seats.filter(|&seats| seats > 0)?,
                })
            };
            let open = years.range(action.year..).filter_map(in_year);
            let emptiest = open.reduce(|least, next| {
                if next.utilisation() <= least.utilisation() {
                    next
                } else {
                    least
                }
            });
            found.extend(emptiest);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::evaluation::Evaluator;
    use crate::geometry::LonLat;
    use crate::horizon::evaluate_years;
    use crate::horizon::fixture::county;
    use crate::model::{Count, Ownership, PerStage, SchoolKind};
    use crate::plan::{Action, NewSchool, Policy};
    use crate::rules::Standards;

    #[test]
    fn a_new_kindergarten_tells_how_empty_it_will_be() {
        let county = county();
        let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        plan.horizon = Year(2024);
        let new = NewSchool {
            id: SchoolId::new("n"),
            name: "hill".into(),
            kind: SchoolKind::Kindergarten,
            at: LonLat::new(104.0, 29.6),
            seats: PerStage::from_fn(|stage| (stage == Stage::Kindergarten).then_some(90)),
            ownership: Ownership::Public,
            inclusive: false,
        };
        plan.actions
            .push(Action::new(Year(2022), Measure::New(new), ""));
        let years = evaluate_years(&evaluator, &plan, Policy::Nearest, Year(2022));
        // Six children of the village at most; nobody from town walks 4 km.
        let emptiest = emptiest_seats(&plan, &years);
        assert_eq!((emptiest.len(), emptiest[0].seats), (1, 90));
        assert!(emptiest[0].pupils <= 6);
        let balance = seat_balance(&county, &years);
        let in_2022 = balance
            .iter()
            .find(|row| row.stage == Stage::Kindergarten && row.year == Year(2022))
            .unwrap();
        // Three kindergartens of 60 seats and the new one.
        assert_eq!(in_2022.seats, Some(270));
        assert_eq!(in_2022.surplus(), Some(270 - i64::from(in_2022.pupils)));
        assert_eq!(
            balance
                .iter()
                .filter(|row| row.stage == Stage::Primary)
                .count(),
            3
        );
    }

    #[test]
    fn seats_that_no_county_has_are_not_known_and_never_wrap() {
        let mut county = county();
        for school in &mut county.schools {
            for stage in Stage::ALL {
                if let Some(record) = &mut school.stages[stage] {
                    record.seats = Some(Count::recorded(u32::MAX));
                }
            }
        }
        let county = Arc::new(county);
        let evaluator = Evaluator::new(Arc::clone(&county), Standards::default());
        let evaluation = evaluator.baseline(Year(2021), Policy::Keep);
        let numbers = &evaluation.stages[Stage::Primary].as_ref().unwrap().numbers;
        assert_eq!(numbers.seats, None);
        // 240 pupils on twice as many seats as fit into 32 bits.
        let used = numbers.utilisation.unwrap();
        assert!(
            (used * 2.0 * f64::from(u32::MAX) - 240.0).abs() < 1e-6,
            "{used}"
        );
        let balance = seat_balance(&county, &BTreeMap::from([(Year(2021), evaluation)]));
        let primary = balance.iter().find(|row| row.stage == Stage::Primary);
        assert_eq!(primary.unwrap().surplus(), None);
    }
}
