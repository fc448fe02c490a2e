//! Layers that are kept from frame to frame, and what each depends on.

use std::sync::Arc;

use super::camera::Viewport;
use super::catchments::Tints;
use super::covered::Covered;
use super::state::{Same, Sheet};
use super::symbols::Symbols;
use crate::app::look::chart::Style;
use crate::app::look::view::{Layers, Selection};
use crate::evaluation::{Evaluation, StageEvaluation};
use crate::geometry::LonLat;
use crate::model::{RoadWork, SchoolId, SchoolKind, Stage};
use crate::units::Meters;

/// Layers that are kept while nothing they show changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheets {
    pub(super) paper: Sheet<(Viewport, bool, bool)>,
    pub(super) tints: Tints,
    pub(super) on_tints: Sheet<(Basis, Option<usize>)>,
    pub(super) lines: Sheet<(Viewport, Layers, Style, bool)>,
    pub(super) hatching: Sheet<Basis>,
    pub(super) reach: Sheet<ReachKey>,
    pub(super) settlements: Sheet<(Basis, Stage)>,
    pub(super) trips: Sheet<(Basis, Option<Selection>, bool)>,
    pub(super) streams: Sheet<(Basis, Same<StageEvaluation>)>,
    pub(super) symbols: Symbols,
    pub(super) names: Sheet<NamesKey>,
}

impl Sheets {
    /// Lets what is drawn with discs be drawn again.
    pub(super) fn forget_discs(&mut self) {
        self.tints = Tints::default();
        self.on_tints = Sheet::default();
        self.hatching = Sheet::default();
        self.lines = Sheet::default();
        self.settlements = Sheet::default();
    }
}

/// What the roads within a limit depend on: view, place, limit, theme, works.
type ReachKey = (Viewport, LonLat, Meters, bool, Arc<[RoadWork]>);

/// What every layer of an evaluation depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Basis {
    pub(super) viewport: Viewport,
    pub(super) stage: Option<Same<StageEvaluation>>,
    pub(super) is_dark: bool,
    pub(super) style: Style,
    pub(super) colours: usize,
}

/// What the names on screen depend on; a school on its way is named apart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NamesKey {
    pub(super) viewport: Viewport,
    pub(super) evaluation: Same<Evaluation>,
    pub(super) stage: Stage,
    pub(super) layers: Layers,
    pub(super) selection: Option<Selection>,
    pub(super) dragged: Option<SchoolId>,
    pub(super) covered: Covered,
    pub(super) colours: usize,
    pub(super) chart: (Style, Vec<SchoolKind>),
    pub(super) is_dark: bool,
}
