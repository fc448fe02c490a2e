//! Further conditions of an assignment under seats, and the least that must give way when they cannot all be kept.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::catchment::Cells;
use super::contiguous::Neighbours;
use super::rows::{OpenRows, WithLastResort, keep_nearest, open_sites, way_of};
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
    /// Nobody goes farther than this, nor where no road leads ([`Trip::is_within`]).
    pub max_distance: Option<Meters>,
    /// Nobody goes beyond this.
    pub within: Within,
    /// This settlement (position) stays with this school (position in the layout).
    pub locks: BTreeMap<usize, usize>,
    /// This settlement never goes to this school.
    pub bans: BTreeSet<(usize, usize)>,
    /// Whether settlements may be split.
    pub villages: Villages,
}

impl Terms {
    /// Whether borders, locks and bans let a settlement's pupils go to a site of the layout, however far it is.
    pub fn allows(&self, county: &County, layout: &Layout, settlement: usize, site: usize) -> bool {
        let lock = self.locks.get(&settlement);
        lock.is_none_or(|&school| school == site)
            && !self.bans.contains(&(settlement, site))
            && self.stays_within(county, settlement, layout.sites[site].township)
    }

    /// Whether a settlement's pupils may go this way to a site of the layout.
    pub fn permits(
        &self,
        county: &County,
        layout: &Layout,
        settlement: usize,
        site: usize,
        trip: Trip,
    ) -> bool {
        let limit = self.max_distance;
        limit.is_none_or(|limit| trip.is_within(limit))
            && self.allows(county, layout, settlement, site)
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

/// [`super::seats()`] under terms.
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
    let permitted = Permitted {
        ways: OpenRows::new(rows, &open),
        terms,
        county,
        layout,
    };
    let mut transport = Transport::new(&demands(pupils), &limits, &permitted);
    let proof = transport.proof();
    let mut assignment = placed(stage, &transport, rows, layout.sites.len());
    price_seats(&mut assignment, &mut transport, &open, &permitted);
    if terms.villages != Villages::Split {
        let neighbours =
            (terms.villages == Villages::Contiguous).then(|| Neighbours::of(cells, county, layout));
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
        relaxation(stage, pupils, &limits, rows, &permitted)
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

/// The ways within the terms.
struct Permitted<'a> {
    ways: OpenRows<'a>,
    terms: &'a Terms,
    county: &'a County,
    layout: &'a Layout,
}

impl Permitted<'_> {
    fn permits(&self, settlement: usize, site: u32, trip: Trip) -> bool {
        self.terms
            .permits(self.county, self.layout, settlement, site as usize, trip)
    }

    /// What a way costs in decimetres, where it may be gone.
    fn cost(&self, settlement: usize, site: u32, trip: Trip) -> Option<u32> {
        self.permits(settlement, site, trip).then(|| trip.cost())
    }
}

impl NearestSites for Permitted<'_> {
    fn nearest(&self, home: usize, count: usize, into: &mut Vec<Choice>) {
        let choices = self
            .ways
            .trips(home)
            .filter_map(|(site, trip)| Some((site, self.cost(home, site, trip)?)))
            .map(|(site, cost)| Choice { cost, site });
        keep_nearest(choices, count, into);
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
) -> Vec<Flow> {
    let beyond_last = WithLastResort {
        ways: permitted.ways,
        is_last_resort: |home, site, trip| !permitted.permits(home, site, trip),
    };
    let transport = Transport::new(&demands(pupils), limits, &beyond_last);
    let mut flows = placed(stage, &transport, rows, limits.len()).flows;
    flows.retain(|flow| !permitted.permits(flow.settlement, flow.site as u32, flow.trip));
    flows
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{STAGE, Sketch};
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{PerStage, Settlement, SettlementId, Township};

    /// As many settlements as the sketch has, each in the township of its number in `townships`.
    fn county(townships: &[usize]) -> County {
        let settlement = |(number, &township): (usize, &usize)| Settlement {
            id: SettlementId::new(&number.to_string()),
            name: String::new(),
            at: LonLat::default(),
            township: Some(township),
            population: None,
            pupils: PerStage::default(),
            births: BTreeMap::new(),
            extra: serde_json::Map::new(),
        };
        let township = |number: usize| Township {
            code: number.to_string(),
            name: number.to_string(),
            district: Some(["north", "north", "south"][number].to_owned()),
            population: None,
            outline: geo::MultiPolygon::new(Vec::new()),
            extra: serde_json::Map::new(),
        };
        County {
            settlements: townships.iter().enumerate().map(settlement).collect(),
            townships: (0..3).map(township).collect(),
            ..County::default()
        }
    }

    fn under(terms: &Terms, sketch: &Sketch, county: &County) -> Settled {
        seats_under(
            terms,
            STAGE,
            &sketch.pupils,
            (county, &Cells::new(county)),
            &sketch.layout,
            sketch.rows(),
        )
    }

    fn told(sketch: &Sketch, flows: &[Flow]) -> Vec<String> {
        let told = |flow: &Flow| {
            let school = &sketch.layout.sites[flow.site].name;
            format!("{}→{school} {}", flow.settlement, flow.pupils)
        };
        flows.iter().map(told).collect()
    }

    fn street() -> Sketch {
        Sketch::new(&[("a", Some(6)), ("b", Some(20))], &[5, 5])
            .ways("a", &[100, 200])
            .ways("b", &[900, 700])
    }

    #[test]
    fn without_terms_it_is_the_plain_optimum() {
        let sketch = street();
        let settled = under(&Terms::default(), &sketch, &county(&[0, 0]));
        assert_eq!(settled.assignment, sketch.seats());
        assert_eq!((settled.gap(), settled.relaxation.len()), (Some(0.0), 0));
    }

    #[test]
    fn a_distance_limit_leaves_pupils_out_and_says_whom_to_let_farther() {
        let sketch = street();
        let terms = Terms {
            max_distance: Some(Meters::from_decimetres(500)),
            ..Terms::default()
        };
        let settled = under(&terms, &sketch, &county(&[0, 0]));
        assert_eq!(
            sketch.told(&settled.assignment),
            ["0→a 5", "1→a 1", "1→? 4"]
        );
        assert_eq!(told(&sketch, &settled.relaxation), ["1→b 4"]);
    }

    #[test]
    fn a_bound_is_one_on_what_ways_cost_and_none_on_other_metres() {
        // One of the six must cross.
        let sketch = Sketch::new(&[("a", Some(5)), ("b", Some(9))], &[6])
            .ways("a", &[100])
            .ways("b", &[900])
            .apart(0, "b");
        let settled = under(&Terms::default(), &sketch, &county(&[0]));
        assert_eq!(settled.bound, settled.assignment.pupil_cost());
        assert_eq!(settled.bound_of_ways(), 5 * 100 + 900);
        assert_eq!(settled.gap(), Some(0.0));
        // Whoever crosses more is not as good, however short the ways.
        let mut worse = settled.clone();
        worse.assignment.flows[0].trip = Trip::apart(Meters::from_decimetres(1));
        assert!(worse.assignment.pupil_decimetres() < settled.assignment.pupil_decimetres());
        assert!(worse.gap() > Some(0.0));
    }

    #[test]
    fn a_way_where_no_road_leads_is_within_no_limit() {
        let sketch = street().apart(1, "a");
        let terms = Terms {
            max_distance: Some(Meters::from_decimetres(700)),
            ..Terms::default()
        };
        let settled = under(&terms, &sketch, &county(&[0, 0]));
        assert_eq!(sketch.told(&settled.assignment), ["0→a 5", "1→b 5"]);
        let near = Terms {
            max_distance: Some(Meters::from_decimetres(500)),
            ..Terms::default()
        };
        let settled = under(&near, &sketch, &county(&[0, 0]));
        assert_eq!(sketch.told(&settled.assignment), ["0→a 5", "1→? 5"]);
        assert_eq!(told(&sketch, &settled.relaxation), ["1→b 5"]);
    }

    #[test]
    fn a_village_stays_where_it_is_locked_and_off_where_it_is_banned() {
        let sketch = street();
        let terms = Terms {
            locks: BTreeMap::from([(0, 1)]),
            bans: BTreeSet::from([(1, 1)]),
            ..Terms::default()
        };
        let settled = under(&terms, &sketch, &county(&[0, 0]));
        assert_eq!(sketch.told(&settled.assignment), ["0→b 5", "1→a 5"]);
        assert!(settled.assignment.is_proven);
    }

    #[test]
    fn pupils_stay_in_their_township_or_district_when_told_to() {
        let mut sketch = street();
        sketch.layout.sites[0].township = Some(0);
        sketch.layout.sites[1].township = Some(1);
        let in_own = |within, townships: &[usize]| {
            let terms = Terms {
                within,
                ..Terms::default()
            };
            sketch.told(&under(&terms, &sketch, &county(townships)).assignment)
        };
        assert_eq!(in_own(Within::Township, &[1, 0]), ["0→b 5", "1→a 5"]);
        assert_eq!(
            in_own(Within::District, &[1, 0]),
            ["0→a 5", "1→a 1", "1→b 4"]
        );
        assert_eq!(in_own(Within::District, &[2, 0]), ["1→a 5", "0→? 5"]);
    }

    #[test]
    fn when_there_are_no_seats_at_all_the_terms_are_not_to_blame() {
        let sketch = Sketch::new(&[("a", Some(3))], &[5]).ways("a", &[100]);
        let settled = under(&Terms::default(), &sketch, &county(&[0]));
        assert_eq!(settled.least_unplaced, 2);
        assert!(settled.relaxation.is_empty());
    }

    #[test]
    fn contiguous_catchments_are_in_one_piece_with_their_school() {
        // A street of villages, each with one pupil; the one at the far end is nearest to the wrong school.
        let mut county = county(&[0; 6]);
        for (settlement, lon) in county.settlements.iter_mut().zip([0, 1, 2, 3, 4, 5]) {
            settlement.at = LonLat::new(104.0 + 0.01 * f64::from(lon), 29.0);
        }
        let mut sketch = Sketch::new(&[("east", Some(4)), ("west", Some(4))], &[1; 6])
            .ways("east", &[100, 700, 700, 300, 200, 100])
            .ways("west", &[150, 100, 200, 700, 700, 700]);
        sketch.layout.sites[0].at = LonLat::new(104.05, 29.0);
        sketch.layout.sites[1].at = LonLat::new(104.01, 29.0);
        let under = |villages| {
            let terms = Terms {
                villages,
                ..Terms::default()
            };
            sketch.told(&under(&terms, &sketch, &county).assignment)
        };
        assert_eq!(under(Villages::Whole)[0], "0→east 1");
        assert_eq!(
            under(Villages::Contiguous),
            [
                "0→west 1",
                "1→west 1",
                "2→west 1",
                "3→east 1",
                "4→east 1",
                "5→east 1"
            ]
        );
    }

    #[test]
    fn a_whole_village_goes_to_one_school() {
        let sketch = street();
        let terms = Terms {
            villages: Villages::Whole,
            ..Terms::default()
        };
        let settled = under(&terms, &sketch, &county(&[0, 0]));
        assert_eq!(sketch.told(&settled.assignment), ["0→a 5", "1→b 5"]);
        assert_eq!(settled.bound, 5 * 100 + 200 + 4 * 700);
        assert!(settled.gap().is_some_and(|gap| gap > 0.0 && gap < 0.2));
    }
}
