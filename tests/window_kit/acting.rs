//! From a name to what is done about it: the actions of the search, the keys of the selection, a rule and its ways.

use egui::Key;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::Intent;
use xuequ::app::look::desk::{Arrange, Page, Workspace};
use xuequ::app::look::view::Selection;
use xuequ::model::SchoolId;
use xuequ::plan::{Action, Command, Measure};
use xuequ::words::Lang;
use xuequ::{rules, tables};

use crate::common::{Window, street_window};
use crate::deciding::known_window;
use crate::finding::{ctrl, plain, seek};

#[test]
fn tab_lists_what_can_be_done_with_what_was_found() {
    let mut window = street_window(Lang::En);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Today)));
    seek(&mut window, "West School");
    plain(&mut window, Key::Tab);
    let correct = "Correct what is selected";
    assert!(window.shows("Keep the selected school…") && window.shows(correct));
    // Escape shuts the list of actions before the search.
    plain(&mut window, Key::Escape);
    assert!(!window.shows(correct) && window.shows("West School"));
    plain(&mut window, Key::Tab);
    plain(&mut window, Key::ArrowDown);
    plain(&mut window, Key::ArrowDown);
    plain(&mut window, Key::Enter);
    assert_eq!(window.app().view().workspace(), Workspace::Plan);
    assert!(window.shows("Reason"), "the reason to keep it is asked for");
    assert!(
        window.session().plan().is_none(),
        "and nothing is planned yet"
    );
    plain(&mut window, Key::Escape);
    // The same by its key, and what is selected is corrected by another.
    plain(&mut window, Key::K);
    assert!(window.shows("Reason"));
    plain(&mut window, Key::Escape);
    plain(&mut window, Key::E);
    assert_eq!(window.app().view().workspace(), Workspace::Data);
    assert!(window.shows("Source"), "its facts can be set right");
    ctrl(&mut window, Key::P);
    assert_eq!(window.app().view().workspace(), Workspace::Deliver);
}

#[test]
fn a_problem_that_is_found_opens_at_its_place_among_the_problems() {
    let mut window = street_window(Lang::En);
    let view = window.app().view();
    let shown = view.shown(window.session());
    let standards = window.session().evaluator().standards();
    let group = rules::groups(&shown.findings)
        .into_iter()
        .next_back()
        .expect("a rule is broken");
    let rule = standards
        .get(&group.standard)
        .expect("it is in force")
        .clone();
    seek(&mut window, &rule.words.en);
    plain(&mut window, Key::Enter);
    let view = window.app().view();
    assert_eq!(view.open_page(), Some(Page::Problems));
    assert_eq!(view.rule_in_sight(), Some(&*rule.id));
    let path = tables::path_of_rule(&rule.id);
    assert!(
        view.listing().opened.contains(&path),
        "its places are listed"
    );
    plain(&mut window, Key::Escape);
    assert_eq!(window.app().view().rule_in_sight(), None);
}

#[test]
fn a_school_that_the_plan_closes_goes_to_another_receiver_in_one_step() {
    let mut window = known_window(Lang::En);
    // Two schools that are small together take nobody over from each other; by this number they are not.
    let standard = "small_school=60".to_owned();
    window.wish(Intent::Command(Command::SetStandards(vec![standard])));
    let near = SchoolId::new("Near");
    let measure = Measure::Merge {
        school: near.clone(),
        into: vec![SchoolId::new("Centre")],
    };
    let year = window.session().year();
    let merge = Action::new(year, measure, "few births");
    window.wish(Intent::Command(Command::Add(merge)));
    window.wish(Intent::Select(Some(Selection::School(near.clone()))));
    window.await_label("Merge → Bus School");
    let planned = |window: &Window| window.session().plan().expect("a plan").actions.clone();
    let before = planned(&window);

    window.click("Merge → Bus School");
    assert_eq!(planned(&window), before, "to try plans nothing");
    window.await_label("Merge Near School → Bus School");
    window.click("Merge Near School → Bus School");
    plain(&mut window, Key::Enter);
    let [now] = planned(&window)
        .try_into()
        .expect("one measure in place of the other");
    assert_eq!(now.measure.receivers(), [SchoolId::new("Bus")]);
    assert_eq!((now.year, now.reason.as_str()), (year, "few births"));
    window.click("Undo");
    assert_eq!(planned(&window), before);
}

#[test]
fn a_measure_without_its_tick_is_no_part_of_the_draft_and_the_rest_is_no_longer_the_best() {
    let mut window = known_window(Lang::En);
    window.click("Ask");
    window.click("Search");
    window.await_label("Take as draft plan");
    let best = "nothing better under these conditions";
    assert!(window.mentions(best), "the whole answer is proven");
    let ticks = |window: &Window| {
        let all = window.harness.query_all_by_label_contains("Take up ");
        all.filter_map(|node| node.accesskit_node().label())
            .collect::<Vec<_>>()
    };
    let all = ticks(&window);
    assert!(all.len() > 1, "{all:?}");
    window.find_and_click(&all[0]);
    assert!(!window.mentions(best), "what is left was never proven");
    assert!(window.mentions("no longer the best that was found: 1 measure left out by hand"));
    let heading = format!("{} of {} measures taken up", all.len() - 1, all.len());
    assert!(window.shows(&heading));
    window.click("Take as draft plan");
    let plan = window.session().plan().expect("a draft");
    assert_eq!(plan.actions.len(), all.len() - 1);
    assert!(!window.mentions(best), "nor is the draft");
    // All of it again, in place of the untouched draft.
    window.find_and_click("Take up all");
    assert!(window.mentions(best));
    window.click("Take as draft plan");
    assert_eq!(window.session().documents().len(), 1);
    assert_eq!(
        window.session().plan().expect("a draft").actions.len(),
        all.len()
    );
}
