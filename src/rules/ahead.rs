//! What the standards in force say to the rooms before them: how a forecast is made, how straight ways are.

use super::standard::{Measure, Op, Standard};
use super::standards::Standards;
use crate::forecast::{Aim, Settings};
use crate::model::Stage;
use crate::travel::DETOUR_FACTOR;

impl Standards {
    /// How pupils are forecast: the years that progression is averaged over, and the gross enrolment that is aimed at
    /// in a year. A rule without a year says what is right, not when it is reached, and moves no pupils.
    pub fn forecast(&self) -> Settings {
        let usual = Settings::default();
        let window = self.get("forecast.window");
        let aims = |stage: Stage| {
            let is_aim = move |rule: &&Standard| {
                rule.measure == Measure::GrossEnrolment
                    && rule.op == Op::AtLeast
                    && rule.stages.first() == Some(&stage)
            };
            let aim = |rule: &Standard| {
                Some(Aim {
                    year: rule.year?,
                    share: rule.limit,
                })
            };
            self.iter().filter(is_aim).filter_map(aim).collect()
        };
        Settings {
            window: window.map_or(usual.window, |rule| rule.limit.clamp(1.0, 20.0) as usize),
            kindergarten: aims(Stage::Kindergarten),
            senior: aims(Stage::Senior),
        }
    }

    /// What a straight line is multiplied by where no road is known; never below one.
    pub fn detour_factor(&self) -> f64 {
        self.get("detour")
            .map_or(DETOUR_FACTOR, |rule| rule.limit.max(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Year;

    #[test]
    fn only_targets_with_a_year_raise_attendance() {
        let usual = Standards::default().forecast();
        assert_eq!(usual, Settings::default());
        let packs = ["cn-national", "plan-jingyan-145", "forecast.window=5"].map(str::to_owned);
        let (standards, _) = Standards::enabled(&packs);
        let settings = standards.forecast();
        let aim = Aim {
            year: Year(2025),
            share: 0.96,
        };
        assert_eq!(settings.window, 5);
        assert_eq!(
            (settings.kindergarten, settings.senior),
            (vec![aim], vec![aim])
        );
        assert_eq!(standards.detour_factor(), DETOUR_FACTOR);
    }
}
