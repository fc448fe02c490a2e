//! Tables without coordinates: their rows belong to schools and settlements whose places other files show.
//!
//! A row is joined by its code, by its name as written, or by its name without what does not matter (full width,
//! blanks, the county before it, 中心校 for 中心小学). What is only similar is proposed with a score and asked; what
//! nothing is similar to is told. Nothing is joined that two places could be meant by.

pub(super) mod matching;

use std::collections::{BTreeMap, BTreeSet};

use self::matching::{Index, Key, Known, are_running};
use super::OpenError;
use super::asking::Choice;
use super::document::RawFeature;
use super::doubles::{contradictions, fill, with_kind};
use super::gather::{Found, Gathered, Spot};
use super::numbers;
use super::readers::Readers;
use super::report::{Layer, Notes, kind};
use super::row::Columns;
use super::shape::Shape;
use crate::geometry::LonLat;
use crate::model::{PerStage, School, Settlement, Stage};
use crate::words::Words;

/// The rows of a table that show no place.
#[derive(Debug)]
pub(super) struct LooseTable {
    pub(super) file: usize,
    /// What they are about.
    pub(super) layer: Layer,
    pub(super) rows: Vec<RawFeature>,
}

/// Joins the rows of all tables to the places they belong to: how many rows of which file and layer found theirs, and
/// an error for each table of which none did. `names` are those of the files.
pub(super) fn settle(
    gathered: &mut Gathered,
    names: &[String],
) -> (Vec<(usize, Layer, usize)>, Vec<OpenError>) {
    let (mut layers, mut failed) = (Vec::new(), Vec::new());
    for table in std::mem::take(&mut gathered.loose) {
        let joined = join(table, gathered);
        layers.push((joined.file, joined.layer, joined.rows));
        failed.extend(joined.why_not.map(|why| OpenError::NoPlaces {
            file: names.get(joined.file).cloned().unwrap_or_default(),
            why: Box::new(why),
        }));
    }
    (layers, failed)
}

/// What became of a table.
#[derive(Debug)]
struct Joined {
    file: usize,
    layer: Layer,
    rows: usize,
    /// Why none of its rows has a place.
    why_not: Option<Words>,
}

/// A place that a row may belong to.
struct Place {
    spot: Spot,
    at: LonLat,
    name: String,
}

impl Place {
    fn of<T>(spot: Spot, found: &Found<T>, (name, at): (&str, LonLat)) -> (Self, Known) {
        let id = found.id.as_deref().map(numbers::id_of_text);
        let place = Self {
            spot,
            at,
            name: name.to_owned(),
        };
        (place, Known::new(id, name, found.township.as_deref()))
    }
}

fn join(table: LooseTable, gathered: &mut Gathered) -> Joined {
    let LooseTable { file, layer, rows } = table;
    let places: Vec<(Place, Known)> = if layer == Layer::Settlements {
        let homes = gathered.settlements.iter();
        let place = |(spot, found): &(Spot, Found<Settlement>)| {
            Place::of(*spot, found, (&found.item.name, found.item.at))
        };
        homes.map(place).collect()
    } else {
        let schools = gathered.schools.iter();
        let place = |(spot, found): &(Spot, Found<School>)| {
            Place::of(*spot, found, (&found.item.name, found.item.at))
        };
        schools.map(place).collect()
    };
    let (places, known): (Vec<Place>, Vec<Known>) = places.into_iter().unzip();
    let n_rows = rows.len();
    let mut joined = Joined {
        file,
        layer,
        rows: 0,
        why_not: None,
    };
    if places.is_empty() {
        let why = no_places(n_rows, layer);
        gathered.notes[file].file(why.clone());
        joined.why_not = Some(why);
        return joined;
    }
    let pairs = matched(&rows, layer, (&places, &known), &mut gathered.notes[file]);
    let mut readers = Readers::default();
    let studied = rows.iter().map(|row| (layer, &row.properties));
    readers.study(studied, &mut gathered.notes[file]);
    // The rows are read as what they are, at the place they belong to; then the place takes over what they tell.
    let mut read = Gathered {
        notes: std::mem::take(&mut gathered.notes),
        ..Gathered::default()
    };
    for (row, place) in rows.into_iter().zip(pairs) {
        let Some(place) = place else { continue };
        let number = row.number;
        let shape = Shape::Points(vec![places[place].at]);
        if !readers.read(&mut read, file, row, shape, layer) {
            continue;
        }
        joined.rows += 1;
        if let Some((_, school)) = read.schools.pop() {
            let kept = &mut gathered.schools[place].1;
            let mut told = with_kind(&school, kept).into_owned();
            let mut known = with_kind(kept, &told).into_owned();
            let differences = contradictions(&known.item, &told.item);
            *kept = if takes_table(differences, number, &mut read.notes[file]) {
                told.item.name.clone_from(&known.item.name);
                told.id = known.id.take();
                fill(&mut told, known);
                told
            } else {
                fill(&mut known, told);
                known
            };
        }
        if let Some((_, home)) = read.settlements.pop() {
            let kept = &mut gathered.settlements[place].1.item;
            let differences = differences(kept, &home.item);
            if takes_table(differences, number, &mut read.notes[file]) {
                let mut home = home.item;
                home.name.clone_from(&kept.name);
                std::mem::swap(kept, &mut home);
                fill_home(kept, home);
            } else {
                fill_home(kept, home.item);
            }
        }
    }
    gathered.notes = read.notes;
    let what = match layer {
        Layer::Settlements => Words::counted(joined.rows, "settlement", "个居民点"),
        _ => Words::counted(joined.rows, "school", "所学校"),
    };
    let words = Words::new(
        format!(
            "A table without coordinates: {} of {n_rows} rows joined by code or name ({})",
            joined.rows, what.en
        ),
        format!(
            "表格没有坐标：{n_rows}行中有{}行按代码或名称对应到{}",
            joined.rows, what.zh
        ),
    );
    if joined.rows == 0 {
        joined.why_not = Some(words.clone());
    }
    gathered.notes[file].file(words);
    joined
}

