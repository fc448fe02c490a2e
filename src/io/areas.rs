//! Areas on the same ground: parts of one township, the county's outline, districts, layers that lie over each other,
//! and townships that overlap. Nobody lives in two townships.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use geo::{Centroid as _, MultiPolygon};

use super::Layer;
use super::aliases;
use super::asking::Choice;
use super::cover::Cover;
use super::gather::{Found, Gathered, Spot};
use super::report::{Notes, kind};
use super::row::Columns;
use super::settlements;
use super::shape::Shape;
use crate::geometry::LonLat;
use crate::model::{Settlement, Township};
use crate::words::Words;

/// An area of which so much lies in another lies within it; the rest is how carelessly borders are drawn.
const WITHIN: f64 = 0.9;
/// Overlaps from this share on are told.
const OVERLAP: f64 = 0.05;
/// A layer of which so much lies in another one describes the same ground.
const SAME_GROUND: f64 = 0.5;

/// Sorts out the areas that were read as townships. Gives the name of the county where its outline was among them.
pub(super) fn settle(gathered: &mut Gathered, names: &[String]) -> Option<String> {
    join_parts(gathered);
    let mut county = None;
    while let ControlFlow::Continue(found) = one_layer_less(gathered, names) {
        county = county.or(found);
    }
    let county = county.or_else(|| take_outlines(gathered));
    tell_overlaps(gathered);
    county
}

/// Polygons of one code and name are one township in several parts, as single-part files write them; its people count
/// once. Parts on the same ground are the same part.
fn join_parts(gathered: &mut Gathered) {
    let mut first_of: BTreeMap<Identity, usize> = BTreeMap::new();
    let mut joined: Vec<(Spot, Township)> = Vec::with_capacity(gathered.townships.len());
    let mut parts: BTreeMap<usize, Vec<(Spot, Township)>> = BTreeMap::new();
    for (spot, township) in std::mem::take(&mut gathered.townships) {
        let identities = identities(spot, &township);
        let first = identities
            .iter()
            .find_map(|identity| first_of.get(identity));
        let first = first.copied().unwrap_or(joined.len());
        for identity in identities {
            first_of.entry(identity).or_insert(first);
        }
        if first < joined.len() {
            parts.entry(first).or_default().push((spot, township));
        } else {
            joined.push((spot, township));
        }
    }
    for (first, more) in parts {
        let (first_spot, township) = &mut joined[first];
        let n_parts = more.len() + 1;
        let stated = |township: &Township| township.population;
        let populations: BTreeSet<u32> = more
            .iter()
            .map(|(_, part)| part)
            .chain([&*township])
            .filter_map(stated)
            .collect();
        for (spot, part) in &more {
            if part.outline != township.outline {
                township.outline.0.extend(part.outline.0.iter().cloned());
            }
            gathered.moved.push((spot.file, Layer::Townships, None));
        }
        township.outline = without_twins(&township.outline);
        let at = middle(&township.outline);
        let Township { name, code, .. } = &*township;
        let has_one_code = !code.is_empty() && more.iter().all(|(_, part)| part.code == *code);
        let counted = if has_one_code {
            Words::new(
                format!("{name}: {n_parts} polygons have the code {code}; one township in parts"),
                format!("{name}：{n_parts}个面的代码都是{code}，按一个乡镇的多个部分处理"),
            )
        } else {
            Words::new(
                format!(
                    "{name}: {n_parts} polygons have its name and population; one township in parts"
                ),
                format!("{name}：{n_parts}个面名称、人口都相同，按一个乡镇的多个部分处理"),
            )
        };
        let words = if populations.len() > 1 {
            township.population = None;
            Words::new(
                format!(
                    "{}, with different populations, so its population is not known",
                    counted.en
                ),
                format!("{}，各部分人口数不同，人口按未知处理", counted.zh),
            )
        } else {
            Words::new(
                format!("{}, whose people count once", counted.en),
                format!("{}，人口只计一次", counted.zh),
            )
        };
        gathered.notes[first_spot.file].feature(kind::TWICE, first_spot.feature, at, || words);
    }
    gathered.townships = joined;
}

