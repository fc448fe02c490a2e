//! Who boards: pupils who sleep at school do not go there and back every day.

use std::cmp::Reverse;

use super::by_site::BySite;
use super::{Assignment, Flow};
use crate::model::{County, RecordedFlow, School, Stage};
use crate::plan::{Layout, Site};

/// The pupils of an assignment, apart by whether they go to school every day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Boarding {
    /// Flows of the day pupils, in the order of the assignment's; `None` where nobody boards, so that all are.
    daily: Option<Vec<Flow>>,
    /// Flows of the boarders, in the same order: the ways they go once a week.
    pub boarders: Vec<Flow>,
    /// Schools with pupils of which nobody knows how many board, by position, ascending. All their pupils count as day
    /// pupils, but those on record as boarders.
    pub unknown: Vec<usize>,
}

impl Boarding {
    /// The flows of the day pupils of the assignment.
    pub fn daily<'a>(&'a self, assignment: &'a Assignment) -> &'a [Flow] {
        self.daily.as_deref().unwrap_or(&assignment.flows)
    }

    /// Whether it is known how many board at a school.
    pub fn is_known(&self, site: usize) -> bool {
        self.unknown.binary_search(&site).is_err()
    }
}

/// Pupils of a settlement whose school of today takes nobody like them any more, at the school that they go to now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Position in [`County::settlements`].
    pub settlement: usize,
    /// The school that they go to now, by position in the layout. One that is phased out keeps some of its own.
    pub site: usize,
    /// How many.
    pub pupils: u32,
    /// How many of them board, as far as it is known.
    pub boarders: u32,
    /// Whether it is known how many board at the school of today.
    pub is_known: bool,
}

/// An assignment, and the flows of those of its pupils who go every day.
#[derive(Clone, Copy, Debug)]
pub struct Attended<'a> {
    /// Everybody.
    pub assignment: &'a Assignment,
    /// The day pupils, in the same order.
    pub daily: &'a [Flow],
}

impl<'a> Attended<'a> {
    /// An assignment of which nobody asks who boards: all count as day pupils.
    pub fn by_day(assignment: &'a Assignment) -> Self {
        Self {
            assignment,
            daily: &assignment.flows,
        }
    }
}

/// Who of an assignment boards.
///
/// As many of a school's own pupils board as it records, and the same share of them where fewer are assigned to it than
/// are enrolled. Those board of whom recorded flows say so. Then the farthest first; of equally far ones those of the
/// settlement with the smaller id. More than today board nowhere: a plan makes nobody a boarder. A school that the plan
/// builds has no record, so how many board there is not known.
///
/// `carried` are those whose school closes: who boards there boards on, and takes no place of a boarder who was there.
pub fn boarding(
    county: &County,
    layout: &Layout,
    assignment: &Assignment,
    carried: &[Carried],
) -> Boarding {
    let stage = assignment.stage;
    let mut boarding = Boarding::default();
    let mut boards = vec![0_u32; assignment.flows.len()];
    let mut own = assignment.flows.clone();
    for carried in carried {
        let key = |flow: &Flow| (flow.settlement, flow.site);
        let wanted = (carried.settlement, carried.site);
        let Ok(at) = assignment.flows.binary_search_by_key(&wanted, key) else {
            continue;
        };
        let pupils = carried.pupils.min(own[at].pupils);
        own[at].pupils -= pupils;
        boards[at] += carried.boarders.min(pupils);
        if !carried.is_known {
            boarding.unknown.push(carried.site);
        }
    }
    let mut by_site = BySite::of(&own, layout.sites.len());
    for site in 0..layout.sites.len() {
        let here = by_site.at_mut(site);
        if here.is_empty() {
            continue;
        }
        let school = school(county, &layout.sites[site]);
        let quota = school.and_then(|school| recorded_boarders(&county.schools[school], stage));
        let told = |flow: &Flow| on_record(county, stage, school?, flow);
        let is_told = here
            .iter()
            .all(|&at| told(&own[at]).is_some_and(|told| told.open == 0));
        if quota.is_none() && !is_told {
            boarding.unknown.push(site);
        }
        let assigned = here.iter().map(|&at| own[at].pupils).sum();
        let mut left = quota.map_or(0, |quota| quota.of(assigned));
        if left == 0 && here.iter().all(|&at| told(&own[at]).is_none()) {
            continue;
        }
        here.sort_by_key(|&at| Reverse(own[at].trip.distance()));
        for &at in here.iter() {
            if let Some(told) = told(&own[at]) {
                boards[at] += told.boarders;
                left = left.saturating_sub(told.boarders);
            }
        }
        for &at in here.iter() {
            let flow = &own[at];
            let more = told(flow).map_or(flow.pupils, |told| told.open).min(left);
            boards[at] += more;
            left -= more;
        }
    }
    boarding.unknown.sort_unstable();
    boarding.unknown.dedup();
    boarding.settle(assignment, &boards);
    boarding
}

