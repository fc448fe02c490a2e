//! What an extract holds of a county, gathered in three passes: relations, ways, nodes. So only the nodes that are
//! needed are ever in memory: sixteen bytes each, and eight for each time that a way names one.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use serde_json::{Map, Value};

use super::element::{At, Element, Kind, UNKNOWN};
use super::rings;
use super::sorts::{self, Skipped, Sort};
use super::within::Within;
use super::{Elements, Stop};
use crate::io::document::RawFeature;
use crate::io::drawing::{Drawing, Position};
use crate::words::Words;

/// Ways name no more nodes than this, all of them together.
const MOST_REFS: usize = 30_000_000;
/// Relations have no more members of use than this, all of them together.
const MOST_MEMBERS: usize = 2_000_000;
/// No more schools, places and borders are taken than this, and so many times more roads.
const MOST_ELEMENTS: usize = 300_000;
const ROADS_TO_OTHERS: usize = 10;
/// The roads that are handed over have no more places than this.
const MOST_PLACES: usize = 3_000_000;

/// An element of use.
struct Found {
    kind: Kind,
    id: i64,
    columns: Map<String, Value>,
    drawn: Drawn,
}

/// How an element is drawn, before it is known where its nodes are.
enum Drawn {
    /// A node; `None` where its place is not told or not on the globe.
    At(Option<At>),
    /// Nodes, by where they stand in the list of all.
    Way(Range<usize>, Option<At>),
    /// Lines, outer and inner ones.
    Relation(Vec<i64>, Vec<i64>, Option<At>),
}

/// Why an element that is no road cannot be drawn.
pub(super) enum Open {
    /// The node where its outline breaks off.
    At(i64),
    /// It is a single line with two ends.
    Unclosed,
    /// It has no line at all.
    NoOutline,
    /// Lines, or nodes, that are not in the file.
    Missing,
    /// It is a node without a place on the globe.
    NoPlace,
    /// A hole that lies in no part of it.
    Astray,
}

/// The features of a layer, and the addresses of what cannot be drawn.
pub(super) type Features = (Vec<RawFeature>, Vec<(String, Open)>);

/// The elements of use, by layer.
#[derive(Default)]
pub(super) struct Extract {
    found: BTreeMap<Sort, Vec<Found>>,
    pub(super) skipped: BTreeMap<Sort, BTreeMap<Skipped, usize>>,
    refs: Vec<i64>,
    /// The lines of relations, by their ids in order.
    lines: Vec<(i64, Range<usize>)>,
    /// The nodes of use in order, and where they are.
    ids: Vec<i64>,
    places: Vec<Option<At>>,
    n_members: usize,
}

impl Extract {
    /// Gathers what belongs to these layers.
    pub(super) fn of(elements: &mut dyn Elements, wanted: &[Sort]) -> Result<Self, Stop> {
        let mut extract = Self::default();
        elements.each(Kind::Relation, &mut |element| {
            extract.relation(element, wanted)
        })?;
        let members: HashSet<i64> = extract.members().collect();
        elements.each(Kind::Way, &mut |element| {
            extract.way(element, wanted, &members)
        })?;
        drop(members);
        extract.lines.sort_by_key(|(id, _)| *id);
        extract.lines.dedup_by_key(|(id, _)| *id);
        extract.ids.clone_from(&extract.refs);
        extract.ids.sort_unstable();
        extract.ids.dedup();
        extract.places = vec![None; extract.ids.len()];
        elements.each(Kind::Node, &mut |element| extract.node(element, wanted))?;
        for found in extract.found.values_mut() {
            // An element may stand in a file twice, where extracts were put together; one of them without a place.
            let is_nowhere = |found: &Found| matches!(found.drawn, Drawn::At(None));
            found.sort_by_key(|found| (found.kind as u8, found.id, is_nowhere(found)));
            found.dedup_by_key(|found| (found.kind as u8, found.id));
        }
        extract.part_nodes();
        Ok(extract)
    }

    pub(super) fn count(&self, sort: Sort) -> usize {
        self.found.get(&sort).map_or(0, Vec::len)
    }

