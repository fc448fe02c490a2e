//! What the gate says of the closure in the open form, for the year and the receiver that are asked for there.

use super::jobs::Watch;
use super::standing::{Listed, Standing, standing};
use crate::app::look::merge_form::{Choice, MergeForm};
use crate::app::look::view::View;
use crate::model::SchoolId;
use crate::proposal::merge::foreseen::{Foreseen, foreseen, foreseen_into};
use crate::session::Session;
use crate::words::Lang;

/// The question: this closure in the plan of this revision.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ClosingKey {
    pub(super) revision: u64,
    pub(super) listed: Listed,
    pub(super) school: SchoolId,
    pub(super) choice: Choice,
    pub(super) lang: Lang,
}

impl ClosingKey {
    /// What a form asks; `None` for a school that is not there.
    pub(super) fn of(session: &Session, view: &View, form: &MergeForm) -> Option<Self> {
        let school = form.action.measure.school();
        let site = session.evaluation().layout.site(school)?;
        Some(Self {
            revision: session.revision(),
            listed: Listed::of(session, view, site)?,
            school: school.clone(),
            choice: form.choice(),
            lang: view.lang,
        })
    }
}

/// The answer.
pub(crate) struct Closing {
    /// Who could take the pupils in that year, without the closure that the plan has.
    pub(super) standing: Standing,
    /// What the gate says; `None` where the closure cannot be planned so.
    pub(crate) foreseen: Option<Foreseen>,
}

/// `None` when it was stopped.
pub(super) fn judged(mut session: Session, key: &ClosingKey, watch: &Watch) -> Option<Closing> {
    let Choice { year, into } = &key.choice;
    if session.year() != *year {
        session.set_year(*year);
    }
    let closing = session.plan().and_then(|plan| plan.closing(&key.school));
    let closing = closing.map(|(index, _)| index);
    let standing = standing(session, &key.school, key.listed, closing, watch);
    let ground = standing.session.starting_point(key.listed.stage, key.lang);
    let sites = &ground.before.layout.sites;
    let foreseen = match (&standing.candidate, into.as_slice()) {
        (Some(candidate), []) => Some(foreseen(watch.flag(), &ground, candidate)?),
        (Some(candidate), [into]) => {
            let mut receivers = candidate.receivers.iter();
            match receivers.find(|receiver| sites[receiver.site].id == *into) {
                Some(receiver) => Some(foreseen_into(watch.flag(), &ground, candidate, receiver)?),
                None => None,
            }
        }
        // Whose size nobody knows cannot be judged; shares between several receivers are set elsewhere.
        (None, _) | (Some(_), [..]) => None,
    };
    Some(Closing { standing, foreseen })
}
