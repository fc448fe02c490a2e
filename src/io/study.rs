//! What the values of a file tell about its columns, before its features are read: what commas and points mean, which
//! units and sexes are counted, whether ids went through a spreadsheet. What the file leaves open is asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::aliases::{Field, Unit, Whose, half_width, plain};
use super::asking::{Choice, Name};
use super::column_names::{is_count, year_in};
use super::document::shortened;
use super::marks::{self, Evidence, Mark, Marks, Parsed};
use super::numbers;
use super::report::{Layer, Notes};
use super::row::{Columns, Known};
use super::{columns_read, grades, kinds, sexes, stages_alone, unread};
use crate::model::Stage;
use crate::words::Words;

/// So many values of a column are shown.
const EXAMPLES: usize = 3;
/// Counts of people of a township, and of pupils or seats, that are mostly fractions below these are in another unit.
const FEW_PEOPLE: f64 = 1_000.0;
const FEW_PUPILS: f64 = 10.0;

/// A column with more different values than these names features, and sorts them into no kinds.
const FEW_VALUES: usize = 30;

/// Beside these a "college" is a collège, a junior school.
const FRENCH_SCHOOLS: [&str; 5] = ["ecole", "école", "lycee", "lycée", "maternelle"];

/// What stands in one column.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) column: String,
    /// The same without blanks, and unlike that of every other column.
    key: String,
    /// Different values, as far as they are few.
    distinct: BTreeSet<String>,
    /// Different values, the first ones.
    pub(super) examples: Vec<String>,
    pub(super) filled: usize,
    pub(super) numbers: usize,
    fractions: usize,
    /// The largest, whatever its sign.
    pub(super) most: f64,
    evidence: Evidence,
    is_french: bool,
    float_id: Option<String>,
    shortened_id: Option<String>,
}

impl Seen {
    /// The name of a question about the column. `scope` tells layers of one file apart.
    pub(super) fn question(&self, scope: &str, what: &str) -> Name {
        Name {
            key: format!("{scope}{what}:{}", self.key),
            spelled: Some(format!("{scope}{what}:{}", self.column)),
        }
    }

    fn see(&mut self, value: &Value) {
        let Some(text) = numbers::text(value) else {
            return;
        };
        self.filled += 1;
        if self.distinct.len() <= FEW_VALUES {
            self.distinct.insert(text.clone());
        }
        let example = shortened(&text);
        if self.examples.len() < EXAMPLES && !self.examples.contains(&example) {
            self.examples.push(example);
        }
        if numbers::lost_digits(value) {
            self.shortened_id.get_or_insert_with(|| text.clone());
        } else if value.is_string() && numbers::id_of_text(&text) != text && text.is_ascii() {
            self.float_id.get_or_insert_with(|| text.clone());
        }
        if !self.is_french {
            let spelled = plain(&text);
            self.is_french = FRENCH_SCHOOLS.iter().any(|word| spelled.contains(word));
        }
        let half: String = text.chars().map(half_width).collect();
        let number = match value {
            Value::Number(number) => number.as_f64(),
            _ => self.number_in(half.trim()),
        };
        if let Some(number) = number {
            self.numbers += 1;
            self.fractions += usize::from(number.fract() != 0.0);
            self.most = self.most.max(number.abs());
        }
    }

    fn number_in(&mut self, text: &str) -> Option<f64> {
        let (_, digits, _) = numbers::one_number(text)?;
        self.evidence.see(digits);
        let open = Marks {
            point: Mark::Unclear,
            ..Marks::default()
        };
        match marks::parse(digits, open) {
            Parsed::Number(number) => Some(number),
            // What may be either is no fraction yet.
            Parsed::Either { thousands, .. } => Some(thousands),
            Parsed::Broken => None,
        }
    }

    /// Whether it sorts features, most of them into kinds of school.
    fn names_kinds(&self) -> bool {
        let values = self.distinct.len();
        let stated = self.distinct.iter();
        let stated = stated.filter(|value| kinds::is_kind(value)).count();
        let is_sorting = values <= FEW_VALUES && values * 2 <= self.filled;
        is_sorting && stated * 2 > values
    }

    /// Whether most of its numbers are fractions of few.
    fn is_in_another_unit(&self, field: Field) -> bool {
        let few = if field == Field::Population {
            FEW_PEOPLE
        } else {
            FEW_PUPILS
        };
        self.fractions * 2 > self.filled && self.most < few
    }
}

