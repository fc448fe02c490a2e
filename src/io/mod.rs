//! Files become a county and its plans, with a report of everything that was not as it should be.
//!
//! ```text
//! bytes ─▶ text ─▶ document ─▶ shape, row ─▶ schools, settlements, townships, roads ─▶ gather ─▶ County
//!          encoding  features   repairs       one file per layer                      ids, townships
//!                    └─▶ plan ─▶ Plan
//! ```
//!
//! Nothing is guessed in silence: every repair and every doubt is a [`Warning`] with its place. A file of which
//! nothing can be used is told among the warnings and the others still open; only when nothing useful is left
//! is there an [`OpenError`].

mod aliases;
mod crs;
mod document;
mod error;
mod gather;
mod grid;
pub(crate) mod kept;
mod kinds;
mod layers;
mod numbers;
mod places;
pub(crate) mod plan;
pub mod prepared;
mod report;
mod roads;
mod row;
mod save;
mod schools;
mod settlements;
mod shape;
mod text;
mod totals;
mod townships;

pub use error::OpenError;
pub use report::{Layer, LayerRead, Progress, Report, Warning};
pub use save::{Cause, Over, SaveError, Saved, Stamp, Turn, refuse_input, save_atomic};

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::model::{County, SchoolId, Source};
use crate::plan::{Measure, Plan};
use crate::words::Words;

use self::crs::Crs;
use self::document::{Document, RawFeature};
use self::gather::{Gathered, Spot};
use self::layers::Recogniser;
use self::report::{Notes, kind};
use self::row::Columns;
use self::shape::{NoShape, Shape};

/// What was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Everything that was read.
    pub county: County,
    /// The plans among the files, in order.
    pub plans: Vec<Plan>,
    /// What was noticed while reading.
    pub report: Report,
}

/// Reads a county from folders and files, mixed as they come.
///
/// # Errors
/// When nothing useful could be read.
pub fn open(paths: &[PathBuf]) -> Result<Opened, OpenError> {
    open_with(paths, &|_| ControlFlow::Continue(()))
}

/// The same, telling how far it is after every file; `progress` may stop it.
///
/// # Errors
/// When nothing useful could be read, or with [`OpenError::Stopped`].
pub fn open_with(
    paths: &[PathBuf],
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
) -> Result<Opened, OpenError> {
    let mut failed = Vec::new();
    let mut files: Vec<(PathBuf, u64)> = Vec::new();
    for path in paths {
        match files_of(path) {
            Ok(found) => files.extend(found),
            Err(error) => failed.push(error),
        }
    }
    if let (true, Some(error)) = (files.is_empty(), failed.first()) {
        return Err(error.clone());
    }
    let folder = paths
        .iter()
        .find(|path| path.is_dir())
        .and_then(|path| folder_name(path));
    let total: u64 = files.iter().map(|(_, size)| size).sum();
    let mut reading = Reading::new(failed);
    let mut done = 0;
    for (path, size) in files {
        let file = file_name(&path);
        tell(progress, &file, done, total)?;
        let plans = reading.plans.len();
        match std::fs::read(&path) {
            Ok(bytes) => reading.file(&file, &bytes),
            Err(error) => reading.fail(&file, unreadable(&path, &error)),
        }
        if reading.plans.len() == plans {
            reading.inputs.push(path);
        }
        done += size;
        tell(progress, &file, done, total)?;
    }
    reading.finish(folder)
}

/// Reads a county from bytes in memory, each with its file name: the built-in sample, or files dropped on the window.
///
/// # Errors
/// When nothing useful could be read.
pub fn open_bytes<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Result<Opened, OpenError> {
    let mut reading = Reading::new(Vec::new());
    for (file, bytes) in files {
        reading.file(file.as_ref(), bytes.as_ref());
    }
    reading.finish(None)
}

/// Reads one plan file; schools that its county does not have are warned about.
///
/// # Errors
/// When the file is not a plan that this program can read.
pub fn read_plan(path: &Path, county: &County) -> Result<(Plan, Report), OpenError> {
    let file = file_name(path);
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    plan_of_bytes(&file, &bytes, county)
}

/// The same from bytes in memory.
///
/// # Errors
/// When they are not a plan that this program can read.
pub fn plan_of_bytes(
    file: &str,
    bytes: &[u8],
    county: &County,
) -> Result<(Plan, Report), OpenError> {
    let mut notes = Notes::of_file(file);
    let text = text::decode(file, bytes, &mut notes)?;
    let document = document::parse(file, &text, &mut notes)?;
    let features = document.features.len();
    let (mut plan, stamps) = plan::of_document(file, document, &mut notes)?;
    kept::without_the_countys(&mut plan, county);
    check_plan(&plan, &stamps, county, &mut notes);
    let layers = vec![LayerRead {
        file: file.to_owned(),
        layer: Layer::Plan,
        features,
    }];
    let report = Report {
        warnings: notes.finish(),
        layers,
        failed: Vec::new(),
        inputs: Vec::new(),
    };
    Ok((plan, report))
}

