//! One school that stands in the files more than once: its gates and buildings, its area beside its point, the same
//! row twice. A real school is never dropped in silence: whatever is left out is asked about.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use geo::Intersects as _;
use rstar::primitives::GeomWithData;
use rstar::{AABB, RTree};

use super::Layer;
use super::aliases;
use super::asking::Choice;
use super::gather::{Found, Gathered, KindBy, Spot};
use super::report::{Notes, kind};
use super::scraped::{self, Part};
use super::unknown_kinds;
use crate::geometry::LonLat;
use crate::model::{PerStage, School, Settlement, Stage};
use crate::words::Words;

/// Parts of a school are looked for so far from it, in metres.
const PART_REACH: f64 = 1_500.0;
/// Parts whose school is called a little otherwise likewise.
const LOOSE_REACH: f64 = 300.0;
/// Two points of one name and stage nearer than this are one school.
const ONE_SCHOOL: f64 = 200.0;
/// The same for names such as 幼儿园, which many bear.
const ONE_PLACE: f64 = 30.0;

type FoundSchool = (Spot, Found<School>);
type Places = RTree<GeomWithData<[f64; 2], usize>>;

/// Leaves out what is in the files twice.
pub(super) fn settle(gathered: &mut Gathered) {
    let schools = std::mem::take(&mut gathered.schools);
    let n_before = schools.len();
    let (schools, parts) = without_parts(schools, &mut gathered.notes);
    let (schools, twice) = without_doubles(schools, &mut gathered.notes);
    debug_assert_eq!(n_before, schools.len() + parts.len() + twice.len());
    gathered.schools = schools;
    let left_out = parts.into_iter().chain(twice);
    let moved = left_out.map(|spot| (spot.file, Layer::Schools, None));
    gathered.moved.extend(moved);
    without_double_homes(gathered);
}

fn places(schools: &[FoundSchool]) -> Places {
    let all = schools.iter().enumerate();
    let places = all.map(|(index, (_, found))| {
        GeomWithData::new([found.item.at.lon, found.item.at.lat], index)
    });
    RTree::bulk_load(places.collect())
}

/// The places within a distance of one, nearest first, of equal ones the first in the files.
fn near(places: &Places, at: LonLat, metres: f64) -> Vec<(f64, usize)> {
    let lat = metres / 110_000.0;
    let lon = lat / at.lat.to_radians().cos().max(0.01);
    let bounds = AABB::from_corners([at.lon - lon, at.lat - lat], [at.lon + lon, at.lat + lat]);
    let mut found: Vec<(f64, usize)> = places
        .locate_in_envelope(&bounds)
        .map(|place| {
            let [lon, lat] = *place.geom();
            (at.metres_to(LonLat::new(lon, lat)), place.data)
        })
        .filter(|&(distance, _)| distance <= metres)
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found
}

fn has_figures(school: &School) -> bool {
    n_figures(school) > 0
}

fn n_figures(school: &School) -> usize {
    let records = school.stages.iter().filter_map(|(_, record)| *record);
    let of_stages: usize = records
        .map(|record| usize::from(record.pupils.is_some()) + usize::from(record.seats.is_some()))
        .sum();
    let others = [school.boarders, school.beds];
    of_stages + others.into_iter().flatten().count()
}

