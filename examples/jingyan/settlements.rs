//! The 119 villages and communities at plausible places, and their hamlets with people, pupils and births.

use geo::Coord;
use xuequ::geometry::{LonLat, Projection};
use xuequ::model::{PerStage, apportion};
use xuequ::random::Random;

use crate::cohorts;
use crate::facts::{Facts, PUPILS};
use crate::ground::{Ground, metres, rounded};

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

/// Every village; communities (社区) lie in their town, villages spread evenly over the rest.
pub(crate) fn villages(facts: &Facts, ground: &Ground) -> Vec<Village> {
    let mut villages = Vec::new();
    for (township, fact) in facts.townships.iter().enumerate() {
        let spots = ground.spots(township);
        let places = spread(
            &known_places(facts, ground, township, &spots),
            &spots,
            ground.projection,
        );
        let weights: Vec<u32> = fact
            .villages
            .iter()
            .map(|(_, name)| weight(township, name))
            .collect();
        let populations = apportion(fact.population, &weights);
        for (index, (digits, name)) in fact.villages.iter().enumerate() {
            villages.push(Village {
                township,
                code: format!("{}{digits}", fact.code),
                name: name.clone(),
                at: rounded(places[index]),
                population: populations[index],
                is_town: name.ends_with("社区"),
            });
        }
    }
    villages
}

/// Where the villages of a township are known to be: the communities of its town, and old township seats.
fn known_places(
    facts: &Facts,
    ground: &Ground,
    township: usize,
    spots: &[LonLat],
) -> Vec<Option<LonLat>> {
    let fact = &facts.townships[township];
    let place = |(index, (_, name)): (usize, &(String, String))| {
        // Places are known roughly: the nearest spot inside the township is taken.
        let old_seat = facts.places.get(name).map(|&at| spots[nearest(at, spots)]);
        let in_town = || {
            name.ends_with("社区")
                .then(|| in_town(ground, township, fact.centre(), index))
        };
        old_seat.or_else(in_town)
    };
    fact.villages.iter().enumerate().map(place).collect()
}

/// Places for those that have none, each in the middle of the spots nearest to it (Lloyd's method).
fn spread(known: &[Option<LonLat>], spots: &[LonLat], projection: Projection) -> Vec<LonLat> {
    let mut places: Vec<LonLat> = known.iter().flatten().copied().collect();
    let mut found = Vec::with_capacity(known.len());
    for place in known {
        found.push(place.unwrap_or_else(|| {
            let farthest = apart(&places, spots);
            places.push(farthest);
            farthest
        }));
    }
    for _ in 0..12 {
        let mut sums = vec![(0.0, 0.0, 0.0); found.len()];
        for &spot in spots {
            let (sum, place) = (&mut sums[nearest(spot, &found)], projection.metres(spot));
            *sum = (sum.0 + place.x, sum.1 + place.y, sum.2 + 1.0);
        }
        for (index, (x, y, count)) in sums.into_iter().enumerate() {
            if known[index].is_none() && count > 0.0 {
                found[index] = projection.lon_lat(Coord {
                    x: x / count,
                    y: y / count,
                });
            }
        }
    }
    found
}

/// The spot farthest from all places so far.
fn apart(places: &[LonLat], spots: &[LonLat]) -> LonLat {
    let room = |spot: LonLat| {
        let far = places.iter().map(|place| metres(*place, spot));
        far.fold(f64::INFINITY, f64::min)
    };
    let farthest = spots
        .iter()
        .copied()
        .max_by(|&a, &b| room(a).total_cmp(&room(b)));
    farthest.unwrap_or_default()
}

