//! Problems as people read them: by rule, township and place, with how many each comes to.
//!
//! A settlement counts once in a rule, wherever its pupils go; the schools are a count of their own. What breaks two
//! rules stands under both.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use crate::model::{County, SchoolId, Stage};
use crate::plan::Layout;
use crate::rules::finding::Finding;
use crate::rules::standard::{Op, Severity, Standard};
use crate::rules::standards::Standards;
use crate::words::NameOrder;

/// What problems are grouped by first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// Rule, township, village, settlement or school.
    #[default]
    Rule,
    /// Township, rule, settlement or school.
    Township,
    /// School, rule, settlement.
    School,
}

/// Which problems are asked for; all where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Of this stage, and of whole schools that run it.
    pub stage: Option<Stage>,
    /// Of this weight.
    pub severity: Option<Severity>,
    /// In this township, by position in [`County::townships`].
    pub township: Option<usize>,
    /// Only those that came or went against before.
    pub only_changed: bool,
}

/// The findings of a layout.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// What was found.
    pub findings: &'a Findings,
    /// Where.
    pub layout: &'a Layout,
}

/// What a branch is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A rule, by id.
    Rule(String),
    /// A township, by position in [`County::townships`]; `None` for what lies in none.
    Township(Option<usize>),
    /// The settlements of a village, by the beginning that their names share.
    Village(String),
    /// A settlement, by position in [`County::settlements`].
    Settlement(usize),
    /// A school; `None` for what concerns none.
    School(Option<SchoolId>),
    /// The county as a whole.
    County,
}

/// Problems that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Branch {
    /// What they are about.
    pub topic: Topic,
    /// The rule they break, by id; `None` where they break several.
    pub rule: Option<String>,
    /// The heaviest.
    pub severity: Severity,
    /// How many they are.
    pub tally: Tally,
    /// The findings, by position, ascending.
    pub findings: Vec<usize>,
    /// Those of before that are no more, by position among those of before, ascending.
    pub gone: Vec<usize>,
    /// The same in parts; empty for a place.
    pub below: Vec<Self>,
}

/// How many problems come to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Settlements, each once.
    pub settlements: usize,
    /// Schools, each once.
    pub schools: usize,
    /// Pupils concerned; `None` where a rule is about schools, and for several rules, which may concern the same ones.
    pub pupils: Option<u64>,
    /// The value that misses the limit by most, in the unit of the rule; `None` for several rules.
    pub worst: Option<f64>,
    /// The finding that is farthest from its limit, by position, and [how far](Standard::times_limit): what rules of
    /// several units are compared by.
    pub farthest: Option<(usize, f64)>,
    /// Places that were none before; a place counts once in a rule.
    pub new: usize,
    /// Places that were before and are none any more.
    pub gone: usize,
}

/// Where a rule is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place<'a> {
    Home(usize),
    School(&'a SchoolId),
    Township(usize),
    County,
}

impl<'a> Place<'a> {
    fn of(finding: &'a Finding) -> Self {
        match (finding.settlement, &finding.school, finding.township) {
            (Some(home), ..) => Self::Home(home),
            (None, Some(school), _) => Self::School(school),
            (None, None, Some(township)) => Self::Township(township),
            (None, None, None) => Self::County,
        }
    }
}

/// A rule broken in a place.
struct Item<'a> {
    rule: &'a str,
    place: Place<'a>,
    township: Option<usize>,
    /// The school its findings share, where they are grouped by school.
    school: Option<&'a SchoolId>,
    now: Vec<usize>,
    before: Vec<usize>,
}

/// Problems as a tree: the heaviest rules first, then as the standards stand; below them what concerns most. `before`
/// tells which are new and which are gone.
///
/// Cost: findings times the logarithm of their number.
pub fn tree(
    standards: &Standards,
    county: &County,
    now: Found<'_>,
    before: Option<Found<'_>>,
    by: GroupBy,
    wanted: &Wanted,
) -> Vec<Branch> {
    let items = items(county, now, before, by, wanted);
    let grower = Grower {
        standards,
        county,
        now: now.findings,
        before: before.map(|before| before.findings),
        order: standards
            .iter()
            .zip(0..)
            .map(|(rule, place)| (&*rule.id, (place, rule)))
            .collect(),
    };
    let levels: &[Level] = match by {
        GroupBy::Rule => &[Level::Rule, Level::Township, Level::Village, Level::Place],
        GroupBy::Township => &[Level::Township, Level::Rule, Level::Place],
        GroupBy::School => &[Level::School, Level::Rule, Level::Place],
    };
    grower.grown(items.iter().collect(), levels)
}

