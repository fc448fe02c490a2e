//! Who lives round a place: within a straight line, or within a way along the roads.

use super::{Evaluation, Evaluator};
use crate::geometry::LonLat;
use crate::model::Stage;
use crate::units::Meters;

/// How far round a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// So far in a straight line.
    Straight(Meters),
    /// So far on the way that pupils go.
    Way(Meters),
}

/// Who lives there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// Positions in [`crate::model::County::settlements`], ascending.
    pub settlements: Vec<usize>,
    /// Their pupils of a stage; `None` where nobody knows how many there are.
    pub pupils: Option<u32>,
}

impl Evaluator {
    /// Who of a stage lives round a place in a layout, the limit included. Ways go by the roads of the layout.
    pub fn around(
        &self,
        evaluation: &Evaluation,
        stage: Stage,
        at: LonLat,
        within: Within,
    ) -> Around {
        let settlements: Vec<usize> = match within {
            Within::Straight(radius) => {
                let homes = self.county().settlements.iter().enumerate();
                let is_near = |at_home: LonLat| Meters::from_f64(at_home.metres_to(at)) <= radius;
                homes
                    .filter(|(_, home)| is_near(home.at))
                    .map(|(index, _)| index)
                    .collect()
            }
            Within::Way(limit) => {
                let travel = self.travel_in(&evaluation.layout);
                let homes = travel.homes_within(&travel.place(at), limit);
                homes.into_iter().map(|home| home as usize).collect()
            }
        };
        let demand = &evaluation.demand;
        let pupils = demand.basis[stage].is_known().then(|| {
            let pupils = |&home: &usize| demand.pupils[stage].get(home).copied().unwrap_or(0);
            settlements.iter().map(pupils).sum()
        });
        Around {
            settlements,
            pupils,
        }
    }
}
