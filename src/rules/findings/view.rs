//! Every kind of rule, held against one layout.

use super::dealt::Dealt;
use super::{Attendance, by_weight};
use crate::assign::Flow;
use crate::model::{County, Homes, Ownership, SchoolKind, Stage};
use crate::plan::{Layout, Site};
use crate::rules::estimates::{self, share_of_grades};
use crate::rules::finding::Finding;
use crate::rules::limits::Limits;
use crate::rules::standard::{Area, Measure, Standard};
use crate::rules::standards::Standards;
use crate::travel::Basis;
use crate::units::Meters;
use crate::words::Words;

/// What the rules look at.
pub(super) struct View<'a> {
    pub(super) county: &'a County,
    pub(super) layout: &'a Layout,
    pub(super) stages: Vec<Dealt<'a>>,
    pub(super) attendance: Attendance<'a>,
    /// How far a child walks in a minute.
    pub(super) walk_in_a_minute: Meters,
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

    pub(super) fn found(&self, standards: &Standards) -> Vec<Finding> {
        let mut found: Vec<Finding> = standards
            .iter()
            .flat_map(|rule| self.check(standards, rule))
            .collect();
        found.sort_by(by_weight);
        found
    }

    /// The stages of a rule. Where no school of a stage was read or planned, nothing is known of where its pupils go.
    fn stages<'a>(&'a self, rule: &'a Standard) -> impl Iterator<Item = &'a Dealt<'a>> {
        self.stages
            .iter()
            .filter(|dealt| rule.covers(dealt.stage()) && self.layout.has_schools(dealt.stage()))
    }

    /// One finding for every settlement and school between which day pupils go beyond the limit.
    fn trips(&self, rule: &Standard) -> Vec<Finding> {
        let mut found = Vec::new();
        for dealt in self.stages(rule) {
            let too_far = |flow: &&Flow| {
                // What a file states of a place takes longest to look up.
                dealt.looks_home(flow.settlement)
                    && rule.is_broken_by(self.measured(rule, flow.trip.distance()))
                    && rule
                        .area
                        .is_none_or(|area| area.includes(self.area_of(flow.settlement)))
            };
            let flows = dealt.daily.iter().filter(too_far);
            found.extend(flows.map(|flow| self.trip_finding(rule, dealt.stage(), flow)));
        }
        found
    }

    fn measured(&self, rule: &Standard, distance: Meters) -> f64 {
        match rule.measure {
            Measure::WalkMinutes => distance.walking(self.walk_in_a_minute).as_f64(),
            _ => distance.as_f64(),
        }
    }

    /// `flow` breaks the rule.
    fn trip_finding(&self, rule: &Standard, stage: Stage, flow: &Flow) -> Finding {
        let (pupils, about) = match rule.grades {
            Some((first, last)) => (
                share_of_grades(flow.pupils, last + 1 - first.min(last), stage.grades()),
                ("about ", "约"),
            ),
            None => (flow.pupils, ("", "")),
        };
        let value = self.measured(rule, flow.trip.distance());
        let (home, site) = (
            &self.county.settlements[flow.settlement],
            &self.layout.sites[flow.site],
        );
        let way = format!("{} → {}", home.name, site.name);
        let (limit, unit, named) = (rule.limit, rule.measure.unit(), stage.words());
        let mut words = Words::new(
            format!(
                "{way}, {}: {}{pupils} pupils beyond {limit} {}, {value:.0} {}",
                named.en, about.0, unit.en, unit.en
            ),
            format!(
                "{way}（{}）：{}{pupils}人超过{limit}{}，路程{value:.0}{}",
                named.zh, about.1, unit.zh, unit.zh
            ),
        );
        let is_estimated = flow.trip.basis() == Basis::Estimate;
        if is_estimated || self.county.homes == Homes::Estimated {
            words.en += " (estimate)";
            words.zh += "（估算）";
        }
        Finding {
            stage: Some(stage),
            school: Some(site.id.clone()),
            settlement: Some(flow.settlement),
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
            let pupils = (self.attendance.size)(position)?;
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
                    stage: only_stage(site),
                    school: Some(site.id.clone()),
                    pupils: Some(pupils),
                    ..Finding::of(rule, f64::from(pupils), words)
                }
            })
        });
        broken.collect()
    }

    /// Sites that take pupils of a stage and of which pupils and seats are known.
    fn seated<'a>(&'a self, dealt: &'a Dealt<'_>) -> impl Iterator<Item = (&'a Site, u32, u32)> {
        let stage = dealt.stage();
        let seated = move |(position, site): (usize, &'a Site)| {
            let seats = site
                .seats(stage)
                .filter(|_| site.runs(stage) && dealt.looks_at(position))?;
            Some((site, (self.attendance.in_stage)(stage, position)?, seats))
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

    /// Class sizes are not in the files and are estimated.
    fn classes(&self, standards: &Standards, rule: &Standard) -> Vec<Finding> {
        let limits = Limits::of(standards);
        let mut found = Vec::new();
        for dealt in self.stages(rule) {
            let stage = dealt.stage();
            for (site, pupils, seats) in self.seated(dealt) {
                let Some(classes) = estimates::classes(&limits, stage, Some(seats)) else {
                    continue;
                };
                let per_class = estimates::class_size(pupils, classes);
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
                    pupils: Some(pupils),
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

    /// Townships with too few schools. Nothing is said of townships when ownership is not known, or when no school of
    /// the stage was read at all.
    fn cover(&self, rule: &Standard) -> Vec<Finding> {
        let needs_ownership = rule.measure == Measure::PublicKindergartensPerTownship;
        let relevant = |site: &&Site| {
            let teaches = rule.stages.iter().any(|&stage| site.runs(stage));
            teaches && site.kind != SchoolKind::TeachingPoint
        };
        let sites = || self.layout.sites.iter().filter(relevant);
        if !rule
            .stages
            .iter()
            .any(|&stage| self.layout.has_schools(stage))
        {
            return Vec::new();
        }
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

/// The stage of a school that runs no other.
fn only_stage(site: &Site) -> Option<Stage> {
    let mut run = Stage::ALL.into_iter().filter(|&stage| site.runs(stage));
    run.next().filter(|_| run.next().is_none())
}

/// Properties of townships and settlements that state their class.
pub(crate) const AREA_PROPERTIES: [&str; 3] = ["urban_class", "城乡分类", "城乡类型"];

/// The class a file states, as code of the statistics bureau or in words.
fn area_in(extra: &serde_json::Map<String, serde_json::Value>) -> Option<Area> {
    let value = AREA_PROPERTIES.iter().find_map(|name| extra.get(*name))?;
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
