use super::*;
use crate::geometry::LonLat;
use crate::model::{PerStage, Settlement, SettlementId, Township};
use crate::random::Random;
use crate::units::Year;
use crate::words::Words;

fn county(homes: &[(&str, usize)]) -> County {
    let township = |name: &str| Township {
        code: String::new(),
        name: name.to_owned(),
        district: None,
        population: None,
        outline: geo::MultiPolygon::new(Vec::new()),
        extra: serde_json::Map::new(),
    };
    let home = |&(name, township): &(&str, usize)| Settlement {
        id: SettlementId::new(name),
        name: name.to_owned(),
        at: LonLat::new(104.0, 29.6),
        township: Some(township),
        population: None,
        pupils: PerStage::default(),
        births: BTreeMap::new(),
        extra: serde_json::Map::new(),
    };
    County {
        townships: vec![township("马踏镇"), township("宝五镇")],
        settlements: homes.iter().map(home).collect(),
        ..County::default()
    }
}

fn finding(rule: &str, home: Option<usize>, school: &str, pupils: u32, value: f64) -> Finding {
    let standards = Standards::default();
    let rule = standards.get(rule).expect("it is in force");
    Finding {
        stage: Some(Stage::Primary),
        settlement: home,
        school: (!school.is_empty()).then(|| SchoolId::new(school)),
        pupils: Some(pupils),
        ..Finding::of(rule, value, Words::default())
    }
}

fn grown(
    county: &County,
    now: Vec<Finding>,
    before: Option<Vec<Finding>>,
    by: GroupBy,
    wanted: Wanted,
) -> Vec<Branch> {
    let layout = Layout::today(county, Year(2021));
    let (now, before) = (Findings::from(now), before.map(Findings::from));
    let found = |findings| Found {
        findings,
        layout: &layout,
    };
    let before = before.as_ref().map(found);
    tree(
        &Standards::default(),
        county,
        found(&now),
        before,
        by,
        &wanted,
    )
}

/// A far trip of all grades.
const FAR: &str = "trip.primary";
/// A far walk of the youngest.
const WALK: &str = "walk.primary.lower";

#[test]
fn a_settlement_counts_once_in_a_rule_whatever_schools_its_pupils_go_to() {
    let county = county(&[("清河村2组", 0), ("清河村5组", 0), ("王村", 1)]);
    let now = vec![
        finding(FAR, Some(0), "a", 5, 3_000.0),
        finding(FAR, Some(0), "b", 6, 4_000.0),
        finding(FAR, Some(1), "a", 1, 2_500.0),
        finding(FAR, Some(2), "a", 2, 2_600.0),
    ];
    let [rule] = &*grown(&county, now, None, GroupBy::Rule, Wanted::default()) else {
        panic!("one rule is broken")
    };
    let tally = rule.tally;
    assert_eq!((tally.settlements, tally.schools), (3, 2));
    assert_eq!((tally.pupils, tally.worst), (Some(14), Some(4_000.0)));
    let [mata, baowu] = &*rule.below else {
        panic!("two townships")
    };
    assert_eq!(mata.topic, Topic::Township(Some(0)), "it concerns more");
    assert_eq!(
        baowu.below[0].topic,
        Topic::Settlement(2),
        "alone it is no village"
    );
    let [village] = &*mata.below else {
        panic!("both settlements are of one village")
    };
    assert_eq!(village.topic, Topic::Village("清河村".to_owned()));
    let homes: Vec<&Topic> = village.below.iter().map(|home| &home.topic).collect();
    assert_eq!(homes, [&Topic::Settlement(0), &Topic::Settlement(1)]);
}

#[test]
fn what_breaks_two_rules_stands_under_both_and_its_pupils_are_not_added_up() {
    let county = county(&[("a", 0)]);
    let now = vec![
        finding(WALK, Some(0), "s", 5, 50.0),
        finding(FAR, Some(0), "s", 10, 3_000.0),
    ];
    let by_rule = grown(&county, now.clone(), None, GroupBy::Rule, Wanted::default());
    assert_eq!(by_rule.len(), 2);
    let [township] = &*grown(&county, now, None, GroupBy::Township, Wanted::default()) else {
        panic!("one township")
    };
    assert_eq!(township.tally.settlements, 1);
    assert_eq!((township.tally.pupils, township.tally.worst), (None, None));
    let farthest = township.tally.farthest;
    assert_eq!(
        farthest,
        Some((0, 50.0 / 30.0)),
        "3.0 km are 1.5 times 2.0 km"
    );
    assert_eq!(township.below[1].tally.pupils, Some(10));
}

