//! The page of proposals: asked, searched, answered.

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use xuequ::app::Intent;
use xuequ::app::look::forms::Form;
use xuequ::app::look::view::Selection;
use xuequ::model::{SchoolId, Stage};
use xuequ::plan::Command;
use xuequ::session::Chosen;
use xuequ::words::Lang;

use crate::common::{Window, sample_window};
use crate::deciding::known_window;
use crate::sizes::{Laid, laid};
use crate::{actions, mean_trip, school_named, scroll_and_click};

#[test]
fn a_proposal_becomes_a_plan_only_when_it_is_opened_and_can_be_undone_and_deleted() {
    let mut window = known_window(Lang::En);
    let n_plans = window.session().documents().len();
    let today = mean_trip(&window);
    window.click("Ask");
    window.click("Search");
    assert!(window.mentions("nothing better under these conditions"));
    assert!(window.mentions("2 merged, 1 of 3 schools under 100 pupils stay"));
    assert!(
        window.mentions("from school to school"),
        "what the distance of a merger is between is said with the answer"
    );
    assert_eq!(
        window.session().documents().len(),
        n_plans,
        "nothing is applied"
    );
    assert_eq!(window.session().chosen(), Chosen::Today);

    window.click("Take as draft plan");
    assert_eq!(window.session().documents().len(), n_plans + 1);
    assert_eq!(window.session().plan().unwrap().name, "Merge proposal");
    assert_eq!(actions(&window), 2);
    assert!(window.mentions("Taken as draft: Merge proposal"));
    assert!(!window.shows("Take as draft plan"), "it was taken");
    let reasons = window.session().plan().unwrap().actions.clone();
    assert!(reasons.iter().all(|action| !action.reason.is_empty()));
    let merged = mean_trip(&window);
    assert!(merged > today);
    window.picture("window-en-proposals");

    // Looking at the next point writes nothing; taken, it takes the place of the draft.
    window.click("Fewer measures");
    assert_eq!(actions(&window), 2);
    window.click("Take as draft plan");
    assert_eq!(window.session().documents().len(), n_plans + 1);
    assert_eq!(actions(&window), 1);
    assert!(mean_trip(&window) < merged);

    window.click("Undo");
    assert_eq!(actions(&window), 0);
    assert_eq!(mean_trip(&window), today);
    window.wish(Intent::DeletePlanNow);
    assert_eq!(window.session().documents().len(), n_plans);
    assert_eq!(window.session().chosen(), Chosen::Today);
}

#[test]
fn a_draft_that_was_changed_is_left_alone_by_the_next_proposal() {
    let mut window = known_window(Lang::En);
    let n_plans = window.session().documents().len();
    window.click("Ask");
    window.click("Search");
    window.click("Take as draft plan");
    window.wish(Intent::Command(Command::Remove { index: 0 }));
    window.click("Fewer measures");
    window.click("Take as draft plan");
    let documents = window.session().documents();
    let sizes: Vec<usize> = documents[n_plans..]
        .iter()
        .map(|document| document.plan().actions.len())
        .collect();
    assert_eq!(sizes, [1, 1]);
    assert_ne!(
        documents[n_plans].plan().name,
        documents[n_plans + 1].plan().name
    );
}

#[test]
fn new_sites_are_proposed_with_what_each_further_one_brings() {
    let mut window = sample_window(Lang::En);
    window.click("Kindergarten");
    window.click("Ask");
    window.find_and_click("Where to build new schools?");
    window.click("Search");
    assert!(window.mentions("5 new schools"));
    assert!(window.mentions("nothing better under these conditions"));
    let n_plans = window.session().documents().len();
    window.click("Fewer measures");
    assert_eq!(
        window.session().documents().len(),
        n_plans,
        "only looked at"
    );
    window.click("Take as draft plan");
    assert_eq!(actions(&window), 4);
    window.picture("window-en-proposed-sites");
}

#[test]
fn a_new_school_begins_with_the_seats_that_it_is_promised_with() {
    let mut window = sample_window(Lang::En);
    window.click("Kindergarten");
    window.click("New");
    window.click("Where a new school helps most");
    let first = {
        let mut places = window.harness.query_all_by_label_contains("Build here… ");
        let place = places.next().expect("places are listed");
        place.accesskit_node().label().expect("it has a name")
    };
    window.click(&first);
    let of_promise =
        |laid: &&Laid| laid.words.ends_with("km less a day") || laid.words.starts_with("Nearest ");
    let lines = laid(&window);
    let lines: Vec<&Laid> = lines.iter().filter(of_promise).collect();
    assert!(lines.len() >= 2, "a promise and what the plan makes of it");
    for line in lines {
        assert_eq!(line.lines.len(), 1, "“{}” takes one line", line.words);
    }
    let Some(Form::NewSchool(form)) = &window.app().view().form else {
        panic!("the form is open");
    };
    let seats = form.seats[Stage::Kindergarten];
    assert!(window.mentions(&format!("with {seats} seats")), "{seats}");
}

