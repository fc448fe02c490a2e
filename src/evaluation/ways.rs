//! Ways to schools: trips on the roads of a layout, kept for the next question.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::{SiteRows, lock};
use crate::model::{County, RoadWork};
use crate::plan::Layout;
use crate::travel::{DETOUR_FACTOR, Travel, Trip};

/// So many states of the roads are kept: those of the years of some plans. The one unused longest goes first.
const MOST_KEPT: usize = 16;

/// The roads of a county as recorded, and as plans leave them.
#[derive(Debug)]
pub(super) struct Roads {
    recorded: Arc<Ways>,
    /// By the works that led there, the last used at the end.
    edited: Mutex<Vec<Edited>>,
}

/// Works, and the roads after them.
type Edited = (Arc<[RoadWork]>, Arc<Ways>);

/// One state of the roads.
#[derive(Debug)]
struct Ways {
    travel: Arc<Travel>,
    rows: Mutex<RowCache>,
}

/// Trips of every settlement to a place, by the bits of its longitude and latitude.
type RowCache = HashMap<(u64, u64), Arc<[Trip]>>;

impl Roads {
    pub(super) fn of(county: &County) -> Self {
        Self::on(Arc::new(Travel::new(county, DETOUR_FACTOR)))
    }

    /// Roads that have been prepared already.
    pub(super) fn on(travel: Arc<Travel>) -> Self {
        Self {
            recorded: Arc::new(Ways::on(travel)),
            edited: Mutex::default(),
        }
    }

    pub(super) fn recorded(&self) -> &Travel {
        &self.recorded.travel
    }

    pub(super) fn travel(&self, county: &County, works: &Arc<[RoadWork]>) -> Arc<Travel> {
        Arc::clone(&self.after(county, works).travel)
    }

    pub(super) fn rows(&self, county: &County, layout: &Layout) -> SiteRows {
        self.after(county, &layout.roads).rows(layout)
    }

    /// No lock is held while roads are prepared: the threads of one preparation may take up another question.
    fn after(&self, county: &County, works: &Arc<[RoadWork]>) -> Arc<Ways> {
        if works.is_empty() {
            return Arc::clone(&self.recorded);
        }
        if let Some(known) = self.known(works) {
            return known;
        }
        let after = self.recorded.travel.after(&county.with_roads(works));
        let after = Arc::new(Ways::on(Arc::new(after)));
        let mut edited = lock(&self.edited);
        // Another thread may have been faster; its rows are worth keeping.
        if let Some((_, known)) = edited.iter().find(|(of, _)| of == works) {
            return Arc::clone(known);
        }
        if edited.len() >= MOST_KEPT {
            edited.remove(0);
        }
        edited.push((Arc::clone(works), Arc::clone(&after)));
        after
    }

    fn known(&self, works: &Arc<[RoadWork]>) -> Option<Arc<Ways>> {
        let mut edited = lock(&self.edited);
        let position = edited.iter().position(|(of, _)| of == works)?;
        let used = edited.remove(position);
        let ways = Arc::clone(&used.1);
        edited.push(used);
        Some(ways)
    }
}

impl Ways {
    fn on(travel: Arc<Travel>) -> Self {
        Self {
            travel,
            rows: Mutex::default(),
        }
    }

    fn rows(&self, layout: &Layout) -> SiteRows {
        let key = |site: usize| {
            let at = layout.sites[site].at;
            (at.lon.to_bits(), at.lat.to_bits())
        };
        let all = 0..layout.sites.len();
        let mut rows: SiteRows = {
            let known = lock(&self.rows);
            all.clone()
                .map(|site| known.get(&key(site)).cloned())
                .collect()
        };
        let missing: Vec<usize> = all.filter(|&site| rows[site].is_none()).collect();
        if missing.is_empty() {
            return rows;
        }
        let place = |&site: &usize| self.travel.place(layout.sites[site].at);
        let places: Vec<_> = missing.iter().map(place).collect();
        for (&site, row) in missing.iter().zip(self.travel.rows(&places)) {
            rows[site] = Some(row);
        }
        let mut known = lock(&self.rows);
        // A drag leaves a row at every place it passed; keep the memory of a few hundred frames at most.
        if known.len() > 4 * layout.sites.len() + 256 {
            known.clear();
        }
        let found = missing
            .into_iter()
            .filter_map(|site| Some((key(site), rows[site].clone()?)));
        known.extend(found);
        rows
    }
}
