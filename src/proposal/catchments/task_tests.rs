use super::*;
use crate::model::SchoolKind;
use crate::proposal::village::{SchoolOnLine, at, county};
use crate::random::Random;
use crate::travel::{self, Basis};
use crate::units::{Meters, Year};

const STAGE: Stage = Stage::Primary;

/// Villages in a row with schools between them; ways have nothing to do with where they lie.
struct Row {
    county: County,
    cells: Cells,
    layout: Layout,
    pupils: Vec<u32>,
    rows: Vec<Option<travel::Row>>,
    terms: Terms,
}

impl Row {
    fn seeded(seed: u64) -> Self {
        let mut random = Random::seeded(seed);
        let names = ["a", "b", "c"];
        let n_villages = 2 + random.below(5);
        let villages: Vec<(f64, u32)> = (0..n_villages)
            .map(|place| (place as f64, random.below(9) as u32))
            .collect();
        let schools: Vec<SchoolOnLine> = names[..=random.below(3)]
            .iter()
            .map(|&name| SchoolOnLine {
                name,
                kind: SchoolKind::Primary,
                km: random.below(n_villages) as f64 + 0.3,
                pupils: 1,
                seats: (random.below(6) > 0).then(|| 3 + random.below(18) as u32),
            })
            .collect();
        let county = county(STAGE, &schools, &villages);
        let layout = Layout::today(&county, Year(2025));
        let mut row = |_| -> Option<travel::Row> {
            let mut trip = |_| {
                let length = Meters::from_decimetres(random.below(900) as u32);
                match random.below(6) {
                    0 => Trip::apart(length),
                    _ => Trip::new(length, Basis::Road),
                }
            };
            Some((0..n_villages).map(&mut trip).collect())
        };
        let rows = (0..layout.sites.len()).map(&mut row).collect();
        let mut terms = Terms {
            villages: [Villages::Whole, Villages::Contiguous][random.below(2)],
            max_distance: (random.below(2) == 0)
                .then(|| Meters::from_decimetres(300 + random.below(600) as u32)),
            ..Terms::default()
        };
        for (village, &(_, pupils)) in villages.iter().enumerate() {
            match random.below(8) {
                0 => {
                    terms.locks.insert(village, random.below(schools.len()));
                }
                1 => {
                    terms.bans.insert((village, random.below(schools.len())));
                }
                _ => {}
            }
            if pupils > 0 && random.below(3) == 0 {
                let board = 1 + random.below(pupils as usize) as u32;
                let school = random.below(schools.len());
                terms.boarders.insert((village, school), board);
            }
        }
        Self {
            cells: Cells::new(&county),
            county,
            layout,
            pupils: villages.iter().map(|&(_, pupils)| pupils).collect(),
            rows,
            terms,
        }
    }

    fn dealt(&self) -> Dealt<'_> {
        Dealt {
            stage: STAGE,
            pupils: &self.pupils,
            county: &self.county,
            cells: &self.cells,
            layout: &self.layout,
            rows: &self.rows,
        }
    }

    fn settled(&self) -> Settled {
        best_catchments(&self.terms, self.dealt(), &Run::to_the_end())
    }

    fn n_sites(&self) -> usize {
        self.layout.sites.len()
    }

    fn way(&self, village: usize, site: usize) -> Trip {
        self.rows[site].as_ref().unwrap().get(village).unwrap()
    }

    /// The village next to a school on the line.
    fn beside(&self, site: usize) -> usize {
        let far = |village: &usize| {
            self.county.settlements[*village].at.lon - self.layout.sites[site].at.lon
        };
        (0..self.pupils.len())
            .min_by(|a, b| far(a).abs().total_cmp(&far(b).abs()))
            .unwrap()
    }

    /// Seats hold, and where catchments are to be in one piece nobody else lives between a village and its school.
    fn fits(&self, site_of: &[usize]) -> bool {
        let lived_in = |village: &usize| self.pupils[*village] > 0;
        let seats_hold = (0..self.n_sites()).all(|site| {
            let load = (0..site_of.len()).filter(|&village| site_of[village] == site);
            let load: u32 = load.map(|village| self.pupils[village]).sum();
            self.layout.sites[site]
                .seats(STAGE)
                .is_none_or(|seats| load <= seats)
        });
        let is_in_one_piece = |village: usize| {
            let (site, from) = (site_of[village], self.beside(site_of[village]));
            let between = (village.min(from)..=village.max(from)).filter(|&other| other != from);
            between.filter(lived_in).all(|other| site_of[other] == site)
        };
        let mut lived = (0..site_of.len()).filter(lived_in);
        seats_hold && (self.terms.villages == Villages::Whole || lived.all(is_in_one_piece))
    }

    /// Every way to send every village whole to a school.
    fn all(&self) -> impl Iterator<Item = Vec<usize>> {
        let (n_sites, n_villages) = (self.n_sites(), self.pupils.len());
        let ways = n_sites.pow(n_villages as u32);
        (0..ways).map(move |mut way| {
            let site = |_| {
                let site = way % n_sites;
                way /= n_sites;
                site
            };
            (0..n_villages).map(site).collect()
        })
    }

    /// Pupils of a village who would go beyond the terms at a school: all whom a lock or a ban keeps off, and over the
    /// limit those who do not board there.
    fn beyond_at(&self, village: usize, site: usize) -> u32 {
        let (terms, pupils) = (&self.terms, self.pupils[village]);
        let is_locked_out = terms.locks.get(&village).is_some_and(|&own| own != site);
        if is_locked_out || terms.bans.contains(&(village, site)) {
            return pupils;
        }
        let trip = self.way(village, site);
        let is_far = |limit: Meters| trip.is_apart() || trip.distance() > limit;
        if !terms.max_distance.is_some_and(is_far) {
            return 0;
        }
        let board = terms.boarders.get(&(village, site)).copied();
        pupils - board.unwrap_or(0)
    }

    /// Pupils beyond the terms.
    fn beyond(&self, site_of: &[usize]) -> u64 {
        let beyond = site_of.iter().enumerate();
        beyond
            .map(|(village, &site)| u64::from(self.beyond_at(village, site)))
            .sum()
    }

    fn cost(&self, site_of: &[usize]) -> u64 {
        let ways = site_of.iter().enumerate();
        ways.map(|(village, &site)| {
            u64::from(self.pupils[village]) * u64::from(self.way(village, site).cost())
        })
        .sum()
    }

    /// By trying all: the least ways within the terms, and the fewest pupils who must go beyond them.
    fn best(&self) -> (Option<u64>, Option<u64>) {
        let fitting = || self.all().filter(|site_of| self.fits(site_of));
        let within = fitting().filter(|site_of| self.beyond(site_of) == 0);
        (
            within.map(|site_of| self.cost(&site_of)).min(),
            fitting().map(|site_of| self.beyond(&site_of)).min(),
        )
    }
}

