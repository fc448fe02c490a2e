//! Finding one's way: the search, the keys, the settings, the tour, and what is shown where there is nothing yet.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::Intent;
use xuequ::app::look::aids::{Aid, Kept, Setting, Turn};
use xuequ::app::look::desk::{Arrange, Workspace};
use xuequ::app::look::forms::{Form, SeatsForm};
use xuequ::app::look::view::Selection;
use xuequ::model::{SchoolId, Stage};
use xuequ::units::{DistanceForm, DistanceUnit, Year};
use xuequ::words::Lang;

use crate::common::{Window, sample_window, street_window, window};
use crate::{actions, press, school_named};

pub(crate) fn ctrl(window: &mut Window, key: Key) {
    press(window, Modifiers::COMMAND, key);
}

pub(crate) fn plain(window: &mut Window, key: Key) {
    press(window, Modifiers::NONE, key);
}

/// Opens the search and types into it.
pub(crate) fn seek(window: &mut Window, typed: &str) {
    ctrl(window, Key::K);
    assert_eq!(window.app().view().aids.open, Some(Aid::Search));
    type_words(window, typed);
}

fn type_words(window: &mut Window, typed: &str) {
    window.harness.event(egui::Event::Text(typed.to_owned()));
    window.settle();
}

/// The lines of the search, from the top.
fn lines(window: &Window) -> Vec<String> {
    let nodes = window.harness.query_all_by_role(Role::ListBoxOption);
    nodes
        .filter_map(|node| node.accesskit_node().label())
        .collect()
}

pub(crate) fn select(window: &mut Window, name: &str) -> Option<Selection> {
    let id = SchoolId::new(&school_named(window, name));
    let selection = Some(Selection::School(id));
    window.wish(Intent::Select(selection.clone()));
    selection
}

#[test]
fn a_school_of_another_stage_is_found_by_its_initials_and_shown_in_its_stage() {
    let mut window = sample_window(Lang::Zh);
    let junior = window.session().county().schools.iter();
    let junior = junior
        .filter(|school| {
            school.stages[Stage::Junior].is_some() && school.stages[Stage::Primary].is_none()
        })
        .find(|school| school.name == "马踏初中")
        .expect("the sample has it")
        .id
        .clone();
    seek(&mut window, "mtcz");
    assert_eq!(lines(&window).first().map(String::as_str), Some("马踏初中"));
    plain(&mut window, Key::Enter);
    let view = window.app().view();
    assert_eq!(view.selection, Some(Selection::School(junior)));
    assert_eq!((view.stage, view.aids.open), (Stage::Junior, None));
}

#[test]
fn a_township_a_village_and_a_year_are_found_each_in_its_group() {
    let mut window = sample_window(Lang::Zh);
    let scale = |window: &Window| {
        let mut texts = window.harness.query_all_by_label_contains("1 : ");
        texts.next()?.accesskit_node().value()
    };
    let whole = scale(&window);
    assert!(whole.is_some());
    seek(&mut window, "mtz");
    let found = lines(&window);
    assert!(found.contains(&"马踏镇".to_owned()), "{found:?}");
    assert!(found.len() <= 35, "five of a group: {found:?}");
    for _ in 0..found
        .iter()
        .position(|line| line == "马踏镇")
        .expect("it is there")
    {
        plain(&mut window, Key::ArrowDown);
    }
    plain(&mut window, Key::Enter);
    assert_eq!(window.app().view().aids.open, None);
    assert_ne!(
        scale(&window),
        whole,
        "the township is gone to, though it was in sight"
    );
    let settlement = window.session().county().settlements[7].name.clone();
    seek(&mut window, &settlement);
    plain(&mut window, Key::Enter);
    let selection = window.app().view().selection.clone();
    let Some(Selection::Settlement(index)) = selection else {
        panic!("{selection:?}");
    };
    assert_eq!(
        window.session().county().settlements[index].name,
        settlement
    );
    let year = window.session().evaluator().base_year().0 + 1;
    seek(&mut window, &year.to_string());
    plain(&mut window, Key::Enter);
    assert_eq!(window.session().year(), Year(year));
}

