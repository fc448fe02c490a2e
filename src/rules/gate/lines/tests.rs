use super::all;
use super::ways::walk;
use crate::indicators::Move;
use crate::model::{SchoolId, SchoolKind, Stage};
use crate::plan::{Details, Done, Retention, Step};
use crate::rules::gate::{
    Beds, Closing, Light, Line, LineKey, Remedies, Seating, boarders, remedies,
};
use crate::rules::{Limits, Standards};
use crate::travel::{Basis, Trip};
use crate::units::{Meters, Minutes, Wan, Year};

fn trip(metres: f64) -> Trip {
    Trip::new(Meters::from_f64(metres), Basis::Road)
}

/// 40 pupils of a primary school: 30 go 1.2 km instead of 0.5 km, 10 go 3 km instead of 0.9 km.
fn moves() -> Vec<(Stage, Move)> {
    let moved = |settlement, before, after, pupils| Move {
        settlement,
        from: Some((SchoolId::new("a"), trip(before))),
        to: Some((SchoolId::new("b"), trip(after))),
        pupils,
        boarders: 0,
    };
    vec![
        (Stage::Primary, moved(0, 500.0, 1_200.0, 30)),
        (Stage::Primary, moved(1, 900.0, 3_000.0, 10)),
    ]
}

/// The receiver has 270 seats, which is six classes of 45.
fn seating(pupils_by_year: &[u32]) -> Vec<Seating> {
    let of_year = |(index, &pupils): (usize, &u32)| Seating {
        year: Year(2023 + index as i32),
        school: SchoolId::new("b"),
        name: "Centre".into(),
        kind: SchoolKind::Primary,
        stage: Stage::Primary,
        pupils,
        are_pupils_known: true,
        pupils_before: Some(pupils - 40),
        seats: Some(270),
        school_pupils: pupils,
        is_size_known: true,
    };
    pupils_by_year.iter().enumerate().map(of_year).collect()
}

fn light(lines: &[Line], key: LineKey) -> (Light, Option<f64>) {
    lines
        .iter()
        .find(|line| line.key == key)
        .map(|line| (line.light, line.value))
        .unwrap()
}

/// The beds of the receiver, for whoever of these has to board.
fn beds(moves: &[(Stage, Move)], free: Option<i64>) -> Vec<Beds> {
    let boarders = boarders(&Limits::default(), moves).into_iter();
    let at = |(school, needed): (SchoolId, u32)| Beds {
        school,
        name: "Centre".into(),
        needed,
        others: 0,
        free,
    };
    boarders.map(at).collect()
}

fn judge(details: &Details, seating: &[Seating], free_beds: Option<i64>) -> (Vec<Line>, Remedies) {
    let (standards, limits, moves) = (Standards::default(), Limits::default(), moves());
    let closing = Closing {
        standards: &standards,
        limits: &limits,
        kind: SchoolKind::Primary,
        stages: &[Stage::Primary],
        year: Year(2023),
        stranded: 0,
        lacks: None,
        moves: &moves,
        bus: &[],
        seating,
        beds: &beds(&moves, free_beds),
        details,
        order: &[],
    };
    (all(&closing), remedies(&closing))
}

#[test]
fn grades_one_to_three_over_half_an_hour_are_red_until_a_bus_is_named() {
    // 3 km is 50 min on foot, 7.2 min by bus at 25 km/h; half of ten pupils are in grades 1 to 3.
    let (lines, _) = judge(&Details::default(), &seating(&[250]), None);
    assert_eq!(light(&lines, LineKey::Walk), (Light::Red, Some(50.0)));
    assert_eq!(light(&lines, LineKey::Transport), (Light::Red, Some(10.0)));
    let bus = Details {
        transport: Some("line 3".into()),
        ..Details::default()
    };
    let (lines, _) = judge(&bus, &seating(&[250]), None);
    assert_eq!(light(&lines, LineKey::Walk).0, Light::Amber);
    assert_eq!(light(&lines, LineKey::Transport).0, Light::Green);
    assert_eq!(light(&lines, LineKey::Trips), (Light::Amber, Some(10.0)));
}

