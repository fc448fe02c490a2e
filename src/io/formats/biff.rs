//! The records of old workbooks (BIFF5 and BIFF8), their texts and their numbers. No length that a record states is
//! believed further than there are bytes.

use std::slice::Iter;

use encoding_rs::{Encoding, UTF_16LE};

use super::encoding;

/// One record.
#[derive(Debug)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    /// What stands in the records that continue it.
    pub(super) more: Vec<&'a [u8]>,
}

/// A record that continues the one before.
const CONTINUE: u16 = 0x003C;

/// The records of a stream, one after the other; the last is the last whole one.
pub(super) struct Records<'a> {
    bytes: &'a [u8],
}

impl<'a> Records<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.bytes.len()
    }

    fn next_part(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = integer(self.bytes, 0);
        let part = kind.zip(integer(self.bytes, 2)).and_then(|(kind, length)| {
            let end = 4 + usize::from(length);
            Some((kind, self.bytes.get(4..end)?, end))
        });
        let Some((kind, data, end)) = part else {
            self.bytes = &[];
            return None;
        };
        self.bytes = &self.bytes[end..];
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.next_part()?;
        let mut more = Vec::new();
        while integer(self.bytes, 0) == Some(CONTINUE) {
            let Some((_, data)) = self.next_part() else {
                break;
            };
            more.push(data);
        }
        Some(Record { kind, data, more })
    }
}

/// A whole number of two bytes.
pub(super) fn integer(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(bytes.try_into().ok()?))
}

/// A whole number of four bytes.
pub(super) fn long(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// A decimal of eight bytes.
pub(super) fn decimal(bytes: &[u8], at: usize) -> Option<f64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(bytes.try_into().ok()?))
}

/// A number packed into four bytes.
pub(super) fn packed(bytes: &[u8], at: usize) -> Option<f64> {
    let packed = long(bytes, at)?;
    let number = if packed & 2 == 0 {
        f64::from_bits(u64::from(packed & !3) << 32)
    } else {
        f64::from(packed.cast_signed() >> 2)
    };
    Some(if packed & 1 == 0 {
        number
    } else {
        number / 100.0
    })
}

/// How a workbook writes texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    /// From 1997 on, each text says whether its letters take one byte or two.
    pub(super) is_new: bool,
    /// The encoding of texts in older workbooks; `None` where nothing says so.
    pub(super) encoding: Option<&'static Encoding>,
}

impl Letters {
    /// A text behind its length, which takes one byte or two; `None` where it breaks off.
    pub(super) fn text(self, bytes: &[u8], is_short: bool) -> Option<String> {
        let (length, rest) = if is_short {
            (usize::from(*bytes.first()?), bytes.get(1..)?)
        } else {
            (usize::from(integer(bytes, 0)?), bytes.get(2..)?)
        };
        if !self.is_new {
            let rest = rest.get(..length)?;
            let encoding = self.encoding.unwrap_or_else(|| encoding::of_bytes(rest));
            return Some(encoding.decode_without_bom_handling(rest).0.into_owned());
        }
        let Some((&flags, rest)) = rest.split_first() else {
            return (length == 0).then(String::new);
        };
        let (runs, extra) = (flags & 8 != 0, flags & 4 != 0);
        let head = if runs { 2 } else { 0 } + if extra { 4 } else { 0 };
        let mut text = String::new();
        let (there, _) = push_letters(&mut text, rest.get(head..)?, length, flags & 1 != 0);
        (there == length).then_some(text)
    }
}

/// Appends so many letters of one byte or two; how many there were and how many bytes they took.
fn push_letters(text: &mut String, bytes: &[u8], letters: usize, is_wide: bool) -> (usize, usize) {
    if is_wide {
        let there = letters.min(bytes.len() / 2);
        let part = &bytes[..2 * there];
        text.push_str(&UTF_16LE.decode_without_bom_handling(part).0);
        (there, 2 * there)
    } else {
        let there = letters.min(bytes.len());
        text.extend(bytes[..there].iter().map(|&byte| char::from(byte)));
        (there, there)
    }
}

