//! The window over the years: gate, timeline and years, with the numbers the core gives for the sample plan.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::Intent;
use xuequ::app::look::desk::Arrange;
use xuequ::app::look::view::{Page, Selection};
use xuequ::evaluation::Evaluation;
use xuequ::forecast::Variant;
use xuequ::horizon::{self, GatePage, Target};
use xuequ::indicators::Figure;
use xuequ::model::Stage;
use xuequ::plan::{Action, Command, Measure, Plan, Step};
use xuequ::rules::Pack;
use xuequ::rules::gate::{Light, LineKey};
use xuequ::session::Chosen;
use xuequ::tables;
use xuequ::units::{Wan, Year};
use xuequ::words::Lang;

use crate::common::{Window, sample_window, window};

/// The county's plan on a full screen, with a page of the dock open.
fn at(page: Page, lang: Lang) -> Window {
    let mut window = window(lang, [1920.0, 1080.0]);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    window.wish(Intent::Show(Some(page)));
    window
}

fn gate(window: &Window) -> horizon::Gate {
    let session = window.session();
    let plan = session.plan().expect("a plan is chosen");
    horizon::gate(session.evaluator(), plan, session.policy())
}

fn undo(window: &mut Window) {
    window
        .harness
        .key_press_modifiers(Modifiers::COMMAND, Key::Z);
    window.settle();
}

#[test]
fn the_gate_lists_every_closure_and_shows_its_lines() {
    let mut window = at(Page::Gate, Lang::En);
    let gate = gate(&window);
    let refused = gate.refused().count();
    assert!(window.mentions(&format!("{} closures,", gate.pages.len())));
    assert!(window.mentions(&format!("{refused} without reason")));
    let walks = |page: &&GatePage| page.lines.iter().any(|line| line.key == LineKey::Walk);
    assert!(window.shows("Gate not in order"));
    let first = |page: &&GatePage| page.year;
    let page = gate.refused().filter(walks).min_by_key(first);
    let page = page.expect("a school is refused");
    window.click(&format!("Red {}", page.name));
    assert_eq!(
        window.app().view().selection,
        Some(Selection::School(page.school.clone()))
    );
    for line in &page.lines {
        let whole = format!("{}: {}", line.question.en, line.answer.en);
        assert!(window.shows(&whole), "{whole}");
    }
    window.picture("window-en-gate");
    // The farthest trip leads to the settlement it starts from.
    let walk = page.lines.iter().find(|line| line.key == LineKey::Walk);
    let walk = walk.expect("primary pupils walk");
    window.click(&format!("{}: {}", walk.question.en, walk.answer.en));
    assert!(matches!(
        window.app().view().selection,
        Some(Selection::Settlement(_))
    ));
}

#[test]
fn a_plan_with_a_misspelt_pack_is_never_called_compliant() {
    let mut window = at(Page::Gate, Lang::En);
    assert!(!window.shows("Not compliant until this is put right, whatever the pages say:"));
    let gate_before = gate(&window);
    let misspelt = vec!["cn-nationl".to_owned(), "cn-rural".to_owned()];
    window.wish(Intent::Command(Command::SetStandards(misspelt)));
    assert!(window.shows("Not compliant until this is put right, whatever the pages say:"));
    assert!(window.mentions("no pack is called cn-nationl"));
    let usual = vec!["cn-national".to_owned(), "cn-rural".to_owned()];
    window.wish(Intent::Command(Command::SetStandards(usual)));
    assert!(!window.shows("Not compliant until this is put right, whatever the pages say:"));
    assert_eq!(gate(&window).pages.len(), gate_before.pages.len());

    // Without a single closure it is said as well.
    window.wish(Intent::NewPlan);
    let misspelt = vec!["cn-nationl".to_owned()];
    window.wish(Intent::Command(Command::SetStandards(misspelt)));
    assert!(window.mentions("no pack is called cn-nationl"));
}

