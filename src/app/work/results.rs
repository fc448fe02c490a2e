//! What is worked out beside the screen for panels to show: small schools, new sites, comparisons.

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::Duration;

use super::ahead::Ahead;
use super::asking::ProposalSearch;
use super::jobs::{Job, Latest, Progress, Watch};
use super::preview::Preview;
use crate::app::look::desk::{Task, Workspace};
use crate::app::look::fonts;
use crate::app::look::text;
use crate::app::look::view::{Selection, View};
use crate::evaluation::{Compared, Evaluation, Evaluator};
use crate::forecast::Demand;
use crate::model::{County, SchoolId, Stage};
use crate::plan::{Plan, Status};
use crate::proposal::Stay;
use crate::proposal::merge::candidates::{self, Candidate, MergeTerms, Situation};
use crate::proposal::site::{self, prospects::Prospect};
use crate::session::{Chosen, Session};
use crate::units::Meters;
use crate::words::Words;

/// The small schools of one evaluation, each judged.
pub(crate) struct Small {
    /// What they were judged in.
    pub(crate) evaluation: Arc<Evaluation>,
    /// Smallest first.
    pub(crate) candidates: Vec<Candidate>,
}

/// Schools that stayed when all of a stage were merged at once.
pub(crate) struct Stays {
    /// The plan with the merges.
    pub(crate) evaluation: Arc<Evaluation>,
    /// Of which stage.
    pub(crate) stage: Stage,
    /// Each with its reason.
    pub(crate) schools: Vec<Stay>,
}

/// How many places are proposed.
const SITES_SHOWN: usize = 8;

type SmallKey = (u64, Stage, u32, Meters);
type ReceiversKey = (u64, Stage, SchoolId);
type SidesKey = (u64, Chosen, Chosen);
type SitesKey = (u64, Stage);

/// Everything worked out beside the screen, each with the question it answers.
#[derive(Default)]
pub(crate) struct Results {
    small: Latest<SmallKey, Small>,
    receivers: Latest<ReceiversKey, Small>,
    sides: Latest<SidesKey, Compared>,
    sites: Latest<SitesKey, Vec<Prospect>>,
    /// What looks over the years of the plan.
    pub(crate) ahead: Ahead,
    search: ProposalSearch,
    preview: Preview,
    /// A third plan beside the two that are compared.
    third: Latest<SidesKey, Compared>,
    /// Why schools stayed when all were merged at once.
    stays: Option<Stays>,
    /// The pupils of the last year that the plan looks at, and whose forecast it is.
    later: Option<(Arc<Evaluator>, Arc<Demand>)>,
    /// A letter of the county's names that no font has, once looked for.
    missing_letter: OnceCell<Option<char>>,
}

impl Results {
    /// Takes in what is ready and asks for what the screen will show.
    pub(crate) fn refresh(&mut self, ctx: &egui::Context, session: &Session, view: &View) {
        self.search.take_in();
        self.missing_letter
            .get_or_init(|| find_missing_letter(ctx, session.county()));
        let below = view.below(session);
        let terms = terms(session, view.stage, below, Some(view.reach));
        let key = (session.revision(), view.stage, below, view.reach);
        self.small.ask(
            ctx,
            &key,
            "small-schools",
            text::words_of(text::FINDING_RECEIVERS),
            || some(judge(session, terms)),
        );
        if let Some(Selection::School(id)) = &view.selection {
            self.ask_receivers(ctx, session, view.stage, id);
        } else {
            self.receivers.rest();
        }
        if view.workspace() == Workspace::Compare {
            let (a, b) = view.compared;
            let key = (session.revision(), a, b);
            self.sides.ask(
                ctx,
                &key,
                "compare",
                text::words_of(text::COMPARING),
                || {
                    let task = session.comparison(a, b);
                    some(move |_: &Watch| task.work())
                },
            );
        } else {
            self.sides.rest();
        }
        self.look_later(session);
        self.preview.refresh(ctx, &self.search, session, view);
        self.ask_third(ctx, session, view);
        self.ahead.refresh(ctx, session, view);
        if view.shows_sites && view.workspace().plans() && view.panes.task == Task::New {
            let key = (session.revision(), view.stage);
            self.sites.ask(
                ctx,
                &key,
                "new-sites",
                text::words_of(text::FINDING_SITES),
                || some(rank_sites(session, view.stage)),
            );
        } else {
            self.sites.rest();
        }
    }

