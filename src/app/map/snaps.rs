//! Places far from the roads, or cut off from them: a small sign on the map, and a word on the card.

use std::collections::BTreeMap;

use egui::{Pos2, Shape, Stroke, vec2};

use crate::app::look::theme::Theme;
use crate::app::look::view::Selection;
use crate::evaluation::Evaluator;
use crate::model::{Homes, SchoolId};
use crate::plan::Layout;
use crate::travel::SnapIssue;
use crate::units::Meters;

/// What is odd about a place, and how far it is to the nearest road.
type Odd = (SnapIssue, Meters);

/// Odd places of the layout on screen.
#[derive(Clone, Debug, Default)]
pub(super) struct Snaps {
    settlements: BTreeMap<usize, Odd>,
    schools: BTreeMap<SchoolId, Odd>,
}

impl Snaps {
    /// On the roads as they are by the year shown. Homes that are estimated lie where nobody lives.
    pub(super) fn of(evaluator: &Evaluator, layout: &Layout) -> Self {
        let travel = evaluator.travel_in(layout);
        let school = |site: &crate::plan::Site| {
            let place = travel.place(site.at);
            Some((site.id.clone(), (place.snap_issue()?, place.to_road()?)))
        };
        let is_recorded = evaluator.county().homes == Homes::Recorded;
        let notes = is_recorded.then(|| travel.snap_notes());
        Self {
            settlements: notes
                .into_iter()
                .flatten()
                .map(|note| (note.settlement, (note.issue, note.to_road)))
                .collect(),
            schools: layout.sites.iter().filter_map(school).collect(),
        }
    }

    /// The settlements with a sign.
    pub(super) fn settlements(&self) -> impl Iterator<Item = usize> + '_ {
        self.settlements.keys().copied()
    }

    pub(super) fn of_school(&self, id: &SchoolId) -> Option<Odd> {
        self.schools.get(id).copied()
    }

    /// What is odd about the thing under the pointer.
    pub(super) fn about(&self, thing: &Selection) -> Option<Odd> {
        match thing {
            Selection::School(id) => self.of_school(id),
            Selection::Settlement(index) => self.settlements.get(index).copied(),
        }
    }
}

/// The sign, up and to the right of a place.
pub(super) fn sign(place: Pos2, theme: &Theme) -> Shape {
    let foot = place + vec2(7.0, -4.0);
    let corners = vec![
        foot + vec2(0.0, -8.0),
        foot + vec2(4.5, 0.0),
        foot + vec2(-4.5, 0.0),
    ];
    Shape::convex_polygon(corners, theme.warning, Stroke::new(1.0, theme.halo))
}