#[test]
fn a_plan_says_what_is_new_and_what_is_gone_and_a_new_school_alone_is_no_change() {
    let county = county(&[("a", 0), ("b", 0), ("c", 0)]);
    let before = vec![
        finding(FAR, Some(0), "s", 5, 3_000.0),
        finding(FAR, Some(1), "s", 5, 3_000.0),
    ];
    let now = vec![
        finding(FAR, Some(0), "t", 5, 3_500.0),
        finding(FAR, Some(2), "t", 5, 3_000.0),
    ];
    let trees = |wanted| {
        grown(
            &county,
            now.clone(),
            Some(before.clone()),
            GroupBy::Rule,
            wanted,
        )
    };
    let rule = &trees(Wanted::default())[0];
    assert_eq!((rule.tally.new, rule.tally.gone), (1, 1));
    assert_eq!(rule.tally.settlements, 2, "what is gone does not count");
    let last = rule.below[0]
        .below
        .last()
        .expect("what is gone stands last");
    assert_eq!(
        (&last.topic, &*last.findings),
        (&Topic::Settlement(1), &[][..])
    );
    let changed = &trees(Wanted {
        only_changed: true,
        ..Wanted::default()
    })[0];
    assert_eq!(changed.tally.settlements, 1);
}

#[test]
fn a_rule_that_nothing_breaks_any_more_is_told_as_gone() {
    let county = county(&[("a", 0)]);
    let before = vec![finding(FAR, Some(0), "s", 5, 3_000.0)];
    let rules = grown(
        &county,
        Vec::new(),
        Some(before),
        GroupBy::Rule,
        Wanted::default(),
    );
    assert_eq!(
        rules[0].tally,
        Tally {
            gone: 1,
            ..Tally::default()
        }
    );
}

#[test]
fn by_school_each_school_has_the_pupils_who_come_to_it() {
    let county = county(&[("a", 0)]);
    let now = vec![
        finding(FAR, Some(0), "s", 5, 3_000.0),
        finding(FAR, Some(0), "t", 6, 4_000.0),
        finding("seats.every_pupil", Some(0), "", 3, 3.0),
    ];
    let schools = grown(&county, now, None, GroupBy::School, Wanted::default());
    let told: Vec<_> = schools
        .iter()
        .map(|one| (one.topic.clone(), one.tally.pupils))
        .collect();
    let school = |id: &str| Topic::School(Some(SchoolId::new(id)));
    assert!(told.contains(&(school("s"), Some(5))));
    assert!(told.contains(&(school("t"), Some(6))));
    assert!(told.contains(&(Topic::School(None), Some(3))));
}

/// Everything under a branch is in its parts, once, and counts are those of a slow count.
fn check(branch: &Branch, now: &[Finding]) {
    let homes: BTreeSet<_> = branch
        .findings
        .iter()
        .filter_map(|&position| now[position].settlement)
        .collect();
    assert_eq!(branch.tally.settlements, homes.len());
    if branch.below.is_empty() {
        return;
    }
    let mut parts: Vec<usize> = branch
        .below
        .iter()
        .flat_map(|part| part.findings.clone())
        .collect();
    parts.sort_unstable();
    assert_eq!(parts, branch.findings);
    let sum = |of: fn(&Tally) -> usize| {
        branch
            .below
            .iter()
            .map(|part| of(&part.tally))
            .sum::<usize>()
    };
    assert_eq!(
        (branch.tally.new, branch.tally.gone),
        (sum(|it| it.new), sum(|it| it.gone))
    );
    for part in &branch.below {
        check(part, now);
    }
}

#[test]
fn no_finding_is_lost_or_told_twice_however_they_are_grouped() {
    let county = county(&[("清河村1组", 0), ("清河村2组", 0), ("王村", 1), ("b", 1)]);
    let mut random = Random::seeded(11);
    for _ in 0..300 {
        let mut some = || -> Vec<Finding> {
            let n = random.below(12);
            let mut all: Vec<Finding> = (0..n)
                .map(|_| {
                    let rule = [FAR, WALK, "seats.utilisation"][random.below(3)];
                    let home = [Some(0), Some(1), Some(2), Some(3), None][random.below(5)];
                    let school = ["s", "t"][random.below(2)];
                    finding(rule, home, school, random.count_below(9), 3_000.0)
                })
                .collect();
            // Findings of one layout differ in rule or place.
            let mut seen = BTreeSet::new();
            all.retain(|it| seen.insert((it.standard.clone(), it.settlement, it.school.clone())));
            all
        };
        let (now, before) = (some(), some());
        for by in [GroupBy::Rule, GroupBy::Township, GroupBy::School] {
            let trees = grown(
                &county,
                now.clone(),
                Some(before.clone()),
                by,
                Wanted::default(),
            );
            let mut all: Vec<usize> = trees
                .iter()
                .flat_map(|tree| tree.findings.clone())
                .collect();
            all.sort_unstable();
            assert_eq!(all, (0..now.len()).collect::<Vec<_>>(), "{now:?}");
            for branch in &trees {
                check(branch, &now);
            }
        }
    }
}
