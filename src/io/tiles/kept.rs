//! The directories of a `PMTiles` file that were read and are kept, within a limit of memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::pmtiles::{Entry, Part};

/// So many directories are kept.
const MOST: usize = 16;

/// And so many entries in all of them.
const MOST_ENTRIES: usize = 1_000_000;

/// Directories by where they stand. Two may begin at the same place.
pub(super) struct Kept {
    root: Part,
    directories: BTreeMap<Part, Arc<[Entry]>>,
}

impl Kept {
    /// None yet, of a file whose first directory stands there.
    pub(super) const fn of(root: Part) -> Self {
        Self {
            root,
            directories: BTreeMap::new(),
        }
    }

    /// The one that stands there.
    pub(super) fn at(&self, part: Part) -> Option<Arc<[Entry]>> {
        self.directories.get(&part).map(Arc::clone)
    }

    /// Keeps one where it has room, for which others may go.
    pub(super) fn keep(&mut self, part: Part, entries: &Arc<[Entry]>) {
        if !self.has_room(entries.len()) {
            // Which one goes matters little: the next tiles lie beside the last ones.
            let root = self.root;
            self.directories.retain(|&part, _| part == root);
        }
        if self.has_room(entries.len()) {
            self.directories.insert(part, Arc::clone(entries));
        }
    }

    fn has_room(&self, more: usize) -> bool {
        self.directories.len() < MOST && self.n_entries() + more <= MOST_ENTRIES
    }

    fn n_entries(&self) -> usize {
        self.directories.values().map(|kept| kept.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: Part = part(0, 1);

    const fn part(offset: u64, length: u64) -> Part {
        Part { offset, length }
    }

    fn entries(count: usize) -> Arc<[Entry]> {
        vec![Entry::default(); count].into()
    }

    #[test]
    fn large_directories_never_fill_the_memory_and_the_root_stays() {
        let mut kept = Kept::of(ROOT);
        kept.keep(ROOT, &entries(9));
        for size in [0, 1, 300_000, 500_000, MOST_ENTRIES, 2 * MOST_ENTRIES] {
            let large = entries(size);
            for at in 1..40 {
                kept.keep(part(at, size as u64), &large);
                assert!(kept.n_entries() <= MOST_ENTRIES && kept.directories.len() <= MOST);
                assert!(kept.at(ROOT).is_some());
                let is_kept = kept.at(part(at, size as u64)).is_some();
                assert_eq!(is_kept, size < MOST_ENTRIES, "{size}");
            }
        }
    }

    #[test]
    fn directories_that_begin_at_the_same_place_are_not_mixed_up() {
        let mut kept = Kept::of(ROOT);
        kept.keep(part(5, 10), &entries(1));
        assert!(kept.at(part(5, 20)).is_none());
        kept.keep(part(5, 20), &entries(2));
        let n_entries = |part| kept.at(part).map(|entries| entries.len());
        assert_eq!(n_entries(part(5, 10)), Some(1));
        assert_eq!(n_entries(part(5, 20)), Some(2));
    }
}
