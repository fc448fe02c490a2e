//! Rosters with pupils by grade and sex: added up by stage, never where a grade in between is missing.

use serde_json::{Map, Value, json};
use xuequ::io::Opened;
use xuequ::model::{Origin, SchoolKind, Stage};

use crate::columns::{answered, asked, roster};
use crate::{named, open, pupils, said_of, warned};

/// Properties of a name and one value for each of the columns.
fn row(name: &str, columns: &[&str], values: &[Value]) -> Value {
    let mut row = Map::new();
    row.insert("name".to_owned(), name.into());
    for (column, value) in columns.iter().zip(values) {
        row.insert((*column).to_owned(), value.clone());
    }
    Value::Object(row)
}

fn read(rows: &[Value]) -> Opened {
    open(&[("schools.geojson", &roster(rows))])
}

fn recorded(opened: &Opened, name: &str, stage: Stage) -> Option<u32> {
    let (number, origin) = pupils(named(&opened.county, name), stage)?;
    assert_eq!(origin, Origin::Recorded, "{name}");
    Some(number)
}

#[test]
fn grades_in_many_spellings_add_up_to_the_pupils_of_a_stage() {
    let numbers = [30, 31, 32, 33, 34, 35].map(Value::from);
    for columns in [
        ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"],
        ["1年级", "2年级", "3年级", "4年级", "5年级", "6年级"],
        [
            "一年级人数",
            "二年级人数",
            "三年级人数",
            "四年级人数",
            "五年级人数",
            "六年级人数",
        ],
        [
            "一年级（人）",
            "二年级（人）",
            "三年级（人）",
            "四年级（人）",
            "五年级（人）",
            "六年级（人）",
        ],
        ["小一", "小二", "小三", "小四", "小五", "小六"],
        ["G1", "G2", "G3", "G4", "G5", "G6"],
        ["G01", "G02", "G03", "G04", "G05", "G06"],
        [
            "Grade 1", "Grade 2", "Grade 3", "Grade 4", "Grade 5", "Grade 6",
        ],
        [
            "grade_1_students",
            "grade_2_students",
            "grade_3_students",
            "grade_4_students",
            "grade_5_students",
            "grade_6_students",
        ],
        [
            "1st Grade",
            "2nd Grade",
            "3rd Grade",
            "4th Grade",
            "5th Grade",
            "6th Grade",
        ],
        [
            "Class I",
            "Class II",
            "Class III",
            "Class IV",
            "Class V",
            "Class VI",
        ],
        [
            "Primary 1",
            "Primary 2",
            "Primary 3",
            "Primary 4",
            "Primary 5",
            "Primary 6",
        ],
        [
            "1 класс",
            "2 класс",
            "3 класс",
            "4 класс",
            "5 класс",
            "6 класс",
        ],
        ["1", "2", "3", "4", "5", "6"],
    ] {
        let opened = read(&[row("甲小学", &columns, &numbers)]);
        let found = recorded(&opened, "甲小学", Stage::Primary);
        assert_eq!(
            found,
            Some(195),
            "{columns:?}\n{}",
            said_of(&opened, "schools.geojson")
        );
        assert!(warned(&opened, None, "added up by stage"), "{columns:?}");
        assert_eq!(named(&opened.county, "甲小学").kind, SchoolKind::Primary);
    }
}

#[test]
fn boys_and_girls_of_every_grade_are_added_up() {
    for [boys, girls] in [
        ["g1_boys", "g1_girls"],
        ["G1M", "G1F"],
        ["一年级男生", "一年级女生"],
        ["一年级（男）", "一年级（女）"],
        ["Grade 1 - Male", "Grade 1 - Female"],
        ["c1_b", "c1_g"],
        ["Boys Grade 1", "Girls Grade 1"],
    ] {
        let columns: Vec<String> = (1..=6)
            .flat_map(|grade| {
                let number = grade.to_string();
                let chinese = ["一", "二", "三", "四", "五", "六"][grade - 1];
                [boys, girls].map(|name| name.replace('1', &number).replace('一', chinese))
            })
            .collect();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let numbers: Vec<Value> = (0..12).map(|index| Value::from(10 + index)).collect();
        let opened = read(&[row("甲小学", &columns, &numbers)]);
        assert_eq!(
            recorded(&opened, "甲小学", Stage::Primary),
            Some(186),
            "{columns:?}\n{}",
            said_of(&opened, "schools.geojson")
        );
        let one: Vec<&str> = columns.iter().step_by(2).copied().collect();
        let opened = read(&[row("甲小学", &one, &numbers)]);
        assert_eq!(recorded(&opened, "甲小学", Stage::Primary), None, "{one:?}");
    }
    for [boys, girls] in [
        ["小学男", "小学女"],
        ["小学_男", "小学_女"],
        ["primary_m", "primary_f"],
    ] {
        let opened = read(&[row("甲小学", &[boys, girls], &[52.into(), 49.into()])]);
        assert_eq!(
            recorded(&opened, "甲小学", Stage::Primary),
            Some(101),
            "{boys}"
        );
    }
}