/// The columns of some features, in the order in which they are met.
fn seen(rows: &[&Map<String, Value>]) -> Vec<Seen> {
    let mut position: HashMap<&str, usize> = HashMap::new();
    let mut columns: Vec<Seen> = Vec::new();
    for row in rows {
        for (column, value) in *row {
            let index = *position.entry(column).or_insert_with(|| {
                columns.push(Seen {
                    column: column.clone(),
                    ..Seen::default()
                });
                columns.len() - 1
            });
            columns[index].see(value);
        }
    }
    settle_keys(&mut columns);
    columns
}

/// Gives every column a key without blanks. Those without any keep their names; another one of the same key gets longer
/// gaps.
fn settle_keys(columns: &mut [Seen]) {
    let has_blank = |of: &Seen| of.column.contains(char::is_whitespace);
    let plain = columns.iter().filter(|of| !has_blank(of));
    let mut taken: BTreeSet<String> = plain.map(|of| of.column.clone()).collect();
    for of in columns {
        of.key.clone_from(&of.column);
        let mut gap = String::new();
        while has_blank(of) {
            gap.push('_');
            of.key = of.column.replace(char::is_whitespace, &gap);
            if taken.insert(of.key.clone()) {
                break;
            }
        }
    }
}

impl Columns {
    /// Learns from all features of one layer of a file what its columns are.
    pub(super) fn study(&mut self, rows: &[&Map<String, Value>], scope: &str, notes: &mut Notes) {
        let columns = seen(rows);
        if !matches!(
            self.layer,
            Layer::Schools | Layer::Settlements | Layer::Townships
        ) {
            columns_read::tell(self, &columns, scope, notes);
            return;
        }
        for of in &columns {
            let known = Known::by_name(self.layer, &of.column);
            self.known.insert(of.column.clone(), known);
            if of.is_french && known.is_some_and(|known| known.meaning.field == Field::Kind) {
                self.french.insert(of.column.clone());
            }
        }
        unread::take_said(self, &columns, scope, notes);
        self.find_kinds(&columns, scope, notes);
        grades::settle(self, &columns);
        unread::ask(self, &columns, scope, notes);
        stages_alone::ask(self, &columns, rows, scope, notes);
        grades::ask(self, &columns, rows, scope, notes);
        sexes::ask(self, &columns, scope, notes);
        self.settle_marks(&columns, scope, notes);
        self.settle_units(&columns, scope, notes);
        self.settle_sexes(&columns, notes);
        let counts = self.counts(&columns).into_iter();
        self.in_file = Arc::new(counts.map(|(_, known)| known.meaning.field).collect());
        grades::tell(self, &columns, notes);
        self.tell_years(&columns, notes);
        self.tell_ids(&columns, notes);
        columns_read::tell(self, &columns, scope, notes);
    }

    /// Where no column is named after the kind of school, one whose values are kinds is taken for it.
    fn find_kinds(&mut self, columns: &[Seen], scope: &str, notes: &mut Notes) {
        let field = |of: &Seen| Some(self.known.get(&of.column).copied()??.meaning.field);
        let says_kind = |of: &&Seen| {
            of.filled > 0
                && matches!(
                    field(of),
                    Some(Field::Kind | Field::Grades | Field::GradeLow | Field::GradeHigh)
                )
        };
        if self.layer != Layer::Schools || columns.iter().any(|of| says_kind(&of)) {
            return;
        }
        // What the planner says of a column comes before what its values look like.
        let is_free = |of: &&Seen| {
            let choices = || unread::choices(self.layer, of);
            field(of).is_none()
                && !self.said.contains(&of.column)
                && notes
                    .said(of.question(scope, "column"), choices())
                    .is_none()
        };
        let mut unnamed = columns.iter().filter(is_free);
        let Some(of) = unnamed.find(|of| of.names_kinds()) else {
            return;
        };
        let (column, examples) = (&of.column, of.examples.join(", "));
        notes.file(Words::new(
            format!(
                "{column} ({examples}) is taken for the kind of school, as its values are kinds"
            ),
            format!("“{column}”（{examples}）的值是学校类别，按办学类型读取"),
        ));
        let known = Known::by_name(self.layer, "kind");
        self.known.insert(column.clone(), known);
    }

    /// Whether any of some columns holds such a count.
    pub(super) fn has_count(&self, columns: &[Seen], is_it: impl Fn(Field) -> bool) -> bool {
        let counts = self.counts(columns);
        counts.iter().any(|(_, known)| is_it(known.meaning.field))
    }