#[test]
fn what_is_wrong_with_a_plan_is_told_when_it_is_opened() {
    let mut window = at(Page::Gate, Lang::En);
    let path = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("misspelt.geojson");
    let plan = r#"{"type": "FeatureCollection", "features": [], "xuequ": {
        "format": 1, "name": "Misspelt", "period": [2021, 2025], "standards": ["cn-nationl"],
        "data": [{"file": "rivers.geojson", "sha256": "0", "features": 1}], "actions": []}}"#;
    std::fs::write(&path, plan).expect("the plan is written");
    window.wish(Intent::OpenPaths(vec![path]));
    assert_eq!(window.session().plan().expect("it opened").name, "Misspelt");
    assert!(window.mentions("misspelt.geojson was made with rivers.geojson"));
    assert!(window.mentions("no pack is called cn-nationl"));
    let warnings = &window.session().report().warnings;
    for words in ["rivers.geojson", "cn-nationl"] {
        let is_told = warnings
            .iter()
            .any(|warning| warning.what.en.contains(words));
        assert!(is_told, "{words}");
    }
}

#[test]
fn a_written_reason_lets_a_red_closure_pass_and_undo_takes_it_back() {
    let mut window = at(Page::Gate, Lang::En);
    let year = window.session().year();
    let before = gate(&window);
    let page = before.refused().next().expect("a closure is refused");
    window.find_and_click(&format!("Red {}", page.name));
    window.find_and_click("Reason and file…");
    window.type_into("Reason for going ahead", "new road in 2022");
    window.click("Apply");
    assert_eq!(
        gate(&window).refused().count(),
        before.refused().count() - 1
    );
    assert!(window.shows("new road in 2022"));
    assert_eq!(window.session().year(), year, "the year stays");
    undo(&mut window);
    assert_eq!(gate(&window), before);
}

#[test]
fn a_step_of_the_procedure_is_ticked_with_its_date() {
    let mut window = at(Page::Gate, Lang::En);
    let gate = gate(&window);
    let page = gate.refused().min_by_key(|page| page.year);
    let page = page.expect("a school is refused").clone();
    let (index, light) = (page.action.expect("it closes"), page.light.words());
    window.click(&format!("{} {}", light.en, page.name));
    let before = window.session().plan().cloned();
    window.first("Hearing").scroll_to_me();
    window.settle();
    window.click("Hearing");
    window.type_into("Hearing date", "2023-05-20");
    window.harness.key_press(Key::Enter);
    window.settle();
    let plan = window.session().plan().expect("a plan is chosen");
    let procedure = &plan.actions[index].details.procedure;
    let hearing = procedure.iter().find(|done| done.step == Step::Hearing);
    assert_eq!(hearing.expect("it is ticked").date, "2023-05-20");
    undo(&mut window);
    undo(&mut window);
    assert_eq!(window.session().plan().cloned(), before);
}

#[test]
fn a_school_that_stays_has_the_same_page_from_its_inspector() {
    let mut window = window(Lang::En, [1920.0, 1080.0]);
    window.wish(Intent::Choose(Chosen::Plan(1)));
    let plan = window.session().plan().expect("the cautious plan").clone();
    let kept = plan
        .actions
        .iter()
        .find(|action| matches!(action.measure, Measure::Keep { .. }))
        .expect("it keeps schools");
    let school = kept.measure.school().clone();
    window.wish(Intent::Select(Some(Selection::School(school.clone()))));
    window.wish(Intent::Show(Some(Page::Gate)));
    assert_eq!(window.app().view().open_page(), Some(Page::Gate));
    assert!(window.mentions("as if it closed"));
    let session = window.session();
    let page = horizon::gate_page_unless(
        &AtomicBool::new(false),
        session.evaluator(),
        &plan,
        session.policy(),
        &school,
        kept.year,
    )
    .flatten()
    .expect("it is open");
    assert_eq!(
        page.light,
        Light::Red,
        "the cautious plan keeps what is red"
    );
    for line in &page.lines {
        assert!(window.shows(&format!("{}: {}", line.question.en, line.answer.en)));
    }
}

