//! What the gate must see, and what it must never let pass.

use std::sync::Arc;

use super::*;
use crate::geometry::LonLat;
use crate::horizon::fixture::county;
use crate::model::{
    Count, County, PerStage, School, SchoolKind, Settlement, SettlementId, StageRecord,
};
use crate::plan::Details;

fn plan(justification: Option<&str>) -> Plan {
    let mut plan = Plan::new("A", (Year(2021), Year(2025)));
    let merge = Measure::Merge {
        school: SchoolId::new("village"),
        into: vec![SchoolId::new("town")],
    };
    let mut action = Action::new(Year(2023), merge, "small");
    action.details = Details {
        justification: justification.map(str::to_owned),
        ..Details::default()
    };
    plan.actions.push(action);
    plan
}

fn with_buses(
    evaluator: &Evaluator,
    plan: &Plan,
    bus: &(dyn Fn(&GatePage) -> Option<String> + Sync),
) -> Gate {
    gate_unless(&AtomicBool::new(false), evaluator, plan, Policy::Keep, bus).unwrap()
}

fn page(plan: &Plan) -> GatePage {
    let evaluator = Evaluator::new(Arc::new(county()), Standards::default());
    let gate = gate(&evaluator, plan, Policy::Keep);
    assert_eq!(gate.is_compliant(), gate.pages[0].is_compliant());
    gate.pages[0].clone()
}

#[test]
fn a_red_closure_needs_a_written_reason() {
    let page_without = page(&plan(None));
    // Four of its six grades are still there in 2023; two children are born every year and enter at six, though none of
    // them goes to kindergarten.
    assert_eq!(
        (page_without.pupils, page_without.light),
        (Some(31), Light::Red)
    );
    assert_eq!(page_without.receivers[0].name, "town");
    assert!(!page_without.is_compliant());
    assert!(!page(&plan(Some(" "))).is_compliant());
    assert!(page(&plan(Some("new road in 2022"))).is_compliant());
}

#[test]
fn a_school_that_stays_shows_the_same_page() {
    let evaluator = Evaluator::new(Arc::new(county()), Standards::default());
    let mut kept = plan(None);
    kept.actions[0].measure = Measure::Keep {
        school: SchoolId::new("village"),
    };
    let page_of = |school: &str| {
        let (never, school) = (AtomicBool::new(false), SchoolId::new(school));
        gate_page_unless(&never, &evaluator, &kept, Policy::Keep, &school, Year(2023)).unwrap()
    };
    let page_kept = page_of("village").unwrap();
    assert_eq!(page_kept.action, None);
    let closed = page(&plan(None));
    let lights = |page: &GatePage| {
        page.lines
            .iter()
            .map(|line| (line.key, line.light))
            .collect::<Vec<_>>()
    };
    assert_eq!(lights(&page_kept), lights(&closed));
    assert_eq!(page_of("x"), None);
}

#[test]
fn a_bus_turns_what_the_gate_lets_it_turn_and_nothing_else() {
    let evaluator = Evaluator::new(Arc::new(county()), Standards::default());
    let with_bus = |evaluator: &Evaluator| {
        let bus = |_: &GatePage| Some("line 3".to_owned());
        with_buses(evaluator, &plan(None), &bus).pages.remove(0)
    };
    let page = with_bus(&evaluator);
    assert_eq!(page.transport.as_deref(), Some("line 3"));
    assert!(page.is_compliant(), "{:?}", page.lines);
    // The same as if the action named it.
    let mut named = plan(None);
    named.actions[0].details.transport = Some("line 3".to_owned());
    assert_eq!(gate(&evaluator, &named, Policy::Keep).pages, [page]);

    // At 5 km/h a bus is no faster than walking.
    let mut slow = Standards::default();
    assert!(slow.set_limit("bus.speed", 5.0));
    let page = with_bus(&Evaluator::new(Arc::new(county()), slow));
    assert_eq!(page.red_lines().collect::<Vec<_>>(), [LineKey::Walk]);
}