fn no_places(n_rows: usize, layer: Layer) -> Words {
    let (en, zh) = if layer == Layer::Settlements {
        ("settlements", "居民点")
    } else {
        ("schools", "学校")
    };
    let rows = Words::counted(n_rows, "row", "行");
    Words::new(
        format!(
            "A table of {} without coordinates: open it together with a layer that shows where the {en} are, or add \
             columns of longitude and latitude",
            rows.en
        ),
        format!(
            "表格（{}）没有坐标：请与标明{zh}位置的图层一起打开，或增加经度、纬度两列",
            rows.zh
        ),
    )
}

/// By row, the position of its place.
fn matched(
    rows: &[RawFeature],
    layer: Layer,
    (places, known): (&[Place], &[Known]),
    notes: &mut Notes,
) -> Vec<Option<usize>> {
    let mut columns = Columns::of(layer);
    if notes.is_any_column_said() {
        // By which columns rows are matched the planner may have said; what is odd about them is told when they are read.
        let properties: Vec<_> = rows.iter().map(|row| &row.properties).collect();
        columns.study(&properties, "", &mut notes.apart());
    }
    let mut keys: Vec<Key> = rows.iter().map(|row| Key::of(row, &mut columns)).collect();
    if are_running(&keys) {
        notes.file(Words::new(
            "Its codes only number the rows: the name counts, not the code",
            "代码只是行的序号：按名称而不按代码对应",
        ));
        for key in &mut keys {
            key.id = None;
        }
    }
    let index = Index::of(known);
    let mut pairs: Vec<Option<usize>> = Vec::with_capacity(rows.len());
    let mut loose: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut rows_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (row, key) in keys.iter().enumerate() {
        let meant = index.of_key(key);
        if let Some(other) = meant.other_of_code {
            code_of_another((rows[row].number, key), &places[other], notes);
        }
        let found = meant.places;
        if let [one] = found.as_slice() {
            let first = *rows_of.entry(*one).or_insert(rows[row].number);
            let is_first = first == rows[row].number;
            if !is_first {
                second_row((rows[row].number, key), first, &places[*one], notes);
            }
            pairs.push(is_first.then_some(*one));
        } else {
            loose.push((row, found));
            pairs.push(None);
        }
    }
    let taken: BTreeSet<usize> = pairs.iter().copied().flatten().collect();
    for (row, meant) in loose {
        let (number, key) = (rows[row].number, &keys[row]);
        pairs[row] = if meant.is_empty() {
            proposed((number, key), (places, &index), &taken, notes)
        } else {
            one_of_several((number, key), &meant, places, notes)
        };
    }
    pairs
}

/// The code of a row is that of a place with another name: the name counts.
fn code_of_another((number, key): (usize, &Key), place: &Place, notes: &mut Notes) {
    notes.feature(kind::JOIN, number, None, || {
        let (id, spelled, name) = (
            key.id.as_deref().unwrap_or_default(),
            key.spelled(),
            &place.name,
        );
        Words::new(
            format!("{spelled}: the code {id} is that of {name}; the name counts, not the code"),
            format!("{spelled}：代码{id}属于{name}，按名称而不按代码对应"),
        )
    });
}

/// Two rows of one place: the first counts.
fn second_row((number, key): (usize, &Key), first: usize, place: &Place, notes: &mut Notes) {
    notes.feature(kind::JOIN, number, None, || {
        let (spelled, name) = (key.spelled(), &place.name);
        Words::new(
            format!("{spelled}: {name} has a row already (number {first}), which counts; left out"),
            format!("{spelled}：{name}已有一行（第{first}条），以该行为准，本行未读入"),
        )
    });
}

