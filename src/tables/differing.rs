//! Where two plans part: who gains and who loses by township, and the measures that only one of them has.

use super::{About, Cell, Column, Kind, Row, Sheet};
use crate::evaluation::Compared;
use crate::indicators::{Comparison, Gains};
use crate::plan::{Action, Difference, Plan};
use crate::words::Words;

/// Who gains and who loses, one row for each township where anybody does, homes in none last. The mean is over those
/// whose way is another.
pub fn gains(compared: &Compared, comparison: &Comparison) -> Sheet {
    let row = |(line, Gains { township, change }): (usize, Gains)| {
        let township = township.filter(|&place| place < compared.county.townships.len());
        let name = township.map_or_else(
            || Cell::Words(Words::new("Elsewhere", "其他")),
            |place| Cell::text(&compared.county.townships[place].name),
        );
        let mean = change.mean_farther().map_or(Cell::Pointless, Cell::farther);
        let cells = vec![
            name,
            mean,
            Cell::whole(change.nearer),
            Cell::whole(change.farther),
            Cell::whole(change.gain_seat),
            Cell::whole(change.lose_seat),
        ];
        Row::of(township.map_or(About::Line(line), About::Township), cells)
    };
    let rows = comparison.gains(&compared.county).into_iter().enumerate();
    Sheet {
        name: Words::new("Who gains and who loses", "谁得谁失"),
        columns: vec![
            Column::text("township", "Township", "乡镇"),
            Column::way("mean", "Mean change", "平均变化"),
            Column::people("nearer", "Nearer", "变近"),
            Column::people("farther", "Farther", "变远"),
            Column::people("gain_seat", "Gain a seat", "得到学位"),
            Column::people("lose_seat", "Lose their seat", "失去学位"),
        ],
        rows: rows.map(row).collect(),
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

/// The measures that two plans do not share, one row for each school or road. `heads` name the plans, `name` says what
/// a difference is about.
pub fn differing(
    plans: [&Plan; 2],
    heads: [Words; 2],
    found: &[Difference],
    name: impl Fn(&Difference) -> String,
) -> Sheet {
    let [a, b] = plans;
    let row = |difference: &Difference| {
        let cells = vec![
            Cell::text(name(difference)),
            Cell::Words(measures_of(a, &difference.first)),
            Cell::Words(measures_of(b, &difference.second)),
        ];
        Row::of(About::School(difference.subject.clone()), cells)
    };
    let [first, second] = heads;
    Sheet {
        name: Words::new("Measures that differ", "措施不同"),
        columns: vec![
            Column::text("subject", "Name", "名称"),
            Column::of("a", first, Kind::Text),
            Column::of("b", second, Kind::Text),
        ],
        rows: found.iter().map(row).collect(),
        sorted_by: None,
        is_tree: false,
        lists_facts: false,
    }
}

/// Years and kinds of some measures of a plan, by their position: “2023 Merge, 2024 Expand”.
pub fn measures_of(plan: &Plan, places: &[usize]) -> Words {
    let said = places.iter().filter_map(|&place| plan.actions.get(place));
    let said = said.map(|Action { year, measure, .. }| {
        let words = measure.words();
        (
            format!("{year} {}", words.en),
            format!("{year} {}", words.zh),
        )
    });
    let (en, zh): (Vec<String>, Vec<String>) = said.unzip();
    if en.is_empty() {
        return Words::new("none", "无");
    }
    Words::new(en.join(", "), zh.join("，"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SchoolId;
    use crate::plan::{Measure, differences};
    use crate::units::Year;

    #[test]
    fn a_plan_without_a_measure_says_so_beside_the_others() {
        let close = |year| {
            let school = SchoolId::new("s1");
            Action::new(Year(year), Measure::Close { school }, "")
        };
        let [mut a, mut b] = [Plan::today(Year(2021)), Plan::today(Year(2021))];
        b.actions = vec![close(2023), close(2024)];
        a.actions = vec![close(2024)];
        let found = differences(&a, &b);
        let heads = ["A", "B"].map(|name| Words::new(name, name));
        let sheet = differing([&a, &b], heads, &found, |one| one.subject.to_string());
        let cells = &sheet.rows[0].cells;
        assert_eq!(cells[0], Cell::text("s1"));
        assert_eq!(cells[1], Cell::Words(Words::new("none", "无")));
        let words = close(2023).measure.words();
        let second = Words::new(format!("2023 {}", words.en), format!("2023 {}", words.zh));
        assert_eq!(cells[2], Cell::Words(second));
    }
}
