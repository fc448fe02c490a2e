//! The search: what can be found, and the best of it for what was typed.
//!
//! The names of a county are spelled once ([`Index`]); plans, problems, years and commands are few and are looked
//! through as they stand.

use std::sync::Arc;

use super::aids::{Place, Visit};
use super::commands;
use super::desk::Workspace;
use super::intent::Intent;
use super::matching::{Fit, Met, Sought, Spelled};
use super::text::{self, aids};
use super::view::{View, last_year};
use crate::model::{County, Stage};
use crate::plan::Status;
use crate::rules;
use crate::session::{Chosen, Session};
use crate::units::Year;
use crate::words::{Lang, Words};

/// So many of a group are shown.
const MOST_SHOWN: usize = 5;

/// What is found together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Schools of all stages.
    Schools,
    /// Townships.
    Townships,
    /// Villages and settlements.
    Settlements,
    /// Plans, today's layout first.
    Plans,
    /// Rules that are broken somewhere.
    Problems,
    /// Years.
    Years,
    /// All that stands in a menu.
    Commands,
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// What it is called.
    pub name: String,
    /// Which letters of the name were typed, by position.
    pub letters: Vec<usize>,
    /// What else is worth knowing of it.
    pub note: String,
    /// What choosing it does, one after the other.
    pub wishes: Vec<Intent>,
    /// The place it is, where it is one.
    pub place: Option<Place>,
    /// The stage that a school is drawn as.
    pub stage: Option<Stage>,
}

impl Hit {
    /// What choosing it does, the inspector opened on it or not.
    pub(crate) fn wishes(&self, visit: Visit) -> Vec<Intent> {
        match &self.place {
            Some(place) => vec![Intent::Visit(place.clone(), visit)],
            None => self.wishes.clone(),
        }
    }
}

/// The best of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Of which group.
    pub group: Group,
    /// How many there are.
    pub total: usize,
    /// The best of them.
    pub hits: Vec<Hit>,
}

/// The names of a county, spelled.
#[derive(Debug)]
pub struct Index {
    county: Arc<County>,
    places: Vec<(Place, Spelled)>,
}

impl Index {
    fn of(county: &Arc<County>) -> Self {
        let schools = county.schools.iter();
        let schools = schools.map(|school| (Place::School(school.id.clone()), &school.name));
        let settlements = county.settlements.iter().enumerate();
        let settlements =
            settlements.map(|(place, settlement)| (Place::Settlement(place), &settlement.name));
        let townships = county.townships.iter().enumerate();
        let townships = townships.map(|(place, township)| (Place::Township(place), &township.name));
        let all = schools.chain(settlements).chain(townships);
        let places = all.filter(|(_, name)| !name.is_empty());
        Self {
            places: places
                .map(|(place, name)| (place, Spelled::of(name)))
                .collect(),
            county: Arc::clone(county),
        }
    }

    fn is_of(&self, county: &Arc<County>) -> bool {
        Arc::ptr_eq(&self.county, county)
    }
}

/// What the answer on screen was found for.
type Asked = (String, u64, Lang, Workspace, Stage, Option<usize>);

/// The search as far as it is typed, and what it has found.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    /// What was typed.
    pub typed: String,
    /// Which line is chosen, of all that are shown.
    pub chosen: usize,
    /// Which action on the chosen line is chosen, where they are listed.
    pub action: Option<usize>,
    /// What was found.
    pub found: Vec<Found>,
    index: Option<Arc<Index>>,
    asked: Option<Asked>,
}

impl Finder {
    /// Begins anew; the names stay spelled.
    pub(crate) fn clear(&mut self) {
        (self.typed, self.chosen, self.action) = (String::new(), 0, None);
        self.asked = None;
    }

    /// Every line that is shown, from the top.
    pub(crate) fn hits(&self) -> impl Iterator<Item = &Hit> {
        self.found.iter().flat_map(|found| &found.hits)
    }

    /// Looks again where something has changed.
    pub(crate) fn refresh(&mut self, session: Option<&Session>, view: &View) {
        let asked = (
            self.typed.clone(),
            session.map_or(0, Session::revision),
            view.lang,
            view.workspace(),
            view.stage,
            session.map(|session| Arc::as_ptr(session.evaluator().county()) as usize),
        );
        if self.asked.as_ref() == Some(&asked) {
            return;
        }
        if let Some(session) = session {
            let county = session.evaluator().county();
            if !self.index.as_ref().is_some_and(|index| index.is_of(county)) {
                self.index = Some(Arc::new(Index::of(county)));
            }
        } else {
            self.index = None;
        }
        self.found = find(&self.typed, self.index.as_deref(), session, view);
        (self.chosen, self.action) = (0, None);
        self.asked = Some(asked);
    }
}

