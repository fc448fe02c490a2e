//! From the cells of a table to its rows: named columns, totals and broken rows left out, places where it has any.

use serde_json::{Map, Value, json};

use super::super::aliases::{self, Field};
use super::super::crs;
use super::super::document::{Document, RawFeature, shortened};
use super::super::numbers;
use super::super::report::{Layer, Notes, kind};
use super::super::row::Columns;
use super::FileLayer;
use super::heads::{self, Heads};
use crate::words::Words;

/// The cells of a table.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) rows: Vec<GridRow>,
    /// Whether it is a text, in which a missing comma shifts the cells of a line.
    pub(super) is_text: bool,
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct GridRow {
    /// As a person counts it: the line of a text, the row of a sheet; the first is 1.
    pub(super) number: usize,
    pub(super) cells: Vec<Value>,
}

impl GridRow {
    /// How many cells have something in them.
    pub(super) fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !is_blank(cell)).count()
    }
}

fn is_blank(cell: &Value) -> bool {
    match cell {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// A table with named columns.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) heads: Vec<String>,
    /// With their numbers.
    rows: Vec<(usize, Map<String, Value>)>,
}

impl Table {
    /// Whether it looks like a list of schools, homes or townships: two columns are understood.
    pub(super) fn is_list(&self) -> bool {
        let known = self
            .heads
            .iter()
            .filter(|head| heads::is_known(head))
            .count();
        known >= 2 && !self.rows.is_empty()
    }

    /// How many rows it has.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// Finds the names of the columns and takes the rows below them.
pub(super) fn of_grid(grid: &Grid, notes: &mut Notes) -> Table {
    let Some(found) = heads::find(&grid.rows) else {
        return Table::default();
    };
    tell_heads(grid, &found, notes);
    let width = grid.rows[found.below..]
        .iter()
        .map(used)
        .max()
        .unwrap_or_default();
    let names = named(&found.names, width);
    let expected = grid.is_text.then_some(found.names.len());
    let may_end_early =
        expected.is_some_and(|expected| may_end_early(&grid.rows[found.below..], expected));
    let is_ragged =
        |row: &GridRow| expected.is_some_and(|expected| is_ragged(row, expected, may_end_early));
    let mut table = Table {
        heads: names.iter().flatten().cloned().collect(),
        rows: Vec::new(),
    };
    let head_texts: Vec<String> = grid.rows[found.first]
        .cells
        .iter()
        .map(heads::text)
        .collect();
    let mut after_gap = false;
    let mut above = Pattern::default();
    for (position, row) in grid.rows.iter().enumerate().skip(found.below) {
        if row.filled() == 0 {
            after_gap = true;
            continue;
        }
        if row
            .cells
            .iter()
            .map(heads::text)
            .eq(head_texts.iter().cloned())
        {
            continue;
        }
        if after_gap && table.len() > 0 {
            let rest = &grid.rows[position..];
            match after_a_gap(rest, &above, table.heads.len()) {
                After::More => {}
                After::Remark => {
                    notes.feature(kind::BAD_FEATURE, row.number, None, || {
                        Words::new(
                            "A remark between the rows, left out",
                            "表中的说明行，未读入",
                        )
                    });
                    after_gap = false;
                    continue;
                }
                After::Another => {
                    tell_rest(rest, notes);
                    break;
                }
            }
        }
        after_gap = false;
        if let Some(word) = total(row) {
            notes.feature(kind::TOTAL_ROW, row.number, None, || {
                let word = shortened(&word);
                Words::new(
                    format!("A row of totals (\"{word}\"), no school or settlement; left out"),
                    format!("合计行（“{word}”），不是学校或居民点，未读入"),
                )
            });
            continue;
        }
        if is_ragged(row) {
            let (cells, expected) = (row.cells.len(), found.names.len());
            notes.feature(kind::BAD_FEATURE, row.number, None, || {
                Words::new(
                    format!("{cells} cells where {expected} columns are named; left out, as its cells may be shifted"),
                    format!("有{cells}个单元格，而表头有{expected}列；数据可能错位，未读入"),
                )
            });
            continue;
        }
        above.see(row);
        let cells = names.iter().zip(&row.cells);
        let cells = cells.filter_map(|(name, cell)| Some((name.clone()?, unified(cell))));
        table.rows.push((row.number, cells.collect()));
    }
    table
}

fn tell_heads(grid: &Grid, found: &Heads, notes: &mut Notes) {
    let number = grid.rows[found.first].number;
    if found.is_double() {
        let next = grid.rows[found.below - 1].number;
        notes.file(Words::new(
            format!("The columns are named in rows {number} and {next} together"),
            format!("表头占两行（第{number}、{next}行），已合并"),
        ));
    } else if found.first > 0 {
        notes.file(Words::new(
            format!("The columns are named in row {number}; what stands above is not read"),
            format!("表头在第{number}行，以上内容未读入"),
        ));
    }
}

/// How many columns a row reaches.
fn used(row: &GridRow) -> usize {
    let last = row.cells.iter().rposition(|cell| !is_blank(cell));
    last.map_or(0, |last| last + 1)
}

/// A name for each column, no two alike; none for a column that has neither a name nor a value.
fn named(names: &[String], width: usize) -> Vec<Option<String>> {
    let mut taken = std::collections::HashSet::new();
    let name = |column: usize| {
        let stated = names.get(column).map(String::as_str).unwrap_or_default();
        let stated = cut(stated);
        if stated.is_empty() && column >= width {
            return None;
        }
        let plain = if stated.is_empty() {
            // No word that a column could be understood by.
            format!("#{}", column + 1)
        } else {
            stated.to_owned()
        };
        let mut unique = plain.clone();
        let mut number = 2;
        while !taken.insert(unique.clone()) {
            unique = format!("{plain} #{number}");
            number += 1;
        }
        Some(unique)
    };
    (0..names.len().max(width)).map(name).collect()
}

/// No name of a column is longer, in characters.
pub(in crate::io) const LONGEST_NAME: usize = 200;

/// A name that every row repeats is cut where no name is so long.
pub(super) fn cut(name: &str) -> &str {
    let end = name.char_indices().nth(LONGEST_NAME);
    end.map_or(name, |(end, _)| &name[..end])
}

/// A whole number that a sheet keeps as a decimal is a whole number; a blank text is nothing.
fn unified(cell: &Value) -> Value {
    if is_blank(cell) {
        return Value::Null;
    }
    let whole = cell
        .as_f64()
        .filter(|number| number.fract() == 0.0 && number.abs() < 1e15);
    match whole {
        Some(number) if cell.is_f64() => Value::from(number as i64),
        _ => cell.clone(),
    }
}

/// Whether most lines end before the last column: they end where nothing follows.
fn may_end_early(rows: &[GridRow], expected: usize) -> bool {
    let filled = || rows.iter().filter(|row| row.filled() > 0);
    let short = filled().filter(|row| row.cells.len() < expected).count();
    short * 2 > filled().count()
}

/// Whether a line has lost or won a cell. Blank cells at the end do not matter.
fn is_ragged(row: &GridRow, expected: usize, may_end_early: bool) -> bool {
    if row.cells.len() >= expected {
        used(row) > expected
    } else {
        !may_end_early
    }
}

/// In which columns the rows of a table hold figures, and in which words.
#[derive(Default)]
struct Pattern {
    /// By column: rows with a figure, and with words.
    columns: Vec<(usize, usize)>,
}

impl Pattern {
    fn see(&mut self, row: &GridRow) {
        if self.columns.len() < row.cells.len() {
            self.columns.resize(row.cells.len(), (0, 0));
        }
        for (column, cell) in self.columns.iter_mut().zip(&row.cells) {
            if heads::is_figure(cell) {
                column.0 += 1;
            } else if !is_blank(cell) {
                column.1 += 1;
            }
        }
    }

    /// Whether a row goes on with the rows seen: most of its cells are of the kind of their columns.
    fn is_like(&self, row: &GridRow) -> bool {
        let fits = |(index, cell): &(usize, &Value)| {
            let (figures, words) = self.columns.get(*index).copied().unwrap_or_default();
            if heads::is_figure(cell) {
                figures > 0 && figures >= words
            } else {
                words > 0 && words >= figures
            }
        };
        let filled = row.cells.iter().enumerate();
        let filled = filled.filter(|(_, cell)| !is_blank(cell));
        let fitting = filled.filter(fits).count();
        row.filled() >= 2 && fitting * 4 >= row.filled() * 3
    }
}

/// What stands below a gap.
enum After {
    /// More rows of the table.
    More,
    /// A remark above more of them.
    Remark,
    /// Remarks or another table.
    Another,
}

/// So many rows below a remark are looked at.
const LOOKED_AT: usize = 3;

fn after_a_gap(rows: &[GridRow], above: &Pattern, width: usize) -> After {
    let goes_on =
        |row: &GridRow| above.is_like(row) && !is_remark(row, width) && !heads::names_columns(row);
    let mut filled = rows.iter().filter(|row| row.filled() > 0);
    let Some(first) = filled.next() else {
        return After::More;
    };
    let mut next = filled.take(LOOKED_AT).peekable();
    let is_total = first.filled() >= 2 && total(first).is_some();
    if goes_on(first) || is_total {
        After::More
    } else if is_remark(first, width) && next.peek().is_some() && next.all(goes_on) {
        After::Remark
    } else {
        After::Another
    }
}

/// Whether a row has too little in it for one of the table.
fn is_remark(row: &GridRow, width: usize) -> bool {
    let filled = row.filled();
    width >= 4 && filled * 4 <= width || width >= 3 && filled == 1
}

fn tell_rest(rows: &[GridRow], notes: &mut Notes) {
    let number = rows.first().map_or(0, |row| row.number);
    let left = rows.iter().filter(|row| row.filled() > 0).count();
    let left = Words::counted(left, "row", "行");
    notes.file(Words::new(
        format!(
            "Something else follows below the table, from row {number} on ({}); not read: if it belongs here, give it a \
             file or sheet of its own",
            left.en
        ),
        format!("表格下方从第{number}行起另有内容（{}），未读入；如属本县数据，请单独成表", left.zh),
    ));
}

/// The word by which a row of totals is known: it stands before the first figure.
fn total(row: &GridRow) -> Option<String> {
    const WORDS: [&str; 23] = [
        "合计",
        "总计",
        "小计",
        "共计",
        "总数",
        "计",
        "合計",
        "總計",
        "小計",
        "計",
        "total",
        "totals",
        "grandtotal",
        "subtotal",
        "sum",
        "summe",
        "summen",
        "gesamt",
        "insgesamt",
        "합계",
        "총계",
        "소계",
        "итого",
    ];
    const ENDS: [&str; 4] = ["合计", "小计", "总计", "合計"];
    /// Words that may as well be a name or a value: a row of totals only where nothing else stands beside the figures.
    const ALONE: [&str; 3] = ["全县", "全市", "全区"];
    let filled = || row.cells.iter().filter(|cell| !is_blank(cell));
    let words = filled()
        .take_while(|cell| !heads::is_figure(cell))
        .map(heads::text);
    let mut words = words.take(3);
    let is_alone = filled().filter(|cell| !heads::is_figure(cell)).count() == 1 && row.filled() > 1;
    words.find(|text| {
        let plain = aliases::plain(text);
        let plain = plain.as_str();
        WORDS.contains(&plain)
            || ENDS.iter().any(|end| plain.ends_with(end))
            || is_alone && ALONE.contains(&plain)
    })
}

/// The column of a field with the best name.
fn column_of<'a>(heads: &'a [String], columns: &mut Columns, wanted: Field) -> Option<&'a str> {
    let ranked = heads.iter().filter_map(|head| {
        let (field, rank) = columns.field(head)?;
        (field == wanted).then_some((rank, head.as_str()))
    });
    ranked.min_by_key(|&(rank, _)| rank).map(|(_, head)| head)
}

