//! What the gate says of a closure that nobody has planned: of the one in the open form, for the year and the receiver
//! that are asked for there, and of a small school that stays or is kept, as if it closed.

use super::jobs::Watch;
use super::standing::{Listed, Standing, standing};
use crate::app::look::merge_form::{Choice, MergeForm};
use crate::app::look::view::View;
use crate::horizon::GatePage;
use crate::indicators::is_small;
use crate::model::SchoolId;
use crate::plan::{Measure, Plan};
use crate::proposal::merge::foreseen::{Foreseen, foreseen, foreseen_into};
use crate::session::Session;
use crate::units::Year;
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

    /// What a small school that stays is asked, as the list of small schools asks it: what if it closed in this year?
    /// `None` for a school that does not stand in that list.
    pub(super) fn what_if(
        session: &Session,
        view: &View,
        school: &SchoolId,
        year: Year,
    ) -> Option<Self> {
        let evaluation = session.evaluation();
        let position = evaluation.layout.position(school)?;
        let site = &evaluation.layout.sites[position];
        let is_listed = site.stages[view.stage].is_some()
            && is_small(evaluation.size(position), view.below(session));
        if !is_listed {
            return None;
        }
        let into = Vec::new();
        Some(Self {
            revision: session.revision(),
            listed: Listed::of(session, view, site)?,
            school: school.clone(),
            choice: Choice { year, into },
            lang: view.lang,
        })
    }
}

/// The measure that decides about a school, by index: that closes it, else that keeps it.
fn deciding(plan: &Plan, school: &SchoolId) -> Option<usize> {
    let closing = plan.closing(school).map(|(index, _)| index);
    let keeps =
        |measure: &Measure| matches!(measure, Measure::Keep { school: kept } if kept == school);
    let kept = || {
        plan.actions
            .iter()
            .position(|action| keeps(&action.measure))
    };
    closing.or_else(kept)
}

/// The answer.
pub(crate) struct Closing {
    /// Who could take the pupils in that year, without what the plan has decided about the school.
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
    let decided = session.plan().and_then(|plan| deciding(plan, &key.school));
    let standing = standing(session, &key.school, key.listed, decided, watch);
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

/// The gate's page of a school as if it closed, whether the plan keeps it or says nothing of it: the same question, the
/// same receivers, the same light. `None` where it cannot be judged so, or when it was stopped.
pub(super) fn page_what_if(session: Session, key: &ClosingKey, watch: &Watch) -> Option<GatePage> {
    let page = judged(session, key, watch)?.foreseen?.page?;
    // The closure is in no plan.
    Some(GatePage {
        action: None,
        ..page
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::work::jobs::Watch;
    use crate::io::open_bytes;
    use crate::plan::{Action, Command};
    use crate::{model::Stage, sample};

    #[test]
    fn a_school_that_is_kept_is_judged_as_it_was_before() {
        let mut session = Session::new(open_bytes(&sample::files()).expect("the sample opens"));
        let mut view = View::new(Lang::En);
        view.stage = Stage::Primary;
        let year = session.year();
        let evaluation = session.evaluation();
        let small: Vec<SchoolId> = (0..evaluation.layout.sites.len())
            .filter(|&site| is_small(evaluation.size(site), view.below(&session)))
            .map(|site| evaluation.layout.sites[site].id.clone())
            .filter(|id| ClosingKey::what_if(&session, &view, id, year).is_some())
            .take(2)
            .collect();
        assert_eq!(small.len(), 2);
        let page = |session: &Session, id: &SchoolId| {
            let key = ClosingKey::what_if(session, &view, id, year).expect("it is listed");
            page_what_if(session.clone(), &key, &Watch::alone()).expect("it can be judged")
        };
        for id in &small {
            let before = page(&session, id);
            let school = id.clone();
            let keep = Action::new(year, Measure::Keep { school }, "no road");
            session.handle(Command::Add(keep)).expect("it can be kept");
            assert_eq!(page(&session, id), before);
        }
    }
}
