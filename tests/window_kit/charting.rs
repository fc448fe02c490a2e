//! The map: its legend, what it is coloured by, several chosen at once, and what is measured on it.

use egui::{Key, Modifiers, vec2};
use xuequ::app::Intent;
use xuequ::app::look::chart::{Layer, MapTheme, MapWish, Ruler, Several, SeveralWish};
use xuequ::app::look::desk::{Arrange, Page, Workspace};
use xuequ::app::look::view::{Selection, Tool};
use xuequ::evaluation::Within;
use xuequ::model::{SchoolId, SchoolKind};
use xuequ::plan::{Measure, Status};
use xuequ::proposal::GateRule;
use xuequ::session::Chosen;
use xuequ::units::Meters;
use xuequ::words::Lang;

use crate::common::{Window, sample_window, window};
use crate::{actions, press, school_named};

fn several(window: &mut Window, wish: SeveralWish) {
    window.wish(Intent::Map(MapWish::Several(wish)));
}

/// Chooses schools by name, all at once.
fn choose(window: &mut Window, names: &[&str]) -> Vec<SchoolId> {
    let ids: Vec<SchoolId> = names
        .iter()
        .map(|name| SchoolId::new(&school_named(window, name)))
        .collect();
    for id in &ids {
        let thing = Selection::School(id.clone());
        several(window, SeveralWish::Toggle(thing));
    }
    assert_eq!(window.app().view().chart.several.schools.len(), ids.len());
    ids
}

#[test]
fn the_legend_is_a_chip_in_a_narrow_window_and_l_opens_it() {
    let mut narrow = sample_window(Lang::En);
    assert!(!narrow.app().view().chart.is_legend_open());
    assert!(narrow.shows("Legend and layers"), "the chip");
    assert!(!narrow.shows("Roads"));
    press(&mut narrow, Modifiers::NONE, Key::L);
    assert!(narrow.shows("Roads"));
    assert!(narrow.app().view().layers.roads);
    narrow.click("Roads");
    assert!(!narrow.app().view().layers.roads, "the row turns its layer");
    narrow.click("Roads");
    assert!(narrow.app().view().layers.roads);
    narrow.click("Legend and layers");
    assert!(!narrow.shows("Roads"));
    let wide = window(Lang::Zh, [1440.0, 900.0]);
    assert!(wide.app().view().chart.is_legend_open());
    assert!(wide.shows("道路"));
}

#[test]
fn a_kind_of_school_that_is_hidden_is_neither_drawn_nor_hit() {
    let mut window = sample_window(Lang::En);
    let kind = Layer::Schools(SchoolKind::Primary);
    window.wish(Intent::Map(MapWish::Turn(kind)));
    assert!(!window.app().view().chart.shows(SchoolKind::Primary));
    let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    let at = window.app().school_on_screen(&id).expect("it has a place");
    window.harness.hover_at(at);
    window.harness.run_steps(2);
    let hovered = window.app().view().hovered.clone();
    assert_ne!(hovered, Some(Selection::School(id)));
}

#[test]
fn what_was_gone_to_is_not_covered_by_a_card_until_the_pointer_moves() {
    let mut window = sample_window(Lang::En);
    let school = |name| SchoolId::new(&school_named(&window, name));
    let (under, found) = (school("东林镇中心小学"), school("城北小学"));
    let at = window
        .app()
        .school_on_screen(&under)
        .expect("it has a place");
    let has_card = |window: &Window| {
        let near = |laid: &crate::sizes::Laid| laid.rect.distance_to_pos(at) < 200.0;
        let says = |laid: &crate::sizes::Laid| laid.words.contains(" / ") && near(laid);
        crate::sizes::laid(window).iter().any(says)
    };
    assert!(!has_card(&window));
    window.harness.hover_at(at);
    window.harness.run_steps(3);
    assert!(has_card(&window));
    window.wish(Intent::GoTo(Selection::School(found)));
    window.harness.run_steps(3);
    assert!(!has_card(&window), "the pointer has not asked for it");
    let at_now = window
        .app()
        .school_on_screen(&under)
        .expect("it has a place");
    window.harness.hover_at(at_now + vec2(1.0, 0.0));
    window.harness.run_steps(3);
    assert!(has_card(&window));
}

