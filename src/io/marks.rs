//! Commas and points in numbers: whether they part thousands or begin decimals. A number may say so itself ("86,4",
//! "1,234,567", "1.250,5"); where it does not ("1.204"), the other numbers of its column and its file decide.

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Decimals,
    Thousands,
    /// Nothing tells.
    Unclear,
}

/// What a comma and a point stand for where a number does not say so itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) comma: Mark,
    pub(super) point: Mark,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            comma: Mark::Thousands,
            point: Mark::Decimals,
        }
    }
}

impl Marks {
    fn of(self, mark: char) -> Mark {
        if mark == ',' { self.comma } else { self.point }
    }
}

/// What a number says about its marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// It has none.
    Nothing,
    /// The last one begins decimals.
    DecimalsAt(char),
    /// There is only this one, and it parts thousands.
    ThousandsAt(char),
    /// One mark before three digits.
    Either(char),
    /// No way of writing numbers.
    Broken,
}

/// What digits with marks come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Parsed {
    Number(f64),
    /// The one or the other, by what the mark stands for.
    Either {
        decimals: f64,
        thousands: f64,
    },
    Broken,
}

/// The number that digits, commas and points write. Blanks and apostrophes between digits part thousands; where they do
/// not, these are several numbers.
pub(super) fn parse(text: &str, marks: Marks) -> Parsed {
    let Some(digits) = without_gaps(text) else {
        return Parsed::Broken;
    };
    let number = |decimal: Option<char>| {
        let kept = digits.chars().filter_map(|char| match char {
            ',' | '.' => (Some(char) == decimal).then_some('.'),
            other => Some(other),
        });
        kept.collect::<String>().parse::<f64>().ok()
    };
    let found = |decimal| number(decimal).map_or(Parsed::Broken, Parsed::Number);
    match says(&digits) {
        Says::Broken => Parsed::Broken,
        Says::Nothing | Says::ThousandsAt(_) => found(None),
        Says::DecimalsAt(mark) => found(Some(mark)),
        Says::Either(mark) => match marks.of(mark) {
            Mark::Decimals => found(Some(mark)),
            Mark::Thousands => found(None),
            Mark::Unclear => match (number(Some(mark)), number(None)) {
                (Some(decimals), Some(thousands)) => Parsed::Either {
                    decimals,
                    thousands,
                },
                _ => Parsed::Broken,
            },
        },
    }
}

/// Blanks of every width and apostrophes.
pub(super) fn is_gap(char: char) -> bool {
    matches!(
        char,
        ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\'' | '\u{2019}'
    )
}

/// A number without the gaps between its thousands; `None` where there are other gaps.
fn without_gaps(text: &str) -> Option<String> {
    let Some(gap) = text.chars().find(|char| is_gap(*char)) else {
        return Some(text.to_owned());
    };
    let end = text.find([',', '.']).unwrap_or(text.len());
    let (whole, rest) = text.split_at(end);
    let is_number = is_grouped(whole, gap) && !whole.starts_with('0') && !rest.contains(is_gap);
    is_number.then(|| format!("{}{rest}", whole.replace(gap, "")))
}

fn says(digits: &str) -> Says {
    let marks: Vec<(usize, char)> = digits
        .char_indices()
        .filter(|(_, char)| matches!(char, ',' | '.'))
        .collect();
    let Some(&(last, mark)) = marks.last() else {
        return Says::Nothing;
    };
    let others = &marks[..marks.len() - 1];
    let (whole, rest) = (&digits[..last], &digits[last + 1..]);
    if others.is_empty() {
        let is_group = rest.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
        return if is_group {
            Says::Either(mark)
        } else {
            Says::DecimalsAt(mark)
        };
    }
    let first = others[0].1;
    let is_one_kind = others.iter().all(|&(_, other)| other == first);
    if !is_one_kind {
        return Says::Broken;
    }
    if first == mark {
        return if is_grouped(digits, mark) {
            Says::ThousandsAt(mark)
        } else {
            Says::Broken
        };
    }
    if is_grouped(whole, first) {
        Says::DecimalsAt(mark)
    } else {
        Says::Broken
    }
}

/// Groups of three, or of two before the last as in India.
fn is_grouped(digits: &str, mark: char) -> bool {
    let groups: Vec<&str> = digits.split(mark).collect();
    let [first, middle @ .., last] = groups.as_slice() else {
        return false;
    };
    let are_digits = groups
        .iter()
        .all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let of_three = middle.iter().all(|group| group.len() == 3);
    let of_two = middle.iter().all(|group| group.len() == 2);
    are_digits && (1..=3).contains(&first.len()) && last.len() == 3 && (of_three || of_two)
}

/// What the numbers of a column, or of a file, say about their marks, each with the first that says so.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    comma: OfMark,
    point: OfMark,
}

#[derive(Clone, Debug, Default)]
struct OfMark {
    decimals: Option<String>,
    thousands: Option<String>,
    either: Option<String>,
}

impl OfMark {
    fn verdict(&self) -> Option<Mark> {
        match (&self.decimals, &self.thousands) {
            (Some(_), None) => Some(Mark::Decimals),
            (None, Some(_)) => Some(Mark::Thousands),
            (Some(_), Some(_)) => Some(Mark::Unclear),
            (None, None) => None,
        }
    }

    fn join(&mut self, more: &Self) {
        for (mine, more) in [
            (&mut self.decimals, &more.decimals),
            (&mut self.thousands, &more.thousands),
            (&mut self.either, &more.either),
        ] {
            if mine.is_none() {
                mine.clone_from(more);
            }
        }
    }
}

