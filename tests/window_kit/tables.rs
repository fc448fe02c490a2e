//! Tables are one: sorted by pinyin, filtered, marked, copied in full, exported as shown, and bound to the map; and the
//! list of problems is a tree that leads to the right stage.

use egui::accesskit::{Role, Toggled};
use egui::{Event, Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::look::desk::{Arrange, Page, Workspace};
use xuequ::app::look::grid::GridId;
use xuequ::app::look::view::Selection;
use xuequ::app::{ExportKind, Intent};
use xuequ::io;
use xuequ::model::{SchoolId, Stage};
use xuequ::rules::{self, Found, GroupBy, Topic, Wanted};
use xuequ::session::{Chosen, Session};
use xuequ::words::{Lang, NameOrder};

use crate::common::{Window, of_session, sample_window, window};
use crate::{find_in_table, in_target, press, school_named};

/// A window whose dock fills the middle with a page.
fn on_page(lang: Lang, workspace: Workspace, page: Page) -> Window {
    let mut window = sample_window(lang);
    window.wish(Intent::Arrange(Arrange::Go(workspace)));
    window.wish(Intent::Show(Some(page)));
    window.wish(Intent::Arrange(Arrange::DockLarge));
    window
}

/// The rows in sight, top to bottom: what each is called, and what else it says.
fn rows(window: &Window) -> Vec<(String, String)> {
    let all = window.harness.query_all_by_role(Role::Row);
    let mut rows: Vec<(f32, String, String)> = all
        .map(|node| {
            let told = node.accesskit_node();
            let words = (
                told.label().unwrap_or_default(),
                told.value().unwrap_or_default(),
            );
            (node.rect().top(), words.0, words.1)
        })
        .collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter()
        .map(|(_, name, told)| (name, told))
        .collect()
}

fn names(window: &Window) -> Vec<String> {
    let mut names: Vec<String> = rows(window).into_iter().map(|(name, _)| name).collect();
    // The last row is the sum.
    names.pop();
    names
}

/// Clicks a row while keys are held.
fn click_row(window: &mut Window, name: &str, held: Modifiers) {
    window
        .harness
        .get_by_role_and_label(Role::Row, name)
        .click_modifiers(held);
    window.settle();
}

/// What Ctrl C puts on the clipboard.
fn copied(window: &mut Window) -> String {
    window.harness.event(Event::Copy);
    window.harness.step();
    let commands = &window.harness.output().platform_output.commands;
    let text = commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    text.expect("something was copied")
}

#[test]
fn names_stand_by_pinyin_and_a_click_on_a_head_turns_them() {
    let mut window = on_page(Lang::Zh, Workspace::Today, Page::Schools);
    let ascending = names(&window);
    assert!(ascending.len() > 10, "{ascending:?}");
    assert!(
        ascending.is_sorted_by_key(|name| NameOrder::of(name)),
        "{ascending:?}"
    );
    window.click("名称");
    let descending = names(&window);
    assert!(descending.is_sorted_by(|a, b| NameOrder::of(a) >= NameOrder::of(b)));
    assert_ne!(ascending[0], descending[0]);
    // Largest first, and what is not known last.
    window.click("学生");
    let first = &rows(&window)[0];
    let most = window.session().baseline().stages[Stage::Primary]
        .as_ref()
        .expect("taught");
    let most = most
        .schools
        .iter()
        .filter_map(|school| school.pupils)
        .max()
        .expect("some");
    let grouped = format!("{},{:03}", most / 1_000, most % 1_000);
    assert!(
        first.1.contains(&format!("学生(人) {grouped}")),
        "{first:?}"
    );
}

#[test]
fn rows_are_marked_with_ctrl_and_shift_and_copied_as_shown_with_heads() {
    let mut window = on_page(Lang::Zh, Workspace::Today, Page::Schools);
    let all = names(&window);
    click_row(&mut window, &all[0], Modifiers::NONE);
    click_row(&mut window, &all[3], Modifiers::SHIFT);
    click_row(&mut window, &all[2], Modifiers::COMMAND);
    assert!(window.shows("已选 3 行"), "the sum is of what is marked");
    window.picture("tables-zh-marked");
    let text = copied(&mut window);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(
        lines[0].starts_with("名称\t类型\t乡镇\t学生(人)\t学位(个)"),
        "{}",
        lines[0]
    );
    for (line, name) in lines[1..].iter().zip([&all[0], &all[1], &all[3]]) {
        assert!(line.starts_with(&format!("{name}\t")), "{line}");
    }
    let heads: Vec<&str> = lines[0].split('\t').collect();
    let mean = heads
        .iter()
        .position(|head| head.starts_with("平均路程"))
        .expect("it is shown");
    let told: f64 = lines[1]
        .split('\t')
        .nth(mean)
        .expect("a cell")
        .parse()
        .expect("a number");
    let id = SchoolId::new(&school_named(&window, &all[0]));
    let evaluation = window.session().baseline();
    let site = evaluation.layout.position(&id).expect("it is there");
    let stage = evaluation.stages[Stage::Primary].as_ref().expect("taught");
    let trips = stage
        .school(site)
        .and_then(|school| school.distances)
        .expect("it has pupils");
    let shown = (trips.mean / 100.0).round() / 10.0;
    assert!((told - shown).abs() < 1e-9, "{told} stands as {shown}");
}

#[test]
fn a_row_is_bound_to_the_map_both_ways_and_arrows_move() {
    let mut window = on_page(Lang::Zh, Workspace::Today, Page::Schools);
    let all = names(&window);
    let selected = |window: &Window| window.app().view().selection.clone();
    let school = |window: &Window, name: &str| {
        Some(Selection::School(SchoolId::new(&school_named(
            window, name,
        ))))
    };
    click_row(&mut window, &all[1], Modifiers::NONE);
    assert_eq!(selected(&window), school(&window, &all[1]));
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(selected(&window), school(&window, &all[2]));
    press(&mut window, Modifiers::NONE, Key::End);
    let last = names(&window).pop().expect("there are rows");
    assert_eq!(
        selected(&window),
        school(&window, &last),
        "the last row came into sight"
    );
    // What is selected elsewhere is marked here and comes into sight.
    let first = school(&window, &all[0]);
    window.wish(Intent::Select(first));
    assert!(names(&window).contains(&all[0]), "it was scrolled to");
    window.harness.step();
    let row = window.harness.get_by_role_and_label(Role::Row, &all[0]);
    assert_eq!(row.accesskit_node().toggled(), Some(Toggled::True));
}

#[test]
fn only_what_the_table_shows_is_exported() {
    let mut window = on_page(Lang::En, Workspace::Data, Page::Settlements);
    let county = window.session().county();
    let all = county.settlements.len();
    assert!(window.shows(&format!("Total of {all}")));
    find_in_table(&mut window, "清河村");
    let path = in_target("settlements-shown.csv");
    window.wish(Intent::ExportTo(
        ExportKind::Grid(GridId::Settlements),
        path.clone(),
    ));
    let text = std::fs::read_to_string(path).expect("it was written");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() > 1 && lines.len() < all);
    assert!(
        lines[1..].iter().all(|line| line.contains("清河村")),
        "{text}"
    );
    assert!(
        !lines[0].contains("Longitude"),
        "columns that stand aside stay aside"
    );
    find_in_table(&mut window, "no such place");
    assert!(window.shows("No row contains these words"));
    window.click("Show all");
    assert!(window.shows(&format!("Total of {all}")));
}

