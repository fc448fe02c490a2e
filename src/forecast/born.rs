//! Births by settlement: its own, else its share of what the township's figure leaves.

use std::collections::BTreeMap;

use super::base::by_population;
use super::births::Births;
use super::history::TownshipFigures;
use crate::model::{County, apportion};
use crate::units::Year;
use crate::words::Words;

/// Births by settlement, with what was filled in and what could not be.
pub(super) struct Born {
    /// By position in the settlements; `None` where nothing is known.
    pub(super) births: Vec<Option<Births>>,
    pub(super) notes: Vec<Words>,
}

/// Each settlement by its own data. Where it states no births of a year and its township does, it has a share, by
/// population, of those that the township's other settlements do not account for. Where these state more than the
/// township itself, nobody can say what is left, and nothing is filled in.
pub(super) fn of_settlements(county: &County, townships: &[TownshipFigures]) -> Born {
    let mut known: Vec<BTreeMap<Year, u32>> = county
        .settlements
        .iter()
        .map(|settlement| settlement.births.clone())
        .collect();
    let mut members = vec![Vec::new(); townships.len()];
    for (position, settlement) in county.settlements.iter().enumerate() {
        if let Some(township) = settlement.township {
            members[township].push(position);
        }
    }
    let mut filled = 0;
    let mut overstated = Vec::new();
    for (index, (figures, members)) in townships.iter().zip(&members).enumerate() {
        let years = fill(county, figures, members, &mut known);
        let has_share = |&&position: &&usize| {
            county.settlements[position].births.is_empty() && !known[position].is_empty()
        };
        filled += members.iter().filter(has_share).count();
        if !years.is_empty() {
            overstated.push((index, years));
        }
    }
    let births: Vec<Option<Births>> = county
        .settlements
        .iter()
        .zip(&known)
        .map(|(settlement, known)| {
            let figures = settlement.township.map(|index| &townships[index]);
            let residence = figures.and_then(|figures| figures.residence);
            let kept = figures.map_or(1.0, TownshipFigures::kept);
            Births::of(known, residence.unwrap_or(1.0), kept)
        })
        .collect();
    let notes = told(county, &births, filled, &overstated);
    Born { births, notes }
}

/// Fills in a township's silent settlements; the years in which its settlements state more than it does itself.
fn fill(
    county: &County,
    figures: &TownshipFigures,
    members: &[usize],
    known: &mut [BTreeMap<Year, u32>],
) -> Vec<Year> {
    let mut overstated = Vec::new();
    for (&year, &born) in &figures.births {
        let own = |position: usize| county.settlements[position].births.get(&year).copied();
        let silent: Vec<usize> = members
            .iter()
            .copied()
            .filter(|&position| own(position).is_none())
            .collect();
        let stated: u64 = members
            .iter()
            .filter_map(|&position| own(position).map(u64::from))
            .sum();
        if silent.is_empty() {
            continue;
        }
        let Some(left) = u64::from(born).checked_sub(stated) else {
            overstated.push(year);
            continue;
        };
        let people: Vec<Option<u32>> = silent
            .iter()
            .map(|&position| county.settlements[position].population)
            .collect();
        let shares = apportion(left as u32, &by_population(&people));
        for (&position, share) in silent.iter().zip(shares) {
            known[position].insert(year, share);
        }
    }
    overstated
}

fn told(
    county: &County,
    births: &[Option<Births>],
    filled: usize,
    overstated: &[(usize, Vec<Year>)],
) -> Vec<Words> {
    let mut notes = Vec::new();
    let all = births.len();
    if filled > 0 {
        notes.push(Words::new(
            format!(
                "births: {filled} of {all} settlements state none; they have a share of their township's, by population"
            ),
            format!("出生数：{all}个居民点中{filled}个未填，按人口分摊所在乡镇的出生数"),
        ));
    }
    let silent = births.iter().filter(|births| births.is_none()).count();
    if silent > 0 && silent < all {
        notes.push(Words::new(
            format!(
                "births: those of {silent} of {all} settlements are not known; grade 1 follows kindergarten there"
            ),
            format!("出生数：{all}个居民点中{silent}个未知，其起始年级按下一级在校生推算"),
        ));
    }
    for (township, years) in overstated {
        let name = &county.townships[*township].name;
        let years: Vec<String> = years.iter().map(ToString::to_string).collect();
        notes.push(Words::new(
            format!(
                "births of {name} in {}: its settlements state more than it does; the others were left as they are",
                years.join(", ")
            ),
            format!(
                "{name}{}年出生数：各居民点合计超过乡镇数，其余居民点未分摊",
                years.join("、")
            ),
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::geometry::LonLat;
    use crate::model::{PerStage, Settlement, SettlementId, Township};

    fn village(id: &str, population: Option<u32>, births: &[(i32, u32)]) -> Settlement {
        Settlement {
            id: SettlementId::new(id),
            name: id.into(),
            at: LonLat::new(104.0, 29.6),
            township: Some(0),
            population,
            pupils: PerStage::default(),
            births: births
                .iter()
                .map(|&(year, born)| (Year(year), born))
                .collect(),
            extra: Map::new(),
        }
    }

    fn born(
        settlements: Vec<Settlement>,
        township: &[(i32, u32)],
    ) -> (Vec<Option<f64>>, Vec<Words>) {
        let county = County {
            townships: vec![Township {
                code: "t".into(),
                name: "Wood".into(),
                district: None,
                population: None,
                outline: geo::MultiPolygon::new(Vec::new()),
                extra: Map::new(),
            }],
            settlements,
            ..County::default()
        };
        let figures = TownshipFigures {
            births: township
                .iter()
                .map(|&(year, born)| (Year(year), born))
                .collect(),
            ..TownshipFigures::default()
        };
        let born = of_settlements(&county, &[figures]);
        let in_2020 = |births: &Option<Births>| births.as_ref()?.known(2020);
        (born.births.iter().map(in_2020).collect(), born.notes)
    }

    #[test]
    fn a_silent_settlement_has_its_share_of_what_the_others_leave() {
        let homes = vec![
            village("a", Some(300), &[(2020, 20)]),
            village("b", Some(600), &[]),
            village("c", Some(300), &[]),
        ];
        let (births, notes) = born(homes, &[(2020, 50)]);
        assert_eq!(births, [Some(20.0), Some(20.0), Some(10.0)]);
        assert!(
            notes[0]
                .en
                .starts_with("births: 2 of 3 settlements state none")
        );
    }

    #[test]
    fn where_the_township_is_silent_births_stay_unknown_and_that_is_told() {
        let homes = vec![
            village("a", Some(300), &[(2020, 20)]),
            village("b", Some(600), &[]),
        ];
        let (births, notes) = born(homes, &[]);
        assert_eq!(births, [Some(20.0), None]);
        assert!(notes[0].en.contains("1 of 2 settlements are not known"));
    }

    #[test]
    fn settlements_that_state_more_than_their_township_leave_the_others_unknown_not_zero() {
        let homes = vec![
            village("a", Some(300), &[(2020, 80)]),
            village("b", Some(600), &[]),
        ];
        let (births, notes) = born(homes, &[(2020, 50)]);
        assert_eq!(births, [Some(80.0), None]);
        let says = |words: &str| notes.iter().any(|note| note.en.contains(words));
        assert!(says("births of Wood in 2020"), "{notes:?}");
        assert!(!says("have a share"), "nobody has one: {notes:?}");
        assert!(says("1 of 2 settlements are not known"), "{notes:?}");
    }
}
