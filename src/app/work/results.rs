//! What is worked out beside the screen for panels to show: small schools, new sites, comparisons.

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::Duration;

use super::ahead::Ahead;
use super::asking::Search;
use super::jobs::{Job, Latest, Progress, Watch};
use crate::app::look::fonts;
use crate::app::look::text;
use crate::app::look::view::{Page, Selection, View};
use crate::evaluation::Evaluation;
use crate::geometry::LonLat;
use crate::indicators::{Comparison, compare_stage};
use crate::model::{County, PerStage, SchoolId, Stage};
use crate::proposal::merge::candidates::{self, Candidate, MergeTerms, Situation};
use crate::proposal::site::prospects::{Prospect, Prospects, SiteInputs};
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

/// Two plans in the same year.
pub(crate) struct Sides {
    /// The first.
    pub(crate) before: Arc<Evaluation>,
    /// The second.
    pub(crate) after: Arc<Evaluation>,
    /// What changes, by stage; `None` where a side has no figures, or homes were estimated otherwise.
    pub(crate) stages: PerStage<Option<Comparison>>,
}

/// A place where a new school would help, best first.
pub(crate) struct Site {
    /// Position in the county's settlements.
    pub(crate) settlement: usize,
    /// What it would do.
    pub(crate) prospect: Prospect,
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
    sides: Latest<SidesKey, Sides>,
    sites: Latest<SitesKey, Vec<Site>>,
    /// What looks over the years of the plan.
    pub(crate) ahead: Ahead,
    search: Search,
    /// A letter of the county's names that no font has, once looked for.
    missing_letter: OnceCell<Option<char>>,
}

