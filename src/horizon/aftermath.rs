//! What moving a measure to another year breaks: lines of the closure gate that turn, schools that run out of seats,
//! pupils who find none, trips that become too long; the plan before against the plan after, year by year.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;

use super::{Gate, GatePage, evaluate_years_unless, gate_unless};
use crate::evaluation::{Evaluation, Evaluator};
use crate::model::{SchoolId, Stage};
use crate::plan::{Plan, Policy};
use crate::rules::Finding;
use crate::rules::gate::{Light, LineKey};
use crate::units::Year;
use crate::words::Words;

/// A line of the gate whose light turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// The measure that closes the school, by index.
    pub action: usize,
    /// The school's name.
    pub school: String,
    /// Which question.
    pub key: LineKey,
    /// The question.
    pub question: Words,
    /// Its light before; `None` where the measure closed nothing.
    pub before: Option<Light>,
    /// Its light now.
    pub after: Light,
}

impl Turned {
    /// “Near School: walk of grades 1 to 3, green → red”.
    pub fn words(&self) -> Words {
        let (school, question, after) = (&self.school, &self.question, self.after.words());
        let before = self.before.map(Light::words);
        let [en, zh] = match &before {
            Some(before) => [
                format!("{} → {}", before.en.to_lowercase(), after.en.to_lowercase()),
                format!("{}→{}", before.zh, after.zh),
            ],
            None => [after.en.to_lowercase(), after.zh],
        };
        Words::new(
            format!("{school}: {}, {en}", question.en),
            format!("{school}：{}，{zh}", question.zh),
        )
    }
}

/// What a change of years comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aftermath {
    /// Lines of the gate that stand worse.
    pub worse_lines: Vec<Turned>,
    /// What else became worse: seats, places, trips, the order of measures.
    pub worse: Vec<Words>,
    /// What nobody can say any more.
    pub unknown: Vec<Words>,
    /// What became better.
    pub better: Vec<Words>,
}

impl Aftermath {
    /// Whether nothing became worse and nothing became unknown.
    pub fn breaks_nothing(&self) -> bool {
        self.worse_lines.is_empty() && self.worse.is_empty() && self.unknown.is_empty()
    }

    /// All that broke, one sentence each; empty where nothing did.
    pub fn broken(&self) -> Vec<Words> {
        let lines = self.worse_lines.iter().map(Turned::words);
        lines
            .chain(self.worse.iter().cloned())
            .chain(self.unknown.iter().cloned())
            .collect()
    }

    /// The whole in one line, the worst first, with at most `most` things that broke.
    pub fn words(&self, most: usize) -> Words {
        let broken = self.broken();
        let list = |all: &[Words]| {
            let shown = &all[..all.len().min(most)];
            let en: Vec<&str> = shown.iter().map(|words| &*words.en).collect();
            let zh: Vec<&str> = shown.iter().map(|words| &*words.zh).collect();
            let more = all.len() - shown.len();
            if more == 0 {
                return Words::new(en.join("; "), zh.join("；"));
            }
            Words::new(
                format!("{}; and {more} more", en.join("; ")),
                format!("{}；另有{more}项", zh.join("；")),
            )
        };
        let first = if broken.is_empty() {
            Words::new("nothing breaks", "没有变差")
        } else {
            let told = list(&broken);
            Words::new(format!("breaks: {}", told.en), format!("变差：{}", told.zh))
        };
        if self.better.is_empty() {
            return first;
        }
        let better = list(&self.better);
        Words::new(
            format!("{}. Better: {}", first.en, better.en),
            format!("{}。改善：{}", first.zh, better.zh),
        )
    }
}

/// What `after` breaks that `before` did not, two plans with the same measures in the same order, some of them in other
/// years. Every year from today to the last of both plans is looked at; a year that is not is told as unknown. `None`
/// once somebody sets `stop`: nothing may then be said.
pub fn aftermath_unless(
    stop: &AtomicBool,
    evaluator: &Evaluator,
    (before, after): (&Plan, &Plan),
    policy: Policy,
) -> Option<Aftermath> {
    let gates = [before, after].map(|plan| gate_unless(stop, evaluator, plan, policy, &|_| None));
    let [Some(gate_before), Some(gate_after)] = gates else {
        return None;
    };
    let last = last_year(before).max(last_year(after));
    let years = [before, after].map(|plan| {
        let plan = Plan {
            horizon: last,
            ..plan.clone()
        };
        evaluate_years_unless(stop, evaluator, &plan, policy, evaluator.base_year())
    });
    let [Some(years_before), Some(years_after)] = years else {
        return None;
    };
    let mut found = Aftermath::default();
    compare_gates(&gate_before, &gate_after, &mut found);
    compare_years(&years_before, &years_after, &mut found);
    let looked_at = years_after.keys().next_back().copied();
    if looked_at.is_none_or(|seen| seen < last) {
        found.unknown.push(Words::new(
            format!("not known after {}", text_of(looked_at)),
            format!("{}年以后未知", text_of(looked_at)),
        ));
    }
    Some(found)
}