    /// How many borders there are of each level.
    pub(super) fn levels(&self) -> BTreeMap<String, usize> {
        let mut levels = BTreeMap::new();
        for found in self.found.get(&Sort::Borders).into_iter().flatten() {
            *levels.entry(level(&found.columns).to_owned()).or_default() += 1;
        }
        levels
    }

    /// Leaves the borders of one level.
    pub(super) fn keep_level(&mut self, wanted: &str) {
        if let Some(borders) = self.found.get_mut(&Sort::Borders) {
            borders.retain(|found| level(&found.columns) == wanted);
        }
    }

    fn skip(&mut self, sort: Sort, why: Skipped, n: usize) {
        if n > 0 {
            *self
                .skipped
                .entry(sort)
                .or_default()
                .entry(why)
                .or_default() += n;
        }
    }

    fn add(&mut self, sort: Sort, element: Element<'_>, drawn: Drawn) -> Result<(), Stop> {
        let (columns, too_long) = sorts::columns(sort, element.tags);
        self.skip(sort, Skipped::LongText, too_long);
        let found = self.found.entry(sort).or_default();
        found.push(Found {
            kind: element.kind,
            id: element.id,
            columns,
            drawn,
        });
        let most = match sort {
            Sort::Roads => MOST_ELEMENTS * ROADS_TO_OTHERS,
            Sort::Schools | Sort::Places | Sort::Borders => MOST_ELEMENTS,
        };
        if found.len() > most {
            return Err(too_much(&sort.counted(most)));
        }
        Ok(())
    }

    /// The layer of an element that is no road, where that is wanted.
    fn sort_of(&mut self, element: Element<'_>, wanted: &[Sort]) -> Option<Sort> {
        match sorts::sort(element.tags)? {
            Ok(sort) => wanted.contains(&sort).then_some(sort),
            Err(why) => {
                if wanted.contains(&Sort::Places) {
                    self.skip(Sort::Places, why, 1);
                }
                None
            }
        }
    }

    fn members(&self) -> impl Iterator<Item = i64> {
        let drawn = self.found.values().flatten().map(|found| &found.drawn);
        drawn.flat_map(|drawn| match drawn {
            Drawn::Relation(outer, inner, _) => outer.iter().chain(inner).copied().collect(),
            Drawn::At(_) | Drawn::Way(..) => Vec::new(),
        })
    }

    fn relation(&mut self, element: Element<'_>, wanted: &[Sort]) -> Result<(), Stop> {
        let Some(sort) = self.sort_of(element, wanted) else {
            return Ok(());
        };
        let lines = |is_inner: bool| {
            let lines = element.members.iter().filter(move |member| {
                member.kind == Kind::Way && member.is_outline && member.is_inner == is_inner
            });
            lines.map(|member| member.id).collect::<Vec<i64>>()
        };
        let (outer, inner) = (lines(false), lines(true));
        self.n_members += outer.len() + inner.len();
        if self.n_members > MOST_MEMBERS {
            let members = Words::counted(MOST_MEMBERS, "relation line", "条关系成员线");
            return Err(too_much(&members));
        }
        self.add(sort, element, Drawn::Relation(outer, inner, element.at))
    }

    fn way(
        &mut self,
        element: Element<'_>,
        wanted: &[Sort],
        members: &HashSet<i64>,
    ) -> Result<(), Stop> {
        let is_member = members.contains(&element.id);
        let road = wanted.contains(&Sort::Roads);
        let road = road.then(|| sorts::road(element.tags)).flatten();
        let is_ring = element.refs.len() > 3 && element.refs.first() == element.refs.last();
        let sort = self.sort_of(element, wanted);
        // Of borders most ways are lines of a relation, which says whose they are.
        let sort = sort.filter(|&sort| sort != Sort::Borders || is_ring && !is_member);
        if let Some(Err(why)) = road {
            self.skip(Sort::Roads, why, 1);
        }
        let is_road = road == Some(Ok(()));
        if !is_member && !is_road && sort.is_none() {
            return Ok(());
        }
        let begin = self.refs.len();
        self.refs.extend(element.refs);
        if self.refs.len() > MOST_REFS {
            let nodes = Words::counted(MOST_REFS, "road node", "个道路节点");
            return Err(too_much(&nodes));
        }
        let range = begin..self.refs.len();
        if is_member {
            self.lines.push((element.id, range.clone()));
        }
        let sorts = sort.into_iter().chain(is_road.then_some(Sort::Roads));
        for sort in sorts {
            self.add(sort, element, Drawn::Way(range.clone(), element.at))?;
        }
        Ok(())
    }

