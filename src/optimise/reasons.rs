//! The sentences that give the reason for each proposal, in both languages and with the numbers.

use crate::model::Stage;
use crate::travel::Trip;
use crate::units::Meters;
use crate::words::Words;

use super::candidates::Receiver;
use super::merges::{Moved, Taken};
use super::sites::Prospect;

/// The scarcest seats among the stages that matter.
fn free(receiver: &Receiver) -> Words {
    let scarcest = receiver
        .free_seats
        .iter()
        .filter_map(|(_, &free)| free)
        .min();
    free_seats(scarcest.map(|free| free.max(0) as u32))
}

fn free_seats(free: Option<u32>) -> Words {
    match free {
        Some(free) => Words::new(format!("{free} free seats"), format!("空余学位 {free} 个")),
        None => Words::new("seats not known", "学位数不详"),
    }
}

/// “东光村教学点 41 pupils → 东林镇中心小学, 2.9 km by road, 130 free seats; mean trip 0.6 → 2.1 km; 3
/// pupils over 2.0 km”.
pub(super) fn merge(
    name: &str,
    pupils: u32,
    into: &str,
    receiver: &Receiver,
    limit: Option<Meters>,
) -> Words {
    let (way, free) = (receiver.way.words(), free(receiver));
    let (before, after) = (receiver.mean_before, receiver.mean_after);
    let over = limit.map_or_else(Words::default, |limit| over(receiver.over_after, limit));
    Words::new(
        format!(
            "{name} {pupils} pupils → {into}, {}, {}; mean trip {before} → {after}{}",
            way.en, free.en, over.en
        ),
        format!(
            "{name} {pupils} 人 → {into}，{}，{}；平均上学距离 {before} → {after}{}",
            way.zh, free.zh, over.zh
        ),
    )
}

fn over(pupils: u32, limit: Meters) -> Words {
    match pupils {
        0 => Words::new(
            format!("; no pupil over {limit}"),
            format!("；无人超过 {limit}"),
        ),
        1 => Words::new(
            format!("; 1 pupil over {limit}"),
            format!("；1 人超过 {limit}"),
        ),
        _ => Words::new(
            format!("; {pupils} pupils over {limit}"),
            format!("；{pupils} 人超过 {limit}"),
        ),
    }
}

pub(super) fn kept_by_plan(name: &str, pupils: u32) -> Words {
    Words::new(
        format!("{name} {pupils} pupils: the plan keeps it"),
        format!("{name} {pupils} 人：方案已定保留"),
    )
}

pub(super) fn has_received(name: &str, pupils: u32) -> Words {
    Words::new(
        format!("{name} takes over another small school and has {pupils} pupils then"),
        format!("{name} 并入其他小规模学校后有 {pupils} 人"),
    )
}

pub(super) fn no_other_school(name: &str, pupils: u32, stage: Stage) -> Words {
    let stage = stage.words();
    Words::new(
        format!(
            "{name} {pupils} pupils: no other school runs {} and could take them",
            stage.en.to_lowercase()
        ),
        format!("{name} {pupils} 人：没有其他学校可接收{}学生", stage.zh),
    )
}

pub(super) fn too_far(
    name: &str,
    pupils: u32,
    nearest: &str,
    distance: Trip,
    reach: Option<Meters>,
) -> Words {
    let way = distance.words();
    let (en, zh) = reach.map_or_else(Default::default, |reach| {
        (format!(", over {reach}"), format!("，超过 {reach}"))
    });
    Words::new(
        format!(
            "{name} {pupils} pupils: the nearest receiver is {nearest}, {}{en}",
            way.en
        ),
        format!(
            "{name} {pupils} 人：最近的接收学校 {nearest}，{}{zh}",
            way.zh
        ),
    )
}

pub(super) fn no_room(name: &str, pupils: u32, nearest: &str, receiver: &Receiver) -> Words {
    let (way, free) = (receiver.way.words(), free(receiver));
    Words::new(
        format!(
            "{name} {pupils} pupils: no receiver within reach has room; the nearest, {nearest}, {}, has {}",
            way.en, free.en
        ),
        format!(
            "{name} {pupils} 人：可及范围内的学校学位不足；最近的 {nearest}，{}，{}",
            way.zh, free.zh
        ),
    )
}

