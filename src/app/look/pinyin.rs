//! How a Chinese letter may be typed in Latin ones: its readings without tones, all of those it may have.

use pinyin::ToPinyinMulti as _;

/// The readings of a letter, each once, the usual one first; none where it has none.
///
/// An ü is written v, as it is typed, and also u, as signs have it.
pub(crate) fn readings(letter: char) -> Vec<String> {
    let mut readings: Vec<String> = Vec::new();
    let mut add = |reading: String| {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    for reading in letter.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain();
        if plain.contains('ü') || plain.contains('v') {
            add(plain.replace('ü', "v"));
            add(plain.replace(['ü', 'v'], "u"));
        } else {
            add(plain.to_owned());
        }
    }
    readings.retain(|reading| reading.chars().all(|letter| letter.is_ascii_lowercase()));
    readings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_has_all_its_readings_without_tones() {
        assert_eq!(readings('马'), ["ma"]);
        assert!(readings('重').iter().any(|reading| reading == "zhong"));
        assert!(readings('重').iter().any(|reading| reading == "chong"));
        assert!(readings('a').is_empty() && readings('1').is_empty());
    }

    #[test]
    fn an_umlaut_is_typed_as_v_or_u() {
        let green = readings('绿');
        assert!(green.iter().any(|reading| reading == "lv"), "{green:?}");
        assert!(green.iter().any(|reading| reading == "lu"), "{green:?}");
    }
}