/// The texts that the cells of a workbook share; `None` where fewer are there than the record states. What stands
/// behind them is no text. One more than so many is taken at most.
pub(super) fn shared_texts(record: &Record<'_>, most: usize) -> Option<Vec<String>> {
    let stated = long(record.data, 4)? as usize;
    let mut reader = Parts {
        part: record.data.get(8..)?,
        more: record.more.iter(),
    };
    let mut texts = Vec::new();
    while texts.len() < stated && texts.len() <= most {
        if !reader.is_more() {
            return None;
        }
        texts.push(reader.text()?);
    }
    Some(texts)
}

/// Reads across the parts of a record.
struct Parts<'a, 'b> {
    part: &'a [u8],
    more: Iter<'b, &'a [u8]>,
}

impl<'a> Parts<'a, '_> {
    fn is_more(&mut self) -> bool {
        while self.part.is_empty() {
            let Some(next) = self.more.next() else {
                return false;
            };
            self.part = next;
        }
        true
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.part.split_at_checked(length)?;
        self.part = rest;
        Some(taken)
    }

    fn skip(&mut self, mut length: usize) -> Option<()> {
        while length > 0 {
            if !self.is_more() {
                return None;
            }
            let skipped = length.min(self.part.len());
            self.part = &self.part[skipped..];
            length -= skipped;
        }
        Some(())
    }

    /// A text with its looks, which are passed over.
    fn text(&mut self) -> Option<String> {
        let head = self.take(3)?;
        let (mut left, mut flags) = (usize::from(integer(head, 0)?), head[2]);
        let runs = if flags & 8 == 0 {
            0
        } else {
            integer(self.take(2)?, 0)?
        };
        let extra = if flags & 4 == 0 {
            0
        } else {
            long(self.take(4)?, 0)?
        };
        let mut text = String::new();
        while left > 0 {
            let (letters, bytes) = push_letters(&mut text, self.part, left, flags & 1 != 0);
            self.part = &self.part[bytes..];
            left -= letters;
            if left > 0 {
                // A text that is cut by the end of a record says again how its letters are written.
                self.part = self.more.next()?;
                flags = *self.take(1)?.first()?;
            }
        }
        self.skip(4 * usize::from(runs) + extra as usize)?;
        Some(text)
    }
}

/// Whether a format shows a number as a day or a time.
pub(super) fn is_date_format(format: &str) -> bool {
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            // What follows these is shown as it is, or not at all.
            '\\' | '_' | '*' => {
                letters.next();
            }
            '"' => {
                letters.by_ref().find(|&letter| letter == '"');
            }
            '[' => {
                let inner: String = letters
                    .by_ref()
                    .take_while(|&letter| letter != ']')
                    .collect();
                let is_span = |first: char| {
                    inner
                        .chars()
                        .all(|letter| letter.eq_ignore_ascii_case(&first))
                };
                if !inner.is_empty() && ['h', 'm', 's'].into_iter().any(is_span) {
                    return true;
                }
            }
            // Only what is shown of positive numbers counts.
            ';' => return false,
            _ if "dmhysDMHYS".contains(letter) => return true,
            _ => {}
        }
    }
    false
}

