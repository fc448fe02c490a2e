//! The rule that is looked at among the problems: what it asks, on what that rests, and what can be done about it.

use egui::{RichText, ScrollArea, Ui};

use super::Desk;
use crate::app::look::asking::Topic;
use crate::app::look::commands;
use crate::app::look::desk::{Page, Task};
use crate::app::look::fonts;
use crate::app::look::intent::Intent;
use crate::app::look::text::{tables as words, time};
use crate::app::look::theme::{Theme, size};
use crate::app::look::view::View;
use crate::app::look::widgets::{Look, caption, fact, heading, look_button};
use crate::horizon::is_to_confirm;
use crate::rules::{self, Found, GroupBy, Measure, Op, Standard, Tally, Topic as Branch};

/// Draws the rule under the map of where it is broken.
pub(super) fn rule_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, id: &str) -> Option<Intent> {
    let lang = view.lang;
    let rule = desk.session.evaluator().standards().get(id)?;
    ui.add_space(size::NEAR);
    let title = RichText::new(rule.problem().say(lang).to_owned());
    ui.label(title.font(fonts::semibold(size::TITLE)));
    match tally(desk, view, id) {
        Some(tally) => {
            let pupils = tally.pupils.filter(|&pupils| pupils > 0);
            let told = words::concerned(tally.settlements, tally.schools, pupils);
            caption(ui, told.say(lang));
        }
        None => {
            caption(ui, words::NO_PROBLEM_LEFT.say(lang));
        }
    }
    let mut intent = None;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        facts_ui(ui, desk, view, rule);
        heading(ui, words::WAYS.say(lang));
        for wish in ways(rule) {
            let name = commands::name_of(&wish);
            let name = name.say(lang);
            let button = look_button(ui, Look::Plain, name, name);
            let tip = wish.tooltip(Some(desk.session), lang, ui.ctx());
            if button.on_hover_text(tip).clicked() {
                intent = Some(wish);
            }
        }
    });
    intent
}

/// How many places break it, as the list of problems counts them; `None` for none.
fn tally(desk: Desk<'_>, view: &View, id: &str) -> Option<Tally> {
    let session = desk.session;
    let shown = view.shown(session);
    let now = Found {
        findings: &shown.findings,
        layout: &shown.layout,
    };
    let standards = session.evaluator().standards();
    let wanted = view.listing().wanted(view.stage);
    let tree = rules::tree(
        standards,
        session.county(),
        now,
        None,
        GroupBy::Rule,
        &wanted,
    );
    let own = |branch: &rules::Branch| branch.topic == Branch::Rule(id.to_owned());
    tree.into_iter().find(own).map(|branch| branch.tally)
}

fn facts_ui(ui: &mut Ui, desk: Desk<'_>, view: &View, rule: &Standard) {
    let lang = view.lang;
    let theme = Theme::of(ui.ctx());
    ui.add_space(size::NEAR);
    fact(ui, time::WEIGHT.say(lang), rule.severity.words().say(lang));
    let limit = rule.measure.figure(rule.limit);
    let limit = format!("{} {}", rule.op.sign(), limit.say(lang));
    fact(ui, time::VALUE.say(lang), limit.trim().to_owned());
    let sure = format!(
        "{} · {:.0} %",
        rule.basis.words().say(lang),
        rule.confidence * 100.0
    );
    fact(ui, time::BASIS.say(lang), sure);
    if is_to_confirm(rule, desk.session.plan()) {
        let open = RichText::new(words::NOT_CONFIRMED.say(lang)).color(theme.warning);
        fact(ui, time::CONFIRMED.say(lang), open);
    }
    let source = rule.short_source();
    let told = format!("{} {}", time::SOURCE.say(lang), source.say(lang));
    ui.label(RichText::new(told).size(size::CAPTION).color(theme.faint))
        .on_hover_text(rule.source.say(lang));
    let note = rule.note.say(lang);
    if !note.is_empty() {
        caption(ui, note);
    }
}

/// What can be done where a rule is broken, by what it measures; the number itself can be looked at in any case.
fn ways(rule: &Standard) -> Vec<Intent> {
    let ask = Intent::AskAbout;
    let page = |page| Intent::Show(Some(page));
    let mut ways = match rule.measure {
        Measure::TripMetres | Measure::WalkMinutes => vec![
            ask(Topic::Site),
            ask(Topic::Catchments),
            Intent::OpenTask(Task::New),
        ],
        Measure::SchoolPupils if rule.op == Op::AtLeast => {
            vec![Intent::OpenTask(Task::Small), ask(Topic::Merge)]
        }
        Measure::SchoolPupils
        | Measure::ClassPupils
        | Measure::PupilsPerSeat
        | Measure::UnplacedPupils
        | Measure::OversizeClasses
        | Measure::OversizeClassShare
        | Measure::OversizeSchools => {
            vec![ask(Topic::Catchments), ask(Topic::Layout), ask(Topic::Site)]
        }
        Measure::PublicKindergartensPerTownship
        | Measure::SchoolsPerTownship
        | Measure::PublicShare
        | Measure::InclusiveCoverage => vec![Intent::OpenTask(Task::New), ask(Topic::Site)],
        Measure::ParentsOpposed | Measure::BoardingGrade => vec![page(Page::Gate)],
        Measure::YearsTooEarly | Measure::Years => vec![page(Page::Timeline)],
        Measure::GrossEnrolment
        | Measure::NineYearRetention
        | Measure::SchoolAgeEntry
        | Measure::VocationalShare
        | Measure::BalanceCv
        | Measure::PupilsPerPost
        | Measure::PostsPerClass => vec![page(Page::Targets)],
        // Numbers used in computing are never broken.
        Measure::WalkSpeed
        | Measure::BusSpeed
        | Measure::DetourFactor
        | Measure::PupilsPerBus
        | Measure::BusYearCost => Vec::new(),
    };
    ways.push(page(Page::Standards));
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Standards;

    #[test]
    fn whatever_can_be_broken_has_a_way_beside_its_number() {
        let standards = Standards::default();
        let binding = standards.iter().filter(|rule| rule.op != Op::Reference);
        let mut all = 0;
        for rule in binding {
            let ways = ways(rule);
            assert!(ways.len() > 1, "{}", rule.id);
            let mut names: Vec<String> = ways.iter().map(|way| commands::name_of(way).zh).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), ways.len(), "{}", rule.id);
            all += 1;
        }
        assert!(all > 10);
    }
}
