//! The county and a newer roster side by side.

use std::collections::{BTreeMap, BTreeSet};

use super::changes::{self, Change, Told};
use super::matching::{self, Matched};
use super::{Roster, RosterRow};
use crate::forecast::recorded_year;
use crate::geometry::LonLat;
use crate::io::document::RawFeature;
use crate::io::gather::Gathered;
use crate::io::join::matching::plain_name;
use crate::io::readers::Readers;
use crate::io::report::Notes;
use crate::io::shape::Shape;
use crate::io::status::{self, Standing};
use crate::io::{Layer, Warning};
use crate::model::{County, Fact, Field, School, SchoolId, Stage};
use crate::units::Year;
use crate::words::Words;

/// What the planner has said of a roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Which school a row is, by its position; `None` for one that the county does not have.
    pub said: BTreeMap<usize, Option<SchoolId>>,
    /// The year of the roster, where it does not tell it.
    pub year: Option<Year>,
    /// The year of the county's figures, where no file tells it.
    pub before: Option<Year>,
}

/// One row of a roster beside the county.
#[derive(Clone, Debug)]
pub struct Row {
    /// The file, with its sheet or layer.
    pub file: String,
    /// The number of the row or feature, as messages count them.
    pub number: usize,
    /// What the roster calls the school; empty where it does not.
    pub name: String,
    /// Its code in the roster.
    pub code: Option<String>,
    /// Which school it is.
    pub matched: Matched,
    /// What it says otherwise than the county; empty where the school is not sure.
    pub changes: Vec<Change>,
    /// What else is to be known of it.
    pub told: Vec<Words>,
    /// The stages whose pupils it states as the county has them.
    pub(super) confirmed: Vec<Stage>,
}

impl Row {
    /// Whether anything but the year of its figures is another.
    pub fn is_changed(&self) -> bool {
        self.changes
            .iter()
            .any(|change| change.field() != Field::Year)
    }

    /// Whether its name is another one.
    pub fn is_renamed(&self) -> bool {
        self.changes
            .iter()
            .any(|change| change.field() == Field::Name)
    }

    /// Whether the school is not sure.
    pub fn is_unsure(&self) -> bool {
        self.matched.doubt().is_some()
    }

    /// Which row of which file, in words.
    pub fn place(&self) -> Words {
        place(&self.file, self.number)
    }
}

fn place(file: &str, number: usize) -> Words {
    let is_in_lines = std::path::Path::new(file)
        .extension()
        .is_some_and(|ending| {
            ending.eq_ignore_ascii_case("csv") || ending.eq_ignore_ascii_case("tsv")
        });
    let (en, zh) = match (crate::io::text::is_table(file), is_in_lines) {
        (false, _) => ("feature", "个要素"),
        (true, true) => ("line", "行"),
        (true, false) => ("row", "行"),
    };
    Words::new(
        format!("{file}, {en} {number}"),
        format!("{file}第{number}{zh}"),
    )
}

/// A county and a newer roster side by side. Nothing is taken by itself.
#[derive(Clone, Debug)]
pub struct Update {
    /// The roster's file.
    pub file: String,
    /// The year of the roster, as it tells or as was said.
    pub year: Option<Year>,
    /// The year of the county's figures, as files tell or as was said.
    pub before: Option<Year>,
    /// Every row, in the order of the file.
    pub rows: Vec<Row>,
    /// Schools that the roster does not name, of stages that it names others of. Whether they are closed it does not say.
    pub gone: Vec<SchoolId>,
    /// How many schools are of stages that the roster names none of.
    pub beyond: usize,
    /// How many places are elsewhere, where those are most: the roster may be in another coordinate system.
    pub shifted: Option<usize>,
    /// What was noticed in reading the roster.
    pub warnings: Vec<Warning>,
    /// Schools that were set right to be closed, as files have them.
    pub(super) closed: BTreeMap<SchoolId, School>,
}

impl Update {
    /// How many rows say what the county has.
    pub fn unchanged(&self) -> usize {
        let same =
            |row: &&Row| row.matched.school().is_some() && !row.is_changed() && row.told.is_empty();
        self.rows.iter().filter(same).count()
    }

    /// Whether the roster is older than what the county has, or of no known year.
    pub fn is_older(&self) -> bool {
        matches!((self.year, self.before), (Some(year), Some(before)) if year < before)
    }

