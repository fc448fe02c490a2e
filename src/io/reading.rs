//! Files are read one by one; together they make a county and its plans.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::asking::Answers;
use super::crs::Crs;
use super::document::{self, Document, RawFeature};
use super::fits::check_plan;
use super::gather::Gathered;
use super::layers::{self, Recogniser};
use super::readers::{Readers, stated_place};
use super::report::Notes;
use super::shape::NoShape;
use super::{
    Layer, LayerRead, OpenError, Opened, OpenedPlan, Report, aliases, gaps, kept, numbers, places,
    plan, text, totals,
};
use crate::model::Source;
use crate::plan::Plan;
use crate::words::Words;

/// Files read so far.
pub(super) struct Reading {
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
    pub(super) plans: Vec<(usize, String, Plan, Vec<Source>)>,
    /// The files that are no plans.
    pub(super) inputs: Vec<PathBuf>,
    /// What was named for reading.
    pub(super) paths: Vec<PathBuf>,
    pub(super) folders: Vec<PathBuf>,
    answers: Arc<Answers>,
}

impl Reading {
    pub(super) fn new(failed: Vec<OpenError>, answers: &Answers) -> Self {
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
            paths: Vec::new(),
            folders: Vec::new(),
            answers: Arc::new(answers.clone()),
        }
    }

    /// Notes that a file could not be used.
    pub(super) fn fail(&mut self, file: &str, error: OpenError) {
        let mut notes = Notes::answered(file, Arc::clone(&self.answers));
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
    pub(super) fn file(&mut self, file: &str, bytes: &[u8]) {
        let mut notes = Notes::answered(file, Arc::clone(&self.answers));
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
        self.failed.extend(document.broken.clone());
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
        if counts.is_empty() {
            self.failed.push(OpenError::NoFeatures {
                file: file.to_owned(),
            });
        }
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
    pub(super) fn finish(self, folder: Option<String>) -> Result<Opened, OpenError> {
        let Self {
            mut gathered,
            layers,
            failed,
            stems,
            plans,
            inputs,
            paths,
            folders,
            answers,
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
        let (county, travel, mut notes) = gathered.county(name, self.illustrative, &stems);
        let mut opened_plans = Vec::with_capacity(plans.len());
        for (index, file, mut plan, stamps) in plans {
            kept::without_the_countys(&mut plan, &county);
            let failed = check_plan(&file, &plan, &stamps, &county, &mut notes[index]);
            let lost = failed.iter().map(OpenError::words).collect();
            opened_plans.push(OpenedPlan { plan, lost });
        }
        if let Some(stray) = answers.astray(notes.iter().flat_map(Notes::asked)) {
            return Err(stray);
        }
        let noted = notes.into_iter().flat_map(Notes::finish);
        let warnings = noted.chain(gaps::gaps(&county, &layers)).collect();
        Ok(Opened {
            county,
            travel: Some(Arc::new(travel)),
            plans: opened_plans,
            report: Report {
                warnings,
                layers,
                failed,
                inputs,
                paths,
                folders,
                answers: Arc::unwrap_or_clone(answers),
            },
        })
    }
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
