//! Recorded flows (就学现状): a table, or features without geometry, of settlement, school, stage and pupils.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::OpenError;
use super::aliases::{self, Field};
use super::gather::Spot;
use super::leading_zeros;
use super::numbers;
use super::report::{Layer, Notes, kind};
use super::row::{Columns, Row};
use crate::model::{County, Homes, RecordedFlow, Stage};
use crate::words::Words;

/// More pupils than this of one settlement and stage are a slip of the pen.
const MOST_PUPILS: u32 = 200_000;

/// A row as it stands in its file, before settlement and school are found.
#[derive(Clone, Debug)]
pub(super) struct FlowRow {
    settlement: String,
    school: String,
    stage: Option<String>,
    pupils: u32,
    boarders: Option<u32>,
    /// What else the row says: a grade, a class, a number of its own.
    rest: Map<String, Value>,
}

impl FlowRow {
    /// Whose pupils it counts, as written: the settlement, the school, the stage.
    pub(super) fn pair(&self) -> [String; 3] {
        let stage = self.stage.as_deref().unwrap_or_default();
        [&self.settlement, &self.school, stage].map(numbers::id_of_text)
    }

    /// Whether another row says the same, word for word.
    fn is_same(&self, other: &Self) -> bool {
        self.pair() == other.pair()
            && (self.pupils, self.boarders) == (other.pupils, other.boarders)
            && self.rest == other.rest
    }
}

/// Tells recorded flows from lists of schools, which name a village, a stage and pupils too.
pub(super) struct FlowRecogniser {
    flows: Columns,
    schools: Columns,
    announces_flows: bool,
    announces_schools: bool,
    /// Whether some school takes the pupils of several settlements, which no list of schools says.
    shares_a_school: bool,
}

impl FlowRecogniser {
    /// For a file of this name.
    pub(super) fn of_file(file: &str) -> Self {
        let announced = aliases::layers_of_file_name(file);
        Self {
            flows: Columns::of(Layer::Flows),
            schools: Columns::of(Layer::Schools),
            announces_flows: announced.contains(&Layer::Flows),
            announces_schools: announced.contains(&Layer::Schools),
            shares_a_school: false,
        }
    }

    /// Looks whether some school of the rows stands beside several settlements.
    pub(super) fn see_pairs<'a>(&mut self, rows: impl Iterator<Item = &'a Map<String, Value>>) {
        let mut first: BTreeMap<String, String> = BTreeMap::new();
        for row in rows {
            let mut text = |wanted| {
                let of = row.iter().filter_map(|(column, value)| {
                    let (field, rank) = self.flows.field(column)?;
                    Some((rank, numbers::id(value)?)).filter(|_| field == wanted)
                });
                let best = of.min_by_key(|&(rank, _)| rank);
                best.map(|(_, text)| text)
            };
            let pair = text(Field::School).zip(text(Field::Settlement));
            let Some((school, settlement)) = pair else {
                continue;
            };
            let known = first.entry(school).or_insert_with(|| settlement.clone());
            self.shares_a_school |= *known != settlement;
        }
    }

    /// Whether columns are those of recorded flows. Without a column of stages the file's name must say what it is.
    fn has_flows<'a>(&mut self, names: impl Iterator<Item = &'a str>) -> bool {
        let fields: Vec<Field> = names
            .filter_map(|name| Some(self.flows.field(name)?.0))
            .collect();
        let has = |field| fields.contains(&field);
        has(Field::Settlement)
            && has(Field::School)
            && has(Field::Pupils)
            && (has(Field::Stage) || self.announces_flows)
    }

    /// Whether columns, and what [`FlowRecogniser::see_pairs`] saw in them, are those of recorded flows: by the name
    /// of the file, by a school with pupils of several settlements, or by columns that only flows have.
    pub(super) fn are_flows<'a>(&mut self, names: impl Iterator<Item = &'a str> + Clone) -> bool {
        if !self.has_flows(names.clone()) {
            return false;
        }
        let describes_schools = self.describes_schools(names.clone());
        match (self.announces_flows, self.announces_schools) {
            (true, false) => self.shares_a_school || !describes_schools,
            (false, true) => self.shares_a_school && !describes_schools,
            _ => !describes_schools && (self.shares_a_school || says_who_goes_where(names)),
        }
    }

    /// Whether a column tells what a school is, has or where it stands.
    fn describes_schools<'a>(&mut self, mut names: impl Iterator<Item = &'a str>) -> bool {
        names.any(|name| {
            // 学段 is a column of both.
            let field = self.schools.field(name).map(|(field, _)| field);
            let describes = matches!(
                field,
                Some(
                    Field::Seats
                        | Field::StageSeats(_)
                        | Field::StagePupils(_)
                        | Field::Kind
                        | Field::Grades
                        | Field::GradeLow
                        | Field::GradeHigh
                        | Field::Ownership
                        | Field::Parent
                        | Field::Longitude
                        | Field::Latitude
                )
            );
            describes && self.flows.field(name).is_none()
        })
    }
}

