//! The smallest county that shows something: schools by name, settlements by number, ways in decimetres.

use super::rows::trip;
use super::{Assignment, Rows, keep, nearest, seats, today};
use crate::geometry::LonLat;
use crate::model::{Count, PerStage, RecordedFlow, SchoolId, SchoolKind, Stage, StageRecord};
use crate::plan::{Handover, Layout, Site, Status};
use crate::travel::{Basis, Row, Trip};
use crate::units::{Meters, Year};

pub(super) const STAGE: Stage = Stage::Primary;

#[derive(Clone)]
pub(super) struct Sketch {
    pub(super) layout: Layout,
    pub(super) pupils: Vec<u32>,
    pub(super) rows: Vec<Option<Row>>,
}

impl Sketch {
    /// Primary schools with their seats, and the pupils of each settlement.
    pub(super) fn new(schools: &[(&str, Option<u32>)], pupils: &[u32]) -> Self {
        let mut sites: Vec<Site> = schools
            .iter()
            .map(|&(name, seats)| {
                let mut stages = PerStage::default();
                stages[STAGE] = Some(StageRecord {
                    pupils: None,
                    seats: seats.map(Count::recorded),
                });
                Site {
                    id: SchoolId::new(name),
                    name: name.to_owned(),
                    kind: SchoolKind::Primary,
                    at: LonLat::default(),
                    stages,
                    ownership: None,
                    inclusive: None,
                    township: None,
                    status: Status::Existing,
                    handover: Handover::default(),
                    missed_intakes: 0,
                    begun: PerStage::default(),
                }
            })
            .collect();
        sites.sort_by(|a, b| a.id.cmp(&b.id));
        Self {
            rows: vec![None; sites.len()],
            layout: Layout {
                year: Year(2025),
                sites,
                roads: Default::default(),
            },
            pupils: pupils.to_vec(),
        }
    }

    pub(super) fn position(&self, school: &str) -> usize {
        let position = self.layout.position(&SchoolId::new(school));
        position.expect("the sketch names its schools")
    }

    /// The ways to a school, by settlement.
    pub(super) fn ways(mut self, school: &str, decimetres: &[u32]) -> Self {
        let position = self.position(school);
        let trip = |&length| Trip::new(Meters::from_decimetres(length), Basis::Road);
        self.rows[position] = Some(decimetres.iter().map(trip).collect());
        self
    }

    /// No road leads from a settlement to a school that it has a way to.
    pub(super) fn apart(mut self, settlement: usize, school: &str) -> Self {
        let position = self.position(school);
        if let Some(row) = &mut self.rows[position] {
            let apart = |(home, trip): (usize, Trip)| {
                if home == settlement {
                    Trip::apart(trip.distance())
                } else {
                    trip
                }
            };
            *row = row.iter().enumerate().map(apart).collect();
        }
        self
    }

    pub(super) fn enrolled(mut self, school: &str, pupils: u32) -> Self {
        let position = self.position(school);
        if let Some(record) = &mut self.layout.sites[position].stages[STAGE] {
            record.pupils = Some(Count::recorded(pupils));
        }
        self
    }

    pub(super) fn status(mut self, school: &str, status: Status) -> Self {
        let position = self.position(school);
        self.layout.sites[position].status = status;
        self
    }

    pub(super) fn merged(self, school: &str, into: &[&str]) -> Self {
        let into = into.iter().map(|name| SchoolId::new(name)).collect();
        self.status(school, Status::closed(into))
    }

    /// Merged with the pupils shared between the receivers.
    pub(super) fn shared(self, school: &str, into: &[(&str, u32)]) -> Self {
        let (into, shares) = into
            .iter()
            .map(|&(name, share)| (SchoolId::new(name), share))
            .unzip();
        self.status(school, Status::Closed { into, shares })
    }

    /// Phased out for so many intakes, its entrants sent to these; the sketch states no enrolment, so seats stay.
    pub(super) fn phased_out(mut self, school: &str, missed: u32, into: &[&str]) -> Self {
        let position = self.position(school);
        let site = &mut self.layout.sites[position];
        site.missed_intakes = missed;
        site.handover.into = into.iter().map(|name| SchoolId::new(name)).collect();
        self
    }

    pub(super) fn rows(&self) -> &Rows {
        &self.rows
    }

    pub(super) fn nearest(&self) -> Assignment {
        nearest(STAGE, &self.pupils, &self.layout, |sites| {
            let of_home = |home: usize| {
                let ways = sites.iter();
                let ways = ways.filter_map(|&site| Some((site, trip(self.rows(), site, home)?)));
                ways.min_by_key(|(_, way)| way.cost())
            };
            (0..self.pupils.len()).map(of_home).collect()
        })
    }

    pub(super) fn seats(&self) -> Assignment {
        seats(STAGE, &self.pupils, &self.layout, self.rows())
    }

    pub(super) fn today(&self) -> Assignment {
        self.today_with(&[])
    }

    /// With some flows on record.
    pub(super) fn today_with(&self, on_record: &[RecordedFlow]) -> Assignment {
        today(STAGE, &self.pupils, &self.layout, self.rows(), on_record)
    }

    pub(super) fn keep(&self, today: &Assignment) -> Assignment {
        keep(STAGE, &self.pupils, today, &self.layout, self.rows())
    }

    /// `settlement→school pupils`, unplaced as `?`, sorted.
    pub(super) fn told(&self, assignment: &Assignment) -> Vec<String> {
        let placed = assignment.flows.iter().map(|flow| {
            let school = &self.layout.sites[flow.site].name;
            format!("{}→{school} {}", flow.settlement, flow.pupils)
        });
        let unplaced = assignment
            .unplaced
            .iter()
            .map(|unplaced| format!("{}→? {}", unplaced.settlement, unplaced.pupils));
        let mut told: Vec<String> = placed.chain(unplaced).collect();
        told.sort_by_key(|line| (line.contains('?'), line.clone()));
        told
    }
}
