//! Every standard in force held against one layout.

mod breach;
mod dealt;
mod list;
mod tree;
mod view;

use std::cmp::Ordering;
use std::sync::Arc;

use super::finding::Finding;
use super::limits::Limits;
use super::standards::Standards;
use crate::assign::Attended;
use crate::model::{County, Stage};
use crate::plan::Layout;
pub(super) use breach::told_once;
pub use breach::{Breach, Group, breaches, groups};
use dealt::Dealt;
pub use list::Findings;
pub use tree::{
    Branch, Found, GroupBy, Tally, Topic, Wanted, broken_rules, is_wanted, tree, worst_place,
};
pub(crate) use view::AREA_PROPERTIES;
use view::View;

/// How many pupils the sites of a layout have; `None` where that is not known.
#[derive(Clone, Copy)]
pub struct Attendance<'a> {
    /// Over all stages, for the rules about whole schools.
    pub size: &'a dyn Fn(usize) -> Option<u32>,
    /// In one stage.
    pub in_stage: &'a dyn Fn(Stage, usize) -> Option<u32>,
}

/// Where a layout breaks a standard: heaviest first, then by standard, school, settlement and township.
///
/// Rules about trips look at day pupils only: boarders do not go to school and home every day.
///
/// Rules of a grade band are counted with that share of the stage's pupils, for lack of grades in
/// the files; class sizes are estimated from pupils and seats. Both say so in their words.
pub fn findings(
    standards: &Standards,
    county: &County,
    layout: &Layout,
    stages: &[Attended<'_>],
    attendance: Attendance<'_>,
) -> Vec<Finding> {
    let dealt = stages.iter().map(|&stage| Dealt::whole(stage));
    let view = View {
        county,
        layout,
        stages: dealt.collect(),
        attendance,
        walk_in_a_minute: Limits::of(standards).walk_in_a_minute,
    };
    view.found(standards)
}

/// Findings with what each one is about: what [`findings_after`] begins from, frame after frame.
#[derive(Clone, Debug)]
pub struct Standing {
    found: Arc<[Finding]>,
    about: Vec<About>,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug)]
enum About {
    /// A step of the plan, which no pupil changes.
    Step,
    /// The pupils of a settlement, whichever school they go to.
    Home(Option<Stage>, usize),
    /// A school, by its position in the layout.
    School(Option<Stage>, usize),
    /// Everything else: looked at anew every time.
    Else,
}

impl Standing {
    /// Findings of a layout.
    pub fn of(found: &Findings, layout: &Layout) -> Self {
        let about = |finding: &Finding| {
            if !finding.actions.is_empty() {
                return About::Step;
            }
            if finding.township.is_some() {
                return About::Else;
            }
            if let Some(home) = finding.settlement {
                return About::Home(finding.stage, home);
            }
            let school = finding.school.as_ref();
            school
                .and_then(|school| layout.position(school))
                .map_or(About::Else, |site| About::School(finding.stage, site))
        };
        Self {
            about: found.iter().map(about).collect(),
            found: found.shared(),
        }
    }
}

/// The same as [`findings`] of all stages, from those that stood before some pupils went elsewhere. The schools of the
/// layout are those of before. `changed` are the stages concerned, as dealt before and now. Breaches of
/// [`super::order()`] among them stay.
///
/// Only settlements and schools whose pupils or ways changed are looked at.
pub fn findings_after(
    standards: &Standards,
    county: &County,
    layout: &Layout,
    changed: &[(Attended<'_>, Attended<'_>)],
    attendance: Attendance<'_>,
    standing: &Standing,
) -> Findings {
    let sites = layout.sites.len();
    let settlements = county.settlements.len();
    let dealt = changed
        .iter()
        .map(|&(before, now)| Dealt::since(before, now, settlements, sites));
    let view = View {
        county,
        layout,
        stages: dealt.collect(),
        attendance,
        walk_in_a_minute: Limits::of(standards).walk_in_a_minute,
    };
    let concerns =
        |stage: Option<Stage>, dealt: &Dealt<'_>| stage.is_none_or(|stage| stage == dealt.stage());
    let stays = |about: About| {
        let mut stages = view.stages.iter();
        match about {
            About::Step => true,
            About::Home(stage, home) => {
                !stages.any(|dealt| concerns(stage, dealt) && dealt.looks_home(home))
            }
            About::School(stage, site) => {
                !stages.any(|dealt| concerns(stage, dealt) && dealt.looks_at(site))
            }
            About::Else => false,
        }
    };
    let staying: Vec<u32> = (0..)
        .zip(&standing.about)
        .filter(|(_, about)| stays(**about))
        .map(|(number, _)| number)
        .collect();
    let new = view.found(standards);
    Findings::merged(&standing.found, &staying, new, |first, second| {
        by_weight(first, second) != Ordering::Greater
    })
}

