//! A school under the mouse: every frame shows what the plan shows once it is left there.

use xuequ::evaluation::Evaluation;
use xuequ::geometry::LonLat;
use xuequ::io::open_bytes;
use xuequ::model::SchoolKind;
use xuequ::plan::{Action, Command, Measure, Policy};
use xuequ::sample;
use xuequ::session::Session;

/// Everything but which of several equally good assignments it is.
fn told(evaluation: &Evaluation, is_unique: bool) -> Vec<String> {
    let stages = evaluation
        .stages
        .iter()
        .filter_map(|(_, stage)| stage.as_ref());
    let mut told: Vec<String> = stages
        .map(|stage| {
            if is_unique {
                return format!("{stage:?}");
            }
            let dealt = &stage.assignment;
            let best = (dealt.placed(), dealt.pupil_decimetres(), &dealt.seat_prices);
            format!("{best:?} {:?} {}", dealt.short_of_seats, dealt.is_proven)
        })
        .collect();
    told.push(format!("{:?}", evaluation.layout));
    if is_unique {
        told.extend(evaluation.findings.iter().map(|one| format!("{one:?}")));
    }
    told
}

#[test]
fn a_frame_shows_what_the_plan_shows_when_the_school_is_left_there() {
    let opened = open_bytes(&sample::files()).expect("the sample opens");
    let mut session = Session::new(opened);
    session.new_plan();
    let schools = session.county().schools.clone();
    let kinds = [
        SchoolKind::Kindergarten,
        SchoolKind::TeachingPoint,
        SchoolKind::Primary,
        SchoolKind::NineYear,
    ];
    for policy in [Policy::Nearest, Policy::Keep, Policy::Seats] {
        session
            .handle(Command::SetPolicy(policy))
            .expect("a plan has a policy");
        for (turn, kind) in (0..).zip(kinds) {
            let school = schools
                .iter()
                .filter(|school| school.kind == kind)
                .nth(turn % 3);
            let Some(school) = school else { continue };
            let mut drag = session.drag(&school.id).expect("it takes pupils");
            // Out of the county and back again; every frame must stand for itself.
            for (east, north) in [(0.01, 0.02), (-0.06, 0.03), (0.9, 0.0), (0.004, -0.01)] {
                let to = LonLat::new(school.at.lon + east, school.at.lat + north);
                let frame = drag.frame(to);
                let year = session.year();
                session
                    .handle(Command::Move {
                        school: school.id.clone(),
                        to,
                        year,
                    })
                    .expect("it may stand there");
                let is_unique = policy != Policy::Seats;
                assert_eq!(
                    told(&frame, is_unique),
                    told(session.evaluation(), is_unique),
                    "{} {policy:?} {east} {north}",
                    school.name
                );
                session.undo();
            }
        }
    }
}

#[test]
fn a_school_that_is_closed_cannot_be_dragged() {
    let opened = open_bytes(&sample::files()).expect("the sample opens");
    let mut session = Session::new(opened);
    let mut schools = session.county().schools.iter();
    let primary = schools.find(|school| school.kind == SchoolKind::Primary);
    let school = primary.expect("there is one").id.clone();
    assert!(session.drag(&school).is_some());
    let close = Measure::Close {
        school: school.clone(),
    };
    let close = Action::new(session.year(), close, "");
    assert_eq!(session.handle(Command::Add(close)), Ok(()));
    assert!(session.drag(&school).is_none());
}
