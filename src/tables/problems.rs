//! Where a layout breaks a standard, as a tree whose branches open one by one.

use std::cmp::Ordering;

use super::{About, Cell, Column, Row, Sheet, Unit};
use crate::model::County;
use crate::rules::{Branch, Found, Standard, Standards, Topic};
use crate::words::Words;

/// So many findings of a place are told in full.
const TOLD: usize = 6;

/// What the rows are written from.
#[derive(Clone, Copy, Debug)]
pub struct ProblemsOf<'a> {
    /// The standards in force.
    pub standards: &'a Standards,
    /// The county.
    pub county: &'a County,
    /// What was found.
    pub now: Found<'a>,
    /// What was found before; with it, what is new and what is gone is told.
    pub before: Option<Found<'a>>,
}

/// The rows of the branches that are open and of those beside them. `is_open` knows a branch by its path.
pub fn problems(of: ProblemsOf<'_>, branches: &[Branch], is_open: &dyn Fn(&str) -> bool) -> Sheet {
    let count = |key, en, zh, unit| Column::whole(key, en, zh).in_unit(unit);
    let mut columns = vec![
        Column::text("problem", "Problem", "问题"),
        Column::of("worst", Words::new("Worst", "最重"), super::Kind::Number),
        Column::text("unit", "Unit", "单位"),
        Column::decimal("times", "Times the limit", "限值倍数", 1),
    ];
    if of.before.is_some() {
        columns.push(Column::whole("new", "New", "新增"));
        columns.push(Column::whole("gone", "Gone", "消除"));
    }
    columns.extend([
        count("settlements", "Settlements", "居民点", Unit::Settlements),
        count("schools", "Schools", "学校", Unit::Schools),
        count("pupils", "Pupils", "学生", Unit::Pupils),
        Column::text("severity", "Weight", "级别"),
        Column::text("source", "Source", "依据"),
        Column::text("rule", "Rule id", "标准编号").aside(),
    ]);
    let mut rows = Vec::new();
    for branch in branches {
        of.push(branch, "", 0, is_open, &mut rows);
    }
    Sheet {
        name: Words::new("Problems", "问题"),
        columns,
        rows,
        sorted_by: None,
        is_tree: true,
        lists_facts: false,
    }
}

/// What tells a branch from all others: what those above it and it are about.
fn path(above: &str, topic: &Topic) -> String {
    format!("{above}/{topic:?}")
}

/// The path of a rule in a tree that tells rules apart first.
pub fn path_of_rule(id: &str) -> String {
    path("", &Topic::Rule(id.to_owned()))
}

/// The branch of a path.
pub fn branch_at<'a>(branches: &'a [Branch], wanted: &str) -> Option<&'a Branch> {
    at(branches, "", wanted)
}

fn at<'a>(branches: &'a [Branch], above: &str, wanted: &str) -> Option<&'a Branch> {
    branches.iter().find_map(|branch| {
        let own = path(above, &branch.topic);
        if own == wanted {
            return Some(branch);
        }
        let is_on_the_way = wanted
            .strip_prefix(&own)
            .is_some_and(|rest| rest.starts_with('/'));
        is_on_the_way
            .then(|| at(&branch.below, &own, wanted))
            .flatten()
    })
}

