//! How much of each area lies in which others, measured along lines across it.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use geo::{BoundingRect as _, GeodesicArea as _, MultiPolygon, Polygon};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

/// So many lines are laid across every polygon, from west to east.
const LINES: u32 = 48;
/// Across each of very many polygons of one area.
const LINES_OF_MANY: u32 = 8;
/// From so many polygons on an area has very many.
const MANY: usize = 20;

/// Stretches of a line, from west to east.
type Stretches = Vec<(f64, f64)>;

/// For every area the share of it that lies in others.
#[derive(Debug)]
pub(super) struct Cover<'a> {
    areas: &'a [&'a MultiPolygon<f64>],
    /// By area, where somebody has asked.
    square_metres: Vec<OnceCell<f64>>,
    /// By area: the share from 0 to 1 of it that lies in another, where any does.
    shares: Vec<BTreeMap<usize, f64>>,
    /// By area: the share of it that lies in any other area of a group, by group.
    in_groups: Vec<BTreeMap<usize, f64>>,
}

impl<'a> Cover<'a> {
    /// Measures areas; each belongs to a group. Along a line overlaps are exact; between lines they are taken to go on.
    /// For each polygon this goes through the corners of it and of the areas whose box meets it. Within two or three
    /// hundredths of the exact share.
    pub(super) fn of(areas: &'a [&'a MultiPolygon<f64>], group_of: &[usize]) -> Self {
        let boxes = areas.iter().enumerate();
        let boxes: Vec<GeomWithData<Rectangle<[f64; 2]>, usize>> = boxes
            .filter_map(|(index, area)| {
                let rect = area.bounding_rect()?;
                let corners = Rectangle::from_corners(rect.min().into(), rect.max().into());
                Some(GeomWithData::new(corners, index))
            })
            .collect();
        let boxes = RTree::bulk_load(boxes);
        let mut shares = Vec::with_capacity(areas.len());
        let mut in_groups = Vec::with_capacity(areas.len());
        for (index, area) in areas.iter().enumerate() {
            let mut measured = Measured::default();
            for part in area.iter() {
                let Some(rect) = part.bounding_rect() else {
                    continue;
                };
                let bounds = AABB::from_corners(rect.min().into(), rect.max().into());
                let met = boxes.locate_in_envelope_intersecting(&bounds);
                let mut near: Vec<usize> = met
                    .map(|found| found.data)
                    .filter(|&other| other != index)
                    .collect();
                near.sort_unstable();
                if !near.is_empty() || area.0.len() > 1 {
                    let lines = if area.0.len() < MANY {
                        LINES
                    } else {
                        LINES_OF_MANY
                    };
                    measured.add(part, lines, &near, areas, group_of);
                }
            }
            let whole = measured.whole;
            let shared = |sums: BTreeMap<usize, f64>| {
                let shares = sums.into_iter().map(|(other, sum)| (other, sum / whole));
                shares
                    .filter(|(_, share)| *share > 0.0)
                    .collect::<BTreeMap<usize, f64>>()
            };
            shares.push(shared(measured.alone));
            in_groups.push(shared(measured.grouped));
        }
        Self {
            areas,
            square_metres: vec![OnceCell::new(); areas.len()],
            shares,
            in_groups,
        }
    }

    /// How large an area is.
    pub(super) fn square_metres(&self, of: usize) -> f64 {
        let measure = || self.areas[of].geodesic_area_unsigned();
        *self.square_metres[of].get_or_init(measure)
    }

    /// The share of one area that lies in another.
    pub(super) fn share(&self, of: usize, within: usize) -> f64 {
        let share = self.shares.get(of).and_then(|shares| shares.get(&within));
        share.copied().unwrap_or_default()
    }

    /// The share of an area that lies in any other area of a group.
    pub(super) fn share_in_group(&self, of: usize, group: usize) -> f64 {
        let share = self.in_groups.get(of).and_then(|shares| shares.get(&group));
        share.copied().unwrap_or_default()
    }

    /// The areas that share ground with one, with the share of it that lies in them.
    pub(super) fn others(&self, of: usize) -> impl Iterator<Item = (usize, f64)> {
        let shares = self.shares.get(of).into_iter().flatten();
        shares.map(|(&other, &share)| (other, share))
    }
}