    /// What there is in it, counted, in sentences.
    pub fn summary(&self) -> Vec<Words> {
        let year = |year: Option<Year>| {
            year.map_or_else(
                || Words::new("of a year that is not known", "年份不详"),
                |year| Words::new(format!("of {year}"), format!("{year}年")),
            )
        };
        let (of, before) = (year(self.year), year(self.before));
        let rows = Words::counted(self.rows.len(), "row", "行");
        let file = &self.file;
        let count = |is_so: fn(&Row) -> bool| self.rows.iter().filter(|row| is_so(row)).count();
        let (changed, renamed) = (count(Row::is_changed), count(Row::is_renamed));
        let (unsure, new) = (count(Row::is_unsure), self.new_rows().count());
        let (same, gone) = (self.unchanged(), self.gone.len());
        let mut summary = vec![
            Words::new(
                format!(
                    "{file}: {}, {}; the county's figures are {}",
                    rows.en, of.en, before.en
                ),
                format!("{file}：{}，{}；本县数据{}", rows.zh, of.zh, before.zh),
            ),
            Words::new(
                format!(
                    "Changed {changed} (renamed {renamed}), unchanged {same}, unsure {unsure}, new {new}, not in the \
                     roster {gone}"
                ),
                format!(
                    "有变化{changed}（更名{renamed}），无变化{same}，待确认{unsure}，新增{new}，名册中没有{gone}"
                ),
            ),
        ];
        if self.is_older() {
            summary.push(self.older());
        }
        if self.beyond > 0 {
            let all = Words::counted(self.beyond, "school", "所学校");
            summary.push(Words::new(
                format!("{} of stages that the roster does not list", all.en),
                format!("另有{}属于名册未列的学段", all.zh),
            ));
        }
        if let Some(all) = self.shifted {
            summary.push(Words::new(
                format!("{all} places are over 50 m elsewhere: is the roster in another coordinate system?"),
                format!("{all}处位置相差50米以上：名册坐标系可能不同，请核对"),
            ));
        }
        summary
    }

    /// Rows of schools that the county does not have.
    pub fn new_rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.matched == Matched::New)
    }

    /// What to do about a school that the county does not have: a correction can only set right what is there.
    pub fn about_new() -> Words {
        Words::new(
            "Not in the county: add it with its place to the county's files, or plan it as a new school",
            "本县资料中没有：请在资料文件中补充该校及其位置，或在方案中按新建处理",
        )
    }

    /// What to know of schools that the roster does not name.
    pub fn about_gone() -> Words {
        Words::new(
            "Not in the roster. Whether it is closed the roster does not say; nothing is changed",
            "名册中没有。是否停办名册未说明，不作改动",
        )
    }
}

/// Readers that know the columns of a roster from all its rows.
pub(super) fn readers_of(rows: &[&RawFeature]) -> Readers {
    let mut readers = Readers::default();
    // What is noticed of columns is told when the rows are read.
    let mut unheard = Notes::of_file("");
    let rows = rows.iter().map(|row| (Layer::Schools, &row.properties));
    readers.study(rows, &mut unheard);
    readers
}

impl Roster {
    /// Sets the roster beside a county: `files` as it was read, `county` as it was set right.
    pub fn beside(&self, files: &County, county: &County, asked: &Asked) -> Update {
        // A school that was set right to be closed is one that the county knows.
        let closed = files.schools.iter();
        let closed = closed.filter(|school| county.school(&school.id).is_none());
        let closed: Vec<&School> = closed.collect();
        let mut schools: Vec<&School> = county.schools.iter().chain(closed.clone()).collect();
        schools.sort_by(|a, b| a.id.cmp(&b.id));
        let found = matching::of_rows(&self.rows, (county, &schools), asked);
        let mut reader = Reader {
            readers: readers_of(&self.rows.iter().map(|row| &row.feature).collect::<Vec<_>>()),
            gathered: Gathered {
                notes: self.notes(),
                ..Gathered::default()
            },
            elsewhere: LonLat::new(0.0, 0.0),
        };
        let year = self.year.or(asked.year);
        let before = recorded_year(county).or(asked.before);
        let mut stages: BTreeSet<Stage> = BTreeSet::new();
        let mut named: BTreeSet<SchoolId> = BTreeSet::new();
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut placed = 0;
        for (raw, found) in self.rows.iter().zip(found) {
            let mut row = Row {
                file: self.names.get(raw.spot.file).cloned().unwrap_or_default(),
                number: raw.spot.feature,
                name: raw.key.name.clone().unwrap_or_default(),
                code: raw.key.id.clone(),
                matched: found.matched,
                changes: Vec::new(),
                told: Vec::new(),
                confirmed: Vec::new(),
            };
            named.extend(row.matched.school().cloned());
            named.extend(row.matched.candidates().into_iter().cloned());
            let of_code = found.code_of.as_ref();
            row.told.extend(
                of_code
                    .filter(|_| !row.is_unsure())
                    .map(|id| code_of(county, id)),
            );
            let school = row.matched.school();
            let school = school.and_then(|id| schools.iter().find(|school| school.id == *id));
            let is_in_force = school.is_some_and(|school| county.school(&school.id).is_some());
            match (school, reader.row(raw, school.copied())) {
                (Some(school), Read::Closed(words)) if is_in_force => {
                    row.told.push(words);
                    row.changes.push(Change {
                        was: Fact::Open(true),
                        is: Fact::Open(false),
                        with_kind: false,
                        is_proposed: false,
                    });
                    stages.extend(stages_of(school));
                }
                (Some(school), Read::School(told)) => {
                    stages.extend(stages_of(school));
                    placed += usize::from(raw.shape.is_some());
                    compare(&mut row, (school, &told, raw), (year, before), is_in_force);
                    if let Some(of_file) = files.school(&school.id) {
                        leave_what_was_set_right(&mut row, of_file);
                    }
                }
                (None, Read::School(told)) => stages.extend(stages_of(&told.as_stated)),
                (_, Read::Closed(words)) => row.told.push(words),
                (_, Read::Nothing) => row.told.push(Words::new(
                    "The row could not be read as a school; see what was noticed in reading",
                    "该行未能按学校读取，详见读取提示",
                )),
            }
            rows.push(row);
        }
        let shifted = unpropose_shifted(&mut rows, placed);
        let is_unnamed = |school: &&School| !named.contains(&school.id);
        let (gone, beyond): (Vec<&School>, Vec<&School>) = county
            .schools
            .iter()
            .filter(is_unnamed)
            .partition(|school| stages_of(school).any(|stage| stages.contains(&stage)));
        let noticed = reader.gathered.notes.into_iter().flat_map(Notes::finish);
        Update {
            file: self.file.clone(),
            year,
            before,
            rows,
            gone: gone.into_iter().map(|school| school.id.clone()).collect(),
            beyond: beyond.len(),
            shifted,
            warnings: self.warnings.iter().cloned().chain(noticed).collect(),
            closed: closed
                .into_iter()
                .map(|school| (school.id.clone(), school.clone()))
                .collect(),
        }
    }
}

