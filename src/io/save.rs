//! Saving that fully lands or touches nothing.

use std::io::Write as _;
use std::path::Path;

use thiserror::Error;

use crate::words::Words;

/// Why a file was not saved. What stood there before still does.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path} was not saved: {cause}")]
pub struct SaveError {
    /// The path as given.
    pub path: String,
    /// The system's words.
    pub cause: String,
}

impl SaveError {
    /// The error in both languages.
    pub fn words(&self) -> Words {
        let Self { path, cause } = self;
        Words::new(self.to_string(), format!("{path} 未能保存：{cause}"))
    }
}

/// Saves bytes under a path: written beside it, flushed to the disk, then renamed over what stood there.
///
/// # Errors
/// When any step fails; the old file is as it was then, and nothing is left beside it.
pub fn save_atomic(path: &Path, bytes: &[u8]) -> Result<(), SaveError> {
    write_and_rename(path, bytes).map_err(|error| SaveError {
        path: path.display().to_string(),
        cause: error.to_string(),
    })
}

fn write_and_rename(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // A link keeps pointing where it does; what it points to is replaced.
    let target = path
        .canonicalize()
        .unwrap_or_else(|_absent| path.to_owned());
    replace(&target, bytes)
}

/// The same, but a link that stands under the path is itself replaced.
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
}