#[test]
fn ctrl_enter_opens_the_inspector_on_what_was_found() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Arrange(Arrange::Inspector));
    assert!(!window.app().view().panes.inspector.is_open);
    seek(&mut window, "donglinzhenzhongxin");
    press(&mut window, Modifiers::COMMAND, Key::Enter);
    assert!(window.app().view().panes.inspector.is_open);
    assert!(window.app().view().selection.is_some());
    assert!(window.shows("Enrolled on record"));
}

#[test]
fn everything_in_a_menu_is_found_by_the_name_it_has_there() {
    for lang in [Lang::En, Lang::Zh] {
        let mut window = street_window(lang);
        let menus = match lang {
            Lang::En => ["File", "Help"],
            Lang::Zh => ["文件", "帮助"],
        };
        let mut items: Vec<(String, bool)> = Vec::new();
        for menu in menus {
            let before: Vec<String> = buttons(&window)
                .into_iter()
                .map(|(label, _)| label)
                .collect();
            window.click(menu);
            items.extend(
                buttons(&window)
                    .into_iter()
                    .filter(|(label, _)| !before.contains(label)),
            );
            plain(&mut window, Key::Escape);
        }
        assert!(items.len() >= 12, "{items:?}");
        for (item, is_enabled) in items {
            if !is_enabled {
                continue;
            }
            seek(&mut window, &item);
            let found = lines(&window);
            assert!(found.contains(&item), "{item}: {found:?}");
            plain(&mut window, Key::Escape);
        }
    }
}

fn buttons(window: &Window) -> Vec<(String, bool)> {
    let nodes = window.harness.query_all_by_role(Role::Button);
    nodes
        .filter_map(|node| {
            let node = node.accesskit_node();
            Some((node.label()?, !node.is_disabled()))
        })
        .collect()
}

#[test]
fn a_command_of_the_plan_that_is_found_elsewhere_leads_there_first() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Today)));
    seek(&mut window, "Add school");
    assert_eq!(
        lines(&window).first().map(String::as_str),
        Some("Add school")
    );
    plain(&mut window, Key::Enter);
    assert_eq!(window.app().view().workspace(), Workspace::Plan);
    assert_ne!(
        window.app().view().tool,
        xuequ::app::look::view::Tool::Select
    );
}

#[test]
fn what_is_not_found_is_said_and_enter_does_nothing() {
    let mut window = sample_window(Lang::Zh);
    seek(&mut window, "qqqqq");
    assert!(window.mentions("没有找到"));
    plain(&mut window, Key::Enter);
    assert_eq!(window.app().view().aids.open, Some(Aid::Search));
    plain(&mut window, Key::Escape);
    assert_eq!(window.app().view().aids.open, None);
}

#[test]
fn escape_closes_only_what_lies_on_top() {
    let mut window = sample_window(Lang::En);
    let selection = select(&mut window, "东林镇中心小学");
    // A menu.
    window.click("File");
    assert!(window.shows("Quit"));
    plain(&mut window, Key::Escape);
    assert!(!window.shows("Quit"));
    assert_eq!(
        window.app().view().selection,
        selection,
        "a menu was closed"
    );
    // A field that is typed into.
    window.click("Schools");
    window.type_into("Find", "东林");
    plain(&mut window, Key::Escape);
    assert_eq!(window.app().view().selection, selection, "a field was left");
    // The search.
    seek(&mut window, "mtz");
    plain(&mut window, Key::Escape);
    assert_eq!(
        window.app().view().selection,
        selection,
        "the search was closed"
    );
    // A form.
    window.wish(Intent::Ask(Form::Rename("x".to_owned())));
    plain(&mut window, Key::Escape);
    assert_eq!(window.app().view().form, None);
    assert_eq!(
        window.app().view().selection,
        selection,
        "a form was closed"
    );
    plain(&mut window, Key::Escape);
    assert_eq!(window.app().view().selection, None);
}

