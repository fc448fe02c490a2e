//! Prices at which sites are nearly full, from a smooth version of the problem.
//!
//! **Method.** At a *heat* `t` > 0 the pupils of a home spread over its sites: a site that costs `p` more than the
//! cheapest, its price included, gets `exp(−p / t)` as many. A seat at price `p` is for sale to the part
//! `1 / (1 + exp(−p / t))`. Prices at which every site has as many pupils as seats for sale are where a smooth convex
//! function is least: the dual of the transportation problem with an entropy (Cuturi 2013; Galichon 2016). Newton's
//! method finds them. One of its steps weighs all sites of a county against each other, where a chain of moves only
//! carries pupils from one site to the next. Steps are damped as in Kitagawa, Mérigot and Thibert (2019); what they
//! come from is a system of equations like that of a network of resistors, solved by conjugate gradients.
//!
//! Everything is a start only: nothing here need be exact.

/// Where Newton's step has to be cut shorter than this, it is found anew with more damping.
const SHORTEST: f64 = 0.2;

/// How much is added to the curve at first, as a part of what a site's seats would bend it.
const DAMPED: f64 = 0.01;

/// The least and the most that damping comes to.
const DAMPED_LEAST: f64 = 1e-5;
const DAMPED_MOST: f64 = 1.0;

/// A step that lowers the function by less than this part of what its slope promises is too long.
const ENOUGH: f64 = 1e-4;

/// A part of a home this small does not bend the function.
const NO_PART: f64 = 1e-5;

/// Further away than this many times the heat nobody goes.
const NOBODY: f64 = 9.0;

/// A way that a home may take.
#[derive(Clone, Copy)]
struct Place {
    site: u32,
    cost: f64,
    /// The part of the home's pupils who take it at the prices of now.
    part: f64,
}

/// The problem at some heat, and prices.
pub(super) struct Smooth {
    places: Vec<Place>,
    /// By home, where its places end.
    ends: Vec<u32>,
    pupils: Vec<f64>,
    everyone: f64,
    /// By site; infinite where there is no limit, and the price stays as it is.
    seats: Vec<f64>,
    prices: Vec<f64>,
    heat: f64,
    /// By site: by how many seats for sale it has more than pupils.
    gap: Vec<f64>,
}

impl Smooth {
    /// A problem without homes.
    pub(super) fn new(seats: Vec<f64>, prices: Vec<f64>, heat: f64) -> Self {
        Self {
            places: Vec::new(),
            ends: Vec::new(),
            pupils: Vec::new(),
            everyone: 0.0,
            gap: vec![0.0; seats.len()],
            seats,
            prices,
            heat,
        }
    }

    /// Adds a home and the sites with their costs.
    pub(super) fn push(&mut self, pupils: f64, ways: impl Iterator<Item = (u32, f64)>) {
        let before = self.places.len();
        self.places.extend(ways.map(|(site, cost)| Place {
            site,
            cost,
            part: 0.0,
        }));
        if self.places.len() > before {
            self.ends.push(self.places.len() as u32);
            self.pupils.push(pupils);
            self.everyone += pupils;
        }
    }

    /// By site.
    pub(super) fn prices(&self) -> &[f64] {
        &self.prices
    }

    /// The part of all pupils who go to a site at the prices of now.
    pub(super) fn part_at(&self, site: usize) -> f64 {
        let mut there = 0.0;
        let mut start = 0;
        for (&end, pupils) in self.ends.iter().zip(&self.pupils) {
            let places = &self.places[start..end as usize];
            start = end as usize;
            let here = places.iter().filter(|place| place.site as usize == site);
            there += pupils * here.map(|place| place.part).sum::<f64>();
        }
        if self.everyone > 0.0 {
            there / self.everyone
        } else {
            0.0
        }
    }

    /// Lowers the heat.
    pub(super) fn cool(&mut self, times: f64) {
        self.heat /= times;
    }

    /// Newton's steps until so small a part of the pupils is too many or too few at some site, or no more than `most`.
    pub(super) fn settle(&mut self, small: f64, most: u32) {
        let mut value = self.measure();
        let mut damped = DAMPED;
        for _ in 0..most {
            let off = self.gap.iter().map(|gap| gap.abs()).sum::<f64>() / self.everyone;
            if off <= small || !off.is_finite() {
                return;
            }
            let step = self.newton_step(damped);
            let slope = -dot(&step, &self.gap).abs();
            let before = self.prices.clone();
            let mut length = 1.0;
            loop {
                for ((price, before), step) in self.prices.iter_mut().zip(&before).zip(&step) {
                    *price = before + length * step;
                }
                let now = self.measure();
                if now <= value + ENOUGH * length * slope {
                    value = now;
                    damped = if length < 1.0 {
                        damped * 2.0
                    } else {
                        damped / 3.0
                    };
                    break;
                }
                length /= 2.0;
                if length < SHORTEST {
                    self.prices.copy_from_slice(&before);
                    self.measure();
                    damped *= 10.0;
                    break;
                }
            }
            damped = damped.clamp(DAMPED_LEAST, DAMPED_MOST);
        }
    }

