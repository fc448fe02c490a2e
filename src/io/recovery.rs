//! What is not saved yet, kept beside in the user's own data folder in case the program ends without a word.
//!
//! Every window has a file of its own, and holds a lock as long as it lives: another window offers only what nobody
//! holds any more. The planner's own files are never written here.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::save::{self, SaveError};
use super::{Stamp, files::unreadable};
use crate::plan::HistoryStep;
use crate::words::Words;

/// The version of the file that this program writes, and the newest it reads.
const FORMAT: u64 = 1;

/// What the names of the files end with.
const ENDING: &str = "recovery";

/// Unsaved plans of a county.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    format: u64,
    /// The files and folders that the county was read from; none for the sample county.
    pub paths: Vec<PathBuf>,
    /// What the county is called.
    pub county: String,
    /// When it was kept, in seconds since 1970.
    pub at: u64,
    /// The plans.
    pub plans: Vec<KeptPlan>,
    /// The steps that led to the corrections; each holds the corrections before it, an undone one those after it.
    #[serde(default)]
    pub data: Vec<KeptStep>,
    /// The corrections as they stood.
    #[serde(default)]
    pub corrections: String,
    /// What the window showed, in its own words; nothing here reads it.
    #[serde(default)]
    pub desk: String,
}

/// A plan that was not saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPlan {
    /// What it is called.
    pub name: String,
    /// Its file as it would have been saved.
    pub text: String,
    /// The file it was read from or saved to before.
    pub path: Option<PathBuf>,
    /// What that held then.
    pub stamp: Option<Stamp>,
    /// What it was called in that file, or among the files of the county.
    pub began_as: Option<String>,
    /// The names of the steps that led to it, in English and Chinese.
    #[serde(default)]
    pub steps: Vec<(String, String)>,
    /// Those steps, and the undone ones; each holds the plan before it, an undone one the plan after it.
    #[serde(default)]
    pub history: Vec<KeptStep>,
}

/// A step of the planner, as it was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptStep {
    /// Which step it was of all.
    pub number: u64,
    /// What was done, in English and Chinese.
    pub name: (String, String),
    /// What it did to the figures.
    pub effect: (String, String),
    /// When, in seconds since 1970.
    pub at: u64,
    /// Whether it was done; else it was undone.
    pub is_done: bool,
    /// What stood before it, or after an undone one.
    pub text: String,
}

impl KeptStep {
    /// A step, and what stood on its other side.
    pub fn of(step: &HistoryStep, is_done: bool, text: String) -> Self {
        let both = |words: &Words| (words.en.clone(), words.zh.clone());
        Self {
            number: step.number,
            name: both(&step.name),
            effect: both(&step.effect),
            at: seconds(step.at),
            is_done,
            text,
        }
    }

    /// The step, its number so many higher.
    pub fn step(&self, added: u64) -> HistoryStep {
        let words = |(en, zh): &(String, String)| Words::new(en.as_str(), zh.as_str());
        HistoryStep {
            number: self.number.saturating_add(added),
            name: words(&self.name),
            at: at_seconds(self.at),
            effect: words(&self.effect),
        }
    }
}

