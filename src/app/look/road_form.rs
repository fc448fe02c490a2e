//! The half-filled form for work on a road.

use super::forms::free_id;
use crate::geometry::LonLat;
use crate::model::{Direction, Road, RoadClass, RoadWork};
use crate::plan::{Action, Command, Measure};
use crate::session::Session;
use crate::units::Year;

/// Work on a road, as typed so far.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadForm {
    /// Where the road runs.
    pub line: Vec<LonLat>,
    /// What is done.
    pub task: RoadTask,
    /// What people call it; may be empty.
    pub name: String,
    /// Its class afterwards.
    pub class: RoadClass,
    /// The bus speed afterwards in km/h; `None` for that of the class.
    pub speed_kmh: Option<f64>,
    /// Why; may be empty.
    pub reason: String,
    /// From when.
    pub year: i32,
}

/// What is done to a road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoadTask {
    /// It is built.
    Build,
    /// It is closed.
    Cut,
    /// It becomes faster.
    Improve,
}

impl RoadForm {
    /// A new road through these places.
    pub fn drawn(line: Vec<LonLat>, session: &Session) -> Self {
        Self {
            line,
            task: RoadTask::Build,
            name: String::new(),
            class: RoadClass::Township,
            speed_kmh: None,
            reason: String::new(),
            year: session.year().0,
        }
    }

    /// A road of the county.
    pub fn picked(road: &Road, session: &Session) -> Self {
        Self {
            line: road.line.clone(),
            task: RoadTask::Improve,
            name: road.name.clone().unwrap_or_default(),
            class: road.class,
            speed_kmh: road.speed_kmh,
            reason: String::new(),
            year: session.year().0,
        }
    }

    /// The work itself.
    pub fn work(&self) -> RoadWork {
        let line = self.line.clone();
        match self.task {
            RoadTask::Build => RoadWork::Build(Road {
                class: self.class,
                name: Some(self.name.trim().to_owned()).filter(|name| !name.is_empty()),
                direction: Direction::Both,
                level: 0,
                speed_kmh: self.speed_kmh,
                line,
            }),
            RoadTask::Cut => RoadWork::Cut { line },
            RoadTask::Improve => RoadWork::Improve {
                line,
                class: Some(self.class),
                speed_kmh: self.speed_kmh,
            },
        }
    }

    /// The command that plans it.
    pub fn command(&self, session: &Session) -> Command {
        let measure = Measure::Road {
            id: free_id(session, "road"),
            work: self.work(),
        };
        Command::Add(Action::new(Year(self.year), measure, self.reason.trim()))
    }
}
