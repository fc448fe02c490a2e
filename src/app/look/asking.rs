//! The questions to the optimiser as far as they are filled in, each with its limits.
//!
//! What is typed for one question stays while another is looked at. Threshold and reach of merges are those of the list
//! of small schools.

use crate::app::look::view::{Threshold, View};
use crate::assign::{Villages, Within};
use crate::model::{SchoolId, SettlementId, Stage};
use crate::proposal::merge::answer::Upkeep;
use crate::proposal::site::prospects::{Objective, usual_radius};
use crate::proposal::{
    Answered, Candidates, CatchmentQuestion, Closures, Conditions, GateRule, LayoutQuestion,
    Loosen, MergeQuestion, Question, SiteQuestion, SiteRule, WithSeats,
};
use crate::session::Session;
use crate::units::{Meters, PupilWays, Year};

/// What is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Topic {
    /// Which small schools to merge.
    #[default]
    Merge,
    /// Where new schools should stand.
    Site,
    /// How the whole stage should be laid out.
    Layout,
    /// Who should go to which school.
    Catchments,
}

impl Topic {
    /// All, in the order of the switch.
    pub const ALL: [Self; 4] = [Self::Merge, Self::Site, Self::Layout, Self::Catchments];

    /// What an answer is about.
    pub(crate) fn of(answered: &Answered) -> Self {
        match answered {
            Answered::Merge(_) => Self::Merge,
            Answered::Site(_) => Self::Site,
            Answered::Layout(_) => Self::Layout,
            Answered::Catchments(_) => Self::Catchments,
        }
    }
}

/// A limit that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Optional<T> {
    /// Whether it holds.
    pub is_on: bool,
    /// The number, kept while it does not hold.
    pub number: T,
}

impl<T: Copy> Optional<T> {
    const fn off(number: T) -> Self {
        Self {
            is_on: false,
            number,
        }
    }

    const fn on(number: T) -> Self {
        Self {
            is_on: true,
            number,
        }
    }

    /// The number if it holds.
    pub fn get(&self) -> Option<T> {
        self.is_on.then_some(self.number)
    }
}

/// The page of questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Asking {
    /// Which question is looked at.
    pub topic: Topic,
    /// How long to search, in seconds.
    pub seconds: u32,
    /// Limits that more than one question has.
    pub shared: Shared,
    /// Which small schools to merge.
    pub merge: AskingMerge,
    /// Where new schools should stand.
    pub site: AskingSite,
    /// How the whole stage should be laid out.
    pub layout: AskingLayout,
    /// Who should go to which school.
    pub catchments: AskingCatchments,
}

impl Default for Asking {
    fn default() -> Self {
        Self {
            topic: Topic::Merge,
            seconds: 30,
            shared: Shared::default(),
            merge: AskingMerge::default(),
            site: AskingSite::default(),
            layout: AskingLayout::default(),
            catchments: AskingCatchments::default(),
        }
    }
}

impl Asking {
    /// The question that is looked at, with its limits.
    pub(crate) fn question(&self, session: &Session, view: &View) -> Question {
        match self.topic {
            Topic::Merge => Question::Merge(self.merge.question(&self.shared, session, view)),
            Topic::Site => {
                let usual = usual_radius(session.evaluator(), view.stage);
                Question::Site(self.site.question(&self.shared, usual))
            }
            Topic::Layout => {
                let floor = self.layout.floor(view.stage, view.below(session));
                Question::Layout(self.layout.question(&self.shared, floor))
            }
            Topic::Catchments => Question::Catchments(self.catchments.question(&self.shared)),
        }
    }
}

/// Makes one condition of the question on the page less strict.
pub(crate) fn loosen(view: &mut View, way: &Loosen) {
    let Asking {
        topic,
        shared,
        merge,
        site,
        layout,
        catchments,
        ..
    } = &mut view.asking;
    let is_of_catchments = *topic == Topic::Catchments;
    match way {
        Loosen::Trip(trip) if is_of_catchments => catchments.farthest = Optional::on(trip.km()),
        Loosen::InPieces if is_of_catchments => catchments.villages = Villages::Whole,
        Loosen::Split => catchments.villages = Villages::Split,
        Loosen::Seats(seats) => site.seats.number.seats = *seats,
        Loosen::New(new) => site.new = *new,
        Loosen::AnySettlement => shared.candidates.settlements = true,
        Loosen::Trip(trip) => shared.longest_trip = Optional::on(trip.km()),
        Loosen::Reach(reach) => view.reach = *reach,
        Loosen::Bus => merge.gate = GateRule::BindsWithBus,
        // Typed, whatever the threshold is.
        Loosen::Floor(floor) => layout.set_floor(view.stage, *floor, u32::MAX),
        Loosen::Anywhere => shared.conditions.within = Within::County,
        Loosen::InPieces => layout.contiguous = false,
        Loosen::NoPairs => {
            shared.conditions.locks.clear();
            shared.conditions.bans.clear();
        }
        Loosen::NoClosing => {
            for school in shared.locks.of(Locked::Closed) {
                shared.locks.lift(&school);
            }
        }
    }
}

