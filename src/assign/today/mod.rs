//! Who attends which school today, as far as homes, enrolments and recorded flows show it.

use std::ops::Range;

use super::rows::{LAST_RESORT, OpenRows, open_sites, trip};
use super::seats::{demands, placed};
use super::{Assignment, Flow, Rows};
use crate::model::{RecordedFlow, Stage, apportion};
use crate::plan::Layout;
use crate::solve::transport::{Asked, Choice, NearestSites, Transport};
use crate::travel::Trip;
use crate::words::Words;

/// Today's flows: those on record, and the rest rebuilt so that the school totals are the recorded enrolments.
///
/// Recorded flows stand as they are; where more are on record than live in a settlement, those who live there are shared
/// out as its flows are. Of the pupils whom they leave, the rebuilt flows fill the recorded enrolments with
/// the least sum of *squared* ways: of two ways to fill the same schools, many short ways win over a short and a long
/// one, so nobody passes a school to one farther on where somebody who lives nearer to that could go. The plain sum of
/// ways does not tell: along one road it is the same whoever goes on, and leaves many answers. Exact, and the same
/// whatever the order of files: what ties is decided by the order of ids.
///
/// With more enrolled than living here, schools far from homes stay below their record. With more living here than
/// enrolled, those left over go to the schools whose enrolment is not known, which is an estimate; where every school
/// has a record, to the nearest beyond it, so that nobody vanishes.
///
/// `today` has the county's schools as its sites, at their positions. Cost: one transportation problem.
pub fn today(
    stage: Stage,
    pupils: &[u32],
    today: &Layout,
    rows: &Rows,
    on_record: &[RecordedFlow],
) -> Assignment {
    let open = open_sites(stage, today, rows);
    let mut recorded: Vec<Option<u32>> = today
        .sites
        .iter()
        .map(|site| site.recorded_pupils(stage))
        .collect();
    let known = on_record_today(stage, pupils, today, rows, on_record);
    let mut pupils = pupils.to_vec();
    for flow in &known {
        pupils[flow.settlement] = pupils[flow.settlement].saturating_sub(flow.pupils);
        if let Some(record) = &mut recorded[flow.site] {
            *record = record.saturating_sub(flow.pupils);
        }
    }
    let ways = OpenRows::new(rows, &open);
    let squares = Squares {
        ways: &ways,
        recorded: &recorded,
    };
    let transport = Transport::new(&demands(&pupils), &recorded, &squares);
    let mut assignment = placed(stage, &transport, rows, recorded.len());
    assignment.is_proven = transport.proof().is_optimal;
    assignment.flows.extend(known);
    let mut left = std::mem::take(&mut assignment.unplaced);
    left.retain(|unplaced| {
        let Some((site, trip)) = ways.cheapest(unplaced.settlement) else {
            return true;
        };
        assignment.flows.push(Flow {
            settlement: unplaced.settlement,
            site: site as usize,
            pupils: unplaced.pupils,
            trip,
        });
        false
    });
    assignment.unplaced = left;
    assignment.tidy();
    assignment
}

/// The flows of a stage on record that can be today's: to schools that are open and have a way there, and from no
/// settlement more than live there.
fn on_record_today(
    stage: Stage,
    pupils: &[u32],
    today: &Layout,
    rows: &Rows,
    on_record: &[RecordedFlow],
) -> Vec<Flow> {
    let open = open_sites(stage, today, rows);
    let of_stage = on_record.iter().filter(|flow| flow.stage == stage);
    let flows = of_stage.filter_map(|flow| {
        open.binary_search(&(flow.school as u32)).ok()?;
        Some(Flow {
            settlement: flow.settlement,
            site: flow.school,
            pupils: flow.pupils,
            trip: trip(rows, flow.school, flow.settlement)?,
        })
    });
    let mut known: Vec<Flow> = flows.collect();
    known.sort_unstable();
    for of_home in known.chunk_by_mut(|a, b| a.settlement == b.settlement) {
        let living = pupils[of_home[0].settlement];
        let told: Vec<u32> = of_home.iter().map(|flow| flow.pupils).collect();
        if told.iter().copied().map(u64::from).sum::<u64>() > u64::from(living) {
            for (flow, share) in of_home.iter_mut().zip(apportion(living, &told)) {
                flow.pupils = share;
            }
        }
    }
    known
}

/// How far today's flows are on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowSource {
    /// All of them.
    Recorded,
    /// Some; the rest is rebuilt.
    PartlyRecorded,
    /// None: all are rebuilt from homes and enrolments.
    Rebuilt,
}