/// Heaviest first; what an action of the plan breaks comes behind the rest, in the order of the plan.
fn by_weight(a: &Finding, b: &Finding) -> Ordering {
    let weight = b.severity.cmp(&a.severity);
    let by_action = a.actions.cmp(&b.actions);
    let place = |finding: &Finding| (finding.settlement, finding.township, finding.stage);
    weight
        .then(by_action)
        .then_with(|| a.standard.cmp(&b.standard))
        .then_with(|| a.school.cmp(&b.school))
        .then_with(|| place(a).cmp(&place(b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assign::{Assignment, Flow};
    use crate::geometry::LonLat;
    use crate::model::{
        Count, PerStage, School, SchoolId, SchoolKind, Settlement, SettlementId, StageRecord,
    };
    use crate::plan::Layout;
    use crate::travel::{Basis, Trip};
    use crate::units::{Meters, Year};

    /// One primary school with 90 pupils on 60 seats; village u sends 60 over 2.5 km, v 30 over 500 m.
    fn county() -> County {
        let record = StageRecord {
            pupils: Some(Count::recorded(90)),
            seats: Some(Count::recorded(60)),
        };
        let school = School {
            id: SchoolId::new("a"),
            name: "Hill".into(),
            kind: SchoolKind::Primary,
            at: LonLat::new(104.0, 29.6),
            stages: PerStage::from_fn(|stage| (stage == Stage::Primary).then_some(record)),
            ownership: None,
            inclusive: None,
            parent: None,
            boarders: None,
            beds: None,
            township: None,
            extra: Default::default(),
        };
        let village = |id: &str, primary| {
            let mut pupils = PerStage::default();
            pupils[Stage::Primary] = Some(primary);
            Settlement {
                id: SettlementId::new(id),
                name: id.into(),
                at: LonLat::new(104.0, 29.6),
                township: None,
                population: None,
                pupils,
                births: Default::default(),
                extra: Default::default(),
            }
        };
        County {
            schools: vec![school],
            settlements: vec![village("u", 64), village("v", 30)],
            ..County::default()
        }
    }

    fn found() -> Vec<Finding> {
        let county = county();
        let flow = |settlement, metres, pupils| Flow {
            settlement,
            site: 0,
            pupils,
            trip: Trip::new(Meters::from_f64(metres), Basis::Road),
        };
        let assignment = Assignment {
            stage: Stage::Primary,
            flows: vec![flow(0, 2_500.0, 60), flow(1, 500.0, 30)],
            unplaced: vec![crate::assign::Unplaced {
                settlement: 0,
                pupils: 4,
            }],
            seat_prices: Vec::new(),
            short_of_seats: Vec::new(),
            is_proven: true,
        };
        let layout = Layout::today(&county, Year(2021));
        findings(
            &Standards::default(),
            &county,
            &layout,
            &[Attended::by_day(&assignment)],
            Attendance {
                size: &|_| Some(90),
                in_stage: &|_, _| Some(90),
            },
        )
    }

    fn of<'a>(found: &'a [Finding], standard: &str) -> Vec<&'a Finding> {
        found
            .iter()
            .filter(|finding| finding.standard == standard)
            .collect()
    }

    #[test]
    fn a_long_trip_is_told_once_with_its_village_and_its_school() {
        let found = found();
        let trips = of(&found, "trip.primary");
        let [trip] = *trips else {
            panic!("told {} times", trips.len())
        };
        assert_eq!((trip.value, trip.limit), (2_500.0, 2_000.0));
        assert_eq!(trip.pupils, Some(60));
        assert_eq!(trip.settlement, Some(0));
        assert_eq!(trip.school, Some(SchoolId::new("a")));
        assert_eq!(
            trip.words.en,
            "u → Hill, Primary: 60 pupils beyond 2000 m, 2500 m"
        );
    }

    #[test]
    fn a_school_of_one_stage_is_small_in_that_stage() {
        let found = found();
        let [small] = *of(&found, "small_school") else {
            panic!("told once")
        };
        assert_eq!(small.stage, Some(Stage::Primary));
        assert_eq!(small.pupils, Some(90));
    }

    #[test]
    fn the_youngest_grades_are_counted_as_their_share_of_the_stage() {
        // 2,500 m at 60 m/min is 41.7 min; grades 1 to 3 are half of 60 pupils.
        let found = found();
        let walks = of(&found, "walk.primary.lower");
        assert_eq!(walks[0].pupils, Some(30));
        assert!((walks[0].value - 41.67).abs() < 0.01);
        assert_eq!(walks[0].severity, super::super::Severity::Block);
    }

    #[test]
    fn more_pupils_than_seats_and_pupils_without_a_seat_are_found() {
        let found = found();
        let seats = of(&found, "seats.utilisation");
        assert_eq!((seats[0].value, seats[0].pupils), (1.5, Some(30)));
        let unplaced = of(&found, "seats.every_pupil");
        assert_eq!((unplaced[0].settlement, unplaced[0].value), (Some(0), 4.0));
    }

    #[test]
    fn small_schools_are_found_and_the_heaviest_breach_comes_first() {
        let found = found();
        assert_eq!(of(&found, "small_school")[0].value, 90.0);
        assert!(of(&found, "small_school.micro").is_empty());
        assert!(found.is_sorted_by(|a, b| a.severity >= b.severity));
    }

    #[test]
    fn classes_are_estimated_from_seats() {
        // 60 seats at 45 a class are 2 classes; 90 pupils in 2 classes are 45, the ceiling itself.
        assert!(of(&found(), "class.primary").is_empty());
    }
}
