//! Where the layout breaks a standard: by rule, township or school, down to the place that a click leads to.

use std::sync::Arc;

use egui::{ComboBox, Role, Ui};

use super::Desk;
use super::dock::n_broken;
use super::grids::basis;
use crate::app::look::grid::{self, GridId};
use crate::app::look::icons;
use crate::app::look::intent::Intent;
use crate::app::look::listing::Listing;
use crate::app::look::text::{self, tables as words};
use crate::app::look::theme::size;
use crate::app::look::view::{Selection, View};
use crate::app::look::widgets::{caption, intent_button, name_it};
use crate::evaluation::Evaluation;
use crate::geometry::LonLat;
use crate::model::Stage;
use crate::rules::{self, Branch, Finding, Found, GroupBy, Severity, Wanted};
use crate::session::Session;
use crate::tables::{self, About, ProblemsOf};

/// Draws the list.
pub(super) fn problems_ui(ui: &mut Ui, desk: Desk<'_>, view: &mut View) -> Option<Intent> {
    let lang = view.lang;
    let session = desk.session;
    let shown = Arc::clone(view.shown(session));
    let before = before(session, view).map(Arc::clone);
    let of = problems_of(session, &shown, before.as_deref());
    let mut listing = std::mem::take(view.listing_mut());
    listing.only_changed &= before.is_some();
    let township = listing.township;
    filters_ui(ui, of, &mut listing, view);
    let is_other_township = listing.township != township;
    let mut table = view.grids.take(GridId::Problems);
    let sorting = table
        .tree_sorting()
        .map(|(column, is_descending)| (column.to_owned(), is_descending));
    let sorting = sorting
        .as_ref()
        .map(|(column, is_descending)| (column.as_str(), *is_descending));
    let mut basis = basis(desk, view, Some(view.stage));
    basis.terms = listing.terms(view.stage, sorting);
    let wanted = listing.wanted(view.stage);
    let tree = || {
        let mut tree = rules::tree(
            of.standards,
            of.county,
            of.now,
            of.before,
            listing.by,
            &wanted,
        );
        if let Some((column, is_descending)) = sorting {
            tables::sort_branches(of, &mut tree, column, is_descending);
        }
        tree
    };
    let sheet = table.hold(basis, || {
        tables::problems(of, &tree(), &|path| listing.opened.contains(path))
    });
    let mut go_to_worst = None;
    let mut intent = grid::bar_ui(ui, GridId::Problems, &mut table, lang, |ui| {
        let worst = intent_button(ui, Some(session), view, Intent::ToWorst);
        caption(ui, summary(desk, of, &listing, view).say(lang));
        go_to_worst = worst;
    });
    intent = go_to_worst.or(intent);
    if is_other_township {
        // The inspector tells of the township that was chosen.
        listing.rule = None;
        intent = Some(Intent::Select(None));
    }
    if sheet.rows.is_empty() {
        let is_filtered =
            wanted.severity.is_some() || wanted.township.is_some() || wanted.only_changed;
        let none = if is_filtered {
            words::NO_PROBLEM_LEFT
        } else {
            text::NO_PROBLEMS
        };
        caption(ui, none.say(lang));
    } else {
        let looked_at = listing
            .rule
            .as_deref()
            .filter(|_| listing.by == GroupBy::Rule)
            .map(|rule| About::Branch(tables::path_of_rule(rule)));
        let gone_to = ui
            .push_id(GridId::Problems, |ui| {
                grid::grid_ui(ui, &mut table, looked_at.as_ref(), None, lang)
            })
            .inner;
        if let Some(grid::Done::GoTo(row)) = gone_to
            && let Some(row) = sheet.rows.get(row)
            && let About::Branch(path) = &row.about
        {
            let rule = tables::branch_at(&tree(), path).and_then(|branch| match &branch.topic {
                rules::Topic::Rule(rule) => Some(rule.clone()),
                _ => None,
            });
            if row.is_open.is_some() {
                // The inspector tells of the rule that was clicked.
                if rule.is_some() {
                    listing.rule = rule;
                    intent = Some(Intent::Select(None));
                }
                listing.turn(path);
            } else if let Some(branch) = tables::branch_at(&tree(), path) {
                intent = way_to(session, view.stage, of, branch);
            }
        }
    }
    view.grids.put(GridId::Problems, table);
    *view.listing_mut() = listing;
    intent
}