#[test]
fn every_tab_of_the_data_lists_what_was_read_with_its_units() {
    let mut window = on_page(Lang::Zh, Workspace::Data, Page::Schools);
    let county = window.session().county();
    let (schools, townships, roads) = (
        county.schools.len(),
        county.townships.len(),
        county.roads.len(),
    );
    assert!(window.shows(&format!("合计 {schools} 行")));
    window.wish(Intent::Show(Some(Page::Places)));
    assert!(window.shows(&format!("合计 {townships} 行")));
    window.wish(Intent::Show(Some(Page::Roads)));
    assert!(window.shows(&format!("合计 {roads} 行")));
    let sum = rows(&window).pop().expect("the sum");
    assert!(sum.1.starts_with("长度(km) "), "{sum:?}");
    window.wish(Intent::Show(Some(Page::Forecast)));
    assert!(rows(&window).iter().any(|(year, _)| year == "2035"));
    for (tab, words) in [("出生", "已填出生数"), ("升级率", "升入"), ("回测", "学段")]
    {
        window.click(tab);
        assert!(window.shows(words) || window.mentions("无法回测"), "{tab}");
    }
}

#[test]
fn a_county_of_schools_alone_says_on_every_tab_what_is_missing() {
    let schools = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"id":"a","name":"=A1","kind":"primary"},
         "geometry":{"type":"Point","coordinates":[104.0,29.6]}}]}"#;
    let opened = io::open_bytes(&[("schools.geojson", schools)]).expect("it opens");
    let mut window = of_session(Session::new(opened), Lang::En, [1280.0, 800.0]);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Data)));
    for (page, words) in [
        (Page::Settlements, "No settlements were read"),
        (Page::Places, "No townships were read"),
        (Page::Roads, "No roads were read"),
    ] {
        window.wish(Intent::Show(Some(page)));
        assert!(window.mentions(words), "{page:?}");
    }
    window.wish(Intent::Show(Some(Page::Schools)));
    let (name, told) = rows(&window).swap_remove(0);
    assert_eq!(name, "=A1");
    assert!(
        told.contains("Pupils missing"),
        "unknown is no number: {told}"
    );
    click_row(&mut window, "=A1", Modifiers::NONE);
    assert!(
        copied(&mut window).contains("\n'=A1\t"),
        "a name is no formula"
    );
}

