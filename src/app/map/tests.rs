//! Stories of the hand on the map, told by what the pointer does at places on the screen.

use egui::{Key, Modifiers, Pos2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use geo::Coord;

use super::camera::{Camera, Viewport};
use super::{MapState, hand, map_ui};
use crate::app::look::intent::Intent;
use crate::app::look::view::{FlyTo, Selection, Tool, View};
use crate::app::work::results::Results;
use crate::geometry::LonLat;
use crate::io::{Opened, Report};
use crate::model::{
    County, Fact, PerStage, Said, School, SchoolId, SchoolKind, Settlement, SettlementId, Stage,
    StageRecord, Subject,
};
use crate::plan::{Action, Measure, Policy};
use crate::session::Session;
use crate::words::Lang;

struct Desk {
    session: Session,
    view: View,
    map: MapState,
    wishes: Vec<Intent>,
}

impl Desk {
    fn carry_out(&mut self, wish: Option<Intent>) {
        match &wish {
            Some(Intent::Command(command)) => self.session.handle(command.clone()).unwrap(),
            Some(Intent::Select(selection)) => self.view.selection = selection.clone(),
            _ => {}
        }
        self.wishes.extend(wish);
    }
}

fn school(id: &str, lon: f64) -> School {
    let record = StageRecord::of(Some(50), Some(100));
    School {
        at: LonLat::new(lon, 29.6),
        ..School::plain(id, SchoolKind::Primary, record)
    }
}

fn settlement(id: &str, lon: f64) -> Settlement {
    Settlement {
        id: SettlementId::new(id),
        name: id.to_owned(),
        at: LonLat::new(lon, 29.61),
        township: None,
        population: None,
        pupils: PerStage::from_fn(|stage| (stage == Stage::Primary).then_some(50)),
        births: Default::default(),
        extra: Default::default(),
    }
}

/// Two schools and two settlements in a row.
fn county() -> County {
    County {
        schools: vec![school("A", 104.0), school("B", 104.1)],
        settlements: vec![settlement("东村", 104.02), settlement("西村", 104.08)],
        ..County::default()
    }
}

fn desk(county: County) -> Harness<'static, Desk> {
    let mut session = Session::new(Opened {
        county,
        travel: None,
        plans: Vec::new(),
        report: Report::default(),
    });
    session
        .handle(crate::plan::Command::SetPolicy(Policy::Nearest))
        .unwrap();
    desk_of(session, vec2(900.0, 600.0))
}

fn desk_of(session: Session, size: egui::Vec2) -> Harness<'static, Desk> {
    let desk = Desk {
        session,
        view: View::new(Lang::Zh),
        map: MapState::default(),
        wishes: Vec::new(),
    };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_context_setup(|ctx| {
            crate::app::look::fonts::install(ctx);
            crate::app::look::theme::install(ctx);
        })
        .build_ui_state(
            |ui, desk: &mut Desk| {
                let heard = hand(ui.ctx(), &desk.session, &mut desk.view, &mut desk.map);
                desk.carry_out(heard);
                desk.view.hand.settle();
                let pressed = map_ui(
                    ui,
                    &desk.session,
                    &Results::default(),
                    &mut desk.view,
                    &mut desk.map,
                );
                desk.carry_out(pressed);
            },
            desk,
        );
    harness.run_steps(2);
    harness
}

fn viewport(harness: &Harness<'_, Desk>) -> Viewport {
    harness.state().map.pane.viewport.unwrap()
}

fn pos_of(harness: &Harness<'_, Desk>, id: &str) -> Pos2 {
    let desk = harness.state();
    let at = desk
        .view
        .shown(&desk.session)
        .layout
        .site(&SchoolId::new(id))
        .unwrap()
        .at;
    viewport(harness).pos(desk.map.ground.metres(at))
}

fn mean_trip(harness: &Harness<'_, Desk>) -> f64 {
    let desk = harness.state();
    let stage = desk.view.shown(&desk.session).stages[Stage::Primary]
        .as_ref()
        .unwrap();
    stage.numbers.distances.unwrap().mean
}

/// Presses at a point and moves by steps, without letting go.
fn drag(harness: &mut Harness<'_, Desk>, from: Pos2, by: egui::Vec2) {
    harness.hover_at(from);
    harness.step();
    harness.drag_at(from);
    harness.step();
    for part in 1..=4 {
        harness.hover_at(from + by * part as f32 / 4.0);
        harness.step();
    }
}

