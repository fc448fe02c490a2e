//! Every standard in force held against one layout.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

use super::finding::Finding;
use super::limits::Limits;
use super::standard::{Area, Measure, Standard};
use super::standards::Standards;
use crate::assign::{Assignment, Flow};
use crate::model::{County, Homes, Ownership, SchoolId, SchoolKind, Stage};
use crate::plan::{Layout, Site};
use crate::travel::Basis;
use crate::units::Meters;
use crate::words::Words;

/// Where a layout breaks a standard: heaviest first, then by standard, school, settlement and township.
///
/// `size` gives a site's pupils over all stages, for the rules about whole schools. Rules of a grade band are counted with that share of the stage's pupils, for lack of grades in
/// the files; class sizes are estimated from pupils and seats. Both say so in their words.
pub fn findings(
    standards: &Standards,
    county: &County,
    layout: &Layout,
    assignments: &[&Assignment],
    size: &dyn Fn(usize) -> Option<u32>,
) -> Vec<Arc<Finding>> {
    let dealt = assignments.iter().map(|assignment| Dealt {
        assignment,
        attending: attending(assignment, layout.sites.len()),
        touched: None,
    });
    let view = View {
        county,
        layout,
        stages: dealt.collect(),
        size,
    };
    view.found(standards)
}

/// The same as [`findings`] of all stages, from those `found` before some pupils went elsewhere. `changed` are
/// the stages concerned, as dealt before and now. Breaches of [`super::order()`] among `found` stay.
///
/// Only settlements and schools whose pupils or ways changed are looked at.
pub fn findings_after(
    standards: &Standards,
    county: &County,
    layout: &Layout,
    changed: &[(&Assignment, &Assignment)],
    size: &dyn Fn(usize) -> Option<u32>,
    found: &[Arc<Finding>],
) -> Vec<Arc<Finding>> {
    let sites = layout.sites.len();
    let dealt = changed.iter().map(|&(before, now)| Dealt {
        assignment: now,
        attending: attending(now, sites),
        touched: Some(Touched::between(
            before,
            now,
            county.settlements.len(),
            sites,
        )),
    });
    let view = View {
        county,
        layout,
        stages: dealt.collect(),
        size,
    };
    let touched_schools = view.touched_schools();
    let is_touched = |stage: Option<Stage>, school: &SchoolId| {
        touched_schools.iter().any(|(of_stage, schools)| {
            stage.is_none_or(|stage| stage == *of_stage) && schools.contains(school)
        })
    };
    let stays = |finding: &&Arc<Finding>| {
        if finding.action.is_some() {
            return true;
        }
        if finding.township.is_some() {
            return false;
        }
        match (finding.settlement, &finding.school) {
            (Some(settlement), _) => !view
                .stages
                .iter()
                .any(|dealt| finding.stage == Some(dealt.stage()) && dealt.looks_home(settlement)),
            (None, Some(school)) => !is_touched(finding.stage, school),
            (None, None) => false,
        }
    };
    let kept: Vec<Arc<Finding>> = found.iter().filter(stays).map(Arc::clone).collect();
    merged(&kept, view.found(standards))
}

/// Two sorted lists as one. Few are new.
fn merged(kept: &[Arc<Finding>], new: Vec<Arc<Finding>>) -> Vec<Arc<Finding>> {
    let mut all = Vec::with_capacity(kept.len() + new.len());
    let mut taken = 0;
    for finding in new {
        let behind =
            kept[taken..].partition_point(|kept| by_weight(kept, &finding) != Ordering::Greater);
        all.extend_from_slice(&kept[taken..taken + behind]);
        taken += behind;
        all.push(finding);
    }
    all.extend_from_slice(&kept[taken..]);
    all
}

/// Heaviest first; what an action of the plan breaks comes behind the rest, in the order of the plan.
fn by_weight(a: &Finding, b: &Finding) -> Ordering {
    let weight = b.severity.cmp(&a.severity);
    let by_action = a.action.cmp(&b.action);
    let place = |finding: &Finding| (finding.settlement, finding.township, finding.stage);
    weight
        .then(by_action)
        .then_with(|| a.standard.cmp(&b.standard))
        .then_with(|| a.school.cmp(&b.school))
        .then_with(|| place(a).cmp(&place(b)))
}

