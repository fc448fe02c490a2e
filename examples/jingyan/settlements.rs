//! The 119 villages and communities at plausible places, and their hamlets with people, pupils and births.

use geo::{BoundingRect as _, Coord};
use xuequ::forecast::apportion;
use xuequ::geometry::LonLat;
use xuequ::model::PerStage;

use crate::facts::{BIRTHS, Dice, Facts, PUPILS};
use crate::ground::{Ground, rounded};

/// How many hamlets the county has, about five a village.
const HAMLETS: u32 = 604;

pub(crate) struct Village {
    pub(crate) township: usize,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) at: LonLat,
    pub(crate) population: u32,
    pub(crate) is_town: bool,
}

pub(crate) struct Hamlet {
    pub(crate) village: usize,
    pub(crate) township: usize,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) at: LonLat,
    pub(crate) population: u32,
    pub(crate) pupils: PerStage<u32>,
    pub(crate) births: Vec<(i32, u32)>,
}

/// Every village; communities (社区) lie in their town, villages apart from each other.
pub(crate) fn villages(facts: &Facts, ground: &Ground) -> Vec<Village> {
    let mut dice = Dice::new(23);
    let mut villages = Vec::new();
    for (township, fact) in facts.townships.iter().enumerate() {
        let mut taken = Vec::new();
        let weights: Vec<u32> = fact
            .villages
            .iter()
            .map(|(_, name)| weight(township, name))
            .collect();
        let populations = apportion(fact.population, &weights);
        for (index, (digits, name)) in fact.villages.iter().enumerate() {
            let is_town = name.ends_with("社区");
            let at = if is_town && index < 7 && !is_old_seat(name) {
                in_town(ground, township, fact.centre(), index)
            } else {
                apart(ground, township, fact.centre(), &taken, &mut dice)
            };
            let at = rounded(at);
            taken.push(at);
            let code = format!("{}{digits}", fact.code);
            let name = name.clone();
            villages.push(Village {
                township,
                code,
                name,
                at,
                population: populations[index],
                is_town,
            });
        }
    }
    villages
}

/// 大佛街 and 磨池街 were towns of their own before 2019.
fn is_old_seat(name: &str) -> bool {
    ["大佛街社区", "磨池街社区"].contains(&name)
}

fn weight(township: usize, name: &str) -> u32 {
    match (township, name.ends_with("社区")) {
        (0, true) => 90,
        (_, true) if is_old_seat(name) => 16,
        (_, true) => 30,
        (0, false) => 20,
        (_, false) => 10,
    }
}

/// The communities of the seat lie round its middle, that of a market town is its middle.
fn in_town(ground: &Ground, township: usize, centre: LonLat, index: usize) -> LonLat {
    const AROUND: [(f64, f64); 7] = [
        (0.0, 900.0),
        (600.0, 300.0),
        (0.0, 0.0),
        (-600.0, 300.0),
        (-600.0, -600.0),
        (600.0, -300.0),
        (0.0, -1_200.0),
    ];
    let (east, north) = if township == 0 {
        AROUND[index]
    } else {
        (0.0, 0.0)
    };
    let middle = ground.projection.metres(centre);
    ground.projection.lon_lat(Coord {
        x: middle.x + east,
        y: middle.y + north,
    })
}

/// Of many places in the township, the one farthest from its town and the villages so far.
fn apart(
    ground: &Ground,
    township: usize,
    centre: LonLat,
    taken: &[LonLat],
    dice: &mut Dice,
) -> LonLat {
    let Some(bounds) = ground.outlines[township].bounding_rect() else {
        return centre;
    };
    let mut best = (f64::NEG_INFINITY, centre);
    for _ in 0..60 {
        let at = LonLat::new(
            dice.between(bounds.min().x, bounds.max().x),
            dice.between(bounds.min().y, bounds.max().y),
        );
        let room = 450.0;
        if !has_room(ground, township, at, room) {
            continue;
        }
        let nearest = taken
            .iter()
            .map(|other| at.metres_to(*other))
            .fold(at.metres_to(centre), f64::min);
        let score = nearest.min(3_200.0) - 0.1 * at.metres_to(centre);
        if score > best.0 {
            best = (score, at);
        }
    }
    best.1
}

