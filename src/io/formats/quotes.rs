//! Quotation marks in a table of text that open a cell and do not close it: the rest of the table would be one cell.

use std::borrow::Cow;

/// The text without such marks, and the lines on which they stood.
///
/// A mark opens a cell where the cell begins; it closes it before the sign between cells or the end of a line. A cell
/// that runs over lines up to a mark that closes nothing, or to the end of the text, was opened by mistake.
pub(super) fn without_stray(text: &str, delimiter: u8) -> (Cow<'_, str>, Vec<usize>) {
    let bytes = text.as_bytes();
    let mut stray = Vec::new();
    let (mut at, mut begins) = (0, true);
    while at < bytes.len() {
        if begins && bytes[at] == b'"' {
            if let Some(after) = closed(bytes, at, delimiter) {
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
        return (Cow::Borrowed(text), Vec::new());
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
    (Cow::Owned(clean), lines)
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
        let (text, lines) = without_stray(text, b',');
        (text.into_owned(), lines)
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
