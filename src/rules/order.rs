//! Whether the actions of a plan can follow each other: seats before closures, receivers that stay.

use super::finding::Finding;
use super::findings::told_once;
use super::standards::Standards;
use crate::model::{County, SchoolId};
use crate::plan::{Action, Closure, Layout, Measure, Plan};
use crate::words::Words;

/// Actions that come in the wrong order, in the order of the plan. Each finding names its actions.
///
/// The rules are standards like others (`order.*`), so a county can say how many years it allows; one that is not in
/// force is not checked.
pub fn order(standards: &Standards, county: &County, plan: &Plan) -> Vec<Finding> {
    let check = Check {
        standards,
        county,
        plan,
        closures: plan.closures(county),
    };
    let actions = plan.actions.iter().enumerate();
    told_once(
        actions
            .flat_map(|(index, action)| check.action(index, action))
            .collect(),
    )
}

struct Check<'a> {
    standards: &'a Standards,
    county: &'a County,
    plan: &'a Plan,
    closures: Vec<Closure>,
}

impl Check<'_> {
    fn action(&self, index: usize, action: &Action) -> Vec<Finding> {
        let mut found = Vec::new();
        found.extend(self.outside_period(index, action));
        found.extend(self.after_closing(index, action));
        let school = action.measure.school();
        for receiver in action.measure.receivers() {
            found.extend(self.receiver_closes(index, action, school, receiver));
            found.extend(self.seats_come_later(index, action, school, receiver));
        }
        found
    }

    /// `years` says by how many years the action misses; zero or less is no breach whatever the limit.
    fn finding(
        &self,
        rule: &str,
        index: usize,
        school: &SchoolId,
        years: i32,
        words: Words,
    ) -> Option<Finding> {
        let rule = self.standards.get(rule).filter(|_| years > 0)?;
        if !rule.is_broken_by(f64::from(years)) {
            return None;
        }
        Some(Finding {
            school: Some(school.clone()),
            actions: vec![index],
            ..Finding::of(rule, f64::from(years), words)
        })
    }

    fn outside_period(&self, index: usize, action: &Action) -> Option<Finding> {
        let (first, last) = self.plan.period;
        let misses = (first.0 - action.year.0).max(action.year.0 - last.0);
        let (name, what) = (self.name(action.measure.school()), action.measure.words());
        let year = action.year;
        let words = Words::new(
            format!(
                "{}: {name} in {year} lies outside the period {first}–{last}",
                what.en
            ),
            format!("{}{name}（{year}年）不在规划期{first}—{last}年内", what.zh),
        );
        self.finding(
            "order.period",
            index,
            action.measure.school(),
            misses,
            words,
        )
    }

    /// Work on a school that an earlier action has closed.
    fn after_closing(&self, index: usize, action: &Action) -> Option<Finding> {
        let school = action.measure.school();
        let mut closures = self.closures.iter();
        let closed = closures.find(|closure| closure.is_whole && closure.school == *school)?;
        if closed.action == index || action.measure.closes() {
            return None;
        }
        let (name, what) = (self.name(school), action.measure.words());
        let (year, closing) = (action.year, closed.done);
        let words = Words::new(
            format!("{}: {name} in {year}, but it closes in {closing}", what.en),
            format!("{}{name}（{year}年），但该校{closing}年已撤", what.zh),
        );
        self.finding(
            "order.after_closing",
            index,
            school,
            year.0 - closing.0 + 1,
            words,
        )
    }

    fn receiver_closes(
        &self,
        index: usize,
        action: &Action,
        school: &SchoolId,
        receiver: &SchoolId,
    ) -> Option<Finding> {
        let own = self
            .closures
            .iter()
            .find(|closure| closure.action == index)?;
        let takes_no_more = |closure: &&Closure| {
            let mut stages = closure.stages.iter();
            closure.school == *receiver && stages.any(|stage| own.stages.contains(stage))
        };
        let closing = self.closures.iter().find(takes_no_more)?;
        let (from, into, year) = (self.name(school), self.name(receiver), closing.year);
        let words = receiver_closes_words(&from, &into, action, year);
        // Pupils who move in the same year or later move twice, or into a closed school; after the horizon they still do.
        let years = self.plan.horizon.0.saturating_sub(year.0).saturating_add(1);
        self.finding("order.receiver_closes", index, school, years.max(1), words)
    }

    /// 先建后撤: what the receiver is built or enlarged for must be there when pupils come.
    fn seats_come_later(
        &self,
        index: usize,
        action: &Action,
        school: &SchoolId,
        receiver: &SchoolId,
    ) -> Option<Finding> {
        let builds = |later: &&Action| {
            let makes_room = match &later.measure {
                Measure::New(new) => new.id == *receiver,
                Measure::Relocate { school, .. } => school == receiver,
                Measure::Expand { school, seats } => {
                    school == receiver && self.adds_seats(later, seats)
                }
                _ => false,
            };
            makes_room && later.year > action.year
        };
        let later = self.plan.actions.iter().find(builds)?;
        let (from, into, what) = (
            self.name(school),
            self.name(receiver),
            later.measure.words(),
        );
        let words = Words::new(
            format!(
                "{from} closes in {}, but {into} ({}) is ready only in {}",
                action.year,
                what.en.to_lowercase(),
                later.year
            ),
            format!(
                "{from}{}年撤并，而{into}（{}）{}年才建成",
                action.year, what.zh, later.year
            ),
        );
        self.finding(
            "order.build_first",
            index,
            school,
            later.year.0 - action.year.0,
            words,
        )
    }

    fn adds_seats(&self, action: &Action, seats: &crate::model::PerStage<Option<u32>>) -> bool {
        let before = Layout::of(
            self.county,
            self.plan,
            crate::units::Year(action.year.0 - 1),
        );
        let site = before.site(action.measure.school());
        let had = |stage| site.and_then(|site| site.seats(stage)).unwrap_or(0);
        seats
            .iter()
            .any(|(stage, &after)| after.is_some_and(|after| after > had(stage)))
    }

    fn name(&self, id: &SchoolId) -> String {
        let built = self
            .plan
            .actions
            .iter()
            .find_map(|action| match &action.measure {
                Measure::New(new) if new.id == *id => Some(new.name.clone()),
                Measure::Road { id: road, work } if road == id => {
                    work.name(self.county).map(str::to_owned)
                }
                _ => None,
            });
        built
            .or_else(|| Some(self.county.school(id)?.name.clone()))
            .unwrap_or_else(|| id.to_string())
    }
}

