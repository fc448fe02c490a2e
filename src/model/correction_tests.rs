use super::super::{
    Count, Origin, Ownership, PerStage, RecordedFlow, SchoolId, SchoolKind, SettlementId, Stage,
    StageRecord,
};
use super::*;
use crate::random::Random;

fn school(id: &str, kind: SchoolKind, pupils: Option<u32>) -> School {
    School {
        name: format!("{id} school"),
        ..School::plain(id, kind, StageRecord::of(pupils, None))
    }
}

fn home(id: &str, pupils: u32) -> Settlement {
    let mut by_stage = PerStage::default();
    by_stage[Stage::Primary] = Some(pupils);
    Settlement {
        id: SettlementId::new(id),
        name: id.to_owned(),
        at: LonLat::new(104.01, 29.61),
        township: None,
        population: None,
        pupils: by_stage,
        births: BTreeMap::new(),
        extra: serde_json::Map::new(),
    }
}

fn files() -> County {
    County {
        schools: vec![
            school("a", SchoolKind::Primary, Some(120)),
            school("b", SchoolKind::Primary, None),
            school("c", SchoolKind::NineYear, Some(300)),
        ],
        settlements: vec![home("v", 50), home("w", 60)],
        flows: [(0, 0), (0, 1), (1, 2)]
            .map(|(settlement, school)| RecordedFlow {
                stage: Stage::Primary,
                settlement,
                school,
                pupils: 10,
                boarders: None,
            })
            .to_vec(),
        ..County::default()
    }
}

fn of(id: &str) -> Subject {
    Subject::School(SchoolId::new(id))
}

fn given(files: &County, facts: &[(Subject, Fact)]) -> Corrections {
    let mut corrections = Corrections::default();
    for (subject, fact) in facts {
        let given = corrections.give(files, subject, fact.clone(), Said::default());
        assert_eq!(given, Ok(()), "{subject:?} {fact:?}");
    }
    corrections
}

fn pupils(county: &County, id: &str) -> Option<Count> {
    let school = county.school(&SchoolId::new(id)).expect("it is there");
    school.stages[Stage::Primary]
        .expect("it runs primary")
        .pupils
}

#[test]
fn a_corrected_figure_counts_and_says_that_it_was_corrected() {
    let files = files();
    let facts = [
        (of("a"), Fact::Pupils(Stage::Primary, Some(131))),
        (of("b"), Fact::Pupils(Stage::Primary, Some(0))),
        (of("c"), Fact::Pupils(Stage::Primary, None)),
    ];
    let county = corrected(&files, &given(&files, &facts));
    let count = |number| Count {
        number,
        origin: Origin::Corrected,
    };
    assert_eq!(pupils(&county, "a"), Some(count(131)));
    assert_eq!(pupils(&county, "b"), Some(count(0)), "zero is known");
    assert_eq!(pupils(&county, "c"), None, "unknown is not zero");
    assert_eq!(county.corrections.len(), 3);
    assert!(files.corrections.is_empty());
}

#[test]
fn what_the_files_say_already_needs_no_correction_and_ends_one() {
    let files = files();
    let pupils = |number| Fact::Pupils(Stage::Primary, Some(number));
    let mut corrections = given(&files, &[(of("a"), pupils(131))]);
    assert_eq!(corrections.len(), 1);
    corrections
        .give(&files, &of("a"), pupils(120), Said::default())
        .unwrap();
    assert!(corrections.is_empty());
    assert_eq!(corrected(&files, &corrections), files);
}