impl Boarding {
    fn settle(&mut self, assignment: &Assignment, boards: &[u32]) {
        if boards.iter().all(|&boarders| boarders == 0) {
            return;
        }
        let part = |of: &dyn Fn(&Flow, u32) -> u32| {
            let parts = assignment.flows.iter().zip(boards);
            let parts = parts.map(|(flow, &boarders)| Flow {
                pupils: of(flow, boarders),
                ..*flow
            });
            parts.filter(|flow| flow.pupils > 0).collect::<Vec<_>>()
        };
        self.boarders = part(&|_, boarders| boarders);
        self.daily = Some(part(&|flow, boarders| flow.pupils - boarders));
    }
}

/// How many of the pupils enrolled in a stage board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boarders {
    /// Never more than `enrolled`.
    pub boarders: u32,
    /// The recorded enrolment.
    pub enrolled: u32,
}

impl Boarders {
    /// How many board of so many assigned pupils: the same share, rounded, and no more than today.
    fn of(self, assigned: u32) -> u32 {
        if assigned >= self.enrolled {
            return self.boarders;
        }
        let (boarders, enrolled) = (u64::from(self.boarders), u64::from(self.enrolled));
        ((boarders * u64::from(assigned) + enrolled / 2) / enrolled) as u32
    }
}

/// How many pupils of a stage a school has on record as boarders; `None` where nobody knows.
///
/// A school states its boarders for all stages together. The oldest pupils board first: junior pupils of a nine-year
/// school before its primary pupils.
pub fn recorded_boarders(school: &School, stage: Stage) -> Option<Boarders> {
    let mut left = school.boarders?;
    for of in Stage::ALL.into_iter().rev() {
        let Some(record) = school.stages[of] else {
            continue;
        };
        let enrolled = record.pupils.map(|count| count.number);
        if of == stage {
            return match (left, enrolled) {
                (0, _) => Some(Boarders {
                    boarders: 0,
                    enrolled: enrolled.unwrap_or(0),
                }),
                (left, Some(enrolled)) => Some(Boarders {
                    boarders: left.min(enrolled),
                    enrolled,
                }),
                (_, None) => None,
            };
        }
        match enrolled {
            Some(enrolled) => left = left.saturating_sub(enrolled),
            None if left == 0 => {}
            None => return None,
        }
    }
    None
}

/// The position of a site among the county's schools; `None` for one that a plan builds.
fn school(county: &County, site: &Site) -> Option<usize> {
    let schools = &county.schools;
    schools
        .binary_search_by(|school| school.id.cmp(&site.id))
        .ok()
}

/// What a recorded flow says of the pupils of a flow.
struct OnRecord {
    /// Those who board.
    boarders: u32,
    /// Those of whom it says nothing.
    open: u32,
}

