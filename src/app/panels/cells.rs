//! The figures of the strip, workspace by workspace: each with its change, what it means, and the way to its rows.

use super::{Desk, standards};
use crate::app::look::desk::{Arrange, Task, Workspace};
use crate::app::look::figures::{self, Judgement, Shown};
use crate::app::look::intent::Intent;
use crate::app::look::text::{self, Text, desk, keeping};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Page, View};
use crate::app::look::widgets::{fact, judgement_color};
use crate::evaluation::Evaluation;
use crate::horizon;
use crate::indicators::Indicator;
use crate::model::{School, StageRecord};
use crate::rules::{self, Finding};
use crate::words::Lang;

/// One figure as it stands.
pub(super) struct Cell {
    pub(super) title: String,
    pub(super) value: String,
    /// The change against the other side with what it means; else a remark.
    pub(super) change: Option<(String, Judgement)>,
    /// Definition and source.
    pub(super) tip: String,
    /// What a click does.
    pub(super) wish: Option<Intent>,
    /// How the figure itself is to be read.
    pub(super) weight: Weight,
}

/// How a figure is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Weight {
    #[default]
    Plain,
    /// Something to look at.
    Doubt,
    /// Something that must not stay.
    Bad,
}

impl Cell {
    fn plain(title: Text, value: impl Into<String>, tip: Text, lang: Lang) -> Self {
        Self {
            title: title.say(lang).to_owned(),
            value: value.into(),
            change: None,
            tip: tip.say(lang).to_owned(),
            wish: None,
            weight: Weight::Plain,
        }
    }

    fn leading(self, wish: Intent) -> Self {
        Self {
            wish: Some(wish),
            ..self
        }
    }

    fn weighing(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }

    /// The change with the word for better or worse.
    pub(super) fn change_words(&self, lang: Lang) -> String {
        match &self.change {
            None => String::new(),
            Some((change, Judgement::Better)) => format!("{change} {}", text::BETTER.say(lang)),
            Some((change, Judgement::Worse)) => format!("{change} {}", text::WORSE.say(lang)),
            Some((change, Judgement::Neutral)) => change.clone(),
        }
    }

    /// All of it in a line, as a screen reader says it.
    pub(super) fn told(&self, lang: Lang) -> String {
        let change = self.change_words(lang);
        let told = format!(
            "{}{}{} {change}",
            self.title,
            text::COLON.say(lang),
            self.value
        );
        told.trim_end().to_owned()
    }

    /// The colour of the figure.
    pub(super) fn ink(&self, theme: &Theme) -> egui::Color32 {
        match self.weight {
            Weight::Plain => theme.text,
            Weight::Doubt => theme.warning,
            Weight::Bad => theme.worse,
        }
    }
}

/// Draws a figure as a line: what it is, how it stands, and what has changed.
pub(super) fn line_ui(ui: &mut egui::Ui, cell: &Cell, lang: Lang) {
    fact(ui, &cell.title, &cell.value).on_hover_text(&cell.tip);
    let color = cell
        .change
        .as_ref()
        .map(|(_, judgement)| judgement_color(Theme::of(ui.ctx()), *judgement));
    if let Some(color) = color {
        let words = egui::RichText::new(cell.change_words(lang))
            .size(size::CAPTION)
            .color(color);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            ui.label(words)
        });
    }
}

/// The figures of the workspace on screen; none where the county has no such stage.
pub(super) fn of(desk: Desk<'_>, view: &View) -> Vec<Cell> {
    match view.workspace() {
        Workspace::Data => of_data(desk, view.lang),
        Workspace::Today => of_today(desk, view),
        Workspace::Plan => of_plan(desk, view),
        Workspace::Compare => of_sides(desk, view),
        Workspace::Deliver => of_results(desk, view),
    }
}

