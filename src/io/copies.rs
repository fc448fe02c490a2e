//! Copies and older versions of a file beside it: the same schools and homes must not count twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rstar::{AABB, RTree};

use super::Layer;
use super::asking::Choice;
use super::gather::{Gathered, Spot};
use super::scraped;
use crate::geometry::LonLat;
use crate::model::Stage;
use crate::words::Words;

/// Two places of one name nearer than this are one, in metres.
const ONE_PLACE: f64 = 50.0;

/// What the name of a file says of its version.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version {
    /// The name without year and marks: what versions of one file share.
    base: String,
    year: Option<u32>,
    /// Old files ([`OLD`]) and copies ([`COPY`]) come before plain ones, new ones after.
    mark: i8,
}

/// The mark of a file that says that it is old: whatever its date, it is no present one.
const OLD: i8 = -2;
/// The mark of a copy, as of a file that was saved twice.
const COPY: i8 = -1;

impl Version {
    /// Newer ones come later. A plain name without a year is that of the present file.
    fn age(&self) -> (bool, u32, i8) {
        let undated = if self.mark < 0 { 0 } else { u32::MAX };
        (self.mark > OLD, self.year.unwrap_or(undated), self.mark)
    }
}

/// The name of a file without its ending, read as the name of a version.
fn version(stem: &str) -> Version {
    const COPIES: [&str; 6] = ["copy of", "的副本", "副本", "拷贝", "复制", "copy"];
    const OLD_ONES: [&str; 8] = ["备份", "旧版", "旧", "历史", "backup", "bak", "old", "orig"];
    const NEW_ONES: [&str; 10] = [
        "最新版",
        "最新",
        "最终版",
        "最终",
        "新版",
        "修订",
        "updated",
        "final",
        "latest",
        "new",
    ];
    let mut base: String = stem
        .chars()
        .map(super::aliases::half_width)
        .flat_map(char::to_lowercase)
        .collect();
    let mut mark = 0;
    let marks = [(&COPIES[..], COPY), (&OLD_ONES, OLD), (&NEW_ONES, 1)];
    for (words, sign) in marks {
        for word in words {
            if let Some(start) = word_start(&base, word) {
                base.replace_range(start..start + word.len(), " ");
                mark = sign;
            }
        }
    }
    // "schools (1)", "schools_v2".
    let mut parts: Vec<String> = Vec::new();
    let mut year = None;
    for part in base.split(|char: char| !char.is_alphanumeric()) {
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        let stated = digits.get(..4).and_then(|year| year.parse::<u32>().ok());
        let stated =
            stated.filter(|year| (1950..=2100).contains(year) && matches!(digits.len(), 4 | 6 | 8));
        year = year.max(stated);
        let rest: String = part.chars().filter(|char| !char.is_ascii_digit()).collect();
        let rest = ["学年度", "学年", "年度", "年"]
            .iter()
            .find_map(|word| rest.strip_suffix(word).or_else(|| rest.strip_prefix(word)))
            .unwrap_or(&rest);
        if digits.is_empty() {
            parts.push(part.to_owned());
        } else if stated.is_none() && (rest.is_empty() || rest == "v") && !parts.is_empty() {
            // A copy by the browser is older or newer; nothing tells.
            mark = if rest == "v" { 1 } else { mark.min(COPY) };
        } else if stated.is_some() {
            parts.push(rest.to_owned());
        } else {
            parts.push(part.to_owned());
        }
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        return Version {
            base: stem.to_owned(),
            year: None,
            mark: 0,
        };
    }
    Version {
        base: parts.join(" "),
        year,
        mark,
    }
}

/// Where a word stands; one of letters must stand alone.
fn word_start(text: &str, word: &str) -> Option<usize> {
    let start = text.find(word)?;
    let is_letter = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphabetic());
    let is_alone = !is_letter(text[..start].chars().next_back())
        && !is_letter(text[start + word.len()..].chars().next());
    (!word.is_ascii() || is_alone).then_some(start)
}

/// Which of some names are those of copies or old versions of another of them.
pub(super) fn are_copies(stems: &[String]) -> Vec<bool> {
    let versions: Vec<Version> = stems.iter().map(|stem| version(stem)).collect();
    let is_beside = |copy: &Version| {
        versions
            .iter()
            .any(|other| other.base == copy.base && other.mark > copy.mark)
    };
    let is_copy = |version: &Version| version.mark < 0 && is_beside(version);
    versions.iter().map(is_copy).collect()
}

