//! An answer: measures with their reasons, what they come to, how good that is, and what only its question asks for.

use super::Beyond;
use super::catchments::Catchments;
use super::layout::Open;
use super::merge::SmallLeft;
use super::site::Opened;
use crate::model::{County, SchoolId};
use crate::plan::{self, Action, Command, Plan, Policy, Refused};
use crate::solve::Answer;
use crate::units::PupilWays;
use crate::words::{Lang, Words};

/// What a value counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueUnit {
    /// Pupils times their way one way, in decimetres.
    PupilDecimetres,
    /// Pupils within the radius.
    Pupils,
}

impl ValueUnit {
    /// A value in pupil-metres, or in pupils.
    pub fn of(self, value: i64) -> f64 {
        match self {
            Self::PupilDecimetres => PupilWays::from_decimetres(value).metres(),
            Self::Pupils => value as f64,
        }
    }
}

/// A measure that is proposed, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedMeasure {
    /// The measure with its year.
    pub action: Action,
    /// In a sentence with the numbers.
    pub reason: Words,
}

/// A school that stays as it is, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Which school.
    pub school: SchoolId,
    /// In a sentence with the numbers.
    pub reason: Words,
}

/// An answer to a question: what to do, what it comes to, and how good it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal<A = Answered> {
    /// The measures, in an order in which they can be added to the plan. Catchments need none.
    pub steps: Vec<ProposedMeasure>,
    /// Schools that were in question and stay.
    pub stays: Vec<Stay>,
    /// The policy under which the value is what the plan comes to.
    pub policy: Policy,
    /// The value, in [`Proposal::unit`].
    pub value: i64,
    /// No plan within the limits has a better value.
    pub bound: i64,
    /// All pupils' ways in pupil-decimetres.
    pub pupil_decimetres: i64,
    /// Since the start of the run.
    pub seconds: f64,
    /// Pupils whose trip is over the longest, as no school they may go to is that near; most pupils first.
    pub beyond: Vec<Beyond>,
    /// Schools that are to take pupils though nobody knows whether they have room; nothing is proven with them.
    pub unknown_rooms: Vec<SchoolId>,
    /// What is not known of where pupils live, in words; nothing is proven without it.
    pub lacks: Option<Words>,
    /// How many measures of the answer somebody has left out; nothing is proven without them.
    pub left_out: usize,
    /// What only this question asks for.
    pub answered: A,
}

/// What only one question asks for, by question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// How many small schools are left.
    Merge(SmallLeft),
    /// How many new schools open.
    Site(Opened),
    /// How many schools there are in all.
    Layout(Open),
    /// Who goes where.
    Catchments(Box<Catchments>),
}

/// The answer to one kind of question, beside what all proposals have.
pub trait AnswerKind {
    /// What value and bound count.
    fn unit(&self) -> ValueUnit {
        ValueUnit::PupilDecimetres
    }

    /// Whether a part of the search ended with its share of the time, though the whole had time left.
    fn is_cut_short(&self) -> bool {
        false
    }

    /// What is not proven beside the value, in words; `None` where that is all there is to prove.
    fn unproven(&self) -> Option<Words> {
        None
    }
}

impl AnswerKind for Answered {
    fn unit(&self) -> ValueUnit {
        match self {
            Self::Merge(left) => left.unit(),
            Self::Site(opened) => opened.unit(),
            Self::Layout(open) => open.unit(),
            Self::Catchments(catchments) => catchments.unit(),
        }
    }

    fn is_cut_short(&self) -> bool {
        match self {
            Self::Merge(left) => left.is_cut_short(),
            Self::Site(opened) => opened.is_cut_short(),
            Self::Layout(open) => open.is_cut_short(),
            Self::Catchments(catchments) => catchments.is_cut_short(),
        }
    }

    fn unproven(&self) -> Option<Words> {
        match self {
            Self::Merge(left) => left.unproven(),
            Self::Site(opened) => opened.unproven(),
            Self::Layout(open) => open.unproven(),
            Self::Catchments(catchments) => catchments.unproven(),
        }
    }
}

