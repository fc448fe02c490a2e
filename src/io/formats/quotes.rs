//! Quotation marks in a table of text that open a cell by mistake: those that do not close it, so that the rest of the
//! table would be one cell, and those that a later mark closes, so that the rows between are lost in it.

use std::borrow::Cow;

/// A cell in quotation marks that runs over lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LongCell {
    /// The line on which it begins, and that on which it ends.
    pub(super) lines: (usize, usize),
    /// How many signs between cells stand in what it holds of its first line.
    within: usize,
    /// How many stand anywhere on its first line, and on its last.
    around: (usize, usize),
}

impl LongCell {
    /// Whether the cell looks as if rows of so many columns stood in it: it holds a row, or both the line on which it
    /// begins and that on which it ends are rows by themselves.
    pub(super) fn may_swallow_rows(self, columns: usize) -> bool {
        let (first, last) = self.around;
        columns > 1 && (self.within + 1 >= columns || first.min(last) + 1 >= columns)
    }
}

/// The text without the marks that open a cell and do not close it, the lines on which those stood, and the cells that
/// run over lines and close.
///
/// A mark opens a cell where the cell begins; it closes it before the sign between cells or the end of a line. A cell
/// that runs over lines up to a mark that closes nothing, or to the end of the text, was opened by mistake.
pub(super) fn without_stray(
    text: &str,
    delimiter: u8,
) -> (Cow<'_, str>, Vec<usize>, Vec<LongCell>) {
    let bytes = text.as_bytes();
    let mut stray = Vec::new();
    let mut long = Vec::new();
    let (mut counted, mut line_there) = (0, 1);
    let (mut at, mut begins) = (0, true);
    while at < bytes.len() {
        if begins && bytes[at] == b'"' {
            if let Some(after) = closed(bytes, at, delimiter) {
                let n_lines = n_ends(&text[at..after]);
                if n_lines > 0 {
                    line_there += n_ends(&text[counted..at]);
                    counted = at;
                    let signs = |from, to| signs(bytes, from, to, delimiter);
                    let first_end = line_end(bytes, at);
                    long.push(LongCell {
                        lines: (line_there, line_there + n_lines),
                        within: signs(at, first_end),
                        around: (
                            signs(line_start(bytes, at), first_end),
                            signs(line_start(bytes, after - 1), line_end(bytes, after)),
                        ),
                    });
                }
                at = after;
            } else {
                stray.push(at);
                at += 1;
            }
            begins = false;
        } else {
            begins = is_end(bytes[at], delimiter);
            at += 1;
        }
    }
    if stray.is_empty() {
        return (Cow::Borrowed(text), Vec::new(), long);
    }
    let mut clean = String::with_capacity(text.len());
    let (mut from, mut line) = (0, 1);
    let mut lines = Vec::with_capacity(stray.len());
    for at in stray {
        let before = &text[from..at];
        line += n_ends(before);
        lines.push(line);
        clean.push_str(before);
        from = at + 1;
    }
    clean.push_str(&text[from..]);
    (Cow::Owned(clean), lines, long)
}

/// Where the line begins on which a byte stands, and where it ends.
fn line_start(bytes: &[u8], at: usize) -> usize {
    let mut before = bytes[..at].iter();
    let end = before.rposition(|byte| matches!(byte, b'\n' | b'\r'));
    end.map_or(0, |end| end + 1)
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    let mut rest = bytes[at..].iter();
    let end = rest.position(|byte| matches!(byte, b'\n' | b'\r'));
    end.map_or(bytes.len(), |length| at + length)
}

/// How many signs between cells stand from one place to another.
fn signs(bytes: &[u8], from: usize, to: usize, delimiter: u8) -> usize {
    let is_sign = |byte: &&u8| **byte == delimiter;
    bytes[from..to].iter().filter(is_sign).count()
}

fn is_end(byte: u8, delimiter: u8) -> bool {
    byte == delimiter || matches!(byte, b'\n' | b'\r')
}

