//! The list of small schools and the proposals say the same about who may close, who may receive, and why a school
//! stays.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::candidates::{Candidate, Verdict, candidates};
use super::tests::question;
use super::*;
use crate::evaluation::Evaluator;
use crate::model::{Count, County, SchoolKind, Stage, StageRecord};
use crate::plan::{NewSchool, Policy};
use crate::proposal::village::{SchoolOnLine, at, county};
use crate::random::Random;
use crate::rules::Standards;
use crate::travel::Trip;
use crate::words::Lang;

const NAMES: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];

fn ground(county: County, policy: Policy, measures: Vec<Measure>) -> StartingPoint {
    let evaluator = Evaluator::new(Arc::new(county), Standards::default());
    let year = evaluator.base_year();
    let mut plan = Plan::new("A", (year, Year(year.0 + 4)));
    let actions = measures.into_iter();
    plan.actions = actions
        .map(|measure| Action::new(year, measure, ""))
        .collect();
    StartingPoint {
        before: Arc::new(evaluator.evaluate(&plan, year, policy)),
        evaluator: Arc::new(evaluator),
        plan,
        stage: Stage::Primary,
        lang: Lang::En,
    }
}

/// The list as the window shows it, and what the proposals make of the same schools.
struct Both {
    list: Vec<Candidate>,
    /// By school: the receivers that it may close for, in order.
    closable: BTreeMap<usize, Vec<(Trip, usize)>>,
    /// By school, why it stays.
    stay: BTreeMap<usize, Words>,
    /// By school, the receivers by a slow way of the same rule.
    slow: BTreeMap<usize, Vec<usize>>,
}

fn both(ground: &StartingPoint) -> Both {
    let asked = Asked {
        question: question(ground, GateRule::Advises),
        never: std::collections::BTreeSet::new(),
    };
    let both = with_situation(ground, &asked, |situation, terms, rules| {
        let (closable, stay) = task::closable(situation, terms, rules);
        let small = closable
            .keys()
            .map(|&site| (site, slow(situation, terms, site)));
        Both {
            list: candidates(situation, terms),
            slow: small.collect(),
            closable,
            stay: stay.into_iter().collect(),
        }
    });
    both.unwrap()
}

/// Everyone who may take a school's pupils, asked one by one: known room first, then the nearest; where one with known
/// room takes all, those of unknown room are left out.
fn slow(situation: &Situation<'_>, terms: &MergeTerms, site: usize) -> Vec<usize> {
    let stage = terms.stage;
    let (sites, sizes) = (&situation.layout.sites, &situation.sizes);
    let free = |other: usize| {
        let seats = i64::from(sites[other].seats(stage)?);
        Some(seats - i64::from(situation.attending[stage][other]?))
    };
    let is_point = |site: usize| sites[site].kind == SchoolKind::TeachingPoint;
    let mut ranked = Vec::new();
    for other in 0..sites.len() {
        let runs_all = Stage::ALL
            .into_iter()
            .all(|stage| !sites[site].runs(stage) || sites[other].runs(stage));
        let is_large = match (sizes[site], sizes[other]) {
            (Some(a), Some(b)) => a + b >= terms.below,
            _ => true,
        };
        let is_fit = !is_point(other) || is_point(site);
        let lasts = !situation.leaving.contains(&other);
        if other == site || !runs_all || !is_large || !is_fit || !lasts {
            continue;
        }
        let place = |site: usize| situation.travel.place(sites[site].at);
        let way = situation.travel.between(&[place(other)], &place(site))[0];
        if terms.reach.is_none_or(|reach| way.distance() <= reach) {
            ranked.push((free(other).is_none(), way, other));
        }
    }
    ranked.sort_unstable();
    let pupils = situation.attending[stage][site].map(i64::from);
    let takes_all = |&(_, _, other): &(bool, Trip, usize)| {
        free(other)
            .zip(pupils)
            .is_some_and(|(free, pupils)| free >= pupils)
    };
    if ranked.iter().any(takes_all) {
        ranked.retain(|&(is_unknown, ..)| !is_unknown);
    }
    ranked.into_iter().map(|(.., other)| other).collect()
}

fn record(pupils: Option<u32>, seats: Option<u32>) -> StageRecord {
    StageRecord {
        pupils: pupils.map(Count::recorded),
        seats: seats.map(Count::recorded),
    }
}