const US: [&str; 14] = [
    "PK", "KG", "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "G10", "G11", "G12",
];

fn us(name: &str, level: &str, from: usize, to: usize) -> Value {
    let numbers: Vec<Value> = (0..US.len())
        .map(|index| {
            if (from..=to).contains(&index) {
                20.into()
            } else {
                Value::Null
            }
        })
        .collect();
    let mut row = row(name, &US, &numbers);
    row["level"] = level.into();
    row
}

#[test]
fn every_stage_has_the_grades_that_its_schools_run() {
    let opened = read(&[
        us("A", "Elementary", 0, 6),
        us("B", "Middle", 7, 9),
        us("C", "High", 10, 13),
        us("D", "PK-12", 0, 13),
    ]);
    let said = said_of(&opened, "schools.geojson");
    let of = |name, stage| recorded(&opened, name, stage);
    assert_eq!(of("A", Stage::Kindergarten), Some(40), "{said}");
    assert_eq!(of("A", Stage::Primary), Some(100));
    assert_eq!(
        of("B", Stage::Junior),
        Some(60),
        "grade 6 goes with the others"
    );
    assert!(named(&opened.county, "B").stages[Stage::Primary].is_none());
    assert_eq!(
        of("C", Stage::Senior),
        Some(80),
        "and grade 9 with those above"
    );
    assert_eq!(named(&opened.county, "C").kind, SchoolKind::Senior);
    assert_eq!(
        [
            Stage::Kindergarten,
            Stage::Primary,
            Stage::Junior,
            Stage::Senior
        ]
        .map(|stage| of("D", stage)),
        [Some(40), Some(120), Some(60), Some(60)]
    );
    assert!(
        warned(&opened, Some(2), "grade 6 is counted with junior"),
        "{said}"
    );
}

#[test]
fn an_empty_grade_in_between_leaves_the_stage_not_known() {
    let columns = [
        "一年级",
        "二年级",
        "三年级",
        "四年级",
        "五年级",
        "六年级",
        "七年级",
        "八年级",
        "九年级",
    ];
    let null = || Value::Null;
    let cell = |number: i32| Value::from(number);
    let opened = read(&[
        row(
            "甲学校",
            &columns,
            &[
                cell(30),
                cell(31),
                null(),
                cell(33),
                cell(34),
                cell(35),
                cell(40),
                cell(41),
                cell(42),
            ],
        ),
        row(
            "乙小学",
            &columns,
            &[
                cell(30),
                cell(31),
                cell(32),
                cell(33),
                null(),
                null(),
                null(),
                null(),
                null(),
            ],
        ),
        row(
            "丙小学",
            &columns,
            &[
                cell(30),
                cell(31),
                "三十".into(),
                cell(33),
                cell(30),
                cell(30),
                null(),
                null(),
                null(),
            ],
        ),
        row(
            "丁小学",
            &columns,
            &[
                cell(30),
                cell(31),
                cell(32),
                cell(33),
                cell(30),
                "约三十".into(),
                null(),
                null(),
                null(),
            ],
        ),
        row(
            "戊小学",
            &columns,
            &[
                cell(30),
                cell(31),
                cell(32),
                cell(33),
                cell(30),
                cell(-1),
                null(),
                null(),
                null(),
            ],
        ),
    ]);
    let of = |name, stage| recorded(&opened, name, stage);
    assert_eq!(of("甲学校", Stage::Primary), None);
    assert!(named(&opened.county, "甲学校").stages[Stage::Primary].is_some());
    assert_eq!(of("甲学校", Stage::Junior), Some(123));
    assert!(warned(&opened, Some(1), "between others is empty"));
    assert_eq!(
        of("乙小学", Stage::Primary),
        Some(126),
        "it runs four grades"
    );
    for name in ["丙小学", "丁小学", "戊小学"] {
        assert_eq!(of(name, Stage::Primary), None, "{name}");
    }
}

