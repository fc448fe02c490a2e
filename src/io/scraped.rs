//! What a scraped point is beside a school itself: a gate, a building, a car park, or no school of the planned stages.

use super::aliases::{self, half_width, plain};
use super::kinds;

/// What bears a school's name without being the school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Where it is, its school is.
    Gate,
    /// Likewise.
    Building,
    /// A car park or a bus stop: its school may be anywhere near.
    Facility,
}

/// What of a school a point is, and the name of that school; the name is empty where only the type says so.
pub(super) fn part(name: &str, type_value: &str) -> Option<(Part, String)> {
    let by_type = part_of_type(type_value);
    match (part_of_name(name), by_type) {
        (Some((_, base)), Some(Part::Facility)) => Some((Part::Facility, base)),
        (Some(found), _) => Some(found),
        (None, Some(part)) => Some((part, String::new())),
        (None, None) => None,
    }
}

/// The last entry of a type such as `科教文化服务;学校;小学`.
pub(super) fn leaf(type_value: &str) -> &str {
    let mut entries = type_value
        .rsplit([';', '；', '|', ':', '：'])
        .map(str::trim);
    entries.find(|entry| !entry.is_empty()).unwrap_or_default()
}

fn part_of_type(type_value: &str) -> Option<Part> {
    let words = aliases::scraped();
    let leaf = leaf(type_value);
    let begins = |words: &[String]| words.iter().any(|word| leaf.starts_with(word.as_str()));
    if leaf == "门" || is_gate(leaf) || words.gates.iter().any(|word| leaf == word) {
        Some(Part::Gate)
    } else if words.inside.iter().any(|word| leaf == word) {
        Some(Part::Building)
    } else if begins(&words.facilities) && kinds::of_value(leaf).is_none() {
        Some(Part::Facility)
    } else {
        None
    }
}

fn part_of_name(name: &str) -> Option<(Part, String)> {
    let half: String = name.chars().map(half_width).collect();
    let half = half.trim();
    if let Some(part) = part_of_word(half) {
        return Some((part, String::new()));
    }
    if let Some(outside) = half.strip_suffix(')')
        && let Some((base, inside)) = outside.rsplit_once('(')
        && let Some(part) = part_of_word(inside)
    {
        return Some((part, base.trim().to_owned()));
    }
    let split = half.rsplit_once(['-', '—', '–', '·', '•', '_', ',']);
    if let Some((base, tail)) = split
        && let Some(part) = part_of_word(tail)
    {
        return Some((part, base.trim().to_owned()));
    }
    // Without a sign between them the name before must end as a school's does.
    let cut = |start: usize| {
        let (base, tail) = (half.get(..start)?.trim_end(), half.get(start..)?);
        let part = part_of_word(tail)?;
        kinds::ends_as_a_school(base).then(|| (part, base.to_owned()))
    };
    half.char_indices()
        .map(|(start, _)| start)
        .skip(1)
        .find_map(cut)
}

fn part_of_word(word: &str) -> Option<Part> {
    /// No such word is so long, in bytes; every end of a name is looked at.
    const LONGEST: usize = 100;
    if word.len() > LONGEST {
        return None;
    }
    let word = word.trim().to_lowercase();
    let words = aliases::scraped();
    if is_gate(&word) || words.gates.contains(&word) {
        Some(Part::Gate)
    } else if words.buildings.contains(&word) {
        Some(Part::Building)
    } else if words.facilities.contains(&word) {
        Some(Part::Facility)
    } else {
        None
    }
}

/// 东门, 西南门, 正门, 2号门, A门.
fn is_gate(word: &str) -> bool {
    const BEFORE: &str = "东南西北正后侧前大校小新老一二三四五六七八九十号";
    let Some(before) = word.strip_suffix(['门', '門']) else {
        return false;
    };
    let is_usual = |char: char| BEFORE.contains(char) || char.is_ascii_alphanumeric();
    !before.is_empty() && before.chars().count() <= 4 && before.chars().all(is_usual)
}