impl Evidence {
    /// Takes in one number of a file: its digits and marks.
    pub(super) fn see(&mut self, text: &str) {
        let Some(digits) = without_gaps(text) else {
            return;
        };
        let mut note = |mark: char, which: fn(&mut OfMark) -> &mut Option<String>| {
            let of_mark = if mark == ',' {
                &mut self.comma
            } else {
                &mut self.point
            };
            which(of_mark).get_or_insert_with(|| text.to_owned());
        };
        match says(&digits) {
            Says::DecimalsAt(mark) => {
                note(mark, |of| &mut of.decimals);
                if let Some(other) = digits
                    .chars()
                    .find(|&char| ",.".contains(char) && char != mark)
                {
                    note(other, |of| &mut of.thousands);
                }
            }
            Says::ThousandsAt(mark) => note(mark, |of| &mut of.thousands),
            Says::Either(mark) => note(mark, |of| &mut of.either),
            Says::Nothing | Says::Broken => {}
        }
    }

    /// Takes in what another column says.
    pub(super) fn join(&mut self, more: &Self) {
        self.comma.join(&more.comma);
        self.point.join(&more.point);
    }

    /// What the marks of a column stand for: what its numbers say, else what those of the file say. A comma that
    /// nothing speaks about parts thousands, as people are counted whole; a point may as well be of decimals that are
    /// all zero.
    pub(super) fn marks(&self, of_file: &Self) -> Marks {
        let opposite = |mark: Option<Mark>| match mark? {
            Mark::Decimals => Some(Mark::Thousands),
            Mark::Thousands => Some(Mark::Decimals),
            Mark::Unclear => None,
        };
        let decide = |this: fn(&Self) -> &OfMark, other: fn(&Self) -> &OfMark| {
            [self, of_file].into_iter().find_map(|evidence| {
                let said = this(evidence).verdict();
                said.or_else(|| opposite(other(evidence).verdict()))
            })
        };
        Marks {
            comma: decide(|of| &of.comma, |of| &of.point).unwrap_or(Mark::Thousands),
            point: decide(|of| &of.point, |of| &of.comma).unwrap_or(Mark::Unclear),
        }
    }

    /// A number that may be read in two ways under these marks.
    pub(super) fn unclear(&self, marks: Marks) -> Option<(char, &str)> {
        let comma = self.comma.either.as_deref().map(|text| (',', text));
        let point = self.point.either.as_deref().map(|text| ('.', text));
        let is_unclear = |&(mark, _): &(char, &str)| marks.of(mark) == Mark::Unclear;
        [comma, point].into_iter().flatten().find(is_unclear)
    }

    /// A number that is read in another way than English has it.
    pub(super) fn foreign(&self, marks: Marks) -> Option<&str> {
        let comma = self.comma.decimals.as_deref();
        let comma = comma.or_else(|| {
            let either = self.comma.either.as_deref();
            either.filter(|_| marks.comma == Mark::Decimals)
        });
        comma.or_else(|| {
            let either = self.point.either.as_deref();
            either.filter(|_| marks.point == Mark::Thousands)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, others: &[&str]) -> Parsed {
        let mut evidence = Evidence::default();
        for text in others.iter().chain([&text]) {
            evidence.see(text);
        }
        parse(text, evidence.marks(&Evidence::default()))
    }

    #[test]
    fn a_number_says_itself_what_its_marks_are_or_its_neighbours_do() {
        for (text, others, number) in [
            ("86,4", &[][..], 86.4),
            ("86.4", &[], 86.4),
            ("1,234,567", &[], 1_234_567.0),
            ("1.234.567", &[], 1_234_567.0),
            ("1,20,000", &[], 120_000.0),
            ("1.250,5", &[], 1250.5),
            ("1,250.5", &[], 1250.5),
            ("1,234", &[], 1234.0),
            ("1,234", &["86,4"], 1.234),
            ("1.204", &["86,4"], 1204.0),
            ("1.204", &["86.4"], 1.204),
            ("1.204", &["1,234.5"], 1.204),
            ("1,204", &["1.234.567"], 1.204),
            ("0,120", &[], 0.12),
            ("1 234,5", &[], 1234.5),
            ("1’234.5", &[], 1234.5),
        ] {
            assert_eq!(
                read(text, others),
                Parsed::Number(number),
                "{text} {others:?}"
            );
        }
    }

    #[test]
    fn what_nothing_tells_is_left_open() {
        let either = Parsed::Either {
            decimals: 1.204,
            thousands: 1204.0,
        };
        assert_eq!(read("1.204", &[]), either);
        assert_eq!(read("1.204", &["120", "97"]), either);
        assert_eq!(read("1.204", &["86.4", "1.234.567"]), either);
        for text in [
            "1,2,3",
            "1.2.3",
            "1,23.456,7",
            "12,34,56",
            "120 80",
            "1 2",
            "12'5",
            "1 234'567",
            "1  234",
            "1,234 567",
            "1, 234",
            "0 120",
            "12 3456",
            "1 2.5",
        ] {
            assert_eq!(read(text, &[]), Parsed::Broken, "{text}");
        }
    }

    #[test]
    fn numbers_written_in_either_way_are_read_back() {
        let mut random = crate::random::Random::seeded(7);
        for _ in 0..2_000 {
            let tenths = random.below(30_000_000);
            let (whole, tenth) = (tenths / 10, tenths % 10);
            let mut grouped = whole.to_string();
            let mut at = grouped.len();
            while at > 3 {
                at -= 3;
                grouped.insert(at, '_');
            }
            let number = tenths as f64 / 10.0;
            for (thousands, decimal) in [(",", "."), (".", ","), (" ", ","), ("'", ".")] {
                let text = format!("{}{decimal}{tenth}", grouped.replace('_', thousands));
                assert_eq!(read(&text, &[]), Parsed::Number(number), "{text}");
            }
        }
    }
}
