//! A feature becomes a school: its kind, its stages and their figures.

use serde_json::{Map, Value};

use super::aliases::{self, Field};
use super::asking::Choice;
use super::gather::{Found, KindBy};
use super::grades::ByGrade;
use super::report::{Notes, kind};
use super::row::Row;
use super::shape::Shape;
use super::status::{self, Standing};
use super::{empty_schools, kinds, numbers, places, scraped, unknown_kinds};
use crate::geometry::LonLat;
use crate::model::{
    Count, Origin, PerStage, School, SchoolId, SchoolKind, Stage, StageRecord, apportion,
};
use crate::units::Year;
use crate::words::Words;

/// More pupils or seats than this in one stage of one school are a slip of the pen.
const MOST_IN_A_STAGE: u32 = 100_000;

/// The school of a feature; `None`, noted in `notes`, when it is none or has no place.
pub(super) fn school(
    number: usize,
    feature_id: Option<&Value>,
    mut row: Row,
    stood: Option<Standing>,
    shape: &Shape,
    notes: &mut Notes,
) -> Option<Found<School>> {
    let id = row.id(Field::Id).or_else(|| numbers::id(feature_id?));
    let stated_name = row.text(Field::Name);
    let name = stated_name
        .clone()
        .or_else(|| id.clone())
        .unwrap_or_else(|| number.to_string());
    if is_out_of_scope(&row, &name) && !is_kept(number, shape, &name, notes) {
        return None;
    }
    let standing = status::standing(stood, &row, &name);
    if !status::is_open(&standing, (number, shape.somewhere(), &name), notes) {
        return None;
    }
    let type_value = row.text(Field::Kind).unwrap_or_default();
    let at = places::one_place(number, shape, &name, notes)?;
    let mut reader = Reader {
        number,
        at,
        name: &name,
        notes,
    };
    let mut figures = reader.figures(&row);
    let by_grade = reader.by_grade(&row);
    let year = if by_grade.is_empty() {
        reader.latest_year(&row, &mut figures)
    } else {
        None
    };
    let said = Said::by(&mut row, &name, &by_grade);
    reader.take_grades(by_grade, &said, &mut figures);
    empty_schools::ask(&mut reader, &mut figures);
    let ((kind, further), kind_by) = reader.kind(said, &figures)?;
    let stages = reader.stages(kind, &further, &figures);
    let (boarders, beds) = (
        reader.count(&row, Field::Boarders),
        reader.count(&row, Field::Beds),
    );
    let (ownership, inclusive) = ownership(&mut row);
    let parent = row.id(Field::Parent).map(|parent| SchoolId::new(&parent));
    let township = row.id(Field::Township);
    Some(Found {
        id,
        township,
        part: scraped::part(stated_name.as_deref().unwrap_or_default(), &type_value),
        kind_by,
        area: shape.area().cloned(),
        item: School {
            id: SchoolId::new(""),
            kind,
            at,
            stages,
            ownership,
            inclusive,
            parent,
            boarders,
            beds,
            township: None,
            extra: with_years(&mut row, kind, year),
            // Without a name a school is called by its id, which is settled later.
            name: stated_name.unwrap_or_default(),
        },
    })
}

/// The unknown properties, with pupils of other years under the names that the forecast reads, and the year of the
/// figures where a column told it.
fn with_years(row: &mut Row, kind: SchoolKind, year: Option<Year>) -> Map<String, Value> {
    let mut extra = std::mem::take(&mut row.extra);
    let mut put = |stage: Stage, year: Year, field: Field| {
        let pupils = row.count(field, MOST_IN_A_STAGE, &mut |_| {});
        if let Some(pupils) = pupils {
            extra.insert(format!("pupils_{stage}_{year}"), pupils.into());
        }
    };
    for stage in Stage::ALL {
        for (year, field) in row.pupils_by_year(Some(stage)) {
            put(stage, year, field);
        }
    }
    // A total of several stages tells none of them.
    if let [stage] = *kind.stages() {
        for (year, field) in row.pupils_by_year(None) {
            put(stage, year, field);
        }
    }
    if let Some(year) = year {
        extra.entry("year").or_insert_with(|| year.0.into());
    }
    extra
}

