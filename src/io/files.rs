//! Which files of a folder are opened, and what files and folders are called.

use std::path::{Path, PathBuf};

use super::formats::refused;
use super::{OpenError, aliases, copies, formats, township_aliases};
use crate::words::Words;

pub(super) fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

pub(super) fn folder_name(path: &Path) -> Option<String> {
    let whole = std::path::absolute(path).ok()?;
    // `county/.` and `.` are named by the folder they stand for.
    let named = if whole.file_name().is_some() {
        whole
    } else {
        whole.canonicalize().ok()?
    };
    Some(named.file_name()?.to_string_lossy().into_owned())
}

pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> OpenError {
    OpenError::Unreadable {
        file: path.display().to_string(),
        cause: error.to_string(),
    }
}

/// A path without the name of the layer or sheet that may stand behind it: `roster.xlsx#小学`.
pub(super) fn layer_of(path: &Path) -> (PathBuf, Option<String>) {
    let whole = path.to_string_lossy();
    // A layer may have the sign in its name, and so may a file.
    let signs = whole.match_indices('#').filter(|_| !path.exists());
    let mut parts = signs.map(|(at, _)| (&whole[..at], &whole[at + 1..]));
    match parts.find(|(file, layer)| Path::new(file).is_file() && !layer.is_empty()) {
        Some((file, layer)) => (PathBuf::from(file), Some(layer.to_owned())),
        None => (path.to_owned(), None),
    }
}

/// What a file or a layer is called without its ending: of a layer, a sheet or a file in an archive, the innermost name
/// that says what it holds, else the innermost.
pub(super) fn stem_of(file: &str) -> &str {
    if let Some(stem) = formats::osm::stem_of(file) {
        return stem;
    }
    let file = formats::osm::without_packing(file);
    let stem = |name: &'_ str| -> usize {
        name.rsplit_once('.')
            .map_or(name.len(), |(stem, _)| stem.len())
    };
    let parts = file.split('#').rev().map(|part| {
        let part = part.rsplit(['/', '\\']).next().unwrap_or(part);
        &part[..stem(part)]
    });
    let mut saying = parts
        .clone()
        .filter(|part| !aliases::layers_of_file_name(&format!("{part}.")).is_empty());
    let innermost = parts.clone().next().unwrap_or(file);
    saying.next().unwrap_or(innermost)
}

/// The bytes of the file beside a path that has the same name but for this ending, whichever way that is written.
pub(super) fn beside(path: &Path, ending: &str) -> Option<Vec<u8>> {
    let upper = ending.to_uppercase();
    let mut spellings = [ending, upper.as_str()].into_iter();
    // What is not there or cannot be read is told as missing by who asks.
    spellings.find_map(|ending| read(&path.with_extension(ending)).ok())
}

/// Larger files are not read: 1 GiB.
const MOST_BYTES: u64 = 1 << 30;

/// The bytes of a file, as many as there are while it is read; one that is too large, or grows without end, is refused.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, OpenError> {
    read_up_to(path, MOST_BYTES)
}

fn read_up_to(path: &Path, most: u64) -> Result<Vec<u8>, OpenError> {
    use std::io::Read as _;
    let failed = |error: std::io::Error| unreadable(path, &error);
    let file = std::fs::File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(failed(std::io::Error::other("not a file")));
    }
    let mut bytes = Vec::new();
    if metadata.len() <= most {
        file.take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    }
    if metadata.len() > most || bytes.len() as u64 > most {
        let megabytes = most >> 20;
        return Err(OpenError::BadTable {
            file: file_name(path),
            why: Box::new(Words::new(
                format!("larger than {megabytes} MB, which is not read: cut it to the county"),
                format!("超过{megabytes} MB，不读取；请只保留本县的数据"),
            )),
        });
    }
    Ok(bytes)
}

/// Whether a file is a part of a shapefile that lies beside it, and is read with that.
pub(super) fn is_part_of_shape(path: &Path) -> bool {
    let ending = path
        .extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let has_shape = || {
        ["shp", "SHP"]
            .iter()
            .any(|shape| path.with_extension(shape).is_file())
    };
    formats::PARTS.contains(&ending.as_str()) && has_shape()
}

/// What a path leads to.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// The files that may hold layers, copies last, else by name, with their sizes.
    pub(super) found: Vec<(PathBuf, u64)>,
    /// Folders in a folder, with the number of their files that may hold layers: those are not opened.
    pub(super) inner: Vec<(String, usize)>,
}

/// What is said of a folder in a folder.
pub(super) fn of_inner_folder(n_files: usize) -> Words {
    let files = Words::counted(n_files, "file", "个文件");
    Words::new(
        format!(
            "A folder in the folder, with {} that may belong here; not read: open it too",
            files.en
        ),
        format!("子文件夹中有{}可能属于本县，未读入，请一并打开", files.zh),
    )
}

/// What is said of a basemap that was named with a county: what is in it only the window looks at.
pub(super) fn of_basemap() -> Words {
    Words::new(
        "By its name a basemap and no layer: it is not read here; the window tries to lay it under the map",
        "按文件名是底图，不是数据图层：此处不读取，窗口中再尝试垫在地图下面",
    )
}