fn stages_of(school: &School) -> impl Iterator<Item = Stage> {
    Stage::ALL
        .into_iter()
        .filter(|&stage| school.stages[stage].is_some())
}

fn code_of(county: &County, id: &SchoolId) -> Words {
    let name = county
        .school(id)
        .map_or_else(|| id.as_str(), |school| &school.name);
    Words::new(
        format!("The code {id} is that of {name}; the name counts, not the code"),
        format!("代码{id}属于{name}，按名称而不按代码对应"),
    )
}

/// What a row says otherwise than its school.
fn compare(
    row: &mut Row,
    (school, told, raw): (&School, &ReadSchool, &RosterRow),
    (year, before): (Option<Year>, Option<Year>),
    is_in_force: bool,
) {
    let own_year = told.as_stated.figures_year();
    let is_of_the_year = own_year.is_none() || year.is_none() || own_year == year;
    if let (Some(own), false) = (own_year, is_of_the_year) {
        row.told.push(Words::new(
            format!(
                "Its pupils are of {own}, which is not the year of the roster; they are not taken"
            ),
            format!("学生数为{own}年，与名册年份不同，不采用"),
        ));
    }
    let was = school.figures_year();
    let is_older = matches!((was, year), (Some(was), Some(year)) if year < was);
    if let (Some(was), true) = (was, is_older) {
        row.told.push(Words::new(
            format!("The county has its pupils of {was} already; older ones are not taken"),
            format!("本县已有{was}年学生数，较旧的不采用"),
        ));
    }
    let is_of_the_year = is_of_the_year && !is_older;
    let (changes, told_of) = changes::of(
        school,
        &Told {
            as_stated: &told.as_stated,
            as_of_kind: &told.as_of_kind,
            is_placed: raw.shape.is_some(),
            is_renamed: !row.name.is_empty() && plain_name(&row.name) != plain_name(&school.name),
            is_of_the_year,
        },
    );
    row.changes = changes;
    row.told.extend(told_of);
    row.told
        .extend(row.changes.iter().filter_map(|change| match change.is {
            Fact::Kind(kind) => changes::dropped(school, kind),
            _ => None,
        }));
    if !is_in_force {
        row.changes.push(Change {
            was: Fact::Open(false),
            is: Fact::Open(true),
            with_kind: false,
            is_proposed: false,
        });
    }
    let has_pupils = |change: &Change| matches!(change.field(), Field::Pupils(_));
    let newer = year.filter(|&year| was.or(before).is_none_or(|was| was < year));
    if is_of_the_year {
        row.confirmed = changes::confirmed(school, &told.as_stated);
    }
    let mut known = super::taking::known_pupils(school);
    let confirms = !row.confirmed.is_empty()
        && known.all(|(stage, _)| row.confirmed.contains(&stage))
        && !row.changes.iter().any(has_pupils);
    if let (Some(year), true) = (newer, confirms) {
        row.changes.push(Change {
            was: Fact::Year(was),
            is: Fact::Year(Some(year)),
            with_kind: false,
            is_proposed: true,
        });
    }
}