pub(super) fn new_site(name: &str, prospect: &Prospect, radius: Meters) -> Words {
    let (covered, attracted) = (prospect.newly_covered, prospect.attracted);
    let saved_km = prospect.saved as f64 / 10_000.0;
    let (covered_en, covered_zh) = match covered {
        0 => ("no pupil".to_owned(), "无人".to_owned()),
        1 => ("1 pupil".to_owned(), "1 人".to_owned()),
        _ => (format!("{covered} pupils"), format!("{covered} 人")),
    };
    Words::new(
        format!(
            "{name}: {covered_en} newly within {radius}, {saved_km:.0} pupil-km saved, nearest site for {attracted}"
        ),
        format!(
            "{name}：新增 {radius} 内覆盖 {covered_zh}，共少走 {saved_km:.0} 人·公里，就近服务 {attracted} 人"
        ),
    )
}

fn pupil_km(decimetres: u64) -> String {
    format!("{:.1}", decimetres as f64 / 10_000.0)
}

/// “东光村教学点 41 pupils → 东林镇中心小学 30 (2.9 km by road, 130 free seats), … ; mean trip 0.6 → 2.1 km; 3
/// pupils over 2.0 km”.
pub(super) fn closed_together(
    name: &str,
    receivers: &[Taken<'_>],
    moved: &Moved,
    limit: Option<Meters>,
) -> Words {
    if receivers.is_empty() {
        return Words::new(
            format!("{name}: nobody attends"),
            format!("{name}：无在校生"),
        );
    }
    let each = receivers.iter().map(|taken| {
        let (way, free) = (taken.way.words(), free_seats(taken.free_seats));
        let (into, pupils) = (taken.name, taken.pupils);
        if receivers.len() == 1 {
            return Words::new(
                format!("{into}, {}, {}", way.en, free.en),
                format!("{into}，{}，{}", way.zh, free.zh),
            );
        }
        Words::new(
            format!("{into} {pupils} ({}, {})", way.en, free.en),
            format!("{into} {pupils} 人（{}，{}）", way.zh, free.zh),
        )
    });
    let (en, zh): (Vec<String>, Vec<String>) = each.map(|words| (words.en, words.zh)).unzip();
    let mean = |pupil_decimetres: i64| {
        Meters::from_f64(pupil_decimetres as f64 / 10.0 / f64::from(moved.pupils.max(1)))
    };
    let (before, after) = (mean(moved.before), mean(moved.after));
    let over = limit.map_or_else(Words::default, |limit| over(moved.over, limit));
    let pupils = moved.pupils;
    Words::new(
        format!(
            "{name} {pupils} pupils → {}; mean trip {before} → {after}{}",
            en.join(", "),
            over.en
        ),
        format!(
            "{name} {pupils} 人 → {}；平均上学距离 {before} → {after}{}",
            zh.join("、"),
            over.zh
        ),
    )
}

/// Why a small school that could close stays. `added` by closing it too, and `upkeep` where it is weighed, in
/// pupil-decimetres.
pub(super) fn stays(name: &str, added: i64, upkeep: Option<i64>, unplaced: u64) -> Words {
    if unplaced > 0 {
        return Words::new(
            format!("{name} stays: without it {unplaced} pupils would find no seat within reach"),
            format!("{name} 保留：撤并后有 {unplaced} 人在可及范围内无学位"),
        );
    }
    let added = format!("{:.1}", added as f64 / 10_000.0);
    let (en, zh) = upkeep.map_or_else(Default::default, |upkeep| {
        let upkeep = pupil_km(upkeep.unsigned_abs());
        (
            format!(", its upkeep weighs {upkeep}"),
            format!("，其运行成本折合 {upkeep}"),
        )
    });
    Words::new(
        format!("{name} stays: closing it too would add {added} pupil-km{en}"),
        format!("{name} 保留：再撤并将增加 {added} 人·公里{zh}"),
    )
}

pub(super) fn kept_as_asked(name: &str, pupils: u32) -> Words {
    Words::new(
        format!("{name} {pupils} pupils: it is to stay, as asked"),
        format!("{name} {pupils} 人：已指定保留"),
    )
}

pub(super) fn runs_another_stage(name: &str, pupils: u32, other: Stage) -> Words {
    let other = other.words();
    Words::new(
        format!(
            "{name} {pupils} pupils: it also runs {}; to be decided by hand",
            other.en.to_lowercase()
        ),
        format!("{name} {pupils} 人：同时办有{}，请单独研究", other.zh),
    )
}

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

pub(super) fn closes(name: &str, into: &[(&str, u32)], is_locked: bool) -> Words {
    let (lock_en, lock_zh) = beforehand(is_locked);
    if into.is_empty() {
        return Words::new(
            format!("{name} closes{lock_en} and nobody attends it"),
            format!("{name} 撤并{lock_zh}，无在校生"),
        );
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