    /// The value of the function at the prices of now; finds parts and gaps, which are its slope.
    fn measure(&mut self) -> f64 {
        let heat = self.heat;
        let mut value = 0.0;
        for ((gap, &seats), &price) in self.gap.iter_mut().zip(&self.seats).zip(&self.prices) {
            *gap = 0.0;
            if seats.is_finite() {
                let hot = price / heat;
                value += seats * heat * (hot.max(0.0) + (-hot.abs()).exp().ln_1p());
                *gap = seats / (1.0 + (-hot).exp());
            }
        }
        let mut start = 0;
        for (&end, &pupils) in self.ends.iter().zip(&self.pupils) {
            let places = &mut self.places[start..end as usize];
            start = end as usize;
            let mut least = f64::INFINITY;
            for place in &mut *places {
                place.part = place.cost + self.prices[place.site as usize];
                least = least.min(place.part);
            }
            let mut sum = 0.0;
            for place in &mut *places {
                let beyond = (place.part - least) / heat;
                place.part = if beyond > NOBODY {
                    0.0
                } else {
                    (-beyond).exp()
                };
                sum += place.part;
            }
            value -= pupils * (least - heat * sum.ln());
            for place in places {
                place.part /= sum;
                self.gap[place.site as usize] -= pupils * place.part;
            }
        }
        for (gap, seats) in self.gap.iter_mut().zip(&self.seats) {
            if seats.is_infinite() {
                *gap = 0.0;
            }
        }
        value
    }

    /// The change of prices that would close all gaps if the function were as curved everywhere as here.
    fn newton_step(&self, damped: f64) -> Vec<f64> {
        const CLOSE: f64 = 0.1;
        const MOST_ROUNDS: u32 = 300;
        let curve = Curve::of(self, damped);
        let mut step = vec![0.0; self.seats.len()];
        let mut rest: Vec<f64> = self.gap.iter().map(|gap| -gap).collect();
        let mut scaled: Vec<f64> = curve.scaled(&rest);
        let mut along = scaled.clone();
        let mut size = dot(&rest, &scaled);
        let goal = size * CLOSE * CLOSE;
        let mut bent = vec![0.0; step.len()];
        for _ in 0..MOST_ROUNDS {
            curve.times(&along, &mut bent);
            let curved = dot(&along, &bent);
            if size <= goal || curved <= 0.0 {
                break;
            }
            let length = size / curved;
            for at in 0..step.len() {
                step[at] += length * along[at];
                rest[at] -= length * bent[at];
            }
            scaled = curve.scaled(&rest);
            let next = dot(&rest, &scaled);
            for (along, scaled) in along.iter_mut().zip(&scaled) {
                *along = scaled + next / size * *along;
            }
            size = next;
        }
        step
    }
}

/// How the function bends: the matrix of its second derivatives, kept as homes and their parts.
struct Curve {
    /// By home: how much it weighs, and where its places end.
    homes: Vec<(f64, u32)>,
    places: Vec<(u32, f64)>,
    /// By site, what does not come from homes; zero where the price is fixed.
    own: Vec<f64>,
    diagonal: Vec<f64>,
}

impl Curve {
    fn of(smooth: &Smooth, damped: f64) -> Self {
        let heat = smooth.heat;
        let own: Vec<f64> = smooth
            .seats
            .iter()
            .zip(&smooth.prices)
            .map(|(&seats, &price)| {
                if seats.is_infinite() {
                    return 0.0;
                }
                let less = (-(price / heat).abs()).exp();
                seats / heat * (less / (1.0 + less).powi(2) + damped)
            })
            .collect();
        let mut curve = Self {
            homes: Vec::new(),
            places: Vec::new(),
            diagonal: own.clone(),
            own,
        };
        let mut start = 0;
        for (&end, pupils) in smooth.ends.iter().zip(&smooth.pupils) {
            let places = &smooth.places[start..end as usize];
            start = end as usize;
            let before = curve.places.len();
            let bends = |place: &&Place| {
                let part = NO_PART..1.0 - NO_PART;
                part.contains(&place.part) && smooth.seats[place.site as usize].is_finite()
            };
            for place in places.iter().filter(bends) {
                curve.places.push((place.site, place.part));
                curve.diagonal[place.site as usize] +=
                    pupils / heat * place.part * (1.0 - place.part);
            }
            if curve.places.len() > before {
                curve.homes.push((pupils / heat, curve.places.len() as u32));
            }
        }
        curve
    }

    /// The product with a vector.
    fn times(&self, vector: &[f64], into: &mut [f64]) {
        for ((into, own), value) in into.iter_mut().zip(&self.own).zip(vector) {
            *into = own * value;
        }
        let mut start = 0;
        for &(weight, end) in &self.homes {
            let places = &self.places[start..end as usize];
            start = end as usize;
            let values = places
                .iter()
                .map(|&(site, part)| part * vector[site as usize]);
            let mean: f64 = values.sum();
            for &(site, part) in places {
                into[site as usize] += weight * part * (vector[site as usize] - mean);
            }
        }
    }

    /// Each number over that of the diagonal.
    fn scaled(&self, vector: &[f64]) -> Vec<f64> {
        let over = |(value, &diagonal): (&f64, &f64)| {
            if diagonal > 0.0 {
                value / diagonal
            } else {
                0.0
            }
        };
        vector.iter().zip(&self.diagonal).map(over).collect()
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter()
        .zip(right)
        .map(|(left, right)| left * right)
        .sum()
}
