//! Whether a school is open: by the prefix of a column, a column of its state, words in its name, or a closing date.

use serde_json::{Map, Value};

use super::aliases::{self, Field, half_width, plain};
use super::asking::Choice;
use super::document::shortened;
use super::report::{Notes, kind};
use super::row::Row;
use super::{kinds, numbers};
use crate::geometry::LonLat;
use crate::words::Words;

/// How a school stands, with the words of the file that say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Open, or nothing says otherwise.
    Open,
    /// Closed, merged or disused; left out unless the planner says that it is open.
    Closed(String),
    /// Not there yet; likewise.
    Planned(String),
    /// It closed on a date, and nothing else is said: left out unless the planner says that it is open.
    ClosedOn(String),
    /// It shall close on a date to come; taken as open unless the planner says that it is closed.
    ClosesOn(String),
    /// A closing date that stands for none, as 1900-01-01 in an empty cell, or 2099-12-31 for no end.
    NoEnd(String),
    /// Something is said that may mean anything; taken as open unless the planner says that it is closed.
    Unclear(String),
}

/// Tells how a school stands where it is not plainly open, and asks where that is in doubt; whether it is read.
pub(super) fn is_open(
    standing: &Standing,
    (number, at, name): (usize, Option<LonLat>, &str),
    notes: &mut Notes,
) -> bool {
    let words = |said: &str, en: &str, zh: &str| {
        let said = shortened(said);
        Words::new(
            format!("{name} {en} (\"{said}\")"),
            format!("{name}{zh}（“{said}”）"),
        )
    };
    let left_out = |words: Words| {
        Words::new(
            format!("{}; left out", words.en),
            format!("{}，未读入", words.zh),
        )
    };
    let open = || Choice::new("open", "It is open", "在办");
    // One key for all: an answer may be given to the whole file.
    let closed = || Choice::new("closed", "It is not open", "未在办");
    let mut is_said_to_be_open = |what: Words| {
        let choices = vec![closed(), open()];
        let said = notes.ask_feature(kind::STANDING, number, at, || left_out(what), choices);
        said.as_deref() == Some("open")
    };
    match standing {
        Standing::Open => true,
        Standing::Closed(said) => is_said_to_be_open(words(said, "is closed", "已停办或撤并")),
        Standing::Planned(said) => is_said_to_be_open(words(said, "is not open yet", "尚未开办")),
        Standing::ClosedOn(date) => {
            is_said_to_be_open(words(date, "has a closing date", "填有停办时间"))
        }
        Standing::NoEnd(date) => {
            notes.feature(kind::STANDING, number, at, || {
                words(
                    date,
                    "is taken as open; its closing date stands for none",
                    "的停办时间只是占位，按在办处理",
                )
            });
            true
        }
        Standing::ClosesOn(said) | Standing::Unclear(said) => {
            let what = || match standing {
                Standing::ClosesOn(_) => words(
                    said,
                    "is taken as open; its closing date is still to come",
                    "的停办时间尚未到，按在办处理",
                ),
                _ => words(
                    said,
                    "is taken as open; its state is not understood",
                    "的状态无法识别，按在办处理",
                ),
            };
            let choices = vec![open(), closed()];
            let said = notes.ask_feature(kind::STANDING, number, at, what, choices);
            said.as_deref() != Some("closed")
        }
    }
}

/// How the school of a row stands. `stood` is what [`life`] said of its columns.
pub(super) fn standing(stood: Option<Standing>, row: &Row, name: &str) -> Standing {
    if let Some(stood) = stood {
        return stood;
    }
    let by_column = row.text(Field::Status).map(|value| of_value(&value));
    let by_column = by_column.or_else(|| of_loose_columns(row));
    // 规划小学, in a column of kinds.
    let kind = row.text(Field::Kind).unwrap_or_default();
    match (by_column, of_name(name).or_else(|| of_edges(&kind))) {
        (Some(stated @ (Standing::Closed(_) | Standing::Planned(_))), _) => stated,
        (_, Some(named)) => named,
        (Some(Standing::Open), None) => Standing::Open,
        (stated, None) => {
            let date = row.text(Field::ClosedOn);
            let closing = date.and_then(|date| of_date(date, latest_year(row)));
            match (closing, stated) {
                (Some(Standing::NoEnd(_)), Some(stated)) => stated,
                (closing, stated) => closing.or(stated).unwrap_or(Standing::Open),
            }
        }
    }
}