fn tell(
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
    file: &str,
    done: u64,
    total: u64,
) -> Result<(), OpenError> {
    let fraction = done as f64 / total.max(1) as f64;
    match progress(Progress {
        file: file.to_owned(),
        fraction,
    }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(OpenError::Stopped),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn folder_name(path: &Path) -> Option<String> {
    let whole = std::path::absolute(path).ok()?;
    // `county/.` and `.` are named by the folder they stand for.
    let named = if whole.file_name().is_some() {
        whole
    } else {
        whole.canonicalize().ok()?
    };
    Some(named.file_name()?.to_string_lossy().into_owned())
}

fn unreadable(path: &Path, error: &std::io::Error) -> OpenError {
    OpenError::Unreadable {
        file: path.display().to_string(),
        cause: error.to_string(),
    }
}

/// A file, or the files of a folder that may hold layers, by name, with their sizes.
fn files_of(path: &Path) -> Result<Vec<(PathBuf, u64)>, OpenError> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !metadata.is_dir() {
        return Ok(vec![(path.to_owned(), metadata.len())]);
    }
    let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(path, &error))?;
        let path = entry.path();
        let size = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
        if path.is_file() && may_hold_a_layer(&file_name(&path)) {
            files.push((path, size));
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(OpenError::EmptyFolder {
            folder: path.display().to_string(),
        });
    }
    Ok(files)
}

/// Whether a file in a folder is meant to be opened: GeoJSON, and formats that people take for it, which
/// are told how to convert. The rest of a folder (README, styles, parts of a Shapefile) is passed over.
fn may_hold_a_layer(file: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        ".geojson",
        ".json",
        ".geojsonl",
        ".geojsons",
        ".ndjson",
        ".topojson",
        ".shp",
        ".gpkg",
        ".kml",
        ".pbf",
        ".csv",
        ".xlsx",
    ];
    let name = file.to_lowercase();
    !name.starts_with('.') && ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Files read so far.
struct Reading {
    gathered: Gathered,
    layers: Vec<LayerRead>,
    failed: Vec<OpenError>,
    stems: Vec<String>,
    /// The county as the member `xuequ` of a layer names it.
    stated_name: Option<String>,
    /// The collection of townships as it names itself.
    collection_name: Option<String>,
    illustrative: bool,
    /// With the position and name of their files and the stamps of their data.
    plans: Vec<(usize, String, Plan, Vec<Source>)>,
    /// The files that are no plans.
    inputs: Vec<PathBuf>,
}

impl Reading {
    fn new(failed: Vec<OpenError>) -> Self {
        Self {
            gathered: Gathered::default(),
            layers: Vec::new(),
            failed,
            stems: Vec::new(),
            stated_name: None,
            collection_name: None,
            illustrative: false,
            plans: Vec::new(),
            inputs: Vec::new(),
        }
    }

    /// Notes that a file could not be used.
    fn fail(&mut self, file: &str, error: OpenError) {
        let mut notes = Notes::of_file(file);
        notes.file(error.words());
        self.begin(file, notes);
        self.failed.push(error);
    }

    fn begin(&mut self, file: &str, notes: Notes) -> usize {
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        self.stems.push(stem.to_owned());
        self.gathered.notes.push(notes);
        self.stems.len() - 1
    }

    /// Reads one file.
    fn file(&mut self, file: &str, bytes: &[u8]) {
        let mut notes = Notes::of_file(file);
        let read = text::decode(file, bytes, &mut notes)
            .and_then(|text| document::parse(file, &text, &mut notes))
            .and_then(|document| {
                let crs =
                    Crs::of(&document.members).map_err(|crs| OpenError::CoordinateSystem {
                        file: file.to_owned(),
                        crs: document::shortened(&crs),
                    })?;
                Ok((document, crs))
            });
        let (document, crs) = match read {
            Ok(read) => read,
            Err(error) => return self.fail(file, error),
        };
        if plan::is_plan(&document.members) {
            let features = document.features.len();
            match plan::of_document(file, document, &mut notes) {
                Ok((plan, stamps)) => {
                    let index = self.begin(file, notes);
                    self.layers.push(LayerRead {
                        file: file.to_owned(),
                        layer: Layer::Plan,
                        features,
                    });
                    self.plans.push((index, file.to_owned(), plan, stamps));
                }
                Err(error) => self.fail(file, error),
            }
            return;
        }
        self.gathered.sources.push(Source {
            file: file.to_owned(),
            sha256: hex(&Sha256::digest(bytes)),
            features: document.features.len(),
        });
        self.layer_file(file, document, crs, notes);
    }

