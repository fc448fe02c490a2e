//! The ways of every home against those of the whole county.

use xuequ::evaluation::Evaluator;
use xuequ::indicators::{HomeChange, Turn, home_trips};
use xuequ::io::open_bytes;
use xuequ::model::Stage;
use xuequ::plan::Policy;
use xuequ::sample;
use xuequ::session::{Chosen, Session};
use xuequ::units::{Meters, Year};

#[test]
fn the_ways_of_all_homes_add_up_to_those_of_the_county() {
    let opened = open_bytes(&sample::files()).expect("the sample opens");
    let evaluator = Evaluator::new(opened.county.into(), Default::default());
    for policy in Policy::ALL {
        let evaluation = evaluator.baseline(evaluator.base_year(), policy);
        for stage in [Stage::Kindergarten, Stage::Primary, Stage::Junior] {
            let limit = evaluator.limits().trip[stage];
            let evaluated = evaluation.stages[stage].as_ref().expect("taught");
            let homes = home_trips(evaluated.attended(), evaluator.county().settlements.len());
            let (mut pupils, mut decimetres) = (0_u64, 0.0);
            for (settlement, home) in homes.iter().enumerate() {
                let daily = evaluated.daily().iter();
                let own: Vec<_> = daily.filter(|flow| flow.settlement == settlement).collect();
                let day_pupils: u32 = own.iter().map(|flow| flow.pupils).sum();
                assert_eq!(home.day_pupils, day_pupils);
                let goes_over = |limit: Meters| own.iter().any(|flow| flow.trip.distance() > limit);
                assert_eq!(home.is_over(limit), limit.is_some_and(goes_over));
                let ways = own
                    .iter()
                    .map(|flow| (flow.pupils, flow.trip.distance().decimetres()));
                let ways: f64 = ways
                    .map(|(pupils, way)| f64::from(pupils) * f64::from(way))
                    .sum();
                let mean = home.mean().map(|mean| f64::from(mean.decimetres()));
                let slow = (day_pupils > 0).then(|| ways / f64::from(day_pupils));
                assert_eq!(mean.is_some(), slow.is_some());
                assert!(
                    (mean.unwrap_or(0.0) - slow.unwrap_or(0.0)).abs() <= 0.5,
                    "{settlement}"
                );
                pupils += u64::from(day_pupils);
                decimetres += ways;
            }
            let mean = decimetres / pupils as f64 / 10.0;
            let trips = evaluated.numbers.distances.expect("pupils travel");
            assert!(
                (mean - trips.mean).abs() < 0.1,
                "{policy:?} {stage:?}: {mean} {}",
                trips.mean
            );
            let unplaced: u32 = homes.iter().map(|home| home.unplaced).sum();
            assert_eq!(unplaced, evaluated.numbers.unplaced);
        }
    }
}

#[test]
fn what_changes_for_a_home_is_the_difference_of_its_ways() {
    let opened = open_bytes(&sample::files()).expect("the sample opens");
    let mut session = Session::new(opened);
    // In the first year the plan has done nothing yet.
    session.choose_in(Chosen::Plan(0), Year(2025));
    let sides = session.comparison(Chosen::Today, Chosen::Plan(0)).work();
    let (mut same, mut other) = (0, 0);
    for stage in [Stage::Kindergarten, Stage::Primary, Stage::Junior] {
        let comparison = sides.stages[stage].as_ref().expect("both have figures");
        let flows =
            |side: &xuequ::evaluation::Evaluation, home: usize| -> Vec<(String, u32, u32)> {
                let evaluated = side.stages[stage].as_ref().expect("taught");
                let flows = evaluated.assignment.of_settlement(home).iter();
                let told = flows.map(|flow| {
                    let school = side.layout.sites[flow.site].id.to_string();
                    (school, flow.pupils, flow.trip.distance().decimetres())
                });
                told.collect()
            };
        let boards = |side: &xuequ::evaluation::Evaluation| {
            side.stages[stage]
                .as_ref()
                .is_some_and(|of| of.numbers.boarders > 0)
        };
        let has_boarders = boards(&sides.before) || boards(&sides.after);
        for (home, change) in comparison.homes.iter().enumerate() {
            let (before, after) = (flows(&sides.before, home), flows(&sides.after, home));
            if before == after {
                assert_eq!(change.turn(), Turn::Unchanged, "{home}");
                assert_eq!(change.decimetres, 0);
                same += 1;
                continue;
            }
            let sum = |flows: &[(String, u32, u32)]| -> (u32, i64) {
                let pupils = flows.iter().map(|flow| flow.1).sum();
                let ways = flows
                    .iter()
                    .map(|flow| i64::from(flow.1) * i64::from(flow.2));
                (pupils, ways.sum())
            };
            let ((was, ways_before), (is, ways_after)) = (sum(&before), sum(&after));
            if was == is && !has_boarders {
                assert_eq!(change.decimetres, ways_after - ways_before, "{home}");
                other += 1;
            }
        }
        let all = |of: fn(&HomeChange) -> u32| comparison.homes.iter().map(of).sum::<u32>();
        assert_eq!(all(|home| home.farther), comparison.pupils_farther);
        assert_eq!(all(|home| home.nearer), comparison.pupils_nearer);
        let gains = comparison.gains(&sides.county);
        let nearer: u32 = gains.iter().map(|gains| gains.change.nearer).sum();
        assert_eq!(nearer, comparison.pupils_nearer);
    }
    assert!(same > 100 && other > 0, "{same} {other}");
}
