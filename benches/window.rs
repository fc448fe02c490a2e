//! How long the window takes: its first frame, and every frame of a drag in a county of ten times the sample's size.
//!
//! Counts everything but the drawing of triangles: the core's numbers, the panels, the map and egui's tessellation, as
//! CPU time of the window's thread. `cargo bench --bench window`.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod tenfold;

use cpu_time::ThreadTime;
use egui::{Event, Modifiers, PointerButton, Pos2, RawInput, Rect, pos2, vec2};
use xuequ::app::look::desk::{Arrange, Workspace};
use xuequ::app::{self, App, Intent};
use xuequ::io::open_bytes;
use xuequ::model::{SchoolId, SchoolKind, Stage};
use xuequ::plan::{Command, Policy};
use xuequ::sample;
use xuequ::session::Session;
use xuequ::words::Lang;

// As the program has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A window without a screen.
struct Desk {
    ctx: egui::Context,
    app: App,
    time: f64,
    triangles: usize,
}

impl Desk {
    fn new(session: Session) -> Self {
        let ctx = egui::Context::default();
        app::setup(&ctx);
        ctx.set_theme(egui::Theme::Light);
        Self {
            ctx,
            app: App::with_session(session, Lang::Zh),
            time: 0.0,
            triangles: 0,
        }
    }

    /// Runs one frame and returns its milliseconds.
    fn frame(&mut self, events: Vec<Event>) -> f64 {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1_920.0, 1_080.0))),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let clock = ThreadTime::now();
        let mut output = self.ctx.run_ui(input, |ui| self.app.ui_root(ui));
        output.textures_delta.clear();
        let meshes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let milliseconds = clock.elapsed().as_secs_f64() * 1e3;
        self.triangles = meshes.iter().map(triangles).sum();
        milliseconds
    }

    fn settle(&mut self) {
        for _ in 0..3 {
            self.frame(Vec::new());
        }
        while !self.app.is_idle() {
            std::thread::sleep(std::time::Duration::from_millis(5));
            self.frame(Vec::new());
        }
        self.frame(Vec::new());
    }
}

fn triangles(drawn: &egui::ClippedPrimitive) -> usize {
    match &drawn.primitive {
        egui::epaint::Primitive::Mesh(mesh) => mesh.indices.len() / 3,
        egui::epaint::Primitive::Callback(_) => 0,
    }
}

fn button(at: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

fn first_frame() {
    let clock = ThreadTime::now();
    let opened = open_bytes(&sample::files()).expect("the sample opens");
    let mut desk = Desk::new(Session::new(opened));
    let opening = clock.elapsed().as_secs_f64() * 1e3;
    let drawing = desk.frame(Vec::new());
    println!("first frame of the sample county: {opening:.0} ms to open, {drawing:.0} ms to draw");
}

/// A window on the county of ten times the sample's size, its primary schools on the map; on two linked maps if today's
/// layout is `beside` the plan.
fn tenfold_desk(policy: Policy, beside: bool) -> (Desk, SchoolId) {
    let mut session = Session::new(tenfold::tenfold());
    session
        .handle(Command::SetPolicy(policy))
        .expect("a policy can be set");
    let school = middle(&session);
    session.new_plan();
    let mut desk = Desk::new(session);
    desk.settle();
    let ctx = desk.ctx.clone();
    desk.app.carry_out(&ctx, Intent::SetStage(Stage::Primary));
    if beside {
        let go = Arrange::Go(Workspace::Compare);
        desk.app.carry_out(&ctx, Intent::Arrange(go));
    }
    desk.settle();
    (desk, school)
}

/// Moves the pressed pointer round in a circle from a place, and says how long the frames took.
fn circle(desk: &mut Desk, from: Pos2, name: &str) {
    desk.frame(vec![Event::PointerMoved(from)]);
    desk.frame(vec![button(from, true)]);
    let mut times: Vec<f64> = (1..=300)
        .map(|step| {
            let turn = step as f32 / 300.0 * std::f32::consts::TAU;
            let to = pos2(
                from.x + 60.0 * (1.0 - turn.cos()),
                from.y + 60.0 * turn.sin(),
            );
            desk.frame(vec![Event::PointerMoved(to)])
        })
        .skip(5)
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "{name}: median {:.2} ms, 99 of 100 within {:.2} ms, {} frames, {} triangles",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times.len(),
        desk.triangles,
    );
}

/// Drags a school.
fn drag(policy: Policy) {
    let (mut desk, school) = tenfold_desk(policy, false);
    let from = desk.app.school_on_screen(&school).expect("it is on screen");
    circle(
        &mut desk,
        from,
        &format!("drag frame, {}", policy.words().en),
    );
    let is_dragged = desk.app.view().hand.moved().is_some();
    assert!(is_dragged, "the school is being dragged");
}

/// Moves the map itself: everything on it is drawn anew.
fn pan(beside: bool) {
    let (mut desk, _) = tenfold_desk(Policy::Nearest, beside);
    let from = pos2(if beside { 520.0 } else { 700.0 }, 300.0);
    let maps = if beside { "two maps" } else { "the map" };
    circle(&mut desk, from, &format!("frame of moving {maps}"));
}

/// A primary school near the middle of everything.
fn middle(session: &Session) -> SchoolId {
    let (low, high) = session.county().extent().expect("there are places");
    let middle = xuequ::geometry::LonLat::new(
        f64::midpoint(low.lon, high.lon),
        f64::midpoint(low.lat, high.lat),
    );
    let schools = session.county().schools.iter();
    let primary = schools.filter(|school| school.kind == SchoolKind::Primary);
    let nearest = primary.min_by(|a, b| {
        let way = |school: &xuequ::model::School| school.at.metres_to(middle);
        way(a).total_cmp(&way(b))
    });
    nearest.expect("a primary school").id.clone()
}

fn main() {
    first_frame();
    for policy in [Policy::Nearest, Policy::Seats, Policy::Keep] {
        drag(policy);
    }
    for beside in [false, true] {
        pan(beside);
    }
}