fn click(harness: &mut Harness<'_, Desk>, at: Pos2) {
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.step();
}

fn drop_at(harness: &mut Harness<'_, Desk>, to: Pos2) {
    harness.drop_at(to);
    harness.run_steps(3);
}

#[test]
fn while_a_school_is_dragged_every_number_follows_and_its_release_is_one_step() {
    let mut harness = desk(county());
    let (from, before) = (pos_of(&harness, "A"), mean_trip(&harness));
    let by = vec2(70.0, -20.0);
    drag(&mut harness, from, by);
    let during = mean_trip(&harness);
    assert_ne!(during, before);
    assert!(
        harness.state().session.plan().is_none(),
        "nothing has changed yet"
    );
    drop_at(&mut harness, from + by);
    let session = &harness.state().session;
    assert!(harness.state().view.hand.moved().is_none());
    assert_eq!(session.plan().unwrap().actions.len(), 1);
    assert_eq!(
        mean_trip(&harness),
        during,
        "what was shown is what was done"
    );
    assert!(pos_of(&harness, "A").distance(from + by) < 1.0);
    harness.state_mut().session.undo();
    assert_eq!(mean_trip(&harness), before);
}

#[test]
fn escape_puts_a_dragged_school_back() {
    let mut harness = desk(county());
    let (from, before) = (pos_of(&harness, "B"), mean_trip(&harness));
    drag(&mut harness, from, vec2(-90.0, 0.0));
    assert_ne!(mean_trip(&harness), before);
    harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
    harness.step();
    assert_eq!(mean_trip(&harness), before);
    let camera = harness.state().map.camera;
    harness.hover_at(from - vec2(120.0, 0.0));
    harness.step();
    drop_at(&mut harness, from - vec2(120.0, 0.0));
    assert!(harness.state().session.plan().is_none());
    assert_eq!(
        harness.state().map.camera,
        camera,
        "the map does not move either"
    );
}

#[test]
fn a_drag_beside_schools_moves_the_map() {
    let mut harness = desk(county());
    let (start, place) = (pos2(450.0, 520.0), pos_of(&harness, "A"));
    drag(&mut harness, start, vec2(0.0, -60.0));
    drop_at(&mut harness, start - vec2(0.0, 60.0));
    assert!(harness.state().session.plan().is_none());
    let moved = pos_of(&harness, "A") - place;
    assert!((moved - vec2(0.0, -60.0)).length() < 1.0, "{moved:?}");
}

#[test]
fn a_click_selects_schools_before_settlements_and_nothing_deselects() {
    let mut harness = desk(county());
    let school = pos_of(&harness, "A");
    click(&mut harness, school);
    assert_eq!(
        harness.state().view.selection,
        Some(Selection::School(SchoolId::new("A")))
    );
    let place = harness.state().map.settlements.places[1];
    let settlement = viewport(&harness).pos(place);
    click(&mut harness, settlement);
    assert_eq!(
        harness.state().view.selection,
        Some(Selection::Settlement(1))
    );
    click(&mut harness, pos2(450.0, 560.0));
    assert_eq!(harness.state().view.selection, None);
}

#[test]
fn pointing_at_a_school_says_what_it_is() {
    let mut harness = desk(county());
    let at = pos_of(&harness, "A");
    harness.hover_at(at);
    harness.run_steps(3);
    assert!(harness.query_by_label_contains("50 / 100").is_some());
}

#[test]
fn with_the_add_tool_a_click_says_where() {
    let mut harness = desk(county());
    harness.state_mut().view.tool = Tool::AddSchool;
    let at = pos_of(&harness, "A");
    click(&mut harness, at);
    let placed = harness.state().wishes.iter().find_map(|wish| match wish {
        Intent::PlaceSchool(at) => Some(*at),
        _ => None,
    });
    let placed = placed.expect("a click places");
    assert!(
        placed.metres_to(LonLat::new(104.0, 29.6)) < 100.0,
        "{placed:?}"
    );
}

