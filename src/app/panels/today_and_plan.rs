//! The figures of a school in the inspector: today's layout and the plan beside each other in the same year, with the
//! limit where there is one.

use egui::{Role, Ui};

use super::Desk;
use super::facing::{self, Cells, Ends, OfSchool, Value};
use crate::app::look::figures::Judgement;
use crate::app::look::text::{self, Text, compare, school as words};
use crate::app::look::view::View;
use crate::app::look::widgets::{caption, heading, name_it};
use crate::evaluation::Evaluation;
use crate::indicators::Measured;
use crate::model::{SchoolKind, Stage};
use crate::plan::Site;
use crate::rules::{Measure, Op};
use crate::words::Lang;

/// Where the columns end: the title with its unit, today's layout, the plan, the limit.
const ENDS: Ends = [0.38, 0.56, 0.74, 1.0];
/// The same without a plan.
const ENDS_OF_TODAY: Ends = [0.46, 0.46, 0.72, 1.0];

const fn ends(has_plan: bool) -> Ends {
    if has_plan { ENDS } else { ENDS_OF_TODAY }
}

/// What a figure is held against; nothing where no standard in force says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Limit {
    least: Option<f64>,
    most: Option<f64>,
}

impl Limit {
    const fn at_most(most: Option<f64>) -> Self {
        Self { least: None, most }
    }

    fn say(self, measured: Measured) -> String {
        let bare = |value: f64| facing::bare(measured, value);
        match (self.least, self.most) {
            (None, None) => String::new(),
            (Some(least), None) => format!("{} {}", Op::AtLeast.sign(), bare(least)),
            (None, Some(most)) => format!("{} {}", Op::AtMost.sign(), bare(most)),
            (Some(least), Some(most)) => format!("{}–{}", bare(least), bare(most)),
        }
    }

    /// The mark of a value beyond it; what is not known is never beyond, nor within.
    fn mark(self, value: Value) -> Option<&'static str> {
        let Value::Known { value, .. } = value else {
            return None;
        };
        if self.most.is_some_and(|most| value > most) {
            return Some("↑");
        }
        self.least.is_some_and(|least| value < least).then_some("↓")
    }
}

/// The limits of a school of a kind over all its stages: where it begins to count as small, and how large it may be.
fn size_limit(desk: Desk<'_>, view: &View, kind: SchoolKind, stage: Stage) -> Limit {
    let below = view.below_of(desk.session, stage);
    Limit {
        least: (below > 0).then(|| f64::from(below)),
        most: desk.session.evaluator().standards().largest_school(kind),
    }
}

fn limit(desk: Desk<'_>, figure: OfSchool, stage: Stage) -> Limit {
    let evaluator = desk.session.evaluator();
    match figure {
        OfSchool::Load => {
            let mut rules = evaluator.standards().iter();
            let rule = rules.find(|rule| {
                rule.measure == Measure::PupilsPerSeat
                    && rule.op == Op::AtMost
                    && rule.covers(stage)
            });
            Limit::at_most(rule.map(|rule| rule.limit))
        }
        OfSchool::LongestTrip => {
            let metres = evaluator.limits().trip[stage];
            Limit::at_most(metres.map(|metres| metres.as_f64()))
        }
        OfSchool::Pupils | OfSchool::Seats | OfSchool::MeanTrip | OfSchool::OverLimit => {
            Limit::default()
        }
    }
}

/// Draws the figures of a stage. A school of one stage has its size among them.
pub(super) fn stage_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    (shown, school): (&Evaluation, &Site),
    stage: Stage,
) {
    let lang = view.lang;
    let today = desk.session.baseline();
    let numbers = |side: &Evaluation| {
        let site = side.layout.position(&school.id)?;
        side.stages[stage].as_ref()?.school(site).cloned()
    };
    let sides = [numbers(today), numbers(shown)];
    let has_plan = has_plan(desk, view);
    heads_ui(ui, shown, has_plan, lang);
    for figure in OfSchool::ALL {
        let values = sides.each_ref().map(|numbers| figure.of(numbers.as_ref()));
        let limit = match figure {
            OfSchool::Pupils if n_stages(school) == 1 => size_limit(desk, view, school.kind, stage),
            other => limit(desk, other, stage),
        };
        let row = Row {
            title: figure.title().say(lang),
            measured: figure.measured(),
            values,
            limit,
            has_plan,
        };
        row_ui(ui, &row, lang);
    }
}