/// A fact that was set right by hand, and that the roster has as the file had it, is not proposed.
fn leave_what_was_set_right(row: &mut Row, of_file: &School) {
    for change in &mut row.changes {
        let before = Fact::of_school(change.field(), of_file);
        let is_as_before = match (&before, &change.is) {
            (Fact::Place(before), Fact::Place(is)) => before.metres_to(*is) <= changes::SAME_PLACE,
            (before, is) => before == is,
        };
        let is_figure = matches!(change.field(), Field::Open | Field::Year);
        if before != change.was && is_as_before && !is_figure && change.is_proposed {
            change.is_proposed = false;
            let words = change.field().words();
            row.told.push(Words::new(
                format!(
                    "{}: set right by hand; the roster has it as the file had it, not proposed",
                    words.en
                ),
                format!("{}：已手工更正，名册与原文件相同，默认不采用", words.zh),
            ));
        }
    }
}

/// Where most places are elsewhere the roster may be in another coordinate system: none is proposed. How many there are.
fn unpropose_shifted(rows: &mut [Row], placed: usize) -> Option<usize> {
    let is_moved = |change: &Change| change.field() == Field::Place;
    let moved = rows
        .iter()
        .filter(|row| row.changes.iter().any(is_moved))
        .count();
    if moved * 2 <= placed {
        return None;
    }
    let all = rows.iter_mut().flat_map(|row| &mut row.changes);
    for change in all.filter(|change| is_moved(change)) {
        change.is_proposed = false;
    }
    Some(moved)
}

/// What a row of a roster turns out to be.
enum Read {
    School(Box<ReadSchool>),
    /// It says that the school is closed, in its words.
    Closed(Words),
    /// It cannot be read as a school; why is noted.
    Nothing,
}

struct ReadSchool {
    as_stated: School,
    as_of_kind: School,
}

/// Reads the rows of a roster.
struct Reader {
    readers: Readers,
    gathered: Gathered,
    /// Where a row without a place is read.
    elsewhere: LonLat,
}

impl Reader {
    /// A row as what it is, given the school that it is. A row that does not state its kind is of the school's.
    fn row(&mut self, raw: &RosterRow, school: Option<&School>) -> Read {
        let properties = &raw.feature.properties;
        let row = self.readers.school_row(properties.clone());
        let name = raw.key.spelled();
        match status::standing(status::life(properties), &row, name) {
            Standing::Closed(said) | Standing::ClosedOn(said) => {
                return Read::Closed(Words::new(
                    format!("The roster says that it is closed (“{said}”)"),
                    format!("名册注明已停办（“{said}”）"),
                ));
            }
            _ => {}
        }
        let states_kind = row.states_kind();
        let Some(school) = school else {
            return match self.school(raw, properties.clone()) {
                Some(read) => Read::School(Box::new(ReadSchool {
                    as_of_kind: read.clone(),
                    as_stated: read,
                })),
                None => Read::Nothing,
            };
        };
        let of_kind = self.readers.as_of_kind(properties.clone(), school.kind);
        let Some(as_of_kind) = self.school(raw, of_kind) else {
            return Read::Nothing;
        };
        let as_stated = states_kind
            .then(|| {
                // It was noted already what is odd about the row.
                let kept: Vec<Notes> = std::mem::take(&mut self.gathered.notes);
                let names: Vec<Notes> = kept
                    .iter()
                    .map(|notes| Notes::of_file(notes.file_name()))
                    .collect();
                self.gathered.notes = names;
                let read = self.school(raw, properties.clone());
                self.gathered.notes = kept;
                read
            })
            .flatten();
        Read::School(Box::new(ReadSchool {
            as_stated: as_stated.unwrap_or_else(|| as_of_kind.clone()),
            as_of_kind,
        }))
    }

    fn school(
        &mut self,
        raw: &RosterRow,
        properties: serde_json::Map<String, serde_json::Value>,
    ) -> Option<School> {
        let feature = RawFeature {
            number: raw.feature.number,
            id: raw.feature.id.clone(),
            properties,
            geometry: Default::default(),
        };
        let shape = raw.shape.clone();
        let shape = shape.unwrap_or_else(|| Shape::Points(vec![self.elsewhere]));
        let file = raw.spot.file;
        let was_read = self
            .readers
            .read(&mut self.gathered, file, feature, shape, Layer::Schools);
        let read = self.gathered.schools.pop().filter(|_| was_read);
        read.map(|(_, found)| found.item)
    }
}
