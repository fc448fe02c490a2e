//! What the hand is doing on the map: nothing, moving the map, or moving a school.

use std::sync::Arc;

use egui::{Pos2, Vec2};

use crate::evaluation::{Evaluation, SchoolDrag};
use crate::geometry::LonLat;
use crate::model::SchoolId;

/// What the pressed button is doing.
#[derive(Clone, Debug, Default)]
pub enum Hand {
    /// Nothing.
    #[default]
    Idle,
    /// Moving the map.
    Panning,
    /// Moving a school.
    Dragging(Box<Dragging>),
    /// The school was let go; it stays in sight there until the plan has taken the step over.
    Dropped {
        /// Which school.
        school: SchoolId,
        /// Where it was let go.
        frame: DragFrame,
    },
    /// Drawing a frame round what is to be chosen, from one corner to the other.
    Framing {
        /// Where it began, in points.
        from: Pos2,
        /// Where the pointer is.
        to: Pos2,
    },
    /// Drawing a loop round the schools that are to be chosen, in points.
    Lassoing(Vec<Pos2>),
    /// Escape put the school back; the button is still pressed.
    GivenUp,
}

/// A school in the hand.
#[derive(Clone, Debug)]
pub struct Dragging {
    /// Which school.
    pub school: SchoolId,
    /// From the pointer to the school's place, in points.
    pub grip: Vec2,
    /// Works out the numbers of each place.
    pub solver: SchoolDrag,
    /// The place on screen; `None` until the school has moved.
    pub frame: Option<DragFrame>,
}

/// One place of a school on its way.
#[derive(Clone, Debug)]
pub struct DragFrame {
    /// Where the school is.
    pub to: LonLat,
    /// The numbers with the school there.
    pub evaluation: Arc<Evaluation>,
}

impl Hand {
    /// The school that is on its way, and its place on screen.
    pub fn moved(&self) -> Option<(&SchoolId, &DragFrame)> {
        match self {
            Self::Dragging(dragging) => Some((&dragging.school, dragging.frame.as_ref()?)),
            Self::Dropped { school, frame } => Some((school, frame)),
            Self::Idle
            | Self::Panning
            | Self::Framing { .. }
            | Self::Lassoing(_)
            | Self::GivenUp => None,
        }
    }

    /// Puts a dragged school back, or drops the frame. False where there is neither.
    pub(crate) fn give_up(&mut self) -> bool {
        let is_dragging = matches!(
            self,
            Self::Dragging(_) | Self::Framing { .. } | Self::Lassoing(_)
        );
        if is_dragging {
            *self = Self::GivenUp;
        }
        is_dragging
    }

    /// The plan shows what was dropped, or has refused it.
    pub(crate) fn settle(&mut self) {
        if matches!(self, Self::Dropped { .. }) {
            *self = Self::Idle;
        }
    }
}
