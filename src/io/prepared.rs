//! The prepared roads of large counties, kept between runs in the user's cache folder.
//!
//! Nothing is written where the planner's data lies. A file is named after the roads it belongs to; what is damaged is
//! made anew, and of many files the oldest go.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::save;
use crate::travel::Travel;

/// From so many junctions on the preparation takes longer than reading it.
const WORTH_KEEPING: usize = 20_000;

/// How many counties are kept.
const MOST_KEPT: usize = 12;

/// What the names of the files end with.
const ENDING: &str = "roads";

/// Prepares roads, with what an earlier run kept in the cache folder of the user. Small networks are prepared faster
/// than a file is read: they are left to be prepared when first asked.
pub fn prepare(travel: &Travel) {
    let folder = (travel.junctions() >= WORTH_KEEPING)
        .then(cache_folder)
        .flatten();
    if let Some(folder) = folder {
        prepare_in(travel, &folder);
    }
}

fn cache_folder() -> Option<PathBuf> {
    let own = directories::ProjectDirs::from("", "", "xuequ")?;
    Some(own.cache_dir().join("prepared-roads"))
}

fn prepare_in(travel: &Travel, folder: &Path) {
    let file = folder.join(format!("{}.{ENDING}", travel.fingerprint()));
    let is_kept = std::fs::read(&file).is_ok_and(|bytes| travel.prepare_from(&bytes).is_ok());
    if is_kept {
        return;
    }
    let bytes = travel.prepared_bytes();
    // A cache that cannot be written is no fault of the county: the next run does the work again.
    if std::fs::create_dir_all(folder).is_ok() && save::replace(&file, &bytes).is_ok() {
        drop_oldest(folder);
    }
}

fn drop_oldest(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let age = |path: PathBuf| {
        let is_ours = path.extension().is_some_and(|ending| ending == ENDING);
        let modified = path.symlink_metadata().and_then(|file| file.modified());
        is_ours.then(|| (modified.unwrap_or(SystemTime::UNIX_EPOCH), path))
    };
    let mut files: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(|entry| age(entry.ok()?.path()))
        .collect();
    files.sort_unstable();
    let n_over = files.len().saturating_sub(MOST_KEPT);
    for (_, file) in files.into_iter().take(n_over) {
        // Another window may have dropped it already.
        std::fs::remove_file(file).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{County, Direction, Road, RoadClass};
    use crate::travel::DETOUR_FACTOR;

    /// A square of streets.
    fn town(streets: u32) -> County {
        let at =
            |x: u32, y: u32| LonLat::new(104.0 + f64::from(x) * 1e-3, 29.0 + f64::from(y) * 1e-3);
        let road = |line| Road {
            class: RoadClass::default(),
            name: None,
            direction: Direction::Both,
            level: 0,
            speed_kmh: None,
            line,
        };
        let lines = (0..streets).flat_map(|street| {
            let along = (0..streets).map(|cross| at(cross, street)).collect();
            let across = (0..streets).map(|cross| at(street, cross)).collect();
            [road(along), road(across)]
        });
        County {
            roads: lines.collect(),
            ..County::default()
        }
    }

    fn prepared(county: &County, folder: &Path) -> Travel {
        let travel = Travel::new(county, DETOUR_FACTOR);
        prepare_in(&travel, folder);
        assert!(travel.is_prepared());
        travel
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).expect("it is there");
        entries.map(|entry| entry.expect("a file").path()).collect()
    }

    #[test]
    fn roads_are_prepared_once_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let county = town(20);
        prepared(&county, folder.path());
        let [file] = &files(folder.path())[..] else {
            panic!("one file")
        };
        let kept = std::fs::read(file).expect("it was written");
        let written = std::fs::metadata(file).and_then(|file| file.modified());
        prepared(&county, folder.path());
        let again = std::fs::metadata(file).and_then(|file| file.modified());
        assert_eq!(again.ok(), written.ok(), "read, not written again");

        std::fs::write(file, &kept[..kept.len() / 2]).expect("it can be damaged");
        prepared(&county, folder.path());
        assert_eq!(std::fs::read(file).expect("it is there"), kept, "mended");

        let mut other = county;
        other.roads.truncate(30);
        prepared(&other, folder.path());
        assert_eq!(files(folder.path()).len(), 2, "each county has its own");
        assert_eq!(std::fs::read(file).expect("it is there"), kept);
    }

    #[test]
    fn the_oldest_go_when_there_are_many() {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..MOST_KEPT {
            let old = folder.path().join(format!("{number}.{ENDING}"));
            std::fs::write(old, b"old").expect("it can be written");
        }
        let foreign = folder.path().join("notes.txt");
        std::fs::write(&foreign, b"mine").expect("it can be written");
        let travel = prepared(&town(5), folder.path());
        let own = folder
            .path()
            .join(format!("{}.{ENDING}", travel.fingerprint()));
        assert!(own.exists() && foreign.exists());
        assert_eq!(files(folder.path()).len(), MOST_KEPT + 1);
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_trouble() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("taken");
        std::fs::write(&file, b"mine").expect("it can be written");
        prepared(&town(5), &file);
        assert_eq!(std::fs::read(&file).expect("it is there"), b"mine");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_cache_is_replaced_and_what_it_points_to_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let county = town(5);
        let travel = Travel::new(&county, DETOUR_FACTOR);
        let precious = folder.path().join("thesis.txt");
        std::fs::write(&precious, b"years of work").expect("it can be written");
        let link = folder
            .path()
            .join(format!("{}.{ENDING}", travel.fingerprint()));
        std::os::unix::fs::symlink(&precious, &link).expect("a link");
        prepared(&county, folder.path());
        assert_eq!(
            std::fs::read(&precious).expect("it is there"),
            b"years of work"
        );
        let kept = link.symlink_metadata().expect("it is there");
        assert!(!kept.file_type().is_symlink());
    }
}
