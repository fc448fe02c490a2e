//! What the standards in force ask of a forecast.

use crate::units::Year;

/// The numbers a forecast is made with that no file of the county states.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Years of progression that are averaged at most.
    pub window: usize,
    /// Gross kindergarten enrolment to be reached.
    pub kindergarten: Vec<Aim>,
    /// Gross enrolment of senior and vocational schools together to be reached.
    pub senior: Vec<Aim>,
}

/// A share of the residents of a stage's ages who are to attend it in a year and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Aim {
    /// The year.
    pub year: Year,
    /// One is everyone of the age.
    pub share: f64,
}

impl Default for Settings {
    /// Progression over three years, and no aim: whoever attends today's share goes on doing so.
    fn default() -> Self {
        Self {
            window: 3,
            kindergarten: Vec::new(),
            senior: Vec::new(),
        }
    }
}
