//! The sentences that give the reason for each proposal, in both languages and with the numbers.

use crate::model::Stage;
use crate::travel::{Basis, Trip};
use crate::units::Meters;
use crate::words::Words;

use super::candidates::Receiver;
use super::sites::Prospect;

fn way(trip: Trip) -> Words {
    let distance = trip.distance();
    match trip.basis() {
        Basis::Road => Words::new(format!("{distance} by road"), format!("沿路 {distance}")),
        Basis::Estimate => Words::new(
            format!("{distance} as estimated"),
            format!("估算 {distance}"),
        ),
    }
}

/// The scarcest seats among the stages that matter.
fn free(receiver: &Receiver) -> Words {
    let scarcest = receiver
        .free_seats
        .iter()
        .filter_map(|(_, &free)| free)
        .min();
    match scarcest {
        Some(free) => {
            let free = free.max(0);
            Words::new(format!("{free} free seats"), format!("空余学位 {free} 个"))
        }
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
    let (way, free) = (way(receiver.way), free(receiver));
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
    receiver: &Receiver,
    reach: Option<Meters>,
) -> Words {
    let way = way(receiver.way);
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
    let (way, free) = (way(receiver.way), free(receiver));
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

/// `ways` are the pupils' ways before and after, in pupil-decimetres.
pub(super) fn closed_together(
    name: &str,
    pupils: u32,
    receivers: &[(&str, u32)],
    ways: (u64, u64),
) -> Words {
    let (before, after) = (pupil_km(ways.0), pupil_km(ways.1));
    let en: Vec<String> = receivers
        .iter()
        .map(|(into, n)| format!("{into} {n}"))
        .collect();
    let zh: Vec<String> = receivers
        .iter()
        .map(|(into, n)| format!("{into} {n} 人"))
        .collect();
    let (en, zh) = if receivers.is_empty() {
        ("nobody attends".to_owned(), "无在校生".to_owned())
    } else {
        (
            format!("→ {}", en.join(", ")),
            format!("→ {}", zh.join("、")),
        )
    };
    Words::new(
        format!("{name} {pupils} pupils {en}; their ways {before} → {after} pupil-km"),
        format!("{name} {pupils} 人 {zh}；上学路程合计 {before} → {after} 人·公里"),
    )
}

/// `added` and `upkeep` in pupil-decimetres.
pub(super) fn worth_its_upkeep(name: &str, added: i64, upkeep: i64, unplaced: u64) -> Words {
    if unplaced > 0 {
        return Words::new(
            format!("{name} stays: without it {unplaced} pupils would find no seat within reach"),
            format!("{name} 保留：撤并后有 {unplaced} 人在可及范围内无学位"),
        );
    }
    let (added, upkeep) = (
        pupil_km(added.unsigned_abs()),
        pupil_km(upkeep.unsigned_abs()),
    );
    Words::new(
        format!(
            "{name} stays: closing it too would add {added} pupil-km, its upkeep weighs {upkeep}"
        ),
        format!("{name} 保留：再撤并将增加 {added} 人·公里，其运行成本折合 {upkeep}"),
    )
}

/// `pupils` of a school that stays open; `None` for one that closes.
pub(super) fn laid_out(
    name: &str,
    pupils: Option<u32>,
    seats: Option<u32>,
    is_locked: bool,
) -> Words {
    let (lock_en, lock_zh) = if is_locked {
        (", as decided beforehand", "（既定）")
    } else {
        ("", "")
    };
    let Some(pupils) = pupils else {
        return Words::new(
            format!("{name} closes{lock_en}"),
            format!("{name} 撤并{lock_zh}"),
        );
    };
    let (of_en, of_zh) = seats.map_or_else(Default::default, |seats| {
        (format!(" of {seats} seats"), format!("，学位 {seats} 个"))
    });
    Words::new(
        format!("{name} stays open{lock_en} with {pupils} pupils{of_en}"),
        format!("{name} 保留{lock_zh}，{pupils} 人{of_zh}"),
    )
}
