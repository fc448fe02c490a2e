//! A block of cells from a spreadsheet that is to be pasted over facts: what it comes to, before any of it is taken.
//!
//! An empty cell leaves its fact as it is; what is not understood is told with its place. Nothing is ever guessed.

use super::Session;
use crate::model::{Fact, Field, Subject};
use crate::tables::{Cell, CellFact, Column, Sheet};
use crate::words::{Lang, Words};

/// What a block is pasted onto: the rows of a table from the chosen one downwards, its columns from the chosen one to
/// the right, as they stand on screen.
#[derive(Clone, Copy, Debug)]
pub struct Onto<'a> {
    /// The table.
    pub sheet: &'a Sheet,
    /// By position in the table.
    pub rows: &'a [usize],
    /// The same.
    pub columns: &'a [usize],
}

/// A cell that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its row in the block, from 1; heads are not counted.
    pub row: usize,
    /// What stands in it.
    pub text: String,
    /// Why it cannot.
    pub why: Words,
}

/// What a block comes to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// What it sets right.
    pub facts: Vec<(Subject, Fact)>,
    /// How many cells do so.
    pub n_values: usize,
    /// How many cells say what is so already.
    pub n_same: usize,
    /// How many are empty, and leave their fact as it is.
    pub n_empty: usize,
    /// Those that cannot be taken, in their order.
    pub refused: Vec<Refusal>,
}

impl Session {
    /// What a block of cells would set right; nothing is changed.
    pub fn block(&self, cells: &[Vec<String>], onto: Onto<'_>) -> Block {
        let mut block = Block::default();
        let mut so_far = self.corrections().clone();
        let cells = without_heads(cells, onto);
        for (number, line) in cells.iter().enumerate() {
            for (place, text) in line.iter().enumerate() {
                if text.trim().is_empty() {
                    block.n_empty += 1;
                    continue;
                }
                let row = onto.rows.get(number).copied();
                let column = onto.columns.get(place).copied();
                let taken = row
                    .zip(column)
                    .ok_or_else(beyond)
                    .and_then(|(row, column)| {
                        let target = &onto.sheet.rows[row].about;
                        let column = &onto.sheet.columns[column];
                        let shown = &onto.sheet.rows[row].cells[column_of(onto.sheet, column)];
                        match CellFact::of(self.county(), target, column.key) {
                            Some(fact) => {
                                let next = self.next(&block, &fact, text)?;
                                let Some(next) = next else {
                                    return Ok(None);
                                };
                                let give =
                                    self.can_correct(&mut so_far, &fact.subject, next.clone());
                                give.map_err(|why| why.words())?;
                                Ok(Some((fact.subject, next)))
                            }
                            None if says(shown, text) => Ok(None),
                            None => Err(CellFact::refusal()),
                        }
                    });
                match taken {
                    Ok(Some((subject, fact))) => {
                        block.n_values += 1;
                        block.put(subject, fact);
                    }
                    Ok(None) => block.n_same += 1,
                    Err(why) => block.refused.push(Refusal {
                        row: number + 1,
                        text: text.clone(),
                        why,
                    }),
                }
            }
        }
        block
    }

    /// The fact once the text stands in its cell, after what the block has said of it so far; `None` where it is so.
    fn next(&self, block: &Block, fact: &CellFact, text: &str) -> Result<Option<Fact>, Words> {
        let said = block.of(&fact.subject, fact.field).cloned();
        let now = self.fact(&fact.subject, fact.field);
        let now = said
            .or_else(|| now.map(|fact| fact.now))
            .ok_or_else(CellFact::refusal)?;
        let next = fact.typed(&now, text).ok_or_else(|| fact.asked_for(&now))?;
        Ok((next != now).then_some(next))
    }
}

impl Block {
    fn of(&self, subject: &Subject, field: Field) -> Option<&Fact> {
        let mut all = self.facts.iter();
        let is_it = |(of, fact): &&(Subject, Fact)| of == subject && fact.field() == field;
        all.find(is_it).map(|(_, fact)| fact)
    }

