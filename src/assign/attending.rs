//! How many pupils attend each school while today's flows stay: its record, those who came and those who left.

use super::{Assignment, Flow, of_home};
use crate::model::{Stage, apportion};
use crate::plan::{Layout, Status};

/// Pupils of every site under `keep`; `None` where the school has no record.
///
/// A recorded enrolment is a fact: the school has it, plus pupils who moved in, minus pupils who moved out. In another
/// year the record grows and shrinks as the school's flows do. Flows that reach a school without a record are
/// an estimate and no figure of the school. A new school has whoever was assigned to it. `today` has its sites in
/// `layout`.
pub fn attending(
    pupils: &[u32],
    today: &Assignment,
    layout: &Layout,
    assignment: &Assignment,
) -> Vec<Option<u32>> {
    let stage = assignment.stage;
    let yearly = Yearly::of(stage, pupils, today, layout);
    let mut own = vec![0_u64; layout.sites.len()];
    let mut rest = yearly.flows.as_slice();
    for (settlement, (kept, _)) in assignment.homes(pupils.len()).enumerate() {
        let here;
        (here, rest) = of_home(rest, settlement);
        for flow in here {
            let kept = kept.iter().find(|kept| kept.site == flow.site);
            own[flow.site] += u64::from(kept.map_or(0, |kept| kept.pupils.min(flow.pupils)));
        }
    }
    let assigned = assignment.loads(layout.sites.len());
    let of_site = |site: usize| {
        if layout.sites[site].status == Status::New {
            return Some(assigned[site] as u32);
        }
        let record = yearly.records[site]?;
        let left = yearly.loads[site] - own[site];
        // Of more pupils than are on record only their share was on it.
        let left = if yearly.loads[site] > record {
            part(left, record, yearly.loads[site])
        } else {
            left
        };
        Some((record + assigned[site] - own[site]).saturating_sub(left) as u32)
    };
    (0..layout.sites.len()).map(of_site).collect()
}

/// Recorded pupils of every site whom no flow of today accounts for, because their homes are not known.
pub(super) fn without_homes(
    stage: Stage,
    pupils: &[u32],
    today: &Assignment,
    layout: &Layout,
) -> Vec<u32> {
    let yearly = Yearly::of(stage, pupils, today, layout);
    let beyond = |(record, &load): (&Option<u64>, &u64)| record.unwrap_or(0).saturating_sub(load);
    let records = yearly.records.iter().zip(&yearly.loads);
    records.map(|pair| beyond(pair) as u32).collect()
}

/// Today's flows and records as they are in the year of the pupils, before anybody changes school.
struct Yearly {
    flows: Vec<Flow>,
    /// Pupils of the flows by site.
    loads: Vec<u64>,
    /// Recorded pupils by site, in the same measure as the flows.
    records: Vec<Option<u64>>,
}

impl Yearly {
    fn of(stage: Stage, pupils: &[u32], today: &Assignment, layout: &Layout) -> Self {
        let sites = layout.sites.len();
        let mut flows = Vec::new();
        let mut loads = vec![0_u64; sites];
        for (&number, (here, unplaced)) in pupils.iter().zip(today.homes(pupils.len())) {
            let (shares, _) = shares_of(number, here, unplaced);
            for (flow, pupils) in here.iter().zip(shares) {
                loads[flow.site] += u64::from(pupils);
                flows.push(Flow { pupils, ..*flow });
            }
        }
        let before = today.loads(sites);
        let all = pupils.iter().map(|&pupils| u64::from(pupils)).sum();
        let all_before = today.placed() + today.not_placed();
        let record = |site: usize| {
            let recorded = u64::from(layout.sites[site].recorded_pupils(stage)?);
            Some(match (before[site], all_before) {
                (0, 0) => recorded,
                (0, _) => part(recorded, all, all_before),
                (before, _) => part(recorded, loads[site], before),
            })
        };
        Self {
            records: (0..sites).map(record).collect(),
            flows,
            loads,
        }
    }
}

/// `number × share ÷ whole`, rounded.
fn part(number: u64, share: u64, whole: u64) -> u64 {
    (number * share + whole / 2) / whole
}

/// `number` pupils shared out like today's flows and those unplaced today; by largest remainder, ties to the
/// earlier flow, the unplaced last. A settlement without pupils today has them all unplaced.
pub(super) fn shares_of(number: u32, flows: &[Flow], unplaced: u32) -> (Vec<u32>, u32) {
    let today = flows.iter().map(|flow| flow.pupils);
    let total = today.clone().map(u64::from).sum::<u64>() + u64::from(unplaced);
    if total == u64::from(number) || total == 0 {
        let homeless = if total == 0 { number } else { unplaced };
        return (today.collect(), homeless);
    }
    let weights: Vec<u32> = today.chain([unplaced]).collect();
    let mut shares = apportion(number, &weights);
    let homeless = shares.pop().unwrap_or(0);
    (shares, homeless)
}

#[cfg(test)]
mod tests {
    use super::super::sketch::Sketch;
    use super::*;

    fn attending(sketch: &Sketch, today: &Assignment) -> Vec<Option<u32>> {
        let now = sketch.keep(today);
        super::attending(&sketch.pupils, today, &sketch.layout, &now)
    }

    #[test]
    fn a_school_has_its_record_though_the_homes_of_few_are_known() {
        let sketch = Sketch::new(&[("a", Some(600)), ("b", None)], &[10])
            .ways("a", &[300])
            .ways("b", &[100])
            .enrolled("a", 500);
        assert_eq!(attending(&sketch, &sketch.today()), [Some(500), None]);
    }

    #[test]
    fn a_receiver_has_its_record_and_those_who_came() {
        let sketch = Sketch::new(&[("a", Some(90)), ("b", Some(90))], &[20, 30])
            .ways("a", &[100, 900])
            .ways("b", &[900, 100])
            .enrolled("a", 20)
            .enrolled("b", 35);
        let today = sketch.today();
        let merged = sketch.merged("a", &["b"]);
        // Five of b's pupils live nobody knows where.
        assert_eq!(attending(&merged, &today)[1], Some(55));
    }

    #[test]
    fn pupils_whose_homes_are_not_known_sit_on_seats_all_the_same() {
        let sketch = Sketch::new(&[("a", Some(90)), ("b", Some(40))], &[20, 10])
            .ways("a", &[100, 900])
            .ways("b", &[900, 100])
            .enrolled("a", 20)
            .enrolled("b", 35);
        let today = sketch.today();
        let merged = sketch.merged("a", &["b"]);
        // 35 recorded pupils leave five of forty seats.
        assert_eq!(
            merged.told(&merged.keep(&today)),
            ["0→b 5", "1→b 10", "0→? 15"]
        );
    }

    #[test]
    fn in_another_year_a_record_shrinks_as_the_flows_do() {
        let mut sketch = Sketch::new(&[("a", Some(90))], &[20])
            .ways("a", &[100])
            .enrolled("a", 60);
        let today = sketch.today();
        sketch.pupils = vec![10];
        assert_eq!(attending(&sketch, &today), [Some(30)]);
    }
}
