//! A place that trips start or end at: a settlement or a school site, tied to the road network.

use std::sync::Arc;

use crate::geometry::{Located, LonLat};
use crate::units::Meters;
use crate::words::Words;

use super::graph::NEVER;
use super::network::Network;
use super::pieces::Pieces;
use super::snap::{Link, Measure, Snapped, Snaps};

/// Further than this from any road, a place is not on the network at all, in metres.
pub(super) const OFF_NETWORK_METRES: f64 = 3_000.0;

/// Snapped further than this, a place is worth a warning, in metres.
const FAR_METRES: f64 = 500.0;

/// A school site as travel sees it: where it meets the roads, and which settlements lie just across the field.
///
/// Made by [`super::Travel::place`] and good for that [`super::Travel`] only. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Place {
    pub(super) anchor: Anchor,
    /// Where it is, prepared for many distances.
    pub(super) located: Located,
    /// Whether roads lead from here to a recorded school.
    pub(super) has_school: bool,
    /// Junctions that a trip to here comes from last, each once, and the decimetres from there.
    pub(super) entries: Arc<[Link]>,
    /// Settlements with a way here that passes no junction, along one chain or across the field, and the decimetres
    /// from them; by index, each once.
    pub(super) beside: Arc<[(u32, u32)]>,
    /// Settlements at most 500 m away in a straight line and the decimetres to them, by index.
    pub(super) across: Arc<[(u32, u32)]>,
}

impl Place {
    /// Where the place is.
    pub fn at(&self) -> LonLat {
        self.anchor.at
    }

    /// Straight-line distance to the nearest road that trips to other places can use; `None` without roads.
    pub fn to_road(&self) -> Option<Meters> {
        self.anchor.to_road
    }

    /// What a planner should know about how the place meets the roads, if anything.
    pub fn snap_issue(&self) -> Option<SnapIssue> {
        self.anchor.issue
    }
}

/// Something a planner should know about how a place meets the roads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SnapIssue {
    /// Over 500 m from the nearest road, but still connected to it.
    Far,
    /// Beside a loose piece of road. Trips over other roads leave from the nearest one of a network.
    Loose,
    /// Over 3 km from any road: its distances are estimates.
    OffNetwork,
    /// Its road does not connect to the main part of the network: most of its distances are estimates.
    CutOff,
}

impl SnapIssue {
    /// What it means for the trips of a place that is so far from the nearest road.
    pub fn words(self, to_road: Meters) -> Words {
        match self {
            Self::Far => Words::new(
                format!("{to_road} from the nearest road"),
                format!("距最近道路 {to_road}"),
            ),
            Self::Loose => Words::new(
                format!(
                    "its nearest road is a loose piece: trips go by the next road, {to_road} away"
                ),
                format!("最近道路与路网不连通，改接 {to_road} 外的路网道路"),
            ),
            Self::OffNetwork => Words::new(
                format!("{to_road} from the nearest road: its distances are estimates"),
                format!("距最近道路 {to_road}，路程为估算"),
            ),
            Self::CutOff => Words::new(
                "its road is cut off from the other roads: most of its distances are estimates",
                "所在道路与路网不连通，多数路程为估算",
            ),
        }
    }
}

/// A settlement whose place on the road network deserves a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SnapNote {
    /// Position in [`crate::model::County::settlements`].
    pub settlement: usize,
    /// Straight-line distance to the nearest road that trips can use.
    pub to_road: Meters,
    /// What is odd.
    pub issue: SnapIssue,
}

/// A place and where it meets the roads.
#[derive(Clone, Debug)]
pub(super) struct Anchor {
    pub(super) at: LonLat,
    pub(super) to_road: Option<Meters>,
    pub(super) issue: Option<SnapIssue>,
    /// By chain and offset; none where there is no road within 3 km.
    pub(super) on_roads: Arc<[OnRoad]>,
}

/// One way for a place to come onto the roads.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnRoad {
    pub(super) snapped: Snapped,
    /// Decimetres between the place and the road, detour included.
    pub(super) access: u32,
}

