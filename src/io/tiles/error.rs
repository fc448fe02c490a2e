//! Why a file of tiles cannot lie under a map.

use thiserror::Error;

use super::{MOST_TILE_BYTES, TileId};
use crate::words::Words;

/// Why a file of tiles, or a tile of it, is of no use.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TilesError {
    /// It is not there, or may not be read.
    #[error("{0}: the file is not there or may not be read; the map has no basemap now")]
    Unreadable(String),
    /// It cannot be understood.
    #[error("{file}: the file is damaged: {}", cause.en)]
    Damaged {
        /// The file.
        file: String,
        /// What is wrong.
        cause: Box<Words>,
    },
    /// It is no file of tiles.
    #[error("{0}: this is no file of tiles: it has no tables of tiles (tiles, metadata)")]
    NoTables(String),
    /// There is no tile in it.
    #[error("{0}: there is not a single tile in it")]
    Empty(String),
    /// Its tiles are no pictures.
    #[error(
        "{0}: its tiles are vector tiles (pbf), which are no pictures; a basemap needs PNG or JPEG: save it as raster \
         tiles in QGIS"
    )]
    Vector(String),
    /// Its tiles are pictures of another kind.
    #[error("{0}: its tiles are no PNG, JPEG or WebP pictures")]
    OtherPictures(String),
    /// The file is of a version that is not read.
    #[error("{file}: PMTiles version {version} is not known; version 3 is read")]
    Version {
        /// The file.
        file: String,
        /// What its head says.
        version: u8,
    },
    /// It is packed in a way that is not read.
    #[error(
        "{0}: it is packed with brotli or zstd, which is not read; pack it with gzip or not at all"
    )]
    Packing(String),
    /// Its coordinate system is not known.
    #[error("{file}: the coordinate system {system} of its tiles is not known")]
    UnknownSystem {
        /// The file.
        file: String,
        /// What the file calls it.
        system: String,
    },
    /// None of it lies in the county.
    #[error("{0}: no tile of it lies in the county")]
    Outside(String),
    /// One tile has too many bytes.
    #[error("{0}: the tile {1} is larger than {mb} MB and left out", mb = MOST_TILE_BYTES >> 20)]
    TooLarge(String, TileId),
    /// One tile cannot be unpacked.
    #[error("{0}: the tile {1} is damaged and left out; others may be too")]
    BadTile(String, TileId),
}

impl TilesError {
    /// In both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Unreadable(file) => format!("{file}：文件不存在或无法读取；现在没有底图"),
            Self::Damaged { file, cause } => format!("{file}：文件已损坏：{}", cause.zh),
            Self::NoTables(file) => {
                format!("{file}：不是瓦片文件，其中没有瓦片表（tiles、metadata）")
            }
            Self::Empty(file) => format!("{file}：其中没有任何瓦片"),
            Self::Vector(file) => format!(
                "{file}：是矢量瓦片（pbf），不是图片；底图需要 PNG 或 JPEG 瓦片，请在 QGIS 中生成栅格瓦片"
            ),
            Self::OtherPictures(file) => format!("{file}：瓦片不是 PNG、JPEG 或 WebP 图片"),
            Self::Version { file, version } => {
                format!("{file}：不支持 PMTiles 第 {version} 版；可读取第 3 版")
            }
            Self::Packing(file) => {
                format!("{file}：用 brotli 或 zstd 压缩，无法读取；请改用 gzip 或不压缩")
            }
            Self::UnknownSystem { file, system } => {
                format!("{file}：瓦片的坐标系 {system} 无法识别")
            }
            Self::Outside(file) => format!("{file}：没有一块瓦片落在本县"),
            Self::TooLarge(file, tile) => {
                let megabytes = MOST_TILE_BYTES >> 20;
                format!("{file}：瓦片 {tile} 超过 {megabytes} MB，不显示")
            }
            Self::BadTile(file, tile) => {
                format!("{file}：瓦片 {tile} 已损坏，不显示；其他瓦片也可能有问题")
            }
        };
        Words::new(self.to_string(), zh)
    }
}
