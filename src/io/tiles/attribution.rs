//! Whom a basemap names: often a piece of a web page, always shown as plain words.

/// Longer ones are cut, in letters.
const LONGEST: usize = 160;

/// The words of an attribution without its markup; `None` where none are left.
pub(super) fn plain(text: &str) -> Option<String> {
    let mut words = String::new();
    let mut is_tag = false;
    // What comes later is never shown.
    for letter in text.chars().take(20 * LONGEST) {
        match letter {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if is_tag => {}
            letter if letter.is_control() => words.push(' '),
            letter => words.push(letter),
        }
    }
    for (entity, sign) in [
        ("&copy;", "©"),
        ("&#169;", "©"),
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        words = words.replace(entity, sign);
    }
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut cut: String = words.chars().take(LONGEST).collect();
    if cut.len() < words.len() {
        cut.push('…');
    }
    (!cut.is_empty()).then_some(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_left_out_and_much_is_cut() {
        let link = "<a href=\"https://example.org\">&copy; 天地图</a>\n &amp; others";
        assert_eq!(plain(link).as_deref(), Some("© 天地图 & others"));
        assert_eq!(plain(" <b></b> "), None);
        assert_eq!(plain("<a never closed"), None);
        let long = plain(&"字".repeat(5_000)).expect("words");
        assert_eq!(long.chars().count(), LONGEST + 1);
    }
}