#[test]
fn a_measure_dragged_to_another_year_takes_effect_then() {
    let mut window = at(Page::Timeline, Lang::En);
    let plan = window.session().plan().expect("a plan").clone();
    let is_new = |measure: &Measure| matches!(measure, Measure::New(_));
    let (index, action) = plan
        .actions
        .iter()
        .enumerate()
        .find(|(_, action)| is_new(&action.measure))
        .expect("it builds");
    let Measure::New(new) = &action.measure else {
        unreachable!("it was looked for")
    };
    let chip = format!("{} New {}", action.year, new.name);
    let from = window.first(&chip).rect().center();
    let to = window.first("Show 2026").rect().center();
    window.picture("window-en-timeline");
    window.harness.hover_at(from);
    window.harness.step();
    window.harness.drag_at(from);
    window.harness.step();
    for share in [0.3, 0.7, 1.0] {
        window.harness.hover_at(from.lerp(to, share));
        window.harness.step();
    }
    window.harness.drop_at(to);
    window.settle();
    let moved = window.session().plan().expect("a plan").clone();
    assert_eq!(moved.actions[index].year, Year(2026));
    let outside = moved
        .actions
        .iter()
        .filter(|action| action.year == Year(2026));
    assert_eq!(outside.count(), 1);
    assert!(
        window.mentions("outside the period"),
        "the order check warns"
    );
    undo(&mut window);
    assert_eq!(window.session().plan(), Some(&plan));
    window.click(&chip);
    assert_eq!(
        window.app().view().selection,
        Some(Selection::School(new.id.clone()))
    );
}

#[test]
fn the_years_play_to_the_horizon_and_stop_when_told() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    window.click("Play years");
    let end = Instant::now() + Duration::from_secs(30);
    while window.session().year() < Year(2023) {
        assert!(Instant::now() < end, "the years do not play");
        std::thread::sleep(Duration::from_millis(20));
        window.harness.step();
    }
    window.click("Stop playing");
    let stopped = window.session().year();
    std::thread::sleep(Duration::from_millis(1_100));
    window.settle();
    assert_eq!(window.session().year(), stopped);
    let session = window.session();
    let plan = session.plan().expect("a plan is chosen");
    let expected = session
        .evaluator()
        .evaluate(plan, stopped, session.policy());
    assert_eq!(session.evaluation().layout, expected.layout);
    assert_eq!(session.evaluation().stages, expected.stages);
}

#[test]
fn a_command_while_a_year_is_worked_out_is_not_lost() {
    let mut window = sample_window(Lang::En);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    let ctx = window.harness.ctx.clone();
    let app = window.harness.state_mut();
    app.carry_out(&ctx, Intent::SetYear(Year(2030)));
    window.harness.step();
    let rename = Command::Rename("other".to_owned());
    window.wish(Intent::Command(rename));
    assert_eq!(window.session().year(), Year(2030));
    assert_eq!(window.session().evaluation().layout.year, Year(2030));
    assert_eq!(window.session().plan().expect("a plan").name, "other");
}

/// The chosen plan in a year, as the core evaluates it.
fn evaluated(window: &Window, year: Year) -> Evaluation {
    let session = window.session();
    let plan = session.plan().expect("a plan is chosen");
    session.evaluator().evaluate(plan, year, session.policy())
}

/// A whole number as it stands on screen.
fn grouped(number: u32) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", number / 1_000, number % 1_000),
    }
}

#[test]
fn the_charts_show_the_year_with_its_band_and_the_limits() {
    let mut window = at(Page::Charts, Lang::En);
    for year in [2021, 2025, 2035] {
        let year = Year(year);
        window.wish(Intent::SetYear(year));
        // Charts show how the county stands, whatever plan is chosen.
        let session = window.session();
        let evaluation = session.evaluator().baseline(year, session.policy());
        let stage = evaluation.stages[Stage::Primary].clone().expect("taught");
        let [low, mid, high] = Variant::ALL.map(|variant| {
            let demand = window
                .session()
                .evaluator()
                .forecast()
                .demand_in(year, variant);
            demand.pupils[Stage::Primary].iter().sum::<u32>()
        });
        let seats = grouped(stage.numbers.seats.expect("seats are known"));
        let mid = grouped(mid);
        let words = if low == high {
            format!("{year}: {mid} pupils, {seats} seats")
        } else {
            let (low, high) = (grouped(low), grouped(high));
            format!("{year}: {mid} ({low}–{high}) pupils, {seats} seats")
        };
        assert!(window.mentions(&words), "{words}");
        let small = evaluation.below_threshold[Stage::Primary];
        assert!(window.mentions(&format!("{small} of ")), "{small} small");
        let over = grouped(stage.numbers.over_limit);
        let placed = grouped(stage.numbers.placed);
        assert!(window.mentions(&format!("{over} of {placed} day pupils over")));
        let forecast = window.session().evaluator().forecast();
        let trial = forecast.trial(Stage::Primary).expect("2018 is stated");
        assert!(window.mentions(&format!("Back-test {}", trial.words().en)));
    }
    window.picture("window-en-charts");
}

