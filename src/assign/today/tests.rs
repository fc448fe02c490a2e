use super::super::sketch::{STAGE, Sketch};
use super::*;
use crate::travel::Basis;
use crate::units::Meters;

#[test]
fn schools_hold_their_recorded_enrolment_today() {
    let sketch = Sketch::new(&[("big", None), ("small", None)], &[10, 10])
        .ways("big", &[500, 900])
        .ways("small", &[100, 100])
        .enrolled("big", 14)
        .enrolled("small", 6);
    assert_eq!(
        sketch.told(&sketch.today()),
        ["0→big 10", "1→big 4", "1→small 6"]
    );
}

#[test]
fn rebuilt_flows_cross_where_no_road_leads_only_to_fill_a_record() {
    // By metres alone the first settlement would fill the school across and the second the one by road.
    let sketch = Sketch::new(&[("across", None), ("by road", None)], &[10, 10])
        .ways("across", &[8_000, 30_000])
        .ways("by road", &[30_000, 8_000])
        .apart(0, "across");
    let enrolled = |across, by_road| {
        let sketch = sketch.clone().enrolled("across", across);
        let sketch = sketch.enrolled("by road", by_road);
        sketch.told(&sketch.today())
    };
    assert_eq!(enrolled(10, 10), ["0→by road 10", "1→across 10"]);
    assert_eq!(
        enrolled(12, 8),
        ["0→across 2", "0→by road 8", "1→across 10"]
    );
}

#[test]
fn pupils_beyond_the_record_go_to_the_nearest_school() {
    let sketch = Sketch::new(&[("a", None), ("b", None)], &[10])
        .ways("a", &[100])
        .ways("b", &[200])
        .enrolled("a", 3)
        .enrolled("b", 2);
    let today = sketch.today();
    assert_eq!(sketch.told(&today), ["0→a 8", "0→b 2"]);
    assert!(today.unplaced.is_empty());
}

#[test]
fn a_school_without_figures_takes_nobody_from_a_school_with_a_record() {
    let sketch = Sketch::new(
        &[("known", None), ("silent", None), ("small", None)],
        &[30, 8],
    )
    .ways("known", &[900, 500])
    .ways("silent", &[100, 400])
    .ways("small", &[950, 50])
    .enrolled("known", 30)
    .enrolled("small", 8);
    assert_eq!(sketch.told(&sketch.today()), ["0→known 30", "1→small 8"]);
}

#[test]
fn only_pupils_beyond_all_records_go_to_a_school_without_figures() {
    let sketch = Sketch::new(&[("known", None), ("silent", None)], &[30, 10])
        .ways("known", &[100, 50])
        .ways("silent", &[200, 900])
        .enrolled("known", 25);
    // 25 stay on record, whoever they are; the fifteen others have the shorter way from the first village.
    assert_eq!(
        sketch.told(&sketch.today()),
        ["0→known 15", "0→silent 15", "1→known 10"]
    );
}

#[test]
fn nobody_passes_a_school_to_one_farther_on_where_a_nearer_child_can_go() {
    // One road: a hamlet, 5 km on a village with a kindergarten, 13 km on the town with another. Whoever goes on
    // to the town, the sum of ways is the same.
    let sketch = Sketch::new(&[("village", None), ("town", None)], &[2, 2])
        .ways("village", &[50_000, 0])
        .ways("town", &[180_000, 130_000])
        .enrolled("village", 2)
        .enrolled("town", 2);
    assert_eq!(sketch.told(&sketch.today()), ["0→village 2", "1→town 2"]);
}

#[test]
fn recorded_flows_stand_and_the_rest_is_rebuilt_round_them() {
    let sketch = Sketch::new(&[("a", None), ("b", None)], &[10, 10])
        .ways("a", &[100, 900])
        .ways("b", &[900, 100])
        .enrolled("a", 12)
        .enrolled("b", 8);
    let on_record = [RecordedFlow {
        stage: STAGE,
        settlement: 0,
        school: sketch.position("b"),
        pupils: 7,
        boarders: None,
    }];
    let today = sketch.today_with(&on_record);
    assert_eq!(sketch.told(&today), ["0→a 3", "0→b 7", "1→a 9", "1→b 1"]);
    let source = |on_record| {
        FlowSource::of(
            STAGE,
            &sketch.pupils,
            &sketch.layout,
            sketch.rows(),
            on_record,
        )
    };
    assert_eq!(source(&on_record), FlowSource::PartlyRecorded);
    assert_eq!(source(&[]), FlowSource::Rebuilt);
    let all = |settlement| RecordedFlow {
        settlement,
        pupils: 10,
        ..on_record[0]
    };
    assert_eq!(source(&[all(0), all(1)]), FlowSource::Recorded);
}