#[test]
fn a_total_that_is_stated_wins_over_the_grades_and_both_are_told() {
    let columns = [
        "一年级",
        "二年级",
        "三年级",
        "四年级",
        "五年级",
        "六年级",
        "七年级",
        "八年级",
        "九年级",
    ];
    let school = |name: &str, highest: usize, more: &[(&str, Value)]| {
        let numbers: Vec<Value> = (0..9)
            .map(|index| {
                if index < highest {
                    30.into()
                } else {
                    Value::Null
                }
            })
            .collect();
        let mut row = row(name, &columns, &numbers);
        for (column, value) in more {
            row[*column] = value.clone();
        }
        row
    };
    let opened = read(&[
        school("甲小学", 6, &[("在校生", 180.into())]),
        school("乙小学", 6, &[("在校生", 200.into())]),
        school("丙小学", 6, &[("在校生", 0.into())]),
        school("丁学校", 9, &[("在校生", 300.into())]),
        school("戊小学", 6, &[("小学在校生", 190.into())]),
    ]);
    let of = |name, stage| pupils(named(&opened.county, name), stage);
    assert_eq!(of("甲小学", Stage::Primary), Some((180, Origin::Recorded)));
    assert!(!warned(&opened, Some(1), "grades"));
    assert_eq!(of("乙小学", Stage::Primary), Some((200, Origin::Recorded)));
    assert!(warned(
        &opened,
        Some(2),
        "200 in all, grades 180; 200 is used"
    ));
    assert_eq!(of("丙小学", Stage::Primary), Some((180, Origin::Recorded)));
    assert!(warned(&opened, Some(3), "0 in all"));
    assert_eq!(of("丁学校", Stage::Primary), Some((200, Origin::Estimated)));
    assert_eq!(of("丁学校", Stage::Junior), Some((100, Origin::Estimated)));
    assert!(warned(&opened, Some(4), "300 in all, grades 270"));
    assert_eq!(of("戊小学", Stage::Primary), Some((190, Origin::Recorded)));
    assert!(warned(&opened, Some(5), "190 in all"));
    let blank: Vec<Value> = vec![0.into(); 6];
    let mut row = row("甲小学", &columns[..6], &blank);
    row["在校生"] = 200.into();
    let filled = school("乙小学", 6, &[("在校生", 180.into())]);
    assert_eq!(
        recorded(&read(&[row, filled]), "甲小学", Stage::Primary),
        Some(200)
    );
}

#[test]
fn what_counts_classes_or_says_whether_there_is_a_grade_is_never_taken_for_pupils() {
    let columns = ["G1", "G2", "G3", "G4", "G5", "G6"];
    let rows = |number: i32| [row("甲小学", &columns, &vec![Value::from(number); 6])];
    let flags = read(&rows(1));
    assert_eq!(recorded(&flags, "甲小学", Stage::Primary), None);
    assert!(
        asked(&flags)
            .iter()
            .all(|key| !key.ends_with("counts:grades"))
    );
    let classes = read(&rows(2));
    assert_eq!(recorded(&classes, "甲小学", Stage::Primary), None);
    assert!(asked(&classes).contains(&"schools.geojson:counts:grades"));
    let said = answered(
        &[("schools.geojson", &roster(&rows(2)))],
        &[("schools.geojson:counts:grades", "pupils")],
    );
    assert_eq!(recorded(&said, "甲小学", Stage::Primary), Some(12));
    let mut beside = rows(9);
    beside[0]["pupils"] = 2000.into();
    assert_eq!(
        recorded(&read(&beside), "甲小学", Stage::Primary),
        Some(2000)
    );
    // Some grades only, as of those that begin or end.
    let some = read(&[row(
        "甲小学",
        &["一年级", "六年级"],
        &[30.into(), 35.into()],
    )]);
    assert_eq!(recorded(&some, "甲小学", Stage::Primary), None);
    let gap = read(&[row(
        "甲小学",
        &["G1", "G2", "G4"],
        &[30.into(), 35.into(), 30.into()],
    )]);
    assert_eq!(recorded(&gap, "甲小学", Stage::Primary), None);
    assert!(warned(&gap, None, "not every grade has a column"));
    for columns in [
        ["一年级班数", "二年级班数", "三年级班数"],
        ["G1 teachers", "G2 teachers", "G3 teachers"],
    ] {
        let other = read(&[row("甲小学", &columns, &[30.into(), 31.into(), 32.into()])]);
        assert_eq!(
            recorded(&other, "甲小学", Stage::Primary),
            None,
            "{columns:?}"
        );
    }
}

#[test]
fn a_kindergarten_and_settlements_by_grade() {
    let columns = ["小班", "中班", "大班"];
    let opened = read(&[row(
        "甲幼儿园",
        &columns,
        &[20.into(), 25.into(), 30.into()],
    )]);
    assert_eq!(recorded(&opened, "甲幼儿园", Stage::Kindergarten), Some(75));
    let columns = [
        "Pre-K",
        "Kindergarten",
        "Grade 1",
        "Grade 2",
        "Grade 3",
        "Grade 4",
        "Grade 5",
    ];
    let numbers = vec![Value::from(10); 7];
    let opened = read(&[row("A Elementary", &columns, &numbers)]);
    assert_eq!(
        recorded(&opened, "A Elementary", Stage::Kindergarten),
        Some(20)
    );
    assert_eq!(recorded(&opened, "A Elementary", Stage::Primary), Some(50));
    let columns = ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"];
    let home = |name: &str, values: &[Value]| {
        let mut home = row(name, &columns, values);
        home["人口"] = 900.into();
        home
    };
    let whole = vec![Value::from(10); 6];
    let mut gap = whole.clone();
    gap[2] = json!(null);
    let homes = roster(&[home("甲村", &whole), home("乙村", &gap)]);
    let opened = open(&[("村庄.geojson", &homes)]);
    let found: Vec<Option<u32>> = opened
        .county
        .settlements
        .iter()
        .map(|home| home.pupils[Stage::Primary])
        .collect();
    assert_eq!(found, [Some(60), None]);
}

