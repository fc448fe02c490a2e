//! Why a file, or everything, could not be opened.

use thiserror::Error;

use crate::words::{Lang, Words};

/// Why nothing could be read. Every message names the file and the place in it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// The file system said no.
    #[error("{file} cannot be read: {cause}")]
    Unreadable {
        /// The path as given.
        file: String,
        /// The system's words.
        cause: String,
    },
    /// There is nothing in the file.
    #[error("{file} is empty")]
    Blank {
        /// The file's name.
        file: String,
    },
    /// The JSON breaks off or breaks its rules.
    #[error("{file}, line {line}, column {column}: not valid JSON ({cause})")]
    Syntax {
        /// The file's name.
        file: String,
        /// From 1.
        line: usize,
        /// From 1, in bytes.
        column: usize,
        /// The parser's words.
        cause: String,
    },
    /// A format that the program does not read.
    #[error("{file} is {}; {}", .what.en, .convert.en)]
    OtherFormat {
        /// The file's name.
        file: String,
        /// What it is.
        what: Box<Words>,
        /// How to turn it into GeoJSON.
        convert: Box<Words>,
    },
    /// A table that says what it is, of which nothing can be used.
    #[error("{file}: {}", .why.en)]
    BadTable {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        why: Box<Words>,
    },
    /// JSON, but not GeoJSON.
    #[error("{file} is JSON but not GeoJSON: {}", .why.en)]
    NotGeoJson {
        /// The file's name.
        file: String,
        /// What is missing.
        why: Box<Words>,
    },
    /// Coordinates in a system that is not converted.
    #[error(
        "{file} is in the coordinate system {crs}; save it in WGS 84 (EPSG:4326), in QGIS: Export, Save Features As"
    )]
    CoordinateSystem {
        /// The file's name.
        file: String,
        /// As the file names it.
        crs: String,
    },
    /// A folder without a file that could be read.
    #[error("{folder} holds no layers or tables (.geojson, .gpkg, .shp, .xlsx, .csv, .kml, .zip)")]
    EmptyFolder {
        /// The path as given.
        folder: String,
    },
    /// A folder without a file that could be read; folders in it have some.
    #[error("{folder} holds no layers or tables itself; open the folder in it: {inner}")]
    OnlySubfolders {
        /// The path as given.
        folder: String,
        /// The names of the folders in it.
        inner: String,
    },
    /// All files were read and none held townships, schools, settlements or roads.
    #[error("no townships, schools, settlements or roads in {files}{}", because(.why.as_deref(), Lang::En))]
    NothingUseful {
        /// The names of the files.
        files: String,
        /// What the first of them holds instead, where that is known.
        why: Option<Box<Words>>,
    },
    /// The features of a plan without the plan itself.
    #[error(
        "{file} shows a plan ({}) but has lost its member \"xuequ\", which holds the measures; nothing of it is read: \
         open the plan file as Xuequ saved it", .held.en
    )]
    PlanDrawing {
        /// The file's name.
        file: String,
        /// What it shows, counted.
        held: Box<Words>,
    },
    /// A plan was given without the county it is for.
    #[error("{file} is a plan; open it together with the files of its county")]
    PlanAlone {
        /// The file's name.
        file: String,
    },
    /// A county layer was given where a plan was expected.
    #[error("{file} is not a plan file: it has no member \"xuequ\" with a list of actions")]
    NotAPlan {
        /// The file's name.
        file: String,
    },
    /// A plan in a format newer than this program.
    #[error("{file} was written in format {format}; this program reads up to format 1")]
    NewerFormat {
        /// The file's name.
        file: String,
        /// The number in the file.
        format: u64,
    },
    /// A plan with something that cannot be understood.
    #[error("{file}, {}: {}", .place.en, .what.en)]
    BadPlan {
        /// The file's name.
        file: String,
        /// Which part of the plan.
        place: Box<Words>,
        /// What is wrong with it.
        what: Box<Words>,
    },
    /// A collection without a single feature that could be read.
    #[error("{file} holds no features that could be read{}", because(.why.as_deref(), Lang::En))]
    NoFeatures {
        /// The file's name.
        file: String,
        /// What it holds instead; `None` where it holds nothing.
        why: Option<Box<Words>>,
    },
    /// A table of which no row is anywhere on the map.
    #[error("{file}: {}", .why.en)]
    NoPlaces {
        /// The file's name.
        file: String,
        /// Why none of its rows has a place.
        why: Box<Words>,
    },
    /// A file in lines of which some break off; the others were read.
    #[error("{file} was read in part: {}", .cause.en)]
    InPart {
        /// The file's name.
        file: String,
        /// The first line that breaks off, and how.
        cause: Box<Words>,
    },
    /// A plan was made with a file that is not there.
    #[error("{file} was made with {layer}, which is not among the files of the county")]
    LayerAbsent {
        /// The plan's file.
        file: String,
        /// The name of the file that is not there.
        layer: String,
    },
    /// A correction that does not count: the files are others than those that it was made for.
    #[error("the correction of {name}, {}: {}", .field.en, .why.en)]
    Correction {
        /// Whom it is about, as the files called it.
        name: String,
        /// What it sets right.
        field: Box<Words>,
        /// Why it does not count.
        why: Box<Words>,
    },
    /// An answer to a question that was not asked, or with a choice that is not there.
    #[error("{question}={choice}: {}", answer_words(.choices.as_deref()).en)]
    Answer {
        /// The key of the question.
        question: String,
        /// What was answered.
        choice: String,
        /// The choices there are; `None` where nothing like this is asked.
        choices: Option<String>,
    },
    /// The person at the screen stopped it.
    #[error("reading was stopped")]
    Stopped,
}