    fn ask_third(&mut self, ctx: &egui::Context, session: &Session, view: &View) {
        let third = view
            .chart
            .third
            .filter(|_| view.workspace() == Workspace::Compare);
        let Some(third) = third else {
            self.third.rest();
            return;
        };
        let (first, _) = view.compared;
        let key = (session.revision(), first, third);
        let words = text::words_of(text::COMPARING);
        self.third.ask(ctx, &key, "compare a third", words, || {
            let task = session.comparison(first, third);
            some(move |_: &Watch| task.work())
        });
    }

    /// The first of the compared plans and the third.
    pub(crate) fn third(&self, session: &Session, view: &View) -> Option<&Compared> {
        let key = (session.revision(), view.compared.0, view.chart.third?);
        self.third.answer_to(&key)
    }

    /// A proposal that can stand on the map, whether it does or not.
    pub(crate) fn proposal(&self, session: &Session, view: &View) -> Option<&Arc<Evaluation>> {
        self.preview.ready(&self.search, session, view)
    }

    /// What stands on the map in place of the plan: proposed catchments, or a proposal that is no draft yet.
    pub(crate) fn on_map(&self, session: &Session, view: &View) -> Option<Arc<Evaluation>> {
        let catchments = self.search.on_map(session, view);
        let proposal = || {
            self.proposal(session, view)
                .filter(|_| !view.chart.hides_proposal)
        };
        catchments.or_else(|| proposal().cloned())
    }

    fn look_later(&mut self, session: &Session) {
        let year = session.plan_or_today().horizon;
        let is_of = |(of, demand): &(Arc<Evaluator>, Arc<Demand>)| {
            Arc::ptr_eq(of, session.evaluator()) && demand.year == year
        };
        if !self.later.as_ref().is_some_and(is_of) {
            let evaluator = Arc::clone(session.evaluator());
            let demand = Arc::new(evaluator.forecast().demand(year));
            self.later = Some((evaluator, demand));
        }
    }

    /// The pupils of the last year that the plan looks at.
    pub(crate) fn later(&self) -> Option<&Arc<Demand>> {
        self.later.as_ref().map(|(_, demand)| demand)
    }

    /// A school that is not small has receivers too, for the planner who asks.
    fn ask_receivers(
        &mut self,
        ctx: &egui::Context,
        session: &Session,
        stage: Stage,
        id: &SchoolId,
    ) {
        let evaluation = session.evaluation();
        let Some(site) = evaluation.layout.position(id) else {
            return;
        };
        if evaluation.layout.sites[site].status == Status::New {
            return;
        }
        let stage = if evaluation.layout.sites[site].runs(stage) {
            Some(stage)
        } else {
            Stage::ALL
                .into_iter()
                .find(|&stage| evaluation.layout.sites[site].runs(stage))
        };
        let (Some(stage), Some(size)) = (stage, evaluation.size(site)) else {
            return;
        };
        let key = (session.revision(), stage, id.clone());
        let terms = terms(session, stage, size.saturating_add(1), None);
        self.receivers.ask(
            ctx,
            &key,
            "receivers",
            text::words_of(text::FINDING_RECEIVERS),
            || {
                let judge = judge(session, terms);
                move |watch: &Watch| {
                    let mut small = judge(watch);
                    small.candidates.retain(|candidate| candidate.site == site);
                    Some(small)
                }
            },
        );
    }

    /// The small schools; those of an earlier revision while the new ones are worked out.
    pub(crate) fn small(&self) -> Option<&Small> {
        self.small.answer()
    }

    /// Whether the list of small schools belongs to what is shown.
    pub(crate) fn small_is_fresh(&self, session: &Session) -> bool {
        self.small()
            .is_some_and(|small| Arc::ptr_eq(&small.evaluation, session.evaluation()))
    }

    /// Keeps why schools stayed when all of a stage were merged at once.
    pub(crate) fn keep_stays(&mut self, stays: Stays) {
        self.stays = Some(stays);
    }

    /// Why a school stayed when all were merged at once; `None` once the plan is another.
    pub(crate) fn stay(
        &self,
        session: &Session,
        stage: Stage,
        school: &SchoolId,
    ) -> Option<&Words> {
        let stays = self.stays.as_ref()?;
        let is_of = stays.stage == stage && Arc::ptr_eq(&stays.evaluation, session.evaluation());
        let stay = stays.schools.iter().find(|stay| stay.school == *school);
        stay.filter(|_| is_of).map(|stay| &stay.reason)
    }

    /// The receivers of the selected school, in the layout they were found in.
    pub(crate) fn receivers(
        &self,
        session: &Session,
        id: &SchoolId,
    ) -> Option<(&Evaluation, &Candidate)> {
        let found = self.receivers.answer()?;
        let candidate = found.candidates.first()?;
        let is_of = Arc::ptr_eq(&found.evaluation, session.evaluation())
            && found.evaluation.layout.sites[candidate.site].id == *id;
        is_of.then_some((&*found.evaluation, candidate))
    }