/// Whether the columns of homes or schools are called what only flows call them.
fn says_who_goes_where<'a>(mut names: impl Iterator<Item = &'a str>) -> bool {
    const WORDS: [&str; 12] = [
        "settlement",
        "settlementid",
        "居民点",
        "居民点编号",
        "居住地",
        "家庭住址",
        "住址",
        "home",
        "from",
        "to",
        "就读学校",
        "在读学校",
    ];
    names.any(|name| WORDS.contains(&aliases::plain(name).as_str()))
}

/// Whether a table with these columns and rows tells who attends which school.
///
/// # Errors
/// When its name says so and a column is missing.
pub(super) fn is_table<'a>(
    file: &str,
    heads: &[String],
    rows: impl Iterator<Item = &'a Map<String, Value>> + Clone,
) -> Result<bool, OpenError> {
    let names = || heads.iter().map(String::as_str);
    let mut recogniser = FlowRecogniser::of_file(file);
    if !recogniser.has_flows(names()) {
        return if recogniser.announces_flows && !recogniser.describes_schools(names()) {
            Err(OpenError::BadTable {
                file: file.to_owned(),
                why: Box::new(missing(&mut recogniser.flows, names())),
            })
        } else {
            Ok(false)
        };
    }
    recogniser.see_pairs(rows.clone());
    Ok(rows.count() == 0 || recogniser.are_flows(names()))
}

/// Which columns a table of recorded flows lacks.
fn missing<'a>(columns: &mut Columns, names: impl Iterator<Item = &'a str>) -> Words {
    let fields: Vec<Field> = names
        .filter_map(|name| Some(columns.field(name)?.0))
        .collect();
    let needed = [
        (Field::Settlement, "settlement", "居民点"),
        (Field::School, "school", "学校"),
        (Field::Pupils, "pupils", "学生数"),
    ];
    let absent = needed.iter().filter(|(field, ..)| !fields.contains(field));
    let (en, zh): (Vec<&str>, Vec<&str>) = absent.map(|&(_, en, zh)| (en, zh)).unzip();
    Words::new(
        format!(
            "recorded flows need a column for each of settlement, school, stage and pupils; it has none for {}",
            en.join(", ")
        ),
        format!(
            "就学现状表须有居民点、学校、学段、学生数各一列，缺{}",
            zh.join("、")
        ),
    )
}

/// The flow of a row; `None`, noted in `notes`, where it does not tell who or how many.
pub(super) fn flow(number: usize, row: &Row, notes: &mut Notes) -> Option<FlowRow> {
    let named = |words: &Words| {
        let from = row.text(Field::Settlement).unwrap_or_default();
        let to = row.text(Field::School).unwrap_or_default();
        Words::new(
            format!("{from} → {to}: {}", words.en),
            format!("{from} → {to}：{}", words.zh),
        )
    };
    let mut odd = |words: Words| notes.feature(kind::NUMBER, number, None, || named(&words));
    let pupils = row.count(Field::Pupils, MOST_PUPILS, &mut odd);
    let boarders = row.count(Field::Boarders, MOST_PUPILS, &mut odd);
    let (settlement, school) = (row.text(Field::Settlement), row.text(Field::School));
    let (Some(settlement), Some(school), Some(pupils)) = (settlement, school, pupils) else {
        notes.feature(kind::FLOW, number, None, || {
            named(&Words::new(
                "settlement, school or pupils are missing; left out",
                "缺居民点、学校或学生数，未读入",
            ))
        });
        return None;
    };
    let boarders = boarders.filter(|&boarders| {
        if boarders > pupils {
            notes.feature(kind::FLOW, number, None, || {
                named(&Words::new(
                    format!(
                        "{boarders} boarders of {pupils} pupils; how many board counts as not known"
                    ),
                    format!("学生{pupils}人而寄宿{boarders}人，寄宿数按未知处理"),
                ))
            });
        }
        boarders <= pupils
    });
    Some(FlowRow {
        settlement: settlement.trim().to_owned(),
        school: school.trim().to_owned(),
        stage: row.text(Field::Stage),
        pupils,
        boarders,
        rest: row.extra.clone(),
    })
}

