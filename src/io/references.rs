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

/// An old township as it is stated, the present one, and the year of the change.
type OldTownship = (String, usize, Option<i32>);

/// The townships that features state, as far as no layer knows them.
pub(super) struct StatedTownships<'a> {
    finder: &'a Finder<'a>,
    matched: usize,
    unmatched: Vec<(Spot, String, LonLat, String)>,
    /// Those that state an old township: what they state, the present one, and the year of the change.
    old: Vec<(Spot, String, LonLat, OldTownship)>,
}

impl<'a> StatedTownships<'a> {
    pub(super) const fn of(finder: &'a Finder<'a>) -> Self {
        Self {
            finder,
            matched: 0,
            unmatched: Vec::new(),
            old: Vec::new(),
        }
    }

    /// Takes in what one feature states.
    pub(super) fn take(&mut self, (spot, name, at): (Spot, &str, LonLat), stated: Option<&str>) {
        let Some(stated) = stated.filter(|_| !self.finder.is_empty()) else {
            return;
        };
        if let Some((township, year)) = self.finder.named_as_old(stated) {
            let old = (stated.to_owned(), township, year);
            self.old.push((spot, name.to_owned(), at, old));
        }
        if self.finder.named(stated).is_some() {
            self.matched += 1;
        } else {
            let unmatched = (spot, name.to_owned(), at, stated.to_owned());
            self.unmatched.push(unmatched);
        }
    }

    /// Tells of each that is not known; once for all where none is.
    pub(super) fn tell(self, notes: &mut [Notes]) {
        for (spot, name, at, (stated, township, year)) in &self.old {
            let present = self.finder.name(*township);
            notes[spot.file].feature(kind::OLD_TOWNSHIP, spot.feature, Some(*at), || {
                let (en, zh) = year.map_or_else(Default::default, |year| {
                    (format!(" since {year}"), format!("{year}年起"))
                });
                Words::new(
                    format!("{name}: the old township {stated} is {present}{en}; {present} counts"),
                    format!("{name}：所填旧乡镇“{stated}”{zh}为{present}，按{present}"),
                )
            });
        }
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
