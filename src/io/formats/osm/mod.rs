//! OpenStreetMap extracts, packed (.osm.pbf) or as XML (.osm): roads; on request schools, settlements and borders too.
//!
//! ```text
//! bytes ─▶ elements ─▶ extract: relations, ways, nodes ─▶ a layer for roads, schools, places, borders
//!          pbf, xml    └─ sorts: what is of use ─┘ └─ rings, within
//! ```
//!
//! Roads are handed over as any other file's: lines with the tags as columns. They share a place exactly where their
//! ways share a node. What is not read is counted, by kind.

mod element;
mod extract;
mod pbf;
mod rings;
mod sorts;
#[cfg(test)]
mod tests;
mod wire;
mod within;
mod xml;

use super::super::OpenError;
use super::super::asking::{Choice, Name};
use super::super::document::Document;
use super::super::report::{Notes, kind};
use super::archive::refused;
use super::encoding;
use super::sniff::is_markup_with;
use super::{FileLayer, Source};
use crate::words::Words;

use self::element::{Element, Kind};
use self::extract::{Extract, Open};
use self::sorts::Sort;

pub(in crate::io) use self::within::Within;

/// What the name of a file with such data may have in it.
const IN_NAMES: [&str; 2] = [".osm", ".pbf"];

/// Whether a file may hold an extract. Those are read last, as they are cut to the county.
pub(in crate::io) fn may_be(file: &str) -> bool {
    let name = file.to_lowercase();
    IN_NAMES.iter().any(|part| name.contains(part))
}

/// What a layer of an extract holds, for those who go by its name; `None` for other layers.
pub(in crate::io) fn stem_of(layer: &str) -> Option<&'static str> {
    let (file, layer) = layer.rsplit_once('#')?;
    match layer {
        _ if !may_be(file) => None,
        "roads" => Some("roads"),
        "schools" => Some("schools"),
        "places" => Some("settlements"),
        "borders" => Some("townships"),
        _ => None,
    }
}

/// The name of a file without the ending that says how its extract is packed: `county.osm` for `county.osm.pbf`.
pub(in crate::io) fn without_packing(file: &str) -> &str {
    let packed = [".pbf", ".gz"].into_iter();
    let mut bare = packed.filter_map(|ending| file.strip_suffix(ending));
    bare.find(|bare| has_ending(bare, "osm")).unwrap_or(file)
}

fn has_ending(file: &str, ending: &str) -> bool {
    let stated = file.rsplit_once('.').map(|(_, ending)| ending);
    stated.is_some_and(|stated| stated.eq_ignore_ascii_case(ending))
}

/// Whether a file is an extract: by its first bytes, then by its ending.
pub(super) fn is_extract(name: &str, bytes: &[u8]) -> bool {
    pbf::is_pbf(bytes) || has_ending(name, "pbf") || is_xml(bytes)
}

fn is_xml(bytes: &[u8]) -> bool {
    is_markup_with("<osm", bytes)
}

