//! The encoding of a text: told by its marks, else found in its bytes.

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, GBK, MACINTOSH, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE,
    WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1258,
};

use super::super::report::Notes;
use crate::words::Words;

/// The text of a file and what its encoding is called.
#[derive(Debug)]
pub(in crate::io) struct Decoded {
    pub(in crate::io) text: String,
    pub(super) encoding: &'static Encoding,
    /// Whether some bytes are in no known encoding.
    has_gaps: bool,
}

/// Unicode by its marks or because the bytes are nothing else; otherwise the encoding that the letters speak for.
pub(in crate::io) fn decode(bytes: &[u8]) -> Decoded {
    let encoding = encoding_of(bytes);
    let (text, encoding, has_gaps) = encoding.decode(bytes);
    Decoded {
        text: text.into_owned(),
        encoding,
        has_gaps,
    }
}

impl Decoded {
    /// Says which encoding was taken, where it is not the usual one.
    pub(in crate::io) fn tell(&self, notes: &mut Notes) {
        notes.read.encoding = Some(name(self.encoding));
        if self.has_gaps {
            notes.file(Words::new(
                "Some bytes are in no known encoding; they are shown as �",
                "部分字节编码无法识别，以“�”代替",
            ));
        } else if self.encoding != UTF_8 {
            let name = name(self.encoding);
            notes.file(Words::new(
                format!("Read as {name} text"),
                format!("按 {name} 编码读取"),
            ));
        }
    }
}

/// What planners call an encoding.
pub(super) fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 || encoding == GBK {
        "GB18030 (GBK)"
    } else if encoding == EUC_KR {
        "EUC-KR (CP949)"
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        "UTF-16"
    } else {
        encoding.name()
    }
}

/// The encoding of a code page of Windows, or of a standard by its number; `None` where it is not known.
pub(super) fn of_code_page(page: u32) -> Option<&'static Encoding> {
    Some(match page {
        936 | 54936 | 2312 | 18030 => GB18030,
        65001 => UTF_8,
        1200 => UTF_16LE,
        932 => SHIFT_JIS,
        949 => EUC_KR,
        950 => BIG5,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 | 88591 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        _ => return None,
    })
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    // UTF-16 without its mark: so begins JSON, or every other byte of the first letters is nothing.
    match bytes {
        [b'{' | b'[', 0, ..] => return UTF_16LE,
        [0, b'{' | b'[', ..] => return UTF_16BE,
        _ => {}
    }
    let head = &bytes[..bytes.len().min(64)];
    let zeros = |first: usize| {
        let of_pair = head.iter().skip(first).step_by(2);
        of_pair.filter(|&&byte| byte == 0).count()
    };
    let half = head.len() / 2;
    if half > 1 && zeros(1) * 4 > half * 3 && zeros(0) == 0 {
        return UTF_16LE;
    }
    if half > 1 && zeros(0) * 4 > half * 3 && zeros(1) == 0 {
        return UTF_16BE;
    }
    of_bytes(bytes)
}

/// How many letters beyond ASCII a text has as UTF-8, and how many places that are none.
fn as_utf_8(bytes: &[u8]) -> (usize, usize) {
    let text = String::from_utf8_lossy(bytes);
    let broken = text.chars().filter(|&char| char == '\u{FFFD}').count();
    let all = text.chars().filter(|char| !char.is_ascii()).count();
    (all - broken, broken)
}

/// The encoding of a text that nothing says anything of, and that has no mark. A few broken bytes do not turn text that
/// is otherwise plainly UTF-8 into another encoding; nor do some more, where no other encoding of China fits either.
pub(super) fn of_bytes(bytes: &[u8]) -> &'static Encoding {
    let (whole, broken) = as_utf_8(bytes);
    if broken == 0 || whole > 10 * broken {
        return UTF_8;
    }
    let guess = of_letters(bytes);
    let fits = |encoding: &'static Encoding| !encoding.decode_without_bom_handling(bytes).1;
    let is_proven = fits(guess) && !guess.is_single_byte();
    if !is_proven && whole > 3 * broken {
        UTF_8
    } else {
        guess
    }
}

/// The encoding that the letters speak for.
fn of_letters(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    if guess == GBK { GB18030 } else { guess }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_the_same_in_every_encoding_that_offices_use() {
        let chinese = "学校名称,学段,在校生数\n研城镇中心小学,小学,412\n马踏镇幼儿园,幼儿园,96\n";
        let short = "编号,名称,学生数\n1,东小学,30\n";
        let japanese = "学校名,所在地,児童数\n生駒小学校,奈良県生駒市山崎町,512\nあすか野小学校,あすか野北,470\n";
        let korean =
            "학교명,소재지도로명주소,학생수\n아산테크노중학교,충청남도 아산시 둔포면,310\n";
        let german = "Schule;Straße;Plätze\nGrundschule am Königstor;Große Straße 5;27,0\n";
        let traditional = "學校名稱,地區,學生數\n寶血會培靈學校,油尖旺區,520\n";
        for (text, encoding) in [
            (chinese, GB18030),
            (short, GB18030),
            (japanese, SHIFT_JIS),
            (korean, EUC_KR),
            (german, WINDOWS_1252),
            (traditional, BIG5),
            (chinese, UTF_8),
        ] {
            let (bytes, _, _) = encoding.encode(text);
            let decoded = decode(&bytes);
            assert_eq!(decoded.text, text, "{}", encoding.name());
            assert_eq!(decoded.encoding, encoding);
        }
        let utf_16: Vec<u8> = german.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf_16).text, german);
        let with_mark = format!("\u{feff}{chinese}");
        assert_eq!(decode(with_mark.as_bytes()).text, chinese);
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf_8_into_another_encoding() {
        let rows = "研城镇中心小学,412\n马踏镇中心小学,96\n".repeat(4);
        let mut bytes = format!("学校名称,学生数\n{rows}").into_bytes();
        bytes[3] = 0xFF;
        let decoded = decode(&bytes);
        assert!(decoded.text.contains("研城镇中心小学") && decoded.has_gaps);
    }
}