#[test]
fn a_correction_of_a_fact_that_has_changed_since_waits_until_somebody_says_that_it_counts() {
    let then = files();
    let field = Field::Pupils(Stage::Primary);
    let mut corrections = given(&then, &[(of("a"), Fact::Pupils(Stage::Primary, Some(131)))]);
    let mut now = then.clone();
    now.schools[0].stages[Stage::Primary]
        .as_mut()
        .unwrap()
        .pupils = Some(Count::recorded(140));
    let standing = |corrections: &Corrections, county: &County| {
        corrections.standing(county, corrections.iter().next().unwrap())
    };
    let changed = Standing::Changed(Fact::Pupils(Stage::Primary, Some(140)));
    assert_eq!(standing(&corrections, &now), changed);
    assert_eq!(corrected(&now, &corrections), now, "never silently applied");
    assert_eq!(corrections.asking(&now).count(), 1);
    corrections.affirm(&now, &of("a"), field);
    assert_eq!(standing(&corrections, &now), Standing::InForce);
    assert_eq!(
        pupils(&corrected(&now, &corrections), "a").map(|count| count.number),
        Some(131)
    );
    // The county has put it right itself.
    now.schools[0].stages[Stage::Primary]
        .as_mut()
        .unwrap()
        .pupils = Some(Count::recorded(131));
    assert_eq!(standing(&corrections, &now), Standing::Already);
}

#[test]
fn a_correction_is_never_given_to_another_school_that_has_come_under_its_id() {
    let then = files();
    let corrections = given(&then, &[(of("a"), Fact::Pupils(Stage::Primary, Some(131)))]);
    let mut renamed = then.clone();
    "another".clone_into(&mut renamed.schools[0].name);
    let mut moved = then.clone();
    moved.schools[0].at = LonLat::new(104.3, 29.6);
    let mut gone = then.clone();
    gone.schools.remove(0);
    gone.flows.clear();
    for now in [renamed, moved, gone] {
        let standing = corrections.standing(&now, corrections.iter().next().unwrap());
        assert!(
            !standing.counts() && standing.words().is_some(),
            "{standing:?}"
        );
        assert_eq!(corrected(&now, &corrections), now);
    }
    // A name that is corrected too may come into the files.
    let mut corrections = corrections;
    let name = Fact::Name("A".to_owned());
    corrections
        .give(&then, &of("a"), name, Said::default())
        .unwrap();
    let mut renamed = then;
    "A".clone_into(&mut renamed.schools[0].name);
    assert_eq!(corrections.asking(&renamed).count(), 0);
}

#[test]
fn a_school_that_is_no_longer_run_is_left_out_with_the_flows_to_it() {
    let files = files();
    let county = corrected(&files, &given(&files, &[(of("b"), Fact::Open(false))]));
    let ids: Vec<&str> = county
        .schools
        .iter()
        .map(|school| school.id.as_str())
        .collect();
    assert_eq!(ids, ["a", "c"]);
    let flows: Vec<(usize, &str)> = county
        .flows
        .iter()
        .map(|flow| (flow.settlement, county.schools[flow.school].id.as_str()))
        .collect();
    assert_eq!(flows, [(0, "a"), (1, "c")]);
}

#[test]
fn another_kind_brings_its_stages_and_drops_those_of_the_old_one() {
    let files = files();
    let facts = [
        (of("a"), Fact::Kind(SchoolKind::NineYear)),
        (of("a"), Fact::Pupils(Stage::Junior, Some(80))),
        (of("c"), Fact::Kind(SchoolKind::Junior)),
    ];
    let corrections = given(&files, &facts);
    let county = corrected(&files, &corrections);
    let a = county.school(&SchoolId::new("a")).unwrap();
    assert_eq!(pupils(&county, "a"), Some(Count::recorded(120)));
    let junior = a.stages[Stage::Junior].unwrap().pupils;
    assert_eq!(junior.map(|count| count.number), Some(80));
    let c = county.school(&SchoolId::new("c")).unwrap();
    assert!(c.stages[Stage::Primary].is_none() && c.stages[Stage::Junior].is_some());
    assert!(
        county.flows.iter().all(|flow| flow.school != 2),
        "nobody is on record in primary there"
    );
    let mut corrections = corrections;
    let refused = corrections.give(
        &files,
        &of("c"),
        Fact::Seats(Stage::Primary, Some(9)),
        Said::default(),
    );
    assert_eq!(refused, Err(Uncorrectable::NotRun));
}