/// A primary school of `pupils` on `seats`, `km` east of the first one, whose village beside it has the same pupils.
fn place(id: &str, km: f64, pupils: u32, seats: u32) -> (School, Settlement) {
    at(
        id,
        SchoolKind::Primary,
        km,
        &[(Stage::Primary, pupils, seats)],
    )
}

fn at(id: &str, kind: SchoolKind, km: f64, figures: &[(Stage, u32, u32)]) -> (School, Settlement) {
    let place = LonLat::new(104.0 + km / 96.8, 29.6);
    let mut stages: PerStage<Option<StageRecord>> = PerStage::default();
    let mut pupils = PerStage::default();
    for &(stage, number, seats) in figures {
        stages[stage] = Some(StageRecord {
            pupils: Some(Count::recorded(number)),
            seats: Some(Count::recorded(seats)),
        });
        pupils[stage] = Some(number);
    }
    let school = School {
        id: SchoolId::new(id),
        name: id.to_owned(),
        kind,
        at: place,
        stages,
        ownership: None,
        inclusive: None,
        parent: None,
        boarders: None,
        beds: None,
        township: None,
        extra: Default::default(),
    };
    let home = Settlement {
        id: SettlementId::new(&format!("at {id}")),
        name: format!("at {id}"),
        at: place,
        township: None,
        population: None,
        pupils,
        births: BTreeMap::new(),
        extra: Default::default(),
    };
    (school, home)
}

fn county_of(places: impl IntoIterator<Item = (School, Settlement)>) -> County {
    let (mut schools, settlements): (Vec<School>, Vec<Settlement>) = places.into_iter().unzip();
    schools.sort_by(|a, b| a.id.cmp(&b.id));
    County {
        schools,
        settlements,
        ..County::default()
    }
}

fn merge(school: &str, into: &str, year: i32) -> Action {
    let into = vec![SchoolId::new(into)];
    let school = SchoolId::new(school);
    Action::new(Year(year), Measure::Merge { school, into }, "")
}

fn judged(county: &County, actions: Vec<Action>) -> Gate {
    let mut plan = Plan::new("A", (Year(2021), Year(2025)));
    plan.actions = actions;
    let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
    gate(&evaluator, &plan, Policy::Keep)
}

fn light_of(page: &GatePage, key: LineKey) -> Option<Light> {
    let line = page.lines.iter().find(|line| line.key == key)?;
    Some(line.light)
}

fn page_of<'a>(gate: &'a Gate, school: &str) -> &'a GatePage {
    let page = gate
        .pages
        .iter()
        .find(|page| page.school.as_str() == school);
    page.unwrap_or_else(|| panic!("no page for {school}: {:?}", gate.pages))
}

#[test]
fn a_school_that_is_phased_out_has_its_page() {
    let county = county_of([place("a", 0.0, 60, 60), place("b", 4.0, 200, 400)]);
    let school = SchoolId::new("a");
    let into = Vec::new();
    let gate = judged(
        &county,
        vec![Action::new(
            Year(2022),
            Measure::PhaseOut { school, into },
            "",
        )],
    );
    let page = page_of(&gate, "a");
    assert_eq!((page.year, page.done), (Year(2022), Year(2027)));
    // Nobody is left in 2027: all 60 go 4 km, half of them in grades 1 to 3.
    assert_eq!((page.pupils, page.receivers[0].pupils), (Some(60), 60));
    assert_eq!(light_of(page, LineKey::Walk), Some(Light::Red));
    assert!(!gate.is_compliant());
}

