//! The inspector where plans are compared: the same figures of A and of B beside each other, and what lies between.

use egui::{Align2, RichText, Role, ScrollArea, Sense, Ui, vec2};

use super::facing::{Cells, Ends, OfSchool, Value};
use super::{Desk, apart, facing, inspector, settlement};
use crate::app::look::figures::{self, Judgement};
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text::{self as words, Text, compare as text};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, heading, name_it};
use crate::evaluation::{Compared, Evaluation, same_homes};
use crate::indicators::{HomeTrips, Measured, by_township};
use crate::model::{SchoolId, Stage};
use crate::words::Lang;

/// A figure of both sides.
#[derive(Clone, Copy, Debug)]
struct Pair {
    title: Text,
    sides: [Value; 2],
    measured: Measured,
    /// Whether less of it is better; else a change is only told.
    is_burden: bool,
}

impl Pair {
    const fn plain(title: Text, measured: Measured, sides: [Value; 2]) -> Self {
        Self {
            title,
            sides,
            measured,
            is_burden: false,
        }
    }

    /// The same, where less is better.
    const fn burden(title: Text, measured: Measured, sides: [Value; 2]) -> Self {
        Self {
            is_burden: true,
            ..Self::plain(title, measured, sides)
        }
    }

    /// What lies between: sign, figure and word; never a number where a side is not known.
    fn difference(&self, lang: Lang) -> (String, Judgement) {
        let plain = |words: Text| (words.say(lang).to_owned(), Judgement::Neutral);
        let (a, b) = match self.sides {
            [Value::Known { value: a, .. }, Value::Known { value: b, .. }] => (a, b),
            [Value::Unknown, _] | [_, Value::Unknown] => return plain(text::NOT_COMPARABLE),
            [Value::NotThere, Value::NotThere] => return plain(text::NOT_THERE),
            [Value::NotThere, _] => return plain(text::ONLY_B),
            [_, Value::NotThere] => return plain(text::ONLY_A),
        };
        let Some(change) = figures::show_change(self.measured, b - a) else {
            return plain(text::SAME);
        };
        let is_more = b > a;
        let (word, judgement) = match (self.is_burden, is_more) {
            (true, false) => (words::BETTER, Judgement::Better),
            (true, true) => (words::WORSE, Judgement::Worse),
            (false, _) => (which_way(self.measured, is_more), Judgement::Neutral),
        };
        (format!("{change} {}", word.say(lang)), judgement)
    }
}

/// The word of a change that is neither better nor worse.
const fn which_way(measured: Measured, is_more: bool) -> Text {
    match (measured, is_more) {
        (Measured::Metres, true) => text::LONGER,
        (Measured::Metres, false) => text::SHORTER,
        (Measured::Share, true) => text::HIGHER,
        (Measured::Share, false) => text::LOWER,
        (_, true) => text::MORE,
        (_, false) => text::FEWER,
    }
}

/// Draws the pane: what is selected, else the county, on both sides.
pub(super) fn both_ui(ui: &mut Ui, desk: Desk<'_>, view: &View) -> Option<Intent> {
    let lang = view.lang;
    let Some(sides) = desk.results.sides(desk.session, view) else {
        caption(ui, words::COMPARING.say(lang));
        return None;
    };
    let mut intent = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        let township = view.chart.township;
        intent = match (&view.selection, township) {
            (Some(Selection::School(id)), _) => {
                school_ui(ui, sides, id, lang);
                None
            }
            (Some(Selection::Settlement(home)), _) => settlement_ui(ui, desk, view, sides, *home),
            (None, Some(township)) => {
                township_ui(ui, sides, township, view);
                None
            }
            (None, None) => {
                county_ui(ui, sides, view);
                None
            }
        };
    });
    intent
}