#[test]
fn the_first_grades_of_a_later_school_are_its_own() {
    let columns = ["一年级", "二年级", "三年级"];
    let numbers = [50.into(), 51.into(), 52.into()];
    let opened = read(&[
        row("甲初级中学", &columns, &numbers),
        row("乙高级中学", &columns, &numbers),
        row("丙小学", &columns, &numbers),
    ]);
    assert_eq!(recorded(&opened, "甲初级中学", Stage::Junior), Some(153));
    assert_eq!(named(&opened.county, "甲初级中学").kind, SchoolKind::Junior);
    assert!(named(&opened.county, "甲初级中学").stages[Stage::Primary].is_none());
    assert!(warned(
        &opened,
        Some(1),
        "grades 1 to 3 are read as those of junior"
    ));
    assert_eq!(recorded(&opened, "乙高级中学", Stage::Senior), Some(153));
    assert_eq!(recorded(&opened, "丙小学", Stage::Primary), Some(153));
    let opened = read(&[row("丁完全中学", &columns, &numbers)]);
    assert_eq!(
        recorded(&opened, "丁完全中学", Stage::Junior),
        None,
        "junior or senior"
    );
    assert!(named(&opened.county, "丁完全中学").stages[Stage::Primary].is_none());
}

#[test]
fn grades_in_other_languages() {
    let numbers = [30, 31, 32, 33, 34, 35].map(Value::from);
    for columns in [
        [
            "1er grado",
            "2do grado",
            "3er grado",
            "4to grado",
            "5to grado",
            "6to grado",
        ],
        ["1º ano", "2º ano", "3º ano", "4º ano", "5º ano", "6º ano"],
        [
            "1-й класс",
            "2-й класс",
            "3-й класс",
            "4-й класс",
            "5-й класс",
            "6-й класс",
        ],
        [
            "primer grado",
            "segundo grado",
            "tercer grado",
            "cuarto grado",
            "quinto grado",
            "sexto grado",
        ],
        ["1학년", "2학년", "3학년", "4학년", "5학년", "6학년"],
        ["1年生", "2年生", "3年生", "4年生", "5年生", "6年生"],
    ] {
        let opened = read(&[row("甲小学", &columns, &numbers)]);
        let found = recorded(&opened, "甲小学", Stage::Primary);
        assert_eq!(
            found,
            Some(195),
            "{columns:?}\n{}",
            said_of(&opened, "schools.geojson")
        );
    }
    let columns = ["PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2"];
    let numbers = vec![Value::from(20); 8];
    let opened = read(&[row("École primaire Curie", &columns, &numbers)]);
    assert_eq!(
        recorded(&opened, "École primaire Curie", Stage::Kindergarten),
        Some(60)
    );
    assert_eq!(
        recorded(&opened, "École primaire Curie", Stage::Primary),
        Some(100)
    );
    let columns = ["6ème", "5ème", "4ème", "3ème"];
    let opened = read(&[row("Collège Hugo", &columns, &vec![Value::from(20); 4])]);
    assert_eq!(recorded(&opened, "Collège Hugo", Stage::Junior), Some(80));
}

#[test]
fn a_letter_beside_grades_is_a_grade_only_where_it_counts_pupils() {
    let columns = ["G6", "G7", "G8", "MS", "K", "KG"];
    let rows = |letter: i32, word: Value| {
        let numbers = [
            40.into(),
            41.into(),
            42.into(),
            letter.into(),
            letter.into(),
            word,
        ];
        [row("A Middle School", &columns, &numbers)]
    };
    let opened = read(&rows(1, "no".into()));
    assert_eq!(
        recorded(&opened, "A Middle School", Stage::Junior),
        Some(123)
    );
    assert!(named(&opened.county, "A Middle School").stages[Stage::Kindergarten].is_none());
    let columns = ["K", "1", "2", "3", "4", "5"];
    let opened = read(&[row("B Elementary", &columns, &vec![Value::from(20); 6])]);
    assert_eq!(recorded(&opened, "B Elementary", Stage::Primary), Some(100));
    assert_eq!(
        recorded(&opened, "B Elementary", Stage::Kindergarten),
        Some(20)
    );
}