#[test]
fn columns_are_chosen_and_the_first_stays_in_sight_when_the_others_are_scrolled() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Data)));
    window.wish(Intent::Show(Some(Page::Schools)));
    assert!(!window.shows("Longitude"));
    window.click("Columns");
    for column in [
        "Longitude",
        "Latitude",
        "Id",
        "Primary: pupils",
        "Primary: seats",
        "Junior: pupils",
    ] {
        window.click(column);
    }
    press(&mut window, Modifiers::NONE, Key::Escape);
    let head = |window: &Window, name: &str| {
        let mut all = window
            .harness
            .query_all_by_role_and_label(Role::ColumnHeader, name);
        all.next().map(|node| node.rect())
    };
    let name = head(&window, "Name").expect("the first column");
    assert!(
        head(&window, "Latitude").is_none(),
        "it lies to the right of what is seen"
    );
    let dock = window
        .app()
        .rooms()
        .and_then(|rooms| rooms.dock)
        .expect("it is open");
    window.harness.hover_at(dock.center());
    window.harness.step();
    for _ in 0..12 {
        window.harness.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(-400.0, 0.0),
            modifiers: Modifiers::NONE,
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
        });
        window.harness.step();
    }
    window.settle();
    assert!(head(&window, "Latitude").is_some(), "it was scrolled to");
    assert_eq!(head(&window, "Name"), Some(name), "the first column stayed");
}

fn primary_tree(window: &Window) -> Vec<rules::Branch> {
    let session = window.session();
    let shown = window.app().view().shown(session);
    let found = Found {
        findings: &shown.findings,
        layout: &shown.layout,
    };
    let wanted = Wanted {
        stage: Some(Stage::Primary),
        ..Wanted::default()
    };
    let evaluator = session.evaluator();
    rules::tree(
        evaluator.standards(),
        evaluator.county(),
        found,
        None,
        GroupBy::Rule,
        &wanted,
    )
}

#[test]
fn problems_open_from_rule_to_township_to_village_to_place() {
    let mut window = on_page(Lang::Zh, Workspace::Today, Page::Problems);
    let tree = primary_tree(&window);
    let shown = rows(&window);
    assert_eq!(shown.len(), tree.len(), "a row each rule of the stage");
    let rule = &tree[0];
    let tally = rule.tally;
    let told = &shown[0].1;
    assert!(
        told.contains(&format!("居民点(处) {}", tally.settlements)),
        "{told}"
    );
    let label = shown[0].0.clone();
    window.picture("tables-zh-problems");
    window.click(&label);
    window.picture("tables-zh-problems-open");
    let Topic::Township(Some(first)) = rule.below[0].topic else {
        panic!("{:?}", rule.below[0].topic)
    };
    let township = &window.session().county().townships[first].name;
    assert_eq!(
        rows(&window)[1].0,
        *township,
        "what concerns most stands first"
    );
    window.click(&label);
    assert_eq!(rows(&window).len(), tree.len());
}

