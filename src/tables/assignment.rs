//! Who goes where.

use super::{Cell, Column, Table};
use crate::assign::Assignment;
use crate::model::{County, SettlementId};
use crate::plan::Layout;
use crate::travel::Trip;
use crate::words::Words;

/// Who goes where in these assignments on a layout, by stage, settlement and school. Pupils without a seat have no
/// school, distance or basis. As ids and keys it is the same in every language; proposed catchments are the assignment
/// of one stage.
pub fn assignment(county: &County, layout: &Layout, assignments: &[&Assignment]) -> Table {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for assignment in assignments {
        let stage = assignment.stage.key();
        let home = |index: usize| Some(&county.settlements.get(index)?.id);
        lines.extend(assignment.flows.iter().map(|flow| Line {
            stage,
            settlement: home(flow.settlement),
            school: layout.sites.get(flow.site).map(|site| site.id.as_str()),
            pupils: flow.pupils,
            trip: Some(flow.trip),
        }));
        lines.extend(assignment.unplaced.iter().map(|unplaced| Line {
            stage,
            settlement: home(unplaced.settlement),
            school: None,
            pupils: unplaced.pupils,
            trip: None,
        }));
    }
    lines.sort_unstable();
    Table {
        name: Words::new("Assignment", "就学分配"),
        columns: columns(),
        rows: lines.into_iter().map(Line::cells).collect(),
    }
}

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::text("stage", "Stage", "学段"),
        Column::text("settlement", "Settlement", "居民点"),
        Column::text("school", "School", "学校"),
        Column::whole("pupils", "Pupils", "学生"),
        Column::decimal("distance_m", "Distance", "路程", 1).in_unit(super::Unit::Metres),
        Column::text("basis", "Basis of the distance", "路程依据"),
    ]
}

/// A row, in the order of the columns.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line<'a> {
    stage: &'static str,
    settlement: Option<&'a SettlementId>,
    school: Option<&'a str>,
    pupils: u32,
    trip: Option<Trip>,
}

impl Line<'_> {
    fn cells(self) -> Vec<Cell> {
        vec![
            Cell::text(self.stage),
            Cell::maybe_text(self.settlement.map(SettlementId::as_str)),
            Cell::maybe_text(self.school),
            Cell::whole(self.pupils),
            Cell::way(self.trip),
            Cell::basis(self.trip),
        ]
    }
}
