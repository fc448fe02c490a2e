//! Saving that fully lands or touches nothing, and never over what is somebody else's.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use super::files::{file_name, may_hold_a_layer};
use super::plan;
use super::report::Report;
use crate::words::Words;

/// Why a file was not saved. What stood there before still does.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path} was not saved: {}", .cause.words().en)]
pub struct SaveError {
    /// The path as given.
    pub path: String,
    /// What stands against it.
    pub cause: Cause,
}

/// What stands against saving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There is no such folder.
    NoFolder,
    /// A folder stands under that name.
    IsFolder,
    /// The system does not allow it.
    NotAllowed,
    /// The disk is full.
    DiskFull,
    /// The system refuses, by the number of its error.
    System(Option<i32>),
    /// The file or its folder is marked as read-only.
    ReadOnly,
    /// The file belongs to somebody else.
    OfAnother,
    /// The county or the plan in question was read from there.
    Input,
    /// It lies in a folder of the county, and would be taken for one of its layers.
    AmongData,
    /// A newer version of this program wrote it.
    Newer,
    /// Something else stands there than what was last read or saved.
    Changed,
}

impl Cause {
    /// What a refusal of the system means to whoever saves. The files in between have names that nobody knows.
    fn of(error: &std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::NoFolder,
            ErrorKind::IsADirectory | ErrorKind::DirectoryNotEmpty => Self::IsFolder,
            ErrorKind::PermissionDenied => Self::NotAllowed,
            ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                Self::DiskFull
            }
            _ => Self::System(error.raw_os_error()),
        }
    }

    /// In both languages.
    pub fn words(&self) -> Words {
        match self {
            Self::NoFolder => Words::new("there is no such folder", "文件夹不存在"),
            Self::IsFolder => Words::new("a folder has this name", "该处是文件夹"),
            Self::NotAllowed => Words::new(
                "this computer does not let you write there; choose another folder",
                "没有写入权限，请另选文件夹",
            ),
            Self::DiskFull => Words::new("the disk is full", "磁盘空间不足"),
            Self::System(None) => Words::new("the system refuses to write there", "系统拒绝写入"),
            Self::System(Some(number)) => Words::new(
                format!("the system refuses to write there (error {number})"),
                format!("系统拒绝写入（错误 {number}）"),
            ),
            Self::ReadOnly => Words::new("it is read-only", "文件或文件夹为只读"),
            Self::OfAnother => Words::new("it belongs to another user", "该文件属于其他用户"),
            Self::Input => Words::new(
                "it is one of the files that were read; choose another name",
                "它是读入的数据文件，请另选文件名",
            ),
            Self::AmongData => Words::new(
                "it lies in the county's folder and would be taken for data next time; let it end in .csv, or choose another folder",
                "它位于县数据文件夹内，下次会被当作数据读入，请以 .csv 结尾或另选文件夹",
            ),
            Self::Newer => Words::new(
                "a file of a newer version of this program stands there",
                "该处已有较新版本程序保存的文件",
            ),
            Self::Changed => Words::new(
                "another file stands there, or somebody has changed it since",
                "该处已有其他文件，或文件已被他人修改",
            ),
        }
    }
}

impl SaveError {
    /// What the system refuses at a path.
    pub(super) fn of_system(path: &Path, error: &std::io::Error) -> Self {
        Self::new(path, Cause::of(error))
    }

    pub(super) fn new(path: &Path, cause: Cause) -> Self {
        Self {
            path: path.display().to_string(),
            cause,
        }
    }

    /// The error in both languages.
    pub fn words(&self) -> Words {
        let cause = self.cause.words();
        Words::new(
            self.to_string(),
            format!("{} 未能保存：{}", self.path, cause.zh),
        )
    }
}

/// What a file held when it was read or saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    size: u64,
    sha256: [u8; 32],
}

impl Stamp {
    /// Of what a file holds now; `None` when it cannot be read.
    pub fn of(path: &Path) -> Option<Self> {
        std::fs::read(path).ok().map(|bytes| Self::of_bytes(&bytes))
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        Self {
            size: bytes.len() as u64,
            sha256: Sha256::digest(bytes).into(),
        }
    }
}

/// What may be written over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Whatever stands there: somebody was asked.
    Anything,
    /// What was last read or saved there; with `None` only an empty place.
    Only(Option<Stamp>),
}

/// What saving came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The file stands, as stamped.
    Landed(Stamp),
    /// A save that was asked for later has landed there before; this one is of no use any more.
    Superseded,
}

/// The last save to a path: its number and what it wrote.
#[derive(Debug, Default)]
struct Last {
    number: u64,
    stamp: Option<Stamp>,
}

