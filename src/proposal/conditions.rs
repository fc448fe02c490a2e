//! Who may go where besides what seats allow: borders, settlements locked to a school, settlements banned from one.

use std::collections::{BTreeMap, BTreeSet};

use super::StartingPoint;
use crate::assign::{Terms, Within};
use crate::model::{County, SchoolId, SettlementId};
use crate::plan::Layout;
use crate::proposal::layout::Which;
use crate::words::Words;

/// Conditions on who goes where. The default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Nobody goes beyond this border.
    pub within: Within,
    /// These settlements go to these schools, which others may attend as well.
    pub locks: Vec<(SettlementId, SchoolId)>,
    /// These settlements never go to these schools.
    pub bans: Vec<(SettlementId, SchoolId)>,
}

impl Conditions {
    /// The same by position.
    ///
    /// # Errors
    /// When there is no such settlement or school, or a settlement is locked to two schools.
    pub fn terms(&self, county: &County, layout: &Layout) -> Result<Terms, Words> {
        let positions = |(settlement, school): &(SettlementId, SchoolId)| {
            let home = county
                .settlements
                .iter()
                .position(|place| place.id == *settlement);
            let home = home.ok_or_else(|| unknown("settlement", "居民点", settlement.as_str()))?;
            let site = layout.position(school);
            let site = site.ok_or_else(|| unknown("school", "学校", school.as_str()))?;
            Ok((home, site))
        };
        let mut locks = BTreeMap::new();
        for pair in &self.locks {
            let (home, site) = positions(pair)?;
            if locks
                .insert(home, site)
                .is_some_and(|before| before != site)
            {
                return Err(locked_twice(pair.0.as_str()));
            }
        }
        let bans: Result<BTreeSet<(usize, usize)>, Words> =
            self.bans.iter().map(positions).collect();
        Ok(Terms {
            within: self.within,
            locks,
            bans: bans?,
            ..Terms::default()
        })
    }

    /// Settlements and open schools of the starting point's stage that never go together, new schools given by
    /// township.
    pub(super) fn forbidden(
        &self,
        ground: &StartingPoint,
        new_places: &[Option<usize>],
    ) -> Result<BTreeSet<(usize, Which)>, Words> {
        let county = ground.evaluator.county();
        let layout = &ground.before.layout;
        if *self == Self::default() {
            return Ok(BTreeSet::new());
        }
        let terms = self.terms(county, layout)?;
        let mut forbidden = BTreeSet::new();
        for settlement in 0..county.settlements.len() {
            let existing = layout.open(ground.stage).into_iter();
            let existing = existing
                .filter(|&site| !terms.allows(county, layout, settlement, site))
                .map(Which::Existing);
            let may_be_new = |township: Option<usize>| {
                !terms.locks.contains_key(&settlement)
                    && terms.stays_within(county, settlement, township)
            };
            let new = (0..).zip(new_places);
            let new = new
                .filter(|&(_, &township)| !may_be_new(township))
                .map(|(place, _)| Which::New(place));
            forbidden.extend(existing.chain(new).map(|which| (settlement, which)));
        }
        Ok(forbidden)
    }
}

fn locked_twice(settlement: &str) -> Words {
    Words::new(
        format!("{settlement} cannot be locked to two schools"),
        format!("{settlement}不能同时锁定到两所学校"),
    )
}

fn unknown(en: &str, zh: &str, id: &str) -> Words {
    Words::new(
        format!("no {en} has the id {id}"),
        format!("没有编号为{id}的{zh}"),
    )
}
