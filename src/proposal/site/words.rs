//! The sentence that gives the reason for a new site, in both languages and with the numbers.

use super::prospects::Prospect;
use crate::units::{Meters, PupilWays};
use crate::words::Words;

/// What a new site brings, in few words: how many come within the radius, what all save.
pub(super) fn brief(prospect: &Prospect, radius: Meters) -> Words {
    let covered = prospect.newly_covered;
    let saved_km = PupilWays::from_decimetres(prospect.saved as i64).km();
    Words::new(
        format!("{covered} within {radius}, {saved_km:.0} km less a day"),
        format!("{radius} 内新增 {covered} 人，少走 {saved_km:.0} km"),
    )
}

pub(super) fn new_site(name: &str, prospect: &Prospect, radius: Meters) -> Words {
    let (covered, attracted) = (prospect.newly_covered, prospect.attracted);
    let saved_km = PupilWays::from_decimetres(prospect.saved as i64).km();
    let (covered_en, covered_zh) = match covered {
        0 => ("no pupil".to_owned(), "无人".to_owned()),
        1 => ("1 pupil".to_owned(), "1 人".to_owned()),
        _ => (format!("{covered} pupils"), format!("{covered} 人")),
    };
    Words::new(
        format!(
            "{name}: {covered_en} newly within {radius}, all pupils together go {saved_km:.0} km less a day, nearest site for {attracted}"
        ),
        format!(
            "{name}：新增 {radius} 内覆盖 {covered_zh}，全体每天单程少走 {saved_km:.0} km，就近服务 {attracted} 人"
        ),
    )
}