    fn node(&mut self, element: Element<'_>, wanted: &[Sort]) -> Result<(), Stop> {
        if let Some(at) = element.at
            && let Ok(index) = self.ids.binary_search(&element.id)
        {
            self.places[index] = Some(at);
        }
        if element.tags.0.is_empty() {
            return Ok(());
        }
        // A node with the name of a border is only its label.
        let sort = self.sort_of(element, wanted);
        match sort.filter(|&sort| sort != Sort::Borders) {
            Some(sort) => self.add(sort, element, Drawn::At(element.at)),
            None => Ok(()),
        }
    }

    /// Moves nodes aside that lie on another: roads join where they share a node, and nowhere else.
    fn part_nodes(&mut self) {
        let places = self.places.iter().enumerate();
        let mut known: Vec<(At, usize)> = places
            .filter_map(|(index, at)| Some(((*at)?, index)))
            .collect();
        known.sort_unstable();
        let is_taken = |known: &[(At, usize)], at: At| {
            let index = known.partition_point(|(other, _)| *other < at);
            known.get(index).is_some_and(|(other, _)| *other == at)
        };
        let mut moved: HashSet<At> = HashSet::new();
        for pair in known.windows(2) {
            let [(before, _), (at, index)] = [pair[0], pair[1]];
            if before != at {
                continue;
            }
            let mut aside = at;
            while is_taken(&known, aside) || !moved.insert(aside) {
                aside.lat = aside.lat.saturating_add(if aside.lat > 0 { -1 } else { 1 });
            }
            self.places[index] = Some(aside);
        }
        if self.count(Sort::Roads) > 0 {
            self.skip(Sort::Roads, Skipped::Beside, moved.len());
        }
    }

    fn place(&self, id: i64) -> Option<Position> {
        let index = self.ids.binary_search(&id).ok()?;
        self.places[index].map(At::position)
    }

    /// The features of a layer that are in the county, and what of it cannot be drawn.
    pub(super) fn features(
        &mut self,
        sort: Sort,
        within: Option<&Within>,
    ) -> Result<Features, Stop> {
        let (mut features, mut open) = (Vec::new(), Vec::new());
        let mut n_places = 0;
        for found in self.found.remove(&sort).unwrap_or_default() {
            let address = format!("{}/{}", found.kind.key(), found.id);
            let drawing = match self.drawing(sort, &found.drawn) {
                Ok(Some(drawing)) => drawing,
                Ok(None) => {
                    self.skip(sort, Skipped::NoPlace, 1);
                    continue;
                }
                Err(why) => {
                    let name = found.columns.get("name").and_then(Value::as_str);
                    let name = name.map_or_else(String::new, |name| format!(" ({name})"));
                    open.push((format!("{address}{name}"), why));
                    continue;
                }
            };
            let is_inside = |position: Position| {
                within.is_none_or(|within| match sort {
                    Sort::Roads => within.is_near(position),
                    Sort::Schools | Sort::Places | Sort::Borders => within.holds(position),
                })
            };
            if !positions(&drawing).any(is_inside) {
                self.skip(sort, Skipped::Outside, 1);
                continue;
            }
            n_places += positions(&drawing).count();
            if n_places > MOST_PLACES {
                let places = Words::counted(MOST_PLACES, "road point", "个道路折点");
                return Err(too_much(&places));
            }
            features.push(RawFeature {
                number: features.len() + 1,
                id: Some(address.into()),
                properties: found.columns,
                geometry: drawing,
            });
        }
        Ok((features, open))
    }