#[test]
fn an_adjustment_that_drops_a_stage_has_its_page_for_that_stage_alone() {
    let nine_year = at(
        "n",
        SchoolKind::NineYear,
        0.0,
        &[(Stage::Primary, 100, 200), (Stage::Junior, 50, 100)],
    );
    let junior = at("j", SchoolKind::Junior, 9.0, &[(Stage::Junior, 200, 400)]);
    let county = county_of([nine_year, junior]);
    let adjust = |kind, into: &[&str]| Measure::Adjust {
        school: SchoolId::new("n"),
        kind,
        into: into.iter().map(|id| SchoolId::new(id)).collect(),
    };
    let to_primary = adjust(SchoolKind::Primary, &["j"]);
    let gate = judged(&county, vec![Action::new(Year(2022), to_primary, "")]);
    let page = page_of(&gate, "n");
    assert_eq!(page.stages, [Stage::Junior]);
    assert_eq!(
        (page.pupils, page.receivers[0].name.as_str()),
        (Some(50), "j")
    );
    assert_eq!(page.title().en, "n (junior)");
    // 9 km are over the limit of 5 km and no bus is named.
    assert_eq!(light_of(page, LineKey::Transport), Some(Light::Red));
    assert!(!gate.is_compliant());
    let stays = adjust(SchoolKind::NineYear, &[]);
    let none = judged(&county, vec![Action::new(Year(2022), stays, "")]);
    assert_eq!(none.pages, []);
}

#[test]
fn closures_beyond_the_horizon_are_judged() {
    let county = county_of([
        place("a", 0.0, 60, 60),
        place("b", 4.0, 60, 60),
        place("c", 8.0, 200, 400),
    ]);
    for late in [2031, 2036, 2090] {
        let gate = judged(&county, vec![merge("a", "c", 2022), merge("b", "c", late)]);
        assert_eq!(gate.pages.len(), 2, "{late}");
        assert_eq!(page_of(&gate, "b").pupils, Some(60), "{late}");
        assert_eq!(gate.refused().count(), 2, "{late}");
    }
}

#[test]
fn no_pupil_stands_on_two_pages_of_a_year() {
    // a goes to b and b to c in the same year: 60 pupils on each page, 120 at c.
    let county = county_of([
        place("a", 0.0, 60, 60),
        place("b", 1.0, 60, 60),
        place("c", 2.0, 200, 310),
    ]);
    let gate = judged(&county, vec![merge("a", "b", 2022), merge("b", "c", 2022)]);
    let pupils: Vec<Option<u32>> = gate.pages.iter().map(|page| page.pupils).collect();
    assert_eq!(pupils, [Some(60), Some(60)]);
    // The ten without a seat are of one school, and the plan does not pass.
    assert_eq!(
        light_of(page_of(&gate, "a"), LineKey::Seats),
        Some(Light::Red)
    );
    assert!(!gate.is_compliant());
}

#[test]
fn a_bed_is_free_for_one_pupil_only() {
    let mut county = county_of([
        place("a", 0.0, 20, 60),
        place("b", 4.0, 200, 400),
        place("c", -0.5, 20, 60),
    ]);
    let receiver = county
        .schools
        .iter_mut()
        .find(|school| school.id.as_str() == "b");
    let receiver = receiver.unwrap();
    (receiver.beds, receiver.boarders) = (Some(60), Some(50));
    let beds = |actions: Vec<Action>| {
        let gate = judged(&county, actions);
        let pages = gate.pages.iter();
        pages
            .map(|page| light_of(page, LineKey::Boarding).unwrap())
            .collect::<Vec<_>>()
    };
    // Ten of each school's 20 are in grades 4 to 6.
    let (red, green) = (Light::Red, Light::Green);
    assert_eq!(beds(vec![merge("a", "b", 2022)]), [green]);
    assert_eq!(
        beds(vec![merge("a", "b", 2022), merge("c", "b", 2022)]),
        [red, red]
    );
    assert_eq!(
        beds(vec![merge("a", "b", 2022), merge("c", "b", 2023)]),
        [green, red]
    );
    // Beds that are built later are free later.
    let with_beds = |year| {
        let seats = PerStage::default();
        let school = SchoolId::new("b");
        let mut action = Action::new(Year(year), Measure::Expand { school, seats }, "");
        action.details.beds = Some(70);
        vec![action, merge("a", "b", 2022), merge("c", "b", 2023)]
    };
    assert_eq!(beds(with_beds(2023)), [green, green]);
    assert_eq!(beds(with_beds(2024)), [green, red]);
    // Who goes by bus needs no bed.
    let mut by_bus = merge("a", "b", 2022);
    by_bus.details.transport = Some("line 3".to_owned());
    assert_eq!(beds(vec![by_bus, merge("c", "b", 2022)]), [green, green]);
}

