//! The same figures by township and by district (片区).

use crate::assign::{Assignment, Flow};
use crate::model::County;
use crate::plan::Layout;
use crate::units::Meters;

use super::schools::over_limit;
use super::{Distances, SchoolNumbers};

/// The figures of one township or district in one stage.
///
/// Pupils, trips and unplaced are counted where pupils live; schools and seats where schools stand.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupNumbers {
    /// The township's or district's name; empty for what lies in none.
    pub name: String,
    /// Pupils who live there.
    pub pupils: u32,
    /// Of these, pupils without a school.
    pub unplaced: u32,
    /// Trips of those placed who go every day.
    pub distances: Option<Distances>,
    /// Day pupils whose trip is longer than the limit; `None` where the stage has no limit.
    pub over_limit: Option<u32>,
    /// Schools and teaching points that stand there.
    pub schools: usize,
    /// Pupils who attend them, wherever they live; `None` where those of a school are not known.
    pub attending: Option<u32>,
    /// Their seats; `None` where those of a school are not known.
    pub seats: Option<u32>,
}

/// One evaluated stage, to be broken down by place.
#[derive(Clone, Copy, Debug)]
pub struct StageView<'a> {
    /// The county.
    pub county: &'a County,
    /// The layout that was evaluated.
    pub layout: &'a Layout,
    /// Who goes where.
    pub assignment: &'a Assignment,
    /// The flows of the day pupils among them.
    pub daily: &'a [Flow],
    /// Pupils by settlement.
    pub pupils: &'a [u32],
    /// From [`super::school_numbers`].
    pub schools: &'a [SchoolNumbers],
    /// The trip limit of the stage.
    pub trip_limit: Option<Meters>,
}

/// Figures by township in file order; what lies in no township comes last, if there is any.
pub fn by_township(view: StageView<'_>) -> Vec<GroupNumbers> {
    let names: Vec<String> = view
        .county
        .townships
        .iter()
        .map(|township| township.name.clone())
        .collect();
    view.group(&names, Some)
}

/// Figures by district in name order; what belongs to no district comes last, if there is any.
pub fn by_district(view: StageView<'_>) -> Vec<GroupNumbers> {
    let names: Vec<String> = view
        .county
        .districts()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let district_of = |township: usize| {
        let district = view.county.townships[township].district.as_deref()?;
        names.iter().position(|name| name == district)
    };
    view.group(&names, district_of)
}

impl StageView<'_> {
    fn group(
        &self,
        names: &[String],
        group_of: impl Fn(usize) -> Option<usize>,
    ) -> Vec<GroupNumbers> {
        let elsewhere = names.len();
        let slot = |township: Option<usize>| township.and_then(&group_of).unwrap_or(elsewhere);
        let home = |settlement: usize| slot(self.county.settlements[settlement].township);

        let mut trips = vec![Vec::new(); names.len() + 1];
        for flow in self.daily {
            trips[home(flow.settlement)].push((flow.trip, flow.pupils));
        }
        let group_of_trips = |(index, trips): (usize, &Vec<_>)| GroupNumbers {
            name: names.get(index).cloned().unwrap_or_default(),
            pupils: 0,
            unplaced: 0,
            distances: Distances::of(trips.iter().copied()),
            over_limit: self
                .trip_limit
                .map(|limit| over_limit(trips.iter().copied(), Some(limit))),
            schools: 0,
            attending: Some(0),
            seats: None,
        };
        let mut groups: Vec<GroupNumbers> = trips.iter().enumerate().map(group_of_trips).collect();
        for (settlement, &count) in self.pupils.iter().enumerate() {
            groups[home(settlement)].pupils += count;
        }
        for unplaced in &self.assignment.unplaced {
            groups[home(unplaced.settlement)].unplaced += unplaced.pupils;
        }
        for numbers in self.schools {
            let group = &mut groups[slot(self.layout.sites[numbers.site].township)];
            group.schools += 1;
            let attending = group.attending.zip(numbers.pupils);
            group.attending = attending.and_then(|(a, b)| a.checked_add(b));
            group.seats = match (group.schools, group.seats) {
                (1, _) => numbers.seats,
                (_, seats) => seats.zip(numbers.seats).and_then(|(a, b)| a.checked_add(b)),
            };
        }
        if groups[elsewhere].pupils == 0 && groups[elsewhere].schools == 0 {
            groups.pop();
        }
        groups
    }
}