/// A file, or the files of a folder that may hold layers.
pub(super) fn files_of(path: &Path) -> Result<Files, OpenError> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let mut files = Files::default();
    let name = file_name(path);
    if let Some(error) =
        refused::other_format(&name, &name, &[]).filter(|_| name.to_lowercase().ends_with(".gdb"))
    {
        return Err(error);
    }
    if !metadata.is_dir() && !metadata.is_file() {
        return Err(unreadable(path, &std::io::Error::other("not a file")));
    }
    if !metadata.is_dir() {
        files.found.push((path.to_owned(), metadata.len()));
        return Ok(files);
    }
    let entries = std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(path, &error))?;
        let path = entry.path();
        let (name, size) = (
            file_name(&path),
            std::fs::metadata(&path).map_or(0, |metadata| metadata.len()),
        );
        if path.is_file()
            && !is_part_of_shape(&path)
            && (may_hold_a_layer(&name) || is_json_in_text(&path))
        {
            files.found.push((path, size));
        } else if path.is_dir() && !is_hidden(&name) {
            let n_files = layers_in(&path);
            files.inner.extend((n_files > 0).then_some((name, n_files)));
        }
    }
    files.found.sort();
    // What is said of a copy names the file that was read instead.
    let stems: Vec<String> = files.found.iter().map(|(path, _)| stem(path)).collect();
    let marked = files.found.into_iter().zip(copies::are_copies(&stems));
    let (copies, others): (Vec<_>, Vec<_>) = marked.partition(|(_, is_copy)| *is_copy);
    files.found = others
        .into_iter()
        .chain(copies)
        .map(|(file, _)| file)
        .collect();
    files.inner.sort();
    if !files.found.is_empty() {
        return Ok(files);
    }
    let folder = path.display().to_string();
    Err(if files.inner.is_empty() {
        OpenError::EmptyFolder { folder }
    } else {
        let names: Vec<String> = files.inner.into_iter().map(|(name, _)| name).collect();
        let inner = names.join(", ");
        OpenError::OnlySubfolders { folder, inner }
    })
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// How many files that may hold layers are in a folder and those right in it; none where it cannot be read.
fn layers_in(folder: &Path) -> usize {
    let files_in = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let count = |paths: &[PathBuf]| {
        paths
            .iter()
            .filter(|path| path.is_file() && may_hold_a_layer(&file_name(path)))
            .count()
    };
    let inside = files_in(folder);
    let deeper = inside.iter().filter(|path| path.is_dir());
    count(&inside) + deeper.map(|path| count(&files_in(path))).sum::<usize>()
}

/// Whether a text file holds JSON, as files do that a browser saved under another name.
fn is_json_in_text(path: &Path) -> bool {
    use std::io::Read as _;
    let ending = path.extension();
    let is_text = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
    if !is_text || is_hidden(&file_name(path)) {
        return false;
    }
    let mut head = [0; 64];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut head));
    // What cannot be read here says so nowhere: a text beside the layers is none of them.
    let length = read.unwrap_or(0);
    let text = head[..length]
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(&head[..length]);
    text.trim_ascii_start().starts_with(b"{")
}

fn is_hidden(name: &str) -> bool {
    // Locks of an open workbook, and what other systems leave in archives.
    name.starts_with('.') || name.starts_with("~$") || name == "__MACOSX"
}

/// The endings of files that are read, without the dot and in lower case: for the dialog that asks for them.
pub const READ_ENDINGS: [&str; 23] = [
    "geojson", "json", "geojsonl", "ndjson", "topojson", "gpkg", "shp", "dbf", "kml", "kmz", "csv",
    "tsv", "xlsx", "xlsm", "xls", "ods", "zip", "gz", "txt", "geojsons", "osm", "pbf", "toml",
];

/// Whether a file in a folder is meant to be opened: GeoJSON, and formats that people take for it. For those a message
/// says how to convert them. The rest of a folder (README, styles, parts of a Shapefile) is passed over.
pub(super) fn may_hold_a_layer(file: &str) -> bool {
    const ENDINGS: [&str; 35] = [
        ".geojson",
        ".json",
        ".geojsonl",
        ".geojsons",
        ".ndjson",
        ".topojson",
        ".geojson.txt",
        ".json.txt",
        ".shp",
        ".dbf",
        ".xlsm",
        ".mbtiles",
        ".pdf",
        ".gpkg",
        ".kml",
        ".kmz",
        ".pbf",
        ".osm",
        ".gml",
        ".fgb",
        ".parquet",
        ".tab",
        ".mif",
        ".dxf",
        ".csv",
        ".tsv",
        ".xlsx",
        ".xls",
        ".ods",
        ".zip",
        ".7z",
        ".rar",
        ".gz",
        ".tgz",
        ".tar",
    ];
    let name = file.to_lowercase();
    let has_ending = ENDINGS.iter().any(|ending| name.ends_with(ending));
    !is_hidden(&name) && (has_ending || township_aliases::is_called_so(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_the_name_of_a_file_or_of_its_layer_does_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        std::fs::write(file("a#1.xlsx"), "x").unwrap();
        std::fs::write(file("b.xlsx"), "x").unwrap();
        for (named, path, layer) in [
            ("a#1.xlsx", "a#1.xlsx", None),
            ("a#1.xlsx#小学", "a#1.xlsx", Some("小学")),
            ("b.xlsx#小学#2024", "b.xlsx", Some("小学#2024")),
            ("b.xlsx#a=b", "b.xlsx", Some("a=b")),
            ("b.xlsx#", "b.xlsx#", None),
        ] {
            assert_eq!(
                layer_of(&file(named)),
                (file(path), layer.map(str::to_owned))
            );
        }
    }

    #[test]
    fn what_is_too_large_is_refused_and_what_is_no_file_or_gone_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "0123456789").unwrap();
        assert_eq!(read_up_to(&path, 10).unwrap(), b"0123456789");
        let words = read_up_to(&path, 9).unwrap_err().words();
        assert!(
            words.en.contains("a.csv") && words.en.contains("not read"),
            "{words:?}"
        );
        assert!(read(folder.path()).is_err() && read(&folder.path().join("b.csv")).is_err());
        #[cfg(unix)]
        assert!(read(Path::new("/dev/zero")).is_err());
    }
}
