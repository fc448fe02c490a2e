//! Files become a county and its plans, with a report of everything that was not as it should be.
//!
//! ```text
//! bytes ─▶ text ─▶ document ─▶ shape, row ─▶ schools, settlements, townships, roads ─▶ gather ─▶ County
//!          encoding  features   repairs       one file per layer                      ids, townships
//!                    └─▶ plan ─▶ Plan
//! table (CSV) ─▶ flows: who is on record to attend which school
//! ```
//!
//! Before they are gathered, what was found is sorted out across files: `copies` and older versions, `swapped`
//! coordinates, `zones` of schools, `areas` on the same ground, `doubles` of one school. Whatever is left out is told,
//! and asked where only the planner can say.
//!
//! Nothing is guessed in silence: every repair and every doubt is a [`Warning`] with its place. A file of which
//! nothing can be used is named among the warnings, and the others still open. Only when nothing useful is left is
//! there an [`OpenError`].

mod aliases;
mod answers_file;
mod areas;
mod asking;
mod column_names;
mod columns_read;
mod convert;
mod copies;
mod corrections;
mod cover;
mod crs;
mod datum;
mod document;
mod doubles;
mod drawing;
mod drawn;
mod empty_schools;
mod error;
mod files;
mod fits;
mod flows;
mod formats;
mod gaps;
mod gather;
mod geotiff;
mod grades;
mod join;
pub(crate) mod kept;
mod kinds;
mod layers;
mod leading_zeros;
mod lonely;
mod made_up;
mod marks;
mod numbers;
mod oddity;
mod places;
pub(crate) mod plan;
pub mod prepared;
mod readers;
mod reading;
mod recovery;
mod references;
mod report;
mod road_gaps;
mod road_work;
mod roads;
mod roster;
mod row;
mod save;
mod schools;
mod scraped;
mod settlements;
mod sexes;
mod shape;
mod snaps;
mod stages_alone;
mod status;
mod streamed;
mod study;
mod swapped;
mod text;
pub mod tiles;
mod totals;
mod township_aliases;
mod townships;
mod unknown_kinds;
mod unread;
mod weight;
mod why;
mod world_file;
mod zones;

pub use answers_file::{answers_file, answers_text, keep_answers, read_answers};
pub use asking::{Answers, Choice, Ignored, Question};
pub use columns_read::{ColumnRead, CrsRead, FileRead, HowKnown, MOST_COLUMNS};
pub use convert::{Form, convert};
pub use corrections::{
    Kept, corrections_file, corrections_file_text, corrections_of_text, corrections_text,
    fact_value, keep_corrections, own_folder, read_corrections,
};
pub use crs::NationalGrid;
pub use error::OpenError;
pub use files::READ_ENDINGS;
pub use geotiff::{Colours, GeoTags, Samples, TiffHead};
pub use oddity::STRAY;
pub use plan::MadeWith;
pub use recovery::{KeptPlan, KeptStep, Orphan, OwnRecovery, Recovery, orphans};
pub use report::{Layer, LayerRead, ReadingProgress, Report, Warning};
pub use roster::{
    Asked, Change, Matched, Roster, Row, SameBy, Taken, Taking, Update, read_roster,
    roster_of_bytes,
};
pub use save::{
    Cause, Over, SaveError, Saved, Stamp, Turn, refuse_input, refuse_table, save_atomic,
};
pub use world_file::{Georeference, WorldFileError, is_picture, is_tiff, picture_bytes};

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::geometry::LonLat;
use crate::model::{County, corrected};
use crate::plan::Plan;
use crate::travel::Travel;
use crate::words::Words;

use self::files::{file_name, files_of, folder_name};
use self::fits::check_plan;
use self::reading::Reading;
use self::report::Notes;
use crate::tables::csv;

/// What was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Everything that was read.
    pub county: County,
    /// Its roads as they were prepared while reading, to be used again; `None` where the county is another one since.
    pub travel: Option<Arc<Travel>>,
    /// The plans among the files, in order.
    pub plans: Vec<OpenedPlan>,
    /// What was noticed while reading.
    pub report: Report,
}

