//! What is worked out beside the screen for panels to show: small schools, new sites, comparisons.

use std::cell::OnceCell;
use std::sync::Arc;
use std::time::Duration;

use super::ahead::Ahead;
use super::asking::ProposalSearch;
use super::basemap::Basemap;
use super::closing::{self, Closing, ClosingKey};
use super::export::Export;
use super::jobs::{Job, Latest, Progress, Watch};
use super::lights::{Lamps, Lights};
use super::moved::Moved;
use super::preview::Preview;
use super::promises::Promises;
use super::standing::{Listed, Standing, standing};
use crate::app::look::desk::{Page, Task, Workspace};
use crate::app::look::fonts;
use crate::app::look::forms::Form;
use crate::app::look::intent::ExportKind;
use crate::app::look::merge_form::MergeForm;
use crate::app::look::text;
use crate::app::look::view::{Selection, View};
use crate::evaluation::{Compared, Evaluation, Evaluator};
use crate::forecast::Demand;
use crate::geometry::LonLat;
use crate::horizon::GatePage;
use crate::model::{County, SchoolId, Stage};
use crate::plan::{Action, Layout, Measure, Plan, Status};
use crate::proposal::merge::candidates::{self, Candidate, MergeTerms, Situation};
use crate::proposal::site::{self, in_plan, prospects::Prospect};
use crate::session::{Chosen, Session};
use crate::units::Meters;
use crate::words::{Lang, Words};

/// The small schools of one evaluation, each judged.
pub(crate) struct Small {
    /// What they were judged in.
    pub(crate) evaluation: Arc<Evaluation>,
    /// Smallest first.
    pub(crate) candidates: Vec<Candidate>,
}

/// How many places are proposed.
const SITES_SHOWN: usize = 8;

type SmallKey = (u64, Stage, u32, Meters);
type ReceiversKey = (u64, Listed, SchoolId);
type SidesKey = (u64, Chosen, Chosen);
type SitesKey = (u64, Stage);
type PreviewKey = (u64, ExportKind, (Chosen, Chosen), Lang);

/// Everything worked out beside the screen, each with the question it answers.
#[derive(Default)]
pub(crate) struct Results {
    small: Latest<SmallKey, Small>,
    receivers: Latest<ReceiversKey, Standing>,
    /// The closure that the open form asks about.
    closing: Latest<ClosingKey, Closing>,
    /// Whose receivers were asked for last.
    receivers_of: Option<ReceiversKey>,
    sides: Latest<SidesKey, Compared>,
    sites: Latest<SitesKey, Vec<Prospect>>,
    /// What new schools have in the plan beside what they promise.
    pub(crate) promises: Promises,
    /// What the last step breaks, where it moved measures to other years.
    pub(crate) moved: Moved,
    /// What lies under the map.
    pub(crate) basemap: Basemap,
    /// What looks over the years of the plan.
    pub(crate) ahead: Ahead,
    search: ProposalSearch,
    /// The gate's lights before a closure is planned.
    pub(crate) lights: Lights,
    /// Proposals that stand on the map before they are drafts.
    proposed: Preview,
    /// A third plan beside the two that are compared.
    third: Latest<SidesKey, Compared>,
    /// The pupils of the last year that the plan looks at, and whose forecast it is.
    later: Option<(Arc<Evaluator>, Arc<Demand>)>,
    /// The table that is previewed, line by line.
    preview: Latest<PreviewKey, Vec<Vec<String>>>,
    /// A letter of the county's names that no font has, once looked for.
    missing_letter: OnceCell<Option<char>>,
}

