//! What an action needs besides its kind and year: who, how much, from which fund, and which steps are done.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::draft::Draft;
use crate::model::SchoolId;
use crate::units::Wan;
use crate::words::Words;

/// The file of an action (一事一档). Everything is optional; `None` and empty mean "not stated".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Details {
    /// The project's name in the plan, where it differs from the school's.
    pub project: Option<String>,
    /// The unit that answers for it (责任单位).
    pub responsible: Option<String>,
    /// What must be done before.
    pub precondition: Option<String>,
    /// Investment.
    pub cost: Option<Wan>,
    /// Where the money comes from (资金来源).
    pub fund: Option<String>,
    /// Running cost more per year, negative for less.
    pub yearly: Option<Wan>,
    /// Land in square metres.
    pub site_m2: Option<f64>,
    /// Floor area in square metres.
    pub floor_m2: Option<f64>,
    /// Beds for boarders afterwards.
    pub beds: Option<u32>,
    /// Steps of the procedure that are done, in any order.
    pub procedure: Vec<Done>,
    /// The bus or other safe transport that is arranged.
    pub transport: Option<String>,
    /// Share of parents against it, 0 to 1.
    pub parents_opposed: Option<f64>,
    /// Circumstances that argue for keeping the school.
    pub retention: Vec<Retention>,
    /// Why it is done all the same where the closure gate is red.
    pub justification: Option<String>,
    /// What the program wrote as its reason, whether or not it still stands there.
    pub draft: Option<Draft>,
    /// What somebody wrote down about it.
    pub note: Option<String>,
    /// How the pupils are shared between the receivers, by weight. They count where every receiver has one; those of
    /// a school that is no receiver at present are kept in case it becomes one again.
    pub shares: BTreeMap<SchoolId, f64>,
}

/// A step of the procedure and when it was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Which step.
    pub step: Step,
    /// The date as the planner wrote it; may be empty.
    #[serde(default)]
    pub date: String,
}

/// The steps of a closure (撤并程序), in order.
///
/// Source: the 2012 draft rules (plan, argument, notice, approval) and county practice (hearing, risk
/// assessment, transition); see `assets/standards/cn-national.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// 方案制定.
    Drafted,
    /// 论证.
    Argued,
    /// 听证.
    Hearing,
    /// 社会稳定风险评估.
    RiskAssessed,
    /// 公示.
    PublicNotice,
    /// 报批.
    Approved,
    /// 过渡期.
    Transition,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Self; 7] = [
        Self::Drafted,
        Self::Argued,
        Self::Hearing,
        Self::RiskAssessed,
        Self::PublicNotice,
        Self::Approved,
        Self::Transition,
    ];

    /// What a planner calls it.
    pub fn words(self) -> Words {
        match self {
            Self::Drafted => Words::new("Scheme drafted", "方案制定"),
            Self::Argued => Words::new("Expert argument", "论证"),
            Self::Hearing => Words::new("Hearing", "听证"),
            Self::RiskAssessed => Words::new("Risk assessment", "社会稳定风险评估"),
            Self::PublicNotice => Words::new("Public notice", "公示"),
            Self::Approved => Words::new("Approval", "报批"),
            Self::Transition => Words::new("Transition", "过渡期"),
        }
    }
}

/// A circumstance that argues for keeping a small school (应留必留).
///
/// Source: press commentary on the No. 1 document of 2026, grade C; the document itself says only to
/// keep and run well the necessary small schools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Retention {
    /// Hard terrain, isolated.
    HardTerrain,
    /// Teaches only lower grades.
    LowerGradesOnly,
    /// Many left-behind children.
    LeftBehindChildren,
    /// A stable village, a border or a minority settlement.
    StableVillage,
    /// The only public service of the place.
    SolePublicService,
}

impl Retention {
    /// All circumstances.
    pub const ALL: [Self; 5] = [
        Self::HardTerrain,
        Self::LowerGradesOnly,
        Self::LeftBehindChildren,
        Self::StableVillage,
        Self::SolePublicService,
    ];

    /// What a planner calls it.
    pub fn words(self) -> Words {
        match self {
            Self::HardTerrain => Words::new("hard terrain", "地形艰险、交通不便"),
            Self::LowerGradesOnly => Words::new("lower grades only", "仅有低年级"),
            Self::LeftBehindChildren => Words::new("many left-behind children", "留守儿童集中"),
            Self::StableVillage => {
                Words::new("stable, border or minority village", "人口稳定或边远民族村")
            }
            Self::SolePublicService => {
                Words::new("the place's only public service", "当地唯一公共服务设施")
            }
        }
    }
}

impl Details {
    /// The weights of these receivers in their order, as whole numbers of at most a million; empty where one of them
    /// has none.
    pub fn weights(&self, receivers: &[SchoolId]) -> Vec<u32> {
        let shares: Option<Vec<f64>> = receivers
            .iter()
            .map(|receiver| self.shares.get(receiver).copied())
            .collect();
        let shares = shares.unwrap_or_default();
        let largest = shares.iter().copied().fold(0.0, f64::max);
        if largest <= 0.0 {
            return Vec::new();
        }
        let weight = |share: f64| (share.max(0.0) / largest * 1e6).round() as u32;
        shares.into_iter().map(weight).collect()
    }

