//! The closure gate for all closures of a plan, those of one year held against the same plan without them.

mod judge;
mod moving;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use crate::evaluation::Evaluator;
use crate::model::{SchoolId, Stage};
use crate::plan::{Action, Measure, Plan, Policy};
use crate::rules::gate::{Bus, Light, Line, LineKey, Remedies};
use crate::rules::{Finding, Limits, Standards};
use crate::units::Year;
use crate::words::Words;
use judge::Judged;

/// The gate's answer for a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gate {
    /// One page for every closure, in the order of the plan.
    pub pages: Vec<GatePage>,
    /// Actions in the wrong order, closures and others.
    pub order: Vec<Finding>,
}

impl Gate {
    /// Closures that something stands against, without a written reason.
    pub fn refused(&self) -> impl Iterator<Item = &GatePage> {
        self.pages.iter().filter(|page| !page.is_compliant())
    }

    /// Whether every page that something stands against has its written reason.
    pub fn is_compliant(&self) -> bool {
        self.refused().next().is_none()
    }

    /// The buses that closures name, each once, by name: schools that name the same one share its vehicles.
    pub fn buses(&self, standards: &Standards, limits: &Limits) -> Vec<NamedBus> {
        let mut named: BTreeMap<&str, (Vec<SchoolId>, u32)> = BTreeMap::new();
        for page in &self.pages {
            let riders = page.remedies.bus.pupils;
            let name = page.transport.as_deref().map(str::trim);
            let Some(name) = name.filter(|name| !name.is_empty() && riders > 0) else {
                continue;
            };
            let (schools, pupils) = named.entry(name).or_default();
            schools.push(page.school.clone());
            *pupils += riders;
        }
        let bus = |(name, (schools, pupils)): (&str, (Vec<SchoolId>, u32))| NamedBus {
            name: name.to_owned(),
            schools,
            bus: Bus::of(standards, limits, pupils),
        };
        named.into_iter().map(bus).collect()
    }
}

/// A bus or other transport as the plan names it, with all who ride.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedBus {
    /// Its name in the plan.
    pub name: String,
    /// The schools whose pupils it takes, in the order of the plan.
    pub schools: Vec<SchoolId>,
    /// Riders, vehicles and what they cost.
    pub bus: Bus,
}

/// One school at the gate.
#[derive(Clone, Debug, PartialEq)]
pub struct GatePage {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// From this year on it turns pupils away.
    pub year: Year,
    /// The first year without them; later than `year` where it is phased out. Its pupils and where they go are those of
    /// this year.
    pub done: Year,
    /// The stages that end, youngest first.
    pub stages: Vec<Stage>,
    /// Whether it runs no stage any more afterwards.
    pub is_whole: bool,
    /// The action that closes it, by index; `None` when the plan keeps it and the page is "what if".
    pub action: Option<usize>,
    /// Its pupils in the stages that end; `None` where they are not known.
    pub pupils: Option<u32>,
    /// Why nobody can say who would have to move, where that is so. No reason stands for that.
    pub lacks: Option<Words>,
    /// Where they go, most pupils first.
    pub receivers: Vec<Receiver>,
    /// Question by question; see [`crate::rules::gate`].
    pub lines: Vec<Line>,
    /// The worst light of all lines.
    pub light: Light,
    /// The bus or other transport it was judged with.
    pub transport: Option<String>,
    /// Whether naming a bus would let it pass, where it is refused without one.
    pub bus_helps: bool,
    /// The written reason for going ahead all the same.
    pub justification: Option<String>,
    /// What would help pupils who come to live too far away.
    pub remedies: Remedies,
}

impl GatePage {
    /// Nothing stands against it, or a reason is written.
    pub fn is_compliant(&self) -> bool {
        self.is_justified() || self.against().next().is_none()
    }

    /// What stands against it: whatever is red, and room that nobody knows.
    pub fn against(&self) -> impl Iterator<Item = &Line> {
        let lines = self.lines.iter();
        lines.filter(|line| line.light == Light::Red || is_unknown_room(line))
    }

    /// What stands against it, in one line; empty where nothing does.
    pub fn objections(&self) -> Words {
        let told = |of: fn(&Words) -> &str, between: &str| {
            let said: Vec<&str> = self.against().map(|line| of(&line.answer)).collect();
            said.join(between)
        };
        Words::new(told(|words| &words.en, "; "), told(|words| &words.zh, "；"))
    }

    /// Whether nobody can say how it stands: who would have to move, or whether the receivers have room, is not known.
    pub fn is_unknown(&self) -> bool {
        self.lacks.is_some() || self.lines.iter().any(is_unknown_room)
    }

    /// The school bus for the pupils who would live too far away, as it is named in a plan.
    pub fn bus_words(&self) -> Words {
        let riders = self.remedies.bus.pupils.max(1);
        Words::new(
            format!("school bus for {riders} pupils, to be arranged"),
            format!("校车接送{riders}人，待落实"),
        )
    }