/// Tells that something is no school of the planned stages; whether the planner says that it is one.
fn is_kept(number: usize, shape: &Shape, name: &str, notes: &mut Notes) -> bool {
    let what = || {
        Words::new(
            format!("{name} is not a school of the planned stages; left out"),
            format!("{name}不属于规划学段，未读入"),
        )
    };
    let choices = vec![
        Choice::new("leave-out", "Leave it out", "不读入"),
        Choice::new("keep", "It is a school", "是一所学校"),
    ];
    let said = notes.ask_feature(kind::OUT_OF_SCOPE, number, shape.somewhere(), what, choices);
    said.as_deref() == Some("keep")
}

fn is_out_of_scope(row: &Row, name: &str) -> bool {
    let says_so = |value: &Value| {
        let leaf = value.as_str().map(scraped::leaf);
        leaf.is_some_and(aliases::is_out_of_scope_value)
    };
    let by_value = row.value(Field::Kind).is_some_and(says_so)
        || row.extra.get("amenity").is_some_and(says_so);
    // 西安医学院未央校区: a campus is what it is a campus of.
    let outside = name.split(['(', '（']).next().unwrap_or(name).trim();
    let by_name = aliases::is_out_of_scope_name(outside)
        || outside.ends_with("校区") && (outside.contains("大学") || outside.contains("学院"));
    // A kind that a column states beats words in a name.
    let states_kind = row
        .text(Field::Kind)
        .is_some_and(|value| kinds::of_value(&value).is_some());
    by_value
        || by_name && kinds::of_name(name).is_none()
        || !states_kind && scraped::outside_word(outside).is_some()
}

fn ownership(row: &mut Row) -> (Option<crate::model::Ownership>, Option<bool>) {
    let text = row.text(Field::Ownership).unwrap_or_default();
    let ownership = aliases::ownership(&text);
    if ownership.is_none() {
        row.put_back(Field::Ownership, "ownership");
    }
    let says_inclusive = text.contains("普惠") && !text.contains("非普惠");
    let inclusive = row
        .flag(Field::Inclusive)
        .or(says_inclusive.then_some(true));
    if inclusive.is_none() {
        row.put_back(Field::Inclusive, "inclusive");
    }
    (ownership, inclusive)
}

/// The numbers of a school as its row states them.
pub(super) struct Figures {
    pub(super) pupils: PerStage<Option<u32>>,
    seats: PerStage<Option<u32>>,
    pub(super) all_pupils: Option<u32>,
    all_seats: Option<u32>,
    /// Stages that are run and of which only a part of the grades tells its pupils.
    pub(super) in_part: PerStage<bool>,
    /// Whether the pupils by stage stand in the file, or are shares of a total.
    pub(super) origin: Origin,
}

/// What a school says of its kind: in its column, by its grades, by its name.
struct Said {
    kind: Option<(SchoolKind, Vec<Stage>)>,
    /// Whether the column says it.
    has_value: bool,
    by_grades: Vec<Stage>,
    /// A value of the column that is not understood.
    unknown: Option<String>,
}

impl Said {
    fn by(row: &mut Row, name: &str, by_grade: &ByGrade) -> Self {
        let of_column = |field| kinds::stated(&row.text(field)?);
        let by_value = of_column(Field::Kind).or_else(|| of_column(Field::Ownership));
        let unknown = row
            .text(Field::Kind)
            .filter(|value| by_value.is_none() && unknown_kinds::says_something(value))
            .filter(|value| !is_floor(row, value));
        if by_value.is_none() {
            row.put_back(Field::Kind, "kind");
        }
        let by_grades = stages_of_row(row);
        let alone = |kind| (kind, Vec::new());
        let of_grades = |stages: &[Stage]| kinds::of_stages(stages).map(alone);
        Self {
            has_value: by_value.is_some(),
            kind: by_value
                .or_else(|| of_grades(&by_grades))
                .or_else(|| kinds::named_with_further(name))
                .or_else(|| of_grades(&by_grade.stages())),
            by_grades,
            unknown,
        }
    }