#[test]
fn a_card_of_today_colours_the_map_and_opens_its_page() {
    let mut window = window(Lang::En, [1440.0, 900.0]);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Today)));
    assert_eq!(window.app().view().map_theme(), Some(MapTheme::Trips));
    for (title, theme, page) in [
        ("Seats:", MapTheme::Seats, Page::Schools),
        ("Small schools:", MapTheme::Small, Page::Charts),
        ("Class size:", MapTheme::Classes, Page::Schools),
        ("Pupils to come:", MapTheme::Pupils, Page::Charts),
        ("Targets:", MapTheme::Targets, Page::Targets),
        ("Trips to school:", MapTheme::Trips, Page::Settlements),
    ] {
        use egui_kittest::kittest::Queryable as _;
        let mut cards = window.harness.query_all_by_label_contains(title);
        let card = cards.next().unwrap_or_else(|| panic!("no card {title}"));
        card.click();
        drop(cards);
        window.settle();
        assert_eq!(window.app().view().map_theme(), Some(theme));
        assert_eq!(window.app().view().open_page(), Some(page));
    }
    window.picture("window-en-today-targets");
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Plan)));
    assert_eq!(window.app().view().map_theme(), None, "a plan has its own");
    assert_eq!(actions(&window), 0);
}

#[test]
fn several_schools_are_closed_in_one_step_that_undo_takes_back() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    let before = actions(&window);
    let ids = choose(&mut window, &["东林镇中心小学", "石牛小学"]);
    assert!(window.mentions("Chosen: 2 schools"));
    window.click("Close all");
    let closed = |window: &Window| {
        let layout = &window.session().evaluation().layout;
        let site = |id: &SchoolId| layout.site(id).expect("it stands or stood");
        ids.iter().filter(|id| !site(id).is_open()).count()
    };
    assert_eq!(closed(&window), 2);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(actions(&window), before);
    assert_eq!(window.app().view().chart.several.schools.len(), 2);
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.app().view().chart.several.is_empty());
}

#[test]
fn several_schools_are_kept_for_one_reason_and_go_to_another_year_together() {
    let mut window = sample_window(Lang::En);
    let ids = choose(&mut window, &["打鼓滩村教学点", "东光村教学点"]);
    several(&mut window, SeveralWish::AskKeep);
    window.type_into("Reason", "Snow in winter");
    window.click("Keep");
    assert_eq!(actions(&window), 2);
    let layout = &window.session().evaluation().layout;
    assert!(
        ids.iter()
            .all(|id| layout.site(id).expect("open").status == Status::Kept)
    );
    assert_eq!(window.app().view().chart.several.schools.len(), 2);
    several(&mut window, SeveralWish::AskYear);
    assert!(window.mentions("Year of 2 measures"));
    window.click("Apply");
    press(&mut window, Modifiers::COMMAND, Key::Z);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(actions(&window), 0, "at most two steps were taken");
}

#[test]
fn merging_several_schools_touches_no_other_and_asks_the_gate() {
    let mut window = sample_window(Lang::En);
    let ids = choose(
        &mut window,
        &["打鼓滩村教学点", "平店村教学点", "解放村教学点"],
    );
    several(&mut window, SeveralWish::Merge(GateRule::Advises));
    let plan = window.session().plan().expect("a plan was begun");
    assert!(!plan.actions.is_empty());
    for action in &plan.actions {
        let Measure::Merge { school, into } = &action.measure else {
            panic!("{:?} is no merge", action.measure);
        };
        assert!(ids.contains(school), "{school} was not chosen");
        assert!(into.iter().all(|receiver| !ids.contains(receiver)));
    }
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(actions(&window), 0, "one step");
}

#[test]
fn nothing_is_done_with_several_where_one_only_looks() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Today)));
    window.wish(Intent::Show(None));
    choose(&mut window, &["东林镇中心小学", "石牛小学"]);
    assert!(!window.shows("Close all"));
    assert!(window.shows("Work on a plan"));
}

#[test]
fn distance_is_measured_from_click_to_click_and_escape_ends_it() {
    let mut window = sample_window(Lang::En);
    press(&mut window, Modifiers::NONE, Key::M);
    assert_eq!(window.app().view().tool, Tool::Measure(Vec::new()));
    let names = ["东林镇中心小学", "石牛小学", "研经镇中心小学"];
    for name in names {
        let id = SchoolId::new(&school_named(&window, name));
        let at = window.app().school_on_screen(&id).expect("on the map");
        window.harness.hover_at(at);
        window.harness.step();
        window.harness.drag_at(at);
        window.harness.step();
        window.harness.drop_at(at);
        window.settle();
    }
    let Tool::Measure(line) = &window.app().view().tool else {
        panic!("the tool is gone");
    };
    assert_eq!(line.len(), names.len());
    assert_eq!(
        window.app().view().selection,
        None,
        "measuring selects nothing"
    );
    window.picture("window-en-measure");
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(window.app().view().tool, Tool::Select);
    assert_eq!(actions(&window), 0);
}