impl OpenError {
    /// The file or folder it is about; empty where it is about none in particular.
    pub fn file(&self) -> &str {
        match self {
            Self::Unreadable { file, .. }
            | Self::Blank { file }
            | Self::Syntax { file, .. }
            | Self::OtherFormat { file, .. }
            | Self::BadTable { file, .. }
            | Self::NoPlaces { file, .. }
            | Self::NotGeoJson { file, .. }
            | Self::CoordinateSystem { file, .. }
            | Self::PlanAlone { file }
            | Self::NotAPlan { file }
            | Self::NewerFormat { file, .. }
            | Self::BadPlan { file, .. }
            | Self::NoFeatures { file, .. }
            | Self::PlanDrawing { file, .. }
            | Self::InPart { file, .. }
            | Self::LayerAbsent { file, .. } => file,
            Self::EmptyFolder { folder } | Self::OnlySubfolders { folder, .. } => folder,
            Self::NothingUseful { .. }
            | Self::Answer { .. }
            | Self::Correction { .. }
            | Self::Stopped => "",
        }
    }

    /// Why a file could not be used, without the file's name, where that is known in words.
    pub(super) fn reason(&self) -> &str {
        match self {
            Self::BadTable { why, .. } => &why.en,
            _ => "",
        }
    }

    /// Whether something is lost with it that the county or the plan should have had. Tables beside the layers never
    /// were a part of it, and a plan that cannot be read is no part of any other.
    pub fn loses_a_layer(&self) -> bool {
        match self {
            Self::OtherFormat { file, .. } | Self::NoPlaces { file, .. } => {
                !super::text::is_table(file)
            }
            Self::BadPlan { .. } | Self::NewerFormat { .. } | Self::PlanDrawing { .. } => false,
            _ => true,
        }
    }

    /// The error in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Unreadable { file, cause } => format!("无法读取 {file}：{cause}"),
            Self::Blank { file } => format!("{file} 是空文件"),
            Self::Syntax {
                file,
                line,
                column,
                cause,
            } => {
                format!("{file} 第{line}行第{column}列：不是有效的 JSON（{cause}）")
            }
            Self::OtherFormat {
                file,
                what,
                convert,
            } => {
                format!("{file} 是{}；{}", what.zh, convert.zh)
            }
            Self::BadTable { file, why } | Self::NoPlaces { file, why } => {
                format!("{file}：{}", why.zh)
            }
            Self::NotGeoJson { file, why } => format!("{file} 是 JSON 但不是 GeoJSON：{}", why.zh),
            Self::CoordinateSystem { file, crs } => format!(
                "{file} 的坐标系是 {crs}；请另存为 WGS 84（EPSG:4326）或 CGCS2000 经纬度（EPSG:4490），QGIS 中用“导出 → 要素另存为”"
            ),
            Self::EmptyFolder { folder } => {
                format!(
                    "{folder} 中没有图层或表格（.geojson、.gpkg、.shp、.xlsx、.csv、.kml、.zip）"
                )
            }
            Self::OnlySubfolders { folder, inner } => {
                format!("{folder} 本身没有图层或表格，请打开其中的子文件夹：{inner}")
            }
            Self::NothingUseful { files, why } => {
                format!(
                    "{files} 中没有乡镇、学校、居民点或道路{}",
                    because(why.as_deref(), Lang::Zh)
                )
            }
            Self::PlanDrawing { file, held } => format!(
                "{file} 是规划方案的图形（{}），但丢失了记录措施的“xuequ”成员，未读入；请打开本程序保存的方案文件",
                held.zh
            ),
            Self::PlanAlone { file } => format!("{file} 是规划方案；请与所属县的数据文件一起打开"),
            Self::NotAPlan { file } => {
                format!("{file} 不是规划方案文件：缺少带措施清单的“xuequ”成员")
            }
            Self::NewerFormat { file, format } => {
                format!("{file} 的格式版本为 {format}，本程序最高可读版本 1")
            }
            Self::BadPlan { file, place, what } => format!("{file}，{}：{}", place.zh, what.zh),
            Self::NoFeatures { file, why } => {
                format!(
                    "{file} 中没有可读入的要素{}",
                    because(why.as_deref(), Lang::Zh)
                )
            }
            Self::InPart { file, cause } => format!("{file} 只读入一部分：{}", cause.zh),
            Self::LayerAbsent { file, layer } => {
                format!("{file} 编制时用到 {layer}，而本县文件中没有它")
            }
            Self::Correction { name, field, why } => {
                format!("{name}的更正（{}）：{}", field.zh, why.zh)
            }
            Self::Answer {
                question,
                choice,
                choices,
            } => format!(
                "{question}={choice}：{}",
                answer_words(choices.as_deref()).zh
            ),
            Self::Stopped => "读取已停止".to_owned(),
        };
        Words::new(self.to_string(), zh)
    }
}

/// Why an answer is none.
fn answer_words(choices: Option<&str>) -> Words {
    choices.map_or_else(
        || {
            Words::new(
                "nothing like this is asked; xuequ check lists the questions",
                "没有这样的问题；xuequ check 会列出全部问题",
            )
        },
        |choices| {
            Words::new(
                format!("the choices are {choices}"),
                format!("可选：{choices}"),
            )
        },
    )
}

/// What a file holds instead of what was looked for.
fn because(why: Option<&Words>, lang: Lang) -> String {
    let colon = match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    };
    why.map_or_else(String::new, |why| format!("{colon}{}", why.say(lang)))
}