fn of_shown(shown: Shown, now: &Evaluation, desk: Desk<'_>, view: &View) -> Cell {
    let wish = match shown.indicator {
        Indicator::OverLimit => {
            long_trips(now, desk, view).map_or(page(Page::Problems), Intent::OpenRule)
        }
        Indicator::MeanTrip | Indicator::TripOfNineInTen | Indicator::LongestTrip => {
            page(Page::Settlements)
        }
        Indicator::Unplaced => page(Page::Problems),
        Indicator::Small if view.workspace().plans() => Intent::Arrange(Arrange::Task(Task::Small)),
        _ => page(Page::Schools),
    };
    let mark = match (shown.indicator, &now.stages[view.stage]) {
        (Indicator::MeanTrip, Some(stage)) => figures::estimate_mark(stage.numbers.distances),
        _ => "",
    };
    Cell {
        value: format!("{mark}{}", shown.value),
        title: shown.title,
        change: shown.change,
        tip: shown.tooltip,
        wish: Some(wish),
        weight: Weight::Plain,
    }
}

/// The rule whose breaches the figure counts, where it is broken: the one that the trip limit of the stage comes from,
/// for all its pupils. Rules of some grades count others.
fn long_trips(now: &Evaluation, desk: Desk<'_>, view: &View) -> Option<String> {
    let rule = rules::trip_rule(desk.session.evaluator().standards(), view.stage)?;
    let is_trip =
        |finding: &Finding| finding.standard == rule.id && finding.stage == Some(view.stage);
    let is_broken = now.findings.iter().any(is_trip);
    is_broken.then(|| rule.id.clone())
}

const fn page(page: Page) -> Intent {
    Intent::Show(Some(page))
}

fn stage_figures(desk: Desk<'_>, view: &View) -> Vec<Shown> {
    let now = view.shown(desk.session);
    if now.stages[view.stage].is_none() {
        return Vec::new();
    }
    let before = view.before(desk.session);
    let below = view.typed_below.of(view.stage);
    figures::strip(now, before, view.stage, below, view.lang)
}

/// Today's figures, each with a remark in place of a change.
fn of_today(desk: Desk<'_>, view: &View) -> Vec<Cell> {
    let lang = view.lang;
    let now = view.shown(desk.session);
    let Some(stage) = &now.stages[view.stage] else {
        return Vec::new();
    };
    let numbers = &stage.numbers;
    let remark = |indicator: Indicator| match indicator {
        Indicator::Schools if numbers.teaching_points > 0 => Some(format!(
            "+{} {}",
            numbers.teaching_points,
            desk::POINTS_SHORT.say(lang)
        )),
        Indicator::OverLimit if numbers.placed > 0 => now
            .indicator(view.stage, Indicator::OverLimit, None)
            .map(|over| figures::percent(over / f64::from(numbers.placed))),
        _ => None,
    };
    let cell = |shown: Shown| {
        let remark = remark(shown.indicator);
        let cell = of_shown(shown, now, desk, view);
        let change = remark.map(|remark| (remark, Judgement::Neutral));
        Cell { change, ..cell }
    };
    stage_figures(desk, view).into_iter().map(cell).collect()
}

fn of_plan(desk: Desk<'_>, view: &View) -> Vec<Cell> {
    let now = view.shown(desk.session);
    let points = points_change(now, view.before(desk.session), view);
    let mut cells: Vec<Cell> = stage_figures(desk, view)
        .into_iter()
        .map(|shown| {
            let is_schools = shown.indicator == Indicator::Schools;
            let cell = of_shown(shown, now, desk, view);
            match points.as_ref().filter(|_| is_schools) {
                None => cell,
                Some(points) => with_remark(cell, points),
            }
        })
        .collect();
    if !cells.is_empty() && desk.session.plan().is_some() {
        cells.insert(cells.len().min(7), gate(desk, view, desk::GATE_RED));
    }
    cells
}