#[test]
fn what_is_asked_for_is_brought_into_sight_and_what_is_in_sight_stays_where_it_is() {
    let mut harness = desk(county());
    let place = |lon: f64| LonLat::new(lon, 29.6);
    let camera = |harness: &Harness<'_, Desk>| viewport(harness).camera;
    let ask = |harness: &mut Harness<'_, Desk>, to: FlyTo| {
        harness.state_mut().view.fly_to = Some(to);
        harness.run_steps(12);
    };
    let fitted = camera(&harness);
    ask(&mut harness, FlyTo::sight_of(place(104.0)));
    ask(&mut harness, FlyTo::Sight(place(104.0), place(104.1)));
    assert_eq!(camera(&harness), fitted, "all of it is in sight");
    // Nearer, with only the first in sight.
    ask(&mut harness, FlyTo::Place(place(104.0)));
    let near = camera(&harness);
    assert!(near.scale > fitted.scale && pos_of(&harness, "B").x > 900.0);
    ask(&mut harness, FlyTo::sight_of(place(104.0)));
    assert_eq!(camera(&harness), near);
    ask(&mut harness, FlyTo::sight_of(place(104.1)));
    let there = viewport(&harness);
    assert_eq!(there.camera.scale, near.scale, "as near as before");
    let covered = harness.state().map.covered;
    assert!(covered.shows(there.rect, pos_of(&harness, "B")));
    // Under the legend, it is out of sight.
    let legend = covered.legend.center();
    let off = legend - there.rect.center();
    let metres = harness.state().map.ground.metres(place(104.1));
    harness.state_mut().map.camera = Some(Camera::with_at(metres, near.scale, off));
    harness.run_steps(2);
    assert!(pos_of(&harness, "B").distance(legend) < 1.0);
    ask(&mut harness, FlyTo::sight_of(place(104.1)));
    assert!(covered.shows(there.rect, pos_of(&harness, "B")));
    // Both at once are seen from farther away.
    ask(&mut harness, FlyTo::Sight(place(104.0), place(104.1)));
    for id in ["A", "B"] {
        assert!(there.rect.contains(pos_of(&harness, id)), "{id}");
    }
}

#[test]
fn a_correction_and_a_closure_leave_the_colours_of_all_other_schools() {
    let mut county = county();
    county.schools.push(school("C", 104.05));
    let mut harness = desk(county);
    let worn = |harness: &Harness<'_, Desk>| {
        let hues = harness.state().map.pane.hues[Stage::Primary].clone();
        ["A", "B"].map(|id| hues.of_school(&SchoolId::new(id)))
    };
    // As if they had come to wear these in a larger county.
    let hues = &mut harness.state_mut().map.pane.hues[Stage::Primary];
    for (id, hue) in [("A", 4), ("B", 5)] {
        hues.wear(&SchoolId::new(id), hue);
    }
    let fact = Fact::Pupils(Stage::Primary, Some(7));
    let subject = Subject::School(SchoolId::new("A"));
    let session = &mut harness.state_mut().session;
    session
        .correct(&[(subject, fact)], &Said::default())
        .unwrap();
    harness.run_steps(3);
    assert_eq!(worn(&harness), [Some(4), Some(5)]);
    let session = &mut harness.state_mut().session;
    let measure = Measure::Close {
        school: SchoolId::new("C"),
    };
    let close = Action::new(session.year(), measure, "");
    session.handle(crate::plan::Command::Add(close)).unwrap();
    harness.run_steps(3);
    assert_eq!(worn(&harness), [Some(4), Some(5)]);
}

#[test]
fn the_wheel_and_the_keys_zoom() {
    let mut harness = desk(county());
    let at = pos2(300.0, 200.0);
    harness.hover_at(at);
    harness.step();
    let (under, scale) = (
        viewport(&harness).metres(at),
        viewport(&harness).camera.scale,
    );
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, 3.0),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    harness.run_steps(10);
    let now = viewport(&harness);
    assert!(now.camera.scale > scale * 1.05);
    let after = now.metres(at);
    assert!((after.x - under.x).abs() < 1.0 && (after.y - under.y).abs() < 1.0);
    harness.key_press_modifiers(Modifiers::NONE, Key::Minus);
    harness.step();
    assert!(viewport(&harness).camera.scale < now.camera.scale);
}

#[test]
fn the_canvas_and_its_buttons_have_names() {
    let harness = desk(county());
    assert!(harness.query_by_label_contains("地图").is_some());
    for name in ["放大", "缩小", "图例"] {
        let named = harness.query_all_by_label_contains(name);
        assert!(named.count() > 0, "{name}");
    }
}

