//! Who goes how far to which school, settlement by settlement.

use super::{About, Cell, Column, Row, Sheet, Unit};
use crate::assign::Flow;
use crate::evaluation::Evaluation;
use crate::model::{County, Stage};
use crate::rules::Limits;
use crate::words::Words;

/// The day pupils of a stage by settlement and school, the longest trip first; before them who finds no seat. A minute
/// is one on foot, for whoever walks the whole way. Boarders are not in it: they do not go home every day. No row where
/// nobody teaches the stage.
pub fn trips(county: &County, evaluation: &Evaluation, stage: Stage, limits: &Limits) -> Sheet {
    let evaluated = evaluation.stages[stage].as_ref();
    let limit = limits.trip[stage];
    let mut flows: Vec<&Flow> = evaluated.map_or(&[][..], |of| of.daily()).iter().collect();
    flows.sort_by_key(|flow| {
        let longest = std::cmp::Reverse(flow.trip.distance());
        (longest, flow.settlement, flow.site)
    });
    let unplaced = evaluated.into_iter().flat_map(|of| &of.assignment.unplaced);
    let unplaced = unplaced.map(|unplaced| (unplaced.settlement, unplaced.pupils, None));
    let placed = flows
        .into_iter()
        .map(|flow| (flow.settlement, flow.pupils, Some(flow)));
    let mut is_named = vec![false; county.settlements.len()];
    let row = |(line, (settlement, pupils, flow)): (usize, (usize, u32, Option<&Flow>))| {
        let home = &county.settlements[settlement];
        let way = flow.map(|flow| flow.trip);
        let is_over = |flow: &Flow| Some(flow.trip.distance() > limit?);
        let over = match flow.map(is_over) {
            Some(Some(is_over)) => Cell::whole(if is_over { pupils } else { 0 }),
            // Without a seat there is no trip, and without a limit none that is too long.
            Some(None) | None => Cell::Pointless,
        };
        let minutes = way.map_or(Cell::Empty, |way| {
            let minutes = limits.walking(way.distance()).as_f64();
            match way.basis() {
                crate::travel::Basis::Road => Cell::Decimal(minutes, 0),
                crate::travel::Basis::Estimate => Cell::Estimate(minutes, 0),
            }
        });
        let school = flow.map_or_else(
            || Cell::Words(Words::new("no school", "未安置")),
            |flow| Cell::text(&evaluation.layout.sites[flow.site].name),
        );
        let cells = vec![
            Cell::text(&home.name),
            school,
            Cell::trip_km(way),
            minutes,
            Cell::whole(pupils),
            over,
            Cell::township(county, home.township),
        ];
        let about = if std::mem::replace(&mut is_named[settlement], true) {
            About::Part(settlement, line)
        } else {
            About::Settlement(settlement)
        };
        Row::of(about, cells)
    };
    Sheet {
        name: Words::new(
            format!("Trips, {}", stage.words().en.to_lowercase()),
            format!("上学路程（{}）", stage.words().zh),
        ),
        columns: vec![
            Column::text("settlement", "Settlement", "居民点"),
            Column::text("school", "School", "就读学校"),
            Column::way("trip", "Trip", "路程"),
            Column::decimal("walk", "On foot", "步行", 0).in_unit(Unit::Minutes),
            Column::people("pupils", "Day pupils", "走读生"),
            Column::people("over_limit", "Over the limit", "超距"),
            Column::text("township", "Township", "乡镇"),
        ],
        rows: unplaced.chain(placed).enumerate().map(row).collect(),
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Evaluator;
    use crate::geometry::LonLat;
    use crate::model::{PerStage, School, SchoolKind, Settlement, SettlementId, StageRecord};
    use crate::plan::Policy;
    use crate::random::Random;

    /// A school in the west with seats for some, and villages east of it.
    fn county(random: &mut Random) -> County {
        let seats = 20 + random.below(60) as u32;
        let school = School {
            at: LonLat::new(104.0, 29.65),
            ..School::plain(
                "s",
                SchoolKind::Primary,
                StageRecord::of(Some(40), Some(seats)),
            )
        };
        let home = |index: usize, random: &mut Random| Settlement {
            id: SettlementId::new(&format!("v{index}")),
            name: format!("v{index}"),
            at: LonLat::new(104.0 + random.below(60) as f64 / 1_000.0, 29.65),
            township: None,
            population: None,
            pupils: PerStage::from_fn(|stage| {
                (stage == Stage::Primary).then(|| 1 + random.below(30) as u32)
            }),
            births: Default::default(),
            extra: Default::default(),
        };
        County {
            settlements: (0..6).map(|index| home(index, random)).collect(),
            schools: vec![school],
            ..County::default()
        }
    }

    #[test]
    fn nobody_is_lost_the_longest_stands_first_and_the_sum_over_the_limit_is_the_figure() {
        let mut random = Random::seeded(3);
        for _ in 0..20 {
            let county = county(&mut random);
            let evaluator = std::sync::Arc::new(Evaluator::of_plan(&county, None));
            let found = evaluator.baseline(evaluator.base_year(), Policy::Seats);
            let stage = Stage::Primary;
            let sheet = trips(&county, &found, stage, evaluator.limits());
            let rows: Vec<usize> = (0..sheet.rows.len()).collect();
            let column = |key: &str| sheet.column(key).expect(key);
            let total = |key: &str| sheet.sum(column(key), &rows)?.total;
            let numbers = &found.stages[stage].as_ref().expect("it is taught").numbers;
            assert_eq!(total("pupils"), Some(f64::from(numbers.pupils)));
            let over = total("over_limit").unwrap_or(0.0);
            assert_eq!(over, f64::from(numbers.over_limit));
            let ways: Vec<f64> = rows
                .iter()
                .map(|&row| sheet.rows[row].cells[column("trip")].number())
                .map(|way| way.unwrap_or(f64::INFINITY))
                .collect();
            assert!(ways.is_sorted_by(|a, b| a >= b), "{ways:?}");
            let mut about: Vec<&About> = sheet.rows.iter().map(|row| &row.about).collect();
            about.sort();
            about.dedup();
            assert_eq!(about.len(), rows.len(), "each row is about something else");
        }
    }
}