/// Hands a table over as a layer: its rows as features, at the place that columns of longitude and latitude give.
pub(super) fn hand_over(table: Table, mut notes: Notes, take: &mut dyn FnMut(FileLayer)) {
    let mut columns = Columns::of(Layer::Schools);
    let mut column = |field| column_of(&table.heads, &mut columns, field).map(str::to_owned);
    let places = column(Field::Longitude).zip(column(Field::Latitude));
    let mut placed = 0;
    let mut feature = |(number, properties): (usize, Map<String, Value>)| {
        let at = places.as_ref().and_then(|(lon, lat)| {
            let decimal = |column: &str| numbers::decimal(properties.get(column)?);
            Some((decimal(lon)?, decimal(lat)?)).filter(|&at| at != (0.0, 0.0))
        });
        placed += usize::from(at.is_some());
        RawFeature {
            number,
            id: None,
            geometry: at
                .map_or(
                    Value::Null,
                    |(lon, lat)| json!({"type": "Point", "coordinates": [lon, lat]}),
                )
                .into(),
            properties,
        }
    };
    let features: Vec<RawFeature> = table.rows.into_iter().map(&mut feature).collect();
    if let Some((lon, lat)) = places.filter(|_| placed > 0) {
        notes.file(if crs::are_degrees(&features) {
            Words::new(
                format!("Placed by the columns {lon} (longitude) and {lat} (latitude)"),
                format!("按字段“{lon}”（经度）、“{lat}”（纬度）定位"),
            )
        } else {
            Words::new(
                format!("Placed by the columns {lon} and {lat}"),
                format!("按字段“{lon}”“{lat}”定位"),
            )
        });
    }
    take(FileLayer {
        document: Document {
            features,
            ..Document::default()
        },
        heads: Some(table.heads),
        notes,
        is_note: false,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Table, String) {
        let row = |(index, line): (usize, &str)| GridRow {
            number: index + 1,
            cells: line
                .split('|')
                .map(|cell| Value::from(cell.trim()))
                .collect(),
        };
        let rows = text.lines().enumerate().map(row).collect();
        let mut notes = Notes::of_file("a.csv");
        let table = of_grid(
            &Grid {
                rows,
                is_text: true,
            },
            &mut notes,
        );
        let told = notes.finish().into_iter();
        let told = told.map(|told| format!("{:?} {}", told.feature, told.what.en));
        (table, told.collect::<Vec<_>>().join("\n"))
    }

    fn numbers_of(table: &Table) -> Vec<usize> {
        table.rows.iter().map(|(number, _)| *number).collect()
    }

    #[test]
    fn totals_are_no_schools_whatever_they_are_called() {
        for word in ["合 计", "全县总计", "研城镇小计", "TOTAL", "SUMMEN", "合計"] {
            let (table, told) = read(&format!(
                "编号|学校名称|在校生数\n1|东小学|30\n|{word}|30\n2|小计镇中心小学|40"
            ));
            assert_eq!(numbers_of(&table), [2, 4], "{word}");
            assert!(told.contains("Some(3) A row of totals"), "{told}");
        }
    }

    #[test]
    fn a_line_with_a_cell_too_few_or_too_many_is_named_and_left_out() {
        let (table, told) = read("name|pupils|seats\nA|1|2\nB|1\nC|1|2|3\nD|4|5|\n# a remark");
        assert_eq!(numbers_of(&table), [2, 5]);
        for line in [3, 4, 6] {
            assert!(told.contains(&format!("Some({line}) ")), "{told}");
        }
        // Where most lines end early, nothing is shifted.
        let (table, told) = read("name|pupils|note\nA|1\nB|2\nC|3|new");
        assert_eq!((numbers_of(&table), told.as_str()), (vec![2, 3, 4], ""));
    }

    #[test]
    fn what_stands_below_a_table_is_told_and_a_gap_inside_it_is_none() {
        let (table, told) = read(
            "name|kind|pupils\nA|primary|1\n||\nB|primary|2\n\nStatistics of 2024\nname|2019|2020",
        );
        assert_eq!(numbers_of(&table), [2, 4]);
        assert!(told.contains("from row 6 on"), "{told}");
    }

    #[test]
    fn rows_below_a_gap_go_on_and_what_is_not_read_is_counted() {
        let table = "名称|学段|校长|学生\n东小学|小学|张|30\n|||\n";
        for (below, rows, told) in [
            ("西小学|小学|李|\n南小学|小学|赵|40", vec![2, 4, 5], ""),
            (
                "研城镇|||\n西小学|小学|李|40",
                vec![2, 5],
                "Some(4) A remark",
            ),
            ("注：截至九月|||", vec![2], "from row 4 on (1 row)"),
            (
                "附表|||\n项目|金额|年份|\n修缮|100|2024|",
                vec![2],
                "from row 4 on (3 rows)",
            ),
            ("名称|学段|校长|学生\n西小学|小学|李|40", vec![2, 5], ""),
            ("村名|人口||\n东村|300||", vec![2], "from row 4 on (2 rows)"),
            ("合计|||70", vec![2], "row of totals"),
        ] {
            let (read, said) = read(&format!("{table}{below}"));
            assert_eq!(numbers_of(&read), rows, "{below}: {said}");
            assert!(
                said.contains(told) && said.is_empty() == told.is_empty(),
                "{below}: {said}"
            );
        }
    }

    #[test]
    fn a_name_or_a_value_is_no_row_of_totals_and_the_county_alone_is_one() {
        let (table, told) = read(
            "名称|招生范围|学生\n东中学|全县|30\n全县实验小学|全县|20\n全县|乡镇|10\n全县||60",
        );
        assert_eq!(numbers_of(&table), [2, 3, 4]);
        assert!(told.contains("Some(5) A row of totals"), "{told}");
    }

    #[test]
    fn a_name_of_a_column_without_end_is_cut() {
        let (table, _) = read(&format!("name|{}\nA|1", "长".repeat(100_000)));
        assert_eq!(table.heads[1].chars().count(), 200);
    }

    #[test]
    fn columns_without_a_name_or_with_the_same_one_are_told_apart_and_blanks_are_nothing() {
        let (table, _) = read("name|note|note||\nA||x|1|\nB|||2|");
        assert_eq!(table.heads, ["name", "note", "note #2", "#4"]);
        assert_eq!(table.rows[0].1["note"], Value::Null);
        assert_eq!(table.rows[0].1["#4"], "1");
    }
}