fn pupils_of(flows: &[Flow]) -> u64 {
    flows.iter().map(|flow| u64::from(flow.pupils)).sum()
}

#[test]
fn no_whole_assignment_within_the_terms_has_shorter_ways_and_no_relaxation_moves_fewer() {
    let (mut fitting, mut relaxed) = (0, 0);
    for seed in 0..120 {
        let row = Row::seeded(seed);
        let settled = row.settled();
        let assignment = &settled.assignment;
        let (best, least_beyond) = row.best();
        match (best, least_beyond) {
            (Some(best), _) => {
                fitting += 1;
                assert_eq!(assignment.not_placed(), 0, "seed {seed}");
                assert_eq!(assignment.pupil_cost(), best, "seed {seed}");
                assert_eq!(settled.gap(), Some(0.0), "seed {seed}");
                assert!(assignment.is_proven, "seed {seed}");
                let mut site_of = vec![0; row.pupils.len()];
                for flow in &assignment.flows {
                    assert_eq!(flow.pupils, row.pupils[flow.settlement], "seed {seed}");
                    assert_eq!(flow.trip, row.way(flow.settlement, flow.site));
                    site_of[flow.settlement] = flow.site;
                }
                assert!(
                    row.fits(&site_of) && row.beyond(&site_of) == 0,
                    "seed {seed}"
                );
                assert!(settled.relaxation.is_empty(), "seed {seed}");
            }
            (None, Some(beyond)) => {
                relaxed += 1;
                assert!(assignment.not_placed() > 0, "seed {seed}");
                assert_eq!(pupils_of(&settled.relaxation), beyond, "seed {seed}");
                assert_eq!(settled.relaxation_at_least, beyond, "seed {seed}");
                for flow in &settled.relaxation {
                    let beyond = row.beyond_at(flow.settlement, flow.site);
                    assert_eq!(flow.pupils, beyond, "seed {seed}");
                }
            }
            (None, None) => assert!(assignment.not_placed() > 0, "seed {seed}"),
        }
    }
    assert!(fitting > 30 && relaxed > 15, "{fitting} {relaxed}");
}

#[test]
fn more_seats_never_cost_more_a_lock_never_helps_and_no_bound_is_above_its_value() {
    let mut compared = 0;
    for seed in 0..60 {
        let row = Row::seeded(seed);
        let now = row.settled();
        if now.assignment.not_placed() > 0 {
            continue;
        }
        compared += 1;
        let value = now.assignment.pupil_cost();
        assert!(now.bound <= value, "seed {seed}");

        let mut roomy = Row::seeded(seed);
        for site in &mut roomy.layout.sites {
            if let Some(seats) = site.stages[STAGE]
                .as_mut()
                .and_then(|stage| stage.seats.as_mut())
            {
                seats.number += 3;
            }
        }
        let roomy = roomy.settled();
        assert_eq!(roomy.assignment.not_placed(), 0, "seed {seed}");
        assert!(roomy.assignment.pupil_cost() <= value, "seed {seed}");

        let mut locked = Row::seeded(seed);
        let village = seed as usize % locked.pupils.len();
        let school = seed as usize % locked.n_sites();
        locked.terms.locks.entry(village).or_insert(school);
        let locked = locked.settled();
        let fits = locked.assignment.not_placed() == 0;
        assert!(
            !fits || locked.assignment.pupil_cost() >= value,
            "seed {seed}"
        );
    }
    assert!(compared > 20, "{compared}");
}

#[test]
fn stopped_at_once_it_is_what_seats_give_with_their_bound() {
    for seed in 0..40 {
        let row = Row::seeded(seed);
        let stopped = best_catchments(&row.terms, row.dealt(), &Run::for_seconds(0.0));
        let exact = row.settled();
        let value = stopped.assignment.pupil_cost();
        if stopped.assignment.not_placed() == 0 {
            assert!(stopped.bound <= value, "seed {seed}");
            assert!(exact.assignment.pupil_cost() <= value, "seed {seed}");
            assert!(exact.bound >= stopped.bound, "seed {seed}");
        }
        assert!(
            exact.relaxation_at_least >= stopped.relaxation_at_least,
            "seed {seed}"
        );
    }
}

#[test]
fn the_line_of_the_tests_is_a_line() {
    let row = Row::seeded(0);
    assert_eq!(row.county.settlements[1].at, at(1.0));
}
