//! A school under the mouse: every frame shows what the plan shows once it is left there.

use serde_json::{Value, json};
use xuequ::evaluation::Evaluation;
use xuequ::geometry::LonLat;
use xuequ::io::open_bytes;
use xuequ::model::{SchoolId, SchoolKind};
use xuequ::plan::{Action, Command, Measure, Policy};
use xuequ::random::Random;
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

/// A place so many metres east and north.
fn place(east: f64, north: f64) -> LonLat {
    LonLat::new(104.0 + east / 96_800.0, 29.6 + north / 110_900.0)
}

/// Roads that lie beside each other and nothing joins, with their length from the west and how far north they are.
type Pieces = Vec<(f64, f64, f64)>;

/// Homes on loose pieces of road beside the main one, and schools on that: a primary school and a kindergarten that may
/// be the first on a piece, and another of each.
fn loose_county(random: &mut Random) -> (Pieces, [(&'static str, String); 3]) {
    let mut pieces = vec![(0.0, 8_000.0, 0.0)];
    for _ in 0..2 + random.below(2) {
        let from = random.between(0.0, 6_000.0);
        let north = [-1.0, 1.0][random.below(2)] * random.between(350.0, 2_200.0);
        pieces.push((from, from + random.between(1_200.0, 5_000.0), north));
    }
    let along = |random: &mut Random, piece: usize| {
        let (from, to, north) = pieces[piece];
        place(random.between(from, to), north)
    };
    let point = |at: LonLat, properties: Value| {
        json!({
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Point", "coordinates": [at.lon, at.lat]},
        })
    };
    let schools = [
        ("a", "primary"),
        ("b", "primary"),
        ("k", "kindergarten"),
        ("l", "kindergarten"),
    ];
    let schools: Vec<Value> = schools
        .iter()
        .map(|(id, kind)| {
            let piece = usize::from(random.below(4) == 0);
            let properties = json!({
                "id": id, "name": id, "kind": kind,
                "pupils": 60 + random.below(60), "seats": 90 + random.below(90),
                "boarders": random.below(9),
            });
            point(along(random, piece), properties)
        })
        .collect();
    let homes: Vec<Value> = (0..5 + random.below(5))
        .map(|number| {
            let piece = random.below(pieces.len());
            let properties = json!({
                "id": format!("v{number}"), "name": format!("village {number}"),
                "pupils_primary": 1 + random.below(30), "pupils_kindergarten": random.below(20),
            });
            point(along(random, piece), properties)
        })
        .collect();
    let roads: Vec<Value> = pieces
        .iter()
        .map(|&(from, to, north)| {
            let ends = [place(from, north), place(to, north)].map(|at| [at.lon, at.lat]);
            json!({
                "type": "Feature",
                "properties": {"class": "main"},
                "geometry": {"type": "LineString", "coordinates": ends},
            })
        })
        .collect();
    let layer = |features: Vec<Value>| {
        json!({"type": "FeatureCollection", "features": features}).to_string()
    };
    let files = [
        ("schools.geojson", layer(schools)),
        ("settlements.geojson", layer(homes)),
        ("roads.geojson", layer(roads)),
    ];
    (pieces, files)
}

#[test]
fn a_frame_on_a_loose_piece_of_road_shows_what_the_plan_shows_there() {
    let mut turned = 0;
    for seed in 0..12 {
        let mut random = Random::seeded(seed);
        let (pieces, files) = loose_county(&mut random);
        let mut session = Session::new(open_bytes(&files).expect("it opens"));
        session.new_plan();
        let year = session.year();
        let to_piece = |piece: usize, part: f64| {
            let (from, to, north) = pieces[piece];
            place(from + (to - from) * part, north)
        };
        for policy in [Policy::Nearest, Policy::Keep, Policy::Seats] {
            let set = session.handle(Command::SetPolicy(policy));
            set.expect("a plan has a policy");
            for (id, starts_on) in [("a", 0), ("a", 1), ("k", 1), ("k", 2)] {
                let school = SchoolId::new(id);
                let moved = |to: LonLat| Command::Move {
                    school: school.clone(),
                    to,
                    year,
                };
                // The plan may have put it on a loose piece already, from where it is dragged away again.
                if starts_on > 0 {
                    let stands = session.handle(moved(to_piece(starts_on, 0.4)));
                    stands.expect("it may stand there");
                }
                let mut drag = session.drag(&school).expect("it takes pupils");
                let mut stops: Vec<LonLat> = (0..pieces.len())
                    .map(|piece| to_piece(piece, random.part()))
                    .collect();
                stops.extend([place(3_000.0, 9_000.0), stops[1], stops[0]]);
                for to in stops {
                    let frame = drag.frame(to);
                    session.handle(moved(to)).expect("it may stand there");
                    let is_unique = policy != Policy::Seats;
                    assert_eq!(
                        told(&frame, is_unique),
                        told(session.evaluation(), is_unique),
                        "seed {seed} {id} {policy:?} from {starts_on} to {to:?}"
                    );
                    let stages = frame.stages.iter();
                    let flows = stages.filter_map(|(_, stage)| stage.as_ref());
                    let mut flows = flows.flat_map(|stage| &stage.assignment.flows);
                    turned += usize::from(flows.any(|flow| flow.trip.is_apart()));
                    session.undo();
                }
                if starts_on > 0 {
                    session.undo();
                }
            }
        }
    }
    assert!(turned > 10, "{turned}");
}
