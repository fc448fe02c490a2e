//! How much of an extract the county is.

use geo::{BoundingRect as _, Intersects as _, MultiPolygon, Point, Rect};

use crate::io::drawing::Position;

/// Roads so far around the county's areas are read too: ways to school do not end at the border. In kilometres.
pub(super) const MARGIN_KM: f64 = 5.0;

/// The areas of the county that were read so far.
#[derive(Clone, Debug)]
pub(in crate::io) struct Within {
    areas: Vec<(Rect<f64>, MultiPolygon<f64>)>,
    /// Round all of them, with the margin.
    around: Rect<f64>,
}

impl Within {
    /// `None` where there are no areas.
    pub(in crate::io) fn of<'a>(
        areas: impl IntoIterator<Item = &'a MultiPolygon<f64>>,
    ) -> Option<Self> {
        const KM_PER_DEGREE: f64 = 111.0;
        let with_bounds = |area: &MultiPolygon<f64>| Some((area.bounding_rect()?, area.clone()));
        let areas: Vec<_> = areas.into_iter().filter_map(with_bounds).collect();
        let whole = areas.iter().map(|(rect, _)| *rect);
        let whole = whole.reduce(|a, b| {
            let low = (a.min().x.min(b.min().x), a.min().y.min(b.min().y));
            let high = (a.max().x.max(b.max().x), a.max().y.max(b.max().y));
            Rect::new(low, high)
        })?;
        let north = MARGIN_KM / KM_PER_DEGREE;
        let narrowest = whole.max().y.abs().max(whole.min().y.abs()).min(85.0);
        let east = north / narrowest.to_radians().cos();
        let around = Rect::new(
            (whole.min().x - east, whole.min().y - north),
            (whole.max().x + east, whole.max().y + north),
        );
        Some(Self { areas, around })
    }

    /// Whether a place is in the county, or near enough for roads.
    pub(super) fn is_near(&self, [x, y]: Position) -> bool {
        self.around.intersects(&Point::new(x, y))
    }

    /// Whether a place is in one of the areas.
    pub(super) fn holds(&self, [x, y]: Position) -> bool {
        let place = Point::new(x, y);
        let mut areas = self.areas.iter();
        areas.any(|(rect, area)| rect.intersects(&place) && area.intersects(&place))
    }
}