#[test]
fn closures_that_name_one_bus_share_its_vehicles() {
    let county = county_of([
        place("a", 0.0, 20, 60),
        place("b", 4.0, 200, 400),
        place("c", -0.5, 20, 60),
    ]);
    let by_bus = |school: &str, bus: &str| {
        let mut action = merge(school, "b", 2022);
        action.details.transport = Some(bus.to_owned());
        action
    };
    let buses = |actions: Vec<Action>| {
        let buses = judged(&county, actions).buses(&Standards::default(), &Limits::default());
        let told = buses.into_iter();
        told.map(|named| (named.name, named.bus.pupils, named.bus.vehicles))
            .collect::<Vec<_>>()
    };
    let shared = buses(vec![by_bus("a", "line 3"), by_bus("c", " line 3")]);
    assert_eq!(shared, [("line 3".to_owned(), 40, 1)]);
    let apart = buses(vec![by_bus("a", "line 3"), by_bus("c", "line 4")]);
    assert_eq!(apart.len(), 2);
}

#[test]
fn no_school_bus_takes_kindergarten_children() {
    let kindergarten = |id, km, pupils, seats| {
        at(
            id,
            SchoolKind::Kindergarten,
            km,
            &[(Stage::Kindergarten, pupils, seats)],
        )
    };
    let county = county_of([
        kindergarten("k", 0.0, 30, 60),
        kindergarten("l", 3.0, 200, 400),
    ]);
    let evaluator = Evaluator::new(Arc::new(county.clone()), Standards::default());
    let mut plan = Plan::new("A", (Year(2021), Year(2025)));
    plan.actions = vec![merge("k", "l", 2022)];
    let never = |_: &GatePage| -> Option<String> { panic!("nobody may plan a bus here") };
    let planned = with_buses(&evaluator, &plan, &never);
    assert_eq!(
        light_of(&planned.pages[0], LineKey::Transport),
        Some(Light::Red)
    );
    // Named all the same, it is looked at and turns nothing green.
    plan.actions[0].details.transport = Some("school bus".to_owned());
    let named = gate(&evaluator, &plan, Policy::Keep);
    assert_eq!(
        light_of(&named.pages[0], LineKey::Transport),
        Some(Light::Amber)
    );
    assert_eq!(
        light_of(&named.pages[0], LineKey::Retention),
        Some(Light::Red)
    );
    assert_eq!(named.buses(&Standards::default(), &Limits::default()), []);
}

#[test]
fn a_kindergarten_class_is_held_against_its_own_ceiling() {
    let kindergarten = |id, km, pupils, seats| {
        at(
            id,
            SchoolKind::Kindergarten,
            km,
            &[(Stage::Kindergarten, pupils, seats)],
        )
    };
    // 90 seats are three classes, of 25, 30 and 35 by age; 93 children are 31 a class.
    let county = county_of([
        kindergarten("k", 0.0, 13, 60),
        kindergarten("l", 0.1, 80, 90),
    ]);
    let evaluator = Evaluator::new(Arc::new(county), Standards::default());
    let mut plan = Plan::new("A", (Year(2021), Year(2025)));
    plan.actions = vec![merge("k", "l", 2022)];
    let gate = gate(&evaluator, &plan, Policy::Nearest);
    let page = page_of(&gate, "k");
    let classes = page.lines.iter().find(|line| line.key == LineKey::Classes);
    let classes = classes.unwrap();
    assert_eq!((classes.value, classes.limit), (Some(31.0), Some(30.0)));
    assert_eq!(classes.light, Light::Red);
}

