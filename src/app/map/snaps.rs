//! Places far from the roads, or cut off from them: a small sign on the map, and a word on the card.

use std::collections::BTreeMap;

use egui::{Pos2, Shape, Stroke, vec2};

use super::state::Same;
use crate::app::look::theme::Theme;
use crate::app::look::view::Selection;
use crate::evaluation::Evaluator;
use crate::geometry::LonLat;
use crate::model::{Homes, SchoolId};
use crate::plan::{Layout, Site};
use crate::travel::{SnapIssue, Travel};
use crate::units::Meters;

/// What is odd about a place, and how far it is to the nearest road.
type Odd = (SnapIssue, Meters);

/// Odd places of the layout on screen.
#[derive(Clone, Debug, Default)]
pub(super) struct Snaps {
    /// The roads that the places were held against.
    travel: Option<Same<Travel>>,
    settlements: BTreeMap<usize, Odd>,
    /// By site: in the order of ids.
    schools: Vec<School>,
}

#[derive(Clone, Debug)]
struct School {
    id: SchoolId,
    at: LonLat,
    odd: Option<Odd>,
}

impl Snaps {
    /// Looks at a layout, on the roads as they are by the year shown. Homes that are estimated lie where nobody lives.
    /// Places that stay on the same roads are not looked at again.
    pub(super) fn follow(&mut self, evaluator: &Evaluator, layout: &Layout) {
        let travel = Same(evaluator.travel_in(layout));
        if self.travel.as_ref() != Some(&travel) {
            let is_recorded = evaluator.county().homes == Homes::Recorded;
            let notes = is_recorded.then(|| travel.0.snap_notes());
            let notes = notes.into_iter().flatten();
            self.settlements = notes
                .map(|note| (note.settlement, (note.issue, note.to_road)))
                .collect();
            self.schools.clear();
        }
        let odd = |at: LonLat| {
            let place = travel.0.place(at);
            Some((place.snap_issue()?, place.to_road()?))
        };
        let sites = layout.sites.iter().enumerate();
        self.schools = sites
            .map(|(position, site)| School {
                id: site.id.clone(),
                at: site.at,
                odd: match self.known(position, site) {
                    Some(known) => known.odd,
                    None => odd(site.at),
                },
            })
            .collect();
        self.travel = Some(travel);
    }

    /// What is known of a school that stands where it stood; as a rule it is at the same position.
    fn known(&self, position: usize, site: &Site) -> Option<&School> {
        let there = self
            .schools
            .get(position)
            .filter(|school| school.id == site.id);
        let school = there.or_else(|| self.school(&site.id))?;
        (school.at == site.at).then_some(school)
    }

    fn school(&self, id: &SchoolId) -> Option<&School> {
        let position = self.schools.binary_search_by(|school| school.id.cmp(id));
        position.ok().map(|position| &self.schools[position])
    }

    /// The settlements with a sign.
    pub(super) fn settlements(&self) -> impl Iterator<Item = usize> + '_ {
        self.settlements.keys().copied()
    }

    pub(super) fn of_school(&self, id: &SchoolId) -> Option<Odd> {
        self.school(id)?.odd
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
