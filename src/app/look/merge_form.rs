//! A closure before it is planned: year, receiver, bus and reason, with what the gate says of exactly that.

use crate::model::SchoolId;
use crate::plan::{Action, Command, Measure};
use crate::proposal::merge::foreseen::Foreseen;
use crate::rules::gate::Light;
use crate::units::Year;
use crate::words::{Lang, Words};

/// When a school is to close, and who is to take its pupils.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// From 1 September of this year on.
    pub year: Year,
    /// Best first; empty where nobody attends.
    pub into: Vec<SchoolId>,
}

/// A closure that the gate has looked at, before it is planned.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeForm {
    /// The school's name.
    pub name: String,
    /// The names of those that take its pupils.
    pub into: Vec<String>,
    /// What light, bus and the reason that the program wrote are of; `None` before the gate has looked.
    pub judged: Option<Choice>,
    /// The light of the closure as it is asked for; `None` where it cannot be told.
    pub light: Option<Light>,
    /// What speaks against it, or why nobody can say.
    pub against: Option<Words>,
    /// The bus that the gate asks for.
    pub bus: Option<String>,
    /// Whether it is planned.
    pub with_bus: bool,
    /// The closure.
    pub action: Action,
}

impl MergeForm {
    /// What is asked for now.
    pub fn choice(&self) -> Choice {
        Choice {
            year: self.action.year,
            into: self.action.measure.receivers().to_vec(),
        }
    }

    /// Whether what is told is of what is asked for.
    pub fn is_judged(&self) -> bool {
        self.judged.as_ref() == Some(&self.choice())
    }

    /// Asks for another year. What the program wrote as the reason waits for the gate.
    pub fn put_into(&mut self, year: Year) {
        self.action.put_into(year);
    }

    /// Asks for another receiver.
    pub fn choose(&mut self, into: SchoolId, name: &str) {
        let school = self.action.measure.school().clone();
        self.action.measure = Measure::Merge {
            school,
            into: vec![into],
        };
        self.into = vec![name.to_owned()];
    }

    /// Takes in what the gate says of a choice; of another than the one that is asked for it says nothing. `None` is
    /// for a closure that cannot be planned so. A reason that somebody wrote stays.
    pub fn take(&mut self, choice: &Choice, foreseen: Option<&Foreseen>, lang: Lang) {
        if self.choice() != *choice || self.is_judged() {
            return;
        }
        let was_own = self.action.has_own_reason();
        self.judged = Some(choice.clone());
        self.light = foreseen.and_then(Foreseen::light);
        let page = foreseen.and_then(|foreseen| foreseen.page.as_ref());
        self.bus = page.and_then(|page| page.transport.clone());
        self.with_bus = self.bus.is_some();
        let proposed = foreseen.and_then(|foreseen| foreseen.action.as_ref());
        self.against = foreseen
            .filter(|foreseen| foreseen.action.is_none())
            .map(|foreseen| foreseen.reason.clone());
        if was_own {
            return;
        }
        // The program's own words are of the former choice.
        self.action.draft(&Words::default(), lang);
        if let Some(proposed) = proposed {
            self.action.reason.clone_from(&proposed.reason);
            self.action
                .details
                .draft
                .clone_from(&proposed.details.draft);
        }
    }

    /// The command that plans it; `None` before the gate has looked at what is asked for.
    pub fn command(&self) -> Option<Command> {
        if !self.is_judged() {
            return None;
        }
        let mut action = self.action.clone();
        action.details.transport = self.bus.clone().filter(|_| self.with_bus);
        action.reason = action.reason.trim().to_owned();
        Some(Command::Add(action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> MergeForm {
        let measure = Measure::Merge {
            school: SchoolId::new("s"),
            into: vec![SchoolId::new("t")],
        };
        let reason = Words::new("S → T", "S → T");
        let action = Action::drafted(Year(2023), measure, &reason, Lang::En);
        let mut form = MergeForm {
            name: "S".into(),
            into: vec!["T".into()],
            judged: None,
            light: Some(Light::Green),
            against: None,
            bus: None,
            with_bus: false,
            action,
        };
        form.judged = Some(form.choice());
        form
    }

    fn foreseen(form: &MergeForm, reason: &str) -> Foreseen {
        let Choice { year, .. } = form.choice();
        let measure = form.action.measure.clone();
        let words = Words::new(reason, reason);
        Foreseen {
            school: SchoolId::new("s"),
            action: Some(Action::drafted(year, measure, &words, Lang::En)),
            page: None,
            next: crate::proposal::merge::foreseen::NextStep::Merge,
            reason: words,
        }
    }

    #[test]
    fn nothing_is_planned_under_a_light_of_another_year_or_receiver() {
        let mut form = form();
        assert!(form.command().is_some());
        form.put_into(Year(2025));
        assert!(form.command().is_none(), "the gate has not looked at 2025");
        form.put_into(Year(2023));
        assert!(form.command().is_some(), "that is what it looked at");
        let before = form.choice();
        form.choose(SchoolId::new("u"), "U");
        assert!(form.command().is_none());
        let late = foreseen(&form, "S → T, late");
        form.take(&before, Some(&late), Lang::En);
        assert!(
            form.command().is_none(),
            "an answer to another question says nothing"
        );
    }

    #[test]
    fn what_the_program_wrote_follows_and_what_somebody_wrote_stays() {
        let mut plain = form();
        plain.choose(SchoolId::new("u"), "U");
        let choice = plain.choice();
        let answer = foreseen(&plain, "S → U");
        plain.take(&choice, Some(&answer), Lang::En);
        assert_eq!((plain.action.reason.as_str(), plain.light), ("S → U", None));
        assert!(plain.command().is_some());

        let mut own = form();
        own.action.reason = "The roof leaks".into();
        own.choose(SchoolId::new("u"), "U");
        own.put_into(Year(2024));
        let choice = own.choice();
        own.take(&choice, Some(&answer), Lang::En);
        assert_eq!(own.action.reason, "The roof leaks");

        let mut refused = form();
        refused.put_into(Year(2024));
        let choice = refused.choice();
        refused.take(&choice, None, Lang::En);
        assert_eq!(
            refused.action.reason, "",
            "no figures of another year are left"
        );
    }
}