struct View<'a> {
    county: &'a County,
    layout: &'a Layout,
    stages: Vec<Dealt<'a>>,
    size: &'a dyn Fn(usize) -> Option<u32>,
}

/// A stage as dealt.
struct Dealt<'a> {
    assignment: &'a Assignment,
    /// Pupils by site.
    attending: Vec<u32>,
    /// What is looked at; `None` for everything.
    touched: Option<Touched>,
}

impl Dealt<'_> {
    fn stage(&self) -> Stage {
        self.assignment.stage
    }

    fn looks_home(&self, settlement: usize) -> bool {
        self.touched
            .as_ref()
            .is_none_or(|touched| touched.settlements[settlement])
    }

    fn looks_at(&self, site: usize) -> bool {
        self.touched
            .as_ref()
            .is_none_or(|touched| touched.sites[site])
    }
}

/// Where pupils of a stage go otherwise, or otherwise far.
struct Touched {
    settlements: Vec<bool>,
    sites: Vec<bool>,
}

impl Touched {
    fn between(before: &Assignment, now: &Assignment, settlements: usize, sites: usize) -> Self {
        let mut touched = Self {
            settlements: vec![false; settlements],
            sites: vec![false; sites],
        };
        let (mut old, mut new) = (before.flows.as_slice(), now.flows.as_slice());
        while let Some(settlement) = [old.first(), new.first()]
            .into_iter()
            .flatten()
            .map(|flow| flow.settlement)
            .min()
        {
            let (old_here, new_here);
            (old_here, old) = of_settlement(old, settlement);
            (new_here, new) = of_settlement(new, settlement);
            if old_here != new_here {
                touched.settlements[settlement] = true;
                for flow in old_here.iter().chain(new_here) {
                    touched.sites[flow.site] = true;
                }
            }
        }
        let (old, new) = (&before.unplaced, &now.unplaced);
        let gone = old.iter().filter(|one| new.binary_search(one).is_err());
        let come = new.iter().filter(|one| old.binary_search(one).is_err());
        for unplaced in gone.chain(come) {
            touched.settlements[unplaced.settlement] = true;
        }
        touched
    }
}

/// The flows of a settlement at the head of some, and the rest.
fn of_settlement(flows: &[Flow], settlement: usize) -> (&[Flow], &[Flow]) {
    let n = flows
        .iter()
        .take_while(|flow| flow.settlement == settlement)
        .count();
    flows.split_at(n)
}