/// Leaves out the older of two versions of a file, where most of what they hold is the same, and a file that says
/// nothing beyond another one.
pub(super) fn leave_out_versions(gathered: &mut Gathered, stems: &[String]) {
    let versions: Vec<Version> = stems.iter().map(|stem| version(stem)).collect();
    let contents = contents_by_file(gathered);
    if contents.len() < 2 {
        return;
    }
    // From the newest down each stands against those that stay.
    let mut newest_first: Vec<usize> = contents.keys().copied().collect();
    let order = |&file: &usize| {
        (
            versions[file].age(),
            contents[&file].len(),
            std::cmp::Reverse(file),
        )
    };
    newest_first.sort_by_key(|file| std::cmp::Reverse(order(file)));
    let (mut stay, mut gone): (Vec<usize>, BTreeSet<usize>) = (Vec::new(), BTreeSet::new());
    for file in newest_first {
        let is_older = |newer: &&usize| {
            let (older, newer_content) = (&contents[&file], &contents[newer]);
            let (old, new) = (&versions[file], &versions[**newer]);
            if new.base == old.base {
                let are_of_two_years =
                    old.year.is_some() && new.year.is_some() && old.year != new.year;
                older.is_version_of(newer_content)
                    || are_of_two_years && older.is_of_flows() && newer_content.is_of_flows()
            } else {
                older.says_nothing_beyond(newer_content)
            }
        };
        let Some(newer) = stay.iter().find(is_older).copied() else {
            stay.push(file);
            continue;
        };
        let are_flows = contents[&file].is_of_flows();
        match ask(gathered, file, newer, are_flows).as_deref() {
            Some("both") => stay.push(file),
            Some("instead") => {
                gone.insert(newer);
                stay.retain(|&kept| kept != newer);
                stay.push(file);
            }
            _ => {
                gone.insert(file);
            }
        }
    }
    for file in gone {
        leave_out(gathered, file);
    }
}

/// The schools, settlements and recorded flows of a file.
#[derive(Debug, Default)]
struct Contents {
    places: Vec<(String, LonLat)>,
    /// Of recorded flows: settlement, school and stage.
    flows: BTreeSet<[String; 3]>,
    /// Which figures it states, by layer and name.
    figures: BTreeSet<(Layer, &'static str, Option<Stage>)>,
}

impl Contents {
    fn len(&self) -> usize {
        self.places.len() + self.flows.len()
    }

    /// Whether it holds recorded flows alone.
    fn is_of_flows(&self) -> bool {
        self.places.is_empty() && !self.flows.is_empty()
    }

    /// How many of its places and flows are in another file, too.
    fn shared_with(&self, other: &Self) -> usize {
        let mut named: HashMap<&str, Vec<[f64; 2]>> = HashMap::new();
        for (name, at) in &other.places {
            named.entry(name).or_default().push([at.lon, at.lat]);
        }
        let named: HashMap<&str, RTree<[f64; 2]>> = named
            .into_iter()
            .map(|(name, places)| (name, RTree::bulk_load(places)))
            .collect();
        let is_shared = |(name, at): &&(String, LonLat)| {
            named
                .get(name.as_str())
                .is_some_and(|places| is_near(*at, places))
        };
        self.places.iter().filter(is_shared).count() + self.flows.intersection(&other.flows).count()
    }

    /// Whether half of the smaller file is in the other.
    fn is_version_of(&self, newer: &Self) -> bool {
        let shared = self.shared_with(newer);
        shared > 0 && shared * 2 >= self.len().min(newer.len())
    }

