//! Further conditions of an assignment under seats, and the least that must give way when they cannot all be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::catchment::Cells;
use super::contiguous::Neighbours;
use super::parts::{Part, Parts};
use super::rows::{OpenRows, WithLastResort, open_sites, way_of};
use super::seats::{demands, placed, price_seats};
use super::{Assignment, Flow, Rows, whole};
use crate::model::{County, Stage};
use crate::plan::Layout;
use crate::solve::transport::{Asked, Choice, NearestSites, Transport};
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::Words;

/// How far administration lets pupils go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Within {
    /// Anywhere in the county.
    #[default]
    County,
    /// To schools of their own township; settlements and schools of unknown township are free.
    Township,
    /// To schools of their own district (片区); where it is unknown, free.
    District,
}

impl Within {
    /// All of them, the widest first.
    pub const ALL: [Self; 3] = [Self::County, Self::Township, Self::District];

    /// The word a planner reads.
    pub fn words(self) -> Words {
        match self {
            Self::County => Words::new("Anywhere in the county", "全县范围"),
            Self::Township => Words::new("Own township only", "不跨乡镇"),
            Self::District => Words::new("Own district only", "不跨片区"),
        }
    }
}

/// Whether a settlement's pupils may go to different schools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Villages {
    /// They may.
    #[default]
    Split,
    /// All to one school.
    Whole,
    /// All to one school, and every school's settlements lie side by side in one piece with it; land where no
    /// pupils of the stage live counts as anybody's.
    Contiguous,
}

impl Villages {
    /// All of them, the freest first.
    pub const ALL: [Self; 3] = [Self::Split, Self::Whole, Self::Contiguous];

    /// The words a planner reads.
    pub fn words(self) -> Words {
        match self {
            Self::Split => Words::new("Settlements may be split", "居民点可拆分"),
            Self::Whole => Words::new("Settlements whole", "整村就学"),
            Self::Contiguous => Words::new("Whole, catchments in one piece", "整村且片区连片"),
        }
    }
}

/// Conditions of an assignment besides seats. The default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Nobody goes farther than this every day, nor where no road leads ([`Trip::is_within`]).
    pub max_distance: Option<Meters>,
    /// Nobody goes beyond this.
    pub within: Within,
    /// This settlement (position) stays with this school (position in the layout).
    pub locks: BTreeMap<usize, usize>,
    /// This settlement never goes to this school.
    pub bans: BTreeSet<(usize, usize)>,
    /// Whether settlements may be split.
    pub villages: Villages,
    /// So many of this settlement's pupils board at this school: they do not go there every day, however far it is. At
    /// any other school they are day pupils.
    pub boarders: BTreeMap<(usize, usize), u32>,
}

impl Terms {
    /// Whether borders, locks and bans let a settlement's pupils go to a site of the layout, however far it is.
    pub fn allows(&self, county: &County, layout: &Layout, settlement: usize, site: usize) -> bool {
        let lock = self.locks.get(&settlement);
        lock.is_none_or(|&school| school == site)
            && !self.bans.contains(&(settlement, site))
            && self.stays_within(county, settlement, layout.sites[site].township)
    }

    /// How many of a settlement's pupils the terms do not let go this way to a site of the layout, if so many are to.
    pub fn beyond(
        &self,
        (county, layout): (&County, &Layout),
        settlement: usize,
        site: usize,
        trip: Trip,
        pupils: u32,
    ) -> u32 {
        if !self.allows(county, layout, settlement, site) {
            return pupils;
        }
        if self.is_near(trip) {
            return 0;
        }
        let boarders = self.boarders.get(&(settlement, site)).copied();
        pupils.saturating_sub(boarders.unwrap_or(0))
    }

    /// Whether day pupils may go this way, whoever they are.
    fn is_near(&self, trip: Trip) -> bool {
        self.max_distance.is_none_or(|limit| trip.is_within(limit))
    }