/// How many rules are broken by what is asked for, as far as it is there now.
pub fn broken_rules(county: &County, now: Found<'_>, wanted: &Wanted) -> usize {
    let mut broken = BTreeSet::new();
    // As a rule findings of one rule stand together.
    let mut last = None;
    for finding in now.findings.iter() {
        let rule = &*finding.standard;
        if last != Some(rule) && is_wanted(finding, county, now.layout, wanted) {
            broken.insert(rule);
            last = Some(rule);
        }
    }
    broken.len()
}

/// The finding of some branches that weighs most and, of those, is farthest [from its limit](Standard::times_limit), by
/// position; the first of equal ones. Only what is found at a settlement, a school or in a township: the county as a whole
/// is no place. `None` where nothing is left.
pub fn worst_place(
    standards: &Standards,
    findings: &Findings,
    branches: &[Branch],
) -> Option<usize> {
    let mut worst: Option<(usize, Severity, f64)> = None;
    let positions: BTreeSet<usize> = branches
        .iter()
        .flat_map(|branch| branch.findings.iter().copied())
        .collect();
    for position in positions {
        let finding = &findings[position];
        if Place::of(finding) == Place::County {
            continue;
        }
        let rule = standards.get(&finding.standard);
        let times = rule.and_then(|rule| rule.times_limit(finding.value));
        let times = times.unwrap_or(0.0);
        let is_worse = worst.is_none_or(|(_, severity, most)| {
            finding.severity > severity || (finding.severity == severity && times > most)
        });
        if is_worse {
            worst = Some((position, finding.severity, times));
        }
    }
    worst.map(|(position, ..)| position)
}

/// Whether a finding is asked for; whether it is new is not looked at.
pub fn is_wanted(finding: &Finding, county: &County, layout: &Layout, wanted: &Wanted) -> bool {
    let lies_there = |township| finding.township_in(county, Some(layout)) == Some(township);
    wanted
        .stage
        .is_none_or(|stage| concerns(finding, layout, stage))
        && wanted
            .severity
            .is_none_or(|severity| finding.severity == severity)
        && wanted.township.is_none_or(lies_there)
}

/// Whether a finding is of a stage, or of a whole school that runs it, or of none in particular.
fn concerns(finding: &Finding, layout: &Layout, stage: Stage) -> bool {
    match (finding.stage, &finding.school) {
        (Some(of), _) => of == stage,
        (None, Some(school)) => layout
            .site(school)
            .is_none_or(|site| site.stages[stage].is_some()),
        (None, None) => true,
    }
}

fn items<'a>(
    county: &County,
    now: Found<'a>,
    before: Option<Found<'a>>,
    by: GroupBy,
    wanted: &Wanted,
) -> Vec<Item<'a>> {
    type Key<'a> = (&'a str, Option<Stage>, Place<'a>, Option<&'a SchoolId>);
    let mut known: BTreeMap<Key<'a>, usize> = BTreeMap::new();
    let mut items: Vec<Item<'a>> = Vec::new();
    let sides = std::iter::once((now, false)).chain(before.map(|before| (before, true)));
    for (found, is_before) in sides {
        for (position, finding) in found.findings.iter().enumerate() {
            if !is_wanted(finding, county, found.layout, wanted) {
                continue;
            }
            let township = finding.township_in(county, Some(found.layout));
            let school = finding.school.as_ref().filter(|_| by == GroupBy::School);
            let place = Place::of(finding);
            let key = (&*finding.standard, finding.stage, place, school);
            let item = *known.entry(key).or_insert_with(|| {
                items.push(Item {
                    rule: &finding.standard,
                    place,
                    township,
                    school,
                    now: Vec::new(),
                    before: Vec::new(),
                });
                items.len() - 1
            });
            if is_before {
                items[item].before.push(position);
            } else {
                items[item].now.push(position);
            }
        }
    }
    if before.is_none() {
        return items;
    }
    items.retain(|item| !wanted.only_changed || item.now.is_empty() != item.before.is_empty());
    items
}

