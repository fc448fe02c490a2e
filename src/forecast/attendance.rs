//! The share of children who attend a stage, and how it rises to what a plan aims at.

use super::births::Outlook;
use super::cohorts::{Home, ages};
use super::history::SHRINKING_PUPILS;
use super::settings::Aim;
use crate::model::Stage;

/// The share of a cohort that attends a stage, over all places whose births reach back far enough.
#[derive(Clone, Debug)]
pub(super) struct Attendance {
    stage: Stage,
    pub(super) share: f64,
    /// The share of each group of places, moved towards the county's.
    of_groups: Vec<f64>,
}

impl Attendance {
    pub(super) fn of(stage: Stage, year: i32, homes: &[Home], outlook: &Outlook) -> Option<Self> {
        let n_groups = homes.iter().map(|home| home.group + 1).max()?;
        let mut groups = vec![(0.0, 0.0); n_groups];
        for home in homes {
            if let (Some(pupils), Some(children)) =
                (home.pupils[stage], children(home, stage, year, outlook))
            {
                groups[home.group].0 += pupils;
                groups[home.group].1 += children;
            }
        }
        let (pupils, children) = groups
            .iter()
            .fold((0.0, 0.0), |(p, c), (pupils, children)| {
                (p + pupils, c + children)
            });
        let share = pupils / children;
        (pupils > 0.0 && children > 0.0).then(|| Self {
            stage,
            share,
            of_groups: groups
                .into_iter()
                .map(|(pupils, children)| shrunk(pupils, children, share))
                .collect(),
        })
    }

    /// The place's own share, moved towards its group's.
    pub(super) fn of_home(&self, home: &Home, year: i32, outlook: &Outlook) -> f64 {
        let group = self.of_groups[home.group];
        match (
            home.pupils[self.stage],
            children(home, self.stage, year, outlook),
        ) {
            (Some(pupils), Some(children)) => shrunk(pupils, children, group),
            _ => group,
        }
    }
}

fn shrunk(pupils: f64, children: f64, towards: f64) -> f64 {
    (pupils + SHRINKING_PUPILS * towards) / (children + SHRINKING_PUPILS)
}

/// Children of a stage's ages, where births reach back far enough.
pub(super) fn children(home: &Home, stage: Stage, year: i32, outlook: &Outlook) -> Option<f64> {
    let births = home.births.as_ref()?;
    ages(stage)?
        .map(|age| births.cohort(year, age, outlook))
        .sum()
}

/// A share by year: from today's in a straight line to each aim that is higher, and as the last one after it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    /// Years and shares, both rising; never empty.
    points: Vec<(i32, f64)>,
}

impl Path {
    /// An aim of a year that has passed is to be reached in the next one.
    pub(super) fn from(base_year: i32, share: f64, aims: &[Aim]) -> Self {
        let mut aims: Vec<Aim> = aims.to_vec();
        aims.sort_by_key(|aim| aim.year);
        let mut points = vec![(base_year, share)];
        for aim in aims {
            let year = aim.year.0.max(base_year + 1);
            points.retain(|&(earlier, _)| earlier < year);
            let reached = points.last().map_or(share, |&(_, share)| share);
            if aim.share > reached {
                points.push((year, aim.share));
            }
        }
        Self { points }
    }

    /// Whether it ever leaves today's share.
    pub(super) fn rises(&self) -> bool {
        self.points.len() > 1
    }

    pub(super) fn share(&self, year: i32) -> f64 {
        let after = self.points.partition_point(|&(point, _)| point <= year);
        let before = self.points[..after].last();
        match (before, self.points.get(after)) {
            (Some(&(from, low)), Some(&(to, high))) => {
                low + (high - low) * f64::from(year - from) / f64::from(to - from)
            }
            (Some(&(_, share)), None) | (None, Some(&(_, share))) => share,
            (None, None) => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Year;

    fn aim(year: i32, share: f64) -> Aim {
        Aim {
            year: Year(year),
            share,
        }
    }

    #[test]
    fn attendance_rises_in_a_straight_line_to_the_aim_and_stays() {
        let path = Path::from(2021, 0.88, &[aim(2025, 0.96)]);
        let shares = [2021, 2023, 2025, 2035].map(|year| path.share(year));
        for (share, right) in shares.into_iter().zip([0.88, 0.92, 0.96, 0.96]) {
            assert!((share - right).abs() < 1e-12, "{shares:?}");
        }
    }

    #[test]
    fn an_aim_below_today_changes_nothing_and_one_of_the_past_is_due_next_year() {
        assert!(!Path::from(2021, 0.97, &[aim(2025, 0.96)]).rises());
        assert_eq!(Path::from(2021, 0.9, &[aim(2020, 0.96)]).share(2022), 0.96);
        let two = Path::from(2021, 0.8, &[aim(2025, 0.96), aim(2023, 0.9)]);
        assert_eq!((two.share(2023), two.share(2025)), (0.9, 0.96));
    }
}