#[test]
fn a_circle_and_a_reach_say_who_lives_there_and_can_be_taken_away() {
    let mut window = sample_window(Lang::En);
    let at = window.session().county().schools[0].at;
    for within in [
        Within::Straight(Meters::from_f64(2_000.0)),
        Within::Way(Meters::from_f64(2_000.0)),
    ] {
        window.wish(Intent::Map(MapWish::AddRuler(Ruler { at, within })));
    }
    assert!(window.shows("Circle of") && window.shows("By road within"));
    assert!(window.mentions("homes"));
    window.picture("window-en-circle");
    window.click("Take away Circle of");
    assert!(!window.shows("Circle of") && window.shows("By road within"));
}

#[test]
fn f_goes_to_what_is_chosen_and_shift_f_shows_the_whole_county() {
    let mut window = sample_window(Lang::En);
    let far = |window: &Window| {
        let schools = window.session().county().schools.iter();
        let on_screen = schools.filter_map(|school| window.app().school_on_screen(&school.id));
        on_screen.map(|at| at.x).fold(f32::NEG_INFINITY, f32::max)
    };
    let whole = far(&window);
    let id = SchoolId::new(&school_named(&window, "石牛小学"));
    window.wish(Intent::Select(Some(Selection::School(id.clone()))));
    press(&mut window, Modifiers::NONE, Key::F);
    window.harness.run_steps(20);
    let at = window.app().school_on_screen(&id).expect("in sight");
    let map = window
        .app()
        .rooms()
        .and_then(|rooms| rooms.map)
        .expect("open");
    assert!(map.shrink(100.0).contains(at), "{at:?} in {map:?}");
    press(&mut window, Modifiers::SHIFT, Key::F);
    window.harness.run_steps(20);
    assert!((far(&window) - whole).abs() < 1.0);
}

#[test]
fn a_frame_chooses_what_lies_in_it() {
    let mut window = sample_window(Lang::En);
    let id = SchoolId::new(&school_named(&window, "石牛小学"));
    let at = window.app().school_on_screen(&id).expect("on the map");
    let (from, to) = (at - egui::vec2(25.0, 25.0), at + egui::vec2(25.0, 25.0));
    window
        .harness
        .event(egui::Event::ModifiersChanged(Modifiers::SHIFT));
    window.harness.hover_at(from);
    window.harness.step();
    window.harness.drag_at(from);
    window.harness.step();
    for part in [0.3, 0.7, 1.0] {
        window.harness.hover_at(from + (to - from) * part);
        window.harness.step();
    }
    window.harness.drop_at(to);
    window.harness.step();
    window
        .harness
        .event(egui::Event::ModifiersChanged(Modifiers::NONE));
    window.settle();
    let chosen: &Several = &window.app().view().chart.several;
    assert!(chosen.schools.contains(&id), "{chosen:?}");
    assert!(!chosen.settlements.is_empty());
    assert_eq!(actions(&window), 0, "nothing was dragged");
    for id in chosen.schools.clone() {
        let at = window.app().school_on_screen(&id).expect("in sight");
        assert!(egui::Rect::from_two_pos(from, to).contains(at));
    }
}

/// Opens the comparison of today with the first plan.
fn compare(lang: Lang, size: [f32; 2]) -> Window {
    let mut window = window(lang, size);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    window.wish(Intent::SetYear(xuequ::units::Year(2025)));
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Compare)));
    window
}

fn name_of_first_plan(window: &Window) -> String {
    window.session().documents()[0].plan().name.clone()
}

#[test]
fn two_plans_stand_beside_each_other_on_maps_that_look_at_the_same_place() {
    let mut window = compare(Lang::En, [1440.0, 900.0]);
    let name = name_of_first_plan(&window);
    assert!(window.shows("A Today"));
    assert!(window.shows(&format!("B {name}")));
    window.picture("window-en-beside");
    window.click("Difference");
    assert!(!window.shows("A Today"));
    assert!(window.shows(&format!("B {name}")));
    window.picture("window-en-difference");
    window.click("Side by side");
    window.click("+ Add a third");
    assert!(window.mentions("C "), "a third map");
    window.picture("window-en-three");
    window.click("Without a third");
    assert_eq!(window.app().view().chart.third, None);
    assert_eq!(
        actions(&window),
        window.session().documents()[0].plan().actions.len()
    );
}