/// What makes two polygons one township: code and name, or within a file name and population, as codes such as OBJECTID
/// are of the polygon.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    Code(String, String),
    People(usize, String, u32),
}

fn identities(spot: Spot, township: &Township) -> Vec<Identity> {
    let Township {
        code,
        name,
        population,
        ..
    } = township;
    let by_code = (!code.is_empty()).then(|| Identity::Code(code.clone(), name.clone()));
    let people = population.filter(|&people| people > 0 && !name.is_empty());
    let by_people = people.map(|people| Identity::People(spot.file, name.clone(), people));
    by_code.into_iter().chain(by_people).collect()
}

/// Polygons without those that lie within an earlier one, or hold it.
fn without_twins(outline: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let parts: Vec<MultiPolygon<f64>> = outline
        .iter()
        .map(|part| MultiPolygon(vec![part.clone()]))
        .collect();
    let refs: Vec<&MultiPolygon<f64>> = parts.iter().collect();
    let cover = Cover::of(&refs, &vec![0; refs.len()]);
    let is_twin = |&part: &usize| (0..part).any(|before| cover.share(part, before) > WITHIN);
    let kept = (0..parts.len()).filter(|part| !is_twin(part));
    MultiPolygon(
        kept.filter_map(|part| outline.0.get(part).cloned())
            .collect(),
    )
}

/// How plainly the name of a file says that it holds townships.
fn rank(file: &str) -> u8 {
    const PLAIN: [&str; 10] = [
        "township",
        "townships",
        "town",
        "towns",
        "commune",
        "communes",
        "ward",
        "wards",
        "乡镇",
        "镇街",
    ];
    let stem = file
        .rsplit_once('.')
        .map_or(file, |(stem, _)| stem)
        .to_lowercase();
    let mut words = stem.split(|char: char| !char.is_ascii_alphabetic());
    let is_plain = words.any(|word| PLAIN.contains(&word))
        || PLAIN
            .iter()
            .any(|word| !word.is_ascii() && stem.contains(word))
        || stem.contains("街道");
    let announces_areas = aliases::layers_of_file_name(&stem).contains(&Layer::Townships);
    match (is_plain, announces_areas) {
        (true, _) => 2,
        // A name for any border, as county_boundary or zones.
        (false, true) => 0,
        (false, false) => 1,
    }
}

/// The areas of one file.
struct Stack {
    file: usize,
    rank: u8,
    members: Vec<usize>,
    square_metres: f64,
}

impl Stack {
    /// How large one of its areas is.
    fn grain(&self) -> f64 {
        self.square_metres / self.members.len().max(1) as f64
    }
}