/// Schools without the gates, buildings and car parks of others, and the spots of those. A gate whose school is not
/// there stands for it.
fn without_parts(
    mut schools: Vec<FoundSchool>,
    notes: &mut [Notes],
) -> (Vec<FoundSchool>, Vec<Spot>) {
    let places = places(&schools);
    let keys: Vec<String> = schools
        .iter()
        .map(|(_, found)| scraped::loose_key(&found.item.name))
        .collect();
    let exact: Vec<String> = schools
        .iter()
        .map(|(_, found)| scraped::key(&found.item.name))
        .collect();
    // Schools that only their gates and buildings stand for, by name.
    let mut stand_ins: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut leaves = vec![false; schools.len()];
    let mut renamed: Vec<(usize, String)> = Vec::new();
    for index in 0..schools.len() {
        let (spot, found) = &schools[index];
        let Some((part, base)) = found.part.as_ref() else {
            continue;
        };
        // Nobody counts the pupils of a gate.
        if has_figures(&found.item) {
            continue;
        }
        let (base_exact, base_key) = (scraped::key(base), scraped::loose_key(base));
        let is_host = |&(distance, other): &(f64, usize)| {
            let is_named = !base.is_empty()
                && (exact[other] == base_exact
                    || distance <= LOOSE_REACH && scraped::may_be_one(&keys[other], &base_key));
            let is_beside = base.is_empty() && distance <= LOOSE_REACH;
            schools[other].1.part.is_none() && (is_named || is_beside)
        };
        let nearby = near(&places, found.item.at, PART_REACH);
        let host = nearby
            .iter()
            .find(|place| is_host(place))
            .map(|&(_, host)| host);
        let stood_for = stand_ins.get(&base_key).into_iter().flatten().copied();
        let stood_for = stood_for
            .filter(|&first| schools[first].1.item.at.metres_to(found.item.at) <= PART_REACH)
            .min();
        let name = &found.item.name;
        let at = Some(found.item.at);
        if host.or(stood_for).is_none() && *part != Part::Facility && !base.is_empty() {
            let what = || {
                Words::new(
                    format!(
                        "{name}: only this part of {base} is in the files; it stands for the school"
                    ),
                    format!("{name}：文件中没有{base}本身，以此点代表该校"),
                )
            };
            let choices = vec![
                Choice::new("school", "It stands for the school", "代表该校"),
                Choice::new("leave-out", "Leave it out", "不读入"),
            ];
            let said = notes[spot.file].ask_feature(kind::PART, spot.feature, at, what, choices);
            if said.as_deref() == Some("leave-out") {
                leaves[index] = true;
            } else {
                stand_ins.entry(base_key).or_default().push(index);
                renamed.push((index, base.clone()));
            }
            continue;
        }
        let of = host
            .or(stood_for)
            .map(|host| match renamed.iter().find(|(at, _)| *at == host) {
                Some((_, name)) => name.clone(),
                None => schools[host].1.item.name.clone(),
            });
        let what = || match &of {
            Some(of) => Words::new(
                format!("{name} is a part of {of}, or only bears its name; left out"),
                format!("{name}是{of}的一部分或附近设施，未读入"),
            ),
            None => Words::new(
                format!("{name} is no school but something beside one; left out"),
                format!("{name}不是学校本身，未读入"),
            ),
        };
        let choices = vec![
            Choice::new("leave-out", "Leave it out", "不读入"),
            Choice::new("keep", "It is a school", "是一所学校"),
        ];
        let said = notes[spot.file].ask_feature(kind::PART, spot.feature, at, what, choices);
        leaves[index] = said.as_deref() != Some("keep");
    }
    for (index, name) in renamed {
        schools[index].1.item.name = name;
    }
    divide(schools, &leaves)
}

fn divide(schools: Vec<FoundSchool>, leaves: &[bool]) -> (Vec<FoundSchool>, Vec<Spot>) {
    let (mut kept, mut left) = (Vec::with_capacity(schools.len()), Vec::new());
    for (school, &leaves) in schools.into_iter().zip(leaves) {
        if leaves {
            left.push(school.0);
        } else {
            kept.push(school);
        }
    }
    (kept, left)
}

/// Schools without those that stand in the files twice, and the spots of those.
fn without_doubles(
    mut schools: Vec<FoundSchool>,
    notes: &mut [Notes],
) -> (Vec<FoundSchool>, Vec<Spot>) {
    let places = places(&schools);
    let mut leaves = vec![false; schools.len()];
    for index in 0..schools.len() {
        if leaves[index] {
            continue;
        }
        let this = &schools[index];
        let reach = this.1.area.as_ref().map_or(ONE_SCHOOL, |_| PART_REACH);
        let nearby = near(&places, this.1.item.at, reach);
        let is_same = |&(distance, other): &(f64, usize)| {
            let is_earlier_or_area =
                other < index || this.1.area.is_some() && schools[other].1.area.is_none();
            other != index
                && is_earlier_or_area
                && !leaves[other]
                && is_one_school(&this.1, &schools[other].1, distance)
        };
        let Some(&(_, other)) = nearby.iter().find(|place| is_same(place)) else {
            continue;
        };
        let (this_spot, other_spot) = (schools[index].0, schools[other].0);
        let pair = (&schools[index].1, &schools[other].1);
        let (this, that) = (with_kind(pair.0, pair.1), with_kind(pair.1, pair.0));
        let contradicts = contradict(&this.item, &that.item);
        let is_kept_by_default = contradicts && this_spot.file == other_spot.file;
        let said = ask_whether_one(&schools, (index, other), is_kept_by_default, notes);
        if !said {
            continue;
        }
        let settled = (this.into_owned(), that.into_owned());
        (schools[index].1, schools[other].1) = settled;
        // The one that tells more stays, of equals the point, then the first.
        let weight = |index: usize| {
            let found = &schools[index].1;
            (n_figures(&found.item), found.area.is_none())
        };
        let (stays, goes) = if !contradicts && (weight(index) > weight(other)) {
            (index, other)
        } else {
            (other, index)
        };
        leaves[goes] = true;
        let more = schools[goes].1.clone();
        fill(&mut schools[stays].1, more);
    }
    divide(schools, &leaves)
}

