//! Measures of other years than the one shown: they are gone to, named, changed, and never planned twice.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::Intent;
use xuequ::app::look::aids::{Aid, Turn};
use xuequ::app::look::desk::Workspace;
use xuequ::app::look::view::{Page, Selection};
use xuequ::model::{Ownership, PerStage, SchoolId, SchoolKind, Stage};
use xuequ::plan::{Action, Command, Measure, NewSchool, Plan};
use xuequ::session::Session;
use xuequ::units::Year;
use xuequ::words::Lang;

use crate::common::{Window, of_session, sample_window};
use crate::deciding::{judged, street};

/// The street of schools without one of unknown size, with a plan in hand and the year as the files have it.
fn with_plan(lang: Lang, actions: Vec<Action>) -> Window {
    let mut session = street(false);
    let year = session.year();
    session.new_plan();
    for action in actions {
        let added = session.handle(Command::Add(action));
        added.expect("it can be planned");
    }
    session.set_year(year);
    of_session(session, lang, [1600.0, 1000.0])
}

fn merge(school: &str, into: &str, year: i32) -> Action {
    let measure = Measure::Merge {
        school: SchoolId::new(school),
        into: vec![SchoolId::new(into)],
    };
    Action::new(Year(year), measure, "")
}

fn build(id: &str, name: &str, like: &Session, year: i32) -> Action {
    let seats = PerStage::from_fn(|stage| (stage == Stage::Primary).then_some(200));
    let new = NewSchool {
        id: SchoolId::new(id),
        name: name.to_owned(),
        kind: SchoolKind::Primary,
        at: like.county().schools[0].at,
        seats,
        ownership: Ownership::Public,
        inclusive: true,
    };
    Action::new(Year(year), Measure::New(new), "")
}

fn plan(window: &Window) -> &Plan {
    window.session().plan().expect("a plan is chosen")
}

fn look_at(window: &mut Window, school: &str) {
    let school = Selection::School(SchoolId::new(school));
    window.wish(Intent::GoTo(school));
}

#[test]
fn a_closure_of_a_later_year_is_told_and_never_offered_again() {
    let base = street(false).year().0;
    let mut window = with_plan(Lang::En, vec![merge("Near", "Centre", base + 3)]);
    window.judge();
    judged(&mut window);
    assert_eq!(window.session().year(), Year(base));
    let told = format!("Planned: closes in {}, into Centre School", base + 3);
    assert!(window.shows("Planned to close later 1"), "in the list");
    assert!(window.shows(&format!("Go to {} Near School", base + 3)));
    assert!(!window.shows("Merge… Near School"), "not offered again");
    look_at(&mut window, "Near");
    judged(&mut window);
    window.picture("years-planned-closure");
    assert!(window.mentions(&told), "the inspector tells it");
    assert!(
        !window.mentions("Merge Near School →"),
        "nor in the inspector"
    );
    window.harness.key_press(Key::Delete);
    window.settle();
    assert_eq!(
        plan(&window).actions.len(),
        1,
        "the key plans it no second time"
    );
    assert!(matches!(
        plan(&window).actions[0].measure,
        Measure::Merge { .. }
    ));
    let why = format!("Near School closes in {} by this plan", base + 3);
    assert!(window.mentions(&why));
    window.click("Change year…");
    window.click(&(base + 2).to_string());
    assert_eq!(plan(&window).actions[0].year, Year(base + 2));
    window.click(&format!("Go to {}", base + 2));
    assert_eq!(window.session().year(), Year(base + 2));
    let site = window
        .session()
        .evaluation()
        .layout
        .site(&SchoolId::new("Near"));
    assert!(!site.expect("it is remembered").is_open());
    window.wish(Intent::SetYear(Year(base)));
    window.click(&format!(
        "Take back Planned: closes in {}, into Centre School",
        base + 2
    ));
    assert!(plan(&window).actions.is_empty());
}