/// Limits that more than one question has.
#[derive(Clone, Debug, PartialEq)]
pub struct Shared {
    /// Merges and layouts: the longest trip of a pupil who changes school, in kilometres.
    pub longest_trip: Optional<f64>,
    /// All but catchments: what keeping a school open weighs, in pupil-kilometres.
    pub upkeep: Optional<f64>,
    /// Merges and layouts: schools that are decided beforehand.
    pub locks: Locks,
    /// Sites and layouts: where new schools may stand.
    pub candidates: Candidates,
    /// Wherever seats are counted: who may go where.
    pub conditions: Conditions,
    /// The settlement and the school selected last, for a condition on the two.
    pub pair: (Option<SettlementId>, Option<SchoolId>),
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            longest_trip: Optional::off(5.0),
            upkeep: Optional::off(70.0),
            locks: Locks::default(),
            candidates: Candidates::default(),
            conditions: Conditions::default(),
            pair: (None, None),
        }
    }
}

impl Shared {
    fn longest_trip(&self) -> Option<Meters> {
        self.longest_trip.get().map(metres)
    }

    /// In pupil-decimetres; `None` where it is not weighed.
    fn upkeep(&self) -> Option<i64> {
        let upkeep = self.upkeep.get();
        upkeep.map(|km| PupilWays::from_km(km).decimetres())
    }
}

/// What is decided about a school before the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locked {
    /// It stays open.
    Open,
    /// It closes.
    Closed,
}

/// Schools that are decided before the search, each in one way, in the order in which they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    decided: Vec<(SchoolId, Locked)>,
}

impl Locks {
    /// Decides on a school, whatever was decided before.
    pub(crate) fn set(&mut self, school: SchoolId, locked: Locked) {
        let decided = (school, locked);
        if !self.decided.contains(&decided) {
            self.lift(&decided.0);
            self.decided.push(decided);
        }
    }

    /// Leaves a school to the search again.
    pub(crate) fn lift(&mut self, school: &SchoolId) {
        self.decided.retain(|(id, _)| id != school);
    }

    /// The schools that are decided in this way.
    pub(crate) fn of(&self, locked: Locked) -> Vec<SchoolId> {
        let decided = self.decided.iter().filter(|&&(_, how)| how == locked);
        decided.map(|(school, _)| school.clone()).collect()
    }
}

/// What only merges ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskingMerge {
    /// What the closure gate has to say.
    pub gate: GateRule,
    /// Step by step up to this year.
    pub until: Optional<i32>,
}

impl Default for AskingMerge {
    fn default() -> Self {
        Self {
            gate: GateRule::default(),
            until: Optional::off(2_025),
        }
    }
}

impl AskingMerge {
    fn question(&self, shared: &Shared, session: &Session, view: &View) -> MergeQuestion {
        MergeQuestion {
            below: view.below(session),
            reach: Some(view.reach),
            longest_trip: shared.longest_trip(),
            upkeep: shared.upkeep().map_or(Upkeep::Dearest, Upkeep::Weighs),
            kept: shared.locks.of(Locked::Open),
            gate: self.gate,
            until: self.until.get().map(Year),
            conditions: shared.conditions.clone(),
        }
    }
}

/// What only new schools ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct AskingSite {
    /// How many.
    pub new: usize,
    /// What they are chosen for, where seats are not counted.
    pub objective: Objective,
    /// How far a school serves, in kilometres.
    pub radius: Optional<f64>,
    /// Whether seats are counted, and what is asked then.
    pub seats: Optional<AskingSeats>,
}

/// What new schools ask for where seats are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskingSeats {
    /// Of each new school.
    pub seats: u32,
    /// Existing schools may close at the same time.
    pub may_close: bool,
}

impl Default for AskingSite {
    fn default() -> Self {
        Self {
            new: 5,
            objective: Objective::Distance,
            radius: Optional::off(1.5),
            seats: Optional::off(AskingSeats {
                seats: 180,
                may_close: false,
            }),
        }
    }
}

impl AskingSite {
    fn question(&self, shared: &Shared, usual_radius: Meters) -> SiteQuestion {
        let with_seats = |asked: AskingSeats| WithSeats {
            seats: asked.seats,
            floor: 0,
            closures: asked.may_close.then(|| Closures {
                upkeep: shared.upkeep().unwrap_or(0),
                floor: 0,
            }),
            conditions: shared.conditions.clone(),
        };
        SiteQuestion {
            new: self.new,
            radius: self.radius.get().map_or(usual_radius, metres),
            candidates: shared.candidates.clone(),
            rule: match self.seats.get() {
                Some(asked) => SiteRule::Seats(with_seats(asked)),
                None => SiteRule::Nearest(self.objective),
            },
        }
    }
}

