//! The one place that owns state: the county, the plans, the chosen plan and year, and their results.
//!
//! Panels borrow a session and read; every change goes through a method named after it, and every
//! change of a plan through [`Session::handle`]. Results are kept with the revision they belong to.

mod bearing;
mod block;
mod compare;
mod correcting;
mod document;
mod dropping;
mod history;
mod recovered;
mod year;

pub use block::{Block, Onto, Refusal};
pub use compare::ComparisonTask;
pub use correcting::Restated;
pub use document::{Document, PlanFile};
pub use history::{Line, Of};
pub use recovered::Recovered;
pub use year::{WorkedYear, YearTask};

use std::borrow::Cow;
use std::sync::Arc;

use crate::evaluation::{Evaluation, Evaluator, SchoolDrag};
use crate::export;
use crate::horizon;
use crate::io::{Ignored, Opened, OpenedPlan, Report, Warning};
use crate::model::{Corrections, County, SchoolId, Stage};
use crate::plan::{self, Action, Command, History, Measure, NewSchool, Plan, Policy, Refused};
use crate::proposal::StartingPoint;
use crate::rules::Standards;
use crate::travel::Travel;
use crate::units::Year;
use crate::words::{Lang, Words};

/// What the screen shows: the county as it is, or one of the plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chosen {
    /// 今天: the layout of an empty plan.
    Today,
    /// The plan at this position.
    Plan(usize),
}

/// An open county and the work on it.
///
/// A copy shares everything large with the original: to work out a change beside the screen, change a copy in another
/// thread and put it in place of the original.
#[derive(Clone, Debug)]
pub struct Session {
    /// As read.
    files: Arc<County>,
    /// What was set right against the files, with its past.
    data: Arc<History<Arc<Corrections>>>,
    /// As read and set right, without the planner's assumptions.
    recorded: Arc<County>,
    evaluator: Arc<Evaluator>,
    report: Arc<Report>,
    documents: Vec<Arc<Document>>,
    /// Those that were dropped, in the order of their steps.
    dropped: Vec<dropping::Dropped>,
    chosen: Chosen,
    year: Year,
    policy: Policy,
    /// The language in which new plans are named.
    lang: Lang,
    revision: u64,
    /// Since when what is shown says the same about a stage.
    bearing: bearing::Bearing,
    /// How many steps were taken, of plans and of data.
    n_steps: u64,
    baseline: Arc<Evaluation>,
    current: Arc<Evaluation>,
}

/// A measure that is added while its year lies ahead shows its effect at once.
fn first_year_of_effect(command: &Command) -> Option<Year> {
    match command {
        Command::Add(action) => Some(action.year),
        Command::AddAll { actions, .. } => actions.last().map(|action| action.year),
        _ => None,
    }
}

impl Session {
    /// Takes over what was read, prepares it and evaluates today.
    pub fn new(opened: Opened) -> Self {
        Self::prepared_by(opened, |_| ())
    }

    /// The same where the roads are prepared in a way of one's own first, for instance by
    /// [`io::prepared::prepare`](crate::io::prepared::prepare).
    pub fn prepared_by(opened: Opened, prepare: impl FnOnce(&Travel)) -> Self {
        let Opened {
            county,
            travel,
            plans,
            report,
        } = opened;
        let files = Arc::new(county);
        let evaluator = Evaluator::on(travel, Arc::clone(&files), Standards::default());
        let evaluator = Arc::new(evaluator);
        prepare(evaluator.travel());
        let corrections = report.answers.corrections.clone();
        let recorded = correcting::set_right(&files, &corrections);
        let evaluator = if Arc::ptr_eq(&recorded, &files) {
            evaluator
        } else {
            Evaluator::for_plan(&evaluator, &recorded, None)
        };
        let year = evaluator.base_year();
        let policy = Policy::default();
        let baseline = Arc::new(evaluator.baseline(year, policy));
        let read = |opened: OpenedPlan| {
            let document = Document::kept(opened.plan, None).with_lost(opened.lost);
            Arc::new(document.made_with(Some(opened.made_with)))
        };
        let mut session = Self {
            files,
            data: Arc::new(History::new(Arc::new(corrections))),
            recorded,
            evaluator,
            report: Arc::new(report),
            documents: plans.into_iter().map(read).collect(),
            dropped: Vec::new(),
            chosen: Chosen::Today,
            year,
            policy,
            lang: Lang::default(),
            revision: 0,
            bearing: bearing::Bearing::default(),
            n_steps: 0,
            current: Arc::clone(&baseline),
            baseline,
        };
        session.note_bearing();
        session
    }

