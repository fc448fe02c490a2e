//! The sentences about catchments, in both languages and with the numbers.

use std::cmp::Reverse;

use super::answer::{Change, Told};
use crate::assign::{Flow, Terms, Unplaced, Within};
use crate::indicators::Move;
use crate::model::{County, SchoolId, Stage};
use crate::plan::Layout;
use crate::travel::Trip;
use crate::words::{Lang, Words};

pub(super) fn nobody(stage: Stage) -> Words {
    let stage = stage.words();
    Words::new(
        format!(
            "there are neither schools nor pupils of the stage {}",
            stage.en.to_lowercase()
        ),
        format!("没有{}学校，也没有{}学生", stage.zh, stage.zh),
    )
}

/// That more pupils are without a seat than is known to be needed.
pub(super) fn unproven(none: u64, least: u64) -> Words {
    match least {
        0 => Words::new(
            format!("{none} pupils without a seat, perhaps not the fewest"),
            format!("未安置 {none} 人，不能断定最少"),
        ),
        _ => Words::new(
            format!("{none} pupils without a seat, {least} at least even if settlements are split"),
            format!("未安置 {none} 人，即使拆分居民点也至少 {least} 人"),
        ),
    }
}

pub(super) fn changes(county: &County, layout: &Layout, mut moves: Vec<Move>) -> Vec<Change> {
    let length = |end: &Option<(SchoolId, Trip)>| {
        end.as_ref()
            .map_or(0, |(_, trip)| i64::from(trip.distance().decimetres()))
    };
    moves.sort_by_key(|moved| {
        let apart = (length(&moved.to) - length(&moved.from)).abs();
        (Reverse(moved.pupils), Reverse(apart), moved.settlement)
    });
    let change = |moved: Move| Change {
        words: change_words(county, layout, &moved),
        moved,
    };
    moves.into_iter().map(change).collect()
}

/// “东光村: 34 pupils (20 board), 甲小学 → 乙小学, 2.9 km by road (1.2 km before)”.
fn change_words(county: &County, layout: &Layout, moved: &Move) -> Words {
    let place = &county.settlements[moved.settlement].name;
    let (board_en, board_zh) = match moved.boarders {
        0 => (String::new(), String::new()),
        some => (format!(" ({some} board)"), format!("（寄宿 {some} 人）")),
    };
    let pupils_en = count_en(moved.pupils) + &board_en;
    let pupils_zh = format!("{} 人{board_zh}", moved.pupils);
    let school = |id: &SchoolId| match layout.site(id) {
        Some(site) => site.name.clone(),
        None => id.to_string(),
    };
    match (&moved.from, &moved.to) {
        (Some((from, before)), Some((to, after))) => {
            let (from, to, way) = (school(from), school(to), after.words());
            let before = before.distance();
            Words::new(
                format!(
                    "{place}: {pupils_en}, {from} → {to}, {} ({before} before)",
                    way.en
                ),
                format!(
                    "{place}：{pupils_zh}，{from} → {to}，{}（原 {before}）",
                    way.zh
                ),
            )
        }
        (None, Some((to, after))) => {
            let (to, way) = (school(to), after.words());
            Words::new(
                format!("{place}: {pupils_en}, no seat before → {to}, {}", way.en),
                format!("{place}：{pupils_zh}，原未安置 → {to}，{}", way.zh),
            )
        }
        (from, None) => {
            let from = from.as_ref().map_or_else(String::new, |(id, _)| school(id));
            Words::new(
                format!("{place}: {pupils_en}, {from} → no seat within the limits"),
                format!("{place}：{pupils_zh}，{from} → 限制内未能安置"),
            )
        }
    }
}

pub(in crate::proposal) fn count_en(pupils: u32) -> String {
    match pupils {
        1 => "1 pupil".to_owned(),
        _ => format!("{pupils} pupils"),
    }
}

