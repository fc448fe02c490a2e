//! A place that trips start or end at: a settlement or a school site, tied to the road network.

use std::sync::Arc;

use crate::geometry::LonLat;
use crate::units::Meters;
use crate::words::Words;

use super::graph::NEVER;
use super::network::Network;
use super::snap::{Link, Measure, Snapped};

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
    /// Junctions that a trip to here comes from last, and the decimetres from there.
    pub(super) entries: [Option<Link>; 2],
    /// Settlements with a way here that passes no junction, along one chain or across the field, and the decimetres
    /// from them; by index.
    pub(super) beside: Arc<[(u32, u32)]>,
    /// Settlements at most 500 m away in a straight line and the decimetres to them, by index.
    pub(super) across: Arc<[(u32, u32)]>,
}

impl Place {
    /// Where the place is.
    pub fn at(&self) -> LonLat {
        self.anchor.at
    }

    /// Straight-line distance to the nearest point on a road; `None` without roads.
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
    /// Straight-line distance to the nearest road.
    pub to_road: Meters,
    /// What is odd.
    pub issue: SnapIssue,
}

/// A place and where it meets the roads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    pub(super) at: LonLat,
    pub(super) to_road: Option<Meters>,
    pub(super) issue: Option<SnapIssue>,
    /// `None` where there is no road within 3 km.
    pub(super) on_road: Option<OnRoad>,
}

/// A place within reach of a road.
#[derive(Clone, Copy, Debug)]
pub(super) struct OnRoad {
    pub(super) snapped: Snapped,
    /// Decimetres between the place and the road, detour included.
    pub(super) access: u32,
}

impl Anchor {
    /// Ties a place to the nearest road. Whether the road is cut off is for the caller to say.
    pub(super) fn new(at: LonLat, snapped: Option<Snapped>, detour_factor: f64) -> Self {
        let Some(snapped) = snapped else {
            return Self {
                at,
                to_road: None,
                issue: None,
                on_road: None,
            };
        };
        let metres = at.metres_to(snapped.at);
        let is_near = metres <= OFF_NETWORK_METRES;
        let issue = if !is_near {
            Some(SnapIssue::OffNetwork)
        } else if metres > FAR_METRES {
            Some(SnapIssue::Far)
        } else {
            None
        };
        let access = decimetres(metres * detour_factor);
        Self {
            at,
            to_road: Some(Meters::from_f64(metres)),
            issue,
            on_road: is_near.then_some(OnRoad { snapped, access }),
        }
    }
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
            Measure::BusMillis => {
                let minutes = Meters::from_decimetres(self.access).walking().as_f64();
                (minutes * 60_000.0).round() as u32
            }
        }
    }
}

/// Metres to whole decimetres, capped so that it can still be added to.
pub(super) fn decimetres(metres: f64) -> u32 {
    Meters::from_f64(metres).decimetres().min(NEVER - 1)
}