#[test]
fn no_county_is_too_poor_to_be_drawn() {
    let one_school = County {
        schools: vec![school("A", 104.0)],
        ..County::default()
    };
    let far_east = County {
        schools: vec![school("A", 179.95), school("B", -179.95)],
        settlements: vec![settlement("东村", 179.99), settlement("西村", -179.97)],
        ..County::default()
    };
    for county in [County::default(), one_school, far_east] {
        let mut harness = desk(county);
        let view = &mut harness.state_mut().view;
        view.layers.trip_lines = true;
        view.selection = Some(Selection::Settlement(0));
        harness.run_steps(2);
        let map = viewport(&harness);
        let middle = map.metres(map.rect.center());
        assert!(middle.x.abs() < 50_000.0 && middle.y.abs() < 50_000.0);
        let lost = Camera {
            x: f64::NAN,
            y: 0.0,
            scale: 0.0,
        };
        harness.state_mut().map.camera = Some(lost);
        harness.run_steps(2);
        let home = viewport(&harness).pos(Coord { x: 0.0, y: 0.0 });
        assert!(home.x.is_finite());
    }
}

#[test]
fn the_roads_within_the_limit_of_a_school_are_lit_and_follow_it() {
    let line = vec![LonLat::new(103.98, 29.6), LonLat::new(104.12, 29.6)];
    let road = crate::model::Road {
        class: crate::model::RoadClass::Main,
        name: None,
        direction: crate::model::Direction::Both,
        level: 0,
        speed_kmh: None,
        line,
    };
    let mut harness = desk(County {
        roads: vec![road],
        ..county()
    });
    let vertices = |harness: &Harness<'_, Desk>| -> usize {
        let shapes = harness.output().shapes.iter();
        let meshes = shapes.filter_map(|clipped| match &clipped.shape {
            egui::Shape::Mesh(mesh) => Some(mesh.vertices.len()),
            _ => None,
        });
        meshes.sum()
    };
    harness.state_mut().view.selection = Some(Selection::School(SchoolId::new("A")));
    harness.run_steps(2);
    let dark = vertices(&harness);
    harness.state_mut().view.layers.reach = true;
    harness.run_steps(2);
    assert!(vertices(&harness) > dark, "something is lit");
    harness.state_mut().view.selection = None;
    harness.run_steps(2);
    harness.state_mut().view.layers.reach = false;
    let plain = vertices(&harness);
    harness.run_steps(2);
    assert_eq!(vertices(&harness), plain, "nothing is lit without a school");
}

#[test]
fn the_whole_county_is_fitted_clear_of_all_that_stands_over_the_map() {
    for (size, is_narrow) in [
        (vec2(480.0, 530.0), true),
        (vec2(696.0, 340.0), true),
        (vec2(824.0, 640.0), false),
        (vec2(1_900.0, 1_100.0), false),
        (vec2(360.0, 240.0), true),
    ] {
        let opened = crate::io::open_bytes(&crate::sample::files()).expect("the sample opens");
        let mut harness = desk_of(Session::new(opened), size);
        harness.state_mut().view.chart.is_narrow = is_narrow;
        harness.run_steps(4);
        let desk = harness.state();
        let map = &desk.map;
        let viewport = map.pane.viewport.unwrap();
        let is_small = map.covered.free(viewport.rect) == viewport.rect;
        for site in &desk.session.evaluation().layout.sites {
            let pos = viewport.pos(map.ground.metres(site.at));
            assert!(
                viewport.rect.contains(pos),
                "{size:?}: {} is off the map",
                site.name
            );
            let over = map.covered.rects().find(|over| over.contains(pos));
            assert!(
                is_small || over.is_none(),
                "{size:?}: {} is under {over:?}",
                site.name
            );
        }
    }
}

#[test]
fn a_click_with_shift_chooses_more_and_a_plain_one_chooses_anew() {
    use crate::app::look::chart::{MapWish, SeveralWish};
    let mut harness = desk(county());
    let at = pos_of(&harness, "A");
    harness.event(egui::Event::ModifiersChanged(Modifiers::SHIFT));
    harness.hover_at(at);
    harness.step();
    harness.drag_at(at);
    harness.step();
    harness.drop_at(at);
    harness.step();
    harness.event(egui::Event::ModifiersChanged(Modifiers::NONE));
    harness.run_steps(2);
    let school = Selection::School(SchoolId::new("A"));
    let toggle = Intent::Map(MapWish::Several(SeveralWish::Toggle(school)));
    assert_eq!(harness.state().wishes, [toggle]);
}
