//! Which school or settlement a row means: one rule for tables without coordinates and for newer rosters.
//!
//! A row is known by its code, by its name as written, or by its name without what does not matter (full width, blanks,
//! the county before it, 中心校 for 中心小学). What is only similar has a score, and nobody takes that for a proof.

use std::collections::{BTreeSet, HashMap};

use crate::io::aliases::{self, Field};
use crate::io::document::RawFeature;
use crate::io::row::Columns;

/// Names less alike than this, from 0 to 1, are not proposed.
const ALIKE: f64 = 0.5;
/// A code and a name that speak for two schools: the names are less alike than this.
const OTHER_NAME: f64 = 0.3;

/// What a row may mean, as far as it can be told by.
pub(in crate::io) struct Known {
    id: Option<String>,
    name: String,
    /// The township it lies in, by all its codes and names in plain form; none where that is not known.
    townships: Vec<String>,
    plain: String,
    pairs: BTreeSet<(char, char)>,
}

impl Known {
    /// Something of this code and name, in a township of these codes and names.
    pub(in crate::io) fn new<'a>(
        id: Option<String>,
        name: &str,
        townships: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let plain = plain_name(name);
        let townships = townships.into_iter().map(aliases::plain);
        Self {
            id,
            name: name.to_owned(),
            townships: townships.filter(|name| !name.is_empty()).collect(),
            pairs: pairs(&plain),
            plain,
        }
    }
}

/// How a row was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::io) enum By {
    /// By its code, and no other name speaks against it.
    Code,
    /// By its name as it is written.
    Name,
    /// By its name without what does not matter.
    PlainName,
}

/// What a row means by its code and name.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::io) struct Meant {
    /// The places it may mean; more than one where it has to be said which.
    pub(in crate::io) places: Vec<usize>,
    pub(in crate::io) by: By,
    /// The place that has its code and a name that is not like it: the code is no proof.
    pub(in crate::io) other_of_code: Option<usize>,
}

/// By what a row is known.
#[derive(Clone, Debug)]
pub(in crate::io) struct Key {
    pub(in crate::io) id: Option<String>,
    pub(in crate::io) name: Option<String>,
    pub(in crate::io) township: Option<String>,
}

impl Key {
    pub(in crate::io) fn of(row: &RawFeature, columns: &mut Columns) -> Self {
        let is_own = |column: &str| {
            let plain = aliases::plain(column);
            GIS_IDS.contains(&plain.as_str())
        };
        let mut properties = row.properties.clone();
        properties.retain(|column, _| !is_own(column));
        let read = columns.row(properties);
        Self {
            id: read.id(Field::Id).or_else(|| read.id(Field::Code)),
            name: read.text(Field::Name),
            township: read.text(Field::Township),
        }
    }

    /// What to call it in a message.
    pub(in crate::io) fn spelled(&self) -> &str {
        let name = self.name.as_deref().or(self.id.as_deref());
        name.unwrap_or_default()
    }
}

/// What map programs count the features of one file by, in its plain form: another file's say nothing of them.
const GIS_IDS: [&str; 7] = [
    "fid", "objectid", "ogcfid", "gid", "oid", "globalid", "fid1",
];

/// Whether the codes of rows are only running numbers beside names: those of two files agree by chance.
pub(in crate::io) fn are_running(keys: &[Key]) -> bool {
    let numbers: BTreeSet<usize> = keys
        .iter()
        .filter_map(|key| key.id.as_deref()?.parse().ok())
        .collect();
    let all = keys.iter().filter(|key| key.id.is_some()).count();
    let begins = numbers.first().is_some_and(|&first| first <= 1);
    let ends = numbers.last().is_some_and(|&last| last <= 2 * keys.len());
    begins && ends && numbers.len() == all && keys.iter().all(|key| key.name.is_some())
}