impl View<'_> {
    fn check(&self, standards: &Standards, rule: &Standard) -> Vec<Finding> {
        match rule.measure {
            Measure::TripMetres | Measure::WalkMinutes => self.trips(rule),
            Measure::SchoolPupils => self.sizes(rule),
            Measure::PupilsPerSeat => self.seats(rule),
            Measure::ClassPupils => self.classes(standards, rule),
            Measure::UnplacedPupils => self.unplaced(rule),
            Measure::PublicKindergartensPerTownship | Measure::SchoolsPerTownship => {
                self.cover(rule)
            }
            _ => Vec::new(),
        }
    }

    fn found(&self, standards: &Standards) -> Vec<Arc<Finding>> {
        let mut found: Vec<Arc<Finding>> = standards
            .iter()
            .flat_map(|rule| self.check(standards, rule))
            .map(Arc::new)
            .collect();
        found.sort_by(|a, b| by_weight(a, b));
        found
    }

    fn touched_schools(&self) -> Vec<(Stage, HashSet<&SchoolId>)> {
        let of_stage = |dealt: &Dealt<'_>| {
            let sites = self.layout.sites.iter().enumerate();
            let touched = sites.filter(|(site, _)| dealt.looks_at(*site));
            (dealt.stage(), touched.map(|(_, site)| &site.id).collect())
        };
        self.stages.iter().map(of_stage).collect()
    }

    fn stages<'a>(&'a self, rule: &'a Standard) -> impl Iterator<Item = &'a Dealt<'a>> {
        self.stages
            .iter()
            .filter(|dealt| rule.covers(dealt.stage()))
    }

    /// One finding for every school, and one for every settlement, with pupils beyond the limit.
    fn trips(&self, rule: &Standard) -> Vec<Finding> {
        let mut found = Vec::new();
        for dealt in self.stages(rule) {
            let stage = dealt.stage();
            let too_far = |flow: &&Flow| {
                if !dealt.looks_home(flow.settlement) && !dealt.looks_at(flow.site) {
                    return false;
                }
                let holds = rule
                    .area
                    .is_none_or(|area| area.includes(self.area_of(flow.settlement)));
                holds && rule.is_broken_by(measured(rule, flow.trip.distance()))
            };
            let mut flows: Vec<&Flow> = dealt.assignment.flows.iter().filter(too_far).collect();
            for group in flows.chunk_by(|a, b| a.settlement == b.settlement) {
                if !dealt.looks_home(group[0].settlement) {
                    continue;
                }
                let home = &self.county.settlements[group[0].settlement];
                let mut finding = self.trip_finding(rule, stage, &home.name, group);
                finding.settlement = Some(group[0].settlement);
                found.push(finding);
            }
            flows.sort_by_key(|flow| flow.site);
            for group in flows.chunk_by(|a, b| a.site == b.site) {
                if !dealt.looks_at(group[0].site) {
                    continue;
                }
                let site = &self.layout.sites[group[0].site];
                let mut finding = self.trip_finding(rule, stage, &site.name, group);
                finding.school = Some(site.id.clone());
                found.push(finding);
            }
        }
        found
    }

    /// `flows` all break the rule; there is at least one.
    fn trip_finding(&self, rule: &Standard, stage: Stage, place: &str, flows: &[&Flow]) -> Finding {
        let all: u32 = flows.iter().map(|flow| flow.pupils).sum();
        let pupils = match rule.grades {
            Some((first, last)) => share_of_grades(all, last + 1 - first.min(last), stage.grades()),
            None => all,
        };
        let about = if rule.grades.is_some() {
            ("about ", "约")
        } else {
            ("", "")
        };
        let farthest = flows.iter().map(|flow| flow.trip).max();
        let value = farthest.map_or(0.0, |trip| measured(rule, trip.distance()));
        let (limit, unit, named) = (rule.limit, rule.measure.unit(), stage.words());
        let mut words = Words::new(
            format!(
                "{place}, {}: {}{pupils} pupils beyond {limit} {}, farthest {value:.0} {}",
                named.en, about.0, unit.en, unit.en
            ),
            format!(
                "{place}（{}）：{}{pupils}人超过{limit}{}，最远{value:.0}{}",
                named.zh, about.1, unit.zh, unit.zh
            ),
        );
        let estimated = flows
            .iter()
            .any(|flow| flow.trip.basis() == Basis::Estimate);
        if estimated || self.county.homes == Homes::Estimated {
            words.en += " (estimate)";
            words.zh += "（估算）";
        }
        Finding {
            stage: Some(stage),
            pupils: Some(pupils),
            ..Finding::of(rule, value, words)
        }
    }

    /// The urban–rural class of a settlement; rural where nothing says otherwise.
    fn area_of(&self, settlement: usize) -> Area {
        let home = &self.county.settlements[settlement];
        let township = home
            .township
            .map(|index| &self.county.townships[index].extra);
        [Some(&home.extra), township]
            .into_iter()
            .flatten()
            .find_map(area_in)
            .unwrap_or(Area::Rural)
    }

    fn sizes(&self, rule: &Standard) -> Vec<Finding> {
        let about = |site: &Site| {
            let of_kind = rule.kind.is_none_or(|kind| kind == site.kind);
            let all_covered = site.kind.stages().iter().any(|&stage| rule.covers(stage));
            site.is_open() && of_kind && all_covered
        };
        let looks_at = |site: usize| self.stages.iter().any(|dealt| dealt.looks_at(site));
        let sized = self
            .layout
            .sites
            .iter()
            .enumerate()
            .filter(|(position, site)| looks_at(*position) && about(site));
        let broken = sized.filter_map(|(position, site)| {
            let pupils = (self.size)(position)?;
            rule.is_broken_by(f64::from(pupils)).then(|| {
                let words = Words::new(
                    format!(
                        "{}: {pupils} pupils, {} is {}",
                        site.name, rule.words.en, rule.limit
                    ),
                    format!(
                        "{}：{pupils}人，{}为{}人",
                        site.name, rule.words.zh, rule.limit
                    ),
                );
                Finding {
                    school: Some(site.id.clone()),
                    ..Finding::of(rule, f64::from(pupils), words)
                }
            })
        });
        broken.collect()
    }

    /// Sites that take pupils of a stage and say how many seats they have, with their pupils.
    fn seated<'a>(&'a self, dealt: &'a Dealt<'_>) -> impl Iterator<Item = (&'a Site, u32, u32)> {
        let stage = dealt.stage();
        let seated = move |(position, site): (usize, &'a Site)| {
            let seats = site
                .seats(stage)
                .filter(|_| site.runs(stage) && dealt.looks_at(position))?;
            Some((site, dealt.attending[position], seats))
        };
        self.layout.sites.iter().enumerate().filter_map(seated)
    }

    fn seats(&self, rule: &Standard) -> Vec<Finding> {
        let mut found = Vec::new();
        for dealt in self.stages(rule) {
            let stage = dealt.stage();
            for (site, pupils, seats) in self.seated(dealt) {
                let per_seat = f64::from(pupils) / f64::from(seats.max(1));
                if pupils <= seats || !rule.is_broken_by(per_seat) {
                    continue;
                }
                let named = stage.words();
                let words = Words::new(
                    format!(
                        "{}, {}: {pupils} pupils on {seats} seats",
                        site.name, named.en
                    ),
                    format!("{}（{}）：{pupils}人，学位{seats}个", site.name, named.zh),
                );
                found.push(Finding {
                    stage: Some(stage),
                    school: Some(site.id.clone()),
                    pupils: Some(pupils - seats),
                    ..Finding::of(rule, per_seat, words)
                });
            }
        }
        found
    }

    /// Class sizes are not in the files. A school's classes are estimated as its seats over the class
    /// ceiling, so a class is as much fuller as the school is.
    fn classes(&self, standards: &Standards, rule: &Standard) -> Vec<Finding> {
        let limits = Limits::of(standards);
        let mut found = Vec::new();
        for dealt in self.stages(rule) {
            let stage = dealt.stage();
            let Some(ceiling) = limits.class_pupils[stage] else {
                continue;
            };
            for (site, pupils, seats) in self.seated(dealt) {
                let classes = seats.div_ceil(ceiling.max(1)).max(1);
                let per_class = pupils.div_ceil(classes);
                if !rule.is_broken_by(f64::from(per_class)) {
                    continue;
                }
                let named = stage.words();
                let words = Words::new(
                    format!(
                        "{}, {}: about {per_class} pupils a class (estimated, {classes} classes)",
                        site.name, named.en
                    ),
                    format!(
                        "{}（{}）：每班约{per_class}人（按{classes}个班估算）",
                        site.name, named.zh
                    ),
                );
                found.push(Finding {
                    stage: Some(stage),
                    school: Some(site.id.clone()),
                    ..Finding::of(rule, f64::from(per_class), words)
                });
            }
        }
        found
    }

    fn unplaced(&self, rule: &Standard) -> Vec<Finding> {
        let unplaced = self.stages(rule).flat_map(|dealt| {
            let all = dealt.assignment.unplaced.iter();
            let looked_at = all.filter(|unplaced| dealt.looks_home(unplaced.settlement));
            looked_at.map(|unplaced| (dealt.stage(), unplaced))
        });
        let broken = unplaced.filter(|(_, unplaced)| rule.is_broken_by(f64::from(unplaced.pupils)));
        let finding = |(stage, unplaced): (Stage, &crate::assign::Unplaced)| {
            let home = &self.county.settlements[unplaced.settlement].name;
            let (pupils, words) = (unplaced.pupils, stage.words());
            let words = Words::new(
                format!(
                    "{home}: {pupils} pupils without a {} seat",
                    words.en.to_lowercase()
                ),
                format!("{home}：{pupils}名学生无{}学位", words.zh),
            );
            Finding {
                stage: Some(stage),
                settlement: Some(unplaced.settlement),
                pupils: Some(pupils),
                ..Finding::of(rule, f64::from(pupils), words)
            }
        };
        broken.map(finding).collect()
    }

    /// Townships with too few schools. Nothing is said of townships when ownership is not known.
    fn cover(&self, rule: &Standard) -> Vec<Finding> {
        let needs_ownership = rule.measure == Measure::PublicKindergartensPerTownship;
        let relevant = |site: &&Site| {
            let teaches = rule.stages.iter().any(|&stage| site.runs(stage));
            teaches && site.kind != SchoolKind::TeachingPoint
        };
        let sites = || self.layout.sites.iter().filter(relevant);
        if needs_ownership && sites().any(|site| site.ownership.is_none())
            || sites().any(|site| site.township.is_none())
        {
            return Vec::new();
        }
        let stage = rule.stages.first().copied();
        let mut schools_of = vec![0_usize; self.county.townships.len()];
        let counted =
            sites().filter(|site| !needs_ownership || site.ownership == Some(Ownership::Public));
        for township in counted.filter_map(|site| site.township) {
            schools_of[township] += 1;
        }
        let finding = |(index, township): (usize, &crate::model::Township)| {
            let schools = schools_of[index];
            rule.is_broken_by(schools as f64).then(|| {
                let words = Words::new(
                    format!(
                        "{}: {schools}, {} should be {}",
                        township.name, rule.words.en, rule.limit
                    ),
                    format!(
                        "{}：{}现有{schools}所，应有{}所",
                        township.name, rule.words.zh, rule.limit
                    ),
                );
                Finding {
                    stage,
                    township: Some(index),
                    ..Finding::of(rule, schools as f64, words)
                }
            })
        };
        self.county
            .townships
            .iter()
            .enumerate()
            .filter_map(finding)
            .collect()
    }
}