/// What a level of the tree tells apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Rule,
    Township,
    Village,
    School,
    Place,
}

/// What a tree grows from.
struct Grower<'a> {
    standards: &'a Standards,
    county: &'a County,
    now: &'a Findings,
    before: Option<&'a Findings>,
    /// The rules, and where each stands among all.
    order: BTreeMap<&'a str, (usize, &'a Standard)>,
}

impl Grower<'_> {
    fn grown(&self, items: Vec<&Item<'_>>, levels: &[Level]) -> Vec<Branch> {
        let Some((&level, rest)) = levels.split_first() else {
            return Vec::new();
        };
        let villages = if level == Level::Village {
            self.villages(&items)
        } else {
            BTreeSet::new()
        };
        let mut parts: BTreeMap<Topic, Vec<&Item<'_>>> = BTreeMap::new();
        for item in items {
            parts
                .entry(self.topic(item, level, &villages))
                .or_default()
                .push(item);
        }
        let branch = |(topic, items): (Topic, Vec<&Item<'_>>)| {
            // A settlement that has no village of its own, or a school, is a leaf already.
            let is_place = level == Level::Place
                || level == Level::Village && !matches!(topic, Topic::Village(_));
            let mut branch = self.branch(topic, &items);
            if !is_place {
                branch.below = self.grown(items, rest);
            }
            branch
        };
        let mut branches: Vec<Branch> = parts.into_iter().map(branch).collect();
        branches.sort_by_cached_key(|branch| self.standing(branch));
        branches
    }

    /// Rules by weight and as the standards stand, everything else by how many it concerns, then by name; what is gone
    /// stands behind what is there.
    fn standing(&self, branch: &Branch) -> impl Ord + use<> {
        let tally = branch.tally;
        let is_gone = branch.findings.is_empty();
        let rule = match &branch.topic {
            Topic::Rule(id) => {
                let place = self
                    .order
                    .get(&**id)
                    .map_or(usize::MAX, |(place, _)| *place);
                Some((std::cmp::Reverse(branch.severity), place))
            }
            _ => None,
        };
        let most = std::cmp::Reverse((tally.settlements, tally.schools, tally.pupils));
        (
            rule,
            is_gone,
            most,
            NameOrder::of(&self.name(&branch.topic)),
            branch.topic.clone(),
        )
    }

    /// A name to sort by.
    fn name(&self, topic: &Topic) -> String {
        let county = self.county;
        match topic {
            Topic::Rule(id) | Topic::Village(id) => id.clone(),
            Topic::Township(index) => index
                .and_then(|index| county.townships.get(index))
                .map_or_else(String::new, |township| township.name.clone()),
            Topic::Settlement(index) => county
                .settlements
                .get(*index)
                .map_or_else(String::new, |home| home.name.clone()),
            Topic::School(id) => id.as_ref().map_or_else(String::new, ToString::to_string),
            Topic::County => String::new(),
        }
    }

    /// Beginnings of names that several settlements share.
    fn villages(&self, items: &[&Item<'_>]) -> BTreeSet<String> {
        let mut homes: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for item in items {
            if let Place::Home(index) = item.place
                && let Some(village) = self.village(index)
            {
                homes.entry(village).or_default().insert(index);
            }
        }
        let shared = homes.into_iter().filter(|(_, homes)| homes.len() > 1);
        shared.map(|(village, _)| village.to_owned()).collect()
    }

    fn village(&self, home: usize) -> Option<&str> {
        self.county.settlements.get(home)?.village()
    }

    fn topic(&self, item: &Item<'_>, level: Level, villages: &BTreeSet<String>) -> Topic {
        match (level, item.place) {
            (Level::Rule, _) => Topic::Rule(item.rule.to_owned()),
            (Level::Township, _) => Topic::Township(item.township),
            (Level::School, _) => Topic::School(item.school.cloned()),
            (Level::Village, Place::Home(home)) => {
                let village = self
                    .village(home)
                    .filter(|village| villages.contains(*village));
                village.map_or(Topic::Settlement(home), |village| {
                    Topic::Village(village.to_owned())
                })
            }
            (Level::Place, Place::Home(home)) => Topic::Settlement(home),
            (_, Place::School(school)) => Topic::School(Some(school.clone())),
            (_, Place::Township(township)) => Topic::Township(Some(township)),
            (_, Place::County) => Topic::County,
        }
    }

    fn branch(&self, topic: Topic, items: &[&Item<'_>]) -> Branch {
        let rules: BTreeSet<&str> = items.iter().map(|item| item.rule).collect();
        let rule = if rules.len() == 1 {
            rules.first().copied()
        } else {
            None
        };
        let mut findings: Vec<usize> = items
            .iter()
            .flat_map(|item| item.now.iter().copied())
            .collect();
        findings.sort_unstable();
        let is_gone = |item: &&&Item<'_>| item.now.is_empty();
        let mut gone: Vec<usize> = items
            .iter()
            .filter(is_gone)
            .flat_map(|item| item.before.iter().copied())
            .collect();
        gone.sort_unstable();
        let there = || findings.iter().map(|&position| &self.now[position]);
        let past = gone
            .iter()
            .filter_map(|&position| Some(&self.before?[position]));
        let severity = there().chain(past).map(|finding| finding.severity).max();
        Branch {
            tally: self.tally(rule, items, &findings),
            rule: rule.map(str::to_owned),
            severity: severity.unwrap_or(Severity::Info),
            topic,
            findings,
            gone,
            below: Vec::new(),
        }
    }

    fn tally(&self, rule: Option<&str>, items: &[&Item<'_>], findings: &[usize]) -> Tally {
        let there = || findings.iter().map(|&position| &self.now[position]);
        let homes: BTreeSet<usize> = there().filter_map(|finding| finding.settlement).collect();
        let schools: BTreeSet<&SchoolId> = there()
            .filter_map(|finding| finding.school.as_ref())
            .collect();
        let of_rule = rule.and_then(|rule| self.standards.get(rule));
        let values = there().map(|finding| finding.value);
        let pupils = there().filter_map(|finding| finding.pupils.map(u64::from));
        let has_before = self.before.is_some();
        let count = |is: fn(&Item<'_>) -> bool| items.iter().filter(|item| is(item)).count();
        Tally {
            settlements: homes.len(),
            schools: schools.len(),
            pupils: rule.and_then(|_| pupils.reduce(|a, b| a + b)),
            worst: rule.and_then(|_| worst(of_rule, values)),
            farthest: self.farthest(findings),
            new: if has_before {
                count(|item| item.before.is_empty())
            } else {
                0
            },
            gone: if has_before {
                count(|item| item.now.is_empty())
            } else {
                0
            },
        }
    }
}

impl Grower<'_> {
    fn farthest(&self, findings: &[usize]) -> Option<(usize, f64)> {
        let far = |&position: &usize| {
            let finding = &self.now[position];
            let (_, rule) = self.order.get(&*finding.standard)?;
            Some((position, rule.times_limit(finding.value)?))
        };
        let value = |position: usize| self.now[position].value;
        // Where nothing is allowed everything is as far: then the larger value.
        let all = findings.iter().filter_map(far);
        all.reduce(|a, b| {
            let order = a.1.total_cmp(&b.1);
            let order = order.then_with(|| value(a.0).total_cmp(&value(b.0)));
            if order.is_lt() { b } else { a }
        })
    }
}

/// The value that misses the limit by most.
fn worst(rule: Option<&Standard>, values: impl Iterator<Item = f64>) -> Option<f64> {
    match rule.map(|rule| rule.op) {
        Some(Op::AtLeast) => values.reduce(f64::min),
        _ => values.reduce(f64::max),
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