/// How many teaching points more or fewer there are: they are not among the schools. `None` for no change.
fn points_change(now: &Evaluation, before: &Evaluation, view: &View) -> Option<String> {
    let points = |evaluation: &Evaluation| {
        let stage = evaluation.stages[view.stage].as_ref();
        stage.map(|stage| stage.numbers.teaching_points as i64)
    };
    let change = points(now)? - points(before)?;
    let sign = if change < 0 { '\u{2212}' } else { '+' };
    let said = desk::POINTS_SHORT.say(view.lang);
    (change != 0).then(|| format!("{sign}{} {said}", change.abs()))
}

/// A cell with a remark behind its change.
fn with_remark(cell: Cell, remark: &str) -> Cell {
    let change = match &cell.change {
        Some((change, judgement)) => (format!("{change} · {remark}"), *judgement),
        None => (remark.to_owned(), Judgement::Neutral),
    };
    Cell {
        change: Some(change),
        ..cell
    }
}

/// Red closures without a reason; not known until the gate has judged the plan as it stands.
fn gate(desk: Desk<'_>, view: &View, title: Text) -> Cell {
    let lang = view.lang;
    let red = desk.results.ahead.n_refused(desk.session, view);
    let value = red.map_or_else(
        || text::UNKNOWN.to_owned(),
        |red| figures::count(red as i64),
    );
    let remark = if red.is_none() {
        desk::TO_JUDGE
    } else {
        desk::RED
    };
    let cell = Cell::plain(title, value, desk::RED_TIP, lang).leading(page(Page::Gate));
    let bad = red.is_some_and(|red| red > 0);
    let is_told = cell.title == remark.say(lang);
    Cell {
        change: (!is_told).then(|| (remark.say(lang).to_owned(), Judgement::Neutral)),
        weight: if bad { Weight::Bad } else { Weight::Plain },
        ..cell
    }
}

/// A and B with the difference; nothing while they are compared.
fn of_sides(desk: Desk<'_>, view: &View) -> Vec<Cell> {
    let Some(sides) = desk.results.sides(desk.session, view) else {
        return Vec::new();
    };
    let has_figures = |side: &Evaluation| side.stages[view.stage].is_some();
    if !has_figures(&sides.before) || !has_figures(&sides.after) {
        return Vec::new();
    }
    let below = view.typed_below.of(view.stage);
    let of = |now, before| figures::strip(now, before, view.stage, below, view.lang);
    let earlier = of(&sides.before, &sides.after);
    let later = of(&sides.after, &sides.before);
    let cell = |(a, b): (Shown, Shown)| {
        let value = from_to(&a.value, &b.value);
        let cell = of_shown(b, &sides.after, desk, view);
        Cell {
            value,
            wish: Some(page(Page::Compare)),
            ..cell
        }
    };
    earlier.into_iter().zip(later).map(cell).collect()
}

/// Two figures in a row; a unit that both have stands once.
fn from_to(a: &str, b: &str) -> String {
    let unit = |figure: &str| {
        figure
            .rsplit_once(' ')
            .map(|(number, unit)| (number.to_owned(), unit.to_owned()))
    };
    match (unit(a), unit(b)) {
        (Some((number, one)), Some((_, other))) if one == other => format!("{number} → {b}"),
        _ => format!("{a} → {b}"),
    }
}

