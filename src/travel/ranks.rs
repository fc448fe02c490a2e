//! A set of ranks that gives them back in ascending order while higher ones are still added.

/// A set of ranks, one bit each.
#[derive(Debug)]
pub(super) struct Ranks {
    words: Vec<u64>,
    lowest_word: usize,
}

impl Ranks {
    /// None of `n` ranks.
    pub(super) fn up_to(n: usize) -> Self {
        Self {
            words: vec![0; n.div_ceil(64)],
            lowest_word: usize::MAX,
        }
    }

    /// Adds a rank.
    #[inline]
    pub(super) fn insert(&mut self, rank: u32) {
        let word = rank as usize / 64;
        self.words[word] |= 1 << (rank % 64);
        self.lowest_word = self.lowest_word.min(word);
    }

    /// Takes out the lowest rank.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<u32> {
        while let Some(word) = self.words.get_mut(self.lowest_word) {
            if *word == 0 {
                self.lowest_word += 1;
                continue;
            }
            let bit = word.trailing_zeros();
            *word &= *word - 1;
            return Some(self.lowest_word as u32 * 64 + bit);
        }
        self.lowest_word = usize::MAX;
        None
    }
}
