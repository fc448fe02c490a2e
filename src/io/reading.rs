//! Files are read one by one; together they make a county and its plans.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::asking::Answers;
use super::convert::MARK;
use super::crs::{self, Crs};
use super::document::{Document, RawFeature};
use super::drawing::Drawing;
use super::fits::{self, check_plan};
use super::flows::FlowRecogniser;
use super::formats::{self, FileLayer};
use super::gather::{Gathered, Spot};
use super::join::{self, LooseTable};
use super::layers::{self, Recogniser};
use super::readers::{Readers, stated_place};
use super::report::Notes;
use super::roster::RosterFeature;
use super::shape::{NoShape, Shape};
use super::swapped::Unplaced;
use super::text::hex;
use super::why::Unused;
use super::{
    FileRead, Layer, OpenError, Opened, OpenedPlan, Report, Warning, aliases, areas, columns_read,
    copies, datum, doubles, drawn, files, flows, gaps, kept, made_up, numbers, places, plan,
    swapped, totals, township_aliases, unknown_kinds, why, zones,
};
use crate::geometry::LonLat;
use crate::model::{Source, corrected};
use crate::plan::Plan;
use crate::words::Words;

/// Files read so far.
pub(super) struct Reading {
    gathered: Gathered,
    /// By file and layer, in the order in which they were found, how many features were taken in.
    layers: Vec<(usize, Layer, usize)>,
    failed: Vec<OpenError>,
    stems: Vec<String>,
    names: Vec<String>,
    /// The files read so far by their content.
    seen: BTreeMap<String, String>,
    /// What the first file holds of which nothing was recognised.
    unused: Option<Words>,
    /// The county as the member `xuequ` of a layer names it.
    stated_name: Option<String>,
    /// The collection of townships as it names itself.
    collection_name: Option<String>,
    illustrative: bool,
    /// With the position and name of their files and the stamps of their data.
    pub(super) plans: Vec<(usize, String, Plan, plan::MadeWith)>,
    /// The files that are no plans.
    pub(super) inputs: Vec<PathBuf>,
    /// What was named for reading.
    pub(super) paths: Vec<PathBuf>,
    pub(super) folders: Vec<PathBuf>,
    /// A place of the county, where another file than these showed it.
    pub(super) near: Option<LonLat>,
    /// The schools of a roster as they stand in their files, each with its place; `None` where a county is read.
    pub(super) roster: Option<Vec<RosterFeature>>,
    answers: Arc<Answers>,
}

