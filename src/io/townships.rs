//! A feature becomes a township; and which township a place is in.

use std::collections::{BTreeMap, HashMap};

use geo::{BoundingRect as _, Intersects as _, MultiPolygon, Point};
use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};
use serde_json::Value;

use super::aliases::Field;
use super::numbers;
use super::report::{Notes, kind};
use super::row::Row;
use super::township_aliases::{Alias, OldNames};
use crate::geometry::LonLat;
use crate::model::Township;
use crate::words::Words;

/// More residents than this in one township are a slip of the pen.
const MOST_RESIDENTS: u32 = 100_000_000;

/// The township of a feature.
pub(super) fn township(
    number: usize,
    feature_id: Option<&Value>,
    mut row: Row,
    outline: MultiPolygon<f64>,
    notes: &mut Notes,
) -> Township {
    let code = row
        .id(Field::Code)
        .or_else(|| numbers::id(feature_id?))
        .unwrap_or_default();
    let at = outline
        .0
        .first()
        .and_then(|polygon| polygon.exterior().0.first())
        .map(|&corner| LonLat::from(corner));
    let name = row.text(Field::Name).unwrap_or_else(|| {
        let name = if code.is_empty() {
            number.to_string()
        } else {
            code.clone()
        };
        // A code such as Tract_39 can be read as a name; a mere number cannot.
        if is_digits(&name) {
            notes.feature(kind::NO_NAME, number, at, || {
                Words::new(
                    format!("A township without a name; called {name}"),
                    format!("乡镇没有名称，暂以“{name}”代替"),
                )
            });
        }
        name
    });
    let population = row.count(Field::Population, MOST_RESIDENTS, &mut |words| {
        notes.feature(kind::NUMBER, number, at, || {
            Words::new(
                format!("{name}: {}", words.en),
                format!("{name}：{}", words.zh),
            )
        });
    });
    Township {
        district: row.text(Field::District),
        population,
        outline,
        extra: std::mem::take(&mut row.extra),
        code,
        name,
    }
}

/// Tells of codes that are shorter or longer than nearly all others: a zero at the end is easily lost
/// where a table takes codes for numbers.
pub(super) fn check_codes(townships: &[(usize, &Township)], notes: &mut Notes) {
    let mut by_length: BTreeMap<usize, usize> = BTreeMap::new();
    let codes = townships.iter().map(|(_, township)| township.code.as_str());
    for code in codes.filter(|code| is_digits(code)) {
        *by_length.entry(code.len()).or_default() += 1;
    }
    let Some((&usual, &count)) = by_length.iter().max_by_key(|&(_, count)| count) else {
        return;
    };
    let has_clear_majority =
        usual >= 6 && count > by_length.values().sum::<usize>() / 2 && count >= 2;
    if !has_clear_majority {
        return;
    }
    for &(number, township) in townships {
        let Township { name, code, .. } = township;
        if !is_digits(code) || code.len() == usual {
            continue;
        }
        let length = code.len();
        let (lost_en, lost_zh) = if length < usual {
            ("; a zero may have been lost", "，可能丢失了 0")
        } else {
            ("", "")
        };
        let at = township
            .outline
            .0
            .first()
            .and_then(|polygon| polygon.exterior().0.first());
        notes.feature(
            kind::CODE,
            number,
            at.map(|&corner| LonLat::from(corner)),
            || {
                Words::new(
                    format!(
                        "{name}: the code {code} has {length} digits, the others {usual}{lost_en}"
                    ),
                    format!("{name}：代码{code}为{length}位，其他为{usual}位{lost_zh}"),
                )
            },
        );
    }
}

fn is_digits(code: &str) -> bool {
    !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Finds the township of a place by code, by name or by position.
pub(super) struct Finder<'a> {
    townships: &'a [Township],
    /// `None` for names that several townships share.
    by_text: HashMap<&'a str, Option<usize>>,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    old: OldNames,
}

