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

/// A query of more steps than this many times a million is cut off.
const MOST_STEPS: u32 = 60;

/// A database whose every query ends.
pub(super) struct Database {
    connection: Connection,
    /// Millions of steps of the query that runs.
    steps: Arc<AtomicU32>,
    file: String,
}

impl Database {
    /// Opens a file.
    pub(super) fn open(path: &Path) -> Result<Self, TilesError> {
        let file = file_name(path);
        let unreadable = || TilesError::Unreadable(file.clone());
        let absolute = std::path::absolute(path).map_err(|_error| unreadable())?;
        // A file that is not there would be told as one that is damaged.
        std::fs::File::open(&absolute).map_err(|_error| unreadable())?;
        let steps = Arc::new(AtomicU32::new(0));
        let connection = connect(&absolute, &steps).map_err(|error| damaged(&file, &error))?;
        Ok(Self {
            connection,
            steps,
            file,
        })
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
        self.steps.store(0, Ordering::Relaxed);
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

fn connect(path: &Path, steps: &Arc<AtomicU32>) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut database = Connection::open_with_flags(address(path), flags)?;
    // A page is taken from the file by reading: a file that another program cuts short would otherwise end this one.
    database.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -16384;",
    )?;
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_TILE_BYTES as i32)?;
    let steps = Arc::clone(steps);
    database.progress_handler(
        1_000_000,
        Some(move || steps.fetch_add(1, Ordering::Relaxed) >= MOST_STEPS),
    )?;
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