/// What the prefix of a column says, as in `disused:amenity=school`, or a mark such as `abandoned=yes`. `None` where
/// the feature is a school by a column without such a prefix.
pub(super) fn life(properties: &Map<String, Value>) -> Option<Standing> {
    let is_school_now = ["amenity", "building"].iter().any(|tag| {
        let value = properties.get(*tag).and_then(Value::as_str);
        value.is_some_and(is_school_value)
    });
    properties.iter().find_map(|(column, value)| {
        let said = || format!("{column}={}", numbers::text(value).unwrap_or_default());
        if is_flag_against(column, value) {
            return Some(Standing::Closed(said()));
        }
        let (time, tag) = time_of(column)?;
        // An old or listed building may well be a school.
        let is_of_the_building = matches!(column.to_lowercase().as_str(), "historic" | "old");
        let is_marked = tag.is_empty() && !is_of_the_building && numbers::flag(value) == Some(true);
        let is_of_a_school = !is_school_now && is_school_tag(&tag, value);
        (is_marked || is_of_a_school).then(|| match time {
            Time::Past => Standing::Closed(said()),
            Time::Future => Standing::Planned(said()),
        })
    })
}

/// Whether a column of yes and no says that a school is closed.
fn is_flag_against(column: &str, value: &Value) -> bool {
    let table = aliases::standings();
    let column = plain(column);
    // Few columns are such: the value of the others is not looked at.
    let (closed, open) = (
        table.closed_flags.contains(&column),
        table.open_flags.contains(&column),
    );
    (closed || open)
        && match numbers::flag(value) {
            Some(true) => closed,
            Some(false) => open,
            None => false,
        }
}

/// Whether a column says that the feature was a school, or shall be one.
pub(super) fn is_school_of_another_time(properties: &Map<String, Value>) -> bool {
    properties
        .iter()
        .any(|(column, value)| time_of(column).is_some_and(|(_, tag)| is_school_tag(&tag, value)))
}

#[derive(Clone, Copy)]
enum Time {
    Past,
    Future,
}

/// The time that the prefix of a column tells, and what stands after it.
fn time_of(column: &str) -> Option<(Time, String)> {
    let lower = column.to_lowercase();
    let (prefix, tag) = lower.split_once([':', '_']).unwrap_or((&lower, ""));
    let table = aliases::standings();
    let has = |prefixes: &[String]| prefixes.iter().any(|known| known == prefix);
    if has(&table.past_prefixes) {
        Some((Time::Past, tag.to_owned()))
    } else if has(&table.future_prefixes) {
        Some((Time::Future, tag.to_owned()))
    } else {
        None
    }
}

fn is_school_tag(tag: &str, value: &Value) -> bool {
    matches!(tag, "amenity" | "building") && value.as_str().is_some_and(is_school_value)
}

fn is_school_value(value: &str) -> bool {
    matches!(value, "school" | "kindergarten") || kinds::of_value(value).is_some()
}

/// The latest year that the figures of a school are of, or a year that is past for certain.
fn latest_year(row: &Row) -> i32 {
    const PAST: i32 = 2025;
    let counted = row.births().chain(row.pupils_by_year(None));
    counted.map(|(year, _)| year.0).fold(PAST, i32::max)
}

/// What a closing date says; nothing where no year stands in it. `latest` is the last year that is surely past.
fn of_date(date: String, latest: i32) -> Option<Standing> {
    /// Databases write such a year for no end.
    const FAR: i32 = 2090;
    /// Tables write a day of such a year into an empty cell.
    const EMPTY: [i32; 2] = [1899, 1900];
    let digits = date.split(|char: char| !char.is_ascii_digit());
    let year = digits
        .filter(|part| part.len() == 4 || part.len() == 8)
        .filter_map(|part| part.get(..4)?.parse::<i32>().ok())
        .filter(|year| (1800..=9999).contains(year))
        .max()?;
    Some(if EMPTY.contains(&year) || year >= FAR {
        Standing::NoEnd(date)
    } else if year > latest {
        Standing::ClosesOn(date)
    } else {
        Standing::ClosedOn(date)
    })
}