/// A word in a name that says it is no school of the planned stages: wherever it stands, or where no word for a school
/// follows it.
pub(super) fn outside_word(name: &str) -> Option<&'static str> {
    let table = aliases::out_of_scope();
    let name = name.to_lowercase();
    let always = table
        .name_always
        .iter()
        .find(|word| name.contains(word.as_str()));
    if always.is_some() {
        return always.map(String::as_str);
    }
    let end = |word: &&String| name.rfind(word.as_str()).map(|start| start + word.len());
    let last = table
        .name_parts
        .iter()
        .filter_map(|word| Some((end(&word)?, word)));
    let (end, word) = last.max_by_key(|&(end, _)| end)?;
    // 老年大学附属幼儿园 is a kindergarten.
    let after = name.get(end..).unwrap_or_default();
    kinds::of_name(after).is_none().then_some(word.as_str())
}

/// A school's name for comparing: without case, signs and spaces.
pub(super) fn key(name: &str) -> String {
    plain(name)
}

/// The same without the ranks of places, which people leave out: 青石镇幼儿园 is 青石幼儿园.
pub(super) fn loose_key(name: &str) -> String {
    let key = key(name);
    let loose: String = key
        .chars()
        .filter(|&char| !"省市县区镇乡村".contains(char))
        .collect();
    if loose.chars().count() >= 3 {
        loose
    } else {
        key
    }
}

/// Whether two loose keys may mean one school: one may have the county's name before it.
pub(super) fn may_be_one(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long || short.chars().count() >= 4 && long.ends_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_is_never_taken_for_a_part_of_one() {
        for name in [
            "北门小学",
            "东门中学",
            "玉门市第一中学",
            "江门幼儿园",
            "体育场小学",
            "东洲中学(海门校区)",
            "石门",
            "Gate Primary School",
            "Parkgate School",
            "西航三校(东校区)",
            "图书馆路小学",
            "建筑学校",
        ] {
            assert_eq!(part(name, ""), None, "{name}");
        }
        assert_eq!(part("青石中心小学", "科教文化服务;学校;小学"), None);
    }

    #[test]
    fn gates_buildings_and_car_parks_name_their_school() {
        for (name, kind, found) in [
            ("青石中心小学(东门)", "科教文化服务;学校;小学", Part::Gate),
            ("青石中心小学（西南门）", "", Part::Gate),
            ("青石中心小学2号门", "", Part::Gate),
            (
                "青石中心小学-教学楼",
                "科教文化服务;学校;学校内部设施",
                Part::Building,
            ),
            ("青石中心小学宿舍楼", "", Part::Building),
            (
                "青石中心小学停车场",
                "交通设施服务;停车场;停车场",
                Part::Facility,
            ),
            (
                "青石中心小学(公交站)",
                "交通设施服务;公交车站;公交车站相关",
                Part::Facility,
            ),
        ] {
            let (part, base) = part(name, kind).unwrap_or_else(|| panic!("{name}"));
            assert_eq!((part, base.as_str()), (found, "青石中心小学"), "{name}");
        }
        for name in [
            "Hill Primary School - Main Gate",
            "Hill Primary School parking",
        ] {
            let (_, base) = part(name, "").unwrap_or_else(|| panic!("{name}"));
            assert_eq!(base, "Hill Primary School");
        }
    }

    #[test]
    fn words_for_what_is_no_school_count_where_no_school_follows() {
        for name in [
            "平安驾校",
            "顺达驾驶培训学校",
            "县委党校",
            "小天才托管班",
            "市成人文化技术学校",
            "老年大学",
        ] {
            assert!(outside_word(name).is_some(), "{name}");
        }
        for name in [
            "老年大学附属幼儿园",
            "爱心托管幼儿园",
            "职业技能培训学校",
            "党校路小学",
        ] {
            assert_eq!(outside_word(name), None, "{name}");
        }
    }

    #[test]
    fn names_are_one_without_ranks_and_with_the_county_before() {
        let one = |a: &str, b: &str| may_be_one(&loose_key(a), &loose_key(b));
        assert!(one("青石镇幼儿园", "青石幼儿园"));
        assert!(one("某县青石幼儿园", "青石幼儿园"));
        assert!(!one("红石幼儿园", "青石幼儿园"));
        assert!(!one("小学", "青石小学"));
    }
}
