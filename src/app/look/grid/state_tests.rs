use super::*;
use crate::tables::{Cell, Column, Row};
use crate::words::Words;

fn column(key: &'static str, kind: Kind, is_aside: bool) -> Column {
    Column {
        key,
        name: Words::new(key, key),
        unit: None,
        kind,
        is_summed: false,
        is_aside,
        is_exact: false,
    }
}

fn sheet(names: &[(&str, i64)]) -> Arc<Sheet> {
    let row = |&(name, pupils): &(&str, i64)| {
        let cells = vec![
            Cell::Text(name.to_owned()),
            Cell::Whole(pupils),
            Cell::Whole(0),
        ];
        Row::of(About::School(crate::model::SchoolId::new(name)), cells)
    };
    Arc::new(Sheet {
        name: Words::default(),
        columns: vec![
            column("name", Kind::Text, false),
            column("pupils", Kind::Whole, false),
            column("id", Kind::Whole, true),
        ],
        rows: names.iter().map(row).collect(),
        sorted_by: Some("name"),
        is_tree: false,
        lists_facts: false,
    })
}

fn grid(names: &[(&str, i64)]) -> Grid {
    let mut grid = Grid::default();
    grid.replace(sheet(names));
    grid
}

fn marked(grid: &Grid) -> Vec<String> {
    let table = grid.table(true, Lang::Zh).expect("it has rows");
    let name = |row: &Vec<Cell>| match &row[0] {
        Cell::Text(name) => name.clone(),
        other => panic!("{other:?}"),
    };
    table.rows.iter().map(name).collect()
}

#[test]
fn shift_marks_in_the_order_on_screen_and_ctrl_adds() {
    let mut grid = grid(&[("c", 1), ("a", 2), ("b", 3), ("d", 4)]);
    let order = grid.order(Lang::Zh);
    grid.mark(1, Reach::Only, &order);
    grid.mark(0, Reach::Through, &order);
    assert_eq!(marked(&grid), ["a", "b", "c"]);
    grid.mark(2, Reach::Toggle, &order);
    grid.mark(3, Reach::Toggle, &order);
    assert_eq!(marked(&grid), ["a", "c", "d"]);
    assert_eq!(grid.step(-1, &order), Some(0), "c stands above d");
    assert_eq!(grid.step(9, &order), Some(3), "the last stays the last");
}

#[test]
fn marks_stay_with_what_they_are_about_when_the_rows_come_anew() {
    let mut grid = grid(&[("a", 1), ("b", 2), ("c", 3)]);
    let order = grid.order(Lang::Zh);
    grid.mark(1, Reach::Only, &order);
    grid.mark(2, Reach::Toggle, &order);
    grid.replace(sheet(&[("x", 9), ("c", 3), ("b", 2)]));
    assert_eq!(marked(&grid), ["b", "c"]);
    grid.replace(sheet(&[("x", 9)]));
    assert_eq!(marked(&grid), ["x"], "nothing is marked: all is copied");
}

#[test]
fn what_is_filtered_away_is_neither_copied_nor_exported() {
    let mut grid = grid(&[("a1", 1), ("b", 2), ("a2", 3)]);
    let order = grid.order(Lang::Zh);
    grid.mark_all(&order);
    "a".clone_into(&mut grid.filter);
    assert_eq!(marked(&grid), ["a1", "a2"]);
}

#[test]
fn tables_come_back_as_they_were_left_and_those_of_another_program_are_let_go() {
    let mut grids = Grids::default();
    let mut table = grid(&[("a", 1), ("b", 3)]);
    table.sort_by("pupils", Kind::Whole);
    "b".clone_into(&mut table.filter);
    grids.put(GridId::Schools, table);
    let mut kept = grids.kept();
    kept.insert("unheard-of".to_owned(), KeptGrid::default());
    let text = serde_json::to_string(&kept).expect("it is written");
    let kept = serde_json::from_str(&text).expect("it is read");
    let mut again = Grids::remembering(kept);
    let mut table = again.take(GridId::Schools);
    table.replace(sheet(&[("a", 1), ("b", 3)]));
    assert_eq!(*table.order(Lang::Zh), [1, 0], "sorted, and not filtered");
    again.put(GridId::Schools, table);
    assert_eq!(again.kept(), grids.kept());
}

#[test]
fn every_table_is_remembered_under_a_name_of_its_own() {
    let names: BTreeSet<&str> = GridId::ALL.into_iter().map(GridId::key).collect();
    assert_eq!(names.len(), GridId::ALL.len());
}

#[test]
fn a_table_sorted_by_a_column_that_is_gone_stands_as_at_first() {
    let mut table = grid(&[("b", 1), ("a", 3)]);
    table.kept.sorting = Some(Sorting {
        column: "gone".to_owned(),
        is_descending: true,
    });
    assert_eq!(*table.order(Lang::Zh), [1, 0]);
}

#[test]
fn numbers_come_largest_first_and_turn_with_the_next_click() {
    let mut grid = grid(&[("a", 1), ("b", 3), ("c", 2)]);
    grid.sort_by("pupils", Kind::Whole);
    assert_eq!(*grid.order(Lang::Zh), [1, 2, 0]);
    grid.sort_by("pupils", Kind::Whole);
    assert_eq!(*grid.order(Lang::Zh), [0, 2, 1]);
    grid.sort_by("name", Kind::Text);
    assert_eq!(*grid.order(Lang::Zh), [0, 1, 2]);
}

#[test]
fn what_is_selected_on_the_map_is_marked_once_and_what_is_marked_here_stays() {
    let mut grid = grid(&[("a", 1), ("b", 2)]);
    let order = grid.order(Lang::Zh);
    let about = |name: &str| About::School(crate::model::SchoolId::new(name));
    grid.follow(Some(&about("b")));
    assert_eq!(
        (marked(&grid), grid.scroll_to),
        (vec!["b".to_owned()], Some(1))
    );
    grid.mark(0, Reach::Toggle, &order);
    grid.follow(Some(&about("b")));
    assert_eq!(marked(&grid), ["a", "b"], "nothing else was selected");
}

#[test]
fn a_filter_of_letters_also_means_pinyin() {
    let fits = |typed: &str, name: &str| fits(&Sought::of(typed), typed, name);
    assert!(fits("mtz", "马踏镇") && fits("matazhen", "马踏镇"));
    assert!(fits("踏", "马踏镇") && fits("School", "a school"));
    assert!(!fits("mtz", "研城镇"));
    // No letters are left out, as one may in the search: a filter hides what it does not mean.
    assert!(!fits("马镇", "马踏镇"));
}
