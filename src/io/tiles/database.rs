//! A database of tiles, opened where it lies: it may be far larger than the memory. It is never written to, and no
//! journal is ever written or looked for beside it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, Params};

use super::super::files::file_name;
use super::{MOST_TILE_BYTES, TilesError};
use crate::words::Words;

/// All queries that open a file take so many steps at most.
const MOST_STEPS_TO_OPEN: u32 = 120_000_000;

/// Those of a tile afterwards.
const MOST_STEPS_OF_A_TILE: u32 = 60_000_000;

/// They are counted by so many.
const STEPS_AT_ONCE: u16 = 10_000;

/// How many steps may still be taken, by all databases that share them.
#[derive(Clone)]
pub(super) struct Steps(Arc<AtomicU32>);

impl Steps {
    /// Those to open a file.
    pub(super) fn to_open() -> Self {
        Self(Arc::new(AtomicU32::new(MOST_STEPS_TO_OPEN)))
    }

    /// Takes some; false where none are left.
    fn take(&self) -> bool {
        let less = |left: u32| left.checked_sub(STEPS_AT_ONCE.into());
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        taken.is_ok()
    }
}

/// A database whose every query ends.
pub(super) struct Database {
    connection: Connection,
    steps: Steps,
    file: String,
}

impl Database {
    /// Opens a file, whose queries share some steps until these are renewed.
    pub(super) fn open(path: &Path, steps: &Steps) -> Result<Self, TilesError> {
        let file = file_name(path);
        let unreadable = || TilesError::Unreadable(file.clone());
        let absolute = std::path::absolute(path).map_err(|_error| unreadable())?;
        // A file that is not there would be told as one that is damaged.
        std::fs::File::open(&absolute).map_err(|_error| unreadable())?;
        let connection = connect(&absolute, steps).map_err(|error| damaged(&file, &error))?;
        Ok(Self {
            connection,
            steps: steps.clone(),
            file,
        })
    }

    /// The next queries may take the steps of a tile.
    pub(super) fn renew_steps(&self) {
        self.steps.0.store(MOST_STEPS_OF_A_TILE, Ordering::Relaxed);
    }

    /// Its name.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// Whether it has a table or a view of this name.
    pub(super) fn has(&self, name: &str) -> Result<bool, TilesError> {
        let query = "SELECT 1 FROM sqlite_master WHERE lower(name) = ?1";
        Ok(self.one(query, [name], |_| Ok(()))?.is_some())
    }

    /// The first row of what a query finds.
    pub(super) fn one<T>(
        &self,
        query: &str,
        params: impl Params,
        row: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, TilesError> {
        let mut query = self.connection.prepare_cached(query);
        let found = query
            .as_mut()
            .map_err(|error| damaged(&self.file, error))?
            .query_row(params, row)
            .optional();
        found.map_err(|error| damaged(&self.file, &error))
    }
}

/// Why a query gave nothing.
fn damaged(file: &str, error: &rusqlite::Error) -> TilesError {
    let cause = match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => Words::new(
            "a query of its tables goes on for too long and is cut off",
            "查询其中的表耗时过长，已中断",
        ),
        Some(ErrorCode::TooBig) => {
            let megabytes = MOST_TILE_BYTES >> 20;
            Words::new(
                format!("a value in it is larger than {megabytes} MB"),
                format!("其中有超过 {megabytes} MB 的值"),
            )
        }
        _ => Words::new(error.to_string(), error.to_string()),
    };
    let cause = Box::new(cause);
    let file = file.to_owned();
    TilesError::Damaged { file, cause }
}

fn connect(path: &Path, steps: &Steps) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut database = Connection::open_with_flags(address(path), flags)?;
    // A page is taken from the file by reading: a file that another program cuts short would otherwise end this one.
    database.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -16384;",
    )?;
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_TILE_BYTES as i32)?;
    let steps = steps.clone();
    database.progress_handler(STEPS_AT_ONCE.into(), Some(move || !steps.take()))?;
    Ok(database)
}

/// The address of a file that is taken as one that never changes: then nothing is locked or written beside it.
fn address(path: &Path) -> String {
    let mut address = String::from("file://");
    let bytes = path.as_os_str().as_encoded_bytes();
    if !bytes.starts_with(b"/") && !bytes.starts_with(b"\\") {
        address.push('/');
    }
    for &byte in bytes {
        match byte {
            b'\\' if cfg!(windows) => address.push('/'),
            b'/' | b':' | b'.' | b'-' | b'_' => address.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => address.push(byte.into()),
            _ => address.extend(['%', hex(byte >> 4), hex(byte & 0xF)]),
        }
    }
    address + "?immutable=1"
}

/// A digit of sixteen.
fn hex(digit: u8) -> char {
    char::from_digit(digit.into(), 16).map_or('0', |digit| digit.to_ascii_uppercase())
}