/// Takes the rows into the county. Whatever does not fit it is noted with its file and line.
pub(super) fn settle(mut rows: Vec<(Spot, FlowRow)>, county: &mut County, notes: &mut [Notes]) {
    if rows.is_empty() {
        return;
    }
    if county.homes == Homes::Estimated {
        let mut files: Vec<usize> = rows.iter().map(|(spot, _)| spot.file).collect();
        files.dedup();
        for file in files {
            notes[file].file(Words::new(
                "Recorded flows need the settlements that they come from; not used, because no settlements were read",
                "就学现状须有对应的居民点；未读入居民点，故未采用",
            ));
        }
        return;
    }
    mend_ids(&mut rows, county, notes);
    let settlements = county.settlements.iter();
    let homes = Names::of(settlements.map(|home| (home.id.as_str(), home.name.as_str())));
    let schools = county.schools.iter();
    let schools = Names::of(schools.map(|school| (school.id.as_str(), school.name.as_str())));
    let mut found: Vec<(Spot, RecordedFlow)> = Vec::with_capacity(rows.len());
    let mut of_homes: BTreeMap<(Stage, usize), u32> = BTreeMap::new();
    for (spot, row) in &counted_once(&rows, notes) {
        match matched(row, county, &homes, &schools).and_then(|flow| fits(flow, &mut of_homes)) {
            Ok(flow) if flow.pupils > 0 => found.push((*spot, flow)),
            Ok(_) => {}
            Err(why) => notes[spot.file].feature(kind::FLOW, spot.feature, None, || {
                let (from, to) = (&row.settlement, &row.school);
                Words::new(
                    format!("{from} → {to}: {}; left out", why.en),
                    format!("{from} → {to}：{}，未读入", why.zh),
                )
            }),
        }
    }
    tell_beyond(&found, county, notes);
    let mut joined: BTreeMap<(Stage, usize, usize), (u32, Option<u32>)> = BTreeMap::new();
    for (_, flow) in &found {
        let (pupils, boarders) = joined
            .entry((flow.stage, flow.settlement, flow.school))
            .or_insert((0, Some(0)));
        *pupils += flow.pupils;
        *boarders = boarders.zip(flow.boarders).map(|(a, b)| a + b);
    }
    let joined = joined.into_iter();
    let flow = |((stage, settlement, school), (pupils, boarders))| RecordedFlow {
        stage,
        settlement,
        school,
        pupils,
        boarders,
    };
    county.flows = joined.map(flow).collect();
}

/// Gives the rows the ids of the county where they differ only by zeros in front.
fn mend_ids(rows: &mut [(Spot, FlowRow)], county: &County, notes: &mut [Notes]) {
    let homes = county.settlements.iter();
    let homes: Vec<_> = homes
        .map(|home| (home.id.to_string(), home.name.clone()))
        .collect();
    let stated = rows.iter_mut();
    let stated = stated.map(|(spot, row)| (spot.file, &mut row.settlement));
    let what = Words::new("ids of settlements", "居民点编号");
    leading_zeros::settle_references(stated, &homes, &what, notes);
    let schools = county.schools.iter();
    let schools: Vec<_> = schools
        .map(|school| (school.id.to_string(), school.name.clone()))
        .collect();
    let stated = rows.iter_mut();
    let stated = stated.map(|(spot, row)| (spot.file, &mut row.school));
    let what = Words::new("ids of schools", "学校编号");
    leading_zeros::settle_references(stated, &schools, &what, notes);
}