impl Anchor {
    /// Ties a place to the roads around it. Whether they are cut off is for the caller to say.
    pub(super) fn new(at: LonLat, snaps: &Snaps, detour_factor: f64) -> Self {
        let Some(nearest) = snaps.nearest else {
            return Self {
                at,
                to_road: None,
                issue: None,
                on_roads: Arc::default(),
            };
        };
        let metres = at.metres_to(nearest);
        let issue = if snaps.is_loose {
            Some(SnapIssue::Loose)
        } else if metres > OFF_NETWORK_METRES {
            Some(SnapIssue::OffNetwork)
        } else if metres > FAR_METRES {
            Some(SnapIssue::Far)
        } else {
            None
        };
        let on_road = |&snapped: &Snapped| OnRoad {
            snapped,
            access: decimetres(at.metres_to(snapped.at) * detour_factor),
        };
        let is_near = issue != Some(SnapIssue::OffNetwork);
        let points = snaps.points.iter().filter(|_| is_near);
        Self {
            at,
            to_road: Some(Meters::from_f64(metres)),
            issue,
            on_roads: points.map(on_road).collect(),
        }
    }

    /// Whether there is a road within reach.
    pub(super) fn is_on_road(&self) -> bool {
        !self.on_roads.is_empty()
    }

    /// Junctions that a trip from here can go to first, access leg included: each once, by the best way.
    pub(super) fn exits(&self, network: &Network, measure: Measure) -> Vec<Link> {
        let exits = self
            .on_roads
            .iter()
            .flat_map(|road| road.exits(network, measure));
        best_links(exits.flatten().collect())
    }

    /// Junctions that a trip to here can come from last, likewise.
    pub(super) fn entries(&self, network: &Network, measure: Measure) -> Vec<Link> {
        let entries = self
            .on_roads
            .iter()
            .flat_map(|road| road.entries(network, measure));
        best_links(entries.flatten().collect())
    }

    /// The pieces of the network that the place is on, each once, ascending.
    pub(super) fn pieces(&self, network: &Network, pieces: &Pieces) -> Vec<u32> {
        let chains = self.on_roads.iter().map(|road| road.snapped.chain as usize);
        let mut on: Vec<u32> = chains
            .map(|chain| pieces.of_junction(network.chains[chain].from))
            .collect();
        on.sort_unstable();
        on.dedup();
        on
    }
}

/// The shortest link of each junction.
fn best_links(mut links: Vec<Link>) -> Vec<Link> {
    links.sort_unstable();
    links.dedup_by_key(|(junction, _)| *junction);
    links
}

impl OnRoad {
    /// Junctions that a trip from here can go to first, access leg included.
    pub(super) fn exits(&self, network: &Network, measure: Measure) -> [Option<Link>; 2] {
        self.with_access(self.snapped.exits(network, measure), measure)
    }

    /// Junctions that a trip to here can come from last, access leg included.
    pub(super) fn entries(&self, network: &Network, measure: Measure) -> [Option<Link>; 2] {
        self.with_access(self.snapped.entries(network, measure), measure)
    }

    /// The trip from here to another place on the same chain without leaving it, access legs included.
    pub(super) fn along_to(
        &self,
        other: &Self,
        network: &Network,
        measure: Measure,
    ) -> Option<u32> {
        let along = self.snapped.along_to(&other.snapped, network, measure)?;
        Some(self.access(measure) + along + other.access(measure))
    }

    fn with_access(&self, links: [Option<Link>; 2], measure: Measure) -> [Option<Link>; 2] {
        let access = self.access(measure);
        links.map(|link| link.map(|(junction, cost)| (junction, cost + access)))
    }

    /// The access leg is walked, also by those who then take the bus.
    fn access(&self, measure: Measure) -> u32 {
        match measure {
            Measure::Decimetres => self.access,
            Measure::BusMillis { walk_in_a_minute } => {
                let access = Meters::from_decimetres(self.access);
                let minutes = access.walking(walk_in_a_minute).as_f64();
                ((minutes * 60_000.0).round() as u32).min(NEVER - 1)
            }
        }
    }
}

/// Metres to whole decimetres, capped so that it can still be added to.
pub(super) fn decimetres(metres: f64) -> u32 {
    Meters::from_f64(metres).decimetres().min(NEVER - 1)
}