    /// Whether the other has all its places but few, hardly any more, and all its figures.
    fn says_nothing_beyond(&self, other: &Self) -> bool {
        let shared = self.shared_with(other);
        shared >= 2
            && shared * 10 >= self.len().max(other.len()) * 9
            && self.figures.is_subset(&other.figures)
    }
}

/// Whether one of some places is as good as the same.
fn is_near(at: LonLat, places: &RTree<[f64; 2]>) -> bool {
    const METRES_PER_DEGREE: f64 = 110_000.0;
    let north = ONE_PLACE / METRES_PER_DEGREE;
    // A degree to the east is shorter the farther north; at the poles there are no schools.
    let east = north / at.lat.to_radians().cos().max(1e-3);
    let around = AABB::from_corners(
        [at.lon - east, at.lat - north],
        [at.lon + east, at.lat + north],
    );
    places
        .locate_in_envelope(&around)
        .any(|&[lon, lat]| LonLat::new(lon, lat).metres_to(at) <= ONE_PLACE)
}

fn contents_by_file(gathered: &Gathered) -> BTreeMap<usize, Contents> {
    let mut contents: BTreeMap<usize, Contents> = BTreeMap::new();
    for (spot, found) in &gathered.schools {
        let content = contents.entry(spot.file).or_default();
        let school = &found.item;
        content.places.push((scraped::key(&school.name), school.at));
        for (stage, record) in school.stages.iter() {
            let Some(record) = record else { continue };
            let known = [("pupils", record.pupils), ("seats", record.seats)];
            let known = known.into_iter().filter(|(_, count)| count.is_some());
            let known = known.map(|(name, _)| (Layer::Schools, name, Some(stage)));
            content.figures.extend(known);
        }
    }
    for (spot, row) in &gathered.flows {
        let content = contents.entry(spot.file).or_default();
        content.flows.insert(row.pair());
    }
    for (spot, found) in &gathered.settlements {
        let content = contents.entry(spot.file).or_default();
        let home = &found.item;
        content.places.push((scraped::key(&home.name), home.at));
        let known = home.pupils.iter().filter(|(_, pupils)| pupils.is_some());
        let known = known.map(|(stage, _)| (Layer::Settlements, "pupils", Some(stage)));
        content.figures.extend(known);
        for (name, is_known) in [
            ("population", home.population.is_some()),
            ("births", !home.births.is_empty()),
        ] {
            content
                .figures
                .extend(is_known.then_some((Layer::Settlements, name, None)));
        }
    }
    contents
}

fn ask(gathered: &mut Gathered, file: usize, newer: usize, are_flows: bool) -> Option<String> {
    let other = gathered.notes[newer].file_name().to_owned();
    let what = if are_flows {
        Words::new(
            format!(
                "Recorded flows of another year, or a copy, of those in {other}; added up they would count pupils \
                 twice; left out"
            ),
            format!("与 {other} 是不同年份的就学现状或副本，相加会重复计算学生，未读入"),
        )
    } else {
        Words::new(
            format!(
                "Most of what it holds is also in {other}: an older version or a copy; left out"
            ),
            format!("内容与 {other} 大多相同，是旧版本或副本，未读入"),
        )
    };
    let choices = vec![
        Choice::new(
            "leave-out",
            format!("Read {other} alone"),
            format!("只读 {other}"),
        ),
        Choice::new(
            "instead",
            format!("Read this instead of {other}"),
            format!("改读此文件，不读 {other}"),
        ),
        Choice::new("both", "Read both", "两个都读"),
    ];
    gathered.notes[file].ask("version", what, choices)
}

fn leave_out(gathered: &mut Gathered, file: usize) {
    fn keep<T>(
        all: &mut Vec<(Spot, T)>,
        file: usize,
        layer: Layer,
        moved: &mut Vec<(usize, Layer, Option<Layer>)>,
    ) {
        let before = all.len();
        all.retain(|(spot, _)| spot.file != file);
        moved.extend((all.len()..before).map(|_| (file, layer, None)));
    }
    keep(
        &mut gathered.schools,
        file,
        Layer::Schools,
        &mut gathered.moved,
    );
    keep(
        &mut gathered.settlements,
        file,
        Layer::Settlements,
        &mut gathered.moved,
    );
    keep(&mut gathered.flows, file, Layer::Flows, &mut gathered.moved);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_one_file_share_their_base() {
        for (stem, base, year, mark) in [
            ("schools", "schools", None, 0),
            ("schools (1)", "schools", None, -1),
            ("schools（2）", "schools", None, -1),
            ("settlements - 副本", "settlements", None, -1),
            ("schools_2024", "schools", Some(2024), 0),
            ("2023学年学校", "学校", Some(2023), 0),
            ("schools_20240901", "schools", Some(2024), 0),
            ("schools_final", "schools", None, 1),
            ("schools_old", "schools", None, OLD),
            ("schools_v2", "schools", None, 1),
            ("Copy of schools", "schools", None, -1),
            ("schools - Copy (2)", "schools", None, -1),
            ("household", "household", None, 0),
            ("old", "old", None, 0),
            ("2024", "2024", None, 0),
            ("schools_a", "schools a", None, 0),
        ] {
            let expected = Version {
                base: base.to_owned(),
                year,
                mark,
            };
            assert_eq!(version(stem), expected, "{stem}");
        }
    }

    #[test]
    fn the_present_file_is_newer_than_every_dated_one_and_a_backup_is_never_the_newest() {
        for names in [
            ["schools_backup_20300301", "schools_2019", "schools"],
            ["schools_2023_备份_20240105", "schools_2022", "schools_2023"],
            ["schools_2023", "schools_2024 (1)", "schools_2024"],
            ["schools (1)", "schools_2019", "schools"],
            ["schools_old", "schools - 副本", "schools_final"],
        ] {
            let ages = names.map(|name| version(name).age());
            assert!(ages.is_sorted(), "{names:?} {ages:?}");
        }
    }

    #[test]
    fn places_near_each_other_are_found_as_by_looking_at_all() {
        let mut random = crate::random::Random::seeded(7);
        for _ in 0..200 {
            let lat = [0.1, 29.6, 60.0, -71.0][random.below(4)];
            let mut place = || {
                let part = |number: usize| number as f64 * 1e-6;
                LonLat::new(
                    104.0 + part(random.below(3000)),
                    lat + part(random.below(1500)),
                )
            };
            let places: Vec<LonLat> = (0..6).map(|_| place()).collect();
            let at = place();
            let tree = RTree::bulk_load(places.iter().map(|at| [at.lon, at.lat]).collect());
            let slowly = places.iter().any(|place| place.metres_to(at) <= ONE_PLACE);
            assert_eq!(is_near(at, &tree), slowly, "{at:?} {places:?}");
        }
    }
}