#[test]
fn where_more_are_on_record_than_live_those_who_live_there_are_shared_out() {
    let sketch = Sketch::new(&[("a", None), ("b", None)], &[3, 6])
        .ways("a", &[100, 200])
        .ways("b", &[900, 300])
        .enrolled("a", 5)
        .enrolled("b", 4);
    let to = |school: &str, pupils| RecordedFlow {
        stage: STAGE,
        settlement: 0,
        school: sketch.position(school),
        pupils,
        boarders: None,
    };
    // Nine on record of three who live there: a has its five, though seven of the nine go to b.
    let today = sketch.today_with(&[to("a", 2), to("b", 7)]);
    assert_eq!(sketch.told(&today), ["0→a 1", "0→b 2", "1→a 4", "1→b 2"]);
    let now = sketch.keep(&today);
    let attending = super::super::attending(&sketch.pupils, &today, &sketch.layout, &now);
    assert_eq!(attending, [Some(5), Some(4)]);
}

#[test]
fn flows_on_record_stand_though_they_are_more_than_are_enrolled() {
    let sketch = Sketch::new(&[("a", None), ("b", None)], &[9, 4])
        .ways("a", &[100, 200])
        .ways("b", &[900, 300])
        .enrolled("a", 5)
        .enrolled("b", 4);
    let on_record = [RecordedFlow {
        stage: STAGE,
        settlement: 0,
        school: sketch.position("a"),
        pupils: 9,
        boarders: None,
    }];
    let today = sketch.today_with(&on_record);
    assert_eq!(sketch.told(&today), ["0→a 9", "1→b 4"]);
}

#[test]
fn flows_that_today_cannot_use_are_no_record_of_it() {
    let sketch = Sketch::new(&[("a", None), ("gone", None)], &[10])
        .ways("a", &[100])
        .ways("gone", &[100])
        .status("gone", crate::plan::Status::closed(Vec::new()));
    let on_record = [RecordedFlow {
        stage: STAGE,
        settlement: 0,
        school: sketch.position("gone"),
        pupils: 10,
        boarders: None,
    }];
    let (pupils, layout) = (&sketch.pupils, &sketch.layout);
    let source = FlowSource::of(STAGE, pupils, layout, sketch.rows(), &on_record);
    assert_eq!(source, FlowSource::Rebuilt);
}

/// A random county: homes and schools in the plane, in the order of their ids.
struct Random {
    homes: Vec<(u32, u32, u32)>,
    schools: Vec<(u32, u32, u32)>,
}

impl Random {
    fn balanced(random: &mut crate::random::Random) -> Self {
        let mut place = |most: u32| (random.count_below(9_000), random.count_below(9_000), most);
        let mut homes: Vec<_> = (0..4).map(|_| place(0)).collect();
        let mut schools: Vec<_> = (0..3).map(|_| place(0)).collect();
        for _ in 0..7 {
            homes[random.count_below(4) as usize].2 += 1;
            schools[random.count_below(3) as usize].2 += 1;
        }
        Self { homes, schools }
    }

    fn way(home: (u32, u32, u32), school: (u32, u32, u32)) -> u32 {
        let (x, y) = (
            f64::from(home.0) - f64::from(school.0),
            f64::from(home.1) - f64::from(school.1),
        );
        (x.hypot(y) * 10.0) as u32
    }

    /// The sketch with its homes and schools in another order.
    fn sketch(&self, homes: &[usize], schools: &[usize]) -> Sketch {
        let name = |at: usize| format!("s{at}");
        let names: Vec<String> = (0..schools.len()).map(name).collect();
        let of: Vec<(&str, Option<u32>)> = names.iter().map(|name| (&**name, None)).collect();
        let pupils: Vec<u32> = homes.iter().map(|&home| self.homes[home].2).collect();
        let mut sketch = Sketch::new(&of, &pupils);
        for (name, &school) in names.iter().zip(schools) {
            let school = self.schools[school];
            let ways = homes
                .iter()
                .map(|&home| Self::way(self.homes[home], school));
            let ways: Vec<u32> = ways.collect();
            sketch = sketch.ways(name, &ways).enrolled(name, school.2);
        }
        sketch
    }