/// The flow, unless with it a settlement would have more pupils of the stage than there can be: then why not.
fn fits(
    flow: RecordedFlow,
    of_homes: &mut BTreeMap<(Stage, usize), u32>,
) -> Result<RecordedFlow, Words> {
    let sum = of_homes.entry((flow.stage, flow.settlement)).or_default();
    if *sum + flow.pupils > MOST_PUPILS {
        return Err(Words::new(
            format!(
                "with the rows before it more than {MOST_PUPILS} pupils of one settlement and stage"
            ),
            format!("连同前面各行，同一居民点同一学段超过{MOST_PUPILS}人"),
        ));
    }
    *sum += flow.pupils;
    Ok(flow)
}

/// The rows without those that say again what another says word for word. Tells of every pair that stands on several
/// lines.
fn counted_once(rows: &[(Spot, FlowRow)], notes: &mut [Notes]) -> Vec<(Spot, FlowRow)> {
    let mut seen: BTreeMap<[String; 3], Vec<&(Spot, FlowRow)>> = BTreeMap::new();
    let mut counted = Vec::with_capacity(rows.len());
    for line @ (spot, row) in rows {
        let before = seen.entry(row.pair()).or_default();
        let same = before.iter().find(|(_, other)| other.is_same(row));
        if let Some((first, _)) = same.or(before.first()).copied() {
            let file = (first.file != spot.file).then(|| notes[first.file].file_name().to_owned());
            let (from, to, number) = (&row.settlement, &row.school, first.feature);
            let in_file = file.map_or_else(Words::default, |file| {
                Words::new(format!(" of {file}"), format!("（{file}）"))
            });
            let (en, zh) = if same.is_some() {
                ("the same; counted once", "内容相同，只计一次")
            } else {
                ("added up", "两者相加")
            };
            notes[spot.file].feature(kind::TWICE, spot.feature, None, || {
                Words::new(
                    format!("{from} → {to}: also on line {number}{}; {en}", in_file.en),
                    format!("{from} → {to}：第{number}行{}已有，{zh}", in_file.zh),
                )
            });
        }
        if same.is_none() {
            before.push(line);
            counted.push(line.clone());
        }
    }
    counted
}

/// Things by id and by name; a name that several have stands for none of them.
struct Names<'a> {
    ids: BTreeMap<&'a str, usize>,
    names: BTreeMap<&'a str, Option<usize>>,
}

impl<'a> Names<'a> {
    fn of(things: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let (mut ids, mut names) = (BTreeMap::new(), BTreeMap::new());
        for (position, (id, name)) in things.enumerate() {
            ids.insert(id, position);
            names
                .entry(name.trim())
                .and_modify(|at| *at = None)
                .or_insert(Some(position));
        }
        Self { ids, names }
    }

    /// The position of the one thing that a text means; `Err(true)` where several have that name.
    fn find(&self, text: &str) -> Result<usize, bool> {
        let by_id = |text: &str| self.ids.get(text).copied();
        if let Some(position) = by_id(text) {
            return Ok(position);
        }
        let named = self.names.get(text);
        let named_so = named.copied().flatten();
        // A table makes 1001.0 of the id 1001.
        let found = named_so.or_else(|| by_id(&numbers::id_of_text(text)));
        found.ok_or(named.is_some())
    }
}