/// Every path that was written so far. Whoever holds a path's lock is the only one who writes there.
#[derive(Debug)]
struct Register {
    asked: u64,
    paths: BTreeMap<PathBuf, Arc<Mutex<Last>>>,
}

static REGISTER: Mutex<Register> = Mutex::new(Register {
    asked: 0,
    paths: BTreeMap::new(),
});

/// A place in the order of saves to one path. Taken when saving is asked for, so that slow work before the writing
/// cannot land after a save that was asked for later.
#[derive(Debug)]
pub struct Turn {
    path: PathBuf,
    target: PathBuf,
    number: u64,
    last: Arc<Mutex<Last>>,
}

impl Turn {
    /// The next turn at a path.
    pub fn at(path: &Path) -> Self {
        let target = target_of(path);
        let mut register = REGISTER.lock().unwrap_or_else(PoisonError::into_inner);
        register.asked += 1;
        let number = register.asked;
        let last = Arc::clone(register.paths.entry(target.clone()).or_default());
        Self {
            path: path.to_owned(),
            target,
            number,
            last,
        }
    }

    /// Saves bytes: written beside the file, flushed to the disk, then renamed over what stood there.
    ///
    /// # Errors
    /// When any step fails, or what stands there may not be written over; it is as it was then, and nothing is left
    /// beside it.
    pub fn save(self, bytes: &[u8], over: Over) -> Result<Saved, SaveError> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.number > self.number {
            return Ok(Saved::Superseded);
        }
        let refuse = |cause| SaveError::new(&self.path, cause);
        if let Over::Only(known) = over {
            let stands = Stamp::of(&self.target);
            // What this program has just written there itself is no surprise.
            if stands.is_some() && stands != known && stands != last.stamp {
                return Err(refuse(Cause::Changed));
            }
        }
        check_permission(&self.target).map_err(refuse)?;
        replace(&self.target, bytes).map_err(|error| {
            let is_of_another = error.get_ref().is_some_and(|inner| inner.is::<OfAnother>());
            refuse(if is_of_another {
                Cause::OfAnother
            } else {
                Cause::of(&error)
            })
        })?;
        let stamp = Stamp::of_bytes(bytes);
        *last = Last {
            number: self.number,
            stamp: Some(stamp),
        };
        Ok(Saved::Landed(stamp))
    }
}

/// Saves bytes under a path at once, over whatever stands there, but for a plan of a newer version of this program:
/// what that holds is not known.
///
/// # Errors
/// As [`Turn::save`], or with [`Cause::Newer`].
pub fn save_atomic(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    if std::fs::read(path).is_ok_and(|stands| plan::is_newer(&stands)) {
        return Err(SaveError::new(path, Cause::Newer));
    }
    Turn::at(path).save(bytes, Over::Anything).map(|_saved| ())
}

/// Keeps bytes of the program's own under a path, whose folder is made where there is none.
///
/// # Errors
/// As [`Turn::save`].
pub(super) fn keep(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    let refuse = |error: &std::io::Error| SaveError::new(path, Cause::of(error));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| refuse(&error))?;
    }
    replace(path, bytes).map_err(|error| refuse(&error))
}

/// Gives a file of the program's own that cannot be understood another name, so that nothing is written over it.
///
/// # Errors
/// When the system refuses.
pub(super) fn put_aside(path: &Path) -> Result<PathBuf, SaveError> {
    let name = file_name(path);
    let mut number = 1;
    let mut aside = path.with_file_name(format!("{name}.damaged-{number}"));
    while aside.exists() {
        number += 1;
        aside = path.with_file_name(format!("{name}.damaged-{number}"));
    }
    let moved = std::fs::rename(path, &aside);
    moved.map_err(|error| SaveError::new(path, Cause::of(&error)))?;
    Ok(aside)
}

/// Refuses to write where something was read from, however the path is spelled and whatever links lead there.
///
/// # Errors
/// With [`Cause::Input`].
pub fn refuse_input<'a>(
    output: &Path,
    inputs: impl IntoIterator<Item = &'a PathBuf>,
) -> Result<(), SaveError> {
    let target = target_of(output);
    let is_same = |input: &PathBuf| target_of(input) == target || is_one_file(input, &target);
    if inputs.into_iter().any(is_same) {
        return Err(SaveError::new(output, Cause::Input));
    }
    Ok(())
}

