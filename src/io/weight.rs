//! How much memory a text of JSON would take once it is read: known before, so that a file that would take all of it is
//! refused in words.
//!
//! A value of JSON takes many times the two bytes in which it can be written; coordinates of features, which are kept as
//! numbers in a row, do not.

use super::OpenError;
use super::formats::archive::refused as too_heavy;

/// Smaller texts never take much.
const LIGHT: usize = 8 << 20;

/// No more is taken, in bytes.
const MOST: u64 = 2_000_000_000;

/// What a value takes, and a list among the coordinates of a feature, in bytes: as measured, with the room that lists
/// have left when they grow.
const VALUE: u64 = 120;

/// What a coordinate of a feature takes.
const COORDINATE: u64 = 20;

/// # Errors
/// When reading the text would take too much.
pub(super) fn check(file: &str, text: &str) -> Result<(), OpenError> {
    if text.len() <= LIGHT {
        return Ok(());
    }
    let bytes = Tally::of(text).bytes() + 2 * text.len() as u64;
    if bytes <= MOST {
        return Ok(());
    }
    let gigabytes = bytes as f64 / 1e9;
    Err(too_heavy(
        file,
        format!(
            "it would take about {gigabytes:.1} GB of memory, and more than 2 GB are not taken: keep the county alone, and \
             save it as a collection of features"
        ),
        format!(
            "读入约需{gigabytes:.1}GB内存，超过2GB的不读取；请只保留本县范围，并保存为要素集合"
        ),
    ))
}

/// What stands in a text of JSON. What is no JSON is counted as well as can be; nothing is built of it.
#[derive(Debug, Default)]
struct Tally {
    /// Values outside of coordinates.
    values: u64,
    /// Coordinates, and lists of them, of features in a list, and of those that stand alone.
    in_list: Coordinates,
    alone: Coordinates,
    /// How many objects stand beside each other.
    roots: u64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Coordinates {
    numbers: u64,
    lists: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Geometry,
    Coordinates,
    Other,
}

impl Tally {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut tally = Self::default();
        let mut at = 0;
        // Objects around, the one that is a geometry, and lists around among coordinates.
        let (mut depth, mut geometry, mut within) = (0_u64, None, 0_u64);
        let mut key = Key::Other;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            let is_drawn = within > 0;
            match byte {
                b'"' => {
                    let start = at;
                    while let Some(&byte) = bytes.get(at) {
                        match byte {
                            b'"' => break,
                            b'\\' => at += 2,
                            _ => at += 1,
                        }
                    }
                    let string = bytes.get(start..at).unwrap_or_default();
                    at += 1;
                    let rest = bytes.get(at..).unwrap_or_default();
                    if rest.trim_ascii_start().first() == Some(&b':') {
                        key = match string {
                            b"geometry" => Key::Geometry,
                            b"coordinates" => Key::Coordinates,
                            _ => Key::Other,
                        };
                    } else {
                        // Texts among coordinates stand as they are.
                        tally.values += u64::from(is_drawn);
                    }
                }
                b'{' => {
                    tally.roots += u64::from(depth == 0);
                    depth += 1;
                    tally.values += 1;
                    if key == Key::Geometry {
                        geometry = Some(depth);
                    }
                    key = Key::Other;
                }
                b'}' => {
                    if geometry == Some(depth) {
                        geometry = None;
                    }
                    depth = depth.saturating_sub(1);
                }
                b'[' if is_drawn || (key == Key::Coordinates && geometry == Some(depth)) => {
                    within += 1;
                    tally.coordinates(depth).lists += 1;
                    key = Key::Other;
                }
                b'[' => {
                    tally.values += 1;
                    key = Key::Other;
                }
                b']' => within = within.saturating_sub(1),
                b',' if is_drawn => tally.coordinates(depth).numbers += 1,
                b',' => tally.values += 1,
                _ => {}
            }
        }
        tally
    }

    /// Those of a geometry that so many objects are around.
    fn coordinates(&mut self, depth: u64) -> &mut Coordinates {
        if depth <= 2 {
            &mut self.alone
        } else {
            &mut self.in_list
        }
    }

    /// What it would take.
    fn bytes(&self) -> u64 {
        let light = |of: Coordinates| COORDINATE * of.numbers + VALUE / 2 * of.lists;
        // One feature alone is read as any other value; of several, one a line, each is read for itself.
        let alone = if self.roots > 1 {
            light(self.alone)
        } else {
            VALUE * (self.alone.numbers + self.alone.lists)
        };
        VALUE * self.values + light(self.in_list) + alone
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> bool {
        match check("a.geojson", text) {
            Ok(()) => false,
            Err(error) => {
                let words = error.words();
                assert!(
                    words.en.contains("a.geojson") && words.en.contains("GB"),
                    "{words:?}"
                );
                assert!(words.zh.contains("GB"), "{words:?}");
                true
            }
        }
    }

    #[test]
    fn many_small_values_are_refused_wherever_they_stand() {
        let many = |value: &str| vec![value; 20_000_000].join(",");
        assert!(refused(&format!(r#"{{"features":[{}]}}"#, many("0"))));
        let properties = format!(
            r#"{{"features":[{{"properties":{{"coordinates":[{}]}}}}]}}"#,
            many("0")
        );
        assert!(refused(&properties));
        assert!(refused(&format!(r#"{{"coordinates":[{}]}}"#, many("0"))));
        let alone = format!(
            r#"{{"type":"Feature","geometry":{{"coordinates":[{}]}}}}"#,
            many("0")
        );
        assert!(refused(&alone));
    }

    #[test]
    fn honest_borders_are_read_in_a_list_and_one_a_line() {
        let points = vec!["[104.1234567,29.1234567]"; 1_500_000].join(",");
        let feature = format!(
            r#"{{"type":"Feature","properties":{{"name":"a [\"geometry\": {{"}},"geometry":{{"type":"Polygon","coordinates":[[{points}]]}}}}"#
        );
        assert!(!refused(&format!(
            r#"{{"type":"FeatureCollection","features":[{feature}]}}"#
        )));
        assert!(!refused(&format!("{feature}\n{feature}")));
        let tally = Tally::of(&feature);
        assert_eq!((tally.alone.lists, tally.roots), (1_500_002, 1));
    }

    #[test]
    fn what_is_no_json_is_counted_without_harm() {
        for text in [
            "",
            "\"",
            "\"\\",
            "]]]}}}",
            "{\"coordinates\"",
            "{\"geometry\":{\"coordinates\":[[1,2",
        ] {
            let _bytes = Tally::of(text).bytes();
        }
    }
}