#[test]
fn nothing_that_closes_later_is_ticked_in_the_review() {
    let base = street(false).year().0;
    let mut window = with_plan(Lang::En, vec![merge("Near", "Centre", base + 3)]);
    window.judge();
    judged(&mut window);
    window.click("Review all…");
    judged(&mut window);
    assert!(window.shows("1 of 3 ticked"));
    window.click("Plan 1 school");
    judged(&mut window);
    let own = plan(&window).actions.iter();
    let near: Vec<&Action> = own
        .filter(|action| *action.measure.school() == SchoolId::new("Near"))
        .collect();
    assert_eq!(near.len(), 1);
    assert_eq!(near[0].year, Year(base + 3), "as it was planned");
}

#[test]
fn a_school_that_is_not_built_yet_is_named_and_found_and_its_measure_leads_to_its_year() {
    let session = street(false);
    let base = session.year().0;
    let mut window = with_plan(
        Lang::En,
        vec![build("new-1", "Hill School", &session, base + 2)],
    );
    window.wish(Intent::Show(Some(Page::Timeline)));
    look_at(&mut window, "new-1");
    assert!(window.shows("Hill School"));
    assert!(window.shows(&format!("Planned: built in {}", base + 2)));
    window.picture("years-not-yet");
    window.click(&format!("Go to {}", base + 2));
    assert_eq!(window.session().year(), Year(base + 2));
    window.wish(Intent::SetYear(Year(base)));
    window.wish(Intent::Select(None));
    window.click(&format!("{} New Hill School", base + 2));
    assert_eq!(
        window.session().year(),
        Year(base + 2),
        "the chip leads to its year"
    );
    let school = Selection::School(SchoolId::new("new-1"));
    assert_eq!(window.app().view().selection, Some(school.clone()));
    // The search finds it before it is built.
    window.wish(Intent::SetYear(Year(base)));
    window.wish(Intent::Select(None));
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::K);
    window.settle();
    window.harness.event(egui::Event::Text("Hill".to_owned()));
    window.settle();
    window.harness.key_press(Key::Enter);
    window.settle();
    assert_eq!(window.app().view().selection, Some(school));
}

#[test]
fn the_desk_speaks_chinese_about_other_years() {
    let session = street(false);
    let base = session.year().0;
    let actions = vec![
        merge("Near", "Centre", base + 3),
        build("new-1", "Hill School", &session, base + 2),
    ];
    let mut window = with_plan(Lang::Zh, actions);
    look_at(&mut window, "Near");
    assert!(window.mentions(&format!("已列入：{} 年并入Centre School", base + 3)));
    assert!(window.shows(&format!("看 {} 年", base + 3)));
    look_at(&mut window, "new-1");
    assert!(window.shows(&format!("已列入：{} 年新建", base + 2)));
}

/// Seats of a school from a year on.
fn enlarge(school: &str, seats: u32, year: i32) -> Action {
    let mut all = PerStage::default();
    all[Stage::Primary] = Some(seats);
    let school = SchoolId::new(school);
    let measure = Measure::Expand { school, seats: all };
    Action::new(Year(year), measure, "")
}

#[test]
fn a_move_that_breaks_something_is_never_told_as_harmless() {
    let base = street(false).year().0;
    // Without the new rooms Bus has no seats for whom Near sends.
    let actions = vec![enlarge("Bus", 90, base + 1), merge("Near", "Bus", base + 1)];
    let mut window = with_plan(Lang::En, actions);
    window.wish(Intent::Show(Some(Page::Timeline)));
    let year = Year(base + 3);
    window.wish(Intent::Command(Command::SetYear { index: 0, year }));
    assert!(!window.mentions("nothing breaks"));
    assert!(window.mentions("The move: breaks: "), "the page tells it");
    assert!(
        window.mentions("– breaks: "),
        "the line at the bottom tells it"
    );
    assert!(window.mentions("Near School"), "with the school");
    window.picture("years-moved");
    window.click("Undo");
    assert!(
        !window.mentions("breaks: "),
        "what is undone breaks nothing"
    );
}

