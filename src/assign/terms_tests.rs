use super::*;
use crate::assign::sketch::{STAGE, Sketch};
use crate::geometry::LonLat;
use crate::model::{PerStage, Settlement, SettlementId, Township};
use crate::random::Random;

/// As many settlements as the sketch has, each in the township of its number in `townships`.
fn county(townships: &[usize]) -> County {
    let settlement = |(number, &township): (usize, &usize)| Settlement {
        id: SettlementId::new(&number.to_string()),
        name: String::new(),
        at: LonLat::default(),
        township: Some(township),
        population: None,
        pupils: PerStage::default(),
        births: BTreeMap::new(),
        extra: serde_json::Map::new(),
    };
    let township = |number: usize| Township {
        code: number.to_string(),
        name: number.to_string(),
        district: Some(["north", "north", "south"][number].to_owned()),
        population: None,
        outline: geo::MultiPolygon::new(Vec::new()),
        extra: serde_json::Map::new(),
    };
    County {
        settlements: townships.iter().enumerate().map(settlement).collect(),
        townships: (0..3).map(township).collect(),
        ..County::default()
    }
}

fn under(terms: &Terms, sketch: &Sketch, county: &County) -> Settled {
    seats_under(
        terms,
        STAGE,
        &sketch.pupils,
        (county, &Cells::new(county)),
        &sketch.layout,
        sketch.rows(),
    )
}

fn told(sketch: &Sketch, flows: &[Flow]) -> Vec<String> {
    let told = |flow: &Flow| {
        let school = &sketch.layout.sites[flow.site].name;
        format!("{}→{school} {}", flow.settlement, flow.pupils)
    };
    flows.iter().map(told).collect()
}

fn street() -> Sketch {
    Sketch::new(&[("a", Some(6)), ("b", Some(20))], &[5, 5])
        .ways("a", &[100, 200])
        .ways("b", &[900, 700])
}

#[test]
fn without_terms_it_is_the_plain_optimum() {
    let sketch = street();
    let settled = under(&Terms::default(), &sketch, &county(&[0, 0]));
    assert_eq!(settled.assignment, sketch.seats());
    assert_eq!((settled.gap(), settled.relaxation.len()), (Some(0.0), 0));
}

#[test]
fn a_distance_limit_leaves_pupils_out_and_says_whom_to_let_farther() {
    let sketch = street();
    let terms = Terms {
        max_distance: Some(Meters::from_decimetres(500)),
        ..Terms::default()
    };
    let settled = under(&terms, &sketch, &county(&[0, 0]));
    assert_eq!(
        sketch.told(&settled.assignment),
        ["0→a 5", "1→a 1", "1→? 4"]
    );
    assert_eq!(told(&sketch, &settled.relaxation), ["1→b 4"]);
}

#[test]
fn a_bound_is_one_on_what_ways_cost_and_none_on_other_metres() {
    // One of the six must cross.
    let sketch = Sketch::new(&[("a", Some(5)), ("b", Some(9))], &[6])
        .ways("a", &[100])
        .ways("b", &[900])
        .apart(0, "b");
    let settled = under(&Terms::default(), &sketch, &county(&[0]));
    assert_eq!(settled.bound, settled.assignment.pupil_cost());
    assert_eq!(settled.bound_of_ways(), 5 * 100 + 900);
    assert_eq!(settled.gap(), Some(0.0));
    // Whoever crosses more is not as good, however short the ways.
    let mut worse = settled.clone();
    worse.assignment.flows[0].trip = Trip::apart(Meters::from_decimetres(1));
    assert!(worse.assignment.pupil_decimetres() < settled.assignment.pupil_decimetres());
    assert!(worse.gap() > Some(0.0));
}

#[test]
fn a_way_where_no_road_leads_is_within_no_limit() {
    let sketch = street().apart(1, "a");
    let terms = Terms {
        max_distance: Some(Meters::from_decimetres(700)),
        ..Terms::default()
    };
    let settled = under(&terms, &sketch, &county(&[0, 0]));
    assert_eq!(sketch.told(&settled.assignment), ["0→a 5", "1→b 5"]);
    let near = Terms {
        max_distance: Some(Meters::from_decimetres(500)),
        ..Terms::default()
    };
    let settled = under(&near, &sketch, &county(&[0, 0]));
    assert_eq!(sketch.told(&settled.assignment), ["0→a 5", "1→? 5"]);
    assert_eq!(told(&sketch, &settled.relaxation), ["1→b 5"]);
}

#[test]
fn a_village_stays_where_it_is_locked_and_off_where_it_is_banned() {
    let sketch = street();
    let terms = Terms {
        locks: BTreeMap::from([(0, 1)]),
        bans: BTreeSet::from([(1, 1)]),
        ..Terms::default()
    };
    let settled = under(&terms, &sketch, &county(&[0, 0]));
    assert_eq!(sketch.told(&settled.assignment), ["0→b 5", "1→a 5"]);
    assert!(settled.assignment.is_proven);
}

