//! Assignment from scratch as JSON lines: on a made-up county of 5,000 settlements and 150 schools, and on a network
//! of roads: the seeded one, or the data folder that `XUEQU_BENCH_DATA` names (see `network/mod.rs`).
//!
//! `cargo bench --no-default-features --bench assign [-- folder]`: with the word, only the second.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod figure;
#[path = "assign/folder.rs"]
mod folder;
#[path = "assign/made_up.rs"]
mod made_up;
#[expect(dead_code, reason = "some of it serves other benches only")]
mod network;

use xuequ::assign::{keep, seats, today, translate};
use xuequ::plan::Status;
use xuequ::solve::transport::{FIRST_SITES, Lists, Transport};

use figure::{figure, figure_of_each};
use made_up::{County, STAGE};

/// Runs of each.
const REPS: usize = 25;

fn main() {
    if !std::env::args().any(|argument| argument == "folder") {
        made_up(County::new(5_000, 150));
    }
    folder::run();
}

/// Everything on the made-up county.
fn made_up(mut county: County) {
    let lists = figure("made up", "lists of 16 nearest", REPS, || {
        Lists::of(county.pupils.len(), FIRST_SITES, &county)
    });
    let (demands, limits) = county.problem();
    let note = "exact seats from scratch, with proof, lists apart";
    figure_of_each("made up", note, vec![lists; REPS], |lists| {
        let transport = Transport::with_lists(&demands, &limits, lists, &county);
        assert!(
            transport.proof().is_optimal,
            "the solver stops at the optimum"
        );
        transport
    });
    figure("made up", "exact seats with lists and prices", REPS, || {
        seats(STAGE, &county.pupils, &county.layout, &county.rows)
    });
    let before = today(STAGE, &county.pupils, &county.layout, &county.rows, &[]);
    let before = translate(&before, &county.layout, &county.layout);
    county.layout.sites[70].status = Status::New;
    county.layout.sites[71].status = Status::closed(Vec::new());
    figure(
        "made up",
        "today's flows kept, one school closed, one new",
        REPS,
        || keep(STAGE, &county.pupils, &before, &county.layout, &county.rows),
    );
}