/// What only layouts ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskingLayout {
    /// The fewest pupils of a school, where the planner typed it.
    pub typed_floor: Threshold,
    /// Seats that schools may be extended to.
    pub ceiling: Optional<u32>,
    /// How many places for new schools are chosen from.
    pub places: Optional<usize>,
    /// Every catchment in one piece.
    pub contiguous: bool,
}

impl Default for AskingLayout {
    fn default() -> Self {
        Self {
            typed_floor: Threshold::default(),
            ceiling: Optional::off(900),
            places: Optional::off(20),
            contiguous: false,
        }
    }
}

impl AskingLayout {
    /// The fewest pupils of a school of a stage: what the planner typed, else as many as keep it from being small.
    pub(crate) fn floor(&self, stage: Stage, small_below: u32) -> u32 {
        self.typed_floor.of(stage).unwrap_or(small_below)
    }

    /// Takes what was typed; the usual number follows the threshold again.
    pub(crate) fn set_floor(&mut self, stage: Stage, floor: u32, small_below: u32) {
        let typed = (floor != small_below).then_some(floor);
        self.typed_floor.set(stage, typed);
    }

    fn question(&self, shared: &Shared, floor: u32) -> LayoutQuestion {
        LayoutQuestion {
            floor,
            ceiling: self.ceiling.get(),
            upkeep: shared.upkeep().unwrap_or(0),
            longest_trip: shared.longest_trip(),
            places: self.places.get().unwrap_or(0),
            building: 0,
            open: shared.locks.of(Locked::Open),
            closed: shared.locks.of(Locked::Closed),
            candidates: shared.candidates.clone(),
            contiguous: self.contiguous,
            conditions: shared.conditions.clone(),
        }
    }
}

/// What only catchments ask for.
#[derive(Clone, Debug, PartialEq)]
pub struct AskingCatchments {
    /// Nobody goes farther than this, in kilometres.
    pub farthest: Optional<f64>,
    /// Whether settlements may be split.
    pub villages: Villages,
    /// The answer stands on the map in place of the plan's catchments.
    pub is_on_map: bool,
}

impl Default for AskingCatchments {
    fn default() -> Self {
        Self {
            farthest: Optional::off(4.0),
            villages: Villages::Whole,
            is_on_map: true,
        }
    }
}

impl AskingCatchments {
    fn question(&self, shared: &Shared) -> CatchmentQuestion {
        CatchmentQuestion {
            max_distance: self.farthest.get().map(metres),
            villages: self.villages,
            conditions: shared.conditions.clone(),
        }
    }
}

fn metres(km: f64) -> Meters {
    Meters::from_f64(km * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;
    use crate::{io, sample};

    #[test]
    fn the_floor_of_a_layout_follows_the_threshold_until_another_is_typed() {
        let opened = io::open_bytes(&sample::files()).expect("the sample opens");
        let session = Session::new(opened);
        let mut view = View::new(Lang::En);
        view.asking.topic = Topic::Layout;
        let floor = |view: &View| match view.asking.question(&session, view) {
            Question::Layout(question) => question.floor,
            other => panic!("{other:?}"),
        };
        let standard = view.below(&session);
        assert_eq!(floor(&view), standard);
        view.typed_below.set(Stage::Primary, Some(77));
        assert_eq!(floor(&view), 77);
        view.asking.layout.set_floor(Stage::Primary, 50, 77);
        assert_eq!(floor(&view), 50);
        view.stage = Stage::Kindergarten;
        assert_eq!(floor(&view), 0, "another stage has another floor");
        view.stage = Stage::Primary;
        view.asking.layout.set_floor(Stage::Primary, 77, 77);
        view.typed_below.set(Stage::Primary, None);
        assert_eq!(floor(&view), standard, "and there is a way back");
    }

    #[test]
    fn a_school_is_locked_in_one_way_only() {
        let school = SchoolId::new("a");
        let mut locks = Locks::default();
        locks.set(school.clone(), Locked::Open);
        locks.set(SchoolId::new("b"), Locked::Open);
        locks.set(school.clone(), Locked::Closed);
        assert_eq!(locks.of(Locked::Open), [SchoolId::new("b")]);
        assert_eq!(locks.of(Locked::Closed), std::slice::from_ref(&school));
        locks.lift(&school);
        assert!(locks.of(Locked::Closed).is_empty());
    }

    #[test]
    fn what_is_chosen_for_without_seats_says_nothing_where_seats_are_counted() {
        let mut site = AskingSite {
            objective: Objective::Cover,
            ..AskingSite::default()
        };
        let rule = |site: &AskingSite| site.question(&Shared::default(), Meters::ZERO).rule;
        assert_eq!(rule(&site), SiteRule::Nearest(Objective::Cover));
        site.seats.is_on = true;
        assert!(matches!(rule(&site), SiteRule::Seats(asked) if asked.seats == 180));
    }
}