impl<A: AnswerKind> Proposal<A> {
    /// What value and bound count.
    pub fn unit(&self) -> ValueUnit {
        self.answered.unit()
    }

    /// Whether no better plan exists within the limits, as far as all of it is known.
    pub fn is_proven(&self) -> bool {
        self.is_best_of_known() && self.unknown_rooms.is_empty() && self.lacks.is_none()
    }

    /// Whether no better plan exists within the limits, by what is known; more time would find nothing.
    pub fn is_best_of_known(&self) -> bool {
        self.left_out == 0 && self.value == self.bound && self.answered.unproven().is_none()
    }

    /// What is not known of that on which it rests, in words.
    fn lacking(&self) -> Option<Words> {
        let Some(first) = self.unknown_rooms.first() else {
            return self.lacks.clone();
        };
        Some(match self.unknown_rooms.len() {
            1 => Words::new(
                format!("pupils and seats of {first}, which receives pupils"),
                format!("接收学校{first}的学生数或学位数"),
            ),
            all => Words::new(
                format!("pupils and seats of {all} receiving schools, {first} first"),
                format!("{all}所接收学校的学生数或学位数（如{first}）"),
            ),
        })
    }

    /// Whether and how far it may be from the best, in words.
    pub fn proof(&self) -> Words {
        if self.left_out > 0 {
            let measures = Words::counted(self.left_out, "measure", "条");
            return Words::new(
                format!(
                    "no longer the best that was found: {} left out by hand",
                    measures.en
                ),
                format!("已手工去掉{}，不再是算出的最好结果", measures.zh),
            );
        }
        if let Some(lacks) = self.lacking() {
            return if self.is_best_of_known() {
                Words::new(
                    format!("best as far as is known: lacks {}", lacks.en),
                    format!("就已知数据已是最好结果：缺{}", lacks.zh),
                )
            } else {
                Words::new(
                    format!("perhaps not the best: needs {}", lacks.en),
                    format!("不能断定最好：缺{}", lacks.zh),
                )
            };
        }
        if let Some(unproven) = self.answered.unproven() {
            return unproven;
        }
        if self.value == self.bound {
            return Words::new("nothing better under these conditions", "已是最好结果");
        }
        let gap = self.gap() * 100.0;
        Words::new(
            format!("at most {gap:.2} % from the best"),
            format!("离最好结果最多差 {gap:.2} %"),
        )
    }
}

