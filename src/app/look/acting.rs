//! What can be done with what the search found, beside going there.

use super::aids::{Place, Visit};
use super::commands;
use super::desk::{Arrange, Page, Workspace};
use super::finding::Hit;
use super::intent::Intent;
use super::text::{self, aids};
use super::view::View;
use crate::model::SchoolId;
use crate::plan::Command;
use crate::session::{Chosen, Session};
use crate::words::Words;

/// What can be done with what was found, each with its name: going there first. Empty where choosing it is all there is.
pub(crate) fn actions(
    hit: &Hit,
    session: Option<&Session>,
    view: &View,
) -> Vec<(Words, Vec<Intent>)> {
    let named = |name: text::Text, wishes: Vec<Intent>| (text::words_of(name), wishes);
    let own = |wish: &Intent| text::words_of(wish.entry().label);
    let Some(session) = session else {
        return Vec::new();
    };
    let Some(place) = &hit.place else {
        let go = Intent::Arrange(Arrange::Go(Workspace::Compare));
        return match hit.wishes.as_slice() {
            [choose @ Intent::Choose(Chosen::Plan(_))] => vec![
                named(aids::CHOOSE_PLAN, vec![choose.clone()]),
                named(aids::COMPARE_PLAN, vec![choose.clone(), go]),
            ],
            [open @ Intent::OpenRule(_)] => vec![
                (own(open), vec![open.clone()]),
                named(
                    text::desk::page(Page::Standards),
                    vec![Intent::Show(Some(Page::Standards))],
                ),
            ],
            _ => Vec::new(),
        };
    };
    let visit = |visit: Visit| Intent::Visit(place.clone(), visit);
    let mut actions = vec![
        named(aids::TO_MAP, vec![visit(Visit::OnMap)]),
        named(aids::TO_INSPECTOR, vec![visit(Visit::Inspected)]),
    ];
    match place {
        Place::Township(index) => {
            actions.truncate(1);
            let list = Intent::ListProblemsOf(*index);
            actions.push((own(&list), vec![visit(Visit::OnMap), list]));
        }
        Place::School(_) | Place::Settlement(_) => {
            // As it would be with this place selected.
            let mut there = view.clone();
            there.selection = place.selection();
            for wish in [Intent::KeepSelected, Intent::CorrectSelected] {
                if let Some(way) = commands::carried_out_from(&wish, Some(session), &there) {
                    let wishes = std::iter::once(visit(Visit::OnMap)).chain(way);
                    actions.push((own(&wish), wishes.collect()));
                }
            }
            if let Place::School(school) = place
                && is_in_plan(session, school)
            {
                let restore = Intent::Command(Command::Restore {
                    school: school.clone(),
                });
                let plan = Intent::Arrange(Arrange::Go(Workspace::Plan));
                let wishes = vec![visit(Visit::OnMap), plan, restore];
                actions.push(named(text::keeping::RESTORE, wishes));
            }
        }
    }
    actions
}

/// Whether the plan does something to a school of the county that can be taken back.
fn is_in_plan(session: &Session, school: &SchoolId) -> bool {
    let actions = session.plan().map_or(&[][..], |plan| &plan.actions);
    let mut touched = actions.iter().map(|action| action.measure.school());
    session.county().school(school).is_some() && touched.any(|own| own == school)
}