#[test]
fn the_bus_needs_what_the_roads_on_the_way_let_it() {
    let (standards, limits, moves) = (Standards::default(), Limits::default(), moves());
    let bus = Details {
        transport: Some("line 3".into()),
        ..Details::default()
    };
    let ride = |minutes: f64| {
        let closing = Closing {
            standards: &standards,
            limits: &limits,
            kind: SchoolKind::Primary,
            stages: &[Stage::Primary],
            year: Year(2023),
            stranded: 0,
            lacks: None,
            moves: &moves,
            bus: &vec![Minutes::new(minutes); moves.len()],
            seating: &seating(&[250]),
            beds: &[],
            details: &bus,
            order: &[],
        };
        walk(&closing).unwrap()
    };
    assert_eq!(ride(29.0).light, Light::Amber);
    assert!(ride(29.0).answer.en.ends_with("29 min by the named bus"));
    assert_eq!(ride(31.0).light, Light::Red);
    let (lines, _) = judge(&bus, &seating(&[250]), None);
    let words = &lines
        .iter()
        .find(|line| line.key == LineKey::Walk)
        .unwrap()
        .answer
        .en;
    assert!(words.ends_with("as no road is known"), "{words}");
}

#[test]
fn seats_must_last_in_every_year_after() {
    let (lines, _) = judge(&Details::default(), &seating(&[250, 270, 240]), None);
    assert_eq!(light(&lines, LineKey::Seats), (Light::Green, Some(1.0)));
    let (lines, _) = judge(&Details::default(), &seating(&[250, 297, 240]), None);
    assert_eq!(light(&lines, LineKey::Seats), (Light::Red, Some(1.1)));
    let seats = lines
        .iter()
        .find(|line| line.key == LineKey::Seats)
        .unwrap();
    assert_eq!(
        seats.answer.en,
        "fullest in 2024: Centre, primary, 297 pupils on 270 seats"
    );
    let mut unknown = seating(&[250]);
    unknown[0].seats = None;
    let (lines, _) = judge(&Details::default(), &unknown, None);
    assert_eq!(light(&lines, LineKey::Seats), (Light::Amber, None));
}

#[test]
fn a_receiver_of_which_too_little_is_known_is_never_green_for_its_size() {
    let size = |seating: &[Seating]| {
        let (lines, _) = judge(&Details::default(), seating, None);
        light(&lines, LineKey::Sizes).0
    };
    let known = seating(&[250]);
    assert_eq!(size(&known), Light::Green);
    let no_seats = Seating {
        seats: None,
        ..known[0].clone()
    };
    assert_eq!(size(&[no_seats]), Light::Amber);
    let no_pupils = Seating {
        are_pupils_known: false,
        ..known[0].clone()
    };
    assert_eq!(size(&[no_pupils]), Light::Amber);
}

#[test]
fn a_class_that_grows_past_the_oversize_line_is_red() {
    // 336 pupils in six classes are 56 each; 276 are 46, over the ceiling of 45 only.
    let class = |pupils| {
        light(
            &judge(&Details::default(), &seating(&[pupils]), None).0,
            LineKey::Classes,
        )
    };
    assert_eq!(class(336), (Light::Red, Some(56.0)));
    assert_eq!(class(276), (Light::Amber, Some(46.0)));
    assert_eq!(class(270), (Light::Green, Some(45.0)));
}

#[test]
fn beds_are_for_grade_four_and_up() {
    // Ten pupils over 2 km, five of them in grades 4 to 6.
    let beds = |free| {
        light(
            &judge(&Details::default(), &seating(&[250]), free).0,
            LineKey::Boarding,
        )
    };
    assert_eq!(beds(Some(5)), (Light::Green, Some(5.0)));
    assert_eq!(beds(Some(4)).0, Light::Red);
    assert_eq!(beds(None).0, Light::Amber);
}

#[test]
fn the_procedure_is_ticked_step_by_step_and_parents_count() {
    let done = Step::ALL
        .into_iter()
        .map(|step| Done {
            step,
            date: String::new(),
        })
        .collect();
    let details = Details {
        procedure: done,
        parents_opposed: Some(0.6),
        ..Details::default()
    };
    let (lines, _) = judge(&details, &seating(&[250]), None);
    assert_eq!(light(&lines, LineKey::Procedure), (Light::Green, Some(7.0)));
    assert_eq!(light(&lines, LineKey::Parents), (Light::Red, Some(0.6)));
    let (lines, _) = judge(&Details::default(), &seating(&[250]), None);
    assert_eq!(light(&lines, LineKey::Procedure), (Light::Amber, Some(0.0)));
    assert_eq!(light(&lines, LineKey::Parents), (Light::Amber, None));
}

