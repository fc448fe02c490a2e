//! The journal beside a database (`-wal`): pages that another program has written and not yet moved into the file. They
//! are put in place in memory, so that the newest state is read and nothing is written.

/// The head of a journal, and that of each page in it.
const HEAD: usize = 32;
const PAGE_HEAD: usize = 24;

fn integer(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// The running sum that tells whole pages of a journal from those that were being written.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Sum {
    one: u32,
    two: u32,
    is_big: bool,
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        let word = |word: [u8; 4]| {
            if self.is_big {
                u32::from_be_bytes(word)
            } else {
                u32::from_le_bytes(word)
            }
        };
        for [a, b, c, d, e, f, g, h] in bytes.as_chunks::<8>().0 {
            let (first, second) = (word([*a, *b, *c, *d]), word([*e, *f, *g, *h]));
            self.one = self.one.wrapping_add(first).wrapping_add(self.two);
            self.two = self.two.wrapping_add(second).wrapping_add(self.one);
        }
    }

    fn is(self, bytes: &[u8], at: usize) -> bool {
        integer(bytes, at) == Some(self.one) && integer(bytes, at + 4) == Some(self.two)
    }
}

/// The database with what its journal holds; `None` where the journal holds nothing that was finished.
pub(super) fn merged(database: &[u8], journal: &[u8]) -> Option<Vec<u8>> {
    let head = journal.first_chunk::<HEAD>()?;
    let is_big = match integer(head, 0)? {
        0x377F_0682 => false,
        0x377F_0683 => true,
        _ => return None,
    };
    let page = integer(head, 8)? as usize;
    if !page.is_power_of_two() || !(512..=65_536).contains(&page) {
        return None;
    }
    let mut sum = Sum {
        one: 0,
        two: 0,
        is_big,
    };
    sum.add(&head[..HEAD - 8]);
    if !sum.is(head, HEAD - 8) {
        return None;
    }
    let salt = head.get(16..24)?;
    // Pages up to the last that ends a change; what follows was never finished.
    let mut pages: Vec<(usize, &[u8])> = Vec::new();
    let (mut finished, mut size) = (0, 0);
    for frame in journal[HEAD..].chunks_exact(PAGE_HEAD + page) {
        let (head, body) = frame.split_at(PAGE_HEAD);
        sum.add(&head[..8]);
        sum.add(body);
        if head.get(8..16) != Some(salt) || !sum.is(head, 16) {
            break;
        }
        let number = integer(head, 0)? as usize;
        pages.push((number, body));
        let pages_then = integer(head, 4)? as usize;
        if pages_then > 0 {
            (finished, size) = (pages.len(), pages_then);
        }
    }
    // A database is never larger than its file and its journal together.
    let most = (database.len() + journal.len()) / page + 1;
    if finished == 0 || size > most {
        return None;
    }
    let mut merged = database.to_vec();
    merged.resize(size * page, 0);
    for (number, body) in pages.into_iter().take(finished) {
        let start = number.checked_sub(1)?.checked_mul(page)?;
        if let Some(place) = merged.get_mut(start..start.checked_add(page)?) {
            place.copy_from_slice(body);
        }
    }
    Some(merged)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn what_another_program_has_not_moved_into_the_file_is_read_and_what_is_cut_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.gpkg");
        let database = Connection::open(&path).unwrap();
        let set_up = "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a); \
            INSERT INTO t VALUES (1); PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO t VALUES (2);";
        database.execute_batch(set_up).unwrap();
        let file = std::fs::read(&path).unwrap();
        let one = std::fs::read(folder.path().join("a.gpkg-wal")).unwrap();
        let many: Vec<String> = (0..500).map(|n| format!("({n})")).collect();
        let many = format!("INSERT INTO t VALUES {}", many.join(","));
        database.execute_batch(&many).unwrap();
        let two = std::fs::read(folder.path().join("a.gpkg-wal")).unwrap();
        let rows = |mut bytes: Vec<u8>| -> i64 {
            bytes[18..20].fill(1);
            let mut read = Connection::open_in_memory().unwrap();
            read.deserialize_read_exact("main", bytes.as_slice(), bytes.len(), true)
                .unwrap();
            read.query_row("SELECT count(*) FROM t", [], |row| row.get(0))
                .unwrap()
        };
        assert_eq!(rows(file.clone()), 1);
        assert_eq!(rows(merged(&file, &one).unwrap()), 2);
        assert_eq!(rows(merged(&file, &two).unwrap()), 502);
        assert_eq!(
            rows(merged(&file, &two[..two.len() - 9]).unwrap()),
            2,
            "cut in the last change"
        );
        for length in 0..=60 {
            assert!(merged(&file, &one[..length]).is_none(), "cut at {length}");
        }
        let mut changed = one;
        changed[HEAD + PAGE_HEAD + 5] ^= 1;
        assert!(merged(&file, &changed).is_none() && merged(&file, &[]).is_none());
    }
}
