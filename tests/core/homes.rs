//! The ways of every home against those of the whole county.

use xuequ::evaluation::Evaluator;
use xuequ::indicators::home_trips;
use xuequ::io::open_bytes;
use xuequ::model::Stage;
use xuequ::plan::Policy;
use xuequ::sample;
use xuequ::units::Meters;

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
