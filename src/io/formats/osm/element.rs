//! What an extract consists of, whichever way it is written: nodes, ways of nodes, relations of both.

use std::borrow::Cow;

use super::super::super::drawing::Position;

/// Which elements a pass over the file is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Node,
    Way,
    Relation,
}

impl Kind {
    /// As in the address of an element: `way/123`.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Node => "node",
            Self::Way => "way",
            Self::Relation => "relation",
        }
    }
}

/// A place in ten-millionths of a degree, as the project keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct At {
    pub(super) lon: i32,
    pub(super) lat: i32,
}

impl At {
    const PER_DEGREE: f64 = 1e7;

    /// A place in billionths of a degree; `None` off the globe.
    pub(super) fn of_nano(lon: i64, lat: i64) -> Option<Self> {
        Self::of_degrees(lon as f64 / 1e9, lat as f64 / 1e9)
    }

    /// A place in degrees; `None` off the globe.
    pub(super) fn of_degrees(lon: f64, lat: f64) -> Option<Self> {
        let is_on_globe = lon.abs() <= 180.0 && lat.abs() <= 90.0;
        is_on_globe.then(|| Self {
            lon: (lon * Self::PER_DEGREE).round() as i32,
            lat: (lat * Self::PER_DEGREE).round() as i32,
        })
    }

    pub(super) fn position(self) -> Position {
        [self.lon, self.lat].map(|part| f64::from(part) / Self::PER_DEGREE)
    }
}

/// What an element says of itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tags<'a>(pub(super) &'a [(Cow<'a, str>, Cow<'a, str>)]);

impl<'a> Tags<'a> {
    /// The value of a key; nothing stands for none.
    pub(super) fn get(self, key: &str) -> Option<&'a str> {
        let mut pairs = self.0.iter();
        let (_, value) = pairs.find(|(name, _)| name == key)?;
        let value = value.trim();
        (!value.is_empty()).then_some(value)
    }
}

/// One of a relation's members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) id: i64,
    pub(super) kind: Kind,
    pub(super) is_inner: bool,
    /// Whether its role is to be part of an outline.
    pub(super) is_outline: bool,
}

impl Member {
    pub(super) fn of(id: i64, kind: Kind, role: &str) -> Self {
        Self {
            id,
            kind,
            is_inner: role == "inner",
            is_outline: matches!(role, "" | "outer" | "inner" | "exclave" | "enclave"),
        }
    }
}

/// Stands for a node or member whose number cannot be read: no element has it.
pub(super) const UNKNOWN: i64 = i64::MIN;

/// One element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    pub(super) kind: Kind,
    pub(super) id: i64,
    pub(super) tags: Tags<'a>,
    /// Of a node where it is; of others their middle, where the file tells it.
    pub(super) at: Option<At>,
    /// Of a way its nodes.
    pub(super) refs: &'a [i64],
    /// Of a relation.
    pub(super) members: &'a [Member],
}