/// Refuses to write a table where something was read from, or under a name by which it would be taken for data when the
/// county is opened again. A table of the program's own that ends in `.csv` never is.
///
/// # Errors
/// With [`Cause::Input`] or [`Cause::AmongData`].
pub fn refuse_table(output: &Path, report: &Report) -> Result<(), SaveError> {
    refuse_input(output, &report.inputs)?;
    let target = target_of(output);
    let is_in = |folder: &PathBuf| target.parent() == Some(target_of(folder).as_path());
    let name = file_name(&target);
    let is_csv = name.to_lowercase().ends_with(".csv");
    if !is_csv && may_hold_a_layer(&name) && report.folders.iter().any(is_in) {
        return Err(SaveError::new(output, Cause::AmongData));
    }
    Ok(())
}

/// The file a path leads to in the end, in one spelling. A link keeps pointing where it does; what it points to is
/// replaced.
fn target_of(path: &Path) -> PathBuf {
    if let Ok(target) = path.canonicalize() {
        return target;
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize();
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Two names of one file.
#[cfg(unix)]
fn is_one_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let number = |path: &Path| {
        let metadata = std::fs::metadata(path).ok()?;
        Some((metadata.dev(), metadata.ino()))
    };
    number(one).is_some() && number(one) == number(other)
}

#[cfg(not(unix))]
fn is_one_file(_one: &Path, _other: &Path) -> bool {
    false
}

/// Renaming needs no right to write to the file itself, so it is asked for here.
fn check_permission(target: &Path) -> Result<(), Cause> {
    let is_closed = |path: &Path| {
        let metadata = std::fs::metadata(path);
        metadata.is_ok_and(|metadata| is_read_only(&metadata))
    };
    let folder = target.parent().is_some_and(is_closed);
    if folder || is_closed(target) {
        return Err(Cause::ReadOnly);
    }
    Ok(())
}

#[cfg(unix)]
fn is_read_only(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    const OWNER_MAY_WRITE: u32 = 0o200;
    metadata.permissions().mode() & OWNER_MAY_WRITE == 0
}

#[cfg(not(unix))]
fn is_read_only(metadata: &std::fs::Metadata) -> bool {
    metadata.is_file() && metadata.permissions().readonly()
}

/// Found out on the way: who owns a new file is only known once it stands.
#[derive(Debug, Error)]
#[error("it belongs to another user")]
struct OfAnother;

/// Whether an old file belongs to somebody else than the new one beside it.
#[cfg(unix)]
fn is_of_another(old: &std::fs::Metadata, new: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    old.uid() != new.uid()
}

#[cfg(not(unix))]
fn is_of_another(_old: &std::fs::Metadata, _new: &std::fs::Metadata) -> bool {
    false
}

/// Puts bytes in place of a file; a link that stands under the path is itself replaced.
pub(super) fn replace(target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut beside = like_any_new_file(tempfile::Builder::new().prefix(".xuequ-"))
        .tempfile_in(folder.unwrap_or(Path::new(".")))?;
    beside.write_all(bytes)?;
    beside.flush()?;
    if let Ok(old) = target.symlink_metadata()
        && !old.is_symlink()
    {
        if old.is_dir() {
            return Err(std::io::Error::other("there is a folder of this name"));
        }
        if is_of_another(&old, &beside.as_file().metadata()?) {
            return Err(std::io::Error::other(OfAnother));
        }
        beside.as_file().set_permissions(old.permissions())?;
    }
    beside.as_file().sync_all()?;
    beside.persist(target).map_err(|failure| failure.error)?;
    Ok(())
}

/// Temporary files are private to their owner; this one is to be as open as any new file.
#[cfg(unix)]
fn like_any_new_file<'a, 'b, 'c>(
    builder: &'c mut tempfile::Builder<'a, 'b>,
) -> &'c mut tempfile::Builder<'a, 'b> {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn like_any_new_file<'a, 'b, 'c>(
    builder: &'c mut tempfile::Builder<'a, 'b>,
) -> &'c mut tempfile::Builder<'a, 'b> {
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saving_replaces_the_old_file_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.geojson");
        save_atomic(&path, b"first").unwrap();
        save_atomic(&path, b"second").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_save_that_fails_names_the_file_and_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::create_dir(&taken).unwrap();
        std::fs::write(taken.join("kept"), b"old").unwrap();
        let error = save_atomic(&taken, b"new").unwrap_err();
        assert!(error.words().en.contains("taken"), "{error}");
        assert_eq!(std::fs::read(taken.join("kept")).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let nowhere = folder.path().join("no/such/folder/plan.geojson");
        assert!(save_atomic(&nowhere, b"new").is_err());
    }

    #[test]
    fn what_somebody_else_has_written_since_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.geojson");
        let known = match Turn::at(&path).save(b"mine", Over::Only(None)) {
            Ok(Saved::Landed(stamp)) => stamp,
            other => panic!("{other:?}"),
        };
        let again = Turn::at(&path).save(b"mine 2", Over::Only(Some(known)));
        assert!(matches!(again, Ok(Saved::Landed(_))), "{again:?}");
        // Of the same length, within the same moment.
        std::fs::write(&path, b"theirs").unwrap();
        let refused = Turn::at(&path).save(b"mine 3", Over::Only(Some(known)));
        assert_eq!(refused.unwrap_err().cause, Cause::Changed);
        let unknown = Turn::at(&path).save(b"mine 3", Over::Only(None));
        assert_eq!(unknown.unwrap_err().cause, Cause::Changed);
        assert_eq!(std::fs::read(&path).unwrap(), b"theirs");
        // Asked, and allowed.
        Turn::at(&path).save(b"mine 3", Over::Anything).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"mine 3");
        // What is gone is in nobody's way.
        std::fs::remove_file(&path).unwrap();
        Turn::at(&path)
            .save(b"mine 4", Over::Only(Some(known)))
            .unwrap();
    }

    #[test]
    fn a_slow_save_never_lands_after_a_later_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.geojson");
        let slow = Turn::at(&path);
        // Another spelling of the same path.
        let spelled = folder.path().join(".").join("plan.geojson");
        let later = Turn::at(&spelled);
        later.save(b"later", Over::Only(None)).unwrap();
        let landed = slow.save(b"earlier", Over::Only(None));
        assert_eq!(landed, Ok(Saved::Superseded));
        assert_eq!(std::fs::read(&path).unwrap(), b"later");
    }

    #[test]
    #[cfg(unix)]
    fn files_that_are_read_only_stay_as_they_are() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.geojson");
        std::fs::write(&path, b"old").unwrap();
        let mode = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        mode(&path, 0o444);
        let refused = save_atomic(&path, b"new").unwrap_err();
        assert_eq!(refused.cause, Cause::ReadOnly);
        assert!(refused.words().zh.contains("只读"), "{refused}");
        mode(&path, 0o644);
        mode(folder.path(), 0o555);
        assert_eq!(
            save_atomic(&path, b"new").unwrap_err().cause,
            Cause::ReadOnly
        );
        mode(folder.path(), 0o755);
        assert_eq!(std::fs::read(&path).unwrap(), b"old");
        // Only root can give a file away, and so try this.
        if std::os::unix::fs::chown(&path, Some(54_321), None).is_ok() {
            assert_eq!(
                save_atomic(&path, b"new").unwrap_err().cause,
                Cause::OfAnother
            );
            assert_eq!(std::fs::read(&path).unwrap(), b"old");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_plan_of_a_newer_version_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan.geojson");
        let newer = br#"{"type":"FeatureCollection","xuequ":{"format":2},"features":[]}"#;
        std::fs::write(&path, newer).unwrap();
        assert_eq!(save_atomic(&path, b"new").unwrap_err().cause, Cause::Newer);
        assert_eq!(std::fs::read(&path).unwrap(), newer);
    }

    #[test]
    fn a_table_is_never_written_where_it_would_be_read_as_data() {
        let county = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let report = Report {
            inputs: vec![county.path().join("schools.geojson")],
            folders: vec![county.path().join(".")],
            ..Report::default()
        };
        let cause = |path: &Path| refuse_table(path, &report).err().map(|error| error.cause);
        for name in ["who.geojson", "WHO.GeoJSON", "who.json", "who.xlsx"] {
            let path = county.path().join(name);
            assert_eq!(cause(&path), Some(Cause::AmongData), "{name}");
            assert_eq!(cause(&elsewhere.path().join(name)), None, "{name}");
        }
        assert_eq!(
            cause(&county.path().join("schools.geojson")),
            Some(Cause::Input)
        );
        assert_eq!(cause(&county.path().join("who.csv")), None);
        std::fs::create_dir(county.path().join("tables")).unwrap();
        assert_eq!(cause(&county.path().join("tables/who.json")), None);
    }

    #[test]
    fn an_input_is_no_output_under_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("schools.geojson");
        std::fs::write(&input, b"{}").unwrap();
        let inputs = [input.clone()];
        let is_refused = |output: &Path| refuse_input(output, &inputs).is_err();
        assert!(is_refused(&input));
        assert!(is_refused(&folder.path().join("./schools.geojson")));
        assert!(!is_refused(&folder.path().join("plan.geojson")));
        #[cfg(unix)]
        {
            let link = folder.path().join("link.geojson");
            std::os::unix::fs::symlink(&input, &link).unwrap();
            assert!(is_refused(&link));
        }
        let hard = folder.path().join("hard.geojson");
        std::fs::hard_link(&input, &hard).unwrap();
        #[cfg(unix)]
        assert!(is_refused(&hard));
    }
}