/// Asks whether two are one school; what is done as long as nothing is answered.
fn ask_whether_one(
    schools: &[FoundSchool],
    (index, other): (usize, usize),
    is_kept_by_default: bool,
    notes: &mut [Notes],
) -> bool {
    let ((spot, found), (other_spot, other)) = (&schools[index], &schools[other]);
    let named = [&found.item.name, &other.item.name];
    let name = named
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or("", String::as_str);
    let (en, zh) = if spot.file == other_spot.file {
        let feature = other_spot.feature;
        (format!("feature {feature}"), format!("第{feature}个要素"))
    } else {
        let (file, feature) = (notes[other_spot.file].file_name(), other_spot.feature);
        (
            format!("feature {feature} of {file}"),
            format!("{file}第{feature}个要素"),
        )
    };
    let area = match (&found.area, &other.area) {
        (Some(_), None) | (None, Some(_)) => {
            Words::new(", once as a point and once as an area", "（点和面各一）")
        }
        _ => Words::default(),
    };
    let what = || {
        if is_kept_by_default {
            Words::new(
                format!("{name} has the name and place of {en} and other figures; both are taken"),
                format!("{name}与{zh}同名同址而数字不同，两条都采用"),
            )
        } else {
            Words::new(
                format!("{name} is the same school as {en}{}; counted once", area.en),
                format!("{name}与{zh}是同一所学校{}，只计一次", area.zh),
            )
        }
    };
    let one = Choice::new("one", "One school", "同一所学校");
    let both = Choice::new("both", "Two schools", "两所学校");
    let choices = if is_kept_by_default {
        vec![both, one]
    } else {
        vec![one, both]
    };
    let said = notes[spot.file].ask_feature(
        kind::TWICE,
        spot.feature,
        Some(found.item.at),
        what,
        choices,
    );
    match said.as_deref() {
        Some("one") => true,
        Some("both") => false,
        _ => !is_kept_by_default,
    }
}

/// What stands for one school with another, with the kind of that where it has none itself.
pub(super) fn with_kind<'a>(
    one: &'a Found<School>,
    other: &Found<School>,
) -> Cow<'a, Found<School>> {
    let lacks_kind = one.kind_by == KindBy::Nobody && other.kind_by != KindBy::Nobody;
    let said = lacks_kind.then(|| unknown_kinds::as_the_other(one, other));
    said.flatten().map_or(Cow::Borrowed(one), Cow::Owned)
}

/// Whether two stand for one school: of one name, with a stage in common, and at one place.
fn is_one_school(a: &Found<School>, b: &Found<School>, metres: f64) -> bool {
    let (a, b) = (&*with_kind(a, b), &*with_kind(b, a));
    let shares_a_stage = a
        .item
        .stages
        .iter()
        .any(|(stage, record)| record.is_some() && b.item.stages[stage].is_some());
    if !shares_a_stage {
        return false;
    }
    let holds = |area: &Found<School>, point: &Found<School>| {
        let outline = area.area.as_ref().filter(|_| point.area.is_none());
        outline.is_some_and(|outline| outline.intersects(&geo::Point::from(point.item.at)))
    };
    let is_inside = holds(a, b) || holds(b, a);
    // The ground of a school often has no name of its own.
    if a.item.name.is_empty() || b.item.name.is_empty() {
        return is_inside;
    }
    let (key, other) = (scraped::key(&a.item.name), scraped::key(&b.item.name));
    let reach = if is_only_a_kind(&key) {
        ONE_PLACE
    } else {
        ONE_SCHOOL
    };
    if key == other {
        return metres <= reach || is_inside;
    }
    is_inside
        && scraped::may_be_one(
            &scraped::loose_key(&a.item.name),
            &scraped::loose_key(&b.item.name),
        )
}

/// Whether a name is no more than a word such as 幼儿园.
fn is_only_a_kind(key: &str) -> bool {
    let mut words = aliases::kinds().iter().flat_map(|words| &words.names);
    words.any(|word| scraped::key(word) == key)
        || matches!(key, "school" | "primaryschool" | "学校")
}

