//! Who gains and who loses between two layouts, by township.

use super::compare::{Comparison, HomeChange};
use crate::model::County;

/// What changes for the pupils of one township.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gains {
    /// Position in [`County::townships`]; `None` for homes in none of them.
    pub township: Option<usize>,
    /// The changes of all its settlements together.
    pub change: HomeChange,
}

impl Comparison {
    /// The changes by township, in their order, homes in none last. Townships where nothing changes are left out.
    pub fn gains(&self, county: &County) -> Vec<Gains> {
        let mut changes = vec![HomeChange::default(); county.townships.len() + 1];
        let elsewhere = county.townships.len();
        for (home, change) in county.settlements.iter().zip(&self.homes) {
            let township = home.township.filter(|&township| township < elsewhere);
            changes[township.unwrap_or(elsewhere)].add(change);
        }
        let of = |(place, change): (usize, HomeChange)| Gains {
            township: (place < elsewhere).then_some(place),
            change,
        };
        let changed = changes.into_iter().enumerate();
        changed
            .filter(|(_, change)| change.pupils() > 0)
            .map(of)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Settlement, SettlementId, Township};

    #[test]
    fn homes_without_a_township_are_counted_and_nobody_twice() {
        let home = |township| Settlement {
            id: SettlementId::new("h"),
            name: "h".into(),
            at: Default::default(),
            township,
            population: None,
            pupils: Default::default(),
            births: Default::default(),
            extra: Default::default(),
        };
        let township = Township {
            code: "t".into(),
            name: "t".into(),
            district: None,
            population: None,
            outline: geo::MultiPolygon::new(Vec::new()),
            extra: Default::default(),
        };
        let county = County {
            townships: vec![township.clone(), township],
            settlements: vec![home(Some(1)), home(None), home(Some(1)), home(Some(0))],
            ..County::default()
        };
        let change = |nearer, farther, decimetres| HomeChange {
            farther,
            nearer,
            decimetres,
            ..HomeChange::default()
        };
        let comparison = Comparison {
            homes: vec![
                change(3, 0, -40),
                change(0, 2, 10),
                change(1, 1, 5),
                change(0, 0, 0),
            ],
            ..Comparison::default()
        };
        let gains = comparison.gains(&county);
        let of: Vec<_> = gains
            .iter()
            .map(|gains| (gains.township, gains.change))
            .collect();
        assert_eq!(of, [(Some(1), change(4, 1, -35)), (None, change(0, 2, 10))]);
    }
}