    /// Whether a school in a township lies within the border for a settlement.
    pub fn stays_within(&self, county: &County, settlement: usize, school: Option<usize>) -> bool {
        let settlement = county.settlements.get(settlement);
        let home = settlement.and_then(|settlement| settlement.township);
        let (Some(home), Some(school)) = (home, school) else {
            return true;
        };
        let district = |township: usize| county.townships.get(township)?.district.as_deref();
        match self.within {
            Within::County => true,
            Within::Township => home == school,
            Within::District => match (district(home), district(school)) {
                (Some(home), Some(school)) => home == school,
                _ => true,
            },
        }
    }
}

/// An assignment under terms, how good it is, and what stands in the way of a better one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Within all terms and seats. Proven the best possible if settlements may be split.
    pub assignment: Assignment,
    /// Pupils that no assignment within the terms can place.
    pub least_unplaced: u64,
    /// What none that places as many as can be costs less than ([`Assignment::pupil_cost`]); settlements split for it
    /// where need be.
    pub bound: u64,
    /// When pupils are left without a seat: the fewest who must be let beyond a term so that all are
    /// placed for whom there is a seat at all, with the ways they would go. Empty when terms are not to blame.
    /// Settlements split for it, unless whole ones were searched for.
    pub relaxation: Vec<Flow>,
    /// No assignment that places all of them lets fewer pupils go beyond a term.
    pub relaxation_at_least: u64,
}

impl Settled {
    /// How far at most the assignment is from the best, as a part of the bound of ways; `None` when it leaves
    /// more pupils without a seat than it must, perhaps.
    pub fn gap(&self) -> Option<f64> {
        if self.assignment.not_placed() > self.least_unplaced {
            return None;
        }
        let over = self.assignment.pupil_cost().saturating_sub(self.bound);
        Some(over as f64 / (self.bound_of_ways() as f64).max(1.0))
    }

    /// The bound in pupil-decimetres: no assignment has shorter ways that places as many as can be and sends no fewer
    /// pupils where no road leads.
    pub fn bound_of_ways(&self) -> u64 {
        let flows = self.assignment.flows.iter();
        let beyond =
            flows.map(|flow| u64::from(flow.pupils) * u64::from(flow.trip.beyond_length()));
        self.bound.saturating_sub(beyond.sum())
    }
}

/// [`super::seats()`] under terms. Day pupils of a settlement are dealt apart from those who board beyond the limit.
pub fn seats_under(
    terms: &Terms,
    stage: Stage,
    pupils: &[u32],
    (county, cells): (&County, &Cells),
    layout: &Layout,
    rows: &Rows,
) -> Settled {
    let open = open_sites(stage, layout, rows);
    let limits: Vec<Option<u32>> = layout.sites.iter().map(|site| site.seats(stage)).collect();
    let parts = Parts::of(terms, pupils, rows);
    let (dealt, ways) = parts
        .as_ref()
        .map_or((pupils, rows), |parts| (&parts.pupils[..], &parts.rows[..]));
    let permitted = Permitted {
        ways: &OpenRows::new(ways, &open),
        terms,
        county,
        layout,
        who: parts.as_ref().map_or(Who::Settlements(pupils), Who::Parts),
    };
    let put_together = |assignment: &mut Assignment| {
        if let Some(parts) = &parts {
            parts.put_together(assignment);
        }
    };
    let mut transport = Transport::new(&demands(dealt), &limits, &permitted);
    let proof = transport.proof();
    let mut assignment = placed(stage, &transport, ways, layout.sites.len());
    price_seats(&mut assignment, &mut transport, &open, &permitted);
    put_together(&mut assignment);
    if terms.villages != Villages::Split {
        let neighbours =
            (terms.villages == Villages::Contiguous).then(|| Neighbours::of(cells, county, layout));
        let permitted = Permitted {
            ways: &OpenRows::new(rows, &open),
            who: Who::Settlements(pupils),
            ..permitted
        };
        let whole = whole::unsplit(
            &assignment,
            pupils,
            &limits,
            rows,
            &permitted,
            neighbours.as_ref(),
        );
        assignment.is_proven =
            whole.not_placed() == proof.unplaced && whole.pupil_cost() == proof.pupil_cost;
        (assignment.flows, assignment.unplaced) = (whole.flows, whole.unplaced);
    }
    let relaxation = if proof.unplaced > 0 {
        let mut beyond = relaxation(stage, dealt, &limits, ways, &permitted);
        put_together(&mut beyond);
        beyond.flows
    } else {
        Vec::new()
    };
    Settled {
        assignment,
        least_unplaced: proof.unplaced,
        bound: proof.pupil_cost,
        relaxation_at_least: relaxation.iter().map(|flow| u64::from(flow.pupils)).sum(),
        relaxation,
    }
}