#[test]
fn what_cannot_be_so_is_refused_and_changes_nothing() {
    let mut files = files();
    let mut corrections = Corrections::default();
    let home = Subject::Settlement(SettlementId::new("v"));
    for (subject, fact, why) in [
        (of("z"), Fact::Beds(Some(1)), Uncorrectable::NotInFiles),
        (of("a"), Fact::Name("  ".to_owned()), Uncorrectable::NoName),
        (of("a"), Fact::Beds(Some(MOST + 1)), Uncorrectable::TooMany),
        (
            of("a"),
            Fact::Place(LonLat::new(200.0, 29.0)),
            Uncorrectable::OffTheGlobe,
        ),
        (
            of("a"),
            Fact::Place(LonLat::new(f64::NAN, 29.0)),
            Uncorrectable::OffTheGlobe,
        ),
        (
            home.clone(),
            Fact::Ownership(Some(Ownership::Public)),
            Uncorrectable::NotOfSettlements,
        ),
    ] {
        assert_eq!(
            corrections.give(&files, &subject, fact, Said::default()),
            Err(why)
        );
    }
    files.homes = Homes::Estimated;
    let fact = Fact::Pupils(Stage::Primary, Some(1));
    let refused = corrections.give(&files, &home, fact, Said::default());
    assert_eq!(refused, Err(Uncorrectable::Estimated));
    assert!(corrections.is_empty());
}

/// Facts that random steps choose from.
fn some_fact(random: &mut Random) -> (Subject, Fact) {
    let id = ["a", "b", "c"][random.below(3)];
    let number = (random.below(3) > 0).then(|| random.below(200) as u32);
    let fact = match random.below(5) {
        0 => Fact::Pupils(Stage::Primary, number),
        1 => Fact::Seats(Stage::Primary, number),
        2 => Fact::Beds(number),
        3 => Fact::Name(format!("{id} school {}", random.below(2))),
        _ => Fact::Open(random.below(2) == 0),
    };
    (of(id), fact)
}

#[test]
fn whatever_order_corrections_come_in_every_fact_is_as_it_was_said_last() {
    for seed in 0..50 {
        let (mut random, files) = (Random::seeded(seed), files());
        let mut corrections = Corrections::default();
        let mut last: BTreeMap<(Subject, Field), Fact> = BTreeMap::new();
        for _ in 0..12 {
            let (subject, fact) = some_fact(&mut random);
            corrections
                .give(&files, &subject, fact.clone(), Said::default())
                .unwrap();
            last.insert((subject, fact.field()), fact);
        }
        let county = corrected(&files, &corrections);
        for ((subject, field), fact) in last {
            let Subject::School(id) = &subject else {
                continue;
            };
            match county.school(id) {
                Some(school) => assert_eq!(Fact::of_school(field, school), fact, "seed {seed}"),
                None => assert_eq!(
                    corrections.of(&subject, Field::Open).unwrap().is,
                    Fact::Open(false)
                ),
            }
        }
    }
}

#[test]
fn two_windows_keep_what_each_of_them_corrected() {
    let files = files();
    let (beds, name) = (Fact::Beds(Some(8)), Fact::Name("A".to_owned()));
    let before = given(&files, &[(of("c"), Fact::Beds(Some(1)))]);
    let mut mine = before.clone();
    mine.give(&files, &of("a"), beds, Said::default()).unwrap();
    mine.put(&of("c"), Field::Beds, None);
    let mut theirs = before.clone();
    theirs
        .give(&files, &of("a"), name, Said::default())
        .unwrap();
    let joined = mine.joined(&before, &theirs);
    let fields: Vec<Field> = joined.iter().map(|(_, one)| one.is.field()).collect();
    assert_eq!(fields, [Field::Name, Field::Beds]);
}