/// Pupils by site.
fn attending(assignment: &Assignment, sites: usize) -> Vec<u32> {
    let mut pupils = vec![0; sites];
    for flow in &assignment.flows {
        pupils[flow.site] += flow.pupils;
    }
    pupils
}

fn measured(rule: &Standard, distance: Meters) -> f64 {
    match rule.measure {
        Measure::WalkMinutes => distance.walking().as_f64(),
        _ => distance.as_f64(),
    }
}

/// The pupils of some grades of a stage when only the stage's total is known, rounded up.
pub(super) fn share_of_grades(pupils: u32, grades: u32, of: u32) -> u32 {
    (u64::from(pupils) * u64::from(grades.min(of))).div_ceil(u64::from(of.max(1))) as u32
}

/// The class a file states, as code of the statistics bureau or in words.
fn area_in(extra: &serde_json::Map<String, serde_json::Value>) -> Option<Area> {
    let value = ["urban_class", "城乡分类", "城乡类型"]
        .iter()
        .find_map(|name| extra.get(*name))?;
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    match text.trim() {
        "urban" | "111" | "112" | "城区" => Some(Area::Urban),
        "town" | "121" | "122" | "123" | "镇区" => Some(Area::Town),
        "rural" | "210" | "220" | "乡村" => Some(Area::Rural),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{Count, PerStage, School, SchoolId, Settlement, SettlementId, StageRecord};
    use crate::plan::{Layout, Plan};
    use crate::travel::Trip;
    use crate::units::Year;

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

    fn found() -> Vec<Arc<Finding>> {
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
        let layout = Layout::of(
            &county,
            &Plan::new("", (Year(2021), Year(2025))),
            Year(2021),
        );
        findings(
            &Standards::default(),
            &county,
            &layout,
            &[&assignment],
            &|_| Some(90),
        )
    }

    fn of<'a>(found: &'a [Arc<Finding>], standard: &str) -> Vec<&'a Finding> {
        let found = found.iter().map(|finding| &**finding);
        found
            .filter(|finding| finding.standard == standard)
            .collect()
    }

    #[test]
    fn a_long_trip_is_found_at_its_school_and_at_its_village() {
        let found = found();
        let trips = of(&found, "trip.primary");
        assert_eq!(trips.len(), 2);
        assert!(
            trips
                .iter()
                .all(|trip| trip.value == 2_500.0 && trip.limit == 2_000.0)
        );
        assert!(trips.iter().all(|trip| trip.pupils == Some(60)));
        assert_eq!(
            trips[0].words.en,
            "u, Primary: 60 pupils beyond 2000 m, farthest 2500 m"
        );
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