/// The best of every group for what was typed; without anything, what there is to begin with.
fn find(typed: &str, index: Option<&Index>, session: Option<&Session>, view: &View) -> Vec<Found> {
    let sought = Sought::of(typed);
    let mut found = Vec::new();
    if let (Some(session), Some(index)) = (session, index) {
        found.extend(places(&sought, index, session, view));
        found.push(plans(&sought, session, view));
        found.push(problems(&sought, session, view));
        found.push(years(&sought, session));
    }
    found.push(commands(&sought, session, view));
    found.retain(|found| !found.hits.is_empty());
    found
}

/// One that was met, before it is shown.
struct Candidate<T> {
    met: Met,
    length: usize,
    what: T,
}

/// The best few: those that fit best, then the shortest, then as they stand.
fn best<T>(mut all: Vec<Candidate<T>>) -> (usize, Vec<Candidate<T>>) {
    let total = all.len();
    all.sort_by_key(|candidate| (candidate.met.fit, candidate.length));
    all.truncate(MOST_SHOWN);
    (total, all)
}

fn places(sought: &Sought, index: &Index, session: &Session, view: &View) -> Vec<Found> {
    let mut groups: [(Group, Vec<Candidate<Place>>); 3] = [
        (Group::Schools, Vec::new()),
        (Group::Townships, Vec::new()),
        (Group::Settlements, Vec::new()),
    ];
    let county = session.county();
    let mut take = |place: &Place, spelled: &Spelled| {
        let Some(met) = sought.meets(spelled) else {
            return;
        };
        let group = match place {
            Place::School(_) => 0,
            Place::Township(_) => 1,
            Place::Settlement(_) => 2,
        };
        groups[group].1.push(Candidate {
            met,
            length: spelled.len(),
            what: place.clone(),
        });
    };
    for (place, spelled) in &index.places {
        take(place, spelled);
    }
    // What the plan builds is named by the plan.
    let sites = &session.evaluation().layout.sites;
    for site in sites.iter().filter(|site| site.status == Status::New) {
        take(&Place::School(site.id.clone()), &Spelled::of(&site.name));
    }
    for (_, new) in session.built_later() {
        let name = Spelled::of(&new.name);
        take(&Place::School(new.id.clone()), &name);
    }
    let is_whole =
        |candidate: &Candidate<Place>| matches!(candidate.met.fit, Fit::Whole | Fit::Spells);
    // Where a whole name was typed, its group stands first.
    groups.sort_by_key(|(_, all)| !all.iter().any(is_whole));
    let groups = groups.into_iter().map(|(group, all)| {
        let (total, best) = best(all);
        let hits = best.into_iter().filter_map(|candidate| {
            let place = candidate.what;
            let (name, note, stage) = about(&place, county, session, view)?;
            Some(Hit {
                name,
                letters: candidate.met.letters,
                note,
                wishes: Vec::new(),
                place: Some(place),
                stage,
            })
        });
        Found {
            group,
            total,
            hits: hits.collect(),
        }
    });
    groups.collect()
}

/// The name of a place, what is worth knowing of it, and the stage a school is drawn as.
fn about(
    place: &Place,
    county: &County,
    session: &Session,
    view: &View,
) -> Option<(String, String, Option<Stage>)> {
    let lang = view.lang;
    match place {
        Place::School(id) => {
            // A school that only the plan has is told as it is there.
            let sides = [&**view.standing(session), session.evaluation()];
            let found = sides
                .into_iter()
                .find_map(|side| Some((side, side.layout.position(id)?)));
            let Some((evaluation, position)) = found else {
                let (action, new) = session.built_later().find(|(_, new)| new.id == *id)?;
                let told = text::later::planned(&action.measure, action.year, &[]);
                let stage = new.kind.stages().first().copied();
                return Some((new.name.clone(), told.say(lang).to_owned(), stage));
            };
            let site = &evaluation.layout.sites[position];
            let runs = |stage: &Stage| site.stages[*stage].is_some();
            let stage = std::iter::once(view.stage).chain(Stage::ALL).find(runs);
            let stages: Vec<String> = Stage::ALL
                .into_iter()
                .filter(runs)
                .map(|stage| stage.words().say(lang).to_owned())
                .collect();
            let size = evaluation.size(position);
            let pupils = size.map(|pupils| aids::pupils(pupils).say(lang).to_owned());
            let parts = stages.into_iter().chain(pupils).collect::<Vec<_>>();
            Some((site.name.clone(), parts.join(" · "), stage))
        }
        Place::Settlement(index) => {
            let settlement = county.settlements.get(*index)?;
            let township = settlement
                .township
                .and_then(|township| county.townships.get(township));
            let name = township.map_or("", |township| &township.name);
            Some((settlement.name.clone(), name.to_owned(), None))
        }
        Place::Township(index) => {
            let township = county.townships.get(*index)?;
            let settlements = county.settlements.iter();
            let own = settlements
                .filter(|settlement| settlement.township == Some(*index))
                .count();
            let own = aids::settlements(own);
            let parts = [
                township.district.as_deref().unwrap_or_default(),
                own.say(lang),
            ];
            let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            Some((township.name.clone(), parts.join(" · "), None))
        }
    }
}

