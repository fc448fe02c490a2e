//! What the map is coloured by: the plan, one of the looks at today, or what differs between two plans.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::Color32;

use super::settlements::{Dot, DotShape};
use crate::app::look::chart::MapTheme;
use crate::app::look::figures;
use crate::app::look::text::{Text, chart as text};
use crate::app::look::theme::Theme;
use crate::evaluation::{Evaluation, StageEvaluation};
use crate::forecast::Demand;
use crate::indicators::{Comparison, HomeTrips, Turn, home_trips, is_small};
use crate::model::{SchoolId, Stage};
use crate::rules::{Limits, Severity, estimates};
use crate::units::{DistanceForm, Meters};
use crate::words::Lang;

/// What colours stand for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Colouring<'a> {
    /// Schools by load, settlements by whether trips break the limit.
    Plan,
    /// One of the looks at today.
    Today(MapTheme),
    /// Settlements by whether they fare better, on a map of their own or beside the plan they are set against.
    Difference {
        comparison: &'a Comparison,
        is_beside: bool,
    },
}

impl Colouring<'_> {
    /// Whether catchments are tinted: not where settlements alone carry the colour. Maps beside each other have the
    /// same layers, each those of its own plan.
    pub(super) const fn has_tints(self) -> bool {
        match self {
            Self::Plan => true,
            Self::Today(theme) => matches!(theme, MapTheme::Seats),
            Self::Difference { is_beside, .. } => is_beside,
        }
    }

    /// Whether cells are hatched where trips break the limit.
    pub(super) const fn has_hatching(self) -> bool {
        matches!(self, Self::Today(MapTheme::Trips))
    }

    /// A number that is another for other colours.
    pub(super) fn key(self) -> usize {
        match self {
            Self::Plan => 0,
            Self::Today(theme) => 1 + theme as usize,
            Self::Difference { comparison, .. } => std::ptr::from_ref(comparison) as usize,
        }
    }
}

/// A row of colours with the ends of what each stands for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Steps {
    pub(super) title: String,
    pub(super) steps: Vec<(Color32, String)>,
}

/// What colours are worked out from.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    pub(super) shown: &'a Evaluation,
    pub(super) stage: Stage,
    pub(super) limits: &'a Limits,
    /// Below how many pupils a school is small.
    pub(super) below: u32,
    /// The pupils of the last year that the plan looks at.
    pub(super) later: Option<&'a Demand>,
    pub(super) theme: &'a Theme,
}