#[test]
fn a_move_that_breaks_nothing_says_so() {
    let base = street(false).year().0;
    let actions = vec![
        enlarge("Bus", 90, base + 2),
        enlarge("Island", 70, base + 1),
    ];
    let mut window = with_plan(Lang::En, actions);
    window.wish(Intent::Show(Some(Page::Timeline)));
    let year = Year(base + 1);
    window.wish(Intent::Command(Command::SetYear { index: 0, year }));
    assert!(window.mentions("The move: nothing breaks"));
    assert!(window.mentions("– nothing breaks"));
    // Another step is no move.
    window.wish(Intent::Command(Command::Rename("B".to_owned())));
    assert!(!window.mentions("nothing breaks"));
}

#[test]
fn a_form_says_what_it_takes_the_place_of_and_so_does_the_history() {
    let base = street(false).year().0;
    let mut window = with_plan(Lang::En, vec![merge("Near", "Centre", base + 3)]);
    look_at(&mut window, "Near");
    window.click("Keep instead…");
    let told = format!("Takes the place of this plan's: Merge, {}", base + 3);
    assert!(window.shows(&told), "before it is sent");
    window.picture("years-replaced");
    window.type_into("Reason", "the only school on this side");
    window.click("Keep");
    assert_eq!(plan(&window).actions.len(), 1);
    let name = format!("Keep: Near School (in place of Merge {})", base + 3);
    let session = window.session();
    assert_eq!(session.undo_name().expect("a step").en, name);
    // What takes the place of nothing says nothing.
    look_at(&mut window, "Island");
    window.click("Keep…");
    assert!(!window.mentions("Takes the place of"));
}

#[test]
fn the_form_of_seats_tells_the_year_of_its_figures_and_follows_it() {
    let base = street(false).year().0;
    let mut window = with_plan(Lang::En, vec![enlarge("Bus", 90, base + 2)]);
    look_at(&mut window, "Bus");
    window.click("More measures");
    window.click("Enlarge…");
    assert!(window.shows(&format!("In {base}: 30 pupils, 60 seats")));
    let seats = |window: &Window| {
        let field = window.first("Primary seats");
        field.accesskit_node().numeric_value()
    };
    assert_eq!(seats(&window), Some(60.0));
    {
        let mut numbers = window.harness.query_all_by_role(Role::SpinButton);
        let is_year = |node: &egui_kittest::Node<'_>| {
            node.accesskit_node().label().as_deref() == Some("Year")
        };
        let field = numbers.find(is_year);
        field.expect("a field of the year").click();
    }
    window.settle();
    window
        .harness
        .event(egui::Event::Text((base + 3).to_string()));
    window.settle();
    window.harness.key_press(Key::Enter);
    window.settle();
    assert!(window.mentions(&format!("In {}: ", base + 3)));
    assert!(
        window.mentions("(forecast), 90 seats"),
        "the plan has enlarged it by then"
    );
    assert_eq!(seats(&window), Some(90.0));
    window.picture("years-seats");
}

#[test]
fn the_history_of_a_copy_begins_with_what_it_was_copied_from() {
    let mut window = with_plan(Lang::En, Vec::new());
    let name = plan(&window).name.clone();
    window.wish(Intent::DuplicatePlan);
    window.wish(Intent::History);
    assert!(window.mentions(&format!("Copied from {name}")));
}

#[test]
fn the_tour_goes_where_its_step_can_be_done_and_gives_way_to_the_sheet_of_keys() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Tour(Turn::Begin));
    window.wish(Intent::Tour(Turn::Next));
    assert_eq!(window.app().view().workspace(), Workspace::Today);
    assert!(window.shows("2 of 10"), "the step stands");
    window.wish(Intent::Aid(Aid::Keys));
    assert!(!window.shows("2 of 10"), "it gives way");
}
