//! What a new school has in the plan beside what it promises: its promise counts everybody to the nearest school, the
//! plan by its own assignment. Where the plan counts so too there is nothing to tell.

use super::jobs::{Latest, Progress, Watch};
use super::results::slow;
use crate::app::look::text;
use crate::app::look::view::{Selection, View};
use crate::evaluation::Evaluation;
use crate::model::Stage;
use crate::plan::{Policy, Status};
use crate::proposal::site::in_plan;
use crate::proposal::site::prospects::Prospect;
use crate::session::Session;

/// See the head of the file.
#[derive(Default)]
pub(crate) struct Promises {
    sites: Latest<(u64, Stage), Vec<Option<u32>>>,
    nearest: Latest<u64, Evaluation>,
}

impl Promises {
    /// Asks for what the screen will show; `sites` are the places that are listed.
    pub(super) fn refresh(
        &mut self,
        ctx: &egui::Context,
        session: &Session,
        view: &View,
        sites: Option<&[Prospect]>,
    ) {
        let is_other = session.policy() != Policy::Nearest;
        let words = || text::words_of(text::CHANGING);
        match sites.filter(|_| is_other) {
            Some(sites) => {
                let key = (session.revision(), view.stage);
                self.sites.ask(ctx, &key, "promises", words(), || {
                    let ground = session.starting_point(view.stage, view.lang);
                    let sites = sites.to_vec();
                    move |watch: &Watch| {
                        let mut built = Vec::with_capacity(sites.len());
                        for site in &sites {
                            if watch.is_cancelled() {
                                return None;
                            }
                            built.push(in_plan::once_built(&ground, site));
                        }
                        Some(built)
                    }
                });
            }
            None => self.sites.rest(),
        }
        let is_new = match &view.selection {
            Some(Selection::School(id)) => {
                let site = session.evaluation().layout.site(id);
                site.is_some_and(|site| site.status == Status::New)
            }
            _ => false,
        };
        if is_new && is_other && view.workspace().plans() {
            let key = session.revision();
            self.nearest.ask(ctx, &key, "nearest", words(), || {
                let ground = session.starting_point(view.stage, view.lang);
                move |watch: &Watch| {
                    let year = ground.year();
                    let evaluate = || {
                        ground
                            .evaluator
                            .evaluate(&ground.plan, year, Policy::Nearest)
                    };
                    (!watch.is_cancelled()).then(evaluate)
                }
            });
        } else {
            self.nearest.rest();
        }
    }

    /// How many would attend each of the listed places once it is built, in their order; `None` while that is worked
    /// out and where the plan counts as the promises do.
    pub(crate) fn once_built(&self, session: &Session, stage: Stage) -> Option<&[Option<u32>]> {
        let built = self.sites.answer_to(&(session.revision(), stage))?;
        Some(built)
    }

    /// The plan as if everybody went to the nearest school, where a new school is selected; likewise.
    pub(crate) fn by_nearest(&self, session: &Session) -> Option<&Evaluation> {
        self.nearest.answer_to(&session.revision())
    }

    pub(super) fn is_idle(&self) -> bool {
        self.sites.running().is_none() && self.nearest.running().is_none()
    }

    pub(super) fn slow_work(&self) -> Option<Progress> {
        slow(self.sites.running()).or_else(|| slow(self.nearest.running()))
    }
}
