//! Zip archives and gzip, unpacked in memory within bounds: never to the disk, whatever names the entries have.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use super::super::OpenError;
use super::encoding;
use super::trap::Part;
use crate::words::Words;

/// More entries than this are not looked at.
const MOST_ENTRIES: usize = 20_000;
/// So many bytes are unpacked of one archive at most: half a gibibyte.
const MOST_BYTES: u64 = 1 << 29;
/// Honest data shrink to a fiftieth or so; what grows more than this, and to more than [`SUSPICIOUS`], is a bomb.
const HIGHEST_RATIO: u64 = 250;
const SUSPICIOUS: u64 = 32 << 20;

/// A zip archive.
pub(super) struct Archive<'a> {
    file: &'a str,
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// How many bytes may still be unpacked.
    left: u64,
}

impl<'a> Archive<'a> {
    /// Opens an archive.
    ///
    /// # Errors
    /// When it is none, holds nothing, or more than is looked at.
    pub(super) fn open(file: &'a str, bytes: &'a [u8]) -> Result<Self, OpenError> {
        let zip = ZipArchive::new(Cursor::new(bytes));
        let zip = zip.map_err(|error| damaged(file, &error.to_string()))?;
        if zip.is_empty() {
            return Err(refused(file, "the archive is empty", "压缩包是空的"));
        }
        if zip.len() > MOST_ENTRIES {
            return Err(refused(
                file,
                format!(
                    "the archive has more than {MOST_ENTRIES} entries; open only what belongs to the county"
                ),
                format!("压缩包内超过{MOST_ENTRIES}个文件，请只打开本县的数据"),
            ));
        }
        Ok(Self {
            file,
            zip,
            left: MOST_BYTES,
        })
    }

    /// The names of its files in order, each with its position.
    pub(super) fn names(&mut self) -> Vec<(usize, String)> {
        let mut names: Vec<(usize, String)> = Vec::with_capacity(self.zip.len());
        for index in 0..self.zip.len() {
            // An entry that cannot be looked at has no name, and is not asked for.
            let Ok(entry) = self.zip.by_index_raw(index) else {
                continue;
            };
            if !entry.is_dir() {
                // Archives made in China often name their files in GBK without saying so.
                names.push((index, encoding::decode(entry.name_raw()).text));
            }
        }
        names.sort_by(|a, b| a.1.cmp(&b.1));
        names
    }

    /// Unpacks an entry.
    ///
    /// # Errors
    /// When it is encrypted, damaged, or grows beyond what is unpacked.
    pub(super) fn unpack(&mut self, index: usize) -> Result<Vec<u8>, OpenError> {
        let mut bytes = Vec::new();
        self.each_chunk(index, |chunk| bytes.extend_from_slice(chunk))?;
        Ok(bytes)
    }

    /// Unpacks every entry of a workbook without keeping it, for a reader that opens the archive itself and believes
    /// what it reads. How many bytes the largest entry has, and whether one states a number that makes that reader take
    /// all memory.
    ///
    /// # Errors
    /// As [`Archive::unpack`].
    pub(super) fn look_through(&mut self) -> Result<(u64, bool), OpenError> {
        let names: BTreeMap<usize, String> = self.names().into_iter().collect();
        let mut largest = 0;
        for index in 0..self.zip.len() {
            let name = names.get(&index).map(|name| name.to_lowercase());
            let mut part = Part::of(&name.unwrap_or_default());
            self.each_chunk(index, |chunk| part.see(chunk))?;
            largest = part.bytes.max(largest);
            if part.is_hostile() {
                return Ok((largest, true));
            }
        }
        Ok((largest, false))
    }

    /// Refuses a workbook whose sheets, each as large as its largest part, would take very long to read.
    pub(super) fn refuse_sheets(&self, sheets: usize, largest: u64) -> Result<(), OpenError> {
        if largest.saturating_mul(sheets as u64) <= 4 * MOST_BYTES {
            return Ok(());
        }
        Err(refused(
            self.file,
            format!(
                "{sheets} sheets of up to {} MB are too much to read; keep those of the county alone",
                largest >> 20
            ),
            format!(
                "共{sheets}个工作表，最大{} MB，过大不读取；请只保留本县的工作表",
                largest >> 20
            ),
        ))
    }

    fn each_chunk(&mut self, index: usize, mut take: impl FnMut(&[u8])) -> Result<(), OpenError> {
        let file = self.file;
        let entry = self.zip.by_index(index);
        let mut entry = entry.map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(_) | zip::result::ZipError::InvalidPassword => refused(
                file,
                "the archive is locked with a password or packed in a way that is not read; unpack it first",
                "压缩包已加密或压缩方式不支持，请先解压",
            ),
            error => damaged(file, &error.to_string()),
        })?;
        let packed = entry.compressed_size().max(1);
        let mut buffer = vec![0; 64 << 10];
        let mut unpacked = 0;
        loop {
            let read = entry.read(&mut buffer);
            let read = read.map_err(|error| damaged(file, &error.to_string()))?;
            if read == 0 {
                self.left -= unpacked;
                return Ok(());
            }
            unpacked += read as u64;
            let is_bomb = unpacked > SUSPICIOUS && unpacked / packed > HIGHEST_RATIO;
            if is_bomb || unpacked > self.left {
                return Err(too_large(file));
            }
            take(&buffer[..read]);
        }
    }
}

/// Unpacks a gzip file.
///
/// # Errors
/// When it is damaged, or grows beyond what is unpacked.
pub(super) fn gunzip(file: &str, packed: &[u8]) -> Result<Vec<u8>, OpenError> {
    let mut bytes = Vec::new();
    let most = MOST_BYTES.min(SUSPICIOUS.max(HIGHEST_RATIO * packed.len() as u64));
    let mut reader = MultiGzDecoder::new(packed).take(most + 1);
    let read = reader.read_to_end(&mut bytes);
    read.map_err(|error| damaged(file, &error.to_string()))?;
    if bytes.len() as u64 > most {
        return Err(too_large(file));
    }
    Ok(bytes)
}

fn too_large(file: &str) -> OpenError {
    let megabytes = MOST_BYTES >> 20;
    refused(
        file,
        format!(
            "what is packed in it grows beyond {megabytes} MB or beyond all measure; it is not unpacked"
        ),
        format!("解压后超过{megabytes} MB或膨胀异常，未解压"),
    )
}

fn damaged(file: &str, cause: &str) -> OpenError {
    refused(
        file,
        format!("the archive is damaged ({cause}); fetch or pack it again"),
        format!("压缩包已损坏（{cause}），请重新下载或打包"),
    )
}

pub(in crate::io) fn refused(
    file: &str,
    en: impl Into<String>,
    zh: impl Into<String>,
) -> OpenError {
    OpenError::BadTable {
        file: file.to_owned(),
        why: Box::new(Words::new(en, zh)),
    }
}
