//! Comparing plans of a small county, and what is chosen on its map and laid under it.

use egui_kittest::kittest::Queryable as _;
use xuequ::app::Intent;
use xuequ::app::look::chart::{BasemapWish, MapWish};
use xuequ::app::look::desk::{Arrange, Workspace};
use xuequ::app::look::view::{Selection, Tool};
use xuequ::io;
use xuequ::model::SchoolId;
use xuequ::plan::{Action, Command, Measure};
use xuequ::session::{Chosen, Session};
use xuequ::units::Year;
use xuequ::words::Lang;

use crate::common::{Window, of_session};
use crate::{actions, street};

fn street_window() -> Window {
    let layers = street::layers();
    let layers = layers.each_ref().map(|(name, text)| (*name, text.as_str()));
    let opened = io::open_bytes(&layers).expect("the street opens");
    of_session(Session::new(opened), Lang::En, [1280.0, 800.0])
}

fn middle_school() -> SchoolId {
    SchoolId::new("m")
}

fn add(window: &mut Window, year: Year, measure: Measure) {
    let action = Action::new(year, measure, "");
    window.wish(Intent::Command(Command::Add(action)));
}

fn go(window: &mut Window, workspace: Workspace) {
    window.wish(Intent::Arrange(Arrange::Go(workspace)));
}

/// Chooses a plan as a side of the comparison.
fn compare(window: &mut Window, side: &str, plan: &str) {
    window.click(side);
    let all = window.harness.query_all_by_label(plan);
    all.last().expect("the list is open").click();
    window.settle();
}

#[test]
fn the_comparison_opens_where_plans_differ_and_a_measure_is_taken_over() {
    let mut window = street_window();
    let Year(base) = window.session().year();
    let differ = Year(base + 2);
    window.wish(Intent::NewPlan);
    let name = |window: &Window| window.session().plan().expect("a plan").name.clone();
    let second = name(&window);
    let close = || Measure::Close {
        school: middle_school(),
    };
    add(&mut window, differ, close());
    window.wish(Intent::SetYear(Year(base)));
    go(&mut window, Workspace::Compare);
    assert_eq!(window.session().year(), differ, "where they first differ");
    let said = format!("In {base} the two do not differ: {differ}");
    assert!(window.mentions(&said), "and that is said");
    // A year that is chosen by hand stays, and says where the difference is.
    window.wish(Intent::SetYear(Year(base)));
    go(&mut window, Workspace::Plan);
    go(&mut window, Workspace::Compare);
    assert_eq!(window.session().year(), Year(base));
    assert!(window.mentions(&format!("the first difference is in {differ}")));
    window.click(&format!("Go to {differ}"));
    assert_eq!(window.session().year(), differ);
    assert!(!window.shows(&format!("Go to {differ}")));
    // Both sides of a school beside each other.
    window.wish(Intent::Select(Some(Selection::School(middle_school()))));
    assert!(window.mentions("B Closed") && window.mentions("A as today"));
    assert!(window.mentions("Seats: A 60, B ·, only in A"));
    assert!(window.shows("A is today's layout: choose a plan as A to take measures over"));
    window.wish(Intent::NewPlan);
    let first = name(&window);
    compare(&mut window, "First plan", &first);
    compare(&mut window, "Second plan", &second);
    let button = format!("Do so in A too {differ} Close Middle School");
    window.find_and_click(&button);
    assert_eq!((name(&window), actions(&window)), (first, 1));
    let step = window.session().undo_name().expect("a step");
    assert_eq!(step.en, format!("As in B: {differ} Close Middle School"));
    window.wish(Intent::Undo);
    assert_eq!(actions(&window), 0);
    let keep = Measure::Keep {
        school: middle_school(),
    };
    add(&mut window, differ, keep);
    window.find_and_click(&button);
    assert!(window.mentions("Not taken over"), "it is kept there");
    assert_eq!(actions(&window), 1);
    assert!(matches!(window.session().chosen(), Chosen::Plan(_)));
}

#[test]
fn a_loop_chooses_schools_and_a_picture_lies_under_the_map() {
    let mut window = street_window();
    let at = window
        .app()
        .school_on_screen(&middle_school())
        .expect("it stands there");
    window.click("Lasso");
    assert_eq!(window.app().view().tool, Tool::Lasso);
    let corners = [(-30.0, -30.0), (30.0, -30.0), (30.0, 30.0), (-30.0, 30.0)];
    let corners = corners.map(|(x, y)| at + egui::vec2(x, y));
    window.harness.hover_at(corners[0]);
    window.harness.step();
    window.harness.drag_at(corners[0]);
    window.harness.step();
    for corner in corners {
        window.harness.hover_at(corner);
        window.harness.step();
    }
    window.harness.drop_at(corners[3]);
    window.settle();
    let chosen = &window.app().view().chart.several.schools;
    assert_eq!(chosen.iter().collect::<Vec<_>>(), [&middle_school()]);
    assert_eq!(window.app().view().tool, Tool::Select, "once is enough");

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("photo.png");
    let open = |path: &std::path::Path| {
        let wish = BasemapWish::Open(path.to_owned());
        Intent::Map(MapWish::Basemap(wish))
    };
    let picture = image::RgbImage::from_pixel(40, 20, image::Rgb([200, 120, 80]));
    picture.save(&path).expect("the picture is written");
    let world = "0.005\n0\n0\n-0.005\n103.95\n29.65\n";
    std::fs::write(folder.path().join("photo.pgw"), world).expect("the world file is written");
    window.wish(open(&path));
    assert!(window.mentions("photo.png lies under the map: 40 × 20, degrees"));
    let kept = |window: &Window| window.app().view().aids.kept.basemaps.len();
    assert_eq!(kept(&window), 1);
    go(&mut window, Workspace::Data);
    assert!(window.shows("Strength of the basemap"));
    window.click("Take away");
    assert_eq!(kept(&window), 0);
    window.wish(open(&folder.path().join("gone.jpg")));
    assert!(window.mentions("gone.jpg: the picture is not there"));
    assert_eq!(kept(&window), 0, "it is not asked for again");
}
