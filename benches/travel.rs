//! How long travel takes, on a seeded county or on the folder named by `XUEQU_BENCH_DATA`.

#[expect(
    dead_code,
    reason = "some of it serves the comparison with other programs only"
)]
mod network;

use std::sync::LazyLock;

use divan::{Bencher, black_box};
use xuequ::model::{Road, RoadWork};
use xuequ::travel::{DETOUR_FACTOR, Place, Travel, Trip};

use network::Case;

static CASE: LazyLock<Case> = LazyLock::new(network::case);

static TRAVEL: LazyLock<(Travel, Vec<Place>)> = LazyLock::new(|| {
    let travel = Travel::new(&CASE.county, DETOUR_FACTOR);
    let places = CASE.schools.iter().map(|&at| travel.place(at)).collect();
    (travel, places)
});

static PREPARED: LazyLock<&(Travel, Vec<Place>)> = LazyLock::new(|| {
    TRAVEL.0.prepare();
    &TRAVEL
});

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 5)]
fn network() -> Travel {
    Travel::new(&CASE.county, DETOUR_FACTOR)
}

#[divan::bench(sample_count = 3)]
fn hierarchy(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(|| Travel::new(&CASE.county, DETOUR_FACTOR))
        .bench_refs(|travel| travel.prepare());
}

#[divan::bench]
fn nearest_school_of_every_settlement() -> Vec<Option<(usize, Trip)>> {
    TRAVEL.0.nearest(&TRAVEL.1)
}

/// What each edit takes, roads, snapping and hierarchy counted, beside [`network`] and [`hierarchy`] together.
mod edit {
    use super::{Bencher, CASE, PREPARED, Road, RoadWork};

    /// A road in the middle of the county.
    fn road() -> usize {
        CASE.county.roads.len() / 2
    }

    fn line() -> Vec<xuequ::geometry::LonLat> {
        CASE.county.roads[road()].line.clone()
    }

    fn after(bencher: Bencher<'_, '_>, work: RoadWork) {
        let county = CASE.county.with_roads(&[work]);
        bencher.bench(|| PREPARED.0.after(&county));
    }

    #[divan::bench(sample_count = 11)]
    fn cut(bencher: Bencher<'_, '_>) {
        after(bencher, RoadWork::Cut { line: line() });
    }

    /// A straight road of some three kilometres between two that were not joined.
    #[divan::bench(sample_count = 11)]
    fn add(bencher: Bencher<'_, '_>) {
        let roads = &CASE.county.roads;
        let middle = |road: usize| roads[road].line[roads[road].line.len() / 2];
        let from = middle(road());
        let nearness = |&road: &usize| (from.metres_to(middle(road)) - 3_000.0).abs();
        let to = (0..roads.len()).min_by(|a, b| nearness(a).total_cmp(&nearness(b)));
        let line = vec![from, middle(to.expect("there are roads"))];
        let road = Road {
            line,
            ..roads[road()].clone()
        };
        after(bencher, RoadWork::Build(road));
    }

    #[divan::bench(sample_count = 11)]
    fn speed(bencher: Bencher<'_, '_>) {
        let work = RoadWork::Improve {
            line: line(),
            class: None,
            speed_kmh: Some(5.0),
        };
        after(bencher, work);
    }
}

#[divan::bench]
fn place() -> Place {
    TRAVEL.0.place(black_box(CASE.schools[0]))
}

#[divan::bench]
fn one_row(bencher: Bencher<'_, '_>) {
    let (travel, places) = &*TRAVEL;
    bencher.bench(|| travel.row(&places[0]));
}

#[divan::bench(sample_count = 10)]
fn rows_of_150_schools(bencher: Bencher<'_, '_>) {
    let (travel, places) = *PREPARED;
    bencher.bench(|| travel.rows(&places[..places.len().min(150)]));
}

#[divan::bench]
fn frame_of_a_drag(bencher: Bencher<'_, '_>) {
    let (travel, places) = &*TRAVEL;
    let mut drag = travel.drag(places, CASE.dragged, &[]);
    let frames: Vec<Place> = CASE.drag.iter().map(|&at| travel.place(at)).collect();
    let mut frames = frames.iter().cycle();
    bencher.bench_local(|| frames.next().map(|frame| drag.frame(travel, frame).len()));
}
