//! How a whole stage should be laid out: which schools open, stay, close and are extended.

pub mod answer;
mod words;

use self::answer::{Decided, LayoutRules, NewPlace, Proposed, Which};
use super::places::Place;
use super::{Beyond, Candidates, Conditions, Ground, Proposal, Stay, Unit, new_school};
use crate::assign;
use crate::geometry::LonLat;
use crate::model::{PerStage, SchoolId, SchoolKind, Stage};
use crate::plan::{Action, Measure, Policy, Site, Status};
use crate::proposal::site::prospects::{Prospects, SiteInputs};
use crate::solve::capacitated::{Lock, NoLayout};
use crate::solve::{Answer, Run};
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::Words;

/// How many places for new schools with seats are looked at in the first round, the most promising first.
pub(super) const PLACES: usize = 60;

/// The limits of a layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayoutQuestion {
    /// The fewest pupils of an open school.
    pub floor: u32,
    /// Schools may be extended to so many seats, and new ones have so many; `None` leaves schools the seats they have.
    pub ceiling: Option<u32>,
    /// What an open school costs, in pupil-decimetres.
    pub upkeep: i64,
    /// The longest trip; a settlement without a school that near may go to its nearest.
    pub longest_trip: Option<Meters>,
    /// Among how many places for new schools may be chosen.
    pub places: usize,
    /// Which these are taken from, the most promising first.
    pub candidates: Candidates,
    /// What building a school costs besides, in pupil-decimetres.
    pub building: i64,
    /// Schools that stay open in any case.
    pub open: Vec<SchoolId>,
    /// Schools that close in any case; none that is to stay open, is kept or built by the plan or runs another stage.
    pub closed: Vec<SchoolId>,
    /// Whether the settlements of every school must lie side by side in one piece with it.
    pub contiguous: bool,
    /// Who may go where besides.
    pub conditions: Conditions,
}

/// The best layout.
pub(super) fn best(
    ground: &Ground,
    question: &LayoutQuestion,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let layout = &ground.before.layout;
    let evaluator = &ground.evaluator;
    let must_stay = |id: &SchoolId| why_open(ground, question, layout.position(id)?);
    if let Some(told) = question.closed.iter().find_map(must_stay) {
        return Err(told);
    }
    let class = new_school::seats_for(evaluator, ground.stage, 1);
    let seats = question.ceiling.unwrap_or(class * ground.stage.grades());
    let radius =
        evaluator.limits().trip[ground.stage].unwrap_or(evaluator.limits().kindergarten_cover);
    let places = promising(ground, radius, &question.candidates, question.places);
    let drawn = Drawn::of(ground, radius, seats, &places);
    let position = |id: &SchoolId| layout.position(id);
    let asked = question
        .open
        .iter()
        .filter_map(position)
        .map(|site| (site, Lock::Open));
    let closed = question
        .closed
        .iter()
        .filter_map(position)
        .map(|site| (site, Lock::Closed));
    let open = layout.open(ground.stage).into_iter();
    let fixed = open.filter(|&site| why_fixed(&layout.sites[site], ground.stage).is_some());
    let rules = LayoutRules {
        upkeep: question.upkeep,
        building: question.building,
        floor: question.floor,
        existing_floor: question.floor,
        ceiling: question.ceiling,
        longest_trip: question.longest_trip,
        locks: asked
            .chain(closed)
            .chain(fixed.map(|site| (site, Lock::Open)))
            .collect(),
        n_open: None,
        counts_new_only: false,
        forbidden: question.conditions.forbidden(ground, &drawn.townships())?,
        ground: question
            .contiguous
            .then(|| assign::Ground::of(evaluator.county(), layout)),
    };
    drawn.best(&rules, run)
}

/// Why a school cannot be closed; `None` where it can.
fn why_open(ground: &Ground, question: &LayoutQuestion, site: usize) -> Option<Words> {
    let school = &ground.before.layout.sites[site];
    let why = if question.open.contains(&school.id) {
        Words::new("it is also to stay open", "同时又锁定为保留")
    } else if school.status == Status::Kept {
        Words::new("the plan keeps it", "方案已决定保留")
    } else {
        why_fixed(school, ground.stage)?
    };
    let name = &school.name;
    Some(Words::new(
        format!("{name} cannot be locked closed: {}", why.en),
        format!("{name} 不能锁定为撤并：{}", why.zh),
    ))
}