/// Where two files describe the same ground, one holds the townships. Takes the other out; breaks where no two do. The
/// name of the county is given where it was the county's outline.
fn one_layer_less(gathered: &mut Gathered, names: &[String]) -> ControlFlow<(), Option<String>> {
    let areas: Vec<&MultiPolygon<f64>> = gathered
        .townships
        .iter()
        .map(|(_, township)| &township.outline)
        .collect();
    let files: Vec<usize> = gathered
        .townships
        .iter()
        .map(|(spot, _)| spot.file)
        .collect();
    let mut stacks: BTreeMap<usize, Stack> = BTreeMap::new();
    for (index, &file) in files.iter().enumerate() {
        let stack = stacks.entry(file).or_insert_with(|| Stack {
            file,
            rank: rank(names.get(file).map_or("", String::as_str)),
            members: Vec::new(),
            square_metres: 0.0,
        });
        stack.members.push(index);
    }
    if stacks.len() < 2 {
        return ControlFlow::Break(());
    }
    let cover = Cover::of(&areas, &files);
    let measured = stacks.into_values().map(|stack| Stack {
        square_metres: stack
            .members
            .iter()
            .map(|&area| cover.square_metres(area))
            .sum(),
        ..stack
    });
    let stacks: Vec<Stack> = measured.collect();
    let lies_in = |a: &Stack, b: &Stack| {
        let shares = a
            .members
            .iter()
            .map(|&area| cover.square_metres(area) * cover.share_in_group(area, b.file));
        shares.sum::<f64>() / a.square_metres.max(1.0)
    };
    let pairs = stacks
        .iter()
        .enumerate()
        .flat_map(|(index, a)| stacks[..index].iter().map(move |b| (b, a)));
    let alike = pairs.filter(|(a, b)| lies_in(a, b) > SAME_GROUND || lies_in(b, a) > SAME_GROUND);
    // What is most plainly townships decides first; of as plain ones the first in the files.
    let first = alike.min_by_key(|(a, b)| std::cmp::Reverse(a.rank.max(b.rank)));
    let Some((a, b)) = first else {
        return ControlFlow::Break(());
    };
    // One area over several others is an outline, whatever its file is called; else the name decides, then the coarser.
    let is_outline = |a: &Stack, b: &Stack| a.members.len() == 1 && b.members.len() > 1;
    let b_stays = if is_outline(a, b) != is_outline(b, a) && a.rank == b.rank {
        is_outline(a, b)
    } else {
        (b.rank, b.grain() > a.grain()) > (a.rank, a.grain() >= b.grain())
    };
    let (mut stays, mut goes) = if b_stays { (b, a) } else { (a, b) };
    let layer_of = |goes: &Stack, stays: &Stack| {
        let is_coarser = goes.grain() > stays.grain() * 1.2;
        match (is_coarser, goes.members.len()) {
            (true, 1) => Layer::Outline,
            (true, _) => Layer::Districts,
            (false, _) => Layer::Unknown,
        }
    };
    let name_of = |stack: &Stack| names.get(stack.file).map_or("", String::as_str);
    let only_name = |stack: &Stack| gathered.townships[stack.members[0]].1.name.clone();
    let layer = layer_of(goes, stays);
    let words = stack_words(layer, goes.members.len(), &only_name(goes), name_of(stays));
    let has_homes = gathered.settlements.is_empty() && layer == Layer::Unknown;
    let choices = choices(name_of(stays), has_homes);
    let said = gathered.notes[goes.file].ask("areas", words, choices);
    let mut becomes = layer;
    match said.as_deref() {
        Some("townships") => {
            std::mem::swap(&mut stays, &mut goes);
            becomes = layer_of(goes, stays);
            let words = stack_words(
                becomes,
                goes.members.len(),
                &only_name(goes),
                name_of(stays),
            );
            gathered.notes[goes.file].file(words);
        }
        Some("settlements") => becomes = Layer::Settlements,
        _ => {}
    }
    let members: BTreeSet<usize> = goes.members.iter().copied().collect();
    let file = goes.file;
    let taken_out = take(gathered, &members, Some(becomes));
    let first = taken_out.first().filter(|_| becomes == Layer::Outline);
    let name = first.map(|(_, area)| area.name.clone());
    if becomes == Layer::Settlements {
        let notes = &mut gathered.notes[file];
        let homes = taken_out.into_iter().filter_map(|area| home(area, notes));
        gathered.settlements.extend(homes);
    }
    ControlFlow::Continue(name)
}

/// What areas that share their ground with the townships of another file may be.
fn choices(other: &str, may_be_homes: bool) -> Vec<Choice> {
    let mut choices = vec![
        Choice::new(
            "beside",
            format!("{other} holds the townships"),
            format!("乡镇以 {other} 为准"),
        ),
        Choice::new("townships", "These are the townships", "这些才是乡镇"),
    ];
    if may_be_homes {
        let homes = Choice::new("settlements", "These are settlements", "这些是居民点");
        choices.push(homes);
    }
    choices
}

/// What a file is whose areas lie on the ground of another file's townships.
fn stack_words(layer: Layer, n_areas: usize, name: &str, other: &str) -> Words {
    match layer {
        Layer::Outline => outline_words(name),
        Layer::Districts => Words::new(
            format!(
                "{n_areas} areas over the townships of {other}: taken as districts, not as townships"
            ),
            format!("{n_areas}个面覆盖{other}的乡镇，按片区处理，不作乡镇"),
        ),
        _ => Words::new(
            format!(
                "{n_areas} areas on the same ground as {other}, which holds the townships; left out, so that nobody \
                 counts twice"
            ),
            format!("{n_areas}个面与{other}范围重叠，乡镇以后者为准，未读入，以免重复计算"),
        ),
    }
}