/// What a plan does to the county is told where there is a plan: against today's layout.
fn before<'a>(session: &'a Session, view: &View) -> Option<&'a Arc<Evaluation>> {
    (view.workspace().plans() && session.plan().is_some()).then(|| session.baseline())
}

fn problems_of<'a>(
    session: &'a Session,
    now: &'a Evaluation,
    before: Option<&'a Evaluation>,
) -> ProblemsOf<'a> {
    let found = |side: &'a Evaluation| Found {
        findings: &side.findings,
        layout: &side.layout,
    };
    ProblemsOf {
        standards: session.evaluator().standards(),
        county: session.county(),
        now: found(now),
        before: before.map(found),
    }
}

/// The way to the worst place of the problems that are listed; `None` where none of them has a place.
pub(crate) fn way_to_worst(session: &Session, view: &View) -> Option<Intent> {
    let before = before(session, view).map(AsRef::as_ref);
    let of = problems_of(session, view.shown(session), before);
    let mut wanted = view.listing().wanted(view.stage);
    wanted.only_changed &= before.is_some();
    let by = GroupBy::Rule;
    let tree = rules::tree(of.standards, of.county, of.now, of.before, by, &wanted);
    let worst = rules::worst_place(of.standards, of.now.findings, &tree)?;
    way_to_finding(session, view.stage, &of.now.findings[worst], of.now)
}

/// “9 rules, 353 settlements, 44 schools”.
fn summary(
    desk: Desk<'_>,
    of: ProblemsOf<'_>,
    listing: &Listing,
    view: &View,
) -> crate::words::Words {
    let wanted = listing.wanted(view.stage);
    let own = |finding: &&Finding| rules::is_wanted(finding, of.county, of.now.layout, &wanted);
    let findings: Vec<&Finding> = of.now.findings.iter().filter(own).collect();
    let count = |mut all: Vec<String>| {
        all.sort_unstable();
        all.dedup();
        all.len()
    };
    let rules = count(findings.iter().map(|it| it.standard.clone()).collect());
    let homes = count(
        findings
            .iter()
            .filter_map(|it| Some(it.settlement?.to_string()))
            .collect(),
    );
    let schools = count(
        findings
            .iter()
            .filter_map(|it| Some(it.school.as_ref()?.to_string()))
            .collect(),
    );
    let (listed, all, stage) = (rules, n_broken(desk, view), view.stage);
    let kinds = if listing.is_of_all_stages {
        words::Kinds::OfAllStages { listed, all, stage }
    } else {
        words::Kinds::OfStage { listed, all, stage }
    };
    words::problems_summary(kinds, homes, schools)
}

/// What is told apart first, and what is listed.
fn filters_ui(ui: &mut Ui, of: ProblemsOf<'_>, listing: &mut Listing, view: &View) {
    let lang = view.lang;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = -1.0;
        let ways = [
            (GroupBy::Rule, words::BY_RULE),
            (GroupBy::Township, words::OF_TOWNSHIP),
            (GroupBy::School, words::OF_SCHOOL),
        ];
        for (by, name) in ways {
            let name = name.say(lang);
            let chip = icons::chip(ui, name, name, Role::RadioButton, listing.by == by);
            if chip.on_hover_text(words::GROUP_TIP.say(lang)).clicked() {
                listing.by = by;
            }
        }
        ui.add_space(size::APART);
        let name = words::ALL_STAGES.say(lang);
        let chip = icons::chip(ui, name, name, Role::CheckBox, listing.is_of_all_stages);
        if chip.on_hover_text(words::STAGES_TIP.say(lang)).clicked() {
            listing.is_of_all_stages = !listing.is_of_all_stages;
        }
        ui.add_space(size::APART);
        let wanted = Wanted {
            severity: None,
            ..listing.wanted(view.stage)
        };
        for severity in [Severity::Block, Severity::Warn, Severity::Info] {
            let of_weight = Wanted {
                severity: Some(severity),
                ..wanted
            };
            let rules = rules::broken_rules(of.county, of.now, &of_weight);
            let is_chosen = listing.severity == Some(severity);
            let name = severity.words();
            let label = format!("{} {rules}", name.say(lang));
            let chip = icons::chip(ui, &label, name.say(lang), Role::CheckBox, is_chosen);
            if chip.on_hover_text(words::SEVERITY_TIP.say(lang)).clicked() {
                listing.severity = (!is_chosen).then_some(severity);
            }
        }
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.add_space(size::APART);
        townships_ui(ui, of, listing, view);
        if of.before.is_some() {
            let label = words::ONLY_CHANGED.say(lang);
            ui.checkbox(&mut listing.only_changed, label)
                .on_hover_text(words::ONLY_CHANGED_TIP.say(lang));
        }
    });
}

