//! The sentences that give the reason why a small school is merged or stays, in both languages and with the numbers.

use super::answer::Taken;
use super::candidates::Receiver;
use super::moved::Moved;
use crate::horizon::GatePage;
use crate::model::Stage;
use crate::travel::{APART, Trip};
use crate::units::Meters;
use crate::words::Words;

/// The scarcest seats among the stages that matter.
fn free(receiver: &Receiver) -> Option<u32> {
    let known = receiver.free_seats.iter();
    let scarcest = known.filter_map(|(_, &free)| free).min();
    scarcest.map(|free| free.max(0) as u32)
}

fn free_seats(free: Option<u32>) -> Words {
    match free {
        Some(free) => Words::new(format!("{free} free seats"), format!("余位 {free} 个")),
        None => Words::new("seats not known", "学位数不详"),
    }
}

/// The way between two schools, told apart from pupils' trips, which begin at home.
fn apart(way: Trip) -> Words {
    let way = way.words();
    Words::new(
        format!("{} from school to school", way.en),
        format!("两校相距{}", way.zh),
    )
}

/// Free seats of a receiver that pupils come to: said to be those before they do.
fn free_before(free: Option<u32>) -> Words {
    let words = free_seats(free);
    match free {
        Some(_) => Words::new(format!("{} before", words.en), format!("并前{}", words.zh)),
        None => words,
    }
}

/// “东光村教学点 41 pupils → 东林镇中心小学, 2.9 km by road from school to school, 130 free seats before;
/// mean trip 0.6 → 2.1 km; 3 pupils over 2.0 km”.
pub(super) fn merge(
    name: &str,
    pupils: u32,
    into: &str,
    receiver: &Receiver,
    limit: Option<Meters>,
) -> Words {
    let (way, free) = (apart(receiver.way), free_before(free(receiver)));
    let trips = trips(receiver.means, receiver.over_after, limit);
    Words::new(
        format!(
            "{name} {pupils} pupils → {into}, {}, {}; {}",
            way.en, free.en, trips.en
        ),
        format!(
            "{name} {pupils} 人 → {into}，{}，{}；{}",
            way.zh, free.zh, trips.zh
        ),
    )
}

