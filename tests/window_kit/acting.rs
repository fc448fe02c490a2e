//! From a name to what is done about it: the actions of the search, the keys of the selection, a rule and its ways.

use egui::Key;
use xuequ::app::Intent;
use xuequ::app::look::desk::{Arrange, Page, Workspace};
use xuequ::words::Lang;
use xuequ::{rules, tables};

use crate::common::street_window;
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
    assert!(view.listing.opened.contains(&path), "its places are listed");
    plain(&mut window, Key::Escape);
    assert_eq!(window.app().view().rule_in_sight(), None);
}
