//! How long a frame of a drag takes, the map's and the panels' own work apart: every number of the county, exactly.

mod tenfold;

use std::sync::LazyLock;

use divan::Bencher;
use xuequ::geometry::LonLat;
use xuequ::model::{SchoolId, SchoolKind};
use xuequ::plan::{Command, Policy};
use xuequ::session::Session;

static SCHOOL: LazyLock<SchoolId> = LazyLock::new(|| {
    let session = Session::new(tenfold::tenfold());
    let centre = session
        .county()
        .schools
        .iter()
        .find(|school| school.kind == SchoolKind::Primary)
        .expect("a primary school");
    centre.id.clone()
});

fn session(policy: Policy) -> Session {
    let mut session = Session::new(tenfold::tenfold());
    session
        .handle(Command::SetPolicy(policy))
        .expect("a policy can be set");
    session
}

/// A circle of some kilometres, as a hand would draw it.
fn path(from: LonLat) -> impl Iterator<Item = LonLat> {
    (0..256).cycle().map(move |step| {
        let angle = f64::from(step) / 256.0 * std::f64::consts::TAU;
        LonLat::new(
            from.lon + 0.03 * (1.0 - angle.cos()),
            from.lat + 0.03 * angle.sin(),
        )
    })
}

fn main() {
    divan::main();
}

#[divan::bench(args = [Policy::Nearest, Policy::Seats, Policy::Keep])]
fn begin(bencher: Bencher<'_, '_>, policy: Policy) {
    let session = session(policy);
    bencher.bench_local(|| session.drag(&SCHOOL));
}

#[divan::bench(args = [Policy::Nearest, Policy::Seats, Policy::Keep])]
fn frame(bencher: Bencher<'_, '_>, policy: Policy) {
    let session = session(policy);
    let from = session.county().school(&SCHOOL).expect("it stands").at;
    let mut places = path(from);
    let mut drag = session.drag(&SCHOOL).expect("it takes pupils");
    bencher.bench_local(|| drag.frame(places.next().expect("a circle has no end")));
}
