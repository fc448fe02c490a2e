//! Which school each row of a roster is.

use std::collections::{BTreeMap, BTreeSet};

use super::RosterRow;
use super::update::Asked;
use crate::io::join::matching::{By, Index, Key, Known, are_running};
use crate::io::township_aliases::names_before;
use crate::io::townships::without_rank;
use crate::model::{County, School, SchoolId};
use crate::words::Words;

/// By what a row is known to be a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameBy {
    /// By its code.
    Code,
    /// By its name as it is written.
    Name,
    /// By its name without what does not matter.
    PlainName,
    /// The planner said so.
    Said,
}

impl SameBy {
    /// The name used in machine-readable answers.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::PlainName => "plain_name",
            Self::Said => "said",
        }
    }
}

/// Which school a row is.
#[derive(Clone, Debug, PartialEq)]
pub enum Matched {
    /// It is this one.
    School(SchoolId, SameBy),
    /// It has the code of this one and a name that is not like its own; whether it is the same has to be said.
    SameCode(SchoolId),
    /// No code or name is the same; this one's name is the most alike, by so much from 0 to 1.
    Alike(SchoolId, f64),
    /// Several bear its name.
    OneOf(Vec<SchoolId>),
    /// Another row is this one too; neither is taken until it is said which counts.
    Twice(SchoolId),
    /// The county has no such school.
    New,
}

impl Matched {
    /// The school, where that is sure.
    pub const fn school(&self) -> Option<&SchoolId> {
        match self {
            Self::School(id, _) => Some(id),
            _ => None,
        }
    }

    /// The schools that it may be, the likeliest first; none where it is sure or new.
    pub fn candidates(&self) -> Vec<&SchoolId> {
        match self {
            Self::SameCode(id) | Self::Alike(id, _) | Self::Twice(id) => vec![id],
            Self::OneOf(ids) => ids.iter().collect(),
            Self::School(..) | Self::New => Vec::new(),
        }
    }

    /// The name used in machine-readable answers.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::School(..) => "school",
            Self::SameCode(_) => "same_code",
            Self::Alike(..) => "alike",
            Self::OneOf(_) => "one_of_several",
            Self::Twice(_) => "twice",
            Self::New => "new",
        }
    }

    /// Why it is not sure, in a sentence.
    pub fn doubt(&self) -> Option<Words> {
        Some(match self {
            Self::School(..) | Self::New => return None,
            Self::SameCode(_) => Words::new(
                "The code is the same and the name is another one",
                "代码相同而名称不同",
            ),
            Self::Alike(_, score) => Words::new(
                format!("Only the name is alike ({score:.2} of 1)"),
                format!("仅名称相近（相似度{score:.2}）"),
            ),
            Self::OneOf(ids) => {
                let count = ids.len();
                Words::new(
                    format!("{count} schools bear this name"),
                    format!("有{count}所学校同名"),
                )
            }
            Self::Twice(_) => Words::new(
                "Several rows are this school; neither is taken until you say which counts",
                "多行对应同一所学校，确认以哪行为准之前均不采用",
            ),
        })
    }
}

/// A row's school, and a school whose code it has although it is not that one.
pub(super) struct Found {
    pub(super) matched: Matched,
    pub(super) code_of: Option<SchoolId>,
}

/// Which school each row is, as far as it is told and said.
pub(super) fn of_rows(
    rows: &[RosterRow],
    (county, schools): (&County, &[&School]),
    asked: &Asked,
) -> Vec<Found> {
    let known: Vec<Known> = schools.iter().map(|school| known(county, school)).collect();
    let index = Index::of(&known);
    let mut keys: Vec<Key> = rows.iter().map(|row| row.key.clone()).collect();
    if are_running(&keys) {
        for key in &mut keys {
            key.id = None;
        }
    }
    let id_of = |place: usize| schools[place].id.clone();
    let sure: Vec<Sure> = keys
        .iter()
        .enumerate()
        .map(|(row, key)| match asked.said.get(&row) {
            Some(Some(id)) => Sure::said(schools.iter().position(|school| school.id == *id)),
            Some(None) => Sure::default(),
            None => {
                let meant = index.of_key(key);
                let by = match meant.by {
                    By::Code => SameBy::Code,
                    By::Name => SameBy::Name,
                    By::PlainName => SameBy::PlainName,
                };
                Sure {
                    places: meant.places,
                    by,
                    code_of: meant.other_of_code,
                }
            }
        })
        .collect();
    // What was said of one row frees the school of others.
    let mut claims: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for one in &sure {
        if let [place] = *one.places.as_slice() {
            let (all, said) = claims.entry(place).or_default();
            *all += 1;
            *said += usize::from(one.by == SameBy::Said);
        }
    }
    let taken: BTreeSet<usize> = claims.keys().copied().collect();
    let is_new = |row: usize| asked.said.get(&row) == Some(&None);
    sure.into_iter()
        .enumerate()
        .map(|(row, one)| {
            let code_of = one.code_of.map(id_of);
            let matched = match *one.places.as_slice() {
                [place] => {
                    let (all, said) = claims[&place];
                    let is_the_one = all == 1 || (said == 1 && one.by == SameBy::Said);
                    if is_the_one {
                        Matched::School(id_of(place), one.by)
                    } else {
                        Matched::Twice(id_of(place))
                    }
                }
                [] if is_new(row) => Matched::New,
                [] => {
                    let is_free = |place: usize| !taken.contains(&place);
                    let of_code = one.code_of.filter(|&place| is_free(place));
                    let of_code = of_code.map(|place| Matched::SameCode(id_of(place)));
                    let most_alike = || {
                        let (score, place) = index.most_alike(&keys[row], is_free)?;
                        Some(Matched::Alike(id_of(place), score))
                    };
                    of_code.or_else(most_alike).unwrap_or(Matched::New)
                }
                _ => Matched::OneOf(one.places.iter().map(|&place| id_of(place)).collect()),
            };
            Found { matched, code_of }
        })
        .collect()
}

/// The schools that a row is by what stands in it, or by what was said.
struct Sure {
    places: Vec<usize>,
    by: SameBy,
    code_of: Option<usize>,
}

impl Default for Sure {
    fn default() -> Self {
        Self::said(None)
    }
}

impl Sure {
    fn said(place: Option<usize>) -> Self {
        Self {
            places: place.into_iter().collect(),
            by: SameBy::Said,
            code_of: None,
        }
    }
}

/// By what a school of the county is known.
fn known(county: &County, school: &School) -> Known {
    let township = school
        .township
        .and_then(|index| county.townships.get(index));
    let names = township.into_iter().flat_map(|township| {
        let present = [
            township.code.as_str(),
            &township.name,
            without_rank(&township.name),
        ];
        present.into_iter().chain(names_before(township))
    });
    Known::new(Some(school.id.to_string()), &school.name, names)
}