    /// Whether a reason for going ahead all the same is written.
    pub fn is_justified(&self) -> bool {
        let reason = self.justification.as_ref();
        reason.is_some_and(|reason| !reason.trim().is_empty())
    }

    /// The school, with the stages that end where it goes on with others: “Qianfo School (junior)”.
    pub fn title(&self) -> Words {
        let name = &self.name;
        if self.is_whole {
            return Words::new(name, name);
        }
        let stages: Vec<Words> = self.stages.iter().map(|stage| stage.words()).collect();
        let en: Vec<String> = stages.iter().map(|words| words.en.to_lowercase()).collect();
        let zh: Vec<&str> = stages.iter().map(|words| &*words.zh).collect();
        Words::new(
            format!("{name} ({})", en.join(", ")),
            format!("{name}（{}）", zh.join("、")),
        )
    }

    /// Questions with a red answer.
    pub fn red_lines(&self) -> impl Iterator<Item = LineKey> {
        let red = self.lines.iter().filter(|line| line.light == Light::Red);
        red.map(|line| line.key)
    }
}

/// Whether a line is about room that nobody knows. Pupils who find no seat at all are known to find none.
fn is_unknown_room(line: &Line) -> bool {
    line.key == LineKey::Seats && line.value.is_none() && line.light != Light::Red
}

/// A school that takes over pupils.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// The school.
    pub school: SchoolId,
    /// Its name.
    pub name: String,
    /// In which stage.
    pub stage: Stage,
    /// How many pupils it takes over.
    pub pupils: u32,
}

/// Every closure of a plan at the gate: whatever ends a stage, in whatever year. Cost: one evaluation per year to the
/// horizon and two per year in which something closes.
pub fn gate(evaluator: &Evaluator, plan: &Plan, policy: Policy) -> Gate {
    // Nobody stops it.
    gate_unless(&AtomicBool::new(false), evaluator, plan, policy, &|_| None).unwrap_or_default()
}

/// The same where a bus may be planned, unless somebody sets `stop`: then no further year or school is begun, and there
/// is no answer. A closure that is refused for something that a bus may turn, and whose pupils a bus may take, is
/// judged once more with the bus that `bus` names for it, if any; its page tells which.
pub fn gate_unless(
    stop: &AtomicBool,
    evaluator: &Evaluator,
    plan: &Plan,
    policy: Policy,
    bus: &(dyn Fn(&GatePage) -> Option<String> + Sync),
) -> Option<Gate> {
    let judged = Judged::new(stop, evaluator, plan, policy, bus, None)?;
    let pages = judged.pages(stop)?;
    let order = judged.order;
    Some(Gate { pages, order })
}

/// One school at the gate: as the plan closes it, else as if it closed in `year`. `Some(None)` for a school that is not
/// open then. Once somebody sets `stop`, no further year is begun, and there is no answer.
pub fn gate_page_unless(
    stop: &AtomicBool,
    evaluator: &Evaluator,
    plan: &Plan,
    policy: Policy,
    school: &SchoolId,
    year: Year,
) -> Option<Option<GatePage>> {
    let ends = |plan: &Plan| {
        let own = plan.closures_at(evaluator.county(), school);
        own.first().map(|closure| closure.action)
    };
    let mut closing = plan.clone();
    let planned = ends(plan);
    if planned.is_none() {
        let kept = |action: &Action| matches!(&action.measure, Measure::Keep { school: kept } if kept == school);
        let details = plan
            .actions
            .iter()
            .find(|action| kept(action))
            .map(|action| action.details.clone());
        closing.actions.retain(|action| !kept(action));
        let close = Action::new(
            year,
            Measure::Close {
                school: school.clone(),
            },
            "",
        );
        closing.actions.push(Action {
            details: details.unwrap_or_default(),
            ..close
        });
    }
    let Some(index) = ends(&closing) else {
        return Some(None);
    };
    let judged = Judged::new(stop, evaluator, &closing, policy, &|_| None, Some(index))?;
    let page = judged.page_of(index);
    Some(page.map(|page| GatePage {
        action: planned,
        ..page
    }))
}

/// The page of the closure by one action of a plan, judged with a bus as [`gate_unless`] does. `Some(None)` where that action closes no open school. Once somebody sets `stop`, no
/// further year is begun, and there is no answer.
pub fn closure_page_unless(
    stop: &AtomicBool,
    evaluator: &Evaluator,
    plan: &Plan,
    policy: Policy,
    action: usize,
    bus: &(dyn Fn(&GatePage) -> Option<String> + Sync),
) -> Option<Option<GatePage>> {
    let judged = Judged::new(stop, evaluator, plan, policy, bus, Some(action))?;
    Some(judged.page_of(action))
}

#[cfg(test)]
mod tests;
