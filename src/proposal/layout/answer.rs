//! A layout as a proposal: the measures that lead to it, and who goes too far.

use super::task::{self, Decided, LayoutRules, NewPlace, Proposed, Which};
use super::words;
use crate::model::{PerStage, SchoolId, SchoolKind};
use crate::plan::{Action, Measure, Policy};
use crate::proposal::places::Place;
use crate::proposal::site::prospects::SiteInputs;
use crate::proposal::{
    AnswerKind, Beyond, Proposal, ProposedMeasure, StartingPoint, Stay, known, new_school,
    not_in_time,
};
use crate::solve::capacitated::NoLayout;
use crate::solve::{Answer, Run};
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::Words;

/// Schools of the stage that are open in a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// How many, new ones and those that stay; teaching points are not counted.
    pub schools: usize,
    /// Teaching points that stay open. They are taught for their parent schools and are no schools of their own.
    pub teaching_points: usize,
}

impl AnswerKind for Open {}

/// A starting point with its ways, and the most promising places for new schools.
pub(in crate::proposal) struct Drawn<'a> {
    ground: &'a StartingPoint,
    radius: Meters,
    seats: u32,
    places: &'a [Place],
    /// Ways to each place by settlement.
    place_rows: Vec<Vec<Trip>>,
}

impl<'a> Drawn<'a> {
    pub(in crate::proposal) fn of(
        ground: &'a StartingPoint,
        radius: Meters,
        seats: u32,
        places: &'a [Place],
    ) -> Self {
        let evaluator = &ground.evaluator;
        let travel = evaluator.travel_in(&ground.before.layout);
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
            at: place.at,
            settlement: place.settlement,
            row: row.clone(),
            seats: self.seats,
        };
        places.map(place).collect()
    }

    /// By place.
    pub(in crate::proposal) fn townships(&self) -> Vec<Option<usize>> {
        self.places.iter().map(|place| place.township).collect()
    }

    pub(in crate::proposal) fn best(
        &self,
        rules: &LayoutRules,
        run: &Run<'_>,
    ) -> Result<Proposal<Open>, Words> {
        let before = &self.ground.before;
        let stage = self.ground.stage;
        let inputs = SiteInputs::of(&self.ground.evaluator, before, stage, self.radius);
        let today = before.stages[stage]
            .as_ref()
            .map_or(&[][..], |stage| &stage.assignment.flows);
        let places = self.new_places();
        if let Some(told) = task::contradiction(&inputs, &places, rules) {
            return Err(told);
        }
        match task::best_layout(&inputs, today, &places, rules, run) {
            Ok(answer) => Ok(self.proposal(&answer, rules.ceiling)),
            Err(none) => {
                let told = task::obstacle(&inputs, &places, rules, run);
                Err(told.unwrap_or_else(|| match none {
                    NoLayout::Impossible => words::impossible(),
                    NoLayout::NotFound => not_in_time(),
                }))
            }
        }
    }

    fn proposal(&self, answer: &Answer<Proposed>, ceiling: Option<u32>) -> Proposal<Open> {
        let decided = &answer.choice.decided;
        let mut ids = new_school::free_ids(
            self.ground.evaluator.county(),
            Some(&self.ground.plan),
            new_school::NEW,
        );
        let new_ids: Vec<Option<SchoolId>> = decided
            .iter()
            .filter(|decided| matches!(decided.which, Which::New(_)))
            .map(|decided| decided.is_open.then(|| ids.next()).flatten())
            .collect();
        let (mut steps, mut stays) = (Vec::new(), Vec::new());
        // New schools first, so that those that close can name them as receivers.
        let is_new = |decided: &&Decided| matches!(decided.which, Which::New(_));
        let ordered = decided
            .iter()
            .filter(is_new)
            .chain(decided.iter().filter(|decided| !is_new(decided)));
        for decided in ordered {
            match (self.measure(decided, &new_ids, ceiling), decided.which) {
                (Some(measure), _) => {
                    let reason = decided.reason.clone();
                    steps.push(ProposedMeasure {
                        action: Action::drafted(
                            self.ground.year(),
                            measure,
                            &reason,
                            self.ground.lang,
                        ),
                        reason,
                    });
                }
                (None, Which::Existing(site)) => stays.push(Stay {
                    school: self.ground.before.layout.sites[site].id.clone(),
                    reason: decided.reason.clone(),
                }),
                (None, Which::New(_)) => {}
            }
        }
        let sites = &self.ground.before.layout.sites;
        let is_point = |decided: &&Decided| match decided.which {
            Which::Existing(site) => sites[site].kind == SchoolKind::TeachingPoint,
            Which::New(_) => false,
        };
        let open = || decided.iter().filter(|decided| decided.is_open);
        let teaching_points = open().filter(is_point).count();
        Proposal {
            steps,
            stays,
            policy: Policy::Seats,
            value: answer.value,
            bound: answer.bound,
            pupil_decimetres: answer.choice.pupil_decimetres,
            seconds: answer.seconds,
            beyond: self.beyond(&answer.choice.beyond, &new_ids),
            unknown_rooms: self.filled(decided),
            lacks: known::homes_unknown(self.ground),
            left_out: 0,
            answered: Open {
                schools: open().count() - teaching_points,
                teaching_points,
            },
        }
    }

    /// Schools of unknown seats that a layout gives more pupils than they have.
    fn filled(&self, decided: &[Decided]) -> Vec<SchoolId> {
        let pupils_of = |site: usize| {
            let mut decided = decided.iter();
            let school = decided.find(|decided| decided.which == Which::Existing(site));
            school.map_or(0, |school| u64::from(school.pupils))
        };
        known::filled(self.ground, known::seats_unknown(self.ground), pupils_of)
    }

    fn beyond(&self, farther: &[task::Beyond], new_ids: &[Option<SchoolId>]) -> Vec<Beyond> {
        let county = self.ground.evaluator.county();
        let sites = &self.ground.before.layout.sites;
        let told = |farther: &task::Beyond| {
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
        let StartingPoint {
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
                &before.layout,
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
