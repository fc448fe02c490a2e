//! The schools with pupils and seats: crowded in town, half empty in the townships, tiny in the villages.

use xuequ::geometry::{LonLat, Projection};
use xuequ::model::{PerStage, SchoolKind, Stage, apportion};
use xuequ::random::Random;

use crate::cohorts;
use crate::facts::{Facts, PAST_YEARS, PUPILS, SchoolFact};
use crate::ground::{metres, rounded};
use crate::settlements::{Hamlet, Village};

pub(crate) struct School<'a> {
    pub(crate) fact: &'a SchoolFact,
    pub(crate) id: String,
    /// Its township's code.
    pub(crate) township: &'a str,
    pub(crate) parent: Option<String>,
    pub(crate) at: LonLat,
    pub(crate) pupils: PerStage<u32>,
    pub(crate) seats: PerStage<u32>,
    /// Stage, year and pupils of the years before.
    pub(crate) past: Vec<(Stage, i32, u32)>,
    pub(crate) boarders: u32,
    pub(crate) beds: u32,
}

pub(crate) fn schools<'a>(
    facts: &'a Facts,
    villages: &[Village],
    hamlets: &[Hamlet],
) -> Vec<School<'a>> {
    let mut schools: Vec<School<'a>> = placed(facts, villages);
    for (stage, total) in PUPILS {
        let living = |hamlet: &Hamlet| f64::from(hamlet.pupils[stage]);
        let draws = draws(stage, &schools, hamlets, &living);
        for (school, pupils) in schools.iter_mut().zip(apportion(total, &draws)) {
            school.pupils[stage] = pupils;
        }
    }
    remember(&mut schools, hamlets);
    let mut dice = Random::seeded(71);
    for school in &mut schools {
        furnish(school, &mut dice);
    }
    let ids: Vec<(String, String)> = schools
        .iter()
        .map(|school| (school.fact.name.clone(), school.id.clone()))
        .collect();
    for school in &mut schools {
        let id_of = |name: &String| {
            ids.iter()
                .find(|(known, _)| known == name)
                .map(|(_, id)| id.clone())
        };
        school.parent = school.fact.parent.as_ref().and_then(id_of);
    }
    schools.sort_by(|a, b| a.id.cmp(&b.id));
    schools
}

/// Every school in its village, some way from its middle; the id is kind, township and a number.
fn placed<'a>(facts: &'a Facts, villages: &[Village]) -> Vec<School<'a>> {
    let projection = Projection::around(LonLat::new(104.067, 29.651));
    let mut dice = Random::seeded(61);
    let mut numbers = std::collections::BTreeMap::new();
    let school = |fact: &'a SchoolFact| {
        let village = villages
            .iter()
            .find(|village| village.name == fact.village)
            .expect("schools.toml names villages");
        let mut place = projection.metres(village.at);
        let aside = if village.is_town { 190.0 } else { 90.0 };
        place.x += dice.between(-aside, aside);
        place.y += dice.between(-aside, aside);
        let prefix = format!(
            "{}{}",
            letter(fact.kind),
            &facts.townships[village.township].code[6..]
        );
        let number: &mut u32 = numbers.entry(prefix.clone()).or_default();
        *number += 1;
        School {
            fact,
            id: format!("{prefix}-{number:02}"),
            township: &facts.townships[village.township].code,
            parent: None,
            at: rounded(projection.lon_lat(place)),
            pupils: PerStage::default(),
            seats: PerStage::default(),
            past: Vec::new(),
            boarders: 0,
            beds: 0,
        }
    };
    facts.schools.iter().map(school).collect()
}

const fn letter(kind: SchoolKind) -> char {
    match kind {
        SchoolKind::Kindergarten => 'K',
        SchoolKind::Primary => 'P',
        SchoolKind::TeachingPoint => 'T',
        SchoolKind::Junior => 'J',
        SchoolKind::NineYear => 'N',
        SchoolKind::Senior | SchoolKind::CompleteSecondary => 'S',
        SchoolKind::Vocational => 'V',
        SchoolKind::Special => 'X',
    }
}