impl<A> Proposal<A> {
    /// The measures without their reasons.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.steps.iter().map(|step| &step.action)
    }

    /// The same without some of its measures. Value, bound, ways and who goes too far stay those of the whole answer:
    /// what is left has to be evaluated anew.
    pub fn without(&self, is_left_out: impl Fn(&ProposedMeasure) -> bool) -> Self
    where
        A: Clone,
    {
        let mut kept = self.clone();
        kept.steps.retain(|step| !is_left_out(step));
        kept.left_out += self.steps.len() - kept.steps.len();
        kept
    }

    /// How far at most the value is from the best, as a share of it; zero when they meet.
    pub fn gap(&self) -> f64 {
        let answer = Answer {
            choice: (),
            value: self.value,
            bound: self.bound,
            seconds: self.seconds,
        };
        answer.gap()
    }

    /// The same measures as the answer to another question.
    pub(super) fn answering<B>(self, answered: impl FnOnce(A) -> B) -> Proposal<B> {
        let Self {
            steps,
            stays,
            policy,
            value,
            bound,
            pupil_decimetres,
            seconds,
            beyond,
            unknown_rooms,
            lacks,
            left_out,
            answered: before,
        } = self;
        Proposal {
            steps,
            stays,
            policy,
            value,
            bound,
            pupil_decimetres,
            seconds,
            beyond,
            unknown_rooms,
            lacks,
            left_out,
            answered: answered(before),
        }
    }

    /// A plan with these measures besides those it has, as if they were added by hand: they replace what they
    /// contradict. A plan without a name gets one in the language.
    ///
    /// # Errors
    /// When a measure cannot be added.
    pub fn added_to(&self, county: &County, plan: &Plan, lang: Lang) -> Result<Plan, Refused> {
        let mut named = plan.clone();
        if named.name.is_empty() {
            Plan::lettered('A').say(lang).clone_into(&mut named.name);
        }
        named.policy = self.policy;
        let actions = self.actions().cloned().collect();
        let name = Words::new("Proposal", "建议");
        plan::apply(county, &named, Command::AddAll { name, actions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assign::{Assignment, Settled, Unplaced};
    use crate::geometry::LonLat;
    use crate::model::{Ownership, PerStage, SchoolKind, Stage};
    use crate::plan::{Measure, NewSchool};
    use crate::proposal::merge::Searched;
    use crate::units::Year;

    /// A proposal without measures.
    fn answered(answered: Answered, value: i64, bound: i64) -> Proposal {
        Proposal {
            steps: Vec::new(),
            stays: Vec::new(),
            policy: Policy::Seats,
            value,
            bound,
            pupil_decimetres: value,
            seconds: 0.0,
            beyond: Vec::new(),
            unknown_rooms: Vec::new(),
            lacks: None,
            left_out: 0,
            answered,
        }
    }

    fn said(proposal: &Proposal) -> (bool, String) {
        (proposal.is_proven(), proposal.proof().en)
    }

    #[test]
    fn merges_are_proven_only_where_no_plan_leaves_fewer_small_schools() {
        let merges = |schools, at_least, bound| {
            said(&answered(
                Answered::Merge(SmallLeft {
                    schools,
                    at_least,
                    searched: Searched::Whole,
                    is_cut_short: false,
                    year: Year(2025),
                    ways_before: 100,
                }),
                100,
                bound,
            ))
        };
        assert_eq!(
            merges(3, 3, 100),
            (true, "nothing better under these conditions".into())
        );
        assert_eq!(
            merges(3, 3, 99),
            (false, "at most 1.00 % from the best".into())
        );
        let more = "perhaps not the best: perhaps 2 more could close, 1 left at least";
        for bound in [99, 100] {
            assert_eq!(merges(3, 1, bound), (false, more.into()));
        }
    }

    #[test]
    fn sites_and_layouts_are_proven_where_value_and_bound_meet() {
        let opened = Opened {
            schools: 2,
            unit: ValueUnit::Pupils,
        };
        for kind in [
            Answered::Site(opened),
            Answered::Layout(Open {
                schools: 2,
                teaching_points: 0,
            }),
        ] {
            let proven = answered(kind.clone(), 100, 100);
            assert_eq!(
                said(&proven),
                (true, "nothing better under these conditions".into())
            );
            let open = answered(kind, 100, 80);
            assert_eq!(said(&open), (false, "at most 20.00 % from the best".into()));
        }
    }

    #[test]
    fn catchments_are_proven_only_where_no_more_pupils_could_be_placed() {
        let catchments = |unplaced, least, bound| {
            let mut assignment = Assignment::empty(Stage::Primary, 0);
            if unplaced > 0 {
                assignment.unplaced.push(Unplaced {
                    settlement: 0,
                    pupils: unplaced,
                });
            }
            let settled = Settled {
                assignment,
                least_unplaced: least,
                bound: bound as u64,
                relaxation: Vec::new(),
                relaxation_at_least: 0,
            };
            let catchments = Catchments {
                settled,
                changes: Vec::new(),
                relaxations: Vec::new(),
                unplaced: Vec::new(),
                boarders_silent: None,
                ways_before: 100,
            };
            said(&answered(
                Answered::Catchments(Box::new(catchments)),
                100,
                bound,
            ))
        };
        assert_eq!(
            catchments(0, 0, 100),
            (true, "nothing better under these conditions".into())
        );
        assert_eq!(
            catchments(7, 7, 100),
            (true, "nothing better under these conditions".into())
        );
        let few = "7 pupils without a seat, perhaps not the fewest";
        assert_eq!(catchments(7, 0, 100), (false, few.into()));
        let split = "7 pupils without a seat, 4 at least even if settlements are split";
        assert_eq!(catchments(7, 4, 90), (false, split.into()));
    }

    fn measures(plan: &Plan) -> Vec<&Measure> {
        plan.actions.iter().map(|action| &action.measure).collect()
    }

    fn proposal(measure: Measure) -> Proposal {
        let step = ProposedMeasure {
            action: Action::new(Year(2027), measure, ""),
            reason: Words::default(),
        };
        Proposal {
            steps: vec![step],
            ..answered(
                Answered::Layout(Open {
                    schools: 1,
                    teaching_points: 0,
                }),
                0,
                0,
            )
        }
    }

    #[test]
    fn an_answer_with_measures_left_out_is_never_called_the_best() {
        let mut whole = proposal(new_school("a"));
        whole.steps.extend(proposal(new_school("b")).steps);
        assert!(said(&whole).0, "value and bound meet");
        let is_b = |step: &ProposedMeasure| step.action.measure == new_school("b");
        let part = whole.without(is_b);
        assert_eq!((part.steps.len(), part.left_out), (1, 1));
        assert!(!part.is_proven() && !part.is_best_of_known());
        let proof = part.proof();
        assert!(!proof.en.contains("nothing better") && !proof.zh.contains("已是最好"));
        assert_eq!(
            proof.en,
            "no longer the best that was found: 1 measure left out by hand"
        );
        // What is not known of it does not hide that.
        let lacking = Proposal {
            lacks: Some(Words::new("pupils", "学生数")),
            ..part.clone()
        };
        assert_eq!(lacking.proof(), proof);
        assert_eq!(whole.without(|_| false), whole);
    }

    fn new_school(id: &str) -> Measure {
        Measure::New(NewSchool {
            id: SchoolId::new(id),
            name: id.to_owned(),
            kind: SchoolKind::Primary,
            at: LonLat::new(104.0, 29.6),
            seats: PerStage::default(),
            ownership: Ownership::Public,
            inclusive: true,
        })
    }

    #[test]
    fn a_plan_without_a_name_keeps_what_it_has() {
        let mut plan = Plan::new("", (Year(2026), Year(2030)));
        plan.standards = vec!["bus.pupils=50".to_owned()];
        let built = Action::new(Year(2026), new_school("a"), "");
        plan.actions.push(built);
        let county = County::default();
        let added = proposal(new_school("b"))
            .added_to(&county, &plan, Lang::En)
            .unwrap();
        assert_eq!(measures(&added), [&new_school("a"), &new_school("b")]);
        assert_eq!(added.standards, plan.standards);
        assert_eq!(
            (added.period, added.horizon),
            ((Year(2026), Year(2030)), Year(2040))
        );
        assert_eq!(added.name, "Plan A");

        let today = Plan::today(Year(2027));
        let first = proposal(new_school("b")).added_to(&county, &today, Lang::En);
        let first = first.unwrap();
        assert_eq!(
            (first.period, first.horizon),
            ((Year(2027), Year(2031)), Year(2041))
        );
    }

    #[test]
    fn a_proposed_measure_takes_the_place_of_what_it_contradicts() {
        let school = || SchoolId::new("a");
        let mut plan = Plan::new("plan", (Year(2026), Year(2030)));
        plan.actions = vec![
            Action::new(Year(2026), new_school("a"), ""),
            Action::new(Year(2026), Measure::Keep { school: school() }, ""),
        ];
        let county = County::default();
        let close = Measure::Close { school: school() };
        let added = proposal(close.clone()).added_to(&county, &plan, Lang::En);
        assert_eq!(measures(&added.unwrap()), [&new_school("a"), &close]);

        let unknown = Measure::Close {
            school: SchoolId::new("b"),
        };
        assert_eq!(
            proposal(unknown).added_to(&county, &plan, Lang::En),
            Err(Refused::NoSuchSchool(SchoolId::new("b")))
        );
    }
}