#[test]
fn a_problem_of_a_primary_school_opens_in_the_primary_stage() {
    let mut window = on_page(Lang::Zh, Workspace::Today, Page::Problems);
    window.wish(Intent::SetStage(Stage::Kindergarten));
    window.click("全部学段");
    let evaluator = window.session().evaluator().clone();
    let rule = evaluator
        .standards()
        .get("trip.primary")
        .expect("in force")
        .problem();
    window.click(&rule.zh);
    // Down to the first place.
    loop {
        let all = rows(&window);
        let at = all
            .iter()
            .position(|(name, _)| *name == rule.zh)
            .expect("the rule");
        let depth = window.app().view().listing().opened.len();
        let below = all[at + depth].0.clone();
        let before = window.app().view().listing().opened.len();
        window.click(&below);
        if window.app().view().listing().opened.len() == before {
            break;
        }
    }
    assert_eq!(window.app().view().stage, Stage::Primary);
    assert!(matches!(
        window.app().view().selection,
        Some(Selection::Settlement(_))
    ));
}

#[test]
fn a_plan_tells_which_problems_are_new_and_which_are_gone() {
    let mut window = sample_window(Lang::Zh);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    window.wish(Intent::SetYear(xuequ::units::Year(2025)));
    window.wish(Intent::Show(Some(Page::Problems)));
    window.wish(Intent::Arrange(Arrange::DockLarge));
    window.picture("tables-zh-plan-problems");
    assert!(
        window.shows("新增") && window.shows("消除"),
        "both columns stand there"
    );
    let told: Vec<String> = rows(&window).into_iter().map(|(_, told)| told).collect();
    let has_gone = |told: &String| {
        let count = told.split(", ").find_map(|cell| cell.strip_prefix("消除 "));
        count.is_some_and(|count| count.trim().parse::<u32>().is_ok_and(|count| count > 0))
    };
    assert!(told.iter().any(has_gone), "{told:?}");
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Today)));
    window.wish(Intent::Show(Some(Page::Problems)));
    assert!(!window.shows("消除"), "today nothing is planned");
}

#[test]
fn sources_speak_the_language_of_the_screen() {
    for (lang, other) in [(Lang::En, "国办发"), (Lang::Zh, "Council")] {
        let window = on_page(lang, Workspace::Today, Page::Problems);
        let told = rows(&window);
        assert!(
            told.iter().all(|(_, told)| !told.contains(other)),
            "{told:?}"
        );
        assert!(
            told.iter().all(|(_, told)| !told.contains("http")),
            "{told:?}"
        );
    }
}

#[test]
fn tables_are_drawn_in_a_narrow_window_in_the_dark() {
    let mut window = window(Lang::En, [1024.0, 700.0]);
    window.wish(Intent::SwitchTheme);
    for (workspace, page) in [
        (Workspace::Data, Page::Schools),
        (Workspace::Data, Page::Forecast),
        (Workspace::Today, Page::Problems),
    ] {
        window.wish(Intent::Arrange(Arrange::Go(workspace)));
        window.wish(Intent::Show(Some(page)));
        assert_eq!(window.app().view().open_page(), Some(page));
        window.picture(&format!("tables-en-1024-{page:?}"));
    }
}

#[test]
fn the_figure_over_the_limit_opens_the_rule_whose_breaches_it_counts() {
    let mut window = on_page(Lang::En, Workspace::Today, Page::Problems);
    let stage = Stage::Primary;
    let session = window.session();
    let over = session.evaluation().stages[stage]
        .as_ref()
        .expect("it is taught")
        .numbers
        .over_limit;
    let rule =
        rules::trip_rule(session.evaluator().standards(), stage).expect("trips have a limit");
    let name = rule.problem().en;
    let is_figure = |label: &String| label.starts_with("Over limit");
    let buttons = window.harness.query_all_by_role(Role::Button);
    let figure = buttons
        .filter_map(|node| node.accesskit_node().label())
        .find(is_figure)
        .expect("it stands in the strip");
    window.click(&figure);
    let row = rows(&window).into_iter().find(|(row, _)| *row == name);
    let (_, told) = row.unwrap_or_else(|| panic!("{name} is in sight"));
    let digits: String = told.chars().filter(|letter| *letter != ',').collect();
    assert!(
        digits.contains(&over.to_string()),
        "{told} tells of {over} pupils"
    );
}

