//! Who should go to which school while all schools stay: the catchments of a stage under seats and further terms.
//!
//! A plan has no measure that ties a settlement to a school, so there is none in the answer: it is a list of what would
//! change, to decide the catchments of a year by.

pub mod answer;

use std::cmp::Reverse;
use std::collections::BTreeSet;

use self::answer::{Dealt, best_catchments};
use super::{Conditions, Ground, Proposal, Unit};
use crate::assign::{Flow, Settled, Terms, Unplaced, Villages, Within};
use crate::indicators::{Move, compare_stage};
use crate::model::{County, SchoolId};
use crate::plan::Layout;
use crate::solve::Run;
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::{Lang, Words};

/// What an assignment must keep to besides seats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatchmentQuestion {
    /// Nobody goes farther than this; `None` for any way.
    pub max_distance: Option<Meters>,
    /// Whether settlements may be split.
    pub villages: Villages,
    /// Who may go where besides.
    pub conditions: Conditions,
}

impl CatchmentQuestion {
    fn terms(&self, county: &County, layout: &Layout) -> Result<Terms, Words> {
        Ok(Terms {
            max_distance: self.max_distance,
            villages: self.villages,
            ..self.conditions.terms(county, layout)?
        })
    }
}

/// An assignment that is proposed, and what it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catchments {
    /// The assignment, how good it is, and the least that must give way.
    pub settled: Settled,
    /// What changes against the plan as it stands, most pupils first; of as many, those whose way changes most.
    pub changes: Vec<Change>,
    /// What must give way in words, most pupils first.
    pub relaxations: Vec<Told>,
    /// Who finds no seat within the terms, most pupils first.
    pub unplaced: Vec<Told>,
}

impl Catchments {
    /// Everything there is to tell, under headings: what must give way, who finds no seat, what changes. Every line is about
    /// the settlement at the position beside it.
    pub fn told(&self) -> Vec<(Words, Vec<(usize, &Words)>)> {
        let changes = self.changes.iter();
        let changes = changes.map(|change| (change.moved.settlement, &change.words));
        let give_way = self.relaxation_heading();
        let no_seat = self.unplaced_heading();
        give_way
            .map(|heading| (heading, lines_of(&self.relaxations)))
            .into_iter()
            .chain(no_seat.map(|heading| (heading, lines_of(&self.unplaced))))
            .chain([(self.changes_heading(), changes.collect())])
            .collect()
    }

    /// How many would change schools, and from how many settlements.
    fn changes_heading(&self) -> Words {
        let pupils: u32 = self.changes.iter().map(|change| change.moved.pupils).sum();
        let homes: BTreeSet<usize> = self
            .changes
            .iter()
            .map(|change| change.moved.settlement)
            .collect();
        let homes = homes.len();
        if homes == 0 {
            return Words::new(
                "Nobody changes schools: this is how the plan stands",
                "无人变更学校，与现方案一致",
            );
        }
        Words::new(
            format!("{pupils} pupils of {homes} settlements change schools, most pupils first:"),
            format!("{homes}个居民点 {pupils} 人变更学校，人数多的在前："),
        )
    }

    /// How much must give way; `None` where nothing must.
    fn relaxation_heading(&self) -> Option<Words> {
        let flows = &self.settled.relaxation;
        let pupils: u64 = flows.iter().map(|flow| u64::from(flow.pupils)).sum();
        let least = self.settled.relaxation_at_least;
        (pupils > 0).then(|| {
            if pupils == least {
                return Words::new(
                    format!(
                        "The limits must give way for {pupils} pupils at least, so that all find a seat:"
                    ),
                    format!("至少须放宽{pupils}人的限制，方可全部安置："),
                );
            }
            Words::new(
                format!(
                    "The limits must give way for these {pupils} pupils ({least} at least in any case), so that all find a seat:"
                ),
                format!("须放宽以下{pupils}人的限制（无论如何至少{least}人），方可全部安置："),
            )
        })
    }

    /// How many find no seat; `None` where all do.
    fn unplaced_heading(&self) -> Option<Words> {
        let pupils = self.settled.assignment.not_placed();
        (pupils > 0).then(|| {
            Words::new(
                format!("{pupils} pupils have no seat within the limits:"),
                format!("限制内未能安置{pupils}人："),
            )
        })
    }
}