impl Opened {
    /// The county with the corrections it was opened with. Those that do not count are told among what failed.
    pub fn corrected(mut self) -> Self {
        let corrections = &self.report.answers.corrections;
        if corrections.is_empty() {
            return self;
        }
        for (subject, one) in corrections.iter() {
            let standing = corrections.standing(&self.county, (subject, one));
            if let (false, Some(why)) = (standing.counts(), standing.words()) {
                self.report.failed.push(OpenError::Correction {
                    name: one.known_as.clone(),
                    field: Box::new(one.is.field().words()),
                    why: Box::new(why),
                });
            }
        }
        let homes = |county: &County| -> Vec<LonLat> {
            let homes = county.settlements.iter();
            homes.map(|home| home.at).collect()
        };
        let county = corrected(&self.county, corrections);
        self.travel = self
            .travel
            .filter(|_| homes(&county) == homes(&self.county));
        self.county = county;
        self
    }
}

/// A plan that lay among the files of its county.
#[derive(Clone, Debug)]
pub struct OpenedPlan {
    /// What its file says.
    pub plan: Plan,
    /// What it was made with and what is not there: nothing against the county, nor against another plan.
    pub lost: Vec<Words>,
    /// The data it was made with.
    pub made_with: Arc<MadeWith>,
}

/// Whether a file is called as a county's own table of old townships is.
pub fn is_alias_table(path: &Path) -> bool {
    township_aliases::is_table(&file_name(path))
}

/// Whether a file can be nothing but a basemap.
pub fn is_basemap(path: &Path) -> bool {
    is_picture(path) || tiles::holds_only_tiles(path)
}

/// Reads a county from folders and files, mixed as they come, as the planner answered what was asked about them. Tells
/// how far it is after every file; `progress` may stop it.
///
/// # Errors
/// When nothing useful could be read, an answer is to no question, or with [`OpenError::Stopped`].
pub fn open_with(
    paths: &[PathBuf],
    answers: &Answers,
    progress: &dyn Fn(ReadingProgress) -> ControlFlow<()>,
) -> Result<Opened, OpenError> {
    let (basemaps, paths) = basemaps_apart(paths);
    let mut failed = Vec::new();
    let (mut files, mut inner) = (Vec::new(), Vec::new());
    for path in &paths {
        let (path, wanted) = files::layer_of(path);
        match files_of(&path) {
            Ok(found) => {
                let found_here = found.found.into_iter();
                files.extend(found_here.map(|(path, size)| (path, size, wanted.clone())));
                inner.extend(found.inner);
            }
            Err(error) => failed.push(error),
        }
    }
    if let (true, Some(error)) = (files.is_empty(), failed.first()) {
        return Err(error.clone());
    }
    // Extracts are cut to the county's areas, which are to be known by then.
    files.sort_by_key(|(path, _, wanted)| reads_late(&file_name(path), wanted.as_deref()));
    let folders: Vec<PathBuf> = paths.iter().filter(|path| path.is_dir()).cloned().collect();
    let folder = folders.first().and_then(|path| folder_name(path));
    let total: u64 = files.iter().map(|(_, size, _)| size).sum();
    let mut reading = Reading::new(failed, answers);
    reading.paths = paths;
    reading.folders = folders;
    for (folder, n_files) in inner {
        reading.not_read(&folder, files::of_inner_folder(n_files));
    }
    let mut done = 0;
    for (path, size, wanted) in files.clone() {
        let file = file_name(&path);
        if files::is_part_of_shape(&path) {
            // It is read with its .shp, which may lie beside what was named.
            if files.iter().any(|(other, ..)| is_shape_of(other, &path)) {
                continue;
            }
        }
        tell(progress, &file, done, total)?;
        let plans = reading.plans.len();
        match files::read(&path) {
            // A table that was put beside the data is no part of it.
            Ok(bytes) if is_own_table(&file, &bytes) => continue,
            Ok(bytes) => {
                let beside = |ending: &str| files::beside(&path, ending);
                reading.file((&file, &bytes), wanted.as_deref(), &beside);
            }
            Err(error) => reading.fail(&file, error),
        }
        if reading.plans.len() == plans {
            reading.inputs.push(path);
        }
        done += size;
        tell(progress, &file, done, total)?;
    }
    for basemap in &basemaps {
        reading.not_read(&file_name(basemap), files::of_basemap());
    }
    let mut opened = reading.finish(folder)?;
    opened.report.basemaps = basemaps;
    Ok(opened)
}

/// The basemaps among what was named, and all else; alone they are no county, and are read to say so.
pub fn basemaps_apart(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let is_basemap = |path: &&PathBuf| path.is_file() && is_basemap(path);
    let (basemaps, others): (Vec<_>, Vec<_>) = paths.iter().partition(is_basemap);
    if others.is_empty() {
        return (Vec::new(), paths.to_vec());
    }
    let owned = |paths: Vec<&PathBuf>| paths.into_iter().cloned().collect();
    (owned(basemaps), owned(others))
}