/// An area as the settlement in its middle.
fn home((spot, area): (Spot, Township), notes: &mut Notes) -> Option<(Spot, Found<Settlement>)> {
    let mut properties = area.extra;
    properties.insert("name".to_owned(), area.name.into());
    properties.insert("id".to_owned(), area.code.into());
    properties.insert("population".to_owned(), area.population.into());
    let row = Columns::of(Layer::Settlements).row(properties);
    let shape = Shape::Areas(area.outline);
    let found = settlements::settlement(spot.feature, None, row, &shape, notes)?;
    Some((spot, found))
}

fn outline_words(name: &str) -> Words {
    Words::new(
        format!("{name} is the outline of the townships: taken as the county, not as a township"),
        format!("{name}是各乡镇的外边界，按县界处理，不作乡镇"),
    )
}

/// Takes areas out of the townships.
fn take(
    gathered: &mut Gathered,
    members: &BTreeSet<usize>,
    becomes: Option<Layer>,
) -> Vec<(Spot, Township)> {
    let all = std::mem::take(&mut gathered.townships);
    let (out, kept): (Vec<_>, Vec<_>) = all
        .into_iter()
        .enumerate()
        .partition(|(index, _)| members.contains(index));
    gathered.townships = kept.into_iter().map(|(_, township)| township).collect();
    let out: Vec<(Spot, Township)> = out.into_iter().map(|(_, township)| township).collect();
    let moved = out
        .iter()
        .map(|(spot, _)| (spot.file, Layer::Townships, becomes));
    gathered.moved.extend(moved);
    out
}

/// Areas that hold at least two others, which fill half of them: the county's outline among its townships, or that of
/// a district.
fn take_outlines(gathered: &mut Gathered) -> Option<String> {
    let townships = &gathered.townships;
    let areas: Vec<&MultiPolygon<f64>> = townships
        .iter()
        .map(|(_, township)| &township.outline)
        .collect();
    let cover = Cover::of(&areas, &vec![0; areas.len()]);
    let mut held: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for inner in 0..areas.len() {
        for (outer, share) in cover.others(inner) {
            if share > WITHIN && cover.share(outer, inner) <= WITHIN {
                held.entry(outer).or_default().push(inner);
            }
        }
    }
    held.retain(|&outer, inner| {
        let filled: f64 = inner.iter().map(|&inner| cover.square_metres(inner)).sum();
        inner.len() >= 2 && filled > cover.square_metres(outer) * SAME_GROUND
    });
    let outlines: BTreeSet<usize> = held.keys().copied().collect();
    let n_others = areas.len() - outlines.len();
    let mut county = None;
    let mut told = Vec::new();
    for (&outer, inner) in &held {
        let (spot, area) = &townships[outer];
        let n_held = inner
            .iter()
            .filter(|inner| !outlines.contains(inner))
            .count();
        let at = middle(&area.outline);
        let name = area.name.clone();
        let words = if n_held == n_others {
            county = Some(name.clone());
            outline_words(&name)
        } else {
            Words::new(
                format!("{name} holds {n_held} townships: taken as a district, not as a township"),
                format!("{name}包含{n_held}个乡镇，按片区处理，不作乡镇"),
            )
        };
        let layer = if n_held == n_others {
            Layer::Outline
        } else {
            Layer::Districts
        };
        told.push((*spot, at, words, layer, outer));
    }
    for (spot, at, words, ..) in &told {
        gathered.notes[spot.file].feature(kind::OVERLAP, spot.feature, *at, || words.clone());
    }
    for layer in [Layer::Outline, Layer::Districts] {
        // Positions shift as areas go, so the last go first.
        let of_layer = told.iter().filter(|(_, _, _, of, _)| *of == layer);
        let mut members: Vec<usize> = of_layer.map(|&(.., outer)| outer).collect();
        if layer == Layer::Districts {
            let gone: Vec<usize> = told
                .iter()
                .filter(|(_, _, _, of, _)| *of == Layer::Outline)
                .map(|&(.., outer)| outer)
                .collect();
            for member in &mut members {
                *member -= gone.iter().filter(|&&gone| gone < *member).count();
            }
        }
        take(gathered, &members.into_iter().collect(), Some(layer));
    }
    county
}

