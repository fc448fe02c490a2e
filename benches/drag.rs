//! How long a frame of a drag takes, the map's and the panels' own work apart: every number of the county, exactly.
//! As JSON lines, under each policy, in a county of ten times the sample's size.

#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod figure;
mod tenfold;

use std::hint::black_box;

use xuequ::geometry::LonLat;
use xuequ::model::SchoolKind;
use xuequ::plan::{Command, Policy};
use xuequ::session::Session;

use figure::{figure, figure_of_each};

fn session(policy: Policy) -> Session {
    let mut session = Session::new(tenfold::tenfold());
    session
        .handle(Command::SetPolicy(policy))
        .expect("a policy can be set");
    session
}

/// A circle of some kilometres, as a hand would draw it.
fn path(from: LonLat) -> impl Iterator<Item = LonLat> {
    (0..256).map(move |step| {
        let angle = f64::from(step) / 256.0 * std::f64::consts::TAU;
        LonLat::new(
            from.lon + 0.03 * (1.0 - angle.cos()),
            from.lat + 0.03 * angle.sin(),
        )
    })
}

fn main() {
    for policy in [Policy::Nearest, Policy::Seats, Policy::Keep] {
        let session = session(policy);
        let mut schools = session.county().schools.iter();
        let school = schools
            .find(|school| school.kind == SchoolKind::Primary)
            .expect("a primary school");
        let mut drag = figure("drag", &format!("begin, {policy:?}"), 11, || {
            session.drag(&school.id).expect("it takes pupils")
        });
        let places = path(school.at);
        figure_of_each("drag", &format!("frame, {policy:?}"), places, |at| {
            black_box(drag.frame(at));
        });
    }
}
