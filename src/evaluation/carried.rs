//! Who boards at a school that closes boards on at the school that takes the pupils over.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Evaluator, lock};
use crate::assign::{self, Assignment, Attended, Boarding, Carried, recorded_boarders};
use crate::forecast::Demand;
use crate::indicators::compare_stage;
use crate::model::{School, SchoolId, Stage};
use crate::plan::{Layout, Policy};
use crate::units::Year;

/// A stage as it would be in a year with today's schools, and who boards then.
#[derive(Debug)]
pub(super) struct Unclosed {
    layout: Layout,
    assignment: Assignment,
    boarding: Boarding,
}

impl Unclosed {
    fn attended(&self) -> Attended<'_> {
        Attended {
            assignment: &self.assignment,
            daily: self.boarding.daily(&self.assignment),
        }
    }

    fn is_known(&self, school: &SchoolId) -> bool {
        let position = self.layout.position(school);
        position.is_some_and(|site| self.boarding.is_known(site))
    }

    /// How many of a settlement's pupils board at a school, and how many attend it.
    fn at(&self, settlement: usize, school: &SchoolId) -> (u32, u32) {
        let Some(site) = self.layout.position(school) else {
            return (0, 0);
        };
        let pupils = |flows: &[assign::Flow]| {
            let at = flows
                .binary_search_by_key(&(settlement, site), |flow| (flow.settlement, flow.site));
            at.map_or(0, |at| flows[at].pupils)
        };
        (
            pupils(&self.boarding.boarders),
            pupils(&self.assignment.flows),
        )
    }
}

impl Evaluator {
    /// The pupils of an assignment whose school of today takes no entrants of the stage any more, and how many of them
    /// board: as many as would if nothing had closed. They are followed from the schools of today, so that whose
    /// receiver closes in turn is followed to the next. Nobody, where no closed school has boarders.
    pub(super) fn carried(
        &self,
        policy: Policy,
        layout: &Layout,
        demand: &Demand,
        assignment: &Assignment,
    ) -> Vec<Carried> {
        let stage = assignment.stage;
        let ended = self.ended(stage, layout);
        if ended.is_empty() {
            return Vec::new();
        }
        let before = self.unclosed(policy, stage, demand, layout.year);
        let settlements = demand.pupils[stage].len();
        let after = (layout, Attended::by_day(assignment));
        let compared = compare_stage((&before.layout, before.attended()), after, settlements);
        let moves = compared.moves.into_iter().filter_map(|moved| {
            let ((from, _), (to, _)) = (moved.from?, moved.to?);
            ended.get(&from)?;
            Some(Carried {
                settlement: moved.settlement,
                site: layout.position(&to)?,
                pupils: moved.pupils,
                boarders: moved.boarders,
                is_known: before.is_known(&from),
            })
        });
        // Of a school that is phased out boarders are the last to go, as where moves are followed.
        let stay = assignment.flows.iter().filter_map(|flow| {
            let school = &layout.sites[flow.site].id;
            ended.get(school)?;
            let (boarders, pupils) = before.at(flow.settlement, school);
            let pupils = pupils.min(flow.pupils);
            Some(Carried {
                settlement: flow.settlement,
                site: flow.site,
                pupils,
                boarders: boarders.min(pupils),
                is_known: before.is_known(school),
            })
        });
        moves.chain(stay).collect()
    }

