//! Whether a name is meant by what was typed: its own letters, their pinyin, or the initials of that.
//!
//! “马踏”, “mata”, “mtz”, “ma踏z” all mean 马踏镇. A letter with several readings is met by any of them.

use super::pinyin;

/// So many letters of what was typed are looked at.
const MOST_TYPED: usize = 40;
/// So many letters of a name are looked at.
const MOST_SPELLED: usize = 80;

/// A letter of a name, and how it may be typed.
#[derive(Clone, Debug)]
struct Letter {
    /// The letter in lower case.
    own: char,
    /// Its pinyin.
    readings: Vec<String>,
}

impl Letter {
    /// Whether it may be left out when typing, as a dash or a bracket is.
    fn is_silent(&self) -> bool {
        !self.own.is_alphanumeric()
    }
}

/// A name, ready to be sought.
#[derive(Clone, Debug)]
pub(crate) struct Spelled(Vec<Letter>);

impl Spelled {
    /// The letters of a name with their readings.
    pub(crate) fn of(name: &str) -> Self {
        let letter = |letter: char| Letter {
            own: lower(letter),
            readings: pinyin::readings(letter),
        };
        Self(name.chars().take(MOST_SPELLED).map(letter).collect())
    }

    /// How many letters it has.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

/// How well a name fits, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// The whole name was typed.
    Whole,
    /// The name begins with it.
    Begins,
    /// It stands in the name.
    Within,
    /// The whole name is spelled by it.
    Spells,
    /// The name begins with what it spells.
    SpellsBegin,
    /// What it spells stands in the name.
    SpellsWithin,
    /// The name begins with it, with letters left out further on: 马踏小学 for 马踏镇中心小学.
    LeavesOut,
}

/// A name that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Met {
    /// How well.
    pub(crate) fit: Fit,
    /// Which letters of the name were typed, by position.
    pub(crate) letters: Vec<usize>,
}

/// What was typed, ready to be sought.
#[derive(Clone, Debug)]
pub(crate) struct Sought(Vec<char>);

impl Sought {
    /// Takes what was typed; spaces and marks between syllables mean nothing.
    pub(crate) fn of(typed: &str) -> Self {
        let means = |letter: &char| !letter.is_whitespace() && !matches!(letter, '\'' | '’');
        let letters = typed.chars().filter(means).map(lower);
        Self(letters.take(MOST_TYPED).collect())
    }

    /// Whether nothing was typed.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether, and how well, a name is meant.
    pub(crate) fn meets(&self, name: &Spelled) -> Option<Met> {
        if self.is_empty() {
            return None;
        }
        self.as_it_stands(name)
            .or_else(|| self.as_spelled(name))
            .or_else(|| self.with_letters_left_out(name))
    }

    /// The very letters, one after the other.
    fn as_it_stands(&self, name: &Spelled) -> Option<Met> {
        let (typed, letters) = (&self.0, &name.0);
        let last = letters.len().checked_sub(typed.len())?;
        let is_at = |start: &usize| {
            let own = letters[*start..].iter().map(|letter| letter.own);
            own.zip(typed).all(|(own, &typed)| own == typed)
        };
        let start = (0..=last).find(is_at)?;
        let fit = match start {
            0 if last == 0 => Fit::Whole,
            0 => Fit::Begins,
            _ => Fit::Within,
        };
        Some(Met {
            fit,
            letters: (start..start + typed.len()).collect(),
        })
    }

    /// Letters and their pinyin, one after the other.
    fn as_spelled(&self, name: &Spelled) -> Option<Met> {
        let mut walk = Walk::new(&self.0, &name.0, false);
        let start = (0..name.0.len()).find(|&start| walk.goes(0, start))?;
        let letters = walk.path();
        let is_whole = letters.len() >= name.0.iter().filter(|letter| !letter.is_silent()).count();
        let fit = match start {
            0 if is_whole => Fit::Spells,
            0 => Fit::SpellsBegin,
            _ => Fit::SpellsWithin,
        };
        Some(Met { fit, letters })
    }