fn text_of(year: Option<Year>) -> String {
    year.map_or_else(|| "—".to_owned(), |year| year.to_string())
}

/// The last year that a plan says anything of.
fn last_year(plan: &Plan) -> Year {
    let years = plan.actions.iter().map(|action| action.year);
    years.fold(plan.horizon.max(plan.period.1), Year::max)
}

/// The lights of a question about a closure: the worst, and how many are red.
type Lights = (Light, usize);

fn lights(page: &GatePage) -> BTreeMap<LineKey, (Lights, &Words)> {
    let mut all: BTreeMap<LineKey, (Lights, &Words)> = BTreeMap::new();
    for line in &page.lines {
        let entry = all.entry(line.key);
        let ((worst, red), _) = entry.or_insert(((line.light, 0), &line.question));
        *worst = (*worst).max(line.light);
        *red += usize::from(line.light == Light::Red);
    }
    all
}

fn compare_gates(before: &Gate, after: &Gate, found: &mut Aftermath) {
    let of = |gate: &'_ Gate| -> BTreeMap<usize, usize> {
        let pages = gate.pages.iter().enumerate();
        pages
            .filter_map(|(place, page)| Some((page.action?, place)))
            .collect()
    };
    let (was, is) = (of(before), of(after));
    for (&action, &place) in &is {
        let page = &after.pages[place];
        let old = was.get(&action).map(|&place| &before.pages[place]);
        if page.is_unknown() && !old.is_some_and(GatePage::is_unknown) {
            let title = page.title();
            found.unknown.push(Words::new(
                format!("{}: cannot be judged", title.en),
                format!("{}：无法研判", title.zh),
            ));
        }
        let old_lights = old.map(lights).unwrap_or_default();
        for (key, ((worst, red), question)) in lights(page) {
            let known = old_lights.get(&key).map(|&(lights, _)| lights);
            let turned = || Turned {
                action,
                school: page.name.clone(),
                key,
                question: question.clone(),
                before: known.map(|(light, _)| light),
                after: worst,
            };
            let is_worse = match known {
                Some((light, reds)) => worst > light || red > reds,
                // What is only to be done yet is no news of a closure that is new.
                None => worst == Light::Red,
            };
            if is_worse {
                found.worse_lines.push(turned());
            } else if known.is_some_and(|(light, reds)| worst < light || red < reds) {
                found.better.push(turned().words());
            }
        }
    }
    for finding in &after.order {
        let mut former = before.order.iter();
        let is_known = |known: &Finding| {
            (&known.standard, &known.actions) == (&finding.standard, &finding.actions)
        };
        if !former.any(is_known) {
            found.worse.push(finding.words.clone());
        }
    }
}

/// What grows or shrinks over the years: by how much at most, and when.
#[derive(Default)]
struct Over {
    most: u32,
    years: BTreeSet<Year>,
}

impl Over {
    fn note(&mut self, year: Year, by: u32) {
        if by > 0 {
            self.most = self.most.max(by);
            self.years.insert(year);
        }
    }

    fn told(&self) -> Option<(u32, String)> {
        (self.most > 0).then(|| (self.most, ranges(&self.years)))
    }
}

/// “2023–2025, 2028”.
fn ranges(years: &BTreeSet<Year>) -> String {
    let mut spans: Vec<(Year, Year)> = Vec::new();
    for &year in years {
        match spans.last_mut() {
            Some((_, last)) if last.0 + 1 == year.0 => *last = year,
            _ => spans.push((year, year)),
        }
    }
    let told = spans.into_iter().map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}–{last}")
        }
    });
    told.collect::<Vec<_>>().join(", ")
}

/// Pupils without a seat at a school in a stage; `None` where that is not known.
type Short = Option<u32>;