/// Names that are looked through as they stand; with nothing typed, the first of them.
fn among(
    sought: &Sought,
    group: Group,
    all: impl IntoIterator<Item = (Words, Lang, String, Vec<Intent>)>,
) -> Found {
    let candidates = all.into_iter().filter_map(|(name, lang, note, wishes)| {
        let said = name.say(lang);
        let length = said.chars().count();
        let met = if sought.is_empty() {
            Met {
                fit: Fit::Whole,
                letters: Vec::new(),
            }
        } else if let Some(met) = sought.meets(&Spelled::of(said)) {
            met
        } else {
            // In the other language it is met too, but no letter of what is shown was typed.
            let other = if lang == Lang::Zh { &name.en } else { &name.zh };
            let met = sought.meets(&Spelled::of(other))?;
            Met {
                fit: met.fit,
                letters: Vec::new(),
            }
        };
        Some(Candidate {
            met,
            length: if sought.is_empty() { 0 } else { length },
            what: (said.to_owned(), note, wishes),
        })
    });
    let (total, best) = best(candidates.collect());
    let hits = best.into_iter().map(|candidate| {
        let (name, note, wishes) = candidate.what;
        Hit {
            name,
            letters: candidate.met.letters,
            note,
            wishes,
            place: None,
            stage: None,
        }
    });
    Found {
        group,
        total,
        hits: hits.collect(),
    }
}

fn plans(sought: &Sought, session: &Session, view: &View) -> Found {
    let lang = view.lang;
    let today = (text::words_of(text::desk::TODAY_LAYOUT), Chosen::Today);
    let documents = session
        .documents()
        .iter()
        .enumerate()
        .map(|(index, document)| {
            let name = document.plan().name.as_str();
            (Words::new(name, name), Chosen::Plan(index))
        });
    let all = std::iter::once(today)
        .chain(documents)
        .map(|(name, chosen)| {
            let note = if session.chosen() == chosen {
                aids::CHOSEN.say(lang)
            } else {
                ""
            };
            (name, lang, note.to_owned(), vec![Intent::Choose(chosen)])
        });
    // Without anything typed there is a menu for them.
    let all = all.filter(|_| !sought.is_empty());
    among(sought, Group::Plans, all)
}

fn problems(sought: &Sought, session: &Session, view: &View) -> Found {
    if sought.is_empty() {
        return among(sought, Group::Problems, []);
    }
    let standards = session.evaluator().standards();
    let groups = rules::groups(&view.shown(session).findings);
    let all = groups.into_iter().filter_map(|group| {
        let rule = standards.get(&group.standard)?;
        let note = group.places().say(view.lang).to_owned();
        Some((
            rule.words.clone(),
            view.lang,
            note,
            vec![Intent::OpenRule(group.standard.clone())],
        ))
    });
    among(sought, Group::Problems, all)
}

fn years(sought: &Sought, session: &Session) -> Found {
    let first = session.evaluator().base_year().0;
    let last = last_year(session).0;
    let all = (first..=last).filter(|_| !sought.is_empty()).map(|year| {
        let name = Words::new(year.to_string(), year.to_string());
        (
            name,
            Lang::Zh,
            String::new(),
            vec![Intent::SetYear(Year(year))],
        )
    });
    among(sought, Group::Years, all)
}