#[test]
fn pupils_stay_in_their_township_or_district_when_told_to() {
    let mut sketch = street();
    sketch.layout.sites[0].township = Some(0);
    sketch.layout.sites[1].township = Some(1);
    let in_own = |within, townships: &[usize]| {
        let terms = Terms {
            within,
            ..Terms::default()
        };
        sketch.told(&under(&terms, &sketch, &county(townships)).assignment)
    };
    assert_eq!(in_own(Within::Township, &[1, 0]), ["0→b 5", "1→a 5"]);
    assert_eq!(
        in_own(Within::District, &[1, 0]),
        ["0→a 5", "1→a 1", "1→b 4"]
    );
    assert_eq!(in_own(Within::District, &[2, 0]), ["1→a 5", "0→? 5"]);
}

#[test]
fn when_there_are_no_seats_at_all_the_terms_are_not_to_blame() {
    let sketch = Sketch::new(&[("a", Some(3))], &[5]).ways("a", &[100]);
    let settled = under(&Terms::default(), &sketch, &county(&[0]));
    assert_eq!(settled.least_unplaced, 2);
    assert!(settled.relaxation.is_empty());
}

#[test]
fn contiguous_catchments_are_in_one_piece_with_their_school() {
    // A street of villages, each with one pupil; the one at the far end is nearest to the wrong school.
    let mut county = county(&[0; 6]);
    for (settlement, lon) in county.settlements.iter_mut().zip([0, 1, 2, 3, 4, 5]) {
        settlement.at = LonLat::new(104.0 + 0.01 * f64::from(lon), 29.0);
    }
    let mut sketch = Sketch::new(&[("east", Some(4)), ("west", Some(4))], &[1; 6])
        .ways("east", &[100, 700, 700, 300, 200, 100])
        .ways("west", &[150, 100, 200, 700, 700, 700]);
    sketch.layout.sites[0].at = LonLat::new(104.05, 29.0);
    sketch.layout.sites[1].at = LonLat::new(104.01, 29.0);
    let under = |villages| {
        let terms = Terms {
            villages,
            ..Terms::default()
        };
        sketch.told(&under(&terms, &sketch, &county).assignment)
    };
    assert_eq!(under(Villages::Whole)[0], "0→east 1");
    assert_eq!(
        under(Villages::Contiguous),
        [
            "0→west 1",
            "1→west 1",
            "2→west 1",
            "3→east 1",
            "4→east 1",
            "5→east 1"
        ]
    );
}

#[test]
fn a_whole_village_goes_to_one_school() {
    let sketch = street();
    let terms = Terms {
        villages: Villages::Whole,
        ..Terms::default()
    };
    let settled = under(&terms, &sketch, &county(&[0, 0]));
    assert_eq!(sketch.told(&settled.assignment), ["0→a 5", "1→b 5"]);
    assert_eq!(settled.bound, 5 * 100 + 200 + 4 * 700);
    assert!(settled.gap().is_some_and(|gap| gap > 0.0 && gap < 0.2));
}

#[test]
fn who_boards_may_go_beyond_the_limit_to_where_they_board_and_nowhere_else() {
    // Four of the second village board at a, farther off than anybody may go every day.
    let sketch = Sketch::new(&[("a", Some(9)), ("b", Some(20))], &[5, 6])
        .ways("a", &[100, 900])
        .ways("b", &[800, 700]);
    let terms = |boarders: &[((usize, usize), u32)]| Terms {
        max_distance: Some(Meters::from_decimetres(750)),
        bans: BTreeSet::from([(1, 1)]),
        boarders: boarders.iter().copied().collect(),
        ..Terms::default()
    };
    let ground = county(&[0, 0]);
    let settled = under(&terms(&[((1, 0), 4)]), &sketch, &ground);
    assert_eq!(
        sketch.told(&settled.assignment),
        ["0→a 5", "1→a 4", "1→? 2"]
    );
    assert_eq!((settled.least_unplaced, settled.bound), (2, 500 + 4 * 900));
    // Only day pupils need the limit to give way.
    assert_eq!(told(&sketch, &settled.relaxation), ["1→b 2"]);
    // Who boards at b goes to a as a day pupil.
    let settled = under(&terms(&[((1, 1), 4)]), &sketch, &ground);
    assert_eq!(sketch.told(&settled.assignment), ["0→a 5", "1→? 6"]);
    // A village stays whole at a school beyond the limit only where all of it board.
    for (board, right) in [(5, "1→? 6"), (6, "1→a 6")] {
        let whole = Terms {
            villages: Villages::Whole,
            ..terms(&[((1, 0), board)])
        };
        let roomy = Sketch::new(&[("a", Some(20)), ("b", Some(20))], &[5, 6])
            .ways("a", &[100, 900])
            .ways("b", &[800, 700]);
        let settled = under(&whole, &roomy, &ground);
        assert_eq!(roomy.told(&settled.assignment), ["0→a 5", right]);
    }
}