    /// The columns that count people or places, with all that is known of them.
    fn counts<'a>(&self, columns: &'a [Seen]) -> Vec<(&'a Seen, Known)> {
        self.of_counts(columns, true)
    }

    /// The same, or those whose names speak of counts and that are none.
    fn of_counts<'a>(&self, columns: &'a [Seen], are_counts: bool) -> Vec<(&'a Seen, Known)> {
        let known = |of: &'a Seen| Some((of, self.known.get(&of.column).copied()??));
        let is_meant = |(of, known): &(&Seen, Known)| {
            let counts = known.meaning.unit != Unit::NotACount;
            is_count(known.meaning.field) && counts == are_counts && of.filled > 0
        };
        columns.iter().filter_map(known).filter(is_meant).collect()
    }

    fn settle_marks(&mut self, columns: &[Seen], scope: &str, notes: &mut Notes) {
        let counts = self.counts(columns);
        let mut of_file = Evidence::default();
        for (of, _) in &counts {
            of_file.join(&of.evidence);
        }
        let mut foreign: Vec<String> = Vec::new();
        for (of, mut known) in counts {
            let mut marks = of.evidence.marks(&of_file);
            if let Some((mark, example)) = of.evidence.unclear(marks) {
                let said = ask_marks(of, mark, example, scope, notes);
                set(&mut marks, mark, said);
            } else if let Some(example) = of.evidence.foreign(marks) {
                foreign.push(format!("{} ({example})", of.column));
            }
            known.dress.marks = marks;
            self.known.insert(of.column.clone(), Some(known));
        }
        if !foreign.is_empty() {
            let columns = foreign.join(", ");
            notes.file(Words::new(
                format!("Commas begin decimals and points part thousands: {columns}"),
                format!("逗号作小数点、句点作千位分隔符读取：{columns}"),
            ));
        }
    }

    fn settle_units(&mut self, columns: &[Seen], scope: &str, notes: &mut Notes) {
        for (of, _) in self.of_counts(columns, false) {
            let column = &of.column;
            let example = of.examples.first().map_or("", String::as_str);
            notes.file(Words::new(
                format!("{column} is no count of people or places ({example}); not used"),
                format!("“{column}”不是人数或学位数（{example}），未采用"),
            ));
        }
        for (of, mut known) in self.counts(columns) {
            let column = &of.column;
            let example = of.examples.first().map_or("", String::as_str);
            match known.meaning.unit {
                Unit::One if of.is_in_another_unit(known.meaning.field) => {
                    known.dress.factor = ask_unit(of, example, scope, notes);
                    self.known.insert(column.clone(), Some(known));
                }
                Unit::One => {}
                _ => {
                    let factor = known.dress.factor.unwrap_or_default();
                    notes.file(Words::new(
                        format!("{column} counts in units of {factor} ({example}); multiplied"),
                        format!("“{column}”以{factor}为单位（{example}），已换算"),
                    ));
                }
            }
        }
    }

    /// One sex alone is no total; two make one where none is stated.
    fn settle_sexes(&mut self, columns: &[Seen], notes: &mut Notes) {
        let mut by_field: BTreeMap<Field, BTreeMap<Whose, Vec<&str>>> = BTreeMap::new();
        for (of, known) in self.counts(columns) {
            let of_field = by_field.entry(known.meaning.field).or_default();
            of_field
                .entry(known.meaning.whose)
                .or_default()
                .push(&of.column);
        }
        let has_all = |field: &Field| {
            let of_field = by_field.get(field);
            of_field.is_some_and(|of_field| of_field.contains_key(&Whose::Everybody))
        };
        let has_stages = Stage::ALL
            .iter()
            .any(|&of| has_all(&Field::StagePupils(of)));
        for (&field, of_field) in &by_field {
            // How many are in all may be told by another column.
            let is_told = match field {
                Field::StagePupils(_) => has_all(&Field::Pupils),
                Field::GradePupils(grade) => {
                    has_all(&Field::Pupils) || has_all(&Field::StagePupils(grades::stage(grade)))
                }
                Field::Pupils => has_stages,
                _ => false,
            };
            let first = |whose| of_field.get(&whose)?.first();
            match (first(Whose::Boys), first(Whose::Girls)) {
                (None, None) => {}
                (Some(boys), Some(girls)) => {
                    let is_grade = matches!(field, Field::GradePupils(_));
                    // Those of grades are told together.
                    if first(Whose::Everybody).is_none() && !is_grade {
                        notes.file(Words::new(
                            format!("{boys} and {girls} are added up"),
                            format!("“{boys}”与“{girls}”相加为总数"),
                        ));
                    }
                }
                (boys, girls) => {
                    let one = boys.or(girls).copied().unwrap_or_default();
                    if first(Whose::Everybody).is_none() && !is_told {
                        notes.file(Words::new(
                            format!("{one} counts one sex only; how many in all is not known"),
                            format!("“{one}”只有一种性别，总数按未知处理"),
                        ));
                    }
                    for column in [Whose::Boys, Whose::Girls]
                        .iter()
                        .filter_map(|whose| of_field.get(whose))
                        .flatten()
                    {
                        self.known.insert((*column).to_owned(), None);
                    }
                }
            }
        }
    }

    /// Of residents by year the latest are used.
    fn tell_years(&self, columns: &[Seen], notes: &mut Notes) {
        let counts = self.counts(columns);
        let people = counts
            .iter()
            .filter(|(_, known)| known.meaning.field == Field::Population);
        let best = people.min_by_key(|(_, known)| known.meaning.rank);
        let Some((of, _)) = best else { return };
        if let Some(year) = year_in(&of.column) {
            let column = &of.column;
            notes.file(Words::new(
                format!("Population is of {year} ({column})"),
                format!("人口采用{year}年（{column}）"),
            ));
        }
    }

    fn tell_ids(&self, columns: &[Seen], notes: &mut Notes) {
        for of in columns {
            let field = self.known.get(&of.column).copied().flatten();
            let is_reference = field.is_some_and(|known| {
                matches!(
                    known.meaning.field,
                    Field::Id | Field::Code | Field::Parent | Field::Township
                )
            });
            if !is_reference {
                continue;
            }
            let column = &of.column;
            if let Some(lost) = &of.shortened_id {
                notes.file(Words::new(
                    format!("{column}: a table has cut digits off ids such as {lost}; export the column as text"),
                    format!("“{column}”：{lost} 之类的编号已被表格软件截去数字，请将该列设为文本后重新导出"),
                ));
            }
            if let Some(float) = &of.float_id {
                let read = numbers::id_of_text(float);
                notes.file(Words::new(
                    format!("{column}: ids such as \"{float}\" are read as {read}"),
                    format!("“{column}”：“{float}”之类的编号按{read}读取"),
                ));
            }
        }
    }
}