    /// The sums of squares of all ways to fill the schools, the least first.
    fn all_sums(&self) -> Vec<u64> {
        fn deal(
            of: &Random,
            home: usize,
            school: usize,
            left: &mut Vec<u32>,
            sum: u64,
            sums: &mut Vec<u64>,
            rest: u32,
        ) {
            if home == of.homes.len() {
                sums.push(sum);
                return;
            }
            if school == of.schools.len() {
                if rest == 0 {
                    let next = of.homes.get(home + 1).map_or(0, |home| home.2);
                    deal(of, home + 1, 0, left, sum, sums, next);
                }
                return;
            }
            for pupils in 0..=rest.min(left[school]) {
                left[school] -= pupils;
                let way = Random::way(of.homes[home], of.schools[school]);
                let square = square(Trip::new(Meters::from_decimetres(way), Basis::Road));
                let more = u64::from(pupils) * u64::from(square);
                deal(of, home, school + 1, left, sum + more, sums, rest - pupils);
                left[school] += pupils;
            }
        }
        let mut left: Vec<u32> = self.schools.iter().map(|school| school.2).collect();
        let mut sums = Vec::new();
        deal(self, 0, 0, &mut left, 0, &mut sums, self.homes[0].2);
        sums.sort_unstable();
        sums
    }
}

#[test]
fn rebuilt_flows_keep_both_totals_and_no_other_have_so_small_a_sum_of_squares() {
    for seed in 0..60 {
        let county = Random::balanced(&mut crate::random::Random::seeded(seed));
        let (homes, schools): (Vec<usize>, Vec<usize>) = ((0..4).collect(), (0..3).collect());
        let sketch = county.sketch(&homes, &schools);
        let today = sketch.today();
        assert!(today.unplaced.is_empty(), "seed {seed}");
        for (home, &pupils) in sketch.pupils.iter().enumerate() {
            let here = today.of_settlement(home).iter();
            assert_eq!(
                here.map(|flow| flow.pupils).sum::<u32>(),
                pupils,
                "seed {seed}"
            );
        }
        let enrolled: Vec<u64> = county
            .schools
            .iter()
            .map(|school| school.2.into())
            .collect();
        assert_eq!(today.loads(3), enrolled, "seed {seed}");
        let sum = today.flows.iter();
        let sum: u64 = sum
            .map(|flow| u64::from(flow.pupils) * u64::from(square(flow.trip)))
            .sum();
        let sums = county.all_sums();
        assert_eq!(sum, sums[0], "seed {seed}");
        assert!(
            sums.get(1).is_none_or(|&next| next > sums[0]),
            "seed {seed}: not the only one"
        );
    }
}

#[test]
fn rebuilt_flows_are_the_same_in_whatever_order_homes_and_schools_come() {
    for seed in 0..40 {
        let random = &mut crate::random::Random::seeded(seed);
        let county = Random::balanced(random);
        let mut told = Vec::new();
        for _ in 0..4 {
            let mut shuffled = |n: usize| {
                let mut order: Vec<usize> = (0..n).collect();
                for at in (1..n).rev() {
                    order.swap(at, random.count_below(at as u32 + 1) as usize);
                }
                order
            };
            let (homes, schools) = (shuffled(4), shuffled(3));
            let today = county.sketch(&homes, &schools).today();
            let flows = today.flows.iter();
            let mut flows: Vec<_> = flows
                .map(|flow| (homes[flow.settlement], schools[flow.site], flow.pupils))
                .collect();
            flows.sort_unstable();
            told.push(flows);
        }
        assert!(
            told.iter().all(|flows| *flows == told[0]),
            "seed {seed}: {told:?}"
        );
    }
}

#[test]
fn squares_grow_with_the_way_and_never_reach_the_last_resort() {
    let of = |decimetres| square(Trip::new(Meters::from_decimetres(decimetres), Basis::Road));
    assert_eq!((of(0), of(10_000), of(20_000)), (0, 10_000, 40_000));
    let ways = [409_500, 409_600, 409_700, 1_000_000, 10_000_000, u32::MAX];
    assert!(ways.map(of).is_sorted());
    assert!(of(409_700) > of(409_600) && of(u32::MAX) < LAST_RESORT - 1);
}

#[test]
fn an_assignment_keeps_its_schools_when_a_plan_adds_one_before_them() {
    let before = Sketch::new(&[("m", None), ("n", None)], &[3])
        .ways("m", &[1])
        .ways("n", &[2]);
    let after = Sketch::new(&[("a", None), ("m", None), ("n", None)], &[3]);
    let moved = translate(&before.nearest(), &before.layout, &after.layout);
    assert_eq!(after.told(&moved), ["0→m 3"]);
    let gone = translate(
        &before.nearest(),
        &before.layout,
        &Sketch::new(&[], &[3]).layout,
    );
    assert_eq!(gone.not_placed(), 3);
}