/// Places by code and by name.
pub(in crate::io) struct Index<'a> {
    places: &'a [Known],
    by_id: HashMap<&'a str, Vec<usize>>,
    by_name: HashMap<&'a str, Vec<usize>>,
    by_plain: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    pub(in crate::io) fn of(places: &'a [Known]) -> Self {
        let (mut by_id, mut by_name, mut by_plain) =
            (HashMap::new(), HashMap::new(), HashMap::new());
        let put = |map: &mut HashMap<&'a str, Vec<usize>>, key: &'a str, place: usize| {
            if !key.is_empty() {
                map.entry(key).or_default().push(place);
            }
        };
        for (index, place) in places.iter().enumerate() {
            put(&mut by_id, place.id.as_deref().unwrap_or_default(), index);
            put(&mut by_name, place.name.trim(), index);
            put(&mut by_plain, &place.plain, index);
        }
        Self {
            places,
            by_id,
            by_name,
            by_plain,
        }
    }

    /// The places that a row may mean: by its code, else by its name as written, else by its name without what does
    /// not matter. A code that another name stands beside is no proof.
    pub(in crate::io) fn of_key(&self, key: &Key) -> Meant {
        let plain = plain_name(key.name.as_deref().unwrap_or_default());
        let (named, by) = self.of_name(key, &plain);
        let mut meant = Meant {
            places: named,
            by,
            other_of_code: None,
        };
        let by_id = key.id.as_deref().and_then(|id| self.by_id.get(id));
        let Some(&[one]) = by_id.map(Vec::as_slice) else {
            return meant;
        };
        let place = &self.places[one];
        // Running numbers of two files agree by chance: a name that is another place's own is worth more.
        let names_another = !meant.places.is_empty() && !meant.places.contains(&one);
        let is_other = !plain.is_empty()
            && !place.plain.is_empty()
            && alike(&pairs(&plain), &place.pairs) < OTHER_NAME;
        if is_other || names_another {
            meant.other_of_code = Some(one);
        } else {
            (meant.places, meant.by) = (vec![one], By::Code);
        }
        meant
    }

    /// The places that bear the name of a row, and lie in the township that it states, where both state one.
    fn of_name(&self, key: &Key, plain: &str) -> (Vec<usize>, By) {
        let name = key.name.as_deref().unwrap_or_default().trim();
        let (found, by) = if let Some(found) = self.by_name.get(name) {
            (found.clone(), By::Name)
        } else {
            // 甲县第一小学 is not 乙县第一小学.
            let region = region_of(name);
            let found = self.by_plain.get(plain).into_iter().flatten().copied();
            let found: Vec<usize> = found
                .filter(|&place| are_of_one(&region, &region_of(&self.places[place].name)))
                .collect();
            if found.is_empty() {
                return (Vec::new(), By::Name);
            }
            (found, By::PlainName)
        };
        let Some(township) = key.township.as_deref().map(aliases::plain) else {
            return (found, by);
        };
        let there = |place: &usize| self.places[*place].townships.contains(&township);
        let sure: Vec<usize> = found.iter().copied().filter(there).collect();
        if !sure.is_empty() {
            return (sure, by);
        }
        // One that lies elsewhere is another place of the same name: it may be proposed, and of several the planner says.
        match found.as_slice() {
            [one] if !self.places[*one].townships.is_empty() => (Vec::new(), by),
            _ => (found, by),
        }
    }

    /// The place whose name is most like a row's among those that are free, with how alike they are from 0 to 1; `None`
    /// where none is alike enough to be proposed. Of equally alike ones the first.
    pub(in crate::io) fn most_alike(
        &self,
        key: &Key,
        is_free: impl Fn(usize) -> bool,
    ) -> Option<(f64, usize)> {
        let own = pairs(&plain_name(key.spelled()));
        let free = self.places.iter().enumerate();
        let free = free.filter(|&(index, _)| is_free(index));
        let scored = free.map(|(index, place)| (alike(&own, &place.pairs), index));
        let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        best.filter(|&(score, _)| score >= ALIKE)
    }
}

/// A name without what does not matter: full width, blanks, signs, the province, city or county before it, and how a
/// central school is called.
pub(in crate::io) fn plain_name(name: &str) -> String {
    const CENTRAL: [&str; 4] = ["中心小学校", "中心完全小学", "中心小学", "中心校"];
    let mut plain = aliases::plain(name);
    while let Some(rest) = without_region(&plain) {
        plain = rest;
    }
    match CENTRAL.iter().find_map(|end| plain.strip_suffix(end)) {
        Some(stem) => format!("{stem}中心小学"),
        None => plain,
    }
}

/// A name without the province or county it begins with, and the cities between; `None` where it begins with none, or
/// nothing would be left of it. A city or a district alone is not taken away: 阳光城市 and 开发区 are part of a name.
fn without_region(name: &str) -> Option<String> {
    const ENDS: [char; 2] = ['省', '县'];
    const LONGEST: usize = 8;
    let chars: Vec<char> = name.chars().collect();
    let end = (2..chars.len().min(LONGEST)).find(|&index| ENDS.contains(&chars[index]))?;
    // 城关镇县立小学 is a school of the county in a town.
    let is_below = |letter: &char| ['镇', '乡', '村', '街'].contains(letter);
    let rest = &chars[end + 1..];
    (rest.len() >= 3 && !chars[..end].iter().any(is_below)).then(|| rest.iter().collect())
}

/// The province, city or county that a name begins with, as far as [`plain_name`] takes it away.
fn region_of(name: &str) -> String {
    let whole = aliases::plain(name);
    let mut rest = whole.clone();
    while let Some(shorter) = without_region(&rest) {
        rest = shorter;
    }
    whole.strip_suffix(&rest).unwrap_or_default().to_owned()
}

/// Whether two regions can be the same: one that is not stated can be any, and a county may stand with its province or
/// without.
fn are_of_one(a: &str, b: &str) -> bool {
    a.ends_with(b) || b.ends_with(a)
}

/// Every two letters that follow each other, and the first and last.
fn pairs(name: &str) -> BTreeSet<(char, char)> {
    let chars: Vec<char> = name.chars().collect();
    let inner = chars.windows(2).map(|pair| (pair[0], pair[1]));
    let ends = [
        chars.first().map(|&first| ('^', first)),
        chars.last().map(|&last| (last, '$')),
    ];
    inner.chain(ends.into_iter().flatten()).collect()
}

/// How alike two names are, from 0 to 1: the share of their pairs of letters that both have (Dice's coefficient).
fn alike(a: &BTreeSet<(char, char)>, b: &BTreeSet<(char, char)>) -> f64 {
    let all = a.len() + b.len();
    if all == 0 {
        return 0.0;
    }
    2.0 * a.intersection(b).count() as f64 / all as f64
}

#[cfg(test)]
mod tests;