    /// The stages that the school says it runs.
    fn stages(&self) -> Vec<Stage> {
        let of_kind = self.kind.iter();
        let of_kind = of_kind.flat_map(|(kind, further)| kind.stages().iter().chain(further));
        of_kind.chain(&self.by_grades).copied().collect()
    }
}

/// Reads one school and notes what is odd.
pub(super) struct Reader<'a> {
    pub(super) number: usize,
    pub(super) at: LonLat,
    pub(super) name: &'a str,
    pub(super) notes: &'a mut Notes,
}

impl Reader<'_> {
    fn tell(&mut self, kind: &'static str, words: &Words) {
        let name = self.name;
        self.notes.feature(kind, self.number, Some(self.at), || {
            Words::new(
                format!("{name}: {}", words.en),
                format!("{name}：{}", words.zh),
            )
        });
    }

    fn count(&mut self, row: &Row, field: Field) -> Option<u32> {
        row.count(field, MOST_IN_A_STAGE, &mut |words| {
            self.tell(kind::NUMBER, &words);
        })
    }

    fn figures(&mut self, row: &Row) -> Figures {
        Figures {
            pupils: PerStage::from_fn(|stage| self.count(row, Field::StagePupils(stage))),
            seats: PerStage::from_fn(|stage| self.count(row, Field::StageSeats(stage))),
            all_pupils: self.count(row, Field::Pupils),
            all_seats: self.count(row, Field::Seats),
            in_part: PerStage::default(),
            origin: Origin::Recorded,
        }
    }

    fn by_grade(&mut self, row: &Row) -> ByGrade {
        ByGrade::of(row, MOST_IN_A_STAGE, &mut |words| {
            self.tell(kind::NUMBER, &words);
        })
    }

    /// Takes in the pupils by grade, as far as no stage of its own tells them.
    fn take_grades(&mut self, mut by_grade: ByGrade, said: &Said, figures: &mut Figures) {
        let mut odd = |words: Words| self.tell(kind::GRADES, &words);
        by_grade.renumber(&said.stages(), &mut odd);
        by_grade.join_lone(&said.stages(), &mut odd);
        by_grade.into_figures(figures, &mut odd);
    }

    /// Takes the pupils of the latest year where no column tells them without one; the year, if it was needed.
    fn latest_year(&mut self, row: &Row, figures: &mut Figures) -> Option<Year> {
        let has_plain = figures.all_pupils.is_some()
            || figures.pupils.iter().any(|(_, number)| number.is_some());
        if has_plain {
            return None;
        }
        let all = Stage::ALL.into_iter().map(Some).chain([None]);
        let latest = all
            .flat_map(|of| row.years_for_today(of))
            .map(|(year, _)| year)
            .max()?;
        figures.pupils = PerStage::from_fn(|stage| {
            let (_, field) = row
                .years_for_today(Some(stage))
                .find(|&(year, _)| year == latest)?;
            self.count(row, field)
        });
        let total = row.years_for_today(None).find(|&(year, _)| year == latest);
        figures.all_pupils = total.and_then(|(_, field)| self.count(row, field));
        self.tell(
            kind::YEAR,
            &Words::new(
                format!("pupils by year; the latest, of {latest}, are used"),
                format!("学生数分年份列出，采用最近的{latest}年"),
            ),
        );
        Some(latest)
    }

    /// The kind, and stages beyond its own that the school runs. Asked in turn: the kind column, the
    /// grades, the name, the stages with figures; where it is stated in words that are not understood, the planner.
    /// `None` where the words are not understood and the planner has not said that it is a school.
    fn kind(
        &mut self,
        said: Said,
        figures: &Figures,
    ) -> Option<((SchoolKind, Vec<Stage>), KindBy)> {
        let with_figures: Vec<Stage> = Stage::ALL
            .into_iter()
            .filter(|&stage| {
                let counts = [figures.pupils[stage], figures.seats[stage]];
                let has_some = counts.into_iter().flatten().any(|number| number > 0);
                has_some || figures.in_part[stage]
            })
            .collect();
        let alone = |kind| (kind, Vec::new());
        let by_figures = || kinds::of_stages(&with_figures).map(alone);
        let known = said.kind.or_else(by_figures);
        let ((kind, mut further), kind_by) = match (known, said.unknown) {
            (Some(known), _) => (known, KindBy::Files),
            (None, Some(value)) => {
                let said = unknown_kinds::ask(&value, self.name, self.notes)?;
                (said, KindBy::Files)
            }
            (None, None) => match unknown_kinds::by_file_or_said(self.number, self.notes) {
                Some(known) => known,
                None => (alone(unknown_kinds::UNTIL_SAID), KindBy::Nobody),
            },
        };
        let kind = widened(kind, &with_figures);
        further.extend(with_figures);
        if !said.has_value {
            further.extend(said.by_grades);
        }
        further.retain(|stage| !kind.stages().contains(stage));
        Some(((kind, further), kind_by))
    }

    /// The stages with their records. A total is shared between stages without their own number.
    fn stages(
        &mut self,
        kind: SchoolKind,
        further: &[Stage],
        figures: &Figures,
    ) -> PerStage<Option<StageRecord>> {
        let run: Vec<Stage> = Stage::ALL
            .into_iter()
            .filter(|stage| kind.stages().contains(stage) || further.contains(stage))
            .collect();
        let pupils = self.complete(
            &run,
            (&figures.pupils, figures.origin),
            figures.all_pupils,
            &Words::new("pupils", "学生"),
        );
        let seats = self.complete(
            &run,
            (&figures.seats, Origin::Recorded),
            figures.all_seats,
            &Words::new("seats", "学位"),
        );
        let of_school: Option<u32> = run
            .iter()
            .filter_map(|&stage| Some(pupils[stage]?.number))
            .reduce(u32::saturating_add);
        PerStage::from_fn(|stage| {
            run.contains(&stage).then(|| StageRecord {
                pupils: pupils[stage],
                seats: self.plausible_seats(stage, (pupils[stage], of_school), seats[stage]),
            })
        })
    }

    /// No seats at all beside pupils, or where nobody tells how many pupils there are, are a blank that somebody filled
    /// with a zero. A stage without figures of its own beside one with pupils is not run at the moment.
    fn plausible_seats(
        &mut self,
        stage: Stage,
        (pupils, of_school): (Option<Count>, Option<u32>),
        seats: Option<Count>,
    ) -> Option<Count> {
        let beside = match (pupils.map(|count| count.number), of_school) {
            (Some(0), _) | (None, Some(_)) => return seats,
            (Some(pupils), _) => {
                Words::new(format!("{pupils} pupils"), format!("有学生{pupils}人"))
            }
            (None, None) => Words::new("pupils that are not known", "学生数未知"),
        };
        if seats?.number > 0 {
            return seats;
        }
        let (named, name) = (stage.words(), self.name);
        let what = || {
            Words::new(
                format!(
                    "{name}: {}: 0 seats beside {}; the seats are taken as not known, please check",
                    named.en, beside.en
                ),
                format!(
                    "{name}：{}：{}而学位为0，学位按未知处理，请核实",
                    named.zh, beside.zh
                ),
            )
        };
        let choices = vec![
            Choice::new("unknown", "The seats are not known", "学位数未知"),
            Choice::new("none", "There are no seats", "确实没有学位"),
        ];
        let (number, at) = (self.number, Some(self.at));
        let said = self
            .notes
            .ask_feature(kind::NO_SEATS, number, at, what, choices);
        seats.filter(|_| said.as_deref() == Some("none"))
    }

    fn complete(
        &mut self,
        run: &[Stage],
        (by_stage, origin): (&PerStage<Option<u32>>, Origin),
        total: Option<u32>,
        what: &Words,
    ) -> PerStage<Option<Count>> {
        let count = |number| Count { number, origin };
        let mut counts = PerStage::from_fn(|stage| by_stage[stage].map(count));
        let missing: Vec<Stage> = run
            .iter()
            .copied()
            .filter(|&stage| by_stage[stage].is_none())
            .collect();
        let known: u32 = by_stage.iter().filter_map(|(_, number)| *number).sum();
        let has_known = missing.len() < run.len();
        let Some(total) = total else { return counts };
        let rest = total.saturating_sub(known);
        if total < known || missing.is_empty() && rest > 0 {
            self.tell(
                kind::TOTAL,
                &Words::new(
                    format!(
                        "{} in all {total}, by stage {known}; the stages are used",
                        what.en
                    ),
                    format!("{}总数{total}，分学段合计{known}，以分学段为准", what.zh),
                ),
            );
            return counts;
        }
        match *missing {
            // Where stages have their own column, a blank one with nothing left over is not run at the moment.
            _ if rest == 0 && has_known => {}
            [stage] => {
                counts[stage] = Some(if has_known {
                    estimated(rest)
                } else {
                    Count::recorded(rest)
                });
            }
            [] => {}
            _ => {
                let grades: Vec<u32> = missing.iter().map(|stage| stage.grades()).collect();
                for (&stage, share) in missing.iter().zip(apportion(rest, &grades)) {
                    counts[stage] = Some(estimated(share));
                }
                if rest == 0 {
                    return counts;
                }
                self.tell(
                    kind::SHARED_TOTAL,
                    &Words::new(
                        format!(
                            "{} {rest} in all, shared between its stages by grades (estimated)",
                            what.en
                        ),
                        format!("{}总数{rest}，按年级数分摊到各学段（估算）", what.zh),
                    ),
                );
            }
        }
        counts
    }
}