#[test]
fn every_open_school_is_an_alternative_not_the_named_ones_alone() {
    // b is far, n is near and not named.
    let near = place("n", 1.0, 100, 400);
    let county = county_of([place("a", 0.0, 60, 60), place("b", 9.0, 200, 400), near]);
    let gate = judged(&county, vec![merge("a", "b", 2022)]);
    let page = page_of(&gate, "a");
    assert_eq!(light_of(page, LineKey::Retention), Some(Light::Green));
    assert_eq!(light_of(page, LineKey::Transport), Some(Light::Red));
    let close_both = judged(&county, vec![merge("a", "b", 2022), merge("n", "b", 2022)]);
    let page = page_of(&close_both, "a");
    assert_eq!(light_of(page, LineKey::Retention), Some(Light::Red));
}

#[test]
fn a_receiver_without_seats_is_amber_for_its_classes() {
    let mut county = county_of([place("a", 0.0, 60, 60), place("b", 1.0, 200, 400)]);
    let receiver = county
        .schools
        .iter_mut()
        .find(|school| school.id.as_str() == "b");
    let record = receiver.unwrap().stages[Stage::Primary].as_mut().unwrap();
    record.seats = None;
    let gate = judged(&county, vec![merge("a", "b", 2022)]);
    let page = page_of(&gate, "a");
    for key in [LineKey::Seats, LineKey::Classes, LineKey::Sizes] {
        assert_eq!(light_of(page, key), Some(Light::Amber), "{key:?}");
    }
}

#[test]
fn pupils_of_one_village_go_to_the_receivers_that_their_own_schools_name() {
    // Half of the village attends a, half b; a goes to the far d and b to the near c.
    let mut county = county_of([
        place("a", 0.0, 30, 60),
        place("b", 0.1, 30, 60),
        place("c", 1.0, 100, 400),
        place("d", 2.0, 100, 400),
    ]);
    let village = &mut county.settlements[0];
    village.pupils[Stage::Primary] = Some(60);
    county.settlements[1].pupils[Stage::Primary] = Some(0);
    let gate = judged(&county, vec![merge("a", "d", 2022), merge("b", "c", 2022)]);
    let receivers = |school: &str| -> Vec<(String, u32)> {
        let page = page_of(&gate, school);
        let receivers = page.receivers.iter();
        receivers.map(|to| (to.name.clone(), to.pupils)).collect()
    };
    assert_eq!(receivers("a"), [("d".to_owned(), 30)]);
    assert_eq!(receivers("b"), [("c".to_owned(), 30)]);
}

#[test]
fn a_closure_long_after_the_horizon_does_not_judge_the_earlier_ones() {
    let county = county_of([
        place("a", 0.0, 60, 60),
        place("b", 1.0, 60, 60),
        place("c", 2.0, 200, 400),
    ]);
    let alone = judged(&county, vec![merge("a", "c", 2022)]);
    let with_late = judged(&county, vec![merge("a", "c", 2022), merge("b", "c", 2090)]);
    let seats = |gate: &Gate| {
        let page = page_of(gate, "a");
        let line = page.lines.iter().find(|line| line.key == LineKey::Seats);
        line.unwrap().answer.clone()
    };
    assert_eq!(seats(&alone), seats(&with_late));
}