/// Pupils of a settlement who would go elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// From where to where.
    pub moved: Move,
    /// In a sentence with the numbers.
    pub words: Words,
}

/// Something about a settlement's pupils.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Position of the settlement.
    pub settlement: usize,
    /// In a sentence with the numbers.
    pub words: Words,
}

fn lines_of(told: &[Told]) -> Vec<(usize, &Words)> {
    told.iter()
        .map(|told| (told.settlement, &told.words))
        .collect()
}

/// The best assignment.
pub(super) fn best(
    ground: &Ground,
    question: &CatchmentQuestion,
    run: &Run<'_>,
) -> Result<Proposal, Words> {
    let (evaluator, before) = (&ground.evaluator, &ground.before);
    let (county, layout, stage) = (evaluator.county(), &*before.layout, ground.stage);
    let Some(present) = &before.stages[stage] else {
        return Err(nobody(ground));
    };
    let terms = question.terms(county, layout)?;
    let rows = evaluator.rows(layout);
    let dealt = Dealt {
        stage,
        pupils: &before.demand.pupils[stage],
        county,
        layout,
        rows: &rows,
    };
    let settled = best_catchments(&terms, dealt, run);
    let assignment = &settled.assignment;
    let moves = compare_stage(
        (layout, &present.assignment),
        (layout, assignment),
        county.settlements.len(),
    )
    .moves;
    let in_words = InWords {
        county,
        layout,
        terms: &terms,
        pupils: dealt.pupils,
    };
    let value = assignment.pupil_decimetres() as i64;
    Ok(Proposal {
        actions: Vec::new(),
        reasons: Vec::new(),
        stays: Vec::new(),
        policy: before.policy,
        unit: Unit::PupilDecimetres,
        value,
        // Of fewer pupils than could be placed the ways may be shorter than those of all.
        bound: (settled.bound as i64).min(value),
        count: assignment.not_placed() as usize,
        count_at_least: settled.least_unplaced as usize,
        pupil_decimetres: value,
        seconds: run.seconds(),
        beyond: Vec::new(),
        unknown_rooms: Vec::new(),
        catchments: Some(Catchments {
            changes: changes(county, layout, moves),
            relaxations: in_words.relaxations(&settled.relaxation),
            unplaced: in_words.unplaced(&assignment.unplaced),
            settled,
        }),
    })
}

fn nobody(ground: &Ground) -> Words {
    let stage = ground.stage.words();
    Words::new(
        format!(
            "there are neither schools nor pupils of the stage {}",
            stage.en.to_lowercase()
        ),
        format!("没有{}学校，也没有{}学生", stage.zh, stage.zh),
    )
}

fn changes(county: &County, layout: &Layout, mut moves: Vec<Move>) -> Vec<Change> {
    let length = |end: &Option<(SchoolId, Trip)>| {
        end.as_ref()
            .map_or(0, |(_, trip)| i64::from(trip.distance().decimetres()))
    };
    moves.sort_by_key(|moved| {
        let apart = (length(&moved.to) - length(&moved.from)).abs();
        (Reverse(moved.pupils), Reverse(apart), moved.settlement)
    });
    let change = |moved: Move| Change {
        words: change_words(county, layout, &moved),
        moved,
    };
    moves.into_iter().map(change).collect()
}

/// “东光村: 34 pupils, 甲小学 → 乙小学, 2.9 km by road (1.2 km before)”.
fn change_words(county: &County, layout: &Layout, moved: &Move) -> Words {
    let (place, pupils) = (&county.settlements[moved.settlement].name, moved.pupils);
    let pupils_en = count_en(pupils);
    let school = |id: &SchoolId| match layout.site(id) {
        Some(site) => site.name.clone(),
        None => id.to_string(),
    };
    match (&moved.from, &moved.to) {
        (Some((from, before)), Some((to, after))) => {
            let (from, to, way) = (school(from), school(to), after.words());
            let before = before.distance();
            Words::new(
                format!(
                    "{place}: {pupils_en}, {from} → {to}, {} ({before} before)",
                    way.en
                ),
                format!(
                    "{place}：{pupils} 人，{from} → {to}，{}（原 {before}）",
                    way.zh
                ),
            )
        }
        (None, Some((to, after))) => {
            let (to, way) = (school(to), after.words());
            Words::new(
                format!("{place}: {pupils_en}, no seat before → {to}, {}", way.en),
                format!("{place}：{pupils} 人，原未安置 → {to}，{}", way.zh),
            )
        }
        (from, None) => {
            let from = from.as_ref().map_or_else(String::new, |(id, _)| school(id));
            Words::new(
                format!("{place}: {pupils_en}, {from} → no seat within the limits"),
                format!("{place}：{pupils} 人，{from} → 限制内未能安置"),
            )
        }
    }
}