/// Whether a row of a table in sight tells these words.
fn row_says(window: &Window, words: &str) -> bool {
    let mut rows = window.harness.query_all_by_role(Role::Row);
    rows.any(|row| {
        let told = row.accesskit_node().value();
        told.is_some_and(|told| told.contains(words))
    })
}

#[test]
fn the_targets_board_says_what_is_reached_and_what_is_not_known() {
    let mut window = at(Page::Targets, Lang::En);
    window.picture("window-en-targets");
    let session = window.session();
    let evaluator = session.evaluator();
    let base = evaluator.base_year();
    let now = evaluator.baseline(base, session.policy());
    let targets = horizon::targets(evaluator, &now, &evaluated(&window, Year(2025)));
    // The rest of the list is out of sight.
    let rows: Vec<(String, String)> = window
        .harness
        .query_all_by_role(Role::Row)
        .map(|row| {
            let told = row.accesskit_node();
            let words = (told.label(), told.value());
            (words.0.unwrap_or_default(), words.1.unwrap_or_default())
        })
        .collect();
    let told_of = |target: &Target| {
        let row = rows.iter().find(|(name, _)| *name == target.words.en);
        row.map(|(_, told)| told.as_str())
    };
    let seen: Vec<(&Target, &str)> = targets
        .iter()
        .filter_map(|target| Some((target, told_of(target)?)))
        .collect();
    assert!(seen.len() >= 5, "{} targets are seen", seen.len());
    for (target, told) in &seen {
        if let Figure::NotKnown(missing) = &target.planned {
            assert!(
                told.contains(&format!("not known: {}", missing.en)),
                "{told}"
            );
        }
        let words = match target.is_met {
            Some(true) => "Reached Pass · 2025",
            Some(false) => "Reached Miss · 2025",
            None => "Reached Not known · 2025",
        };
        assert!(told.contains(words), "{}: {told}", target.words.en);
    }
    window.wish(Intent::Arrange(Arrange::DockLarge));
    window.click("Figures by year");
    window.picture("window-en-outlook");
    for year in [2021, 2025, 2035] {
        let evaluation = evaluated(&window, Year(year));
        let equity = horizon::equity(window.session().evaluator(), &evaluation, Stage::Primary);
        let equity = equity.expect("taught");
        let gini = equity.gini_of_trips.known().expect("pupils travel");
        let shown = format!("{year} {gini:.3}");
        assert!(row_says(&window, &shown), "{shown}");
    }
}

#[test]
fn the_money_adds_up_and_a_stated_cost_joins_it() {
    let mut window = at(Page::Money, Lang::En);
    window.picture("window-en-money");
    let money = |window: &Window| horizon::money(window.session().plan().expect("a plan"));
    let before = money(&window);
    let total = grouped(before.total().as_f64().round() as u32);
    assert!(row_says(&window, &total), "{total}");
    assert!(window.mentions(&format!("{} of ", before.without_cost)));
    for (category, _) in before.budget_by_category() {
        assert!(row_says(&window, &category), "{category}");
    }
    let plan = window.session().plan().expect("a plan").clone();
    let silent = |action: &Action| action.details.cost.is_none();
    let index = plan.actions.iter().position(silent).expect("one is silent");
    let mut details = plan.actions[index].details.clone();
    details.cost = Wan::new(7.0);
    let details = Box::new(details);
    window.wish(Intent::Command(Command::SetDetails { index, details }));
    assert_eq!(money(&window).without_cost, before.without_cost - 1);
    let more = grouped(before.total().as_f64().round() as u32 + 7);
    assert!(row_says(&window, &more), "{more}");
    undo(&mut window);
    assert_eq!(money(&window), before);
}