impl FlowSource {
    /// How far the flows of a stage are on record, of those that [`today`] uses. `pupils` by settlement are those of
    /// today.
    pub fn of(
        stage: Stage,
        pupils: &[u32],
        today: &Layout,
        rows: &Rows,
        on_record: &[RecordedFlow],
    ) -> Self {
        let mut told = vec![0_u32; pupils.len()];
        for flow in on_record_today(stage, pupils, today, rows, on_record) {
            told[flow.settlement] += flow.pupils;
        }
        if told.iter().all(|&told| told == 0) {
            Self::Rebuilt
        } else if told.iter().zip(pupils).all(|(told, pupils)| told >= pupils) {
            Self::Recorded
        } else {
            Self::PartlyRecorded
        }
    }

    /// How far the flows of two groups of pupils are on record together.
    pub fn and(self, other: Self) -> Self {
        if self == other {
            self
        } else {
            Self::PartlyRecorded
        }
    }

    /// The word used in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::PartlyRecorded => "partly recorded",
            Self::Rebuilt => "rebuilt",
        }
    }

    /// What a planner reads beside figures that rest on the flows.
    pub fn words(self) -> Words {
        match self {
            Self::Recorded => Words::new("who goes where is on record", "就读关系有记录"),
            Self::PartlyRecorded => Words::new(
                "who goes where is partly on record, the rest rebuilt from homes and enrolments",
                "就读关系部分有记录，其余由居住地和在校生数推算",
            ),
            Self::Rebuilt => Words::new(
                "who goes where is rebuilt from homes and enrolments, not recorded",
                "就读关系由居住地和在校生数推算，并非记录",
            ),
        }
    }
}

/// The ways to the open schools by the square of their length. A school without a record is a last resort: it never
/// takes pupils whom another school has on record.
struct Squares<'a> {
    ways: &'a OpenRows<'a>,
    recorded: &'a [Option<u32>],
}

impl Squares<'_> {
    fn cost(&self, site: u32, trip: Trip) -> u32 {
        let is_last_resort = self.recorded[site as usize].is_none();
        square(trip) + if is_last_resort { LAST_RESORT } else { 0 }
    }
}

impl NearestSites for Squares<'_> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        let cost = |site, trip| Some(self.cost(site, trip));
        self.ways.nearest_by(home, count, square, cost, into);
    }

    fn nearest_of(&self, homes: Range<usize>, count: usize, each: &mut dyn FnMut(&[Choice])) {
        let cost = |_, site, trip| Some(self.cost(site, trip));
        self.ways.nearest_of_each(homes, count, square, cost, each);
    }

    fn within(&self, asked: &[Asked], prices: &[i64], found: &mut Vec<(u32, Choice)>) -> Vec<i64> {
        let cost = |_, site, trip| Some(self.cost(site, trip));
        self.ways.within_each(asked, prices, square, cost, found)
    }
}

/// The square of a way in units of 10 m × 10 m. Beyond 41 km it grows as steeply as there, so that a stray place far
/// outside the county spoils no sum. Where no road leads it costs as much more as elsewhere.
fn square(trip: Trip) -> u32 {
    const BEND: u64 = 409_600;
    const UNIT: u64 = 100 * 100;
    let way = u64::from(trip.distance().decimetres());
    let square = if way <= BEND {
        way * way
    } else {
        BEND * (2 * way - BEND)
    };
    let units = (square + UNIT / 2) / UNIT;
    let most = LAST_RESORT / 2;
    u32::try_from(units).map_or(most, |units| units.min(most)) + trip.beyond_length()
}

/// The same assignment with its sites as positions in another layout of the same county, by id.
/// Pupils of a school that the other layout does not know are without a seat there.
pub fn translate(assignment: &Assignment, from: &Layout, to: &Layout) -> Assignment {
    let position: Vec<Option<usize>> = from
        .sites
        .iter()
        .map(|site| to.position(&site.id))
        .collect();
    let new_position = |site: usize| position.get(site).copied().flatten();
    let mut translated = Assignment {
        unplaced: assignment.unplaced.clone(),
        is_proven: assignment.is_proven,
        ..Assignment::empty(assignment.stage, to.sites.len())
    };
    for flow in &assignment.flows {
        match new_position(flow.site) {
            Some(site) => translated.flows.push(Flow { site, ..*flow }),
            None => translated.unplaced.push(super::Unplaced {
                settlement: flow.settlement,
                pupils: flow.pupils,
            }),
        }
    }
    for (site, &price) in assignment.seat_prices.iter().enumerate() {
        if let Some(site) = new_position(site) {
            translated.seat_prices[site] = price;
        }
    }
    translated.short_of_seats = assignment
        .short_of_seats
        .iter()
        .filter_map(|&site| new_position(site))
        .collect();
    translated.short_of_seats.sort_unstable();
    translated.tidy();
    translated
}

#[cfg(test)]
mod tests;