/// What is on record of the boarders of a flow; `None` where nothing is. Of fewer pupils the same share boards.
fn on_record(county: &County, stage: Stage, school: usize, flow: &Flow) -> Option<OnRecord> {
    let key = |recorded: &RecordedFlow| (recorded.stage, recorded.settlement, recorded.school);
    let wanted = (stage, flow.settlement, school);
    let at = county.flows.binary_search_by_key(&wanted, key).ok()?;
    let RecordedFlow {
        pupils, boarders, ..
    } = county.flows[at];
    let quota = Boarders {
        boarders: boarders?,
        enrolled: pupils,
    };
    Some(OnRecord {
        boarders: quota.of(flow.pupils),
        open: flow.pupils.saturating_sub(pupils),
    })
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{STAGE, Sketch};
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{Count, PerStage, SchoolId, SchoolKind, StageRecord};

    /// A school with its pupils by stage, and its boarders over all stages.
    fn school(id: &str, enrolled: &[(Stage, Option<u32>)], boarders: Option<u32>) -> School {
        let mut stages = PerStage::default();
        for &(stage, pupils) in enrolled {
            stages[stage] = Some(StageRecord {
                pupils: pupils.map(Count::recorded),
                seats: None,
            });
        }
        School {
            id: SchoolId::new(id),
            name: id.to_owned(),
            kind: SchoolKind::NineYear,
            at: LonLat::default(),
            stages,
            ownership: None,
            inclusive: None,
            parent: None,
            boarders,
            beds: None,
            township: None,
            extra: serde_json::Map::new(),
        }
    }

    fn county(schools: Vec<School>) -> County {
        County {
            schools,
            ..County::default()
        }
    }

    fn of_primary(boarders: Option<u32>, enrolled: Option<u32>) -> County {
        county(vec![school("a", &[(STAGE, enrolled)], boarders)])
    }

    /// `settlement pupils`, day pupils and boarders.
    fn told(boarding: &Boarding, assignment: &Assignment) -> [Vec<String>; 2] {
        [boarding.daily(assignment), &boarding.boarders].map(|flows| {
            let told = |flow: &Flow| format!("{} {}", flow.settlement, flow.pupils);
            flows.iter().map(told).collect()
        })
    }

    /// Three villages of ten pupils each at 1, 3 and 2 km.
    fn villages() -> Sketch {
        Sketch::new(&[("a", None)], &[10, 10, 10]).ways("a", &[10_000, 30_000, 20_000])
    }

    #[test]
    fn the_farthest_board_first_and_nobody_is_lost() {
        let sketch = villages();
        let all = sketch.nearest();
        let county = of_primary(Some(14), Some(30));
        let found = boarding(&county, &sketch.layout, &all, &[]);
        assert_eq!(
            told(&found, &all),
            [vec!["0 10", "2 6"], vec!["1 10", "2 4"]]
        );
        assert!(found.unknown.is_empty());
    }

    #[test]
    fn where_boarders_are_not_known_all_are_day_pupils_and_that_is_told() {
        let sketch = villages();
        let all = sketch.nearest();
        for county in [
            of_primary(None, Some(30)),
            // Twelve of nobody knows how many.
            of_primary(Some(12), None),
            // A school that a plan builds.
            county(Vec::new()),
        ] {
            let found = boarding(&county, &sketch.layout, &all, &[]);
            assert_eq!(found.daily(&all), all.flows);
            assert_eq!(found.unknown, [0]);
        }
        // Nobody boards: known, whatever the enrolment.
        let none = boarding(&of_primary(Some(0), None), &sketch.layout, &all, &[]);
        assert_eq!((none.unknown.len(), none.boarders.len()), (0, 0));
    }

    #[test]
    fn of_few_known_homes_no_more_than_their_share_boards() {
        let sketch = villages();
        let all = sketch.nearest();
        let boarders = |county: &County| -> u32 {
            let found = boarding(county, &sketch.layout, &all, &[]);
            found.boarders.iter().map(|flow| flow.pupils).sum()
        };
        // 100 of 500 board; of thirty six.
        assert_eq!(boarders(&of_primary(Some(100), Some(500))), 6);
        // Whoever comes beyond the record boards no more than today.
        assert_eq!(boarders(&of_primary(Some(5), Some(10))), 5);
        assert_eq!(boarders(&of_primary(Some(900), Some(20))), 20);
    }

    #[test]
    fn the_oldest_of_a_school_board_first() {
        let both = |boarders, primary, junior| {
            let stages = [(Stage::Primary, primary), (Stage::Junior, junior)];
            let school = school("n", &stages, boarders);
            [Stage::Primary, Stage::Junior]
                .map(|stage| Some(recorded_boarders(&school, stage)?.boarders))
        };
        assert_eq!(both(Some(50), Some(231), Some(143)), [Some(0), Some(50)]);
        assert_eq!(both(Some(150), Some(231), Some(143)), [Some(7), Some(143)]);
        assert_eq!(both(None, Some(231), Some(143)), [None, None]);
        assert_eq!(both(Some(50), Some(231), None), [None, None]);
        assert_eq!(both(Some(50), None, Some(143)), [Some(0), Some(50)]);
        assert_eq!(both(Some(0), None, None), [Some(0), Some(0)]);
    }

    #[test]
    fn those_on_record_board_and_the_farthest_of_the_others_after_them() {
        let sketch = villages();
        let all = sketch.nearest();
        let on_record = |settlement, boarders| RecordedFlow {
            stage: STAGE,
            settlement,
            school: 0,
            pupils: 10,
            boarders,
        };
        let mut county = of_primary(Some(9), Some(30));
        county.flows = vec![
            on_record(0, Some(4)),
            on_record(1, Some(0)),
            on_record(2, None),
        ];
        let found = boarding(&county, &sketch.layout, &all, &[]);
        assert_eq!(told(&found, &all)[1], ["0 4", "2 5"]);
        // With every flow on record nothing is unknown, though the school itself is silent.
        county.schools[0].boarders = None;
        assert_eq!(boarding(&county, &sketch.layout, &all, &[]).unknown, [0]);
        county.flows[2].boarders = Some(1);
        let found = boarding(&county, &sketch.layout, &all, &[]);
        assert_eq!(
            (told(&found, &all)[1].concat(), found.unknown.len()),
            ("0 42 1".to_owned(), 0)
        );
    }

    #[test]
    fn who_comes_from_a_closed_school_boards_on_and_displaces_no_boarder() {
        // Ten of the 2 km village board here; ten of the 3 km village come from a school that closed, seven of whom
        // boarded there.
        let sketch = villages();
        let all = sketch.nearest();
        let carried = |boarders, is_known| {
            [Carried {
                settlement: 1,
                site: 0,
                pupils: 10,
                boarders,
                is_known,
            }]
        };
        let county = of_primary(Some(10), Some(20));
        let found = boarding(&county, &sketch.layout, &all, &carried(7, true));
        assert_eq!(
            told(&found, &all),
            [vec!["0 10", "1 3"], vec!["1 7", "2 10"]]
        );
        assert!(found.unknown.is_empty());
        // Nobody knows of those who came: the school's own board all the same.
        let found = boarding(&county, &sketch.layout, &all, &carried(0, false));
        assert_eq!(told(&found, &all)[1], ["2 10"]);
        assert_eq!(found.unknown, [0]);
    }
}