impl Reading {
    pub(super) fn new(failed: Vec<OpenError>, answers: &Answers) -> Self {
        Self {
            gathered: Gathered {
                joins: answers.joins,
                ..Gathered::default()
            },
            layers: Vec::new(),
            failed,
            stems: Vec::new(),
            names: Vec::new(),
            seen: BTreeMap::new(),
            unused: None,
            stated_name: None,
            collection_name: None,
            illustrative: false,
            plans: Vec::new(),
            inputs: Vec::new(),
            paths: Vec::new(),
            folders: Vec::new(),
            near: None,
            roster: None,
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
        self.stems.push(files::stem_of(file).to_owned());
        self.names.push(file.to_owned());
        self.gathered.notes.push(notes);
        self.stems.len() - 1
    }

    /// Tells of something that was named and is not read.
    pub(super) fn not_read(&mut self, name: &str, words: Words) {
        let mut notes = Notes::answered(name, Arc::clone(&self.answers));
        notes.file(words);
        self.begin(name, notes);
    }

    /// Whether a file with the same content was read before; that is told.
    fn is_read_already(&mut self, file: &str, sha256: &str) -> bool {
        let Some(first) = self.seen.get(sha256) else {
            self.seen.insert(sha256.to_owned(), file.to_owned());
            return false;
        };
        let mut notes = Notes::answered(file, Arc::clone(&self.answers));
        notes.file(Words::new(
            format!("The same content as {first}; it counts once"),
            format!("内容与 {first} 完全相同，只计一次"),
        ));
        self.begin(file, notes);
        true
    }

    /// Reads one file, or the one layer of it that was asked for. `beside` has the files with the same name and another
    /// ending.
    pub(super) fn file(
        &mut self,
        (file, bytes): (&str, &[u8]),
        wanted: Option<&str>,
        beside: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) {
        let sha256 = hex(&Sha256::digest(bytes));
        let place = wanted.map_or_else(|| file.to_owned(), |layer| format!("{file}#{layer}"));
        if self.is_read_already(&place, &(sha256.clone() + wanted.unwrap_or_default())) {
            return;
        }
        if township_aliases::is_table(file) {
            return self.alias_table(file, bytes, sha256);
        }
        let answers = Arc::clone(&self.answers);
        let townships = self.gathered.townships.iter();
        let areas = townships.map(|(_, township)| &township.outline);
        let within = formats::osm::may_be(file)
            .then(|| formats::osm::Within::of(areas))
            .flatten();
        let source = formats::Source {
            file,
            place: file,
            bytes,
            beside,
            wanted,
            answers: &answers,
            within: within.as_ref(),
            depth: 0,
        };
        let read = formats::read(&source, &mut |layer| {
            self.layer(layer, &sha256, bytes.len());
        });
        if let Err(error) = read {
            self.fail(file, error);
        }
    }

    /// Takes in a county's own table of old townships.
    fn alias_table(&mut self, file: &str, bytes: &[u8], sha256: String) {
        match township_aliases::of_file(file, bytes) {
            Ok(aliases) => {
                let mut notes = Notes::answered(file, Arc::clone(&self.answers));
                notes.file(township_aliases::told(aliases.len()));
                self.begin(file, notes);
                self.gathered.sources.push(Source {
                    file: file.to_owned(),
                    sha256,
                    features: aliases.len(),
                });
                self.gathered.aliases.extend(aliases);
            }
            Err(error) => self.fail(file, error),
        }
    }

    /// Takes in one layer of a file.
    fn layer(&mut self, layer: FileLayer, sha256: &str, size: usize) {
        let FileLayer {
            document,
            heads,
            mut notes,
            is_note,
        } = layer;
        let file = &notes.file_name().to_owned();
        let near = self.gathered.somewhere().or(self.near);
        let crs = match crs::of_document(&document, near, &mut notes) {
            Ok(Some(crs)) if !is_note => crs,
            Ok(_) => {
                self.failed.extend(document.broken);
                self.begin(file, notes);
                return;
            }
            Err(error) => return self.fail(file, error),
        };
        notes.read = FileRead {
            bytes: size as u64,
            sha256: sha256.to_owned(),
            features: document.features.len(),
            crs: Some(crs.told(&document.members)),
            encoding: notes.read.encoding.take(),
        };
        if plan::is_plan(&document.members) {
            let features = document.features.len();
            match plan::of_document(file, document, &mut notes) {
                Ok((plan, made_with)) => {
                    let index = self.begin(file, notes);
                    self.layers.push((index, Layer::Plan, features));
                    self.plans.push((index, file.to_owned(), plan, made_with));
                }
                Err(error) => self.fail(file, error),
            }
            return;
        }
        let rows = document.features.iter().map(|row| &row.properties);
        let are_flows = heads
            .as_ref()
            .map(|heads| flows::is_table(file, heads, rows));
        if let Some(Err(error)) = are_flows {
            return self.fail(file, error);
        }
        self.gathered.sources.push(Source {
            file: file.to_owned(),
            sha256: sha256.to_owned(),
            features: document.features.len(),
        });
        match are_flows {
            Some(Ok(true)) => self.flow_table(file, document.features, notes),
            _ => self.layer_file(file, (document, &crs), heads.is_some(), notes),
        }
    }

    /// Takes in the rows of a table of recorded flows.
    fn flow_table(&mut self, file: &str, rows: Vec<RawFeature>, notes: Notes) {
        let index = self.begin(file, notes);
        let mut readers = Readers::default();
        let properties = rows.iter().map(|row| (Layer::Flows, &row.properties));
        readers.study(properties, &mut self.gathered.notes[index]);
        let mut taken = 0;
        for row in rows {
            let spot = Spot {
                file: index,
                feature: row.number,
            };
            taken += usize::from(readers.flow(&mut self.gathered, spot, row.properties));
        }
        if taken == 0 {
            self.failed.push(OpenError::NoFeatures {
                file: file.to_owned(),
                why: None,
            });
        }
        self.layers.push((index, Layer::Flows, taken));
    }

    fn layer_file(
        &mut self,
        file: &str,
        (mut document, crs): (Document, &Crs),
        is_table: bool,
        mut notes: Notes,
    ) {
        if file.to_lowercase().ends_with(".txt") {
            notes.file(Words::new(
                "The name ends in .txt; it holds GeoJSON and is read as such",
                "文件名以 .txt 结尾，内容是 GeoJSON，已按 GeoJSON 读取",
            ));
        }
        let drawing = drawn::take_out(file, &mut document.features);
        if let Some((error, _)) = &drawing {
            notes.file(error.words());
        }
        if let Some(words) = crs.conversion() {
            notes.file(words);
        }
        if document.features.is_empty() && drawing.is_none() {
            notes.file(Words::new("The file holds no features", "文件中没有要素"));
        }
        self.failed.extend(document.broken.clone());
        let index = self.begin(file, notes);
        self.illustrative |= made_up::is_said(&document.members);
        if self.stated_name.is_none() {
            self.stated_name = document
                .members
                .get(plan::MEMBER)
                .and_then(|member| text_of(member.get("county")));
        }
        let collection_name = text_of(document.members.get("name"));
        let (counts, unused) = self.take_in(index, document.features, crs, is_table);
        let loose = self.gathered.loose.last();
        let may_join = loose.is_some_and(|table| table.file == index);
        let is_nothing = !may_join && counts.iter().all(|(layer, _)| *layer == Layer::Unknown);
        match drawing {
            Some((error, features)) => {
                self.failed.push(error);
                self.layers.push((index, Layer::Plan, features));
            }
            None if is_nothing => {
                let why = unused.words();
                if let Some(why) = &why {
                    self.gathered.notes[index].file(Words::new(
                        format!("Nothing in it was recognised: {}", why.en),
                        format!("未识别出任何内容：{}", why.zh),
                    ));
                }
                self.unused = self.unused.take().or_else(|| why.clone());
                let file = file.to_owned();
                let why = why.map(Box::new);
                match (counts.is_empty(), why) {
                    (true, Some(why)) if is_table => {
                        self.failed.push(OpenError::NoPlaces { file, why });
                    }
                    (true, why) => self.failed.push(OpenError::NoFeatures { file, why }),
                    (false, _) => {}
                }
            }
            None => {}
        }
        for (layer, features) in counts {
            if layer == Layer::Townships && self.collection_name.is_none() {
                // QGIS and GDAL write the layer's own name there, which is no county.
                self.collection_name = collection_name
                    .clone()
                    .filter(|name| !is_layer_name(name, file));
            }
            self.layers.push((index, layer, features));
        }
    }

    /// Sorts the features of a file into their layers and reads them; how many each layer took, and why others were
    /// not.
    fn take_in(
        &mut self,
        file: usize,
        features: Vec<RawFeature>,
        crs: &Crs,
        is_table: bool,
    ) -> (Vec<(Layer, usize)>, Unused) {
        let mut unused = Unused::default();
        let Some(stem) = self.stems.get(file).cloned() else {
            return (Vec::new(), unused);
        };
        let mut recogniser = Recogniser::of_file(&stem);
        let mut flow_recogniser = FlowRecogniser::of_file(&stem);
        let mut readers = Readers::default();
        let mut counts = BTreeMap::new();
        let mut shaped = Vec::with_capacity(features.len());
        let mut decided = Vec::with_capacity(features.len());
        let mut in_doubt: Vec<usize> = Vec::new();
        let mut loose: Vec<RawFeature> = Vec::new();
        let notes = &mut self.gathered.notes[file];
        let with_shape = |mut feature: RawFeature| {
            let shape = places::shape_of(&feature, crs, notes);
            if shape.is_ok() {
                // As it stands in the file it takes many times the memory of its shape.
                feature.geometry = Drawing::default();
            }
            (shape, feature)
        };
        let features: Vec<_> = features.into_iter().map(with_shape).collect();
        let nowhere = features
            .iter()
            .filter(|(shape, _)| *shape == Err(NoShape::Absent));
        flow_recogniser.see_pairs(nowhere.map(|(_, feature)| &feature.properties));
        for (shape, mut feature) in features {
            let notes = &mut self.gathered.notes[file];
            let mut are_flows = |properties: &Map<String, Value>| {
                flow_recogniser.are_flows(properties.keys().map(String::as_str))
            };
            if shape == Err(NoShape::Absent) && are_flows(&feature.properties) {
                let spot = Spot {
                    file,
                    feature: feature.number,
                };
                if readers.flow(&mut self.gathered, spot, feature.properties) {
                    *counts.entry(Layer::Flows).or_default() += 1;
                }
                continue;
            }
            if is_table && shape == Err(NoShape::Absent) {
                loose.push(feature);
                continue;
            }
            let shape = match shape {
                Err(NoShape::Absent) => stated_place(&feature, notes).ok_or(NoShape::Absent),
                Err(why) => match swapped::off_the_globe(&feature, crs, &why, notes) {
                    Ok(shape) => Ok(shape),
                    Err(Unplaced::Asked) => {
                        unused.no_place(&why);
                        continue;
                    }
                    Err(Unplaced::Lost) => Err(why),
                },
                shape => shape,
            };
            match shape {
                Ok(shape) => {
                    let layer = recogniser.layer(&shape, &feature.properties);
                    feature.properties.shift_remove(MARK);
                    let is_zone = layer == Some(Layer::Zones);
                    if is_zone && recogniser.may_be_a_township(&feature.properties) {
                        in_doubt.push(decided.len());
                    }
                    decided.push(layer);
                    shaped.push((feature, shape));
                }
                Err(why) => {
                    unused.no_place(&why);
                    places::tell_missing(&feature, why, notes);
                }
            }
        }
        self.take_loose(file, loose, &mut recogniser, &mut unused);
        let notes = &mut self.gathered.notes[file];
        if !in_doubt.is_empty() && zones::are_townships(in_doubt.len(), notes) {
            for position in in_doubt {
                decided[position] = Some(Layer::Townships);
            }
        }
        let majority = layers::majority(&decided);
        let properties = shaped.iter().map(|(feature, _)| &feature.properties);
        let layered = decided
            .iter()
            .map(|layer| layer.unwrap_or(majority))
            .zip(properties);
        readers.study(layered, &mut self.gathered.notes[file]);
        for ((feature, shape), layer) in shaped.into_iter().zip(decided) {
            let layer = layer.unwrap_or(majority);
            let number = feature.number;
            if layer == Layer::Unknown {
                unused.not_recognised(&shape, &feature.properties);
            }
            if let (Layer::Schools, Some(rows)) = (layer, &mut self.roster) {
                rows.push((file, feature, shape));
                *counts.entry(layer).or_default() += 1;
                continue;
            }
            let was_read = readers.read(&mut self.gathered, file, feature, shape, layer);
            if was_read || layer == Layer::Unknown {
                *counts.entry(layer).or_default() += 1;
            } else {
                unused.left_out(|| self.gathered.notes[file].first_about(number));
            }
        }
        (counts.into_iter().collect(), unused)
    }

    /// Keeps the rows of a table that show no place, until the places of the other files are known.
    fn take_loose(
        &mut self,
        file: usize,
        rows: Vec<RawFeature>,
        recogniser: &mut Recogniser,
        unused: &mut Unused,
    ) {
        let somewhere = Shape::Points(Vec::new());
        let decided = rows
            .iter()
            .map(|row| recogniser.layer(&somewhere, &row.properties));
        let decided: Vec<Option<Layer>> = decided.collect();
        let layer = match layers::majority(&decided) {
            Layer::Unknown if self.roster.is_some() => Layer::Schools,
            layer => layer,
        };
        if layer == Layer::Unknown {
            for row in &rows {
                unused.not_recognised(&somewhere, &row.properties);
            }
        } else if !rows.is_empty() {
            self.gathered.loose.push(LooseTable { file, layer, rows });
        }
    }

    /// What was gathered of a roster, with the names of its files and what failed.
    pub(super) fn into_roster(self) -> (Gathered, Vec<RosterFeature>, Vec<String>, Vec<OpenError>) {
        (
            self.gathered,
            self.roster.unwrap_or_default(),
            self.names,
            self.failed,
        )
    }

    /// Joins everything; an error when nothing useful was read.
    pub(super) fn finish(self, folder: Option<String>) -> Result<Opened, OpenError> {
        let Self {
            mut gathered,
            mut layers,
            mut failed,
            stems,
            names,
            unused,
            plans,
            inputs,
            paths,
            folders,
            answers,
            ..
        } = self;
        datum::suspect(&mut gathered);
        copies::leave_out_versions(&mut gathered, &stems);
        swapped::settle(&mut gathered);
        zones::take_out(&mut gathered);
        let outlined = areas::settle(&mut gathered, &names);
        doubles::settle(&mut gathered);
        let (joined, not_joined) = join::settle(&mut gathered, &names);
        layers.extend(joined);
        failed.extend(not_joined);
        unknown_kinds::settle(&mut gathered);
        let layers = columns_read::layers_read(layers, &gathered.moved, &names, &gathered.notes);
        // What was left out until the planner says what it is may be all there is.
        let is_asked = gathered.notes.iter().any(Notes::is_open);
        if gathered.is_empty() && !is_asked {
            let unused = unused.or_else(|| zones::why_alone(&gathered.zones));
            let failed = failed.into_iter().next();
            let plan = plans.into_iter().next().map(|(_, file, ..)| file);
            return Err(failed.unwrap_or_else(|| why::nothing(plan, &gathered.sources, unused)));
        }
        let name = self
            .stated_name
            .or(self.collection_name)
            .or(outlined)
            .or(folder);
        let name = name.or_else(|| stems.first().cloned()).unwrap_or_default();
        totals::check(&mut gathered);
        let (mut county, travel, mut notes) = gathered.county(name, self.illustrative, &stems);
        let mut answers = Arc::unwrap_or_clone(answers);
        let let_go = answers.let_go(&notes.iter().flat_map(Notes::asked))?;
        let said = answers.iter();
        county.answers = said
            .map(|(question, choice)| (question.to_owned(), choice.to_owned()))
            .collect();
        // Plans are of the county as it is set right.
        let as_corrected = corrected(&county, &answers.corrections);
        let mut opened_plans = Vec::with_capacity(plans.len());
        for (index, file, mut plan, made_with) in plans {
            fits::mend_ids(&mut plan, &as_corrected, &mut notes[index]);
            kept::without_the_countys(&mut plan, &as_corrected);
            let failed = check_plan(&file, &plan, &made_with, &as_corrected, &mut notes[index]);
            let lost = failed.iter().map(OpenError::words).collect();
            opened_plans.push(OpenedPlan {
                plan,
                lost,
                made_with: Arc::new(made_with),
            });
        }
        let noted = notes.into_iter().flat_map(Notes::finish);
        let gone = let_go.iter().map(|said| Warning::of_stray(said, &names));
        let warnings = noted
            .chain(gaps::gaps(&county, &layers))
            .chain(gone)
            .collect();
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
                basemaps: Vec::new(),
                answers,
                made_with: None,
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
