//! References between features that lead nowhere are told: a parent school or a township that is not there.

use std::collections::BTreeSet;

use super::gather::Spot;
use super::report::{Notes, kind};
use super::townships::Finder;
use crate::geometry::LonLat;
use crate::model::{School, SchoolId};
use crate::words::Words;

/// Tells of schools whose parent is not among the schools.
pub(super) fn tell_parents(schools: &[(Spot, School)], notes: &mut [Notes]) {
    let ids: BTreeSet<&SchoolId> = schools.iter().map(|(_, school)| &school.id).collect();
    for (
        spot,
        School {
            name, at, parent, ..
        },
    ) in schools
    {
        if let Some(parent) = parent.as_ref().filter(|parent| !ids.contains(parent)) {
            notes[spot.file].feature(kind::REFERENCE, spot.feature, Some(*at), || {
                Words::new(
                    format!("{name}: its parent school {parent} is not among the schools"),
                    format!("{name}：主管学校“{parent}”不在学校资料中"),
                )
            });
        }
    }
}

/// The townships that features state, as far as no layer knows them.
pub(super) struct StatedTownships<'a> {
    finder: &'a Finder<'a>,
    matched: usize,
    unmatched: Vec<(Spot, String, LonLat, String)>,
}

impl<'a> StatedTownships<'a> {
    pub(super) const fn of(finder: &'a Finder<'a>) -> Self {
        Self {
            finder,
            matched: 0,
            unmatched: Vec::new(),
        }
    }

    /// Takes in what one feature states.
    pub(super) fn take(&mut self, (spot, name, at): (Spot, &str, LonLat), stated: Option<&str>) {
        let Some(stated) = stated.filter(|_| !self.finder.is_empty()) else {
            return;
        };
        if self.finder.named(stated).is_some() {
            self.matched += 1;
        } else {
            let unmatched = (spot, name.to_owned(), at, stated.to_owned());
            self.unmatched.push(unmatched);
        }
    }

    /// Tells of each that is not known; once for all where none is.
    pub(super) fn tell(self, notes: &mut [Notes]) {
        if let ([(first, _, _, stated), ..], 0) = (self.unmatched.as_slice(), self.matched)
            && self.unmatched.len() > 1
        {
            notes[first.file].file(Words::new(
                format!("No stated township is among the townships (such as {stated}); their place decides"),
                format!("所填乡镇（如“{stated}”）都不在乡镇资料中，按位置归属"),
            ));
            return;
        }
        for (spot, name, at, stated) in self.unmatched {
            notes[spot.file].feature(kind::REFERENCE, spot.feature, Some(at), || {
                Words::new(
                    format!("{name}: {stated} is not among the townships; its place decides"),
                    format!("{name}：“{stated}”不在乡镇资料中，按位置归属"),
                )
            });
        }
    }
}
