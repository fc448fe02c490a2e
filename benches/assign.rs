//! Assignment from scratch, on a made-up county of 5,000 settlements and 150 schools; and, as JSON lines,
//! on a network of roads: the seeded one, or the data folder that `XUEQU_BENCH_DATA` names (see `network/mod.rs`).
//!
//! `cargo bench --bench assign --no-default-features`

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod figure;
#[path = "assign/folder.rs"]
mod folder;
#[path = "assign/made_up.rs"]
mod made_up;
#[expect(dead_code, reason = "some of it serves other benches only")]
mod network;

use divan::{Bencher, black_box};
use xuequ::assign::{keep, seats, today, translate};
use xuequ::plan::Status;
use xuequ::solve::transport::{FIRST_SITES, Lists, Transport};

use made_up::{County, STAGE};

fn main() {
    divan::main();
    if std::env::args().any(|argument| argument == "--bench") {
        folder::run();
    }
}

#[divan::bench]
fn lists_of_16_nearest(bencher: Bencher<'_, '_>) {
    let county = County::new(5_000, 150);
    bencher.bench_local(|| Lists::of(county.pupils.len(), FIRST_SITES, &county));
}

#[divan::bench]
fn exact_seats_from_scratch_with_proof_lists_apart(bencher: Bencher<'_, '_>) {
    let county = County::new(5_000, 150);
    let (demands, limits) = county.problem();
    let lists = Lists::of(county.pupils.len(), FIRST_SITES, &county);
    bencher
        .with_inputs(|| lists.clone())
        .bench_local_values(|lists| {
            let transport = Transport::with_lists(&demands, &limits, lists, &county);
            assert!(transport.proof().is_optimal);
            transport
        });
}

#[divan::bench]
fn exact_seats_with_lists_and_prices(bencher: Bencher<'_, '_>) {
    let county = County::new(5_000, 150);
    bencher.bench_local(|| seats(STAGE, &county.pupils, &county.layout, &county.rows));
}

#[divan::bench]
fn keep_todays_flows_while_a_new_school_moves(bencher: Bencher<'_, '_>) {
    let mut county = County::new(5_000, 150);
    let before = today(STAGE, &county.pupils, &county.layout, &county.rows, &[]);
    let before = translate(&before, &county.layout, &county.layout);
    county.layout.sites[70].status = Status::New;
    county.layout.sites[71].status = Status::closed(Vec::new());
    bencher.bench_local(|| {
        keep(
            STAGE,
            &county.pupils,
            black_box(&before),
            &county.layout,
            &county.rows,
        )
    });
}