fn set(marks: &mut Marks, mark: char, said: Mark) {
    if mark == ',' {
        marks.comma = said;
    } else {
        marks.point = said;
    }
}

fn ask_marks(of: &Seen, mark: char, example: &str, scope: &str, notes: &mut Notes) -> Mark {
    let column = &of.column;
    let plain: String = example.chars().filter(|char| *char != mark).collect();
    let decimal = example.replacen(mark, ".", 1);
    let what = Words::new(
        format!("{column}: {example} may be {plain} or {decimal}; not known until you say which"),
        format!("“{column}”：{example}可能是{plain}，也可能是{decimal}，确认之前按未知处理"),
    );
    let choices = vec![
        Choice::new(
            "thousands",
            format!("Thousands: {plain}"),
            format!("千位分隔：{plain}"),
        ),
        Choice::new(
            "decimals",
            format!("Decimals: {decimal}"),
            format!("小数：{decimal}"),
        ),
    ];
    let said = notes.ask(of.question(scope, "marks"), what, choices);
    match said.as_deref() {
        Some("thousands") => Mark::Thousands,
        Some("decimals") => Mark::Decimals,
        _ => Mark::Unclear,
    }
}

fn ask_unit(of: &Seen, example: &str, scope: &str, notes: &mut Notes) -> Option<f64> {
    let column = &of.column;
    let what = Words::new(
        format!(
            "{column}: fractions such as {example} may count thousands, or be estimates; not known until you say"
        ),
        format!(
            "“{column}”：{example}之类的小数可能以万或千为单位，也可能是估算值，确认之前按未知处理"
        ),
    );
    let choices = vec![
        Choice::new("10000", "In units of 10,000", "以万为单位"),
        Choice::new("1000", "In thousands", "以千为单位"),
        Choice::new("1", "As they stand", "就是人数"),
    ];
    let said = notes.ask(of.question(scope, "unit"), what, choices)?;
    said.parse().ok()
}