/// The position of the place nearest to a spot.
fn nearest(spot: LonLat, places: &[LonLat]) -> usize {
    let far = |&position: &usize| metres(places[position], spot);
    (0..places.len())
        .min_by(|a, b| far(a).total_cmp(&far(b)))
        .unwrap_or_default()
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

/// The hamlets (村民小组, in towns 片) of every village, on the land nearest to it.
pub(crate) fn hamlets(ground: &Ground, villages: &[Village]) -> Vec<Hamlet> {
    let mut dice = Random::seeded(31);
    let sizes: Vec<u32> = villages
        .iter()
        .map(|village| 900 + village.population.min(9_000) / 3)
        .collect();
    let counts = apportion(HAMLETS, &sizes);
    let land = land(ground, villages);
    let mut hamlets = Vec::new();
    for (index, village) in villages.iter().enumerate() {
        let count = counts[index].max(2);
        let weights: Vec<u32> = (0..count)
            .map(|_| dice.between(60.0, 140.0) as u32)
            .collect();
        let populations = apportion(village.population, &weights);
        let mut places = Vec::new();
        for number in 0..count {
            let part = if village.is_town { "片" } else { "组" };
            let at = if village.is_town {
                beside(ground, village, number, count, &mut dice)
            } else {
                inland(village.at, &places, &land[index], &mut dice)
            };
            places.push(at);
            hamlets.push(Hamlet {
                village: index,
                township: village.township,
                id: format!("{}-{:02}", village.code, number + 1),
                name: format!("{}{}{part}", village.name, number + 1),
                at: rounded(at),
                population: populations[number as usize],
                pupils: PerStage::default(),
                births: Vec::new(),
            });
        }
    }
    people(villages, &mut hamlets);
    hamlets
}

/// The spots of every village: those of its township that are nearer to it than to another village.
fn land(ground: &Ground, villages: &[Village]) -> Vec<Vec<LonLat>> {
    let mut land = vec![Vec::new(); villages.len()];
    for township in 0..ground.outlines.len() {
        let here: Vec<usize> = (0..villages.len())
            .filter(|&village| villages[village].township == township)
            .collect();
        let places: Vec<LonLat> = here.iter().map(|&village| villages[village].at).collect();
        for spot in ground.spots(township) {
            land[here[nearest(spot, &places)]].push(spot);
        }
    }
    land
}

/// The first hamlet lies at the village's middle, the others apart from each other but not too far out.
fn inland(middle: LonLat, taken: &[LonLat], land: &[LonLat], dice: &mut Random) -> LonLat {
    if taken.is_empty() {
        return middle;
    }
    let room = |spot: LonLat| {
        let far = taken.iter().map(|place| metres(*place, spot));
        far.fold(f64::INFINITY, f64::min).min(900.0) - 0.18 * metres(middle, spot)
    };
    let mut best = (f64::NEG_INFINITY, middle);
    for &spot in land {
        let worth = room(spot) + dice.between(0.0, 260.0);
        if worth > best.0 {
            best = (worth, spot);
        }
    }
    best.1
}

/// A place for a part of a town round the middle of its community, nearer to it where the border is close.
fn beside(
    ground: &Ground,
    village: &Village,
    number: u32,
    count: u32,
    dice: &mut Random,
) -> LonLat {
    let turn =
        (f64::from(number) + dice.between(-0.35, 0.35)) / f64::from(count) * std::f64::consts::TAU;
    let far = dice.between(120.0, 400.0);
    let middle = ground.projection.metres(village.at);
    let place = |halvings: i32| Coord {
        x: middle.x + far * turn.cos() * 0.5_f64.powi(halvings),
        y: middle.y + far * turn.sin() * 0.5_f64.powi(halvings),
    };
    let inside = (0..4)
        .map(place)
        .find(|&place| ground.has_room(village.township, place, 30.0));
    inside.map_or(village.at, |place| ground.projection.lon_lat(place))
}

/// Deals pupils out, and the births they come from: towns are younger, villages emptier; totals are the county's.
fn people(villages: &[Village], hamlets: &mut [Hamlet]) {
    let mut dice = Random::seeded(41);
    let young = |hamlet: &Hamlet, dice: &mut Random| {
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
    cohorts::births(hamlets);
}