    /// Takes the county as it was read again. The plans with their past, and what is shown, stay as they are.
    pub fn take_over(&mut self, again: Self) {
        let Self {
            files,
            evaluator,
            report,
            ..
        } = again;
        let before = std::mem::replace(&mut self.report, report);
        // Plans that were opened one by one were not read again.
        Arc::make_mut(&mut self.report).join_of_plans(&before);
        (self.files, self.evaluator) = (files, evaluator);
        self.set_right();
        self.evaluator = Evaluator::for_plan(&self.evaluator, &self.recorded, self.plan());
        let (year, policy) = (self.year, self.policy());
        self.baseline = Arc::new(self.evaluator.baseline(year, policy));
        self.refresh();
    }

    /// The county with the chosen plan's assumptions filled in.
    pub fn county(&self) -> &County {
        self.evaluator.county()
    }

    /// What evaluates plans of this county; for jobs that run beside the screen.
    pub fn evaluator(&self) -> &Arc<Evaluator> {
        &self.evaluator
    }

    /// From now on these doubts rest.
    pub fn let_rest(&mut self, ignored: Vec<Ignored>) {
        Arc::make_mut(&mut self.report).answers.ignored = ignored;
    }

    /// What was noticed while reading.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Why no answer about the chosen plan can be relied on; empty where nothing stands against it.
    pub fn doubts(&self) -> Vec<Words> {
        self.document()
            .map_or_else(Vec::new, |document| self.doubts_of(document))
    }

    /// The same for any plan of this county.
    pub fn doubts_of(&self, document: &Document) -> Vec<Words> {
        horizon::doubts(self.county(), document.plan(), &self.lost_for(document))
    }

    /// What was lost in reading and what an answer about what is shown rests on: files of the county, and those that
    /// the chosen plan alone was made with.
    pub fn lost(&self) -> Vec<Words> {
        self.document()
            .map_or_else(|| self.report.lost(), |document| self.lost_for(document))
    }

    fn lost_for(&self, document: &Document) -> Vec<Words> {
        let mut lost = self.report.lost();
        lost.extend_from_slice(document.lost());
        lost
    }

    /// All plans, in the order of their tabs.
    pub fn documents(&self) -> &[Arc<Document>] {
        &self.documents
    }

    /// What the screen shows.
    pub fn chosen(&self) -> Chosen {
        self.chosen
    }

    /// The chosen plan; `None` for today.
    pub fn plan(&self) -> Option<&Plan> {
        self.document().map(Document::plan)
    }