/// Who is dealt together.
#[derive(Clone, Copy)]
enum Who<'a> {
    /// All pupils of a settlement, so many of each: where some of them may not go, none does.
    Settlements(&'a [u32]),
    /// Those who go every day, and those who board.
    Parts(&'a Parts),
}

/// The ways within the terms.
#[derive(Clone, Copy)]
struct Permitted<'a> {
    ways: &'a OpenRows<'a>,
    terms: &'a Terms,
    county: &'a County,
    layout: &'a Layout,
    who: Who<'a>,
}

impl Permitted<'_> {
    fn permits(&self, home: usize, site: u32, trip: Trip) -> bool {
        let (terms, site) = (self.terms, site as usize);
        match self.who {
            Who::Settlements(pupils) => {
                let ground = (self.county, self.layout);
                terms.beyond(ground, home, site, trip, pupils[home].max(1)) == 0
            }
            Who::Parts(parts) => {
                let Part {
                    settlement,
                    boards_at,
                } = parts.part(home);
                terms.allows(self.county, self.layout, settlement, site)
                    && (terms.is_near(trip) || boards_at == Some(site))
            }
        }
    }

    /// What a way costs in decimetres, where it may be gone.
    fn cost(&self, home: usize, site: u32, trip: Trip) -> Option<u32> {
        self.permits(home, site, trip).then(|| way_of(trip))
    }
}

impl NearestSites for Permitted<'_> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        let cost = |site, trip| self.cost(home, site, trip);
        self.ways.nearest_by(home, count, way_of, cost, into);
    }

    fn nearest_of(&self, homes: Range<usize>, count: usize, each: &mut dyn FnMut(&[Choice])) {
        let cost = |home, site, trip| self.cost(home, site, trip);
        self.ways.nearest_of_each(homes, count, way_of, cost, each);
    }

    fn within(&self, asked: &[Asked], prices: &[i64], found: &mut Vec<(u32, Choice)>) -> Vec<i64> {
        let cost = |home, site, trip| self.cost(home, site, trip);
        self.ways.within_each(asked, prices, way_of, cost, found)
    }
}

/// The ways beyond the terms that the fewest pupils must be allowed.
fn relaxation(
    stage: Stage,
    pupils: &[u32],
    limits: &[Option<u32>],
    rows: &Rows,
    permitted: &Permitted<'_>,
) -> Assignment {
    let beyond_last = WithLastResort {
        ways: permitted.ways,
        is_last_resort: |home, site, trip| !permitted.permits(home, site, trip),
    };
    let transport = Transport::new(&demands(pupils), limits, &beyond_last);
    let mut beyond = placed(stage, &transport, rows, limits.len());
    let permits = |flow: &Flow| permitted.permits(flow.settlement, flow.site as u32, flow.trip);
    beyond.flows.retain(|flow| !permits(flow));
    beyond
}

#[cfg(test)]
#[path = "terms_tests.rs"]
mod tests;