#[test]
fn a_letter_that_is_typed_is_no_command() {
    let mut window = sample_window(Lang::En);
    select(&mut window, "东林镇中心小学");
    window.click("Schools");
    window.type_into("Find", "n");
    let year = window.session().year();
    for key in [Key::N, Key::P, Key::CloseBracket, Key::Delete, Key::R] {
        plain(&mut window, key);
    }
    assert_eq!(
        window.app().view().tool,
        xuequ::app::look::view::Tool::Select
    );
    assert_eq!((window.session().year(), actions(&window)), (year, 0));
    assert!(!window.app().view().is_playing);
}

#[test]
fn a_letter_on_a_button_of_the_bar_is_no_command_and_on_the_map_it_is() {
    let mut window = sample_window(Lang::En);
    window.first("Undo").focus();
    window.harness.step();
    window.first("Settings").focus();
    window.harness.step();
    plain(&mut window, Key::CloseBracket);
    assert_eq!(
        window.session().year(),
        window.session().evaluator().base_year()
    );
    plain(&mut window, Key::Escape);
    plain(&mut window, Key::CloseBracket);
    assert_eq!(
        window.session().year().0,
        window.session().evaluator().base_year().0 + 1
    );
    plain(&mut window, Key::OpenBracket);
    plain(&mut window, Key::OpenBracket);
    assert_eq!(
        window.session().year(),
        window.session().evaluator().base_year()
    );
}

#[test]
fn a_text_that_is_composed_keeps_its_letters() {
    let mut window = sample_window(Lang::Zh);
    ctrl(&mut window, Key::K);
    let preedit = |text: &str| {
        egui::Event::Ime(egui::ImeEvent::Preedit {
            text: text.to_owned(),
            active_range_chars: None,
        })
    };
    window.harness.event(preedit("ma ta"));
    window.harness.step();
    plain(&mut window, Key::Enter);
    assert_eq!(
        window.app().view().aids.open,
        Some(Aid::Search),
        "Enter belongs to what is composed"
    );
    window
        .harness
        .event(egui::Event::Ime(egui::ImeEvent::Commit("马踏".to_owned())));
    window.settle();
    assert!(
        lines(&window)[0].starts_with("马踏"),
        "{:?}",
        lines(&window)
    );
}

#[test]
fn enter_in_a_number_of_a_form_ends_the_number_and_ctrl_enter_sends_the_form() {
    let mut window = sample_window(Lang::En);
    let id = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    let form = { SeatsForm::of(&id, window.session()).expect("it stands") };
    window.wish(Intent::Ask(Form::Seats(form)));
    let field = window.harness.query_all_by_role(Role::SpinButton);
    let label = field
        .filter_map(|node| node.accesskit_node().label())
        .find(|label| label.contains("Primary"))
        .expect("a field of seats");
    window.click(&label);
    type_words(&mut window, "777");
    plain(&mut window, Key::Enter);
    assert!(
        window.app().view().form.is_some(),
        "the year is still asked"
    );
    assert!(is_focused(&window, "Year"), "Enter leads to the next field");
    type_words(&mut window, "2024");
    ctrl(&mut window, Key::Enter);
    assert_eq!(window.app().view().form, None, "the form was sent");
    let planned = window.session().plan().and_then(|plan| plan.actions.last());
    assert_eq!(planned.expect("it was planned").year, Year(2024));
    window.wish(Intent::SetYear(Year(2024)));
    let site = window
        .session()
        .evaluation()
        .layout
        .site(&id)
        .expect("it stands");
    let seats = site.stages[Stage::Primary]
        .as_ref()
        .and_then(|record| record.seats);
    assert_eq!(seats.map(|seats| seats.number), Some(777));
}

/// Whether the number box of this name has the keyboard.
fn is_focused(window: &Window, name: &str) -> bool {
    let mut numbers = window.harness.query_all_by_role(Role::SpinButton);
    numbers.any(|node| {
        let node = node.accesskit_node();
        node.label().as_deref() == Some(name) && node.is_focused()
    })
}

