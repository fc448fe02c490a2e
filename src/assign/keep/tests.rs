//! Small counties in which pupils keep their schools as far as the plan lets them.

use super::super::sketch::Sketch;
use crate::geometry::LonLat;
use crate::plan::Status;

fn two_schools() -> Sketch {
    Sketch::new(&[("a", Some(12)), ("b", Some(30))], &[6, 6])
        .ways("a", &[100, 400])
        .ways("b", &[500, 300])
        .enrolled("a", 8)
        .enrolled("b", 4)
}

#[test]
fn with_nothing_planned_everyone_stays_though_another_school_is_nearer() {
    let sketch = two_schools();
    let today = sketch.today();
    assert_eq!(sketch.told(&today), ["0→a 6", "1→a 2", "1→b 4"]);
    assert_eq!(sketch.keep(&today).flows, today.flows);
}

#[test]
fn a_merged_school_sends_its_pupils_to_the_named_receiver_and_no_further() {
    let sketch = two_schools();
    let today = sketch.today();
    let merged = sketch.clone().merged("b", &["a"]);
    assert_eq!(
        merged.told(&merged.keep(&today)),
        ["0→a 6", "1→a 6"],
        "a has four free seats"
    );
    let merged = sketch.merged("a", &["b"]);
    assert_eq!(merged.told(&merged.keep(&today)), ["0→b 6", "1→b 6"]);
}

#[test]
fn pupils_beyond_the_receivers_seats_are_reported_not_squeezed_in() {
    let sketch = Sketch::new(&[("a", Some(12)), ("b", Some(9)), ("c", Some(50))], &[6, 6])
        .ways("a", &[100, 400])
        .ways("b", &[500, 300])
        .ways("c", &[600, 600])
        .enrolled("a", 6)
        .enrolled("b", 6)
        .enrolled("c", 0);
    let today = sketch.today();
    let merged = sketch.clone().merged("a", &["b"]);
    assert_eq!(
        merged.told(&merged.keep(&today)),
        ["0→b 3", "1→b 6", "0→? 3"]
    );
    let closed = sketch.merged("a", &[]);
    assert_eq!(
        closed.told(&closed.keep(&today)),
        ["0→b 3", "0→c 3", "1→b 6"],
        "without a named receiver any free seat will do"
    );
}

#[test]
fn stated_shares_are_sent_and_beyond_the_seats_are_reported() {
    let sketch = Sketch::new(&[("a", Some(12)), ("b", Some(20)), ("c", Some(3))], &[6, 6])
        .ways("a", &[100, 400])
        .ways("b", &[500, 300])
        .ways("c", &[600, 350])
        .enrolled("a", 12)
        .enrolled("b", 0)
        .enrolled("c", 0);
    let today = sketch.today();
    // Nine to b and three to c; three of settlement 1 lose least by going to c (50 against 100 decimetres).
    let shared = sketch.clone().shared("a", &[("b", 3), ("c", 1)]);
    assert_eq!(
        shared.told(&shared.keep(&today)),
        ["0→b 6", "1→b 3", "1→c 3"]
    );
    // Half each: six to c, which has three seats.
    let half = sketch.clone().shared("a", &[("b", 50), ("c", 50)]);
    let assignment = half.keep(&today);
    assert_eq!(assignment.loads(3), [0, 6, 3]);
    assert_eq!(assignment.not_placed(), 3);
    // Shares that do not fit the receivers do not count.
    let odd = sketch.shared("a", &[("b", 0), ("c", 0)]);
    assert_eq!(odd.keep(&today).not_placed(), 0);
}

#[test]
fn a_receiver_that_has_closed_hands_its_share_on_and_no_more() {
    // a sends 80 to b and 20 to c; later b is merged into d. c keeps its 20.
    let sketch = Sketch::new(
        &[
            ("a", None),
            ("b", None),
            ("c", None),
            ("d", None),
            ("e", None),
        ],
        &[100],
    )
    .ways("a", &[0])
    .ways("b", &[1_000])
    .ways("c", &[700])
    .ways("d", &[2_000])
    .ways("e", &[1])
    .enrolled("a", 100)
    .enrolled("b", 0)
    .enrolled("c", 0)
    .enrolled("d", 0)
    .enrolled("e", 0);
    let today = sketch.today();
    let first = sketch.clone().shared("a", &[("b", 80), ("c", 20)]);
    assert_eq!(first.told(&first.keep(&today)), ["0→b 80", "0→c 20"]);
    let then = first.clone().merged("b", &["d"]);
    assert_eq!(then.told(&then.keep(&today)), ["0→c 20", "0→d 80"]);
    // Shares of shares: half of the 80 goes on to each.
    let halves = first.clone().shared("b", &[("d", 1), ("e", 1)]);
    assert_eq!(
        halves.told(&halves.keep(&today)),
        ["0→c 20", "0→d 40", "0→e 40"]
    );
    // A circle ends with whoever takes pupils.
    let circle = first.merged("b", &["a"]);
    assert_eq!(circle.told(&circle.keep(&today)), ["0→c 100"]);
}