/// What can be done now. What only the workspace of the plan does leads there first.
fn commands(sought: &Sought, session: Option<&Session>, view: &View) -> Found {
    let all = commands::all().into_iter().filter_map(|wish| {
        let wishes = commands::carried_out_from(&wish, session, view)?;
        Some((commands::name_of(&wish), view.lang, String::new(), wishes))
    });
    among(sought, Group::Commands, all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{io, sample};

    fn session() -> Session {
        Session::new(io::open_bytes(&sample::files()).expect("the sample opens"))
    }

    fn found(session: &Session, view: &View, typed: &str) -> Vec<(Group, Vec<String>)> {
        let mut finder = Finder {
            typed: typed.to_owned(),
            ..Finder::default()
        };
        finder.refresh(Some(session), view);
        let names = |found: &Found| found.hits.iter().map(|hit| hit.name.clone()).collect();
        let groups = finder.found.iter();
        groups.map(|found| (found.group, names(found))).collect()
    }

    #[test]
    fn names_are_spelled_once_whatever_is_typed_and_planned() {
        let (mut session, view) = (session(), View::new(Lang::Zh));
        let mut finder = Finder::default();
        finder.refresh(Some(&session), &view);
        let index = finder.index.clone().expect("a county is open");
        finder.typed = "mtz".to_owned();
        finder.refresh(Some(&session), &view);
        session.new_plan();
        finder.refresh(Some(&session), &view);
        finder.clear();
        finder.refresh(Some(&session), &view);
        let again = finder.index.as_ref().expect("a county is open");
        assert!(Arc::ptr_eq(&index, again));
    }

    #[test]
    fn a_whole_name_stands_before_names_that_only_begin_with_it() {
        let (session, view) = (session(), View::new(Lang::Zh));
        let first = |typed: &str| {
            let found = found(&session, &view, typed);
            let (group, names) = found.first().expect("something is found");
            (*group, names[0].clone())
        };
        assert_eq!(first("mtz"), (Group::Townships, "马踏镇".to_owned()));
        assert_eq!(first("城北小学"), (Group::Schools, "城北小学".to_owned()));
        assert_eq!(first("mt").0, Group::Schools);
    }

    /// Today's layout has fewer schools than the plan whose schools are found.
    #[test]
    fn a_school_that_only_the_plan_has_is_found_while_today_is_looked_at() {
        use crate::app::look::desk::Workspace;
        use crate::model::{Ownership, SchoolId, SchoolKind};
        use crate::plan::{Action, Command, Measure, NewSchool};
        let mut session = session();
        session.new_plan();
        let last = session
            .county()
            .schools
            .last()
            .expect("there are schools")
            .clone();
        let new = NewSchool {
            id: SchoolId::new("zzz"),
            name: "新建测试小学".to_owned(),
            kind: SchoolKind::Primary,
            at: last.at,
            seats: Default::default(),
            ownership: Ownership::Public,
            inclusive: false,
        };
        let action = Action::new(session.evaluator().base_year(), Measure::New(new), "");
        session
            .handle(Command::Add(action))
            .expect("it can be built");
        let mut view = View::new(Lang::Zh);
        for workspace in [Workspace::Data, Workspace::Today, Workspace::Plan] {
            view.panes.workspace = workspace;
            let found = found(&session, &view, "新建测试");
            let names = found.iter().flat_map(|(_, names)| names);
            assert!(
                names.clone().any(|name| name == "新建测试小学"),
                "{workspace:?}"
            );
        }
    }

    #[test]
    fn a_group_shows_its_best_five_and_counts_all() {
        let (session, view) = (session(), View::new(Lang::Zh));
        let mut finder = Finder {
            typed: "小学".to_owned(),
            ..Finder::default()
        };
        finder.refresh(Some(&session), &view);
        let schools = &finder.found[0];
        assert_eq!(schools.group, Group::Schools);
        let named = |name: &str| name.contains("小学");
        let all = session
            .county()
            .schools
            .iter()
            .filter(|school| named(&school.name))
            .count();
        assert!(schools.total >= all && all > MOST_SHOWN);
        assert_eq!(schools.hits.len(), MOST_SHOWN);
        let lengths: Vec<usize> = schools
            .hits
            .iter()
            .map(|hit| hit.name.chars().count())
            .collect();
        assert!(lengths.is_sorted(), "the shortest first: {lengths:?}");
    }

    #[test]
    fn a_school_that_the_plan_builds_is_found_too() {
        let (mut session, view) = (session(), View::new(Lang::Zh));
        let at = session.county().schools[0].at;
        let mut form =
            crate::app::look::forms::NewSchoolForm::at(at, Stage::Primary, &session, Lang::Zh);
        form.name = "龙泉湾新校".to_owned();
        session.handle(form.command(&session)).expect("it is built");
        let found = found(&session, &view, "lqwxx");
        assert_eq!(found[0], (Group::Schools, vec!["龙泉湾新校".to_owned()]));
    }

    #[test]
    fn commands_are_found_in_both_languages_and_without_a_county() {
        let view = View::new(Lang::Zh);
        let mut finder = Finder {
            typed: "settings".to_owned(),
            ..Finder::default()
        };
        finder.refresh(None, &view);
        let names: Vec<&str> = finder.hits().map(|hit| hit.name.as_str()).collect();
        assert_eq!(names, ["设置"]);
        finder.typed = "undo".to_owned();
        finder.refresh(None, &view);
        assert_eq!(finder.hits().count(), 0, "there is nothing to undo");
    }

    #[test]
    fn a_year_outside_the_plan_is_not_found() {
        let (session, view) = (session(), View::new(Lang::En));
        let last = last_year(&session).0;
        let groups = |year: i32| -> Vec<Group> {
            found(&session, &view, &year.to_string())
                .into_iter()
                .map(|(group, _)| group)
                .collect()
        };
        assert!(groups(last).contains(&Group::Years));
        assert!(!groups(last + 1).contains(&Group::Years));
    }
}
