//! From the bytes of a file to its text.

use super::OpenError;
use super::formats::{encoding, refused};
use super::report::Notes;
use crate::words::Words;

/// The text of a file, whatever the encoding: UTF-8 with or without BOM, UTF-16, GB18030 (GBK, GB 2312).
/// `name` is what the file is called, `place` what messages call it.
pub(super) fn decode(
    (place, name): (&str, &str),
    bytes: &[u8],
    notes: &mut Notes,
) -> Result<String, OpenError> {
    refuse_blank(place, bytes)?;
    if let Some(error) = refused::other_format(place, name, bytes) {
        return Err(error);
    }
    let decoded = encoding::decode(bytes);
    decoded.tell(notes);
    Ok(decoded.text)
}

/// Whether a file, or the file that a layer is of, is a table by its ending.
pub(super) fn is_table(file: &str) -> bool {
    const ENDINGS: [&str; 7] = [".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".dbf"];
    let file = file.to_lowercase();
    ENDINGS
        .iter()
        .any(|ending| file.ends_with(ending) || file.contains(&format!("{ending}#")))
}

/// That nothing is in a file.
pub(super) fn refuse_blank(file: &str, bytes: &[u8]) -> Result<(), OpenError> {
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    if bytes.iter().all(is_blank) {
        return Err(OpenError::Blank {
            file: file.to_owned(),
        });
    }
    Ok(())
}

/// That a table was written by this program, which is no record of anything.
pub(super) fn own_table(file: &str) -> OpenError {
    OpenError::OtherFormat {
        file: file.to_owned(),
        what: Box::new(Words::new(
            "a table that this program worked out, not a record",
            "本程序算出的表格，不是记录",
        )),
        convert: Box::new(Words::new(
            "to use it as recorded flows, keep only its columns stage, settlement, school and pupils",
            "如要作为就学现状使用，请只保留学段、居民点、学校、学生四列",
        )),
    }
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
            // Writing to a string cannot fail.
            let _written = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, bytes: &[u8]) -> Result<String, OpenError> {
        decode((file, file), bytes, &mut Notes::of_file(file))
    }

    #[test]
    fn chinese_text_is_the_same_in_every_encoding() {
        let text = "{\"name\":\"研城镇小学\"}";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf_16_be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with_mark = [b"\xFF\xFE".as_slice(), &utf_16].concat();
        let with_bom = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        for bytes in [
            text.as_bytes(),
            &gbk,
            &utf_16,
            &utf_16_be,
            &with_mark,
            &with_bom,
        ] {
            assert_eq!(read("a.geojson", bytes).unwrap(), text);
        }
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf_8_into_gibberish() {
        let mut bytes = "{\"name\":\"研城镇小学\",\"district\":\"研城片区教育督导组\"}"
            .as_bytes()
            .to_vec();
        bytes[11] = 0xFF;
        let text = read("a.geojson", &bytes).unwrap();
        assert!(
            text.contains("城镇小学") && text.contains("研城片区"),
            "{text}"
        );
    }
}
