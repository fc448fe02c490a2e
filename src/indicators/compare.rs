//! Two layouts side by side: who goes elsewhere, and how much farther.

use std::collections::BTreeMap;

use crate::assign::{Attended, Flow};
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
    /// How many of them board at the school before, as far as it is known: they do not go every day.
    pub boarders: u32,
}

impl Move {
    /// Those who go to the school before every day.
    pub const fn day_pupils(&self) -> u32 {
        self.pupils.saturating_sub(self.boarders)
    }

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
    /// Day pupils who go farther, changed school or not. Who boards before is not asked: the way is not a daily one.
    pub pupils_farther: u32,
    /// Day pupils who go less far, changed school or not.
    pub pupils_nearer: u32,
    /// By settlement.
    pub homes: Vec<HomeChange>,
}

/// What changes for the pupils of one settlement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HomeChange {
    /// Day pupils who go farther.
    pub farther: u32,
    /// Day pupils who go less far.
    pub nearer: u32,
    /// How much farther all day pupils with a school on both sides go together, in pupil-decimetres; negative for
    /// nearer.
    pub decimetres: i64,
    /// Pupils who had a school and have none.
    pub lose_seat: u32,
    /// Pupils who had none and have one.
    pub gain_seat: u32,
}

/// Whether a settlement fares better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Some go less far or get a seat, and nobody fares worse.
    Better,
    /// Some go farther or lose their seat, and nobody fares better.
    Worse,
    /// Some fare better and some worse.
    Mixed,
    /// Nobody's way is another.
    Unchanged,
}

impl HomeChange {
    /// Whether the settlement fares better.
    pub const fn turn(&self) -> Turn {
        match (
            self.nearer + self.gain_seat > 0,
            self.farther + self.lose_seat > 0,
        ) {
            (true, false) => Turn::Better,
            (false, true) => Turn::Worse,
            (true, true) => Turn::Mixed,
            (false, false) => Turn::Unchanged,
        }
    }

    /// Counts another settlement's changes too.
    pub(super) fn add(&mut self, other: &Self) {
        self.farther += other.farther;
        self.nearer += other.nearer;
        self.decimetres += other.decimetres;
        self.lose_seat += other.lose_seat;
        self.gain_seat += other.gain_seat;
    }

    /// How much farther those whose way is another go on the mean, in metres; negative for nearer, `None` where nobody
    /// has a way on both sides that is another.
    pub fn mean_farther(&self) -> Option<f64> {
        let pupils = self.nearer + self.farther;
        (pupils > 0).then(|| self.decimetres as f64 / f64::from(pupils) / 10.0)
    }

    /// Pupils who fare otherwise.
    pub const fn pupils(&self) -> u32 {
        self.nearer + self.farther + self.gain_seat + self.lose_seat
    }
}

type Places = BTreeMap<Option<SchoolId>, There>;

/// Pupils of a settlement at one school, or at none.
#[derive(Clone, Copy)]
struct There {
    trip: Option<Trip>,
    pupils: u32,
    /// Of them.
    boarders: u32,
}

impl There {
    /// Takes so many of the pupils away, boarders first; how many of these board.
    fn take(&mut self, pupils: u32) -> u32 {
        let boarders = self.boarders.min(pupils);
        self.pupils -= pupils;
        self.boarders -= boarders;
        boarders
    }
}