/// A nine-year school of 40 primary pupils, a kilometre from a nine-year school with room.
fn nine_years() -> County {
    let school = |name, km, pupils| SchoolOnLine {
        name,
        kind: SchoolKind::NineYear,
        km,
        pupils,
        seats: Some(600),
    };
    let schools = [school("centre", 0.0, 300), school("nine", 1.0, 40)];
    let mut county = county(Stage::Primary, &schools, &[(0.0, 300), (1.0, 40)]);
    for school in &mut county.schools {
        school.stages[Stage::Junior] = Some(record(Some(20), Some(100)));
    }
    county
}

#[test]
fn a_school_that_runs_another_stage_is_never_merged_by_one_click() {
    for policy in Policy::ALL {
        let ground = ground(nine_years(), policy, Vec::new());
        let Both { list, .. } = both(&ground);
        assert_eq!(list.len(), 1);
        let found = all(
            &ground,
            &question(&ground, GateRule::Advises),
            &Run::to_the_end(),
        );
        let stays = found.unwrap().stays;
        assert_eq!(
            stays[0].reason.en,
            "nine 60 pupils: it also runs junior; to be decided by hand"
        );
        let Verdict::Stays { reason } = &list[0].verdict else {
            panic!("{policy:?} {:?}", list[0].verdict);
        };
        assert_eq!(*reason, stays[0].reason);
        // Whoever decides by hand sees who could take them.
        let receivers = list[0].receivers.iter();
        let names = receivers.map(|receiver| &ground.before.layout.sites[receiver.site].name);
        assert_eq!(names.collect::<Vec<_>>(), ["centre"]);
    }
}

#[test]
fn a_small_school_whose_pupils_live_nobody_knows_where_is_not_merged_by_one_click() {
    let school = |name, km, pupils| SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats: Some(600),
    };
    let schools = [school("centre", 0.0, 300), school("out", 1.0, 40)];
    for policy in Policy::ALL {
        for known in [0, 19] {
            let county = county(Stage::Primary, &schools, &[(0.0, 300), (1.0, known)]);
            let ground = ground(county, policy, Vec::new());
            let why = format!("out 40 pupils: the homes of only {known} are known");
            assert_eq!(both(&ground).list[0].verdict.reason().en, why, "{policy:?}");
            let question = question(&ground, GateRule::Advises);
            let found = all(&ground, &question, &Run::to_the_end()).unwrap();
            assert_eq!(found.steps, [], "{policy:?}");
            assert_eq!(found.stays[0].reason.en, why, "{policy:?}");
        }
    }
}

#[test]
fn nobody_is_dealt_to_seats_on_which_pupils_sit_who_live_nobody_knows_where() {
    let school = |name, km, pupils| SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats: Some(95),
    };
    let schools = [school("here", 0.0, 90), school("out", 1.0, 90)];
    let county = county(Stage::Primary, &schools, &[(0.0, 90), (1.0, 10)]);
    for policy in Policy::ALL {
        let ground = ground(county.clone(), policy, Vec::new());
        let question = question(&ground, GateRule::Advises);
        let found = all(&ground, &question, &Run::to_the_end()).unwrap();
        assert_eq!(found.steps, [], "{policy:?}");
        assert!(!found.is_proven(), "{policy:?}");
        let proof = "best as far as is known: lacks the homes of 80 of 180 pupils";
        assert_eq!(found.proof().en, proof, "{policy:?}");
    }
}

#[test]
fn a_school_to_which_nobody_is_dealt_has_the_pupils_of_its_record() {
    let school = |name, km, pupils| SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats: Some(600),
    };
    let schools = [school("centre", 0.0, 300), school("out", 1.0, 40)];
    let county = county(Stage::Primary, &schools, &[(0.0, 340)]);
    let ground = ground(county, Policy::Nearest, Vec::new());
    let question = question(&ground, GateRule::Advises);
    let found = all(&ground, &question, &Run::to_the_end()).unwrap();
    let reason = &found.steps[0].reason.en;
    assert_eq!(
        reason,
        "out: none of its 40 recorded pupils is assigned to it"
    );
}

#[test]
fn a_school_that_nobody_attends_closes_without_a_receiver() {
    let school = |name, km, pupils| SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats: Some(600),
    };
    let schools = [school("centre", 0.0, 300), school("empty", 20.0, 0)];
    let county = county(Stage::Primary, &schools, &[(0.0, 300)]);
    let list = both(&ground(county, Policy::Keep, Vec::new())).list;
    let reason = Words::new("empty: nobody attends", "empty：无在校生");
    assert_eq!(list[0].verdict, Verdict::Close { reason });
}