    fn layer_file(&mut self, file: &str, document: Document, crs: Crs, mut notes: Notes) {
        if let Some(words) = crs.conversion() {
            notes.file(words);
        }
        if document.features.is_empty() {
            notes.file(Words::new("The file holds no features", "文件中没有要素"));
        }
        let index = self.begin(file, notes);
        self.illustrative |= is_illustrative(&document.members);
        if self.stated_name.is_none() {
            self.stated_name = document
                .members
                .get(plan::MEMBER)
                .and_then(|member| text_of(member.get("county")));
        }
        let collection_name = text_of(document.members.get("name"));
        let counts = self.take_in(index, document.features, crs);
        for (layer, features) in counts {
            if layer == Layer::Townships && self.collection_name.is_none() {
                // QGIS and GDAL write the layer's own name there, which is no county.
                self.collection_name = collection_name
                    .clone()
                    .filter(|name| !is_layer_name(name, file));
            }
            self.layers.push(LayerRead {
                file: file.to_owned(),
                layer,
                features,
            });
        }
    }

    /// Sorts the features of a file into their layers and reads them; how many each layer took.
    fn take_in(&mut self, file: usize, features: Vec<RawFeature>, crs: Crs) -> Vec<(Layer, usize)> {
        let Some(stem) = self.stems.get(file).cloned() else {
            return Vec::new();
        };
        let mut recogniser = Recogniser::of_file(&stem);
        let mut shaped = Vec::with_capacity(features.len());
        let mut decided = Vec::with_capacity(features.len());
        for feature in features {
            let notes = &mut self.gathered.notes[file];
            let shape = places::shape_of(&feature, crs, notes);
            let shape = match shape {
                Err(NoShape::Absent) => stated_place(&feature, notes).ok_or(NoShape::Absent),
                shape => shape,
            };
            match shape {
                Ok(shape) => {
                    decided.push(recogniser.layer(&shape, &feature.properties));
                    shaped.push((feature, shape));
                }
                Err(why) => places::tell_missing(&feature, why, notes),
            }
        }
        let majority = layers::majority(&decided);
        let mut readers = Readers::default();
        let mut counts = BTreeMap::new();
        for ((feature, shape), layer) in shaped.into_iter().zip(decided) {
            let layer = layer.unwrap_or(majority);
            let was_read = readers.read(&mut self.gathered, file, feature, shape, layer);
            if was_read || layer == Layer::Unknown {
                *counts.entry(layer).or_default() += 1;
            }
        }
        counts.into_iter().collect()
    }

    /// Joins everything; an error when nothing useful was read.
    fn finish(self, folder: Option<String>) -> Result<Opened, OpenError> {
        let Self {
            mut gathered,
            layers,
            failed,
            stems,
            plans,
            inputs,
            ..
        } = self;
        if gathered.is_empty() {
            return Err(if let Some(error) = failed.into_iter().next() {
                error
            } else if let Some((_, file, ..)) = plans.into_iter().next() {
                OpenError::PlanAlone { file }
            } else {
                let files: Vec<String> = gathered
                    .sources
                    .into_iter()
                    .map(|source| source.file)
                    .collect();
                OpenError::NothingUseful {
                    files: files.join(", "),
                }
            });
        }
        let name = self.stated_name.or(self.collection_name).or(folder);
        let name = name.or_else(|| stems.first().cloned()).unwrap_or_default();
        totals::check(&mut gathered);
        let (county, mut notes) = gathered.county(name, self.illustrative, &stems);
        let mut opened_plans = Vec::with_capacity(plans.len());
        for (index, _, mut plan, stamps) in plans {
            kept::without_the_countys(&mut plan, &county);
            check_plan(&plan, &stamps, &county, &mut notes[index]);
            opened_plans.push(plan);
        }
        let warnings = notes.into_iter().flat_map(Notes::finish).collect();
        Ok(Opened {
            county,
            plans: opened_plans,
            report: Report {
                warnings,
                layers,
                failed,
                inputs,
            },
        })
    }
}

/// What the columns of one file mean, by layer.
struct Readers {
    schools: Columns,
    settlements: Columns,
    townships: Columns,
    roads: Columns,
}

impl Default for Readers {
    fn default() -> Self {
        Self {
            schools: Columns::of(Layer::Schools),
            settlements: Columns::of(Layer::Settlements),
            townships: Columns::of(Layer::Townships),
            roads: Columns::of(Layer::Roads),
        }
    }
}