/// What a value of a column of states means. A value that says who runs the school or which kind it is says nothing
/// of its state.
fn of_value(value: &str) -> Standing {
    let table = aliases::standings();
    let spelled = plain(value);
    let is_one_of = |words: &[String]| words.contains(&spelled);
    let has = |parts: &[String]| parts.iter().any(|part| value.contains(part.as_str()));
    let said = || value.to_owned();
    let closed_at = closed_at(value);
    // 规划保留, 现状保留，规划扩建, 正常（西村小学已并入) speak of a school that stands; 已撤并，校舍保留 does not.
    let stands_at = table
        .standing_parts
        .iter()
        .filter_map(|part| value.find(part.as_str()));
    let stands_at = stands_at.min();
    let is_mixed = stands_at.is_some_and(|stands| match closed_at {
        Some(closed) => stands < closed,
        None => has(&table.planned_parts),
    });
    if is_one_of(&table.closed) {
        Standing::Closed(said())
    } else if is_one_of(&table.planned) || spelled.starts_with("proposedtoopen") {
        Standing::Planned(said())
    // "Open, but proposed to close" is open.
    } else if is_one_of(&table.open) || spelled.starts_with("open") {
        Standing::Open
    } else if has(&table.intended_parts) || is_mixed {
        Standing::Unclear(said())
    } else if has(&table.planned_parts) {
        Standing::Planned(said())
    } else if closed_at.is_some() || spelled.starts_with("closed") {
        Standing::Closed(said())
    } else if has(&table.open_parts)
        || aliases::ownership(value).is_some()
        || kinds::of_value(value).is_some()
    {
        Standing::Open
    } else {
        Standing::Unclear(said())
    }
}

/// What a column says that may as well name a state of the country.
fn of_loose_columns(row: &Row) -> Option<Standing> {
    let table = aliases::standings();
    row.extra.iter().find_map(|(column, value)| {
        let text = numbers::text(value)?;
        let spelled = plain(&text);
        let is_loose = table.loose_columns.contains(&plain(column));
        if is_loose && table.closed.contains(&spelled) {
            Some(Standing::Closed(text))
        } else if is_loose && table.planned.contains(&spelled) {
            Some(Standing::Planned(text))
        } else {
            None
        }
    })
}

/// Where a value says that a school is closed; 未注销 does not.
fn closed_at(value: &str) -> Option<usize> {
    let parts = aliases::standings().closed_parts.iter();
    let stated = parts.filter_map(|part| {
        let mut places = value.match_indices(part.as_str());
        places
            .find_map(|(start, _)| (!value[..start].ends_with(['未', '没', '不'])).then_some(start))
    });
    stated.min()
}