/// Whether a format that every workbook knows by its number shows a day or a time.
pub(super) const fn is_date_number(format: u16) -> bool {
    matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_texts_run_on_in_the_next_record_in_letters_of_another_width() {
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        // Four letters of one byte; three of two, cut behind the first; one with looks that are cut as well; two.
        let first = [
            b"\x04\0\0\0\x04\0\0\0\x04\0\0East\x03\0\x01".as_slice(),
            &wide("东"),
        ]
        .concat();
        let second = [
            b"\x01".as_slice(),
            &wide("小学"),
            b"\x01\0\x0C\x01\0\x02\0\0\0x....",
        ]
        .concat();
        let third = b"..\x02\0\0ok".to_vec();
        let record = |more| Record {
            kind: 0xFC,
            data: &first,
            more,
        };
        let texts = shared_texts(&record(vec![&second, &third]), 10).expect("whole");
        assert_eq!(texts, ["East", "东小学", "x", "ok"]);
        assert_eq!(shared_texts(&record(vec![]), 10), None, "it breaks off");
        assert_eq!(
            shared_texts(&record(vec![&second, &third]), 1).map(|texts| texts.len()),
            Some(2)
        );
    }

    #[test]
    fn as_many_shared_texts_are_read_as_are_stated_whatever_stands_behind_them() {
        let texts = |stated: u32, behind: &[u8]| {
            let head = [[9, 0, 0, 0], stated.to_le_bytes()].concat();
            let data = [&head, b"\x02\0\0ok\x01\0\0a".as_slice(), behind].concat();
            let record = Record {
                kind: 0xFC,
                data: &data,
                more: vec![b"\0\0"],
            };
            shared_texts(&record, 10)
        };
        for behind in [b"".as_slice(), b"\0", b"\0\0\0\0", b"\xFF\xFF\xFF\xFF"] {
            let two = ["ok", "a"].map(str::to_owned).to_vec();
            assert_eq!(texts(2, behind), Some(two), "{behind:?}");
            assert_eq!(texts(0, behind), Some(Vec::new()));
        }
        assert_eq!(texts(3, b""), None, "two are there");
        assert_eq!(texts(u32::MAX, b""), None);
    }

    #[test]
    fn lengths_that_are_not_there_end_the_stream() {
        let mut records = Records::of(b"\x01\x02\x02\0ab\x01\x02\xFF\xFFab");
        assert_eq!(
            records.next().map(|record| record.data),
            Some(b"ab".as_slice())
        );
        assert!(records.next().is_none() && records.left() == 0);
        let mut whole = Records::of(b"\x01\x02\0\0\x3C\0\x01\0c");
        let record = whole.next().expect("a record");
        assert_eq!((record.data.len(), record.more), (0, vec![b"c".as_slice()]));
        assert!(whole.next().is_none());
    }

    #[test]
    fn texts_and_packed_numbers_are_read_where_their_bytes_are_there() {
        let new = Letters {
            is_new: true,
            encoding: None,
        };
        let wide: Vec<u8> = "东学".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let text = [b"\x02\0\x01".as_slice(), &wide].concat();
        assert_eq!(new.text(&text, false).as_deref(), Some("东学"));
        assert_eq!(new.text(b"\x02\0ab", true).as_deref(), Some("ab"));
        assert_eq!(new.text(b"\x03\0ab", true), None);
        assert_eq!(new.text(b"\xFF\xFF", false), None);
        let old = Letters {
            is_new: false,
            encoding: Some(encoding_rs::GBK),
        };
        assert_eq!(old.text(b"\x02\xD6\xD0", true).as_deref(), Some("中"));
        assert_eq!(old.text(b"\x03\xD6\xD0", true), None);
        for (bytes, number) in [
            (0x0000_07D2_u32, 500.0),
            (0x0000_07D3, 5.0),
            (0x3FF0_0000, 1.0),
            (0xFFFF_FFFE, -1.0),
        ] {
            assert_eq!(packed(&bytes.to_le_bytes(), 0), Some(number));
        }
    }

    #[test]
    fn formats_of_days_and_times_are_told_from_those_of_numbers() {
        for format in [
            "yyyy/m/d",
            "yyyy\"年\"m\"月\"",
            "[h]:mm",
            "[$-404]e/m/d",
            "*-yyyy",
            "ha/p",
        ] {
            assert!(is_date_format(format), "{format}");
        }
        for format in [
            "General",
            "0.00",
            "[Red]0;yyyy",
            "\"Day\"0",
            "\\d0",
            "0_m",
            "#,##0*y",
            "[$₽-46D]#",
            "[",
            "\"",
        ] {
            assert!(!is_date_format(format), "{format}");
        }
    }
}