    /// The two compared plans.
    pub(crate) fn sides(&self, session: &Session, view: &View) -> Option<&Compared> {
        let (a, b) = view.compared;
        self.sides.answer_to(&(session.revision(), a, b))
    }

    /// Settlements for new schools of the chosen stage, best first.
    pub(crate) fn sites(&self, session: &Session, view: &View) -> Option<&[Prospect]> {
        self.sites
            .answer_to(&(session.revision(), view.stage))
            .map(Vec::as_slice)
    }

    /// The search for a proposal and what it found.
    pub(crate) fn search(&self) -> &ProposalSearch {
        &self.search
    }

    /// The same, to begin one or to look at another answer.
    pub(crate) fn search_mut(&mut self) -> &mut ProposalSearch {
        &mut self.search
    }

    /// What is being worked out for longer than half a second, beside the search for a proposal.
    pub(crate) fn slow_work(&self) -> Option<Progress> {
        slow(self.small.running())
            .or_else(|| slow(self.receivers.running()))
            .or_else(|| slow(self.sides.running()))
            .or_else(|| slow(self.sites.running()))
            .or_else(|| slow(self.third.running()))
            .or_else(|| slow(self.preview.running()))
            .or_else(|| self.ahead.slow_work())
    }

    /// Whether nothing is being worked out.
    pub(crate) fn is_idle(&self) -> bool {
        self.small.running().is_none()
            && self.receivers.running().is_none()
            && self.sides.running().is_none()
            && self.sites.running().is_none()
            && self.third.running().is_none()
            && self.preview.running().is_none()
            && self.ahead.is_idle()
            && self.search.running().is_none()
    }

    /// A letter of the county's names that no font on this computer can show.
    pub(crate) fn missing_letter(&self) -> Option<char> {
        self.missing_letter.get().copied().flatten()
    }

    /// Forgets what belongs to the county that was open before.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}

/// Work that, once begun, is done to its end. What nobody wants any more when its turn comes is not begun.
fn some<T>(work: impl FnOnce(&Watch) -> T + Send) -> impl FnOnce(&Watch) -> Option<T> + Send {
    move |watch| (!watch.is_cancelled()).then(|| work(watch))
}

/// The progress of a job that takes longer than half a second.
pub(crate) fn slow<T>(job: Option<&Job<T>>) -> Option<Progress> {
    job.filter(|job| job.elapsed() > Duration::from_millis(500))
        .map(Job::progress)
}

fn find_missing_letter(ctx: &egui::Context, county: &County) -> Option<char> {
    let schools = county.schools.iter().map(|school| &school.name);
    let townships = county.townships.iter().map(|township| &township.name);
    let settlements = county.settlements.iter().map(|settlement| &settlement.name);
    let mut letters: Vec<char> = schools
        .chain(townships)
        .chain(settlements)
        .flat_map(|name| name.chars())
        .collect();
    letters.sort_unstable();
    letters.dedup();
    fonts::first_missing(ctx, &letters.into_iter().collect::<String>())
}

fn terms(session: &Session, stage: Stage, below: u32, reach: Option<Meters>) -> MergeTerms {
    MergeTerms::of(session.evaluator(), stage, below, reach)
}

fn judge(session: &Session, terms: MergeTerms) -> impl FnOnce(&Watch) -> Small + Send + use<> {
    let (evaluator, evaluation) = (
        Arc::clone(session.evaluator()),
        Arc::clone(session.evaluation()),
    );
    let plan = session.plan().cloned();
    move |_| {
        let plan = plan.unwrap_or_else(|| Plan::today(evaluation.layout.year));
        let situation = Situation::of(&evaluator, &plan, &evaluation, terms.stage);
        let candidates = candidates::candidates(&situation, &terms);
        Small {
            evaluation,
            candidates,
        }
    }
}

fn rank_sites(
    session: &Session,
    stage: Stage,
) -> impl FnOnce(&Watch) -> Vec<Prospect> + Send + use<> {
    let (evaluator, evaluation) = (
        Arc::clone(session.evaluator()),
        Arc::clone(session.evaluation()),
    );
    move |_| site::prospects::rank_sites(&evaluator, &evaluation, stage, SITES_SHOWN)
}

/// The words under which "merge all" stands in the undo list.
pub(crate) fn merge_all_name(count: usize, below: u32) -> Words {
    Words::new(
        format!(
            "Merge {} under {below} pupils",
            Words::counted(count, "school", "所").en
        ),
        format!("撤并{count}所不足{below}人学校"),
    )
}