impl Results {
    /// Takes in what is ready and asks for what the screen will show.
    pub(crate) fn refresh(&mut self, ctx: &egui::Context, session: &Session, view: &View) {
        self.search.take_in();
        self.missing_letter
            .get_or_init(|| find_missing_letter(ctx, session.county()));
        let terms = terms(session, view.stage, view.small_below, Some(view.reach));
        let key = (session.revision(), view.stage, view.small_below, view.reach);
        self.small.ask(
            ctx,
            &key,
            "small-schools",
            text::words_of(text::FINDING_RECEIVERS),
            || judge(session, terms),
        );
        if let Some(Selection::School(id)) = &view.selection {
            self.ask_receivers(ctx, session, view.stage, id);
        }
        if view.drawer == Some(Page::Compare) {
            let (a, b) = view.compared;
            let key = (session.revision(), a, b);
            self.sides.ask(
                ctx,
                &key,
                "compare",
                text::words_of(text::COMPARING),
                || compare(session, a, b),
            );
        }
        self.ahead.refresh(ctx, session, view);
        if view.shows_sites {
            let key = (session.revision(), view.stage);
            self.sites.ask(
                ctx,
                &key,
                "new-sites",
                text::words_of(text::FINDING_SITES),
                || rank_sites(session, view.stage),
            );
        }
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
                    small
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
    pub(crate) fn sides(&self, session: &Session, view: &View) -> Option<&Sides> {
        let (a, b) = view.compared;
        self.sides.answer_to(&(session.revision(), a, b))
    }

    /// Places for new schools of the chosen stage.
    pub(crate) fn sites(&self, session: &Session, view: &View) -> Option<&[Site]> {
        self.sites
            .answer_to(&(session.revision(), view.stage))
            .map(Vec::as_slice)
    }

    /// The search for a proposal and what it found.
    pub(crate) fn search(&self) -> &Search {
        &self.search
    }

    /// The same, to begin one or to look at another answer.
    pub(crate) fn search_mut(&mut self) -> &mut Search {
        &mut self.search
    }

    /// What is being worked out for longer than half a second.
    pub(crate) fn slow_work(&self) -> Option<Progress> {
        slow(self.small.running())
            .or_else(|| slow(self.receivers.running()))
            .or_else(|| slow(self.sides.running()))
            .or_else(|| slow(self.sites.running()))
            .or_else(|| self.ahead.slow_work())
            .or_else(|| slow(self.search.running()))
    }

    /// Whether nothing is being worked out.
    pub(crate) fn is_idle(&self) -> bool {
        self.small.running().is_none()
            && self.receivers.running().is_none()
            && self.sides.running().is_none()
            && self.sites.running().is_none()
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
    move |_| {
        let situation = Situation::of(&evaluator, &evaluation);
        let candidates = candidates::candidates(&situation, &terms);
        Small {
            evaluation,
            candidates,
        }
    }
}

/// All merges that have room, decided together on what the session shows.
pub(crate) fn merge_all(
    session: &Session,
    stage: Stage,
    below: u32,
    reach: Meters,
) -> Vec<Candidate> {
    let terms = terms(session, stage, below, Some(reach));
    let situation = Situation::of(session.evaluator(), session.evaluation());
    candidates::merge_all(&situation, &terms)
}

/// Two plans side by side, each under its own assumptions and standards; today under those of the plan beside it.
pub(crate) fn compare(
    session: &Session,
    a: Chosen,
    b: Chosen,
) -> impl FnOnce(&Watch) -> Sides + Send + use<> {
    let session = session.clone();
    move |_| {
        let plan = |chosen: Chosen| match chosen {
            Chosen::Plan(index) => Some(session.documents().get(index)?.plan()),
            Chosen::Today => None,
        };
        let side = |chosen: Chosen, other: Chosen| {
            let of_side = plan(chosen);
            let evaluator = match of_side.or_else(|| plan(other)) {
                Some(plan) => session.evaluator_for(plan),
                None => Arc::clone(session.evaluator()),
            };
            // What is on screen is known.
            let is_on_screen = Arc::ptr_eq(&evaluator, session.evaluator());
            let evaluation = match of_side {
                _ if is_on_screen && chosen == session.chosen() => Arc::clone(session.evaluation()),
                None if is_on_screen => Arc::clone(session.baseline()),
                None => Arc::new(evaluator.baseline(session.year(), session.policy())),
                Some(plan) => Arc::new(evaluator.evaluate(plan, session.year(), plan.policy)),
            };
            (evaluator, evaluation)
        };
        let ((first, before), (second, after)) = (side(a, b), side(b, a));
        let settlements = first.county().settlements.len();
        let can_match = first.has_homes_of(&second);
        let stages = PerStage::from_fn(|stage| {
            let first = &before.stages[stage].as_ref()?.assignment;
            let second = &after.stages[stage].as_ref()?.assignment;
            let sides = ((&*before.layout, first), (&*after.layout, second));
            can_match.then(|| compare_stage(sides.0, sides.1, settlements))
        });
        Sides {
            before,
            after,
            stages,
        }
    }
}

fn rank_sites(session: &Session, stage: Stage) -> impl FnOnce(&Watch) -> Vec<Site> + Send + use<> {
    let (evaluator, evaluation) = (
        Arc::clone(session.evaluator()),
        Arc::clone(session.evaluation()),
    );
    move |_| {
        let county = evaluator.county();
        let radius =
            evaluator.limits().trip[stage].unwrap_or(evaluator.limits().kindergarten_cover);
        let places: Vec<(&str, LonLat)> = county
            .settlements
            .iter()
            .map(|settlement| (settlement.name.as_str(), settlement.at))
            .collect();
        let inputs = SiteInputs::of(&evaluator, &evaluation, stage, radius);
        let ranked = Prospects::of(inputs, &places).ranked();
        ranked
            .into_iter()
            .filter(|prospect| prospect.newly_covered > 0 || prospect.saved > 0)
            .take(SITES_SHOWN)
            .map(|prospect| Site {
                settlement: prospect.candidate,
                prospect,
            })
            .collect()
    }
}

/// The words under which "merge all" stands in the undo list.
pub(crate) fn merge_all_name(count: usize) -> Words {
    Words::new(
        format!("Merge {count} small schools"),
        format!("撤并{count}所小规模学校"),
    )
}