/// Every way to deal pupils to schools or to none of them, by village and school.
fn all_ways(pupils: &[u32], sites: usize) -> Vec<Vec<Vec<u32>>> {
    let mut all: Vec<Vec<Vec<u32>>> = vec![Vec::new()];
    for &pupils in pupils {
        let mut rows: Vec<Vec<u32>> = vec![Vec::new()];
        for _ in 0..sites {
            let longer = rows.iter().flat_map(|row| {
                let left = pupils - row.iter().sum::<u32>();
                (0..=left).map(move |number| [&row[..], &[number]].concat())
            });
            rows = longer.collect();
        }
        let more = all.iter().flat_map(|dealt| {
            let with = |row: &Vec<u32>| [&dealt[..], std::slice::from_ref(row)].concat();
            rows.iter().map(with)
        });
        all = more.collect();
    }
    all
}

#[test]
fn no_deal_places_more_day_pupils_within_the_limit_or_moves_fewer_beyond_it() {
    let (mut boarding, mut relaxed) = (0, 0);
    for seed in 0..150 {
        let mut random = Random::seeded(seed);
        let pupils: Vec<u32> = (0..2 + random.below(2))
            .map(|_| random.count_below(4))
            .collect();
        let seats = [1 + random.count_below(6), 1 + random.count_below(6)];
        let mut ways = |_: &u32| 100 + random.count_below(900);
        let lengths = [0, 1].map(|_| pupils.iter().map(&mut ways).collect::<Vec<u32>>());
        let sketch = Sketch::new(&[("a", Some(seats[0])), ("b", Some(seats[1]))], &pupils)
            .ways("a", &lengths[0])
            .ways("b", &lengths[1]);
        let mut boarders = BTreeMap::new();
        for (village, &pupils) in pupils.iter().enumerate() {
            let at_a = random.count_below(pupils + 1);
            let at_b = random.count_below(pupils - at_a + 1);
            boarders.extend([((village, 0), at_a), ((village, 1), at_b)]);
        }
        let limit = 200 + random.count_below(700);
        let terms = Terms {
            max_distance: Some(Meters::from_decimetres(limit)),
            boarders: boarders.clone(),
            ..Terms::default()
        };
        let settled = under(&terms, &sketch, &county(&vec![0; pupils.len()]));
        let beyond = |dealt: &Vec<Vec<u32>>| -> u32 {
            let at = |village: usize, site: usize| {
                let board = boarders[&(village, site)];
                let is_far = lengths[site][village] > limit;
                if is_far {
                    dealt[village][site].saturating_sub(board)
                } else {
                    0
                }
            };
            let villages = 0..pupils.len();
            villages
                .map(|village| at(village, 0) + at(village, 1))
                .sum()
        };
        let placed = |dealt: &Vec<Vec<u32>>| dealt.iter().flatten().sum::<u32>();
        let cost = |dealt: &Vec<Vec<u32>>| -> u64 {
            let rows = dealt.iter().enumerate();
            let ways = rows.flat_map(|(village, row)| {
                let of = |(site, &n): (usize, &u32)| u64::from(n * lengths[site][village]);
                row.iter().enumerate().map(of).collect::<Vec<u64>>()
            });
            ways.sum()
        };
        let fits = |dealt: &&Vec<Vec<u32>>| {
            [0, 1]
                .iter()
                .all(|&site| dealt.iter().map(|row| row[site]).sum::<u32>() <= seats[site])
        };
        let all = all_ways(&pupils, 2);
        let fitting: Vec<&Vec<Vec<u32>>> = all.iter().filter(fits).collect();
        let rank = |dealt: &&&Vec<Vec<u32>>| (std::cmp::Reverse(placed(dealt)), cost(dealt));
        let within = fitting.iter().filter(|dealt| beyond(dealt) == 0);
        let best = within.min_by_key(rank).unwrap();
        let own = &settled.assignment;
        assert_eq!(own.placed(), u64::from(placed(best)), "seed {seed}");
        assert_eq!(
            (own.pupil_cost(), settled.bound),
            (cost(best), cost(best)),
            "seed {seed}"
        );
        let most = fitting.iter().map(|dealt| placed(dealt)).max().unwrap();
        let all_placed = fitting.iter().filter(|dealt| placed(dealt) == most);
        let least = all_placed.map(|dealt| beyond(dealt)).min().unwrap();
        if own.not_placed() > 0 {
            assert_eq!(settled.relaxation_at_least, u64::from(least), "seed {seed}");
            relaxed += usize::from(least > 0);
        }
        let over = |flow: &&Flow| flow.trip.distance().decimetres() > limit;
        boarding += usize::from(own.flows.iter().any(|flow| over(&flow)));
    }
    assert!(boarding > 30 && relaxed > 30, "{boarding} {relaxed}");
}