fn school_ui(ui: &mut Ui, sides: &Compared, id: &SchoolId, lang: Lang) {
    title(ui, sides.school_name(id));
    let both = [&sides.before, &sides.after];
    let sites = both.map(|side| side.layout.position(id));
    let kind = both.iter().zip(sites).rev();
    let kind = kind.filter_map(|(side, site)| Some(side.layout.sites[site?].kind));
    if let Some(kind) = kind.into_iter().next() {
        caption(ui, kind.words().say(lang));
    }
    apart::caption_ui(ui, sides, lang);
    for (letter, (side, site)) in ["A", "B"].into_iter().zip(both.iter().zip(sites)) {
        let state = site.map_or_else(
            || text::NOT_THERE.say(lang).to_owned(),
            |site| {
                let name = |id: &SchoolId| sides.school_name(id).to_owned();
                let state = inspector::state_words(name, &side.layout.sites[site], lang);
                state.unwrap_or_else(|| text::UNCHANGED_STATE.say(lang).to_owned())
            },
        );
        side_ui(ui, letter, &state);
    }
    for stage in Stage::ALL {
        let pairs = of_school(both.map(AsRef::as_ref), sites, stage);
        if !pairs.is_empty() {
            heading(ui, stage.words().say(lang));
            pairs_ui(ui, &pairs, lang);
        }
    }
}

/// The figures of a school in a stage; none where neither side runs it.
fn of_school(sides: [&Evaluation; 2], sites: [Option<usize>; 2], stage: Stage) -> Vec<Pair> {
    let [a, b] = [0, 1].map(|side: usize| {
        let site = sites[side]?;
        sides[side].stages[stage].as_ref()?.school(site)
    });
    if a.is_none() && b.is_none() {
        return Vec::new();
    }
    let pair = |figure: OfSchool| {
        let sides = [a, b].map(|numbers| figure.of(numbers));
        Pair::plain(figure.title(), figure.measured(), sides)
    };
    OfSchool::ALL.into_iter().map(pair).collect()
}

fn settlement_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    view: &View,
    sides: &Compared,
    home: usize,
) -> Option<Intent> {
    let lang = view.lang;
    let county = desk.session.county();
    let settlement = county.settlements.get(home)?;
    title(ui, &settlement.name);
    apart::caption_ui(ui, sides, lang);
    let mut intent = None;
    // The place was pointed at on the map of this county; another plan may assume other homes.
    let is_known = |county_of: &crate::model::County| same_homes(county_of, county);
    if !sides.evaluators.iter().all(|side| is_known(side.county())) {
        caption(ui, words::OTHER_HOMES.say(lang));
        return intent;
    }
    let both = [&sides.before, &sides.after];
    for stage in Stage::ALL {
        let lives = |side: &Evaluation| side.demand.pupils[stage].get(home).copied();
        if both.iter().all(|side| lives(side).unwrap_or(0) == 0) {
            continue;
        }
        heading(ui, stage.words().say(lang));
        pairs_ui(
            ui,
            &of_settlement(both.map(AsRef::as_ref), stage, home),
            lang,
        );
        for (letter, place) in [("A", 0), ("B", 1)] {
            let limit = sides.evaluators[place].limits().trip[stage];
            let ways = settlement::Ways {
                evaluation: both[place],
                stage,
                settlement: home,
                limit,
            };
            intent = ways.show(ui, letter, lang).or(intent);
        }
    }
    intent
}

/// The figures of a settlement's pupils of a stage.
fn of_settlement(sides: [&Evaluation; 2], stage: Stage, home: usize) -> Vec<Pair> {
    let is_known = |side: &Evaluation| side.demand.basis[stage].is_known();
    let pupils = sides.map(|side| {
        let living = side.demand.pupils[stage].get(home).copied();
        Value::of(living.filter(|_| is_known(side)))
    });
    let trips = sides.map(|side| {
        let evaluated = side.stages[stage].as_ref().filter(|_| is_known(side));
        Some(HomeTrips::of(evaluated?.attended(), home))
    });
    let way = |of: fn(&HomeTrips) -> Option<f64>| {
        trips.map(|trips| {
            let Some(trips) = trips else {
                return Value::Unknown;
            };
            let is_estimate = trips.is_estimate;
            of(&trips).map_or(Value::NotThere, |value| Value::Known { value, is_estimate })
        })
    };
    let unplaced = trips.map(|trips| Value::of(trips.map(|trips| trips.unplaced)));
    let mean = way(|trips| trips.mean().map(|mean| mean.as_f64()));
    let farthest = way(|trips| (trips.day_pupils > 0).then(|| trips.farthest.as_f64()));
    vec![
        Pair::plain(text::PUPILS_LIVING, Measured::Pupils, pupils),
        of_ways(words::MEAN_TRIP, mean, unplaced),
        of_ways(words::LONGEST_TRIP, farthest, unplaced),
        Pair::burden(words::UNPLACED, Measured::Pupils, unplaced),
    ]
}

