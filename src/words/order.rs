//! The order of names in lists: Chinese ones by their pinyin, numbers in them by their size.

use pinyin::ToPinyin as _;

/// Where a name stands among others.
///
/// Numbers come first, by size; then letters without regard to case; then Chinese characters by syllable, tone and
/// code; then everything else. A character with several readings stands under its most frequent one.
///
/// ```
/// use xuequ::words::NameOrder;
/// let mut names = ["王村镇", "清河村10组", "清河村2组", "Hill", "巴村"];
/// names.sort_by_key(|name| NameOrder::of(name));
/// assert_eq!(names, ["Hill", "巴村", "清河村2组", "清河村10组", "王村镇"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameOrder(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Piece {
    /// Digits without leading zeros, the shorter number first; then how many zeros led.
    Number(usize, String, usize),
    Letter(char),
    /// Syllable with its tone behind it, then the character itself.
    Hanzi(String, char),
    Other(char),
}

impl NameOrder {
    /// The place of a name.
    pub fn of(name: &str) -> Self {
        let mut pieces = Vec::new();
        let mut letters = name.chars().peekable();
        while let Some(letter) = letters.next() {
            if letter.is_ascii_digit() {
                let mut digits = String::from(letter);
                while let Some(digit) = letters.next_if(char::is_ascii_digit) {
                    digits.push(digit);
                }
                let number = digits.trim_start_matches('0');
                let zeros = digits.len() - number.len();
                pieces.push(Piece::Number(number.len(), number.to_owned(), zeros));
            } else if letter.is_ascii_alphabetic() {
                pieces.push(Piece::Letter(letter.to_ascii_lowercase()));
            } else if let Some(read) = letter.to_pinyin() {
                // A colon stands behind the digits of tones and before all letters, as lü stands behind lu.
                let syllable = read.with_tone_num_end().replace('ü', "u:");
                pieces.push(Piece::Hanzi(syllable, letter));
            } else {
                pieces.push(Piece::Other(letter));
            }
        }
        Self(pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<const N: usize>(mut names: [&str; N]) -> [&str; N] {
        names.sort_by_key(|name| NameOrder::of(name));
        names
    }

    #[test]
    fn names_stand_by_pinyin_then_by_tone() {
        assert_eq!(
            sorted(["竹园镇", "研城街道", "马踏镇", "宝五镇", "东林镇", "纯复镇"]),
            ["宝五镇", "纯复镇", "东林镇", "马踏镇", "研城街道", "竹园镇"]
        );
        // xi before xian, mā before má before mǎ, lu before lü before luan.
        assert_eq!(sorted(["仙村", "西村"]), ["西村", "仙村"]);
        assert_eq!(sorted(["马", "麻", "妈"]), ["妈", "麻", "马"]);
        assert_eq!(sorted(["栾", "吕", "路"]), ["路", "吕", "栾"]);
    }

    #[test]
    fn numbers_in_names_stand_by_size_and_a_part_before_the_whole() {
        assert_eq!(
            sorted(["清河村10组", "清河村2组", "清河村", "清河村02组"]),
            ["清河村", "清河村2组", "清河村02组", "清河村10组"]
        );
        let long = "9".repeat(60);
        assert_eq!(sorted([&*long, "8"]), ["8", &*long]);
    }

    #[test]
    fn what_is_neither_number_nor_letter_nor_chinese_comes_last() {
        assert_eq!(
            sorted(["※", "阿", "a", "B", "1", "\u{20BB7}"])[..4],
            ["1", "a", "B", "阿"]
        );
    }
}