/// Sums over the lines across one area, each weighted by the height that it stands for.
#[derive(Default)]
struct Measured {
    whole: f64,
    alone: BTreeMap<usize, f64>,
    grouped: BTreeMap<usize, f64>,
}

impl Measured {
    fn add(
        &mut self,
        part: &Polygon<f64>,
        lines: u32,
        near: &[usize],
        areas: &[&MultiPolygon<f64>],
        group_of: &[usize],
    ) {
        let Some(rect) = part.bounding_rect() else {
            return;
        };
        let height = rect.height() / f64::from(lines);
        let norths: Vec<f64> = (0..lines)
            .map(|line| rect.min().y + height * (f64::from(line) + 0.5))
            .collect();
        let here = stretches(std::iter::once(part), &norths);
        let beside = near
            .iter()
            .map(|&other| stretches(areas[other].iter(), &norths));
        let beside: Vec<Vec<Stretches>> = beside.collect();
        for (line, here) in here.iter().enumerate() {
            self.whole += height * length(here);
            let mut by_group: BTreeMap<usize, Stretches> = BTreeMap::new();
            for (&other, there) in near.iter().zip(&beside) {
                let there = shared(here, &there[line]);
                if there.is_empty() {
                    continue;
                }
                *self.alone.entry(other).or_default() += height * length(&there);
                if let Some(&group) = group_of.get(other) {
                    by_group.entry(group).or_default().extend(there);
                }
            }
            for (group, there) in by_group {
                *self.grouped.entry(group).or_default() += height * length(&joined(there));
            }
        }
    }
}

/// Where lines from west to east lie in polygons, by line. `norths` ascend.
fn stretches<'a>(
    polygons: impl Iterator<Item = &'a Polygon<f64>>,
    norths: &[f64],
) -> Vec<Stretches> {
    let rings =
        polygons.flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let mut crossings: Vec<Vec<f64>> = vec![Vec::new(); norths.len()];
    for edge in rings.flat_map(|ring| ring.0.windows(2)) {
        // Of the ends of an edge the northern one is no part of it, so that no corner is crossed twice.
        let south = edge[0].y.min(edge[1].y);
        let first = norths.partition_point(|&north| north < south);
        let crossed = norths.iter().zip(&mut crossings).skip(first);
        let north_end = edge[0].y.max(edge[1].y);
        for (&north, crossings) in crossed.take_while(|(north, _)| **north < north_end) {
            let share = (north - edge[0].y) / (edge[1].y - edge[0].y);
            crossings.push(edge[0].x + share * (edge[1].x - edge[0].x));
        }
    }
    let paired = crossings.into_iter().map(|mut crossings| {
        crossings.sort_by(f64::total_cmp);
        let pairs = crossings.chunks_exact(2);
        pairs.map(|pair| (pair[0], pair[1])).collect()
    });
    paired.collect()
}

fn length(stretches: &[(f64, f64)]) -> f64 {
    stretches.iter().map(|(west, east)| east - west).sum()
}

/// What two sets of stretches have in common.
fn shared(a: &[(f64, f64)], b: &[(f64, f64)]) -> Stretches {
    let (mut i, mut j, mut both) = (0, 0, Vec::new());
    while let (Some(&(a_west, a_east)), Some(&(b_west, b_east))) = (a.get(i), b.get(j)) {
        let (west, east) = (a_west.max(b_west), a_east.min(b_east));
        if west < east {
            both.push((west, east));
        }
        if a_east < b_east {
            i += 1;
        } else {
            j += 1;
        }
    }
    both
}