#[test]
fn the_swipe_line_is_moved_by_hand_and_by_key_and_never_leaves_the_map() {
    let mut window = compare(Lang::En, [1280.0, 800.0]);
    window.click("Swipe");
    assert!(window.shows("Swipe line"));
    let share = |window: &Window| window.app().view().chart.swipe.share();
    assert_eq!(share(&window), 0.5);
    window.picture("window-en-swipe");
    window.click("Swipe line");
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    let moved = share(&window);
    assert!(moved > 0.5, "{moved}");
    let line = window.first("Swipe line").rect().center();
    window.harness.hover_at(line);
    window.harness.step();
    window.harness.drag_at(line);
    window.harness.step();
    for step in 1..=4 {
        let by = egui::vec2(-2_000.0 * step as f32 / 4.0, 0.0);
        window.harness.hover_at(line + by);
        window.harness.step();
    }
    window.harness.drop_at(line - egui::vec2(2_000.0, 0.0));
    window.settle();
    assert!((0.0..0.1).contains(&share(&window)), "{}", share(&window));
    assert!(window.shows("Swipe line"), "it can be taken again");
}

#[test]
fn the_comparison_tells_who_gains_and_which_measures_differ() {
    let mut window = compare(Lang::En, [1440.0, 900.0]);
    let session = window.session();
    let sides = session.comparison(Chosen::Today, Chosen::Plan(0)).work();
    let comparison = sides.stages[xuequ::model::Stage::Primary].as_ref();
    let comparison = comparison.expect("both sides have figures").clone();
    let gains = comparison.gains(&sides.county);
    let first = gains.first().expect("somebody's way is another");
    let township = sides.county.townships[first.township.expect("it has one")]
        .name
        .clone();
    // Who comes to go farthest stands first.
    let loss = |one: &&xuequ::indicators::Move| one.farther().unwrap_or(f64::MIN);
    let moves = comparison.moves.iter().filter(|one| one.to.is_some());
    let moved = moves.max_by(|a, b| loss(a).total_cmp(&loss(b)));
    let moved = moved.expect("somebody moves").settlement;
    let moved = sides.county.settlements[moved].name.clone();
    let plan = session.documents()[0].plan();
    let differing = xuequ::plan::differences(&xuequ::plan::Plan::today(session.year()), plan);
    assert!(differing.len() > 8, "today has none of them");
    let school = sides.school_name(&differing[0].subject).to_owned();
    assert!(window.mentions("Measures that differ"));
    for (page, seen) in [
        (Page::Gains, township),
        (Page::Moved, moved),
        (Page::Different, school),
    ] {
        window.wish(Intent::Show(Some(page)));
        assert!(window.shows(&seen), "{seen} on {page:?}");
    }
    window.picture("window-en-differing");
}

#[test]
fn a_proposal_stands_on_the_map_before_it_is_a_draft_and_can_be_put_away() {
    let mut window = sample_window(Lang::En);
    window.click("Kindergarten");
    window.click("Ask");
    window.find_and_click("Where to build new schools?");
    window.click("Search");
    let open = |window: &Window| {
        let layout = &window.app().view().shown(window.session()).layout;
        layout.open(xuequ::model::Stage::Kindergarten).len()
    };
    let before = window
        .session()
        .evaluation()
        .layout
        .open(xuequ::model::Stage::Kindergarten)
        .len();
    assert!(
        window.shows("Today") && window.shows("Proposal"),
        "the switch of the banner"
    );
    assert!(open(&window) > before, "the proposal is in sight");
    assert_eq!(
        window.session().chosen(),
        Chosen::Today,
        "nothing is written"
    );
    window.picture("window-en-preview");
    window.harness.key_down(Key::Space);
    window.harness.run_steps(2);
    assert!(window.app().view().aids.peeks);
    assert_eq!(open(&window), before, "today while Space is held");
    window.harness.key_up(Key::Space);
    window.settle();
    assert!(open(&window) > before);
    // A proposed school can be looked at.
    let shown = window.app().view().shown(window.session());
    let sites = shown.layout.sites.iter();
    let mut new = sites
        .filter(|site| site.status == Status::New)
        .map(|site| site.id.clone());
    let new = new.next_back().expect("a new kindergarten");
    window.wish(Intent::GoTo(Selection::School(new.clone())));
    assert_eq!(
        window.app().view().selection,
        Some(Selection::School(new.clone()))
    );
    window.harness.run_steps(20);
    assert!(window.app().school_on_screen(&new).is_some());
    window.wish(Intent::Map(MapWish::Propose(false)));
    assert_eq!(open(&window), before);
}