#[test]
fn the_year_of_a_form_can_be_typed_beside_its_reason() {
    let mut window = sample_window(Lang::En);
    select(&mut window, "打鼓滩村教学点");
    window.click("Keep…");
    window.type_into("Reason", "no road in the rain");
    let is_year =
        |node: &egui_kittest::Node<'_>| node.accesskit_node().label().as_deref() == Some("Year");
    {
        let mut numbers = window.harness.query_all_by_role(Role::SpinButton);
        numbers.find(is_year).expect("a field of the year").click();
    }
    window.settle();
    type_words(&mut window, "2023");
    plain(&mut window, Key::Enter);
    assert!(window.app().view().form.is_some(), "the form stays");
    plain(&mut window, Key::Enter);
    assert_eq!(
        window.app().view().form,
        None,
        "the button is next and sends"
    );
    let plan = window.session().plan().expect("a plan was begun");
    let last = plan.actions.last().expect("it was planned");
    assert_eq!(
        (last.year, last.reason.as_str()),
        (Year(2023), "no road in the rain")
    );
}

#[test]
fn f6_leads_round_the_parts_of_the_window_and_back() {
    let mut window = sample_window(Lang::En);
    window.click("Schools");
    let part = |window: &Window| -> Option<String> {
        let mut panes = window.harness.query_all_by_role(Role::Pane);
        panes.find_map(|node| node.accesskit_node().label())
    };
    let mut seen = Vec::new();
    for _ in 0..8 {
        plain(&mut window, Key::F6);
        seen.extend(part(&window));
    }
    let parts = [
        "Top bar",
        "Figures",
        "Task pane",
        "Map pane",
        "Dock",
        "Tabs of the tables",
        "Inspector",
        "Status line",
    ];
    assert_eq!(seen, parts);
    press(&mut window, Modifiers::SHIFT, Key::F6);
    assert_eq!(part(&window).as_deref(), Some("Inspector"));
    assert!(window.app().view().aids.shows_focus);
    // From the part, Tab leads into it.
    plain(&mut window, Key::F6);
    plain(&mut window, Key::Tab);
    let focused = window
        .harness
        .root()
        .children_recursive()
        .find(|node| node.accesskit_node().is_focused());
    assert_eq!(
        focused
            .and_then(|node| node.accesskit_node().label())
            .as_deref(),
        Some("Messages")
    );
}

#[test]
fn a_school_of_another_stage_does_not_stay_selected() {
    let mut window = sample_window(Lang::En);
    select(&mut window, "打鼓滩村教学点");
    window.wish(Intent::SetStage(Stage::Senior));
    assert_eq!(window.app().view().selection, None);
    let nine_years = window.session().county().schools.iter();
    let both = nine_years
        .filter(|school| school.stages[Stage::Junior].is_some())
        .find(|school| school.stages[Stage::Primary].is_some());
    let both = Some(Selection::School(both.expect("one runs both").id.clone()));
    window.wish(Intent::SetStage(Stage::Primary));
    window.wish(Intent::Select(both.clone()));
    window.wish(Intent::SetStage(Stage::Junior));
    assert_eq!(
        window.app().view().selection,
        both,
        "it runs that stage too"
    );
}

#[test]
fn the_settings_take_effect_at_once_and_are_kept() {
    let mut window = sample_window(Lang::Zh);
    window.click("设置");
    window.click("English");
    assert!(window.shows("Language"));
    window.click("Dark");
    assert_eq!(window.harness.ctx.theme(), egui::Theme::Dark);
    window.click("110 %");
    assert_eq!(window.harness.ctx.zoom_factor(), 1.1);
    window.click("km");
    window.click("2");
    assert!(window.mentions("0.84 km · 2.13 km"));
    window.click("Close");
    assert_eq!(window.app().view().aids.open, None);
    let kept = &window.app().view().aids.kept;
    let form = DistanceForm {
        unit: DistanceUnit::Kilometres,
        decimals: 2,
    };
    assert_eq!(kept.distances, form);
    let written = serde_json::to_string(kept).expect("it can be kept");
    let again: Kept = serde_json::from_str(&written).expect("it comes back");
    assert_eq!(&again, kept);
    // The figures of the strip follow.
    let mean = window.session().evaluation().stages[Stage::Primary].as_ref();
    let mean = mean
        .and_then(|stage| stage.numbers.distances)
        .expect("trips")
        .mean;
    assert!(window.mentions(&format!("{:.2}", mean / 1_000.0)));
}