/// Why a school is not for one stage to close: it also runs another one, or the plan builds it.
pub(super) fn why_fixed(school: &Site, stage: Stage) -> Option<Words> {
    if school.status == Status::New {
        return Some(Words::new("the plan builds it", "是方案新建的学校"));
    }
    let mut others = Stage::ALL.into_iter().filter(|&other| other != stage);
    let other = others.find(|&other| school.runs(other))?.words();
    Some(Words::new(
        format!("it also runs {}", other.en.to_lowercase()),
        format!("同时办有{}", other.zh),
    ))
}

/// A ground with its ways, and the most promising places for new schools.
pub(super) struct Drawn<'a> {
    ground: &'a Ground,
    radius: Meters,
    seats: u32,
    places: &'a [Place],
    /// Ways to each place by settlement.
    place_rows: Vec<Vec<Trip>>,
}

/// Places that would bring anybody nearer to a school, the most promising first.
pub(super) fn promising(
    ground: &Ground,
    radius: Meters,
    candidates: &Candidates,
    most: usize,
) -> Vec<Place> {
    if most == 0 {
        return Vec::new();
    }
    let all = candidates.places(ground);
    let named: Vec<(&str, LonLat)> = all
        .iter()
        .map(|place| (place.name.as_str(), place.at))
        .collect();
    let inputs = SiteInputs::of(&ground.evaluator, &ground.before, ground.stage, radius);
    let ranked = Prospects::of(inputs, &named).ranked();
    ranked
        .iter()
        .filter(|prospect| prospect.newly_covered > 0 || prospect.saved > 0)
        .take(most)
        .map(|prospect| all[prospect.candidate].clone())
        .collect()
}

impl<'a> Drawn<'a> {
    pub(super) fn of(ground: &'a Ground, radius: Meters, seats: u32, places: &'a [Place]) -> Self {
        let evaluator = &ground.evaluator;
        let travel = evaluator.travel();
        Self {
            place_rows: places
                .iter()
                .map(|place| travel.row(&travel.place(place.at)))
                .collect(),
            places,
            ground,
            radius,
            seats,
        }
    }