    /// Longitude and latitude are two cells of one fact.
    fn put(&mut self, subject: Subject, fact: Fact) {
        let is_it =
            |(of, known): &&mut (Subject, Fact)| *of == subject && known.field() == fact.field();
        match self.facts.iter_mut().rev().find(is_it) {
            Some((_, known)) => *known = fact,
            None => self.facts.push((subject, fact)),
        }
    }
}

/// A block that was copied from the table brings its heads along.
fn without_heads<'a>(cells: &'a [Vec<String>], onto: Onto<'_>) -> &'a [Vec<String>] {
    let heads = onto
        .columns
        .iter()
        .map(|&column| &onto.sheet.columns[column]);
    let is_head = |(text, column): (&String, &Column)| {
        [Lang::En, Lang::Zh]
            .into_iter()
            .any(|lang| *text == column.head(lang))
    };
    match cells.split_first() {
        Some((first, rest))
            if first.len() <= onto.columns.len() && first.iter().zip(heads).all(is_head) =>
        {
            rest
        }
        _ => cells,
    }
}

fn column_of(sheet: &Sheet, column: &Column) -> usize {
    sheet.column(column.key).unwrap_or_default()
}

/// Whether a cell that tells no fact shows this already.
fn says(cell: &Cell, text: &str) -> bool {
    let text = text.trim();
    match cell {
        Cell::Text(shown) => shown.trim() == text,
        Cell::Words(words) => words.en == text || words.zh == text,
        cell => cell
            .number()
            .is_some_and(|number| text.replace([',', '，'], "").parse() == Ok(number)),
    }
}