impl<'a> Facts<'a> {
    fn evaluated(&self) -> Option<&'a Arc<StageEvaluation>> {
        self.shown.stages[self.stage].as_ref()
    }

    /// The limit of daily trips of the layout that is shown.
    pub(super) fn limit(&self) -> Option<Meters> {
        self.evaluated()?.numbers.trip_limit
    }

    /// The ways of all homes.
    pub(super) fn trips(&self, settlements: usize) -> Vec<HomeTrips> {
        self.evaluated().map_or_else(
            || vec![HomeTrips::default(); settlements],
            |evaluated| home_trips(evaluated.attended(), settlements),
        )
    }

    /// Ends of the steps of ways, in metres: half the limit, the limit, and so on.
    fn ends(&self) -> [Meters; 4] {
        let limit = self.limit().map_or(2_000.0, Meters::as_f64);
        [0.5, 1.0, 1.5, 2.5].map(|part| Meters::from_f64(limit * part))
    }

    fn way(&self, way: Meters) -> Color32 {
        let step = self.ends().iter().filter(|end| way > **end).count();
        self.theme.ways[step]
    }

    /// How settlements are drawn, by position.
    pub(super) fn dots(&self, colouring: Colouring<'_>, settlements: usize) -> Vec<Dot> {
        let trips = self.trips(settlements);
        let pupils = &self.shown.demand.pupils[self.stage];
        let broken = match colouring {
            Colouring::Today(MapTheme::Targets) => self.broken_homes(),
            _ => BTreeMap::new(),
        };
        let theme = self.theme;
        let grey = theme.settlement.gamma_multiply(0.75);
        let faint = theme.settlement.gamma_multiply(0.35);
        let dot = |settlement: usize| {
            let amount = pupils.get(settlement).copied().unwrap_or_default();
            let home = &trips[settlement];
            let disc = |color: Color32| Dot {
                amount,
                color,
                shape: DotShape::Disc,
            };
            let plain = disc(if amount == 0 { faint } else { grey });
            let shaped = |color: Color32, shape: DotShape| Dot {
                amount,
                color,
                shape,
            };
            match colouring {
                Colouring::Plan | Colouring::Today(MapTheme::Trips) if home.unplaced > 0 => {
                    shaped(theme.over_limit, DotShape::Diamond)
                }
                Colouring::Plan if home.is_over(self.limit()) => shaped(grey, DotShape::Ringed),
                Colouring::Today(MapTheme::Trips) => {
                    home.mean().map_or(plain, |way| disc(self.way(way)))
                }
                Colouring::Today(MapTheme::Pupils) => {
                    let change = self.growth(settlement, amount);
                    change.map_or(disc(faint), |step| disc(theme.growth[step]))
                }
                Colouring::Today(MapTheme::Targets) => {
                    let color = broken
                        .get(&settlement)
                        .and_then(|&severity| self.severity(severity));
                    color.map_or(disc(faint), disc)
                }
                Colouring::Plan | Colouring::Today(_) => plain,
                Colouring::Difference { comparison, .. } => self.difference(comparison, settlement),
            }
        };
        (0..settlements).map(dot).collect()
    }

    /// The step of growth; `None` where either number is not known or nobody lives there.
    fn growth(&self, settlement: usize, now: u32) -> Option<usize> {
        let is_known = |demand: &Demand| demand.basis[self.stage].is_known();
        let later = self.later.filter(|later| is_known(later))?;
        if !is_known(&self.shown.demand) || now == 0 {
            return None;
        }
        let later = *later.pupils[self.stage].get(settlement)?;
        let share = f64::from(later) / f64::from(now);
        Some(match share {
            share if share < 0.5 => 0,
            share if share < 0.9 => 1,
            share if share <= 1.1 => 2,
            _ => 3,
        })
    }

    fn difference(&self, comparison: &Comparison, settlement: usize) -> Dot {
        let theme = self.theme;
        let change = comparison
            .homes
            .get(settlement)
            .copied()
            .unwrap_or_default();
        let amount = change.pupils();
        let dot = |color, shape| Dot {
            amount,
            color,
            shape,
        };
        match change.turn() {
            Turn::Better => dot(theme.loads[0], DotShape::Disc),
            Turn::Worse => dot(theme.over_limit, DotShape::Diamond),
            Turn::Mixed => dot(theme.loads[2], DotShape::Diamond),
            Turn::Unchanged => dot(theme.settlement.gamma_multiply(0.35), DotShape::Disc),
        }
    }

    /// The heaviest standard that each school breaks.
    pub(super) fn broken_schools(&self) -> BTreeMap<&'a SchoolId, Severity> {
        let findings = self.of_stage();
        heaviest(findings.filter_map(|finding| Some((finding.school.as_ref()?, finding.severity))))
    }

    fn broken_homes(&self) -> BTreeMap<usize, Severity> {
        let findings = self.of_stage();
        heaviest(findings.filter_map(|finding| Some((finding.settlement?, finding.severity))))
    }

    fn of_stage(&self) -> impl Iterator<Item = &'a crate::rules::Finding> + use<'a> {
        let stage = self.stage;
        let findings = self.shown.findings.iter();
        findings.filter(move |finding| finding.stage.is_none_or(|of| of == stage))
    }

    fn severity(&self, severity: Severity) -> Option<Color32> {
        match severity {
            Severity::Block => Some(self.theme.over_limit),
            Severity::Warn => Some(self.theme.loads[2]),
            Severity::Info => None,
        }
    }

    /// The fill of a school; `None` where what it would tell is not known.
    pub(super) fn fill(
        &self,
        colouring: Colouring<'_>,
        broken: &BTreeMap<&SchoolId, Severity>,
        index: usize,
    ) -> Option<Color32> {
        let theme = self.theme;
        let site = &self.shown.layout.sites[index];
        let numbers = self
            .evaluated()
            .and_then(|evaluated| evaluated.school(index));
        match colouring {
            Colouring::Plan | Colouring::Today(MapTheme::Seats) | Colouring::Difference { .. } => {
                theme.load(numbers.and_then(|numbers| numbers.utilisation()))
            }
            Colouring::Today(MapTheme::Trips | MapTheme::Pupils) => Some(theme.symbol_edge),
            Colouring::Today(MapTheme::Small) => {
                let size = self.shown.size(index);
                size.map(
                    |_| match (is_small(size, self.below / 2), is_small(size, self.below)) {
                        (true, _) => theme.sizes[0],
                        (false, true) => theme.sizes[1],
                        (false, false) => theme.sizes[2],
                    },
                )
            }
            Colouring::Today(MapTheme::Classes) => {
                let size = estimates::class_in(self.limits, self.stage, numbers?)?;
                let (ceiling, oversize) = self.class_lines()?;
                Some(match size {
                    size if size <= ceiling * 2 / 3 => theme.loads[0],
                    size if size <= ceiling => theme.loads[1],
                    size if size <= oversize => theme.loads[2],
                    _ => theme.loads[3],
                })
            }
            Colouring::Today(MapTheme::Targets) => {
                let severity = broken.get(&site.id).copied();
                Some(
                    severity
                        .and_then(|severity| self.severity(severity))
                        .unwrap_or(theme.sizes[2]),
                )
            }
        }
    }

    /// The ceiling of classes and the line above which they are oversize.
    fn class_lines(&self) -> Option<(u32, u32)> {
        let ceiling = self.limits.class_pupils[self.stage]?;
        Some((ceiling, self.limits.oversize_class(self.stage)?))
    }

    /// The row of colours of the legend; `None` where there is none.
    pub(super) fn steps(&self, colouring: Colouring<'_>, lang: Lang) -> Option<Steps> {
        let theme = self.theme;
        let of = |title: Text, colors: &[Color32], words: Vec<String>| {
            Some(Steps {
                title: title.say(lang).to_owned(),
                steps: colors.iter().copied().zip(words).collect(),
            })
        };
        match colouring {
            Colouring::Plan | Colouring::Today(MapTheme::Seats) | Colouring::Difference { .. } => {
                of(
                    text::BY_LOAD,
                    &theme.loads,
                    ["≤60", "≤90", "≤100", ">100"].map(str::to_owned).into(),
                )
            }
            Colouring::Today(MapTheme::Trips) => {
                let km = self.ends().map(length);
                let words = vec![
                    format!("≤{}", km[0]),
                    format!("≤{}", km[1]),
                    format!("≤{}", km[2]),
                    format!("≤{}", km[3]),
                    format!(">{}", km[3]),
                ];
                let steps = of(text::BY_WAY, &theme.ways, words)?;
                let title = format!("{} {}", steps.title, figures::distance_unit());
                Some(Steps { title, ..steps })
            }
            // Kindergartens stand apart: none of them is small.
            Colouring::Today(MapTheme::Small) if self.below == 0 => None,
            Colouring::Today(MapTheme::Small) => {
                let (half, below) = (self.below / 2, self.below);
                let words = vec![format!("<{half}"), format!("<{below}"), format!("≥{below}")];
                of(text::BY_SIZE, &theme.sizes, words)
            }
            Colouring::Today(MapTheme::Classes) => {
                let (ceiling, oversize) = self.class_lines()?;
                let words = vec![
                    format!("≤{}", ceiling * 2 / 3),
                    format!("≤{ceiling}"),
                    format!("≤{oversize}"),
                    format!(">{oversize}"),
                ];
                of(text::BY_CLASS, &theme.loads, words)
            }
            Colouring::Today(MapTheme::Pupils) => {
                let words = ["<−50", "<−10", "±10", ">+10"].map(str::to_owned).into();
                of(text::BY_GROWTH, &theme.growth, words)
            }
            Colouring::Today(MapTheme::Targets) => {
                let colors = [theme.sizes[2], theme.loads[2], theme.over_limit];
                let words = text::BREACHES.map(|word| word.say(lang).to_owned());
                of(text::BY_BREACH, &colors, words.into())
            }
        }
    }
}

fn heaviest<K: Ord>(all: impl Iterator<Item = (K, Severity)>) -> BTreeMap<K, Severity> {
    let mut heaviest = BTreeMap::new();
    for (place, severity) in all {
        let known = heaviest.entry(place).or_insert(severity);
        *known = (*known).max(severity);
    }
    heaviest
}

/// A length in the unit of the title, with as many digits as it needs.
fn length(way: Meters) -> String {
    let form = DistanceForm {
        decimals: 2,
        ..DistanceForm::chosen()
    };
    let words = form.within(|| figures::in_column(way.as_f64()));
    if !words.contains('.') {
        return words;
    }
    words.trim_end_matches('0').trim_end_matches('.').to_owned()
}