#[test]
fn the_remedies_stand_side_by_side() {
    let (_, remedies) = judge(&Details::default(), &seating(&[250]), Some(3));
    // One bus of 73 pupils at 220,000 yuan a year; five may board, five are too young; of all 40
    // pupils 20 are in grades 1 to 3.
    assert_eq!((remedies.bus.pupils, remedies.bus.vehicles), (10, 1));
    assert_eq!(remedies.bus.yearly, Wan::new(22.0));
    assert_eq!(
        (remedies.boarding.pupils, remedies.boarding.too_young),
        (5, 5)
    );
    assert_eq!(remedies.teaching_point_pupils, 20);
}

#[test]
fn without_a_school_in_reach_only_a_bus_turns_red_into_amber() {
    let (standards, limits) = (Standards::default(), Limits::default());
    let far = &moves()[1..];
    let retention = |details: &Details| {
        let closing = Closing {
            standards: &standards,
            limits: &limits,
            kind: SchoolKind::Primary,
            stages: &[Stage::Primary],
            year: Year(2023),
            stranded: 10,
            lacks: None,
            moves: far,
            bus: &[],
            seating: &seating(&[250]),
            beds: &[],
            details,
            order: &[],
        };
        light(&all(&closing), LineKey::Retention).0
    };
    assert_eq!(retention(&Details::default()), Light::Red);
    let bus = Details {
        transport: Some("line 3".into()),
        ..Details::default()
    };
    assert_eq!(retention(&bus), Light::Amber);
}

#[test]
fn boarders_of_the_closing_school_need_a_bed_and_no_shorter_way() {
    let (standards, limits, details) =
        (Standards::default(), Limits::default(), Details::default());
    let mut moves = moves();
    // Nine of the ten who come to go 3 km board at the school that closes; three of the near ones too.
    (moves[1].1.boarders, moves[0].1.boarders) = (9, 3);
    let judge = |free_beds| {
        let closing = Closing {
            standards: &standards,
            limits: &limits,
            kind: SchoolKind::Primary,
            stages: &[Stage::Primary],
            year: Year(2023),
            stranded: 0,
            lacks: None,
            moves: &moves,
            bus: &[],
            seating: &seating(&[250]),
            beds: &beds(&moves, free_beds),
            details: &details,
            order: &[],
        };
        (all(&closing), remedies(&closing))
    };
    let (lines, remedies) = judge(Some(11));
    assert_eq!(light(&lines, LineKey::Trips), (Light::Amber, Some(1.0)));
    // The one day pupil over the limit counts for grades 1 to 3, rounded up.
    assert_eq!(light(&lines, LineKey::Boarding), (Light::Red, Some(12.0)));
    assert_eq!(
        (remedies.boarding.pupils, remedies.boarding.too_young),
        (12, 1)
    );
    assert_eq!(
        remedies.bus.pupils, 10,
        "on a bus whoever boards today rides every day"
    );
    assert_eq!(light(&judge(Some(12)).0, LineKey::Boarding).0, Light::Green);
}

#[test]
fn what_argues_for_keeping_is_told() {
    let hills = Details {
        retention: vec![Retention::HardTerrain],
        ..Details::default()
    };
    let (lines, _) = judge(&hills, &seating(&[250]), None);
    assert_eq!(light(&lines, LineKey::Retention), (Light::Amber, Some(1.0)));
}

#[test]
fn the_size_limit_of_a_school_counts_all_its_stages() {
    let limit = Standards::default()
        .largest_school(SchoolKind::NineYear)
        .unwrap() as u32;
    let mut nine_year = seating(&[250]);
    nine_year[0].kind = SchoolKind::NineYear;
    let size = |seating: &[Seating]| {
        let (lines, _) = judge(&Details::default(), seating, None);
        light(&lines, LineKey::Sizes)
    };
    nine_year[0].school_pupils = limit;
    assert_eq!(size(&nine_year).0, Light::Green);
    nine_year[0].school_pupils = limit + 1;
    assert_eq!(size(&nine_year), (Light::Red, Some(f64::from(limit + 1))));
}