    /// The same from the first letter on, where others may be left out. Two Latin letters would mean too much.
    fn with_letters_left_out(&self, name: &Spelled) -> Option<Met> {
        let is_latin = self.0.iter().all(char::is_ascii);
        let least = if is_latin { 3 } else { 2 };
        if self.0.len() < least {
            return None;
        }
        let mut walk = Walk::new(&self.0, &name.0, true);
        walk.goes(0, 0).then(|| Met {
            fit: Fit::LeavesOut,
            letters: walk.path(),
        })
    }
}

/// A walk along what was typed and a name at once.
struct Walk<'a> {
    typed: &'a [char],
    letters: &'a [Letter],
    /// Whether letters of the name may be left out after the first.
    leaves_out: bool,
    /// From where the walk is known to lead nowhere, by place typed and letter.
    is_vain: Vec<bool>,
    /// The letters that were typed, the last first.
    met: Vec<usize>,
}

impl<'a> Walk<'a> {
    fn new(typed: &'a [char], letters: &'a [Letter], leaves_out: bool) -> Self {
        Self {
            typed,
            letters,
            leaves_out,
            is_vain: vec![false; (typed.len() + 1) * (letters.len() + 1)],
            met: Vec::new(),
        }
    }

    /// Whether the rest typed can be met from a letter on.
    fn goes(&mut self, from: usize, at: usize) -> bool {
        if from == self.typed.len() {
            return true;
        }
        if at == self.letters.len() {
            return false;
        }
        let here = from * (self.letters.len() + 1) + at;
        if self.is_vain[here] {
            return false;
        }
        let letters = self.letters;
        let letter = &letters[at];
        for taken in steps(letter, &self.typed[from..]) {
            if self.goes(from + taken, at + 1) {
                self.met.push(at);
                return true;
            }
        }
        // Only between letters that were typed.
        let may_skip = from > 0 && (self.leaves_out || letter.is_silent());
        if may_skip && self.goes(from, at + 1) {
            return true;
        }
        self.is_vain[here] = true;
        false
    }

    fn path(mut self) -> Vec<usize> {
        self.met.reverse();
        self.met
    }
}