#[test]
fn the_villages_that_go_farthest_stand_first_with_their_school_and_a_click_selects_one() {
    let mut window = on_page(Lang::En, Workspace::Today, Page::Settlements);
    let session = window.session();
    let evaluated = session.evaluation().stages[Stage::Primary].as_ref();
    let daily = evaluated.expect("it is taught").daily();
    let farthest = daily
        .iter()
        .max_by_key(|flow| flow.trip.distance())
        .expect("somebody goes");
    let (home, way) = (farthest.settlement, farthest.trip.distance());
    let (name, school) = (
        session.county().settlements[home].name.clone(),
        session.evaluation().layout.sites[farthest.site]
            .name
            .clone(),
    );
    let first = rows(&window).into_iter().next().expect("a row");
    assert_eq!(first.0, name);
    assert!(first.1.contains(&school), "{} {way}", first.1);
    click_row(&mut window, &name, Modifiers::NONE);
    assert_eq!(
        window.app().view().selection,
        Some(Selection::Settlement(home))
    );
    // In the plan they stand behind the schools.
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Plan)));
    window.wish(Intent::Show(Some(Page::Schools)));
    window.wish(Intent::Arrange(Arrange::DockLarge));
    window.click("Trips by village");
    assert!(window.shows(&name));
}

#[test]
fn the_township_whose_problems_are_listed_is_the_one_that_the_inspector_tells_of() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Today)));
    window.wish(Intent::Show(Some(Page::Problems)));
    let county = window.session().county();
    let school = county.schools[0].id.clone();
    let names = county.townships.iter().map(|township| &township.name);
    let (first, name) = names
        .enumerate()
        .min_by_key(|(_, name)| NameOrder::of(name))
        .map(|(index, name)| (index, name.clone()))
        .expect("a township");
    window.wish(Intent::Select(Some(Selection::School(school))));
    let field = window
        .harness
        .get_by_role_and_label(Role::ComboBox, "Township");
    field.click();
    window.settle();
    window
        .harness
        .get_by_role_and_label(Role::Button, &name)
        .click();
    window.settle();
    let view = window.app().view();
    assert_eq!(view.listing().township, Some(first));
    assert_eq!(view.selection, None, "the school is let go of");
    assert_eq!(view.township_in_sight(), Some(first));
    assert!(window.shows("Township · Primary"), "it heads the inspector");
    let evaluation = window.session().baseline();
    let found = Found {
        findings: &evaluation.findings,
        layout: &evaluation.layout,
    };
    let whole_stage = Wanted {
        stage: Some(view.stage),
        ..Wanted::default()
    };
    let mut listed = whole_stage;
    listed.township = Some(first);
    let [listed, all] = [listed, whole_stage]
        .map(|wanted| rules::broken_rules(window.session().county(), found, &wanted));
    assert!(listed < all, "the township breaks fewer rules: {listed}");
    let told = format!("{listed} of {all} rules in Primary");
    assert!(window.mentions(&told), "{told}: the tab counts {all}");
}

#[test]
fn the_worst_place_of_what_is_listed_is_gone_to_and_never_one_that_is_filtered_out() {
    let mut window = on_page(Lang::En, Workspace::Today, Page::Problems);
    window.wish(Intent::ListProblemsOf(0));
    window.click("To the worst");
    let view = window.app().view();
    assert!(!view.is_dock_large, "the map is in sight");
    let evaluation = window.session().baseline();
    let county = window.session().county();
    let listing = view.listing();
    let wanted = Wanted {
        stage: (!listing.is_of_all_stages).then_some(view.stage),
        township: Some(0),
        ..Wanted::default()
    };
    let listed: Vec<&rules::Finding> = evaluation
        .findings
        .iter()
        .filter(|finding| rules::is_wanted(finding, county, &evaluation.layout, &wanted))
        .collect();
    let heaviest = listed
        .iter()
        .map(|finding| finding.severity)
        .max()
        .expect("something is listed");
    let is_there = |finding: &&&rules::Finding| match &view.selection {
        Some(Selection::Settlement(home)) => finding.settlement == Some(*home),
        Some(Selection::School(id)) => finding.school.as_ref() == Some(id),
        None => false,
    };
    let here = listed.iter().filter(is_there);
    let worst_here = here.map(|finding| finding.severity).max();
    assert_eq!(worst_here, Some(heaviest), "{:?}", view.selection);
}