/// Stretches that may overlap as stretches that do not.
fn joined(mut all: Stretches) -> Stretches {
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut apart: Stretches = Vec::with_capacity(all.len());
    for (west, east) in all {
        match apart.last_mut() {
            Some(last) if west <= last.1 => last.1 = last.1.max(east),
            _ => apart.push((west, east)),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use geo::{Area as _, BooleanOps as _, Polygon};

    use super::*;
    use crate::random::Random;

    fn rectangle(west: f64, south: f64, width: f64, height: f64) -> MultiPolygon<f64> {
        let ring = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
        let ring: Vec<_> = ring.iter().map(|(x, y)| (west + x, south + y)).collect();
        MultiPolygon(vec![Polygon::new(ring.into(), Vec::new())])
    }

    #[test]
    fn shares_are_those_of_the_exact_overlap() {
        let mut dice = Random::seeded(7);
        for round in 0..200 {
            let mut random = |most: usize| 0.05 + dice.below(most) as f64 / 100.0;
            let areas: [MultiPolygon<f64>; 4] = std::array::from_fn(|_| {
                rectangle(random(100), random(100), random(80), random(80))
            });
            let refs = areas.each_ref();
            let cover = Cover::of(&refs, &[0, 1, 1, 1]);
            let exact = |index: usize, within: &MultiPolygon<f64>| {
                areas[index].intersection(within).unsigned_area() / areas[index].unsigned_area()
            };
            for (index, other) in [(0, 1), (1, 0), (2, 3), (3, 1), (1, 3)] {
                let (share, exact) = (cover.share(index, other), exact(index, &areas[other]));
                assert!((share - exact).abs() < 0.04, "{round}: {share} for {exact}");
            }
            let exact = exact(0, &areas[1].union(&areas[2]).union(&areas[3]));
            let share = cover.share_in_group(0, 1);
            assert!((share - exact).abs() < 0.04, "{round}: {share} for {exact}");
        }
    }

    #[test]
    fn a_line_lies_where_the_edges_that_it_crosses_say_one_by_one() {
        let mut dice = Random::seeded(11);
        let mut n_stretches = 0;
        for round in 0..300 {
            // On a coarse grid, so that many corners lie on a line and some edges along it.
            let mut ring: Vec<(f64, f64)> = (0..3 + dice.below(12))
                .map(|_| (dice.below(9) as f64, dice.below(9) as f64 / 2.0))
                .collect();
            ring.push(ring[0]);
            let polygon = Polygon::new(ring.into(), Vec::new());
            let mut norths: Vec<f64> = (0..dice.below(20))
                .map(|_| dice.below(20) as f64 / 4.0)
                .collect();
            norths.sort_by(f64::total_cmp);
            let slow = |north: f64| -> Stretches {
                let edges = polygon.exterior().0.windows(2);
                let crossed = edges.filter(|edge| (edge[0].y <= north) != (edge[1].y <= north));
                let mut crossings: Vec<f64> = crossed
                    .map(|edge| {
                        let share = (north - edge[0].y) / (edge[1].y - edge[0].y);
                        edge[0].x + share * (edge[1].x - edge[0].x)
                    })
                    .collect();
                crossings.sort_by(f64::total_cmp);
                let pairs = crossings.chunks_exact(2);
                pairs.map(|pair| (pair[0], pair[1])).collect()
            };
            let slow: Vec<Stretches> = norths.iter().map(|&north| slow(north)).collect();
            n_stretches += slow.iter().map(Vec::len).sum::<usize>();
            let found = stretches(std::iter::once(&polygon), &norths);
            assert_eq!(found, slow, "{round}: {polygon:?} {norths:?}");
        }
        assert!(n_stretches > 1_000, "{n_stretches}");
    }

    #[test]
    fn neighbours_share_nothing() {
        let areas = [rectangle(0.0, 0.0, 1.0, 1.0), rectangle(1.0, 0.0, 1.0, 1.0)];
        let areas = areas.each_ref();
        let cover = Cover::of(&areas, &[0, 0]);
        assert_eq!(cover.others(0).count() + cover.others(1).count(), 0);
    }
}