/// What changes for the pupils of one stage from the first to the second assignment, both made for
/// the same settlements. Pupils at the same school on both sides stay matched; those of a school that names receivers
/// are then matched with these as far as anybody arrives there, and the rest in order of school id.
pub fn compare_stage(
    before: (&Layout, Attended<'_>),
    after: (&Layout, Attended<'_>),
    settlements: usize,
) -> Comparison {
    let mut comparison = Comparison {
        homes: vec![HomeChange::default(); settlements],
        ..Comparison::default()
    };
    let layout = after.0;
    let named = |school: &SchoolId| {
        layout
            .site(school)
            .map_or(&[][..], |site| site.receivers().0)
    };
    let before = by_settlement(before, settlements);
    let after = by_settlement(after, settlements);
    for (settlement, (mut leaving, mut arriving)) in before.into_iter().zip(after).enumerate() {
        if leaving.is_empty() && arriving.is_empty() {
            continue;
        }
        keep_matched(settlement, &mut leaving, &mut arriving, &mut comparison);
        leaving.retain(|_, there| there.pupils > 0);
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

fn by_settlement((layout, attended): (&Layout, Attended<'_>), settlements: usize) -> Vec<Places> {
    let mut places = vec![Places::new(); settlements];
    let mut daily = attended.daily.iter().peekable();
    for flow in &attended.assignment.flows {
        let school = layout.sites[flow.site].id.clone();
        let is_same = |day: &&Flow| (day.settlement, day.site) == (flow.settlement, flow.site);
        let day_pupils = daily.next_if(is_same).map_or(0, |day| day.pupils);
        let there = There {
            trip: Some(flow.trip),
            pupils: flow.pupils,
            boarders: flow.pupils.saturating_sub(day_pupils),
        };
        places[flow.settlement].insert(Some(school), there);
    }
    for unplaced in &attended.assignment.unplaced {
        let there = There {
            trip: None,
            pupils: unplaced.pupils,
            boarders: 0,
        };
        places[unplaced.settlement].insert(None, there);
    }
    places
}

fn keep_matched(
    settlement: usize,
    leaving: &mut Places,
    arriving: &mut Places,
    comparison: &mut Comparison,
) {
    for (school, before) in leaving.iter_mut() {
        let Some(after) = arriving.get_mut(school) else {
            continue;
        };
        let same = before.pupils.min(after.pupils);
        let boarders = before.take(same);
        after.take(same);
        comparison.note(settlement, before.trip.zip(after.trip), same - boarders);
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
            comparison.moved(settlement, (&from, left), (&to, room));
        }
    }
}

fn match_rest(settlement: usize, leaving: Places, arriving: Places, comparison: &mut Comparison) {
    let mut arriving = arriving
        .into_iter()
        .filter(|(_, there)| there.pupils > 0)
        .peekable();
    for (from, mut left) in leaving {
        while left.pupils > 0 {
            let Some((to, room)) = arriving.peek_mut() else {
                break;
            };
            comparison.moved(settlement, (&from, &mut left), (to, room));
            if room.pupils == 0 {
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

    /// Moves as many as there are on both sides.
    fn moved(
        &mut self,
        settlement: usize,
        (from, left): (&Option<SchoolId>, &mut There),
        (to, room): (&Option<SchoolId>, &mut There),
    ) {
        let pupils = left.pupils.min(room.pupils);
        if pupils == 0 {
            return;
        }
        let boarders = left.take(pupils);
        room.take(pupils);
        let (before, after) = (left.trip, room.trip);
        self.note(settlement, before.zip(after), pupils - boarders);
        match (from, to) {
            (Some(_), None) => self.homes[settlement].lose_seat += pupils,
            (None, Some(_)) => self.homes[settlement].gain_seat += pupils,
            _ => {}
        }
        self.moves.push(Move {
            settlement,
            from: from.clone().zip(before),
            to: to.clone().zip(after),
            pupils,
            boarders,
        });
    }

    /// Counts day pupils.
    fn note(&mut self, settlement: usize, trips: Option<(Trip, Trip)>, pupils: u32) {
        let Some((before, after)) = trips else { return };
        let home = &mut self.homes[settlement];
        let way = |trip: Trip| i64::from(trip.distance().decimetres());
        home.decimetres += i64::from(pupils) * (way(after) - way(before));
        match after.distance().cmp(&before.distance()) {
            std::cmp::Ordering::Greater => {
                self.pupils_farther += pupils;
                home.farther += pupils;
            }
            std::cmp::Ordering::Less => {
                self.pupils_nearer += pupils;
                home.nearer += pupils;
            }
            std::cmp::Ordering::Equal => {}
        }
    }
}