fn seconds(at: SystemTime) -> u64 {
    let since = at.duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

fn at_seconds(seconds: u64) -> SystemTime {
    let since = std::time::Duration::from_secs(seconds);
    let at = SystemTime::UNIX_EPOCH.checked_add(since);
    at.unwrap_or(SystemTime::UNIX_EPOCH)
}

impl Recovery {
    /// Plans that are not saved now.
    pub fn new(paths: Vec<PathBuf>, county: String, plans: Vec<KeptPlan>) -> Self {
        Self {
            format: FORMAT,
            paths,
            county,
            at: seconds(SystemTime::now()),
            plans,
            ..Self::default()
        }
    }

    /// When it was kept.
    pub fn time(&self) -> SystemTime {
        at_seconds(self.at)
    }
}

/// Holds a window's place among the files.
#[derive(Debug)]
struct Lock {
    path: PathBuf,
    file: File,
}

impl Lock {
    /// The lock of a file; `None` where a window that lives holds it.
    fn of(recovery: &Path) -> Option<Self> {
        let path = recovery.with_extension("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .ok()?;
        match file.try_lock() {
            // A system without locks cannot tell; what is offered twice is not lost.
            Ok(()) | Err(TryLockError::Error(_)) => Some(Self { path, file }),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Lets go of the place and what marks it.
    fn drop_file(self) {
        // What cannot be removed marks the place of nobody.
        std::fs::remove_file(&self.path).ok();
        drop(self.file);
    }
}

/// The file of this window.
#[derive(Debug)]
pub struct OwnRecovery {
    path: PathBuf,
    lock: Lock,
}

impl OwnRecovery {
    /// Takes a place in a folder; nothing is kept yet.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn begin(folder: &Path) -> Result<Self, SaveError> {
        let folder = folder.join(ENDING);
        std::fs::create_dir_all(&folder).map_err(|error| SaveError::of_system(&folder, &error))?;
        let names = (0_u32..).map(|number| format!("{}-{number}.{ENDING}", std::process::id()));
        let free = names.map(|name| folder.join(name)).find_map(|path| {
            // What an earlier process of this number has left is somebody's work.
            let lock = (!path.exists()).then(|| Lock::of(&path)).flatten()?;
            Some(Self { path, lock })
        });
        free.ok_or_else(|| SaveError::new(&folder, save::Cause::NotAllowed))
    }

    /// Keeps these plans in place of what was kept before: fully, or not at all.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep(&self, recovery: &Recovery) -> Result<(), SaveError> {
        let text = serde_json::to_vec(recovery).map_err(|_never| {
            // Texts and numbers can always be written.
            SaveError::new(&self.path, save::Cause::System(None))
        })?;
        save::keep(&self.path, &text)
    }

    /// Nothing is unsaved any more.
    pub fn forget(self) {
        std::fs::remove_file(&self.path).ok();
        self.lock.drop_file();
    }
}

/// What a window left that ended without a word. As long as it is held no other window offers it.
#[derive(Debug)]
pub struct Orphan {
    path: PathBuf,
    lock: Lock,
    /// What it holds.
    pub recovery: Recovery,
}

impl Orphan {
    /// Nobody wants it any more, or it stands elsewhere by now.
    pub fn forget(self) {
        std::fs::remove_file(&self.path).ok();
        self.lock.drop_file();
    }
}

/// What other windows left in a folder, the latest first, and what of it could not be read. That is put aside, not lost.
pub fn orphans(folder: &Path) -> (Vec<Orphan>, Vec<Words>) {
    let (mut found, mut damaged) = (Vec::new(), Vec::new());
    let entries = std::fs::read_dir(folder.join(ENDING))
        .into_iter()
        .flatten()
        .flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.extension().is_none_or(|ending| ending != ENDING) {
            continue;
        }
        let Some(lock) = Lock::of(&path) else {
            continue;
        };
        // Another window may have thrown it away in this moment.
        if !path.exists() {
            lock.drop_file();
            continue;
        }
        let read = std::fs::read(&path).map_err(|error| unreadable(&path, &error).words());
        // That of a newer version of this program waits for it.
        if read.as_ref().is_ok_and(|bytes| is_newer(bytes)) {
            continue;
        }
        let read = read.and_then(|bytes| {
            let read = serde_json::from_slice::<Recovery>(&bytes);
            read.map_err(|_damaged| damaged_words(&path))
        });
        match read {
            Ok(recovery) => found.push(Orphan {
                path,
                lock,
                recovery,
            }),
            Err(words) => {
                // Where it cannot be put aside it is told again next time.
                save::put_aside(&path).ok();
                damaged.push(words);
                lock.drop_file();
            }
        }
    }
    found.sort_by_key(|orphan| std::cmp::Reverse(orphan.recovery.at));
    (found, damaged)
}

fn is_newer(bytes: &[u8]) -> bool {
    let members: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
    let format = members.and_then(|members| members.get("format")?.as_u64());
    format.is_some_and(|format| format > FORMAT)
}

fn damaged_words(path: &Path) -> Words {
    let path = path.display();
    Words::new(
        format!("Unsaved work was found that cannot be read; it is kept beside {path}"),
        format!("发现未保存的内容，但无法读取，已另存于 {path} 旁"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(name: &str) -> Recovery {
        let plan = KeptPlan {
            name: name.to_owned(),
            text: "{}".to_owned(),
            path: Some(PathBuf::from("a/plan.geojson")),
            ..KeptPlan::default()
        };
        Recovery::new(vec![PathBuf::from("a")], "县".to_owned(), vec![plan])
    }

    fn names(folder: &Path) -> Vec<String> {
        let (found, damaged) = orphans(folder);
        assert!(damaged.is_empty(), "{damaged:?}");
        found
            .iter()
            .map(|orphan| orphan.recovery.plans[0].name.clone())
            .collect()
    }

    #[test]
    fn what_a_window_kept_is_offered_once_the_window_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (
            OwnRecovery::begin(folder.path()).unwrap(),
            OwnRecovery::begin(folder.path()).unwrap(),
        );
        one.keep(&some("one")).unwrap();
        other.keep(&some("first")).unwrap();
        other.keep(&some("other")).unwrap();
        assert!(names(folder.path()).is_empty(), "both windows live");
        drop(other);
        assert_eq!(names(folder.path()), ["other"]);
        let (mut held, _) = orphans(folder.path());
        assert!(names(folder.path()).is_empty(), "somebody is asked already");
        held.remove(0).forget();
        one.forget();
        assert!(names(folder.path()).is_empty());
        let left = std::fs::read_dir(folder.path().join(ENDING))
            .unwrap()
            .count();
        assert_eq!(left, 0, "nothing stays behind");
    }

    #[test]
    fn what_an_earlier_window_left_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let before = OwnRecovery::begin(folder.path()).unwrap();
        before.keep(&some("before")).unwrap();
        drop(before);
        let now = OwnRecovery::begin(folder.path()).unwrap();
        now.keep(&some("now")).unwrap();
        assert_eq!(names(folder.path()), ["before"]);
    }

    #[test]
    fn a_damaged_file_is_told_once_and_put_aside() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join(ENDING);
        std::fs::create_dir_all(&own).unwrap();
        for (name, content) in [
            ("1", ""),
            ("2", "{\"format\":1,\"pa"),
            ("3", "{\"format\":1}"),
            ("newer", "{\"format\":9}"),
        ] {
            std::fs::write(own.join(format!("{name}.{ENDING}")), content).unwrap();
        }
        let (found, damaged) = orphans(folder.path());
        assert_eq!((found.len(), damaged.len()), (0, 3));
        assert!(orphans(folder.path()).1.is_empty());
        assert_eq!(
            std::fs::read_dir(&own)
                .unwrap()
                .filter(|entry| { entry.as_ref().unwrap().path().extension().unwrap() != "lock" })
                .count(),
            4,
            "nothing is lost, and the newer one waits"
        );
        assert!(orphans(&folder.path().join("nowhere")).0.is_empty());
    }
}