/// Ways of fewer pupils are not better for being shorter: the others have none.
fn of_ways(title: Text, ways: [Value; 2], unplaced: [Value; 2]) -> Pair {
    let pair = Pair::burden(title, Measured::Metres, ways);
    let known = |value: Value| match value {
        Value::Known { value, .. } => Some(value),
        Value::NotThere | Value::Unknown => None,
    };
    let [a, b] = unplaced.map(known);
    Pair {
        is_burden: a.is_some() && a == b,
        ..pair
    }
}

fn township_ui(ui: &mut Ui, sides: &Compared, township: usize, view: &View) {
    let lang = view.lang;
    let Some(place) = sides.county.townships.get(township) else {
        return;
    };
    title(ui, &place.name);
    caption(ui, view.stage.words().say(lang));
    apart::caption_ui(ui, sides, lang);
    let groups = [0, 1].map(|side: usize| {
        let county = sides.evaluators[side].county();
        let evaluation = [&sides.before, &sides.after][side];
        let groups = by_township(evaluation.by_place(county, view.stage)?);
        groups.into_iter().nth(township)
    });
    let [Some(a), Some(b)] = groups else {
        caption(ui, words::NO_STAGE.say(lang));
        return;
    };
    let both = [&a, &b];
    let is_known = [&sides.before, &sides.after]
        .iter()
        .all(|side| side.demand.basis[view.stage].is_known());
    let living = |value: Value| if is_known { value } else { Value::Unknown };
    let unplaced = both.map(|one| living(Value::known(one.unplaced.into())));
    let ways = both.map(|one| Value::ways(one.distances).map(living));
    let over = both.map(|one| {
        one.over_limit
            .map_or(Value::NotThere, |over| living(Value::known(over.into())))
    });
    let pairs = [
        Pair::plain(
            words::SCHOOLS,
            Measured::Schools,
            both.map(|one| Value::known(one.schools as f64)),
        ),
        Pair::plain(
            words::SEATS,
            Measured::Seats,
            both.map(|one| Value::of(one.seats)),
        ),
        Pair::plain(
            text::ATTENDING,
            Measured::Pupils,
            both.map(|one| Value::of(one.attending)),
        ),
        Pair::plain(
            text::PUPILS_LIVING,
            Measured::Pupils,
            both.map(|one| living(Value::known(one.pupils.into()))),
        ),
        Pair::burden(words::UNPLACED, Measured::Pupils, unplaced),
        of_ways(words::MEAN_TRIP, ways.map(|ways| ways[0]), unplaced),
        of_ways(words::LONGEST_TRIP, ways.map(|ways| ways[1]), unplaced),
        Pair {
            measured: Measured::Pupils,
            ..of_ways(words::OVER_LIMIT, over, unplaced)
        },
    ];
    pairs_ui(ui, &pairs, lang);
}

/// Nothing is selected: the figures of the stage for the whole county.
fn county_ui(ui: &mut Ui, sides: &Compared, view: &View) {
    let lang = view.lang;
    title(ui, text::WHOLE_COUNTY.say(lang));
    caption(ui, view.stage.words().say(lang));
    apart::caption_ui(ui, sides, lang);
    let below = view.typed_below.of(view.stage);
    let first = figures::all(&sides.before, None, view.stage, below, lang);
    let second = figures::all(&sides.after, Some(&sides.before), view.stage, below, lang);
    heads_ui(ui, lang);
    for (a, b) in first.iter().zip(&second) {
        let is_known = [a, b].iter().all(|side| side.value != words::UNKNOWN);
        let change = match &b.change {
            Some((change, Judgement::Neutral)) => {
                let word = which_way(b.indicator.measured(), !change.starts_with('−'));
                format!("{change} {}", word.say(lang))
            }
            _ => b.change_words(lang),
        };
        let change = match (is_known, change.is_empty()) {
            (false, _) => text::NOT_COMPARABLE.say(lang),
            (true, true) => text::SAME.say(lang),
            (true, false) => &change,
        };
        let judgement = b
            .change
            .as_ref()
            .map_or(Judgement::Neutral, |(_, judgement)| *judgement);
        line_ui(ui, &b.title, [&a.value, &b.value], (change, judgement));
    }
    ui.add_space(size::APART);
    caption(ui, words::desk::LOOK_CLOSER.say(lang));
}

