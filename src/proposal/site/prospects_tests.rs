use super::*;
use crate::model::SchoolKind;
use crate::plan::Policy;
use crate::proposal::village::{Ready, SchoolOnLine, at, county, loose_pieces, with_new};
use crate::random::Random;
use crate::units::Year;

fn ready() -> Ready {
    let kindergarten = SchoolOnLine {
        name: "town",
        kind: SchoolKind::Kindergarten,
        km: 0.0,
        pupils: 120,
        seats: Some(120),
    };
    let villages = [(0.0, 60), (4.0, 10), (5.0, 30), (9.0, 20)];
    let county = county(Stage::Kindergarten, &[kindergarten], &villages);
    Ready::of(&county, Stage::Kindergarten)
}

fn inputs(ready: &Ready) -> SiteInputs<'_> {
    SiteInputs {
        travel: Arc::clone(&ready.travel),
        layout: &ready.layout,
        rows: ready.rows.clone(),
        stage: Stage::Kindergarten,
        pupils: &ready.pupils,
        radius: Meters::from_f64(1_500.0),
    }
}

#[test]
fn candidates_are_ranked_by_pupils_brought_within_the_radius() {
    let ready = ready();
    let places = [("east", at(9.0)), ("middle", at(5.0)), ("west", at(0.2))];
    let prospects = Prospects::of(inputs(&ready), &places);
    let ranked = prospects.ranked();
    let told: Vec<_> = ranked
        .iter()
        .map(|prospect| prospect.reason.en.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "middle: 40 pupils newly within 1.5 km, all pupils together go 280 km less a day, nearest site for 60",
            "east: 20 pupils newly within 1.5 km, all pupils together go 210 km less a day, nearest site for 50",
            "west: no pupil newly within 1.5 km, all pupils together go 12 km less a day, nearest site for 60",
        ]
    );
    assert_eq!(
        ranked.iter().map(|p| p.candidate).collect::<Vec<_>>(),
        [1, 0, 2]
    );
}

#[test]
fn a_way_where_no_road_leads_is_neither_near_nor_covered() {
    // The kindergarten in town is 1.2 km off for the village at 5 km, over a river.
    let mut ready = ready();
    let mut row = ready.rows[0].as_ref().unwrap().iter().collect::<Vec<_>>();
    row[2] = Trip::apart(Meters::from_f64(1_200.0));
    ready.rows[0] = Some(row.into());
    // One new site is 1.4 km on by road, the other 1.6 km: beyond the radius, but no river between.
    for (km, told) in [
        (
            6.4,
            "east: 30 pupils newly within 1.5 km, all pupils together go 138 km less a day, nearest site for 60",
        ),
        (
            3.4,
            "east: 10 pupils newly within 1.5 km, all pupils together go 90 km less a day, nearest site for 60",
        ),
    ] {
        let places = [("east", at(km))];
        let prospects = Prospects::of(inputs(&ready), &places);
        let ranked = prospects.ranked();
        assert_eq!((ranked[0].spared, ranked[0].reason.en.as_str()), (30, told));
        let best = prospects.best(1, Objective::Distance, &Run::to_the_end());
        let ways = prospects.pupil_decimetres(&best.choice);
        assert_eq!((best.value, best.bound), (ways, ways));
    }
    // Where nothing helps, the river is crossed, and only metres are told.
    let places = [("west", at(0.0))];
    let prospects = Prospects::of(inputs(&ready), &places);
    let best = prospects.best(1, Objective::Cover, &Run::to_the_end());
    assert_eq!(best.value, 60);
    let ways = prospects.pupil_decimetres(&[]);
    let drawn = 10 * 40_000 + 30 * 12_000 + 20 * 90_000;
    assert!((ways - drawn).abs() <= 60, "{ways} {drawn}");
}

#[test]
fn the_best_sites_leave_the_least_distance_to_the_nearest() {
    let ready = ready();
    let places = [("east", at(9.0)), ("middle", at(5.0)), ("near", at(4.0))];
    let prospects = Prospects::of(inputs(&ready), &places);
    let best = prospects.best(2, Objective::Distance, &Run::to_the_end());
    let chosen: Vec<usize> = best
        .choice
        .iter()
        .map(|prospect| prospect.candidate)
        .collect();
    assert_eq!(chosen, [1, 0]);
    // Only the 10 pupils at 4 km still travel, one kilometre each.
    assert_eq!((best.value, best.bound), (100_000, 100_000));
    let cover = prospects.best(1, Objective::Cover, &Run::to_the_end());
    assert_eq!((cover.value, cover.bound), (100, 100));
    assert_eq!(cover.choice[0].newly_covered, 40);
}