/// The mean daily trip before and after, and how many come to have one over the limit.
fn trips(means: Option<(Meters, Meters)>, over_after: u32, limit: Option<Meters>) -> Words {
    let Some((before, after)) = means else {
        return Words::new("no daily trips known", "无已知走读路程");
    };
    let over = limit.map_or_else(Words::default, |limit| over(over_after, limit));
    Words::new(
        format!("mean trip {before} → {after}{}", over.en),
        format!("平均上学距离 {before} → {after}{}", over.zh),
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

pub(super) fn is_new(name: &str, pupils: u32) -> Words {
    Words::new(
        format!("{name} {pupils} pupils: the plan has just built it"),
        format!("{name} {pupils} 人：本方案新建"),
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
    let way = apart(distance);
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

/// A school that stays because some of its pupils would live beyond the reach of the nearest receiver.
pub(super) fn pupils_too_far(
    name: &str,
    pupils: u32,
    nearest: &str,
    reach: Option<Meters>,
) -> Words {
    let over = reach.unwrap_or(Meters::ZERO);
    Words::new(
        format!("{name} {pupils} pupils: to {nearest} some of them would go farther than {over}"),
        format!("{name} {pupils} 人：到{nearest}部分学生路程将超过 {over}"),
    )
}

/// A small school whose closure was not weighed before the time was over.
pub(super) fn not_weighed(name: &str) -> Words {
    Words::new(
        format!("{name} stays: the time was over before its closure was weighed"),
        format!("{name} 保留：时限内未及比较其撤并"),
    )
}

pub(super) fn no_room(name: &str, pupils: u32, nearest: &str, receiver: &Receiver) -> Words {
    let (way, free) = (apart(receiver.way), free_seats(free(receiver)));
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

fn pupil_km(decimetres: u64) -> String {
    format!("{:.1}", decimetres as f64 / 10_000.0)
}

/// “东光村教学点 41 pupils → 东林镇中心小学 30 (2.9 km by road from school to school, 130 free seats before),
/// … ; mean trip 0.6 → 2.1 km; 3 pupils over 2.0 km”.
///
/// A school that nobody is to leave has no receivers; nobody attends it only where its `size` is known to be zero.
pub(super) fn closed_together(
    name: &str,
    size: Option<u32>,
    receivers: &[Taken<'_>],
    moved: &Moved,
    limit: Option<Meters>,
) -> Words {
    if receivers.is_empty() {
        return match size {
            Some(0) => Words::new(
                format!("{name}: nobody attends"),
                format!("{name}：无在校生"),
            ),
            Some(pupils) => Words::new(
                format!("{name}: none of its {pupils} recorded pupils is assigned to it"),
                format!("{name}：在册 {pupils} 人均未分配到该校"),
            ),
            None => Words::new(
                format!("{name}: its pupils are not known"),
                format!("{name}：学生数未知"),
            ),
        };
    }
    let each = receivers.iter().map(|taken| {
        let free = free_before(taken.free_seats);
        let way = apart(taken.way);
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
    let trips = trips(moved.means(), moved.over_after, limit);
    let pupils = moved.pupils;
    Words::new(
        format!("{name} {pupils} pupils → {}; {}", en.join(", "), trips.en),
        format!("{name} {pupils} 人 → {}；{}", zh.join("、"), trips.zh),
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
    // Each of them weighs so much more than any way that the rest is what the others go farther.
    let apart = i64::from(APART);
    let over_a_gap = (added + apart / 2).div_euclid(apart);
    if over_a_gap > 0 {
        return Words::new(
            format!(
                "{name} stays: without it {over_a_gap} more pupils would go where no road leads"
            ),
            format!("{name} 保留：撤并后增加 {over_a_gap} 人就学无路相通"),
        );
    }
    let added = format!("{:.1}", added as f64 / 10_000.0);
    let (en, zh) = upkeep.map_or_else(Default::default, |upkeep| {
        let upkeep = pupil_km(upkeep.unsigned_abs());
        (
            format!(", over the {upkeep} km at which it is kept"),
            format!("，超过保留它的 {upkeep} km"),
        )
    });
    Words::new(
        format!(
            "{name} stays: closing it too would send all pupils together {added} km farther a day{en}"
        ),
        format!("{name} 保留：再撤并将使全体每天单程多走 {added} km{zh}"),
    )
}

/// A school that stays because too few of its pupils' homes are known.
pub(super) fn homes_not_known(name: &str, pupils: u32, known: u32) -> Words {
    Words::new(
        format!("{name} {pupils} pupils: the homes of only {known} are known"),
        format!("{name}{pupils}人：仅知其中{known}人的居住地"),
    )
}

/// A school that stays because fewer pupils are dealt than there are.
pub(super) fn not_all_counted(name: &str, pupils: u32, lacks: &Words) -> Words {
    Words::new(
        format!("{name} {pupils} pupils: {} are not known", lacks.en),
        format!("{name} {pupils} 人：{}未知", lacks.zh),
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

/// A reason with the bus that the closure needs.
pub(super) fn with_bus(reason: &Words, page: &GatePage) -> Words {
    let bus = page.bus_words();
    Words::new(
        format!("{}; {}", reason.en, bus.en),
        format!("{}；{}", reason.zh, bus.zh),
    )
}

/// That the gate has no page for a school.
pub(super) fn not_judged() -> Words {
    Words::new(
        "the closure gate could not judge it: it is not open in this year",
        "未能研判：该年未开办",
    )
}

/// Why a school stays open while another closes in the same step.
pub(super) fn takes_pupils_of(other: &str) -> Words {
    Words::new(
        format!("it is to take the pupils of {other}"),
        format!("将接收{other}的学生"),
    )
}

/// Why a school cannot close in the same step as its receiver.
pub(super) fn receiver_closes(receiver: &str) -> Words {
    Words::new(
        format!("{receiver}, which would take its pupils, closes too"),
        format!("接收学校{receiver}同时撤并"),
    )
}