    /// The chosen plan; for today the one that the first measure would begin, without its name.
    pub fn plan_or_today(&self) -> Cow<'_, Plan> {
        self.plan()
            .map_or_else(|| Cow::Owned(self.no_plan()), Cow::Borrowed)
    }

    /// The plan and the year on screen, to ask about a stage of them. Reasons are written in `lang`.
    pub fn starting_point(&self, stage: Stage, lang: Lang) -> StartingPoint {
        StartingPoint {
            evaluator: Arc::clone(self.evaluator()),
            plan: self.plan_or_today().into_owned(),
            before: Arc::clone(self.evaluation()),
            stage,
            lang,
        }
    }

    /// The chosen plan with its file; `None` for today.
    pub fn document(&self) -> Option<&Document> {
        match self.chosen {
            Chosen::Today => None,
            Chosen::Plan(index) => self.documents.get(index).map(AsRef::as_ref),
        }
    }

    /// The measure of the chosen plan that ends a school, or a stage of it, after the year shown, with its position.
    pub fn closes_later(&self, school: &SchoolId) -> Option<(usize, &Action)> {
        self.plan()?.ends_later(self.county(), school, self.year)
    }

    /// The schools that the chosen plan builds after the year shown.
    pub fn built_later(&self) -> impl Iterator<Item = (&Action, &NewSchool)> {
        let actions = self.plan().into_iter().flat_map(|plan| &plan.actions);
        actions.filter_map(|action| match &action.measure {
            Measure::New(new) if action.year > self.year => Some((action, new)),
            _ => None,
        })
    }

    /// The year the screen shows.
    pub fn year(&self) -> Year {
        self.year
    }

    /// The policy the screen shows.
    pub fn policy(&self) -> Policy {
        self.plan().map_or(self.policy, |plan| plan.policy)
    }

    /// Changes where what is shown may come to something else for a stage, or the gate may say something else of its
    /// schools: not with a name, a note, a cost, nor with measures about schools of other stages.
    pub fn bearing(&self, stage: Stage) -> u64 {
        self.bearing.of(stage)
    }

    fn note_bearing(&mut self) {
        let plan = self.plan_or_today().into_owned();
        let terms = (self.year, self.policy());
        self.bearing
            .note(self.revision, &self.evaluator, &plan, terms);
    }

    /// Changes with every change of what is shown; results of an older revision are stale.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The numbers of the chosen plan in the chosen year.
    pub fn evaluation(&self) -> &Arc<Evaluation> {
        &self.current
    }

    /// The numbers of today's layout in the same year under the same policy, for deltas.
    pub fn baseline(&self) -> &Arc<Evaluation> {
        &self.baseline
    }

    /// What is shown as the file that QGIS opens and Xuequ re-opens: the schools as planned, catchment areas, and the
    /// pupils who change school against today's schools in the same year.
    pub fn plan_file(&self) -> String {
        let plan = self.plan_or_today();
        export::plan_file(&self.evaluator, &plan, &self.current, &self.baseline)
    }

    /// Whether any plan would lose work by closing now.
    pub fn has_unsaved_work(&self) -> bool {
        self.documents.iter().any(|document| document.is_unsaved())
    }

    /// Changes the chosen plan by one named step. With today chosen, a new plan is begun for it.
    ///
    /// # Errors
    /// The command's refusal; nothing has changed then.
    pub fn handle(&mut self, command: Command) -> Result<(), Refused> {
        if let (Chosen::Today, Command::SetPolicy(policy)) = (self.chosen, &command) {
            self.policy = *policy;
            self.refresh();
            return Ok(());
        }
        let plan = match self.plan() {
            Some(plan) => plan.clone(),
            None => self.empty_plan(),
        };
        let step = command.words(self.county(), &plan);
        let effect = first_year_of_effect(&command);
        let next = plan::apply(self.county(), &plan, command)?;
        let index = match self.chosen {
            Chosen::Plan(index) => index,
            Chosen::Today => self.add(Document::kept(plan, None)),
        };
        let before = Arc::clone(&self.current);
        let is_step = next != *self.documents[index].plan();
        if is_step {
            self.step(index, step, next);
        }
        self.year = self.year.max(effect.unwrap_or(self.year));
        self.refresh();
        if is_step {
            self.say_effect(&before);
        }
        Ok(())
    }

    /// Shows today or a plan. A position without a plan shows today.
    pub fn choose(&mut self, chosen: Chosen) {
        self.choose_in(chosen, self.year);
    }

    /// The same in another year.
    pub fn choose_in(&mut self, chosen: Chosen, year: Year) {
        self.chosen = match chosen {
            Chosen::Plan(index) if index < self.documents.len() => chosen,
            _ => Chosen::Today,
        };
        self.year = year;
        self.refresh();
    }

    /// The year of the first measure of a plan, where no measure has taken effect in the year that is shown.
    pub fn begins_later(&self, chosen: Chosen) -> Option<Year> {
        let Chosen::Plan(index) = chosen else {
            return None;
        };
        let actions = &self.documents.get(index)?.plan().actions;
        let first = actions.iter().map(|action| action.year).min();
        first.filter(|&first| first > self.year)
    }

    /// Shows another year.
    pub fn set_year(&mut self, year: Year) {
        self.year = year;
        self.refresh();
    }

    /// Names new plans in this language from now on.
    pub fn set_lang(&mut self, lang: Lang) {
        self.lang = lang;
    }

    /// Begins a new, empty plan and shows it.
    pub fn new_plan(&mut self) {
        let plan = self.empty_plan();
        self.add(Document::kept(plan, None));
        self.refresh();
    }

    /// Adds a plan for which nothing was lost, and shows it.
    pub fn add_plan(&mut self, plan: Plan, file: Option<PlanFile>) {
        self.add(match file {
            Some(file) => Document::kept(plan, Some(file)),
            None => Document::unsaved(plan),
        });
        self.refresh();
    }

    /// Adds a plan that was read from a file of its own, with what was noticed in it, and shows it.
    pub fn open_plan(&mut self, plan: Plan, file: PlanFile, told: Report) {
        let (lost, made_with) = (told.lost(), told.made_with.clone());
        // Lost for this plan is not lost for the county; it stays among the warnings.
        let told = Report {
            failed: Vec::new(),
            ..told
        };
        Arc::make_mut(&mut self.report).join(told);
        let document = Document::kept(plan, Some(file)).with_lost(lost);
        self.add(document.made_with(made_with));
        self.refresh();
    }

    /// Adds a draft that goes on from another plan, with what was lost for that one, and shows it. `origin` says what it
    /// was begun from.
    pub fn add_draft(&mut self, plan: Plan, lost: Vec<Words>, origin: Words) {
        let document = Document::unsaved(plan).with_lost(lost);
        self.add(document.begun_from(origin));
        self.refresh();
    }

    /// Begins a copy of the chosen plan and shows it.
    pub fn duplicate_plan(&mut self) {
        let mut plan = self.plan().cloned().unwrap_or_else(|| self.empty_plan());
        let origin = Words::new(
            format!("Copied from {}", plan.name),
            format!("复制自{}", plan.name),
        );
        plan.name = self.name_of_copy(&plan.name);
        let lost = self.document().map(Document::lost).unwrap_or_default();
        self.add_draft(plan, lost.to_vec(), origin);
    }

    /// Notes that the chosen plan now stands in a file. Another plan that stood there does so no more.
    pub fn mark_saved(&mut self, file: &PlanFile) {
        let Chosen::Plan(chosen) = self.chosen else {
            return;
        };
        for (index, document) in self.documents.iter_mut().enumerate() {
            if index == chosen {
                let document = Arc::make_mut(document);
                document.kept = Some(document.plan().clone());
                // Its file tells of what is here now.
                document.made_with = None;
                document.file = Some(file.clone());
            } else if document.path() == Some(&file.path) {
                let document = Arc::make_mut(document);
                document.kept = None;
                document.file = None;
            }
        }
    }

    /// Begins to drag a school: the numbers with it elsewhere, frame by frame; nothing changes. `None` for
    /// schools that take no pupils in the chosen year.
    pub fn drag(&self, school: &SchoolId) -> Option<SchoolDrag> {
        SchoolDrag::begin(&self.evaluator, &self.current, school)
    }

    fn add(&mut self, document: Document) -> usize {
        self.documents.push(Arc::new(document));
        let index = self.documents.len() - 1;
        self.chosen = Chosen::Plan(index);
        index
    }

    fn empty_plan(&self) -> Plan {
        Plan {
            name: self.free_name(),
            ..self.no_plan()
        }
    }

    fn no_plan(&self) -> Plan {
        Plan {
            policy: self.policy,
            ..self.evaluator.no_plan(self.year)
        }
    }

    fn is_taken(&self, name: &str) -> bool {
        let mut plans = self.documents.iter().map(|document| document.plan());
        plans.any(|plan| plan.name == name)
    }

    /// “My plan 2” for a copy of “My plan”, “My plan 3” for the next one, and for one of “My plan 2”. A number that
    /// may be a year is part of the name.
    fn name_of_copy(&self, name: &str) -> String {
        const MOST_COPIES: u32 = 99;
        if name.is_empty() {
            return self.free_name();
        }
        let numbered = name.rsplit_once(' ');
        let numbered = numbered.filter(|(stem, number)| {
            let number = number.parse::<u32>();
            !stem.is_empty() && number.is_ok_and(|number| (2..=MOST_COPIES).contains(&number))
        });
        let stem = numbered.map_or(name, |(stem, _)| stem);
        let mut copies = (2..).map(|number: u32| format!("{stem} {number}"));
        // There is always one more.
        copies.find(|name| !self.is_taken(name)).unwrap_or_default()
    }

    /// Plan A, Plan B, … in the language of new names: the first that is not taken.
    fn free_name(&self) -> String {
        let lettered = ('A'..='Z').map(Plan::lettered);
        let numbered =
            (27..).map(|number| Words::new(format!("Plan {number}"), format!("方案 {number}")));
        lettered
            .chain(numbered)
            .map(|name| name.say(self.lang).to_owned())
            .find(|name| !self.is_taken(name))
            .unwrap_or_default()
    }

    fn refresh(&mut self) {
        self.revision += 1;
        self.tell_fit();
        self.take_assumptions();
        let policy = self.policy();
        let stale = self.baseline.layout.year != self.year || self.baseline.policy != policy;
        if stale {
            self.baseline = Arc::new(self.evaluator.baseline(self.year, policy));
        }
        self.current = match self.plan() {
            None => Arc::clone(&self.baseline),
            Some(plan) => Arc::new(self.evaluator.evaluate(plan, self.year, policy)),
        };
        self.note_bearing();
    }

    /// Tells how plans that were read fit the county as it is set right now: a correction settles what stands against
    /// one, and taken back it brings that back.
    fn tell_fit(&mut self) {
        let told = self.documents.iter().flat_map(|document| {
            let made_with = document.made_with.as_ref();
            made_with.map_or_else(Vec::new, |made_with| {
                made_with.warnings(document.plan(), &self.recorded)
            })
        });
        let told: Vec<Warning> = told.collect();
        let before = self.report.warnings.iter();
        if before.filter(|warning| warning.is_of_fit).ne(&told) {
            Arc::make_mut(&mut self.report).tell_fit(told);
        }
    }

    /// Takes another evaluator when the chosen plan assumes other figures or enables other standards
    /// than the one before.
    fn take_assumptions(&mut self) {
        let evaluator = Evaluator::for_plan(&self.evaluator, &self.recorded, self.plan());
        if Arc::ptr_eq(&evaluator, &self.evaluator) {
            return;
        }
        self.evaluator = evaluator;
        self.baseline = Arc::new(self.evaluator.baseline(self.year, self.policy()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::open_bytes;
    use crate::sample;

    #[test]
    fn a_copy_is_named_after_the_plan_with_the_next_free_number() {
        let opened = open_bytes(&sample::files()).expect("the sample opens");
        let mut session = Session::new(opened);
        let mut copy_of = |name: &str| {
            session.new_plan();
            session
                .handle(Command::Rename(name.to_owned()))
                .expect("a name is free");
            session.duplicate_plan();
            session.plan().expect("it is chosen").name.clone()
        };
        assert_eq!(copy_of("My merger plan"), "My merger plan 2");
        assert_eq!(copy_of("My merger plan"), "My merger plan 3");
        assert_eq!(copy_of("My merger plan 2"), "My merger plan 4");
        assert_eq!(copy_of("我的撤并方案"), "我的撤并方案 2");
        assert_eq!(copy_of("Plan 2025"), "Plan 2025 2");
        assert_eq!(copy_of("方案 甲"), "方案 甲 2");
    }

    #[test]
    fn the_roads_that_were_prepared_while_reading_are_those_that_pupils_go() {
        let opened = open_bytes(&sample::files()).expect("the sample opens");
        let read = opened.travel.clone().expect("reading prepares them");
        let session = Session::new(opened);
        assert!(std::ptr::eq(read.as_ref(), session.evaluator().travel()));
    }
}
