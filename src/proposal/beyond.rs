//! Pupils who go farther than the longest trip, as no school they may go to is that near.

use std::cmp::Reverse;

use super::catchments;
use crate::model::{SchoolId, Settlement, SettlementId};
use crate::travel::Trip;
use crate::words::Words;

/// Pupils of a settlement who go farther than the longest trip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beyond {
    /// Where they live.
    pub settlement: SettlementId,
    /// The school they go to.
    pub school: SchoolId,
    /// How many.
    pub pupils: u32,
    /// How far.
    pub trip: Trip,
    /// In a sentence with the numbers.
    pub words: Words,
}

impl Beyond {
    pub(super) fn new(
        home: &Settlement,
        school: SchoolId,
        name: &str,
        pupils: u32,
        trip: Trip,
    ) -> Self {
        let (place, way) = (&home.name, trip.words());
        let pupils_en = catchments::count_en(pupils);
        Self {
            settlement: home.id.clone(),
            school,
            pupils,
            trip,
            words: Words::new(
                format!("{place}: {pupils_en} → {name}, {}", way.en),
                format!("{place}：{pupils} 人 → {name}，{}", way.zh),
            ),
        }
    }

    /// How many there are of all, and why.
    pub fn heading(all: &[Self]) -> Words {
        let pupils: u32 = all.iter().map(|beyond| beyond.pupils).sum();
        let pupils_en = catchments::count_en(pupils);
        Words::new(
            format!("Over the longest trip, as no school they may go to is that near: {pupils_en}"),
            format!("超过最长单程（该距离内没有可就读的学校）：{pupils} 人"),
        )
    }

    /// Most pupils first.
    pub(super) fn sort(all: &mut [Self]) {
        all.sort_by(|a, b| {
            let key = |beyond: &Self| (Reverse(beyond.pupils), Reverse(beyond.trip));
            let ids = |beyond: &'_ Self| (beyond.settlement.clone(), beyond.school.clone());
            key(a).cmp(&key(b)).then_with(|| ids(a).cmp(&ids(b)))
        });
    }
}
