//! Since which step the plan says the same about a stage: what was worked out for it since then still holds.
//!
//! A name, a note, a cost, or a measure about schools of other stages alone changes nothing of what a stage comes to,
//! so nobody has to wait for its schools to be judged again.

use std::sync::Arc;

use crate::evaluation::Evaluator;
use crate::model::{County, PerStage, SchoolId, Stage};
use crate::plan::{Action, Details, Measure, Plan, Policy};
use crate::units::Year;

/// What the figures of a stage, and the gate's answers about its schools, rest on.
#[derive(Clone, Debug)]
struct Basis {
    evaluator: Arc<Evaluator>,
    year: Year,
    policy: Policy,
    plan: Plan,
}

impl PartialEq for Basis {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.evaluator, &other.evaluator)
            && (self.year, self.policy) == (other.year, other.policy)
            && self.plan == other.plan
    }
}

/// See the head of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Bearing {
    /// By stage: the revision since which the basis is this.
    since: PerStage<Option<(u64, Arc<Basis>)>>,
}

impl Bearing {
    /// Notes what is shown at a revision.
    pub(super) fn note(
        &mut self,
        revision: u64,
        evaluator: &Arc<Evaluator>,
        plan: &Plan,
        (year, policy): (Year, Policy),
    ) {
        for stage in Stage::ALL {
            let basis = Basis {
                evaluator: Arc::clone(evaluator),
                year,
                policy,
                plan: bearing_on(plan, evaluator.county(), stage),
            };
            let stays = |(_, known): &(u64, Arc<Basis>)| **known == basis;
            if !self.since[stage].as_ref().is_some_and(stays) {
                self.since[stage] = Some((revision, Arc::new(basis)));
            }
        }
    }

    /// The revision since which the plan says the same about a stage.
    pub(super) fn of(&self, stage: Stage) -> u64 {
        self.since[stage]
            .as_ref()
            .map_or(0, |(revision, _)| *revision)
    }
}

/// The plan without what changes nothing of a stage.
fn bearing_on(plan: &Plan, county: &County, stage: Stage) -> Plan {
    let stages = linked(plan, county, stage);
    let bears = |action: &&Action| match &action.measure {
        // Roads serve all; what a school becomes may be of any stage.
        Measure::Road { .. } | Measure::Adjust { .. } => true,
        measure => taught(plan, county, measure.school()).is_none_or(|own| {
            own.iter()
                .any(|(stage, is_taught)| *is_taught && stages[stage])
        }),
    };
    let actions = plan.actions.iter().filter(bears).cloned();
    let actions = actions.map(|action| Action {
        details: Details {
            project: None,
            responsible: None,
            precondition: None,
            cost: None,
            fund: None,
            yearly: None,
            site_m2: None,
            floor_m2: None,
            note: None,
            ..action.details
        },
        extra: Default::default(),
        ..action
    });
    Plan {
        name: String::new(),
        confirmed: Default::default(),
        notes: Default::default(),
        extra: Default::default(),
        beside: Default::default(),
        actions: actions.collect(),
        ..plan.clone()
    }
}

/// The stages that a school teaches today or once it is built; `None` where that is not known or changes.
fn taught(plan: &Plan, county: &County, school: &SchoolId) -> Option<PerStage<bool>> {
    let mut actions = plan.actions.iter().map(|action| &action.measure);
    let is_own = |measure: &&Measure| measure.school() == school;
    if actions
        .clone()
        .filter(is_own)
        .any(|measure| matches!(measure, Measure::Adjust { .. }))
    {
        return None;
    }
    if let Some(school) = county.school(school) {
        let runs = |stage| school.stages[stage].is_some() || school.kind.stages().contains(&stage);
        return Some(PerStage::from_fn(runs));
    }
    let built = actions.find_map(|measure| match measure {
        Measure::New(new) if new.id == *school => Some(new.kind),
        _ => None,
    })?;
    Some(PerStage::from_fn(|stage| built.stages().contains(&stage)))
}