/// The flow of a row in the county, or why there is none.
fn matched(
    row: &FlowRow,
    county: &County,
    homes: &Names<'_>,
    schools: &Names<'_>,
) -> Result<RecordedFlow, Words> {
    let settlement = homes.find(&row.settlement).map_err(|are_several| {
        if are_several {
            Words::new(
                "several settlements have this name, use the id",
                "居民点重名，请改用编号",
            )
        } else {
            Words::new(
                "no settlement has this id or name",
                "没有此编号或名称的居民点",
            )
        }
    })?;
    let school = schools.find(&row.school).map_err(|are_several| {
        if are_several {
            Words::new(
                "several schools have this name, use the id",
                "学校重名，请改用编号",
            )
        } else {
            Words::new("no school has this id or name", "没有此编号或名称的学校")
        }
    })?;
    let runs = |stage: Stage| county.schools[school].stages[stage].is_some();
    let stage = if let Some(text) = &row.stage {
        aliases::stage(text).ok_or_else(|| {
            Words::new(
                format!("no stage is called {text}"),
                format!("没有“{text}”这一学段"),
            )
        })?
    } else {
        let mut run = Stage::ALL.into_iter().filter(|&stage| runs(stage));
        run.next().filter(|_| run.next().is_none()).ok_or_else(|| {
            Words::new(
                "the school runs several stages and the row names none",
                "学校有多个学段而未注明学段",
            )
        })?
    };
    if !runs(stage) {
        let named = stage.words();
        return Err(Words::new(
            format!("the school has no {} stage", named.en.to_lowercase()),
            format!("该校没有{}学段", named.zh),
        ));
    }
    Ok(RecordedFlow {
        stage,
        settlement,
        school,
        pupils: row.pupils,
        boarders: row.boarders,
    })
}

/// Notes where recorded flows are more than a school's enrolment or a settlement's pupils: at the row with which they
/// come to exceed them. The pupils of a settlement that states none are those of its flows.
fn tell_beyond(found: &[(Spot, RecordedFlow)], county: &mut County, notes: &mut [Notes]) {
    let sums = |key: &dyn Fn(&RecordedFlow) -> (Stage, usize)| {
        let mut sums: BTreeMap<(Stage, usize), u32> = BTreeMap::new();
        for (_, flow) in found {
            let sum = sums.entry(key(flow)).or_default();
            *sum = sum.saturating_add(flow.pupils);
        }
        sums
    };
    let to_school = |flow: &RecordedFlow| (flow.stage, flow.school);
    let from_home = |flow: &RecordedFlow| (flow.stage, flow.settlement);
    let (at_schools, at_homes) = (sums(&to_school), sums(&from_home));
    let mut so_far: [BTreeMap<(Stage, usize), u32>; 2] = Default::default();
    let mut comes_to_exceed = |side: usize, key, pupils: u32, limit: Option<u32>| {
        let sum = so_far[side].entry(key).or_default();
        let before = *sum;
        *sum = sum.saturating_add(pupils);
        limit.filter(|&limit| before <= limit && *sum > limit)
    };
    for (spot, flow) in found {
        let (stage, named) = (flow.stage, flow.stage.words());
        let note = &mut notes[spot.file];
        let school = &county.schools[flow.school];
        let record = school.stages[stage].and_then(|record| record.pupils);
        let record = record.map(|count| count.number);
        if let Some(record) = comes_to_exceed(0, to_school(flow), flow.pupils, record) {
            let (sum, name) = (at_schools[&to_school(flow)], &school.name);
            note.feature(kind::FLOW, spot.feature, None, || {
                Words::new(
                    format!(
                        "{name}, {}: {sum} pupils in the recorded flows, {record} enrolled; the flows stand",
                        named.en
                    ),
                    format!("{name}（{}）：就学现状{sum}人，在校{record}人，以就学现状为准", named.zh),
                )
            });
        }
        let home = &mut county.settlements[flow.settlement];
        let sum = at_homes[&from_home(flow)];
        let Some(living) = home.pupils[stage] else {
            home.pupils[stage] = Some(sum);
            let name = &home.name;
            note.feature(kind::FLOW, spot.feature, None, || {
                Words::new(
                    format!(
                        "{name}, {}: its pupils are not stated; the {sum} of the recorded flows are taken as all of them",
                        named.en
                    ),
                    format!("{name}（{}）：未填学生数，以就学现状的{sum}人计", named.zh),
                )
            });
            continue;
        };
        if let Some(living) = comes_to_exceed(1, from_home(flow), flow.pupils, Some(living)) {
            let name = &home.name;
            note.feature(kind::FLOW, spot.feature, None, || {
                Words::new(
                    format!(
                        "{name}, {}: {sum} pupils in the recorded flows, {living} live there; those who live there are \
                         shared out as the flows are",
                        named.en
                    ),
                    format!(
                        "{name}（{}）：就学现状{sum}人，居住{living}人，居住学生按就学现状的比例分配",
                        named.zh
                    ),
                )
            });
        }
    }
}