/// How many pupils each school would draw (Huff's model): pull over distance to the power of 2.4.
fn draws(
    stage: Stage,
    schools: &[School<'_>],
    hamlets: &[Hamlet],
    living: &dyn Fn(&Hamlet) -> f64,
) -> Vec<u32> {
    let mut draws = vec![0.0; schools.len()];
    for hamlet in hamlets {
        let pulls: Vec<f64> = schools
            .iter()
            .map(|school| {
                let runs = school.fact.kind.stages().contains(&stage);
                let far = metres(school.at, hamlet.at).max(250.0) / 1_000.0;
                if runs {
                    school.fact.pull / far.powf(2.4)
                } else {
                    0.0
                }
            })
            .collect();
        let total: f64 = pulls.iter().sum();
        for (draw, pull) in draws.iter_mut().zip(&pulls) {
            *draw += living(hamlet) * pull / total;
        }
    }
    draws
        .into_iter()
        .map(|draw| (draw * 1_000.0).round() as u32)
        .collect()
}

/// The pupils of earlier years: those who lived in the hamlets then, drawn as today's are.
fn remember(schools: &mut [School<'_>], hamlets: &[Hamlet]) {
    for year in PAST_YEARS {
        for (stage, _) in PUPILS {
            if stage == Stage::Special {
                continue;
            }
            let living = |hamlet: &Hamlet| cohorts::past(hamlet, stage, year);
            let total: f64 = hamlets.iter().map(living).sum();
            let draws = draws(stage, schools, hamlets, &living);
            for (school, pupils) in schools
                .iter_mut()
                .zip(apportion(total.round() as u32, &draws))
            {
                if school.fact.kind.stages().contains(&stage) {
                    school.past.push((stage, year, pupils));
                }
            }
        }
    }
}

/// Whether a school stands in the county seat, which its id says.
fn is_in_seat(school: &School<'_>) -> bool {
    school.id[1..4] == *"001"
}

/// Seats in whole classes, and beds where pupils board.
fn furnish(school: &mut School<'_>, dice: &mut Random) {
    let in_seat = is_in_seat(school);
    for (stage, class) in [
        (Stage::Kindergarten, 30),
        (Stage::Primary, 45),
        (Stage::Junior, 50),
        (Stage::Senior, 50),
        (Stage::Vocational, 50),
        (Stage::Special, 12),
    ] {
        let pupils = school.pupils[stage];
        if !school.fact.kind.stages().contains(&stage) {
            continue;
        }
        let ease = match (in_seat, stage) {
            (true, Stage::Kindergarten | Stage::Primary | Stage::Junior) => {
                dice.between(0.80, 0.98)
            }
            (_, Stage::Senior | Stage::Vocational | Stage::Special) => dice.between(1.02, 1.1),
            _ => dice.between(1.25, 1.9),
        };
        let ease = school.fact.ease.unwrap_or(ease);
        let classes = (f64::from(pupils) * ease / f64::from(class)).round() as u32;
        let fewest = match (school.fact.kind, stage) {
            (SchoolKind::TeachingPoint, _) => 2,
            (_, Stage::Primary) => 6,
            (_, Stage::Kindergarten | Stage::Junior) => 3,
            _ => 1,
        };
        school.seats[stage] = classes.max(fewest) * class;
    }
    let far_pupils = school.pupils[Stage::Junior]
        + school.pupils[Stage::Senior]
        + school.pupils[Stage::Vocational];
    let share = if in_seat { 0.45 } else { 0.35 };
    school.boarders = (f64::from(far_pupils) * share).round() as u32;
    school.beds = (f64::from(school.boarders) * dice.between(1.02, 1.3) / 8.0).ceil() as u32 * 8;
}