/// A county in which figures are missing, schools run two stages or are points, and a plan keeps and builds.
fn drawn(random: &mut Random) -> (County, Vec<Measure>) {
    let (mut schools, mut villages) = (Vec::new(), Vec::new());
    for name in NAMES.into_iter().take(3 + random.below(5)) {
        let km = random.part() * 14.0;
        let pupils = random.count_below(5).min(1) * random.count_below(160);
        let is_point = random.below(4) == 0;
        schools.push(SchoolOnLine {
            name,
            kind: if is_point {
                SchoolKind::TeachingPoint
            } else {
                SchoolKind::Primary
            },
            km,
            pupils,
            seats: (random.below(4) > 0).then(|| pupils + random.count_below(150)),
        });
        if random.below(6) > 0 {
            villages.push((km + random.part() * 2.0, pupils));
        }
    }
    let mut county = county(Stage::Primary, &schools, &villages);
    for school in &mut county.schools {
        if random.below(6) == 0 {
            let seats = school.stages[Stage::Primary].and_then(|record| record.seats);
            school.stages[Stage::Primary] = Some(StageRecord {
                pupils: None,
                seats,
            });
        }
        if school.kind == SchoolKind::Primary && random.below(4) == 0 {
            school.kind = SchoolKind::NineYear;
            let pupils = random.count_below(60);
            school.stages[Stage::Junior] = Some(record(Some(pupils), Some(pupils + 40)));
        }
    }
    let mut measures = Vec::new();
    if random.below(3) == 0 {
        let school = county.schools[0].id.clone();
        measures.push(Measure::Keep { school });
    }
    if random.below(3) == 0 {
        let mut seats = crate::model::PerStage::default();
        seats[Stage::Primary] = Some(90);
        measures.push(Measure::New(NewSchool {
            id: SchoolId::new("new"),
            name: "new".to_owned(),
            kind: SchoolKind::Primary,
            at: at(random.part() * 14.0),
            seats,
            ownership: crate::model::Ownership::Public,
            inclusive: true,
        }));
    }
    (county, measures)
}

#[test]
fn the_list_and_the_proposals_agree_on_who_may_close_and_who_may_receive() {
    let (mut closable, mut stay, mut closed) = (0, 0, 0);
    for seed in 0..300 {
        for policy in Policy::ALL {
            let (county, measures) = drawn(&mut Random::seeded(seed));
            let ground = ground(county, policy, measures);
            let both = both(&ground);
            let case = || {
                format!(
                    "seed {seed} {policy:?} {:?}",
                    ground.evaluator.county().schools
                )
            };
            assert_eq!(both.list.len(), both.closable.len() + both.stay.len());
            for candidate in &both.list {
                let site = candidate.site;
                let listed: Vec<usize> = candidate.receivers.iter().map(|to| to.site).collect();
                let Some(near) = both.closable.get(&site) else {
                    assert_eq!(*candidate.verdict.reason(), both.stay[&site], "{}", case());
                    let is_open = matches!(
                        candidate.verdict,
                        Verdict::Keep { .. } | Verdict::Stays { .. }
                    );
                    assert!(is_open, "{}", case());
                    stay += 1;
                    continue;
                };
                let near: Vec<usize> = near.iter().map(|&(_, to)| to).collect();
                if matches!(candidate.verdict, Verdict::Close { .. }) {
                    assert_eq!(ground.before.size(site), Some(0), "{}", case());
                    assert!(near.is_empty(), "{}", case());
                    closed += 1;
                    continue;
                }
                assert_eq!(near, both.slow[&site], "{}", case());
                let mut shown = listed.clone();
                shown.retain(|to| near.contains(to));
                assert_eq!(shown, near, "{}", case());
                let with_room = candidate.receivers.iter().filter(|to| to.has_room);
                let mut with_room = with_room.map(|to| to.site).filter(|to| near.contains(to));
                match candidate.verdict {
                    Verdict::Merge { into, .. } => {
                        assert_eq!(Some(into), with_room.next(), "{}", case());
                    }
                    Verdict::Keep { .. } => assert_eq!(None, with_room.next(), "{}", case()),
                    Verdict::Close { .. } | Verdict::Stays { .. } => panic!("{}", case()),
                }
                closable += 1;
            }
        }
    }
    assert!(
        closable > 300 && stay > 300 && closed > 30,
        "{closable} {stay} {closed}"
    );
}