/// Something that has elements.
trait Elements {
    /// Hands over all of a kind in their order.
    fn each(
        &mut self,
        kind: Kind,
        take: &mut dyn FnMut(Element<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop>;
}

impl Elements for pbf::Pbf<'_> {
    fn each(
        &mut self,
        kind: Kind,
        take: &mut dyn FnMut(Element<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        Self::each(self, kind, take)
    }
}

struct Xml {
    text: String,
    oddities: xml::Oddities,
}

impl Elements for Xml {
    fn each(
        &mut self,
        kind: Kind,
        take: &mut dyn FnMut(Element<'_>) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let oddities = xml::each(&self.text, kind, take)?;
        self.oddities.add(oddities);
        Ok(())
    }
}

/// Why reading stops.
enum Stop {
    Pbf(pbf::Fault),
    Xml(xml::Fault),
    TooMuch(Words),
}

impl From<pbf::Fault> for Stop {
    fn from(fault: pbf::Fault) -> Self {
        Self::Pbf(fault)
    }
}

impl From<xml::Fault> for Stop {
    fn from(fault: xml::Fault) -> Self {
        Self::Xml(fault)
    }
}

impl Stop {
    fn words(self) -> Words {
        let cause = match self {
            Self::TooMuch(words) => return words,
            Self::Pbf(fault) => match fault {
                pbf::Fault::BreaksOff(at) => Words::new(
                    format!("it breaks off at byte {at}"),
                    format!("在第{at}字节处中断"),
                ),
                pbf::Fault::Damaged(at, damage) => Words::new(
                    format!("it is damaged in the block at byte {at} ({})", damage.0),
                    format!("第{at}字节处的数据块已损坏（{}）", damage.0),
                ),
                pbf::Fault::TooLarge => Words::new(
                    "what is packed in it grows beyond all measure",
                    "解压后膨胀异常",
                ),
                pbf::Fault::Packing(name) => {
                    return Words::new(
                        format!(
                            "its blocks are packed with {name}, which is not read; pack it anew: \
                             osmium cat FILE -o county.osm.pbf"
                        ),
                        format!(
                            "其数据块以 {name} 压缩，不读取；请重新打包：osmium cat 文件名 -o county.osm.pbf"
                        ),
                    );
                }
                pbf::Fault::Feature => {
                    return Words::new(
                        "it holds versions of the past, or something else that is not read; take out what stands \
                         today: osmium time-filter FILE -o today.osm.pbf",
                        "其中含历史版本或其他不读取的内容；请先取出现状：osmium time-filter 文件名 -o today.osm.pbf",
                    );
                }
            },
            Self::Xml(xml::Fault::Broken(broken)) => Words::new(
                format!("it breaks off in line {} ({})", broken.line, broken.cause),
                format!("在第{}行中断（{}）", broken.line, broken.cause),
            ),
            Self::Xml(xml::Fault::BreaksOff) => Words::new(
                "it breaks off: its last element does not end",
                "文件中断：最后的元素没有结束",
            ),
        };
        Words::new(
            format!("{}; nothing of it is read: fetch the file again", cause.en),
            format!("{}，未读入任何内容，请重新下载", cause.zh),
        )
    }
}

pub(super) fn read(source: &Source<'_>, take: &mut dyn FnMut(FileLayer)) -> Result<(), OpenError> {
    let place = source.place;
    let stopped = |stop: Stop| {
        let words = stop.words();
        refused(place, words.en, words.zh)
    };
    let wanted = match source.wanted {
        None => Sort::ALL.to_vec(),
        Some(layer) => match Sort::ALL.into_iter().find(|sort| sort.key() == layer) {
            Some(sort) => vec![sort],
            None => return Err(no_such_layer(place, layer)),
        },
    };
    let mut notes = source.notes("");
    let mut odd = Vec::new();
    let mut extract = if is_xml(source.bytes) {
        let decoded = encoding::decode(source.bytes);
        decoded.tell(&mut notes);
        if decoded.text.contains("<osmChange") {
            return Err(refused(
                place,
                "changes to OpenStreetMap, which are no map by themselves; fetch the map itself",
                "是 OpenStreetMap 变更文件，本身不是地图，请下载地图数据",
            ));
        }
        let mut xml = Xml {
            text: decoded.text,
            oddities: xml::Oddities::default(),
        };
        let extract = Extract::of(&mut xml, &wanted);
        odd = xml.oddities.words();
        extract
    } else if !pbf::is_pbf(source.bytes) {
        return Err(refused(
            place,
            "no OpenStreetMap extract, whatever its name says, or it breaks off at once; fetch the file again",
            "不是 OpenStreetMap 数据包，或文件一开头就中断，请重新下载",
        ));
    } else {
        let file = pbf::Pbf::open(source.bytes).map_err(Stop::from);
        file.and_then(|mut file| Extract::of(&mut file, &wanted))
    }
    .map_err(stopped)?;
    if Sort::ALL.into_iter().all(|sort| extract.count(sort) == 0) {
        return Err(holds_nothing(place, &odd));
    }
    for words in odd {
        notes.file(words);
    }
    let chosen = if source.wanted.is_some() {
        wanted
    } else {
        choose(source, &extract, &mut notes)
    };
    take(FileLayer::of_notes(notes));
    for sort in chosen {
        let mut notes = source.notes(sort.key());
        if sort == Sort::Borders && !choose_level(&mut extract, &mut notes) {
            take(FileLayer::of_notes(notes));
            continue;
        }
        let (features, open) = extract.features(sort, source.within).map_err(stopped)?;
        tell_cut(sort, source.within.is_some(), &mut notes);
        for (&why, &n) in extract.skipped.get(&sort).into_iter().flatten() {
            notes.file(why.words(n));
        }
        // Where nothing is left, the first of them says why.
        let first = open.first().filter(|_| features.is_empty());
        let broken = first.map(|(element, why)| OpenError::NoFeatures {
            file: notes.file_name().to_owned(),
            why: Some(Box::new(open_words(element, why))),
        });
        let is_note = broken.is_some();
        for (index, (element, why)) in open.into_iter().enumerate() {
            let words = open_words(&element, &why);
            notes.feature(kind::BAD_GEOMETRY, index + 1, None, || words);
        }
        take(FileLayer {
            document: Document {
                features,
                broken,
                ..Document::default()
            },
            heads: None,
            notes,
            is_note,
        });
    }
    Ok(())
}

/// That there is nothing of use; why, as far as the file tells it.
fn holds_nothing(place: &str, odd: &[Words]) -> OpenError {
    let because = |of: fn(&Words) -> &str, between: &str| {
        let odd = odd.iter().map(|words| format!("{between}{}", of(words)));
        odd.collect::<String>()
    };
    refused(
        place,
        format!(
            "the extract holds no roads, schools, settlements or borders{}",
            because(|words| &words.en, ". ")
        ),
        format!(
            "数据包中没有道路、学校、居民点或行政边界{}",
            because(|words| &words.zh, "。")
        ),
    )
}

fn no_such_layer(place: &str, layer: &str) -> OpenError {
    let all = Sort::ALL.map(Sort::key).join(", ");
    refused(
        place,
        format!("there is no layer \"{layer}\"; the layers are {all}"),
        format!("没有图层“{layer}”；图层有 {all}"),
    )
}

/// The layers that are read: roads, and what else the planner has asked for. The others are told.
fn choose(source: &Source<'_>, extract: &Extract, notes: &mut Notes) -> Vec<Sort> {
    let held = Sort::ALL
        .into_iter()
        .filter(|&sort| extract.count(sort) > 0);
    let held: Vec<Sort> = held.collect();
    let others: Vec<Sort> = held
        .iter()
        .copied()
        .filter(|&sort| sort != Sort::Roads)
        .collect();
    if held.len() < 2 {
        return held;
    }
    let counted: Vec<Words> = others
        .iter()
        .map(|&sort| sort.counted(extract.count(sort)))
        .collect();
    let listed = |of: fn(&Words) -> &str, between: &str| {
        counted.iter().map(of).collect::<Vec<_>>().join(between)
    };
    let names: Vec<String> = others
        .iter()
        .map(|sort| format!("{}#{}", source.place, sort.key()))
        .collect();
    let what = Words::new(
        format!(
            "Besides roads it holds {}; not read until asked for: {}",
            listed(|words| &words.en, ", "),
            names.join(", "),
        ),
        format!(
            "除道路外还有{}，需要时请指明读取：{}",
            listed(|words| &words.zh, "、"),
            names.join("、"),
        ),
    );
    let mut choices: Vec<Choice> = held
        .iter()
        .map(|sort| {
            let words = sort.counted(extract.count(*sort));
            Choice::new(sort.key(), words.en, words.zh)
        })
        .collect();
    choices.push(Choice::new("all", "All of them", "全部"));
    let has_roads = held.contains(&Sort::Roads);
    let said = if has_roads {
        notes.file(what.clone());
        notes.ask_beside(&Name::from("layers"), what, choices)
    } else {
        notes.ask("layers", what, choices)
    };
    match said.as_deref() {
        None => held
            .into_iter()
            .filter(|&sort| sort == Sort::Roads)
            .collect(),
        Some("all") => held,
        Some(said) => held
            .into_iter()
            .filter(|sort| *sort == Sort::Roads || sort.key() == said)
            .collect(),
    }
}

/// Whether it is known which level of borders is meant; else that is asked.
fn choose_level(extract: &mut Extract, notes: &mut Notes) -> bool {
    let levels = extract.levels();
    if levels.len() < 2 {
        return true;
    }
    let counted: Vec<String> = levels
        .iter()
        .map(|(level, n)| format!("{level} ({n})"))
        .collect();
    let what = Words::new(
        format!(
            "Borders of several levels: {}; in China townships are of level 8; left out until one is chosen",
            counted.join(", ")
        ),
        format!(
            "有多级行政边界：{}；中国的乡镇为8级；选定之前不读入",
            counted.join("、")
        ),
    );
    let choice = |(level, n): (&String, &usize)| {
        let borders = Sort::Borders.counted(*n);
        Choice::new(
            level.as_str(),
            format!("Level {level}: {}", borders.en),
            format!("{level}级：{}", borders.zh),
        )
    };
    let said = notes.ask("admin_level", what, levels.iter().map(choice).collect());
    let Some(level) = said else { return false };
    extract.keep_level(&level);
    true
}

/// Says how much of the file is taken.
fn tell_cut(sort: Sort, is_cut: bool, notes: &mut Notes) {
    let kilometres = within::MARGIN_KM;
    notes.file(match (is_cut, sort) {
        (true, Sort::Roads) => Words::new(
            format!(
                "Of the extract the roads in the rectangle round the county's areas and {kilometres} km beyond are read"
            ),
            format!("只读入县域外接矩形及其外{kilometres}千米以内的道路"),
        ),
        (true, _) => Words::new(
            "Of the extract only what lies in the county's areas is read",
            "只读入县域范围以内的要素",
        ),
        (false, _) => Words::new(
            "No areas of the county were read before it: all of the extract is taken",
            "此前未读入县域范围，数据包内容全部读入",
        ),
    });
}

/// That an element cannot be drawn.
fn open_words(element: &str, why: &Open) -> Words {
    match why {
        Open::At(node) => Words::new(
            format!("{element}: its outline breaks off at node/{node}; left out"),
            format!("{element}：轮廓在 node/{node} 处断开，未读入"),
        ),
        Open::Unclosed => Words::new(
            format!("{element}: its outline does not close; left out"),
            format!("{element}：轮廓没有闭合，未读入"),
        ),
        Open::NoOutline => Words::new(
            format!("{element}: it has no outline; left out"),
            format!("{element}：没有轮廓线，未读入"),
        ),
        Open::Missing => Words::new(
            format!("{element}: lines or nodes of its outline are missing in the file; left out"),
            format!("{element}：部分轮廓线或节点不在文件中，未读入"),
        ),
        Open::NoPlace => Words::new(
            format!("{element}: it has no place (lat, lon) on the globe; left out"),
            format!("{element}：没有有效的经纬度坐标，未读入"),
        ),
        Open::Astray => Words::new(
            format!("{element}: a hole lies outside its outline; left out"),
            format!("{element}：有内环位于轮廓之外，未读入"),
        ),
    }
}