impl Readers {
    /// Reads one feature into its layer; whether it was taken in.
    fn read(
        &mut self,
        gathered: &mut Gathered,
        file: usize,
        feature: RawFeature,
        shape: Shape,
        layer: Layer,
    ) -> bool {
        let RawFeature {
            number,
            id,
            properties,
            ..
        } = feature;
        let notes = &mut gathered.notes[file];
        let spot = Spot {
            file,
            feature: number,
        };
        match (layer, shape) {
            (Layer::Schools, shape) => {
                let row = self.schools.row(properties);
                let found = schools::school(number, id.as_ref(), row, &shape, notes);
                let was_found = found.is_some();
                gathered.schools.extend(found.map(|found| (spot, found)));
                was_found
            }
            (Layer::Settlements, shape) => {
                let row = self.settlements.row(properties);
                let found = settlements::settlement(number, id.as_ref(), row, &shape, notes);
                let was_found = found.is_some();
                gathered
                    .settlements
                    .extend(found.map(|found| (spot, found)));
                was_found
            }
            (Layer::Townships, Shape::Areas(outline)) => {
                let row = self.townships.row(properties);
                let township = townships::township(number, id.as_ref(), row, outline, notes);
                gathered.townships.push((spot, township));
                true
            }
            (Layer::Roads, Shape::Lines(lines)) => {
                let row = self.roads.row(properties);
                let roads = roads::roads(number, &row, lines, notes);
                let was_found = !roads.is_empty();
                gathered.roads.extend(roads);
                was_found
            }
            (_, shape) => {
                notes.feature(kind::NOT_RECOGNISED, number, shape.somewhere(), || {
                    Words::new(
                        "Neither a township, a school, a settlement nor a road; left out",
                        "不是乡镇、学校、居民点或道路，未读入",
                    )
                });
                false
            }
        }
    }
}

/// A feature without geometry whose properties tell longitude and latitude.
fn stated_place(feature: &RawFeature, notes: &mut Notes) -> Option<Shape> {
    let at = Columns::of(Layer::Schools)
        .row(feature.properties.clone())
        .lon_lat()?;
    notes.feature(kind::REPAIRED_GEOMETRY, feature.number, Some(at), || {
        Words::new(
            "No geometry; placed by its longitude and latitude columns",
            "没有几何，按经纬度字段定位",
        )
    });
    Some(Shape::Points(vec![at]))
}

fn text_of(value: Option<&Value>) -> Option<String> {
    numbers::text(value?)
}

/// Whether a collection's name is only that of the layer or the file.
fn is_layer_name(name: &str, file: &str) -> bool {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    aliases::plain(name) == aliases::plain(stem) || !aliases::layers_of_file_name(name).is_empty()
}

/// Whether the members beside the features say that the data are made up: `"xuequ": {"illustrative": true}`,
/// or words to that effect anywhere in them.
fn is_illustrative(members: &serde_json::Map<String, Value>) -> bool {
    fn says_so(name: &str, value: &Value) -> bool {
        match value {
            Value::Bool(flag) => *flag && name == "illustrative",
            Value::String(text) => {
                text.contains("示意数据")
                    || text.contains("示意性")
                    || text.to_lowercase().contains("illustrative")
            }
            Value::Array(items) => items.iter().any(|item| says_so("", item)),
            Value::Object(members) => members.iter().any(|(name, value)| says_so(name, value)),
            _ => false,
        }
    }
    members.iter().any(|(name, value)| says_so(name, value))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            // Writing to a string cannot fail.
            let _written = write!(text, "{byte:02x}");
            text
        })
}

/// Warns of schools that the county does not have, and of data that changed since the plan was saved.
fn check_plan(plan: &Plan, stamps: &[Source], county: &County, notes: &mut Notes) {
    let built = |id: &SchoolId| {
        plan.actions.iter().any(|action| {
            matches!(&action.measure, Measure::New(_) | Measure::Reserve { .. })
                && action.measure.school() == id
        })
    };
    for (index, action) in plan.actions.iter().enumerate() {
        let receivers = match &action.measure {
            Measure::Merge { into, .. } => into.as_slice(),
            _ => &[],
        };
        for id in std::iter::once(action.measure.school()).chain(receivers) {
            if county.school(id).is_none() && !built(id) {
                notes.file(Words::new(
                    format!("Action {}: the county has no school {id}", index + 1),
                    format!("第{}条措施：本县没有编号为{id}的学校", index + 1),
                ));
            }
        }
    }
    for stamp in stamps {
        let now = county
            .sources
            .iter()
            .find(|source| source.file == stamp.file);
        if now.is_some_and(|now| now.sha256 != stamp.sha256) {
            notes.file(Words::new(
                format!("{} has changed since the plan was saved", stamp.file),
                format!("保存方案之后，{} 已有改动", stamp.file),
            ));
        }
    }
}