/// Sorts every level by a column of [`problems`], the worst by how many times its limit it is; what is not known stands
/// last either way.
pub fn sort_branches(
    of: ProblemsOf<'_>,
    branches: &mut [Branch],
    column: &str,
    is_descending: bool,
) {
    let number = |branch: &Branch| {
        let tally = branch.tally;
        match column {
            "severity" => Some(f64::from(branch.severity as u8)),
            "settlements" => Some(tally.settlements as f64),
            "schools" => Some(tally.schools as f64),
            "pupils" => tally.pupils.map(|pupils| pupils as f64),
            "worst" | "times" => tally.farthest.map(|(_, times)| times),
            "new" => Some(tally.new as f64),
            "gone" => Some(tally.gone as f64),
            _ => None,
        }
    };
    let turned = |order: Ordering| {
        if is_descending {
            order.reverse()
        } else {
            order
        }
    };
    if column == "problem" {
        branches.sort_by_cached_key(|branch| crate::words::NameOrder::of(&of.name(branch).zh));
        if is_descending {
            branches.reverse();
        }
    } else {
        branches.sort_by(|a, b| match (number(a), number(b)) {
            (Some(a), Some(b)) => turned(a.total_cmp(&b)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        });
    }
    for branch in branches {
        sort_branches(of, &mut branch.below, column, is_descending);
    }
}

/// Nothing to say, which is not the same as not known.
const fn nothing() -> Cell {
    Cell::Text(String::new())
}

impl ProblemsOf<'_> {
    fn push(
        self,
        branch: &Branch,
        above: &str,
        depth: u8,
        is_open: &dyn Fn(&str) -> bool,
        rows: &mut Vec<Row>,
    ) {
        let path = path(above, &branch.topic);
        let opens = (!branch.below.is_empty()).then(|| is_open(&path));
        rows.push(Row {
            about: About::Branch(path.clone()),
            cells: self.cells(branch),
            is_past: branch.findings.is_empty(),
            depth,
            is_open: opens,
            tip: Some(self.told(branch)),
            weight: matches!(branch.topic, Topic::Rule(_)).then_some(branch.severity),
        });
        if opens == Some(true) {
            for part in &branch.below {
                self.push(part, &path, depth.saturating_add(1), is_open, rows);
            }
        }
    }

    fn rule(&self, branch: &Branch) -> Option<&Standard> {
        self.standards.get(branch.rule.as_deref()?)
    }

    fn cells(&self, branch: &Branch) -> Vec<Cell> {
        let tally = branch.tally;
        let rule = self.rule(branch);
        let some = |number: usize| {
            if number > 0 {
                Cell::Whole(number as i64)
            } else {
                nothing()
            }
        };
        let is_of_rule = matches!(branch.topic, Topic::Rule(_));
        // Of several rules too: that which is farthest from its own limit.
        let farthest = tally.farthest.and_then(|(position, times)| {
            let finding = &self.now.findings[position];
            Some((finding.value, times, self.standards.get(&finding.standard)?))
        });
        let (worst, unit) = match farthest {
            Some((value, _, rule)) if value.is_finite() => {
                let (times, decimals, unit) = rule.measure.as_read();
                (Cell::Decimal(value * times, decimals), Cell::Words(unit))
            }
            _ => (nothing(), nothing()),
        };
        let times = farthest.map_or(nothing(), |(_, times, _)| {
            if times.is_finite() {
                Cell::Decimal(times, 1)
            } else {
                Cell::text("∞")
            }
        });
        let mut cells = vec![Cell::Words(self.name(branch)), worst, unit, times];
        if self.before.is_some() {
            cells.extend([some(tally.new), some(tally.gone)]);
        }
        let pupils = tally.pupils.map(|pupils| Cell::Whole(pupils as i64));
        cells.extend([
            some(tally.settlements),
            some(tally.schools),
            pupils.unwrap_or(nothing()),
            Cell::Words(branch.severity.words()),
        ]);
        let source = rule.filter(|_| is_of_rule).map(Standard::short_source);
        cells.push(source.map_or(nothing(), Cell::Words));
        cells.push(Cell::text(branch.rule.clone().unwrap_or_default()));
        cells
    }

    /// What a branch is called.
    fn name(&self, branch: &Branch) -> Words {
        let same = |name: &str| Words::new(name, name);
        let county = self.county;
        match &branch.topic {
            Topic::Rule(id) => self
                .standards
                .get(id)
                .map_or_else(|| same(id), Standard::problem),
            Topic::Township(None) => Words::new("in no township", "不在乡镇内"),
            Topic::Township(Some(index)) => {
                let township = county.townships.get(*index);
                same(township.map_or("", |township| &township.name))
            }
            Topic::Village(name) => same(name),
            Topic::Settlement(index) => {
                let home = county.settlements.get(*index);
                same(home.map_or("", |home| &home.name))
            }
            Topic::School(None) => Words::new("no school in particular", "不涉及具体学校"),
            Topic::School(Some(id)) => {
                let sides = [Some(self.now), self.before];
                let site = sides
                    .into_iter()
                    .flatten()
                    .find_map(|found| found.layout.site(id));
                same(site.map_or(id.as_str(), |site| &site.name))
            }
            Topic::County => Words::new("the county", "全县"),
        }
    }

    /// What hover tells: of a rule where it stands, of a place what was found there.
    fn told(&self, branch: &Branch) -> Words {
        if let (Topic::Rule(_), Some(rule)) = (&branch.topic, self.rule(branch)) {
            let name = rule.problem();
            return Words::new(
                format!("{}\n{}", name.en, rule.source.en),
                format!("{}\n{}", name.zh, rule.source.zh),
            );
        }
        if !branch.below.is_empty() {
            return self.name(branch);
        }
        let there = branch
            .findings
            .iter()
            .map(|&position| &self.now.findings[position]);
        let gone = branch
            .gone
            .iter()
            .filter_map(|&position| Some(&self.before?.findings[position]));
        let is_gone = branch.findings.is_empty();
        let told: Vec<&Words> = there
            .chain(gone)
            .take(TOLD)
            .map(|finding| &finding.words)
            .collect();
        let join = |say: fn(&Words) -> &str| {
            told.iter()
                .map(|words| say(words))
                .collect::<Vec<_>>()
                .join("\n")
        };
        let (en, zh) = (join(|words| &words.en), join(|words| &words.zh));
        if is_gone {
            Words::new(
                format!("Gone with the plan:\n{en}"),
                format!("方案中已消除：\n{zh}"),
            )
        } else {
            Words::new(en, zh)
        }
    }
}