    fn new_places(&self) -> Vec<NewPlace<'_>> {
        let places = self.places.iter().zip(&self.place_rows);
        let place = |(place, row): (&'a Place, &Vec<Trip>)| NewPlace {
            name: &place.name,
            settlement: place.settlement,
            row: row.clone(),
            seats: self.seats,
        };
        places.map(place).collect()
    }

    /// By place.
    pub(super) fn townships(&self) -> Vec<Option<usize>> {
        self.places.iter().map(|place| place.township).collect()
    }

    pub(super) fn best(&self, rules: &LayoutRules, run: &Run<'_>) -> Result<Proposal, Words> {
        let before = &self.ground.before;
        let stage = self.ground.stage;
        let inputs = SiteInputs::of(&self.ground.evaluator, before, stage, self.radius);
        let today = before.stages[stage]
            .as_ref()
            .map_or(&[][..], |stage| &stage.assignment.flows);
        let places = self.new_places();
        if let Some(told) = answer::contradiction(&inputs, &places, rules) {
            return Err(told);
        }
        match answer::best_layout(&inputs, today, &places, rules, run) {
            Ok(answer) => Ok(self.proposal(&answer, rules.ceiling)),
            Err(none) => {
                let told = answer::obstacle(&inputs, &places, rules, run);
                Err(told.unwrap_or_else(|| match none {
                    NoLayout::Impossible => impossible(),
                    NoLayout::NotFound => super::not_in_time(),
                }))
            }
        }
    }

    fn proposal(&self, answer: &Answer<Proposed>, ceiling: Option<u32>) -> Proposal {
        let decided = &answer.choice.decided;
        let mut ids = new_school::free_ids(&self.ground.before.layout, &self.ground.plan);
        let new_ids: Vec<Option<SchoolId>> = decided
            .iter()
            .filter(|decided| matches!(decided.which, Which::New(_)))
            .map(|decided| decided.is_open.then(|| ids.next()).flatten())
            .collect();
        let (mut actions, mut reasons, mut stays) = (Vec::new(), Vec::new(), Vec::new());
        // New schools first, so that those that close can name them as receivers.
        let is_new = |decided: &&Decided| matches!(decided.which, Which::New(_));
        let ordered = decided
            .iter()
            .filter(is_new)
            .chain(decided.iter().filter(|decided| !is_new(decided)));
        for decided in ordered {
            match (self.measure(decided, &new_ids, ceiling), decided.which) {
                (Some(measure), _) => {
                    let reason = decided.reason.say(self.ground.lang);
                    actions.push(Action::new(self.ground.year(), measure, reason));
                    reasons.push(decided.reason.clone());
                }
                (None, Which::Existing(site)) => stays.push(Stay {
                    school: self.ground.before.layout.sites[site].id.clone(),
                    reason: decided.reason.clone(),
                }),
                (None, Which::New(_)) => {}
            }
        }
        // A teaching point is taught for its parent school and is never counted as a school.
        let sites = &self.ground.before.layout.sites;
        let is_school = |which: Which| match which {
            Which::Existing(site) => sites[site].kind != SchoolKind::TeachingPoint,
            Which::New(_) => true,
        };
        let open = decided.iter().filter(|decided| decided.is_open);
        let count = open.filter(|decided| is_school(decided.which)).count();
        Proposal {
            actions,
            reasons,
            stays,
            policy: Policy::Seats,
            unit: Unit::PupilDecimetres,
            value: answer.value,
            bound: answer.bound,
            count,
            count_at_least: count,
            pupil_decimetres: answer.choice.pupil_decimetres,
            seconds: answer.seconds,
            beyond: self.beyond(&answer.choice.beyond, &new_ids),
            catchments: None,
        }
    }

    fn beyond(&self, farther: &[answer::Beyond], new_ids: &[Option<SchoolId>]) -> Vec<Beyond> {
        let county = self.ground.evaluator.county();
        let sites = &self.ground.before.layout.sites;
        let told = |farther: &answer::Beyond| {
            let (school, name) = match farther.which {
                Which::Existing(site) => (sites[site].id.clone(), &sites[site].name),
                Which::New(place) => (new_ids[place].clone()?, &self.places[place].name),
            };
            let home = &county.settlements[farther.settlement];
            Some(Beyond::new(
                home,
                school,
                name,
                farther.pupils,
                farther.trip,
            ))
        };
        let mut beyond: Vec<Beyond> = farther.iter().filter_map(told).collect();
        Beyond::sort(&mut beyond);
        beyond
    }

    /// What is to be done about a school; `None` for nothing.
    fn measure(
        &self,
        decided: &Decided,
        new_ids: &[Option<SchoolId>],
        ceiling: Option<u32>,
    ) -> Option<Measure> {
        let Ground {
            evaluator,
            before,
            stage,
            lang,
            ..
        } = self.ground;
        let sites = &before.layout.sites;
        let id = |which: Which| match which {
            Which::Existing(site) => Some(sites[site].id.clone()),
            Which::New(place) => new_ids[place].clone(),
        };
        let school = id(decided.which)?;
        let at_most = ceiling.unwrap_or(u32::MAX).max(decided.pupils);
        let seats = || new_school::seats_for(evaluator, *stage, decided.pupils).min(at_most);
        match decided.which {
            Which::New(place) => Some(new_school::school_at(
                &self.places[place],
                school,
                *stage,
                seats().min(self.seats),
                *lang,
            )),
            Which::Existing(_) if !decided.is_open => {
                let into: Vec<SchoolId> = decided.into.iter().filter_map(|&to| id(to)).collect();
                Some(if into.is_empty() {
                    Measure::Close { school }
                } else {
                    Measure::Merge { school, into }
                })
            }
            Which::Existing(site) => {
                let is_short = sites[site]
                    .seats(*stage)
                    .is_some_and(|has| has < decided.pupils);
                is_short.then(|| Measure::Expand {
                    school,
                    seats: PerStage::from_fn(|other| (other == *stage).then(seats)),
                })
            }
        }
    }
}

/// That the limits contradict each other, where time did not do to say which.
fn impossible() -> Words {
    Words::new(
        "no plan keeps all these limits; allow more seats, a lower floor or other locks",
        "没有方案能同时满足这些条件，请放宽学位、下限或锁定",
    )
}