/// Draws the size of a school of several stages, which its limits are about.
pub(super) fn size_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    (shown, school): (&Evaluation, &Site),
) {
    let Some(first) = Stage::ALL
        .into_iter()
        .find(|&stage| school.stages[stage].is_some())
        .filter(|_| n_stages(school) > 1)
    else {
        return;
    };
    let stage = if school.stages[view.stage].is_some() {
        view.stage
    } else {
        first
    };
    let lang = view.lang;
    let size = |side: &Evaluation| match side.layout.position(&school.id) {
        None => Value::NotThere,
        Some(site) => Value::of(side.size(site)),
    };
    heading(ui, words::WHOLE_SCHOOL.say(lang));
    let has_plan = has_plan(desk, view);
    heads_ui(ui, shown, has_plan, lang);
    let values = [size(desk.session.baseline()), size(shown)];
    let limit = size_limit(desk, view, school.kind, stage);
    let row = Row {
        title: compare::ATTENDING.say(lang),
        measured: Measured::Pupils,
        values,
        limit,
        has_plan,
    };
    row_ui(ui, &row, lang);
}

fn n_stages(school: &Site) -> usize {
    let stages = school.stages.iter();
    stages.filter(|(_, record)| record.is_some()).count()
}

fn heads_ui(ui: &mut Ui, shown: &Evaluation, has_plan: bool, lang: Lang) {
    let year = shown.layout.year;
    let over = if has_plan {
        words::both_in(year)
    } else {
        words::today_in(year)
    };
    caption(ui, over.say(lang));
    let [today, planned] = heads(has_plan).map(|head| head.map_or("", |head| head.say(lang)));
    let head = Cells {
        cells: ["", today, planned, text::LIMIT.say(lang)],
        ends: ends(has_plan),
        judged: [Judgement::Neutral; 4],
        is_head: true,
    };
    facing::cells_ui(ui, &head);
}

/// The heads of both columns of figures. Where no plan is looked at there is one.
const fn heads(has_plan: bool) -> [Option<Text>; 2] {
    if has_plan {
        [Some(words::TODAYS), Some(words::PLANNED)]
    } else {
        [None, Some(words::TODAYS)]
    }
}

/// Whether a plan stands beside today's layout.
fn has_plan(desk: Desk<'_>, view: &View) -> bool {
    !view.shows_today() && desk.session.plan().is_some()
}

/// A figure with its unit, on both sides, and its limit.
struct Row<'a> {
    title: &'a str,
    measured: Measured,
    values: [Value; 2],
    limit: Limit,
    has_plan: bool,
}

fn row_ui(ui: &mut Ui, row: &Row<'_>, lang: Lang) {
    let Row {
        title,
        measured,
        values,
        limit,
        has_plan,
    } = *row;
    let unit = facing::unit(measured, lang);
    let title = format!("{title} {unit}");
    let told = limit.say(measured);
    let plain = Judgement::Neutral;
    let heads = heads(has_plan);
    let said = [0, 1].map(|side: usize| {
        if heads[side].is_none() {
            return (String::new(), plain);
        }
        let words = values[side].bare(measured, lang);
        match limit.mark(values[side]) {
            Some(mark) => (format!("{mark} {words}"), Judgement::Worse),
            None => (words, plain),
        }
    });
    let line = Cells {
        cells: [title.trim(), &said[0].0, &said[1].0, &told],
        ends: ends(has_plan),
        judged: [plain, said[0].1, said[1].1, plain],
        is_head: false,
    };
    let response = facing::cells_ui(ui, &line);
    let mut whole: Vec<String> = heads
        .iter()
        .zip(&said)
        .filter_map(|(head, (words, _))| Some(format!("{} {words}", head.as_ref()?.say(lang))))
        .collect();
    if !told.is_empty() {
        let is_beyond = said.iter().any(|(_, judged)| *judged != plain);
        let beyond = if is_beyond {
            words::BEYOND.say(lang)
        } else {
            ""
        };
        whole.push(format!("{} {told}{beyond}", text::LIMIT.say(lang)));
    }
    let whole = format!("{}: {}", title.trim(), whole.join(text::COMMA.say(lang)));
    name_it(&response, Role::Label, &whole);
    response.on_hover_text(whole);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_neither_within_a_limit_nor_beyond() {
        let limit = Limit {
            least: Some(100.0),
            most: Some(2_000.0),
        };
        for value in [Value::Unknown, Value::NotThere] {
            assert_eq!(limit.mark(value), None);
        }
        let marks = [99.0, 100.0, 2_000.0, 2_001.0].map(|value| limit.mark(Value::known(value)));
        assert_eq!(marks, [Some("↓"), None, None, Some("↑")]);
        assert_eq!(limit.say(Measured::Pupils), "100–2,000");
        assert_eq!(Limit::default().say(Measured::Pupils), "");
        assert_eq!(Limit::at_most(Some(1.0)).say(Measured::Share), "≤ 100.0");
    }
}