#[test]
fn at_a_school_that_is_phased_out_one_grade_a_year_is_missing_and_nobody_comes() {
    // 10 and 20 pupils in six grades; b has room for all, c is named.
    let sketch = Sketch::new(
        &[("a", Some(90)), ("b", Some(90)), ("c", Some(90))],
        &[10, 20],
    )
    .ways("a", &[100, 100])
    .ways("b", &[200, 200])
    .ways("c", &[900, 900])
    .enrolled("a", 30)
    .enrolled("b", 0)
    .enrolled("c", 0);
    let today = sketch.today();
    let any = sketch.clone().phased_out("a", 2, &[]);
    assert_eq!(
        any.told(&any.keep(&today)),
        ["0→a 6", "0→b 4", "1→a 14", "1→b 6"]
    );
    let named = sketch.phased_out("a", 2, &["c"]);
    assert_eq!(named.keep(&today).loads(3), [20, 0, 10]);
}

#[test]
fn a_receiver_that_was_merged_itself_hands_its_pupils_on() {
    let sketch = Sketch::new(&[("a", None), ("b", None), ("c", None), ("d", None)], &[5])
        .ways("a", &[1])
        .ways("b", &[2])
        .ways("c", &[9])
        .ways("d", &[3]);
    let today = sketch.nearest();
    let merged = sketch.merged("a", &["b"]).merged("b", &["c"]);
    assert_eq!(merged.told(&merged.keep(&today)), ["0→c 5"]);
}

#[test]
fn a_new_school_draws_those_it_is_nearer_to_as_far_as_its_seats_go() {
    let before = Sketch::new(&[("a", Some(20)), ("new", Some(5))], &[6, 6]).ways("a", &[500, 500]);
    let today = before.nearest();
    let after = before.status("new", Status::New).ways("new", &[100, 499]);
    assert_eq!(
        after.told(&after.keep(&today)),
        ["0→a 1", "0→new 5", "1→a 6"]
    );
}

#[test]
fn an_overfull_school_keeps_its_pupils_but_takes_nobody_new() {
    let before = Sketch::new(
        &[("closing", Some(9)), ("full", Some(10)), ("new", Some(2))],
        &[15, 4],
    )
    .ways("full", &[300, 300])
    .ways("closing", &[900, 100]);
    let today = before.nearest();
    let after = before
        .merged("closing", &[])
        .status("new", Status::New)
        .ways("new", &[200, 900]);
    assert_eq!(
        after.told(&after.keep(&today)),
        ["0→full 15", "1→new 2", "1→? 2"]
    );
}

#[test]
fn room_made_by_a_new_school_is_for_those_who_lost_theirs() {
    let before = Sketch::new(
        &[("closing", Some(9)), ("full", Some(10)), ("new", Some(8))],
        &[15, 4],
    )
    .ways("full", &[300, 300])
    .ways("closing", &[900, 100]);
    let today = before.nearest();
    let after = before
        .merged("closing", &[])
        .status("new", Status::New)
        .ways("new", &[200, 900]);
    assert_eq!(
        after.told(&after.keep(&today)),
        ["0→full 7", "0→new 8", "1→full 3", "1→? 1"]
    );
}

#[test]
fn a_moved_school_gets_its_pupils_back_where_it_is_still_the_nearest() {
    let before = Sketch::new(&[("a", Some(20)), ("b", Some(20))], &[6, 6])
        .ways("a", &[100, 100])
        .ways("b", &[300, 300]);
    let today = before.nearest();
    let from = LonLat::default();
    let after = before
        .status("a", Status::Moved { from })
        .ways("a", &[200, 800]);
    assert_eq!(after.told(&after.keep(&today)), ["0→a 6", "1→b 6"]);
}

#[test]
fn another_year_scales_todays_flows_in_whole_pupils() {
    let mut sketch = two_schools();
    let today = sketch.today();
    sketch.pupils = vec![3, 4];
    // Two of six and four of six of settlement 1: 1.33 and 2.67 of four.
    assert_eq!(
        sketch.told(&sketch.keep(&today)),
        ["0→a 3", "1→a 1", "1→b 3"]
    );
    sketch.pupils = vec![0, 6];
    assert_eq!(sketch.told(&sketch.keep(&today)), ["1→a 2", "1→b 4"]);
}