/// Whether two records of one school have other figures.
fn contradict(a: &School, b: &School) -> bool {
    !contradictions(a, b).is_empty()
}

/// The figures that are not the same in two records of one school, the first record's first.
pub(super) fn contradictions(a: &School, b: &School) -> Vec<Words> {
    let mut told = Vec::new();
    for stage in Stage::ALL {
        let (Some(one), Some(other)) = (a.stages[stage], b.stages[stage]) else {
            continue;
        };
        let figures = [
            (one.pupils, other.pupils, "pupils", "学生数"),
            (one.seats, other.seats, "seats", "学位"),
        ];
        for (one, other, en, zh) in figures {
            let (Some(one), Some(other)) = (one, other) else {
                continue;
            };
            if one.number == other.number {
                continue;
            }
            let (name, stage) = (&a.name, stage.words());
            let (one, other) = (one.number, other.number);
            told.push(Words::new(
                format!("{name}, {}: {one} {en}, and {other} here", stage.en),
                format!("{name}{}：{zh}为{one}，此处为{other}", stage.zh),
            ));
        }
    }
    told
}

/// What one leaves open the other may tell.
pub(super) fn fill(kept: &mut Found<School>, more: Found<School>) {
    let (school, other) = (&mut kept.item, more.item);
    school.stages = PerStage::from_fn(|stage| match (school.stages[stage], other.stages[stage]) {
        (Some(mut record), Some(more)) => {
            record.pupils = record.pupils.or(more.pupils);
            record.seats = record.seats.or(more.seats);
            Some(record)
        }
        (record, more) => record.or(more),
    });
    if school.name.is_empty() {
        school.name = other.name;
    }
    school.ownership = school.ownership.or(other.ownership);
    school.inclusive = school.inclusive.or(other.inclusive);
    school.boarders = school.boarders.or(other.boarders);
    school.beds = school.beds.or(other.beds);
    school.parent = school.parent.take().or(other.parent);
    for (name, value) in other.extra {
        school.extra.entry(name).or_insert(value);
    }
    kept.id = kept.id.take().or(more.id);
    kept.township = kept.township.take().or(more.township);
}

/// Settlements that stand in the files twice, with the same place and figures: their people count once.
fn without_double_homes(gathered: &mut Gathered) {
    let mut first_at: HashMap<(String, i64, i64), Vec<usize>> = HashMap::new();
    let mut kept: Vec<(Spot, Found<Settlement>)> = Vec::with_capacity(gathered.settlements.len());
    for (spot, found) in std::mem::take(&mut gathered.settlements) {
        let at = found.item.at;
        let place = |degrees: f64| (degrees * 1e7).round() as i64;
        let key = (scraped::key(&found.item.name), place(at.lon), place(at.lat));
        let firsts = first_at.entry(key).or_default();
        let first = firsts
            .iter()
            .copied()
            .find(|&first| is_one_home(&kept[first].1.item, &found.item));
        let Some(first) = first else {
            firsts.push(kept.len());
            kept.push((spot, found));
            continue;
        };
        let (first_spot, name) = (kept[first].0, found.item.name.clone());
        let (file, feature) = (
            gathered.notes[first_spot.file].file_name().to_owned(),
            first_spot.feature,
        );
        let what = || {
            Words::new(
                format!(
                    "{name} has the place and figures of feature {feature} of {file}; counted once"
                ),
                format!("{name}与{file}第{feature}个要素位置和数字都相同，只计一次"),
            )
        };
        let choices = vec![
            Choice::new("one", "One settlement", "同一个居民点"),
            Choice::new("both", "Two settlements", "两个居民点"),
        ];
        let said = gathered.notes[spot.file].ask_feature(
            kind::TWICE,
            spot.feature,
            Some(at),
            what,
            choices,
        );
        if said.as_deref() == Some("both") {
            kept.push((spot, found));
        } else {
            gathered.moved.push((spot.file, Layer::Settlements, None));
        }
    }
    gathered.settlements = kept;
}

/// Whether two settlements of one name and place state the same people. Without name and figures nothing tells.
fn is_one_home(a: &Settlement, b: &Settlement) -> bool {
    let says_something = !a.name.is_empty()
        || a.population.is_some()
        || a.pupils.iter().any(|(_, pupils)| pupils.is_some());
    says_something && a.population == b.population && a.pupils == b.pupils && a.births == b.births
}