#[test]
fn standards_are_edited_confirmed_and_put_back() {
    let mut window = at(Page::Standards, Lang::En);
    window.picture("window-en-standards");
    let plan = |window: &Window| window.session().plan().expect("a plan").clone();
    let before = plan(&window);
    let rules = window.session().evaluator().standards();
    let rule = rules.iter().next().expect("rules are in force").clone();
    let pack = Pack::shipped().iter().find(|pack| pack.id == "jp-mext");
    let pack = pack.expect("it ships").words.en.clone();
    window.find_and_click(&pack);
    assert!(plan(&window).standards.contains(&"jp-mext".to_owned()));
    undo(&mut window);
    assert_eq!(plan(&window), before);
    let row = |window: &mut Window| {
        let row = window
            .harness
            .get_by_role_and_label(Role::Row, &rule.words.en);
        row.click();
        window.settle();
    };
    let type_value = |window: &mut Window, words: &str, then: Key| {
        row(window);
        for key in [Key::ArrowLeft; 8].into_iter().chain([Key::ArrowRight; 2]) {
            window.harness.key_press(key);
            window.harness.step();
        }
        window.harness.key_press(Key::F2);
        window.settle();
        window.harness.event(egui::Event::Text(words.to_owned()));
        window.harness.step();
        window.harness.key_press(then);
        window.settle();
    };
    let limit = |window: &Window| {
        let standards = window.session().evaluator().standards();
        standards.get(&rule.id).expect("it is in force").limit
    };
    type_value(&mut window, "much", Key::Enter);
    assert!(
        window.mentions("A number that is not negative"),
        "it is said"
    );
    window.harness.key_press(Key::Escape);
    window.settle();
    assert_eq!(
        plan(&window),
        before,
        "nothing that is not understood is sent"
    );
    let twice = rule.limit * 2.0;
    type_value(&mut window, &tables::limit_text(&rule, twice), Key::Enter);
    assert_eq!(limit(&window), twice);
    let entry = format!("{}={twice}", rule.id);
    assert_eq!(plan(&window).standards.last(), Some(&entry));
    assert!(
        row_says(&window, "(corrected)"),
        "the cell says that it is not the pack's"
    );
    row(&mut window);
    window.click("Back to the pack's value");
    assert_eq!(limit(&window), rule.limit);
    undo(&mut window);
    undo(&mut window);
    assert_eq!(plan(&window), before);

    window.click("Confirm all…");
    window.type_into("Who confirms", "Education office");
    window.click("Confirm");
    assert!(window.mentions("0 to be confirmed"));
    let confirmed = plan(&window).confirmed;
    let standards = window.session().evaluator().standards();
    let asked = standards.iter().filter(|rule| rule.needs_confirmation());
    assert_eq!(confirmed.len(), asked.count());
    let path = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("confirmed.geojson");
    window.wish(Intent::SaveTo(path.clone()));
    window.wish(Intent::OpenPaths(vec![path]));
    assert_eq!(plan(&window).confirmed, confirmed);
}

#[test]
fn the_file_of_a_measure_is_written_from_its_inspector() {
    let mut window = window(Lang::En, [1920.0, 1080.0]);
    window.wish(Intent::Choose(Chosen::Plan(0)));
    let plan = window.session().plan().expect("a plan").clone();
    let expands = |action: &Action| matches!(action.measure, Measure::Expand { .. });
    let index = plan.actions.iter().position(expands).expect("it enlarges");
    let school = plan.actions[index].measure.school().clone();
    let name = window
        .session()
        .county()
        .school(&school)
        .expect("it stands")
        .name
        .clone();
    window.wish(Intent::Select(Some(Selection::School(school))));
    window.click(&format!("Papers… Enlarge {name}"));
    window.type_into("Responsible unit", "Education office");
    window.picture("window-en-file");
    window.click("Apply");
    let responsible = |plan: &Plan| plan.actions[index].details.responsible.clone();
    let before = responsible(&plan).unwrap_or_default();
    assert_eq!(
        responsible(window.session().plan().expect("a plan")),
        Some(format!("{before}Education office"))
    );
    undo(&mut window);
    assert_eq!(window.session().plan(), Some(&plan));
}
