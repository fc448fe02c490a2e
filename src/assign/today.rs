//! Who attends which school today, as far as homes and enrolments show it.

use super::rows::{OpenRows, WithLastResort, open_sites};
use super::seats::{demands, placed};
use super::{Assignment, Flow, Rows};
use crate::model::Stage;
use crate::plan::Layout;
use crate::solve::transport::Transport;

/// The transportation plan between homes and schools whose school totals are the recorded enrolments.
///
/// Recorded enrolments are filled first, by the shortest ways for all together. With more enrolled than living
/// here, schools far from homes stay below their record. With more living here than enrolled, those left over go
/// to the schools whose enrolment is not known, which is an estimate; where every school has a record, to the
/// nearest beyond it, so that nobody vanishes.
pub fn today(stage: Stage, pupils: &[u32], today: &Layout, rows: &Rows) -> Assignment {
    let open = open_sites(stage, today, rows);
    let recorded: Vec<Option<u32>> = today
        .sites
        .iter()
        .map(|site| site.recorded_pupils(stage))
        .collect();
    let ways = OpenRows::new(rows, &open);
    // A school without a record never takes pupils whom another school has on record.
    let records_first = WithLastResort {
        ways,
        is_last_resort: |_, site: u32, _| recorded[site as usize].is_none(),
    };
    let transport = Transport::new(&demands(pupils), &recorded, &records_first);
    let mut assignment = placed(stage, &transport, rows, recorded.len());
    assignment.is_proven = transport.proof().is_optimal;
    let mut left = std::mem::take(&mut assignment.unplaced);
    left.retain(|unplaced| {
        let nearest = ways
            .trips(unplaced.settlement)
            .min_by_key(|(_, trip)| trip.distance());
        let Some((site, trip)) = nearest else {
            return true;
        };
        assignment.flows.push(Flow {
            settlement: unplaced.settlement,
            site: site as usize,
            pupils: unplaced.pupils,
            trip,
        });
        false
    });
    assignment.unplaced = left;
    assignment.tidy();
    assignment
}

/// The same assignment with its sites as positions in another layout of the same county, by id.
/// Pupils of a school that the other layout does not know are without a seat there.
pub fn translate(assignment: &Assignment, from: &Layout, to: &Layout) -> Assignment {
    let position: Vec<Option<usize>> = from
        .sites
        .iter()
        .map(|site| to.position(&site.id))
        .collect();
    let new_position = |site: usize| position.get(site).copied().flatten();
    let mut translated = Assignment {
        unplaced: assignment.unplaced.clone(),
        is_proven: assignment.is_proven,
        ..Assignment::empty(assignment.stage, to.sites.len())
    };
    for flow in &assignment.flows {
        match new_position(flow.site) {
            Some(site) => translated.flows.push(Flow { site, ..*flow }),
            None => translated.unplaced.push(super::Unplaced {
                settlement: flow.settlement,
                pupils: flow.pupils,
            }),
        }
    }
    for (site, &price) in assignment.seat_prices.iter().enumerate() {
        if let Some(site) = new_position(site) {
            translated.seat_prices[site] = price;
        }
    }
    translated.short_of_seats = assignment
        .short_of_seats
        .iter()
        .filter_map(|&site| new_position(site))
        .collect();
    translated.short_of_seats.sort_unstable();
    translated.tidy();
    translated
}

#[cfg(test)]
mod tests {
    use super::super::sketch::Sketch;
    use super::*;

    #[test]
    fn schools_hold_their_recorded_enrolment_today() {
        let sketch = Sketch::new(&[("big", None), ("small", None)], &[10, 10])
            .ways("big", &[500, 900])
            .ways("small", &[100, 100])
            .enrolled("big", 14)
            .enrolled("small", 6);
        assert_eq!(
            sketch.told(&sketch.today()),
            ["0→big 10", "1→big 4", "1→small 6"]
        );
    }

    #[test]
    fn pupils_beyond_the_record_go_to_the_nearest_school() {
        let sketch = Sketch::new(&[("a", None), ("b", None)], &[10])
            .ways("a", &[100])
            .ways("b", &[200])
            .enrolled("a", 3)
            .enrolled("b", 2);
        let today = sketch.today();
        assert_eq!(sketch.told(&today), ["0→a 8", "0→b 2"]);
        assert!(today.unplaced.is_empty());
    }

    #[test]
    fn a_school_without_figures_takes_nobody_from_a_school_with_a_record() {
        let sketch = Sketch::new(
            &[("known", None), ("silent", None), ("small", None)],
            &[30, 8],
        )
        .ways("known", &[900, 500])
        .ways("silent", &[100, 400])
        .ways("small", &[950, 50])
        .enrolled("known", 30)
        .enrolled("small", 8);
        assert_eq!(sketch.told(&sketch.today()), ["0→known 30", "1→small 8"]);
    }

    #[test]
    fn only_pupils_beyond_all_records_go_to_a_school_without_figures() {
        let sketch = Sketch::new(&[("known", None), ("silent", None)], &[30, 10])
            .ways("known", &[100, 50])
            .ways("silent", &[200, 900])
            .enrolled("known", 25);
        // 25 stay on record, whoever they are; the fifteen others have the shorter way from the first village.
        assert_eq!(
            sketch.told(&sketch.today()),
            ["0→known 15", "0→silent 15", "1→known 10"]
        );
    }

    #[test]
    fn an_assignment_keeps_its_schools_when_a_plan_adds_one_before_them() {
        let before = Sketch::new(&[("m", None), ("n", None)], &[3])
            .ways("m", &[1])
            .ways("n", &[2]);
        let after = Sketch::new(&[("a", None), ("m", None), ("n", None)], &[3]);
        let moved = translate(&before.nearest(), &before.layout, &after.layout);
        assert_eq!(after.told(&moved), ["0→m 3"]);
        let gone = translate(
            &before.nearest(),
            &before.layout,
            &Sketch::new(&[], &[3]).layout,
        );
        assert_eq!(gone.not_placed(), 3);
    }
}
