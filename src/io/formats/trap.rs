//! What the reader of workbooks believes without looking: how many texts there are in a part, and how many elements in
//! those that it keeps whole. A number that no workbook has would make it ask for all memory there is, which ends the
//! program.

/// So many digits at most has the number of texts that are shared by cells.
const COUNT_DIGITS: u32 = 7;
/// So many elements may stand in a part that is kept whole.
const MOST_ELEMENTS: u64 = 20_000_000;
/// So many may stand in the list of looks.
const MOST_LOOKS: u64 = 1_000_000;

/// One part of a workbook as it is unpacked.
pub(super) struct Part {
    /// How many elements it may have.
    most: u64,
    elements: u64,
    pub(super) bytes: u64,
    /// The last letters, the newest in the lowest byte; blanks are none.
    last: u128,
    /// How many digits the number has that is being read.
    digits: Option<u32>,
    is_hostile: bool,
}

impl Part {
    /// A part by its name in lower case.
    pub(super) fn of(name: &str) -> Self {
        let most = if name.contains("worksheets/") {
            u64::MAX
        } else if name.contains("sharedstrings") {
            MOST_ELEMENTS
        } else {
            MOST_LOOKS
        };
        Self {
            most,
            elements: 0,
            bytes: 0,
            last: 0,
            digits: None,
            is_hostile: false,
        }
    }

    /// Sees the next bytes of it.
    pub(super) fn see(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        for &byte in bytes {
            // Blanks and the empty halves of wide letters do not part anything.
            if matches!(byte, 0 | b' ' | b'\t' | b'\n' | b'\r') {
                continue;
            }
            self.letter(byte);
        }
    }

    fn letter(&mut self, byte: u8) {
        self.elements += u64::from(byte == b'<');
        if let Some(digits) = &mut self.digits {
            match byte {
                b'0' | b'+' if *digits == 0 => {}
                b'0'..=b'9' => {
                    *digits += 1;
                    self.is_hostile |= *digits > COUNT_DIGITS;
                }
                _ => self.digits = None,
            }
        }
        self.last = self.last << 8 | u128::from(byte);
        if matches!(byte, b'"' | b'\'') {
            self.digits = self.ends_with(b"uniqueCount=").then_some(0);
        }
    }

    /// Whether these letters stand before the newest.
    fn ends_with(&self, letters: &[u8]) -> bool {
        let before = letters.iter().rev().enumerate();
        let mut before =
            before.map(|(index, &letter)| (self.last >> (8 * (index + 1))) as u8 == letter);
        before.all(|is_same| is_same)
    }

    /// Whether its reader would take all memory.
    pub(super) fn is_hostile(&self) -> bool {
        self.is_hostile || self.elements > self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_hostile(name: &str, text: &[u8]) -> bool {
        let mut part = Part::of(name);
        // In small pieces, as they may come.
        for piece in text.chunks(3) {
            part.see(piece);
        }
        part.is_hostile()
    }

    #[test]
    fn a_number_that_no_workbook_has_is_seen_however_it_is_written() {
        for text in [
            "<sst uniqueCount=\"99999999999\">",
            "<sst uniqueCount = '  +00099999999' >",
            "<sst\nuniqueCount\t=\n\"12345678\">",
        ] {
            assert!(
                is_hostile("xl/sharedstrings.xml", text.as_bytes()),
                "{text}"
            );
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(is_hostile("xl/worksheets/sheet1.xml", &wide), "{text}");
        }
        for text in [
            "<sst count=\"99999999999\" uniqueCount=\"120000\">",
            "<f t=\"shared\" ref=\"A1:A9\" si=\"12345678\"/><v>12345678901</v>",
            "<t>uniqueCount 99999999999</t>",
        ] {
            assert!(
                !is_hostile("xl/sharedstrings.xml", text.as_bytes()),
                "{text}"
            );
        }
    }

    #[test]
    fn very_many_looks_are_seen_and_very_many_cells_are_not() {
        let many = "<a/>".repeat(MOST_LOOKS as usize + 1);
        assert!(is_hostile("xl/styles.xml", many.as_bytes()));
        assert!(!is_hostile("xl/worksheets/sheet1.xml", many.as_bytes()));
    }
}
