//! Two layouts side by side: who goes elsewhere, and how much farther.

use std::collections::BTreeMap;

use crate::assign::Assignment;
use crate::model::SchoolId;
use crate::plan::Layout;
use crate::travel::Trip;
use crate::units::total;

/// Pupils of one settlement who attend another school in the second layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Position in [`crate::model::County::settlements`].
    pub settlement: usize,
    /// The school before; `None` for pupils who had none.
    pub from: Option<(SchoolId, Trip)>,
    /// The school after; `None` for pupils who have none.
    pub to: Option<(SchoolId, Trip)>,
    /// How many.
    pub pupils: u32,
}

impl Move {
    /// Metres farther than before; negative for nearer, `None` when either side has no school.
    pub fn farther(&self) -> Option<f64> {
        let (_, before) = self.from.as_ref()?;
        let (_, after) = self.to.as_ref()?;
        Some(after.distance().as_f64() - before.distance().as_f64())
    }
}

/// What changes for the pupils of one stage between two layouts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// By settlement, then by schools.
    pub moves: Vec<Move>,
    /// Pupils who go farther, changed school or not.
    pub pupils_farther: u32,
    /// Pupils who go less far, changed school or not.
    pub pupils_nearer: u32,
}

type Places = BTreeMap<Option<SchoolId>, (Option<Trip>, u32)>;

/// What changes for the pupils of one stage from the first to the second assignment, both made for
/// the same settlements. Pupils at the same school on both sides stay matched; those of a school that names receivers
/// are then matched with these as far as anybody arrives there, and the rest in order of school id.
pub fn compare_stage(
    before: (&Layout, &Assignment),
    after: (&Layout, &Assignment),
    settlements: usize,
) -> Comparison {
    let mut comparison = Comparison::default();
    let layout = after.0;
    let named = |school: &SchoolId| {
        layout
            .site(school)
            .map_or(&[][..], |site| site.receivers().0)
    };
    let before = by_settlement(before, settlements);
    let after = by_settlement(after, settlements);
    for (settlement, (mut leaving, mut arriving)) in before.into_iter().zip(after).enumerate() {
        keep_matched(&mut leaving, &mut arriving, &mut comparison);
        leaving.retain(|_, (_, pupils)| *pupils > 0);
        let first = comparison.moves.len();
        match_named(
            settlement,
            &mut leaving,
            &mut arriving,
            named,
            &mut comparison,
        );
        match_rest(settlement, leaving, arriving, &mut comparison);
        comparison.moves[first..].sort_by(|a, b| a.schools().cmp(&b.schools()));
    }
    comparison
}

fn by_settlement((layout, assignment): (&Layout, &Assignment), settlements: usize) -> Vec<Places> {
    let mut places = vec![Places::new(); settlements];
    for flow in &assignment.flows {
        let school = layout.sites[flow.site].id.clone();
        places[flow.settlement].insert(Some(school), (Some(flow.trip), flow.pupils));
    }
    for unplaced in &assignment.unplaced {
        places[unplaced.settlement].insert(None, (None, unplaced.pupils));
    }
    places
}

fn keep_matched(leaving: &mut Places, arriving: &mut Places, comparison: &mut Comparison) {
    for (school, (trip_before, pupils_before)) in leaving.iter_mut() {
        let Some((trip_after, pupils_after)) = arriving.get_mut(school) else {
            continue;
        };
        let same = (*pupils_before).min(*pupils_after);
        *pupils_before -= same;
        *pupils_after -= same;
        comparison.note(trip_before.zip(*trip_after), same);
    }
}

/// Sends whoever leaves to the receivers that their school names, schools with the fewest receivers first.
fn match_named<'a>(
    settlement: usize,
    leaving: &mut Places,
    arriving: &mut Places,
    named: impl Fn(&SchoolId) -> &'a [SchoolId],
    comparison: &mut Comparison,
) {
    let mut choosers: Vec<(SchoolId, &[SchoolId])> = leaving
        .keys()
        .flatten()
        .map(|school| (school.clone(), named(school)))
        .collect();
    choosers.sort_by_key(|(_, receivers)| receivers.len());
    for (school, receivers) in choosers {
        let from = Some(school);
        for to in receivers {
            let to = Some(to.clone());
            let (Some(left), Some(room)) = (leaving.get_mut(&from), arriving.get_mut(&to)) else {
                continue;
            };
            let pupils = left.1.min(room.1);
            left.1 -= pupils;
            room.1 -= pupils;
            comparison.moved(settlement, (&from, left.0), (&to, room.0), pupils);
        }
    }
}

fn match_rest(settlement: usize, leaving: Places, arriving: Places, comparison: &mut Comparison) {
    let mut arriving = arriving
        .into_iter()
        .filter(|(_, (_, pupils))| *pupils > 0)
        .peekable();
    for (from, (trip_before, mut pupils)) in leaving {
        while pupils > 0 {
            let Some((to, (trip_after, room))) = arriving.peek_mut() else {
                break;
            };
            let moved = pupils.min(*room);
            pupils -= moved;
            *room -= moved;
            comparison.moved(settlement, (&from, trip_before), (to, *trip_after), moved);
            if *room == 0 {
                arriving.next();
            }
        }
    }
}

impl Move {
    /// The school before and the one after.
    fn schools(&self) -> (Option<&SchoolId>, Option<&SchoolId>) {
        let from = self.from.as_ref().map(|(school, _)| school);
        (from, self.to.as_ref().map(|(school, _)| school))
    }
}

impl Comparison {
    /// Pupils who change school.
    pub fn pupils_moved(&self) -> u32 {
        total(self.moves.iter().map(|moved| moved.pupils))
    }

    fn moved(
        &mut self,
        settlement: usize,
        (from, before): (&Option<SchoolId>, Option<Trip>),
        (to, after): (&Option<SchoolId>, Option<Trip>),
        pupils: u32,
    ) {
        if pupils == 0 {
            return;
        }
        self.note(before.zip(after), pupils);
        self.moves.push(Move {
            settlement,
            from: from.clone().zip(before),
            to: to.clone().zip(after),
            pupils,
        });
    }

    fn note(&mut self, trips: Option<(Trip, Trip)>, pupils: u32) {
        let Some((before, after)) = trips else { return };
        match after.distance().cmp(&before.distance()) {
            std::cmp::Ordering::Greater => self.pupils_farther += pupils,
            std::cmp::Ordering::Less => self.pupils_nearer += pupils,
            std::cmp::Ordering::Equal => {}
        }
    }
}