fn beyond() -> Words {
    Words::new("beyond the end of the table", "超出表格范围")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io;
    use crate::model::{Said, SchoolId, Stage};
    use crate::random::Random;
    use crate::tables::{school_facts, tsv};

    const SCHOOLS: &str = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":[104.0,29.6]},
         "properties":{"id":"a","name":"A","kind":"primary","pupils":120,"seats":200}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[104.1,29.6]},
         "properties":{"id":"b","name":"B","kind":"primary","pupils":80}},
        {"type":"Feature","geometry":{"type":"Point","coordinates":[104.2,29.6]},
         "properties":{"id":"c","name":"C","kind":"primary"}}]}"#;

    fn session() -> Session {
        let opened = io::open_bytes(&[("schools.geojson", SCHOOLS)]).expect("it opens");
        Session::new(opened)
    }

    /// A block pasted onto the table of schools, from a row and a column on.
    fn pasted(session: &Session, text: &str, row: usize, key: &str) -> Block {
        let sheet = school_facts(session.county());
        let column = sheet.column(key).expect(key);
        let rows: Vec<usize> = (row..sheet.rows.len()).collect();
        let columns: Vec<usize> = (column..sheet.columns.len()).collect();
        let onto = Onto {
            sheet: &sheet,
            rows: &rows,
            columns: &columns,
        };
        session.block(&tsv::cells(text), onto)
    }

    fn primary(session: &Session, id: &str) -> (Option<u32>, Option<u32>) {
        let subject = Subject::School(SchoolId::new(id));
        let number = |field| match session.fact(&subject, field).expect("it is there").now {
            Fact::Pupils(_, number) | Fact::Seats(_, number) => number,
            other => panic!("{other:?}"),
        };
        (
            number(Field::Pupils(Stage::Primary)),
            number(Field::Seats(Stage::Primary)),
        )
    }

    #[test]
    fn an_empty_or_unreadable_cell_leaves_its_fact_and_is_counted() {
        let mut session = session();
        let block = pasted(&session, "131\t\n\t90\n约20\t60", 0, "pupils");
        assert_eq!((block.n_values, block.n_empty, block.n_same), (3, 2, 0));
        let [refused] = block.refused.as_slice() else {
            panic!("{:?}", block.refused);
        };
        assert_eq!((refused.row, refused.text.as_str()), (3, "约20"));
        assert_eq!(
            primary(&session, "a"),
            (Some(120), Some(200)),
            "only looked at"
        );
        session
            .correct(&block.facts, &Said::default())
            .expect("it can be");
        assert_eq!(primary(&session, "a"), (Some(131), Some(200)));
        assert_eq!(primary(&session, "b"), (Some(80), Some(90)));
        assert_eq!(
            primary(&session, "c"),
            (None, Some(60)),
            "unknown is not zero"
        );
        session.undo();
        assert_eq!(session.corrections().len(), 0, "one step");
    }

    #[test]
    fn not_known_is_said_in_words_and_never_by_leaving_a_cell_empty() {
        let mut session = session();
        let block = pasted(&session, "不详\n\n0", 0, "pupils");
        session
            .correct(&block.facts, &Said::default())
            .expect("it can be");
        assert_eq!(primary(&session, "a").0, None);
        assert_eq!(primary(&session, "b").0, Some(80));
        assert_eq!(primary(&session, "c").0, Some(0), "zero is known");
    }

    #[test]
    fn what_lies_beyond_the_table_or_is_no_fact_is_told_unless_it_says_what_is_so() {
        let session = session();
        let block = pasted(&session, "1\n2\n3\n4", 1, "pupils");
        assert_eq!((block.n_values, block.refused.len()), (2, 2));
        assert_eq!(block.refused[1].row, 4);
        let block = pasted(&session, "a\nx", 0, "id");
        assert_eq!(
            (block.n_values, block.n_same, block.refused.len()),
            (0, 1, 1)
        );
        let block = pasted(&session, "100001", 0, "seats");
        assert_eq!((block.n_values, block.refused.len()), (0, 1));
    }

    #[test]
    fn longitude_and_latitude_become_one_fact() {
        let session = session();
        let block = pasted(&session, "104.05\t29.7", 0, "lon");
        let place = Fact::Place(crate::geometry::LonLat::new(104.05, 29.7));
        assert_eq!(block.n_values, 2);
        assert_eq!(block.facts, [(Subject::School(SchoolId::new("a")), place)]);
    }

    #[test]
    fn the_table_copied_and_pasted_onto_itself_changes_nothing() {
        let session = session();
        let sheet = school_facts(session.county());
        let all = |n: usize| (0..n).collect::<Vec<usize>>();
        let (rows, columns) = (all(sheet.rows.len()), all(sheet.columns.len()));
        let text = tsv::text(&sheet.part(&columns, &rows), Lang::Zh);
        let block = pasted(&session, &text, 0, "name");
        assert!(
            block.facts.is_empty() && block.refused.is_empty(),
            "{block:?}"
        );
        assert!(block.n_same > 0);
    }

    #[test]
    fn every_cell_of_any_block_is_counted_once_and_what_is_taken_can_be() {
        let mut random = Random::seeded(3);
        let pool = [
            "", "12", "约20", "不详", "-4", "100001", "A", "小学", "民办", "104.2",
        ];
        for round in 0..200 {
            let mut session = session();
            let lines: Vec<Vec<&str>> = (0..=random.below(5))
                .map(|_| {
                    let cells = 0..=random.below(6);
                    cells.map(|_| pool[random.below(pool.len())]).collect()
                })
                .collect();
            let text: Vec<String> = lines.iter().map(|line| line.join("\t")).collect();
            let text = text.join("\r\n") + "\r\n";
            let keys = ["name", "pupils", "ownership", "open", "lon"];
            let key = keys[random.below(keys.len())];
            let block = pasted(&session, &text, random.below(3), key);
            let n: usize = lines.iter().map(Vec::len).sum();
            let told = block.n_values + block.n_same + block.n_empty + block.refused.len();
            assert_eq!(told, n, "round {round}: {text:?} at {key}");
            let taken = session.correct(&block.facts, &Said::default());
            assert_eq!(taken, Ok(()), "round {round}: {text:?} at {key}");
        }
    }
}