    /// Takes what it knows, all but `shares`, which need the receivers, out of the members of an action in a plan
    /// file. A member of the wrong kind stays among them, so that nothing is lost on saving.
    pub fn take_from(members: &mut Map<String, Value>) -> Self {
        let wan = |amount: Option<f64>| amount.and_then(Wan::new);
        Self {
            project: take(members, "project"),
            responsible: take(members, "responsible"),
            precondition: take(members, "precondition"),
            cost: wan(take(members, "cost_wan")),
            fund: take(members, "fund"),
            yearly: wan(take(members, "yearly_wan")),
            site_m2: take(members, "site_m2"),
            floor_m2: take(members, "floor_m2"),
            beds: take(members, "beds"),
            procedure: take(members, "procedure").unwrap_or_default(),
            transport: take(members, "transport"),
            parents_opposed: take(members, "parents_opposed"),
            retention: take(members, "retention").unwrap_or_default(),
            justification: take(members, "justification"),
            draft: take(members, "draft"),
            note: take(members, "note"),
            shares: BTreeMap::new(),
        }
    }

    /// The members for a plan file; what is not stated is left out.
    pub fn write_into(&self, members: &mut Map<String, Value>) {
        let amount = |wan: Option<Wan>| wan.map(Wan::as_f64);
        put(members, "project", self.project.as_ref());
        put(members, "responsible", self.responsible.as_ref());
        put(members, "precondition", self.precondition.as_ref());
        put(members, "cost_wan", amount(self.cost));
        put(members, "fund", self.fund.as_ref());
        put(members, "yearly_wan", amount(self.yearly));
        put(members, "site_m2", self.site_m2);
        put(members, "floor_m2", self.floor_m2);
        put(members, "beds", self.beds);
        put(members, "procedure", stated(&self.procedure));
        put(members, "transport", self.transport.as_ref());
        put(members, "parents_opposed", self.parents_opposed);
        put(members, "retention", stated(&self.retention));
        put(members, "justification", self.justification.as_ref());
        put(members, "draft", self.draft.as_ref());
        put(members, "note", self.note.as_ref());
    }

    /// Whether a step of the procedure is done.
    pub fn has_done(&self, step: Step) -> bool {
        self.procedure.iter().any(|done| done.step == step)
    }
}

fn take<T: DeserializeOwned>(members: &mut Map<String, Value>, name: &str) -> Option<T> {
    let stated = T::deserialize(members.get(name)?).ok()?;
    members.shift_remove(name);
    Some(stated)
}

fn put(members: &mut Map<String, Value>, name: &str, stated: Option<impl Serialize>) {
    if let Some(value) = stated.and_then(|stated| serde_json::to_value(stated).ok()) {
        members.insert(name.to_owned(), value);
    }
}

fn stated<T>(list: &[T]) -> Option<&[T]> {
    (!list.is_empty()).then_some(list)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_the_unknown_stays() {
        let written = json!({
            "colour": "red",
            "cost_wan": 51000.0,
            "procedure": [{"step": "hearing", "date": "2023-03-01"}],
            "retention": ["hard_terrain"],
            "responsible": "教育局"
        });
        let mut members = written.as_object().cloned().unwrap();
        let details = Details::take_from(&mut members);
        assert_eq!(members.keys().collect::<Vec<_>>(), ["colour"]);
        assert_eq!(details.cost, Wan::new(51_000.0));
        assert!(details.has_done(Step::Hearing) && !details.has_done(Step::Approved));
        details.write_into(&mut members);
        assert_eq!(Value::Object(members), written);
    }

    #[test]
    fn fractions_and_percentages_weigh_the_same_and_a_receiver_without_a_share_leaves_none() {
        let [b, c] = ["b", "c"].map(SchoolId::new);
        let of = |shares: [f64; 2]| Details {
            shares: [b.clone(), c.clone()].into_iter().zip(shares).collect(),
            ..Details::default()
        };
        let receivers = [b.clone(), c.clone()];
        let seventy = of([70.0, 30.0]).weights(&receivers);
        assert_eq!(seventy, of([0.7, 0.3]).weights(&receivers));
        assert_eq!(seventy, [1_000_000, 428_571]);
        let turned = [c.clone(), b.clone()];
        assert_eq!(of([70.0, 30.0]).weights(&turned), [428_571, 1_000_000]);
        let third = [b.clone(), SchoolId::new("d")];
        assert_eq!(of([70.0, 30.0]).weights(&third), [0_u32; 0]);
        assert_eq!(of([0.0, 0.0]).weights(&receivers), [0_u32; 0]);
    }

    #[test]
    fn a_member_of_the_wrong_kind_is_not_lost() {
        let mut members = json!({"beds": "many"}).as_object().cloned().unwrap();
        let details = Details::take_from(&mut members);
        assert_eq!(details, Details::default());
        assert_eq!(members["beds"], "many");
    }
}