fn title(ui: &mut Ui, name: &str) {
    ui.label(RichText::new(name).font(fonts::semibold(size::TITLE)));
}

/// A letter on its ground, and what is said of that side.
pub(super) fn side_ui(ui: &mut Ui, letter: &str, said: &str) {
    let theme = Theme::of(ui.ctx());
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(18.0, 18.0), Sense::hover());
        ui.painter().rect_filled(rect, 3.0, theme.place);
        let font = fonts::semibold(size::CAPTION);
        let middle = Align2::CENTER_CENTER;
        ui.painter()
            .text(rect.center(), middle, letter, font, theme.on_place);
        let label = ui.add(egui::Label::new(said).wrap());
        name_it(&label, Role::Label, &format!("{letter} {said}"));
    });
}

fn pairs_ui(ui: &mut Ui, pairs: &[Pair], lang: Lang) {
    heads_ui(ui, lang);
    for pair in pairs {
        let [a, b] = pair.sides.map(|side| side.say(pair.measured));
        let (change, judgement) = pair.difference(lang);
        line_ui(ui, pair.title.say(lang), [&a, &b], (&change, judgement));
    }
}

/// Where the columns end, as shares of the width: the name, A, B, what lies between.
const ENDS: Ends = [0.28, 0.49, 0.70, 1.0];

fn heads_ui(ui: &mut Ui, lang: Lang) {
    let difference = text::DIFFERENCE.say(lang);
    let head = Cells {
        cells: ["", "A", "B", difference],
        ends: ENDS,
        judged: [Judgement::Neutral; 4],
        is_head: true,
    };
    facing::cells_ui(ui, &head);
}

fn line_ui(ui: &mut Ui, title: &str, [a, b]: [&str; 2], (change, judgement): (&str, Judgement)) {
    let plain = Judgement::Neutral;
    let line = Cells {
        cells: [title, a, b, change],
        ends: ENDS,
        judged: [plain, plain, plain, judgement],
        is_head: false,
    };
    let response = facing::cells_ui(ui, &line);
    let told = format!("{title}: A {a}, B {b}, {change}");
    name_it(&response, Role::Label, &told);
    response.on_hover_text(told);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(title: Text, measured: Measured, sides: [Value; 2]) -> String {
        Pair::plain(title, measured, sides).difference(Lang::En).0
    }

    #[test]
    fn a_difference_has_sign_and_word_and_none_is_made_up_where_a_side_is_not_known() {
        let (known, pupils) = (Value::known, Measured::Pupils);
        let pupils = |sides: [Value; 2]| said(words::PUPILS, pupils, sides);
        assert_eq!(pupils([known(120.0), known(80.0)]), "−40 fewer");
        assert_eq!(pupils([known(80.0), known(80.0)]), "same");
        assert_eq!(pupils([known(0.0), Value::Unknown]), "not known");
        assert_eq!(pupils([Value::Unknown, Value::NotThere]), "not known");
        assert_eq!(pupils([Value::NotThere, known(0.0)]), "only in B");
        let ways = [known(2_000.0), known(1_800.0)];
        assert_eq!(
            said(words::MEAN_TRIP, Measured::Metres, ways),
            "−200 m nearer"
        );
        let burden = Pair::burden(words::UNPLACED, Measured::Pupils, [known(3.0), known(5.0)]);
        assert_eq!(
            burden.difference(Lang::En),
            ("+2 worse".to_owned(), Judgement::Worse)
        );
    }

    #[test]
    fn shorter_ways_of_fewer_pupils_are_not_called_better() {
        let (known, ways) = (Value::known, [Value::known(2_000.0), Value::known(900.0)]);
        let judged = |unplaced| {
            of_ways(words::MEAN_TRIP, ways, unplaced)
                .difference(Lang::En)
                .1
        };
        assert_eq!(judged([known(0.0), known(0.0)]), Judgement::Better);
        assert_eq!(judged([known(0.0), known(8.0)]), Judgement::Neutral);
        assert_eq!(judged([Value::Unknown, known(0.0)]), Judgement::Neutral);
    }
}
