//! Who could take the pupils of one school, as it is judged among the small ones.

use super::jobs::Watch;
use super::results::{judge, terms};
use crate::app::look::view::View;
use crate::indicators::is_small;
use crate::model::{SchoolId, Stage};
use crate::plan::{Command, Site};
use crate::proposal::merge::candidates::Candidate;
use crate::session::Session;
use crate::units::Meters;

/// Who could take the pupils of one school: in the plan as it stands, or of a school that it closes in the plan without
/// that.
pub(super) struct Standing {
    pub(super) session: Session,
    pub(super) candidate: Option<Candidate>,
}

/// As which small school one is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Listed {
    pub(super) stage: Stage,
    below: u32,
    reach: Meters,
}

impl Listed {
    /// As a school of the stage on screen, else of the first that it runs; `None` for one that runs none.
    pub(super) fn of(session: &Session, view: &View, site: &Site) -> Option<Self> {
        let runs = |stage: &Stage| site.stages[*stage].is_some();
        let stage = std::iter::once(view.stage).chain(Stage::ALL).find(runs)?;
        Some(Self {
            stage,
            below: view.below_of(session, stage),
            reach: view.reach,
        })
    }
}

/// Who could take the pupils of a school; of one that the plan closes as if it did not.
pub(super) fn standing(
    mut session: Session,
    id: &SchoolId,
    listed: Listed,
    closing: Option<usize>,
    watch: &Watch,
) -> Standing {
    if let Some(index) = closing
        && session.handle(Command::Remove { index }).is_err()
    {
        return Standing {
            session,
            candidate: None,
        };
    }
    let evaluation = session.evaluation();
    let site = evaluation.layout.position(id);
    let known = site.and_then(|site| Some((site, evaluation.size(site)?)));
    let candidate = known.and_then(|(site, size)| {
        // A school of the list of small ones is judged as there; of a larger one every receiver is told.
        let is_listed = is_small(Some(size), listed.below);
        let below = listed.below.max(size.saturating_add(1));
        let reach = is_listed.then_some(listed.reach);
        let terms = terms(&session, listed.stage, below, reach);
        let candidates = judge(&session, terms)(watch).candidates;
        candidates
            .into_iter()
            .find(|candidate| candidate.site == site)
    });
    Standing { session, candidate }
}
