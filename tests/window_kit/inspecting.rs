//! What the inspector tells of a school, and a closure that is put into another year or given another receiver.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::Intent;
use xuequ::app::look::desk::{Arrange, Workspace};
use xuequ::app::look::view::Selection;
use xuequ::model::SchoolId;
use xuequ::plan::Command;
use xuequ::units::Year;
use xuequ::words::Lang;

use crate::common::Window;
use crate::deciding::street_window;

fn select(window: &mut Window, school: &str) {
    window.wish(Intent::GoTo(Selection::School(SchoolId::new(school))));
}

/// What the chart of the inspector says.
fn chart(window: &Window) -> Option<String> {
    let charts = window.harness.query_all_by_role(Role::Image);
    let mut told = charts.filter_map(|chart| chart.accesskit_node().label());
    told.find(|told| told.starts_with("Pupils year by year: "))
}

#[test]
fn a_school_has_its_figures_with_unit_and_limit_and_what_is_not_known_is_no_number() {
    let mut window = street_window(Lang::En);
    window.wish(Intent::Arrange(Arrange::Go(Workspace::Today)));
    select(&mut window, "Centre");
    assert!(window.mentions("Pupils attending: Today's 200, Limit"));
    assert!(window.mentions("Longest km: Today's"));
    select(&mut window, "Blind");
    assert!(
        window.mentions("Pupils attending: Today's —"),
        "nobody counted them"
    );
    window.click("Pupils year by year");
    assert!(window.mentions("Its pupils are not known in any year"));
    select(&mut window, "Centre");
    let told = chart(&window).expect("the chart tells its years");
    assert!(told.contains("200 pupils, 420 seats"), "{told}");
    window.click("Pupils year by year");
    assert!(!window.app().view().panes.shows_trend);
}

#[test]
fn a_closure_is_put_into_another_year_and_given_another_receiver_before_it_is_planned() {
    let mut window = street_window(Lang::En);
    let base = window.session().year().0;
    window.click("Merge… Bus School");
    assert!(window.shows("With a school bus"));
    window.click("Closes in");
    window.click(&(base + 1).to_string());
    assert!(
        window.shows("With a school bus"),
        "the gate asks for one there too"
    );
    window.picture("inspecting-merge-form");
    window.click("Pupils go to");
    let could = window.harness.query_all_by_label_contains(" free after");
    let could: Vec<String> = could
        .filter_map(|node| node.accesskit_node().label())
        .collect();
    let line = could.last().expect("somebody could take them").clone();
    let shown = window.harness.query_all_by_label(&line).next_back();
    shown.expect("it is in the list").click();
    window.settle();
    let plans = window.session().documents().len();
    window.click("Merge");
    assert_eq!(window.session().documents().len(), plans + 1);
    let plan = window.session().plan().expect("a plan was begun");
    let action = plan.actions.first().expect("it closes a school");
    assert_eq!(action.year.0, base + 1);
    let [into] = action.measure.receivers() else {
        panic!("one receiver");
    };
    let name = format!("{into} School");
    assert!(line.starts_with(&name), "{line}: {name}");
    assert!(action.reason.contains(&name), "{}", action.reason);
    // The program's words follow into another year: they say whose figures they are.
    let year = Year(base + 2);
    window.wish(Intent::Command(Command::SetYear { index: 0, year }));
    let plan = window.session().plan().expect("it is there");
    let said = format!("(figures of {})", base + 1);
    assert!(
        plan.actions[0].reason.ends_with(&said),
        "{}",
        plan.actions[0].reason
    );
}