/// The stage and all others that some school teaches together with it, or with one of those.
fn linked(plan: &Plan, county: &County, stage: Stage) -> PerStage<bool> {
    let own = county.schools.iter().map(|school| {
        let runs = |stage| school.stages[stage].is_some() || school.kind.stages().contains(&stage);
        PerStage::from_fn(runs)
    });
    let planned = plan.actions.iter().filter_map(|action| {
        let kind = match &action.measure {
            Measure::New(new) => new.kind,
            Measure::Adjust { kind, .. } => *kind,
            _ => return None,
        };
        Some(PerStage::from_fn(|stage| kind.stages().contains(&stage)))
    });
    let mut sets: Vec<PerStage<bool>> = own.chain(planned).collect();
    sets.sort_unstable_by_key(|set| Stage::ALL.map(|stage| set[stage]));
    sets.dedup();
    let mut linked = PerStage::from_fn(|other| other == stage);
    // As often as there are stages is enough to reach the last.
    for _ in Stage::ALL {
        for set in &sets {
            if Stage::ALL
                .into_iter()
                .any(|stage| set[stage] && linked[stage])
            {
                for stage in Stage::ALL {
                    linked[stage] |= set[stage];
                }
            }
        }
    }
    linked
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use crate::horizon;
    use crate::io::open_bytes;
    use crate::model::{SchoolId, SchoolKind, Stage};
    use crate::plan::{Action, Command, Measure};
    use crate::random::Random;
    use crate::session::Session;
    use crate::units::Year;
    use crate::words::Lang;

    /// Kindergartens, primary schools and a school of two stages along a street, with villages.
    fn street() -> Session {
        let school = |(n, kind): (usize, &str)| {
            let lon = 104.0 + n as f64 * 0.01;
            let stages = match kind {
                "nine_year" => {
                    r#""pupils_primary":30,"seats_primary":60,"pupils_junior":30,"seats_junior":60"#
                }
                _ => r#""pupils":30,"seats":60"#,
            };
            format!(
                r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lon},29.6]}},
                "properties":{{"id":"s{n}","name":"S{n}","kind":"{kind}",{stages}}}}}"#
            )
        };
        let home = |n: usize| {
            let lon = 104.0 + n as f64 * 0.02;
            format!(
                r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lon},29.61]}},
                "properties":{{"id":"v{n}","name":"V{n}","pupils_primary":20,"pupils_kindergarten":15,
                "pupils_junior":10}}}}"#
            )
        };
        let layer = |features: Vec<String>| {
            let features = features.join(",");
            format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
        };
        let kinds = [
            "kindergarten",
            "primary",
            "kindergarten",
            "primary",
            "nine_year",
        ];
        let schools = kinds.into_iter().enumerate().map(school).collect();
        let files = [
            ("schools.geojson", layer(schools)),
            ("settlements.geojson", layer((0..4).map(home).collect())),
        ];
        Session::new(open_bytes(&files).expect("it opens"))
    }

    fn step(session: &Session, random: &mut Random) -> Command {
        let school = SchoolId::new(&format!("s{}", random.below(5)));
        let year = Year(session.year().0 + random.below(3) as i32);
        match random.below(7) {
            0 => Command::Rename(format!("plan {}", random.below(1_000))),
            1 => Command::Note {
                school,
                text: format!("note {}", random.below(1_000)),
            },
            2 => Command::Add(Action::new(year, Measure::Keep { school }, "far")),
            3 => Command::Restore { school },
            4 => {
                let kind = SchoolKind::NineYear;
                let into = Vec::new();
                let adjust = Measure::Adjust { school, kind, into };
                Command::Add(Action::new(year, adjust, ""))
            }
            _ => Command::Add(Action::new(year, Measure::Close { school }, "")),
        }
    }

    /// What is said of a stage: its figures, and the gate's page of every school that teaches it.
    fn told(session: &Session, stage: Stage) -> String {
        let ground = session.starting_point(stage, Lang::En);
        let figures = session.evaluation().stages[stage].as_ref();
        let figures =
            figures.map(|stage| format!("{:?} {:?}", stage.numbers, stage.assignment.flows));
        let pages = session.county().schools.iter().map(|school| {
            let site = session.evaluation().layout.site(&school.id);
            let page = site.filter(|site| site.runs(stage)).map(|_| {
                let stop = AtomicBool::new(false);
                let (evaluator, policy) = (session.evaluator(), session.policy());
                let (plan, year) = (&ground.plan, session.year());
                horizon::gate_page_unless(&stop, evaluator, plan, policy, &school.id, year)
            });
            // Which measure it is may change its number.
            page.flatten()
                .flatten()
                .map(|page| format!("{:?} {:?}", page.lines, page.receivers))
        });
        let pages: Vec<Option<String>> = pages.collect();
        format!("{figures:?} {pages:?}")
    }

    #[test]
    fn nothing_is_told_otherwise_about_a_stage_while_its_number_stays() {
        let mut random = Random::seeded(11);
        let mut kept = 0;
        for _ in 0..8 {
            let mut session = street();
            let stages = [Stage::Kindergarten, Stage::Primary, Stage::Junior];
            for _ in 0..8 {
                let before = stages.map(|stage| (session.bearing(stage), told(&session, stage)));
                let command = step(&session, &mut random);
                let year = session.year();
                if session.handle(command.clone()).is_err() {
                    continue;
                }
                session.set_year(year);
                for (stage, (number, before)) in stages.into_iter().zip(before) {
                    if session.bearing(stage) == number {
                        kept += 1;
                        assert_eq!(told(&session, stage), before, "{stage:?} {command:?}");
                    }
                }
            }
        }
        assert!(kept > 30, "steps about other stages leave a stage alone");
    }

    #[test]
    fn a_measure_of_the_stage_another_year_and_a_road_are_never_passed_over() {
        let mut session = street();
        let close = |school: &str| {
            let school = SchoolId::new(school);
            Command::Add(Action::new(Year(2021), Measure::Close { school }, ""))
        };
        let mut number = session.bearing(Stage::Primary);
        let mut is_new = |session: &Session| {
            let before = std::mem::replace(&mut number, session.bearing(Stage::Primary));
            before != session.bearing(Stage::Primary)
        };
        session.handle(close("s0")).expect("it can be closed");
        assert!(!is_new(&session), "a kindergarten");
        session.handle(close("s1")).expect("it can be closed");
        assert!(is_new(&session), "a primary school");
        session.handle(close("s4")).expect("it can be closed");
        assert!(is_new(&session), "a school of two stages");
        session.set_year(Year(session.year().0 + 1));
        assert!(is_new(&session), "another year");
        assert!(!is_new(&session), "nothing was done");
    }
}
