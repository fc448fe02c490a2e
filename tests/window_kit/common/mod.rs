//! What the tests of the window share: the sample county on a desk without a screen, and a renderer
//! that needs neither GPU nor display.

mod cpu_renderer;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use xuequ::app::{self, App, Intent};
use xuequ::session::Session;
use xuequ::words::Lang;
use xuequ::{io, sample};

pub(crate) use cpu_renderer::CpuRenderer;

/// The window with the sample county, as large as a small laptop's screen.
pub(crate) fn sample_window(lang: Lang) -> Window {
    window(lang, [1280.0, 800.0])
}

/// The same in another size.
pub(crate) fn window(lang: Lang, size: [f32; 2]) -> Window {
    of_session(sample_session(), lang, size)
}

/// The sample county, read and evaluated once for all stories. A copy shares what is large with the others and changes
/// nothing of theirs.
fn sample_session() -> Session {
    static SAMPLE: OnceLock<Session> = OnceLock::new();
    let sample = SAMPLE.get_or_init(|| {
        let opened = io::open_bytes(&sample::files()).expect("the sample opens");
        Session::new(opened)
    });
    sample.clone()
}

/// The window with a street of a few places, where the county is not the point.
pub(crate) fn street_window(lang: Lang) -> Window {
    of_session(street_session(), lang, [1280.0, 800.0])
}

/// That street, read once for all stories.
pub(crate) fn street_session() -> Session {
    static STREET: OnceLock<Session> = OnceLock::new();
    let street = STREET.get_or_init(|| {
        let layers = crate::street::layers();
        let layers = layers.each_ref().map(|(name, text)| (*name, text.as_str()));
        Session::new(io::open_bytes(&layers).expect("the street opens"))
    });
    street.clone()
}

/// A window on any session.
pub(crate) fn of_session(session: Session, lang: Lang, size: [f32; 2]) -> Window {
    let mut app = App::with_session(session, lang);
    // Few stories are about the lights, and to judge all small schools takes longer than most of them.
    app.judge(false);
    let renderer = CpuRenderer::default();
    let paints = Arc::clone(&renderer.paints);
    let harness = Harness::builder()
        .with_size(size)
        .with_theme(egui::Theme::Light)
        .with_context_setup(app::setup)
        .with_max_steps(30)
        .renderer(renderer)
        .build_ui_state(|ui, app: &mut App| app.ui_root(ui), app);
    let mut window = Window { harness, paints };
    window.settle();
    window
}

/// A window under test.
pub(crate) struct Window {
    /// The harness, for what has no word here.
    pub(crate) harness: Harness<'static, App>,
    paints: Arc<AtomicBool>,
}

impl Window {
    /// Draws frames until nothing is being worked out any more.
    pub(crate) fn settle(&mut self) {
        // Only what hangs is told: a slow machine may take its time.
        let end = Instant::now() + Duration::from_mins(4);
        self.harness.run_steps(2);
        while !self.app().is_idle() {
            assert!(
                Instant::now() < end,
                "the work in the background does not end"
            );
            std::thread::sleep(Duration::from_millis(5));
            self.harness.step();
        }
        // What came is laid out by its size in the frame after.
        self.harness.step();
    }

    /// Lets small schools be judged beside the screen from now on.
    pub(crate) fn judge(&mut self) {
        self.harness.state_mut().judge(true);
        self.harness.step();
    }

    /// The window's state.
    pub(crate) fn app(&self) -> &App {
        self.harness.state()
    }

    /// The open county.
    pub(crate) fn session(&self) -> &Session {
        self.app().session().expect("a county is open")
    }

    /// Clicks what carries this label, the first of several.
    pub(crate) fn click(&mut self, label: &str) {
        self.first(label).click();
        self.settle();
    }

    /// Draws frames until something carries this label: what comes when it comes is not waited for otherwise.
    pub(crate) fn await_label(&mut self, label: &str) {
        let end = Instant::now() + Duration::from_mins(4);
        while !self.shows(label) {
            assert!(Instant::now() < end, "{label} does not come");
            std::thread::sleep(Duration::from_millis(5));
            self.harness.step();
        }
    }

    /// Scrolls to what carries this label and clicks it.
    pub(crate) fn find_and_click(&mut self, label: &str) {
        self.first(label).scroll_to_me();
        self.settle();
        // Scrolling ends a frame later than what it brings.
        self.harness.step();
        self.click(label);
    }

    /// Wishes something as a menu or the map would.
    pub(crate) fn wish(&mut self, intent: Intent) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().carry_out(&ctx, intent);
        self.settle();
    }

    /// Types into the field of this label.
    pub(crate) fn type_into(&mut self, label: &str, words: &str) {
        self.field(label).focus();
        self.harness.step();
        self.field(label).type_text(words);
        self.settle();
    }

    fn field<'a>(&'a self, label: &'a str) -> Node<'a> {
        let is_field = |node: &Node<'_>| {
            let role = node.accesskit_node().role();
            matches!(role, Role::TextInput | Role::MultilineTextInput)
        };
        let mut all = self.harness.query_all_by_label(label);
        all.find(is_field)
            .unwrap_or_else(|| panic!("no field on screen is called {label}"))
    }

    /// Whether anything on screen carries this label.
    pub(crate) fn shows(&self, label: &str) -> bool {
        self.harness.query_all_by_label(label).next().is_some()
    }

    /// Whether any label contains these words.
    pub(crate) fn mentions(&self, words: &str) -> bool {
        self.harness
            .query_all_by_label_contains(words)
            .next()
            .is_some()
    }

    /// The first thing with this label that can be clicked, else the first with this label.
    pub(crate) fn first<'a>(&'a self, label: &'a str) -> Node<'a> {
        let is_control =
            |node: &Node<'_>| !matches!(node.accesskit_node().role(), Role::Label | Role::Heading);
        let mut all = self.harness.query_all_by_label(label);
        let control = self.harness.query_all_by_label(label).find(is_control);
        control
            .or_else(|| all.next())
            .unwrap_or_else(|| panic!("nothing on screen is called {label}"))
    }

    /// Checks that all that is on screen can be drawn. Where `XUEQU_PICTURES` is set, people get a picture of it too.
    pub(crate) fn picture(&mut self, name: &str) {
        if std::env::var_os("XUEQU_PICTURES").is_some() {
            self.pixels(name);
            return;
        }
        self.paints.store(false, Ordering::Relaxed);
        self.harness.render().expect("the frame can be drawn");
        self.paints.store(true, Ordering::Relaxed);
    }

    /// Saves a picture of the window under the target folder and returns its path and pixels.
    pub(crate) fn pixels(&mut self, name: &str) -> (PathBuf, image::RgbaImage) {
        let image = self.harness.render().expect("the frame can be drawn");
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.png"));
        image.save(&path).expect("the picture can be saved");
        (path, image)
    }
}