/// Asks which of several places of one name a row means.
fn one_of_several(
    (number, key): (usize, &Key),
    meant: &[usize],
    places: &[Place],
    notes: &mut Notes,
) -> Option<usize> {
    let words = |place: usize| {
        let Place { spot, name, .. } = &places[place];
        (
            format!("{name} ({})", spot.feature),
            format!("{name}（{}）", spot.feature),
        )
    };
    let mut choices: Vec<Choice> = Vec::new();
    for (position, &place) in meant.iter().enumerate() {
        let (en, zh) = words(place);
        choices.push(Choice::new((position + 1).to_string(), en, zh));
    }
    choices.push(Choice::new("leave-out", "Leave it out", "不读入"));
    let count = meant.len();
    let what = || {
        let name = key.spelled();
        Words::new(
            format!("{name}: {count} places bear this name; left out until you say which"),
            format!("{name}：有{count}处同名，确认之前未读入"),
        )
    };
    let said = notes.ask_feature(kind::JOIN, number, None, what, choices)?;
    meant
        .get(said.parse::<usize>().ok()?.checked_sub(1)?)
        .copied()
}

/// Proposes the place whose name is most like a row's, among those that no row is sure of.
fn proposed(
    (number, key): (usize, &Key),
    (places, index): (&[Place], &Index<'_>),
    taken: &BTreeSet<usize>,
    notes: &mut Notes,
) -> Option<usize> {
    let spelled = key.spelled();
    let Some((score, place)) = index.most_alike(key, |place| !taken.contains(&place)) else {
        notes.feature(kind::NO_GEOMETRY, number, None, || {
            Words::new(
                format!(
                    "{spelled}: no coordinates, and nothing of this code or name was read; left out"
                ),
                format!("{spelled}：没有坐标，资料中也没有此代码或名称，未读入"),
            )
        });
        return None;
    };
    let Place { name, at, .. } = &places[place];
    let what = || {
        Words::new(
            format!(
                "{spelled}: nothing of this name was read; the most alike is {name} ({score:.2} of 1); left \
                 out until you say so"
            ),
            format!(
                "{spelled}：资料中没有此名称，最接近的是{name}（相似度{score:.2}），确认之前未读入"
            ),
        )
    };
    let choices = vec![
        Choice::new("join", format!("It is {name}"), format!("就是{name}")),
        Choice::new("leave-out", "Leave it out", "不读入"),
    ];
    let said = notes.ask_feature(kind::JOIN, number, Some(*at), what, choices);
    (said.as_deref() == Some("join")).then_some(place)
}

/// Tells where a table and a layer have other figures; whether those of the table count.
fn takes_table(differences: Vec<Words>, number: usize, notes: &mut Notes) -> bool {
    if differences.is_empty() {
        return false;
    }
    let choices = vec![
        Choice::new(
            "map",
            "Those of the layer with places",
            "以带位置的图层为准",
        ),
        Choice::new("table", "Those of this table", "以本表为准"),
    ];
    let what = Words::new(
        "Some figures differ from those of the layer with places; those of the layer count until you say otherwise",
        "部分数字与带位置的图层不同，确认之前以图层为准",
    );
    let said = notes.ask("figures", what, choices);
    for what in differences {
        notes.feature(kind::OTHER_FIGURES, number, None, || what);
    }
    said.as_deref() == Some("table")
}

/// The figures of a settlement that a table tells otherwise.
fn differences(home: &Settlement, other: &Settlement) -> Vec<Words> {
    let name = &home.name;
    let of_stages = Stage::ALL.into_iter().map(|stage| {
        let words = stage.words();
        let what = Words::new(
            format!("{} pupils", words.en),
            format!("{}学生数", words.zh),
        );
        (home.pupils[stage], other.pupils[stage], what)
    });
    let population = (
        home.population,
        other.population,
        Words::new("residents", "人口"),
    );
    let figures = of_stages.chain([population]);
    let differ = figures.filter_map(|(one, other, what)| {
        let (one, other) = one.zip(other).filter(|(one, other)| one != other)?;
        Some(Words::new(
            format!("{name}: {one} {}, and {other} here", what.en),
            format!("{name}：{}为{one}，此处为{other}", what.zh),
        ))
    });
    differ.collect()
}

/// What one leaves open of a settlement the other may tell.
fn fill_home(home: &mut Settlement, more: Settlement) {
    home.population = home.population.or(more.population);
    home.pupils = PerStage::from_fn(|stage| home.pupils[stage].or(more.pupils[stage]));
    let known: BTreeMap<_, _> = std::mem::take(&mut home.births);
    home.births = more.births.into_iter().chain(known).collect();
    for (name, value) in more.extra {
        home.extra.entry(name).or_insert(value);
    }
}