#[test]
fn what_the_gate_refuses_is_proposed_only_when_the_planner_says_so() {
    let mut window = sample_window(Lang::En);
    window.click("Ask");
    let refused = |window: &mut Window, search: &str| {
        window.click(search);
        window.click("Take as draft plan");
        let session = window.session();
        let plan = session.plan().expect("the draft is shown").clone();
        let gate = xuequ::horizon::gate(session.evaluator(), &plan, session.policy());
        (plan.actions.len(), gate.refused().count())
    };
    let (with_gate, none) = refused(&mut window, "Search");
    assert!(with_gate > 0);
    assert_eq!(none, 0, "the draft passes the gate");
    scroll_and_click(&mut window, &xuequ::proposal::GateRule::Advises.words().en);
    let (without, some) = refused(&mut window, "Search again");
    assert!(without >= with_gate);
    assert!(some > 0, "without the gate, what it refuses is proposed");
}

#[test]
fn who_stays_beyond_the_longest_trip_is_named_on_the_page() {
    let mut window = sample_window(Lang::En);
    window.click("Ask");
    window.click("Search");
    assert!(!window.mentions("Over the longest trip"));
    scroll_and_click(&mut window, "No trip over");
    window.click("Search again");
    assert!(window.mentions("pupils over the longest trip, named below"));
    assert!(window.mentions("Over the longest trip, as no school they may go to is that near"));
    window.picture("window-en-beyond");
}

#[test]
fn a_settlement_is_tied_to_a_school_or_kept_from_it() {
    let mut window = sample_window(Lang::En);
    window.click("Ask");
    assert!(window.mentions("select first the one, then the other"));
    let school = SchoolId::new(&school_named(&window, "东林镇中心小学"));
    window.wish(Intent::Select(Some(Selection::Settlement(0))));
    window.wish(Intent::Select(Some(Selection::School(school.clone()))));
    let home = window.session().county().settlements[0].clone();
    let pair = (home.id.clone(), school);
    scroll_and_click(&mut window, "Must go there");
    assert_eq!(
        window.app().view().asking.shared.conditions.locks,
        std::slice::from_ref(&pair)
    );
    scroll_and_click(&mut window, "Never goes there");
    let conditions = &window.app().view().asking.shared.conditions;
    assert!(conditions.locks.is_empty());
    assert_eq!(conditions.bans, [pair]);
    scroll_and_click(
        &mut window,
        &format!("Leave open again {} → 东林镇中心小学", home.name),
    );
    assert!(window.app().view().asking.shared.conditions.bans.is_empty());
}

#[test]
fn the_page_of_proposals_speaks_chinese() {
    let mut window = known_window(Lang::Zh);
    window.click("测算");
    window.click("开始测算");
    assert!(window.mentions("已是最好结果"));
    window.click("采用为方案草案");
    assert_eq!(window.session().plan().unwrap().name, "撤并建议");
    window.picture("window-zh-proposals");
}

#[test]
fn the_fewest_pupils_of_a_school_are_the_standard_s_until_somebody_says_otherwise() {
    let mut window = sample_window(Lang::En);
    window.click("Ask");
    window.find_and_click("How to lay out a whole stage?");
    let floor = |window: &Window| {
        let role = egui::accesskit::Role::SpinButton;
        let field = window
            .harness
            .get_by_role_and_label(role, "Fewest pupils of a school");
        field.accesskit_node().numeric_value()
    };
    let standard = window.session().evaluator().limits().small_school;
    assert_eq!(floor(&window), Some(f64::from(standard)));
    window.click("Kindergarten");
    assert_eq!(floor(&window), Some(0.0));
}

#[test]
fn a_search_that_is_stopped_keeps_what_it_has_found() {
    let mut window = sample_window(Lang::En);
    window.click("Ask");
    window.find_and_click("How to lay out a whole stage?");
    let search = window.first("Search");
    search.click();
    window.harness.run_steps(2);
    assert!(window.shows("Stop and keep the best"));
    window.first("Stop and keep the best").click();
    window.settle();
    assert!(window.shows("Search again"));
    // Stopped at once there may be no layout yet; then that is said, and never a plan made of it.
    assert!(window.mentions("schools,") || window.mentions("was found in time"));
    assert_eq!(window.session().chosen(), Chosen::Today);
}