#[test]
fn where_the_homes_of_most_pupils_are_unknown_nothing_that_rests_on_them_is_green() {
    // 300 attend a and 10 of them live somewhere; b has 300 on 320 seats.
    let mut county = county_of([place("a", 0.0, 300, 320), place("b", 1.0, 300, 320)]);
    county.settlements[0].pupils[Stage::Primary] = Some(10);
    let evaluator = Evaluator::new(Arc::new(county), Standards::default());
    let mut plan = Plan::new("A", (Year(2021), Year(2025)));
    plan.actions = vec![merge("a", "b", 2022)];
    for policy in Policy::ALL {
        let gate = gate(&evaluator, &plan, policy);
        let page = page_of(&gate, "a");
        assert_eq!(page.pupils, Some(300), "{policy:?}");
        for line in page.lines.iter().filter(|line| line.key.rests_on_pupils()) {
            assert_ne!(line.light, Light::Green, "{policy:?} {line:?}");
        }
        assert!(!gate.is_compliant(), "{policy:?}");
        let lacks = page.lacks.as_ref().unwrap();
        assert!(lacks.en.contains("only 10 of 300"), "{lacks:?}");
    }
}

#[test]
fn a_school_of_unknown_pupils_is_never_empty_at_the_gate_under_any_policy() {
    let mut county = county_of([place("a", 0.0, 60, 80), place("b", 1.0, 200, 400)]);
    let school = county
        .schools
        .iter_mut()
        .find(|school| school.id.as_str() == "a");
    school.unwrap().stages[Stage::Primary]
        .as_mut()
        .unwrap()
        .pupils = None;
    county.settlements[0].pupils[Stage::Primary] = None;
    let evaluator = Evaluator::new(Arc::new(county), Standards::default());
    let mut plan = Plan::new("A", (Year(2021), Year(2025)));
    plan.actions = vec![merge("a", "b", 2022)];
    for policy in Policy::ALL {
        let gate = gate(&evaluator, &plan, policy);
        let page = page_of(&gate, "a");
        assert_eq!(page.pupils, None, "{policy:?}");
        assert_eq!(
            light_of(page, LineKey::Seats),
            Some(Light::Amber),
            "{policy:?}"
        );
        assert!(!gate.is_compliant(), "{policy:?}");
        let judged = crate::horizon::verdict(&evaluator, &plan, &gate, &[]);
        assert!(!judged.doubts.is_empty(), "{policy:?}");
    }
}

#[test]
fn room_that_nobody_knows_needs_a_written_reason_as_red_does() {
    let mut county = county_of([place("a", 0.0, 60, 60), place("b", 1.0, 200, 400)]);
    let receiver = county
        .schools
        .iter_mut()
        .find(|school| school.id.as_str() == "b");
    receiver.unwrap().stages[Stage::Primary]
        .as_mut()
        .unwrap()
        .seats = None;
    let mut action = merge("a", "b", 2022);
    let gate = judged(&county, vec![action.clone()]);
    let page = page_of(&gate, "a");
    assert_ne!(page.light, Light::Red);
    assert!(!page.is_compliant());
    action.details.justification = Some("the new wing opens in 2021".to_owned());
    assert!(judged(&county, vec![action]).is_compliant());
}

#[test]
fn a_receiver_with_a_stage_of_unknown_pupils_is_not_green_for_its_size() {
    let nine_year = at(
        "n",
        SchoolKind::NineYear,
        1.0,
        &[(Stage::Primary, 100, 400), (Stage::Junior, 100, 400)],
    );
    let mut county = county_of([place("a", 0.0, 60, 60), nine_year]);
    let size = |county: &County| {
        let gate = judged(county, vec![merge("a", "n", 2022)]);
        light_of(page_of(&gate, "a"), LineKey::Sizes)
    };
    assert_eq!(size(&county), Some(Light::Green));
    let receiver = county
        .schools
        .iter_mut()
        .find(|school| school.id.as_str() == "n");
    receiver.unwrap().stages[Stage::Junior]
        .as_mut()
        .unwrap()
        .pupils = None;
    assert_eq!(size(&county), Some(Light::Amber));
}