fn shortages(evaluation: &Evaluation) -> BTreeMap<(SchoolId, Stage), Short> {
    let sites = &evaluation.layout.sites;
    let mut short = BTreeMap::new();
    for (stage, evaluated) in evaluation.stages.iter() {
        let Some(evaluated) = evaluated else { continue };
        for (place, site) in sites.iter().enumerate() {
            if let Some(numbers) = evaluated.school(place).filter(|_| site.is_open()) {
                let lacking = numbers
                    .pupils
                    .zip(numbers.seats)
                    .map(|(pupils, seats)| pupils.saturating_sub(seats));
                short.insert((site.id.clone(), stage), lacking);
            }
        }
    }
    short
}

fn compare_years(
    before: &BTreeMap<Year, Evaluation>,
    after: &BTreeMap<Year, Evaluation>,
    found: &mut Aftermath,
) {
    // Worse and better, in this order.
    let mut seats: BTreeMap<(SchoolId, Stage), [Over; 2]> = BTreeMap::new();
    let mut lost: BTreeMap<SchoolId, BTreeSet<Year>> = BTreeMap::new();
    let mut unplaced: BTreeMap<Stage, [Over; 2]> = BTreeMap::new();
    let mut trips: BTreeMap<Stage, [Over; 2]> = BTreeMap::new();
    let mut names: BTreeMap<SchoolId, String> = BTreeMap::new();
    for (&year, now) in after {
        let Some(old) = before.get(&year) else {
            continue;
        };
        for site in &now.layout.sites {
            names.insert(site.id.clone(), site.name.clone());
        }
        let old_short = shortages(old);
        for (key, short) in shortages(now) {
            // One that was not open had nobody without a seat.
            let former = old_short.get(&key).copied().unwrap_or(Some(0));
            match (former, short) {
                (Some(former), Some(short)) => {
                    let [worse, better] = seats.entry(key).or_default();
                    worse.note(year, short.saturating_sub(former));
                    better.note(year, former.saturating_sub(short));
                }
                (Some(_), None) if old_short.contains_key(&key) => {
                    lost.entry(key.0).or_default().insert(year);
                }
                _ => {}
            }
        }
        for stage in Stage::ALL {
            let of = |evaluation: &Evaluation| {
                let numbers = &evaluation.stages[stage].as_ref()?.numbers;
                Some((numbers.unplaced, numbers.over_limit))
            };
            let (was, is) = (of(old).unwrap_or_default(), of(now).unwrap_or_default());
            for (all, was, is) in [(&mut unplaced, was.0, is.0), (&mut trips, was.1, is.1)] {
                let [worse, better] = all.entry(stage).or_default();
                worse.note(year, is.saturating_sub(was));
                better.note(year, was.saturating_sub(is));
            }
        }
    }
    for ((school, stage), [worse, better]) in &seats {
        let name = names.get(school).map_or(school.as_str(), String::as_str);
        let stage = stage.words();
        if let Some((pupils, years)) = worse.told() {
            let more = Words::counted(pupils, "pupil", "人");
            found.worse.push(Words::new(
                format!("{name}: up to {} more without a seat in {years}", more.en),
                format!("{name}（{}）：{years}年最多新增{}无学位", stage.zh, more.zh),
            ));
        }
        if let Some((pupils, years)) = better.told() {
            let fewer = Words::counted(pupils, "pupil", "人");
            found.better.push(Words::new(
                format!("{name}: up to {} fewer without a seat in {years}", fewer.en),
                format!(
                    "{name}（{}）：{years}年无学位最多减少{}",
                    stage.zh, fewer.zh
                ),
            ));
        }
    }
    for (school, years) in &lost {
        let name = names.get(school).map_or(school.as_str(), String::as_str);
        let years = ranges(years);
        found.unknown.push(Words::new(
            format!("{name}: its seats or pupils in {years} are not known any more"),
            format!("{name}：{years}年学位或学生数变为未知"),
        ));
    }
    let told = [
        (&unplaced, "without a school", "未安置"),
        (&trips, "over the distance limit", "超距"),
    ];
    for (all, what, zh) in told {
        for (stage, [worse, better]) in all {
            let stage = stage.words();
            let said = |pupils: u32, years: &str, more: &str, plus: &str| {
                let counted = Words::counted(pupils, "pupil", "人");
                Words::new(
                    format!(
                        "{}: up to {} {more} {what} in {years}",
                        stage.en, counted.en
                    ),
                    format!("{}：{years}年{zh}最多{plus}{}", stage.zh, counted.zh),
                )
            };
            if let Some((pupils, years)) = worse.told() {
                found.worse.push(said(pupils, &years, "more", "增加"));
            }
            if let Some((pupils, years)) = better.told() {
                found.better.push(said(pupils, &years, "fewer", "减少"));
            }
        }
    }
}

#[cfg(test)]
#[path = "aftermath_tests.rs"]
mod tests;