/// Tells of townships that share ground. Of twins with one name the second is left out; what lies within another comes
/// before it, so that its places are its own.
fn tell_overlaps(gathered: &mut Gathered) {
    let areas: Vec<&MultiPolygon<f64>> = gathered
        .townships
        .iter()
        .map(|(_, township)| &township.outline)
        .collect();
    let cover = Cover::of(&areas, &vec![0; areas.len()]);
    let mut twins = BTreeSet::new();
    let mut nested = BTreeSet::new();
    for a in 0..areas.len() {
        for (b, of_a) in cover.others(a).filter(|&(b, _)| b < a) {
            let of_b = cover.share(b, a);
            let ((first_spot, first), (spot, second)) =
                (&gathered.townships[b], &gathered.townships[a]);
            let at = middle(&second.outline);
            let file = gathered.notes[first_spot.file].file_name().to_owned();
            let place = format!("{} ({file} #{})", first.name, first_spot.feature);
            let words = if of_a > WITHIN && of_b > WITHIN {
                if first.name == second.name {
                    twins.insert(a);
                    Words::new(
                        format!("{} has the same outline as {place}; left out", second.name),
                        format!("{}与{place}范围相同，未读入", second.name),
                    )
                } else {
                    Words::new(
                        format!(
                            "{} has the same outline as {place}; please check",
                            second.name
                        ),
                        format!("{}与{place}范围相同，请核实", second.name),
                    )
                }
            } else if of_a > WITHIN || of_b > WITHIN {
                let (inner, outer) = if of_a > WITHIN {
                    (second, first)
                } else {
                    (first, second)
                };
                nested.insert(if of_a > WITHIN { a } else { b });
                Words::new(
                    format!(
                        "{} lies within {}; its places count to it alone",
                        inner.name, outer.name
                    ),
                    format!(
                        "{}在{}范围内，其中的位置只归{}",
                        inner.name, outer.name, inner.name
                    ),
                )
            } else if of_a.max(of_b) >= OVERLAP {
                let is_smaller = cover.square_metres(a) < cover.square_metres(b);
                let (smaller, share) = if is_smaller {
                    (second, of_a)
                } else {
                    (first, of_b)
                };
                let percent = (share * 100.0).round();
                Words::new(
                    format!(
                        "{} and {place} overlap: about {percent} % of {}",
                        second.name, smaller.name
                    ),
                    format!(
                        "{}与{place}重叠，约占{}的{percent}%",
                        second.name, smaller.name
                    ),
                )
            } else {
                continue;
            };
            gathered.notes[spot.file].feature(kind::OVERLAP, spot.feature, at, || words);
        }
    }
    // The smaller of nested ones first; the others stay in the order of the files.
    let mut order: Vec<usize> = nested
        .iter()
        .copied()
        .filter(|area| !twins.contains(area))
        .collect();
    let size = |area: usize| cover.square_metres(area);
    order.sort_by(|&a, &b| size(a).total_cmp(&size(b)));
    let others = (0..areas.len()).filter(|area| !nested.contains(area) && !twins.contains(area));
    order.extend(others);
    let mut all: Vec<Option<(Spot, Township)>> = std::mem::take(&mut gathered.townships)
        .into_iter()
        .map(Some)
        .collect();
    for twin in &twins {
        if let Some((spot, _)) = all[*twin].take() {
            gathered.moved.push((spot.file, Layer::Townships, None));
        }
    }
    gathered.townships = order
        .into_iter()
        .filter_map(|area| all[area].take())
        .collect();
}

fn middle(outline: &MultiPolygon<f64>) -> Option<LonLat> {
    outline.centroid().map(LonLat::from)
}