    /// Where an element is; `None` where no two nodes of a road that follow each other have a place.
    fn drawing(&mut self, sort: Sort, drawn: &Drawn) -> Result<Option<Drawing>, Open> {
        let middle = |at: &Option<At>| at.map(|at| Drawing::Points(vec![at.position()]));
        match drawn {
            Drawn::At(at) => middle(at).map(Some).ok_or(Open::NoPlace),
            Drawn::Way(range, at) => {
                let refs = &self.refs[range.clone()];
                let places: Vec<Option<Position>> = refs.iter().map(|id| self.place(*id)).collect();
                let is_whole = !places.is_empty() && places.iter().all(Option::is_some);
                let is_ring = is_whole && refs.len() > 3 && refs.first() == refs.last();
                if sort != Sort::Roads {
                    if is_ring {
                        let ring = places.into_iter().flatten().collect();
                        return Ok(Some(Drawing::Areas(vec![vec![ring]])));
                    }
                    let why = match places.len() {
                        0 => Open::NoOutline,
                        _ if is_whole => Open::Unclosed,
                        _ => Open::Missing,
                    };
                    return middle(at).map(Some).ok_or(why);
                }
                let parts = places.split(Option::is_none);
                let parts = parts.filter(|part| part.len() > 1);
                let parts: Vec<Vec<Position>> = parts
                    .map(|part| part.iter().copied().flatten().collect())
                    .collect();
                if parts.is_empty() {
                    return Ok(None);
                }
                if !is_whole {
                    self.skip(sort, Skipped::NoPlace, 1);
                }
                Ok(Some(Drawing::Lines(parts)))
            }
            Drawn::Relation(outer, inner, at) => {
                let areas = self.areas(outer, inner);
                match (areas, middle(at)) {
                    (Ok(areas), _) => Ok(Some(Drawing::Areas(areas))),
                    (Err(_), Some(middle)) if sort != Sort::Borders => Ok(Some(middle)),
                    (Err(why), _) => Err(why),
                }
            }
        }
    }

    fn areas(&self, outer: &[i64], inner: &[i64]) -> Result<Vec<Vec<Vec<Position>>>, Open> {
        let outer = self.rings(outer)?;
        if outer.is_empty() {
            return Err(Open::NoOutline);
        }
        let (areas, astray) = rings::areas(outer, self.rings(inner)?);
        if astray > 0 {
            return Err(Open::Astray);
        }
        Ok(areas)
    }

    /// The rings that lines make.
    fn rings(&self, lines: &[i64]) -> Result<Vec<Vec<Position>>, Open> {
        let mut ids: Vec<i64> = lines.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let line = |id: &i64| {
            let index = self.lines.binary_search_by_key(id, |(id, _)| *id).ok()?;
            Some(&self.refs[self.lines[index].1.clone()])
        };
        let known: Option<Vec<&[i64]>> = ids.iter().map(line).collect();
        let known = known.ok_or(Open::Missing)?;
        if known.iter().any(|line| line.contains(&UNKNOWN)) {
            return Err(Open::Missing);
        }
        let (rings, open) = rings::close(&known);
        if let Some(&node) = open.first() {
            return Err(Open::At(node));
        }
        let places = |ring: &Vec<i64>| ring.iter().map(|&id| self.place(id)).collect();
        let rings: Option<Vec<Vec<Position>>> = rings.iter().map(places).collect();
        rings.ok_or(Open::Missing)
    }
}

fn level(columns: &Map<String, Value>) -> &str {
    let level = columns.get("admin_level").and_then(Value::as_str);
    level.unwrap_or("none")
}

fn positions(drawing: &Drawing) -> Box<dyn Iterator<Item = Position> + '_> {
    match drawing {
        Drawing::Json(_) => Box::new(std::iter::empty()),
        Drawing::Points(points) => Box::new(points.iter().copied()),
        Drawing::Lines(lines) => Box::new(lines.iter().flatten().copied()),
        Drawing::Areas(areas) => Box::new(areas.iter().flatten().flatten().copied()),
    }
}

fn too_much(what: &Words) -> Stop {
    Stop::TooMuch(Words::new(
        format!(
            "it holds more than {}, far more than a county; open it together with the county's borders, or cut it \
             first: osmium extract -b WEST,SOUTH,EAST,NORTH FILE -o county.osm.pbf",
            what.en
        ),
        format!(
            "超过{}，远大于一个县；请与县界一起打开，或先裁剪：\
             osmium extract -b 西,南,东,北 文件名 -o county.osm.pbf",
            what.zh
        ),
    ))
}