    /// The schools of today that take no entrants of the stage in a layout and of whose pupils some may board, unless
    /// nobody knows of any boarder in the county: then nothing can be carried on.
    fn ended<'a>(&'a self, stage: Stage, layout: &Layout) -> BTreeSet<&'a SchoolId> {
        let (schools, flows) = (&self.county.schools, &self.county.flows);
        let is_told = schools.iter().any(|school| school.boarders.is_some())
            || flows.iter().any(|flow| flow.boarders.is_some());
        let has_ended = |school: &&School| {
            school.stages[stage].is_some()
                && layout
                    .site(&school.id)
                    .is_some_and(|site| !site.takes_entrants(stage))
        };
        let may_board = |school: &&School| {
            let recorded = recorded_boarders(school, stage);
            !flows.is_empty() || recorded.is_none_or(|recorded| recorded.boarders > 0)
        };
        let ended = schools.iter().filter(|school| is_told && has_ended(school));
        let ended = ended.filter(may_board);
        ended.map(|school| &school.id).collect()
    }

    fn unclosed(&self, policy: Policy, stage: Stage, demand: &Demand, year: Year) -> Arc<Unclosed> {
        let key = (stage, year, policy);
        let known = lock(&self.unclosed).get(&key).cloned();
        known.unwrap_or_else(|| {
            let layout = Layout::today(&self.county, year);
            let today = (policy == Policy::Keep).then(|| self.today_in(stage, &layout));
            let pupils = &demand.pupils[stage];
            let assignment = self.dealt(policy, stage, pupils, today.as_ref(), &layout);
            let found = Arc::new(Unclosed {
                boarding: assign::boarding(&self.county, &layout, &assignment, &[]),
                layout,
                assignment,
            });
            lock(&self.unclosed).insert(key, Arc::clone(&found));
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{
        Count, County, PerStage, SchoolKind, Settlement, SettlementId, StageRecord,
    };
    use crate::plan::{Action, Measure, Plan};
    use crate::rules::Standards;

    const STAGE: Stage = Stage::Primary;

    fn at(km: f64) -> LonLat {
        LonLat::new(104.0 + km / 96.8, 29.6)
    }

    fn school(id: &str, km: f64, pupils: u32, boarders: Option<u32>) -> School {
        let mut stages = PerStage::default();
        stages[STAGE] = Some(StageRecord {
            pupils: Some(Count::recorded(pupils)),
            seats: Some(Count::recorded(500)),
        });
        School {
            id: SchoolId::new(id),
            name: id.to_owned(),
            kind: SchoolKind::Primary,
            at: at(km),
            stages,
            ownership: None,
            inclusive: None,
            parent: None,
            boarders,
            beds: None,
            township: None,
            extra: Default::default(),
        }
    }

    fn home(id: &str, km: f64, pupils: u32) -> Settlement {
        let mut by_stage = PerStage::default();
        by_stage[STAGE] = Some(pupils);
        Settlement {
            id: SettlementId::new(id),
            name: id.to_owned(),
            at: at(km),
            township: None,
            population: None,
            pupils: by_stage,
            births: Default::default(),
            extra: Default::default(),
        }
    }

    /// At a 40 pupils board, all from 12 km; at b ten of a hundred from 6 km; at c nobody.
    fn county(of_a: Option<u32>) -> County {
        County {
            schools: vec![
                school("a", 0.0, 40, of_a),
                school("b", -2.0, 100, Some(10)),
                school("c", -1.0, 50, Some(0)),
            ],
            settlements: vec![
                home("at b", -2.0, 90),
                home("at c", -1.0, 50),
                home("east", 12.0, 40),
                home("west", -8.0, 10),
            ],
            ..County::default()
        }
    }

    fn merge(school: &str, into: &str) -> Measure {
        Measure::Merge {
            school: SchoolId::new(school),
            into: vec![SchoolId::new(into)],
        }
    }

    /// `settlement→school boarders`, and the schools of which it is not known how many board.
    fn boarders(
        county: &County,
        measures: &[Measure],
        policy: Policy,
    ) -> (Vec<String>, Vec<String>) {
        let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
        let year = evaluator.base_year();
        let mut plan = Plan::new("A", (year, Year(year.0 + 5)));
        let actions = measures.iter().cloned();
        plan.actions = actions
            .map(|measure| Action::new(year, measure, ""))
            .collect();
        let found = evaluator.evaluate(&plan, year, policy);
        let boarding = &found.stages[STAGE].as_ref().unwrap().boarding;
        let school = |site: usize| found.layout.sites[site].name.clone();
        let told = boarding.boarders.iter().map(|flow| {
            let home = &county.settlements[flow.settlement].name;
            format!("{home}→{} {}", school(flow.site), flow.pupils)
        });
        let unknown = boarding.unknown.iter().map(|&site| school(site));
        (told.collect(), unknown.collect())
    }

    #[test]
    fn a_merge_makes_no_boarder_a_day_pupil() {
        let county = county(Some(40));
        // Where everybody is dealt anew, c is the nearest.
        for (policy, to) in [(Policy::Keep, "b"), (Policy::Seats, "c")] {
            let of = |measures: &[Measure]| boarders(&county, measures, policy).0;
            assert_eq!(of(&[]), ["east→a 40", "west→b 10"], "{policy:?}");
            let after = [format!("east→{to} 40"), "west→b 10".to_owned()];
            assert_eq!(of(&[merge("a", "b")]), after, "{policy:?}");
        }
    }

    #[test]
    fn boarders_board_on_where_their_new_school_closes_too() {
        let county = county(Some(40));
        let both = [merge("a", "b"), merge("b", "c")];
        let (told, unknown) = boarders(&county, &both, Policy::Keep);
        assert_eq!(told, ["east→c 40", "west→c 10"]);
        assert!(unknown.is_empty());
    }

    #[test]
    fn where_a_closed_schools_boarders_are_not_known_nor_are_its_receivers() {
        let (told, unknown) = boarders(&county(None), &[merge("a", "b")], Policy::Keep);
        assert_eq!(told, ["west→b 10"]);
        assert_eq!(unknown, ["b"]);
    }

    #[test]
    fn who_stays_at_a_school_that_is_phased_out_boards_on_there() {
        let evaluator = Evaluator::new(Arc::new(county(Some(40))), Standards::default());
        let mut layout = Layout::today(evaluator.county(), evaluator.base_year());
        let a = layout.position(&SchoolId::new("a")).unwrap();
        layout.sites[a].missed_intakes = 3;
        layout.sites[a].handover.into = vec![SchoolId::new("b")];
        let found = evaluator.evaluate_layout(Arc::new(layout), Policy::Keep);
        let boarding = &found.stages[STAGE].as_ref().unwrap().boarding;
        let told = boarding
            .boarders
            .iter()
            .map(|flow| (flow.settlement, flow.site, flow.pupils));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [(2, 0, 20), (2, 1, 20), (3, 1, 10)]
        );
    }
}
