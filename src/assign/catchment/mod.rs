//! Catchment areas (服务范围) on the map: the cell round every settlement, and what a school's cells add up to.
//!
//! The county is divided once into one cell per settlement: all ground inside the township outlines that is
//! nearer to it than to any other. An assignment then only says which school each cell belongs to, so
//! catchments never overlap and leave no gaps: neighbouring cells share their very corners.

mod clip;
mod outline;
mod rings;
mod voronoi;

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, MultiPolygon};

use crate::geometry::LonLat;
use crate::model::County;

use super::{Assignment, Flow};
use rings::{Corner, polygons_of};

/// A straight piece of the line round a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Border {
    /// The settlement whose cell lies on the left, looking from `from` to `to`.
    pub left: usize,
    /// The settlement on the right; `None` where the county ends.
    pub right: Option<usize>,
    /// One end.
    pub from: LonLat,
    /// The other end.
    pub to: LonLat,
    ends: [Corner; 2],
}

/// The cells of all settlements of a county. Costs some milliseconds per thousand settlements; make it once.
///
/// Settlements at the same place share one cell, which is that of the first of them.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    /// By settlement: the settlement whose cell it shares, itself as a rule.
    sharing: Vec<usize>,
    borders: Vec<Border>,
    polygons: Vec<MultiPolygon<f64>>,
    /// Every corner in longitude and latitude.
    corners: Vec<Coord<f64>>,
}

impl Cells {
    /// Divides a county.
    ///
    /// The cells end at the outline of all townships together (its gaps under a hectare filled), or, where no
    /// township was read, at a line drawn round the settlements. A settlement outside every township
    /// gets the part of its cell that lies inside one, if any.
    pub fn new(county: &County) -> Self {
        let projection = county.projection();
        let places: Vec<Coord<f64>> = county
            .settlements
            .iter()
            .map(|settlement| projection.metres(settlement.at))
            .collect();
        let outline = outline::of(county, &projection, &places);
        let diagram = voronoi::Diagram::of(&places);
        let clipped = clip::clip(&diagram, &outline);
        let corners: Vec<Coord<f64>> = clipped
            .corners
            .iter()
            .map(|&corner| projection.lon_lat(corner).into())
            .collect();
        let at = |corner: Corner| LonLat::from(corners[corner as usize]);
        let borders: Vec<Border> = clipped
            .pieces
            .iter()
            .map(|piece| Border {
                left: piece.left,
                right: piece.right,
                from: at(piece.ends[0]),
                to: at(piece.ends[1]),
                ends: piece.ends,
            })
            .collect();
        let mut cells = Self {
            sharing: diagram.sharing,
            borders,
            polygons: Vec::new(),
            corners,
        };
        let itself: Vec<Option<usize>> = (0..places.len()).map(Some).collect();
        cells.polygons = vec![MultiPolygon::new(Vec::new()); places.len()];
        for (settlement, area) in cells.dissolve(&itself) {
            cells.polygons[settlement] = area;
        }
        cells
    }

    /// How many settlements there are.
    pub fn len(&self) -> usize {
        self.polygons.len()
    }

    /// Whether the county has no settlements.
    pub fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }

    /// The cell of a settlement in longitude and latitude; empty for one that shares another's or
    /// has none inside the county.
    pub fn polygons(&self, settlement: usize) -> &MultiPolygon<f64> {
        &self.polygons[settlement]
    }

    /// All lines between cells and round the county, each once. The line between two catchments is
    /// drawn where the owners of both sides differ ([`Cells::owners`]).
    pub fn borders(&self) -> &[Border] {
        &self.borders
    }

    /// By settlement, the settlements whose cells share a line with its own or are the same, ascending.
    pub fn neighbours(&self) -> Vec<Vec<usize>> {
        let mut beside = vec![BTreeSet::new(); self.sharing.len()];
        for border in &self.borders {
            if let Some(right) = border.right {
                beside[border.left].insert(right);
                beside[right].insert(border.left);
            }
        }
        let mut sharers = vec![Vec::new(); self.sharing.len()];
        for (settlement, &cell) in self.sharing.iter().enumerate() {
            sharers[cell].push(settlement);
        }
        self.sharing
            .iter()
            .enumerate()
            .map(|(settlement, &cell)| {
                let mut all: Vec<usize> = std::iter::once(&cell)
                    .chain(&beside[cell])
                    .flat_map(|&cell| sharers[cell].iter().copied())
                    .filter(|&other| other != settlement)
                    .collect();
                all.sort_unstable();
                all
            })
            .collect()
    }

    /// By settlement, the site its cell belongs to: the one most pupils living there attend, ties to the
    /// smaller id; `None` where nobody attends any. Settlements that share a cell decide together and
    /// have the same owner.
    pub fn owners(&self, assignment: &Assignment) -> Vec<Option<usize>> {
        let part = |flow: &Flow| {
            let cell = *self.sharing.get(flow.settlement)?;
            Some((cell, flow.site, u64::from(flow.pupils)))
        };
        let mut parts: Vec<(usize, usize, u64)> =
            assignment.flows.iter().filter_map(part).collect();
        let place = |&(cell, site, _): &(usize, usize, u64)| (cell, site);
        // They are in order where no two settlements share a cell.
        if !parts.is_sorted_by_key(place) {
            parts.sort_unstable_by_key(place);
        }
        let mut owners = vec![None; self.sharing.len()];
        for parts in parts.chunk_by(|a, b| a.0 == b.0) {
            let sites = parts.chunk_by(|a, b| a.1 == b.1);
            let sums = sites.map(|same| {
                let pupils: u64 = same.iter().map(|&(.., pupils)| pupils).sum();
                (pupils, std::cmp::Reverse(same[0].1))
            });
            owners[parts[0].0] = sums.max().map(|(_, site)| site.0);
        }
        self.sharing.iter().map(|&cell| owners[cell]).collect()
    }

    /// The catchment of every site that has one, by site: the cells it owns, joined along their shared lines.
    pub fn areas(&self, assignment: &Assignment) -> Vec<(usize, MultiPolygon<f64>)> {
        self.dissolve(&self.owners(assignment))
    }

    /// Joins the cells that have the same owner. Owners ascending.
    fn dissolve(&self, owners: &[Option<usize>]) -> Vec<(usize, MultiPolygon<f64>)> {
        let mut outlines: BTreeMap<usize, Vec<[Corner; 2]>> = BTreeMap::new();
        for border in &self.borders {
            let left = owners[border.left];
            let right = border.right.and_then(|right| owners[right]);
            if left == right {
                continue;
            }
            let [from, to] = border.ends;
            if let Some(owner) = left {
                outlines.entry(owner).or_default().push([from, to]);
            }
            if let Some(owner) = right {
                outlines.entry(owner).or_default().push([to, from]);
            }
        }
        outlines
            .into_iter()
            .map(|(owner, edges)| (owner, polygons_of(&edges, &self.corners)))
            .collect()
    }
}

#[cfg(test)]
mod tests;