#[test]
fn text_grows_and_shrinks_by_keys_within_what_words_fit_in() {
    let mut window = sample_window(Lang::En);
    for _ in 0..9 {
        ctrl(&mut window, Key::Plus);
    }
    assert_eq!(window.harness.ctx.zoom_factor(), 1.5);
    for _ in 0..12 {
        ctrl(&mut window, Key::Minus);
    }
    assert_eq!(window.harness.ctx.zoom_factor(), 0.9);
    ctrl(&mut window, Key::Num0);
    assert_eq!(window.harness.ctx.zoom_factor(), 1.0);
}

#[test]
fn what_was_saved_stands_among_the_recent_files() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::NewPlan);
    let path = crate::in_target("recently-saved.geojson");
    window.wish(Intent::SaveTo(path.clone()));
    assert_eq!(window.app().view().aids.kept.recent, [vec![path]]);
    window.click("File");
    assert!(window.shows("Recent"));
    window.click("recently-saved.geojson");
    assert_eq!(window.session().documents().len(), {
        let before = xuequ::io::open_bytes(&xuequ::sample::files()).expect("the sample opens");
        xuequ::session::Session::new(before).documents().len() + 2
    });
}

#[test]
fn the_sheet_of_keys_names_them_and_about_names_what_is_built_in() {
    let mut window = window(Lang::En, [1440.0, 900.0]);
    plain(&mut window, Key::F1);
    for words in ["Ctrl+K", "F6", "Space, held", "Next part of the window"] {
        assert!(window.mentions(words), "{words}");
    }
    window.click("Close");
    window.wish(Intent::Aid(Aid::About));
    assert!(window.mentions(env!("CARGO_PKG_VERSION")));
    assert!(window.mentions("Noto Sans SC") && window.mentions("OFL"));
    plain(&mut window, Key::Escape);
    assert_eq!(window.app().view().aids.open, None);
}

#[test]
fn the_tour_waits_for_the_thing_done_or_for_next() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Tour(Turn::Begin));
    assert!(window.shows("1 of 10"));
    assert_eq!(window.app().view().workspace(), Workspace::Data);
    window.click("Today");
    assert!(window.shows("2 of 10"), "the thing was done");
    window.click("Next");
    assert!(window.shows("3 of 10"));
    window.click("Back");
    window.click("Junior");
    assert!(window.shows("3 of 10"));
    for _ in 0..7 {
        window.click("Next");
    }
    assert!(window.shows("10 of 10"));
    window.click("Done");
    assert_eq!(window.app().view().aids.tour, None);
    assert!(window.app().view().aids.kept.knows_tour);
    assert_eq!(actions(&window), 0, "reading plans nothing");
}

#[test]
fn holding_space_shows_today_and_letting_go_the_plan() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Choose(xuequ::session::Chosen::Plan(0)));
    let schools = |window: &Window| {
        let shown = window.app().view().shown(window.session());
        shown.stages[Stage::Primary]
            .as_ref()
            .expect("taught")
            .numbers
            .schools
    };
    window.wish(Intent::SetYear(Year(2025)));
    let planned = schools(&window);
    window.harness.key_down(Key::Space);
    window.harness.step();
    window.harness.step();
    assert!(schools(&window) > planned, "today has more schools");
    assert!(window.mentions("today's layout"), "and the strip says so");
    window.harness.key_up(Key::Space);
    window.settle();
    assert_eq!(schools(&window), planned);
}

#[test]
fn without_a_plan_the_ways_to_one_are_shown_above_the_small_schools() {
    let mut window = sample_window(Lang::En);
    assert!(window.shows("No plan yet"));
    assert!(window.mentions("打鼓滩村教学点"), "the list is of today");
    window.click("New plan from today's layout");
    assert!(!window.shows("No plan yet"));
    assert!(window.session().plan().is_some());
}

#[test]
fn a_setting_that_is_forgotten_is_gone() {
    let mut window = sample_window(Lang::En);
    let folder = std::path::PathBuf::from("/plans/2026");
    window.wish(Intent::Set(Setting::Folder(Some(folder))));
    window.wish(Intent::Aid(Aid::Settings));
    assert!(window.mentions("/plans/2026"));
    window.click("Clear");
    assert_eq!(window.app().view().aids.kept.folder, None);
}
