//! What moving a measure to another year breaks: lines of the closure gate that turn, schools that run out of seats,
//! pupils who find none, trips that become too long; the plan before against the plan after, year by year.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use super::{Gate, GatePage, evaluate_years_unless, gate_unless};
use crate::evaluation::{Evaluation, Evaluator, StageEvaluation};
use crate::model::{SchoolId, Stage};
use crate::plan::{Measure, Plan, Policy};
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

    /// The whole in one line: what broke, what nobody can say, what became better, at most `most` of each.
    pub fn words(&self, most: usize) -> Words {
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
        let lines = self.worse_lines.iter().map(Turned::words);
        let worse: Vec<Words> = lines.chain(self.worse.iter().cloned()).collect();
        let mut parts = Vec::new();
        if self.breaks_nothing() {
            parts.push(Words::new("nothing breaks", "没有变差"));
        }
        let told = [
            (worse.as_slice(), "breaks", "变差"),
            (&self.unknown, "not known", "无法判断"),
            (&self.better, "better", "改善"),
        ];
        for (all, en, zh) in told {
            if !all.is_empty() {
                let told = list(all);
                parts.push(Words::new(
                    format!("{en}: {}", told.en),
                    format!("{zh}：{}", told.zh),
                ));
            }
        }
        let join = |of: fn(&Words) -> &str, between: &str| {
            parts.iter().map(of).collect::<Vec<_>>().join(between)
        };
        Words::new(join(|part| &part.en, ". "), join(|part| &part.zh, "。"))
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
    let moves = moves(before, after);
    compare_gates((&gate_before, &gate_after), &moves, &mut found);
    compare_years((&years_before, &years_after), &moves, &mut found);
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

/// A measure that stands in another year than before.
struct Move {
    action: usize,
    school: SchoolId,
    /// The school and those that take over its pupils.
    touched: Vec<SchoolId>,
    /// From the earlier year to the one before the later.
    years: Range<Year>,
}

impl Move {
    fn touches(&self, page: &GatePage) -> bool {
        let receives = |school: &SchoolId| {
            page.receivers
                .iter()
                .any(|receiver| receiver.school == *school)
        };
        page.action == Some(self.action)
            || self
                .touched
                .iter()
                .any(|school| *school == page.school || receives(school))
    }
}

fn moves(before: &Plan, after: &Plan) -> Vec<Move> {
    let pairs = before.actions.iter().zip(&after.actions).enumerate();
    let moved = pairs.filter(|(_, (was, is))| was.year != is.year);
    let told = moved.map(|(action, (was, is))| {
        let school = is.measure.school().clone();
        let mut touched = vec![school.clone()];
        if let Measure::Merge { into, .. } | Measure::PhaseOut { into, .. } = &is.measure {
            touched.extend(into.iter().cloned());
        }
        Move {
            action,
            school,
            touched,
            years: was.year.min(is.year)..was.year.max(is.year),
        }
    });
    told.collect()
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

fn compare_gates((before, after): (&Gate, &Gate), moves: &[Move], found: &mut Aftermath) {
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
        // What was unknown before is no reason to call a move harmless.
        let is_touched = moves.iter().any(|moved| moved.touches(page));
        if page.is_unknown() && (is_touched || !old.is_some_and(GatePage::is_unknown)) {
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

fn shortages(evaluation: &Evaluation) -> BTreeMap<(SchoolId, Stage), (Short, u32)> {
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
                short.insert((site.id.clone(), stage), (lacking, numbers.assigned));
            }
        }
    }
    short
}

/// Pupils by settlement: those without a school, and those who go too far every day.
fn hardships(stage: &StageEvaluation) -> [BTreeMap<usize, u32>; 2] {
    let [mut unplaced, mut far] = [BTreeMap::new(), BTreeMap::new()];
    for one in &stage.assignment.unplaced {
        *unplaced.entry(one.settlement).or_default() += one.pupils;
    }
    for flow in stage.daily() {
        let limit = stage.numbers.trip_limit;
        if limit.is_some_and(|limit| flow.trip.distance() > limit) {
            *far.entry(flow.settlement).or_default() += flow.pupils;
        }
    }
    [unplaced, far]
}

/// By how many pupils the settlements that rise do so, and those that fall: the gain of one is no comfort to another.
fn rise_and_fall(was: &BTreeMap<usize, u32>, is: &BTreeMap<usize, u32>) -> [u32; 2] {
    let of = |all: &BTreeMap<usize, u32>, home: &usize| all.get(home).copied().unwrap_or(0);
    let sum = |from: &BTreeMap<usize, u32>, to: &BTreeMap<usize, u32>| {
        let risen = to
            .iter()
            .map(|(home, &pupils)| pupils.saturating_sub(of(from, home)));
        risen.sum()
    };
    [sum(was, is), sum(is, was)]
}

/// What the years come to, school by school and stage by stage.
#[derive(Default)]
struct Tally {
    /// Worse and better, in this order.
    seats: BTreeMap<(SchoolId, Stage), [Over; 2]>,
    /// Pupils without a seat where nobody could say before.
    learnt: BTreeMap<(SchoolId, Stage), Over>,
    lost: BTreeMap<(SchoolId, Stage), BTreeSet<Year>>,
}

impl Tally {
    fn note(&mut self, year: Year, (old, now): (&Evaluation, &Evaluation), moves: &[Move]) {
        let (was, is) = (shortages(old), shortages(now));
        for (key, &(short, assigned)) in &is {
            let is_moved = |moved: &Move| {
                let own = (moved.school.clone(), key.1);
                moved.years.contains(&year)
                    && moved.touched.contains(&key.0)
                    && (was.contains_key(&own) || is.contains_key(&own))
            };
            // One that was not open had nobody without a seat.
            let (former, came) = was.get(key).copied().unwrap_or((Some(0), 0));
            match (former, short) {
                (Some(former), Some(short)) => {
                    let [worse, better] = self.seats.entry(key.clone()).or_default();
                    worse.note(year, short.saturating_sub(former));
                    better.note(year, former.saturating_sub(short));
                }
                (None, Some(short)) => {
                    self.learnt
                        .entry(key.clone())
                        .or_default()
                        .note(year, short);
                }
                (Some(_), None) => {
                    self.lost.entry(key.clone()).or_default().insert(year);
                }
                (None, None) if came != assigned || moves.iter().any(is_moved) => {
                    self.lost.entry(key.clone()).or_default().insert(year);
                }
                (None, None) => {}
            }
        }
    }

    fn tell(&self, names: &BTreeMap<SchoolId, String>, found: &mut Aftermath) {
        let title = |(school, stage): &(SchoolId, Stage)| {
            let name = names.get(school).map_or(school.as_str(), String::as_str);
            let stage = stage.words();
            Words::new(
                format!("{name} ({})", stage.en),
                format!("{name}（{}）", stage.zh),
            )
        };
        for (key, [worse, better]) in &self.seats {
            let name = title(key);
            if let Some((pupils, years)) = worse.told() {
                let more = Words::counted(pupils, "pupil", "人");
                found.worse.push(Words::new(
                    format!(
                        "{}: up to {} more without a seat in {years}",
                        name.en, more.en
                    ),
                    format!("{}：{years}年最多新增{}无学位", name.zh, more.zh),
                ));
            }
            if let Some((pupils, years)) = better.told() {
                let fewer = Words::counted(pupils, "pupil", "人");
                found.better.push(Words::new(
                    format!(
                        "{}: up to {} fewer without a seat in {years}",
                        name.en, fewer.en
                    ),
                    format!("{}：{years}年无学位最多减少{}", name.zh, fewer.zh),
                ));
            }
        }
        for (key, over) in &self.learnt {
            let name = title(key);
            if let Some((pupils, years)) = over.told() {
                let short = Words::counted(pupils, "pupil", "人");
                found.worse.push(Words::new(
                    format!(
                        "{}: up to {} without a seat in {years}, not known before",
                        name.en, short.en
                    ),
                    format!("{}：{years}年最多{}无学位，此前未知", name.zh, short.zh),
                ));
            }
        }
        for (key, years) in &self.lost {
            let (name, years) = (title(key), ranges(years));
            found.unknown.push(Words::new(
                format!(
                    "{}: its seats or pupils in {years} are not known, room cannot be judged",
                    name.en
                ),
                format!("{}：{years}年学位或学生数未知，学位余缺无法研判", name.zh),
            ));
        }
    }
}

fn compare_years(
    (before, after): (&BTreeMap<Year, Evaluation>, &BTreeMap<Year, Evaluation>),
    moves: &[Move],
    found: &mut Aftermath,
) {
    let mut schools = Tally::default();
    // Worse and better, in this order.
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
        schools.note(year, (old, now), moves);
        for stage in Stage::ALL {
            let of = |evaluation: &Evaluation| {
                let stage = evaluation.stages[stage].as_deref();
                stage.map(hardships).unwrap_or_default()
            };
            let ([unplaced_was, far_was], [unplaced_is, far_is]) = (of(old), of(now));
            for (all, was, is) in [
                (&mut unplaced, unplaced_was, unplaced_is),
                (&mut trips, far_was, far_is),
            ] {
                let [rise, fall] = rise_and_fall(&was, &is);
                let [worse, better] = all.entry(stage).or_default();
                worse.note(year, rise);
                better.note(year, fall);
            }
        }
    }
    schools.tell(&names, found);
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