/// What the brackets of a name say, or its beginning or end: 老堡小学（已停办）, 旧村小学-已撤并, `[closed] Hill School`.
fn of_name(name: &str) -> Option<Standing> {
    let half: String = name
        .chars()
        .map(half_width)
        .map(|char| match char {
            '【' | '[' | '〔' => '(',
            '】' | ']' | '〕' => ')',
            other => other,
        })
        .collect();
    let half = half.trim();
    if half.ends_with("旧址") {
        return Some(Standing::Closed("旧址".to_owned()));
    }
    let behind = half
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('));
    let before = half.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let tail = half.rsplit_once(['-', '—', '_', ' ']);
    let words = [
        behind.map(|(_, word)| word),
        before.map(|(word, _)| word),
        tail.map(|(_, word)| word).filter(|word| !word.is_ascii()),
    ];
    let said = words
        .into_iter()
        .flatten()
        .find_map(|word| of_word(word.trim()));
    said.or_else(|| of_edges(half))
}

/// What a word beside a name says.
fn of_word(word: &str) -> Option<Standing> {
    let table = aliases::standings();
    let spelled = plain(word);
    let bare = word.strip_prefix('已').unwrap_or(word);
    let behind = |part: &String| {
        let part = part.as_str();
        word.strip_prefix(part).or_else(|| bare.strip_prefix(part))
    };
    // 建设中学 is a school's name.
    let ends_so = |part: &String, rest: &str| {
        !part.ends_with('中') || !rest.starts_with(char::is_alphanumeric)
    };
    let is_planned = || {
        table.planned_parts.iter().any(|part| {
            behind(part).is_some_and(|rest| ends_so(part, rest) && !names_a_street(rest))
        })
    };
    let is_closed = || {
        let mut parts = table.closed_parts.iter();
        parts.any(|part| behind(part).is_some_and(|rest| !names_a_street(rest)))
    };
    if table
        .intended_parts
        .iter()
        .any(|part| word.contains(part.as_str()))
    {
        None
    } else if table.closed.contains(&spelled) || is_closed() || spelled == "former" {
        Some(Standing::Closed(word.to_owned()))
    } else if table.planned.contains(&spelled) || is_planned() {
        Some(Standing::Planned(word.to_owned()))
    } else {
        None
    }
}

/// 旧村小学已停办, 规划新城小学, but not 规划路小学.
fn of_edges(name: &str) -> Option<Standing> {
    const CLOSED_ENDS: [&str; 5] = ["已停办", "已撤并", "已撤销", "已关闭", "已关停"];
    const PLANNED_STARTS: [&str; 5] = ["规划", "拟建", "在建", "待建", "筹建"];
    if let Some(end) = CLOSED_ENDS.iter().find(|end| name.ends_with(**end)) {
        return Some(Standing::Closed((*end).to_owned()));
    }
    PLANNED_STARTS.iter().find_map(|start| {
        let rest = name.strip_prefix(start)?;
        (!names_a_street(rest)).then(|| Standing::Planned((*start).to_owned()))
    })
}

/// Whether a street or an office is named by what stands behind a word: 规划路小学.
fn names_a_street(rest: &str) -> bool {
    let mut first = rest.chars().take(4);
    first.any(|char| "路街道局院馆".contains(char))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::io::Layer;
    use crate::io::row::Columns;

    fn of(properties: &Value) -> Standing {
        let properties = properties.as_object().unwrap().clone();
        let stood = life(&properties);
        let row = Columns::of(Layer::Schools).row(properties);
        let name = row.text(Field::Name).unwrap_or_default();
        standing(stood, &row, &name)
    }

    #[test]
    fn an_open_school_is_never_taken_as_closed() {
        for properties in [
            json!({"name": "甲小学"}),
            json!({"办学状态": "在办"}),
            json!({"办学状态": "正常办学"}),
            json!({"status": "existing"}),
            json!({"status": "public"}),
            json!({"status": "公办"}),
            json!({"状态": "已建成"}),
            json!({"EstablishmentStatus (name)": "Open", "CloseDate": ""}),
            json!({"EstablishmentStatus (name)": "Open, but proposed to close", "CloseDate": "31-08-2031"}),
            json!({"amenity": "school", "disused:amenity": "kindergarten"}),
            json!({"amenity": "school", "disused:shop": "bakery"}),
            json!({"amenity": "school", "was:name": "老学校"}),
            json!({"amenity": "school", "old_name": "老学校", "construction": "no"}),
            json!({"name": "原平小学"}),
            json!({"name": "乙小学(拟撤并)"}),
            json!({"name": "实验小学(新建校区)"}),
            json!({"name": "Closed Gate Primary"}),
            json!({"name": "规划路小学"}),
            json!({"name": "School - Old Town"}),
            json!({"name": "中心小学 南校区"}),
            json!({"active": true, "closed": "no", "是否停办": "否"}),
            json!({"amenity": "school", "historic": "yes"}),
            json!({"name": "丁小学", "old": 1}),
            json!({"name": "某县 建设中学"}),
            json!({"name": "第三中学(建设中学)"}),
            json!({"name": "长安-建设中学"}),
            json!({"name": "城关镇_建设中心小学"}),
            json!({"name": "实验小学（规划路校区）"}),
            json!({"name": "甲小学（施工路校区）"}),
            json!({"name": "甲小学（未停办）"}),
        ] {
            assert_eq!(of(&properties), Standing::Open, "{properties}");
        }
    }

    #[test]
    fn what_is_closed_or_not_there_yet_says_so() {
        for properties in [
            json!({"办学状态": "已撤并"}),
            json!({"学校状态": "停办"}),
            json!({"EstablishmentStatus (name)": "Closed", "EstablishmentStatus (code)": 2}),
            json!({"status": "Inactive"}),
            json!({"disused:amenity": "school"}),
            json!({"abandoned_amenity": "kindergarten"}),
            json!({"amenity": "kindergarten", "disused": "yes"}),
            json!({"name": "老堡小学（已停办）"}),
            json!({"name": "旧村小学旧址"}),
            json!({"name": "Hill School (closed)"}),
            json!({"name": "[Closed] Hill School"}),
            json!({"name": "【停办】旧村小学"}),
            json!({"name": "旧村小学-已撤并"}),
            json!({"name": "旧村小学已停办"}),
            json!({"name": "旧村小学（已并入中心小学）"}),
            json!({"name": "旧村小学（停办，校舍保留）"}),
            json!({"状态": "已撤并，校舍保留"}),
            json!({"historic:amenity": "school"}),
            json!({"active": false}),
            json!({"是否在办": "否"}),
            json!({"is_closed": 1}),
        ] {
            assert!(
                matches!(of(&properties), Standing::Closed(_)),
                "{properties}"
            );
        }
        for properties in [
            json!({"CloseDate": "31-08-2015"}),
            json!({"撤并时间": "2019年8月"}),
            json!({"amenity": "school", "end_date": "2010"}),
            json!({"sy_status": 2, "closed_year": 2015}),
            json!({"closed": "2015-08"}),
        ] {
            assert!(
                matches!(of(&properties), Standing::ClosedOn(_)),
                "{properties}"
            );
        }
        for properties in [
            json!({"办学状态": "筹建"}),
            json!({"状态": "规划新建"}),
            json!({"status": "Proposed to open"}),
            json!({"planned:amenity": "school"}),
            json!({"name": "新城小学(在建)"}),
            json!({"name": "新城小学（建设中）"}),
            json!({"name": "新城小学（建设中，2026年）"}),
            json!({"name": "地块三（规划小学）"}),
            json!({"name": "规划新城小学"}),
            json!({"name": "南区学校", "类型": "规划小学"}),
        ] {
            assert!(
                matches!(of(&properties), Standing::Planned(_)),
                "{properties}"
            );
        }
        for properties in [
            json!({"办学状态": "拟撤并"}),
            json!({"学校状态": "停止招生"}),
            json!({"sy_status": 2}),
            json!({"status": "xyz"}),
            json!({"状态": "规划保留"}),
            json!({"状态": "现状保留，规划扩建"}),
            json!({"状态": "规划扩建"}),
            json!({"状态": "规划改扩建"}),
            json!({"状态": "规划迁建"}),
            json!({"状态": "规划并入中心小学"}),
            json!({"状态": "未注销"}),
            json!({"状态": "未关闭"}),
            json!({"状态": "即将撤并"}),
            json!({"状态": "正常（西村小学已并入）"}),
        ] {
            assert!(
                matches!(of(&properties), Standing::Unclear(_)),
                "{properties}"
            );
        }
        for properties in [
            json!({"停办时间": "2030-08"}),
            json!({"closed": "2031"}),
            json!({"end_date": "2029-06-30", "births_2028": 30}),
        ] {
            assert!(
                matches!(of(&properties), Standing::ClosesOn(_)),
                "{properties}"
            );
        }
        for date in [
            "2099-12-31",
            "9999-12-31",
            "1900-01-01",
            "1899-12-30T00:00:00",
        ] {
            let standing = of(&json!({"end_date": date}));
            assert_eq!(standing, Standing::NoEnd(date.to_owned()));
        }
    }
}
