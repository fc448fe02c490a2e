//! Which files of a folder are opened, and what files and folders are called.

use std::path::{Path, PathBuf};

use super::OpenError;

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

/// A file, or the files of a folder that may hold layers, by name, with their sizes.
pub(super) fn files_of(path: &Path) -> Result<Vec<(PathBuf, u64)>, OpenError> {
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

/// Whether a file in a folder is meant to be opened: GeoJSON, and formats that people take for it. For those a message
/// says how to convert them. The rest of a folder (README, styles, parts of a Shapefile) is passed over.
pub(super) fn may_hold_a_layer(file: &str) -> bool {
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