/// How many of the letters typed a letter of a name may stand for, most first.
fn steps(letter: &Letter, typed: &[char]) -> Vec<usize> {
    let mut steps = Vec::new();
    for reading in &letter.readings {
        let same = reading
            .chars()
            .zip(typed)
            .take_while(|(own, typed)| own == *typed)
            .count();
        if same == 0 {
            continue;
        }
        let is_double = same >= 2 && reading.chars().nth(1) == Some('h');
        // The whole syllable, its initial, or as far as typing has come.
        steps.extend((same == reading.len() || same == typed.len()).then_some(same));
        steps.extend(is_double.then_some(2));
        steps.push(1);
    }
    steps.extend((typed.first() == Some(&letter.own)).then_some(1));
    steps.sort_unstable_by(|one, other| other.cmp(one));
    steps.dedup();
    steps
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::random::Random;

    fn fit(typed: &str, name: &str) -> Option<Fit> {
        Sought::of(typed)
            .meets(&Spelled::of(name))
            .map(|met| met.fit)
    }

    #[test]
    fn a_name_is_found_by_letters_pinyin_and_initials() {
        for (typed, name, expected) in [
            ("马踏镇", "马踏镇", Fit::Whole),
            ("马踏", "马踏镇", Fit::Begins),
            ("踏镇", "马踏镇", Fit::Within),
            ("matazhen", "马踏镇", Fit::Spells),
            ("mtz", "马踏镇", Fit::Spells),
            ("MTZ", "马踏镇", Fit::Spells),
            ("ma ta", "马踏镇", Fit::SpellsBegin),
            ("mat", "马踏镇", Fit::SpellsBegin),
            ("mtzh", "马踏镇", Fit::Spells),
            ("ma踏z", "马踏镇", Fit::Spells),
            ("tz", "马踏镇", Fit::SpellsWithin),
            ("jyxx", "井研小学", Fit::Spells),
            ("马踏小学", "马踏镇中心小学", Fit::LeavesOut),
            ("mtxx", "马踏镇中心小学", Fit::LeavesOut),
            ("cq", "重庆路小学", Fit::SpellsBegin),
            ("chongqing", "重庆路小学", Fit::SpellsBegin),
            ("zhongqing", "重庆路小学", Fit::SpellsBegin),
            ("plan b", "Plan B (draft)", Fit::SpellsBegin),
            ("村1组", "马踏村1组", Fit::Within),
            ("c1z", "马踏村1组", Fit::SpellsWithin),
            ("方案a", "“方案 A”", Fit::SpellsWithin),
        ] {
            assert_eq!(fit(typed, name), Some(expected), "{typed} for {name}");
        }
    }

    #[test]
    fn what_is_not_meant_is_not_found() {
        for (typed, name) in [
            ("", "马踏镇"),
            ("  ", "马踏镇"),
            ("mtx", "马踏镇"),
            ("mm", "马踏镇"),
            ("镇马", "马踏镇"),
            ("马踏镇中", "马踏镇"),
            ("mz", "马踏镇"),
            ("ta小", "马踏镇中心小学"),
        ] {
            assert_eq!(fit(typed, name), None, "{typed} for {name}");
        }
    }

    #[test]
    fn the_letters_that_were_typed_are_known() {
        let met = |typed: &str| {
            let met = Sought::of(typed).meets(&Spelled::of("马踏镇中心小学"));
            met.map(|met| met.letters)
        };
        assert_eq!(met("马踏小学"), Some(vec![0, 1, 5, 6]));
        assert_eq!(met("中xin"), Some(vec![3, 4]));
    }

    /// Everything that may be typed for the letters from one to another, each in all its ways.
    fn all_typings(letters: &[Letter]) -> BTreeSet<String> {
        let mut typings = BTreeSet::from([String::new()]);
        for letter in letters {
            let mut ways = vec![letter.own.to_string()];
            for reading in &letter.readings {
                ways.extend([reading.clone(), reading[..1].to_owned()]);
                if reading.as_bytes().get(1) == Some(&b'h') {
                    ways.push(reading[..2].to_owned());
                }
            }
            let longer = typings
                .iter()
                .flat_map(|typing| ways.iter().map(move |way| format!("{typing}{way}")));
            typings = longer.collect();
        }
        typings
    }

    /// The slow way: some part of the name may be typed so that it begins with what was typed, and without its last
    /// letter it would be too short.
    fn is_met_slowly(typed: &str, name: &Spelled) -> bool {
        let letters = &name.0;
        (0..letters.len()).any(|start| {
            (start + 1..=letters.len()).any(|end| {
                let before = all_typings(&letters[start..end - 1]);
                let last = &letters[end - 1];
                before.iter().any(|before| {
                    typed.strip_prefix(before.as_str()).is_some_and(|rest| {
                        !rest.is_empty()
                            && (rest == last.own.to_string()
                                || last
                                    .readings
                                    .iter()
                                    .any(|reading| reading.starts_with(rest)))
                    })
                })
            })
        })
    }

    #[test]
    fn what_is_found_is_what_a_list_of_all_typings_finds() {
        const LETTERS: [char; 10] = ['重', '庆', '长', '乐', '山', '小', '学', '1', 'a', '行'];
        const TYPED: [&str; 16] = [
            "c", "h", "zh", "x", "xue", "ao", "le", "yue", "s", "a", "1", "山", "n", "ha", "q",
            "ing",
        ];
        let mut random = Random::seeded(31);
        let mut n_met = 0;
        for round in 0..3_000 {
            let name: String = (0..=random.below(4))
                .map(|_| LETTERS[random.below(LETTERS.len())])
                .collect();
            let typed: String = (0..=random.below(4))
                .map(|_| TYPED[random.below(TYPED.len())])
                .collect();
            let spelled = Spelled::of(&name);
            let sought = Sought::of(&typed);
            let is_met = sought
                .as_it_stands(&spelled)
                .or_else(|| sought.as_spelled(&spelled))
                .is_some();
            assert_eq!(
                is_met,
                is_met_slowly(&typed, &spelled),
                "round {round}: {typed} for {name}"
            );
            n_met += usize::from(is_met);
        }
        assert!(n_met > 100, "only {n_met} names were met");
    }

    #[test]
    fn a_long_name_and_a_long_word_take_no_time() {
        let name = Spelled::of(&"行".repeat(500));
        assert!(
            Sought::of(&format!("{}q", "x".repeat(500)))
                .meets(&name)
                .is_some()
        );
        assert!(
            Sought::of(&format!("{}q", "x".repeat(30)))
                .meets(&name)
                .is_none()
        );
    }
}
