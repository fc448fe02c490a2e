//! The sentences that give the reason for each decision of a layout, and why there is none.

use crate::words::Words;

/// A school that stays open; needing more seats than it has means that it is extended.
pub(super) fn stays_open(name: &str, pupils: u32, seats: Option<u32>, is_locked: bool) -> Words {
    let (lock_en, lock_zh) = beforehand(is_locked);
    let (of_en, of_zh) = match seats {
        None => Default::default(),
        Some(seats) if pupils > seats => {
            let more = pupils - seats;
            (
                format!(", {more} more than its seats"),
                format!("，超出现有学位 {more} 个"),
            )
        }
        Some(seats) => (format!(" of {seats} seats"), format!("，学位 {seats} 个")),
    };
    Words::new(
        format!("{name} stays open{lock_en} with {pupils} pupils{of_en}"),
        format!("{name} 保留{lock_zh}，{pupils} 人{of_zh}"),
    )
}

fn beforehand(is_locked: bool) -> (&'static str, &'static str) {
    if is_locked {
        (", as decided beforehand,", "（既定）")
    } else {
        ("", "")
    }
}

pub(super) fn opens(name: &str, pupils: u32) -> Words {
    Words::new(
        format!("{name}: a new school for {pupils} pupils"),
        format!("{name}：新建，服务 {pupils} 人"),
    )
}

/// A school that closes, of which so many pupils are on record and go there.
pub(super) fn closes(
    name: &str,
    recorded: Option<u32>,
    into: &[(&str, u32)],
    is_locked: bool,
) -> Words {
    let (lock_en, lock_zh) = beforehand(is_locked);
    if into.is_empty() {
        return match recorded {
            Some(0) => Words::new(
                format!("{name} closes{lock_en} and nobody attends it"),
                format!("{name} 撤并{lock_zh}，无在校生"),
            ),
            Some(pupils) => Words::new(
                format!(
                    "{name} closes{lock_en}; none of its {pupils} recorded pupils is assigned to it"
                ),
                format!("{name} 撤并{lock_zh}；在册 {pupils} 人均未分配到该校"),
            ),
            None => Words::new(
                format!("{name} closes{lock_en}; its pupils are not known"),
                format!("{name} 撤并{lock_zh}；学生数未知"),
            ),
        };
    }
    let pupils: u32 = into.iter().map(|&(_, pupils)| pupils).sum();
    let (en, zh): (Vec<String>, Vec<String>) = match into {
        [(to, _)] => (vec![(*to).to_owned()], vec![(*to).to_owned()]),
        _ => into
            .iter()
            .map(|(to, n)| (format!("{to} {n}"), format!("{to} {n} 人")))
            .unzip(),
    };
    Words::new(
        format!(
            "{name} closes{lock_en} and its {pupils} pupils go to {}",
            en.join(", ")
        ),
        format!("{name} 撤并{lock_zh}，{pupils} 人 → {}", zh.join("、")),
    )
}

pub(super) fn seats_short(pupils: u64, seats: u64) -> Words {
    let short = pupils - seats;
    Words::new(
        format!("{pupils} pupils and at most {seats} seats: {short} seats are short"),
        format!("学生 {pupils} 人，学位至多 {seats} 个，缺 {short} 个"),
    )
}

pub(super) fn too_few_places(offered: usize, asked: usize) -> Words {
    Words::new(
        format!(
            "{asked} new schools are asked for, and only {offered} places are worth looking at"
        ),
        format!("要求新建{asked}所，但值得考察的只有{offered}处"),
    )
}

pub(super) fn too_few_can_open(can: usize, asked: usize) -> Words {
    Words::new(
        format!(
            "{asked} schools are asked for, and only {can} can be open: the others have fewer seats than the floor"
        ),
        format!("要求开办{asked}所，但只有{can}所可以开办：其余学校的学位少于下限"),
    )
}

pub(super) fn floor_too_high(floor: u32, fits: u32) -> Words {
    Words::new(
        format!("not every open school can have {floor} pupils; {fits} can be kept to"),
        format!("无法使每所开办学校都达到 {floor} 人；下限 {fits} 人可行"),
    )
}

pub(super) fn no_school_allowed(pupils: u32) -> Words {
    Words::new(
        format!("borders, locks and bans leave {pupils} pupils no school that may be open"),
        format!("边界、锁定和禁止条件使{pupils}人没有可就读的学校"),
    )
}

pub(super) fn not_in_one_piece() -> Words {
    Words::new(
        "no layout found has every catchment in one piece; without that condition there is one",
        "没有找到各校服务范围都连片的布局；不要求连片则可行",
    )
}

pub(super) fn does_not_fit() -> Words {
    Words::new(
        "whole settlements do not fit into the seats, locks and number of schools; allow more seats or schools",
        "按整村就学无法同时满足学位、锁定和学校数量的要求，请放宽学位或学校数量",
    )
}

/// That the limits contradict each other, where time did not do to say which.
pub(super) fn impossible() -> Words {
    Words::new(
        "no plan keeps all these limits; allow more seats, a lower floor or other locks",
        "没有方案能同时满足这些条件，请放宽学位、下限或锁定",
    )
}