#[test]
fn a_settlement_where_a_school_would_help_nobody_is_not_worth_building_in() {
    let town = SchoolOnLine {
        name: "town",
        kind: SchoolKind::Kindergarten,
        km: 0.0,
        pupils: 120,
        seats: Some(120),
    };
    // The first lives beside the kindergarten, the last has no children.
    let villages = [(0.0, 60), (4.0, 10), (5.0, 30), (20.0, 0)];
    let county = county(Stage::Kindergarten, &[town], &villages);
    let evaluator = Evaluator::of_plan(&county, None);
    let today = evaluator.baseline(Year(2025), Policy::Nearest);
    let ranked = |most| {
        let sites = rank_sites(&evaluator, &today, Stage::Kindergarten, most);
        let settlements = sites.iter().map(|prospect| prospect.candidate);
        settlements.collect::<Vec<_>>()
    };
    assert_eq!(ranked(9), [2, 1]);
    assert_eq!(ranked(1), [2]);
}

/// Every choice of so many of the first `n`.
fn choices(n: usize, choose: usize) -> Vec<Vec<usize>> {
    let all = (0_u32..1 << n).filter(|bits| bits.count_ones() as usize == choose);
    all.map(|bits| (0..n).filter(|&one| bits >> one & 1 == 1).collect())
        .collect()
}

#[test]
fn a_school_on_a_loose_piece_of_road_is_weighed_by_the_ways_that_people_take_then() {
    let stage = Stage::Primary;
    let (mut first_there, mut longer) = (0, 0);
    for seed in 0..100 {
        let county = loose_pieces(stage, &mut Random::seeded(seed));
        let evaluator = Evaluator::of_plan(&county, None);
        let today = evaluator.baseline(evaluator.base_year(), Policy::Nearest);
        let radius = Meters::from_f64([800.0, 1_500.0, 3_000.0][seed as usize % 3]);
        let named: Vec<(&str, LonLat)> = county
            .settlements
            .iter()
            .map(|home| (home.name.as_str(), home.at))
            .collect();
        let inputs = SiteInputs::of(&evaluator, &today, stage, radius);
        let prospects = Prospects::of(inputs, &named);
        // As the plan shows it.
        let truly = |villages: &[usize]| {
            let layout = with_new(&county, &today.layout, villages);
            let shown = evaluator.evaluate_layout(Arc::new(layout), Policy::Nearest);
            shown.stages[stage].as_ref().unwrap().assignment.clone()
        };
        for choose in 1..=3.min(named.len()) {
            let all = choices(named.len(), choose);
            let best = prospects.best(choose, Objective::Distance, &Run::to_the_end());
            let chosen: Vec<usize> = best.choice.iter().map(|one| one.candidate).collect();
            let shown = truly(&chosen);
            let told = prospects.pupil_decimetres(&best.choice);
            assert_eq!(told, shown.pupil_decimetres() as i64, "{seed} {chosen:?}");
            assert_eq!((best.value, best.bound), (told, told), "{seed} {chosen:?}");
            let least = all
                .iter()
                .map(|villages| truly(villages).pupil_cost())
                .min();
            assert_eq!(Some(shown.pupil_cost()), least, "{seed} {chosen:?}");

            let best = prospects.best(choose, Objective::Cover, &Run::to_the_end());
            let within = |villages: &[usize]| -> i64 {
                let dealt = truly(villages);
                let near = dealt
                    .flows
                    .iter()
                    .filter(|flow| flow.trip.is_within(radius));
                near.map(|flow| i64::from(flow.pupils)).sum()
            };
            let chosen: Vec<usize> = best.choice.iter().map(|one| one.candidate).collect();
            assert_eq!(best.value, within(&chosen), "{seed} {chosen:?}");
            let most = all.iter().map(|villages| within(villages)).max();
            assert_eq!((Some(best.value), best.bound), (most, best.value), "{seed}");
        }
        // One by one each tells what comes of it.
        for prospect in prospects.ranked() {
            let shown = truly(&[prospect.candidate]);
            let new = county.schools.len();
            let flows = shown.flows.iter().filter(|flow| flow.site == new);
            let attracted: u32 = flows.map(|flow| flow.pupils).sum();
            assert!(prospect.attracted >= attracted, "{seed} {prospect:?}");
            let before = today.stages[stage].as_ref().unwrap();
            let (before, after) = (
                before.assignment.pupil_decimetres(),
                shown.pupil_decimetres(),
            );
            let saved = before.saturating_sub(after);
            assert_eq!(prospect.saved, saved, "{seed} {prospect:?}");
            longer += usize::from(after > before);
        }
        first_there += usize::from(!prospects.unserved.pieces().is_empty());
    }
    assert!(first_there > 50 && longer > 1, "{first_there} {longer}");
}
