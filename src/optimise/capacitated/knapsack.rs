//! The best use of one site's seats under client prices: a knapsack solved exactly by seats.

/// Something that could be packed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) client: u32,
    pub(super) weight: u32,
    pub(super) profit: i64,
}

/// Above this many seats the table is not worth its time and the fractional knapsack bounds from above.
pub(super) const SEATS_IN_TABLE: u32 = 20_000;

/// Fills `best[s]` with the most profit that fits into `s` seats. Profits are positive.
pub(super) fn table(items: &[Item], seats: u32, best: &mut Vec<i64>) {
    best.clear();
    best.resize(seats as usize + 1, 0);
    for item in items {
        add(best, item);
    }
}

#[inline]
fn add(best: &mut [i64], item: &Item) {
    let weight = item.weight as usize;
    for seats in (weight..best.len()).rev() {
        best[seats] = best[seats].max(best[seats - weight] + item.profit);
    }
}

/// The clients of a best packing.
pub(super) fn pack(items: &[Item], seats: u32, scratch: &mut Vec<i64>, packed: &mut Vec<u32>) {
    packed.clear();
    let width = seats as usize + 1;
    scratch.clear();
    scratch.resize(width, 0);
    let mut is_taken = vec![false; items.len() * width];
    for (item, taken) in items.iter().zip(is_taken.chunks_exact_mut(width)) {
        let weight = item.weight as usize;
        for seats in (weight..width).rev() {
            let with = scratch[seats - weight] + item.profit;
            if with > scratch[seats] {
                scratch[seats] = with;
                taken[seats] = true;
            }
        }
    }
    let mut left = seats as usize;
    for (item, taken) in items.iter().zip(is_taken.chunks_exact(width)).rev() {
        if taken[left] {
            packed.push(item.client);
            left -= item.weight as usize;
        }
    }
}

/// The most profit if items could be cut, rounded up, and the clients packed whole on the way.
pub(super) fn fractional(items: &mut [Item], seats: u32, packed: &mut Vec<u32>) -> i64 {
    packed.clear();
    items.sort_unstable_by(|a, b| {
        let (a_rate, b_rate) = (
            i128::from(a.profit) * i128::from(b.weight),
            i128::from(b.profit) * i128::from(a.weight),
        );
        b_rate.cmp(&a_rate).then(a.client.cmp(&b.client))
    });
    let mut left = seats;
    let mut profit = 0;
    for item in items.iter() {
        if item.weight <= left {
            left -= item.weight;
            profit += item.profit;
            packed.push(item.client);
        } else {
            let part = i128::from(item.profit) * i128::from(left) / i128::from(item.weight);
            return profit + part as i64 + 1;
        }
    }
    profit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimise::Random;

    #[test]
    fn no_selection_that_fits_earns_more() {
        for seed in 0..200 {
            let mut random = Random::seeded(seed);
            let mut items: Vec<Item> = (0..random.below(10) as u32)
                .map(|client| Item {
                    client,
                    weight: 1 + random.below(12) as u32,
                    profit: 1 + random.below(50) as i64,
                })
                .collect();
            let seats = random.below(40) as u32;
            let earned = |set: u32| {
                let chosen = items.iter().filter(|item| set >> item.client & 1 == 1);
                let weight: u32 = chosen.clone().map(|item| item.weight).sum();
                (weight <= seats).then(|| chosen.map(|item| item.profit).sum::<i64>())
            };
            let most = (0..1 << items.len()).filter_map(earned).max().unwrap();
            let (mut best, mut packed) = (Vec::new(), Vec::new());
            table(&items, seats, &mut best);
            assert_eq!(best[seats as usize], most, "seed {seed}");
            pack(&items, seats, &mut best, &mut packed);
            let set = packed.iter().fold(0, |set, client| set | 1 << client);
            assert_eq!(earned(set), Some(most), "seed {seed}");
            assert!(
                fractional(&mut items, seats, &mut packed) >= most,
                "seed {seed}"
            );
        }
    }
}