fn estimated(number: u32) -> Count {
    Count {
        number,
        origin: Origin::Estimated,
    }
}

/// A primary school with junior pupils is a nine-year school, and so on.
fn widened(kind: SchoolKind, with_figures: &[Stage]) -> SchoolKind {
    let has = |stage| with_figures.contains(&stage);
    match kind {
        SchoolKind::Primary if has(Stage::Junior) => SchoolKind::NineYear,
        SchoolKind::Junior if has(Stage::Primary) => SchoolKind::NineYear,
        SchoolKind::Junior if has(Stage::Senior) => SchoolKind::CompleteSecondary,
        SchoolKind::Senior if has(Stage::Junior) => SchoolKind::CompleteSecondary,
        _ => kind,
    }
}

/// On OpenStreetMap `level` is the floor of a building.
fn is_floor(row: &Row, value: &str) -> bool {
    let is_number = |char: char| char.is_ascii_digit() || "-;., ".contains(char);
    row.extra.contains_key("amenity") && value.chars().all(is_number)
}

fn stages_of_row(row: &Row) -> Vec<Stage> {
    let by_text = || kinds::grades(&row.text(Field::Grades)?);
    let by_ends = || {
        let highest = kinds::grade(&row.text(Field::GradeHigh)?)?;
        let lowest = row
            .text(Field::GradeLow)
            .and_then(|grade| kinds::grade(&grade))?;
        Some((lowest, highest))
    };
    by_text()
        .or_else(by_ends)
        .map(|(lowest, highest)| kinds::stages_of_grades(lowest, highest))
        .unwrap_or_default()
}