pub(super) fn count_en(pupils: u32) -> String {
    match pupils {
        1 => "1 pupil".to_owned(),
        _ => format!("{pupils} pupils"),
    }
}

/// Says what an assignment under terms leaves undone.
struct InWords<'a> {
    county: &'a County,
    layout: &'a Layout,
    terms: &'a Terms,
    /// By settlement.
    pupils: &'a [u32],
}

impl InWords<'_> {
    /// “34 pupils”, or “4 of 34 pupils” of a settlement.
    fn part(&self, settlement: usize, pupils: u32) -> Words {
        let all = self.pupils[settlement];
        if pupils == all {
            return Words::new(count_en(pupils), format!("{pupils} 人"));
        }
        Words::new(
            format!("{pupils} of {all} pupils"),
            format!("{all} 人中的 {pupils} 人"),
        )
    }

    /// Which terms a way breaks: “over 2.0 km, outside its township”.
    fn broken(&self, flow: &Flow) -> Words {
        let Flow {
            settlement,
            site,
            trip,
            ..
        } = *flow;
        let Terms {
            max_distance,
            within,
            locks,
            bans,
            ..
        } = self.terms;
        let over = max_distance.filter(|&limit| trip.distance() > limit);
        let over = over.map(|limit| Words::new(format!("over {limit}"), format!("超过 {limit}")));
        let township = self.layout.sites[site].township;
        let is_outside = !self.terms.stays_within(self.county, settlement, township);
        let outside = is_outside.then(|| match within {
            Within::Township => Words::new("outside its township", "跨乡镇"),
            Within::District | Within::County => Words::new("outside its district", "跨片区"),
        });
        let is_locked = locks.get(&settlement).is_some_and(|&school| school != site);
        let locked = is_locked.then(|| Words::new("tied to another school", "已指定到他校"));
        let is_banned = bans.contains(&(settlement, site));
        let banned = is_banned.then(|| Words::new("kept from this school", "已禁止到该校"));
        let broken: Vec<Words> = [over, outside, locked, banned]
            .into_iter()
            .flatten()
            .collect();
        let joined = |lang: Lang, with: &str| {
            let broken: Vec<&str> = broken.iter().map(|words| words.say(lang)).collect();
            broken.join(with)
        };
        Words::new(joined(Lang::En, ", "), joined(Lang::Zh, "、"))
    }

    fn relaxations(&self, flows: &[Flow]) -> Vec<Told> {
        let mut flows: Vec<&Flow> = flows.iter().collect();
        flows.sort_by_key(|flow| (Reverse(flow.pupils), flow.settlement, flow.site));
        let told = |flow: &Flow| {
            let place = &self.county.settlements[flow.settlement].name;
            let (to, way) = (&self.layout.sites[flow.site].name, flow.trip.words());
            let part = self.part(flow.settlement, flow.pupils);
            let broken = self.broken(flow);
            Told {
                settlement: flow.settlement,
                words: Words::new(
                    format!("{place}: {} → {to}, {}: {}", part.en, way.en, broken.en),
                    format!("{place}：{} → {to}，{}：{}", part.zh, way.zh, broken.zh),
                ),
            }
        };
        flows.into_iter().map(told).collect()
    }

    fn unplaced(&self, unplaced: &[Unplaced]) -> Vec<Told> {
        let mut unplaced: Vec<&Unplaced> = unplaced.iter().collect();
        unplaced.sort_by_key(|unplaced| (Reverse(unplaced.pupils), unplaced.settlement));
        let told = |unplaced: &Unplaced| {
            let place = &self.county.settlements[unplaced.settlement].name;
            let part = self.part(unplaced.settlement, unplaced.pupils);
            Told {
                settlement: unplaced.settlement,
                words: Words::new(
                    format!("{place}: {}", part.en),
                    format!("{place}：{}", part.zh),
                ),
            }
        };
        unplaced.into_iter().map(told).collect()
    }
}