fn receiver_closes_words(
    from: &str,
    into: &str,
    action: &Action,
    closes: crate::units::Year,
) -> Words {
    let year = action.year;
    if matches!(action.measure, Measure::Merge { .. }) {
        return Words::new(
            format!("{from} is merged into {into} in {year}, which itself closes in {closes}"),
            format!("{from}{year}年并入{into}，而{into}{closes}年撤销"),
        );
    }
    Words::new(
        format!("{from} sends pupils to {into} from {year} on, which itself closes in {closes}"),
        format!("{from}自{year}年起学生转入{into}，而{into}{closes}年撤销"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{Ownership, PerStage, School, SchoolKind, StageRecord};
    use crate::plan::NewSchool;
    use crate::units::Year;

    fn merge(school: &str, into: &str, year: i32) -> Action {
        let measure = Measure::Merge {
            school: SchoolId::new(school),
            into: vec![SchoolId::new(into)],
        };
        Action::new(Year(year), measure, "")
    }

    fn school(id: &str) -> School {
        School::plain(id, SchoolKind::Primary, StageRecord::default())
    }

    fn found(actions: Vec<Action>) -> Vec<(String, Vec<usize>, f64)> {
        let mut plan = Plan::new("A", (Year(2021), Year(2025)));
        plan.actions = actions;
        let county = County {
            schools: ["a", "b", "c"].map(school).into(),
            ..County::default()
        };
        let found = order(&Standards::default(), &county, &plan);
        found
            .into_iter()
            .map(|finding| (finding.standard, finding.actions, finding.value))
            .collect()
    }

    fn build(id: &str, year: i32) -> Action {
        let new = NewSchool {
            id: SchoolId::new(id),
            name: id.into(),
            kind: SchoolKind::Primary,
            at: LonLat::new(104.0, 29.6),
            seats: PerStage::default(),
            ownership: Ownership::Public,
            inclusive: false,
        };
        Action::new(Year(year), Measure::New(new), "")
    }

    #[test]
    fn seats_must_stand_before_a_school_closes() {
        assert_eq!(found(vec![build("n", 2023), merge("a", "n", 2023)]), []);
        assert_eq!(
            found(vec![build("n", 2024), merge("a", "n", 2023)]),
            [("order.build_first".into(), vec![1], 1.0)]
        );
    }

    #[test]
    fn a_receiver_may_not_itself_be_closed() {
        let names: Vec<String> = found(vec![merge("a", "b", 2022), merge("b", "c", 2024)])
            .into_iter()
            .map(|(rule, _, _)| rule)
            .collect();
        assert_eq!(names, ["order.receiver_closes"]);
        // However it closes, and however late: after the plan's horizon too.
        let phase_out = Measure::PhaseOut {
            school: SchoolId::new("b"),
            into: Vec::new(),
        };
        let phase_out = Action::new(Year(2060), phase_out, "");
        let rules: Vec<String> = found(vec![merge("a", "b", 2022), phase_out])
            .into_iter()
            .map(|(rule, _, _)| rule)
            .collect();
        assert_eq!(rules, ["order.receiver_closes", "order.period"]);
    }

    #[test]
    fn two_receivers_that_close_are_one_breach_of_their_merger() {
        let mut both = merge("a", "b", 2022);
        if let Measure::Merge { into, .. } = &mut both.measure {
            into.push(SchoolId::new("c"));
        }
        let found = found(vec![both, merge("b", "d", 2024), merge("c", "d", 2023)]);
        let of_receivers = found
            .iter()
            .filter(|(rule, ..)| rule == "order.receiver_closes");
        assert_eq!(of_receivers.count(), 1);
    }

    #[test]
    fn years_outside_the_period_and_work_on_a_closed_school_are_told() {
        // As in the county plan itself, whose inspection table ends in 2029.
        assert_eq!(
            found(vec![build("n", 2029)]),
            [("order.period".into(), vec![0], 4.0)]
        );
        let seats = PerStage::from_fn(|_| Some(100));
        let expand = Action::new(
            Year(2023),
            Measure::Expand {
                school: SchoolId::new("a"),
                seats,
            },
            "",
        );
        assert_eq!(
            found(vec![merge("a", "b", 2022), expand]),
            [("order.after_closing".into(), vec![1], 2.0)]
        );
    }
}