/// Reads a county from bytes in memory, each with its file name: the built-in sample, or files dropped on the window.
///
/// # Errors
/// When nothing useful could be read.
pub fn open_bytes<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Result<Opened, OpenError> {
    open_bytes_as(files, &Answers::default())
}

/// The same as the planner answered what was asked about them.
///
/// # Errors
/// When nothing useful could be read, or an answer is to no question.
pub fn open_bytes_as<N: AsRef<str>, B: AsRef<[u8]>>(
    files: &[(N, B)],
    answers: &Answers,
) -> Result<Opened, OpenError> {
    let mut reading = Reading::new(Vec::new(), answers);
    let mut in_order: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(file, bytes)| (file.as_ref(), bytes.as_ref()))
        .collect();
    in_order.sort_by_key(|(file, _)| reads_late(file, None));
    for (file, bytes) in in_order {
        let beside = |ending: &str| {
            let part = files
                .iter()
                .find(|(other, _)| is_part_of(other.as_ref(), file, ending));
            part.map(|(_, bytes)| bytes.as_ref().to_vec())
        };
        let is_part = formats::PARTS.iter().any(|ending| {
            let shape = files.iter().map(|(other, _)| other.as_ref());
            let mut shape = shape.filter(|other| is_part_of(other, file, "shp"));
            is_part_of(file, file, ending) && shape.next().is_some()
        });
        if !is_part {
            reading.file((file, bytes), None, &beside);
        }
    }
    reading.finish(None)
}

/// Reads one plan file; schools that its county does not have are warned about.
///
/// # Errors
/// When the file is not a plan that this program can read.
pub fn read_plan(path: &Path, county: &County) -> Result<(Plan, Report), OpenError> {
    let file = file_name(path);
    let bytes = files::read(path)?;
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
    let text = text::decode((file, file), bytes, &mut notes)?;
    let document = document::parse(file, &text, &mut notes)?;
    let features = document.features.len();
    let (mut plan, made_with) = plan::of_document(file, document, &mut notes)?;
    fits::mend_ids(&mut plan, county, &mut notes);
    kept::without_the_countys(&mut plan, county);
    let failed = check_plan(file, &plan, &made_with, county, &mut notes);
    let layers = vec![LayerRead {
        file: file.to_owned(),
        layer: Layer::Plan,
        features,
        read: FileRead::default(),
        skipped: 0,
        columns: Arc::default(),
    }];
    let report = Report {
        warnings: notes.finish(),
        layers,
        failed,
        inputs: Vec::new(),
        paths: Vec::new(),
        folders: Vec::new(),
        basemaps: Vec::new(),
        answers: Answers::default(),
        made_with: Some(Arc::new(made_with)),
    };
    Ok((plan, report))
}

/// In which turn a file is read: those that are cut to the county last, and of them first what may be its areas.
fn reads_late(file: &str, wanted: Option<&str>) -> u8 {
    match (formats::osm::may_be(file), wanted) {
        (false, _) => 0,
        (true, Some("borders")) => 1,
        (true, _) => 2,
    }
}

/// Whether a name is that of a file but for its ending, which is this one.
fn is_part_of(name: &str, file: &str, ending: &str) -> bool {
    let stem = |name: &str| name.rsplit_once('.').map(|(stem, _)| stem.to_lowercase());
    let has_ending = name.to_lowercase().ends_with(&format!(".{ending}"));
    has_ending && stem(name) == stem(file)
}

/// Whether a path is that of the shapefile that a part belongs to.
fn is_shape_of(path: &Path, part: &Path) -> bool {
    let stem = path.with_extension("");
    let ending = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("shp"));
    ending && stem == part.with_extension("")
}

/// Whether a file is a table that this program wrote.
fn is_own_table(file: &str, bytes: &[u8]) -> bool {
    let is_csv = Path::new(file)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    is_csv && std::str::from_utf8(bytes).is_ok_and(csv::is_own)
}

fn tell(
    progress: &dyn Fn(ReadingProgress) -> ControlFlow<()>,
    file: &str,
    done: u64,
    total: u64,
) -> Result<(), OpenError> {
    let fraction = done as f64 / total.max(1) as f64;
    match progress(ReadingProgress {
        file: file.to_owned(),
        fraction,
    }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(OpenError::Stopped),
    }
}
