use std::sync::Arc;

use super::*;
use crate::model::{SchoolKind, Stage};
use crate::proposal::village::{Ready, SchoolOnLine, county, loose_pieces};
use crate::random::Random;

fn school(name: &'static str, km: f64, pupils: u32, seats: u32) -> SchoolOnLine {
    SchoolOnLine {
        name,
        kind: SchoolKind::Primary,
        km,
        pupils,
        seats: Some(seats),
    }
}

/// A centre with two small schools beside it and one far out.
fn ready() -> Ready {
    let schools = [
        school("centre", 0.0, 300, 400),
        school("near", 2.0, 40, 60),
        school("next", 2.5, 50, 100),
        school("out", 30.0, 20, 60),
    ];
    let villages: Vec<(f64, u32)> = schools.iter().map(|s| (s.km, s.pupils)).collect();
    Ready::of(&county(Stage::Primary, &schools, &villages), Stage::Primary)
}

fn km(km: f64) -> i64 {
    (km * 10_000.0) as i64
}

fn with_inputs<T>(ready: &Ready, ask: impl FnOnce(&SiteInputs<'_>) -> T) -> T {
    ask(&SiteInputs {
        travel: Arc::clone(&ready.travel),
        layout: &ready.layout,
        rows: ready.rows.clone(),
        stage: Stage::Primary,
        pupils: &ready.pupils,
        radius: Meters::from_f64(2_000.0),
    })
}

fn rules() -> LayoutRules {
    LayoutRules {
        upkeep: km(50.0),
        building: 0,
        floor: 30,
        existing_floor: 30,
        ceiling: None,
        room: BTreeMap::new(),
        longest_trip: None,
        locks: Vec::new(),
        n_open: None,
        counts_new_only: false,
        forbidden: BTreeSet::new(),
        ground: None,
    }
}

fn told(proposed: &Proposed) -> Vec<&str> {
    proposed
        .decided
        .iter()
        .map(|decided| decided.reason.en.as_str())
        .collect()
}

#[test]
fn a_layout_sends_every_settlement_to_an_open_school_within_seats() {
    let ready = ready();
    let best = with_inputs(&ready, |ground| {
        best_layout(
            ground,
            &ready.today.flows,
            &[],
            &rules(),
            &Run::to_the_end(),
        )
    })
    .unwrap();
    // The school far out has fewer pupils than the floor; "next" has no seats for all three.
    assert_eq!(
        told(&best.choice),
        [
            "centre stays open with 300 pupils of 400 seats",
            "near stays open with 40 pupils of 60 seats",
            "next stays open with 70 pupils of 100 seats",
            "out closes and its 20 pupils go to next",
        ]
    );
    // Twenty pupils go 27.5 km, to the decimetre.
    let ways = best.choice.pupil_decimetres;
    assert!((ways - km(550.0)).abs() <= 20, "{ways}");
    assert_eq!(best.value, ways + km(150.0));
    assert_eq!(best.value, best.bound);
}

#[test]
fn schools_are_extended_up_to_the_ceiling_and_new_ones_open_where_that_costs_less() {
    let ready = ready();
    let at = crate::proposal::village::at(30.0);
    let row = ready.travel.row(&ready.travel.place(at));
    let place = NewPlace {
        name: "far",
        at,
        settlement: None,
        row,
        seats: 45,
    };
    let rules = LayoutRules {
        ceiling: Some(120),
        floor: 0,
        existing_floor: 0,
        locks: vec![(1, Lock::Open), (3, Lock::Closed)],
        upkeep: km(110.0),
        ..rules()
    };
    let best = with_inputs(&ready, |ground| {
        best_layout(
            ground,
            &ready.today.flows,
            &[place],
            &rules,
            &Run::to_the_end(),
        )
    })
    .unwrap();
    // "near" takes the 50 of "next" half a kilometre on, which costs less than keeping both, but not in 60 seats.
    assert_eq!(
        told(&best.choice),
        [
            "centre stays open with 300 pupils of 400 seats",
            "near stays open, as decided beforehand, with 90 pupils, 30 more than its seats",
            "next closes and its 50 pupils go to near",
            "out closes, as decided beforehand, and its 20 pupils go to far",
            "far: a new school for 20 pupils",
        ]
    );
    assert!(
        (best.value - km(3.0 * 110.0 + 25.0)).abs() <= 50,
        "{}",
        best.value
    );
    assert_eq!(best.value, best.bound);
}

#[test]
fn a_school_that_must_close_is_no_settlement_s_nearest() {
    let ready = ready();
    // Nothing is within 20 km of "out" once its own school closes; "next", 27.5 km on, is the nearest that stays.
    let rules = LayoutRules {
        longest_trip: Some(Meters::from_f64(20_000.0)),
        floor: 0,
        existing_floor: 0,
        locks: vec![(3, Lock::Closed)],
        upkeep: 0,
        ..rules()
    };
    let best = with_inputs(&ready, |ground| {
        let run = Run::to_the_end();
        best_layout(ground, &ready.today.flows, &[], &rules, &run)
    })
    .unwrap();
    assert_eq!(
        told(&best.choice).last(),
        Some(&"out closes, as decided beforehand, and its 20 pupils go to next")
    );
    let beyond = best.choice.beyond;
    assert_eq!(beyond.len(), 1);
    let (home, school) = (beyond[0].settlement, beyond[0].which);
    assert_eq!(
        (home, school, beyond[0].pupils),
        (3, Which::Existing(2), 20)
    );
    assert!((beyond[0].trip.distance().as_f64() - 27_500.0).abs() < 1.0);
}

#[test]
fn nobody_is_sent_where_no_road_leads_for_fewer_metres() {
    let mut ready = ready();
    // From "out" the centre is 900 m off, over a river.
    let mut row = ready.rows[0].as_ref().unwrap().iter().collect::<Vec<_>>();
    row[3] = Trip::apart(Meters::from_f64(900.0));
    ready.rows[0] = Some(row.into());
    let mut rules = LayoutRules {
        longest_trip: Some(Meters::from_f64(20_000.0)),
        floor: 0,
        existing_floor: 0,
        locks: vec![(3, Lock::Closed)],
        upkeep: 0,
        ..rules()
    };
    let best = |ready: &Ready, rules: &LayoutRules| {
        let run = Run::to_the_end();
        let best = with_inputs(ready, |ground| {
            best_layout(ground, &ready.today.flows, &[], rules, &run)
        });
        best.unwrap()
    };
    let by_road = best(&ready, &rules);
    assert_eq!(by_road.choice.beyond[0].which, Which::Existing(2));
    // Where there is nothing else they cross, and that is no way within the longest; values stay metres.
    rules.locks.extend([(1, Lock::Closed), (2, Lock::Closed)]);
    rules.ceiling = Some(500);
    let crossing = best(&ready, &rules);
    assert_eq!(crossing.choice.beyond[0].which, Which::Existing(0));
    assert_eq!(crossing.value, crossing.choice.pupil_decimetres);
    assert_eq!(crossing.bound, crossing.value);
    assert!((crossing.value - km(40.0 * 2.0 + 50.0 * 2.5 + 20.0 * 0.9)).abs() <= 200);
}

#[test]
fn what_cannot_be_is_told_with_the_numbers() {
    let ready = ready();
    let told = |rules: &LayoutRules| {
        with_inputs(&ready, |ground| {
            let run = Run::to_the_end();
            let none = best_layout(ground, &ready.today.flows, &[], rules, &run).err();
            assert_eq!(none, Some(NoLayout::Impossible));
            let told = contradiction(ground, &[], rules);
            let told = told.or_else(|| obstacle(ground, &[], rules, &run));
            told.map(|words| words.en)
        })
    };
    let closed = LayoutRules {
        locks: vec![(0, Lock::Closed)],
        ..rules()
    };
    assert_eq!(
        told(&closed).as_deref(),
        Some("410 pupils and at most 220 seats: 190 seats are short")
    );
    let many = LayoutRules {
        floor: 80,
        existing_floor: 80,
        n_open: Some(3..=4),
        ..rules()
    };
    assert_eq!(
        told(&many).as_deref(),
        Some(
            "3 schools are asked for, and only 2 can be open: the others have fewer seats than the floor"
        )
    );
    let more = LayoutRules {
        n_open: Some(6..=6),
        ..rules()
    };
    assert_eq!(
        told(&more).as_deref(),
        Some("2 new schools are asked for, and only 0 places are worth looking at")
    );
    let high = LayoutRules {
        floor: 201,
        existing_floor: 201,
        ceiling: Some(400),
        n_open: Some(2..=4),
        ..rules()
    };
    // 300 pupils in four parts of 75, and 40, 50, 20: two schools can have 200 and 210.
    assert_eq!(
        told(&high).as_deref(),
        Some("not every open school can have 201 pupils; 200 can be kept to")
    );
}

#[test]
fn a_catchment_in_one_piece_skips_no_village() {
    let schools = [school("east", 30.0, 15, 90), school("west", 0.0, 20, 20)];
    let county = county(Stage::Primary, &schools, &[(1.0, 10), (2.0, 15), (3.0, 10)]);
    let ready = Ready::of(&county, Stage::Primary);
    let pupils = |rules: &LayoutRules| {
        let best = with_inputs(&ready, |ground| {
            best_layout(ground, &ready.today.flows, &[], rules, &Run::to_the_end())
        })
        .unwrap();
        let decided = best.choice.decided.iter();
        decided.map(|decided| decided.pupils).collect::<Vec<_>>()
    };
    let free = LayoutRules {
        floor: 0,
        existing_floor: 0,
        ..rules()
    };
    // The two small villages fill the near school, and the large one between them goes far.
    assert_eq!(pupils(&free), [15, 20]);
    let in_one_piece = LayoutRules {
        ground: Some(assign::Neighbours::of(
            &assign::catchment::Cells::new(&county),
            &county,
            &ready.layout,
        )),
        ..free
    };
    assert_eq!(pupils(&in_one_piece), [25, 10]);
}

#[test]
fn whoever_is_let_nowhere_is_counted() {
    let ready = ready();
    let sites = (0..ready.layout.sites.len()).map(Which::Existing);
    let nowhere = LayoutRules {
        forbidden: sites.map(|which| (0, which)).collect(),
        ..rules()
    };
    let told = with_inputs(&ready, |ground| contradiction(ground, &[], &nowhere)).unwrap();
    assert_eq!(
        told.en,
        "borders, locks and bans leave 300 pupils no school that may be open"
    );
}

#[test]
fn the_ceiling_holds_where_seats_are_not_known() {
    let mut ready = ready();
    for site in &mut ready.layout.sites {
        if let Some(record) = &mut site.stages[Stage::Primary] {
            record.seats = None;
        }
    }
    let rules = LayoutRules {
        ceiling: Some(320),
        floor: 0,
        existing_floor: 0,
        upkeep: km(1_000.0),
        ..rules()
    };
    let best = with_inputs(&ready, |ground| {
        best_layout(ground, &ready.today.flows, &[], &rules, &Run::to_the_end())
    })
    .unwrap();
    let open = best.choice.decided.iter().filter(|decided| decided.is_open);
    let pupils: Vec<u32> = open.map(|decided| decided.pupils).collect();
    // 410 pupils fit in two schools of 320, never in one.
    assert_eq!(pupils.len(), 2, "{pupils:?}");
    assert!(pupils.iter().all(|&pupils| pupils <= 320), "{pupils:?}");
}

/// The least that upkeep and ways cost over all layouts with so many new schools, and all ways to deal settlements.
fn slow_least(
    ready: &Ready,
    homes: &[LonLat],
    rules: &LayoutRules,
    new: usize,
    seats: u32,
) -> Option<i64> {
    let existing = ready.layout.sites.len();
    let mut least = None;
    for bits in 0_u32..1 << homes.len() {
        if bits.count_ones() as usize != new {
            continue;
        }
        let built: Vec<LonLat> = (0..homes.len())
            .filter(|home| bits >> home & 1 == 1)
            .map(|home| homes[home])
            .collect();
        let pieces = ready.travel.pieces_without_school(built.iter().copied());
        let travel = ready.travel.with_schools_on(&pieces);
        let sites = ready.layout.sites.iter().map(|site| site.at).chain(built);
        let rows: Vec<Vec<Trip>> = sites.map(|at| travel.row(&travel.place(at))).collect();
        let room = |site: usize| match ready.layout.sites.get(site) {
            Some(site) => site.seats(Stage::Primary).unwrap(),
            None => seats,
        };
        let choices = rows.len().pow(homes.len() as u32);
        for mut dealt in 0..choices {
            let mut left: Vec<u32> = (0..rows.len()).map(room).collect();
            let mut cost = rules.upkeep * rows.len() as i64;
            let fits = (0..homes.len()).all(|home| {
                let site = dealt % rows.len();
                dealt /= rows.len();
                let pupils = ready.pupils[home];
                cost += i64::from(rows[site][home].cost()) * i64::from(pupils);
                let has_room = left[site] >= pupils;
                left[site] = left[site].saturating_sub(pupils);
                has_room
            });
            if fits {
                least = Some(least.map_or(cost, |least: i64| least.min(cost)));
            }
        }
    }
    assert!(existing > 0);
    least
}

#[test]
fn nobody_is_sent_where_no_road_leads_past_a_new_school_by_road_with_room() {
    let mut found = 0;
    for seed in 0..60 {
        let county = loose_pieces(Stage::Primary, &mut Random::seeded(seed));
        let ready = Ready::of(&county, Stage::Primary);
        let homes: Vec<LonLat> = county.settlements.iter().map(|home| home.at).collect();
        if homes.len() > 5 {
            continue;
        }
        for (new, seats) in [(1, 200), (2, 60), (1, 60)] {
            let place = |&at: &LonLat| NewPlace {
                name: "new",
                at,
                settlement: None,
                row: ready.travel.row(&ready.travel.place(at)),
                seats,
            };
            let places: Vec<NewPlace<'_>> = homes.iter().map(place).collect();
            let open = (0..ready.layout.sites.len()).map(|site| (site, Lock::Open));
            let rules = LayoutRules {
                floor: 0,
                existing_floor: 0,
                locks: open.collect(),
                n_open: Some(new..=new),
                counts_new_only: true,
                ..rules()
            };
            let best = with_inputs(&ready, |inputs| {
                best_layout(inputs, &[], &places, &rules, &Run::to_the_end())
            });
            let least = slow_least(&ready, &homes, &rules, new, seats);
            let told = best.as_ref().ok().map(|best| {
                assert_eq!(best.value, best.bound, "{seed} {new}");
                best.value + best.choice.beyond_lengths
            });
            assert_eq!(told, least, "{seed} {new} {seats}");
            found += usize::from(told.is_some());
        }
    }
    assert!(found > 60, "{found}");
}