/// How complete the data are.
fn of_data(desk: Desk<'_>, lang: Lang) -> Vec<Cell> {
    let (county, report) = (desk.session.county(), desk.session.report());
    let all = county.schools.len();
    let knows = |has: fn(&StageRecord) -> bool| {
        let knows = |school: &&School| {
            school
                .stages
                .iter()
                .all(|(_, record)| record.as_ref().is_none_or(has))
        };
        county.schools.iter().filter(knows).count()
    };
    let with_beds = county
        .schools
        .iter()
        .filter(|school| school.beds.is_some())
        .count();
    let share = |title, known: usize, tip| {
        let cell =
            Cell::plain(title, format!("{known} / {all}"), tip, lang).leading(page(Page::Schools));
        let weight = if known < all {
            Weight::Doubt
        } else {
            Weight::Plain
        };
        cell.weighing(weight)
    };
    let count = |number: usize| figures::count(number as i64);
    let open = report.open_questions().count();
    let doubts = report.warnings.len();
    let doubtful = |number: usize| {
        if number > 0 {
            Weight::Doubt
        } else {
            Weight::Plain
        }
    };
    let told = |title, number: usize, tip| {
        let cell = Cell::plain(title, count(number), tip, lang).leading(page(Page::Report));
        cell.weighing(doubtful(number))
    };
    vec![
        Cell::plain(text::SCHOOLS, count(all), desk::ALL_SCHOOLS_TIP, lang)
            .leading(page(Page::Schools)),
        share(
            desk::WITH_PUPILS,
            knows(|record| record.pupils.is_some()),
            desk::WITH_PUPILS_TIP,
        ),
        share(
            desk::WITH_SEATS,
            knows(|record| record.seats.is_some()),
            desk::WITH_SEATS_TIP,
        ),
        share(desk::WITH_BEDS, with_beds, desk::WITH_BEDS_TIP),
        Cell::plain(
            text::SETTLEMENTS,
            count(county.settlements.len()),
            desk::SETTLEMENTS_TIP,
            lang,
        ),
        told(desk::DOUBTS, doubts, desk::DOUBTS_TIP),
        told(desk::TO_ANSWER, open, desk::TO_ANSWER_TIP),
        corrections(desk, lang),
    ]
}

/// How many facts were set right, and how many of them wait for an answer.
fn corrections(desk: Desk<'_>, lang: Lang) -> Cell {
    let session = desk.session;
    let all = session.corrections();
    let asking = all.asking(session.files()).count();
    let cell = Cell::plain(
        keeping::CORRECTIONS,
        figures::count(all.len() as i64),
        keeping::CORRECTIONS_TIP,
        lang,
    );
    let remark = (asking > 0).then(|| keeping::asking(asking).say(lang).to_owned());
    Cell {
        change: remark.map(|remark| (remark, Judgement::Neutral)),
        ..cell
    }
    .weighing(if asking > 0 {
        Weight::Doubt
    } else {
        Weight::Plain
    })
}

/// What is missing before the plan can be handed over.
fn of_results(desk: Desk<'_>, view: &View) -> Vec<Cell> {
    let lang = view.lang;
    let Some(plan) = desk.session.plan() else {
        return Vec::new();
    };
    let count = |number: usize| figures::count(number as i64);
    let silent = horizon::money(plan).without_cost;
    let open = standards::to_confirm(desk);
    let doubtful = |number: usize| {
        if number > 0 {
            Weight::Doubt
        } else {
            Weight::Plain
        }
    };
    vec![
        Cell::plain(
            desk::STEPS,
            count(plan.actions.len()),
            desk::STEPS_TIP,
            lang,
        )
        .leading(page(Page::Timeline)),
        gate(desk, view, desk::RED),
        Cell::plain(
            desk::WITHOUT_COST,
            count(silent),
            desk::WITHOUT_COST_TIP,
            lang,
        )
        .leading(page(Page::Money))
        .weighing(doubtful(silent)),
        Cell::plain(desk::TO_CONFIRM, count(open), desk::TO_CONFIRM_TIP, lang)
            .leading(page(Page::Standards))
            .weighing(doubtful(open)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_of_both_figures_stands_once() {
        assert_eq!(from_to("2.1 km", "2.0 km"), "2.1 → 2.0 km");
        assert_eq!(from_to("940 m", "1.2 km"), "940 m → 1.2 km");
        assert_eq!(from_to("31", "23"), "31 → 23");
        assert_eq!(from_to("—", "64.0 %"), "— → 64.0 %");
    }
}
