//! Roads that are built, cut or made faster.

use std::sync::Arc;

use xuequ::evaluation::Evaluator;
use xuequ::io;
use xuequ::model::{Direction, Road, RoadClass, RoadEdit};
use xuequ::plan::Policy;
use xuequ::rules::Standards;
use xuequ::sample;

#[test]
fn a_county_whose_roads_were_edited_is_judged_like_one_opened_so() {
    let opened = io::open_bytes(&sample::files()).expect("the sample opens");
    let county = opened.county;
    let before = Evaluator::new(Arc::new(county.clone()), Standards::default());
    before.travel().prepare();
    let n_roads = county.roads.len();
    let far = [0, n_roads / 3, n_roads - 1].map(|road| county.roads[road].line[0]);
    let road = Road {
        class: RoadClass::Main,
        name: None,
        direction: Direction::Both,
        speed_kmh: None,
        line: far.to_vec(),
    };
    let year = before.base_year();
    let judged = |evaluator: &Evaluator| {
        let evaluation = evaluator.baseline(year, Policy::Nearest);
        format!("{:?} {:?}", evaluation.stages, evaluation.findings)
    };
    let mut all = vec![judged(&before)];
    for edit in [RoadEdit::Add(road), RoadEdit::Cut(n_roads / 2)] {
        let after = before.with_road(&edit);
        assert!(after.travel().is_prepared());
        let fresh = Evaluator::new(Arc::new(county.with_road(&edit)), Standards::default());
        assert_eq!(judged(&after), judged(&fresh));
        all.push(judged(&after));
    }
    assert_ne!(all[0], all[1], "a new road shortens ways");
}