impl Results {
    /// Takes in what is ready and asks for what the screen will show.
    pub(crate) fn refresh(&mut self, ctx: &egui::Context, session: &Session, view: &View) {
        self.search.take_in(view);
        self.missing_letter
            .get_or_init(|| find_missing_letter(ctx, session.county()));
        let below = view.below(session);
        let terms = terms(session, view.stage, below, Some(view.reach));
        let key = small_key(session, view);
        self.small.ask(
            ctx,
            &key,
            "small-schools",
            text::words_of(text::FINDING_RECEIVERS),
            || some(judge(session, terms)),
        );
        if let Some(Selection::School(id)) = &view.selection {
            self.ask_receivers(ctx, session, view, id);
        } else {
            self.receivers.rest();
        }
        self.ask_closing(ctx, session, view);
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
        self.basemap.refresh(ctx, session, view);
        self.look_later(session);
        self.proposed.refresh(ctx, &self.search, session, view);
        self.ask_third(ctx, session, view);
        self.ahead.refresh(ctx, session, view);
        self.moved.refresh(ctx, session);
        self.ask_lights(ctx, session, view);
        if view.open_page() == Some(Page::Tables) {
            let key = preview_key(session, view);
            let words = text::words_of(text::SAVING);
            self.preview.ask(ctx, &key, "preview", words, || {
                let written = Export::of(session, view.previewed, view);
                some(move |_: &Watch| written.lines())
            });
        } else {
            self.preview.rest();
        }
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
        let listed = view.shows_sites && view.workspace().plans() && view.panes.task == Task::New;
        let sites = self.sites.answer_to(&(session.revision(), view.stage));
        let sites = sites.filter(|_| listed).map(Vec::as_slice);
        self.promises.refresh(ctx, session, view, sites);
    }

    /// The table that is previewed, line by line as it would be written; `None` while it is made.
    pub(crate) fn preview(&self, session: &Session, view: &View) -> Option<&[Vec<String>]> {
        let lines = self.preview.answer_to(&preview_key(session, view))?;
        Some(lines)
    }

    fn ask_lights(&mut self, ctx: &egui::Context, session: &Session, view: &View) {
        let small = self.small.answer_to(&small_key(session, view));
        let selected = match &view.selection {
            Some(Selection::School(id)) => {
                standing_of(&self.receivers, self.receivers_of.as_ref(), session, id)
            }
            Some(Selection::Settlement(_)) | None => None,
        };
        let selected =
            selected.and_then(|standing| Some((&standing.session, standing.candidate.as_ref()?)));
        self.lights.refresh(ctx, session, view, small, selected);
    }

    /// The gate's page of the selected school: as the plan closes it, else as its closure would be proposed or tried,
    /// else as if it closed.
    pub(crate) fn page(&self, session: &Session, view: &View) -> Option<&GatePage> {
        let Some(Selection::School(id)) = &view.selection else {
            return None;
        };
        let tried = view.receiver.as_ref().filter(|(school, _)| school == id);
        let tried =
            tried.and_then(|(school, into)| self.lights.merged_into(session, view, school, into));
        let is_decided = tried.is_none() && session.plan().is_some_and(|plan| {
            let keeps = |action: &Action| matches!(&action.measure, Measure::Keep { school } if school == id);
            plan.actions.iter().any(keeps) || !plan.closures_at(session.county(), id).is_empty()
        });
        if is_decided {
            return self.ahead.page(session, view);
        }
        let listed = || {
            let seen = self.lights.of(id).filter(|seen| seen.is_fresh)?;
            Some(&*seen.foreseen)
        };
        let foreseen = tried
            .or_else(listed)
            .and_then(|foreseen| foreseen.page.as_ref());
        foreseen.or_else(|| self.ahead.page(session, view))
    }

    /// Closures that are tried, where they are to stand on the map.
    pub(crate) fn tried_on_map(&self, session: &Session, view: &View) -> Option<Arc<Evaluation>> {
        self.lights
            .on_map(session, view, self.fresh_small(session, view))
    }