/// Whether the township reaches `metres` in all four directions.
fn has_room(ground: &Ground, township: usize, at: LonLat, metres: f64) -> bool {
    let middle = ground.projection.metres(at);
    [
        (0.0, 0.0),
        (metres, 0.0),
        (-metres, 0.0),
        (0.0, metres),
        (0.0, -metres),
    ]
    .into_iter()
    .all(|(east, north)| {
        ground.holds(
            township,
            ground.projection.lon_lat(Coord {
                x: middle.x + east,
                y: middle.y + north,
            }),
        )
    })
}

/// The hamlets (村民小组, in towns 片) of every village.
pub(crate) fn hamlets(ground: &Ground, villages: &[Village]) -> Vec<Hamlet> {
    let mut dice = Dice::new(31);
    let sizes: Vec<u32> = villages
        .iter()
        .map(|village| 900 + village.population.min(9_000) / 3)
        .collect();
    let counts = apportion(HAMLETS, &sizes);
    let mut hamlets = Vec::new();
    for (index, village) in villages.iter().enumerate() {
        let count = counts[index].max(2);
        let weights: Vec<u32> = (0..count)
            .map(|_| dice.between(60.0, 140.0) as u32)
            .collect();
        let populations = apportion(village.population, &weights);
        for number in 0..count {
            let part = if village.is_town {
                format!("{}片", number + 1)
            } else {
                format!("{}组", number + 1)
            };
            hamlets.push(Hamlet {
                village: index,
                township: village.township,
                id: format!("{}-{:02}", village.code, number + 1),
                name: format!("{}{part}", village.name),
                at: rounded(near(ground, village, number, count, &mut dice)),
                population: populations[number as usize],
                pupils: PerStage::default(),
                births: Vec::new(),
            });
        }
    }
    people(villages, &mut hamlets);
    hamlets
}

/// A place for a hamlet round its village, inside the township.
fn near(ground: &Ground, village: &Village, number: u32, count: u32, dice: &mut Dice) -> LonLat {
    let middle = ground.projection.metres(village.at);
    let (low, high) = if village.is_town {
        (120.0, 420.0)
    } else {
        (280.0, 1_450.0)
    };
    for attempt in 0..40 {
        let turn = (f64::from(number) + dice.between(-0.35, 0.35)) / f64::from(count)
            * std::f64::consts::TAU;
        let far = dice.between(low, high) * (1.0 - f64::from(attempt) / 44.0);
        let at = ground.projection.lon_lat(Coord {
            x: middle.x + far * turn.cos(),
            y: middle.y + far * turn.sin(),
        });
        if has_room(ground, village.township, at, 30.0) {
            return at;
        }
    }
    village.at
}

/// Deals pupils and births out: towns are younger, villages emptier; totals are those of the county.
fn people(villages: &[Village], hamlets: &mut [Hamlet]) {
    let mut dice = Dice::new(41);
    let young = |hamlet: &Hamlet, dice: &mut Dice| {
        let seat = hamlet.township == 0;
        let share = match (seat, villages[hamlet.village].is_town) {
            (true, true) => 1.25,
            (false, true) => 1.0,
            (true, false) => 0.85,
            (false, false) => 0.62,
        };
        f64::from(hamlet.population) * share * dice.between(0.8, 1.2)
    };
    for (stage, total) in PUPILS {
        let weights: Vec<u32> = hamlets
            .iter()
            .map(|hamlet| (young(hamlet, &mut dice) * 10.0) as u32)
            .collect();
        for (hamlet, pupils) in hamlets.iter_mut().zip(apportion(total, &weights)) {
            hamlet.pupils[stage] = pupils;
        }
    }
    for (year, total) in BIRTHS {
        let weights: Vec<u32> = hamlets
            .iter()
            .map(|hamlet| (young(hamlet, &mut dice) * 10.0) as u32)
            .collect();
        for (hamlet, births) in hamlets.iter_mut().zip(apportion(total, &weights)) {
            hamlet.births.push((year, births));
        }
    }
}