/// How many lines end in a text: in `\n`, `\r\n` or `\r`.
fn n_ends(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_end = |(index, byte): &(usize, &u8)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(index + 1) != Some(&b'\n'),
        _ => false,
    };
    bytes.iter().enumerate().filter(is_end).count()
}

/// The place behind the mark that closes the cell which a mark opens; `None` where that was a mistake.
fn closed(bytes: &[u8], open: usize, delimiter: u8) -> Option<usize> {
    let mut at = open + 1;
    let mut has_lines = false;
    loop {
        match bytes.get(at)? {
            b'"' if bytes.get(at + 1) == Some(&b'"') => at += 2,
            b'"' => {
                let closes = bytes
                    .get(at + 1)
                    .is_none_or(|&next| is_end(next, delimiter));
                return (closes || !has_lines).then_some(at + 1);
            }
            byte => {
                has_lines |= matches!(byte, b'\n' | b'\r');
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<usize>) {
        let (text, lines, _) = without_stray(text, b',');
        (text.into_owned(), lines)
    }

    #[test]
    fn a_cell_that_closes_far_below_is_doubted_where_rows_stand_in_it_and_not_where_a_text_does() {
        let doubted = |text: &str| -> Vec<(usize, usize)> {
            let long = without_stray(text, b',').2.into_iter();
            let doubted = long.filter(|cell| cell.may_swallow_rows(4));
            doubted.map(|cell| cell.lines).collect()
        };
        for (text, lines) in [
            ("a,b,c,d\n\"A,1,2,3\nB\",1,2,3\n", (2, 3)),
            ("a,b,c,d\r\n\"A,1,2,3\r\nB,1,2,3\r\nC\",1,2,3", (2, 4)),
            ("a,b,c,d\rA,\"1,2,3\rB,1\",2,3\r", (2, 3)),
            ("a,b,c,d\nA,1,2,\"3\nB,1,2,3\"\n", (2, 3)),
            ("a,b,c,d\nA,1,2,\"3\nB\",1,2,3\n", (2, 3)),
            ("\"x,y\nA,1,\"2\",3\n\"B,1,2,3\nC,1,2,3\"", (3, 4)),
            ("a,b,c,d\n\"A,1,2,3\n\"\n", (2, 3)),
        ] {
            assert_eq!(doubted(text), [lines], "{text}");
        }
        for text in [
            "a,b,c,d\nA,1,2,\"one, two\nthree, four\"\nB,1,2,3\n",
            "a,b,c,d\n\"one\ntwo\",1,2,3\n",
            "a,b,c,d\n\"one, two\n\nthree\",1,\"x\ny\",3\n",
            "a,b,c,d\n\"A,1,2,3\",1,2,3\n",
        ] {
            assert_eq!(doubted(text), [], "{text}");
        }
        let one_column = without_stray("a\n\"b\nc\"\n", b',').2;
        assert!(one_column.iter().all(|cell| !cell.may_swallow_rows(1)));
    }

    #[test]
    fn marks_that_close_stay_with_whatever_stands_between_them() {
        for text in [
            "a,\"b, c\"\n1,2\n",
            "a,\"b\nc\"\r\n\"\",2",
            "a,\"said \"\"so\"\"\n\",3",
            "a,b \"c\nd,12\"\n",
            "\"he \"said\" so\",1\n",
            "",
            "\"\"",
        ] {
            assert_eq!(read(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn marks_that_do_not_close_go_and_are_told_with_their_lines() {
        for (text, clean, lines) in [
            ("a,b\n\"c,d\ne,f\n", "a,b\nc,d\ne,f\n", vec![2]),
            (
                "a,b\r\n\"c,d\r\ne,\"f\"\r\n",
                "a,b\r\nc,d\r\ne,\"f\"\r\n",
                vec![2],
            ),
            ("\"a\rb,\"c", "a\rb,c", vec![1, 2]),
            ("\"", "", vec![1]),
            (
                "x,\"学\ny,\"校\nz,\"1, 2\"",
                "x,学\ny,校\nz,\"1, 2\"",
                vec![1, 2],
            ),
        ] {
            assert_eq!(read(text), (clean.to_owned(), lines), "{text}");
        }
    }
}