    /// The lamps of the small schools on the map; those of the plan before, while it is listed anew.
    pub(crate) fn lamps(&self, view: &View) -> Lamps<'_> {
        self.lights.lamps(view, self.small(view))
    }

    /// The small schools, where they are of what is shown.
    pub(crate) fn fresh_small(&self, session: &Session, view: &View) -> Option<&Small> {
        self.small.answer_to(&small_key(session, view))
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
        self.proposed.ready(&self.search, session, view)
    }

    /// What the plan comes to with the measures of the answer in sight that are taken up, or why it cannot have them.
    pub(crate) fn figures(
        &self,
        session: &Session,
        view: &View,
    ) -> Option<Result<&Evaluation, &Words>> {
        let found = self.proposed.figures(&self.search, session, view)?;
        Some(found.as_ref().map(Arc::as_ref))
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

    /// A school that is not small has receivers too, for the planner who asks, and one that the plan closes has others.
    fn ask_receivers(
        &mut self,
        ctx: &egui::Context,
        session: &Session,
        view: &View,
        id: &SchoolId,
    ) {
        let Some(site) = session.evaluation().layout.site(id) else {
            return;
        };
        let closing = session.plan().and_then(|plan| plan.closing(id));
        let closing = closing.map(|(index, _)| index).filter(|_| !site.is_open());
        if site.status == Status::New || !site.is_open() && closing.is_none() {
            return;
        }
        let Some(listed) = Listed::of(session, view, site) else {
            return;
        };
        let key = (session.revision(), listed, id.clone());
        let words = text::words_of(text::FINDING_RECEIVERS);
        self.receivers.ask(ctx, &key, "receivers", words, || {
            let (session, id) = (session.clone(), id.clone());
            some(move |watch: &Watch| standing(session, &id, listed, closing, watch))
        });
        self.receivers_of = Some(key);
    }

    fn ask_closing(&mut self, ctx: &egui::Context, session: &Session, view: &View) {
        let asked = match &view.form {
            Some(Form::Merge(form)) => ClosingKey::of(session, view, form),
            _ => None,
        };
        let Some(key) = asked else {
            self.closing.rest();
            return;
        };
        let words = text::words_of(text::time::AT_THE_GATE);
        self.closing.ask(ctx, &key, "closing", words, || {
            let (session, key) = (session.clone(), key.clone());
            move |watch: &Watch| closing::judged(session, &key, watch)
        });
    }

    /// What the gate says of the closure as the open form asks for it; `None` while it is judged.
    pub(crate) fn closing(
        &self,
        session: &Session,
        view: &View,
        form: &MergeForm,
    ) -> Option<&Closing> {
        self.closing
            .answer_to(&ClosingKey::of(session, view, form)?)
    }

    /// Who could take the pupils of the school of the open form, in the layout of the year that was asked for last.
    pub(crate) fn receivers_of_form(
        &self,
        session: &Session,
        form: &MergeForm,
    ) -> Option<(&Layout, &Candidate)> {
        let (key, closing) = self.closing.last()?;
        let is_of =
            key.revision == session.revision() && key.school == *form.action.measure.school();
        let standing = is_of.then_some(&closing.standing)?;
        let candidate = standing.candidate.as_ref()?;
        Some((&standing.session.evaluation().layout, candidate))
    }

    /// The small schools of the chosen stage; those of an earlier revision while the new ones are worked out.
    pub(crate) fn small(&self, view: &View) -> Option<&Small> {
        let (&(_, stage, ..), small) = self.small.last()?;
        (stage == view.stage).then_some(small)
    }

    /// The receivers of the selected school, in the layout they were found in: of one that the plan closes, without that.
    pub(crate) fn receivers(
        &self,
        session: &Session,
        id: &SchoolId,
    ) -> Option<(&Evaluation, &Candidate)> {
        let of = self.receivers_of.as_ref();
        let standing = standing_of(&self.receivers, of, session, id)?;
        let candidate = standing.candidate.as_ref()?;
        Some((&**standing.session.evaluation(), candidate))
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

    /// The seats with which a new school at a place is promised in the list of places; `None` for a place that is not in
    /// it.
    pub(crate) fn seats_promised(&self, session: &Session, view: &View, at: LonLat) -> Option<u32> {
        let homes = &session.county().settlements;
        let is_there = |site: &&Prospect| homes.get(site.candidate).is_some_and(|it| it.at == at);
        let site = self.sites(session, view)?.iter().find(is_there)?;
        Some(in_plan::seats(session.evaluator(), view.stage, site))
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
            .or_else(|| slow(self.closing.running()))
            .or_else(|| slow(self.sides.running()))
            .or_else(|| slow(self.sites.running()))
            .or_else(|| self.promises.slow_work())
            .or_else(|| slow(self.third.running()))
            .or_else(|| slow(self.proposed.running()))
            .or_else(|| self.basemap.slow_work())
            .or_else(|| self.ahead.slow_work())
            .or_else(|| self.moved.slow_work())
            .or_else(|| self.lights.slow_work())
    }

    /// Whether nothing is being worked out.
    pub(crate) fn is_idle(&self) -> bool {
        self.small.running().is_none()
            && self.receivers.running().is_none()
            && self.closing.running().is_none()
            && self.sides.running().is_none()
            && self.sites.running().is_none()
            && self.promises.is_idle()
            && self.third.running().is_none()
            && self.proposed.running().is_none()
            && self.preview.running().is_none()
            && self.basemap.is_idle()
            && self.ahead.is_idle()
            && self.moved.is_idle()
            && self.lights.is_settled()
            && self.search.running().is_none()
    }

    /// A letter of the county's names that no font on this computer can show.
    pub(crate) fn missing_letter(&self) -> Option<char> {
        self.missing_letter.get().copied().flatten()
    }

    /// Lets go of what was put in words, so that it is worked out and said anew.
    pub(crate) fn say_anew(&mut self) {
        (self.ahead, self.lights) = Default::default();
        (self.sites, self.preview) = Default::default();
        self.moved = Moved::default();
    }

    /// Forgets what belongs to the county that was open before.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}

fn preview_key(session: &Session, view: &View) -> PreviewKey {
    (session.revision(), view.previewed, view.compared, view.lang)
}

fn small_key(session: &Session, view: &View) -> SmallKey {
    (
        session.bearing(view.stage),
        view.stage,
        view.below(session),
        view.reach,
    )
}

/// Who could take the pupils of a school, where that was asked last and is of what is shown.
fn standing_of<'a>(
    receivers: &'a Latest<ReceiversKey, Standing>,
    of: Option<&ReceiversKey>,
    session: &Session,
    id: &SchoolId,
) -> Option<&'a Standing> {
    let key = of.filter(|key| key.0 == session.revision() && key.2 == *id)?;
    receivers.answer_to(key)
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

pub(super) fn terms(
    session: &Session,
    stage: Stage,
    below: u32,
    reach: Option<Meters>,
) -> MergeTerms {
    MergeTerms::of(session.evaluator(), stage, below, reach)
}

pub(super) fn judge(
    session: &Session,
    terms: MergeTerms,
) -> impl FnOnce(&Watch) -> Small + Send + use<> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::open_bytes;
    use crate::sample;

    #[test]
    fn small_schools_of_another_stage_are_never_taken_for_those_of_the_chosen_one() {
        let opened = open_bytes(&sample::files()).expect("the sample opens");
        let session = Session::new(opened);
        let mut view = View::new(Lang::En);
        let ctx = egui::Context::default();
        let mut results = Results {
            // Without a screen there are no fonts to look for letters in.
            missing_letter: OnceCell::from(None),
            ..Results::default()
        };
        let wait = |results: &mut Results, view: &View| {
            for _ in 0..2_000 {
                results.refresh(&ctx, &session, view);
                if results.fresh_small(&session, view).is_some() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            panic!("the small schools of {:?} never come", view.stage);
        };
        view.stage = Stage::Junior;
        wait(&mut results, &view);
        view.stage = Stage::Primary;
        results.small.rest();
        assert!(results.small(&view).is_none());
        assert!(results.fresh_small(&session, &view).is_none());
        wait(&mut results, &view);
        let small = results
            .fresh_small(&session, &view)
            .expect("they are there");
        assert!(!small.candidates.is_empty());
        // Neither is another threshold, nor another reach.
        view.reach = Meters::from_f64(1_234.0);
        assert!(results.fresh_small(&session, &view).is_none());
    }
}
