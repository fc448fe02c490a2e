//! Where on the screen something stands that words can point at, as the last frame drew it.

use egui::{Context, Id, Rect};

/// Something that is pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    /// The workspace of how the county stands.
    Today,
    /// The workspace of the plan.
    Plan,
    /// The workspace of two plans.
    Compare,
    /// The workspace of what is handed over.
    Deliver,
    /// The strip of stage and figures.
    Strip,
    /// The task pane.
    Left,
    /// The map.
    Map,
    /// The tabs of the dock.
    Tabs,
    /// The year and its arrows.
    Year,
    /// The search.
    Search,
    /// The list of steps.
    Steps,
}

fn id(spot: Spot) -> Id {
    Id::unique(("spot", spot))
}

/// Says where something stands in this frame.
pub(crate) fn mark(ctx: &Context, spot: Spot, rect: Rect) {
    ctx.data_mut(|data| data.insert_temp(id(spot), rect));
}

/// Where it stood last; `None` where it was never drawn.
pub(crate) fn of(ctx: &Context, spot: Spot) -> Option<Rect> {
    ctx.data(|data| data.get_temp(id(spot)))
}