/// The township whose problems are listed.
fn townships_ui(ui: &mut Ui, of: ProblemsOf<'_>, listing: &mut Listing, view: &View) {
    let townships = &of.county.townships;
    if townships.is_empty() {
        return;
    }
    let all = words::ALL_TOWNSHIPS.say(view.lang);
    let name = |index: Option<usize>| {
        let township = index.and_then(|index| townships.get(index));
        township.map_or(all, |township| &township.name)
    };
    let combo = ComboBox::from_id_salt("township of problems")
        .width(96.0)
        .truncate()
        .selected_text(name(listing.township))
        .show_ui(ui, |ui| {
            let mut order: Vec<usize> = (0..townships.len()).collect();
            order.sort_by_cached_key(|&index| crate::words::NameOrder::of(&townships[index].name));
            for choice in std::iter::once(None).chain(order.into_iter().map(Some)) {
                ui.selectable_value(&mut listing.township, choice, name(choice));
            }
        });
    name_it(
        &combo.response,
        Role::ComboBox,
        text::TOWNSHIP.say(view.lang),
    );
}

/// Where a place of the list is to be seen, in the stage it is about.
fn way_to(session: &Session, stage: Stage, of: ProblemsOf<'_>, branch: &Branch) -> Option<Intent> {
    let there = branch
        .findings
        .first()
        .map(|&position| (&of.now.findings[position], of.now));
    let gone = || {
        let before = of.before?;
        Some((&before.findings[*branch.gone.first()?], before))
    };
    let (finding, found) = there.or_else(gone)?;
    way_to_finding(session, stage, finding, found)
}

fn way_to_finding(
    session: &Session,
    stage: Stage,
    finding: &Finding,
    found: Found<'_>,
) -> Option<Intent> {
    let place = place_of(session, finding)?;
    Some(match stage_of(finding, found, stage) {
        Some(stage) => Intent::InStage(stage, Box::new(place)),
        None => place,
    })
}

/// The stage in which a problem is to be seen: its own; for a whole school the one on screen, if the school runs it,
/// else its first.
fn stage_of(finding: &Finding, found: Found<'_>, on_screen: Stage) -> Option<Stage> {
    if finding.stage.is_some() {
        return finding.stage;
    }
    let site = found.layout.site(finding.school.as_ref()?)?;
    let runs = |stage: &Stage| site.stages[*stage].is_some();
    std::iter::once(on_screen).chain(Stage::ALL).find(runs)
}

/// Where a finding is to be seen: where the pupils live whom it concerns, else the school; the county as a whole for
/// none in particular.
fn place_of(session: &Session, finding: &Finding) -> Option<Intent> {
    if let Some(index) = finding.settlement {
        return Some(Intent::GoTo(Selection::Settlement(index)));
    }
    if let Some(id) = &finding.school {
        return Some(Intent::GoTo(Selection::School(id.clone())));
    }
    let townships = &session.county().townships;
    match finding.township.and_then(|index| townships.get(index)) {
        Some(township) => {
            use geo::InteriorPoint as _;
            let point = township.outline.interior_point();
            point.map(|point| Intent::FlyTo(LonLat::from(point)))
        }
        None => Some(Intent::ZoomToFit),
    }
}