/// Says what an assignment under terms leaves undone.
pub(super) struct InWords<'a> {
    pub(super) county: &'a County,
    pub(super) layout: &'a Layout,
    pub(super) terms: &'a Terms,
    /// By settlement.
    pub(super) pupils: &'a [u32],
}

impl InWords<'_> {
    /// “34 pupils”, or “4 of 34 pupils” of a settlement.
    fn part(&self, settlement: usize, pupils: u32) -> Words {
        let all = self.pupils[settlement];
        if pupils == all {
            return Words::new(count_en(pupils), format!("{pupils} 人"));
        }
        Words::new(
            format!("{pupils} of {all} pupils"),
            format!("{all} 人中的 {pupils} 人"),
        )
    }

    /// Which terms a way breaks: “over 2.0 km, outside its township”.
    fn broken(&self, flow: &Flow) -> Words {
        let Flow {
            settlement,
            site,
            trip,
            ..
        } = *flow;
        let Terms {
            max_distance,
            within,
            locks,
            bans,
            ..
        } = self.terms;
        let over = max_distance.filter(|&limit| !trip.is_within(limit));
        let over = over.map(|limit| {
            if trip.is_apart() {
                Words::new("where no road leads", "无路相通")
            } else {
                Words::new(format!("over {limit}"), format!("超过 {limit}"))
            }
        });
        let township = self.layout.sites[site].township;
        let is_outside = !self.terms.stays_within(self.county, settlement, township);
        let outside = is_outside.then(|| match within {
            Within::Township => Words::new("outside its township", "跨乡镇"),
            Within::District | Within::County => Words::new("outside its district", "跨片区"),
        });
        let is_locked = locks.get(&settlement).is_some_and(|&school| school != site);
        let locked = is_locked.then(|| Words::new("tied to another school", "已指定到他校"));
        let is_banned = bans.contains(&(settlement, site));
        let banned = is_banned.then(|| Words::new("kept from this school", "已禁止到该校"));
        let broken: Vec<Words> = [over, outside, locked, banned]
            .into_iter()
            .flatten()
            .collect();
        let joined = |lang: Lang, with: &str| {
            let broken: Vec<&str> = broken.iter().map(|words| words.say(lang)).collect();
            broken.join(with)
        };
        Words::new(joined(Lang::En, ", "), joined(Lang::Zh, "、"))
    }

    pub(super) fn relaxations(&self, flows: &[Flow]) -> Vec<Told> {
        let mut flows: Vec<&Flow> = flows.iter().collect();
        flows.sort_by_key(|flow| (Reverse(flow.pupils), flow.settlement, flow.site));
        let told = |flow: &Flow| {
            let place = &self.county.settlements[flow.settlement].name;
            let (to, way) = (&self.layout.sites[flow.site].name, flow.trip.words());
            let part = self.part(flow.settlement, flow.pupils);
            let broken = self.broken(flow);
            Told {
                settlement: flow.settlement,
                words: Words::new(
                    format!("{place}: {} → {to}, {}: {}", part.en, way.en, broken.en),
                    format!("{place}：{} → {to}，{}：{}", part.zh, way.zh, broken.zh),
                ),
            }
        };
        flows.into_iter().map(told).collect()
    }

    pub(super) fn unplaced(&self, unplaced: &[Unplaced]) -> Vec<Told> {
        let mut unplaced: Vec<&Unplaced> = unplaced.iter().collect();
        unplaced.sort_by_key(|unplaced| (Reverse(unplaced.pupils), unplaced.settlement));
        let told = |unplaced: &Unplaced| {
            let place = &self.county.settlements[unplaced.settlement].name;
            let part = self.part(unplaced.settlement, unplaced.pupils);
            Told {
                settlement: unplaced.settlement,
                words: Words::new(
                    format!("{place}: {}", part.en),
                    format!("{place}：{}", part.zh),
                ),
            }
        };
        unplaced.into_iter().map(told).collect()
    }
}