impl<'a> Finder<'a> {
    /// `aliases` is the county's own table of old townships.
    pub(super) fn of(townships: &'a [Township], aliases: &[Alias]) -> Self {
        let mut by_text: HashMap<&str, Option<usize>> = HashMap::new();
        for (index, township) in townships.iter().enumerate() {
            let names = [
                township.code.as_str(),
                &township.name,
                without_rank(&township.name),
            ];
            for (position, &text) in names.iter().enumerate() {
                if text.is_empty() || names[..position].contains(&text) {
                    continue;
                }
                by_text
                    .entry(text)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(index));
            }
        }
        let boxes = townships
            .iter()
            .enumerate()
            .filter_map(|(index, township)| {
                let rect = township.outline.bounding_rect()?;
                let corners = Rectangle::from_corners(rect.min().into(), rect.max().into());
                Some(GeomWithData::new(corners, index))
            })
            .collect();
        Self {
            townships,
            by_text,
            boxes: RTree::bulk_load(boxes),
            old: OldNames::of(townships, aliases),
        }
    }

    /// Whether there are no townships at all.
    pub(super) fn is_empty(&self) -> bool {
        self.townships.is_empty()
    }

    /// What a township is called.
    pub(super) fn name(&self, index: usize) -> &str {
        self.townships
            .get(index)
            .map_or("", |township| township.name.as_str())
    }

    /// The township that a file names, by a present code or name, else by an old one.
    pub(super) fn named(&self, text: &str) -> Option<usize> {
        match self.by_present_text(text) {
            Some(known) => known,
            None => self.old.present(text).map(|(township, _)| township),
        }
    }

    /// The present township of an old code or name that a file states, and the year of the change where that is known;
    /// `None` for a present one.
    pub(super) fn named_as_old(&self, text: &str) -> Option<(usize, Option<i32>)> {
        match self.by_present_text(text) {
            Some(_) => None,
            None => self.old.present(text),
        }
    }

    #[expect(
        clippy::option_option,
        reason = "a shared name is known and finds nobody"
    )]
    fn by_present_text(&self, text: &str) -> Option<Option<usize>> {
        let as_written = self.by_text.get(text);
        as_written
            .or_else(|| self.by_text.get(without_rank(text)))
            .copied()
    }

    /// The township that holds a place; the first in file order where several do.
    pub(super) fn around(&self, at: LonLat) -> Option<usize> {
        let point = Point::from(at);
        self.boxes
            .locate_all_at_point(&[at.lon, at.lat])
            .map(|found| found.data)
            .filter(|&index| self.townships[index].outline.intersects(&point))
            .min()
    }
}

/// 研城 for 研城街道: people leave the rank out.
pub(super) fn without_rank(name: &str) -> &str {
    let short = ["街道办事处", "街道", "镇", "乡"]
        .into_iter()
        .find_map(|rank| name.strip_suffix(rank));
    short
        .filter(|short| short.chars().count() >= 2)
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(name: &str, code: &str, west: f64) -> Township {
        let ring = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| (west + x, y));
        Township {
            code: code.to_owned(),
            name: name.to_owned(),
            district: None,
            population: None,
            outline: MultiPolygon(vec![geo::Polygon::new(ring.to_vec().into(), Vec::new())]),
            extra: serde_json::Map::new(),
        }
    }

    #[test]
    fn a_township_is_found_by_code_by_name_and_by_place() {
        let townships = [
            square("研城街道", "511124001", 0.0),
            square("马踏镇", "511124102", 1.0),
        ];
        let finder = Finder::of(&townships, &[]);
        for text in ["511124102", "马踏镇", "马踏", "马踏乡"] {
            assert_eq!(finder.named(text), Some(1), "{text}");
        }
        assert_eq!(finder.named("集益"), None);
        assert_eq!(finder.around(LonLat::new(1.5, 0.5)), Some(1));
        assert_eq!(finder.around(LonLat::new(2.5, 0.5)), None);
    }

    #[test]
    fn a_shared_name_finds_nobody() {
        let townships = [
            square("北區", "10018020", 0.0),
            square("北區", "66000040", 1.0),
        ];
        let finder = Finder::of(&townships, &[]);
        assert_eq!(finder.named("北區"), None);
        assert_eq!(finder.named("66000040"), Some(1));
    }

    #[test]
    fn a_code_that_lost_its_zero_is_told() {
        let townships = [
            square("甲", "511124001", 0.0),
            square("乙", "511124102", 1.0),
            square("丙", "51112411", 2.0),
        ];
        let numbered: Vec<_> = townships
            .iter()
            .enumerate()
            .map(|(index, township)| (index + 1, township))
            .collect();
        let mut notes = Notes::of_file("乡镇.geojson");
        check_codes(&numbered, &mut notes);
        let warnings = notes.finish();
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].feature, Some(3));
        assert!(warnings[0].what.en.contains("zero"));
    }
}
