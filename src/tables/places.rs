//! The figures of a stage by township or district.

use super::{About, Cell, Column, Row, Sheet, Unit};
use crate::indicators::GroupNumbers;
use crate::words::Words;

/// Figures by place, with the change of the mean trip against `before`, group by group. Townships are those of the
/// county in its order; what lies in none comes last. Pupils and trips are counted where pupils live, schools and
/// seats where schools stand.
pub fn places(groups: &[GroupNumbers], before: &[GroupNumbers], are_townships: bool) -> Sheet {
    let columns = vec![
        Column::text("name", "Name", "名称"),
        Column::people("pupils", "Pupils", "学生"),
        Column::people("unplaced", "Without a seat", "未安置"),
        Column::way("mean", "Mean trip", "平均路程"),
        Column::way("longest", "Longest trip", "最远路程"),
        Column::people("over_limit", "Over the limit", "超距"),
        Column::whole("schools", "Schools and points", "学校和教学点")
            .in_unit(Unit::Schools)
            .summed(),
        Column::people("attending", "Attending", "在校"),
        Column::seats("seats", "Seats", "学位"),
        Column::seats("free", "Free seats", "余位"),
        Column::way("change", "Mean trip, change", "平均路程变化"),
    ];
    let n_named = groups.iter().filter(|group| !group.name.is_empty()).count();
    let row = |(index, group): (usize, &GroupNumbers)| {
        let is_elsewhere = index >= n_named;
        let earlier = before.get(index).filter(|before| before.name == group.name);
        let about = if are_townships && !is_elsewhere {
            About::Township(index)
        } else {
            About::Line(index)
        };
        let name = if is_elsewhere {
            Cell::Words(Words::new("elsewhere", "其他"))
        } else {
            Cell::text(&group.name)
        };
        Row::of(about, cells(name, group, earlier))
    };
    Sheet {
        name: if are_townships {
            Words::new("Townships", "乡镇")
        } else {
            Words::new("Districts", "片区")
        },
        rows: groups.iter().enumerate().map(row).collect(),
        columns,
        sorted_by: Some("name"),
        is_tree: false,
        lists_facts: false,
    }
}

fn cells(name: Cell, group: &GroupNumbers, before: Option<&GroupNumbers>) -> Vec<Cell> {
    let trips = group.distances;
    let is_estimated = trips.is_some_and(|trips| trips.estimated_pupils > 0);
    let km = |metres| Cell::km_of(metres, is_estimated);
    let free = group.seats.zip(group.attending);
    let earlier = before.and_then(|before| before.distances);
    let change = trips
        .zip(earlier)
        .map(|(now, before)| now.mean - before.mean);
    // Trips of fewer pupils are not better for being shorter: the others have none.
    let is_of_fewer = before.is_some_and(|before| group.unplaced > before.unplaced);
    let change = change.map_or(Cell::Empty, |by| {
        let is_better = (by.abs() >= 50.0 && !(is_of_fewer && by < 0.0)).then_some(by < 0.0);
        Cell::Change(by / 1_000.0, 1, is_better)
    });
    vec![
        name,
        Cell::whole(group.pupils),
        Cell::whole(group.unplaced),
        km(trips.map(|trips| trips.mean)),
        km(trips.map(|trips| trips.max.as_f64())),
        Cell::maybe_whole(group.over_limit),
        Cell::Whole(group.schools as i64),
        Cell::maybe_whole(group.attending),
        Cell::maybe_whole(group.seats),
        free.map_or(Cell::Empty, |(seats, pupils)| {
            Cell::Whole(i64::from(seats) - i64::from(pupils))
        }),
        change,
    ]
}
